//! What reading a table gives, and how the table is told of it.

use std::collections::BTreeMap;

use super::unread::UnreadCell;
use crate::lexicon::header::Header;
use crate::lexicon::money;
use crate::model::{
    BudgetLine, Column, ColumnRole, ColumnType, Fate, Finding, Project, Row, RowRole, Table, Tidy,
};

/// What a table says, and what its rows and columns are.
#[derive(Debug, Default)]
pub struct Reading {
    /// The name of the layout, as in `layout` of a table.
    pub layout: &'static str,
    /// How many rows at the top are headers.
    pub header_rows: usize,
    /// The grid columns.
    pub columns: Vec<Column>,
    /// What each row is.
    pub row_roles: Vec<RowRole>,
    /// The unit of the amounts.
    pub unit: Option<String>,
    /// The projects.
    pub projects: Vec<Project>,
    /// The budget lines.
    pub budget: Vec<BudgetLine>,
    /// Cells whose place says what they are and that could not be read as that.
    pub unread: Vec<UnreadCell>,
    /// What became of cells, by row and number there, where what their row and column are does not tell.
    pub fates: BTreeMap<(usize, usize), Fate>,
    /// What was found on the way.
    pub findings: Vec<Finding>,
}

impl Reading {
    /// A reading that leaves the table as it is; what the table says is still to come.
    pub(super) fn of(layout: &'static str, table: &Table<Tidy>) -> Self {
        Self {
            layout,
            header_rows: table.header_rows,
            columns: table.columns.clone(),
            row_roles: table.rows.iter().map(|row| row.role).collect(),
            unit: table.unit.clone(),
            ..Self::default()
        }
    }

    /// A reading under a header: its rows are headers, what stands above it are notes, and its words name the
    /// columns and the unit.
    pub(super) fn under(header: &Header, layout: &'static str, table: &Table<Tidy>) -> Self {
        let role = |(number, row): (usize, &Row<Tidy>)| match row.role {
            _ if number < header.first => RowRole::Note,
            RowRole::Note => RowRole::Note,
            _ if number < header.body => RowRole::Header,
            role => role,
        };
        // A title that is read along with the header, for the unit that it may name, is not the header of a column.
        let notes = || {
            let rows = table.rows.iter().take(header.body).filter(|row| row.role == RowRole::Note);
            rows.flat_map(|row| &row.cells).map(|cell| cell.text.text().trim())
        };
        let own = |texts: &[String]| -> Vec<String> {
            texts.iter().filter(|text| notes().all(|note| note != text.as_str())).cloned().collect()
        };
        let columns = header.texts.iter().zip(&header.roles).map(|(texts, role)| Column {
            header: own(texts),
            role: *role,
            kind: ColumnType::Text,
        });
        let unit = || {
            header
                .column(ColumnRole::Amount)
                .and_then(|column| header.texts[column].iter().rev().find_map(|text| money::unit(text)))
        };
        Self {
            layout,
            header_rows: header.body,
            columns: columns.collect(),
            row_roles: table.rows.iter().enumerate().map(role).collect(),
            unit: table.unit.clone().or_else(unit),
            ..Self::default()
        }
    }

    /// Tells the table what its layout, rows and columns are.
    pub(super) fn apply(&mut self, table: &mut Table<Tidy>) {
        self.layout.clone_into(&mut table.layout);
        table.header_rows = self.header_rows;
        table.columns = std::mem::take(&mut self.columns);
        table.unit = self.unit.take();
        for (row, role) in table.rows.iter_mut().zip(&self.row_roles) {
            row.role = *role;
        }
    }
}
