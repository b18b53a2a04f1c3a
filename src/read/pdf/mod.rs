//! PDFs with a text layer: what each page draws, the tables that its rules make, and the text between them.
//!
//! The stages: `file` opens it, `ink` takes down what its pages draw, `page` keeps what is seen, `lattice` makes tables of
//! rules, `marks` knows those that are none of a table, `seals` takes off the words that lie over one, `ruled` fills the
//! cells, `bands` and `aligned` find tables without upright rules or any, `flow` puts all of it in reading order, `running` knows the lines that every
//! page has, `blocks` makes headings and paragraphs. Of pictures nothing is read.

#![expect(
    clippy::float_arithmetic,
    reason = "places on a page are floats; no figure that the page prints passes through one"
)]

mod aligned;
mod bands;
mod blocks;
mod cell;
mod file;
mod flow;
mod ink;
mod lattice;
mod maps;
mod marks;
mod page;
#[cfg(feature = "cli")]
mod picture;
mod ruled;
mod running;
mod said;
mod seals;
mod spelling;
#[cfg(test)]
mod tests;
mod whole;

use std::collections::BTreeSet;

use hayro_interpret::kurbo::{Point, Rect};

use self::cell::Number;
use self::flow::Item;
use self::ink::{Glyph, Turn};
use self::lattice::Lattice;
use self::page::Page;
#[cfg(feature = "cli")]
pub use self::picture::pictures;
use self::ruled::BrokenNumber;
use super::delimited::BORDERS_UNSURE;
use super::flow::PICTURE_LEFT_OUT;
use super::html::HIDDEN_LEFT_OUT;
use super::{Evidence, Glimpse, Reader, origin};
use crate::error::Error;
use crate::model::{
    Document, Finding, Findings, Hidden, HiddenBy, Message, Origin, PageCount, Place, Position, Raw, Rule,
    Severity, Source,
};

/// The reader of PDFs.
pub const READER: Reader =
    Reader { name: "pdf", extensions: &["pdf"], at_most: Evidence::Certain, sniff, read };

/// Pages that are pictures.
pub const PAGE_IS_PICTURE: Rule =
    Rule { name: "page-is-picture", severity: Severity::Warning, page: include_str!("page_is_picture.md") };

/// Glyphs whose characters the file does not tell.
pub const TEXT_UNDECODABLE: Rule =
    Rule { name: "text-undecodable", severity: Severity::Warning, page: include_str!("text_undecodable.md") };

/// A page that could not be read.
pub const PAGE_BROKEN: Rule =
    Rule { name: "page-broken", severity: Severity::Error, page: include_str!("page_broken.md") };

/// A number that is broken over the lines of a cell.
pub const NUMBER_OVER_LINES: Rule =
    Rule { name: "number-over-lines", severity: Severity::Info, page: include_str!("number_over_lines.md") };

/// Two numbers that a short rule parts.
pub const FRACTION_UNSURE: Rule =
    Rule { name: "fraction-unsure", severity: Severity::Warning, page: include_str!("fraction_unsure.md") };

/// A text across a page.
pub const WATERMARK_LEFT_OUT: Rule = Rule {
    name: "watermark-left-out",
    severity: Severity::Info,
    page: include_str!("watermark_left_out.md"),
};

/// Page numbers and running titles.
pub const RUNNING_LINES_LEFT_OUT: Rule = Rule {
    name: "running-lines-left-out",
    severity: Severity::Info,
    page: include_str!("running_lines_left_out.md"),
};

fn sniff(file: &Glimpse) -> Evidence {
    let bytes = file.bytes;
    match file::head(bytes) {
        Some(0) => Evidence::Certain,
        Some(_) => Evidence::Likely,
        None => Evidence::Against,
    }
}

fn read(findings: &mut Findings, source: &Source) -> Result<Document<Raw>, Error> {
    if source.bytes.is_empty() {
        return Err(Error::refused("read-empty", &[]));
    }
    let drawn = file::pages(&source.bytes)?;
    let pages: Vec<Page> =
        drawn.into_iter().enumerate().map(|(number, drawn)| Page::of(number + 1, drawn)).collect();
    refuse_pictures(&pages)?;
    report_pages(findings, &pages);
    let mut hidden = hidden(&pages);
    let unread = pages.iter().filter(|page| page.is_picture || page.is_broken).count();
    let count = PageCount { all: pages.len(), unread };
    let mut pages: Vec<Page> = pages.into_iter().filter(|page| !page.glyphs.is_empty()).collect();
    let mut ruled: Vec<Ruled> = pages.iter_mut().map(|page| Ruled::of(findings, page)).collect();
    hidden.extend(ruled.iter_mut().flat_map(|ruled| std::mem::take(&mut ruled.seals)));
    lattice::align(&pages, ruled.iter_mut().map(|ruled| &mut ruled.lattices).collect());
    let size = size_of_tables(&pages, &ruled);
    let read: Vec<(Page, Vec<Item>)> = pages
        .into_iter()
        .zip(ruled)
        .map(|(mut page, ruled)| {
            page.table_size = page::common_size(page.glyphs.iter().filter(|glyph| ruled.holds(glyph)));
            let items = items(findings, &mut page, &ruled);
            (page, items)
        })
        .collect();
    let made = blocks::blocks(read, size);
    if !made.left_out.is_empty() {
        let message = Message::new("running-lines-left-out", &[&made.left_out.len()]);
        let mut finding = Finding::new(&RUNNING_LINES_LEFT_OUT, &message);
        finding.notes = made.left_out;
        findings.push(finding);
    }
    Ok(Document {
        source: Origin { pages: Some(count), ..origin(source, READER.name, None) },
        title: None,
        blocks: made.blocks,
        hidden,
    })
}

