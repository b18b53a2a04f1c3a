//! The fields of a form: labels with their values beside them, and the rows of each form, which a field begins.

use std::ops::Range;

use crate::layout::form::slots::{Slot, Slots};
use crate::lexicon::labels;
use crate::lexicon::sense::Sense;
use crate::lexicon::vocabulary;
use crate::model::{Row, Table, Tidy};

/// A label with the cell beside it.
pub(super) struct Field<'a> {
    /// The label.
    pub label: Sense,
    /// The row it stands in.
    pub row: usize,
    slot: Slot<'a>,
    /// The value where it stands in the label's own cell.
    pub inline: Option<&'a str>,
}

impl Field<'_> {
    /// The value.
    pub(super) fn value(&self) -> String {
        labels::flat(self.inline.map_or_else(|| self.slot.text(), labels::up_to_gap))
    }
}

/// Whether any cell may be the label that every form has; cheap, as most tables are no forms.
pub(super) fn may_be_form(table: &Table<Tidy>) -> bool {
    // A label and its value stand side by side; a table of one cell a row is no form.
    let filled = |row: &Row<Tidy>| row.cells.iter().filter(|cell| !cell.text.is_blank()).count();
    if table.rows.iter().all(|row| filled(row) < 2) {
        return false;
    }
    table.rows.iter().flat_map(|row| &row.cells).any(|cell| {
        let text = cell.text.text();
        let label = labels::label(text).or_else(|| Some(labels::with_value(text)?.0));
        matches!(
            label,
            Some(
                Sense::Name
                    | Sense::NameAndCode
                    | Sense::Organisation
                    | Sense::Duties
                    | Sense::Tasks
                    | Sense::Unit
                    | Sense::Department
            )
        )
    })
}

/// The labels of a form, each with what stands beside it. `is_head` tells the rows that are no block of indicators.
pub(super) fn find<'a>(slots: &Slots<'a>, is_head: &dyn Fn(usize) -> bool) -> Vec<Field<'a>> {
    let mut fields = Vec::new();
    for row in (0..slots.height()).filter(|row| is_head(*row)) {
        let own = slots.own(row);
        if is_column_header(&own) {
            continue;
        }
        for (number, slot) in own.iter().enumerate() {
            let Some(label) = labels::label(slot.text()) else {
                if let Some((label, value)) = labels::with_value(slot.text()) {
                    fields.push(Field { label, row, slot: *slot, inline: Some(value) });
                }
                continue;
            };
            // A lost span leaves blank cells between a label and its value.
            let beside = own[number + 1..].iter().find(|slot| !slot.is_blank());
            let value = beside.filter(|slot| labels::label(slot.text()).is_none());
            match value {
                Some(value) => fields.push(Field { label, row, slot: *value, inline: None }),
                None => fields.push(Field { label, row, slot: *slot, inline: Some("") }),
            }
        }
    }
    fields
}

/// Whether a row heads columns: nearly all its cells are labels, and more than two.
fn is_column_header(own: &[Slot<'_>]) -> bool {
    let named = |slot: &&Slot<'_>| {
        labels::label(slot.text()).is_some()
            || (slot.text().len() <= 90 && vocabulary::role(slot.text()).is_some())
    };
    let known = own.iter().filter(named).count();
    known >= 3 && known * 3 > own.len() * 2
}

/// The rows of each form in a table: a new one begins at the next name of a project.
pub(super) fn forms(slots: &Slots<'_>, fields: &[Field<'_>]) -> Vec<Range<usize>> {
    let mut starts: Vec<usize> = fields
        .iter()
        .filter(|field| matches!(field.label, Sense::Name | Sense::NameAndCode) && !field.value().is_empty())
        .map(|field| field.row)
        .collect();
    starts.dedup();
    // The lone rows above a name are the form's title.
    for start in starts.iter_mut().skip(1) {
        while *start > 1 && is_title(&slots.own(*start - 1), slots.width()) {
            *start -= 1;
        }
    }
    if starts.is_empty() {
        starts.push(0);
    }
    starts[0] = 0;
    starts.dedup();
    let ends = starts.iter().copied().skip(1).chain([slots.height()]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

/// Whether a row is a title: one filled cell over the whole width, which is no label.
pub(super) fn is_title(own: &[Slot<'_>], width: usize) -> bool {
    let mut filled = own.iter().filter(|slot| !slot.is_blank());
    let (Some(lone), None) = (filled.next(), filled.next()) else { return false };
    let wide = lone.cell.colspan * 2 > width || own.len() > 1;
    wide && width > 1 && labels::label(lone.text()).is_none() && lone.text().chars().count() <= 60
}
