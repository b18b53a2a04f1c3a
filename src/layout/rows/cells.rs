//! The rows of a table that has a row per indicator, each with what stands in its columns.

use crate::layout::lines::{self, Line};
use crate::layout::project;
use crate::layout::rows::columns::RowColumns;
use crate::lexicon::line;
use crate::lexicon::total::{self, Sum};
use crate::lexicon::vocabulary;
use crate::model::{ColumnRole, Grid, Position, RichText, RowRole, Table, Tidy};
use crate::text::lines::one_line;
use crate::text::width::fold;

/// Which cell of a table: the row it begins in, and its number among that row's cells.
pub(in crate::layout) type Anchor = (usize, usize);

/// The cells of a table by row and role.
pub(in crate::layout) struct RowCells<'a> {
    table: &'a Table<Tidy>,
    grid: Grid,
    columns: &'a RowColumns,
}

impl<'a> RowCells<'a> {
    /// The cells of a table with these columns.
    pub(in crate::layout) fn new(table: &'a Table<Tidy>, columns: &'a RowColumns) -> Self {
        Self { table, grid: Grid::new(table), columns }
    }

    /// The numbers of the rows below the header.
    pub(in crate::layout) fn body(&self) -> std::ops::Range<usize> {
        self.columns.header.body.min(self.grid.height())..self.grid.height()
    }

    /// The filled cell that covers a row in a column.
    pub(in crate::layout) fn at(&self, row: usize, column: usize) -> Option<Anchor> {
        self.grid.anchor(row, column).filter(|anchor| !self.text(*anchor).is_blank())
    }

    /// The filled cells that cover a row in the columns of a role, from left to right.
    pub(in crate::layout) fn of(&self, row: usize, role: ColumnRole) -> Vec<Anchor> {
        let mut found: Vec<Anchor> = Vec::new();
        for anchor in self.columns.of(role).filter_map(|column| self.at(row, column)) {
            if !found.contains(&anchor) {
                found.push(anchor);
            }
        }
        found
    }

    /// The first filled cell of a role in a row.
    pub(in crate::layout) fn first(&self, row: usize, role: ColumnRole) -> Option<Anchor> {
        self.of(row, role).into_iter().next()
    }

    /// What the cells of a role say in a row, on one line.
    pub(in crate::layout) fn words(&self, row: usize, role: ColumnRole) -> String {
        self.of(row, role).into_iter().map(|anchor| one_line(self.text(anchor).text())).collect()
    }

    /// What the cells of a role say in the row that they begin in, a line each; what reaches down from above is
    /// not said again.
    pub(in crate::layout) fn own(&self, row: usize, role: ColumnRole) -> Option<String> {
        let texts: Vec<&str> = self
            .of(row, role)
            .into_iter()
            .filter(|anchor| anchor.0 == row)
            .map(|anchor| self.text(anchor).text().trim())
            .collect();
        (!texts.is_empty()).then(|| texts.join("\n"))
    }

    /// Every filled cell that begins in a row.
    pub(in crate::layout) fn beginning(&self, row: usize) -> Vec<Anchor> {
        (0..self.table.rows[row].cells.len())
            .map(|number| (row, number))
            .filter(|anchor| !self.text(*anchor).is_blank())
            .collect()
    }

