//! Forms: labels with their values on top, a block of indicators below.

mod aims;
mod blocks;
pub(super) mod department_overall;
mod funds;
pub(super) mod project_form;
pub(super) mod self_evaluation;
mod sheet;
pub(super) mod side_by_side;
mod slots;
mod tasks;
