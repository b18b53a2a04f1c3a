//! How a spreadsheet shows a number or a text: `0.00%`, `[>=1]"≥"0"座"`, `0\.0,`, `yyyy"年"m"月"`, `;;;`.

mod code;
mod date;
mod number;

use rust_decimal::Decimal;

use self::code::{Condition, Piece, Section};
use self::date::Moment;
use crate::text::chinese_numerals::{digit_by_digit, in_words};

/// The codes of formats that workbooks name by number only, as Excel has them in Chinese.
const BUILT_IN: &[(u32, &str)] = &[
    (1, "0"),
    (2, "0.00"),
    (3, "#,##0"),
    (4, "#,##0.00"),
    (5, "¥#,##0;¥-#,##0"),
    (6, "¥#,##0;[Red]¥-#,##0"),
    (7, "¥#,##0.00;¥-#,##0.00"),
    (8, "¥#,##0.00;[Red]¥-#,##0.00"),
    (9, "0%"),
    (10, "0.00%"),
    (11, "0.00E+00"),
    (12, "# ?/?"),
    (13, "# ??/??"),
    (14, "yyyy/m/d"),
    (15, "d-mmm-yy"),
    (16, "d-mmm"),
    (17, "mmm-yy"),
    (18, "h:mm AM/PM"),
    (19, "h:mm:ss AM/PM"),
    (20, "h:mm"),
    (21, "h:mm:ss"),
    (22, "yyyy/m/d h:mm"),
    (27, "yyyy年m月"),
    (28, "m月d日"),
    (29, "m月d日"),
    (30, "m-d-yy"),
    (31, "yyyy年m月d日"),
    (32, "h时mm分"),
    (33, "h时mm分ss秒"),
    (34, "上午/下午h时mm分"),
    (35, "上午/下午h时mm分ss秒"),
    (36, "yyyy年m月"),
    (37, "#,##0 ;-#,##0"),
    (38, "#,##0 ;-#,##0"),
    (39, "#,##0.00 ;-#,##0.00"),
    (40, "#,##0.00 ;-#,##0.00"),
    (41, "_ * #,##0_ ;_ * -#,##0_ ;_ * \"-\"_ ;_ @_ "),
    (42, "_ ¥* #,##0_ ;_ ¥* -#,##0_ ;_ ¥* \"-\"_ ;_ @_ "),
    (43, "_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ "),
    (44, "_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* \"-\"??_ ;_ @_ "),
    (45, "mm:ss"),
    (46, "[h]:mm:ss"),
    (47, "mm:ss.0"),
    (48, "##0.0E+0"),
    (49, "@"),
    (50, "yyyy年m月"),
    (51, "m月d日"),
    (52, "yyyy年m月"),
    (53, "m月d日"),
    (54, "m月d日"),
    (55, "上午/下午h时mm分"),
    (56, "上午/下午h时mm分ss秒"),
    (57, "yyyy年m月"),
    (58, "m月d日"),
];

/// The code of a format that is named by its number.
pub(super) fn built_in(number: u32) -> Option<&'static str> {
    BUILT_IN.iter().find(|(known, _)| *known == number).map(|(_, code)| *code)
}

/// The code of a cell without a format.
pub(super) const GENERAL: &str = "General";

/// How many digits a spreadsheet's numbers are good for.
const DIGITS: usize = 15;

/// What a cell shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// This, in its format.
    Text(String),
    /// Nothing: its format hides it.
    Nothing,
    /// The format is beyond us: this is the number as it is stored.
    Unread(String),
}

/// A number of a cell: what it shows, and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ShownNumber {
    /// What is shown.
    pub(super) shown: Shown,
    /// The number, or the date that it stands for, in full; `None` where the text says as much.
    pub(super) stored: Option<String>,
    /// Whether it is a whole number of more digits than a spreadsheet keeps.
    pub(super) has_lost_digits: bool,
}

