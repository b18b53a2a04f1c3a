//! Rows that have not as many cells as their table has columns: which width that is, and where their cells belong.

use std::collections::BTreeMap;
use std::ops::Range;

use super::blocks::Line;
use super::pieces::Field;
use super::{ROW_TOO_LONG, ROW_TOO_SHORT, THOUSANDS_JOINED, THOUSANDS_UNSURE, thousands};
use crate::model::{Finding, Findings, Message, Place, Position, Rule};
use crate::read::lines::Lines;
use crate::text::numerals::plain_decimal;

/// How far down a header is looked for: titles, unit lines and several header rows stand above.
const HEADER_REACH: usize = 8;

/// The longest text that heads a column.
const LONGEST_HEADER: usize = 30;

/// A column holds words where so many of ten filled cells are no numbers, and numbers where so many are.
const MOST_OF_TEN: usize = 8;

/// The sign that stands between thousands as well.
const COMMA: char = ',';

/// How many columns a table has: as many cells as most of its rows, or as many as a row of headers where further
/// rows have that number but for thousands commas. The larger of two that stand equally often; 0 for no rows.
pub(super) fn width(rows: &[&[Field]], sign: char) -> usize {
    let most = most_common(rows.iter().map(|row| row.len()));
    let mut headers = rows.iter().take(HEADER_REACH).filter(|row| is_header(row)).map(|row| row.len());
    let fitting = |width: usize| rows.iter().filter(|row| fits(row, width, sign)).count();
    let narrower = headers.rfind(|width| sign == COMMA && *width < most && *width > 1);
    narrower.filter(|width| fitting(*width) > fitting(most)).unwrap_or(most)
}

/// Whether a row has so many cells, or has them but for thousands commas.
pub(super) fn fits(row: &[Field], width: usize, sign: char) -> bool {
    row.len() == width || (sign == COMMA && row.len() > width && thousands::can_be(row, width))
}

/// Whether cells read like column headers: short words in every cell, no numbers, no blocks.
pub(super) fn is_header(cells: &[Field]) -> bool {
    cells.len() > 1
        && cells.iter().all(|cell| {
            let words = cell.words().trim();
            !words.is_empty()
                && words.chars().count() <= LONGEST_HEADER
                && !words.contains("<p")
                && !words.starts_with(|c: char| c.is_ascii_digit() || "+-≥≤=".contains(c))
        })
}

/// The number that stands most often; the larger of two that stand equally often. 0 for none.
pub(super) fn most_common(numbers: impl Iterator<Item = usize>) -> usize {
    let mut counts = BTreeMap::<usize, usize>::new();
    for number in numbers {
        *counts.entry(number).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(number, count)| (*count, *number)).map_or(0, |(number, _)| number)
}

/// Puts the cells of ragged rows where they belong, as far as that is to be seen, and reports what was done and
/// what is left.
pub(super) fn settle(findings: &mut Findings, lines: &Lines, rows: &mut [Line], sign: char) {
    let cells: Vec<&[Field]> = rows.iter().map(|row| row.cells.as_slice()).collect();
    let width = width(&cells, sign);
    let table = Regular::of(&cells, width);
    let joined = if sign == COMMA { join(findings, lines, rows, &table) } else { Vec::new() };
    let usual = |row: &Line| row.cells.len() == width;
    let first = rows.iter().position(usual).unwrap_or(0);
    let last = rows.iter().rposition(usual).unwrap_or(0);
    let heads = heads(rows, width);
    for (number, row) in rows.iter_mut().enumerate() {
        let filled = row.cells.iter().filter(|cell| !cell.is_blank()).count();
        // Titles and notes have one text; a unit line has two, and stands above or below.
        let is_line = filled < 2 || (filled == 2 && (number < first || number > last));
        if is_line || heads.contains(&number) || joined.binary_search(&number).is_ok() {
            continue;
        }
        let found = row.cells.len();
        let end = row.cells.iter().rposition(|cell| !cell.is_blank()).map_or(0, |last| last + 1);
        let (rule, id) = if found < width && table.align(&mut row.cells) {
            (&ROW_TOO_SHORT, "row-too-short-aligned")
        } else if found < width {
            (&ROW_TOO_SHORT, "row-too-short")
        } else if end > width {
            (&ROW_TOO_LONG, "row-too-long")
        } else {
            continue;
        };
        push(findings, rule, &Message::new(id, &[&found, &width]), &lines.at(row.start));
    }
}

