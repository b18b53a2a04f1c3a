//! The marks in names that point to notes: 就业补助² is named 就业补助, where a note 2 stands below the table, and so is
//! 就业补助①. The text of the cell keeps the mark.

use std::collections::BTreeSet;

use crate::lexicon::{cell, marks};
use crate::model::{Block, BudgetLine, Document, Inline, Paragraph, Project, Table, Tidy};

/// So many characters before a raised mark tell where in a name it stands.
const BEFORE_MARK: usize = 8;

/// What is known of the notes of a table.
#[derive(Default)]
struct Notes {
    /// Their numbers.
    numbers: Vec<u32>,
    /// The signs that they begin with: `①`, `*`, `[1]`.
    signs: BTreeSet<String>,
    /// The marks that the source raises, each behind the characters before it.
    raised: BTreeSet<(String, String)>,
}

/// Takes the marks out of the names of records.
pub(super) fn take_out(document: &Document<Tidy>, projects: &mut [Project], budget: &mut [BudgetLine]) {
    let notes = notes(document);
    let clean = |name: &mut String, table: Option<usize>| {
        if let Some(notes) = table.and_then(|table| notes.get(table)) {
            notes.clean(name);
        }
    };
    for line in budget {
        clean(&mut line.name, Some(line.table));
    }
    for project in projects {
        clean(&mut project.name, project.at.table);
        for indicator in &mut project.indicators {
            clean(&mut indicator.name, indicator.at.table);
        }
    }
}

impl Notes {
    /// Takes the marks of these notes out of a name, where something is left of it.
    fn clean(&self, name: &mut String) {
        if !self.numbers.is_empty() && name.chars().any(marks::is_raised) {
            *name = marks::without_numbers_of(name, &self.numbers);
        }
        for (before, mark) in &self.raised {
            let printed = format!("{before}{mark}");
            if let Some(at) = name.find(&printed) {
                name.replace_range(at + before.len()..at + printed.len(), "");
            }
        }
        while let Some(mark) = cell::mark_behind(name).filter(|mark| self.point_to(mark)) {
            let end = name.trim_end().len() - mark.len();
            name.truncate(name[..end].trim_end().len());
        }
    }

    /// Whether a mark points to one of these notes, or several marks to some of them.
    fn point_to(&self, mark: &str) -> bool {
        let inner: String = mark.chars().filter(char::is_ascii_digit).collect();
        let is_numbered = mark.ends_with([']', '］', '】'])
            && inner.parse().is_ok_and(|number: u32| self.numbers.contains(&number));
        let is_sign = |c: char| self.signs.contains(c.encode_utf8(&mut [0; 4]));
        is_numbered
            || self.signs.contains(mark)
            || mark.chars().all(is_sign)
            || mark.chars().all(marks::is_raised_letter)
    }

    /// Takes up what a line says if it is a note.
    fn read(&mut self, line: &str) {
        self.numbers.extend(marks::note_numbers(line));
        let behind_colon = line.split_once(['：', ':']).map(|(_, notes)| notes);
        for beginning in [Some(line), behind_colon].into_iter().flatten() {
            self.signs.extend(cell::leading_mark(beginning).map(str::to_owned));
        }
    }

    /// Takes up the raised marks of a paragraph, numbers aside: those may be powers.
    fn read_raised(&mut self, paragraph: &Paragraph) {
        for (number, inline) in paragraph.inlines.iter().enumerate() {
            let Inline::Superscript { inlines } = inline else { continue };
            let text =
                |inlines: &[Inline]| Paragraph { inlines: inlines.to_vec(), ..Paragraph::default() }.text();
            let (before, mark) = (text(&paragraph.inlines[..number]), text(inlines));
            let tail =
                before.char_indices().rev().take(BEFORE_MARK).last().map_or("", |(at, _)| &before[at..]);
            if !tail.is_empty() && cell::is_raised_mark(&mark) {
                self.raised.insert((tail.to_owned(), mark));
            }
        }
    }
}

