//! Zip archives: each file in one is an input, named `archive.zip/path`.
//!
//! An archive is opened only when what it would unfold to is bounded; an entry cannot unfold to more than it declares:
//! reading it fails. An archive within an archive is not opened.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use encoding_rs::GB18030;
use zip::ZipArchive;
use zip::result::ZipError;

use super::input;
use crate::error::Error;

/// The most files of an archive.
const MAX_ENTRIES: usize = 10_000;

/// The most bytes that an entry unfolds to; as much as a file may have.
const MAX_ENTRY: u64 = input::LARGEST;

/// The most bytes that the entries of an archive unfold to together.
const MAX_EXPANDED: u64 = 4 << 30;

/// How many times its own size an archive may unfold to. Pages of text stay below 50.
const MAX_RATIO: u64 = 200;

/// An archive that unfolds to less is not held to the ratio.
const SMALL: u64 = 1 << 20;

/// The first bytes of a zip file, with entries and without.
const SIGNATURES: &[&[u8]] = &[b"PK\x03\x04", b"PK\x05\x06"];

/// Parts of packages, which are documents and no archives.
const OF_PACKAGES: &[&str] = &["[Content_Types].xml", "mimetype", "OFD.xml", "uof.xml", "_rels/.rels"];

/// A file in an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its number among all entries.
    pub number: usize,
    /// The names of its path, folders first.
    pub names: Vec<String>,
}

/// The files in an archive, in its order; `None` where a file is no archive. Folders, hidden files and what systems put
/// beside files are left out.
///
/// # Errors
/// When the archive is broken or locked, holds no file, or would unfold to too much.
pub(super) fn entries(path: &Path) -> Result<Option<Vec<Entry>>, Error> {
    if !is_named_so(path) || !begins_so(path)? {
        return Ok(None);
    }
    let size = input::open_file(path)?.metadata().map_or(1, |metadata| metadata.len().max(1));
    let mut archive = open(path)?;
    if archive.len() > MAX_ENTRIES {
        return Err(Error::refused("archive-entries", &[&archive.len(), &MAX_ENTRIES]));
    }
    let mut expanded: u64 = 0;
    let mut found = Vec::new();
    let mut is_package = false;
    for number in 0..archive.len() {
        let entry = archive.by_index_raw(number).map_err(|error| broken(&error))?;
        if entry.encrypted() {
            return Err(Error::refused("archive-locked", &[]));
        }
        expanded = expanded.saturating_add(entry.size());
        let name = name_of(entry.name_raw());
        is_package |= OF_PACKAGES.contains(&&*name);
        let names = ordinary(&name);
        if !entry.is_dir() && !names.is_empty() && !names.iter().any(|name| is_left_out(name)) {
            found.push(Entry { number, names });
        }
    }
    if is_package {
        return Ok(None);
    }
    let ratio = expanded / size;
    if expanded > MAX_EXPANDED || (expanded > SMALL && ratio > MAX_RATIO) {
        return Err(Error::refused("archive-bomb", &[&expanded, &ratio, &MAX_EXPANDED, &MAX_RATIO]));
    }
    if found.is_empty() {
        return Err(Error::refused("archive-empty", &[]));
    }
    Ok(Some(found))
}

/// The bytes of an entry.
///
/// # Errors
/// When the archive or the entry is broken, or it unfolds to too much.
pub(super) fn read(path: &Path, number: usize) -> Result<Vec<u8>, Error> {
    let mut archive = open(path)?;
    let entry = archive.by_index(number).map_err(|error| broken(&error))?;
    if entry.size() > MAX_ENTRY {
        return Err(Error::refused("input-too-large", &[&entry.size(), &MAX_ENTRY]));
    }
    let mut bytes = Vec::new();
    entry.take(MAX_ENTRY + 1).read_to_end(&mut bytes).map_err(|error| broken(&ZipError::Io(error)))?;
    Ok(bytes)
}

fn open(path: &Path) -> Result<ZipArchive<BufReader<File>>, Error> {
    let file = input::open_file(path)?;
    ZipArchive::new(BufReader::new(file)).map_err(|error| broken(&error))
}

fn broken(error: &ZipError) -> Error {
    Error::refused("archive-broken", &[error])
}

