//! Bytes to `Document<Raw>`: a file per input format, told apart by evidence.

mod biff;
mod centred;
pub mod csv;
pub mod decode;
pub mod delimited;
pub mod docx;
mod escaped;
mod escapes;
mod excel_2003;
pub mod flow;
mod footnotes;
mod foreign;
mod front_matter;
mod garbled;
mod glimpse;
mod grid;
pub mod html;
mod inline;
pub mod json;
mod lines;
pub mod markdown;
pub mod mime;
mod notation;
mod number_format;
pub mod ocr;
mod omml;
mod open_document;
pub mod open_text;
mod package;
mod padding;
mod page_header;
pub mod pdf;
mod pieces;
mod pipes;
mod place_marks;
mod relations;
mod retold;
mod sheet;
mod simple;
mod spans;
mod tabular;
mod tabular_cell;
mod tex;
mod text_marks;
mod tokens;
pub mod workbook;
mod xlsx;
mod xml;

pub use glimpse::Glimpse;
use sha2::{Digest, Sha256};

use crate::error::{Error, ErrorKind};
use crate::model::{Document, Findings, Origin, Raw, Rule, Source};

/// An input format.
#[derive(Debug)]
pub struct Reader {
    /// Its name, as in `source.format` and `--from`.
    pub name: &'static str,
    /// The extensions it goes by, in lower case.
    pub extensions: &'static [&'static str],
    /// How much bytes can speak for it: no text is more than like one whose cells a sign parts.
    pub at_most: Evidence,
    /// How much the bytes themselves speak for it.
    pub sniff: fn(&Glimpse) -> Evidence,
    /// Reads a file of it.
    pub read: fn(&mut Findings, &Source) -> Result<Document<Raw>, Error>,
}

/// How much the bytes of a file speak for a format. Content comes before the extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// They speak against it: it cannot be read as that.
    Against,
    /// They do not tell; the extension decides.
    Silent,
    /// They look like it.
    Likely,
    /// They are it: a signature, a document element.
    Certain,
}

/// The input formats. Where two are equally likely the first wins.
pub const READERS: &[Reader] = &[
    pdf::READER,
    ocr::READER,
    open_text::READER,
    workbook::READER,
    docx::READER,
    mime::READER,
    markdown::READER,
    html::READER,
    delimited::READER,
    csv::READER,
];

/// The rules of what reading can find.
pub const RULES: &[&Rule] = &[
    &decode::CHARACTERS_UNDECODABLE,
    &decode::ENCODING_DECLARED_WRONG,
    &decode::ENCODING_UNSURE,
    &delimited::BORDERS_UNSURE,
    &delimited::COLUMNS_BY_BLANKS,
    &delimited::COLUMNS_UNSURE,
    &delimited::ROW_TOO_LONG,
    &delimited::ROW_TOO_SHORT,
    &delimited::SEPARATORS_MIXED,
    &delimited::THOUSANDS_JOINED,
    &delimited::THOUSANDS_UNSURE,
    &escaped::MARKUP_ESCAPED,
    &escapes::LINE_BREAKS_ESCAPED,
    &flow::COLUMNS_BY_TABS,
    &flow::DELETIONS_LEFT_OUT,
    &flow::LIST_NUMBERS_GENERATED,
    &flow::PART_UNREAD,
    &flow::PICTURE_LEFT_OUT,
    &flow::PROMPTS_LEFT_OUT,
    &flow::READINGS_LEFT_OUT,
    &flow::SYMBOL_UNREAD,
    &front_matter::FRONT_MATTER_SET_APART,
    &garbled::TEXT_GARBLED,
    &html::FILE_BROKEN_OFF,
    &html::HIDDEN_LEFT_OUT,
    &html::NAVIGATION_LEFT_OUT,
    &html::SPAN_CUT,
    &padding::ZERO_BYTES,
    &pdf::NUMBER_OVER_LINES,
    &pdf::PAGE_BROKEN,
    &pdf::PAGE_IS_PICTURE,
    &pdf::RUNNING_LINES_LEFT_OUT,
    &pdf::TEXT_UNDECODABLE,
    &pdf::FRACTION_UNSURE,
    &pdf::WATERMARK_LEFT_OUT,
    &pipes::ROW_UNCLOSED,
    &pipes::ROWS_REJOINED,
    &place_marks::PLACE_MARKS_REMOVED,
    &tabular::LATEX_TABLE_UNREAD,
    &text_marks::TEXT_MARKED,
    &workbook::CELLS_INVISIBLE,
    &workbook::COLUMNS_HIDDEN,
    &workbook::COLUMN_TOO_NARROW,
    &workbook::COMMENTS_LEFT_OUT,
    &workbook::DATA_SHEET_SKIPPED,
    &workbook::DIGITS_LOST,
    &workbook::DRAWINGS_UNREAD,
    &workbook::FORMULA_WITHOUT_RESULT,
    &workbook::NUMBER_FORMATS_UNREAD,
    &workbook::NUMBER_FORMAT_UNKNOWN,
    &workbook::OUTSIDE_PRINT_AREA,
    &workbook::ROWS_HIDDEN,
    &workbook::SHEET_HIDDEN,
];

