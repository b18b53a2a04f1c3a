//! What two tables of one disclosure print alike: the total of 收支总表 in 收入总表 and 支出总表, a class of accounts in
//! two of them, 基本支出 by function and by economy, a project's amount in the budget and in its goals.
//!
//! Which table is which is told from its form, which title and header say; that is evidence and no proof, so of the
//! ways in which two totals may be meant the numbers choose, and tables of other stages are never compared.

use std::collections::BTreeMap;

use super::figures::{Figure, Line, Sheet};
use super::judge::Sum;
use super::{bounds, projects};
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
use crate::model::{Amount, BudgetForm, Project, RelationKind, Table, Tidy};

/// The tables of a disclosure.
pub(super) struct Tables<'a> {
    sheets: &'a [Sheet<'a>],
}

impl<'a> Tables<'a> {
    /// The table of a form; two of one form are of two departments, or of two years.
    pub fn only(&self, form: BudgetForm) -> Option<&'a Sheet<'a>> {
        let mut of_form = self.sheets.iter().filter(|sheet| sheet.form == form);
        of_form.next().filter(|_| of_form.next().is_none())
    }

    /// Whether two tables are both of the budget or both of the final account, as far as they say.
    pub fn are_of_one(one: &Sheet<'_>, other: &Sheet<'_>) -> bool {
        one.stage == other.stage || one.stage.is_none() || other.stage.is_none()
    }

    /// Two of them, where there are both.
    fn pair(&self, one: BudgetForm, other: BudgetForm) -> Option<(&'a Sheet<'a>, &'a Sheet<'a>)> {
        let pair = self.only(one).zip(self.only(other));
        pair.filter(|(one, other)| Self::are_of_one(one, other))
    }
}

/// The tables of what is paid from each of the three budgets.
const OF_BUDGETS: &[(BudgetForm, Sense)] = &[
    (GeneralPublicExpenditureByFunction, Sense::GeneralPublicBudget),
    (GovernmentFundExpenditure, Sense::GovernmentFund),
    (StateCapitalExpenditure, Sense::StateCapital),
];

