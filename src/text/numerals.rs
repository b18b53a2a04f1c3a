//! Numbers as they are written in disclosures: thousands separators of every kind, full-width digits,
//! Chinese numerals.

use crate::text::width::{fold_char, fold_width, is_invisible};

/// A Chinese numeral up to 9999 (`三`, `十二`, `二十`, `一百零五`, `〇`), or `None`; 三五 and 一百五, which only people
/// read, are none.
pub fn chinese(text: &str) -> Option<u32> {
    if text.is_empty() {
        return None;
    }
    let mut total = 0;
    let mut digit = None;
    let mut last_unit = 1;
    let mut after_zero = false;
    for c in text.chars() {
        if let Some(value) = chinese_digit(c) {
            if digit.is_some_and(|digit| digit != 0) {
                return None;
            }
            after_zero |= value == 0;
            digit = Some(value);
        } else {
            let unit = match c {
                '十' | '拾' => 10,
                '百' | '佰' => 100,
                '千' | '仟' => 1000,
                _ => return None,
            };
            total += digit.take().filter(|d| *d != 0).unwrap_or(1) * unit;
            last_unit = unit;
            after_zero = false;
        }
    }
    let is_short_for_tens = last_unit >= 100 && !after_zero && digit.is_some();
    (!is_short_for_tens).then(|| total + digit.unwrap_or(0))
}

/// A Chinese numeral with 万 or 亿 in it: 两万五千, 一亿两千万; `None` for 两万五, which only people read.
pub fn chinese_large(text: &str) -> Option<u64> {
    if !text.contains(['万', '亿']) {
        return None;
    }
    let (high, rest) = text.split_once('亿').map_or((None, text), |(high, rest)| (Some(high), rest));
    let (middle, low) = rest.split_once('万').map_or((None, rest), |(middle, low)| (Some(middle), low));
    let section = |part: Option<&str>| {
        part.map_or(Some(0), |part| chinese(part.trim_start_matches('零')).map(u64::from))
    };
    let low = match low.trim_start_matches(['零', '〇']) {
        "" => 0,
        // 两万五 is twenty-five thousand to whoever says it.
        rest if rest.chars().count() == 1 && rest.len() == low.len() => return None,
        rest => u64::from(chinese(rest)?),
    };
    Some(section(high)? * 100_000_000 + section(middle)? * 10_000 + low)
}

