//! Short rules among words: lines under them and through them, and the bars of fractions.

use hayro_interpret::kurbo::Rect;

use super::ink::{Glyph, Rule, Turn};
use super::spelling;

/// A rule that ends so many points before the upright ones beside it does not reach them.
pub(super) const SHORT_OF_WALL: f64 = 0.4;

/// How far below the line of a text, in its size, an underline lies at the most.
const BELOW_TEXT: f64 = 0.36;

/// How far above the line of a text, in its size, a line through it lies at the most.
const THROUGH_TEXT: f64 = 0.6;

/// How far above the line of a text, in its size, a line lies that strikes it out.
const STRIKES: std::ops::Range<f64> = 0.14..0.5;

/// A line that strikes words out ends no more than so many em before or behind them.
const OVERHANG: f64 = 0.6;

/// How far, in its size, the line of what stands over the bar of a fraction lies above it at the most.
const OVER_BAR: f64 = 0.5;

/// How far, in its size, the line of what stands under the bar of a fraction lies below it.
const UNDER_BAR: std::ops::Range<f64> = 0.6..1.35;

/// The bar of a fraction is no more than so many em longer than the longer of its parts.
const BAR_BEYOND: f64 = 1.0;

/// Both parts of a fraction stand in the middle of its bar within so many em.
const CENTRED_ON_BAR: f64 = 0.3;

/// How far above the line of a text, in its size, the bar of a fraction lies that stands in it.
const AXIS: std::ops::Range<f64> = 0.1..0.55;

/// A fraction stands no further, in em, from the words that it is among.
const BESIDE: f64 = 1.2;

/// The shortest bar of a fraction, in points: that of a single small digit.
const SHORTEST_BAR: f64 = 2.0;

/// Glyphs by where their lines stand, so that those around a rule are found at once.
pub(super) struct Index<'g> {
    glyphs: &'g [Glyph],
    /// Baselines and places of level glyphs, from above.
    lines: Vec<(f64, usize)>,
    largest: f64,
}

impl<'g> Index<'g> {
    /// The glyphs of a page.
    pub(super) fn of(glyphs: &'g [Glyph]) -> Self {
        let level = glyphs.iter().enumerate().filter(|(_, glyph)| glyph.turn == Turn::Level);
        let mut lines: Vec<(f64, usize)> = level.map(|(place, glyph)| (glyph.baseline, place)).collect();
        lines.sort_by(|one, other| one.0.total_cmp(&other.0));
        let largest = glyphs.iter().map(|glyph| glyph.size).fold(0.0, f64::max);
        Self { glyphs, lines, largest }
    }

    /// The glyphs whose lines lie no further from a height than the largest size, times something.
    fn around(&self, y: f64, times: f64) -> impl Iterator<Item = (usize, &'g Glyph)> {
        let reach = self.largest * times;
        let start = self.lines.partition_point(|line| line.0 < y - reach);
        let near = self.lines[start..].iter().take_while(move |line| line.0 <= y + reach);
        near.map(|(_, place)| (*place, &self.glyphs[*place]))
    }

    /// Whether a rule is a line under or through words: it lies between two walls and reaches neither, and words stand on
    /// it.
    pub(super) fn is_among_words(&self, rule: &Rule, uprights: &[Rule]) -> bool {
        let stands_on = |glyph: &Glyph| {
            let above = rule.at - glyph.baseline;
            above <= glyph.size * BELOW_TEXT && above >= -glyph.size * THROUGH_TEXT && is_over(rule, glyph)
        };
        !rule.upright
            && self.around(rule.at, THROUGH_TEXT).any(|(_, glyph)| stands_on(glyph))
            && !is_met(rule, uprights)
    }

    /// The glyphs that a rule strikes out.
    fn struck(&self, rule: &Rule) -> Vec<usize> {
        let is_struck = |glyph: &Glyph| {
            is_over(rule, glyph) && STRIKES.contains(&((glyph.baseline - rule.at) / glyph.size.max(1.0)))
        };
        let found: Vec<(usize, &Glyph)> =
            self.around(rule.at, STRIKES.end).filter(|(_, glyph)| is_struck(glyph)).collect();
        let Some(bounds) = found.iter().map(|(_, glyph)| glyph.bounds).reduce(|all, room| all.union(room))
        else {
            return Vec::new();
        };
        let size = found.iter().map(|(_, glyph)| glyph.size).fold(0.0, f64::max);
        let fits = rule.from >= bounds.x0 - size * OVERHANG && rule.to <= bounds.x1 + size * OVERHANG;
        if fits { found.into_iter().map(|(place, _)| place).collect() } else { Vec::new() }
    }

    /// The fraction whose bar a rule is.
    fn fraction(&self, rule: &Rule) -> Option<Fraction> {
        let length = rule.to - rule.from;
        if length < SHORTEST_BAR || length > self.largest * LONGEST_BAR {
            return None;
        }
        let near = || self.around(rule.at, UNDER_BAR.end);
        let over = |glyph: &Glyph| {
            let above = rule.at - glyph.baseline;
            above >= 0.0 && above <= glyph.size * OVER_BAR
        };
        let under = |glyph: &Glyph| UNDER_BAR.contains(&((glyph.baseline - rule.at) / glyph.size.max(1.0)));
        let upper = Self::part(rule, near().filter(|(_, glyph)| over(glyph)))?;
        let lower = Self::part(rule, near().filter(|(_, glyph)| under(glyph)))?;
        let (one, other) = (self.room(&upper), self.room(&lower));
        let size = self.glyphs[upper[0]].size;
        let middle = f64::midpoint(rule.from, rule.to);
        let is_centred = |room: Rect| (room.center().x - middle).abs() <= size * CENTRED_ON_BAR;
        if !is_centred(one)
            || !is_centred(other)
            || length > one.width().max(other.width()) + size * BAR_BEYOND
        {
            return None;
        }
        let is_beside = |glyph: &Glyph| {
            let gap = (rule.from - glyph.bounds.x1).max(glyph.bounds.x0 - rule.to);
            AXIS.contains(&((glyph.baseline - rule.at) / glyph.size.max(1.0)))
                && gap <= glyph.size * BESIDE
                && !is_over(rule, glyph)
        };
        let beside = near().find(|(_, glyph)| is_beside(glyph)).map(|(place, _)| place);
        Some(Fraction { upper, lower, beside, room: one.union(other) })
    }