/// Reads a file by the reader that a person named, or else by the one its bytes and then its extension speak
/// for.
///
/// # Errors
///
/// A usage error where the named reader does not exist; otherwise the refusal of the reader that was chosen.
pub fn read(findings: &mut Findings, source: &Source) -> Result<Document<Raw>, Error> {
    let reader = match &source.format {
        Some(name) => READERS
            .iter()
            .find(|reader| reader.name == name)
            .ok_or_else(|| Error::new(ErrorKind::Usage, "read-format-unknown", &[name]))?,
        None => match foreign::refusal(&source.bytes) {
            Some(refusal) => return Err(refusal),
            None => choose(source),
        },
    };
    let mut document = (reader.read)(findings, source)?;
    escaped::read(findings, &mut document);
    let document = text_marks::remove(findings, document);
    Ok(escapes::decode(findings, document))
}

/// The reader that a file itself speaks for; of those for which it speaks equally the one its extension names.
fn choose(source: &Source) -> &'static Reader {
    let extension = extension(&source.path);
    let glimpse = Glimpse::of(&source.bytes);
    let mut best = (Evidence::Against, false);
    let mut chosen = None;
    for reader in READERS {
        let named = reader.extensions.contains(&extension.as_str());
        // One that cannot be better than the best is not asked: what parts the cells of a page is costly to tell.
        if chosen.is_some() && (reader.at_most, named) <= best {
            continue;
        }
        let found = ((reader.sniff)(&glimpse), named);
        if chosen.is_none() || found > best {
            (best, chosen) = (found, Some(reader));
        }
    }
    match best {
        // Nothing speaks for any format: it is text of some kind, or that reader says why it is not.
        (Evidence::Against | Evidence::Silent, false) => &delimited::READER,
        _ => chosen.unwrap_or(&delimited::READER),
    }
}

/// The extension of a path in lower case, or nothing.
fn extension(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase()).unwrap_or_default()
}

