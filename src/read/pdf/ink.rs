//! What a page draws, in the order in which it does: glyphs, rules, filled boxes and pictures.
//!
//! Places are in points from the top left corner of the page as it is shown, y downwards.

use hayro_interpret::font::{Glyph as FontGlyph, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::object::{Dict, Name};
use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point, Rect, Shape as _, Vec2};
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, Paint, SoftMask,
};

use super::file::{Limits, stop};
use super::said::{Said, font_of_signs, is_common, said};

/// Units of a glyph's own space in one em.
const UNITS: f64 = 1000.0;

/// A fill that is thinner, in points, is a rule.
const THICKEST_RULE: f64 = 3.0;

/// How far, in points, a line may lean over its whole length and still be level or upright.
const LEAN: f64 = 0.6;

/// A glyph whose direction leans more than this part of its length is turned by no quarter.
const SLANT: f64 = 0.12;

/// What is drawn with less than this opacity is not seen.
const LEAST_OPACITY: f64 = 0.05;

/// Of a letter that its cell cuts off below, so much of the width is seen at least.
const WHOLE: f64 = 0.9;

/// And so much of its height: less is no more than an edge of it.
const CUT: f64 = 0.15;

/// How far, in em, a glyph of a common typeface reaches above its baseline.
const ASCENT: f64 = 0.86;

/// How far, in em, a glyph of a common typeface reaches below its baseline.
const DESCENT: f64 = 0.14;

/// How wide, in em, a glyph is taken to be whose font does not say it.
const UNKNOWN_WIDTH: f64 = 0.5;

/// A colour: red, green, blue and opacity.
pub(super) type Colour = [u8; 4];

/// How a glyph is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Drawn {
    /// In a colour; `None` for a pattern.
    In(Option<Colour>),
    /// Not at all: it stands there to be searched for.
    Unseen,
}

/// The direction in which a text runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Turn {
    /// From left to right.
    Level,
    /// Downwards.
    Down,
    /// From right to left, upside down.
    Over,
    /// Upwards.
    Up,
    /// Across the page.
    Slanted,
}

/// A character on the page.
#[derive(Clone, Debug)]
pub(super) struct Glyph {
    /// What it says; U+FFFD where the file does not tell.
    pub text: char,
    /// The room that it takes.
    pub bounds: Rect,
    /// Where its line stands: y for a level one.
    pub baseline: f64,
    /// The size of its font, in points.
    pub size: f64,
    /// The direction of its text.
    pub turn: Turn,
    /// How it is drawn.
    pub drawn: Drawn,
    /// Its place in the order of drawing.
    pub order: usize,
    /// Whether the file marks it as a watermark.
    pub watermark: bool,
    /// Whether a blank is drawn behind it.
    pub blank: bool,
    /// Whether it is struck out.
    pub struck: bool,
}

/// A line that is level or upright.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rule {
    /// Whether it is upright.
    pub upright: bool,
    /// Where it lies: y of a level one, x of an upright one.
    pub at: f64,
    /// Where it begins, along itself.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// How thick it is.
    pub thick: f64,
    /// Its colour; `None` for a pattern.
    pub colour: Option<Colour>,
    /// Its place in the order of drawing.
    pub order: usize,
}

/// A filled box, or a picture.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fill {
    /// The room that it takes.
    pub bounds: Rect,
    /// Its colour; `None` for a pattern or a picture.
    pub colour: Option<Colour>,
    /// Its place in the order of drawing.
    pub order: usize,
}

/// What a page draws.
#[derive(Debug, Default)]
pub(super) struct Ink {
    pub glyphs: Vec<Glyph>,
    pub rules: Vec<Rule>,
    pub fills: Vec<Fill>,
    pub pictures: Vec<Fill>,
    /// How many shapes are neither: a text that was turned into outlines has many.
    pub shapes: usize,
}

/// Takes down what a page draws.
pub(super) struct Pen<'l> {
    pub ink: Ink,
    /// What is left of the bounds of the file.
    limits: &'l mut Limits,
    /// The clips in force, the page first.
    clips: Vec<Rect>,
    /// The opacity of the groups in force.
    opacities: Vec<f64>,
    /// The marked parts that are open, and whether each belongs to a watermark.
    marks: Vec<bool>,
    order: usize,
}

impl<'l> Pen<'l> {
    /// A pen for a page of this size.
    pub(super) fn new(page: Rect, limits: &'l mut Limits) -> Self {
        Self {
            ink: Ink::default(),
            limits,
            clips: vec![page],
            opacities: Vec::new(),
            marks: Vec::new(),
            order: 0,
        }
    }

