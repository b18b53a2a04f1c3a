//! OpenDocument spreadsheets. Their cells keep what they show beside their value, so that is what is read.

mod beside;
mod styles;

use self::styles::Styles;
use super::html::escape;
use super::package::{Package, encrypted};
use super::sheet::{Area, MAX_CELLS, Sheet, Slot, slot};
use super::workbook::Book;
use super::xml::{self, Element, Node};
use crate::error::Error;
use crate::model::HiddenBy;
use crate::model::grid::MAX_COLUMNS;

/// The most rows of a sheet.
const MAX_ROWS: usize = 1_048_576;

/// What is left out of the content: the fields of forms, and what was deleted.
const NOT_SHOWN: &[&str] = &["forms", "tracked-changes"];

/// Reads the sheets of a package.
pub(super) fn read(package: &mut Package<'_>) -> Result<Book, Error> {
    if let Some(manifest) = package.xml("META-INF/manifest.xml", &[])?
        && manifest.elements().any(|entry| entry.child("encryption-data").is_some())
    {
        return Err(encrypted());
    }
    let content =
        package.xml("content.xml", NOT_SHOWN)?.ok_or_else(|| Error::refused("read-not-a-workbook", &[]))?;
    let pages = package.xml("styles.xml", &[])?;
    sheets(&content, pages.as_ref())
}

/// The name of the kind of a flat file that is a spreadsheet.
const SPREADSHEET: &str = "application/vnd.oasis.opendocument.spreadsheet";

/// So many bytes at the start of a flat file name its kind.
const HEAD: usize = 8_192;

/// Whether a file is a spreadsheet that is one part of XML.
pub(super) fn is_flat(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]);
    head.trim_start_matches('\u{feff}').starts_with('<')
        && head.contains(":document ")
        && head.contains(SPREADSHEET)
}

/// Reads the sheets of a spreadsheet that is one part of XML.
pub(super) fn read_flat(bytes: &[u8]) -> Result<Book, Error> {
    const PART: &str = "office:document";
    let text = std::str::from_utf8(bytes).map_err(|_| Error::refused("read-part-no-text", &[&PART]))?;
    let content = xml::parse(text.trim_start_matches('\u{feff}'), PART, NOT_SHOWN)?;
    sheets(&content, Some(&content))
}

/// The sheets of a spreadsheet. `pages` are the styles that it is printed in.
fn sheets(content: &Element, pages: Option<&Element>) -> Result<Book, Error> {
    let mut book = Book::default();
    let Some(body) = content.path(&["body", "spreadsheet"]) else {
        return Err(Error::refused("read-not-a-workbook", &[]));
    };
    let styles = Styles::of(content);
    for table in body.elements().filter(|element| element.name == "table") {
        let mut sheet = Sheet::new(table.attribute("name").unwrap_or_default());
        hide_columns(table, &styles, &mut sheet, &mut 0);
        let printed = table.attribute("print-ranges").unwrap_or_default();
        sheet.printed = printed.split(' ').filter_map(print_range).collect();
        let mut reading = Reading { styles: &styles, sheet, row: 0, laid: Vec::new() };
        reading.rows(table)?;
        let Reading { mut sheet, laid, .. } = reading;
        beside::shapes(table, &laid, &mut sheet);
        if let Some(pages) = pages {
            beside::page(pages, styles.page(table), &mut sheet);
        }
        if styles.hide_sheet(table) { &mut book.hidden } else { &mut book.sheets }.push(sheet);
    }
    Ok(book)
}

/// Columns, and groups of columns.
fn hide_columns(parent: &Element, styles: &Styles<'_>, sheet: &mut Sheet, column: &mut usize) {
    for element in parent.elements() {
        match element.name.as_str() {
            "table-column" => {
                let repeated = count(element, "number-columns-repeated");
                if styles.hide(element) {
                    sheet.hidden_columns.push((*column, *column + repeated - 1));
                }
                *column = column.saturating_add(repeated).min(MAX_COLUMNS);
            }
            "table-header-columns" | "table-column-group" | "table-columns" => {
                hide_columns(element, styles, sheet, column);
            }
            _ => {}
        }
    }
}

/// The area of a print range: `$Sheet1.$A$1:$Sheet1.$E$7`.
fn print_range(range: &str) -> Option<Area> {
    let cell = |reference: &str| slot(reference.rsplit('.').next()?);
    let (first, last) = range.split_once(':')?;
    Some((cell(first)?, cell(last)?))
}

/// A sheet that is being read.
struct Reading<'a> {
    styles: &'a Styles<'a>,
    sheet: Sheet,
    row: usize,
    /// Cells over which something lies, or that have comments.
    laid: Vec<(Slot, &'a Element)>,
}

