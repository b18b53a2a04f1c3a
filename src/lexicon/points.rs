//! Weights and scores.

use super::cell::CellValue;
use crate::model::Amount;
use crate::text::numerals::plain_decimal;
use crate::text::width::fold_width;

/// A weight or score as it is printed: `20`, `20分`, `20%`, `（20分）`, `20①`. Two numbers, one over the other, are none;
/// parentheses, which make an amount of money negative, only stand around one.
pub(crate) fn points(printed: &str) -> Option<Amount> {
    let folded = fold_width(printed);
    let whole = folded.trim();
    let inner = whole.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(whole);
    let bare = inner.trim().trim_end_matches(['分', '%']);
    match plain_decimal(bare) {
        Some(number) => number.parse().ok(),
        None => CellValue::of(bare).amount(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_and_scores() {
        for (printed, expected) in [
            ("20", Some("20")),
            ("２０分", Some("20")),
            ("7.5%", Some("7.5")),
            ("（20分）", Some("20")),
            ("20①", Some("20")),
            ("20 *", Some("20")),
            ("约20", None),
            ("20元", None),
            ("—", None),
            ("优", None),
            ("10\n20", None),
            ("", None),
        ] {
            assert_eq!(points(printed).map(|points| points.to_string()).as_deref(), expected, "{printed}");
        }
    }
}
