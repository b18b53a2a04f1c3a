//! `Disclosure` and `View` to bytes: a file or folder per output format.

mod html;
pub(crate) mod json;
mod markdown;
mod workbook;

#[cfg(feature = "cli")]
pub(crate) use self::html::Anchors;
use crate::error::Error;
use crate::model::Disclosure;
use crate::view::View;

/// An output format.
#[derive(Debug)]
pub struct Format {
    /// Its name, as in `--to`.
    pub name: &'static str,
    /// The extension of its files.
    pub extension: &'static str,
    /// Whether it is text that a terminal can show.
    pub is_text: bool,
    /// Writes a document in it.
    pub emit: fn(&Disclosure, &View) -> Result<Vec<u8>, Error>,
}

/// The output formats, in the order they are written.
pub const FORMATS: &[Format] = &[json::FORMAT, workbook::FORMAT, markdown::FORMAT, html::FORMAT];

/// The output format of a name, as in `--to`.
pub fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}
