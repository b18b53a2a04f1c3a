//! What two tables of one disclosure print alike: the total of 收支总表 in 收入总表 and 支出总表, a class of accounts in
//! two of them, 基本支出 by function and by economy, a project's amount in the budget and in its goals.
//!
//! Which table is which is told from its form, which title and header say; that is evidence and no proof, so of the
//! ways in which two totals may be meant the numbers choose, and tables of other stages are never compared.

use std::collections::BTreeMap;

use super::figures::{Figure, Line, Sheet};
use super::judge::Sum;
use crate::lexicon::account_header::{is_stage_alone, without_mark};
use crate::lexicon::account_line;
use crate::lexicon::key::key;
use crate::lexicon::sense::Sense;
use crate::lexicon::terms::{self, Place};
use crate::lexicon::total;
use crate::model::BudgetForm::{
    BasicExpenditureByEconomyClassification, ExpenditureByFunction, ExpenditureByUnit,
    FiscalAppropriationExpenditureByFunction, FiscalAppropriationSummary, GeneralPublicExpenditureByFunction,
    GovernmentFundExpenditure, ProjectExpenditure, RevenueAndExpenditureSummary, RevenueByFunction,
    RevenueByUnit, StateCapitalExpenditure,
};
use crate::model::{BudgetForm, RelationKind};

/// The sums between tables.
pub(super) fn sums(sheets: &[Sheet<'_>], sums: &mut Vec<Sum>) {
    let only = |form: BudgetForm| -> Option<&Sheet<'_>> {
        // Two tables of one form are of two departments, or of two years.
        let mut of_form = sheets.iter().filter(|sheet| sheet.form == form);
        of_form.next().filter(|_| of_form.next().is_none())
    };
    let summary = only(RevenueAndExpenditureSummary);
    let appropriation = only(FiscalAppropriationSummary);
    let mut pair = |one: Option<&Sheet<'_>>,
                    other: Option<&Sheet<'_>>,
                    add: &dyn Fn(&Sheet<'_>, &Sheet<'_>, &mut Vec<Sum>)| {
        if let (Some(one), Some(other)) = (one, other)
            && (one.stage == other.stage || one.stage.is_none() || other.stage.is_none())
        {
            add(one, other, sums);
        }
    };
    for form in [RevenueByFunction, RevenueByUnit] {
        pair(summary, only(form), &|summary, of, sums| {
            equal(&totals_of_side(summary, Sense::Revenue), &wholes(of), sums);
        });
    }
    for form in [ExpenditureByFunction, ExpenditureByUnit] {
        pair(summary, only(form), &|summary, of, sums| {
            equal(&totals_of_side(summary, Sense::Expenditure), &wholes(of), sums);
            classes(summary, None, of, sums);
        });
    }
    for (form, fund) in [
        (GeneralPublicExpenditureByFunction, Sense::GeneralPublicBudget),
        (GovernmentFundExpenditure, Sense::GovernmentFund),
        (StateCapitalExpenditure, Sense::StateCapital),
    ] {
        pair(appropriation, only(form), &|summary, of, sums| classes(summary, Some(fund), of, sums));
    }
    pair(
        only(GeneralPublicExpenditureByFunction),
        only(BasicExpenditureByEconomyClassification),
        &|by_function, by_economy, sums| {
            let Some(basic) = part_of_whole(by_function, Sense::BasicExpenditure) else { return };
            let parts = parts_of_basic(by_economy);
            if parts.is_empty() {
                equal(&[basic], &wholes(by_economy), sums);
            } else {
                let sum = Sum::of(RelationKind::Tables, basic, parts);
                sums.extend(Some(sum).filter(|sum| basic.printed.is_some() && sum.is_of_one_unit()));
            }
        },
    );
    pair(appropriation, only(FiscalAppropriationExpenditureByFunction), &|summary, of, sums| {
        equal(&totals_of_side(summary, Sense::Expenditure), &wholes(of), sums);
    });
    pair(
        only(FiscalAppropriationExpenditureByFunction),
        only(GeneralPublicExpenditureByFunction),
        &same_codes,
    );
    // The list of projects may leave some out, so only what is equal is said.
    pair(only(ExpenditureByFunction), only(ProjectExpenditure), &|of_all, of_projects, sums| {
        let projects =
            part_of_whole(of_all, Sense::ProjectExpenditure).zip(wholes(of_projects).first().copied());
        let sum = projects.map(|(one, other)| Sum::of(RelationKind::Tables, other, [one]));
        sums.extend(sum.filter(|sum| sum.is_of_one_unit() && sum.agrees()));
    });
    pair(only(ExpenditureByFunction), only(GeneralPublicExpenditureByFunction), &same_codes);
}

