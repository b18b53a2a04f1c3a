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

/// By how many columns to the right the levels of some rows stand under the levels of the header above them, each way
/// that fits; `None` where no header above names levels, or no level stands in the rows.
pub(super) fn shifts(above: &[Row<Tidy>], below: &[Row<Tidy>]) -> Option<Vec<usize>> {
    let is_header = |row: &&Row<Tidy>| headers::names_columns(row) && levels_of(row).next().is_some();
    let header = above.iter().rev().find(is_header)?;
    let columns: Vec<(usize, ColumnRole)> = levels_of(header).collect();
    let levels: Vec<(usize, &str)> = below
        .iter()
        .take(ROWS_LOOKED_AT)
        .flat_map(|row| &row.cells)
        .map(|cell| (cell.column, cell.text.text()))
        // 进度 alone may as well name an indicator.
        .filter(|(_, text)| kind_of(text) == Kind::Level && fold(text).ends_with(INDICATOR))
        .collect();
    let last = columns.iter().map(|(column, _)| *column).max()?;
    let first = levels.iter().map(|(column, _)| *column).min()?;
    let fits = |shift: &usize| {
        levels.iter().all(|(level, text)| {
            columns.iter().any(|(column, role)| *column == level + shift && may_stand(text, *role))
        })
    };
    Some((0..=last.saturating_sub(first)).filter(fits).collect())
}

/// The one shift that fits, if there is one and it is more than none.
pub(super) fn shift(above: &[Row<Tidy>], below: &[Row<Tidy>]) -> Option<usize> {
    match shifts(above, below)?.as_slice() {
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

/// Whether a level may stand in a column of levels: a name of the first alone is none of the second.
fn may_stand(level: &str, role: ColumnRole) -> bool {
    match (taxonomy::level1(level).is_some(), taxonomy::level2(level).is_some()) {
        (true, false) => role == ColumnRole::Level1,
        (false, true) => role == ColumnRole::Level2,
        _ => true,
    }
}
