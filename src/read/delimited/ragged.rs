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

/// A page that lost its blank columns has so many rows; of one row alone the numbers tell where they belong.
const FEWEST_MOVED: usize = 2;

/// Whether a sign stands between thousands as well.
fn is_comma(sign: char) -> bool {
    matches!(sign, ',' | '，')
}

/// How many columns a table has: as many cells as most of its rows, or as many as a row of headers where further
/// rows have that number but for thousands commas. The larger of two that stand equally often; 0 for no rows.
pub(super) fn width(rows: &[&[Field]], sign: char) -> usize {
    let most = most_common(rows.iter().map(|row| row.len()));
    let mut headers = rows.iter().take(HEADER_REACH).filter(|row| is_header(row)).map(|row| row.len());
    let fitting = |width: usize| rows.iter().filter(|row| fits(row, width, sign)).count();
    let narrower = headers.clone().rfind(|width| is_comma(sign) && *width < most && *width > 1);
    if let Some(narrower) = narrower.filter(|width| fitting(*width) > fitting(most)) {
        return narrower;
    }
    // Rows that lack a cell may be more than those that lack none, in a short table.
    let has_rows = |width: usize| rows.iter().any(|row| row.len() == width && row.iter().any(is_number));
    let wider = headers.rfind(|width| *width > most && *width <= most + MOST_MISSING && has_rows(*width));
    wider.unwrap_or(most)
}

/// A row lacks so many cells at the most where it counts as one of a wider table: its code and its name, or what is
/// blank at its right.
const MOST_MISSING: usize = 2;

/// Whether a row has numbers and so many cells but for a few: one of a table whose header has that number.
pub(super) fn may_lack(row: &[Field], width: usize) -> bool {
    row.len() < width && row.len() > 1 && row.len() + MOST_MISSING >= width && row.iter().any(is_number)
}

/// Whether a row has so many cells, or has them but for thousands commas.
pub(super) fn fits(row: &[Field], width: usize, sign: char) -> bool {
    row.len() == width || (is_comma(sign) && row.len() > width && thousands::can_be(row, width))
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
    let table = Regular::of(&cells, width, sign);
    let mut joined = if is_comma(sign) { join(findings, lines, rows, &table) } else { Vec::new() };
    joined.extend(move_pages(findings, lines, rows, width, sign));
    joined.sort_unstable();
    let usual = |row: &Line| row.cells.len() == width;
    let first = rows.iter().position(usual).unwrap_or(0);
    let last = rows.iter().rposition(usual).unwrap_or(0);
    let heads = heads(rows, width);
    for (number, row) in rows.iter_mut().enumerate() {
        let filled = row.cells.iter().filter(|cell| !cell.is_blank()).count();
        let has_number = row.cells.iter().any(is_number);
        // Titles and notes have one text; a unit line has two, none of them a number, and stands above or below.
        let is_line = filled < 2 || (filled == 2 && !has_number && (number < first || number > last));
        if is_line || heads.contains(&number) || joined.binary_search(&number).is_ok() {
            continue;
        }
        let found = row.cells.len();
        let end = row.cells.iter().rposition(|cell| !cell.is_blank()).map_or(0, |last| last + 1);
        let (rule, message) = if found == width && table.is_shifted(&row.cells) {
            row.cells.truncate(end);
            let aligned = table.align(&mut row.cells);
            if aligned == Aligned::AsItIs {
                row.cells.resize(width, Field::bare(row.start, ""));
                continue;
            }
            (&ROW_TOO_SHORT, aligned.message(end, width))
        } else if found < width {
            (&ROW_TOO_SHORT, table.align(&mut row.cells).message(found, width))
        } else if end > width {
            (&ROW_TOO_LONG, Message::new("row-too-long", &[&found, &width]))
        } else {
            continue;
        };
        push(findings, rule, &message, &lines.at(row.start));
    }
}

