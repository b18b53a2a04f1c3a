//! The arguments of LaTeX commands: where the groups of a text begin and end.

use std::ops::Range;

/// The inside of the group in braces that begins at a byte, after white space.
pub(super) fn group(text: &str, at: usize, end: usize) -> Option<Range<usize>> {
    let start = at + (text[at..end].len() - text[at..end].trim_start().len());
    if !text[start..end].starts_with('{') {
        return None;
    }
    let mut depth = 0;
    let mut escaped = false;
    for (offset, byte) in text[start..end].bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'{' => depth += 1,
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    return Some(start + 1..start + offset);
                }
            }
            _ => {}
        }
    }
    None
}

/// Where the options in brackets end that begin at a byte, after white space; that byte where there are none.
pub(super) fn skip_options(text: &str, at: usize, end: usize) -> usize {
    let mut at = at;
    loop {
        let rest = &text[at..end];
        let start = at + (rest.len() - rest.trim_start().len());
        if !text[start..end].starts_with('[') {
            return at;
        }
        let Some(length) = text[start..end].find(']') else { return at };
        at = start + length + 1;
    }
}

/// The name of the command that a text begins with, `multirow` of `\multirow{2}…`; of `\\` and `\%` the sign.
pub(super) fn command(rest: &str) -> Option<&str> {
    let after = rest.strip_prefix('\\')?;
    let letters = after.len() - after.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
    if letters > 0 {
        return Some(&after[..letters]);
    }
    let sign = after.chars().next()?;
    Some(&after[..sign.len_utf8()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_and_commands() {
        let text = r" {a{b}\}c}[x] [y]z";
        assert_eq!(group(text, 0, text.len()).map(|range| &text[range]), Some(r"a{b}\}c"));
        assert_eq!(skip_options(text, 10, text.len()), 17);
        assert_eq!(group("{a", 0, 2), None);
        for (text, name) in [(r"\multirow{2}", "multirow"), (r"\\[2pt]", "\\"), (r"\%", "%"), (r"\甲", "甲")]
        {
            assert_eq!(command(text), Some(name));
        }
        assert_eq!(command("a"), None);
        assert_eq!(command("\\"), None);
    }
}
