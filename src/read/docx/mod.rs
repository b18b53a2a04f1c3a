//! Word documents: what a person sees who opens one. Paragraphs, headings and tables of the main part, headers and
//! footers of its pages, notes, text boxes and what is embedded; OMML as MathML.
//!
//! A Word file has no lines. The place of a paragraph is `P12`, the twelfth of the document; the place of a cell is
//! `T1R3C2`, the second cell as written of the third row of the first table; both count from 1. In the first header
//! that is shown a paragraph is `H1P2`, in the first footer `F1P1`.
//!
//! What is inserted by revision is read, what is deleted or hidden is kept apart and said; field codes are not read,
//! their results are.

mod embedded;
mod fields;
mod flat;
mod ground;
mod margins;
mod notes;
mod numbering;
mod parts;
mod pictures;
mod runs;
mod styles;
mod tables;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use super::flow::remarks::Remarks;
use super::flow::tabs;
use super::flow::text::Text;
use super::package::{OLE, Package, ZIP, encrypted, names_stream};
use super::relations::Relations;
use super::xml::Element;
use super::{Evidence, Glimpse, Reader, origin};
use crate::error::Error;
use crate::model::{Block, Document, Findings, Place, Raw, Source};
use fields::Field;
use ground::Ground;
use margins::Section;
use notes::Notes;
use numbering::{Label, Numbering};
use styles::{Styles, Surroundings, switch};

/// The reader of Word documents.
pub const READER: Reader = Reader {
    name: "docx",
    extensions: &["docx", "docm", "dotx", "dotm", "doc", "wps"],
    at_most: Evidence::Certain,
    sniff,
    read,
};

/// Properties that change how things look and not what they say.
const LOOKS: &[&str] = &[
    "tblBorders",
    "tcBorders",
    "pBdr",
    "tblLook",
    "latentStyles",
    "tblCellMar",
    "lang",
    "proofErr",
    "bookmarkStart",
    "bookmarkEnd",
    "commentRangeStart",
    "commentRangeEnd",
    "ctrlPr",
];

fn sniff(file: &Glimpse) -> Evidence {
    let bytes = file.bytes;
    if bytes.starts_with(OLE) {
        return if names_stream(bytes, "WordDocument") { Evidence::Certain } else { Evidence::Silent };
    }
    if flat::is_one(bytes) {
        return Evidence::Certain;
    }
    if !bytes.starts_with(ZIP) {
        return Evidence::Against;
    }
    match Package::open(bytes) {
        Ok(mut package) => match parts::main_part(&mut package) {
            Some(_) => Evidence::Certain,
            None => Evidence::Against,
        },
        Err(_) => Evidence::Silent,
    }
}

fn read(findings: &mut Findings, source: &Source) -> Result<Document<Raw>, Error> {
    read_within(findings, source, 0, &mut { embedded::MOST_FILES })
}

/// Reads a document that stands in `depth` others. So many more files may be read within it.
fn read_within(
    findings: &mut Findings,
    source: &Source,
    depth: usize,
    files_left: &mut usize,
) -> Result<Document<Raw>, Error> {
    let bytes = source.bytes.as_slice();
    if bytes.is_empty() {
        return Err(Error::refused("read-empty", &[]));
    }
    if bytes.starts_with(OLE) {
        let is_old = names_stream(bytes, "WordDocument");
        return Err(if is_old { Error::refused("read-old-word", &[]) } else { encrypted() });
    }
    let folded = flat::is_one(bytes).then(|| flat::package(bytes)).transpose()?;
    let bytes = folded.as_deref().unwrap_or(bytes);
    if !bytes.starts_with(b"PK") {
        return Err(Error::refused("read-not-a-docx", &[]));
    }
    let mut package = Package::open(bytes)?;
    let name = parts::main_part(&mut package).ok_or_else(|| Error::refused("read-not-a-docx", &[]))?;
    let main = package.xml(&name, LOOKS)?.ok_or_else(|| Error::refused("docx-no-document", &[]))?;
    let body = main.child("body").ok_or_else(|| Error::refused("docx-no-document", &[]))?;
    let title = package
        .xml("docProps/core.xml", &[])?
        .and_then(|core| core.child("title").map(|title| title.text().trim().to_owned()))
        .filter(|title| !title.is_empty());
    let mut reading = Reading::new(package, &name)?;
    (reading.depth, reading.files_left) = (depth, *files_left);
    let shows_background = reading.is_set("displayBackgroundShape");
    reading.surroundings.set_ground(ground::behind_document(&main, shows_background));
    reading.blocks(body);
    reading.end_section(body.child("sectPr"));
    let mut notes = reading.read_notes()?;
    reading.leave_comments()?;
    let blocks = std::mem::take(&mut reading.found);
    let mut blocks = reading.with_margins(blocks)?;
    blocks.append(&mut notes);
    let blocks = tabs::tables(&mut reading.remarks, blocks, &reading.tabbed);
    *files_left = reading.files_left;
    let hidden = reading.remarks.hidden();
    reading.remarks.report(findings);
    Ok(Document { source: origin(source, READER.name, None), title, blocks, hidden })
}

