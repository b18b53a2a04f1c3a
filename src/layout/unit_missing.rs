//! Amounts whose unit nothing says.

use crate::model::{Amount, BudgetLine, Finding, Message, Position, Project, Rule, Severity, Table, Tidy};

/// Amounts without a unit.
pub const UNIT_MISSING: Rule =
    Rule { name: "unit-missing", severity: Severity::Info, page: include_str!("unit_missing.md") };

/// What is said of a table of a number where amounts of its projects or of its budget lines have no unit. Nothing is
/// the same in every unit.
pub(super) fn finding(
    table: &Table<Tidy>,
    number: usize,
    projects: &[Project],
    budget: &[BudgetLine],
) -> Option<Finding> {
    let of_projects =
        projects.iter().filter(|project| project.amount_unit.is_none()).filter_map(|project| project.amount);
    let of_lines = budget
        .iter()
        .filter(|line| line.unit.is_none())
        .flat_map(|line| line.amounts.iter().filter(|amount| amount.unit.is_none()))
        .filter_map(|amount| amount.amount)
        .filter(|amount| !amount.decimal().is_zero());
    let bare: Vec<Amount> = of_projects.chain(of_lines).collect();
    let first = bare.first()?;
    let at = Position { table: Some(number), ..Position::of(&table.at) };
    Some(Finding {
        at: Some(at),
        found: Some(first.to_string()),
        ..Finding::new(&UNIT_MISSING, &Message::new("unit-missing", &[&bare.len()]))
    })
}
