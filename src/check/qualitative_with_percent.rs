#![doc = include_str!("qualitative_with_percent.md")]

use std::collections::BTreeMap;

use super::{Check, Run, about, title};
use crate::check::quantities;
use crate::model::{Disclosure, Finding, Findings, Indicator, Message, Rule, Severity, TargetKind};

pub(super) const CHECK: Check = Check { rule: RULE, run: Run::Alone(run) };

const RULE: Rule = Rule {
    name: "qualitative-with-percent",
    severity: Severity::Warning,
    page: include_str!("qualitative_with_percent.md"),
};

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    // How a property is judged elsewhere in the document: in words, or in percent.
    let mut judged: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for indicator in disclosure.projects.iter().flat_map(|project| &project.indicators) {
        let Some(property) = property(indicator) else { continue };
        let (words, percents) = judged.entry(property).or_default();
        *words += usize::from(indicator.target.kind == TargetKind::Qualitative);
        *percents += usize::from(is_percent(indicator));
    }
    for project in &disclosure.projects {
        for indicator in project.indicators.iter().filter(|indicator| is_percent(indicator)) {
            let in_words = property(indicator).and_then(|property| judged.get(&property).copied());
            if in_words.is_none_or(|(words, percents)| words <= percents) {
                continue;
            }
            let value = quantities::printed(indicator);
            findings.push(Finding {
                at: Some(indicator.at.clone()),
                found: Some(value.clone()),
                source: Some(indicator.source.clone()),
                ..about(
                    &RULE,
                    project,
                    &Message::new("qualitative-with-percent", &[&title(project), &indicator.name, &value]),
                )
            });
        }
    }
}

/// The property that an indicator names: the last three characters of a name that ends in 性.
fn property(indicator: &Indicator) -> Option<String> {
    let characters: Vec<char> = indicator.name.chars().collect();
    (characters.len() >= 3 && characters.last() == Some(&'性'))
        .then(|| characters[characters.len() - 3..].iter().collect())
}

fn is_percent(indicator: &Indicator) -> bool {
    indicator.target.kind == TargetKind::Quantity && indicator.target.unit.as_deref() == Some("%")
}
