//! Records that a program quoted once more as a whole: `"208,就业补助,""1,300.50"""`, as one does that takes the lines
//! of a CSV file for the cells of another.

use super::quotes::{Quotes, quoted};
use super::separator::{Cut, SIGNS, WIDE_SIGNS};
use crate::read::retold::{Edit, Retold};

/// Of ten records so many are quoted as a whole where a file is: titles without a separator need no quotes.
const WRAPPED_OF_TEN: usize = 6;

/// The fewest records of which that is said.
const FEWEST: usize = 2;

/// The text without the quotes around its records, where these hide a table.
pub(super) fn unwrapped(text: &str) -> Option<Retold> {
    // Nothing but a quote that begins a line can begin a record in quotes; most texts have none.
    if !text.trim_start_matches('\u{feff}').lines().any(|line| line.starts_with('"')) {
        return None;
    }
    let mut quotes = Quotes::new(text);
    let (mut edits, mut records, mut wrapped, mut at) = (Vec::new(), 0, 0, 0);
    while at < text.len() {
        let record = record(text, at, &mut quotes);
        let end = record.as_ref().map_or_else(|| line_end(text, at), |record| record.end);
        if !text[at..end].trim().is_empty() {
            records += 1;
        }
        if let Some(record) = record {
            wrapped += 1;
            edits.extend(record.edits);
        }
        at = end + 1;
    }
    if wrapped < FEWEST || wrapped * 10 < records * WRAPPED_OF_TEN {
        return None;
    }
    let mut retold = Retold::new(text.to_owned());
    retold.apply(edits);
    let mut signs = SIGNS.iter().chain(WIDE_SIGNS).chain(&['\t']);
    signs.any(|sign| Cut::of(&retold.text, *sign).is_sure_table()).then_some(retold)
}

/// A record in quotes.
struct Record {
    /// What takes its quotes off.
    edits: Vec<Edit>,
    /// Where its line ends.
    end: usize,
}

/// The record at a byte, if it is one cell in quotes, with nothing behind it but separators of empty cells.
fn record(text: &str, at: usize, quotes: &mut Quotes) -> Option<Record> {
    let open = at + if text[at..].starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let is_sign = |c: char| c == '\t' || SIGNS.contains(&c);
    let ends = |end: usize| text[end..].chars().next().is_none_or(|c| c == '\n' || is_sign(c));
    // The sign at which the cell ends: that of the line, or none.
    let mut signs = std::iter::once('\n').chain(SIGNS.iter().copied()).chain(['\t']);
    let (inner, close) = signs.find_map(|sign| {
        let (inner, close) = quoted(text, open, sign, quotes)?;
        (ends(close) && text[close..line_end(text, close)].chars().all(|c| is_sign(c) || c == ' '))
            .then_some((inner, close))
    })?;
    let end = line_end(text, close);
    let mut edits = vec![Edit::cut(open..open + 1)];
    let doubled = text[inner.clone()].match_indices("\"\"").map(|(found, _)| inner.start + found);
    edits.extend(doubled.map(|quote| Edit::cut(quote..quote + 1)));
    edits.push(Edit::cut(inner.end..end));
    Some(Record { edits, end })
}

/// Where the line ends in which a byte stands.
fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |found| at + found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_in_quotes() {
        for (text, expected) in [
            (
                "\"编码,名称,金额\"\n\"208,就业,\"\"1,300.50\"\"\"\n\"210,卫生,20.00\"\n",
                Some("编码,名称,金额\n208,就业,\"1,300.50\"\n210,卫生,20.00\n"),
            ),
            // Behind a mark, under a title, with the empty cells of a wider sheet.
            (
                "\u{feff}\"编码;名称;金额\",,\n\"208;就业;1\",,\n\"210;卫生;2\",,\n",
                Some("\u{feff}编码;名称;金额\n208;就业;1\n210;卫生;2\n"),
            ),
            (
                "预算表\n\"编码,名称,金额\"\n\"208,\"\"就业\n补助\"\",1\"\n\"210,卫生,2\"\n",
                Some("预算表\n编码,名称,金额\n208,\"就业\n补助\",1\n210,卫生,2\n"),
            ),
            // Cells in quotes, and sentences in quotes.
            ("\"编码\",\"名称\",\"金额\"\n\"208\",\"就业\",\"1\"\n\"210\",\"卫生\",\"2\"\n", None),
            (
                "\"一是巩固，二是提升，三是改造\"\n\"一是巡查，二是养护，三是清淤\"\n\"一是宣传，二是培训，三是检查\"\n",
                None,
            ),
            ("\"编码,名称,金额\"\n208,就业,1\n210,卫生,2\n213,农林,3\n", None),
            ("编码,名称\n1,2\n", None),
        ] {
            assert_eq!(unwrapped(text).map(|retold| retold.text).as_deref(), expected, "{text}");
        }
    }
}
