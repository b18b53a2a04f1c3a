//! One value at a place: the signs and words before it, the number, range or date, its unit, the words after it.

use super::date::date;
use super::number::number;
use super::operator::{Prefix, around, prefix, range_end, suffix};
use super::spelling::{is_span, skip_blanks, stands};
use super::unit::{is_share, unit};
use super::values::mark_end;
use crate::lexicon::cell::note_word_length;
use crate::lexicon::money;
use crate::model::{Amount, Operator, Target, TargetKind};

/// A number, range or date that was read at a place.
pub(super) struct Reading {
    pub(super) target: Target,
    /// The place after it.
    pub(super) end: usize,
    /// Whether a sign rather than a word compares it.
    pub(super) signed: bool,
    /// Whether its unit is a known one.
    pub(super) known_unit: bool,
    /// Whether it is certainly a date, or a number in digits.
    pub(super) sure: bool,
}

impl Reading {
    /// Whether a word or sign compares it.
    pub(super) fn compared(&self) -> bool {
        self.target.operator.is_some()
    }
}

/// What a value at a place says: signs and words before it, a number, range or date, its unit, words after it.
pub(super) fn measure(chars: &[char], from: usize) -> Option<Reading> {
    let before = prefix(chars, from);
    let mut reading = value(chars, before)?;
    let target = &mut reading.target;
    if let (Some(per), Some(unit)) = (before.per, &mut target.unit)
        && matches!(target.kind, TargetKind::Quantity | TargetKind::Range)
        && !is_share(unit)
        && !unit.contains('/')
    {
        unit.push('/');
        unit.push_str(per);
    }
    Some(reading)
}

/// The value behind what stands before it.
fn value(chars: &[char], before: Prefix) -> Option<Reading> {
    if let Some(dated) = date(chars, before.end, !before.sign) {
        let mut target = dated.target;
        target.operator = if before.weak {
            target.operator.or(before.operator)
        } else {
            target.operator.filter(|o| *o == Operator::Range).or(before.operator)
        };
        return Some(Reading {
            target,
            end: dated.end,
            known_unit: true,
            sure: dated.sure,
            signed: before.sign,
        });
    }
    if let Some(reading) = interval(chars, before.end) {
        return Some(reading);
    }
    let mut at = before.end;
    let mut before_operator = before.operator;
    if chars.get(at) == Some(&'~') {
        at += 1;
        before_operator = before_operator.or(Some(Operator::Approximately));
    }
    let first = number(chars, at)?;
    let strong = before_operator.is_some();
    let longest_unknown = if strong { 8 } else { 4 };
    let mut end = first.end;
    if chars.get(end).is_some_and(|c| matches!(c, '余' | '多' | '来')) && unit(chars, end + 1, 0).is_some()
    {
        before_operator = before_operator.or(Some(Operator::Approximately));
        end += 1;
    }
    let behind = |mark: Option<usize>| unit(chars, mark?, 0);
    let own = if let Some(unit) = first.unit {
        Some((unit.to_owned(), end, true))
    } else if let Some(length) = note_word_length(&chars[end..]) {
        // 注2 is no unit, whatever stands behind it.
        behind(Some(end + length)).map(|unit| (unit.text, unit.end, unit.known))
    } else {
        unit(chars, end, if first.chinese { 0 } else { longest_unknown })
            .or_else(|| behind(mark_end(chars, end)))
            .map(|unit| (unit.text, unit.end, unit.known))
    };
    if first.chinese && own.is_none() && !strong {
        // 三至五家 has its unit behind the second number.
        return span(chars, &first.value, first.end, None);
    }
    let after_unit = own.as_ref().map_or(end, |(_, end, _)| *end);
    let own_unit = own.as_ref().map(|(unit, ..)| unit.clone());
    if let Some(reading) = tolerance(chars, &first.value, after_unit, own_unit.as_deref())
        .or_else(|| span(chars, &first.value, after_unit, own_unit.as_deref()))
        .or_else(|| bounded(chars, &first.value, after_unit, own_unit.as_deref()))
    {
        return Some(reading);
    }
    let following = suffix(chars, after_unit);
    if first.fraction && !is_exact_share(chars, at, strong || following.is_some(), own_unit.as_deref()) {
        return None;
    }
    let operator = match following {
        Some((operator, _)) if before.weak => Some(operator),
        _ => before_operator.or(following.map(|(operator, _)| operator)),
    };
    let known_unit = own.as_ref().is_none_or(|(.., known)| *known);
    Some(Reading {
        target: Target {
            kind: TargetKind::Quantity,
            operator,
            value: Some(first.value),
            unit: own_unit,
            ..Target::default()
        },
        end: following.map_or(after_unit, |(_, end)| end),
        known_unit,
        sure: !first.chinese,
        signed: before.sign,
    })
}

