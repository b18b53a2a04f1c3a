//! Styles: what a paragraph or run says of itself, else its style, else the styles that that one is based on.

use std::collections::BTreeMap;

use super::ground::Ground;
use crate::read::xml::Element;

/// A style of paragraphs, characters or tables.
#[derive(Debug, Default)]
struct Style {
    based_on: Option<String>,
    /// The level of a heading that its name gives.
    named_level: Option<u8>,
    element: Element,
}

/// The styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    all: Vec<Style>,
    by_id: BTreeMap<String, usize>,
    /// What holds where no style says otherwise.
    defaults: Element,
    /// The style of paragraphs that name none.
    paragraph: Option<String>,
}

impl Styles {
    /// Those of the part of styles.
    pub(super) fn read(part: Element) -> Self {
        let mut found = Self::default();
        for element in part.into_elements() {
            match element.name.as_str() {
                "docDefaults" => found.defaults = element,
                "style" => {
                    let id = element.attribute("styleId").unwrap_or_default().to_owned();
                    let is_default = is_true(element.attribute("default").unwrap_or("0"));
                    if element.attribute("type") == Some("paragraph") && is_default {
                        found.paragraph = Some(id.clone());
                    }
                    found.by_id.entry(id).or_insert(found.all.len());
                    found.all.push(Style {
                        based_on: value(&element, "basedOn").map(str::to_owned),
                        named_level: named_level(value(&element, "name").unwrap_or_default()),
                        element,
                    });
                }
                _ => {}
            }
        }
        found
    }

    /// What a style says, or one that it is based on.
    pub(super) fn styled<'s, T>(&'s self, id: &'s str, says: impl Fn(&'s Element) -> Option<T>) -> Option<T> {
        self.chain(id, |style| says(&style.element))
    }

    fn chain<'s, T>(&'s self, id: &'s str, says: impl Fn(&'s Style) -> Option<T>) -> Option<T> {
        let mut id = id;
        // A chain of styles may close to a ring.
        for _ in 0..self.all.len() {
            let style = &self.all[*self.by_id.get(id)?];
            if let Some(said) = says(style) {
                return Some(said);
            }
            id = style.based_on.as_deref()?;
        }
        None
    }

    /// The level of a heading; `None` for body text.
    pub(super) fn level(&self, paragraph: &Element) -> Option<u8> {
        let properties = paragraph.child("pPr")?;
        if properties.child("outlineLvl").is_some() {
            return outline_level(properties);
        }
        let id = value(properties, "pStyle")?;
        self.chain(id, |style| {
            style.named_level.or_else(|| style.element.child("pPr").and_then(outline_level))
        })
        .or_else(|| named_level(id))
    }

    /// The properties of runs that a paragraph's style gives, of itself or as the default.
    pub(super) fn of_paragraph<'s>(&'s self, paragraph: Option<&'s Element>) -> Option<&'s str> {
        paragraph.and_then(|properties| value(properties, "pStyle")).or(self.paragraph.as_deref())
    }

    /// What the properties of a run say, else its own style, else that of its paragraph or table, else the defaults.
    pub(super) fn run<'s, T>(
        &'s self,
        run: Option<&'s Element>,
        surroundings: &'s Surroundings,
        says: impl Fn(&'s Element) -> Option<T>,
    ) -> Option<T> {
        let of_style = |id: &'s str| self.styled(id, |style| style.child("rPr").and_then(&says));
        run.and_then(&says)
            .or_else(|| of_style(value(run?, "rStyle")?))
            .or_else(|| of_style(surroundings.paragraph.as_deref()?))
            .or_else(|| of_style(surroundings.table.as_deref()?))
            .or_else(|| self.defaults.path(&["rPrDefault", "rPr"]).and_then(&says))
    }

    /// Whether a switch is on for a run.
    pub(super) fn is_on(&self, run: Option<&Element>, surroundings: &Surroundings, name: &str) -> bool {
        self.run(run, surroundings, |properties| switch(properties, name)).unwrap_or(false)
    }

    /// Whether a paragraph's style is one of a table of contents.
    pub(super) fn is_contents(&self, paragraph: &Element) -> bool {
        let Some(id) = paragraph.child("pPr").and_then(|properties| value(properties, "pStyle")) else {
            return false;
        };
        let is_contents = |name: &str| name.trim().to_ascii_lowercase().starts_with("toc");
        is_contents(id)
            || self.styled(id, |style| value(style, "name").filter(|name| is_contents(name))).is_some()
    }
}

/// The styles that a run stands in.
#[derive(Clone, Debug, Default)]
pub(super) struct Surroundings {
    pub(super) paragraph: Option<String>,
    pub(super) table: Option<String>,
    /// What shades the paragraph.
    pub(super) behind_paragraph: Option<Ground>,
    /// What lies behind it: a cell, a table, the page.
    pub(super) behind: Option<Ground>,
}

/// What a property says.
pub(super) fn value<'e>(properties: &'e Element, name: &str) -> Option<&'e str> {
    properties.child(name)?.attribute("val")
}

/// Whether a switch is on or off; `None` where it is not there.
pub(super) fn switch(properties: &Element, name: &str) -> Option<bool> {
    properties.child(name).map(|switch| switch.attribute("val").is_none_or(is_true))
}

/// Whether a value of a switch is on.
pub(super) fn is_true(value: &str) -> bool {
    !matches!(value, "0" | "false" | "off" | "none")
}

/// The level of a heading style by its name: `heading 1`, `标题 1`, `Title`.
fn named_level(name: &str) -> Option<u8> {
    let name = name.trim().to_lowercase();
    if name == "title" || name == "标题" {
        return Some(1);
    }
    let rest = name.strip_prefix("heading").or_else(|| name.strip_prefix("标题"))?;
    rest.trim().parse().ok().filter(|level| (1..=9).contains(level))
}

/// The level that a paragraph's or style's own properties give, from 1.
fn outline_level(properties: &Element) -> Option<u8> {
    let level: u8 = value(properties, "outlineLvl")?.parse().ok()?;
    // 9 is body text.
    (level < 9).then_some(level + 1)
}
