//! Workbooks: xlsx, xlsb and xls by calamine, ods and fods by a reader that keeps what the cells show.
//!
//! Bounds, checked before anything is unfolded: those of `package`, and of `sheet` for the cells of a sheet.
//! Number formats are applied in all of them but xlsb, merged cells as well.

use std::io::Cursor;

use calamine::{
    Data, DataType as _, Dimensions, NumberFormat, Reader as _, SheetType, SheetVisible, Xls, Xlsb,
};

use super::flow::SYMBOL_UNREAD;
use super::number_format::{self, GENERAL, Shown, ShownNumber};
use super::package::{OLE, Package, ZIP, encrypted, names_stream};
use super::sheet::{Apart, Area, Line, Remarks, Sheet, Slot, all_references, references};
use super::{Evidence, Glimpse, Reader, biff, excel_2003, open_document, origin, xlsx};
use crate::error::Error;
use crate::model::{
    Block, Document, Finding, Findings, Hidden, HiddenBy, Message, Place, Position, Raw, Rule, Severity,
    Source, column_name, own_heading,
};

/// The reader of workbooks.
pub const READER: Reader = Reader {
    name: "workbook",
    extensions: &["xlsx", "xlsm", "xltx", "xltm", "xls", "xlt", "et", "xlsb", "ods", "ots", "fods"],
    at_most: Evidence::Certain,
    sniff,
    read,
};

/// A sheet that is not shown.
pub const SHEET_HIDDEN: Rule =
    Rule { name: "sheet-hidden", severity: Severity::Info, page: include_str!("sheet_hidden.md") };

/// Rows that are not shown.
pub const ROWS_HIDDEN: Rule =
    Rule { name: "rows-hidden", severity: Severity::Info, page: include_str!("rows_hidden.md") };

/// Columns that are not shown.
pub const COLUMNS_HIDDEN: Rule =
    Rule { name: "columns-hidden", severity: Severity::Info, page: include_str!("columns_hidden.md") };

/// Cells that are not printed.
pub const OUTSIDE_PRINT_AREA: Rule = Rule {
    name: "outside-print-area",
    severity: Severity::Warning,
    page: include_str!("outside_print_area.md"),
};

/// Cells that hold something and show nothing.
pub const CELLS_INVISIBLE: Rule =
    Rule { name: "cells-invisible", severity: Severity::Info, page: include_str!("cells_invisible.md") };

/// Numbers that do not fit their columns.
pub const COLUMN_TOO_NARROW: Rule =
    Rule { name: "column-too-narrow", severity: Severity::Info, page: include_str!("column_too_narrow.md") };

/// Formulas that were saved without what they come to.
pub const FORMULA_WITHOUT_RESULT: Rule = Rule {
    name: "formula-without-result",
    severity: Severity::Warning,
    page: include_str!("formula_without_result.md"),
};

/// Numbers whose format is not understood.
pub const NUMBER_FORMAT_UNKNOWN: Rule = Rule {
    name: "number-format-unknown",
    severity: Severity::Warning,
    page: include_str!("number_format_unknown.md"),
};

/// Whole numbers of more digits than a spreadsheet keeps.
pub const DIGITS_LOST: Rule =
    Rule { name: "digits-lost", severity: Severity::Warning, page: include_str!("digits_lost.md") };

/// Pictures and charts over the cells of a sheet.
pub const DRAWINGS_UNREAD: Rule =
    Rule { name: "drawings-unread", severity: Severity::Info, page: include_str!("drawings_unread.md") };

/// Comments on cells.
pub const COMMENTS_LEFT_OUT: Rule =
    Rule { name: "comments-left-out", severity: Severity::Info, page: include_str!("comments_left_out.md") };

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

/// The sheets that a workbook of ours has beside those to print, by the ids of their headings.
const DATA_SHEETS: &[&str] = &["sheet-index", "sheet-indicators", "sheet-findings", "sheet-decisions"];

/// So many hidden cells are kept at the most: a hidden sheet may hold the lists that its other sheets choose from.
pub(super) const MOST_HIDDEN: usize = 10_000;

