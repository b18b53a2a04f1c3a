//! Findings for a person: what, where, the piece of the source, and what helps.

#![expect(
    clippy::format_push_string,
    reason = "a text that is put together once; how it reads counts for more than a copy"
)]

use super::terminal::{Style, Terminal, shown};
use super::words::severity_word;
use crate::batch::excerpt::{columns, excerpt};
use crate::model::{Disclosure, Finding, Position};

/// How many columns an excerpt takes at most.
const WIDTH: usize = 96;

/// The findings of a document, an excerpt each. `text` is the decoded text of its source, if it has one.
pub(super) fn findings(
    terminal: &Terminal,
    path: &str,
    disclosure: &Disclosure,
    text: Option<&str>,
) -> String {
    let lines: Vec<&str> = text.unwrap_or_default().split('\n').collect();
    let mut written = String::new();
    for finding in &disclosure.findings {
        written.push_str(&one(terminal, path, disclosure, finding, &lines));
        written.push('\n');
    }
    written
}

/// The word for how much a finding weighs, with its rule: `warning[sum-mismatch]`.
pub(super) fn title(terminal: &Terminal, finding: &Finding) -> String {
    let word = terminal.words(severity_word(finding.severity), &[]);
    terminal.paint(Style::of(finding.severity), &format!("{word}[{}]", finding.rule))
}

/// Where a finding is, to be appended to a path: `:21:16`, `:Sheet1!B7`, `#page=3`, or nothing.
pub(super) fn place(at: Option<&Position>) -> String {
    let Some(at) = at else { return String::new() };
    match (&at.sheet, &at.cell, at.line) {
        (Some(sheet), Some(cell), _) => format!(":{}!{cell}", shown(sheet)),
        (Some(sheet), None, _) => format!(":{}", shown(sheet)),
        (None, _, Some(line)) => format!(":{line}:{}", at.character.unwrap_or(1)),
        // As a viewer of PDFs takes it behind the name of a file.
        (None, _, None) => at.page.map(|page| format!("#page={page}")).unwrap_or_default(),
    }
}

fn one(
    terminal: &Terminal,
    path: &str,
    disclosure: &Disclosure,
    finding: &Finding,
    lines: &[&str],
) -> String {
    let frame = |text: &str| terminal.paint(Style::Frame, text);
    let message = terminal.paint(Style::Strong, &shown(finding.text(terminal.language)));
    let mut written = format!("{}{}{message}\n", title(terminal, finding), terminal.colon());
    let excerpt = excerpt(lines, finding, WIDTH);
    let number = excerpt.as_ref().map(|excerpt| excerpt.line.to_string()).unwrap_or_default();
    let gutter = " ".repeat(number.len());
    written += &format!("{gutter}{} {}{}\n", frame("-->"), shown(path), place(finding.at.as_ref()));
    if let Some(excerpt) = excerpt {
        let bar = frame("|");
        written += &format!("{gutter} {bar}\n");
        let line = format!("{}{}{}", excerpt.before, excerpt.marked, excerpt.after);
        written += &format!("{} {bar} {}\n", frame(&number), line.trim_end());
        let mark = "^".repeat(columns(&excerpt.marked));
        if !mark.is_empty() {
            let indent = " ".repeat(columns(&excerpt.before));
            let label = column_name(disclosure, finding).unwrap_or_default();
            let mark = terminal.paint(Style::of(finding.severity), format!("{mark} {label}").trim_end());
            written += &format!("{gutter} {bar} {indent}{mark}\n");
        }
    }
    let mut remark = |word: &str, text: &str| {
        let word = terminal.words(word, &[]);
        written += &format!("{gutter} {} {word}{}{}\n", frame("="), terminal.colon(), shown(text));
    };
    if let (Some(expected), Some(found)) = (&finding.expected, &finding.found) {
        remark("word-note", &terminal.words("finding-expected-found", &[expected, found]));
    }
    finding.notes.iter().for_each(|note| remark("word-note", note));
    if let Some(outcome) = finding.decided.and_then(|own| disclosure.decisions.get(own)) {
        remark("word-decided", &super::decide::verdict(outcome, terminal));
    }
    if let Some(suggestion) = &finding.suggestion {
        let said = |part: &Option<String>| part.clone().unwrap_or_default();
        let parts = [said(&suggestion.from), said(&suggestion.to), said(&suggestion.text)];
        let id = match (suggestion.from.is_some(), suggestion.to.is_some()) {
            (true, true) => "suggestion-from-to",
            (false, true) => "suggestion-to",
            _ => "suggestion-plain",
        };
        remark("word-help", &terminal.words(id, &[&suggestion.action, &parts[0], &parts[1], &parts[2]]));
    }
    written
}

/// The header of the column that a finding stands in.
fn column_name(disclosure: &Disclosure, finding: &Finding) -> Option<String> {
    let at = finding.at.as_ref()?;
    let table = disclosure.tables().nth(at.table?)?;
    Some(shown(&table.columns.get(at.column?)?.header.join(" › ")))
}
