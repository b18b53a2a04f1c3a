#![doc = include_str!("level2_unknown.md")]

use std::collections::BTreeSet;

use super::{Check, Run, about, title};
use crate::lexicon::taxonomy;
use crate::model::{Disclosure, Finding, Findings, Message, Rule, Severity};

pub(super) const CHECK: Check = Check { rule: RULE, run: Run::Alone(run) };

const RULE: Rule =
    Rule { name: "level2-unknown", severity: Severity::Info, page: include_str!("level2_unknown.md") };

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    // The layouts have given other spellings the names of the taxonomy.
    let known: BTreeSet<&str> = taxonomy::level2_names().collect();
    for project in &disclosure.projects {
        let mut told = BTreeSet::new();
        for indicator in &project.indicators {
            let Some(name) = indicator.level2.as_deref().filter(|name| !known.contains(name)) else {
                continue;
            };
            if !told.insert(name) {
                continue;
            }
            findings.push(Finding {
                at: Some(indicator.at.clone()),
                found: Some(name.to_owned()),
                source: Some(indicator.source.clone()),
                ..about(&RULE, project, &Message::new("level2-unknown", &[&title(project), &name]))
            });
        }
    }
}
