//! A sheet as a spreadsheet stores it, cell by cell, and the table that it shows.

use std::collections::{BTreeMap, BTreeSet};

use super::html::escape;
use crate::error::Error;
use crate::model::grid::{MAX_COLUMNS, place_cells};
use crate::model::{Cell, Hidden, HiddenBy, Place, Raw, Row, Table, cell_reference};

/// The most cells of a table, empty ones between others counted. A cell takes up to 4 KiB until it is written, so
/// this bounds the memory that a small file of repeated rows asks for.
pub(super) const MAX_CELLS: usize = 1_000_000;

/// The most blank rows that are kept between two others.
const MAX_GAP: usize = 200;

/// A row and a column, from 0.
pub(super) type Slot = (usize, usize);

/// A rectangle of cells: the first and the last row and column.
pub(super) type Area = (Slot, Slot);

/// What a cell shows.
#[derive(Clone, Debug, Default)]
struct Content {
    text: String,
    /// The same in HTML, where it is more than text: something is struck out or raised, or it is a picture.
    html: Option<String>,
    /// The number that is stored, where the text does not say it in full.
    stored: Option<String>,
}

/// A line beside the cells of a sheet: in the header or the footer of its pages, or in a text box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// What it says.
    pub(super) text: String,
    /// The cell that it stands over, if over any.
    pub(super) over: Option<Slot>,
}

/// What is to be said of the cells of a sheet.
#[derive(Debug, Default)]
pub(super) struct Remarks {
    /// Formulas that were saved without what they come to.
    pub(super) uncalculated: Vec<Slot>,
    /// Cells whose number format is not understood.
    pub(super) unformatted: Vec<Slot>,
    /// Cells that rules may hide which are not understood.
    pub(super) may_be_invisible: Vec<Slot>,
    /// Numbers that are shown as `####`, as their columns are too narrow.
    pub(super) too_wide: Vec<Slot>,
    /// Whole numbers of more digits than a spreadsheet keeps.
    pub(super) digits_lost: Vec<Slot>,
    /// Cells with letters of a symbol font whose signs are not known.
    pub(super) signs_unread: Vec<Slot>,
    /// How many pictures and charts lie on the sheet.
    pub(super) drawings: usize,
    /// How many cells have comments.
    pub(super) comments: usize,
}

/// How many rows, columns and cells were kept apart from a table, as whoever opens the sheet does not see them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Apart {
    /// Rows that are hidden.
    pub(super) rows: BTreeSet<usize>,
    /// Columns that are hidden.
    pub(super) columns: BTreeSet<usize>,
    /// Cells that are not printed.
    pub(super) outside: BTreeSet<Slot>,
    /// Cells that hold something and show nothing.
    pub(super) invisible: Vec<Slot>,
}

/// A sheet.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// Its name.
    pub(super) name: String,
    /// What its cells show, by row and column from 0.
    cells: BTreeMap<Slot, Content>,
    /// Merged cells.
    pub(super) merges: Vec<Area>,
    /// Rows that are hidden.
    pub(super) hidden_rows: BTreeSet<usize>,
    /// Columns that are hidden: the first and the last of each run.
    pub(super) hidden_columns: Vec<(usize, usize)>,
    /// What is printed of it, where it says so.
    pub(super) printed: Vec<Area>,
    /// What stands above its cells.
    pub(super) above: Vec<Line>,
    /// What stands below its cells.
    pub(super) below: Vec<Line>,
    /// What it holds and does not show.
    pub(super) hidden: Vec<Hidden>,
    /// Cells that hold something and show nothing.
    invisible: Vec<Slot>,
    /// What is to be said of its cells.
    pub(super) remarks: Remarks,
}

impl Sheet {
    /// An empty sheet.
    pub(super) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// A sheet that is a chart.
    pub(super) fn of_drawing(name: &str) -> Self {
        let remarks = Remarks { drawings: 1, ..Remarks::default() };
        Self { remarks, ..Self::new(name) }
    }

    /// Puts what a cell shows; nothing if that is nothing.
    ///
    /// # Errors
    ///
    /// Refused when there are too many cells.
    pub(super) fn put(&mut self, row: usize, column: usize, text: &str) -> Result<(), Error> {
        let text = clean(text);
        if text.trim().is_empty() {
            return Ok(());
        }
        self.put_content((row, column), Content { text, ..Content::default() })
    }

