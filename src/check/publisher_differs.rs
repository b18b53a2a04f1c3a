#![doc = include_str!("publisher_differs.md")]

use std::collections::{BTreeMap, BTreeSet};

use super::{Check, Run};
use crate::lexicon::key::key;
use crate::lexicon::label_line::label_line;
use crate::lexicon::sense::Sense;
use crate::lexicon::terms::{self, Place};
use crate::model::{Disclosure, Finding, Findings, Message, Position, Rule, Severity, Table, Tidy};
use crate::text::width::fold;

pub(super) const CHECK: Check = Check { rule: RULE, run: Run::Alone(run) };

const RULE: Rule = Rule {
    name: "publisher-differs",
    severity: Severity::Warning,
    page: include_str!("publisher_differs.md"),
};

/// Fewer tables with one name do not say whose document it is.
const FEWEST_TABLES: usize = 3;

/// Where more than one of so many tables has another name, the document is of several bodies.
const ONE_OF: usize = 4;

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    let tables: Vec<(usize, &Table<Tidy>, String)> = disclosure
        .tables()
        .enumerate()
        .filter_map(|(number, table)| Some((number, table, named(table)?)))
        .collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (.., name) in &tables {
        *counts.entry(name).or_default() += 1;
    }
    let Some((name, count)) = counts.into_iter().max_by_key(|(_, count)| *count) else { return };
    let odd: Vec<_> = tables.iter().filter(|(.., own)| own != name).collect();
    if count < FEWEST_TABLES || odd.len() * ONE_OF > count {
        return;
    }
    // The table of a unit beside the same one of its department is the unit's.
    let title = |table: &Table<Tidy>| key(table.title.as_deref().unwrap_or_default());
    let known: BTreeSet<String> =
        tables.iter().filter(|(.., own)| own == name).map(|(_, table, _)| title(table)).collect();
    for (number, table, own) in odd {
        // 县水利局 and 县水利局（本级） are one, and so is a name with that of its county before it.
        let is_one = own.contains(name) || name.contains(own.as_str());
        if is_one || known.contains(&title(table)) {
            continue;
        }
        let title = table.title.as_deref().unwrap_or_default();
        let mut finding =
            Finding::new(&RULE, &Message::new("publisher-differs", &[&title, own, &name, &count]));
        finding.at = Some(Position { table: Some(*number), ..Position::of(&table.at) });
        finding.found = Some(own.clone());
        finding.expected = Some(name.to_owned());
        findings.push(finding);
    }
}

/// Who made a table, by the label of a line above it.
fn named(table: &Table<Tidy>) -> Option<String> {
    table.above.iter().filter_map(|line| label_line(line)).flat_map(|line| line.labels).find_map(|label| {
        let folded = fold(label);
        let (label, name) = folded.split_once(':')?;
        let is_publisher =
            terms::whole(Place::Caption, label).iter().any(|term| term.sense == Sense::PublisherLabel);
        (is_publisher && !name.is_empty()).then(|| name.to_owned())
    })
}
