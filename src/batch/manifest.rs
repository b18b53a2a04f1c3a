//! What a batch did: `gongkai-manifest.json`, and the journal that a killed run leaves in its place.
//!
//! The journal has a line for every step, written as it is done; a run that is interrupted leaves it, and the next
//! one goes on from there. The manifest is the journal folded up, the same bytes whatever the order of the steps.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::config::RuleSettings;
use super::{input, world, write};
use crate::error::{Error, ErrorKind};
use crate::model::{Amount, Message};

/// The name of the manifest in DIR.
pub const MANIFEST: &str = "gongkai-manifest.json";

/// The name of the journal in DIR.
pub const JOURNAL: &str = "gongkai-manifest.journal";

/// The name of the manifest's schema.
pub const SCHEMA: &str = "gongkai/manifest/v1";

/// What a batch did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Always `gongkai/manifest/v1`.
    pub schema: String,
    /// What its outputs depend on beside the inputs.
    #[serde(flatten)]
    pub recipe: Recipe,
    /// How many inputs ended how.
    pub totals: Totals,
    /// The inputs, in the order of their paths.
    pub inputs: Vec<Record>,
    /// Outputs of former runs that no input stands for any more, and that are still there.
    pub left: Vec<Output>,
}

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
}

/// How many inputs ended how, and what they hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
    /// The sum of its projects' amounts, in 万元, where every one is known.
    pub amount_wan: Option<Amount>,
    /// What was found in it.
    pub findings: Weights,
    /// How many findings there are of each rule.
    pub rules: BTreeMap<String, usize>,
    /// Its outputs.
    pub outputs: Vec<Output>,
}

/// How an input ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Its outputs were written.
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
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Output {
    /// The format's name, or `report` for the input's page of the report.
    pub format: String,
    /// Its path under DIR, with `/`.
    pub path: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
}

/// A line of the journal.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Line {
    /// A run begins; those before it that were not finished belong to it where the recipe is the same.
    Run(Recipe),
    /// These outputs are about to be written: from here on they are ours, whole or not.
    Writing(Vec<String>),
    /// An input is done.
    Done(Box<Record>),
}

/// What former runs have left behind.
#[derive(Debug, Default)]
pub struct Former {
    /// Records of the interrupted run that this one goes on with.
    pub resumed: BTreeMap<(String, Option<String>), Record>,
    /// Records of the last complete run, where its recipe was the same.
    pub known: BTreeMap<(String, Option<String>), Record>,
    /// Every output that we wrote, with what was last known of it.
    pub owned: BTreeMap<String, Output>,
    /// Whether there is anything at all: pages of a report without a manifest are not ours.
    pub exists: bool,
    /// What is wrong with it.
    pub notes: Vec<Message>,
}

/// What former runs in a folder have left behind. `recipe` is that of the run that begins.
///
/// # Errors
/// When a file is there and cannot be read.
pub fn former(directory: &Path, recipe: &Recipe) -> Result<Former, Error> {
    let mut former = Former::default();
    if let Some(bytes) = read_if_there(&directory.join(MANIFEST))? {
        match serde_json::from_slice::<Manifest>(&bytes) {
            Ok(manifest) if manifest.schema == SCHEMA => former.take(manifest, recipe),
            _ => former.notes.push(Message::new("manifest-unreadable", &[&MANIFEST])),
        }
    }
    if let Some(bytes) = read_if_there(&directory.join(JOURNAL))? {
        former.exists = true;
        let mut is_same = false;
        // The last line may be torn; a line that is none is as if it had not been written.
        for line in bytes.split(|byte| *byte == b'\n') {
            match serde_json::from_slice::<Line>(line) {
                Ok(Line::Run(run)) => {
                    is_same = run == *recipe;
                    if !is_same {
                        former.resumed.clear();
                    }
                }
                Ok(Line::Writing(paths)) => paths.iter().for_each(|path| former.own(path)),
                Ok(Line::Done(record)) => {
                    former.own_outputs(&record);
                    if is_same {
                        former.resumed.insert(record.key(), *record);
                    }
                }
                Err(_) => {}
            }
        }
    }
    Ok(former)
}

impl Former {
    fn take(&mut self, manifest: Manifest, recipe: &Recipe) {
        self.exists = true;
        for output in manifest.left {
            self.owned.insert(output.path.clone(), output);
        }
        for record in manifest.inputs {
            self.own_outputs(&record);
            if manifest.recipe == *recipe {
                self.known.insert(record.key(), record);
            }
        }
    }

