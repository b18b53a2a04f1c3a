//! What calamine does not tell of an xls, and what must be known before it opens one: how far apart the cells of
//! a sheet stand (it lays every sheet out as a full grid), the formats of cells, the marks within their texts, what lies
//! over them, and what is hidden.

mod objects;
mod strings;

use std::collections::{BTreeMap, BTreeSet};

use self::objects::Objects;
use self::strings::Strings;
use super::centred::Centred;
use super::number_format;
use super::package::encrypted;
use super::page_header::PageHeader;
use super::sheet::{Area, Line, MAX_CELLS, Sheet, Slot};
use crate::error::Error;

/// A sheet of an xls, in the order of the workbook.
#[derive(Debug, Default)]
pub(super) struct BinarySheet {
    /// The format of each cell, as an index into the formats of cells; also of those that are blank.
    formats: BTreeMap<Slot, usize>,
    /// Whether zeros are shown as nothing.
    pub(super) hides_zeros: bool,
    /// Whether rules colour its cells.
    has_rules_of_colour: bool,
    /// Rows that are hidden.
    hidden_rows: BTreeSet<usize>,
    /// Columns that are hidden: the first and the last of each run.
    hidden_columns: Vec<(usize, usize)>,
    /// What stands above and below its pages.
    header: PageHeader,
    /// The shared strings that its cells hold.
    strings: BTreeMap<Slot, usize>,
    /// What lies over its cells.
    objects: Objects,
    /// The first and the last row and column with a value.
    extent: Option<(Slot, Slot)>,
}

/// What was learnt of a workbook.
#[derive(Debug, Default)]
pub(super) struct BinaryBook {
    pub(super) sheets: Vec<BinarySheet>,
    cell_formats: Vec<CellFormat>,
    fonts: Vec<Font>,
    strings: Strings,
    /// What is printed of sheets, by the number of the sheet.
    printed: BTreeMap<usize, Vec<Area>>,
    /// Whether days are counted from 1904.
    pub(super) counts_from_1904: bool,
    /// The codes of the formats that the workbook defines.
    codes: BTreeMap<u32, String>,
}

/// A format of cells.
#[derive(Clone, Copy, Debug, Default)]
struct CellFormat {
    /// The number of its number format.
    number: u32,
    font: usize,
    /// Whether a text is centred over the blank cells that follow.
    is_centred: bool,
    /// Whether the ground of the cells is coloured.
    is_filled: bool,
}

/// A font.
#[derive(Clone, Copy, Debug, Default)]
struct Font {
    is_struck: bool,
    is_white: bool,
    /// 1 where it is raised, 2 where it is lowered.
    shift: u16,
}

/// The colours of a font that are white: of the first eight, and of the palette.
const WHITE: [u16; 2] = [1, 9];

/// How a format of cells names the alignment over the cells that follow.
const CENTRED_ACROSS: u8 = 6;

impl CellFormat {
    fn read(data: &[u8]) -> Self {
        let font = font_number(u16_at(data, 0).unwrap_or(0));
        Self {
            number: u32::from(u16_at(data, 2).unwrap_or(0)),
            font,
            is_centred: data.get(6).is_some_and(|alignment| alignment & 7 == CENTRED_ACROSS),
            is_filled: u32_at(data, 14).is_some_and(|borders| borders >> 26 != 0),
        }
    }
}

impl Font {
    fn read(data: &[u8]) -> Self {
        Self {
            is_struck: u16_at(data, 2).is_some_and(|flags| flags & 8 != 0),
            is_white: u16_at(data, 4).is_some_and(|colour| WHITE.contains(&colour)),
            shift: u16_at(data, 8).unwrap_or_default(),
        }
    }

    /// The element of HTML that a run of it is.
    fn tag(self) -> Option<&'static str> {
        match self.shift {
            _ if self.is_struck => Some("del"),
            1 => Some("sup"),
            2 => Some("sub"),
            _ => None,
        }
    }
}

/// A font by its number, as which the fourth is left out of the count.
fn font_number(number: u16) -> usize {
    usize::from(if number > 4 { number - 1 } else { number })
}

