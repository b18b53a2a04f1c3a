//! Workbooks: xlsx, xlsb and xls by calamine, ods by a reader that keeps what the cells show.
//!
//! Bounds, checked before anything is unfolded: those of `package`, and of `sheet` for the cells of a sheet.
//! Number formats are applied in all of them but xlsb, merged cells as well.

use std::collections::BTreeMap;
use std::io::{BufReader, Cursor};

use calamine::{
    Data, DataRef, Dimensions, NumberFormat, Reader as _, SheetType, SheetVisible, Xls, Xlsb, Xlsx,
};
use quick_xml::events::Event;

use super::html::escape;
use super::package::{OLE, Package, ZIP, encrypted, names_stream};
use super::sheet::{Sheet, Slot};
use super::xml::{self, Element};
use super::{Evidence, Reader, biff, number_format, open_document, origin};
use crate::error::Error;
use crate::model::{
    Block, Document, Finding, Findings, Message, Place, Position, Raw, Rule, Severity, Source,
};

/// The reader of workbooks.
pub const READER: Reader = Reader {
    name: "workbook",
    extensions: &["xlsx", "xlsm", "xltx", "xltm", "xls", "xlt", "et", "xlsb", "ods", "ots"],
    sniff,
    read,
};

/// A sheet that is not shown.
pub const SHEET_HIDDEN: Rule =
    Rule { name: "sheet-hidden", severity: Severity::Info, page: include_str!("sheet_hidden.md") };

/// Rows that are not shown.
pub const ROWS_HIDDEN: Rule =
    Rule { name: "rows-hidden", severity: Severity::Info, page: include_str!("rows_hidden.md") };

/// A data sheet of a workbook that this tool wrote.
pub const DATA_SHEET_SKIPPED: Rule = Rule {
    name: "data-sheet-skipped",
    severity: Severity::Info,
    page: include_str!("data_sheet_skipped.md"),
};

/// Numbers as they are stored.
pub const NUMBER_FORMATS_UNREAD: Rule = Rule {
    name: "number-formats-unread",
    severity: Severity::Info,
    page: include_str!("number_formats_unread.md"),
};

/// The sheets that a workbook of ours has beside those to print.
const DATA_SHEETS: &[&str] = &["指标", "发现"];

/// How many bytes a shared string takes at the least: `<si/>`.
const SHORTEST_STRING: u64 = 5;

fn sniff(bytes: &[u8]) -> Evidence {
    if bytes.starts_with(OLE) {
        let is_book = names_stream(bytes, "Workbook") || names_stream(bytes, "Book");
        return if is_book { Evidence::Certain } else { Evidence::Likely };
    }
    if !bytes.starts_with(ZIP) {
        return Evidence::Against;
    }
    match Package::open(bytes) {
        Ok(package) if kind(&package).is_some() => Evidence::Certain,
        Ok(_) => Evidence::Against,
        // Broken or a bomb: its extension says whose refusal it gets.
        Err(_) => Evidence::Silent,
    }
}

/// The kinds of workbooks that are packages.
#[derive(Clone, Copy)]
enum Kind {
    Xlsx,
    Xlsb,
    Ods,
}

fn kind(package: &Package<'_>) -> Option<Kind> {
    let has = |name: &str| package.find(name).is_some();
    if has("xl/workbook.bin") {
        Some(Kind::Xlsb)
    } else if has("xl/workbook.xml")
        || package.names().iter().any(|name| name.to_ascii_lowercase().starts_with("xl/"))
    {
        Some(Kind::Xlsx)
    } else if has("content.xml") {
        Some(Kind::Ods)
    } else {
        None
    }
}

/// What a workbook holds.
#[derive(Default)]
pub(super) struct Book {
    pub(super) title: Option<String>,
    /// Sheets that are shown, in order.
    pub(super) sheets: Vec<Sheet>,
    /// Names of sheets that are not.
    pub(super) hidden: Vec<String>,
    /// Whether this tool wrote it.
    ours: bool,
    /// Whether numbers stand as they are stored, not as they are shown.
    formats_unread: bool,
}

