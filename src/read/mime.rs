//! Pages that are saved as a mail with their pictures (MHT): the page in them, and the two ways in which mails write
//! bytes as letters. Office systems save what they call Word files so.

use scraper::Html;

use super::{Evidence, Glimpse, Reader, decode, html, origin};
use crate::error::Error;
use crate::model::{Document, Findings, Place, Raw, Source};

/// The reader of pages that are saved as a mail.
pub const READER: Reader =
    Reader { name: "mhtml", extensions: &["mht", "mhtml"], at_most: Evidence::Certain, sniff, read };

fn sniff(file: &Glimpse) -> Evidence {
    let bytes = file.bytes;
    if is_mail(bytes) { Evidence::Certain } else { Evidence::Against }
}

fn read(findings: &mut Findings, source: &Source) -> Result<Document<Raw>, Error> {
    let refuse = || Error::refused("read-not-a-page", &[]);
    let mut document: Option<Document<Raw>> = None;
    for bytes in pages(&source.bytes) {
        let decoded = decode::decode(&bytes)?;
        // The lines of the page are not those of the file.
        let page = html::page_within(&decoded.text, &Place::default(), 0).ok_or_else(refuse)?;
        let document = document.get_or_insert_with(|| Document {
            source: origin(source, READER.name, Some(decoded.encoding)),
            title: page.title,
            blocks: Vec::new(),
            hidden: Vec::new(),
        });
        document.blocks.extend(page.blocks);
        document.hidden.extend(page.remarks.report(findings));
    }
    document.ok_or_else(refuse)
}

/// A page in a file that is saved as a mail.
struct Part {
    /// The last part of its address.
    name: String,
    bytes: Vec<u8>,
}

/// The pages that a file shows: the first one, or where that one is a set of frames, the pages that it names. A workbook
/// that is saved so has a page for each sheet; the one that shows the tabs of the sheets is none.
fn pages(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut parts = if is_mail(bytes) { pages_of_part(bytes, 0) } else { Vec::new() };
    let Some(first) = parts.first() else { return Vec::new() };
    let named = framed(&String::from_utf8_lossy(&first.bytes));
    let own: Vec<Vec<u8>> = named
        .iter()
        .filter_map(|name| parts.iter().find(|part| part.name == *name).map(|part| part.bytes.clone()))
        .collect();
    if own.is_empty() { vec![parts.swap_remove(0).bytes] } else { own }
}

/// The names of the pages that a set of frames shows, in its order: the sheets that it lists, or the frames.
fn framed(page: &str) -> Vec<String> {
    /// What office programs call the list of sheets, and the frame with their tabs.
    const LISTED: &str = "shLink";
    const TABS: &str = "frTabs";
    let page = Html::parse_document(page);
    let elements = |name: &'static str| {
        page.root_element()
            .descendent_elements()
            .filter(move |element| element.value().name().eq_ignore_ascii_case(name))
    };
    if elements("frameset").next().is_none() {
        return Vec::new();
    }
    let listed = elements("link")
        .filter(|link| link.attr("id").is_some_and(|id| id.eq_ignore_ascii_case(LISTED)))
        .filter_map(|link| link.attr("href"));
    let listed: Vec<String> = listed.map(|href| last_of(href).to_owned()).collect();
    if !listed.is_empty() {
        return listed;
    }
    let frames = elements("frame")
        .filter(|frame| frame.attr("name").is_none_or(|name| !name.eq_ignore_ascii_case(TABS)));
    frames.filter_map(|frame| frame.attr("src")).map(|source| last_of(source).to_owned()).collect()
}

/// The last part of an address.
fn last_of(address: &str) -> &str {
    address.rsplit(['/', '\\']).next().unwrap_or(address)
}

/// How much of a file is looked at to tell whether it is one.
const GLIMPSE: usize = 2048;

/// How deep parts may stand in parts.
const MOST_DEPTH: usize = 4;

/// Whether a file begins with the fields of a mail.
fn is_mail(bytes: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(GLIMPSE)]).to_ascii_lowercase();
    let start = start.trim_start_matches('\u{feff}').trim_start();
    let names = ["mime-version:", "from:", "content-type:", "date:", "subject:", "x-"];
    let begins = start.lines().next().is_some_and(|line| names.iter().any(|name| line.starts_with(name)));
    begins && start.contains("mime-version:") && start.contains("content-type:")
}

/// The pages of HTML in a part, and in the parts of it.
fn pages_of_part(bytes: &[u8], depth: usize) -> Vec<Part> {
    let (head, body) = split_head(bytes);
    let kind = field(&head, "content-type").unwrap_or_default();
    let lower = kind.to_ascii_lowercase();
    if lower.starts_with("multipart/") && depth < MOST_DEPTH {
        let Some(boundary) = parameter(&kind, "boundary") else { return Vec::new() };
        let mark = format!("--{boundary}");
        let parts = parts(body, mark.as_bytes());
        return parts.into_iter().flat_map(|part| pages_of_part(part, depth + 1)).collect();
    }
    if !lower.starts_with("text/html") {
        return Vec::new();
    }
    let encoding = field(&head, "content-transfer-encoding").unwrap_or_default().to_ascii_lowercase();
    let page = match encoding.trim() {
        "quoted-printable" => quoted_printable(body),
        "base64" => base64(body),
        _ => body.to_vec(),
    };
    let charset =
        parameter(&kind, "charset").and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes()));
    let bytes = match charset {
        // The page itself may say nothing of it, or something else.
        Some(charset) => charset.decode(&page).0.into_owned().into_bytes(),
        None => page,
    };
    let name = last_of(&field(&head, "content-location").unwrap_or_default()).to_owned();
    vec![Part { name, bytes }]
}

