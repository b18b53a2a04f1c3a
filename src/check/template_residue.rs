#![doc = include_str!("template_residue.md")]

use super::{Check, Run};
use crate::lexicon::shape::{self, Shape};
use crate::model::{
    Block, Disclosure, Finding, Findings, Message, Position, Project, Rule, Severity, Table, Tidy,
};
use crate::text::width::{fold_width, is_han};

pub(super) const CHECK: Check = Check { rule: RULE, run: Run::Alone(run) };

const RULE: Rule =
    Rule { name: "template-residue", severity: Severity::Warning, page: include_str!("template_residue.md") };

/// So many characters around the residue are shown.
const AROUND: usize = 10;

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    let mut number = 0;
    for block in &disclosure.blocks {
        match block {
            Block::Heading { text, at, .. } | Block::Paragraph { text, at } => {
                look(findings, text.text(), &Position::of(at), || None);
            }
            Block::List { items, at, .. } => {
                for item in items {
                    look(findings, item.text(), &Position::of(at), || None);
                }
            }
            Block::Table(table) => {
                look_in_table(findings, disclosure, table, number);
                number += 1;
            }
        }
    }
}

fn look_in_table(findings: &mut Findings, disclosure: &Disclosure, table: &Table<Tidy>, number: usize) {
    let outside = Position { table: Some(number), ..Position::of(&table.at) };
    for line in table.title.iter().chain(&table.above).chain(&table.notes) {
        look(findings, line, &outside, || None);
    }
    for (row, cells) in table.rows.iter().enumerate() {
        let project = || {
            let begins = |project: &&Project| {
                project.at.table == Some(number) && project.at.row.is_some_and(|at| at <= row)
            };
            disclosure.projects.iter().rfind(begins)
        };
        for cell in &cells.cells {
            let at = Position::in_table(number, row, cell.column, &cell.at);
            look(findings, cell.text.text(), &at, project);
        }
    }
}

/// Looks for residue in a text; told once a text, with the words around it.
fn look<'a>(
    findings: &mut Findings,
    text: &str,
    at: &Position,
    project: impl FnOnce() -> Option<&'a Project>,
) {
    let Some((found, around)) = residue(text) else { return };
    findings.push(Finding {
        project: project().map(|project| project.code.clone().unwrap_or_else(|| project.name.clone())),
        at: Some(at.clone()),
        found: Some(found.clone()),
        source: Some(around.clone()),
        ..Finding::new(&RULE, &Message::new("template-residue", &[&found, &around]))
    });
}

/// The residue of a text and some words around it.
fn residue(text: &str) -> Option<(String, String)> {
    text.lines().find_map(|line| {
        let folded = fold_width(line);
        let found = shape::find(Shape::Residue, &folded)?;
        let whole = &folded[found.whole.clone()];
        let is_beside = |c: char| !(c.is_ascii_alphanumeric() || is_han(c));
        // What stood directly before or behind the residue was looked at, and is no part of it.
        let words = found.part.map_or(whole.trim_matches(is_beside), |part| &folded[part]);
        let before: Vec<char> = folded[..found.whole.start].chars().rev().take(AROUND).collect();
        let behind: String = folded[found.whole.end..].chars().take(AROUND).collect();
        let around = format!("{}{whole}{behind}", before.iter().rev().collect::<String>());
        Some((words.to_owned(), around.trim().to_owned()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_over() {
        for (text, expected) in [
            ("XX单位2024年部门预算", "XX"),
            ("××县水利局", "××"),
            ("编制部门：ＸＸＸ", "XXX"),
            ("20XX年度", "20XX年"),
            ("202X年部门预算", "202X年"),
            ("目标1：完成xx项工作", "xx"),
            ("（20  年度）", "20  年度"),
            ("请填写项目总体目标", "请填写"),
            ("无政府性基金预算的，仍保留该表格式，并在本表下方作下述说明", "仍保留该表格式"),
        ] {
            assert_eq!(residue(text).map(|(words, _)| words).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_was_meant() {
        for text in [
            "购置T恤XXL码200件",
            "配备XX-200型水泵",
            "场地100×200×300米",
            "手机138****5678",
            "规格3×2",
            "2020年度",
            "保留该项目",
            "认真填写报表的单位比例",
            "X光机",
            "",
        ] {
            assert_eq!(residue(text), None, "{text}");
        }
    }
}
