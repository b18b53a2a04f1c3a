//! Workbooks of Excel 2003 XML (SpreadsheetML 2003): one text that holds styles and sheets, as report programs of web
//! systems still write them, often under the name .xls.

use std::collections::BTreeMap;

use super::decode;
use super::html::escape;
use super::number_format::{self, GENERAL};
use super::page_header::PageHeader;
use super::sheet::{Area, Line, Sheet, Slot};
use super::workbook::{Book, put_number, put_text};
use super::xml::{self, Element, Node};
use crate::error::Error;
use crate::model::HiddenBy;
use crate::model::grid::MAX_COLUMNS;

/// The namespace of its elements.
const NAMESPACE: &str = "urn:schemas-microsoft-com:office:spreadsheet";

/// So many bytes at the start of a file name its kind.
const HEAD: usize = 4_096;

/// The most rows of a sheet.
const MAX_ROWS: usize = 1_048_576;

/// The formats that have names, and their codes.
const NAMED_FORMATS: &[(&str, &str)] = &[
    ("General", GENERAL),
    ("General Number", GENERAL),
    ("Fixed", "0.00"),
    ("Standard", "#,##0.00"),
    ("Percent", "0.00%"),
    ("Scientific", "0.00E+00"),
    ("Currency", "#,##0.00"),
    ("Euro Currency", "[$€-2]#,##0.00"),
    ("Short Date", "yyyy/m/d"),
    ("Medium Date", "d-mmm-yy"),
    ("Long Date", "yyyy\"年\"m\"月\"d\"日\""),
    ("General Date", "yyyy/m/d h:mm"),
    ("Short Time", "h:mm"),
    ("Medium Time", "h:mm AM/PM"),
    ("Long Time", "h:mm:ss"),
    ("Yes/No", "\"Yes\";\"Yes\";\"No\""),
    ("True/False", "\"True\";\"True\";\"False\""),
    ("On/Off", "\"On\";\"On\";\"Off\""),
];

/// Whether a file is such a workbook.
pub(super) fn is_workbook(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]);
    let head = head.trim_start_matches('\u{feff}').trim_start();
    // Pages that a spreadsheet saved name the namespace as well.
    let is_page = head.contains("<html ") || head.contains("<html>");
    let has_root = head.contains("<Workbook") || head.contains(":Workbook");
    head.starts_with('<') && has_root && head.contains(NAMESPACE) && !is_page
}

/// Reads the sheets of a workbook.
///
/// # Errors
///
/// Refused if it is no XML or its cells are too many.
pub(super) fn read(bytes: &[u8]) -> Result<Book, Error> {
    let text = decode::decode(bytes)?.text;
    let root = xml::parse(text.trim_start_matches('\u{feff}'), "Workbook", &[])?;
    if root.name != "Workbook" {
        return Err(Error::refused("read-not-a-workbook", &[]));
    }
    let styles = Styles::of(&root);
    let counts_from_1904 =
        root.path(&["ExcelWorkbook", "Date1904"]).is_some_and(|flag| !is_false(&flag.text()));
    let mut book = Book {
        title: root
            .path(&["DocumentProperties", "Title"])
            .map(Element::text)
            .filter(|title| !title.trim().is_empty()),
        ..Book::default()
    };
    for worksheet in root.elements().filter(|element| element.name == "Worksheet") {
        let mut sheet = Sheet::new(worksheet.attribute("Name").unwrap_or_default());
        if let Some(table) = worksheet.child("Table") {
            hide_columns(table, &mut sheet);
            Reading { styles: &styles, sheet: &mut sheet, counts_from_1904 }.rows(table)?;
        }
        set_page(worksheet, &mut sheet);
        let visible = worksheet.path(&["WorksheetOptions", "Visible"]).map(Element::text);
        let is_hidden = visible.is_some_and(|state| state.trim() != "SheetVisible");
        if is_hidden { &mut book.hidden } else { &mut book.sheets }.push(sheet);
    }
    Ok(book)
}

fn is_false(value: &str) -> bool {
    matches!(value.trim(), "0" | "False" | "false")
}

/// Whether an element has a mark that is set.
fn is_set(element: &Element, name: &str) -> bool {
    element.attribute(name).is_some_and(|value| !is_false(value))
}

/// A whole number of an attribute.
fn number(element: &Element, name: &str) -> Option<usize> {
    element.attribute(name)?.trim().parse().ok()
}

