//! What a page would cost to draw: it is looked at before it is drawn, for nothing ends the drawing of one.
//!
//! On the way it is seen which way its words run, and which of them cannot be drawn.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hayro::hayro_interpret::font::{FontQuery, Glyph, GlyphRun};
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::pattern::{Pattern, TilingPattern};
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterSettings, Paint,
    SoftMask,
};
use hayro::kurbo::{Affine, BezPath, Point, Rect, Shape as _};

use super::super::file::stop;
use super::super::ink::{Turn, turn_of};

/// The most strokes of a pen that the pictures of a file may take: a full page has some ten thousand.
const MAX_STROKES: f64 = 4_000_000.0;

/// The most pixels that they may take, those of the file's own pictures and of what lies over each other among them:
/// so many are drawn in some seconds.
const MAX_PIXELS: f64 = 1_000_000_000.0;

/// What the pictures of a file may still cost.
#[derive(Debug)]
pub(super) struct Budget {
    strokes: f64,
    pixels: f64,
}

impl Budget {
    /// That of a file.
    pub(super) fn of_file() -> Self {
        Self { strokes: MAX_STROKES, pixels: MAX_PIXELS }
    }

    /// Takes what is drawn so many times, and stops where no more is left.
    fn take(&mut self, times: f64, strokes: f64, pixels: f64) {
        self.strokes -= times * strokes;
        self.pixels -= times * pixels;
        // What is no number is not left either.
        if !(self.strokes > 0.0 && self.pixels > 0.0) {
            stop();
        }
    }
}

/// How pages are drawn, taking note of fonts that are not in the file.
pub(super) fn settings(lacks_fonts: &Arc<AtomicBool>) -> InterpreterSettings {
    let lacks = Arc::clone(lacks_fonts);
    let font_resolver = move |query: &FontQuery| match query {
        FontQuery::Standard(font) => Some(font.get_font_data()),
        FontQuery::Fallback(query) => {
            lacks.store(true, Ordering::Relaxed);
            Some(query.pick_standard_font().get_font_data())
        }
    };
    InterpreterSettings { font_resolver: Arc::new(font_resolver), ..InterpreterSettings::default() }
}

/// A pair of scales for a page.
pub(super) struct Scales<'l> {
    budget: &'l mut Budget,
    /// Whether there are fonts that are not in the file.
    lacks_fonts: &'l AtomicBool,
    /// How large the page is when it is drawn.
    target: Rect,
    /// How often what is drawn now is drawn.
    times: f64,
    /// How many glyphs run upright, down, over and up.
    turns: [usize; 4],
    /// Where words stand that cannot be drawn.
    pub missing: Vec<Point>,
}

impl<'l> Scales<'l> {
    /// Scales for a page that is drawn in this size.
    pub(super) fn new(target: Rect, budget: &'l mut Budget, lacks_fonts: &'l AtomicBool) -> Self {
        Self { budget, lacks_fonts, target, times: 1.0, turns: [0; 4], missing: Vec::new() }
    }

    /// The direction that most words have.
    pub(super) fn turn(&self) -> Turn {
        const TURNS: [Turn; 4] = [Turn::Level, Turn::Down, Turn::Over, Turn::Up];
        let all: usize = self.turns.iter().sum();
        let prevails = |count: &usize| *count * 2 > all;
        self.turns.iter().position(prevails).map_or(Turn::Level, |index| TURNS[index])
    }

    fn take(&mut self, strokes: f64, pixels: f64) {
        self.budget.take(self.times, strokes, pixels);
    }

    /// What a paint costs; `room` is what is painted.
    fn paint(&mut self, paint: &Paint<'_>, room: Rect) {
        /// A pixel of a run of colours costs so many plain ones.
        const SHADED: f64 = 16.0;
        let Paint::Pattern(pattern) = paint else { return };
        match &**pattern {
            Pattern::Shading(_) => self.take(1.0, self.target.area() * SHADED),
            Pattern::Tiling(tiling) => self.tile(tiling, room),
        }
    }

