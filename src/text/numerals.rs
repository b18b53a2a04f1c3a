//! Numbers as they are written in disclosures: thousands separators of every kind, full-width digits,
//! Chinese numerals.

use crate::text::width::fold_width;

/// A Chinese numeral up to 9999 (`三`, `十二`, `二十`, `一百零五`, `〇`), or `None`.
pub fn chinese(text: &str) -> Option<u32> {
    if text.is_empty() {
        return None;
    }
    let mut total = 0;
    let mut digit = None;
    for c in text.chars() {
        if let Some(value) = chinese_digit(c) {
            digit = Some(value);
        } else {
            let unit = match c {
                '十' | '拾' => 10,
                '百' | '佰' => 100,
                '千' | '仟' => 1000,
                _ => return None,
            };
            total += digit.take().filter(|d| *d != 0).unwrap_or(1) * unit;
        }
    }
    Some(total + digit.unwrap_or(0))
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
/// give `3518.85`, `(1.00)` and `△1.00` give `-1.00`. `None` for anything that is no number through and through.
pub fn plain_decimal(text: &str) -> Option<String> {
    let folded: String = fold_width(text).chars().filter(|c| !super::width::is_invisible(*c)).collect();
    let trimmed = folded.trim();
    let (negative, body) = match trimmed.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
        Some(inner) => (true, inner.trim()),
        None => match trimmed.strip_prefix(['-', '△', '▲', '–']) {
            Some(rest) => (true, rest.trim_start()),
            None => (false, trimmed.strip_prefix('+').unwrap_or(trimmed)),
        },
    };
    let body = body.trim_start_matches(['¥', '￥']);
    let (whole, fraction) =
        body.split_once('.').map_or((body, None), |(whole, fraction)| (whole, Some(fraction)));
    let digits = ungroup(whole)?;
    if fraction.is_some_and(|f| f.is_empty() || !f.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    let sign = if negative { "-" } else { "" };
    Some(fraction.map_or_else(|| format!("{sign}{digits}"), |fraction| format!("{sign}{digits}.{fraction}")))
}

/// Digits without their thousands separators; `None` where the groups are no groups of three.
fn ungroup(whole: &str) -> Option<String> {
    let groups: Vec<&str> = whole.split([',', ' ', '\'', '，']).collect();
    if groups.iter().any(|group| group.is_empty() || !group.bytes().all(|b| b.is_ascii_digit())) {
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
        for text in ["", "三家", "人"] {
            assert_eq!(chinese(text), None, "{text}");
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
        ] {
            assert_eq!(plain_decimal(text).as_deref(), Some(value), "{text}");
        }
        for text in ["", "—", "-", "1-2", "3/4", "12%", "1,2", "1.", ".5", "1,26", "abc", "N/A"] {
            assert_eq!(plain_decimal(text), None, "{text}");
        }
    }
}
