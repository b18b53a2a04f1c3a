//! Rules to tables: rules that touch are one lattice, and what lies between them are its cells.
//!
//! A lattice is completed where its outer rules are missing; a wall that is missing within it makes a merged cell.

use hayro_interpret::kurbo::{Point, Rect};

use super::ink::{Glyph, Rule};
use super::marks::{Index, SHORT_OF_WALL};
use super::page::Page;
use super::running;

/// Rules of one direction that lie no further apart, in points, are one: rounding, double lines, both sides of a box.
const SAME_LINE: f64 = 3.2;

/// Pieces of one rule that lie in one line within this many points.
const IN_LINE: f64 = 0.8;

/// A gap in a rule that is no wider, in points, is closed: the corner of a box.
const GAP: f64 = 2.0;

/// A gap that is no wider, in points, is closed beside a short piece: a dashed or dotted line.
const DASH_GAP: f64 = 4.5;

/// The longest piece of a dashed line, in points.
const LONGEST_DASH: f64 = 12.0;

/// A rule that reaches another within this many points touches it.
const TOUCH: f64 = 2.2;

/// A shorter rule, in points, is a dot or a sign.
const SHORTEST_RULE: f64 = 4.0;

/// The part of a side of a cell that must be ruled to be a wall.
const WALL: f64 = 0.6;

/// Level rules that reach beyond the outermost upright one by so many points have an open cell there.
const OPEN_SIDE: f64 = 8.0;

/// A row without upright rules between two lattices is no higher than so many of their highest rows.
const BRIDGE: f64 = 1.3;

/// A row without upright rules between two lattices has words in so many columns at the least: a line of labels has two.
const COLUMNS_OF_A_BRIDGE: usize = 3;

/// Between two lines that lie no further apart, in points, no text has room.
const SLIVER: f64 = 5.0;

/// So many rows at the end of a page may be the beginning of a header.
const ROWS_OF_A_HEADER: usize = 2;

/// The most slots of one lattice. A page has no room for more.
const MAX_SLOTS: usize = 100_000;

/// A table as its rules make it.
#[derive(Debug)]
pub(super) struct Lattice {
    /// Where its columns part, from left to right, both outer sides among them.
    pub columns: Vec<f64>,
    /// Where its rows part, from above.
    pub rows: Vec<f64>,
    /// Its cells, row by row.
    pub cells: Vec<Region>,
    /// For each slot, row by row, the cell that it belongs to.
    owners: Vec<usize>,
    /// Whether it goes on from the last one of the page before, whose header the end of the page cut.
    pub goes_on: bool,
}

/// A cell of a lattice: where it begins, and how many slots it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Region {
    pub row: usize,
    pub column: usize,
    pub rowspan: usize,
    pub colspan: usize,
}

/// Gives the last table of a page and the first of the next one the same columns, where they are one table: a page may
/// end below a header that has fewer, or between two rows of a form that parts each of them otherwise.
pub(super) fn align(pages: &[Page], mut lattices: Vec<&mut Vec<Lattice>>) {
    for number in 1..lattices.len() {
        let (before, after) = lattices.split_at_mut(number);
        let (Some(above), Some(below)) =
            (before.last_mut().and_then(|page| page.last_mut()), after[0].first_mut())
        else {
            continue;
        };
        let (one, other) = (above.columns.clone(), below.columns.clone());
        if is_refined_by(&one, &other) {
            above.refine(&other);
            below.goes_on = above.rows.len() - 1 <= ROWS_OF_A_HEADER;
        } else if is_refined_by(&other, &one) {
            below.refine(&one);
        } else if have_same_ends(&one, &other) && !are_among(&one, &other) {
            let (ends, begins) = (above.bounds().y1, below.bounds().y0);
            if running::is_nothing_between((&pages[number - 1], ends), (&pages[number], begins)) {
                let all = lines(one.into_iter().chain(other).collect());
                above.refine(&all);
                below.refine(&all);
            }
        }
    }
}

