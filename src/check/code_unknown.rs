#![doc = include_str!("code_unknown.md")]

use super::code_name_mismatch::digits;
use super::{Check, Run};
use crate::lexicon::catalogue::{self, Oddity};
use crate::lexicon::sense::Sense;
use crate::lexicon::terms::{self, Place};
use crate::model::{Disclosure, Finding, Findings, Message, Rule, Severity};

pub(super) const CHECK: Check = Check { rule: RULE, run: Run::Alone(run) };

const RULE: Rule =
    Rule { name: "code-unknown", severity: Severity::Info, page: include_str!("code_unknown.md") };

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    let Some(year) = disclosure.year else { return };
    for line in &disclosure.budget {
        let Some(code) = line.code.as_deref() else { continue };
        // A department has three digits as well: 226 县文化馆.
        let is_account = line.level.is_some() && terms::holds(Place::Account, Sense::Expenditure, &line.name);
        if is_account && catalogue::oddity(&digits(code), &line.name, Some(year)) == Some(Oddity::Unknown) {
            let mut finding = Finding::new(&RULE, &Message::new("code-unknown", &[&code, &line.name, &year]));
            finding.at = Some(line.at.clone());
            finding.found = Some(code.to_owned());
            findings.push(finding);
        }
    }
}
