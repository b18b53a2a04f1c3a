//! The sheets to print, written: cells, merges, page set-up and page breaks.

use std::collections::BTreeMap;
use std::ops::Range;

use rust_xlsxwriter::{Format, IgnoreError, Note, Url, Workbook, Worksheet, XlsxError};

use super::content::{self, Content, Link};
use super::continued;
use super::failed;
use super::layout::{Layout, Piece, lay_out};
use super::look::{self, Look};
use super::metrics::{PIXEL, points};
use super::paginate::ROW_LIMIT;
use super::paper::{Fit, SMALLER};
use super::sanitize::{SheetNames, fit, fitting};
use super::text::Style;
use crate::error::Error;
use crate::model::cell_reference;
use crate::view::SheetKind;
use crate::view::paper::Leaf;

/// A worksheet takes 1,023 breaks; a table of more pages goes on in a further worksheet.
const PAGES_PER_WORKSHEET: usize = 1000;

/// A table of more pages is put on paper in the first way: one page less of them is not worth the time.
const MOST_PAGES_TRIED: usize = 40;

/// The pages of a table. Where it goes on several, those ways to put it on paper are tried that might make them fewer.
pub(super) fn lay_out_table(table: &Leaf) -> Result<Layout, Error> {
    let (first, others): (Fit, &[Fit]) = match table.sheet.kind {
        // Names on one line look better, but not at the price of a page or of a torn text.
        SheetKind::Indicators => (Fit::WideNames, &[Fit::Usual]),
        SheetKind::AsPrinted => (Fit::Usual, &[Fit::Upright, Fit::Smaller, Fit::UprightSmaller]),
    };
    let cost = |layout: &Layout| match table.sheet.kind {
        SheetKind::Indicators => (layout.found.pages.len(), layout.found.torn()),
        SheetKind::AsPrinted => (layout.found.pages.len(), 0),
    };
    let mut best = lay_out(content::table(table, first)?)?;
    for fit in others {
        if cost(&best) <= (1, 0) || best.found.pages.len() > MOST_PAGES_TRIED {
            break;
        }
        let content = content::table(table, *fit)?;
        let tears = content.widths.scale < SMALLER || !content.widths.keeps_short;
        if matches!(fit, Fit::Upright | Fit::UprightSmaller) && tears {
            continue;
        }
        let other = lay_out(content)?;
        // Narrow columns and small letters are worth it for a table that then stands on one page.
        let is_worth_it = *fit != Fit::UprightSmaller || other.pages() == 1;
        if is_worth_it && cost(&other) < cost(&best) {
            best = other;
        }
    }
    Ok(best)
}

/// The pages of a layout by worksheets.
fn groups(layout: &Layout) -> Vec<&[Range<usize>]> {
    if layout.found.pages.is_empty() {
        vec![&[]]
    } else {
        layout.found.pages.chunks(PAGES_PER_WORKSHEET).collect()
    }
}

/// The names of the worksheets of a layout.
pub(super) fn names(names: &mut SheetNames, wanted: &str, layout: &Layout) -> Vec<String> {
    groups(layout).iter().map(|_| names.name(wanted)).collect()
}

/// The pages of worksheets among those of the workbook.
#[derive(Debug)]
pub(super) struct Paging<'a> {
    /// How many pages all worksheets have; `None` where there is but this one.
    pub(super) total: Option<usize>,
    /// What stands above each page but the first: the title of a table that goes on.
    pub(super) title: Option<&'a str>,
}

impl Paging<'_> {
    /// Sets what stands above and below the pages of a worksheet. Those of a table that goes on are numbered by the
    /// whole workbook, also where it is printed alone, for their first one is told by its number.
    fn set(&self, worksheet: &mut Worksheet) {
        let total = self.total.filter(|_| self.title.is_some());
        let total = total.map_or("&N".to_owned(), |total| total.to_string());
        worksheet.set_footer(format!("&C&\"宋体,常规\"&9第 &P 页　共 {total} 页"));
        if let Some(title) = self.title {
            worksheet.set_header(continued::header(title));
        }
    }
}

