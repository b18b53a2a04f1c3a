//! Rows that are laid out by tabs: lines that follow one another and have as many pieces are a table.

use std::collections::BTreeSet;
use std::ops::Range;

use super::remarks::Remarks;
use super::text::Text;
use crate::model::grid::place_cells;
use crate::model::{Block, Cell, Place, Raw, Row, Table};

/// The fewest lines of a table; one alone sets a title beside a unit.
const FEWEST_LINES: usize = 2;

/// The fewest columns that tabs alone make; two are a label and its value, or a heading and its page.
const FEWEST_COLUMNS: usize = 3;

/// The fewest lines of a table of two columns, whose second must hold numbers below a header.
const FEWEST_LINES_OF_TWO: usize = 3;

/// Makes tables of the paragraphs at the places named whose tabs make columns. Lines whose tabs make none stay, and
/// are said.
pub(in crate::read) fn tables(
    remarks: &mut Remarks,
    blocks: Vec<Block<Raw>>,
    tabbed: &BTreeSet<String>,
) -> Vec<Block<Raw>> {
    let mut whole = Vec::with_capacity(blocks.len());
    let mut lines: Vec<(Raw, Place)> = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph { text, at } if at.cell.as_ref().is_some_and(|cell| tabbed.contains(cell)) => {
                lines.push((text, at));
            }
            block => {
                end_lines(remarks, &mut whole, &mut lines);
                whole.push(block);
            }
        }
    }
    end_lines(remarks, &mut whole, &mut lines);
    whole
}

fn end_lines(remarks: &mut Remarks, whole: &mut Vec<Block<Raw>>, paragraphs: &mut Vec<(Raw, Place)>) {
    let paragraphs = std::mem::take(paragraphs);
    // A line of a table may end in a break instead of a paragraph.
    let lines: Vec<(Text, &Place)> = paragraphs
        .iter()
        .flat_map(|(text, at)| Text::from(text).split_at_breaks().into_iter().map(move |line| (line, at)))
        .filter(|(line, _)| !line.is_blank())
        .collect();
    let rows: Vec<Vec<Text>> = lines.iter().map(|(line, _)| line.split_at_tabs()).collect();
    let Some((_, first)) = lines.first() else { return };
    match columns(&rows) {
        Columns::Seen(seen, kept) => {
            let paragraph = |(line, at): &(Text, &Place)| Block::Paragraph {
                text: line.clone().into_raw(),
                at: (*at).clone(),
            };
            whole.extend(lines[..seen.start].iter().map(paragraph));
            let places = lines[seen.clone()].iter().map(|(_, at)| *at);
            remarks.tables_by_tabs.push((seen.len(), lines[seen.start].1.clone()));
            whole.push(Block::Table(table(&rows[seen.clone()], &kept, places)));
            whole.extend(lines[seen.end..].iter().map(paragraph));
        }
        other => {
            if matches!(other, Columns::Unsure) {
                remarks.tabs_unread.push((lines.len(), (*first).clone()));
            }
            whole.extend(paragraphs.into_iter().map(|(text, at)| Block::Paragraph { text, at }));
        }
    }
}

/// What the tabs of lines make.
enum Columns {
    /// A table of these lines, of the pieces at these numbers.
    Seen(Range<usize>, Vec<usize>),
    /// Something, but not columns that can be told.
    Unsure,
    /// Nothing.
    None,
}

fn columns(rows: &[Vec<Text>]) -> Columns {
    // Lines above and below set a name beside a unit, or those who sign beside one another.
    let is_row = |row: &Vec<Text>| !are_labels(std::slice::from_ref(row)) && shown(row).count() > 1;
    let (Some(from), Some(last)) = (rows.iter().position(is_row), rows.iter().rposition(is_row)) else {
        return Columns::None;
    };
    let body = &rows[from..=last];
    let widest = body.iter().map(Vec::len).max().unwrap_or(0);
    let kept: Vec<usize> = (0..widest)
        .filter(|column| body.iter().any(|row| row.get(*column).is_some_and(|piece| !piece.is_blank())))
        .collect();
    if body.len() < FEWEST_LINES || kept.len() < 2 || are_labels(body) {
        return Columns::None;
    }
    let seen = from..last + 1;
    if kept.len() < FEWEST_COLUMNS {
        return if is_list_of_numbers(body, &kept) { Columns::Seen(seen, kept) } else { Columns::None };
    }
    // Empty cells at the end of a line need no tabs.
    let whole = body.iter().filter(|row| row.len() == widest).count();
    let is_short = |row: &&Vec<Text>| row.len() + 2 < widest && row.len() < FEWEST_COLUMNS;
    if whole * 2 > body.len() && !body.iter().any(|row| is_short(&row)) {
        Columns::Seen(seen, kept)
    } else {
        Columns::Unsure
    }
}

/// The pieces of a line that are not blank.
fn shown(row: &[Text]) -> impl Iterator<Item = &Text> {
    row.iter().filter(|piece| !piece.is_blank())
}

/// Whether most pieces are labels with what belongs to them: `负责人：　电话：`.
fn are_labels(rows: &[Vec<Text>]) -> bool {
    let pieces = || rows.iter().flat_map(|row| shown(row));
    let labels = pieces().filter(|piece| piece.words.contains(['：', ':'])).count();
    labels * 2 >= pieces().count()
}

/// Whether the second of two columns holds numbers below a header of words.
fn is_list_of_numbers(rows: &[Vec<Text>], kept: &[usize]) -> bool {
    let second = |row: &Vec<Text>| row.get(kept[1]).is_some_and(|piece| is_number(&piece.words));
    rows.len() >= FEWEST_LINES_OF_TWO
        && rows.split_first().is_some_and(|(header, body)| !second(header) && body.iter().all(second))
}

fn is_number(words: &str) -> bool {
    let words = words.trim();
    words.chars().any(|c| c.is_ascii_digit())
        && words.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '，' | '-' | '%'))
}

fn table<'p>(rows: &[Vec<Text>], kept: &[usize], places: impl Iterator<Item = &'p Place>) -> Table<Raw> {
    let mut table = Table::default();
    for (row, at) in rows.iter().zip(places) {
        let cells = kept.iter().map(|column| {
            let text = row.get(*column).cloned().unwrap_or_default();
            Cell::new(text.into_raw(), at.clone())
        });
        table.rows.push(Row { at: at.clone(), cells: cells.collect(), ..Row::default() });
    }
    place_cells(&mut table.rows);
    if let Some(first) = table.rows.first() {
        table.at = first.at.clone();
    }
    table
}
