//! What former runs have left behind in a folder: the manifest of the last complete one, and the journal of those
//! that were interrupted since.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

use serde_json::Value;

use super::input::Input;
use super::journal::{JOURNAL, Line};
use super::lines::{Lines, Span};
use super::manifest::{MANIFEST, Output, Piece, Recipe, Record, RecordKey, RecordOutputs, SCHEMA, read_line};
use super::{name, world};
use crate::error::{Error, ErrorKind};
use crate::model::Message;

/// What former runs have left behind. It stays on the disk; here are only the places of it.
#[derive(Debug, Default)]
pub struct Former {
    /// Records of the interrupted run that this one goes on with, in the journal, by [`key`].
    resumed: BTreeMap<u128, Span>,
    /// Records of the last complete run, in the manifest, where its recipe was the same.
    known: BTreeMap<u128, Span>,
    manifest: Option<Lines>,
    journal: Option<Lines>,
    /// The outputs of a manifest that is no longer in our lines, because somebody has set it anew.
    unlined: Vec<Output>,
    /// Whether there is anything at all: pages of a report without a manifest are not ours.
    pub exists: bool,
    /// What is wrong with it.
    pub notes: Vec<Message>,
}

impl Former {
    /// Looks at a folder. `recipe` is that of the run that begins.
    ///
    /// # Errors
    /// A usage error where a file is there and cannot be read.
    pub fn look(directory: &Path, recipe: &Recipe) -> Result<Self, Error> {
        let usage = |error: Error| Error { kind: ErrorKind::Usage, ..error };
        let unreadable = |name: &'static str| {
            move |error: &io::Error| {
                world::failed(ErrorKind::Usage, "input-unreadable", &directory.join(name), error)
            }
        };
        let mut former = Self {
            manifest: Lines::open(&directory.join(MANIFEST)).map_err(usage)?,
            journal: Lines::open(&directory.join(JOURNAL)).map_err(usage)?,
            ..Self::default()
        };
        former.look_at_manifest(recipe).map_err(|error| unreadable(MANIFEST)(&error))?;
        former.look_at_journal(recipe).map_err(|error| unreadable(JOURNAL)(&error))?;
        Ok(former)
    }

    fn look_at_manifest(&mut self, recipe: &Recipe) -> io::Result<()> {
        let Some(lines) = &self.manifest else { return Ok(()) };
        let (mut is_same, mut is_whole) = (false, false);
        lines.each(|span, line| match read_line(line) {
            Some(Piece::Head(head)) => {
                is_same = head == *recipe;
                self.exists = true;
            }
            Some(Piece::Record(text)) if is_same => {
                if let Ok(RecordKey { path, path_bytes }) = serde_json::from_str(text) {
                    self.known.insert(key(&path, path_bytes.as_deref()), span);
                }
            }
            Some(Piece::End) => is_whole = true,
            Some(Piece::Record(_) | Piece::Left(_)) => {}
            None => is_whole = false,
        })?;
        if self.exists && is_whole {
            return Ok(());
        }
        // Its inputs are made anew then, but what we wrote is ours still.
        self.known.clear();
        self.notes.push(Message::new("manifest-unreadable", &[&MANIFEST]));
        let mut bytes = Vec::new();
        lines.each(|_, line| bytes.extend_from_slice(line))?;
        let manifest: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        let inputs = manifest["inputs"].as_array().into_iter().flatten();
        let outputs = inputs.map(|input| &input["outputs"]).chain([&manifest["left"]]);
        let outputs = outputs.filter_map(Value::as_array).flatten().cloned();
        self.unlined = outputs.filter_map(|output| serde_json::from_value(output).ok()).collect();
        self.exists |= manifest["schema"] == SCHEMA;
        Ok(())
    }

    fn look_at_journal(&mut self, recipe: &Recipe) -> io::Result<()> {
        let Some(lines) = &self.journal else { return Ok(()) };
        self.exists = true;
        let mut is_same = false;
        lines.each(|span, line| match Line::<RecordKey>::read(line) {
            Some(Line::Run(run)) => {
                is_same = run == *recipe;
                if !is_same {
                    self.resumed.clear();
                }
            }
            Some(Line::Done(RecordKey { path, path_bytes })) if is_same => {
                self.resumed.insert(key(&path, path_bytes.as_deref()), span);
            }
            _ => {}
        })
    }

    /// What became of an input, and whether that was in an interrupted run that this one goes on with.
    pub fn record(&self, input: &Input) -> Option<(Record, bool)> {
        let (path, path_bytes) = (input.path(), input.path_bytes());
        let key = key(&path, path_bytes.as_deref());
        let journal =
            || match Line::<Record>::read(&self.journal.as_ref()?.at(*self.resumed.get(&key)?).ok()?)? {
                Line::Done(record) => Some(record),
                _ => None,
            };
        let manifest = || match read_line(&self.manifest.as_ref()?.at(*self.known.get(&key)?).ok()?)? {
            Piece::Record(text) => serde_json::from_str(text).ok(),
            _ => None,
        };
        let found = journal().map(|record| (record, true)).or_else(|| Some((manifest()?, false)))?;
        (found.0.path == path && found.0.path_bytes == path_bytes).then_some(found)
    }

    /// Every output that we wrote, with what was known of it, the latest last; what this run writes in its journal
    /// is among them.
    ///
    /// # Errors
    /// When the files cannot be read.
    pub fn each_owned(&self, directory: &Path, mut take: impl FnMut(Output)) -> io::Result<()> {
        if let Some(lines) = &self.manifest {
            lines.each(|_, line| match read_line(line) {
                Some(Piece::Record(text)) => {
                    let record: Option<RecordOutputs> = serde_json::from_str(text).ok();
                    record.into_iter().flat_map(|record| record.outputs).for_each(&mut take);
                }
                Some(Piece::Left(output)) => take(output),
                _ => {}
            })?;
        }
        self.unlined.iter().cloned().for_each(&mut take);
        // Opened anew: where there was none when the run began, there is one now.
        let journal = Lines::open(&directory.join(JOURNAL)).map_err(io::Error::other)?;
        let Some(lines) = journal else { return Ok(()) };
        lines.each(|_, line| match Line::<RecordOutputs>::read(line) {
            Some(Line::Writing(paths)) => {
                let output = |path| Output { path, ..Output::default() };
                paths.into_iter().map(output).for_each(&mut take);
            }
            Some(Line::Done(record)) => record.outputs.into_iter().for_each(&mut take),
            _ => {}
        })
    }

    /// The fingerprints of the paths of every output that we wrote.
    ///
    /// # Errors
    /// When the files cannot be read.
    pub fn owned(&self, directory: &Path) -> io::Result<BTreeSet<u128>> {
        let mut owned = BTreeSet::new();
        self.each_owned(directory, |output| {
            owned.insert(name::fingerprint(&output.path));
        })?;
        Ok(owned)
    }
}

/// What an input is known by from run to run: the fingerprint of its name and of its bytes.
fn key(path: &str, path_bytes: Option<&str>) -> u128 {
    name::fingerprint(&format!("{path}\0{}", path_bytes.unwrap_or_default()))
}
