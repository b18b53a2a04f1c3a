//! Lines to headings and paragraphs: a heading is larger than the text, a paragraph ends where its line does not reach
//! the margin.

use std::collections::BTreeMap;

use hayro_interpret::kurbo::Rect;

use super::cell::{begins_item, parts_words};
use super::flow::{FlowLine, Item};
use super::page::Page;
use super::ruled::raw;
use super::running::{self, Kind};
use super::spelling::Words;
use crate::model::{Block, Place, Raw, Table};

/// A line is a heading if its size is so many times that of the text.
const HEADING: f64 = 1.15;

/// A longer line, in characters, is no heading.
const LONGEST_HEADING: usize = 60;

/// The most levels of headings that sizes tell apart.
const MOST_LEVELS: u8 = 4;

/// A line of so many glyphs is one of running text, whose size is the common one.
const GLYPHS_OF_TEXT: usize = 25;

/// So many lines of running text tell its size; with fewer all text of the document does.
const LINES_OF_TEXT: usize = 3;

/// So many lines of one size on a page without tables are no headings.
const LINES_OF_A_LIST: usize = 6;

/// Sizes that differ by no more than this part are one.
const SAME_SIZE: f64 = 0.08;

/// A line with a gap that is so many em wide has two texts, each at one margin: no line of a paragraph.
const PARTED: f64 = 4.0;

/// Lines of one paragraph stand no further apart, in their size.
const LINE_SPACING: f64 = 2.4;

/// A line that ends no more than so many em before the margin, beside room for the next word, is full.
const FULL: f64 = 0.6;

/// A line that begins so many em right of the margin is indented.
const INDENT: f64 = 0.8;

/// A line that takes this part of the text's width tells where its margins are.
const TELLS_MARGIN: f64 = 0.75;

/// A line that takes less of the width of its page may end where it does for no want of room.
const WIDE: f64 = 0.5;

/// Both margins of a centred line are equal within so many em.
const CENTRED: f64 = 1.5;

/// What running lines were left out, and the blocks of a document.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    pub blocks: Vec<Block<Raw>>,
    /// The running lines that were left out.
    pub left_out: Vec<String>,
}

/// A heading or paragraph that is not yet at its end.
struct Open {
    words: Words,
    level: u8,
    /// The place of what stands on the page where it begins.
    at: Place,
    bounds: Rect,
    page: usize,
    /// Its last line.
    last: FlowLine,
    /// The page of that one.
    last_page: usize,
    /// Whether that one is full.
    is_full: bool,
}

/// Makes the blocks of a document. `sizes` is the size of its tables, or of all of its glyphs.
pub(super) fn blocks(pages: Vec<(Page, Vec<Item>)>, sizes: f64) -> Blocks {
    let running = running::running(&pages);
    let text_size = text_size(&pages).unwrap_or(sizes);
    let levels = heading_sizes(&pages, &running, text_size);
    let mut found = Blocks::default();
    let mut waiting: Vec<(Kind, Block<Raw>)> = Vec::new();
    let mut open: Option<Open> = None;
    for ((page, items), running) in pages.into_iter().zip(running) {
        let margins = Margins::of(&items, &page);
        let text_size = text_size.max(page.table_size).max(size_of_list(&items).unwrap_or_default());
        for (number, item) in items.into_iter().enumerate() {
            let line = match item {
                Item::Line(line) => line,
                Item::Table { table, goes_on } => {
                    found.close(&mut open);
                    found.push_table(&mut waiting, table, goes_on);
                    continue;
                }
            };
            if let Some(kind) = running.get(&number) {
                let at = page.place(line.bounds);
                waiting.push((*kind, Block::Paragraph { text: raw(line.words), at }));
                continue;
            }
            let level = level_of(&line, text_size, &levels);
            let is_full = margins.is_full(&line);
            match &mut open {
                Some(above) if above.level == level && goes_on(above, &line, page.number, &margins) => {
                    if above.words.blank_behind || parts_words(&above.words.plain, &line.words.plain) {
                        above.words.push_str(" ");
                    }
                    above.words.push(&line.words);
                    if above.page == page.number {
                        above.bounds = above.bounds.union(line.bounds);
                        above.at = page.place(above.bounds);
                    }
                    (above.last, above.last_page, above.is_full) = (line, page.number, is_full);
                }
                _ => {
                    found.close(&mut open);
                    found.settle(&mut waiting, false);
                    open = Some(Open {
                        words: line.words.clone(),
                        level,
                        at: page.place(line.bounds),
                        bounds: line.bounds,
                        page: page.number,
                        last_page: page.number,
                        is_full,
                        last: line,
                    });
                }
            }
        }
    }
    found.close(&mut open);
    found.settle(&mut waiting, false);
    found
}

