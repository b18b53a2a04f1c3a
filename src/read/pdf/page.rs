//! What is seen of a page: its glyphs once each and upright, its rules, and whether it is a picture.

use std::collections::BTreeMap;

use hayro_interpret::kurbo::{Point, Rect};

use super::file::{Drawn as DrawnPage, Lost};
use super::ink::{Colour, Drawn, Fill, Glyph, Ink, Rule, Turn};
use super::spelling;
use crate::model::{HiddenBy, PageBox, Place};

/// Two colours whose parts differ by no more cannot be told from each other.
const SAME_COLOUR: u8 = 16;

/// What is drawn with less than this opacity, of 255, covers nothing.
const COVERING: u8 = 200;

/// A page of which pictures take this part, or more, may be a scan.
const SCANNED: f64 = 0.5;

/// A scan may have so many glyphs of its own: a page number, a stamp.
const GLYPHS_OF_A_SCAN: usize = 15;

/// A page without text that draws so many shapes has its text in outlines.
const SHAPES_OF_A_TEXT: usize = 60;

/// Two glyphs of one character that lie no further apart, in em, are one that is drawn twice to look bold.
const DOUBLED: f64 = 0.25;

/// A light text that is so many times larger than the common one is a watermark.
const WATERMARK_SIZE: f64 = 1.8;

/// The darkest part of a colour that is light, of 255.
const LIGHT: u8 = 120;

/// How far within the end of a rule, in points, it is looked at whether it is seen there.
const RULE_END: f64 = 1.0;

/// A page of which this part of the glyphs, or more, runs in one direction is read in that direction.
const PREVAILING: f64 = 0.6;

/// A page, ready to be read.
#[derive(Debug)]
pub(super) struct Page {
    /// Its number, from 1.
    pub number: usize,
    /// Its size, turned so that its text is upright.
    pub bounds: Rect,
    /// What was done to make it so.
    turned: Turn,
    /// Its glyphs in the order of drawing.
    pub glyphs: Vec<Glyph>,
    /// Its rules.
    pub rules: Vec<Rule>,
    /// The texts that lie across it, and where.
    pub watermarks: Vec<(String, Rect)>,
    /// The texts that are not seen on it, where, and why.
    pub hidden: Vec<(HiddenBy, String, Rect)>,
    /// Its pictures, where it is none itself.
    pub pictures: Vec<Rect>,
    /// How many of its glyphs say nothing.
    pub undecodable: usize,
    /// Whether it is a picture, or has no text that can be read.
    pub is_picture: bool,
    /// Whether it could not be read.
    pub is_broken: bool,
    /// What of it is lost.
    pub lost: Lost,
    /// The size of most words in its tables; 0 until they are found, or where there are none.
    pub table_size: f64,
}

impl Page {
    /// What is seen of a page.
    pub(super) fn of(number: usize, drawn: DrawnPage) -> Self {
        let (is_broken, lost) = (drawn.ink.is_none(), drawn.lost);
        let mut ink = drawn.ink.unwrap_or_default();
        let scanned = covered(&ink.pictures, drawn.bounds) >= SCANNED;
        let (glyphs, unseen) = seen(&mut ink, scanned);
        let hidden = hidden(&unseen, &glyphs);
        let glyphs = once(glyphs);
        let undecodable = glyphs.iter().filter(|glyph| glyph.text == char::REPLACEMENT_CHARACTER).count();
        let is_picture = (scanned && glyphs.len() <= GLYPHS_OF_A_SCAN)
            || (glyphs.is_empty() && ink.shapes >= SHAPES_OF_A_TEXT)
            || (undecodable * 2 > glyphs.len());
        let (glyphs, watermarks) = without_watermarks(glyphs);
        let pictures = ink.pictures.iter().filter(|_| !scanned).map(|picture| picture.bounds).collect();
        let rules = ink.rules.iter().filter(|rule| is_rule_seen(rule, &ink)).copied().collect();
        let mut page = Self {
            number,
            bounds: drawn.bounds,
            turned: Turn::Level,
            glyphs,
            rules,
            watermarks,
            hidden,
            pictures,
            undecodable,
            is_picture,
            is_broken,
            lost,
            table_size: 0.0,
        };
        page.set_upright();
        page
    }

