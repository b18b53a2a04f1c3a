//! Whether what a page draws came out of the file whole: a stream that is damaged gives what stands before the damage, and
//! says nothing of the rest.

use hayro_interpret::hayro_syntax::object::{Array, Name, Stream};
use hayro_interpret::hayro_syntax::page::Page;

/// The sum that ends a compressed stream stands within so many bytes of the stream's end.
const SUM_WITHIN: usize = 16;

/// A compressed stream that is longer, in bytes, holds something.
const SHORTEST: usize = 24;

/// Whether what a page says that it draws is not there.
pub(super) fn is_lost(page: &Page<'_>) -> bool {
    page.raw().contains_key(b"Contents") && page.page_stream().is_none()
}

/// Whether a part of what a page draws is not there.
pub(super) fn is_cut(page: &Page<'_>) -> bool {
    let Some(content) = page.page_stream() else { return false };
    if let Some(stream) = page.raw().get::<Stream<'_>>(b"Contents") {
        return ends_within_text(content) || is_damaged(&stream, content);
    }
    let Some(streams) = page.raw().get::<Array<'_>>(b"Contents") else { return false };
    let found: Vec<Stream<'_>> = streams.iter::<Stream<'_>>().collect();
    let is_gone =
        |stream: &Stream<'_>| stream.decoded_data().map_or(true, |content| is_damaged(stream, &content));
    ends_within_text(content) || found.len() < streams.raw_iter().count() || found.iter().any(is_gone)
}

/// Whether a text is begun and not ended: no page leaves off there.
fn ends_within_text(content: &[u8]) -> bool {
    let is_mark = |at: usize, mark: &[u8]| {
        let is_free = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_whitespace);
        content[at..].starts_with(mark)
            && is_free(at.checked_sub(1).and_then(|before| content.get(before)))
            && is_free(content.get(at + mark.len()))
    };
    let last = |mark: &[u8]| (0..content.len()).rev().find(|at| is_mark(*at, mark));
    // ET may stand close behind a string.
    let ends = content.windows(2).rposition(|pair| pair == b"ET");
    last(b"BT").is_some_and(|begins| ends.is_none_or(|ends| ends < begins))
}

/// Whether what a stream was compressed from is not what came out of it.
fn is_damaged(stream: &Stream<'_>, content: &[u8]) -> bool {
    let dict = stream.dict();
    if !dict.contains_key(b"Filter") {
        return false;
    }
    let raw = stream.raw_data();
    if content.iter().all(u8::is_ascii_whitespace) && raw.len() > SHORTEST {
        return true;
    }
    let is_compressed = dict.get::<Name<'_>>(b"Filter").is_some_and(|name| name.as_ref() == b"FlateDecode");
    if !is_compressed || dict.contains_key(b"DecodeParms") {
        return false;
    }
    let sum = sum(content).to_be_bytes();
    let end = raw.len().saturating_sub(SUM_WITHIN);
    !raw[end..].windows(sum.len()).any(|window| window == sum)
}

/// The sum that a compressed stream ends with (RFC 1950).
fn sum(content: &[u8]) -> u32 {
    /// The largest prime below 2^16.
    const PRIME: u32 = 65_521;
    /// So many bytes add up to less than 2^32.
    const AT_ONCE: usize = 5_552;
    let (mut one, mut two) = (1_u32, 0_u32);
    for chunk in content.chunks(AT_ONCE) {
        for byte in chunk {
            one += u32::from(*byte);
            two += one;
        }
        (one, two) = (one % PRIME, two % PRIME);
    }
    (two << 16) | one
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_end() {
        for (content, expected) in [
            ("BT (a) Tj ET", false),
            ("BT (a)Tj(b)TjET Q", false),
            ("q BT (a) Tj ET BT (b", true),
            ("q 0 0 m 9 9 l S", false),
            ("", false),
        ] {
            assert_eq!(ends_within_text(content.as_bytes()), expected, "{content}");
        }
    }

    #[test]
    fn sums_of_streams() {
        assert_eq!(sum(b""), 1);
        assert_eq!(sum(b"Wikipedia"), 0x11e6_0398);
    }
}
