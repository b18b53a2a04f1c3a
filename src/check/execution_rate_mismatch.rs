#![doc = include_str!("execution_rate_mismatch.md")]

use super::{Check, Run, about, title};
use crate::model::{Amount, Disclosure, Execution, Finding, Findings, Message, Rule, Severity};
use crate::text::numerals::plain_decimal;
use crate::text::width::fold;

pub(super) const CHECK: Check = Check { rule: RULE, run: Run::Alone(run) };

const RULE: Rule = Rule {
    name: "execution-rate-mismatch",
    severity: Severity::Error,
    page: include_str!("execution_rate_mismatch.md"),
};

/// Decimals enough for a rate; more are cut off.
const SCALE: u32 = 12;

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    for project in &disclosure.projects {
        let Some(execution) = &project.execution else { continue };
        let (Some(printed), Some(executed)) = (execution.rate.as_deref(), execution.executed) else {
            continue;
        };
        let Some(rates) = readings(printed) else { continue };
        let Some(budget) = execution.budget.or(project.amount) else { continue };
        let Some(rate) = rate(executed, budget) else { continue };
        let fits = |of: Amount| rates.iter().any(|printed| is_near(*printed, executed, of));
        if fits(budget) {
            continue;
        }
        // Many divide by what was planned at the beginning of the year, which is wrong, but not impossible.
        let of_initial = execution.initial.is_some_and(fits);
        let shown = rate.ratio(Amount::from(1), 2).unwrap_or(rate);
        let id = if of_initial { "execution-rate-mismatch-initial" } else { "execution-rate-mismatch" };
        findings.push(Finding {
            severity: if of_initial { Severity::Warning } else { Severity::Error },
            at: Some(execution.at.clone()),
            expected: Some(format!("{shown}%")),
            found: Some(printed.to_owned()),
            ..about(
                &RULE,
                project,
                &Message::new(id, &[&title(project), &printed, &executed, &budget, &shown]),
            )
        });
    }
}

/// What was spent of a budget, in percent; `None` of nothing.
pub(super) fn rate(executed: Amount, budget: Amount) -> Option<Amount> {
    executed.times(Amount::from(100))?.ratio(budget, SCALE)
}

/// A project's rate in percent, from its amounts.
pub(super) fn rate_of(execution: &Execution) -> Option<Amount> {
    rate(execution.executed?, execution.budget?)
}

/// A printed rate in percent; without a sign it may be a part of one (`0.9`) or of a hundred (`90`).
fn readings(printed: &str) -> Option<Vec<Amount>> {
    let folded = fold(printed);
    let number = |text: &str| plain_decimal(text)?.parse::<Amount>().ok();
    if let Some(percent) = folded.strip_suffix('%') {
        return Some(vec![number(percent)?]);
    }
    let bare = number(&folded)?;
    let hundredfold = bare.times(Amount::from(100)).map(|hundredfold| {
        // 0.9 is 90, known to ten in a hundred.
        hundredfold.ratio(Amount::from(1), bare.scale().saturating_sub(2)).unwrap_or(hundredfold)
    });
    Some([Some(bare), hundredfold].into_iter().flatten().collect())
}

/// Whether a printed rate is the one of two amounts: to a unit of its own last place, for some cut off what others
/// round, and to what the amounts themselves, being rounded, leave open.
fn is_near(printed: Amount, executed: Amount, budget: Amount) -> bool {
    let Some(rate) = rate(executed, budget) else { return true };
    let half = |amount: Amount| {
        if amount.scale() == 0 { Some(Amount::ZERO) } else { amount.ulp().ratio(Amount::from(2), SCALE) }
    };
    let open = || {
        let above = self::rate(executed.plus(half(executed)?)?, budget - half(budget)?)?;
        Some((above - rate).abs())
    };
    (printed - rate).abs() <= printed.ulp() + open().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::tests::{found, project};

    fn check(initial: &str, budget: &str, executed: &str, rate: &str, expected: Option<Severity>) {
        let mut project = project(Vec::new());
        project.execution = Some(Execution {
            initial: initial.parse().ok(),
            budget: budget.parse().ok(),
            executed: executed.parse().ok(),
            rate: Some(rate.to_owned()),
            ..Execution::default()
        });
        let severity = found(&CHECK, project).first().map(|finding| finding.severity);
        assert_eq!(severity, expected, "{executed} of {budget}: {rate}");
    }

    #[test]
    fn rates() {
        for (budget, executed, rate) in [
            ("89.97", "80.97", "90.00%"),
            ("89.97", "80.97", "90%"),
            ("89.97", "80.97", "89.99%"),
            ("3", "2", "66.67％"),
            ("3", "2", "66.6%"),
            ("3", "2", "0.67"),
            ("3", "2", "66.67"),
            ("100", "100", "100%"),
            ("100", "100", "1"),
            ("100", "0", "0.00%"),
            ("0.07", "0.06", "83%"),
            ("0", "0", "100%"),
            ("", "5", "100%"),
            ("100", "90", "—"),
            ("100", "120", "120%"),
        ] {
            check("", budget, executed, rate, None);
        }
        check("", "100", "90", "95%", Some(Severity::Error));
        check("", "89.97", "80.97", "100%", Some(Severity::Error));
        check("", "100", "90", "9", Some(Severity::Error));
        check("80", "100", "60", "75%", Some(Severity::Warning));
    }
}