    /// Counts one thing that is drawn, and stops where a file draws without end.
    fn draw(&mut self) -> usize {
        if !self.limits.take_draw() {
            stop();
        }
        self.order += 1;
        self.order
    }

    fn clip(&self) -> Rect {
        self.clips.last().copied().unwrap_or_default()
    }

    /// The colour that is seen; `None` for a pattern.
    fn colour(&self, paint: &Paint<'_>) -> Option<Colour> {
        let Paint::Color(colour) = paint else { return None };
        let mut colour = colour.to_rgba().to_rgba8();
        let opacity: f64 = self.opacities.iter().product();
        colour[3] = round_byte(f64::from(colour[3]) * opacity);
        Some(colour)
    }

    /// Takes down a straight line between two points of the page.
    fn push_line(&mut self, (from, to): (Point, Point), thick: f64, colour: Option<Colour>, order: usize) {
        let (width, height) = ((to.x - from.x).abs(), (to.y - from.y).abs());
        if !(width + height).is_finite() {
            return;
        }
        let upright = width <= LEAN && height > width;
        if !upright && height > LEAN {
            return;
        }
        let bounds = Rect::from_points(from, to);
        self.push_rule(bounds, upright, thick, colour, order);
    }

    fn push_rule(&mut self, bounds: Rect, upright: bool, thick: f64, colour: Option<Colour>, order: usize) {
        if colour.is_some_and(is_clear) {
            return;
        }
        let clip = self.clip().inflate(LEAN, LEAN);
        let middle = bounds.center();
        let (at, across, from, to, low, high) = if upright {
            (middle.x, (clip.x0, clip.x1), bounds.y0, bounds.y1, clip.y0, clip.y1)
        } else {
            (middle.y, (clip.y0, clip.y1), bounds.x0, bounds.x1, clip.x0, clip.x1)
        };
        let (from, to) = (from.max(low), to.min(high));
        if at < across.0 || at > across.1 || from > to {
            return;
        }
        if !self.limits.take_rule() {
            stop();
        }
        self.ink.rules.push(Rule { upright, at, from, to, thick, colour, order });
    }

    /// Takes down a filled box: a thin one is a rule.
    fn push_box(&mut self, bounds: Rect, colour: Option<Colour>, order: usize) {
        if !bounds.is_finite() {
            return;
        }
        let thin = bounds.width().min(bounds.height());
        if thin > THICKEST_RULE {
            let seen = bounds.intersect(self.clip());
            if seen.area() > 0.0 && !colour.is_some_and(is_clear) {
                if !self.limits.take_rule() {
                    stop();
                }
                self.ink.fills.push(Fill { bounds: seen, colour, order });
            }
        } else if bounds.width().max(bounds.height()) <= THICKEST_RULE {
            // A dot is a piece of a dotted line, in whichever direction.
            self.push_rule(bounds, false, thin, colour, order);
            self.push_rule(bounds, true, thin, colour, order);
        } else {
            self.push_rule(bounds, bounds.height() > bounds.width(), thin, colour, order);
        }
    }

    fn push_glyph(&mut self, placed: &Placed, turn: Turn, drawn: Drawn, order: usize) {
        if placed.text.is_whitespace() {
            return;
        }
        if !placed.bounds.is_finite() {
            return;
        }
        let (mut bounds, mut baseline) = (placed.bounds, placed.baseline);
        if !self.clip().contains(bounds.center()) {
            // A line of a cell that is too low for it: what is seen of its letters stands at the cell's end.
            let seen = bounds.intersect(self.clip());
            let is_cell = self.clips.len() > 1;
            let is_seen = seen.width() >= bounds.width() * WHOLE && seen.height() >= bounds.height() * CUT;
            if !is_cell || !is_seen || turn != Turn::Level {
                return;
            }
            (bounds, baseline) = (seen, baseline.min(seen.y1));
        }
        if !self.limits.take_glyph() {
            stop();
        }
        self.ink.glyphs.push(Glyph {
            text: placed.text,
            bounds,
            baseline,
            size: placed.size,
            turn,
            drawn,
            order,
            watermark: self.marks.contains(&true),
            blank: false,
            struck: false,
        });
    }

