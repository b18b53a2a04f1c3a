//! What a line around or within a table is when it is no part of its body: a page number, the title of a
//! continuation, a label such as `单位：万元`, a note.

use crate::lexicon::labels;
use crate::lexicon::line;
pub(super) use crate::lexicon::line::is_note;
use crate::lexicon::money;
use crate::lexicon::sense::Sense;
use crate::lexicon::shape::{self, Shape};
use crate::model::{Row, Tidy};
use crate::text::width::{fold, is_same_folded};

/// A rule is drawn of so many signs; two dashes stand for nothing in a cell.
const FEWEST_OF_RULE: usize = 3;

/// A line that is longer is prose.
const LONGEST: usize = 80;

/// Whether a line is a page number. `3` alone is none: it may be anything.
pub(super) fn is_page_number(line: &str) -> bool {
    if !is_short(line) {
        return false;
    }
    shape::has(Shape::PageNumber, &fold(line))
}

/// Whether a line is a rule: dashes, or other signs of which lines are drawn, and nothing else.
pub(super) fn is_rule(line: &str) -> bool {
    let signs = line.chars().filter(|c| !c.is_whitespace()).count();
    signs >= FEWEST_OF_RULE && line.chars().all(|c| c.is_whitespace() || "-—–─━=_*".contains(c))
}