/// Two amounts that are one, where it is not certain which of some they are: those that are equal, else the first.
fn equal(ones: &[Figure], others: &[Figure], sums: &mut Vec<Sum>) {
    let pairs = || {
        ones.iter().flat_map(|one| {
            others
                .iter()
                .map(|other| Sum::of(RelationKind::Tables, *other, [*one]))
                .filter(|sum| sum.total.printed.is_some() && one.printed.is_some() && sum.is_of_one_unit())
        })
    };
    sums.extend(pairs().find(Sum::agrees).or_else(|| pairs().next()));
}

/// The lowest word of a column that is no 预算数.
fn lowest<'a>(sheet: &Sheet<'a>, column: usize) -> Option<&'a str> {
    let path: &'a [String] = sheet.columns.get(&column)?;
    path.iter().rev().find(|text| !is_stage_alone(text)).map(|text| without_mark(text))
}

/// The column that is the whole of a table's lines: the only one, or 合计.
fn whole_column(sheet: &Sheet<'_>, half: &[Line<'_>]) -> Option<usize> {
    let mut columns: Vec<usize> =
        half.iter().flat_map(|line| &line.figures).map(|figure| figure.at.column).collect();
    columns.sort_unstable();
    columns.dedup();
    match columns[..] {
        [only] => Some(only),
        _ => columns.into_iter().find(|column| lowest(sheet, *column).is_some_and(total::is_account_sum)),
    }
}

