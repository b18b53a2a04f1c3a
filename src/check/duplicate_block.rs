#![doc = include_str!("duplicate_block.md")]

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::{Check, Run, about, quantities, title, words};
use crate::lexicon::sense::Sense;
use crate::model::{Disclosure, Finding, Findings, Indicator, Message, Rule, Severity};
use crate::text::width::{fold, is_han};

pub(super) const CHECK: Check = Check { rule: RULE, run: Run::Alone(run) };

const RULE: Rule =
    Rule { name: "duplicate-block", severity: Severity::Info, page: include_str!("duplicate_block.md") };

/// So many indicators must two projects share.
const SHARED: usize = 3;

/// In a document of many projects an indicator is looked up in no more than so many of those before.
const LOOKED_UP: usize = 64;

/// What names of indicators are made of whatever the project is, the longer words first. A name that has no other
/// words is generic: 资金到位率, 群众满意度, 项目按期完成率.
static GENERIC: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let mut words = words(Sense::Generic);
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words
});

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    let mut holders: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
    for (number, project) in disclosure.projects.iter().enumerate() {
        let mut shared: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
        let mut own = BTreeMap::new();
        for indicator in project.indicators.iter().filter(|indicator| is_specific(indicator)) {
            own.entry(key(indicator)).or_insert(indicator);
        }
        for (key, indicator) in own {
            let held = holders.entry(key).or_default();
            for holder in held.iter().rev().take(LOOKED_UP) {
                shared.entry(*holder).or_default().push(&indicator.name);
            }
            held.push(number);
        }
        // The project above that most is shared with, the nearest of several.
        let most = shared.into_iter().max_by_key(|(holder, names)| (names.len(), *holder));
        let Some((holder, names)) = most.filter(|(_, names)| names.len() >= SHARED) else { continue };
        let (other, count) = (&disclosure.projects[holder], names.len());
        findings.push(Finding {
            found: Some(names.join("、")),
            notes: vec![names.join("、")],
            ..about(
                &RULE,
                project,
                &Message::new("duplicate-block", &[&title(project), &count, &title(other)]),
            )
        });
    }
}

/// Name and value of an indicator, as they compare.
fn key(indicator: &Indicator) -> (String, String) {
    (fold(&indicator.name), fold(&quantities::printed(indicator)))
}

/// Whether a name speaks of something of its own, and a value stands beside it.
fn is_specific(indicator: &Indicator) -> bool {
    if indicator.target.value.is_none() {
        return false;
    }
    let mut name = fold(&indicator.name);
    // Of many words few begin with a character of the name.
    let of_name: Vec<char> = name.chars().collect();
    for word in
        GENERIC.iter().filter(|word| word.chars().next().is_some_and(|first| of_name.contains(&first)))
    {
        name = name.replace(word, "");
    }
    name.chars().filter(|c| is_han(*c)).count() >= 2
}
