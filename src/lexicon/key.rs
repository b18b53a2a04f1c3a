//! The one key by which texts are compared: `项 目 名 称：` and `一、项目名称（盖章）` are the same words.

use super::grammar::numbering::{MarkerKind, marker};
use crate::text::width::{fold_char, fold_letters, gathered, is_alphanumeric, is_han};

/// The word that the names of indicators' levels and many headers end with; it tells nothing apart.
pub const INDICATOR: &str = "指标";

/// The key of a text: its letters and digits, folded to half width, without the number that it begins with, what
/// stands in parentheses, and 指标 at its end. 绩⏎效 with a mangled blank in it is 绩效.
///
/// For comparing only: what is printed keeps its spelling.
pub fn key(text: &str) -> String {
    without_indicator(letters(text))
}

/// The key with what stands in parentheses, by which `备注（偏差原因分析及改进措施）` is told from `备注`.
pub fn whole_key(text: &str) -> String {
    // Chinese words alone, as most terms and headers are, need no folding; 一、 begins with a number.
    if text.chars().all(is_han) {
        return without_indicator(text.to_owned());
    }
    without_indicator(fold_letters(without_number(text)))
}

/// The letters and digits of a text as `key` has them, 指标 at its end among them.
pub fn letters(text: &str) -> String {
    let text = without_number(text);
    gathered(text, outside(text.chars().map(fold_char)).filter(|c| is_alphanumeric(*c)))
}

/// A folded text without its parentheses and what stands in them.
pub fn outside_parentheses(folded: &str) -> String {
    gathered(folded, outside(folded.chars()))
}

/// The folded characters that stand in no parentheses, and are none.
fn outside(folded: impl Iterator<Item = char>) -> impl Iterator<Item = char> {
    let mut depth: usize = 0;
    folded.filter(move |c| {
        match c {
            '(' | '[' | '【' => depth += 1,
            ')' | ']' | '】' => depth = depth.saturating_sub(1),
            _ => return depth == 0,
        }
        false
    })
}

/// A text without the number that it begins with; `目标1：` is a label and stays.
fn without_number(text: &str) -> &str {
    marker(text)
        .filter(|marker| marker.kind != MarkerKind::Label)
        .map_or(text, |marker| &text[marker.length..])
}

fn without_indicator(mut letters: String) -> String {
    if letters.len() > INDICATOR.len() && letters.ends_with(INDICATOR) {
        letters.truncate(letters.len() - INDICATOR.len());
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_are_the_same_words() {
        for (one, other) in [
            ("金额（万元）", "金额(元)"),
            ("项 目\n名 称：", "项目名称"),
            ("一、项目名称（盖章）", "项目名称"),
            ("*指标值", "指标值"),
            ("一级指标", "一级"),
            ("“三公”经费", "三公经费"),
            ("因公出国（境）费", "因公出国费"),
            ("绩?????? 效\n指 标", "绩效指标"),
            ("单位名称、项目名称", "单位名称/项目名称"),
        ] {
            assert_eq!(key(one), key(other), "{one}");
        }
        for (one, other) in [("目标1：", "目标2："), ("指标", ""), ("1级指标", "2级指标"), ("金额", "")]
        {
            assert_ne!(key(one), key(other), "{one}");
        }
        assert_ne!(whole_key("备注（偏差原因分析）"), whole_key("备注"));
        assert_eq!(key("指标"), "指标");
    }
}