/// How many bytes a shared string takes at the least: `<si/>`.
const SHORTEST_STRING: u64 = 5;

fn sniff(file: &Glimpse) -> Evidence {
    let bytes = file.bytes;
    if bytes.starts_with(OLE) {
        let is_book = names_stream(bytes, "Workbook") || names_stream(bytes, "Book");
        return if is_book { Evidence::Certain } else { Evidence::Likely };
    }
    if !bytes.starts_with(ZIP) {
        let is_text = open_document::is_flat(bytes) || excel_2003::is_workbook(bytes);
        return if is_text { Evidence::Certain } else { Evidence::Against };
    }
    match Package::open(bytes) {
        Ok(mut package) => match kind(&mut package) {
            Some(_) => Evidence::Certain,
            None => Evidence::Against,
        },
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

fn kind(package: &mut Package<'_>) -> Option<Kind> {
    let is_named = is_named_workbook(package);
    let has = |name: &str| package.find(name).is_some();
    if has("xl/workbook.bin") {
        Some(Kind::Xlsb)
    } else if has("xl/workbook.xml")
        || package.names().iter().any(|name| name.to_ascii_lowercase().starts_with("xl/"))
        || is_named
    {
        Some(Kind::Xlsx)
    } else if has("content.xml") {
        Some(Kind::Ods)
    } else {
        None
    }
}

/// Whether the list of what the parts are names a workbook, wherever it lies.
fn is_named_workbook(package: &mut Package<'_>) -> bool {
    let types = package.xml("[Content_Types].xml", &[]).ok().flatten();
    types.is_some_and(|types| {
        let kinds = types.elements().filter_map(|own| own.attribute("ContentType"));
        kinds.into_iter().any(|kind| kind.contains("spreadsheetml.sheet.main"))
    })
}

/// What a workbook holds.
#[derive(Default)]
pub(super) struct Book {
    pub(super) title: Option<String>,
    /// Sheets that are shown, in order.
    pub(super) sheets: Vec<Sheet>,
    /// Sheets that are not.
    pub(super) hidden: Vec<Sheet>,
    /// Whether this tool wrote it.
    pub(super) ours: bool,
    /// Whether numbers stand as they are stored, not as they are shown.
    pub(super) formats_unread: bool,
}

fn read(findings: &mut Findings, source: &Source) -> Result<Document<Raw>, Error> {
    let bytes = source.bytes.as_slice();
    let book = if bytes.is_empty() {
        return Err(Error::refused("read-empty", &[]));
    } else if bytes.starts_with(OLE) {
        guarded(|| xls(bytes))?
    } else if bytes.starts_with(b"PK") {
        let mut package = Package::open(bytes)?;
        match kind(&mut package).ok_or_else(|| Error::refused("read-not-a-workbook", &[]))? {
            Kind::Xlsx => guarded(|| xlsx::read(bytes, &mut package))?,
            Kind::Xlsb => guarded(|| xlsb(bytes, &mut package))?,
            Kind::Ods => open_document::read(&mut package)?,
        }
    } else if open_document::is_flat(bytes) {
        open_document::read_flat(bytes)?
    } else if excel_2003::is_workbook(bytes) {
        excel_2003::read(bytes)?
    } else {
        return Err(Error::refused("read-not-a-workbook", &[]));
    };
    let title = book.title.clone();
    let (blocks, hidden) = blocks(findings, book)?;
    Ok(Document { source: origin(source, READER.name, None), title, blocks, hidden })
}

impl Book {
    /// Adds a sheet, to those that are shown or to the others.
    fn add(&mut self, sheet: Sheet, visible: SheetVisible) {
        if visible == SheetVisible::Visible { &mut self.sheets } else { &mut self.hidden }.push(sheet);
    }
}

/// The blocks of all sheets that are shown, what they hold and do not show, and what is to be said of them.
fn blocks(findings: &mut Findings, book: Book) -> Result<(Vec<Block<Raw>>, Vec<Hidden>), Error> {
    let mut hidden = Vec::new();
    for sheet in book.hidden {
        let name = sheet.name.clone();
        say(findings, &SHEET_HIDDEN, &Message::new("sheet-hidden", &[&name]), &name, None);
        hidden.extend(sheet.all_hidden(HiddenBy::Sheet));
    }
    let mut parts = Vec::new();
    for mut sheet in book.sheets {
        let name = sheet.name.clone();
        if book.ours && DATA_SHEETS.iter().any(|id| own_heading(id) == name) {
            let message = Message::new("data-sheet-skipped", &[&name]);
            say(findings, &DATA_SHEET_SKIPPED, &message, &name, None);
            continue;
        }
        let apart = sheet.set_apart();
        tell_apart(findings, &apart, &name);
        tell_remarks(findings, &sheet.remarks, &name);
        let (above, below) = (std::mem::take(&mut sheet.above), std::mem::take(&mut sheet.below));
        let mut blocks: Vec<Block<Raw>> = above.into_iter().map(|line| paragraph(line, &name)).collect();
        blocks.extend(sheet.take_table()?.map(Block::Table));
        blocks.extend(below.into_iter().map(|line| paragraph(line, &name)));
        hidden.append(&mut sheet.hidden);
        if !blocks.is_empty() {
            parts.push((name, blocks));
        }
    }
    if book.formats_unread && !parts.is_empty() {
        findings.push(Finding::new(&NUMBER_FORMATS_UNREAD, &Message::new("number-formats-unread", &[])));
    }
    let several = parts.len() > 1;
    let mut blocks = Vec::new();
    for (name, part) in parts {
        if several {
            let at = Place { sheet: Some(name.clone()), ..Place::default() };
            blocks.push(Block::Heading { level: 2, text: Raw::Plain(name), at });
        }
        blocks.extend(part);
    }
    hidden.truncate(MOST_HIDDEN);
    Ok((blocks, hidden))
}

/// A line beside the cells of a sheet.
fn paragraph(line: Line, sheet: &str) -> Block<Raw> {
    let at = match line.over {
        Some((row, column)) => Place::sheet_cell(sheet, row, column),
        None => Place { sheet: Some(sheet.to_owned()), ..Place::default() },
    };
    Block::Paragraph { text: Raw::Plain(line.text), at }
}

/// Says what was kept apart of a sheet, as whoever opens it does not see it.
fn tell_apart(findings: &mut Findings, apart: &Apart, sheet: &str) {
    if let Some(first) = apart.rows.first() {
        let message = Message::new("rows-hidden", &[&apart.rows.len(), &sheet]);
        say(findings, &ROWS_HIDDEN, &message, sheet, Some((*first, 0)));
    }
    if let Some(first) = apart.columns.first() {
        let letters: Vec<String> = apart.columns.iter().map(|column| column_name(*column)).collect();
        let message = Message::new("columns-hidden", &[&letters.join(", "), &sheet]);
        say(findings, &COLUMNS_HIDDEN, &message, sheet, Some((0, *first)));
    }
    if let Some(first) = apart.outside.first() {
        let places: Vec<Slot> = apart.outside.iter().copied().collect();
        let message = Message::new("outside-print-area", &[&places.len(), &sheet, &references(&places)]);
        say(findings, &OUTSIDE_PRINT_AREA, &message, sheet, Some(*first));
    }
    if let Some(first) = apart.invisible.first() {
        let places = &apart.invisible;
        let message = Message::new("cells-invisible", &[&places.len(), &sheet, &references(places)]);
        say(findings, &CELLS_INVISIBLE, &message, sheet, Some(*first));
    }
}

/// Says what is not to be read of a sheet.
fn tell_remarks(findings: &mut Findings, remarks: &Remarks, sheet: &str) {
    let mut told = |rule: &Rule, places: &[Slot], message: fn(usize, &str, &str) -> Message| {
        if let Some(first) = places.first() {
            let message = message(places.len(), sheet, &references(places));
            let at = Some(Position::of(&Place::sheet_cell(sheet, first.0, first.1)));
            let notes = all_references(places).into_iter().collect();
            findings.push(Finding { at, notes, ..Finding::new(rule, &message) });
        }
    };
    told(&FORMULA_WITHOUT_RESULT, &remarks.uncalculated, |count, sheet, places| {
        Message::new("formula-without-result", &[&count, &sheet, &places])
    });
    told(&NUMBER_FORMAT_UNKNOWN, &remarks.unformatted, |count, sheet, places| {
        Message::new("number-format-unknown", &[&count, &sheet, &places])
    });
    told(&CELLS_INVISIBLE, &remarks.may_be_invisible, |count, sheet, places| {
        Message::new("cells-may-be-invisible", &[&count, &sheet, &places])
    });
    told(&COLUMN_TOO_NARROW, &remarks.too_wide, |count, sheet, places| {
        Message::new("column-too-narrow", &[&count, &sheet, &places])
    });
    told(&DIGITS_LOST, &remarks.digits_lost, |count, sheet, places| {
        Message::new("digits-lost", &[&count, &sheet, &places])
    });
    told(&SYMBOL_UNREAD, &remarks.signs_unread, |count, _, _| Message::new("symbol-unread", &[&count]));
    if remarks.drawings > 0 {
        let message = Message::new("drawings-unread", &[&remarks.drawings, &sheet]);
        say(findings, &DRAWINGS_UNREAD, &message, sheet, None);
    }
    if remarks.comments > 0 {
        let message = Message::new("comments-left-out", &[&remarks.comments, &sheet]);
        say(findings, &COMMENTS_LEFT_OUT, &message, sheet, None);
    }
}

fn say(findings: &mut Findings, rule: &Rule, message: &Message, sheet: &str, slot: Option<Slot>) {
    let place = match slot {
        Some((row, column)) => Place::sheet_cell(sheet, row, column),
        None => Place { sheet: Some(sheet.to_owned()), ..Place::default() },
    };
    findings.push(Finding { at: Some(Position::of(&place)), ..Finding::new(rule, message) });
}

/// Runs what calls calamine. It asserts that some lengths in an xls are sound; where they are not, that workbook
/// is broken and no more.
fn guarded(read: impl FnOnce() -> Result<Book, Error>) -> Result<Book, Error> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(broken(&"its lengths do not fit")))
}

