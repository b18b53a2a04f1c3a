//! The header of a table: which of its rows it is, what stands above each column, and what that heads.
//!
//! One finder for tables of every kind, asked with which words head columns. `rows` tells how far a header reaches,
//! `stacks` what stands above each grid column; `roles` and the readings of accounts name columns from these stacks.

mod counts;
mod roles;
mod rows;
mod stacks;
mod stairs;
mod words;

pub(crate) use counts::{counts, counts_anywhere};
pub(crate) use stairs::stairs;
pub(crate) use words::{Heading, goes_on, heading, is_same, names_columns};

use std::ops::Range;

use crate::lexicon::{account_header, vocabulary};
use crate::model::{ColumnRole, Grid, Row, Table, Tidy};
use rows::Start;

/// Rows at the top among which a header is looked for: a title, a number, a unit and a department stand above it, each
/// in one row or two.
const REACH: usize = 10;

/// A table of projects or indicators has so many columns that its header knows; one alone may be anyone's.
const FEWEST_ROLES: usize = 2;

/// A cell of a header of projects or indicators that reaches down over more rows is one of the body's that was merged.
const TALLEST: usize = 3;

/// Which words head columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Words {
    /// Those of tables of projects and indicators. Labels and values of a form may stand above them.
    Performance,
    /// Those of budgets and final accounts. Their tables begin with them.
    Accounts,
    /// Those of tables of any kind.
    Any,
}

impl Words {
    /// Whether a text heads a column.
    fn heads(self, text: &str) -> bool {
        match self {
            Self::Performance => vocabulary::role(text).is_some(),
            Self::Accounts => account_header::heads_column(text),
            Self::Any => heading(text).is_some(),
        }
    }

    /// Whether so many known words of a row where merges were lost tell that it goes on with the header: half of
    /// them, as accounts are called by many names; the words of levels stand in the body as well.
    fn are_enough(self, known: usize, all: usize) -> bool {
        match self {
            Self::Performance | Self::Any => known == all,
            Self::Accounts => known * 2 >= all,
        }
    }

    /// Whether a row of words that the source declares a header is one: words are the body of indicators too.
    fn trusts_sources(self) -> bool {
        self == Self::Accounts
    }

    /// How many rows a cell of a header reaches down over at most.
    fn tallest(self) -> usize {
        match self {
            Self::Performance | Self::Any => TALLEST,
            Self::Accounts => usize::MAX,
        }
    }
}

/// A header: its rows, and what stands above every grid column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Header {
    /// The first row of the header.
    pub first: usize,
    /// The first row below the header.
    pub body: usize,
    /// What is printed above each grid column, top to bottom.
    pub texts: Vec<Vec<String>>,
    /// The same, to compare and to name amounts by: without blanks and marks of notes, its lost merges put back.
    pub stacks: Vec<Vec<String>>,
    /// What each grid column of a table of projects or indicators holds.
    pub roles: Vec<Option<ColumnRole>>,
    /// The rows and columns of the grid in which the cells above each grid column begin.
    places: Vec<Vec<(usize, usize)>>,
}

impl Header {
    /// What columns hold that no header names.
    pub(crate) fn none(roles: Vec<Option<ColumnRole>>) -> Self {
        let blank = || vec![Vec::new(); roles.len()];
        Self {
            texts: blank(),
            stacks: blank(),
            places: vec![Vec::new(); roles.len()],
            roles,
            ..Self::default()
        }
    }

    /// The first grid column of a role.
    pub(crate) fn column(&self, role: ColumnRole) -> Option<usize> {
        self.roles.iter().position(|found| *found == Some(role))
    }

    /// Whether there is a column of that role.
    pub(crate) fn has(&self, role: ColumnRole) -> bool {
        self.column(role).is_some()
    }

    /// Whether two grid columns stand below the same cells, so that they are one column.
    pub(crate) fn is_one(&self, column: usize, other: usize) -> bool {
        !self.places[column].is_empty() && self.places[column] == self.places[other]
    }

    /// How many different roles are known.
    fn known(&self) -> usize {
        let mut roles: Vec<ColumnRole> = self.roles.iter().flatten().copied().collect();
        roles.sort_unstable();
        roles.dedup();
        roles.len()
    }
}

/// The header of a table. Of accounts it is the first row with a word that heads columns, with those that belong to
/// it; of projects and indicators the one whose words name the most columns, at least two.
pub(crate) fn find(table: &Table<Tidy>, grid: &Grid, words: Words) -> Option<Header> {
    let mut best: Option<Header> = None;
    for rows in candidates(table, words) {
        let header = read(table, grid, rows, words);
        if words == Words::Accounts {
            return Some(header);
        }
        let known = header.known();
        if known >= FEWEST_ROLES && best.as_ref().is_none_or(|best| known > best.known()) {
            best = Some(header);
        }
    }
    best
}

/// The rows that may be the header of a table, from its top.
pub(crate) fn candidates(table: &Table<Tidy>, words: Words) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (number, row) in table.rows.iter().enumerate().take(REACH) {
        match rows::start(row, words) {
            Start::Above => continue,
            Start::Body => break,
            Start::Heads => {}
        }
        let rows = rows::around(table, number, words);
        if found.last() != Some(&rows) {
            found.push(rows);
        }
    }
    found
}

/// Whether a row between the first and the last one of a header is one of it; a lone group header looks like a note.
pub(crate) fn is_part_of_it(row: &Row<Tidy>, width: usize, words: Words) -> bool {
    rows::is_part_of_it(row, width, words)
}

/// The header that some rows are.
fn read(table: &Table<Tidy>, grid: &Grid, rows: Range<usize>, words: Words) -> Header {
    let cells = stacks::cells(table, grid, rows.clone(), words);
    let texts: Vec<Vec<String>> =
        cells.iter().map(|cells| cells.iter().map(|cell| cell.text.clone()).collect()).collect();
    let height = rows.clone().filter(|row| !counts(&table.rows[*row])).count();
    let stacks = stacks::stacks(&cells, rows.clone(), height);
    let roles = match words {
        Words::Performance => roles::roles(&stacks),
        Words::Accounts | Words::Any => vec![None; stacks.len()],
    };
    let places =
        cells.iter().map(|cells| cells.iter().map(|cell| (cell.row, cell.column)).collect()).collect();
    Header { first: rows.start, body: rows.end, texts, stacks, roles, places }
}

#[cfg(test)]
mod tests;
