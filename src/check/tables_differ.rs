#![doc = include_str!("tables_differ.md")]

use super::causes::Causes;
use super::{Check, Run};
use crate::model::{Disclosure, Findings, RelationKind, Rule, Severity};

pub(super) const CHECK: Check = Check { rule: RULE, run: Run::WithCauses(run) };

const RULE: Rule =
    Rule { name: "tables-differ", severity: Severity::Warning, page: include_str!("tables_differ.md") };

/// Why the amounts must be equal that this rule tells of.
const KINDS: &[RelationKind] = &[RelationKind::Tables, RelationKind::AtLeast];

/// What the tables of two files of a disclosure print differently; `disclosure` is all of them, each file by its first table.
pub(super) fn of_files(findings: &mut Findings, disclosure: &Disclosure, files: &[(usize, String)]) {
    run(findings, disclosure, &Causes::of_files(disclosure, files));
}

fn run(findings: &mut Findings, disclosure: &Disclosure, causes: &Causes<'_>) {
    causes.tell(findings, disclosure, (&RULE, KINDS));
}