    /// The place of a box of it, on the page as it is shown.
    pub(super) fn place(&self, bounds: Rect) -> Place {
        let (width, height) = (self.bounds.width(), self.bounds.height());
        let back = |point: Point| match self.turned {
            Turn::Level | Turn::Slanted => point,
            Turn::Up => Point::new(point.y, width - point.x),
            Turn::Down => Point::new(height - point.y, point.x),
            Turn::Over => Point::new(width - point.x, height - point.y),
        };
        let shown =
            Rect::from_points(back(Point::new(bounds.x0, bounds.y0)), back(Point::new(bounds.x1, bounds.y1)));
        Place::on_page(self.number, Some(whole_points(shown)))
    }

    /// Turns the page so that the text that prevails on it is upright.
    fn set_upright(&mut self) {
        let prevails = |turn: Turn| {
            let count = self.glyphs.iter().filter(|glyph| glyph.turn == turn).count();
            spelling::float(count) > spelling::float(self.glyphs.len()) * PREVAILING
        };
        let Some(turn) = [Turn::Up, Turn::Down, Turn::Over].into_iter().find(|turn| prevails(*turn)) else {
            return;
        };
        let (width, height) = (self.bounds.width(), self.bounds.height());
        let moved = |point: Point| match turn {
            Turn::Up => Point::new(height - point.y, point.x),
            Turn::Down => Point::new(point.y, width - point.x),
            _ => Point::new(width - point.x, height - point.y),
        };
        let moved_box = |bounds: Rect| {
            Rect::from_points(
                moved(Point::new(bounds.x0, bounds.y0)),
                moved(Point::new(bounds.x1, bounds.y1)),
            )
        };
        for glyph in &mut self.glyphs {
            let on_line = if matches!(glyph.turn, Turn::Up | Turn::Down) {
                Point::new(glyph.baseline, glyph.bounds.y0)
            } else {
                Point::new(glyph.bounds.x0, glyph.baseline)
            };
            glyph.bounds = moved_box(glyph.bounds);
            glyph.turn = relative(glyph.turn, turn);
            let on_line = moved(on_line);
            glyph.baseline = if matches!(glyph.turn, Turn::Up | Turn::Down) { on_line.x } else { on_line.y };
        }
        for room in self.pictures.iter_mut().chain(self.hidden.iter_mut().map(|(.., room)| room)) {
            *room = moved_box(*room);
        }
        for (_, room) in &mut self.watermarks {
            *room = moved_box(*room);
        }
        for rule in &mut self.rules {
            let ends = if rule.upright {
                (Point::new(rule.at, rule.from), Point::new(rule.at, rule.to))
            } else {
                (Point::new(rule.from, rule.at), Point::new(rule.to, rule.at))
            };
            let bounds = Rect::from_points(moved(ends.0), moved(ends.1));
            rule.upright = if turn == Turn::Over { rule.upright } else { !rule.upright };
            (rule.at, rule.from, rule.to) = if rule.upright {
                (bounds.x0, bounds.y0, bounds.y1)
            } else {
                (bounds.y0, bounds.x0, bounds.x1)
            };
        }
        if turn != Turn::Over {
            self.bounds = Rect::new(0.0, 0.0, height, width);
        }
        self.turned = turn;
    }
}

/// The direction of a text on a page that is turned so that another direction is upright.
fn relative(turn: Turn, upright: Turn) -> Turn {
    const ROUND: [Turn; 4] = [Turn::Level, Turn::Down, Turn::Over, Turn::Up];
    let place = |turn: Turn| ROUND.iter().position(|other| *other == turn);
    match (place(turn), place(upright)) {
        (Some(own), Some(upright)) => ROUND[(own + ROUND.len() - upright) % ROUND.len()],
        _ => turn,
    }
}

