//! The property-columns layout: a row per indicator, with operator, kind or unit of its target in columns of
//! their own, as the integrated budget system exports it.

use crate::layout::Context;

use crate::layout::Layout;

use crate::layout::Lifted;

use crate::layout::rows::columns as row_columns;

use crate::layout::rows::projects as row_projects;
use crate::model::{Findings, Table, Tidy};

/// The layout of a row per indicator with its target taken apart.
pub const LAYOUT: Layout = Layout { name: "property-columns", recognise, lift };

fn recognise(table: &Table<Tidy>) -> bool {
    row_columns::find(table).is_some_and(|columns| columns.has_properties())
}

fn lift(findings: &mut Findings, context: &Context, table: &mut Table<Tidy>) -> Lifted {
    match row_columns::find(table) {
        Some(columns) => row_projects::lift(findings, context, table, &columns),
        None => Lifted::default(),
    }
}
