//! Words and signs that compare: before a number (`≥`, `不低于`, `控制在`) and after it (`以上`, `左右`, `前`).

use super::spelling::{longest, skip_blanks, stands};
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
    /// The place after it.
    pub(super) end: usize,
}

const SIGNS: &[(&str, Operator)] = &[
    (">=", Operator::AtLeast),
    ("> =", Operator::AtLeast),
    ("=>", Operator::AtLeast),
    ("≥=", Operator::AtLeast),
    ("≥", Operator::AtLeast),
    ("<=", Operator::AtMost),
    ("< =", Operator::AtMost),
    ("=<", Operator::AtMost),
    ("≤=", Operator::AtMost),
    ("≤", Operator::AtMost),
    (">", Operator::MoreThan),
    ("<", Operator::LessThan),
    ("==", Operator::Equal),
    ("=", Operator::Equal),
    ("≈", Operator::Approximately),
];

/// Words that compare by themselves.
const WORDS: &[(&str, Operator)] = &[
    ("不低于", Operator::AtLeast),
    ("不得低于", Operator::AtLeast),
    ("不能低于", Operator::AtLeast),
    ("不应低于", Operator::AtLeast),
    ("不少于", Operator::AtLeast),
    ("不得少于", Operator::AtLeast),
    ("不能少于", Operator::AtLeast),
    ("不应少于", Operator::AtLeast),
    ("不小于", Operator::AtLeast),
    ("不得小于", Operator::AtLeast),
    ("不短于", Operator::AtLeast),
    ("不弱于", Operator::AtLeast),
    ("不早于", Operator::AtLeast),
    ("不下于", Operator::AtLeast),
    ("不低", Operator::AtLeast),
    ("至少", Operator::AtLeast),
    ("最少", Operator::AtLeast),
    ("最低", Operator::AtLeast),
    ("起码", Operator::AtLeast),
    ("大于等于", Operator::AtLeast),
    ("大于或等于", Operator::AtLeast),
    ("高于或等于", Operator::AtLeast),
    ("高于等于", Operator::AtLeast),
    ("多于等于", Operator::AtLeast),
    ("大等于", Operator::AtLeast),
    ("不超过", Operator::AtMost),
    ("不得超过", Operator::AtMost),
    ("不能超过", Operator::AtMost),
    ("不应超过", Operator::AtMost),
    ("不超出", Operator::AtMost),
    ("不超", Operator::AtMost),
    ("未超过", Operator::AtMost),
    ("不高于", Operator::AtMost),
    ("不得高于", Operator::AtMost),
    ("不多于", Operator::AtMost),
    ("不得多于", Operator::AtMost),
    ("不大于", Operator::AtMost),
    ("不得大于", Operator::AtMost),
    ("不长于", Operator::AtMost),
    ("不晚于", Operator::AtMost),
    ("不迟于", Operator::AtMost),
    ("至多", Operator::AtMost),
    ("最多", Operator::AtMost),
    ("最高", Operator::AtMost),
    ("最迟", Operator::AtMost),
    ("截至", Operator::AtMost),
    ("截止到", Operator::AtMost),
    ("截止至", Operator::AtMost),
    ("截止", Operator::AtMost),
    ("小于等于", Operator::AtMost),
    ("小于或等于", Operator::AtMost),
    ("低于或等于", Operator::AtMost),
    ("低于等于", Operator::AtMost),
    ("少于等于", Operator::AtMost),
    ("小等于", Operator::AtMost),
    ("超过", Operator::MoreThan),
    ("超出", Operator::MoreThan),
    ("突破", Operator::MoreThan),
    ("高于", Operator::MoreThan),
    ("大于", Operator::MoreThan),
    ("多于", Operator::MoreThan),
    ("低于", Operator::LessThan),
    ("小于", Operator::LessThan),
    ("少于", Operator::LessThan),
    ("不满", Operator::LessThan),
    ("未满", Operator::LessThan),
    ("不足", Operator::LessThan),
    ("不到", Operator::LessThan),
    ("等于", Operator::Equal),
    ("大约", Operator::Approximately),
    ("约为", Operator::Approximately),
    ("约", Operator::Approximately),
    ("接近", Operator::Approximately),
];

