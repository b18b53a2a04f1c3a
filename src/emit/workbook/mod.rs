//! XLSX: sheets to print as a finance bureau publishes them, and sheets to work with.

mod columns;
mod content;
mod continued;
mod data;
mod grid;
mod index;
mod layout;
mod look;
mod metrics;
mod number;
mod paginate;
mod paper;
mod print;
mod prose;
mod sanitize;
#[cfg(test)]
mod tests;
mod text;

use std::collections::BTreeMap;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use self::layout::{Layout, lay_out};
use self::print::Paging;
use self::sanitize::{SheetNames, clean};
use super::Format;
use crate::error::{Error, ErrorKind};
use crate::model::{Disclosure, own_heading};
use crate::view::paper::{Leaf, paper};
use crate::view::{View, decided};

/// Spreadsheet workbooks.
pub const FORMAT: Format = Format { name: "xlsx", extension: "xlsx", is_text: false, emit };

/// The name of the custom property by which our own workbooks are known; it holds our version.
pub const PROPERTY: &str = "gongkai";

/// So many tables have a worksheet that lists them.
const TABLES_OF_AN_INDEX: usize = 4;

/// How many columns a worksheet has.
const COLUMN_LIMIT: usize = 16_384;

/// How many rows a worksheet has.
const ROW_COUNT_LIMIT: usize = 1_048_576;

/// A failure to write a workbook.
fn failed(error: &XlsxError) -> Error {
    Error::new(ErrorKind::Failed, "workbook-not-written", &[error])
}

/// The bytes of a workbook.
fn emit(disclosure: &Disclosure, view: &View) -> Result<Vec<u8>, Error> {
    let mut workbook = Workbook::new();
    // Without a date of ours the clock's would be written, and two runs would differ.
    let created = ExcelDateTime::from_ymd(2000, 1, 1).map_err(|error| failed(&error))?;
    let title: String = clean(&view.title).chars().take(255).collect();
    let properties = DocProperties::new()
        .set_title(title)
        .set_creation_datetime(&created)
        .set_custom_property(PROPERTY, env!("CARGO_PKG_VERSION"));
    workbook.set_properties(&properties);

    let paper = paper(view);
    let mut names = SheetNames::default();
    // These names are promised to those who read the workbook: no table takes them.
    let promised = [
        own_heading("sheet-index"),
        own_heading("sheet-prose"),
        own_heading("sheet-indicators"),
        own_heading("sheet-findings"),
        own_heading("sheet-decisions"),
    ];
    for name in promised {
        names.reserve(name);
    }
    let layouts: Vec<Layout> = paper.tables.iter().map(print::lay_out_table).collect::<Result<_, _>>()?;
    let tabs: Vec<Vec<String>> = paper
        .tables
        .iter()
        .zip(&layouts)
        .enumerate()
        .map(|(number, (table, layout))| print::names(&mut names, &tab(table, number, layouts.len()), layout))
        .collect();
    let prose = if paper.prose.is_empty() {
        None
    } else {
        let first: Vec<String> = tabs.iter().map(|tabs| tabs[0].clone()).collect();
        names.release(own_heading("sheet-prose"));
        let layout = lay_out(prose::prose(&paper, &first))?;
        Some((print::names(&mut names, own_heading("sheet-prose"), &layout), layout))
    };
    let index = if layouts.len() >= TABLES_OF_AN_INDEX {
        names.release(own_heading("sheet-index"));
        let tables = tabs.iter().map(|tabs| tabs[0].as_str()).zip(&layouts);
        let prose = prose.iter().map(|(tabs, layout)| (tabs[0].as_str(), layout));
        let is_title = |table: &Leaf| table.head.title.as_deref() == Some(view.title.trim());
        let is_title_of_table = paper.tables.iter().any(is_title);
        let layout = index::lay_out_index(view, disclosure, is_title_of_table, prose, tables)?;
        Some((print::names(&mut names, own_heading("sheet-index"), &layout), layout))
    } else {
        None
    };
    let titles = paper.tables.iter().map(|table| table.head.title.as_deref().unwrap_or(&view.title));
    let tables =
        tabs.iter().zip(&layouts).zip(titles).map(|((tabs, layout), title)| (tabs, layout, Some(title)));
    let before = index.iter().chain(&prose).map(|(tabs, layout)| (tabs, layout, None));
    let sheets: Vec<(&Vec<String>, &Layout, Option<&str>)> = before.chain(tables).collect();
    let notes: Vec<String> = disclosure.decisions.iter().map(decided::note).collect();
    let total = sheets.iter().map(|(_, layout, _)| layout.pages()).sum();
    let mut paging = Paging { total: (sheets.len() > 1).then_some(total), title: None };
    let (mut first, mut continued, mut number) = (1, BTreeMap::new(), 0);
    for (tabs, layout, title) in sheets {
        paging.title = title.filter(|_| layout.pages() > 1);
        // A further worksheet of a table goes on from its first page.
        continued.extend(paging.title.map(|_| (workbook.worksheets().len() + 1, first)));
        let ranges = print::add(&mut workbook, tabs, layout, &paging, &notes)?;
        first += layout.pages();
        let Some(_) = title else { continue };
        if let [range] = ranges.as_slice()
            && layouts.len() > 1
        {
            let name = index::defined_name(number, &tabs[0]);
            workbook.define_name(name, range).map_err(|error| failed(&error))?;
        }
        number += 1;
    }
    names.release(own_heading("sheet-indicators"));
    data::add_indicators(&mut workbook, &mut names, own_heading("sheet-indicators"), &disclosure.projects)?;
    names.release(own_heading("sheet-findings"));
    data::add_findings(&mut workbook, &mut names, own_heading("sheet-findings"), &disclosure.findings)?;
    names.release(own_heading("sheet-decisions"));
    data::add_decisions(&mut workbook, &mut names, own_heading("sheet-decisions"), &disclosure.decisions)?;
    let bytes = workbook.save_to_buffer().map_err(|error| failed(&error))?;
    continued::with_first_pages(bytes, &continued)
}

/// What a table is called on its tab: one of several by its number and its name.
fn tab(table: &Leaf, number: usize, count: usize) -> String {
    if count == 1 {
        return own_heading("sheet-tables").to_owned();
    }
    let named = [Some(&table.sheet.name), table.head.title.as_ref()];
    let name = named.into_iter().flatten().find(|name| !name.trim().is_empty());
    format!("{:02} {}", number + 1, name.map_or(own_heading("sheet-tables"), |name| name.trim()))
}
