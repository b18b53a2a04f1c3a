#![doc = include_str!("year_differs.md")]

use std::collections::{BTreeMap, BTreeSet};

use super::{Check, Run};
use crate::lexicon::key::key;
use crate::lexicon::line;
use crate::lexicon::outline;
use crate::lexicon::sense::Sense;
use crate::lexicon::statement;
use crate::lexicon::terms::{self, Place};
use crate::model::{Block, Disclosure, Finding, Findings, Message, Position, Rule, Severity};
use crate::text::width::fold;

pub(super) const CHECK: Check = Check { rule: RULE, run: Run::Alone(run) };

const RULE: Rule =
    Rule { name: "year-differs", severity: Severity::Warning, page: include_str!("year_differs.md") };

/// Fewer titles with one year do not say that a document is of it.
const FEWEST_TITLES: usize = 3;

/// Where more than one of so many titles has another year, the document is of several years.
const ONE_OF: usize = 4;

/// A title with the one year that it names.
struct Titled<'a> {
    text: &'a str,
    year: u16,
    at: Position,
}

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    let titles = titles(disclosure);
    let mut counts: BTreeMap<u16, usize> = BTreeMap::new();
    for title in &titles {
        *counts.entry(title.year).or_default() += 1;
    }
    let Some((year, count)) = counts.into_iter().max_by_key(|(_, count)| *count) else { return };
    let odd: Vec<&Titled<'_>> = titles.iter().filter(|title| title.year != year).collect();
    if count < FEWEST_TITLES || odd.len() * ONE_OF > count {
        return;
    }
    // 2023年支出总表 beside 2024年支出总表 is that of last year.
    let known: BTreeSet<String> =
        titles.iter().filter(|title| title.year == year).map(|title| without_years(title.text)).collect();
    for title in odd.into_iter().filter(|title| !known.contains(&without_years(title.text))) {
        let message = Message::new("year-differs", &[&title.text.trim(), &title.year, &year, &count]);
        let mut finding = Finding::new(&RULE, &message);
        finding.at = Some(title.at.clone());
        finding.found = Some(title.year.to_string());
        finding.expected = Some(year.to_string());
        findings.push(finding);
    }
}

/// The titles of tables, and the headings that name one, each text once.
fn titles(disclosure: &Disclosure) -> Vec<Titled<'_>> {
    let mut seen = BTreeSet::new();
    let mut titles = Vec::new();
    let mut number = 0;
    for block in &disclosure.blocks {
        let (text, at) = match block {
            Block::Heading { text, at, .. } => (Some(text.text()), Position::of(at)),
            Block::Paragraph { text, at } => {
                (Some(text.text()).filter(|text| outline::rank(text).is_some()), Position::of(at))
            }
            Block::List { .. } => continue,
            Block::Table(table) => {
                number += 1;
                (table.title.as_deref(), Position { table: Some(number - 1), ..Position::of(&table.at) })
            }
        };
        let Some(text) = text else { continue };
        let folded = fold(text);
        // 《…》 names another document, and 2023-2025年 several years.
        let is_title = line::ends_as_table(&folded) && terms::holds(Place::Account, Sense::OfTable, &folded);
        if !is_title
            || folded.contains(['《', '-', '—', '~'])
            || terms::holds(Place::Header, Sense::Past, &folded)
        {
            continue;
        }
        if let [year] = statement::years(&folded)[..]
            && seen.insert(key(text))
        {
            titles.push(Titled { text, year, at });
        }
    }
    titles
}

fn without_years(text: &str) -> String {
    key(text).chars().filter(|c| !c.is_ascii_digit()).collect()
}
