//! The value of an indicator (指标值), read: `≥740个`, `90%以上`, `2025年11月底前`, `健全`.
//!
//! What every spelling means stands in `tests/grammar/targets.tsv`, and the test reads it.

use std::sync::LazyLock;

use super::number::number as number_at;
use super::operator::of_cell;
pub use super::packed_line::split_name;
use super::spelling::{Spelling, is_placeholder};
use super::unit::canonical;
use super::values::{self, embedded, has_doubtful_comma, pieces, strict, without_blanks_between_words};
use super::words::prose;
use crate::lexicon::money;
use crate::model::{Operator, Target, TargetKind};
use crate::text::numerals::{has_endless_decimals, is_drawn_around};

/// Texts longer than this are prose, and are kept as words.
pub(super) const LONGEST_VALUE: usize = 2_000;

/// The words that say that a value is words to be judged.
static QUALITATIVE: LazyLock<Vec<&str>> = LazyLock::new(|| prose("qualitative"));

/// The words that say that a value is a number.
static QUANTITATIVE: LazyLock<Vec<&str>> = LazyLock::new(|| prose("quantitative"));

/// Whether a text says that there is nothing: blank, a dash, 无.
pub fn is_nothing(text: &str) -> bool {
    is_placeholder(&Spelling::of(text).chars)
}

/// What a column of operators or kinds says that the value beside it is: 定性 words, 定量 a number.
pub fn kind_named(text: &str) -> Option<TargetKind> {
    let holds = |words: &[&str]| words.iter().any(|word| text.contains(word));
    match (holds(&QUALITATIVE), holds(&QUANTITATIVE)) {
        (true, false) => Some(TargetKind::Qualitative),
        (false, true) => Some(TargetKind::Quantity),
        _ => None,
    }
}

/// Reads a target. What cannot be read as number, range or date is kept as words; a placeholder has no value.
pub fn read(text: &str) -> Target {
    if text.trim().chars().nth(LONGEST_VALUE).is_some() {
        return words(text);
    }
    let filled = without_lines(text);
    let chars = &Spelling::of(filled.as_deref().unwrap_or(text)).closed_up()[..];
    if is_placeholder(chars) {
        return Target::default();
    }
    strict(chars)
        .or_else(|| strict(&without_blanks_between_words(chars)))
        .or_else(|| if has_doubtful_comma(text) { None } else { pieces(chars).or_else(|| embedded(chars)) })
        .unwrap_or_else(|| words(text))
}

/// A text without the lines of a form that a number was filled in on: `≥＿86＿个`; `None` where there are none. What joins
/// words, `data_86`, is no line.
fn without_lines(text: &str) -> Option<String> {
    let is_line = |c: char| matches!(c, '_' | '＿');
    if !text.contains(is_line) {
        return None;
    }
    let chars: Vec<char> = text.chars().collect();
    let mut kept = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let length = chars[at..].iter().take_while(|c| is_line(**c)).count();
        let before = at.checked_sub(1).map(|before| chars[before]);
        let sides = [before, chars.get(at + length).copied()];
        let is_number = |side: &Option<char>| side.is_some_and(|c| c.is_ascii_digit());
        let is_word = |side: &Option<char>| side.is_some_and(|c| c.is_ascii_alphabetic());
        if length > 0
            && sides.iter().any(is_number)
            && !sides.iter().any(is_word)
            && !sides.iter().all(is_number)
        {
            at += length;
        } else {
            kept.extend(&chars[at..at + length.max(1)]);
            at += length.max(1);
        }
    }
    Some(kept)
}

/// Whether a target is kept as words because its number can be read in more than one way: `31,50万元以内`.
pub fn is_ambiguous(target: &Target) -> bool {
    let is_words = matches!(target.kind, TargetKind::Qualitative | TargetKind::Text);
    is_words && target.value.as_deref().is_some_and(values::is_ambiguous)
}

/// A target whose operator, value and unit stand in columns of their own. What the value says itself wins over
/// the columns beside it; 定性 makes it qualitative.
pub fn compose(operator: Option<&str>, value: &str, unit: Option<&str>) -> Target {
    let sign = operator.map(Spelling::of);
    let qualitative = operator.and_then(kind_named) == Some(TargetKind::Qualitative);
    let column_unit = unit.map(Spelling::of).filter(|unit| !is_placeholder(&unit.chars)).map(|unit| {
        let text: String = unit.chars.iter().filter(|c| **c != ' ').collect();
        let bare = text.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')).unwrap_or(&text);
        canonical(bare)
    });
    let spelling = Spelling::of(value);
    if qualitative {
        let words = if is_placeholder(&spelling.chars) { Target::default() } else { words(value) };
        return Target { kind: TargetKind::Qualitative, unit: column_unit, ..words };
    }
    let mut target = match column_unit.as_deref() {
        // A unit in its column makes a bare number a number, be it `2024.12` or `20241231`.
        Some(unit) if unit != "年" => bare_number(&spelling.chars).unwrap_or_else(|| read(value)),
        Some(year) => read(&format!("{value}{year}")),
        None => read(value),
    };
    if matches!(target.kind, TargetKind::Quantity | TargetKind::Range) {
        target.unit = match (target.unit.take(), column_unit) {
            // 250万 beside 元 is 250万元.
            (Some(own), Some(column)) if money::is_multiple(&own) && column.starts_with(&own) => Some(column),
            (Some(own), Some(column)) if money::is_multiple(&own) => Some(own + &column),
            (own, column) => own.or(column),
        };
    }
    if matches!(target.kind, TargetKind::Quantity | TargetKind::Date) && target.operator.is_none() {
        target.operator = sign.and_then(|sign| of_cell(&sign.chars));
    }
    target
}

