//! What a batch did: `gongkai-manifest.json`.
//!
//! ```text
//! {"schema":"gongkai/manifest/v1","version":…,"options":…,"totals":…,"inputs":[
//! {"path":…,"sha256":…,"status":…,"findings":[…],"outputs":[…]},
//! …
//! ],"left":[
//! …
//! ]}
//! ```
//!
//! An input is a line, so that neither writing nor reading it takes more memory the more inputs there are. It holds
//! the same bytes whatever the order in which they were done.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use super::config::RuleSettings;
use crate::model::{Amount, DecisionOutcome, DecisionState, Disclosure, Finding, Message, Outcome, Severity};

/// The name of the manifest in DIR.
pub const MANIFEST: &str = "gongkai-manifest.json";

/// The name of the manifest's schema.
pub const SCHEMA: &str = "gongkai/manifest/v1";

/// How the line of an input begins.
const RECORD: &str = "{\"path\":";

/// What ends the inputs and begins the outputs that are left.
const LEFT: &str = "],\"left\":[";

/// What ends it all.
const END: &str = "]}";

/// What outputs depend on beside the inputs. Another recipe makes every output anew.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recipe {
    /// The version of this tool.
    pub version: String,
    /// The options.
    pub options: RecipeOptions,
}

/// The options that decide what outputs say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecipeOptions {
    /// The names of the output formats.
    pub to: Vec<String>,
    /// The reader that a person named.
    pub from: Option<String>,
    /// The rules that a person switched off or weighs otherwise.
    pub rules: RuleSettings,
    /// Whether the report goes without pictures.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub without_pictures: bool,
}

/// How many inputs ended how, and what they hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Converted in this run.
    pub converted: usize,
    /// Left as they were, for nothing had changed.
    pub unchanged: usize,
    /// No documents.
    pub refused: usize,
    /// Not to be read or written.
    pub failed: usize,
    /// What the documents hold.
    #[serde(flatten)]
    pub counts: Counts,
    /// What was found in them.
    pub findings: Weights,
}

/// What became of one input.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Its path under INPUT, with `/`.
    pub path: String,
    /// The bytes of that path in hexadecimal, where they are no UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path_bytes: Option<String>,
    /// The SHA-256 of its bytes; `null` where they could not be read.
    pub sha256: Option<String>,
    /// Its size in bytes.
    pub bytes: Option<usize>,
    /// How it ended.
    pub status: Status,
    /// Why it was refused or failed.
    pub reason: Option<Message>,
    /// The title of the document.
    pub title: Option<String>,
    /// What the document holds.
    pub counts: Option<Counts>,
    /// A mark of what was decided about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decisions: Option<String>,
    /// The sum of its projects' amounts, in 万元, where every one is known.
    pub amount_wan: Option<Amount>,
    /// How many findings weigh how much.
    pub weights: Weights,
    /// What was found in it, as in the document itself.
    pub findings: Vec<Finding>,
    /// The SHA-256 of what was found between it and other files of its folder, where anything was: with another one its
    /// outputs are others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub between: Option<String>,
    /// Its outputs.
    pub outputs: Vec<Output>,
}

/// How an input ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Its outputs were written.
    #[default]
    Converted,
    /// Its outputs are those of the run before.
    Unchanged,
    /// It is no document.
    Refused,
    /// It could not be read, or its outputs not written.
    Failed,
}

/// How much a document holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Projects.
    pub projects: usize,
    /// Indicators of all projects.
    pub indicators: usize,
    /// Lines of budget tables.
    pub budget: usize,
    /// Tables.
    pub tables: usize,
    /// Tables that have a known layout.
    #[serde(default)]
    pub understood: usize,
    /// Rows under known headers.
    #[serde(default)]
    pub rows: usize,
    /// Those of them that became records.
    #[serde(default)]
    pub rows_read: usize,
    /// Cells whose place says what they are and that could not be read.
    #[serde(default)]
    pub unread: usize,
    /// Sums that were judged.
    #[serde(default)]
    pub sums: usize,
    /// Those of them that do not agree.
    #[serde(default)]
    pub broken: usize,
    /// What persons decided about them and holds.
    #[serde(default, skip_serializing_if = "is_none")]
    pub decided: usize,
    /// Decisions that fit no more.
    #[serde(default, skip_serializing_if = "is_none")]
    pub stale: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_none(count: &usize) -> bool {
    *count == 0
}

