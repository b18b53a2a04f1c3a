//! The columns of a budget or final-account table: codes, names and amounts, once or in halves side by side.

use super::header::{self, Header};
use crate::lexicon::account_header;
use crate::lexicon::account_line;
use crate::lexicon::cell::CellValue;
use crate::lexicon::sense::Sense;
use crate::lexicon::terms::{self, Place};
use crate::model::{Cell, Column, ColumnRole, ColumnType, Grid, RowRole, Table, Tidy};

/// A table with more columns is no budget: all sources of revenue by unit take far fewer.
const MOST_COLUMNS: usize = 200;

/// So many rows tell what a column holds; a table of all units of a province has more, and they say the same.
const ROWS_LOOKED_AT: usize = 2_000;

/// So many of the three public expenses must head columns: a county that sends nobody abroad leaves one out, and a list
/// of vehicles has but one.
const FEWEST_EXPENSES: usize = 2;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Codes of accounts or units, or one part of them: 类, 款, 项.
    Code,
    /// Names.
    Name,
    /// Amounts.
    Amount,
    /// 行次.
    Number,
    /// Anything else.
    Other,
}

/// The columns that make a line together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Half {
    /// The column of the code, or those of its parts.
    pub codes: Vec<usize>,
    /// Whether the codes are those of accounts and not of units.
    pub of_accounts: bool,
    /// The columns of names, the first one first.
    pub names: Vec<usize>,
    /// The columns of amounts.
    pub amounts: Vec<usize>,
}

/// The columns of a table, and a way to its cells.
pub(super) struct Accounts<'a> {
    /// The table.
    pub table: &'a Table<Tidy>,
    /// Its grid.
    pub grid: Grid,
    /// Its header.
    pub header: Header,
    /// What each grid column holds.
    pub kinds: Vec<Kind>,
    /// The halves, from left to right; one where there is but one.
    pub halves: Vec<Half>,
    /// The rows below the header that are no notes.
    pub body: Vec<usize>,
}

/// Which cell of a table: the row it begins in, and its number among that row's cells.
pub(super) type Anchor = (usize, usize);

impl<'a> Accounts<'a> {
    /// The columns of a table that may be one of a budget.
    pub(super) fn find(table: &'a Table<Tidy>) -> Option<Self> {
        if table.width() > MOST_COLUMNS {
            return None;
        }
        let grid = Grid::new(table);
        let header = header::find(table, &grid)?;
        let foreign = |text: &String| terms::holds(Place::Account, Sense::Foreign, text);
        if header.stacks.iter().flatten().any(foreign) {
            return None;
        }
        let is_line = |row: &usize| {
            let row = &table.rows[*row];
            row.role != RowRole::Note && !header::counts(row)
        };
        let body = (header.body..grid.height()).filter(is_line).collect();
        let mut accounts = Self { table, grid, header, kinds: Vec::new(), halves: Vec::new(), body };
        accounts.kinds = (0..accounts.grid.width()).map(|column| accounts.kind(column)).collect();
        accounts.halves = accounts.split();
        (!accounts.halves.is_empty()).then_some(accounts)
    }

    /// The filled cell of the body that covers a slot.
    pub(super) fn at(&self, row: usize, column: usize) -> Option<Anchor> {
        self.grid
            .anchor(row, column)
            .filter(|anchor| anchor.0 >= self.header.body && !self.cell(*anchor).text.is_blank())
    }