    /// Puts a picture that is all that a cell shows.
    ///
    /// # Errors
    ///
    /// Refused when there are too many cells.
    pub(super) fn put_picture(&mut self, slot: Slot, html: String) -> Result<(), Error> {
        self.put_content(slot, Content { html: Some(html), ..Content::default() })
    }

    fn put_content(&mut self, slot: Slot, content: Content) -> Result<(), Error> {
        if slot.1 >= MAX_COLUMNS {
            return Ok(());
        }
        if self.cells.len() >= MAX_CELLS {
            return Err(self.too_large(self.cells.len() + 1));
        }
        self.cells.insert(slot, content);
        Ok(())
    }

    /// Says what a cell shows in HTML. A cell of which nothing was put is not there.
    pub(super) fn mark(&mut self, slot: Slot, html: String) {
        if let Some(content) = self.cells.get_mut(&slot) {
            content.html = Some(html);
        }
    }

    /// Says that all that a cell shows is struck out.
    pub(super) fn strike(&mut self, slot: Slot) {
        if let Some(content) = self.cells.get_mut(&slot) {
            content.html = Some(format!("<del>{}</del>", html_of(&content.text)));
        }
    }

    /// Says what number a cell stores.
    pub(super) fn store(&mut self, slot: Slot, number: String) {
        if let Some(content) = self.cells.get_mut(&slot) {
            content.stored = Some(number);
        }
    }

    /// What a cell shows, if anything.
    pub(super) fn text(&self, slot: Slot) -> Option<&str> {
        self.cells.get(&slot).map(|content| content.text.as_str())
    }

    /// Whether a cell shows anything.
    pub(super) fn holds(&self, slot: Slot) -> bool {
        self.cells.contains_key(&slot)
    }

    /// Keeps what a cell holds that shows nothing.
    pub(super) fn conceal(&mut self, slot: Slot, by: HiddenBy, text: &str) {
        if !text.trim().is_empty() && slot.1 < MAX_COLUMNS {
            self.invisible.push(slot);
            self.hidden.push(self.hidden_cell(slot, by, text));
        }
    }

    fn hidden_cell(&self, (row, column): Slot, by: HiddenBy, text: &str) -> Hidden {
        Hidden { by, text: clean(text), at: Place::sheet_cell(&self.name, row, column) }
    }

    /// All that the sheet holds, as hidden.
    pub(super) fn all_hidden(self, by: HiddenBy) -> Vec<Hidden> {
        let cell = |(slot, content): (&Slot, &Content)| self.hidden_cell(*slot, by, &content.text);
        let cells: Vec<Hidden> = self.cells.iter().map(cell).collect();
        cells.into_iter().chain(self.hidden).collect()
    }

    /// The first row with content.
    pub(super) fn first_row(&self) -> Option<usize> {
        self.cells.keys().next().map(|(row, _)| *row)
    }

    /// Keeps apart the cells that are not seen.
    pub(super) fn set_apart(&mut self) -> Apart {
        self.order_hidden_columns();
        let printed = std::mem::take(&mut self.printed);
        let is_printed = |slot: Slot| printed.is_empty() || printed.iter().any(|area| holds(*area, slot));
        // An area in which nothing stands was left behind by another table.
        let has_area = self.cells.keys().any(|slot| is_printed(*slot));
        let by = |slot: Slot| {
            if self.hidden_rows.contains(&slot.0) {
                Some(HiddenBy::Row)
            } else if self.hides_column(slot.1) {
                Some(HiddenBy::Column)
            } else {
                (has_area && !is_printed(slot)).then_some(HiddenBy::PrintArea)
            }
        };
        let is_moved = |slot: Slot| matches!(by(slot), Some(HiddenBy::Row | HiddenBy::Column));
        let moves: Vec<(Slot, Slot)> = self
            .merges
            .iter()
            .filter(|(anchor, _)| self.cells.contains_key(anchor) && is_moved(*anchor))
            .filter_map(|area| Some((area.0, self.seen_part(*area)?)))
            .collect();
        let unseen: Vec<(Slot, HiddenBy)> =
            self.cells.keys().filter_map(|slot| Some((*slot, by(*slot)?))).collect();
        let invisible = self.invisible.iter().copied().filter(|slot| by(*slot).is_none()).collect();
        let mut apart = Apart { invisible, ..Apart::default() };
        for (from, to) in moves {
            if let Some(content) = self.cells.remove(&from) {
                self.cells.insert(to, content);
            }
        }
        for (slot, by) in unseen {
            let Some(content) = self.cells.remove(&slot) else { continue };
            match by {
                HiddenBy::Row => drop(apart.rows.insert(slot.0)),
                HiddenBy::Column => drop(apart.columns.insert(slot.1)),
                _ => drop(apart.outside.insert(slot)),
            }
            self.hidden.push(self.hidden_cell(slot, by, &content.text));
        }
        let seen = |slots: &mut Vec<Slot>| slots.retain(|slot| !apart.hides(*slot));
        seen(&mut self.remarks.uncalculated);
        seen(&mut self.remarks.unformatted);
        seen(&mut self.remarks.digits_lost);
        seen(&mut self.remarks.signs_unread);
        apart
    }