fn read(findings: &mut Findings, source: &Source) -> Result<Document<Raw>, Error> {
    let bytes = source.bytes.as_slice();
    let book = if bytes.is_empty() {
        return Err(Error::refused("read-empty", &[]));
    } else if bytes.starts_with(OLE) {
        guarded(|| xls(bytes))?
    } else if bytes.starts_with(b"PK") {
        let mut package = Package::open(bytes)?;
        match kind(&package).ok_or_else(|| Error::refused("read-not-a-workbook", &[]))? {
            Kind::Xlsx => guarded(|| xlsx(bytes, &mut package))?,
            Kind::Xlsb => guarded(|| xlsb(bytes, &mut package))?,
            Kind::Ods => open_document::read(&mut package)?,
        }
    } else {
        return Err(Error::refused("read-not-a-workbook", &[]));
    };
    let title = book.title.clone();
    let blocks = blocks(findings, book)?;
    Ok(Document { source: origin(source, READER.name, None), title, blocks })
}

/// The blocks of all sheets that are shown, with what is to be said of them.
fn blocks(findings: &mut Findings, book: Book) -> Result<Vec<Block<Raw>>, Error> {
    let mut report = |rule: &Rule, message: Message, sheet: &str| {
        let mut finding = Finding::new(rule, &message);
        finding.at = Some(Position { sheet: Some(sheet.to_owned()), ..Position::default() });
        findings.push(finding);
    };
    for name in &book.hidden {
        report(&SHEET_HIDDEN, Message::new("sheet-hidden", &[name]), name);
    }
    let mut tables = Vec::new();
    for sheet in book.sheets {
        let name = sheet.name.clone();
        if book.ours && DATA_SHEETS.contains(&name.as_str()) {
            report(&DATA_SHEET_SKIPPED, Message::new("data-sheet-skipped", &[&name]), &name);
            continue;
        }
        if sheet.hidden_rows > 0 {
            report(&ROWS_HIDDEN, Message::new("rows-hidden", &[&sheet.hidden_rows, &name]), &name);
        }
        if let Some(table) = sheet.into_table()? {
            tables.push((name, table));
        }
    }
    if book.formats_unread && !tables.is_empty() {
        findings.push(Finding::new(&NUMBER_FORMATS_UNREAD, &Message::new("number-formats-unread", &[])));
    }
    let several = tables.len() > 1;
    let mut blocks = Vec::new();
    for (name, table) in tables {
        if several {
            let at = Place { sheet: Some(name.clone()), ..Place::default() };
            blocks.push(Block::Heading { level: 2, text: Raw::Plain(name), at });
        }
        blocks.push(Block::Table(table));
    }
    Ok(blocks)
}

/// Runs what calls calamine. It asserts that some lengths in an xls are sound; where they are not, that workbook
/// is broken and no more.
fn guarded(read: impl FnOnce() -> Result<Book, Error>) -> Result<Book, Error> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(broken(&"its lengths do not fit")))
}

fn broken(error: &dyn std::fmt::Display) -> Error {
    Error::refused("workbook-broken", &[error])
}

