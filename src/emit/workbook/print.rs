//! The sheets to print: a table or prose laid out on pages that a printer takes as they are.

use std::collections::BTreeMap;
use std::ops::Range;

use rust_xlsxwriter::{
    Format, FormatAlign, FormatBorder, FormatScript, IgnoreError, Workbook, Worksheet, XlsxError,
};

use super::columns::{self, Ask, Widths};
use super::grid::{self, Slot};
use super::metrics::{
    self, Length, PIXEL, POINT, height, line_starts, lines_in, millimetres, points, room, up_to_pixel,
    width_of,
};
use super::number;
use super::paginate::{self, ROW_LIMIT, paginate, stretch};
use super::sanitize::SheetNames;
use super::text::{Script, Style, Text};
use super::{COLUMN_LIMIT, ROW_COUNT_LIMIT, failed};
use crate::error::{Error, ErrorKind};
use crate::model::{ColumnRole, ColumnType, RichText, RowRole};
use crate::text::numerals::plain_decimal;
use crate::view::{Align, Sheet, SheetKind, SheetRow};

/// More places than this in one worksheet, and it would no longer fit into memory.
const PLACE_LIMIT: usize = 4_000_000;

/// A worksheet takes 1,023 breaks; a table of more pages goes on in a further worksheet.
const PAGES_PER_WORKSHEET: usize = 1000;

/// So many columns still go on A4.
const COLUMNS_ON_A4: usize = 10;

/// The smallest scale on A4, in hundredths.
const SCALE_ON_A4: Length = 75;

/// Columns are this part of the printable width: some programs make them wider than they are told.
const WIDTH_USED: Length = 94;

/// Rows are this part of the printable height, in thousandths: printers and programs differ a little.
const HEIGHT_USED: Length = 985;

/// The heights that rows of the body may have at least. The one that makes the fewest pages is taken.
const BODY_HEIGHTS: [Length; 4] = [16_500, 17_250, 18_000, 18_750];

/// A row that is split over several has about so many lines in each.
const LINES_PER_ROW: Length = 4;

/// Prose that is higher may go on on the next page.
const PROSE_LIMIT: Length = 150 * POINT;

/// A cell as narrow as this is not indented.
const INDENTED_FROM: Length = 44 * POINT;

/// Text with the blank after it that numbers have, so that both end at one line.
const PADDED_TEXT: &str = "@_ ";

/// What the name of a project has after it on the next page.
const CONTINUED: &str = "（续）";

/// What stands in place of a text that was printed on the page before.
const CONTINUED_TEXT: &str = "（续上页）";

/// A sheet of paper.
#[derive(Clone, Copy, Debug)]
struct Paper {
    /// The number that spreadsheets know it by.
    code: u8,
    is_landscape: bool,
    /// Between the margins, in thousandths of a point.
    width: Length,
    height: Length,
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

/// A typeface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Face {
    Title,
    Head,
    Body,
}

/// The number that fonts know the Chinese character set by.
const GB2312: u8 = 134;

impl Face {
    /// What kind of typeface may stand in for it: one with serifs or one without.
    fn family(self) -> u8 {
        match self {
            Self::Title | Self::Body => 1,
            Self::Head => 3,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Title => "方正小标宋简体",
            Self::Head => "黑体",
            Self::Body => "宋体",
        }
    }
}

/// How a cell looks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Look {
    face: Face,
    size: Length,
    /// 0 left, 1 centred, 2 right.
    align: u8,
    indent: u8,
    has_border: bool,
    /// Whether it begins at the top of its cell, as prose does, and is not in the middle.
    is_at_top: bool,
    number: Option<String>,
}

impl Look {
    fn new(face: Face, size: Length, align: Align) -> Self {
        let align = match align {
            Align::Left => 0,
            Align::Center => 1,
            Align::Right => 2,
        };
        Self { face, size: size * POINT, align, indent: 0, has_border: false, is_at_top: false, number: None }
    }

    fn font(&self) -> Format {
        Format::new()
            .set_font_name(self.face.name())
            .set_font_size(points(self.size))
            .set_font_family(self.face.family())
            .set_font_charset(GB2312)
    }

