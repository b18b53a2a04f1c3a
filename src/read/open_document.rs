//! OpenDocument spreadsheets. Their cells keep what they show beside their value, so that is what is read.

use super::package::{Package, encrypted};
use super::sheet::{Area, MAX_CELLS, Sheet, slot};
use super::workbook::Book;
use super::xml::{Element, Node};
use crate::error::Error;
use crate::model::grid::MAX_COLUMNS;

/// The most rows of a sheet.
const MAX_ROWS: usize = 1_048_576;

/// Reads the sheets of a package.
pub(super) fn read(package: &mut Package<'_>) -> Result<Book, Error> {
    if let Some(manifest) = package.xml("META-INF/manifest.xml", &[])?
        && manifest.elements().any(|entry| entry.child("encryption-data").is_some())
    {
        return Err(encrypted());
    }
    let content =
        package.xml("content.xml", NOT_SHOWN)?.ok_or_else(|| Error::refused("read-not-a-workbook", &[]))?;
    sheets(&content)
}

/// What is left out of the content: notes that are not shown, what was deleted, and what lies over the sheet.
const NOT_SHOWN: &[&str] = &["annotation", "shapes", "forms", "tracked-changes"];

/// The name of the kind of a flat file that is a spreadsheet.
const SPREADSHEET: &str = "application/vnd.oasis.opendocument.spreadsheet";

/// So many bytes at the start of a flat file name its kind.
const HEAD: usize = 8_192;

/// Whether a file is a spreadsheet that is one part of XML.
pub(super) fn is_flat(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]);
    head.contains(":document ")
        && head.contains(SPREADSHEET)
        && head.trim_start_matches('\u{feff}').starts_with('<')
}

/// Reads the sheets of a spreadsheet that is one part of XML.
pub(super) fn read_flat(bytes: &[u8]) -> Result<Book, Error> {
    let text =
        std::str::from_utf8(bytes).map_err(|_| Error::refused("read-part-no-text", &[&"office:document"]))?;
    let text = text.trim_start_matches('\u{feff}');
    sheets(&super::xml::parse(text, "office:document", NOT_SHOWN)?)
}

fn sheets(content: &Element) -> Result<Book, Error> {
    let mut book = Book::default();
    let Some(body) = content.path(&["body", "spreadsheet"]) else {
        return Err(Error::refused("read-not-a-workbook", &[]));
    };
    let styles = Styles::of(content);
    for table in body.elements().filter(|element| element.name == "table") {
        let name = table.attribute("name").unwrap_or_default();
        let mut sheet = Sheet::new(name);
        hide_columns(table, &styles, &mut sheet, &mut 0);
        let printed = table.attribute("print-ranges").unwrap_or_default();
        sheet.printed = printed.split(' ').filter_map(print_range).collect();
        rows(table, &styles, &mut sheet, &mut 0)?;
        let is_hidden = table.attribute("style-name").is_some_and(|style| styles.hidden.contains(&style));
        if is_hidden { &mut book.hidden } else { &mut book.sheets }.push(sheet);
    }
    Ok(book)
}

/// The styles that keep something from being seen.
struct Styles<'a> {
    /// Those of sheets that are hidden.
    hidden: Vec<&'a str>,
    /// Those of rows without height and of columns without width.
    flat: Vec<&'a str>,
}

impl<'a> Styles<'a> {
    fn of(content: &'a Element) -> Self {
        let named = |is_so: &dyn Fn(&Element) -> bool| {
            let styles = content.child("automatic-styles").into_iter().flat_map(Element::elements);
            styles.filter(|style| is_so(style)).filter_map(|style| style.attribute("name")).collect()
        };
        let is_nothing = |size: Option<&str>| {
            size.is_some_and(|size| size.trim_end_matches(char::is_alphabetic).parse() == Ok(0.0_f64))
        };
        Self {
            hidden: named(&|style| {
                let properties = style.child("table-properties");
                properties.is_some_and(|properties| properties.attribute("display") == Some("false"))
            }),
            flat: named(&|style| {
                let of = |kind: &str, size: &str| style.child(kind).and_then(|found| found.attribute(size));
                is_nothing(of("table-row-properties", "row-height"))
                    || is_nothing(of("table-column-properties", "column-width"))
            }),
        }
    }

