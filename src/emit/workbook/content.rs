//! What goes on a sheet to print, before its pages are known: cells, columns, and how high rows are at least.

use super::COLUMN_LIMIT;
use super::columns::Widths;
use super::grid::{self, Slot};
use super::look::{Face, Look, PADDED_TEXT};
use super::metrics::{self, Length, POINT, height, line_starts, room, to_length, up_to_pixel, width_of};
use super::number;
use super::paginate::Keep;
use super::paper::{Fit, Paper, asks, paper};
use super::text::Text;
use crate::error::{Error, ErrorKind};
use crate::model::{ColumnRole, ColumnType, RowRole};
use crate::text::numerals::plain_decimal;
use crate::view::paper::{Head, Leaf};
use crate::view::{Align, Sheet, SheetColumn, SheetKind, SheetRow};

/// More places than this in one worksheet, and it would no longer fit into memory.
const PLACE_LIMIT: usize = 4_000_000;

/// A row that is split over several has about so many lines in each.
const LINES_PER_ROW: Length = 4;

/// The sizes of titles: the largest in which one stands on one line, else the first.
const TITLE_SIZES: [Length; 3] = [18, 16, 14];

/// So many rows of a table stand on its last page at least.
const LAST_ROWS: usize = 3;

/// A row of a table that is higher may go on on the next page.
const TABLE_LIMIT: Length = 200 * POINT;

/// What is reckoned with of a line that is printed to a scale, in hundredths.
const SCALED_ROOM: Length = 94;

/// A cell as narrow as this is not indented.
const INDENTED_FROM: Length = 44 * POINT;

/// What a cell says on the pages after the one it begins on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Continuation {
    /// The same again, where there is room.
    Repeated,
    /// The same again, with the word for it.
    Name,
    /// That it stands on the page before.
    Referred,
}

/// A cell on its way to a worksheet.
#[derive(Debug)]
pub(super) struct Cell {
    pub(super) slot: Slot,
    pub(super) look: Look,
    pub(super) continuation: Continuation,
    /// The number that is written and what it is shown as.
    pub(super) number: Option<(f64, String)>,
    /// Where its second and further lines begin.
    pub(super) starts: Vec<usize>,
    /// Where it leads to.
    pub(super) link: Option<Link>,
}

/// Where a cell leads to.
#[derive(Clone, Debug)]
pub(super) enum Link {
    /// Another worksheet.
    Worksheet(String),
    /// A cell of the same one, by its number.
    Cell(usize),
}

impl Cell {
    pub(super) fn end(&self) -> usize {
        self.slot.row + self.slot.rows
    }

    pub(super) fn lines(&self) -> usize {
        self.starts.len() + 1
    }

    fn need(&self) -> Length {
        height(self.lines(), self.look.size)
    }
}

/// How high a row is at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RowHeight {
    AtLeast(Length),
    Body,
}

/// A row before its height is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PlannedRow {
    pub(super) height: RowHeight,
    pub(super) keep: Keep,
}

/// A table or prose, before it is laid out.
#[derive(Debug)]
pub(super) struct Content {
    pub(super) paper: Paper,
    pub(super) widths: Widths,
    pub(super) rows: Vec<PlannedRow>,
    pub(super) cells: Vec<Cell>,
    /// Rows at the top that are printed once.
    pub(super) titles: usize,
    /// Rows below them that are printed on every page.
    pub(super) head: usize,
    /// Columns that stay on the screen.
    pub(super) frozen: usize,
    /// Rows that are higher are made several, so that pages may end in them.
    pub(super) row_limit: Length,
}

/// A cell of one row.
pub(super) fn cell(row: usize, column: usize, columns: usize, text: Text, look: Look) -> Cell {
    Cell {
        slot: Slot {
            row,
            column,
            rows: 1,
            columns,
            text,
            number: None,
            align: Align::Left,
            indent: 0,
            decided: None,
        },
        look,
        continuation: Continuation::Repeated,
        number: None,
        starts: Vec::new(),
        link: None,
    }
}