impl Counts {
    /// How much a document holds.
    pub fn of(disclosure: &Disclosure) -> Self {
        let accounting = disclosure.accounting;
        let sums = |counts: fn(Outcome) -> bool| {
            disclosure.relations.iter().filter(|relation| counts(relation.outcome)).count()
        };
        let is_stale = |own: &&DecisionOutcome| own.state == DecisionState::Stale;
        let stale = disclosure.decisions.iter().filter(is_stale).count();
        Self {
            projects: disclosure.projects.len(),
            indicators: disclosure.projects.iter().map(|project| project.indicators.len()).sum(),
            budget: disclosure.budget.len(),
            tables: disclosure.tables().count(),
            understood: accounting.understood,
            rows: accounting.rows,
            rows_read: accounting.rows_read,
            unread: disclosure.unread(),
            sums: sums(|outcome| outcome != Outcome::NotJudged),
            broken: sums(|outcome| outcome == Outcome::Broken),
            decided: disclosure.decisions.len() - stale,
            stale,
        }
    }

    /// Whether something was read, and nothing that should have been was not: no table, no row and no cell.
    pub fn is_read(&self) -> bool {
        let is_whole = self.understood >= self.tables && self.rows_read >= self.rows && self.unread == 0;
        is_whole && self.projects + self.budget > 0
    }
}

/// How many findings weigh how much.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weights {
    /// Errors.
    pub error: usize,
    /// Warnings.
    pub warning: usize,
    /// The rest.
    pub info: usize,
}

/// An output.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Output {
    /// The format's name, or `report` for the input's page of the report.
    pub format: String,
    /// Its path under DIR, with `/`.
    pub path: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
}

/// A line of a manifest.
#[derive(Debug)]
pub enum Piece<'a> {
    /// The first.
    Head(Recipe),
    /// An input: a [`Record`], or as much of it as somebody needs, in JSON.
    Record(&'a str),
    /// An output of former runs that no input stands for any more, and that was still there.
    Left(Output),
    /// The last, or one that says nothing more.
    End,
}

/// What a [`Record`] is known by. Its findings, which are most of it, are passed over.
#[derive(Debug, Deserialize)]
pub struct RecordKey {
    /// The path of its input under INPUT.
    pub path: String,
    /// The bytes of that path in hexadecimal, where they are no UTF-8.
    #[serde(default)]
    pub path_bytes: Option<String>,
}

/// The outputs of a [`Record`].
#[derive(Debug, Deserialize)]
pub struct RecordOutputs {
    /// They.
    pub outputs: Vec<Output>,
}

/// The first line of a manifest, its bracket closed.
#[derive(Deserialize)]
struct Head {
    schema: String,
    version: String,
    options: RecipeOptions,
}

/// Reads a line of a manifest; `None` where it is none, of another schema, or torn.
pub fn read_line(line: &[u8]) -> Option<Piece<'_>> {
    let text = std::str::from_utf8(line).ok()?;
    if text == LEFT || text == END {
        return Some(Piece::End);
    }
    if let Some(open) = text.strip_suffix("\"inputs\":[") {
        let head: Head = serde_json::from_str(&format!("{open}\"inputs\":[]}}")).ok()?;
        let recipe = Recipe { version: head.version, options: head.options };
        return (head.schema == SCHEMA).then_some(Piece::Head(recipe));
    }
    let object = text.strip_suffix(',').unwrap_or(text);
    if object.starts_with(RECORD) {
        return Some(Piece::Record(object));
    }
    serde_json::from_str(object).ok().map(Piece::Left)
}

/// Writes a manifest, of which every input is a [`Record`] in JSON.
///
/// # Errors
/// When it cannot be written, or the records not be had.
pub fn write(
    out: &mut dyn Write,
    recipe: &Recipe,
    totals: &Totals,
    inputs: impl Iterator<Item = io::Result<Vec<u8>>>,
    left: &[Output],
) -> io::Result<()> {
    let Recipe { version, options } = recipe;
    let (version, options) = (serde_json::to_string(version)?, serde_json::to_string(options)?);
    let totals = serde_json::to_string(totals)?;
    writeln!(
        out,
        "{{\"schema\":\"{SCHEMA}\",\"version\":{version},\"options\":{options},\"totals\":{totals},\"inputs\":["
    )?;
    write_lines(out, inputs)?;
    writeln!(out, "{LEFT}")?;
    write_lines(out, left.iter().map(|output| Ok(serde_json::to_vec(output)?)))?;
    writeln!(out, "{END}")
}

