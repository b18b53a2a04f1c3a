#![doc = include_str!("tables_differ.md")]

use super::{Check, causes};
use crate::model::{Disclosure, Findings, RelationKind, Rule, Severity};

pub(super) const CHECK: Check = Check { rule: RULE, run };

const RULE: Rule =
    Rule { name: "tables-differ", severity: Severity::Warning, page: include_str!("tables_differ.md") };

/// Why the amounts must be equal that this rule tells of.
const KINDS: &[RelationKind] = &[RelationKind::Tables, RelationKind::AtLeast];

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    for finding in causes::findings(disclosure, &RULE, KINDS) {
        findings.push(finding);
    }
}
