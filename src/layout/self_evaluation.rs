//! The self-evaluation of a project: what was aimed at and what was reached, with weights and scores.

use super::sheet::{self, Kind};
use super::{Context, Layout, Lifted};
use crate::model::{Findings, Table, Tidy};

/// This layout.
pub const LAYOUT: Layout = Layout {
    name: "self-evaluation",
    summary: "a form with what was reached, weights and scores",
    recognise,
    lift,
};

fn recognise(table: &Table<Tidy>) -> bool {
    sheet::kind(table) == Some(Kind::SelfEvaluation)
}

fn lift(_: &mut Findings, context: &Context, table: &mut Table<Tidy>) -> Lifted {
    sheet::lift(context, table)
}
