#![doc = include_str!("table_empty.md")]

use super::empty_tables::{self, Emptiness};
use super::{Check, Run};
use crate::model::{Disclosure, Finding, Findings, Message, Position, Rule, Severity};

pub(super) const CHECK: Check = Check { rule: RULE, run: Run::Alone(run) };

const RULE: Rule =
    Rule { name: "table-empty", severity: Severity::Info, page: include_str!("table_empty.md") };

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    // What is not read may hold the sentence.
    if disclosure.source.pages.is_some_and(|pages| pages.unread > 0) {
        return;
    }
    for found in empty_tables::find(disclosure) {
        if let Emptiness::Unsaid = found.emptiness {
            let title = found.table.title.as_deref().unwrap_or_default().trim();
            let mut finding = Finding::new(&RULE, &Message::new("table-empty", &[&title]));
            finding.at = Some(Position { table: Some(found.number), ..Position::of(&found.table.at) });
            findings.push(finding);
        }
    }
}
