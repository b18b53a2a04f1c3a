//! The pieces of pages that findings speak of, as a person would see them.
//!
//! `weight` sees to it that a page is not too much to draw, `pixels` cuts and frames what is drawn. Whatever cannot be
//! drawn has no picture, and that is all: a picture helps, and nothing rests on it.

mod pixels;
mod weight;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use hayro::hayro_interpret::hayro_syntax::Pdf;
use hayro::hayro_interpret::hayro_syntax::page::Page;
use hayro::hayro_interpret::{Context, InterpreterCache, InterpreterSettings, interpret_page};
use hayro::kurbo::{Affine, Rect};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::vello_cpu::{
    Level, Pixmap, RasterizerSettings, RenderContext, RenderSettings as Drawing, Resources, TargetInit,
};
use hayro::{RenderCache, RenderSettings, render_into};

use self::pixels::{PixelBox, Pixels};
use self::weight::{Budget, Scales, settings};
use super::file::{guarded, head, open};
use super::ink::Turn;
use super::whole::is_lost;
use crate::model::{PageBox, Picture, Place};

/// How much of the page is shown above and below a box, in points: its header, or the rows beside it.
const AROUND: f64 = 40.0;

/// The widest piece that is shown, in points: a page of A4 on its side is shown from edge to edge.
const WIDEST: f64 = 850.0;

/// How many pixels a point has in a picture of a box: words of nine points can be read.
const SCALE: f64 = 1.5;

/// How many pixels a point has in a picture of a whole page.
const SCALE_OF_PAGE: f64 = 0.9;

/// The most pixels of a page that is drawn: a page of A4 in full. A picture of more has too many bytes for a report and is
/// made smaller again, and what draws it takes several times as much memory.
const MAX_PIXELS: f64 = 1_150_000.0;

/// The longest side of what is drawn, in pixels.
const LONGEST: f64 = 16_000.0;

/// A picture for each of these places of a file; none where there is nothing to draw, or it cannot be drawn. Each
/// page is drawn once.
pub fn pictures(bytes: &[u8], places: &[Place]) -> Vec<Option<Picture>> {
    let mut made = vec![None; places.len()];
    let mut by_page: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, place) in places.iter().enumerate() {
        if let Some(page) = place.page.and_then(|page| page.checked_sub(1)) {
            by_page.entry(page).or_default().push(index);
        }
    }
    if by_page.is_empty() || head(bytes).is_none() {
        return made;
    }
    let mut budget = Budget::of_file();
    let pages: Vec<(usize, Vec<usize>)> = by_page.into_iter().collect();
    for pages in pages.chunks(PAGES_AT_ONCE) {
        let Ok(pdf) = open(bytes) else { return made };
        draw_pages(&pdf, pages, places, &mut budget, &mut made);
    }
    made
}

/// A file keeps what its pages hold for as long as it is open: it is opened anew after so many.
const PAGES_AT_ONCE: usize = 1;

/// Draws some pages of a file, each with the numbers of the places on it.
fn draw_pages(
    pdf: &Pdf,
    pages: &[(usize, Vec<usize>)],
    places: &[Place],
    budget: &mut Budget,
    made: &mut [Option<Picture>],
) {
    let Ok(all) = guarded(|| pdf.pages()) else { return };
    let lacks_fonts = Arc::new(AtomicBool::new(false));
    let mut desk = Desk {
        pdf,
        fonts: InterpreterCache::new(),
        cache: RenderCache::new(),
        settings: settings(&lacks_fonts),
        lacks_fonts: &lacks_fonts,
        budget,
    };
    for (number, indices) in pages {
        let Some(page) = all.get(*number) else { continue };
        let boxes: Vec<Option<PageBox>> = indices.iter().map(|index| places[*index].bounds).collect();
        if let Ok(drawn) = guarded(|| desk.draw(page, &boxes)) {
            indices.iter().zip(drawn).for_each(|(index, picture)| made[*index] = picture);
        } else {
            // What broke off may have left half of something behind.
            (desk.fonts, desk.cache) = (InterpreterCache::new(), RenderCache::new());
        }
    }
}

/// What the pages of a file are drawn with.
struct Desk<'a> {
    pdf: &'a Pdf,
    fonts: InterpreterCache<'a>,
    cache: RenderCache<'a>,
    settings: InterpreterSettings,
    lacks_fonts: &'a AtomicBool,
    budget: &'a mut Budget,
}

