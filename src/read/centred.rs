//! Texts that are centred over the blank cells that follow: to the eye they are merged cells.

use super::sheet::{Area, Slot};

/// What is found of them.
#[derive(Debug, Default)]
pub(super) struct Centred {
    open: Option<Area>,
    found: Vec<Area>,
}

impl Centred {
    /// The next cell of the sheet: row by row, those of a row from the left.
    pub(super) fn pass(&mut self, slot: Slot, is_centred: bool, is_blank: bool) {
        let follows = self.open.is_some_and(|(_, (row, column))| (row, column + 1) == slot);
        match &mut self.open {
            Some((_, end)) if is_centred && is_blank && follows => *end = slot,
            open => {
                let next = (is_centred && !is_blank).then_some((slot, slot));
                self.found.extend(std::mem::replace(open, next).filter(|(start, end)| start != end));
            }
        }
    }

    /// What was found, without the one that is still open at the end of the sheet.
    pub(super) fn ended(mut self) -> Vec<Area> {
        self.pass((0, 0), false, false);
        self.found
    }
}
