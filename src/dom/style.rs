//! What style says of an element that a reader of text must know: that it is not shown, or struck out.
//!
//! Read are `style` attributes, the `hidden` attribute, and the rules of `<style>` elements; of rules for media
//! and for states of a page nothing is known.

use std::collections::BTreeMap;

use ego_tree::NodeId;
use scraper::{ElementRef, Html, Selector};

/// So many rules that hide or strike out are looked at in a page.
const MAX_RULES: usize = 64;

/// What is declared of an element. What is not declared is as its parent, or as the browser has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// `display: none`, or that it is displayed after all.
    none: Option<bool>,
    /// `visibility`.
    visibility: Option<Visibility>,
    /// `text-decoration: line-through`, or that there is none.
    struck: Option<bool>,
    /// The style speaks to Excel, which wrote the page.
    excel: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Visibility {
    Visible,
    /// It takes its place and shows nothing.
    Hidden,
    /// A row or column takes no place either.
    Collapsed,
}

/// What the rules of `<style>` elements declare of the elements that they select.
#[derive(Debug, Default)]
pub(super) struct Rules(BTreeMap<NodeId, Style>);

impl Rules {
    /// The rules of a page.
    pub(super) fn of(html: &Html) -> Self {
        let mut found: BTreeMap<NodeId, Style> = BTreeMap::new();
        let mut count = 0;
        for (selectors, style) in sheets(html).iter().flat_map(|sheet| rules(sheet)) {
            let Some(selector) = is_simple(&selectors).then(|| Selector::parse(&selectors).ok()).flatten()
            else {
                continue;
            };
            count += 1;
            if count > MAX_RULES {
                break;
            }
            for element in html.select(&selector) {
                found.entry(element.id()).or_default().overrule(style);
            }
        }
        Self(found)
    }

    /// The elements that rules select.
    pub(super) fn elements(&self) -> impl Iterator<Item = NodeId> {
        self.0.keys().copied()
    }

    /// What is declared of an element, its own attributes last.
    pub(super) fn style(&self, element: ElementRef<'_>) -> Style {
        // Most elements have no attributes, and most pages no rules.
        if self.0.is_empty() && element.value().attrs().next().is_none() {
            return Style::default();
        }
        let mut style = self.0.get(&element.id()).copied().unwrap_or_default();
        if element.attr("hidden").is_some_and(|value| !value.eq_ignore_ascii_case("until-found")) {
            style.none.get_or_insert(true);
        }
        if let Some(declarations) = element.attr("style") {
            style.overrule(Style::read(declarations));
        }
        style
    }
}

impl Style {
    /// Declarations as they stand in an attribute.
    pub fn read(declarations: &str) -> Self {
        let mut style = Self::default();
        for (property, value) in declarations.split(';').filter_map(|part| part.split_once(':')) {
            let value = value.split('!').next().unwrap_or_default().trim().to_ascii_lowercase();
            match property.trim().to_ascii_lowercase().as_str() {
                "display" => style.none = Some(value == "none"),
                "visibility" => {
                    style.visibility = match value.as_str() {
                        "hidden" => Some(Visibility::Hidden),
                        "collapse" => Some(Visibility::Collapsed),
                        _ => Some(Visibility::Visible),
                    };
                }
                "text-decoration" | "text-decoration-line" => {
                    style.struck = Some(value.split_ascii_whitespace().any(|word| word == "line-through"));
                }
                property => style.excel |= property.starts_with("mso-"),
            }
        }
        style
    }

    fn overrule(&mut self, other: Self) {
        self.none = other.none.or(self.none);
        self.visibility = other.visibility.or(self.visibility);
        self.struck = other.struck.or(self.struck);
        self.excel |= other.excel;
    }

    /// Whether the element takes no place.
    pub fn is_none(self) -> bool {
        self.none == Some(true)
    }

    /// Whether nothing of it is seen, whatever place it takes.
    pub fn is_hidden(self) -> bool {
        self.is_none() || matches!(self.visibility, Some(Visibility::Hidden | Visibility::Collapsed))
    }

    /// Whether a column of which a `<col>` says this is not shown. A browser shows a column whose `<col>` is
    /// `display: none`; Excel writes it for one that is hidden.
    pub fn hides_column(self) -> bool {
        self.visibility == Some(Visibility::Collapsed) || self.is_none() && self.excel
    }

    /// Whether its text is struck out.
    pub fn is_struck(self) -> bool {
        self.struck == Some(true)
    }

    fn says_nothing(self) -> bool {
        self.none.is_none() && self.visibility.is_none() && self.struck.is_none()
    }
}

/// The texts of the `<style>` elements of a page, without their comments.
fn sheets(html: &Html) -> Vec<String> {
    let elements = html.tree.nodes().filter_map(ElementRef::wrap);
    elements
        .filter(|element| element.value().name() == "style")
        .map(|element| {
            let text: String = element.text().collect();
            let mut sheet = String::with_capacity(text.len());
            let mut rest = text.as_str();
            while let Some((before, after)) = rest.split_once("/*") {
                sheet.push_str(before);
                rest = after.split_once("*/").map_or("", |(_, after)| after);
            }
            sheet.push_str(rest);
            sheet.replace("<!--", " ").replace("-->", " ")
        })
        .collect()
}

