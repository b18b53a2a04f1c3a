#![doc = include_str!("sum_rounding.md")]

use std::collections::BTreeMap;

use super::{Check, Run};
use crate::model::{
    CellAt, Disclosure, Finding, Findings, Message, Outcome, Position, Relation, Rule, Severity,
};

pub(super) const CHECK: Check = Check { rule: RULE, run: Run::Alone(run) };

const RULE: Rule =
    Rule { name: "sum-rounding", severity: Severity::Info, page: include_str!("sum_rounding.md") };

/// Whether rounding explains a difference within tables; what a text states is mostly rounded.
fn is_rounded(relation: &Relation) -> bool {
    relation.outcome == Outcome::Rounding && relation.said.is_none()
}

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    let mut tables: BTreeMap<usize, (usize, CellAt)> = BTreeMap::new();
    for relation in disclosure.relations.iter().filter(|relation| is_rounded(relation)) {
        tables.entry(relation.total.table).or_insert((0, relation.total)).0 += 1;
    }
    for (number, table) in disclosure.tables().enumerate() {
        let Some((count, first)) = tables.get(&number) else { continue };
        let place = table.rows.get(first.row).map_or(&table.at, |row| &row.at);
        let mut finding = Finding::new(&RULE, &Message::new("sum-rounding", &[count]));
        finding.at = Some(Position::in_table(number, first.row, first.column, place));
        findings.push(finding);
    }
}
