//! What we call the sheets, columns and values that are ours and not the document's (`headings.tsv`): who writes them and
//! who reads them again must agree.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The table: an id and the words a line.
const TABLE: &str = include_str!("headings.tsv");

static HEADINGS: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| {
    let lines = TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('\t')).collect()
});

/// The words of a heading of ours; an id that the table does not have is shown itself, which a test keeps from happening.
pub fn own_heading(id: &'static str) -> &'static str {
    HEADINGS.get(id).copied().unwrap_or(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_heading_stands_there_once() {
        let lines = TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        assert_eq!(lines.count(), HEADINGS.len());
        assert!(HEADINGS.values().all(|words| !words.trim().is_empty()));
        assert_eq!((own_heading("target"), own_heading("no-such-heading")), ("指标值", "no-such-heading"));
    }
}
