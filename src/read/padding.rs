//! What programs leave behind and around a text that is no text: zero bytes of a file laid out beforehand or of
//! fields of a fixed length, and the sign with which old programs end a file.

use crate::model::{Finding, Findings, Message, Rule, Severity};

/// Zero bytes were left out.
pub const ZERO_BYTES: Rule =
    Rule { name: "zero-bytes", severity: Severity::Info, page: include_str!("zero_bytes.md") };

/// The sign for the end of a file, which programs put where they end one and where they join two.
const END_SIGN: char = '\u{1a}';

/// The mark of UTF-16 whose last byte may be a zero that belongs to a character.
const LITTLE_ENDIAN_MARK: &[u8] = b"\xff\xfe";

/// The bytes of a file without the zeros behind them.
pub(super) fn without_zeros_behind(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    // The last character of UTF-16 ends in a zero byte itself.
    let is_wide = bytes[..end].contains(&0) || bytes.starts_with(LITTLE_ENDIAN_MARK);
    &bytes[..(end + usize::from(is_wide && end % 2 == 1)).min(bytes.len())]
}

/// A text without zeros, and how many there were. Only lines have them as padding; a few bytes without a line are no
/// text.
pub(super) fn without_zeros(text: String) -> (String, usize) {
    let zeros = text.matches('\0').count();
    if zeros == 0 || !text.contains('\n') { (text, 0) } else { (text.replace('\0', ""), zeros) }
}

/// A text without the signs for the end of a file: behind it, and at the beginning of a line where files were joined.
pub(super) fn without_end_signs(text: String) -> String {
    if !text.contains(END_SIGN) {
        return text;
    }
    let is_behind = |c: char| c == END_SIGN || c.is_whitespace();
    let end = text.trim_end_matches(is_behind).len();
    let behind: String = text[end..].chars().filter(|c| *c != END_SIGN).collect();
    let lines: Vec<&str> = text[..end].split('\n').map(|line| line.trim_start_matches(END_SIGN)).collect();
    lines.join("\n") + &behind
}

/// Says how many zero bytes were left out.
pub(super) fn report(findings: &mut Findings, zeros: usize) {
    if zeros > 0 {
        let mut finding = Finding::new(&ZERO_BYTES, &Message::new("zero-bytes", &[&zeros]));
        finding.found = Some(zeros.to_string());
        findings.push(finding);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_behind_a_text() {
        for (bytes, expected) in [
            (b"a,b\n\0\0\0" as &[u8], b"a,b\n" as &[u8]),
            (b"a,b\n", b"a,b\n"),
            (b"\0\0", b""),
            // Little-endian UTF-16: the zero of the last character stays.
            (b"a\0\n\0\0\0\0\0", b"a\0\n\0"),
            (b"\xff\xfea\0", b"\xff\xfea\0"),
            (b"\0a\0\n\0\0", b"\0a\0\n"),
        ] {
            assert_eq!(without_zeros_behind(bytes), expected, "{bytes:?}");
        }
    }

    #[test]
    fn signs_for_the_end() {
        for (text, expected) in [
            ("a,b\n\u{1a}", "a,b\n"),
            ("a,b\n\u{1a}\u{1a}\u{1a}", "a,b\n"),
            ("a,b\n\u{1a}\n", "a,b\n\n"),
            ("a,b\u{1a}", "a,b"),
            ("a,b\n\u{1a}c,d\n", "a,b\nc,d\n"),
            // Within a line it is some other program's.
            ("a\u{1a}b\n", "a\u{1a}b\n"),
            ("a,b\n", "a,b\n"),
        ] {
            assert_eq!(without_end_signs(text.to_owned()), expected, "{text:?}");
        }
    }
}
