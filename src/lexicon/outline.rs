//! How deep a line of prose heads what follows, by the number that it begins with.

use super::grammar::numbering::{self, MarkerKind};
use super::shape::{self, Shape};

/// A longer line is a sentence, in characters.
const LONGEST_HEADING: usize = 40;

/// 1 for `第一部分`, 2 for `一、`, 3 for `（一）`, 4 for `1.`; `None` for a line without such a number, and for a sentence.
pub(crate) fn rank(line: &str) -> Option<u8> {
    let line = line.trim();
    let is_sentence = line.ends_with(['。', '；', '：', ':', ';', '，']) || line.contains(['。', '；', '\n']);
    if is_sentence || line.chars().nth(LONGEST_HEADING).is_some() {
        return None;
    }
    if shape::has(Shape::Chapter, line) {
        return Some(1);
    }
    let marker = numbering::marker(line)?;
    let rank = match marker.kind {
        MarkerKind::Chinese => 2,
        MarkerKind::ChineseParen => 3,
        MarkerKind::Arabic => 4,
        _ => return None,
    };
    // A label with its value is no heading: `一、财政拨款收入：指县级财政当年拨付的资金`.
    let says = &line[marker.length..];
    (!says.is_empty() && !says.contains(['：', ':'])).then_some(rank)
}

/// The number of a chapter without its blanks: 第一部分 of `第 一 部分 概况`.
pub(crate) fn chapter(line: &str) -> Option<String> {
    let line = line.trim();
    let found = shape::find(Shape::Chapter, line)?;
    Some(line[found.whole].split_whitespace().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_by_their_numbers() {
        for (line, expected) in [
            ("第一部分 部门概况", Some(1)),
            ("第 二 部分　2024年部门预算表", Some(1)),
            ("第三章 总则", Some(1)),
            ("一、主要职责", Some(2)),
            ("（一）收入预算情况", Some(3)),
            ("1.一般公共预算", Some(4)),
            // Sentences, values and items are no headings.
            ("一、财政拨款收入：指县级财政当年拨付的资金。", None),
            ("一、负责全县水资源管理；", None),
            ("（一）支出预算总计9,146.79万元。包括：", None),
            ("第三产业发展", None),
            ("2024年部门预算", None),
            ("①新增就业", None),
            ("部门概况", None),
            ("一、", None),
        ] {
            assert_eq!(rank(line), expected, "{line}");
        }
    }
}
