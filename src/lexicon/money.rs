//! Money: which unit a text names, what an amount with its unit says, and what it is in 万元.
//!
//! The units stand in `money.tsv`, each with its factor. A unit that is money and does not convert (万美元) is named as
//! it is printed, so that what cannot be converted can be told from what has no unit.

use std::sync::LazyLock;

use super::cell::{CellValue, cell_value};
use super::terms::lines;
use crate::model::{Amount, Target};
use crate::text::numerals::{chinese, chinese_large};
use crate::text::width::{fold, fold_width, is_of_han_script};

/// A unit that converts.
struct Unit {
    name: &'static str,
    /// How many 元 it is.
    factor: i64,
    /// What else it is written as behind a number: 万 of 250万.
    short: Option<&'static str>,
}

/// How many 元 are the unit that amounts are compared in.
const WAN: i64 = 10_000;

/// A text of more characters is prose; the longest line of labels above a real table has some eighty.
const LONGEST: usize = 120;

/// A cell of more bytes is no amount, with its unit or without.
const LONGEST_AMOUNT: usize = 80;

/// The fields behind the kind of each line of the table.
fn of_kind(kind: &str) -> impl Iterator<Item = std::str::Split<'static, char>> {
    lines(include_str!("money.tsv")).filter_map(move |line| {
        let mut fields = line.split('\t');
        (fields.next() == Some(kind)).then_some(fields)
    })
}

static UNITS: LazyLock<Vec<Unit>> = LazyLock::new(|| {
    of_kind("unit")
        .filter_map(|mut fields| {
            let (name, factor) = (fields.next()?, fields.next()?.parse().ok()?);
            Some(Unit { name, factor, short: fields.next() })
        })
        .collect()
});

/// Words that multiply, the longer ones first.
static MULTIPLES: LazyLock<Vec<(&'static str, i64)>> = LazyLock::new(|| {
    let mut multiples: Vec<(&str, i64)> = of_kind("multiple")
        .filter_map(|mut fields| Some((fields.next()?, fields.next()?.parse().ok()?)))
        .collect();
    multiples.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
    multiples
});

/// The smallest unit, which every other ends in.
fn smallest() -> &'static str {
    UNITS.iter().find(|unit| unit.factor == 1).map_or("", |unit| unit.name)
}

/// The words of money that are no unit by themselves, or none that converts.
struct Words {
    multiples: Vec<&'static str>,
    /// What is money, the smallest unit being the last.
    currencies: Vec<&'static str>,
    prefixes: Vec<&'static str>,
    closings: Vec<&'static str>,
    labels: Vec<&'static str>,
    matters: Vec<&'static str>,
    /// What may follow a unit without a gap: 单位：元保留两位小数.
    behind: Vec<&'static str>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let words = |kind| of_kind(kind).filter_map(|mut fields| fields.next());
    Words {
        multiples: MULTIPLES.iter().map(|(word, _)| *word).collect(),
        currencies: words("currency").chain([smallest()]).collect(),
        prefixes: words("prefix").collect(),
        closings: words("closing").collect(),
        labels: words("label").collect(),
        matters: words("matter").collect(),
        behind: words("remark").chain(words("prefix")).collect(),
    }
});

impl Words {
    /// The units of money, known or not, that a text begins with, by their length: blanks may part their characters.
    /// 日元 may be the beginning of 日元千元, and the longer one stands first.
    fn units(&self, text: &str) -> impl Iterator<Item = usize> {
        let length = |rest: &str| text.len() - rest.len();
        let before = self.currencies.iter().filter(|word| **word != smallest()).find_map(|word| {
            let rest = self.without_multiples(text.strip_prefix(word)?.trim_start());
            rest.strip_prefix(smallest())
        });
        let rest = self.without_multiples(text);
        let behind = self.currencies.iter().find_map(|word| rest.strip_prefix(word));
        [before.map(length), behind.map(length)].into_iter().flatten()
    }

