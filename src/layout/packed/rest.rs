//! The rest of a project's cells in the rows below it: a page has cut them, or a merge was lost.

use std::collections::BTreeMap;

use crate::layout::context::Context;
use crate::layout::lines::{self, Line};
use crate::layout::packed::level::{self, Level};
use crate::lexicon::grammar::numbering;
use crate::lexicon::grammar::target;
use crate::lexicon::header::Header;
use crate::model::{
    ColumnRole, Finding, Message, Place, Position, RichText, Row, Rule, Severity, TargetKind, Tidy,
};

/// A line of a packed cell went on in the row below.
pub const LINE_CONTINUED: Rule =
    Rule { name: "line-continued", severity: Severity::Info, page: include_str!("line_continued.md") };

/// Goals or indicators stand in a row that names no project, and none stands above it.
pub const PROJECT_UNNAMED: Rule =
    Rule { name: "project-unnamed", severity: Severity::Warning, page: include_str!("project_unnamed.md") };

/// How much of a cell is quoted, in characters.
const QUOTED: usize = 40;

/// Whether a row holds goals or indicators and nothing else.
pub(super) fn is_rest(row: &Row<Tidy>, header: &Header) -> bool {
    let columns = [ColumnRole::Goals, ColumnRole::Indicators].map(|role| header.column(role));
    let mut filled = row.cells.iter().filter(|cell| !cell.text.is_blank()).peekable();
    filled.peek().is_some()
        && filled.all(|cell| {
            columns.iter().flatten().any(|column| (cell.column..cell.end_column()).contains(column))
        })
}

/// That a row belongs to no project.
pub(super) fn unnamed(context: &Context, number: usize, row: &Row<Tidy>) -> Finding {
    let first = row.cells.iter().find(|cell| !cell.text.is_blank());
    let words: String =
        first.map(|cell| cell.text.0.text().chars().take(QUOTED).collect()).unwrap_or_default();
    let column = first.map_or(0, |cell| cell.column);
    Finding {
        at: Some(Position::in_table(context.table, number, column, &row.at)),
        found: Some(words.clone()),
        ..Finding::new(&PROJECT_UNNAMED, &Message::new("project-unnamed", &[&words]))
    }
}

/// The lines of a cell that may reach over several rows.
#[derive(Debug, Default)]
pub(super) struct Joined {
    /// Its lines.
    pub lines: Vec<Line>,
    /// Where the lines of each row begin, with the row and the column.
    rows: BTreeMap<Place, (usize, usize)>,
    /// The row and column of the first.
    first: (usize, usize),
}

impl Joined {
    /// Where a line stands.
    pub fn position(&self, context: &Context, line: &Line) -> Position {
        let (row, column) = self.rows.get(&line.at).copied().unwrap_or(self.first);
        Position::in_table(context.table, row, column, &line.at)
    }
}

/// The lines of the cells that stand below each other in the rows of a project: `(row, text, column)`, all of a
/// role. A line that a page cut is put together, which is said.
pub(super) fn joined(
    findings: &mut Vec<Finding>,
    context: &Context,
    project: &str,
    role: ColumnRole,
    cells: &[(usize, &RichText, usize)],
) -> Joined {
    let mut joined = Joined::default();
    if let Some((row, _, column)) = cells.first() {
        joined.first = (*row, *column);
    }
    for (row, text, column) in cells {
        let mut lines = lines::of(text);
        if let (Some(last), Some(next)) = (joined.lines.last(), lines.first())
            && goes_on(&joined.lines, last, next)
        {
            let next = lines.remove(0);
            let first = joined.lines.pop().expect("there is a last line");
            // Of a goal both halves are words.
            let is_value = role == ColumnRole::Indicators && is_value(&first.text, &next.text);
            let between = if is_value { " " } else { "" };
            let message = Message::new("line-continued", &[&first.text, &next.text]);
            let whole = Line {
                text: format!("{}{}{}", first.text, between, next.text),
                source: format!("{}\n{}", first.source, next.source),
                at: first.at,
            };
            findings.push(Finding {
                project: Some(project.to_owned()),
                at: Some(Position::in_table(context.table, *row, *column, &next.at)),
                expected: Some(whole.text.clone()),
                found: Some(next.text),
                ..Finding::new(&LINE_CONTINUED, &message)
            });
            joined.lines.push(whole);
        }
        // The lines of one row need no map.
        if *row != joined.first.0 {
            joined.rows.extend(lines.iter().map(|line| (line.at.clone(), (*row, *column))));
        }
        joined.lines.extend(lines);
    }
    joined
}

/// Whether a line is the rest of the one above it, at the border of two rows: it has no number where lines have
/// numbers, and what is above is neither a heading nor a sentence that has ended.
fn goes_on(above: &[Line], last: &Line, next: &Line) -> bool {
    let has_number = |line: &Line| numbering::marker(&line.text).is_some();
    if has_number(next) || level::of(&next.text).is_some() {
        return false;
    }
    let is_heading = matches!(
        level::of(&last.text),
        Some(Level::First(_, rest) | Level::Second(_, rest)) if rest.is_empty()
    );
    if is_heading || last.text.ends_with(['。', '；', ';', '！']) {
        return false;
    }
    let (_, value) = target::split_name(&last.text);
    value.trim().is_empty() || has_number(last) && above.iter().all(has_number)
}

/// Whether the second half of a line is all of its value.
fn is_value(first: &str, rest: &str) -> bool {
    let (name, value) = target::split_name(rest);
    if value.is_empty() {
        // A quality that a list knows, below a name that has none.
        let is_quality = target::read(rest).kind == TargetKind::Qualitative;
        return is_quality && target::split_name(first).1.is_empty();
    }
    name.is_empty()
}
