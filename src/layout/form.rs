//! The form of a project: labels with their values on top, a block of indicators below.

use super::sheet::{self, Kind};
use super::{Context, Layout, Lifted};
use crate::model::{Findings, Table, Tidy};

/// This layout.
pub const LAYOUT: Layout =
    Layout { name: "form", summary: "labels with values, a block of indicators below", recognise, lift };

fn recognise(table: &Table<Tidy>) -> bool {
    sheet::kind(table) == Some(Kind::Form)
}

fn lift(_: &mut Findings, context: &Context, table: &mut Table<Tidy>) -> Lifted {
    sheet::lift(context, table)
}
