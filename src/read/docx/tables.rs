//! Tables: rows and cells as they are seen, merges of either kind, frames that only hold other things.

use super::Reading;
use super::fields;
use super::ground;
use super::runs::all_words;
use super::styles::{switch, value};
use crate::model::grid::{MAX_COLSPAN, place_cells};
use crate::model::{Block, Cell, Place, Raw, Row, RowRole, Scope, Section, Table};
use crate::read::flow::text::{Text, add_below, cell_text};
use crate::read::xml::Element;

/// A row that is exactly so high, in twentieths of a point, shows nothing: no letter is as low.
const LOWEST_ROW: u32 = 20;

/// A cell of the grid: what is merged across into it is part of it.
struct GridCell<'e> {
    elements: Vec<&'e Element>,
    colspan: usize,
    /// `restart` or `continue` of a merge that goes down.
    merge: Option<&'e str>,
    /// Whether it shows the prompt of a form, and is empty.
    is_prompt: bool,
}

impl Reading<'_> {
    /// A table, or what stands in one that is a frame around other things.
    pub(super) fn table_or_frame(&mut self, element: &Element) {
        if is_frame(element) {
            for row in self.shown_rows(element) {
                for cell in row_cells(row, false).into_iter().flat_map(|cell| cell.elements) {
                    self.text_box_of_frame(cell);
                }
            }
            return;
        }
        if self.cells == 0 {
            self.tables += 1;
            self.table_name = format!("{}T{}", self.prefix, self.tables);
        }
        let name = self.table_name.clone();
        let outer = self.surroundings.clone();
        self.surroundings.set_ground(ground::behind_table(&self.styles, element));
        self.surroundings.table =
            element.child("tblPr").and_then(|own| value(own, "tblStyle")).map(str::to_owned);
        let table = self.table(element, &name);
        self.surroundings = outer;
        if !table.rows.is_empty() {
            self.found.push(Block::Table(table));
        }
    }

    fn text_box_of_frame(&mut self, cell: &Element) {
        let carried = std::mem::take(&mut self.carried);
        let behind = self.surroundings.behind;
        self.surroundings.set_ground(ground::behind_cell(cell));
        self.blocks(cell);
        self.surroundings.behind = behind;
        self.carried = carried;
    }

    /// The rows of a table that are seen, those of nested tables not among them.
    fn shown_rows<'e>(&mut self, table: &'e Element) -> Vec<&'e Element> {
        let style = table.child("tblPr").and_then(|own| value(own, "tblStyle"));
        let is_hidden = |properties: &Element| switch(properties, "hidden");
        let is_flat = |properties: &Element| {
            let height = properties.child("trHeight")?;
            let exactly: u32 = height
                .attribute("val")
                .filter(|_| height.attribute("hRule") == Some("exact"))?
                .parse()
                .ok()?;
            (exactly < LOWEST_ROW).then_some(true)
        };
        let by_style =
            style.and_then(|id| self.styles.styled(id, |style| style.child("trPr").and_then(is_hidden)));
        let mut rows = Vec::new();
        for row in table_rows(table) {
            let properties = row.child("trPr");
            if properties.is_some_and(|own| own.child("del").is_some()) {
                self.leave_deleted(row);
            } else if properties
                .and_then(|own| is_hidden(own).or_else(|| is_flat(own)))
                .or(by_style)
                .unwrap_or(false)
            {
                self.leave_hidden(row);
            } else {
                rows.push(row);
            }
        }
        rows
    }

    fn table(&mut self, element: &Element, name: &str) -> Table<Raw> {
        let mut rows: Vec<Row<Raw>> = Vec::new();
        // For each column, the row and cell that a merge began in.
        let mut open: Vec<Option<(usize, usize)>> = Vec::new();
        let mut header_rows = 0;
        for source in self.shown_rows(element) {
            let row_number = rows.len();
            let row_name = format!("{name}R{}", row_number + 1);
            let at = |cell: String| Place { cell: Some(cell), ..Place::default() };
            self.here = at(row_name.clone());
            let cells = self.live_cells(source);
            let hidden = self.remarks.hidden.count;
            let mut texts = Vec::with_capacity(cells.len());
            for (index, cell) in cells.iter().enumerate() {
                self.here = at(format!("{row_name}C{}", index + 1));
                texts.push(self.cell(cell));
            }
            // A row of which all is hidden is not there for who looks at it.
            if self.remarks.hidden.count > hidden && texts.iter().all(Text::is_blank) {
                continue;
            }
            let is_header = source.child("trPr").and_then(|own| switch(own, "tblHeader")) == Some(true)
                && header_rows == row_number;
            let mut row = Row { at: at(row_name.clone()), ..Row::default() };
            let mut column = skipped(source);
            if column > 0 {
                let mut cell = Cell::new(Raw::Markup(String::new()), row.at.clone());
                cell.colspan = column;
                row.cells.push(cell);
            }
            for (index, (grid, text)) in cells.iter().zip(texts).enumerate() {
                let colspan = grid.colspan;
                if open.len() < column + colspan {
                    open.resize(column + colspan, None);
                }
                if grid.merge == Some("continue")
                    && let Some((top, number)) = open[column]
                    && let Some(above) = rows.get_mut(top).and_then(|row| row.cells.get_mut(number))
                    && above.colspan == colspan
                {
                    above.rowspan = row_number - top + 1;
                    if !text.is_blank() {
                        // A continued cell shows nothing of its own; what is in it must not be lost.
                        add_below(&mut above.text, &text);
                    }
                    column += colspan;
                    continue;
                }
                let mut cell = Cell::new(text.into_raw(), at(format!("{row_name}C{}", index + 1)));
                cell.colspan = colspan;
                cell.header = is_header.then_some(Scope::Col);
                let anchor = grid.merge.is_some().then_some((row_number, row.cells.len()));
                open[column..column + colspan].fill(anchor);
                row.cells.push(cell);
                column += colspan;
            }
            if is_header {
                header_rows += 1;
                row.role = RowRole::Header;
                row.section = Section::Head;
            }
            rows.push(row);
        }
        place_cells(&mut rows);
        let at = Place { cell: Some(name.to_owned()), ..Place::default() };
        Table { header_rows, rows, at, ..Table::default() }
    }

    /// The cells of a row that are not deleted.
    fn live_cells<'e>(&mut self, row: &'e Element) -> Vec<GridCell<'e>> {
        let is_deleted = |cell: &GridCell| {
            cell.elements.iter().all(|element| element.path(&["tcPr", "cellDel"]).is_some())
        };
        let (deleted, live): (Vec<_>, Vec<_>) = row_cells(row, false).into_iter().partition(is_deleted);
        for cell in deleted.iter().flat_map(|cell| &cell.elements) {
            self.leave_deleted(cell);
        }
        merged_across(live)
    }

    /// What stands in a cell: paragraphs, and nested tables as HTML tables.
    fn cell(&mut self, cell: &GridCell<'_>) -> Text {
        if cell.is_prompt {
            cell.elements.iter().for_each(|element| self.leave_prompt(element));
            return Text::default();
        }
        let found = std::mem::take(&mut self.found);
        let carried = std::mem::take(&mut self.carried);
        let (here, table_name) = (self.here.clone(), self.table_name.clone());
        self.cells += 1;
        let behind = self.surroundings.behind;
        for element in &cell.elements {
            self.surroundings.set_ground(ground::behind_cell(element));
            self.blocks(element);
        }
        self.surroundings.behind = behind;
        self.cells -= 1;
        (self.here, self.table_name) = (here, table_name);
        self.carried = carried;
        let blocks = std::mem::replace(&mut self.found, found);
        cell_text(&blocks)
    }
}

