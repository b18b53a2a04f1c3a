//! Bytes to `Document<Raw>`: a file per input format, told apart by evidence.

pub mod decode;

use crate::error::Error;
use crate::model::{Document, Findings, Raw, Rule, Source};

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
pub const READERS: &[Reader] = &[];

/// The rules of what reading can find.
pub const RULES: &[&Rule] = &[];