impl<'a> Reading<'a> {
    /// Rows, and groups of rows.
    fn rows(&mut self, parent: &'a Element) -> Result<(), Error> {
        for element in parent.elements() {
            match element.name.as_str() {
                "table-row" => self.rows_alike(element)?,
                "table-header-rows" | "table-row-group" | "table-rows" => self.rows(element)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// A row, as often as it is repeated.
    fn rows_alike(&mut self, element: &'a Element) -> Result<(), Error> {
        let repeated = count(element, "number-rows-repeated");
        let start = self.row;
        let mut filled = false;
        let width: usize = element
            .elements()
            .filter(|cell| !shown(cell).trim().is_empty())
            .map(|cell| count(cell, "number-columns-repeated").min(MAX_COLUMNS))
            .sum();
        if width.saturating_mul(repeated) > MAX_CELLS {
            return Err(self.sheet.too_large(width.saturating_mul(repeated)));
        }
        // A row that is repeated to the end of the sheet is blank; others are repeated as they are.
        for _ in 0..repeated {
            if self.row >= MAX_ROWS {
                break;
            }
            let before = filled;
            filled = self.cells(element)?;
            if !filled && !before {
                self.row += repeated - 1;
            }
            self.row += 1;
            if !filled {
                break;
            }
        }
        if filled && self.styles.hide(element) {
            self.sheet.hidden_rows.extend(start..self.row);
        }
        Ok(())
    }

    /// The cells of a row; whether any holds something.
    fn cells(&mut self, element: &'a Element) -> Result<bool, Error> {
        let mut column = 0;
        let mut filled = false;
        for cell in element.elements() {
            let repeated = count(cell, "number-columns-repeated");
            let text = shown(cell);
            let slot = (self.row, column);
            if cell.name == "table-cell" {
                filled |= !text.trim().is_empty();
                self.cell(cell, slot, &text, repeated.min(MAX_COLUMNS))?;
            }
            column = column.saturating_add(repeated);
            if column >= MAX_COLUMNS {
                break;
            }
        }
        Ok(filled)
    }

    /// A cell, as often as it is repeated.
    fn cell(&mut self, cell: &'a Element, slot: Slot, text: &str, repeated: usize) -> Result<(), Error> {
        let (row, column) = slot;
        if beside::has_more(cell) {
            self.laid.push((slot, cell));
        }
        if text.trim().is_empty() {
            if cell.attribute("formula").is_some() && cell.attribute("value-type").is_none() {
                self.sheet.remarks.uncalculated.push(slot);
            }
            // A value beside which nothing is shown.
            let value = cell.attribute("value").or_else(|| cell.attribute("date-value"));
            if let Some(value) = value {
                self.sheet.conceal(slot, HiddenBy::Format, value);
            }
            return Ok(());
        }
        let (height, width) = (count(cell, "number-rows-spanned"), count(cell, "number-columns-spanned"));
        let html = self.marked(cell);
        for copy in 0..repeated {
            let slot = (row, column + copy);
            if self.styles.whiten(cell) {
                self.sheet.conceal(slot, HiddenBy::Colour, text);
                continue;
            }
            self.sheet.put(row, column + copy, text)?;
            if let Some(html) = &html {
                self.sheet.mark(slot, html.clone());
            }
        }
        if height * width > 1 {
            self.sheet.merges.push((slot, (row + height - 1, column + width - 1)));
        }
        Ok(())
    }

    /// The text of a cell in HTML, if a part of it is struck out, raised or lowered.
    fn marked(&self, cell: &Element) -> Option<String> {
        let mut is_marked = false;
        let lines: Vec<String> = cell
            .elements()
            .filter(|element| element.name == "p")
            .map(|line| {
                let mut html = String::new();
                self.push_html(&mut html, line, &mut is_marked);
                html
            })
            .collect();
        let html = lines.join("<br>");
        match self.styles.mark(cell) {
            Some(mark) => Some(format!("<{mark}>{html}</{mark}>")),
            None => is_marked.then_some(html),
        }
    }

    fn push_html(&self, html: &mut String, element: &Element, is_marked: &mut bool) {
        for node in &element.children {
            match node {
                Node::Text(words) => html.push_str(&escape(words)),
                Node::Element(inner) if inner.name == "span" => {
                    let mark = self.styles.mark(inner);
                    *is_marked |= mark.is_some();
                    html.extend(mark.map(|mark| format!("<{mark}>")));
                    self.push_html(html, inner, is_marked);
                    html.extend(mark.map(|mark| format!("</{mark}>")));
                }
                Node::Element(inner) => {
                    let mut text = String::new();
                    push_element(&mut text, inner);
                    html.push_str(&escape(&text).replace('\n', "<br>"));
                }
            }
        }
    }
}

/// How often something is repeated, or how far it spans.
fn count(element: &Element, name: &str) -> usize {
    element.attribute(name).and_then(|text| text.parse().ok()).unwrap_or(1).clamp(1, MAX_ROWS)
}

/// What a cell shows, a line a paragraph.
fn shown(cell: &Element) -> String {
    let lines: Vec<String> = cell.elements().filter(|element| element.name == "p").map(words).collect();
    if lines.is_empty() {
        // Some programs write values and leave showing them to others.
        let values = ["string-value", "value", "date-value", "time-value", "boolean-value"];
        return values.iter().find_map(|name| cell.attribute(name)).unwrap_or_default().to_owned();
    }
    lines.join("\n")
}

/// The words of a paragraph.
fn words(paragraph: &Element) -> String {
    let mut text = String::new();
    push_text(&mut text, paragraph);
    text
}

fn push_text(text: &mut String, element: &Element) {
    for node in &element.children {
        match node {
            Node::Text(words) => text.push_str(words),
            Node::Element(inner) => push_element(text, inner),
        }
    }
}

fn push_element(text: &mut String, element: &Element) {
    match element.name.as_str() {
        "s" => text.push_str(
            &" ".repeat(element.attribute("c").and_then(|count| count.parse().ok()).unwrap_or(1).min(1000)),
        ),
        "tab" => text.push('\t'),
        "line-break" => text.push('\n'),
        // How a word is read is printed above it, and is none of its words.
        "ruby-text" => {}
        _ => push_text(text, element),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use zip::write::{SimpleFileOptions, ZipWriter};

    use super::*;
    use crate::model::{Block, Findings, Raw, Source};

    fn read_rows(rows: &str) -> Result<Vec<String>, Error> {
        let content = format!(
            "<o:document-content xmlns:o='o'><o:automatic-styles><s:style s:name='h'><s:table-properties t:display='false'/></s:style></o:automatic-styles><o:body><o:spreadsheet><t:table t:name='S'>{rows}</t:table><t:table t:name='H' t:style-name='h'/></o:spreadsheet></o:body></o:document-content>"
        );
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file("content.xml", SimpleFileOptions::default()).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
        let bytes = writer.finish().unwrap().into_inner();
        let source = Source { path: "a.ods".to_owned(), bytes, format: None };
        let mut findings = Findings::default();
        let document = super::super::read(&mut findings, &source)?;
        assert_eq!(findings.as_slice()[0].rule, "sheet-hidden");
        let table = document.tables().next().unwrap();
        Ok(table
            .rows
            .iter()
            .map(|row| {
                let cells: Vec<String> = row
                    .cells
                    .iter()
                    .map(|cell| {
                        let Raw::Plain(text) = &cell.text else { panic!() };
                        format!("{text}{}", if cell.colspan > 1 { "*" } else { "" })
                    })
                    .collect();
                cells.join("|")
            })
            .collect())
    }

    #[test]
    fn cells_as_they_are_shown() {
        let rows = "<t:table-header-rows><t:table-row><t:table-cell t:number-columns-spanned='3'><x:p>表<x:s x:c='2'/>头</x:p><x:p>二</x:p></t:table-cell><t:covered-table-cell t:number-columns-repeated='2'/><t:table-cell t:number-columns-repeated='16380'/></t:table-row></t:table-header-rows>\
            <t:table-row><t:table-cell o:value='0.05'><x:p>5.00%</x:p></t:table-cell><t:table-cell t:number-columns-repeated='2'><x:p>x</x:p></t:table-cell></t:table-row>\
            <t:table-row t:number-rows-repeated='2'><t:table-cell/></t:table-row>\
            <t:table-row t:number-rows-repeated='2'><t:table-cell><x:p>y</x:p></t:table-cell></t:table-row>\
            <t:table-row t:number-rows-repeated='1048570'><t:table-cell t:number-columns-repeated='16384'/></t:table-row>";
        assert_eq!(read_rows(rows).unwrap(), ["表  头\n二*", "5.00%|x|x", "||", "||", "y||", "y||"]);
    }

    #[test]
    fn repeated_without_end() {
        let rows = "<t:table-row t:number-rows-repeated='99999999999'><t:table-cell t:number-columns-repeated='16384'><x:p>x</x:p></t:table-cell></t:table-row>";
        assert!(read_rows(rows).is_err());
    }

    /// A flat spreadsheet: its styles, and one sheet.
    fn read_flat_sheet(styles: &str, sheet: &str) -> (String, Vec<(HiddenBy, String)>, Vec<String>) {
        let text = format!(
            "<?xml version='1.0'?><office:document xmlns:office='o' office:mimetype='{SPREADSHEET}'><office:automatic-styles>{styles}</office:automatic-styles>\
             <office:master-styles><style:master-page style:name='Default'><style:header><text:p>表题</text:p><text:p>第<text:page-number>1</text:page-number>页</text:p></style:header><style:footer style:display='false'><text:p>不印</text:p></style:footer></style:master-page></office:master-styles>\
             <office:body><office:spreadsheet><table:table table:name='表'{sheet}</table:table></office:spreadsheet></office:body></office:document>"
        );
        let mut findings = Findings::default();
        let source = Source { path: "a.fods".to_owned(), bytes: text.into_bytes(), format: None };
        let document = super::super::read(&mut findings, &source).unwrap();
        let words = |raw: &Raw| match raw {
            Raw::Markup(text) | Raw::Plain(text) | Raw::Translated { html: text, .. } => text.clone(),
        };
        let said = document.blocks.iter().map(|block| match block {
            Block::Table(table) => {
                let row = |row: &crate::model::Row<Raw>| {
                    row.cells.iter().map(|cell| words(&cell.text)).collect::<Vec<_>>().join("|")
                };
                table.rows.iter().map(row).collect::<Vec<_>>().join("\n")
            }
            Block::Paragraph { text, .. } | Block::Heading { text, .. } => words(text),
            Block::List { .. } => String::new(),
        });
        let said = said.collect::<Vec<_>>().join("\n");
        let hidden = document.hidden.iter().map(|hidden| (hidden.by, hidden.text.clone())).collect();
        (said, hidden, findings.into_sorted().into_iter().map(|finding| finding.rule).collect())
    }

    const STYLES: &str = "<style:style style:name='flat'><style:table-row-properties style:row-height='0cm'/></style:style><style:style style:name='low'><style:table-row-properties style:row-height='0.4cm'/></style:style>\
        <style:style style:name='white'><style:text-properties fo:color='#FFFFFF'/></style:style><style:style style:name='shaded'><style:table-cell-properties fo:background-color='#003366'/><style:text-properties fo:color='#FFFFFF'/></style:style>\
        <style:style style:name='up'><style:text-properties style:text-position='super 58%'/></style:style>";

    #[test]
    fn what_is_seen_of_a_flat_sheet() {
        let cell = |attributes: &str, words: &str| {
            format!("<table:table-cell {attributes}><text:p>{words}</text:p></table:table-cell>")
        };
        let row = |attributes: &str, cells: &str| {
            format!("<table:table-row {attributes}>{cells}</table:table-row>")
        };
        let columns =
            "<table:table-column/><table:table-column table:visibility='collapse'/><table:table-column/>";
        let rows = [
            row("", &(cell("", "项目") + &cell("", "测算") + &cell("", "金额"))),
            row("table:style-name='low'", &(cell("", "供<text:ruby><text:ruby-base>水</text:ruby-base><text:ruby-text>shui</text:ruby-text></text:ruby>") + &cell("", "9") + &cell("", "12<text:span text:style-name='up'>1</text:span>"))),
            row("table:style-name='flat'", &(cell("", "隐") + &cell("", "8") + &cell("", "1"))),
            row("", &(cell("", "绿化") + &cell("", "7") + &cell("office:value-type='float' office:value='6'", ""))),
            row("", &(cell("table:style-name='white'", "白") + "<table:table-cell/>" + &cell("table:style-name='shaded'", "5"))),
            row("", "<table:table-cell><draw:frame><draw:text-box><text:p>注：含结转</text:p></draw:text-box></draw:frame><office:annotation><text:p>批</text:p></office:annotation></table:table-cell><table:table-cell/><table:table-cell table:formula='of:=1+1'/>"),
        ]
        .concat();
        let (said, hidden, rules) = read_flat_sheet(STYLES, &format!(">{columns}{rows}"));
        assert_eq!(said, "表题\n项目|金额\n供水|12<sup>1</sup>\n绿化|\n|5\n注：含结转");
        let by = |kind: HiddenBy| hidden.iter().filter(|(by, _)| *by == kind).count();
        let kinds = [HiddenBy::Column, HiddenBy::Row, HiddenBy::Format, HiddenBy::Colour, HiddenBy::Comment];
        assert_eq!(kinds.map(by), [3, 3, 1, 1, 1]);
        for rule in [
            "cells-invisible",
            "columns-hidden",
            "comments-left-out",
            "formula-without-result",
            "rows-hidden",
        ] {
            assert!(rules.contains(&rule.to_owned()), "{rule}: {rules:?}");
        }
        let (said, hidden, _) = read_flat_sheet(
            "",
            &format!(
                " table:print-ranges='$表.$A$1:$表.$A$9'>{}",
                row("", &(cell("", "甲") + &cell("", "乙")))
            ),
        );
        assert_eq!((said.as_str(), hidden), ("表题\n甲", vec![(HiddenBy::PrintArea, "乙".to_owned())]));
    }
}
