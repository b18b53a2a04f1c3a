//! The words by which sentences of explanatory text state amounts (`statements.tsv`), and finding them in a text.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::terms::lines;
use crate::model::BudgetStage;
use crate::text::width::fold;

/// What a word of a statement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Word {
    Revenue,
    Expenditure,
    Both,
    Grand,
    Whole,
    General,
    Appropriation,
    GovernmentFund,
    StateCapital,
    Basic,
    Project,
    Personnel,
    Office,
    Operating,
    Procurement,
    ThreePublic,
    Travel,
    Reception,
    Vehicles,
    VehiclesBought,
    VehiclesUsed,
    Meetings,
    Training,
    Budget,
    Initial,
    Final,
    Past,
    Compare,
    Up,
    Down,
    Share,
    Completion,
    Same,
    Roughly,
    Each,
    Filler,
    OfWhich,
    Aside,
    Loose,
    Inner,
    Unit,
}

/// The names of the words in `statements.tsv`.
const NAMES: &[(&str, Word)] = &[
    ("revenue", Word::Revenue),
    ("expenditure", Word::Expenditure),
    ("both", Word::Both),
    ("grand", Word::Grand),
    ("whole", Word::Whole),
    ("general", Word::General),
    ("appropriation", Word::Appropriation),
    ("government-fund", Word::GovernmentFund),
    ("state-capital", Word::StateCapital),
    ("basic", Word::Basic),
    ("project", Word::Project),
    ("personnel", Word::Personnel),
    ("office", Word::Office),
    ("operating", Word::Operating),
    ("procurement", Word::Procurement),
    ("three-public", Word::ThreePublic),
    ("travel", Word::Travel),
    ("reception", Word::Reception),
    ("vehicles", Word::Vehicles),
    ("vehicles-bought", Word::VehiclesBought),
    ("vehicles-used", Word::VehiclesUsed),
    ("meetings", Word::Meetings),
    ("training", Word::Training),
    ("budget", Word::Budget),
    ("initial", Word::Initial),
    ("final", Word::Final),
    ("past", Word::Past),
    ("compare", Word::Compare),
    ("up", Word::Up),
    ("down", Word::Down),
    ("share", Word::Share),
    ("completion", Word::Completion),
    ("same", Word::Same),
    ("roughly", Word::Roughly),
    ("each", Word::Each),
    ("filler", Word::Filler),
    ("of-which", Word::OfWhich),
    ("aside", Word::Aside),
    ("loose", Word::Loose),
    ("inner", Word::Inner),
    ("unit", Word::Unit),
];

/// What an amount may be of, beside what it is a part of.
pub(super) const PARTS: &[Word] = &[
    Word::Basic,
    Word::Project,
    Word::Personnel,
    Word::Office,
    Word::Operating,
    Word::Procurement,
    Word::ThreePublic,
    Word::Travel,
    Word::Reception,
    Word::Vehicles,
    Word::VehiclesBought,
    Word::VehiclesUsed,
    Word::Meetings,
    Word::Training,
];

/// Those of them that any table of expenditure divides; each of the others has a table of its own.
const OF_ANY_TABLE: &[Word] = &[Word::Basic, Word::Project, Word::Personnel, Word::Office];

impl Word {
    /// Whether it names a part that has a table of its own, whatever the money.
    pub fn has_own_table(self) -> bool {
        PARTS.contains(&self) && !OF_ANY_TABLE.contains(&self)
    }
}

/// Where the money comes from.
pub(super) const FUNDS: &[Word] =
    &[Word::General, Word::Appropriation, Word::GovernmentFund, Word::StateCapital];

/// Words by their first character.
type ByFirst = BTreeMap<char, Vec<(Vec<char>, Word)>>;

/// The words by their first character, the longest first.
static WORDS: LazyLock<ByFirst> = LazyLock::new(|| {
    let mut words = ByFirst::new();
    for (word, kind) in entries() {
        let chars: Vec<char> = word.chars().collect();
        if let Some(first) = chars.first() {
            words.entry(*first).or_default().push((chars, kind));
        }
    }
    for alike in words.values_mut() {
        alike.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
    }
    words
});

/// Units of amounts in sentences.
pub(super) static UNITS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| entries().filter(|(_, kind)| *kind == Word::Unit).map(|(word, _)| word).collect());

/// Whether a folded text ends with a word that makes the number behind it none that is exact: 约.
pub(crate) fn ends_loosely(text: &str) -> bool {
    entries().any(|(word, kind)| kind == Word::Loose && text.ends_with(word))
}