    fn without_multiples<'a>(&self, text: &'a str) -> &'a str {
        let mut rest = text;
        while let Some(behind) = self.multiples.iter().find_map(|word| rest.strip_prefix(word)) {
            rest = behind.trim_start();
        }
        rest
    }

    fn without_prefix<'a>(&self, text: &'a str) -> &'a str {
        without_any(text, &self.prefixes).trim_start()
    }

    /// The unit that a text begins with, where no other word begins with it: a name may begin like one, as 元江县
    /// does, and 元/人 is a rate.
    fn whole_unit<'a>(&self, text: &'a str) -> Option<&'a str> {
        let ends = |rest: &str| {
            rest.chars().next().is_none_or(|c| !is_of_han_script(c) && !matches!(c, '/' | '·' | '*'))
                || self.behind.iter().any(|word| rest.starts_with(word))
        };
        self.units(text).find(|end| ends(&text[*end..])).map(|end| &text[..end])
    }
}

/// A text without the first of some words that it begins with.
fn without_any<'a>(text: &'a str, words: &[&str]) -> &'a str {
    words.iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text)
}

/// A unit that a text names.
struct Named<'a> {
    unit: &'a str,
    /// Whether a label stands before it.
    labelled: bool,
}

/// `单位：万元`, `(万元)`, `(单位:亿元)`: the first unit behind a label or alone in parentheses, of a text folded to half
/// width.
fn named(folded: &str) -> Option<Named<'_>> {
    folded.char_indices().find_map(|(at, c)| match c {
        '(' | '[' | '【' => {
            let inner = folded[at + c.len_utf8()..].trim_start();
            let matter = without_any(inner, &WORDS.matters);
            let rest = without_any(matter, &WORDS.labels);
            // Behind other words the parenthesis is a header's: `金额(单位:万元)`.
            let labelled = rest.len() < matter.len() && folded[..at].trim().is_empty();
            let rest = without_any(rest, &[":"]).trim_start();
            WORDS.whole_unit(WORDS.without_prefix(rest)).map(|unit| Named { unit, labelled })
        }
        _ => {
            let mut labels = WORDS.labels.iter().filter(|label| label.starts_with(c));
            let rest = labels.find_map(|label| behind_spread(&folded[at..], label))?.trim_start();
            let rest = without_any(rest.strip_prefix([':', ';'])?.trim_start(), &["("]).trim_start();
            let rest = WORDS.without_prefix(without_any(rest, &WORDS.matters).trim_start());
            let rest = without_any(rest, &["("]).trim_start();
            WORDS.whole_unit(rest).map(|unit| Named { unit, labelled: true })
        }
    })
}

/// What stands behind a word that a text begins with; blanks may part its characters.
fn behind_spread<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    word.chars().try_fold(text, |rest, c| rest.trim_start().strip_prefix(c))
}

/// What stands before the words that multiply where these are a number's: 五百万元.
const NUMERALS: &str = "一二三四五六七八九两";

/// 万元 of `金额万元`: a unit at the end of a folded header. It multiplies something, for 单元 ends in 元 as well, and is no
/// number's.
fn glued(folded: &str) -> Option<&str> {
    WORDS.currencies.iter().find_map(|currency| {
        let multiplied = folded.strip_suffix(currency)?;
        let mut before = multiplied;
        while let Some(rest) = WORDS.multiples.iter().find_map(|word| before.strip_suffix(word)) {
            before = rest;
        }
        let is_number = before.ends_with(|c: char| c.is_ascii_digit() || c == '.' || NUMERALS.contains(c));
        (before.len() < multiplied.len() && !is_number).then(|| &folded[before.len()..])
    })
}

/// A number and the unit of money behind it, of a text folded to half width: `180万元`, `180(万元)`.
fn number_and_unit(folded: &str) -> Option<(&str, &str)> {
    let text = WORDS.without_prefix(folded);
    let (number, words) = text.split_at(text.find(is_of_han_script)?);
    let closes = |rest: &str| {
        let rest = rest.trim_start();
        rest.is_empty() || WORDS.prefixes.contains(&rest)
    };
    let plain = WORDS.units(words).find(|end| closes(&words[*end..])).map(|end| &words[..end]);
    let short = || {
        UNITS.iter().filter_map(|unit| unit.short).find(|short| words.strip_prefix(short).is_some_and(closes))
    };
    if let Some(unit) = plain.or_else(short) {
        return Some((number, unit));
    }
    let number = number.strip_suffix('(')?;
    let end = WORDS.units(words).find(|end| words[*end..].strip_prefix(')').is_some_and(closes))?;
    Some((number, &words[..end]))
}

