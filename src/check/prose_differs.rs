#![doc = include_str!("prose_differs.md")]

use std::collections::{BTreeMap, BTreeSet};

use super::causes::{Causes, is_unit_slip};
use super::{Check, Run};
use crate::model::{
    Amount, BudgetLine, CellAt, ColumnAmount, Disclosure, Finding, Findings, Message, Outcome, Position,
    Relation, Rule, Severity,
};

pub(super) const CHECK: Check = Check { rule: RULE, run: Run::WithCauses(run) };

const RULE: Rule =
    Rule { name: "prose-differs", severity: Severity::Warning, page: include_str!("prose_differs.md") };

/// So many sentences that say the same are quoted.
const MOST_QUOTED: usize = 5;

fn run(findings: &mut Findings, disclosure: &Disclosure, causes: &Causes<'_>) {
    let broken = |relation: &&Relation| {
        relation.outcome == Outcome::Broken && relation.said.is_some() && !is_unit_slip(relation)
    };
    let mut by_cell: BTreeMap<(CellAt, Option<&str>), Vec<&Relation>> = BTreeMap::new();
    for relation in disclosure.relations.iter().filter(broken) {
        by_cell.entry((relation.total, relation.expected.as_deref())).or_default().push(relation);
    }
    if by_cell.is_empty() {
        return;
    }
    let corrections = causes.corrections();
    let named: BTreeSet<CellAt> = by_cell.keys().map(|(cell, _)| *cell).collect();
    let mut printed: BTreeMap<CellAt, (&BudgetLine, &ColumnAmount)> = BTreeMap::new();
    for line in &disclosure.budget {
        for amount in &line.amounts {
            let row = line.at.row.unwrap_or_default();
            let cell = CellAt { table: line.table, row, column: amount.grid_column };
            if named.contains(&cell) {
                printed.insert(cell, (line, amount));
            }
        }
    }
    let titles: Vec<Option<&str>> = disclosure.tables().map(|table| table.title.as_deref()).collect();
    for ((cell, stated), relations) in by_cell {
        // Where the sums of the table say that its number is wrong, and the text has the right one, that is told already.
        let right: Option<Amount> = corrections.get(&cell).copied();
        let is_told = right.is_some_and(|right| {
            stated
                .and_then(|stated| stated.parse::<Amount>().ok())
                .is_some_and(|stated| (stated - right).abs() <= right.ulp())
        });
        if let Some((line, amount)) = printed.get(&cell).filter(|_| !is_told) {
            let title = titles.get(cell.table).copied().flatten().unwrap_or_default();
            findings.extend(finding(title, line, amount, &relations));
        }
    }
}

/// What a text and a cell print differently, with the places of both: that of the text is the finding's.
fn finding(
    title: &str,
    line: &BudgetLine,
    amount: &ColumnAmount,
    relations: &[&Relation],
) -> Option<Finding> {
    let first = relations.first()?;
    let said = first.said.as_ref()?;
    let unit = amount.unit.as_deref().or(line.unit.as_deref()).unwrap_or_default();
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
    finding.notes.push(format!("{printed} {name} {}", place(&line.at, amount.grid_column)));
    Some(finding)
}

/// A place in words that no language needs: the number of the table, row and column, from 1, and where the source has it.
fn place(at: &Position, column: usize) -> String {
    let number = |number: Option<usize>| number.map_or(0, |number| number + 1);
    let page = at.page.map(|page| format!(" p. {page}")).unwrap_or_default();
    format!("[{}:{}:{}{page}]", number(at.table), number(at.row), column + 1)
}
