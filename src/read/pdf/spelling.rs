//! Glyphs to lines of text: by their baselines, in reading order, with a blank where a gap parts words.

use hayro_interpret::kurbo::{Point, Rect};

use super::ink::{Glyph, Turn};
use crate::read::html::escape;
use crate::text::width::is_han;

/// Glyphs whose baselines differ by no more than this part of their size stand in one line.
const SAME_BASELINE: f64 = 0.34;

/// A glyph smaller than this part of the common size beside it may be a raised or lowered mark.
const MARK_SIZE: f64 = 0.88;

/// A mark that lies so far off the baseline, in sizes of the line, is raised or lowered.
const MARK_SHIFT: f64 = 0.12;

/// A mark stands no further behind the glyph that it belongs to, in sizes of the line.
const MARK_REACH: f64 = 1.0;

/// A gap that is wider, in em, parts Latin words and numbers.
const GAP_OF_WORDS: f64 = 0.22;

/// A gap that is wider, in em, parts Chinese words.
const GAP_OF_HAN: f64 = 0.45;

/// A gap that is wider, in em, is written as a wide blank.
const WIDE_GAP: f64 = 1.4;

/// A line whose common gap is wider, in em, is set wide: its gaps part nothing.
const LETTER_SPACED: f64 = 0.1;

/// A gap that is wider, in em, parts words where a blank is drawn in it.
const GAP_OF_BLANK: f64 = 0.12;

/// In a line that is set wide a gap parts words where it is so many times wider than the common one.
const WIDER_THAN_COMMON: f64 = 2.2;

/// Glyphs drawn one after another are one run while no gap, in em, is wider.
const GAP_OF_RUN: f64 = 0.3;

/// A glyph that begins further before the end of the last one, in em, is of another text, which lies over that one.
const OVERLAP_IN_RUN: f64 = 0.6;

/// What is read of glyphs: the words, and where marks are raised or lowered the same as HTML.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Words {
    /// The words.
    pub plain: String,
    /// The same as HTML.
    pub html: String,
    /// Whether the HTML says more.
    pub is_marked: bool,
    /// Whether a blank is drawn behind the last of them.
    pub blank_behind: bool,
}

impl Words {
    /// Adds words to the end.
    pub(super) fn push_str(&mut self, text: &str) {
        self.plain.push_str(text);
        self.html.push_str(&escape(text));
    }

    /// Adds a break of lines.
    pub(super) fn push_break(&mut self) {
        self.plain.push('\n');
        self.html.push_str("<br>");
    }

    /// Adds other words.
    pub(super) fn push(&mut self, other: &Self) {
        self.plain.push_str(&other.plain);
        self.html.push_str(&other.html);
        self.is_marked |= other.is_marked;
        self.blank_behind = other.blank_behind;
    }

    /// Begins or ends what is struck out.
    fn strike(&mut self, begins: bool) {
        self.html.push_str(if begins { "<s>" } else { "</s>" });
        self.is_marked = true;
    }

    /// Adds what stands on a line, or raised or lowered beside it.
    fn push_marks(&mut self, text: &str, script: Script) {
        const RAISED: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹";
        const LOWERED: &str = "₀₁₂₃₄₅₆₇₈₉";
        let (tag, digits) = match script {
            Script::Raised => ("sup", RAISED),
            Script::Lowered => ("sub", LOWERED),
            Script::None => return self.push_str(text),
        };
        if text.is_empty() {
            return;
        }
        self.is_marked = true;
        if script == Script::Raised && self.ends_with_amount() {
            // Taken out of its tag or folded, the mark of a note would be one more decimal.
            let bare = text.trim_matches(['[', ']', '［', '］']);
            self.plain.extend(["[", bare, "]"]);
            self.html.extend(["<sup>[", &escape(bare), "]</sup>"]);
            return;
        }
        let raised = |c: char| c.to_digit(10).and_then(|digit| digits.chars().nth(digit as usize));
        self.plain.extend(text.chars().map(|c| raised(c).unwrap_or(c)));
        self.html.extend(["<", tag, ">", &escape(text), "</", tag, ">"]);
    }

