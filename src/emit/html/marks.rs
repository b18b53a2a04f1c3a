//! What was found, beside its place on the page: the anchors of records and paragraphs, and the marks in the margin.
//!
//! A mark is no text of the document: it is drawn by the style, from a `title` that is read out and shown on focus.

use std::collections::{BTreeMap, BTreeSet};

use super::escape;
use crate::model::{Block, Disclosure, Finding, Message, Place, Position, RowRole, Severity};
#[cfg(feature = "cli")]
use crate::view::is_unpacked;
use crate::view::{Sheet, SheetKind, SheetRow};

/// The anchors of a document's page, for its own links and those of the report.
#[derive(Debug)]
pub(crate) struct Anchors<'a> {
    #[cfg(feature = "cli")]
    disclosure: &'a Disclosure,
    /// The numbers of the blocks outside of tables by where they begin.
    prose: BTreeMap<ProseKey<'a>, usize>,
}

/// Where prose stands, in reading order: sheet and cell, or page, line, points from the top and character.
type ProseKey<'a> = (Option<&'a str>, Option<&'a str>, [Option<usize>; 2], Option<i32>, Option<usize>);

fn prose_key(place: &Place) -> ProseKey<'_> {
    let top = place.bounds.map(|[_, top, _, _]| top);
    (place.sheet.as_deref(), place.cell.as_deref(), [place.page, place.line], top, place.column)
}

impl<'a> Anchors<'a> {
    /// The anchors of the page of a document.
    pub(crate) fn new(disclosure: &'a Disclosure) -> Self {
        let blocks = disclosure.blocks.iter().enumerate();
        let prose = blocks.filter(|(_, block)| !matches!(block, Block::Table(_)));
        // Of two that begin at one place the first has the anchor.
        let prose = prose.rev().map(|(number, block)| (prose_key(block.at()), number)).collect();
        Self {
            #[cfg(feature = "cli")]
            disclosure,
            prose,
        }
    }

    /// The anchor at which a place of the document is shown; the table's where its row is not, and `None` where
    /// nothing is known of it but the file.
    #[cfg(feature = "cli")]
    pub(crate) fn of(&self, at: &Position) -> Option<String> {
        let Some(table) = at.table else { return Some(self.block(&at.place())?.1) };
        let own = self.disclosure.tables().nth(table)?;
        let is_packed = is_unpacked(own);
        let Some(row) = at.row.filter(|row| !is_packed || *row >= own.header_rows) else {
            return Some(table_id(table));
        };
        let projects = self.disclosure.projects.iter().filter(|_| is_packed);
        let mut projects =
            projects.filter(|project| (project.at.table, project.at.row) == (Some(table), Some(row)));
        let index = projects.find_map(|project| project.indicators.iter().position(|own| own.at == *at));
        Some(row_id(table, row, index.unwrap_or(0)))
    }

    /// The block outside of tables in which a place lies, and its anchor.
    fn block(&self, place: &Place) -> Option<(usize, String)> {
        let key = prose_key(place);
        let (found, number) = self.prose.range(..=key).next_back()?;
        let is_within = match (place.cell.as_ref(), place.page, place.line) {
            (Some(_), _, _) => *found == key,
            (None, Some(page), _) => found.2[0] == Some(page),
            (None, None, Some(_)) => found.2[1].is_some(),
            (None, None, None) => false,
        };
        is_within.then(|| (*number, block_id(*number)))
    }
}

/// The anchor of a heading, a paragraph or a list, by the number of its block.
pub(super) fn block_id(block: usize) -> String {
    format!("b{block}")
}

/// The anchor of a table, by its number from 0.
pub(super) fn table_id(table: usize) -> String {
    format!("t{}", table + 1)
}

/// The anchor of a table's row, or of one of the rows that it was unpacked to; all from 0.
fn row_id(table: usize, row: usize, index: usize) -> String {
    match index {
        0 => format!("t{}r{}", table + 1, row + 1),
        _ => format!("t{}r{}i{}", table + 1, row + 1, index + 1),
    }
}

/// The findings of a document by the places on its page.
#[derive(Debug)]
pub(super) struct Marks<'a> {
    /// By their places in tables.
    in_tables: BTreeMap<&'a Position, Vec<&'a Finding>>,
    /// By the numbers of the blocks outside of tables.
    in_prose: BTreeMap<usize, Vec<&'a Finding>>,
    /// Those of the document as a whole.
    of_document: Vec<&'a Finding>,
}

