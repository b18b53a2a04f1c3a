//! Documents out of which nothing was read at all.

use crate::model::{Accounting, Finding, Message, Rule, Severity};

/// A document without a project or a budget line.
pub const NOTHING_READ: Rule =
    Rule { name: "nothing-read", severity: Severity::Info, page: include_str!("nothing_read.md") };

/// What is said of a document without records. `should` is how many of its tables should have been read.
pub(super) fn finding(accounting: Accounting, should: usize) -> Finding {
    let tables = accounting.tables;
    if should > 0 {
        let message = Message::new("nothing-read-known", &[&tables, &should]);
        return Finding { severity: Severity::Warning, ..Finding::new(&NOTHING_READ, &message) };
    }
    let message = match (tables, accounting.understood) {
        (0, _) => Message::new("nothing-read-prose", &[]),
        (_, 0) => Message::new("nothing-read-other", &[&tables]),
        _ => Message::new("nothing-read-empty", &[&tables]),
    };
    Finding::new(&NOTHING_READ, &message)
}
