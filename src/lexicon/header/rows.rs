//! Which rows of a table are its header: one to six, with or without their merges, below a title and a line with the
//! unit; a row that counts the columns (`栏次 1 2 3`) is none of it.

use std::ops::Range;

use super::Words;
use super::counts::counts;
use crate::lexicon::account::code_and_name;
use crate::lexicon::account_header;
use crate::lexicon::cell::{CellValue, is_wording};
use crate::lexicon::sense::Sense;
use crate::lexicon::terms::{self, Place};
use crate::model::{Row, RowRole, Section, Table, Tidy};

/// The most rows of a header: five, and one that counts the columns.
const MOST_ROWS: usize = 6;

/// What is longer, in characters, is no header but prose.
const LONGEST: usize = 40;

/// What a row may be where a header is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Start {
    /// A title, a unit, the labels of a form: the header may stand below it.
    Above,
    /// It has a word that heads a column.
    Heads,
    /// The body of the table, below which no header is looked for.
    Body,
}

/// The filled cells that begin in a row, with their columns and how many they take.
pub(super) fn filled(row: &Row<Tidy>) -> impl DoubleEndedIterator<Item = (&str, usize, usize)> {
    row.cells
        .iter()
        .map(|cell| (cell.text.text().trim(), cell.column, cell.colspan))
        .filter(|(text, _, _)| !text.is_empty())
}

/// Whether a text is too long for a header; in one of several lines, each of them is one.
fn is_long(text: &str) -> bool {
    text.lines().any(|line| line.chars().count() > LONGEST)
}

/// Whether a text is an amount, with or without its unit.
fn is_amount(text: &str) -> bool {
    matches!(CellValue::of(text), CellValue::Amount { .. })
}

/// What a row is where a header of such words is looked for.
pub(super) fn start(row: &Row<Tidy>, words: Words) -> Start {
    let is_lone = filled(row).nth(1).is_none();
    if is_lone || filled(row).any(|(text, _, _)| account_header::is_caption(text)) || counts(row) {
        return Start::Above;
    }
    // The values of a form stand above the header of its indicators; below amounts of accounts none stands.
    if words == Words::Accounts && filled(row).any(|(text, _, _)| is_amount(text) || is_long(text)) {
        return Start::Body;
    }
    let heads = |text: &str| words.heads(text) || text.lines().any(|line| words.heads(line));
    if filled(row).any(|(text, _, _)| heads(text)) { Start::Heads } else { Start::Above }
}

/// The rows of the header that has a word in row `known`.
pub(super) fn around(table: &Table<Tidy>, known: usize, words: Words) -> Range<usize> {
    let first = topmost(table, known, words);
    first..end(table, first, words)
}

/// The first row of the header whose words are known in row `first`: a cell may reach down to it, and several
/// stand above it, as `收入预算` and `支出预算` do.
fn topmost(table: &Table<Tidy>, first: usize, words: Words) -> usize {
    let mut top = first;
    while let Some(above) = top.checked_sub(1) {
        let row = &table.rows[above];
        let is_line = |text: &str| account_header::is_caption(text) || is_title(text) || is_long(text);
        let heads = match words {
            // The labels of a form and their values stand above the header of its indicators.
            Words::Performance | Words::Any => filled(row).all(|(text, _, _)| words.heads(text)),
            Words::Accounts => true,
        };
        let is_header = heads && (filled(row).count() > 1 || is_group(row, table.width(), words));
        if !is_header
            || filled(row).any(|(text, _, _)| is_line(text) || CellValue::of(text) != CellValue::Words)
        {
            break;
        }
        top = above;
    }
    let reaches = |above: &usize| {
        let mut heights = table.rows[*above].cells.iter().map(|cell| cell.rowspan);
        heights.any(|height| height <= words.tallest() && above + height > top)
    };
    (0..top).find(reaches).unwrap_or(top)
}

/// Whether the only filled cell of a row heads several columns, as 2024年预算数 does: a title stands over all columns,
/// or in the first one.
fn is_group(row: &Row<Tidy>, width: usize, words: Words) -> bool {
    let mut filled = filled(row);
    let (Some((text, column, colspan)), None) = (filled.next(), filled.next()) else { return false };
    let heads = || row.section == Section::Head || words.heads(text) || account_header::is_year(text);
    column > 0 && colspan < width && heads()
}

/// Whether a row between the first and the last one of a header is one of it; a lone group header looks like a note.
pub(super) fn is_part_of_it(row: &Row<Tidy>, width: usize, words: Words) -> bool {
    row.role != RowRole::Note || is_group(row, width, words)
}

/// The first row below a header that begins with row `first`.
fn end(table: &Table<Tidy>, first: usize, words: Words) -> usize {
    let mut end = first + 1;
    let mut reach = first + 1;
    for (number, row) in table.rows.iter().enumerate().take(first + MOST_ROWS).skip(first) {
        if number > first {
            if counts(row) {
                // 类 款 项 may stand in the row that counts, but no header reaches down beside the first line.
                let within = row.cells.iter().all(|cell| cell.rowspan == 1);
                if within && filled(row).any(|(text, _, _)| is_code_part(text)) {
                    end = number + 1;
                }
                continue;
            }
            if number > end || !goes_on(row, number < reach, &table.rows[end - 1], words) {
                break;
            }
            end = number + 1;
        }
        let headers = row.cells.iter().filter(|cell| !cell.text.is_blank());
        let below = headers.map(|cell| cell.rowspan).filter(|height| *height <= words.tallest()).max();
        reach = reach.max(number + below.unwrap_or(0));
    }
    end.min(table.rows.len())
}

/// Whether a row goes on with the header, whose last row stands right above it.
fn goes_on(row: &Row<Tidy>, is_reached: bool, above: &Row<Tidy>, words: Words) -> bool {
    let count = filled(row).count();
    // An amount or a code begins the body; so does a name that stands alone, and what is no word of any kind.
    let begins = filled(row).any(|(text, _, _)| {
        CellValue::of(text) != CellValue::Words
            || !is_wording(text) && !is_letter(text)
            || is_long(text)
            || code_and_name(text).is_some()
    });
    if begins || count == 0 {
        return !begins && is_reached;
    }
    let known = filled(row).filter(|(text, _, _)| words.heads(text)).count();
    let declared = row.section == Section::Head && above.section == Section::Head;
    if is_reached || (count > 1 && words.are_enough(known, count)) || (declared && words.trusts_sources()) {
        return true;
    }
    // Every cell stands below one that it divides.
    let divided = |column: usize| {
        above.cells.iter().any(|cell| {
            cell.colspan > 1
                && cell.rowspan == 1
                && (cell.column..cell.end_column()).contains(&column)
                && !cell.text.is_blank()
        })
    };
    filled(row).any(|(text, _, _)| words.heads(text)) && filled(row).all(|(_, column, _)| divided(column))
}

/// Whether a text is a letter by which columns are counted: A, B.
fn is_letter(text: &str) -> bool {
    let mut letters = text.chars().filter(char::is_ascii_alphabetic);
    letters.next().is_some() && letters.next().is_none() && text.chars().all(|c| !c.is_ascii_digit())
}

/// Whether a header names a part of a code: 类, 款, 项.
pub(super) fn is_code_part(text: &str) -> bool {
    account_header::code_part(text).is_some()
}

/// Whether a line above a header is the title of a table or the number of a page.
fn is_title(text: &str) -> bool {
    terms::holds(Place::Caption, Sense::Table, text) || terms::holds(Place::Caption, Sense::Page, text)
}
