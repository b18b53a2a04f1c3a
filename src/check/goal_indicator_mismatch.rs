#![doc = include_str!("goal_indicator_mismatch.md")]

use super::quantities::{self, Quantity};
use super::{Check, about, goal_displaced, title};
use crate::model::{
    Disclosure, Finding, Findings, Goal, Indicator, Message, Period, Project, Rule, Severity,
};

pub(super) const CHECK: Check = Check { rule: RULE, run };

const RULE: Rule = Rule {
    name: "goal-indicator-mismatch",
    severity: Severity::Warning,
    page: include_str!("goal_indicator_mismatch.md"),
};

/// So many pairs of characters must a goal's clause and an indicator's name share to speak of one thing.
const SHARED: usize = 2;

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    for project in &disclosure.projects {
        for (goal, quantity, indicator) in contradictions(project) {
            let printed = quantities::printed(indicator);
            findings.push(Finding {
                at: Some(goal.at.clone()),
                expected: Some(printed.clone()),
                found: Some(quantity.text.clone()),
                source: Some(quantity.clause.clone()),
                notes: vec![indicator.text.clone()],
                ..about(
                    &RULE,
                    project,
                    &Message::new(
                        "goal-indicator-mismatch",
                        &[&title(project), &quantity.text, &indicator.name, &printed],
                    ),
                )
            });
        }
    }
}

/// The numbers of a project's own goals that an indicator contradicts.
pub(super) fn contradictions(project: &Project) -> Vec<(&Goal, Quantity, &Indicator)> {
    let displaced = goal_displaced::displaced(project);
    let quantities: Vec<(&Goal, Quantity)> = project
        .goals
        .iter()
        .filter(|goal| !displaced.contains(goal))
        .flat_map(|goal| quantities::of_text(&goal.text).into_iter().map(move |quantity| (goal, quantity)))
        .collect();
    quantities
        .iter()
        .filter_map(|(goal, quantity)| {
            let indicator = contradicted(project, goal, quantity, &quantities)?;
            Some((*goal, quantity.clone(), indicator))
        })
        .collect()
}

/// The indicator that a goal's number contradicts: of the same unit, speaking of the same thing, and agreeing
/// with no number of the goals. A number that some indicator has agrees, whatever its unit.
fn contradicted<'a>(
    project: &'a Project,
    goal: &Goal,
    quantity: &Quantity,
    all: &[(&Goal, Quantity)],
) -> Option<&'a Indicator> {
    let of_period = |indicator: &&Indicator| agrees_in_period(goal.period, indicator.period);
    let value = |indicator: &Indicator| quantities::of_target(&indicator.target);
    let candidates = || project.indicators.iter().filter(of_period);
    if candidates().any(|indicator| value(indicator).is_some_and(|(number, _)| number == quantity.number)) {
        return None;
    }
    let mut found: Vec<(usize, &Indicator)> = candidates()
        .filter(|indicator| {
            value(indicator).is_some_and(|(number, unit)| {
                unit == quantity.unit && !all.iter().any(|(_, other)| other.number == number)
            })
        })
        .map(|indicator| (quantities::shared_pairs(&quantity.clause, &indicator.name), indicator))
        .filter(|(shared, _)| *shared >= SHARED)
        .collect();
    found.sort_by_key(|(shared, _)| std::cmp::Reverse(*shared));
    // Where two speak of the thing alike, it is not said which is meant.
    match found.as_slice() {
        [(_, only)] => Some(only),
        [(best, first), (next, _), ..] if best > next => Some(first),
        _ => None,
    }
}

fn agrees_in_period(goal: Option<Period>, indicator: Option<Period>) -> bool {
    goal.is_none() || indicator.is_none() || goal == indicator
}
