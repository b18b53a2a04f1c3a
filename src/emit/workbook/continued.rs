//! What stands above the pages on which a table goes on: its title, and that it goes on. The library sets a header for
//! all pages of a worksheet; that the first one has none is written into its part (ECMA-376, Part 1, 18.3.1.46 and 18.3.1.63).

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::error::{Error, ErrorKind};

/// A longer title is cut: a header has 255 characters, its codes among them.
const LONGEST_TITLE: usize = 100;

/// The header of the pages on which a table goes on. The size stands before the font, or the digits of a title would
/// go on with it; in a header an ampersand is doubled.
pub(super) fn header(title: &str) -> String {
    let title: String = title.split_whitespace().collect::<Vec<_>>().join(" ");
    let title: String = title.chars().take(LONGEST_TITLE).collect();
    format!("&C&9&\"宋体,常规\"{}（续）", title.replace('&', "&&"))
}

/// The workbook with a first page of its own, without a header, in each of these worksheets, which count from 1; with the
/// number that this page has, for LibreOffice takes only that page for the first.
///
/// # Errors
/// When the workbook cannot be read again, which no workbook should bring about.
pub(super) fn with_first_pages(
    bytes: Vec<u8>,
    worksheets: &BTreeMap<usize, usize>,
) -> Result<Vec<u8>, Error> {
    if worksheets.is_empty() {
        return Ok(bytes);
    }
    rewritten(&bytes, worksheets)
        .map_err(|error| Error::new(ErrorKind::Failed, "workbook-not-written", &[&error]))
}

fn rewritten(bytes: &[u8], worksheets: &BTreeMap<usize, usize>) -> Result<Vec<u8>, ZipError> {
    let mut old = ZipArchive::new(Cursor::new(bytes))?;
    let mut new = ZipWriter::new(Cursor::new(Vec::with_capacity(bytes.len())));
    for index in 0..old.len() {
        let mut part = old.by_index(index)?;
        let name = part.name()?.into_owned();
        let number = name.strip_prefix("xl/worksheets/sheet").and_then(|rest| rest.strip_suffix(".xml"));
        let number: Option<usize> = number.and_then(|number| number.parse().ok());
        let Some(first) = number.and_then(|number| worksheets.get(&number)) else {
            new.raw_copy_file(part)?;
            continue;
        };
        let mut text = String::new();
        part.read_to_string(&mut text)?;
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(part.last_modified().unwrap_or_default());
        new.start_file(name, options)?;
        new.write_all(with_first_page(&text, *first).as_bytes())?;
    }
    Ok(new.finish()?.into_inner())
}

/// The part of a worksheet with a first page that has the footer of the others and no header.
fn with_first_page(part: &str, first: usize) -> String {
    let Some((before, rest)) = part.split_once("<headerFooter>") else { return part.to_owned() };
    let Some((own, after)) = rest.split_once("</headerFooter>") else { return part.to_owned() };
    let footer = own.split_once("<oddFooter>").and_then(|(_, rest)| rest.split_once("</oddFooter>"));
    let footer = footer.map_or("", |(footer, _)| footer);
    let set_up = format!("<pageSetup firstPageNumber=\"{first}\" useFirstPageNumber=\"1\" ");
    let before = before.replacen("<pageSetup ", &set_up, 1);
    format!(
        "{before}<headerFooter differentFirst=\"1\">{own}<firstFooter>{footer}</firstFooter></headerFooter>{after}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_page_has_the_footer_alone() {
        let part = "<worksheet><pageSetup paperSize=\"9\"/><headerFooter><oddHeader>甲</oddHeader><oddFooter>乙</oddFooter></headerFooter></worksheet>";
        assert_eq!(
            with_first_page(part, 7),
            "<worksheet><pageSetup firstPageNumber=\"7\" useFirstPageNumber=\"1\" paperSize=\"9\"/><headerFooter differentFirst=\"1\"><oddHeader>甲</oddHeader><oddFooter>乙</oddFooter>\
             <firstFooter>乙</firstFooter></headerFooter></worksheet>"
        );
        assert_eq!(with_first_page("<worksheet/>", 1), "<worksheet/>");
    }

    #[test]
    fn titles_are_no_codes() {
        assert_eq!(header("2024年\n甲&乙表"), "&C&9&\"宋体,常规\"2024年 甲&&乙表（续）");
        assert!(header(&"甲".repeat(300)).chars().count() < 255);
    }
}
