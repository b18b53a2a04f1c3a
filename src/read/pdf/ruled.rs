//! Tables with rules: each text goes to the cell that it belongs to.

use std::collections::BTreeMap;

use hayro_interpret::kurbo::Rect;

use super::cell::{self, Number};
use super::ink::Glyph;
use super::lattice::Lattice;
use super::page::Page;
use super::spelling::{self, Words};
use crate::model::{Cell, Place, Raw, Row, Table};

/// A gap at a wall that is wider, in em, ends a text there.
const GAP_AT_WALL: f64 = 0.1;

/// A glyph that reaches over a wall by so much, in em, stands on both sides of it.
const OVER_WALL: f64 = 0.12;

/// The next line of a text stands so far below the one before, in its size.
const LINE_STEP: std::ops::Range<f64> = 0.9..1.7;

/// Lines that stand in the middle of a cell do so within this part of their size.
const CENTRED: f64 = 0.3;

/// A number that is broken over lines, and where.
#[derive(Debug)]
pub(super) struct BrokenNumber {
    pub number: Number,
    pub text: String,
    pub at: Place,
}

/// Gives each glyph of a page to the lattice that it stands in; those that stand in none are left.
pub(super) fn share(glyphs: Vec<Glyph>, lattices: &[Lattice]) -> (Vec<Vec<Vec<Glyph>>>, Vec<Glyph>) {
    let mut cells: Vec<Vec<Vec<Glyph>>> =
        lattices.iter().map(|lattice| vec![Vec::new(); lattice.cells.len()]).collect();
    let mut free = Vec::new();
    let home = |run: &[Glyph]| {
        let holds = |glyph: &Glyph, lattice: &Lattice| lattice.bounds().contains(glyph.bounds.center());
        run.iter().find_map(|glyph| lattices.iter().position(|lattice| holds(glyph, lattice)))
    };
    let mut runs = spelling::chained(glyphs).into_iter().peekable();
    while let Some(run) = runs.next() {
        let mut lines = vec![run];
        while let Some(next) = runs.next_if(|next| is_below(&lines[lines.len() - 1], next)) {
            lines.push(next);
        }
        let number = lines.iter().find_map(|line| home(line));
        let spilled = number.and_then(|number| Some((number, spilled_from(&lines, &lattices[number])?)));
        if let Some((number, cell)) = spilled {
            cells[number][cell].extend(lines.into_iter().flatten());
            continue;
        }
        for run in lines {
            match home(&run) {
                Some(number) => settle(run, &lattices[number], &mut cells[number]),
                None => free.extend(run),
            }
        }
    }
    (cells, free)
}

/// Whether a run that is drawn after another is the next line of the same text.
fn is_below(above: &[Glyph], run: &[Glyph]) -> bool {
    let (Some(last), Some(first)) = (above.first(), run.first()) else { return false };
    let (one, other) = (spelling::bounds(above), spelling::bounds(run));
    let step = (first.baseline - last.baseline) / last.size.max(1.0);
    first.turn == last.turn
        && (first.size - last.size).abs() <= last.size * OVER_WALL
        && LINE_STEP.contains(&step)
        && one.x0.max(other.x0) < one.x1.min(other.x1)
}

/// The cell that lines belong to which are too many for its height, and stand in its middle: some of them reach into the
/// cells above and below.
fn spilled_from(lines: &[Vec<Glyph>], lattice: &Lattice) -> Option<usize> {
    if lines.len() < 2 {
        return None;
    }
    let rooms: Vec<Rect> = lines.iter().map(|line| spelling::bounds(line)).collect();
    let all = rooms.iter().copied().reduce(|all, room| all.union(room))?;
    let size = lines[0][0].size;
    let cell = lattice.cell_at(all.center().x, all.center().y);
    let room = lattice.room(cell);
    let crosses = |line: &Rect, wall: f64| (line.center().y - wall).abs() < size * (0.5 - OVER_WALL);
    let is_spilled = rooms.iter().any(|line| crosses(line, room.y0) || crosses(line, room.y1));
    let is_centred = (all.center().y - room.center().y).abs() <= size * CENTRED;
    (is_spilled && is_centred && all.height() > room.height()).then_some(cell)
}

