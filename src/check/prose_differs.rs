#![doc = include_str!("prose_differs.md")]

use std::collections::{BTreeMap, BTreeSet};

use super::causes::{Causes, is_unit_slip};
use super::{Check, Run};
use crate::model::{
    Amount, BudgetLine, CellAt, ColumnAmount, Disclosure, Finding, Findings, Message, Outcome, Relation,
    Rule, Severity, Sign, Table, Tidy,
};

pub(super) const CHECK: Check = Check { rule: RULE, run: Run::WithCauses(run) };

const RULE: Rule =
    Rule { name: "prose-differs", severity: Severity::Warning, page: include_str!("prose_differs.md") };

/// So many sentences that say the same are quoted.
const MOST_QUOTED: usize = 5;

/// What sentences say alike: of which cell, which number, and with which other cell it is compared.
type Told<'a> = (CellAt, Option<&'a str>, Option<CellAt>);

fn run(findings: &mut Findings, disclosure: &Disclosure, causes: &Causes<'_>) {
    let broken = |relation: &&Relation| {
        relation.outcome == Outcome::Broken && relation.said.is_some() && !is_unit_slip(relation)
    };
    // What is said of a cell alone, and of it and another one, are two things.
    let mut by_cell: BTreeMap<Told<'_>, Vec<&Relation>> = BTreeMap::new();
    for relation in disclosure.relations.iter().filter(broken) {
        let other = relation.terms.first().map(|term| term.at);
        by_cell.entry((relation.total, relation.expected.as_deref(), other)).or_default().push(relation);
    }
    if by_cell.is_empty() {
        return;
    }
    let corrections = causes.corrections();
    let wanted: BTreeSet<CellAt> = by_cell
        .values()
        .flatten()
        .flat_map(|relation| relation.terms.iter().map(|term| term.at).chain([relation.total]))
        .collect();
    let cells = Cells::of(disclosure, &wanted);
    for ((cell, stated, _), relations) in by_cell {
        // Where the sums of the table say that its number is wrong, and the text has the right one, that is told already.
        let right: Option<Amount> = corrections.get(&cell).copied();
        let is_told = right.is_some_and(|right| {
            stated
                .and_then(|stated| stated.parse::<Amount>().ok())
                .is_some_and(|stated| (stated - right).abs() <= right.ulp())
        });
        // A cell that is wrong makes whatever is compared with it wrong.
        let is_of_wrong = relations
            .iter()
            .flat_map(|relation| &relation.terms)
            .any(|term| corrections.contains_key(&term.at))
            || (relations.iter().any(|relation| !relation.terms.is_empty()) && right.is_some());
        if !is_told && !is_of_wrong {
            findings.extend(finding(&cells, &relations));
        }
    }
}

/// The cells that sentences are compared with.
struct Cells<'a> {
    tables: Vec<&'a Table<Tidy>>,
    printed: BTreeMap<CellAt, (&'a BudgetLine, &'a ColumnAmount)>,
}

impl<'a> Cells<'a> {
    fn of(disclosure: &'a Disclosure, wanted: &BTreeSet<CellAt>) -> Self {
        let mut printed = BTreeMap::new();
        for line in &disclosure.budget {
            for amount in &line.amounts {
                let row = line.at.row.unwrap_or_default();
                let cell = CellAt { table: line.table, row, column: amount.grid_column };
                if wanted.contains(&cell) {
                    printed.insert(cell, (line, amount));
                }
            }
        }
        Self { tables: disclosure.tables().collect(), printed }
    }

    /// What a cell is called: the title of its table, its line and its column.
    fn name(&self, at: CellAt) -> String {
        let title = self.tables.get(at.table).and_then(|table| table.title.as_deref()).unwrap_or_default();
        let column = |words: &[String]| words.join("·");
        let words = if let Some((line, amount)) = self.printed.get(&at) {
            let code = line.code.as_deref().unwrap_or_default();
            [title.to_owned(), code.to_owned(), line.name.clone(), column(&amount.column)]
        } else {
            // What counts persons is no amount of money.
            let table = self.tables.get(at.table);
            let row = table.and_then(|table| table.rows.get(at.row));
            let before = row.into_iter().flat_map(|row| &row.cells).filter(|cell| cell.column < at.column);
            let name = before.rev().find(|cell| !cell.text.is_blank()).map(|cell| cell.text.text().trim());
            let header = table.and_then(|table| table.columns.get(at.column)).map(|own| column(&own.header));
            [title.to_owned(), String::new(), name.unwrap_or_default().to_owned(), header.unwrap_or_default()]
        };
        words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// What is printed in a cell, with its unit.
    fn text(&self, at: CellAt, found: Option<&str>) -> String {
        match self.printed.get(&at) {
            Some((line, amount)) => {
                let unit = amount.unit.as_deref().or(line.unit.as_deref()).unwrap_or_default();
                amount.amount.map_or_else(|| "—".to_owned(), |amount| format!("{amount}{unit}"))
            }
            None => found.unwrap_or_default().to_owned(),
        }
    }

    /// The place of a cell in words that no language needs.
    fn place(&self, at: CellAt) -> String {
        let row = self.tables.get(at.table).and_then(|table| table.rows.get(at.row));
        let page = row.and_then(|row| row.at.page).map(|page| format!(" p. {page}")).unwrap_or_default();
        format!("[{}:{}:{}{page}]", at.table + 1, at.row + 1, at.column + 1)
    }
}

/// What a text and a cell print differently, with the places of both: that of the text is the finding's.
fn finding(cells: &Cells<'_>, relations: &[&Relation]) -> Option<Finding> {
    let first = *relations.first()?;
    let said = first.said.as_ref()?;
    let name = cells.name(first.total);
    let printed = cells.text(first.total, first.found.as_deref());
    let (message, expected) = match first.terms.first() {
        None => (Message::new("prose-differs", &[&said.text, &name, &printed]), printed.clone()),
        Some(term) => {
            let (other, compared) = (cells.name(term.at), cells.text(term.at, None));
            let made = first.found.clone().unwrap_or_default();
            match term.sign {
                Sign::Over => {
                    let made = format!("{made}%");
                    let message = Message::new(
                        "prose-share-differs",
                        &[&said.text, &name, &printed, &other, &compared, &made],
                    );
                    (message, made)
                }
                Sign::Plus | Sign::Minus => {
                    let message = Message::new(
                        "prose-change-differs",
                        &[&said.text, &name, &printed, &other, &compared, &made],
                    );
                    (message, made)
                }
            }
        }
    };
    let mut finding = Finding::new(&RULE, &message);
    finding.at = Some(said.at.clone());
    // 与上年持平 has no number.
    finding.found =
        Some(if said.unit.is_empty() { said.text.clone() } else { format!("{}{}", said.amount, said.unit) });
    finding.expected = Some(expected);
    finding.notes = relations
        .iter()
        .filter_map(|relation| relation.said.as_ref())
        .skip(1)
        .take(MOST_QUOTED)
        .map(|said| said.text.clone())
        .collect();
    let compared = first.terms.iter().map(|term| term.at);
    finding.notes.extend(std::iter::once(first.total).chain(compared).map(|at| {
        format!("{} {} {}", cells.text(at, first.found.as_deref()), cells.name(at), cells.place(at))
    }));
    Some(finding)
}
