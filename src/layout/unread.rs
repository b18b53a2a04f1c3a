//! Cells whose place says what they are and that could not be read as that.

use crate::lexicon::money;
use crate::model::{Finding, Message, Position, Rule, Severity, Table, Tidy};

/// An amount that cannot be read.
pub const AMOUNT_UNREAD: Rule =
    Rule { name: "amount-unread", severity: Severity::Warning, page: include_str!("amount_unread.md") };

/// An amount in another unit than its table's.
pub const AMOUNT_UNIT_DIFFERS: Rule = Rule {
    name: "amount-unit-differs",
    severity: Severity::Warning,
    page: include_str!("amount_unit_differs.md"),
};

/// A code that cannot be read.
pub const CODE_UNREAD: Rule =
    Rule { name: "code-unread", severity: Severity::Warning, page: include_str!("code_unread.md") };

/// What a cell is by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// An amount of money.
    Amount,
    /// An amount of money in the unit of its column or table.
    AmountInUnit,
    /// The code of an account.
    Account,
}

impl Expected {
    /// The rule that a cell is reported under which is not what it should be.
    fn rule(self) -> &'static Rule {
        match self {
            Self::Amount => &AMOUNT_UNREAD,
            Self::AmountInUnit => &AMOUNT_UNIT_DIFFERS,
            Self::Account => &CODE_UNREAD,
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
        let expected = self.unit(table, cell.column);
        let shown = text.lines().map(str::trim).collect::<Vec<_>>().join(" ");
        let message = if let Some(unit) = &expected {
            Message::new("amount-unit-differs", &[&self.header, &shown, unit])
        } else {
            let id = if self.expected == Expected::Account { "code-unread" } else { "amount-unread" };
            Message::new(id, &[&self.header, &shown])
        };
        Finding {
            at: Some(Position::in_table(number, self.row, cell.column, &cell.at)),
            found: Some(text.clone()),
            source: Some(text),
            expected,
            ..Finding::new(rule, &message)
        }
    }

    /// The unit that an amount should be in: that of its column, or of the table.
    fn unit(&self, table: &Table<Tidy>, column: usize) -> Option<String> {
        if self.expected != Expected::AmountInUnit {
            return None;
        }
        let header = table.columns.get(column).into_iter().flat_map(|column| column.header.iter().rev());
        header.into_iter().find_map(|text| money::unit(text)).or_else(|| table.unit.clone())
    }
}
