//! What became of the cells and rows of a document's tables: the account that nothing went unread in silence.

use std::ops::AddAssign;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What became of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// It heads a column or labels a value.
    Header,
    /// It is a value of a record, or blank where one may stand.
    Record,
    /// It stands in a row that sums others up.
    Total,
    /// It is a title, unit line, note or page number within the grid.
    Note,
    /// Nothing says what it is.
    Plain,
    /// Its place says what it is, and it could not be read as that; a finding says so.
    Unread,
}

/// The cells of a table by what became of them. Every cell has one fate, so the fates add up to the cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CellCounts {
    /// All of them.
    pub cells: usize,
    /// Those that head columns or label values.
    pub header: usize,
    /// Those that are values of records, the blank ones among them.
    pub record: usize,
    /// Those of rows that sum others up.
    pub total: usize,
    /// Titles, unit lines, notes.
    pub note: usize,
    /// Those of which nothing says what they are.
    pub plain: usize,
    /// Those whose place says what they are and that could not be read as that.
    pub unread: usize,
}

/// How much of a document's tables was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Accounting {
    /// Its tables.
    pub tables: usize,
    /// Those that have a known layout.
    pub understood: usize,
    /// The rows under known headers, blank ones and notes aside.
    pub rows: usize,
    /// Those of them that became records or parts of one.
    pub rows_read: usize,
}

impl CellCounts {
    /// Counts a cell.
    pub fn count(&mut self, fate: Fate) {
        self.cells += 1;
        *match fate {
            Fate::Header => &mut self.header,
            Fate::Record => &mut self.record,
            Fate::Total => &mut self.total,
            Fate::Note => &mut self.note,
            Fate::Plain => &mut self.plain,
            Fate::Unread => &mut self.unread,
        } += 1;
    }

    /// Whether every cell has one fate.
    pub fn adds_up(&self) -> bool {
        self.cells == self.header + self.record + self.total + self.note + self.plain + self.unread
    }
}

impl AddAssign for Accounting {
    fn add_assign(&mut self, other: Self) {
        self.tables += other.tables;
        self.understood += other.understood;
        self.rows += other.rows;
        self.rows_read += other.rows_read;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fate_is_counted_once() {
        let mut counts = CellCounts::default();
        for fate in [Fate::Header, Fate::Record, Fate::Total, Fate::Note, Fate::Plain, Fate::Unread] {
            counts.count(fate);
            counts.count(fate);
        }
        assert_eq!((counts.cells, counts.header, counts.unread), (12, 2, 2));
        assert!(counts.adds_up());
        assert!(!CellCounts { cells: 1, ..CellCounts::default() }.adds_up());
    }
}
