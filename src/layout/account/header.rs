//! The header of a budget or final-account table: which rows it has, and what stands above each column.
//!
//! One to five rows, with or without their merges, below a title and a line with the unit; a row that counts the
//! columns (`栏次 1 2 3`) is none of it.

use super::printed::{Printed, printed};
use crate::lexicon::account::code_and_name;
use crate::lexicon::account_header;
use crate::lexicon::cell::CellValue;
use crate::lexicon::sense::Sense;
use crate::lexicon::terms::{self, Place};
use crate::model::{Grid, Row, RowRole, Section, Table, Tidy};
use crate::text::width::fold;

/// Rows at the top among which a header is looked for: a title, a number, a unit and a department stand above it, each
/// in one row or two.
const REACH: usize = 10;

/// The most rows of a header: five, and one that counts the columns.
const MOST_ROWS: usize = 6;

/// What is longer, in characters, is no header but prose.
const LONGEST: usize = 40;

/// A header: its rows, and what stands above every column from top to bottom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// The first row of the header.
    pub first: usize,
    /// The first row below the header.
    pub body: usize,
    /// Above each grid column, top to bottom, to compare and to name amounts by.
    pub stacks: Vec<Vec<String>>,
    /// The same as printed.
    pub printed: Vec<Vec<String>>,
    /// The rows and columns of the grid in which the cells above each grid column begin.
    places: Vec<Vec<(usize, usize)>>,
}

impl Header {
    /// Whether two grid columns stand below the same cells, so that they are one column.
    pub(super) fn is_one(&self, column: usize, other: usize) -> bool {
        !self.places[column].is_empty() && self.places[column] == self.places[other]
    }
}

/// The header of a table.
pub(super) fn find(table: &Table<Tidy>, grid: &Grid) -> Option<Header> {
    let first = first_row(table, grid)?;
    let body = end(table, grid, first);
    let cells: Vec<Vec<HeaderCell>> =
        (0..grid.width()).map(|column| column_cells(table, grid, first..body, column)).collect();
    let printed: Vec<Vec<String>> =
        cells.iter().map(|cells| cells.iter().map(|cell| cell.text.clone()).collect()).collect();
    let rows = (first..body).filter(|row| !counts(&table.rows[*row])).count();
    let mut stacks = if rows == 1 { divided(&printed) } else { spread(&cells, first..body) };
    for text in stacks.iter_mut().flatten() {
        text.truncate(account_header::without_mark(text).len());
    }
    let places =
        cells.iter().map(|cells| cells.iter().map(|cell| (cell.row, cell.column)).collect()).collect();
    Some(Header { first, body, stacks, printed, places })
}

/// The filled cells that begin in a row.
fn filled(row: &Row<Tidy>) -> impl DoubleEndedIterator<Item = (&str, usize, usize)> {
    row.cells
        .iter()
        .map(|cell| (cell.text.text().trim(), cell.column, cell.colspan))
        .filter(|(text, _, _)| !text.is_empty())
}

/// Whether a text is too long for a header; in one of several lines, each of them is one.
fn is_long(text: &str) -> bool {
    text.lines().any(|line| line.chars().count() > LONGEST)
}

fn first_row(table: &Table<Tidy>, grid: &Grid) -> Option<usize> {
    for (number, row) in table.rows.iter().enumerate().take(REACH.min(grid.height())) {
        if filled(row).count() < 2
            || filled(row).any(|(text, _, _)| account_header::is_caption(text))
            || counts(row)
        {
            continue;
        }
        if filled(row).any(|(text, _, _)| matches!(printed(text), Printed::Amount(..)) || is_long(text)) {
            return None;
        }
        let heads = |text: &str| account_header::is_header(text) || account_header::is_code(text);
        if filled(row).any(|(text, _, _)| heads(text) || text.lines().any(heads)) {
            return Some(topmost(table, number));
        }
    }
    None
}