/// A number in its format. Some workbooks count their days from 1904.
pub(super) fn number(value: f64, code: &str, counts_from_1904: bool) -> ShownNumber {
    let Some(exact) = decimal(value) else {
        // No amount, code or date is so large.
        return ShownNumber { shown: Shown::Unread(value.to_string()), stored: None, has_lost_digits: false };
    };
    let sections = code::sections(if code.is_empty() { GENERAL } else { code });
    let section = section_of(exact, &sections);
    let pieces = section.and_then(|(section, _)| section.pieces.as_deref());
    let moment = pieces.filter(|pieces| date::is_date(pieces)).map(|_| Moment::of(exact, counts_from_1904));
    let text = section.and_then(|(section, signs)| match moment {
        Some(moment) => date::shown(moment?, section),
        None => in_section(exact, section, signs),
    });
    let shown = match text {
        Some(text) if text.trim().is_empty() => Shown::Nothing,
        Some(text) => Shown::Text(text.trim().to_owned()),
        None => Shown::Unread(signed(exact, number::general(exact.abs()), true)),
    };
    let full = match moment {
        Some(Some(moment)) => moment.iso(),
        _ => exact.to_string(),
    };
    let has_lost_digits = moment.is_none() && number::has_lost_digits(exact);
    // Of digits that are lost the number is no more than its size.
    let stored = (!says(&shown, exact, &full) && !has_lost_digits).then_some(full);
    ShownNumber { shown, stored, has_lost_digits }
}

/// A text in its format.
pub(super) fn text(words: &str, code: &str) -> Shown {
    let sections = code::sections(code);
    let is_of_text =
        |section: &Section| section.pieces.as_ref().is_some_and(|pieces| pieces.contains(&Piece::Text));
    let Some(section) = sections.last().filter(|last| sections.len() == 4 || is_of_text(last)) else {
        return Shown::Text(words.to_owned());
    };
    let mut shown = String::new();
    for piece in section.pieces.iter().flatten() {
        match piece {
            Piece::Text | Piece::General => shown.push_str(words),
            Piece::Word(c) => shown.push(*c),
            _ => return Shown::Text(words.to_owned()),
        }
    }
    match section.pieces {
        None => Shown::Unread(words.to_owned()),
        Some(_) if shown.trim().is_empty() => Shown::Nothing,
        Some(_) => Shown::Text(shown),
    }
}

/// Whether what is shown says the number in full.
fn says(shown: &Shown, exact: Decimal, full: &str) -> bool {
    let Shown::Text(text) = shown else { return matches!(shown, Shown::Unread(_)) };
    text == full || text.replace(',', "").parse::<Decimal>().is_ok_and(|said| said == exact)
}

/// The decimal that a binary number stands for: what it is to 15 digits.
fn decimal(value: f64) -> Option<Decimal> {
    Decimal::from_scientific(&format!("{value:.*e}", DIGITS - 1)).ok().map(|exact| exact.normalize())
}

/// The section that a number is shown in, and whether its sign is shown before it; `None` if there is none.
fn section_of(exact: Decimal, sections: &[Section]) -> Option<(&Section, bool)> {
    let is_of_text =
        |section: &Section| section.pieces.as_ref().is_some_and(|pieces| pieces.contains(&Piece::Text));
    let (last, others) = sections.split_last()?;
    let of_numbers =
        if sections.len() > 1 && (sections.len() == 4 || is_of_text(last)) { others } else { sections };
    let [first, more @ ..] = of_numbers else { return None };
    let negative = exact.is_sign_negative() && !exact.is_zero();
    let signs = |section: &Section| !section.condition.is_some_and(Condition::is_of_negatives);
    if first.condition.is_none() && more.iter().all(|section| section.condition.is_none()) {
        return Some(match more {
            [second, ..] if negative => (second, false),
            [_, third, ..] if exact.is_zero() => (third, false),
            _ => (first, true),
        });
    }
    match (first.condition, more) {
        // Where the first section says nothing, it is for what is above zero.
        (Some(condition), _) if condition.holds(exact) => Some((first, signs(first))),
        (None, _) if exact > Decimal::ZERO => Some((first, true)),
        // A format of one section shows what its condition leaves out as a number without a format.
        (_, []) => Some((first, true)),
        (_, [second]) => match second.condition {
            Some(condition) => condition.holds(exact).then(|| (second, signs(second))),
            None => Some((second, !first.condition.is_some_and(leaves_negatives))),
        },
        (_, [second, rest, ..]) => {
            let condition = second.condition.unwrap_or(Condition::NEGATIVE);
            let is_second = condition.holds(exact);
            Some(if is_second { (second, !condition.is_of_negatives()) } else { (rest, true) })
        }
    }
}