/// A target as it is printed: `≥740个`.
pub fn write(target: &Target) -> String {
    let value = target.value.as_deref().unwrap_or_default();
    let unit = target.unit.as_deref().unwrap_or_default();
    let mut text = match (target.kind, target.value_max.as_deref()) {
        (TargetKind::Date, Some(max)) => format!("{}-{}", write_date(value), write_date(max)),
        (TargetKind::Date, None) => {
            let (before, following) = match target.operator {
                Some(Operator::AtMost) => ("", "前"),
                Some(Operator::AtLeast) => ("", "后"),
                Some(Operator::Approximately) => ("", "左右"),
                other => (other.and_then(Operator::sign).unwrap_or_default(), ""),
            };
            format!("{before}{}{following}", write_date(value))
        }
        (_, Some(max)) => format!("{value}~{max}{unit}"),
        (TargetKind::Quantity, None) => {
            format!("{}{value}{unit}", target.operator.and_then(Operator::sign).unwrap_or_default())
        }
        _ => value.to_owned(),
    };
    for more in &target.more {
        text.push('，');
        text.push_str(&write(more));
    }
    text
}

/// The words of a target that a person judges; signs alone are text. The lines that a form draws under words are none of
/// theirs.
fn words(text: &str) -> Target {
    let drawn = |c: char| is_drawn_around(c) && !has_endless_decimals(text);
    let plain: String = text.chars().filter(|c| !drawn(*c)).collect();
    let value = plain.trim();
    let kind =
        if value.chars().any(char::is_alphanumeric) { TargetKind::Qualitative } else { TargetKind::Text };
    Target { kind, value: Some(value.to_owned()), ..Target::default() }
}

/// A number and nothing beside it.
fn bare_number(chars: &[char]) -> Option<Target> {
    let number = number_at(chars, 0).filter(|number| !number.chinese && number.end == chars.len())?;
    Some(Target { kind: TargetKind::Quantity, value: Some(number.value), ..Target::default() })
}

