//! CSV: rows of cells between commas or semicolons, quoted where need be.

use super::delimited::{self, Separator};
use super::{Evidence, Glimpse, Reader};
use crate::error::Error;
use crate::model::{Document, Findings, Raw, Source};

/// The reader of CSV.
pub const READER: Reader =
    Reader { name: "csv", extensions: &["csv"], at_most: Evidence::Likely, sniff, read };

fn sniff(file: &Glimpse) -> Evidence {
    match file.separator() {
        Some(Separator::Char(',' | ';' | '，' | '；')) => Evidence::Likely,
        Some(_) => Evidence::Silent,
        None => Evidence::Against,
    }
}

fn read(findings: &mut Findings, source: &Source) -> Result<Document<Raw>, Error> {
    delimited::read_as(READER.name, findings, source)
}