/// Moves rows to the right that stand below one another, lack the same cells at the left and are blank at the right: a
/// page that lost the blank columns at its left. One of the ways to move them puts all of their numbers among numbers,
/// and none stand there as they are. Gives the rows that were moved.
fn move_pages(
    findings: &mut Findings,
    lines: &Lines,
    rows: &mut [Line],
    width: usize,
    sign: char,
) -> Vec<usize> {
    let end = |row: &Line| row.cells.iter().rposition(|cell| !cell.is_blank()).map_or(0, |last| last + 1);
    let filled = |row: &Line| row.cells.iter().filter(|cell| !cell.is_blank()).count();
    let is_narrow = |row: &Line| end(row) < width && filled(row) > 1;
    // What the columns hold is told by the rows that reach to the right.
    let wide: Vec<&[Field]> =
        rows.iter().filter(|row| !is_narrow(row)).map(|row| row.cells.as_slice()).collect();
    let table = Regular::of(&wide, width, sign);
    let mut moved = Vec::new();
    let mut first = 0;
    while first < rows.len() {
        let count = rows[first..].iter().take_while(|row| is_narrow(row)).count();
        let page = &rows[first..first + count];
        let most = width - page.iter().map(&end).max().unwrap_or(width);
        let agrees = |blanks: usize| page.iter().all(|row| table.agrees_behind(blanks, &row.cells));
        let fits: Vec<usize> = (0..=most).filter(|blanks| agrees(*blanks)).collect();
        // A page stands below rows that reach to the right, and a header of its own heads another table.
        let above =
            rows[..first].iter().filter(|row| !is_narrow(row) && row.cells.iter().any(is_number)).count();
        // Where the page ended below the first row, several rows whose numbers would stand among its words tell.
        let astray = || page.iter().filter(|row| !table.agrees_behind(0, &row.cells)).count();
        let is_told = above >= FEWEST_MOVED || (above > 0 && astray() >= FEWEST_MOVED);
        let is_page =
            count >= FEWEST_MOVED && is_told && !page.iter().any(|row| is_header(&row.cells[..end(row)]));
        let page = &mut rows[first..first + count];
        if let ([blanks], true) = (fits.as_slice(), is_page)
            && *blanks > 0
        {
            for row in page.iter_mut() {
                let found = end(row);
                row.cells.truncate(found);
                row.cells.splice(0..0, (0..*blanks).map(|_| Field::bare(row.start, "")));
                row.cells.resize(width, Field::bare(row.start, ""));
            }
            let at = lines.at(page[0].start);
            let message = Message::new("rows-too-short-aligned", &[&count, blanks]);
            push(findings, &ROW_TOO_SHORT, &message, &at);
            moved.extend(first..first + count);
        }
        first += count.max(1);
    }
    moved
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
        let printed = thousands::one(&row.cells[doubtful.clone()], table.sign);
        if let Some(cells) = table.only(&row.cells).or_else(|| table.only_shorter(&row.cells)) {
            row.cells = cells;
            let runs = row.cells.iter().filter(|cell| cell.words().contains(table.sign) && !cell.quoted);
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
        finding.found = Some(words.replace(table.sign, &format!("{} ", table.sign)));
        let line = |(at, words): &(Place, String)| format!("{}: {words}", at.line.unwrap_or(1));
        finding.notes = records.iter().map(line).collect();
        findings.push(finding);
    }
    touched
}

/// What the rows of the right width say of a table.
pub(super) struct Regular {
    width: usize,
    /// What stands between the cells.
    sign: char,
    /// What each column holds.
    kinds: Vec<Kind>,
    /// Whether more than one row, and more than have numbers, have words in each column.
    worded: Vec<bool>,
    /// Whether the first number of every row of numbers is the sum of those behind it; `None` where no row tells.
    adds_up: Option<bool>,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Numbers.
    Numbers,
    /// Whole numbers at the left of words: codes, or the number of the row.
    Labels,
    /// Words.
    Words,
    /// Both, or nothing.
    Unknown,
}

