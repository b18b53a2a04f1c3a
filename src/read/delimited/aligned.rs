//! Columns that blanks part: a table printed to text, in which the place of a word tells its column.
//!
//! Words that stand below one another make a column. Where a name pushed its numbers to the right, or single blanks
//! alone part the words, a line is read that has as many of them as the header; where that does not tell either, the
//! lines stay text, and it is said.

use std::collections::BTreeMap;
use std::ops::Range;

use super::pieces::{Field, Piece, split};
use super::ragged::{self, Aligned, Regular};
use super::separator::Separator;
use super::{COLUMNS_BY_BLANKS, COLUMNS_UNSURE};
use crate::model::{Finding, Findings, Message, Position, Rule};
use crate::read::lines::Lines;
use crate::text::numerals::plain_decimal;
use crate::text::width::is_han;

/// So many blanks part columns; one parts words.
const FEWEST_BLANKS: usize = 2;

/// So many blanks at the most part the characters of one short word that is spread over its column.
const MOST_OF_SPREAD: usize = 2;

/// The fewest columns of a table: two words beside one another are a line of signatures.
const FEWEST_COLUMNS: usize = 3;

/// The fewest lines of a table, its header among them.
const FEWEST_LINES: usize = 3;

/// How far a number of the same table stands below the last one, in lines: titles of pages stand between.
const REACH: usize = 3;

/// Words between blanks, and the columns of the screen that they take.
#[derive(Clone, Debug)]
struct Slot {
    field: Field,
    screen: Range<usize>,
}

/// The words of one line, by the number of the line.
type Cells = (usize, Vec<Slot>);

/// What is to be seen of some lines.
enum Told {
    /// A table: the cells of each line.
    Table(Vec<Vec<Field>>),
    /// A table whose columns are not to be told.
    Unsure,
    /// No table.
    Text,
}

/// Cuts a text without separators into its pieces: rows where blanks part columns.
pub(super) fn split_by_blanks(findings: &mut Findings, lines: &Lines, text: &str) -> Vec<Piece> {
    let mut pieces = split(text, Separator::None, &mut super::quotes::Quotes::new(text));
    let mut taken: Vec<Range<usize>> = Vec::new();
    for blanks in [FEWEST_BLANKS, 1] {
        for group in groups(text, blanks) {
            let range = group[0].0..group[group.len() - 1].0 + 1;
            if taken.iter().any(|other| other.start < range.end && range.start < other.end) {
                continue;
            }
            let told = told(&group, blanks);
            let mut say = |rule: &Rule, message: &Message| {
                let mut finding = Finding::new(rule, message);
                finding.at = Some(Position::of(&lines.at(group[0].1[0].field.start)));
                findings.push(finding);
            };
            match told {
                Told::Text => continue,
                Told::Unsure if blanks > 1 && may_be_told_by_words(&group, text) => continue,
                Told::Unsure => say(&COLUMNS_UNSURE, &Message::new("columns-unsure", &[&group.len()])),
                Told::Table(rows) => {
                    say(&COLUMNS_BY_BLANKS, &Message::new("columns-by-blanks", &[&group.len()]));
                    for ((number, slots), cells) in group.iter().zip(rows) {
                        pieces[*number] = Piece::Row { start: slots[0].field.start, cells };
                    }
                    for piece in &mut pieces[range.clone()] {
                        if !matches!(piece, Piece::Row { .. }) {
                            *piece = Piece::Row { start: 0, cells: Vec::new() };
                        }
                    }
                }
            }
            taken.push(range);
        }
    }
    // Blank lines and rules within a table say nothing.
    pieces.retain(|piece| !matches!(piece, Piece::Row { cells, .. } if cells.is_empty()));
    pieces
}

/// Whether blanks part the columns of some lines.
pub(super) fn has_table(text: &str) -> bool {
    [FEWEST_BLANKS, 1].iter().any(|blanks| {
        groups(text, *blanks).iter().any(|group| matches!(told(group, *blanks), Told::Table(_)))
    })
}

/// Whether the words of the lines of a group, all blanks parting them, are as many as its header has.
fn may_be_told_by_words(group: &[Cells], text: &str) -> bool {
    let first = group[0].0;
    groups(text, 1).iter().any(|other| other[0].0 == first && matches!(told(other, 1), Told::Table(_)))
}