    /// What a cell says.
    pub(in crate::layout) fn text(&self, anchor: Anchor) -> &'a RichText {
        &self.table.rows[anchor.0].cells[anchor.1].text.0
    }

    /// The lines of a cell.
    pub(in crate::layout) fn lines(&self, anchor: Anchor) -> Vec<Line> {
        lines::of(self.text(anchor))
    }

    /// How many grid columns a cell covers.
    pub(in crate::layout) fn width(&self, anchor: Anchor) -> usize {
        self.table.rows[anchor.0].cells[anchor.1].colspan
    }

    /// Whether a cell covers several rows.
    pub(in crate::layout) fn is_tall(&self, anchor: Anchor) -> bool {
        self.table.rows[anchor.0].cells[anchor.1].rowspan > 1
    }

    /// Where a cell stands; `number` is the table's.
    pub(in crate::layout) fn position(&self, number: usize, anchor: Anchor) -> Position {
        let cell = &self.table.rows[anchor.0].cells[anchor.1];
        let place =
            cell.text.paragraphs().first().map_or_else(|| cell.at.clone(), |paragraph| paragraph.at.clone());
        Position::in_table(number, anchor.0, cell.column, &place)
    }

    /// Where a line of a cell stands; `number` is the table's.
    pub(in crate::layout) fn line_position(&self, number: usize, anchor: Anchor, line: &Line) -> Position {
        let column = self.table.rows[anchor.0].cells[anchor.1].column;
        Position::in_table(number, anchor.0, column, &line.at)
    }

    /// Whether a row says again what the header says, be one or another of its words written differently: 指标值 where the
    /// header has 指标.
    pub(in crate::layout) fn repeats_header(&self, row: usize) -> bool {
        let cells = self.beginning(row);
        let printed = |anchor: &Anchor| self.table.rows[anchor.0].cells[anchor.1].text.text();
        let repeats = |anchor: &&Anchor| {
            let column = self.table.rows[anchor.0].cells[anchor.1].column;
            let texts = self.columns.header.texts.get(column);
            texts.is_some_and(|texts| texts.iter().any(|text| fold(text) == fold(printed(anchor))))
        };
        let again = cells.iter().filter(repeats).count();
        let others = cells.iter().filter(|anchor| !repeats(anchor));
        cells.len() >= 2
            && again >= cells.len().saturating_sub(again).saturating_mul(2).max(2)
            && others.into_iter().all(|anchor| vocabulary::role(printed(anchor)).is_some())
    }

    /// Whether a row is one cell over the whole width, or one that begins with 注.
    pub(in crate::layout) fn is_note(&self, row: usize) -> bool {
        let cells = self.beginning(row);
        if cells.len() > 1 && cells.iter().all(|cell| line::is_signature(self.text(*cell).text())) {
            return true;
        }
        let [only] = cells[..] else { return cells.is_empty() && self.covers_nothing(row) };
        let folded = fold(self.text(only).text());
        let says_note = ["注:", "备注:", "说明:", "填报", "填表", "审核", "联系", "制表", "单位:"];
        self.width(only) >= self.grid.width().max(2) || says_note.iter().any(|word| folded.starts_with(word))
    }

    /// What a row is. A row of a project's indicators is a project's here, be it the first or not.
    pub(in crate::layout) fn role(&self, row: usize) -> RowRole {
        if self.is_note(row) || self.repeats_header(row) {
            return RowRole::Note;
        }
        let says = |role| self.own(row, role).is_some_and(|text| total::sum(&text).is_none());
        let named =
            [ColumnRole::Goals, ColumnRole::Level1, ColumnRole::Level2, ColumnRole::Indicator].map(says);
        let named = named.contains(&true);
        let filled = named || says(ColumnRole::Target) || says(ColumnRole::Actual);
        let beginning = self.beginning(row);
        let first = beginning.first().map(|anchor| one_line(self.text(*anchor).text())).unwrap_or_default();
        if let Some(sum) = total::sum(&first).filter(|_| !named) {
            return if sum == Sum::Total && !filled && self.own(row, ColumnRole::Weight).is_none() {
                RowRole::Total
            } else {
                RowRole::Data
            };
        }
        let code = self.first(row, ColumnRole::Code);
        let name = self.first(row, ColumnRole::Name).filter(|name| Some(*name) != code);
        let words = |anchor: Option<Anchor>| {
            anchor.map(|anchor| one_line(self.text(anchor).text())).unwrap_or_default()
        };
        if filled || beginning.is_empty() {
            return RowRole::Project;
        }
        let own = |anchor: Option<Anchor>| anchor.filter(|anchor| anchor.0 == row);
        let (code, name) = (words(own(code)), words(own(name)));
        match project::row_role(&code, &name, false) {
            // Without a code of its own the name says what the row is: `[136]青岭县文化和旅游局`.
            RowRole::Project if code.is_empty() => {
                let printed = project::organisation(&name)
                    .and_then(|organisation| organisation.code)
                    .unwrap_or_default();
                match printed.len() {
                    3 => RowRole::Department,
                    6 => RowRole::Unit,
                    _ if name.is_empty() && !self.columns.has(ColumnRole::Name) => RowRole::Data,
                    _ if name.is_empty() && self.own(row, ColumnRole::Amount).is_none() => RowRole::Data,
                    _ => RowRole::Project,
                }
            }
            role => role,
        }
    }

    /// Whether no filled cell reaches down into an empty row.
    fn covers_nothing(&self, row: usize) -> bool {
        (0..self.grid.width()).all(|column| self.at(row, column).is_none())
    }
}
