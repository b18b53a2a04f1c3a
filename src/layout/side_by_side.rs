//! The form with two periods side by side: the medium term in the left half, the year in the right one.

use super::sheet::{self, Kind};
use super::{Context, Layout, Lifted};
use crate::model::{Findings, Table, Tidy};

/// This layout.
pub const LAYOUT: Layout =
    Layout { name: "side-by-side", summary: "a form with two periods in two halves", recognise, lift };

fn recognise(table: &Table<Tidy>) -> bool {
    sheet::kind(table) == Some(Kind::SideBySide)
}

fn lift(_: &mut Findings, context: &Context, table: &mut Table<Tidy>) -> Lifted {
    sheet::lift(context, table)
}