/// The rows above a header of the right width that have fewer words: what stands over several columns leaves blanks
/// at its right, and programs leave those out.
fn heads(rows: &[Line], width: usize) -> Range<usize> {
    let is_wordy = |row: &Line| {
        let mut filled = row.cells.iter().filter(|cell| !cell.is_blank()).peekable();
        filled.peek().is_some() && filled.all(|cell| !cell.words().starts_with(|c: char| c.is_ascii_digit()))
    };
    let top = rows.iter().take(HEADER_REACH).take_while(|row| is_wordy(row));
    0..top.map(|row| row.cells.len()).position(|cells| cells == width).unwrap_or(0)
}

/// Puts together what thousands commas cut, in every row where one reading alone fits. Where none or several do, no
/// cell is taken for an amount. Gives the rows that were touched.
fn join(findings: &mut Findings, lines: &Lines, rows: &mut [Line], table: &Regular) -> Vec<usize> {
    let mut touched = Vec::new();
    let mut records = Vec::new();
    // Rows of the right width may lack a cell and have a comma too many, where others have such commas.
    let longer: Vec<bool> = rows
        .iter()
        .map(|row| row.cells.len() > table.width && thousands::doubtful(&row.cells).is_some())
        .collect();
    let some = longer.contains(&true);
    for (number, row) in rows.iter_mut().enumerate() {
        let Some(doubtful) = thousands::doubtful(&row.cells).filter(|_| some) else { continue };
        let wrong = longer[number] || (row.cells.len() == table.width && table.contradicts(&row.cells));
        if !wrong {
            continue;
        }
        touched.push(number);
        let at = lines.at(row.start);
        let found = row.cells.len();
        let printed = thousands::one(&row.cells[doubtful.clone()]);
        if let Some(reading) = table.only(&row.cells) {
            row.cells = thousands::joined(&row.cells, &reading);
            let runs = row.cells.iter().filter(|cell| cell.words().contains(COMMA) && !cell.quoted);
            let words: Vec<&str> = runs.map(Field::words).collect();
            records.push((at, words.join(" ")));
        } else {
            let behind = row.cells.split_off(doubtful.end);
            row.cells.truncate(doubtful.start);
            row.cells.push(printed.clone());
            let missing = table.width.saturating_sub(row.cells.len() + behind.len());
            let end = behind.first().map_or(printed.start + printed.words().len(), |cell| cell.start);
            row.cells.extend((0..missing).map(|_| Field::bare(end, "")));
            row.cells.extend(behind);
            let message = Message::new("thousands-unsure", &[&found, &table.width, &printed.words()]);
            push(findings, &THOUSANDS_UNSURE, &message, &at);
        }
    }
    if let Some((at, words)) = records.first() {
        let mut finding =
            Finding::new(&THOUSANDS_JOINED, &Message::new("thousands-joined", &[&records.len(), words]));
        finding.at = Some(Position::of(at));
        finding.found = Some(words.replace(COMMA, ", "));
        let line = |(at, words): &(Place, String)| format!("{}: {words}", at.line.unwrap_or(1));
        finding.notes = records.iter().map(line).collect();
        findings.push(finding);
    }
    touched
}

