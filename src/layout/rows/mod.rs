//! Tables that have a row per indicator, what several share in merged cells.

pub(super) mod cells;
pub(super) mod columns;
pub(super) mod indicator_rows;
pub(super) mod indicators;
mod levels;
mod middle_rows;
pub(super) mod projects;
pub(super) mod property_columns;
