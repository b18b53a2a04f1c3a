//! Numbers that are made of others beside them: 增减额 and 增减% of two years, 执行率 of what was planned and spent, 占比
//! of a whole, 人均 of so many persons. Of which numbers, the header must say; where it leaves more than one way, the
//! lines tell, and where they do not, nothing is judged.

use super::candidates::{Candidate, choose};
use super::figures::{Figure, Line, Sheet};
use super::judge::{Sum, hundredth};
use crate::lexicon::account_header::without_mark;
use crate::lexicon::account_line::is_carried_over;
use crate::lexicon::derived::{
    Derived, Planned, When, compared, derived, is_in_percent, is_named, is_of_persons, is_other_stage,
    names_initial, planned, rate, when,
};
use crate::lexicon::{money, total};
use crate::model::{Amount, CellAt, RelationKind, Sign, Table, Tidy};

/// Among more columns of amounts nobody looks for those that a number is made of.
const MOST_COLUMNS: usize = 60;

/// A number that may be made of others in more ways than these is not judged: the header says too little.
const MOST_WAYS: usize = 4;

/// Of so few lines a way that is certain is judged though none of them agrees; of more, half of them must.
const FEW_LINES: usize = 2;

/// The numbers of a table that are made of others.
pub(super) fn sums(sheet: &Sheet<'_>, table: &Table<Tidy>, sums: &mut Vec<Sum>) {
    let made: Vec<(usize, Derived)> = table
        .columns
        .iter()
        .enumerate()
        .filter_map(|(column, known)| Some((column, derived(&known.header)?)))
        .collect();
    if made.is_empty() {
        return;
    }
    let halves: Vec<Half<'_>> = sheet.halves.iter().map(|half| Half::of(half, table)).collect();
    for (column, what) in made {
        // Of the halves beside each other the one that stands closest to its left.
        let own = halves.iter().filter(|half| half.begins() < column).max_by_key(|half| half.begins());
        if let Some(half) = own.filter(|half| half.amounts.len() <= MOST_COLUMNS) {
            sums.extend(half.made(column, what));
        }
    }
}

/// The lines of a half and its columns.
struct Half<'a> {
    table: &'a Table<Tidy>,
    /// The lines row by row: the items of a row may be lines beside each other.
    rows: Vec<&'a [Line<'a>]>,
    /// The columns of amounts.
    amounts: Vec<usize>,
}

/// What a number may be made of: in each line the columns that are added, taken away and divided by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// This year less the last.
    Less(usize, usize),
    /// That, of the last.
    Growth(usize, usize),
    /// The one by the other.
    By(usize, usize),
    /// A line's own of the line that is the whole, which is that number of the rows.
    OfLine(usize, usize),
    /// What is spent for each of so many persons: amounts, persons.
    Each(usize, usize),
}