/// Columns that are not shown: hidden, or without a width.
fn hide_columns(table: &Element, sheet: &mut Sheet) {
    let mut next = 0;
    for column in table.elements().filter(|element| element.name == "Column") {
        let first = number(column, "Index").map_or(next, |index| index.saturating_sub(1));
        let last = first.saturating_add(number(column, "Span").unwrap_or(0)).min(MAX_COLUMNS);
        if is_set(column, "Hidden") || is_nothing(column, "Width") {
            sheet.hidden_columns.push((first, last));
        }
        next = last + 1;
    }
}

/// Whether a size is given and is nothing.
fn is_nothing(element: &Element, name: &str) -> bool {
    element.attribute(name).is_some_and(|size| size.trim().parse() == Ok(0.0))
}

/// What a sheet prints above and below its cells, and which part of it.
fn set_page(worksheet: &Element, sheet: &mut Sheet) {
    let mut header = PageHeader::default();
    if let Some(page) = worksheet.path(&["WorksheetOptions", "PageSetup"]) {
        for (part, name) in [("Header", "oddHeader"), ("Footer", "oddFooter")] {
            let text = page.child(part).and_then(|part| part.attribute("Data"));
            if let Some(text) = text {
                header.add(name, text.to_owned());
            }
        }
    }
    let line = |text: String| Line { text, over: None };
    sheet.above = header.above(&sheet.name).into_iter().map(line).collect();
    sheet.below = header.below(&sheet.name).into_iter().map(line).collect();
    let names = worksheet.child("Names").into_iter().flat_map(Element::elements);
    let printed = names
        .filter(|name| name.attribute("Name") == Some("Print_Area"))
        .filter_map(|name| name.attribute("RefersTo"));
    sheet.printed = printed.flat_map(|areas| areas.split(',')).filter_map(area).collect();
}

/// The area of a reference by numbers: `=表1!R1C1:R7C5`.
fn area(reference: &str) -> Option<Area> {
    let cells = reference.rsplit('!').next()?;
    let (first, last) = cells.split_once(':').unwrap_or((cells, cells));
    let slot = |cell: &str| {
        let (row, column) = cell.trim().strip_prefix('R')?.split_once('C')?;
        let place = |digits: &str| digits.parse::<usize>().ok()?.checked_sub(1);
        Some((place(row)?, place(column)?))
    };
    Some((slot(first)?, slot(last)?))
}

/// What the styles of a workbook say of cells.
struct Styles<'a>(BTreeMap<&'a str, Style<'a>>);

/// What a style says of the cells that have it; it says the rest by the style that it goes back to.
#[derive(Clone, Copy, Debug, Default)]
struct Style<'a> {
    parent: Option<&'a str>,
    code: Option<&'a str>,
    mark: Option<&'static str>,
    /// Whether its letters have the colour of the ground.
    is_white: bool,
}

impl<'a> Styles<'a> {
    fn of(root: &'a Element) -> Self {
        let styles = root.child("Styles").into_iter().flat_map(Element::elements);
        let read = |style: &'a Element| {
            let font = style.child("Font");
            let mark = font.and_then(|font| match font.attribute("VerticalAlign") {
                _ if is_set(font, "StrikeThrough") => Some("s"),
                Some("Superscript") => Some("sup"),
                Some("Subscript") => Some("sub"),
                _ => None,
            });
            let is_white = |element: &Element| {
                element.attribute("Color").is_some_and(|colour| colour.eq_ignore_ascii_case("#FFFFFF"))
            };
            let has_ground = style.child("Interior").is_some_and(|interior| {
                interior.attribute("Pattern").is_some_and(|pattern| pattern != "None") && !is_white(interior)
            });
            let read = Style {
                parent: style.attribute("Parent"),
                code: style.child("NumberFormat").map(|format| format.attribute("Format").unwrap_or(GENERAL)),
                mark,
                is_white: font.is_some_and(is_white) && !has_ground,
            };
            Some((style.attribute("ID")?, read))
        };
        Self(styles.filter_map(read).collect())
    }

    /// The style of an element, what it does not say taken from the one that it goes back to.
    fn style(&self, id: &str) -> Style<'a> {
        let own = self.0.get(id).copied().unwrap_or_default();
        let parent = own.parent.and_then(|parent| self.0.get(parent)).copied().unwrap_or_default();
        Style { code: own.code.or(parent.code), mark: own.mark.or(parent.mark), ..own }
    }
}