impl<'a> Desk<'a> {
    /// The pictures of some boxes of a page, or of the whole of it.
    fn draw(&mut self, page: &'a Page<'a>, boxes: &[Option<PageBox>]) -> Vec<Option<Picture>> {
        if is_lost(page) {
            return vec![None; boxes.len()];
        }
        let (width, height) = page.render_dimensions();
        let shown = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let initial = Affine::new(page.initial_transform(true).as_coeffs());
        let mut scales = Scales::new(shown, self.budget, self.lacks_fonts);
        let mut context = Context::new(initial, shown, &self.fonts, self.pdf.xref(), self.settings.clone());
        interpret_page(page, &mut context, &mut scales);
        let upright = upright(scales.turn(), shown);
        let whole = upright.transform_rect_bbox(shown);
        let missing: Vec<_> = scales.missing.into_iter().map(|point| upright * point).collect();
        let views: Vec<Option<View>> = boxes
            .iter()
            .map(|bounds| {
                let bounds = bounds.map(|bounds| upright.transform_rect_bbox(rect(bounds)));
                // Words that are not drawn would be taken for words that are not there.
                View::of(bounds, whole)
                    .filter(|view| !missing.iter().any(|point| view.piece.contains(*point)))
            })
            .collect();
        let Some(target) =
            views.iter().flatten().map(|view| view.piece).reduce(|one, other| one.union(other))
        else {
            return vec![None; boxes.len()];
        };
        let scale = views.iter().flatten().map(View::scale).fold(0.0, f64::max);
        let scale =
            scale.min((MAX_PIXELS / target.area()).sqrt()).min(LONGEST / target.width().max(target.height()));
        let place = Affine::scale(scale) * Affine::translate(-target.origin().to_vec2());
        let (wide, high) = (side(target.width() * scale), side(target.height() * scale));
        let drawing = Drawing { level: Level::baseline(), ..Drawing::default() };
        let mut canvas = RenderContext::new_with(wide, high, drawing);
        let settings = RenderSettings::default();
        render_into(page, &self.cache, &self.settings, &settings, &mut canvas, place * upright * initial);
        canvas.flush();
        let mut pixmap = Pixmap::new(wide, high);
        let ground =
            RasterizerSettings { target_init: TargetInit::Clear(WHITE), ..RasterizerSettings::default() };
        canvas.render_with(&mut pixmap, &mut Resources::default(), ground);
        // What was to be drawn takes more room than what is drawn.
        drop(canvas);
        let pixels = pixmap.data_as_u8_slice();
        let wide = usize::from(wide);
        views.into_iter().map(|view| view?.picture(pixels, wide, place)).collect()
    }
}

/// What is shown of a page: a piece of it, and the box that is framed.
#[derive(Clone, Copy, Debug)]
struct View {
    piece: Rect,
    framed: Option<Rect>,
}

impl View {
    /// What is shown of a box, or of the whole page; nothing of a box that lies outside.
    fn of(bounds: Option<Rect>, page: Rect) -> Option<Self> {
        let Some(bounds) = bounds else {
            return (page.area() > 0.0).then_some(Self { piece: page, framed: None });
        };
        let framed = bounds.intersect(page);
        if !(bounds.overlaps(page) && framed.area() > 0.0) {
            return None;
        }
        let width = page.width().min(WIDEST.max(framed.width() + AROUND));
        let left = (framed.center().x - width / 2.0).clamp(page.x0, page.x1 - width);
        let piece = Rect::new(left, framed.y0 - AROUND, left + width, framed.y1 + AROUND).intersect(page);
        Some(Self { piece, framed: Some(framed) })
    }

    fn scale(&self) -> f64 {
        if self.framed.is_some() { SCALE } else { SCALE_OF_PAGE }
    }

    /// Its picture, cut out of one that is so many pixels wide; `place` is where the page is drawn on that.
    fn picture(&self, pixels: &[u8], width: usize, place: Affine) -> Option<Picture> {
        let cut = pixel_box(place.transform_rect_bbox(self.piece));
        let framed = self.framed.map(|framed| {
            let [left, top, right, bottom] = pixel_box(place.transform_rect_bbox(framed));
            let within = |at: usize, from: usize| at.saturating_sub(from);
            [within(left, cut[0]), within(top, cut[1]), within(right, cut[0]), within(bottom, cut[1])]
        });
        Pixels::cut(pixels, width, cut)?.png(framed)
    }
}

/// How a page is turned so that its words are upright.
fn upright(turn: Turn, shown: Rect) -> Affine {
    match turn {
        Turn::Level | Turn::Slanted => Affine::IDENTITY,
        Turn::Up => Affine::new([0.0, 1.0, -1.0, 0.0, shown.height(), 0.0]),
        Turn::Down => Affine::new([0.0, -1.0, 1.0, 0.0, 0.0, shown.width()]),
        Turn::Over => Affine::new([-1.0, 0.0, 0.0, -1.0, shown.width(), shown.height()]),
    }
}

fn rect(bounds: PageBox) -> Rect {
    let [left, top, right, bottom] = bounds.map(f64::from);
    Rect::new(left, top, right, bottom)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "no side is longer than it may be"
)]
fn side(length: f64) -> u16 {
    length.ceil().clamp(1.0, LONGEST) as u16
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "no side is longer than it may be"
)]
fn pixel_box(bounds: Rect) -> PixelBox {
    let pixel = |at: f64| at.round().clamp(0.0, LONGEST) as usize;
    [pixel(bounds.x0), pixel(bounds.y0), pixel(bounds.x1), pixel(bounds.y1)]
}
