//! The stages on one screen.

use crate::error::Error;
use crate::model::{Disclosure, Findings, Rule, Source};
use crate::{check, layout, markup, normalize, read};

/// Converts a file to what it discloses: read → markup → normalize → layout → check.
///
/// A document of a former run is taken as it is; no stage is run on it.
///
/// # Errors
/// When the file cannot be read as any document.
pub fn convert(source: &Source) -> Result<Disclosure, Error> {
    if let Some(stored) = read::json::stored(source) {
        return stored;
    }
    let mut findings = Findings::default();
    let raw = read::read(&mut findings, source)?;
    let rich = markup::enrich(&mut findings, raw);
    let tidy = normalize::mend(&mut findings, rich);
    let mut disclosure = layout::lift(&mut findings, tidy);
    check::run(&mut findings, &disclosure);
    disclosure.findings = findings.into_sorted();
    Ok(disclosure)
}

/// The rules of every stage, in the order of their names.
pub fn rules() -> Vec<&'static Rule> {
    let stages = [read::RULES, markup::RULES, normalize::RULES, layout::RULES];
    let mut rules: Vec<&'static Rule> = stages.concat();
    rules.extend(check::CHECKS.iter().map(|check| &check.rule));
    rules.sort_by_key(|rule| rule.name);
    rules
}
