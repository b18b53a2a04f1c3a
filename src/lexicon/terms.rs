//! The table of terms (`terms.tsv`) and its one matcher.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::key::{INDICATOR, key, whole_key};
use super::sense::Sense;
use crate::text::width::{fold, fold_char};

/// Where a term applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Headers of tables of projects and indicators.
    Performance,
    /// Labels of forms, with a value beside them.
    Form,
    /// Headers and names of budget and final-account tables.
    Account,
    /// Names of indicator levels.
    Level,
    /// Lines around tables.
    Caption,
    /// Words within goals, names and remarks.
    Prose,
    /// Words within headers and labels of any table.
    Header,
}

impl Place {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::Performance,
        Self::Form,
        Self::Account,
        Self::Level,
        Self::Caption,
        Self::Prose,
        Self::Header,
    ];

    /// Its name in `terms.tsv`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Performance => "performance",
            Self::Form => "form",
            Self::Account => "account",
            Self::Level => "level",
            Self::Caption => "caption",
            Self::Prose => "prose",
            Self::Header => "header",
        }
    }
}

/// A line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Term {
    /// The words, without the marks of where in a text they stand.
    pub words: &'static str,
    /// What they mean.
    pub sense: Sense,
    /// Where they apply.
    pub place: Place,
    /// The canonical name that a level's spelling means; the words themselves elsewhere.
    pub canonical: &'static str,
    /// Where in a text they stand.
    position: InText,
}

impl Term {
    /// Whether it is a whole text and not a part of one.
    pub fn is_whole(&self) -> bool {
        self.position == InText::Whole
    }
}

/// Where in a text a term stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum InText {
    Whole,
    Beginning,
    End,
    Anywhere,
}

impl InText {
    /// What stands where the table says, of a folded text.
    fn holds(self, folded: &str, words: &str) -> bool {
        match self {
            Self::Whole => folded == words,
            Self::Beginning => folded.starts_with(words),
            Self::End => folded.ends_with(words),
            Self::Anywhere => folded.contains(words),
        }
    }
}

/// A text longer than this, in bytes, is prose and no term by itself.
const LONGEST: usize = 480;

/// The table, made to be asked.
struct Table {
    /// Whole terms by place.
    whole: BTreeMap<Place, WholeTerms>,
    /// Terms that are a part of a text, by place and sense.
    parts: BTreeMap<(Place, Sense), Vec<Term>>,
    /// All terms by place and sense, in the order of the table.
    all: BTreeMap<(Place, Sense), Vec<Term>>,
}

/// Whole terms ordered by their keys; those of one key in the order of the table.
struct WholeTerms {
    keys: Vec<String>,
    terms: Vec<Term>,
    /// The characters that keys end in, and the last one of 指标, which keys leave out: most texts end in another, and
    /// need no key to be told from a term.
    endings: Vec<char>,
}

impl WholeTerms {
    fn of(mut keyed: Vec<(String, Term)>) -> Self {
        keyed.sort_by(|one, other| one.0.cmp(&other.0));
        let (keys, terms): (Vec<String>, Vec<Term>) = keyed.into_iter().unzip();
        let mut endings: Vec<char> =
            keys.iter().map(String::as_str).chain([INDICATOR]).filter_map(|key| key.chars().last()).collect();
        endings.sort_unstable();
        endings.dedup();
        Self { keys, terms, endings }
    }

    /// Whether a text without parentheses may be a term, by its last letter or digit.
    fn may_be(&self, text: &str) -> bool {
        let last = text.chars().rev().map(fold_char).find(|c| c.is_alphanumeric());
        last.is_some_and(|last| self.endings.binary_search(&last).is_ok())
    }

    fn of_key(&self, key: &str) -> &[Term] {
        let start = self.keys.partition_point(|known| known.as_str() < key);
        let count = self.keys[start..].iter().take_while(|known| *known == key).count();
        &self.terms[start..start + count]
    }
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { whole: BTreeMap::new(), parts: BTreeMap::new(), all: BTreeMap::new() };
    let mut keyed: BTreeMap<Place, Vec<(String, Term)>> = BTreeMap::new();
    let senses: BTreeMap<&str, Sense> = Sense::ALL.iter().map(|sense| (sense.name(), *sense)).collect();
    for term in lines(include_str!("terms.tsv")).filter_map(|line| term(line, &senses)) {
        table.all.entry((term.place, term.sense)).or_default().push(term);
        if term.position == InText::Whole {
            keyed.entry(term.place).or_default().push((whole_key(term.words), term));
        } else {
            table.parts.entry((term.place, term.sense)).or_default().push(term);
        }
    }
    table.whole = keyed.into_iter().map(|(place, keyed)| (place, WholeTerms::of(keyed))).collect();
    table
});

