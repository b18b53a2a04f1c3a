#![doc = include_str!("prose_differs.md")]

use std::collections::BTreeMap;

use super::{Check, causes};
use crate::model::{
    Amount, CellAt, Disclosure, Finding, Findings, Message, Outcome, Position, Relation, Rule, Severity,
};

pub(super) const CHECK: Check = Check { rule: RULE, run };

const RULE: Rule =
    Rule { name: "prose-differs", severity: Severity::Warning, page: include_str!("prose_differs.md") };

/// So many sentences that say the same are quoted.
const MOST_QUOTED: usize = 5;

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    let broken = |relation: &&Relation| relation.outcome == Outcome::Broken && relation.said.is_some();
    let mut by_cell: BTreeMap<(CellAt, Option<&str>), Vec<&Relation>> = BTreeMap::new();
    for relation in disclosure.relations.iter().filter(broken) {
        by_cell.entry((relation.total, relation.expected.as_deref())).or_default().push(relation);
    }
    if by_cell.is_empty() {
        return;
    }
    let corrections = causes::corrections(disclosure);
    for ((cell, stated), relations) in by_cell {
        // Where the sums of the table say that its number is wrong, and the text has the right one, that is told already.
        let right: Option<Amount> = corrections.get(&cell).copied();
        let is_told = right.is_some_and(|right| {
            stated
                .and_then(|stated| stated.parse::<Amount>().ok())
                .is_some_and(|stated| (stated - right).abs() <= right.ulp())
        });
        if !is_told {
            findings.extend(finding(disclosure, cell, &relations));
        }
    }
}

/// What a text and a cell print differently, with the places of both: that of the text is the finding's.
fn finding(disclosure: &Disclosure, cell: CellAt, relations: &[&Relation]) -> Option<Finding> {
    let first = relations.first()?;
    let said = first.said.as_ref()?;
    let line = disclosure.budget.iter().find(|line| {
        line.table == cell.table
            && line.at.row == Some(cell.row)
            && line.amounts.iter().any(|amount| amount.grid_column == cell.column)
    })?;
    let amount = line.amounts.iter().find(|amount| amount.grid_column == cell.column)?;
    let unit = amount.unit.as_deref().or(line.unit.as_deref()).unwrap_or_default();
    let title =
        disclosure.tables().nth(cell.table).and_then(|table| table.title.as_deref()).unwrap_or_default();
    let column = amount.column.join("·");
    let words = [title, line.code.as_deref().unwrap_or_default(), line.name.as_str(), column.as_str()];
    let name = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let stated = format!("{}{}", said.amount, said.unit);
    let printed = format!("{}{unit}", first.found.as_deref().unwrap_or_default());
    let mut finding = Finding::new(&RULE, &Message::new("prose-differs", &[&said.text, &name, &printed]));
    finding.at = Some(said.at.clone());
    finding.found = Some(stated);
    finding.expected = Some(printed.clone());
    finding.notes = relations
        .iter()
        .filter_map(|relation| relation.said.as_ref())
        .skip(1)
        .take(MOST_QUOTED)
        .map(|said| said.text.clone())
        .collect();
    finding.notes.push(format!("{printed} {name} {}", place(&causes::position(disclosure, cell))));
    Some(finding)
}

/// A place in words that no language needs: the number of the table, row and column, from 1, and where the source has it.
fn place(at: &Position) -> String {
    let number = |number: Option<usize>| number.map_or(0, |number| number + 1);
    let page = at.page.map(|page| format!(" p. {page}")).unwrap_or_default();
    format!("[{}:{}:{}{page}]", number(at.table), number(at.row), number(at.column))
}
