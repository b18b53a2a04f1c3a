//! The world failed us: what cannot be read, written or understood at all. A document itself never fails.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::model::{Language, Message, Place};

/// Why a command, a batch or one input of it came to nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Error {
    /// What kind of failure it is; it decides the exit status.
    pub kind: ErrorKind,
    /// What is said.
    pub message: Message,
    /// Where in the input, if it has a place.
    pub place: Option<Box<Place>>,
}

/// What kind of failure an error is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ErrorKind {
    /// The input cannot be read as any document: that file is refused, the others are not.
    Refused,
    /// The file system failed for one input: that file has failed, the others go on.
    Failed,
    /// The command or the configuration is wrong; nothing was written.
    Usage,
    /// The batch cannot go on: disk full, lock held, folder lost.
    Stopped,
}

impl Error {
    /// An input that cannot be read; `message` is an id of the table of messages.
    pub fn refused(message: &str, values: &[&dyn fmt::Display]) -> Self {
        Self { kind: ErrorKind::Refused, message: Message::new(message, values), place: None }
    }

    /// A failure of another kind.
    pub fn new(kind: ErrorKind, message: &str, values: &[&dyn fmt::Display]) -> Self {
        Self { kind, message: Message::new(message, values), place: None }
    }

    /// The same failure, at a place of the input.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(Box::new(place));
        self
    }

    /// What is said, in a language.
    pub fn text(&self, language: Language) -> &str {
        self.message.text(language)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message.en)
    }
}

impl std::error::Error for Error {}