/// Whether a condition leaves numbers below zero alone to the next section.
fn leaves_negatives(condition: Condition) -> bool {
    condition.holds(Decimal::ZERO) && condition.holds(Decimal::MAX) && !condition.holds(-Decimal::ONE)
}

/// A number in its section; `None` if the section is beyond us.
fn in_section(exact: Decimal, section: &Section, signs: bool) -> Option<String> {
    let pieces = section.pieces.as_deref()?;
    let positive = exact.abs();
    let is_word = |piece: &Piece| {
        matches!(piece, Piece::Word(_) | Piece::Percent | Piece::Comma | Piece::Slash | Piece::Point)
    };
    if pieces.iter().all(is_word) {
        // A format of words alone replaces the number.
        return number::shown(positive, pieces);
    }
    let numerals = |words: String| match section.numerals {
        Some(numerals) => digit_by_digit(&words, numerals),
        None => words,
    };
    if !pieces.iter().any(|piece| matches!(piece, Piece::General | Piece::Text)) {
        return Some(signed(exact, numerals(number::shown(positive, pieces)?), signs));
    }
    let mut shown = String::new();
    for piece in pieces {
        match piece {
            Piece::Word(c) => shown.push(*c),
            Piece::Percent => shown.push('%'),
            Piece::Slash => shown.push('/'),
            Piece::Comma => shown.push(','),
            Piece::Point => shown.push('.'),
            Piece::General | Piece::Text => {
                let general = number::general(positive);
                let (whole, decimals) = general
                    .split_once('.')
                    .map_or((general.as_str(), None), |(whole, rest)| (whole, Some(rest)));
                match section.numerals {
                    Some(words) => {
                        shown.push_str(&in_words(whole, words));
                        shown
                            .extend(decimals.map(|decimals| format!(".{}", digit_by_digit(decimals, words))));
                    }
                    None => shown.push_str(&general),
                }
            }
            _ => return None,
        }
    }
    Some(signed(exact, shown, signs))
}