impl BinaryBook {
    fn format(&self, sheet: usize, slot: Slot) -> CellFormat {
        let format = self.sheets.get(sheet).and_then(|sheet| sheet.formats.get(&slot));
        format.and_then(|format| self.cell_formats.get(*format)).copied().unwrap_or_default()
    }

    /// Whether a cell is struck out.
    pub(super) fn strikes(&self, sheet: usize, slot: Slot) -> bool {
        self.fonts.get(self.format(sheet, slot).font).is_some_and(|font| font.is_struck)
    }

    /// Whether the letters of a cell have the colour of the ground.
    pub(super) fn whitens(&self, sheet: usize, slot: Slot) -> bool {
        let format = self.format(sheet, slot);
        let may_colour = self.sheets.get(sheet).is_some_and(|sheet| sheet.has_rules_of_colour);
        !may_colour && !format.is_filled && self.fonts.get(format.font).is_some_and(|font| font.is_white)
    }

    /// The code of the number format of a cell.
    pub(super) fn code(&self, sheet: usize, slot: Slot) -> &str {
        let number = self.format(sheet, slot).number;
        let defined = self.codes.get(&number).map(String::as_str);
        defined.or_else(|| number_format::built_in(number)).unwrap_or("General")
    }
}

impl BinaryBook {
    /// Adds to a sheet what was learnt of it.
    pub(super) fn tell(&self, number: usize, sheet: &mut Sheet) {
        let Some(found) = self.sheets.get(number) else { return };
        let line = |text: String| Line { text, over: None };
        sheet.hidden_rows.clone_from(&found.hidden_rows);
        sheet.hidden_columns.clone_from(&found.hidden_columns);
        sheet.above = found.header.above(&sheet.name).into_iter().map(line).collect();
        sheet.below = found.header.below(&sheet.name).into_iter().map(line).collect();
        sheet.printed = self.printed.get(&number).cloned().unwrap_or_default();
        let mut centred = Centred::default();
        for (slot, format) in &found.formats {
            let is_centred = self.cell_formats.get(*format).is_some_and(|format| format.is_centred);
            centred.pass(*slot, is_centred, !sheet.holds(*slot));
        }
        sheet.merges.extend(centred.ended());
        for (slot, string) in &found.strings {
            let font = self.format(number, *slot).font;
            let Some((html, words)) = self.strings.in_runs(*string, font, &self.fonts) else { continue };
            // A format may show something else. The font of a struck cell is that of its first run alone.
            let is_marked = html.contains('<') || self.strikes(number, *slot);
            if is_marked && sheet.text(*slot) == Some(words.as_str()) {
                sheet.mark(*slot, html);
            }
        }
        found.objects.tell(sheet);
    }
}

/// Looks through a workbook; a file that is broken tells what it can, and calamine says what is wrong.
///
/// # Errors
///
/// Refused if it is encrypted, or if the cells of a sheet stand too far apart to be laid out.
pub(super) fn scan(bytes: &[u8]) -> Result<BinaryBook, Error> {
    let mut book = BinaryBook::default();
    let Some(stream) = workbook_stream(bytes) else { return Ok(book) };
    let mut offsets = Vec::new();
    // The table of strings, and the records that go on with it.
    let mut strings: Vec<&[u8]> = Vec::new();
    let mut is_within = false;
    for (kind, data) in records(&stream, 0) {
        is_within = kind == STRINGS || is_within && kind == objects::CONTINUE;
        match kind {
            _ if is_within => strings.push(data),
            FILEPASS => return Err(encrypted()),
            BOUNDSHEET => offsets.push(u32_at(data, 0).unwrap_or(u32::MAX) as usize),
            FORMAT => {
                if let Some((number, code)) = format_code(data) {
                    book.codes.insert(number, code);
                }
            }
            XF => book.cell_formats.push(CellFormat::read(data)),
            FONT => book.fonts.push(Font::read(data)),
            DATE_MODE => book.counts_from_1904 = u16_at(data, 0) == Some(1),
            NAME => {
                if let Some((sheet, areas)) = print_area(data) {
                    book.printed.insert(sheet, areas);
                }
            }
            _ => {}
        }
    }
    book.strings = Strings::read(&strings);
    for offset in offsets {
        let sheet = scan_sheet(&stream, offset);
        if let Some(((top, left), (bottom, right))) = sheet.extent {
            let needed = (bottom - top + 1) * (right - left + 1);
            if needed > MAX_CELLS {
                let name = book.sheets.len() + 1;
                return Err(Error::refused("sheet-too-large", &[&name, &needed, &MAX_CELLS]));
            }
        }
        book.sheets.push(sheet);
    }
    Ok(book)
}

