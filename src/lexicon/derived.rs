//! Headers of what is made of other numbers of the same line: 增减额, 增减%, 执行率, 占比, 人均; and what headers say of
//! the numbers that these are made of: which year, planned or spent.

use super::account_header::key;
use super::cell::CellValue;
use super::sense::Sense;
use super::terms::{self, Place};
use crate::model::Amount;
use crate::text::width::fold;

/// What a column is to others beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Derived {
    /// 增减额: this year less the last.
    Change,
    /// 增减%, 增长率: that, of the last year.
    Growth,
    /// 执行率, 完成预算的%: what was spent of what was planned.
    Execution,
    /// 占比: a part of the whole.
    Share,
    /// 人均: for each person.
    Average,
}

/// The year a column is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// 2023年.
    Year(u16),
    /// 上年.
    Last,
    /// 本年.
    This,
}

/// Whether a column is of what was planned or of what was spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Planned {
    /// 年初预算数.
    Initially,
    /// 预算数, 调整预算数.
    Yes,
    /// 决算数, 执行数.
    Spent,
}

/// The signs of hundredths.
pub(crate) const PERCENT: [char; 2] = ['%', '％'];

/// Which column is made of others, by its header from top to bottom; `None` where the header does not say so certainly.
pub(crate) fn derived(stack: &[String]) -> Option<Derived> {
    let whole = fold(&stack.concat());
    let holds = |sense| terms::holds(Place::Account, sense, &whole);
    if holds(Sense::PerHead) {
        return Some(Derived::Average);
    }
    if holds(Sense::Execution) {
        return Some(Derived::Execution);
    }
    if holds(Sense::Change) {
        let lowest = stack.last().map(|lowest| fold(lowest)).unwrap_or_default();
        // 下降% has no sign where it is one, and 减少额 neither.
        return match terms::holds(Place::Account, Sense::RateWord, &lowest) {
            _ if holds(Sense::Decrease) => None,
            true => Some(Derived::Growth),
            false => Some(Derived::Change),
        };
    }
    holds(Sense::Share).then_some(Derived::Share)
}

/// Whether a column is made of others, whatever of them: no part of a sum beside it.
pub(crate) fn is_derived(header: &str) -> bool {
    let words = [Sense::PerHead, Sense::Execution, Sense::Change, Sense::Share];
    words.into_iter().any(|sense| terms::holds(Place::Account, sense, header))
}

/// Whether a header is that of numbers of persons.
pub(crate) fn is_of_persons(stack: &[String]) -> bool {
    stack.last().is_some_and(|lowest| terms::holds(Place::Account, Sense::Persons, lowest))
        && derived(stack).is_none()
}

/// Which year a column is of, by its header: the lowest that says one.
pub(crate) fn when(stack: &[String]) -> Option<When> {
    stack.iter().rev().find_map(|text| {
        let folded = fold(text);
        if let Some(year) = years(&folded).into_iter().next() {
            return Some(When::Year(year));
        }
        let holds = |sense| terms::holds(Place::Account, sense, &folded);
        match () {
            () if holds(Sense::LastYear) => Some(When::Last),
            () if holds(Sense::ThisYear) => Some(When::This),
            () => None,
        }
    })
}

/// The two years of a comparison, the one that is compared first: 2024 and 2023 of 2024年预算数比2023年执行数.
pub(crate) fn compared(stack: &[String]) -> Option<(String, String)> {
    stack.iter().find_map(|text| {
        let folded = fold(text);
        let word = terms::held(Place::Account, Sense::Comparison, &folded).next()?;
        let (this, last) = folded.split_once(word.words)?;
        (!this.is_empty() && !last.is_empty()).then(|| (this.to_owned(), last.to_owned()))
    })
}

/// Whether a comparison is one with what was planned where a header is of what was spent, or the other way round:
/// 比上年预算数增减 beside 上年决算数.
pub(crate) fn is_other_stage(comparison: &[String], header: &[String]) -> bool {
    let with = comparison.iter().find_map(|text| {
        let folded = fold(text);
        let word = terms::held(Place::Account, Sense::Comparison, &folded).next()?;
        folded.split_once(word.words).map(|(_, with)| with.to_owned())
    });
    let is_spent = |stack: &[String]| planned(stack).map(|planned| planned == Planned::Spent);
    let pair = with.and_then(|with| is_spent(&[with])).zip(is_spent(header));
    pair.is_some_and(|(with, own)| with != own)
}

/// Whether a header says the name that a comparison gives to it.
pub(crate) fn is_named(stack: &[String], name: &str) -> bool {
    stack.iter().any(|text| {
        let text = fold(text);
        !text.is_empty() && name.starts_with(&text)
    })
}