fn xlsx(bytes: &[u8], package: &mut Package<'_>) -> Result<Book, Error> {
    check_strings(package)?;
    let mut book = Book { title: title(package)?, ours: is_ours(package)?, ..Book::default() };
    let paths = sheet_paths(package)?;
    let marked_runs = marked_strings(package)?;
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(|error| match error {
        calamine::XlsxError::Password => encrypted(),
        other => broken(&other),
    })?;
    for metadata in workbook.sheets_metadata().to_vec() {
        if metadata.typ != SheetType::WorkSheet {
            continue;
        }
        if metadata.visible != SheetVisible::Visible {
            book.hidden.push(metadata.name);
            continue;
        }
        let mut sheet = Sheet::new(&metadata.name);
        if let Ok(merges) = workbook.merge_cells_by_sheet_name(&metadata.name) {
            sheet.merges = merges.iter().map(corners).collect();
        }
        let mut cells = workbook.worksheet_cells_reader(&metadata.name).map_err(|error| broken(&error))?;
        // Looked up once for each style, not for each cell.
        let codes: Vec<String> = cells
            .styles()
            .iter()
            .map(|style| style.number_format.as_ref().map_or("General", code_of).to_owned())
            .collect();
        let struck: Vec<bool> = cells
            .styles()
            .iter()
            .map(|style| style.font.as_ref().is_some_and(|font| font.strikethrough))
            .collect();
        while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(|error| broken(&error))? {
            let (row, column) = cell.get_position();
            let (row, column) = (row as usize, column as usize);
            let code = codes.get(style).map_or("General", String::as_str);
            let text = shown(cell.get_value(), code);
            sheet.put(row, column, &text)?;
            if struck.get(style) == Some(&true) {
                sheet.strike(row, column, format!("<del>{}</del>", html_of(&text)));
            } else if let (DataRef::SharedString(text), false) = (cell.get_value(), marked_runs.is_empty())
                && let Some(html) = marked_runs.get(*text)
            {
                sheet.strike(row, column, html.clone());
            }
        }
        if let Some((_, path)) = paths.iter().find(|(name, _)| *name == metadata.name) {
            sheet.hidden_rows = hidden_rows(package, path)?;
        }
        book.sheets.push(sheet);
    }
    Ok(book)
}

/// Text of a cell as HTML.
fn html_of(text: &str) -> String {
    escape(text).replace("\r\n", "\n").replace('\n', "<br>")
}

/// The shared strings of which a part is struck out, raised or lowered, in HTML. One of the same words that is marked
/// otherwise cannot be told from it by a cell's text: such a string is left as it is.
fn marked_strings(package: &mut Package<'_>) -> Result<BTreeMap<String, String>, Error> {
    const PART: &str = "xl/sharedStrings.xml";
    let Some(text) =
        package.text(PART)?.filter(|text| text.contains("<strike") || text.contains("<vertAlign"))
    else {
        return Ok(BTreeMap::new());
    };
    let strings = xml::parse(&text, PART, &["rPh"])?;
    let mut found: BTreeMap<String, Option<String>> = BTreeMap::new();
    for item in strings.elements().filter(|item| item.name == "si") {
        let (mut plain, mut html, mut any) = (String::new(), String::new(), false);
        for run in item.elements() {
            let words = if run.name == "t" {
                run.text()
            } else {
                run.child("t").map(Element::text).unwrap_or_default()
            };
            let strike = run.path(&["rPr", "strike"]);
            let is_struck =
                strike.is_some_and(|strike| !matches!(strike.attribute("val"), Some("0" | "false")));
            let tag = match run.path(&["rPr", "vertAlign"]).and_then(|align| align.attribute("val")) {
                _ if is_struck => Some("del"),
                Some("superscript") => Some("sup"),
                Some("subscript") => Some("sub"),
                _ => None,
            };
            plain.push_str(&words);
            any |= tag.is_some();
            let words = html_of(&words);
            match tag {
                Some(tag) => html.extend(["<", tag, ">", &words, "</", tag, ">"]),
                None => html.push_str(&words),
            }
        }
        let said = any.then_some(html);
        let entry = found.entry(plain).or_insert_with(|| said.clone());
        if *entry != said {
            *entry = None;
        }
    }
    Ok(found.into_iter().filter_map(|(text, html)| Some((text, html?))).collect())
}

