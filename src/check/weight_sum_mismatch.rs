#![doc = include_str!("weight_sum_mismatch.md")]

use super::{Check, Run, about, rounding, title};
use crate::lexicon::taxonomy;
use crate::model::{
    Amount, Disclosure, Finding, Findings, Indicator, Message, Period, Project, Rule, Severity,
};

pub(super) const CHECK: Check = Check { rule: RULE, run: Run::Alone(run) };

const RULE: Rule = Rule {
    name: "weight-sum-mismatch",
    severity: Severity::Warning,
    page: include_str!("weight_sum_mismatch.md"),
};

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    for project in &disclosure.projects {
        // Where levels have weights of their own, those of indicators are shares of one of them.
        let of_levels =
            |indicator: &Indicator| indicator.level1_weight.is_some() || indicator.level2_weight.is_some();
        if project.indicators.iter().any(of_levels) {
            continue;
        }
        let before = findings.as_slice().len();
        levels(findings, project);
        // Where a level is off, the whole is off for the same reason.
        if findings.as_slice().len() == before {
            whole(findings, project);
        }
    }
}

/// The weights of a project's indicators, those of several periods apart.
fn whole(findings: &mut Findings, project: &Project) {
    let mut periods: Vec<Option<Period>> =
        project.indicators.iter().map(|indicator| indicator.period).collect();
    periods.sort_unstable();
    periods.dedup();
    for period in periods {
        let indicators: Vec<&Indicator> =
            project.indicators.iter().filter(|indicator| indicator.period == period).collect();
        let Some(weights) = weights(&indicators) else { continue };
        let execution = project.execution.as_ref().and_then(|execution| execution.weight);
        let wholes = wholes(project, execution);
        let is_near = |whole: &Amount| (*whole - weights.sum).abs() <= weights.tolerance;
        // A weight that is missing may be the rest.
        let is_open = weights.missing && wholes.iter().any(|whole| weights.sum < *whole);
        if wholes.iter().any(is_near) || is_open {
            continue;
        }
        let expected = wholes[0];
        let printed = execution.map_or_else(String::new, |weight| format!(" + {weight}"));
        findings.push(Finding {
            at: indicators.first().map(|indicator| indicator.at.clone()),
            expected: Some(expected.to_string()),
            found: Some(weights.sum.to_string()),
            notes: notes(&indicators),
            ..about(
                &RULE,
                project,
                &Message::new(
                    "weight-sum-mismatch",
                    &[&title(project), &format!("{}{printed}", weights.sum), &expected],
                ),
            )
        });
    }
}

/// What the weights may add up to, the likeliest first: 100 without what the execution of the budget has; 90 where
/// the execution, which has 10, is not in the table. Weights may be printed as parts of one.
fn wholes(project: &Project, execution: Option<Amount>) -> Vec<Amount> {
    let hundred = Amount::from(100);
    if let Some(weight) = execution {
        return vec![hundred - weight, project.total_weight.unwrap_or(hundred) - weight];
    }
    let nine_tenths = Amount::from(9).ratio(Amount::from(10), 1);
    let known =
        [Some(hundred), Some(Amount::from(90)), Some(Amount::from(1)), nine_tenths, project.total_weight];
    known.into_iter().flatten().collect()
}

/// The indicators of a first level whose name carries a weight.
fn levels(findings: &mut Findings, project: &Project) {
    let runs = project.indicators.chunk_by(|one, next| {
        (&one.level1, &one.level1_text, one.period) == (&next.level1, &next.level1_text, next.period)
    });
    let mut groups: Vec<(Option<&str>, Amount, Vec<&Indicator>)> = Vec::new();
    for run in runs {
        let level = run[0].level1.as_deref();
        let Some(printed) = run[0].level1_text.as_deref().or(level).and_then(taxonomy::weight) else {
            continue;
        };
        match groups.iter_mut().find(|(known, weight, _)| *known == level && *weight == printed) {
            Some((_, _, indicators)) => indicators.extend(run),
            None => groups.push((level, printed, run.iter().collect())),
        }
    }
    for (level, printed, indicators) in groups {
        let Some(weights) = weights(&indicators) else { continue };
        let is_open = weights.missing && weights.sum < printed;
        if is_open || (weights.sum - printed).abs() <= weights.tolerance {
            continue;
        }
        let level = level.unwrap_or_default();
        findings.push(Finding {
            at: indicators.first().map(|indicator| indicator.at.clone()),
            expected: Some(printed.to_string()),
            found: Some(weights.sum.to_string()),
            notes: notes(&indicators),
            ..about(
                &RULE,
                project,
                &Message::new(
                    "weight-sum-mismatch-level",
                    &[&title(project), &level, &weights.sum, &printed],
                ),
            )
        });
    }
}

/// Weights added up.
struct Weights {
    sum: Amount,
    /// What rounding explains. Whole numbers are not rounded: who gives 14 to each of seven must see to the other 2.
    tolerance: Amount,
    /// Whether an indicator has none.
    missing: bool,
}

fn weights(indicators: &[&Indicator]) -> Option<Weights> {
    let known: Vec<Amount> = indicators.iter().filter_map(|indicator| indicator.weight).collect();
    let finest = known.iter().map(|weight| weight.normalized().ulp()).min()?;
    Some(Weights {
        sum: known.iter().copied().sum::<Amount>().normalized(),
        tolerance: if finest < Amount::from(1) { rounding(finest, known.len()) } else { Amount::ZERO },
        missing: known.len() < indicators.len(),
    })
}

fn notes(indicators: &[&Indicator]) -> Vec<String> {
    let weight =
        |indicator: &Indicator| indicator.weight.map_or_else(|| "—".to_owned(), |weight| weight.to_string());
    indicators.iter().take(20).map(|indicator| format!("{} {}", indicator.name, weight(indicator))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::{found, project};
    use crate::model::Execution;

    fn weighed(level1: &str, weight: &str) -> Indicator {
        Indicator {
            level1: Some("产出指标".to_owned()),
            level1_text: Some(level1.to_owned()),
            weight: weight.parse().ok(),
            ..Indicator::default()
        }
    }

    fn check(level1: &str, weights: &[&str], execution: Option<&str>, expected: usize) {
        let mut project = project(weights.iter().map(|weight| weighed(level1, weight)).collect());
        project.execution =
            execution.map(|weight| Execution { weight: weight.parse().ok(), ..Execution::default() });
        assert_eq!(found(&CHECK, project).len(), expected, "{level1} {weights:?} {execution:?}");
    }

    #[test]
    fn weights_of_a_project() {
        let level = "产出";
        check(level, &["50", "30", "20"], None, 0);
        check(level, &["50", "30", "10"], None, 0);
        check(level, &["50", "30", "10"], Some("10"), 0);
        check(level, &["0.5", "0.3", "0.2"], None, 0);
        check(level, &["14.3", "14.3", "14.3", "14.3", "14.3", "14.3", "14.3"], None, 0);
        check(level, &["22.5", "22.5", "22.5", "22.5"], Some("10"), 0);
        check(level, &["50", "30", ""], None, 0);
        check(level, &["", ""], None, 0);
        check(level, &["50", "30", "15"], None, 1);
        check(level, &["50", "30", "20"], Some("10"), 1);
        check(level, &["80", "30", ""], None, 1);
    }

    #[test]
    fn weights_of_a_level() {
        for level in ["产出指标（50分）", "产出指标(50)", "产出指标（权重：50%）", "产出指标50分"]
        {
            check(level, &["30", "10"], None, 1);
            check(level, &["30", ""], None, 0);
        }
    }
}
