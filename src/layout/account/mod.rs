//! Budget and final-account tables: lines of codes, names and amounts.

mod budget_form;
mod classified_lines;
mod columns;
mod header;
mod lines;
mod three_public_expenses;
mod two_sided_summary;

use super::{Context, Family, Reading};
use crate::model::{BudgetLine, Findings, Project, Table, Tidy};

/// A table layout of this family.
pub(super) struct Layout {
    /// Its name.
    pub name: &'static str,
    /// Whether a table has this layout.
    pub recognise: fn(&Table<Tidy>) -> bool,
    /// What such a table says. The roles of its rows and columns are set on the way.
    pub lift: fn(&mut Findings, &Context, &mut Table<Tidy>) -> Lifted,
}

/// What a table says.
#[derive(Debug, Default)]
pub(super) struct Lifted {
    /// Its projects.
    pub projects: Vec<Project>,
    /// Its budget lines.
    pub budget: Vec<BudgetLine>,
}

/// The layouts, of which at most one recognises a table.
const LAYOUTS: &[Layout] =
    &[classified_lines::LAYOUT, two_sided_summary::LAYOUT, three_public_expenses::LAYOUT];

/// The layouts of budgets and final accounts.
pub(super) const FAMILY: Family =
    Family { layouts: &[LAYOUTS[0].name, LAYOUTS[1].name, LAYOUTS[2].name], read };

fn read(table: &Table<Tidy>, context: &Context) -> Option<Reading> {
    let layout = LAYOUTS.iter().find(|layout| (layout.recognise)(table))?;
    let mut copy = table.clone();
    let Lifted { projects, budget } = (layout.lift)(&mut Findings::default(), context, &mut copy);
    Some(Reading { projects, budget, ..Reading::of(layout.name, &copy) })
}
