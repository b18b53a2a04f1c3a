//! What a person decided about a document: which finding is accepted or kept, what stands at a place instead.
//!
//! A decision names what it speaks of by what that *is* (the document by its bytes or its title, a record by its keys
//! and its words), never by where it stands: a new scrape of the same disclosure has other lines.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::message::Message;
use super::place::Position;

/// One decision, a line of `gongkai-decisions.jsonl`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Decision {
    /// What was decided.
    #[serde(flatten)]
    pub verdict: Verdict,
    /// The document it speaks of.
    pub document: DecidedDocument,
    /// What in it; `None` for the document as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Subject>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who decided, if they say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// When, if they say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
}

impl Decision {
    /// The name of the decision, by which a later line takes it back: the beginning of the SHA-256 of what it says.
    pub fn id(&self) -> String {
        // Its keys are strings, so that it cannot fail to be written.
        let text = serde_json::to_string(self).unwrap_or_default();
        let digest = Sha256::digest(text.as_bytes());
        // Eight bytes: enough that no two decisions about a folder of documents go by one name.
        let start = digest.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        format!("{start:016x}")
    }
}

/// Those of some decisions that hold: what was taken back is left out.
pub fn holding(decisions: &[Decision]) -> Vec<&Decision> {
    let mut found: Vec<&Decision> = Vec::new();
    for decision in decisions {
        if let Verdict::Undo { decision } = &decision.verdict {
            if let Some(at) = found.iter().rposition(|former| former.id() == *decision) {
                found.remove(at);
            }
        } else {
            found.push(decision);
        }
    }
    found
}

/// What was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "do", rename_all = "kebab-case")]
pub enum Verdict {
    /// The suggestion of a finding is carried out.
    Accept {
        /// The finding's rule.
        rule: String,
        /// What it found, where it says so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        found: Option<String>,
    },
    /// What a finding speaks of stays as it is.
    Keep {
        /// The finding's rule.
        rule: String,
        /// What it found, where it says so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        found: Option<String>,
    },
    /// Other words stand at a place.
    Set {
        /// Those of its words that are replaced; all of them where it does not say.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<String>,
        /// What stands there instead.
        to: String,
    },
    /// A table has another title.
    Title {
        /// That title.
        to: String,
    },
    /// The amounts of a table have another unit.
    Unit {
        /// That unit: 元, 万元.
        to: String,
    },
    /// A table is read by another layout, or by none (`plain`).
    Layout {
        /// The layout's name.
        to: String,
    },
    /// A former decision does not hold any more.
    Undo {
        /// That decision's name.
        decision: String,
    },
}

/// A document, as a decision names it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DecidedDocument {
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its path under the input, with `/`.
    pub path: String,
    /// Its title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Its year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<u16>,
    /// Who publishes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
}

/// Something in a document, by its keys and its words.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Subject {
    /// What it is.
    pub kind: SubjectKind,
    /// The title of its table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// The name of its project.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<String>,
    /// What its row is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<String>,
    /// The header of its column, from top to bottom.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub column: Vec<String>,
    /// Its words.
    #[serde(default)]
    pub text: String,
    /// How many that are alike in all this stand before it.
    #[serde(default, skip_serializing_if = "is_first")]
    pub nth: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_first(nth: &usize) -> bool {
    *nth == 0
}

/// What a decision may speak of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SubjectKind {
    /// A cell.
    #[default]
    Cell,
    /// An indicator.
    Indicator,
    /// A goal.
    Goal,
    /// A table.
    Table,
    /// A heading, a paragraph or a list.
    Block,
}

/// A decision and what became of it in a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DecisionOutcome {
    /// The decision.
    #[serde(flatten)]
    pub decision: Decision,
    /// What became of it.
    pub state: DecisionState,
    /// Where it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Position>,
    /// What stood there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub former: Option<String>,
    /// What stands there now, where that changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<String>,
}

impl DecisionOutcome {
    /// What was decided, in words.
    pub fn told(&self) -> Message {
        match &self.decision.verdict {
            Verdict::Accept { rule, .. } => Message::new("decision-accept", &[rule]),
            Verdict::Keep { rule, .. } => Message::new("decision-keep", &[rule]),
            Verdict::Set { from, to } => {
                let own = || self.decision.subject.as_ref().map(|own| own.text.clone());
                let from = from.clone().or_else(own).unwrap_or_default();
                Message::new("decision-set", &[to, &from])
            }
            Verdict::Title { to } => Message::new("decision-title", &[to]),
            Verdict::Unit { to } => Message::new("decision-unit", &[to]),
            Verdict::Layout { to } => Message::new("decision-layout", &[to]),
            Verdict::Undo { .. } => Message::new("decide-undone", &[]),
        }
    }
}

/// What became of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DecisionState {
    /// Something was changed by it.
    Applied,
    /// Something was left as it is.
    Kept,
    /// What it speaks of is not there any more.
    Stale,
}

/// What stood in a cell before a person decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Former {
    /// Its words, a line a block.
    pub text: String,
    /// The number of the decision among the document's, from 0; the last one where there are several.
    pub decision: usize,
}
