//! The rows of a table that has a row per indicator, each with what stands in its columns.

use super::lines::{self, Line};
use super::row_columns::RowColumns;
use crate::model::{ColumnRole, Grid, Position, RichText, Table, Tidy};
use crate::text::width::fold;

/// Which cell of a table: the row it begins in, and its number among that row's cells.
pub(super) type Anchor = (usize, usize);

/// The cells of a table by row and role.
pub(super) struct RowCells<'a> {
    table: &'a Table<Tidy>,
    grid: Grid,
    columns: &'a RowColumns,
}

impl<'a> RowCells<'a> {
    /// The cells of a table with these columns.
    pub(super) fn new(table: &'a Table<Tidy>, columns: &'a RowColumns) -> Self {
        Self { table, grid: Grid::new(table), columns }
    }

    /// The numbers of the rows below the header.
    pub(super) fn body(&self) -> std::ops::Range<usize> {
        self.columns.header.body.min(self.grid.height())..self.grid.height()
    }

    /// The filled cell that covers a row in a column.
    pub(super) fn at(&self, row: usize, column: usize) -> Option<Anchor> {
        self.grid.anchor(row, column).filter(|anchor| !self.text(*anchor).is_blank())
    }

    /// The filled cells that cover a row in the columns of a role, from left to right.
    pub(super) fn of(&self, row: usize, role: ColumnRole) -> Vec<Anchor> {
        let mut found: Vec<Anchor> = Vec::new();
        for anchor in self.columns.of(role).filter_map(|column| self.at(row, column)) {
            if !found.contains(&anchor) {
                found.push(anchor);
            }
        }
        found
    }

    /// The first filled cell of a role in a row.
    pub(super) fn first(&self, row: usize, role: ColumnRole) -> Option<Anchor> {
        self.of(row, role).into_iter().next()
    }

    /// What the cells of a role say in a row, on one line.
    pub(super) fn words(&self, row: usize, role: ColumnRole) -> String {
        self.of(row, role).into_iter().map(|anchor| one_line(self.text(anchor).text())).collect()
    }

    /// What the cells of a role say in the row that they begin in, a line each; what reaches down from above is
    /// not said again.
    pub(super) fn own(&self, row: usize, role: ColumnRole) -> Option<String> {
        let texts: Vec<&str> = self
            .of(row, role)
            .into_iter()
            .filter(|anchor| anchor.0 == row)
            .map(|anchor| self.text(anchor).text().trim())
            .collect();
        (!texts.is_empty()).then(|| texts.join("\n"))
    }

    /// Every filled cell that begins in a row.
    pub(super) fn beginning(&self, row: usize) -> Vec<Anchor> {
        (0..self.table.rows[row].cells.len())
            .map(|number| (row, number))
            .filter(|anchor| !self.text(*anchor).is_blank())
            .collect()
    }

    /// What a cell says.
    pub(super) fn text(&self, anchor: Anchor) -> &'a RichText {
        &self.table.rows[anchor.0].cells[anchor.1].text.0
    }

    /// The lines of a cell.
    pub(super) fn lines(&self, anchor: Anchor) -> Vec<Line> {
        lines::of(self.text(anchor))
    }

    /// How many grid columns a cell covers.
    pub(super) fn width(&self, anchor: Anchor) -> usize {
        self.table.rows[anchor.0].cells[anchor.1].colspan
    }

    /// Whether a cell covers several rows.
    pub(super) fn is_tall(&self, anchor: Anchor) -> bool {
        self.table.rows[anchor.0].cells[anchor.1].rowspan > 1
    }

    /// Where a cell stands; `number` is the table's.
    pub(super) fn position(&self, number: usize, anchor: Anchor) -> Position {
        let cell = &self.table.rows[anchor.0].cells[anchor.1];
        let place =
            cell.text.paragraphs().first().map_or_else(|| cell.at.clone(), |paragraph| paragraph.at.clone());
        Position::in_table(number, anchor.0, cell.column, &place)
    }

    /// Whether a row says again what the header says.
    pub(super) fn repeats_header(&self, row: usize) -> bool {
        let cells = self.beginning(row);
        let repeats = |anchor: &Anchor| {
            let cell = &self.table.rows[anchor.0].cells[anchor.1];
            let texts = self.columns.header.texts.get(cell.column);
            texts.is_some_and(|texts| texts.iter().any(|text| fold(text) == fold(cell.text.text())))
        };
        cells.len() >= 2 && cells.iter().all(repeats)
    }

    /// Whether a row is one cell over the whole width, or one that begins with 注.
    pub(super) fn is_note(&self, row: usize) -> bool {
        let cells = self.beginning(row);
        let [only] = cells[..] else { return cells.is_empty() && self.covers_nothing(row) };
        let folded = fold(self.text(only).text());
        let says_note = ["注:", "备注:", "说明:", "填报", "填表", "审核", "联系", "制表", "单位:"];
        self.width(only) >= self.grid.width().max(2) || says_note.iter().any(|word| folded.starts_with(word))
    }

    /// Whether no filled cell reaches down into an empty row.
    fn covers_nothing(&self, row: usize) -> bool {
        (0..self.grid.width()).all(|column| self.at(row, column).is_none())
    }
}

/// A text on one line: Chinese goes on without a gap where it was broken.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::new();
    for part in text.split('\n').map(str::trim).filter(|part| !part.is_empty()) {
        let words = line.ends_with(|c: char| c.is_ascii_alphabetic())
            && part.starts_with(|c: char| c.is_ascii_alphabetic());
        if words {
            line.push(' ');
        }
        line.push_str(part);
    }
    line
}
