//! The rows of a budget or final-account table, made lines.

use std::collections::{BTreeMap, BTreeSet};

use super::budget_form;
use super::columns::{Accounts, Anchor, Half, Kind};
use super::printed::{Printed, printed};
use crate::layout::Context;
use crate::layout::unread::{Expected, UnreadCell};
use crate::lexicon::account::{CodeText, code_and_name, is_account, is_by_economy, is_power, level};
use crate::lexicon::account_header::{self, Heading, without_mark};
use crate::lexicon::account_line;
use crate::lexicon::budget_form::Facts;
use crate::lexicon::header::{self, Words};
use crate::lexicon::line as around;
use crate::lexicon::marks;
use crate::lexicon::money;
use crate::lexicon::sense::Sense;
use crate::lexicon::terms::{self, Place};
use crate::lexicon::total;
use crate::model::{Amount, BudgetLine, Cell, ColumnAmount, Position, RowRole, Tidy};
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
    /// Cells of amounts and codes that could not be read.
    pub unread: Vec<UnreadCell>,
}

/// So many words make a row within the body a header: fewer may be a name beside a word in place of an amount.
const FEWEST_HEADERS: usize = 3;

/// What is known of a table when its rows are read.
struct Reader<'a> {
    accounts: &'a Accounts<'a>,
    /// The headers of its columns, top to bottom; `None` where a header within the body says that there are no amounts.
    paths: Vec<Option<Vec<String>>>,
    /// The unit of each grid column.
    units: Vec<Option<String>>,
    /// What its lines share.
    blank: BudgetLine,
    /// Its titles, folded, which a page may repeat within it.
    titles: BTreeSet<String>,
    /// Cells of amounts and codes that could not be read, each once.
    unread: BTreeMap<Anchor, Expected>,
}

/// Reads the lines of a table, each row of each half being one. `paths` are the headers of its columns, top to
/// bottom.
pub(super) fn read(
    accounts: &Accounts<'_>,
    context: &Context,
    paths: &[Vec<String>],
    blank: BudgetLine,
) -> Lines {
    let mut roles = roles(accounts);
    let unit = blank.unit.clone();
    let mut reader = Reader::new(accounts, context, paths, blank);
    // The lines of each half stand together.
    let mut halves: Vec<Vec<BudgetLine>> = vec![Vec::new(); accounts.halves.len()];
    let mut last: Vec<Parts> = accounts.halves.iter().map(|half| vec![None; half.codes.len()]).collect();
    for row in accounts.body.iter().copied() {
        if is_header_again(accounts, row) {
            roles[row] = RowRole::Header;
            continue;
        }
        if reader.is_aside(row) {
            reader.take_unit(row);
            roles[row] = RowRole::Note;
            continue;
        }
        if reader.take_other_header(row) {
            roles[row] = RowRole::Header;
            continue;
        }
        let mut used: Option<(Anchor, usize)> = None;
        let mut totals = Vec::new();
        for (number, half) in accounts.halves.iter().enumerate() {
            let name = name(accounts, half, row);
            let amounts = reader.amounts(half, row, name);
            let code = reader.code(half, row, &mut last[number]);
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
            if is_stacked(accounts, half, row) {
                continue;
            }
            let line = line(accounts, row, name, code, amounts, &reader.blank);
            let Some(line) = line.filter(|line| !account_line::is_count(&line.name)) else { continue };
            if !line.name.is_empty() {
                totals.push(line.code.is_none() && total::is_account_sum(without_mark(&line.name)));
            }
            used = name.map(|name| (name, number)).or(used);
            halves[number].push(line);
        }
        if !totals.is_empty() && totals.iter().all(|is_total| *is_total) {
            roles[row] = RowRole::Total;
        }
    }
    let unread = reader.unread_cells();
    Lines { budget: halves.concat(), roles, unit, unread }
}