fn xlsb(bytes: &[u8], package: &mut Package<'_>) -> Result<Book, Error> {
    let mut book =
        Book { title: title(package)?, ours: is_ours(package)?, formats_unread: true, ..Book::default() };
    let mut workbook = Xlsb::new(Cursor::new(bytes)).map_err(|error| match error {
        calamine::XlsbError::Password => encrypted(),
        other => broken(&other),
    })?;
    for metadata in workbook.sheets_metadata().to_vec() {
        if metadata.typ != SheetType::WorkSheet {
            continue;
        }
        if metadata.visible != SheetVisible::Visible {
            book.hidden.push(metadata.name);
            continue;
        }
        let mut sheet = Sheet::new(&metadata.name);
        let mut cells = workbook.worksheet_cells_reader(&metadata.name).map_err(|error| broken(&error))?;
        while let Some(cell) = cells.next_cell().map_err(|error| broken(&error))? {
            let (row, column) = cell.get_position();
            sheet.put(row as usize, column as usize, &shown(cell.get_value(), "General"))?;
        }
        book.sheets.push(sheet);
    }
    Ok(book)
}

fn xls(bytes: &[u8]) -> Result<Book, Error> {
    if names_stream(bytes, "EncryptedPackage") {
        return Err(encrypted());
    }
    if names_stream(bytes, "WordDocument") {
        return Err(Error::refused("read-old-word", &[]));
    }
    let binary = biff::scan(bytes)?;
    let mut workbook: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
        calamine::XlsError::Password => encrypted(),
        other => broken(&other),
    })?;
    let mut book = Book::default();
    for (number, metadata) in workbook.sheets_metadata().to_vec().into_iter().enumerate() {
        if metadata.typ != SheetType::WorkSheet {
            continue;
        }
        if metadata.visible != SheetVisible::Visible {
            book.hidden.push(metadata.name);
            continue;
        }
        let mut sheet = Sheet::new(&metadata.name);
        if let Ok(merges) = workbook.merge_cells_by_sheet_name(&metadata.name) {
            sheet.merges = merges.iter().map(corners).collect();
        }
        let range = workbook.worksheet_range(&metadata.name).map_err(|error| broken(&error))?;
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            let (row, column) = (row + top as usize, column + left as usize);
            sheet.put(row, column, &shown(&DataRef::from_data(value), binary.code(number, (row, column))))?;
        }
        sheet.hidden_rows = binary.sheets.get(number).map_or(0, |sheet| sheet.hidden_rows);
        book.sheets.push(sheet);
    }
    Ok(book)
}

/// The code of a format; those that are named by their number may have none.
fn code_of(format: &NumberFormat) -> &str {
    match format.format_id.and_then(number_format::built_in) {
        Some(code) if format.format_code == "General" || format.format_code.is_empty() => code,
        _ => &format.format_code,
    }
}

