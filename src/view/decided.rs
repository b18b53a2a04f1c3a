//! What a person is shown of decisions: a note to each, and where it stands.

use crate::model::{DecisionOutcome, DecisionState, Message};

/// A decision in Chinese, with what stood there, who decided, when and why: `采纳 goal-displaced；原为“…”（张三，2024-03-01）`.
pub fn note(outcome: &DecisionOutcome) -> String {
    let mut text = outcome.told().zh;
    // A decision that says what it replaces needs no former words beside.
    let says_former = |former: &&String| !text.contains(former.as_str());
    if let Some(former) = outcome.former.as_ref().filter(says_former) {
        text.push_str(&Message::new("decision-former", &[former]).zh);
    }
    let decision = &outcome.decision;
    let by: Vec<&str> = [&decision.by, &decision.when].into_iter().flatten().map(String::as_str).collect();
    if !by.is_empty() {
        text.push_str(&Message::new("decision-made", &[&by.join("，")]).zh);
    }
    if let Some(reason) = &decision.reason {
        text.push_str(&Message::new("decision-reason", &[reason]).zh);
    }
    text
}

/// The mark of a decision, by its number from 0: 更1.
pub fn mark(decision: usize) -> String {
    Message::new("decision-mark", &[&(decision + 1)]).zh
}

/// What became of a decision, in Chinese.
pub fn state(outcome: &DecisionOutcome) -> String {
    let message = match outcome.state {
        DecisionState::Applied => Message::new("decision-applied", &[]),
        DecisionState::Kept => Message::new("decision-kept", &[]),
        DecisionState::Stale => Message::new("decision-is-stale", &[]),
    };
    message.zh
}
