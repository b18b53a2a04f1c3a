#![doc = include_str!("unit_unknown.md")]

use super::{Check, Run, about, title};
use crate::lexicon::money;
use crate::model::{Disclosure, Finding, Findings, Message, Rule, Severity};

pub(super) const CHECK: Check = Check { rule: RULE, run: Run::Alone(run) };

const RULE: Rule =
    Rule { name: "unit-unknown", severity: Severity::Warning, page: include_str!("unit_unknown.md") };

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    for project in &disclosure.projects {
        let (Some(amount), Some(unit)) = (project.amount, project.amount_unit.as_deref()) else { continue };
        if money::converts(unit) {
            continue;
        }
        findings.push(Finding {
            found: Some(unit.to_owned()),
            ..about(&RULE, project, &Message::new("unit-unknown", &[&title(project), &amount, &unit]))
        });
    }
}