/// The refusal of a workbook that cannot be opened.
pub(super) fn broken(error: &dyn std::fmt::Display) -> Error {
    Error::refused("workbook-broken", &[error])
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
        let mut sheet = Sheet::new(&metadata.name);
        let mut cells = workbook.worksheet_cells_reader(&metadata.name).map_err(|error| broken(&error))?;
        while let Some(cell) = cells.next_cell().map_err(|error| broken(&error))? {
            let (row, column) = cell.get_position();
            let value = Data::from(cell.get_value().clone());
            put_value(&mut sheet, (row as usize, column as usize), &value, GENERAL, false)?;
        }
        book.add(sheet, metadata.visible);
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
        let mut sheet = Sheet::new(&metadata.name);
        if let Ok(merges) = workbook.merge_cells_by_sheet_name(&metadata.name) {
            sheet.merges = merges.iter().map(corners).collect();
        }
        let range = workbook.worksheet_range(&metadata.name).map_err(|error| broken(&error))?;
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            let slot = (row + top as usize, column + left as usize);
            if binary.whitens(number, slot) {
                sheet.conceal(slot, HiddenBy::Colour, &value.to_string());
                continue;
            }
            let is_zero = value.as_f64() == Some(0.0) && !value.is_string();
            if is_zero && binary.sheets.get(number).is_some_and(|sheet| sheet.hides_zeros) {
                sheet.conceal(slot, HiddenBy::Format, "0");
                continue;
            }
            put_value(&mut sheet, slot, value, binary.code(number, slot), binary.counts_from_1904)?;
            if binary.strikes(number, slot) {
                sheet.strike(slot);
            }
        }
        binary.tell(number, &mut sheet);
        book.add(sheet, metadata.visible);
    }
    Ok(book)
}

