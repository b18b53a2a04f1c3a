#![doc = include_str!("funding_sum_mismatch.md")]

use super::{Check, Run, about, coarsest, rounding, title};
use crate::lexicon::sense::Sense;
use crate::lexicon::terms::{self, Place};
use crate::lexicon::total;
use crate::model::{Amount, Disclosure, Finding, Findings, Message, Project, Rule, Severity, own_heading};

pub(super) const CHECK: Check = Check { rule: RULE, run: Run::Alone(run) };

const RULE: Rule = Rule {
    name: "funding-sum-mismatch",
    severity: Severity::Error,
    page: include_str!("funding_sum_mismatch.md"),
};

/// A form has a handful of sources; more are no form, and not every way to add them up is tried.
const MOST: usize = 10;

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    for project in &disclosure.projects {
        let budget: Vec<Part> =
            project.funding.iter().map(|part| (part.source.as_str(), part.amount)).collect();
        let amount = project.execution.as_ref().and_then(|execution| execution.budget).or(project.amount);
        compare(findings, project, own_heading("amount"), amount, &budget);
        let executed: Vec<Part> =
            project.funding.iter().map(|part| (part.source.as_str(), part.executed)).collect();
        let whole = project.execution.as_ref().and_then(|execution| execution.executed);
        compare(findings, project, own_heading("executed"), whole, &executed);
    }
}

/// A source of money and its amount.
type Part<'a> = (&'a str, Option<Amount>);

fn compare(
    findings: &mut Findings,
    project: &Project,
    what: &str,
    whole: Option<Amount>,
    parts: &[Part<'_>],
) {
    let Some(whole) = whole else { return };
    let known: Vec<Amount> = parts.iter().filter_map(|(_, amount)| *amount).collect();
    if known.is_empty() || parts.len() > MOST {
        return;
    }
    let sums = sums(parts);
    if sums.contains(&whole) {
        return;
    }
    let sum = sums.first().copied().unwrap_or_default();
    let is_exhaustive = parts.iter().any(|(source, _)| is_rest(source));
    // 其中 need not name every source; where none is the rest, less than the whole is no contradiction.
    if sum < whole && !is_exhaustive && parts.len() < 2 {
        return;
    }
    let tolerance = rounding(coarsest(known.iter().copied().chain([whole])), known.len());
    // Whole numbers are no rounded ones: 180 is not 179.
    let is_rounding = whole.scale() > 0 && sums.iter().any(|sum| (whole - *sum).abs() <= tolerance);
    let severity = if is_rounding {
        Severity::Info
    } else if sum > whole || (is_exhaustive && known.len() > 1) {
        Severity::Error
    } else {
        Severity::Warning
    };
    let unit = project.amount_unit.as_deref().unwrap_or_default();
    let id = if is_rounding { "funding-sum-mismatch-rounding" } else { "funding-sum-mismatch" };
    let at = project.execution.as_ref().map_or(&project.at, |execution| &execution.at);
    findings.push(Finding {
        severity,
        at: Some(at.clone()),
        expected: Some(sum.to_string()),
        found: Some(whole.to_string()),
        notes: parts
            .iter()
            .map(|(source, amount)| {
                format!("{source} {}", amount.map_or_else(|| "—".to_owned(), |amount| amount.to_string()))
            })
            .collect(),
        ..about(&RULE, project, &Message::new(id, &[&title(project), &what, &whole, &unit, &sum]))
    });
}

/// Whether a source is what the others leave: a list that has it is meant to be whole.
fn is_rest(source: &str) -> bool {
    terms::has(Place::Prose, Sense::Rest, total::part(source))
}

/// What the parts may add up to, all of them first. Some may be parts of others (其中：一般公共预算 of 财政拨款) and are
/// not added again; which ones is not always printed, so every choice counts that keeps the largest part and what
/// the others leave, for neither can be part of another.
fn sums(parts: &[Part<'_>]) -> Vec<Amount> {
    let known: Vec<(bool, Amount)> =
        parts.iter().filter_map(|(source, amount)| Some((is_rest(source), (*amount)?))).collect();
    let largest = (0..known.len()).rev().max_by_key(|at| known[*at].1);
    let is_fixed = |at: usize| known[at].0 || Some(at) == largest;
    let (fixed, open): (Vec<usize>, Vec<usize>) = (0..known.len()).partition(|at| is_fixed(*at));
    let of = |places: &[usize]| -> Amount { places.iter().map(|at| known[*at].1).sum() };
    let mut sums = vec![of(&fixed)];
    for at in open {
        let with: Vec<Amount> = sums.iter().map(|sum| *sum + known[at].1).collect();
        sums.extend(with);
    }
    // The last one has all parts.
    sums.reverse();
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::{found, project};
    use crate::model::Funding;

    fn check(whole: &str, parts: &[(&str, &str)], expected: Option<Severity>) {
        let mut project = project(Vec::new());
        project.amount = whole.parse().ok();
        project.amount_unit = Some("万元".to_owned());
        project.funding = parts
            .iter()
            .map(|(source, amount)| Funding {
                source: (*source).to_owned(),
                amount: amount.parse().ok(),
                executed: None,
            })
            .collect();
        let severity = found(&CHECK, project).first().map(|finding| finding.severity);
        assert_eq!(severity, expected, "{whole} {parts:?}");
    }

    #[test]
    fn parts_that_are_the_whole() {
        check("180.00", &[("财政拨款", "150"), ("其他资金", "30")], None);
        check("180.00", &[("财政拨款", "180.00"), ("其他资金", "")], None);
        check("180.00", &[("其中：财政拨款", "180.00"), ("其他资金", "0.00")], None);
        check(
            "180",
            &[("财政拨款", "150"), ("其中：一般公共预算", "100"), ("政府性基金", "50"), ("其他资金", "30")],
            None,
        );
        check("180", &[("财政拨款", "150"), ("其中：上级资金", "100"), ("其他资金", "30")], None);
        check("180", &[("财政拨款", "150"), ("上级资金", "100"), ("其他资金", "30")], None);
        check("180", &[("一般公共预算", "180"), ("上级资金", "100"), ("本级资金", "60")], None);
        check("180", &[("财政拨款", "150")], None);
        check("180", &[("财政拨款", ""), ("其他资金", "")], None);
        check("180", &[], None);
    }

    #[test]
    fn parts_that_are_not() {
        check("1090.30", &[("财政拨款", "1041.90"), ("其他资金", "100.00")], Some(Severity::Error));
        check("180", &[("财政拨款", "150"), ("其他资金", "20")], Some(Severity::Error));
        check("180", &[("财政拨款", "190")], Some(Severity::Error));
        check("180", &[("财政拨款", "150"), ("其他资金", "")], Some(Severity::Warning));
        check("180", &[("财政拨款", "150"), ("上年结转", "20")], Some(Severity::Warning));
        check("180", &[("财政拨款", "180"), ("其他资金", "30")], Some(Severity::Error));
        check("0", &[("财政拨款", "89.97"), ("其他资金", "")], Some(Severity::Error));
        check("180.01", &[("财政拨款", "150.00"), ("其他资金", "30.00")], Some(Severity::Info));
        check("18.60", &[("财政拨款", "10"), ("其他资金", "8.9")], Some(Severity::Error));
    }
}
