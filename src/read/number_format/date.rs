//! A date or a time in a section of a format: `yyyy"年"m"月"d"日"`, `h:mm`, `[h]:mm`.

use rust_decimal::prelude::ToPrimitive as _;
use rust_decimal::{Decimal, RoundingStrategy};

use super::code::{Piece, Section};
use crate::text::chinese_numerals::{Numerals, digit_by_digit, of_calendar};

/// The days between 0000-03-01, from which the calendar is counted, and the day 0 of workbooks.
const BEFORE_1900: i64 = 693_899;

/// The days between day 0 of workbooks that count from 1900 and of those that count from 1904.
const FROM_1900_TO_1904: i64 = 1_462;

/// The day that workbooks show as 29 February 1900, which never was; days before it are one later.
const NO_DAY: i64 = 60;

/// The last day that a spreadsheet shows: 31 December 9999.
const LAST_DAY: i64 = 2_958_465;

/// The milliseconds of a day.
const MILLISECONDS: i64 = 86_400_000;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// The halves of the day in Chinese.
const HALF_DAYS: (&str, &str) = ("上午", "下午");

/// The days of the week, Sunday first.
const WEEKDAYS: &str = "日一二三四五六";

/// A moment as a workbook counts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    /// Milliseconds since day 0.
    total: i64,
    /// Days since the last day of 1899.
    days: i64,
    /// Milliseconds of the day.
    time: i64,
    year: i64,
    month: i64,
    day: i64,
}

impl Moment {
    /// The moment of a number of days; `None` where a spreadsheet shows none.
    pub(super) fn of(serial: Decimal, counts_from_1904: bool) -> Option<Self> {
        let total = serial
            .checked_mul(MILLISECONDS.into())?
            .round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero)
            .to_i64()
            .filter(|total| *total >= 0)?;
        let shift = if counts_from_1904 { FROM_1900_TO_1904 } else { 0 };
        let (days, time) = (total / MILLISECONDS + shift, total % MILLISECONDS);
        if days > LAST_DAY {
            return None;
        }
        let (year, month, day) = match days {
            // An empty date is day 0 of January.
            0 => (1900, 1, 0),
            NO_DAY => (1900, 2, 29),
            days => calendar(if days < NO_DAY { days + 1 } else { days }),
        };
        Some(Self { total, days, time, year, month, day })
    }

    /// As ISO 8601 has it: the date, the time, or both.
    pub(super) fn iso(self) -> String {
        let (seconds, date) =
            (self.time / 1_000, format!("{:04}-{:02}-{:02}", self.year, self.month, self.day));
        let time = format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60);
        match (self.total / MILLISECONDS, self.time) {
            (0, _) => time,
            (_, 0) => date,
            _ => format!("{date}T{time}"),
        }
    }
}

/// Year, month and day of a day that is counted as workbooks do, without their one mistake.
fn calendar(days: i64) -> (i64, i64, i64) {
    // Years begin in March here, so that the leap day is the last of one.
    let days = days + BEFORE_1900;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (era * 400 + year + next, month, day)
}

/// Whether a section shows a date or a time.
pub(super) fn is_date(pieces: &[Piece]) -> bool {
    pieces.iter().any(|piece| matches!(piece, Piece::Time(..) | Piece::Elapsed(_) | Piece::HalfDay(..)))
}

