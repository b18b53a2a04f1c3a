//! Tables whose indicators are packed: all of a project in one cell, each cell on a line of its own, or run on.

pub(super) mod cell_per_line;
pub(super) mod packed_cell;
pub(super) mod run_on;
