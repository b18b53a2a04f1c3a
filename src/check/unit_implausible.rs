#![doc = include_str!("unit_implausible.md")]

use std::collections::{BTreeMap, BTreeSet};

use super::{Check, Run, causes};
use crate::model::{Disclosure, Finding, Findings, Message, Outcome, Position, Relation, Rule, Severity};

pub(super) const CHECK: Check = Check { rule: RULE, run: Run::Alone(run) };

const RULE: Rule =
    Rule { name: "unit-implausible", severity: Severity::Warning, page: include_str!("unit_implausible.md") };

/// The number that stands for the text among the tables.
const TEXT: usize = usize::MAX;

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    let slips: Vec<&Relation> =
        disclosure.relations.iter().filter(|relation| causes::is_unit_slip(relation)).collect();
    if slips.is_empty() {
        return;
    }
    // A table whose own sums do not hold has a wrong number rather than a wrong unit.
    let is_broken =
        |relation: &&Relation| relation.outcome == Outcome::Broken && !causes::is_unit_slip(relation);
    let broken: BTreeSet<usize> =
        disclosure.relations.iter().filter(is_broken).map(|relation| relation.total.table).collect();
    let mut pairs: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for relation in slips {
        let one = relation.total.table;
        let other = relation.terms.first().map_or(TEXT, |term| term.at.table);
        if !broken.contains(&one) && !broken.contains(&other) {
            pairs.entry(one).or_default().insert(other);
            pairs.entry(other).or_default().insert(one);
        }
    }
    // The table that differs from most others is told, and with it all of its pairs.
    while let Some((table, others)) = pairs
        .iter()
        .filter(|(table, _)| **table != TEXT)
        .max_by_key(|(table, others)| (others.len(), **table))
        .map(|(table, others)| (*table, others.clone()))
        .filter(|(_, others)| !others.is_empty())
    {
        findings.extend(finding(disclosure, table, &others));
        pairs.remove(&table);
        for left in pairs.values_mut() {
            left.remove(&table);
        }
    }
}

fn finding(disclosure: &Disclosure, number: usize, others: &BTreeSet<usize>) -> Option<Finding> {
    let tables: Vec<_> = disclosure.tables().collect();
    let table = tables.get(number)?;
    let title = |number: usize| {
        tables.get(number).and_then(|table| table.title.as_deref()).unwrap_or_default().trim()
    };
    let unit =
        disclosure.budget.iter().find(|line| line.table == number).and_then(|line| line.unit.as_deref());
    let message =
        Message::new("unit-implausible", &[&title(number), &unit.unwrap_or_default(), &others.len()]);
    let mut finding = Finding::new(&RULE, &message);
    finding.at = Some(Position { table: Some(number), ..Position::of(&table.at) });
    finding.found = unit.map(str::to_owned);
    finding.notes =
        others.iter().filter(|other| **other != TEXT).map(|other| title(*other).to_owned()).collect();
    Some(finding)
}