/// What is shown of a number, with the sign of those below zero.
fn signed(exact: Decimal, shown: String, signs: bool) -> String {
    if signs && exact.is_sign_negative() && !exact.is_zero() { format!("-{shown}") } else { shown }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(value: f64, code: &str) -> String {
        match number(value, code, false).shown {
            Shown::Text(text) => text,
            Shown::Nothing => String::new(),
            Shown::Unread(text) => format!("unread {text}"),
        }
    }

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
            (33.333_333_333_333_3, "General", "33.33333333"),
            (-0.012_345_678_912, "General", "-0.012345679"),
            (0.000_012_345_6, "General", "1.23456E-05"),
            (632_221_240_012.0, "General", "632221240012"),
            (632_221_240_000_012_000_000.0, "General", "6.32221E+20"),
            (632_221_240_000_012_000_000.0, "0", "632221240000012000000"),
            (906.4, "0.00_ ", "906.40"),
            (906.4, "0.00_);[Red]\\(0.00\\)", "906.40"),
            (-1.5, "0.00_);[Red]\\(0.00\\)", "(1.50)"),
            (-1.5, "0.00", "-1.50"),
            (0.0, "#,##0.00;-#,##0.00;\"-\"", "-"),
            (0.0, "_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", "-"),
            (426.0, "000000", "000426"),
            (426.0, "000-000", "000-426"),
            (12_345_678.0, "000\\-0000", "1234-5678"),
            (2.675, "0.00", "2.68"),
            (12.0, "0\"万元\"", "12万元"),
            (12.5, "¥#,##0.00", "¥12.50"),
            (12.5, "[$¥-804]#,##0.00", "¥12.50"),
            (12.5, "@", "12.5"),
            (0.5, "0.##", "0.5"),
            (3.0, "0.##", "3"),
            (0.0, "#", ""),
            (0.98, "≥0%", "≥98%"),
            (3.0, "General\"座\"", "3座"),
            (3.0, "G/通用格式\"座\"", "3座"),
            (3.0, "0\\座", "3座"),
            // A second point is a word.
            (12.5, "0.00-0.00", "12.50-0.00"),
            (12.5, "0.0.", "12.5."),
            (1_234_567.0, "00,000,000", "01,234,567"),
        ] {
            assert_eq!(shown(value, code), text, "{value} {code}");
        }
    }

    #[test]
    fn commas_that_divide() {
        for (value, code, text) in [
            (12_345.0, "0,", "12"),
            (12_345.0, "0.0,", "12.3"),
            (12_345.0, "0,.0", "12.3"),
            (3_200_000.0, "0\\.0,", "320.0"),
            (3_200_000.0, "0!.0,\"万\"", "320.0万"),
            (3_200_000.0, "0\".\"0000", "320.0000"),
            (320_000_000.0, "0.00,,\"百万\"", "320.00百万"),
            (3_200_000.0, "#,##0,", "3,200"),
            // A comma of words divides nothing.
            (3_200.0, "0\",\"", "3200,"),
            (3_200.0, "#,##0", "3,200"),
        ] {
            assert_eq!(shown(value, code), text, "{value} {code}");
        }
    }

    #[test]
    fn sections_and_conditions() {
        for (value, code, text) in [
            (3.0, "[>=1]\"≥\"0\"座\";0\"座\"", "≥3座"),
            (0.0, "[>=1]\"≥\"0\"座\";0\"座\"", "0座"),
            (0.98, "[>=0.9]\"≥\"0%;0%", "≥98%"),
            (0.5, "[>=0.9]\"≥\"0%;0%", "50%"),
            (5.0, "[>100]0;0.0", "5.0"),
            (-5.0, "[>100]0;0.0", "-5.0"),
            (-5.0, "[<0]\"减\"0;0", "减5"),
            (7.0, "[<5]\"低\";[<10]\"中\";\"高\"", "中"),
            (70.0, "[<5]\"低\";[<10]\"中\";\"高\"", "高"),
            (1.0, "[=1]\"是\";[=0]\"否\";General", "是"),
            (0.0, "[=1]\"是\";[=0]\"否\";General", "否"),
            (2.5, "[=1]\"是\";[=0]\"否\";General", "2.5"),
            (7.0, "[红色][<5]0;[蓝色]0.0", "7.0"),
            (7.0, "[Color 10]0", "7"),
            (7.0, "[Red]", "7"),
            (-7.0, "0.0;@", "-7.0"),
            (7.0, ";;;", ""),
            (7.0, ";;", ""),
            (0.0, "0;-0;", ""),
            (7.0, "0;-0;", "7"),
            (7.0, "\"\"", ""),
            // No section is for it.
            (0.5, "[>=1]0;[<0]-0", "unread 0.5"),
            (7.0, "[>x]0;0", "unread 7"),
            (7.0, "[什么]0", "unread 7"),
            (7.0, "0 xyz", "unread 7"),
        ] {
            assert_eq!(shown(value, code), text, "{value} {code}");
        }
    }

    #[test]
    fn fractions_powers_and_numerals() {
        for (value, code, text) in [
            (0.5, "# ?/?", "1/2"),
            (1.25, "# ?/?", "1 1/4"),
            (3.0, "# ?/?", "3"),
            (0.333, "# ??/??", "1/3"),
            (0.3, "0/100", "30/100"),
            (2.75, "# ?/8", "2 6/8"),
            (2_080_506.0, "0.00E+00", "2.08E+06"),
            (0.000_123, "0.0E+0", "1.2E-4"),
            (999_999.0, "0.00E+00", "1.00E+06"),
            (12_345.0, "##0.0E+0", "12.3E+3"),
            (105.0, "[DBNum1]General", "一百〇五"),
            (105.0, "[DBNum1][$-804]G/通用格式\"人\"", "一百〇五人"),
            (105.0, "[DBNum2]0", "壹零伍"),
            (120.0, "[DBNum2]", "壹佰贰拾"),
        ] {
            assert_eq!(shown(value, code), text, "{value} {code}");
        }
    }

    #[test]
    fn dates_as_shown() {
        let morning = 45_473.336_805_555_555;
        for (value, code, text) in [
            (45_473.0, "yyyy/m/d", "2024/6/30"),
            (45_473.0, "yyyy\"年\"m\"月\"d\"日\"", "2024年6月30日"),
            (45_473.0, "yyyy\"年\"m\"月\";@", "2024年6月"),
            (45_473.0, "yyyy.mm.dd", "2024.06.30"),
            (45_473.0, "yyyy", "2024"),
            (45_473.0, "m\"月\"d\"日\"", "6月30日"),
            (45_473.0, "[DBNum1][$-804]yyyy\"年\"m\"月\"d\"日\"", "二〇二四年六月三十日"),
            (45_473.0, "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "2024年6月30日"),
            (45_473.0, "d-mmm-yy", "30-Jun-24"),
            (45_473.0, "aaaa", "星期日"),
            (morning, "[$-804]yyyy-mm-dd hh:mm", "2024-06-30 08:05"),
            (0.336_805_555_555_555, "h:mm:ss", "8:05:00"),
            (0.836_805_555_555_555, "上午/下午h\"时\"mm\"分\"", "下午8时05分"),
            (1.5, "[h]:mm", "36:00"),
            (1.0, "yyyy-m-d", "1900-1-1"),
            // The day of an empty date, and the one that never was.
            (0.0, "yyyy-m-d", "1900-1-0"),
            (60.0, "yyyy-m-d", "1900-2-29"),
            (61.0, "yyyy-m-d", "1900-3-1"),
            // Names are in Chinese where the format says so, and in English where it says nothing or another locale.
            (0.836_805_555_555_555, "[$-804]AM/PM h\"时\"mm\"分\"", "下午 8时05分"),
            (0.836_805_555_555_555, "AM/PM h\"时\"mm\"分\"", "PM 8时05分"),
            (0.836_805_555_555_555, "[$-409]h:mm AM/PM", "8:05 PM"),
            (45_473.0, "[$-804]d-mmm", "30-6月"),
            (45_473.0, "[$-zh-CN]mmmm", "六月"),
            (45_473.0, "[$-409]mmmm", "June"),
            (45_473.0, "[$-804]dddd", "星期日"),
            (45_473.0, "[$-804]ddd", "周日"),
            (-1.0, "yyyy-m-d", "unread -1"),
        ] {
            assert_eq!(shown(value, code), text, "{value} {code}");
        }
        assert_eq!(number(44_011.0, "yyyy-mm-dd", true).shown, Shown::Text("2024-06-30".to_owned()));
    }

    #[test]
    fn what_is_stored_stands_beside_what_is_shown() {
        for (value, code, stored) in [
            (906.404, "0.00", Some("906.404")),
            (0.98, "\"≥\"0%", Some("0.98")),
            (3_200_000.0, "0\\.0,", Some("3200000")),
            (45_473.0, "m\"月\"d\"日\"", Some("2024-06-30")),
            (45_473.25, "yyyy/m/d", Some("2024-06-30T06:00:00")),
            (7.0, ";;;", Some("7")),
            (906.4, "0.00", None),
            (1260.0, "#,##0.00", None),
            (426.0, "000000", None),
            (632_221_240_000_012_000_000.0, "General", None),
        ] {
            assert_eq!(number(value, code, false).stored.as_deref(), stored, "{value} {code}");
        }
        for (value, lost) in
            [(999_999_999_999_999.0, false), (1_000_000_000_000_000.0, true), (1.5e14, false)]
        {
            assert_eq!(number(value, "0", false).has_lost_digits, lost, "{value}");
        }
    }

    #[test]
    fn texts_in_formats() {
        for (words, code, shown) in [
            ("甲", "@", "甲"),
            ("甲", "General", "甲"),
            ("甲", "0.00", "甲"),
            ("甲", "@\"乡\"", "甲乡"),
            ("甲", "0;-0;0;\"第\"@\"组\"", "第甲组"),
            ("甲", "yyyy\"年\";@", "甲"),
        ] {
            assert_eq!(text(words, code), Shown::Text(shown.to_owned()), "{words} {code}");
        }
        assert_eq!(text("甲", ";;;"), Shown::Nothing);
        assert_eq!(text("甲", ";;"), Shown::Text("甲".to_owned()));
    }
}
