//! The sheets of paper, and which of them a table goes on.

use super::columns::{self, Ask, Widths};
use super::content::Cell;
use super::look::Face;
use super::metrics::{Length, POINT, millimetres};
use crate::view::{Sheet, SheetKind};

/// So many columns still go on A4.
const COLUMNS_ON_A4: usize = 10;

/// The smallest scale on A4, in hundredths; what would be smaller goes on a larger sheet.
const SCALE_ON_A4: Length = SMALLER;

/// Columns are this part of the printable width: some programs make them wider than they are told.
const WIDTH_USED: Length = 94;

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
pub(super) const A4_PORTRAIT: Paper =
    Paper { code: 9, is_landscape: false, width: millimetres(1800), height: millimetres(2650) };
const A3_LANDSCAPE: Paper =
    Paper { code: 8, is_landscape: true, width: millimetres(3900), height: millimetres(2650) };

impl Paper {
    pub(super) fn usable_width(self) -> Length {
        self.width * WIDTH_USED / 100
    }
}

/// What the cells of a table ask of its columns. Text is indented where there is room for it.
pub(super) fn asks<'a>(head: &'a [Cell], body: &'a [Cell], has_wide_names: bool) -> Vec<Ask<'a>> {
    let cells = head.iter().map(|cell| (cell, true)).chain(body.iter().map(|cell| (cell, false)));
    cells
        .map(|(cell, is_head)| Ask {
            slot: &cell.slot,
            number: cell.number.as_ref().map(|(_, shown)| shown.as_str()),
            size: cell.look.size,
            indent: cell.look.indent + u8::from(cell.look.align == 0),
            is_head: is_head || cell.look.size > 9 * POINT,
            is_unit: cell.look.face == Face::Head && cell.look.size <= 9 * POINT,
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
    /// Upright, for columns that have room there, or nearly.
    Upright,
    /// As usual, but a little smaller: still eight points.
    Smaller,
    /// Upright and so much smaller.
    UprightSmaller,
}

/// What a letter of nine points is printed to, in hundredths, to be one of eight.
pub(super) const SMALLER: Length = 89;

/// The paper for a table, and the widths of its columns on it.
pub(super) fn paper(sheet: &Sheet, count: usize, asks: &[Ask], fit: Fit) -> (Paper, Widths) {
    let widths = |paper: Paper, scale: Length| {
        let available = paper.usable_width() * 100 / scale;
        let mut found = match sheet.kind {
            SheetKind::Indicators => columns::by_role(&sheet.columns, count, asks, available),
            SheetKind::AsPrinted => columns::by_text(count, asks, available),
        };
        found.scale = found.scale * scale / 100;
        found
    };
    let scale = if matches!(fit, Fit::Smaller | Fit::UprightSmaller) { SMALLER } else { 100 };
    if matches!(fit, Fit::Upright | Fit::UprightSmaller) {
        return (A4_PORTRAIT, widths(A4_PORTRAIT, scale));
    }
    if count <= COLUMNS_ON_A4 {
        let found = widths(A4_LANDSCAPE, scale);
        if found.scale >= SCALE_ON_A4 {
            return (A4_LANDSCAPE, found);
        }
    }
    (A3_LANDSCAPE, widths(A3_LANDSCAPE, scale))
}
