#![doc = include_str!("sum_mismatch.md")]

use super::{Check, Run, coarsest, rounding};
use crate::model::{
    Amount, ColumnRole, Disclosure, Finding, Findings, Message, Position, Row, RowRole, Rule, Severity,
    Table, Tidy,
};

pub(super) const CHECK: Check = Check { rule: RULE, run: Run::Alone(run) };

const RULE: Rule =
    Rule { name: "sum-mismatch", severity: Severity::Error, page: include_str!("sum_mismatch.md") };

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    for (number, table) in disclosure.tables().enumerate() {
        let Some(column) = table.columns.iter().position(|column| column.role == Some(ColumnRole::Amount))
        else {
            continue;
        };
        let lines: Vec<Line> = table
            .rows
            .iter()
            .enumerate()
            .filter_map(|(row, cells)| line(table, row, cells, column))
            .collect();
        for sum in sums(&lines) {
            compare(findings, table, Position::in_table(number, sum.of.row, column, &sum.of.at), &sum);
        }
    }
}

/// A row with an amount: a sum of others, or one that is added up.
#[derive(Clone)]
struct Line {
    role: RowRole,
    row: usize,
    name: String,
    amount: Option<Amount>,
    at: crate::model::Place,
}

/// A printed sum and what it should be the sum of.
struct Sum<'a> {
    of: &'a Line,
    parts: Vec<&'a Line>,
}

fn line(table: &Table<Tidy>, number: usize, row: &Row<Tidy>, column: usize) -> Option<Line> {
    if !matches!(row.role, RowRole::Total | RowRole::Department | RowRole::Unit | RowRole::Project) {
        return None;
    }
    let cell = row.cells.iter().find(|cell| cell.column <= column && column < cell.end_column())?;
    let named = |role| table.columns.iter().position(|column| column.role == Some(role));
    let name = [ColumnRole::Name, ColumnRole::Code].into_iter().filter_map(named).find_map(|column| {
        row.cells
            .iter()
            .find(|cell| cell.column == column && !cell.text.is_blank())
            .map(|cell| cell.text.text().trim())
    });
    Some(Line {
        role: row.role,
        row: number,
        name: name.unwrap_or("合计").to_owned(),
        amount: cell.value,
        at: cell.at.clone(),
    })
}

/// Every printed sum with the rows of the next lower kind that belong to it: those below it up to the next
/// row of its own kind or above. A total stands for the whole table, wherever it stands.
fn sums(lines: &[Line]) -> Vec<Sum<'_>> {
    let mut sums = Vec::new();
    for (index, of) in lines.iter().enumerate() {
        let below: Vec<&Line> = match of.role {
            RowRole::Total => lines.iter().filter(|line| line.role != RowRole::Total).collect(),
            RowRole::Department | RowRole::Unit => {
                lines[index + 1..].iter().take_while(|line| rank(line.role) > rank(of.role)).collect()
            }
            _ => continue,
        };
        let next = below.iter().map(|line| rank(line.role)).min();
        let parts: Vec<&Line> = below.into_iter().filter(|line| Some(rank(line.role)) == next).collect();
        if parts.iter().any(|part| part.amount.is_some()) {
            sums.push(Sum { of, parts });
        }
    }
    sums
}

fn rank(role: RowRole) -> u8 {
    match role {
        RowRole::Total => 0,
        RowRole::Department => 1,
        RowRole::Unit => 2,
        _ => 3,
    }
}

fn compare(findings: &mut Findings, table: &Table<Tidy>, at: Position, sum: &Sum<'_>) {
    // A blank amount counts as nothing in a sum.
    let Some(printed) = sum.of.amount else { return };
    let parts: Amount = sum.parts.iter().filter_map(|part| part.amount).sum();
    let difference = (printed - parts).abs();
    if difference == Amount::ZERO {
        return;
    }
    let printed_parts = sum.parts.iter().filter_map(|part| part.amount);
    let coarsest = coarsest(printed_parts.chain([printed]));
    let is_rounding = difference <= rounding(coarsest, sum.parts.len());
    let unit = table.unit.clone().unwrap_or_default();
    let message = if is_rounding { "sum-mismatch-rounding" } else { "sum-mismatch" };
    let count = sum.parts.len();
    findings.push(Finding {
        severity: if is_rounding { Severity::Info } else { Severity::Error },
        at: Some(at),
        expected: Some(parts.to_string()),
        found: Some(printed.to_string()),
        notes: sum
            .parts
            .iter()
            .take(20)
            .map(|part| {
                format!(
                    "{} {}",
                    part.name,
                    part.amount.map_or_else(|| "—".to_owned(), |amount| amount.to_string())
                )
            })
            .collect(),
        ..Finding::new(&RULE, &Message::new(message, &[&sum.of.name, &printed, &unit, &count, &parts]))
    });
}