    /// Where a merged cell shows what it says, if its first row or column is hidden and another is not.
    fn seen_part(&self, ((top, left), (bottom, right)): Area) -> Option<Slot> {
        let mut rows = top..=bottom.min(top.saturating_add(MAX_GAP));
        let mut columns = left..=right.min(left.saturating_add(MAX_GAP));
        let row = rows.find(|row| !self.hidden_rows.contains(row))?;
        let column = columns.find(|column| !self.hides_column(*column))?;
        (!self.cells.contains_key(&(row, column))).then_some((row, column))
    }

    fn hides_column(&self, column: usize) -> bool {
        let next = self.hidden_columns.partition_point(|(first, _)| *first <= column);
        next.checked_sub(1).is_some_and(|run| column <= self.hidden_columns[run].1)
    }

    /// Puts the runs of hidden columns in order, those that meet together.
    fn order_hidden_columns(&mut self) {
        let mut runs = std::mem::take(&mut self.hidden_columns);
        runs.sort_unstable();
        for (first, last) in runs {
            match self.hidden_columns.last_mut().filter(|(_, end)| first <= *end) {
                Some((_, end)) => *end = last.max(*end),
                None => self.hidden_columns.push((first, last)),
            }
        }
    }

    /// The columns from the first to the last with content that are shown, and the rows with content.
    fn used(&self) -> Option<(Vec<usize>, BTreeSet<usize>)> {
        let first = self.cells.keys().map(|(_, column)| *column).min()?;
        let last = self.cells.keys().map(|(_, column)| *column).max()?;
        let columns = (first..=last).filter(|column| !self.hides_column(*column)).collect();
        Some((columns, self.cells.keys().map(|(row, _)| *row).collect()))
    }

    /// The table of its used range; `None` for an empty sheet.
    ///
    /// # Errors
    ///
    /// Refused if the cells stand so far apart that the table would have too many.
    pub(super) fn take_table(&mut self) -> Result<Option<Table<Raw>>, Error> {
        let Some((columns, filled)) = self.used() else { return Ok(None) };
        let rows = with_gaps(&filled, &self.hidden_rows);
        let needed = rows.len().saturating_mul(columns.len());
        if needed > MAX_CELLS {
            return Err(self.too_large(needed));
        }
        let (spans, covered) = self.spans(&rows, &columns);
        let first = columns[0];
        let mut table = Table { at: Place::sheet_cell(&self.name, rows[0], first), ..Table::default() };
        for row in &rows {
            let mut cells = Vec::with_capacity(columns.len());
            for column in &columns {
                let slot = (*row, *column);
                let content = self.cells.remove(&slot).unwrap_or_default();
                if covered.contains(&slot) {
                    if !content.text.is_empty() {
                        self.hidden.push(self.hidden_cell(slot, HiddenBy::Merge, &content.text));
                    }
                    continue;
                }
                let text = match content.html {
                    Some(html) => Raw::Translated { html, source: content.text },
                    None => Raw::Plain(content.text),
                };
                let mut cell = Cell::new(text, Place::sheet_cell(&self.name, *row, *column));
                cell.stored = content.stored;
                if let Some((rowspan, colspan)) = spans.get(&slot) {
                    (cell.rowspan, cell.colspan) = (*rowspan, *colspan);
                }
                cells.push(cell);
            }
            table.rows.push(Row { at: Place::sheet_cell(&self.name, *row, first), cells, ..Row::default() });
        }
        place_cells(&mut table.rows);
        Ok(Some(table))
    }

