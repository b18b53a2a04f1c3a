//! The header of a table: which of its rows it is, and which column holds what, told by its words.

use super::{account_words, vocabulary};
use crate::model::{Cell, ColumnRole, Grid, Row, Table, Tidy};

/// Rows at the top among which a header is looked for: titles, unit lines and several header rows.
const REACH: usize = 8;

/// The columns of a table, named by its header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    /// The first row of the header.
    pub first: usize,
    /// The first row below the header.
    pub body: usize,
    /// What each grid column holds.
    pub roles: Vec<Option<ColumnRole>>,
    /// What is printed above each grid column, top to bottom.
    pub texts: Vec<Vec<String>>,
}

impl Header {
    /// The first grid column of a role.
    pub(crate) fn column(&self, role: ColumnRole) -> Option<usize> {
        self.roles.iter().position(|found| *found == Some(role))
    }

    /// Whether there is a column of that role.
    pub(crate) fn has(&self, role: ColumnRole) -> bool {
        self.column(role).is_some()
    }

    /// How many different roles are known.
    fn known(&self) -> usize {
        let mut roles: Vec<ColumnRole> = self.roles.iter().flatten().copied().collect();
        roles.sort_unstable();
        roles.dedup();
        roles.len()
    }
}

/// The header of a table: of the rows at the top the one, with those it shares spans with, whose words name
/// the most columns; at least two.
pub(crate) fn find(table: &Table<Tidy>) -> Option<Header> {
    let grid = Grid::new(table);
    let mut best: Option<Header> = None;
    for first in 0..REACH.min(grid.height()) {
        let last = reach(table, &grid, first);
        // Where merged cells were lost, nothing but its words tells that the next row is a header too.
        let further = (last + 1 < grid.height() && is_header(&table.rows[last + 1])).then_some(last + 1);
        for last in [Some(last), further].into_iter().flatten() {
            let header = read(table, &grid, first, last);
            if header.known() >= 2 && best.as_ref().is_none_or(|best| header.known() > best.known()) {
                best = Some(header);
            }
        }
    }
    best
}

/// What a text heads a column of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Heading {
    /// A column of a table of projects or indicators.
    Performance(ColumnRole),
    /// A column of a budget or final-account table.
    Account,
}

/// What a text heads a column of, if it is a header. Where both kinds of tables know it (项目, 科目编码), it is that of
/// a project's table.
pub(crate) fn heading(text: &str) -> Option<Heading> {
    let of_accounts = || account_words::heads(text) || account_words::heads_codes(text);
    vocabulary::role(text).map(Heading::Performance).or_else(|| of_accounts().then_some(Heading::Account))
}

/// Whether every filled cell of a row is a header, and so many are filled.
pub(crate) fn names_columns(row: &Row<Tidy>, fewest: usize) -> bool {
    filled(row).count() >= fewest && filled(row).all(|cell| heading(cell.text.text()).is_some())
}

/// Whether a row goes on with the header right above it where merged cells were lost: it has nothing but headers,
/// and one of them stands below a blank. 类 款 项 divide 科目编码 so; what stands below headers alone is the body.
pub(crate) fn goes_on(table: &Table<Tidy>, row: usize) -> bool {
    let Some(above) = row.checked_sub(1).and_then(|above| table.rows.get(above)) else { return false };
    let Some(row) = table.rows.get(row) else { return false };
    let is_blank = |column: usize| {
        let covers = |cell: &&Cell<Tidy>| (cell.column..cell.end_column()).contains(&column);
        above.cells.iter().find(covers).is_none_or(|cell| cell.text.is_blank())
    };
    names_columns(row, 2) && filled(row).any(|cell| is_blank(cell.column))
}

/// The filled cells that begin in a row.
fn filled(row: &Row<Tidy>) -> impl Iterator<Item = &Cell<Tidy>> {
    row.cells.iter().filter(|cell| !cell.text.is_blank())
}

/// Whether every filled cell of a row is a header of a table of projects, and there are several.
fn is_header(row: &Row<Tidy>) -> bool {
    let is_performance =
        |cell: &Cell<Tidy>| matches!(heading(cell.text.text()), Some(Heading::Performance(_)));
    filled(row).count() >= 2 && filled(row).all(is_performance)
}

/// The last row of the header that begins in row `first`: cells that reach down take the rows below along,
/// and a cell over several columns takes the row that divides it.
fn reach(table: &Table<Tidy>, grid: &Grid, first: usize) -> usize {
    let cells = &table.rows[first].cells;
    let deepest = cells.iter().map(|cell| cell.rowspan).max().unwrap_or(1);
    if deepest > 1 && deepest <= 3 {
        return (first + deepest - 1).min(grid.height() - 1);
    }
    first
}

fn read(table: &Table<Tidy>, grid: &Grid, first: usize, last: usize) -> Header {
    let mut texts = Vec::new();
    let mut roles = Vec::new();
    for column in 0..grid.width() {
        let mut stack: Vec<String> = Vec::new();
        let mut anchors = Vec::new();
        for row in first..=last {
            if let Some(anchor) = grid.anchor(row, column).filter(|anchor| !anchors.contains(anchor)) {
                anchors.push(anchor);
                let text = table.rows[anchor.0].cells[anchor.1].text.text().trim().to_owned();
                if !text.is_empty() {
                    stack.push(text);
                }
            }
        }
        // The lowest word tells most; a word above it helps where that one says nothing.
        let role = stack
            .iter()
            .rev()
            .find_map(|text| vocabulary::role(text))
            .or_else(|| vocabulary::role(&stack.concat()));
        roles.push(role);
        texts.push(stack);
    }
    Header { first, body: last + 1, roles, texts }
}
