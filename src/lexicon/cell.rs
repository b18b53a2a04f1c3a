//! The value of a cell where an amount is looked for: the amount, nothing, or words.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::sense::Sense;
use super::terms::{self, Place};
use crate::model::Amount;
use crate::text::numerals::plain_decimal;
use crate::text::width::fold;

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum CellValue {
    /// An amount.
    Amount(Amount),
    /// Nothing, or what says so: `—`, 单位不需填列.
    Nothing,
    /// Words.
    Words,
}

/// The words for nothing, folded.
static NOTHING: LazyLock<BTreeSet<String>> =
    LazyLock::new(|| terms::terms(Place::Account, Sense::Nothing).map(|term| fold(term.words)).collect());

impl CellValue {
    /// What a cell with this text holds.
    pub(crate) fn of(text: &str) -> Self {
        if let Some(amount) = plain_decimal(text).and_then(|digits| digits.parse().ok()) {
            return Self::Amount(amount);
        }
        let folded = fold(text);
        if folded.chars().all(is_dash) || NOTHING.contains(&folded) { Self::Nothing } else { Self::Words }
    }

    /// The amount, if there is one.
    pub(crate) fn amount(self) -> Option<Amount> {
        match self {
            Self::Amount(amount) => Some(amount),
            Self::Nothing | Self::Words => None,
        }
    }
}

/// Whether a folded character is one of those that stand for nothing.
fn is_dash(c: char) -> bool {
    matches!(c, '-' | '—' | '–' | '/' | '\\' | '*' | '_' | '…')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values() {
        let amount = |digits: &str| CellValue::Amount(digits.parse().unwrap());
        for (text, expected) in [
            ("1,714.55", amount("1714.55")),
            ("0.00", amount("0.00")),
            ("3，518.85", amount("3518.85")),
            ("(1.50)", amount("-1.50")),
            ("—", CellValue::Nothing),
            ("－", CellValue::Nothing),
            ("- -", CellValue::Nothing),
            ("", CellValue::Nothing),
            ("无", CellValue::Nothing),
            ("单位不需填列", CellValue::Nothing),
            ("教育支出", CellValue::Words),
            ("无线电", CellValue::Words),
            ("12.5%", CellValue::Words),
        ] {
            assert_eq!(CellValue::of(text), expected, "{text}");
        }
    }
}
