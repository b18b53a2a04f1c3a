//! The rows of a budget or final-account table, made lines.

use super::budget_form;
use super::columns::{Accounts, Anchor, Half};
use super::header;
use crate::layout::Context;
use crate::lexicon::account::{code_and_name, is_account, is_by_economy, level};
use crate::lexicon::account_line;
use crate::lexicon::budget_form::Facts;
use crate::lexicon::cell::CellValue;
use crate::lexicon::money;
use crate::lexicon::sense::Sense;
use crate::lexicon::terms::{self, Place};
use crate::lexicon::total;
use crate::model::{BudgetLine, ColumnAmount, Position, RowRole};
use crate::text::lines::one_line;
use crate::text::width::fold;

/// A code and how deep it is.
type Code = (String, Option<u8>);

/// The parts of the last code of a half: 类, 款, 项.
type Parts = Vec<Option<String>>;

/// The lines of a table, and what its rows are.
pub(super) struct Lines {
    /// The lines.
    pub budget: Vec<BudgetLine>,
    /// What each row of the table is.
    pub roles: Vec<RowRole>,
    /// The unit of the amounts.
    pub unit: Option<String>,
}

/// Reads the lines of a table, each row of each half being one. `paths` are the headers of its columns, top to
/// bottom.
pub(super) fn read(accounts: &Accounts<'_>, paths: &[Vec<String>], blank: BudgetLine) -> Lines {
    let mut roles = roles(accounts);
    // The lines of each half stand together.
    let mut halves: Vec<Vec<BudgetLine>> = vec![Vec::new(); accounts.halves.len()];
    let mut last: Vec<Parts> = accounts.halves.iter().map(|half| vec![None; half.codes.len()]).collect();
    for row in accounts.body.iter().copied() {
        if is_header_again(accounts, row) {
            roles[row] = RowRole::Header;
            continue;
        }
        if is_remark(accounts, row) {
            roles[row] = RowRole::Note;
            continue;
        }
        let mut used: Option<(Anchor, usize)> = None;
        let mut totals = Vec::new();
        for (number, half) in accounts.halves.iter().enumerate() {
            let name = name(accounts, half, row);
            let amounts = amounts(accounts, half, paths, row, name);
            let code = code(accounts, half, row, &mut last[number]);
            // A name over several columns names the amount at their end, also where its merge was lost: 公用经费合计.
            if let Some((wide, first)) = used
                && (name == Some(wide) || (name.is_none() && code.is_none() && has_amount(&amounts)))
                && let Some(line) = halves[first].last_mut()
                && (name.is_some() || (total::is_account_sum(&line.name) && !has_amount(&line.amounts)))
            {
                line.amounts.retain(|amount| amount.amount.is_some());
                line.amounts.extend(amounts);
                continue;
            }
            let line = line(accounts, row, name, code, amounts, &blank);
            let Some(line) = line.filter(|line| !account_line::is_count(&line.name)) else { continue };
            if !line.name.is_empty() {
                totals.push(line.code.is_none() && total::is_account_sum(&line.name));
            }
            used = name.map(|name| (name, number)).or(used);
            halves[number].push(line);
        }
        if !totals.is_empty() && totals.iter().all(|is_total| *is_total) {
            roles[row] = RowRole::Total;
        }
    }
    Lines { budget: halves.concat(), roles, unit: blank.unit }
}

fn has_amount(amounts: &[ColumnAmount]) -> bool {
    amounts.iter().any(|amount| amount.amount.is_some())
}

/// What the rows are before they are read.
fn roles(accounts: &Accounts<'_>) -> Vec<RowRole> {
    let header = &accounts.header;
    accounts
        .table
        .rows
        .iter()
        .enumerate()
        .map(|(number, row)| {
            let is_above = number < header.first;
            let counted = number < header.body + 2 && header::counts(row);
            match row.role {
                RowRole::Note => RowRole::Note,
                _ if is_above => RowRole::Note,
                _ if number < header.body => RowRole::Header,
                _ if counted => RowRole::Note,
                RowRole::Header => RowRole::Data,
                role => role,
            }
        })
        .collect()
}

/// The cell that names a line: the first name of its half, or the words where its code should be.
fn name(accounts: &Accounts<'_>, half: &Half, row: usize) -> Option<Anchor> {
    let words = |column: &usize| {
        let is_amount = |anchor: &Anchor| CellValue::of(accounts.text(*anchor)).amount().is_some();
        accounts.at(row, *column).filter(|anchor| !is_amount(anchor))
    };
    let named = half.names.iter().find_map(words);
    let in_code = || {
        half.codes.iter().find_map(|column| {
            words(column).filter(|anchor| anchor.0 == row && level(accounts.text(*anchor)).is_none())
        })
    };
    named.or_else(in_code)
}

fn amounts(
    accounts: &Accounts<'_>,
    half: &Half,
    paths: &[Vec<String>],
    row: usize,
    name: Option<Anchor>,
) -> Vec<ColumnAmount> {
    half.amounts
        .iter()
        .map(|column| {
            let anchor = accounts.at(row, *column).filter(|anchor| Some(*anchor) != name && anchor.0 == row);
            ColumnAmount {
                column: paths[*column].clone(),
                amount: anchor.and_then(|anchor| CellValue::of(accounts.text(anchor)).amount()),
            }
        })
        .collect()
}