/// What the rows of the right width say of a table.
struct Regular {
    width: usize,
    /// What each column holds.
    kinds: Vec<Kind>,
    /// Whether the first number of every row of numbers is the sum of those behind it; `None` where no row tells.
    adds_up: Option<bool>,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Numbers.
    Numbers,
    /// Words.
    Words,
    /// Both, or nothing.
    Unknown,
}

impl Regular {
    fn of(rows: &[&[Field]], width: usize) -> Self {
        let body: Vec<&&[Field]> =
            rows.iter().filter(|row| row.len() == width && row.iter().any(is_number)).collect();
        let kind = |column: usize| {
            let filled = body.iter().filter(|row| !row[column].is_blank()).count();
            let numbers = body.iter().filter(|row| is_number(&row[column])).count();
            if filled == 0 {
                Kind::Unknown
            } else if numbers * 10 >= filled * MOST_OF_TEN {
                Kind::Numbers
            } else if (filled - numbers) * 10 >= filled * MOST_OF_TEN {
                Kind::Words
            } else {
                Kind::Unknown
            }
        };
        let sums: Vec<bool> = body.iter().filter_map(|row| thousands::adds_up(row)).collect();
        let adds_up = (!sums.is_empty()).then(|| sums.iter().all(|holds| *holds));
        Self { width, kinds: (0..width).map(kind).collect(), adds_up }
    }

    /// Whether no number of a row stands among words.
    fn agrees(&self, row: &[Field]) -> bool {
        row.iter().zip(&self.kinds).all(|(cell, kind)| !is_number(cell) || *kind != Kind::Words)
    }

    /// Whether a row of the right width has its numbers in the wrong columns.
    fn contradicts(&self, row: &[Field]) -> bool {
        !self.agrees(row) || thousands::adds_up(row) == Some(false)
    }

    /// The only reading of thousands commas in which a row has the right width, its numbers stand among numbers, and
    /// the first of them is the sum of the others where it is so in other rows or where that tells one of several.
    fn only(&self, row: &[Field]) -> Option<thousands::Reading> {
        let mut readings = thousands::readings(row, self.width);
        readings.retain(|reading| self.agrees(&thousands::joined(row, reading)));
        let sum = |reading: &thousands::Reading| thousands::adds_up(&thousands::joined(row, reading));
        if self.adds_up == Some(true) || readings.len() > 1 {
            readings.retain(|reading| sum(reading) == Some(true));
        }
        if readings.len() == 1 { readings.pop() } else { None }
    }

    /// Puts blanks into a row that is too short, where its numbers would stand among words and one place for them
    /// alone puts them among numbers. Says whether it did.
    fn align(&self, row: &mut Vec<Field>) -> bool {
        if self.agrees(row) {
            return false;
        }
        let missing = self.width - row.len();
        let shifted = |at: usize| {
            let mut shifted = row.clone();
            let start = row[at].start;
            shifted.splice(at..at, (0..missing).map(|_| Field::bare(start, "")));
            shifted
        };
        let numbers =
            |row: &[Field]| -> Vec<usize> { (0..row.len()).filter(|at| is_number(&row[*at])).collect() };
        let fitting: Vec<Vec<Field>> =
            (0..row.len().min(MOST_PLACES)).map(shifted).filter(|row| self.agrees(row)).collect();
        // Words stay on the left; where the numbers go must be the same in all.
        let Some((last, others)) = fitting.split_last() else { return false };
        if others.iter().any(|other| numbers(other) != numbers(last)) {
            return false;
        }
        last.clone_into(row);
        true
    }
}

/// The most places of a row that a blank is tried at; a row of amounts has fewer columns.
const MOST_PLACES: usize = 64;

fn is_number(cell: &Field) -> bool {
    plain_decimal(cell.words()).is_some()
}

fn push(findings: &mut Findings, rule: &Rule, message: &Message, at: &Place) {
    let mut finding = Finding::new(rule, message);
    finding.at = Some(Position::of(at));
    findings.push(finding);
}
