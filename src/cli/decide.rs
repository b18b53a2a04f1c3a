//! `gongkai decide FILE`: what a person decides on the findings of a file, kept beside the inputs.

use std::path::{Path, PathBuf};

use super::DONE;
use super::args::Decide;
use super::settings::reader_named;
use super::terminal::{Terminal, shown};
use crate::batch::decisions::{self, DECISIONS};
use crate::batch::{self, Decisions, world};
use crate::error::{Error, ErrorKind};
use crate::layout;
use crate::model::{
    DecidedDocument, Decision, DecisionOutcome, DecisionState, Disclosure, Finding, Message, PLAIN, Position,
    Source, Subject, SubjectKind, Verdict,
};
use crate::pipeline;

pub(super) fn run(terminal: &Terminal, arguments: &Decide) -> Result<u8, Error> {
    let desk = Desk::of(arguments)?;
    let decided = desk.decided(arguments)?;
    for decision in &decided {
        decisions::append(&desk.path, decision)?;
    }
    if !decided.is_empty() {
        terminal.say(terminal.words("decide-done", &[&decided.len(), &world::show(&desk.path)]));
    }
    if arguments.list || decided.is_empty() {
        let all = Decisions([desk.former.0.clone(), decided].concat());
        terminal.result(listed(terminal, &pipeline::convert_decided(&desk.source, &all.0)?));
    }
    Ok(DONE)
}

fn mistake(id: &str, values: &[&dyn std::fmt::Display]) -> Error {
    Error::new(ErrorKind::Usage, id, values)
}

/// A file that is decided on, and what was decided before.
struct Desk {
    source: Source,
    /// The document without any decision: what decisions speak of.
    disclosure: Disclosure,
    subjects: Vec<(Subject, Position)>,
    document: DecidedDocument,
    /// The file of decisions.
    path: PathBuf,
    former: Decisions,
}

impl Desk {
    fn of(arguments: &Decide) -> Result<Self, Error> {
        let from = reader_named(arguments.from.as_deref())?;
        let path = match &arguments.decisions {
            Some(path) => path.clone(),
            None => nearest(&arguments.file),
        };
        let former = if path.exists() { decisions::load(&path)? } else { Decisions::default() };
        let plan = batch::plan(std::slice::from_ref(&arguments.file), None, false)?;
        let [input] = plan.inputs.as_slice() else {
            return Err(mistake("inspect-one-file", &[&plan.inputs.len()]));
        };
        let name = under(&path, &arguments.file).unwrap_or_else(|| input.path());
        let source = Source { path: name, bytes: input.read()?, format: from };
        let disclosure = pipeline::convert(&source)?;
        if !batch::make::speaks_of(&disclosure, &source) {
            return Err(mistake("decide-stored", &[]));
        }
        let subjects = pipeline::subjects(&disclosure);
        let document = pipeline::decided_document(&disclosure);
        Ok(Self { source, disclosure, subjects, document, path, former })
    }

    /// The decisions that the arguments say; nothing is written where one of them is wrong.
    fn decided(&self, arguments: &Decide) -> Result<Vec<Decision>, Error> {
        let mut found = Vec::new();
        let mut add = |verdict: Verdict, subject: Option<Subject>| {
            found.push(Decision {
                verdict,
                document: self.document.clone(),
                subject,
                reason: arguments.reason.clone(),
                by: arguments.by.clone(),
                when: arguments.when.clone(),
            });
        };
        for text in &arguments.accept {
            let findings = self.findings(text)?;
            let mut accepted = findings.into_iter().filter(|own| pipeline::can_be_accepted(own)).peekable();
            if accepted.peek().is_none() {
                return Err(mistake("decide-no-suggestion", &[text]));
            }
            for finding in accepted {
                let verdict = Verdict::Accept { rule: finding.rule.clone(), found: finding.found.clone() };
                add(verdict, pipeline::subject_of(&self.subjects, finding));
            }
        }
        for text in &arguments.keep {
            for finding in self.findings(text)? {
                let verdict = Verdict::Keep { rule: finding.rule.clone(), found: finding.found.clone() };
                add(verdict, pipeline::subject_of(&self.subjects, finding));
            }
        }
        for text in &arguments.set {
            let (place, to) = pair(text)?;
            let (subject, from) = self.place(place)?;
            add(Verdict::Set { from, to: to.to_owned() }, Some(subject));
        }
        for text in &arguments.title {
            let (subject, to) = self.table(text)?;
            add(Verdict::Title { to }, Some(subject));
        }
        for text in &arguments.unit {
            let (subject, to) = self.table(text)?;
            add(Verdict::Unit { to }, Some(subject));
        }
        for text in &arguments.layout {
            let (subject, to) = self.table(text)?;
            if to != PLAIN && !layout::layouts().any(|name| name == to) {
                let known: Vec<&str> = std::iter::once(PLAIN).chain(layout::layouts()).collect();
                return Err(mistake("decide-layout-unknown", &[&to, &known.join(", ")]));
            }
            add(Verdict::Layout { to }, Some(subject));
        }
        let holding = crate::model::holding(&self.former.0);
        for name in &arguments.undo {
            let is_meant = |own: &&&Decision| own.id() == *name;
            if !holding.iter().any(|own| is_meant(&own)) {
                return Err(mistake("decide-no-decision", &[name]));
            }
            add(Verdict::Undo { decision: name.clone() }, None);
        }
        Ok(found)
    }