/// Where a document came from, for its record.
fn origin(source: &Source, format: &str, encoding: Option<&str>) -> Origin {
    let mut sha256 = String::with_capacity(64);
    for byte in Sha256::digest(&source.bytes) {
        sha256.push(char::from_digit(u32::from(byte >> 4), 16).unwrap_or('0'));
        sha256.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or('0'));
    }
    Origin {
        path: source.path.clone(),
        format: format.to_owned(),
        encoding: encoding.map(str::to_owned),
        bytes: source.bytes.len(),
        sha256,
        pages: None,
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use rust_xlsxwriter::Workbook;
    use zip::write::{SimpleFileOptions, ZipWriter};

    use super::*;
    use crate::model::{Block, Message, Table};

    fn read_as(path: &str, bytes: &[u8]) -> Result<Document<Raw>, Error> {
        let source = Source { path: path.to_owned(), bytes: bytes.to_vec(), format: None };
        read(&mut Findings::default(), &source)
    }

    #[test]
    fn the_format_is_told_by_content_then_extension() {
        for (path, text, format) in [
            ("a.txt", "项目\t金额\n供水\t1\n", "delimited"),
            ("a.html", "项目\t金额\n供水\t1\n", "delimited"),
            ("a.txt", "<!DOCTYPE html><p>x", "html"),
            ("a.xls", "<html><table>", "html"),
            ("a.htm", "<p>x</p>\n| a | b |\n|---|---|\n", "html"),
            ("a.md", "<p>x</p>\n", "html"),
            ("a.md", "<div>\n\n# 表\n\n</div>", "markdown"),
            ("a.html", "单位：万元\n<table><tr><td>1", "html"),
            ("a.txt", "单位：万元\n<table><tr><td>1", "markdown"),
            ("a", "<p>一</p>\t<p>二</p>\n1\t2\n3\t4", "delimited"),
            ("a.txt", "| a | b |\n|---|---|\n| 1 | 2 |\n", "markdown"),
            ("a.md", "只有文字", "markdown"),
            ("a.csv", "只有文字", "csv"),
            ("a", "只有文字", "delimited"),
            ("a.txt", "a,b\n1,2\n", "csv"),
            ("a.tsv", "<p>一</p>\t<p>二</p>\n1\t2\n", "delimited"),
            ("a.html", "<table>\n\t<tr>\n\t\t<td>1</td>\t<td>2</td>\n\t</tr></table>", "html"),
        ] {
            assert_eq!(read_as(path, text.as_bytes()).unwrap().source.format, format, "{path} {text}");
        }
        let source =
            Source { path: "a.html".into(), bytes: b"<p>x".to_vec(), format: Some("markdown".into()) };
        assert_eq!(read(&mut Findings::default(), &source).unwrap().source.format, "markdown");
        let source = Source { format: Some("picture".into()), ..source };
        assert_eq!(read(&mut Findings::default(), &source).unwrap_err().kind, ErrorKind::Usage);
    }

    #[test]
    fn a_refusal_is_the_readers_own() {
        for (path, bytes, words) in [
            ("a.txt", b"" as &[u8], "empty"),
            ("a.xlsx", b"", "empty"),
            ("a.docx", b"", "empty"),
            ("a.pdf", b"%PDF-1.4", "PDF"),
            ("a.xlsx", b"PK\x03\x04", "broken"),
            ("a.docx", b"PK\x03\x04", "broken"),
            ("a.zip", b"PK\x03\x04", "ZIP"),
        ] {
            let error = read_as(path, bytes).unwrap_err();
            assert!(error.message.en.contains(words), "{path}: {}", error.message.en);
        }
    }

    #[test]
    fn every_message_exists() {
        for source in [
            include_str!("biff/mod.rs"),
            include_str!("decode.rs"),
            include_str!("delimited/aligned.rs"),
            include_str!("delimited/mixed.rs"),
            include_str!("delimited/mod.rs"),
            include_str!("delimited/ragged.rs"),
            include_str!("docx/mod.rs"),
            include_str!("docx/flat.rs"),
            include_str!("flow/remarks.rs"),
            include_str!("foreign.rs"),
            include_str!("escaped.rs"),
            include_str!("escapes.rs"),
            include_str!("garbled.rs"),
            include_str!("html.rs"),
            include_str!("json.rs"),
            include_str!("markdown.rs"),
            include_str!("mime.rs"),
            include_str!("mod.rs"),
            include_str!("notation.rs"),
            include_str!("open_document/mod.rs"),
            include_str!("open_text/mod.rs"),
            include_str!("package.rs"),
            include_str!("padding.rs"),
            include_str!("pdf/file.rs"),
            include_str!("pdf/mod.rs"),
            include_str!("sheet.rs"),
            include_str!("text_marks.rs"),
            include_str!("workbook.rs"),
            include_str!("xlsx/mod.rs"),
            include_str!("xml.rs"),
        ] {
            for call in ["Error::refused(\"", "Message::new(\""] {
                for id in source.split(call).skip(1).filter_map(|rest| rest.split('"').next()) {
                    assert!(id.is_empty() || id.contains('\\') || Message::exists(id), "{id}");
                }
            }
        }
        assert!(Message::exists("read-format-unknown"));
        for rule in RULES {
            let mut lines = rule.page.lines();
            assert_eq!(lines.next(), Some(format!("# {}", rule.name).as_str()));
            for heading in ["## Why it matters", "## Fires", "## Stays silent"] {
                assert!(rule.page.contains(heading), "{}: {heading}", rule.name);
            }
        }
    }

    fn cells(table: &Table<Raw>) -> Vec<Vec<String>> {
        let words = |raw: &Raw| match raw {
            Raw::Markup(text) | Raw::Plain(text) | Raw::Translated { html: text, .. } => text.clone(),
        };
        table.rows.iter().map(|row| row.cells.iter().map(|cell| words(&cell.text)).collect()).collect()
    }

    fn docx(rows: &[[&str; 3]]) -> Vec<u8> {
        let mut body = String::new();
        for row in rows {
            body.push_str("<w:tr>");
            for cell in row {
                body.extend(["<w:tc><w:p><w:r><w:t>", cell, "</w:t></w:r></w:p></w:tc>"]);
            }
            body.push_str("</w:tr>");
        }
        let text = format!("<w:document xmlns:w='w'><w:body><w:tbl>{body}</w:tbl></w:body></w:document>");
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file("word/document.xml", SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
        writer.finish().unwrap().into_inner()
    }

    fn xlsx(rows: &[[&str; 3]]) -> Vec<u8> {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        for (row, cells) in (0..).zip(rows) {
            sheet.write_row(row, 0, cells.iter().copied()).unwrap();
        }
        workbook.save_to_buffer().unwrap()
    }

    const ROWS: &[[&str; 3]] =
        &[["编码", "项目名称", "金额"], ["000426", "农村饮水安全", "1,260.00"], ["7", "绿化", ""]];

    #[test]
    fn one_table_reads_the_same_from_every_format() {
        let lines = |by: &str| ROWS.iter().map(|row| row.join(by)).collect::<Vec<_>>().join("\n");
        let markdown = lines(" | ").replacen('\n', "\n---|---|---\n", 1);
        let html: String = ROWS
            .iter()
            .map(|row| {
                row.iter().fold(String::from("<tr>"), |line, cell| line + "<td>" + cell + "</td>") + "</tr>"
            })
            .collect();
        let files = [
            ("a.tsv", lines("\t").into_bytes()),
            ("a.csv", lines(";").into_bytes()),
            ("a.md", markdown.into_bytes()),
            ("a.html", format!("<table>{html}</table>").into_bytes()),
            ("a.xlsx", xlsx(ROWS)),
            ("a.docx", docx(ROWS)),
        ];
        for (path, bytes) in files {
            let document = read_as(path, &bytes).unwrap();
            let [Block::Table(table)] = document.blocks.as_slice() else { panic!("{path}") };
            assert_eq!(cells(table), ROWS, "{path}");
        }
    }

    #[test]
    fn torn_and_flipped_packages_do_no_harm() {
        for (path, whole) in [
            ("a.xlsx", xlsx(ROWS)),
            ("a.docx", docx(ROWS)),
            ("a.xls", biff::tests::xls(&[(0, 0, 0, 1.0), (1, 2, 1, 0.05)])),
        ] {
            for at in (0..whole.len()).step_by(whole.len() / 60 + 1) {
                let mut bytes = whole.clone();
                bytes[at] ^= 0x55;
                let _ = read_as(path, &bytes);
                let _ = read_as(path, &whole[..at]);
            }
        }
    }

    #[test]
    fn the_first_input_may_be_cut_anywhere() {
        let whole = include_bytes!("../../tests/golden/menyuan-2024/input.txt");
        for end in (1..whole.len()).step_by(61) {
            let _ = read_as("a.txt", &whole[..end]);
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig { cases: 200, failure_persistence: None, ..Default::default() })]
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300), kind in 0..7_usize) {
            let path = ["a.txt", "a.html", "a.md", "a.csv", "a.xlsx", "a.docx", "a.json"][kind];
            let _ = read_as(path, &bytes);
            let _ = json::stored(&Source { path: path.to_owned(), bytes, format: None });
        }
    }
}
