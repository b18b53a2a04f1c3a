//! Lines of a table that part their cells by another sign than most: a header with commas above rows with semicolons.

use super::SEPARATORS_MIXED;
use super::pieces::{Field, Piece, split_row};
use super::quotes::Quotes;
use super::ragged::{self, Regular};
use super::separator::{SIGNS, WIDE_SIGNS};
use crate::model::{Finding, Findings, Message, Position};
use crate::read::lines::Lines;

/// The fewest columns of a table of which that is said: a line with a comma is cut into two anywhere.
const FEWEST_COLUMNS: usize = 3;

/// Reads lines beside the rows of a table as rows, where another sign cuts them into as many cells and these are of
/// the kinds of their columns. It is said once.
pub(super) fn settle(
    findings: &mut Findings,
    lines: &Lines,
    text: &str,
    mut pieces: Vec<Piece>,
    sign: char,
) -> Vec<Piece> {
    let rows: Vec<&[Field]> = pieces.iter().filter_map(cells).collect();
    let width = ragged::width(&rows, sign);
    let table = Regular::of(&rows, width, sign);
    if width < FEWEST_COLUMNS {
        return pieces;
    }
    let quotes = Quotes::new(text);
    let mut changed: Vec<(usize, char)> = Vec::new();
    for number in 0..pieces.len() {
        let Some((other, row)) = other_row(text, &quotes, &pieces, number, (sign, &table, width)) else {
            continue;
        };
        changed.push((number, other));
        pieces[number] = row;
    }
    if let Some((first, other)) = changed.first() {
        for piece in &mut pieces {
            unpad(piece, *other);
        }
        let message = Message::new("separators-mixed", &[&changed.len(), other, &sign]);
        let mut finding = Finding::new(&SEPARATORS_MIXED, &message);
        finding.at = start(&pieces[*first]).map(|start| Position::of(&lines.at(start)));
        finding.found = Some(other.to_string());
        finding.expected = Some(sign.to_string());
        findings.push(finding);
    }
    pieces
}

/// The row that another sign makes of a piece, and that sign.
fn other_row(
    text: &str,
    quotes: &Quotes,
    pieces: &[Piece],
    number: usize,
    (sign, table, width): (char, &Regular, usize),
) -> Option<(char, Piece)> {
    let is_row = |piece: Option<&Piece>| piece.and_then(cells).is_some_and(|cells| cells.len() > 1);
    let beside =
        is_row(pieces.get(number + 1)) || is_row(number.checked_sub(1).and_then(|at| pieces.get(at)));
    let is_above = !pieces[..number].iter().any(|piece| is_row(Some(piece)));
    let others =
        || SIGNS.iter().chain(WIDE_SIGNS).chain(&['\t']).copied().filter(move |other| *other != sign);
    match &pieces[number] {
        // Quotes that one sign does not end another may.
        Piece::Prose(field) if beside && !field.quoted => others().find_map(|other| {
            let (row, _) = split_row(text, field.start, other, &mut quotes.clone());
            let own = cells(&row)?;
            let fits =
                own.len() == width && if is_above { ragged::is_header(own) } else { belongs(own, table) };
            fits.then(|| (other, row.clone()))
        }),
        Piece::Row { start, cells: own } if own.len() < width => others().find_map(|other| {
            let row = cut_once_more(own, other);
            (row.len() == width && row.iter().any(ragged::is_number) && table.agrees(&row))
                .then_some((other, Piece::Row { start: *start, cells: row }))
        }),
        _ => None,
    }
}

/// Takes away the signs of other lines that only pad a line to the width of the table: `2024年支出预算表,,,,`.
fn unpad(piece: &mut Piece, other: char) {
    let Piece::Prose(field) = piece else { return };
    if field.quoted {
        return;
    }
    let words = field.words();
    let is_pad = |c: char| c == other || c.is_whitespace();
    let bare = words.trim_matches(is_pad);
    let before = words.len() - words.trim_start_matches(is_pad).len();
    let pads = words[..before].matches(other).count() + words[before + bare.len()..].matches(other).count();
    if pads + 1 >= FEWEST_COLUMNS && !bare.contains(other) && !bare.is_empty() {
        *piece = Piece::Prose(Field::bare(field.start + before, bare));
    }
}

/// Whether cells are those of a row of the table: they hold numbers, where it has numbers.
fn belongs(cells: &[Field], table: &Regular) -> bool {
    table.has_amounts() && cells.iter().any(ragged::is_number) && table.agrees(cells)
}

/// The cells of a row, those without quotes cut by another sign as well.
fn cut_once_more(cells: &[Field], sign: char) -> Vec<Field> {
    let mut row = Vec::new();
    for cell in cells {
        if cell.quoted {
            row.push(cell.clone());
            continue;
        }
        let mut start = cell.start;
        for part in cell.words().split(sign) {
            row.push(Field::bare(start, part));
            start += part.len() + sign.len_utf8();
        }
    }
    row
}

fn cells(piece: &Piece) -> Option<&[Field]> {
    if let Piece::Row { cells, .. } = piece { Some(cells.as_slice()) } else { None }
}

fn start(piece: &Piece) -> Option<usize> {
    if let Piece::Row { start, .. } = piece { Some(*start) } else { None }
}