/// The code of a format; those that are named by their number may have none, or the one of the English edition.
pub(super) fn code_of(format: &NumberFormat) -> &str {
    let own = format.format_code.as_str();
    let built_in = format.format_id.and_then(number_format::built_in);
    built_in.filter(|_| own.is_empty() || own == GENERAL || IN_ENGLISH.contains(&own)).unwrap_or(own)
}

/// What calamine has for formats that are named by their number where they differ by edition.
const IN_ENGLISH: &[&str] = &[
    "mm-dd-yy",
    "m/d/yy h:mm",
    "#,##0 ;(#,##0)",
    "#,##0 ;[Red](#,##0)",
    "#,##0.00;(#,##0.00)",
    "#,##0.00;[Red](#,##0.00)",
    "_(* #,##0_);_(* (#,##0);_(* \"-\"_);_(@_)",
    "_($* #,##0_);_($* (#,##0);_($* \"-\"_);_(@_)",
    "_(* #,##0.00_);_(* (#,##0.00);_(* \"-\"??_);_(@_)",
    "_($* #,##0.00_);_($* (#,##0.00);_($* \"-\"??_);_(@_)",
    "mmss.0",
];

/// Puts what a number shows.
pub(super) fn put_number(sheet: &mut Sheet, slot: Slot, number: ShownNumber) -> Result<(), Error> {
    let (row, column) = slot;
    match &number.shown {
        Shown::Text(text) => sheet.put(row, column, text)?,
        Shown::Unread(text) => {
            sheet.put(row, column, text)?;
            sheet.remarks.unformatted.push(slot);
        }
        Shown::Nothing => {
            sheet.conceal(slot, HiddenBy::Format, number.stored.as_deref().unwrap_or("0"));
            return Ok(());
        }
    }
    if let Some(stored) = number.stored {
        sheet.store(slot, stored);
    }
    if number.has_lost_digits {
        sheet.remarks.digits_lost.push(slot);
    }
    Ok(())
}