/// Whether a fraction is one number: what is compared is, and one part of so many. 9/10 alone may be nine points of
/// ten, 3/4 a day, and 1/2次 once or twice.
fn is_exact_share(chars: &[char], at: usize, compared: bool, unit: Option<&str>) -> bool {
    let at = skip_blanks(chars, at);
    let one = chars.get(at) == Some(&'1') && chars.get(at + 1) == Some(&'/');
    compared || one && unit.is_none()
}

/// `[1,2]`, `(90%,100%]`, `±3%以内`.
fn interval(chars: &[char], from: usize) -> Option<Reading> {
    let at = skip_blanks(chars, from);
    if matches!(chars.get(at), Some('[' | '(')) {
        let low = number(chars, at + 1)?;
        let low_unit = unit(chars, low.end, 0);
        let comma = skip_blanks(chars, low_unit.as_ref().map_or(low.end, |unit| unit.end));
        let separator = chars.get(comma).is_some_and(|c| matches!(c, ',' | '、' | ';' | '-' | '~'));
        let high = number(chars, comma + 1).filter(|_| separator)?;
        let high_unit = unit(chars, high.end, 0);
        let close = skip_blanks(chars, high_unit.as_ref().map_or(high.end, |unit| unit.end));
        let after = chars.get(close).filter(|c| matches!(c, ']' | ')')).map(|_| close + 1)?;
        let outer = unit(chars, after, 4);
        let end = outer.as_ref().map_or(after, |unit| unit.end);
        let unit = high_unit.or(low_unit).or(outer).map(|unit| unit.text);
        return Some(range(low.value, high.value, unit, end));
    }
    let after = around(chars, at)?;
    let width = number(chars, after).filter(|number| !number.chinese && !number.value.starts_with('-'))?;
    let unit = unit(chars, width.end, 4);
    let end = unit.as_ref().map_or(width.end, |unit| unit.end);
    let end = suffix(chars, end).map_or(end, |(_, end)| end);
    Some(range(format!("-{}", width.value), width.value, unit.map(|unit| unit.text), end))
}

/// `95±5%`: from 90 to 100.
fn tolerance(chars: &[char], middle: &str, from: usize, own: Option<&str>) -> Option<Reading> {
    let at = skip_blanks(chars, from);
    if chars.get(at) != Some(&'±') {
        return None;
    }
    let width = number(chars, at + 1)?;
    let behind = unit(chars, width.end, 4);
    let end = behind.as_ref().map_or(width.end, |unit| unit.end);
    let behind = behind.map(|unit| unit.text);
    // 300万元±5% has its tolerance in other units than its value.
    if own.is_some() && own != behind.as_deref() {
        return None;
    }
    let (middle, width): (Amount, Amount) = (middle.parse().ok()?, width.value.parse().ok()?);
    let end = suffix(chars, end).map_or(end, |(_, end)| end);
    Some(range((middle - width).to_string(), (middle + width).to_string(), behind, end))
}

