//! Footnotes and endnotes: their marks where they are referred to, their text at the end.

use std::collections::BTreeMap;

use super::runs::all_words;
use super::styles::value;
use super::{LOOKS, Reading};
use crate::error::Error;
use crate::model::{Block, Raw};
use crate::read::flow::ordinals;
use crate::read::xml::Element;

/// The two kinds of notes, by the word that their elements begin with.
const KINDS: [(&str, &str); 2] = [("footnote", "decimal"), ("endnote", "lowerRoman")];

/// A note that is referred to.
#[derive(Debug)]
struct Reference {
    kind: usize,
    id: String,
    mark: String,
}

/// The notes of a document.
#[derive(Debug, Default)]
pub(super) struct Notes {
    referred: Vec<Reference>,
    /// How the notes of each kind are numbered, and the number of the next.
    formats: [String; 2],
    next: [i64; 2],
    /// The mark of the note that is read.
    pub(super) own_mark: Option<String>,
}

impl Notes {
    /// The notes of a document with these settings.
    pub(super) fn new(settings: &Element) -> Self {
        let mut notes = Self::default();
        for (kind, (name, usual)) in KINDS.into_iter().enumerate() {
            let own = settings.child(&format!("{name}Pr"));
            own.and_then(|own| value(own, "numFmt")).unwrap_or(usual).clone_into(&mut notes.formats[kind]);
            let start = own.and_then(|own| value(own, "numStart")).and_then(|start| start.parse().ok());
            notes.next[kind] = start.unwrap_or(1);
        }
        notes
    }

    /// A section may number its notes in another way.
    pub(super) fn set_format(&mut self, section: &Element) {
        for (kind, (name, _)) in KINDS.into_iter().enumerate() {
            if let Some(format) =
                section.path(&[&format!("{name}Pr"), "numFmt"]).and_then(|own| own.attribute("val"))
            {
                format.clone_into(&mut self.formats[kind]);
            }
        }
    }

    /// The mark of a note where it is referred to; empty where its own mark stands in the text.
    pub(super) fn refer(&mut self, reference: &Element) -> String {
        let kind = usize::from(reference.name == "endnoteReference");
        let id = reference.attribute("id").unwrap_or_default().to_owned();
        let known = self.referred.iter().find(|known| known.kind == kind && known.id == id);
        if let Some(known) = known {
            return known.mark.clone();
        }
        let has_own = reference.attribute("customMarkFollows").is_some_and(super::styles::is_true);
        let mark = if has_own {
            String::new()
        } else {
            let number = self.next[kind];
            self.next[kind] += 1;
            ordinals::written(&self.formats[kind], number).unwrap_or_else(|| number.to_string())
        };
        self.referred.push(Reference { kind, id, mark: mark.clone() });
        mark
    }
}

impl Reading<'_> {
    /// What was said in the margins of what is read: it is kept apart.
    pub(super) fn leave_comments(&mut self) -> Result<(), Error> {
        let part = self.relations.part("comments").unwrap_or("word/comments.xml").to_owned();
        let Some(part) = self.package.xml(&part, LOOKS)? else { return Ok(()) };
        for comment in part.elements().filter(|comment| comment.name == "comment") {
            let at = comment.attribute("id").and_then(|id| self.commented.get(id));
            let words = all_words(comment);
            if let Some(at) = at.filter(|_| !words.trim().is_empty()) {
                self.remarks.comments.note(&words, at);
            }
        }
        Ok(())
    }

    /// The text of the notes that are referred to, in the order of their marks.
    pub(super) fn read_notes(&mut self) -> Result<Vec<Block<Raw>>, Error> {
        let mut parts: BTreeMap<(usize, String), Element> = BTreeMap::new();
        for (kind, (name, _)) in KINDS.into_iter().enumerate() {
            let usual = format!("word/{name}s.xml");
            let part = self.relations.part(&format!("{name}s")).unwrap_or(&usual).to_owned();
            let Some(part) = self.package.xml(&part, LOOKS)? else { continue };
            // The first two draw lines between text and notes.
            let is_note = |note: &Element| {
                note.name == name && note.attribute("type").is_none_or(|kind| kind == "normal")
            };
            for note in part.into_elements().filter(is_note) {
                parts.insert((kind, note.attribute("id").unwrap_or_default().to_owned()), note);
            }
        }
        let outer = std::mem::take(&mut self.found);
        for kind in 0..KINDS.len() {
            let mut at = 0;
            // A note may refer to another.
            while let Some(reference) = self.notes.referred.get(at) {
                at += 1;
                if reference.kind != kind {
                    continue;
                }
                let Some(note) = parts.remove(&(kind, reference.id.clone())) else { continue };
                self.notes.own_mark = Some(reference.mark.clone());
                self.blocks(&note);
            }
        }
        // No mark leads to what is left.
        for note in parts.values() {
            self.leave_hidden(note);
        }
        Ok(std::mem::replace(&mut self.found, outer))
    }
}
