//! Rows that do not fit their table: pushed aside by a cell that reaches down too far, or wider than the others.

use std::collections::BTreeMap;

use crate::model::grid::place_cells;
use crate::model::{Place, Row};

/// A row that hangs out of its table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// Where the row begins.
    pub at: Place,
    /// How many cells the row has.
    pub cells: usize,
    /// How many columns the table has.
    pub width: usize,
    /// Whether its spans, or those that reach into it, were cut so that it fits.
    pub is_mended: bool,
}

/// Of so many rows of a hundred the width must be the same before one that is wider is said to hang out: the rows
/// of forms have many widths.
const AGREED_PERCENT: usize = 75;

/// Places the cells of a table. A row that fills the table's width by its own cells is not pushed aside: what
/// reaches into it from above ends there. A row that is too wide by one span only has that span cut. What hangs
/// out otherwise stays as it is.
pub(super) fn place<S>(rows: &mut [Row<S>]) -> Vec<Misfit> {
    place_cells(rows);
    let mut misfits = BTreeMap::new();
    let hangs_out = |rows: &[Row<S>], width| rows.iter().any(|row| row.cells.len() > 1 && end(row) > width);
    if let Some(width) = widest(rows).filter(|width| hangs_out(rows, *width)) {
        let cut = cut_from_above(rows, width, &mut misfits);
        place_cells(rows);
        if hangs_out(rows, width) {
            // It was not that, or not that alone: nothing proves where the spans should end.
            for (row, cell, rowspan) in cut {
                rows[row].cells[cell].rowspan = rowspan;
            }
            misfits.clear();
            place_cells(rows);
        }
    }
    if let Some(width) = agreed_width(rows) {
        cut_wide(rows, width, &mut misfits);
        place_cells(rows);
    }
    misfits.into_values().collect()
}

/// The width of the widest row that nothing reaches into; a row of one cell tells nothing.
fn widest<S>(rows: &[Row<S>]) -> Option<usize> {
    let free = rows.iter().zip(covered(rows)).filter(|(row, covered)| row.cells.len() > 1 && !covered);
    free.map(|(row, _)| own_width(row)).max()
}

/// The width that nearly all rows have, the first of them among these; it mostly is the header.
fn agreed_width<S>(rows: &[Row<S>]) -> Option<usize> {
    let ends: Vec<usize> = rows.iter().filter(|row| row.cells.len() > 1).map(end).collect();
    let first = *ends.first()?;
    let agreeing = ends.iter().filter(|end| **end == first).count();
    (agreeing * 100 >= ends.len() * AGREED_PERCENT && ends.len() > 1).then_some(first)
}

/// For each row, whether a cell from above reaches into it.
fn covered<S>(rows: &[Row<S>]) -> Vec<bool> {
    let mut until = 0;
    rows.iter()
        .enumerate()
        .map(|(number, row)| {
            let is_covered = until > number;
            let reach = row.cells.iter().map(|cell| number + cell.rowspan).max().unwrap_or(0);
            until = until.max(reach);
            is_covered
        })
        .collect()
}

fn own_width<S>(row: &Row<S>) -> usize {
    row.cells.iter().map(|cell| cell.colspan).sum()
}

/// The first column to the right of a row's own cells.
fn end<S>(row: &Row<S>) -> usize {
    row.cells.last().map_or(0, crate::model::Cell::end_column)
}

fn misfit<S>(row: &Row<S>, width: usize, is_mended: bool) -> Misfit {
    Misfit { at: row.at.clone(), cells: row.cells.len(), width, is_mended }
}

/// Ends what reaches from above into a row that fills the width by itself: the cells, and how far they reached.
fn cut_from_above<S>(
    rows: &mut [Row<S>],
    width: usize,
    misfits: &mut BTreeMap<usize, Misfit>,
) -> Vec<(usize, usize, usize)> {
    let mut cut = Vec::new();
    // The cells that reach down: row, number in the row, and the first row they do not reach.
    let mut reaching: Vec<(usize, usize, usize)> = Vec::new();
    for number in 0..rows.len() {
        reaching.retain(|(_, _, until)| *until > number);
        let row = &rows[number];
        if !reaching.is_empty() && row.cells.len() > 1 && own_width(row) == width {
            misfits.insert(number, misfit(row, width, true));
            for (above, cell, _) in reaching.drain(..) {
                cut.push((above, cell, rows[above].cells[cell].rowspan));
                rows[above].cells[cell].rowspan = number - above;
            }
        }
        let cells = rows[number].cells.iter().enumerate().filter(|(_, cell)| cell.rowspan > 1);
        reaching.extend(cells.map(|(cell, found)| (number, cell, number + found.rowspan)));
    }
    cut
}

