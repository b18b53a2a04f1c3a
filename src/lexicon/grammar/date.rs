//! Days, months and years as targets name them: `2025年11月底前`, `12月31日前`, `2023.07-2024.01`.

use std::sync::LazyLock;

use super::operator::{date_suffix, piece_ends};
use super::spelling::{is_span, skip_blanks};
use super::words::{Words, prose};
use crate::model::{Operator, Target, TargetKind};
use crate::text::numerals::{chinese, chinese_digit};

/// A date or a span of two that was read.
pub(super) struct DateReading {
    pub(super) target: Target,
    /// The place after it and after what follows it (底前).
    pub(super) end: usize,
    /// Whether it is more than a year or a month alone, and so a date anywhere in a text.
    pub(super) sure: bool,
}

#[derive(Clone, Copy, Debug, Default)]
struct Parts {
    year: Option<u32>,
    month: Option<u32>,
    day: Option<u32>,
    /// Whether the month or year is closed by 底 or 末, or written with points.
    marked: bool,
    end: usize,
}

/// Which part of a month or year: 底, 上旬.
static PART_OF_MONTH: LazyLock<Words<()>> = LazyLock::new(|| Words::plain(prose("part-of-month")));

/// A quarter of a year, and its end.
static QUARTER: LazyLock<Words<()>> = LazyLock::new(|| Words::plain(prose("quarter")));
static END: LazyLock<Words<()>> = LazyLock::new(|| Words::plain(prose("end-of-quarter")));

/// What a day is one of that stands alone: 每月.
static EVERY_MONTH: LazyLock<Words<()>> = LazyLock::new(|| Words::plain(prose("every-month")));

/// What may stand behind a day that is written with points: 前.
static BEFORE: LazyLock<Words<()>> = LazyLock::new(|| Words::plain(prose("before")));

/// The date at a place. A month alone (`12月`) is one only where `bare_month` says so: after a sign `≤12月` counts
/// months.
pub(super) fn date(chars: &[char], from: usize, bare_month: bool) -> Option<DateReading> {
    let at = skip_blanks(chars, from);
    let (first, second) = years(chars, at)
        .or_else(|| months(chars, at))
        .or_else(|| days_of_months(chars, at))
        .or_else(|| span(chars, at))
        .or_else(|| whole_quarter(chars, at))
        .map(|(first, second)| (first, Some(second)))
        .or_else(|| parts(chars, at).map(|only| (only, None)))?;
    let end = second.map_or(first.end, |second| second.end);
    let following = date_suffix(chars, end);
    let month_alone = first.year.is_none() && first.day.is_none() && second.is_none();
    if month_alone && !first.marked && following.is_none() && !bare_month {
        return None;
    }
    let operator =
        if second.is_some() { Some(Operator::Range) } else { following.map(|(operator, _)| operator) };
    let target = Target {
        kind: TargetKind::Date,
        operator,
        value: Some(first.iso()),
        value_max: second.map(Parts::iso),
        ..Target::default()
    };
    let sure = following.is_some() || second.is_some() || first.day.is_some() || first.marked;
    Some(DateReading { target, end: following.map_or(end, |(_, after)| after), sure })
}

/// Two dates; the year may stand with the first alone: 2024年1月-12月.
fn span(chars: &[char], at: usize) -> Option<(Parts, Parts)> {
    let first = parts(chars, at)?;
    let second = parts(chars, separator(chars, first.end)?)?;
    let year = second.year.or(first.year);
    Some((first, Parts { year, ..second }))
}

/// The place after what stands between the ends of a span.
fn separator(chars: &[char], from: usize) -> Option<usize> {
    let mut at = skip_blanks(chars, from);
    let start = at;
    while at - start < 4 && chars.get(at).copied().is_some_and(is_span) {
        at += 1;
    }
    (at > start).then(|| skip_blanks(chars, at))
}

/// 2024-2026年: one 年 for both ends.
fn years(chars: &[char], at: usize) -> Option<(Parts, Parts)> {
    let (first, end) = year(chars, at)?;
    let (second, end) = year(chars, separator(chars, end)?)?;
    let only = |year, end| Parts { year: Some(year), end, ..Parts::default() };
    // 2024-2026 alone is a span of years, 1950-2000人 is none.
    if first < second && piece_ends(chars, end) {
        return Some((only(first, end), only(second, end)));
    }
    let whole = chars.get(end) == Some(&'年') && chars.get(end + 1).is_none_or(|c| !c.is_ascii_digit());
    whole.then(|| (only(first, end), only(second, end + 1)))
}

