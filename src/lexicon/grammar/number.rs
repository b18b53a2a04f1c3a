//! A number as a target holds it: digits with separators of any kind, or Chinese numerals.

use super::spelling::{skip_blanks, stands};
use super::unit::population;
use crate::text::numerals::{chinese, chinese_digit, chinese_large, plain_decimal};
use crate::text::width::is_han;

/// A number that was read.
#[derive(Clone, Debug)]
pub(super) struct Number {
    /// Plain decimal notation with the printed decimals.
    pub(super) value: String,
    /// The place after it.
    pub(super) end: usize,
    /// Whether it is written in Chinese numerals.
    pub(super) chinese: bool,
    /// The unit that the words say themselves: 百分之九十五.
    pub(super) unit: Option<&'static str>,
    /// Whether it is written as a fraction.
    pub(super) fraction: bool,
}

impl Number {
    /// A number in digits.
    fn digits(value: String) -> Self {
        Self { value, end: 0, chinese: false, unit: None, fraction: false }
    }

    /// A number in Chinese numerals.
    fn numerals(value: String, end: usize) -> Self {
        Self { end, chinese: true, ..Self::digits(value) }
    }
}

/// Numbers longer than this are no numbers, but something to be kept as it is.
const MOST_DIGITS: usize = 28;

/// The number at a place.
pub(super) fn number(chars: &[char], from: usize) -> Option<Number> {
    let at = skip_blanks(chars, from);
    share_of_hundred(chars, at).or_else(|| digits(chars, at)).or_else(|| numerals(chars, at))
}

/// Whether a number written in digits may begin at a place: not in the middle of a longer one, of a code, or of
/// an ordinal (第3批, 前3名).
pub(super) fn may_begin(chars: &[char], at: usize) -> bool {
    if !chars.get(at).is_some_and(char::is_ascii_digit) && !stands(chars, at, "百分") {
        return false;
    }
    // A point, a hyphen or a comma before it makes it the tail of something longer; a blank does not.
    at.checked_sub(1).map(|place| chars[place]).is_none_or(|before| match before {
        '第' | '前' | '.' | '/' | '-' | '+' | '\'' | ':' | '#' | '_' | '±' | '×' | '*' | '^' => false,
        ',' => at < 2 || !chars[at - 2].is_ascii_digit(),
        other => !other.is_ascii_alphanumeric(),
    })
}

/// 百分之九十五, 百分之95, 百分百, 千分之三.
fn share_of_hundred(chars: &[char], at: usize) -> Option<Number> {
    if stands(chars, at, "百分百") {
        return Some(Number { unit: Some("%"), ..Number::numerals("100".into(), at + 3) });
    }
    let unit = if stands(chars, at, "百分之") {
        "%"
    } else if stands(chars, at, "千分之") {
        "‰"
    } else {
        return None;
    };
    let inner = digits(chars, at + 3).or_else(|| numerals(chars, at + 3))?;
    Some(Number { unit: Some(unit), chinese: true, ..inner })
}

fn digits(chars: &[char], from: usize) -> Option<Number> {
    let mut value = String::new();
    let mut at = from;
    if let Some(sign @ ('-' | '+')) = chars.get(at).copied() {
        if sign == '-' {
            value.push('-');
        }
        at += 1;
    }
    let whole = run(chars, at);
    if whole == 0 || whole > MOST_DIGITS {
        return None;
    }
    value.extend(&chars[at..at + whole]);
    at += whole;
    if whole <= 3 && chars[at - whole] != '0' {
        while let Some(width) = group(chars, at) {
            value.extend(&chars[at + width - 3..at + width]);
            at += width;
            if value.len() > MOST_DIGITS {
                return None;
            }
        }
    }
    if chars.get(at) == Some(&'.') {
        let fraction = run(chars, at + 1);
        if fraction > MOST_DIGITS {
            return None;
        }
        if fraction > 0 {
            value.push('.');
            value.extend(&chars[at + 1..=at + fraction]);
            at += 1 + fraction;
        }
    }
    // A line over the last digit says that it goes on for ever, one through it that it does not count.
    if chars.get(at).is_some_and(|c| matches!(c, '\u{300}'..='\u{36f}')) {
        return None;
    }
    if let Some((exact, end)) = scientific(chars, from, at) {
        return Some(Number { end, ..Number::digits(exact) });
    }
    if let Some((exact, end)) = times_a_power(chars, &value, at).or_else(|| power(chars, &value, at)) {
        return Some(Number { end, ..Number::digits(exact) });
    }
    if is_of_another_base(chars, at) {
        return None;
    }
    if let Some((exact, end)) = share(chars, &value, at) {
        return Some(Number { end, fraction: true, ..Number::digits(exact) });
    }
    if let Some((exact, end)) = mixed(chars, &value, at) {
        return Some(Number { end, ..Number::digits(exact) });
    }
    // 3/4, 1:3, 7×24小时, 1.2.3 and 1e5 say something that one number does not.
    let next = skip_blanks(chars, at);
    let after_next = skip_blanks(chars, next + 1);
    if chars.get(next).is_some_and(|c| matches!(c, '/' | ':' | '*' | '×' | '.'))
        && chars.get(after_next).is_some_and(char::is_ascii_digit)
        // 12/10万 counts in how many.
        && population(chars, at).is_none()
    {
        return None;
    }
    Some(Number { end: at, ..Number::digits(value) })
}

