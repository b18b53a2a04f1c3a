//! The list of a page's headings and tables, which leads to them.

use super::marks::table_id;
use super::{escape, push};
use crate::model::{Disclosure, RichText, own_heading};
use crate::view::Sheet;

/// A page of fewer tables has no list.
const FEWEST_TABLES: usize = 2;

/// What a page has, in reading order.
#[derive(Debug, Default)]
pub(super) struct Contents {
    entries: Vec<Entry>,
    /// How many tables there are so far.
    pub(super) tables: usize,
}

/// A heading or a table.
#[derive(Debug)]
struct Entry {
    id: String,
    level: u8,
    text: String,
    is_title: bool,
    findings: usize,
}

impl Contents {
    /// Takes note of a heading and its anchor.
    pub(super) fn add_heading(&mut self, id: String, level: u8, is_title: bool, text: &RichText) {
        let text = text.text().split_whitespace().collect::<Vec<_>>().join(" ");
        self.entries.push(Entry { id, level, text, is_title, findings: 0 });
    }

    /// Takes note of a table and of what was found in it. Its title is its entry where that stands above it.
    pub(super) fn add_table(&mut self, sheet: &Sheet, disclosure: &Disclosure) {
        let number = self.tables;
        self.tables += 1;
        let in_table = |place: &crate::model::Position| place.table == Some(number);
        let findings =
            disclosure.findings.iter().filter(|finding| finding.at.as_ref().is_some_and(in_table)).count();
        if let Some(title) = self.entries.last_mut().filter(|entry| entry.is_title) {
            title.findings = findings;
            title.is_title = false;
        } else if let Some(title) = sheet.own_title.as_ref().or(sheet.title.as_ref()) {
            let level = self.entries.last().map_or(2, |entry| entry.level.saturating_add(1));
            let id = table_id(number);
            self.entries.push(Entry { id, level, text: title.clone(), is_title: false, findings });
        }
    }

    /// Adds the list to a page; none where there is little to list.
    pub(super) fn push(&self, page: &mut String) {
        if self.tables < FEWEST_TABLES {
            return;
        }
        push(page, format_args!("<nav aria-label=\"{}\">\n<ul>\n", own_heading("sheet-index")));
        for Entry { id, level, text, findings, .. } in &self.entries {
            let count = if *findings > 0 { format!(" <b>{findings}</b>") } else { String::new() };
            let (level, text) = ((*level).clamp(1, 4), escape(text));
            push(page, format_args!("<li class=\"l{level}\"><a href=\"#{id}\">{text}</a>{count}</li>\n"));
        }
        page.push_str("</ul>\n</nav>\n");
    }
}