/// Whether a table only frames what stands in it: a table in one of its cells, and in no row words beside another cell.
fn is_frame(table: &Element) -> bool {
    let mut holds_some = false;
    for row in table_rows(table) {
        let cells = row_cells(row, false).into_iter().flat_map(|cell| cell.elements);
        let filled: Vec<&Element> = cells.filter(|cell| is_filled(cell)).collect();
        let framing = filled.iter().filter(|cell| holds_table(cell)).count();
        if filled.len() > 1 && framing < filled.len() {
            return false;
        }
        holds_some |= framing > 0;
    }
    holds_some
}

/// Whether a cell holds words, a table or a picture; others only keep a distance.
fn is_filled(cell: &Element) -> bool {
    let draws = |element: &Element| ["drawing", "pict", "object"].contains(&element.name.as_str());
    !all_words(cell).trim().is_empty() || holds_table(cell) || any_below(cell, &draws)
}

fn any_below(parent: &Element, is_so: &dyn Fn(&Element) -> bool) -> bool {
    parent.elements().any(|element| is_so(element) || any_below(element, is_so))
}

fn holds_table(parent: &Element) -> bool {
    parent.elements().any(|element| match element.name.as_str() {
        "tbl" => true,
        "sdt" | "sdtContent" | "customXml" | "ins" => holds_table(element),
        _ => false,
    })
}