/// The content of a table's worksheet.
pub(super) fn table(table: &Leaf, fit: Fit) -> Result<Content, Error> {
    let sheet = table.sheet;
    let count = grid::width(sheet.head.iter().chain(&sheet.body)).max(sheet.columns.len()).max(1);
    if count > COLUMN_LIMIT {
        return Err(Error::new(ErrorKind::Failed, "workbook-too-wide", &[&count, &COLUMN_LIMIT]));
    }
    let places = count.saturating_mul(sheet.head.len() + sheet.body.len());
    if places > PLACE_LIMIT {
        return Err(Error::new(ErrorKind::Failed, "workbook-too-large", &[&places, &PLACE_LIMIT]));
    }

    // Title and unit lines that stand within the grid are lines above its head here.
    let header = &sheet.head[table.rows_above..];
    // So are notes at its end lines below it.
    let notes = sheet.body.iter().rev().take_while(|row| note(row).is_some()).count();
    let (rows, notes) = sheet.body.split_at(sheet.body.len() - notes);
    let head = cells(sheet, header, count, true);
    let body = cells(sheet, rows, count, false);
    let asks = asks(&head, &body, fit == Fit::WideNames);
    let (paper, widths) = paper(sheet, count, &asks, fit);

    let mut content = Content {
        paper,
        widths,
        rows: Vec::new(),
        cells: Vec::new(),
        titles: 0,
        head: 0,
        frozen: 0,
        row_limit: TABLE_LIMIT,
    };
    content.push_head(count, &table.head);
    content.push_cells(head, header, |_| RowHeight::AtLeast(30 * POINT));
    content.head = content.rows.len() - content.titles;
    content.push_cells(body, rows, |row| {
        if is_total(row.role) { RowHeight::AtLeast(20_250) } else { RowHeight::Body }
    });
    let body_end = content.rows.len();
    let notes = notes.iter().filter_map(note).chain(sheet.notes.iter().map(String::as_str));
    for note in notes.chain(table.below.iter().copied()) {
        content.push_line(count, Text::plain(note), Look::new(Face::Body, 9, Align::Left), 16);
    }
    content.keep_together(body_end, rows);
    content.frozen = frozen(sheet, count);
    for cell in &mut content.cells {
        break_before_bracket(cell, &sheet.columns, &content.widths.columns);
    }
    Ok(content)
}

/// What a row of the grid says that is a note and nothing else: `注：…` in one cell, the others empty.
fn note(row: &SheetRow) -> Option<&str> {
    let texts = || row.cells.iter().map(|cell| cell.text.text().trim()).filter(|text| !text.is_empty());
    let is_alone = row.role == RowRole::Note && texts().count() == 1;
    let stands_alone = row.cells.iter().all(|cell| cell.rowspan == 1);
    texts().next().filter(|_| is_alone && stands_alone)
}

impl Content {
    /// Adds a line over the whole width.
    fn push_line(&mut self, count: usize, text: Text, look: Look, least: Length) {
        let row = self.rows.len();
        let height = RowHeight::AtLeast(up_to_pixel(least * POINT));
        self.rows.push(PlannedRow { height, keep: Keep::Free });
        self.cells.push(cell(row, 0, count, text, look));
    }

    /// Adds what stands above a table: the number of its form and its titles, which are printed once, and the line with
    /// its unit, which stands above its header on every page.
    fn push_head(&mut self, count: usize, head: &Head) {
        let small = Look::new(Face::Body, 9, Align::Left);
        let large = Look::new(Face::Head, 14, Align::Center);
        if !head.number.is_empty() {
            self.push_line(count, Text::plain(&head.number), small.clone(), 18);
        }
        if let Some(document) = &head.document {
            self.push_line(count, Text::plain(document), large.clone(), 26);
        }
        if let Some(title) = &head.title {
            let whole = self.widths.columns.iter().sum();
            let fits = |size: &Length| width_of(title, size * POINT) <= room(whole, 0);
            let size = TITLE_SIZES.into_iter().find(fits).unwrap_or(TITLE_SIZES[0]);
            self.push_line(count, Text::plain(title), Look::new(Face::Title, size, Align::Center), 36);
        }
        for subtitle in &head.subtitles {
            self.push_line(count, Text::plain(subtitle), large.clone(), 26);
        }
        for line in &head.lines {
            self.push_line(count, Text::plain(line), small.clone(), 18);
        }
        self.titles = self.rows.len();
        self.push_sides(count, &head.left, &head.right);
    }

