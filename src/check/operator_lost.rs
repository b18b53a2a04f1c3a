#![doc = include_str!("operator_lost.md")]

use std::collections::{BTreeMap, BTreeSet};

use super::quantities;
use super::{Check, Run, about, title};
use crate::lexicon::sense::Sense;
use crate::lexicon::terms::{self, Place};
use crate::model::{
    Amount, Disclosure, Finding, Findings, Indicator, Message, Project, Rule, Severity, Suggestion, Target,
    TargetKind,
};

pub(super) const CHECK: Check = Check { rule: RULE, run: Run::Alone(run) };

const RULE: Rule =
    Rule { name: "operator-lost", severity: Severity::Warning, page: include_str!("operator_lost.md") };

/// No rate that a project is to reach lies below this, in percent, where it is read out of a misread number.
const LEAST_RATE: i64 = 60;

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    for project in &disclosure.projects {
        for (number, lost) in lost(project) {
            let indicator = &project.indicators[number];
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
    /// The number as it was meant.
    pub(super) fn number(&self) -> Option<Amount> {
        self.rest.parse().ok()
    }

    /// The value as it was meant.
    fn meant(&self, target: &Target) -> String {
        format!("≥{}{}", self.rest, target.unit.as_deref().unwrap_or_default())
    }
}

/// The indicators of a project, by their place, whose number stands behind a sign read as 2.
pub(super) fn lost(project: &Project) -> BTreeMap<usize, Lost> {
    let suspects: Vec<(usize, &Indicator, &str)> = project
        .indicators
        .iter()
        .enumerate()
        .filter_map(|(number, indicator)| Some((number, indicator, behind_two(&indicator.target)?)))
        .collect();
    // What the other indicators and the goals say is looked up only where something is suspected.
    if suspects.is_empty() {
        return BTreeMap::new();
    }
    let around = Around::of(project);
    suspects
        .into_iter()
        .filter_map(|(number, indicator, rest)| {
            let is_sure = is_sure(&around, indicator, rest)?;
            Some((number, Lost { rest: rest.to_owned(), is_sure }))
        })
        .collect()
}

/// The digits behind the 2 that a number without a sign begins with.
fn behind_two(target: &Target) -> Option<&str> {
    if target.kind != TargetKind::Quantity || target.operator.is_some() {
        return None;
    }
    let rest = target.value.as_deref()?.strip_prefix('2')?;
    (!rest.is_empty() && !rest.starts_with(['0', '.'])).then_some(rest)
}

/// Whether the sign was surely lost; `None` where nothing speaks for it.
fn is_sure(around: &Around<'_>, indicator: &Indicator, rest: &str) -> Option<bool> {
    let (whole, meant) = (format!("2{rest}").parse().ok()?, rest.parse().ok()?);
    if indicator.target.unit.as_deref() == Some("%") {
        return is_rate(&indicator.name, meant).then_some(true);
    }
    match around.promised(indicator, whole, meant) {
        Promised::Meant => Some(true),
        // Of a single digit behind a 2 nothing can be told.
        Promised::Neither if rest.len() >= 2 && around.siblings_compare(indicator) => Some(false),
        Promised::Whole | Promised::Neither => None,
    }
}

/// Whether a percentage is a rate that cannot be so far above a hundred, and is one without its first digit.
fn is_rate(name: &str, meant: Amount) -> bool {
    meant >= Amount::from(LEAST_RATE)
        && meant <= Amount::from(100)
        && !terms::holds(Place::Prose, Sense::Unbounded, name)
}

/// What the goals of a project say of a number.
enum Promised {
    Whole,
    Meant,
    Neither,
}

/// What the goals and the indicators of a project say.
struct Around<'a> {
    /// The numbers of the goals by unit, and the clauses they stand in.
    promised: BTreeMap<(String, Amount), Vec<String>>,
    /// The numbers of the indicators, by unit.
    measured: BTreeSet<(String, Amount)>,
    /// How many numbers of a level have a sign, and how many have none.
    signs: BTreeMap<Level<'a>, (usize, usize)>,
}

/// The first and the second level of an indicator.
type Level<'a> = (Option<&'a str>, Option<&'a str>);

fn level(indicator: &Indicator) -> Level<'_> {
    (indicator.level1.as_deref(), indicator.level2.as_deref())
}

impl<'a> Around<'a> {
    fn of(project: &'a Project) -> Self {
        let mut promised: BTreeMap<(String, Amount), Vec<String>> = BTreeMap::new();
        for quantity in project.goals.iter().flat_map(|goal| quantities::of_text(&goal.text)) {
            promised.entry((quantity.unit, quantity.number)).or_default().push(quantity.clause);
        }
        let mut signs: BTreeMap<Level, (usize, usize)> = BTreeMap::new();
        for indicator in &project.indicators {
            if indicator.target.kind == TargetKind::Quantity {
                let (compared, bare) = signs.entry(level(indicator)).or_default();
                *compared += usize::from(indicator.target.operator.is_some());
                *bare += usize::from(indicator.target.operator.is_none());
            }
        }
        let numbers =
            project.indicators.iter().filter_map(|indicator| quantities::of_target(&indicator.target));
        Self { promised, measured: numbers.map(|(number, unit)| (unit, number)).collect(), signs }
    }

    /// Whether the goals promise the number as printed, or without its first digit, in the unit of the target
    /// and in words that the name shares. A number that another indicator has is promised for that one.
    fn promised(&self, indicator: &Indicator, whole: Amount, meant: Amount) -> Promised {
        let unit = indicator.target.unit.clone().unwrap_or_default();
        if self.promised.contains_key(&(unit.clone(), whole.normalized())) {
            return Promised::Whole;
        }
        let meant = (unit, meant.normalized());
        let speaks = |clauses: &Vec<String>| {
            clauses.iter().any(|clause| quantities::shared_pairs(clause, &indicator.name) > 0)
        };
        if !self.measured.contains(&meant) && self.promised.get(&meant).is_some_and(speaks) {
            Promised::Meant
        } else {
            Promised::Neither
        }
    }

    /// Whether every other number of the second level in the project has a sign, and there are two at least.
    fn siblings_compare(&self, indicator: &Indicator) -> bool {
        self.signs.get(&level(indicator)).is_some_and(|(compared, bare)| *compared >= 2 && *bare == 1)
    }
}
