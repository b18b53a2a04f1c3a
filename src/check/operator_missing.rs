#![doc = include_str!("operator_missing.md")]

use std::collections::BTreeMap;

use super::{Check, Run, about, operator_lost, quantities, title};
use crate::model::{
    Amount, Disclosure, Finding, Findings, Indicator, Message, Project, Rule, Severity, TargetKind,
};
use crate::text::width::fold;

pub(super) const CHECK: Check = Check { rule: RULE, run: Run::Alone(run) };

const RULE: Rule =
    Rule { name: "operator-missing", severity: Severity::Info, page: include_str!("operator_missing.md") };

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    let mut kinds: BTreeMap<(String, String), Signs> = BTreeMap::new();
    for indicator in disclosure.projects.iter().flat_map(|project| &project.indicators) {
        if let Some(kind) = kind(indicator) {
            kinds.entry(kind).or_default().count(indicator);
        }
    }
    for project in &disclosure.projects {
        let siblings = by_level(project);
        let lost = operator_lost::lost(project);
        let bare = project.indicators.iter().enumerate().filter(|(_, indicator)| is_bare(indicator));
        for (number, indicator) in bare {
            let of_kind = kind(indicator).and_then(|kind| kinds.get(&kind).copied()).unwrap_or_default();
            if !(of_kind.mostly() || siblings.get(&level(indicator)).is_some_and(|signs| signs.mostly()))
                || lost.contains_key(&number)
            {
                continue;
            }
            let printed = quantities::printed(indicator);
            findings.push(Finding {
                at: Some(indicator.at.clone()),
                found: Some(printed.clone()),
                source: Some(indicator.source.clone()),
                ..about(
                    &RULE,
                    project,
                    &Message::new("operator-missing", &[&title(project), &indicator.name, &printed]),
                )
            });
        }
    }
}

/// How many numbers have a sign, and how many stand bare.
#[derive(Clone, Copy, Default)]
struct Signs {
    compared: usize,
    bare: usize,
}

impl Signs {
    fn count(&mut self, indicator: &Indicator) {
        self.compared += usize::from(indicator.target.operator.is_some());
        self.bare += usize::from(is_bare(indicator));
    }

    fn mostly(self) -> bool {
        self.compared > self.bare
    }
}

/// A number without a sign. 100% is printed so everywhere, for there is nothing above it.
fn is_bare(indicator: &Indicator) -> bool {
    let target = &indicator.target;
    target.kind == TargetKind::Quantity && target.operator.is_none() && !is_whole(indicator)
}

fn is_whole(indicator: &Indicator) -> bool {
    let value = indicator.target.value.as_deref().and_then(|value| value.parse::<Amount>().ok());
    indicator.target.unit.as_deref() == Some("%") && value == Some(Amount::from(100))
}

/// What kind of number it is: the end of its name and its unit. Rates are told apart by one character more, for
/// all of them end in 率.
fn kind(indicator: &Indicator) -> Option<(String, String)> {
    if indicator.target.kind != TargetKind::Quantity || is_whole(indicator) {
        return None;
    }
    let unit = indicator.target.unit.clone()?;
    let name: Vec<char> = fold(&indicator.name).chars().collect();
    let length = if unit == "%" { 3 } else { 2 };
    (name.len() > length).then(|| (name[name.len() - length..].iter().collect(), unit))
}

/// The numbers of each second level in a project.
fn by_level(project: &Project) -> BTreeMap<Level<'_>, Signs> {
    let mut signs: BTreeMap<Level, Signs> = BTreeMap::new();
    project
        .indicators
        .iter()
        .filter(|other| other.target.kind == TargetKind::Quantity && !is_whole(other))
        .for_each(|other| signs.entry(level(other)).or_default().count(other));
    signs
}

/// The first and the second level of an indicator.
type Level<'a> = (Option<&'a str>, Option<&'a str>);

fn level(indicator: &Indicator) -> Level<'_> {
    (indicator.level1.as_deref(), indicator.level2.as_deref())
}
