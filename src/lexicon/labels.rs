//! The labels of forms: which cell says what the cell beside it holds, as the sense that its words have there.
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
const SENSES: &[Sense] = &[
    Sense::Name,
    Sense::Code,
    Sense::NameAndCode,
    Sense::Department,
    Sense::DepartmentCode,
    Sense::Unit,
    Sense::UnitCode,
    Sense::Organisation,
    Sense::Funds,
    Sense::Annual,
    Sense::Amount,
    Sense::Total,
    Sense::Medium,
    Sense::Initial,
    Sense::Budget,
    Sense::Executed,
    Sense::Rate,
    Sense::Tasks,
    Sense::Duties,
    Sense::Other,
];

/// What a label says that the cell beside it holds; `None` for what is no label.
pub(crate) fn label(text: &str) -> Option<Sense> {
    let senses = terms::whole(Place::Form, text);
    let listed = SENSES.iter().copied().find(|sense| senses.iter().any(|term| term.sense == *sense));
    listed.or_else(|| composed(&short_letters(text)?))
}

/// Whether a text is a term of forms that has a sense: that of a task's total, or of the total of scores.
pub(crate) fn is(sense: Sense, text: &str) -> bool {
    short_letters(text).is_some() && terms::has(Place::Form, sense, text)
}

/// A label that stands in one cell with its value, and the value: `预算单位：青岭县水务局`.
pub(crate) fn with_value(text: &str) -> Option<(Sense, &str)> {
    let (before, after) = text.split_once([':', '：'])?;
    // 年度目标1：… is a numbered goal, not a label with its value.
    let label = label(before).filter(|_| !before.trim_end().ends_with(|c: char| c.is_ascii_digit()))?;
    (!after.trim().is_empty()).then(|| (label, after.trim()))
}

/// Whether a text ends with a label of a sense, whatever stands before it: `单位：水务局　项目名称`.
pub(crate) fn is_label_at_end(sense: Sense, text: &str) -> bool {
    terms::terms(Place::Form, sense).any(|term| term.is_whole() && text.trim_end().ends_with(term.words))
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
fn composed(letters: &str) -> Option<Sense> {
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
        Some(Sense::Achievement)
    } else if letters.ends_with(INDICATOR) {
        Some(Sense::Indicators)
    } else if holds(Sense::GoalWord) && !holds(Sense::ValueWord) && !letters.contains(INDICATOR) {
        Some(Sense::Goals)
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
            ("项目名称", Some(Sense::Name)),
            ("项 目\n名 称：", Some(Sense::Name)),
            ("一、项目名称", Some(Sense::Name)),
            ("项目名称（盖章）", Some(Sense::Name)),
            ("主管部门及代码", Some(Sense::Department)),
            ("项目资金\n（万元）", Some(Sense::Funds)),
            ("年度资金总额：", Some(Sense::Annual)),
            ("年\n度\n绩\n效\n目\n标", Some(Sense::Goals)),
            ("年度总体绩效目标", Some(Sense::Goals)),
            ("中期滚动目标（2022年--2024年）", Some(Sense::Goals)),
            ("2024年度目标", Some(Sense::Goals)),
            ("绩?????? 效\n指 标", Some(Sense::Indicators)),
            ("长期绩效指标", Some(Sense::Indicators)),
            ("实际完成情况", Some(Sense::Achievement)),
            ("全年实际完成情况", Some(Sense::Achievement)),
            ("全年执行数（B）", Some(Sense::Executed)),
            ("部门（单位）名称", Some(Sense::Organisation)),
            ("名称", None),
            ("姓名", None),
            ("目标1：", None),
            ("目标", Some(Sense::Goals)),
            ("长期目标1", Some(Sense::Goals)),
            ("1.项目年度目标完成情况", Some(Sense::Achievement)),
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
