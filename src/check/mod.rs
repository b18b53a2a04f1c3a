//! `Disclosure` to findings: a pair of files per check, the code and its manual page.
//!
//! Severity goes by consequence: an *error* is arithmetically impossible or lost, a *warning* is what a person
//! must look at, *info* is the rest. A false alarm at warning or above is worse than a miss.

mod cost_amount_mismatch;
mod duplicate_block;
mod duplicate_indicator;
mod goal_displaced;
mod goal_indicator_mismatch;
mod goal_missing;
mod goal_number_without_indicator;
mod goal_truncated;
mod level1_missing;
mod level2_unknown;
mod number_gap;
mod operator_lost;
mod operator_missing;
mod placeholder_value;
mod qualitative_with_percent;
mod quantities;
mod repeated_text;
mod sum_mismatch;
mod template_residue;

use crate::model::{Amount, Disclosure, Finding, Findings, Message, Project, Rule};

/// A check.
#[derive(Debug)]
pub struct Check {
    /// What its findings are named for.
    pub rule: Rule,
    /// Looks for it.
    pub run: fn(&mut Findings, &Disclosure),
}

/// The checks, in the order of their names.
pub const CHECKS: &[Check] = &[
    cost_amount_mismatch::CHECK,
    duplicate_block::CHECK,
    duplicate_indicator::CHECK,
    goal_displaced::CHECK,
    goal_indicator_mismatch::CHECK,
    goal_missing::CHECK,
    goal_number_without_indicator::CHECK,
    goal_truncated::CHECK,
    level1_missing::CHECK,
    level2_unknown::CHECK,
    number_gap::CHECK,
    operator_lost::CHECK,
    operator_missing::CHECK,
    placeholder_value::CHECK,
    qualitative_with_percent::CHECK,
    repeated_text::CHECK,
    sum_mismatch::CHECK,
    template_residue::CHECK,
];

/// Runs every check.
pub fn run(findings: &mut Findings, disclosure: &Disclosure) {
    for check in CHECKS {
        (check.run)(findings, disclosure);
    }
}

/// What a project costs by its indicators, in 万元; `None` where none of them is an amount of money.
pub fn cost(project: &Project) -> Option<Amount> {
    cost_amount_mismatch::sum(project)
}

/// A finding about a project, placed where the project begins.
fn about(rule: &Rule, project: &Project, message: &Message) -> Finding {
    Finding {
        project: Some(project.code.clone().unwrap_or_else(|| project.name.clone())),
        at: Some(project.at.clone()),
        ..Finding::new(rule, message)
    }
}

/// What a project is called in a message: its name, or its code where it has none.
fn title(project: &Project) -> &str {
    if project.name.is_empty() { project.code.as_deref().unwrap_or("?") } else { &project.name }
}

/// How far a printed sum may be off by rounding alone: half a unit of the last printed place for each addend
/// and for the sum itself.
fn rounding(ulp: Amount, addends: usize) -> Amount {
    let halves = Amount::from(i64::try_from(addends).unwrap_or(i64::MAX - 1) + 1);
    ulp.times(halves).and_then(|twice| twice.ratio(Amount::from(2), ulp.scale() + 1)).unwrap_or(Amount::ZERO)
}