/// A moment in a section of a format; `None` if the section is beyond us.
pub(super) fn shown(moment: Moment, section: &Section) -> Option<String> {
    let pieces = section.pieces.as_deref()?;
    let of_half_day = pieces.iter().any(|piece| matches!(piece, Piece::HalfDay(..)));
    let mut shown = String::new();
    let mut at = 0;
    while let Some(piece) = pieces.get(at) {
        at += 1;
        match piece {
            Piece::Word(c) => shown.push(*c),
            Piece::Slash => shown.push('/'),
            Piece::Comma => shown.push(','),
            Piece::Percent => shown.push('%'),
            Piece::Point => {
                let places = pieces[at..].iter().take_while(|piece| **piece == Piece::Digit('0')).count();
                shown.push('.');
                if places > 0 {
                    let thousandths = format!("{:03}", moment.time % 1_000);
                    shown.push_str(thousandths.get(..places)?);
                    at += places;
                }
            }
            Piece::HalfDay(first, second) => {
                let (first, second) = if section.names_in_chinese { HALF_DAYS } else { (*first, *second) };
                shown.push_str(if moment.time < MILLISECONDS / 2 { first } else { second });
            }
            Piece::Elapsed(unit) => {
                let per = match unit {
                    'h' => 3_600_000,
                    'm' => 60_000,
                    _ => 1_000,
                };
                shown.push_str(&(moment.total / per).to_string());
            }
            Piece::Time(letter, count) => {
                let is_minute = *letter == 'm' && is_minute(&pieces[..at - 1], &pieces[at..]);
                let letter = if is_minute { 'n' } else { *letter };
                let named = section.names_in_chinese.then(|| name(moment, letter, *count)).flatten();
                let part = || part(moment, letter, *count, of_half_day, section.numerals);
                shown.push_str(&named.or_else(part)?);
            }
            Piece::Digit(_) | Piece::Exponent(_) | Piece::General | Piece::Text => return None,
        }
    }
    Some(shown)
}

/// The Chinese name of a month or a day of the week.
fn name(moment: Moment, letter: char, count: usize) -> Option<String> {
    let in_words = |number: i64| of_calendar(&number.to_string(), Numerals::Plain);
    match (letter, count) {
        ('m', 3) => Some(format!("{}月", moment.month)),
        ('m', 4) => Some(format!("{}月", in_words(moment.month))),
        ('m', 5..) => in_words(moment.month).chars().next().map(String::from),
        ('d', 3..) => {
            let weekday = usize::try_from((moment.days - 1).rem_euclid(7)).ok()?;
            let day = WEEKDAYS.chars().nth(weekday)?;
            Some(if count > 3 { format!("星期{day}") } else { format!("周{day}") })
        }
        _ => None,
    }
}

/// Whether an `m` stands for minutes: behind hours, or before seconds.
fn is_minute(before: &[Piece], after: &[Piece]) -> bool {
    let unit = |piece: &Piece| match piece {
        Piece::Time(letter, _) | Piece::Elapsed(letter) => Some(*letter),
        _ => None,
    };
    before.iter().rev().find_map(unit) == Some('h') || after.iter().find_map(unit) == Some('s')
}

/// A part of a moment: year, month, day, day of the week, hour, minute (`n`) or second.
fn part(
    moment: Moment,
    letter: char,
    count: usize,
    of_half_day: bool,
    numerals: Option<Numerals>,
) -> Option<String> {
    let weekday = usize::try_from((moment.days - 1).rem_euclid(7)).ok()?;
    let month = usize::try_from(moment.month - 1).ok()?;
    let (hours, minutes, seconds) =
        (moment.time / 3_600_000, moment.time / 60_000 % 60, moment.time / 1_000 % 60);
    let number = match (letter, count) {
        ('y', 1 | 2) => return Some(year(moment.year % 100, 2, numerals)),
        ('y' | 'e', _) => return Some(year(moment.year, 4, numerals)),
        ('m', 3) => return MONTHS[month].get(..3).map(str::to_owned),
        ('m', 4) => return Some(MONTHS[month].to_owned()),
        ('m', 5..) => return MONTHS[month].get(..1).map(str::to_owned),
        ('d', 3) => return DAYS[weekday].get(..3).map(str::to_owned),
        ('d', 4..) => return Some(DAYS[weekday].to_owned()),
        ('a', _) => {
            let day = WEEKDAYS.chars().nth(weekday)?;
            return Some(if count > 3 { format!("星期{day}") } else { day.to_string() });
        }
        ('m', _) => moment.month,
        ('d', _) => moment.day,
        ('h', _) if of_half_day => (hours + 11) % 12 + 1,
        ('h', _) => hours,
        ('n', _) => minutes,
        ('s', _) => seconds,
        _ => return None,
    };
    Some(match numerals {
        Some(numerals) => of_calendar(&number.to_string(), numerals),
        None if count > 1 => format!("{number:02}"),
        None => number.to_string(),
    })
}

fn year(year: i64, digits: usize, numerals: Option<Numerals>) -> String {
    let year = format!("{year:0digits$}");
    numerals.map_or_else(|| year.clone(), |numerals| digit_by_digit(&year, numerals))
}