/// What a cell shows.
fn shown(value: &DataRef<'_>, code: &str) -> String {
    match value {
        DataRef::Int(number) => {
            number.to_string().parse().map_or_else(|_| number.to_string(), |n| number_format::shown(n, code))
        }
        DataRef::Float(number) => number_format::shown(*number, code),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(true) => "TRUE".to_owned(),
        DataRef::Bool(false) => "FALSE".to_owned(),
        DataRef::DateTime(date) if date.is_datetime() => {
            number_format::shown_date(date.to_ymd_hms_milli(), code)
        }
        DataRef::DateTime(span) => number_format::shown(span.as_f64(), "General"),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

/// A value that is owned as one that is borrowed.
trait FromData<'a> {
    fn from_data(value: &'a Data) -> Self;
}

impl<'a> FromData<'a> for DataRef<'a> {
    fn from_data(value: &'a Data) -> Self {
        match value {
            Data::Int(number) => DataRef::Int(*number),
            Data::Float(number) => DataRef::Float(*number),
            Data::String(text) => DataRef::SharedString(text),
            Data::Bool(truth) => DataRef::Bool(*truth),
            Data::DateTime(date) => DataRef::DateTime(*date),
            Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
            Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
            Data::Error(error) => DataRef::Error(error.clone()),
            Data::Empty => DataRef::Empty,
        }
    }
}

fn corners(merge: &Dimensions) -> (Slot, Slot) {
    let corner = |(row, column): (u32, u32)| (row as usize, column as usize);
    (corner(merge.start), corner(merge.end))
}

/// Refuses a workbook that claims more strings than it has bytes for: calamine reserves room for them all.
fn check_strings(package: &mut Package<'_>) -> Result<(), Error> {
    let parts: Vec<String> =
        package.names().iter().filter(|name| name.to_ascii_lowercase().ends_with(".xml")).cloned().collect();
    for part in parts {
        let Some(start) = package.bytes(&part, 4096)? else { continue };
        let start = String::from_utf8_lossy(&start).into_owned();
        let Some((_, claim)) = start.split_once("uniqueCount") else { continue };
        let digits: String =
            claim.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
        let claimed = digits.parse::<u64>().unwrap_or(u64::MAX);
        if claimed > package.size(&part) / SHORTEST_STRING + 1 {
            return Err(Error::refused("workbook-strings-claimed", &[&digits]));
        }
    }
    Ok(())
}

fn title(package: &mut Package<'_>) -> Result<Option<String>, Error> {
    let core = package.xml("docProps/core.xml", &[])?;
    Ok(core
        .and_then(|core| core.child("title").map(|title| title.text().trim().to_owned()))
        .filter(|title| !title.is_empty()))
}

/// Whether this tool wrote the workbook: it leaves a property of its name.
fn is_ours(package: &mut Package<'_>) -> Result<bool, Error> {
    let properties = package.xml("docProps/custom.xml", &[])?;
    Ok(properties.is_some_and(|properties| {
        properties.elements().any(|property| property.attribute("name") == Some("gongkai"))
    }))
}

/// The sheets of an xlsx by name, and the parts they are in.
fn sheet_paths(package: &mut Package<'_>) -> Result<Vec<(String, String)>, Error> {
    let Some(workbook) = package.xml("xl/workbook.xml", &[])? else { return Ok(Vec::new()) };
    let Some(relations) = package.xml("xl/_rels/workbook.xml.rels", &[])? else { return Ok(Vec::new()) };
    let target = |id: &str| {
        let relation = relations.elements().find(|relation| relation.attribute("Id") == Some(id))?;
        let target = relation.attribute("Target")?;
        Some(target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned))
    };
    let sheets = workbook.child("sheets").map(|sheets| {
        sheets
            .elements()
            .filter_map(|sheet| Some((sheet.attribute("name")?.to_owned(), target(sheet.attribute("id")?)?)))
            .collect()
    });
    Ok(sheets.unwrap_or_default())
}

