//! Tables without upright rules: lines whose words stand below each other in columns that a gutter parts.

use std::ops::Range;

use hayro_interpret::kurbo::Rect;

use super::ink::{Glyph, Rule};
use super::page::Page;
use super::ruled::raw;
use super::spelling::{Line, bounds};
use crate::model::{Cell, Raw, Row, Table};

/// A gap in a line that is wider, in em, parts what may stand in two columns.
const GAP_OF_PARTS: f64 = 1.0;

/// A gutter between two columns is no narrower, in em.
const NARROWEST_GUTTER: f64 = 0.28;

/// The part of the lines that may cross a gutter: totals and headings of several columns do.
const CROSSING: f64 = 0.2;

/// So many lines with several parts, or more, make a table.
const FEWEST_ROWS: usize = 3;

/// A table between two rules has so many columns at the least.
const COLUMNS_BETWEEN_RULES: usize = 2;

/// A table without any rule has so many columns at the least: two are what a list has.
const COLUMNS_WITHOUT_RULES: usize = 3;

/// Rows stand no further apart, in their size.
const ROW_SPACING: f64 = 3.6;

/// Rules of one table begin and end within so many points.
const SAME_ENDS: f64 = 4.0;

/// Glyphs with a narrower gap, in em, are one word for the columns.
const GAP_IN_WORD: f64 = 0.25;

/// Lines that stand no further apart, in their size, lie over each other: they are lines of two cells of one row, each of
/// which has its middle there.
const OVERLAP: f64 = 0.9;

/// A text without others in its line is the next line of a cell where the row that it is nearer to is this part as far
/// away as the other one, or less.
const NEARER: f64 = 0.75;

/// A table without upright rules.
#[derive(Debug)]
pub(super) struct Aligned {
    pub bounds: Rect,
    pub table: Table<Raw>,
    /// Whether its columns are less than certain.
    pub unsure: bool,
}

/// The tables that lines make, and the lines that are part of none. `rules` are the rules that are part of no lattice.
pub(super) fn tables(page: &Page, lines: Vec<Line>, rules: &[Rule]) -> (Vec<Aligned>, Vec<Line>) {
    let mut found = Vec::new();
    let mut rest = Vec::new();
    for group in groups(lines, true) {
        let between = is_between_rules(&group, rules);
        let (labels, lines) = without_labels(group);
        if let Some(table) = table(page, &lines, between, true) {
            rest.extend(labels);
            found.push(table);
            continue;
        }
        // Without cells of several lines each line is a row.
        for group in groups(labels.into_iter().chain(lines).collect(), false) {
            let between = is_between_rules(&group, rules);
            let (labels, lines) = without_labels(group);
            rest.extend(labels);
            match table(page, &lines, between, false) {
                Some(table) => found.push(table),
                None => rest.extend(lines),
            }
        }
    }
    rest.sort_by(|one, other| one.baseline.total_cmp(&other.baseline));
    (found, rest)
}

/// How many parts a line has.
fn parts(line: &Line) -> usize {
    line.clone().parts(GAP_OF_PARTS).len()
}

/// Lines in groups that may be tables: those with several parts that stand close below each other. A line with one part
/// may stand between two of them, and where cells may have several lines, over one of them.
fn groups(lines: Vec<Line>, have_lines: bool) -> Vec<Vec<Line>> {
    let counts: Vec<usize> = lines.iter().map(parts).collect();
    let counts: Vec<usize> = (0..lines.len())
        .map(|number| {
            let beside = |other: usize| {
                let is_row = counts.get(other).is_some_and(|count| *count > 1);
                is_row && lie_over(&lines[number], &lines[other])
            };
            let is_of_row = have_lines && (beside(number + 1) || number.checked_sub(1).is_some_and(beside));
            if is_of_row { counts[number].max(2) } else { counts[number] }
        })
        .collect();
    let mut groups: Vec<Vec<Line>> = Vec::new();
    let mut last_is_row = false;
    for (number, line) in lines.into_iter().enumerate() {
        let is_row = counts[number] > 1;
        let is_between = last_is_row && counts.get(number + 1).is_some_and(|count| *count > 1);
        let near = groups
            .last()
            .and_then(|group| group.last())
            .is_some_and(|above| line.baseline - above.baseline <= above.size.max(line.size) * ROW_SPACING);
        match groups.last_mut() {
            Some(group) if near && last_is_row && (is_row || is_between) => group.push(line),
            _ => groups.push(vec![line]),
        }
        last_is_row = is_row || (near && is_between);
    }
    groups
}

