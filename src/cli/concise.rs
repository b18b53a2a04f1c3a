//! Findings in a line each, for editors and pipes.

#![expect(
    clippy::format_push_string,
    reason = "a text that is put together once; how it reads counts for more than a copy"
)]

use super::human::{place, title};
use super::terminal::{Terminal, shown};
use crate::model::Disclosure;

/// The findings of a document, a line each.
pub(super) fn findings(terminal: &Terminal, path: &str, disclosure: &Disclosure) -> String {
    let mut written = String::new();
    for finding in &disclosure.findings {
        let place = place(finding.at.as_ref());
        let message = shown(finding.text(terminal.language));
        let decided = finding.decided.map(|_| format!(" [{}]", terminal.words("decision-kept", &[])));
        written += &format!(
            "{}{place}: {}{}{message}{}\n",
            shown(path),
            title(terminal, finding),
            terminal.colon(),
            decided.unwrap_or_default()
        );
    }
    written
}