/// Whether columns are all among others, which have more.
fn is_refined_by(columns: &[f64], others: &[f64]) -> bool {
    columns.len() < others.len() && have_same_ends(columns, others) && are_among(columns, others)
}

/// Whether columns are all among others.
fn are_among(columns: &[f64], others: &[f64]) -> bool {
    columns.iter().all(|place| others.iter().any(|other| (other - place).abs() <= SAME_LINE))
}

/// Whether the outer sides of two tables lie below each other.
fn have_same_ends(columns: &[f64], others: &[f64]) -> bool {
    let ends = |columns: &[f64]| columns.first().copied().zip(columns.last().copied());
    ends(columns).zip(ends(others)).is_some_and(|(one, other)| {
        (one.0 - other.0).abs() <= SAME_LINE && (one.1 - other.1).abs() <= SAME_LINE
    })
}

impl Lattice {
    /// Adds the rows of another one of the same columns, and one between the two.
    fn append(&mut self, below: Self) {
        let first = self.rows.len() - 1;
        let width = self.columns.len() - 1;
        self.cells.extend((0..width).map(|column| Region { row: first, column, rowspan: 1, colspan: 1 }));
        let moved = |cell: Region| Region { row: cell.row + first + 1, ..cell };
        self.cells.extend(below.cells.into_iter().map(moved));
        self.rows.extend(below.rows);
        self.owners = owners(&self.cells, self.rows.len() - 1, width);
    }

    /// Parts its columns where others part, its own among them.
    fn refine(&mut self, columns: &[f64]) {
        let place = |line: usize| nearest(columns, self.columns[line]).unwrap_or_default();
        for cell in &mut self.cells {
            let (from, to) = (place(cell.column), place(cell.column + cell.colspan));
            (cell.column, cell.colspan) = (from, to - from);
        }
        self.columns = columns.to_vec();
        self.owners = owners(&self.cells, self.rows.len() - 1, columns.len() - 1);
    }

    /// The room that the table takes.
    pub(super) fn bounds(&self) -> Rect {
        let side = |lines: &[f64]| {
            (lines.first().copied().unwrap_or_default(), lines.last().copied().unwrap_or_default())
        };
        let ((left, right), (top, bottom)) = (side(&self.columns), side(&self.rows));
        Rect::new(left, top, right, bottom)
    }

    /// The room of a cell.
    pub(super) fn room(&self, cell: usize) -> Rect {
        let Some(region) = self.cells.get(cell) else { return Rect::ZERO };
        Rect::new(
            self.columns[region.column],
            self.rows[region.row],
            self.columns[region.column + region.colspan],
            self.rows[region.row + region.rowspan],
        )
    }

    /// The cell that holds a point of the table.
    pub(super) fn cell_at(&self, x: f64, y: f64) -> usize {
        let slot = |lines: &[f64], value: f64| {
            let after = lines.partition_point(|line| *line <= value);
            after.saturating_sub(1).min(lines.len().saturating_sub(2))
        };
        let (row, column) = (slot(&self.rows, y), slot(&self.columns, x));
        self.owners.get(row * (self.columns.len() - 1) + column).copied().unwrap_or_default()
    }
}

/// What the rules of a page make.
#[derive(Debug, Default)]
pub(super) struct Lattices {
    /// Tables, from above and from left to right.
    pub tables: Vec<Lattice>,
    /// The rules that are part of none.
    pub loose: Vec<Rule>,
    /// Short ones among words: they part nothing.
    pub short: Vec<Rule>,
}

