//! Documents of OpenDocument text (odt), also those in one file of XML (fodt): paragraphs, headings, lists and tables,
//! headers and footers, notes and text boxes.
//!
//! Their places are those of a Word document: `P12`, `T1R3C2`.

mod forms;
mod lists;
mod styles;
mod tables;
mod texts;

use super::flow::remarks::Remarks;
use super::flow::text::Text;
use super::flow::{margin, tabs};
use super::package::{Package, ZIP, encrypted};
use super::xml::{self, Element};
use super::{Evidence, Glimpse, Reader, origin};
use crate::error::Error;
use crate::model::{Block, Document, Findings, Place, Raw, Source};
use forms::Forms;
use lists::Lists;
use std::collections::BTreeSet;
use styles::Styles;

/// The reader of documents of OpenDocument text.
pub const READER: Reader =
    Reader { name: "odt", extensions: &["odt", "ott", "fodt"], at_most: Evidence::Certain, sniff, read };

/// What a file says that it is; templates say more behind it.
const KIND: &str = "application/vnd.oasis.opendocument.text";

/// So many bytes at the start of a file of XML say what it is.
const HEAD: usize = 8192;

/// What is in the content and no part of the text.
const NOT_SHOWN: &[&str] = &["annotation", "annotation-end", "event-listeners", "settings"];

fn sniff(file: &Glimpse) -> Evidence {
    let bytes = file.bytes;
    if is_flat(bytes) {
        return Evidence::Certain;
    }
    if !bytes.starts_with(ZIP) {
        return Evidence::Against;
    }
    match Package::open(bytes) {
        Ok(mut package) if package.find("content.xml").is_some() => {
            let says_text = match package.bytes("mimetype", HEAD as u64).ok().flatten() {
                Some(kind) => kind.trim_ascii().starts_with(KIND.as_bytes()),
                // A program that packs files anew may have dropped it.
                None => package
                    .text("content.xml")
                    .ok()
                    .flatten()
                    .is_some_and(|text| text.contains("<office:text")),
            };
            if says_text { Evidence::Certain } else { Evidence::Against }
        }
        Ok(_) => Evidence::Against,
        Err(_) => Evidence::Silent,
    }
}

fn is_flat(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]);
    let says_text = head.split('"').any(|value| value.starts_with(KIND));
    head.trim_start_matches('\u{feff}').trim_start().starts_with('<')
        && head.contains(":document ")
        && says_text
}

fn read(findings: &mut Findings, source: &Source) -> Result<Document<Raw>, Error> {
    let bytes = source.bytes.as_slice();
    let refuse = || Error::refused("read-not-an-odt", &[]);
    let (content, styles, title) = if bytes.starts_with(ZIP) {
        let mut package = Package::open(bytes)?;
        if let Some(manifest) = package.xml("META-INF/manifest.xml", &[])?
            && manifest.elements().any(|entry| entry.child("encryption-data").is_some())
        {
            return Err(encrypted());
        }
        let content = package.xml("content.xml", NOT_SHOWN)?.ok_or_else(refuse)?;
        let styles = package.xml("styles.xml", NOT_SHOWN)?.unwrap_or_default();
        let title = package.xml("meta.xml", &[])?.as_ref().and_then(title_of);
        (content, styles, title)
    } else if bytes.is_empty() {
        return Err(Error::refused("read-empty", &[]));
    } else {
        let text = std::str::from_utf8(bytes)
            .map_err(|_| Error::refused("read-part-no-text", &[&"office:document"]))?;
        let content = xml::parse(text.trim_start_matches('\u{feff}'), "office:document", NOT_SHOWN)?;
        let title = title_of(&content);
        (content, Element::default(), title)
    };
    let body = content.path(&["body", "text"]).ok_or_else(refuse)?;
    let mut reading = Reading {
        styles: Styles::read(&[&styles, &content]),
        lists: Lists::read(&[&styles, &content]),
        forms: Forms::read(body),
        ..Reading::default()
    };
    reading.blocks(body);
    let mut blocks = std::mem::take(&mut reading.found);
    let mut said: BTreeSet<String> = blocks.iter().filter_map(margin::words_of).collect();
    let masters = [&styles, &content].into_iter().find_map(|part| part.child("master-styles"));
    let [above, below] = [&["header", "header-first"], &["footer", "footer-first"]].map(|names| {
        let mut lines = Vec::new();
        let parts = masters.map(|masters| reading.shown_margins(masters, names)).unwrap_or_default();
        for part in parts {
            lines.extend(reading.margin(part));
        }
        lines.retain(|line| margin::words_of(line).is_none_or(|words| said.insert(words)));
        lines
    });
    blocks.splice(0..0, above);
    blocks.append(&mut reading.notes);
    blocks.extend(below);
    let blocks = tabs::tables(&mut reading.remarks, blocks, &reading.tabbed);
    let hidden = reading.remarks.hidden();
    reading.remarks.report(findings);
    Ok(Document { source: origin(source, READER.name, None), title, blocks, hidden })
}

fn title_of(meta: &Element) -> Option<String> {
    let title = meta.path(&["meta", "title"])?.text().trim().to_owned();
    (!title.is_empty()).then_some(title)
}

