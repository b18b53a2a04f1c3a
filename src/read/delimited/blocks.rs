//! Pieces of a text put together to the blocks of a document: rows that follow one another make a table.

use std::collections::BTreeMap;

use super::pieces::{Field, Piece};
use super::ragged;
use super::separator::Separator;
use crate::model::grid::place_cells;
use crate::model::{Block, Cell, Findings, Place, Raw, Row, Table};
use crate::read::lines::Lines;

/// A row on its way into a table.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// The byte where it begins.
    pub(super) start: usize,
    /// Its cells.
    pub(super) cells: Vec<Field>,
}

/// A table that further rows may follow.
#[derive(Default)]
struct Open {
    rows: Vec<Line>,
    /// The blank lines between rows.
    joined: Vec<usize>,
    /// How many rows have so many cells.
    widths: BTreeMap<usize, usize>,
}

impl Open {
    fn add(&mut self, start: usize, cells: &[Field]) {
        *self.widths.entry(cells.len()).or_default() += 1;
        self.rows.push(Line { start, cells: cells.to_vec() });
    }

    /// As many cells as most rows have.
    fn width(&self) -> usize {
        self.widths.iter().max_by_key(|(width, count)| (**count, **width)).map_or(0, |(width, _)| *width)
    }

    /// Whether a row after a gap begins another table: it is a header, a new one, of another width.
    fn is_followed_by_another(&self, cells: &[Field]) -> bool {
        ragged::is_header(cells) && cells.len() != self.width() && self.rows.len() > 1
    }

    /// Whether the table goes on below a line without separators: the next line is a row of it and no header.
    fn goes_on(&self, below: &[Piece]) -> bool {
        let is_row = |piece: Option<&Piece>| {
            matches!(piece, Some(Piece::Row { cells, .. })
                if self.widths.contains_key(&cells.len()) && !ragged::is_header(cells))
        };
        // Two such lines may stand in a table; a text between two tables is longer.
        is_row(below.first()) || (matches!(below.first(), Some(Piece::Prose(_))) && is_row(below.get(1)))
    }

    fn into_table(mut self, findings: &mut Findings, lines: &Lines, separator: Separator) -> Table<Raw> {
        let is_filled = |row: &Line| row.cells.iter().any(|cell| !cell.is_blank());
        self.rows.truncate(self.rows.iter().rposition(is_filled).map_or(0, |last| last + 1));
        if let Separator::Char(sign) = separator {
            let mut rows = self.rows.as_mut_slice();
            for height in heights(rows, &self.joined) {
                let (table, rest) = rows.split_at_mut(height);
                ragged::settle(findings, lines, table, sign);
                rows = rest;
            }
        }
        let line = |start: usize| Place::line(lines.at(start).line.unwrap_or(1));
        let mut table = Table { at: line(self.rows.first().map_or(0, |row| row.start)), ..Table::default() };
        table.joined = self.joined.into_iter().map(line).collect();
        for row in self.rows {
            let cells =
                row.cells.into_iter().map(|cell| Cell::new(cell.text, lines.at(cell.start))).collect();
            table.rows.push(Row { at: line(row.start), cells, ..Row::default() });
        }
        place_cells(&mut table.rows);
        table
    }
}

/// How many rows the tables have that stand in one grid: another one begins below a gap, where the rows are of another
/// width than those above it and of one width among themselves.
fn heights(rows: &[Line], gaps: &[usize]) -> Vec<usize> {
    let is_blank = |row: &Line| row.cells.iter().all(Field::is_blank);
    let mut gaps = gaps.iter().peekable();
    let mut heights = Vec::new();
    let (mut first, mut width, mut is_parted) = (0, None, false);
    for (number, row) in rows.iter().enumerate() {
        while gaps.next_if(|gap| **gap < row.start).is_some() {
            is_parted = true;
        }
        if is_blank(row) {
            is_parted = true;
            continue;
        }
        let own = row.cells.len();
        let goes_on = rows.get(number + 1).is_some_and(|next| next.cells.len() == own);
        if is_parted && goes_on && width.is_some_and(|width| width != own) {
            heights.push(number - first);
            first = number;
        }
        (width, is_parted) = (Some(own), false);
    }
    heights.push(rows.len() - first);
    heights
}

/// Pieces to blocks. What is said of the rows goes to the findings.
pub(super) fn assemble(
    findings: &mut Findings,
    lines: &Lines,
    pieces: &[Piece],
    separator: Separator,
) -> Vec<Block<Raw>> {
    let mut blocks = Vec::new();
    let mut table: Option<Open> = None;
    // The first blank line since the last row.
    let mut gap: Option<usize> = None;
    let mut close = |blocks: &mut Vec<Block<Raw>>, table: &mut Option<Open>| {
        if let Some(open) = table.take() {
            blocks.push(Block::Table(open.into_table(findings, lines, separator)));
        }
    };
    for (index, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Blank { start } => {
                gap.get_or_insert(*start);
            }
            Piece::Heading { level, start, text } => {
                close(&mut blocks, &mut table);
                gap = None;
                let text = Raw::Markup(text.clone());
                blocks.push(Block::Heading { level: *level, text, at: lines.at(*start) });
            }
            Piece::Prose(field) => match &mut table {
                Some(open) if gap.is_none() && open.goes_on(&pieces[index + 1..]) => {
                    open.add(field.start, std::slice::from_ref(field));
                }
                _ => {
                    close(&mut blocks, &mut table);
                    gap = None;
                    blocks.push(Block::Paragraph { text: field.text.clone(), at: lines.at(field.start) });
                }
            },
            // Nothing but separators, and no table to part: a spreadsheet's blank line.
            Piece::Row { cells, .. } if table.is_none() && cells.iter().all(Field::is_blank) => {}
            Piece::Row { start, cells } => {
                if gap.is_some() && table.as_ref().is_some_and(|open| open.is_followed_by_another(cells)) {
                    close(&mut blocks, &mut table);
                    gap = None;
                }
                let open = table.get_or_insert_default();
                if let Some(blank) = gap.take()
                    && open.rows.len() > 1
                {
                    open.joined.push(blank);
                }
                open.add(*start, cells);
            }
        }
    }
    close(&mut blocks, &mut table);
    blocks
}
