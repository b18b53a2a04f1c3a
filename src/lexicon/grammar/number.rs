//! A number as a target holds it: digits with separators of any kind, or Chinese numerals.

use super::spelling::{skip_blanks, stands};
use super::unit::population;
use crate::text::numerals::{chinese, chinese_digit};

/// A number that was read.
#[derive(Clone, Debug)]
pub(super) struct Number {
    /// Plain decimal notation with the printed decimals.
    pub(super) value: String,
    /// The place after it.
    pub(super) end: usize,
    /// Whether it is written in Chinese numerals.
    pub(super) chinese: bool,
    /// The unit that the words say themselves: 百分之九十五.
    pub(super) unit: Option<&'static str>,
}

/// Numbers longer than this are no numbers, but something to be kept as it is.
const MOST_DIGITS: usize = 28;

/// The number at a place.
pub(super) fn number(chars: &[char], from: usize) -> Option<Number> {
    let at = skip_blanks(chars, from);
    share_of_hundred(chars, at).or_else(|| digits(chars, at)).or_else(|| numerals(chars, at))
}

/// Whether a number written in digits may begin at a place: not in the middle of a longer one, of a code, or of
/// an ordinal (第3批, 前3名).
pub(super) fn may_begin(chars: &[char], at: usize) -> bool {
    if !chars.get(at).is_some_and(char::is_ascii_digit) && !stands(chars, at, "百分") {
        return false;
    }
    // A point, a hyphen or a comma before it makes it the tail of something longer; a blank does not.
    at.checked_sub(1).map(|place| chars[place]).is_none_or(|before| match before {
        '第' | '前' | '.' | '/' | '-' | '+' | '\'' | ':' | '#' | '_' | '±' | '×' | '*' | '^' => false,
        ',' => at < 2 || !chars[at - 2].is_ascii_digit(),
        other => !other.is_ascii_alphanumeric(),
    })
}

/// 百分之九十五, 百分之95, 百分百, 千分之三.
fn share_of_hundred(chars: &[char], at: usize) -> Option<Number> {
    if stands(chars, at, "百分百") {
        return Some(Number { value: "100".into(), end: at + 3, chinese: true, unit: Some("%") });
    }
    let unit = if stands(chars, at, "百分之") {
        "%"
    } else if stands(chars, at, "千分之") {
        "‰"
    } else {
        return None;
    };
    let inner = digits(chars, at + 3).or_else(|| numerals(chars, at + 3))?;
    Some(Number { unit: Some(unit), chinese: true, ..inner })
}

fn digits(chars: &[char], from: usize) -> Option<Number> {
    let mut value = String::new();
    let mut at = from;
    if let Some(sign @ ('-' | '+')) = chars.get(at).copied() {
        if sign == '-' {
            value.push('-');
        }
        at += 1;
    }
    let whole = run(chars, at);
    if whole == 0 || whole > MOST_DIGITS {
        return None;
    }
    value.extend(&chars[at..at + whole]);
    at += whole;
    if whole <= 3 && chars[at - whole] != '0' {
        while let Some(width) = group(chars, at) {
            value.extend(&chars[at + width - 3..at + width]);
            at += width;
            if value.len() > MOST_DIGITS {
                return None;
            }
        }
    }
    if chars.get(at) == Some(&'.') {
        let fraction = run(chars, at + 1);
        if fraction > MOST_DIGITS {
            return None;
        }
        if fraction > 0 {
            value.push('.');
            value.extend(&chars[at + 1..=at + fraction]);
            at += 1 + fraction;
        }
    }
    // 3/4, 1:3, 7×24小时, 1.2.3, 10^4 and 1e5 say something that one number does not.
    let next = skip_blanks(chars, at);
    let after_next = skip_blanks(chars, next + 1);
    if chars.get(next).is_some_and(|c| matches!(c, '/' | ':' | '*' | '×' | '.' | '^'))
        && chars.get(after_next).is_some_and(char::is_ascii_digit)
        // 12/10万 counts in how many.
        && population(chars, at).is_none()
    {
        return None;
    }
    Some(Number { value, end: at, chinese: false, unit: None })
}

/// How many digits stand at a place.
fn run(chars: &[char], at: usize) -> usize {
    chars.iter().skip(at).take(MOST_DIGITS + 1).take_while(|c| c.is_ascii_digit()).count()
}

/// The width of a thousands separator and exactly three digits.
fn group(chars: &[char], at: usize) -> Option<usize> {
    let separator = chars.get(at)?;
    if !matches!(separator, ',' | ' ' | '\'') {
        return None;
    }
    // After a comma OCR often leaves a blank.
    let start = if *separator == ',' && chars.get(at + 1) == Some(&' ') && run(chars, at + 2) == 3 {
        at + 2
    } else {
        at + 1
    };
    if run(chars, start) != 3 {
        return None;
    }
    Some(start + 3 - at)
}

/// 三, 十二, 一百零五, 九点五.
fn numerals(chars: &[char], from: usize) -> Option<Number> {
    let length = chars
        .iter()
        .skip(from)
        .take(9)
        .take_while(|c| chinese_digit(**c).is_some() || matches!(c, '十' | '百' | '千' | '拾' | '佰' | '仟'))
        .count();
    let text: String = chars.iter().skip(from).take(length).collect();
    let mut value = chinese(&text)?.to_string();
    let mut end = from + length;
    if chars.get(end) == Some(&'点') {
        let decimals: String = chars
            .iter()
            .skip(end + 1)
            .take(6)
            .map_while(|c| chinese_digit(*c))
            .map(|digit| digit.to_string())
            .collect();
        if !decimals.is_empty() {
            end += 1 + decimals.len();
            value = format!("{value}.{decimals}");
        }
    }
    Some(Number { value, end, chinese: true, unit: None })
}