/// Adds the worksheets of a layout, by their names; `notes` are those of the decisions, by their numbers. Gives the range
/// of each.
pub(super) fn add(
    workbook: &mut Workbook,
    names: &[String],
    layout: &Layout,
    paging: &Paging,
    notes: &[String],
) -> Result<Vec<String>, Error> {
    let mut pieces: Vec<Piece> = Vec::with_capacity(layout.content.cells.len());
    for number in 0..layout.content.cells.len() {
        layout.push_pieces(number, &mut pieces);
    }
    pieces.sort_by_key(|piece| (piece.rows.start, piece.cell.slot.column));
    let mut formats: BTreeMap<Look, Format> = BTreeMap::new();
    for piece in &pieces {
        let look = piece.look();
        if !formats.contains_key(look.as_ref()) {
            let format = look.format();
            formats.insert(look.into_owned(), format);
        }
    }
    let fixed = layout.content.titles + layout.content.head;
    let mut ranges = Vec::new();
    for (number, (pages, name)) in groups(layout).into_iter().zip(names).enumerate() {
        let top = if number == 0 { 0 } else { layout.content.titles };
        let body =
            pages.first().map_or(fixed, |page| page.start)..pages.last().map_or(fixed, |page| page.end);
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(name).map_err(|error| failed(&error))?;
        let (rows, columns) =
            write_worksheet(worksheet, layout, &pieces, &formats, &Extent { top, body, pages }, notes)
                .map_err(|error| failed(&error))?;
        paging.set(worksheet);
        let last = cell_reference(rows, columns);
        let digits = last.find(|c: char| c.is_ascii_digit()).unwrap_or(last.len());
        ranges.push(format!("={}!$A$1:${}${}", quoted(name), &last[..digits], &last[digits..]));
    }
    Ok(ranges)
}

/// The name of a worksheet as references have it.
fn quoted(name: &str) -> String {
    format!("'{}'", name.replace('\'', "''"))
}

/// The pieces that begin in `rows`. They are sorted by row.
fn pieces_in<'a, 'b>(pieces: &'b [Piece<'a>], rows: &Range<usize>) -> &'b [Piece<'a>] {
    let start = pieces.partition_point(|piece| piece.rows.start < rows.start);
    let end = pieces.partition_point(|piece| piece.rows.start < rows.end);
    &pieces[start..end.max(start)]
}

/// The rows of a layout that stand on one worksheet.
struct Extent<'a> {
    /// The first of those above the table's body that stand on it.
    top: usize,
    /// Those of the body.
    body: Range<usize>,
    /// Those of each page.
    pages: &'a [Range<usize>],
}