    /// The findings of `RULE` or `RULE@PLACE`.
    fn findings(&self, text: &str) -> Result<Vec<&Finding>, Error> {
        let (rule, place) = text.split_once('@').map_or((text, None), |(rule, place)| (rule, Some(place)));
        let place = place
            .map(|text| read_place(text).ok_or_else(|| mistake("decide-place", &[&text])))
            .transpose()?;
        let is_at = |finding: &Finding| {
            place.as_ref().is_none_or(|wanted| finding.at.as_ref().is_some_and(|at| lies_in(at, wanted)))
        };
        let found: Vec<&Finding> =
            self.disclosure.findings.iter().filter(|own| own.rule == rule && is_at(own)).collect();
        if found.is_empty() { Err(mistake("decide-no-finding", &[&text])) } else { Ok(found) }
    }

    /// The subject of `t1r5c3` or `t1r5c3/WORDS`, and the words: of the only record there that says them, else of the cell.
    fn place(&self, text: &str) -> Result<(Subject, Option<String>), Error> {
        let (place, words) = text.split_once('/').map_or((text, None), |(place, words)| (place, Some(words)));
        let wanted = read_place(place).ok_or_else(|| mistake("decide-place", &[&place]))?;
        let there = || self.subjects.iter().filter(|(_, at)| lies_in(at, &wanted)).map(|(own, _)| own);
        let cell = there().find(|own| own.kind == SubjectKind::Cell && wanted[2].is_some());
        let Some(cell) = cell else { return Err(mistake("decide-nothing-there", &[&place])) };
        let Some(words) = words else { return Ok((cell.clone(), None)) };
        let says = |own: &&Subject| own.text.matches(words).count() == 1;
        let mut records = there()
            .filter(|own| matches!(own.kind, SubjectKind::Indicator | SubjectKind::Goal))
            .filter(|own| own.text.contains(words));
        match (records.next().filter(says), records.next()) {
            (Some(record), None) => Ok((record.clone(), Some(words.to_owned()))),
            _ if says(&cell) => Ok((cell.clone(), Some(words.to_owned()))),
            _ => Err(mistake("decide-no-words", &[&words, &place])),
        }
    }

    /// The table of `t1=VALUE`, and the value.
    fn table(&self, text: &str) -> Result<(Subject, String), Error> {
        let (place, to) = pair(text)?;
        let wanted = read_place(place).ok_or_else(|| mistake("decide-place", &[&place]))?;
        let is_meant =
            |(own, at): &&(Subject, Position)| own.kind == SubjectKind::Table && lies_in(at, &wanted);
        let found = self.subjects.iter().find(is_meant);
        found
            .map(|(own, _)| (own.clone(), to.to_owned()))
            .ok_or_else(|| mistake("decide-nothing-there", &[&place]))
    }
}

fn pair(text: &str) -> Result<(&str, &str), Error> {
    text.split_once('=')
        .filter(|(place, _)| !place.is_empty())
        .ok_or_else(|| mistake("decide-pair", &[&text]))
}

