//! A table element in a tree: its rows, cells and spans.

use scraper::ElementRef;

use super::{Span, Tree};
use crate::model::grid::{MAX_COLSPAN, MAX_ROWSPAN, place_cells};
use crate::model::{Cell, Place, Row, RowRole, Scope, Section, Table};

/// Reads a table element. `text` makes the text of a cell from its element and span; `at` tells where a byte
/// of the source stands.
///
/// Rows come in the order they are printed: the first head at the top, the first foot at the bottom, all else,
/// further heads and feet too, as bodies in between. Spans are clamped as the HTML standard says.
pub fn read<S>(
    tree: &Tree,
    table: ElementRef<'_>,
    text: &mut impl FnMut(ElementRef<'_>, Span) -> S,
    at: &impl Fn(usize) -> Place,
) -> Table<S> {
    let mut rows = Vec::new();
    let mut groups: Vec<(Section, ElementRef<'_>)> = Vec::new();
    let (mut heads, mut feet) = (0, 0);
    for group in table.child_elements().filter(|group| !is_hidden(*group)) {
        match group.value().name() {
            "thead" if heads == 0 => {
                heads += 1;
                groups.push((Section::Head, group));
            }
            "tfoot" if feet == 0 => {
                feet += 1;
                groups.push((Section::Foot, group));
            }
            "thead" | "tbody" | "tfoot" | "tr" => groups.push((Section::Body, group)),
            _ => {}
        }
    }
    // A stable sort: within a section the order of the source stays.
    groups.sort_by_key(|(section, _)| match section {
        Section::Head => 0,
        Section::Body => 1,
        Section::Foot => 2,
    });
    for (number, (section, group)) in groups.into_iter().enumerate() {
        for row in group.child_elements().filter(|row| row.value().name() == "tr" && !is_hidden(*row)) {
            let cells = row
                .child_elements()
                .filter(|cell| matches!(cell.value().name(), "td" | "th"))
                .map(|cell| read_cell(tree, cell, section, text, at))
                .collect();
            rows.push(Row {
                role: RowRole::Data,
                section,
                group: number,
                at: at(tree.span(row.id()).start),
                cells,
            });
        }
    }
    place_cells(&mut rows);
    let header_rows = rows.iter().take_while(|row| is_header(row)).count();
    for row in &mut rows[..header_rows] {
        row.role = RowRole::Header;
    }
    Table { header_rows, rows, at: at(tree.span(table.id()).start), ..Table::default() }
}

/// The caption of a table element.
pub fn caption(table: ElementRef<'_>) -> Option<ElementRef<'_>> {
    table.child_elements().find(|child| child.value().name() == "caption")
}

fn read_cell<S>(
    tree: &Tree,
    element: ElementRef<'_>,
    section: Section,
    text: &mut impl FnMut(ElementRef<'_>, Span) -> S,
    at: &impl Fn(usize) -> Place,
) -> Cell<S> {
    let span = tree.span(element.id());
    let mut cell = Cell::new(text(element, span), at(span.inner_start));
    cell.colspan = span_attribute(element, "colspan", 1, MAX_COLSPAN);
    cell.rowspan = span_attribute(element, "rowspan", 0, MAX_ROWSPAN);
    if element.value().name() == "th" {
        cell.header = Some(match element.attr("scope").map(str::to_ascii_lowercase).as_deref() {
            Some("row") => Scope::Row,
            Some("col") => Scope::Col,
            Some("rowgroup") => Scope::Rowgroup,
            Some("colgroup") => Scope::Colgroup,
            _ if section == Section::Head => Scope::Col,
            _ => Scope::Row,
        });
    }
    cell
}

/// A head row, or a row at the top that holds nothing but header cells.
fn is_header<S>(row: &Row<S>) -> bool {
    row.section == Section::Head
        || (!row.cells.is_empty() && row.cells.iter().all(|cell| cell.header.is_some()))
}

/// A span by the rules for parsing non-negative integers: leading digits count, nonsense is 1, a value that is
/// too large is the largest one.
fn span_attribute(element: ElementRef<'_>, name: &str, least: usize, most: usize) -> usize {
    let text = element.attr(name).unwrap_or("1").trim_start();
    let digits: String =
        text.strip_prefix('+').unwrap_or(text).chars().take_while(char::is_ascii_digit).collect();
    if digits.is_empty() {
        return 1;
    }
    let number = digits.parse::<usize>().unwrap_or(usize::MAX);
    if number < least { 1 } else { number.min(most) }
}

/// Whether an element is not shown: `hidden`, `display: none`.
pub fn is_hidden(element: ElementRef<'_>) -> bool {
    if element.attr("hidden").is_some_and(|value| !value.eq_ignore_ascii_case("until-found")) {
        return true;
    }
    let style = element.attr("style").unwrap_or_default();
    style.split(';').filter_map(|declaration| declaration.split_once(':')).any(|(property, value)| {
        let (property, value) = (property.trim(), value.trim());
        let value = value.split('!').next().unwrap_or_default().trim();
        (property.eq_ignore_ascii_case("display") && value.eq_ignore_ascii_case("none"))
            || (property.eq_ignore_ascii_case("visibility") && value.eq_ignore_ascii_case("hidden"))
    })
}

#[cfg(test)]
mod tests {
    use scraper::Selector;

    use super::*;
    use crate::dom::parse_document;

    /// The rows of the first table of a page, as browsers print them: each cell's text and column.
    fn printed(source: &str) -> Vec<String> {
        let tree = parse_document(source).unwrap();
        let selector = Selector::parse("table").unwrap();
        let element = tree.html.select(&selector).next().unwrap();
        let table =
            read(&tree, element, &mut |cell, _| cell.text().collect::<String>(), &|_| Place::default());
        let row = |row: &Row<String>| {
            let cells =
                row.cells.iter().map(|cell| format!("{}@{}x{}", cell.text, cell.column, cell.rowspan));
            format!("{:?} {}", row.section, cells.collect::<Vec<_>>().join(" "))
        };
        table.rows.iter().map(row).collect()
    }

    #[test]
    fn only_the_first_head_and_foot_move() {
        let source = "<table><tfoot><tr><td rowspan=9>foot<tbody><tr><td rowspan=0>a<td>b<tr><td>c\
                      <thead><tr><td>head<tbody><tr><td>d<thead><tr><td>head 2<tfoot><tr><td>foot 2<tbody><tr><td>e</table>";
        assert_eq!(
            printed(source),
            [
                "Head head@0x1",
                "Body a@0x2 b@1x1",
                "Body c@1x1",
                "Body d@0x1",
                "Body head 2@0x1",
                "Body foot 2@0x1",
                "Body e@0x1",
                "Foot foot@0x1"
            ]
        );
    }
}