impl<'a> Reader<'a> {
    fn new(accounts: &'a Accounts<'a>, context: &Context, paths: &[Vec<String>], blank: BudgetLine) -> Self {
        let paths = paths.iter().cloned().map(Some).collect();
        let own = |stack: &Vec<String>| stack.iter().rev().find_map(|text| money::unit(text));
        let units =
            accounts.header.texts.iter().map(|stack| own(stack).or_else(|| blank.unit.clone())).collect();
        let around = context.title.iter().chain(&context.document).chain(&context.above).map(String::as_str);
        let titles = accounts.titles().chain(around).map(fold).collect();
        Self { accounts, paths, units, blank, titles, unread: BTreeMap::new() }
    }

    /// The amounts of a row, a column of the document each.
    fn amounts(&mut self, half: &Half, row: usize, name: Option<Anchor>) -> Vec<ColumnAmount> {
        let accounts = self.accounts;
        let mut amounts = Vec::new();
        for column in half.amounts.iter().copied() {
            let mut anchors: Vec<Anchor> = accounts
                .span(column)
                .filter_map(|column| accounts.at(row, column))
                .filter(|anchor| Some(*anchor) != name && anchor.0 == row)
                .filter(|anchor| printed(accounts.text(*anchor)) != Printed::Nothing)
                .collect();
            anchors.dedup();
            let Some(path) = self.paths[column].clone() else {
                self.unread.extend(anchors.iter().map(|anchor| (*anchor, Expected::Amount)));
                continue;
            };
            let read = match anchors.as_slice() {
                [] => None,
                [anchor] => self.amount(*anchor, column),
                // Two cells below one header are no amount of it.
                several => {
                    self.unread.extend(several.iter().map(|anchor| (*anchor, Expected::Amount)));
                    None
                }
            };
            let (amount, unit) = read.map_or((None, None), |(amount, unit)| (Some(amount), unit));
            amounts.push(ColumnAmount { column: path, grid_column: column, amount, unit });
        }
        amounts
    }

    /// The amount of a cell, and its unit where that is not the one of the lines.
    fn amount(&mut self, anchor: Anchor, column: usize) -> Option<(Amount, Option<String>)> {
        let own = self.units[column].clone();
        let expected = match printed(self.accounts.text(anchor)) {
            // What reaches over several columns of amounts is of none of them.
            _ if self.accounts.amounts_under(self.accounts.cell(anchor)) > 1 => Expected::Amount,
            Printed::Amount(amount, unit) if unit.is_none() || own.is_none() || unit == own => {
                return Some((amount, unit.or(own).filter(|unit| Some(unit) != self.blank.unit.as_ref())));
            }
            Printed::Amount(..) => Expected::AmountInUnit,
            Printed::Nothing | Printed::Words | Printed::Unread => Expected::Amount,
        };
        self.unread.insert(anchor, expected);
        None
    }

    /// The code of a row. Where 类, 款 and 项 stand apart and the upper ones only in their own rows, a row takes them
    /// from above.
    fn code(&mut self, half: &Half, row: usize, last: &mut Parts) -> Option<Code> {
        let mut anchors: Vec<Option<Anchor>> = Vec::new();
        for column in &half.codes {
            let anchor = self.accounts.at(row, *column);
            anchors.push(if anchors.contains(&anchor) { None } else { anchor });
        }
        let mut is_read = true;
        let mut parts: Parts = Vec::new();
        for anchor in &anchors {
            let Some(anchor) = *anchor else {
                parts.push(None);
                continue;
            };
            let text = self.accounts.text(anchor);
            parts.push(match CodeText::of(text) {
                CodeText::Code(code) => Some(code),
                // Units have codes of any kind.
                CodeText::Unread if half.of_accounts || text.contains('\n') || is_power(text) => {
                    is_read = false;
                    self.unread.insert(anchor, Expected::Account);
                    Some(words(text))
                }
                CodeText::Unread => Some(words(text)),
                CodeText::Words => None,
            });
        }
        let depth = parts.iter().rposition(Option::is_some)?;
        let first = parts.iter().position(Option::is_some)?;
        last[first..].clone_from_slice(&parts[first..]);
        let code = whole_code(&last[..=depth]);
        let by_depth = || (half.codes.len() > 1).then(|| u8::try_from(depth + 1).ok()).flatten();
        if !is_read {
            // What stands below it has no code either.
            last[first..].fill(None);
            return Some((code?, None));
        }
        if code.is_none() && half.of_accounts {
            self.unread.extend(anchors[depth].map(|anchor| (anchor, Expected::Account)));
            return None;
        }
        let code = code.unwrap_or_else(|| last.iter().flatten().map(String::as_str).collect());
        let level = if half.of_accounts { level(&code).or_else(by_depth) } else { None };
        Some((code, level))
    }