/// The total of a table with one, in its whole column.
fn wholes(sheet: &Sheet<'_>) -> Vec<Figure> {
    let columns: Vec<Option<usize>> = sheet.halves.iter().map(|half| whole_column(sheet, half)).collect();
    let totals: Vec<(&Line<'_>, usize)> = sheet
        .halves
        .iter()
        .zip(columns)
        .filter_map(|(half, column)| Some((half, column?)))
        .flat_map(|(half, column)| half.iter().filter(|line| line.is_total).map(move |line| (line, column)))
        .collect();
    // 人员经费合计 and 公用经费合计 are parts where no line is the whole of both.
    match totals[..] {
        [(line, column)] => line.figure(column).into_iter().collect(),
        _ => totals
            .iter()
            .filter(|(line, _)| terms::has(Place::Account, Sense::Total, &key(&line.said.name)))
            .filter_map(|(line, column)| line.figure(*column))
            .collect(),
    }
}

/// 人员经费合计 and 公用经费合计, where they are the totals of a table and no line is the whole of both.
fn parts_of_basic(sheet: &Sheet<'_>) -> Vec<Figure> {
    let mut parts = Vec::new();
    for half in &sheet.halves {
        let Some(column) = whole_column(sheet, half) else { return Vec::new() };
        for line in half.iter().filter(|line| line.is_total) {
            if !terms::holds(Place::Account, Sense::BasicPart, &line.said.name) {
                return Vec::new();
            }
            parts.extend(line.figure(column));
        }
    }
    if parts.len() == 2 { parts } else { Vec::new() }
}

/// 收入总计 and 本年收入合计 of a summary, the last one first.
fn totals_of_side(sheet: &Sheet<'_>, side: Sense) -> Vec<Figure> {
    let is_of_side =
        |line: &&Line<'_>| line.is_total && terms::holds(Place::Account, side, &key(&line.said.name));
    let mut found = Vec::new();
    for half in &sheet.halves {
        let Some(column) = whole_column(sheet, half) else { continue };
        found.extend(half.iter().rev().filter(is_of_side).filter_map(|line| line.figure(column)));
    }
    found
}

/// The figure of a table's total in the column of a part.
fn part_of_whole(sheet: &Sheet<'_>, part: Sense) -> Option<Figure> {
    let column = sheet.columns.keys().copied().find(|column| is_column_of(sheet, *column, part))?;
    let mut totals = sheet.lines().filter(|line| line.is_total);
    totals.next().filter(|_| totals.next().is_none())?.figure(column)
}

fn is_column_of(sheet: &Sheet<'_>, column: usize, part: Sense) -> bool {
    lowest(sheet, column).is_some_and(|text| terms::holds(Place::Account, part, &key(text)))
}

/// Lines by what is told of them, `None` where it is told of several.
fn only_by<'a, 'b>(
    lines: impl Iterator<Item = (String, &'b Line<'a>)>,
) -> BTreeMap<String, Option<&'b Line<'a>>> {
    let mut only: BTreeMap<String, Option<&Line<'_>>> = BTreeMap::new();
    for (key, line) in lines {
        only.entry(key).and_modify(|known| *known = None).or_insert(Some(line));
    }
    only
}

/// The classes of accounts that a summary lists by their names, and the lines of their codes in another table.
fn classes(summary: &Sheet<'_>, fund: Option<Sense>, table: &Sheet<'_>, sums: &mut Vec<Sum>) {
    let uppermost = table.lines().filter(|line| line.said.level == Some(1));
    let by_name = only_by(uppermost.map(|line| (key(&line.said.name), line)));
    for half in &summary.halves {
        let column = match fund {
            Some(fund) => half.first().and_then(|line| {
                line.figures
                    .iter()
                    .map(|figure| figure.at.column)
                    .find(|column| is_column_of(summary, *column, fund))
            }),
            None => whole_column(summary, half),
        };
        let Some(column) = column else { continue };
        for line in half.iter().filter(|line| !line.is_total) {
            let name = key(account_line::without_number(&line.said.name));
            let Some(Some(other)) = by_name.get(&name) else { continue };
            let of_table = table.halves.first().and_then(|half| whole_column(table, half));
            let (Some(one), Some(other)) =
                (line.figure(column), of_table.and_then(|column| other.figure(column)))
            else {
                continue;
            };
            equal(&[one], &[other], sums);
        }
    }
}

/// The accounts of one table that are wholly those of another: where the totals are equal, so is each account.
fn same_codes(one: &Sheet<'_>, other: &Sheet<'_>, sums: &mut Vec<Sum>) {
    let columns = |sheet: &Sheet<'_>| sheet.halves.first().and_then(|half| whole_column(sheet, half));
    let (Some(one_column), Some(other_column)) = (columns(one), columns(other)) else { return };
    let by_code = only_by(other.lines().map(|line| (line.code.clone(), line)));
    let mut of_codes = Vec::new();
    for line in one.lines().filter(|line| line.said.level.is_some()) {
        let Some(Some(same)) = by_code.get(&line.code) else { continue };
        let pair = line.figure(one_column).zip(same.figure(other_column));
        let sum = pair.map(|(one, same)| Sum::of(RelationKind::Tables, same, [one]));
        let is_said = |sum: &Sum| sum.total.printed.is_some() && sum.terms[0].0.printed.is_some();
        of_codes.extend(sum.filter(|sum| sum.is_of_one_unit() && is_said(sum)));
    }
    // Of what is never negative and equal as a whole, each part of the one that is a part of the other is equal.
    let totals = wholes(one).first().copied().zip(wholes(other).first().copied());
    let is_same = totals.is_some_and(|(one, other)| Sum::of(RelationKind::Tables, other, [one]).agrees());
    if is_same {
        sums.extend(of_codes);
    }
}