fn write_worksheet(
    worksheet: &mut Worksheet,
    layout: &Layout,
    pieces: &[Piece],
    formats: &BTreeMap<Look, Format>,
    extent: &Extent<'_>,
    notes: &[String],
) -> Result<(usize, usize), XlsxError> {
    let Extent { top, body, pages } = extent;
    let top = *top;
    let content = &layout.content;
    let fixed = content.titles + content.head;
    let columns = content.widths.columns.len();
    let name = worksheet.name();
    for (column, width) in content.widths.columns.iter().enumerate() {
        let pixels = u32::try_from(width / PIXEL).unwrap_or(u32::MAX);
        worksheet.set_column_width_pixels(column_number(column), pixels)?;
    }
    // Rows of the layout and the row of the worksheet where they begin.
    let sections = [(top..fixed, 0), (body.clone(), fixed - top)];
    let target = |link: &Link| {
        let own = match link {
            Link::Worksheet(name) => return Some(format!("internal:{}!A1", quoted(name))),
            Link::Cell(number) => content.cells.get(*number)?.slot.row,
        };
        let (rows, offset) = sections.iter().find(|(rows, _)| rows.contains(&own))?;
        Some(format!("internal:{}!{}", quoted(&name), cell_reference(own - rows.start + offset, 0)))
    };
    for (rows, offset) in &sections {
        let to = |row: usize| row_number(row - rows.start + offset);
        for row in rows.clone() {
            worksheet.set_row_height(to(row), points(layout.found.heights[row].min(ROW_LIMIT)))?;
        }
        for piece in pieces_in(pieces, rows) {
            let (first, last) = (to(piece.rows.start), to(piece.rows.end.min(rows.end) - 1));
            let target = piece.cell.link.as_ref().and_then(target);
            write_piece(worksheet, piece, first..=last, &formats[piece.look().as_ref()], target)?;
            if let Some(note) =
                piece.cell.slot.decided.and_then(|own| notes.get(own)).filter(|_| piece.is_first)
            {
                let note = Note::new(fit(note)).add_author_prefix(false);
                worksheet.insert_note(first, column_number(piece.cell.slot.column), &note)?;
            }
        }
    }
    let last_row = row_number((fixed - top + body.len()).saturating_sub(1));
    let last_column = column_number(columns - 1);
    worksheet.ignore_error_range(0, 0, last_row, last_column, IgnoreError::NumberStoredAsText)?;
    let breaks: Vec<u32> =
        pages.iter().skip(1).map(|page| row_number(page.start - body.start + fixed - top)).collect();
    set_up_page(worksheet, content);
    worksheet.set_print_area(0, 0, last_row, last_column)?;
    worksheet.set_page_breaks(&breaks)?;
    if content.head > 0 {
        let titles = content.titles - top.min(content.titles);
        worksheet.set_repeat_rows(row_number(titles), row_number(titles + content.head - 1))?;
        worksheet.set_freeze_panes(row_number(fixed - top), column_number(content.frozen))?;
    }
    Ok(((fixed - top + body.len()).saturating_sub(1), columns - 1))
}

fn write_piece(
    worksheet: &mut Worksheet,
    piece: &Piece,
    rows: std::ops::RangeInclusive<u32>,
    format: &Format,
    target: Option<String>,
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
    if let Some(target) = target {
        let target = Url::new(target).set_text(&piece.text.plain);
        worksheet.write_url_with_format(row, column, target, format)?;
        return Ok(());
    }
    if piece.text.plain.is_empty() {
        if piece.cell.look.has_border {
            worksheet.write_blank(row, column, format)?;
        }
        return Ok(());
    }
    if fitting(&piece.text.plain) < piece.text.plain.len() {
        // Text that takes no room may be too long for a cell and yet stand on one page.
        worksheet.write_string_with_format(row, column, fit(&piece.text.plain), format)?;
        return Ok(());
    }
    let segments = piece.text.segments();
    if let [(_, style)] = segments.as_slice() {
        if *style == Style::default() {
            worksheet.write_string_with_format(row, column, &piece.text.plain, format)?;
        } else {
            worksheet.write_string_with_format(
                row,
                column,
                &piece.text.plain,
                &look::styled(format, *style),
            )?;
        }
    } else {
        let runs: Vec<(Format, &str)> =
            segments.iter().map(|(text, style)| (piece.cell.look.run(*style), *text)).collect();
        let runs: Vec<(&Format, &str)> = runs.iter().map(|(format, text)| (format, *text)).collect();
        worksheet.write_rich_string_with_format(row, column, &runs, format)?;
    }
    Ok(())
}

fn set_up_page(worksheet: &mut Worksheet, content: &Content) {
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
}

fn row_number(row: usize) -> u32 {
    u32::try_from(row).unwrap_or(u32::MAX)
}

fn column_number(column: usize) -> u16 {
    u16::try_from(column).unwrap_or(u16::MAX)
}