impl Blocks {
    /// Ends the paragraph or heading that is open.
    fn close(&mut self, open: &mut Option<Open>) {
        let Some(Open { words, level, at, .. }) = open.take() else { return };
        let text = raw(words);
        self.blocks.push(if level > 0 {
            Block::Heading { level, text, at }
        } else {
            Block::Paragraph { text, at }
        });
    }

    /// Adds a table: below the one before it, where the end of the page cut its header.
    fn push_table(&mut self, waiting: &mut Vec<(Kind, Block<Raw>)>, mut table: Table<Raw>, goes_on: bool) {
        if goes_on && matches!(self.blocks.last(), Some(Block::Table(_))) {
            self.settle(waiting, false);
            if let Some(Block::Table(above)) = self.blocks.last_mut() {
                above.joined.push(table.at.clone());
                above.rows.append(&mut table.rows);
            }
            return;
        }
        self.settle(waiting, true);
        self.blocks.push(Block::Table(table));
    }

    /// Keeps the number of a page between two tables, where it tells that a page ends; other running lines are left out.
    fn settle(&mut self, waiting: &mut Vec<(Kind, Block<Raw>)>, before_table: bool) {
        let between = before_table && matches!(self.blocks.last(), Some(Block::Table(_)));
        for (kind, block) in waiting.drain(..) {
            if between && kind == Kind::Number {
                self.blocks.push(block);
            } else if let Block::Paragraph {
                text: Raw::Plain(text) | Raw::Translated { source: text, .. },
                ..
            } = block
            {
                self.left_out.push(text);
            }
        }
    }
}

/// The size of running text, where a document has enough of it.
fn text_size(pages: &[(Page, Vec<Item>)]) -> Option<f64> {
    let mut sizes: Vec<f64> =
        lines(pages).filter(|line| line.count >= GLYPHS_OF_TEXT).map(|line| line.size).collect();
    sizes.sort_by(f64::total_cmp);
    (sizes.len() >= LINES_OF_TEXT).then(|| sizes[sizes.len() / 2])
}

/// The size of the lines of a page without tables, where so many have the same that they cannot all be headings: those of
/// a list of contents.
fn size_of_list(items: &[Item]) -> Option<f64> {
    let mut sizes = Vec::new();
    for item in items {
        match item {
            Item::Line(line) => sizes.push(line.size),
            Item::Table { .. } => return None,
        }
    }
    sizes.sort_by(f64::total_cmp);
    let alike = |size: &f64| sizes.iter().filter(|other| same_size(**other, *size)).count();
    sizes.iter().copied().rfind(|size| alike(size) >= LINES_OF_A_LIST)
}

fn lines(pages: &[(Page, Vec<Item>)]) -> impl Iterator<Item = &FlowLine> {
    pages.iter().flat_map(|(_, items)| items).filter_map(|item| match item {
        Item::Line(line) => Some(line),
        Item::Table { .. } => None,
    })
}