    fn run(&self, style: Style) -> Format {
        let mut format = self.font();
        if style.strong {
            format = format.set_bold();
        }
        if style.emphasis {
            format = format.set_italic();
        }
        match style.script {
            Script::None => format,
            Script::Subscript => format.set_font_script(FormatScript::Subscript),
            Script::Superscript => format.set_font_script(FormatScript::Superscript),
        }
    }

    fn format(&self) -> Format {
        let mut format = self
            .font()
            .set_align(match self.align {
                0 => FormatAlign::Left,
                1 => FormatAlign::Center,
                _ => FormatAlign::Right,
            })
            .set_align(if self.is_at_top { FormatAlign::Top } else { FormatAlign::VerticalCenter })
            .set_indent(self.indent);
        if self.has_border {
            format = format.set_border(FormatBorder::Thin);
        }
        match &self.number {
            // A number never wraps; too wide for its column it is made smaller instead of shown as `###`.
            Some(number) if !number.starts_with('@') => format.set_num_format(number).set_shrink(),
            Some(number) => format.set_num_format(number).set_text_wrap(),
            None => format.set_text_wrap(),
        }
    }
}

/// What a cell says on the pages after the one it begins on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Continuation {
    /// The same again, where there is room.
    Repeated,
    /// The same again, with the word for it.
    Name,
    /// That it stands on the page before.
    Referred,
}

/// A cell on its way to a worksheet.
#[derive(Debug)]
struct Cell {
    slot: Slot,
    look: Look,
    continuation: Continuation,
    /// The number that is written and what it is shown as.
    number: Option<(f64, String)>,
    /// Where its second and further lines begin.
    starts: Vec<usize>,
}

impl Cell {
    fn end(&self) -> usize {
        self.slot.row + self.slot.rows
    }

    fn lines(&self) -> usize {
        self.starts.len() + 1
    }

    fn need(&self) -> Length {
        height(self.lines(), self.look.size)
    }
}

/// How high a row is at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RowHeight {
    AtLeast(Length),
    Body,
}

/// A table or prose, before it is laid out.
#[derive(Debug)]
struct Content {
    paper: Paper,
    widths: Widths,
    rows: Vec<RowHeight>,
    cells: Vec<Cell>,
    /// Rows at the top that are printed once.
    titles: usize,
    /// Rows below them that are printed on every page.
    head: usize,
    /// Columns that stay on the screen.
    frozen: usize,
    /// Rows that are higher are made several, so that pages may end in them.
    row_limit: Length,
}

/// Content with its pages.
#[derive(Debug)]
struct Layout {
    content: Content,
    found: Found,
}

/// A part of a cell, on one page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Part {
    /// The row it begins in.
    row: usize,
    /// The first of the cell's lines that was not printed before, or `None` if all were.
    line: Option<usize>,
}

/// Adds the worksheets of a table. `name` is what it would like to be called, `titles` what stands above.
pub(super) fn add_sheet(
    workbook: &mut Workbook,
    names: &mut SheetNames,
    name: &str,
    titles: &[String],
    sheet: &Sheet,
) -> Result<(), Error> {
    let mut layout = lay_out(table(sheet, titles, true)?)?;
    if sheet.kind == SheetKind::Indicators {
        // Names on one line look better, but not at the price of a page or of a torn text.
        let narrow = lay_out(table(sheet, titles, false)?)?;
        let cost = |layout: &Layout| (layout.found.pages.len(), layout.found.torn());
        if cost(&narrow) < cost(&layout) {
            layout = narrow;
        }
    }
    write(workbook, names, name, layout)
}

