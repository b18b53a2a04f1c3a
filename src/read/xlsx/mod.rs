//! Workbooks as .xlsx: calamine reads the values and the styles of cells, and what it does not tell is read beside it.

mod drawing;
mod parts;
mod rules;
mod runs;
mod sheet_part;
#[cfg(test)]
mod tests;
mod widths;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{
    DataRef, HorizontalAlignment, Reader as _, SheetType, SheetVisible, Style, TextRotation, Xlsx, XlsxError,
};
use quick_xml::events::BytesStart;

use self::parts::Main;
use self::rules::{Effect, Held, Rules};
use self::sheet_part::SheetPart;
use self::widths::Letters;
use super::centred::Centred;
use super::html::escape;
use super::number_format::{self, Shown};
use super::package::{Package, encrypted};
use super::sheet::{Area, Line, Sheet, Slot};
use super::workbook::{Book, broken, check_strings, code_of, corners, is_ours, put_number, put_text, title};
use crate::error::Error;
use crate::model::HiddenBy;
use crate::text::symbols::{self, UNKNOWN};

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
        let mut part = match path {
            Some(path) => sheet_part::read(package, path, &strings, is_to_be_calculated)?,
            None => SheetPart::default(),
        };
        let effects = match &main {
            Some(main) if !part.rules.is_empty() => rules::effects(package, &main.styles())?,
            _ => Vec::new(),
        };
        let rules = Rules::new(std::mem::take(&mut part.rules), &effects);
        let mut sheet = Sheet::new(&metadata.name);
        if let Ok(merges) = workbook.merge_cells_by_sheet_name(&metadata.name) {
            sheet.merges = merges.iter().map(corners).collect();
        }
        sheet.printed = main.as_ref().map(|main| main.printed(&metadata.name)).unwrap_or_default();
        let mut cells = workbook.worksheet_cells_reader(&metadata.name).map_err(|error| broken(&error))?;
        // Looked up once for each style, not for each cell.
        let usual = cells.styles().first().and_then(|style| style.font.as_ref()?.size);
        let looks: Vec<Look> = cells.styles().iter().map(|style| Look::of(style, usual)).collect();
        let plain = Look::of(&Style::default(), usual);
        let mut centred = Centred::default();
        while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(|error| broken(&error))? {
            let (row, column) = cell.get_position();
            let slot = (row as usize, column as usize);
            let look = looks.get(style).unwrap_or(&plain);
            let value = cell.get_value();
            put(&mut sheet, slot, value, look, &part, &rules, counts_from_1904)?;
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
    rules: &Rules,
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
    let words = match &look.signs {
        Some(font) if !part.marked.contains_key(&slot) => {
            Cow::Owned(symbols::text(Some(font), &words(value)).0)
        }
        _ => words(value),
    };
    let was_unknown = || self::words(value).contains(UNKNOWN);
    let is_unknown = part.marked.get(&slot).map_or(words.contains(UNKNOWN), |html| html.contains(UNKNOWN));
    if is_unknown && !was_unknown() {
        sheet.remarks.signs_unread.push(slot);
    }
    let held = match (number, value) {
        (Some(number), _) => Held::Number(number),
        (None, DataRef::Bool(_)) => Held::Truth,
        (None, DataRef::Error(_)) => Held::Error,
        (None, _) => Held::Text(&words),
    };
    let mut ways = [false, true].map(|unknown_holds| look.under(rules.effect(slot, held, unknown_holds)));
    let hidden = ways.each_ref().map(|way| way.hides(held, part));
    if let [Some(by), Some(_)] = hidden {
        sheet.conceal(slot, by, &number.map_or(words.into_owned(), |number| number.to_string()));
        return Ok(());
    }
    if hidden != [None, None] || ways.iter().any(|way| way.may_be_white(part)) {
        sheet.remarks.may_be_invisible.push(slot);
    }
    if hidden[0].is_some() {
        ways.swap(0, 1);
    }
    let code = ways[0].code.as_ref();
    if let Some(number) = number {
        if part.hides_zeros && number == 0.0 {
            sheet.conceal(slot, HiddenBy::Format, "0");
            return Ok(());
        }
        put_number(sheet, slot, number_format::number(number, code, counts_from_1904))?;
        if is_cut(sheet, slot, code, look, part) {
            sheet.remarks.too_wide.push(slot);
        }
    } else {
        put_text(sheet, slot, &words, number_format::text(&words, code))?;
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

/// Whether a number is surely shown as `####`, as its column is too narrow for it.
fn is_cut(sheet: &Sheet, slot: Slot, code: &str, look: &Look, part: &SheetPart) -> bool {
    let (row, column) = slot;
    let is_within =
        |area: &Area| (area.0.0..=area.1.0).contains(&row) && (area.0.1..=area.1.1).contains(&column);
    // Where no format is said, as many digits are shown as there is room for.
    code != number_format::GENERAL
        && sheet.text(slot).is_some_and(|text| part.widths.is_too_narrow(column, text, &look.letters))
        && !sheet.merges.iter().any(is_within)
        && !part.hidden_rows.contains(&row)
        && !part.hidden_columns.iter().any(|(first, last)| (*first..=*last).contains(&column))
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

/// What is white of a cell.
struct White {
    letters: bool,
    /// What the letters stand on.
    ground: bool,
}

/// What a style says of the cells that have it.
struct Look {
    code: String,
    is_struck: bool,
    white: White,
    /// The font, where its letters are signs.
    signs: Option<String>,
    /// How wide their letters are.
    letters: Letters,
    /// Whether they are centred over the blank cells that follow.
    is_centred: bool,
}

impl Look {
    /// The look of a style, in a workbook whose usual letters have this size.
    fn of(style: &Style, usual: Option<f64>) -> Self {
        let font = style.font.as_ref();
        let is_ground = style.fill.as_ref().is_none_or(|fill| {
            !fill.is_visible() || fill.get_color().is_some_and(|colour| colour.is_white())
        });
        let alignment = style.alignment.as_ref();
        let fits_always = alignment.is_some_and(|alignment| {
            alignment.wrap_text || alignment.shrink_to_fit || alignment.text_rotation != TextRotation::None
        });
        let alignment = alignment.map(|alignment| alignment.horizontal);
        Self {
            code: style.number_format.as_ref().map_or("General", code_of).to_owned(),
            is_struck: font.is_some_and(|font| font.strikethrough),
            white: White {
                letters: font.and_then(|font| font.color).is_some_and(|colour| colour.is_white()),
                ground: is_ground,
            },
            signs: font
                .and_then(|font| font.name.as_deref())
                .filter(|name| symbols::is_of_signs(name))
                .map(str::to_owned),
            letters: Letters::new(
                font.and_then(|font| font.name.as_deref()),
                font.and_then(|font| font.size),
                usual,
                fits_always,
            ),
            is_centred: alignment == Some(HorizontalAlignment::CenterContinuous),
        }
    }
}

impl Look {
    /// The same where rules change it.
    fn under(&self, effect: Option<Effect>) -> Way<'_> {
        let effect = effect.unwrap_or_default();
        Way {
            code: effect.code.map_or(Cow::Borrowed(self.code.as_str()), Cow::Owned),
            is_white: effect.letters_are_white.unwrap_or(self.white.letters)
                && effect.ground_is_white.unwrap_or(self.white.ground),
            is_white_by_rule: effect.letters_are_white == Some(true),
            hides_numbers: effect.hides_numbers,
        }
    }
}

/// A way in which a cell may look.
struct Way<'a> {
    code: Cow<'a, str>,
    /// Whether its letters have the colour of the ground.
    is_white: bool,
    is_white_by_rule: bool,
    /// Whether something else stands in the place of a number.
    hides_numbers: bool,
}

impl Way<'_> {
    /// What hides the cell, if anything but its own format does.
    fn hides(&self, held: Held<'_>, part: &SheetPart) -> Option<HiddenBy> {
        let is_blank = || match held {
            Held::Number(number) => number_format::number(number, &self.code, false).shown == Shown::Nothing,
            Held::Text(words) => number_format::text(words, &self.code) == Shown::Nothing,
            Held::Truth | Held::Error => false,
        };
        if self.is_white && !part.has_rules_of_colour {
            Some(HiddenBy::Colour)
        } else if (self.hides_numbers && matches!(held, Held::Number(_)))
            || (matches!(self.code, Cow::Owned(_)) && is_blank())
        {
            Some(HiddenBy::Format)
        } else {
            None
        }
    }

    /// Whether a rule makes it white, on a ground that is not known.
    fn may_be_white(&self, part: &SheetPart) -> bool {
        self.is_white && self.is_white_by_rule && part.has_rules_of_colour
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
