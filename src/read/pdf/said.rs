//! What a glyph says: the character that the file tells, or that its font of signs draws.

use std::ops::RangeInclusive;

use hayro_interpret::font::{Glyph as FontGlyph, OutlineGlyph, PositionedGlyph, StandardFont};
use hayro_interpret::hayro_cmap::BfString;

use crate::text::radicals::ideograph;
use crate::text::symbols;
use crate::text::width::is_invisible;

/// The signs, `−`, `㎡`, `²`, whose codes are taken for what they say where those of their neighbours are: in no encoding of
/// Chinese characters do two bytes of these values stand for another character.
const SIGNS: [RangeInclusive<char>; 2] = ['\u{a1}'..='\u{ff}', '\u{2010}'..='\u{33ff}'];

/// The fonts that stand in for those that a file names and does not hold.
const STAND_INS: [StandardFont; 14] = [
    StandardFont::Helvetica,
    StandardFont::HelveticaBold,
    StandardFont::HelveticaOblique,
    StandardFont::HelveticaBoldOblique,
    StandardFont::Courier,
    StandardFont::CourierBold,
    StandardFont::CourierOblique,
    StandardFont::CourierBoldOblique,
    StandardFont::TimesRoman,
    StandardFont::TimesBold,
    StandardFont::TimesItalic,
    StandardFont::TimesBoldItalic,
    StandardFont::ZapfDingBats,
    StandardFont::Symbol,
];

/// The font of signs that a glyph is of.
pub(super) fn font_of_signs(glyph: &FontGlyph<'_>) -> Option<&'static str> {
    let FontGlyph::Outline(outline) = glyph else { return None };
    symbols::named_by_file(&outline.font_data()?.postscript_name?)
}

/// What a glyph says.
pub(super) enum Said {
    /// White space.
    Nothing,
    /// One character.
    One(char),
    /// Several.
    Many(String),
}

/// Whether a character is one of those that nearly all texts are made of, each of which stands for itself.
pub(super) fn is_common(c: char) -> bool {
    c.is_ascii_graphic() || matches!(c, '\u{4e00}'..='\u{9fff}')
}

/// What a glyph of a run says: U+FFFD where the file does not tell. `signs` is the font of signs that it is of: its own codes
/// say less than what it draws.
pub(super) fn said(
    run: &[PositionedGlyph<'_>],
    number: usize,
    told: Option<BfString>,
    signs: Option<&str>,
) -> Said {
    let glyph = &*run[number];
    let text = match told {
        Some(BfString::Char(c)) => c.to_string(),
        Some(BfString::String(text)) => text,
        None => String::new(),
    };
    let is_code = |c: char| is_untold(c) || u32::from(c) == glyph.char_code();
    let text = match signs.filter(|_| text.chars().all(is_code)) {
        Some(_) => symbols::text(signs, &text).0,
        None => text,
    };
    let told: String = text.chars().filter(|c| !is_invisible(*c)).map(ideograph).collect();
    if !told.is_empty() && !told.chars().any(is_untold) {
        return if told.trim().is_empty() { Said::Nothing } else { Said::Many(told) };
    }
    // What shows nothing says nothing; but of a font that the file does not hold nobody knows what it shows.
    let shows = match glyph {
        FontGlyph::Outline(outline) if text.is_empty() && is_stand_in(outline) => {
            return match by_code(run, glyph.char_code()) {
                Some(c) if c.is_whitespace() || is_untold(c) => Said::Nothing,
                Some(c) => Said::One(c),
                None => Said::One(char::REPLACEMENT_CHARACTER),
            };
        }
        FontGlyph::Outline(outline) => !outline.outline().elements().is_empty(),
        FontGlyph::Type3(_) => true,
    };
    if shows { Said::One(char::REPLACEMENT_CHARACTER) } else { Said::Nothing }
}

/// Whether a character says nothing by itself: it is private, a control or stands for what is not known.
fn is_untold(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' | char::REPLACEMENT_CHARACTER)
        || (c.is_control() && !c.is_whitespace())
}

/// Whether a glyph is of a font that stands in for one that the file does not hold.
fn is_stand_in(glyph: &OutlineGlyph) -> bool {
    let Some(font) = glyph.font_data() else { return false };
    let own = (*font.data).as_ref().as_ptr();
    STAND_INS.iter().any(|font| std::ptr::eq((*font.get_font_data().0).as_ref().as_ptr(), own))
}

/// The character that the code of a glyph is by itself, where those of all others of its run that tell a character are that
/// character.
fn by_code(run: &[PositionedGlyph<'_>], code: u32) -> Option<char> {
    let own = char::from_u32(code)?;
    if is_untold(own) {
        return Some(own);
    }
    let mut is_sure = SIGNS.iter().any(|signs| signs.contains(&own));
    let mut is_told = false;
    for glyph in run {
        match glyph.as_unicode() {
            Some(BfString::Char(c)) if u32::from(c) == glyph.char_code() => {
                is_told = true;
                is_sure |= !c.is_ascii();
            }
            Some(_) => return None,
            None => {}
        }
    }
    (is_told && is_sure).then_some(own)
}
