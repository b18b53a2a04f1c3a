//! What stands on a page in reading order: the lines outside of tables, and the tables. Tables that stand beside each
//! other have their own lines above them.

use hayro_interpret::kurbo::Rect;

use super::ink::Glyph;
use super::page::Page;
use super::spelling::{self, Line, Words};
use crate::model::{Raw, Table};

/// A gap in a line that is wider, in em, parts what stands in two columns.
const GAP_OF_COLUMNS: f64 = 1.5;

/// A line belongs to the tables below it that stand beside each other if it is no further above, in its own sizes.
const REACH_ABOVE: f64 = 4.0;

/// Tables of which this part of the lower one, or more, lies beside the other stand beside each other.
const BESIDE: f64 = 0.3;

/// Something on a page.
#[expect(clippy::large_enum_variant, reason = "a page has some ten lines and a table")]
#[derive(Debug)]
pub(super) enum Item {
    /// A line of text.
    Line(FlowLine),
    /// A table.
    Table {
        table: Table<Raw>,
        /// Whether it goes on from the last one of the page before, whose header the page cut.
        goes_on: bool,
    },
}

/// A line outside of tables.
#[derive(Clone, Debug)]
pub(super) struct FlowLine {
    /// What it says.
    pub words: Words,
    /// Its room.
    pub bounds: Rect,
    /// Its size.
    pub size: f64,
    /// Where it stands.
    pub baseline: f64,
    /// How wide its first word is.
    pub first_word: f64,
    /// How many glyphs it has.
    pub count: usize,
    /// How wide, in em, the widest gap in it is.
    pub widest_gap: f64,
}

impl FlowLine {
    fn new(line: &Line) -> Self {
        let words = line.words();
        Self {
            bounds: line.bounds(),
            size: line.size,
            baseline: line.baseline,
            first_word: super::cell::first_word(line, &words.plain),
            count: line.glyphs.len(),
            widest_gap: line.widest_gap(),
            words,
        }
    }
}

/// A table with the room that it takes, and whether it goes on from the page before.
pub(super) type Placed = (Rect, Table<Raw>, bool);

/// The lines and tables of a page in reading order.
pub(super) fn ordered(page: &Page, lines: Vec<Line>, turned: Vec<Glyph>, tables: Vec<Placed>) -> Vec<Item> {
    let mut found: Vec<(f64, Vec<Item>)> = Vec::new();
    let mut lines: Vec<Option<Line>> = lines.into_iter().map(Some).collect();
    let mut tables: Vec<Option<Placed>> = tables.into_iter().map(Some).collect();
    for group in groups_beside(&tables) {
        let (top, items) = beside(&group, &mut tables, &mut lines);
        found.push((top, items));
    }
    for (bounds, table, goes_on) in tables.into_iter().flatten() {
        found.push((bounds.y0, vec![Item::Table { table, goes_on }]));
    }
    for line in lines.into_iter().flatten() {
        found.push((line.bounds().center().y, vec![Item::Line(FlowLine::new(&line))]));
    }
    found.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut items: Vec<Item> = found.into_iter().flat_map(|(_, items)| items).collect();
    put_together(&mut items);
    items.extend(turned_lines(page, turned));
    items
}

/// Lines of one text are no further apart, in their own size.
const PITCH: f64 = 1.9;

/// Lines of one text begin no further apart, in their own size.
const SAME_START: f64 = 0.3;

/// Puts together what stands in two lines to the left of a text that stands between them: a long name, and the unit beside
/// it. `部门：某某委员会办 / 公厅` with `单位：万元` at half height is one line.
fn put_together(items: &mut Vec<Item>) {
    let mut at = 0;
    while at + 2 < items.len() {
        if let [Item::Line(upper), Item::Line(beside), Item::Line(lower)] = &items[at..at + 3]
            && are_beside(upper, beside, lower)
        {
            let mut words = upper.words.clone();
            words.push(&lower.words);
            words.push_str("\u{3000}\u{3000}");
            words.push(&beside.words);
            let line = FlowLine {
                words,
                bounds: upper.bounds.union(lower.bounds).union(beside.bounds),
                count: upper.count + lower.count + beside.count,
                widest_gap: (beside.bounds.x0 - upper.bounds.x1) / upper.size.max(1.0),
                ..upper.clone()
            };
            items.splice(at..at + 3, [Item::Line(line)]);
        }
        at += 1;
    }
}

