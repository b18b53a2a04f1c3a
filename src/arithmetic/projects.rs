//! The amount of a project in the table of its goals and in the list of what projects cost.

use std::collections::BTreeMap;

use super::between::{Tables, whole_column};
use super::figures::{Figure, Line, Precision};
use super::judge::Sum;
use crate::lexicon::account_line::without_number;
use crate::lexicon::key::key;
use crate::model::BudgetForm::ProjectExpenditure;
use crate::model::{BudgetStage, Period, Project, RelationKind, Table, Tidy};
use crate::text::width::fold;

/// The sums between projects and the lines that have their code or are called like them, where both have one such. Lists may count
/// otherwise than goals do: where most of the amounts that are called alike differ, none is judged.
pub(super) fn sums(
    tables: &Tables<'_>,
    (projects, of_document): (&[Project], &[&Table<Tidy>]),
    sums: &mut Vec<Sum>,
) {
    let list = tables.only(ProjectExpenditure).filter(|list| list.stage != Some(BudgetStage::FinalAccount));
    let Some(list) = list else { return };
    let lines: Vec<(&Line<'_>, usize)> = list
        .halves
        .iter()
        .filter_map(|half| Some((half, whole_column(list, half)?)))
        .flat_map(|(half, column)| half.iter().filter(|line| !line.is_total).map(move |line| (line, column)))
        .collect();
    // A name may be written in two ways, a code is not; where both have the one of a project its name is not asked.
    let of_code = only_by(lines.iter().map(|own| (own.0.said.code.as_deref().and_then(code), *own)));
    let of_name = only_by(lines.iter().map(|own| (name(&own.0.said.name), *own)));
    let codes = only_by(projects.iter().map(|own| (own.code.as_deref().and_then(code), own)));
    let names = only_by(projects.iter().map(|own| (name(&own.name), own)));
    let by_code = paired(&codes, &of_code);
    let is_told = |project: &Project| by_code.iter().any(|(own, _)| std::ptr::eq(*own, project));
    let by_name: Vec<_> = paired(&names, &of_name).into_iter().filter(|(own, _)| !is_told(own)).collect();
    let pairs: Vec<Sum> = by_code
        .iter()
        .chain(&by_name)
        .filter_map(|(project, (line, column))| {
            let amount = amount(project, of_document)?;
            let sum = Sum::of(RelationKind::Tables, amount, [line.figure(*column)?]);
            let is_said = sum.terms.iter().all(|(term, _)| term.printed.is_some());
            (is_said && sum.is_of_one_unit()).then_some(sum)
        })
        .collect();
    let agreeing = pairs.iter().filter(|sum| sum.agrees()).count();
    if 2 * agreeing >= pairs.len() {
        sums.extend(pairs);
    }
}

/// Things by what is told of them, `None` where it is told of several.
fn only_by<T: Copy>(things: impl Iterator<Item = (Option<String>, T)>) -> BTreeMap<String, Option<T>> {
    let mut only: BTreeMap<String, Option<T>> = BTreeMap::new();
    for (key, thing) in things {
        let Some(key) = key else { continue };
        only.entry(key).and_modify(|known| *known = None).or_insert(Some(thing));
    }
    only
}

/// What is told alike of one thing here and of one there.
fn paired<T: Copy, U: Copy>(
    ones: &BTreeMap<String, Option<T>>,
    others: &BTreeMap<String, Option<U>>,
) -> Vec<(T, U)> {
    ones.iter().filter_map(|(key, one)| Some(((*one)?, (*others.get(key)?)?))).collect()
}

/// The code of a project; a running number and the code of an account are none.
fn code(printed: &str) -> Option<String> {
    let folded = fold(printed);
    let is_long = folded.chars().filter(char::is_ascii_digit).nth(DIGITS_OF_ACCOUNT).is_some();
    is_long.then_some(folded)
}

/// The name of a project as names are compared.
fn name(printed: &str) -> Option<String> {
    Some(key(without_number(printed))).filter(|name| !name.is_empty())
}

/// How many digits the code of an account has at most: 2080505. That of a project has its year, place and number.
const DIGITS_OF_ACCOUNT: usize = 7;

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
