//! Whether a printed sum is what its terms add up to.
//!
//! Each printed number stands for an interval of half a unit of its last place to either side, and the interval of a
//! sum is the sum of the intervals, as in Calculations 1.1 of XBRL.

use super::figures::Figure;
use crate::model::{Amount, Outcome, Relation, RelationKind, Sign, Term};

/// A sum that is to be judged.
#[derive(Clone, Debug)]
pub(super) struct Sum {
    /// Why the amounts must be equal.
    pub kind: RelationKind,
    /// What is printed.
    pub total: Figure,
    /// What it must be the sum of.
    pub terms: Vec<(Figure, Sign)>,
}

impl Sum {
    /// A sum of terms that are all added.
    pub fn of(kind: RelationKind, total: Figure, terms: impl IntoIterator<Item = Figure>) -> Self {
        Self { kind, total, terms: terms.into_iter().map(|term| (term, Sign::Plus)).collect() }
    }

    /// What the terms add up to, in one unit.
    fn sum(&self) -> Amount {
        self.terms.iter().fold(Amount::ZERO, |sum, (term, sign)| match sign {
            Sign::Plus => sum + term.value,
            Sign::Minus => sum - term.value,
        })
    }

    /// Whether it is what is printed.
    pub fn outcome(&self) -> Outcome {
        let off = (self.total.value - self.sum()).abs();
        let room: Amount = self.terms.iter().map(|(term, _)| term.half).chain([self.total.half]).sum();
        if off == Amount::ZERO {
            Outcome::Held
        } else if off <= room {
            Outcome::Rounding
        } else {
            Outcome::Broken
        }
    }

    /// Whether it agrees, be it for rounding.
    pub fn agrees(&self) -> bool {
        self.outcome() != Outcome::Broken
    }

    /// Whether anything is printed of it.
    pub fn is_printed(&self) -> bool {
        self.total.printed.is_some() || self.terms.iter().any(|(term, _)| term.printed.is_some())
    }

    /// Whether all figures count in units that can be compared.
    pub fn is_of_one_unit(&self) -> bool {
        let mut factors = self.terms.iter().map(|(term, _)| term.factor);
        let one_table = self.terms.iter().all(|(term, _)| term.at.table == self.total.at.table);
        factors
            .all(|factor| factor.is_some() == self.total.factor.is_some() && (one_table || factor.is_some()))
    }

    /// It with what came of it. Where it was judged by nobody, no number is said.
    pub fn relation(&self, is_judged: bool) -> Relation {
        let sum = self.sum();
        // In the unit of the total, with as many decimals as are printed.
        let expected = match self.total.factor {
            Some(factor) => sum.ratio(factor, EXACT).map(|sum| {
                let printed = self.terms.iter().map(|(term, _)| term).chain([&self.total]);
                let scale = printed.filter_map(|figure| figure.printed).map(Amount::scale).max().unwrap_or(0);
                sum.with_decimals(scale)
            }),
            None => Some(sum),
        };
        Relation {
            kind: self.kind,
            outcome: if is_judged { self.outcome() } else { Outcome::NotJudged },
            expected: expected.filter(|_| is_judged).map(|sum| sum.to_string()),
            found: self.total.printed.map(|amount| amount.to_string()),
            total: self.total.at,
            terms: self.terms.iter().map(|(term, sign)| Term { at: term.at, sign: *sign }).collect(),
            said: None,
        }
    }
}

/// More decimals no amount has in another unit: 元 and 分 in 亿元.
const EXACT: u32 = 12;
