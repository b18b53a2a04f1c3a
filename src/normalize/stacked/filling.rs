//! Which columns the rows of a grid fill, and which of them are those of a page that lost its blank columns.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use super::{FEWEST_COLUMNS, filled_columns, first_text, line_of, names_columns, words};
use crate::lexicon::total;
use crate::model::{Cell, Row, Tidy};
use crate::normalize::column_kind::{self, Kind};
use crate::normalize::level_columns::{self, Level};
use crate::normalize::lines;

/// So many rows on either side show what columns hold.
const LOOKED_AT: usize = 40;

/// A page that lost its blank columns, with nothing above it, has so many rows.
const FEWEST_MOVED: usize = 2;

/// Of ten rows so many fill the column without which a row is none.
const FILLED_OF_TEN: usize = 8;

/// So many rows tell which column the rows of a table fill.
const FEWEST_ABOVE: usize = 3;

/// What is asked of the rows of a grid again and again, told once.
pub(super) struct Rows<'a> {
    pub all: &'a [Row<Tidy>],
    /// For each row, whether it is neither blank nor a line.
    pub is_row: Vec<bool>,
    /// The last column that it fills.
    pub last: Vec<Option<usize>>,
    /// The column behind its last filled cell.
    pub end: Vec<usize>,
    /// The column behind the last cell of this row and those below it, filled or blank.
    pub width: Vec<usize>,
    /// Whether it is a header that names levels.
    pub heads_levels: Vec<bool>,
    /// The levels that it names, told when they are asked for: few rows end before the last column.
    pub levels: Vec<OnceCell<Vec<Level>>>,
}

impl<'a> Rows<'a> {
    pub(super) fn of(rows: &'a [Row<Tidy>]) -> Self {
        let end = |row: &Row<Tidy>| {
            let filled = row.cells.iter().filter(|cell| !cell.text.is_blank());
            filled.map(Cell::end_column).max().unwrap_or(0)
        };
        let mut widest = 0;
        let width = rows.iter().rev().map(|row| {
            widest = row.cells.iter().map(Cell::end_column).fold(widest, usize::max);
            widest
        });
        let mut width: Vec<usize> = width.collect();
        width.reverse();
        Self {
            all: rows,
            is_row: rows.iter().map(|row| !lines::is_blank(row) && line_of(row).is_none()).collect(),
            last: rows.iter().map(|row| filled_columns(row).last()).collect(),
            end: rows.iter().map(end).collect(),
            width,
            heads_levels: rows.iter().map(level_columns::heads_levels).collect(),
            levels: vec![OnceCell::new(); rows.len()],
        }
    }

    pub(super) fn levels(&self, row: usize) -> &[Level] {
        self.levels[row].get_or_init(|| level_columns::levels(&self.all[row]).collect())
    }

    /// The end of the rows from this one on that are neither blank nor lines.
    pub(super) fn page_end(&self, first: usize) -> usize {
        first + self.is_row[first..].iter().take_while(|is_row| **is_row).count()
    }

    /// Whether the levels of a row and of those below it say that a page lost blank columns at its left: they stand under
    /// the headers of other columns, so many columns to the left of their own, and as many columns are blank at the right.
    pub(super) fn have_moved(&self, header: Option<usize>, begins: usize, first: usize) -> bool {
        let Some(header) = header.filter(|_| self.end[first] < self.width[begins]) else { return false };
        let is_moved = |end: usize| {
            let Some(shift) =
                level_columns::shift_below(&self.all[header], (first..end).map(|row| self.levels(row)))
            else {
                return false;
            };
            self.end[first..end].iter().all(|end| end + shift <= self.width[begins])
        };
        // Of rows that lost as many columns as each of them had blank, one is like a page.
        is_moved(self.page_end(first)) || is_moved(first + 1)
    }

    /// Whether a row and those below it are those of a page that lost blank columns at its left: the last column that
    /// the rows above fill is blank in all of them, and a total or a signature is none of them.
    pub(super) fn are_narrow(&self, above: &Filling, first: usize) -> bool {
        above.is_full()
            && self.ends_before(above, first)
            && total::sum(&first_text(&self.all[first])).is_none()
    }

    /// The same of rows that may be a total, whatever most rows above fill.
    pub(super) fn ends_before(&self, above: &Filling, first: usize) -> bool {
        let Some(last) = above.last().filter(|last| self.last[first].is_some_and(|own| own < *last)) else {
            return false;
        };
        let row = &self.all[first];
        let is_shifted = || {
            words(row) >= FEWEST_COLUMNS
                && filled_columns(row).next() == Some(0)
                && !lines::is_signature_row(row)
        };
        self.is_row[first]
            && is_shifted()
            && self.last[first..self.page_end(first)].iter().all(|own| own.is_none_or(|own| own < last))
    }

    /// Whether the same is told by what the columns hold: the rows end before the last column, stand among other kinds
    /// than the rows above do, and by one shift to the right among the same.
    pub(super) fn are_of_narrow_page(&self, filling: &Filling, begins: usize, first: usize) -> bool {
        if !self.ends_before(filling, first) {
            return false;
        }
        // What is a total may be one row that moved; of others several show it, where the rows above are full.
        let is_total = total::sum(&first_text(&self.all[first])).is_some();
        let page = first..self.page_end(first);
        if !is_total && (page.len() < FEWEST_MOVED || !filling.is_full()) {
            return false;
        }
        let page = first..page.end.min(first + LOOKED_AT);
        let above = &self.all[begins.max(first.saturating_sub(LOOKED_AT))..first];
        let end = |rows: std::ops::Range<usize>| self.last[rows].iter().copied().flatten().max();
        let (Some(last), Some(own)) = (end(begins..first), end(page.clone())) else { return false };
        let page = &self.all[page];
        let rows: Vec<Row<Tidy>> = above.iter().filter(|row| !names_columns(row)).cloned().collect();
        let (kinds, own) = (column_kind::kinds(&rows, last + 1), column_kind::kinds(page, own + 1));
        // A total may stand in any column of words, but no amount where the rows above have words.
        let stands_among_words = kinds.iter().zip(&own).any(|kinds| kinds == (&Kind::Words, &Kind::Number));
        (!is_total || stands_among_words)
            && matches!(column_kind::shifts(&kinds, &own).as_slice(), [shift] if *shift > 0)
    }
}

/// How far to the right the rows of a table are filled, those of one cell aside.
#[derive(Clone, Debug, Default)]
pub(super) struct Filling(BTreeMap<usize, usize>);

impl Filling {
    pub(super) fn take(&mut self, row: &Row<Tidy>) {
        let columns: Vec<usize> = filled_columns(row).collect();
        if let [_, .., last] = columns[..] {
            *self.0.entry(last).or_default() += 1;
        }
    }

    /// The last column that a row fills.
    pub(super) fn last(&self) -> Option<usize> {
        self.0.last_key_value().map(|(last, _)| *last)
    }

    /// Whether there are rows enough, and most of them fill the last column.
    pub(super) fn is_full(&self) -> bool {
        let rows: usize = self.0.values().sum();
        let filling = self.0.last_key_value().map_or(0, |(_, count)| *count);
        rows >= FEWEST_ABOVE && filling * 10 >= rows * FILLED_OF_TEN
    }
}
