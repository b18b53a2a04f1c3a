//! The three-public-expenses layout: what is spent on travel abroad, receptions and vehicles (“三公”经费), the
//! items as columns, often for 预算数 and 决算数 each, or as rows.
//!
//! Where rows have names (units, years), each of them is a line. Where none has, the items are what is named, and
//! each of them is a line.

use super::account_lines::{self, Lines};
use super::account_words as words;
use super::accounts::Accounts;
use super::budget_form::Facts;
use super::{Context, Layout, Lifted};
use crate::model::{BudgetLine, ColumnAmount, Findings, Position, Table, Tidy};

/// So many of the three expenses must be named.
const FEWEST_NAMED: usize = 2;

/// A table with more rows is of something else as well.
const MOST_ROWS: usize = 60;

/// The layout of the three public expenses.
pub const LAYOUT: Layout = Layout { name: "three-public-expenses", recognise, lift };

fn recognise(table: &Table<Tidy>) -> bool {
    Accounts::find(table).is_some_and(|accounts| is_wide(&accounts) || is_long(&accounts))
}

/// Whether the items are columns.
pub(super) fn is_wide(accounts: &Accounts<'_>) -> bool {
    let amounts = accounts.halves.iter().flat_map(|half| &half.amounts);
    named(amounts.flat_map(|column| &accounts.header.stacks[*column]).map(String::as_str)) >= FEWEST_NAMED
}

/// Whether the items are rows. The accounts of a classification, some of which are called like them, have codes.
fn is_long(accounts: &Accounts<'_>) -> bool {
    let coded = accounts.halves.iter().any(|half| !half.codes.is_empty());
    let names: Vec<&str> = accounts
        .halves
        .iter()
        .flat_map(|half| &half.names)
        .flat_map(|column| accounts.column(*column))
        .collect();
    let uncoded = names.iter().copied().filter(|name| words::code_and_name(name).is_none());
    !coded && names.len() < MOST_ROWS && named(uncoded) > FEWEST_NAMED
}

/// How many of the three expenses texts name.
fn named<'a>(texts: impl Iterator<Item = &'a str>) -> usize {
    let mut found = [false; 3];
    for number in texts.filter_map(words::public_expense) {
        found[usize::from(number)] = true;
    }
    found.iter().filter(|found| **found).count()
}

fn lift(_: &mut Findings, context: &Context, table: &mut Table<Tidy>) -> Lifted {
    account_lines::set(table, |accounts| read(accounts, context))
}

fn read(accounts: &Accounts<'_>, context: &Context) -> Lines {
    let blank = account_lines::blank(accounts, context, Facts::default());
    let blank = BudgetLine { form: crate::model::BudgetForm::ThreePublicExpenses, ..blank };
    let mut found = account_lines::read(accounts, &accounts.header.stacks, &blank);
    if is_wide(accounts) && found.lines.iter().all(|line| line.name.is_empty() && line.code.is_none()) {
        found.lines = found.lines.iter().flat_map(|line| items(accounts, line)).collect();
    }
    found
}

/// The lines of a row without a name, an item each. The header of 预算数 and 决算数 is none of the item's name.
fn items(accounts: &Accounts<'_>, row: &BudgetLine) -> Vec<BudgetLine> {
    let mut lines: Vec<(Vec<&String>, BudgetLine)> = Vec::new();
    let columns = accounts.halves.iter().flat_map(|half| &half.amounts);
    for (amount, column) in row.amounts.iter().zip(columns) {
        let item: Vec<&String> = amount.column.iter().filter(|text| !words::is_stage(text)).collect();
        let amount: ColumnAmount = amount.clone();
        if let Some((_, line)) = lines.iter_mut().find(|(own, _)| *own == item) {
            line.amounts.push(amount);
            continue;
        }
        let name = item.last().map(|text| (*text).clone()).unwrap_or_default();
        let number = row.at.row.unwrap_or_default();
        let place = accounts
            .at(number, *column)
            .map_or(&accounts.table.rows[number].at, |anchor| &accounts.cell(anchor).at);
        let at = Position::in_table(row.table, number, *column, place);
        lines.push((item, BudgetLine { name, amounts: vec![amount], at, ..row.clone() }));
    }
    lines.into_iter().map(|(_, line)| line).collect()
}