/// Words of one character; they compare only where digits follow at once, as in `超13万元` but not in `超额`.
const SHORT_WORDS: &[(&str, Operator)] =
    &[("超", Operator::MoreThan), ("逾", Operator::MoreThan), ("近", Operator::Approximately)];

/// Words that compare unless something stronger stands beside them.
const WEAK_WORDS: &[(&str, Operator)] = &[
    ("达到", Operator::AtLeast),
    ("需达到", Operator::AtLeast),
    ("应达到", Operator::AtLeast),
    ("达", Operator::AtLeast),
    ("控制在", Operator::AtMost),
    ("控制到", Operator::AtMost),
    ("限制在", Operator::AtMost),
];

/// Words that say nothing about how the number compares.
const FILLERS: &[(&str, ())] = &[
    ("保持在", ()),
    ("稳定在", ()),
    ("维持在", ()),
    ("确保在", ()),
    ("提高到", ()),
    ("提高至", ()),
    ("提升到", ()),
    ("提升至", ()),
    ("增加到", ()),
    ("增加至", ()),
    ("增长到", ()),
    ("增长至", ()),
    ("降低到", ()),
    ("降低至", ()),
    ("下降到", ()),
    ("下降至", ()),
    ("降到", ()),
    ("降至", ()),
    ("确保", ()),
    ("保证", ()),
    ("力争", ()),
    ("保持", ()),
    ("实现", ()),
    ("完成", ()),
    ("介于", ()),
    ("均为", ()),
    ("均", ()),
    ("为", ()),
    ("应", ()),
    ("须", ()),
    ("需", ()),
    ("共", ()),
    ("在", ()),
    ("于", ()),
];

/// Words between a comparison and its number that say how often, or of whom: `不少于每周2次`.
const EACH: &[(&str, ())] = &[
    ("每周", ()),
    ("每月", ()),
    ("每年", ()),
    ("每季度", ()),
    ("每季", ()),
    ("每学期", ()),
    ("每天", ()),
    ("每日", ()),
    ("每人", ()),
    ("每户", ()),
    ("人均", ()),
    ("户均", ()),
    ("平均", ()),
];

/// What follows a number with its unit.
const SUFFIXES: &[(&str, Operator)] = &[
    ("及以上", Operator::AtLeast),
    ("或以上", Operator::AtLeast),
    ("含以上", Operator::AtLeast),
    ("(含)以上", Operator::AtLeast),
    ("(含本数)以上", Operator::AtLeast),
    ("(及)以上", Operator::AtLeast),
    ("以上", Operator::AtLeast),
    ("之上", Operator::AtLeast),
    ("及以下", Operator::AtMost),
    ("或以下", Operator::AtMost),
    ("含以下", Operator::AtMost),
    ("(含)以下", Operator::AtMost),
    ("(含本数)以下", Operator::AtMost),
    ("(及)以下", Operator::AtMost),
    ("以下", Operator::AtMost),
    ("之下", Operator::AtMost),
    ("及以内", Operator::AtMost),
    ("(含)以内", Operator::AtMost),
    ("以内", Operator::AtMost),
    ("之内", Operator::AtMost),
    ("范围内", Operator::AtMost),
    ("左右", Operator::Approximately),
    ("上下", Operator::Approximately),
];

/// What follows a date.
const DATE_SUFFIXES: &[(&str, Operator)] = &[
    ("前", Operator::AtMost),
    ("之前", Operator::AtMost),
    ("以前", Operator::AtMost),
    ("(含)前", Operator::AtMost),
    ("(含)之前", Operator::AtMost),
    ("(含)以前", Operator::AtMost),
    ("内", Operator::AtMost),
    ("之内", Operator::AtMost),
    ("以内", Operator::AtMost),
    ("止", Operator::AtMost),
    ("为止", Operator::AtMost),
    ("截止", Operator::AtMost),
    ("后", Operator::AtLeast),
    ("之后", Operator::AtLeast),
    ("以后", Operator::AtLeast),
    ("起", Operator::AtLeast),
    ("左右", Operator::Approximately),
];

