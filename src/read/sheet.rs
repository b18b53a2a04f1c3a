//! A sheet as a spreadsheet stores it, cell by cell, and the table that it shows.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::Error;
use crate::model::grid::{MAX_COLUMNS, place_cells};
use crate::model::{Cell, Place, Raw, Row, Table};

/// The most cells of a table, empty ones between others counted. A cell takes up to 4 KiB until it is written, so
/// this bounds the memory that a small file of repeated rows asks for.
pub(super) const MAX_CELLS: usize = 1_000_000;

/// The most blank rows that are kept between two others.
const MAX_GAP: usize = 200;

/// A row and a column, from 0.
pub(super) type Slot = (usize, usize);

/// A sheet.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// Its name.
    pub(super) name: String,
    /// What its cells show, by row and column from 0.
    cells: BTreeMap<Slot, String>,
    /// Cells in which something is struck out: the same in HTML.
    struck: BTreeMap<Slot, String>,
    /// Merged cells: the first and the last row and column.
    pub(super) merges: Vec<(Slot, Slot)>,
    /// How many rows with content are hidden.
    pub(super) hidden_rows: usize,
}

impl Sheet {
    /// An empty sheet.
    pub(super) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// Puts what a cell shows; nothing if that is nothing.
    ///
    /// # Errors
    ///
    /// Refused when there are too many cells.
    pub(super) fn put(&mut self, row: usize, column: usize, text: &str) -> Result<(), Error> {
        let text = clean(text);
        if text.trim().is_empty() || column >= MAX_COLUMNS {
            return Ok(());
        }
        if self.cells.len() >= MAX_CELLS {
            return Err(self.too_large(self.cells.len() + 1));
        }
        self.cells.insert((row, column), text);
        Ok(())
    }

    /// Says that something in a cell is struck out, in HTML. A cell of which nothing was put is not there.
    pub(super) fn strike(&mut self, row: usize, column: usize, html: String) {
        if self.cells.contains_key(&(row, column)) {
            self.struck.insert((row, column), html);
        }
    }

    /// The first column and the last with content, and the rows with content.
    fn used(&self) -> Option<(usize, usize, BTreeSet<usize>)> {
        let first = self.cells.keys().map(|(_, column)| *column).min()?;
        let last = self.cells.keys().map(|(_, column)| *column).max()?;
        Some((first, last, self.cells.keys().map(|(row, _)| *row).collect()))
    }

    /// The table of its used range; `None` for an empty sheet.
    ///
    /// # Errors
    ///
    /// Refused if the cells stand so far apart that the table would have too many.
    pub(super) fn into_table(mut self) -> Result<Option<Table<Raw>>, Error> {
        let Some((first, last, filled)) = self.used() else { return Ok(None) };
        let rows = with_gaps(&filled);
        let needed = rows.len().saturating_mul(last - first + 1);
        if needed > MAX_CELLS {
            return Err(self.too_large(needed));
        }
        let (spans, covered) = self.spans(&rows, first, last);
        let mut table = Table { at: Place::sheet_cell(&self.name, rows[0], first), ..Table::default() };
        for row in &rows {
            let mut cells = Vec::with_capacity(last - first + 1);
            for column in first..=last {
                if covered.contains(&(*row, column)) {
                    continue;
                }
                let text = self.cells.remove(&(*row, column)).unwrap_or_default();
                let text = match self.struck.remove(&(*row, column)) {
                    Some(html) => Raw::Translated { html, source: text },
                    None => Raw::Plain(text),
                };
                let mut cell = Cell::new(text, Place::sheet_cell(&self.name, *row, column));
                if let Some((rowspan, colspan)) = spans.get(&(*row, column)) {
                    (cell.rowspan, cell.colspan) = (*rowspan, *colspan);
                }
                cells.push(cell);
            }
            table.rows.push(Row { at: Place::sheet_cell(&self.name, *row, first), cells, ..Row::default() });
        }
        place_cells(&mut table.rows);
        Ok(Some(table))
    }

