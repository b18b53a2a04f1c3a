#![doc = include_str!("goal_indicator_mismatch.md")]

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::quantities::{self, Quantity};
use super::{Check, Run, about, goal_displaced, title, words};
use crate::lexicon::sense::Sense;
use crate::model::{
    Amount, Disclosure, Finding, Findings, Goal, Indicator, Message, Period, Project, Rule, Severity,
};

pub(super) const CHECK: Check = Check { rule: RULE, run: Run::Alone(run) };

const RULE: Rule = Rule {
    name: "goal-indicator-mismatch",
    severity: Severity::Warning,
    page: include_str!("goal_indicator_mismatch.md"),
};

/// So many pairs of characters must a goal's clause and an indicator's name share to speak of one thing.
const SHARED: usize = 2;

/// What is done, or comes of it. Where a goal and an indicator speak of the same people and do different things with
/// them (受益农村群众, 培训农村群众) they do not speak of one thing.
static ACTIONS: LazyLock<Vec<&str>> = LazyLock::new(|| words(Sense::Action));

/// A project has a handful of goals and some dozens of indicators. Where a broken table gives one project so many
/// that the pairs of both are more than these, they are not compared.
const MOST: usize = 1_000_000;

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
    let promised: BTreeSet<Amount> = quantities.iter().map(|(_, quantity)| quantity.number).collect();
    let measured: Vec<Measured> = project
        .indicators
        .iter()
        .filter_map(|indicator| {
            let (number, unit) = quantities::of_target(&indicator.target)?;
            let pairs = quantities::pairs(&indicator.name);
            Some(Measured { indicator, number, unit, pairs, is_promised: promised.contains(&number) })
        })
        .collect();
    if quantities.len().saturating_mul(measured.len()) > MOST {
        return Vec::new();
    }
    quantities
        .into_iter()
        .filter_map(|(goal, quantity)| {
            let indicator = contradicted(&measured, goal, &quantity)?;
            Some((goal, quantity, indicator))
        })
        .collect()
}

/// An indicator of a number with its unit.
struct Measured<'a> {
    indicator: &'a Indicator,
    number: Amount,
    unit: String,
    /// The pairs of characters of its name.
    pairs: BTreeSet<(char, char)>,
    /// Whether some goal has that number.
    is_promised: bool,
}

/// The indicator that a goal's number contradicts: of the same unit, speaking of the same thing, and agreeing
/// with no number of the goals. A number that some indicator has agrees, whatever its unit.
fn contradicted<'a>(measured: &[Measured<'a>], goal: &Goal, quantity: &Quantity) -> Option<&'a Indicator> {
    let candidates =
        || measured.iter().filter(|measured| agrees_in_period(goal.period, measured.indicator.period));
    if candidates().any(|measured| measured.number == quantity.number) {
        return None;
    }
    let pairs = quantities::pairs(&quantity.clause);
    let mut found: Vec<(usize, &Indicator)> = candidates()
        .filter(|measured| measured.unit == quantity.unit && !measured.is_promised)
        .filter(|measured| !do_otherwise(&quantity.clause, &measured.indicator.name))
        .map(|measured| (pairs.intersection(&measured.pairs).count(), measured.indicator))
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

/// Whether both texts say what is done, and nothing that is done is the same.
fn do_otherwise(clause: &str, name: &str) -> bool {
    let of = |text: &str| -> Vec<&str> {
        ACTIONS.iter().copied().filter(|action| text.contains(action)).collect()
    };
    let (clause, name) = (of(clause), of(name));
    !clause.is_empty() && !name.is_empty() && !clause.iter().any(|action| name.contains(action))
}

fn agrees_in_period(goal: Option<Period>, indicator: Option<Period>) -> bool {
    goal.is_none() || indicator.is_none() || goal == indicator
}
