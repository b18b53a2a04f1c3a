//! The values that a text holds: one through and through, several side by side, or some within words.

use std::sync::LazyLock;

use super::date::day_of_month_begins;
use super::measure::{Reading, measure};
use super::number::{is_of_another_base, may_begin};
use super::operator::{begins, times_begin};
use super::spelling::skip_blanks;
use super::unit::is_time;
use super::words::{Words, prose};
use crate::lexicon::cell::note_word_length;
use crate::lexicon::marks;
use crate::model::{Target, TargetKind};
use crate::text::width::is_han;

/// In longer texts a number is incidental unless a word compares it.
const LONGEST_COMMENT: usize = 12;

/// Words behind a date that say what is done by then.
static DONE: LazyLock<Vec<&str>> = LazyLock::new(|| prose("done"));

/// Words behind a year that say that it is compared with.
static BASELINES: LazyLock<Words<()>> = LazyLock::new(|| Words::plain(prose("baseline")));

/// A value through and through.
pub(super) fn strict(chars: &[char]) -> Option<Target> {
    let chars = unwrap(chars);
    let reading = measure(chars, 0)?;
    let end = after_notes(chars, reading.end);
    let done = end == chars.len() || reading.target.kind == TargetKind::Date && only_done(&chars[end..]);
    done.then_some(reading.target)
}

/// The text without parentheses or quotes around the whole.
fn unwrap(chars: &[char]) -> &[char] {
    match chars {
        [open, inner @ .., close]
            if matches!((open, close), ('(', ')') | ('“', '”') | ('"', '"'))
                && !inner.iter().any(|c| matches!(c, '(' | ')' | '“' | '”' | ',')) =>
        {
            inner
        }
        whole => whole,
    }
}

/// Without the blanks that OCR leaves between Chinese characters: 不 少 于 20 人.
pub(super) fn without_blanks_between_words(chars: &[char]) -> Vec<char> {
    let han = |at: usize| chars.get(at).copied().is_some_and(is_han);
    let inner = |at: usize| at > 0 && han(at - 1) && han(at + 1);
    (0..chars.len()).filter(|at| !(chars[*at] == ' ' && inner(*at))).map(|at| chars[at]).collect()
}

/// Whether words behind a date only say what is done by then: 完成, 前完工.
fn only_done(rest: &[char]) -> bool {
    let text: String = rest.iter().filter(|c| !matches!(c, ' ' | '。' | ';')).collect();
    text.chars().count() <= 8
        && !text.contains(|c: char| c.is_ascii_digit())
        && DONE.iter().any(|word| text.contains(word))
}

/// The place after notes in parentheses, marks of notes and closing punctuation: `100%（1.0）`, `90%以上（含）。`, `95%①`.
fn after_notes(chars: &[char], from: usize) -> usize {
    let mut at = from;
    loop {
        at = skip_blanks(chars, at);
        match chars.get(at) {
            Some('(') => match chars[at..].iter().position(|c| *c == ')') {
                Some(length) => at += length + 1,
                None => return at,
            },
            Some('。' | ';' | ',' | '.' | '、' | '!') if at + 1 == chars.len() => at += 1,
            Some(_) => match mark_end(chars, at) {
                Some(end) => at = end,
                None => return at,
            },
            None => return at,
        }
    }
}

/// The place after the mark of a note: ①, `*`, `[1]`, `[注2]`, `^1`, a raised digit, 注2.
pub(super) fn mark_end(chars: &[char], at: usize) -> Option<usize> {
    let bracket = at + usize::from(chars.get(at) == Some(&'^'));
    if chars.get(bracket) == Some(&'[') {
        let length = chars.iter().skip(bracket + 1).take(LONGEST_MARK + 1).position(|c| *c == ']')?;
        return (length > 0).then_some(bracket + length + 2);
    }
    let is_raised = |c: char| marks::is_raised(c) || marks::is_raised_letter(c);
    let is_mark = |c: &char| marks::is_circled(*c) || marks::is_note_sign(*c) || is_raised(*c);
    let mut marks = chars[at..].iter().take_while(|c| is_mark(c)).count();
    // Commas part raised numbers: `¹,²`.
    while marks > 0
        && matches!(chars.get(at + marks), Some(',' | '、'))
        && chars.get(at + marks + 1).is_some_and(|c| marks::is_raised(*c))
    {
        marks += 1 + chars[at + marks + 1..].iter().take_while(|c| is_mark(c)).count();
    }
    let digits = chars[bracket..].iter().take_while(|c| c.is_ascii_digit()).count();
    match (marks, bracket > at, digits) {
        (1.., _, _) => Some(at + marks),
        (0, true, 1 | 2) => Some(bracket + digits),
        _ => note_word_length(&chars[at..]).map(|length| at + length),
    }
}

