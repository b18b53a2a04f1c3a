//! The rows of a table that has a row per indicator, each with what stands in its columns.

use std::collections::BTreeSet;

use crate::layout::lines::{self, Line};
use crate::layout::project;
use crate::layout::rows::columns::RowColumns;
use crate::layout::unread::Expected;
use crate::lexicon::fault;
use crate::lexicon::header;
use crate::lexicon::key::key;
use crate::lexicon::line;
use crate::lexicon::total::{self, Sum};
use crate::lexicon::vocabulary;
use crate::model::{Cell, ColumnRole, Grid, Position, RichText, RowRole, Table, Tidy};
use crate::text::lines::one_line;
use crate::text::width::fold;

/// Which cell of a table: the row it begins in, and its number among that row's cells.
pub(in crate::layout) type Anchor = (usize, usize);

/// The cells of a table by row and role.
pub(in crate::layout) struct RowCells<'a> {
    table: &'a Table<Tidy>,
    grid: Grid,
    columns: &'a RowColumns,
    /// The first grid column right of the header.
    header_end: usize,
    /// What is printed above each grid column, folded, and its keys: a header of two rows that was written as one has a
    /// line for each.
    header_texts: Vec<BTreeSet<String>>,
}

impl<'a> RowCells<'a> {
    /// The cells of a table with these columns.
    pub(in crate::layout) fn new(table: &'a Table<Tidy>, columns: &'a RowColumns) -> Self {
        let heads = table.rows.get(columns.header.first..columns.header.body).unwrap_or_default();
        let header_end = heads.iter().flat_map(|row| &row.cells).map(Cell::end_column).max().unwrap_or(0);
        let spellings = |texts: &Vec<String>| {
            let lines = texts.iter().flat_map(|text| std::iter::once(text.as_str()).chain(text.lines()));
            lines.flat_map(|line| [fold(line), key(line)]).filter(|text| !text.is_empty()).collect()
        };
        let header_texts = columns.header.texts.iter().map(spellings).collect();
        Self { table, grid: Grid::new(table), columns, header_end, header_texts }
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
            if !found.contains(&anchor) && self.says(role, anchor) {
                found.push(anchor);
            }
        }
        found
    }

    /// Whether a cell may be what its column holds: `:` and `</` are no names, `#REF!` is no code.
    fn says(&self, role: ColumnRole, anchor: Anchor) -> bool {
        let text = self.text(anchor).text();
        match Expected::of(role) {
            Some(Expected::Name) => !fault::is_no_name(text),
            Some(Expected::Code) => !fault::is_sign(text),
            Some(Expected::Target) => !fault::is_residue(text),
            _ => true,
        }
    }

    /// The first filled cell of a role in a row.
    pub(in crate::layout) fn first(&self, row: usize, role: ColumnRole) -> Option<Anchor> {
        let mut anchors = self.columns.of(role).filter_map(|column| self.at(row, column));
        anchors.find(|anchor| self.says(role, *anchor))
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

    /// Every cell that begins in a row.
    pub(in crate::layout) fn all(&self, row: usize) -> impl Iterator<Item = Anchor> + use<> {
        (0..self.table.rows[row].cells.len()).map(move |number| (row, number))
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

    /// The grid column that a cell begins in.
    pub(in crate::layout) fn column(&self, anchor: Anchor) -> usize {
        self.table.rows[anchor.0].cells[anchor.1].column
    }

    /// What the column that a cell begins in holds.
    pub(in crate::layout) fn role_at(&self, anchor: Anchor) -> Option<ColumnRole> {
        self.columns.header.roles.get(self.column(anchor)).copied().flatten()
    }

    /// How many filled cells of a row stand right of everything that the header names: a cell from above that
    /// reaches down too far has pushed them there.
    pub(in crate::layout) fn beyond_header(&self, row: usize) -> usize {
        let header = &self.columns.header;
        if header.body == header.first {
            return 0;
        }
        self.beginning(row).into_iter().filter(|anchor| self.column(*anchor) >= self.header_end).count()
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

    /// Whether a row says again what the header says. The next page may write it a little differently: 目标值⏎(标准)
    /// below 目标值, 指标值 below 指标; a word that heads columns, most of which are the same, is no data.
    pub(in crate::layout) fn repeats_header(&self, row: usize) -> bool {
        let cells = self.beginning(row);
        let same = |anchor: &Anchor| {
            let own = self.text(*anchor).text();
            let says = |text: &String| {
                self.header_texts.get(self.column(*anchor)).is_some_and(|texts| texts.contains(text))
            };
            let role = self.role_at(*anchor);
            says(&fold(own)) || says(&key(own)) || (role.is_some() && vocabulary::role(own) == role)
        };
        let heads = |anchor: &Anchor| header::heading(self.text(*anchor).text()).is_some();
        let mut repeated = 0;
        for anchor in &cells {
            if same(anchor) {
                repeated += 1;
            } else if !heads(anchor) {
                return false;
            }
        }
        repeated >= 2 && repeated * 2 > cells.len()
    }

    /// Whether a row is one cell over the whole width, or one that begins with 注.
    pub(in crate::layout) fn is_note(&self, row: usize) -> bool {
        // What a page left below the rows was told before.
        if self.table.rows.get(row).is_some_and(|row| row.role == RowRole::Note) {
            return true;
        }
        let cells = self.beginning(row);
        if cells.len() > 1 && cells.iter().all(|cell| line::is_signature(self.text(*cell).text())) {
            return true;
        }
        let [only] = cells[..] else { return cells.is_empty() && self.covers_nothing(row) };
        let text = self.text(only).text();
        self.width(only) >= self.grid.width().max(2) || line::is_closing(text) || line::is_labelled(text)
    }

    /// What a row is. A row of a project's indicators is a project's here, be it the first or not.
    pub(in crate::layout) fn role(&self, row: usize) -> RowRole {
        if self.is_note(row) {
            return RowRole::Note;
        }
        if self.repeats_header(row) {
            return RowRole::Header;
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