/// The nearest file of decisions above a file, else one beside it.
fn nearest(file: &Path) -> PathBuf {
    let folder = file.parent().unwrap_or(Path::new(""));
    decisions::nearest(folder).unwrap_or_else(|| folder.join(DECISIONS))
}

/// The path of a file under the folder of its decisions, with `/`.
fn under(decisions: &Path, file: &Path) -> Option<String> {
    let folder = decisions.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let (folder, file) = (folder.canonicalize().ok()?, file.canonicalize().ok()?);
    let parts = file.strip_prefix(folder).ok()?.iter().map(|part| part.to_string_lossy().into_owned());
    Some(parts.collect::<Vec<_>>().join("/"))
}

/// The numbers of table, row and column of `t1r5c3`, from 0; what is not said is `None`.
fn read_place(text: &str) -> Option<[Option<usize>; 3]> {
    let mut rest = text.strip_prefix('t')?;
    let mut found = [None; 3];
    for (number, next) in ["r", "c", ""].iter().enumerate() {
        let (digits, behind) =
            if next.is_empty() { (rest, "") } else { rest.split_once(next).unwrap_or((rest, "")) };
        let own: usize = digits.parse().ok()?;
        found[number] = Some(own.checked_sub(1)?);
        rest = behind;
        if rest.is_empty() {
            return (!text.ends_with(['r', 'c'])).then_some(found);
        }
    }
    None
}

fn lies_in(at: &Position, wanted: &[Option<usize>; 3]) -> bool {
    let there = [at.table, at.row, at.column];
    there.iter().zip(wanted).all(|(there, wanted)| wanted.is_none() || there == wanted)
}

/// A place as [`read_place`] reads it.
fn place(at: Option<&Position>) -> String {
    let Some(at) = at else { return String::new() };
    let part = |letter: &str, number: Option<usize>| {
        number.map(|number| format!("{letter}{}", number + 1)).unwrap_or_default()
    };
    [part("t", at.table), part("r", at.row), part("c", at.column)].concat()
}

/// The findings of a document with what was decided of each, and its decisions; a line each.
fn listed(terminal: &Terminal, disclosure: &Disclosure) -> String {
    let mut lines: Vec<String> = Vec::new();
    for finding in &disclosure.findings {
        let word = if finding.decided.is_some() { "decision-kept" } else { "decision-open" };
        lines.push(
            [
                terminal.words(word, &[]),
                place(finding.at.as_ref()),
                super::human::title(terminal, finding),
                shown(finding.text(terminal.language)),
            ]
            .join("\t"),
        );
    }
    for outcome in &disclosure.decisions {
        lines.push(
            [
                outcome.decision.id(),
                place(outcome.at.as_ref()),
                state(outcome, terminal),
                verdict(outcome, terminal),
            ]
            .join("\t"),
        );
    }
    lines.push(String::new());
    lines.join("\n")
}

fn state(outcome: &DecisionOutcome, terminal: &Terminal) -> String {
    let word = match outcome.state {
        DecisionState::Applied => "decision-applied",
        DecisionState::Kept => "decision-kept",
        DecisionState::Stale => "decision-is-stale",
    };
    let by = outcome.decision.by.as_deref();
    let by = by.map(|by| terminal.words("decision-by", &[&shown(by)])).unwrap_or_default();
    [terminal.words(word, &[]), by].join(" ").trim_end().to_owned()
}

/// What was decided, by whom and why.
pub(super) fn verdict(outcome: &DecisionOutcome, terminal: &Terminal) -> String {
    let message: Message = outcome.told();
    let reason = outcome.decision.reason.as_deref().map(|text| format!(" ({})", shown(text)));
    shown(message.text(terminal.language)) + &reason.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read() {
        for (text, expected) in [
            ("t1", Some([Some(0), None, None])),
            ("t1r5", Some([Some(0), Some(4), None])),
            ("t2r10c3", Some([Some(1), Some(9), Some(2)])),
            ("t0", None),
            ("t1r", None),
            ("r5", None),
            ("t1c3", None),
            ("t1r5c3x", None),
        ] {
            assert_eq!(read_place(text), expected, "{text}");
        }
    }
}
