//! The lines that every page has: its number, and running titles at its head and foot.
//!
//! They are told by where they stand and that they come again, not by their words.

use std::collections::BTreeMap;

use super::flow::{FlowLine, Item};
use super::page::Page;
use super::spelling;
use crate::text::width::fold;

/// The part of a page, at its head and at its foot, in which running lines stand.
const MARGIN: f64 = 0.12;

/// The longest words, in characters, around the number of a page: 第 and 页, and as much for the number of all pages.
const WORDS_AROUND_NUMBER: usize = 6;

/// Running lines of two pages stand at one height within so many points.
const SAME_HEIGHT: f64 = 4.0;

/// A line that is longer, in characters, is no running line.
const LONGEST: usize = 60;

/// A line above a table that is so many times larger than the words of the table is its title.
const TITLE: f64 = 1.15;

/// A line at the head or foot of a page.
struct Margin {
    /// The number of the page among all.
    page: usize,
    /// Its place among what stands on the page.
    item: usize,
    /// Where it stands.
    y: f64,
    /// Its words without numbers and blanks.
    shape: String,
    /// The first number in it.
    number: Option<usize>,
    /// What it may be of the table below it.
    of_table: OfTable,
}

/// What a line at the head of a page may be of the table that stands below it, nothing but lines between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OfTable {
    /// Nothing.
    None,
    /// Its title, the largest of these lines.
    Title,
    /// A label of it, between the title and the table.
    Label,
    /// A label with a colon and no title above it: it comes again on each page that the table goes on over.
    LooseLabel,
}

/// What a running line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// The number of the page.
    Number,
    /// A title.
    Title,
}

/// For each page the places of its running lines.
pub(super) fn running(pages: &[(Page, Vec<Item>)]) -> Vec<BTreeMap<usize, Kind>> {
    let mut by_shape: BTreeMap<String, Vec<Margin>> = BTreeMap::new();
    let mut found: Vec<BTreeMap<usize, Kind>> = vec![BTreeMap::new(); pages.len()];
    for (number, (page, items)) in pages.iter().enumerate() {
        for margin in margins(number, page, items) {
            if is_bare_number(&margin) {
                found[number].insert(margin.item, Kind::Number);
            } else {
                by_shape.entry(margin.shape.clone()).or_default().push(margin);
            }
        }
    }
    for margins in by_shape.into_values() {
        for margin in &margins {
            let same: Vec<&Margin> = margins
                .iter()
                .filter(|other| {
                    other.page != margin.page
                        && (other.y - margin.y).abs() <= SAME_HEIGHT
                        && counts_like_pages(margin, other)
                })
                .collect();
            // Tables of one kind have one title, a page each. A running title has other lines below it somewhere.
            let is_first = || same.iter().all(|other| margin.page < other.page);
            let is_of_table = margin.of_table == OfTable::Label
                || (margin.of_table == OfTable::LooseLabel && is_first())
                || same.iter().chain([&margin]).all(|line| line.of_table == OfTable::Title);
            if !same.is_empty() && !is_of_table {
                let kind = if margin.number.is_some() && margin.shape.chars().count() <= WORDS_AROUND_NUMBER {
                    Kind::Number
                } else {
                    Kind::Title
                };
                found[margin.page].insert(margin.item, kind);
            }
        }
    }
    found
}

/// Whether nothing but running lines stands between a table that ends on a page and one that begins on the next: below
/// `ends` on the one, and above `begins` on the other.
pub(super) fn is_nothing_between((page, ends): (&Page, f64), (next, begins): (&Page, f64)) -> bool {
    let shapes = |page: &Page, is_own: &dyn Fn(f64) -> bool| -> Vec<(f64, String)> {
        let own = page.glyphs.iter().filter(|glyph| is_own(glyph.bounds.center().y));
        let shape = |text: &str| fold(text).chars().filter(|c| !c.is_ascii_digit()).collect();
        let lines = spelling::lines(own.cloned().collect());
        lines.iter().map(|line| (line.baseline, shape(&line.words().plain))).collect()
    };
    let run = |own: Vec<(f64, String)>, others: Vec<(f64, String)>| {
        own.iter().all(|(y, shape)| {
            is_of_dashes(shape)
                || others.iter().any(|(other, same)| (other - y).abs() <= SAME_HEIGHT && same == shape)
        })
    };
    let (at_head, at_foot) = (|y: f64| y < begins, |y: f64| y > ends);
    run(shapes(next, &at_head), shapes(page, &at_head)) && run(shapes(page, &at_foot), shapes(next, &at_foot))
}

/// The lines at the head and foot of a page.
fn margins(number: usize, page: &Page, items: &[Item]) -> Vec<Margin> {
    let height = page.bounds.height();
    let is_outer = |line: &FlowLine| {
        let y = line.bounds.center().y;
        y < height * MARGIN || y > height * (1.0 - MARGIN)
    };
    let mut found = Vec::new();
    for (item, content) in items.iter().enumerate() {
        let Item::Line(line) = content else { continue };
        if is_outer(line) && line.words.plain.chars().nth(LONGEST).is_none() {
            found.push(Margin { of_table: of_table(page, items, item, line), ..margin(number, item, line) });
        }
    }
    found
}

/// What the line with a number is of the table below it.
fn of_table(page: &Page, items: &[Item], number: usize, line: &FlowLine) -> OfTable {
    let Some(first_table) = items.iter().position(|item| matches!(item, Item::Table { .. })) else {
        return OfTable::None;
    };
    if number > first_table {
        return OfTable::None;
    }
    let lines = |items: &[Item]| -> Vec<f64> {
        let size = |item: &Item| match item {
            Item::Line(line) => Some(line.size),
            Item::Table { .. } => None,
        };
        items.iter().filter_map(size).collect()
    };
    let is_title = |size: &f64| *size >= page.table_size * TITLE;
    let (above, below) = (lines(&items[..number]), lines(&items[number + 1..first_table]));
    if is_title(&line.size) && above.iter().chain(&below).all(|other| *other < line.size) {
        OfTable::Title
    } else if above.iter().any(is_title) && !below.iter().any(is_title) {
        OfTable::Label
    } else if line.words.plain.contains(['：', ':']) {
        OfTable::LooseLabel
    } else {
        OfTable::None
    }
}

fn margin(page: usize, item: usize, line: &FlowLine) -> Margin {
    let folded = fold(&line.words.plain);
    let shape: String = folded.chars().filter(|c| !c.is_ascii_digit()).collect();
    let digits: String =
        folded.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    Margin {
        page,
        item,
        y: line.bounds.center().y,
        shape,
        number: digits.parse().ok(),
        of_table: OfTable::None,
    }
}

/// Whether nothing but a number between dashes stands there: `— 3 —`.
fn is_bare_number(margin: &Margin) -> bool {
    margin.number.is_some() && !margin.shape.is_empty() && is_of_dashes(&margin.shape)
}

/// Whether what stands around a number is nothing but dashes.
fn is_of_dashes(shape: &str) -> bool {
    shape.chars().all(|c| "-—–－·~".contains(c))
}

/// Whether two lines of one shape are those of two pages: their numbers count as the pages do, or they are the same.
fn counts_like_pages(one: &Margin, other: &Margin) -> bool {
    match (one.number, other.number) {
        (Some(number), Some(next)) if number == next => one.shape.chars().count() > 1,
        (Some(number), Some(next)) => {
            one.shape.chars().count() <= WORDS_AROUND_NUMBER && number + other.page == next + one.page
        }
        (None, None) => true,
        _ => false,
    }
}
