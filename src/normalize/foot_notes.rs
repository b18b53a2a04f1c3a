//! The notes at the foot of a table that stand in rows of their own: 注：1.… in one, 2.… in the next.

use super::lines;
use crate::lexicon::grammar::numbering::{self, MarkerKind};
use crate::lexicon::{cell, line, marks};
use crate::model::{Row, RowRole, Table, Tidy};

/// Gives the rows below a note that go on with it the role of notes, and those that begin with the mark of a note
/// which a cell above has behind it.
///
/// A row of one text goes on with a note where its number is the next one; below the last row of several texts
/// also where it is numbered or a sentence. Elsewhere such a row may be a project or a group of lines.
pub(super) fn find(table: &mut Table<Tidy>) {
    let top = table.header_rows;
    let is_record =
        |row: &Row<Tidy>| row.role != RowRole::Note && lines::lone(row).is_none() && !lines::is_blank(row);
    let Some(foot) = table.rows.iter().rposition(is_record).map(|last| last + 1) else { return };
    let mut above: Option<u32> = None;
    let mut in_notes = false;
    for number in top..table.rows.len() {
        let row = &table.rows[number];
        let Some(text) = lines::lone(row) else {
            in_notes &= lines::is_blank(row);
            continue;
        };
        let begins = row.role == RowRole::Note && line::is_note(text);
        let counted = numbered(text);
        let counts_on = in_notes && counted.is_some() && counted == above.map(|above| above + 1);
        let goes_on =
            number >= foot && (in_notes && is_further(text) || is_pointed_to(&table.rows[top..number], text));
        in_notes = begins || counts_on || goes_on;
        if in_notes {
            above = last_number(text).or(above);
            table.rows[number].role = RowRole::Note;
        }
    }
}

/// The number that a note begins with: `2.…`, `②…`, `（3）…`.
fn numbered(text: &str) -> Option<u32> {
    let marker = numbering::marker(text)?;
    matches!(marker.kind, MarkerKind::Arabic | MarkerKind::ArabicParen).then_some(marker.number)
}

/// The last number of the notes in a row: 2 of `注：1.含结转。2.不含基建。`.
fn last_number(text: &str) -> Option<u32> {
    let behind_colon = text.split_once(['：', ':']).and_then(|(_, notes)| numbered(notes));
    marks::note_numbers(text).last().copied().or_else(|| numbered(text)).or(behind_colon)
}

/// Whether a text below a note is a further one, or the rest of its sentence.
fn is_further(text: &str) -> bool {
    let is_marked = numbered(text).is_some() || text.starts_with(marks::is_note_sign);
    is_marked || text.trim_end().ends_with(['。', '；', ';'])
}

/// Whether a text begins with a mark that stands behind the text of a cell above it: `①分两年实施` below `水渠修复①`.
fn is_pointed_to(above: &[Row<Tidy>], text: &str) -> bool {
    let Some(mark) = cell::leading_mark(text) else { return false };
    let points = |above: &str| cell::mark_behind(above).is_some_and(|behind| behind.contains(mark));
    above.iter().flat_map(|row| &row.cells).any(|above| points(above.text.text()))
}

#[cfg(test)]
mod tests {
    use super::super::tests::mended;
    use super::*;

    /// The rows of notes below `head` and two rows of a table.
    fn notes(rows: &[&str]) -> Vec<String> {
        let body =
            "科目编码\t科目名称\t合计\t基本支出\n205\t教育支出①\t3.00\t3.00\n208\t社保支出*\t3.00\t3.00\n";
        let (document, _) = mended("tsv", &format!("{body}{}\n", rows.join("\n")));
        let table = document.tables().next().unwrap();
        let is_note = |row: &&Row<Tidy>| row.role == RowRole::Note;
        table.rows.iter().filter(is_note).filter_map(lines::lone).map(str::to_owned).collect()
    }

    #[test]
    fn notes_that_go_on_in_the_next_row() {
        for rows in [
            &["注：1.含结转。\t\t\t", "2.不含基建。\t\t\t"][..],
            &["注：含结转，\t\t\t", "不含基建。\t\t\t"],
            &["说明：①含结转\t\t\t", "②不含基建\t\t\t", "*本级\t\t\t"],
            &["注：\t\t\t", "（1）含结转\t\t\t", "\t（2）不含基建\t\t"],
            &["①含结转\t\t\t", "*本级\t\t\t"],
        ] {
            assert_eq!(notes(rows).len(), rows.len(), "{rows:?}");
        }
        // The next number goes on with a note in the midst of a table, too.
        assert_eq!(notes(&["注：1.含结转。\t\t\t", "2.不含基建。\t\t\t", "210\t卫生\t1.00\t1.00"]).len(), 2);
    }

    #[test]
    fn rows_of_one_text_that_are_no_notes() {
        for rows in [
            &["1.本级\t\t\t", "210\t卫生\t1.00\t1.00"][..],
            &["②含结转\t\t\t"],
            &["#号楼\t\t\t"],
            &["2.本级\t\t\t", "3.下级\t\t\t"],
        ] {
            assert_eq!(notes(rows), [""; 0], "{rows:?}");
        }
        // After a note that does not count, rows below may be groups of lines.
        assert_eq!(notes(&["注：含结转。\t\t\t", "2.下级\t\t\t", "210\t卫生\t1.00\t1.00"]).len(), 1);
    }
}
