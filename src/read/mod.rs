//! Bytes to `Document<Raw>`: a file per input format, told apart by evidence.

pub mod csv;
pub mod decode;
pub mod delimited;
pub mod docx;
pub mod html;
pub mod json;
mod lines;
pub mod markdown;
mod number_format;
mod omml;
mod open_document;
mod package;
mod sheet;
pub mod workbook;
mod xml;

use sha2::{Digest, Sha256};

use crate::error::{Error, ErrorKind};
use crate::model::{Document, Findings, Origin, Raw, Rule, Source};

/// An input format.
#[derive(Debug)]
pub struct Reader {
    /// Its name, as in `source.format` and `--from`.
    pub name: &'static str,
    /// The extensions it goes by, in lower case.
    pub extensions: &'static [&'static str],
    /// How much the bytes themselves speak for it.
    pub sniff: fn(&[u8]) -> Evidence,
    /// Reads a file of it.
    pub read: fn(&mut Findings, &Source) -> Result<Document<Raw>, Error>,
}

/// How much the bytes of a file speak for a format. Content comes before the extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// They speak against it: it cannot be read as that.
    Against,
    /// They do not tell; the extension decides.
    Silent,
    /// They look like it.
    Likely,
    /// They are it: a signature, a document element.
    Certain,
}

/// The input formats. Where two are equally likely the first wins.
pub const READERS: &[Reader] =
    &[workbook::READER, docx::READER, html::READER, delimited::READER, csv::READER, markdown::READER];

/// The rules of what reading can find.
pub const RULES: &[&Rule] = &[
    &decode::CHARACTERS_UNDECODABLE,
    &decode::ENCODING_DECLARED_WRONG,
    &decode::ENCODING_UNSURE,
    &delimited::BORDERS_UNSURE,
    &delimited::ROW_TOO_LONG,
    &delimited::ROW_TOO_SHORT,
    &docx::LIST_NUMBERS_GENERATED,
    &html::NAVIGATION_LEFT_OUT,
    &workbook::DATA_SHEET_SKIPPED,
    &workbook::NUMBER_FORMATS_UNREAD,
    &workbook::ROWS_HIDDEN,
    &workbook::SHEET_HIDDEN,
];

/// Reads a file by the reader that a person named, or else by the one its bytes and then its extension speak
/// for.
///
/// # Errors
///
/// A usage error where the named reader does not exist; otherwise the refusal of the reader that was chosen.
pub fn read(findings: &mut Findings, source: &Source) -> Result<Document<Raw>, Error> {
    let reader = match &source.format {
        Some(name) => READERS
            .iter()
            .find(|reader| reader.name == name)
            .ok_or_else(|| Error::new(ErrorKind::Usage, "read-format-unknown", &[name]))?,
        None => choose(source),
    };
    (reader.read)(findings, source)
}

/// The reader that a file itself speaks for.
fn choose(source: &Source) -> &'static Reader {
    let extension = extension(&source.path);
    let named = |reader: &Reader| reader.extensions.contains(&extension.as_str());
    let evidence: Vec<(Evidence, &Reader)> =
        READERS.iter().map(|reader| ((reader.sniff)(&source.bytes), reader)).collect();
    let most = evidence.iter().map(|(evidence, _)| *evidence).max().unwrap_or(Evidence::Against);
    let best = || evidence.iter().filter(|(evidence, _)| *evidence == most).map(|(_, reader)| *reader);
    let fallback = || match most {
        // Nothing speaks for any format: it is text of some kind, or that reader says why it is not.
        Evidence::Against | Evidence::Silent => None,
        Evidence::Likely | Evidence::Certain => best().next(),
    };
    best().find(|reader| named(reader)).or_else(fallback).unwrap_or(&delimited::READER)
}

/// The extension of a path in lower case, or nothing.
fn extension(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase()).unwrap_or_default()
}

/// Where a document came from, for its record.
fn origin(source: &Source, format: &str, encoding: Option<&str>) -> Origin {
    let mut sha256 = String::with_capacity(64);
    for byte in Sha256::digest(&source.bytes) {
        sha256.push(char::from_digit(u32::from(byte >> 4), 16).unwrap_or('0'));
        sha256.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or('0'));
    }
    Origin {
        path: source.path.clone(),
        format: format.to_owned(),
        encoding: encoding.map(str::to_owned),
        bytes: source.bytes.len(),
        sha256,
    }
}
