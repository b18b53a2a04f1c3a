//! A sheet to print with its pages: how high every row is, where pages end, what is said again on the next.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use super::ROW_COUNT_LIMIT;
use super::content::{Cell, Content, Continuation};
use super::look::{Look, PADDED_TEXT};
use super::metrics::{Length, PIXEL, height, line_starts, lines_in, to_length, up_to_pixel, width_of};
use super::paginate::{self, ROW_LIMIT, paginate, stretch};
use super::text::Text;
use crate::error::{Error, ErrorKind};

/// Rows are this part of the printable height, in thousandths: printers and programs differ a little.
const HEIGHT_USED: Length = 985;

/// The heights that rows of the body may have at least. The one that makes the fewest pages is taken.
const BODY_HEIGHTS: [Length; 4] = [16_500, 17_250, 18_000, 18_750];

/// What the name of a project has after it on the next page.
const CONTINUED: &str = "（续）";

/// What stands in place of a text that was printed on the page before.
const CONTINUED_TEXT: &str = "（续上页）";

/// Content with its pages.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) content: Content,
    pub(super) found: Found,
}

impl Layout {
    /// How many pages it takes; one at the least.
    pub(super) fn pages(&self) -> usize {
        self.found.pages.len().max(1)
    }
}

/// A part of a cell, on one page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// The row it begins in.
    pub(super) row: usize,
    /// The first of the cell's lines that was not printed before, or `None` if all were.
    pub(super) line: Option<usize>,
}

/// The most rows that all cells together may reach down to: what is remembered of pages that end within cells
/// grows with them.
const CROSSED_LIMIT: usize = 2_000_000;

/// Finds the heights of the rows and where the pages end.
pub(super) fn lay_out(mut content: Content) -> Result<Layout, Error> {
    content.break_lines();
    let page = content.paper.height * HEIGHT_USED / 1000 * 100 / content.widths.scale.max(1);
    let natural = content.heights(BODY_HEIGHTS[0]);
    let titles: Length = natural[..content.titles].iter().sum();
    let head: Length = natural[content.titles..content.titles + content.head].iter().sum();
    let top = content.titles + content.head;
    // A head that would leave no room for the table is printed once, as its first rows.
    let is_top_heavy = titles + head > page / 2 || natural[..top].iter().any(|row| *row > ROW_LIMIT);
    if is_top_heavy || top == content.rows.len() {
        content.titles = 0;
        content.head = 0;
    }
    let (first, later) =
        if content.titles + content.head == 0 { (page, page) } else { (page - titles - head, page - head) };
    let limit = content.row_limit.min(first * 9 / 10);
    content.split_high_rows(&natural, limit);
    if content.rows.len() > ROW_COUNT_LIMIT.saturating_mul(8) {
        let rows = content.rows.len();
        return Err(Error::new(ErrorKind::Failed, "workbook-too-large", &[&rows, &ROW_COUNT_LIMIT]));
    }
    // Every page that ends within a cell keeps a part of it.
    let crossed: usize = content.cells.iter().map(|cell| cell.slot.rows - 1).sum();
    if crossed > CROSSED_LIMIT {
        return Err(Error::new(ErrorKind::Failed, "workbook-too-large", &[&crossed, &CROSSED_LIMIT]));
    }

    let fixed = content.titles + content.head;
    let crossings = crossings(&content);
    let mut best: Option<((usize, usize, usize), Found)> = None;
    for body in BODY_HEIGHTS {
        let found = find_pages(&content, &crossings[fixed..], body, first, later);
        let splits = found.pages.iter().filter(|page| crossings[page.start] > 0).count();
        let cost = (found.pages.len(), found.torn(), splits);
        // Of two that cost the same, the later one has the higher rows.
        if best.as_ref().is_none_or(|(least, _)| cost <= *least) {
            best = Some((cost, found));
        }
    }
    let found = best.map(|(_, found)| found).unwrap_or_default();
    Ok(Layout { content, found })
}

/// How many cells cross the border above every row.
fn crossings(content: &Content) -> Vec<usize> {
    let mut changes = vec![0_isize; content.rows.len() + 1];
    for cell in content.cells.iter().filter(|cell| cell.slot.rows > 1) {
        changes[cell.slot.row + 1] += 1;
        changes[cell.end()] -= 1;
    }
    let mut crossing = 0;
    changes[..content.rows.len()]
        .iter()
        .map(|change| {
            crossing += change;
            usize::try_from(crossing).unwrap_or(0)
        })
        .collect()
}

/// Pages and heights for one height of the body's rows.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The height of every row.
    pub(super) heights: Vec<Length>,
    /// The rows of every page, those of the head not among them.
    pub(super) pages: Vec<Range<usize>>,
    /// Of cells that go on over a page's end: the parts of each, by the cell's number.
    pub(super) parts: BTreeMap<usize, Vec<Part>>,
}

impl Found {
    /// How many times a page ends within a text.
    pub(super) fn torn(&self) -> usize {
        self.parts.values().flatten().filter(|part| part.line.is_some_and(|line| line > 0)).count()
    }
}