/// A document while it is read.
struct Reading<'a> {
    package: Package<'a>,
    /// What the part that is read points to.
    relations: Relations,
    styles: Styles,
    numbering: Numbering,
    settings: Element,
    notes: Notes,
    remarks: Remarks,
    /// In how many other documents this one stands.
    depth: usize,
    /// How many more files within it may be read.
    files_left: usize,
    found: Vec<Block<Raw>>,
    /// How many paragraphs stand outside of tables so far.
    paragraphs: usize,
    tables: usize,
    /// What stands before the number of a paragraph in its place: `H1` in the first header.
    prefix: String,
    /// In how many cells we are.
    cells: usize,
    table_name: String,
    /// Where we are.
    here: Place,
    surroundings: Surroundings,
    /// The fields that are open.
    fields: Vec<Field>,
    /// The text of paragraphs whose marks are deleted or hidden, to go on in the next.
    carried: Text,
    /// Whether words stand in the paragraph that we are in.
    is_among_words: bool,
    /// Whether we are in a header or footer.
    is_margin: bool,
    sections: Vec<Section>,
    /// Where the comments are made, by their names.
    commented: BTreeMap<String, Place>,
    /// The places of paragraphs whose tabs may make columns.
    tabbed: BTreeSet<String>,
}

impl<'a> Reading<'a> {
    fn new(mut package: Package<'a>, main: &str) -> Result<Self, Error> {
        let relations = Relations::of(&mut package, main)?;
        let mut part = |kind: &str| {
            let usual = format!("word/{kind}.xml");
            package.xml(relations.part(kind).unwrap_or(&usual), LOOKS)
        };
        let styles = part("styles")?.map(Styles::read).unwrap_or_default();
        let numbering = part("numbering")?.map(|part| Numbering::read(&part)).unwrap_or_default();
        let settings = part("settings")?.unwrap_or_default();
        Ok(Self {
            notes: Notes::new(&settings),
            package,
            relations,
            styles,
            numbering,
            settings,
            remarks: Remarks::default(),
            depth: 0,
            files_left: 0,
            found: Vec::new(),
            paragraphs: 0,
            tables: 0,
            prefix: String::new(),
            cells: 0,
            table_name: String::new(),
            here: Place::default(),
            surroundings: Surroundings::default(),
            fields: Vec::new(),
            carried: Text::default(),
            is_among_words: false,
            is_margin: false,
            sections: Vec::new(),
            commented: BTreeMap::new(),
            tabbed: BTreeSet::new(),
        })
    }

    /// Paragraphs and tables, in whatever wrappers they stand.
    fn blocks(&mut self, parent: &Element) {
        let mut elements = parent.elements().peekable();
        while let Some(element) = elements.next() {
            match element.name.as_str() {
                "p" => {
                    let goes_on =
                        self.is_mark_gone(element) && elements.peek().is_some_and(|next| next.name == "p");
                    self.paragraph(element, goes_on);
                }
                "tbl" => self.table_or_frame(element),
                "altChunk" | "subDoc" => self.chunk(element),
                "sdt" if fields::shows_prompt(element) => self.leave_prompt(element),
                "del" => self.leave_deleted(element),
                "AlternateContent" => {
                    if let Some(choice) = runs::choice(element) {
                        self.blocks(choice);
                    }
                }
                "moveFrom" | "sdtPr" | "sdtEndPr" | "tcPr" | "sectPr" => {}
                _ => self.blocks(element),
            }
        }
    }

    /// Whether the mark at the end of a paragraph is deleted or hidden, so that the next goes on in its line.
    fn is_mark_gone(&self, paragraph: &Element) -> bool {
        let properties = paragraph.child("pPr");
        let mark = properties.and_then(|properties| properties.child("rPr"));
        let is_deleted =
            mark.is_some_and(|mark| mark.child("del").or_else(|| mark.child("moveFrom")).is_some());
        let surroundings = Surroundings {
            paragraph: self.styles.of_paragraph(properties).map(str::to_owned),
            table: self.surroundings.table.clone(),
            ..Surroundings::default()
        };
        is_deleted || self.styles.is_on(mark, &surroundings, "vanish")
    }

    /// A paragraph; its text is carried to the next where it goes on there.
    fn paragraph(&mut self, element: &Element, goes_on: bool) {
        if self.cells == 0 {
            self.paragraphs += 1;
            let name = format!("{}P{}", self.prefix, self.paragraphs);
            self.here = Place { cell: Some(name), ..Place::default() };
        }
        let properties = element.child("pPr");
        let style = self.styles.of_paragraph(properties);
        self.surroundings.behind_paragraph = ground::behind_paragraph(&self.styles, properties, style);
        self.surroundings.paragraph = style.map(str::to_owned);
        let mut text = std::mem::take(&mut self.carried);
        self.is_among_words = !text.is_blank() || !runs::all_words(element).trim().is_empty();
        self.inlines(&mut text, element);
        if goes_on {
            self.carried = text;
        } else {
            self.end_paragraph(element, text);
        }
        // Text boxes and objects stand in the paragraph that they are anchored to.
        self.boxes(element);
        if let Some(section) = element.path(&["pPr", "sectPr"]).filter(|_| self.cells == 0) {
            self.end_section(Some(section));
        }
    }

