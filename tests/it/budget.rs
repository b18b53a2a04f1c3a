//! The lines of budget tables: those of the samples, value by value against expectations that were written by
//! hand before there was a converter (`tests/budget`), and the names that their forms go by.

use std::fs;
use std::path::Path;

use gongkai::model::{BudgetForm, BudgetLine, BudgetStage};
use serde_json::Value;

use crate::accounted;
use crate::samples;

fn expected(name: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/budget").join(name);
    let file: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    file["tables"][0]["rows"].as_array().unwrap().clone()
}

fn lines(case: &str) -> Vec<BudgetLine> {
    let source = samples::all().into_iter().find(|source| source.path.starts_with(case)).unwrap();
    accounted::convert(&source).unwrap().budget
}

/// The amount under a column, as a number to compare: the expectations do not keep decimals.
fn amount(line: &BudgetLine, ends: &str) -> Option<String> {
    let found = line.amounts.iter().find(|amount| amount.column.last().is_some_and(|last| last == ends));
    found.unwrap_or_else(|| panic!("{} has no {ends}", line.name)).amount.map(|a| a.normalized().to_string())
}

fn number(value: &Value) -> Option<String> {
    let number: gongkai::model::Amount = serde_json::from_value(value.clone()).ok()?;
    Some(number.normalized().to_string())
}

#[test]
fn two_sides() {
    let (expected, lines) = (expected("15_budget_t1_two_sided.html.expected.json"), lines("15_"));
    assert_eq!(lines.len(), expected.len());
    for (line, row) in lines.iter().zip(&expected) {
        let name = row["name"].as_str().unwrap();
        let name = row["seq"].as_str().map_or(name.to_owned(), |number| format!("{number}、{name}"));
        assert_eq!(line.name, name);
        assert_eq!(Some(line.amounts[0].column[0].as_str()), row["side"].as_str());
        assert_eq!(amount(line, "预算数"), number(&row["value"]), "{name}");
        assert_eq!((&line.code, line.level, line.unit.as_deref()), (&None, None, Some("万元")));
        assert_eq!(
            (line.form, line.stage),
            (BudgetForm::RevenueAndExpenditureSummary, Some(BudgetStage::Budget))
        );
    }
}

#[test]
fn three_public_expenses() {
    let (expected, lines) = (expected("17_sangong_multilevel.html.expected.json"), lines("17_"));
    assert_eq!(lines.len(), expected.len());
    for (line, row) in lines.iter().zip(&expected) {
        // 小计 is printed under the item that it is of.
        let item = if line.name == "小计" { &line.amounts[0].column[0] } else { &line.name };
        assert_eq!(Some(item.as_str()), row["item"].as_str());
        if let Some(parent) = row["parent"].as_str() {
            assert_eq!(line.amounts[0].column[0], parent);
        }
        assert_eq!(amount(line, "预算数"), number(&row["budget"]), "{item}");
        assert_eq!(amount(line, "决算数"), number(&row["final"]), "{item}");
        assert_eq!(
            (line.form, line.stage),
            (BudgetForm::ThreePublicExpenses, Some(BudgetStage::FinalAccount))
        );
    }
}

#[test]
fn classified_lines() {
    let (expected, lines) = (expected("19_final_expenditure_rounding.tsv.expected.json"), lines("19_"));
    assert_eq!(lines.len(), expected.len());
    let (mut printed, mut repaired) = (String::new(), String::new());
    for (line, row) in lines.iter().zip(&expected) {
        assert_eq!(line.code.as_deref(), row["code"].as_str());
        assert_eq!(line.level.map(usize::from), line.code.as_ref().map(|code| (code.len() - 1) / 2));
        if row["nameRepaired"].as_bool().is_some() {
            printed.push_str(&line.name);
            repaired.push_str(row["name"].as_str().unwrap());
        } else {
            assert_eq!(Some(line.name.as_str()), row["name"].as_str());
        }
        for (column, key) in [
            ("本年支出合计", "total"),
            ("基本支出", "basic"),
            ("项目支出", "project"),
            ("上缴上级支出", "remit"),
            ("经营支出", "operating"),
            ("对附属单位补助支出", "subsidy"),
        ] {
            assert_eq!(amount(line, column), number(&row[key]), "{} {column}", line.name);
        }
        assert_eq!(
            (line.form, line.stage),
            (BudgetForm::ExpenditureByFunction, Some(BudgetStage::FinalAccount))
        );
    }
    // A name that went on in the next row stays as printed; nothing of it is lost.
    assert_eq!(printed, repaired);
}

#[test]
fn every_amount_is_exact_and_stands_where_its_line_says() {
    for source in samples::all() {
        let disclosure = accounted::convert(&source).unwrap();
        let tables: Vec<_> = disclosure.tables().collect();
        for line in &disclosure.budget {
            let table = tables[line.table];
            let row = &table.rows[line.at.row.unwrap()];
            assert!(row.cells.iter().any(|cell| Some(cell.column) <= line.at.column), "{}", line.name);
            for amount in line.amounts.iter().filter_map(|amount| amount.amount) {
                let values = row.cells.iter().filter_map(|cell| cell.value);
                assert!(
                    values.into_iter().any(|value| value.to_string() == amount.to_string()),
                    "{} in {}: {amount}",
                    line.name,
                    source.path
                );
            }
        }
    }
}