/// `2025-11` as 2025年11月, `12` as 12月.
fn write_date(iso: &str) -> String {
    let parts: Vec<&str> = iso.split('-').collect();
    match parts[..] {
        [year] if year.len() == 4 => format!("{year}年"),
        [month] => format!("{month}月"),
        ["", "", "", day] => format!("每月{day}日"),
        [year, month] if year.len() == 4 => format!("{year}年{month}月"),
        [month, day] => format!("{month}月{day}日"),
        [year, month, day] => format!("{year}年{month}月{day}日"),
        _ => iso.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kind_name(kind: TargetKind) -> &'static str {
        match kind {
            TargetKind::Quantity => "quantity",
            TargetKind::Range => "range",
            TargetKind::Qualitative => "qualitative",
            TargetKind::Date => "date",
            TargetKind::Text => "text",
        }
    }

    fn operator_name(operator: Option<Operator>) -> &'static str {
        match operator {
            None => "",
            Some(Operator::Range) => "range",
            Some(Operator::Approximately) => "approx",
            Some(Operator::AtLeast) => ">=",
            Some(Operator::AtMost) => "<=",
            Some(Operator::MoreThan) => ">",
            Some(Operator::LessThan) => "<",
            Some(Operator::Equal) => "=",
        }
    }

    /// A target as a line of the table: kind, operator, value, upper end, unit.
    fn line(target: &Target) -> String {
        let fields = [
            kind_name(target.kind),
            operator_name(target.operator),
            target.value.as_deref().unwrap_or_default(),
            target.value_max.as_deref().unwrap_or_default(),
            target.unit.as_deref().unwrap_or_default(),
        ];
        fields.join("\t")
    }

    fn cases() -> Vec<(&'static str, Vec<String>)> {
        let mut cases: Vec<(&str, Vec<String>)> = Vec::new();
        let lines = include_str!("../../../tests/grammar/targets.tsv")
            .lines()
            .filter(|line| !line.starts_with('#') && !line.is_empty());
        for line in lines {
            let fields: Vec<&str> = line.split('\t').collect();
            assert!(fields.len() >= 6, "a case has six fields and a note: {line}");
            let expected = fields[1..6].join("\t");
            match cases.last_mut() {
                Some((_, values)) if fields[0] == "+" => values.push(expected),
                _ => cases.push((fields[0], vec![expected])),
            }
        }
        cases
    }

    #[test]
    fn every_spelling_of_the_table() {
        let mut wrong = Vec::new();
        for (spelling, expected) in cases() {
            let target = read(spelling);
            let found: Vec<String> = std::iter::once(&target).chain(&target.more).map(line).collect();
            if found != expected {
                wrong.push(format!("{spelling}\n  expected {expected:?}\n  found    {found:?}"));
            }
        }
        assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    }

    #[test]
    fn what_is_written_reads_the_same() {
        for (spelling, _) in cases() {
            let target = read(spelling);
            let written = write(&target);
            assert_eq!(read(&written), target, "{spelling} written as {written}");
        }
    }

    #[test]
    fn columns_put_together() {
        for (operator, value, unit, expected) in [
            (Some("≥"), "95", Some("%"), "quantity\t>=\t95\t\t%"),
            (Some("＝"), "100.00", Some("百分比"), "quantity\t=\t100.00\t\t%"),
            (Some("≤"), "250万", Some("元"), "quantity\t<=\t250\t\t万元"),
            (Some("≤"), "28.8万元", Some("%"), "quantity\t<=\t28.8\t\t万元"),
            (Some(">"), "1,260", Some("(人次)"), "quantity\t>\t1260\t\t人次"),
            (Some("大于等于"), "3", Some("家"), "quantity\t>=\t3\t\t家"),
            (Some("定性"), "优良中低差", None, "qualitative\t\t优良中低差\t\t"),
            (Some("定性"), "95", Some("%"), "qualitative\t\t95\t\t%"),
            (Some("定性"), "", Some("无"), "qualitative\t\t\t\t"),
            (Some("＝"), "健全", Some("—"), "qualitative\t\t健全\t\t"),
            (None, "2024.12", Some("万元"), "quantity\t\t2024.12\t\t万元"),
            (Some("≤"), "2024", Some("年"), "date\t<=\t2024\t\t"),
            (Some("="), "3", Some("年"), "quantity\t=\t3\t\t年"),
            (Some("≤"), "12", Some("月"), "quantity\t<=\t12\t\t月"),
            (Some("≥"), "≥95%", Some("%"), "quantity\t>=\t95\t\t%"),
            (Some("≤"), "12月31日", None, "date\t<=\t12-31\t\t"),
            (Some("="), "90-95", Some("%"), "range\trange\t90\t95\t%"),
            (Some("≥"), "", Some("%"), "text\t\t\t\t"),
            (Some("定量"), "5", Some("个"), "quantity\t\t5\t\t个"),
        ] {
            assert_eq!(line(&compose(operator, value, unit)), expected, "{operator:?} {value} {unit:?}");
        }
    }

    #[test]
    fn money_in_wan() {
        for (text, wan) in [
            ("≤26.97万元", Some("26.97")),
            ("269700元", Some("26.9700")),
            ("1.2亿元", Some("12000.0")),
            ("250万", Some("250")),
            ("≤7.2万元/公里", None),
            ("元", None),
            ("95%", None),
            ("5-8万元", None),
        ] {
            assert_eq!(
                money::of_target(&read(text)).map(|amount| amount.to_string()).as_deref(),
                wan,
                "{text}"
            );
        }
        assert_eq!(read("≥1,326.50人").number().map(|n| n.to_string()).as_deref(), Some("1326.50"));
        assert_eq!(read("健全").number(), None);
    }

    proptest! {
        #[test]
        fn nothing_panics(text in "\\PC{0,60}") {
            let target = read(&text);
            write(&target);
            money::of_target(&target);
            compose(Some(&text), &text, Some(&text));
            let (name, value) = split_name(&text);
            prop_assert!(text.contains(&name) && text.contains(&value));
        }

        #[test]
        fn nothing_panics_on_pieces_of_values(
            pieces in proptest::collection::vec(
                proptest::sample::select(vec![
                    "≥", "≤", "<", "=", "-", "~", "±", "[", "]", "(", ")", "（", "）", ",", "，", "、", " ", "\t", "1", "95", "2024", "年", "12", "月", "31",
                    "日", "底前", "前", "%", "％", "万元", "人(次)", "人", "/", "次", "以上", "以内", "不低于", "达到", "控制在", "三", "百分之", "点", "健全",
                    "率", "：", ".", "5", "1,260.00", "至", "\\geq", "&ge;", "余", "每", "\u{a0}", "\u{200b}",
                ]),
                0..14,
            )
        ) {
            let text = pieces.concat();
            let target = read(&text);
            write(&target);
            let (name, value) = split_name(&text);
            prop_assert!(text.contains(&name) && text.contains(&value));
        }

        #[test]
        fn numbers_keep_their_decimals(whole in 0_u32..1_000_000, decimals in "[0-9]{0,3}", sign in "[≥≤>=<]", unit in "人|万元|%|公里|") {
            let value = if decimals.is_empty() { whole.to_string() } else { format!("{whole}.{decimals}") };
            let target = read(&format!("{sign}{value}{unit}"));
            prop_assert_eq!(target.value.as_deref(), Some(value.as_str()));
            prop_assert_eq!(target.unit.unwrap_or_default(), unit);
        }
    }
}