    /// Takes note of a blank behind the last glyph, where it stands in the line of that one.
    fn push_blank(&mut self, at: Point, turn: Turn) {
        if let Some(last) = self.ink.glyphs.last_mut()
            && (last.turn, turn) == (Turn::Level, Turn::Level)
            && (last.baseline - at.y).abs() <= LEAN
            && (last.bounds.x1 - at.x).abs() <= last.size
        {
            last.blank = true;
        }
    }
}

/// A character with its room on the page.
struct Placed {
    text: char,
    bounds: Rect,
    baseline: f64,
    size: f64,
}

impl<'a> Device<'a> for Pen<'_> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        let order = self.draw();
        let colour = self.colour(&props.paint);
        let path = props.transform * path.clone();
        match mode {
            DrawMode::Fill(_) => {
                for piece in pieces(&path) {
                    match box_of(piece) {
                        Some(bounds) => self.push_box(bounds, colour, order),
                        None => self.ink.shapes += 1,
                    }
                }
            }
            DrawMode::Stroke(stroke) | DrawMode::FillAndStroke(_, stroke) => {
                let thick = vector(props.transform, Vec2::new(f64::from(stroke.line_width), 0.0)).length();
                for piece in pieces(&path) {
                    for side in sides(piece) {
                        self.push_line(side, thick, colour, order);
                    }
                }
            }
            DrawMode::Invisible => {}
        }
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        self.push_clip_rect(&clip.path.bounding_box());
    }

    fn push_clip_rect(&mut self, rect: &Rect) {
        self.draw();
        let within = self.clip();
        // What does not touch leaves nothing to be seen.
        let clip = rect.intersect(within);
        self.clips.push(clip);
    }

    fn pop_clip(&mut self) {
        if self.clips.len() > 1 {
            self.clips.pop();
        }
    }

    fn push_transparency_group(&mut self, opacity: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.draw();
        self.opacities.push(f64::from(opacity));
    }

    fn pop_transparency_group(&mut self) {
        self.opacities.pop();
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        let colour = self.colour(&props.paint);
        let drawn = match mode {
            DrawMode::Invisible => Drawn::Unseen,
            _ if colour.is_some_and(is_clear) => Drawn::Unseen,
            _ => Drawn::In(colour),
        };
        let glyphs = run.glyphs();
        let signs = glyphs.first().and_then(|glyph| font_of_signs(glyph));
        for (number, glyph) in glyphs.iter().enumerate() {
            let order = self.draw();
            let place = props.transform * glyph.transform();
            let next = glyphs.get(number + 1).map(|next| (props.transform * next.transform()) * Point::ZERO);
            let turn = turn_of(place);
            let said = match glyph.as_unicode() {
                // Nearly all glyphs: one character that needs no second look.
                Some(BfString::Char(c)) if signs.is_none() && is_common(c) => Said::One(c),
                told => said(glyphs, number, told, signs),
            };
            match said {
                Said::Nothing => self.push_blank(place * Point::ZERO, turn),
                Said::One(character) => {
                    let room = Room::of(glyph, place, turn, next);
                    self.push_glyph(&room.part(character, 0, 1), turn, drawn, order);
                }
                Said::Many(text) => {
                    let room = Room::of(glyph, place, turn, next);
                    let count = text.chars().count();
                    for (part, character) in text.chars().enumerate() {
                        self.push_glyph(&room.part(character, part, count), turn, drawn, order);
                    }
                }
            }
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let order = self.draw();
        let (width, height) = (f64::from(image.width()), f64::from(image.height()));
        // Pictures stand in a space of their own pixels.
        let whole = Rect::new(0.0, 0.0, width, height);
        let bounds = props.transform.transform_rect_bbox(whole);
        let seen = bounds.intersect(self.clip());
        if bounds.is_finite() && seen.area() > 0.0 {
            self.ink.pictures.push(Fill { bounds: seen, colour: None, order });
        }
    }

    fn begin_marked_content(&mut self, tag: &[u8], properties: Option<&Dict<'_>>) {
        let kind = properties.and_then(|properties| properties.get::<Name<'_>>(b"Subtype"));
        self.marks.push(tag == b"Artifact" && kind.is_some_and(|kind| kind.as_ref() == b"Watermark"));
    }

    fn end_marked_content(&mut self) {
        self.marks.pop();
    }
}

/// The direction of a text whose glyphs are placed so.
pub(super) fn turn_of(place: Affine) -> Turn {
    let along = vector(place, Vec2::new(1.0, 0.0));
    let (x, y) = (along.x, along.y);
    if y.abs() <= x.abs() * SLANT {
        if x >= 0.0 { Turn::Level } else { Turn::Over }
    } else if x.abs() <= y.abs() * SLANT {
        if y > 0.0 { Turn::Down } else { Turn::Up }
    } else {
        Turn::Slanted
    }
}

/// A vector of a glyph's own space on the page.
fn vector(place: Affine, vector: Vec2) -> Vec2 {
    let [a, b, c, d, ..] = place.as_coeffs();
    Vec2::new(a * vector.x + c * vector.y, b * vector.x + d * vector.y)
}

/// The room of a glyph on the page: where it begins, and the vectors along its line and up from it.
struct Room {
    origin: Point,
    along: Vec2,
    up: Vec2,
    size: f64,
    turn: Turn,
}

impl Room {
    fn of(glyph: &FontGlyph<'_>, place: Affine, turn: Turn, next: Option<Point>) -> Self {
        let origin = place * Point::ZERO;
        let up = vector(place, Vec2::new(0.0, UNITS));
        let size = up.length();
        let width = match glyph {
            FontGlyph::Outline(outline) => outline.advance_width(),
            FontGlyph::Type3(glyph) => glyph.advance_width(),
        };
        let width = width.map_or(UNKNOWN_WIDTH * UNITS, f64::from);
        let mut along = vector(place, Vec2::new(width, 0.0));
        // The next glyph begins where this one ends, or behind it.
        if let Some(next) = next.map(|next| next - origin)
            && next.dot(along) > 0.0
            && next.length() < along.length()
        {
            along *= next.length() / along.length();
        }
        Self { origin, along, up, size, turn }
    }

    /// The room of one of several characters that a glyph stands for.
    fn part(&self, text: char, part: usize, count: usize) -> Placed {
        let share = 1.0 / as_float(count.max(1));
        let from = self.origin + self.along * (share * as_float(part));
        let to = from + self.along * share;
        let bounds = Rect::from_points(from - self.up * DESCENT, to + self.up * ASCENT);
        let baseline = if matches!(self.turn, Turn::Down | Turn::Up) { from.x } else { from.y };
        Placed { text, bounds, baseline, size: self.size }
    }
}

/// The pieces of a path, each from where the pen is put down.
fn pieces(path: &BezPath) -> Vec<&[PathEl]> {
    let elements = path.elements();
    let starts = elements.iter().enumerate().filter(|(_, element)| matches!(element, PathEl::MoveTo(_)));
    let mut cuts: Vec<usize> = starts.map(|(at, _)| at).collect();
    cuts.push(elements.len());
    cuts.windows(2).map(|cut| &elements[cut[0]..cut[1]]).collect()
}

/// The straight sides of a piece of a path.
fn sides(piece: &[PathEl]) -> Vec<(Point, Point)> {
    let mut found = Vec::new();
    let (mut first, mut last) = (None, None);
    for element in piece {
        match *element {
            PathEl::MoveTo(point) => (first, last) = (Some(point), Some(point)),
            PathEl::LineTo(point) => {
                found.extend(last.map(|last| (last, point)));
                last = Some(point);
            }
            PathEl::QuadTo(_, point) | PathEl::CurveTo(_, _, point) => last = Some(point),
            PathEl::ClosePath => {
                found.extend(last.zip(first));
                last = first;
            }
        }
    }
    found
}

/// The box that a piece of a path is, if it is one.
fn box_of(piece: &[PathEl]) -> Option<Rect> {
    let straight = piece.iter().all(|element| !matches!(element, PathEl::QuadTo(..) | PathEl::CurveTo(..)));
    let sides = sides(piece);
    let level = |(from, to): &(Point, Point)| (from.x - to.x).abs() < LEAN || (from.y - to.y).abs() < LEAN;
    let bounds = sides.iter().fold(None, |bounds: Option<Rect>, (from, to)| {
        Some(
            bounds
                .map_or_else(|| Rect::from_points(*from, *to), |bounds| bounds.union_pt(*from).union_pt(*to)),
        )
    })?;
    (straight && sides.len() <= 5 && sides.iter().all(level)).then_some(bounds)
}

/// Whether a colour is not seen for its opacity.
fn is_clear(colour: Colour) -> bool {
    f64::from(colour[3]) < LEAST_OPACITY * f64::from(u8::MAX)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a byte")]
fn round_byte(value: f64) -> u8 {
    value.round().clamp(0.0, 255.0) as u8
}

#[expect(clippy::cast_precision_loss, reason = "a count of characters in one glyph")]
fn as_float(count: usize) -> f64 {
    count as f64
}
