//! Words and signs that compare: before a number (`≥`, `不低于`, `控制在`) and after it (`以上`, `左右`, `前`).

use std::sync::LazyLock;

use super::spelling::{is_span, skip_blanks, stands};
use super::words::{Words, fields};
use crate::model::Operator;

/// What stands before a number.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Prefix {
    /// How it compares, if it does.
    pub(super) operator: Option<Operator>,
    /// Whether what follows the number has the last word: `达到5%以下` is at most.
    pub(super) weak: bool,
    /// Whether it is a sign rather than a word.
    pub(super) sign: bool,
    /// The time in which so many are meant: 季度 of 每季度1次. What is meant of a person is said by no unit.
    pub(super) per: Option<&'static str>,
    /// Whether it says of whom so many are meant: 每人.
    of_whom: bool,
    /// The place after it.
    pub(super) end: usize,
}

/// The words of `operators.tsv` by their strength.
struct Table {
    signs: Words<Operator>,
    words: Words<Operator>,
    short: Words<Operator>,
    weak: Words<Operator>,
    fillers: Words<()>,
    each: Words<Option<&'static str>>,
    suffixes: Words<Operator>,
    date_suffixes: Words<Operator>,
    around: Words<()>,
    ends: Words<()>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let lines: Vec<Vec<&str>> = fields(include_str!("operators.tsv")).collect();
    let of = |strength: &'static str| lines.iter().filter(move |fields| fields.get(1) == Some(&strength));
    let comparing =
        |strength| Words::new(of(strength).filter_map(|fields| Some((fields[0], operator(fields.get(2)?)?))));
    let plain = |strength| Words::plain(of(strength).map(|fields| fields[0]).collect());
    Table {
        signs: comparing("sign"),
        words: comparing("word"),
        short: comparing("short"),
        weak: comparing("weak"),
        fillers: plain("filler"),
        each: Words::new(of("each").map(|fields| (fields[0], fields.get(2).copied()))),
        suffixes: comparing("suffix"),
        date_suffixes: comparing("date-suffix"),
        around: plain("around"),
        ends: plain("end"),
    }
});

/// The operator of a sign in `operators.tsv`.
fn operator(sign: &str) -> Option<Operator> {
    match sign {
        "≥" => Some(Operator::AtLeast),
        "≤" => Some(Operator::AtMost),
        ">" => Some(Operator::MoreThan),
        "<" => Some(Operator::LessThan),
        "=" => Some(Operator::Equal),
        "≈" => Some(Operator::Approximately),
        _ => None,
    }
}

/// What stands before a number: any of the signs and words, several too (`应不低于`, `至少达到`).
pub(super) fn prefix(chars: &[char], from: usize) -> Prefix {
    let mut found = Prefix { weak: true, end: from, ..Prefix::default() };
    for _ in 0..4 {
        let at = skip_blanks(chars, found.end);
        if let Some((operator, end)) = TABLE.signs.longest(chars, at) {
            found = Prefix { operator: Some(operator), weak: false, sign: true, end, ..found };
        } else if let Some((operator, end)) = word(chars, at) {
            let operator = found.operator.filter(|_| !found.weak).unwrap_or(operator);
            found = Prefix { operator: Some(operator), weak: false, end, ..found };
        } else if let Some((operator, end)) = TABLE.weak.longest(chars, at) {
            found = Prefix { operator: found.operator.or(Some(operator)), end, ..found };
        } else if let Some(end) = TABLE.fillers.end(chars, at) {
            found.end = end;
        } else if let Some((per, end)) = each(chars, at) {
            found.per = found.per.or(per);
            found.of_whom |= per.is_none();
            found.end = end;
        } else {
            break;
        }
    }
    if found.of_whom {
        found.per = None;
    }
    found
}

/// Whether a sign or word that compares begins at a place; a filler does not.
pub(super) fn begins(chars: &[char], at: usize) -> bool {
    TABLE.signs.longest(chars, at).is_some()
        || word(chars, at).is_some()
        || TABLE.weak.longest(chars, at).is_some()
}

