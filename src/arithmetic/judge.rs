//! Whether a printed sum is what its terms add up to, and a printed quotient what its terms give.
//!
//! Each printed number stands for an interval of half a unit of its last place to either side, and the interval of a
//! sum is the sum of the intervals, as in Calculations 1.1 of XBRL; that of a quotient goes from the least of its
//! corners to the largest.

use super::figures::Figure;
use crate::lexicon::derived::PERCENT;
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

    /// What the terms add up to, in one unit, and how far rounding may have moved them.
    fn sum(&self) -> (Amount, Amount) {
        self.terms.iter().fold((Amount::ZERO, Amount::ZERO), |(sum, room), (term, sign)| match sign {
            Sign::Plus => (sum + term.value, room + term.half),
            Sign::Minus => (sum - term.value, room + term.half),
            Sign::Over => (sum, room),
        })
    }

    /// By how much what is printed is more than what the terms add up to.
    pub fn off(&self) -> Amount {
        self.total.value - self.sum().0
    }

    /// What the terms give, in one unit, and between which numbers rounding leaves it; `None` where nothing is divided
    /// by, or by nothing.
    fn quotient(&self) -> Option<(Amount, [Amount; 2])> {
        let (divisor, _) = self.terms.iter().find(|(_, sign)| *sign == Sign::Over)?;
        let above = Self { terms: self.above(divisor), ..self.clone() };
        // What is both taken away and divided by takes away one, however it was rounded.
        let one = self.terms.iter().any(|(term, sign)| *sign == Sign::Minus && term.at == divisor.at);
        let less = if one { Amount::from(1) } else { Amount::ZERO };
        let (sum, room) = above.sum();
        let of = |sum: Amount, divisor: Amount| {
            let is_divisor = divisor > Amount::ZERO;
            is_divisor.then(|| sum.ratio(divisor, EXACT)).flatten().map(|ratio| ratio - less)
        };
        let least = divisor.value - divisor.half;
        let corners = [
            of(sum - room, least)?,
            of(sum + room, least)?,
            of(sum - room, divisor.value + divisor.half)?,
            of(sum + room, divisor.value + divisor.half)?,
        ];
        let bounds = [corners.into_iter().min()?, corners.into_iter().max()?];
        Some((of(sum, divisor.value)?, bounds))
    }

    /// What is divided: all terms but those of the divisor's own cell that are taken away with it.
    fn above(&self, divisor: &Figure) -> Vec<(Figure, Sign)> {
        let is_above = |(term, sign): &&(Figure, Sign)| match sign {
            Sign::Plus => true,
            Sign::Minus => term.at != divisor.at,
            Sign::Over => false,
        };
        self.terms.iter().filter(is_above).copied().collect()
    }

    /// Whether it can be judged: a quotient is one of something.
    pub fn is_a_number(&self) -> bool {
        self.kind != RelationKind::Quotient || self.quotient().is_some()
    }

    /// Whether it is what is printed.
    pub fn outcome(&self) -> Outcome {
        if self.kind == RelationKind::Quotient {
            return self.outcome_of_quotient();
        }
        let (sum, room) = self.sum();
        let off = self.total.value - sum;
        let room = room + self.total.half;
        match self.kind {
            RelationKind::AtLeast if off >= Amount::ZERO => Outcome::Held,
            _ if off == Amount::ZERO => Outcome::Held,
            _ if off.abs() <= room => Outcome::Rounding,
            _ => Outcome::Broken,
        }
    }

    /// A quotient hardly ever comes out even: it holds where it is rounded as it should be. Some cut off what others
    /// round, so that it may be a whole unit of its last place off.
    fn outcome_of_quotient(&self) -> Outcome {
        let Some((exact, [least, most])) = self.quotient() else { return Outcome::NotJudged };
        let Figure { value, half, .. } = self.total;
        if (value - exact).abs() <= half {
            Outcome::Held
        } else if value + half + half >= least && value - half - half <= most {
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
        let divisor = self.terms.iter().find(|(_, sign)| *sign == Sign::Over).map(|(term, _)| *term);
        if let Some(divisor) = divisor {
            // Of a hundred, what is divided counts as what it is divided by; for each person it is money.
            let above = self.terms.iter().filter(|(_, sign)| *sign != Sign::Over);
            let like = if self.is_percent() { divisor } else { self.total };
            return above.map(|(term, _)| term.factor.is_some()).all(|own| own == like.factor.is_some());
        }
        let mut factors = self.terms.iter().map(|(term, _)| term.factor);
        let one_table = self.terms.iter().all(|(term, _)| term.at.table == self.total.at.table);
        factors
            .all(|factor| factor.is_some() == self.total.factor.is_some() && (one_table || factor.is_some()))
    }

    fn is_percent(&self) -> bool {
        self.kind == RelationKind::Quotient && self.total.factor == Some(hundredth())
    }

    /// It with what came of it. Where it was judged by nobody, no number is said.
    pub fn relation(&self, is_judged: bool) -> Relation {
        let printed = self.total.printed.unwrap_or_default();
        let expected = match (self.kind, self.quotient(), self.total.factor) {
            (RelationKind::Quotient, quotient, factor) => quotient.and_then(|(exact, _)| {
                let exact = exact.ratio(factor.unwrap_or(Amount::from(1)), printed.scale())?;
                Some(exact.with_decimals(printed.scale()))
            }),
            // In the unit of the total, with as many decimals as are printed.
            (_, _, Some(factor)) => self.sum().0.ratio(factor, EXACT).map(|sum| {
                let printed = self.terms.iter().map(|(term, _)| term).chain([&self.total]);
                let scale = printed.filter_map(|figure| figure.printed).map(Amount::scale).max().unwrap_or(0);
                sum.with_decimals(scale)
            }),
            (_, _, None) => Some(self.sum().0),
        };
        let text = |amount: Amount| {
            if self.is_percent() { format!("{amount}{}", PERCENT[0]) } else { amount.to_string() }
        };
        Relation {
            kind: self.kind,
            outcome: if is_judged { self.outcome() } else { Outcome::NotJudged },
            expected: expected.filter(|_| is_judged).map(text),
            found: self.total.printed.map(text),
            total: self.total.at,
            terms: self.terms.iter().map(|(term, sign)| Term { at: term.at, sign: *sign }).collect(),
            said: None,
        }
    }
}