/// Words that say that an amount is what it was.
static SAME: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| entries().filter(|(_, kind)| *kind == Word::Same).map(|(word, _)| word).collect());

/// Whether a text has a word that says so.
pub(super) fn says_same(text: &str) -> bool {
    SAME.iter().any(|word| text.contains(word))
}

/// What stands in parentheses and is a word of a name, the marks of levels behind the others.
pub(super) static INNER: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| entries().filter(|(_, kind)| *kind == Word::Inner).map(|(word, _)| word).collect());

fn entries() -> impl Iterator<Item = (&'static str, Word)> {
    lines(include_str!("statements.tsv")).flat_map(|line| {
        let (name, words) = line.split_once('\t').unwrap_or((line, ""));
        let kind = NAMES.iter().find(|(own, _)| *own == name).map(|(_, kind)| *kind);
        words.split(' ').filter_map(move |word| Some((word, kind?)))
    })
}

/// The longest word at a place, with the place behind it.
pub(super) fn word_at(chars: &[char], at: usize) -> Option<(Word, usize)> {
    let alike = WORDS.get(chars.get(at)?)?;
    alike.iter().find(|(word, _)| chars[at..].starts_with(word)).map(|(word, kind)| (*kind, at + word.len()))
}

/// Where the money of a heading's section comes from: `五、一般公共预算财政拨款支出决算情况说明`.
pub(crate) fn fund_of_heading(text: &str) -> Option<Word> {
    let found: Vec<Word> = words_in(&fold(text)).collect();
    FUNDS.iter().copied().find(|fund| found.contains(fund))
}

/// What the header of a public expense says of vehicles: all of them, those that are bought, those in use.
pub(crate) fn vehicles(folded: &str) -> Option<Word> {
    let of_vehicles = [Word::Vehicles, Word::VehiclesBought, Word::VehiclesUsed];
    words_in(folded).find(|word| of_vehicles.contains(word))
}

/// The part that a whole name of a line or column is: 人员经费, 人员经费合计.
pub(crate) fn part_of_name(folded: &str) -> Option<Word> {
    let chars: Vec<char> = folded.chars().collect();
    let mut part = None;
    let mut at = 0;
    while at < chars.len() {
        let (word, end) = word_at(&chars, at)?;
        match word {
            word if PARTS.contains(&word) && part.is_none() => part = Some(word),
            Word::Whole | Word::Grand => {}
            _ => return None,
        }
        at = end;
    }
    part
}

/// Budget or final account, as a header says it: 预算数, 决算数.
pub(crate) fn stage_of_header(folded: &str) -> Option<BudgetStage> {
    words_in(folded).find_map(|word| match word {
        Word::Final => Some(BudgetStage::FinalAccount),
        Word::Budget | Word::Initial => Some(BudgetStage::Budget),
        _ => None,
    })
}

/// The first year that a folded text names.
pub(crate) fn year(folded: &str) -> Option<u16> {
    years(folded).first().copied()
}

/// The years that a folded text names, in its order, each once.
pub(crate) fn years(folded: &str) -> Vec<u16> {
    let chars: Vec<char> = folded.chars().collect();
    let begins = |at: &usize| *at == 0 || !chars[at - 1].is_ascii_digit();
    let mut years = Vec::new();
    for (year, _) in (0..chars.len()).filter(begins).filter_map(|at| year_at(&chars, at)) {
        if !years.contains(&year) {
            years.push(year);
        }
    }
    years
}

/// The words of a text, wherever they stand in it.
fn words_in(folded: &str) -> impl Iterator<Item = Word> {
    let chars: Vec<char> = folded.chars().collect();
    (0..chars.len()).filter_map(move |at| word_at(&chars, at)).map(|(word, _)| word)
}

/// A year at a place, with the place behind it: 2024年, 2024年度.
pub(super) fn year_at(chars: &[char], at: usize) -> Option<(u16, usize)> {
    let digits: String = chars[at..].iter().take_while(|c| c.is_ascii_digit()).collect();
    let year = digits.parse().ok().filter(|year| (1990..=2099).contains(year))?;
    let end = at + digits.len();
    matches!(word_at(chars, end), Some((Word::Filler, _))).then_some((year, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_known() {
        for line in lines(include_str!("statements.tsv")) {
            let (name, words) = line.split_once('\t').unwrap();
            assert!(NAMES.iter().any(|(own, _)| *own == name), "{line}");
            assert!(words.split(' ').all(|word| !word.is_empty()), "{line}");
        }
    }
}
