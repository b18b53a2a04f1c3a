//! A text that ends within a quoted cell: what followed is missing, and what there is of the cell is read.

use super::pieces::{Field, Piece};
use crate::model::{Finding, Findings, Message, Position, Raw};
use crate::read::html::{FILE_BROKEN_OFF, before_torn_number};
use crate::read::lines::Lines;

/// Whether the quote at byte `open`, which none closes, opens the cell that the text breaks off in: neither its own row
/// is whole without it, nor does another follow.
pub(super) fn is(text: &str, pieces: &[Piece], open: usize, sign: char) -> bool {
    let rows = || {
        pieces.iter().filter_map(|piece| match piece {
            Piece::Row { start, cells } => Some((*start, cells)),
            _ => None,
        })
    };
    let Some((_, own)) = rows().take_while(|(start, _)| *start <= open).last() else { return false };
    let Some(column) = own.iter().position(|cell| cell.start == open) else { return false };
    let width =
        rows().take_while(|(_, cells)| cells[0].start < own[0].start).map(|(_, cells)| cells.len()).max();
    let Some(width) = width else { return false };
    let is_last = column + 1 == width;
    let mut lines = text[open..].lines().skip(1);
    (is_last || own.len() < width) && !lines.any(|line| line.matches(sign).count() + 1 >= width)
}

/// The text, the cell that it breaks off in closed, and the number at its end: it is torn and none of the table.
pub(super) fn closed(findings: &mut Findings, lines: &Lines, text: &str) -> (String, Option<Field>) {
    let body = text.trim_end();
    let end = before_torn_number(body).unwrap_or(body.len());
    let mut finding = Finding::new(&FILE_BROKEN_OFF, &Message::new("file-broken-off", &[]));
    finding.at = Some(Position::of(&lines.at(end)));
    let torn = Some(body[end..].to_owned()).filter(|torn| !torn.is_empty());
    finding.found.clone_from(&torn);
    findings.push(finding);
    let torn = torn.map(|text| Field { start: end, quoted: false, text: Raw::Plain(text) });
    (format!("{}\"", &body[..end]), torn)
}