    /// Whether the words end with a number that has decimals or groups: what is raised behind it is no power.
    fn ends_with_amount(&self) -> bool {
        let is_part = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
        let before = self.plain.trim_end_matches(is_part);
        let number = &self.plain[before.len()..];
        number.contains(['.', ',']) && number.ends_with(|c: char| c.is_ascii_digit())
    }
}

/// Whether a glyph stands on its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Script {
    None,
    Raised,
    Lowered,
}

/// A line of text.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Its glyphs, from its beginning.
    pub glyphs: Vec<Glyph>,
    /// Where it stands.
    pub baseline: f64,
    /// The size of most of its glyphs.
    pub size: f64,
}

impl Line {
    /// A line of glyphs from its beginning.
    pub(super) fn of(glyphs: Vec<Glyph>) -> Self {
        let size = main_size(&glyphs);
        let main = glyphs.iter().find(|glyph| glyph.size >= size * MARK_SIZE);
        let baseline = main.map_or(0.0, |glyph| glyph.baseline);
        Self { glyphs, baseline, size }
    }

    /// The room that it takes.
    pub(super) fn bounds(&self) -> Rect {
        bounds(&self.glyphs)
    }

    /// What it says.
    pub(super) fn words(&self) -> Words {
        let mut words = Words::default();
        let typical = self.typical_gap();
        let is_wide = typical > LETTER_SPACED;
        let mut before: Option<&Glyph> = None;
        let mut struck = false;
        // What is not yet written, and how it stands.
        let mut open = (String::new(), Script::None);
        for glyph in &self.glyphs {
            let script = self.script(glyph);
            if script != open.1 || struck != glyph.struck {
                words.push_marks(&std::mem::take(&mut open.0), open.1);
                open.1 = script;
            }
            if struck && !glyph.struck {
                words.strike(false);
            }
            if let Some(before) = before.filter(|_| script == Script::None) {
                let gap = (glyph.bounds.x0 - before.bounds.x1) / self.size.max(1.0);
                let parts = if is_wide {
                    gap > typical * WIDER_THAN_COMMON
                } else if before.blank {
                    gap > GAP_OF_BLANK
                } else if is_han(glyph.text) || is_han(before.text) {
                    gap > GAP_OF_HAN
                } else {
                    gap > GAP_OF_WORDS
                };
                if parts {
                    open.0.push(if gap > WIDE_GAP { '\u{3000}' } else { ' ' });
                }
            }
            if glyph.struck && !struck {
                words.push_marks(&std::mem::take(&mut open.0), open.1);
                words.strike(true);
            }
            struck = glyph.struck;
            open.0.push(glyph.text);
            before = Some(glyph);
        }
        words.push_marks(&open.0, open.1);
        if struck {
            words.strike(false);
        }
        words.blank_behind = before.is_some_and(|last| last.blank);
        words
    }

    /// The gap that most of its glyphs have behind them, in em.
    fn typical_gap(&self) -> f64 {
        let gaps: Vec<f64> = self
            .glyphs
            .windows(2)
            .map(|pair| (pair[1].bounds.x0 - pair[0].bounds.x1) / self.size.max(1.0))
            .collect();
        let middle = gaps.len() / 2;
        ranked(gaps, middle)
    }

    /// How wide, in em, the widest gap between its glyphs is.
    pub(super) fn widest_gap(&self) -> f64 {
        let gaps = self.glyphs.windows(2).map(|pair| pair[1].bounds.x0 - pair[0].bounds.x1);
        gaps.fold(0.0, f64::max) / self.size.max(1.0)
    }

    fn script(&self, glyph: &Glyph) -> Script {
        let shift = self.baseline - glyph.baseline;
        if glyph.size >= self.size * MARK_SIZE || shift.abs() <= self.size * MARK_SHIFT {
            Script::None
        } else if shift > 0.0 {
            Script::Raised
        } else {
            Script::Lowered
        }
    }