/// The record that ends a part of the stream.
const EOF: u16 = 0x000a;
/// The record of a workbook that is encrypted.
const FILEPASS: u16 = 0x002f;
/// The record that says where a sheet begins.
const BOUNDSHEET: u16 = 0x0085;
/// The record of the strings that cells share.
const STRINGS: u16 = 0x00fc;
/// The record of a cell that holds one of them.
const STRING: u16 = 0x00fd;
/// The record of several numbers side by side.
const MULRK: u16 = 0x00bd;
/// The record of a font.
const FONT: u16 = 0x0031;
/// The record that says from which year days are counted.
const DATE_MODE: u16 = 0x0022;
/// The record of a name that stands for cells.
const NAME: u16 = 0x0018;
/// The record of a blank cell that has a format.
const BLANK: u16 = 0x0201;
/// The record of several blank cells side by side.
const MULBLANK: u16 = 0x00be;
/// The record of a window on a sheet, which says what it shows.
const WINDOW: u16 = 0x023e;
/// The record of rules that colour cells.
const RULES_OF_COLOUR: u16 = 0x01b0;
/// The record of columns of one width, which says whether they are hidden.
const COLINFO: u16 = 0x007d;
/// The record of what is printed above every page.
const HEADER: u16 = 0x0014;
/// The record of what is printed below every page.
const FOOTER: u16 = 0x0015;
/// A row that is lower, in twentieths of a point, shows nothing of what stands in it.
const LOWEST: u16 = 15;
/// A column that is narrower, in parts of 256 to a character, shows nothing of what stands in it.
const NARROWEST: u16 = 20;
/// The record of a format of cells, which names a number format.
const XF: u16 = 0x00e0;
/// The record of a row, which says whether it is hidden.
const ROW: u16 = 0x0208;
/// The record of a number format that the workbook defines.
const FORMAT: u16 = 0x041e;
/// The record with which a part of the stream begins.
const BOF: u16 = 0x0809;

/// Records of a cell with a value: formula, string, number and others, all beginning row, column, format.
const CELLS: &[u16] = &[0x0006, 0x00d6, 0x00fd, 0x0203, 0x0204, 0x0205, 0x027e];

fn scan_sheet(stream: &[u8], offset: usize) -> BinarySheet {
    let mut sheet = BinarySheet::default();
    for (kind, data) in records(stream, offset) {
        let start = || Some((u16_at(data, 0)? as usize, u16_at(data, 2)? as usize));
        if CELLS.contains(&kind) {
            if let Some((slot, format)) = start().zip(u16_at(data, 4)) {
                sheet.formats.insert(slot, usize::from(format));
                sheet.reach(slot);
                if let (STRING, Some(number)) = (kind, u32_at(data, 6)) {
                    sheet.strings.insert(slot, number as usize);
                }
            }
        } else if kind == MULRK {
            let Some((row, first)) = start() else { continue };
            for (number, cell) in data[4..].chunks_exact(6).enumerate() {
                sheet.formats.insert((row, first + number), usize::from(u16_at(cell, 0).unwrap_or(0)));
                sheet.reach((row, first + number));
            }
        } else if kind == BLANK {
            if let Some((slot, format)) = start().zip(u16_at(data, 4)) {
                sheet.formats.insert(slot, usize::from(format));
            }
        } else if kind == MULBLANK {
            let Some((row, first)) = start() else { continue };
            for (number, format) in data[4..].chunks_exact(2).enumerate() {
                // The last word is the last column, and lies beyond the others.
                let format = usize::from(u16_at(format, 0).unwrap_or(0));
                if 4 + (number + 1) * 2 < data.len() {
                    sheet.formats.insert((row, first + number), format);
                }
            }
        } else if kind == WINDOW {
            sheet.hides_zeros = u16_at(data, 0).is_some_and(|flags| flags & 0x10 == 0);
        } else if kind == RULES_OF_COLOUR {
            sheet.has_rules_of_colour = true;
        } else if kind == ROW {
            let is_flagged = u16_at(data, 12).is_some_and(|flags| flags & 0x20 != 0);
            // The highest bit says that the height is the usual one.
            let is_flat = u16_at(data, 6).is_some_and(|height| height < LOWEST);
            if let (true, Some(row)) = (is_flagged || is_flat, u16_at(data, 0)) {
                sheet.hidden_rows.insert(usize::from(row));
            }
        } else if kind == COLINFO {
            let is_hidden = u16_at(data, 8).is_some_and(|flags| flags & 1 != 0)
                || u16_at(data, 4).is_some_and(|width| width < NARROWEST);
            if let (true, Some((first, last))) = (is_hidden, start()) {
                sheet.hidden_columns.push((first, last));
            }
        } else if let (HEADER | FOOTER, Some(text)) = (kind, long_text(data)) {
            sheet.header.add(if kind == HEADER { "oddHeader" } else { "oddFooter" }, text);
        } else {
            sheet.objects.take(kind, data);
        }
    }
    sheet
}

