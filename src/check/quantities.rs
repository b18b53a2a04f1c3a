//! Numbers with units, in goals and in targets, and how much two texts speak of the same thing.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::words;
use crate::lexicon::grammar::unit;
use crate::lexicon::money;
use crate::lexicon::sense::Sense;
use crate::model::{Amount, Indicator, Operator, Target, TargetKind};
use crate::text::numerals::plain_decimal;
use crate::text::width::{fold, fold_width, is_han};

/// A number in prose with its unit: `3家`, `1.8万人`, `90%`. Years, months and days are no quantities.
static QUANTITY: LazyLock<Regex> = LazyLock::new(|| {
    let units: Vec<String> = unit::of_prose().into_iter().map(regex::escape).collect();
    Regex::new(&format!(r"([0-9][0-9,]*(?:\.[0-9]+)?)\s*((?:万|亿)?(?:{}))", units.join("|")))
        .expect("units are words without signs")
});

/// A number with its unit in prose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Quantity {
    pub number: Amount,
    pub unit: String,
    /// The number and the unit as printed.
    pub text: String,
    /// The clause it stands in.
    pub clause: String,
}

/// The quantities of a text.
pub(super) fn of_text(text: &str) -> Vec<Quantity> {
    let folded = fold_width(text);
    QUANTITY
        .captures_iter(&folded)
        .filter_map(|found| {
            let whole = found.get(0)?;
            let number = plain_decimal(&found[1])?.parse::<Amount>().ok()?;
            // `2024年1期` and `第3批` count nothing.
            if folded[..whole.start()].ends_with(['第', '.', '-']) {
                return None;
            }
            Some(Quantity {
                number: number.normalized(),
                unit: found[2].to_owned(),
                text: whole.as_str().to_owned(),
                clause: clause(&folded, whole.start(), whole.end()),
            })
        })
        .collect()
}

/// The words around a place, up to the next mark of punctuation, and no more than a clause may have.
fn clause(text: &str, start: usize, end: usize) -> String {
    let is_mark = |c: char| matches!(c, ',' | '、' | '。' | ';' | ':' | '\n' | '，' | '；' | '：');
    let before: usize = text[..start]
        .chars()
        .rev()
        .take(LONGEST_CLAUSE)
        .take_while(|c| !is_mark(*c))
        .map(char::len_utf8)
        .sum();
    let behind: usize =
        text[end..].chars().take(LONGEST_CLAUSE).take_while(|c| !is_mark(*c)).map(char::len_utf8).sum();
    text[start - before..end + behind].trim().to_owned()
}

/// No clause has more characters on either side of its number.
const LONGEST_CLAUSE: usize = 60;

/// The number and unit of a target, if it has both.
pub(super) fn of_target(target: &Target) -> Option<(Amount, String)> {
    if target.kind != TargetKind::Quantity {
        return None;
    }
    let number = target.value.as_deref()?.parse::<Amount>().ok()?.normalized();
    Some((number, target.unit.clone()?))
}

/// A value that is a number with or without a unit and nothing else: `47个`, `≥28.8万元`, `80.97`. The unit is
/// canonical, and empty where there is none.
pub(super) fn of_value(text: &str) -> Option<(Amount, String)> {
    let folded = fold(text);
    let rest = folded.trim_start_matches(['≥', '≤', '>', '<', '=', '≧', '≦']).trim_end_matches(['。', ';']);
    let end = rest.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',')).unwrap_or(rest.len());
    let number = plain_decimal(&rest[..end])?.parse().ok()?;
    let unit = canonical_unit(&rest[end..]);
    // Behind a number of digits alone, a unit is a word.
    let is_word = unit
        .chars()
        .all(|c| is_han(c) || matches!(c, '%' | '(' | ')' | '/' | '·') || c.is_ascii_alphabetic());
    (is_word && unit.chars().count() <= LONGEST_UNIT).then_some((number, unit))
}