/// The value of one Chinese digit.
pub fn chinese_digit(c: char) -> Option<u32> {
    Some(match c {
        '〇' | '零' => 0,
        '一' | '壹' => 1,
        '二' | '贰' | '两' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

/// A number as it is printed in a column of amounts, as plain decimal notation: `３，518.85` and `3 518.85`
/// give `3518.85`, `(1.00)`, `△1.00` and `1.00-` give `-1.00`, `1.300,50` gives `1300.50` and `1.2E+01` gives `12`.
/// `None` for anything that is no number through and through, or that may be read in two ways.
pub fn plain_decimal(text: &str) -> Option<String> {
    if let Some(plain) = printed_plainly(text) {
        return Some(plain);
    }
    // Nearly every other text that is asked is words and says so by its first character.
    if !text.chars().all(may_be_in_number) || has_endless_decimals(text) {
        return None;
    }
    let folded: String =
        fold_width(text).chars().filter(|c| !is_invisible(*c) && !is_drawn_around(*c)).collect();
    // The line that a form has below what is filled in.
    let trimmed = folded.trim().trim_matches('_').trim();
    if let Some(moved) = scientific(trimmed) {
        return Some(moved);
    }
    let (negative, body) = signed(trimmed);
    let body = closed_up(body.trim_start_matches(['¥', '￥']).trim_start());
    let (digits, fraction) = parts(&body)?;
    let sign = if negative { "-" } else { "" };
    Some(fraction.map_or_else(|| format!("{sign}{digits}"), |fraction| format!("{sign}{digits}.{fraction}")))
}

/// A number that is printed as most are, in ASCII with commas between its thousands or without: `-1,300.50`.
fn printed_plainly(text: &str) -> Option<String> {
    let body = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = body.split_once('.').map_or((body, "0"), |(whole, fraction)| (whole, fraction));
    let mut groups = whole.split(',');
    let first = groups.next().filter(|first| is_digits(first))?;
    let is_grouped = whole.len() > first.len();
    let is_number = is_digits(fraction)
        && (!is_grouped || (first.len() <= 3 && groups.all(|group| group.len() == 3 && is_digits(group))));
    is_number.then(|| text.replace(',', ""))
}

/// Whether a character may stand in a number as it is printed: a digit, its signs and separators, blanks, and what is
/// only drawn around them.
fn may_be_in_number(c: char) -> bool {
    match fold_char(c) {
        '0'..='9'
        | '.'
        | ','
        | ' '
        | '\''
        | '，'
        | '-'
        | '+'
        | '('
        | ')'
        | '△'
        | '▲'
        | '–'
        | '¥'
        | '￥'
        | '_'
        | '＿'
        | 'E'
        | 'e' => true,
        other => other.is_whitespace() || is_invisible(other) || is_drawn_around(other),
    }
}

/// A number without its sign, and whether that says that it is negative.
fn signed(text: &str) -> (bool, &str) {
    if let Some(inner) = text.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
        return (true, inner.trim());
    }
    if let Some(rest) = text.strip_prefix(['-', '△', '▲', '–']) {
        return (true, rest.trim_start());
    }
    // Ledgers print the sign behind: 50.00-. Two signs are none that can be read.
    match text.strip_suffix('-') {
        Some(rest) => (true, rest.trim_end()),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

/// The whole digits and the decimals of a number without a sign.
fn parts(body: &str) -> Option<(String, Option<&str>)> {
    let (whole, fraction) =
        body.split_once('.').map_or((body, None), |(whole, fraction)| (whole, Some(fraction)));
    if fraction.is_none_or(is_digits)
        && let Some(digits) = ungroup(whole, &[',', ' ', '\'', '，'])
    {
        return Some((digits, fraction));
    }
    // 1.300,50 and 1 300,50: a comma is the point where groups parted otherwise stand before it. 1,26 alone is
    // unclear, and so are three digits behind a comma.
    let (whole, fraction) = body.split_once(',')?;
    let separator = if whole.contains('.') { '.' } else { ' ' };
    let clear = whole.contains(separator) && fraction.len() <= 2 && is_digits(fraction);
    Some((ungroup(whole, &[separator]).filter(|_| clear)?, Some(fraction)))
}

/// `1.2E+01` as `12`, exactly. `2E5` may be a code, so a point or a sign must stand in it.
fn scientific(text: &str) -> Option<String> {
    let (mantissa, exponent) = text.split_once(['E', 'e'])?;
    let (negative, mantissa) = match mantissa.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, mantissa),
    };
    let is_clear = mantissa.contains('.') || exponent.starts_with(['+', '-']);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let down = exponent.starts_with('-');
    let places = exponent.trim_start_matches(['+', '-']);
    let is_number = is_digits(whole) && (fraction.is_empty() || is_digits(fraction)) && is_digits(places);
    if !is_clear || !is_number || exponent.len() > places.len() + 1 {
        return None;
    }
    let places = places.parse::<usize>().ok().filter(|places| *places <= MOST_PLACES)?;
    let digits = format!("{whole}{fraction}");
    let sign = if negative { "-" } else { "" };
    Some(sign.to_owned() + &pointed(&digits, whole.len(), places, down))
}

/// Digits with the point moved from a place to the left or to the right.
fn pointed(digits: &str, point: usize, places: usize, to_the_left: bool) -> String {
    let zeros = "0".repeat(places);
    let (digits, point) = if to_the_left {
        (zeros + digits, point)
    } else {
        let missing = (point + places).saturating_sub(digits.len());
        (digits.to_owned() + &zeros[..missing.min(places)], point + places)
    };
    let (whole, fraction) = digits.split_at(point.min(digits.len()));
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") }
}

/// No amount is written with its point moved further.
const MOST_PLACES: usize = 20;

/// A number without the blanks that only space its characters out: `1 2 3 . 5 0`, `1, 234 .50`.
fn closed_up(body: &str) -> String {
    if !body.contains(' ') || !body.contains(['.', ',']) {
        return body.to_owned();
    }
    let spaced = body.split(' ').all(|part| part.chars().count() <= 1);
    let points = body.matches('.').count();
    let mut closed = String::new();
    let mut rest = body.chars().peekable();
    while let Some(c) = rest.next() {
        let beside = |c: Option<&char>| match c {
            Some('.') => true,
            // 100, 200 may be two numbers; a point behind them makes them one.
            Some(',') => points == 1,
            _ => false,
        };
        let inner = beside(closed.chars().next_back().as_ref()) || beside(rest.peek());
        if c != ' ' || !(spaced || inner) {
            closed.push(c);
        }
    }
    closed
}

/// Whether a character only draws something around the digit before it: the lines of `9̲0̲` and `9̅0̅`, a box. What is
/// struck through is no number.
pub fn is_drawn_around(c: char) -> bool {
    matches!(c, '\u{304}' | '\u{305}' | '\u{331}'..='\u{333}' | '\u{20de}' | '\u{20e3}')
}

/// Whether the decimals of a number go on for ever, as the line over some of its digits says: `0.3̅`. A line over all of
/// it only frames it.
pub fn has_endless_decimals(text: &str) -> bool {
    let is_over = |c: char| matches!(c, '\u{304}' | '\u{305}');
    text.contains(is_over)
        && text.split_once('.').is_some_and(|(whole, decimals)| {
            whole.ends_with(|c: char| c.is_ascii_digit()) && decimals.contains(is_over)
        })
}

/// Whether a text is ASCII digits and nothing else, and at least one.
fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// Digits without their thousands separators; `None` where the groups are no groups of three.
fn ungroup(whole: &str, separators: &[char]) -> Option<String> {
    let groups: Vec<&str> = whole.split(separators).collect();
    if !groups.iter().all(|group| is_digits(group)) {
        return None;
    }
    let grouped = groups.len() > 1;
    if grouped && (groups[0].len() > 3 || groups[1..].iter().any(|group| group.len() != 3)) {
        return None;
    }
    Some(groups.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_numerals() {
        for (text, value) in
            [("三", 3), ("十", 10), ("十二", 12), ("二十", 20), ("一百零五", 105), ("三千二百", 3200)]
        {
            assert_eq!(chinese(text), Some(value), "{text}");
        }
        for text in ["", "三家", "人", "三五", "一百五", "三千五"] {
            assert_eq!(chinese(text), None, "{text}");
        }
        for (text, value) in [
            ("两万五千", Some(25_000)),
            ("三十万零五百", Some(300_500)),
            ("一亿两千万", Some(120_000_000)),
            ("一亿零五万", Some(100_050_000)),
            ("贰万伍仟", Some(25_000)),
            ("两万", Some(20_000)),
            ("两万零五", Some(20_005)),
            ("两万五", None),
            ("万", None),
            ("五万三万", None),
        ] {
            assert_eq!(chinese_large(text), value, "{text}");
        }
    }

    #[test]
    fn numbers_as_printed() {
        for (text, value) in [
            ("906.40", "906.40"),
            ("1,260.00", "1260.00"),
            ("３，518.85", "3518.85"),
            ("3\u{2009}518.85", "3518.85"),
            ("1\u{a0}260.00", "1260.00"),
            ("1\u{202f}260\u{202f}000", "1260000"),
            ("３，５１８．８５", "3518.85"),
            ("1，234，567", "1234567"),
            ("－3.5", "-3.5"),
            ("−3.5", "-3.5"),
            ("　12.00　", "12.00"),
            ("（1.00）", "-1.00"),
            ("△12", "-12"),
            ("-3.5", "-3.5"),
            (" 12 ", "12"),
            ("007", "007"),
            ("50.00-", "-50.00"),
            ("50.00－", "-50.00"),
            ("50.00 −", "-50.00"),
            ("▲ 10.00", "-10.00"),
            ("1.300,50", "1300.50"),
            ("1.300.500,50", "1300500.50"),
            ("1 300,50", "1300.50"),
            ("-1.300,5", "-1300.5"),
            ("1.2E+01", "12"),
            ("1.20E+01", "12.0"),
            ("-1.2345E+03", "-1234.5"),
            ("1.5E-02", "0.015"),
            ("1E+05", "100000"),
            ("1.2e5", "120000"),
            ("1 2 3 . 5 0", "123.50"),
            ("１２ ３４５．６", "12345.6"),
            ("1, 234 .50", "1234.50"),
            ("1,234. 50", "1234.50"),
            ("9\u{332}0\u{332}", "90"),
            ("9\u{305}0\u{305}.5", "90.5"),
        ] {
            assert_eq!(plain_decimal(text).as_deref(), Some(value), "{text}");
        }
        for text in [
            "",
            "—",
            "-",
            "1-2",
            "3/4",
            "12%",
            "1,2345",
            "1234,567",
            ",123",
            "1,234.5.6",
            "--5",
            "12人",
            "1,2",
            "1.",
            ".5",
            "1,26",
            "abc",
            "N/A",
            "-50.00-",
            "+50.00-",
            "(-50)",
            "1.300.500",
            "1.30,50",
            "1.300,500",
            "1300,50",
            "2E5",
            "E+05",
            "1.2E",
            "1.2E+",
            "1.2E+-3",
            "1.2E+99",
            "1 2 3",
            "100, 200",
            "9\u{336}0\u{336}",
            "0.3\u{305}",
            "50.00—",
            "#REF!",
            "nan",
        ] {
            assert_eq!(plain_decimal(text), None, "{text}");
        }
    }
}
