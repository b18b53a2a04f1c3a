//! The period that a label or header names: 年度, 中期, 实施期, 总目标.

use super::sense::Sense;
use super::terms::{self, Place};
use crate::model::Period;

/// The senses of words that name periods. A medium term may say its years too: 中期滚动目标（2022年度—2024年度）.
pub(super) const PERIODS: &[(Sense, Period)] = &[
    (Sense::MediumPeriod, Period::MediumTerm),
    (Sense::AnnualPeriod, Period::Annual),
    (Sense::TotalPeriod, Period::Total),
];

/// The period that a label or header names.
pub(crate) fn period(text: &str) -> Option<Period> {
    PERIODS.iter().find(|(sense, _)| terms::holds(Place::Header, *sense, text)).map(|(_, period)| *period)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods() {
        for (text, expected) in [
            ("年度总体目标", Some(Period::Annual)),
            ("全年目标", Some(Period::Annual)),
            ("中期滚动目标（2022年--2024年）", Some(Period::MediumTerm)),
            ("实施期总目标", Some(Period::MediumTerm)),
            ("三年目标", Some(Period::MediumTerm)),
            ("长 期\n目 标", Some(Period::MediumTerm)),
            ("项目总目标", Some(Period::Total)),
            ("总体目标", None),
            ("绩效目标", None),
        ] {
            assert_eq!(period(text), expected, "{text}");
        }
    }
}