    /// A cell.
    pub(super) fn cell(&self, anchor: Anchor) -> &'a Cell<Tidy> {
        &self.table.rows[anchor.0].cells[anchor.1]
    }

    /// What a cell says.
    pub(super) fn text(&self, anchor: Anchor) -> &'a str {
        self.cell(anchor).text.text().trim()
    }

    /// What stands in a column of the body, each cell once.
    pub(super) fn column(&self, column: usize) -> impl Iterator<Item = &'a str> + '_ {
        self.body
            .iter()
            .filter_map(move |row| self.at(*row, column).filter(|anchor| anchor.0 == *row))
            .filter(move |anchor| self.cell(*anchor).column == column)
            .map(|anchor| self.text(anchor))
    }

    /// The lines at the top of the table's own grid, and its title.
    pub(super) fn titles(&self) -> impl Iterator<Item = &'a str> + '_ {
        let rows = self.table.rows[..self.header.first].iter().flat_map(|row| &row.cells);
        rows.map(|cell| cell.text.text().trim())
            .chain(self.table.title.as_deref())
            .filter(|text| !text.is_empty())
    }

    /// The columns of amounts.
    pub(super) fn amounts(&self) -> impl Iterator<Item = usize> + '_ {
        self.halves.iter().flat_map(|half| half.amounts.iter().copied())
    }

    /// The names in the body.
    pub(super) fn names(&self) -> impl Iterator<Item = &'a str> + '_ {
        self.halves.iter().flat_map(|half| &half.names).flat_map(|column| self.column(*column))
    }

    /// Whether the three public expenses are columns of amounts.
    pub(super) fn has_public_expenses(&self) -> bool {
        let headers = self.amounts().flat_map(|column| &self.header.stacks[column]);
        account_line::public_expenses(headers.map(String::as_str)) >= FEWEST_EXPENSES
    }

    fn kind(&self, column: usize) -> Kind {
        let stack = &self.header.stacks[column];
        let Some(lowest) = stack.last() else { return Kind::Other };
        if account_header::is_number(lowest) {
            return Kind::Number;
        }
        if self.is_part(column) || account_header::is_code(lowest) {
            return Kind::Code;
        }
        if account_header::is_no_money(stack) && !account_header::is_name(lowest) {
            return Kind::Other;
        }
        let (mut amounts, mut names) = (0, 0);
        // What reaches over another column says nothing of one.
        let own = |row: &usize| {
            let anchor = self.at(*row, column).filter(|anchor| anchor.0 == *row)?;
            let cell = self.cell(anchor);
            let is_own = cell.column == column
                && (column..cell.end_column()).all(|other| self.header.stacks[other] == *stack);
            is_own.then(|| self.text(anchor))
        };
        for text in
            self.body.iter().take(ROWS_LOOKED_AT).filter_map(own).filter(|text| !text.ends_with(['%', '％']))
        {
            match CellValue::of(text) {
                CellValue::Amount { .. } => amounts += 1,
                CellValue::Nothing => {}
                CellValue::Words => names += 1,
            }
        }
        if names > amounts || (names == 0 && amounts == 0 && account_header::is_name(lowest)) {
            Kind::Name
        } else {
            Kind::Amount
        }
    }

    /// Whether a column holds 类, 款 or 项 of codes that stand in parts.
    fn is_part(&self, column: usize) -> bool {
        let part = |column: usize| account_header::code_part(self.header.stacks.get(column)?.last()?);
        match part(column) {
            Some(0) => part(column + 1) == Some(1),
            Some(number) => column > 0 && part(column - 1) == Some(number - 1),
            None => false,
        }
    }

    /// A half begins at the first column of a code or name behind amounts.
    fn split(&self) -> Vec<Half> {
        let mut groups: Vec<Vec<usize>> = vec![Vec::new()];
        let mut has_amounts = false;
        for (column, kind) in self.kinds.iter().enumerate() {
            let begins = matches!(kind, Kind::Code | Kind::Name);
            if begins && has_amounts {
                groups.push(Vec::new());
                has_amounts = false;
            }
            has_amounts |= *kind == Kind::Amount;
            if let Some(group) = groups.last_mut() {
                group.push(column);
            }
        }
        groups.iter().map(|group| self.half(group)).filter(|half| !half.amounts.is_empty()).collect()
    }

    fn half(&self, columns: &[usize]) -> Half {
        let of = |kind: Kind| columns.iter().copied().filter(move |column| self.kinds[*column] == kind);
        let of_accounts =
            of(Kind::Code).find(|column| !account_header::is_of_units(&self.header.stacks[*column]));
        let first = of_accounts.or_else(|| of(Kind::Code).next());
        let codes: Vec<usize> = match first {
            Some(first) if self.is_part(first) => {
                of(Kind::Code).skip_while(|column| *column < first).take_while(|c| self.is_part(*c)).collect()
            }
            // One header over the columns of all parts.
            Some(first) if self.kinds.get(first + 1) == Some(&Kind::Code) => {
                let own = &self.header.stacks[first];
                of(Kind::Code)
                    .skip_while(|column| *column < first)
                    .take_while(|column| self.header.stacks[*column] == *own)
                    .collect()
            }
            Some(first) => vec![first],
            None => Vec::new(),
        };
        // The name that belongs to the code stands behind it; those of units may stand before.
        let after = codes.last().copied().unwrap_or(0);
        let mut names: Vec<usize> = of(Kind::Name).collect();
        names.sort_by_key(|column| *column < after);
        Half { codes, of_accounts: of_accounts.is_some(), names, amounts: of(Kind::Amount).collect() }
    }

    /// The roles of the table's columns, and their headers as printed.
    pub(super) fn columns(&self) -> Vec<Column> {
        let role = |kind: &Kind| match kind {
            Kind::Code => Some(ColumnRole::Code),
            Kind::Name => Some(ColumnRole::Name),
            Kind::Amount => Some(ColumnRole::Amount),
            Kind::Number => Some(ColumnRole::Number),
            Kind::Other => None,
        };
        self.header
            .printed
            .iter()
            .zip(&self.kinds)
            .map(|(header, kind)| Column { header: header.clone(), role: role(kind), kind: ColumnType::Text })
            .collect()
    }
}