/// The fields at the head of a part, those that go on in the next line put together, and what follows them.
fn split_head(bytes: &[u8]) -> (Vec<String>, &[u8]) {
    let mut head: Vec<String> = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let end = rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |end| end + 1);
        let line = String::from_utf8_lossy(&rest[..end]).trim_end().to_owned();
        rest = &rest[end..];
        if line.is_empty() {
            if head.is_empty() {
                continue;
            }
            break;
        }
        match head.last_mut().filter(|_| line.starts_with([' ', '\t'])) {
            Some(before) => before.push_str(&line),
            None => head.push(line),
        }
    }
    (head, rest)
}

fn field(head: &[String], name: &str) -> Option<String> {
    head.iter().find_map(|line| {
        let (own, value) = line.split_once(':')?;
        own.trim().eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    })
}

fn parameter(field: &str, name: &str) -> Option<String> {
    field.split(';').skip(1).find_map(|parameter| {
        let (own, value) = parameter.split_once('=')?;
        own.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"').to_owned())
    })
}

/// The parts between the marks of a body.
fn parts<'b>(body: &'b [u8], mark: &[u8]) -> Vec<&'b [u8]> {
    let mut found = Vec::new();
    let mut begun: Option<usize> = None;
    let mut at = 0;
    while at < body.len() {
        let end = body[at..].iter().position(|byte| *byte == b'\n').map_or(body.len(), |end| at + end + 1);
        if body[at..end].starts_with(mark) {
            found.extend(begun.map(|start| &body[start..at]));
            begun = Some(end);
        }
        at = end;
    }
    found.extend(begun.map(|start| &body[start..]));
    found
}

/// Bytes that are written as `=E4`, each line that goes on ending in `=`.
fn quoted_printable(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        at += 1;
        if *byte != b'=' {
            bytes.push(*byte);
            continue;
        }
        let digits = text.get(at..at + 2).and_then(|pair| std::str::from_utf8(pair).ok());
        if let Some(value) = digits.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            bytes.push(value);
            at += 2;
        } else if let Some(end) = text[at..].iter().position(|byte| *byte == b'\n')
            && text[at..at + end].trim_ascii().is_empty()
        {
            at += end + 1;
        } else {
            bytes.push(b'=');
        }
    }
    bytes
}

/// Bytes that are written in 64 letters; what is none of them is passed over.
pub(super) fn base64(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held) = (0_u32, 0);
    for letter in text {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => break,
            _ => continue,
        };
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xff).unwrap_or(0));
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_as_letters() {
        for (text, bytes) in [("5Y2V5L2N", "单位"), ("YQ==", "a"), ("Y\r\nWI=", "ab"), ("", "")] {
            assert_eq!(base64(text.as_bytes()), bytes.as_bytes(), "{text}");
        }
        for (text, bytes) in [("=E5=8D=95a=\r\nb", "单ab"), ("1=2", "1=2"), ("a =\n b", "a  b")] {
            assert_eq!(quoted_printable(text.as_bytes()), bytes.as_bytes(), "{text}");
        }
    }

    #[test]
    fn the_page_of_a_mail() {
        let mail = "From: <saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary=\"--b\"\r\n\r\n\
            ----b\r\nContent-Type: text/html; charset=\"gb2312\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>=B5=A5=\r\n=CE=BB</p>\r\n\
            ----b\r\nContent-Type: image/png\r\n\r\nx\r\n----b--\r\n";
        assert_eq!(pages(mail.as_bytes()), ["<p>单位</p>\r\n".as_bytes()]);
        let source = Source { path: "a.doc".to_owned(), bytes: mail.into(), format: None };
        let document = crate::read::read(&mut Findings::default(), &source).unwrap();
        assert_eq!((document.source.format.as_str(), document.blocks.len()), ("mhtml", 1));
        for text in ["<p>MIME-Version: 1.0 Content-Type: text/html", "From: 甲\n项目\t金额", ""] {
            assert!(pages(text.as_bytes()).is_empty(), "{text}");
        }
    }

    #[test]
    fn the_sheets_of_a_workbook_that_is_saved_as_pages() {
        let frames = "<frameset><frame src=\"a.files/s1.htm\" name=\"frSheet\"><frame src=\"a.files/t.htm\" name=\"frTabs\"></frameset>";
        for (head, page, expected) in [
            ("", frames, &["s1.htm"][..]),
            (
                "<link id=\"shLink\" href=\"a.files/s1.htm\"><link id=shLink href=\"a.files/s2.htm\">",
                frames,
                &["s1.htm", "s2.htm"],
            ),
            ("<link id=\"Main-File\" href=\"b.htm\">", "<p>甲</p>", &[]),
        ] {
            assert_eq!(framed(&format!("<html><head>{head}</head>{page}</html>")), expected, "{page}");
        }
    }
}
