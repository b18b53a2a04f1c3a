//! CSV: rows of cells between commas or semicolons, quoted where need be.

use super::delimited::{self, Separator};
use super::{Evidence, Reader, decode};
use crate::error::Error;
use crate::model::{Document, Findings, Raw, Source};

/// The reader of CSV.
pub const READER: Reader = Reader { name: "csv", extensions: &["csv"], sniff, read };

fn sniff(bytes: &[u8]) -> Evidence {
    let Some(text) = decode::glimpse(bytes) else { return Evidence::Against };
    match delimited::separator(&text) {
        Separator::Char(',' | ';' | '，' | '；') => Evidence::Likely,
        _ => Evidence::Silent,
    }
}

fn read(findings: &mut Findings, source: &Source) -> Result<Document<Raw>, Error> {
    delimited::read_as(READER.name, findings, source)
}
