#![doc = include_str!("placeholder_value.md")]

use super::{Check, Run, about, title};
use crate::lexicon::sense::Sense;
use crate::lexicon::terms::{self, Place};
use crate::model::{Disclosure, Finding, Findings, Indicator, Message, Rule, Severity, TargetKind};
use crate::text::width::fold;

pub(super) const CHECK: Check = Check { rule: RULE, run: Run::Alone(run) };

const RULE: Rule =
    Rule { name: "placeholder-value", severity: Severity::Info, page: include_str!("placeholder_value.md") };

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    for project in &disclosure.projects {
        // Where no indicator has a value the table sets none, and none in particular is missing.
        if !project.indicators.iter().any(|indicator| indicator.target.value.is_some()) {
            continue;
        }
        for indicator in project.indicators.iter().filter(|indicator| is_named(indicator)) {
            let Some(value) = value(indicator) else { continue };
            let (severity, message) = match value {
                Empty::Placeholder(sign) => (
                    Severity::Info,
                    Message::new("placeholder-value", &[&title(project), &indicator.name, &sign]),
                ),
                Empty::Blank { is_sure } => (
                    if is_sure { Severity::Warning } else { Severity::Info },
                    Message::new("placeholder-value-blank", &[&title(project), &indicator.name]),
                ),
            };
            findings.push(Finding {
                severity,
                at: Some(indicator.at.clone()),
                source: Some(indicator.source.clone()),
                ..about(&RULE, project, &message)
            });
        }
    }
}

/// What stands where a value belongs.
enum Empty {
    /// A sign that says there is none.
    Placeholder(String),
    /// Nothing; surely so where the indicator has its number or its cell to itself.
    Blank { is_sure: bool },
}

/// Rows that a form leaves for further indicators (`……`) are no indicators.
fn is_named(indicator: &Indicator) -> bool {
    indicator.name.chars().any(char::is_alphanumeric)
}

fn value(indicator: &Indicator) -> Option<Empty> {
    if indicator.target.value.is_some() || indicator.target.kind != TargetKind::Text {
        return None;
    }
    let (text, name) = (fold(&indicator.text), fold(&indicator.name));
    let holds_name = text.contains(&name);
    let behind = text.rsplit_once(name.as_str()).map_or(text.as_str(), |(_, behind)| behind);
    let sign = behind.trim_matches([':', '。', ';', ',']);
    if !sign.is_empty() {
        return Some(Empty::Placeholder(sign.to_owned()));
    }
    // A line of a packed cell may be the end of the line before, or words that are name and value in one:
    // 促进社会稳定.
    let is_measure = indicator.number.is_some() && terms::holds(Place::Prose, Sense::Measure, &name);
    Some(Empty::Blank { is_sure: is_measure || !holds_name })
}