/// Cuts the span of the one cell that makes a row too wide.
fn cut_wide<S>(rows: &mut [Row<S>], width: usize, misfits: &mut BTreeMap<usize, Misfit>) {
    for (number, row) in rows.iter_mut().enumerate() {
        let excess = end(row).saturating_sub(width);
        if excess == 0 {
            continue;
        }
        let mut wide = row.cells.iter_mut().filter(|cell| cell.colspan > 1);
        let only = wide.next().filter(|_| wide.next().is_none()).filter(|cell| cell.colspan > excess);
        let is_mended = only.is_some();
        if let Some(cell) = only {
            cell.colspan -= excess;
        }
        misfits.insert(number, misfit(row, width, is_mended));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Cell;

    /// Rows as `colspan×rowspan` cells to where they are placed; rows that did not fit are marked `!`, those that
    /// were mended `~`.
    #[track_caller]
    fn check(source: &str, expected: &str) {
        let mut rows: Vec<Row<()>> = Vec::new();
        for (number, line) in source.split(';').enumerate() {
            let cells = line
                .split_whitespace()
                .map(|spans| {
                    let (colspan, rowspan) = spans.split_once('x').unwrap_or((spans, "1"));
                    let mut cell = Cell::new((), Place::default());
                    cell.colspan = colspan.parse().unwrap();
                    cell.rowspan = rowspan.parse().unwrap();
                    cell
                })
                .collect();
            rows.push(Row { cells, at: Place::line(number), ..Row::default() });
        }
        let misfits = place(&mut rows);
        let shown: Vec<String> = rows
            .iter()
            .map(|row| {
                let cells: Vec<String> = row
                    .cells
                    .iter()
                    .map(|cell| format!("{}:{}x{}", cell.column, cell.colspan, cell.rowspan))
                    .collect();
                let mark = match misfits.iter().find(|misfit| misfit.at == row.at) {
                    Some(misfit) if misfit.is_mended => "~",
                    Some(_) => "!",
                    None => "",
                };
                format!("{mark}{}", cells.join(" "))
            })
            .collect();
        assert_eq!(shown.join("; "), expected, "{source}");
    }

    #[test]
    fn spans_that_reach_down_too_far() {
        check(
            "1 1 1;1x3 1 1;1 1;1 1 1;1 1 1",
            "0:1x1 1:1x1 2:1x1; 0:1x2 1:1x1 2:1x1; 1:1x1 2:1x1; ~0:1x1 1:1x1 2:1x1; 0:1x1 1:1x1 2:1x1",
        );
        check(
            "1 1 1;1x9 1x9 1;1;1 1 1;1x2 1 1;1 1",
            "0:1x1 1:1x1 2:1x1; 0:1x2 1:1x2 2:1x1; 2:1x1; ~0:1x1 1:1x1 2:1x1; 0:1x2 1:1x1 2:1x1; 1:1x1 2:1x1",
        );
        check("9;1 1;1x2 1;1 1;1 1", "~0:2x1; 0:1x1 1:1x1; 0:1x1 1:1x1; ~0:1x1 1:1x1; 0:1x1 1:1x1");
        // A header of two rows that reaches into the first row of data.
        check("1x3 2;1 1;1 1 1", "0:1x2 1:2x1; 1:1x1 2:1x1; ~0:1x1 1:1x1 2:1x1");
    }

    #[test]
    fn spans_that_are_too_wide() {
        check(
            "1 1 1;3 1;1 1 1;1 1 1",
            "0:1x1 1:1x1 2:1x1; ~0:2x1 2:1x1; 0:1x1 1:1x1 2:1x1; 0:1x1 1:1x1 2:1x1",
        );
        check("9;1 1 1;1 1 1", "~0:3x1; 0:1x1 1:1x1 2:1x1; 0:1x1 1:1x1 2:1x1");
        // Which of two spans is too wide is not known, nor which of four cells is one too many.
        check(
            "1 1 1;2 2;1 1 1;1 1 1",
            "0:1x1 1:1x1 2:1x1; !0:2x1 2:2x1; 0:1x1 1:1x1 2:1x1; 0:1x1 1:1x1 2:1x1",
        );
        check(
            "1 1 1;1 1 1 1;1 1 1;1 1 1",
            "0:1x1 1:1x1 2:1x1; !0:1x1 1:1x1 2:1x1 3:1x1; 0:1x1 1:1x1 2:1x1; 0:1x1 1:1x1 2:1x1",
        );
    }

    #[test]
    fn tables_whose_width_is_not_told() {
        check("1x2 1;1 1;1 1 1", "0:1x2 1:1x1; 1:1x1 2:1x1; 0:1x1 1:1x1 2:1x1");
        check("1 2;1 1;1 1", "0:1x1 1:2x1; 0:1x1 1:1x1; 0:1x1 1:1x1");
        check("1;1 1 1", "0:1x1; 0:1x1 1:1x1 2:1x1");
        check(
            "1x2 1x2 2;1 1;1x2 1 1 1;1 1 1",
            "0:1x2 1:1x2 2:2x1; 2:1x1 3:1x1; 0:1x2 1:1x1 2:1x1 3:1x1; 1:1x1 2:1x1 3:1x1",
        );
        // A form: its lower part is a column wider.
        check(
            "1 1 1;3;1x3 1 1 1;1x2 1 1;1 1",
            "0:1x1 1:1x1 2:1x1; 0:3x1; 0:1x3 1:1x1 2:1x1 3:1x1; 1:1x2 2:1x1 3:1x1; 2:1x1 3:1x1",
        );
        // A row that fills the width, and one that hangs out also then.
        check(
            "1 1 1;1x3 1 1;1 1 1;1 1 1 1",
            "0:1x1 1:1x1 2:1x1; 0:1x3 1:1x1 2:1x1; 1:1x1 2:1x1 3:1x1; 1:1x1 2:1x1 3:1x1 4:1x1",
        );
    }
}
