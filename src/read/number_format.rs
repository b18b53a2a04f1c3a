//! How a spreadsheet shows a number: `0.00%`, `#,##0.00`, `000000`, `yyyy"年"m"月"`.

use rust_decimal::{Decimal, RoundingStrategy};

/// The codes of formats that workbooks name by number only, as Excel has them in Chinese.
const BUILT_IN: &[(u32, &str)] = &[
    (1, "0"),
    (2, "0.00"),
    (3, "#,##0"),
    (4, "#,##0.00"),
    (9, "0%"),
    (10, "0.00%"),
    (14, "yyyy/m/d"),
    (20, "h:mm"),
    (21, "h:mm:ss"),
    (22, "yyyy/m/d h:mm"),
    (27, "yyyy年m月"),
    (31, "yyyy年m月d日"),
    (32, "h时mm分"),
    (33, "h时mm分ss秒"),
    (36, "yyyy年m月"),
    (37, "#,##0 ;-#,##0"),
    (38, "#,##0 ;-#,##0"),
    (39, "#,##0.00 ;-#,##0.00"),
    (40, "#,##0.00 ;-#,##0.00"),
    (41, "_ * #,##0_ ;_ * -#,##0_ ;_ * \"-\"_ ;_ @_ "),
    (43, "_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ "),
    (49, "@"),
    (50, "yyyy年m月"),
    (57, "yyyy年m月"),
];

/// The code of a format that is named by its number.
pub(super) fn built_in(number: u32) -> Option<&'static str> {
    BUILT_IN.iter().find(|(known, _)| *known == number).map(|(_, code)| *code)
}

/// How many digits a spreadsheet's numbers are good for.
const DIGITS: usize = 15;

/// A number as its format shows it. Formats beyond digits, separators, signs and words (fractions, conditions)
/// show it as `General` does.
pub(super) fn shown(value: f64, code: &str) -> String {
    let Some(exact) = decimal(value) else { return value.to_string() };
    formatted(exact, code).unwrap_or_else(|| general(exact))
}

/// A date as ISO 8601, to what the format shows of it: `2024-06-30`, `2024-06`, `08:30`.
pub(super) fn shown_date(parts: (u16, u8, u8, u8, u8, u8, u16), code: &str) -> String {
    let (year, month, day, hour, minute, second, _) = parts;
    let code: String = bare(code).to_lowercase();
    let has = |c: char| code.contains(c);
    let time = if second == 0 && !has('s') {
        format!("{hour:02}:{minute:02}")
    } else {
        format!("{hour:02}:{minute:02}:{second:02}")
    };
    // `m` is a month unless there are hours only.
    match (has('y'), has('d'), has('h') || has('s')) {
        (_, _, true) if !has('y') && !has('d') => time,
        (_, _, true) => format!("{year:04}-{month:02}-{day:02} {time}"),
        (true, false, false) if has('m') => format!("{year:04}-{month:02}"),
        (true, false, false) => format!("{year:04}"),
        _ => format!("{year:04}-{month:02}-{day:02}"),
    }
}

/// The decimal that a binary number stands for: what it is to 15 digits.
fn decimal(value: f64) -> Option<Decimal> {
    Decimal::from_scientific(&format!("{value:.*e}", DIGITS - 1)).ok().map(|exact| exact.normalize())
}

fn general(exact: Decimal) -> String {
    exact.normalize().to_string()
}

/// One piece of a format.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Piece {
    Word(char),
    Digit(char),
    Point,
    Comma,
    Percent,
}

/// The number in its section of the format; `None` if the format is beyond us.
fn formatted(exact: Decimal, code: &str) -> Option<String> {
    let sections = sections(code);
    let negative = exact.is_sign_negative() && !exact.is_zero();
    let (section, signed) = match (sections.len(), negative, exact.is_zero()) {
        (2.., true, _) => (&sections[1], false),
        (3.., _, true) => (&sections[2], false),
        _ => (&sections[0], true),
    };
    if section.trim().is_empty() && sections.len() > 1 {
        return Some(String::new());
    }
    let pieces = pieces(section)?;
    if pieces.iter().all(|piece| matches!(piece, Piece::Word(_))) {
        // A format of words alone replaces the number.
        let words = |piece: &Piece| if let Piece::Word(c) = piece { *c } else { ' ' };
        return (!pieces.is_empty()).then(|| pieces.iter().map(words).collect());
    }
    let text = digits(exact.abs(), &pieces)?;
    Some(if negative && signed { format!("-{text}") } else { text })
}

