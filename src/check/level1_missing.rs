#![doc = include_str!("level1_missing.md")]

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::{Check, Run, about, title};
use crate::lexicon::sense::Sense;
use crate::lexicon::terms::{self, Place};
use crate::model::{Disclosure, Finding, Findings, Message, Project, Rule, Severity};

pub(super) const CHECK: Check = Check { rule: RULE, run: Run::Alone(run) };

const RULE: Rule =
    Rule { name: "level1-missing", severity: Severity::Warning, page: include_str!("level1_missing.md") };

/// The first levels that every project must set indicators for.
static REQUIRED: LazyLock<Vec<&str>> =
    LazyLock::new(|| terms::terms(Place::Level, Sense::Required).map(|term| term.words).collect());

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    let used: BTreeSet<&str> = disclosure.projects.iter().flat_map(levels).collect();
    for project in disclosure.projects.iter().filter(|project| !project.indicators.is_empty()) {
        let own: BTreeSet<&str> = levels(project).collect();
        // Where no level is told at all, none is missing in particular.
        if own.is_empty() {
            continue;
        }
        let missing: Vec<&str> = REQUIRED
            .iter()
            .copied()
            .filter(|level| !own.contains(level))
            .filter(|level| !is_of_later_scheme(project, level))
            .collect();
        if missing.is_empty() {
            continue;
        }
        // Where other projects of the document have the level, it was meant to be there.
        let meant = missing.iter().any(|level| used.contains(level));
        let names = missing.join("、");
        findings.push(Finding {
            severity: if meant || disclosure.projects.len() == 1 {
                Severity::Warning
            } else {
                Severity::Info
            },
            expected: Some(names.clone()),
            ..about(&RULE, project, &Message::new("level1-missing", &[&title(project), &names]))
        });
    }
}

fn levels(project: &Project) -> impl Iterator<Item = &str> {
    project.indicators.iter().filter_map(|indicator| indicator.level1.as_deref())
}

/// 满意度指标 became a level of its own only after the schemes that call 效益指标 by its older name.
fn is_of_later_scheme(project: &Project, level: &str) -> bool {
    let older = project
        .indicators
        .iter()
        .filter_map(|indicator| indicator.level1_text.as_deref())
        .any(|printed| terms::holds(Place::Level, Sense::OlderScheme, printed));
    older && terms::has(Place::Level, Sense::LaterScheme, level)
}