    /// Its parts, cut at gaps that are wider than so many em.
    pub(super) fn parts(self, gap: f64) -> Vec<Self> {
        let mut parts: Vec<Vec<Glyph>> = Vec::new();
        let typical = self.typical_gap().max(0.0);
        let size = self.size;
        for glyph in self.glyphs {
            match parts.last_mut() {
                Some(part)
                    if part.last().is_none_or(|last| {
                        glyph.bounds.x0 - last.bounds.x1 <= (gap + typical * WIDER_THAN_COMMON) * size
                    }) =>
                {
                    part.push(glyph);
                }
                _ => parts.push(vec![glyph]),
            }
        }
        parts.into_iter().map(Self::of).collect()
    }
}

/// A small count as a number that places are made of.
#[expect(clippy::cast_precision_loss, reason = "counts of glyphs are small")]
pub(super) fn float(count: usize) -> f64 {
    count as f64
}

/// The room that glyphs take.
pub(super) fn bounds(glyphs: &[Glyph]) -> Rect {
    let mut rooms = glyphs.iter().map(|glyph| glyph.bounds);
    let first = rooms.next().unwrap_or_default();
    rooms.fold(first, |all, room| all.union(room))
}

/// The lines that glyphs make, from above. Turned glyphs are read in their own direction, after the upright ones.
pub(super) fn lines(glyphs: Vec<Glyph>) -> Vec<Line> {
    // Nearly all texts are level.
    if glyphs.iter().all(|glyph| glyph.turn == Turn::Level) {
        return level_lines(glyphs);
    }
    let mut found = Vec::new();
    let mut rest = glyphs;
    for turn in [Turn::Level, Turn::Up, Turn::Down, Turn::Over, Turn::Slanted] {
        let (own, others): (Vec<Glyph>, Vec<Glyph>) = rest.into_iter().partition(|glyph| glyph.turn == turn);
        found.extend(level_lines(own.into_iter().map(upright).collect()));
        rest = others;
    }
    found
}

/// A glyph as it stands on a page that is turned so that it is upright.
fn upright(mut glyph: Glyph) -> Glyph {
    let moved = |point: Point| match glyph.turn {
        Turn::Level | Turn::Slanted => point,
        Turn::Up => Point::new(-point.y, point.x),
        Turn::Down => Point::new(point.y, -point.x),
        Turn::Over => Point::new(-point.x, -point.y),
    };
    let room = glyph.bounds;
    let turned = Rect::from_points(moved(Point::new(room.x0, room.y0)), moved(Point::new(room.x1, room.y1)));
    glyph.baseline = match glyph.turn {
        Turn::Level | Turn::Slanted | Turn::Up => glyph.baseline,
        Turn::Down | Turn::Over => -glyph.baseline,
    };
    glyph.bounds = turned;
    glyph
}

/// The number that has a place among others once they are sorted; 0 where there are none.
pub(super) fn ranked(mut numbers: Vec<f64>, place: usize) -> f64 {
    if place < numbers.len() { *numbers.select_nth_unstable_by(place, f64::total_cmp).1 } else { 0.0 }
}

/// The size of the glyphs that are no marks, of which a short text may have more than letters: that of the quarter that is
/// largest.
fn main_size(glyphs: &[Glyph]) -> f64 {
    let Some(first) = glyphs.first() else { return 0.0 };
    if glyphs.iter().all(|glyph| glyph.size.total_cmp(&first.size).is_eq()) {
        return first.size;
    }
    let sizes = glyphs.iter().map(|glyph| glyph.size).collect();
    ranked(sizes, glyphs.len() * 3 / 4)
}

