//! Cells in quotes: `"x, ""y""` over any number of lines.
//!
//! Quotes are read only where they enclose a whole cell: `"三公"经费` begins with a quote and is none of CSV's.

use std::ops::Range;

use crate::model::Raw;

/// The longest quoted cell, in lines: a quote that is not closed must not swallow a file. The goals and indicators
/// of one project take up to a hundred.
const QUOTED_LINES: usize = 1000;

/// Tags that break lines by themselves.
const BREAKING: &[&str] = &["<p", "<br", "<li", "<div", "<P", "<BR", "<LI", "<DIV"];

/// A backslash before a quote, as programs write that escape quotes as those of C do.
const ESCAPED: &str = "\\\"";

/// What is known of the quotes of a text.
#[derive(Clone)]
pub(super) struct Quotes {
    /// Whether a backslash escapes a quote.
    has_backslashes: bool,
    /// From here on no quoted cell ends; looking for one again and again would be quadratic.
    none_after: usize,
    /// The first quote that none closes.
    unclosed: Option<usize>,
}

impl Quotes {
    /// Nothing is known.
    pub(super) fn new(text: &str) -> Self {
        Self { has_backslashes: has_backslashes(text), none_after: text.len(), unclosed: None }
    }

    /// The byte of a quote that opens a cell which the text does not end.
    pub(super) fn unclosed(&self) -> Option<usize> {
        self.unclosed
    }

    /// The text of a quoted cell. Its line ends are line breaks unless its markup breaks lines itself.
    pub(super) fn unquoted(&self, slice: &str) -> Raw {
        let mut words = slice.replace("\"\"", "\"");
        if self.has_backslashes {
            words = words.replace(ESCAPED, "\"");
        }
        let breaks_lines = BREAKING.iter().any(|tag| words.contains(tag));
        if words.contains('\n') && !breaks_lines {
            Raw::Translated { html: words.replace('\n', "<br>"), source: words }
        } else {
            Raw::Markup(words)
        }
    }
}

/// Whether a backslash escapes a quote: one of them stands within a word, where none can close a cell. A path in quotes
/// may end in a backslash.
fn has_backslashes(text: &str) -> bool {
    text.match_indices(ESCAPED).any(|(at, _)| {
        let within = |c: char| c.is_alphanumeric();
        text[at + ESCAPED.len()..].starts_with(within)
    })
}

/// Whether a character beside a quote only keeps off: a blank of either width, or a tab where no tab parts cells.
pub(super) fn is_blank(c: char, sign: char) -> bool {
    matches!(c, ' ' | '\u{3000}') || c == '\t' && sign != '\t'
}

/// What stands in the quotes that open at byte `at`, and where the cell ends. The closing quote must end the cell,
/// blanks behind it aside.
pub(super) fn quoted(
    text: &str,
    at: usize,
    sign: char,
    quotes: &mut Quotes,
) -> Option<(Range<usize>, usize)> {
    let body = text[at..].strip_prefix('"')?;
    if at >= quotes.none_after {
        return None;
    }
    let start = at + 1;
    let mut from = 0;
    let mut newlines = 0;
    while let Some(found) = body[from..].find(['"', '\n', sign]) {
        let offset = from + found;
        let rest = &body[offset..];
        if rest.starts_with('\n') {
            newlines += 1;
            if newlines > QUOTED_LINES {
                return None;
            }
        } else if let Some(after) = rest.strip_prefix('"') {
            if quotes.has_backslashes && body[..offset].ends_with('\\') {
                from = offset + 1;
                continue;
            }
            if after.starts_with('"') {
                from = offset + 2;
                continue;
            }
            let behind = after.trim_start_matches(|c| is_blank(c, sign));
            if behind.is_empty() || behind.starts_with([sign, '\n']) {
                let end = start + offset + 1 + (after.len() - behind.len());
                return Some((start..start + offset, end));
            }
            // A quote in the middle: the first one opened a word, not a cell.
            return None;
        } else if sign == '\t' {
            // Spreadsheets put no tabs into cells; what looks like a quoted one are two cells with a quote.
            return None;
        }
        from = offset + rest.chars().next().map_or(1, char::len_utf8);
    }
    quotes.none_after = at;
    quotes.unclosed.get_or_insert(at);
    None
}