/// The tables that rules make.
pub(super) fn lattices(rules: &[Rule], glyphs: &[Glyph]) -> Lattices {
    let joined = joined(rules);
    let uprights: Vec<Rule> = joined.iter().filter(|rule| rule.upright).copied().collect();
    let index = Index::of(glyphs);
    let is_short = |rule: &Rule| {
        !rule.upright && (rule.to - rule.from < SHORTEST_RULE || index.is_among_words(rule, &uprights))
    };
    let (short, mut rules): (Vec<Rule>, Vec<Rule>) = joined.into_iter().partition(is_short);
    rules.retain(|rule| rule.to - rule.from >= SHORTEST_RULE);
    let mut found = Lattices { short, ..Lattices::default() };
    for group in groups(&rules) {
        match of_group(&group, glyphs) {
            Some(lattice) => found.tables.push(lattice),
            None => found.loose.extend(group),
        }
    }
    sort(&mut found.tables);
    found.tables = bridged(found.tables, glyphs);
    found
}

/// Sorts tables from above and from left to right.
pub(super) fn sort(tables: &mut [Lattice]) {
    tables.sort_by(|one, other| {
        let (one, other) = (one.bounds(), other.bounds());
        one.y0.total_cmp(&other.y0).then(one.x0.total_cmp(&other.x0))
    });
}

/// Lattices of the same columns with one row between them that has no upright rules, put together.
fn bridged(lattices: Vec<Lattice>, glyphs: &[Glyph]) -> Vec<Lattice> {
    let mut found: Vec<Lattice> = Vec::new();
    for lattice in lattices {
        match found.last_mut() {
            Some(above) if is_bridge(above, &lattice, glyphs) => above.append(lattice),
            _ => found.push(lattice),
        }
    }
    found
}

/// Whether what stands between two lattices is a row of both: no higher than those beside it, with words in several of
/// their columns, none of which reaches into another.
fn is_bridge(above: &Lattice, below: &Lattice, glyphs: &[Glyph]) -> bool {
    let same = above.columns.len() == below.columns.len()
        && above.columns.iter().zip(&below.columns).all(|(one, other)| (one - other).abs() <= SAME_LINE);
    let (room, next) = (above.bounds(), below.bounds());
    let rows = above.rows.windows(2).chain(below.rows.windows(2)).map(|row| row[1] - row[0]);
    let highest = rows.fold(0.0, f64::max);
    let height = next.y0 - room.y1;
    if !same || height <= 0.0 || height > highest * BRIDGE {
        return false;
    }
    let between = Rect::new(room.x0, room.y1, room.x1, next.y0);
    let inner = &above.columns[1..above.columns.len() - 1];
    let mut filled: Vec<usize> = Vec::new();
    for glyph in glyphs.iter().filter(|glyph| between.contains(glyph.bounds.center())) {
        if inner.iter().any(|side| glyph.bounds.x0 + TOUCH < *side && *side < glyph.bounds.x1 - TOUCH) {
            return false;
        }
        filled.push(inner.iter().take_while(|side| **side < glyph.bounds.center().x).count());
    }
    filled.sort_unstable();
    filled.dedup();
    filled.len() >= COLUMNS_OF_A_BRIDGE
}

/// Rules whose pieces are put together.
fn joined(rules: &[Rule]) -> Vec<Rule> {
    let mut sorted = rules.to_vec();
    sorted.sort_by(|one, other| one.upright.cmp(&other.upright).then(one.at.total_cmp(&other.at)));
    let uprights = &sorted[sorted.partition_point(|rule| !rule.upright)..];
    let mut found: Vec<Rule> = Vec::new();
    let mut rest = sorted.as_slice();
    while let Some(first) = rest.first() {
        let in_line = |rule: &Rule| rule.upright == first.upright && rule.at - first.at <= IN_LINE;
        let end = rest.partition_point(in_line);
        let mut line = rest[..end].to_vec();
        line.sort_by(|one, other| one.from.total_cmp(&other.from));
        let walls: &[Rule] = if first.upright { &[] } else { uprights };
        push_joined(&mut found, &line, walls);
        rest = &rest[end..];
    }
    found
}

