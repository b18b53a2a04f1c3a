//! The amount of a project in the table of its goals and in the list of what projects cost.

use std::collections::BTreeMap;

use super::between::{Tables, whole_column};
use super::figures::{Figure, Line, Precision};
use super::judge::Sum;
use crate::lexicon::account_line::without_number;
use crate::lexicon::key::key;
use crate::model::BudgetForm::ProjectExpenditure;
use crate::model::{BudgetStage, Period, Project, RelationKind, Table, Tidy};

/// The sums between projects and the lines that are called like them, where both have one of the name. Lists may count
/// otherwise than goals do: where most of the amounts that are called alike differ, none is judged.
pub(super) fn sums(
    tables: &Tables<'_>,
    (projects, of_document): (&[Project], &[&Table<Tidy>]),
    sums: &mut Vec<Sum>,
) {
    let list = tables.only(ProjectExpenditure).filter(|list| list.stage != Some(BudgetStage::FinalAccount));
    let Some(list) = list else { return };
    let mut lines: BTreeMap<String, Option<(&Line<'_>, usize)>> = BTreeMap::new();
    for half in &list.halves {
        let Some(column) = whole_column(list, half) else { continue };
        for line in half.iter().filter(|line| !line.is_total) {
            let name = key(without_number(&line.said.name));
            lines.entry(name).and_modify(|known| *known = None).or_insert(Some((line, column)));
        }
    }
    let mut of_name: BTreeMap<String, Option<&Project>> = BTreeMap::new();
    for project in projects {
        let name = key(without_number(&project.name));
        of_name.entry(name).and_modify(|known| *known = None).or_insert(Some(project));
    }
    let pairs: Vec<Sum> = of_name
        .iter()
        .filter(|(name, _)| !name.is_empty())
        .filter_map(|(name, project)| {
            let (line, column) = (*lines.get(name)?)?;
            let amount = amount((*project)?, of_document)?;
            let sum = Sum::of(RelationKind::Tables, amount, [line.figure(column)?]);
            let is_said = sum.terms.iter().all(|(term, _)| term.printed.is_some());
            (is_said && sum.is_of_one_unit()).then_some(sum)
        })
        .collect();
    let agreeing = pairs.iter().filter(|sum| sum.agrees()).count();
    if 2 * agreeing >= pairs.len() {
        sums.extend(pairs);
    }
}

/// What a project costs in its year, where it stands.
fn amount(project: &Project, tables: &[&Table<Tidy>]) -> Option<Figure> {
    // What was spent, and what several years cost, is something else.
    let of_years = project.goals.iter().any(|goal| matches!(goal.period, Some(Period::MediumTerm)));
    if project.execution.is_some() || of_years {
        return None;
    }
    let at = project.amount_cell(tables)?;
    let printed = project.amount?;
    Some(Precision::alone(printed).figure(at, Some(printed), project.amount_unit.as_deref()))
}
