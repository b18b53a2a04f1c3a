//! Where a byte of a text stands, told without reading the text again each time.

use crate::model::Place;

/// Characters are counted once for every so many bytes.
const STEP: usize = 1024;

/// The places of a text.
#[derive(Debug)]
pub(super) struct Places<'a> {
    text: &'a str,
    base: &'a Place,
    /// Where each line after the first begins.
    lines: Vec<usize>,
    /// How many characters begin before each multiple of `STEP`.
    counts: Vec<usize>,
}

impl<'a> Places<'a> {
    /// The places of a text that begins at `base`.
    pub(super) fn new(text: &'a str, base: &'a Place) -> Self {
        let (mut lines, mut counts) = (Vec::new(), Vec::new());
        if base.line.is_some() {
            lines = text.match_indices('\n').map(|(index, _)| index + 1).collect();
            let mut count = 0;
            for chunk in text.as_bytes().chunks(STEP) {
                counts.push(count);
                count += begun(chunk);
            }
            counts.push(count);
        }
        Self { text, base, lines, counts }
    }

    /// Where the byte `offset` stands.
    pub(super) fn at(&self, offset: usize) -> Place {
        let Some(line) = self.base.line else { return self.base.clone() };
        let offset = offset.min(self.text.len());
        let newlines = self.lines.partition_point(|start| *start <= offset);
        let line_start = if newlines == 0 { 0 } else { self.lines[newlines - 1] };
        let characters = self.count(offset) - self.count(line_start);
        let first = if newlines == 0 { self.base.column.unwrap_or(1) } else { 1 };
        Place { line: Some(line + newlines), column: Some(first + characters), ..self.base.clone() }
    }

    /// How many characters begin before a byte.
    fn count(&self, offset: usize) -> usize {
        let step = offset / STEP;
        self.counts[step] + begun(&self.text.as_bytes()[step * STEP..offset])
    }
}

/// How many characters begin in these bytes.
fn begun(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| (**byte & 0xc0) != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_place_as_by_reading() {
        let text = "一二\n三<p>\r\nab".repeat(400);
        for base in [Place::line_column(3, 5), Place::line(7), Place::sheet_cell("s", 1, 1)] {
            let places = Places::new(&text, &base);
            for (offset, _) in text.char_indices().step_by(7).chain([(text.len(), ' ')]) {
                let read = base.after(&text[..offset]);
                assert_eq!(
                    places.at(offset),
                    Place { column: read.column.or(places.at(offset).column), ..read }
                );
            }
        }
    }
}