/// Whether a column is of what was planned or spent; `None` where its header names neither.
pub(crate) fn planned(stack: &[String]) -> Option<Planned> {
    stack.iter().rev().find_map(|text| {
        let key = key(text);
        let holds = |sense| terms::holds(Place::Account, sense, &key);
        match () {
            () if holds(Sense::SpentStage) => Some(Planned::Spent),
            () if !holds(Sense::PlannedStage) => None,
            () if holds(Sense::InitialStage) => Some(Planned::Initially),
            () => Some(Planned::Yes),
        }
    })
}

/// Whether a header says that it is of what was planned at the beginning of the year: 占年初预算%.
pub(crate) fn names_initial(stack: &[String]) -> bool {
    terms::holds(Place::Account, Sense::InitialStage, &stack.concat())
}

/// Whether a header counts in hundredths: 占比（%）.
pub(crate) fn is_in_percent(stack: &[String]) -> bool {
    stack.iter().any(|text| text.contains(PERCENT))
}

/// The number of a rate, and whether a percent sign stands behind it: `-16.67%`; `None` where there is no number.
pub(crate) fn rate(text: &str) -> Option<(Amount, bool)> {
    let text = text.trim();
    let bare = text.strip_suffix(PERCENT);
    let number = CellValue::of(bare.unwrap_or(text).trim_end()).amount()?;
    Some((number, bare.is_some()))
}

/// The years that a text names, in order.
fn years(folded: &str) -> Vec<u16> {
    let digits = folded.split(|c: char| !c.is_ascii_digit()).filter(|digits| digits.len() == 4);
    digits.filter_map(|digits| digits.parse().ok()).filter(|year| YEARS.contains(year)).collect()
}

/// Years that disclosures are of: other numbers of four digits are none.
const YEARS: std::ops::Range<u16> = 1990..2100;

#[cfg(test)]
mod tests {
    use super::*;

    fn stack(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn columns_made_of_others() {
        for (texts, expected) in [
            (&["2024年预算数比2023年执行数", "增减额"][..], Some(Derived::Change)),
            (&["2024年预算数比2023年执行数", "增减%"], Some(Derived::Growth)),
            (&["比上年增减（%）"], Some(Derived::Growth)),
            (&["比上年增减", "比例"], Some(Derived::Growth)),
            (&["增长率"], Some(Derived::Growth)),
            (&["增幅（%）"], Some(Derived::Growth)),
            (&["预算执行率"], Some(Derived::Execution)),
            (&["决算数占年初预算%"], Some(Derived::Execution)),
            (&["占总支出比重（%）"], Some(Derived::Share)),
            (&["占比"], Some(Derived::Share)),
            (&["人均支出（元）"], Some(Derived::Average)),
            (&["下降%"], None),
            (&["比上年减少额"], None),
            (&["2024年预算数", "合计"], None),
            (&["征收率"], None),
            (&["基本支出"], None),
        ] {
            assert_eq!(derived(&stack(texts)), expected, "{texts:?}");
        }
    }

    #[test]
    fn years_and_stages() {
        for (texts, expected) in [
            (&["2024年预算数", "合计"][..], Some(When::Year(2024))),
            (&["上年执行数"], Some(When::Last)),
            (&["本年预算数", "小计"], Some(When::This)),
            (&["合计"], None),
        ] {
            assert_eq!(when(&stack(texts)), expected, "{texts:?}");
        }
        for (texts, expected) in [
            (&["2024年预算数", "合计"][..], Some(Planned::Yes)),
            (&["年初预算数"], Some(Planned::Initially)),
            (&["2023年执行数"], Some(Planned::Spent)),
            (&["预算执行数"], Some(Planned::Spent)),
            (&["决算数", "合计"], Some(Planned::Spent)),
            (&["合计"], None),
        ] {
            assert_eq!(planned(&stack(texts)), expected, "{texts:?}");
        }
        for (comparison, header, expected) in [
            ("比上年预算数增减额", "上年决算数", true),
            ("比上年预算数增减额", "上年预算数", false),
            ("比上年增减额", "上年决算数", false),
            ("增减额", "上年决算数", false),
        ] {
            let is_other = is_other_stage(&stack(&[comparison]), &stack(&[header]));
            assert_eq!(is_other, expected, "{comparison} {header}");
        }
        let of = compared(&stack(&["2024年预算数比2023年执行数", "增减额"]));
        assert_eq!(of, Some(("2024年预算数".to_owned(), "2023年执行数".to_owned())));
        assert_eq!(compared(&stack(&["比上年增减"])), None);
    }

    #[test]
    fn rates() {
        for (text, expected) in [
            ("-16.67%", Some(("-16.67", true))),
            ("75％", Some(("75", true))),
            ("0.35", Some(("0.35", false))),
            ("—", None),
            ("", None),
            ("持平", None),
            ("12.5%%", None),
        ] {
            let expected = expected.map(|(number, percent)| (number.parse().unwrap(), percent));
            assert_eq!(rate(text), expected, "{text}");
        }
    }
}
