//! What stands in a document and is a file of its own: pages that were put in whole, workbooks and other objects.

use super::{READER, Reading, read_within};
use crate::model::{Block, Findings, Raw, Source};
use crate::read::flow::remarks::Unread;
use crate::read::package::MAX_EXPANDED;
use crate::read::xml::{self, Element};
use crate::read::{Evidence, Glimpse, choose, foreign, html};

/// How deep documents may stand in one another and are still read.
const MOST_DEPTH: usize = 3;

/// How many files within a document, and within those, are read. A file may be put in at many places, each of which
/// holds others at many places, and a small package would unfold without end.
pub(super) const MOST_FILES: usize = 100;

impl Reading<'_> {
    /// A document that is put in whole where it stands.
    pub(super) fn chunk(&mut self, element: &Element) {
        let Some(part) = element.attribute("id").and_then(|id| self.relations.by_id(id)).cloned() else {
            return;
        };
        let blocks = if part.is_outside { None } else { self.file(&part.target, Evidence::Against) };
        match blocks {
            Some(blocks) => self.found.extend(blocks),
            None => self.remarks.unread.push((Unread::Chunk(part.target), self.here.clone())),
        }
    }

    /// An object of another program: a workbook shows the sheet that was open.
    pub(super) fn object(&mut self, element: &Element) {
        let object = element.elements().find(|inner| {
            matches!(inner.name.as_str(), "OLEObject" | "objectEmbed" | "objectLink" | "control")
        });
        let Some(object) = object else { return };
        let named = ["ProgID", "progId", "name"].iter().find_map(|name| object.attribute(name));
        let kind = named.unwrap_or(&object.name).to_owned();
        let shows_icon = ["DrawAspect", "drawAspect"]
            .iter()
            .any(|name| object.attribute(name).is_some_and(|aspect| aspect.eq_ignore_ascii_case("icon")));
        let part = object.attribute("id").and_then(|id| self.relations.by_id(id)).cloned();
        let part = part.filter(|part| !part.is_outside && !shows_icon);
        let blocks = part.and_then(|part| {
            // What another program stored in its own way is no text.
            let blocks = self.file(&part.target, Evidence::Certain)?;
            Some(self.open_sheet(&part.target, blocks))
        });
        match blocks {
            Some(blocks) if !blocks.is_empty() => self.found.extend(blocks),
            _ => self.remarks.unread.push((Unread::Object(kind), self.here.clone())),
        }
    }

    /// What a file within this one says, all of it where it stands here; `None` where it is not read, or its bytes do not
    /// speak for a format as much as they must.
    fn file(&mut self, part: &str, at_least: Evidence) -> Option<Vec<Block<Raw>>> {
        if self.depth >= MOST_DEPTH || self.files_left == 0 {
            return None;
        }
        self.files_left -= 1;
        let bytes = self.package.bytes(part, MAX_EXPANDED).ok()??;
        if foreign::refusal(&bytes).is_some() {
            return None;
        }
        let source = Source { path: part.to_owned(), bytes, format: None };
        let reader = choose(&source);
        if (reader.sniff)(&Glimpse::of(&source.bytes)) < at_least {
            return None;
        }
        let mut findings = Findings::default();
        let document = if reader.name == READER.name {
            read_within(&mut findings, &source, self.depth + 1, &mut self.files_left)
        } else {
            (reader.read)(&mut findings, &source)
        };
        let document = document.ok()?;
        self.remarks.of_parts.extend(findings.into_sorted());
        Some(document.blocks)
    }

    /// Of the sheets of a workbook the one that was open when it was put in; that one is seen.
    fn open_sheet(&mut self, part: &str, blocks: Vec<Block<Raw>>) -> Vec<Block<Raw>> {
        let sheets = blocks.iter().filter(|block| matches!(block, Block::Table(_))).count();
        let name = if sheets > 1 { self.name_of_open_sheet(part) } else { None };
        let here = self.here.clone();
        let mut shown = Vec::new();
        for block in blocks {
            let is_open = name.is_none() || block.at().sheet == name;
            match block {
                // The name of a sheet is not seen.
                Block::Heading { .. } if sheets > 1 && name.is_some() => {}
                block if is_open => shown.push(html::placed(block, &here)),
                block => self.remarks.hidden.note(block.at().sheet.as_deref().unwrap_or_default(), &here),
            }
        }
        shown
    }

    fn name_of_open_sheet(&mut self, part: &str) -> Option<String> {
        let bytes = self.package.bytes(part, MAX_EXPANDED).ok()??;
        let mut package = crate::read::package::Package::open(&bytes).ok()?;
        let text = package.text("xl/workbook.xml").ok()??;
        let book = xml::parse(&text, "xl/workbook.xml", &[]).ok()?;
        let view = book.path(&["bookViews", "workbookView"]);
        let open =
            view.and_then(|view| view.attribute("activeTab")).and_then(|tab| tab.parse().ok()).unwrap_or(0);
        let sheets = book.child("sheets")?;
        sheets.elements().nth(open)?.attribute("name").map(str::to_owned)
    }
}