/// The lines of a table of words that say something, with their fields parted by tabs.
pub(super) fn lines(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty())
}

fn term(line: &'static str, senses: &BTreeMap<&str, Sense>) -> Option<Term> {
    let mut fields = line.split('\t');
    let (printed, sense, place) = (fields.next()?, *senses.get(fields.next()?)?, fields.next()?);
    let place = Place::ALL.iter().copied().find(|known| known.name() == place)?;
    let words = printed.trim_matches('…');
    let position = match (printed.starts_with('…'), printed.ends_with('…')) {
        (false, false) => InText::Whole,
        (false, true) => InText::Beginning,
        (true, false) => InText::End,
        (true, true) => InText::Anywhere,
    };
    Some(Term { words, sense, place, canonical: fields.next().unwrap_or(words), position })
}

/// The terms that a whole text is in a place: with what stands in its parentheses, else without.
pub fn whole(place: Place, text: &str) -> &'static [Term] {
    if text.len() > LONGEST {
        return &[];
    }
    let Some(known) = TABLE.whole.get(&place) else { return &[] };
    // Most texts have no parentheses, and one key.
    let has_parentheses = text.contains(['(', '（', '[', '［', '【', '〔', '﹝']);
    if !has_parentheses && !known.may_be(text) {
        return &[];
    }
    let found = |key: String| Some(known.of_key(&key)).filter(|terms| !terms.is_empty() && !key.is_empty());
    let bare = || has_parentheses.then(|| found(key(text))).flatten();
    found(whole_key(text)).or_else(bare).unwrap_or_default()
}

/// Whether a text may end in a whole term of a place, by its last letter or digit. Asking is cheap, and most may not.
pub fn may_end(place: Place, text: &str) -> bool {
    TABLE.whole.get(&place).is_some_and(|known| known.may_be(text))
}

/// What a whole text means in a place; of several senses the one that stands first in the table.
pub fn sense(place: Place, text: &str) -> Option<Sense> {
    whole(place, text).first().map(|term| term.sense)
}

/// Whether a text has a sense in a place: as a whole, or by the part of it that a term says.
pub fn has(place: Place, sense: Sense, text: &str) -> bool {
    whole(place, text).iter().any(|term| term.sense == sense) || holds(place, sense, text)
}

/// Whether a part of a text has a sense in a place, where the terms say that the part may stand.
pub fn holds(place: Place, sense: Sense, text: &str) -> bool {
    held(place, sense, text).next().is_some()
}

/// The terms of a sense that are a part of a text, in the order of the table.
pub fn held(place: Place, sense: Sense, text: &str) -> impl Iterator<Item = &'static Term> {
    let terms = TABLE.parts.get(&(place, sense)).map(Vec::as_slice).unwrap_or_default();
    let folded = if terms.is_empty() { String::new() } else { fold(text) };
    terms.iter().filter(move |term| term.position.holds(&folded, term.words))
}

/// The terms that have a sense in a place, in the order of the table.
pub fn terms(place: Place, sense: Sense) -> impl Iterator<Item = Term> {
    TABLE.all.get(&(place, sense)).into_iter().flatten().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_term_and_is_found() {
        let senses = Sense::ALL.iter().map(|sense| (sense.name(), *sense)).collect();
        for line in lines(include_str!("terms.tsv")) {
            let term = term(line, &senses);
            assert!(term.is_some(), "{line}");
            let term = term.unwrap();
            assert!(has(term.place, term.sense, term.words), "{line}");
        }
    }

    #[test]
    fn no_line_stands_twice() {
        let mut seen = std::collections::BTreeSet::new();
        for line in lines(include_str!("terms.tsv")) {
            assert!(seen.insert(line), "{line}");
        }
    }

    #[test]
    fn every_sense_has_a_term() {
        for sense in Sense::ALL {
            let told = Place::ALL.iter().any(|place| terms(*place, *sense).next().is_some());
            assert!(told, "{}", sense.name());
        }
    }
}
