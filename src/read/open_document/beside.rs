//! What stands beside the cells of a sheet: text boxes, pictures, comments, and what is printed above and below.

use super::words;
use crate::model::{Hidden, HiddenBy, Place};
use crate::read::sheet::{Line, Sheet, Slot};
use crate::read::xml::Element;

/// Adds what lies over a sheet, and over each of the cells that hold something so.
pub(super) fn shapes(table: &Element, cells: &[(Slot, &Element)], sheet: &mut Sheet) {
    let first = sheet.first_row();
    let over_sheet =
        table.elements().filter(|element| element.name == "shapes").map(|shapes| ((0, 0), shapes));
    for (over, holder) in over_sheet.chain(cells.iter().copied()) {
        for shape in holder.elements() {
            lay(shape, over, first, sheet);
        }
    }
}

/// Whether a cell has more than text in it.
pub(super) fn has_more(cell: &Element) -> bool {
    cell.elements().any(|element| element.name == "annotation" || is_shape(&element.name))
}

fn is_shape(name: &str) -> bool {
    matches!(name, "frame" | "custom-shape" | "rect" | "g" | "a" | "caption" | "ellipse")
}

fn lay(shape: &Element, over: Slot, first: Option<usize>, sheet: &mut Sheet) {
    match shape.name.as_str() {
        "annotation" => {
            sheet.remarks.comments += 1;
            let at = Place::sheet_cell(&sheet.name, over.0, over.1);
            let text = paragraphs(shape).join("\n");
            sheet.hidden.push(Hidden { by: HiddenBy::Comment, text, at });
        }
        "frame" => match shape.child("text-box") {
            Some(text) => lay_lines(text, over, first, sheet),
            None => sheet.remarks.drawings += 1,
        },
        "g" | "a" => shape.elements().for_each(|inner| lay(inner, over, first, sheet)),
        name if is_shape(name) => lay_lines(shape, over, first, sheet),
        _ => {}
    }
}

fn lay_lines(holder: &Element, over: Slot, first: Option<usize>, sheet: &mut Sheet) {
    for text in paragraphs(holder) {
        let line = Line { text, over: Some(over) };
        if first.is_none_or(|first| over.0 <= first) { &mut sheet.above } else { &mut sheet.below }
            .push(line);
    }
}

fn paragraphs(holder: &Element) -> Vec<String> {
    let lines =
        holder.elements().filter(|element| element.name == "p").map(|line| words(line).trim().to_owned());
    lines.filter(|line| !line.is_empty()).collect()
}

/// What changes with the page, the printing or the sheet: a line of a header with such a field is none of the table's.
const CHANGING: &[&str] =
    &["page-number", "page-count", "date", "time", "file-name", "sheet-name", "title", "author-name"];

/// Adds what is printed above and below the pages of a sheet. `styles` hold the page of that name.
pub(super) fn page(styles: &Element, name: &str, sheet: &mut Sheet) {
    let pages = styles.child("master-styles").into_iter().flat_map(Element::elements);
    let Some(page) = pages.into_iter().find(|page| page.attribute("name") == Some(name)) else { return };
    let lines = |kind: &str| -> Vec<Line> {
        let Some(part) = page.child(kind).filter(|part| part.attribute("display") != Some("false")) else {
            return Vec::new();
        };
        let regions =
            ["region-center", "region-left", "region-right"].iter().filter_map(|region| part.child(region));
        let fixed = std::iter::once(part).chain(regions).flat_map(Element::elements).filter(|line| {
            line.name == "p" && !line.elements().any(|field| CHANGING.contains(&field.name.as_str()))
        });
        let lines = fixed.map(|line| words(line).trim().to_owned()).filter(|line| !line.is_empty());
        lines.map(|text| Line { text, over: None }).collect()
    };
    sheet.above.splice(0..0, lines("header"));
    sheet.below.extend(lines("footer"));
}
