//! One run at a time in a folder.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

use super::world;
use crate::error::{Error, ErrorKind};

/// The file that is locked. It stays when the run is over: removing it would let two runs lock two files.
pub const LOCK: &str = ".gongkai.lock";

/// The lock of a folder, held until it is dropped; the system drops it with the process.
#[derive(Debug)]
pub struct Lock(File);

impl Drop for Lock {
    fn drop(&mut self) {
        // The holder's number goes with it: what is left in the folder is the same after every run.
        let _ = self.0.set_len(0);
    }
}

/// Locks a folder, which is made where it is missing.
///
/// # Errors
/// A usage error where the folder cannot be written in; the batch stops where another run holds the lock.
pub fn lock(directory: &Path) -> Result<Lock, Error> {
    let unwritable = |error: &std::io::Error| Error {
        kind: ErrorKind::Usage,
        ..world::failed(ErrorKind::Usage, "output-folder-unwritable", directory, error)
    };
    std::fs::create_dir_all(directory).map_err(|error| unwritable(&error))?;
    let path = directory.join(LOCK);
    let options = OpenOptions::new().read(true).write(true).create(true).truncate(false).clone();
    let mut file = options.open(&path).map_err(|error| unwritable(&error))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            let _ = file.read_to_string(&mut holder);
            let shown = world::show(directory);
            return Err(Error::new(ErrorKind::Stopped, "lock-held", &[&shown, &holder.trim()]));
        }
        // Some network file systems know no locks. One run alone is right there as well.
        Err(TryLockError::Error(error)) if error.kind() == std::io::ErrorKind::Unsupported => {}
        Err(TryLockError::Error(error)) => return Err(unwritable(&error)),
    }
    // The lock file may be writable in a folder that is not.
    tempfile::tempfile_in(directory).map_err(|error| unwritable(&error))?;
    let write =
        file.set_len(0).and_then(|()| file.rewind()).and_then(|()| writeln!(file, "{}", std::process::id()));
    write.map_err(|error| unwritable(&error))?;
    Ok(Lock(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_locked_once() {
        let directory = tempfile::tempdir().unwrap();
        let held = lock(directory.path()).unwrap();
        let error = lock(directory.path()).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Stopped);
        assert!(error.message.en.contains(&std::process::id().to_string()), "{}", error.message.en);
        drop(held);
        lock(directory.path()).unwrap();
    }
}