fn find_pages(content: &Content, crossings: &[usize], body: Length, first: Length, later: Length) -> Found {
    let fixed = content.titles + content.head;
    let mut heights = content.heights(body);
    let mut rows: Vec<paginate::Row> = heights[fixed..]
        .iter()
        .zip(crossings)
        .zip(&content.rows[fixed..])
        .map(|((height, crossings), planned)| paginate::Row {
            height: *height,
            crossings: *crossings,
            keep: planned.keep,
        })
        .collect();
    let mut parts: BTreeMap<usize, Vec<Part>> = BTreeMap::new();
    let mut spanning: Vec<usize> =
        (0..content.cells.len()).filter(|cell| content.cells[*cell].slot.rows > 1).collect();
    spanning.sort_by_key(|cell| content.cells[*cell].slot.row);
    let mut next = 0;
    let mut open: Vec<usize> = Vec::new();
    let pages = paginate(&mut rows, first, later, &mut |border, mut spare, rows| {
        let border = border + fixed;
        while let Some(cell) = spanning.get(next).filter(|cell| content.cells[**cell].slot.row < border) {
            open.push(*cell);
            next += 1;
        }
        open.retain(|cell| content.cells[*cell].end() > border);
        for number in &open {
            let cell = &content.cells[*number];
            let parts =
                parts.entry(*number).or_insert_with(|| vec![Part { row: cell.slot.row, line: Some(0) }]);
            let Some(last) = parts.last().copied() else { continue };
            let page = &mut rows[last.row - fixed..border - fixed];
            let mut above: Length = page.iter().map(|row| row.height).sum();
            // A text that nearly fits is not torn apart where the page has room for its last lines.
            let lack = last.line.map_or(0, |line| height(cell.lines() - line, cell.look.size) - above);
            if lack > 0 && lack + PIXEL * to_length(page.len()) <= spare && lack * 3 <= above {
                raise_rows(page, above + lack);
                let raised: Length = page.iter().map(|row| row.height).sum();
                spare -= raised - above;
                above = raised;
            }
            let line = last
                .line
                .map(|line| line + lines_in(above, cell.look.size))
                .filter(|line| *line < cell.lines());
            parts.push(Part { row: border, line });
            if let Some(line) = line {
                let below = &mut rows[border - fixed..cell.end() - fixed];
                raise_rows(below, height(cell.lines() - line, cell.look.size));
            }
        }
    });
    stretch(&mut rows, &pages, first, later);
    for (height, row) in heights[fixed..].iter_mut().zip(&rows) {
        *height = row.height;
    }
    let pages = pages.into_iter().map(|page| page.start + fixed..page.end + fixed).collect();
    Found { heights, pages, parts }
}

fn raise_rows(rows: &mut [paginate::Row], need: Length) {
    let mut have = 0;
    for row in rows.iter() {
        have += row.height;
        if have >= need {
            return;
        }
    }
    let count = to_length(rows.len()).max(1);
    let more = up_to_pixel((need - have + count - 1) / count);
    for row in rows {
        row.height = (row.height + more).min(ROW_LIMIT.max(row.height));
    }
}

/// A range of a worksheet and what stands in it.
pub(super) struct Piece<'a> {
    pub(super) cell: &'a Cell,
    pub(super) rows: Range<usize>,
    pub(super) text: Cow<'a, Text>,
    pub(super) is_first: bool,
}

impl<'a> Piece<'a> {
    /// How it looks: a number that is repeated is a text.
    pub(super) fn look(&self) -> Cow<'a, Look> {
        if self.cell.number.is_some() && !self.is_first {
            Cow::Owned(Look { number: Some(PADDED_TEXT.to_owned()), ..self.cell.look.clone() })
        } else {
            Cow::Borrowed(&self.cell.look)
        }
    }
}

impl Layout {
    /// Adds a cell to pieces, divided where pages end.
    pub(super) fn push_pieces<'a>(&'a self, number: usize, pieces: &mut Vec<Piece<'a>>) {
        let cell = &self.content.cells[number];
        let Some(parts) = self.found.parts.get(&number) else {
            let text = Cow::Borrowed(&cell.slot.text);
            pieces.push(Piece { cell, rows: cell.slot.row..cell.end(), text, is_first: true });
            return;
        };
        let plain = &cell.slot.text.plain;
        let offset = |line: usize| if line == 0 { 0 } else { cell.starts[line - 1] };
        pieces.extend(parts.iter().enumerate().map(|(index, part)| {
            let next = parts.get(index + 1);
            let rows = part.row..next.map_or(cell.end(), |next| next.row);
            let text = match part.line {
                Some(line) => {
                    let end = next.and_then(|next| next.line).map_or(plain.len(), offset);
                    cell.slot.text.part(offset(line)..end)
                }
                None => self.continued(cell, &rows),
            };
            Piece { cell, rows, text: Cow::Owned(text), is_first: index == 0 }
        }));
    }

    /// What a cell says on a page after the one where its text ended: as much as there is room for.
    fn continued(&self, cell: &Cell, rows: &Range<usize>) -> Text {
        let have: Length = self.found.heights[rows.clone()].iter().sum();
        let room = self.content.room(cell);
        let fits = |text: &Text| {
            let starts = line_starts(&text.plain, cell.look.size, room);
            height(starts.len() + 1, cell.look.size) <= have
        };
        if cell.slot.text.is_blank() {
            return Text::default();
        }
        let mut wanted = Vec::new();
        match cell.continuation {
            Continuation::Repeated => wanted.push(cell.slot.text.clone()),
            Continuation::Name => {
                let mut named = cell.slot.text.clone();
                let last = cell.starts.last().map_or(0, |start| *start);
                let one_line = named.plain[last..].to_owned() + CONTINUED;
                if width_of(&one_line, cell.look.size) > room {
                    named.plain.push('\n');
                }
                named.plain.push_str(CONTINUED);
                wanted.push(named);
                wanted.push(Text::plain(CONTINUED));
            }
            Continuation::Referred => {}
        }
        wanted.push(Text::plain(CONTINUED_TEXT));
        wanted.into_iter().find(fits).unwrap_or_default()
    }
}