impl<'a> Marks<'a> {
    /// The findings of a document.
    pub(super) fn new(disclosure: &'a Disclosure) -> Self {
        let anchors = Anchors::new(disclosure);
        let (mut in_tables, mut in_prose): (BTreeMap<_, Vec<_>>, BTreeMap<_, Vec<_>>) = Default::default();
        let mut of_document = Vec::new();
        for finding in &disclosure.findings {
            match &finding.at {
                Some(at) if at.table.is_some() => in_tables.entry(at).or_default().push(finding),
                Some(at) => match anchors.block(&at.place()) {
                    Some((block, _)) => in_prose.entry(block).or_default().push(finding),
                    None => of_document.push(finding),
                },
                None => of_document.push(finding),
            }
        }
        Self { in_tables, in_prose, of_document }
    }

    /// What marks the page's title: what was found in the document as a whole, and in blocks that no part but the title
    /// shows. `shown` are the others. And the anchors of these blocks, which stand in the title.
    pub(super) fn of_title(&mut self, shown: &BTreeSet<usize>) -> (String, String) {
        let hidden: Vec<usize> =
            self.in_prose.keys().filter(|block| !shown.contains(block)).copied().collect();
        let own = hidden.iter().filter_map(|block| self.in_prose.remove(block)).flatten();
        let findings: Vec<&Finding> = self.of_document.iter().copied().chain(own).collect();
        let anchors = hidden.iter().map(|block| format!("<span id=\"{}\"></span>", block_id(*block)));
        (attributes(&findings), anchors.collect())
    }

    /// The attributes of what shows a block outside of tables: its anchor, where a heading has one or something was
    /// found in it, and what was found. A block has them once.
    pub(super) fn of_block(&mut self, block: usize, is_heading: bool) -> String {
        let findings = self.in_prose.remove(&block);
        if !is_heading && findings.is_none() {
            return String::new();
        }
        format!(" id=\"{}\"{}", block_id(block), attributes(&findings.unwrap_or_default()))
    }

    /// The anchors of a table's rows and the attributes of their first cells, for `head` and `body` in turn.
    pub(super) fn of_rows(&self, sheet: &Sheet) -> Vec<(String, String)> {
        let is_unpacked = sheet.kind == SheetKind::Indicators;
        let rows = || sheet.head.iter().chain(&sheet.body);
        // What is found in an indicator stands beside it, not beside its project.
        let is_own = |row: &SheetRow| is_unpacked && row.role == RowRole::Indicator;
        let has_findings = rows().find_map(|row| row.at.as_ref()).is_some_and(|at| {
            let from = Position { table: at.table, ..Position::default() };
            let to = Position { table: at.table.map(|table| table + 1), ..Position::default() };
            self.in_tables.range::<Position, _>(from..to).next().is_some()
        });
        let own: BTreeSet<&Position> =
            rows().filter(|row| has_findings && is_own(row)).filter_map(|row| row.at.as_ref()).collect();
        let mut index = 0;
        rows()
            .map(|row| {
                let Some((at, table, line)) = row.at.as_ref().and_then(|at| Some((at, at.table?, at.row?)))
                else {
                    return (String::new(), String::new());
                };
                index = if is_own(row) { index + 1 } else { 0 };
                let findings: Vec<&Finding> = if is_own(row) {
                    self.in_tables.get(at).into_iter().flatten().copied().collect()
                } else {
                    let from = Position { table: Some(table), row: Some(line), ..Position::default() };
                    let to = Position { row: Some(line + 1), ..from.clone() };
                    let found =
                        self.in_tables.range::<Position, _>(from..to).filter(|(at, _)| !own.contains(*at));
                    found.flat_map(|(_, findings)| findings).copied().collect()
                };
                (format!(" id=\"{}\"", row_id(table, line, index)), attributes(&findings))
            })
            .collect()
    }
}

/// What marks an element for its findings; nothing where there are none.
fn attributes(findings: &[&Finding]) -> String {
    let Some(weight) = findings.iter().map(|finding| finding.severity).max() else { return String::new() };
    let line = |finding: &&Finding| format!("{}：{}", word(finding.severity), finding.message_zh);
    let lines: Vec<String> = findings.iter().map(line).collect();
    format!(" data-weight=\"{}\" tabindex=\"0\" title=\"{}\"", weight.name(), escape(&lines.join("\n")))
}

/// What a finding of that weight is called.
fn word(severity: Severity) -> String {
    let id = match severity {
        Severity::Info => "word-info",
        Severity::Warning => "word-warning",
        Severity::Error => "word-error",
    };
    Message::new(id, &[]).zh
}
