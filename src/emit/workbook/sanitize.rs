//! What a workbook can hold: text, names of worksheets.

use std::collections::{BTreeMap, BTreeSet};

/// How many UTF-16 units a cell holds.
pub(super) const CELL_UNITS: usize = 32_767;

/// How many line feeds a cell holds.
const CELL_LINE_FEEDS: usize = 253;

/// How many UTF-16 units the name of a worksheet holds.
const NAME_UNITS: usize = 31;

/// What is said where a cell's text had to be cut.
const CUT: &str = "…（全文见 JSON）";

/// Text without what no workbook may hold: control characters other than tab and line feed, and the two code
/// points that XML does not know. `\r\n` and `\r` become `\n`.
pub(super) fn clean(text: &str) -> String {
    if !text.chars().any(is_unwritable) {
        return text.to_owned();
    }
    text.replace("\r\n", "\n").replace('\r', "\n").chars().filter(|c| !is_unwritable(*c)).collect()
}

fn is_unwritable(c: char) -> bool {
    (c.is_control() && c != '\t' && c != '\n') || matches!(c, '\u{fffe}' | '\u{ffff}')
}

/// At most as much text as a cell holds. What is cut says so; the whole text stands in the JSON document.
pub(super) fn fit(text: &str) -> String {
    let end = fitting(text);
    if end == text.len() { text.to_owned() } else { format!("{}{CUT}", &text[..end]) }
}

/// Whether a text says that it was cut.
pub(super) fn is_cut(text: &str) -> bool {
    text.ends_with(CUT)
}

/// How many bytes of `text` go into a cell; less than all of them leaves room for the words that say so.
pub(super) fn fitting(text: &str) -> usize {
    let feeds = text.match_indices('\n').nth(CELL_LINE_FEEDS).map_or(text.len(), |(index, _)| index);
    if text.len() <= CELL_UNITS {
        return feeds;
    }
    let reserve = CUT.encode_utf16().count();
    let mut units = 0;
    let mut end = 0;
    for (index, c) in text.char_indices() {
        if units + c.len_utf16() + reserve <= CELL_UNITS {
            end = index + c.len_utf8();
        }
        units += c.len_utf16();
        if units > CELL_UNITS {
            return end.min(feeds);
        }
    }
    feeds
}

/// The names of worksheets, each given once.
#[derive(Debug, Default)]
pub(super) struct SheetNames {
    taken: BTreeSet<String>,
    /// For each name that was wanted twice, the number its next namesake gets: a page may have thousands of
    /// tables that are called the same.
    next: BTreeMap<String, usize>,
}

impl SheetNames {
    /// A name that a spreadsheet program takes, as near to `wanted` as can be: no `[]:*?/\`, no control
    /// characters, no quote at an end, not empty, not `History`, at most 31 units, and given to no other
    /// worksheet, in whatever case.
    pub(super) fn name(&mut self, wanted: &str) -> String {
        let cleaned: String = wanted
            .chars()
            .map(|c| if c.is_whitespace() { ' ' } else { c })
            .filter(|c| !c.is_control() && !is_unwritable(*c) && !"[]:*?/\\".contains(*c))
            .collect();
        let mut base = shorten(trimmed(&cleaned), NAME_UNITS).to_owned();
        if base.is_empty() || base.to_lowercase() == "history" {
            base = format!("公开表{base}");
        }
        let mut name = base.clone();
        if self.taken.insert(folded(&name)) {
            return name;
        }
        let number = self.next.entry(folded(&base)).or_insert(2);
        while !self.taken.insert(folded(&name)) {
            let suffix = format!(" ({number})");
            name = format!("{}{suffix}", shorten(&base, NAME_UNITS - suffix.len()));
            *number += 1;
        }
        name
    }
}

impl SheetNames {
    /// Keeps a name from being given.
    pub(super) fn reserve(&mut self, name: &str) {
        self.taken.insert(folded(name));
    }

    /// Lets a reserved name be given.
    pub(super) fn release(&mut self, name: &str) {
        self.taken.remove(&folded(name));
    }
}

/// Upper and lower case made one, also where only one direction does so (`ß`, `ẞ`, `SS`).
fn folded(name: &str) -> String {
    name.to_uppercase().to_lowercase()
}

fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c == '\'' || c.is_whitespace())
}

/// The beginning of `text` in at most so many UTF-16 units, quotes and blanks at its ends left out.
fn shorten(text: &str, units: usize) -> &str {
    let mut left = units;
    let end = text
        .char_indices()
        .find(|(_, c)| {
            let fits = c.len_utf16() <= left;
            left = left.saturating_sub(c.len_utf16());
            !fits
        })
        .map_or(text.len(), |(index, _)| index);
    trimmed(&text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_namesakes_are_told_apart_at_once() {
        let mut names = SheetNames::default();
        let last = (0..20_000).map(|_| names.name("公开表")).last();
        assert_eq!(last.as_deref(), Some("公开表 (20000)"));
        assert_eq!(names.name("公开表 (20000)"), "公开表 (20000) (2)");
    }

    #[test]
    fn names_of_worksheets() {
        let long = "二〇二四年部门一般公共预算财政拨款基本支出经济分类情况公开表之一";
        let mut names = SheetNames::default();
        for (wanted, expected) in [
            ("公开表", "公开表"),
            ("公开表", "公开表 (2)"),
            ("公开表", "公开表 (3)"),
            ("", "公开表 (4)"),
            ("''", "公开表 (5)"),
            ("[]:*?/\\", "公开表 (6)"),
            ("Data", "Data"),
            ("dATA", "dATA (2)"),
            ("History", "公开表History"),
            ("'收支/总表'", "收支总表"),
            ("a\tb\n\u{1}c", "a b c"),
            (" 'x' ", "x"),
            ("𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷", "𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷"),
            ("01234567890123456789012345678 '9", "01234567890123456789012345678"),
        ] {
            assert_eq!(names.name(wanted), expected, "{wanted:?}");
        }
        for _ in 0..30 {
            let name = names.name(long);
            assert!(name.encode_utf16().count() <= 31, "{name}");
        }
    }

    #[test]
    fn what_no_cell_may_hold_is_left_out() {
        for (text, expected) in [
            ("a\r\nb\rc\nd\te", "a\nb\nc\nd\te"),
            ("a\u{0}\u{1}\u{8}\u{b}\u{1f}\u{7f}b", "ab"),
            ("a\u{ffff}b\u{fffe}", "ab"),
            ("=1+1", "=1+1"),
        ] {
            assert_eq!(clean(text), expected);
        }
    }

    #[test]
    fn cells_are_cut_at_their_limits_and_say_so() {
        for piece in ["a", "中", "𠮷"] {
            let unit = piece.encode_utf16().count();
            for units in [CELL_UNITS - 1, CELL_UNITS, CELL_UNITS + 1, 2 * CELL_UNITS] {
                let text = piece.repeat(units / unit);
                let fitted = fit(&text);
                assert!(fitted.encode_utf16().count() <= CELL_UNITS, "{piece} {units}");
                assert_eq!(fitted == text, text.encode_utf16().count() <= CELL_UNITS, "{piece} {units}");
                assert_eq!(fitted.ends_with(CUT), fitted != text, "{piece} {units}");
            }
        }
        assert_eq!(fit(&"\n".repeat(253)).len(), 253);
        assert!(fit(&"\n".repeat(254)).ends_with(CUT));
    }
}