    /// The spans of merged cells, cut at the used range, and the slots that they cover.
    fn spans(&self, rows: &[usize], columns: &[usize]) -> (BTreeMap<Slot, (usize, usize)>, BTreeSet<Slot>) {
        let mut spans = BTreeMap::new();
        let mut covered = BTreeSet::new();
        let mut steps = 0_usize;
        for ((top, left), (bottom, right)) in &self.merges {
            let columns = within(columns, *left, *right);
            let rows = within(rows, *top, *bottom);
            if columns.is_empty() || rows.is_empty() || covered.contains(&(rows[0], columns[0])) {
                continue;
            }
            let (height, width) = (rows.len(), columns.len());
            steps = steps.saturating_add(height.saturating_mul(width));
            if height * width == 1 || steps > MAX_CELLS {
                continue;
            }
            let slots = || rows.iter().flat_map(|row| columns.iter().map(|column| (*row, *column)));
            // Merged cells do not overlap in a sound file; where they do, the first one stands.
            if slots().any(|slot| covered.contains(&slot) || spans.contains_key(&slot)) {
                continue;
            }
            spans.insert((rows[0], columns[0]), (height, width));
            covered.extend(slots().skip(1));
        }
        (spans, covered)
    }

    /// The refusal of a sheet that needs so many cells.
    pub(super) fn too_large(&self, needed: usize) -> Error {
        Error::refused("sheet-too-large", &[&self.name, &needed, &MAX_CELLS])
    }
}

impl Apart {
    /// Whether a cell was kept apart.
    fn hides(&self, slot: Slot) -> bool {
        self.rows.contains(&slot.0) || self.columns.contains(&slot.1) || self.outside.contains(&slot)
    }
}

fn holds(((top, left), (bottom, right)): Area, (row, column): Slot) -> bool {
    (top..=bottom).contains(&row) && (left..=right).contains(&column)
}

/// The numbers of an ascending list from one to another.
fn within(numbers: &[usize], first: usize, last: usize) -> &[usize] {
    let from = numbers.partition_point(|number| *number < first);
    let to = numbers.partition_point(|number| *number <= last);
    &numbers[from..to.max(from)]
}

/// Rows with content and the blank ones between them that are shown; a long gap is dropped.
fn with_gaps(filled: &BTreeSet<usize>, hidden: &BTreeSet<usize>) -> Vec<usize> {
    let mut rows: Vec<usize> = Vec::with_capacity(filled.len());
    for row in filled {
        if let Some(before) = rows.last().copied()
            && row - before <= MAX_GAP
        {
            rows.extend((before + 1..*row).filter(|row| !hidden.contains(row)));
        }
        rows.push(*row);
    }
    rows
}

/// Text without the carriage returns that spreadsheets store in several ways.
fn clean(text: &str) -> String {
    if !text.contains(['\r', '_']) {
        return text.to_owned();
    }
    text.replace("_x000D_", "\r").replace("\r\n", "\n").replace('\r', "\n")
}

/// Text of a cell as HTML.
pub(super) fn html_of(text: &str) -> String {
    escape(text).replace("_x000D_", "").replace("\r\n", "\n").replace('\n', "<br>")
}

/// The slot of a cell reference: `$B$7` is the seventh row and the second column.
pub(super) fn slot(reference: &str) -> Option<Slot> {
    let (row, column) = half_slot(reference)?;
    Some((row?, column?))
}

/// The row and the column of a reference that may name one of them only: `$B`, `7`.
fn half_slot(reference: &str) -> Option<(Option<usize>, Option<usize>)> {
    let bare = reference.replace('$', "");
    let letters = bare.len() - bare.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
    let (letters, digits) = bare.split_at(letters);
    if letters.len() > 3 || (letters.is_empty() && digits.is_empty()) {
        return None;
    }
    let column = letters
        .bytes()
        .fold(0, |column, letter| column * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1);
    let row = if digits.is_empty() { None } else { Some(digits.parse::<usize>().ok()?.checked_sub(1)?) };
    Some((row, column.checked_sub(1)))
}

/// The area of a reference: `A1:E7`, `$A:$E`, `$1:$3`, `B2`.
pub(super) fn area(reference: &str) -> Option<Area> {
    let (first, last) = reference.split_once(':').unwrap_or((reference, reference));
    let ((top, left), (bottom, right)) = (half_slot(first)?, half_slot(last)?);
    let start = (top.unwrap_or(0), left.unwrap_or(0));
    Some((start, (bottom.unwrap_or(usize::MAX), right.unwrap_or(usize::MAX))))
}

/// So many places are named in a sentence; the count tells of the others.
const MOST_NAMED: usize = 12;