/// The tables of a page that have rules, and the rules that are part of none.
struct Ruled {
    lattices: Vec<Lattice>,
    /// Those that stand within a cell of one of the others.
    inner: Vec<Lattice>,
    loose: Vec<ink::Rule>,
    /// The seals that lie over them.
    seals: Vec<Hidden>,
}

impl Ruled {
    fn of(findings: &mut Findings, page: &mut Page) -> Self {
        let mut found = lattice::lattices(&page.rules, &page.glyphs);
        for (room, text) in marks::apply(&mut page.glyphs, &found.short) {
            let message = Message::new("fraction-unsure", &[&text]);
            push(findings, &FRACTION_UNSURE, &message, &page.place(room));
        }
        for table in bands::tables(&mut found.loose, &page.glyphs) {
            let at = page.place(table.bounds());
            push(findings, &BORDERS_UNSURE, &Message::new("borders-unsure-aligned", &[]), &at);
            found.tables.push(table);
        }
        lattice::sort(&mut found.tables);
        let (lattices, inner) = ruled::nested(found.tables);
        let mut seals = Vec::new();
        for (text, room) in seals::taken(&mut page.glyphs, &lattices) {
            let at = page.place(room);
            push(
                findings,
                &WATERMARK_LEFT_OUT,
                &Message::new("watermark-left-out", &[&text, &page.number]),
                &at,
            );
            seals.push(Hidden { by: HiddenBy::Watermark, text, at });
        }
        report_pictures(findings, page, &lattices);
        Self { lattices, inner, loose: found.loose, seals }
    }

    /// Whether a glyph stands in one of the tables.
    fn holds(&self, glyph: &Glyph) -> bool {
        self.lattices.iter().any(|lattice| lattice.bounds().contains(glyph.bounds.center()))
    }
}

/// The size of most words in tables, which are set in that of the text or smaller; of all words where there are none.
fn size_of_tables(pages: &[Page], ruled: &[Ruled]) -> f64 {
    let glyphs = pages
        .iter()
        .zip(ruled)
        .flat_map(|(page, ruled)| page.glyphs.iter().filter(|glyph| ruled.holds(glyph)));
    let size = page::common_size(glyphs);
    if size > 0.0 { size } else { page::common_size(pages.iter().flat_map(|page| &page.glyphs)) }
}

/// A document without a page that can be read is refused.
fn refuse_pictures(pages: &[Page]) -> Result<(), Error> {
    if pages.iter().any(|page| !page.is_picture && !page.glyphs.is_empty()) {
        return Ok(());
    }
    if pages.iter().any(|page| page.is_picture) {
        let undecodable: usize = pages.iter().map(|page| page.undecodable).sum();
        if undecodable > 0 {
            return Err(Error::refused("pdf-undecodable", &[&undecodable]));
        }
        return Err(Error::refused("pdf-of-pictures", &[&pages.len()]));
    }
    if pages.iter().any(|page| page.is_broken || page.lost.part) || pages.is_empty() {
        return Err(Error::refused("pdf-broken", &[]));
    }
    Err(Error::refused("pdf-without-text", &[&pages.len()]))
}

/// Says what of the pages is not read.
fn report_pages(findings: &mut Findings, pages: &[Page]) {
    let pictures: Vec<usize> = pages.iter().filter(|page| page.is_picture).map(|page| page.number).collect();
    if let Some(first) = pictures.first() {
        let message = Message::new("page-is-picture", &[&pictures.len(), &pages.len(), &numbers(&pictures)]);
        push(findings, &PAGE_IS_PICTURE, &message, &Place::on_page(*first, None));
    }
    for page in pages {
        let at = Place::on_page(page.number, None);
        if page.undecodable > 0 {
            let message = Message::new("text-undecodable", &[&page.undecodable, &page.number]);
            push(findings, &TEXT_UNDECODABLE, &message, &at);
        }
        if page.lost.font {
            push(findings, &TEXT_UNDECODABLE, &Message::new("font-lost", &[&page.number]), &at);
        }
        if page.is_broken {
            push(findings, &PAGE_BROKEN, &Message::new("page-broken", &[&page.number]), &at);
        }
        if page.lost.part {
            push(findings, &PAGE_BROKEN, &Message::new("page-cut", &[&page.number]), &at);
        }
        // A text that lies on the page many times is said once.
        for text in page.watermarks.iter().map(|(text, _)| text).collect::<BTreeSet<_>>() {
            let message = Message::new("watermark-left-out", &[text, &page.number]);
            push(findings, &WATERMARK_LEFT_OUT, &message, &at);
        }
        if let Some((.., room)) = page.hidden.first() {
            let message = Message::new("hidden-left-out-word", &[&page.hidden.len()]);
            push(findings, &HIDDEN_LEFT_OUT, &message, &page.place(*room));
        }
    }
}