/// Gives the glyphs of a run to the cells of a lattice.
fn settle(run: Vec<Glyph>, lattice: &Lattice, cells: &mut [Vec<Glyph>]) {
    for text in cut_at_walls(run, lattice) {
        if let Some(home) = home(&text, lattice) {
            cells[home].extend(text);
        }
    }
}

fn cell_of(glyph: &Glyph, lattice: &Lattice) -> usize {
    let middle = glyph.bounds.center();
    lattice.cell_at(middle.x, middle.y)
}

/// A run cut where a wall parts it: it leaves a gap there, or ends at it.
fn cut_at_walls(run: Vec<Glyph>, lattice: &Lattice) -> Vec<Vec<Glyph>> {
    let mut texts: Vec<Vec<Glyph>> = Vec::new();
    for glyph in run {
        let parted = texts.last().and_then(|text| text.last()).is_none_or(|before| {
            let (own, other) = (cell_of(&glyph, lattice), cell_of(before, lattice));
            own != other && {
                let gap = glyph.bounds.x0 - before.bounds.x1;
                let wall = lattice.room(own).x0;
                let over = (before.bounds.x1 - wall).max(wall - glyph.bounds.x0);
                gap > GAP_AT_WALL * glyph.size && over < OVER_WALL * glyph.size
            }
        });
        match texts.last_mut() {
            Some(text) if !parted => text.push(glyph),
            _ => texts.push(vec![glyph]),
        }
    }
    texts
}

/// The cell that a text belongs to: where it begins, if it reaches into others. A number that is set to the right
/// belongs to where it ends.
fn home(text: &[Glyph], lattice: &Lattice) -> Option<usize> {
    let (first, last) = (text.first()?, text.last()?);
    let (begins, ends) = (cell_of(first, lattice), cell_of(last, lattice));
    let is_number = text.iter().all(|glyph| glyph.text.is_ascii_digit() || ".,-()%".contains(glyph.text));
    if begins == ends || !is_number {
        return Some(begins);
    }
    let before = first.bounds.x0 - lattice.room(begins).x0;
    let behind = lattice.room(ends).x1 - last.bounds.x1;
    Some(if behind < before { ends } else { begins })
}

/// The table of a lattice whose cells hold these glyphs, and some of them other tables.
pub(super) fn table(
    page: &Page,
    lattice: &Lattice,
    inner: &[Lattice],
    cells: Vec<Vec<Glyph>>,
    broken: &mut Vec<BrokenNumber>,
) -> Table<Raw> {
    let mut texts: BTreeMap<usize, Raw> = BTreeMap::new();
    for (number, glyphs) in cells.into_iter().enumerate() {
        let room = lattice.room(number);
        let tables: Vec<&Lattice> =
            inner.iter().filter(|inner| room.contains(inner.bounds().center())).collect();
        if !tables.is_empty() {
            texts.insert(number, raw(with_tables(glyphs, &tables, room)));
            continue;
        }
        let read = cell::read(glyphs, room);
        if read.number != Number::Whole {
            broken.push(BrokenNumber {
                number: read.number,
                text: read.words.plain.clone(),
                at: page.place(room),
            });
        }
        texts.insert(number, raw(read.words));
    }
    let mut rows: Vec<Row<Raw>> = lattice
        .rows
        .windows(2)
        .map(|sides| {
            let bounds = lattice.bounds();
            let at = page.place(Rect::new(bounds.x0, sides[0], bounds.x1, sides[1]));
            Row { at, ..Row::default() }
        })
        .collect();
    let mut counts = vec![0; rows.len()];
    for region in &lattice.cells {
        counts[region.row] += 1;
    }
    for (row, count) in rows.iter_mut().zip(counts) {
        row.cells.reserve_exact(count);
    }
    for (number, region) in lattice.cells.iter().enumerate() {
        let text = texts.remove(&number).unwrap_or_else(|| Raw::Plain(String::new()));
        let mut cell = Cell::new(text, page.place(lattice.room(number)));
        (cell.column, cell.colspan, cell.rowspan) = (region.column, region.colspan, region.rowspan);
        rows[region.row].cells.push(cell);
    }
    Table { rows, at: page.place(lattice.bounds()), ..Table::default() }
}

