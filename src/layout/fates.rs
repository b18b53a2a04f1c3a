//! What became of every cell and row of a table: told by what its rows and columns are, and by what the layout took.

use std::collections::BTreeSet;

use super::reading::Reading;
use crate::model::{Accounting, CellCounts, Fate, PLAIN, Row, RowRole, Table, Tidy};

/// Gives a table the account of its cells, and the document that of the table's rows. The table has been told what
/// its rows and columns are. `heads` are the rows that head it though no layout knows it.
pub(super) fn account(
    table: &mut Table<Tidy>,
    reading: Option<&Reading>,
    heads: std::ops::Range<usize>,
) -> Accounting {
    let records = reading.map(record_rows).unwrap_or_default();
    let unread: BTreeSet<(usize, usize)> =
        reading.into_iter().flat_map(|reading| &reading.unread).map(|cell| (cell.row, cell.cell)).collect();
    let mut counts = CellCounts::default();
    let mut accounting =
        Accounting { tables: 1, understood: usize::from(table.layout != PLAIN), ..Accounting::default() };
    let is_headed = !heads.is_empty() || table.layout != PLAIN;
    for (number, row) in table.rows.iter().enumerate() {
        let taken = |cell: usize| {
            if unread.contains(&(number, cell)) {
                return Some(Fate::Unread);
            }
            reading.and_then(|reading| reading.fates.get(&(number, cell)).copied())
        };
        let is_record = records.contains(&number);
        let (mut is_known, mut is_read) = (false, false);
        for (place, cell) in row.cells.iter().enumerate() {
            let by_place = || match row.role {
                _ if heads.contains(&number) => Fate::Header,
                RowRole::Data | RowRole::Project | RowRole::Indicator if !is_record => Fate::Plain,
                role => by_role(role, has_role(table, cell.column)),
            };
            let fate = taken(place).unwrap_or_else(by_place);
            counts.count(fate);
            if !cell.text.is_blank() {
                is_known |= match fate {
                    Fate::Record | Fate::Total | Fate::Unread => true,
                    Fate::Plain => has_role(table, cell.column) || table.layout == PLAIN,
                    Fate::Header | Fate::Note => false,
                };
                is_read |= matches!(fate, Fate::Record | Fate::Total);
            }
        }
        if is_headed && is_known && !matches!(row.role, RowRole::Header | RowRole::Note) {
            accounting.rows += 1;
            accounting.rows_read += usize::from(is_read);
        }
    }
    table.accounting = Some(counts);
    accounting
}

/// What a cell is by its row, and by whether the header says what its column holds.
fn by_role(row: RowRole, has_role: bool) -> Fate {
    match row {
        RowRole::Header => Fate::Header,
        RowRole::Note => Fate::Note,
        RowRole::Total | RowRole::Department | RowRole::Unit => Fate::Total,
        RowRole::Project | RowRole::Indicator | RowRole::Data if has_role => Fate::Record,
        RowRole::Project | RowRole::Indicator | RowRole::Data => Fate::Plain,
    }
}

/// Whether a column is known for what it holds.
fn has_role(table: &Table<Tidy>, column: usize) -> bool {
    table.columns.get(column).is_some_and(|column| column.role.is_some())
}

/// The rows in which records stand.
fn record_rows(reading: &Reading) -> BTreeSet<usize> {
    let lines = reading.budget.iter().map(|line| &line.at);
    let projects = reading.projects.iter().flat_map(|project| {
        let goals = project.goals.iter().map(|goal| &goal.at);
        let indicators = project.indicators.iter().map(|indicator| &indicator.at);
        let execution = project.execution.iter().map(|execution| &execution.at);
        std::iter::once(&project.at).chain(goals).chain(indicators).chain(execution)
    });
    lines.chain(projects).filter_map(|at| at.row).collect()
}

/// Whether a row says nothing.
pub(super) fn is_blank(row: &Row<Tidy>) -> bool {
    row.cells.iter().all(|cell| cell.text.is_blank())
}
