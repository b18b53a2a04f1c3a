//! A table with merged cells, and how a page cuts it.

/// A cell of a grid.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    /// Its lines.
    pub lines: Vec<String>,
    /// Columns it covers.
    pub columns: usize,
    /// Rows it covers.
    pub rows: usize,
}

impl Cell {
    /// A cell of one slot.
    pub fn new(text: &str) -> Self {
        Self { lines: text.split('\n').map(str::to_owned).collect(), columns: 1, rows: 1 }
    }

    /// The same over columns and rows.
    pub fn over(mut self, columns: usize, rows: usize) -> Self {
        (self.columns, self.rows) = (columns, rows);
        self
    }

    fn emptied(&self, rows: usize) -> Self {
        Self { lines: vec![String::new()], columns: self.columns, rows }
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.lines.iter().all(String::is_empty)
    }
}

/// A place in the text of a cell: the line, and the character in it.
pub type Inside = (usize, usize);

/// A table: for every slot the cell that begins there, or nothing where one covers it.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    /// The rows.
    pub rows: Vec<Vec<Option<Cell>>>,
    /// How many rows at the top are its own title and unit.
    pub preface: usize,
    /// How many rows after them are its header.
    pub header: usize,
}

impl Grid {
    /// How many columns it has.
    pub fn width(&self) -> usize {
        self.rows.first().map_or(0, Vec::len)
    }

    /// Where its body begins.
    pub fn body(&self) -> usize {
        self.preface + self.header
    }

    /// Adds a row of cells, each after the last and right of the cells that reach down from above.
    pub fn push(&mut self, width: usize, cells: Vec<Cell>) {
        let row = self.rows.len();
        let mut slots: Vec<Option<Cell>> = vec![None; width];
        let mut cells = cells.into_iter();
        let mut column = 0;
        while column < width {
            if self.is_covered(row, column) {
                column += 1;
                continue;
            }
            let Some(cell) = cells.next() else { break };
            let columns = cell.columns;
            slots[column] = Some(cell);
            column += columns;
        }
        assert!(column == width && cells.next().is_none(), "row {row} does not fill {width} columns");
        self.rows.push(slots);
    }

    /// Whether a cell of a row above reaches over a slot.
    fn is_covered(&self, row: usize, column: usize) -> bool {
        self.rows.iter().enumerate().any(|(above, slots)| {
            slots.iter().enumerate().any(|(left, cell)| {
                cell.as_ref().is_some_and(|cell| {
                    above + cell.rows > row && left <= column && column < left + cell.columns
                })
            })
        })
    }

    /// The grid above a row and the one from it on. What is merged over the border says its text above; with `inside`
    /// the cell that begins at that row and column says a part of it below, and with `again` all of them say it twice.
    pub fn cut(&self, at: usize, inside: Option<((usize, usize), Inside)>, again: bool) -> (Self, Self) {
        let mut above = self.clone();
        let below = above.rows.split_off(at);
        let mut below = Self { rows: below, preface: 0, header: 0 };
        for (row, slots) in above.rows.iter_mut().enumerate() {
            for (column, slot) in slots.iter_mut().enumerate() {
                let Some(cell) = slot else { continue };
                if row + cell.rows <= at {
                    continue;
                }
                let mut rest = cell.emptied(row + cell.rows - at);
                cell.rows = at - row;
                if again {
                    rest.lines.clone_from(&cell.lines);
                }
                if let Some((place, point)) = inside
                    && place == (row, column)
                {
                    rest.lines = split(cell, point);
                }
                below.rows[0][column] = Some(rest);
            }
        }
        (above, below)
    }

    /// The same grid with a row made two, so that a page can cut through it.
    pub fn torn(&self, row: usize) -> Self {
        let mut torn = self.clone();
        torn.rows.insert(row + 1, vec![None; self.width()]);
        for (above, slots) in torn.rows.iter_mut().enumerate().take(row + 1) {
            for cell in slots.iter_mut().flatten() {
                if above + cell.rows > row {
                    cell.rows += 1;
                }
            }
        }
        torn
    }

    /// Whether a cell that says something reaches over the border above a row.
    pub fn is_merged_over(&self, at: usize) -> bool {
        self.rows[..at]
            .iter()
            .enumerate()
            .any(|(row, slots)| slots.iter().flatten().any(|cell| row + cell.rows > at && !cell.is_empty()))
    }

    /// The header by itself.
    pub fn header_rows(&self) -> Vec<Vec<Option<Cell>>> {
        self.rows[self.preface..self.body()].to_vec()
    }

    /// How many columns at the left say nothing.
    pub fn empty_left(&self) -> usize {
        let says = |column: usize| {
            self.rows.iter().any(|slots| slots[column].as_ref().is_some_and(|cell| !cell.is_empty()))
        };
        (0..self.width()).take_while(|column| !says(*column)).count()
    }

    /// The grid without its first columns.
    pub fn without_left(&self, columns: usize) -> Self {
        let rows = self.rows.iter().map(|slots| slots[columns..].to_vec()).collect();
        Self { rows, preface: self.preface, header: self.header }
    }

    /// The grid with its first columns put together into one.
    pub fn with_left_joined(&self, columns: usize) -> Self {
        let joined = |slots: &Vec<Option<Cell>>| {
            let text: String =
                slots[..columns].iter().flatten().flat_map(|cell| cell.lines.clone()).collect();
            let mut row = vec![Some(Cell::new(&text))];
            row.extend(slots[columns..].iter().cloned());
            row
        };
        Self { rows: self.rows.iter().map(joined).collect(), preface: self.preface, header: self.header }
    }
}

/// Leaves what stands before a place in a cell, and gives what stands after it.
fn split(cell: &mut Cell, (line, character): Inside) -> Vec<String> {
    let mut rest = cell.lines.split_off(line);
    if character > 0 {
        let first: String = rest[0].chars().take(character).collect();
        rest[0] = rest[0].chars().skip(character).collect();
        cell.lines.push(first);
    }
    rest
}