/// Whether two lines lie over each other.
fn lie_over(one: &Line, other: &Line) -> bool {
    (one.baseline - other.baseline).abs() < one.size.min(other.size) * OVERLAP
}

/// Whether lines stand between two level rules of one length.
fn is_between_rules(group: &[Line], rules: &[Rule]) -> bool {
    let (Some(first), Some(last)) = (group.first(), group.last()) else { return false };
    let spans = |rule: &&Rule| {
        let room = first.bounds().union(last.bounds());
        !rule.upright && rule.from <= room.x0 + SAME_ENDS && rule.to >= room.x1 - SAME_ENDS
    };
    rules.iter().filter(spans).any(|above| {
        above.at <= first.baseline
            && rules.iter().filter(spans).any(|below| {
                below.at > above.at
                    && below.at >= first.baseline
                    && (below.from - above.from).abs() <= SAME_ENDS
                    && (below.to - above.to).abs() <= SAME_ENDS
            })
    })
}

/// The lines of labels above a table, `编制单位：…　单位：万元`, and the lines below them.
fn without_labels(mut group: Vec<Line>) -> (Vec<Line>, Vec<Line>) {
    let is_label = |line: &Line| {
        line.clone().parts(GAP_OF_PARTS).iter().any(|part| part.words().plain.contains(['：', ':']))
    };
    let count = group.iter().take_while(|line| is_label(line)).count();
    let below = group.split_off(count);
    (group, below)
}

/// Whether a part of a line is a number with decimals or groups, or a code.
pub(super) fn is_number(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || ".,-−－()（）%△ ".contains(c))
}

/// The table that lines make, if they make one, whose cells may have several lines.
fn table(page: &Page, group: &[Line], ruled: bool, have_lines: bool) -> Option<Aligned> {
    let holds_number =
        |line: &Line| line.clone().parts(GAP_OF_PARTS).iter().any(|part| is_number(&part.words().plain));
    let numbered: Vec<bool> = group.iter().map(holds_number).collect();
    let first_body = numbered.iter().position(|numbered| *numbered)?;
    let rows = group.iter().filter(|line| parts(line) > 1).count();
    if rows < FEWEST_ROWS || numbered.iter().filter(|numbered| **numbered).count() < 2 {
        return None;
    }
    let body = &group[first_body..];
    let size = body.iter().map(|line| line.size).fold(0.0, f64::max);
    let words: Vec<Vec<(f64, f64)>> = body.iter().map(|line| words_of(line, size)).collect();
    let columns = columns(&words, size);
    let fewest = if ruled { COLUMNS_BETWEEN_RULES } else { COLUMNS_WITHOUT_RULES };
    if columns.len() < fewest {
        return None;
    }
    let cuts: Vec<f64> = columns.windows(2).map(|pair| f64::midpoint(pair[0].1, pair[1].0)).collect();
    let mut unsure = !ruled;
    let mut table = Table::default();
    let rows = if have_lines {
        rows_of(group, &numbered, first_body)
    } else {
        (0..group.len()).map(|line| line..line + 1).collect()
    };
    // Where words of one column lie over each other it is none, and nothing is known of its cells.
    if have_lines && collide(body, &cuts) {
        return None;
    }
    for rows in rows {
        let lines = &group[rows.clone()];
        if let [line] = lines {
            let slots = if rows.start < first_body {
                header_slots(line, &columns)
            } else {
                body_slots(line, &cuts, columns.len())
            };
            let slots = slots.unwrap_or_else(|| {
                unsure = true;
                slots_over(line, &columns)
            });
            table.rows.push(row(page, line, slots));
        } else {
            unsure = true;
            table.rows.push(row_of_lines(page, lines, &cuts));
        }
    }
    let bounds = group.iter().map(Line::bounds).reduce(|all, line| all.union(line))?;
    table.at = page.place(bounds);
    Some(Aligned { bounds, table, unsure })
}

