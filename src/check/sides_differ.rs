#![doc = include_str!("sides_differ.md")]

use super::causes::Causes;
use super::{Check, Run};
use crate::model::{Disclosure, Findings, RelationKind, Rule, Severity};

pub(super) const CHECK: Check = Check { rule: RULE, run: Run::WithCauses(run) };

const RULE: Rule =
    Rule { name: "sides-differ", severity: Severity::Error, page: include_str!("sides_differ.md") };

/// Why the amounts must be equal that this rule tells of.
const KINDS: &[RelationKind] = &[RelationKind::Sides];

fn run(findings: &mut Findings, disclosure: &Disclosure, causes: &Causes<'_>) {
    causes.tell(findings, disclosure, (&RULE, KINDS));
}
