//! Findings as SARIF 2.1.0, for the tools that show them beside code.

use serde_json::{Map, Value, json};

use super::checked::{Checked, Verdict};
use super::page::page;
use super::words::Words;
use crate::batch::name::percent_encoded;
use crate::model::{Finding, Language, Rule, Severity};
use crate::pipeline;

/// A log, written file by file.
pub(super) struct Sarif {
    language: Language,
    rules: Vec<&'static Rule>,
    /// How many results are in it.
    results: usize,
    /// What is said of the files that could not be read.
    notifications: Vec<Value>,
}

impl Sarif {
    /// A log without results.
    pub(super) fn new(language: Language) -> Self {
        Self { language, rules: pipeline::rules(), results: 0, notifications: Vec::new() }
    }

    /// The log up to its first result.
    pub(super) fn begin(&self) -> String {
        let rules = self.rules.iter().map(|rule| {
            json!({
                "id": rule.name,
                "fullDescription": { "text": rule.sentence(self.language) },
                "help": help(rule, self.language),
                "defaultConfiguration": { "level": level(rule.severity) },
            })
        });
        let driver = json!({
            "name": "gongkai",
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "rules": rules.collect::<Vec<_>>(),
        });
        format!(
            "{{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[\n\
             {{\"tool\":{{\"driver\":{driver}}},\"columnKind\":\"unicodeCodePoints\",\"results\":["
        )
    }

    /// The results of a file.
    pub(super) fn file(&mut self, checked: &Checked) -> String {
        let uri = percent_encoded(&checked.shown);
        match &checked.verdict {
            Verdict::Read { findings, .. } => {
                let result = |finding: &Finding| {
                    self.results += 1;
                    let comma = if self.results > 1 { "," } else { "" };
                    let index = self.rules.iter().position(|rule| rule.name == finding.rule);
                    format!("{comma}\n{}", result(finding, &uri, self.language, index))
                };
                findings.iter().map(result).collect::<Vec<_>>().concat()
            }
            Verdict::Failed(error) => {
                self.notifications.push(json!({
                    "level": "error",
                    "message": { "text": error.text(self.language) },
                    "locations": [{ "physicalLocation": { "artifactLocation": { "uri": uri } } }],
                }));
                String::new()
            }
        }
    }

    /// What follows the last result.
    pub(super) fn end(self) -> String {
        let invocation = json!({
            "executionSuccessful": self.notifications.is_empty(),
            "toolExecutionNotifications": self.notifications,
        });
        format!("\n],\"invocations\":[{invocation}]}}\n]}}\n")
    }
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
    if finding.decided.is_some() {
        // SARIF 2.1.0, 3.27.23 and 3.35: a person has looked at it, outside of the source.
        result.insert("suppressions".to_owned(), json!([{ "kind": "external", "status": "accepted" }]));
    }
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
