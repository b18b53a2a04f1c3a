//! OpenDocument spreadsheets. Their cells keep what they show beside their value, so that is what is read.

use super::package::{Package, encrypted};
use super::sheet::{MAX_CELLS, Sheet};
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
    let content = package
        .xml("content.xml", &["annotation", "shapes", "forms", "tracked-changes"])?
        .ok_or_else(|| Error::refused("read-not-a-workbook", &[]))?;
    let mut book = Book::default();
    let Some(body) = content.path(&["body", "spreadsheet"]) else {
        return Err(Error::refused("read-not-a-workbook", &[]));
    };
    let hidden = hidden_styles(&content);
    for table in body.elements().filter(|element| element.name == "table") {
        let name = table.attribute("name").unwrap_or_default();
        if table.attribute("style-name").is_some_and(|style| hidden.contains(&style)) {
            book.hidden.push(name.to_owned());
            continue;
        }
        let mut sheet = Sheet::new(name);
        let mut row = 0;
        rows(table, &mut sheet, &mut row)?;
        book.sheets.push(sheet);
    }
    Ok(book)
}

/// The table styles that hide a sheet.
fn hidden_styles(content: &Element) -> Vec<&str> {
    let styles = content.child("automatic-styles");
    styles
        .into_iter()
        .flat_map(Element::elements)
        .filter(|style| {
            style
                .child("table-properties")
                .is_some_and(|properties| properties.attribute("display") == Some("false"))
        })
        .filter_map(|style| style.attribute("name"))
        .collect()
}

/// Rows, and groups of rows.
fn rows(parent: &Element, sheet: &mut Sheet, row: &mut usize) -> Result<(), Error> {
    for element in parent.elements() {
        match element.name.as_str() {
            "table-row" => {
                let repeated = count(element, "number-rows-repeated");
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
                if filled && matches!(element.attribute("visibility"), Some("collapse" | "filter")) {
                    sheet.hidden_rows += repeated;
                }
            }
            "table-header-rows" | "table-row-group" | "table-rows" => rows(element, sheet, row)?,
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