/// The last characters of units, by which a text that names none is passed over at once.
static LAST: LazyLock<Vec<char>> = LazyLock::new(|| {
    let mut last: Vec<char> = WORDS.currencies.iter().filter_map(|word| word.chars().last()).collect();
    last.sort_unstable();
    last.dedup();
    last
});

/// The unit of money that a header, a label or a line around a table names: 万元 of `金额(万元)` and of `单位：万元`.
pub(crate) fn unit(text: &str) -> Option<String> {
    if !text.contains(LAST.as_slice()) || text.chars().nth(LONGEST).is_some() {
        return None;
    }
    let found = named(&fold_width(text)).map(|named| fold(named.unit));
    found.or_else(|| glued(&fold(text)).map(str::to_owned))
}

/// Whether a text names a unit of money behind a label: `单位：万元`, and in parentheses alone `（金额单位：万元）`.
pub(crate) fn is_labelled(text: &str) -> bool {
    text.contains([':', '：', ';', '；'])
        && text.contains(LAST.as_slice())
        && named(&fold_width(text)).is_some_and(|named| named.labelled)
}

/// An amount as it is printed, and the unit behind it: `180.00`, `180万元`, `250万`.
pub(crate) fn amount(text: &str) -> Option<(Amount, Option<String>)> {
    match cell_value(text) {
        CellValue::Amount { value, unit, .. } => Some((value, unit)),
        CellValue::Nothing | CellValue::Words => None,
    }
}

/// The number before a unit of money, folded, and the unit: `180` and 万元 of `180万元` and `180（万元）`.
pub(crate) fn at_number(text: &str) -> Option<(String, String)> {
    let text = text.trim();
    if text.len() > LONGEST_AMOUNT || !text.contains(char::is_numeric) {
        return None;
    }
    // Blanks within the number tell how it is read; those around its unit say nothing.
    let folded = fold_width(text);
    let (number, unit) = number_and_unit(folded.trim())?;
    let unit = fold(unit);
    let unit = known(&unit).map_or(unit.as_str(), |unit| unit.name);
    Some((number.trim().to_owned(), unit.to_owned()))
}

/// An amount in Chinese numerals and its unit: 两万五千元, 贰万伍仟元整.
pub(crate) fn in_numerals(text: &str) -> Option<(Amount, String)> {
    let folded = fold(text);
    let mut rest = folded.as_str();
    for closing in &WORDS.closings {
        rest = rest.strip_suffix(closing).unwrap_or(rest);
    }
    let rest = rest.strip_suffix(smallest())?;
    for prefix in &WORDS.prefixes {
        if let Some(bare) = rest.strip_prefix(prefix) {
            return number_in_numerals(bare);
        }
    }
    number_in_numerals(rest)
}

/// A number in Chinese numerals, in the smallest unit.
fn number_in_numerals(text: &str) -> Option<(Amount, String)> {
    let number = chinese(text).map(u64::from).or_else(|| chinese_large(text))?;
    Some((Amount::from(i64::try_from(number).ok()?), smallest().to_owned()))
}

/// The units behind a number as a pattern, the longer ones first.
pub(crate) fn behind_number() -> String {
    let mut words: Vec<&str> =
        UNITS.iter().flat_map(|unit| unit.short.into_iter().chain([unit.name])).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words.join("|")
}

/// Whether a unit is money that converts.
pub(crate) fn converts(unit: &str) -> bool {
    known(unit).is_some()
}

/// How many of the smallest unit one of a unit is; `None` where it does not convert.
pub(crate) fn factor(unit: &str) -> Option<Amount> {
    known(unit).map(|unit| Amount::from(unit.factor))
}

/// An amount in 万元, exactly; `None` where its unit does not convert, or the amount has too many digits.
pub(crate) fn in_wan(amount: Amount, unit: &str) -> Option<Amount> {
    let factor = known(unit)?.factor;
    if factor >= WAN {
        // Times one would be the same, but a factor of one keeps the printed decimals.
        amount.times(Amount::from(factor / WAN))
    } else {
        amount.times(Amount::from(factor)).map(Amount::yuan_to_wan)
    }
}

