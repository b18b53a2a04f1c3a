//! The surroundings of a table: what a reading may know of the document around it.

use crate::lexicon::line;

/// A line above a table that is longer, in characters, is prose.
const LONGEST_LINE_ABOVE: usize = 60;

/// So many lines above a table may be its title, number and unit.
const MOST_LINES_ABOVE: usize = 8;

/// What a reading may know of the document around its table.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// Number of the table, from 0.
    pub table: usize,
    /// The title of the document, or the heading above the table.
    pub title: Option<String>,
    /// The title of the document.
    pub document: Option<String>,
    /// The last short lines between the table and the one before it.
    pub above: Vec<String>,
}

impl Context {
    /// What is known before the first table of a document.
    pub(super) fn of_document(title: Option<String>) -> Self {
        Self { table: 0, title: title.clone(), document: title, above: Vec::new() }
    }

    /// Takes note of a heading above the next table.
    pub(super) fn pass_heading(&mut self, text: &str) {
        // The name that a program gave a sheet names nothing.
        if line::is_blank_sheet_name(text) {
            return;
        }
        self.title = Some(text.to_owned());
        self.pass_line(text);
    }

    /// Takes note of a line above the next table.
    pub(super) fn pass_line(&mut self, text: &str) {
        if text.chars().count() > LONGEST_LINE_ABOVE || text.contains(['。', '；']) {
            return;
        }
        if self.above.len() == MOST_LINES_ABOVE {
            self.above.remove(0);
        }
        self.above.push(text.to_owned());
    }

    /// Leaves a table behind.
    pub(super) fn pass_table(&mut self) {
        self.table += 1;
        self.above.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_sheets() {
        let mut context = Context::of_document(None);
        context.pass_heading("支出表");
        context.pass_heading("Sheet2");
        assert_eq!(context.title.as_deref(), Some("支出表"));
    }
}
