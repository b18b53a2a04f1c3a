//! The grid of a table: which cell covers which slot, by the HTML standard's "forming a table".

use super::table::{Row, Table};

/// The most columns a table may have: what a worksheet holds.
pub const MAX_COLUMNS: usize = 16_384;

/// The most slots that a grid is laid out for. A cell of 1000 × 65534 slots is legal HTML.
pub const MAX_SLOTS: usize = 2_000_000;

/// The largest colspan of the HTML standard.
pub const MAX_COLSPAN: usize = 1_000;

/// The largest rowspan of the HTML standard.
pub const MAX_ROWSPAN: usize = 65_534;

/// Gives every cell its grid column, as the HTML standard's algorithm for processing rows does, and cuts
/// every span at the end of its row group and at the worksheet's width.
///
/// A rowspan of 0 reaches to the end of the row group. Cells that overlap keep their places: the standard
/// calls that a table model error and lets both stand.
pub fn place_cells<S>(rows: &mut [Row<S>]) {
    let ends = group_ends(rows);
    // For each column, the first row below that is free of a cell from above.
    let mut busy_until: Vec<usize> = Vec::new();
    for (index, row) in rows.iter_mut().enumerate() {
        let end = ends[index];
        if index == 0 || ends[index - 1] != end {
            busy_until.clear();
        }
        let mut column = 0;
        for cell in &mut row.cells {
            while busy_until.get(column).is_some_and(|until| *until > index) {
                column += 1;
            }
            cell.column = column.min(MAX_COLUMNS - 1);
            cell.colspan = cell.colspan.clamp(1, MAX_COLSPAN).min(MAX_COLUMNS - cell.column);
            let reach = if cell.rowspan == 0 { end - index } else { cell.rowspan.min(MAX_ROWSPAN) };
            cell.rowspan = reach.clamp(1, end - index);
            let after = cell.column + cell.colspan;
            if cell.rowspan > 1 {
                if busy_until.len() < after {
                    busy_until.resize(after, 0);
                }
                for until in &mut busy_until[cell.column..after] {
                    *until = (*until).max(index + cell.rowspan);
                }
            }
            column = after;
        }
    }
}

/// For each row, the first row after its row group.
fn group_ends<S>(rows: &[Row<S>]) -> Vec<usize> {
    let mut ends = vec![rows.len(); rows.len()];
    for index in (0..rows.len().saturating_sub(1)).rev() {
        let same =
            rows[index].group == rows[index + 1].group && rows[index].section == rows[index + 1].section;
        ends[index] = if same { ends[index + 1] } else { index + 1 };
    }
    ends
}

/// The slots of a table: for each the cell that covers it.
#[derive(Debug)]
pub struct Grid {
    width: usize,
    slots: Vec<Option<(usize, usize)>>,
}

impl Grid {
    /// Lays a table out. Rows past the budget of slots have no slots; `is_whole` tells.
    pub fn new<S>(table: &Table<S>) -> Self {
        let width = table.width();
        let rows = table.rows.len().min(MAX_SLOTS / width.max(1));
        let mut slots = vec![None; rows * width];
        for (row, cells) in table.rows.iter().take(rows).enumerate() {
            for (number, cell) in cells.cells.iter().enumerate() {
                for line in row..(row + cell.rowspan).min(rows) {
                    for column in cell.column..cell.end_column() {
                        let slot: &mut Option<(usize, usize)> = &mut slots[line * width + column];
                        // Where two cells overlap, the one that began first keeps the slot.
                        slot.get_or_insert((row, number));
                    }
                }
            }
        }
        Self { width, slots }
    }

    /// How many columns there are.
    pub fn width(&self) -> usize {
        self.width
    }

    /// How many rows are laid out.
    pub fn height(&self) -> usize {
        self.slots.len().checked_div(self.width).unwrap_or(0)
    }

    /// Which cell covers a slot: the row it begins in, and its number among that row's cells.
    pub fn anchor(&self, row: usize, column: usize) -> Option<(usize, usize)> {
        if column >= self.width {
            return None;
        }
        self.slots.get(row * self.width + column).copied().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::super::place::Place;
    use super::super::table::{Cell, Section};
    use super::*;

    /// Rows as `colspan×rowspan` cells, row groups separated by `|`, to the columns they get.
    #[track_caller]
    fn check(source: &str, expected: &str) {
        let mut rows = Vec::new();
        for (group, part) in source.split('|').enumerate() {
            for line in part.split(';') {
                let cells = line
                    .split_whitespace()
                    .map(|spans| {
                        let (colspan, rowspan) = spans.split_once('x').unwrap();
                        let mut cell = Cell::new((), Place::default());
                        cell.colspan = colspan.parse().unwrap();
                        cell.rowspan = rowspan.parse().unwrap();
                        cell
                    })
                    .collect();
                rows.push(Row { group, section: Section::Body, cells, ..Row::default() });
            }
        }
        place_cells(&mut rows);
        let found: Vec<String> = rows
            .iter()
            .map(|row| {
                let cells: Vec<String> = row
                    .cells
                    .iter()
                    .map(|cell| format!("{}:{}x{}", cell.column, cell.colspan, cell.rowspan))
                    .collect();
                cells.join(" ")
            })
            .collect();
        assert_eq!(found.join("; "), expected);
    }

    #[test]
    fn cells_flow_around_spans() {
        check("1x1 1x1;1x1 1x1", "0:1x1 1:1x1; 0:1x1 1:1x1");
        check("1x2 1x1;1x1", "0:1x2 1:1x1; 1:1x1");
        check("1x1 1x2 1x1;1x1 1x1", "0:1x1 1:1x2 2:1x1; 0:1x1 2:1x1");
        check("2x2 1x1;1x1;1x1 1x1 1x1", "0:2x2 2:1x1; 2:1x1; 0:1x1 1:1x1 2:1x1");
    }

    #[test]
    fn rowspan_zero_and_too_long_end_with_the_group() {
        check("1x0 1x1;1x1|1x1 1x1", "0:1x2 1:1x1; 1:1x1; 0:1x1 1:1x1");
        check("1x9 1x1;1x1|1x1 1x1", "0:1x2 1:1x1; 1:1x1; 0:1x1 1:1x1");
    }

    #[test]
    fn overlapping_cells_both_stand() {
        // The second row's wide cell runs under the cell that reaches down from above.
        check("1x1 1x2;2x1", "0:1x1 1:1x2; 0:2x1");
    }

    #[test]
    fn spans_are_clamped() {
        check("1000000000x65535", "0:1000x1");
    }
}
