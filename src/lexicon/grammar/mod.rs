//! What several layouts share: numbering and targets.

mod date;
mod measure;
mod number;
pub mod numbering;
mod operator;
mod packed_line;
pub(super) mod spelling;
pub mod target;
pub(crate) mod unit;
mod values;
mod words;
