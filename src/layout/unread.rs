//! Cells whose place says what they are and that could not be read as that.

use crate::lexicon::account;
use crate::lexicon::cell::CellValue;
use crate::lexicon::fault;
use crate::lexicon::money;
use crate::lexicon::points::points;
use crate::model::{ColumnRole, Finding, Message, Position, Rule, Severity, Table, Tidy};

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

/// A weight or score that cannot be read.
pub const NUMBER_UNREAD: Rule =
    Rule { name: "number-unread", severity: Severity::Warning, page: include_str!("number_unread.md") };

/// A target that was lost.
pub const TARGET_UNREAD: Rule =
    Rule { name: "target-unread", severity: Severity::Warning, page: include_str!("target_unread.md") };

/// A name or code that names nothing.
pub const NAME_UNREAD: Rule =
    Rule { name: "name-unread", severity: Severity::Warning, page: include_str!("name_unread.md") };

/// What a cell is by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Expected {
    /// An amount of money.
    Amount,
    /// An amount of money in the unit of its column or table.
    AmountInUnit,
    /// The code of an account.
    Account,
    /// The only amount under its header.
    OnlyAmount,
    /// A weight.
    Weight,
    /// A score.
    Score,
    /// A target; words are one.
    Target,
    /// The code of something.
    Code,
    /// The name of something.
    Name,
}

impl Expected {
    /// What the cells of a column of a role are; `None` where they may say anything.
    pub(super) fn of(role: ColumnRole) -> Option<Self> {
        match role {
            ColumnRole::Amount => Some(Self::Amount),
            ColumnRole::Weight => Some(Self::Weight),
            ColumnRole::Score => Some(Self::Score),
            ColumnRole::Target => Some(Self::Target),
            ColumnRole::Code => Some(Self::Code),
            ColumnRole::Name | ColumnRole::Level1 | ColumnRole::Level2 | ColumnRole::Indicator => {
                Some(Self::Name)
            }
            _ => None,
        }
    }

    /// The rule that a cell is reported under which is not what it should be.
    fn rule(self, text: &str) -> &'static Rule {
        match self {
            Self::Code if account::is_power(text) => &CODE_UNREAD,
            Self::Amount | Self::OnlyAmount => &AMOUNT_UNREAD,
            Self::AmountInUnit => &AMOUNT_UNIT_DIFFERS,
            Self::Account => &CODE_UNREAD,
            Self::Weight | Self::Score => &NUMBER_UNREAD,
            Self::Target => &TARGET_UNREAD,
            Self::Code | Self::Name => &NAME_UNREAD,
        }
    }

    /// What is said of a cell under a header that is not what it should be.
    fn said(self, header: &str, text: &str) -> Message {
        match self {
            Self::Amount | Self::AmountInUnit => Message::new("amount-unread", &[&header, &text]),
            Self::Account => Message::new("code-unread", &[&header, &text]),
            Self::Code if account::is_power(text) => Message::new("code-unread", &[&header, &text]),
            Self::OnlyAmount => Message::new("amount-unread-several", &[&header, &text]),
            Self::Weight | Self::Score => Message::new("number-unread", &[&header, &text]),
            Self::Target => Message::new("target-unread", &[&header, &text]),
            Self::Code | Self::Name => Message::new("name-unread", &[&header, &text]),
        }
    }
}

/// Whether a text is what is expected where it stands, or says that there is nothing.
pub(super) fn is_read(expected: Expected, text: &str) -> bool {
    let is_nothing = || CellValue::of(text) == CellValue::Nothing && !fault::is_fault(text);
    match expected {
        Expected::Amount | Expected::OnlyAmount | Expected::AmountInUnit => {
            money::amount(text).is_some() || is_nothing()
        }
        Expected::Weight | Expected::Score => points(text).is_some() || is_nothing(),
        Expected::Target => !fault::is_fault(text) && !fault::is_residue(text),
        Expected::Code | Expected::Account => {
            text.trim().is_empty() || !fault::is_sign(text) && !account::is_power(text) || is_nothing()
        }
        Expected::Name => !fault::is_no_name(text) || is_nothing(),
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
        let cell = &table.rows[self.row].cells[self.cell];
        let text = cell.text.text().trim().to_owned();
        let expected = self.unit(table, cell.column);
        let shown = text.lines().map(str::trim).collect::<Vec<_>>().join(" ");
        let message = match &expected {
            Some(unit) => Message::new("amount-unit-differs", &[&self.header, &shown, unit]),
            None => self.expected.said(&self.header, &shown),
        };
        Finding {
            at: Some(Position::in_table(number, self.row, cell.column, &cell.at)),
            found: Some(text.clone()),
            source: Some(text),
            expected,
            ..Finding::new(self.expected.rule(&shown), &message)
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

/// The cells of a table that a finding is made for each: a row of signs alone, `| : | : |`, is said once.
pub(super) fn told<'a>(cells: &'a [UnreadCell], table: &Table<Tidy>) -> impl Iterator<Item = &'a UnreadCell> {
    cells.iter().enumerate().filter_map(|(number, cell)| {
        let before = number.checked_sub(1).map(|before| &cells[before]);
        // Every error of a spreadsheet hides a value of its own.
        let text = |cell: &UnreadCell| table.rows[cell.row].cells[cell.cell].text.text();
        let of_words = |cell: &UnreadCell| {
            matches!(cell.expected, Expected::Name | Expected::Target) && !fault::is_fault(text(cell))
        };
        let again = before.is_some_and(|before| before.row == cell.row && of_words(before) && of_words(cell));
        (!again).then_some(cell)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_are_what_is_expected() {
        for (expected, text, read) in [
            (Expected::Amount, "1,234.50", true),
            (Expected::Amount, "80万元", true),
            (Expected::Amount, "—", true),
            (Expected::Amount, "nan", false),
            (Expected::Amount, "待定", false),
            (Expected::Weight, "20分", true),
            (Expected::Weight, "二十", false),
            (Expected::Score, "?", false),
            (Expected::Score, "/", true),
            (Expected::Target, "显著提高", true),
            (Expected::Target, "#REF!", false),
            (Expected::Target, "—", true),
            (Expected::Code, "A", true),
            (Expected::Code, "#REF!", false),
            (Expected::Code, "5.10112E+20", false),
            (Expected::Code, "2E06", true),
            (Expected::Name, ":", false),
            (Expected::Name, "—", true),
            (Expected::Name, "清淤", true),
        ] {
            assert_eq!(is_read(expected, text), read, "{expected:?} {text}");
        }
    }
}