    /// Adds a line with words to the left and to the right.
    fn push_sides(&mut self, count: usize, left: &str, right: &str) {
        if left.is_empty() && right.is_empty() {
            return;
        }
        let look = |align| Look::new(Face::Body, 9, align);
        let wanted = metrics::width_for(width_of(right, 9 * POINT), 0);
        let mut split = count - 1;
        while split > 1 && self.widths.columns[split..].iter().sum::<Length>() < wanted {
            split -= 1;
        }
        if left.is_empty() || right.is_empty() || split == 0 {
            let align = if left.is_empty() { Align::Right } else { Align::Left };
            let between = if left.is_empty() || right.is_empty() { "" } else { "　　" };
            self.push_line(count, Text::plain(&format!("{left}{between}{right}")), look(align), 18);
        } else {
            self.push_line(split, Text::plain(left), look(Align::Left), 18);
            let row = self.rows.len() - 1;
            self.cells.push(cell(row, split, count - split, Text::plain(right), look(Align::Right)));
        }
    }

    /// Adds rows of the table.
    fn push_cells(
        &mut self,
        cells: Vec<Cell>,
        rows: &[SheetRow],
        row_height: impl Fn(&SheetRow) -> RowHeight,
    ) {
        let first = self.rows.len();
        self.rows.extend(rows.iter().map(|row| {
            // A subtotal stands above what it is of.
            let leads = matches!(row.role, RowRole::Department | RowRole::Unit);
            let keep = if leads { Keep::WithNext } else { Keep::Free };
            PlannedRow { height: row_height(row), keep }
        }));
        self.cells.extend(cells.into_iter().map(|mut cell| {
            cell.slot.row += first;
            cell
        }));
    }

    /// Has the last rows of a table, its totals and its notes stand on one page with what they belong to.
    fn keep_together(&mut self, body_end: usize, rows: &[SheetRow]) {
        let totals = rows.iter().rev().take_while(|row| row.role == RowRole::Total).count();
        let last = totals.max(LAST_ROWS - 1).min(rows.len().saturating_sub(1));
        for row in &mut self.rows[body_end - last..] {
            row.keep = Keep::WithPrevious;
        }
    }

    /// How wide a cell is.
    fn width(&self, slot: &Slot) -> Length {
        self.widths.columns[slot.column..slot.column + slot.columns].iter().sum()
    }

    /// The room for text in a cell. Programs that print to a scale round the size of letters up, and their
    /// lines get longer by some hundredths.
    pub(super) fn room(&self, cell: &Cell) -> Length {
        let room = room(self.width(&cell.slot), cell.look.indent);
        if self.widths.scale < 100 { room * SCALED_ROOM / 100 } else { room }
    }

    /// Breaks the text of all cells into lines.
    pub(super) fn break_lines(&mut self) {
        for index in 0..self.cells.len() {
            let room = self.room(&self.cells[index]);
            let cell = &mut self.cells[index];
            cell.starts = if cell.number.is_some() {
                Vec::new()
            } else {
                line_starts(&cell.slot.text.plain, cell.look.size, room)
            };
        }
    }

    /// The heights of all rows where those of the body have at least `body`.
    pub(super) fn heights(&self, body: Length) -> Vec<Length> {
        let mut heights: Vec<Length> = self
            .rows
            .iter()
            .map(|row| match row.height {
                RowHeight::AtLeast(least) => least,
                RowHeight::Body => body,
            })
            .collect();
        let mut spanning: Vec<&Cell> = Vec::new();
        for cell in &self.cells {
            if cell.slot.rows == 1 {
                heights[cell.slot.row] = heights[cell.slot.row].max(cell.need());
            } else if cell.need() > body {
                spanning.push(cell);
            }
        }
        // What spans few rows first: it knows best which rows need more.
        spanning.sort_by_key(|cell| cell.slot.rows);
        for cell in spanning {
            let rows = &mut heights[cell.slot.row..cell.end()];
            raise(rows, cell.need());
        }
        heights
    }

