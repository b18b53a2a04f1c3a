#![doc = include_str!("year_differs.md")]

use std::collections::{BTreeMap, BTreeSet};

use super::{Check, Run};
use crate::lexicon::account_header::is_stage_alone;
use crate::lexicon::key::key;
use crate::lexicon::line;
use crate::lexicon::outline;
use crate::lexicon::sense::Sense;
use crate::lexicon::statement;
use crate::lexicon::terms::{self, Place};
use crate::model::{
    Block, BudgetStage, Disclosure, Finding, Findings, Message, Position, Rule, Severity, Table, Tidy,
};
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

/// Last year stands beside this one in any budget, and a final account is published in the year after its own: a title
/// that is at least so many years off is of neither.
const FAR: u16 = 2;

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    let titles = titles(disclosure);
    if !of_titles(findings, &titles) {
        of_document(findings, disclosure, &titles);
    }
    of_columns(findings, disclosure, &titles);
}

/// Tells of the titles that name another year than most; whether most name one.
fn of_titles(findings: &mut Findings, titles: &[Titled<'_>]) -> bool {
    let mut counts: BTreeMap<u16, usize> = BTreeMap::new();
    for title in titles {
        *counts.entry(title.year).or_default() += 1;
    }
    let Some((year, count)) = counts.into_iter().max_by_key(|(_, count)| *count) else { return false };
    let odd: Vec<&Titled<'_>> = titles.iter().filter(|title| title.year != year).collect();
    if count < FEWEST_TITLES || odd.len() * ONE_OF > count {
        return false;
    }
    // 2023年支出总表 beside 2024年支出总表 is that of last year.
    let known: BTreeSet<String> =
        titles.iter().filter(|title| title.year == year).map(|title| without_years(title.text)).collect();
    for title in odd.into_iter().filter(|title| !known.contains(&without_years(title.text))) {
        let message = Message::new("year-differs", &[&title.text.trim(), &title.year, &year, &count]);
        findings.push(finding(&message, title.at.clone(), (title.year, year)));
    }
    true
}

/// Tells of the title that is of another year than the title of the document; where few tables have years it is the only
/// one beside them.
fn of_document(findings: &mut Findings, disclosure: &Disclosure, titles: &[Titled<'_>]) {
    let Some(document) = disclosure.title.as_deref() else { return };
    let [year] = statement::years(&fold(document))[..] else { return };
    let is_far = |title: &&Titled<'_>| title.year.abs_diff(year) >= FAR && key(title.text) != key(document);
    // 2023年支出总表 and 2024年支出总表 in a budget of 2025 are of several years, each as it should be.
    let is_one_of_several = |own: &Titled<'_>| {
        titles
            .iter()
            .any(|other| other.year != own.year && without_years(other.text) == without_years(own.text))
    };
    let odd: Vec<&Titled<'_>> =
        titles.iter().filter(is_far).filter(|title| !is_one_of_several(title)).collect();
    let Some(first) = odd.first() else { return };
    // All of them were left from another year, or one was; what is in between is of several years.
    let is_all = odd.len() == titles.iter().filter(|title| key(title.text) != key(document)).count();
    if odd.iter().all(|title| title.year == first.year) && (is_all || odd.len() == 1) {
        let message = Message::new("year-of-title", &[&first.text.trim(), &first.year, &year]);
        findings.push(finding(&message, first.at.clone(), (first.year, year)));
    }
}

/// Tells of the columns of a budget table whose years are not those of the table: this year, and beside it the last one.
fn of_columns(findings: &mut Findings, disclosure: &Disclosure, titles: &[Titled<'_>]) {
    let stages: BTreeMap<usize, Option<BudgetStage>> =
        disclosure.budget.iter().map(|line| (line.table, line.stage)).collect();
    for (number, table) in disclosure.tables().enumerate() {
        let Some(stage) = stages.get(&number) else { continue };
        let columns = columns(table, *stage);
        let years: BTreeSet<u16> = columns.iter().map(|(_, year)| *year).collect();
        let Some(year) = year_of(table, disclosure, titles) else { continue };
        let odd = match years.iter().copied().collect::<Vec<_>>()[..] {
            [only] if only != year => only,
            // 2022年预算数 beside 2024年预算数: what is compared with is last year.
            [one, other] if other == year && year - one >= FAR => one,
            // Of three years nobody knows what they are for.
            _ => continue,
        };
        let Some((header, _)) = columns.iter().find(|(_, own)| *own == odd) else { continue };
        let title = table.title.as_deref().unwrap_or_default().trim();
        let message = Message::new("year-of-column", &[&title, header, &year]);
        let at = Position { table: Some(number), ..Position::of(&table.at) };
        findings.push(finding(&message, at, (odd, year)));
    }
}

/// The headers of a table that are but a year and what is planned or spent in it, each with its year. One of the other
/// stage, as 2023年决算数 is in a budget, is for comparison.
fn columns(table: &Table<Tidy>, stage: Option<BudgetStage>) -> Vec<(&str, u16)> {
    let texts = table.columns.iter().flat_map(|column| &column.header).map(String::as_str);
    let own = texts.filter_map(|text| {
        let folded = fold(text);
        let [year] = statement::years(&folded)[..] else { return None };
        let of_stage = statement::stage_of_header(&folded);
        let is_own = of_stage.is_none() || stage.is_none() || of_stage == stage;
        let is_past = terms::holds(Place::Header, Sense::Past, &folded);
        (is_own && !is_past && is_stage_alone(text)).then_some((text, year))
    });
    own.collect()
}

/// The year that a table is of: that of its own title, or that of the document where most titles of tables name it.
fn year_of(table: &Table<Tidy>, disclosure: &Disclosure, titles: &[Titled<'_>]) -> Option<u16> {
    let title = table.title.as_deref().map(fold).unwrap_or_default();
    match statement::years(&title)[..] {
        [year] => (!is_of_more(&title)).then_some(year),
        [] => {
            let year = disclosure.year?;
            let alike = titles.iter().filter(|title| title.year == year).count();
            (alike >= FEWEST_TITLES && alike * 2 > titles.len()).then_some(year)
        }
        _ => None,
    }
}

/// Whether a folded title speaks of another document, of several years or of a past one: 《…》, 2023-2025年, 上年.
fn is_of_more(folded: &str) -> bool {
    folded.contains(['《', '-', '—', '~']) || terms::holds(Place::Header, Sense::Past, folded)
}

fn finding(message: &Message, at: Position, (found, expected): (u16, u16)) -> Finding {
    let mut finding = Finding::new(&RULE, message);
    finding.at = Some(at);
    finding.found = Some(found.to_string());
    finding.expected = Some(expected.to_string());
    finding
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
        let is_title = line::ends_as_table(&folded) && terms::holds(Place::Account, Sense::OfTable, &folded);
        if !is_title || is_of_more(&folded) {
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