/// 1.2E+04 of a program that prints numbers so.
fn scientific(chars: &[char], from: usize, at: usize) -> Option<(String, usize)> {
    let signed = matches!(chars.get(at + 1), Some('+' | '-'));
    let length = run(chars, at + 2);
    let end = at + 2 + length;
    if !matches!(chars.get(at), Some('E' | 'e')) || !signed || length == 0 {
        return None;
    }
    let text: String = chars[from..end].iter().collect();
    Some((plain_decimal(&text)?, end))
}

/// The exponent behind a ten: ⁴, `^4`, `^(4)`, `^-3`; and the place after it.
fn exponent(chars: &[char], at: usize) -> Option<(i32, usize)> {
    let raised: String = chars.iter().skip(at).take(4).map_while(|c| raised(*c)).collect();
    if let Ok(places) = raised.parse() {
        return Some((places, at + raised.chars().count()));
    }
    let mut place = skip_blanks(chars, at);
    if chars.get(place) != Some(&'^') {
        return None;
    }
    place = skip_blanks(chars, place + 1);
    let open = chars.get(place) == Some(&'(');
    place += usize::from(open);
    let minus = chars.get(place) == Some(&'-');
    place += usize::from(minus);
    let length = run(chars, place);
    let digits: String = chars.get(place..place + length)?.iter().collect();
    let places: i32 = digits.parse().ok().filter(|_| length <= 2)?;
    place += length;
    if open && chars.get(place) != Some(&')') {
        return None;
    }
    Some((if minus { -places } else { places }, place + usize::from(open)))
}

/// A raised character on the line.
fn raised(c: char) -> Option<char> {
    Some(match c {
        '⁻' => '-',
        '⁰' => '0',
        '¹' => '1',
        '²' => '2',
        '³' => '3',
        '⁴'..='⁹' => char::from_digit(c as u32 - '⁰' as u32, 10)?,
        _ => return None,
    })
}

/// The rest of 10⁴ and `10^4` behind its ten.
fn power(chars: &[char], base: &str, at: usize) -> Option<(String, usize)> {
    let (places, end) = exponent(chars, at).filter(|_| base == "10")?;
    Some((moved("1", places)?, end))
}

/// Whether a power of another base than ten goes on into its unit: `2^5份`. The mark of a note, `300^1`, ends a value.
pub(super) fn is_of_another_base(chars: &[char], at: usize) -> bool {
    chars.get(at) == Some(&'^')
        && exponent(chars, at)
            .is_some_and(|(_, end)| chars.get(skip_blanks(chars, end)).is_some_and(|c| is_han(*c)))
}

/// The rest of 3×10⁴ and `3*10^4` behind its first number.
fn times_a_power(chars: &[char], value: &str, from: usize) -> Option<(String, usize)> {
    let at = skip_blanks(chars, from);
    let ten = skip_blanks(chars, at + 1);
    let times = matches!(chars.get(at), Some('×' | '*' | '·' | 'x' | 'X'));
    let (places, end) = exponent(chars, ten + 2).filter(|_| times && stands(chars, ten, "10"))?;
    Some((moved(value, places)?, end))
}

