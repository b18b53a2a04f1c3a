#![doc = include_str!("code_name_mismatch.md")]

use super::{Check, Run};
use crate::lexicon::catalogue::{self, Entry, Oddity};
use crate::lexicon::key::key;
use crate::model::{BudgetLine, Disclosure, Finding, Findings, Message, Rule, Severity, Suggestion};
use crate::text::width::fold;

pub(super) const CHECK: Check = Check { rule: RULE, run: Run::Alone(run) };

const RULE: Rule = Rule {
    name: "code-name-mismatch",
    severity: Severity::Warning,
    page: include_str!("code_name_mismatch.md"),
};

/// How many digits the code of a 项 has, the lowest level, which no list has all of.
const LOWEST: usize = 7;

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    for (number, line) in disclosure.budget.iter().enumerate() {
        let Some(code) = line.code.as_deref() else { continue };
        let below = disclosure.budget.get(number + 1).filter(|below| below.table == line.table);
        let odd = catalogue::oddity(&digits(code), &line.name, disclosure.year);
        findings.extend(odd.and_then(|odd| finding(line, code, below, odd)));
    }
}

/// The digits of a code that is printed with marks between its parts.
pub(super) fn digits(code: &str) -> String {
    let folded = fold(code);
    let is_code = folded.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '.'));
    if is_code { folded.chars().filter(char::is_ascii_digit).collect() } else { String::new() }
}

fn finding(line: &BudgetLine, code: &str, below: Option<&BudgetLine>, odd: Oddity) -> Option<Finding> {
    let told = |message: Message, found: &str, right: &str| {
        let mut finding = Finding::new(&RULE, &message);
        finding.at = Some(line.at.clone());
        finding.found = Some(found.to_owned());
        finding.expected = Some(right.to_owned());
        finding.suggestion = Some(Suggestion {
            action: "replace".to_owned(),
            from: Some(found.to_owned()),
            to: None,
            text: Some(right.to_owned()),
        });
        finding
    };
    match odd {
        Oddity::OfAnother(own, other) => {
            let message = Message::new("code-of-another", &[&code, &own.name, &line.name, &other.code]);
            let mut finding = told(message, &line.name, own.name);
            // Bodies have 项 of their own, and take the names for them where they find them.
            if own.code.len() == LOWEST {
                finding.severity = Severity::Info;
            }
            Some(finding)
        }
        Oddity::ZerosLost(own) => {
            let message = Message::new("code-zeros-lost", &[&code, &line.name, &own.code]);
            Some(told(message, code, own.code))
        }
        Oddity::CutOff(own, printed) => {
            let rest = catalogue::rest_of(&own, printed);
            let message = Message::new("name-cut-off", &[&code, &line.name, &own.name]);
            is_lost(&rest, &own, below).then(|| told(message, &line.name, own.name))
        }
        Oddity::Unknown => None,
    }
}

/// Whether what a name lacks is lost rather than left out: one character of it, or the line below begins with it.
fn is_lost(rest: &str, own: &Entry, below: Option<&BudgetLine>) -> bool {
    let is_one = rest.chars().count() == 1;
    let stands_below = below.is_some_and(|below| {
        let name = key(&below.name);
        name.starts_with(rest) && !key(own.name).starts_with(&name)
    });
    is_one || stands_below
}
