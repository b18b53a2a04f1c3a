//! Codes of the classification of accounts: 208, 20805, 2080505.

use super::account_header::without_mark;
use super::cell::CellValue;
use crate::text::width::{fold, is_han};

/// A line of a cell of codes that has as many digits is a code of its own and no part of the one above it.
const FEWEST_DIGITS: usize = 3;

/// What a cell says where the code of an account or a unit is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CodeText {
    /// A code.
    Code(String),
    /// Something that is neither a code nor words: `2O8`, `213.0`, two codes in one cell.
    Unread,
    /// Words, or nothing.
    Words,
}

impl CodeText {
    /// What a cell says. The mark of a note behind a code and brackets around it are none of it.
    pub(crate) fn of(text: &str) -> Self {
        let text = without_mark(text.trim());
        // The apostrophe that keeps a spreadsheet from reading a number is none of it.
        let text = text
            .strip_prefix(['\'', '‘', '’', '＇'])
            .filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
            .unwrap_or(text);
        let text = text
            .strip_prefix(['[', '【', '［'])
            .and_then(|rest| rest.strip_suffix([']', '】', '］']))
            .unwrap_or(text);
        let folded = fold(text);
        if folded.contains(is_han) || !folded.contains(|c: char| c.is_ascii_alphanumeric()) {
            // 二〇八 is no code, and `—` says that there is none.
            let is_words = folded.contains(is_han) || CellValue::of(text) == CellValue::Nothing;
            return if is_words { Self::Words } else { Self::Unread };
        }
        if !folded.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'.'))
            || is_stacked(text)
        {
            return Self::Unread;
        }
        // 208.05.05 has its parts parted, 213.0 is a number that a program made of a code.
        let is_decimal = folded.matches('.').count() == 1
            && (level(&folded).is_none() || folded.trim_end_matches('0').ends_with('.'));
        if is_decimal { Self::Unread } else { Self::Code(folded) }
    }
}

/// Whether a text is a code that a spreadsheet shows as a power of ten, its digits lost: `5.10112E+20`. `2E06` may be a
/// code as it is.
pub(crate) fn is_power(text: &str) -> bool {
    let folded = fold(text);
    let Some((value, power)) = folded.split_once(['E', 'e']) else { return false };
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, decimals) = value.split_once('.').unwrap_or((value, "0"));
    whole.len() == 1
        && [whole, decimals].iter().all(|part| is_number(part))
        && power.strip_prefix('+').is_some_and(is_number)
}

/// Whether a cell holds several codes below each other rather than one that was broken over lines: `20805⏎05` is one.
fn is_stacked(text: &str) -> bool {
    let lines: Vec<String> = text.lines().map(fold).filter(|line| !line.is_empty()).collect();
    lines.len() > 1
        && lines.iter().all(|line| line.len() >= FEWEST_DIGITS)
        && (level(&lines.concat()).is_none() || lines.iter().all(|line| is_account(line)))
}

/// Whether a text is a code of the classification: 类 3 digits, 款 5, 项 7, of revenue, of functions or of
/// the economy.
pub(crate) fn is_account(text: &str) -> bool {
    level(text).is_some() && text.trim().starts_with(['1', '2', '3', '5'])
}

/// Whether a code is one of 经济分类.
pub(crate) fn is_by_economy(code: &str) -> bool {
    is_account(code) && code.starts_with(['3', '5'])
}

/// The level that the digits of a code have; `208-05-05` has those of `2080505`.
pub(crate) fn level(code: &str) -> Option<u8> {
    let folded = fold(code);
    if folded.contains(|c: char| !c.is_ascii_digit() && !matches!(c, '-' | '.')) {
        return None;
    }
    match folded.bytes().filter(u8::is_ascii_digit).count() {
        3 => Some(1),
        5 => Some(2),
        7 => Some(3),
        _ => None,
    }
}

/// The code and the name of `2080505 机关…`, `[208]社会…` and `301-工资…`.
pub(crate) fn code_and_name(text: &str) -> Option<(&str, &str)> {
    let text = text.trim();
    let inner = text.strip_prefix(['[', '【', '［']).unwrap_or(text);
    let digits = inner.len() - inner.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (code, rest) = inner.split_at(digits);
    let name =
        rest.trim_start_matches([']', '】', '］', '-', '—', '_', ' ', '\u{3000}', '\u{a0}', '\n', '\t']);
    (is_account(code) && name.chars().next().is_some_and(is_han)).then_some((code, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes() {
        for (text, expected) in [
            ("208", Some(1)),
            ("20805", Some(2)),
            ("2080505", Some(3)),
            ("208-05-05", Some(3)),
            ("2", None),
            ("类", None),
        ] {
            assert_eq!(level(text), expected, "{text}");
        }
        assert!(is_account("30201") && !is_account("1001") && !is_account("426001"));
        assert!(is_by_economy("30201") && !is_by_economy("20805") && !is_by_economy("3"));
    }

    #[test]
    fn powers_of_ten() {
        for (text, expected) in [
            ("5.10112E+20", true),
            ("2E+06", true),
            ("2.08e+04", true),
            ("2E06", false),
            ("E+06", false),
            ("12.5E+06", false),
            ("2.08E-04", false),
            ("AE+1", false),
        ] {
            assert_eq!(is_power(text), expected, "{text}");
        }
    }

    #[test]
    fn cells_of_codes() {
        let code = |text: &str| CodeText::Code(text.to_owned());
        for (text, expected) in [
            ("2080505", code("2080505")),
            ("208-05-05", code("208-05-05")),
            ("208 05 05", code("2080505")),
            ("２０８", code("208")),
            ("[208]", code("208")),
            ("'208", code("208")),
            ("208①", code("208")),
            ("208*", code("208")),
            ("105001", code("105001")),
            ("05", code("05")),
            ("20805\n05", code("2080505")),
            ("2080\n505", code("2080505")),
            ("213.0", CodeText::Unread),
            ("2130205.00", CodeText::Unread),
            ("1050.0", CodeText::Unread),
            ("208.05", code("208.05")),
            ("2O8", CodeText::Unread),
            ("20l", CodeText::Unread),
            ("213.5", CodeText::Unread),
            ("213\n208", CodeText::Unread),
            ("20805\n20810", CodeText::Unread),
            ("#REF!", CodeText::Unread),
            ("nan", CodeText::Unread),
            ("?", CodeText::Unread),
            ("合计", CodeText::Words),
            ("208社会保障", CodeText::Words),
            ("—", CodeText::Words),
            ("", CodeText::Words),
        ] {
            assert_eq!(CodeText::of(text), expected, "{text}");
        }
    }

    #[test]
    fn codes_before_names() {
        for (text, expected) in [
            ("2080505 机关养老", Some(("2080505", "机关养老"))),
            ("[208]社会保障", Some(("208", "社会保障"))),
            ("301-工资福利", Some(("301", "工资福利"))),
            ("208", None),
            ("2024年", None),
            ("社会保障", None),
        ] {
            assert_eq!(code_and_name(text), expected, "{text}");
        }
    }
}
