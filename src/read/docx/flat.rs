//! A Word document that is saved as one file of XML: the parts of a package one behind the other.

use std::io::{Cursor, Write as _};

use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::error::Error;
use crate::read::mime;
use crate::read::package::MAX_EXPANDED;

/// How much of a file is looked at to tell whether it is one.
const GLIMPSE: usize = 4096;

/// Whether bytes are such a document.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(GLIMPSE)];
    let has = |word: &[u8]| start.windows(word.len()).any(|window| window == word);
    let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start();
    text.starts_with(b"<") && has(b"/2006/xmlPackage")
}

/// The same document as a package.
///
/// # Errors
///
/// Refused where it is broken.
pub(super) fn package(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let broken = |error: &dyn std::fmt::Display| Error::refused("read-package-broken", &[error]);
    let text = std::str::from_utf8(bytes).map_err(|error| broken(&error))?;
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut expanded = 0_u64;
    for part in text.split("<pkg:part").skip(1).filter(|part| part.starts_with(char::is_whitespace)) {
        let Some(name) = attribute(part, "pkg:name=") else { continue };
        let content = if let Some(xml) = between(part, "<pkg:xmlData", "</pkg:xmlData>") {
            xml.as_bytes().to_vec()
        } else if let Some(base64) = between(part, "<pkg:binaryData", "</pkg:binaryData>") {
            mime::base64(base64.as_bytes())
        } else {
            continue;
        };
        expanded = expanded.saturating_add(content.len() as u64);
        if expanded > MAX_EXPANDED {
            return Err(broken(&"it is too large"));
        }
        writer.start_file(name.trim_start_matches('/'), options).map_err(|error| broken(&error))?;
        writer.write_all(&content).map_err(|error| broken(&error))?;
    }
    writer.finish().map(Cursor::into_inner).map_err(|error| broken(&error))
}

/// The value of an attribute of the tag that a text begins in.
fn attribute<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let tag = &text[..text.find('>')?];
    let value = &tag[tag.find(name)? + name.len()..];
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split(quote).next()
}

/// What stands between an opening tag and the last closing tag.
fn between<'t>(text: &'t str, open: &str, close: &str) -> Option<&'t str> {
    let from = text.find(open)?;
    let from = from + text[from..].find('>')? + 1;
    text.get(from..text.rfind(close)?)
}