/// A mark in brackets holds no more characters: `[12]`, `[注12]`.
const LONGEST_MARK: usize = 4;

/// Several values in one cell, each a piece of its own: `慰问人数不少于100人,宣传用品不少于20000份`, `≤10次 22.5`.
pub(super) fn pieces(chars: &[char]) -> Option<Target> {
    let by = |separates: fn(char) -> bool| -> Vec<&[char]> {
        let mut pieces = Vec::new();
        let mut start = 0;
        for (at, c) in chars.iter().enumerate() {
            if separates(*c) && !is_thousands(chars, at) {
                pieces.push(&chars[start..at]);
                start = at + 1;
            }
        }
        pieces.push(&chars[start..]);
        pieces.retain(|piece| piece.iter().any(|c| *c != ' '));
        pieces
    };
    let all = |pieces: Vec<&[char]>, read: fn(&[char]) -> Option<Target>| -> Option<Target> {
        if pieces.len() < 2 {
            return None;
        }
        joined(pieces.into_iter().map(|piece| read(trimmed(piece))).collect::<Option<Vec<_>>>()?)
    };
    all(by(|c| matches!(c, ',' | ';' | '。' | '、' | '且')), |piece| {
        strict(piece).or_else(|| embedded(piece))
    })
    .or_else(|| all(by(|c| c == ' '), strict))
}

fn trimmed(piece: &[char]) -> &[char] {
    let start = skip_blanks(piece, 0);
    let end = piece.iter().rposition(|c| *c != ' ').map_or(start, |last| last + 1);
    &piece[start..end.max(start)]
}

/// Whether a comma between two digits parts no thousands: `31,50万元` may be 31.50 or two values. One of full width
/// parts values.
pub(super) fn has_doubtful_comma(text: &str) -> bool {
    if !text.contains(',') {
        return false;
    }
    let chars: Vec<char> = text.chars().collect();
    let chars = &chars[..];
    let is_digit = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
    (1..chars.len())
        .any(|at| chars[at] == ',' && is_digit(at - 1) && is_digit(at + 1) && !is_thousands(chars, at))
}

/// Whether a text holds a number that can be read in more than one way: `31,50万元`, `2^5份`. A list of numbers,
/// `1,2,3号楼`, has more than one comma.
pub(super) fn is_ambiguous(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let is_part = |c: &char| c.is_ascii_digit() || *c == ',';
    let mut from = 0;
    while let Some(start) = chars[from..].iter().position(is_part).map(|found| from + found) {
        let end = start + chars[start..].iter().take_while(|c| is_part(c)).count();
        let run: String = chars[start..end].iter().collect();
        let before = start.checked_sub(1).map(|before| chars[before]);
        let is_one = run.matches(',').count() == 1 && before != Some('第');
        if is_one && has_doubtful_comma(&run) || is_of_another_base(&chars, end) {
            return true;
        }
        from = end;
    }
    false
}

/// Whether a comma parts thousands rather than values.
fn is_thousands(chars: &[char], at: usize) -> bool {
    let digit = |place: usize| chars.get(place).is_some_and(char::is_ascii_digit);
    chars[at] == ',' && at > 0 && digit(at - 1) && (1..=3).all(|ahead| digit(at + ahead)) && !digit(at + 4)
}

/// The first value with the others in `more`.
fn joined(targets: Vec<Target>) -> Option<Target> {
    let mut flat: Vec<Target> = Vec::new();
    for mut target in targets {
        let more = std::mem::take(&mut target.more);
        flat.push(target);
        flat.extend(more);
    }
    let mut rest = flat.into_iter();
    let mut first = rest.next()?;
    first.more = rest.collect();
    Some(first)
}

