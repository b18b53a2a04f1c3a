//! Opening a file: its lock, its damage, and the bounds that no file may pass.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hayro_interpret::hayro_syntax::object::{Array, Dict, MaybeRef, Object};
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro_interpret::kurbo::{Affine, Rect};
use hayro_interpret::{Context, InterpreterCache, interpret_page};

use super::ink::{Ink, Pen};
use super::{maps, whole};
use crate::error::Error;

/// The most pages of a file; the longest published budgets have some hundred.
const MAX_PAGES: usize = 5_000;

/// The most glyphs of a file: a full page has two thousand.
const MAX_GLYPHS: usize = 10_000_000;

/// The most rules and filled boxes of a file: a full page has some hundred.
const MAX_RULES: usize = 4_000_000;

/// A file of any size may draw so many things, those that nobody sees among them.
const DRAWS: usize = 300_000;

/// A file may draw so many things more for each of its bytes, which packed pages do: forms that draw each other multiply.
const DRAWS_PER_BYTE: usize = 20;

/// How far into a file its head is looked for, in bytes: a mail or a page of a server may stand before it.
const HEAD_WITHIN: usize = 1024;

/// What a file may still draw.
#[derive(Debug)]
pub(super) struct Limits {
    glyphs: usize,
    rules: usize,
    draws: usize,
}

impl Limits {
    /// The bounds of a file of so many bytes.
    fn of_file(bytes: usize) -> Self {
        let draws = bytes.saturating_mul(DRAWS_PER_BYTE).saturating_add(DRAWS);
        Self { glyphs: MAX_GLYPHS, rules: MAX_RULES, draws }
    }

    /// Takes one glyph, unless none is left.
    pub(super) fn take_glyph(&mut self) -> bool {
        take(&mut self.glyphs)
    }

    /// Takes one rule or box, unless none is left.
    pub(super) fn take_rule(&mut self) -> bool {
        take(&mut self.rules)
    }

    /// Takes one thing that is drawn, unless none is left.
    pub(super) fn take_draw(&mut self) -> bool {
        take(&mut self.draws)
    }
}

fn take(left: &mut usize) -> bool {
    *left = left.saturating_sub(1);
    *left > 0
}

/// What a stopped page is unwound with.
struct Stopped;

/// Ends the reading of a page whose file draws too much: the interpreter has no other way out.
pub(super) fn stop() -> ! {
    resume_unwind(Box::new(Stopped))
}

/// A page as the file has it.
#[derive(Debug)]
pub(super) struct Drawn {
    /// Its size as it is shown.
    pub bounds: Rect,
    /// What it draws; `None` where it is damaged beyond reading.
    pub ink: Option<Ink>,
    /// What of that is lost.
    pub lost: Lost,
}

/// What is lost of a page that can be read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Lost {
    /// Whether a part of what it draws is.
    pub part: bool,
    /// Whether it uses a font that cannot be read, so that what stands in it is.
    pub font: bool,
}

/// Where the head of a file stands, if it is there at all.
pub(super) fn head(bytes: &[u8]) -> Option<usize> {
    const HEAD: &[u8] = b"%PDF-";
    let within = &bytes[..bytes.len().min(HEAD_WITHIN)];
    within.windows(HEAD.len()).position(|window| window == HEAD)
}

/// The most characters that a run of one width takes: no font has more.
const LONGEST_RUN: u32 = 65_536;

/// Whether a font gives one width to more characters than there are: the library writes each of them down.
fn has_endless_widths(pdf: &Pdf) -> bool {
    let is_endless = |first: u32, last: u32| last.saturating_sub(first) > LONGEST_RUN;
    let across = |widths: &Array<'_>| {
        let mut items = widths.flex_iter();
        loop {
            if items.next::<(u32, Array<'_>)>().is_some() {
                continue;
            }
            match items.next::<(u32, u32, f32)>() {
                Some((first, last, _)) if is_endless(first, last) => return true,
                Some(_) => {}
                None => return false,
            }
        }
    };
    let down = |widths: &Array<'_>| {
        let mut items = widths.flex_iter();
        loop {
            if items.next::<(u32, Array<'_>)>().is_some() {
                continue;
            }
            match items.next::<(u32, u32, f32, f32, f32)>() {
                Some((first, last, ..)) if is_endless(first, last) => return true,
                Some(_) => {}
                None => return false,
            }
        }
    };
    pdf.objects().into_iter().any(|object| {
        holds(&object, DEEPEST_FONT, &|font: &Dict<'_>| {
            font.get::<Array<'_>>(b"W").is_some_and(|widths| across(&widths))
                || font.get::<Array<'_>>(b"W2").is_some_and(|widths| down(&widths))
        })
    })
}