/// Puts the pieces of one line together that meet, sorted by where they begin. Two that end before a wall between them
/// do not.
fn push_joined(found: &mut Vec<Rule>, line: &[Rule], walls: &[Rule]) {
    let mut open: Option<Rule> = None;
    // How long the piece was that came last.
    let mut last = 0.0;
    for piece in line {
        let length = piece.to - piece.from;
        let gap = if length.min(last) <= LONGEST_DASH { DASH_GAP } else { GAP };
        match &mut open {
            Some(rule) if piece.from - rule.to <= gap && !is_parted(rule, piece, walls) => {
                rule.to = rule.to.max(piece.to);
            }
            _ => found.extend(open.replace(*piece)),
        }
        last = length;
    }
    found.extend(open);
}

/// Whether a wall lies between two pieces of a line that neither of them reaches.
fn is_parted(before: &Rule, piece: &Rule, walls: &[Rule]) -> bool {
    piece.from > before.to
        && walls.iter().any(|wall| {
            let reach = wall.thick / 2.0 + SHORT_OF_WALL;
            wall.from <= piece.at
                && piece.at <= wall.to
                && before.to + reach < wall.at
                && wall.at < piece.from - reach
        })
}

/// The rules in groups that touch.
fn groups(rules: &[Rule]) -> Vec<Vec<Rule>> {
    let mut group: Vec<usize> = (0..rules.len()).collect();
    let uprights = rules.partition_point(|rule| !rule.upright);
    for (number, level) in rules[..uprights].iter().enumerate() {
        for (other, upright) in rules.iter().enumerate().skip(uprights) {
            if touches(level, upright) {
                let (one, other) = (root(&mut group, number), root(&mut group, other));
                group[one.max(other)] = one.min(other);
            }
        }
    }
    let mut found: Vec<Vec<Rule>> = vec![Vec::new(); rules.len()];
    for (number, rule) in rules.iter().enumerate() {
        let root = root(&mut group, number);
        found[root].push(*rule);
    }
    found.retain(|group| !group.is_empty());
    found
}

fn touches(level: &Rule, upright: &Rule) -> bool {
    level.from - TOUCH <= upright.at
        && upright.at <= level.to + TOUCH
        && upright.from - TOUCH <= level.at
        && level.at <= upright.to + TOUCH
}

/// The first of those that are one with this one.
fn root(group: &mut [usize], number: usize) -> usize {
    let mut at = number;
    while group[at] != at {
        group[at] = group[group[at]];
        at = group[at];
    }
    at
}

/// The table that a group of rules makes, if it makes one: it has two cells at least.
pub(super) fn of_group(group: &[Rule], glyphs: &[Glyph]) -> Option<Lattice> {
    let of = |upright: bool| group.iter().filter(move |rule| rule.upright == upright);
    let mut rows = lines(of(false).map(|rule| rule.at).collect());
    let mut columns = lines(of(true).map(|rule| rule.at).collect());
    if rows.is_empty() || columns.is_empty() {
        return None;
    }
    complete(&mut columns, &of(false).copied().collect::<Vec<_>>());
    complete(&mut rows, &of(true).copied().collect::<Vec<_>>());
    let room = Rect::new(columns[0], rows[0], columns[columns.len() - 1], rows[rows.len() - 1]);
    let within: Vec<Point> =
        glyphs.iter().map(|glyph| glyph.bounds.center()).filter(|middle| room.contains(*middle)).collect();
    without_slivers(&mut columns, &of(true).copied().collect::<Vec<_>>(), within.iter().map(|at| at.x));
    without_slivers(&mut rows, &of(false).copied().collect::<Vec<_>>(), within.iter().map(|at| at.y));
    if rows.len() < 2 || columns.len() < 2 || (rows.len() - 1) * (columns.len() - 1) > MAX_SLOTS {
        return None;
    }
    let level = walls(&rows, &columns, of(false));
    let upright = walls(&columns, &rows, of(true));
    let regions = regions(rows.len() - 1, columns.len() - 1, &level, &upright);
    let lattice = compressed(&rows, &columns, &regions);
    (lattice.cells.len() > 1).then_some(lattice)
}

