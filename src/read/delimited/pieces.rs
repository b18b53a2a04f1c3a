//! A text cut into its pieces: rows of cells, headings, blank lines and lines without cells.

use super::quotes::{Quotes, is_blank, quoted};
use super::separator::{Separator, is_cell_line, named};
use crate::model::Raw;

/// A piece of the text: a row of cells, or a line without.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Piece {
    /// A line without words.
    Blank {
        /// The byte where it begins.
        start: usize,
    },
    /// A heading of Markdown.
    Heading {
        /// 1 to 6.
        level: u8,
        /// The byte where its words begin.
        start: usize,
        /// Its words.
        text: String,
    },
    /// A line without cells.
    Prose(
        /// Its words.
        Field,
    ),
    /// A row of cells.
    Row {
        /// The byte where it begins.
        start: usize,
        /// Its cells.
        cells: Vec<Field>,
    },
}

/// A cell and the byte where its text begins.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Field {
    /// The byte where its text begins.
    pub(super) start: usize,
    /// Whether it stood in quotes, and so is whole.
    pub(super) quoted: bool,
    /// What it says.
    pub(super) text: Raw,
}

impl Field {
    /// A cell that stood without quotes.
    pub(super) fn bare(start: usize, text: &str) -> Self {
        Self { start, quoted: false, text: Raw::Markup(text.to_owned()) }
    }

    /// Whether it says nothing.
    pub(super) fn is_blank(&self) -> bool {
        self.words().trim().is_empty()
    }

    /// The words of the source.
    pub(super) fn words(&self) -> &str {
        match &self.text {
            Raw::Markup(text) | Raw::Plain(text) | Raw::Translated { source: text, .. } => text,
        }
    }
}

/// Cuts a text into its pieces.
pub(super) fn split(text: &str, separator: Separator, quotes: &mut Quotes) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let end = text[at..].find('\n').map_or(text.len(), |found| at + found);
        let line = &text[at..end];
        if at == 0 && named(line).is_some() {
            at = end + 1;
            continue;
        }
        let (piece, next) = match separator {
            _ if line.trim().is_empty() && !line.contains('\t') => (Piece::Blank { start: at }, end + 1),
            _ if heading(line).is_some() => {
                let (level, words) = heading(line).unwrap_or((1, line));
                let start = at + (line.len() - line.trim_start().trim_start_matches('#').trim_start().len());
                (Piece::Heading { level, start, text: words.to_owned() }, end + 1)
            }
            Separator::Char(sign) if line.contains(sign) || line.trim_start().starts_with('"') => {
                split_row(text, at, sign, quotes)
            }
            Separator::Line if is_cell_line(line) => (split_cell_line(line, at), end + 1),
            _ => (prose(line, at), end + 1),
        };
        pieces.push(piece);
        at = next;
    }
    pieces
}

pub(super) fn prose(line: &str, at: usize) -> Piece {
    let start = at + (line.len() - line.trim_start().len());
    Piece::Prose(Field::bare(start, line.trim()))
}

/// The level and words of a Markdown heading; empty cells to its right are nothing.
fn heading(line: &str) -> Option<(u8, &str)> {
    let line = line.trim();
    let words = line.trim_start_matches('#');
    let level = line.len() - words.len();
    if !(1..=6).contains(&level) || !words.starts_with([' ', '\u{3000}']) || words.contains('\t') {
        return None;
    }
    let words = words.trim().trim_end_matches([',', ';']);
    Some((u8::try_from(level).ok()?, words)).filter(|_| !words.is_empty())
}

/// One row from byte `at` on, and where the next line begins. What has no sign in it is no row: a line, or a
/// quoted text alone.
pub(super) fn split_row(text: &str, mut at: usize, sign: char, quotes: &mut Quotes) -> (Piece, usize) {
    let start = at;
    let mut cells = Vec::new();
    loop {
        if let Some((cell, end)) = field(text, at, sign, quotes) {
            cells.push(cell);
            at = end;
        } else {
            let end = text[at..].find([sign, '\n']).map_or(text.len(), |found| at + found);
            cells.push(Field::bare(at, &text[at..end]));
            at = end;
        }
        if text[at..].starts_with(sign) {
            at += sign.len_utf8();
        } else {
            break;
        }
    }
    if cells.len() == 1
        && let Some(cell) = cells.pop()
    {
        let line = if cell.quoted { Piece::Prose(cell) } else { prose(&text[start..at], start) };
        return (line, at + 1);
    }
    if sign == '|' {
        strip_outer_pipes(&mut cells);
    }
    (Piece::Row { start, cells }, at + 1)
}

/// The cell in quotes that begins at byte `at`, and where it ends; also one that a program wrote as `="0213"`, so
/// that a spreadsheet keeps it a text.
fn field(text: &str, at: usize, sign: char, quotes: &mut Quotes) -> Option<(Field, usize)> {
    let rest = &text[at..];
    // Blanks beside a quote keep off and are no text.
    let blanks = rest.len() - rest.trim_start_matches(|c| is_blank(c, sign)).len();
    if let Some((inner, end)) = quoted(text, at + blanks, sign, quotes) {
        return Some((Field { start: inner.start, quoted: true, text: quotes.unquoted(&text[inner]) }, end));
    }
    if !rest.starts_with("=\"") {
        return None;
    }
    let (inner, end) = quoted(text, at + 1, sign, quotes)?;
    let words = text[at..=inner.end].to_owned();
    Some((Field { start: at, quoted: true, text: Raw::Markup(words) }, end))
}

/// `| a | b |`: the pipes around a row enclose it and separate nothing, and spaces only keep off.
fn strip_outer_pipes(cells: &mut Vec<Field>) {
    if cells.len() > 2 && cells[0].is_blank() && cells[cells.len() - 1].is_blank() {
        cells.remove(0);
        cells.pop();
    }
    for cell in cells {
        if let Raw::Markup(text) = &mut cell.text {
            cell.start += text.len() - text.trim_start().len();
            *text = text.trim().to_owned();
        }
    }
}

/// `text||` to the text and as many empty cells as there are further pipes.
fn split_cell_line(line: &str, at: usize) -> Piece {
    let start = at + (line.len() - line.trim_start().len());
    let trimmed = line.trim();
    let lead = trimmed.len() - trimmed.trim_start_matches(['|', ' ']).len();
    let pipes = trimmed.matches('|').count();
    let words = if lead == trimmed.len() { "" } else { trimmed[lead..].trim_end_matches(['|', ' ']) };
    let mut cells = vec![Field::bare(start + lead.min(trimmed.len()), words)];
    cells.extend((1..pipes).map(|_| Field::bare(at + line.len(), "")));
    Piece::Row { start: at, cells }
}
