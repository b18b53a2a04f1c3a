//! By how much a number of a sum would have to be another one for the sum to hold.

use std::collections::BTreeMap;

use super::printed::Printed;
use crate::model::{Amount, CellAt, Relation, RelationKind, Sign};

/// By how much a number must change, in one unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Change {
    /// The change that fits best.
    pub best: Amount,
    /// The least; `None` where nothing is too little.
    least: Option<Amount>,
    /// The most; `None` where nothing is too much.
    most: Option<Amount>,
}

impl Change {
    /// One that is right but for so much of rounding.
    fn about(best: Amount, room: Amount) -> Self {
        Self { best, least: Some(best - room), most: Some(best + room) }
    }

    /// What fits both; `None` where nothing does.
    pub fn and(self, other: Self) -> Option<Self> {
        let width = |change: &Self| Some(change.most? - change.least?);
        // The one that knows more exactly says what fits best.
        let exact = match (width(&self), width(&other)) {
            (Some(own), Some(others)) if others < own => other,
            (None, Some(_)) => other,
            _ => self,
        };
        let least = self.least.into_iter().chain(other.least).max();
        let most = self.most.into_iter().chain(other.most).min();
        let best = exact
            .best
            .max(least.unwrap_or(exact.best))
            .min(most.unwrap_or(exact.best.max(least.unwrap_or(exact.best))));
        let is_any = least.zip(most).is_none_or(|(least, most)| least <= most);
        is_any.then_some(Self { best, least, most })
    }

    /// Whether a change, but for so much, is one that fits.
    pub fn has(self, change: Amount, room: Amount) -> bool {
        self.least.is_none_or(|least| change + room >= least)
            && self.most.is_none_or(|most| change - room <= most)
    }
}

/// A sum with the numbers of its cells.
pub(super) struct Equation<'a> {
    /// The sum.
    pub relation: &'a Relation,
    /// The numbers.
    pub printed: &'a BTreeMap<CellAt, Printed<'a>>,
}

/// Decimals enough for the quotient of two amounts; more are cut off.
const EXACT: u32 = 12;

impl Equation<'_> {
    fn value(&self, at: CellAt) -> Amount {
        self.printed.get(&at).map(Printed::value).unwrap_or_default()
    }

    fn half(&self, at: CellAt) -> Amount {
        self.printed.get(&at).map(Printed::half).unwrap_or_default()
    }

    /// What rounding may make of a sum.
    pub fn room(&self) -> Amount {
        self.relation
            .terms
            .iter()
            .map(|term| term.at)
            .chain([self.relation.total])
            .map(|at| self.half(at))
            .sum()
    }

    /// By how much the number of a cell would have to be another one; `None` where the sum holds whatever it is.
    pub fn change(&self, at: CellAt) -> Option<Change> {
        match self.relation.kind {
            RelationKind::Quotient => self.change_of_quotient(at),
            kind => {
                let difference =
                    self.relation.terms.iter().fold(self.value(self.relation.total), |rest, term| match term
                        .sign
                    {
                        Sign::Minus => rest + self.value(term.at),
                        Sign::Plus | Sign::Over => rest - self.value(term.at),
                    });
                // A term that grows leaves less of the difference, one that is taken away more of it.
                let is_of_difference = at == self.relation.total
                    || self.relation.terms.iter().any(|term| term.at == at && term.sign == Sign::Minus);
                let (needed, room) = (Amount::ZERO - difference, self.room());
                Some(match (kind, is_of_difference) {
                    // What is large enough stays as it is, and so does a part that is small enough.
                    (RelationKind::AtLeast, true) => {
                        Change { best: needed.max(Amount::ZERO), least: Some(needed - room), most: None }
                    }
                    (RelationKind::AtLeast, false) => Change {
                        best: difference.min(Amount::ZERO),
                        least: None,
                        most: Some(difference + room),
                    },
                    (_, true) => Change::about(needed, room),
                    (_, false) => Change::about(difference, room),
                })
            }
        }
    }

    fn change_of_quotient(&self, at: CellAt) -> Option<Change> {
        let relation = self.relation;
        let divisor = relation.terms.iter().find(|term| term.sign == Sign::Over)?.at;
        let of_divisor =
            |sign: Sign| relation.terms.iter().any(|term| term.at == divisor && term.sign == sign);
        // The whole of itself is all of it, whatever it is.
        if of_divisor(Sign::Plus) && at != relation.total {
            return None;
        }
        let (mut sum, mut room) = (Amount::ZERO, Amount::ZERO);
        for term in relation.terms.iter().filter(|term| term.sign == Sign::Plus) {
            sum = sum + self.value(term.at);
            room = room + self.half(term.at);
        }
        let less = if of_divisor(Sign::Minus) { Amount::from(1) } else { Amount::ZERO };
        let below = (self.value(divisor), self.half(divisor));
        let printed = self.value(relation.total) + less;
        // Some cut off what others round.
        let place = self.printed.get(&relation.total).map(Printed::place).unwrap_or_default();
        let corners =
            |ones: [Amount; 2], others: [Amount; 2], of: &dyn Fn(Amount, Amount) -> Option<Amount>| {
                let all: Option<Vec<Amount>> =
                    ones.into_iter().flat_map(|one| others.map(|other| of(one, other))).collect();
                let all = all?;
                Some((all.iter().copied().min()?, all.iter().copied().max()?))
            };
        let around = |value: Amount, room: Amount| [value - room, value + room];
        let over =
            |one: Amount, other: Amount| (other > Amount::ZERO).then(|| one.ratio(other, EXACT)).flatten();
        let (now, best, (least, most), own) = if at == relation.total {
            let bounds = corners(around(sum, room), around(below.0, below.1), &over)?;
            (printed, over(sum, below.0)?, bounds, place)
        } else if at == divisor {
            let bounds = corners(around(sum, room), around(printed, place), &over)?;
            (below.0, over(sum, printed)?, bounds, below.1)
        } else {
            let bounds = corners(around(printed, place), around(below.0, below.1), &Amount::times)?;
            (sum, printed.times(below.0)?, bounds, room)
        };
        Some(Change { best: best - now, least: Some(least - own - now), most: Some(most + own - now) })
    }
}
