//! What the styles of a spreadsheet say of what is seen: of sheets, rows, columns, cells and words.

use std::collections::BTreeMap;

use crate::read::xml::Element;

/// The styles of a spreadsheet, by their names.
#[derive(Default)]
pub(super) struct Styles<'a> {
    /// Sheets that are hidden.
    hidden: Vec<&'a str>,
    /// Rows without height and columns without width.
    flat: Vec<&'a str>,
    /// Letters in the colour of the ground.
    white: Vec<&'a str>,
    /// Words that are struck out, raised or lowered: the element of HTML that says so.
    marks: BTreeMap<&'a str, &'static str>,
    /// The page that a sheet is printed on.
    pages: BTreeMap<&'a str, &'a str>,
    /// Whether rules colour cells, beside their styles.
    has_rules_of_colour: bool,
}

impl<'a> Styles<'a> {
    /// The styles in the content of a spreadsheet.
    pub(super) fn of(content: &'a Element) -> Self {
        let mut styles = Self { has_rules_of_colour: has_rules_of_colour(content), ..Self::default() };
        let kinds =
            content.elements().filter(|kind| matches!(kind.name.as_str(), "automatic-styles" | "styles"));
        for style in kinds.flat_map(Element::elements) {
            let Some(name) = style.attribute("name") else { continue };
            let says = |kind: &str, what: &str| style.child(kind).and_then(|found| found.attribute(what));
            if says("table-properties", "display") == Some("false") {
                styles.hidden.push(name);
            }
            if is_nothing(says("table-row-properties", "row-height"))
                || is_nothing(says("table-column-properties", "column-width"))
            {
                styles.flat.push(name);
            }
            if says("text-properties", "color").is_some_and(is_white)
                && says("table-cell-properties", "background-color")
                    .is_none_or(|ground| ground == "transparent" || is_white(ground))
            {
                styles.white.push(name);
            }
            let position = says("text-properties", "text-position").unwrap_or_default();
            let mark =
                if says("text-properties", "text-line-through-style").is_some_and(|line| line != "none") {
                    Some("del")
                } else if position.starts_with("super") {
                    Some("sup")
                } else if position.starts_with("sub") {
                    Some("sub")
                } else {
                    None
                };
            styles.marks.extend(mark.map(|mark| (name, mark)));
            styles.pages.extend(style.attribute("master-page-name").map(|page| (name, page)));
        }
        styles
    }

    /// Whether a sheet is hidden.
    pub(super) fn hide_sheet(&self, sheet: &Element) -> bool {
        has(&self.hidden, sheet)
    }

    /// Whether a row or a column is hidden.
    pub(super) fn hide(&self, element: &Element) -> bool {
        matches!(element.attribute("visibility"), Some("collapse" | "filter")) || has(&self.flat, element)
    }

    /// Whether the letters of a cell have the colour of the ground.
    pub(super) fn whiten(&self, cell: &Element) -> bool {
        !self.has_rules_of_colour && has(&self.white, cell)
    }

    /// The element of HTML that says how words are marked.
    pub(super) fn mark(&self, words: &Element) -> Option<&'static str> {
        self.marks.get(words.attribute("style-name")?).copied()
    }

    /// The name of the page that a sheet is printed on.
    pub(super) fn page(&self, sheet: &Element) -> &'a str {
        let named = sheet.attribute("style-name").and_then(|style| self.pages.get(style));
        named.copied().unwrap_or("Default")
    }
}

fn has(names: &[&str], element: &Element) -> bool {
    element.attribute("style-name").is_some_and(|style| names.contains(&style))
}

/// Whether a height or a width is none: `0cm`.
fn is_nothing(size: Option<&str>) -> bool {
    size.is_some_and(|size| size.trim_end_matches(char::is_alphabetic).parse() == Ok(0.0_f64))
}

fn is_white(colour: &str) -> bool {
    colour.eq_ignore_ascii_case("#ffffff")
}

fn has_rules_of_colour(content: &Element) -> bool {
    let sheets = content.path(&["body", "spreadsheet"]).into_iter().flat_map(Element::elements);
    sheets.into_iter().any(|sheet| sheet.child("conditional-formats").is_some())
}