/// The lines that may be tables: each begins with a header and goes on while further lines have words beside one
/// another. Beyond a blank line or a line of one text, one goes on that has a number.
fn groups(text: &str, blanks: usize) -> Vec<Vec<Cells>> {
    let mut groups: Vec<Vec<Cells>> = Vec::new();
    let mut is_open = false;
    let mut start = 0;
    let mut last = 0;
    for (number, line) in text.split('\n').enumerate() {
        let slots = slots(line, start, blanks);
        start += line.len() + 1;
        if slots.len() < 2 {
            continue;
        }
        let is_beside = last + 1 == number;
        let is_header = || slots.len() >= FEWEST_COLUMNS && ragged::is_header(&fields(&slots));
        let has_number = || slots.iter().any(|slot| ragged::is_number(&slot.field));
        let repeats = |group: &Vec<Cells>| words(&group[0].1).eq(words(&slots));
        if (!is_open || !is_beside || groups.last().is_some_and(repeats)) && is_header() {
            groups.push(vec![(number, slots)]);
            is_open = true;
        } else if is_open && (is_beside || (number <= last + 1 + REACH && has_number())) {
            groups.last_mut().into_iter().for_each(|group| group.push((number, slots.clone())));
        } else {
            is_open = false;
        }
        last = number;
    }
    groups.retain(|group| group.len() >= FEWEST_LINES);
    groups
}

/// The words of a line that so many blanks part. A line of nothing but dashes is a rule.
fn slots(line: &str, start: usize, blanks: usize) -> Vec<Slot> {
    if line.trim_start().starts_with('#') || line.chars().all(|c| matches!(c, '-' | '=' | ' ' | '─' | '—'))
    {
        return Vec::new();
    }
    // The bytes of the words within the line, and the columns of the screen.
    let mut words: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    let mut column = 0;
    let mut gap = usize::MAX;
    for (offset, c) in line.char_indices() {
        let width = unicode_width::UnicodeWidthChar::width_cjk(c).unwrap_or(0);
        if matches!(c, ' ' | '\u{a0}' | '\u{3000}') {
            gap = gap.saturating_add(1);
        } else {
            let end = offset + c.len_utf8();
            match words.last_mut() {
                Some((bytes, screen))
                    if gap == 0
                        || (gap < blanks && !ends_in_decimals(&line[bytes.clone()]))
                        || (gap <= MOST_OF_SPREAD && is_han(c) && is_spread(&line[bytes.clone()])) =>
                {
                    bytes.end = end;
                    screen.end = column + width;
                }
                _ => words.push((offset..end, column..column + width)),
            }
            gap = 0;
        }
        column += width;
    }
    let slot = |(bytes, screen): (Range<usize>, Range<usize>)| Slot {
        field: Field::bare(start + bytes.start, &line[bytes]),
        screen,
    };
    words.into_iter().map(slot).collect()
}

/// Whether words are single characters, which blanks spread over the width of a column.
fn is_spread(words: &str) -> bool {
    words.split([' ', '\u{3000}']).all(|word| word.chars().count() < 2 && word.chars().all(is_han))
}

/// Whether words end in a number with decimals: no number goes on behind one.
fn ends_in_decimals(words: &str) -> bool {
    words.contains('.') && plain_decimal(words).is_some()
}

fn fields(slots: &[Slot]) -> Vec<Field> {
    slots.iter().map(|slot| slot.field.clone()).collect()
}

fn words(slots: &[Slot]) -> impl Iterator<Item = &str> {
    slots.iter().map(|slot| slot.field.words())
}

/// What is to be seen of the lines of a group, the first its header.
fn told(group: &[Cells], blanks: usize) -> Told {
    let width = group[0].1.len();
    let rows = if blanks > 1 { by_place(group).or_else(|| by_count(group)) } else { by_count(group) };
    if let Some(rows) = rows {
        let all: Vec<&[Field]> = rows.iter().map(Vec::as_slice).collect();
        let is_full = |row: &Vec<Field>| row.iter().all(|cell| !cell.is_blank());
        if Regular::of(&all, width, ' ').has_amounts() || (blanks > 1 && rows.iter().all(is_full)) {
            return Told::Table(rows);
        }
        return Told::Text;
    }
    let numbers = |slots: &[Slot]| slots.iter().filter(|slot| ragged::is_number(&slot.field)).count();
    let is_like_a_table =
        group[1..].iter().filter(|(_, slots)| numbers(slots) > 1).count() + 1 >= FEWEST_LINES;
    if is_like_a_table { Told::Unsure } else { Told::Text }
}