/// The part of a page that pictures take.
fn covered(pictures: &[Fill], page: Rect) -> f64 {
    let area: f64 = pictures.iter().map(|picture| picture.bounds.area()).sum();
    if page.area() > 0.0 { area / page.area() } else { 0.0 }
}

/// The glyphs that a person sees, on a scan those of its text layer where it has one; and the others.
fn seen(ink: &mut Ink, scanned: bool) -> (Vec<Glyph>, Vec<(HiddenBy, Glyph)>) {
    let mut kept = std::mem::take(&mut ink.glyphs);
    let is_covered = |glyph: &Glyph, fills: &[Fill]| {
        fills.iter().any(|fill| {
            fill.order > glyph.order
                && fill.bounds.contains(glyph.bounds.center())
                && fill.colour.is_none_or(|colour| colour[3] >= COVERING)
        })
    };
    // A scan may lie over its text as well as under it.
    let is_layer =
        |glyph: &Glyph| glyph.drawn == Drawn::Unseen || (scanned && is_covered(glyph, &ink.pictures));
    let layer: Vec<Glyph> = kept.extract_if(.., |glyph| is_layer(glyph)).collect();
    let hidden_by = |glyph: &Glyph| match glyph.drawn {
        Drawn::In(Some(_)) if is_covered(glyph, &ink.fills) => Some(HiddenBy::Display),
        Drawn::In(Some(colour)) if !differs(colour, glyph.bounds.center(), glyph.order, ink) => {
            Some(HiddenBy::Colour)
        }
        Drawn::In(_) => None,
        Drawn::Unseen => Some(HiddenBy::Display),
    };
    let mut unseen = Vec::new();
    kept.retain(|glyph| {
        let by = hidden_by(glyph);
        unseen.extend(by.map(|by| (by, glyph.clone())));
        by.is_none()
    });
    if scanned && kept.len() <= GLYPHS_OF_A_SCAN {
        kept.extend(layer);
        kept.sort_by_key(|glyph| glyph.order);
    } else {
        unseen.extend(layer.into_iter().map(|glyph| (HiddenBy::Display, glyph)));
    }
    (kept, unseen)
}

/// The texts that glyphs make which are not seen, but for those that are drawn a second time for the eye.
fn hidden(unseen: &[(HiddenBy, Glyph)], seen: &[Glyph]) -> Vec<(HiddenBy, String, Rect)> {
    if unseen.is_empty() {
        return Vec::new();
    }
    let mut places: BTreeMap<char, Vec<Point>> = BTreeMap::new();
    for glyph in seen {
        places.entry(glyph.text).or_default().push(glyph.bounds.center());
    }
    let is_shown = |glyph: &Glyph| {
        let near = |place: &Point| place.distance(glyph.bounds.center()) <= glyph.size * DOUBLED;
        places.get(&glyph.text).is_some_and(|places| places.iter().any(near))
    };
    let mut found = Vec::new();
    for by in [HiddenBy::Display, HiddenBy::Colour] {
        let own = unseen.iter().filter(|(own, glyph)| *own == by && !is_shown(glyph));
        for line in spelling::lines(own.map(|(_, glyph)| glyph.clone()).collect()) {
            found.push((by, line.words().plain, line.bounds()));
        }
    }
    found
}

/// Whether a colour can be told from what lies below it at a point.
fn differs(colour: Colour, at: Point, order: usize, ink: &Ink) -> bool {
    let below = |fill: &&Fill| {
        fill.order < order
            && fill.bounds.contains(at)
            && fill.colour.is_none_or(|colour| colour[3] >= COVERING)
    };
    let fill = ink.fills.iter().rfind(below);
    let picture = ink.pictures.iter().rfind(below);
    let ground = match (fill, picture) {
        (Some(fill), Some(picture)) if picture.order > fill.order => None,
        (Some(fill), _) => fill.colour,
        (None, Some(_)) => None,
        (None, None) => Some([u8::MAX; 4]),
    };
    // Of a pattern or a picture nobody knows what colour it has there.
    ground.is_none_or(|ground| (0..3).any(|part| colour[part].abs_diff(ground[part]) > SAME_COLOUR))
}

