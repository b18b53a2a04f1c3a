//! Tables with level rules alone whose cells have several lines: what stands between two rules is a row, and columns
//! part where the words of all rows leave a gap.

use hayro_interpret::kurbo::Rect;

use super::aligned::{columns, is_number, words_of};
use super::ink::{Glyph, Rule, Turn};
use super::lattice::{self, Lattice};
use super::spelling::{self, Line};

/// Rules of one table begin and end within so many points.
const SAME_ENDS: f64 = 4.0;

/// Rules that lie no further apart, in points, are one.
const SAME_LEVEL: f64 = 3.2;

/// A table has so many rows at the least.
const FEWEST_BANDS: usize = 3;

/// How many columns a table has: two are what a list has, and no page has room for more than these.
const COLUMNS: std::ops::Range<usize> = 3..65;

/// A row is no higher, in points: what lies further apart are two tables.
const HIGHEST_BAND: f64 = 240.0;

/// A page with more rules has no table that is looked for here: each of them would be held against all others.
const MOST_RULES: usize = 1_000;

/// A page with more glyphs is looked at no further; a full one has two thousand.
const MOST_GLYPHS: usize = 10_000;

/// So many places between two columns are weighed against each other.
const MOST_PLACES: usize = 64;

/// Level rules that lie at one height.
struct Level {
    at: f64,
    pieces: Vec<Rule>,
}

impl Level {
    fn spans(&self, from: f64, to: f64) -> bool {
        self.pieces
            .iter()
            .any(|piece| (piece.from - from).abs() <= SAME_ENDS && (piece.to - to).abs() <= SAME_ENDS)
    }

    fn is_within(&self, from: f64, to: f64) -> bool {
        self.pieces.iter().all(|piece| piece.from >= from - SAME_ENDS && piece.to <= to + SAME_ENDS)
    }
}

/// The tables that level rules make. Their rules are taken from `rules`, which are part of no other table.
pub(super) fn tables(rules: &mut Vec<Rule>, glyphs: &[Glyph]) -> Vec<Lattice> {
    if rules.len() > MOST_RULES || glyphs.len() > MOST_GLYPHS {
        return Vec::new();
    }
    let mut found = Vec::new();
    let levels = levels(rules);
    let mut rest = levels.as_slice();
    while let Some(first) = rest.first() {
        let count = first.pieces.iter().map(|piece| block(rest, piece)).max().unwrap_or(1);
        if let Some(lattice) = table(&rest[..count], glyphs) {
            let bounds = lattice.bounds().inflate(SAME_ENDS, SAME_LEVEL);
            rules.retain(|rule| {
                rule.upright || rule.at < bounds.y0 || rule.at > bounds.y1 || rule.to < bounds.x0
            });
            found.push(lattice);
        }
        rest = &rest[count..];
    }
    found
}

/// The level rules by their heights, from above.
fn levels(rules: &[Rule]) -> Vec<Level> {
    let mut level: Vec<Rule> = rules.iter().filter(|rule| !rule.upright).copied().collect();
    level.sort_by(|one, other| one.at.total_cmp(&other.at));
    let mut found: Vec<Level> = Vec::new();
    for rule in level {
        match found.last_mut() {
            Some(last) if rule.at - last.at <= SAME_LEVEL => last.pieces.push(rule),
            _ => found.push(Level { at: rule.at, pieces: vec![rule] }),
        }
    }
    found
}

/// How many levels make one table with a rule of the first one: up to the last one that is as long.
fn block(levels: &[Level], first: &Rule) -> usize {
    let mut count = 1;
    for (number, pair) in levels.windows(2).enumerate() {
        let below = &pair[1];
        if below.at - pair[0].at > HIGHEST_BAND || !below.is_within(first.from, first.to) {
            break;
        }
        if below.spans(first.from, first.to) {
            count = number + 2;
        }
    }
    count
}

