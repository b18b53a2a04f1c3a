//! The stages on one screen.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::error::Error;
use crate::model::{
    Amount, DecidedDocument, Decision, Disclosure, Document, Finding, Findings, Position, Project, Relation,
    Rule, Source, Subject, Tidy,
};
#[cfg(feature = "cli")]
use crate::model::{Picture, Place};
use crate::{arithmetic, check, decide, layout, markup, normalize, read, view};

/// Converts a file to what it discloses: read → markup → normalize → layout → arithmetic → check.
///
/// A document of a former run is taken as it is; no stage is run on it.
///
/// # Errors
/// When the file cannot be read as any document.
pub fn convert(source: &Source) -> Result<Disclosure, Error> {
    convert_decided(source, &[])
}

/// Converts a file as [`convert`] does, and carries out what persons decided about it: between layout and checks, so that
/// sums are judged on what was decided. Decisions about other documents are left alone.
///
/// # Errors
/// When the file cannot be read as any document.
pub fn convert_decided(source: &Source, decisions: &[Decision]) -> Result<Disclosure, Error> {
    if let Some(stored) = read::json::stored(source) {
        return stored;
    }
    let mut findings = Findings::default();
    let raw = read::read(&mut findings, source)?;
    let rich = markup::enrich(&mut findings, raw);
    let tidy = normalize::mend(&mut findings, rich);
    if decisions.is_empty() {
        return Ok(understood(findings, tidy, None));
    }
    // What is decided on is found by what the document says without any decision.
    let without = understood(findings.clone(), tidy.clone(), None);
    let Some(mut plan) = decide::Plan::of(&without, decisions) else { return Ok(without) };
    let mut tidy = tidy;
    plan.edit(&mut tidy);
    Ok(understood(findings, tidy, Some(plan)))
}

/// What a document holds that a person may decide about, with where it stands. Decisions speak of documents as they are
/// without any.
pub fn subjects(disclosure: &Disclosure) -> Vec<(Subject, Position)> {
    decide::subjects(disclosure)
}

/// What a finding speaks of, among the subjects of its document; `None` for the document as a whole.
pub fn subject_of(subjects: &[(Subject, Position)], finding: &Finding) -> Option<Subject> {
    decide::of_finding(subjects, finding)
}

/// How a decision names a document.
pub fn decided_document(disclosure: &Disclosure) -> DecidedDocument {
    decide::document(disclosure)
}

/// Whether a decision may speak of a document of these bytes, this path or this title.
pub fn may_speak_of(decided: &DecidedDocument, sha256: &str, path: &str, title: Option<&str>) -> bool {
    decide::may_speak_of(decided, sha256, path, title)
}

/// Whether what a finding suggests can be carried out by a decision.
pub fn can_be_accepted(finding: &Finding) -> bool {
    decide::can_be_accepted(finding)
}

/// What a tidy document discloses, judged.
fn understood(mut findings: Findings, tidy: Document<Tidy>, plan: Option<decide::Plan>) -> Disclosure {
    let mut plan = plan;
    let layouts = plan.as_ref().map(|plan| plan.layouts().clone()).unwrap_or_default();
    let mut disclosure = layout::lift(&mut findings, tidy, &layouts);
    if let Some(plan) = &mut plan {
        plan.settle(&mut disclosure);
    }
    let in_doubt = check::tables_in_doubt(findings.as_slice(), &disclosure);
    disclosure.relations = arithmetic::relations(&disclosure, &in_doubt);
    check::run(&mut findings, &disclosure);
    if let Some(plan) = plan {
        disclosure.decisions = plan.finish(&disclosure, &mut findings);
    }
    disclosure.findings = findings.into_sorted();
    disclosure
}

/// What adds up in the budget tables of a document, and whether it does, as [`convert`] judges it: sums of tables of
/// which its findings say that something is missing are not judged.
pub fn relations(disclosure: &Disclosure) -> Vec<Relation> {
    arithmetic::relations(disclosure, &check::tables_in_doubt(&disclosure.findings, disclosure))
}

/// What of a file is compared with others that are one disclosure with it: its tables, and none of its text.
#[derive(Clone, Debug)]
pub struct Part(arithmetic::files::File);

impl Part {
    /// What is kept of a document; `name` is what its findings call it.
    pub fn of(name: String, disclosure: Disclosure) -> Self {
        let in_doubt = check::tables_in_doubt(&disclosure.findings, &disclosure);
        Self(arithmetic::files::File::of(name, disclosure, in_doubt))
    }
}

