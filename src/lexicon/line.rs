//! What a line around a table, or a row that is no part of its body, says by its words.

use std::sync::LazyLock;

use super::sense::Sense;
use super::shape::{self, Shape};
use super::terms::{self, Place};
use crate::text::width::{fold, is_han};

/// How much of a line is looked at for the word that it begins with.
const BEGINNING: usize = 12;

/// A shorter line names no table: 本表.
const SHORTEST_TITLE: usize = 4;

/// A longer label is no signature's: 财务负责人及电话 is one of the longest.
const LONGEST_SIGNATURE: usize = 8;

/// A longer label beside a known one is none: 国有资本经营预算单位 has ten characters.
const LONGEST_LABEL: usize = 10;

/// A longer line is no title.
const LONGEST_TITLE: usize = 60;

/// `2024年度`, `2024 年度`.
const LONGEST_YEAR: usize = 7;

/// The labels of lines above tables, without their colons, the longer ones first.
static LABELS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let mut labels: Vec<&str> =
        terms::terms(Place::Caption, Sense::LineLabel).map(|term| term.words.trim_end_matches(':')).collect();
    labels.sort_by_key(|label| std::cmp::Reverse(label.len()));
    labels
});

/// Where the labels begin that stand before the colons of a line, from left to right; blanks may part their characters.
pub(crate) fn label_starts(line: &str) -> impl Iterator<Item = usize> {
    line.match_indices([':', '：'])
        .filter_map(|(colon, _)| LABELS.iter().find_map(|label| beginning_of(&line[..colon], label)))
}

/// Where the words begin that a text ends with, whatever blanks stand between their characters and behind them.
fn beginning_of(text: &str, words: &str) -> Option<usize> {
    let mut rest = text;
    for c in words.chars().rev() {
        rest = rest.trim_end().strip_suffix(c)?;
    }
    Some(rest.len())
}

/// Where the number of an attachment ends that a line begins with. Most lines tell by their first character.
fn attachment(line: &str) -> Option<usize> {
    shape::find(Shape::Attachment, line).map(|found| found.whole.end)
}

/// A line of a list of contents without the page that it names, the dots that lead there and its full stop.
pub(crate) fn without_page(line: &str) -> &str {
    let line = line.trim();
    let is_leader =
        |c: char| matches!(c, '.' | '…' | '·' | '-' | '—' | '_' | '．' | '⋯') || c.is_whitespace();
    let before = line.trim_end_matches(|c: char| c.is_ascii_digit());
    let said = before.trim_end_matches(is_leader);
    let leader = &before[said.len()..];
    // Dots may lead to a page that is not there.
    let leads = if before.len() < line.len() {
        leader.contains(char::is_whitespace) || leader.chars().nth(1).is_some()
    } else {
        leader.chars().nth(2).is_some()
    };
    let title = if leads { said } else { line };
    title.trim_end_matches(['。', '.']).trim_end()
}

/// Whether a line is nothing but the number of an attachment: `附件3`.
pub(crate) fn is_attachment(line: &str) -> bool {
    attachment(line).is_some_and(|end| end == line.len())
}

/// Whether a line is the number that a form goes by: 公开01表.
pub(crate) fn is_form_number(line: &str) -> bool {
    names_form(&fold(line))
}

/// Whether a folded text is the number that a form goes by. Most have no digit, or none beside the word for a form.
pub(crate) fn names_form(folded: &str) -> bool {
    folded.contains(|c: char| c.is_ascii_digit()) && shape::has(Shape::FormNumber, folded)
}

/// The numbers of forms that stand in a line by themselves or parted from its other words, each with its kind, in which
/// # stands for the number: `公开#表` and 3 of `部门：河西县水利局 公开03表 单位：万元`. One of two parts, 公开03-1表, is none.
pub(crate) fn form_numbers(line: &str) -> Vec<(String, u32)> {
    let is_break =
        |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '（' | '）' | '【' | '】' | '：' | ':');
    // What a sentence names stands elsewhere.
    if line.contains(['。', '，', ',', '；']) || line.chars().nth(LONGEST_TITLE).is_some() {
        return Vec::new();
    }
    let words = std::iter::once(line).chain(line.split(is_break)).map(fold);
    let mut found: Vec<_> =
        words.filter(|word| names_form(word)).filter_map(|word| form_number(&word)).collect();
    found.dedup();
    found
}

fn form_number(word: &str) -> Option<(String, u32)> {
    let is_digit = |c: char| c.is_ascii_digit();
    let first = word.find(is_digit)?;
    let end = word[first..].find(|c| !is_digit(c)).map_or(word.len(), |length| first + length);
    // 附2-公开01表 and 公开03-1表 have two numbers.
    let is_only = !word[end..].contains(is_digit);
    let number = word[first..end].parse().ok().filter(|_| is_only)?;
    Some((format!("{}#{}", &word[..first], &word[end..]), number))
}