/// The sums between tables.
pub(super) fn sums(sheets: &[Sheet<'_>], projects: (&[Project], &[&Table<Tidy>]), sums: &mut Vec<Sum>) {
    let tables = Tables { sheets };
    for form in [RevenueByFunction, RevenueByUnit] {
        if let Some((summary, of)) = tables.pair(RevenueAndExpenditureSummary, form) {
            equal_if_certain(summary, &totals_of_side(summary, Sense::Revenue), &wholes(of), sums);
        }
    }
    for form in [ExpenditureByFunction, ExpenditureByUnit] {
        if let Some((summary, of)) = tables.pair(RevenueAndExpenditureSummary, form) {
            equal_if_certain(summary, &totals_of_side(summary, Sense::Expenditure), &wholes(of), sums);
            classes(summary, None, of, sums);
        }
    }
    for (form, budget) in OF_BUDGETS {
        if let Some((summary, of)) = tables.pair(FiscalAppropriationSummary, *form) {
            classes(summary, Some(*budget), of, sums);
            equal_if_certain(summary, &spent_of_budget(summary, *budget), &wholes(of), sums);
        }
    }
    if let Some((summary, appropriation)) =
        tables.pair(RevenueAndExpenditureSummary, FiscalAppropriationSummary)
    {
        revenue_of_budgets(summary, appropriation, sums);
    }
    if let Some((by_function, by_economy)) =
        tables.pair(GeneralPublicExpenditureByFunction, BasicExpenditureByEconomyClassification)
        && let Some(basic) = part_of_whole(by_function, Sense::BasicExpenditure)
    {
        let parts = parts_of_basic(by_economy);
        if parts.is_empty() {
            equal(&[basic], &wholes(by_economy), sums);
        } else {
            one_of(basic, [parts], sums);
        }
    }
    if let Some((summary, of)) =
        tables.pair(FiscalAppropriationSummary, FiscalAppropriationExpenditureByFunction)
    {
        equal_if_certain(summary, &totals_of_side(summary, Sense::Expenditure), &wholes(of), sums);
    }
    if let Some((one, other)) =
        tables.pair(FiscalAppropriationExpenditureByFunction, GeneralPublicExpenditureByFunction)
    {
        same_codes(one, other, sums);
    }
    // The list of projects may leave some out, so only what is equal is said.
    if let Some((of_all, of_projects)) = tables.pair(ExpenditureByFunction, ProjectExpenditure) {
        let projects =
            part_of_whole(of_all, Sense::ProjectExpenditure).zip(wholes(of_projects).first().copied());
        let sum = projects.map(|(one, other)| Sum::of(RelationKind::Tables, other, [one]));
        sums.extend(sum.filter(|sum| sum.is_of_one_unit() && sum.agrees()));
    }
    if let Some((of_all, of_general)) = tables.pair(ExpenditureByFunction, GeneralPublicExpenditureByFunction)
    {
        if tables.only(RevenueAndExpenditureSummary).is_some_and(is_of_general_budget_only) {
            equal(&wholes(of_general), &wholes(of_all), sums);
            for part in [Sense::BasicExpenditure, Sense::ProjectExpenditure] {
                let parts = part_of_whole(of_general, part).zip(part_of_whole(of_all, part));
                if let Some((one, other)) = parts {
                    equal(&[one], &[other], sums);
                }
            }
        }
        same_codes(of_all, of_general, sums);
    }
    bounds::sums(&tables, sums);
    projects::sums(&tables, projects, sums);
}

/// Two amounts that are one, as `equal` has them; where nothing but the total of everything is printed and something
/// was carried over, the other table may have it or not, and only what agrees is said.
fn equal_if_certain(summary: &Sheet<'_>, ones: &[Figure], others: &[Figure], sums: &mut Vec<Sum>) {
    let half = |one: &Figure| {
        let is_own = |line: &Line<'_>| line.figures.iter().any(|figure| figure.at == one.at);
        summary.halves.iter().find(|half| half.iter().any(is_own))
    };
    let is_certain = |half: &Vec<Line<'_>>| half.iter().any(is_of_this_year) || !has_carried_over(half);
    let mut found = Vec::new();
    equal(ones, others, &mut found);
    let certain = ones.first().and_then(half).is_some_and(is_certain);
    sums.extend(found.into_iter().filter(|sum| certain || sum.agrees()));
}

/// Whether a line says that something was carried over from a year into the next.
fn has_carried_over(half: &[Line<'_>]) -> bool {
    half.iter().any(|line| {
        account_line::is_carried_over(&line.said.name)
            && line.figures.iter().any(|figure| figure.value != Amount::ZERO)
    })
}

/// The figures of what is spent of a budget this year in a summary of appropriations: 本年支出, or the total.
fn spent_of_budget(summary: &Sheet<'_>, budget: Sense) -> Vec<Figure> {
    let mut found = Vec::new();
    for half in &summary.halves {
        let columns = half.iter().flat_map(|line| &line.figures).map(|figure| figure.at.column);
        let mut columns = columns.filter(|column| is_column_of(summary, *column, budget));
        let Some(column) = columns.next() else { continue };
        let of = |is: &dyn Fn(&Line<'_>) -> bool| -> Vec<Figure> {
            half.iter().filter(|line| is(line)).filter_map(|line| line.figure(column)).collect()
        };
        found.extend(of(&|line| is_of_this_year(line)));
        found.extend(of(&|line| line.is_total && !is_of_this_year(line)));
    }
    found
}

/// Whether a line is that of all that comes in or is spent this year: 一、本年支出.
fn is_of_this_year(line: &Line<'_>) -> bool {
    let name = key(account_line::without_number(&line.said.name));
    terms::holds(Place::Account, Sense::ThisYear, &name)
}

/// What each of the three budgets pays, in the summary of everything and in that of appropriations. The one may have in
/// it what was carried over, of which the other has a line.
fn revenue_of_budgets(summary: &Sheet<'_>, appropriation: &Sheet<'_>, sums: &mut Vec<Sum>) {
    for (_, budget) in OF_BUDGETS {
        let of = |sheet: &Sheet<'_>| -> Vec<Figure> {
            let Some(half) = sheet.halves.first() else { return Vec::new() };
            let Some(column) = whole_column(sheet, half) else { return Vec::new() };
            let is_of_budget = |line: &&Line<'_>| {
                !line.is_total && terms::holds(Place::Account, *budget, &key(&line.said.name))
            };
            half.iter().filter(is_of_budget).filter_map(|line| line.figure(column)).collect()
        };
        let (ones, others) = (of(summary), of(appropriation));
        let certain = appropriation.halves.first().is_some_and(|half| !has_carried_over(half));
        if let ([one], [first, ..]) = (&ones[..], &others[..])
            && one.printed.is_some()
            && first.printed.is_some()
        {
            let mut found = Vec::new();
            one_of(*one, [vec![*first], others.clone()], &mut found);
            sums.extend(found.into_iter().filter(|sum| certain || sum.agrees()));
        }
    }
}