/// What the tables of two files of one disclosure print differently, each with the number of the file that it is found
/// in; its words name both files.
pub fn between(parts: Vec<Part>) -> Vec<(usize, Finding)> {
    let mut files: Vec<arithmetic::files::File> = parts.into_iter().map(|part| part.0).collect();
    let Some((mut all, firsts)) = arithmetic::files::together(&mut files) else { return Vec::new() };
    let between = arithmetic::files::relations(&files, &all, &firsts);
    all.relations.extend(between);
    let names: Vec<(usize, String)> =
        firsts.iter().copied().zip(files.into_iter().map(|file| file.name)).collect();
    let mut findings = Findings::default();
    check::of_files(&mut findings, &all, &names);
    let own = findings.into_sorted().into_iter().map(|mut finding| {
        let table = finding.at.as_ref().and_then(|at| at.table).unwrap_or_default();
        let file = arithmetic::files::file_of(&firsts, table);
        if let Some(at) = &mut finding.at {
            at.table = Some(table - firsts[file]);
        }
        (file, finding)
    });
    own.collect()
}

/// A stage whose result can be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// `Document<Raw>`.
    Read,
    /// `Document<Rich>`.
    Markup,
    /// `Document<Tidy>`.
    Normalize,
    /// `Disclosure`, before the checks.
    Layout,
    /// `View`.
    View,
}

/// Runs the stages up to one of them and gives its result as JSON. A document of a former run has the stages
/// `layout` and `view` alone; it is given as it is stored for the ones before.
///
/// # Errors
/// When the file cannot be read as any document.
pub fn inspect(source: &Source, stage: Stage) -> Result<String, Error> {
    if let Some(stored) = read::json::stored(source) {
        let disclosure = stored?;
        return Ok(if stage == Stage::View { json(&view::view(&disclosure)) } else { json(&disclosure) });
    }
    let mut findings = Findings::default();
    let raw = read::read(&mut findings, source)?;
    if stage == Stage::Read {
        return Ok(json(&raw));
    }
    let rich = markup::enrich(&mut findings, raw);
    if stage == Stage::Markup {
        return Ok(json(&rich));
    }
    let tidy = normalize::mend(&mut findings, rich);
    if stage == Stage::Normalize {
        return Ok(json(&tidy));
    }
    let mut disclosure = layout::lift(&mut findings, tidy, &BTreeMap::new());
    disclosure.findings = findings.into_sorted();
    Ok(if stage == Stage::Layout { json(&disclosure) } else { json(&view::view(&disclosure)) })
}

fn json(result: &impl Serialize) -> String {
    serde_json::to_string_pretty(result).expect("a stage has string keys and cannot fail to serialize")
}

/// Every rule that a finding can be named for, in the order of their names.
pub fn rules() -> Vec<&'static Rule> {
    let checks = check::CHECKS.iter().map(|check| &check.rule);
    let stages = [read::RULES, markup::RULES, normalize::RULES, layout::RULES, decide::RULES]
        .into_iter()
        .flatten()
        .copied();
    let mut rules: Vec<&Rule> = checks.chain(stages).collect();
    rules.sort_by_key(|rule| rule.name);
    rules
}

/// The names of the input formats, as in `--from`.
pub fn input_formats() -> Vec<&'static str> {
    read::READERS.iter().map(|reader| reader.name).chain([read::json::NAME]).collect()
}

/// The decoded text of a source that its places count lines and characters in; `None` for a binary format.
pub fn text(source: &Source) -> Option<String> {
    read::decode::decode(&source.bytes).ok().map(|decoded| decoded.text)
}

/// A picture for each of some places of a PDF; none where it cannot be drawn, and none of any other source.
#[cfg(feature = "cli")]
pub fn pictures(source: &Source, places: &[Place]) -> Vec<Option<Picture>> {
    read::pdf::pictures(&source.bytes, places)
}

/// What a project costs by its indicators, in 万元; `None` where none of them is an amount of money.
pub fn cost(project: &Project) -> Option<Amount> {
    check::cost(project)
}

/// An amount in 万元; `None` where its unit does not convert.
pub fn in_wan(amount: Amount, unit: &str) -> Option<Amount> {
    check::in_wan(amount, unit)
}