    /// Makes several rows of each row of the body that is higher than `limit`, so that pages may end in it.
    pub(super) fn split_high_rows(&mut self, heights: &[Length], limit: Length) {
        let fixed = self.titles + self.head;
        let mut offsets = Vec::with_capacity(self.rows.len() + 1);
        let mut rows = Vec::with_capacity(self.rows.len());
        for (number, (row, height)) in self.rows.iter().zip(heights).enumerate() {
            offsets.push(rows.len());
            if number >= fixed && *height > limit {
                let one = metrics::height(usize::try_from(LINES_PER_ROW).unwrap_or(1), 9 * POINT);
                let count = usize::try_from((height + one - 1) / one).unwrap_or(1);
                let part = PlannedRow { height: RowHeight::Body, keep: Keep::Free };
                rows.extend(std::iter::repeat_n(part, count));
            } else {
                rows.push(*row);
            }
        }
        offsets.push(rows.len());
        if rows.len() == self.rows.len() {
            return;
        }
        for cell in &mut self.cells {
            let end = offsets[cell.end()];
            cell.slot.row = offsets[cell.slot.row];
            cell.slot.rows = end - cell.slot.row;
        }
        self.rows = rows;
    }
}

/// Raises `rows` evenly so that together they have `need`.
fn raise(rows: &mut [Length], need: Length) {
    let mut have = 0;
    for row in rows.iter() {
        have += row;
        if have >= need {
            return;
        }
    }
    let count = to_length(rows.len()).max(1);
    let more = up_to_pixel((need - have + count - 1) / count);
    for row in rows {
        *row += more;
    }
}

fn is_total(role: RowRole) -> bool {
    matches!(role, RowRole::Total | RowRole::Department | RowRole::Unit)
}

/// The cells of the head or the body of a table.
fn cells(sheet: &Sheet, rows: &[SheetRow], count: usize, is_head: bool) -> Vec<Cell> {
    let mut slots = grid::place(rows, count);
    if sheet.kind == SheetKind::Indicators && !is_head {
        join_blanks(&mut slots, rows);
    }
    slots
        .into_iter()
        .map(|slot| {
            let column = sheet.columns.get(slot.column);
            let role = column.and_then(|column| column.role);
            let row = rows[slot.row].role;
            let is_header = is_head || row == RowRole::Header;
            let mut look = if is_header {
                Look::new(Face::Head, 10, Align::Center)
            } else if is_total(row) {
                Look::new(Face::Head, 9, slot.align)
            } else {
                Look::new(Face::Body, 9, slot.align)
            };
            look.has_border = true;
            look.indent = slot.indent.min(15);
            let number = (!is_header).then(|| number_of(sheet, &slot)).flatten();
            if let Some(number) = &number {
                look.number = Some(number::format(number.decimals, number.is_grouped));
            } else if role == Some(ColumnRole::Code) || column.is_some_and(|c| c.kind == ColumnType::Code) {
                look.number = Some("@".to_owned());
            } else if look.align == 2 {
                look.number = Some(PADDED_TEXT.to_owned());
            }
            let continuation = match role {
                Some(ColumnRole::Name) => Continuation::Name,
                Some(ColumnRole::Goals) => Continuation::Referred,
                _ => Continuation::Repeated,
            };
            let number = number.map(|number| (number.value, number.shown));
            Cell { slot, look, continuation, number, starts: Vec::new(), link: None }
        })
        .collect()
}

