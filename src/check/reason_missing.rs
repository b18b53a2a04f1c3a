#![doc = include_str!("reason_missing.md")]

use super::{Check, Run, about, title};
use crate::lexicon::sense::Sense;
use crate::lexicon::terms::{self, Place};
use crate::model::{ColumnRole, Disclosure, Finding, Findings, Indicator, Message, Project, Rule, Severity};
use crate::text::width::fold;

pub(super) const CHECK: Check = Check { rule: RULE, run: Run::Alone(run) };

const RULE: Rule =
    Rule { name: "reason-missing", severity: Severity::Info, page: include_str!("reason_missing.md") };

/// A header is short; longer cells that speak of reasons are text.
const LONGEST_HEADER: usize = 25;

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    for project in &disclosure.projects {
        let missing: Vec<&Indicator> =
            project.indicators.iter().filter(|indicator| is_unexplained(indicator)).collect();
        if missing.is_empty() || !has_place_for_reasons(disclosure, project) {
            continue;
        }
        for indicator in missing {
            let (Some(score), Some(weight)) = (indicator.score, indicator.weight) else { continue };
            findings.push(Finding {
                at: Some(indicator.at.clone()),
                found: Some(score.to_string()),
                expected: Some(weight.to_string()),
                source: Some(indicator.source.clone()),
                ..about(
                    &RULE,
                    project,
                    &Message::new("reason-missing", &[&title(project), &indicator.name, &score, &weight]),
                )
            });
        }
    }
}

/// Whether an indicator has less than its points and does not say why.
fn is_unexplained(indicator: &Indicator) -> bool {
    let lost = indicator.score.zip(indicator.weight).is_some_and(|(score, weight)| score < weight);
    let says = |text: &Option<String>| {
        text.as_deref().is_some_and(|text| {
            text.chars().any(char::is_alphanumeric) && !terms::has(Place::Prose, Sense::Nothing, text)
        })
    };
    lost && !says(&indicator.reason) && !says(&indicator.explanation)
}

/// Whether the project's table asks for reasons.
fn has_place_for_reasons(disclosure: &Disclosure, project: &Project) -> bool {
    if project.indicators.iter().any(|indicator| indicator.reason.is_some()) {
        return true;
    }
    let Some(table) = project.at.table.and_then(|number| disclosure.tables().nth(number)) else {
        return false;
    };
    table.columns.iter().any(|column| column.role == Some(ColumnRole::Reason))
        || table.rows.iter().flat_map(|row| &row.cells).any(|cell| {
            let text = fold(cell.text.text());
            terms::holds(Place::Prose, Sense::Reason, &text) && text.chars().count() <= LONGEST_HEADER
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::{found, project};

    fn scored(score: &str, weight: &str, reason: Option<&str>) -> Indicator {
        Indicator {
            score: score.parse().ok(),
            weight: weight.parse().ok(),
            reason: reason.map(str::to_owned),
            ..Indicator::default()
        }
    }

    #[test]
    fn reasons() {
        let other = scored("10", "10", Some(""));
        for (score, weight, reason, expected) in [
            ("8", "10", None, 1),
            ("8", "10", Some("—"), 1),
            ("8", "10", Some("工期顺延"), 0),
            ("10", "10", None, 0),
            ("10.0", "10", None, 0),
            ("8", "", None, 0),
        ] {
            let project = project(vec![scored(score, weight, reason), other.clone()]);
            assert_eq!(found(&CHECK, project).len(), expected, "{score} of {weight}: {reason:?}");
        }
        assert!(found(&CHECK, project(vec![scored("8", "10", None)])).is_empty(), "no place for reasons");
    }
}
