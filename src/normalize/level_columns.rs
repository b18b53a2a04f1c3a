//! The columns in which the levels of indicators stand: where a level stands under the header of another column, its
//! row lost blank columns at the left, and the levels say how many.

use super::column_kind::{Kind, kind_of};
use super::headers;
use crate::lexicon::vocabulary;
use crate::model::{Cell, ColumnRole, Row, Tidy};

/// How many rows at the top of a page tell where its levels stand.
const ROWS_LOOKED_AT: usize = 60;

/// By how many columns to the right the levels of some rows stand under the levels of the header above them, each way
/// that fits; `None` where no header above names levels, or no level stands in the rows.
pub(super) fn shifts(above: &[Row<Tidy>], below: &[Row<Tidy>]) -> Option<Vec<usize>> {
    let is_header = |row: &&Row<Tidy>| headers::names_columns(row) && levels_of(row).next().is_some();
    let header = above.iter().rev().find(is_header)?;
    let columns: Vec<usize> = levels_of(header).map(|cell| cell.column).collect();
    let levels: Vec<usize> = below
        .iter()
        .take(ROWS_LOOKED_AT)
        .flat_map(|row| &row.cells)
        .filter(|cell| kind_of(cell.text.text()) == Kind::Level)
        .map(|cell| cell.column)
        .collect();
    let last = columns.iter().max()?;
    let first = levels.iter().min()?;
    let fits = |shift: &usize| levels.iter().all(|level| columns.contains(&(level + shift)));
    Some((0..=last.saturating_sub(*first)).filter(fits).collect())
}

/// The one shift that fits, if there is one and it is more than none.
pub(super) fn shift(above: &[Row<Tidy>], below: &[Row<Tidy>]) -> Option<usize> {
    match shifts(above, below)?.as_slice() {
        [shift] if *shift > 0 => Some(*shift),
        _ => None,
    }
}

/// The cells of a header that head levels.
fn levels_of(header: &Row<Tidy>) -> impl Iterator<Item = &Cell<Tidy>> {
    header.cells.iter().filter(|cell| {
        matches!(vocabulary::role(cell.text.text()), Some(ColumnRole::Level1 | ColumnRole::Level2))
    })
}
