//! A small tree of XML, as Office and OpenDocument write it: local names, no namespaces, no entities.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::dom::MAX_DEPTH;
use crate::error::Error;

/// The most nodes of a tree, of some 100 bytes each.
const MAX_NODES: usize = 2_000_000;

/// A node.
#[derive(Debug)]
pub(super) enum Node {
    Element(Element),
    Text(String),
}

/// An element, its names without their prefixes.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    pub(super) children: Vec<Node>,
}

impl Element {
    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// The elements in it.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The elements in it, to be kept.
    pub(super) fn into_elements(self) -> impl Iterator<Item = Self> {
        self.children.into_iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The first element of a name in it.
    pub(super) fn child(&self, name: &str) -> Option<&Element> {
        self.elements().find(|element| element.name == name)
    }

    /// The first element at the end of a path of names.
    pub(super) fn path(&self, names: &[&str]) -> Option<&Element> {
        names.iter().try_fold(self, |element, name| element.child(name))
    }

    /// The text right in it.
    pub(super) fn text(&self) -> String {
        self.children
            .iter()
            .filter_map(|node| match node {
                Node::Text(text) => Some(text.as_str()),
                Node::Element(_) => None,
            })
            .collect()
    }
}

/// Parses a part of a package. Elements named in `skip` are left out with all that is in them.
///
/// # Errors
///
/// Refused if it is no XML, nests too deep, declares entities, or has too many nodes.
pub(super) fn parse(text: &str, part: &str, skip: &[&str]) -> Result<Element, Error> {
    let mut reader = Reader::from_str(text);
    let mut stack = vec![Element::default()];
    let mut nodes = 0;
    // How deep in an element that is left out.
    let mut skipped = 0_usize;
    loop {
        let event =
            reader.read_event().map_err(|error| Error::refused("read-xml-broken", &[&part, &error]))?;
        match event {
            Event::Start(_) if skipped > 0 => skipped += 1,
            Event::End(_) if skipped > 0 => skipped -= 1,
            Event::Eof => break,
            _ if skipped > 0 => {}
            Event::Start(start) => {
                if skip.contains(&start.local_name().as_ref()) {
                    skipped = 1;
                    continue;
                }
                nodes += 1;
                if stack.len() > MAX_DEPTH {
                    return Err(Error::refused("read-too-deep", &[&MAX_DEPTH]));
                }
                stack.push(element(&start, part)?);
            }
            Event::Empty(start) => {
                nodes += 1;
                if !skip.contains(&start.local_name().as_ref()) {
                    append(&mut stack, Node::Element(element(&start, part)?));
                }
            }
            Event::End(_) => {
                if let Some(done) = stack.pop() {
                    append(&mut stack, Node::Element(done));
                }
            }
            Event::Text(text) => push_text(&mut stack, &text.xml10_content()),
            Event::CData(text) => push_text(&mut stack, &text.xml10_content()),
            Event::GeneralRef(reference) => {
                let name = reference.xml10_content();
                let value =
                    entity(&name).ok_or_else(|| Error::refused("read-xml-entity", &[&part, &name]))?;
                push_text(&mut stack, &value);
            }
            Event::DocType(_) => return Err(Error::refused("read-xml-doctype", &[&part])),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
        if nodes > MAX_NODES {
            return Err(Error::refused("read-xml-large", &[&part, &MAX_NODES]));
        }
    }
    if stack.len() != 1 {
        return Err(Error::refused("read-xml-broken", &[&part, &"it ends early"]));
    }
    stack
        .pop()
        .and_then(|root| {
            root.children.into_iter().find_map(|node| match node {
                Node::Element(element) => Some(element),
                Node::Text(_) => None,
            })
        })
        .ok_or_else(|| Error::refused("read-xml-broken", &[&part, &"it has no element"]))
}

/// What a reference stands for: `amp`, `#20013`; `None` for one that the file itself would have to define.
pub(super) fn entity(name: &str) -> Option<String> {
    quick_xml::escape::unescape(&format!("&{name};")).ok().map(std::borrow::Cow::into_owned)
}

fn element(start: &BytesStart<'_>, part: &str) -> Result<Element, Error> {
    let refuse = |error: &dyn std::fmt::Display| Error::refused("read-xml-broken", &[&part, error]);
    let mut attributes = Vec::new();
    for attribute in start.attributes().with_checks(false) {
        let attribute = attribute.map_err(|error| refuse(&error))?;
        let value =
            quick_xml::escape::unescape(&attribute.value).map_err(|error| refuse(&error))?.into_owned();
        attributes.push((attribute.key.local_name().as_ref().to_owned(), value));
    }
    Ok(Element { name: start.local_name().as_ref().to_owned(), attributes, children: Vec::new() })
}

fn append(stack: &mut [Element], node: Node) {
    if let Some(parent) = stack.last_mut() {
        parent.children.push(node);
    }
}

fn push_text(stack: &mut [Element], text: &str) {
    let Some(parent) = stack.last_mut() else { return };
    if let Some(Node::Text(before)) = parent.children.last_mut() {
        before.push_str(text);
    } else {
        parent.children.push(Node::Text(text.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees() {
        let root =
            parse("<a><b x='1 &lt;'>t&amp;<!-- c -->u</b><c:d/><skip><e>x</e></skip></a>", "p", &["skip"])
                .unwrap();
        assert_eq!((root.name.as_str(), root.children.len()), ("a", 2));
        let b = root.child("b").unwrap();
        assert_eq!((b.attribute("x"), b.text().as_str()), (Some("1 <"), "t&u"));
    }

    #[test]
    fn hostile_parts_are_refused() {
        let deep = "<a>".repeat(1_000_000);
        for text in
            ["<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "<a>&b;</a>", "<a><b></a>", "<a>", "", deep.as_str()]
        {
            assert!(parse(text, "p", &[]).is_err());
        }
    }
}
