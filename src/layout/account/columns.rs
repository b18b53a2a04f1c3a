//! The columns of a budget or final-account table: codes, names and amounts, once or in halves side by side.

use super::printed::{Printed, printed};
use crate::lexicon::account::is_account;
use crate::lexicon::account_header::{self, Heading};
use crate::lexicon::account_line;
use crate::lexicon::header::{self, Header, Words};
use crate::lexicon::sense::Sense;
use crate::lexicon::terms::{self, Place};
use crate::model::{Cell, Column, ColumnRole, ColumnType, Grid, RowRole, Table, Tidy};
use crate::text::width::is_han;

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
    /// The columns of amounts, each by the first grid column that it takes.
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
    /// For each grid column, the first one of the column of the document that it is a part of: itself, but where a
    /// header reaches over several and what stands below reaches over them as well.
    firsts: Vec<usize>,
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
        let header = header::find(table, &grid, Words::Accounts)?;
        let foreign = |text: &String| terms::holds(Place::Account, Sense::Foreign, text);
        if header.stacks.iter().flatten().any(foreign) {
            return None;
        }
        let is_line = |row: &usize| {
            let row = &table.rows[*row];
            row.role != RowRole::Note && !header::counts(row)
        };
        let body = (header.body..grid.height()).filter(is_line).collect();
        let (kinds, firsts, halves) = (Vec::new(), Vec::new(), Vec::new());
        let mut accounts = Self { table, grid, header, kinds, firsts, halves, body };
        accounts.kinds = (0..accounts.grid.width()).map(|column| accounts.kind(column)).collect();
        for column in 1..accounts.kinds.len() {
            if accounts.goes_on_unheaded(column) {
                accounts.kinds[column] = Kind::Amount;
            }
        }
        accounts.firsts = accounts.firsts();
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

    /// Whether every column that holds anything is one of amounts.
    pub(super) fn is_of_amounts_only(&self) -> bool {
        (0..self.kinds.len())
            .all(|column| self.kinds[column] == Kind::Amount || self.column(column).next().is_none())
    }

    /// The grid columns that a column of the document takes, by its first one.
    pub(super) fn span(&self, first: usize) -> impl Iterator<Item = usize> + '_ {
        (first..self.firsts.len()).take_while(move |column| self.firsts[*column] == first)
    }

    /// How many columns of amounts a cell reaches over.
    pub(super) fn amounts_under(&self, cell: &Cell<Tidy>) -> usize {
        let columns = cell.column..cell.end_column().min(self.kinds.len());
        let mut firsts: Vec<usize> = columns
            .filter(|column| self.kinds[*column] == Kind::Amount)
            .map(|column| self.firsts[column])
            .collect();
        firsts.dedup();
        firsts.len()
    }

    /// Whether words, and nothing else, stand where amounts should.
    pub(super) fn has_but_words(&self) -> bool {
        let mut texts = self.amounts().flat_map(|column| self.column(column)).peekable();
        texts.peek().is_some() && texts.all(|text| printed(text) == Printed::Words)
    }

    /// The names in the body.
    pub(super) fn names(&self) -> impl Iterator<Item = &'a str> + '_ {
        self.halves.iter().flat_map(|half| &half.names).flat_map(|column| self.column(*column))
    }

    /// Whether a title, a name or the header speaks of a budget.
    pub(super) fn speaks_of_budget(&self) -> bool {
        let of_budget = |text: &str| terms::holds(Place::Account, Sense::OfBudget, text);
        let mut header = self.header.stacks.iter().flatten();
        self.titles().any(of_budget) || self.names().any(of_budget) || header.any(|text| of_budget(text))
    }

    /// Whether the three public expenses are columns of amounts.
    pub(super) fn has_public_expenses(&self) -> bool {
        let headers = self.amounts().flat_map(|column| &self.header.stacks[column]);
        account_line::public_expenses(headers.map(String::as_str)) >= FEWEST_EXPENSES
    }

    /// What a column holds. Its header says so, and its cells only where the header does not: a cell that is not what
    /// the header says is one that cannot be read.
    fn kind(&self, column: usize) -> Kind {
        let stack = &self.header.stacks[column];
        let Some(lowest) = stack.last() else { return Kind::Other };
        if account_header::is_number(lowest) {
            return Kind::Number;
        }
        if account_header::code_part(lowest).is_some() || account_header::is_code(lowest) {
            return Kind::Code;
        }
        if account_header::is_no_money(stack) && !account_header::is_name(lowest) {
            return Kind::Other;
        }
        match account_header::heading(stack) {
            Heading::Names if self.has_codes_of_names(column) => Kind::Code,
            Heading::Names => Kind::Name,
            Heading::Money if self.has_words_only(column) => Kind::Name,
            Heading::Amounts | Heading::Money => Kind::Amount,
            Heading::Unsaid => self.kind_by_cells(column),
        }
    }

    /// The texts that stand in a column of the body and in no other besides.
    fn own(&self, column: usize) -> impl Iterator<Item = &'a str> + '_ {
        // What reaches over another column says nothing of one.
        let stack = &self.header.stacks[column];
        let own = move |row: &usize| {
            let anchor = self.at(*row, column).filter(|anchor| anchor.0 == *row)?;
            let cell = self.cell(anchor);
            let is_own = cell.column == column
                && (column..cell.end_column()).all(|other| self.header.stacks[other] == *stack);
            is_own.then(|| self.text(anchor))
        };
        self.body.iter().take(ROWS_LOOKED_AT).filter_map(own)
    }

    /// What a column holds by most of its cells.
    fn kind_by_cells(&self, column: usize) -> Kind {
        let (mut amounts, mut names, mut shares) = (0, 0, 0);
        for text in self.own(column) {
            match printed(text) {
                _ if text.ends_with(['%', '％']) => shares += 1,
                Printed::Amount(..) => amounts += 1,
                Printed::Words => names += 1,
                Printed::Nothing | Printed::Unread => {}
            }
        }
        let is_name = self.header.stacks[column].last().is_some_and(|lowest| account_header::is_name(lowest));
        if shares > amounts + names {
            Kind::Other
        } else if names > amounts || (names == 0 && amounts == 0 && is_name) {
            Kind::Name
        } else {
            Kind::Amount
        }
    }

    /// Whether a column holds words about money rather than money.
    fn has_words_only(&self, column: usize) -> bool {
        let mut texts = self.own(column).filter(|text| printed(text) != Printed::Nothing).peekable();
        let is_words = |text: &str| text.contains(is_han) && !text.contains(|c: char| c.is_ascii_digit());
        texts.peek().is_some() && texts.all(is_words)
    }

    /// Whether a column below a header of names, which goes on over the next column, holds the codes of these names.
    fn has_codes_of_names(&self, column: usize) -> bool {
        if self.header.stacks.get(column + 1) != Some(&self.header.stacks[column]) {
            return false;
        }
        self.has_accounts(column)
    }

    /// Whether most of what stands in a column are codes of accounts.
    fn has_accounts(&self, column: usize) -> bool {
        let (mut all, mut codes) = (0, 0);
        for text in self.own(column) {
            all += 1;
            codes += usize::from(is_account(text));
        }
        codes * 2 > all
    }

    /// For each grid column, the first one of its column of the document.
    fn firsts(&self) -> Vec<usize> {
        let mut firsts: Vec<usize> = (0..self.kinds.len()).collect();
        for column in 1..self.kinds.len() {
            let first = firsts[column - 1];
            let goes_on = self.kinds[column] == Kind::Amount
                && self.kinds[column - 1] == Kind::Amount
                && (self.header.is_one(column - 1, column) || self.header.stacks[column].is_empty())
                && self.is_filled_once(first, column);
            if goes_on {
                firsts[column] = first;
            }
        }
        firsts
    }

    /// Whether a column without a header holds the amounts of the one beside it, whose merge was lost: where one of them
    /// is filled the other is not.
    fn goes_on_unheaded(&self, column: usize) -> bool {
        self.header.stacks[column].is_empty()
            && self.kinds[column - 1] == Kind::Amount
            && self.column(column).any(|text| matches!(printed(text), Printed::Amount(..)))
            && self.is_filled_once(column - 1, column)
    }

    /// Whether in most rows one of the grid columns at most, or a cell over them, is filled.
    fn is_filled_once(&self, first: usize, last: usize) -> bool {
        let (mut filled, mut several) = (0, 0);
        for row in self.body.iter().take(ROWS_LOOKED_AT) {
            let says = |anchor: &Anchor| printed(self.text(*anchor)) != Printed::Nothing;
            let mut anchors: Vec<Anchor> =
                (first..=last).filter_map(|column| self.at(*row, column)).filter(says).collect();
            anchors.dedup();
            filled += usize::from(!anchors.is_empty());
            several += usize::from(anchors.len() > 1);
        }
        several * 2 <= filled
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
        let is_of_accounts = |column: &usize| {
            let stack = &self.header.stacks[*column];
            !account_header::is_of_units(stack)
                && (!account_header::is_of_projects(stack) || self.has_accounts(*column))
        };
        let of_accounts = of(Kind::Code).find(is_of_accounts);
        let is_of_projects = |column: &usize| account_header::is_of_projects(&self.header.stacks[*column]);
        // A line of 项目支出表 is that of its project, and so is its code.
        let first =
            of_accounts.or_else(|| of(Kind::Code).find(is_of_projects)).or_else(|| of(Kind::Code).next());
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
        if of_accounts.is_none() {
            // A line of 项目支出表 bears the name of its project, not that of the unit beside it.
            names.sort_by_key(|column| !account_header::names_projects(&self.header.stacks[*column]));
        }
        let amounts = of(Kind::Amount).filter(|column| self.firsts[*column] == *column).collect();
        Half { codes, of_accounts: of_accounts.is_some(), names, amounts }
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
            .texts
            .iter()
            .zip(&self.kinds)
            .map(|(header, kind)| Column { header: header.clone(), role: role(kind), kind: ColumnType::Text })
            .collect()
    }
}