impl BinarySheet {
    fn reach(&mut self, (row, column): Slot) {
        let ((top, left), (bottom, right)) = self.extent.unwrap_or(((row, column), (row, column)));
        self.extent = Some(((top.min(row), left.min(column)), (bottom.max(row), right.max(column))));
    }
}

/// The records of one part of the stream, those of charts within it left out.
fn records(stream: &[u8], offset: usize) -> impl Iterator<Item = (u16, &[u8])> {
    let mut at = offset;
    let mut depth = 0_usize;
    let mut done = false;
    std::iter::from_fn(move || {
        loop {
            if done {
                return None;
            }
            let kind = u16_at(stream, at)?;
            let length = usize::from(u16_at(stream, at + 2)?);
            let data = stream.get(at + 4..at + 4 + length)?;
            at += 4 + length;
            match kind {
                BOF => depth += 1,
                EOF => {
                    depth = depth.saturating_sub(1);
                    done = depth == 0;
                }
                _ => {}
            }
            if depth <= 1 {
                return Some((kind, data));
            }
        }
    })
}

/// The name of the print area, among those that are built in.
const PRINT_AREA: u8 = 6;

/// The sheet that a print area is of, and the area; `None` for other names, and for one that is computed.
fn print_area(data: &[u8]) -> Option<(usize, Vec<Area>)> {
    let is_built_in = u16_at(data, 0)? & 0x20 != 0;
    let (length, formula) = (usize::from(*data.get(3)?), usize::from(u16_at(data, 4)?));
    let sheet = usize::from(u16_at(data, 8)?).checked_sub(1)?;
    if !is_built_in || length != 1 || *data.get(15)? != PRINT_AREA {
        return None;
    }
    let mut rest = data.get(16..16 + formula)?;
    let mut areas = Vec::new();
    while let Some(token) = rest.first() {
        let taken = match token {
            // An area of another sheet: the sheet, the rows, the columns.
            0x3b => {
                let word = |at: usize| u16_at(rest, at).map(usize::from);
                areas.push(((word(3)?, word(7)? & 0xff), (word(5)?, word(9)? & 0xff)));
                11
            }
            // Several areas: how long they are together, the sign between them, parentheses.
            0x29 => 3,
            0x10 | 0x15 => 1,
            _ => return None,
        };
        rest = rest.get(taken..)?;
    }
    Some((sheet, areas))
}

/// A text whose characters are counted in two bytes; that of an older workbook is left to those that read its code page.
fn long_text(data: &[u8]) -> Option<String> {
    let count = usize::from(u16_at(data, 0)?);
    match data.get(2)? {
        0 if data.len() == 3 + count => Some(data[3..].iter().map(|byte| char::from(*byte)).collect()),
        1 if data.len() == 3 + count * 2 => {
            let units: Vec<u16> =
                data[3..].chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]])).collect();
            Some(String::from_utf16_lossy(&units))
        }
        _ => None,
    }
}

