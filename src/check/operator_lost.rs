#![doc = include_str!("operator_lost.md")]

use super::quantities::{self, Quantity};
use super::{Check, about, title};
use crate::model::{
    Amount, Disclosure, Finding, Findings, Indicator, Message, Project, Rule, Severity, Suggestion, Target,
    TargetKind,
};

pub(super) const CHECK: Check = Check { rule: RULE, run };

const RULE: Rule =
    Rule { name: "operator-lost", severity: Severity::Warning, page: include_str!("operator_lost.md") };

/// Words of what can well be more than a hundred percent.
const UNBOUNDED: [&str; 17] = [
    "增",
    "提高",
    "提升",
    "上升",
    "回报",
    "收益",
    "利润",
    "投资",
    "杠杆",
    "超额",
    "产值",
    "周转",
    "拨备",
    "流动性",
    "偿付",
    "放大",
    "倍",
];

/// No rate that a project is to reach lies below this, in percent, where it is read out of a misread number.
const LEAST_RATE: i64 = 60;

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    for project in &disclosure.projects {
        for indicator in &project.indicators {
            let Some(lost) = lost(project, indicator) else { continue };
            let (printed, meant) = (quantities::printed(indicator), lost.meant(&indicator.target));
            findings.push(Finding {
                severity: if lost.is_sure { Severity::Warning } else { Severity::Info },
                at: Some(indicator.at.clone()),
                expected: Some(meant.clone()),
                found: Some(printed.clone()),
                suggestion: Some(Suggestion {
                    action: "replace".to_owned(),
                    from: Some(printed.clone()),
                    to: None,
                    text: Some(meant.clone()),
                }),
                source: Some(indicator.source.clone()),
                ..about(
                    &RULE,
                    project,
                    &Message::new("operator-lost", &[&title(project), &indicator.name, &printed, &meant]),
                )
            });
        }
    }
}

/// A number whose first digit was a sign.
pub(super) struct Lost {
    /// The digits behind the first.
    rest: String,
    is_sure: bool,
}

impl Lost {
    /// The value as it was meant.
    fn meant(&self, target: &Target) -> String {
        format!("≥{}{}", self.rest, target.unit.as_deref().unwrap_or_default())
    }
}

/// The number that stands behind a sign read as 2, where an indicator's value is one.
pub(super) fn lost(project: &Project, indicator: &Indicator) -> Option<Lost> {
    let target = &indicator.target;
    if target.kind != TargetKind::Quantity || target.operator.is_some() {
        return None;
    }
    let value = target.value.as_deref()?;
    let rest = value.strip_prefix('2').filter(|rest| !rest.is_empty() && !rest.starts_with(['0', '.']))?;
    let (whole, meant) = (value.parse::<Amount>().ok()?, rest.parse::<Amount>().ok()?);
    let is_sure = if target.unit.as_deref() == Some("%") {
        is_rate(&indicator.name, meant)
    } else {
        match promised(project, indicator, whole, meant) {
            Promised::Meant => true,
            Promised::Whole => return None,
            // Of a single digit behind a 2 nothing can be told.
            Promised::Neither if rest.len() >= 2 && siblings_compare(project, indicator) => false,
            Promised::Neither => return None,
        }
    };
    (is_sure || target.unit.as_deref() != Some("%")).then(|| Lost { rest: rest.to_owned(), is_sure })
}

/// Whether a percentage is a rate that cannot be so far above a hundred, and is one without its first digit.
fn is_rate(name: &str, meant: Amount) -> bool {
    meant >= Amount::from(LEAST_RATE)
        && meant <= Amount::from(100)
        && !UNBOUNDED.iter().any(|word| name.contains(word))
}

/// What the goals of a project say of a number.
enum Promised {
    Whole,
    Meant,
    Neither,
}

/// Whether the goals promise the number as printed, or without its first digit, in the unit of the target and in
/// words that the name shares. A number that another indicator has is promised for that one.
fn promised(project: &Project, indicator: &Indicator, whole: Amount, meant: Amount) -> Promised {
    let unit = indicator.target.unit.as_deref().unwrap_or_default();
    let quantities: Vec<Quantity> =
        project.goals.iter().flat_map(|goal| quantities::of_text(&goal.text)).collect();
    let mut of_unit = quantities.iter().filter(|quantity| quantity.unit == unit);
    if of_unit.clone().any(|quantity| quantity.number == whole) {
        return Promised::Whole;
    }
    let is_taken = project.indicators.iter().any(|other| {
        quantities::of_target(&other.target).is_some_and(|(number, of)| number == meant && of == unit)
    });
    let speaks = |quantity: &Quantity| quantities::shared_pairs(&quantity.clause, &indicator.name) > 0;
    if !is_taken && of_unit.any(|quantity| quantity.number == meant && speaks(quantity)) {
        Promised::Meant
    } else {
        Promised::Neither
    }
}

/// Whether every other number of the second level in the project has a sign, and there are two at least.
fn siblings_compare(project: &Project, indicator: &Indicator) -> bool {
    let mut siblings = project
        .indicators
        .iter()
        .filter(|other| !std::ptr::eq(*other, indicator))
        .filter(|other| (&other.level1, &other.level2) == (&indicator.level1, &indicator.level2))
        .filter(|other| other.target.kind == TargetKind::Quantity)
        .peekable();
    let mut compared = 0;
    siblings.all(|other| {
        compared += 1;
        other.target.operator.is_some()
    }) && compared >= 2
}