/// Puts what a text shows in its format.
pub(super) fn put_text(sheet: &mut Sheet, slot: Slot, words: &str, shown: Shown) -> Result<(), Error> {
    match shown {
        Shown::Text(text) => sheet.put(slot.0, slot.1, &text),
        Shown::Unread(text) => {
            sheet.remarks.unformatted.push(slot);
            sheet.put(slot.0, slot.1, &text)
        }
        Shown::Nothing => {
            sheet.conceal(slot, HiddenBy::Format, words);
            Ok(())
        }
    }
}

/// Puts a value in its format, of a workbook that counts its days from 1900 or 1904.
fn put_value(
    sheet: &mut Sheet,
    slot: Slot,
    value: &Data,
    code: &str,
    counts_from_1904: bool,
) -> Result<(), Error> {
    let number = |value: f64| number_format::number(value, code, counts_from_1904);
    match value {
        Data::Int(whole) => match whole.to_string().parse() {
            Ok(value) => put_number(sheet, slot, number(value)),
            Err(_) => sheet.put(slot.0, slot.1, &whole.to_string()),
        },
        Data::Float(value) => put_number(sheet, slot, number(*value)),
        Data::DateTime(date) => put_number(sheet, slot, number(date.as_f64())),
        Data::Empty => Ok(()),
        other => {
            let words = match other {
                Data::Bool(true) => "TRUE".to_owned(),
                Data::Bool(false) => "FALSE".to_owned(),
                other => other.to_string(),
            };
            let shown = number_format::text(&words, code);
            put_text(sheet, slot, &words, shown)
        }
    }
}

/// The corners of a merged cell.
pub(super) fn corners(merge: &Dimensions) -> Area {
    let corner = |(row, column): (u32, u32)| (row as usize, column as usize);
    (corner(merge.start), corner(merge.end))
}

