//! How wide columns are: a number that does not fit is shown as `####`.

use rust_decimal::Decimal;

/// The width of a column of which nothing is said, in digits.
const USUAL: Decimal = Decimal::from_parts(914, 0, 0, false, 2);

/// So many digits a number must be wider than its column before we say that it does not fit: fonts differ.
const MARGIN: Decimal = Decimal::ONE;

/// Fonts whose digits are narrower than those that widths are counted in have this in their names.
const NARROW_FONTS: &[&str] = &["narrow", "condensed", "compressed"];

/// The widths of the columns of a sheet.
#[derive(Debug, Default)]
pub(super) struct Widths {
    /// The first and the last column of each run, and its width in digits.
    runs: Vec<(usize, usize, Decimal)>,
    /// The width of all others.
    usual: Option<Decimal>,
}

impl Widths {
    /// Columns from the first to the last, counted from 0, have this width.
    pub(super) fn add(&mut self, first: usize, last: usize, width: Option<Decimal>) {
        self.runs.extend(width.map(|width| (first, last, width)));
    }

    /// Columns of which nothing else is said have this width.
    pub(super) fn set_usual(&mut self, width: Option<Decimal>) {
        self.usual = width;
    }

    /// Whether a number in letters of this size surely does not fit.
    pub(super) fn is_too_narrow(&self, column: usize, shown: &str, letters: &Letters) -> bool {
        let run = self.runs.iter().find(|(first, last, _)| (*first..=*last).contains(&column));
        let width = run.map(|(_, _, width)| *width).or(self.usual).unwrap_or(USUAL);
        letters.width_of(shown) > width + MARGIN
    }
}

/// The letters of a cell, as to how wide they are.
#[derive(Debug, Default)]
pub(super) struct Letters {
    /// Their size over that of the letters that widths are counted in, if it is smaller.
    scale: Option<Decimal>,
    /// Whether they are narrower than most, shrink, turn or break, so that we cannot tell.
    is_unsure: bool,
}

impl Letters {
    /// Letters of a font, where widths are counted in letters of the usual size.
    pub(super) fn new(font: Option<&str>, size: Option<f64>, usual: Option<f64>, fits_always: bool) -> Self {
        let exact = |size: Option<f64>| size.and_then(|size| Decimal::try_from(size).ok());
        let scale = exact(usual).and_then(|usual| exact(size)?.checked_div(usual));
        let font = font.unwrap_or_default().to_lowercase();
        Self {
            scale: scale.filter(|scale| *scale < Decimal::ONE),
            is_unsure: fits_always || NARROW_FONTS.iter().any(|narrow| font.contains(narrow)),
        }
    }

    /// The least width of a number, in digits.
    fn width_of(&self, shown: &str) -> Decimal {
        if self.is_unsure {
            return Decimal::ZERO;
        }
        let hundredths: u32 = shown.chars().map(width).sum();
        Decimal::new(i64::from(hundredths), 2) * self.scale.unwrap_or(Decimal::ONE)
    }
}

/// How wide a character is at the least, in hundredths of a digit.
fn width(c: char) -> u32 {
    match c {
        '0'..='9' => 100,
        '.' | ',' | ' ' | '\'' | ':' => 40,
        '-' | '(' | ')' | '/' => 50,
        c if c > '\u{2e80}' => 170,
        _ => 80,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_do_not_fit() {
        let mut widths = Widths::default();
        widths.add(1, 1, Some(Decimal::new(20, 0)));
        widths.add(2, 3, Some(Decimal::new(45, 1)));
        let plain = |size: f64| Letters::new(Some("Calibri"), Some(size), Some(11.0), false);
        for (column, shown, letters, is_too_narrow) in [
            (0, "12,345,678,901.00", plain(11.0), true),
            (2, "1,234.00", plain(11.0), true),
            (3, "2024年6月30日", plain(11.0), true),
            // Near misses: what fits or may fit, wide columns, small and narrow letters.
            (0, "1,234,567.8", plain(11.0), false),
            (1, "12,345,678,901.00", plain(11.0), false),
            (2, "123.00", plain(11.0), false),
            (2, "1,234.00", plain(8.0), false),
            (2, "1,234.00", Letters::new(Some("Arial Narrow"), None, None, false), false),
            (2, "1,234.00", Letters::new(None, None, None, true), false),
        ] {
            assert_eq!(widths.is_too_narrow(column, shown, &letters), is_too_narrow, "{column} {shown}");
        }
        widths.set_usual(Some(Decimal::new(30, 0)));
        assert!(!widths.is_too_narrow(0, "12,345,678,901.00", &plain(11.0)));
    }
}
