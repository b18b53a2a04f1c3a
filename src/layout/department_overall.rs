//! The form of a whole department: its tasks with their money, its goals and indicators.

use super::sheet::{self, Kind};
use super::{Context, Layout, Lifted};
use crate::model::{Findings, Table, Tidy};

/// This layout.
pub const LAYOUT: Layout = Layout {
    name: "department-overall",
    summary: "a department's tasks, goals and indicators",
    recognise,
    lift,
};

fn recognise(table: &Table<Tidy>) -> bool {
    sheet::kind(table) == Some(Kind::DepartmentOverall)
}

fn lift(_: &mut Findings, context: &Context, table: &mut Table<Tidy>) -> Lifted {
    sheet::lift(context, table)
}
