//! The table above a row of a grid, what stands between them, and whether another table begins there.

use super::{
    FEWEST_COLUMNS, filled_columns, first_text, is_number, is_title, is_wordy, names_columns, names_project,
    new_words, words,
};
use crate::lexicon::account_header::{self, Heading};
use crate::lexicon::{labels, line, money};
use crate::model::{Block, Row, Tidy};
use crate::normalize::lines;
use crate::text::width::fold;

/// So many words of a new header are not in the one above, where nothing else stands between the tables.
const FEWEST_NEW: usize = 2;

/// The rows between two tables, or within one.
pub(super) struct Between {
    /// The first of them.
    pub first: Option<usize>,
    /// Whether no cell from above reaches into them.
    pub is_free: bool,
    /// Whether one of them is blank.
    pub is_parted: bool,
    /// Whether one of them is a line.
    pub has_line: bool,
    /// The titles among them, folded.
    pub titles: Vec<String>,
    /// The unit that they name.
    pub unit: Option<String>,
}

impl Default for Between {
    fn default() -> Self {
        Self { first: None, is_free: true, is_parted: false, has_line: false, titles: Vec::new(), unit: None }
    }
}

impl Between {
    /// Takes a row for one of these; cells from above reach up to row `free`.
    pub(super) fn begin(&mut self, number: usize, free: usize) {
        if self.first.is_none() {
            self.first = Some(number);
            self.is_free = free <= number;
        }
    }

    pub(super) fn pass_line(&mut self, number: usize, free: usize, row: &Row<Tidy>, text: &str) {
        // What stands below a table is its own.
        if line::is_note(text) || line::is_signature(text) {
            *self = Self::default();
            return;
        }
        self.begin(number, free);
        self.has_line = true;
        if is_title(text) && lines::continued_title(text).is_none() {
            self.titles.push(fold(text));
        }
        let unit = row.cells.iter().find_map(|cell| money::unit(cell.text.text()));
        self.unit = unit.or(self.unit.take());
    }
}

/// Whether a row heads a column of names and one of amounts, and no other: too little to be a header, but below a title.
fn heads_pair(row: &Row<Tidy>) -> bool {
    let filled: Vec<&str> =
        row.cells.iter().map(|cell| cell.text.text().trim()).filter(|text| !text.is_empty()).collect();
    let [name, amount] = filled.as_slice() else { return false };
    account_header::is_name(name) && account_header::heading(&[(*amount).to_owned()]) == Heading::Amounts
}

/// The table that rows are added to.
#[derive(Default)]
pub(super) struct Upper<'a> {
    /// The titles above it, folded.
    pub titles: Vec<String>,
    /// The titles above the first table of the grid but its own, folded.
    pub running: Vec<String>,
    /// The unit above it.
    pub unit: Option<String>,
    /// Its first row that is no line.
    pub first: Option<&'a Row<Tidy>>,
    /// Its header, if that is its first row.
    pub header: Option<&'a Row<Tidy>>,
    /// Its first row and the words below it, down to the first row that holds numbers: a header may have several rows.
    pub heads: Vec<&'a Row<Tidy>>,
    /// Whether it has rows below its header.
    pub has_body: bool,
    /// The last of them.
    pub last: Option<&'a Row<Tidy>>,
    /// How many rows it has below its first.
    pub rows: usize,
}

impl<'a> Upper<'a> {
    /// A table below these blocks.
    pub(super) fn below(above: &[Block<Tidy>]) -> Self {
        let mut upper = Self::default();
        for block in above.iter().rev() {
            let (Block::Paragraph { text, .. } | Block::Heading { text, .. }) = block else { break };
            if is_title(text.text()) {
                upper.titles.push(fold(text.text()));
            }
            upper.unit = upper.unit.or_else(|| money::unit(text.text()));
        }
        upper.running.extend(upper.titles.iter().skip(1).cloned());
        upper
    }

