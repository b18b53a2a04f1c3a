//! What a file shows of itself to those who tell its format: looked at once, whoever asks.

use std::cell::OnceCell;

use super::decode;
use super::delimited::{self, Separator};

/// A file whose format is to be told.
#[derive(Debug)]
pub struct Glimpse<'a> {
    /// All its bytes.
    pub bytes: &'a [u8],
    text: OnceCell<Option<String>>,
    separator: OnceCell<Separator>,
}

impl<'a> Glimpse<'a> {
    /// Nothing is looked at before someone asks.
    pub fn of(bytes: &'a [u8]) -> Self {
        Self { bytes, text: OnceCell::new(), separator: OnceCell::new() }
    }

    /// Its first lines as text; `None` if it is no text.
    pub(super) fn text(&self) -> Option<&str> {
        self.text.get_or_init(|| decode::glimpse(self.bytes)).as_deref()
    }

    /// What stands between the cells of its first lines; `None` if it is no text.
    pub(super) fn separator(&self) -> Option<Separator> {
        self.text().map(|text| *self.separator.get_or_init(|| delimited::separator(text)))
    }
}
