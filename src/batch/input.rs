//! One file to be read: where it is, what it is called, and its bytes.

use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::world;
use crate::error::{Error, ErrorKind};
use crate::model::Source;

/// The largest file that is read. A disclosure of a whole county is three orders of magnitude smaller.
const LARGEST: u64 = 256 << 20;

/// A file to be read.
#[derive(Clone, Debug)]
pub struct Input {
    /// Where its bytes come from.
    pub origin: Origin,
    /// Its path under INPUT, with `/`; bytes that are no text are replaced.
    pub path: String,
    /// The bytes of that path in hexadecimal, where they are no UTF-8.
    pub path_bytes: Option<String>,
    /// The path as a person gave it, fit to be shown.
    pub shown: String,
    /// Its outputs' path under DIR, without their extension.
    pub base: String,
    /// The path of its page of the report under DIR.
    pub page: String,
}

/// Where the bytes of an input come from.
#[derive(Clone, Debug)]
pub enum Origin {
    /// A file.
    File(PathBuf),
    /// Standard input.
    Standard,
    /// Nowhere: it was found and cannot be read.
    Nowhere(Error),
}

impl Input {
    /// Reads the file.
    ///
    /// # Errors
    /// When it is not a regular file, cannot be read, or changed while it was being read.
    pub fn read(&self, format: Option<&str>) -> Result<Source, Error> {
        let bytes = match &self.origin {
            Origin::File(path) => read_file(path)?,
            Origin::Standard => read_standard()?,
            Origin::Nowhere(error) => return Err(error.clone()),
        };
        Ok(Source { path: self.path.clone(), bytes, format: format.map(str::to_owned) })
    }

    /// The name and the bytes that it is known by from run to run.
    pub fn key(&self) -> (&str, Option<&str>) {
        (&self.path, self.path_bytes.as_deref())
    }
}

/// Reads a regular file. A FIFO or device is refused without ever waiting for it.
///
/// # Errors
/// When it is no regular file, is too large, cannot be read, or changes while it is read.
pub fn read_file(path: &Path) -> Result<Vec<u8>, Error> {
    let failed = |error: &io::Error| world::failed(ErrorKind::Failed, "input-unreadable", path, error);
    let mut file = open(path).map_err(|error| {
        // A socket cannot even be opened; that is no fault of the world.
        match std::fs::metadata(path) {
            Ok(found) if !found.is_file() => Error::refused("input-not-a-file", &[]),
            _ => failed(&error),
        }
    })?;
    let before = file.metadata().map_err(|error| failed(&error))?;
    if !before.is_file() {
        return Err(Error::refused("input-not-a-file", &[]));
    }
    let too_large = || Error::refused("input-too-large", &[&before.len(), &LARGEST]);
    if before.len() > LARGEST {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    (&mut file).take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| failed(&error))?;
    let after = file.metadata().map_err(|error| failed(&error))?;
    let is_same = bytes.len() as u64 == after.len() && before.modified().ok() == after.modified().ok();
    if before.len() != after.len() || !is_same {
        // What was read is neither the old file nor the new one. `/proc` and the like say 0 and hold more.
        return Err(Error::new(ErrorKind::Failed, "input-changed", &[]));
    }
    Ok(bytes)
}

/// Reads standard input to its end.
fn read_standard() -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let read = io::stdin().lock().take(LARGEST + 1).read_to_end(&mut bytes);
    read.map_err(|error| world::failed(ErrorKind::Failed, "input-unreadable", Path::new("-"), &error))?;
    if bytes.len() as u64 > LARGEST {
        return Err(Error::refused("input-too-large", &[&bytes.len(), &LARGEST]));
    }
    Ok(bytes)
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        // Opening a FIFO waits for a writer otherwise, and a terminal would become ours.
        options.custom_flags(libc::O_NONBLOCK | libc::O_NOCTTY);
    }
    options.open(path)
}
