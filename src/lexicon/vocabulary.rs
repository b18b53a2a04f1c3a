//! What a column is called: the headers of performance tables and what their columns hold.

use super::key::outside_parentheses;
use super::marks;
use super::sense::Sense;
use super::terms::{self, Place};
use crate::model::ColumnRole;
use crate::text::width::fold;

/// What is longer is no header.
const LONGEST_HEADER: usize = 120;

/// What the column under a header holds. Of a header of two levels joined into one (`绩效指标 一级指标`) the last
/// part that says something counts.
pub fn role(header: &str) -> Option<ColumnRole> {
    if header.chars().nth(LONGEST_HEADER).is_some() {
        return None;
    }
    // What stands behind the words may point to a note.
    let is_mark = |c: char| marks::is_raised(c) || marks::is_circled(c) || marks::is_note_sign(c);
    let header = header.trim_end_matches(is_mark);
    // Most texts are asked once for each cell and head nothing; of those in one piece the last letter tells.
    if !header.contains(parts_words) && !terms::may_end(Place::Performance, header) {
        return None;
    }
    known(header).or_else(|| last_part(header)).or_else(|| {
        let bare = outside_parentheses(&fold(header));
        terms::may_end(Place::Performance, &bare).then(|| joined(&bare)).flatten()
    })
}

/// The role of the last part of a header of two levels that says something.
fn last_part(header: &str) -> Option<ColumnRole> {
    let parts: Vec<&str> = header.split(parts_levels).collect();
    parts.iter().rev().filter(|_| parts.len() > 1).find_map(|part| known(part))
}

/// Whether a character stands between two levels of a header.
fn parts_levels(c: char) -> bool {
    c.is_whitespace() || matches!(c, '/' | '／' | '|' | '-' | '—' | '－')
}

/// Whether a character stands between the words of a header, or around some of them.
fn parts_words(c: char) -> bool {
    parts_levels(c) || terms::is_parenthesis(c)
}

fn known(header: &str) -> Option<ColumnRole> {
    terms::whole(Place::Performance, header).first().and_then(|term| role_of(term.sense))
}

/// 绩效指标一级指标: the upper header runs into the lower one; both must be headers.
fn joined(folded: &str) -> Option<ColumnRole> {
    let cuts = folded.char_indices().map(|(at, _)| at).skip(1).take(24);
    cuts.filter(|at| known(&folded[..*at]).is_some()).find_map(|at| known(&folded[at..]))
}

/// The role that a sense is; it has the same name in the document.
fn role_of(sense: Sense) -> Option<ColumnRole> {
    Some(match sense {
        Sense::Code => ColumnRole::Code,
        Sense::Name => ColumnRole::Name,
        Sense::Department => ColumnRole::Department,
        Sense::Unit => ColumnRole::Unit,
        Sense::Amount => ColumnRole::Amount,
        Sense::Goals => ColumnRole::Goals,
        Sense::Indicators => ColumnRole::Indicators,
        Sense::Level1 => ColumnRole::Level1,
        Sense::Level2 => ColumnRole::Level2,
        Sense::Indicator => ColumnRole::Indicator,
        Sense::Operator => ColumnRole::Operator,
        Sense::Target => ColumnRole::Target,
        Sense::TargetUnit => ColumnRole::TargetUnit,
        Sense::TargetKind => ColumnRole::TargetKind,
        Sense::Weight => ColumnRole::Weight,
        Sense::Actual => ColumnRole::Actual,
        Sense::Score => ColumnRole::Score,
        Sense::Reason => ColumnRole::Reason,
        Sense::Explanation => ColumnRole::Explanation,
        Sense::Direction => ColumnRole::Direction,
        Sense::Number => ColumnRole::Number,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_have_the_names_of_their_senses() {
        for sense in Sense::ALL {
            let named = serde_json::from_value(serde_json::Value::String(sense.name().to_owned())).ok();
            assert_eq!(role_of(*sense), named, "{}", sense.name());
        }
    }

    #[test]
    fn every_header_of_the_table_names_a_role() {
        for sense in Sense::ALL {
            for term in terms::terms(Place::Performance, *sense) {
                assert!(role_of(*sense).is_some(), "{}", term.words);
                assert_eq!(role(term.words), role_of(*sense), "{}", term.words);
            }
        }
    }

    #[test]
    fn roles_modulo_spelling() {
        for (header, expected) in [
            ("金额（万元）", Some(ColumnRole::Amount)),
            ("金额 (元)", Some(ColumnRole::Amount)),
            ("*指标值", Some(ColumnRole::Target)),
            ("金额（万元）¹", Some(ColumnRole::Amount)),
            ("指标值（A）②", Some(ColumnRole::Target)),
            ("年度指标值（A）", Some(ColumnRole::Target)),
            ("实际完成值（B）", Some(ColumnRole::Actual)),
            ("指标值(或计划水平)", Some(ColumnRole::Target)),
            ("一级", Some(ColumnRole::Level1)),
            ("一级\n指标", Some(ColumnRole::Level1)),
            ("绩效指标 一级指标", Some(ColumnRole::Level1)),
            ("绩效指标一级指标", Some(ColumnRole::Level1)),
            ("项 目 名 称", Some(ColumnRole::Name)),
            ("绩效指标", Some(ColumnRole::Indicators)),
            ("单位：", Some(ColumnRole::TargetUnit)),
            ("", None),
            ("指标", None),
            ("价格", None),
            ("天气", None),
        ] {
            assert_eq!(role(header), expected, "{header}");
        }
    }
}