fn level_lines(glyphs: Vec<Glyph>) -> Vec<Line> {
    let common = main_size(&glyphs);
    let mut main = glyphs;
    let small: Vec<Glyph> = main.extract_if(.., |glyph| glyph.size < common * MARK_SIZE).collect();
    main.sort_by(|one, other| one.baseline.total_cmp(&other.baseline));
    let mut groups: Vec<Vec<Glyph>> = Vec::new();
    // Most cells are one line, which takes all of them.
    if !main.is_empty() && main.iter().all(|glyph| is_on(glyph, &main)) {
        groups.push(std::mem::take(&mut main));
    }
    for glyph in main {
        match groups.last_mut() {
            Some(group) if is_on(&glyph, group) => group.push(glyph),
            _ => groups.push(vec![glyph]),
        }
    }
    let mut apart = Vec::new();
    for mark in small {
        match groups.iter_mut().find(|group| belongs(&mark, group)) {
            Some(group) => group.push(mark),
            None => apart.push(mark),
        }
    }
    let mut found: Vec<Line> = groups.into_iter().map(line).collect();
    if !apart.is_empty() {
        found.extend(level_lines(apart));
        found.sort_by(|one, other| one.baseline.total_cmp(&other.baseline));
    }
    found
}

fn line(mut glyphs: Vec<Glyph>) -> Line {
    glyphs.sort_by(|one, other| one.bounds.x0.total_cmp(&other.bounds.x0));
    Line::of(glyphs)
}

/// Whether a glyph stands on the line of others, whose first one says where that is.
fn is_on(glyph: &Glyph, group: &[Glyph]) -> bool {
    group.first().is_some_and(|first| {
        (glyph.baseline - first.baseline).abs() <= glyph.size.min(first.size) * SAME_BASELINE
    })
}

/// Whether a small glyph is part of a line of larger ones: it stands on that line, or is a mark beside one of them,
/// within its height.
fn belongs(mark: &Glyph, group: &[Glyph]) -> bool {
    let middle = mark.bounds.center().y;
    if group.first().is_some_and(|first| (mark.baseline - first.baseline).abs() <= mark.size * MARK_SHIFT) {
        return true;
    }
    group.iter().any(|glyph| {
        let reach = glyph.size * MARK_REACH;
        glyph.bounds.y0 - reach * MARK_SHIFT <= middle
            && middle <= glyph.bounds.y1 + reach * MARK_SHIFT
            && mark.bounds.x0 <= glyph.bounds.x1 + reach
            && mark.bounds.x1 >= glyph.bounds.x0 - reach
    })
}

/// The texts of glyphs that are drawn one after another, whatever their direction, and the room that they take.
pub(super) fn runs(glyphs: &[Glyph]) -> Vec<(String, Rect)> {
    let mut found: Vec<(String, Rect)> = Vec::new();
    let mut before: Option<&Glyph> = None;
    for glyph in glyphs {
        let near = before.is_some_and(|before| {
            let far = glyph.bounds.center().distance(before.bounds.center());
            far <= glyph.size.max(before.size) * 2.0
        });
        match found.last_mut() {
            Some((text, room)) if near => {
                text.push(glyph.text);
                *room = room.union(glyph.bounds);
            }
            _ => found.push((glyph.text.to_string(), glyph.bounds)),
        }
        before = Some(glyph);
    }
    found
}

/// Glyphs cut into runs: upright ones that are drawn one after another, in one line and without a gap.
pub(super) fn chained(glyphs: Vec<Glyph>) -> Vec<Vec<Glyph>> {
    let mut found: Vec<Vec<Glyph>> = Vec::new();
    for glyph in glyphs {
        match found.last_mut() {
            Some(run) if run.last().is_some_and(|last| follows(last, &glyph)) => run.push(glyph),
            _ => found.push(vec![glyph]),
        }
    }
    found
}

fn follows(before: &Glyph, glyph: &Glyph) -> bool {
    let size = before.size.min(glyph.size);
    let gap = glyph.bounds.x0 - before.bounds.x1;
    before.turn == Turn::Level
        && glyph.turn == Turn::Level
        && (before.baseline - glyph.baseline).abs() <= size * MARK_SHIFT
        && gap <= size * GAP_OF_RUN
        && gap >= -size * OVERLAP_IN_RUN
}