/// The code of a row. Where 类, 款 and 项 stand apart and the upper ones only in their own rows, a row takes them
/// from above.
fn code(accounts: &Accounts<'_>, half: &Half, row: usize, last: &mut Parts) -> Option<Code> {
    let mut anchors: Vec<Option<Anchor>> = Vec::new();
    for column in &half.codes {
        let anchor = accounts.at(row, *column);
        anchors.push(if anchors.contains(&anchor) { None } else { anchor });
    }
    let text = |anchor: &Option<Anchor>| {
        let text = fold(accounts.text((*anchor)?));
        text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'.')).then_some(text)
    };
    let parts: Parts = anchors.iter().map(text).collect();
    let depth = parts.iter().rposition(Option::is_some)?;
    if parts[0].is_some() {
        last.clone_from_slice(&parts);
    } else {
        let first = parts.iter().position(Option::is_some)?;
        last[first..].clone_from_slice(&parts[first..]);
    }
    // Each part may also be the whole code down to it: 208, 20805, 2080505.
    let code = last[..=depth].iter().flatten().fold(String::new(), |whole, part| {
        if !whole.is_empty() && part.len() > whole.len() && part.starts_with(&whole) {
            part.clone()
        } else {
            whole + part
        }
    });
    let by_depth = || (half.codes.len() > 1).then(|| u8::try_from(depth + 1).ok()).flatten();
    let level = if half.of_accounts { level(&code).or_else(by_depth) } else { None };
    Some((code, level))
}

fn line(
    accounts: &Accounts<'_>,
    row: usize,
    name: Option<Anchor>,
    code: Option<Code>,
    amounts: Vec<ColumnAmount>,
    blank: &BudgetLine,
) -> Option<BudgetLine> {
    if name.is_none() && code.is_none() && !has_amount(&amounts) {
        return None;
    }
    let printed = name.map(|anchor| one_line(accounts.text(anchor))).unwrap_or_default();
    let (code, name_text) = match (code, code_and_name(&printed)) {
        (Some(code), _) => (Some(code), printed),
        (None, Some((code, rest))) => (Some((code.to_owned(), level(code))), rest.to_owned()),
        (None, None) => (None, printed),
    };
    let (code, level) = code.map_or((None, None), |(code, level)| (Some(code), level));
    let first = name.map_or((row, 0), |anchor| (row, accounts.cell(anchor).column));
    let place = name.map_or(&accounts.table.rows[row].at, |anchor| &accounts.cell(anchor).at);
    let at = Position::in_table(blank.table, first.0, first.1, place);
    Some(BudgetLine { code, name: name_text, level, amounts, at, ..blank.clone() })
}

/// Whether a row repeats the header.
fn is_header_again(accounts: &Accounts<'_>, row: usize) -> bool {
    let mut cells = accounts.table.rows[row].cells.iter().filter(|cell| !cell.text.is_blank()).peekable();
    let same = |column: usize, text: &str| {
        accounts
            .header
            .printed
            .get(column)
            .is_some_and(|stack| stack.iter().any(|own| fold(own) == fold(text)))
    };
    cells.peek().is_some()
        && accounts.table.rows[row].cells.iter().filter(|cell| !cell.text.is_blank()).count() > 1
        && cells.all(|cell| same(cell.column, cell.text.text()))
}

/// Whether a row holds nothing but a remark: 本表无数据.
fn is_remark(accounts: &Accounts<'_>, row: usize) -> bool {
    let mut filled = accounts.table.rows[row].cells.iter().filter(|cell| !cell.text.is_blank());
    let Some(first) = filled.next() else { return false };
    let text = first.text.text().trim();
    filled.next().is_none() && account_line::is_remark(text) && code_and_name(text).is_none()
}

/// What the lines of a table share.
pub(super) fn blank(accounts: &Accounts<'_>, context: &Context, facts: Facts) -> BudgetLine {
    let (form, stage) = budget_form::form_and_stage(accounts, context, facts);
    BudgetLine { table: context.table, form, stage, unit: unit(accounts, context), ..BudgetLine::default() }
}

/// The unit of a table: of the lines above it, in its grid or not, or of its header.
fn unit(accounts: &Accounts<'_>, context: &Context) -> Option<String> {
    let above = context
        .above
        .iter()
        .rev()
        .filter(|line| terms::holds(Place::Caption, Sense::Unit, line))
        .map(String::as_str);
    let header = accounts.header.printed.iter().flatten().map(String::as_str);
    let lines = accounts.titles().chain(header).chain(above);
    accounts.table.unit.clone().or_else(|| lines.into_iter().find_map(money::unit))
}

/// Whether most codes are those of 经济分类, which begin with 3 or 5.
pub(super) fn by_economy(accounts: &Accounts<'_>) -> bool {
    let (mut all, mut economy) = (0, 0);
    for half in accounts.halves.iter().filter(|half| half.of_accounts) {
        let Some(column) = half.codes.first() else { continue };
        for text in accounts.column(*column).filter(|text| is_account(text)) {
            all += 1;
            economy += usize::from(is_by_economy(text));
        }
    }
    economy * 2 > all
}
