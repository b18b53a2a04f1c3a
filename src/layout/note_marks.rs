//! The raised numbers in names that point to the notes of their table: 就业补助² is named 就业补助, where a note 2 stands
//! below. The text of the cell keeps the mark.

use crate::lexicon::marks;
use crate::model::{Block, BudgetLine, Document, Project, Table, Tidy};

/// Takes the marks out of the names of records.
pub(super) fn take_out(document: &Document<Tidy>, projects: &mut [Project], budget: &mut [BudgetLine]) {
    let notes = notes(document);
    let clean = |name: &mut String, table: Option<usize>| {
        let notes = table.and_then(|table| notes.get(table));
        if let Some(notes) = notes.filter(|notes| !notes.is_empty() && name.chars().any(marks::is_raised)) {
            *name = marks::without_numbers_of(name, notes);
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

/// The numbers of the notes of every table: in its own notes, in rows of one text, and in the lines below it.
fn notes(document: &Document<Tidy>) -> Vec<Vec<u32>> {
    let mut found: Vec<Vec<u32>> = Vec::new();
    for block in &document.blocks {
        match block {
            Block::Table(table) => {
                let notes = table.notes.iter().map(String::as_str).chain(rows_of_notes(table));
                found.push(notes.flat_map(marks::note_numbers).collect());
            }
            Block::Paragraph { text, .. } => {
                if let Some(last) = found.last_mut() {
                    last.extend(text.text().lines().flat_map(marks::note_numbers));
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
}
