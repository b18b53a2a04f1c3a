//! The text of a paragraph as it is seen, with its marks, notes, signs and pictures.

use super::{Reading, forms};
use crate::read::flow::margin::PAGE;
use crate::read::flow::remarks::Unread;
use crate::read::flow::text::Text;
use crate::read::xml::{Element, Node};
use crate::text::symbols;

/// The most blanks that are taken at one place.
const MOST_BLANKS: usize = 1000;

impl<'e> Reading<'e> {
    /// The text of a paragraph in its style.
    pub(super) fn inlines(&mut self, text: &mut Text, paragraph: &'e Element) {
        self.styled(text, paragraph, "paragraph");
        let end = text.html.trim_end_matches(' ').len();
        text.html.truncate(end);
        let end = text.words.trim_end_matches(' ').len();
        text.words.truncate(end);
    }

    /// Text in an element that names a style.
    fn styled(&mut self, text: &mut Text, element: &'e Element, family: &str) {
        let style = element.attribute("style-name");
        if self.styles.is_hidden(family, style) {
            self.leave_hidden(element);
            return;
        }
        let font = self.styles.font(family, style).filter(|font| symbols::is_of_signs(font));
        let mut inner = Text::default();
        self.nodes(&mut inner, element, font);
        let mut tags = self.styles.tags(family, style);
        // A heading is bold, and a paragraph of notes raised, by its kind and not by what it says.
        if family == "paragraph" {
            tags.retain(|tag| *tag == "del");
        }
        if inner.words.trim().is_empty() {
            tags.clear();
        }
        text.push_within(&inner, &tags);
    }

    fn nodes(&mut self, text: &mut Text, parent: &'e Element, font: Option<&str>) {
        for node in &parent.children {
            match node {
                Node::Text(words) => self.words(text, words, font),
                Node::Element(element) => self.inline(text, element, font),
            }
        }
    }

    /// Words; white space between them is one blank, and none at the beginning.
    fn words(&mut self, text: &mut Text, words: &str, font: Option<&str>) {
        let mut shown = String::with_capacity(words.len());
        for c in words.chars() {
            let c = if matches!(c, ' ' | '\t' | '\n' | '\r') { ' ' } else { c };
            let is_after_blank =
                shown.chars().last().or_else(|| text.words.chars().last()).is_none_or(|c| c == ' ');
            if c != ' ' || !is_after_blank {
                shown.push(c);
            }
        }
        let (shown, unknown) = symbols::text(font, &shown);
        if unknown > 0 {
            self.remarks.symbols.note(words, &self.here);
        }
        text.push(&shown);
    }

    fn inline(&mut self, text: &mut Text, element: &'e Element, font: Option<&str>) {
        match element.name.as_str() {
            "span" => self.styled(text, element, "text"),
            "s" => {
                let count = element.attribute("c").and_then(|count| count.parse().ok()).unwrap_or(1);
                text.push(&" ".repeat(count.min(MOST_BLANKS)));
            }
            "tab" => text.push("\t"),
            "line-break" => {
                text.html.push_str("<br>");
                text.words.push('\n');
            }
            "page-number" | "page-count" if self.is_margin => text.push(&PAGE.to_string()),
            // How characters are read stands above them and is no part of the text.
            "ruby" => {
                if let Some(reading) = element.child("ruby-text") {
                    self.remarks.readings.note(&all_words(reading), &self.here);
                }
                element.child("ruby-base").into_iter().for_each(|base| self.nodes(text, base, font));
            }
            "note" => self.note(text, element),
            "fieldmark" | "fieldmark-start" => text.push(&forms::mark(element).unwrap_or_default()),
            "control" => match element.attribute("control").and_then(|id| self.forms.shown(id)) {
                Some(shown) => text.push(&shown),
                None => self.remarks.unread.push((Unread::Object("control".to_owned()), self.here.clone())),
            },
            "content-control" if element.attribute("showing-place-holder") == Some("true") => {
                self.remarks.prompts.note(&all_words(element), &self.here);
            }
            "placeholder" => self.remarks.prompts.note(&all_words(element), &self.here),
            "hidden-text" | "hidden-paragraph" if element.attribute("is-hidden") == Some("true") => {
                self.leave_hidden(element);
            }
            "frame" => self.frame(text, element),
            "custom-shape" | "rect" | "text-box" | "g" => {}
            _ => self.nodes(text, element, font),
        }
    }

    /// A note: its mark where it stands, its text at the end.
    fn note(&mut self, text: &mut Text, note: &'e Element) {
        let mark = note.child("note-citation").map(all_words).unwrap_or_default();
        let mut raised = Text::default();
        raised.push(mark.trim());
        text.push_within(&raised, &["sup"]);
        let Some(body) = note.child("note-body") else { return };
        let found = std::mem::take(&mut self.found);
        let (cells, here) = (std::mem::take(&mut self.cells), self.here.clone());
        let is_among_words = self.is_among_words;
        self.blocks(body);
        (self.cells, self.here, self.is_among_words) = (cells, here, is_among_words);
        let mut blocks = std::mem::replace(&mut self.found, found);
        if let Some(crate::model::Block::Paragraph { text, .. }) = blocks.first_mut() {
            let mut whole = Text::default();
            whole.push_within(&raised, &["sup"]);
            whole.push_within(&Text::from(&*text), &[]);
            *text = whole.into_raw();
        }
        self.notes.extend(blocks);
    }

    /// A picture or an object in a frame. What stands in its text box is read behind the paragraph.
    fn frame(&mut self, text: &mut Text, frame: &'e Element) {
        if let Some(object) = frame.child("object").or_else(|| frame.child("object-ole")) {
            if let Some(formula) = object.child("math") {
                self.nodes(text, formula, None);
            } else {
                let name = frame.attribute("name").or_else(|| object.attribute("href")).unwrap_or_default();
                self.remarks.unread.push((Unread::Object(name.to_owned()), self.here.clone()));
            }
            return;
        }
        if frame.child("image").is_none() {
            return;
        }
        let said = ["desc", "title"]
            .iter()
            .find_map(|name| frame.child(name))
            .map(Element::text)
            .unwrap_or_default();
        let said = said.trim();
        if self.cells > 0 || self.is_among_words {
            text.push_picture(said);
            if self.cells == 0 && said.is_empty() {
                self.remarks.pictures.note("", &self.here);
            }
        } else {
            self.remarks.pictures.note(said, &self.here);
        }
    }

    /// The text boxes that are anchored to a paragraph.
    pub(super) fn boxes(&mut self, parent: &'e Element) {
        for element in parent.elements() {
            match element.name.as_str() {
                "text-box" | "custom-shape" | "rect" => self.blocks(element),
                "note" | "annotation" => {}
                _ => self.boxes(element),
            }
        }
    }
}

/// The words that stand anywhere in an element.
pub(super) fn all_words(element: &Element) -> String {
    let mut words = String::new();
    push_words(&mut words, element);
    words
}

fn push_words(words: &mut String, element: &Element) {
    for node in &element.children {
        match node {
            Node::Text(text) => words.push_str(text),
            Node::Element(inner) => match inner.name.as_str() {
                "desc" | "title" | "change-info" | "note" | "ruby-text" => {}
                "s" | "tab" | "line-break" => words.push(' '),
                _ => push_words(words, inner),
            },
        }
    }
}
