//! Seals that are drawn as words: red ones over the cells of a table, which are no part of what those say.

use hayro_interpret::kurbo::Rect;

use super::ink::{Drawn, Glyph, Turn};
use super::lattice::Lattice;
use super::page::common_size;
use super::spelling;

/// A colour is red whose red part is so much stronger than the others, of 255.
const RED: u8 = 96;

/// A page with more red glyphs in its tables writes with red.
const MOST_GLYPHS: usize = 200;

/// So many times larger than the common size is large for a cell.
const LARGE: f64 = 1.25;

/// What is less opaque, of 255, lets see what it lies on.
const OPAQUE: u8 = 240;

/// Glyphs of one seal stand no further apart, in em: those along a circle stand wide.
const APART: f64 = 2.5;

/// What a glyph draws is this part of its room and less, from each side: rooms of lines touch, and their words do not.
const MARGIN: f64 = 0.2;

/// Words are a seal that so many things tell. Red words of a cell may be large, drawn last, or reach over its side; over
/// other words they do not lie.
const TELLING: usize = 3;

/// Takes the glyphs of seals from those of a page: what each seal says, and its room.
pub(super) fn taken(glyphs: &mut Vec<Glyph>, lattices: &[Lattice]) -> Vec<(String, Rect)> {
    let holder =
        |glyph: &Glyph| lattices.iter().position(|lattice| lattice.bounds().contains(glyph.bounds.center()));
    let mut red: Vec<(usize, usize)> = Vec::new();
    for (place, glyph) in glyphs.iter().enumerate().filter(|(_, glyph)| is_red(glyph)) {
        if let Some(lattice) = holder(glyph) {
            red.push((place, lattice));
            if red.len() > MOST_GLYPHS {
                return Vec::new();
            }
        }
    }
    if red.is_empty() {
        return Vec::new();
    }
    let common = common_size(glyphs.iter());
    let mut seals: Vec<Vec<usize>> = Vec::new();
    for group in groups(glyphs, &red) {
        if is_seal(glyphs, &group, lattices, common) {
            seals.push(group.into_iter().map(|(place, _)| place).collect());
        }
    }
    let found = seals.iter().map(|seal| said(glyphs, seal)).collect();
    let mut taken: Vec<usize> = seals.into_iter().flatten().collect();
    taken.sort_unstable();
    let mut place = 0;
    glyphs.retain(|_| {
        place += 1;
        taken.binary_search(&(place - 1)).is_err()
    });
    found
}

fn is_red(glyph: &Glyph) -> bool {
    matches!(glyph.drawn, Drawn::In(Some([red, green, blue, _])) if red.saturating_sub(green.max(blue)) >= RED)
}

/// Red glyphs that are drawn one after another and stand close together, with the lattices that they stand in.
fn groups(glyphs: &[Glyph], red: &[(usize, usize)]) -> Vec<Vec<(usize, usize)>> {
    let mut found: Vec<Vec<(usize, usize)>> = Vec::new();
    for own in red {
        let is_near = |before: &(usize, usize)| {
            let (one, other) = (&glyphs[before.0], &glyphs[own.0]);
            own.0 == before.0 + 1
                && one.bounds.center().distance(other.bounds.center()) <= one.size.max(other.size) * APART
        };
        match found.last_mut() {
            Some(group) if group.last().is_some_and(is_near) => group.push(*own),
            _ => found.push(vec![*own]),
        }
    }
    found
}

/// Whether red words lie over a table rather than in it.
fn is_seal(glyphs: &[Glyph], group: &[(usize, usize)], lattices: &[Lattice], common: f64) -> bool {
    let own = || group.iter().map(|(place, lattice)| (&glyphs[*place], &lattices[*lattice]));
    let Some((first, lattice)) = own().next() else { return false };
    let bounds = lattice.bounds();
    let others = || glyphs.iter().filter(|glyph| bounds.contains(glyph.bounds.center()) && !is_red(glyph));
    let drawn = |glyph: &Glyph| glyph.bounds.inflate(-MARGIN * glyph.size, -MARGIN * glyph.size);
    let overlaps =
        || own().any(|(one, _)| others().any(|other| !drawn(one).intersect(drawn(other)).is_zero_area()));
    let crosses = |(glyph, lattice): (&Glyph, &Lattice)| {
        let middle = glyph.bounds.center();
        let room = lattice.room(lattice.cell_at(middle.x, middle.y));
        let inner = drawn(glyph);
        inner.x0 < room.x0 || inner.y0 < room.y0 || inner.x1 > room.x1 || inner.y1 > room.y1
    };
    let is_translucent =
        |glyph: &Glyph| matches!(glyph.drawn, Drawn::In(Some([.., opacity])) if opacity < OPAQUE);
    let tells = [
        first.size > common * LARGE,
        first.turn != Turn::Level,
        own().any(crosses),
        is_translucent(first),
        others().all(|other| other.order < first.order),
    ];
    let count = tells.into_iter().filter(|tells| *tells).count();
    // What lies over other words tells as much as two of these.
    count >= TELLING || (count + 2 >= TELLING && overlaps())
}

/// What a seal says, and its room.
fn said(glyphs: &[Glyph], seal: &[usize]) -> (String, Rect) {
    let own: Vec<Glyph> = seal.iter().map(|place| glyphs[*place].clone()).collect();
    (own.iter().map(|glyph| glyph.text).collect(), spelling::bounds(&own))
}
