//! Weights and scores.

use crate::model::Amount;
use crate::text::numerals::plain_decimal;
use crate::text::width::fold_width;

/// A weight or score as it is printed: `20`, `20分`, `20%`. Two numbers, one over the other, are none.
pub(crate) fn points(printed: &str) -> Option<Amount> {
    plain_decimal(fold_width(printed).trim().trim_end_matches(['分', '%']))?.parse().ok()
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
            ("—", None),
            ("优", None),
            ("10\n20", None),
            ("", None),
        ] {
            assert_eq!(points(printed).map(|points| points.to_string()).as_deref(), expected, "{printed}");
        }
    }
}
