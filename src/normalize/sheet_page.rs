//! A page of a table that stands on a sheet of its own: its columns are those of the sheet, so blank ones at its left
//! and its right, which no reader keeps, are told.

use super::lines;
use crate::model::{Cell, Row, Table, Tidy};

/// A page that lacks more columns at its right has too little of the table above to be one.
const MOST_AT_RIGHT: usize = 3;

/// The table of a further sheet with the blank columns that its sheet has at its left and its right beside the table
/// above it; nothing where it has none, or both stand on one sheet.
pub(super) fn padded(above: &Table<Tidy>, next: &Table<Tidy>) -> Option<Table<Tidy>> {
    if !is_further_sheet(above, next) {
        return None;
    }
    let left = next.at.sheet_column()?.checked_sub(above.at.sheet_column()?)?;
    let (width, own) = (above.width(), left + next.width());
    let right = width.checked_sub(own).filter(|right| *right <= MOST_AT_RIGHT).unwrap_or(0);
    if left + right == 0 || own > width {
        return None;
    }
    let mut padded = next.clone();
    padded.rows.iter_mut().for_each(|row| pad(row, left, right));
    Some(padded)
}

/// Whether a table stands on another sheet than the one above it.
pub(super) fn is_further_sheet(above: &Table<Tidy>, next: &Table<Tidy>) -> bool {
    above.at.sheet.is_some() && next.at.sheet.is_some() && above.at.sheet != next.at.sheet
}

fn pad(row: &mut Row<Tidy>, left: usize, right: usize) {
    let at = row.at.clone();
    let blank = |column: usize| Cell { column, ..Cell::new(Tidy::default(), at.clone()) };
    let end = left + row.cells.iter().map(Cell::end_column).max().unwrap_or(0);
    // A line over the whole page stays one.
    if left == 0 && lines::lone(row).is_some() && row.cells.len() == 1 {
        return;
    }
    row.cells.iter_mut().for_each(|cell| cell.column += left);
    row.cells.splice(0..0, (0..left).map(blank));
    row.cells.extend((end..end + right).map(blank));
}
