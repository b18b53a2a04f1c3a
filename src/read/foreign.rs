//! Files that are told by their content and hold no table that is read here, whatever they are called: each is refused
//! with what it is and the way on.

use super::package::{OLE, Package, ZIP, names_stream};
use crate::error::Error;

/// How much of a text is looked at to tell what it is.
const GLIMPSE: usize = 4096;

/// The parts by which packages that are not read are told, and the messages that refuse them.
const PACKAGES: &[(&str, &str)] = &[
    ("OFD.xml", "read-fixed-layout"),
    ("ppt/presentation.xml", "read-presentation"),
    ("FixedDocSeq.fdseq", "read-fixed-layout"),
    ("uof.xml", "read-uof"),
];

/// Kinds of packages that name themselves, and the messages that refuse them.
const KINDS: &[(&str, &str)] = &[
    ("application/vnd.oasis.opendocument.presentation", "read-presentation"),
    ("application/vnd.oasis.opendocument.graphics", "read-presentation"),
];

/// How long the name of a kind may be.
const LONGEST_KIND: u64 = 200;

/// Why a file is not read that is known and holds no table that is read; `None` for any other.
pub(super) fn refusal(bytes: &[u8]) -> Option<Error> {
    let message = if bytes.starts_with(ZIP) {
        of_package(bytes)?
    } else if bytes.starts_with(OLE) {
        of_compound(bytes)?
    } else {
        of_text(bytes)?
    };
    Some(Error::refused(message, &[]))
}

fn of_package(bytes: &[u8]) -> Option<&'static str> {
    let mut package = Package::open(bytes).ok()?;
    let by_part = PACKAGES.iter().find(|(part, _)| package.find(part).is_some()).map(|(_, message)| *message);
    by_part.or_else(|| {
        let kind = package.bytes("mimetype", LONGEST_KIND).ok()??;
        KINDS.iter().find(|(name, _)| kind.starts_with(name.as_bytes())).map(|(_, message)| *message)
    })
}

/// An old file of Office; one that only embeds a presentation is another one.
fn of_compound(bytes: &[u8]) -> Option<&'static str> {
    let is_other = ["Workbook", "Book", "WordDocument"].iter().any(|name| names_stream(bytes, name));
    (names_stream(bytes, "PowerPoint Document") && !is_other).then_some("read-presentation")
}

fn of_text(bytes: &[u8]) -> Option<&'static str> {
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    if start.starts_with(b"{\\rtf") {
        return Some("read-rich-text");
    }
    if !start.starts_with(b"<") {
        return None;
    }
    let start = String::from_utf8_lossy(&start[..start.len().min(GLIMPSE)]);
    if start.contains("schemas.microsoft.com/office/word/2003/wordml") && start.contains(":wordDocument") {
        return Some("read-word-2003-xml");
    }
    (start.contains("schemas.uof.org") && start.contains(":UOF")).then_some("read-uof")
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use zip::write::{SimpleFileOptions, ZipWriter};

    use super::*;
    use crate::model::{Findings, Source};

    fn package(part: &str) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file(part, SimpleFileOptions::default()).unwrap();
        writer.write_all(b"<x/>").unwrap();
        writer.finish().unwrap().into_inner()
    }

    fn wide(name: &str) -> Vec<u8> {
        name.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn files_of_other_programs_are_refused_with_the_way_on() {
        let word = "<?xml version='1.0'?><w:wordDocument xmlns:w='http://schemas.microsoft.com/office/word/2003/wordml'>";
        for (bytes, words) in [
            (b"{\\rtf1\\ansi \\pard a\\par}".to_vec(), ["RTF", "docx"]),
            (b"\xef\xbb\xbf\n{\\rtf1}".to_vec(), ["RTF", "docx"]),
            (word.into(), ["Word 2003 XML", "docx"]),
            (package("OFD.xml"), ["OFD", "xlsx"]),
            (package("ppt/presentation.xml"), ["presentation", "xlsx"]),
            (package("uof.xml"), ["UOF", "docx"]),
            (
                b"<?xml version='1.0'?><uof:UOF xmlns:uof='http://schemas.uof.org/cn/2003/uof'/>".to_vec(),
                ["UOF", "docx"],
            ),
            ([OLE, &[0; 600], &wide("PowerPoint Document")].concat(), ["presentation", "xlsx"]),
        ] {
            for path in ["a.doc", "a.txt", "a.xlsx", "a", "a.html"] {
                let source = Source { path: path.to_owned(), bytes: bytes.clone(), format: None };
                let error = crate::read::read(&mut Findings::default(), &source).unwrap_err();
                for word in words {
                    assert!(error.message.en.contains(word), "{path}: {}", error.message.en);
                    assert!(
                        error.message.zh.contains(word) || word == "presentation",
                        "{}",
                        error.message.zh
                    );
                }
            }
        }
    }

    #[test]
    fn texts_that_only_speak_of_them_are_read() {
        for text in ["\\rtf1 是什么\t金额\n", "{\"a\": 1}", "<p>wordDocument</p>", "OFD.xml"] {
            assert!(refusal(text.as_bytes()).is_none(), "{text}");
        }
        let book = [OLE, &[0; 600], &wide("Workbook"), &wide("PowerPoint Document")].concat();
        assert!(refusal(&book).is_none());
    }
}
