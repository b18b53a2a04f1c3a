//! What is wrong or was mended, where, and by how much.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::message::{Language, Message};
use super::place::Position;

/// How much a finding weighs, by its consequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// A person must look at it.
    Warning,
    /// Arithmetically impossible, or lost.
    Error,
}

impl Severity {
    /// The word as it is printed and written in options.
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A rule: what a finding is named for, and the manual page that explains it.
#[derive(Debug)]
pub struct Rule {
    /// The name, for what is wrong: `sum-mismatch`.
    pub name: &'static str,
    /// How much a finding of this rule weighs unless it says otherwise.
    pub severity: Severity,
    /// The manual page, in Markdown: the English one with its examples, a mark, and the words of the Chinese one.
    pub page: &'static str,
}

/// What stands between the English page of a rule and the Chinese one.
const CHINESE: &str = "\n<!-- zh -->\n";

impl Rule {
    /// The manual page in a language. The Chinese one leaves out the examples, which stand on the English one.
    pub fn page_in(&self, language: Language) -> &'static str {
        let (english, chinese) = self.page.split_once(CHINESE).unwrap_or((self.page, ""));
        match language {
            Language::English => english,
            Language::Chinese => chinese,
        }
    }

    /// The sentence that says what is wrong, with which a page begins.
    pub fn sentence(&self, language: Language) -> String {
        let paragraph = self.page_in(language).split("\n\n").nth(1).unwrap_or_default();
        let between = match language {
            Language::English => " ",
            Language::Chinese => "",
        };
        paragraph.trim().lines().collect::<Vec<_>>().join(between)
    }
}

/// A repair that a person may accept; nothing of it was done.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Suggestion {
    /// What to do: `move-goal`, `insert-number`, `replace`.
    pub action: String,
    /// Where from: a project's code or name.
    #[serde(default)]
    pub from: Option<String>,
    /// Where to.
    #[serde(default)]
    pub to: Option<String>,
    /// The text that is moved or put in.
    #[serde(default)]
    pub text: Option<String>,
}

/// One thing that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// The rule's name.
    pub rule: String,
    /// How much it weighs.
    pub severity: Severity,
    /// What is said, in English.
    pub message: String,
    /// What is said, in Chinese.
    pub message_zh: String,
    /// The project's code, or its name where it has none.
    pub project: Option<String>,
    /// Where.
    pub at: Option<Position>,
    /// What the rule expects.
    pub expected: Option<String>,
    /// What the source says.
    pub found: Option<String>,
    /// A repair that a person may accept.
    pub suggestion: Option<Suggestion>,
    /// The words of the source that it speaks of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The number of the decision that what it speaks of stays as it is, among the document's, from 0. What was
    /// decided is not open any more: it decides no exit status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<usize>,
    /// Further words that help: which lines were added up.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

impl Finding {
    /// A finding of a rule at the rule's own severity. `message` is an id of the table of messages.
    pub fn new(rule: &Rule, message: &Message) -> Self {
        Self {
            rule: rule.name.to_owned(),
            severity: rule.severity,
            message: message.en.clone(),
            message_zh: message.zh.clone(),
            project: None,
            at: None,
            expected: None,
            found: None,
            suggestion: None,
            source: None,
            decided: None,
            notes: Vec::new(),
        }
    }

    /// The message in a language.
    pub fn text(&self, language: Language) -> &str {
        match language {
            Language::English => &self.message,
            Language::Chinese => &self.message_zh,
        }
    }
}

/// The findings of one document, in the order they were made until they are sorted.
#[derive(Clone, Debug, Default)]
pub struct Findings(Vec<Finding>);

impl Findings {
    /// Adds one.
    pub fn push(&mut self, finding: Finding) {
        self.0.push(finding);
    }

    /// Those made so far.
    pub fn as_slice(&self) -> &[Finding] {
        &self.0
    }

    /// Those made so far, to be marked.
    pub fn as_mut_slice(&mut self) -> &mut [Finding] {
        &mut self.0
    }

    /// All of them in reading order: by position, then the weightier first, then by rule.
    pub fn into_sorted(mut self) -> Vec<Finding> {
        self.0.sort_by(|a, b| {
            a.at.cmp(&b.at)
                .then_with(|| b.severity.cmp(&a.severity))
                .then_with(|| a.rule.cmp(&b.rule))
                .then_with(|| a.message.cmp(&b.message))
        });
        self.0
    }
}

impl Extend<Finding> for Findings {
    fn extend<I: IntoIterator<Item = Finding>>(&mut self, findings: I) {
        self.0.extend(findings);
    }
}