/// The first row of the header whose words are known in row `first`: a cell may reach down to it, and several
/// stand above it, as `收入预算` and `支出预算` do.
fn topmost(table: &Table<Tidy>, first: usize) -> usize {
    let mut top = first;
    while let Some(above) = top.checked_sub(1) {
        let row = &table.rows[above];
        let is_line = |text: &str| account_header::is_caption(text) || is_title(text) || is_long(text);
        let heads = filled(row).count() > 1 || is_group(row, table.width());
        if !heads || filled(row).any(|(text, _, _)| is_line(text) || CellValue::of(text) != CellValue::Words)
        {
            break;
        }
        top = above;
    }
    let reaches = |above: &usize| table.rows[*above].cells.iter().any(|cell| above + cell.rowspan > top);
    (0..top).find(reaches).unwrap_or(top)
}

/// Whether the only filled cell of a row heads several columns, as 2024年预算数 does: a title stands over all columns,
/// or in the first one.
fn is_group(row: &Row<Tidy>, width: usize) -> bool {
    let mut filled = filled(row);
    let (Some((text, column, colspan)), None) = (filled.next(), filled.next()) else { return false };
    let heads =
        || row.section == Section::Head || account_header::is_header(text) || account_header::is_year(text);
    column > 0 && colspan < width && heads()
}

/// Whether a row between the first and the last one of a header is one of it; a lone group header looks like a note.
pub(super) fn is_part_of_it(row: &Row<Tidy>, width: usize) -> bool {
    row.role != RowRole::Note || is_group(row, width)
}

/// The first row below a header that begins with row `first`.
fn end(table: &Table<Tidy>, grid: &Grid, first: usize) -> usize {
    let mut end = first + 1;
    let mut reach = first + 1;
    for (number, row) in
        table.rows.iter().enumerate().take((first + MOST_ROWS).min(grid.height())).skip(first)
    {
        if number > first {
            if counts(row) {
                // 类 款 项 may stand in the row that counts, but no header reaches down beside the first line.
                let within = row.cells.iter().all(|cell| cell.rowspan == 1);
                if within && filled(row).any(|(text, _, _)| is_part(text)) {
                    end = number + 1;
                }
                continue;
            }
            if !goes_on(table, row, number, reach, end) {
                break;
            }
            end = number + 1;
        }
        let below = row.cells.iter().filter(|cell| !cell.text.is_blank()).map(|cell| number + cell.rowspan);
        reach = reach.max(below.max().unwrap_or(0));
    }
    end.min(table.rows.len())
}

/// Whether a row goes on with the header above it.
fn goes_on(table: &Table<Tidy>, row: &Row<Tidy>, number: usize, reach: usize, end: usize) -> bool {
    let count = filled(row).count();
    // An amount or a code begins the body; so does a name that stands alone, and what is no word of any kind.
    let begins = filled(row).any(|(text, _, _)| {
        CellValue::of(text) != CellValue::Words
            || printed(text) == Printed::Unread && !is_letter(text)
            || is_long(text)
            || code_and_name(text).is_some()
    });
    if begins || number > end {
        return false;
    }
    if count == 0 {
        return number < reach;
    }
    // Where merges were lost, words tell: half of them head columns everywhere.
    let known = filled(row).filter(|(text, _, _)| account_header::is_header(text)).count();
    let all_head = count > 1 && known * 2 >= count;
    let declared = row.section == Section::Head && table.rows[end - 1].section == Section::Head;
    if number < reach || all_head || declared {
        return true;
    }
    // Every cell stands below one that it divides.
    let above = &table.rows[end - 1];
    let divided = |column: usize| {
        above.cells.iter().any(|cell| {
            cell.colspan > 1
                && cell.rowspan == 1
                && (cell.column..cell.end_column()).contains(&column)
                && !cell.text.is_blank()
        })
    };
    let head =
        filled(row).any(|(text, _, _)| account_header::is_header(text) || account_header::is_code(text));
    head && filled(row).all(|(_, column, _)| divided(column))
}

