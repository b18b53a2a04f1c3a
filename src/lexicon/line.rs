//! What a line around a table, or a row that is no part of its body, says by its words.

use super::sense::Sense;
use super::terms::{self, Place};
use crate::text::width::fold;

/// How much of a line is looked at for the word that it begins with.
const BEGINNING: usize = 12;

/// A longer label is no signature's: 财务负责人及电话 is one of the longest.
const LONGEST_SIGNATURE: usize = 8;

/// Whether a line begins like a note: `注：…`, `备注：…`, `注1：…`.
pub(crate) fn is_note(line: &str) -> bool {
    let beginning: String = fold(line).chars().take(BEGINNING).collect();
    if terms::holds(Place::Caption, Sense::Note, &beginning) {
        return true;
    }
    // A note may be counted: the number stands before the colon.
    let digit = beginning.find(|c: char| c.is_ascii_digit());
    digit.is_some_and(|at| {
        beginning[at + 1..].starts_with([':', '.', '、'])
            && terms::holds(Place::Caption, Sense::Note, &format!("{}:", &beginning[..at]))
    })
}

/// Whether a text begins with a label of the lines above a table: `编制部门：…`, `单位：万元`.
pub(crate) fn is_labelled(text: &str) -> bool {
    terms::holds(Place::Caption, Sense::LineLabel, text)
}

/// Whether a text says who made or signed a table, and when: `填表人：…`, `审核：…`.
pub(crate) fn is_signature(text: &str) -> bool {
    fold(text).split_once(':').is_some_and(|(label, _)| {
        label.chars().count() <= LONGEST_SIGNATURE && terms::holds(Place::Caption, Sense::Signature, label)
    })
}

/// Whether a text begins like what stands below a table: a note, or who made or signed it.
pub(crate) fn is_closing(text: &str) -> bool {
    is_note(text) || terms::holds(Place::Caption, Sense::Signature, text)
}

/// Whether a text says that its row counts the columns: 栏次.
pub(crate) fn counts_columns(text: &str) -> bool {
    terms::has(Place::Caption, Sense::ColumnCount, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_lines() {
        for (line, note, labelled, counting) in [
            ("注：本表无数据", true, false, false),
            ("备注: 无", true, false, false),
            ("注1：甲", true, false, false),
            ("注1.甲", true, false, false),
            ("※ 甲", true, false, false),
            ("注意事项", false, false, false),
            ("说明情况", false, false, false),
            ("单位：万元", false, true, false),
            ("编制部门：青岭县水务局", false, true, false),
            ("单位预算", false, false, false),
            ("栏　次", false, false, true),
            ("", false, false, false),
        ] {
            assert!(!is_signature(line), "{line}");
            let found = (is_note(line), is_labelled(line), counts_columns(line));
            assert_eq!(found, (note, labelled, counting), "{line}");
        }
    }

    #[test]
    fn signatures() {
        for line in ["填表人：甲", "审核：", "单位负责人: 甲", "联系电话：000"] {
            assert!(is_signature(line), "{line}");
        }
        for line in ["填表人", "负责人及其他需要说明的事项：甲", "资金审核：甲"] {
            assert!(!is_signature(line), "{line}");
        }
    }
}
