//! The labels of forms: which cell says what the cell beside it holds.
//!
//! Fixed labels stand in `terms.tsv`; those of goals, results and indicators are put together of a few words
//! in many orders, and are told by these.

use super::key::letters;
use super::sense::Sense;
use super::terms::{self, Place};
use crate::model::Period;
use crate::text::width::fold_width;

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

/// What the labels of goals, results and indicators are made of, the longer word before its beginning.
const WORDS: &[&str] = &[
    "绩效",
    "年度",
    "年初",
    "当年",
    "本年度",
    "本年",
    "全年",
    "总体",
    "整体",
    "中长期",
    "中期",
    "长期",
    "实施期",
    "滚动",
    "预期",
    "项目",
    "部门",
    "单位",
    "支出",
    "设定",
    "计划",
    "财政",
    "资金",
    "专项",
    "政策",
    "申报",
    "情况",
    "内容",
    "描述",
    "期间",
    "三年",
    "主要",
    "任务",
    "工作",
    "实施",
    "实际",
    "完成",
    "实现",
    "综述",
    "概述",
    "目标",
    "指标",
    "及",
    "和",
    "的",
    "期",
    "总",
    "值",
    "年",
];

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
    let letters = short_letters(text)?;
    let senses = terms::whole(Place::Form, text);
    let listed = SENSES
        .iter()
        .find(|(sense, _)| senses.iter().any(|term| term.sense == *sense))
        .map(|(_, label)| *label);
    listed.or_else(|| composed(&letters))
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

/// The period that a label names: 年度, 中期, 长期, 实施期, 总目标.
pub(crate) fn period(text: &str) -> Option<Period> {
    let letters = letters(text);
    let has = |words: &[&str]| words.iter().any(|word| letters.contains(word));
    if has(&["中期", "长期", "实施期", "滚动", "三年"]) {
        Some(Period::MediumTerm)
    } else if has(&["年度", "当年", "本年", "全年"]) {
        Some(Period::Annual)
    } else if has(&["总目标", "总绩效目标"]) {
        Some(Period::Total)
    } else {
        None
    }
}

/// A text of several lines on one: Chinese words are put together without a gap.
pub(crate) fn flat(text: &str) -> String {
    let mut joined = String::new();
    for line in text.split('\n').map(str::trim).filter(|line| !line.is_empty()) {
        if joined.ends_with(|c: char| c.is_ascii()) && line.starts_with(|c: char| c.is_ascii()) {
            joined.push(' ');
        }
        joined.push_str(line);
    }
    joined
}

/// A cell that says that there is nothing: blank, a dash, 无.
pub(crate) fn is_nothing(text: &str) -> bool {
    let folded = fold_width(text);
    let bare = folded.trim();
    bare == "无" || bare.chars().all(|c| matches!(c, '-' | '—' | '–' | '/' | '\\' | '*' | '_' | ' '))
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
    let letters = if numbered && bare != "目标" && bare != "绩效目标" { bare } else { letters };
    let mut rest = letters;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        // 2024年目标 is a label, 目标1 is the number of a goal.
        if digits == 4 && rest[digits..].starts_with('年') {
            rest = &rest[digits..];
        }
        let word = WORDS.iter().find(|word| rest.starts_with(**word))?;
        rest = &rest[word.len()..];
    }
    if letters.contains("完成情况") || letters.contains("实现情况") || letters.contains("实际完成")
    {
        Some(Label::Achievement)
    } else if letters.ends_with("指标") {
        Some(Label::Indicators)
    } else if letters.contains("目标") && !letters.ends_with('值') && !letters.contains("指标") {
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

    #[test]
    fn periods() {
        for (text, expected) in [
            ("年度总体目标", Some(Period::Annual)),
            ("中期滚动目标（2022年--2024年）", Some(Period::MediumTerm)),
            ("实施期总目标", Some(Period::MediumTerm)),
            ("项目总目标", Some(Period::Total)),
            ("总体目标", None),
            ("绩效目标", None),
        ] {
            assert_eq!(period(text), expected, "{text}");
        }
    }
}
