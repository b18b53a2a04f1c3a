//! Tables in cell tokens, as vision models write them: `<fcel>` a cell, `<ecel>` an empty one, `<lcel>` goes on with
//! the cell on the left, `<ucel>` with the one above, `<xcel>` with both, `<ched>`, `<rhed>` and `<srow>` head
//! columns, rows and sections, `<nl>` ends a row. And the tags around them, of a whole document (DocTags).

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::retold::{Edit, Part, Retold};
use super::spans::{Slot, SpanGrid};

/// A token of a table.
static TOKEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"<(?<name>fcel|ecel|lcel|ucel|xcel|ched|rhed|srow|nl)\s*/?>")
        .expect("the pattern is a constant")
});

/// A tag of a document, and what HTML says instead.
static TAG: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"<(?<close>/?)(?<name>doctag|document|text|paragraph|page_header|page_footer|page_break|section_header_level_[1-5]|title|list_item|unordered_list|ordered_list|footnote|formula|picture|other|caption|otsl|chart|key_value_region)>")
        .expect("the pattern is a constant")
});

/// Writes tables of tokens as HTML.
pub(super) fn retell(retold: &mut Retold) {
    let is_document = retold.text.contains("<doctag>") || retold.text.contains("<otsl>");
    if retold.text.contains("<nl") {
        let edits = tables(&retold.text);
        retold.apply(edits);
    }
    if is_document {
        let edits = tags(&retold.text);
        retold.apply(edits);
    }
}

/// Whether a text has a table of tokens.
pub(super) fn is_in(text: &str) -> bool {
    let is_row = |line: &str| {
        let end = line.find("<nl").unwrap_or(line.len());
        TOKEN.find_iter(&line[..end]).take(2).count() == 2
    };
    (text.contains("<nl") && text.split("<nl").any(|row| is_row(row.trim_start_matches(['>', '/', ' ']))))
        || text.contains("<otsl>")
        || text.contains("<doctag>")
}

/// A table under way: its rows, and where it stands.
struct Open {
    start: usize,
    end: usize,
    rows: Vec<Vec<(Slot, Range<usize>)>>,
    row: Vec<(Slot, Range<usize>)>,
}

fn tables(text: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut open: Option<Open> = None;
    let mut tokens =
        TOKEN.captures_iter(text).filter_map(|found| Some((found.get(0)?, found.name("name")?))).peekable();
    while let Some((token, name)) = tokens.next() {
        if let Some(table) = &open
            && table.row.is_empty()
            && !text[table.end..token.start()].trim().is_empty()
        {
            // Words after the end of a row are none of the table's.
            edits.extend(open.take().and_then(|table| close(&table)));
        }
        if name.as_str() == "nl" {
            if let Some(table) = &mut open {
                table.rows.push(std::mem::take(&mut table.row));
                table.end = token.end();
            }
            continue;
        }
        let table = open.get_or_insert_with(|| Open {
            start: token.start(),
            end: 0,
            rows: Vec::new(),
            row: Vec::new(),
        });
        let end = tokens.peek().map_or(text.len(), |(next, _)| next.start());
        // A last row may lack its end; it has no more than its line.
        let line = text[token.end()..end].find(['\n']).map_or(end, |found| token.end() + found);
        let is_last = tokens.peek().is_none();
        let words = trim(text, token.end()..if is_last { close_tag(text, token.end()..line) } else { end });
        let slot = match name.as_str() {
            "lcel" => Slot::Left,
            "ucel" => Slot::Above,
            "xcel" => Slot::Both,
            "ched" => Slot::Cell { is_header: true },
            _ => Slot::Cell { is_header: false },
        };
        table.end = words.end.max(token.end());
        table.row.push((slot, words));
    }
    if let Some(mut table) = open {
        if !table.row.is_empty() {
            table.rows.push(std::mem::take(&mut table.row));
        }
        edits.extend(close(&table));
    }
    edits
}

/// Where the words of a last cell end: before the tag that closes the table.
fn close_tag(text: &str, range: Range<usize>) -> usize {
    text[range.clone()]
        .find("</otsl")
        .or_else(|| text[range.clone()].find("</chart"))
        .map_or(range.end, |at| range.start + at)
}

fn close(table: &Open) -> Option<Edit> {
    let parts = SpanGrid { rows: table.rows.clone() }.html()?;
    Some(Edit { range: table.start..table.end, parts })
}

fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let slice = &text[range.clone()];
    let start = range.start + (slice.len() - slice.trim_start().len());
    start..(range.start + slice.trim_end().len()).max(start)
}

/// The tags of a document as those of HTML.
fn tags(text: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    for found in TAG.captures_iter(text) {
        let (Some(all), Some(name)) = (found.get(0), found.name("name")) else { continue };
        let closes = found.name("close").is_some_and(|sign| !sign.is_empty());
        let slash = if closes { "/" } else { "" };
        let level = name.as_str().strip_prefix("section_header_level_");
        let words = match name.as_str() {
            "title" => format!("<{slash}h1>"),
            "text" | "paragraph" | "page_header" | "page_footer" | "footnote" | "caption" | "other" => {
                format!("<{slash}p>")
            }
            "list_item" => format!("<{slash}li>"),
            "unordered_list" => format!("<{slash}ul>"),
            "ordered_list" => format!("<{slash}ol>"),
            "formula" => {
                if closes {
                    "$$</p>".to_owned()
                } else {
                    "<p>$$".to_owned()
                }
            }
            _ => level
                .and_then(|level| level.parse::<u8>().ok())
                .map_or_else(String::new, |level| format!("<{slash}h{}>", level + 1)),
        };
        let breaks = if closes || words.is_empty() { "\n\n" } else { "" };
        edits.push(Edit { range: all.range(), parts: vec![Part::Written(words + breaks)] });
    }
    edits
}
