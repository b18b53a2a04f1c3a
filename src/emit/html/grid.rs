//! The grid of a table as HTML wants it: every slot filled, and no column in which no cell begins.
//!
//! A row that ends early, as scraped ones do, would have its later cells move to the left if it lacked one in the
//! middle; and a column that all rows only span over is an error of the table. Neither is seen: an empty cell stands
//! where there is nothing, and such a column is not counted.

use std::collections::BTreeSet;

/// Where a cell stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) column: usize,
    pub(super) colspan: usize,
    pub(super) rowspan: usize,
}

/// What is written at a place of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    /// The number of the cell in its row; `None` where there is nothing.
    pub(super) cell: Option<usize>,
    /// How many columns it covers, of those that are written.
    pub(super) colspan: usize,
    /// How many rows it covers, of its row group.
    pub(super) rowspan: usize,
}

/// What is written in every row of a table, by row groups.
pub(super) struct Grid {
    pub(super) groups: Vec<Vec<Vec<Slot>>>,
    /// The columns that are written.
    pub(super) columns: BTreeSet<usize>,
}

impl Grid {
    /// The grid of a table: its row groups, their rows, and the cells that begin in each from left to right.
    pub(super) fn new(groups: &[Vec<Vec<Place>>]) -> Self {
        let width =
            groups.iter().flatten().flatten().map(|place| place.column + place.colspan).max().unwrap_or(0);
        let placed: Vec<Vec<Vec<Filled>>> = groups.iter().map(|rows| filled(rows, width)).collect();
        let columns: BTreeSet<usize> =
            placed.iter().flatten().flatten().map(|(_, place)| place.column).collect();
        let slot = |(cell, place): Filled| Slot {
            cell,
            colspan: columns.range(place.column..place.column + place.colspan).count(),
            rowspan: place.rowspan,
        };
        let row = |row: Vec<Filled>| row.into_iter().map(slot).collect();
        let groups = placed.into_iter().map(|rows| rows.into_iter().map(row).collect()).collect();
        Self { groups, columns }
    }
}

/// The number of a cell in its row, and its place; no number where there is nothing.
type Filled = (Option<usize>, Place);

/// The rows of a row group, with what stands where there is no cell.
fn filled(rows: &[Vec<Place>], width: usize) -> Vec<Vec<Filled>> {
    // How many rows each column is still covered for.
    let mut covered = vec![0_usize; width];
    let mut filled = Vec::new();
    for (number, cells) in rows.iter().enumerate() {
        let left = rows.len() - number;
        let mut row = Vec::new();
        let mut gap: Option<Place> = None;
        let mut cells = cells.iter().enumerate().peekable();
        let mut column = 0;
        while column < width {
            let begins = cells.next_if(|(_, cell)| cell.column <= column);
            if begins.is_some() || covered[column] > 0 {
                row.extend(gap.take().map(|gap| (None, gap)));
            }
            if let Some((index, cell)) = begins {
                let cell =
                    Place { colspan: cell.colspan.max(1), rowspan: cell.rowspan.clamp(1, left), ..*cell };
                row.push((Some(index), cell));
                let end = (column + cell.colspan).min(width);
                covered[column..end].iter_mut().for_each(|rows| *rows = cell.rowspan);
                column = end;
            } else if covered[column] > 0 {
                column += 1;
            } else {
                gap.get_or_insert(Place { column, colspan: 0, rowspan: 1 }).colspan += 1;
                column += 1;
            }
        }
        row.extend(gap.map(|gap| (None, gap)));
        for rows in &mut covered {
            *rows = rows.saturating_sub(1);
        }
        filled.push(row);
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A row as `number×colspan×rowspan`, `-` for nothing.
    fn check(rows: &[&[(usize, usize, usize)]], expected: &[&str]) {
        let place = |&(column, colspan, rowspan): &(usize, usize, usize)| Place { column, colspan, rowspan };
        let group = rows.iter().map(|row| row.iter().map(place).collect()).collect();
        let grid = Grid::new(&[group]);
        let shown = |slot: &Slot| {
            let cell = slot.cell.map_or("-".to_owned(), |number| number.to_string());
            format!("{cell}x{}x{}", slot.colspan, slot.rowspan)
        };
        let rows: Vec<String> =
            grid.groups[0].iter().map(|row| row.iter().map(shown).collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(rows, expected);
    }

    #[test]
    fn every_row_is_as_wide_as_the_table() {
        check(&[&[(0, 1, 1)], &[(0, 1, 1), (1, 1, 1), (2, 1, 1)]], &["0x1x1 -x2x1", "0x1x1 1x1x1 2x1x1"]);
        check(&[&[(0, 1, 1), (2, 1, 1)], &[(1, 1, 1)]], &["0x1x1 -x1x1 1x1x1", "-x1x1 0x1x1 -x1x1"]);
        check(&[&[(0, 1, 2), (1, 1, 1)], &[(1, 1, 1)]], &["0x1x2 1x1x1", "0x1x1"]);
        check(&[&[], &[]], &["", ""]);
    }

    #[test]
    fn a_column_that_is_only_spanned_over_is_none() {
        check(&[&[(0, 4, 1)], &[(0, 3, 1), (3, 1, 1)]], &["0x2x1", "0x1x1 1x1x1"]);
    }

    #[test]
    fn no_cell_leaves_its_row_group() {
        check(&[&[(0, 1, 5), (1, 1, 1)], &[(1, 1, 1)]], &["0x1x2 1x1x1", "0x1x1"]);
    }
}
