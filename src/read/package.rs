//! Zip packages, as workbooks and Word documents are: opened only when what they would unfold to is bounded.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::xml::{self, Element};
use crate::error::Error;

/// The most files a package may hold.
pub(super) const MAX_ENTRIES: usize = 10_000;

/// The most bytes a package may unfold to. An entry cannot unfold to more than it declares: reading it fails.
pub(super) const MAX_EXPANDED: u64 = 256 * 1024 * 1024;

/// How many times its own size a package may unfold to. Real workbooks stay below 50.
pub(super) const MAX_RATIO: u64 = 200;

/// A package that unfolds to less is not held to the ratio.
const SMALL: u64 = 1024 * 1024;

/// A package whose entries are bounded.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    names: Vec<String>,
    sizes: Vec<u64>,
}

/// The first bytes of a zip file.
pub(super) const ZIP: &[u8] = b"PK\x03\x04";

/// The first bytes of an OLE compound file: an old Office file, or an encrypted new one.
pub(super) const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Whether an OLE file names a stream or storage; they are named in UTF-16.
pub(super) fn names_stream(bytes: &[u8], name: &str) -> bool {
    let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(wide.len()).any(|window| window == wide)
}

/// The refusal of a file that only a password opens.
pub(super) fn encrypted() -> Error {
    Error::refused("read-encrypted", &[])
}

impl<'a> Package<'a> {
    /// Opens a package.
    ///
    /// # Errors
    ///
    /// Refused if it is no whole zip file, is encrypted, or would unfold to too much.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Error> {
        let broken = |error: zip::result::ZipError| Error::refused("read-package-broken", &[&error]);
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
        if archive.len() > MAX_ENTRIES {
            return Err(Error::refused("read-package-entries", &[&archive.len(), &MAX_ENTRIES]));
        }
        let mut expanded: u64 = 0;
        let mut names = Vec::with_capacity(archive.len());
        let mut sizes = Vec::with_capacity(archive.len());
        for number in 0..archive.len() {
            let entry = archive.by_index_raw(number).map_err(broken)?;
            if entry.encrypted() {
                return Err(encrypted());
            }
            expanded = expanded.saturating_add(entry.size());
            sizes.push(entry.size());
            names.push(String::from_utf8_lossy(entry.name_raw()).into_owned());
        }
        let ratio = expanded / u64::try_from(bytes.len().max(1)).unwrap_or(u64::MAX);
        if expanded > MAX_EXPANDED || (expanded > SMALL && ratio > MAX_RATIO) {
            return Err(Error::refused("read-package-bomb", &[&expanded, &ratio, &MAX_EXPANDED, &MAX_RATIO]));
        }
        Ok(Self { archive, names, sizes })
    }

    /// The names of its parts.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// The name of a part, found as Office finds it: upper and lower case are the same.
    pub(super) fn find(&self, name: &str) -> Option<&str> {
        let name = name.trim_start_matches('/');
        self.names
            .iter()
            .find(|found| found.replace('\\', "/").eq_ignore_ascii_case(name))
            .map(String::as_str)
    }

    /// The bytes of a part, `limit` at most; `None` if it has no such part.
    ///
    /// # Errors
    ///
    /// Refused if the part is torn.
    pub(super) fn bytes(&mut self, name: &str, limit: u64) -> Result<Option<Vec<u8>>, Error> {
        let Some(found) = self.find(name) else { return Ok(None) };
        let Some(number) = self.names.iter().position(|name| name == found) else { return Ok(None) };
        let broken = |error: &dyn std::fmt::Display| Error::refused("read-package-broken", &[error]);
        let entry = self.archive.by_index(number).map_err(|error| broken(&error))?;
        let mut bytes = Vec::new();
        entry.take(limit).read_to_end(&mut bytes).map_err(|error| broken(&error))?;
        Ok(Some(bytes))
    }

    /// A part to be read piece by piece; `None` if it has no such part.
    ///
    /// # Errors
    ///
    /// Refused if the part is torn.
    pub(super) fn stream(&mut self, name: &str) -> Result<Option<impl Read + '_>, Error> {
        let Some(found) = self.find(name) else { return Ok(None) };
        let Some(number) = self.names.iter().position(|name| name == found) else { return Ok(None) };
        self.archive
            .by_index(number)
            .map(Some)
            .map_err(|error| Error::refused("read-package-broken", &[&error]))
    }

    /// How many bytes a part unfolds to; 0 if there is none.
    pub(super) fn size(&self, name: &str) -> u64 {
        self.names.iter().zip(&self.sizes).find(|(found, _)| *found == name).map_or(0, |(_, size)| *size)
    }

    /// The text of a part.
    ///
    /// # Errors
    ///
    /// Refused if the part is torn or no text.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, Error> {
        let Some(bytes) = self.bytes(name, MAX_EXPANDED)? else { return Ok(None) };
        let (encoding, skip) = encoding_rs::Encoding::for_bom(&bytes).unwrap_or((encoding_rs::UTF_8, 0));
        encoding
            .decode_without_bom_handling_and_without_replacement(&bytes[skip..])
            .map(|text| Some(text.into_owned()))
            .ok_or_else(|| Error::refused("read-part-no-text", &[&name]))
    }

    /// A part as a tree; elements named in `skip` are left out with all that is in them.
    ///
    /// # Errors
    ///
    /// Refused if the part is torn or no XML.
    pub(super) fn xml(&mut self, name: &str, skip: &[&str]) -> Result<Option<Element>, Error> {
        self.text(name)?.map(|text| xml::parse(&text, name, skip)).transpose()
    }
}
