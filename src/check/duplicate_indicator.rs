#![doc = include_str!("duplicate_indicator.md")]

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::{Check, Run, about, title};
use crate::check::quantities;
use crate::model::{Disclosure, Finding, Findings, Indicator, Message, Period, Rule, Severity};
use crate::text::width::fold;

pub(super) const CHECK: Check = Check { rule: RULE, run: Run::Alone(run) };

const RULE: Rule = Rule {
    name: "duplicate-indicator",
    severity: Severity::Warning,
    page: include_str!("duplicate_indicator.md"),
};

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    for project in &disclosure.projects {
        let mut known: BTreeMap<(Option<Period>, String), &Indicator> = BTreeMap::new();
        for indicator in project.indicators.iter().filter(|indicator| is_named(indicator)) {
            let earlier = match known.entry((indicator.period, fold(&indicator.name))) {
                Entry::Vacant(entry) => {
                    entry.insert(indicator);
                    continue;
                }
                Entry::Occupied(entry) => *entry.get(),
            };
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

/// Whether an indicator has a name: a line that a form leaves for further ones (`……`) has none.
fn is_named(indicator: &Indicator) -> bool {
    indicator.name.chars().any(char::is_alphanumeric)
}
