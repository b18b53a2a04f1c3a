//! The pieces of a Markdown text: HTML tables, which are read as HTML, and the lines of all else.

use std::ops::Range;

/// A part of the text that is read one way.
pub(super) enum Piece {
    /// Markdown.
    Markdown(Range<usize>),
    /// An HTML table.
    Html(Range<usize>),
}

/// A line of a text, without its end.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Where it stands.
    pub(super) range: Range<usize>,
    /// Whether it is Markdown: not within an HTML table, nor within a fence.
    pub(super) is_free: bool,
    /// Whether it stands within an HTML table.
    pub(super) is_html: bool,
}

/// Cuts HTML tables out, from the line they begin in to the line they end in.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut begun = 0;
    let mut at = 0;
    let mut in_fence = false;
    while at < text.len() {
        let next = text[at..].find('\n').map_or(text.len(), |end| at + end + 1);
        let line = &text[at..next];
        if is_fence(line) {
            in_fence = !in_fence;
        }
        match opens_table(line).filter(|_| !in_fence) {
            Some(offset) => {
                let end = table_end(text, at + offset);
                let end = text[end..].find('\n').map_or(text.len(), |found| end + found + 1);
                if begun < at {
                    pieces.push(Piece::Markdown(begun..at));
                }
                pieces.push(Piece::Html(at..end));
                begun = end;
                at = end;
            }
            None => at = next,
        }
    }
    if begun < text.len() {
        pieces.push(Piece::Markdown(begun..text.len()));
    }
    pieces
}

/// The lines of a text.
pub(super) fn lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut in_fence = false;
    for piece in pieces(text) {
        let (range, is_markdown) = match piece {
            Piece::Markdown(range) => (range, true),
            Piece::Html(range) => (range, false),
        };
        let mut at = range.start;
        for line in text[range].split_inclusive('\n') {
            let is_rail = is_markdown && is_fence(line);
            in_fence ^= is_rail;
            let end = at + line.trim_end_matches(['\n', '\r']).len();
            lines.push(Line {
                range: at..end,
                is_free: is_markdown && !in_fence && !is_rail,
                is_html: !is_markdown,
            });
            at += line.len();
        }
    }
    lines
}

/// Whether a line opens or closes a fence.
fn is_fence(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("```") || line.starts_with("~~~")
}

/// Where `<table` begins in a line that has nothing but tags before it.
pub(super) fn opens_table(line: &str) -> Option<usize> {
    let mut at = line.len() - line.trim_start().len();
    while line[at..].starts_with('<') {
        if starts_with_tag(&line[at..], "<table") {
            return Some(at);
        }
        at += line[at..].find('>')? + 1;
        at += line[at..].len() - line[at..].trim_start().len();
    }
    None
}

/// The end of the table that begins at a byte, nested ones counted; the end of the text if it is not closed.
fn table_end(text: &str, start: usize) -> usize {
    let mut depth = 0;
    for (offset, _) in text[start..].match_indices('<') {
        let rest = &text[start + offset..];
        if starts_with_tag(rest, "<table") {
            depth += 1;
        } else if starts_with_tag(rest, "</table") {
            depth -= 1;
            if depth == 0 {
                return start + offset + rest.find('>').map_or(rest.len(), |end| end + 1);
            }
        }
    }
    text.len()
}

fn starts_with_tag(rest: &str, tag: &str) -> bool {
    rest.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag))
        && rest[tag.len()..].starts_with(|c: char| c == '>' || c == '/' || c.is_ascii_whitespace())
}