/// A title without the number of an attachment before it, which a gap or a colon parts from it: `附件3 支出总表`.
fn without_attachment(title: &str) -> &str {
    let Some(end) = attachment(title).filter(|end| *end < title.len()) else { return title };
    let is_parted = title[..end].ends_with(|c: char| c.is_whitespace() || matches!(c, ':' | '：'));
    if is_parted || title[end..].starts_with(char::is_whitespace) { title[end..].trim_start() } else { title }
}

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

/// Whether a folded line ends as the title of a table does: `支出总表`, `支出总表(试行)`.
pub(crate) fn ends_as_table(folded: &str) -> bool {
    folded.chars().count() >= SHORTEST_TITLE && terms::holds(Place::Caption, Sense::TableEnd, folded)
        || terms::holds(Place::Caption, Sense::TableBracket, folded)
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

/// Whether a line is the place of a seal: `（单位公章）`, `盖章：`.
pub(crate) fn is_seal(text: &str) -> bool {
    let folded = fold(text);
    let bare = folded.trim_matches(['(', ')', '[', ']', ':']);
    // A label with a seal in brackets behind it is still a label: 项目单位（盖章）.
    let is_apart = bare.len() < folded.len() && !bare.contains(['(', ')', ':']);
    is_apart && bare.chars().count() <= LONGEST_SIGNATURE && terms::holds(Place::Caption, Sense::Seal, bare)
}

/// Whether a text is a short label with a colon behind it, whatever its words are: `预算年度：2024`. Beside a label that is
/// known it is one as well.
pub(crate) fn is_label_shaped(text: &str) -> bool {
    let folded = fold(text);
    let Some((label, _)) = folded.split_once(':') else { return false };
    let length = label.chars().count();
    (2..=LONGEST_LABEL).contains(&length) && label.chars().all(is_han) && !is_note(text)
}

/// A line in which a title and the labels of its table are glued together, cut before the first label:
/// `支出总表单位：万元` is 支出总表 and `单位：万元`. A line that begins with a label has no title; the number of an
/// attachment is no part of one.
pub(crate) fn title_and_labels(line: &str) -> (&str, &str) {
    let (title, labels) = title_before_labels(line);
    (without_attachment(title), labels)
}

fn title_before_labels(line: &str) -> (&str, &str) {
    let Some(start) = label_starts(line).find(|start| {
        let before = line[..*start].trim_end();
        // What runs on without a gap is another label, or a sentence, unless a title ends there.
        let gap = before.len() < *start || before.ends_with(['(', '（', '[', '【']);
        before.is_empty() || gap || ends_as_table(&fold(before))
    }) else {
        return (line, "");
    };
    let (before, labels) = line.split_at(start);
    let title = before.trim_end();
    let bare = title.trim_end_matches(['(', '（', '[', '【']);
    if bare.len() < title.len() {
        // The bracket is the label's: `支出总表（单位：万元）`.
        return (bare.trim_end(), &line[bare.len()..]);
    }
    (title, labels)
}

/// Whether a line may be the title of a table: short, no sentence, no label, no note, and it says that it is a table or
/// what of.
pub(crate) fn is_title(line: &str) -> bool {
    let line = line.trim();
    let is_short = line.chars().nth(LONGEST_TITLE).is_none() && !line.is_empty();
    let is_sentence = || line.contains(['。', '；', '，', ',']) || line.ends_with(['：', ':']);
    let named = || {
        terms::holds(Place::Caption, Sense::TitleWord, line)
            && (ends_as_table(&fold(line)) || terms::holds(Place::Caption, Sense::TitleEnding, line))
    };
    is_short && !is_sentence() && !is_note(line) && !is_labelled(line) && named()
}

/// Whether a line stands between a title and its table and is neither: `（2024年度）`, `附件3`.
pub(crate) fn is_beside_title(line: &str) -> bool {
    let folded = fold(line);
    let is_bracketed = folded.starts_with(['(', '[']) && folded.ends_with([')', ']']);
    let digits = folded.chars().filter(char::is_ascii_digit).count();
    // `2024年度`: a year and at most as many other signs.
    let is_year = digits == 4 && folded.chars().count() <= LONGEST_YEAR && folded.starts_with(['1', '2']);
    folded.is_empty()
        || (is_bracketed && folded.chars().count() <= LONGEST_LABEL * 2)
        || is_year
        || is_attachment(line)
}

/// Whether the name of a worksheet says nothing: Sheet1.
pub(crate) fn is_blank_sheet_name(name: &str) -> bool {
    let folded = fold(name);
    let bare = folded.trim_end_matches(|c: char| c.is_ascii_digit() || "()_-".contains(c)).to_lowercase();
    bare.is_empty() || terms::whole(Place::Caption, &bare).iter().any(|term| term.sense == Sense::SheetName)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_contents_without_their_pages() {
        for (line, expected) in [
            ("一、主要职能………………3", "一、主要职能"),
            ("第二部分 预算表\t12", "第二部分 预算表"),
            ("（一）收入情况 . . . . 4", "（一）收入情况"),
            ("二、机构设置。", "二、机构设置"),
            ("二、机构设置 ------------", "二、机构设置"),
            // A number that belongs to the words.
            ("收支总表2024", "收支总表2024"),
            ("公开表1-2", "公开表1-2"),
            ("支出总表", "支出总表"),
            ("", ""),
        ] {
            assert_eq!(without_page(line), expected, "{line}");
        }
    }

    #[test]
    fn numbers_of_forms_in_lines() {
        for (line, expected) in [
            ("公开03表", Some(("公开#表", 3))),
            ("公开 11 表", Some(("公开#表", 11))),
            ("详见公开03表 ，其中", None),
            ("部门：河西县水利局　公开11表　单位：万元", Some(("公开#表", 11))),
            ("支出决算表（公开03表）", Some(("公开#表", 3))),
            ("财决公开02表", Some(("财决公开#表", 2))),
            ("表5", Some(("表#", 5))),
            ("公开03-1表", None),
            ("2024年支出总表", None),
            ("支出总表", None),
        ] {
            let found = form_numbers(line);
            let found = found.first().map(|(kind, number)| (kind.as_str(), *number));
            assert_eq!(found, expected, "{line}");
        }
    }

    #[test]
    fn words_of_lines() {
        for (line, note, labelled) in [
            ("注：本表无数据", true, false),
            ("备注: 无", true, false),
            ("注1：甲", true, false),
            ("注1.甲", true, false),
            ("※ 甲", true, false),
            ("注意事项", false, false),
            ("说明情况", false, false),
            ("单位：万元", false, true),
            ("编制部门：青岭县水务局", false, true),
            ("单位预算", false, false),
            ("", false, false),
        ] {
            assert!(!is_signature(line), "{line}");
            let found = (is_note(line), is_labelled(line));
            assert_eq!(found, (note, labelled), "{line}");
        }
    }

    #[test]
    fn titles_and_seals() {
        for (line, title, seal) in [
            ("支出总表", true, false),
            ("支出总表（试行）", true, false),
            ("本表", false, false),
            ("支出", false, false),
            ("（单位公章）", false, true),
            ("盖章：", false, true),
            ("项目单位（盖章）", false, false),
            ("（盖章有效）的说明", false, false),
            ("（省级）", false, false),
        ] {
            assert_eq!((ends_as_table(&fold(line)), is_seal(line)), (title, seal), "{line}");
        }
    }

    #[test]
    fn titles_and_labels_in_one_line() {
        for (line, title, labels) in [
            ("石桥镇2024年部门支出表单位：万元", "石桥镇2024年部门支出表", "单位：万元"),
            ("石桥镇部门支出表部门：石桥镇 单位：万元", "石桥镇部门支出表", "部门：石桥镇 单位：万元"),
            ("支出总表（单位：万元）", "支出总表", "（单位：万元）"),
            ("支出总表\n金 额 单 位：元", "支出总表", "金 额 单 位：元"),
            ("支出总表编制单位：青岭县水务局", "支出总表", "编制单位：青岭县水务局"),
            ("附件3 支出总表　单位：元", "支出总表", "单位：元"),
            ("附表二：支出总表", "支出总表", ""),
            ("附表2支出总表", "附表2支出总表", ""),
            ("附件3", "附件3", ""),
            ("单位：万元", "", "单位：万元"),
            ("支出总表", "支出总表", ""),
            ("本单位：见下", "本单位：见下", ""),
        ] {
            assert_eq!(title_and_labels(line), (title, labels), "{line}");
        }
    }

    #[test]
    fn lines_that_may_be_titles() {
        for line in ["2024年部门支出表", "三公经费预算情况", "部门收支预算总表（试行）"]
        {
            assert!(is_title(line), "{line}");
        }
        for line in
            ["以下为部门支出表。", "单位：万元", "注：本表", "部门概况", "", "2024年，部门预算", "部门预算："]
        {
            assert!(!is_title(line), "{line}");
        }
        for line in ["（2024年度）", "2024年度", "", "(试行)"] {
            assert!(is_beside_title(line), "{line}");
        }
        for line in ["2024年部门支出表", "一、概况"] {
            assert!(!is_beside_title(line), "{line}");
        }
        assert!(is_blank_sheet_name("Sheet1") && is_blank_sheet_name("工作表 2") && is_blank_sheet_name("1"));
        assert!(!is_blank_sheet_name("支出表") && !is_blank_sheet_name("表1支出"));
        assert!(
            is_label_shaped("预算年度：2024") && !is_label_shaped("注：无") && !is_label_shaped("预算年度")
        );
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
