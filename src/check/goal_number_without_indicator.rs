#![doc = include_str!("goal_number_without_indicator.md")]

use std::collections::{BTreeMap, BTreeSet};

use super::quantities::{self, Quantity};
use super::{Check, Run, about, goal_displaced, goal_indicator_mismatch, operator_lost, title};
use crate::lexicon::money;
use crate::model::{Amount, Disclosure, Finding, Findings, Indicator, Message, Project, Rule, Severity};

pub(super) const CHECK: Check = Check { rule: RULE, run: Run::Alone(run) };

const RULE: Rule = Rule {
    name: "goal-number-without-indicator",
    severity: Severity::Info,
    page: include_str!("goal_number_without_indicator.md"),
};

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    for project in disclosure.projects.iter().filter(|project| !project.indicators.is_empty()) {
        let displaced = goal_displaced::displaced(project);
        let known = known(project);
        let contradicted = goal_indicator_mismatch::contradictions(project);
        for goal in project.goals.iter().filter(|goal| !displaced.contains(goal)) {
            let spoken_of = |quantity: &Quantity| {
                contradicted.iter().any(|(other, found, _)| std::ptr::eq(*other, goal) && found == quantity)
            };
            let mut alone: Vec<String> = Vec::new();
            let mut told = BTreeSet::new();
            for quantity in quantities::of_text(&goal.text) {
                let is_known = known.contains(&quantities::in_ones(quantity.number, &quantity.unit));
                if !is_known && !spoken_of(&quantity) && told.insert(quantity.text.clone()) {
                    alone.push(quantity.text);
                }
            }
            if alone.is_empty() {
                continue;
            }
            let alone = alone.join("、");
            findings.push(Finding {
                at: Some(goal.at.clone()),
                found: Some(alone.clone()),
                source: Some(goal.text.clone()),
                ..about(
                    &RULE,
                    project,
                    &Message::new("goal-number-without-indicator", &[&title(project), &alone]),
                )
            });
        }
    }
}

/// Every number of the project's indicators and of its money, whatever its unit; what multiplies it written out.
fn known(project: &Project) -> BTreeSet<Amount> {
    let targets = project.indicators.iter().flat_map(|indicator| {
        std::iter::once(&indicator.target).chain(&indicator.target.more).flat_map(|target| {
            let unit = target.unit.as_deref().unwrap_or_default();
            [&target.value, &target.value_max]
                .into_iter()
                .filter_map(|value| value.as_deref()?.parse::<Amount>().ok())
                .map(move |number| quantities::in_ones(number, unit))
        })
    });
    // A name or an explanation may say the number too: 新建3座水厂完成率.
    let words = |indicator: &Indicator| {
        quantities::of_text(&indicator.text)
            .into_iter()
            .chain(quantities::of_text(&indicator.name))
            .chain(quantities::of_text(indicator.explanation.as_deref().unwrap_or_default()))
    };
    let named = project
        .indicators
        .iter()
        .flat_map(words)
        .map(|quantity| quantities::in_ones(quantity.number, &quantity.unit));
    let unit = project.amount_unit.as_deref().unwrap_or_default();
    let parts = project.funding.iter().filter_map(|part| part.amount);
    let money = project.amount.into_iter().chain(parts).map(|amount| quantities::in_ones(amount, unit));
    // A number whose sign was read as a digit is measured as well.
    let lost = operator_lost::lost(project).into_values().filter_map(|lost| lost.number());
    targets.chain(named).chain(money).chain(sums(project)).chain(lost.map(Amount::normalized)).collect()
}

/// What the numbers of one unit in a second level add up to: 1450人 and 1150人 measure 2600人.
fn sums(project: &Project) -> Vec<Amount> {
    let mut sums: BTreeMap<(Option<&str>, String), Amount> = BTreeMap::new();
    for indicator in &project.indicators {
        if let Some((number, unit)) = quantities::of_target(&indicator.target) {
            let bare = money::without_multiple(&unit).to_owned();
            let sum = sums.entry((indicator.level2.as_deref(), bare)).or_default();
            *sum = *sum + quantities::in_ones(number, &unit);
        }
    }
    sums.into_values().map(Amount::normalized).collect()
}
