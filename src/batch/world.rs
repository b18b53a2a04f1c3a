//! What the file system says when it fails, in both languages.

use std::io;
use std::path::Path;

use crate::error::{Error, ErrorKind};
use crate::model::Message;

/// EIO, which is 5 wherever there is one.
const DEVICE: i32 = 5;

/// ELOOP on Linux.
const LINK_LOOP: i32 = 40;

/// The failure of the file system at a path.
pub fn failed(kind: ErrorKind, message: &str, path: &Path, error: &io::Error) -> Error {
    Error { kind, message: with_reason(message, &show(path), &reason(error)), place: None }
}

/// The failure to write at a path. Where no other file can fare better, because the disk is full or broken, the
/// batch stops.
pub fn failed_to_write(message: &str, path: &Path, error: &io::Error) -> Error {
    let kind = if is_fatal(error) { ErrorKind::Stopped } else { ErrorKind::Failed };
    failed(kind, message, path, error)
}

/// A message of which the place `{0}` is a name and `{1}` a reason that is a message itself.
pub fn with_reason(message: &str, name: &str, reason: &Message) -> Message {
    Message {
        en: Message::new(message, &[&name, &reason.en]).en,
        zh: Message::new(message, &[&name, &reason.zh]).zh,
    }
}

/// A path as it is shown: characters that a terminal would obey are escaped, bytes that are no text replaced.
pub fn show(path: &Path) -> String {
    show_text(&path.to_string_lossy())
}

/// Text of a path or of an input as it is shown.
pub fn show_text(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control()
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
        {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// Whether no other file can fare better: the disk is full, broken or not to be written.
fn is_fatal(error: &io::Error) -> bool {
    use io::ErrorKind::{QuotaExceeded, ReadOnlyFilesystem, StorageFull};
    matches!(error.kind(), StorageFull | QuotaExceeded | ReadOnlyFilesystem) || number(error) == Some(DEVICE)
}

/// The number of an error that has no kind of its own.
fn number(error: &io::Error) -> Option<i32> {
    error.raw_os_error().filter(|_| cfg!(unix))
}

/// Why, in words.
fn reason(error: &io::Error) -> Message {
    use io::ErrorKind as Kind;
    let id = match error.kind() {
        Kind::NotFound => "io-not-found",
        Kind::PermissionDenied => "io-permission-denied",
        Kind::AlreadyExists => "io-already-exists",
        Kind::StorageFull => "io-storage-full",
        Kind::QuotaExceeded => "io-quota-exceeded",
        Kind::ReadOnlyFilesystem => "io-read-only",
        Kind::IsADirectory => "io-is-a-directory",
        Kind::NotADirectory => "io-not-a-directory",
        Kind::InvalidFilename => "io-invalid-name",
        _ if number(error) == Some(DEVICE) => "io-device",
        _ if number(error) == Some(LINK_LOOP) => "io-link-loop",
        _ => return Message::new("io-other", &[&error]),
    };
    Message::new(id, &[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_obeys_no_name() {
        assert_eq!(show_text("a\nb\u{1b}[31m\u{202e}"), "a\\nb\\u{1b}[31m\\u{202e}");
        assert_eq!(show_text("门源 2024.txt"), "门源 2024.txt");
    }

    #[cfg(unix)]
    #[test]
    fn a_broken_disk_stops_the_batch() {
        let error =
            failed_to_write("output-unwritable", Path::new("a"), &io::Error::from_raw_os_error(DEVICE));
        assert_eq!(error.kind, ErrorKind::Stopped);
        assert!(error.message.en.contains("the device failed"), "{}", error.message.en);
    }

    #[test]
    fn a_full_disk_stops_the_batch() {
        let full = io::Error::from(io::ErrorKind::StorageFull);
        assert_eq!(failed_to_write("x", Path::new("a"), &full).kind, ErrorKind::Stopped);
        let denied = io::Error::from(io::ErrorKind::PermissionDenied);
        assert_eq!(failed_to_write("x", Path::new("a"), &denied).kind, ErrorKind::Failed);
    }
}
