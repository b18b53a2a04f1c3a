//! A table element in a tree: its rows, cells and spans.

use scraper::ElementRef;

use super::{Span, Tree};
use crate::model::grid::{MAX_COLSPAN, MAX_ROWSPAN, place_cells};
use crate::model::{Cell, Place, Row, RowRole, Scope, Section, Table};

/// Reads a table element. `text` makes the text of a cell from its element and span; `at` tells where a byte
/// of the source stands.
///
/// Rows come in the order they are printed: heads, bodies, feet. Spans are clamped as the HTML standard says.
pub fn read<S>(
    tree: &Tree,
    table: ElementRef<'_>,
    text: &mut impl FnMut(ElementRef<'_>, Span) -> S,
    at: &impl Fn(usize) -> Place,
) -> Table<S> {
    let mut rows = Vec::new();
    let groups = || table.child_elements().filter(|group| !is_hidden(*group));
    let in_order = groups()
        .filter(|group| group.value().name() == "thead")
        .chain(groups().filter(|group| matches!(group.value().name(), "tbody" | "tr")))
        .chain(groups().filter(|group| group.value().name() == "tfoot"));
    for (number, group) in in_order.enumerate() {
        let section = match group.value().name() {
            "thead" => Section::Head,
            "tfoot" => Section::Foot,
            _ => Section::Body,
        };
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