impl Regular {
    pub(super) fn of(rows: &[&[Field]], width: usize, sign: char) -> Self {
        let mut body: Vec<&&[Field]> =
            rows.iter().filter(|row| row.len() == width && row.iter().any(is_number)).collect();
        // A row that commas of thousands may have cut does not tell, unless there are no others.
        let is_whole = |row: &&&[Field]| !is_comma(sign) || thousands::doubtful(row).is_none();
        if body.iter().any(is_whole) {
            body.retain(is_whole);
        }
        let counts: Vec<(usize, usize)> = (0..width)
            .map(|column| {
                let filled = body.iter().filter(|row| !row[column].is_blank()).count();
                (filled, body.iter().filter(|row| is_number(&row[column])).count())
            })
            .collect();
        let kind = |(filled, numbers): (usize, usize)| {
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
        let worded = |(filled, numbers): (usize, usize)| filled > numbers + 1 && filled > numbers * 2;
        let worded: Vec<bool> = counts.iter().copied().map(worded).collect();
        let mut kinds: Vec<Kind> = counts.into_iter().map(kind).collect();
        let words = kinds.iter().position(|kind| *kind == Kind::Words).unwrap_or(0);
        for (column, kind) in kinds[..words].iter_mut().enumerate() {
            if *kind == Kind::Numbers && body.iter().all(|row| !row[column].words().contains('.')) {
                *kind = Kind::Labels;
            }
        }
        let sums: Vec<bool> = body.iter().filter_map(|row| thousands::adds_up(row)).collect();
        let adds_up = (!sums.is_empty()).then(|| sums.iter().all(|holds| *holds));
        Self { width, sign, kinds, worded, adds_up }
    }

    /// Whether no number of a row stands among words, and none with decimals among codes.
    pub(super) fn agrees(&self, row: &[Field]) -> bool {
        row.iter().zip(self.kinds.iter().zip(&self.worded)).all(|(cell, (kind, worded))| match kind {
            Kind::Words => !is_number(cell),
            Kind::Labels => !is_number(cell) || !cell.words().contains('.'),
            Kind::Unknown => !worded || !is_number(cell) || !cell.words().contains('.'),
            Kind::Numbers => true,
        })
    }

    /// Whether the same holds of a row behind so many blanks.
    fn agrees_behind(&self, blanks: usize, row: &[Field]) -> bool {
        let mut behind = vec![Field::bare(0, ""); blanks];
        behind.extend_from_slice(&row[..row.len().min(self.width.saturating_sub(blanks))]);
        self.agrees(&behind)
    }

    /// Whether some column holds numbers that are no labels.
    pub(super) fn has_amounts(&self) -> bool {
        self.kinds.contains(&Kind::Numbers)
    }

    /// Whether a row lacks cells though it has the right width, for blanks were put at its right instead: a number of
    /// it, in a column that other rows fill with words, has decimals, and the last column is blank.
    fn is_shifted(&self, row: &[Field]) -> bool {
        row.last().is_some_and(Field::is_blank)
            && row
                .iter()
                .zip(&self.worded)
                .any(|(cell, worded)| *worded && is_number(cell) && cell.words().contains('.'))
    }

    /// Whether a row of the right width has its numbers in the wrong columns.
    fn contradicts(&self, row: &[Field]) -> bool {
        !self.agrees(row) || thousands::adds_up(row) == Some(false)
    }

    /// The only reading of thousands commas in which a row has the right width, its numbers stand among numbers, and
    /// the first of them is the sum of the others where it is so in other rows or where that tells one of several.
    fn only(&self, row: &[Field]) -> Option<Vec<Field>> {
        let readings = thousands::readings(row, self.width);
        self.one_of(readings.iter().map(|reading| thousands::joined(row, reading, self.sign)).collect())
    }

    /// The same for a row that lacks a cell as well: a total without a code.
    fn only_shorter(&self, row: &[Field]) -> Option<Vec<Field>> {
        let readings = thousands::readings(row, self.width.checked_sub(1)?);
        let shorter = readings.iter().map(|reading| thousands::joined(row, reading, self.sign));
        self.one_of(shorter.flat_map(|row| self.places(&row)).collect())
            .filter(|row| thousands::adds_up(row) != Some(false))
    }

    /// The only one of the ways to read a row in which its numbers stand among numbers and add up, as above.
    fn one_of(&self, mut ways: Vec<Vec<Field>>) -> Option<Vec<Field>> {
        ways.retain(|row| self.agrees(row));
        if self.adds_up == Some(true) || ways.len() > 1 {
            ways.retain(|row| thousands::adds_up(row) == Some(true));
        }
        if ways.len() == 1 { ways.pop() } else { None }
    }

    /// The ways to put the blanks into a row that is too short, its numbers below numbers, those left out that put
    /// them into the same columns: blanks before a cell, and the others at the right, where programs leave them out.
    /// Words stay on the left.
    fn places(&self, row: &[Field]) -> Vec<Vec<Field>> {
        let missing = self.width - row.len();
        let mut ways: Vec<Vec<Field>> = Vec::new();
        for (left, at) in
            (1..=missing).flat_map(|left| (0..row.len().min(MOST_PLACES)).rev().map(move |at| (left, at)))
        {
            let blanks = |count: usize, start: usize| (0..count).map(move |_| Field::bare(start, ""));
            let mut way = row.to_vec();
            let end = row.last().map_or(0, |cell| cell.start + cell.words().len());
            way.splice(at..at, blanks(left, row[at].start));
            way.extend(blanks(missing - left, end));
            if self.agrees(&way) && ways.iter().all(|other| numbers(other) != numbers(&way)) {
                ways.push(way);
            }
        }
        ways
    }

    /// Puts blanks into a row that is too short, where its numbers would stand among words and one place for them
    /// alone puts them among numbers, or one alone in which they add up. Where there is none, or more than one, its
    /// numbers are kept together, so that none of them is read in a column that may be another's.
    pub(super) fn align(&self, row: &mut Vec<Field>) -> Aligned {
        let contradicts = self.adds_up == Some(true) && thousands::adds_up(&self.padded(row)) == Some(false);
        if self.agrees(row) && !contradicts {
            return Aligned::AsItIs;
        }
        let mut ways = self.places(row);
        if ways.len() > 1 || contradicts {
            ways.retain(|row| thousands::adds_up(row) == Some(true));
        }
        if let [way] = ways.as_slice() {
            // Where words would stand among amounts, all of the row was moved.
            let moved = self.moved(way, row);
            let has_fewer = numbers(&moved) == numbers(way)
                && self.words_among_numbers(&moved) < self.words_among_numbers(way);
            *row = if has_fewer { moved } else { way.clone() };
            return Aligned::Shifted;
        }
        if self.agrees(row) {
            return Aligned::AsItIs;
        }
        self.keep_together(row);
        Aligned::Unread
    }

    /// A row with its numbers where they are once blanks were put in, and all others as far to the right.
    fn moved(&self, way: &[Field], row: &[Field]) -> Vec<Field> {
        let first = |row: &[Field]| row.iter().position(is_number).unwrap_or(0);
        let left = first(way).saturating_sub(first(row));
        let mut moved: Vec<Field> = (0..left).map(|_| Field::bare(way[0].start, "")).collect();
        moved.extend_from_slice(row);
        self.padded(&moved)
    }

    /// How many words of a row stand in columns of numbers.
    fn words_among_numbers(&self, row: &[Field]) -> usize {
        let is_word = |cell: &Field| !cell.is_blank() && !is_number(cell);
        row.iter().zip(&self.kinds).filter(|(cell, kind)| **kind == Kind::Numbers && is_word(cell)).count()
    }

    /// A row with the blanks at its right.
    fn padded(&self, row: &[Field]) -> Vec<Field> {
        let mut row = row.to_vec();
        row.resize(self.width.max(row.len()), Field::bare(0, ""));
        row
    }

    /// Makes one cell of the numbers of a row and puts it into the first column of amounts.
    fn keep_together(&self, row: &mut Vec<Field>) {
        let (Some(first), Some(last)) = (row.iter().position(is_number), row.iter().rposition(is_number))
        else {
            return;
        };
        // A number alone must not be read as the amount of a column either: it stays with the words before it.
        let begin = if first == last { first.saturating_sub(1) } else { first };
        let together = thousands::one(&row[begin..=last], self.sign);
        row.splice(begin..=last, [together]);
        if begin < first {
            return;
        }
        let start = row[first].start;
        let amounts = self.kinds.iter().position(|kind| *kind == Kind::Numbers).unwrap_or(first);
        row.splice(first..first, (first..amounts).map(|_| Field::bare(start, "")));
    }
}

/// What became of a row that is too short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aligned {
    /// Its cells stay at the left.
    AsItIs,
    /// Blanks were put in.
    Shifted,
    /// Its numbers are kept together, unread.
    Unread,
}

impl Aligned {
    /// Says so of a row of so many cells among wider ones.
    fn message(self, found: usize, width: usize) -> Message {
        match self {
            Self::AsItIs => Message::new("row-too-short", &[&found, &width]),
            Self::Shifted => Message::new("row-too-short-aligned", &[&found, &width]),
            Self::Unread => Message::new("row-too-short-unread", &[&found, &width]),
        }
    }
}

/// The columns in which the numbers of a row stand.
fn numbers(row: &[Field]) -> Vec<usize> {
    (0..row.len()).filter(|at| is_number(&row[*at])).collect()
}

/// The most places of a row that a blank is tried at; a row of amounts has fewer columns.
const MOST_PLACES: usize = 64;

/// Whether a cell is a number through and through.
pub(super) fn is_number(cell: &Field) -> bool {
    plain_decimal(cell.words()).is_some()
}

fn push(findings: &mut Findings, rule: &Rule, message: &Message, at: &Place) {
    let mut finding = Finding::new(rule, message);
    finding.at = Some(Position::of(at));
    findings.push(finding);
}
