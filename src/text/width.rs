//! Full-width and half-width forms: folding to compare, and how wide a character is printed.

/// Folds full-width ASCII, ideographic and no-break spaces and the signs that OCR writes in several ways to
/// their half-width forms, and radicals to the characters that they are, and drops all white space, so that
/// `金额（万元）` and `金额 (万元)` compare equal.
///
/// For comparing only: what is printed keeps its spelling.
pub fn fold(text: &str) -> String {
    text.chars().map(fold_char).filter(|c| !c.is_whitespace() && !is_invisible(*c)).collect()
}

/// Folds like `fold` but keeps white space, each run as it is.
pub fn fold_width(text: &str) -> String {
    text.chars().map(fold_char).collect()
}

/// The half-width form of one character.
pub fn fold_char(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' => ' ',
        '﹪' => '%',
        '﹣' | '−' => '-',
        '〔' | '﹝' => '(',
        '〕' | '﹞' => ')',
        other => super::radicals::ideograph(other),
    }
}

/// Characters that take no room: zero-width spaces and joiners, byte order marks, soft hyphens.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{ad}')
}

/// How many em a character takes in a Chinese typeface: East Asian wide ones a whole em, others a little more
/// than a half (measured on the fonts that fall in for 宋体).
pub fn em(c: char) -> f64 {
    match unicode_width::UnicodeWidthChar::width_cjk(c) {
        Some(2..) => 1.0,
        Some(0) | None => 0.0,
        Some(_) => 0.56,
    }
}

/// Whether a character may not begin a line.
pub fn may_not_start_line(c: char) -> bool {
    "，。、；：？！）》」』】〉〕％%,.;:?!)]}”’".contains(c)
}

/// Whether a character is a Chinese one.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}' | '〇')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_makes_spellings_equal() {
        for (one, other) in [
            ("金额（万元）", "金额 (万元)"),
            ("９５％", "95%"),
            ("项　目", "项目"),
            ("a\u{a0}b\u{200b}", "ab"),
            ("⾦额", "金额"),
        ] {
            assert_eq!(fold(one), fold(other));
        }
    }
}