/// The rules of a sheet that say something here: selectors and declarations. Blocks of `@media` and the like are
/// passed over.
fn rules(sheet: &str) -> Vec<(String, Style)> {
    let mut found = Vec::new();
    let mut rest = sheet;
    while let Some(open) = rest.find('{') {
        let selectors = rest[..open].rsplit([';', '}']).next().unwrap_or_default().trim();
        let body = &rest[open + 1..];
        let end =
            if selectors.starts_with('@') { block_end(body) } else { body.find('}').unwrap_or(body.len()) };
        if !selectors.starts_with('@') {
            let style = Style::read(&body[..end]);
            if !style.says_nothing() {
                found.push((selectors.to_owned(), style));
            }
        }
        rest = body.get(end + 1..).unwrap_or_default();
    }
    found
}

/// Where the block ends whose inside `body` begins with, blocks within it counted.
fn block_end(body: &str) -> usize {
    let mut depth = 1;
    for (at, c) in body.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    body.len()
}

/// Whether selectors are of names, classes and ids, and at most count cells: those cost no more than to look at
/// every element once.
fn is_simple(selectors: &str) -> bool {
    selectors.len() <= 2000
        && selectors.split(',').all(|selector| {
            let last = selector.split([' ', '>']).rfind(|part| !part.is_empty()).unwrap_or_default();
            let cell = ["td", "th", "col"].iter().any(|name| last.starts_with(name));
            let (before, counts) = last.split_once(':').unwrap_or((last, ""));
            let plain = |text: &str| {
                text.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '#' | '-' | '_' | '*'))
            };
            let counted = counts.is_empty()
                || cell
                    && ["nth-child(", "nth-of-type(", "first-child", "last-child"]
                        .iter()
                        .any(|name| counts.starts_with(name))
                    && counts.chars().all(|c| c.is_ascii_alphanumeric() || "()+- ".contains(c));
            let others = selector.len() - last.len();
            let others = selector.trim_end().get(..others).unwrap_or(selector);
            plain(before)
                && counted
                && (others == selector || others.split([' ', '>']).all(|part| plain(part.trim())))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom::parse_document;

    /// The texts of the cells of a page that are hidden and those that are struck out.
    #[track_caller]
    fn check(sheet: &str, cells: &str, hidden: &str, struck: &str) {
        let source = format!("<style>{sheet}</style><table class=t><tr>{cells}</table>");
        let tree = parse_document(&source).unwrap();
        let cells = Selector::parse("td").expect("it is a selector");
        let texts = |says: &dyn Fn(Style) -> bool| {
            tree.html
                .select(&cells)
                .filter(|cell| says(tree.style(*cell)))
                .flat_map(|cell| cell.text())
                .collect::<String>()
        };
        assert_eq!(
            (texts(&Style::is_hidden), texts(&Style::is_struck)),
            (hidden.into(), struck.into()),
            "{source}"
        );
    }

    #[test]
    fn attributes_and_rules() {
        check(
            "",
            "<td style='Display : NONE !important'>甲<td hidden>乙<td hidden=until-found>丙",
            "甲乙",
            "",
        );
        check(
            "",
            "<td style='visibility:collapse'>甲<td style='text-decoration:underline line-through red'>乙",
            "甲",
            "乙",
        );
        check(
            ".x, td.y { color: red; display: none }",
            "<td class='a x'>甲<td class=y>乙<th class=y>丙",
            "甲乙",
            "",
        );
        check("<!-- /* .x{} */ .t .x{text-decoration:line-through} -->", "<td class=x>甲<td>乙", "", "甲");
        check("td:nth-child(2){display:none}", "<td>甲<td>乙<td>丙", "乙", "");
        check(".t>tbody>tr>td.x{visibility:hidden}", "<td class=x>甲", "甲", "");
        // What comes later overrules, the element's own style all of it.
        check(".x{display:none} .x{display:table-cell}", "<td class=x>甲", "", "");
        check(".x{display:none}", "<td class=x style='display:table-cell'>甲<td class=x>乙", "乙", "");
        check("td{text-decoration:line-through}", "<td style='text-decoration:none'>甲<td>乙", "", "乙");
    }

    #[test]
    fn rules_for_other_occasions() {
        check(
            "@media print { .x { display: none } } .y{display:none}",
            "<td class=x>甲<td class=y>乙",
            "乙",
            "",
        );
        check(
            ".x:hover{display:none} .x[a]{display:none} .x+.x{display:none}",
            "<td class=x>甲<td class=x>乙",
            "",
            "",
        );
        check("@import 'a.css'; .x{display:none}", "<td class=x>甲", "甲", "");
        check(".x{display:none", "<td class=x>甲", "甲", "");
    }
}