/// How many rows with cells are hidden in a sheet.
fn hidden_rows(package: &mut Package<'_>, part: &str) -> Result<usize, Error> {
    let Some(entry) = package.stream(part)? else { return Ok(0) };
    let mut reader = quick_xml::Reader::from_reader(BufReader::new(entry));
    let mut buffer = Vec::new();
    let mut count = 0;
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|error| broken(&error))? {
            Event::Start(row) if row.local_name().as_ref() == "row" => {
                let hidden = row
                    .try_get_attribute("hidden")
                    .ok()
                    .flatten()
                    .is_some_and(|value| matches!(value.value.as_ref(), "1" | "true"));
                count += usize::from(hidden);
            }
            Event::End(data) if data.local_name().as_ref() == "sheetData" => return Ok(count),
            Event::Eof => return Ok(count),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Formula, Workbook};
    use zip::write::{SimpleFileOptions, ZipWriter};

    use super::*;

    fn read_bytes(path: &str, bytes: Vec<u8>) -> Result<(Document<Raw>, Vec<Finding>), Error> {
        let mut findings = Findings::default();
        let source = Source { path: path.to_owned(), bytes, format: None };
        let document = super::super::read(&mut findings, &source)?;
        Ok((document, findings.into_sorted()))
    }

    fn outline(document: &Document<Raw>) -> String {
        let plain = |text: &Raw| if let Raw::Plain(text) = text { text.clone() } else { panic!() };
        let mut lines = Vec::new();
        for block in &document.blocks {
            lines.push(match block {
                Block::Heading { text, .. } => format!("# {}", plain(text)),
                Block::Table(table) => table
                    .rows
                    .iter()
                    .map(|row| {
                        let cells: Vec<String> = row
                            .cells
                            .iter()
                            .map(|cell| match (cell.rowspan, cell.colspan) {
                                (1, 1) => plain(&cell.text),
                                (rows, columns) => format!("{}({rows}x{columns})", plain(&cell.text)),
                            })
                            .collect();
                        cells.join("|")
                    })
                    .collect::<Vec<_>>()
                    .join("\n"),
                _ => panic!(),
            });
        }
        lines.join("\n")
    }

    #[test]
    fn cells_as_they_are_shown() {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        let format = |code: &str| Format::new().set_num_format(code);
        sheet.merge_range(1, 1, 1, 4, "青岭县项目表", &Format::new()).unwrap();
        sheet.write(2, 1, "编码").unwrap();
        sheet.write_with_format(3, 1, "000426", &format("@")).unwrap();
        sheet.write_with_format(3, 2, 0.05, &format("0%")).unwrap();
        sheet.write_with_format(3, 3, 1260, &format("#,##0.00")).unwrap();
        let date = ExcelDateTime::from_ymd(2024, 6, 30).unwrap();
        sheet.write_with_format(3, 4, &date, &format("yyyy\"年\"m\"月\"d\"日\"")).unwrap();
        sheet.write(5, 1, "a < b\n第二行").unwrap();
        sheet.write(5, 2, 906.4).unwrap();
        sheet.write(5, 3, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
        sheet.write(5, 4, true).unwrap();
        sheet.set_row_hidden(5).unwrap();
        sheet.write_blank(9, 9, &Format::new()).unwrap();
        let (document, findings) = read_bytes("a.xlsx", workbook.save_to_buffer().unwrap()).unwrap();
        assert_eq!(
            outline(&document),
            "青岭县项目表(1x4)\n编码|||\n000426|5%|1,260.00|2024-06-30\n|||\na < b\n第二行|906.4|#DIV/0!|TRUE"
        );
        let Block::Table(table) = &document.blocks[0] else { panic!() };
        assert_eq!(table.rows[2].cells[1].at, Place::sheet_cell("Sheet1", 3, 2));
        assert_eq!(document.source.encoding, None);
        assert_eq!(findings.iter().map(|f| f.rule.as_str()).collect::<Vec<_>>(), ["rows-hidden"]);
    }

    #[test]
    fn several_sheets() {
        let mut workbook = Workbook::new();
        workbook.add_worksheet().set_name("一").unwrap().write(0, 0, "甲").unwrap();
        workbook.add_worksheet().set_name("空").unwrap();
        workbook.add_worksheet().set_name("藏").unwrap().set_hidden(true).write(0, 0, "x").unwrap();
        workbook.add_worksheet().set_name("指标").unwrap().write(0, 0, "乙").unwrap();
        let bytes = workbook.save_to_buffer().unwrap();
        let (document, findings) = read_bytes("a", bytes).unwrap();
        assert_eq!(outline(&document), "# 一\n甲\n# 指标\n乙");
        assert_eq!(findings[0].rule, "sheet-hidden");
    }

    #[test]
    fn our_own_data_sheets_are_skipped() {
        let mut workbook = Workbook::new();
        workbook.set_properties(&DocProperties::new().set_title("表").set_custom_property("gongkai", "v1"));
        workbook.add_worksheet().write(0, 0, "甲").unwrap();
        workbook.add_worksheet().set_name("指标").unwrap().write(0, 0, "乙").unwrap();
        workbook.add_worksheet().set_name("发现").unwrap().write(0, 0, "丙").unwrap();
        let (document, findings) = read_bytes("a.xlsx", workbook.save_to_buffer().unwrap()).unwrap();
        assert_eq!((outline(&document).as_str(), document.title.as_deref()), ("甲", Some("表")));
        assert_eq!(findings.len(), 2);
    }

    /// A package of parts.
    fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn minimal(sheet: &str, strings: &str) -> Vec<u8> {
        package(&[
            (
                "_rels/.rels",
                br#"<Relationships><Relationship Id="r0" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
            ),
            ("xl/workbook.xml", br#"<workbook xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#),
            (
                "xl/_rels/workbook.xml.rels",
                br#"<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
            ),
            ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
            ("xl/sharedStrings.xml", strings.as_bytes()),
        ])
    }

    const STRINGS: &str = "<sst count=\"1\" uniqueCount=\"1\"><si><t>x</t></si></sst>";

    #[test]
    fn corners_far_apart_take_no_grid() {
        let sheet = r#"<worksheet><dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>"#;
        let (document, _) = read_bytes("a.xlsx", minimal(sheet, STRINGS)).unwrap();
        let Block::Table(table) = &document.blocks[0] else { panic!() };
        assert_eq!((table.rows.len(), table.rows[0].cells[0].colspan), (2, 1000));
    }

    #[test]
    fn hostile_workbooks_are_refused() {
        let refusal = |bytes: Vec<u8>| read_bytes("a.xlsx", bytes).unwrap_err().message.en;
        let sheet = "<worksheet><sheetData/></worksheet>";
        let claimed = "<sst count=\"1\" uniqueCount=\"4000000000\"><si><t>x</t></si></sst>";
        assert!(refusal(minimal(sheet, claimed)).contains("4000000000"));
        let bomb = package(&[("xl/workbook.xml", &vec![b' '; 40 << 20])]);
        assert!(refusal(bomb).contains("unfold"));
        let mut workbook = Workbook::new();
        workbook.add_worksheet().write(0, 0, "甲").unwrap();
        let whole = workbook.save_to_buffer().unwrap();
        assert!(refusal(whole[..whole.len() / 2].to_vec()).contains("broken"));
        for cut in [0, 4, 30, 100, whole.len() - 1] {
            assert!(read_bytes("a.xlsx", whole[..cut].to_vec()).is_err());
        }
        let ole = |name: &str| {
            let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            [OLE, &[0; 2000], &wide, &[0; 100]].concat()
        };
        assert!(refusal(ole("EncryptedPackage")).contains("encrypted"));
        assert!(refusal(ole("WordDocument")).contains("Word 97"));
        assert!(refusal(ole("Workbook")).contains("broken"));
        assert!(refusal(package(&[("a.txt", b"x")])).contains("no workbook"));
    }

    #[test]
    fn old_workbooks() {
        let bytes = biff::tests::xls(&[(2, 1, 0, 906.4), (2, 2, 1, 0.05), (3, 1, 2, 4.25)]);
        let (document, findings) = read_bytes("a.xls", bytes).unwrap();
        assert_eq!(outline(&document), "906.4|5.00%\n4.25万元|");
        assert_eq!(findings.len(), 1);
        let far = biff::tests::xls(&[(0, 0, 0, 1.0), (65_535, 255, 0, 1.0)]);
        assert!(read_bytes("a.xls", far).is_err());
    }

    #[test]
    fn a_page_named_as_a_workbook_is_a_page() {
        let (document, _) = read_bytes("a.xls", b"<html><table><tr><td>1<td>2</table>".to_vec()).unwrap();
        assert_eq!(document.source.format, "html");
    }
}
