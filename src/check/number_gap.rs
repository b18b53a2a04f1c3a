#![doc = include_str!("number_gap.md")]

use super::{Check, Run, about, title};
use crate::model::{Disclosure, Finding, Findings, Indicator, Message, Project, Rule, Severity, Suggestion};

pub(super) const CHECK: Check = Check { rule: RULE, run: Run::Alone(run) };

const RULE: Rule =
    Rule { name: "number-gap", severity: Severity::Warning, page: include_str!("number_gap.md") };

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    for project in &disclosure.projects {
        let mut counted = 0;
        for group in groups(&project.indicators) {
            indicators(findings, project, group, &mut counted);
        }
        goals(findings, project);
    }
}

/// The indicators in runs of one second level.
fn groups(indicators: &[Indicator]) -> impl Iterator<Item = &[Indicator]> {
    indicators.chunk_by(|one, next| {
        (&one.level1, &one.level2, one.period) == (&next.level1, &next.level2, next.period)
    })
}

/// Numbers begin anew in every group, or go on from the group before.
fn indicators(findings: &mut Findings, project: &Project, group: &[Indicator], counted: &mut u32) {
    if group.iter().all(|indicator| indicator.number.is_none()) {
        return;
    }
    let first = group.iter().find_map(|indicator| indicator.number).unwrap_or(1);
    let goes_on = first > 1 && first == *counted + 1;
    let mut expected = if goes_on { first } else { 1 };
    for indicator in group {
        match indicator.number {
            Some(number) if number == expected => {}
            Some(number) => {
                let message =
                    Message::new("number-gap", &[&title(project), &expected, &number, &indicator.name]);
                push(findings, project, indicator, &message, expected, Some(number), None);
                expected = number;
            }
            None => {
                let suggestion = Suggestion {
                    action: "insert-number".to_owned(),
                    from: None,
                    to: None,
                    text: Some(format!("{expected}. {}", indicator.text)),
                };
                let message = Message::new("number-gap-lost", &[&title(project), &expected, &indicator.name]);
                push(findings, project, indicator, &message, expected, None, Some(suggestion));
            }
        }
        expected += 1;
    }
    *counted = expected - 1;
}

fn push(
    findings: &mut Findings,
    project: &Project,
    indicator: &Indicator,
    message: &Message,
    expected: u32,
    found: Option<u32>,
    suggestion: Option<Suggestion>,
) {
    findings.push(Finding {
        at: Some(indicator.at.clone()),
        expected: Some(expected.to_string()),
        found: found.map(|number| number.to_string()),
        source: Some(indicator.source.clone()),
        suggestion,
        ..about(&RULE, project, message)
    });
}

/// Goals that begin with 1 count on; those that begin otherwise are another rule's business.
fn goals(findings: &mut Findings, project: &Project) {
    let numbers: Vec<(u32, &crate::model::Goal)> =
        project.goals.iter().filter_map(|goal| Some((goal.number?, goal))).collect();
    if numbers.first().is_none_or(|(number, _)| *number != 1) {
        return;
    }
    for pair in numbers.windows(2) {
        let ((before, earlier), (number, goal)) = (pair[0], pair[1]);
        let expected = before + 1;
        if number != expected && !(number == 1 && goal.period != earlier.period) {
            findings.push(Finding {
                at: Some(goal.at.clone()),
                expected: Some(format!("目标{expected}")),
                found: Some(format!("目标{number}")),
                ..about(
                    &RULE,
                    project,
                    &Message::new("number-gap-goal", &[&title(project), &expected, &number]),
                )
            });
        }
    }
}