/// A line of prose.
#[derive(Clone, Debug)]
pub(super) enum Line<'a> {
    /// The document's title.
    Title(&'a str),
    /// A heading and its level.
    Heading(u8, &'a RichText),
    /// A paragraph, or an item with its mark.
    Paragraph(String, &'a RichText),
}

/// Adds the worksheet of what stands outside of tables.
pub(super) fn add_prose(
    workbook: &mut Workbook,
    names: &mut SheetNames,
    name: &str,
    lines: &[Line],
) -> Result<(), Error> {
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
        let (text, look, least) = match line {
            Line::Title(title) => {
                content.titles = 1;
                (Text::plain(title), Look::new(Face::Title, 18, Align::Center), 40)
            }
            Line::Heading(level, text) => {
                let size = if *level <= 2 { 14 } else { 12 };
                (Text::of(text), Look::new(Face::Head, size, Align::Left), 28)
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
        content.rows.push(RowHeight::AtLeast(least * POINT));
        content.cells.push(cell(row, 0, 1, text, look));
    }
    write(workbook, names, name, lay_out(content)?)
}

/// A cell of one row.
fn cell(row: usize, column: usize, columns: usize, text: Text, look: Look) -> Cell {
    Cell {
        slot: Slot { row, column, rows: 1, columns, text, number: None, align: Align::Left, indent: 0 },
        look,
        continuation: Continuation::Repeated,
        number: None,
        starts: Vec::new(),
    }
}

/// The content of a table's worksheet. With wide names, those of units are kept on one line where that can be.
fn table(sheet: &Sheet, titles: &[String], has_wide_names: bool) -> Result<Content, Error> {
    let count = grid::width(sheet.head.iter().chain(&sheet.body)).max(sheet.columns.len()).max(1);
    if count > COLUMN_LIMIT {
        return Err(Error::new(ErrorKind::Failed, "workbook-too-wide", &[&count, &COLUMN_LIMIT]));
    }
    let places = count.saturating_mul(sheet.head.len() + sheet.body.len());
    if places > PLACE_LIMIT {
        return Err(Error::new(ErrorKind::Failed, "workbook-too-large", &[&places, &PLACE_LIMIT]));
    }

    let head = cells(sheet, &sheet.head, count, true);
    let body = cells(sheet, &sheet.body, count, false);
    let (paper, widths) = paper(sheet, count, &head, &body, has_wide_names);

    let mut content = Content {
        paper,
        widths,
        rows: Vec::new(),
        cells: Vec::new(),
        titles: 0,
        head: 0,
        frozen: 0,
        row_limit: ROW_LIMIT,
    };
    for (number, title) in titles.iter().enumerate() {
        let look = if number == 0 {
            Look::new(Face::Title, 18, Align::Center)
        } else {
            Look::new(Face::Head, 14, Align::Center)
        };
        content.push_line(count, Text::plain(title), look, if number == 0 { 36 } else { 26 });
    }
    content.titles = content.rows.len();
    content.push_unit_line(count, sheet);
    content.push_cells(head, &sheet.head, |_| RowHeight::AtLeast(30 * POINT));
    content.head = content.rows.len() - content.titles;
    content.push_cells(body, &sheet.body, |row| {
        if is_total(row.role) { RowHeight::AtLeast(20_250) } else { RowHeight::Body }
    });
    for note in &sheet.notes {
        content.push_line(count, Text::plain(note), Look::new(Face::Body, 9, Align::Left), 16);
    }
    content.frozen = frozen(sheet, count);
    for cell in &mut content.cells {
        break_before_bracket(cell, &content.widths.columns);
    }
    Ok(content)
}

impl Content {
    /// Adds a line over the whole width.
    fn push_line(&mut self, count: usize, text: Text, look: Look, least: Length) {
        let row = self.rows.len();
        self.rows.push(RowHeight::AtLeast(up_to_pixel(least * POINT)));
        self.cells.push(cell(row, 0, count, text, look));
    }

    /// Adds the line above the head: who publishes, and the unit of the amounts.
    fn push_unit_line(&mut self, count: usize, sheet: &Sheet) {
        let left = sheet.publisher.as_deref().unwrap_or_default();
        let right = sheet.unit.as_deref().unwrap_or_default();
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
        self.rows.extend(rows.iter().map(row_height));
        self.cells.extend(cells.into_iter().map(|mut cell| {
            cell.slot.row += first;
            cell
        }));
    }

    /// How wide a cell is.
    fn width(&self, slot: &Slot) -> Length {
        self.widths.columns[slot.column..slot.column + slot.columns].iter().sum()
    }

    /// Breaks the text of all cells into lines.
    fn break_lines(&mut self) {
        for index in 0..self.cells.len() {
            let width = self.width(&self.cells[index].slot);
            let cell = &mut self.cells[index];
            cell.starts = if cell.number.is_some() {
                Vec::new()
            } else {
                line_starts(&cell.slot.text.plain, cell.look.size, room(width, cell.look.indent))
            };
        }
    }

    /// The heights of all rows where those of the body have at least `body`.
    fn heights(&self, body: Length) -> Vec<Length> {
        let mut heights: Vec<Length> = self
            .rows
            .iter()
            .map(|row| match row {
                RowHeight::AtLeast(least) => *least,
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
    fn split_high_rows(&mut self, heights: &[Length], limit: Length) {
        let fixed = self.titles + self.head;
        let mut offsets = Vec::with_capacity(self.rows.len() + 1);
        let mut rows = Vec::with_capacity(self.rows.len());
        for (number, (row, height)) in self.rows.iter().zip(heights).enumerate() {
            offsets.push(rows.len());
            if number >= fixed && *height > limit {
                let one = metrics::height(usize::try_from(LINES_PER_ROW).unwrap_or(1), 9 * POINT);
                let count = usize::try_from((height + one - 1) / one).unwrap_or(1);
                rows.extend(std::iter::repeat_n(RowHeight::Body, count));
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
            if let Some((_, _, decimals)) = &number {
                look.number = Some(number::format(*decimals));
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
            let number = number.map(|(value, shown, _)| (value, shown));
            Cell { slot, look, continuation, number, starts: Vec::new() }
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

/// The number of a cell, what it is shown as and with how many decimals; `None` where the cell says more than
/// a number, or one that a worksheet would change.
fn number_of(sheet: &Sheet, slot: &Slot) -> Option<(f64, String, u32)> {
    let amount = slot.number?;
    let text = slot.text.plain.trim();
    if !text.is_empty() && plain_decimal(text).is_none() {
        return None;
    }
    let role = sheet.columns.get(slot.column).and_then(|column| column.role);
    let is_money = sheet.kind == SheetKind::Indicators && role == Some(ColumnRole::Amount);
    let decimals = if is_money { amount.scale().max(2) } else { amount.scale() };
    let value = number::exact(amount)?;
    Some((value, number::shown(amount, decimals), decimals))
}

/// The paper for a table, and the widths of its columns on it. Text is indented where there is room for it.
fn paper(sheet: &Sheet, count: usize, head: &[Cell], body: &[Cell], has_wide_names: bool) -> (Paper, Widths) {
    let asks: Vec<Ask> = head
        .iter()
        .map(|cell| (cell, true))
        .chain(body.iter().map(|cell| (cell, false)))
        .map(|(cell, is_head)| Ask {
            slot: &cell.slot,
            number: cell.number.as_ref().map(|(_, shown)| shown.as_str()),
            size: cell.look.size,
            indent: cell.look.indent + u8::from(cell.look.align == 0),
            is_head: is_head || cell.look.size > 9 * POINT,
            is_total: has_wide_names && cell.look.face == Face::Head && cell.look.size <= 9 * POINT,
        })
        .collect();
    let widths = |paper: Paper| match sheet.kind {
        SheetKind::Indicators => columns::by_role(&sheet.columns, count, &asks, paper.usable_width()),
        SheetKind::AsPrinted => columns::by_text(count, &asks, paper.usable_width()),
    };
    if count <= COLUMNS_ON_A4 {
        let found = widths(A4_LANDSCAPE);
        if found.scale >= SCALE_ON_A4 {
            return (A4_LANDSCAPE, found);
        }
    }
    (A3_LANDSCAPE, widths(A3_LANDSCAPE))
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

/// Finds the heights of the rows and where the pages end.
fn lay_out(mut content: Content) -> Result<Layout, Error> {
    content.break_lines();
    let page = content.paper.height * HEIGHT_USED / 1000 * 100 / content.widths.scale.max(1);
    let natural = content.heights(BODY_HEIGHTS[0]);
    let titles: Length = natural[..content.titles].iter().sum();
    let head: Length = natural[content.titles..content.titles + content.head].iter().sum();
    let top = content.titles + content.head;
    // A head that would leave no room for the table is printed once, as its first rows.
    let is_top_heavy = titles + head > page / 2 || natural[..top].iter().any(|row| *row > ROW_LIMIT);
    if is_top_heavy || top == content.rows.len() {
        content.titles = 0;
        content.head = 0;
    }
    let (first, later) =
        if content.titles + content.head == 0 { (page, page) } else { (page - titles - head, page - head) };
    let limit = content.row_limit.min(first * 9 / 10);
    content.split_high_rows(&natural, limit);
    if content.rows.len() > ROW_COUNT_LIMIT.saturating_mul(8) {
        let rows = content.rows.len();
        return Err(Error::new(ErrorKind::Failed, "workbook-too-large", &[&rows, &ROW_COUNT_LIMIT]));
    }

    let fixed = content.titles + content.head;
    let crossings = crossings(&content);
    let mut best: Option<((usize, usize, usize), Found)> = None;
    for body in BODY_HEIGHTS {
        let found = find_pages(&content, &crossings[fixed..], body, first, later);
        let splits = found.pages.iter().filter(|page| crossings[page.start] > 0).count();
        let cost = (found.pages.len(), found.torn(), splits);
        // Of two that cost the same, the later one has the higher rows.
        if best.as_ref().is_none_or(|(least, _)| cost <= *least) {
            best = Some((cost, found));
        }
    }
    let found = best.map(|(_, found)| found).unwrap_or_default();
    Ok(Layout { content, found })
}

/// How many cells cross the border above every row.
fn crossings(content: &Content) -> Vec<usize> {
    let mut changes = vec![0_isize; content.rows.len() + 1];
    for cell in content.cells.iter().filter(|cell| cell.slot.rows > 1) {
        changes[cell.slot.row + 1] += 1;
        changes[cell.end()] -= 1;
    }
    let mut crossing = 0;
    changes[..content.rows.len()]
        .iter()
        .map(|change| {
            crossing += change;
            usize::try_from(crossing).unwrap_or(0)
        })
        .collect()
}

/// Pages and heights for one height of the body's rows.
#[derive(Debug, Default)]
struct Found {
    /// The height of every row.
    heights: Vec<Length>,
    /// The rows of every page, those of the head not among them.
    pages: Vec<Range<usize>>,
    /// Of cells that go on over a page's end: the parts of each, by the cell's number.
    parts: BTreeMap<usize, Vec<Part>>,
}

impl Found {
    /// How many times a page ends within a text.
    fn torn(&self) -> usize {
        self.parts.values().flatten().filter(|part| part.line.is_some_and(|line| line > 0)).count()
    }
}

fn find_pages(content: &Content, crossings: &[usize], body: Length, first: Length, later: Length) -> Found {
    let fixed = content.titles + content.head;
    let mut heights = content.heights(body);
    let mut rows: Vec<paginate::Row> = heights[fixed..]
        .iter()
        .zip(crossings)
        .map(|(height, crossings)| paginate::Row { height: *height, crossings: *crossings })
        .collect();
    let mut parts: BTreeMap<usize, Vec<Part>> = BTreeMap::new();
    let mut spanning: Vec<usize> =
        (0..content.cells.len()).filter(|cell| content.cells[*cell].slot.rows > 1).collect();
    spanning.sort_by_key(|cell| content.cells[*cell].slot.row);
    let mut next = 0;
    let mut open: Vec<usize> = Vec::new();
    let pages = paginate(&mut rows, first, later, &mut |border, mut spare, rows| {
        let border = border + fixed;
        while let Some(cell) = spanning.get(next).filter(|cell| content.cells[**cell].slot.row < border) {
            open.push(*cell);
            next += 1;
        }
        open.retain(|cell| content.cells[*cell].end() > border);
        for number in &open {
            let cell = &content.cells[*number];
            let parts =
                parts.entry(*number).or_insert_with(|| vec![Part { row: cell.slot.row, line: Some(0) }]);
            let Some(last) = parts.last().copied() else { continue };
            let page = &mut rows[last.row - fixed..border - fixed];
            let mut above: Length = page.iter().map(|row| row.height).sum();
            // A text that nearly fits is not torn apart where the page has room for its last lines.
            let lack = last.line.map_or(0, |line| height(cell.lines() - line, cell.look.size) - above);
            if lack > 0 && lack + PIXEL * to_length(page.len()) <= spare && lack * 3 <= above {
                raise_rows(page, above + lack);
                let raised: Length = page.iter().map(|row| row.height).sum();
                spare -= raised - above;
                above = raised;
            }
            let line = last
                .line
                .map(|line| line + lines_in(above, cell.look.size))
                .filter(|line| *line < cell.lines());
            parts.push(Part { row: border, line });
            if let Some(line) = line {
                let below = &mut rows[border - fixed..cell.end() - fixed];
                raise_rows(below, height(cell.lines() - line, cell.look.size));
            }
        }
    });
    stretch(&mut rows, &pages, first, later);
    for (height, row) in heights[fixed..].iter_mut().zip(&rows) {
        *height = row.height;
    }
    let pages = pages.into_iter().map(|page| page.start + fixed..page.end + fixed).collect();
    Found { heights, pages, parts }
}

fn to_length(count: usize) -> Length {
    Length::try_from(count).unwrap_or(Length::MAX / 1_000_000)
}

fn raise_rows(rows: &mut [paginate::Row], need: Length) {
    let mut have = 0;
    for row in rows.iter() {
        have += row.height;
        if have >= need {
            return;
        }
    }
    let count = to_length(rows.len()).max(1);
    let more = up_to_pixel((need - have + count - 1) / count);
    for row in rows {
        row.height = (row.height + more).min(ROW_LIMIT.max(row.height));
    }
}

/// A range of a worksheet and what stands in it.
struct Piece<'a> {
    cell: &'a Cell,
    rows: Range<usize>,
    text: Text,
    is_first: bool,
}

impl Piece<'_> {
    /// How it looks: a number that is repeated is a text.
    fn look(&self) -> Look {
        let mut look = self.cell.look.clone();
        if self.cell.number.is_some() && !self.is_first {
            look.number = Some(PADDED_TEXT.to_owned());
        }
        look
    }
}

impl Layout {
    /// A cell, divided where pages end.
    fn pieces(&self, number: usize) -> Vec<Piece<'_>> {
        let cell = &self.content.cells[number];
        let Some(parts) = self.found.parts.get(&number) else {
            let text = cell.slot.text.clone();
            return vec![Piece { cell, rows: cell.slot.row..cell.end(), text, is_first: true }];
        };
        let plain = &cell.slot.text.plain;
        let offset = |line: usize| if line == 0 { 0 } else { cell.starts[line - 1] };
        parts
            .iter()
            .enumerate()
            .map(|(index, part)| {
                let next = parts.get(index + 1);
                let rows = part.row..next.map_or(cell.end(), |next| next.row);
                let text = match part.line {
                    Some(line) => {
                        let end = next.and_then(|next| next.line).map_or(plain.len(), offset);
                        cell.slot.text.part(offset(line)..end)
                    }
                    None => self.continued(cell, &rows),
                };
                Piece { cell, rows, text, is_first: index == 0 }
            })
            .collect()
    }

    /// What a cell says on a page after the one where its text ended: as much as there is room for.
    fn continued(&self, cell: &Cell, rows: &Range<usize>) -> Text {
        let have: Length = self.found.heights[rows.clone()].iter().sum();
        let width = self.content.width(&cell.slot);
        let fits = |text: &Text| {
            let starts = line_starts(&text.plain, cell.look.size, room(width, cell.look.indent));
            height(starts.len() + 1, cell.look.size) <= have
        };
        if cell.slot.text.is_blank() {
            return Text::default();
        }
        let mut wanted = Vec::new();
        match cell.continuation {
            Continuation::Repeated => wanted.push(cell.slot.text.clone()),
            Continuation::Name => {
                let mut named = cell.slot.text.clone();
                let last = cell.starts.last().map_or(0, |start| *start);
                let one_line = named.plain[last..].to_owned() + CONTINUED;
                if width_of(&one_line, cell.look.size) > room(width, cell.look.indent) {
                    named.plain.push('\n');
                }
                named.plain.push_str(CONTINUED);
                wanted.push(named);
                wanted.push(Text::plain(CONTINUED));
            }
            Continuation::Referred => {}
        }
        wanted.push(Text::plain(CONTINUED_TEXT));
        wanted.into_iter().find(fits).unwrap_or_default()
    }
}

/// Adds the worksheets of a layout.
fn write(workbook: &mut Workbook, names: &mut SheetNames, name: &str, layout: Layout) -> Result<(), Error> {
    let pieces: Vec<Piece> = {
        let mut pieces: Vec<Piece> =
            (0..layout.content.cells.len()).flat_map(|number| layout.pieces(number)).collect();
        pieces.sort_by_key(|piece| (piece.rows.start, piece.cell.slot.column));
        pieces
    };
    let mut formats: BTreeMap<Look, Format> = BTreeMap::new();
    for piece in &pieces {
        formats.entry(piece.look()).or_insert_with(|| piece.look().format());
    }
    let fixed = layout.content.titles + layout.content.head;
    let groups: Vec<&[Range<usize>]> = if layout.found.pages.is_empty() {
        vec![&[]]
    } else {
        layout.found.pages.chunks(PAGES_PER_WORKSHEET).collect()
    };
    for (number, pages) in groups.into_iter().enumerate() {
        let top = if number == 0 { 0 } else { layout.content.titles };
        let body =
            pages.first().map_or(fixed, |page| page.start)..pages.last().map_or(fixed, |page| page.end);
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(names.name(name)).map_err(|error| failed(&error))?;
        write_worksheet(worksheet, &layout, &pieces, &formats, top, &body, pages)
            .map_err(|error| failed(&error))?;
    }
    Ok(())
}

/// The pieces that begin in `rows`. They are sorted by row.
fn pieces_in<'a, 'b>(pieces: &'b [Piece<'a>], rows: &Range<usize>) -> &'b [Piece<'a>] {
    let start = pieces.partition_point(|piece| piece.rows.start < rows.start);
    let end = pieces.partition_point(|piece| piece.rows.start < rows.end);
    &pieces[start..end.max(start)]
}

fn write_worksheet(
    worksheet: &mut Worksheet,
    layout: &Layout,
    pieces: &[Piece],
    formats: &BTreeMap<Look, Format>,
    top: usize,
    body: &Range<usize>,
    pages: &[Range<usize>],
) -> Result<(), XlsxError> {
    let content = &layout.content;
    let fixed = content.titles + content.head;
    let columns = content.widths.columns.len();
    for (column, width) in content.widths.columns.iter().enumerate() {
        let pixels = u32::try_from(width / PIXEL).unwrap_or(u32::MAX);
        worksheet.set_column_width_pixels(column_number(column), pixels)?;
    }
    // Rows of the layout and the row of the worksheet where they begin.
    let sections = [(top..fixed, 0), (body.clone(), fixed - top)];
    for (rows, offset) in sections {
        let to = |row: usize| row_number(row - rows.start + offset);
        for row in rows.clone() {
            worksheet.set_row_height(to(row), points(layout.found.heights[row].min(ROW_LIMIT)))?;
        }
        for piece in pieces_in(pieces, &rows) {
            let last = piece.rows.end.min(rows.end) - 1;
            write_piece(worksheet, piece, to(piece.rows.start)..=to(last), &formats[&piece.look()])?;
        }
    }
    let last_row = row_number((fixed - top + body.len()).saturating_sub(1));
    let last_column = column_number(columns - 1);
    worksheet.ignore_error_range(0, 0, last_row, last_column, IgnoreError::NumberStoredAsText)?;
    let breaks: Vec<u32> =
        pages.iter().skip(1).map(|page| row_number(page.start - body.start + fixed - top)).collect();
    set_up_page(worksheet, content)?;
    worksheet.set_print_area(0, 0, last_row, last_column)?;
    worksheet.set_page_breaks(&breaks)?;
    if content.head > 0 {
        let titles = content.titles - top.min(content.titles);
        worksheet.set_repeat_rows(row_number(titles), row_number(titles + content.head - 1))?;
        worksheet.set_freeze_panes(row_number(fixed - top), column_number(content.frozen))?;
    }
    Ok(())
}

fn write_piece(
    worksheet: &mut Worksheet,
    piece: &Piece,
    rows: std::ops::RangeInclusive<u32>,
    format: &Format,
) -> Result<(), XlsxError> {
    let slot = &piece.cell.slot;
    let (row, column) = (*rows.start(), column_number(slot.column));
    let last_column = column_number(slot.column + slot.columns - 1);
    if *rows.end() > row || last_column > column {
        worksheet.merge_range(row, column, *rows.end(), last_column, "", format)?;
    }
    if let Some((value, shown)) = &piece.cell.number {
        // On the next page the number is a text: it must not count twice in anybody's sum.
        if piece.is_first {
            worksheet.write_number_with_format(row, column, *value, format)?;
        } else {
            worksheet.write_string_with_format(row, column, shown, format)?;
        }
        return Ok(());
    }
    if piece.text.plain.is_empty() {
        if piece.cell.look.has_border {
            worksheet.write_blank(row, column, format)?;
        }
        return Ok(());
    }
    let segments = piece.text.segments();
    if let [(_, style)] = segments.as_slice() {
        let format = if *style == Style::default() { format.clone() } else { styled(format, *style) };
        worksheet.write_string_with_format(row, column, &piece.text.plain, &format)?;
    } else {
        let runs: Vec<(Format, &str)> =
            segments.iter().map(|(text, style)| (piece.cell.look.run(*style), *text)).collect();
        let runs: Vec<(&Format, &str)> = runs.iter().map(|(format, text)| (format, *text)).collect();
        worksheet.write_rich_string_with_format(row, column, &runs, format)?;
    }
    Ok(())
}

/// A cell's format in which all of its text has one style.
fn styled(format: &Format, style: Style) -> Format {
    let mut format = format.clone();
    if style.strong {
        format = format.set_bold();
    }
    if style.emphasis {
        format = format.set_italic();
    }
    match style.script {
        Script::None => format,
        Script::Subscript => format.set_font_script(FormatScript::Subscript),
        Script::Superscript => format.set_font_script(FormatScript::Superscript),
    }
}

fn set_up_page(worksheet: &mut Worksheet, content: &Content) -> Result<(), XlsxError> {
    worksheet.set_paper_size(content.paper.code);
    if content.paper.is_landscape {
        worksheet.set_landscape();
    } else {
        worksheet.set_portrait();
    }
    // Inches: 15 mm left and right, 16 mm top and bottom, 8 mm for header and footer.
    worksheet.set_margins(0.5906, 0.5906, 0.6299, 0.6299, 0.315, 0.315);
    worksheet.set_print_center_horizontally(true);
    worksheet.set_print_black_and_white(true);
    worksheet.set_screen_gridlines(false);
    worksheet.set_print_gridlines(false);
    worksheet.set_print_headings(false);
    worksheet.set_print_scale(u16::try_from(content.widths.scale.clamp(10, 400)).unwrap_or(100));
    worksheet.set_footer("&C&\"宋体,常规\"&9第 &P 页　共 &N 页");
    Ok(())
}

fn row_number(row: usize) -> u32 {
    u32::try_from(row).unwrap_or(u32::MAX)
}

fn column_number(column: usize) -> u16 {
    u16::try_from(column).unwrap_or(u16::MAX)
}