/// Words as a reader hands them on.
pub(super) fn raw(words: Words) -> Raw {
    if words.is_marked {
        Raw::Translated { html: words.html, source: words.plain }
    } else {
        Raw::Plain(words.plain)
    }
}

/// The lattices that are tables, and those that stand within one of their cells. One that stands round others is a
/// frame; one within a cell that is no more than a line of boxes is part of its text.
pub(super) fn nested(lattices: Vec<Lattice>) -> (Vec<Lattice>, Vec<Lattice>) {
    /// A lattice with fewer cells that stands round others is a frame.
    const CELLS_OF_A_FRAME: usize = 4;
    let bounds: Vec<(Rect, usize)> =
        lattices.iter().map(|lattice| (lattice.bounds(), lattice.cells.len())).collect();
    let holds =
        |outer: &Rect, inner: &Rect| outer != inner && outer.inflate(1.0, 1.0).intersect(*inner) == *inner;
    let (mut tables, mut inner) = (Vec::new(), Vec::new());
    for (lattice, (own, cells)) in lattices.into_iter().zip(&bounds) {
        let is_within = bounds.iter().any(|(outer, cells)| *cells >= CELLS_OF_A_FRAME && holds(outer, own));
        let is_round = *cells < CELLS_OF_A_FRAME && bounds.iter().any(|(inner, _)| holds(own, inner));
        let is_grid = lattice.rows.len() > 2 && lattice.columns.len() > 2;
        if is_within && is_grid {
            inner.push(lattice);
        } else if !is_within && !is_round {
            tables.push(lattice);
        }
    }
    (tables, inner)
}

/// What a cell says that holds tables: its words above each of them, and below the last.
fn with_tables(glyphs: Vec<Glyph>, inner: &[&Lattice], room: Rect) -> Words {
    let mut words = Words { is_marked: true, ..Words::default() };
    let mut rest = glyphs;
    for lattice in inner {
        let bounds = lattice.bounds();
        let (above, others): (Vec<Glyph>, Vec<Glyph>) =
            rest.into_iter().partition(|glyph| glyph.bounds.center().y < bounds.y0);
        push_paragraph(&mut words, above, room);
        let (own, below) =
            others.into_iter().partition::<Vec<Glyph>, _>(|glyph| bounds.contains(glyph.bounds.center()));
        let (mut cells, _) = share(own, std::slice::from_ref(*lattice));
        push_table(&mut words, lattice, cells.pop().unwrap_or_default());
        rest = below;
    }
    push_paragraph(&mut words, rest, room);
    words
}

fn push_paragraph(words: &mut Words, glyphs: Vec<Glyph>, room: Rect) {
    if glyphs.is_empty() {
        return;
    }
    let read = cell::read(glyphs, room).words;
    words.html.extend(["<p>", &read.html, "</p>"]);
    words.plain.extend([&read.plain, "\n"]);
}

fn push_table(words: &mut Words, lattice: &Lattice, cells: Vec<Vec<Glyph>>) {
    words.html.push_str("<table>");
    let mut row = None;
    for ((number, region), glyphs) in lattice.cells.iter().enumerate().zip(cells) {
        if row != Some(region.row) {
            words.html.push_str(if row.is_some() { "</tr><tr>" } else { "<tr>" });
            words.plain.push_str(if row.is_some() { "\n" } else { "" });
            row = Some(region.row);
        }
        let read = cell::read(glyphs, lattice.room(number)).words;
        let spans = [region.colspan, region.rowspan].map(|span| span.to_string());
        let [colspan, rowspan] = &spans;
        words.html.extend(["<td colspan=\"", colspan, "\" rowspan=\"", rowspan, "\">", &read.html, "</td>"]);
        words.plain.extend([&read.plain, "\t"]);
    }
    words.html.push_str("</tr></table>");
    words.plain.push('\n');
}
