//! Tables that have a row per indicator, what several share in merged cells.

mod amount;
mod cells;
mod columns;
mod indicators;
mod levels;
mod middle_rows;
mod projects;
mod unread;

pub(super) use amount::set_amount;
pub(super) use columns::{settle, source_of};
pub(super) use indicators::nested_indicators;
pub(super) use projects::MERGE_CENTRED;
pub(super) use unread::{ROW_UNREAD, note};

use super::{Context, Family, Reading};
use crate::model::{Table, Tidy};

/// A row per indicator.
const INDICATOR_ROWS: &str = "indicator-rows";

/// A row per indicator, with operator, kind or unit of its target in columns of their own, as the integrated budget
/// system exports it.
const PROPERTY_COLUMNS: &str = "property-columns";

/// The layouts of a row per indicator.
pub(super) const FAMILY: Family = Family { layouts: &[INDICATOR_ROWS, PROPERTY_COLUMNS], read };

fn read(table: &Table<Tidy>, context: &Context) -> Option<Reading> {
    let columns = columns::find(table)?;
    let layout = if columns.has_properties() { PROPERTY_COLUMNS } else { INDICATOR_ROWS };
    Some(projects::read(layout, table, context, &columns))
}
