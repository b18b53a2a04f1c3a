#![doc = include_str!("unit_doubled.md")]

use super::{Check, Run, about, quantities, title};
use crate::lexicon::money;
use crate::lexicon::sense::Sense;
use crate::lexicon::terms::{self, Place};
use crate::model::{
    ColumnRole, Disclosure, Finding, Findings, Indicator, Message, Row, Rule, Severity, Table, Tidy,
};
use crate::text::width::{fold, is_han};

pub(super) const CHECK: Check = Check { rule: RULE, run: Run::Alone(run) };

const RULE: Rule =
    Rule { name: "unit-doubled", severity: Severity::Warning, page: include_str!("unit_doubled.md") };

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    let tables: Vec<&Table<Tidy>> = disclosure.tables().collect();
    for project in &disclosure.projects {
        for indicator in &project.indicators {
            let table = indicator.at.table.and_then(|number| tables.get(number).copied());
            let Some((own, beside)) = table.and_then(|table| units(table, indicator)) else { continue };
            if agree(&own, &beside) {
                continue;
            }
            let value = quantities::printed(indicator);
            findings.push(Finding {
                at: Some(indicator.at.clone()),
                expected: Some(own.clone()),
                found: Some(beside.clone()),
                source: Some(indicator.source.clone()),
                ..about(
                    &RULE,
                    project,
                    &Message::new("unit-doubled", &[&title(project), &indicator.name, &value, &beside]),
                )
            });
        }
    }
}

/// The unit that an indicator's value carries, and the one in the column beside it.
fn units(table: &Table<Tidy>, indicator: &Indicator) -> Option<(String, String)> {
    let row = table.rows.get(indicator.at.row?)?;
    let value = cell(table, row, ColumnRole::Target)?;
    let beside = cell(table, row, ColumnRole::TargetUnit)?;
    let (_, own) = quantities::of_value(&value)?;
    let beside = quantities::canonical_unit(&beside);
    let is_unit = |unit: &str| unit.chars().any(|c| is_han(c) || c == '%');
    (is_unit(&own) && is_unit(&beside)).then_some((own, beside))
}

fn cell(table: &Table<Tidy>, row: &Row<Tidy>, role: ColumnRole) -> Option<String> {
    let column = table.columns.iter().position(|column| column.role == Some(role))?;
    let cell = row.cells.iter().find(|cell| cell.column <= column && column < cell.end_column())?;
    Some(cell.text.text().to_owned())
}

/// Whether two units say the same. 万 beside 元 multiplies it, 次 beside 次/年 says it more shortly, and 无 is none; but
/// 万元 and 元 differ by ten thousand.
fn agree(own: &str, beside: &str) -> bool {
    let (own, beside) = (fold(own), fold(beside));
    own == beside
        || terms::has(Place::Prose, Sense::NoUnit, &beside)
        || money::is_multiple(&own)
        || money::is_multiple(&beside) && own.starts_with(beside.as_str())
        || !(money::is_money(&own) && money::is_money(&beside))
            && (own.contains(&beside) || beside.contains(&own))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_side_by_side() {
        for (own, beside, expected) in [
            ("万元", "%", false),
            ("万元", "元", false),
            ("%", "万元", false),
            ("人", "个", false),
            ("万元", "万元", true),
            ("%", "%", true),
            ("万", "元", true),
            ("次", "次/年", true),
            ("人", "人次", true),
            ("人", "无", true),
        ] {
            assert_eq!(agree(own, beside), expected, "{own} {beside}");
        }
    }
}
