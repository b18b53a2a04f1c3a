//! The table of terms (`terms.tsv`) and its one matcher.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::key::{INDICATOR, key, whole_key};
use super::sense::Sense;
use crate::text::width::{fold_char, fold_to_compare, is_alphanumeric};

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
    whole: Vec<WholeTerms>,
    /// Terms that are a part of a text, by place and sense.
    parts: BySense,
    /// All terms by place and sense, in the order of the table.
    all: BySense,
}

/// Terms by place and sense, in the order of the table: each pair has its own slot.
struct BySense(Vec<Vec<Term>>);

impl BySense {
    fn empty() -> Self {
        Self(vec![Vec::new(); Place::ALL.len() * Sense::ALL.len()])
    }

    fn slot(place: Place, sense: Sense) -> usize {
        place as usize * Sense::ALL.len() + sense as usize
    }

    fn add(&mut self, term: Term) {
        self.0[Self::slot(term.place, term.sense)].push(term);
    }

    fn of(&self, place: Place, sense: Sense) -> &[Term] {
        &self.0[Self::slot(place, sense)]
    }
}

/// Whole terms by their keys.
struct WholeTerms {
    /// By the last character of the key, and by how long it is: few have both in common.
    alike: BTreeMap<(char, usize), Alike>,
    /// The characters that keys end in, and the last one of 指标, which keys leave out: most texts end in another, and
    /// need no key to be told from a term.
    endings: Vec<char>,
}

impl WholeTerms {
    fn of(keyed: Vec<(String, Term)>) -> Self {
        let mut alike: BTreeMap<(char, usize), Alike> = BTreeMap::new();
        for (key, term) in keyed {
            if let Some(last) = key.chars().next_back() {
                alike.entry((last, key.len())).or_default().add(key, term);
            }
        }
        let last_of_indicator = INDICATOR.chars().next_back();
        let mut endings: Vec<char> = alike.keys().map(|(last, _)| *last).chain(last_of_indicator).collect();
        endings.sort_unstable();
        endings.dedup();
        Self { alike, endings }
    }

    /// Whether a text without parentheses may be a term, by its last letter or digit.
    fn may_be(&self, text: &str) -> bool {
        let last = text.chars().rev().map(fold_char).find(|c| is_alphanumeric(*c));
        last.is_some_and(|last| self.endings.binary_search(&last).is_ok())
    }

    fn of_key(&self, key: &str) -> &[Term] {
        let alike = key.chars().next_back().and_then(|last| self.alike.get(&(last, key.len())));
        alike.map(|alike| alike.of_key(key)).unwrap_or_default()
    }
}

/// Terms whose keys end alike; those of one key stand together, in the order of the table.
#[derive(Default)]
struct Alike {
    keys: Vec<String>,
    terms: Vec<Term>,
}

impl Alike {
    fn add(&mut self, key: String, term: Term) {
        let same = self.keys.iter().rposition(|known| *known == key);
        let at = same.map_or(self.keys.len(), |last| last + 1);
        self.keys.insert(at, key);
        self.terms.insert(at, term);
    }

    fn of_key(&self, key: &str) -> &[Term] {
        let start = self.keys.iter().position(|known| known == key).unwrap_or(self.keys.len());
        let count = self.keys[start..].iter().take_while(|known| *known == key).count();
        &self.terms[start..start + count]
    }
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { whole: Vec::new(), parts: BySense::empty(), all: BySense::empty() };
    let mut keyed = vec![Vec::new(); Place::ALL.len()];
    let senses = senses();
    for term in lines(include_str!("terms.tsv")).filter_map(|line| term(line, &senses)) {
        table.all.add(term);
        if term.position == InText::Whole {
            keyed[term.place as usize].push((whole_key(term.words), term));
        } else {
            table.parts.add(term);
        }
    }
    table.whole = keyed.into_iter().map(WholeTerms::of).collect();
    table
});

/// The senses by their names.
fn senses() -> BTreeMap<&'static str, Sense> {
    Sense::ALL.iter().map(|sense| (sense.name(), *sense)).collect()
}

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

/// Whether a character opens parentheses.
pub(super) fn is_parenthesis(c: char) -> bool {
    matches!(c, '(' | '（' | '[' | '［' | '【' | '〔' | '﹝')
}

/// The terms that a whole text is in a place: with what stands in its parentheses, else without.
pub fn whole(place: Place, text: &str) -> &'static [Term] {
    if text.len() > LONGEST {
        return &[];
    }
    let known = &TABLE.whole[place as usize];
    // Most texts have no parentheses, and one key.
    let has_parentheses = text.contains(is_parenthesis);
    if !has_parentheses && !known.may_be(text) {
        return &[];
    }
    let found = |key: String| Some(known.of_key(&key)).filter(|terms| !terms.is_empty());
    let bare = || has_parentheses.then(|| found(key(text))).flatten();
    found(whole_key(text)).or_else(bare).unwrap_or_default()
}

/// Whether a text may end in a whole term of a place, by its last letter or digit. Asking is cheap, and most may not.
pub fn may_end(place: Place, text: &str) -> bool {
    TABLE.whole[place as usize].may_be(text)
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
    let terms = TABLE.parts.of(place, sense);
    let folded = if terms.is_empty() { Cow::default() } else { fold_to_compare(text) };
    terms.iter().filter(move |term| term.position.holds(&folded, term.words))
}

/// The terms that have a sense in a place, in the order of the table.
pub fn terms(place: Place, sense: Sense) -> impl Iterator<Item = Term> {
    TABLE.all.of(place, sense).iter().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_term_and_is_found() {
        let senses = senses();
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
