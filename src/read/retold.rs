//! A text in which a notation was written anew before it is read, and where each piece of it stands in the file.

use std::ops::Range;

/// A text, and where its pieces stand in the file.
#[derive(Clone, Debug, Default)]
pub(super) struct Retold {
    /// The text as it is read.
    pub(super) text: String,
    /// Where it stands in the file.
    pub(super) map: Map,
}

/// Where the pieces of a text stand in another.
#[derive(Clone, Debug, Default)]
pub(super) struct Map(Vec<Piece>);

/// A piece of a text, up to where the next begins.
#[derive(Clone, Copy, Debug)]
struct Piece {
    start: usize,
    source: usize,
    /// Whether it stands so in the file, and was not written by a reader.
    copied: bool,
}

/// A part of what is written instead of a range.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Part {
    /// A range of the text as it is.
    Copied(Range<usize>),
    /// Words of the reader.
    Written(String),
}

/// What is written instead of a range.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Edit {
    /// The range.
    pub(super) range: Range<usize>,
    /// What is written instead; nothing takes the range out.
    pub(super) parts: Vec<Part>,
}

impl Edit {
    /// Takes a range out.
    pub(super) fn cut(range: Range<usize>) -> Self {
        Self { range, parts: Vec::new() }
    }

    /// Writes words instead of a range.
    pub(super) fn write(range: Range<usize>, words: impl Into<String>) -> Self {
        Self { range, parts: vec![Part::Written(words.into())] }
    }
}

impl Map {
    /// Where a byte of the text stands in the file. What a reader wrote stands where the words begin that it was written for.
    pub(super) fn source(&self, offset: usize) -> usize {
        let after = self.0.partition_point(|piece| piece.start <= offset);
        let Some(piece) = self.0[..after].last() else { return offset };
        if piece.copied { piece.source + (offset - piece.start) } else { piece.source }
    }
}

impl Retold {
    /// A text as it stands in the file.
    pub(super) fn new(text: String) -> Self {
        Self { text, map: Map(vec![Piece { start: 0, source: 0, copied: true }]) }
    }

    /// Makes edits that stand in order; of two that overlap the first is made.
    pub(super) fn apply(&mut self, edits: Vec<Edit>) {
        if edits.is_empty() {
            return;
        }
        let mut next = Self { text: String::with_capacity(self.text.len()), map: Map::default() };
        let mut from = 0;
        for Edit { range, parts } in edits {
            if range.start < from {
                continue;
            }
            next.copy(self, from..range.start);
            let places = self.places(&range, &parts);
            for (part, place) in parts.into_iter().zip(places) {
                match part {
                    Part::Copied(range) => next.copy(self, range),
                    Part::Written(words) => next.write(&words, place),
                }
            }
            from = range.end;
        }
        next.copy(self, from..self.text.len());
        *self = next;
    }

    /// Where the parts of an edit stand in the file. What a reader writes stands where the words begin that it is
    /// written for: those behind it; behind the last ones, where these end.
    fn places(&self, range: &Range<usize>, parts: &[Part]) -> Vec<usize> {
        let copied = |part: &Part| if let Part::Copied(range) = part { Some(range.clone()) } else { None };
        let last = parts.iter().rev().find_map(copied);
        let mut place = self.map.source(last.map_or(range.start, |last| last.end));
        let mut places: Vec<usize> = parts
            .iter()
            .rev()
            .map(|part| {
                if let Some(range) = copied(part) {
                    place = self.map.source(range.start);
                }
                place
            })
            .collect();
        places.reverse();
        places
    }

    fn copy(&mut self, other: &Self, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        let first = other.map.0.partition_point(|piece| piece.start <= range.start).saturating_sub(1);
        for piece in other.map.0[first..].iter().take_while(|piece| piece.start < range.end) {
            let start = piece.start.max(range.start);
            let source = if piece.copied { piece.source + (start - piece.start) } else { piece.source };
            self.map.0.push(Piece { start: self.text.len() + (start - range.start), source, ..*piece });
        }
        self.text.push_str(&other.text[range]);
    }

    fn write(&mut self, words: &str, source: usize) {
        if !words.is_empty() {
            self.map.0.push(Piece { start: self.text.len(), source, copied: false });
            self.text.push_str(words);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_knows_where_it_stood() {
        let mut retold = Retold::new("ab[cd]ef".to_owned());
        retold.apply(vec![Edit {
            range: 2..6,
            parts: vec![Part::Written("<".into()), Part::Copied(3..5), Part::Written(">".into())],
        }]);
        assert_eq!(retold.text, "ab<cd>ef");
        let places = |retold: &Retold| -> Vec<usize> {
            (0..retold.text.len()).map(|at| retold.map.source(at)).collect()
        };
        assert_eq!(places(&retold), [0, 1, 3, 3, 4, 5, 6, 7]);
        retold.apply(vec![Edit::cut(0..3), Edit::cut(1..2), Edit::write(5..7, "—")]);
        assert_eq!(retold.text, "cd—f");
        assert_eq!(places(&retold), [3, 4, 5, 5, 5, 7]);
        assert_eq!(retold.map.source(99), 7 + 94);
    }
}
