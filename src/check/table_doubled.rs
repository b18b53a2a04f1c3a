#![doc = include_str!("table_doubled.md")]

use std::collections::BTreeMap;

use super::{Check, Run};
use crate::lexicon::key::key;
use crate::model::{Disclosure, Finding, Findings, Message, Position, Rule, Severity, Table, Tidy};

pub(super) const CHECK: Check = Check { rule: RULE, run: Run::Alone(run) };

const RULE: Rule =
    Rule { name: "table-doubled", severity: Severity::Warning, page: include_str!("table_doubled.md") };

/// A table with fewer printed amounts may be empty in two places.
const FEWEST_AMOUNTS: usize = 4;

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    let mut amounts: BTreeMap<usize, usize> = BTreeMap::new();
    for line in &disclosure.budget {
        let printed = line.amounts.iter().filter(|amount| amount.amount.is_some()).count();
        *amounts.entry(line.table).or_default() += printed;
    }
    let mut seen: BTreeMap<(String, Vec<&str>), usize> = BTreeMap::new();
    for (number, table) in disclosure.tables().enumerate() {
        let Some(title) = table.title.as_deref() else { continue };
        if amounts.get(&number).is_none_or(|printed| *printed < FEWEST_AMOUNTS) {
            continue;
        }
        let Some(first) = seen.insert((key(title), texts(table)), number) else { continue };
        let mut finding = Finding::new(
            &RULE,
            &Message::new("table-doubled", &[&title.trim(), &(first + 1), &(number + 1)]),
        );
        finding.at = Some(Position { table: Some(number), ..Position::of(&table.at) });
        findings.push(finding);
    }
}

/// What a table says, cell by cell.
fn texts(table: &Table<Tidy>) -> Vec<&str> {
    table.rows.iter().flat_map(|row| &row.cells).map(|cell| cell.text.text()).collect()
}