/// Refuses a workbook that claims more strings than it has bytes for: calamine reserves room for them all.
pub(super) fn check_strings(package: &mut Package<'_>) -> Result<(), Error> {
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

/// The title that the properties of a workbook say.
pub(super) fn title(package: &mut Package<'_>) -> Result<Option<String>, Error> {
    let core = package.xml("docProps/core.xml", &[])?;
    Ok(core
        .and_then(|core| core.child("title").map(|title| title.text().trim().to_owned()))
        .filter(|title| !title.is_empty()))
}

/// Whether this tool wrote the workbook: it leaves a property of its name.
pub(super) fn is_ours(package: &mut Package<'_>) -> Result<bool, Error> {
    let properties = package.xml("docProps/custom.xml", &[])?;
    Ok(properties.is_some_and(|properties| {
        properties.elements().any(|property| property.attribute("name") == Some("gongkai"))
    }))
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
                Block::Paragraph { text, .. } => plain(text),
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
                Block::List { .. } => panic!(),
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
        sheet.write(6, 1, "底稿").unwrap();
        sheet.set_row_hidden(6).unwrap();
        sheet.write_blank(9, 9, &Format::new()).unwrap();
        let (document, findings) = read_bytes("a.xlsx", workbook.save_to_buffer().unwrap()).unwrap();
        assert_eq!(
            outline(&document),
            "青岭县项目表(1x4)\n编码|||\n000426|5%|1,260.00|2024年6月30日\n|||\na < b\n第二行|906.4|#DIV/0!|TRUE"
        );
        let Block::Table(table) = &document.blocks[0] else { panic!() };
        assert_eq!(table.rows[2].cells[1].at, Place::sheet_cell("Sheet1", 3, 2));
        assert_eq!(document.source.encoding, None);
        assert_eq!(
            findings.iter().map(|f| f.rule.as_str()).collect::<Vec<_>>(),
            ["rows-hidden", "column-too-narrow"]
        );
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
        let seen = [(2, 1, 0, 906.4), (2, 2, 1, 0.05), (3, 1, 2, 4.25)];
        let hidden = [(8, 1, 0, 1.0), (9, 1, 0, 2.0), (2, 6, 0, 3.0), (3, 7, 0, 4.0)];
        let (document, findings) =
            read_bytes("a.xls", biff::tests::xls(&[&seen[..], &hidden].concat())).unwrap();
        assert_eq!(outline(&document), "表题\n906.4|5.00%\n4.25万元|");
        let rules: Vec<&str> = findings.iter().map(|finding| finding.rule.as_str()).collect();
        assert_eq!(rules, ["rows-hidden", "columns-hidden"]);
        assert_eq!(document.hidden.len(), 4);
        let marked = [
            (20, 1, 6, 1.0),
            (21, 1, 3, 2.0),
            (21, 2, 4, 3.0),
            (21, 3, 5, 4.0),
            (22, 1, 0, 5.0),
            (23, 1, 0, 6.0),
        ];
        let bytes = biff::tests::xls_printed(&marked, Some((22, 5)));
        let (document, findings) = read_bytes("a.xls", bytes).unwrap();
        let Block::Table(table) = &document.blocks[1] else { panic!() };
        assert_eq!(table.rows[0].cells[0].colspan, 3);
        assert!(
            matches!(&table.rows[1].cells[0].text, Raw::Translated { html, .. } if html == "<del>2</del>")
        );
        let hidden: Vec<_> = document.hidden.iter().map(|hidden| (hidden.by, hidden.text.as_str())).collect();
        assert_eq!(hidden, [(HiddenBy::Colour, "3"), (HiddenBy::PrintArea, "6")]);
        let rules: Vec<&str> = findings.iter().map(|finding| finding.rule.as_str()).collect();
        assert_eq!(rules, ["outside-print-area", "cells-invisible"]);
        let far = biff::tests::xls(&[(0, 0, 0, 1.0), (65_535, 255, 0, 1.0)]);
        assert!(read_bytes("a.xls", far).is_err());
    }

    #[test]
    fn a_page_named_as_a_workbook_is_a_page() {
        let (document, _) = read_bytes("a.xls", b"<html><table><tr><td>1<td>2</table>".to_vec()).unwrap();
        assert_eq!(document.source.format, "html");
    }
}
