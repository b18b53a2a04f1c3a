//! The document's own list of contents: which of its lines name which headings and tables.

use std::collections::BTreeMap;

use super::paper::{Line, Paper};
use super::roles::Role;
use super::{Part, View, bare};
use crate::lexicon::grammar::numbering;
use crate::lexicon::line;

/// A list of fewer lines is none of contents: a heading may stand again by itself.
const FEWEST_LINES: usize = 3;

/// Whether a part is shown as a heading. A numbered line of the lowest rank is as often an item.
pub(crate) fn is_heading(part: &Part, role: &Role) -> bool {
    match part {
        Part::Heading(..) => *role != Role::TitlePiece,
        Part::Paragraph(_) => matches!(role, Role::TableTitle | Role::Heading(1..=3)),
        Part::List { .. } | Part::Sheet(_) => false,
    }
}

/// The headings and tables that the document's own list of contents names, by the lines that name them; all by their
/// numbers among the parts. What stands twice is named where it stands last.
pub(crate) fn named(view: &View, roles: &[Role]) -> BTreeMap<usize, usize> {
    let mut targets: BTreeMap<String, usize> = BTreeMap::new();
    for (number, (part, role)) in view.parts.iter().zip(roles).enumerate() {
        match part {
            Part::Heading(_, text) | Part::Paragraph(text) if is_heading(part, role) => {
                targets.insert(bare(text.text()), number);
            }
            Part::Sheet(sheet) => {
                if let Some(title) = &sheet.own_title {
                    targets.entry(bare(title)).or_insert(number);
                }
            }
            _ => {}
        }
    }
    let lines = view.parts.iter().zip(roles).enumerate().filter_map(|(number, (part, role))| match part {
        Part::Paragraph(text) if *role == Role::Plain => {
            let target = target(&targets, text.text())?;
            (target > number).then_some((number, target))
        }
        _ => None,
    });
    list(lines.collect())
}

/// What a line of contents names; it may number what has no number where it stands.
fn target(targets: &BTreeMap<String, usize>, line: &str) -> Option<usize> {
    let line = line::without_page(line);
    let bare_of_number = || numbering::marker(line).map(|marker| &line[marker.length..]);
    let found = targets.get(&bare(line)).or_else(|| targets.get(&bare(bare_of_number()?)));
    found.copied()
}

/// The same on paper: which headings and tables of the prose its list of contents names, by the lines that name them.
/// A table that stands elsewhere is named by the line that leads to it.
pub(crate) fn named_on_paper(paper: &Paper) -> BTreeMap<usize, usize> {
    let mut targets: BTreeMap<String, usize> = BTreeMap::new();
    for (number, line) in paper.prose.iter().enumerate() {
        match line {
            Line::Heading(_, text) => {
                targets.insert(bare(text.text()), number);
            }
            Line::Table(table) => {
                let head = paper.tables.get(*table).map(|leaf| &leaf.head);
                if let Some(title) = head.and_then(|head| head.title.as_ref()) {
                    targets.insert(bare(title), number);
                }
            }
            Line::Title(_) | Line::Paragraph(..) => {}
        }
    }
    let lines = paper.prose.iter().enumerate().filter_map(|(number, line)| match line {
        Line::Paragraph(mark, text) if mark.is_empty() => {
            let target = target(&targets, text.text())?;
            (target > number).then_some((number, target))
        }
        _ => None,
    });
    list(lines.collect())
}

/// What is named, where so many lines name something that they are a list. The list stands above all that it names; what
/// stands again further below is no line of it.
fn list(mut named: BTreeMap<usize, usize>) -> BTreeMap<usize, usize> {
    let first = named.values().min().copied().unwrap_or_default();
    named.retain(|line, _| *line < first);
    if named.len() < FEWEST_LINES { BTreeMap::new() } else { named }
}

#[cfg(test)]
mod tests {
    use super::super::roles::roles;
    use super::*;
    use crate::model::Source;

    /// The lines of contents of a page, each with what it names.
    fn lines(page: &str) -> Vec<(String, String)> {
        let source = Source { path: "case.html".into(), bytes: page.as_bytes().to_vec(), format: None };
        let view = super::super::view(&crate::pipeline::convert(&source).unwrap());
        let text = |number: &usize| match &view.parts[*number] {
            Part::Heading(_, text) | Part::Paragraph(text) => text.text().to_owned(),
            Part::Sheet(sheet) => format!("table {}", sheet.own_title.as_deref().unwrap_or_default()),
            Part::List { .. } => String::new(),
        };
        named(&view, &roles(&view)).iter().map(|(line, target)| (text(line), text(target))).collect()
    }

    #[test]
    fn lines_of_contents_name_what_stands_below() {
        let table =
            "<table><tr><th>科目编码<th>科目名称<th>预算数</tr><tr><td>208<td>社会保障<td>3.00</tr></table>";
        let pair = |line: &str, target: &str| (line.to_owned(), target.to_owned());
        let body = format!(
            "<p>第一部分 概况</p><p>甲局负责全县水利工作，组织实施。</p><p>第二部分 预算表</p><h3>支出总表</h3>{table}\
             <p>第三部分 说明</p><p>收支平衡，与上年一致。</p>"
        );
        let page = format!(
            "<h1>甲局2024年部门预算</h1><p>目录</p><p>第一部分 概况……………1</p><p>第二部分 预算表 2</p><p>1. 支出总表</p>\
             <p>第三部分 说明</p>{body}"
        );
        assert_eq!(
            lines(&page),
            [
                pair("第一部分 概况……………1", "第一部分 概况"),
                pair("第二部分 预算表 2", "第二部分 预算表"),
                pair("1. 支出总表", "支出总表"),
                pair("第三部分 说明", "第三部分 说明"),
            ]
        );
        // A heading that stands again is no list, and nothing above is named.
        assert_eq!(lines(&format!("<h1>甲局2024年部门预算</h1><p>第一部分 概况</p>{body}")), []);
        assert_eq!(lines(&format!("<h1>甲局2024年部门预算</h1>{body}")), []);
        // What is said once more in a later chapter.
        let twice = "<p>（一）人员经费1.00万元</p><p>用于甲。</p>";
        let page = page.replace("<p>收支平衡", &format!("{twice}{twice}<p>收支平衡"));
        assert_eq!(lines(&page).len(), 4);
    }
}
