//! Marks beside what is printed: those of notes (①, `*`, ²), and those that a page puts on what stands on the page
//! before: `（续）`, `（续上页）`.

use super::sense::Sense;
use super::terms::{self, Place};
use crate::text::width::fold;

/// Whether a text is nothing but such a mark, with its brackets or without: `（续上页）`, `接上页`.
pub(crate) fn is_continued(text: &str) -> bool {
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

/// Whether a character is a raised digit.
pub(crate) fn is_raised(c: char) -> bool {
    matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹')
}

#[cfg(test)]
mod tests {
    use super::*;

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