/// Characters of two bytes each, or of one.
fn units_of(bytes: &[u8], is_wide: bool) -> Vec<u16> {
    if is_wide {
        bytes.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]])).collect()
    } else {
        bytes.iter().copied().map(u16::from).collect()
    }
}

/// The number and code of a format record, in its newer form (characters counted in two bytes) or the older.
fn format_code(data: &[u8]) -> Option<(u32, String)> {
    let number = u32::from(u16_at(data, 0)?);
    let count = usize::from(u16_at(data, 2)?);
    let flags = *data.get(4)?;
    if flags > 1 || data.len() < 5 + count {
        // The older form: one byte, then the characters in the code page; only ASCII is sure.
        let count = usize::from(*data.get(2)?);
        let text: String = data.get(3..3 + count)?.iter().map(|byte| char::from(byte & 0x7f)).collect();
        return Some((number, text));
    }
    let text = if flags & 1 == 1 {
        let units: Vec<u16> = data
            .get(5..5 + count * 2)?
            .chunks_exact(2)
            .map(|unit| u16::from_le_bytes([unit[0], unit[1]]))
            .collect();
        String::from_utf16_lossy(&units)
    } else {
        data.get(5..5 + count)?.iter().map(|byte| char::from(*byte)).collect()
    };
    Some((number, text))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// The stream `Workbook` of a compound file, or `Book` of an older one.
fn workbook_stream(bytes: &[u8]) -> Option<Vec<u8>> {
    let shift = u16_at(bytes, 30).filter(|shift| (7..=16).contains(shift))?;
    let sector = |number: u32| {
        let start = (number as usize).checked_add(1)?.checked_mul(1 << shift)?;
        // The last sector may be cut short.
        bytes.get(start..(start + (1 << shift)).min(bytes.len()))
    };
    let table = allocation_table(bytes, &sector)?;
    let directory = chain(&table, u32_at(bytes, 48)?, &sector);
    let entries = || directory.chunks_exact(128);
    let entry = ["Workbook", "Book"].into_iter().find_map(|name| {
        entries().find(|entry| entry_name(entry).is_some_and(|found| found.eq_ignore_ascii_case(name)))
    })?;
    let start = u32_at(entry, 116)?;
    let size = u32_at(entry, 120)? as usize;
    let cutoff = u32_at(bytes, 56)? as usize;
    let mut stream = if size >= cutoff {
        chain(&table, start, &sector)
    } else {
        let root = entries().find(|entry| entry[66] == 5)?;
        let small = chain(&table, u32_at(root, 116)?, &sector);
        let mini_shift = u16_at(bytes, 32).filter(|shift| *shift <= 12)?;
        let mini_table = words(&chain(&table, u32_at(bytes, 60)?, &sector));
        let mini_sector = |number: u32| {
            let start = (number as usize).checked_mul(1 << mini_shift)?;
            small.get(start..(start + (1 << mini_shift)).min(small.len()))
        };
        chain(&mini_table, start, &mini_sector)
    };
    stream.truncate(size);
    Some(stream)
}

fn entry_name(entry: &[u8]) -> Option<String> {
    let length = usize::from(u16_at(entry, 64)?).checked_sub(2)?;
    let units: Vec<u16> = entry
        .get(..length.min(62))?
        .chunks_exact(2)
        .map(|unit| u16::from_le_bytes([unit[0], unit[1]]))
        .collect();
    Some(String::from_utf16_lossy(&units))
}

/// Which sector follows which.
fn allocation_table<'a>(bytes: &[u8], sector: &impl Fn(u32) -> Option<&'a [u8]>) -> Option<Vec<u32>> {
    let mut parts = words(bytes.get(76..512)?);
    let mut next = u32_at(bytes, 68)?;
    // Each sector of the list names the next in its last word; a ring ends with the file's size.
    for _ in 0..bytes.len() / 512 {
        let Some(list) = sector(next) else { break };
        let mut list = words(list);
        next = list.pop()?;
        parts.extend(list);
    }
    let limit = bytes.len() / 128;
    let mut table = Vec::new();
    for part in parts.into_iter().take(limit) {
        if let Some(part) = sector(part) {
            table.extend(words(part));
        }
        if table.len() > limit {
            break;
        }
    }
    Some(table)
}

fn words(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]])).collect()
}

