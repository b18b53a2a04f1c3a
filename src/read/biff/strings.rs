//! The strings that the cells of an xls share, of which some are marked in part: struck out, raised or lowered.

use std::collections::BTreeMap;

use super::{Font, u16_at, u32_at};
use crate::read::sheet::html_of;

/// Where the runs of a string begin, in characters of two bytes, and the number of the font of each.
type Runs = Vec<(usize, usize)>;

/// The strings of a workbook that have several fonts, by their numbers.
#[derive(Debug, Default)]
pub(super) struct Strings {
    strings: BTreeMap<usize, (Vec<u16>, Runs)>,
}

impl Strings {
    /// Reads the table of strings from its record and those that go on with it.
    pub(super) fn read(parts: &[&[u8]]) -> Self {
        let mut strings = Self::default();
        let Some(count) = parts.first().and_then(|first| u32_at(first, 4)) else { return strings };
        let mut bytes = Bytes { parts, part: 0, at: 8 };
        for number in 0..count as usize {
            let Some((units, runs)) = bytes.string() else { break };
            if !runs.is_empty() {
                strings.strings.insert(number, (units, runs));
            }
        }
        strings
    }

    /// A string of several fonts in HTML, and its words; `font` is the one of its cell.
    pub(super) fn in_runs(&self, number: usize, font: usize, fonts: &[Font]) -> Option<(String, String)> {
        let (units, runs) = self.strings.get(&number)?;
        let mut html = String::new();
        let starts = std::iter::once((0, font)).chain(runs.iter().copied());
        let ends = runs.iter().map(|(start, _)| *start).chain([units.len()]);
        for ((start, font), end) in starts.zip(ends) {
            let words = html_of(&String::from_utf16_lossy(units.get(start..end)?));
            match fonts.get(font).and_then(|font| font.tag()).filter(|_| !words.trim().is_empty()) {
                Some(tag) => html.extend(["<", tag, ">", &words, "</", tag, ">"]),
                None => html.push_str(&words),
            }
        }
        Some((html, String::from_utf16_lossy(units)))
    }
}

/// The bytes of a record and of those that go on with it.
struct Bytes<'a> {
    parts: &'a [&'a [u8]],
    part: usize,
    at: usize,
}

impl<'a> Bytes<'a> {
    /// So many bytes, or as many as this record still has; the next record is begun where this one is at its end.
    fn some(&mut self, count: usize) -> Option<&'a [u8]> {
        while self.at >= self.parts.get(self.part)?.len() {
            (self.part, self.at) = (self.part + 1, 0);
        }
        let rest = &self.parts[self.part][self.at..];
        let taken = &rest[..count.min(rest.len())];
        self.at += taken.len();
        Some(taken)
    }

    fn all(&mut self, count: usize) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        while bytes.len() < count {
            bytes.extend_from_slice(self.some(count - bytes.len())?);
        }
        Some(bytes)
    }

    /// The characters of a string, each of one byte or two; a record that goes on within them says anew of how many.
    fn characters(&mut self, count: usize, mut is_wide: bool) -> Option<Vec<u16>> {
        let mut units = Vec::new();
        while units.len() < count {
            if self.at >= self.parts.get(self.part)?.len() {
                (self.part, self.at) = (self.part + 1, 0);
                is_wide = self.all(1)?[0] & 1 != 0;
            }
            let width = if is_wide { 2 } else { 1 };
            let found = self.some((count - units.len()) * width)?;
            if found.len() < width {
                return None;
            }
            units.extend(found.chunks_exact(width).map(|unit| match unit {
                [low, high] => u16::from_le_bytes([*low, *high]),
                unit => u16::from(unit[0]),
            }));
        }
        Some(units)
    }

    fn string(&mut self) -> Option<(Vec<u16>, Runs)> {
        let head = self.all(3)?;
        let (count, flags) = (usize::from(u16_at(&head, 0)?), head[2]);
        let runs = if flags & 8 != 0 { usize::from(u16_at(&self.all(2)?, 0)?) } else { 0 };
        let further = if flags & 4 != 0 { u32_at(&self.all(4)?, 0)? as usize } else { 0 };
        let units = self.characters(count, flags & 1 != 0)?;
        let runs = self.all(runs * 4)?;
        // How the string is read stands behind it.
        self.all(further)?;
        let run = |run: &[u8]| Some((usize::from(u16_at(run, 0)?), super::font_number(u16_at(run, 2)?)));
        Some((units, runs.chunks_exact(4).filter_map(run).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FONTS: [Font; 3] = [
        Font { is_struck: false, is_white: false, shift: 0 },
        Font { is_struck: true, is_white: false, shift: 0 },
        Font { is_struck: false, is_white: false, shift: 1 },
    ];

    fn marked(parts: &[&[u8]], number: usize) -> Option<(String, String)> {
        Strings::read(parts).in_runs(number, 0, &FONTS)
    }

    #[test]
    fn runs_of_marked_strings() {
        let head: &[u8] = &[2, 0, 0, 0, 2, 0, 0, 0];
        let plain: &[u8] = &[2, 0, 0, b'a', b'b'];
        let rich: &[u8] = &[3, 0, 8, 2, 0, b'1', b'2', b'3', 1, 0, 1, 0, 2, 0, 2, 0];
        let whole = [head, plain, rich].concat();
        let expected = Some(("1<del>2</del><sup>3</sup>".to_owned(), "123".to_owned()));
        assert_eq!(marked(&[&whole], 1), expected);
        assert_eq!(marked(&[&whole], 0), None);
        // Cut within the characters: the next record says that they have two bytes.
        let (first, second) = whole.split_at(whole.len() - 10);
        let second = [&[1][..], &[b'2', 0, b'3', 0], &second[2..]].concat();
        assert_eq!(marked(&[first, &second], 1), expected);
        // A font that marks nothing.
        let plainly = [head, plain, &[3, 0, 8, 1, 0, b'1', b'2', b'3', 1, 0, 0, 0]].concat();
        assert_eq!(marked(&[&plainly], 1), Some(("123".to_owned(), "123".to_owned())));
        for cut in 0..whole.len() {
            let _ = marked(&[&whole[..cut]], 1);
        }
    }
}