    /// The spans of merged cells, cut at the used range, and the slots that they cover.
    fn spans(
        &self,
        rows: &[usize],
        first: usize,
        last: usize,
    ) -> (BTreeMap<Slot, (usize, usize)>, BTreeSet<Slot>) {
        let mut spans = BTreeMap::new();
        let mut covered = BTreeSet::new();
        let mut steps = 0_usize;
        for ((top, left), (bottom, right)) in &self.merges {
            let (left, right) = (*left.max(&first), *right.min(&last));
            let from = rows.partition_point(|row| row < top);
            let to = rows.partition_point(|row| row <= bottom);
            if left > right || from >= to || covered.contains(&(rows[from], left)) {
                continue;
            }
            let (height, width) = (to - from, right - left + 1);
            steps = steps.saturating_add(height.saturating_mul(width));
            if height * width == 1 || steps > MAX_CELLS {
                continue;
            }
            let slots = || rows[from..to].iter().flat_map(|row| (left..=right).map(|column| (*row, column)));
            // Merged cells do not overlap in a sound file; where they do, the first one stands.
            if slots().any(|slot| covered.contains(&slot) || spans.contains_key(&slot)) {
                continue;
            }
            spans.insert((rows[from], left), (height, width));
            covered.extend(slots().skip(1));
        }
        (spans, covered)
    }

    /// The refusal of a sheet that needs so many cells.
    pub(super) fn too_large(&self, needed: usize) -> Error {
        Error::refused("sheet-too-large", &[&self.name, &needed, &MAX_CELLS])
    }
}

/// Rows with content and the blank ones between them; a long gap is dropped.
fn with_gaps(filled: &BTreeSet<usize>) -> Vec<usize> {
    let mut rows: Vec<usize> = Vec::with_capacity(filled.len());
    for row in filled {
        if let Some(before) = rows.last().copied()
            && row - before <= MAX_GAP
        {
            rows.extend(before + 1..*row);
        }
        rows.push(*row);
    }
    rows
}

/// Text without the carriage returns that spreadsheets store in several ways.
fn clean(text: &str) -> String {
    if !text.contains(['\r', '_']) {
        return text.to_owned();
    }
    text.replace("_x000D_", "\r").replace("\r\n", "\n").replace('\r', "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(cells: &[(usize, usize, &str)], merges: &[(Slot, Slot)]) -> Sheet {
        let mut sheet = Sheet::new("表");
        for (row, column, text) in cells {
            sheet.put(*row, *column, text).unwrap();
        }
        sheet.merges = merges.to_vec();
        sheet
    }

    fn outline(sheet: Sheet) -> String {
        let Some(table) = sheet.into_table().unwrap() else { return String::new() };
        let cell = |cell: &Cell<Raw>| {
            let Raw::Plain(text) = &cell.text else { panic!() };
            format!("{text}@{}:{}x{}", cell.column, cell.rowspan, cell.colspan)
        };
        let row = |row: &Row<Raw>| row.cells.iter().map(cell).collect::<Vec<_>>().join(" ");
        table.rows.iter().map(row).collect::<Vec<_>>().join(" / ")
    }

    #[test]
    fn the_used_range() {
        assert_eq!(
            outline(sheet(&[(2, 1, "a"), (4, 2, "b"), (9, 9, " ")], &[])),
            "a@0:1x1 @1:1x1 / @0:1x1 @1:1x1 / @0:1x1 b@1:1x1"
        );
        assert_eq!(outline(sheet(&[], &[((0, 0), (9, 9))])), "");
        assert_eq!(outline(sheet(&[(0, 0, "a_x000D_\nb")], &[])), "a\nb@0:1x1");
    }

    #[test]
    fn merged_cells() {
        assert_eq!(
            outline(sheet(&[(0, 0, "a"), (0, 2, "c"), (1, 2, "d")], &[((0, 0), (1, 1))])),
            "a@0:2x2 c@2:1x1 / d@2:1x1"
        );
        // One that reaches to the end of the sheet, and one that overlaps it.
        let far = [((0, 0), (1_048_575, 16_383)), ((1, 0), (1, 1))];
        assert_eq!(outline(sheet(&[(0, 0, "a"), (1, 1, "b")], &far)), "a@0:2x2 / ");
    }

    #[test]
    fn corners_far_apart() {
        let table = sheet(&[(0, 0, "a"), (1_048_575, 16_383, "z")], &[]).into_table().unwrap().unwrap();
        assert_eq!((table.rows.len(), table.width()), (2, 16_384));
        assert_eq!(table.rows[1].cells[16_383].at.cell.as_deref(), Some("XFD1048576"));
        let diagonal: Vec<_> = (0..16_000).map(|n| (n, n, "x")).collect();
        assert!(sheet(&diagonal, &[]).into_table().is_err());
    }
}
