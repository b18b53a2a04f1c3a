//! The journal of a run: `gongkai-manifest.journal`.
//!
//! It has a line for every step, written as it is done; a run that is interrupted leaves it, and the next one goes
//! on from there. When all is done it is folded into the manifest and goes.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::lines::{Lines, Span};
use super::manifest::{Recipe, Record};
use super::world;
use crate::error::{Error, ErrorKind};

/// The name of the journal in DIR.
pub const JOURNAL: &str = "gongkai-manifest.journal";

/// How the line of an input begins.
const DONE: &[u8] = b"{\"done\":";

/// A line of the journal. `T` is a [`Record`], or as much of one as somebody needs.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Line<T> {
    /// A run begins; those before it that were not finished belong to it where the recipe is the same.
    Run(Recipe),
    /// These outputs are about to be written: from here on they are ours, whole or not.
    Writing(Vec<String>),
    /// An input is done.
    Done(T),
}

/// A line as it is written.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
enum Said<'a> {
    Run(&'a Recipe),
    Writing(&'a [String]),
    Done(&'a Record),
}

impl<T: DeserializeOwned> Line<T> {
    /// Reads a line. The last one of a killed run may be torn; a line that is none is as if it had not been written.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }
}

/// The journal of a run, written by all its threads.
#[derive(Debug)]
pub struct Journal {
    end: Mutex<End>,
    lines: Lines,
    path: PathBuf,
}

/// Where the journal is written on.
#[derive(Debug)]
struct End {
    file: File,
    offset: u64,
}

impl Journal {
    /// Begins a run in the journal of a folder, after what interrupted runs have left in it.
    ///
    /// # Errors
    /// When the file system fails.
    pub fn begin(directory: &Path, recipe: &Recipe) -> Result<Self, Error> {
        let path = directory.join(JOURNAL);
        let opened = OpenOptions::new().append(true).create(true).open(&path).and_then(|mut file| {
            // A line that was torn by a kill must not swallow the one that follows it.
            file.write_all(b"\n")?;
            let offset = file.metadata()?.len();
            Ok(End { file, offset })
        });
        let end = opened.map_err(|error| failed(&path, &error))?;
        let lines = Lines::open(&path)?.ok_or_else(|| failed(&path, &io::ErrorKind::NotFound.into()))?;
        let journal = Self { end: Mutex::new(end), lines, path };
        journal.append(&Said::Run(recipe))?;
        Ok(journal)
    }

    /// Says that outputs are about to be written.
    ///
    /// # Errors
    /// When the file system fails.
    pub fn writing(&self, paths: &[String]) -> Result<(), Error> {
        self.append(&Said::Writing(paths)).map(drop)
    }

    /// Says that an input is done, and gives the place of its record.
    ///
    /// # Errors
    /// When the file system fails.
    pub fn done(&self, record: &Record) -> Result<Span, Error> {
        self.append(&Said::Done(record))
    }

    /// The record at a place.
    ///
    /// # Errors
    /// When the file system fails.
    pub fn record(&self, span: Span) -> io::Result<Record> {
        match Line::read(&self.lines.at(span)?) {
            Some(Line::Done(record)) => Ok(record),
            _ => Err(io::ErrorKind::InvalidData.into()),
        }
    }

    /// The record at a place, as it was written.
    ///
    /// # Errors
    /// When the file system fails.
    pub fn record_bytes(&self, span: Span) -> io::Result<Vec<u8>> {
        let line = self.lines.at(span)?;
        let record = line.strip_prefix(DONE).and_then(|rest| rest.strip_suffix(b"}"));
        record.map(<[u8]>::to_vec).ok_or_else(|| io::ErrorKind::InvalidData.into())
    }

    /// The failure to read or write the journal, which stops the batch.
    pub fn failed(&self, error: &io::Error) -> Error {
        failed(&self.path, error)
    }

    fn append(&self, line: &Said<'_>) -> Result<Span, Error> {
        // A journal has string keys and plain values; that it cannot be written is a mistake of ours.
        let mut bytes = serde_json::to_vec(line).map_err(|error| self.failed(&error.into()))?;
        let length =
            u32::try_from(bytes.len()).map_err(|_| self.failed(&io::ErrorKind::FileTooLarge.into()))?;
        bytes.push(b'\n');
        let mut end = self.end.lock().unwrap_or_else(PoisonError::into_inner);
        end.file.write_all(&bytes).map_err(|error| self.failed(&error))?;
        let span = Span { offset: end.offset, length };
        end.offset += bytes.len() as u64;
        Ok(span)
    }
}

fn failed(path: &Path, error: &io::Error) -> Error {
    world::failed(ErrorKind::Stopped, "output-unwritable", path, error)
}
