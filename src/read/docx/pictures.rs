//! Pictures, charts and drawings: what they are, and the words that describe them.

use std::sync::LazyLock;

use regex::Regex;

use crate::read::xml::Element;

/// The most characters of a description that stands for what is read in its place: a sign, a word or two.
const LONGEST_WORDS: usize = 12;

/// What programs write where nobody has described a picture: its number, its file, what a machine saw.
static GENERATED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:(?:图片|图像|图形|picture|image|graphic|untitled|img)[\s_\-]*\d*|.*\.(?:png|jpe?g|gif|bmp|tiff?|[ew]mf|svg|webp)|[a-z]:\\.*|https?://.*)$|已自动生成|automatically generated")
        .expect("the pattern is a constant")
});

/// What a drawing is.
#[derive(Debug, PartialEq)]
pub(super) enum Kind {
    /// A picture, and the words that stand for it where it stands among others; empty where none do.
    Picture { words: String },
    /// A chart or a diagram.
    Chart,
}

/// What a drawing shows besides the text in it; `None` for lines, shapes and what is not shown.
pub(super) fn kind(drawing: &Element) -> Option<Kind> {
    let properties = seek(drawing, "docPr");
    let is_set =
        |name: &str| properties.is_some_and(|own| own.attribute(name).is_some_and(super::styles::is_true));
    let is_decorative = seek(drawing, "decorative")
        .is_some_and(|own| own.attribute("val").is_none_or(super::styles::is_true));
    if is_set("hidden") || is_decorative {
        return None;
    }
    if seek(drawing, "chart").is_some() || seek(drawing, "relIds").is_some() {
        return Some(Kind::Chart);
    }
    let is_picture = seek(drawing, "blip").is_some() || seek(drawing, "imagedata").is_some();
    is_picture.then(|| {
        let said = description(drawing);
        let is_short = said.chars().count() <= LONGEST_WORDS;
        Kind::Picture { words: if is_short { said } else { String::new() } }
    })
}

/// The first element of a name in a drawing. What stands in its text box is read with that.
fn seek<'e>(drawing: &'e Element, name: &str) -> Option<&'e Element> {
    drawing
        .elements()
        .filter(|element| element.name != "txbxContent")
        .find_map(|element| if element.name == name { Some(element) } else { seek(element, name) })
}

/// How a picture is described; empty where a program has written what stands there.
pub(super) fn description(drawing: &Element) -> String {
    let own =
        seek(drawing, "docPr").and_then(|own| own.attribute("descr").or_else(|| own.attribute("title")));
    let old = || seek(drawing, "shape").and_then(|shape| shape.attribute("alt"));
    let said = own.or_else(old).unwrap_or_default().trim();
    if GENERATED.is_match(said) { String::new() } else { said.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::xml;

    #[test]
    fn descriptions_and_what_programs_write_in_their_place() {
        for (attributes, expected) in [
            ("descr='≥'", "≥"),
            ("descr='不低于'", "不低于"),
            ("title='√'", "√"),
            ("descr='图片 1'", ""),
            ("descr='image1.png'", ""),
            ("descr='C:\\Users\\a\\b'", ""),
            ("descr='表格&#10;&#10;描述已自动生成'", ""),
            ("descr='图片所示为水库除险加固工程现场照片'", ""),
            ("name='图片 1'", ""),
        ] {
            let text = format!("<drawing><inline><docPr {attributes}/><blip/></inline></drawing>");
            let drawing = xml::parse(&text, "d", &[]).unwrap();
            assert_eq!(kind(&drawing), Some(Kind::Picture { words: expected.to_owned() }), "{attributes}");
        }
        for (text, expected) in [
            ("<pict><shape alt='≤'><imagedata/></shape></pict>", Some(Kind::Picture { words: "≤".into() })),
            ("<pict><shape><textbox/></shape></pict>", None),
            ("<drawing><docPr hidden='1'/><blip/></drawing>", None),
            ("<drawing><docPr/><graphicData><chart/></graphicData></drawing>", Some(Kind::Chart)),
        ] {
            assert_eq!(kind(&xml::parse(text, "d", &[]).unwrap()), expected, "{text}");
        }
    }
}
