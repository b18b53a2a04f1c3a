//! What stands between the cells of a text, told by the records that each sign would make of it.

use super::pieces::{Field, Piece, split};
use super::quotes::Quotes;
use super::ragged::{self, Regular};
use super::{aligned, wrapped};

/// What stands between the cells of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::read) enum Separator {
    /// A character.
    Char(char),
    /// The ends of lines: `text|`, and a further `|` for every slot of a merge.
    Line,
    /// There is none; blanks may put the cells of a column below one another.
    None,
}

/// How many bytes tell what separates the cells.
const ENOUGH: usize = 256 * 1024;

/// So many rows of one width below one another make a table; two lines of prose may have the same number of commas.
const SHORTEST_RUN: usize = 3;

/// The signs that stand between cells, apart from tabs.
pub(super) const SIGNS: &[char] = &[',', ';', '|'];

/// The same in full width. They stand in every sentence as well.
pub(super) const WIDE_SIGNS: &[char] = &['，', '；', '｜'];

/// The fewest columns, and the fewest rows, of a table that full-width signs make: a verse has two halves.
const FEWEST_OF_WIDE: usize = 3;

/// Rows that lack a cell are counted as rows of a table of more columns than this.
const MOST_OF_VERSE: usize = 2;

/// What ends a sentence, and no row of a table.
const SENTENCE_ENDS: &[char] = &['。', '；', '：', ';', ':', '！', '？'];

/// The records that a sign makes of a text; nothing is told of one without it.
#[derive(Default)]
pub(super) struct Cut {
    /// The records that are not blank.
    records: usize,
    /// Those that have the sign.
    rows: usize,
    /// Those with more than one filled cell: a title and a unit may be padded to the width of the table.
    full: usize,
    /// The width of the table.
    width: usize,
    /// How many rows have that width, or have it but for thousands commas.
    alike: usize,
    /// Whether a tab stands outside of quoted cells and within their words.
    tabbed: bool,
    /// Whether it makes a table, a row of which heads its columns, and numbers stand below or every row is as wide.
    is_headed: bool,
}

impl Cut {
    pub(super) fn of(text: &str, sign: char) -> Self {
        if !text.contains(sign) {
            return Self::default();
        }
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
        let header = rows.iter().position(|row| row.len() == width && ragged::is_header(row));
        let lacks = |number: usize| {
            let is_below = header.is_some_and(|header| header < number);
            is_below && width > MOST_OF_VERSE && ragged::may_lack(rows[number], width)
        };
        let in_runs = in_runs(&rows);
        let alike = (0..rows.len())
            .filter(|number| in_runs[*number] || ragged::fits(rows[*number], width, sign) || lacks(*number))
            .count();
        // Before and behind the words a tab keeps a spreadsheet from reading a number.
        let tabbed = |cell: &Field| !cell.quoted && cell.words().trim().contains('\t');
        let bare = |piece: &Piece| match piece {
            Piece::Blank { .. } => false,
            Piece::Heading { text, .. } => text.contains('\t'),
            Piece::Prose(cell) => tabbed(cell),
            Piece::Row { cells, .. } => cells.iter().any(tabbed),
        };
        let is_full = |row: &&&[Field]| row.iter().filter(|cell| !cell.words().trim().is_empty()).count() > 1;
        let full = rows.iter().filter(is_full).count();
        let tabbed = pieces.iter().any(bare);
        let cut = Self { records, rows: rows.len(), full, width, alike, tabbed, is_headed: false };
        // What is no table need not be told its header, which is costly.
        let is_headed = cut.is_table()
            && header.is_some()
            && (Regular::of(&rows, width, sign).has_amounts() || is_of_values(&rows, width));
        Self { is_headed, ..cut }
    }

    /// Whether the sign cuts most records into the same number of cells. Prose has commas as well, but not the same
    /// number in line after line.
    pub(super) fn is_table(&self) -> bool {
        self.width > 1 && self.rows > 1 && self.rows * 2 >= self.records && self.alike * 10 >= self.rows * 6
    }

    /// The same of a sign that stands in sentences: its table has a header and columns of numbers.
    pub(super) fn is_sure_table(&self) -> bool {
        self.is_headed && self.width >= FEWEST_OF_WIDE && self.rows >= FEWEST_OF_WIDE
    }
}