/// The rest of `95%-100%` after its first number.
fn span(chars: &[char], low: &str, from: usize, own: Option<&str>) -> Option<Reading> {
    let mut at = skip_blanks(chars, from);
    if stands(chars, at, "(含)") {
        at = skip_blanks(chars, at + 3);
    }
    let start = at;
    while at - start < 4 && chars.get(at).copied().is_some_and(is_span) {
        at += 1;
    }
    // 50%与60%之间 is one range, 50人和60人 are two numbers.
    let between = at == start && chars.get(at).is_some_and(|c| matches!(c, '与' | '和'));
    at += usize::from(between);
    if at == start || chars.get(at).is_some_and(|c| matches!(c, '+' | '-')) {
        return None;
    }
    let mut high = number(chars, at)?;
    // A telephone number is no range.
    if low.len() > 1 && low.starts_with('0') && !low.contains('.') {
        return None;
    }
    let behind =
        if high.unit.is_some() { None } else { unit(chars, high.end, if high.chinese { 0 } else { 4 }) };
    let end = behind.as_ref().map_or(high.end, |unit| unit.end);
    let behind = high.unit.map(str::to_owned).or(behind.map(|unit| unit.text));
    let unit = match (own, behind) {
        (None, None) if high.chinese => return None,
        (None, behind) => behind,
        (Some(own), None) => Some(own.to_owned()),
        (Some(own), Some(behind)) if behind == own || behind.starts_with(own) => Some(behind),
        // 500元-1万元 is from 500 to 10000元.
        (Some(own), Some(behind)) => {
            high.value = in_unit(&high.value, &behind, own)?;
            let (low, high): (Amount, Amount) = (low.parse().ok()?, high.value.parse().ok()?);
            (low < high).then(|| Some(own.to_owned()))?
        }
    };
    let end = suffix(chars, end).map_or(end, |(_, end)| end);
    let closed = range_end(chars, end);
    (closed.is_some() || !between).then(|| range(low.to_owned(), high.value, unit, closed.unwrap_or(end)))
}

/// A number of one unit in another that it is a multiple of, exactly: 1 of 万元 is 10000 of 元.
fn in_unit(number: &str, from: &str, to: &str) -> Option<String> {
    let (from_factor, to_factor) = (money::multiple(from), money::multiple(to));
    let same = money::without_multiple(from) == money::without_multiple(to);
    if !same || from_factor <= to_factor || from_factor % to_factor != 0 {
        return None;
    }
    let number: Amount = number.parse().ok()?;
    // 1.2万元 is 12千元: the zeros that the product of decimals keeps say nothing.
    number.times(Amount::from(from_factor / to_factor)).map(|product| product.normalized().to_string())
}

/// The rest of `90%≤X≤100%` after its first number.
fn bounded(chars: &[char], low: &str, from: usize, own: Option<&str>) -> Option<Reading> {
    let less = |at: usize| chars.get(at).is_some_and(|c| matches!(c, '≤' | '<'));
    let at = skip_blanks(chars, from);
    let length = chars
        .iter()
        .skip(at + 1)
        .take(12)
        .take_while(|c| !c.is_ascii_digit() && !matches!(c, '≤' | '<' | '='))
        .count();
    let sign = at + 1 + length;
    if !less(at) || length == 0 || !less(sign) {
        return None;
    }
    let high = number(chars, sign + 1 + usize::from(chars.get(sign + 1) == Some(&'=')))?;
    let behind = unit(chars, high.end, 4);
    let end = behind.as_ref().map_or(high.end, |unit| unit.end);
    let unit = behind.map(|unit| unit.text).or(own.map(str::to_owned));
    Some(range(low.to_owned(), high.value, unit, end))
}

fn range(low: String, high: String, unit: Option<String>, end: usize) -> Reading {
    let target = Target {
        kind: TargetKind::Range,
        operator: Some(Operator::Range),
        value: Some(low),
        value_max: Some(high),
        unit,
        more: Vec::new(),
    };
    Reading { target, end, known_unit: true, sure: true, signed: false }
}
