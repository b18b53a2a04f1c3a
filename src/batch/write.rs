//! Files that are written whole or not at all.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::Builder;
use walkdir::WalkDir;

use super::world;
use crate::error::{Error, ErrorKind};

/// How the temporary files begin that become outputs.
const TEMPORARY: &str = ".gongkai-";

/// How they end.
const TEMPORARY_END: &str = ".tmp";

/// Writes a file under `directory`: a temporary file beside it, then a rename. A reader, and a run that is killed,
/// sees the old file or the new one.
///
/// # Errors
/// When the file system fails; a full disk stops the batch.
pub fn write(directory: &Path, path: &str, bytes: &[u8]) -> Result<(), Error> {
    write_with(directory, path, |out| out.write_all(bytes))
}

/// Writes a file as [`write()`] does, of which not all bytes are at hand at once.
///
/// # Errors
/// When the file system fails; a full disk stops the batch.
pub fn write_with(
    directory: &Path,
    path: &str,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Error> {
    let target = directory.join(path);
    let failed = |error: &io::Error| world::failed_to_write("output-unwritable", &target, error);
    if !directory.is_dir() {
        // Making it again would scatter the outputs over two folders.
        return Err(Error::new(ErrorKind::Stopped, "output-folder-lost", &[&world::show(directory)]));
    }
    let parent = target.parent().unwrap_or(directory);
    std::fs::create_dir_all(parent).map_err(|error| failed(&error))?;
    let mut builder = Builder::new();
    builder.prefix(TEMPORARY).suffix(TEMPORARY_END);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // The umask takes from this what a person does not want; the default of the library is for secrets.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(parent).map_err(|error| failed(&error))?;
    // Not through the temporary file itself, whose errors carry its path and hide what the system said.
    let mut out = BufWriter::new(file.as_file_mut());
    write(&mut out).and_then(|()| out.flush()).map_err(|error| failed(&error))?;
    drop(out);
    file.as_file().sync_data().map_err(|error| failed(&error))?;
    file.persist(&target).map_err(|error| failed(&error.error))?;
    Ok(())
}

/// Removes what runs that were killed have left half-written.
///
/// # Errors
/// When the folder cannot be read.
pub fn remove_stale(directory: &Path) -> Result<usize, Error> {
    let mut removed = 0;
    for entry in WalkDir::new(directory) {
        let Ok(entry) = entry else { continue };
        let name = entry.file_name().to_string_lossy();
        if entry.file_type().is_file() && name.starts_with(TEMPORARY) && name.ends_with(TEMPORARY_END) {
            remove(entry.path())?;
            removed += 1;
        }
    }
    Ok(removed)
}

/// Removes a file of ours, and its folders where nothing else is in them.
///
/// # Errors
/// When the file is there and cannot be removed.
pub fn remove_output(directory: &Path, path: &str) -> Result<(), Error> {
    remove(&directory.join(path))?;
    let mut folder = PathBuf::from(path);
    while folder.pop() && !folder.as_os_str().is_empty() {
        // It stays where something is in it.
        if std::fs::remove_dir(directory.join(&folder)).is_err() {
            break;
        }
    }
    Ok(())
}

fn remove(path: &Path) -> Result<(), Error> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(world::failed(ErrorKind::Failed, "output-unremovable", path, &error))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_and_what_was_half_written_goes() {
        let directory = tempfile::tempdir().unwrap();
        write(directory.path(), "d/a.json", b"1").unwrap();
        write(directory.path(), "d/a.json", b"2").unwrap();
        write(directory.path(), "d/.gongkai-x.tmp", b"2").unwrap();
        assert_eq!(remove_stale(directory.path()).unwrap(), 1);
        remove_output(directory.path(), "d/a.json").unwrap();
        assert!(!directory.path().join("d").exists());
    }
}
