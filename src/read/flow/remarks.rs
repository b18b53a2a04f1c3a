//! What is to be said of the reading of a Word document.

use super::{
    COLUMNS_BY_TABS, DELETIONS_LEFT_OUT, LIST_NUMBERS_GENERATED, PART_UNREAD, PICTURE_LEFT_OUT,
    PROMPTS_LEFT_OUT, READINGS_LEFT_OUT, SYMBOL_UNREAD,
};
use crate::model::{Finding, Findings, Hidden, HiddenBy, Message, Place, Position, Rule, Severity};
use crate::read::html::HIDDEN_LEFT_OUT;
use crate::read::workbook::COMMENTS_LEFT_OUT;

/// Things of one kind that were left out: how many, the words of each, and where the first of them stands.
#[derive(Debug, Default)]
pub(in crate::read) struct Apart {
    pub(in crate::read) count: usize,
    words: Vec<(String, Place)>,
    first: Option<Place>,
}

impl Apart {
    /// Keeps apart what stands at a place.
    pub(in crate::read) fn note(&mut self, words: &str, at: &Place) {
        self.count += 1;
        let words = words.trim();
        if !words.is_empty() {
            self.words.push((words.to_owned(), at.clone()));
        }
        self.first.get_or_insert_with(|| at.clone());
    }

    /// The same and what else was left out, which stands behind it.
    fn and(mut self, other: Self) -> Self {
        self.count += other.count;
        self.words.extend(other.words);
        self.first = self.first.or(other.first);
        self
    }

    fn kept(&self, by: HiddenBy) -> impl Iterator<Item = Hidden> {
        self.words.iter().map(move |(text, at)| Hidden { by, text: text.clone(), at: at.clone() })
    }

    fn say(self, findings: &mut Findings, rule: &Rule, message: impl Fn(usize) -> Message) {
        let Some(at) = self.first else { return };
        let mut finding = Finding::new(rule, &message(self.count));
        finding.at = Some(Position::of(&at));
        finding.notes = self.words.into_iter().map(|(words, _)| words).collect();
        findings.push(finding);
    }
}

/// What is shown and was not read.
#[derive(Debug)]
pub(in crate::read) enum Unread {
    /// An object of another program, by the name of its kind.
    Object(String),
    /// A document that stands within this one, by its name.
    Chunk(String),
    /// A drawing that is made from data.
    Chart,
    /// A field without a stored result, by its code.
    Field(String),
}

/// What is to be said of a document.
#[derive(Debug, Default)]
pub(in crate::read) struct Remarks {
    pub(in crate::read) numbers: Apart,
    pub(in crate::read) hidden: Apart,
    /// Letters of the colour of the ground.
    pub(in crate::read) colourless: Apart,
    pub(in crate::read) comments: Apart,
    pub(in crate::read) deleted: Apart,
    pub(in crate::read) prompts: Apart,
    pub(in crate::read) readings: Apart,
    pub(in crate::read) pictures: Apart,
    pub(in crate::read) symbols: Apart,
    pub(in crate::read) unread: Vec<(Unread, Place)>,
    /// Tables that were read from tabs: how many lines, where.
    pub(in crate::read) tables_by_tabs: Vec<(usize, Place)>,
    /// Lines whose tabs make no table.
    pub(in crate::read) tabs_unread: Vec<(usize, Place)>,
    /// What the readers of parts said.
    pub(in crate::read) of_parts: Findings,
}

impl Remarks {
    /// What is in the document and not shown.
    pub(in crate::read) fn hidden(&self) -> Vec<Hidden> {
        let kinds = [
            (&self.hidden, HiddenBy::Display),
            (&self.colourless, HiddenBy::Colour),
            (&self.comments, HiddenBy::Comment),
        ];
        kinds.into_iter().flat_map(|(apart, by)| apart.kept(by)).collect()
    }

    /// Says it.
    pub(in crate::read) fn report(self, findings: &mut Findings) {
        if self.numbers.count > 0 {
            let mut finding =
                Finding::new(&LIST_NUMBERS_GENERATED, &Message::new("list-numbers-generated", &[]));
            finding.found = Some(self.numbers.count.to_string());
            findings.push(finding);
        }
        let unseen = self.hidden.and(self.colourless);
        unseen.say(findings, &HIDDEN_LEFT_OUT, |count| Message::new("hidden-left-out-word", &[&count]));
        let comments = |count| Message::new("comments-left-out-word", &[&count]);
        self.comments.say(findings, &COMMENTS_LEFT_OUT, comments);
        self.deleted
            .say(findings, &DELETIONS_LEFT_OUT, |count| Message::new("deletions-left-out", &[&count]));
        self.prompts.say(findings, &PROMPTS_LEFT_OUT, |count| Message::new("prompts-left-out", &[&count]));
        self.readings.say(findings, &READINGS_LEFT_OUT, |count| Message::new("readings-left-out", &[&count]));
        self.pictures.say(findings, &PICTURE_LEFT_OUT, |count| Message::new("picture-left-out", &[&count]));
        self.symbols.say(findings, &SYMBOL_UNREAD, |count| Message::new("symbol-unread", &[&count]));
        for (what, at) in self.unread {
            let mut finding = unread(what);
            finding.at = Some(Position::of(&at));
            findings.push(finding);
        }
        for (lines, at) in self.tables_by_tabs {
            let mut finding = Finding::new(&COLUMNS_BY_TABS, &Message::new("columns-by-tabs", &[&lines]));
            finding.at = Some(Position::of(&at));
            findings.push(finding);
        }
        for (lines, at) in self.tabs_unread {
            let message = Message::new("columns-by-tabs-unread", &[&lines]);
            let mut finding = Finding::new(&COLUMNS_BY_TABS, &message);
            finding.severity = Severity::Warning;
            finding.at = Some(Position::of(&at));
            findings.push(finding);
        }
        findings.extend(self.of_parts.into_sorted());
    }
}

fn unread(what: Unread) -> Finding {
    let (message, severity, found) = match what {
        Unread::Object(kind) => (Message::new("part-unread-object", &[&kind]), Severity::Error, Some(kind)),
        Unread::Chunk(name) => (Message::new("part-unread-chunk", &[&name]), Severity::Error, Some(name)),
        Unread::Chart => (Message::new("part-unread-chart", &[]), Severity::Warning, None),
        Unread::Field(code) => (Message::new("part-unread-field", &[&code]), Severity::Warning, Some(code)),
    };
    Finding { severity, found, ..Finding::new(&PART_UNREAD, &message) }
}
