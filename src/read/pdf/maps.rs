//! What fonts that a file does not hold are read by: the maps from codes to characters that the standard knows, without
//! their gaps.
//!
//! `UniGB-UCS2-H` has no `−` and no `㎡`, and the library takes such a code for two of one byte. The codes of these maps are
//! Unicode, so that they tell what they say themselves; of a map that nobody knows, no code tells anything.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use hayro_interpret::hayro_cmap::{CMap, CMapName, load_embedded};
use hayro_interpret::{InterpreterSettings, InterpreterWarning};

/// What stands before the name of a map that is meant as the standard has it.
const STANDARD: &[u8] = b"standard.";

/// A number of a glyph that no collection has.
const NO_GLYPH: u32 = 65_535;

/// The codes of two bytes: those between them begin codes of four.
const CODES: [std::ops::RangeInclusive<u32>; 2] = [0xa1..=0xd7ff, 0xe000..=0xfffd];

/// A section of a map has so many ranges at the most.
const RANGES_OF_A_SECTION: usize = 100;

/// How pages are read; takes note of a font that cannot be.
pub(super) fn settings(is_font_lost: &Arc<AtomicBool>) -> InterpreterSettings {
    let is_font_lost = Arc::clone(is_font_lost);
    InterpreterSettings {
        cmap_resolver: Arc::new(map),
        warning_sink: Arc::new(move |warning| {
            if matches!(warning, InterpreterWarning::UnsupportedFont) {
                is_font_lost.store(true, Ordering::Relaxed);
            }
        }),
        ..InterpreterSettings::default()
    }
}

/// The map with a name.
fn map(name: CMapName<'_>) -> Option<&'static [u8]> {
    static UCS2: OnceLock<Option<String>> = OnceLock::new();
    static UTF16: OnceLock<Option<String>> = OnceLock::new();
    static UNKNOWN: OnceLock<String> = OnceLock::new();
    let own = |kept: &'static OnceLock<Option<String>>, name| {
        kept.get_or_init(|| without_gaps(name)).as_ref().map(String::as_bytes)
    };
    match name {
        CMapName::UniGbUcs2H => own(&UCS2, name),
        CMapName::UniGbUtf16H => own(&UTF16, name),
        CMapName::Custom(name) => match name.strip_prefix(STANDARD) {
            Some(name) => load_embedded(CMapName::from_bytes(name)),
            None => Some(UNKNOWN.get_or_init(|| text(None, &[(0, 0xffff)])).as_bytes()),
        },
        _ => load_embedded(name),
    }
}

/// A map whose codes are Unicode, which gives those that the standard leaves out a number that no glyph has.
fn without_gaps(name: CMapName<'_>) -> Option<String> {
    let standard = CMap::parse(load_embedded(name)?, load_embedded)?;
    let mut gaps: Vec<(u32, u32)> = Vec::new();
    for code in CODES.into_iter().flatten() {
        if standard.lookup_cid_code(code, 2).is_some() {
            continue;
        }
        match gaps.last_mut() {
            Some((_, last)) if *last + 1 == code => *last = code,
            _ => gaps.push((code, code)),
        }
    }
    Some(text(Some(name), &gaps))
}

/// A map that knows no glyph for these codes, and is another one beside.
fn text(beside: Option<CMapName<'_>>, gaps: &[(u32, u32)]) -> String {
    let mut text = String::from("begincmap\n");
    if let Some(name) = beside {
        let names = [STANDARD, name.to_bytes()].map(String::from_utf8_lossy);
        writeln!(text, "/{}{} usecmap", names[0], names[1]).expect("a string takes all");
    }
    for gaps in gaps.chunks(RANGES_OF_A_SECTION) {
        writeln!(text, "{} beginnotdefrange", gaps.len()).expect("a string takes all");
        for (first, last) in gaps {
            writeln!(text, "<{first:04x}> <{last:04x}> {NO_GLYPH}").expect("a string takes all");
        }
        text.push_str("endnotdefrange\n");
    }
    text + "endcmap\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_without_gaps() {
        let glyph = |name, code| CMap::parse(map(name).unwrap(), map).unwrap().lookup_cid_code(code, 2);
        let standard = |code| {
            CMap::parse(load_embedded(CMapName::UniGbUcs2H).unwrap(), load_embedded)
                .unwrap()
                .lookup_cid_code(code, 2)
        };
        for (code, is_gap) in [(0x2212, true), (0xb3, true), (0x4e00, false), (0x33, false), (0x3001, false)]
        {
            let expected = if is_gap { Some(NO_GLYPH) } else { standard(code) };
            assert_eq!(glyph(CMapName::UniGbUcs2H, code), expected, "{code:x}");
        }
        assert_eq!(glyph(CMapName::Custom(b"Office-H"), 0x4e00), Some(NO_GLYPH));
    }
}