/// Whether a sign that compares begins at a place.
pub(super) fn sign_begins(chars: &[char], at: usize) -> bool {
    TABLE.signs.longest(chars, at).is_some()
}

/// Whether a filler begins at a place.
pub(super) fn filler_begins(chars: &[char], at: usize) -> bool {
    TABLE.fillers.end(chars, at).is_some()
}

/// What follows a number with its unit, and the place after it.
pub(super) fn suffix(chars: &[char], from: usize) -> Option<(Operator, usize)> {
    let at = skip_blanks(chars, from);
    // 3家（含3家）以上
    if stands(chars, at, "(含")
        && let Some(length) = chars.iter().skip(at).take(12).position(|c| *c == ')')
        && let Some(found) = TABLE.suffixes.longest(chars, at + length + 1)
    {
        return Some(found);
    }
    TABLE.suffixes.longest(chars, at).or_else(|| {
        // 内 alone only at the end of a piece or after a time: 5个工作日内, 30分钟内到达, but not 内容.
        let after_time = at > 0 && "时钟天日月年周秒".contains(chars[at - 1]);
        let begins_word = chars.get(at + 1).is_some_and(|c| "容部外涵".contains(*c));
        (chars.get(at) == Some(&'内') && (piece_ends(chars, at + 1) || after_time && !begins_word))
            .then_some((Operator::AtMost, at + 1))
    })
}

/// What follows a date, and the place after it.
pub(super) fn date_suffix(chars: &[char], from: usize) -> Option<(Operator, usize)> {
    TABLE.date_suffixes.longest(chars, skip_blanks(chars, from))
}

/// The place after a sign or word that says that a value may be so much more or less: ±, 正负.
pub(super) fn around(chars: &[char], at: usize) -> Option<usize> {
    TABLE.around.end(chars, at)
}

/// The place after a word that closes a range: 之间.
pub(super) fn range_end(chars: &[char], at: usize) -> Option<usize> {
    TABLE.ends.end(chars, at)
}

/// Whether nothing that belongs to a value begins here.
pub(super) fn piece_ends(chars: &[char], at: usize) -> bool {
    chars
        .get(at)
        .is_none_or(|c| matches!(c, ' ' | ',' | ';' | '。' | '、' | '(' | ')' | ']' | '.' | '!' | ':' | '且'))
}

/// A word that says how often, and the place after it; a day of the month that follows it is no number of days:
/// `不晚于每月10日`.
fn each(chars: &[char], at: usize) -> Option<(Option<&'static str>, usize)> {
    let (per, end) = TABLE.each.longest(chars, at)?;
    let digits = chars[end..].iter().take_while(|c| c.is_ascii_digit() || is_span(**c)).count();
    (!matches!(chars.get(end + digits), Some('日' | '号' | '月'))).then_some((per, end))
}

/// Whether a word begins at a place that says in which time so many are meant: 每季度1次.
pub(super) fn times_begin(chars: &[char], at: usize) -> bool {
    each(chars, at).is_some_and(|(per, _)| per.is_some())
}

fn word(chars: &[char], at: usize) -> Option<(Operator, usize)> {
    TABLE.words.longest(chars, at).or_else(|| {
        TABLE.short.longest(chars, at).filter(|(_, end)| chars.get(*end).is_some_and(char::is_ascii_digit))
    })
}

/// The operator that a cell of its own holds (指标性质): `≥`, `大于等于`, `＝`; `None` for 定性, 定量 and others.
pub(super) fn of_cell(chars: &[char]) -> Option<Operator> {
    let (operator, end) = TABLE
        .signs
        .longest(chars, 0)
        .or_else(|| TABLE.words.longest(chars, 0))
        .or_else(|| TABLE.suffixes.longest(chars, 0))
        .or_else(|| TABLE.weak.longest(chars, 0))?;
    let rest = skip_blanks(chars, end);
    (rest == chars.len() || chars[rest] == '(' || stands(chars, rest, "等于")).then_some(operator)
}
