//! The labels of forms: which cell says what the cell beside it holds.
//!
//! Fixed labels stand in `terms.tsv`; those of goals, results and indicators are put together of a few words
//! in many orders, and are told by these.

use std::sync::LazyLock;

pub(crate) use super::grammar::target::is_nothing;
use super::key::{INDICATOR, letters};
use super::period::PERIODS;
pub(crate) use super::period::period;
use super::sense::Sense;
use super::terms::{self, Place};
pub(crate) use crate::text::lines::one_line as flat;

/// What the cell beside a label holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Label {
    /// 项目名称.
    Name,
    /// 项目编码.
    Code,
    /// 项目名称及编码.
    NameAndCode,
    /// 主管部门.
    Department,
    /// 主管部门编码.
    DepartmentCode,
    /// 实施单位.
    Unit,
    /// 预算单位编码.
    UnitCode,
    /// 部门名称, of a form for a whole department.
    Organisation,
    /// 项目资金（万元）, beside a block of amounts.
    Funds,
    /// 年度资金总额.
    AnnualAmount,
    /// 资金总额, of whatever time.
    Amount,
    /// 项目资金总额.
    TotalAmount,
    /// 实施期资金总额.
    MediumAmount,
    /// 年初预算数.
    Initial,
    /// 全年预算数.
    Budget,
    /// 全年执行数.
    Executed,
    /// 执行率.
    Rate,
    /// 绩效目标.
    Goals,
    /// 实际完成情况, beside the goals.
    Achievement,
    /// 绩效指标, beside a block of indicators.
    Indicators,
    /// 年度主要任务.
    Tasks,
    /// 部门职责.
    Duties,
    /// A label of something that a project does not hold: 联系电话.
    Other,
}

/// Labels longer than this are prose.
const LONGEST: usize = 30;

/// What the labels of goals, results and indicators are put together of, the longer word first.
static PARTS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let periods = PERIODS.iter().flat_map(|(sense, _)| terms::terms(Place::Header, *sense));
    let parts = terms::terms(Place::Form, Sense::LabelPart).chain(periods);
    let mut parts: Vec<&str> = parts.map(|term| term.words).collect();
    parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
    parts
});

/// What the first of those words begin with, in their order: most cells begin with something else.
static FIRST_LETTERS: LazyLock<Vec<char>> = LazyLock::new(|| {
    let mut letters: Vec<char> = PARTS.iter().filter_map(|part| part.chars().next()).collect();
    letters.sort_unstable();
    letters.dedup();
    letters
});

/// The senses that stand for a label by themselves; the others only mean something in their place.
const SENSES: &[(Sense, Label)] = &[
    (Sense::Name, Label::Name),
    (Sense::Code, Label::Code),
    (Sense::NameAndCode, Label::NameAndCode),
    (Sense::Department, Label::Department),
    (Sense::DepartmentCode, Label::DepartmentCode),
    (Sense::Unit, Label::Unit),
    (Sense::UnitCode, Label::UnitCode),
    (Sense::Organisation, Label::Organisation),
    (Sense::Funds, Label::Funds),
    (Sense::Annual, Label::AnnualAmount),
    (Sense::Amount, Label::Amount),
    (Sense::Total, Label::TotalAmount),
    (Sense::Medium, Label::MediumAmount),
    (Sense::Initial, Label::Initial),
    (Sense::Budget, Label::Budget),
    (Sense::Executed, Label::Executed),
    (Sense::Rate, Label::Rate),
    (Sense::Tasks, Label::Tasks),
    (Sense::Duties, Label::Duties),
    (Sense::Other, Label::Other),
];

/// What a label says that the cell beside it holds; `None` for what is no label.
pub(crate) fn label(text: &str) -> Option<Label> {
    let senses = terms::whole(Place::Form, text);
    let listed = SENSES
        .iter()
        .find(|(sense, _)| senses.iter().any(|term| term.sense == *sense))
        .map(|(_, label)| *label);
    listed.or_else(|| composed(&short_letters(text)?))
}

/// Whether a text is a term of forms that has a sense: that of a task's total, or of the total of scores.
pub(crate) fn is(sense: Sense, text: &str) -> bool {
    short_letters(text).is_some() && terms::has(Place::Form, sense, text)
}

