//! A table as the source has it, mended: the same grid, its numbers right and its headers centred.

use super::{Align, Sheet, SheetCell, SheetColumn, SheetKind, SheetRow};
use crate::model::table::PLAIN;
use crate::model::{Cell, ColumnRole, ColumnType, Position, Row, RowRole, Section, Table, Tidy};

/// The sheet of a table; `number` is the table's, from 0.
pub(super) fn sheet(table: &Table<Tidy>, number: usize) -> Sheet {
    let columns: Vec<SheetColumn> =
        table.columns.iter().map(|column| SheetColumn { role: column.role, kind: column.kind }).collect();
    let at = |index| Position { table: Some(number), row: Some(index), ..Position::default() };
    let sources = table.rows.iter().enumerate();
    let mut rows: Vec<SheetRow> =
        sources.map(|(index, source)| SheetRow { at: Some(at(index)), ..row(source, &columns) }).collect();
    if is_form(table) {
        rows.iter_mut()
            .filter(|row| row.role != RowRole::Note)
            .flat_map(|row| &mut row.cells)
            .for_each(center_label);
    }
    // Title and unit lines at the top of a grid head it, also where no header row follows.
    let notes = rows.iter().take_while(|row| row.role == RowRole::Note).count();
    let body = rows.split_off(table.header_rows.max(notes).min(rows.len()));
    Sheet { columns, head: rows, body, kind: SheetKind::AsPrinted, ..Sheet::default() }
}

/// The most characters of a cell that is centred in a form: labels, levels, values.
const LONGEST_LABEL: usize = 14;

/// Whether a table is a form: known to a layout, but without columns of one role.
fn is_form(table: &Table<Tidy>) -> bool {
    table.layout != PLAIN && table.columns.iter().all(|column| column.role.is_none())
}

fn center_label(cell: &mut SheetCell) {
    if cell.text.text().lines().all(|line| line.chars().count() <= LONGEST_LABEL) {
        cell.align = Align::Center;
    }
}

fn row(source: &Row<Tidy>, columns: &[SheetColumn]) -> SheetRow {
    SheetRow {
        role: source.role,
        section: if source.role == RowRole::Header { Section::Head } else { source.section },
        group: source.group,
        at: None,
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
        decided: source.decided.as_ref().map(|former| former.decision),
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