    /// Takes note of a unit that a line within the body names for what stands below it.
    fn take_unit(&mut self, row: usize) {
        let cells = &self.accounts.table.rows[row].cells;
        let Some(unit) = cells.iter().find_map(|cell| money::unit(cell.text.text())) else { return };
        let printed = &self.accounts.header.texts;
        for (own, stack) in self.units.iter_mut().zip(printed) {
            if stack.iter().all(|text| money::unit(text).is_none()) {
                *own = Some(unit.clone());
            }
        }
        self.blank.unit = Some(unit);
    }

    /// Whether a row within the body is a header of other words, whose amounts then stand below it: that of a table which
    /// goes on in the grid of the one above. What its words do not name as amounts is read as none.
    fn take_other_header(&mut self, row: usize) -> bool {
        let filled: Vec<&Cell<Tidy>> =
            self.accounts.table.rows[row].cells.iter().filter(|cell| !cell.text.is_blank()).collect();
        let heads = |cell: &&Cell<Tidy>| {
            let text = cell.text.text();
            account_header::is_header(text) || account_header::is_code(text) || account_header::is_name(text)
        };
        let is_name = |cell: &&Cell<Tidy>| {
            let text = cell.text.text();
            account_header::is_code(text) || account_header::is_name(text)
        };
        if filled.len() < FEWEST_HEADERS || !filled.iter().all(heads) || !filled.iter().any(is_name) {
            return false;
        }
        let accounts = self.accounts;
        for column in accounts.amounts() {
            let cell = filled.iter().find(|cell| (cell.column..cell.end_column()).contains(&column));
            let words = cell.map(|cell| account_header::squeeze(without_mark(cell.text.text().trim())));
            self.paths[column] = words
                .map(|text| vec![text])
                .filter(|stack| matches!(account_header::heading(stack), Heading::Amounts | Heading::Money));
        }
        true
    }

    /// Whether a row is none of the body: a remark, a title, a unit, a signature or a page's number that stands
    /// within the table.
    fn is_aside(&self, row: usize) -> bool {
        let texts: Vec<&str> = self.accounts.table.rows[row]
            .cells
            .iter()
            .map(|cell| cell.text.text().trim())
            .filter(|text| !text.is_empty())
            .collect();
        match texts.as_slice() {
            [] => false,
            [text] => {
                code_and_name(text).is_none()
                    && (account_line::is_remark(text) || self.is_line(text) || self.is_footnote(row, text))
            }
            [first, rest @ ..] => {
                let is_value = |text: &&str| matches!(printed(text), Printed::Amount(..) | Printed::Nothing);
                // Labels with what they say: `制表：甲`, `单位：万元`.
                is_labelled(first)
                    && !texts.iter().any(is_value)
                    && rest.iter().all(|text| is_labelled(text) || self.is_line(text))
            }
        }
    }

    /// Whether the only text of a row begins with a note's sign, or is in brackets, and stands over the whole width:
    /// `* 含上年结转`.
    fn is_footnote(&self, row: usize, text: &str) -> bool {
        let is_whole =
            |cell: &Cell<Tidy>| cell.colspan >= self.accounts.table.width() && !cell.text.is_blank();
        let is_signed = text.starts_with(|c| marks::is_note_sign(c) || marks::is_raised(c));
        // `（以下为基本支出）` says something of rows, and is none.
        let is_bracketed = text.starts_with(['（', '('])
            && text.find(['）', ')']) == text.rfind(['）', ')'])
            && text.ends_with(['）', ')']);
        ((is_signed || is_bracketed) && self.accounts.table.rows[row].cells.iter().any(is_whole))
            || self.is_note_of_row_above(row, text)
    }