    /// What a pattern of tiles costs: one tile, with all copies that reach into it.
    fn tile(&mut self, tiling: &TilingPattern<'_>, room: Rect) {
        let room = tiling.matrix.inverse().transform_rect_bbox(room);
        let scale = tiling.matrix.determinant().abs();
        let (across, down) = (f64::from(tiling.x_step.abs()), f64::from(tiling.y_step.abs()));
        let size = across.min(room.width()) * down.min(room.height()) * scale;
        let copies = (tiling.bbox.width() / across + 2.0) * (tiling.bbox.height() / down + 2.0);
        self.take(copies, size.max(1.0));
        let (times, target) = (self.times, self.target);
        self.times *= copies;
        tiling.interpret(self, Affine::IDENTITY, false);
        (self.times, self.target) = (times, target);
    }

    fn mask(&mut self, mask: Option<&SoftMask<'_>>) {
        if let Some(mask) = mask {
            self.take(1.0, self.target.area());
            mask.interpret(self);
        }
    }

    fn glyph<'a>(&mut self, glyph: &Glyph<'a>, transform: Affine, place: Affine, paint: &Paint<'a>) {
        self.take(1.0, 0.0);
        let turn = match turn_of(transform * place) {
            Turn::Level => 0,
            Turn::Down => 1,
            Turn::Over => 2,
            Turn::Up => 3,
            Turn::Slanted => return,
        };
        self.turns[turn] += 1;
        match glyph {
            Glyph::Type3(glyph) => glyph.interpret(self, transform, place, paint),
            Glyph::Outline(outline) if self.lacks_fonts.load(Ordering::Relaxed) => {
                let says = outline.as_unicode().is_some_and(|said| !is_blank(&said));
                if says && outline.outline().elements().is_empty() {
                    self.missing.push(transform * place * Point::ZERO);
                }
            }
            Glyph::Outline(_) => {}
        }
    }
}

impl<'a> Device<'a> for Scales<'_> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        let room = props.transform.transform_rect_bbox(path.bounding_box());
        self.take(1.0 + as_float(path.elements().len()), 0.0);
        if let DrawMode::Stroke(stroke) | DrawMode::FillAndStroke(_, stroke) = mode
            && !stroke.dash_array.is_empty()
        {
            let around = path.bounding_box();
            let length = (around.width() + around.height()) * as_float(path.elements().len());
            let dash = stroke.dash_array.iter().copied().map(f64::from).sum::<f64>();
            self.take(length / dash.max(f64::MIN_POSITIVE), 0.0);
        }
        self.paint(&props.paint, room);
        self.mask(props.soft_mask.as_ref());
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        self.take(1.0 + as_float(clip.path.elements().len()), 0.0);
    }

    fn push_clip_rect(&mut self, _: &Rect) {
        self.take(1.0, 0.0);
    }

    fn push_transparency_group(&mut self, _: f32, mask: Option<SoftMask<'a>>, _: BlendMode) {
        self.take(1.0, self.target.area());
        self.mask(mask.as_ref());
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        if matches!(mode, DrawMode::Invisible) {
            return;
        }
        for glyph in run.glyphs() {
            self.glyph(glyph, props.transform, glyph.transform(), &props.paint);
        }
        self.paint(&props.paint, self.target);
        self.mask(props.soft_mask.as_ref());
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.take(1.0, f64::from(image.width()) * f64::from(image.height()));
        self.mask(props.soft_mask.as_ref());
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}

/// Whether a text shows nothing.
fn is_blank(said: &BfString) -> bool {
    match said {
        BfString::Char(c) => c.is_whitespace() || c.is_control(),
        BfString::String(text) => text.trim().is_empty(),
    }
}

#[expect(clippy::cast_precision_loss, reason = "a count of the pieces of a path")]
fn as_float(count: usize) -> f64 {
    count as f64
}
