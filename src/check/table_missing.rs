#![doc = include_str!("table_missing.md")]

use std::collections::BTreeSet;

use super::{Check, Run};
use crate::lexicon::account_line::without_number;
use crate::lexicon::budget_form::{self, Facts};
use crate::lexicon::grammar::numbering::marker;
use crate::lexicon::key::key;
use crate::lexicon::line;
use crate::model::{
    Block, BudgetForm, Disclosure, Finding, Findings, Message, Position, Rule, Severity, own_heading,
};
use crate::text::width::fold;

pub(super) const CHECK: Check = Check { rule: RULE, run: Run::Alone(run) };

const RULE: Rule =
    Rule { name: "table-missing", severity: Severity::Warning, page: include_str!("table_missing.md") };

/// A list of contents is no longer.
const MOST_LINES: usize = 120;

/// Where fewer of the tables of a list are there, they are in a file of their own.
const FEWEST_TABLES: usize = 3;

/// A table that a list of contents names.
struct Entry<'a> {
    text: &'a str,
    name: String,
    number: Option<u32>,
    forms: Vec<BudgetForm>,
    at: Position,
}

/// Whether the list of contents tells of a table that is missing.
pub(super) fn is_told(disclosure: &Disclosure) -> bool {
    let mut findings = Findings::default();
    run(&mut findings, disclosure);
    !findings.as_slice().is_empty()
}

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    // What is not read may hold the table.
    if disclosure.source.pages.is_some_and(|pages| pages.unread > 0) {
        return;
    }
    let entries = contents(disclosure);
    if entries.is_empty() {
        return;
    }
    let tables: Vec<(String, Option<u32>)> = disclosure
        .tables()
        .filter_map(|table| table.title.as_deref())
        .map(|title| (name(disclosure, title), marker(title).map(|marker| marker.number)))
        .collect();
    let forms: BTreeSet<BudgetForm> = disclosure
        .budget
        .iter()
        .map(|line| line.form)
        .chain(disclosure.tables().filter_map(|table| table.title.as_deref()).flat_map(forms))
        .collect();
    let untitled = disclosure.tables().filter(|table| table.title.is_none()).count();
    let is_there = |entry: &Entry<'_>| {
        tables.iter().any(|(title, number)| {
            title.contains(&entry.name)
                || entry.name.contains(title.as_str())
                || (number.is_some() && *number == entry.number)
        }) || entry.forms.iter().any(|form| forms.contains(form))
    };
    let (there, missing): (Vec<&Entry<'_>>, Vec<&Entry<'_>>) =
        entries.iter().partition(|entry| is_there(entry));
    // As many tables without a title may be those that are missing; and a list of which little is there is of another file.
    if there.len() < FEWEST_TABLES || there.len() <= missing.len() || untitled >= missing.len() {
        return;
    }
    let headings = headings(disclosure, &entries);
    for entry in missing.into_iter().filter(|entry| !headings.contains(&entry.name)) {
        let count = there.len();
        let mut finding = Finding::new(&RULE, &Message::new("table-missing", &[&entry.text.trim(), &count]));
        finding.at = Some(entry.at.clone());
        finding.expected = Some(entry.text.trim().to_owned());
        findings.push(finding);
    }
}

/// The forms that a title may be of.
fn forms(title: &str) -> Vec<BudgetForm> {
    let folded = fold(title);
    let of = |by_economy, by_unit| {
        budget_form::of_title(&folded, Facts { by_economy, by_unit, ..Facts::default() })
    };
    [of(false, false), of(true, false), of(false, true)].into_iter().flatten().collect()
}

/// A title without its number, its year and the name of who publishes it.
fn name(disclosure: &Disclosure, title: &str) -> String {
    let name: String = key(without_number(title.trim())).chars().filter(|c| !c.is_ascii_digit()).collect();
    match disclosure.publisher.as_deref().map(key) {
        Some(publisher) if !publisher.is_empty() => name.replace(&publisher, ""),
        _ => name,
    }
}

/// The tables that the list of contents names, up to the first table or to a line that stands in the list already.
fn contents(disclosure: &Disclosure) -> Vec<Entry<'_>> {
    let mut lines = disclosure.blocks.iter().skip_while(|block| match block {
        Block::Heading { text, .. } | Block::Paragraph { text, .. } => {
            fold(text.text()) != own_heading("sheet-index")
        }
        _ => true,
    });
    lines.next();
    let mut seen = BTreeSet::new();
    let mut entries = Vec::new();
    for block in lines.take(MOST_LINES) {
        let (text, at) = match block {
            Block::Heading { .. } if !entries.is_empty() => break,
            Block::Heading { text, at, .. } | Block::Paragraph { text, at } => (text.text(), at),
            Block::List { .. } | Block::Table(_) => break,
        };
        let text = line::without_page(text);
        if !seen.insert(fold(text)) {
            break;
        }
        if line::ends_as_table(&fold(text)) && text.lines().count() == 1 {
            let number = marker(text).map(|marker| marker.number);
            let forms = forms(text);
            // 五、部门预算表 is a chapter.
            if !forms.is_empty() {
                entries.push(Entry {
                    text,
                    name: name(disclosure, text),
                    number,
                    forms,
                    at: Position::of(at),
                });
            }
        }
    }
    entries
}

/// The names of the entries that stand in the text once more, behind the list: as a heading without its table.
fn headings(disclosure: &Disclosure, entries: &[Entry<'_>]) -> BTreeSet<String> {
    let last = entries.last().map(|entry| &entry.at);
    let texts = disclosure.blocks.iter().filter_map(|block| match block {
        Block::Heading { text, at, .. } | Block::Paragraph { text, at } => {
            Some((text.text(), Position::of(at)))
        }
        _ => None,
    });
    let behind = texts.skip_while(|(_, at)| Some(at) != last).skip(1);
    behind
        .filter(|(text, _)| line::ends_as_table(&fold(text)))
        .map(|(text, _)| name(disclosure, text))
        .collect()
}