/// Whether rows of one width end in no sentence, and most hold a value below the header: a number, or a comparison.
fn is_of_values(rows: &[&[Field]], width: usize) -> bool {
    let is_value = |cell: &Field| {
        cell.words().trim().starts_with(|c: char| c.is_ascii_digit() || "≥≤><=＞＜＝".contains(c))
    };
    let ends_sentence =
        |row: &[Field]| row.last().is_some_and(|cell| cell.words().trim_end().ends_with(SENTENCE_ENDS));
    let with_values = rows.iter().filter(|row| row.iter().any(is_value)).count();
    with_values * 2 >= rows.len() - 1 && rows.iter().all(|row| row.len() == width && !ends_sentence(row))
}

/// For each row, whether it stands among enough of its width: a text may hold several tables.
fn in_runs(rows: &[&[Field]]) -> Vec<bool> {
    rows.chunk_by(|one, other| one.len() == other.len())
        .flat_map(|run| std::iter::repeat_n(run.len() >= SHORTEST_RUN && run[0].len() > 1, run.len()))
        .collect()
}

/// Tells what stands between the cells, in records that may be quoted as a whole.
pub(in crate::read) fn separator(text: &str) -> Separator {
    wrapped::unwrapped(text).map_or_else(|| bare_separator(text), |unwrapped| bare_separator(&unwrapped.text))
}

/// Tells what stands between the cells: tabs where there are any, else the sign that cuts most records into the
/// same number of cells. A record may be many lines long, for a quoted cell holds line ends.
pub(super) fn bare_separator(text: &str) -> Separator {
    let text = beginning(text);
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let cuts: Vec<(char, Cut)> = SIGNS.iter().map(|sign| (*sign, Cut::of(text, *sign))).collect();
    if let Some(sign) = lines.first().and_then(|line| named(line)) {
        // A program may name its own sign above rows that another had written.
        let is_wrong = !text.lines().skip(1).any(|line| line.contains(sign));
        if !is_wrong || !cuts.iter().any(|(_, cut)| cut.is_headed) {
            return Separator::Char(sign);
        }
    }
    if lines.iter().any(|line| line.trim_matches(' ').contains('\t')) {
        // Tabs that stand in quoted cells alone keep a spreadsheet from reading numbers.
        let all_quoted = cuts.iter().any(|(_, cut)| cut.is_table() && !cut.tabbed);
        let tabs = Cut::of(text, '\t');
        // A header with tabs may stand above rows with commas.
        let is_of_another = cuts.iter().any(|(_, cut)| {
            cut.is_table()
                && cut.width >= FEWEST_OF_WIDE
                && (tabs.full == 1 || !tabs.is_table() && tabs.full * 2 < cut.full)
        });
        if !all_quoted && !is_of_another && (tabs.rows * 10 >= tabs.records || tabs.rows > 2) {
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
    // The commas of thousands stand in columns that blanks part as well.
    let is_aligned = cuts.iter().all(|(_, cut)| !cut.is_headed) && aligned::has_table(text);
    let mut best = ((0, false), Separator::None);
    for (sign, cut) in cuts.iter().filter(|(_, cut)| cut.is_table() && !is_aligned) {
        let weight = (cut.alike * (cut.width - 1), cut.is_headed);
        if weight > best.0 {
            best = (weight, Separator::Char(*sign));
        }
    }
    let is_headed = cuts.iter().any(|(sign, cut)| best.1 == Separator::Char(*sign) && cut.is_headed);
    if best.1 != Separator::None && is_headed {
        return best.1;
    }
    // The commas of thousands cut rows that full-width signs part, and leave no header.
    let wide = WIDE_SIGNS.iter().find(|sign| Cut::of(text, **sign).is_sure_table());
    wide.map_or(best.1, |sign| Separator::Char(*sign))
}

/// The sign that a line `sep=;` names: Excel's own, which says how to read the file and is no part of it.
pub(super) fn named(line: &str) -> Option<char> {
    // The sign may be a tab.
    let line = line.trim_matches([' ', '\r']).trim_start_matches('\u{feff}');
    let bare = line.strip_prefix('"').and_then(|line| line.strip_suffix('"')).unwrap_or(line);
    let (word, sign) = bare.split_once('=')?;
    let mut signs = sign.chars();
    if !word.eq_ignore_ascii_case("sep") {
        return None;
    }
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
