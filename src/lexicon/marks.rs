//! Marks beside what is printed: those of notes (①, `*`, ²), and those that a page puts on what stands on the page
//! before: `（续）`, `（续上页）`.

use std::ops::Range;
use std::sync::LazyLock;

use super::key::whole_key;
use super::sense::Sense;
use super::terms::{self, Place};
use crate::text::width::{fold, is_han};

/// Whether a text is nothing but such a mark, with its brackets or without: `（续上页）`, `接上页`.
pub(crate) fn is_continued(text: &str) -> bool {
    static LETTERS: LazyLock<Vec<char>> = LazyLock::new(|| {
        let words = terms::terms(Place::Caption, Sense::Continued).map(|term| whole_key(term.words));
        words.filter_map(|word| word.chars().next()).collect()
    });
    // Every cell is asked, and nearly none has a letter that the words of such marks begin with.
    if !text.contains(LETTERS.as_slice()) {
        return false;
    }
    // 续 alone may be anything.
    terms::has(Place::Caption, Sense::Continued, text) && fold(text).chars().count() > 1
}

/// The name before the mark behind it, as it is printed: 公路养护 of `公路养护（续）`.
pub(crate) fn continued_name(text: &str) -> Option<&str> {
    let at = text.rfind(['（', '(']).filter(|at| *at > 0)?;
    is_continued(&text[at..]).then(|| text[..at].trim())
}

/// What stands behind such a mark at the beginning of a text: 修复水渠。 of `（续上页）修复水渠。`; `None` where there is none.
pub(crate) fn behind_continued(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let close = text.find(['）', ')']).filter(|_| text.starts_with(['（', '(']))?;
    let end = close + text[close..].chars().next().map_or(0, char::len_utf8);
    is_continued(&text[..end]).then(|| text[end..].trim())
}

/// Whether a character is a sign that points to a note.
pub(crate) fn is_note_sign(c: char) -> bool {
    matches!(c, '*' | '＊' | '※' | '#' | '＃' | '†' | '‡' | '§')
}

/// Whether a character is a number in a circle or in parentheses.
pub(crate) fn is_circled(c: char) -> bool {
    matches!(c, '①'..='⒇' | '⓪'..='⓿' | '❶'..='➓' | '㈠'..='㈩')
}

/// Whether a character is a raised digit, or a raised parenthesis around one.
pub(crate) fn is_raised(c: char) -> bool {
    matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹' | '⁽' | '⁾')
}

/// Where the raised characters at the end of a text begin; commas may part them: `¹,²`.
pub(crate) fn raised_begin(text: &str) -> usize {
    let mut kept = text.trim_end_matches(is_raised);
    while let Some(before) = kept.strip_suffix([',', '，', '、']).filter(|before| before.ends_with(is_raised))
    {
        kept = before.trim_end_matches(is_raised);
    }
    kept.len()
}

/// Whether a mark is nothing but raised characters.
pub(crate) fn is_all_raised(mark: &str) -> bool {
    mark.ends_with(is_raised) && raised_begin(mark) == 0
}

/// Whether a character is a raised letter, which nothing but the mark of a note is in these tables.
pub(crate) fn is_raised_letter(c: char) -> bool {
    matches!(c, 'ᵃ'..='ᵇ' | 'ᶜ' | 'ᵈ'..='ᵉ' | 'ᶠ' | 'ᵍ' | 'ʰ' | 'ⁱ' | 'ʲ' | 'ᵏ' | 'ˡ' | 'ᵐ' | 'ⁿ' | 'ᵒ')
        || matches!(c, 'ᵖ' | 'ʳ' | 'ˢ' | 'ᵗ' | 'ᵘ' | 'ᵛ' | 'ʷ' | 'ˣ' | 'ʸ' | 'ᶻ')
}

/// The value of a raised digit.
fn raised_digit(c: char) -> Option<u32> {
    "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().position(|raised| raised == c).and_then(|value| u32::try_from(value).ok())
}

/// A raised number in a text: the bytes that it takes, and its value.
type RaisedNumber = (Range<usize>, u32);

/// The raised numbers of a text that may point to notes. One behind a letter or a digit is a power: `m²`, `10⁴`.
fn raised_numbers(text: &str) -> Vec<RaisedNumber> {
    let mut found: Vec<RaisedNumber> = Vec::new();
    let mut before = None;
    for (at, c) in text.char_indices() {
        if let Some(digit) = raised_digit(c) {
            let end = at + c.len_utf8();
            match found.last_mut().filter(|(range, _)| range.end == at) {
                Some((range, value)) => {
                    (range.end, *value) = (end, value.saturating_mul(10).saturating_add(digit));
                }
                None if before.is_some_and(points_from) => found.push((at..end, digit)),
                None => {}
            }
        }
        before = Some(c);
    }
    found
}

/// Whether a raised number behind a character may point to a note.
fn points_from(c: char) -> bool {
    !c.is_ascii_alphanumeric() && raised_digit(c).is_none()
}