/// A part of a hundred.
pub(super) fn hundredth() -> Amount {
    Amount::from(1).ratio(Amount::from(100), 2).unwrap_or_default()
}

/// More decimals no amount has in another unit: 元 and 分 in 亿元.
const EXACT: u32 = 12;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::CellAt;

    fn figure(column: usize, text: &str) -> Figure {
        let percent = text.strip_suffix('%');
        let printed: Amount = percent.unwrap_or(text).parse().unwrap();
        let factor = if percent.is_some() { hundredth() } else { Amount::from(1) };
        let half = printed.ulp().ratio(Amount::from(2), EXACT).unwrap().times(factor).unwrap();
        let at = CellAt { column, ..CellAt::default() };
        Figure {
            at,
            printed: Some(printed),
            value: printed.times(factor).unwrap(),
            half,
            factor: Some(factor),
        }
    }

    fn check(sum: &Sum, expected: Outcome, text: &str) {
        assert_eq!(sum.outcome(), expected, "{sum:?}");
        assert_eq!(sum.relation(true).expected.as_deref(), Some(text));
    }

    #[test]
    fn quotients_are_judged_by_what_rounding_leaves_open() {
        let growth = |this: &str, last: &str, printed: &str| Sum {
            kind: RelationKind::Quotient,
            total: figure(2, printed),
            terms: vec![
                (figure(0, this), Sign::Plus),
                (figure(1, last), Sign::Minus),
                (figure(1, last), Sign::Over),
            ],
        };
        for (this, last, printed, outcome, expected) in [
            ("50.00", "60.00", "-16.67%", Outcome::Held, "-16.67%"),
            ("50.00", "60.00", "-17%", Outcome::Held, "-17%"),
            ("50.00", "60.00", "-16.66%", Outcome::Rounding, "-16.67%"),
            ("50.00", "60.00", "-16.6%", Outcome::Rounding, "-16.7%"),
            ("50.00", "60.00", "16.67%", Outcome::Broken, "-16.67%"),
            ("50.00", "60.00", "-16.82%", Outcome::Broken, "-16.67%"),
            // A hundredth of 万元 of three of them is much.
            ("0.04", "0.03", "20.00%", Outcome::Rounding, "33.33%"),
            ("0.04", "0.03", "200.00%", Outcome::Broken, "33.33%"),
        ] {
            check(&growth(this, last, printed), outcome, expected);
        }
        assert!(!growth("5.00", "0.00", "100%").is_a_number());
    }

    #[test]
    fn a_whole_is_at_least_its_part() {
        let whole = |whole: &str| Sum::of(RelationKind::AtLeast, figure(0, whole), [figure(1, "5.00")]);
        check(&whole("7.00"), Outcome::Held, "5.00");
        check(&whole("5.00"), Outcome::Held, "5.00");
        check(&whole("4.99"), Outcome::Rounding, "5.00");
        check(&whole("4.98"), Outcome::Broken, "5.00");
    }
}
