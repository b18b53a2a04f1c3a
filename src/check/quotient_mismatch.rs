#![doc = include_str!("quotient_mismatch.md")]

use super::causes::Causes;
use super::{Check, Run};
use crate::model::{Disclosure, Findings, RelationKind, Rule, Severity};

pub(super) const CHECK: Check = Check { rule: RULE, run: Run::WithCauses(run) };

const RULE: Rule = Rule {
    name: "quotient-mismatch",
    severity: Severity::Warning,
    page: include_str!("quotient_mismatch.md"),
};

/// Why the numbers must be equal that this rule tells of.
const KINDS: &[RelationKind] = &[RelationKind::Quotient];

fn run(findings: &mut Findings, disclosure: &Disclosure, causes: &Causes<'_>) {
    causes.tell(findings, disclosure, (&RULE, KINDS));
}