/// An amount in another unit, exactly; `None` where one of them does not convert.
pub(crate) fn in_unit(amount: Amount, from: &str, to: &str) -> Option<Amount> {
    let (from_factor, to_factor) = (known(from)?.factor, known(to)?.factor);
    if from_factor % to_factor == 0 {
        amount.times(Amount::from(from_factor / to_factor))
    } else if to_factor == WAN {
        in_wan(amount, from)
    } else {
        None
    }
}

/// The money of a target in 万元; `None` for what is no money and for rates such as 元/人.
pub(crate) fn of_target(target: &Target) -> Option<Amount> {
    in_wan(target.number()?, target.unit.as_deref()?)
}

/// How many of its unit's one a number of units counts: 10000 of 万人, 1000 of 千元, 1 of 人.
pub(crate) fn multiple(unit: &str) -> i64 {
    if let Some(known) = known(unit) {
        return known.factor;
    }
    // 千米 and 百分比 begin like multiples and are none; only from ten thousand on a multiple is always one.
    MULTIPLES
        .iter()
        .filter(|(_, factor)| *factor >= WAN)
        .find(|(word, _)| unit.starts_with(word))
        .map_or(1, |(_, factor)| *factor)
}

/// A unit without the words that multiply it: 人 of 万人, 元 of 百万元.
pub(crate) fn without_multiple(unit: &str) -> &str {
    if converts(unit) {
        return smallest();
    }
    MULTIPLES
        .iter()
        .filter(|(_, factor)| *factor >= WAN)
        .find_map(|(word, _)| unit.strip_prefix(word))
        .unwrap_or(unit)
}

/// Whether a text is a word that multiplies and nothing else: 万, 百万.
pub(crate) fn is_multiple(text: &str) -> bool {
    MULTIPLES.iter().any(|(word, _)| *word == text)
}

/// Whether a unit is money, be it one that converts or not.
pub(crate) fn is_money(unit: &str) -> bool {
    converts(unit) || WORDS.currencies.iter().any(|word| unit.ends_with(word))
}

/// The last characters of units that convert and of what may stand behind them, by which other words are passed over.
static LAST_OF_KNOWN: LazyLock<Vec<char>> = LazyLock::new(|| {
    let names = UNITS.iter().flat_map(|unit| unit.short.into_iter().chain([unit.name]));
    names.chain(WORDS.prefixes.iter().copied()).filter_map(|word| word.chars().last()).collect()
});