/// The lines of each row: one, and those of its cells that have several. The first row with a number is given.
fn rows_of(group: &[Line], numbered: &[bool], first_body: usize) -> Vec<Range<usize>> {
    let step = |upper: usize| group[upper + 1].baseline - group[upper].baseline;
    let is_lone: Vec<bool> =
        group.iter().zip(numbered).map(|(line, numbered)| !numbered && parts(line) == 1).collect();
    let joins = |upper: usize| {
        if lie_over(&group[upper], &group[upper + 1]) {
            return !(numbered[upper] && numbered[upper + 1]);
        }
        let below = (upper + 2 < group.len()).then(|| step(upper + 1));
        let above = upper.checked_sub(1).filter(|above| *above >= first_body).map(step);
        let is_nearer = |other: Option<f64>| other.is_some_and(|other| step(upper) <= other * NEARER);
        (is_lone[upper + 1] && !is_lone[upper] && is_nearer(below))
            || (is_lone[upper] && !is_lone[upper + 1] && is_nearer(above))
    };
    // What lies over the first row is part of it, though it has no number.
    let mut start = first_body;
    while start > 0 && is_lone[start - 1] && lie_over(&group[start - 1], &group[start]) {
        start -= 1;
    }
    let mut rows: Vec<Range<usize>> = (0..start).map(|line| line..line + 1).collect();
    while start < group.len() {
        let last = (start..group.len() - 1).find(|upper| !joins(*upper)).unwrap_or(group.len() - 1);
        let found = start..last + 1;
        // Two numbers below each other are two rows, and no number is none.
        if numbered[found.clone()].iter().filter(|numbered| **numbered).count() == 1 {
            rows.push(found);
        } else {
            rows.extend(found.map(|line| line..line + 1));
        }
        start = last + 1;
    }
    rows
}

/// Whether lines that lie over each other have words in one column.
fn collide(lines: &[Line], cuts: &[f64]) -> bool {
    let columns = |line: &Line| -> Vec<usize> {
        let parts = line.clone().parts(GAP_IN_WORD).into_iter();
        parts.map(|part| column_at(cuts, bounds(&part.glyphs).center().x)).collect()
    };
    lines.windows(2).any(|pair| {
        let upper = columns(&pair[0]);
        lie_over(&pair[0], &pair[1]) && columns(&pair[1]).iter().any(|column| upper.contains(column))
    })
}

/// The column that a place is in.
fn column_at(cuts: &[f64], x: f64) -> usize {
    cuts.iter().take_while(|cut| **cut <= x).count()
}

/// A row of several lines, whose cells have one or more of them.
fn row_of_lines(page: &Page, lines: &[Line], cuts: &[f64]) -> Row<Raw> {
    let mut columns: Vec<Vec<Glyph>> = vec![Vec::new(); cuts.len() + 1];
    for line in lines {
        for part in line.clone().parts(GAP_IN_WORD) {
            columns[column_at(cuts, bounds(&part.glyphs).center().x)].extend(part.glyphs);
        }
    }
    let whole = lines.iter().map(Line::bounds).reduce(|all, line| all.union(line)).unwrap_or_default();
    let at = page.place(whole);
    let mut cells = Vec::new();
    for (column, glyphs) in columns.into_iter().enumerate() {
        let mut cell = Cell::new(Raw::Plain(String::new()), at.clone());
        if !glyphs.is_empty() {
            let room = bounds(&glyphs);
            cell = Cell::new(raw(super::cell::read(glyphs, room).words), page.place(room));
        }
        cell.column = column;
        cells.push(cell);
    }
    Row { at, cells, ..Row::default() }
}

/// Where the words of a line begin and end in a table whose letters have a size.
pub(super) fn words_of(line: &Line, size: f64) -> Vec<(f64, f64)> {
    words(&line.glyphs, GAP_IN_WORD * size)
}

/// Where the columns of rows begin and end, whose words begin and end so.
pub(super) fn columns(body: &[Vec<(f64, f64)>], size: f64) -> Vec<(f64, f64)> {
    // Where words begin and end, and how many rows have one there.
    let mut steps: Vec<(f64, bool)> = Vec::new();
    for word in body.iter().flatten() {
        steps.push((word.0, true));
        steps.push((word.1, false));
    }
    steps.sort_by(|one, other| one.0.total_cmp(&other.0).then(other.1.cmp(&one.1)));
    let most = allowed(body.len());
    let mut found: Vec<(f64, f64)> = Vec::new();
    let mut depth = 0_usize;
    let mut gap_from: Option<f64> = None;
    for (at, begins) in steps {
        let before = depth;
        depth = if begins { depth + 1 } else { depth.saturating_sub(1) };
        if before <= most && depth > most {
            match (gap_from, found.last_mut()) {
                // A gap that is too narrow is none.
                (Some(from), Some(column)) if at - from < NARROWEST_GUTTER * size => {
                    column.1 = column.1.max(at);
                }
                _ => found.push((at, at)),
            }
        }
        if before > most && depth <= most {
            gap_from = Some(at);
            if let Some(column) = found.last_mut() {
                column.1 = at;
            }
        }
    }
    found
}

