//! The frame of a page: one file, nothing fetched, no script but its own.

use std::io::{self, Write};

use sha2::{Digest, Sha256};

use super::super::name::percent_encoded;
use crate::model::{Amount, Message};

const FRAME: &str = include_str!("report.html");
const STYLE: &str = include_str!("report.css");
const SCRIPT: &str = include_str!("report.js");

/// What every page says of itself, by which it is known as ours.
pub(super) const MARK: &str = "<meta name=\"generator\" content=\"gongkai ";

/// What stands in the frame beside the main part; all of it is HTML.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) title: String,
    pub(super) heading: String,
    pub(super) meta: String,
    /// The mark of a part of a batch, where it is one.
    pub(super) part: String,
}

impl Page {
    /// Writes the page; `main` writes its main part.
    pub(super) fn write(
        &self,
        out: &mut dyn Write,
        main: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        let (head, foot) = FRAME.split_once("{main}").expect("the frame has a place for the main part");
        self.fill(out, head)?;
        main(out)?;
        self.fill(out, foot)
    }

    fn fill(&self, out: &mut dyn Write, frame: &str) -> io::Result<()> {
        let footer = both(&Message::new("report-footer", &[]));
        let (style, script) = (STYLE.trim(), SCRIPT.trim());
        let (style_hash, script_hash) = (hash(style), hash(script));
        let values = [
            ("style-hash", style_hash.as_str()),
            ("script-hash", &script_hash),
            ("version", env!("CARGO_PKG_VERSION")),
            ("title", &self.title),
            ("style", style),
            ("heading", &self.heading),
            ("meta", &self.meta),
            ("part", &self.part),
            ("footer", &footer),
            ("script", script),
        ];
        let mut rest = frame;
        // What is put in is not looked at again: a `{footer}` in a cell of the source stays one.
        while let Some(open) = rest.find('{') {
            let close = rest[open..].find('}').map_or(rest.len(), |close| open + close + 1);
            let name = rest[open..close].trim_matches(['{', '}']);
            let value = values.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
            out.write_all(&rest.as_bytes()[..open])?;
            out.write_all(value.unwrap_or(&rest[open..close]).as_bytes())?;
            rest = &rest[close..];
        }
        out.write_all(rest.as_bytes())
    }
}

/// Text of at most so many characters, the rest of it as `…`.
pub(super) fn shortened(text: &str, longest: usize) -> String {
    if text.chars().nth(longest).is_none() {
        return text.to_owned();
    }
    text.chars().take(longest - 1).chain(['…']).collect()
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
            c if is_forbidden(c) => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}

/// Whether HTML forbids a character even as a reference: control characters and the non-characters of every plane.
pub(super) fn is_forbidden(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || matches!(c, '\u{fdd0}'..='\u{fdef}')
        || u32::from(c) & 0xfffe == 0xfffe
}

/// An amount to be looked at: what was printed in 元 has as many decimals in 万元 as it takes, but no noughts at the
/// end beyond the second.
pub(super) fn money(amount: Amount) -> String {
    let mut text = amount.to_string();
    let shortest = text.find('.').map_or(text.len(), |point| point + 3);
    while text.len() > shortest && text.ends_with('0') {
        text.pop();
    }
    text
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

/// Bytes in the 64 characters that an address takes.
pub(super) fn base64(bytes: &[u8]) -> String {
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
        let mut bytes = Vec::new();
        let page = Page { heading: "{script}".to_owned(), ..Page::default() };
        page.write(&mut bytes, |out| out.write_all(b"{script} {title}")).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.contains("<h1>{script}</h1>") && text.contains("<main>\n{script} {title}\n</main>"));
        assert!(text.contains(MARK), "by which a page is known as ours");
    }

    #[test]
    fn long_text_is_cut_between_characters() {
        assert_eq!((shortened("预算表", 3), shortened("预算公开表", 3)), ("预算表".into(), "预算…".into()));
    }

    #[test]
    fn money_has_no_noughts_that_nobody_printed() {
        for (amount, shown) in [
            ("190.500000", "190.50"),
            ("906.40", "906.40"),
            ("215.3", "215.3"),
            ("0.123450", "0.12345"),
            ("100", "100"),
        ] {
            assert_eq!(money(amount.parse().unwrap()), shown);
        }
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
