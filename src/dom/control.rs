//! What a person reads in a form control: the value that was filled in or chosen, not what could have been.

use scraper::{ElementRef, Node};

use crate::text::symbols;

/// A box that is checked, or the choice that was made.
const CHECKED: &str = "☑";

/// One that is not.
const UNCHECKED: &str = "☐";

/// What a control shows, its line ends as `\n`; `None` where the element is no control. Secrets, hidden inputs
/// and what is there to be pressed show nothing.
pub fn shown(element: ElementRef<'_>) -> Option<String> {
    Some(match element.value().name() {
        "input" => input(element),
        "select" => chosen(element),
        "textarea" => {
            let text: String = element.text().collect();
            text.replace("\r\n", "\n").trim_matches(['\n', '\r', ' ', '\t']).to_owned()
        }
        "datalist" | "option" | "optgroup" => String::new(),
        _ => return None,
    })
}

fn input(element: ElementRef<'_>) -> String {
    let kind = element.attr("type").unwrap_or("text").trim().to_ascii_lowercase();
    match kind.as_str() {
        "checkbox" | "radio" => {
            if element.attr("checked").is_some() { CHECKED } else { UNCHECKED }.to_owned()
        }
        "hidden" | "password" | "button" | "submit" | "reset" | "image" | "file" | "color" | "range" => {
            String::new()
        }
        _ => element.attr("value").unwrap_or_default().trim().to_owned(),
    }
}

/// The chosen options of a list. Where none is marked, a drop-down list shows its first one; one without a value
/// only asks to choose.
fn chosen(element: ElementRef<'_>) -> String {
    let options = || {
        element.descendants().filter_map(ElementRef::wrap).filter(|option| option.value().name() == "option")
    };
    let words = |option: ElementRef<'_>| {
        let text: String = option.text().collect();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() { option.attr("label").unwrap_or_default().trim().to_owned() } else { text }
    };
    let asks = |option: &ElementRef<'_>| {
        option.attr("value").is_some_and(|value| value.trim().is_empty()) || option.attr("disabled").is_some()
    };
    let is_list = element.attr("multiple").is_some()
        || element
            .attr("size")
            .and_then(|size| size.trim().parse::<usize>().ok())
            .is_some_and(|size| size > 1);
    let mut marked: Vec<ElementRef<'_>> =
        options().filter(|option| option.attr("selected").is_some()).collect();
    if !is_list {
        // Of several that are marked a browser shows the last.
        marked = marked.split_off(marked.len().saturating_sub(1));
        if marked.is_empty() {
            marked.extend(options().next());
        }
    }
    let texts: Vec<String> = marked
        .into_iter()
        .filter(|option| !asks(option))
        .map(words)
        .filter(|text| !text.is_empty())
        .collect();
    texts.join("、")
}

/// What the letters of an element show whose font is one of signs: `<span style='font-family:Symbol'>³</span>` is ≥. `None`
/// for any other element, and where a sign is not known.
pub fn signs(element: ElementRef<'_>) -> Option<String> {
    let of_style = || {
        let family = element.attr("style")?.split(';').find_map(|part| {
            let (name, value) = part.split_once(':')?;
            name.trim().eq_ignore_ascii_case("font-family").then_some(value)
        })?;
        family.split(',').next()
    };
    let font = of_style().or_else(|| element.attr("face"))?.trim().trim_matches(['"', '\'']);
    if !symbols::is_of_signs(font) || element.child_elements().next().is_some() {
        return None;
    }
    let (shown, unknown) = symbols::text(Some(font), &element.text().collect::<String>());
    (unknown == 0).then_some(shown)
}

/// Whether an element is there to be pressed or played.
pub fn is_device(name: &str) -> bool {
    matches!(name, "audio" | "button" | "canvas" | "map" | "video")
}

/// The words of an image; empty where it has none. A file's name says nothing of what the image shows.
pub fn alt(image: ElementRef<'_>) -> &str {
    let alt = image.attr("alt").unwrap_or_default().trim();
    let lower = alt.to_ascii_lowercase();
    let is_file = [".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".svg", ".tif", ".tiff", ".emf", ".wmf"]
        .iter()
        .any(|extension| lower.ends_with(extension));
    if is_file || matches!(lower.as_str(), "img" | "image" | "picture" | "photo" | "figure") {
        ""
    } else {
        alt
    }
}

/// Whether an image is too small to show anything: a pixel that counts visitors, a spacer.
pub fn is_spacer(image: ElementRef<'_>) -> bool {
    ["width", "height"].iter().any(|side| {
        image.attr(side).is_some_and(|length| matches!(length.trim().trim_end_matches("px"), "0" | "1"))
    })
}

/// Whether nothing is seen of an element, its controls and images included.
pub fn shows_nothing(element: ElementRef<'_>) -> bool {
    element.descendants().all(|node| match node.value() {
        Node::Text(text) => text.trim().is_empty() || node.ancestors().any(|outer| is_choice(&outer)),
        Node::Element(inner) => match inner.name() {
            "img" => ElementRef::wrap(node).is_none_or(|image| alt(image).is_empty()),
            "input" | "select" => ElementRef::wrap(node).and_then(shown).is_none_or(|text| text.is_empty()),
            _ => true,
        },
        _ => true,
    })
}

/// Whether text in an element is not shown, or shown by the list it stands in.
fn is_choice(node: &ego_tree::NodeRef<'_, Node>) -> bool {
    node.value()
        .as_element()
        .is_some_and(|element| matches!(element.name(), "option" | "select" | "datalist"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom::parse_fragment;

    #[test]
    fn values_that_were_filled_in() {
        for (source, expected) in [
            ("<input value=' 35.00 '>", Some("35.00")),
            ("<input type=NUMBER value=35>", Some("35")),
            ("<input placeholder=金额>", Some("")),
            ("<input type=hidden value=id>", Some("")),
            ("<input type=password value=x>", Some("")),
            ("<input type=submit value=提交>", Some("")),
            ("<input type=radio checked value=1>", Some("☑")),
            ("<input type=checkbox value=1>", Some("☐")),
            ("<select><option>甲<option selected>乙</select>", Some("乙")),
            ("<select><option selected>甲<option selected>乙</select>", Some("乙")),
            ("<select><option>甲<option>乙</select>", Some("甲")),
            ("<select><option value=''>请选择<option value=1>乙</select>", Some("")),
            ("<select multiple><option selected>甲<option>乙<option selected>丙</select>", Some("甲、丙")),
            ("<select><optgroup label=组><option selected label=丁></optgroup></select>", Some("丁")),
            ("<textarea>\n一。\r\n二。\n</textarea>", Some("一。\n二。")),
            ("<datalist><option>甲</datalist>", Some("")),
            ("<b>甲</b>", None),
        ] {
            let tree = parse_fragment(source, "td").unwrap();
            let element = tree.html.root_element().child_elements().next().unwrap();
            assert_eq!(shown(element).as_deref(), expected, "{source}");
        }
    }

    #[test]
    fn words_of_images() {
        for (source, expected) in [
            ("<img alt=' ≥ '>", "≥"),
            ("<img>", ""),
            ("<img alt=ge.GIF>", ""),
            ("<img alt=image>", ""),
            ("<img alt=公章>", "公章"),
        ] {
            let tree = parse_fragment(source, "td").unwrap();
            let element = tree.html.root_element().child_elements().next().unwrap();
            assert_eq!(alt(element), expected, "{source}");
        }
    }
}