impl<'a> Half<'a> {
    fn of(half: &'a [Line<'a>], table: &'a Table<Tidy>) -> Self {
        let mut amounts: Vec<usize> =
            half.iter().flat_map(|line| &line.figures).map(|figure| figure.at.column).collect();
        amounts.sort_unstable();
        amounts.dedup();
        Self { table, rows: half.chunk_by(|one, next| one.row == next.row).collect(), amounts }
    }

    fn begins(&self) -> usize {
        self.amounts.first().copied().unwrap_or(usize::MAX)
    }

    fn header(&self, column: usize) -> &'a [String] {
        self.table.columns.get(column).map(|column| column.header.as_slice()).unwrap_or_default()
    }

    fn lowest(&self, column: usize) -> Option<&'a str> {
        self.header(column).last().map(|text| without_mark(text))
    }

    /// The columns of amounts that are not made of others.
    fn plain(&self) -> impl Iterator<Item = usize> + '_ {
        self.amounts.iter().copied().filter(|column| derived(self.header(*column)).is_none())
    }

    /// The figures of the numbers that a column has made of others.
    fn made(&self, column: usize, what: Derived) -> Vec<Sum> {
        let ways = self.ways(column, what);
        if ways.len() > MOST_WAYS {
            return Vec::new();
        }
        let certain = ways.len() == 1;
        let is_money = matches!(what, Derived::Change | Derived::Average);
        let units: &[bool] = match () {
            () if is_money => &[false],
            // 0.35 below 占比 may be so much of one, or of a hundred.
            () if self.is_in_percent(column) => &[true],
            () => &[true, false],
        };
        let of = |way: Way, percent: bool| -> Candidate {
            let figure = |row: &&[Line<'a>]| {
                if is_money { self.amount(row, column) } else { self.rate(row, column, percent) }
            };
            let sum = |row: &&[Line<'a>]| self.sum(way, row, figure(row)?);
            let sums: Vec<Sum> = self.rows.iter().filter_map(sum).collect();
            let agreeing = sums.iter().filter(|sum| sum.agrees()).count();
            // A share may be one of something that the table does not have.
            let certain = certain && units.len() == 1 && (what != Derived::Share || agreeing > 0);
            Candidate { certain: certain && (sums.len() <= FEW_LINES || 2 * agreeing >= sums.len()), sums }
        };
        choose(ways.iter().flat_map(|way| units.iter().map(move |percent| of(*way, *percent))))
    }

    /// Whether a column of rates is one of hundredths: its header has the sign, or a cell of it.
    fn is_in_percent(&self, column: usize) -> bool {
        let has_sign =
            |row: &&[Line<'a>]| self.text(row, column).and_then(rate).is_some_and(|(_, has_sign)| has_sign);
        is_in_percent(self.header(column)) || self.rows.iter().any(has_sign)
    }

    /// The text of a cell that begins in a row.
    fn text(&self, row: &[Line<'a>], column: usize) -> Option<&'a str> {
        let cells = &self.table.rows.get(row.first()?.row)?.cells;
        let at = cells.binary_search_by_key(&column, |cell| cell.column).ok()?;
        Some(cells[at].text.text())
    }

    /// A printed rate; it may be a whole unit of its last place off.
    fn rate(&self, row: &[Line<'a>], column: usize, percent: bool) -> Option<Figure> {
        let (printed, has_sign) = rate(self.text(row, column)?)?;
        let factor = if percent || has_sign { hundredth() } else { Amount::from(1) };
        let half = printed.ulp().times(factor)?.ratio(Amount::from(2), MOST_DECIMALS)?;
        let at = at(row, column)?;
        Some(Figure { at, printed: Some(printed), value: printed.times(factor)?, half, factor: Some(factor) })
    }

    /// A printed amount: read already, or in a column of what is no money of the budget, as 人均 may be.
    fn amount(&self, row: &[Line<'a>], column: usize) -> Option<Figure> {
        let read = row.iter().find_map(|line| line.figure(column));
        let figure = if let Some(figure) = read {
            figure
        } else {
            let (printed, _) = rate(self.text(row, column)?).filter(|(_, has_sign)| !has_sign)?;
            let unit = self.header(column).iter().rev().find_map(|text| money::unit(text));
            let factor = unit.as_deref().or(self.table.unit.as_deref()).and_then(money::factor)?;
            let half = printed.ulp().times(factor)?.ratio(Amount::from(2), MOST_DECIMALS)?;
            let value = printed.times(factor)?;
            Figure { at: at(row, column)?, printed: Some(printed), value, half, factor: Some(factor) }
        };
        figure.printed.is_some().then_some(figure)
    }

    /// A printed number of persons, which is exact.
    fn persons(&self, row: &[Line<'a>], column: usize) -> Option<Figure> {
        let (printed, _) = rate(self.text(row, column)?).filter(|(number, _)| number.scale() == 0)?;
        let at = at(row, column)?;
        Some(Figure { at, printed: Some(printed), value: printed, half: Amount::ZERO, factor: None })
    }

    /// The sum that a printed number is in a row.
    fn sum(&self, way: Way, row: &[Line<'a>], total: Figure) -> Option<Sum> {
        let of = |column: usize| row.iter().find_map(|line| line.figure(column));
        let quotient = RelationKind::Quotient;
        let (kind, total, terms) = match way {
            Way::Less(this, last) => {
                (RelationKind::Columns, total, vec![(of(this)?, Sign::Plus), (of(last)?, Sign::Minus)])
            }
            Way::Growth(this, last) => {
                let last = of(last)?;
                (quotient, total, vec![(of(this)?, Sign::Plus), (last, Sign::Minus), (last, Sign::Over)])
            }
            Way::By(one, other) => (quotient, total, vec![(of(one)?, Sign::Plus), (of(other)?, Sign::Over)]),
            Way::OfLine(column, whole) => {
                let whole = self.rows[whole].iter().find_map(|line| line.figure(column))?;
                (quotient, total, vec![(of(column)?, Sign::Plus), (whole, Sign::Over)])
            }
            Way::Each(amounts, persons) => {
                // What counts in whole 元 was rounded to them.
                let place = total.printed?.ulp().times(total.factor?)?;
                let total = Figure { half: place.ratio(Amount::from(2), MOST_DECIMALS)?, ..total };
                (quotient, total, vec![(of(amounts)?, Sign::Plus), (self.persons(row, persons)?, Sign::Over)])
            }
        };
        let sum = Sum { kind, total, terms };
        let is_said = sum.terms.iter().any(|(term, _)| term.printed.is_some());
        (is_said && sum.is_a_number()).then_some(sum)
    }

    /// What the numbers of a column may be made of, by its header and those beside it: those of its own group first.
    fn ways(&self, column: usize, what: Derived) -> Vec<Way> {
        let header = self.header(column);
        (0..header.len())
            .rev()
            .map(|depth| {
                let is_beside = |other: &usize| {
                    let other = self.header(*other);
                    other.len() > depth && other[..depth] == header[..depth]
                };
                let beside: Vec<usize> = self.plain().filter(is_beside).collect();
                match what {
                    Derived::Change => self.years(column, &beside, Way::Less),
                    Derived::Growth => self.years(column, &beside, Way::Growth),
                    Derived::Execution => self.execution(column, &beside),
                    Derived::Share => self.shares(column, &beside),
                    Derived::Average => self.averages(column, &beside),
                }
            })
            .find(|ways| !ways.is_empty())
            .unwrap_or_default()
    }

    /// The columns of this year and of the last.
    fn years(&self, column: usize, beside: &[usize], way: fn(usize, usize) -> Way) -> Vec<Way> {
        let of = |is: &dyn Fn(usize) -> bool| -> Vec<usize> {
            // 上年结转 is of last year and none of the two.
            let is_carried = |beside: &usize| self.lowest(*beside).is_some_and(is_carried_over);
            let own = beside.iter().copied().filter(|beside| is(*beside) && !is_carried(beside));
            self.reduced(column, own.collect())
        };
        let named = compared(self.header(column)).map(|(this, last)| {
            let named = |name: String| of(&|beside| is_named(self.header(beside), &name));
            (named(this), named(last))
        });
        let (this, last) =
            named.filter(|(this, last)| !this.is_empty() && !last.is_empty()).unwrap_or_else(|| {
                let mut years: Vec<u16> = beside
                    .iter()
                    .filter_map(|beside| match when(self.header(*beside)) {
                        Some(When::Year(year)) => Some(year),
                        _ => None,
                    })
                    .collect();
                years.sort_unstable();
                years.dedup();
                match years[..] {
                    [last, this] => {
                        let year =
                            |year: u16| of(&|beside| when(self.header(beside)) == Some(When::Year(year)));
                        (year(this), year(last))
                    }
                    // 上年执行数 beside 2024年预算数 or 本年预算数.
                    [] | [_] => {
                        let is_last = |beside: usize| when(self.header(beside)) == Some(When::Last);
                        (of(&|beside| !is_last(beside) && when(self.header(beside)).is_some()), of(&is_last))
                    }
                    _ => (Vec::new(), Vec::new()),
                }
            });
        let pairs = this.iter().flat_map(|this| last.iter().map(|last| (*this, *last)));
        let is_pair = |(this, last): &(usize, usize)| {
            this != last && !is_other_stage(self.header(column), self.header(*last))
        };
        pairs.filter(is_pair).map(|(this, last)| way(this, last)).collect()
    }

    /// Of several columns that may be meant the one that is called like the column that is made of it, or the one that
    /// is the whole of them.
    fn reduced(&self, column: usize, columns: Vec<usize>) -> Vec<usize> {
        if columns.len() < 2 {
            return columns;
        }
        let alike = |column: &usize, name: Option<&str>| name.is_some() && self.lowest(*column) == name;
        let own = self.lowest(column);
        let of_name: Vec<usize> = columns.iter().copied().filter(|column| alike(column, own)).collect();
        let is_whole = |column: &usize| self.lowest(*column).is_some_and(total::is_account_sum);
        let wholes: Vec<usize> = columns.iter().copied().filter(is_whole).collect();
        [of_name, wholes].into_iter().find(|found| found.len() == 1).unwrap_or(columns)
    }

    /// What was spent of what was planned.
    fn execution(&self, column: usize, beside: &[usize]) -> Vec<Way> {
        let of = |is: &dyn Fn(Planned) -> bool| -> Vec<usize> {
            let own = beside.iter().copied().filter(|beside| planned(self.header(*beside)).is_some_and(is));
            self.reduced(column, own.collect())
        };
        let spent = of(&|planned| planned == Planned::Spent);
        let initial = of(&|planned| planned == Planned::Initially);
        let at_last = of(&|planned| planned == Planned::Yes);
        let budgets = match () {
            () if names_initial(self.header(column)) => initial,
            () => at_last.into_iter().chain(initial).collect(),
        };
        let is_of_one_year = |one: usize, other: usize| {
            let (one, other) = (when(self.header(one)), when(self.header(other)));
            one.is_none() || other.is_none() || one == other
        };
        let pairs = spent.iter().flat_map(|spent| budgets.iter().map(|budget| (*spent, *budget)));
        pairs
            .filter(|(spent, budget)| is_of_one_year(*spent, *budget))
            .map(|(spent, budget)| Way::By(spent, budget))
            .collect()
    }

    /// A part of the whole: of the line that is the sum of all, or of the column that is the sum of others.
    fn shares(&self, column: usize, beside: &[usize]) -> Vec<Way> {
        let Some(left) = beside.iter().copied().filter(|beside| *beside < column).max() else {
            return Vec::new();
        };
        let totals = self.rows.iter().enumerate().filter(|(_, row)| row.iter().any(|line| line.is_total));
        let is_whole = |column: &usize| self.lowest(*column).is_some_and(total::is_account_sum);
        let wholes: Vec<usize> = beside.iter().copied().filter(is_whole).collect();
        let mut ways: Vec<Way> = totals.map(|(row, _)| Way::OfLine(left, row)).collect();
        if let [whole] = wholes[..]
            && whole != left
        {
            ways.push(Way::By(left, whole));
            ways.extend(self.rows.iter().position(|row| row[0].is_total).map(|row| Way::OfLine(whole, row)));
        }
        ways
    }

    /// Money for each person.
    fn averages(&self, column: usize, beside: &[usize]) -> Vec<Way> {
        let persons: Vec<usize> =
            (0..self.table.columns.len()).filter(|other| is_of_persons(self.header(*other))).collect();
        let amounts = self.reduced(column, beside.to_vec());
        let ways =
            amounts.iter().flat_map(|amount| persons.iter().map(|persons| Way::Each(*amount, *persons)));
        ways.collect()
    }
}

fn at(row: &[Line<'_>], column: usize) -> Option<CellAt> {
    let line = row.first()?;
    Some(CellAt { table: line.said.table, row: line.row, column })
}

/// More decimals half a place has not: that of a rate of a hundred with six.
const MOST_DECIMALS: u32 = 12;
