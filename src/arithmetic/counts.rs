//! How many batches of guests and how many persons explanatory text states, and the table of public expenses counts.

use std::collections::BTreeMap;

use super::figures::Sheet;
use crate::lexicon::cell::CellValue;
use crate::lexicon::counted::{self, Counted};
use crate::model::{
    Amount, CellAt, Disclosure, Outcome, Position, Relation, RelationKind, RowRole, Said, Table, Tidy,
};

/// The numbers of guests that tables count; `None` where several cells do.
pub(super) struct Counts {
    cells: BTreeMap<Counted, Option<(CellAt, Amount)>>,
    year: Option<u16>,
}

impl Counts {
    /// Those of the budget tables of a document.
    pub fn of(disclosure: &Disclosure, sheets: &[Sheet<'_>]) -> Self {
        let mut cells: BTreeMap<Counted, Option<(CellAt, Amount)>> = BTreeMap::new();
        for (number, table) in disclosure.tables().enumerate() {
            if !sheets.iter().any(|sheet| sheet.table == number) {
                continue;
            }
            for (counted, at, count) in lines(number, table).into_iter().chain(columns(number, table)) {
                cells.entry(counted).and_modify(|known| *known = None).or_insert(Some((at, count)));
            }
        }
        Self { cells, year: disclosure.year }
    }

    /// What the sentences of a text state of them.
    pub fn relations(&self, text: &str, at: &Position) -> Vec<Relation> {
        if self.cells.is_empty() {
            return Vec::new();
        }
        let mut relations = Vec::new();
        for sentence in text.split(['。', '；', ';']) {
            for count in counted::in_sentence(sentence, self.year) {
                let Some(Some((cell, printed))) = self.cells.get(&count.counted) else { continue };
                let is_same = *printed == count.number;
                relations.push(Relation {
                    kind: RelationKind::Prose,
                    outcome: if is_same { Outcome::Held } else { Outcome::Broken },
                    expected: Some(count.number.to_string()),
                    found: Some(printed.to_string()),
                    total: *cell,
                    terms: Vec::new(),
                    said: Some(Said {
                        text: sentence.trim().to_owned(),
                        amount: count.number,
                        unit: count.unit.to_owned(),
                        at: at.clone(),
                    }),
                });
            }
        }
        relations
    }
}

/// A number that a table counts.
type Cell = (Counted, CellAt, Amount);

/// The lines that count, each with the only number that stands in it.
fn lines(number: usize, table: &Table<Tidy>) -> Vec<Cell> {
    let mut found = Vec::new();
    for (row, line) in table.rows.iter().enumerate().filter(|(_, line)| line.role != RowRole::Header) {
        for (index, name) in line.cells.iter().enumerate() {
            let Some(counted) = counted::of_name(name.text.text()) else { continue };
            let mut numbers = line.cells[index + 1..]
                .iter()
                .filter_map(|cell| Some((cell.column, count(cell.text.text())?)));
            if let (Some((column, count)), None) = (numbers.next(), numbers.next()) {
                found.push((counted, CellAt { table: number, row, column }, count));
            }
        }
    }
    found
}

/// The columns that count, each with the only number that stands below it.
fn columns(number: usize, table: &Table<Tidy>) -> Vec<Cell> {
    let mut found = Vec::new();
    for (column, header) in table.columns.iter().enumerate() {
        let Some(counted) = header.header.last().and_then(|lowest| counted::of_name(lowest)) else {
            continue;
        };
        let rows = table.rows.iter().enumerate().filter(|(_, line)| line.role != RowRole::Header);
        let mut numbers = rows.filter_map(|(row, line)| {
            let cell = line.cells.iter().find(|cell| cell.column == column)?;
            Some((row, count(cell.text.text())?))
        });
        if let (Some((row, count)), None) = (numbers.next(), numbers.next()) {
            found.push((counted, CellAt { table: number, row, column }, count));
        }
    }
    found
}

/// A whole number.
fn count(text: &str) -> Option<Amount> {
    CellValue::of(text.trim()).amount().filter(|number| number.scale() == 0)
}
