//! Amounts of projects whose unit nothing says.

use crate::model::{Finding, Message, Position, Project, Rule, Severity, Table, Tidy};

/// Amounts without a unit.
pub const UNIT_MISSING: Rule =
    Rule { name: "unit-missing", severity: Severity::Info, page: include_str!("unit_missing.md") };

/// What is said of a table of a number where amounts of its projects have no unit.
pub(super) fn finding(table: &Table<Tidy>, number: usize, projects: &[Project]) -> Option<Finding> {
    let bare: Vec<&Project> =
        projects.iter().filter(|project| project.amount.is_some() && project.amount_unit.is_none()).collect();
    let first = bare.first()?;
    let at = Position { table: Some(number), ..Position::of(&table.at) };
    Some(Finding {
        at: Some(at),
        found: first.amount.map(|amount| amount.to_string()),
        ..Finding::new(&UNIT_MISSING, &Message::new("unit-missing", &[&bare.len()]))
    })
}