    fn end_paragraph(&mut self, element: &Element, text: Text) {
        let label = if self.is_mark_gone(element) { None } else { self.label(element, &text) };
        let level = self.styles.level(element);
        let at = self.here.clone();
        let text = match label {
            Some(Label::Bullet) if level.is_none() && !text.is_blank() => {
                return self.list_item(text, at);
            }
            Some(Label::Number { words, is_close }) => text.behind(&words, is_close),
            _ => text,
        };
        if text.is_blank() {
            return;
        }
        let may_be_row = self.cells == 0 && !self.is_margin && level.is_none();
        if may_be_row && text.words.contains('\t') && !self.leads_to_pages(element) {
            self.tabbed.extend(at.cell.clone());
        }
        let text = text.into_raw();
        self.found.push(match level {
            Some(level) => Block::Heading { level: level.min(6), text, at },
            None => Block::Paragraph { text, at },
        });
    }

    /// The number before a paragraph. One that cannot be counted is said.
    fn label(&mut self, element: &Element, text: &Text) -> Option<Label> {
        let label = self.numbering.label(element, &self.styles)?;
        if label == Label::Unknown {
            self.remarks.numbers.note(&text.words, &self.here);
        }
        Some(label)
    }

    /// Paragraphs with the same mark before them are the items of a list.
    fn list_item(&mut self, text: Text, at: Place) {
        let item = text.into_raw();
        match self.found.last_mut() {
            Some(Block::List { ordered: false, items, .. }) => items.push(item),
            _ => self.found.push(Block::List { ordered: false, items: vec![item], at }),
        }
    }

    /// Whether a paragraph is a line of a table of contents, or leads the eye to what stands at its end.
    fn leads_to_pages(&self, paragraph: &Element) -> bool {
        let stops = paragraph.path(&["pPr", "tabs"]);
        let has_leader = stops.is_some_and(|stops| {
            stops.elements().any(|stop| stop.attribute("leader").is_some_and(|leader| leader != "none"))
        });
        has_leader || self.styles.is_contents(paragraph)
    }

    fn boxes(&mut self, element: &Element) {
        for inner in element.elements() {
            match inner.name.as_str() {
                "txbxContent" => self.text_box(inner),
                "object" => self.object(inner),
                "textpath" => self.drawn_words(inner),
                // The same box in the words of older programs.
                "Fallback" if element.child("Choice").is_some() => {}
                "tbl" | "del" | "moveFrom" => {}
                _ if is_hidden_shape(inner) => self.leave_hidden(inner),
                _ => self.boxes(inner),
            }
        }
    }

    /// What stands in a text box; a paragraph that goes on behind it is not touched.
    fn text_box(&mut self, content: &Element) {
        let carried = std::mem::take(&mut self.carried);
        let fields = std::mem::take(&mut self.fields);
        let surroundings = self.surroundings.clone();
        // How a box is filled is not read.
        self.surroundings.set_ground(Some(Ground::Coloured));
        self.blocks(content);
        self.surroundings = surroundings;
        self.fields = fields;
        self.carried = carried;
    }

    /// Words that are drawn as a picture. Across the page of a header they are a watermark and no part of the text.
    fn drawn_words(&mut self, element: &Element) {
        let words = element.attribute("string").unwrap_or_default();
        if self.is_margin {
            self.remarks.pictures.note(words, &self.here);
        } else if !words.trim().is_empty() {
            let text = Raw::Plain(words.to_owned());
            self.found.push(Block::Paragraph { text, at: self.here.clone() });
        }
    }

    /// Keeps apart what is hidden.
    fn leave_hidden(&mut self, element: &Element) {
        let words = runs::all_words(element);
        if !words.trim().is_empty() && !self.fields.iter().any(Field::hides) {
            self.remarks.hidden.note(&words, &self.here);
        }
    }

    fn leave_deleted(&mut self, element: &Element) {
        let words = runs::all_words(element);
        if !words.trim().is_empty() {
            self.remarks.deleted.note(&words, &self.here);
        }
    }

    fn leave_prompt(&mut self, control: &Element) {
        self.remarks.prompts.note(&runs::all_words(control), &self.here);
    }

    /// Whether a switch of the settings is on.
    fn is_set(&self, name: &str) -> bool {
        switch(&self.settings, name).unwrap_or(false)
    }
}

/// Whether a shape is there and not shown: by its style, or by the properties of what it is drawn in.
fn is_hidden_shape(element: &Element) -> bool {
    let by_style = element.attribute("style").is_some_and(|style| {
        style.split(';').any(|part| {
            let (name, value) = part.split_once(':').unwrap_or_default();
            name.trim() == "visibility" && value.trim() == "hidden"
        })
    });
    let properties = element.child("docPr").and_then(|own| own.attribute("hidden"));
    by_style || properties.is_some_and(styles::is_true)
}
