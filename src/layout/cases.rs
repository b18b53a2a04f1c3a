//! What the tests of the layouts share: a document through all stages, and what it says in few words.

use std::fmt::Write;

use crate::model::{Disclosure, Operator, Source, Target};

/// A document of tab-separated values, or of HTML where it begins with `<`, through all stages.
pub(super) fn disclosure(text: &str) -> Disclosure {
    let extension = if text.starts_with('<') { "html" } else { "txt" };
    let source = Source { path: format!("case.{extension}"), bytes: text.as_bytes().to_vec(), format: None };
    crate::pipeline::convert(&source).unwrap()
}

/// The layouts of a document's tables.
pub(super) fn layouts(text: &str) -> Vec<String> {
    disclosure(text).tables().map(|table| table.layout.clone()).collect()
}

/// What a document says: a line a project (`code|name|amount|goals`), and one an indicator
/// (`- level1>level2>number name|target`).
pub(super) fn said(text: &str) -> String {
    let mut said = String::new();
    for project in &disclosure(text).projects {
        let goals: Vec<&str> = project.goals.iter().map(|goal| goal.text.as_str()).collect();
        let amount = project.amount.map(|amount| amount.to_string()).unwrap_or_default();
        let code = project.code.as_deref().unwrap_or_default();
        writeln!(said, "{code}|{}|{amount}|{}", project.name, goals.join("/")).unwrap();
        for indicator in &project.indicators {
            let level = |level: &Option<String>| level.clone().unwrap_or_default().replace("指标", "");
            let number = indicator.number.map(|number| format!("{number} ")).unwrap_or_default();
            writeln!(
                said,
                "- {}>{}>{number}{}|{}",
                level(&indicator.level1),
                level(&indicator.level2),
                indicator.name,
                target(&indicator.target)
            )
            .unwrap();
        }
    }
    said
}

/// The budget lines of a document, one a line: `code level|name|column>column=amount …`, `–` for what is not said.
pub(super) fn budget(text: &str) -> String {
    let mut said = String::new();
    for line in &disclosure(text).budget {
        let level = line.level.map(|level| format!(" {level}")).unwrap_or_default();
        let amounts: Vec<String> = line
            .amounts
            .iter()
            .map(|amount| {
                let number = amount.amount.map_or_else(|| "–".to_owned(), |amount| amount.to_string());
                format!("{}={number}", amount.column.join(">"))
            })
            .collect();
        let code = line.code.as_deref().unwrap_or("–");
        writeln!(said, "{code}{level}|{}|{}", line.name, amounts.join(" ")).unwrap();
    }
    said
}

/// Compares the budget lines of a document, `|` parting its cells and `/` its rows, with what they should be.
#[track_caller]
pub(super) fn check_budget(rows: &str, expected: &[&str]) {
    let text =
        if rows.starts_with('<') { rows.to_owned() } else { rows.replace('|', "\t").replace('/', "\n") };
    let found = budget(&text);
    assert_eq!(found.lines().collect::<Vec<_>>(), expected, "{rows}");
}

fn target(target: &Target) -> String {
    let operator = target.operator.and_then(Operator::sign).unwrap_or_default();
    let upper = target.value_max.as_ref().map(|upper| format!("..{upper}")).unwrap_or_default();
    let unit = target.unit.as_deref().unwrap_or_default();
    let value = target.value.as_deref().unwrap_or_default();
    let first = format!("{operator}{value}{upper}{unit}");
    let more = target.more.iter().map(self::target);
    std::iter::once(first).chain(more).collect::<Vec<_>>().join(" ")
}

/// Compares what a document says with what it should say; blanks at the ends of lines do not count.
#[track_caller]
pub(super) fn check(text: &str, expected: &str) {
    let expected: Vec<&str> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let found = said(text);
    let found: Vec<&str> = found.lines().map(str::trim).collect();
    assert_eq!(found, expected, "{text}");
}
