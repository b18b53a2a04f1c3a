//! Full-width and half-width forms: folding to compare, and how wide a character is printed.

use std::borrow::Cow;

/// Folds full-width ASCII, ideographic and no-break spaces and the signs that OCR writes in several ways to
/// their half-width forms, and radicals to the characters that they are, and drops all white space, so that
/// `金额（万元）` and `金额 (万元)` compare equal.
///
/// For comparing only: what is printed keeps its spelling.
pub fn fold(text: &str) -> String {
    fold_to_compare(text).into_owned()
}

/// Folds like `fold`; a text that is folded as it stands, as most are, is not written anew.
pub fn fold_to_compare(text: &str) -> Cow<'_, str> {
    let is_as_it_stands =
        |c: char| is_common_han(c) || c.is_ascii_graphic() || (fold_char(c) == c && is_shown(c));
    if text.chars().all(is_as_it_stands) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(gathered(text, folded(text)))
}

/// Whether two texts are the same once they are folded.
pub fn is_same_folded(one: &str, other: &str) -> bool {
    one == other || folded(one).eq(folded(other))
}

fn folded(text: &str) -> impl Iterator<Item = char> {
    text.chars().map(fold_char).filter(|c| is_shown(*c))
}

/// Whether a character takes room and is no white space.
fn is_shown(c: char) -> bool {
    is_common_han(c) || (!c.is_whitespace() && !is_invisible(c))
}

/// Folds like `fold` but keeps white space, each run as it is.
pub fn fold_width(text: &str) -> String {
    gathered(text, text.chars().map(fold_char))
}

/// The letters and digits of a text, folded.
pub fn fold_letters(text: &str) -> String {
    gathered(text, text.chars().map(fold_char).filter(|c| is_alphanumeric(*c)))
}

/// Characters that came of a text, and take no more room than it.
pub fn gathered(text: &str, characters: impl Iterator<Item = char>) -> String {
    let mut gathered = String::with_capacity(text.len());
    gathered.extend(characters);
    gathered
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
        // The radicals and the compatibility forms; asked here, as every character is.
        '\u{2e80}'..='\u{2fdf}' | '\u{f900}'..='\u{faff}' => super::radicals::ideograph(c),
        other => other,
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
    // Nearly all characters are told without a look into the list.
    !is_common_han(c)
        && !c.is_ascii_alphanumeric()
        && "，。、；：？！）》」』】〉〕％%,.;:?!)]}”’".contains(c)
}

/// Whether a character is a letter or a digit.
pub fn is_alphanumeric(c: char) -> bool {
    is_common_han(c) || c.is_alphanumeric()
}

/// Whether a character is a letter.
pub fn is_letter(c: char) -> bool {
    is_common_han(c) || c.is_alphabetic()
}

/// Whether a character is one of the Chinese ones that nearly all texts are made of: told without a table.
fn is_common_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

/// Whether a character is a Chinese one, or a part or a sign of such as the script has besides.
pub fn is_of_han_script(c: char) -> bool {
    is_han(c)
        || matches!(c, '\u{2e80}'..='\u{2fd5}' | '々' | '\u{3021}'..='\u{3029}' | '\u{3038}'..='\u{303b}')
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
