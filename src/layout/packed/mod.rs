//! Tables whose indicators are packed: all of a project in one cell, each cell on a line of its own, or run on.

mod cell_per_line;
mod indicator;
mod level;
mod packed_cell;
mod rest;
mod run_on;

pub(super) use cell_per_line::BORDERS_GUESSED;
pub(super) use rest::{LINE_CONTINUED, PROJECT_UNNAMED};
pub(super) use run_on::{RUN_ON_TEXT, in_paragraph as run_on_paragraph, in_table as run_on_table};

use super::{Context, Family, Reading};
use crate::model::{Table, Tidy};

/// The layouts of packed indicators.
pub(super) const FAMILY: Family = Family { layouts: &[packed_cell::LAYOUT, cell_per_line::LAYOUT], read };

fn read(table: &Table<Tidy>, context: &Context) -> Option<Reading> {
    packed_cell::read(table, context).or_else(|| cell_per_line::read(table, context))
}
