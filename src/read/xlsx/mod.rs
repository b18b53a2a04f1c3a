//! Workbooks as .xlsx: calamine reads the values and the styles of cells, and what it does not tell is read beside it.

mod drawing;
mod parts;
mod runs;
mod sheet_part;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{DataRef, HorizontalAlignment, Reader as _, SheetType, SheetVisible, Style, Xlsx, XlsxError};
use quick_xml::events::BytesStart;

use self::parts::Main;
use self::sheet_part::SheetPart;
use super::centred::Centred;
use super::html::escape;
use super::number_format;
use super::package::{Package, encrypted};
use super::sheet::{Line, Sheet, Slot};
use super::workbook::{Book, broken, check_strings, code_of, corners, is_ours, put_number, put_text, title};
use crate::error::Error;
use crate::model::HiddenBy;

/// Reads a workbook.
pub(super) fn read(bytes: &[u8], package: &mut Package<'_>) -> Result<Book, Error> {
    check_strings(package)?;
    let mut book = Book { title: title(package)?, ours: is_ours(package)?, ..Book::default() };
    let main = Main::read(package)?;
    let strings = match &main {
        Some(main) => runs::marked_strings(package, &main.strings())?,
        None => BTreeMap::new(),
    };
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsxError::Password => encrypted(),
        other => broken(&other),
    })?;
    let is_to_be_calculated = main.as_ref().is_some_and(Main::is_to_be_calculated);
    let counts_from_1904 = main.as_ref().is_some_and(Main::counts_from_1904);
    for metadata in workbook.sheets_metadata().to_vec() {
        if metadata.typ != SheetType::WorkSheet {
            if metadata.visible == SheetVisible::Visible {
                book.sheets.push(Sheet::of_drawing(&metadata.name));
            }
            continue;
        }
        let path = main.as_ref().and_then(|main| main.sheet(&metadata.name));
        let part = match path {
            Some(path) => sheet_part::read(package, path, &strings, is_to_be_calculated)?,
            None => SheetPart::default(),
        };
        let mut sheet = Sheet::new(&metadata.name);
        if let Ok(merges) = workbook.merge_cells_by_sheet_name(&metadata.name) {
            sheet.merges = merges.iter().map(corners).collect();
        }
        sheet.printed = main.as_ref().map(|main| main.printed(&metadata.name)).unwrap_or_default();
        let mut cells = workbook.worksheet_cells_reader(&metadata.name).map_err(|error| broken(&error))?;
        // Looked up once for each style, not for each cell.
        let looks: Vec<Look> = cells.styles().iter().map(Look::of).collect();
        let plain = Look::of(&Style::default());
        let mut centred = Centred::default();
        while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(|error| broken(&error))? {
            let (row, column) = cell.get_position();
            let slot = (row as usize, column as usize);
            let look = looks.get(style).unwrap_or(&plain);
            let value = cell.get_value();
            put(&mut sheet, slot, value, look, &part, counts_from_1904)?;
            centred.pass(slot, look.is_centred, !sheet.holds(slot));
        }
        sheet.merges.extend(centred.ended());
        take_part(&mut sheet, part);
        if let Some(path) = path {
            drawing::read(package, path, &mut sheet)?;
        }
        if metadata.visible == SheetVisible::Visible {
            book.sheets.push(sheet);
        } else {
            book.hidden.push(sheet);
        }
    }
    Ok(book)
}

/// Puts what a cell shows.
fn put(
    sheet: &mut Sheet,
    slot: Slot,
    value: &DataRef<'_>,
    look: &Look,
    part: &SheetPart,
    counts_from_1904: bool,
) -> Result<(), Error> {
    if let Some(name) = part.pictures.get(&slot) {
        return sheet.put_picture(slot, format!("<img src=\"{}\">", escape(name)));
    }
    if part.uncalculated.contains(&slot) {
        return Ok(());
    }
    let number = match value {
        DataRef::Int(number) => number.to_string().parse().ok(),
        DataRef::Float(number) => Some(*number),
        DataRef::DateTime(date) => Some(date.as_f64()),
        _ => None,
    };
    let words = words(value);
    if look.is_white && !part.has_rules_of_colour {
        sheet.conceal(
            slot,
            HiddenBy::Colour,
            &number.map_or(words.into_owned(), |number| number.to_string()),
        );
        return Ok(());
    }
    if let Some(number) = number {
        if part.hides_zeros && number == 0.0 {
            sheet.conceal(slot, HiddenBy::Format, "0");
            return Ok(());
        }
        put_number(sheet, slot, number_format::number(number, &look.code, counts_from_1904))?;
    } else {
        put_text(sheet, slot, &words, number_format::text(&words, &look.code))?;
    }
    if look.is_struck {
        sheet.strike(slot);
    } else if let Some(html) = part.marked.get(&slot)
        && sheet.text(slot).is_some_and(|text| text == words)
    {
        sheet.mark(slot, html.clone());
    }
    Ok(())
}

/// What a cell holds that is no number.
fn words<'a>(value: &'a DataRef<'_>) -> Cow<'a, str> {
    match value {
        DataRef::SharedString(text) => Cow::Borrowed(text),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            Cow::Borrowed(text)
        }
        DataRef::Bool(true) => Cow::Borrowed("TRUE"),
        DataRef::Bool(false) => Cow::Borrowed("FALSE"),
        DataRef::Error(error) => Cow::Owned(error.to_string()),
        DataRef::Int(_) | DataRef::Float(_) | DataRef::DateTime(_) | DataRef::Empty => Cow::Borrowed(""),
    }
}

/// What the part of a sheet says of it.
fn take_part(sheet: &mut Sheet, part: SheetPart) {
    let line = |text: String| Line { text, over: None };
    sheet.above = part.header.above(&sheet.name).into_iter().map(line).collect();
    sheet.below = part.header.below(&sheet.name).into_iter().map(line).collect();
    sheet.hidden_rows = part.hidden_rows;
    sheet.hidden_columns = part.hidden_columns;
    sheet.remarks.uncalculated = part.uncalculated.into_iter().collect();
    sheet.remarks.drawings = part.objects.len();
}

/// What a style says of the cells that have it.
struct Look {
    code: String,
    is_struck: bool,
    /// Whether their letters have the colour of the ground.
    is_white: bool,
    /// Whether they are centred over the blank cells that follow.
    is_centred: bool,
}

impl Look {
    fn of(style: &Style) -> Self {
        let font = style.font.as_ref();
        let is_ground = style.fill.as_ref().is_none_or(|fill| {
            !fill.is_visible() || fill.get_color().is_some_and(|colour| colour.is_white())
        });
        let alignment = style.alignment.as_ref().map(|alignment| alignment.horizontal);
        Self {
            code: style.number_format.as_ref().map_or("General", code_of).to_owned(),
            is_struck: font.is_some_and(|font| font.strikethrough),
            is_white: is_ground && font.and_then(|font| font.color).is_some_and(|colour| colour.is_white()),
            is_centred: alignment == Some(HorizontalAlignment::CenterContinuous),
        }
    }
}

/// The value of an attribute, its references resolved.
fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element.try_get_attribute(name).ok().flatten()?;
    Some(
        quick_xml::escape::unescape(&attribute.value)
            .map_or_else(|_| attribute.value.to_string(), Cow::into_owned),
    )
}