    /// Whether the only text of a row begins with a number that is raised in a row above: `1 含上年结转` below `300.00¹`.
    fn is_note_of_row_above(&self, row: usize, text: &str) -> bool {
        let Some(number) = marks::note_numbers(text).first().copied() else { return false };
        let above = self.accounts.table.rows[..row].iter().flat_map(|row| &row.cells);
        text.starts_with(|c: char| c.is_ascii_digit())
            && above.into_iter().any(|cell| marks::points_to(cell.text.text(), number))
    }

    /// Whether a text is a line that stands around tables.
    fn is_line(&self, text: &str) -> bool {
        is_labelled(text) || account_line::is_around(text) || self.titles.contains(&fold(text))
    }

    /// The cells that could not be read, each with its header.
    fn unread_cells(&self) -> Vec<UnreadCell> {
        let cell = |(anchor, expected): (&Anchor, &Expected)| {
            let column = self.accounts.cell(*anchor).column;
            let header = self.accounts.header.stacks[column].last().cloned().unwrap_or_default();
            UnreadCell { row: anchor.0, cell: anchor.1, expected: *expected, header }
        };
        self.unread.iter().map(cell).collect()
    }
}

/// A text on one line, nothing of which is put together.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a text is a label of the lines around tables, with what it says.
fn is_labelled(text: &str) -> bool {
    around::is_labelled(text) || around::is_signature(text) || money::is_labelled(text)
}

/// Whether a row of a half is two rows that came out as one: several cells have as many lines, each of which is a value
/// or a code of its own.
fn is_stacked(accounts: &Accounts<'_>, half: &Half, row: usize) -> bool {
    let columns = half.codes.iter().chain(&half.names).chain(&half.amounts);
    let text = |column: &usize| {
        accounts.at(row, *column).filter(|anchor| anchor.0 == row).map(|anchor| accounts.text(anchor))
    };
    let texts: Vec<&str> = columns.filter_map(text).collect();
    // A code that was broken over its lines is one.
    let broken: Vec<&str> = half
        .codes
        .iter()
        .filter_map(text)
        .filter(|text| text.contains('\n') && matches!(CodeText::of(text), CodeText::Code(_)))
        .collect();
    let is_value = |line: &str| matches!(printed(line), Printed::Amount(..)) || is_account(&fold(line));
    let heights = |text: &&str| text.lines().count();
    texts
        .iter()
        .filter(|text| heights(text) > 1 && text.lines().all(is_value) && !broken.contains(text))
        .any(|stacked| texts.iter().filter(|text| heights(text) == heights(stacked)).count() > 1)
}

fn has_amount(amounts: &[ColumnAmount]) -> bool {
    amounts.iter().any(|amount| amount.amount.is_some())
}

/// The code that its parts make; `None` where an upper part is missing. Each part may also be the whole code down to it:
/// 208, 20805, 2080505.
fn whole_code(parts: &[Option<String>]) -> Option<String> {
    let mut whole = Some(String::new());
    for part in parts {
        whole = match (whole, part) {
            (Some(whole), Some(part))
                if !whole.is_empty() && part.len() > whole.len() && part.starts_with(&whole) =>
            {
                Some(part.clone())
            }
            (Some(whole), Some(part)) => Some(whole + part),
            (None, Some(part)) if is_account(part) => Some(part.clone()),
            (_, _) => None,
        };
    }
    whole
}

