//! XLSX: sheets to print as a finance bureau publishes them, and sheets to work with.

mod columns;
mod content;
mod data;
mod grid;
mod layout;
mod look;
mod metrics;
mod number;
mod paginate;
mod print;
mod sanitize;
#[cfg(test)]
mod tests;
mod text;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use self::content::{Line, Table};
use self::sanitize::{SheetNames, clean};
use super::Format;
use crate::error::{Error, ErrorKind};
use crate::model::{Disclosure, RichText};
use crate::text::width::fold;
use crate::view::{Part, Sheet, View};

/// Spreadsheet workbooks.
pub const FORMAT: Format = Format { name: "xlsx", extension: "xlsx", is_text: false, emit };

/// The name of the custom property by which our own workbooks are known; it holds our version.
pub const PROPERTY: &str = "gongkai";

/// The worksheet of a document's only table, and of tables without a title.
const TABLE_NAME: &str = "公开表";

/// The worksheet of what stands outside of tables.
const PROSE_NAME: &str = "正文";

/// The worksheet with a row per indicator.
const INDICATORS_NAME: &str = "指标";

/// The worksheet with a row per finding.
const FINDINGS_NAME: &str = "发现";

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

    let (prose, tables) = divide(view);
    let mut names = SheetNames::default();
    // These names are promised to those who read the workbook: no table takes them.
    let promised = [PROSE_NAME, INDICATORS_NAME, FINDINGS_NAME];
    for name in promised {
        names.reserve(name);
    }
    if !prose.is_empty() {
        names.release(PROSE_NAME);
        print::add_prose(&mut workbook, &mut names, PROSE_NAME, &prose)?;
    }
    for table in &tables {
        let name = if tables.len() == 1 { TABLE_NAME } else { &table.name };
        print::add_table(&mut workbook, &mut names, name, table)?;
    }
    names.release(INDICATORS_NAME);
    data::add_indicators(&mut workbook, &mut names, INDICATORS_NAME, &disclosure.projects)?;
    names.release(FINDINGS_NAME);
    data::add_findings(&mut workbook, &mut names, FINDINGS_NAME, &disclosure.findings)?;
    workbook.save_to_buffer().map_err(|error| failed(&error))
}

/// What a table is called on its tab: by its own title, or as the view calls it.
fn tab_name<'a>(title: Option<&'a String>, sheet: &'a Sheet) -> &'a str {
    [title.map_or("", String::as_str), &sheet.name]
        .into_iter()
        .find(|name| !name.trim().is_empty())
        .unwrap_or(TABLE_NAME)
}

/// The prose and the tables of a view. Headings right above a table are its titles; where there is nothing
/// else in the way of prose, the first table has the document's title above it.
fn divide(view: &View) -> (Vec<Line<'_>>, Vec<Table<'_>>) {
    let mut prose = Vec::new();
    let mut tables: Vec<Table> = Vec::new();
    let mut headings: Vec<(u8, &RichText)> = Vec::new();
    let is_title = |text: &str| fold(text) == fold(&view.title);
    let sides = sides(&view.parts);
    let mut above = Vec::new();
    for (index, part) in view.parts.iter().enumerate() {
        match part {
            Part::Heading(_, text) if is_title(text.text()) || text.shows_nothing() => {}
            Part::Heading(level, text) => headings.push((*level, text)),
            Part::Sheet(sheet) => {
                let titles = headings.drain(..).map(|(_, text)| text.text().to_owned());
                let titles: Vec<String> = titles.chain(sheet.title.clone()).collect();
                let name = tab_name(titles.last(), sheet).to_owned();
                tables.push(Table {
                    name,
                    titles,
                    main_title: 0,
                    above: std::mem::take(&mut above),
                    sheet,
                    below: Vec::new(),
                });
            }
            Part::Paragraph(text) if is_title(text.text()) || text.shows_nothing() => {}
            Part::Paragraph(text) if sides[index] == Some(Side::Below) => {
                if let Some(table) = tables.last_mut() {
                    table.below.push(text.text());
                }
            }
            Part::Paragraph(text) if sides[index] == Some(Side::Above) => above.push(text.text()),
            Part::Paragraph(text) => {
                push_headings(&mut prose, &mut headings);
                prose.push(Line::Paragraph(String::new(), text));
            }
            Part::List { ordered, items } => {
                push_headings(&mut prose, &mut headings);
                for (index, item) in items.iter().enumerate() {
                    let mark = if *ordered { format!("{}. ", index + 1) } else { "• ".to_owned() };
                    prose.push(Line::Paragraph(mark, item));
                }
            }
        }
    }
    push_headings(&mut prose, &mut headings);
    let title = view.title.trim();
    let is_first_prose = !prose.is_empty() || tables.is_empty();
    let shows_title = !view.title_is_within && !title.is_empty();
    if is_first_prose && shows_title {
        prose.insert(0, Line::Title(title));
    }
    for (number, table) in tables.iter_mut().enumerate() {
        if shows_title && (table.titles.is_empty() || number == 0 && !is_first_prose) {
            table.titles.insert(0, title.to_owned());
        }
        let mut said = Vec::new();
        table.titles.retain(|title| {
            let folded = fold(title);
            let is_new = !folded.is_empty() && !said.contains(&folded);
            said.push(folded);
            is_new
        });
        // The document's title where it stands here, else the last line: `表1` is only a number.
        let has_document_title = table.titles.first().is_some_and(|first| is_title(first));
        table.main_title = if has_document_title { 0 } else { table.titles.len().saturating_sub(1) };
    }
    if prose.is_empty() && tables.is_empty() {
        // A workbook has a worksheet to print, even of a document that says nothing.
        prose.push(Line::Title(""));
    }
    (prose, tables)
}

/// On which side of a table a line stands that is printed with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Above,
    Below,
}

/// The most short lines next to a table that are printed with it; more of them are prose.
const MOST_LINES: usize = 4;

/// Which parts are short lines next to a table: its year and form number above, who filled it in below.
fn sides(parts: &[Part]) -> Vec<Option<Side>> {
    let mut sides = vec![None; parts.len()];
    let mut start = 0;
    while start < parts.len() {
        let length = parts[start..].iter().take_while(|part| is_line(part)).count();
        let end = start + length;
        let side = if matches!(parts.get(end), Some(Part::Sheet(_))) {
            Some(Side::Above)
        } else if start > 0 && matches!(parts[start - 1], Part::Sheet(_)) {
            Some(Side::Below)
        } else {
            None
        };
        if length <= MOST_LINES {
            sides[start..end].fill(side);
        }
        start = end + 1;
    }
    sides
}

/// Whether a part is a short line.
fn is_line(part: &Part) -> bool {
    let Part::Paragraph(text) = part else { return false };
    text.text().chars().count() <= 60 && !text.text().contains('\n')
}

fn push_headings<'a>(prose: &mut Vec<Line<'a>>, headings: &mut Vec<(u8, &'a RichText)>) {
    prose.extend(headings.drain(..).map(|(level, text)| Line::Heading(level, text)));
}