/// Whether a file is called an archive. A package has a name of its own, and a batch would else open every file twice.
fn is_named_so(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("zip"))
}

/// Whether a file begins as archives do.
fn begins_so(path: &Path) -> Result<bool, Error> {
    let mut start = [0; 4];
    let mut file = input::open_file(path)?;
    Ok(file.read_exact(&mut start).is_ok() && SIGNATURES.iter().any(|signature| start == **signature))
}

/// The name of an entry. Where it is no UTF-8 a Chinese Windows wrote it.
fn name_of(raw: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(raw) {
        Ok(name) => Cow::Borrowed(name),
        Err(_) => GB18030.decode_without_bom_handling(raw).0,
    }
}

/// The names of a path without what leads out of the archive.
fn ordinary(name: &str) -> Vec<String> {
    let names = name.split(['/', '\\']).map(str::trim);
    names.filter(|name| !name.is_empty() && *name != "." && *name != "..").map(str::to_owned).collect()
}

/// What a folder leaves out as well, and what macOS puts beside files.
fn is_left_out(name: &str) -> bool {
    name.starts_with('.') || name.starts_with("~$") || name == "__MACOSX"
}

#[cfg(test)]
mod tests {
    #![expect(clippy::disallowed_methods, reason = "archives to be read stand on the disk")]

    use std::io::Write as _;

    use zip::write::{SimpleFileOptions, ZipWriter};

    use super::*;

    fn archive(name: &str, files: &[(&str, &[u8])]) -> (tempfile::TempDir, std::path::PathBuf) {
        let room = tempfile::tempdir().unwrap();
        let path = room.path().join(name);
        let mut writer = ZipWriter::new(File::create(&path).unwrap());
        for (name, bytes) in files {
            if name.ends_with('/') {
                writer.add_directory(*name, SimpleFileOptions::default()).unwrap();
                continue;
            }
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap();
        (room, path)
    }

    fn names(path: &Path) -> Option<Vec<String>> {
        Some(entries(path).unwrap()?.into_iter().map(|entry| entry.names.join("/")).collect())
    }

    #[test]
    fn the_files_of_an_archive() {
        let files: &[(&str, &[u8])] = &[
            ("表/", b""),
            ("表/1.html", b"<p>"),
            ("../2.csv", b"a,b"),
            ("__MACOSX/._1", b"x"),
            (".DS_Store", b"x"),
        ];
        let (_room, path) = archive("公开.ZIP", files);
        assert_eq!(names(&path).unwrap(), ["表/1.html", "2.csv"]);
        let all = entries(&path).unwrap().unwrap();
        assert_eq!(read(&path, all[1].number).unwrap(), b"a,b");
    }

    #[test]
    fn files_that_are_no_archives() {
        for (name, part) in [("a.zip", "[Content_Types].xml"), ("a.zip", "mimetype"), ("a.xlsx", "a.html")] {
            let (_room, path) = archive(name, &[(part, b"x")]);
            assert_eq!(names(&path), None, "{name} {part}");
        }
        let room = tempfile::tempdir().unwrap();
        std::fs::write(room.path().join("a.zip"), "no archive").unwrap();
        assert_eq!(names(&room.path().join("a.zip")), None);
    }

    #[test]
    fn archives_that_are_refused() {
        let (_room, path) = archive("a.zip", &[("a/", b"")]);
        assert_eq!(entries(&path).unwrap_err().message.en, "the archive holds no file");
        let (_room, path) = archive("a.zip", &[("a.html", &vec![b'a'; 4 << 20])]);
        assert!(entries(&path).unwrap_err().message.en.contains("unfold"));
        let (_room, path) = archive("a.zip", &[("a.html", b"<p>")]);
        let bytes = std::fs::read(&path).unwrap();
        std::fs::write(&path, &bytes[..bytes.len() - 10]).unwrap();
        assert!(entries(&path).unwrap_err().message.en.contains("broken"));
    }

    #[test]
    fn names_that_a_chinese_windows_wrote() {
        let (raw, _, _) = GB18030.encode("预算\\支出表.html");
        assert_eq!(ordinary(&name_of(&raw)), ["预算", "支出表.html"]);
    }
}