/// A document while it is read.
#[derive(Default)]
struct Reading<'e> {
    styles: Styles<'e>,
    lists: Lists<'e>,
    forms: Forms<'e>,
    remarks: Remarks,
    found: Vec<Block<Raw>>,
    /// The blocks of notes, to stand at the end.
    notes: Vec<Block<Raw>>,
    /// How many paragraphs stand outside of tables so far.
    paragraphs: usize,
    tables: usize,
    /// What stands before the number of a paragraph in its place.
    prefix: &'static str,
    /// In how many cells we are.
    cells: usize,
    table_name: String,
    here: Place,
    is_margin: bool,
    /// Whether words stand in the paragraph that we are in.
    is_among_words: bool,
    /// The places of paragraphs whose tabs may make columns.
    tabbed: BTreeSet<String>,
}

impl<'e> Reading<'e> {
    /// Paragraphs, lists and tables, in whatever wrappers they stand.
    fn blocks(&mut self, parent: &'e Element) {
        for element in parent.elements() {
            match element.name.as_str() {
                "p" => self.paragraph(element, None, None),
                "h" => {
                    let level =
                        element.attribute("outline-level").and_then(|level| level.parse().ok()).unwrap_or(1);
                    let label = self.lists.outline(level);
                    self.paragraph(element, Some(level), label);
                }
                "list" => self.list(element, None, 1),
                "table" => self.table_block(element),
                "section" if element.attribute("display") == Some("none") => self.leave_hidden(element),
                "tracked-changes" => {
                    for change in element.elements().filter(|change| change.child("deletion").is_some()) {
                        let words = texts::all_words(change);
                        if !words.trim().is_empty() {
                            self.remarks.deleted.note(&words, &self.here);
                        }
                    }
                }
                "forms" | "sequence-decls" | "table-column" | "table-columns" | "index-title-template" => {}
                _ => self.blocks(element),
            }
        }
    }

    /// A paragraph, or a heading of a level, behind the number that is counted for it.
    fn paragraph(&mut self, element: &'e Element, level: Option<u8>, label: Option<lists::Label>) {
        if self.cells == 0 {
            self.paragraphs += 1;
            let name = format!("{}P{}", self.prefix, self.paragraphs);
            self.here = Place { cell: Some(name), ..Place::default() };
        }
        let mut text = Text::default();
        self.is_among_words = !texts::all_words(element).trim().is_empty();
        self.inlines(&mut text, element);
        let at = self.here.clone();
        if let Some(lists::Label::Bullet) = label
            && level.is_none()
            && !text.is_blank()
        {
            self.list_item(text.into_raw(), at);
        } else {
            let text = match label {
                Some(lists::Label::Number(words)) => text.behind(&words, false),
                _ => text,
            };
            if !text.is_blank() {
                if self.cells == 0 && !self.is_margin && level.is_none() && text.words.contains('\t') {
                    self.tabbed.extend(at.cell.clone());
                }
                let text = text.into_raw();
                self.found.push(match level {
                    Some(level) => Block::Heading { level: level.clamp(1, 6), text, at },
                    None => Block::Paragraph { text, at },
                });
            }
        }
        self.boxes(element);
    }

    /// Paragraphs with the same mark before them are the items of a list.
    fn list_item(&mut self, item: Raw, at: Place) {
        match self.found.last_mut() {
            Some(Block::List { ordered: false, items, .. }) => items.push(item),
            _ => self.found.push(Block::List { ordered: false, items: vec![item], at }),
        }
    }

    /// A list, of the style of the one that it stands in where it names none.
    fn list(&mut self, element: &'e Element, outer: Option<&'e str>, level: usize) {
        let style = element.attribute("style-name").or(outer);
        let goes_on = element.attribute("continue-numbering") == Some("true")
            || element.attribute("continue-list").is_some();
        self.lists.begin(style, level, goes_on);
        for item in element.elements() {
            let mut label = match item.name.as_str() {
                "list-item" => {
                    let start = item.attribute("start-value").and_then(|start| start.parse().ok());
                    let holds_text = item.elements().any(|inner| inner.name != "list");
                    if holds_text { self.lists.count(style, level, start) } else { None }
                }
                "list-header" => None,
                _ => continue,
            };
            for inner in item.elements() {
                match inner.name.as_str() {
                    "p" => self.paragraph(inner, None, label.take()),
                    "h" => {
                        let level = u8::try_from(level).unwrap_or(6);
                        self.paragraph(inner, Some(level), label.take());
                    }
                    "list" => self.list(inner, style, level + 1),
                    _ => {}
                }
            }
        }
    }

    /// Headers or footers that are shown.
    fn shown_margins(&self, masters: &'e Element, names: &[&str]) -> Vec<&'e Element> {
        masters
            .elements()
            .filter(|master| master.name == "master-page" && self.styles.uses_master(master))
            .flat_map(Element::elements)
            .filter(|part| names.contains(&part.name.as_str()) && part.attribute("display") != Some("false"))
            .collect()
    }

    fn margin(&mut self, part: &'e Element) -> Vec<Block<Raw>> {
        (self.prefix, self.paragraphs, self.is_margin) =
            (if part.name.starts_with("header") { "H1" } else { "F1" }, 0, true);
        self.blocks(part);
        self.is_margin = false;
        margin::lines(&std::mem::take(&mut self.found))
    }

    fn leave_hidden(&mut self, element: &Element) {
        let words = texts::all_words(element);
        if !words.trim().is_empty() {
            self.remarks.hidden.note(&words, &self.here);
        }
    }
}

#[cfg(test)]
mod tests;