/// Values within words: those that a sign or word compares, else the only number of a short text.
pub(super) fn embedded(chars: &[char]) -> Option<Target> {
    let found = occurrences(chars);
    let (compared, mut plain): (Vec<Reading>, Vec<Reading>) = found
        .into_iter()
        .partition(|reading| reading.compared() && (reading.target.kind != TargetKind::Date || reading.sure));
    if !compared.is_empty() {
        // 6月30日前完成50% says what is done by then; beside other comparisons a bare number is incidental.
        let by_date = compared.iter().all(|reading| reading.target.kind == TargetKind::Date);
        plain.retain(|reading| by_date && is_measure(reading));
        // A sign is meant as the value; 30分钟内响应率≥95% is about the 95%.
        let (signed, others): (Vec<Reading>, Vec<Reading>) =
            compared.into_iter().partition(|reading| reading.signed);
        return joined(signed.into_iter().chain(others).chain(plain).map(|reading| reading.target).collect());
    }
    // 2024年新增100人: the year only says when.
    let year_digits = |reading: &Reading| reading.target.kind == TargetKind::Date && !reading.sure;
    let other_digits: usize = plain
        .iter()
        .filter(|reading| year_digits(reading))
        .map(|reading| count_digits(&reading.target))
        .sum();
    if plain.len() > 1 {
        plain.retain(|reading| !year_digits(reading));
    }
    let only = plain.pop().filter(|_| plain.is_empty())?;
    let all_digits = chars.iter().filter(|c| c.is_ascii_digit()).count();
    let own_digits =
        count_digits(&only.target) + if only.target.kind == TargetKind::Date { 0 } else { other_digits };
    let unit = only.target.unit.as_deref().unwrap_or_default();
    let comment = chars.len().saturating_sub(all_digits + unit.chars().count());
    let plausible = match only.target.kind {
        TargetKind::Quantity => is_measure(&only) && all_digits == own_digits,
        TargetKind::Date => only.sure,
        _ => false,
    };
    // 100%，及时 is a value with a comment; a comma in the words before a number makes them prose.
    let prose = chars.iter().any(|c| matches!(c, ';' | '。' | ':'))
        || chars
            .iter()
            .position(|c| matches!(c, ',' | '、'))
            .is_some_and(|comma| strict(&chars[..comma]).is_none());
    (plausible && comment <= LONGEST_COMMENT && !prose).then_some(only.target)
}

fn count_digits(target: &Target) -> usize {
    target.value.iter().flat_map(|value| value.chars()).filter(char::is_ascii_digit).count()
}

/// Every number, range and date within words.
fn occurrences(chars: &[char]) -> Vec<Reading> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let sign =
            begins(chars, at) || times_begin(chars, at) || day_of_month_begins(chars, at) || chars[at] == '±';
        if (sign || may_begin(chars, at))
            && let Some(reading) = measure(chars, at).filter(|reading| is_value(chars, reading))
        {
            at = reading.end.max(at + 1);
            found.push(reading);
            continue;
        }
        // The rest of a number that is no value begins none either.
        let digits = chars[at..].iter().take_while(|c| c.is_ascii_digit()).count();
        at += digits.max(1);
    }
    found
}

/// Whether a bare number counts or measures something, rather than saying when or for how long.
fn is_measure(reading: &Reading) -> bool {
    let unit = reading.target.unit.as_deref();
    reading.sure && reading.known_unit && unit.is_some_and(|unit| !is_time(unit))
}

/// Whether what was read within words is a value: not the year of 不低于2023年水平, nor a number without a unit
/// that goes on in words.
fn is_value(chars: &[char], reading: &Reading) -> bool {
    let next = chars.get(reading.end);
    let goes_on = next.is_some_and(|c| c.is_alphanumeric());
    match reading.target.kind {
        TargetKind::Quantity => {
            let year = reading.target.unit.as_deref() == Some("年")
                && reading.target.value.as_ref().is_some_and(|value| value.len() == 4);
            let unknown = !reading.known_unit || reading.target.unit.is_none();
            !(year || unknown && goes_on)
        }
        // 2023年底水平 compares with what was then.
        TargetKind::Date => BASELINES.end(chars, reading.end).is_none(),
        _ => true,
    }
}
