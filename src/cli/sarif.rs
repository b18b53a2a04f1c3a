//! Findings as SARIF 2.1.0, for the tools that show them beside code.

use serde_json::{Map, Value, json};

use super::check::{Checked, Verdict};
use super::page::page;
use super::words::Words;
use crate::batch::name::percent_encoded;
use crate::model::{Finding, Language, Rule, Severity};
use crate::pipeline;

/// The log of a run.
pub(super) fn log(checked: &[Checked], language: Language) -> Value {
    let rules = pipeline::rules();
    let index = |name: &str| rules.iter().position(|rule| rule.name == name);
    let mut results = Vec::new();
    let mut notifications = Vec::new();
    for file in checked {
        let uri = percent_encoded(&file.shown);
        match &file.verdict {
            Verdict::Read { findings, .. } => {
                results.extend(
                    findings.iter().map(|finding| result(finding, &uri, language, index(&finding.rule))),
                );
            }
            Verdict::Failed(error) => notifications.push(json!({
                "level": "error",
                "message": { "text": error.text(language) },
                "locations": [{ "physicalLocation": { "artifactLocation": { "uri": uri } } }],
            })),
        }
    }
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "gongkai",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(|rule| json!({
                    "id": rule.name,
                    "fullDescription": { "text": rule.sentence(language) },
                    "help": help(rule, language),
                    "defaultConfiguration": { "level": level(rule.severity) },
                })).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": notifications.is_empty(),
                "toolExecutionNotifications": notifications,
            }],
            "results": results,
        }],
    })
}

fn result(finding: &Finding, uri: &str, language: Language, index: Option<usize>) -> Value {
    let mut physical = Map::new();
    physical.insert("artifactLocation".to_owned(), json!({ "uri": uri }));
    let at = finding.at.clone().unwrap_or_default();
    if let Some(line) = at.line {
        let mut region = Map::new();
        region.insert("startLine".to_owned(), line.into());
        if let Some(character) = at.character {
            region.insert("startColumn".to_owned(), character.into());
        }
        physical.insert("region".to_owned(), region.into());
    }
    let mut location = Map::new();
    location.insert("physicalLocation".to_owned(), physical.into());
    if let Some(name) =
        at.sheet.as_ref().map(|sheet| format!("{sheet}!{}", at.cell.as_deref().unwrap_or_default()))
    {
        location.insert("logicalLocations".to_owned(), json!([{ "fullyQualifiedName": name }]));
    }
    let mut result = Map::new();
    result.insert("ruleId".to_owned(), finding.rule.clone().into());
    if let Some(index) = index {
        result.insert("ruleIndex".to_owned(), index.into());
    }
    result.insert("level".to_owned(), level(finding.severity).into());
    result.insert("message".to_owned(), json!({ "text": finding.text(language) }));
    result.insert("locations".to_owned(), json!([location]));
    let properties = json!({
        "project": finding.project, "expected": finding.expected, "found": finding.found,
        "suggestion": finding.suggestion,
    });
    result.insert("properties".to_owned(), properties);
    result.into()
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// The manual page of a rule.
fn help(rule: &Rule, language: Language) -> Value {
    let page = page(rule, Words { language });
    json!({ "text": page, "markdown": page })
}