/// Whether all that comes in is one of the general public budget: the only line that says a number.
fn is_of_general_budget_only(summary: &Sheet<'_>) -> bool {
    let Some(half) = summary.halves.first() else { return false };
    let Some(column) = whole_column(summary, half) else { return false };
    let totals = totals_of_side(summary, Sense::Revenue);
    let lines = half.iter().filter(|line| {
        !line.is_total && terms::holds(Place::Account, Sense::GeneralPublicBudget, &key(&line.said.name))
    });
    let general: Vec<Figure> = lines.filter_map(|line| line.figure(column)).collect();
    let is_whole =
        |whole: &Figure| general.iter().any(|own| own.printed.is_some() && own.value == whole.value);
    // Of the total and of what comes in this year, where both are printed, each.
    !totals.is_empty() && totals.iter().all(is_whole)
}

/// An amount and the ways in which others may add up to it: those that agree, else the first.
fn one_of(total: Figure, ways: impl IntoIterator<Item = Vec<Figure>>, sums: &mut Vec<Sum>) {
    let ways: Vec<Sum> = ways
        .into_iter()
        .map(|terms| Sum::of(RelationKind::Tables, total, terms))
        .filter(|sum| total.printed.is_some() && sum.is_of_one_unit())
        .collect();
    sums.extend(ways.iter().find(|sum| sum.agrees()).or(ways.first()).cloned());
}

/// Two amounts that are one, where it is not certain which of some they are: those that are equal, else the nearest, for
/// one wrong digit leaves two numbers nearer to each other than to any other.
fn equal(ones: &[Figure], others: &[Figure], sums: &mut Vec<Sum>) {
    let pairs = || {
        ones.iter().flat_map(|one| {
            others
                .iter()
                .map(|other| Sum::of(RelationKind::Tables, *other, [*one]))
                .filter(|sum| sum.total.printed.is_some() && one.printed.is_some() && sum.is_of_one_unit())
        })
    };
    sums.extend(pairs().find(Sum::agrees).or_else(|| pairs().min_by_key(|sum| sum.off().abs())));
}

/// The lowest word of a column that is no 预算数.
fn lowest<'a>(sheet: &Sheet<'a>, column: usize) -> Option<&'a str> {
    let path: &'a [String] = sheet.columns.get(&column)?;
    path.iter().rev().find(|text| !is_stage_alone(text)).map(|text| without_mark(text))
}

/// The column that is the whole of a table's lines: the only one, or 合计.
pub(super) fn whole_column(sheet: &Sheet<'_>, half: &[Line<'_>]) -> Option<usize> {
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
pub(super) fn wholes(sheet: &Sheet<'_>) -> Vec<Figure> {
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
            if !account_line::is_basic_part(&line.said.name) {
                return Vec::new();
            }
            parts.extend(line.figure(column));
        }
    }
    if parts.len() == 2 { parts } else { Vec::new() }
}

/// 收入总计 and 本年收入合计 of a summary, the last one first. Below 本年收入合计 that total is but called 总计 in the tables
/// of final accounts.
pub(super) fn totals_of_side(sheet: &Sheet<'_>, side: Sense) -> Vec<Figure> {
    let holds = |side, line: &Line<'_>| terms::holds(Place::Account, side, &key(&line.said.name));
    let is_of_side = |line: &&Line<'_>| line.is_total && holds(side, line);
    let mut found = Vec::new();
    for half in &sheet.halves {
        let Some(column) = whole_column(sheet, half) else { continue };
        let has_side = half.iter().any(|line| is_of_side(&line));
        let is_grand = |line: &&Line<'_>| {
            let names_side = [Sense::Revenue, Sense::Expenditure].into_iter().any(|side| holds(side, line));
            has_side && line.is_total && !names_side && total::is_grand(&line.said.name)
        };
        let totals = half.iter().rev().filter(|line| is_of_side(line) || is_grand(line));
        found.extend(totals.filter_map(|line| line.figure(column)));
    }
    found
}

/// The figure of a table's total in the column of a part.
pub(super) fn part_of_whole(sheet: &Sheet<'_>, part: Sense) -> Option<Figure> {
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