    /// Whether a row or a column is hidden.
    fn hide(&self, element: &Element) -> bool {
        matches!(element.attribute("visibility"), Some("collapse" | "filter"))
            || element.attribute("style-name").is_some_and(|style| self.flat.contains(&style))
    }
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

/// Rows, and groups of rows.
fn rows(parent: &Element, styles: &Styles<'_>, sheet: &mut Sheet, row: &mut usize) -> Result<(), Error> {
    for element in parent.elements() {
        match element.name.as_str() {
            "table-row" => {
                let repeated = count(element, "number-rows-repeated");
                let start = *row;
                let mut filled = false;
                let width: usize = element
                    .elements()
                    .filter(|cell| !shown(cell).trim().is_empty())
                    .map(|cell| count(cell, "number-columns-repeated").min(MAX_COLUMNS))
                    .sum();
                if width.saturating_mul(repeated) > MAX_CELLS {
                    return Err(sheet.too_large(width.saturating_mul(repeated)));
                }
                // A row that is repeated to the end of the sheet is blank; others are repeated as they are.
                for _ in 0..repeated {
                    if *row >= MAX_ROWS {
                        break;
                    }
                    let before = filled;
                    filled = cells(element, sheet, *row)?;
                    if !filled && !before {
                        *row += repeated - 1;
                    }
                    *row += 1;
                    if !filled {
                        break;
                    }
                }
                if filled && styles.hide(element) {
                    sheet.hidden_rows.extend(start..*row);
                }
            }
            "table-header-rows" | "table-row-group" | "table-rows" => rows(element, styles, sheet, row)?,
            _ => {}
        }
    }
    Ok(())
}

/// The cells of a row; whether any holds something.
fn cells(element: &Element, sheet: &mut Sheet, row: usize) -> Result<bool, Error> {
    let mut column = 0;
    let mut filled = false;
    for cell in element.elements() {
        let repeated = count(cell, "number-columns-repeated");
        let text = shown(cell);
        if cell.name == "table-cell" && cell.attribute("formula").is_some() && is_uncalculated(cell) {
            sheet.remarks.uncalculated.push((row, column));
        }
        if cell.name == "table-cell" && !text.trim().is_empty() {
            filled = true;
            let (height, width) = (count(cell, "number-rows-spanned"), count(cell, "number-columns-spanned"));
            for copy in 0..repeated.min(MAX_COLUMNS) {
                sheet.put(row, column + copy, &text)?;
            }
            if height * width > 1 {
                sheet.merges.push(((row, column), (row + height - 1, column + width - 1)));
            }
        }
        column = column.saturating_add(repeated);
        if column >= MAX_COLUMNS {
            break;
        }
    }
    Ok(filled)
}

/// How often something is repeated, or how far it spans.
fn count(element: &Element, name: &str) -> usize {
    element.attribute(name).and_then(|text| text.parse().ok()).unwrap_or(1).clamp(1, MAX_ROWS)
}

/// Whether a formula was saved without what it comes to: it shows nothing, and stores nothing.
fn is_uncalculated(cell: &Element) -> bool {
    cell.attribute("value-type").is_none() && shown(cell).is_empty()
}

/// What a cell shows, a line a paragraph.
fn shown(cell: &Element) -> String {
    let lines: Vec<String> = cell
        .elements()
        .filter(|element| element.name == "p")
        .map(|paragraph| {
            let mut text = String::new();
            push_text(&mut text, paragraph);
            text
        })
        .collect();
    if lines.is_empty() {
        // Some programs write values and leave showing them to others.
        let values = ["string-value", "value", "date-value", "time-value", "boolean-value"];
        return values.iter().find_map(|name| cell.attribute(name)).unwrap_or_default().to_owned();
    }
    lines.join("\n")
}

fn push_text(text: &mut String, element: &Element) {
    for node in &element.children {
        match node {
            Node::Text(words) => text.push_str(words),
            Node::Element(inner) => match inner.name.as_str() {
                "s" => text.push_str(&" ".repeat(
                    inner.attribute("c").and_then(|count| count.parse().ok()).unwrap_or(1).min(1000),
                )),
                "tab" => text.push('\t'),
                "line-break" => text.push('\n'),
                _ => push_text(text, inner),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use zip::write::{SimpleFileOptions, ZipWriter};

    use super::*;
    use crate::model::{Findings, Raw, Source};

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
}