/// The bytes of a chain of sectors; a ring ends when every sector has been taken once.
fn chain<'a>(table: &[u32], start: u32, sector: &impl Fn(u32) -> Option<&'a [u8]>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut number = start;
    for _ in 0..table.len() {
        let (Some(part), Some(next)) = (sector(number), table.get(number as usize)) else { break };
        bytes.extend_from_slice(part);
        number = *next;
    }
    bytes
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let length = u16::try_from(data.len()).unwrap();
        [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
    }

    fn number(row: u16, column: u16, format: u16, value: f64) -> Vec<u8> {
        let place: Vec<u8> = [row, column, format].iter().flat_map(|word| word.to_le_bytes()).collect();
        record(0x0203, &[place, value.to_le_bytes().to_vec()].concat())
    }

    fn bof(kind: u16) -> Vec<u8> {
        let words: Vec<u8> = [0x0600, kind, 0, 0].iter().flat_map(|word: &u16| word.to_le_bytes()).collect();
        record(BOF, &[words, vec![0; 8]].concat())
    }

    /// A compound file with a workbook of one sheet.
    pub(in super::super) fn xls(cells: &[(u16, u16, u16, f64)]) -> Vec<u8> {
        xls_printed(cells, None)
    }

    /// The same with a print area that ends so.
    pub(in super::super) fn xls_printed(
        cells: &[(u16, u16, u16, f64)],
        printed: Option<(u8, u8)>,
    ) -> Vec<u8> {
        let code = "0.00\"万元\"";
        let units: Vec<u8> = code.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let count = u16::try_from(units.len() / 2).unwrap();
        let mut globals = bof(5);
        let format = [&164_u16.to_le_bytes()[..], &count.to_le_bytes(), &[1], &units].concat();
        globals.extend(record(FORMAT, &format));
        for flags in [0_u16, 8] {
            globals
                .extend(record(FONT, &[&[200, 0][..], &flags.to_le_bytes(), &[255, 127], &[0; 8]].concat()));
        }
        globals.extend(record(FONT, &[200, 0, 0, 0, 9, 0, 0, 0, 0, 0]));
        for number in [0_u16, 10, 164] {
            globals.extend(record(XF, &[&[0, 0][..], &number.to_le_bytes(), &[0; 16]].concat()));
        }
        // Struck out; white; white on a dark ground; centred over the cells that follow.
        globals.extend(record(XF, &[&[1, 0, 0, 0][..], &[0; 16]].concat()));
        globals.extend(record(XF, &[&[2, 0, 0, 0][..], &[0; 16]].concat()));
        globals.extend(record(XF, &[&[2, 0, 0, 0][..], &[0; 13], &[4, 0, 0]].concat()));
        globals.extend(record(XF, &[&[0, 0, 0, 0, 0, 0, 6][..], &[0; 13]].concat()));
        if let Some((last_row, last_column)) = printed {
            let area = [0x3b, 0, 0, 0, 0, last_row, 0, 0, 0, last_column, 0];
            globals.extend(record(
                NAME,
                &[&[0x20, 0, 0, 1, 11, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 6][..], &area].concat(),
            ));
        }
        let sheet_at = globals.len() + 4 + 8 + 2 + 4;
        let offset = u32::try_from(sheet_at).unwrap();
        globals.extend(record(BOUNDSHEET, &[&offset.to_le_bytes()[..], &[0, 0, 2, 0], b"S1"].concat()));
        globals.extend(record(EOF, &[]));
        assert_eq!(globals.len(), sheet_at);
        let mut stream = globals;
        stream.extend(bof(0x10));
        // The row 9 is hidden, and the row 8 has no height; so have the columns 6 and 7.
        let height = 300_u16.to_le_bytes();
        stream.extend(record(ROW, &[&[9, 0, 0, 0, 0, 0][..], &height, &[0; 4], &[0x20, 0, 0, 0]].concat()));
        stream.extend(record(ROW, &[&[8, 0][..], &[0; 14]].concat()));
        stream.extend(record(COLINFO, &[6, 0, 6, 0, 0, 8, 0, 0, 1, 0]));
        stream.extend(record(COLINFO, &[7, 0, 7, 0, 0, 0, 0, 0, 0, 0]));
        stream.extend(record(COLINFO, &[1, 0, 2, 0, 0, 8, 0, 0, 0, 0]));
        stream.extend(record(ROW, &[&[2, 0, 0, 0, 0, 0][..], &height, &[0; 8]].concat()));
        let title: Vec<u8> = "&C表题&R&P".encode_utf16().flat_map(u16::to_le_bytes).collect();
        stream.extend(record(HEADER, &[&[8, 0, 1][..], &title].concat()));
        for (row, column, format, value) in cells {
            stream.extend(number(*row, *column, *format, *value));
        }
        stream.extend(record(BLANK, &[20, 0, 2, 0, 6, 0]));
        stream.extend(record(MULBLANK, &[20, 0, 3, 0, 6, 0, 0, 0, 4, 0]));
        stream.extend(record(EOF, &[]));
        stream.resize(stream.len().max(4096).next_multiple_of(512), 0);
        compound(&stream)
    }

    /// Sector 0 is the table, sector 1 the directory, the stream follows.
    fn compound(stream: &[u8]) -> Vec<u8> {
        let mut header = vec![0; 512];
        header[..8].copy_from_slice(super::super::package::OLE);
        header[26] = 3;
        header[28..30].copy_from_slice(&[0xfe, 0xff]);
        header[30] = 9;
        header[32] = 6;
        header[44] = 1;
        header[48] = 1;
        header[56..60].copy_from_slice(&4096_u32.to_le_bytes());
        header[60..64].copy_from_slice(&0xffff_fffe_u32.to_le_bytes());
        header[68..72].copy_from_slice(&0xffff_fffe_u32.to_le_bytes());
        header[76..512].fill(0xff);
        header[76..80].copy_from_slice(&0_u32.to_le_bytes());
        let sectors = u32::try_from(stream.len() / 512).unwrap();
        let mut table = vec![0xffff_fffd, 0xffff_fffe];
        table.extend((0..sectors).map(|n| if n + 1 == sectors { 0xffff_fffe } else { n + 3 }));
        table.resize(128, 0xffff_ffff);
        let mut directory = vec![0; 512];
        for (number, (name, kind, start, size)) in
            [("Root Entry", 5, 0xffff_fffe_u32, 0), ("Workbook", 2, 2, u32::try_from(stream.len()).unwrap())]
                .into_iter()
                .enumerate()
        {
            let entry = &mut directory[number * 128..][..128];
            let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            entry[..units.len()].copy_from_slice(&units);
            entry[64] = u8::try_from(units.len() + 2).unwrap();
            entry[66] = kind;
            entry[68..80].fill(0xff);
            entry[116..120].copy_from_slice(&start.to_le_bytes());
            entry[120..124].copy_from_slice(&size.to_le_bytes());
        }
        directory[76..80].copy_from_slice(&1_u32.to_le_bytes());
        let table: Vec<u8> = table.iter().flat_map(|word: &u32| word.to_le_bytes()).collect();
        [header, table, directory, stream.to_vec()].concat()
    }

    #[test]
    fn formats_and_hidden_rows() {
        let book = scan(&xls(&[(0, 0, 0, 1.0), (1, 2, 1, 0.05), (2, 2, 2, 4.25)])).unwrap();
        assert_eq!((book.sheets.len(), book.sheets[0].hidden_rows.len()), (1, 2));
        assert_eq!(book.code(0, (0, 0)), "General");
        assert_eq!(book.code(0, (1, 2)), "0.00%");
        assert_eq!(book.code(0, (2, 2)), "0.00\"万元\"");
    }

    #[test]
    fn corners_far_apart_are_refused() {
        assert!(scan(&xls(&[(0, 0, 0, 1.0), (65_535, 255, 0, 1.0)])).is_err());
    }

    #[test]
    fn torn_files_tell_what_they_can() {
        let whole = xls(&[(0, 0, 0, 1.0)]);
        for cut in (0..whole.len()).step_by(97) {
            assert!(scan(&whole[..cut]).is_ok());
        }
        for at in 0..600 {
            let mut bytes = whole.clone();
            bytes[at] ^= 0xff;
            let _ = scan(&bytes);
        }
    }
}