/// A sheet that is being read.
struct Reading<'a, 's> {
    styles: &'s Styles<'a>,
    sheet: &'s mut Sheet,
    counts_from_1904: bool,
}

impl Reading<'_, '_> {
    fn rows(&mut self, table: &Element) -> Result<(), Error> {
        let mut next = 0;
        for row in table.elements().filter(|element| element.name == "Row") {
            let first = number(row, "Index").map_or(next, |index| index.saturating_sub(1));
            let last = first.saturating_add(number(row, "Span").unwrap_or(0));
            if last >= MAX_ROWS {
                return Err(self.sheet.too_large(last));
            }
            if is_set(row, "Hidden") || is_nothing(row, "Height") {
                self.sheet.hidden_rows.extend(first..=last);
            }
            self.cells(row, first)?;
            next = last + 1;
        }
        Ok(())
    }

    fn cells(&mut self, row: &Element, number_of_row: usize) -> Result<(), Error> {
        let mut next = 0;
        for cell in row.elements().filter(|element| element.name == "Cell") {
            let column = number(cell, "Index").map_or(next, |index| index.saturating_sub(1));
            let across = number(cell, "MergeAcross").unwrap_or(0);
            let last = column.saturating_add(across);
            if last >= MAX_COLUMNS {
                break;
            }
            let slot = (number_of_row, column);
            let down = number(cell, "MergeDown").unwrap_or(0).min(MAX_ROWS);
            if across + down > 0 {
                self.sheet.merges.push((slot, (number_of_row + down, last)));
            }
            let style = cell.attribute("StyleID").or_else(|| row.attribute("StyleID")).unwrap_or("Default");
            self.cell(cell, slot, self.styles.style(style))?;
            next = last + 1;
        }
        Ok(())
    }

    fn cell(&mut self, cell: &Element, slot: Slot, style: Style<'_>) -> Result<(), Error> {
        if cell.child("Comment").is_some() {
            self.sheet.remarks.comments += 1;
        }
        let data = cell.child("Data");
        let words = data.map(words).unwrap_or_default();
        if words.trim().is_empty() {
            if cell.attribute("Formula").is_some() {
                self.sheet.remarks.uncalculated.push(slot);
            }
            return Ok(());
        }
        if style.is_white {
            self.sheet.conceal(slot, HiddenBy::Colour, &words);
            return Ok(());
        }
        let code = code(style.code.unwrap_or(GENERAL));
        let kind = data.and_then(|data| data.attribute("Type")).unwrap_or("String");
        let value = match kind {
            "Number" => words.trim().parse().ok(),
            "DateTime" => serial(words.trim(), self.counts_from_1904),
            _ => None,
        };
        if let Some(value) = value {
            put_number(self.sheet, slot, number_format::number(value, code, self.counts_from_1904))?;
        } else {
            let words = match (kind, words.trim()) {
                ("Boolean", "1") => "TRUE",
                ("Boolean", "0") => "FALSE",
                _ => &words,
            };
            put_text(self.sheet, slot, words, number_format::text(words, code))?;
        }
        if style.mark == Some("s") {
            self.sheet.strike(slot);
        } else if let Some(html) = data.and_then(|data| marked(data, style.mark))
            && self.sheet.text(slot).is_some_and(|text| text == words)
        {
            self.sheet.mark(slot, html);
        }
        Ok(())
    }
}

/// The code of a format that may have a name.
fn code(format: &str) -> &str {
    let named = NAMED_FORMATS.iter().find(|(name, _)| *name == format);
    named.map_or(format, |(_, code)| code)
}

/// The words of a text with runs in it.
fn words(data: &Element) -> String {
    let mut words = String::new();
    push_words(&mut words, data);
    words
}

fn push_words(words: &mut String, element: &Element) {
    for node in &element.children {
        match node {
            Node::Text(text) => words.push_str(text),
            Node::Element(inner) => push_words(words, inner),
        }
    }
}

/// A text in HTML where a run of it, or all of it, is struck out, raised or lowered.
fn marked(data: &Element, whole: Option<&str>) -> Option<String> {
    let mut is_marked = whole.is_some();
    let mut html = String::new();
    push_html(&mut html, data, &mut is_marked);
    let html = match whole {
        Some(mark) => format!("<{mark}>{html}</{mark}>"),
        None => html,
    };
    is_marked.then_some(html)
}