/// How many of so many lines may cross a gutter.
fn allowed(lines: usize) -> usize {
    /// With fewer lines none may.
    const FEWEST: usize = 4;
    if lines < FEWEST { 0 } else { share(lines, CROSSING).max(1) }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a part of a small count"
)]
fn share(count: usize, part: f64) -> usize {
    (count as f64 * part) as usize
}

/// Where the words of a line begin and end.
fn words(glyphs: &[Glyph], gap: f64) -> Vec<(f64, f64)> {
    let mut found: Vec<(f64, f64)> = Vec::new();
    for glyph in glyphs {
        match found.last_mut() {
            Some(word) if glyph.bounds.x0 - word.1 <= gap => word.1 = word.1.max(glyph.bounds.x1),
            _ => found.push((glyph.bounds.x0, glyph.bounds.x1)),
        }
    }
    found
}

/// What stands in a slot: its first column, how many it takes, and its glyphs.
type Slot = (usize, usize, Vec<Glyph>);

/// The cells of a line of the body; `None` where two texts would stand in one column, or a text in several that is not
/// the first of its line.
fn body_slots(line: &Line, cuts: &[f64], width: usize) -> Option<Vec<Slot>> {
    let mut slots: Vec<Slot> = Vec::new();
    for glyph in &line.glyphs {
        let column = cuts.iter().take_while(|cut| **cut <= glyph.bounds.center().x).count().min(width - 1);
        let joins = slots
            .last()
            .and_then(|(_, _, glyphs)| glyphs.last())
            .is_some_and(|last| glyph.bounds.x0 - last.bounds.x1 <= GAP_IN_WORD * line.size);
        match slots.last_mut() {
            Some((first, colspan, glyphs)) if joins || *first + *colspan > column => {
                *colspan = (*colspan).max(column + 1 - *first);
                glyphs.push(glyph.clone());
            }
            _ => slots.push((column, 1, vec![glyph.clone()])),
        }
    }
    let is_sound = slots.iter().enumerate().all(|(number, (_, colspan, _))| number == 0 || *colspan == 1);
    is_sound.then_some(slots)
}

/// The cells of a line whose words keep to no column: each of its parts takes all columns that it lies over, those behind
/// the part before it.
fn slots_over(line: &Line, columns: &[(f64, f64)]) -> Vec<Slot> {
    let mut slots: Vec<Slot> = Vec::new();
    for part in line.clone().parts(GAP_OF_PARTS) {
        let room = bounds(&part.glyphs);
        let free = slots.last().map_or(0, |(first, colspan, _)| first + colspan);
        let first = columns.iter().take_while(|column| column.1 <= room.x0).count().max(free);
        if first >= columns.len() {
            // No column is left: what stands here is part of the last text.
            match slots.last_mut() {
                Some((.., glyphs)) => glyphs.extend(part.glyphs),
                None => slots.push((columns.len() - 1, 1, part.glyphs)),
            }
            continue;
        }
        let over = columns[first..].iter().take_while(|column| column.0 < room.x1).count().max(1);
        slots.push((first, over, part.glyphs));
    }
    slots
}

/// The cells of a line of the header: each of its parts heads the columns that it lies over, or the nearest.
fn header_slots(line: &Line, columns: &[(f64, f64)]) -> Option<Vec<Slot>> {
    let mut slots: Vec<Slot> = Vec::new();
    for part in line.clone().parts(GAP_OF_PARTS) {
        let room = bounds(&part.glyphs);
        let over = |column: &(f64, f64)| (room.x1.min(column.1) - room.x0.max(column.0)).max(0.0);
        let distance =
            |column: &(f64, f64)| (f64::midpoint(column.0, column.1) - room.center().x).abs() - over(column);
        let free = slots.last().map_or(0, |(first, colspan, _)| first + colspan);
        let nearest = (free..columns.len())
            .min_by(|one, other| distance(&columns[*one]).total_cmp(&distance(&columns[*other])))?;
        slots.push((nearest, 1, part.glyphs));
    }
    Some(slots)
}

/// A row of these cells, with blank ones between them.
fn row(page: &Page, line: &Line, slots: Vec<Slot>) -> Row<Raw> {
    let at = page.place(line.bounds());
    let mut cells: Vec<Cell<Raw>> = Vec::new();
    let mut next = 0;
    for (column, colspan, glyphs) in slots {
        for column in next..column {
            cells.push(Cell { column, ..Cell::new(Raw::Plain(String::new()), at.clone()) });
        }
        let place = page.place(bounds(&glyphs));
        let text = raw(Line::of(glyphs).words());
        cells.push(Cell { column, colspan, ..Cell::new(text, place) });
        next = column + colspan;
    }
    Row { at, cells, ..Row::default() }
}
