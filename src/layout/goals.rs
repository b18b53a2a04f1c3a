//! The goals that stand in the lines of a cell.

use crate::layout::lines::Line;
use crate::lexicon::grammar::numbering;
use crate::model::{Goal, Period, Position};

/// So many lines are looked at for where goals begin, whatever the cell.
const LINES_LOOKED_AT: usize = 4_000;

/// Splits the lines of a goal cell into goals. `position` makes a position of a line's place.
pub(super) fn of(lines: &[Line], period: Option<Period>, position: impl Fn(&Line) -> Position) -> Vec<Goal> {
    let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    let mut from = 0;
    // A goal that is put together of several lines may stand in none; looking for each of many such in all lines
    // would never end.
    let mut left = LINES_LOOKED_AT.max(2 * lines.len());
    numbering::goals(&texts)
        .into_iter()
        .map(|(number, text)| {
            // A goal begins in the first line, from where the last one began, that holds its first words.
            let beginning: String = text.chars().take(8).collect();
            let rest = &lines[from.min(lines.len())..];
            let found = rest.iter().take(left).position(|line| line.text.contains(&beginning));
            left = left.saturating_sub(found.unwrap_or(rest.len()));
            from += found.unwrap_or(0);
            let at = lines.get(from).map(&position).unwrap_or_default();
            Goal { number, period, text, at }
        })
        .collect()
}
