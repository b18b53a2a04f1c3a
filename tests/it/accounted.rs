//! Converting for tests: whatever else a test looks at, the account of every document adds up.

use gongkai::error::Error;
use gongkai::model::{Disclosure, Source};
use gongkai::pipeline;

/// What the pipeline makes of a source. Its cells have one fate each, and what is unread has its finding.
pub fn convert(source: &Source) -> Result<Disclosure, Error> {
    let disclosure = pipeline::convert(source)?;
    check(&source.path, &disclosure);
    Ok(disclosure)
}

#[track_caller]
fn check(name: &str, disclosure: &Disclosure) {
    let accounting = disclosure.accounting;
    assert_eq!(accounting.tables, disclosure.tables().count(), "{name}: the tables");
    assert!(accounting.understood <= accounting.tables, "{name}: {accounting:?}");
    assert!(accounting.rows_read <= accounting.rows, "{name}: {accounting:?}");
    for (number, table) in disclosure.tables().enumerate() {
        let counts = table.accounting.unwrap_or_default();
        let cells: usize = table.rows.iter().map(|row| row.cells.len()).sum();
        assert_eq!(counts.cells, cells, "{name}: the cells of table {number}");
        assert!(counts.adds_up(), "{name}: table {number}: {counts:?}");
        let is_said = || {
            let own = |finding: &&gongkai::model::Finding| {
                finding.rule.ends_with("-unread") || finding.rule == "amount-unit-differs"
            };
            disclosure
                .findings
                .iter()
                .filter(own)
                .any(|finding| finding.at.as_ref().is_some_and(|at| at.table == Some(number)))
        };
        assert!(counts.unread == 0 || is_said(), "{name}: table {number}: {counts:?}, and no finding");
    }
    let is_empty = disclosure.projects.is_empty() && disclosure.budget.is_empty();
    let is_said = disclosure.findings.iter().any(|finding| finding.rule == "nothing-read");
    assert_eq!(is_said, is_empty, "{name}: nothing was read, and nothing says so");
}
