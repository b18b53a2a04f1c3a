#![doc = include_str!("score_mismatch.md")]

use super::execution_rate_mismatch::rate_of;
use super::{Check, Run, about, quantities, title};
use crate::model::{
    Amount, Disclosure, Execution, Finding, Findings, Indicator, Message, Operator, Position, Project, Rule,
    Severity, TargetKind,
};

pub(super) const CHECK: Check = Check { rule: RULE, run: Run::Alone(run) };

const RULE: Rule =
    Rule { name: "score-mismatch", severity: Severity::Error, page: include_str!("score_mismatch.md") };

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    for project in &disclosure.projects {
        for indicator in &project.indicators {
            if let (Some(score), Some(weight)) = (indicator.score, indicator.weight) {
                let name = indicator.name.as_str();
                if !bounds(findings, project, name, &indicator.at, score, weight) {
                    reached(findings, project, indicator, score, weight);
                }
            }
        }
        if let Some(execution) = &project.execution
            && let (Some(score), Some(weight)) = (execution.score, execution.weight)
            && !bounds(findings, project, "执行率", &execution.at, score, weight)
        {
            executed(findings, project, execution, score, weight);
        }
        total(findings, project);
    }
}

/// A score lies between nothing and its weight. Gives whether it does not.
fn bounds(
    findings: &mut Findings,
    project: &Project,
    name: &str,
    at: &Position,
    score: Amount,
    weight: Amount,
) -> bool {
    let is_out = score > weight || score < Amount::ZERO;
    if is_out {
        findings.push(Finding {
            at: Some(at.clone()),
            expected: Some(weight.to_string()),
            found: Some(score.to_string()),
            ..about(
                &RULE,
                project,
                &Message::new("score-mismatch-bounds", &[&title(project), &name, &score, &weight]),
            )
        });
    }
    is_out
}

/// The points for the execution of the budget are its rate of the weight, all of them at a hundred percent.
fn executed(
    findings: &mut Findings,
    project: &Project,
    execution: &Execution,
    score: Amount,
    weight: Amount,
) {
    let Some(rate) = rate_of(execution) else { return };
    let hundred = Amount::from(100);
    let Some(due) = rate.min(hundred).times(weight).and_then(|points| points.ratio(hundred, 6)) else {
        return;
    };
    let difference = (score - due).abs();
    if difference <= score.ulp() {
        return;
    }
    let shown = due.ratio(Amount::from(1), 2).unwrap_or(due);
    findings.push(Finding {
        // Less than is due may have been taken away for another reason.
        severity: if score > due { Severity::Warning } else { Severity::Info },
        at: Some(execution.at.clone()),
        expected: Some(shown.to_string()),
        found: Some(score.to_string()),
        ..about(
            &RULE,
            project,
            &Message::new("score-mismatch-execution", &[&title(project), &score, &weight, &shown]),
        )
    });
}

/// Where a number was missed the points are in proportion at most.
fn reached(findings: &mut Findings, project: &Project, indicator: &Indicator, score: Amount, weight: Amount) {
    let Some((target, actual)) = missed(indicator) else { return };
    let is_ceiling = matches!(indicator.target.operator, Some(Operator::AtMost | Operator::LessThan));
    let (part, whole) = if is_ceiling { (target, actual) } else { (actual, target) };
    let Some(due) = weight.times(part).and_then(|points| points.ratio(whole, 6)) else { return };
    if score <= due + score.ulp() && score < weight {
        return;
    }
    // A weight in whole points cannot be shared out finer than by one.
    if weight - due < score.ulp() {
        return;
    }
    let shown = due.ratio(Amount::from(1), 2).unwrap_or(due);
    let (printed, reached) = (quantities::printed(indicator), indicator.actual.clone().unwrap_or_default());
    findings.push(Finding {
        // All points for what was missed must be looked at, somewhat more than is due is a judgement.
        severity: if score == weight { Severity::Warning } else { Severity::Info },
        at: Some(indicator.at.clone()),
        expected: Some(shown.to_string()),
        found: Some(score.to_string()),
        source: Some(indicator.source.clone()),
        ..about(
            &RULE,
            project,
            &Message::new(
                "score-mismatch-missed",
                &[&title(project), &indicator.name, &score, &weight, &reached.trim(), &printed],
            ),
        )
    });
}

/// Target and what was reached, both in one unit, where the target was missed.
fn missed(indicator: &Indicator) -> Option<(Amount, Amount)> {
    let target = &indicator.target;
    if target.kind != TargetKind::Quantity || !target.more.is_empty() {
        return None;
    }
    let (actual, unit) = quantities::of_value(indicator.actual.as_deref()?)?;
    let own = target.unit.as_deref().unwrap_or_default();
    if !unit.is_empty() && unit != own {
        return None;
    }
    let target_value = target.value.as_deref()?.parse::<Amount>().ok()?;
    // A bare part of one beside a percentage is Excel's way to store it.
    if unit.is_empty() && own == "%" && actual <= Amount::from(1) {
        return None;
    }
    let is_missed = match target.operator {
        Some(Operator::AtMost | Operator::LessThan) => actual > target_value,
        // More than an exact number misses it as well, but by no proportion.
        Some(Operator::AtLeast | Operator::MoreThan | Operator::Equal) | None => actual < target_value,
        Some(Operator::Range | Operator::Approximately) => false,
    };
    is_missed.then_some((target_value, actual))
}

