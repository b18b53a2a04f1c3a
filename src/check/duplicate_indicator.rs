#![doc = include_str!("duplicate_indicator.md")]

use super::{Check, about, title};
use crate::check::quantities;
use crate::model::{Disclosure, Finding, Findings, Indicator, Message, Rule, Severity};
use crate::text::width::fold;

pub(super) const CHECK: Check = Check { rule: RULE, run };

const RULE: Rule = Rule {
    name: "duplicate-indicator",
    severity: Severity::Warning,
    page: include_str!("duplicate_indicator.md"),
};

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    for project in &disclosure.projects {
        for (number, indicator) in project.indicators.iter().enumerate() {
            let earlier = project.indicators[..number].iter().find(|earlier| is_same(earlier, indicator));
            let Some(earlier) = earlier else { continue };
            let (one, other) = (quantities::printed(earlier), quantities::printed(indicator));
            findings.push(Finding {
                at: Some(indicator.at.clone()),
                expected: Some(one.clone()),
                found: Some(other.clone()),
                source: Some(indicator.source.clone()),
                ..about(
                    &RULE,
                    project,
                    &Message::new("duplicate-indicator", &[&title(project), &indicator.name, &one, &other]),
                )
            });
        }
    }
}

/// Whether two indicators have one name, in one period. A name that only labels a cost or a rate of several
/// things (`指标1`) tells nothing.
fn is_same(one: &Indicator, other: &Indicator) -> bool {
    !one.name.is_empty() && one.period == other.period && fold(&one.name) == fold(&other.name)
}