/// Whether a rule is seen at one of its ends or in its middle.
fn is_rule_seen(rule: &Rule, ink: &Ink) -> bool {
    let Some(colour) = rule.colour else { return true };
    // Nearly all rules are dark and lie on white: no look at what is below them.
    if ink.fills.is_empty() && ink.pictures.is_empty() {
        return colour[..3].iter().any(|part| u8::MAX - part > SAME_COLOUR);
    }
    // Just within its ends: it may reach as far as what lies below it.
    let inset = RULE_END.min((rule.to - rule.from) / 4.0);
    [rule.from + inset, f64::midpoint(rule.from, rule.to), rule.to - inset].into_iter().any(|along| {
        let at = if rule.upright { Point::new(rule.at, along) } else { Point::new(along, rule.at) };
        differs(colour, at, rule.order, ink)
    })
}

/// Each glyph once: false bold draws them twice, a little apart.
fn once(mut glyphs: Vec<Glyph>) -> Vec<Glyph> {
    let mut sorted: Vec<usize> = (0..glyphs.len()).collect();
    sorted.sort_by(|one, other| {
        let (one, other) = (&glyphs[*one], &glyphs[*other]);
        one.text.cmp(&other.text).then(one.bounds.x0.total_cmp(&other.bounds.x0))
    });
    let mut doubled = vec![false; glyphs.len()];
    for (place, first) in sorted.iter().enumerate() {
        let glyph = &glyphs[*first];
        let reach = glyph.size * DOUBLED;
        for second in &sorted[place + 1..] {
            let other = &glyphs[*second];
            if other.text != glyph.text || other.bounds.x0 - glyph.bounds.x0 > reach {
                break;
            }
            if (other.bounds.y0 - glyph.bounds.y0).abs() <= reach && !doubled[*first] {
                doubled[*first.max(second)] = true;
            }
        }
    }
    let mut doubled = doubled.into_iter();
    glyphs.retain(|_| !doubled.next().unwrap_or_default());
    glyphs
}

/// The glyphs that are no watermark, and the texts of those that are.
fn without_watermarks(mut glyphs: Vec<Glyph>) -> (Vec<Glyph>, Vec<(String, Rect)>) {
    let common = common_size(glyphs.iter());
    let is_watermark = |glyph: &Glyph| {
        let light = match glyph.drawn {
            Drawn::In(Some(colour)) => colour[3] < COVERING || colour[..3].iter().all(|part| *part >= LIGHT),
            _ => false,
        };
        glyph.watermark || glyph.turn == Turn::Slanted || (light && glyph.size > common * WATERMARK_SIZE)
    };
    let marks: Vec<Glyph> = glyphs.extract_if(.., |glyph| is_watermark(glyph)).collect();
    (glyphs, spelling::runs(&marks))
}

/// The size that most glyphs have, in points; 0 where there are none.
pub(super) fn common_size<'g>(glyphs: impl Iterator<Item = &'g Glyph>) -> f64 {
    let sizes: Vec<f64> = glyphs.map(|glyph| glyph.size).collect();
    let middle = sizes.len() / 2;
    spelling::ranked(sizes, middle)
}

/// A box in whole points that holds all of another.
#[expect(clippy::cast_possible_truncation, reason = "clamped to what no page reaches")]
fn whole_points(bounds: Rect) -> PageBox {
    /// No page is longer, in points.
    const LONGEST: f64 = 1_000_000.0;
    let whole = |value: f64| value.clamp(-LONGEST, LONGEST) as i32;
    [whole(bounds.x0.floor()), whole(bounds.y0.floor()), whole(bounds.x1.ceil()), whole(bounds.y1.ceil())]
}