/// The printed total is the sum of all points.
fn total(findings: &mut Findings, project: &Project) {
    let Some(total) = project.total_score else { return };
    let scores: Vec<Amount> = project.indicators.iter().filter_map(|indicator| indicator.score).collect();
    let weighed = project.indicators.iter().filter(|indicator| indicator.weight.is_some()).count();
    if scores.is_empty() {
        return;
    }
    let of_indicators: Amount = scores.iter().copied().sum();
    let execution = project.execution.as_ref().and_then(|execution| execution.score);
    let sum = of_indicators + execution.unwrap_or_default();
    let is_open = scores.len() < weighed && sum < total;
    if sum == total || is_open {
        return;
    }
    let is_rounding = (sum - total).abs() < total.ulp() && total.scale() < sum.normalized().scale();
    // The execution's points may be left out of the total, or the execution's rows not have been read.
    let is_sure = of_indicators != total && (execution.is_some() || sum > total);
    let severity = match (is_rounding, is_sure) {
        (true, _) => Severity::Info,
        (false, true) => Severity::Error,
        (false, false) => Severity::Warning,
    };
    findings.push(Finding {
        severity,
        expected: Some(sum.to_string()),
        found: Some(total.to_string()),
        ..about(&RULE, project, &Message::new("score-mismatch-total", &[&title(project), &total, &sum]))
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::{found, project};
    use crate::model::Target;

    fn scored(
        operator: Option<Operator>,
        target: &str,
        actual: &str,
        weight: &str,
        score: &str,
    ) -> Indicator {
        Indicator {
            target: Target {
                kind: TargetKind::Quantity,
                operator,
                value: Some(target.to_owned()),
                unit: Some("个".to_owned()),
                ..Target::default()
            },
            actual: Some(actual.to_owned()),
            weight: weight.parse().ok(),
            score: score.parse().ok(),
            ..Indicator::default()
        }
    }

    #[test]
    fn what_was_reached() {
        let (least, most) = (Some(Operator::AtLeast), Some(Operator::AtMost));
        for (operator, target, actual, weight, score, expected) in [
            (least, "50", "47个", "20", "18.8", None),
            (least, "50", "47", "20", "19", None),
            (least, "50", "47个", "20", "10", None),
            (least, "50", "50个", "20", "20", None),
            (least, "50", "60个", "20", "20", None),
            (least, "50", "已完成", "20", "20", None),
            (least, "50", "47人", "20", "20", None),
            (least, "1000", "999个", "5", "5", None),
            (most, "50", "47个", "20", "20", None),
            (None, "50", "50个", "20", "20", None),
            (least, "50", "40个", "20", "20", Some(Severity::Warning)),
            (None, "50", "40个", "20", "20", Some(Severity::Warning)),
            (most, "50", "100个", "20", "20", Some(Severity::Warning)),
            (least, "50", "25个", "20", "18.8", Some(Severity::Info)),
            (least, "50", "50个", "20", "21", Some(Severity::Error)),
            (least, "50", "50个", "20", "-1", Some(Severity::Error)),
        ] {
            let project = project(vec![scored(operator, target, actual, weight, score)]);
            let severity = found(&CHECK, project).first().map(|finding| finding.severity);
            assert_eq!(severity, expected, "{operator:?} {target}: {actual}, {score} of {weight}");
        }
    }

    #[test]
    fn points_for_the_execution() {
        for (budget, executed, score, expected) in [
            ("89.97", "80.97", "9.0", None),
            ("100", "99.96", "10", None),
            ("100", "120", "10", None),
            ("100", "91", "9", None),
            ("100", "50", "10.0", Some(Severity::Warning)),
            ("100", "90", "5.0", Some(Severity::Info)),
            ("100", "90", "11", Some(Severity::Error)),
        ] {
            let mut project = project(Vec::new());
            project.execution = Some(Execution {
                budget: budget.parse().ok(),
                executed: executed.parse().ok(),
                weight: "10".parse().ok(),
                score: score.parse().ok(),
                ..Execution::default()
            });
            let severity = found(&CHECK, project).first().map(|finding| finding.severity);
            assert_eq!(severity, expected, "{executed} of {budget}: {score}");
        }
    }

    #[test]
    fn totals() {
        for (total, execution, expected) in [
            ("97.8", Some("9.0"), None),
            ("97.80", Some("9.0"), None),
            ("98", Some("9.0"), Some(Severity::Info)),
            ("99", Some("9.0"), Some(Severity::Error)),
            ("88.8", Some("9.0"), Some(Severity::Warning)),
            ("97.8", None, Some(Severity::Warning)),
            ("80", None, Some(Severity::Error)),
        ] {
            let scores = ["48.8", "40"].map(|score| scored(None, "50", "", "50", score));
            let mut project = project(scores.to_vec());
            project.total_score = total.parse().ok();
            project.execution =
                execution.map(|score| Execution { score: score.parse().ok(), ..Execution::default() });
            let severity = found(&CHECK, project).first().map(|finding| finding.severity);
            assert_eq!(severity, expected, "{total} with {execution:?}");
        }
    }
}
