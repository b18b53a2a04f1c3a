//! The cells of a form as they are seen: row by row, those that reach down from above among them.

use crate::model::{Cell, Grid, Place, Position, Table, Tidy};

/// A cell as it is seen in one row.
#[derive(Clone, Copy, Debug)]
pub(in crate::layout) struct Slot<'a> {
    /// The cell.
    pub cell: &'a Cell<Tidy>,
    /// The row it begins in.
    pub anchor_row: usize,
    /// Whether it begins in the row it is seen in.
    pub own: bool,
}

impl<'a> Slot<'a> {
    /// What it says.
    pub(in crate::layout) fn text(&self) -> &'a str {
        let cell: &'a Cell<Tidy> = self.cell;
        cell.text.0.text().trim()
    }

    /// The grid column it begins in.
    pub(in crate::layout) fn column(&self) -> usize {
        self.cell.column
    }

    /// Whether it says nothing.
    pub(in crate::layout) fn is_blank(&self) -> bool {
        self.cell.text.is_blank()
    }

    /// Whether it is the same cell as another.
    pub(in crate::layout) fn is(&self, other: &Slot<'_>) -> bool {
        self.anchor_row == other.anchor_row && self.column() == other.column()
    }

    /// Where a place in the cell is in the document.
    pub(in crate::layout) fn position(&self, table: usize, at: &Place) -> Position {
        Position::in_table(table, self.anchor_row, self.column(), at)
    }
}

/// A table with its grid.
#[derive(Debug)]
pub(in crate::layout) struct Slots<'a> {
    /// The table.
    pub table: &'a Table<Tidy>,
    grid: Grid,
}

impl<'a> Slots<'a> {
    /// Lays a table out.
    pub(in crate::layout) fn new(table: &'a Table<Tidy>) -> Self {
        Self { table, grid: Grid::new(table) }
    }

    /// How many rows there are.
    pub(in crate::layout) fn height(&self) -> usize {
        self.grid.height()
    }

    /// How many columns there are.
    pub(in crate::layout) fn width(&self) -> usize {
        self.grid.width()
    }

    /// The cell that covers a slot.
    pub(in crate::layout) fn at(&self, row: usize, column: usize) -> Option<Slot<'a>> {
        let (anchor_row, number) = self.grid.anchor(row, column)?;
        let cell = self.table.rows.get(anchor_row)?.cells.get(number)?;
        Some(Slot { cell, anchor_row, own: anchor_row == row })
    }

    /// Which cell a slot shows: the row it begins in, and its number there.
    pub(in crate::layout) fn anchor(&self, slot: &Slot<'_>) -> Option<(usize, usize)> {
        self.grid.anchor(slot.anchor_row, slot.column()).filter(|anchor| anchor.0 == slot.anchor_row)
    }

    /// The cells seen in a row, from left to right.
    pub(in crate::layout) fn row(&self, row: usize) -> Vec<Slot<'a>> {
        let mut slots: Vec<Slot<'a>> = Vec::new();
        for column in 0..self.width() {
            if let Some(slot) = self.at(row, column)
                && !slots.last().is_some_and(|last| last.is(&slot))
            {
                slots.push(slot);
            }
        }
        slots
    }

    /// The cells that begin in a row.
    pub(in crate::layout) fn own(&self, row: usize) -> Vec<Slot<'a>> {
        self.row(row).into_iter().filter(|slot| slot.own).collect()
    }
}