/// How deep in another object a font may stand that is none of its own: among the resources of a page, below another.
const DEEPEST_FONT: usize = 8;

/// So many items of a list are looked at: a font has one below it.
const ITEMS: usize = 8;

/// Whether a dictionary in an object, itself among them, is such a one; what it refers to is an object of its own.
fn holds(object: &Object<'_>, depth: usize, is_one: &dyn Fn(&Dict<'_>) -> bool) -> bool {
    let inner = |object: MaybeRef<Object<'_>>| match object {
        MaybeRef::NotRef(object) => depth > 0 && holds(&object, depth - 1, is_one),
        MaybeRef::Ref(_) => false,
    };
    let in_dict = |dict: &Dict<'_>| is_one(dict) || dict.entries().any(|(_, object)| inner(object));
    match object {
        Object::Dict(dict) => in_dict(dict),
        Object::Stream(stream) => in_dict(stream.dict()),
        Object::Array(array) => array.raw_iter().take(ITEMS).any(inner),
        _ => false,
    }
}

/// Reads what every page of a file draws.
///
/// # Errors
///
/// A file is refused that is locked, damaged beyond reading, or too large.
pub(super) fn pages(bytes: &[u8]) -> Result<Vec<Drawn>, Error> {
    let pdf = open(bytes)?;
    if guarded(|| has_endless_widths(&pdf)).unwrap_or(false) {
        return Err(Error::refused("pdf-draws-too-much", &[]));
    }
    let cache = InterpreterCache::new();
    let mut limits = Limits::of_file(bytes.len());
    let count = guarded(|| pdf.pages().len()).unwrap_or(0);
    if count > MAX_PAGES {
        return Err(Error::refused("pdf-too-large", &[&MAX_PAGES]));
    }
    let mut drawn = Vec::with_capacity(count);
    for page in pdf.pages().iter() {
        drawn.push(draw(page, &pdf, &cache, &mut limits)?);
    }
    Ok(drawn)
}

pub(super) fn open(bytes: &[u8]) -> Result<Pdf, Error> {
    let load = |bytes: &[u8]| match guarded(|| Pdf::new(bytes.to_vec())) {
        Ok(loaded) => loaded,
        Err(_) => Err(LoadPdfError::Invalid),
    };
    // What stands before the head moves every object from where the file says that it is.
    let start = head(bytes).unwrap_or(0);
    let loaded = load(&bytes[start..]);
    let loaded = if matches!(loaded, Err(LoadPdfError::Invalid)) && start > 0 { load(bytes) } else { loaded };
    loaded.map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => Error::refused("pdf-locked", &[]),
        LoadPdfError::Decryption(_) => Error::refused("pdf-encrypted", &[]),
        LoadPdfError::Invalid => Error::refused("pdf-broken", &[]),
    })
}

fn draw<'a>(
    page: &Page<'a>,
    pdf: &'a Pdf,
    cache: &InterpreterCache<'a>,
    limits: &mut Limits,
) -> Result<Drawn, Error> {
    let (width, height) = page.render_dimensions();
    let bounds = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let is_font_lost = Arc::new(AtomicBool::new(false));
    let read = guarded(|| {
        let transform = Affine::new(page.initial_transform(true).as_coeffs());
        let mut context = Context::new(transform, bounds, cache, pdf.xref(), maps::settings(&is_font_lost));
        let mut pen = Pen::new(bounds, limits);
        interpret_page(page, &mut context, &mut pen);
        // All pages are kept until the tables that go on over them are known, and nothing is added to them.
        pen.ink.glyphs.shrink_to_fit();
        (!whole::is_lost(page)).then(|| (pen.ink, whole::is_cut(page)))
    });
    match read {
        Ok(Some((ink, part))) => {
            let lost = Lost { part, font: is_font_lost.load(Ordering::Relaxed) };
            Ok(Drawn { bounds, ink: Some(ink), lost })
        }
        Err(Failure::Stopped) => Err(Error::refused("pdf-draws-too-much", &[])),
        Ok(None) | Err(Failure::Broken) => Ok(Drawn { bounds, ink: None, lost: Lost::default() }),
    }
}

/// Why nothing came out of the library.
pub(super) enum Failure {
    /// It was stopped.
    Stopped,
    /// It did not come through.
    Broken,
}

/// Runs what calls the library. It asserts that some things in a file are sound; where they are not, that page is
/// broken and no more.
pub(super) fn guarded<T>(read: impl FnOnce() -> T) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(read))
        .map_err(|reason| if reason.is::<Stopped>() { Failure::Stopped } else { Failure::Broken })
}
