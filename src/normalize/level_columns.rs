//! The columns in which the levels of indicators stand: where a level stands under the header of another column, its
//! row lost blank columns at the left, and the levels say how many.

use super::column_kind::{Kind, kind_of};
use super::headers;
use crate::lexicon::key::INDICATOR;
use crate::lexicon::{taxonomy, vocabulary};
use crate::model::{ColumnRole, Row, Tidy};
use crate::text::width::fold;

/// How many rows at the top of a page tell where its levels stand.
const ROWS_LOOKED_AT: usize = 60;

/// The name of a level in a cell.
#[derive(Clone, Copy, Debug)]
pub(super) struct Level {
    column: usize,
    /// Whether it is a name of the first level.
    is_first: bool,
    /// Whether it is a name of the second level.
    is_second: bool,
}

/// The names of levels in a row. 进度 alone may as well name an indicator.
pub(super) fn levels(row: &Row<Tidy>) -> impl Iterator<Item = Level> {
    let named = row.cells.iter().map(|cell| (cell.column, cell.text.text()));
    let named = named.filter(|(_, text)| kind_of(text) == Kind::Level && fold(text).ends_with(INDICATOR));
    named.map(|(column, text)| Level {
        column,
        is_first: taxonomy::level1(text).is_some(),
        is_second: taxonomy::level2(text).is_some(),
    })
}

/// Whether a row is a header that names levels.
pub(super) fn heads_levels(row: &Row<Tidy>) -> bool {
    headers::names_columns(row) && levels_of(row).next().is_some()
}

/// By how many columns to the right the levels of some rows stand under the levels of the header above them, each way
/// that fits; `None` where no header above names levels, or no level stands in the rows.
pub(super) fn shifts(above: &[Row<Tidy>], below: &[Row<Tidy>]) -> Option<Vec<usize>> {
    let header = above.iter().rev().find(|row| heads_levels(row))?;
    shifts_below(header, below.iter().take(ROWS_LOOKED_AT).flat_map(levels))
}

/// The same of levels below a header.
fn shifts_below(header: &Row<Tidy>, levels: impl Iterator<Item = Level>) -> Option<Vec<usize>> {
    let columns: Vec<(usize, ColumnRole)> = levels_of(header).collect();
    let levels: Vec<Level> = levels.collect();
    let last = columns.iter().map(|(column, _)| *column).max()?;
    let first = levels.iter().map(|level| level.column).min()?;
    let fits = |shift: &usize| {
        levels.iter().all(|level| {
            columns.iter().any(|(column, role)| *column == level.column + shift && level.may_stand(*role))
        })
    };
    Some((0..=last.saturating_sub(first)).filter(fits).collect())
}

/// The one shift that fits, if there is one and it is more than none.
pub(super) fn shift(above: &[Row<Tidy>], below: &[Row<Tidy>]) -> Option<usize> {
    one(&shifts(above, below)?)
}

/// The same of the levels in rows below a header.
pub(super) fn shift_below<'l>(header: &Row<Tidy>, rows: impl Iterator<Item = &'l [Level]>) -> Option<usize> {
    one(&shifts_below(header, rows.take(ROWS_LOOKED_AT).flatten().copied())?)
}

fn one(shifts: &[usize]) -> Option<usize> {
    match shifts {
        [shift] if *shift > 0 => Some(*shift),
        _ => None,
    }
}

/// The columns of a header that head levels, and which of them.
fn levels_of(header: &Row<Tidy>) -> impl Iterator<Item = (usize, ColumnRole)> {
    header.cells.iter().filter_map(|cell| {
        let role = vocabulary::role(cell.text.text())?;
        matches!(role, ColumnRole::Level1 | ColumnRole::Level2).then_some((cell.column, role))
    })
}

impl Level {
    /// Whether it may stand in a column of levels: a name of the first alone is none of the second.
    fn may_stand(self, role: ColumnRole) -> bool {
        match (self.is_first, self.is_second) {
            (true, false) => role == ColumnRole::Level1,
            (false, true) => role == ColumnRole::Level2,
            _ => true,
        }
    }
}
