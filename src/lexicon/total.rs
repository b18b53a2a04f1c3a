//! What adds up: a row that sums up others, and a part that is told of a sum.

use std::sync::LazyLock;

use super::key::key;
use super::sense::Sense;
use super::terms::{self, Place};
use crate::model::Sign;
use crate::text::width::fold;

/// What a row or a column is to those that it adds up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sum {
    /// 合计, 总计: the sum of a whole table.
    Total,
    /// 小计, 长山县民政局小计: the sum of a part of a table.
    Subtotal,
    /// 总分: the sum of weights and scores.
    Points,
}

/// What is longer is no name of an office with 小计 behind it.
const LONGEST: usize = 30;

/// The senses of words that add up.
const SUMS: &[(Sense, Sum)] =
    &[(Sense::Total, Sum::Total), (Sense::TotalScore, Sum::Points), (Sense::Subtotal, Sum::Subtotal)];

/// The last characters of those words, by which a text that is none is passed over at once.
static ENDINGS: LazyLock<Vec<char>> = LazyLock::new(|| {
    let words = SUMS.iter().flat_map(|(sense, _)| terms::terms(Place::Prose, *sense));
    let mut endings: Vec<char> = words.filter_map(|term| term.words.chars().last()).collect();
    endings.sort_unstable();
    endings.dedup();
    endings
});

/// What a cell says that its row adds up.
pub(crate) fn sum(text: &str) -> Option<Sum> {
    if !text.contains(ENDINGS.as_slice()) {
        return None;
    }
    let folded = fold(text);
    let bare = folded.trim_end_matches(':');
    if bare.is_empty() || bare.chars().nth(LONGEST).is_some() {
        return None;
    }
    SUMS.iter().find(|(sense, _)| terms::has(Place::Prose, *sense, bare)).map(|(_, sum)| *sum)
}

/// Whether a name of a budget table is that of a sum: 合计, 本年收入合计, 收入总计, 小计.
pub(crate) fn is_account_sum(name: &str) -> bool {
    let key = key(name);
    [Sense::Total, Sense::Subtotal].into_iter().any(|sense| terms::holds(Place::Account, sense, &key))
}

/// Whether a name of a budget table is that of the sum of everything: 收入总计, 总计.
pub(crate) fn is_grand(name: &str) -> bool {
    terms::holds(Place::Account, Sense::GrandTotal, &key(name))
}

/// What a name of a budget table says of a sum: taken away from it, as `减：上缴财政` is, or added besides, as `加：`.
pub(crate) fn sign(name: &str) -> Option<Sign> {
    let holds = |sense| terms::holds(Place::Account, sense, name);
    match () {
        () if holds(Sense::TakenAway) => Some(Sign::Minus),
        () if holds(Sense::Added) => Some(Sign::Plus),
        () => None,
    }
}

/// Whether a header names the whole of a sum rather than a part: 资金总额, 合计.
pub(crate) fn is_whole(header: &str) -> bool {
    terms::holds(Place::Prose, Sense::Whole, header)
}

/// Whether a text begins the parts of a sum: `其中：财政拨款`.
pub(crate) fn is_of_which(text: &str) -> bool {
    terms::holds(Place::Prose, Sense::OfWhich, text)
}

/// The part that a text names: 财政拨款 of `其中：财政拨款`.
pub(crate) fn part(text: &str) -> &str {
    let text = text.trim();
    let rest = terms::terms(Place::Prose, Sense::OfWhich).find_map(|term| text.strip_prefix(term.words));
    rest.unwrap_or(text).trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '：'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_add_up() {
        for (text, expected) in [
            ("合计", Some(Sum::Total)),
            ("合　计：", Some(Sum::Total)),
            ("总计", Some(Sum::Total)),
            ("金额合计", Some(Sum::Total)),
            ("合计（万元）", Some(Sum::Total)),
            ("小计", Some(Sum::Subtotal)),
            ("小计：", Some(Sum::Subtotal)),
            ("长山县民政局小计", Some(Sum::Subtotal)),
            ("总分", Some(Sum::Points)),
            ("得分合计", Some(Sum::Points)),
            ("合计补助人数", None),
            ("社区服务合计", None),
            ("其中：财政拨款", None),
            ("", None),
        ] {
            assert_eq!(sum(text), expected, "{text}");
        }
        for (name, expected) in
            [("本年收入合计", true), ("支出总计（元）", true), ("小计", true), ("合计补助", false)]
        {
            assert_eq!(is_account_sum(name), expected, "{name}");
        }
    }

    #[test]
    fn wholes_and_parts() {
        assert!(is_whole("年度资金总额（万元）") && is_whole("合计") && !is_whole("财政拨款"));
        assert!(is_of_which(" 其中：上级资金") && !is_of_which("上级资金"));
        for text in ["其中：财政拨款", "其中财政拨款", "其中:\n财政拨款", "财政拨款"] {
            assert_eq!(part(text), "财政拨款", "{text}");
        }
    }
}