/// A fraction that has an end, less than one: 9/10. Days and ratios of a hundred are told by what stands around them.
fn share(chars: &[char], above: &str, at: usize) -> Option<(String, usize)> {
    if chars.get(at) != Some(&'/') || above.contains(['.', '-']) || population(chars, at).is_some() {
        return None;
    }
    let length = run(chars, at + 1);
    let end = at + 1 + length;
    let below: String = chars.get(at + 1..end)?.iter().collect();
    let (above, below): (u32, u32) = (above.parse().ok()?, below.parse().ok()?);
    let is_proper = 0 < above && above < below && below <= LARGEST_DENOMINATOR;
    let goes_on = chars.get(end).is_some_and(|c| matches!(c, '/' | '.' | '-' | ':'));
    (is_proper && !goes_on).then_some(())?;
    Some((quotient(above, below)?, end))
}

/// The rest of 2 1/2 behind its first number.
fn mixed(chars: &[char], whole: &str, at: usize) -> Option<(String, usize)> {
    if chars.get(at) != Some(&' ') || whole.contains(['.', '-']) {
        return None;
    }
    let length = run(chars, at + 1);
    let above: String = chars.get(at + 1..at + 1 + length)?.iter().collect();
    let (share, end) = share(chars, &above, at + 1 + length)?;
    Some((whole.to_owned() + share.strip_prefix('0')?, end))
}

/// No fraction of a target is counted in more parts.
const LARGEST_DENOMINATOR: u32 = 1_000;

/// A fraction as a decimal, or `None` where that has no end.
fn quotient(above: u32, below: u32) -> Option<String> {
    let mut digits = String::from("0.");
    let mut rest = above;
    while rest > 0 {
        rest *= 10;
        digits.push(char::from_digit(rest / below, 10)?);
        rest %= below;
        // What has an end has it within nine decimals: 512 is the largest power of two below.
        if digits.len() > 12 {
            return None;
        }
    }
    Some(digits)
}

/// A number with its point moved so many places to the right, or to the left.
fn moved(value: &str, places: i32) -> Option<String> {
    plain_decimal(&format!("{value}E{places:+}"))
}

/// How many digits stand at a place.
fn run(chars: &[char], at: usize) -> usize {
    chars.iter().skip(at).take(MOST_DIGITS + 1).take_while(|c| c.is_ascii_digit()).count()
}

/// The width of a thousands separator and exactly three digits.
fn group(chars: &[char], at: usize) -> Option<usize> {
    let separator = chars.get(at)?;
    if !matches!(separator, ',' | ' ' | '\'') {
        return None;
    }
    // After a comma OCR often leaves a blank.
    let start = if *separator == ',' && chars.get(at + 1) == Some(&' ') && run(chars, at + 2) == 3 {
        at + 2
    } else {
        at + 1
    };
    if run(chars, start) != 3 {
        return None;
    }
    Some(start + 3 - at)
}

/// 三, 十二, 一百零五, 九点五, 两万五千. A last 万 or 亿 alone belongs to the unit: 三百万元.
fn numerals(chars: &[char], from: usize) -> Option<Number> {
    let is_large = |c: &char| matches!(c, '万' | '亿');
    let is_numeral = |c: &char| {
        chinese_digit(*c).is_some() || matches!(c, '十' | '百' | '千' | '拾' | '佰' | '仟') || is_large(c)
    };
    let mut length = chars.iter().skip(from).take(LONGEST_NUMERAL).take_while(|c| is_numeral(c)).count();
    let numeral = chars.get(from..from + length)?;
    if let Some((last, before)) = numeral.split_last()
        && is_large(last)
        && !before.iter().any(is_large)
    {
        length -= 1;
    }
    let text: String = chars[from..from + length].iter().collect();
    let mut value = match chinese(&text) {
        Some(number) => number.to_string(),
        None => chinese_large(&text)?.to_string(),
    };
    let mut end = from + length;
    if chars.get(end) == Some(&'点') {
        let decimals: String = chars
            .iter()
            .skip(end + 1)
            .take(6)
            .map_while(|c| chinese_digit(*c))
            .map(|digit| digit.to_string())
            .collect();
        if !decimals.is_empty() {
            end += 1 + decimals.len();
            value = format!("{value}.{decimals}");
        }
    }
    Some(Number::numerals(value, end))
}

/// A longer run of numerals is something else: 九千九百九十九亿九千九百九十九万九千九百九十九 has twenty-three.
const LONGEST_NUMERAL: usize = 24;