/// What pages hold beside what is read of them: what is not seen, and what lies across them.
fn hidden(pages: &[Page]) -> Vec<Hidden> {
    let mut found = Vec::new();
    for page in pages {
        let mut push =
            |by, text: &str, room| found.push(Hidden { by, text: text.to_owned(), at: page.place(room) });
        for (by, text, room) in &page.hidden {
            push(*by, text, *room);
        }
        for (text, room) in &page.watermarks {
            push(HiddenBy::Watermark, text, *room);
        }
    }
    found
}

/// Says which pictures are not read that stand in the cell of a table, or take much of the page.
fn report_pictures(findings: &mut Findings, page: &Page, lattices: &[Lattice]) {
    /// A smaller picture, in points, is a rule or a dot.
    const SMALLEST: f64 = 5.0;
    /// A picture that takes this part of the page, or more, may be a table.
    const LARGE: f64 = 0.1;
    let is_bare = |room: &Rect| {
        room.width().min(room.height()) >= SMALLEST
            && !page.glyphs.iter().any(|glyph| room.contains(glyph.bounds.center()))
    };
    let is_within = |room: &Rect| {
        let holds = |lattice: &&Lattice| lattice.bounds().contains(room.center());
        lattices.iter().find(holds).is_some_and(|lattice| {
            let cell = lattice.room(lattice.cell_at(room.center().x, room.center().y)).inflate(1.0, 1.0);
            cell.contains(room.origin()) && cell.contains(Point::new(room.x1, room.y1))
        })
    };
    let is_large = |room: &Rect| room.area() >= page.bounds.area() * LARGE;
    let unread: Vec<&Rect> =
        page.pictures.iter().filter(|room| is_bare(room) && (is_large(room) || is_within(room))).collect();
    if let Some(first) = unread.first() {
        let message = Message::new("picture-left-out", &[&unread.len()]);
        push(findings, &PICTURE_LEFT_OUT, &message, &page.place(**first));
    }
}

/// Numbers of pages as a person lists them.
fn numbers(pages: &[usize]) -> String {
    let words: Vec<String> = pages.iter().map(ToString::to_string).collect();
    words.join(", ")
}

fn push(findings: &mut Findings, rule: &Rule, message: &Message, at: &Place) {
    let mut finding = Finding::new(rule, message);
    finding.at = Some(Position::of(at));
    findings.push(finding);
}

/// What stands on a page, in reading order. It takes the glyphs of the page.
fn items(findings: &mut Findings, page: &mut Page, ruled: &Ruled) -> Vec<Item> {
    let (cells, free) = ruled::share(std::mem::take(&mut page.glyphs), &ruled.lattices);
    let page = &*page;
    let mut broken = Vec::new();
    let mut tables: Vec<flow::Placed> = ruled
        .lattices
        .iter()
        .zip(cells)
        .map(|(lattice, cells)| {
            let table = ruled::table(page, lattice, &ruled.inner, cells, &mut broken);
            (lattice.bounds(), table, lattice.goes_on)
        })
        .collect();
    for number in broken {
        report_number(findings, number);
    }
    let (level, turned): (Vec<Glyph>, Vec<Glyph>) =
        free.into_iter().partition(|glyph| glyph.turn == Turn::Level);
    let (aligned, lines) = aligned::tables(page, spelling::lines(level), &ruled.loose);
    for table in aligned {
        if table.unsure {
            push(findings, &BORDERS_UNSURE, &Message::new("borders-unsure-aligned", &[]), &table.table.at);
        }
        tables.push((table.bounds, table.table, false));
    }
    tables.sort_by(|one, other| one.0.y0.total_cmp(&other.0.y0));
    flow::ordered(page, lines, turned, tables)
}

fn report_number(findings: &mut Findings, broken: BrokenNumber) {
    let id = match broken.number {
        Number::Whole => return,
        Number::Rejoined => "number-over-lines",
        Number::Unsure => "number-over-lines-unsure",
    };
    let shown = broken.text.replace('\n', " / ");
    let mut finding = Finding::new(&NUMBER_OVER_LINES, &Message::new(id, &[&shown]));
    if broken.number == Number::Unsure {
        finding.severity = Severity::Warning;
    }
    finding.at = Some(Position::of(&broken.at));
    finding.found = Some(broken.text);
    findings.push(finding);
}
