//! Cells whose place says what they are and that could not be read as that.

use crate::model::{Finding, Message, Position, Rule, Severity, Table, Tidy};

/// An amount that cannot be read.
pub const AMOUNT_UNREAD: Rule =
    Rule { name: "amount-unread", severity: Severity::Warning, page: include_str!("amount_unread.md") };

/// What a cell is by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// An amount of money.
    Amount,
}

impl Expected {
    /// The rule that a cell is reported under which is not what it should be.
    fn rule(self) -> &'static Rule {
        match self {
            Self::Amount => &AMOUNT_UNREAD,
        }
    }
}

/// A cell that says something other than what its place expects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadCell {
    /// The row that it begins in.
    pub row: usize,
    /// Its number among that row's cells.
    pub cell: usize,
    /// What it should be.
    pub expected: Expected,
    /// What is printed above or beside it, by which that is known: 预算数.
    pub header: String,
}

impl UnreadCell {
    /// The finding about it, in the table of a number.
    pub(super) fn finding(&self, table: &Table<Tidy>, number: usize) -> Finding {
        let rule = self.expected.rule();
        let cell = &table.rows[self.row].cells[self.cell];
        let text = cell.text.text().trim().to_owned();
        Finding {
            at: Some(Position::in_table(number, self.row, cell.column, &cell.at)),
            found: Some(text.clone()),
            source: Some(text.clone()),
            ..Finding::new(rule, &Message::new(rule.name, &[&self.header, &text]))
        }
    }
}