/// Whether a text is a letter by which columns are counted: A, B.
fn is_letter(text: &str) -> bool {
    let mut letters = text.chars().filter(char::is_ascii_alphabetic);
    letters.next().is_some() && letters.next().is_none() && text.chars().all(|c| !c.is_ascii_digit())
}

fn is_part(text: &str) -> bool {
    account_header::code_part(text).is_some()
}

/// Whether a line above a header is the title of a table or the number of a page.
fn is_title(text: &str) -> bool {
    terms::holds(Place::Caption, Sense::Table, text) || terms::holds(Place::Caption, Sense::Page, text)
}

/// Whether a row counts the columns: `栏次 1 2 3`, `** ** 1 2`, also beside 类 款 项, and on two sides.
pub(super) fn counts(row: &Row<Tidy>) -> bool {
    // Most rows end with an amount and are told by that alone.
    if filled(row).next_back().is_none_or(|(text, _, _)| CountCell::of(text).is_none()) {
        return false;
    }
    let Some(cells) = filled(row).map(|(text, _, _)| CountCell::of(text)).collect::<Option<Vec<_>>>() else {
        return false;
    };
    let labelled = cells.contains(&CountCell::Label);
    let numbers = || cells.iter().filter_map(|cell| cell.number());
    let begins = cells.first().is_some_and(|cell| cell.number().is_none_or(|number| number == 1));
    // Without a label each number follows the one before it; with one, the other side may begin anew.
    let mut in_order = numbers().scan(0, |last, number| Some(number == std::mem::replace(last, number) + 1));
    let count = numbers().count();
    begins && (labelled || in_order.all(|goes_on| goes_on)) && (count > 2 || (labelled && count > 0))
}

/// A cell of a row that counts the columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CountCell {
    /// 栏次, `**`.
    Label,
    /// A header that stands beside the numbers: 类, 项目.
    Header,
    /// A number.
    Number(usize),
}

/// What is longer, in bytes, is no cell of a row that counts: `12=1+2+…` has fewer.
const LONGEST_COUNT: usize = 64;

/// A table with more columns than this is not counted.
const MOST_COUNTED: usize = 100;

impl CountCell {
    /// What a cell is in a row that counts, if it may stand there.
    fn of(text: &str) -> Option<Self> {
        if text.len() > LONGEST_COUNT {
            return None;
        }
        let folded = fold(text);
        // `3=1+2` says besides how a column is made of others.
        let digits = folded.len() - folded.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, rest) = folded.split_at(digits);
        if let Ok(number) = number.parse::<usize>() {
            let is_count = (1..MOST_COUNTED).contains(&number)
                && (rest.is_empty() || rest.starts_with(['=', '(', '+', '-']));
            return is_count.then_some(Self::Number(number));
        }
        if account_header::is_count_label(text) {
            return Some(Self::Label);
        }
        account_header::is_beside_counts(text).then_some(Self::Header)
    }

    fn number(self) -> Option<usize> {
        match self {
            Self::Number(number) => Some(number),
            Self::Label | Self::Header => None,
        }
    }
}

/// A filled cell above a column.
struct HeaderCell {
    /// The row in which it is met.
    row: usize,
    /// The grid column in which it begins.
    column: usize,
    /// What is printed.
    text: String,
}

/// What stands above a column.
fn column_cells(
    table: &Table<Tidy>,
    grid: &Grid,
    rows: std::ops::Range<usize>,
    column: usize,
) -> Vec<HeaderCell> {
    let mut last = None;
    let mut found = Vec::new();
    for row in rows {
        let anchor = grid.anchor(row, column).filter(|anchor| Some(*anchor) != last);
        let Some((line, number)) = anchor else { continue };
        last = anchor;
        let cell = &table.rows[line].cells[number];
        let text = cell.text.text().trim();
        let is_count = counts(&table.rows[line]) && !is_part(text);
        if !text.is_empty() && is_part_of_it(&table.rows[line], table.width()) && !is_count {
            found.push(HeaderCell { row, column: cell.column, text: text.to_owned() });
        }
    }
    found
}

