//! What several layouts share: numbering and targets.

mod date;
mod number;
pub mod numbering;
mod operator;
mod spelling;
pub mod target;
mod unit;