/// The cells of lines whose words stand below one another.
fn by_place(group: &[Cells]) -> Option<Vec<Vec<Field>>> {
    let (header, body) = group.split_first()?;
    let columns = columns(body);
    let places = headed(&header.1, &columns, body)?;
    let width = header.1.len();
    let mut rows = vec![fields(&header.1)];
    for (_, slots) in body {
        let mut row: Vec<Field> = (0..width).map(|_| Field::bare(slots[0].field.start, "")).collect();
        for slot in slots {
            let column = columns.iter().position(|column| column.contains(&slot.screen.start))?;
            let cell = &mut row[places[column]];
            if cell.is_blank() {
                *cell = slot.field.clone();
            } else if ragged::is_number(cell) || ragged::is_number(&slot.field) {
                return None;
            } else {
                *cell = Field::bare(cell.start, &format!("{} {}", cell.words(), slot.field.words()));
            }
        }
        rows.push(row);
    }
    Some(rows)
}

/// The stretches of the screen that words of some line take, from left to right.
fn columns(body: &[Cells]) -> Vec<Range<usize>> {
    let mut screens: Vec<Range<usize>> =
        body.iter().flat_map(|(_, slots)| slots.iter().map(|slot| slot.screen.clone())).collect();
    screens.sort_by_key(|screen| screen.start);
    let mut columns: Vec<Range<usize>> = Vec::new();
    for screen in screens {
        match columns.last_mut() {
            Some(last) if screen.start < last.end => last.end = last.end.max(screen.end),
            _ => columns.push(screen),
        }
    }
    columns
}

/// Under which word of the header each column stands: as many columns as words go in order, fewer by the place where
/// they begin or end or by what they stand below, if that is the same for all ways that give every column its own.
fn headed(header: &[Slot], columns: &[Range<usize>], body: &[Cells]) -> Option<Vec<usize>> {
    let overlaps = |column: &Range<usize>, number: usize| {
        let word = &header[number].screen;
        word.start < column.end && column.start < word.end
    };
    if columns.len() == header.len() {
        // A column below another word alone is that word's.
        let is_off = |(number, column): (usize, &Range<usize>)| {
            !overlaps(column, number) && (0..header.len()).any(|other| overlaps(column, other))
        };
        return columns
            .iter()
            .enumerate()
            .all(|column| !is_off(column))
            .then(|| (0..columns.len()).collect());
    }
    let by_start = |column: &Range<usize>| header.iter().rposition(|word| word.screen.start <= column.start);
    let by_end = |column: &Range<usize>| header.iter().position(|word| word.screen.end >= column.end);
    let below = |column: &Range<usize>| {
        let mut words = (0..header.len()).filter(|number| overlaps(column, *number));
        words.next().filter(|_| words.next().is_none())
    };
    let all =
        |way: &dyn Fn(&Range<usize>) -> Option<usize>| columns.iter().map(way).collect::<Option<Vec<_>>>();
    let mut found: Vec<Vec<usize>> =
        [all(&by_start), all(&by_end), all(&below)].into_iter().flatten().collect();
    found.retain(|places| is_one_each(places, columns, body));
    found.dedup();
    if found.len() == 1 { found.pop() } else { None }
}

/// Whether columns stand under words from left to right, and two that stand under one are of different lines: codes
/// move to the right level by level.
fn is_one_each(places: &[usize], columns: &[Range<usize>], body: &[Cells]) -> bool {
    places.is_sorted()
        && body.iter().all(|(_, slots)| {
            let mut counts = BTreeMap::<usize, usize>::new();
            for slot in slots {
                if let Some(at) = columns.iter().position(|column| column.contains(&slot.screen.start)) {
                    *counts.entry(places[at]).or_default() += 1;
                }
            }
            counts.values().all(|count| *count == 1)
        })
}

/// The cells of lines that have as many words as the header, those that lack one put where their numbers belong.
fn by_count(group: &[Cells]) -> Option<Vec<Vec<Field>>> {
    let width = group[0].1.len();
    let mut rows: Vec<Vec<Field>> = group.iter().map(|(_, slots)| fields(slots)).collect();
    let full: Vec<&[Field]> = rows.iter().map(Vec::as_slice).filter(|row| row.len() == width).collect();
    let table = Regular::of(&full, width, ' ');
    if full.len() * 2 <= rows.len() || !table.has_amounts() {
        return None;
    }
    for row in &mut rows {
        let is_settled = row.len() == width || (row.len() < width && table.align(row) == Aligned::Shifted);
        if !is_settled || !table.agrees(row) {
            return None;
        }
    }
    Some(rows)
}