/// What stands before a number: any of the signs and words, several too (`应不低于`, `至少达到`).
pub(super) fn prefix(chars: &[char], from: usize) -> Prefix {
    let mut found = Prefix { weak: true, end: from, ..Prefix::default() };
    for _ in 0..4 {
        let at = skip_blanks(chars, found.end);
        if let Some((operator, end)) = longest(chars, at, SIGNS) {
            found = Prefix { operator: Some(operator), weak: false, sign: true, end };
        } else if let Some((operator, end)) = word(chars, at) {
            let operator = found.operator.filter(|_| !found.weak).unwrap_or(operator);
            found = Prefix { operator: Some(operator), weak: false, end, ..found };
        } else if let Some((operator, end)) = longest(chars, at, WEAK_WORDS) {
            found = Prefix { operator: found.operator.or(Some(operator)), end, ..found };
        } else if let Some(((), end)) = longest(chars, at, FILLERS) {
            found.end = end;
        } else if let Some(end) = found.operator.and_then(|_| each(chars, at)) {
            found.end = end;
        } else {
            break;
        }
    }
    found
}

/// Whether a sign or word that compares begins at a place; a filler does not.
pub(super) fn begins(chars: &[char], at: usize) -> bool {
    longest(chars, at, SIGNS).is_some()
        || word(chars, at).is_some()
        || longest(chars, at, WEAK_WORDS).is_some()
}

/// Whether a sign that compares begins at a place.
pub(super) fn sign_begins(chars: &[char], at: usize) -> bool {
    longest(chars, at, SIGNS).is_some()
}

/// Whether a filler begins at a place.
pub(super) fn filler_begins(chars: &[char], at: usize) -> bool {
    longest(chars, at, FILLERS).is_some()
}

/// What follows a number with its unit, and the place after it.
pub(super) fn suffix(chars: &[char], from: usize) -> Option<(Operator, usize)> {
    let at = skip_blanks(chars, from);
    // 3家（含3家）以上
    if stands(chars, at, "(含")
        && let Some(length) = chars.iter().skip(at).take(12).position(|c| *c == ')')
        && let Some(found) = longest(chars, at + length + 1, SUFFIXES)
    {
        return Some(found);
    }
    longest(chars, at, SUFFIXES).or_else(|| {
        // 内 alone only at the end of a piece or after a time: 5个工作日内, 30分钟内到达, but not 内容.
        let after_time = at > 0 && "时钟天日月年周秒".contains(chars[at - 1]);
        let begins_word = chars.get(at + 1).is_some_and(|c| "容部外涵".contains(*c));
        (chars.get(at) == Some(&'内') && (piece_ends(chars, at + 1) || after_time && !begins_word))
            .then_some((Operator::AtMost, at + 1))
    })
}

/// What follows a date, and the place after it.
pub(super) fn date_suffix(chars: &[char], from: usize) -> Option<(Operator, usize)> {
    longest(chars, skip_blanks(chars, from), DATE_SUFFIXES)
}

/// Whether nothing that belongs to a value begins here.
pub(super) fn piece_ends(chars: &[char], at: usize) -> bool {
    chars
        .get(at)
        .is_none_or(|c| matches!(c, ' ' | ',' | ';' | '。' | '、' | '(' | ')' | ']' | '.' | '!' | ':' | '且'))
}

/// The place after a word of [`EACH`]; a day of the month that follows it is no number of days: `不晚于每月10日`.
fn each(chars: &[char], at: usize) -> Option<usize> {
    let ((), end) = longest(chars, at, EACH)?;
    let digits = chars[end..].iter().take_while(|c| c.is_ascii_digit()).count();
    (!matches!(chars.get(end + digits), Some('日' | '号' | '月'))).then_some(end)
}

fn word(chars: &[char], at: usize) -> Option<(Operator, usize)> {
    longest(chars, at, WORDS).or_else(|| {
        longest(chars, at, SHORT_WORDS).filter(|(_, end)| chars.get(*end).is_some_and(char::is_ascii_digit))
    })
}

/// The operator that a cell of its own holds (指标性质): `≥`, `大于等于`, `＝`; `None` for 定性, 定量 and others.
pub(super) fn of_cell(chars: &[char]) -> Option<Operator> {
    let (operator, end) = longest(chars, 0, SIGNS)
        .or_else(|| longest(chars, 0, WORDS))
        .or_else(|| longest(chars, 0, SUFFIXES))
        .or_else(|| longest(chars, 0, WEAK_WORDS))?;
    let rest = skip_blanks(chars, end);
    (rest == chars.len() || chars[rest] == '(' || stands(chars, rest, "等于")).then_some(operator)
}