    /// Takes the lines that stand above its first row.
    pub(super) fn take_lines(&mut self, above: &Between) {
        self.titles.extend(above.titles.iter().cloned());
        self.unit = above.unit.clone().or(self.unit.take());
    }

    pub(super) fn take(&mut self, row: &'a Row<Tidy>) {
        if self.first.is_none() {
            self.first = Some(row);
            // A form begins with a label, and its value stands beside it.
            let is_header = |row: &&Row<Tidy>| {
                let is_labelled = labels::label(&first_text(row)).is_some();
                names_columns(row) || (words(row) >= FEWEST_COLUMNS && is_wordy(row) && !is_labelled)
            };
            self.header = Some(row).filter(is_header);
            self.heads.push(row);
            return;
        }
        if self.heads.len() == self.rows + 1 && is_wordy(row) {
            self.heads.push(row);
        }
        self.rows += 1;
        if !names_columns(row) {
            self.has_body = true;
            self.last = Some(row);
        }
    }

    /// Whether a row begins another table.
    pub(super) fn is_followed_by(
        &self,
        row: &Row<Tidy>,
        next: Option<&Row<Tidy>>,
        between: &Between,
    ) -> bool {
        let other_title = between.titles.iter().any(|title| !self.is_titled(title));
        // Below a title the name of a project begins a form.
        if self.first.is_some() && names_project(row) && !between.titles.is_empty() {
            return true;
        }
        if !self.has_body {
            // One cell, and not the first of its row, is what a page left of the table above.
            let is_rest =
                self.first.is_some_and(|first| words(first) == 1 && filled_columns(first).next() > Some(0));
            return is_rest && self.rows == 0 && other_title && names_columns(row);
        }
        let other_unit = between.unit.is_some() && self.unit.is_some() && between.unit != self.unit;
        let begins_anew = self.first.is_some_and(|first| first_text(first) == first_text(row));
        if self.heads.iter().any(|head| lines::alike(head, row)) {
            return other_title || other_unit;
        }
        if begins_anew && self.header.is_none() {
            // A form begins with the label of the form above.
            let is_parted = between.is_parted || !between.titles.is_empty();
            return other_title || (is_parted && labels::label(&first_text(row)).is_some());
        }
        let is_named = names_columns(row);
        if other_title && (is_named || heads_pair(row) || (words(row) >= FEWEST_COLUMNS && is_wordy(row))) {
            return true;
        }
        let Some(header) = self.header else { return false };
        let new = if is_named { new_words(header, row) } else { 0 };
        if between.is_parted || between.has_line {
            return new > 0 || (between.is_parted && is_wordy(row) && self.turns_to_words(row, next));
        }
        new >= FEWEST_NEW
    }

    /// Whether a title is that of this table, as far as it goes: that of a page may be shorter.
    pub(super) fn is_titled(&self, title: &str) -> bool {
        self.titles.iter().chain(&self.running).any(|own| own == title)
    }

    /// Whether a line below the first row of a table is one that the end of a page leaves there.
    pub(super) fn is_of_page(&self, text: &str, between: &Between) -> bool {
        let folded = fold(text);
        lines::is_page_number(text)
            || lines::bare_number(text).is_some()
            || lines::continued_title(text).is_some()
            || lines::is_label_line(text)
            || self.is_titled(&folded)
            || between.titles.contains(&folded)
    }

    /// Whether words stand where the table has numbers, and numbers again below them.
    pub(super) fn turns_to_words(&self, row: &Row<Tidy>, next: Option<&Row<Tidy>>) -> bool {
        let (Some(last), Some(next)) = (self.last, next) else { return false };
        let number = |row: &Row<Tidy>, column: usize| {
            let cell = row.cells.iter().find(|cell| cell.column == column);
            cell.is_some_and(|cell| is_number(cell.text.text()))
        };
        let filled = || row.cells.iter().filter(|cell| !cell.text.is_blank());
        filled().count() >= FEWEST_COLUMNS
            && filled().any(|cell| number(last, cell.column))
            && filled().any(|cell| number(next, cell.column))
    }
}
