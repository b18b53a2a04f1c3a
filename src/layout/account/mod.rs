//! Budget and final-account tables: lines of codes, names and amounts.

mod budget_form;
pub(super) mod classified_lines;
mod columns;
mod header;
mod lines;
pub(super) mod three_public_expenses;
pub(super) mod two_sided_summary;
