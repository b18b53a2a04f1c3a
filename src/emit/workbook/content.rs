//! What goes on a sheet to print, before its pages are known: cells, columns, and how high rows are at least.

use super::COLUMN_LIMIT;
use super::columns::{self, Ask, Widths};
use super::grid::{self, Slot};
use super::look::{Face, Look, PADDED_TEXT};
use super::metrics::{
    self, Length, PIXEL, POINT, height, line_starts, millimetres, room, to_length, up_to_pixel, width_of,
};
use super::number;
use super::paginate::Keep;
use super::text::Text;
use crate::error::{Error, ErrorKind};
use crate::model::{ColumnRole, ColumnType, RowRole};
use crate::text::numerals::plain_decimal;
use crate::view::paper::{Head, Leaf, Line};
use crate::view::{Align, Sheet, SheetKind, SheetRow};

/// More places than this in one worksheet, and it would no longer fit into memory.
const PLACE_LIMIT: usize = 4_000_000;

/// So many columns still go on A4.
const COLUMNS_ON_A4: usize = 10;

/// The smallest scale on A4, in hundredths.
const SCALE_ON_A4: Length = 75;

/// Columns are this part of the printable width: some programs make them wider than they are told.
const WIDTH_USED: Length = 94;

/// A row that is split over several has about so many lines in each.
const LINES_PER_ROW: Length = 4;

/// So many rows of a table stand on its last page at least.
const LAST_ROWS: usize = 3;

/// A row of a table that is higher may go on on the next page.
const TABLE_LIMIT: Length = 200 * POINT;

/// Prose that is higher may go on on the next page.
const PROSE_LIMIT: Length = 150 * POINT;

/// What is reckoned with of a line that is printed to a scale, in hundredths.
const SCALED_ROOM: Length = 94;

/// What stands before the name of a table, where that stood in the prose.
const SEE: &str = "见 ";

/// A cell as narrow as this is not indented.
const INDENTED_FROM: Length = 44 * POINT;

/// A sheet of paper.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paper {
    /// The number that spreadsheets know it by.
    pub(super) code: u8,
    pub(super) is_landscape: bool,
    /// Between the margins, in thousandths of a point.
    pub(super) width: Length,
    pub(super) height: Length,
}

const A4_LANDSCAPE: Paper =
    Paper { code: 9, is_landscape: true, width: millimetres(2670), height: millimetres(1780) };
const A4_PORTRAIT: Paper =
    Paper { code: 9, is_landscape: false, width: millimetres(1800), height: millimetres(2650) };
const A3_LANDSCAPE: Paper =
    Paper { code: 8, is_landscape: true, width: millimetres(3900), height: millimetres(2650) };

impl Paper {
    fn usable_width(self) -> Length {
        self.width * WIDTH_USED / 100
    }
}

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
    /// The worksheet that it leads to.
    pub(super) link: Option<String>,
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

/// The content of the worksheet of what stands outside of tables. Where a table stood, its worksheet is named.
pub(super) fn prose(lines: &[Line], tables: &[String]) -> Content {
    let paper = A4_PORTRAIT;
    let mut content = Content {
        paper,
        widths: Widths { columns: vec![paper.usable_width() / PIXEL * PIXEL], scale: 100 },
        rows: Vec::new(),
        cells: Vec::new(),
        titles: 0,
        head: 0,
        frozen: 0,
        row_limit: PROSE_LIMIT,
    };
    for line in lines {
        let mut link = None;
        let (text, look, least) = match line {
            Line::Table(number) => {
                link = tables.get(*number).cloned();
                let text = Text::plain(&format!("{SEE}{}", link.as_deref().unwrap_or_default()));
                (text, Look::new(Face::Body, 11, Align::Left), 20)
            }
            Line::Title(title) => {
                content.titles = 1;
                (Text::plain(title), Look::new(Face::Title, 18, Align::Center), 40)
            }
            Line::Heading(level, text) => {
                let (face, size, align, least) = heading(*level);
                (Text::of(text), Look::new(face, size, align), least)
            }
            Line::Paragraph(mark, text) => {
                let mut marked = Text::plain(mark);
                let text = Text::of(text);
                let offset = marked.plain.len();
                marked.plain.push_str(&text.plain);
                marked.runs.extend(
                    text.runs
                        .into_iter()
                        .map(|(range, style)| (range.start + offset..range.end + offset, style)),
                );
                (marked, Look { is_at_top: true, ..Look::new(Face::Body, 11, Align::Left) }, 20)
            }
        };
        let row = content.rows.len();
        let keep = if matches!(line, Line::Heading(..)) { Keep::WithNext } else { Keep::Free };
        content.rows.push(PlannedRow { height: RowHeight::AtLeast(least * POINT), keep });
        content.cells.push(Cell { link, ..cell(row, 0, 1, text, look) });
    }
    content
}