    /// The glyphs over or under a bar, from the left; `None` where their line goes on beside it.
    fn part(rule: &Rule, line: impl Iterator<Item = (usize, &'g Glyph)>) -> Option<Vec<usize>> {
        let line: Vec<(usize, &Glyph)> = line.collect();
        let (mut own, others): (Vec<_>, Vec<_>) =
            line.into_iter().partition(|(_, glyph)| is_over(rule, glyph));
        own.sort_by(|one, other| one.1.bounds.x0.total_cmp(&other.1.bounds.x0));
        let (_, first) = own.first()?;
        let goes_on = |glyph: &Glyph| {
            let gap = (rule.from - glyph.bounds.x1).max(glyph.bounds.x0 - rule.to);
            gap <= glyph.size && (glyph.baseline - first.baseline).abs() <= glyph.size * CENTRED_ON_BAR
        };
        (!others.iter().any(|(_, glyph)| goes_on(glyph)))
            .then(|| own.iter().map(|(place, _)| *place).collect())
    }

    fn room(&self, places: &[usize]) -> Rect {
        let rooms = places.iter().map(|place| self.glyphs[*place].bounds);
        rooms.reduce(|all, room| all.union(room)).unwrap_or_default()
    }
}

/// The longest bar of a fraction, in sizes of the largest text.
const LONGEST_BAR: f64 = 12.0;

/// Two texts with a bar between them.
struct Fraction {
    upper: Vec<usize>,
    lower: Vec<usize>,
    /// A glyph of the line that the fraction stands in.
    beside: Option<usize>,
    room: Rect,
}

/// Whether a rule lies over or under the middle of a glyph.
fn is_over(rule: &Rule, glyph: &Glyph) -> bool {
    let middle = glyph.bounds.center().x;
    rule.from <= middle && middle <= rule.to
}

/// Whether an upright rule meets a level one.
pub(super) fn is_met(rule: &Rule, uprights: &[Rule]) -> bool {
    uprights.iter().any(|upright| {
        let reach = upright.thick / 2.0 + SHORT_OF_WALL;
        upright.from <= rule.at
            && rule.at <= upright.to
            && rule.from - reach <= upright.at
            && upright.at <= rule.to + reach
    })
}

/// Marks what short rules strike out, and writes the fractions that they make in one line. What may be a fraction, or a
/// number that is underlined above another one, is left as it is: its room and what it says.
pub(super) fn apply(glyphs: &mut Vec<Glyph>, rules: &[Rule]) -> Vec<(Rect, String)> {
    let index = Index::of(glyphs);
    let mut struck = Vec::new();
    let mut fractions = Vec::new();
    for rule in rules {
        match index.fraction(rule) {
            Some(fraction) => fractions.push((rule.from, rule.to, fraction)),
            None => struck.extend(index.struck(rule)),
        }
    }
    for place in struck {
        glyphs[place].struck = true;
    }
    let mut unsure = Vec::new();
    for (from, to, fraction) in fractions {
        let part = |places: &[usize]| places.iter().map(|place| glyphs[*place].text).collect::<String>();
        let (upper, lower) = (part(&fraction.upper), part(&fraction.lower));
        match fraction.beside.map(|place| glyphs[place].clone()) {
            Some(beside) => write(glyphs, &fraction, &beside, (from, to), &line(&upper, &lower)),
            None if is_number(&upper) && is_number(&lower) => {
                unsure.push((fraction.room, format!("{upper} / {lower}")));
            }
            None => {}
        }
    }
    // What a fraction was made of is empty now.
    glyphs.retain(|glyph| glyph.text != EMPTIED);
    unsure
}

/// Stands for a glyph that a fraction has taken.
const EMPTIED: char = '\0';

/// A fraction in one line.
fn line(upper: &str, lower: &str) -> String {
    let bound = |part: &str| {
        if part.contains(['+', '-', '−', '×', '÷', '*', '/']) {
            format!("({part})")
        } else {
            part.to_owned()
        }
    };
    format!("{}/{}", bound(upper), bound(lower))
}

fn is_number(part: &str) -> bool {
    part.chars().all(|c| c.is_ascii_digit() || ".,%".contains(c))
}

/// Puts a text in the place of a fraction, in the line and size of a glyph beside it.
fn write(glyphs: &mut Vec<Glyph>, fraction: &Fraction, beside: &Glyph, (from, to): (f64, f64), text: &str) {
    for place in fraction.upper.iter().chain(&fraction.lower) {
        glyphs[*place].text = EMPTIED;
    }
    let mut at = from;
    let width = (to - from) / spelling::float(text.chars().count());
    let order = glyphs[fraction.upper[0]].order;
    for character in text.chars() {
        let bounds = Rect::new(at, beside.bounds.y0, at + width, beside.bounds.y1);
        glyphs.push(Glyph { text: character, bounds, order, blank: false, struck: false, ..beside.clone() });
        at += width;
    }
}
