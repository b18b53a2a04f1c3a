//! The frame of a page: one file, nothing fetched, no script but its own.

use sha2::{Digest, Sha256};

use super::super::name::percent_encoded;
use crate::model::Message;

const FRAME: &str = include_str!("report.html");
const STYLE: &str = include_str!("report.css");
const SCRIPT: &str = include_str!("report.js");

/// What stands in the frame; all of it is HTML.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) title: String,
    pub(super) heading: String,
    pub(super) meta: String,
    pub(super) main: String,
    /// An element that holds data for the script.
    pub(super) data: String,
}

/// The page as a file.
pub(super) fn page(page: &Page) -> Vec<u8> {
    let footer = both(&Message::new("report-footer", &[]));
    let (style_hash, script_hash) = (hash(STYLE), hash(SCRIPT));
    let values = [
        ("style-hash", style_hash.as_str()),
        ("script-hash", &script_hash),
        ("version", env!("CARGO_PKG_VERSION")),
        ("title", &page.title),
        ("style", STYLE),
        ("heading", &page.heading),
        ("meta", &page.meta),
        ("main", &page.main),
        ("footer", &footer),
        ("data", &page.data),
        ("script", SCRIPT),
    ];
    let mut filled =
        String::with_capacity(FRAME.len() + STYLE.len() + SCRIPT.len() + page.main.len() + page.data.len());
    let mut rest = FRAME;
    // What is put in is not looked at again: a `{main}` in a cell of the source stays one.
    while let Some(open) = rest.find('{') {
        let close = rest[open..].find('}').map_or(rest.len(), |close| open + close + 1);
        let name = rest[open..close].trim_matches(['{', '}']);
        filled.push_str(&rest[..open]);
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => filled.push_str(value),
            None => filled.push_str(&rest[open..close]),
        }
        rest = &rest[close..];
    }
    filled.push_str(rest);
    filled.into_bytes()
}

/// Text for an element or an attribute.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            // What HTML knows no character for is shown as missing.
            c if c.is_control() && !matches!(c, '\n' | '\t') => escaped.push('\u{fffd}'),
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}

/// A message in both languages, of which the page shows one.
pub(super) fn both(message: &Message) -> String {
    if message.en == message.zh {
        return escape(&message.en);
    }
    format!(
        "<span class=\"zh\">{}</span><span class=\"en\" lang=\"en\">{}</span>",
        escape(&message.zh),
        escape(&message.en)
    )
}

/// A label of the page in both languages.
pub(super) fn label(id: &str) -> String {
    both(&Message::new(id, &[]))
}

/// A path as a relative address, from a page that stands `up` names away: `../` for every folder.
pub(super) fn address(up: &str, path: &str) -> String {
    // A first name with a colon would be read as a scheme; there is none left after escaping.
    format!("{up}{}", percent_encoded(path))
}

/// The hash of an element's text, as a content security policy wants it.
fn hash(text: &str) -> String {
    format!("sha256-{}", base64(&Sha256::digest(text.as_bytes())))
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let byte = |index: usize| u32::from(chunk.get(index).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..4 {
            let value = bits >> (18 - 6 * digit) & 63;
            text.push(if digit > chunk.len() { '=' } else { char::from(DIGITS[value as usize]) });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_of_known_texts() {
        for (text, expected) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64(text.as_bytes()), expected);
        }
    }

    #[test]
    fn nothing_put_in_is_filled_again() {
        let bytes = page(&Page { main: "{script} {title}".to_owned(), ..Page::default() });
        assert!(String::from_utf8(bytes).unwrap().contains("<main>\n{script} {title}\n</main>"));
    }

    #[test]
    fn no_text_becomes_markup() {
        assert_eq!(
            escape("<img src=x onerror=\"a&b\">\u{1}"),
            "&lt;img src=x onerror=&quot;a&amp;b&quot;&gt;\u{fffd}"
        );
        assert_eq!(address("../", "a b/门:x.json"), "../a%20b/%E9%97%A8%3Ax.json");
    }
}