/// Makes one cell of the empty places that stand side by side in a row of totals.
fn join_blanks(slots: &mut Vec<Slot>, rows: &[SheetRow]) {
    slots.sort_by_key(|slot| (slot.row, slot.column));
    let is_blank = |slot: &Slot| {
        slot.rows == 1 && slot.text.is_blank() && slot.number.is_none() && is_total(rows[slot.row].role)
    };
    let mut joined: Vec<Slot> = Vec::with_capacity(slots.len());
    for slot in slots.drain(..) {
        match joined.last_mut() {
            Some(last)
                if last.row == slot.row
                    && last.column + last.columns == slot.column
                    && is_blank(last)
                    && is_blank(&slot) =>
            {
                last.columns += slot.columns;
            }
            _ => joined.push(slot),
        }
    }
    *slots = joined;
}

/// The number of a cell, and how it is shown.
struct Number {
    /// The number as a worksheet holds it.
    value: f64,
    /// What it is shown as.
    shown: String,
    /// With how many decimals.
    decimals: u32,
    /// Whether its thousands are parted.
    is_grouped: bool,
}

/// The number of a cell; `None` where the cell says more than a number, or one that a worksheet would change. Only
/// amounts that a layout knows are shown as amounts are; any other number keeps the characters of its source.
fn number_of(sheet: &Sheet, slot: &Slot) -> Option<Number> {
    let amount = slot.number?;
    let text = slot.text.plain.trim();
    // Runs of their own are the mark of a note, or a power.
    if !slot.text.runs.is_empty() || (!text.is_empty() && plain_decimal(text).is_none()) {
        return None;
    }
    let role = sheet.columns.get(slot.column).and_then(|column| column.role);
    let is_amount = role == Some(ColumnRole::Amount);
    let is_money = sheet.kind == SheetKind::Indicators && is_amount;
    let decimals = if is_money { amount.scale().max(2) } else { amount.scale() };
    let value = number::exact(amount)?;
    let grouped = number::shown(amount, decimals);
    let plain = amount.to_string();
    let is_grouped = is_amount || text == grouped;
    if !is_grouped && text != plain {
        return None;
    }
    Some(Number { value, shown: if is_grouped { grouped } else { plain }, decimals, is_grouped })
}

/// The columns that stay on the screen: up to the name.
fn frozen(sheet: &Sheet, count: usize) -> usize {
    let name = sheet.columns.iter().position(|column| column.role == Some(ColumnRole::Name));
    match name {
        Some(column) if column + 1 < count && column < 4 => column + 1,
        _ => 0,
    }
}

/// What opens a bracket.
pub(super) const OPENING: [char; 2] = ['（', '('];

/// Puts the bracket of a header, and that which a name ends in, on a line of its own where the text does not fit on one;
/// and indents words where there is room.
fn break_before_bracket(cell: &mut Cell, columns: &[SheetColumn], widths: &[Length]) {
    let width: Length = widths[cell.slot.column..cell.slot.column + cell.slot.columns].iter().sum();
    if cell.look.has_border && cell.look.align == 0 && width >= INDENTED_FROM {
        cell.look.indent = (cell.look.indent + 1).min(15);
    }
    let text = &mut cell.slot.text;
    let size = cell.look.size;
    let room = room(width, cell.look.indent);
    if !text.runs.is_empty() || text.plain.contains('\n') || width_of(&text.plain, size) <= room {
        return;
    }
    let is_head = cell.look.face == Face::Head && cell.look.align == 1;
    let role = columns.get(cell.slot.column).and_then(|column| column.role);
    let is_name = matches!(role, Some(ColumnRole::Name | ColumnRole::Department | ColumnRole::Unit));
    let at = if is_head {
        text.plain.find(OPENING)
    } else if is_name && text.plain.ends_with(['）', ')']) {
        // In one piece: `（本级）`. Where a side does not fit on its line either, the program breaks as it likes.
        let fits = |at: &usize| {
            [&text.plain[..*at], &text.plain[*at..]].iter().all(|part| width_of(part, size) <= room)
        };
        text.plain.rfind(OPENING).filter(fits)
    } else {
        None
    };
    if let Some(at) = at.filter(|at| *at > 0) {
        text.plain.insert(at, '\n');
    }
}
