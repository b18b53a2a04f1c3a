//! What persons decided, carried out: words are replaced in the tidy document, which then is read once more, so that
//! sums are judged on what was decided; findings that were kept are marked; what fits no more is said.

mod edit;
mod subject;

use std::collections::BTreeMap;

use self::edit::Edit;
pub use self::subject::{of_finding, subjects};
use crate::lexicon::money;
use crate::model::{
    Block, DecidedDocument, Decision, DecisionOutcome, DecisionState, Disclosure, Document, Finding,
    Findings, Message, Position, Rule, Severity, Subject, SubjectKind, Suggestion, Table, Tidy, Verdict,
    holding,
};
use crate::text::width::is_same_folded;

/// A decision that fits its document no more.
pub const DECISION_STALE: Rule =
    Rule { name: "decision-stale", severity: Severity::Warning, page: include_str!("decision_stale.md") };

/// The rules of what deciding can find.
pub const RULES: &[&Rule] = &[&DECISION_STALE];

/// What the decisions about a document come to.
#[derive(Debug)]
pub struct Plan {
    outcomes: Vec<DecisionOutcome>,
    /// The edits of decisions, by their numbers.
    edits: Vec<(usize, Edit)>,
    /// The tables that have another title, unit or layout, by the numbers of the decisions.
    tables: Vec<(usize, usize)>,
    layouts: BTreeMap<usize, String>,
}

/// How a decision names a document.
pub fn document(disclosure: &Disclosure) -> DecidedDocument {
    DecidedDocument {
        sha256: disclosure.source.sha256.clone(),
        path: disclosure.source.path.clone(),
        title: disclosure.title.clone(),
        year: disclosure.year,
        publisher: disclosure.publisher.clone(),
    }
}

/// Whether a decision speaks of a document: of these bytes, or of a document of the same title that has the same path or
/// the same publisher and year.
fn speaks_of(decided: &DecidedDocument, own: &DecidedDocument) -> bool {
    let is_same = |one: &Option<String>, other: &Option<String>| {
        one.as_ref().zip(other.as_ref()).is_some_and(|(one, other)| is_same_folded(one, other))
    };
    let is_titled = is_same(&decided.title, &own.title);
    let is_published = is_same(&decided.publisher, &own.publisher) && decided.year == own.year;
    decided.sha256 == own.sha256 || (is_titled && (decided.path == own.path || is_published))
}

/// Whether a decision may speak of a document of these bytes, this path or this title: whether it does, its year and its
/// publisher tell.
pub fn may_speak_of(decided: &DecidedDocument, sha256: &str, path: &str, title: Option<&str>) -> bool {
    let is_titled =
        || decided.title.as_deref().zip(title).is_some_and(|(one, other)| is_same_folded(one, other));
    decided.sha256 == sha256 || decided.path == path || is_titled()
}

impl Plan {
    /// What decisions come to in a document that was read without them; `None` where none speaks of it.
    pub fn of(disclosure: &Disclosure, decisions: &[Decision]) -> Option<Self> {
        let own = document(disclosure);
        let mut decisions = holding(decisions);
        decisions.retain(|decision| speaks_of(&decision.document, &own));
        if decisions.is_empty() {
            return None;
        }
        let subjects = subjects(disclosure);
        let places: BTreeMap<Subject, &Position> =
            subjects.iter().map(|(own, position)| (subject::key(own), position)).collect();
        let mut plan =
            Self { outcomes: Vec::new(), edits: Vec::new(), tables: Vec::new(), layouts: BTreeMap::new() };
        for decision in decisions {
            let own = decision.subject.as_ref();
            let at = own.and_then(|own| places.get(&subject::key(own)).copied().cloned());
            let outcome = DecisionOutcome {
                decision: decision.clone(),
                state: DecisionState::Stale,
                at: at.clone(),
                former: None,
                now: None,
            };
            plan.outcomes.push(outcome);
            let is_there = own.is_none() || at.is_some();
            if is_there {
                plan.add(disclosure, &subjects, decision, at);
            }
        }
        Some(plan)
    }