/// 1-12月, 2024年1-12月: one 月 for both ends.
fn months(chars: &[char], at: usize) -> Option<(Parts, Parts)> {
    let (year, at) = match year(chars, at) {
        Some((year, end)) if chars.get(end) == Some(&'年') => (Some(year), end + 1),
        _ => (None, at),
    };
    let (first, end) = small(chars, at, 12)?;
    let (second, end) = small(chars, separator(chars, end)?, 12)?;
    let end = skip_blanks(chars, end);
    let only = |month, end| Parts { year, month: Some(month), end, ..Parts::default() };
    let whole = chars.get(end) == Some(&'月') && chars.get(end + 1).is_none_or(|c| !c.is_ascii_digit());
    whole.then(|| (only(first, end), only(second, end + 1)))
}

/// Whether a day of every month begins at a place: 每月15日.
pub(super) fn day_of_month_begins(chars: &[char], at: usize) -> bool {
    day_of_month(chars, at).is_some()
}

/// 每月15日: a day of every month.
fn day_of_month(chars: &[char], at: usize) -> Option<Parts> {
    let (day, end) = small(chars, skip_blanks(chars, EVERY_MONTH.end(chars, at)?), 31)?;
    closed_by_day(chars, end).map(|end| Parts { day: Some(day), end, ..Parts::default() })
}

/// 每月10日至15日, 每月10-15日: one 日 for both ends.
fn days_of_months(chars: &[char], at: usize) -> Option<(Parts, Parts)> {
    let (first, end) = small(chars, skip_blanks(chars, EVERY_MONTH.end(chars, at)?), 31)?;
    let (second, end) = small(chars, separator(chars, closed_by_day(chars, end).unwrap_or(end))?, 31)?;
    let only = |day, end| Parts { day: Some(day), end, ..Parts::default() };
    closed_by_day(chars, end).map(|after| (only(first, end), only(second, after)))
}

/// The place after the word that makes a number a day.
fn closed_by_day(chars: &[char], at: usize) -> Option<usize> {
    let at = skip_blanks(chars, at);
    chars.get(at).filter(|c| matches!(c, '日' | '号')).map(|_| at + 1)
}

impl Parts {
    /// As ISO 8601 has it, without what is not said; a day of every month is `---15`.
    fn iso(self) -> String {
        if let (None, None, Some(day)) = (self.year, self.month, self.day) {
            return format!("---{day:02}");
        }
        let year = self.year.map(|year| format!("{year:04}"));
        let month = self.month.map(|month| format!("{month:02}"));
        let day = self.day.map(|day| format!("{day:02}"));
        [year, month, day].into_iter().flatten().collect::<Vec<_>>().join("-")
    }
}

/// The year, if any, and the number of a quarter, and the place after its name: 一季度, 2024年第三季度.
fn quarter(chars: &[char], at: usize) -> Option<(Option<u32>, u32, usize)> {
    let (year, at) = match year(chars, at) {
        Some((year, end)) => {
            let end = skip_blanks(chars, end);
            let end = (chars.get(end) == Some(&'年')).then_some(end + 1)?;
            (Some(year), skip_blanks(chars, end + usize::from(chars.get(end) == Some(&'度'))))
        }
        None => (None, at),
    };
    let (quarter, end) = small(chars, at + usize::from(chars.get(at) == Some(&'第')), 4)?;
    Some((year, quarter, QUARTER.end(chars, end)?))
}

/// 一季度末, 2024年第三季度末: the last month of the quarter.
fn end_of_quarter(chars: &[char], at: usize) -> Option<Parts> {
    let (year, quarter, end) = quarter(chars, at)?;
    let end = END.end(chars, end)?;
    Some(Parts { year, month: Some(quarter * 3), marked: true, end, ..Parts::default() })
}

/// 第一季度, 2024年第三季度 and nothing behind it: its first and its last month. `4季度` alone may count quarters.
fn whole_quarter(chars: &[char], at: usize) -> Option<(Parts, Parts)> {
    let (year, quarter, end) = quarter(chars, at)?;
    if !piece_ends(chars, end) || chars[at].is_ascii_digit() && year.is_none() {
        return None;
    }
    let month = |month| Parts { year, month: Some(month), marked: true, end, ..Parts::default() };
    Some((month(quarter * 3 - 2), month(quarter * 3)))
}

fn parts(chars: &[char], at: usize) -> Option<Parts> {
    end_of_quarter(chars, at)
        .or_else(|| day_of_month(chars, at))
        .or_else(|| written(chars, at))
        .or_else(|| pointed(chars, at))
        .or_else(|| packed(chars, at))
}