/// Whether two lines are one text, and a third stands to the right of both, between them in height.
fn are_beside(upper: &FlowLine, beside: &FlowLine, lower: &FlowLine) -> bool {
    let size = upper.size.max(1.0);
    let pitch = (lower.baseline - upper.baseline) / size;
    let is_between = upper.baseline < beside.baseline && beside.baseline < lower.baseline;
    is_between
        && pitch < PITCH
        && (upper.size - lower.size).abs() < size * SAME_START
        && (upper.bounds.x0 - lower.bounds.x0).abs() < size * SAME_START
        && lower.bounds.x1 <= upper.bounds.x1
        && beside.bounds.x0 > upper.bounds.x1 + size * GAP_OF_COLUMNS
}

/// What runs in other directions than the page, at its end.
fn turned_lines(page: &Page, turned: Vec<Glyph>) -> Vec<Item> {
    let rooms = spelling::bounds(&turned);
    let foot = Rect::new(rooms.x0, page.bounds.y1, rooms.x1, page.bounds.y1);
    spelling::lines(turned)
        .iter()
        .map(|line| Item::Line(FlowLine { bounds: foot, baseline: foot.y1, ..FlowLine::new(line) }))
        .collect()
}

/// The tables that stand beside each other, by their numbers, from left to right.
fn groups_beside(tables: &[Option<Placed>]) -> Vec<Vec<usize>> {
    let rooms: Vec<Rect> = tables.iter().flatten().map(|(bounds, ..)| *bounds).collect();
    let is_beside = |one: &Rect, other: &Rect| {
        let shared = one.y1.min(other.y1) - one.y0.max(other.y0);
        let apart = one.x1 <= other.x0 || other.x1 <= one.x0;
        apart && shared > one.height().min(other.height()) * BESIDE
    };
    let mut taken = vec![false; rooms.len()];
    let mut groups = Vec::new();
    for (number, room) in rooms.iter().enumerate() {
        if taken[number] {
            continue;
        }
        let mut group = vec![number];
        for (other, beside) in rooms.iter().enumerate().skip(number + 1) {
            let fits = group.iter().all(|member| is_beside(&rooms[*member], beside));
            if !taken[other] && fits && is_beside(room, beside) {
                group.push(other);
            }
        }
        if group.len() > 1 {
            for member in &group {
                taken[*member] = true;
            }
            group.sort_by(|one, other| rooms[*one].x0.total_cmp(&rooms[*other].x0));
            groups.push(group);
        }
    }
    groups
}

/// Tables that stand beside each other, each with the lines that stand in its column: where they begin, and all of it
/// from the left column to the right one.
fn beside(group: &[usize], tables: &mut [Option<Placed>], lines: &mut [Option<Line>]) -> (f64, Vec<Item>) {
    let members: Vec<Placed> = group.iter().filter_map(|number| tables[*number].take()).collect();
    let parts: Vec<f64> = members.windows(2).map(|pair| f64::midpoint(pair[0].0.x1, pair[1].0.x0)).collect();
    let mut top = members.iter().map(|(bounds, ..)| bounds.y0).fold(f64::INFINITY, f64::min);
    let bottom = members.iter().map(|(bounds, ..)| bounds.y1).fold(0.0, f64::max);
    let above_all =
        tables.iter().flatten().map(|(bounds, ..)| bounds.y1).filter(|y| *y <= top).fold(0.0, f64::max);
    let start = top;
    let mut columns: Vec<Vec<(f64, Item)>> = members.iter().map(|_| Vec::new()).collect();
    // The lines are taken upwards from the tables, until one runs over both columns.
    for slot in lines.iter_mut().rev() {
        let Some(line) = slot.as_ref() else { continue };
        let y = line.bounds().center().y;
        if y > bottom {
            continue;
        }
        if y < above_all || top - y > line.size * REACH_ABOVE {
            break;
        }
        let pieces = line.clone().parts(GAP_OF_COLUMNS);
        let crosses = |piece: &Line| {
            let bounds = piece.bounds();
            parts.iter().any(|part| bounds.x0 < *part && *part < bounds.x1)
        };
        if pieces.iter().any(crosses) {
            if y < start {
                break;
            }
            continue;
        }
        *slot = None;
        top = top.min(y);
        for piece in pieces {
            let middle = piece.bounds().center().x;
            let column = parts.iter().take_while(|part| **part < middle).count();
            columns[column].push((y, Item::Line(FlowLine::new(&piece))));
        }
    }
    for (column, (bounds, table, goes_on)) in columns.iter_mut().zip(members) {
        column.push((bounds.y0, Item::Table { table, goes_on }));
        column.sort_by(|one, other| one.0.total_cmp(&other.0));
    }
    (top, columns.into_iter().flatten().map(|(_, item)| item).collect())
}
