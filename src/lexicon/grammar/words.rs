//! The tables of words beside the grammar, and finding their words at a place of a text.

use std::collections::BTreeMap;

use super::spelling::stands;

/// The fields of the lines of a table that say something.
pub(super) fn fields(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| line.split('\t').collect())
}

/// The words of a sense in a table whose lines are a sense and words, parted by blanks; in the order of the table.
pub(super) fn words(table: &'static str, sense: &str) -> Vec<&'static str> {
    fields(table)
        .filter(|fields| fields[0] == sense)
        .flat_map(|fields| fields.into_iter().skip(1))
        .flat_map(|words| words.split(' '))
        .collect()
}

/// The words of a sense in `words.tsv`, where those stand that are no operators, units or judgements.
pub(super) fn prose(sense: &str) -> Vec<&'static str> {
    words(include_str!("words.tsv"), sense)
}

/// Words that are looked for at the places of a text, each with what it means.
pub(super) struct Words<T> {
    /// By their first character, the longest first.
    by_first: BTreeMap<char, Vec<(&'static str, usize, T)>>,
}

impl<T: Copy> Words<T> {
    /// Makes words to be looked for.
    pub(super) fn new(words: impl IntoIterator<Item = (&'static str, T)>) -> Self {
        let mut by_first: BTreeMap<char, Vec<_>> = BTreeMap::new();
        for (word, meaning) in words {
            let first = word.chars().next().unwrap_or_default();
            by_first.entry(first).or_default().push((word, word.chars().count(), meaning));
        }
        for words in by_first.values_mut() {
            words.sort_by_key(|(_, length, _)| std::cmp::Reverse(*length));
        }
        Self { by_first }
    }

    /// The words that stand at a place with what they mean and the place after them, the longest first.
    pub(super) fn at<'a>(&'a self, chars: &'a [char], at: usize) -> impl Iterator<Item = (T, usize)> + 'a {
        let beginning = chars.get(at).and_then(|first| self.by_first.get(first));
        beginning
            .into_iter()
            .flatten()
            .filter(move |(word, ..)| stands(chars, at, word))
            .map(move |(_, length, meaning)| (*meaning, at + length))
    }

    /// The longest of the words that stands at a place, with what it means and the place after it.
    pub(super) fn longest(&self, chars: &[char], at: usize) -> Option<(T, usize)> {
        self.at(chars, at).next()
    }
}

impl Words<()> {
    /// Words that mean nothing but their sense.
    pub(super) fn plain(words: Vec<&'static str>) -> Self {
        Self::new(words.into_iter().map(|word| (word, ())))
    }

    /// The place after the longest of the words that stands at a place.
    pub(super) fn end(&self, chars: &[char], at: usize) -> Option<usize> {
        self.longest(chars, at).map(|((), end)| end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLES: &[&str] =
        &[include_str!("words.tsv"), include_str!("units.tsv"), include_str!("judgements.tsv")];

    #[test]
    fn every_line_is_a_sense_and_words() {
        for fields in TABLES.iter().flat_map(|table| fields(table)) {
            assert!(
                matches!(fields[..], [_, words] if words.split(' ').all(|word| !word.is_empty())),
                "{fields:?}"
            );
        }
    }

    #[test]
    fn the_longest_word_at_a_place() {
        let words = Words::new([("不低", 1), ("不低于", 2), ("低于", 3)]);
        for (text, at, expected) in [
            ("不低于5", 0, Some((2, 3))),
            ("不低5", 0, Some((1, 2))),
            ("不低于5", 1, Some((3, 3))),
            ("不低于5", 9, None),
            ("5", 0, None),
        ] {
            let chars: Vec<char> = text.chars().collect();
            assert_eq!(words.longest(&chars, at), expected, "{text} {at}");
        }
    }
}