/// Whether a line is the name that programs give a sheet: `Sheet2`, `Table 2`.
pub(super) fn is_default_sheet(line: &str) -> bool {
    let folded = fold(line).to_lowercase();
    let mut names = ["sheet", "table", "page"].iter();
    names.any(|name| {
        let number = folded.strip_prefix(name);
        number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

/// The number that a line is and nothing else; it may be that of a page.
pub(super) fn bare_number(line: &str) -> Option<u32> {
    let folded = fold(line);
    let is_number = (1..=4).contains(&folded.len()) && folded.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| folded.parse().ok()).flatten()
}

/// The title that a line says goes on, folded and without its mark; empty for `续表` alone.
pub(super) fn continued_title(line: &str) -> Option<String> {
    if !is_short(line) {
        return None;
    }
    let folded = fold(line);
    let found = shape::find(Shape::Continued, &folded)?;
    Some(found.part.map(|title| folded[title].to_owned()).unwrap_or_default())
}

/// Whether a line holds nothing but labels and the number of a form: `部门公开表1　编制部门：…　单位：万元`.
pub(super) fn is_label_line(text: &str) -> bool {
    // A label has a colon, the number of a form says 表.
    if !text.contains([':', '：', ';', '；', '表'])
        || !is_short(text)
        || text.contains('\n')
        || has_title(text)
    {
        return false;
    }
    let mut labelled = false;
    for word in text.split_whitespace().map(fold).filter(|word| !word.is_empty()) {
        let starts = line::is_labelled(&word) || line::names_form(&word) || money::is_labelled(&word);
        // What stands after a label belongs to it, as do the halves of `单 位：` and a date.
        if !starts && !labelled && !line::is_labelled(text) {
            return false;
        }
        labelled |= starts;
    }
    // A sentence that begins with a label is prose.
    !text.contains(['。', '；'])
}

/// Whether the title of a table stands before the labels of a line.
fn has_title(line: &str) -> bool {
    let (title, labels) = line::title_and_labels(line);
    let folded = fold(title);
    !labels.is_empty() && line::ends_as_table(&folded) && !line::names_form(&folded)
}

/// What the one filled cell of a row says; `None` where more or none are filled.
pub(super) fn lone(row: &Row<Tidy>) -> Option<&str> {
    let mut filled = row.cells.iter().filter(|cell| !cell.text.is_blank());
    let text = filled.next()?.text.text();
    filled.next().is_none().then_some(text)
}

/// Whether two rows say the same in the same columns; blank cells and spans aside.
pub(super) fn alike(one: &Row<Tidy>, other: &Row<Tidy>) -> bool {
    let mut one = one.cells.iter().filter(|cell| !cell.text.is_blank());
    let mut other = other.cells.iter().filter(|cell| !cell.text.is_blank());
    loop {
        match (one.next(), other.next()) {
            (None, None) => return true,
            (Some(a), Some(b)) if a.column == b.column && is_same_folded(a.text.text(), b.text.text()) => {}
            _ => return false,
        }
    }
}

/// Whether a row is blank.
pub(super) fn is_blank(row: &Row<Tidy>) -> bool {
    row.cells.iter().all(|cell| cell.text.is_blank())
}

/// Whether every filled cell of a row is a line of labels: `部门：…` on the left, `单位：万元` on the right. Beside one that
/// is known any short label is one; but the name and the amounts of a project are the values of a form.
pub(super) fn is_label_row(row: &Row<Tidy>) -> bool {
    let filled = || row.cells.iter().filter(|cell| !cell.text.is_blank()).map(|cell| cell.text.text());
    let is_form_value = |text: &str| {
        labels::with_value(text).is_some_and(|(label, _)| {
            !matches!(label, Sense::Department | Sense::Unit | Sense::Organisation | Sense::Other)
        })
    };
    let is_shaped = |text: &str| is_short(text) && line::is_label_shaped(text) && !text.contains('。');
    // Most rows are told by their first cell, which has no colon.
    filled().all(|text| is_label_line(text) || (is_shaped(text) && !is_form_value(text)))
        && filled().any(is_label_line)
}

/// Whether a row says who made or signed a table, and nothing else: `填报人：…` on the left, `联系电话：…` on the right.
pub(super) fn is_signature_row(row: &Row<Tidy>) -> bool {
    let filled = || row.cells.iter().filter(|cell| !cell.text.is_blank()).map(|cell| cell.text.text());
    filled().any(line::is_signature) && filled().all(|text| line::is_signature(text) || is_label_line(text))
}

/// The texts of a row, to be kept in a record.
pub(super) fn words(row: &Row<Tidy>) -> String {
    let cells: Vec<&str> = row.cells.iter().map(|cell| cell.text.text()).collect();
    cells.join("\t").trim().to_owned()
}

fn is_short(line: &str) -> bool {
    line.len() <= LONGEST * 4 && line.chars().count() <= LONGEST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers() {
        for line in [
            "第 1 页，共 2 页",
            "— 3 —",
            "3/12",
            "-3-",
            "第3页",
            "共 12 页 第 3 页",
            "第一页",
            "第1页/共3页",
            "Page 2 of 9",
            "( 第 2 页 )",
            "·5·",
            "{1}------------------------------------------------",
            "<page_number>2</page_number>",
            "\\newpage",
        ] {
            assert!(is_page_number(line), "{line}");
        }
        for line in [
            "",
            "3",
            "—",
            "{1}",
            "<page>2</page>",
            "第1页见下",
            "2024-01",
            "1,260.00",
            "3/",
            "第 1 页，共 2 页的说明",
        ] {
            assert!(!is_page_number(line), "{line}");
        }
    }

    #[test]
    fn titles_of_continuations() {
        for (line, title) in [
            ("项目支出绩效目标表（续表）", Some("项目支出绩效目标表")),
            ("支出预算总表 (续)", Some("支出预算总表")),
            ("支出预算总表（续1）", Some("支出预算总表")),
            ("续表", Some("")),
            ("（续上表）", Some("")),
            ("续表1：支出预算总表", Some("支出预算总表")),
            ("支出预算总表 续表", Some("支出预算总表")),
            ("办理手续", None),
            ("可持续", None),
            ("项目支出绩效目标表", None),
        ] {
            assert_eq!(continued_title(line).as_deref(), title, "{line}");
        }
    }

    #[test]
    fn label_lines() {
        for line in [
            "单位：万元",
            "金额单位：元",
            "部门公开表1　　　编制部门：青岭县水务局　　　单位：万元",
            "公开01表",
            "编制单位：青岭县 水务局",
            "单位: 人民币万元",
        ] {
            assert!(is_label_line(line), "{line}");
        }
        for line in [
            "",
            "项目支出绩效目标表",
            "单位：万元。以下为说明",
            "本单位的职责",
            "一、部门概况",
            "说明 单位：万元",
            "支出总表单位：万元",
            "支出总表 编制单位：青岭县水务局",
        ] {
            assert!(!is_label_line(line), "{line}");
        }
    }
}