/// The places of lines, those that lie close together being one.
fn lines(mut places: Vec<f64>) -> Vec<f64> {
    places.sort_by(f64::total_cmp);
    let mut found: Vec<(f64, f64)> = Vec::new();
    for place in places {
        match found.last_mut() {
            Some((first, last)) if place - *first <= SAME_LINE => *last = place,
            _ => found.push((place, place)),
        }
    }
    found.into_iter().map(|(first, last)| f64::midpoint(first, last)).collect()
}

/// Takes out lines beside which is no room for text, and none: of a table within a cell, whose sides lie beside those of
/// the cell. Of the two lines the one stays that is ruled for longer.
fn without_slivers(lines: &mut Vec<f64>, rules: &[Rule], texts: impl Iterator<Item = f64>) {
    let narrow = |lines: &[f64]| lines.windows(2).any(|pair| pair[1] - pair[0] <= SLIVER);
    if !narrow(lines) {
        return;
    }
    let mut texts: Vec<f64> = texts.collect();
    texts.sort_by(f64::total_cmp);
    let covered = |line: f64| {
        let own = rules.iter().filter(|rule| (rule.at - line).abs() <= SAME_LINE / 2.0);
        own.map(|rule| rule.to - rule.from).sum::<f64>()
    };
    let mut kept: Vec<f64> = Vec::new();
    for line in lines.drain(..) {
        let is_sliver = kept.last().is_some_and(|last| {
            let texts = &texts[texts.partition_point(|text| text < last)..];
            line - last <= SLIVER && texts.first().is_none_or(|text| *text > line)
        });
        match kept.last_mut() {
            Some(last) if is_sliver => {
                if covered(line) > covered(*last) {
                    *last = line;
                }
            }
            _ => kept.push(line),
        }
    }
    *lines = kept;
}

/// Adds the outer sides that are missing: two rules or more end at one place beyond the outermost that crosses them.
fn complete(sides: &mut Vec<f64>, crossing: &[Rule]) {
    let (Some(first), Some(last)) = (sides.first().copied(), sides.last().copied()) else { return };
    let starts = crossing.iter().map(|rule| rule.from).filter(|from| first - from > OPEN_SIDE).collect();
    let ends = crossing.iter().map(|rule| rule.to).filter(|to| to - last > OPEN_SIDE).collect();
    if let Some(place) = shared(starts) {
        sides.insert(0, place);
    }
    if let Some(place) = shared(ends) {
        sides.push(place);
    }
}

/// The place that two of these or more share, if one does.
fn shared(mut places: Vec<f64>) -> Option<f64> {
    places.sort_by(f64::total_cmp);
    let pair = places.windows(2).find(|pair| pair[1] - pair[0] <= SAME_LINE)?;
    Some(f64::midpoint(pair[0], pair[1]))
}

/// Which sides of slots are ruled: for each of the lines, the stretches between the places that cross them.
fn walls<'r>(lines: &[f64], crossing: &[f64], rules: impl Iterator<Item = &'r Rule>) -> Vec<Vec<bool>> {
    let mut covered = vec![vec![0.0; crossing.len() - 1]; lines.len()];
    for rule in rules {
        let Some(line) = nearest(lines, rule.at) else { continue };
        for (stretch, covered) in covered[line].iter_mut().enumerate() {
            let (from, to) = (crossing[stretch], crossing[stretch + 1]);
            let part = (rule.to.min(to) - rule.from.max(from)).max(0.0) / (to - from);
            // Two lines of a double one cover it once.
            *covered = part.max(*covered);
        }
    }
    let is_wall = |covered: Vec<f64>| covered.into_iter().map(|part| part >= WALL).collect();
    covered.into_iter().map(is_wall).collect()
}

