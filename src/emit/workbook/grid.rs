//! Cells with spans on a grid in which no two overlap: a worksheet with overlapping merges is refused by
//! spreadsheet programs.

use super::text::Text;
use crate::model::Amount;
use crate::view::{Align, SheetRow};

/// A cell of the grid.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    /// Row it begins in, from 0.
    pub(super) row: usize,
    /// Column it begins in, from 0.
    pub(super) column: usize,
    /// Rows it covers.
    pub(super) rows: usize,
    /// Columns it covers.
    pub(super) columns: usize,
    /// What it says.
    pub(super) text: Text,
    /// The number it holds.
    pub(super) number: Option<Amount>,
    /// How it stands in its cell.
    pub(super) align: Align,
    /// How many characters it is indented.
    pub(super) indent: u8,
    /// The number of the decision that changed it.
    pub(super) decided: Option<usize>,
}

/// The cells of `rows`, none over another, on a grid of `width` columns; every place of the grid belongs to
/// a cell.
///
/// A cell that begins where another one already stands gives its words to that one. A cell that would run
/// into another ends before it, and one that would run out of the grid ends with it.
pub(super) fn place(rows: &[SheetRow], width: usize) -> Vec<Slot> {
    let mut slots: Vec<Slot> = Vec::new();
    // For every column the cell that stands in it, and the row where that one ends.
    let mut standing: Vec<(usize, usize)> = vec![(0, 0); width];
    for (row, content) in rows.iter().enumerate() {
        for cell in &content.cells {
            let text = Text::of(&cell.text);
            let column = cell.column;
            if column >= width {
                continue;
            }
            if standing[column].1 > row {
                let owner = &mut slots[standing[column].0];
                if !text.is_blank() {
                    owner.text.append(&text);
                    owner.number = None;
                }
                continue;
            }
            let wanted = column.saturating_add(cell.colspan.max(1)).min(width);
            let end = (column..wanted).find(|column| standing[*column].1 > row).unwrap_or(wanted);
            let height = cell.rowspan.max(1).min(rows.len() - row);
            standing[column..end].fill((slots.len(), row + height));
            slots.push(Slot {
                row,
                column,
                rows: height,
                columns: end - column,
                text,
                number: cell.number,
                align: cell.align,
                indent: cell.indent,
                decided: cell.decided,
            });
        }
        for (column, place) in standing.iter_mut().enumerate() {
            if place.1 <= row {
                *place = (slots.len(), row + 1);
                slots.push(Slot {
                    row,
                    column,
                    rows: 1,
                    columns: 1,
                    text: Text::default(),
                    number: None,
                    align: Align::Left,
                    indent: 0,
                    decided: None,
                });
            }
        }
    }
    slots
}

/// How many columns the cells of `rows` take.
pub(super) fn width<'a>(rows: impl Iterator<Item = &'a SheetRow>) -> usize {
    rows.flat_map(|row| &row.cells)
        .map(|cell| cell.column.saturating_add(cell.colspan.max(1)))
        .max()
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Place, RichText};
    use crate::view::SheetCell;

    fn cell(text: &str, column: usize, colspan: usize, rowspan: usize) -> SheetCell {
        SheetCell {
            text: RichText::plain(text, &Place::default()),
            number: None,
            column,
            colspan,
            rowspan,
            header: None,
            align: Align::Left,
            indent: 0,
            decided: None,
        }
    }

    fn rows(cells: Vec<Vec<SheetCell>>) -> Vec<SheetRow> {
        cells.into_iter().map(|cells| SheetRow { cells, ..SheetRow::default() }).collect()
    }

    #[test]
    fn every_place_belongs_to_one_cell() {
        let rows = rows(vec![
            vec![cell("a", 0, 2, 9), cell("b", 2, 99, 1)],
            vec![cell("over", 1, 1, 1), cell("c", 2, 2, 1)],
            vec![cell("", 0, 1, 1), cell("d", 2, 1, 1), cell("e", 0, 1, 1)],
        ]);
        let slots = place(&rows, 4);
        let mut covered = [[0; 4]; 3];
        for slot in &slots {
            for row in &mut covered[slot.row..slot.row + slot.rows] {
                for place in &mut row[slot.column..slot.column + slot.columns] {
                    *place += 1;
                }
            }
        }
        assert_eq!(covered, [[1; 4]; 3]);
        assert_eq!(slots[0].text.plain, "a\nover\ne");
        assert_eq!((slots[1].columns, slots[1].rows), (2, 1));
    }

    #[test]
    fn a_cell_ends_before_one_that_comes_down() {
        let slots = place(&rows(vec![vec![cell("a", 1, 1, 2)], vec![cell("b", 0, 3, 1)]]), 3);
        let b = slots.iter().find(|slot| slot.text.plain == "b").unwrap();
        assert_eq!((b.column, b.columns), (0, 1));
        assert_eq!(width(rows(vec![vec![cell("a", 1, 2, 1)]]).iter()), 3);
    }
}
