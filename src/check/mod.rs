//! `Disclosure` to findings: a pair of files per check, the code and its manual page.
//!
//! Severity goes by consequence: an *error* is arithmetically impossible or lost, a *warning* is what a person
//! must look at, *info* is the rest. A false alarm at warning or above is worse than a miss.

mod account_sum_mismatch;
mod causes;
mod code_name_mismatch;
mod code_unknown;
mod column_sum_mismatch;
mod cost_amount_mismatch;
mod duplicate_block;
mod duplicate_indicator;
mod empty_tables;
mod equation;
mod execution_rate_mismatch;
mod form_number_gap;
mod funding_sum_mismatch;
mod goal_displaced;
mod goal_indicator_mismatch;
mod goal_missing;
mod goal_number_without_indicator;
mod goal_truncated;
mod level1_missing;
mod level2_unknown;
mod number_gap;
mod operator_lost;
mod operator_missing;
mod placeholder_value;
mod printed;
mod prose_differs;
mod prose_percent_mismatch;
mod publisher_differs;
mod qualitative_with_percent;
mod quantities;
mod quotient_mismatch;
mod reason_missing;
mod repeated_text;
mod score_mismatch;
mod sides_differ;
mod sum_mismatch;
mod sum_rounding;
mod sums_not_judged;
mod table_doubled;
mod table_empty;
mod table_missing;
mod table_not_empty;
mod tables_differ;
mod target_ambiguous;
mod template_residue;
mod unit_doubled;
mod unit_implausible;
mod unit_unknown;
mod weight_sum_mismatch;
mod year_differs;

use std::collections::BTreeSet;

use causes::Causes;

use crate::lexicon::money;
use crate::lexicon::sense::Sense;
use crate::lexicon::terms::{self, Place};
use crate::model::{Amount, Disclosure, Finding, Findings, Message, Project, Rule};

/// A check.
#[derive(Debug)]
pub struct Check {
    /// What its findings are named for.
    pub rule: Rule,
    /// Looks for it.
    run: Run,
}

