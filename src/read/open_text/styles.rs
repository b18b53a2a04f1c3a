//! Styles of OpenDocument: what a style says, or one that it is made from.

use std::collections::{BTreeMap, BTreeSet};

use crate::read::xml::Element;

/// The page that a document begins with where nothing says otherwise.
const FIRST_MASTER: &str = "Standard";

/// The styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles<'e> {
    named: BTreeMap<(&'e str, &'e str), &'e Element>,
    /// The fonts by the names that styles give them.
    fonts: BTreeMap<&'e str, &'e str>,
    /// The pages that are named.
    masters: BTreeSet<&'e str>,
}

impl<'e> Styles<'e> {
    /// The styles of parts, those of the last first.
    pub(super) fn read(parts: &[&'e Element]) -> Self {
        let mut found = Self::default();
        for part in parts {
            for group in ["styles", "automatic-styles"] {
                for style in part.child(group).into_iter().flat_map(Element::elements) {
                    let (Some(family), Some(name)) = (style.attribute("family"), style.attribute("name"))
                    else {
                        continue;
                    };
                    found.named.insert((family, name), style);
                    found.masters.extend(style.attribute("master-page-name").filter(|name| !name.is_empty()));
                }
            }
            for font in part.child("font-face-decls").into_iter().flat_map(Element::elements) {
                if let (Some(name), Some(family)) = (font.attribute("name"), font.attribute("font-family")) {
                    found.fonts.insert(name, family);
                }
            }
        }
        found
    }

    /// What the properties of text in a style say.
    pub(super) fn text(&self, family: &str, name: Option<&str>, property: &str) -> Option<&'e str> {
        self.chain(family, name?, |style| style.child("text-properties")?.attribute(property))
    }

    fn chain<T>(&self, family: &str, name: &str, says: impl Fn(&'e Element) -> Option<T>) -> Option<T> {
        let mut style = self.named.get(&(family, name))?;
        // A chain of styles may close to a ring.
        for _ in 0..self.named.len() {
            if let Some(said) = says(style) {
                return Some(said);
            }
            style = self.named.get(&(family, style.attribute("parent-style-name")?))?;
        }
        None
    }

    /// The font that a style sets text in.
    pub(super) fn font(&self, family: &str, name: Option<&str>) -> Option<&'e str> {
        let named = self.text(family, name, "font-name");
        let font = named.map(|name| self.fonts.get(name).copied().unwrap_or(name));
        font.or_else(|| self.text(family, name, "font-family")).map(|font| font.trim_matches(['\'', '"']))
    }

    /// Whether text is hidden.
    pub(super) fn is_hidden(&self, family: &str, name: Option<&str>) -> bool {
        self.text(family, name, "display") == Some("none")
    }

    /// The elements that text in a style stands in.
    pub(super) fn tags(&self, family: &str, name: Option<&str>) -> Vec<&'static str> {
        let is_struck = ["text-line-through-style", "text-line-through-type"]
            .iter()
            .find_map(|property| self.text(family, name, property))
            .is_some_and(|line| line != "none");
        let is_bold = self.text(family, name, "font-weight") == Some("bold");
        let position = self.text(family, name, "text-position").unwrap_or_default();
        let shift = match position.split(' ').next().unwrap_or_default() {
            "super" => Some("sup"),
            "sub" => Some("sub"),
            by if by.starts_with('-') => Some("sub"),
            by if by.trim_end_matches('%').parse::<u32>().is_ok_and(|by| by > 0) => Some("sup"),
            _ => None,
        };
        [is_struck.then_some("del"), is_bold.then_some("strong"), shift].into_iter().flatten().collect()
    }

    /// Whether a page is one that the document has.
    pub(super) fn uses_master(&self, master: &Element) -> bool {
        master.attribute("name").is_some_and(|name| name == FIRST_MASTER || self.masters.contains(name))
    }
}