/// No unit is longer: 平方米/人·月.
const LONGEST_UNIT: usize = 8;

/// A unit to compare: folded, without parentheses around it, `%` for 百分比.
pub(super) fn canonical_unit(printed: &str) -> String {
    let folded = fold(printed);
    let bare = folded.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')).unwrap_or(&folded);
    if unit::is_percent_of_prose(bare) { "%".to_owned() } else { bare.to_owned() }
}

/// A number with what multiplies its unit written out, without trailing zeros: 18000 for `1.8万人`.
pub(super) fn in_ones(number: Amount, unit: &str) -> Amount {
    number.times(Amount::from(money::multiple(unit))).unwrap_or(number).normalized()
}

/// A target as it is printed: sign, value and unit.
pub(super) fn printed(indicator: &Indicator) -> String {
    let target = &indicator.target;
    let value = target.value.as_deref().unwrap_or("—");
    let unit = target.unit.as_deref().unwrap_or_default();
    match (&target.value_max, target.operator) {
        (Some(most), _) => format!("{value}{unit}–{most}{unit}"),
        (None, Some(Operator::Range) | None) => format!("{value}{unit}"),
        (None, Some(operator)) => format!("{}{value}{unit}", operator.sign().unwrap_or_default()),
    }
}

/// Pairs of characters that are in every second name and tell nothing.
static COMMON: LazyLock<BTreeSet<(char, char)>> = LazyLock::new(|| {
    words(Sense::Commonplace)
        .into_iter()
        .filter_map(|word| word.chars().next().zip(word.chars().nth(1)))
        .collect()
});

/// How many pairs of neighbouring Chinese characters two texts share, those that tell nothing left out.
pub(super) fn shared_pairs(one: &str, other: &str) -> usize {
    let (one, other) = (pairs(one), pairs(other));
    one.intersection(&other).count()
}

/// The pairs of neighbouring Chinese characters of a text, those that tell nothing left out.
pub(super) fn pairs(text: &str) -> BTreeSet<(char, char)> {
    text.chars()
        .zip(text.chars().skip(1))
        .filter(|(one, other)| is_han(*one) && is_han(*other) && !COMMON.contains(&(*one, *other)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_in_prose() {
        let found = |text: &str| -> Vec<String> {
            of_text(text)
                .into_iter()
                .map(|quantity| format!("{}|{}", quantity.number, quantity.unit))
                .collect()
        };
        assert_eq!(found("年内引导社团入驻4家以上；"), ["4|家"]);
        assert_eq!(found("受益人口1.8万人，满意度达到90%以上"), ["1.8|万人", "90|%"]);
        assert_eq!(found("2024年12月底前，第3批"), [] as [String; 0]);
        assert_eq!(found("52000人(次)健康体检"), ["52000|人(次)"]);
    }

    #[test]
    fn values_of_a_number_and_a_unit() {
        let found = |text: &str| of_value(text).map(|(number, unit)| format!("{number}|{unit}"));
        for (text, expected) in [
            ("47个", Some("47|个")),
            ("≥28.8万元", Some("28.8|万元")),
            ("100百分比", Some("100|%")),
            ("1,260.00（平方米）", Some("1260.00|平方米")),
            ("９６％", Some("96|%")),
            ("80.97", Some("80.97|")),
            ("12月底前完成了全部的工程", None),
            ("达成预期指标", None),
            ("2024.12.31", None),
            ("", None),
        ] {
            assert_eq!(found(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn clauses_share_words() {
        assert_eq!(shared_pairs("年内引导社团入驻4家以上", "入驻社团数"), 2);
        assert_eq!(shared_pairs("特困老人入住18人", "护工补贴人数"), 0);
        let clauses: Vec<String> =
            of_text("培训骨干200人次，演出60场；送书").into_iter().map(|quantity| quantity.clause).collect();
        assert_eq!(clauses, ["培训骨干200人次", "演出60场"]);
    }
}
