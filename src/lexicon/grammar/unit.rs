//! The unit after a number: 万元, 人(次), 元/人·月, 个工作日.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::operator::{piece_ends, suffix};
use super::spelling::{is_span, skip_blanks};
use super::words::{Words, words};
use crate::lexicon::marks::is_raised_letter;
use crate::text::width::is_han;

/// A unit that was read.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    /// As printed, folded; `%` for 百分比.
    pub(super) text: String,
    /// The place after it.
    pub(super) end: usize,
    /// Whether it is one of the known units rather than words that stand in a unit's place.
    pub(super) known: bool,
}

/// The senses of `units.tsv` that are units.
const UNITS: &[&str] = &["share", "time", "letters", "money", "measure", "count"];

/// The words of `units.tsv`.
struct Table {
    /// The units.
    units: Words<()>,
    /// The units, to the letter.
    known: BTreeSet<&'static str>,
    /// What multiplies a unit.
    multiples: Words<()>,
    /// How many are counted in.
    populations: Words<()>,
    /// The units that are no amount of anything: %, 倍.
    shares: Vec<&'static str>,
    /// Who is counted in so many.
    counted: Words<()>,
    /// What follows a number and is no unit.
    no_units: Vec<&'static str>,
    /// Units that only say how long or which.
    when: Vec<&'static str>,
    /// Other spellings of units of shares.
    spellings: BTreeMap<&'static str, &'static str>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let of = |sense: &str| words(include_str!("units.tsv"), sense);
    let units: Vec<&'static str> = UNITS.iter().flat_map(|sense| of(sense)).collect();
    let spelled = |sense: &str, sign: &'static str| of(sense).into_iter().map(move |word| (word, sign));
    Table {
        known: units.iter().copied().collect(),
        units: Words::plain(units),
        multiples: Words::plain(of("multiple")),
        populations: Words::plain(of("population")),
        shares: of("share"),
        counted: Words::plain(of("counted")),
        no_units: of("no-unit"),
        when: of("when"),
        spellings: spelled("percent", "%").chain(spelled("permille", "‰")).collect(),
    }
});

/// The unit after a number. With `unknown` a short run of other words counts as one as well, of at most so many
/// characters.
pub(super) fn unit(chars: &[char], from: usize, unknown: usize) -> Option<Unit> {
    let at = skip_blanks(chars, from);
    if chars.get(at) == Some(&'(') {
        return in_parentheses(chars, at);
    }
    if let Some(end) = population(chars, at) {
        return Some(Unit { text: chars[at..end].iter().collect(), end, known: true });
    }
    let known = composite(chars, at);
    if known.as_ref().is_some_and(|unit| boundary(chars, unit.end)) {
        return known;
    }
    if known.is_none() {
        let length = run(chars, at);
        let text: String = chars[at..at + length].iter().collect();
        // Letters that follow a bare number are a name rather than a unit, 5A级, and what is raised is the mark of a note.
        let raised = text.starts_with(|c| matches!(c, '²' | '³') || is_raised_letter(c));
        let name = raised || unknown <= 4 && text.starts_with(|c: char| c.is_ascii_alphabetic());
        if length > 0
            && length <= unknown
            && !name
            && !TABLE.no_units.iter().any(|word| text.starts_with(word))
        {
            return Some(Unit { text, end: at + length, known: false });
        }
    }
    known
}

/// `/10万` of a death rate of 12/10万: what a count is taken of, and in how many.
pub(super) fn population(chars: &[char], from: usize) -> Option<usize> {
    let size = TABLE.populations.end(chars, from + 1)?;
    let end = TABLE.counted.end(chars, size).unwrap_or(size);
    (chars.get(from) == Some(&'/') && piece_ends(chars, end)).then_some(end)
}

/// `(平方米)`, `(%)`, `(人数)`: a unit that stands in parentheses behind its number.
fn in_parentheses(chars: &[char], at: usize) -> Option<Unit> {
    let inner = chars.iter().skip(at + 1).take(14).position(|c| *c == ')')?;
    let text: String = chars[at + 1..at + 1 + inner].iter().filter(|c| **c != ' ').collect();
    let text = text.trim_start_matches("单位:");
    let is_unit = !text.is_empty()
        && !text.starts_with('含')
        && !text.contains([',', ';', '。', ':', '='])
        && (!text.contains(|c: char| c.is_ascii_digit()) || is_known(text));
    is_unit.then(|| Unit { text: canonical(text), end: at + inner + 2, known: true })
}

fn is_known(text: &str) -> bool {
    TABLE.known.contains(text)
}

