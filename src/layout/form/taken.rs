//! What became of the cells of a form, and which of them could not be read.

use std::ops::Range;

use crate::layout::form::indicator_block::IndicatorBlock;
use crate::layout::form::slots::{Slot, Slots};
use crate::layout::reading::Reading;
use crate::layout::unread::{self, Expected, UnreadCell};
use crate::lexicon::labels;
use crate::lexicon::sense::Sense;
use crate::lexicon::vocabulary;
use crate::model::{Fate, RowRole};

/// A label of more characters is prose.
const LONGEST_LABEL: usize = 30;

/// Tells of every cell of a form what became of it.
pub(in crate::layout) fn note(reading: &mut Reading, slots: &Slots<'_>, blocks: &[IndicatorBlock]) {
    let mut rows_of_blocks = vec![None; slots.height()];
    for (number, block) in blocks.iter().enumerate() {
        let end = block.total.map_or(block.rows.end, |total| block.rows.end.max(total + 1));
        rows_of_blocks[block.header.start..end.min(slots.height())].fill(Some(number));
    }
    let mut heads = Heads::default();
    for (row, of_block) in rows_of_blocks.into_iter().enumerate() {
        match of_block.and_then(|number| blocks.get(number)) {
            Some(block) => note_block_row(reading, slots, block, row),
            None if reading.row_roles.get(row) == Some(&RowRole::Note) => {}
            None => heads.note_row(reading, slots, row),
        }
    }
}

/// A row of a block of indicators: its cells are those of its columns, or what stands beside them.
fn note_block_row(reading: &mut Reading, slots: &Slots<'_>, block: &IndicatorBlock, row: usize) {
    let is_total = block.total == Some(row);
    for slot in slots.own(row) {
        let fate = if block.header.contains(&row) {
            Fate::Header
        } else if is_total {
            Fate::Total
        } else if let Some(role) = block.role_of(&slot) {
            if let Some(expected) =
                Expected::of(role).filter(|expected| !unread::is_read(*expected, slot.text()))
            {
                push(reading, slots, &slot, expected, &block.heading(slots, &slot));
            }
            Fate::Record
        } else if is_label(slot.text()) || block.is_beside(&slot) {
            Fate::Header
        } else {
            Fate::Plain
        };
        set(reading, slots, &slot, fate);
    }
}

/// The rows above and between the blocks: labels with values beside and below them.
#[derive(Default)]
struct Heads {
    /// The grid columns under labels of the last row that held nothing else.
    below: Vec<Range<usize>>,
    /// The grid column of the label of goals above, where the last label was one: below it their rest may stand.
    goals: Option<usize>,
}

impl Heads {
    fn note_row(&mut self, reading: &mut Reading, slots: &Slots<'_>, row: usize) {
        let seen = slots.row(row);
        let filled: Vec<&Slot<'_>> = seen.iter().filter(|slot| slot.own && !slot.is_blank()).collect();
        let heads_columns = filled.len() > 1 && filled.iter().all(|slot| is_label(slot.text()));
        if heads_columns {
            self.below = filled.iter().map(|slot| slot.column()..slot.cell.end_column()).collect();
        }
        // What the last label to the left says that its value is; `None` before the first.
        let mut beside: Option<bool> = None;
        for slot in &seen {
            let text = slot.text();
            if slot.own && slot.is_blank() && self.goals == Some(slot.column()) {
                beside = Some(true);
            }
            let (fate, is_head) = if slot.is_blank() {
                (if beside.is_some() { Fate::Record } else { Fate::Plain }, false)
            } else if labels::with_value(text).is_some() {
                (Fate::Record, false)
            } else if is_label(text) {
                (Fate::Header, true)
            } else {
                let below = self.below.iter().any(|columns| columns.contains(&slot.column()));
                (if beside.unwrap_or(below) { Fate::Record } else { Fate::Plain }, false)
            };
            if is_head {
                beside = Some(labels::label(text) != Some(Sense::Other));
                let is_goals = matches!(labels::label(text), Some(Sense::Goals | Sense::Achievement));
                self.goals = if is_goals { self.goals.or(Some(slot.column())) } else { None };
            }
            if slot.own {
                set(reading, slots, slot, fate);
            }
        }
    }
}

/// Whether a text labels what stands beside or below it.
fn is_label(text: &str) -> bool {
    let is_short = || text.chars().nth(LONGEST_LABEL).is_none();
    labels::label(text).is_some() || (is_short() && vocabulary::role(text).is_some())
}

fn set(reading: &mut Reading, slots: &Slots<'_>, slot: &Slot<'_>, fate: Fate) {
    if let Some(anchor) = slots.anchor(slot) {
        reading.fates.entry(anchor).or_insert(fate);
    }
}

/// Notes a cell that could not be read.
pub(in crate::layout) fn push(
    reading: &mut Reading,
    slots: &Slots<'_>,
    slot: &Slot<'_>,
    expected: Expected,
    header: &str,
) {
    if let Some((row, cell)) = slots.anchor(slot) {
        reading.unread.push(UnreadCell { row, cell, expected, header: labels::flat(header) });
    }
}
