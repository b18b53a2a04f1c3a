//! One file to be read: where it is, what it is called, and its bytes.

use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::{archive, name, world};
use crate::error::{Error, ErrorKind};

/// The largest file that is read. A disclosure of a whole county is three orders of magnitude smaller.
pub(super) const LARGEST: u64 = 256 << 20;

/// The folder in DIR that holds the pages of its documents.
pub const PAGES: &str = "report/";

/// A file to be read. There are as many of these as a batch has inputs, so that what follows is worked out anew.
#[derive(Clone, Debug)]
pub struct Input {
    /// Where its bytes come from.
    pub origin: Origin,
    /// How many names at the end of its path are its path under INPUT.
    pub depth: usize,
    /// Its outputs' path under DIR, without their extension.
    pub base: Box<str>,
    /// The path of its page of the report under DIR, where that is another one than its base has.
    pub own_page: Option<Box<str>>,
}

/// Where the bytes of an input come from.
#[derive(Clone, Debug)]
pub enum Origin {
    /// A file.
    File(PathBuf),
    /// A file in an archive.
    Entry {
        /// The archive.
        archive: PathBuf,
        /// The number of the file among its entries.
        number: usize,
        /// The path of the archive, and of the file in it.
        path: PathBuf,
    },
    /// Standard input.
    Standard,
    /// Nowhere: it was found and cannot be read.
    Nowhere(PathBuf, Box<Error>),
}

impl Input {
    /// Reads the file.
    ///
    /// # Errors
    /// When it is not a regular file, cannot be read, or changed while it was being read.
    pub fn read(&self) -> Result<Vec<u8>, Error> {
        match &self.origin {
            Origin::File(path) => read_file(path),
            Origin::Entry { archive, number, .. } => archive::read(archive, *number),
            Origin::Standard => read_standard(),
            Origin::Nowhere(_, error) => Err(error.as_ref().clone()),
        }
    }

    /// Its path under INPUT, with `/`; bytes that are no text are replaced.
    pub fn path(&self) -> String {
        name::lossy(&self.relative())
    }

    /// The bytes of that path in hexadecimal, where they are no UTF-8.
    pub fn path_bytes(&self) -> Option<String> {
        name::bytes_in_hex(&self.relative())
    }

    /// The path as a person gave it, fit to be shown.
    pub fn shown(&self) -> String {
        match &self.origin {
            Origin::File(path) | Origin::Entry { path, .. } | Origin::Nowhere(path, _) => world::show(path),
            Origin::Standard => "-".to_owned(),
        }
    }

    /// The path of its page of the report under DIR.
    pub fn page(&self) -> String {
        self.own_page.as_deref().map_or_else(|| page_of(&self.base), str::to_owned)
    }

    /// The name and the bytes that it is known by from run to run.
    pub fn key(&self) -> (String, Option<String>) {
        (self.path(), self.path_bytes())
    }

    /// Its path under INPUT.
    pub fn relative(&self) -> PathBuf {
        let path = match &self.origin {
            Origin::File(path) | Origin::Entry { path, .. } | Origin::Nowhere(path, _) => path.as_path(),
            Origin::Standard => Path::new("stdin"),
        };
        let names = path.components().count();
        path.components().skip(names.saturating_sub(self.depth)).collect()
    }
}

/// The path of the page of the report that outputs of a base have, where nothing else is called so.
pub fn page_of(base: &str) -> String {
    format!("{PAGES}{base}.html")
}

/// Reads a regular file. A FIFO or device is refused without ever waiting for it.
///
/// # Errors
/// When it is no regular file, is too large, cannot be read, or changes while it is read.
pub fn read_file(path: &Path) -> Result<Vec<u8>, Error> {
    let failed = |error: &io::Error| unreadable(path, error);
    let mut file = open_file(path)?;
    let before = file.metadata().map_err(|error| failed(&error))?;
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

/// Opens a regular file. A FIFO or device is refused without ever waiting for it.
///
/// # Errors
/// When it is no regular file, or cannot be opened.
pub fn open_file(path: &Path) -> Result<File, Error> {
    let file = open(path).map_err(|error| {
        // A socket cannot even be opened; that is no fault of the world.
        match std::fs::metadata(path) {
            Ok(found) if !found.is_file() => Error::refused("input-not-a-file", &[]),
            _ => unreadable(path, &error),
        }
    })?;
    let found = file.metadata().map_err(|error| unreadable(path, &error))?;
    if found.is_file() { Ok(file) } else { Err(Error::refused("input-not-a-file", &[])) }
}

fn unreadable(path: &Path, error: &io::Error) -> Error {
    world::failed(ErrorKind::Failed, "input-unreadable", path, error)
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