/// How a check looks for what it is named for.
#[derive(Clone, Copy, Debug)]
enum Run {
    /// In the document alone.
    Alone(fn(&mut Findings, &Disclosure)),
    /// With what is behind the sums that do not hold.
    WithCauses(fn(&mut Findings, &Disclosure, &Causes<'_>)),
}

/// The checks, in the order of their names.
pub const CHECKS: &[Check] = &[
    account_sum_mismatch::CHECK,
    code_name_mismatch::CHECK,
    code_unknown::CHECK,
    column_sum_mismatch::CHECK,
    cost_amount_mismatch::CHECK,
    duplicate_block::CHECK,
    duplicate_indicator::CHECK,
    execution_rate_mismatch::CHECK,
    form_number_gap::CHECK,
    funding_sum_mismatch::CHECK,
    goal_displaced::CHECK,
    goal_indicator_mismatch::CHECK,
    goal_missing::CHECK,
    goal_number_without_indicator::CHECK,
    goal_truncated::CHECK,
    level1_missing::CHECK,
    level2_unknown::CHECK,
    number_gap::CHECK,
    operator_lost::CHECK,
    operator_missing::CHECK,
    placeholder_value::CHECK,
    prose_differs::CHECK,
    prose_percent_mismatch::CHECK,
    publisher_differs::CHECK,
    qualitative_with_percent::CHECK,
    quotient_mismatch::CHECK,
    reason_missing::CHECK,
    repeated_text::CHECK,
    score_mismatch::CHECK,
    sides_differ::CHECK,
    sum_mismatch::CHECK,
    sum_rounding::CHECK,
    sums_not_judged::CHECK,
    table_doubled::CHECK,
    table_empty::CHECK,
    table_missing::CHECK,
    table_not_empty::CHECK,
    tables_differ::CHECK,
    target_ambiguous::CHECK,
    template_residue::CHECK,
    unit_doubled::CHECK,
    unit_implausible::CHECK,
    unit_unknown::CHECK,
    weight_sum_mismatch::CHECK,
    year_differs::CHECK,
];

/// Runs every check.
pub fn run(findings: &mut Findings, disclosure: &Disclosure) {
    let causes = Causes::of(disclosure);
    for check in CHECKS {
        look(check, findings, disclosure, &causes);
    }
}

fn look(check: &Check, findings: &mut Findings, disclosure: &Disclosure, causes: &Causes<'_>) {
    match check.run {
        Run::Alone(run) => run(findings, disclosure),
        Run::WithCauses(run) => run(findings, disclosure, causes),
    }
}

/// What the tables of two files of a disclosure print differently. `disclosure` is all of them with the sums within each
/// and between them; `files` names each by its first table.
pub(crate) fn of_files(findings: &mut Findings, disclosure: &Disclosure, files: &[(usize, String)]) {
    tables_differ::of_files(findings, disclosure, files);
}

/// The tables whose sums cannot be judged, by what was found of them.
pub(crate) fn tables_in_doubt(findings: &[Finding], disclosure: &Disclosure) -> BTreeSet<usize> {
    sums_not_judged::tables_in_doubt(findings, disclosure)
}

/// What a project costs by its indicators, in 万元; `None` where none of them is an amount of money.
pub fn cost(project: &Project) -> Option<Amount> {
    cost_amount_mismatch::sum(project)
}

/// An amount in 万元; `None` where its unit does not convert.
pub fn in_wan(amount: Amount, unit: &str) -> Option<Amount> {
    money::in_wan(amount, unit)
}

/// The words of a sense that stand within goals, names and remarks, in the order of the table.
fn words(sense: Sense) -> Vec<&'static str> {
    terms::terms(Place::Prose, sense).map(|term| term.words).collect()
}

/// A finding about a project, placed where the project begins.
fn about(rule: &Rule, project: &Project, message: &Message) -> Finding {
    Finding {
        project: Some(project.code.clone().unwrap_or_else(|| project.name.clone())),
        at: Some(project.at.clone()),
        ..Finding::new(rule, message)
    }
}

/// What a project is called in a message: its name, or its code where it has none.
fn title(project: &Project) -> &str {
    if project.name.is_empty() { project.code.as_deref().unwrap_or("?") } else { &project.name }
}

/// One unit of the coarsest decimal that is printed of some numbers. A whole number among others with decimals is an
/// exact one: 10 beside 8.9 is not 10 more or less a half.
fn coarsest(numbers: impl Iterator<Item = Amount> + Clone) -> Amount {
    let with_decimals = numbers.clone().filter(|number| number.scale() > 0).map(Amount::ulp).max();
    with_decimals.or_else(|| numbers.map(Amount::ulp).max()).unwrap_or_default()
}

/// How far a printed sum may be off by rounding alone: half a unit of the last printed place for each addend
/// and for the sum itself.
fn rounding(ulp: Amount, addends: usize) -> Amount {
    let halves = Amount::from(i64::try_from(addends).unwrap_or(i64::MAX - 1) + 1);
    ulp.times(halves).and_then(|twice| twice.ratio(Amount::from(2), ulp.scale() + 1)).unwrap_or(Amount::ZERO)
}

/// How far rounding to its last place may have moved a printed number, with its unit written out by its factor; whole
/// numbers are taken to be exact.
fn rounding_of(number: Amount, factor: Amount) -> Option<Amount> {
    (number.scale() > 0)
        .then(|| number.ulp().ratio(Amount::from(2), number.scale() + 1)?.times(factor))
        .flatten()
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;
    use crate::model::{
        Accounting, Execution, Funding, Goal, Indicator, Operator, Origin, SCHEMA, Target, TargetKind,
    };

    /// A project of nothing but indicators.
    pub(super) fn project(indicators: Vec<Indicator>) -> Project {
        Project { name: "甲".to_owned(), indicators, ..Project::default() }
    }

    /// What a check finds in a document of one project.
    pub(super) fn found(check: &Check, project: Project) -> Vec<Finding> {
        let disclosure = Disclosure {
            schema: SCHEMA.to_owned(),
            source: Origin::default(),
            title: None,
            year: None,
            publisher: None,
            blocks: Vec::new(),
            projects: vec![project],
            budget: Vec::new(),
            hidden: Vec::new(),
            accounting: Accounting::default(),
            relations: Vec::new(),
            decisions: Vec::new(),
            findings: Vec::new(),
        };
        let mut findings = Findings::default();
        look(check, &mut findings, &disclosure, &Causes::of(&disclosure));
        findings.into_sorted()
    }

    const PIECES: [&str; 40] = [
        "目标1：",
        "≥",
        "2",
        "280",
        "92%",
        "%",
        "次",
        "人",
        "人次",
        "万",
        "元",
        "万元",
        "增加",
        "增加",
        "提供",
        "为",
        "的",
        "；",
        "。",
        "，",
        "XX",
        "20XX年",
        "—",
        "/",
        "**",
        "无",
        "（50分）",
        "(",
        "产出指标",
        "满意度",
        "知晓率",
        "机制健全性",
        "健全",
        "",
        " ",
        "0.0000000000000000000000000001",
        "79228162514264337593543950335",
        "-1",
        "100",
        "90",
    ];

    fn words() -> impl Strategy<Value = String> {
        vec(select(PIECES.to_vec()), 0..8).prop_map(|pieces| pieces.concat())
    }

    fn amount() -> impl Strategy<Value = Option<Amount>> {
        select(PIECES.to_vec()).prop_map(|text| text.parse().ok())
    }

    prop_compose! {
        fn indicators()(
            texts in vec(words(), 6),
            value in select(PIECES.to_vec()),
            kind in select(vec![TargetKind::Quantity, TargetKind::Qualitative, TargetKind::Text, TargetKind::Range]),
            operator in select(vec![None, Some(Operator::AtLeast), Some(Operator::AtMost)]),
            amounts in vec(amount(), 2),
        ) -> Indicator {
            Indicator {
                level1: Some(texts[0].clone()),
                level1_text: Some(texts[1].clone()),
                level2: Some(texts[2].clone()),
                name: texts[3].clone(),
                target: Target { kind, operator, value: Some(value.to_owned()), unit: Some("%".to_owned()), ..Target::default() },
                weight: amounts[0],
                score: amounts[1],
                actual: Some(texts[4].clone()),
                reason: Some(texts[5].clone()),
                ..Indicator::default()
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]
        #[test]
        fn nothing_panics(
            indicators in vec(indicators(), 0..5),
            goals in vec(words(), 0..4),
            amounts in vec(amount(), 11),
            rate in words(),
        ) {
            let goals = goals.into_iter().map(|text| Goal { number: Some(2), text, ..Goal::default() }).collect();
            let project = Project {
                amount: amounts[0],
                amount_wan: amounts[1],
                goals,
                funding: amounts[2..5]
                    .iter()
                    .map(|amount| Funding { source: rate.clone(), amount: *amount, executed: amounts[5] })
                    .collect(),
                execution: Some(Execution {
                    initial: amounts[6],
                    budget: amounts[7],
                    executed: amounts[8],
                    rate: Some(rate),
                    weight: amounts[9],
                    score: amounts[10],
                    ..Execution::default()
                }),
                total_score: amounts[3],
                total_weight: amounts[4],
                ..project(indicators)
            };
            for check in CHECKS {
                found(check, project.clone());
            }
        }
    }

    #[test]
    fn the_register_is_in_order() {
        let names: Vec<&str> = CHECKS.iter().map(|check| check.rule.name).collect();
        assert!(names.is_sorted());
    }

    #[test]
    fn whole_numbers_among_others_are_exact() {
        for (numbers, expected) in
            [("10 8.9 18.60", "0.1"), ("10 8.90 18.60", "0.01"), ("10 9 19", "1"), ("10.0 8", "0.1")]
        {
            let numbers = numbers.split(' ').map(|number| number.parse::<Amount>().unwrap());
            assert_eq!(coarsest(numbers).to_string(), expected);
        }
    }

    #[test]
    fn rounding_grows_with_the_addends() {
        let ulp: Amount = "0.01".parse().unwrap();
        assert_eq!(rounding(ulp, 3), "0.02".parse().unwrap());
        assert_eq!(rounding(ulp, 2), "0.015".parse().unwrap());
    }
}
