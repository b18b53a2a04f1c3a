//! The printed amounts of budget tables, as what adds up sees them: each with its cell, its value in one unit and how
//! far rounding may have moved it.

use std::collections::BTreeMap;

use crate::lexicon::money;
use crate::lexicon::total;
use crate::model::{Amount, BudgetForm, BudgetLine, BudgetStage, CellAt, Disclosure};
use crate::text::width::fold;

/// A printed amount.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Figure {
    /// Where.
    pub at: CellAt,
    /// As it is printed; `None` for a cell with nothing in it, which counts nothing.
    pub printed: Option<Amount>,
    /// In 元 where the unit converts, as printed where it does not.
    pub value: Amount,
    /// Half a unit of the last printed place, likewise.
    pub half: Amount,
    /// How many 元 its unit is, if it converts.
    pub factor: Option<Amount>,
}

/// A line of a table.
#[derive(Debug)]
pub(super) struct Line<'a> {
    /// What it says.
    pub said: &'a BudgetLine,
    /// The digits of its code, empty where it has none.
    pub code: String,
    /// Its row.
    pub row: usize,
    /// Whether it says that it adds up others.
    pub is_total: bool,
    /// Its amounts, in the order of the columns.
    pub figures: Vec<Figure>,
}

impl Line<'_> {
    /// Whether anything is printed in it.
    pub fn has_amount(&self) -> bool {
        self.figures.iter().any(|figure| figure.printed.is_some())
    }

    /// The figure of a column.
    pub fn figure(&self, column: usize) -> Option<Figure> {
        self.figures.iter().copied().find(|figure| figure.at.column == column)
    }
}

/// The figures below a line that has none of its own; where nothing is printed below it either, its own blank cell.
pub(super) fn or_own(below: Vec<Figure>, own: Option<Figure>) -> Vec<Figure> {
    match own {
        Some(own) if below.iter().all(|figure| figure.printed.is_none()) => vec![own],
        _ => below,
    }
}

/// A table of budget lines.
#[derive(Debug)]
pub(super) struct Sheet<'a> {
    /// Its number.
    pub table: usize,
    /// Which table it is.
    pub form: BudgetForm,
    /// Budget or final account.
    pub stage: Option<BudgetStage>,
    /// The lines of each half, top to bottom.
    pub halves: Vec<Vec<Line<'a>>>,
    /// The headers of its columns of amounts, top to bottom.
    pub columns: BTreeMap<usize, &'a [String]>,
}

impl<'a> Sheet<'a> {
    /// Its lines, half by half.
    pub fn lines(&self) -> impl Iterator<Item = &Line<'a>> {
        self.halves.iter().flatten()
    }
}

/// The tables with budget lines, in reading order.
pub(super) fn sheets(disclosure: &Disclosure) -> Vec<Sheet<'_>> {
    let mut sheets: Vec<Sheet<'_>> = Vec::new();
    for group in disclosure.budget.chunk_by(|one, next| one.table == next.table) {
        let Some(first) = group.first() else { continue };
        let mut sheet = Sheet {
            table: first.table,
            form: first.form,
            stage: first.stage,
            halves: Vec::new(),
            columns: BTreeMap::new(),
        };
        let precision = Precision::of(group);
        let mut above = None;
        for line in group {
            let row = line.at.row.unwrap_or_default();
            // The lines of a half stand together; items of one row stand beside each other.
            let place = (row, line.at.column);
            if above.is_none_or(|above: (usize, Option<usize>)| row < above.0) {
                sheet.halves.push(Vec::new());
            }
            above = Some(place);
            for amount in &line.amounts {
                sheet.columns.entry(amount.grid_column).or_insert(&amount.column);
            }
            if let Some(half) = sheet.halves.last_mut() {
                half.push(self::line(line, row, &precision));
            }
        }
        sheets.push(sheet);
    }
    sheets
}

fn line<'a>(line: &'a BudgetLine, row: usize, precision: &Precision) -> Line<'a> {
    let code: String = line
        .code
        .iter()
        .flat_map(|code| fold(code).chars().collect::<Vec<_>>())
        .filter(char::is_ascii_digit)
        .collect();
    let figures = line
        .amounts
        .iter()
        .map(|amount| {
            let at = CellAt { table: line.table, row, column: amount.grid_column };
            let unit = amount.unit.as_deref().or(line.unit.as_deref());
            precision.figure(at, amount.amount, unit)
        })
        .collect();
    // A line without a name is the whole of a department.
    let is_total = code.is_empty() && (line.name.is_empty() || total::is_account_sum(&line.name));
    Line { said: line, code, row, is_total, figures }
}

/// How exact the whole numbers of a table are.
pub(super) struct Precision {
    /// The finest decimal among its numbers, if any has decimals.
    finest: Option<Amount>,
}

impl Precision {
    fn of(lines: &[BudgetLine]) -> Self {
        let numbers = lines.iter().flat_map(|line| &line.amounts).filter_map(|amount| amount.amount);
        Self { finest: numbers.filter(|number| number.scale() > 0).map(Amount::ulp).min() }
    }

    /// That of a number that stands by itself.
    pub fn alone(number: Amount) -> Self {
        Self { finest: Some(number.ulp()).filter(|_| number.scale() > 0) }
    }

    /// A number with what rounding leaves open of it.
    pub fn figure(&self, at: CellAt, printed: Option<Amount>, unit: Option<&str>) -> Figure {
        let factor = unit.and_then(money::factor);
        let number = printed.unwrap_or_default();
        let ulp = match (number.scale(), self.finest) {
            (0, Some(finest)) => finest,
            // What is counted in the smallest unit is exact.
            (0, None) if factor == Some(Amount::from(1)) => Amount::ZERO,
            _ => number.ulp(),
        };
        let half = if printed.is_some() { ulp.ratio(Amount::from(2), ulp.scale() + 1) } else { None };
        let in_one_unit = |amount: Amount| factor.and_then(|factor| amount.times(factor)).unwrap_or(amount);
        Figure {
            at,
            printed,
            value: in_one_unit(number),
            half: in_one_unit(half.unwrap_or_default()),
            factor,
        }
    }
}