/// The same range with the raised parentheses around it.
fn with_parentheses(text: &str, range: Range<usize>) -> Range<usize> {
    let before = text[..range.start].strip_suffix('⁽').map_or(range.start, str::len);
    let after = text[range.end..].strip_prefix('⁾').map_or(range.end, |after| text.len() - after.len());
    before..after
}

/// Whether a text has the raised number of a note in it, behind a word or an amount.
pub(crate) fn points_to(text: &str, note: u32) -> bool {
    let is_amount =
        |before: &str| before.trim_end().ends_with(|c: char| c.is_ascii_digit()) && before.contains('.');
    let behind_amount = || {
        let bare = text.trim_end_matches(|c| raised_digit(c).is_some());
        let value =
            text[bare.len()..].chars().filter_map(raised_digit).fold(0, |value, digit| value * 10 + digit);
        bare.len() < text.len() && is_amount(bare) && value == note
    };
    raised_numbers(text).iter().any(|(_, value)| *value == note) || behind_amount()
}

/// A text without the raised numbers that point to these notes.
pub(crate) fn without_numbers_of(text: &str, notes: &[u32]) -> String {
    let mut bare = text.to_owned();
    for (range, _) in raised_numbers(text).into_iter().rev().filter(|(_, value)| notes.contains(value)) {
        bare.replace_range(with_parentheses(text, range), "");
    }
    bare
}

/// The number of a note has so many digits at the most.
const LONGEST_NUMBER: usize = 2;

/// The numbers of the notes in a text, which may stand in a line of their own or one behind the other:
/// `1 含上级补助。  2 编外人员。`.
pub(crate) fn note_numbers(text: &str) -> Vec<u32> {
    let folded = fold_raised(text);
    let mut found = Vec::new();
    let mut before = ' ';
    let mut rest = folded.as_str();
    while let Some(c) = rest.chars().next() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if digits == 0 {
            before = c;
            rest = &rest[c.len_utf8()..];
            continue;
        }
        let begins = before.is_whitespace() || "。；;：:注[（(【".contains(before);
        let mut after = rest[digits..].chars();
        let parts = match after.next() {
            Some('.') => !after.next().is_some_and(|c| c.is_ascii_digit()),
            // 注：1含结转。
            Some(c) => {
                c.is_whitespace() || "、．：:]）)】".contains(c) || "：:".contains(before) && is_han(c)
            }
            None => false,
        };
        if begins && parts && digits <= LONGEST_NUMBER {
            found.extend(rest[..digits].parse::<u32>());
        }
        before = '0';
        rest = &rest[digits..];
    }
    found
}

/// A text with its raised digits on the line, a blank behind them.
fn fold_raised(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let Some(digit) = raised_digit(c).and_then(|digit| char::from_digit(digit, 10)) else {
            folded.push(c);
            continue;
        };
        folded.push(digit);
        if chars.peek().is_some_and(|next| raised_digit(*next).is_none()) {
            folded.push(' ');
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_notes() {
        for (text, numbers) in [
            ("1 含上级补助。  2 编外人员。", vec![1, 2]),
            ("注：1.含结转。2.不含基建。", vec![1, 2]),
            ("注：1含结转。", vec![1]),
            ("注：2024年含结转；共3个项目。", vec![]),
            ("¹ 含结转", vec![1]),
            ("注1：含结转", vec![1]),
            ("（1）含结转", vec![1]),
            ("2.5 倍", vec![]),
            ("2024年结转", vec![]),
            ("人员 12 人", vec![12]),
        ] {
            assert_eq!(note_numbers(text), numbers, "{text}");
        }
    }

    #[test]
    fn raised_numbers_that_point_to_notes() {
        for (text, bare) in [
            ("就业补助²", "就业补助"),
            ("就业²补助", "就业补助"),
            ("就业补助（省级）¹²", "就业补助（省级）¹²"),
            ("就业补助³", "就业补助³"),
            ("就业⁽¹⁾补助²⁾", "就业补助"),
            ("面积m²", "面积m²"),
            ("10²个", "10²个"),
        ] {
            assert_eq!(without_numbers_of(text, &[1, 2]), bare, "{text}");
        }
        assert!(points_to("320.00¹", 1) && points_to("就业补助²", 2));
        assert!(!points_to("10¹", 1) && !points_to("m²", 2));
    }

    #[test]
    fn marks_of_pages() {
        for (text, mark, name) in [
            ("（续）", true, None),
            ("（续上页）", true, None),
            ("接上页", true, None),
            ("公路养护（续）", false, Some("公路养护")),
            ("公路养护（省级）（续上页）", false, Some("公路养护（省级）")),
            ("续", false, None),
            ("", false, None),
            ("手续", false, None),
            ("公路养护（后续）", false, None),
            ("公路养护", false, None),
        ] {
            assert_eq!((is_continued(text), continued_name(text)), (mark, name), "{text}");
        }
    }
}
