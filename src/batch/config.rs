//! What a person has settled for a folder of inputs: `gongkai.toml`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::{Disclosure, Severity};

/// The rules that a person switched off or weighs otherwise, by name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RuleSettings(pub BTreeMap<String, RuleSetting>);

/// What a person settled about a rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RuleSetting {
    /// Whether its findings are left out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub off: bool,
    /// What its findings weigh.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// Why.
    pub reason: String,
}

impl RuleSettings {
    /// Leaves out and weighs the findings of a document.
    pub fn apply(&self, disclosure: &mut Disclosure) {
        if self.0.is_empty() {
            return;
        }
        disclosure.findings.retain(|finding| !self.0.get(&finding.rule).is_some_and(|setting| setting.off));
        for finding in &mut disclosure.findings {
            if let Some(severity) = self.0.get(&finding.rule).and_then(|setting| setting.severity) {
                finding.severity = severity;
            }
        }
    }
}

/// A configuration.
#[derive(Clone, Debug, Default)]
pub struct Config;
