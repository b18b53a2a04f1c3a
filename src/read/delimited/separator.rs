//! What stands between the cells of a text, told by the records that each sign would make of it.

use super::pieces::{Field, Piece, split};
use super::quotes::Quotes;
use super::ragged;

/// What stands between the cells of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::read) enum Separator {
    /// A character.
    Char(char),
    /// The ends of lines: `text|`, and a further `|` for every slot of a merge.
    Line,
    /// There are no cells.
    None,
}

/// How many bytes tell what separates the cells.
const ENOUGH: usize = 256 * 1024;

/// So many rows of one width below one another make a table; two lines of prose may have the same number of commas.
const SHORTEST_RUN: usize = 3;

/// The records that a sign makes of a text.
struct Cut {
    /// The records that are not blank.
    records: usize,
    /// Those that have the sign.
    rows: usize,
    /// The width of the table.
    width: usize,
    /// How many rows have that width, or have it but for thousands commas.
    alike: usize,
    /// Whether a tab stands outside of quoted cells.
    tabbed: bool,
}

impl Cut {
    fn of(text: &str, sign: char) -> Self {
        let mut quotes = Quotes::new(text);
        let mut pieces = split(text, Separator::Char(sign), &mut quotes);
        // The text may be but the beginning of a file, cut within a quoted cell.
        let last = pieces.iter().rposition(|piece| matches!(piece, Piece::Row { .. })).unwrap_or(0);
        if let (Some(open), Some(Piece::Row { start, .. })) = (quotes.unclosed(), pieces.get(last))
            && open >= *start
        {
            pieces.truncate(last + 1);
        }
        let records = pieces.iter().filter(|piece| !matches!(piece, Piece::Blank { .. })).count();
        let rows: Vec<&[_]> = pieces
            .iter()
            .filter_map(
                |piece| if let Piece::Row { cells, .. } = piece { Some(cells.as_slice()) } else { None },
            )
            .collect();
        let width = ragged::width(&rows, sign);
        let alike = rows
            .iter()
            .zip(in_runs(&rows))
            .filter(|(row, in_run)| *in_run || ragged::fits(row, width, sign))
            .count();
        let bare = |piece: &Piece| match piece {
            Piece::Blank { .. } => false,
            Piece::Heading { text, .. } => text.contains('\t'),
            Piece::Prose(cell) => !cell.quoted && cell.words().contains('\t'),
            Piece::Row { cells, .. } => cells.iter().any(|cell| !cell.quoted && cell.words().contains('\t')),
        };
        Self { records, rows: rows.len(), width, alike, tabbed: pieces.iter().any(bare) }
    }

    /// Whether the sign cuts most records into the same number of cells. Prose has commas as well, but not the same
    /// number in line after line.
    fn is_table(&self) -> bool {
        self.width > 1 && self.rows > 1 && self.rows * 2 >= self.records && self.alike * 10 >= self.rows * 6
    }
}

/// For each row, whether it stands among enough of its width: a text may hold several tables.
fn in_runs(rows: &[&[Field]]) -> Vec<bool> {
    rows.chunk_by(|one, other| one.len() == other.len())
        .flat_map(|run| std::iter::repeat_n(run.len() >= SHORTEST_RUN && run[0].len() > 1, run.len()))
        .collect()
}

/// Tells what stands between the cells: tabs where there are any, else the sign that cuts most records into the
/// same number of cells. A record may be many lines long, for a quoted cell holds line ends.
pub(in crate::read) fn separator(text: &str) -> Separator {
    let text = beginning(text);
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    if let Some(sign) = lines.first().and_then(|line| named(line)) {
        return Separator::Char(sign);
    }
    let cuts: Vec<(char, Cut)> = [',', ';', '|'].map(|sign| (sign, Cut::of(text, sign))).into();
    if lines.iter().any(|line| line.trim_matches(' ').contains('\t')) {
        // Tabs that stand in quoted cells alone keep a spreadsheet from reading numbers.
        let all_quoted = cuts.iter().any(|(_, cut)| cut.is_table() && !cut.tabbed);
        let tabs = Cut::of(text, '\t');
        if !all_quoted && (tabs.rows * 10 >= tabs.records || tabs.rows > 2) {
            return Separator::Char('\t');
        }
    }
    if lines.iter().any(|line| is_delimiter_row(line)) {
        // A pipe table is Markdown.
        return Separator::None;
    }
    let alone = lines.iter().filter(|line| is_cell_line(line)).count();
    if alone >= 3 && alone * 10 >= lines.len() * 6 {
        return Separator::Line;
    }
    let mut best = (0, Separator::None);
    for (sign, cut) in cuts.iter().filter(|(_, cut)| cut.is_table()) {
        let weight = cut.alike * (cut.width - 1);
        if weight > best.0 {
            best = (weight, Separator::Char(*sign));
        }
    }
    best.1
}

/// The sign that a line `sep=;` names: Excel's own, which says how to read the file and is no part of it.
pub(super) fn named(line: &str) -> Option<char> {
    let line = line.trim().trim_start_matches('\u{feff}');
    let bare = line.strip_prefix('"').and_then(|line| line.strip_suffix('"')).unwrap_or(line);
    let mut signs = bare.strip_prefix("sep=")?.chars();
    let sign = signs.next()?;
    signs.next().is_none().then_some(sign)
}

/// The first lines of a text, enough to tell what separates its cells.
fn beginning(text: &str) -> &str {
    let mut end = text.len().min(ENOUGH);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    if end == text.len() { text } else { text[..end].rfind('\n').map_or(&text[..end], |line| &text[..line]) }
}

/// Whether a line is the row `|---|:--:|` below the head of a Markdown table.
pub(in crate::read) fn is_delimiter_row(line: &str) -> bool {
    let line = line.trim();
    line.contains('-')
        && line.contains('|')
        && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'))
        && line.trim_matches('|').split('|').all(|cell| {
            let cell = cell.trim();
            let dashes = cell.strip_prefix(':').unwrap_or(cell);
            let dashes = dashes.strip_suffix(':').unwrap_or(dashes);
            !dashes.is_empty() && dashes.bytes().all(|byte| byte == b'-')
        })
}

/// Whether a line is one cell, closed by `|`.
pub(super) fn is_cell_line(line: &str) -> bool {
    let line = line.trim();
    let text = line.trim_end_matches(['|', ' ']);
    text.len() < line.len() && !text.trim_start_matches('|').contains('|') && !text.contains('\t')
}
