//! What the rows of a table have in common: what its columns hold by their headers, and which of them every row fills.

use super::lines;
use crate::lexicon::vocabulary;
use crate::model::{ColumnRole, Row, RowRole, Table, Tidy};

/// In so many rows of a hundred, or in one, a column may be blank that is else always filled.
const BLANK_PERCENT: usize = 20;

/// What the rows of a table have in common.
pub(super) struct RowShape {
    /// What each column holds, where its header says so.
    roles: Vec<Option<ColumnRole>>,
    /// The column without which a row is none: that of the targets, else the last one that most rows fill.
    pub value: Option<usize>,
}

impl RowShape {
    /// That of a table whose header is known.
    pub(super) fn of(table: &Table<Tidy>) -> Self {
        let role = |header: &[String]| header.iter().rev().find_map(|text| vocabulary::role(text));
        let mut roles: Vec<Option<ColumnRole>> =
            table.columns.iter().map(|column| role(&column.header)).collect();
        roles.resize(table.width(), None);
        let target = roles.iter().position(|role| *role == Some(ColumnRole::Target));
        let value =
            target.or_else(|| usual_columns(table, table.header_rows).iter().rposition(|usual| *usual));
        Self { roles, value }
    }

    /// That of the indicators of a form, whose header is a row within it: that row and what the rows below have in common.
    pub(super) fn of_indicators(table: &Table<Tidy>) -> Option<(usize, Self)> {
        let width = table.width();
        table.rows.iter().enumerate().find_map(|(number, row)| {
            let mut roles = vec![None; width];
            for cell in &row.cells {
                if let Some(role) = roles.get_mut(cell.column) {
                    *role = vocabulary::role(cell.text.text());
                }
            }
            let value = roles.iter().position(|role| *role == Some(ColumnRole::Target));
            let shape = Self { roles, value };
            (value.is_some() && shape.has(ColumnRole::Indicator)).then_some((number, shape))
        })
    }

    /// How many columns there are.
    pub(super) fn width(&self) -> usize {
        self.roles.len()
    }

    /// What a column holds.
    pub(super) fn role(&self, column: usize) -> Option<ColumnRole> {
        self.roles.get(column).copied().flatten()
    }

    /// The first column of a role.
    pub(super) fn column(&self, role: ColumnRole) -> Option<usize> {
        self.roles.iter().position(|found| *found == Some(role))
    }

    /// Whether there is a column of a role.
    pub(super) fn has(&self, role: ColumnRole) -> bool {
        self.column(role).is_some()
    }
}

/// Which columns most rows fill.
fn usual_columns(table: &Table<Tidy>, top: usize) -> Vec<bool> {
    let mut filled = vec![0_usize; table.width()];
    let is_record = |row: &&Row<Tidy>| row.role != RowRole::Note && !lines::is_blank(row);
    let records = || table.rows.iter().skip(top).filter(is_record);
    // A cell that reaches down fills its column in every row that it covers.
    for cell in records().flat_map(|row| &row.cells).filter(|cell| !cell.text.is_blank()) {
        for count in &mut filled[cell.column..cell.end_column()] {
            *count += cell.rowspan;
        }
    }
    let rows = records().count();
    let blanks = (rows * BLANK_PERCENT / 100).max(1);
    filled.iter().map(|count| *count > 0 && count + blanks >= rows).collect()
}
