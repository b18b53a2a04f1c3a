#![doc = include_str!("table_not_empty.md")]

use super::empty_tables::{self, Emptiness};
use super::{Check, Run};
use crate::model::{Disclosure, Finding, Findings, Message, Position, Rule, Severity};

pub(super) const CHECK: Check = Check { rule: RULE, run: Run::Alone(run) };

const RULE: Rule =
    Rule { name: "table-not-empty", severity: Severity::Warning, page: include_str!("table_not_empty.md") };

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    for found in empty_tables::find(disclosure) {
        if let Emptiness::Contradicted { said, amounts } = found.emptiness {
            let title = found.table.title.as_deref().unwrap_or_default().trim();
            let message = Message::new("table-not-empty", &[&title, &said, &amounts]);
            let mut finding = Finding::new(&RULE, &message);
            finding.at = Some(Position { table: Some(found.number), ..Position::of(&found.table.at) });
            finding.found = Some(said.to_owned());
            findings.push(finding);
        }
    }
}