/// What the rows are before they are read.
fn roles(accounts: &Accounts<'_>) -> Vec<RowRole> {
    let (header, width) = (&accounts.header, accounts.table.width());
    accounts
        .table
        .rows
        .iter()
        .enumerate()
        .map(|(number, row)| {
            let is_above = number < header.first;
            let counted = number < header.body + 2 && header::counts(row);
            match row.role {
                _ if is_above => RowRole::Note,
                _ if number < header.body && header::is_part_of_it(row, width, Words::Accounts) => {
                    RowRole::Header
                }
                RowRole::Note => RowRole::Note,
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
        let is_amount = |anchor: &Anchor| matches!(printed(accounts.text(*anchor)), Printed::Amount(..));
        accounts.at(row, *column).filter(|anchor| !is_amount(anchor))
    };
    // Of several names without codes that of the row itself is its own, not one that reaches down from above.
    let own = || half.names.iter().filter_map(words).find(|anchor| anchor.0 == row);
    let named = Some(()).filter(|()| half.codes.is_empty()).and_then(|()| own());
    let named = named.or_else(|| half.names.iter().find_map(words));
    let in_code = || {
        let is_words = |anchor: &Anchor| CodeText::of(accounts.text(*anchor)) == CodeText::Words;
        half.codes
            .iter()
            .find_map(|column| words(column).filter(|anchor| anchor.0 == row && is_words(anchor)))
    };
    named.map(|anchor| own_name(accounts, row, anchor)).or_else(in_code)
}

/// The name of a row whose first one reaches over several rows, each with a name of its own beside it below one header:
/// 政府性基金 over 小计 and 土地出让收入. The sum of them is called what reaches over them.
fn own_name(accounts: &Accounts<'_>, row: usize, wide: Anchor) -> Anchor {
    let column = accounts.cell(wide).column;
    if accounts.cell(wide).rowspan == 1 {
        return wide;
    }
    let stacks = &accounts.header.stacks;
    let is_below_it = |other: &usize| stacks[*other].is_empty() || stacks[*other] == stacks[column];
    let beside = (column + 1..stacks.len())
        .take_while(is_below_it)
        .filter_map(|other| accounts.at(row, other).filter(|anchor| anchor.0 == row && *anchor != wide));
    let of_words = |anchor: &Anchor| printed(accounts.text(*anchor)) == Printed::Words;
    match beside.filter(of_words).last() {
        Some(own) if !total::is_account_sum(accounts.text(own)) => own,
        _ => wide,
    }
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

/// Whether a row repeats the header, or a row of it.
fn is_header_again(accounts: &Accounts<'_>, row: usize) -> bool {
    let mut filled = accounts.table.rows[row].cells.iter().filter(|cell| !cell.text.is_blank());
    let same = |cell: &Cell<Tidy>| {
        let key = account_header::key(cell.text.text());
        let header = &accounts.header;
        let own = header.texts.get(cell.column).into_iter().chain(header.stacks.get(cell.column)).flatten();
        own.into_iter().any(|own| account_header::key(own) == key)
    };
    // A lone name may be that of its own column; a lone header stands above amounts.
    let first = filled.clone().next();
    let heads = filled.clone().nth(1).is_some()
        || first.is_some_and(|cell| accounts.kinds.get(cell.column) == Some(&Kind::Amount));
    heads && first.is_some() && filled.all(same)
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
    let header = accounts.header.texts.iter().flatten().map(String::as_str);
    let lines = accounts.titles().chain(header).chain(above);
    accounts.table.unit.clone().or_else(|| lines.into_iter().find_map(money::unit))
}

/// Whether most codes are those of 经济分类, which begin with 3 or 5.
pub(super) fn by_economy(accounts: &Accounts<'_>) -> bool {
    let (mut all, mut economy) = (0, 0);
    for half in accounts.halves.iter().filter(|half| half.of_accounts || half.codes.is_empty()) {
        let Some(column) = half.codes.first().or(half.names.first()) else { continue };
        let codes = accounts.column(*column).map(|text| code_and_name(text).map_or(text, |(code, _)| code));
        for code in codes.filter(|code| is_account(code)) {
            all += 1;
            economy += usize::from(is_by_economy(code));
        }
    }
    economy * 2 > all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_their_parts() {
        for (parts, expected) in [
            (&["213", "02", "05"][..], Some("2130205")),
            (&["213", "21302", "2130205"], Some("2130205")),
            (&["213"], Some("213")),
            // Without its upper parts a part is no code, unless it is the whole one.
            (&["", "02"], None),
            (&["213", "", "05"], None),
            (&["", "21302"], Some("21302")),
            (&["213", "", "2130205"], Some("2130205")),
        ] {
            let parts: Vec<Option<String>> =
                parts.iter().map(|part| (!part.is_empty()).then(|| (*part).to_owned())).collect();
            assert_eq!(whole_code(&parts).as_deref(), expected, "{parts:?}");
        }
    }
}
