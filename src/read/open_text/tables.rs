//! Tables of OpenDocument text.

use super::Reading;
use crate::model::grid::{MAX_COLSPAN, MAX_ROWSPAN, place_cells};
use crate::model::{Block, Cell, Place, Raw, Row, RowRole, Scope, Section, Table};
use crate::read::flow::text::{Text, cell_text};
use crate::read::xml::Element;

/// The most times that a row or cell is repeated; in a text nobody fills more.
const MOST_REPEATED: usize = 1000;

impl<'e> Reading<'e> {
    /// A table, or what stands in one that is a frame around other things.
    pub(super) fn table_block(&mut self, element: &'e Element) {
        let rows = table_rows(element, false);
        let cells: Vec<&Element> = rows.iter().flat_map(|(row, _)| shown_cells(row)).collect();
        if cells.len() == rows.len() && cells.iter().any(|cell| cell.child("table").is_some()) {
            for row in rows.into_iter().map(|(row, _)| row) {
                shown_cells(row).for_each(|cell| self.blocks(cell));
            }
            return;
        }
        if self.cells == 0 {
            self.tables += 1;
            self.table_name = format!("{}T{}", self.prefix, self.tables);
        }
        let name = self.table_name.clone();
        let table = self.table(rows, &name);
        if !table.rows.is_empty() {
            self.found.push(Block::Table(table));
        }
    }

    fn table(&mut self, sources: Vec<(&'e Element, bool)>, name: &str) -> Table<Raw> {
        let at = |cell: String| Place { cell: Some(cell), ..Place::default() };
        let mut table = Table { at: at(name.to_owned()), ..Table::default() };
        for (source, is_header) in sources {
            if matches!(source.attribute("visibility"), Some("collapse" | "filter")) {
                self.leave_hidden(source);
                continue;
            }
            for _ in 0..count(source, "number-rows-repeated").min(MOST_REPEATED) {
                let row_name = format!("{name}R{}", table.rows.len() + 1);
                let mut row = Row { at: at(row_name.clone()), ..Row::default() };
                for (index, source) in shown_cells(source).enumerate() {
                    self.here = at(format!("{row_name}C{}", index + 1));
                    let text = self.cell(source).into_raw();
                    let mut cell = Cell::new(text, self.here.clone());
                    cell.colspan = count(source, "number-columns-spanned").min(MAX_COLSPAN);
                    cell.rowspan = count(source, "number-rows-spanned").min(MAX_ROWSPAN);
                    cell.header = is_header.then_some(Scope::Col);
                    let copies = count(source, "number-columns-repeated").min(MOST_REPEATED);
                    row.cells.extend(std::iter::repeat_n(cell, copies));
                }
                if is_header && table.header_rows == table.rows.len() {
                    table.header_rows += 1;
                    (row.role, row.section) = (RowRole::Header, Section::Head);
                }
                table.rows.push(row);
            }
        }
        place_cells(&mut table.rows);
        table
    }

    /// What stands in a cell: paragraphs, and nested tables as HTML tables.
    fn cell(&mut self, cell: &'e Element) -> Text {
        let found = std::mem::take(&mut self.found);
        let (here, table_name) = (self.here.clone(), self.table_name.clone());
        self.cells += 1;
        self.blocks(cell);
        self.cells -= 1;
        (self.here, self.table_name) = (here, table_name);
        cell_text(&std::mem::replace(&mut self.found, found))
    }
}

/// The rows of a table, and whether each is one of its header.
fn table_rows(parent: &Element, is_header: bool) -> Vec<(&Element, bool)> {
    let mut rows = Vec::new();
    for element in parent.elements() {
        match element.name.as_str() {
            "table-row" => rows.push((element, is_header)),
            "table-header-rows" => rows.extend(table_rows(element, true)),
            "table-rows" | "table-row-group" => rows.extend(table_rows(element, is_header)),
            _ => {}
        }
    }
    rows
}

/// The cells of a row that are not covered by others.
fn shown_cells(row: &Element) -> impl Iterator<Item = &Element> {
    row.elements().filter(|cell| cell.name == "table-cell")
}

/// How often something is repeated, or how far it spans.
fn count(element: &Element, name: &str) -> usize {
    element.attribute(name).and_then(|text| text.parse().ok()).unwrap_or(1).max(1)
}