/// What is known of the notes of every table: from its own notes, rows of one text, and the lines below it.
fn notes(document: &Document<Tidy>) -> Vec<Notes> {
    let mut found: Vec<Notes> = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Table(table) => {
                let mut notes = Notes::default();
                table
                    .notes
                    .iter()
                    .map(String::as_str)
                    .chain(rows_of_notes(table))
                    .for_each(|line| notes.read(line));
                let cells = table.rows.iter().flat_map(|row| &row.cells);
                for paragraph in cells.flat_map(|cell| cell.text.paragraphs()) {
                    notes.read_raised(paragraph);
                }
                found.push(notes);
            }
            Block::Paragraph { text, .. } => {
                if let Some(last) = found.last_mut() {
                    text.text().lines().for_each(|line| last.read(line));
                }
            }
            Block::Heading { .. } | Block::List { .. } => {}
        }
    }
    found
}

/// What the rows of a table say that have one text.
fn rows_of_notes(table: &Table<Tidy>) -> impl Iterator<Item = &str> {
    table.rows.iter().filter_map(|row| {
        let mut texts = row.cells.iter().map(|cell| cell.text.text()).filter(|text| !text.trim().is_empty());
        texts.next().filter(|_| texts.next().is_none())
    })
}

#[cfg(test)]
mod tests {
    use super::super::cases::disclosure;

    fn names(note: &str) -> Vec<String> {
        let text = format!(
            "<h1>青岭县2024年支出预算表</h1><p>单位：万元</p><table><tr><td>科目编码<td>科目名称<td>合计<td>基本支出<td>项目支出\
             <tr><td>208<td>社会保障<sup>2</sup>支出<td>3.00<sup>1</sup><td>1.00<td>2.00<tr><td>213<td>绿化m<sup>2</sup><td>3.00<td>1.00<td>2.00{note}</table>"
        );
        disclosure(&text).budget.into_iter().map(|line| line.name).collect()
    }

    #[test]
    fn marks_of_notes_are_no_part_of_names() {
        assert_eq!(names("<tr><td>1 含结转。 2 含上级补助。<td><td><td><td>"), ["社会保障支出", "绿化m²"]);
        // No note says what the number is.
        assert_eq!(names(""), ["社会保障²支出", "绿化m²"]);
    }
    #[test]
    fn signs_and_raised_marks_are_no_part_of_names() {
        let named = |name: &str, note: &str| {
            let text = format!(
                "<h1>青岭县2024年支出预算表</h1><p>单位：万元</p><table><tr><td>科目编码<td>科目名称<td>合计<td>基本支出<td>项目支出\
                 <tr><td>208<td>{name}<td>3.00<td>1.00<td>2.00</table>{note}"
            );
            disclosure(&text).budget.remove(0).name
        };
        for (name, note, expected) in [
            ("就业补助①", "<p>注：①含结转。</p>", "就业补助"),
            ("就业补助①②", "<p>①含结转。</p><p>②含上级。</p>", "就业补助"),
            ("就业补助*", "<p>*含结转。</p>", "就业补助"),
            ("就业补助[1]", "<p>注：1.含结转。</p>", "就业补助"),
            ("就业补助<sup>[1]</sup>", "", "就业补助"),
            ("就业<sup>注1</sup>补助", "", "就业补助"),
            ("就业补助<sup>①</sup>", "", "就业补助"),
            // No note says what these are, or the mark is a part of the name.
            ("就业补助①", "", "就业补助①"),
            ("就业补助①", "<p>②含结转。</p>", "就业补助①"),
            ("3号楼*", "<p>注：含结转。</p>", "3号楼*"),
            ("绿化m<sup>2</sup>", "", "绿化m²"),
        ] {
            assert_eq!(named(name, note), expected, "{name} {note}");
        }
    }
}