/// The headers of several rows. Where merges were lost and two columns are called the same, a cell goes on over
/// the blank ones beside it.
fn spread(cells: &[Vec<HeaderCell>], rows: std::ops::Range<usize>) -> Vec<Vec<String>> {
    let plain: Vec<Vec<String>> = cells
        .iter()
        .map(|cells| cells.iter().map(|cell| account_header::squeeze(&cell.text)).collect())
        .collect();
    if doubled(&plain) == 0 {
        return plain;
    }
    let at = |row: usize, column: usize| {
        cells[column].iter().find(|cell| cell.row == row).map(|cell| account_header::squeeze(&cell.text))
    };
    let mut spread = vec![Vec::new(); cells.len()];
    for row in rows.clone() {
        let mut over: Option<String> = None;
        for (column, stack) in spread.iter_mut().enumerate() {
            let below = (row + 1..rows.end).any(|row| at(row, column).is_some());
            let own = at(row, column);
            if own.is_some() {
                over.clone_from(&own);
            }
            match own {
                Some(text) => stack.push(text),
                None if below => stack.extend(over.clone()),
                None => {}
            }
        }
    }
    spread
}

/// How many columns are called like another one to their left by a single word.
fn doubled(stacks: &[Vec<String>]) -> usize {
    let is_doubled = |(number, stack): &(usize, &Vec<String>)| {
        stack.len() == 1 && stacks[..*number].contains(stack) && !account_header::is_code(&stack[0])
    };
    stacks.iter().enumerate().filter(is_doubled).count()
}

/// The headers of one row. The lines of a cell are headers above each other where the column beside has the first
/// of them too, as `收入⏎项目` beside `收入⏎预算数`, where the last of them stands below others everywhere (合计), or
/// where each of them heads columns elsewhere; but `项目⏎支出` is one word that was broken.
fn divided(printed: &[Vec<String>]) -> Vec<Vec<String>> {
    let lines: Vec<Vec<String>> = printed.iter().map(|stack| lines_of(&stack.join("\n"))).collect();
    let first = |column: Option<usize>| {
        column.and_then(|column| lines.get(column)).filter(|lines| lines.len() > 1).map(|lines| &lines[0])
    };
    let stacks: Vec<Vec<String>> = lines
        .iter()
        .enumerate()
        .map(|(column, own)| {
            if own.len() < 2 {
                return own.clone();
            }
            let whole = own.concat();
            let is_word = account_header::is_header_to_the_letter(&whole);
            let shared = [first(column.checked_sub(1)), first(Some(column + 1))].contains(&Some(&own[0]));
            let all_head = own.iter().all(|line| account_header::is_header(line));
            let ends_low = own.last().is_some_and(|line| account_header::is_lower(line));
            if !is_word && (shared || all_head || ends_low) { own.clone() } else { vec![whole] }
        })
        .collect();
    if doubled(&stacks) == 0 {
        return stacks;
    }
    // Merges that were lost: what stands above a column goes on over those beside it.
    let mut over: Option<String> = None;
    let spread: Vec<Vec<String>> = stacks
        .iter()
        .map(|stack| {
            if stack.len() > 1 {
                over = stack.first().cloned();
            }
            if stack.len() == 1 { over.iter().chain(stack).cloned().collect() } else { stack.clone() }
        })
        .collect();
    if doubled(&spread) < doubled(&stacks) { spread } else { stacks }
}

/// The lines of a header cell; one that begins with a bracket belongs to the line above.
fn lines_of(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.split('\n').map(account_header::squeeze).filter(|line| !line.is_empty()) {
        match lines.last_mut() {
            Some(last) if line.starts_with(['(', '（', '[']) => last.push_str(&line),
            _ => lines.push(line),
        }
    }
    lines
}