    /// Takes up the last of the decisions, whose subject is there.
    fn add(
        &mut self,
        disclosure: &Disclosure,
        subjects: &[(Subject, Position)],
        decision: &Decision,
        at: Option<Position>,
    ) {
        let number = self.outcomes.len() - 1;
        let own = decision.subject.as_ref();
        let finding = |rule: &str, found: &Option<String>| {
            disclosure.findings.iter().find(|finding| {
                finding.rule == rule
                    && finding.found == *found
                    && of_finding(subjects, finding).as_ref().map(subject::key) == own.map(subject::key)
            })
        };
        let outcome = &mut self.outcomes[number];
        match &decision.verdict {
            Verdict::Keep { rule, found } => {
                if let Some(finding) = finding(rule, found) {
                    outcome.state = DecisionState::Kept;
                    outcome.at.clone_from(&finding.at);
                    outcome.former.clone_from(&finding.found);
                }
            }
            Verdict::Accept { rule, found } => {
                let edit = finding(rule, found).and_then(|finding| suggested(disclosure, finding, own));
                self.edits.extend(edit.map(|edit| (number, edit)));
            }
            Verdict::Set { from, to } => {
                if let (Some(at), Some(own)) = (at, own) {
                    let is_record = matches!(own.kind, SubjectKind::Indicator | SubjectKind::Goal);
                    let within = is_record.then(|| own.text.clone());
                    let edit = Edit::Replace { at, within, from: from.clone(), to: to.clone() };
                    self.edits.push((number, edit));
                }
            }
            Verdict::Title { .. } | Verdict::Unit { .. } => {
                self.tables.extend(at.and_then(|at| at.table).map(|table| (number, table)));
            }
            Verdict::Layout { to } => {
                if let Some(table) = at.and_then(|at| at.table) {
                    self.layouts.insert(table, to.clone());
                    self.tables.push((number, table));
                }
            }
            Verdict::Undo { .. } => {}
        }
    }

    /// Carries out what replaces words.
    pub fn edit(&mut self, document: &mut Document<Tidy>) {
        // A title tells what a table holds; it is given once more behind the layout, which may find another.
        for (number, table) in &self.tables {
            if let (Verdict::Title { to }, Some(own)) =
                (&self.outcomes[*number].decision.verdict, tables(&mut document.blocks).nth(*table))
            {
                own.title = Some(to.clone());
            }
        }
        for (number, edit) in &self.edits {
            if let Some(changed) = edit.apply(document, *number) {
                let outcome = &mut self.outcomes[*number];
                outcome.state = DecisionState::Applied;
                outcome.former = Some(changed.former);
                outcome.now = Some(changed.now);
            }
        }
    }

    /// The layouts by which tables are to be read, by the numbers of the tables.
    pub fn layouts(&self) -> &BTreeMap<usize, String> {
        &self.layouts
    }

    /// Gives tables their titles and units, and their records with them.
    pub fn settle(&mut self, disclosure: &mut Disclosure) {
        for (number, table) in &self.tables {
            let outcome = &mut self.outcomes[*number];
            let Some(own) = tables(&mut disclosure.blocks).nth(*table) else { continue };
            let (former, to) = match &outcome.decision.verdict {
                Verdict::Title { to } => (own.title.replace(to.clone()), to.clone()),
                Verdict::Unit { to } => {
                    let former = own.unit.replace(to.clone());
                    let is_own = |at: &Position| at.table == Some(*table);
                    for line in disclosure.budget.iter_mut().filter(|line| is_own(&line.at)) {
                        line.unit = Some(to.clone());
                    }
                    for project in disclosure.projects.iter_mut().filter(|project| is_own(&project.at)) {
                        project.amount_unit = Some(to.clone());
                        project.amount_wan = project.amount.and_then(|amount| money::in_wan(amount, to));
                    }
                    (former, to.clone())
                }
                Verdict::Layout { to } if own.layout == *to => (None, to.clone()),
                _ => continue,
            };
            outcome.state = DecisionState::Applied;
            outcome.former = former;
            outcome.now = Some(to);
        }
    }

