#![doc = include_str!("cost_amount_mismatch.md")]

use super::{Check, Run, about, coarsest, rounding, title};
use crate::check::quantities;
use crate::lexicon::money;
use crate::lexicon::sense::Sense;
use crate::lexicon::terms::{self, Place};
use crate::model::{
    Amount, ColumnRole, Disclosure, Finding, Findings, Indicator, Message, Period, Position, Project, Rule,
    Severity,
};

pub(super) const CHECK: Check = Check { rule: RULE, run: Run::Alone(run) };

const RULE: Rule = Rule {
    name: "cost-amount-mismatch",
    severity: Severity::Warning,
    page: include_str!("cost_amount_mismatch.md"),
};

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    for project in &disclosure.projects {
        let Some(amount) = project.amount_wan else { continue };
        let Some(cost) = cost(project) else { continue };
        if !is_off(&cost, amount) || initial_budget(project).is_some_and(|initial| !is_off(&cost, initial)) {
            continue;
        }
        let amount_cell = amount_cell(disclosure, project);
        findings.push(Finding {
            expected: Some(amount.to_string()),
            found: Some(cost.sum.to_string()),
            notes: cost
                .lines
                .iter()
                .map(|line| format!("成本指标: {} {}", line.name, quantities::printed(line)))
                .collect(),
            // The amount is marked where it has a cell of its own, else the first of the costs.
            source: cost.lines.first().filter(|_| amount_cell.is_none()).map(|line| line.source.clone()),
            at: amount_cell.or_else(|| cost.lines.first().map(|line| line.at.clone())),
            ..about(
                &RULE,
                project,
                &Message::new("cost-amount-mismatch", &[&title(project), &cost.sum, &amount]),
            )
        });
    }
}

/// What a project costs by its indicators, in 万元; `None` where none of them is an amount of money.
pub(super) fn sum(project: &Project) -> Option<Amount> {
    cost(project).map(|cost| cost.sum)
}

/// Where a project's amount stands, in a table that has a column for amounts.
fn amount_cell(disclosure: &Disclosure, project: &Project) -> Option<Position> {
    let number = project.at.table?;
    let row = project.at.row?;
    let table = disclosure.tables().nth(number)?;
    let column = table.columns.iter().position(|column| column.role == Some(ColumnRole::Amount))?;
    let cell = table.rows.get(row)?.cells.iter().find(|cell| cell.column == column)?;
    Some(Position::in_table(number, row, column, &cell.at))
}

/// The cost indicators of a project that are amounts of money, in 万元.
struct Cost<'a> {
    sum: Amount,
    amounts: Vec<Amount>,
    /// Whether every cost indicator is such an amount.
    whole: bool,
    lines: Vec<&'a Indicator>,
}

/// The sum of the 成本指标 lines, or `None` if none of them is an amount of money.
fn cost(project: &Project) -> Option<Cost<'_>> {
    let costs: Vec<&Indicator> = project
        .indicators
        .iter()
        .filter(|indicator| {
            [&indicator.level2, &indicator.level1].into_iter().any(|level| {
                level.as_deref().is_some_and(|level| terms::holds(Place::Level, Sense::Cost, level))
            })
        })
        .filter(|indicator| !matches!(indicator.period, Some(Period::MediumTerm | Period::Total)))
        .collect();
    let amounts: Vec<(Amount, &Indicator)> = costs
        .iter()
        .filter_map(|indicator| Some((money::of_target(&indicator.target)?, *indicator)))
        .collect();
    if amounts.is_empty() {
        return None;
    }
    Some(Cost {
        sum: amounts.iter().map(|(amount, _)| *amount).sum(),
        amounts: amounts.iter().map(|(amount, _)| *amount).collect(),
        whole: amounts.len() == costs.len(),
        lines: amounts.into_iter().map(|(_, indicator)| indicator).collect(),
    })
}

/// Whether the costs do not fit the amount: more than it; or, where all of them are known, less by so little
/// that they were meant to be it. Costs far below the amount are the price of one piece.
fn is_off(cost: &Cost<'_>, amount: Amount) -> bool {
    let difference = (cost.sum - amount).abs();
    // A single cost that is a whole number is the amount rounded: 27万元 of 26.97.
    let is_rounded = cost.amounts.iter().all(|cost| cost.scale() == 0) && cost.amounts.len() == 1;
    let coarsest =
        if is_rounded { Amount::from(1) } else { coarsest(cost.amounts.iter().copied().chain([amount])) };
    if difference <= rounding(coarsest, cost.lines.len() - 1) {
        return false;
    }
    let hundredth = amount.ratio(Amount::from(100), 28).unwrap_or_default();
    cost.sum > amount || (cost.whole && difference <= hundredth)
}

/// What was planned at the beginning of the year; a self-evaluation's targets are set against that.
fn initial_budget(project: &Project) -> Option<Amount> {
    let initial = project.execution.as_ref()?.initial?;
    money::in_wan(initial, project.amount_unit.as_deref()?)
}
