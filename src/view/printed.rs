//! A table as the source has it, mended: the same grid, its numbers right and its headers centred.

use super::{Align, Sheet, SheetCell, SheetColumn, SheetKind, SheetRow};
use crate::model::{Cell, ColumnRole, ColumnType, Row, RowRole, Section, Table, Tidy};

/// The sheet of a table.
pub(super) fn sheet(table: &Table<Tidy>) -> Sheet {
    let columns: Vec<SheetColumn> =
        table.columns.iter().map(|column| SheetColumn { role: column.role, kind: column.kind }).collect();
    let mut rows: Vec<SheetRow> = table.rows.iter().map(|source| row(source, &columns)).collect();
    let body = rows.split_off(table.header_rows.min(rows.len()));
    Sheet { columns, head: rows, body, kind: SheetKind::AsPrinted, ..Sheet::default() }
}

fn row(source: &Row<Tidy>, columns: &[SheetColumn]) -> SheetRow {
    SheetRow {
        role: source.role,
        section: if source.role == RowRole::Header { Section::Head } else { source.section },
        group: source.group,
        cells: source.cells.iter().map(|cell| sheet_cell(cell, source.role, columns)).collect(),
    }
}

fn sheet_cell(source: &Cell<Tidy>, role: RowRole, columns: &[SheetColumn]) -> SheetCell {
    SheetCell {
        text: source.text.0.clone(),
        number: source.value,
        column: source.column,
        colspan: source.colspan,
        rowspan: source.rowspan,
        header: source.header,
        align: align(source, role, columns.get(source.column)),
        indent: 0,
    }
}

fn align(source: &Cell<Tidy>, role: RowRole, column: Option<&SheetColumn>) -> Align {
    if role == RowRole::Header {
        return Align::Center;
    }
    if source.value.is_some() {
        return Align::Right;
    }
    let Some(column) = column.filter(|_| source.colspan == 1) else { return Align::Left };
    match (column.role, column.kind) {
        (Some(ColumnRole::Amount), _)
        | (_, ColumnType::Amount | ColumnType::Number | ColumnType::Percent) => Align::Right,
        (
            Some(
                ColumnRole::Code
                | ColumnRole::Number
                | ColumnRole::Level1
                | ColumnRole::Level2
                | ColumnRole::Operator
                | ColumnRole::Target
                | ColumnRole::TargetUnit
                | ColumnRole::TargetKind
                | ColumnRole::Weight
                | ColumnRole::Score
                | ColumnRole::Actual
                | ColumnRole::Direction,
            ),
            _,
        )
        | (_, ColumnType::Code | ColumnType::Date) => Align::Center,
        _ => Align::Left,
    }
}