/// The sections of a format, between `;` outside of quotes.
fn sections(code: &str) -> Vec<String> {
    let mut sections = vec![String::new()];
    let mut quoted = false;
    let mut escaped = false;
    for c in code.chars() {
        match c {
            _ if escaped => escaped = false,
            '"' => quoted = !quoted,
            '\\' | '!' | '_' | '*' if !quoted => escaped = true,
            ';' if !quoted => {
                sections.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(last) = sections.last_mut() {
            last.push(c);
        }
    }
    sections
}

fn pieces(section: &str) -> Option<Vec<Piece>> {
    if section.trim().eq_ignore_ascii_case("general") || section.trim() == "@" {
        return None;
    }
    let mut pieces = Vec::new();
    let mut chars = section.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => pieces.extend(chars.by_ref().take_while(|c| *c != '"').map(Piece::Word)),
            '\\' | '!' => pieces.extend(chars.next().map(Piece::Word)),
            // Room as wide as a character, or filled with it.
            '_' | '*' => {
                chars.next();
            }
            '[' => {
                let inner: String = chars.by_ref().take_while(|c| *c != ']').collect();
                if let Some(currency) = inner.strip_prefix('$') {
                    let sign = currency.split('-').next().unwrap_or_default();
                    pieces.extend(sign.chars().map(Piece::Word));
                } else if inner.starts_with(['<', '>', '=']) {
                    return None;
                }
            }
            '0' | '#' | '?' => pieces.push(Piece::Digit(c)),
            '.' => pieces.push(Piece::Point),
            ',' => pieces.push(Piece::Comma),
            '%' => pieces.push(Piece::Percent),
            '/' | '@' => return None,
            c if c.is_ascii_alphabetic() => return None,
            c => pieces.push(Piece::Word(c)),
        }
    }
    Some(pieces)
}

/// The digits of a number that is not negative, with the words around them.
fn digits(exact: Decimal, pieces: &[Piece]) -> Option<String> {
    let is_number = |piece: &Piece| matches!(piece, Piece::Digit(_) | Piece::Point | Piece::Comma);
    let begin = pieces.iter().position(is_number)?;
    let end = pieces.iter().rposition(is_number)?;
    let body = &pieces[begin..=end];
    // Words among the digits, as in `000-0000`, are beyond us.
    if !body.iter().all(is_number) || body.iter().filter(|piece| **piece == Piece::Point).count() > 1 {
        return None;
    }
    let point = body.iter().position(|piece| *piece == Piece::Point).unwrap_or(body.len());
    let (whole, fraction) = body.split_at(point);
    let fraction = fraction.get(1..).unwrap_or_default();
    let mut scaled = exact;
    for piece in pieces {
        if *piece == Piece::Percent {
            scaled = scaled.checked_mul(Decimal::ONE_HUNDRED)?;
        }
    }
    // Commas after the last digit divide by thousands; commas between digits group them.
    let trailing = body.iter().rev().take_while(|piece| **piece == Piece::Comma).count();
    let before_point = whole.iter().rev().take_while(|piece| **piece == Piece::Comma).count();
    let divisions = if point < body.len() { trailing + before_point } else { trailing };
    for _ in 0..divisions {
        scaled = scaled.checked_div(Decimal::ONE_THOUSAND)?;
    }
    let grouped = whole[..whole.len() - before_point].contains(&Piece::Comma);
    let places = fraction.iter().filter(|piece| matches!(piece, Piece::Digit(_))).count();
    let needed = fraction.iter().filter(|piece| **piece == Piece::Digit('0')).count();
    let least = whole.iter().filter(|piece| **piece == Piece::Digit('0')).count();
    let rounded = scaled
        .round_dp_with_strategy(u32::try_from(places).ok()?, RoundingStrategy::MidpointAwayFromZero)
        .normalize()
        .to_string();
    let (integer, decimals) = rounded.split_once('.').unwrap_or((&rounded, ""));
    let integer = integer.trim_start_matches('0');
    let integer = format!("{}{integer}", "0".repeat(least.saturating_sub(integer.len())));
    let decimals = format!("{decimals}{}", "0".repeat(needed.saturating_sub(decimals.len())));
    let word = |piece: &Piece| match piece {
        Piece::Word(c) => Some(*c),
        Piece::Percent => Some('%'),
        _ => None,
    };
    let mut text: String = pieces[..begin].iter().filter_map(word).collect();
    text.push_str(&if grouped { group(&integer) } else { integer });
    if !decimals.is_empty() {
        text.push('.');
        text.push_str(&decimals);
    }
    text.extend(pieces[end + 1..].iter().filter_map(word));
    Some(text.trim().to_owned())
}