/// A label that stands in one cell with its value, and the value: `预算单位：青岭县水务局`.
pub(crate) fn with_value(text: &str) -> Option<(Label, &str)> {
    let (before, after) = text.split_once([':', '：'])?;
    // 年度目标1：… is a numbered goal, not a label with its value.
    let label = label(before).filter(|_| !before.trim_end().ends_with(|c: char| c.is_ascii_digit()))?;
    (!after.trim().is_empty()).then(|| (label, after.trim()))
}

/// The value of a line that holds several: up to the next gap, `青岭县水务局` of `青岭县水务局　　单位：万元`.
pub(crate) fn up_to_gap(value: &str) -> &str {
    let folded: Vec<(usize, char)> = value.char_indices().collect();
    let gap = folded.windows(2).find(|pair| {
        let wide = |c: char| c.is_whitespace();
        wide(pair[0].1) && (wide(pair[1].1) || pair[0].1 == '\u{3000}' || pair[0].1 == '\t')
    });
    gap.map_or(value, |pair| &value[..pair[0].0])
}

/// The number behind a label of a goal: 2 of 年度目标2.
pub(crate) fn number(text: &str) -> Option<u32> {
    let letters = letters(text);
    let bare = letters.trim_end_matches(|c: char| c.is_ascii_digit());
    letters[bare.len()..].parse().ok()
}

fn short_letters(text: &str) -> Option<String> {
    // Cheap first: most cells are no labels.
    if text.len() > LONGEST * 12 {
        return None;
    }
    let letters = letters(text);
    (!letters.is_empty() && letters.chars().count() <= LONGEST).then_some(letters)
}

/// A label put together of words: 年度总体绩效目标, 全年实际完成情况, 长期绩效指标.
fn composed(letters: &str) -> Option<Label> {
    // 年度绩效目标2 is a label; 目标2 alone is the number of a goal.
    let bare = letters.trim_end_matches(|c: char| c.is_ascii_digit());
    let numbered = (1..=2).contains(&(letters.len() - bare.len()));
    let letters =
        if numbered && !terms::has(Place::Header, Sense::GoalNumber, bare) { bare } else { letters };
    let mut rest = letters;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        // 2024年目标 is a label, 目标1 is the number of a goal.
        if digits == 4 && rest[digits..].starts_with('年') {
            rest = &rest[digits..];
        }
        FIRST_LETTERS.binary_search(&rest.chars().next()?).ok()?;
        let word = PARTS.iter().find(|word| rest.starts_with(**word))?;
        rest = &rest[word.len()..];
    }
    let holds = |sense| terms::holds(Place::Header, sense, letters);
    if holds(Sense::Achievement) {
        Some(Label::Achievement)
    } else if letters.ends_with(INDICATOR) {
        Some(Label::Indicators)
    } else if holds(Sense::GoalWord) && !holds(Sense::ValueWord) && !letters.contains(INDICATOR) {
        Some(Label::Goals)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_modulo_spelling() {
        for (text, expected) in [
            ("项目名称", Some(Label::Name)),
            ("项 目\n名 称：", Some(Label::Name)),
            ("一、项目名称", Some(Label::Name)),
            ("项目名称（盖章）", Some(Label::Name)),
            ("主管部门及代码", Some(Label::Department)),
            ("项目资金\n（万元）", Some(Label::Funds)),
            ("年度资金总额：", Some(Label::AnnualAmount)),
            ("年\n度\n绩\n效\n目\n标", Some(Label::Goals)),
            ("年度总体绩效目标", Some(Label::Goals)),
            ("中期滚动目标（2022年--2024年）", Some(Label::Goals)),
            ("2024年度目标", Some(Label::Goals)),
            ("绩?????? 效\n指 标", Some(Label::Indicators)),
            ("长期绩效指标", Some(Label::Indicators)),
            ("实际完成情况", Some(Label::Achievement)),
            ("全年实际完成情况", Some(Label::Achievement)),
            ("全年执行数（B）", Some(Label::Executed)),
            ("部门（单位）名称", Some(Label::Organisation)),
            ("名称", None),
            ("姓名", None),
            ("目标1：", None),
            ("目标", Some(Label::Goals)),
            ("长期目标1", Some(Label::Goals)),
            ("1.项目年度目标完成情况", Some(Label::Achievement)),
            ("项目支出绩效目标表", None),
            ("产出指标", None),
            ("一级指标", None),
            ("青岭县水务局", None),
            ("", None),
        ] {
            assert_eq!(label(text), expected, "{text}");
        }
    }
}
