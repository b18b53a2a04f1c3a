//! The printed numbers that sums are made of, by their cells: amounts of budget tables, rates and numbers of persons
//! beside them.

use std::collections::BTreeMap;

use crate::lexicon::derived::{PERCENT, rate};
use crate::lexicon::money;
use crate::model::{Amount, CellAt, Disclosure, RelationKind, Sign, Table, Tidy};

/// A printed number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Printed<'a> {
    /// The code of its line.
    pub code: Option<&'a str>,
    /// The name of its line.
    pub name: &'a str,
    /// The header of its column.
    pub column: &'a [String],
    /// What is printed.
    pub amount: Option<Amount>,
    /// How many 元 its unit is, a hundredth for a rate in percent, or one where it does not convert.
    pub factor: Amount,
    /// Whether it counts hundredths.
    pub is_percent: bool,
}

impl Printed<'_> {
    /// It in one unit, zero where nothing is printed.
    pub fn value(&self) -> Amount {
        self.amount.and_then(|amount| amount.times(self.factor)).unwrap_or_default()
    }

    /// How far rounding may have moved it, in one unit; whole numbers of money are taken to be exact.
    pub fn half(&self) -> Amount {
        self.amount.and_then(|amount| super::rounding_of(amount, self.factor)).unwrap_or_default()
    }

    /// A whole unit of its last place.
    pub fn place(&self) -> Amount {
        self.amount.and_then(|amount| amount.ulp().times(self.factor)).unwrap_or_default()
    }

    /// What it is called: its line and its column.
    pub fn title(&self) -> String {
        let column = self.column.join("·");
        let words = [self.code.unwrap_or_default(), self.name, column.as_str()];
        words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// What is printed, `—` where nothing is.
    pub fn text(&self) -> String {
        self.amount.map_or_else(|| "—".to_owned(), |amount| self.spelled(amount))
    }

    /// What would be printed if it were by so much another number, in one unit.
    pub fn changed(&self, change: Amount) -> String {
        let amount = self.amount.unwrap_or_default();
        let change = change.ratio(self.factor, EXACT).unwrap_or(change);
        let changed = amount + change;
        // A rate hardly ever comes out even.
        let changed = if self.is_percent {
            changed.ratio(Amount::from(1), amount.scale()).unwrap_or(changed)
        } else {
            changed
        };
        self.spelled(changed.with_decimals(amount.scale()))
    }

    fn spelled(&self, amount: Amount) -> String {
        if self.is_percent { format!("{amount}{}", PERCENT[0]) } else { amount.to_string() }
    }
}

/// More decimals no amount has in another unit.
pub(super) const EXACT: u32 = 12;

/// The printed numbers of a document.
pub(super) fn printed(disclosure: &Disclosure) -> BTreeMap<CellAt, Printed<'_>> {
    let mut printed = BTreeMap::new();
    let mut lines = BTreeMap::new();
    for line in &disclosure.budget {
        let row = line.at.row.unwrap_or_default();
        lines.entry((line.table, row)).or_insert(line);
        for amount in &line.amounts {
            let at = CellAt { table: line.table, row, column: amount.grid_column };
            let unit = amount.unit.as_deref().or(line.unit.as_deref());
            let number = Printed {
                code: line.code.as_deref(),
                name: &line.name,
                column: &amount.column,
                amount: amount.amount,
                factor: unit.and_then(money::factor).unwrap_or(Amount::from(1)),
                is_percent: false,
            };
            printed.insert(at, number);
        }
    }
    let tables: Vec<&Table<Tidy>> = disclosure.tables().collect();
    for project in disclosure.projects.iter().filter(|project| project.amount.is_some()) {
        let Some(at) = project.amount_cell(&tables) else { continue };
        let column = tables.get(at.table).and_then(|table| table.columns.get(at.column));
        let number = Printed {
            code: None,
            name: &project.name,
            column: column.map(|column| column.header.as_slice()).unwrap_or_default(),
            amount: project.amount,
            factor: project.amount_unit.as_deref().and_then(money::factor).unwrap_or(Amount::from(1)),
            is_percent: false,
        };
        printed.entry(at).or_insert(number);
    }
    // What quotients are made of besides.
    let quotients = disclosure.relations.iter().filter(|relation| relation.kind == RelationKind::Quotient);
    for relation in quotients {
        let is_percent = relation.found.as_deref().is_some_and(|found| found.ends_with(PERCENT));
        // Of money are averages: what they are divided by is none.
        let divisor = relation.terms.iter().find(|term| term.sign == Sign::Over).map(|term| term.at);
        let is_of_money = !is_percent && divisor.is_some_and(|at| !printed.contains_key(&at));
        for at in [relation.total].into_iter().chain(divisor) {
            if printed.contains_key(&at) {
                continue;
            }
            let is_total = at == relation.total;
            let Some(table) = tables.get(at.table) else { continue };
            let cell =
                table.rows.get(at.row).and_then(|row| row.cells.iter().find(|cell| cell.column == at.column));
            let column =
                table.columns.get(at.column).map(|column| column.header.as_slice()).unwrap_or_default();
            let line = lines.get(&(at.table, at.row)).copied();
            let unit = column.iter().rev().find_map(|text| money::unit(text)).or_else(|| table.unit.clone());
            let factor = match is_total {
                true if is_percent => Amount::from(1).ratio(Amount::from(100), 2),
                true if is_of_money => unit.as_deref().and_then(money::factor),
                _ => None,
            };
            let number = Printed {
                code: line.and_then(|line| line.code.as_deref()),
                name: line.map(|line| line.name.as_str()).unwrap_or_default(),
                column,
                amount: cell.and_then(|cell| rate(cell.text.text())).map(|(number, _)| number),
                factor: factor.unwrap_or(Amount::from(1)),
                is_percent: is_total && is_percent,
            };
            printed.insert(at, number);
        }
    }
    printed
}
