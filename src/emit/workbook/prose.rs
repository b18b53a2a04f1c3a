//! The worksheet of what stands outside of tables.

use super::columns::Widths;
use super::content::{Cell, Content, Link, PlannedRow, RowHeight, cell};
use super::look::{Face, Look};
use super::metrics::{Length, PIXEL, POINT};
use super::paginate::Keep;
use super::paper::A4_PORTRAIT;
use super::text::Text;
use crate::view::Align;
use crate::view::contents::named_on_paper;
use crate::view::paper::{Line, Paper};

/// Prose that is higher may go on on the next page.
const PROSE_LIMIT: Length = 150 * POINT;

/// What stands before the name of a table, where that stood in the prose.
const SEE: &str = "见 ";

/// The content of the worksheet of what stands outside of tables. Where a table stood, its worksheet is named; the lines
/// of a list of contents lead to what they name.
pub(super) fn prose(document: &Paper, tables: &[String]) -> Content {
    let named = named_on_paper(document);
    let paper = A4_PORTRAIT;
    let mut content = Content {
        paper,
        widths: Widths { columns: vec![paper.usable_width() / PIXEL * PIXEL], scale: 100, keeps_short: true },
        rows: Vec::new(),
        cells: Vec::new(),
        titles: 0,
        head: 0,
        frozen: 0,
        row_limit: PROSE_LIMIT,
    };
    for (number, line) in document.prose.iter().enumerate() {
        let mut link = match named.get(&number).map(|target| (*target, &document.prose[*target])) {
            Some((_, Line::Table(table))) => tables.get(*table).cloned().map(Link::Worksheet),
            Some((target, _)) => Some(Link::Cell(target)),
            None => None,
        };
        let (text, look, least) = match line {
            Line::Table(number) => {
                let name = tables.get(*number).map(String::as_str).unwrap_or_default();
                link = Some(Link::Worksheet(name.to_owned()));
                (Text::plain(&format!("{SEE}{name}")), Look::new(Face::Body, 11, Align::Left), 20)
            }
            Line::Title(title) => {
                content.titles = 1;
                (Text::plain(title), Look::new(Face::Title, 18, Align::Center), 40)
            }
            Line::Heading(level, text) => {
                let (face, size, align, least) = heading(*level);
                (Text::of(text), Look::new(face, size, align), least)
            }
            Line::Paragraph(mark, text) => {
                let mut marked = Text::plain(mark);
                let text = Text::of(text);
                let offset = marked.plain.len();
                marked.plain.push_str(&text.plain);
                marked.runs.extend(
                    text.runs
                        .into_iter()
                        .map(|(range, style)| (range.start + offset..range.end + offset, style)),
                );
                (marked, Look { is_at_top: true, ..Look::new(Face::Body, 11, Align::Left) }, 20)
            }
        };
        let row = content.rows.len();
        let keep = if matches!(line, Line::Heading(..)) { Keep::WithNext } else { Keep::Free };
        content.rows.push(PlannedRow { height: RowHeight::AtLeast(least * POINT), keep });
        content.cells.push(Cell { link, ..cell(row, 0, 1, text, look) });
    }
    content
}

/// How a heading looks, and how high it is at least: a chapter in the middle of its line, a section in 黑体, what is below
/// it in 楷体, as official documents have them.
fn heading(level: u8) -> (Face, Length, Align, Length) {
    match level {
        0 | 1 => (Face::Title, 16, Align::Center, 36),
        2 => (Face::Head, 14, Align::Left, 28),
        3 => (Face::Script, 12, Align::Left, 24),
        _ => (Face::Head, 11, Align::Left, 20),
    }
}
