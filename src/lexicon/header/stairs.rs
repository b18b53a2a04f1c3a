//! Headers in stairs, as programs write them that know no merged cells.

use super::words::heading;
use crate::model::{Cell, Row, Table, Tidy};

/// The most rows of a header in stairs.
const MOST_STAIRS: usize = 5;

/// What is longer, in characters, heads no column of a header in stairs.
const LONGEST_WORD: usize = 40;

/// How many rows from `first` on are a header in stairs: its upper rows stand over some columns only, blank at the
/// left, and its last row has the first column, blank where the rows above are filled; 0 where they are none.
pub(crate) fn stairs(table: &Table<Tidy>, first: usize) -> usize {
    let Some(top) = table.rows.get(first) else { return 0 };
    let begins_blank = |row: &Row<Tidy>| {
        let leftmost = row.cells.first();
        leftmost.is_some_and(|cell| cell.column == 0 && cell.rowspan == 1 && cell.text.is_blank())
    };
    if !begins_blank(top) || filled(top).next().is_none() {
        return 0;
    }
    let mut above: Vec<(usize, usize)> = Vec::new();
    for (number, row) in table.rows[first..].iter().take(MOST_STAIRS).enumerate() {
        let is_word = |cell: &Cell<Tidy>| {
            let text = cell.text.text();
            text.chars().count() <= LONGEST_WORD
                && !text.trim().starts_with(|c: char| c.is_ascii_digit() && !text.contains('年'))
        };
        if filled(row).next().is_none() || !filled(row).all(is_word) {
            return 0;
        }
        let columns: Vec<(usize, usize)> = filled(row).map(|cell| (cell.column, cell.end_column())).collect();
        if !begins_blank(row) {
            let known = filled(row).filter(|cell| heading(cell.text.text()).is_some()).count();
            let left_free =
                |(start, end): &(usize, usize)| columns.iter().all(|(from, to)| to <= start || end <= from);
            let is_last = number > 0
                && known * 2 > columns.len()
                && above.iter().any(left_free)
                && first + number + 1 < table.rows.len();
            return if is_last { number + 1 } else { 0 };
        }
        above.extend(columns);
    }
    0
}

/// The filled cells that begin in a row.
fn filled(row: &Row<Tidy>) -> impl Iterator<Item = &Cell<Tidy>> {
    row.cells.iter().filter(|cell| !cell.text.is_blank())
}