/// A known unit with its multiples, its alternative in parentheses and what it is counted per.
fn composite(chars: &[char], from: usize) -> Option<Unit> {
    let mut end = single(chars, from)?;
    for _ in 0..3 {
        if let Some(after) = alternative(chars, end) {
            end = after;
        }
        let per = match chars.get(end) {
            Some('/' | '·' | '.' | '*' | '每') => end + 1,
            _ => break,
        };
        let Some(after) =
            single(chars, per).or_else(|| grouped(chars, per)).or_else(|| word(chars, per, end))
        else {
            break;
        };
        end = after;
    }
    let text: String = chars[from..end].iter().filter(|c| **c != ' ').collect();
    Some(Unit { text: canonical(&text), end, known: true })
}

/// `(人·天)` of 元/(人·天).
fn grouped(chars: &[char], from: usize) -> Option<usize> {
    let inside = from + usize::from(chars.get(from) == Some(&'('));
    let end = composite(chars, inside).filter(|_| inside > from)?.end;
    (chars.get(end) == Some(&')')).then_some(end + 1)
}

/// What a unit is counted per may be any word: 万元/标段, 元/生.
fn word(chars: &[char], from: usize, slash: usize) -> Option<usize> {
    let length = run(chars, from);
    (chars.get(slash) == Some(&'/') && (1..=6).contains(&length)).then_some(from + length)
}

/// `(次)` of 人(次), `(套)` of 台(套).
fn alternative(chars: &[char], at: usize) -> Option<usize> {
    if chars.get(at) != Some(&'(') {
        return None;
    }
    let end = single(chars, at + 1)?;
    // 100%(1.0) and 5元(含税) carry a note, not an alternative.
    (chars.get(end) == Some(&')') && !matches!(chars[at - 1], '%' | '‰')).then_some(end + 1)
}

/// The longest known unit at a place, after its multiples; a multiple alone is one too: 250万.
fn single(chars: &[char], from: usize) -> Option<usize> {
    let mut at = from;
    let mut end = base(chars, at);
    for _ in 0..2 {
        let Some(after) = TABLE.multiples.end(chars, at) else { break };
        at = after;
        // 千瓦时 and 百分比 are units that begin like a multiple, so the longest reading wins.
        end = end.max(base(chars, at)).max(Some(at));
    }
    end
}

/// The longest known unit at a place.
fn base(chars: &[char], from: usize) -> Option<usize> {
    TABLE
        .units
        .at(chars, from)
        .map(|((), end)| end)
        // A Latin unit ends where the word ends: 5G基站 has no unit G.
        .find(|end| !chars[end - 1].is_ascii_alphabetic() || boundary(chars, *end))
}

/// Whether a unit may end here.
fn boundary(chars: &[char], at: usize) -> bool {
    piece_ends(chars, at)
        || chars.get(at).is_some_and(|c| {
            c.is_ascii_digit() || is_span(*c) || matches!(c, '±' | '/' | '<' | '≤' | '>' | '≥')
        })
        || suffix(chars, at).is_some()
}

/// How many characters of words stand here, up to anything that ends a unit.
fn run(chars: &[char], at: usize) -> usize {
    let mut length = 0;
    while let Some(c) = chars.get(at + length) {
        let word = is_han(*c)
            || c.is_ascii_alphabetic()
            || matches!(c, '/' | '·' | '²' | '³' | '°' | '℃' | '%' | '‰' | '㎡' | 'μ' | 'Ω');
        if !word || length > 16 || boundary(chars, at + length) && *c != '/' {
            break;
        }
        length += 1;
    }
    length
}

/// Whether a text is a unit that is known, and nothing else: 个, 平方米.
pub(crate) fn is_unit(text: &str) -> bool {
    let chars: Vec<char> = text.trim().chars().collect();
    unit(&chars, 0, 0).is_some_and(|unit| unit.end == chars.len())
}

/// `%` for 百分比; parentheses around the whole are dropped.
pub(super) fn canonical(text: &str) -> String {
    TABLE.spellings.get(text).copied().unwrap_or(text).to_owned()
}

/// The units that a goal counts in, in the order in which they are looked for.
pub(crate) fn of_prose() -> Vec<&'static str> {
    words(include_str!("units.tsv"), "prose")
}

/// Whether a word says `%` in a goal or beside a number: 百分点.
pub(crate) fn is_percent_of_prose(word: &str) -> bool {
    static WORDS: LazyLock<Vec<&str>> = LazyLock::new(|| words(include_str!("units.tsv"), "prose-percent"));
    WORDS.contains(&word)
}

/// Whether a unit is a share of something: 每年5% is no rate of shares.
pub(super) fn is_share(unit: &str) -> bool {
    TABLE.shares.contains(&unit)
}

/// Whether a unit only says how long or which: 未来3年, 5日.
pub(super) fn is_time(unit: &str) -> bool {
    TABLE.when.contains(&unit)
}