/// The references of all cells, where a sentence does not name them all: those below one another as one, `B3:B40`.
pub(super) fn all_references(slots: &[Slot]) -> Option<String> {
    if slots.len() <= MOST_NAMED {
        return None;
    }
    let by_column: BTreeSet<Slot> = slots.iter().map(|(row, column)| (*column, *row)).collect();
    // For each run its column, its first and its last row.
    let mut runs: Vec<(usize, usize, usize)> = Vec::new();
    for (column, row) in by_column {
        match runs.last_mut() {
            Some((same, _, last)) if *same == column && *last + 1 == row => *last = row,
            _ => runs.push((column, row, row)),
        }
    }
    let named: Vec<String> = runs
        .into_iter()
        .map(|(column, first, last)| {
            let (first, last) = (cell_reference(first, column), cell_reference(last, column));
            if first == last { first } else { format!("{first}:{last}") }
        })
        .collect();
    Some(named.join(", "))
}

/// The references of some cells, for a person to find them; no more than a few of them.
pub(super) fn references(slots: &[Slot]) -> String {
    let mut named: Vec<String> =
        slots.iter().take(MOST_NAMED).map(|(row, column)| cell_reference(*row, *column)).collect();
    if slots.len() > MOST_NAMED {
        named.push("…".to_owned());
    }
    named.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(cells: &[(usize, usize, &str)], merges: &[(Slot, Slot)]) -> Sheet {
        let mut sheet = Sheet::new("表");
        for (row, column, text) in cells {
            sheet.put(*row, *column, text).unwrap();
        }
        sheet.merges = merges.to_vec();
        sheet
    }

    #[test]
    fn references_of_many_cells() {
        let column = |column: usize, rows: std::ops::Range<usize>| rows.map(move |row| (row, column));
        for (slots, named) in [
            (column(1, 2..20).collect::<Vec<_>>(), Some("B3:B20")),
            (
                column(3, 0..1).chain(column(1, 2..15)).chain(column(1, 16..18)).collect(),
                Some("B3:B15, B17:B18, D1"),
            ),
            // Few enough to be named one by one.
            (column(1, 2..14).collect(), None),
        ] {
            assert_eq!(all_references(&slots).as_deref(), named);
        }
    }

    fn outline(mut sheet: Sheet) -> String {
        let Some(table) = sheet.take_table().unwrap() else { return String::new() };
        let cell = |cell: &Cell<Raw>| {
            let Raw::Plain(text) = &cell.text else { panic!() };
            format!("{text}@{}:{}x{}", cell.column, cell.rowspan, cell.colspan)
        };
        let row = |row: &Row<Raw>| row.cells.iter().map(cell).collect::<Vec<_>>().join(" ");
        table.rows.iter().map(row).collect::<Vec<_>>().join(" / ")
    }

    #[test]
    fn the_used_range() {
        assert_eq!(
            outline(sheet(&[(2, 1, "a"), (4, 2, "b"), (9, 9, " ")], &[])),
            "a@0:1x1 @1:1x1 / @0:1x1 @1:1x1 / @0:1x1 b@1:1x1"
        );
        assert_eq!(outline(sheet(&[], &[((0, 0), (9, 9))])), "");
        assert_eq!(outline(sheet(&[(0, 0, "a_x000D_\nb")], &[])), "a\nb@0:1x1");
    }

    #[test]
    fn merged_cells() {
        assert_eq!(
            outline(sheet(&[(0, 0, "a"), (0, 2, "c"), (1, 2, "d")], &[((0, 0), (1, 1))])),
            "a@0:2x2 c@2:1x1 / d@2:1x1"
        );
        // One that reaches to the end of the sheet, and one that overlaps it.
        let far = [((0, 0), (1_048_575, 16_383)), ((1, 0), (1, 1))];
        assert_eq!(outline(sheet(&[(0, 0, "a"), (1, 1, "b")], &far)), "a@0:2x2 / ");
    }

    #[test]
    fn corners_far_apart() {
        let table = sheet(&[(0, 0, "a"), (1_048_575, 16_383, "z")], &[]).take_table().unwrap().unwrap();
        assert_eq!((table.rows.len(), table.width()), (2, 16_384));
        assert_eq!(table.rows[1].cells[16_383].at.cell.as_deref(), Some("XFD1048576"));
        let diagonal: Vec<_> = (0..16_000).map(|n| (n, n, "x")).collect();
        assert!(sheet(&diagonal, &[]).take_table().is_err());
    }
}