/// The unit that a word is, 人民币 before or behind it.
fn known(word: &str) -> Option<&'static Unit> {
    if !word.ends_with(LAST_OF_KNOWN.as_slice()) {
        return None;
    }
    let mut bare = word;
    for prefix in &WORDS.prefixes {
        bare = bare.strip_prefix(prefix).unwrap_or(bare);
        bare = bare.strip_suffix(prefix).unwrap_or(bare);
    }
    UNITS.iter().find(|unit| unit.name == bare || unit.short == Some(bare))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_say_the_unit_behind_a_label() {
        for (text, expected) in [
            ("单位：万元", true),
            ("（单位：万元）", true),
            ("（金额单位：元）", true),
            ("[单位:亿元]", true),
            // A header, a unit without its label, and none.
            ("金额（单位：万元）", false),
            ("（万元）", false),
            ("（单位：个）", false),
        ] {
            assert_eq!(is_labelled(text), expected, "{text}");
        }
    }

    #[test]
    fn units_that_texts_name() {
        for (text, expected) in [
            ("金额(万元)", Some("万元")),
            ("项目资金（元）", Some("元")),
            ("项目资金\n（万元）", Some("万元")),
            ("金额（单位：亿元）", Some("亿元")),
            ("金额【千元】", Some("千元")),
            ("金额万元", Some("万元")),
            ("金额百万元", Some("百万元")),
            ("金额千万元", Some("千万元")),
            ("预算数（千万元）", Some("千万元")),
            ("单位：万元", Some("万元")),
            ("单位：元", Some("元")),
            ("单位: 人民币万元", Some("万元")),
            ("单位：百万元", Some("百万元")),
            ("单位：千万元", Some("千万元")),
            ("单 位： 万元", Some("万元")),
            ("单 位： 万 元", Some("万元")),
            ("单位：万元（人民币）", Some("万元")),
            ("部门：青岭县水务局 单位：万元", Some("万元")),
            ("编制单位：青岭县水务局　金额单位：万元", Some("万元")),
            ("单位：万元　公开01表", Some("万元")),
            ("支出表（单位：万元）", Some("万元")),
            ("金额单位：人民币元", Some("元")),
            ("单位：元人民币", Some("元")),
            ("单位：元（保留两位小数）", Some("元")),
            ("单位：元保留两位小数", Some("元")),
            ("单位：(金额：万元)", Some("万元")),
            ("金额（金额单位：人民币 万元）", Some("万元")),
            ("金额（金额 单位：万元）", Some("万元")),
            ("（单位： 万元 ", Some("万元")),
            ("单位：日元千元", Some("日元千元")),
            ("单位：元⼈", None),
            ("金额（万美元）", Some("万美元")),
            ("单位：亿日元", Some("亿日元")),
            ("金额（角）", Some("角")),
            ("单位：港币千元", Some("港币千元")),
            ("金额（百元）", Some("百元")),
            ("编制单位：元江县水务局", None),
            ("编制单位：青岭县水务局", None),
            ("单位：元/件", None),
            ("单价（元/人）", None),
            ("单价（元/人·月）", None),
            ("元月", None),
            ("单位：元月", None),
            ("教学单元", None),
            ("金额", None),
            ("投资100万元", None),
            ("投资五百万元", None),
            ("实际完成值(B)", None),
            ("", None),
        ] {
            assert_eq!(unit(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn amounts_with_their_units() {
        for (text, expected) in [
            ("180.00", Some("180.00 -")),
            ("180万元", Some("180 万元")),
            ("1,800 千元", Some("1800 千元")),
            ("250万", Some("250 万元")),
            ("1.2亿", Some("1.2 亿元")),
            ("3百万元", Some("3 百万元")),
            ("3千万元", Some("3 千万元")),
            ("180万元人民币", Some("180 万元")),
            ("人民币180元", Some("180 元")),
            ("5万美元", Some("5 万美元")),
            ("7角", Some("7 角")),
            ("5元/人", None),
            ("5人", None),
            ("万元", None),
            ("—", None),
            ("约5万元", None),
        ] {
            let found =
                amount(text).map(|(amount, unit)| format!("{amount} {}", unit.as_deref().unwrap_or("-")));
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn amounts_in_wan() {
        for (amount, unit, expected) in [
            ("12.50", "万元", Some("12.50")),
            ("12.50", "万", Some("12.50")),
            ("125000", "元", Some("12.5000")),
            ("125", "千元", Some("12.5000")),
            ("3", "百万元", Some("300")),
            ("1.5", "千万元", Some("1500.0")),
            ("1.2", "亿元", Some("12000.0")),
            ("1.2", "亿", Some("12000.0")),
            ("12.50", "人民币万元", Some("12.50")),
            ("12.50", "万元人民币", Some("12.50")),
            ("12.50", "万美元", None),
            ("12.50", "角", None),
            ("12.50", "元/人", None),
            ("79228162514264337593543950335", "亿元", None),
        ] {
            let amount: Amount = amount.parse().unwrap();
            assert_eq!(
                in_wan(amount, unit).map(|wan| wan.to_string()).as_deref(),
                expected,
                "{amount}{unit}"
            );
        }
    }

    #[test]
    fn multiples_of_units() {
        for (unit, times, bare) in [
            ("万人", 10_000, "人"),
            ("百万吨", 1_000_000, "吨"),
            ("亿元", 100_000_000, "元"),
            ("千元", 1_000, "元"),
            ("千米", 1, "千米"),
            ("百分点", 1, "百分点"),
            ("人", 1, "人"),
        ] {
            assert_eq!((multiple(unit), without_multiple(unit)), (times, bare), "{unit}");
        }
    }
}