/// How a heading looks, and how high it is at least: a chapter in the middle of its line, a section in 黑体, what is below
/// it in 楷体, as official documents have them.
fn heading(level: u8) -> (Face, Length, Align, Length) {
    match level {
        0 | 1 => (Face::Title, 16, Align::Center, 36),
        2 => (Face::Head, 14, Align::Left, 28),
        3 => (Face::Script, 12, Align::Left, 24),
        _ => (Face::Head, 11, Align::Left, 20),
    }
}

/// A cell of one row.
fn cell(row: usize, column: usize, columns: usize, text: Text, look: Look) -> Cell {
    Cell {
        slot: Slot { row, column, rows: 1, columns, text, number: None, align: Align::Left, indent: 0 },
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
        break_before_bracket(cell, &content.widths.columns);
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
            self.push_line(count, Text::plain(title), Look::new(Face::Title, 18, Align::Center), 36);
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

/// What the cells of a table ask of its columns. Text is indented where there is room for it.
fn asks<'a>(head: &'a [Cell], body: &'a [Cell], has_wide_names: bool) -> Vec<Ask<'a>> {
    let cells = head.iter().map(|cell| (cell, true)).chain(body.iter().map(|cell| (cell, false)));
    cells
        .map(|(cell, is_head)| Ask {
            slot: &cell.slot,
            number: cell.number.as_ref().map(|(_, shown)| shown.as_str()),
            size: cell.look.size,
            indent: cell.look.indent + u8::from(cell.look.align == 0),
            is_head: is_head || cell.look.size > 9 * POINT,
            is_total: has_wide_names && cell.look.face == Face::Head && cell.look.size <= 9 * POINT,
        })
        .collect()
}

/// How a table may be put on paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    /// Across, on a larger sheet where there are many columns.
    Usual,
    /// The same with the names of units kept on one line.
    WideNames,
    /// Upright, for columns that have room there without being made smaller.
    Upright,
    /// As usual, but a little smaller: still eight points.
    Smaller,
}

/// What a letter of nine points is printed to, in hundredths, to be one of eight.
const SMALLER: Length = 89;

/// The paper for a table, and the widths of its columns on it.
fn paper(sheet: &Sheet, count: usize, asks: &[Ask], fit: Fit) -> (Paper, Widths) {
    let widths = |paper: Paper, scale: Length| {
        let available = paper.usable_width() * 100 / scale;
        let mut found = match sheet.kind {
            SheetKind::Indicators => columns::by_role(&sheet.columns, count, asks, available),
            SheetKind::AsPrinted => columns::by_text(count, asks, available),
        };
        found.scale = found.scale * scale / 100;
        found
    };
    if fit == Fit::Upright {
        return (A4_PORTRAIT, widths(A4_PORTRAIT, 100));
    }
    let scale = if fit == Fit::Smaller { SMALLER } else { 100 };
    if count <= COLUMNS_ON_A4 {
        let found = widths(A4_LANDSCAPE, scale);
        if found.scale >= SCALE_ON_A4 {
            return (A4_LANDSCAPE, found);
        }
    }
    (A3_LANDSCAPE, widths(A3_LANDSCAPE, scale))
}

/// The columns that stay on the screen: up to the name.
fn frozen(sheet: &Sheet, count: usize) -> usize {
    let name = sheet.columns.iter().position(|column| column.role == Some(ColumnRole::Name));
    match name {
        Some(column) if column + 1 < count && column < 4 => column + 1,
        _ => 0,
    }
}

/// Puts a header's bracket on a line of its own where the header does not fit on one, and indents words where
/// there is room.
fn break_before_bracket(cell: &mut Cell, widths: &[Length]) {
    let width: Length = widths[cell.slot.column..cell.slot.column + cell.slot.columns].iter().sum();
    if cell.look.has_border && cell.look.align == 0 && width >= INDENTED_FROM {
        cell.look.indent = (cell.look.indent + 1).min(15);
    }
    let text = &mut cell.slot.text;
    let is_head = cell.look.face == Face::Head && cell.look.align == 1;
    if is_head
        && text.runs.is_empty()
        && !text.plain.contains('\n')
        && width_of(&text.plain, cell.look.size) > room(width, 0)
        && let Some(at) = text.plain.find(['（', '(']).filter(|at| *at > 0)
    {
        text.plain.insert(at, '\n');
    }
}
