//! The text of a cell in runs, of which some are struck out, raised or lowered; its readings are no part of it.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};

use quick_xml::events::{BytesStart, Event};

use super::attribute;
use crate::error::Error;
use crate::read::package::Package;
use crate::read::sheet::html_of;
use crate::read::xml::entity;
use crate::text::symbols;

/// A text that is being read, event by event.
#[derive(Default)]
pub(super) struct Runs {
    html: String,
    is_marked: bool,
    /// The element of HTML that the run is.
    tag: Option<&'static str>,
    /// The font of the run, where its letters are signs.
    signs: Option<String>,
    in_text: bool,
    in_reading: bool,
}

impl Runs {
    /// An element begins; an empty one ends at once.
    pub(super) fn start(&mut self, element: &BytesStart<'_>, is_empty: bool) {
        match element.local_name().as_ref() {
            "r" => (self.tag, self.signs) = (None, None),
            "rFont" => self.signs = attribute(element, "val").filter(|font| symbols::is_of_signs(font)),
            "rPh" => self.in_reading = !is_empty,
            "t" => self.in_text = !is_empty,
            "strike" if !matches!(attribute(element, "val").as_deref(), Some("0" | "false")) => {
                self.tag = Some("del");
            }
            "vertAlign" => {
                let tag = match attribute(element, "val").as_deref() {
                    Some("superscript") => Some("sup"),
                    Some("subscript") => Some("sub"),
                    _ => None,
                };
                self.tag = self.tag.or(tag);
            }
            _ => {}
        }
    }

    /// Words of the text.
    pub(super) fn words(&mut self, words: &str) {
        if !self.in_text || self.in_reading {
            return;
        }
        let words = html_of(&symbols::text(self.signs.as_deref(), words).0);
        self.is_marked |= self.tag.is_some() || self.signs.is_some();
        match self.tag {
            Some(tag) => {
                let end = format!("</{tag}>");
                // What goes on with the same mark is one text: a character by its number comes by itself.
                match self.html.strip_suffix(&end).map(str::len) {
                    Some(length) => self.html.truncate(length),
                    None => self.html.extend(["<", tag, ">"]),
                }
                self.html.extend([words, end]);
            }
            None => self.html.push_str(&words),
        }
    }

    /// An element ends.
    pub(super) fn end(&mut self, name: &str) {
        match name {
            "rPh" => self.in_reading = false,
            "t" => self.in_text = false,
            "r" => (self.tag, self.signs) = (None, None),
            _ => {}
        }
    }

    /// The text in HTML, if a part of it is marked. What follows is another one.
    pub(super) fn take(&mut self) -> Option<String> {
        let Self { html, is_marked, .. } = std::mem::take(self);
        is_marked.then_some(html)
    }
}

/// The shared strings of which a part is marked, in HTML, by their numbers: two of the same words may be marked
/// otherwise.
pub(super) fn marked_strings(
    package: &mut Package<'_>,
    part: &str,
) -> Result<BTreeMap<usize, String>, Error> {
    let mut marked = BTreeMap::new();
    let Some(entry) = package.stream(part)? else { return Ok(marked) };
    let mut reader = quick_xml::Reader::from_reader(BufReader::new(entry));
    let mut buffer = Vec::new();
    let (mut runs, mut number) = (Runs::default(), 0);
    while let Some(event) = next(&mut reader, &mut buffer, part)? {
        match event {
            Event::Start(element) if element.local_name().as_ref() == "si" => runs = Runs::default(),
            Event::Empty(element) if element.local_name().as_ref() == "si" => number += 1,
            Event::Start(element) => runs.start(&element, false),
            Event::Empty(element) => runs.start(&element, true),
            Event::End(element) if element.local_name().as_ref() == "si" => {
                if let Some(html) = runs.take() {
                    marked.insert(number, html);
                }
                number += 1;
            }
            Event::End(element) => runs.end(element.local_name().as_ref()),
            other => {
                if let Some(words) = words(&other) {
                    runs.words(&words);
                }
            }
        }
    }
    Ok(marked)
}

/// The next event of a part; `None` at its end.
pub(super) fn next<'a, R: BufRead>(
    reader: &mut quick_xml::Reader<R>,
    buffer: &'a mut Vec<u8>,
    part: &str,
) -> Result<Option<Event<'a>>, Error> {
    buffer.clear();
    match reader.read_event_into(buffer) {
        Ok(Event::Eof) => Ok(None),
        Ok(event) => Ok(Some(event)),
        Err(error) => Err(Error::refused("read-xml-broken", &[&part, &error])),
    }
}

/// The words that an event stands for, if any.
pub(super) fn words(event: &Event<'_>) -> Option<String> {
    match event {
        Event::Text(text) => Some(text.xml10_content().into_owned()),
        Event::CData(text) => Some(text.xml10_content().into_owned()),
        Event::GeneralRef(reference) => entity(&reference.xml10_content()),
        _ => None,
    }
}
