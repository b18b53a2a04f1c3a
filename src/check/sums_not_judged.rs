#![doc = include_str!("sums_not_judged.md")]

use std::collections::BTreeSet;

use super::{Check, Run};
use crate::model::{
    Disclosure, Finding, Findings, Message, Outcome, Position, Relation, Rule, Severity, Table, Tidy,
};

pub(super) const CHECK: Check = Check { rule: RULE, run: Run::Alone(run) };

const RULE: Rule =
    Rule { name: "sums-not-judged", severity: Severity::Info, page: include_str!("sums_not_judged.md") };

/// What says that rows, columns or numbers of a table are missing, or are not certain.
const MISSING: &[&str] = &[
    "amount-unread",
    "borders-guessed",
    "borders-unsure",
    "cells-invisible",
    "code-unread",
    "columns-hidden",
    "columns-unsure",
    "continuation-unsure",
    "digits-lost",
    "file-broken-off",
    "formula-without-result",
    "fraction-unsure",
    "image-without-text",
    "number-format-unknown",
    "number-over-lines",
    "outside-print-area",
    "page-broken",
    "page-is-picture",
    "row-too-long",
    "row-too-short",
    "row-torn",
    "row-unread",
    "rows-hidden",
    "struck-out",
    "text-undecodable",
    "thousands-unsure",
];

/// The tables whose sums are not judged: cells of theirs could not be read, or something of them may be missing.
pub(super) fn tables_in_doubt(findings: &[Finding], disclosure: &Disclosure) -> BTreeSet<usize> {
    let tables: Vec<&Table<Tidy>> = disclosure.tables().collect();
    let unread = tables
        .iter()
        .enumerate()
        .filter(|(_, table)| table.accounting.is_some_and(|counts| counts.unread > 0));
    let mut doubtful: BTreeSet<usize> = unread.map(|(number, _)| number).collect();
    for finding in findings.iter().filter(|finding| MISSING.contains(&finding.rule.as_str())) {
        match finding.at.as_ref().map(|at| table_at(&tables, at)) {
            Some(Some(table)) => {
                doubtful.insert(table);
            }
            // What is said of the whole document is said of each of its tables.
            None => doubtful.extend(0..tables.len()),
            Some(None) => {}
        }
    }
    doubtful
}

/// The table that a place is in, or the last one that begins above it.
fn table_at(tables: &[&Table<Tidy>], at: &Position) -> Option<usize> {
    at.table.or_else(|| {
        tables.iter().rposition(|table| {
            let begins = (table.at.page, table.at.line) <= (at.page, at.line);
            table.at.sheet == at.sheet && begins
        })
    })
}

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    let is_left = |relation: &&Relation| relation.outcome == Outcome::NotJudged && relation.said.is_none();
    let left = disclosure.relations.iter().filter(is_left);
    let tables: Vec<usize> = left.map(|relation| relation.total.table).collect();
    let Some(first) = tables.first().copied() else { return };
    let (sums, count) = (tables.len(), tables.iter().collect::<BTreeSet<_>>().len());
    let mut finding = Finding::new(&RULE, &Message::new("sums-not-judged", &[&sums, &count]));
    let place = disclosure.tables().nth(first).map(|table| Position::of(&table.at));
    finding.at = place.map(|at| Position { table: Some(first), ..at });
    findings.push(finding);
}
