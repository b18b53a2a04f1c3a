//! What letters stand on: white letters are not seen on white, and are on what is shaded.

use super::Reading;
use super::styles::{Styles, Surroundings, value};
use crate::read::xml::Element;

/// What lies behind letters, where something does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ground {
    /// White, as paper is.
    White,
    /// A colour, a pattern, or what we cannot tell: letters of any colour may be seen on it.
    Coloured,
}

/// Marks of a run that give its letters a line, a shadow or a filling of their own.
const EFFECTS: [&str; 8] =
    ["outline", "shadow", "emboss", "imprint", "textOutline", "textFill", "glow", "effect"];

impl Reading<'_> {
    /// Whether the letters of a run have the colour of what they stand on.
    pub(super) fn is_colourless(&self, run: Option<&Element>) -> bool {
        let of_run = |name: &'static str| {
            self.styles.run(run, &self.surroundings, move |properties| properties.child(name))
        };
        let is_white = of_run("color").is_some_and(is_white_letter);
        if !is_white || EFFECTS.iter().any(|effect| of_run(effect).is_some()) {
            return false;
        }
        let ground = highlight(of_run("highlight"))
            .or_else(|| self.styles.run(run, &self.surroundings, shading))
            .or(self.surroundings.behind_paragraph)
            .or(self.surroundings.behind);
        ground != Some(Ground::Coloured)
    }
}

/// Whether a colour of letters is white. That of the theme, where it is not the one of the page, is not known here.
fn is_white_letter(colour: &Element) -> bool {
    let says = |name: &str| colour.attribute(name);
    let is_paper = |theme: &str| matches!(theme, "background1" | "light1");
    says("val").is_some_and(is_white)
        && says("themeColor").is_none_or(is_paper)
        && ["themeShade", "themeTint"].iter().all(|name| says(name).is_none())
}

fn is_white(colour: &str) -> bool {
    colour.trim_start_matches('#').eq_ignore_ascii_case("FFFFFF")
}

fn highlight(highlight: Option<&Element>) -> Option<Ground> {
    match highlight?.attribute("val")? {
        "none" => None,
        "white" => Some(Ground::White),
        _ => Some(Ground::Coloured),
    }
}

/// The shading that properties give; `None` where what lies behind is seen through it.
pub(super) fn shading(properties: &Element) -> Option<Ground> {
    let shading = properties.child("shd")?;
    let says = |name: &str| shading.attribute(name).unwrap_or("auto");
    let fill = || match says("fill") {
        "auto" => None,
        fill if is_white(fill) => Some(Ground::White),
        _ => Some(Ground::Coloured),
    };
    match says("val") {
        "nil" => None,
        "clear" | "auto" => fill(),
        // A pattern in white on white is white.
        _ if is_white(says("color")) && fill() != Some(Ground::Coloured) => Some(Ground::White),
        _ => Some(Ground::Coloured),
    }
}

/// The shading of a paragraph by its own properties or its style.
pub(super) fn behind_paragraph(
    styles: &Styles,
    properties: Option<&Element>,
    style: Option<&str>,
) -> Option<Ground> {
    properties
        .and_then(shading)
        .or_else(|| styles.styled(style?, |style| style.child("pPr").and_then(shading)))
}

/// The shading of a cell by its own properties.
pub(super) fn behind_cell(cell: &Element) -> Option<Ground> {
    cell.child("tcPr").and_then(shading)
}

/// What a table lays behind its cells, by its own properties or its style. A style that colours only some of its rows
/// or columns may have coloured any.
pub(super) fn behind_table(styles: &Styles, table: &Element) -> Option<Ground> {
    let properties = table.child("tblPr");
    let of_part = |part: &Element| {
        ["tcPr", "trPr", "tblPr", "pPr"].iter().find_map(|kind| part.child(kind).and_then(shading))
    };
    let of_style = |style: &Element| {
        let parts = style.elements().filter(|part| part.name == "tblStylePr");
        parts.filter_map(of_part).find(|ground| *ground == Ground::Coloured).or_else(|| of_part(style))
    };
    properties
        .and_then(shading)
        .or_else(|| styles.styled(properties.and_then(|own| value(own, "tblStyle"))?, of_style))
}

/// What lies behind all of a document: a page that is coloured, or pictures behind its words.
pub(super) fn behind_document(main: &Element, shows_background: bool) -> Option<Ground> {
    let background = main.child("background").filter(|_| shows_background);
    let is_coloured = background.is_some_and(|page| {
        page.attribute("color").is_none_or(|colour| colour != "auto" && !is_white(colour))
    });
    (is_coloured || lies_behind(main)).then_some(Ground::Coloured)
}

/// Whether a drawing lies behind the words.
fn lies_behind(parent: &Element) -> bool {
    parent.elements().any(|element| match element.name.as_str() {
        "anchor" => element.attribute("behindDoc").is_some_and(super::styles::is_true),
        "shape" | "rect" | "roundrect" | "oval" | "group" => {
            element.attribute("style").is_some_and(|style| {
                style.split(';').any(|rule| {
                    rule.split_once(':').is_some_and(|(name, order)| {
                        name.trim() == "z-index" && order.trim().starts_with('-')
                    })
                })
            })
        }
        _ => lies_behind(element),
    })
}

impl Surroundings {
    /// What stands within a thing of this ground: on it, or on what lies behind all where nothing is said of it.
    pub(super) fn set_ground(&mut self, ground: Option<Ground>) {
        self.behind = ground.or(self.behind);
    }
}
