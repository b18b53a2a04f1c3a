#![doc = include_str!("target_ambiguous.md")]

use super::{Check, Run, about, title};
use crate::lexicon::grammar::target;
use crate::model::{Disclosure, Finding, Findings, Message, Rule, Severity};

pub(super) const CHECK: Check = Check { rule: RULE, run: Run::Alone(run) };

const RULE: Rule =
    Rule { name: "target-ambiguous", severity: Severity::Warning, page: include_str!("target_ambiguous.md") };

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    for project in &disclosure.projects {
        for indicator in project.indicators.iter().filter(|indicator| target::is_ambiguous(&indicator.target))
        {
            let printed = indicator.target.value.as_deref().unwrap_or_default();
            let message = Message::new("target-ambiguous", &[&title(project), &indicator.name, &printed]);
            findings.push(Finding {
                at: Some(indicator.at.clone()),
                found: Some(printed.to_owned()),
                source: Some(indicator.source.clone()),
                ..about(&RULE, project, &message)
            });
        }
    }
}