fn write_lines(out: &mut dyn Write, items: impl Iterator<Item = io::Result<Vec<u8>>>) -> io::Result<()> {
    let mut items = items.peekable();
    while let Some(item) = items.next() {
        out.write_all(&item?)?;
        out.write_all(if items.peek().is_some() { b",\n" } else { b"\n" })?;
    }
    Ok(())
}

impl Totals {
    /// Counts what became of a further input.
    pub fn add(&mut self, record: &Record) {
        match record.status {
            Status::Converted => self.converted += 1,
            Status::Unchanged => self.unchanged += 1,
            Status::Refused => self.refused += 1,
            Status::Failed => self.failed += 1,
        }
        if let Some(counts) = record.counts {
            self.counts.projects += counts.projects;
            self.counts.indicators += counts.indicators;
            self.counts.budget += counts.budget;
            self.counts.tables += counts.tables;
            self.counts.understood += counts.understood;
            self.counts.rows += counts.rows;
            self.counts.rows_read += counts.rows_read;
            self.counts.unread += counts.unread;
            self.counts.sums += counts.sums;
            self.counts.broken += counts.broken;
            self.counts.decided += counts.decided;
            self.counts.stale += counts.stale;
        }
        self.findings.add(record.weights);
    }

    /// How many inputs there are.
    pub fn inputs(&self) -> usize {
        self.converted + self.unchanged + self.refused + self.failed
    }
}

impl Weights {
    /// How many findings weigh how much; what a person decided to keep is not open any more.
    pub fn of(findings: &[Finding]) -> Self {
        let open = || findings.iter().filter(|finding| finding.decided.is_none());
        let count = |severity| open().filter(|finding| finding.severity == severity).count();
        Self { error: count(Severity::Error), warning: count(Severity::Warning), info: count(Severity::Info) }
    }

    /// Counts further findings.
    pub fn add(&mut self, other: Self) {
        self.error += other.error;
        self.warning += other.warning;
        self.info += other.info;
    }

    /// How many weigh at least so much.
    pub fn at_least(self, severity: Severity) -> usize {
        match severity {
            Severity::Error => self.error,
            Severity::Warning => self.error + self.warning,
            Severity::Info => self.error + self.warning + self.info,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_is_json_and_is_read_line_by_line() {
        let options = RecipeOptions {
            to: vec!["json".to_owned()],
            from: None,
            rules: RuleSettings::default(),
            without_pictures: false,
        };
        let recipe = Recipe { version: "1".to_owned(), options };
        let record = |path: &str| Record {
            path: path.to_owned(),
            amount_wan: Some("1234.50".parse().unwrap()),
            outputs: vec![Output { path: format!("{path}.json"), ..Output::default() }],
            ..Record::default()
        };
        for paths in [&[][..], &["a"], &["a", "b\n],\"left\":["]] {
            let records: Vec<Record> = paths.iter().map(|path| record(path)).collect();
            let mut totals = Totals::default();
            for record in &records {
                totals.add(record);
            }
            let left = [Output { path: "old.md".to_owned(), ..Output::default() }];
            let mut bytes = Vec::new();
            write(
                &mut bytes,
                &recipe,
                &totals,
                records.iter().map(|record| Ok(serde_json::to_vec(record)?)),
                &left,
            )
            .unwrap();
            let whole: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
            assert_eq!(whole["inputs"].as_array().unwrap().len(), paths.len());
            assert_eq!(whole["totals"]["converted"], paths.len());
            let pieces: Vec<Piece<'_>> = bytes.split(|byte| *byte == b'\n').filter_map(read_line).collect();
            assert!(matches!(&pieces[0], Piece::Head(head) if *head == recipe));
            for (piece, expected) in pieces[1..].iter().zip(&records) {
                assert!(
                    matches!(piece, Piece::Record(text) if serde_json::from_str::<Record>(text).unwrap() == *expected),
                    "{piece:?}"
                );
            }
            assert!(matches!(&pieces[paths.len() + 2], Piece::Left(output) if *output == left[0]));
        }
    }

    #[test]
    fn what_is_no_line_of_ours_is_none() {
        for line in
            ["", "{", "{\"schema\":\"other\",\"version\":\"\",\"options\":{},\"inputs\":[", "\u{fffd}"]
        {
            assert!(read_line(line.as_bytes()).is_none(), "{line}");
        }
    }
}