/// 2025年11月30日, 11月30日, 12月底, 2024年.
fn written(chars: &[char], at: usize) -> Option<Parts> {
    let mut found = Parts { end: at, ..Parts::default() };
    if let Some((year, end)) = year(chars, at) {
        let end = skip_blanks(chars, end);
        if chars.get(end) == Some(&'年') {
            found.year = Some(year);
            found.end = end + 1;
            if chars.get(found.end) == Some(&'度') {
                found.end += 1;
            }
        }
    }
    let month_at = skip_blanks(chars, found.end);
    if let Some((month, end)) = small(chars, month_at, 12) {
        let end = skip_blanks(chars, end);
        if chars.get(end) == Some(&'月') {
            found.month = Some(month);
            found.end = end + 1;
            if chars.get(found.end) == Some(&'份') {
                found.end += 1;
            }
            let day_at = skip_blanks(chars, found.end);
            if let Some((day, end)) = small(chars, day_at, 31)
                && let Some(end) = closed_by_day(chars, end)
            {
                found.day = Some(day);
                found.end = end;
            }
        }
    }
    if found.year.is_none() && found.month.is_none() {
        return None;
    }
    if found.day.is_none()
        && let Some(end) = PART_OF_MONTH.end(chars, found.end)
    {
        found.end = end;
        found.marked = true;
    }
    Some(found)
}

/// 2024-12-31, 2024.12.31, 2024/12, 2023.07.
fn pointed(chars: &[char], at: usize) -> Option<Parts> {
    let Some((year, end)) = year(chars, at) else { return day_of_year(chars, at) };
    let point = *chars.get(end).filter(|c| matches!(c, '-' | '.' | '/'))?;
    let digits = chars.iter().skip(end + 1).take(3).take_while(|c| c.is_ascii_digit()).count();
    let (month, end) = small(chars, end + 1, 12)?;
    let mut found = Parts { year: Some(year), month: Some(month), end, ..Parts::default() };
    if chars.get(end) == Some(&point)
        && let Some((day, end)) = small(chars, end + 1, 31)
    {
        found.day = Some(day);
        found.end = end;
    } else if chars.get(end).is_some_and(|c| !suits_a_date(*c))
        || digits != 2 && !goes_on_to_a_year(chars, end)
    {
        // 2024.5 and 2023.07万元 are numbers.
        return None;
    }
    if let Some(end) = PART_OF_MONTH.end(chars, found.end) {
        found.end = end;
        found.marked = true;
    }
    Some(found)
}

/// Whether a span to another year follows: 2024.1-2024.12.
fn goes_on_to_a_year(chars: &[char], end: usize) -> bool {
    separator(chars, end).is_some_and(|after| year(chars, after).is_some())
}

/// 12.31前: a month and a day, where what follows leaves no other reading.
fn day_of_year(chars: &[char], at: usize) -> Option<Parts> {
    let (month, end) = small(chars, at, 12)?;
    let (day, end) = small(chars, end + 1, 31).filter(|_| chars.get(end) == Some(&'.'))?;
    let before = BEFORE.end(chars, skip_blanks(chars, end)).is_some();
    before.then_some(Parts { month: Some(month), day: Some(day), end, ..Parts::default() })
}

fn suits_a_date(c: char) -> bool {
    is_span(c) || matches!(c, '前' | '之' | '以' | '底' | '末' | '后' | '起' | ' ' | ',' | ';' | '。' | ')')
}

/// 20241231.
fn packed(chars: &[char], at: usize) -> Option<Parts> {
    let digits: Vec<u32> = chars.iter().skip(at).take(9).map_while(|c| c.to_digit(10)).collect();
    let [y1, y2, y3, y4, m1, m2, d1, d2] = digits[..] else { return None };
    let (year, month, day) = (y1 * 1000 + y2 * 100 + y3 * 10 + y4, m1 * 10 + m2, d1 * 10 + d2);
    let end = at + 8;
    let possible = (1990..=2099).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    (possible && chars.get(end).is_none_or(|c| suits_a_date(*c))).then_some(Parts {
        year: Some(year),
        month: Some(month),
        day: Some(day),
        end,
        marked: false,
    })
}

/// Four digits that are a year of our time, Chinese ones too: 二〇二四.
fn year(chars: &[char], at: usize) -> Option<(u32, usize)> {
    let digits: Vec<u32> =
        chars.iter().skip(at).take(5).map_while(|c| c.to_digit(10).or_else(|| chinese_digit(*c))).collect();
    let [a, b, c, d] = digits[..] else { return None };
    let year = a * 1000 + b * 100 + c * 10 + d;
    (1950..=2099).contains(&year).then_some((year, at + 4))
}

/// A number of one or two digits, or a Chinese one, from 1 to a bound.
fn small(chars: &[char], at: usize, most: u32) -> Option<(u32, usize)> {
    let digits = chars.iter().skip(at).take(3).take_while(|c| c.is_ascii_digit()).count();
    let (number, end) = if digits > 0 {
        let text: String = chars[at..at + digits].iter().collect();
        (text.parse().ok().filter(|_| digits <= 2)?, at + digits)
    } else {
        let length =
            chars.iter().skip(at).take(3).take_while(|c| chinese_digit(**c).is_some() || **c == '十').count();
        let text: String = chars.iter().skip(at).take(length).collect();
        (chinese(&text)?, at + length)
    };
    (1..=most).contains(&number).then_some((number, end))
}
