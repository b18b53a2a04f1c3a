//! What lies over the cells of an xls: text boxes, pictures, charts; and the comments on cells.

use super::{u16_at, units_of};
use crate::model::{Hidden, HiddenBy, Place};
use crate::read::sheet::{Line, Sheet, Slot};

/// The record of a drawing, which says where the object that follows lies.
pub(super) const DRAWING: u16 = 0x00ec;
/// The record of an object, which says of what kind it is.
pub(super) const OBJECT: u16 = 0x005d;
/// The record of an object's text, which follows in records that go on with it.
pub(super) const TEXT: u16 = 0x01b6;
/// A record that goes on with the one before.
pub(super) const CONTINUE: u16 = 0x003c;

/// The kinds of objects that show no text of their own: charts and pictures.
const PICTURES: [u16; 2] = [5, 8];
/// The kind of a comment.
const COMMENT: u16 = 0x19;
/// The kinds that are drawn by the program: the arrow of a filter, and controls.
const CONTROLS: std::ops::RangeInclusive<u16> = 0x0b..=0x14;

/// How the place of an object in a drawing begins.
const ANCHOR: [u8; 8] = [0, 0, 0x10, 0xf0, 0x12, 0, 0, 0];

/// An object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Object {
    kind: u16,
    over: Slot,
    text: String,
}

/// The objects of a sheet, record by record.
#[derive(Debug, Default)]
pub(super) struct Objects {
    found: Vec<Object>,
    over: Slot,
    /// How many characters of the last object's text are still to come.
    missing: usize,
}

impl Objects {
    /// Takes a record.
    pub(super) fn take(&mut self, kind: u16, data: &[u8]) {
        match kind {
            DRAWING => {
                if let Some(over) = anchor(data) {
                    self.over = over;
                }
            }
            OBJECT => {
                let kind = u16_at(data, 4).unwrap_or_default();
                self.found.push(Object { kind, over: self.over, text: String::new() });
            }
            TEXT => self.missing = usize::from(u16_at(data, 10).unwrap_or_default()),
            CONTINUE if self.missing > 0 => {
                let (Some(object), Some((flags, rest))) = (self.found.last_mut(), data.split_first()) else {
                    return;
                };
                let units = units_of(rest, flags & 1 != 0);
                let units = &units[..units.len().min(self.missing)];
                self.missing -= units.len();
                object.text.push_str(&String::from_utf16_lossy(units));
            }
            _ => {}
        }
    }

    /// Adds the objects to what a sheet says.
    pub(super) fn tell(&self, sheet: &mut Sheet) {
        let first = sheet.first_row();
        for Object { kind, over, text } in &self.found {
            if *kind == COMMENT {
                sheet.remarks.comments += 1;
                let at = Place::sheet_cell(&sheet.name, over.0, over.1);
                sheet.hidden.push(Hidden { by: HiddenBy::Comment, text: text.trim().to_owned(), at });
            } else if PICTURES.contains(kind) {
                sheet.remarks.drawings += 1;
            } else if !CONTROLS.contains(kind) {
                let lines = text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty());
                for text in lines.map(str::to_owned) {
                    let is_above = first.is_none_or(|first| over.0 <= first);
                    if is_above { &mut sheet.above } else { &mut sheet.below }
                        .push(Line { text, over: Some(*over) });
                }
            }
        }
        sheet.above.sort_by_key(|line| line.over);
        // The footer stands below all that lies on the sheet.
        sheet.below.sort_by_key(|line| (line.over.is_none(), line.over));
    }
}

/// The cell over which the last object of a drawing begins.
fn anchor(data: &[u8]) -> Option<Slot> {
    let at = data.windows(ANCHOR.len()).rposition(|window| window == ANCHOR)? + ANCHOR.len();
    Some((usize::from(u16_at(data, at + 6)?), usize::from(u16_at(data, at + 2)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_objects() {
        let mut objects = Objects::default();
        let mut add = |kind: u16, row: u8, text: &[u8]| {
            objects.take(DRAWING, &[&ANCHOR[..], &[0, 0, 2, 0, 0, 0, row, 0, 0, 0]].concat());
            objects.take(OBJECT, &[&[0x15, 0, 0x12, 0][..], &kind.to_le_bytes(), &[0; 16]].concat());
            if !text.is_empty() {
                objects
                    .take(TEXT, &[&[0; 10][..], &[u8::try_from(text.len()).unwrap(), 0], &[0; 6]].concat());
                objects.take(CONTINUE, &[&[0], text].concat());
                // The fonts of the text.
                objects.take(CONTINUE, &[0; 16]);
            }
        };
        add(6, 0, b"Title\nUnit");
        add(6, 9, b"Note");
        add(COMMENT, 3, b"check");
        add(8, 4, b"");
        add(0x14, 1, b"");
        let mut sheet = Sheet::new("S");
        sheet.put(2, 0, "x").unwrap();
        objects.tell(&mut sheet);
        let texts = |lines: &[Line]| lines.iter().map(|line| line.text.clone()).collect::<Vec<_>>().join("|");
        assert_eq!((texts(&sheet.above), texts(&sheet.below)), ("Title|Unit".to_owned(), "Note".to_owned()));
        assert_eq!((sheet.remarks.comments, sheet.remarks.drawings), (1, 1));
        assert_eq!((sheet.hidden.len(), sheet.hidden[0].text.as_str()), (1, "check"));
    }
}