/// The line that lies nearest to a place.
fn nearest(lines: &[f64], place: f64) -> Option<usize> {
    let distance = |line: &f64| (line - place).abs();
    (0..lines.len()).min_by(|one, other| distance(&lines[*one]).total_cmp(&distance(&lines[*other])))
}

/// The cells of a grid of slots with walls between them, row by row. One whose missing walls make it no box is cut into
/// boxes, row by row.
fn regions(rows: usize, columns: usize, level: &[Vec<bool>], upright: &[Vec<bool>]) -> Vec<Region> {
    let mut group: Vec<usize> = (0..rows * columns).collect();
    let mut unite = |one: usize, other: usize| {
        let (one, other) = (root(&mut group, one), root(&mut group, other));
        group[one.max(other)] = one.min(other);
    };
    for row in 0..rows {
        for column in 0..columns {
            let slot = row * columns + column;
            if column + 1 < columns && !upright[column + 1][row] {
                unite(slot, slot + 1);
            }
            if row + 1 < rows && !level[row + 1][column] {
                unite(slot, slot + columns);
            }
        }
    }
    let mut found: Vec<Region> = Vec::new();
    // The cells of each group that may still grow downwards.
    let mut open: Vec<Vec<usize>> = vec![Vec::new(); rows * columns];
    for row in 0..rows {
        let mut column = 0;
        while column < columns {
            let owner = root(&mut group, row * columns + column);
            let run = (column..columns)
                .take_while(|column| root(&mut group, row * columns + column) == owner)
                .count();
            let grows = |number: &&usize| {
                let region: &Region = &found[**number];
                region.column == column && region.colspan == run && region.row + region.rowspan == row
            };
            if let Some(number) = open[owner].iter().find(grows).copied() {
                found[number].rowspan += 1;
            } else {
                open[owner].push(found.len());
                found.push(Region { row, column, rowspan: 1, colspan: run });
            }
            column += run;
        }
    }
    found
}

/// The lattice without the lines at which no cell begins or ends.
fn compressed(rows: &[f64], columns: &[f64], regions: &[Region]) -> Lattice {
    let used = |lines: &[f64], sides: &dyn Fn(&Region) -> [usize; 2]| {
        let mut used = vec![false; lines.len()];
        for side in regions.iter().flat_map(sides) {
            used[side] = true;
        }
        used
    };
    let used_rows = used(rows, &|region| [region.row, region.row + region.rowspan]);
    let used_columns = used(columns, &|region| [region.column, region.column + region.colspan]);
    let rank = |used: &[bool], line: usize| used[..line].iter().filter(|used| **used).count();
    let kept = |lines: &[f64], used: &[bool]| {
        lines.iter().zip(used).filter(|(_, used)| **used).map(|(line, _)| *line).collect::<Vec<f64>>()
    };
    let (row_lines, column_lines) = (kept(rows, &used_rows), kept(columns, &used_columns));
    let mut cells: Vec<Region> = regions
        .iter()
        .map(|region| {
            let (row, column) = (rank(&used_rows, region.row), rank(&used_columns, region.column));
            Region {
                row,
                column,
                rowspan: rank(&used_rows, region.row + region.rowspan) - row,
                colspan: rank(&used_columns, region.column + region.colspan) - column,
            }
        })
        .collect();
    cells.sort_unstable();
    let owners = owners(&cells, row_lines.len().saturating_sub(1), column_lines.len().saturating_sub(1));
    Lattice { columns: column_lines, rows: row_lines, cells, owners, goes_on: false }
}

/// For each slot, row by row, the cell that it belongs to.
fn owners(cells: &[Region], height: usize, width: usize) -> Vec<usize> {
    let mut owners = vec![0; width * height];
    for (number, cell) in cells.iter().enumerate() {
        for row in cell.row..cell.row + cell.rowspan {
            owners[row * width + cell.column..row * width + cell.column + cell.colspan].fill(number);
        }
    }
    owners
}