/// How many columns of the grid a row leaves out at its beginning.
fn skipped(row: &Element) -> usize {
    let count = row.child("trPr").and_then(|own| value(own, "gridBefore"));
    count.and_then(|count| count.parse().ok()).unwrap_or(0).min(MAX_COLSPAN)
}

fn table_rows(table: &Element) -> Vec<&Element> {
    let mut rows = Vec::new();
    for element in table.elements() {
        match element.name.as_str() {
            "tr" => rows.push(element),
            "sdt" | "sdtContent" | "customXml" | "ins" => rows.extend(table_rows(element)),
            _ => {}
        }
    }
    rows
}

fn row_cells(row: &Element, is_prompt: bool) -> Vec<GridCell<'_>> {
    let mut cells = Vec::new();
    for element in row.elements() {
        match element.name.as_str() {
            "tc" => cells.push(grid_cell(element, is_prompt)),
            "sdt" => cells.extend(row_cells(element, is_prompt || fields::shows_prompt(element))),
            "sdtContent" | "customXml" | "ins" => cells.extend(row_cells(element, is_prompt)),
            _ => {}
        }
    }
    cells
}

fn grid_cell(element: &Element, is_prompt: bool) -> GridCell<'_> {
    let property = |name: &str| element.child("tcPr").and_then(|properties| properties.child(name));
    let span = property("gridSpan").and_then(|span| span.attribute("val")).and_then(|span| span.parse().ok());
    GridCell {
        elements: vec![element],
        colspan: span.unwrap_or(1).clamp(1, MAX_COLSPAN),
        merge: property("vMerge").map(|merge| merge.attribute("val").unwrap_or("continue")),
        is_prompt,
    }
}

/// Puts cells that are merged into the one before them into it, as older programs say it.
fn merged_across(cells: Vec<GridCell<'_>>) -> Vec<GridCell<'_>> {
    let mut merged: Vec<GridCell<'_>> = Vec::with_capacity(cells.len());
    for cell in cells {
        let merge = cell.elements[0].path(&["tcPr", "hMerge"]);
        let goes_on = merge.is_some_and(|merge| merge.attribute("val").is_none_or(|val| val != "restart"));
        match merged.last_mut().filter(|_| goes_on) {
            Some(before) => {
                before.colspan = (before.colspan + cell.colspan).min(MAX_COLSPAN);
                // What is merged away shows nothing where it holds nothing.
                before.elements.extend(
                    cell.elements.into_iter().filter(|element| !all_words(element).trim().is_empty()),
                );
            }
            None => merged.push(cell),
        }
    }
    merged
}
