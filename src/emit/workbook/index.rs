//! The worksheet that lists the others, with their pages and findings, and the names by which their tables are known.

use super::content::{Link, table};
use super::layout::{Layout, lay_out};
use super::paper::Fit;
use crate::error::Error;
use crate::model::{ColumnType, Disclosure, Place, RichText, RowRole, Section, own_heading};
use crate::view::paper::{Head, Leaf};
use crate::view::{Align, Sheet, SheetCell, SheetColumn, SheetRow, View};

/// Its columns, by the ids of their headings.
const HEADERS: [&str; 5] =
    ["index-number", "index-name", "index-first-page", "index-pages", "index-findings"];

/// The column of the names.
const NAME: usize = 1;

/// A worksheet in the list.
struct Entry<'a> {
    name: &'a str,
    pages: usize,
    /// How many findings name a place in it; prose has none.
    findings: Option<usize>,
}

/// The pages of the list of a workbook's worksheets. The document's title stands above it where nothing else shows it.
pub(super) fn lay_out_index<'a>(
    view: &View,
    disclosure: &Disclosure,
    is_title_of_table: bool,
    prose: impl Iterator<Item = (&'a str, &'a Layout)>,
    tables: impl Iterator<Item = (&'a str, &'a Layout)>,
) -> Result<Layout, Error> {
    let mut counts: Vec<usize> = Vec::new();
    for table in disclosure.findings.iter().filter_map(|finding| finding.at.as_ref()?.table) {
        if counts.len() <= table {
            counts.resize(table + 1, 0);
        }
        counts[table] += 1;
    }
    let prose = prose.map(|(name, layout)| Entry { name, pages: layout.pages(), findings: None });
    let has_prose = prose.size_hint().0 > 0;
    let tables = tables.enumerate().map(|(number, (name, layout))| Entry {
        name,
        pages: layout.pages(),
        findings: Some(counts.get(number).copied().unwrap_or(0)),
    });
    let entries: Vec<Entry> = prose.chain(tables).collect();
    let shows_title =
        !has_prose && !is_title_of_table && !view.title_is_within && !view.title.trim().is_empty();
    let title = if shows_title { view.title.trim() } else { own_heading("sheet-index-title") };
    let head = Head {
        title: Some(title.to_owned()),
        subtitles: if shows_title { vec![own_heading("sheet-index-title").to_owned()] } else { Vec::new() },
        ..Head::default()
    };
    // The list's own pages come first, and how many these are is only known then.
    let mut own = 1;
    loop {
        let sheet = sheet(&entries, own, disclosure.findings.len());
        let leaf = Leaf { head: head.clone(), sheet: &sheet, rows_above: 0, below: Vec::new() };
        let mut content = table(&leaf, Fit::Upright)?;
        let first = content.titles + content.head;
        for cell in content.cells.iter_mut().filter(|cell| cell.slot.column == NAME && cell.slot.row >= first)
        {
            cell.link =
                entries.get(cell.slot.row - first).map(|entry| Link::Worksheet(entry.name.to_owned()));
        }
        let layout = lay_out(content)?;
        if layout.pages() <= own {
            return Ok(layout);
        }
        own = layout.pages();
    }
}

/// The list as a table. `own` is how many pages it has itself.
fn sheet(entries: &[Entry], own: usize, findings: usize) -> Sheet {
    let mut next = own + 1;
    let body = entries.iter().enumerate().map(|(number, entry)| {
        let start = next;
        next += entry.pages;
        let texts = [
            (number + 1).to_string(),
            entry.name.to_owned(),
            start.to_string(),
            entry.pages.to_string(),
            entry.findings.map(|count| count.to_string()).unwrap_or_default(),
        ];
        row(RowRole::Data, texts)
    });
    let body: Vec<SheetRow> = body.collect();
    let tables = entries.iter().filter(|entry| entry.findings.is_some()).count();
    let note = format!("共 {tables} 张表，{} 页，发现 {findings} 处。", next - 1);
    Sheet {
        columns: vec![SheetColumn { role: None, kind: ColumnType::Text }; HEADERS.len()],
        head: vec![row(RowRole::Header, HEADERS.map(|id| own_heading(id).to_owned()))],
        body,
        notes: vec![note],
        ..Sheet::default()
    }
}

fn row(role: RowRole, texts: [String; HEADERS.len()]) -> SheetRow {
    let cells = texts.into_iter().enumerate().map(|(column, text)| SheetCell {
        text: RichText::plain(&text, &Place::default()),
        number: None,
        column,
        colspan: 1,
        rowspan: 1,
        header: None,
        align: if column == NAME { Align::Left } else { Align::Center },
        indent: 0,
        decided: None,
    });
    SheetRow { role, section: Section::Body, cells: cells.collect(), ..SheetRow::default() }
}

/// The name that a table's range goes by, from its number and the name of its worksheet: letters and digits only.
pub(super) fn defined_name(number: usize, tab: &str) -> String {
    let words: String = tab.chars().filter(|c| c.is_alphabetic()).collect();
    format!("表{:02}_{words}", number + 1)
}
