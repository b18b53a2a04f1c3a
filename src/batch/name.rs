//! What outputs are called: paths under DIR that no input can break out of and no file system confuse.

use std::ffi::OsStr;
use std::path::{Component, Path};

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

/// How many bytes a file name may have on every file system in use.
const LONGEST: usize = 255;

/// Room that is left for an extension and a mark of our own.
const ROOM: usize = 24;

/// A path with `/`, made of its ordinary components alone; bytes that are no UTF-8 are replaced by U+FFFD.
pub fn lossy(path: &Path) -> String {
    ordinary(path).map(OsStr::to_string_lossy).collect::<Vec<_>>().join("/")
}

/// The path's bytes in hexadecimal, where they are no UTF-8.
pub fn bytes_in_hex(path: &Path) -> Option<String> {
    path.to_str().is_none().then(|| hex(path.as_os_str().as_encoded_bytes()))
}

/// A path with `/`, made of its ordinary components alone; bytes that are no UTF-8 are written `%C3`.
pub fn portable(path: &Path) -> String {
    ordinary(path).map(portable_name).collect::<Vec<_>>().join("/")
}

/// The same path without its last extension. `2024.部门预算` has none: extensions are a few Latin letters.
pub fn without_extension(path: &str) -> &str {
    let start = path.rfind('/').map_or(0, |slash| slash + 1);
    let Some(dot) = path[start..].rfind('.').map(|dot| dot + start) else { return path };
    let extension = &path[dot + 1..];
    let is_one = (1..=8).contains(&extension.len()) && extension.bytes().all(|b| b.is_ascii_alphanumeric());
    if is_one && dot > start { &path[..dot] } else { path }
}

/// What two paths have in common that a file system may take for one: letter case and composition.
pub fn folded(path: &str) -> String {
    path.nfc().flat_map(char::to_lowercase).nfc().collect()
}

/// The path with a mark that is its own: eight digits of the hash of `identity`.
pub fn marked(path: &str, identity: &[u8]) -> String {
    format!("{path}~{}", &digest(identity)[..8])
}

/// The path with every name in it short enough to be followed by an extension. What is cut off is replaced by
/// a hash of the whole.
pub fn shortened(path: &str) -> String {
    path.split('/').map(shortened_name).collect::<Vec<_>>().join("/")
}

/// The SHA-256 of bytes, in hexadecimal.
pub fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// What tells texts apart in the room of a number: the first half of their SHA-256.
pub fn fingerprint(text: &str) -> u128 {
    Sha256::digest(text.as_bytes()).iter().take(16).fold(0, |print, byte| print << 8 | u128::from(*byte))
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// A path as a relative reference: everything but unreserved characters and `/` is written `%E5`.
pub fn percent_encoded(path: &str) -> String {
    let mut encoded = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            encoded.push_str(&hex(&[byte]).to_uppercase());
        }
    }
    encoded
}

fn ordinary(path: &Path) -> impl Iterator<Item = &OsStr> {
    path.components().filter_map(|component| match component {
        Component::Normal(name) => Some(name),
        _ => None,
    })
}

fn portable_name(name: &OsStr) -> String {
    let mut portable = String::new();
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        portable.push_str(chunk.valid());
        for byte in chunk.invalid() {
            portable.push('%');
            portable.push_str(&hex(&[*byte]).to_uppercase());
        }
    }
    portable
}

fn shortened_name(name: &str) -> String {
    if name.len() + ROOM <= LONGEST {
        return name.to_owned();
    }
    let limit = LONGEST - ROOM - 9;
    let end = (0..=limit).rev().find(|end| name.is_char_boundary(*end)).unwrap_or(0);
    marked(&name[..end], name.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_extension_goes() {
        for (path, expected) in [
            ("a.txt", "a"),
            ("in/2024.预算.html", "in/2024.预算"),
            ("2024.部门预算", "2024.部门预算"),
            ("in.d/a", "in.d/a"),
            (".txt", ".txt"),
            ("a.", "a."),
            ("a.b.json", "a.b"),
        ] {
            assert_eq!(without_extension(path), expected);
        }
    }

    #[test]
    fn paths_become_references() {
        assert_eq!(percent_encoded("in put/门.txt"), "in%20put/%E9%97%A8.txt");
    }

    #[test]
    fn no_path_leads_out() {
        assert_eq!(portable(Path::new("../../a/./b")), "a/b");
        assert_eq!(portable(Path::new("/etc/x")), "etc/x");
    }

    #[test]
    fn long_names_stay_apart_and_whole() {
        let long = "预".repeat(85);
        let one = shortened(&format!("d/{long}"));
        let other = shortened(&format!("d/{}算", "预".repeat(84)));
        assert!(one.len() < 2 + LONGEST - 5 && one != other, "{one}");
        assert_eq!(shortened("d/预算"), "d/预算");
    }

    #[cfg(unix)]
    #[test]
    fn bytes_that_are_no_text_are_written_out() {
        use std::os::unix::ffi::OsStrExt;
        let path = Path::new(OsStr::from_bytes(b"\xc3\xc5\xd4\xb4.txt"));
        assert_eq!(portable(path), "%C3%C5\u{534}.txt");
        assert_eq!(bytes_in_hex(path).as_deref(), Some("c3c5d4b42e747874"));
    }
}