    /// Marks the findings that were kept, in a document that was checked, and says what fits no more.
    pub fn finish(mut self, disclosure: &Disclosure, findings: &mut Findings) -> Vec<DecisionOutcome> {
        // What was decided may have brought up what is kept.
        let keeps = |own: &DecisionOutcome| matches!(own.decision.verdict, Verdict::Keep { .. });
        let subjects = if self.outcomes.iter().any(keeps) { subjects(disclosure) } else { Vec::new() };
        for (number, outcome) in self.outcomes.iter_mut().enumerate() {
            let Verdict::Keep { rule, found } = &outcome.decision.verdict else { continue };
            let own = outcome.decision.subject.as_ref().map(subject::key);
            for finding in findings.as_mut_slice() {
                let is_meant = finding.rule == *rule
                    && finding.found == *found
                    && (outcome.state == DecisionState::Kept && finding.at == outcome.at
                        || of_finding(&subjects, finding).as_ref().map(subject::key) == own);
                if is_meant {
                    finding.decided = Some(number);
                    outcome.state = DecisionState::Kept;
                    outcome.at.clone_from(&finding.at);
                    outcome.former.clone_from(&finding.found);
                }
            }
        }
        findings
            .extend(self.outcomes.iter().filter(|outcome| outcome.state == DecisionState::Stale).map(stale));
        self.outcomes
    }
}

fn tables(blocks: &mut [Block<Tidy>]) -> impl Iterator<Item = &mut Table<Tidy>> {
    blocks.iter_mut().filter_map(|block| if let Block::Table(table) = block { Some(table) } else { None })
}

fn stale(outcome: &DecisionOutcome) -> Finding {
    let decision = &outcome.decision;
    let text = decision.subject.as_ref().map_or("", |own| match own.kind {
        SubjectKind::Table => own.table.as_deref().unwrap_or_default(),
        _ => own.text.as_str(),
    });
    let text: String = text.chars().take(SHOWN).collect();
    let message = match &decision.verdict {
        Verdict::Accept { rule, .. } => Message::new("decision-stale-accept", &[&text, rule]),
        Verdict::Keep { rule, .. } => Message::new("decision-stale-keep", &[&text, rule]),
        Verdict::Set { to, .. } | Verdict::Undo { decision: to } => {
            Message::new("decision-stale-set", &[&text, to])
        }
        Verdict::Title { to } | Verdict::Unit { to } | Verdict::Layout { to } => {
            Message::new("decision-stale-table", &[&text, to])
        }
    };
    Finding { at: outcome.at.clone(), found: Some(text), ..Finding::new(&DECISION_STALE, &message) }
}

/// So many characters of what a decision spoke of are shown.
const SHOWN: usize = 60;

/// The edit that carries out what a finding suggests; `None` where no edit of the document does.
fn suggested(disclosure: &Disclosure, finding: &Finding, own: Option<&Subject>) -> Option<Edit> {
    let Suggestion { action, from, to, text } = finding.suggestion.as_ref()?;
    let at = finding.at.clone()?;
    let record = own.filter(|own| matches!(own.kind, SubjectKind::Indicator | SubjectKind::Goal));
    let within = record.map(|own| own.text.clone());
    match action.as_str() {
        "replace" => Some(Edit::Replace { at, within, from: from.clone(), to: text.clone()? }),
        "insert-number" => Some(Edit::Replace { at, within, from: None, to: text.clone()? }),
        "move-goal" => {
            let to = to.as_ref()?;
            let owner = disclosure.projects.iter().find(|project| {
                project.at.table == at.table && project.code.as_ref().unwrap_or(&project.name) == to
            })?;
            Some(Edit::Move { from: at, text: record?.text.clone(), to: owner.at.row? })
        }
        _ => None,
    }
}

/// Whether a finding suggests something that can be accepted.
pub fn can_be_accepted(finding: &Finding) -> bool {
    finding
        .suggestion
        .as_ref()
        .is_some_and(|own| matches!(own.action.as_str(), "replace" | "insert-number" | "move-goal"))
}