fn group(integer: &str) -> String {
    let mut grouped = String::new();
    for (number, digit) in integer.chars().enumerate() {
        if number > 0 && (integer.len() - number).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A format without its words, colours and locales.
fn bare(code: &str) -> String {
    let mut bare = String::new();
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => chars.by_ref().take(usize::MAX).take_while(|c| *c != '"').for_each(drop),
            '\\' | '_' | '*' | '!' => drop(chars.next()),
            '[' => {
                let inner: String = chars.by_ref().take_while(|c| *c != ']').collect();
                if inner.chars().all(|c| "hmsHMS".contains(c)) {
                    bare.push_str(&inner);
                }
            }
            ';' => break,
            c => bare.push(c),
        }
    }
    bare
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_shown() {
        for (value, code, text) in [
            (0.05, "0%", "5%"),
            (0.05, "0.00%", "5.00%"),
            (0.9537, "0.0%", "95.4%"),
            (1260.0, "#,##0.00", "1,260.00"),
            (1_234_567.0, "#,##0", "1,234,567"),
            (906.400_000_000_000_1, "General", "906.4"),
            (0.1 + 0.2, "General", "0.3"),
            (906.4, "0.00_ ", "906.40"),
            (906.4, "0.00_);[Red]\\(0.00\\)", "906.40"),
            (-1.5, "0.00_);[Red]\\(0.00\\)", "(1.50)"),
            (-1.5, "0.00", "-1.50"),
            (0.0, "#,##0.00;-#,##0.00;\"-\"", "-"),
            (0.0, "_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", "-"),
            (426.0, "000000", "000426"),
            (2.675, "0.00", "2.68"),
            (12_345.0, "0,", "12"),
            (12_345.0, "0.0,", "12.3"),
            (12.0, "0\"万元\"", "12万元"),
            (12.5, "¥#,##0.00", "¥12.50"),
            (12.5, "[$¥-804]#,##0.00", "¥12.50"),
            (12.5, "@", "12.5"),
            (0.5, "# ?/?", "0.5"),
            (0.5, "0.##", "0.5"),
            (3.0, "0.##", "3"),
            (0.0, "#", ""),
            (5.0, "[>100]0;0.0", "5"),
            (
                1e300,
                "0",
                "1000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
            ),
        ] {
            assert_eq!(shown(value, code), text, "{value} {code}");
        }
    }

    #[test]
    fn dates_as_iso() {
        let parts = (2024, 6, 30, 8, 5, 0, 0);
        for (code, text) in [
            ("yyyy/m/d", "2024-06-30"),
            ("yyyy\"年\"m\"月\"d\"日\"", "2024-06-30"),
            ("yyyy\"年\"m\"月\"", "2024-06"),
            ("yyyy\"年\"m\"月\";@", "2024-06"),
            ("yyyy", "2024"),
            ("m\"月\"d\"日\"", "2024-06-30"),
            ("[$-804]yyyy-mm-dd hh:mm", "2024-06-30 08:05"),
            ("h:mm:ss", "08:05:00"),
            ("", "2024-06-30"),
        ] {
            assert_eq!(shown_date(parts, code), text, "{code}");
        }
    }
}