fn push_html(html: &mut String, element: &Element, is_marked: &mut bool) {
    for node in &element.children {
        match node {
            Node::Text(text) => html.push_str(&escape(text).replace('\n', "<br>")),
            Node::Element(inner) => {
                let mark = match inner.name.as_str() {
                    "S" => Some("s"),
                    "Sup" => Some("sup"),
                    "Sub" => Some("sub"),
                    _ => None,
                };
                *is_marked |= mark.is_some();
                html.extend(mark.map(|mark| format!("<{mark}>")));
                push_html(html, inner, is_marked);
                html.extend(mark.map(|mark| format!("</{mark}>")));
            }
        }
    }
}

/// The days that a workbook counts for a moment: `2024-05-01T12:00:00.000`.
#[expect(
    clippy::float_arithmetic,
    reason = "workbooks count days in binary floats; no amount passes through here"
)]
fn serial(moment: &str, counts_from_1904: bool) -> Option<f64> {
    /// The days from 0000-03-01 to the day 0 of workbooks that count from 1900.
    const BEFORE_1900: i32 = 693_899;
    /// The days from there to the day 0 of workbooks that count from 1904.
    const FROM_1900_TO_1904: i32 = 1_462;
    let (date, time) = moment.split_once('T').unwrap_or((moment, "0:0:0"));
    let mut parts = date.split('-').map(|part| part.parse::<i32>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let is_day = (1..=9_999).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    if !is_day {
        return None;
    }
    // Years begin in March here, so that the day that some have more is their last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days =
        365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1 - BEFORE_1900;
    let days = if counts_from_1904 { days - FROM_1900_TO_1904 } else { days };
    let seconds = time.split(':').try_fold(0.0, |sum, part| Some(sum * 60.0 + part.parse::<f64>().ok()?))?;
    Some(f64::from(days) + seconds / 86_400.0)
}

#[cfg(test)]
mod tests {
    use crate::model::{Document, Findings, Raw, Source};

    fn read(styles: &str, sheets: &str) -> (Document<Raw>, Vec<String>) {
        let text = format!(
            "<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" \
             xmlns:x=\"urn:schemas-microsoft-com:office:excel\" xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\" \
             xmlns:html=\"http://www.w3.org/TR/REC-html40\"><Styles>{styles}</Styles>{sheets}</Workbook>"
        );
        let source = Source { path: "a.xls".to_owned(), bytes: text.into_bytes(), format: None };
        let mut findings = Findings::default();
        let document = crate::read::read(&mut findings, &source).unwrap();
        (document, findings.into_sorted().into_iter().map(|finding| finding.rule).collect())
    }

    /// The cells of the first table, rows on lines, spans before the text.
    fn sketch(document: &Document<Raw>) -> String {
        let words = |text: &Raw| match text {
            Raw::Plain(text) | Raw::Markup(text) => text.clone(),
            Raw::Translated { html, .. } => html.clone(),
        };
        let rows = document.tables().next().map(|table| &table.rows).into_iter().flatten();
        let line = |cells: &[crate::model::Cell<Raw>]| {
            let cell = |cell: &crate::model::Cell<Raw>| {
                let is_merged = cell.colspan * cell.rowspan > 1;
                let span =
                    if is_merged { format!("{}x{}:", cell.colspan, cell.rowspan) } else { String::new() };
                span + &words(&cell.text)
            };
            cells.iter().map(cell).collect::<Vec<_>>().join("|")
        };
        rows.map(|row| line(&row.cells)).collect::<Vec<_>>().join("\n")
    }

    fn sheet(table: &str) -> String {
        format!("<Worksheet ss:Name=\"表1\"><Table>{table}</Table></Worksheet>")
    }

    fn row(cells: &[(&str, &str, &str)]) -> String {
        let cell = |(attributes, kind, text): &(&str, &str, &str)| {
            format!("<Cell {attributes}><Data ss:Type=\"{kind}\">{text}</Data></Cell>")
        };
        format!("<Row>{}</Row>", cells.iter().map(cell).collect::<String>())
    }

    #[test]
    fn cells_with_places_spans_and_formats() {
        let styles = "<Style ss:ID=\"Default\"/><Style ss:ID=\"s1\"><NumberFormat ss:Format=\"Standard\"/></Style>\
            <Style ss:ID=\"s2\" ss:Parent=\"s1\"><Font ss:Bold=\"1\"/></Style>\
            <Style ss:ID=\"s3\"><NumberFormat ss:Format=\"&quot;≥&quot;0%\"/></Style>\
            <Style ss:ID=\"s4\"><NumberFormat ss:Format=\"yyyy&quot;年&quot;m&quot;月&quot;\"/></Style>";
        let table = [
            row(&[("ss:MergeAcross=\"2\"", "String", "青岭县2024年支出表")]),
            row(&[("", "String", "名称"), ("", "String", "金额"), ("", "String", "比例")]),
            row(&[
                ("", "String", "农林水"),
                ("ss:StyleID=\"s2\"", "Number", "1300.5"),
                ("ss:StyleID=\"s3\"", "Number", "0.95"),
            ]),
            row(&[
                ("ss:Index=\"2\"", "Number", "300"),
                ("ss:StyleID=\"s4\"", "DateTime", "2024-05-01T00:00:00.000"),
            ]),
            row(&[("", "Boolean", "1"), ("", "Error", "#REF!"), ("", "String", "a\nb")]),
        ];
        let (document, rules) = read(styles, &sheet(&table.concat()));
        let expected =
            "3x1:青岭县2024年支出表\n名称|金额|比例\n农林水|1,300.50|≥95%\n|300|2024年5月\nTRUE|#REF!|a\nb";
        assert_eq!((sketch(&document).as_str(), rules.len()), (expected, 0));
    }

    #[test]
    fn what_is_hidden_struck_or_without_result() {
        let styles = "<Style ss:ID=\"s1\"><Font ss:StrikeThrough=\"1\"/></Style><Style ss:ID=\"s2\"><Font ss:Color=\"#ffffff\"/></Style>";
        let rows = [
            row(&[("", "String", "名称"), ("", "String", "金额"), ("", "String", "上年")]),
            row(&[("", "String", "甲"), ("", "Number", "1"), ("", "Number", "9")]).replace("<Row>", "<Row ss:Hidden=\"1\">"),
            row(&[("ss:StyleID=\"s1\"", "String", "乙"), ("ss:StyleID=\"s2\"", "Number", "2"), ("", "Number", "9")]),
            "<Row><Cell><ss:Data ss:Type=\"String\">丙<html:Sup>1</html:Sup></ss:Data></Cell><Cell ss:Formula=\"=R1C1\"/></Row>".to_owned(),
        ];
        let table = format!("<Column ss:Index=\"3\" ss:Hidden=\"1\"/>{}", rows.concat());
        let hidden = "<Worksheet ss:Name=\"旧\"><Table><Row><Cell><Data ss:Type=\"String\">旧</Data></Cell></Row></Table>\
            <WorksheetOptions xmlns=\"urn:schemas-microsoft-com:office:excel\"><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet>";
        let (document, rules) = read(styles, &(sheet(&table) + hidden));
        assert_eq!(sketch(&document), "名称|金额\n<del>乙</del>|\n丙<sup>1</sup>|");
        assert_eq!(
            rules,
            ["sheet-hidden", "rows-hidden", "cells-invisible", "formula-without-result", "columns-hidden"]
        );
    }

    #[test]
    fn what_is_printed_around_a_sheet() {
        let options = "<Names><NamedRange ss:Name=\"Print_Area\" ss:RefersTo=\"=表1!R1C1:R2C2\"/></Names>\
            <WorksheetOptions xmlns=\"urn:schemas-microsoft-com:office:excel\"><PageSetup><Header x:Data=\"&amp;C支出表&amp;R单位：万元\"/></PageSetup></WorksheetOptions>";
        let table = row(&[("", "String", "名称"), ("", "String", "金额"), ("", "String", "核对")])
            + &row(&[("", "String", "甲"), ("", "Number", "1"), ("", "Number", "0")]);
        let sheets = format!("<Worksheet ss:Name=\"表1\">{options}<Table>{table}</Table></Worksheet>");
        let (document, rules) = read("", &sheets);
        assert_eq!(sketch(&document), "名称|金额\n甲|1");
        assert_eq!((document.blocks.len(), rules.as_slice()), (3, &["outside-print-area".to_owned()][..]));
    }

    #[test]
    fn days_of_dates() {
        for (text, counts_from_1904, days) in [
            ("1900-03-01T00:00:00.000", false, Some(61.0)),
            ("2024-02-29T00:00:00.000", false, Some(45_351.0)),
            ("2024-05-01T12:00:00", false, Some(45_413.5)),
            ("2024-05-01", true, Some(43_951.0)),
            ("2024-13-01", false, None),
            ("12:00", false, None),
        ] {
            assert_eq!(super::serial(text, counts_from_1904), days, "{text}");
        }
    }
}
