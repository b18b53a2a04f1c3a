//! What lies over the cells of a sheet: text boxes, pictures, charts; and the comments on cells.

use super::parts::is_true;
use crate::error::Error;
use crate::model::{Hidden, HiddenBy, Place};
use crate::read::package::Package;
use crate::read::relations::Relations;
use crate::read::sheet::{Line, Sheet, Slot, slot};
use crate::read::xml::{Element, Node};

/// Adds what lies over the cells of a sheet to what it says.
pub(super) fn read(package: &mut Package<'_>, part: &str, sheet: &mut Sheet) -> Result<(), Error> {
    let first = sheet.first_row();
    let relations = Relations::of(package, part)?;
    for drawing in relations.parts("drawing") {
        // What an older program would show instead of a shape is not shown beside it.
        let Some(root) = package.xml(drawing, &["Fallback"])? else { continue };
        for anchor in root.elements() {
            let over = anchor.child("from").and_then(corner).unwrap_or((0, 0));
            shapes(anchor, over, first, sheet);
        }
    }
    sheet.above.sort_by_key(|line| line.over);
    // The footer stands below all that lies on the sheet.
    sheet.below.sort_by_key(|line| (line.over.is_none(), line.over));
    comments(package, &relations, sheet)
}

fn corner(from: &Element) -> Option<Slot> {
    let number = |name: &str| from.child(name)?.text().trim().parse().ok();
    Some((number("row")?, number("col")?))
}

/// The shapes in an anchor, in groups and behind choices as well.
fn shapes(parent: &Element, over: Slot, first: Option<usize>, sheet: &mut Sheet) {
    for element in parent.elements() {
        match element.name.as_str() {
            "sp" => shape(element, over, first, sheet),
            "pic" | "graphicFrame" | "contentPart" => sheet.remarks.drawings += 1,
            "grpSp" | "AlternateContent" | "Choice" => shapes(element, over, first, sheet),
            _ => {}
        }
    }
}

fn shape(shape: &Element, over: Slot, first: Option<usize>, sheet: &mut Sheet) {
    let Some(body) = shape.child("txBody") else { return };
    let paragraphs: Vec<String> =
        body.elements().filter(|element| element.name == "p").map(paragraph).collect();
    let is_hidden = shape
        .elements()
        .filter_map(|element| element.child("cNvPr"))
        .any(|properties| properties.attribute("hidden").is_some_and(is_true));
    let lines = paragraphs.iter().flat_map(|paragraph| paragraph.split('\n')).map(str::trim);
    for text in lines.filter(|line| !line.is_empty()).map(str::to_owned) {
        if is_hidden {
            let at = Place::sheet_cell(&sheet.name, over.0, over.1);
            sheet.hidden.push(Hidden { by: HiddenBy::Shape, text, at });
        } else if first.is_none_or(|first| over.0 <= first) {
            sheet.above.push(Line { text, over: Some(over) });
        } else {
            sheet.below.push(Line { text, over: Some(over) });
        }
    }
}

/// A paragraph of a shape: its runs, fields and breaks.
fn paragraph(paragraph: &Element) -> String {
    let mut text = String::new();
    for element in paragraph.elements() {
        match element.name.as_str() {
            "r" | "fld" => text.push_str(&element.child("t").map(Element::text).unwrap_or_default()),
            "br" => text.push('\n'),
            _ => {}
        }
    }
    text
}

/// The comments on cells: whoever opens the sheet sees them when they point at the cell.
fn comments(package: &mut Package<'_>, relations: &Relations, sheet: &mut Sheet) -> Result<(), Error> {
    for comments in relations.parts("comments") {
        let Some(root) = package.xml(comments, &["rPh"])? else { continue };
        let list = root.child("commentList").into_iter().flat_map(Element::elements);
        for comment in list {
            let Some((row, column)) = comment.attribute("ref").and_then(slot) else { continue };
            let mut text = String::new();
            all_words(comment, &mut text);
            sheet.remarks.comments += 1;
            let at = Place::sheet_cell(&sheet.name, row, column);
            sheet.hidden.push(Hidden { by: HiddenBy::Comment, text: text.trim().to_owned(), at });
        }
    }
    Ok(())
}

fn all_words(element: &Element, words: &mut String) {
    for node in &element.children {
        match node {
            Node::Text(text) if element.name == "t" => words.push_str(text),
            Node::Text(_) => {}
            Node::Element(inner) => all_words(inner, words),
        }
    }
}
