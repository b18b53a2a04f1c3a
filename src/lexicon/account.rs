//! Codes of the classification of accounts: 208, 20805, 2080505.

use crate::text::width::{fold, is_han};

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
