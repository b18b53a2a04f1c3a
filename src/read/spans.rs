//! Tables whose slots say which cell they belong to, as HTML.

use std::ops::Range;

use super::retold::Part;

/// What a slot of a table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    /// A cell begins in it.
    Cell {
        /// Whether the cell is a header.
        is_header: bool,
    },
    /// The cell on its left goes on.
    Left,
    /// The cell above goes on.
    Above,
    /// The cell above on the left goes on.
    Both,
}

/// A table of slots with the words of each.
#[derive(Clone, Debug)]
pub(super) struct SpanGrid {
    /// Its rows.
    pub(super) rows: Vec<Vec<(Slot, Range<usize>)>>,
}

impl SpanGrid {
    /// The table as HTML; nothing where it has no slot.
    pub(super) fn html(&self) -> Option<Vec<Part>> {
        let mut parts = vec![Part::Written("\n\n<table>".into())];
        let mut any = false;
        for (number, row) in self.rows.iter().enumerate() {
            parts.push(Part::Written("<tr>".into()));
            for (column, (slot, words)) in row.iter().enumerate() {
                let Some(is_header) = self.begins(number, column, *slot, words) else { continue };
                any = true;
                let colspan = 1 + self.run(number, column);
                let rowspan = 1 + self.depth(number, column);
                let name = if is_header { "th" } else { "td" };
                parts.push(Part::Written(opening(name, colspan, rowspan)));
                parts.push(Part::Copied(words.clone()));
                parts.push(Part::Written(format!("</{name}>")));
            }
            parts.push(Part::Written("</tr>".into()));
        }
        parts.push(Part::Written("</table>\n\n".into()));
        any.then_some(parts)
    }

    /// Whether a cell begins in a slot, and whether it is a header. Words in a slot that goes on with another cell
    /// are kept as a cell, and so is a slot that has nothing to go on with.
    fn begins(&self, row: usize, column: usize, slot: Slot, words: &Range<usize>) -> Option<bool> {
        match slot {
            Slot::Cell { is_header } => Some(is_header),
            Slot::Left if column > 0 && words.is_empty() => None,
            Slot::Above if self.slot(row.checked_sub(1), column).is_some() && words.is_empty() => None,
            Slot::Both if column > 0 && row > 0 && words.is_empty() => None,
            _ => Some(false),
        }
    }

    fn slot(&self, row: Option<usize>, column: usize) -> Option<Slot> {
        self.rows.get(row?)?.get(column).map(|(slot, _)| *slot)
    }

    /// How many slots on the right go on with a cell.
    fn run(&self, row: usize, column: usize) -> usize {
        let right = self.rows.get(row).and_then(|row| row.get(column + 1..)).unwrap_or_default();
        right.iter().take_while(|(slot, words)| *slot == Slot::Left && words.is_empty()).count()
    }

    /// How many rows below go on with a cell.
    fn depth(&self, row: usize, column: usize) -> usize {
        let goes_on = |row: &Vec<(Slot, Range<usize>)>| {
            row.get(column).is_some_and(|(slot, words)| *slot == Slot::Above && words.is_empty())
        };
        self.rows[row + 1..].iter().take_while(|row| goes_on(row)).count()
    }
}

/// The opening tag of a cell.
pub(super) fn opening(name: &str, colspan: usize, rowspan: usize) -> String {
    let mut tag = format!("<{name}");
    if colspan > 1 {
        tag.extend([" colspan=\"", &colspan.to_string(), "\""]);
    }
    if rowspan > 1 {
        tag.extend([" rowspan=\"", &rowspan.to_string(), "\""]);
    }
    tag.push('>');
    tag
}
