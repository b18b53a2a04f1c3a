//! The goals that stand in the lines of a cell.

use crate::layout::lines::Line;
use crate::lexicon::grammar::numbering;
use crate::model::{Goal, Period, Position};

/// Splits the lines of a goal cell into goals. `position` makes a position of a line's place.
pub(super) fn of(lines: &[Line], period: Option<Period>, position: impl Fn(&Line) -> Position) -> Vec<Goal> {
    let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    let mut from = 0;
    numbering::goals(&texts)
        .into_iter()
        .map(|(number, text)| {
            // A goal begins in the first line, from where the last one began, that holds its first words.
            let beginning: String = text.chars().take(8).collect();
            let found = lines[from.min(lines.len())..].iter().position(|line| line.text.contains(&beginning));
            from += found.unwrap_or(0);
            let at = lines.get(from).map(&position).unwrap_or_default();
            Goal { number, period, text, at }
        })
        .collect()
}