/// The table between levels, if what stands between each two of them is one row, and some row has several lines.
fn table(levels: &[Level], glyphs: &[Glyph]) -> Option<Lattice> {
    if levels.len() <= FEWEST_BANDS {
        return None;
    }
    let pieces = || levels.iter().flat_map(|level| &level.pieces);
    let from = pieces().map(|piece| piece.from).fold(f64::INFINITY, f64::min);
    let to = pieces().map(|piece| piece.to).fold(f64::NEG_INFINITY, f64::max);
    let bands: Vec<Vec<Line>> = levels
        .windows(2)
        .map(|pair| {
            let room = Rect::new(from, pair[0].at, to, pair[1].at);
            let own = glyphs.iter().filter(|glyph| room.contains(glyph.bounds.center()));
            spelling::lines(own.filter(|glyph| glyph.turn == Turn::Level).cloned().collect())
        })
        .collect();
    let size = bands.iter().flatten().map(|line| line.size).fold(0.0, f64::max);
    let rows: Vec<Vec<(f64, f64)>> = bands.iter().map(|band| rooms(band, size)).collect();
    let columns = columns(&rows, size);
    if !COLUMNS.contains(&columns.len()) {
        return None;
    }
    let ends: Vec<f64> = pieces().flat_map(|piece| [piece.from, piece.to]).collect();
    let cuts: Vec<f64> = columns.windows(2).map(|pair| cut(pair, &rows, &ends, (from, to))).collect();
    let mut has_lines = pieces().count() > levels.len();
    for (number, band) in bands.iter().enumerate() {
        let counts = lines_by_column(band, &cuts)?;
        has_lines |= counts.iter().any(|count| *count > 1);
        // Below the header equally many lines in all columns are as many rows.
        let most = counts.iter().copied().max().unwrap_or_default();
        if number > 0
            && most > 1
            && counts.iter().all(|count| *count == 0 || *count == most)
            && is_spread(&counts)
        {
            return None;
        }
    }
    if !has_lines {
        return None;
    }
    let mut rules: Vec<Rule> = pieces().copied().collect();
    let (top, bottom) = (levels[0].at, levels[levels.len() - 1].at);
    let upright = |at: f64, from: f64, to: f64| Rule {
        upright: true,
        at,
        from,
        to,
        thick: 0.0,
        colour: None,
        order: 0,
    };
    rules.extend([upright(from, top, bottom), upright(to, top, bottom)]);
    for (pair, row) in levels.windows(2).zip(&rows) {
        let is_free = |cut: &&f64| !row.iter().any(|word| word.0 < **cut && **cut < word.1);
        rules.extend(cuts.iter().filter(is_free).map(|cut| upright(*cut, pair[0].at, pair[1].at)));
    }
    rules.sort_by_key(|rule| rule.upright);
    lattice::of_group(&rules, glyphs)
}

/// Where words stand between the sides of a row, whichever of its lines they are in.
fn rooms(band: &[Line], size: f64) -> Vec<(f64, f64)> {
    let mut rooms: Vec<(f64, f64)> = band.iter().flat_map(|line| words_of(line, size)).collect();
    rooms.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut found: Vec<(f64, f64)> = Vec::new();
    for room in rooms {
        match found.last_mut() {
            Some(last) if room.0 <= last.1 => last.1 = last.1.max(room.1),
            _ => found.push(room),
        }
    }
    found
}

/// Where two columns are cut: at the end of a rule between them that is shorter than the table, or where words of the fewest
/// rows are cut or come to stand beside others in one column.
fn cut(pair: &[(f64, f64)], rows: &[Vec<(f64, f64)>], ends: &[f64], sides: (f64, f64)) -> f64 {
    let (left, right) = (pair[0], pair[1]);
    let is_inner = |end: &&f64| **end > sides.0 + SAME_ENDS && **end < sides.1 - SAME_ENDS;
    let within = |end: &&f64| **end >= left.1 - SAME_ENDS && **end <= right.0 + SAME_ENDS;
    if let Some(end) = ends.iter().filter(is_inner).find(within) {
        return *end;
    }
    let cost = |cut: f64| -> usize {
        let of_row = |row: &Vec<(f64, f64)>| {
            let words = || row.iter().filter(|word| word.0 < right.1 && word.1 > left.0);
            let before = words().filter(|word| f64::midpoint(word.0, word.1) < cut).count();
            let is_cut = words().any(|word| word.0 < cut && cut < word.1);
            usize::from(is_cut) + usize::from(before > 1) + usize::from(words().count() - before > 1)
        };
        rows.iter().map(of_row).sum()
    };
    let mut edges: Vec<f64> = rows.iter().flatten().flat_map(|word| [word.0, word.1]).collect();
    edges.retain(|edge| *edge > left.1 && *edge < right.0);
    edges.extend([left.1, right.0]);
    edges.sort_by(f64::total_cmp);
    edges.truncate(MOST_PLACES);
    let stretches = edges.windows(2).map(|pair| (f64::midpoint(pair[0], pair[1]), pair[1] - pair[0]));
    // Of those that cost the same the widest one.
    let best = stretches
        .map(|(middle, width)| (cost(middle), width, middle))
        .min_by(|one, other| one.0.cmp(&other.0).then(other.1.total_cmp(&one.1)));
    best.map_or(f64::midpoint(left.1, right.0), |(.., middle)| middle)
}

/// How many lines the words of a row have in each of its columns; `None` where a column has several numbers, which are
/// as many rows.
fn lines_by_column(band: &[Line], cuts: &[f64]) -> Option<Vec<usize>> {
    let mut counts = vec![0; cuts.len() + 1];
    let mut numbers = vec![0; cuts.len() + 1];
    for line in band {
        for (column, text) in by_column(line, cuts) {
            counts[column] += 1;
            numbers[column] += usize::from(is_number(&text));
        }
    }
    numbers.iter().all(|count| *count < 2).then_some(counts)
}

/// What a line says in each column that it has words in.
fn by_column(line: &Line, cuts: &[f64]) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    for glyph in &line.glyphs {
        let column = cuts.iter().take_while(|cut| **cut <= glyph.bounds.center().x).count();
        match found.last_mut() {
            Some((last, text)) if *last == column => text.push(glyph.text),
            _ => found.push((column, glyph.text.to_string())),
        }
    }
    found
}

/// Whether most columns have words.
fn is_spread(counts: &[usize]) -> bool {
    counts.iter().filter(|count| **count > 0).count() * 2 > counts.len()
}