/// The sizes of headings, the largest first.
fn heading_sizes(pages: &[(Page, Vec<Item>)], running: &[BTreeMap<usize, Kind>], text_size: f64) -> Vec<f64> {
    let mut sizes: Vec<f64> = Vec::new();
    for ((_, items), running) in pages.iter().zip(running) {
        for (number, item) in items.iter().enumerate() {
            if let Item::Line(line) = item
                && !running.contains_key(&number)
                && is_heading(line, text_size)
            {
                sizes.push(line.size);
            }
        }
    }
    sizes.sort_by(|one, other| other.total_cmp(one));
    sizes.dedup_by(|one, other| same_size(*one, *other));
    sizes
}

fn is_heading(line: &FlowLine, text_size: f64) -> bool {
    line.size >= text_size * HEADING
        && line.words.plain.chars().nth(LONGEST_HEADING).is_none()
        && !line.words.plain.ends_with(['。', '；', '，', '、'])
}

/// The level of a line as a heading; 0 where it is none.
fn level_of(line: &FlowLine, text_size: f64, sizes: &[f64]) -> u8 {
    if !is_heading(line, text_size) {
        return 0;
    }
    let rank = sizes.iter().take_while(|size| **size > line.size && !same_size(**size, line.size)).count();
    u8::try_from(rank + 1).unwrap_or(MOST_LEVELS).min(MOST_LEVELS)
}

fn same_size(one: f64, other: f64) -> bool {
    (one - other).abs() <= one.max(other) * SAME_SIZE
}

/// The margins of the text on a page.
struct Margins {
    left: f64,
    right: f64,
    page: f64,
}

impl Margins {
    fn of(items: &[Item], page: &Page) -> Self {
        let lines = || {
            items.iter().filter_map(|item| match item {
                Item::Line(line) => Some(line.bounds),
                Item::Table { .. } => None,
            })
        };
        let widest = lines().map(|bounds| bounds.width()).fold(0.0, f64::max);
        let long = || lines().filter(|bounds| bounds.width() >= widest * TELLS_MARGIN);
        Self {
            left: long().map(|bounds| bounds.x0).fold(f64::INFINITY, f64::min),
            right: long().map(|bounds| bounds.x1).fold(0.0, f64::max),
            page: page.bounds.width(),
        }
    }

    fn is_centred(&self, line: &FlowLine) -> bool {
        let margin = line.bounds.x0 - (self.page - line.bounds.x1);
        margin.abs() <= line.size * CENTRED
    }

    /// Whether a line has no room for one more character.
    fn is_full(&self, line: &FlowLine) -> bool {
        self.room_behind(line) < line.size * (1.0 + FULL) && line.bounds.width() > self.page * WIDE
    }

    fn room_behind(&self, line: &FlowLine) -> f64 {
        self.right - line.bounds.x1
    }
}

/// Whether a line goes on from the one above, on the same page or at the end of the one before.
fn goes_on(above: &Open, line: &FlowLine, page: usize, margins: &Margins) -> bool {
    let last = &above.last;
    let size = last.size.max(line.size);
    if !same_size(last.size, line.size) {
        return false;
    }
    let is_indented = line.bounds.x0 > margins.left + size * INDENT;
    let is_apart = is_indented || begins_item(&line.words.plain);
    if above.last_page != page {
        return above.level == 0 && above.is_full && !is_apart;
    }
    let step = line.baseline - last.baseline;
    if step <= 0.0 || step > size * LINE_SPACING || last.widest_gap > PARTED || line.widest_gap > PARTED {
        return false;
    }
    let are_centred = margins.is_centred(last) && margins.is_centred(line);
    // The year of a title is a word with its number, however short the upper line.
    let breaks_year =
        last.words.plain.ends_with(|c: char| c.is_ascii_digit()) && line.words.plain.starts_with('年');
    if are_centred && breaks_year {
        return true;
    }
    if above.level > 0 {
        // A title of two lines is centred, and the upper one is long.
        return are_centred && last.bounds.width() >= margins.page * WIDE;
    }
    let is_full = margins.room_behind(last) < line.first_word + size * FULL
        && last.bounds.width() > margins.page * WIDE;
    is_full && !is_apart
}
