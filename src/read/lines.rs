//! Where a byte of a text stands: its line, and its character in that line.

use super::retold::Map;
use crate::model::Place;

/// How many bytes lie between two counts of characters. A page may be one line of megabytes; counting from
/// its beginning for every cell would take forever.
const STEP: usize = 64;

/// The lines of a text, to look places up in.
#[derive(Clone, Debug)]
pub(super) struct Lines {
    /// The first byte of each line.
    starts: Vec<usize>,
    /// How many characters begin before each `STEP` bytes.
    counts: Vec<usize>,
    bytes: Vec<u8>,
    /// Where the bytes stand that are asked for, where a text was written anew.
    map: Option<Map>,
}

impl Lines {
    /// The lines of `text`.
    pub(super) fn new(text: &str) -> Self {
        let mut starts = vec![0];
        let mut counts = Vec::with_capacity(text.len() / STEP + 1);
        let mut characters = 0;
        for (offset, byte) in text.bytes().enumerate() {
            if offset.is_multiple_of(STEP) {
                counts.push(characters);
            }
            characters += usize::from(begins_character(byte));
            if byte == b'\n' {
                starts.push(offset + 1);
            }
        }
        if text.len().is_multiple_of(STEP) {
            counts.push(characters);
        }
        Self { starts, counts, bytes: text.as_bytes().to_vec(), map: None }
    }

    /// The same lines, asked for by the bytes of a text that was written anew.
    pub(super) fn through(self, map: Map) -> Self {
        Self { map: Some(map), ..self }
    }

    /// The line and column of a byte, both from 1; a byte past the end stands at the end.
    pub(super) fn at(&self, offset: usize) -> Place {
        let offset = self.map.as_ref().map_or(offset, |map| map.source(offset)).min(self.bytes.len());
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts[line.saturating_sub(1)];
        Place::line_column(line, self.characters(offset) - self.characters(start) + 1)
    }

    /// How many characters begin before a byte.
    fn characters(&self, offset: usize) -> usize {
        let step = offset / STEP;
        let rest = &self.bytes[step * STEP..offset];
        self.counts[step] + rest.iter().filter(|byte| begins_character(**byte)).count()
    }
}

fn begins_character(byte: u8) -> bool {
    byte & 0xc0 != 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_has_its_place() {
        for text in
            ["", "a", "项目\n\n金额 x", &"名称\t额\n".repeat(400), &"长".repeat(2000), &"x".repeat(512)]
        {
            let lines = Lines::new(text);
            let (mut line, mut column) = (1, 1);
            for (offset, c) in text.char_indices() {
                assert_eq!(lines.at(offset), Place::line_column(line, column));
                (line, column) = if c == '\n' { (line + 1, 1) } else { (line, column + 1) };
            }
            assert_eq!(lines.at(text.len() + 9), Place::line_column(line, column));
        }
    }
}
