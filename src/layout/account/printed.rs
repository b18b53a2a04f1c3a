//! What a cell of a budget or final-account table says where an amount is looked for.

use crate::lexicon::cell::{CellValue, is_wording};
use crate::model::Amount;

/// What such a cell says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Printed {
    /// An amount, and the unit that stands beside it, if one does.
    Amount(Amount, Option<String>),
    /// Nothing, or a sign for it.
    Nothing,
    /// Words.
    Words,
    /// Neither an amount nor words: `#REF!`, `O`, `nan`.
    Unread,
}

/// What a text says.
pub(super) fn printed(text: &str) -> Printed {
    match CellValue::of(text) {
        CellValue::Amount { value, unit, .. } => Printed::Amount(value, unit),
        CellValue::Nothing => Printed::Nothing,
        CellValue::Words if is_wording(text) => Printed::Words,
        CellValue::Words => Printed::Unread,
    }
}