    fn own_outputs(&mut self, record: &Record) {
        for output in &record.outputs {
            self.owned.insert(output.path.clone(), output.clone());
        }
    }

    fn own(&mut self, path: &str) {
        self.owned.entry(path.to_owned()).or_insert_with(|| Output {
            format: String::new(),
            path: path.to_owned(),
            sha256: String::new(),
        });
    }
}

impl Record {
    /// The name and the bytes that the input is known by.
    pub fn key(&self) -> (String, Option<String>) {
        (self.path.clone(), self.path_bytes.clone())
    }
}

impl Manifest {
    /// The manifest of a run: what became of its inputs, and the outputs of former ones that are left.
    pub fn new(recipe: &Recipe, inputs: Vec<Record>, left: Vec<Output>) -> Self {
        let mut totals = Totals::default();
        for record in &inputs {
            totals.add(record);
        }
        Self { schema: SCHEMA.to_owned(), recipe: recipe.clone(), totals, inputs, left }
    }

    /// Writes it into a folder; the journal is folded into it and goes.
    ///
    /// # Errors
    /// When the file system fails.
    pub fn write(&self, directory: &Path) -> Result<(), Error> {
        let mut bytes = serde_json::to_vec_pretty(self).map_err(|error| unwritable(&error))?;
        bytes.push(b'\n');
        write::write(directory, MANIFEST, &bytes)?;
        write::remove_output(directory, JOURNAL)
    }

    /// The outputs that it speaks of.
    pub fn claimed(&self) -> BTreeSet<&str> {
        self.inputs.iter().flat_map(|record| &record.outputs).map(|output| output.path.as_str()).collect()
    }
}

impl Totals {
    fn add(&mut self, record: &Record) {
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
        }
        self.findings.add(record.findings);
    }
}

impl Weights {
    /// Counts further findings.
    pub fn add(&mut self, other: Self) {
        self.error += other.error;
        self.warning += other.warning;
        self.info += other.info;
    }
}

/// The journal of a run, written by all its threads.
#[derive(Debug)]
pub struct Journal {
    file: Mutex<File>,
    directory: std::path::PathBuf,
}

impl Journal {
    /// Begins a run in the journal of a folder, after what interrupted runs have left in it.
    ///
    /// # Errors
    /// When the file system fails.
    pub fn begin(directory: &Path, recipe: &Recipe) -> Result<Self, Error> {
        let path = directory.join(JOURNAL);
        let file = OpenOptions::new()
            .append(true)
            .create(true)
            .open(&path)
            .map_err(|error| world::failed(ErrorKind::Stopped, "output-unwritable", &path, &error))?;
        let journal = Self { file: Mutex::new(file), directory: directory.to_owned() };
        // A line that was torn by a kill must not swallow the one that follows it.
        journal.append_bytes(b"\n")?;
        journal.append(&Line::Run(recipe.clone()))?;
        Ok(journal)
    }

    /// Says that outputs are about to be written.
    ///
    /// # Errors
    /// When the file system fails.
    pub fn writing(&self, paths: Vec<String>) -> Result<(), Error> {
        self.append(&Line::Writing(paths))
    }

    /// Says that an input is done.
    ///
    /// # Errors
    /// When the file system fails.
    pub fn done(&self, record: &Record) -> Result<(), Error> {
        self.append(&Line::Done(Box::new(record.clone())))
    }

    fn append(&self, line: &Line) -> Result<(), Error> {
        let mut bytes = serde_json::to_vec(line).map_err(|error| unwritable(&error))?;
        bytes.push(b'\n');
        self.append_bytes(&bytes)
    }

    fn append_bytes(&self, bytes: &[u8]) -> Result<(), Error> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.write_all(bytes).map_err(|error| {
            world::failed(ErrorKind::Stopped, "output-unwritable", &self.directory.join(JOURNAL), &error)
        })
    }
}

/// A manifest has string keys and plain values; that it cannot be written is a mistake of ours.
fn unwritable(error: &serde_json::Error) -> Error {
    Error::new(ErrorKind::Stopped, "internal-error", &[error])
}

fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    if path.symlink_metadata().is_err() {
        return Ok(None);
    }
    let read = input::read_file(path);
    read.map(Some).map_err(|error| Error { kind: ErrorKind::Usage, ..error })
}
