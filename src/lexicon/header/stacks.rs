//! What stands above each grid column, from the rows of a header.

use std::collections::BTreeSet;
use std::ops::Range;

use super::Words;
use super::counts::counts;
use super::rows::{is_code_part, is_part_of_it};
use crate::lexicon::account_header;
use crate::model::{Grid, Table, Tidy};

/// A filled cell above a column.
pub(super) struct HeaderCell {
    /// The row in which it is met.
    pub row: usize,
    /// The grid column in which it begins.
    pub column: usize,
    /// What is printed.
    pub text: String,
}

/// The filled cells above each grid column, top to bottom.
pub(super) fn cells(
    table: &Table<Tidy>,
    grid: &Grid,
    rows: Range<usize>,
    words: Words,
) -> Vec<Vec<HeaderCell>> {
    let lines = &table.rows[..rows.end];
    let counted: Vec<bool> = lines.iter().map(counts).collect();
    let is_part: Vec<bool> = lines.iter().map(|row| is_part_of_it(row, table.width(), words)).collect();
    let mut above: Vec<Vec<HeaderCell>> = (0..grid.width()).map(|_| Vec::new()).collect();
    let mut last = vec![None; grid.width()];
    for row in rows {
        for (column, found) in above.iter_mut().enumerate() {
            let anchor = grid.anchor(row, column).filter(|anchor| Some(*anchor) != last[column]);
            let Some((line, number)) = anchor else { continue };
            last[column] = anchor;
            let cell = &table.rows[line].cells[number];
            let text = cell.text.text().trim();
            if !text.is_empty() && is_part[line] && (!counted[line] || is_code_part(text)) {
                found.push(HeaderCell { row, column: cell.column, text: text.to_owned() });
            }
        }
    }
    above
}

/// What stands above each column, to compare and to name amounts by; `height` is the number of rows that count no
/// columns.
pub(super) fn stacks(cells: &[Vec<HeaderCell>], rows: Range<usize>, height: usize) -> Vec<Vec<String>> {
    let mut stacks = if height == 1 { divided(cells) } else { spread(cells, rows) };
    for text in stacks.iter_mut().flatten() {
        text.truncate(account_header::without_mark(text).len());
    }
    stacks
}

/// The headers of several rows. Where merges were lost and two columns are called the same, a cell goes on over
/// the blank ones beside it.
fn spread(cells: &[Vec<HeaderCell>], rows: Range<usize>) -> Vec<Vec<String>> {
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
    let mut known = BTreeSet::new();
    let again = stacks.iter().filter(|stack| stack.len() == 1).filter(|stack| !known.insert(&stack[0]));
    again.filter(|stack| !account_header::is_code(&stack[0])).count()
}

/// The headers of one row. The lines of a cell are headers above each other where the column beside has the first
/// of them too, as `收入⏎项目` beside `收入⏎预算数`, where the last of them stands below others everywhere (合计), or
/// where each of them heads columns elsewhere; but `项目⏎支出` is one word that was broken.
fn divided(cells: &[Vec<HeaderCell>]) -> Vec<Vec<String>> {
    let printed =
        |cells: &Vec<HeaderCell>| cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join("\n");
    let lines: Vec<Vec<String>> = cells.iter().map(|cells| lines_of(&printed(cells))).collect();
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
