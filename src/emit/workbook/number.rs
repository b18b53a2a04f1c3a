//! Numbers as a worksheet holds them: only those that lose nothing on the way.

use crate::model::Amount;

/// More significant digits do not survive in a worksheet.
const SIGNIFICANT: u128 = 1_000_000_000_000_000;

/// The number as a worksheet holds it, or `None` where it has more than 15 significant digits.
pub(super) fn exact(amount: Amount) -> Option<f64> {
    let normalized = amount.normalized();
    if normalized.decimal().mantissa().unsigned_abs() >= SIGNIFICANT {
        return None;
    }
    // Reading the digits gives the nearest float; `Decimal::to_f64` computes, and does not always.
    normalized.to_string().parse().ok()
}

/// The number format that shows so many decimals, thousands separated or not, with a blank before the cell's border.
pub(super) fn format(decimals: u32, is_grouped: bool) -> String {
    let zeros = "0".repeat(usize::try_from(decimals.min(15)).unwrap_or(0));
    let point = if zeros.is_empty() { "" } else { "." };
    let whole = if is_grouped { "#,##0" } else { "0" };
    format!("{whole}{point}{zeros}_ ")
}

/// What that format shows, thousands separated.
pub(super) fn shown(amount: Amount, decimals: u32) -> String {
    let text = amount.abs().to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if amount < Amount::ZERO { "-" } else { "" };
    let decimals = usize::try_from(decimals.min(15)).unwrap_or(0);
    let point = if decimals == 0 { "" } else { "." };
    format!("{sign}{grouped}{point}{fraction:0<decimals$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Amount {
        text.parse().unwrap()
    }

    #[test]
    fn only_what_fits_becomes_a_number() {
        for (text, expected) in [
            ("906.40", Some("906.4")),
            ("-0.10", Some("-0.1")),
            ("0.00", Some("0")),
            ("999999999999999", Some("999999999999999")),
            ("1000000000000000.00", None),
            ("123456789012345678", None),
            ("0.1234567890123456", None),
        ] {
            assert_eq!(exact(amount(text)).map(|number| number.to_string()).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn numbers_are_shown_with_their_decimals() {
        for (text, decimals, expected) in [
            ("1234567.5", 2, "1,234,567.50"),
            ("-1000", 0, "-1,000"),
            ("0", 2, "0.00"),
            ("0.0001", 4, "0.0001"),
        ] {
            assert_eq!(shown(amount(text), decimals), expected);
        }
        assert_eq!(format(2, true), "#,##0.00_ ");
        assert_eq!(format(0, true), "#,##0_ ");
        assert_eq!(format(1, false), "0.0_ ");
    }
}
