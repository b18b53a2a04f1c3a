//! A table element in a tree: its rows, cells and spans.

use scraper::ElementRef;

use super::{Misfit, Span, Tree, spans};
use crate::model::grid::{MAX_COLSPAN, MAX_ROWSPAN};
use crate::model::{Cell, Place, Row, RowRole, Scope, Section, Table};

/// Reads a table element. `text` makes the text of a cell from its element and span; `at` tells where a byte
/// of the source stands.
///
/// Rows come in the order they are printed: the first head at the top, the first foot at the bottom, all else,
/// further heads and feet too, as bodies in between. Spans are clamped as the HTML standard says. Rows, columns
/// and cells that are not shown are left out; `misfits` takes the rows that did not fit.
pub fn read<S>(
    tree: &Tree,
    table: ElementRef<'_>,
    text: &mut impl FnMut(ElementRef<'_>, Span) -> S,
    at: &impl Fn(usize) -> Place,
    misfits: &mut Vec<Misfit>,
) -> Table<S> {
    let mut rows = Vec::new();
    let mut groups: Vec<(Section, ElementRef<'_>)> = Vec::new();
    let (mut heads, mut feet) = (0, 0);
    for group in table.child_elements().filter(|group| !tree.is_hidden(*group)) {
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
        for row in group.child_elements().filter(|row| row.value().name() == "tr" && !tree.is_hidden(*row)) {
            let cells = row
                .child_elements()
                .filter(|cell| matches!(cell.value().name(), "td" | "th") && !tree.style(*cell).is_none())
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
    misfits.extend(spans::place(&mut rows));
    drop_columns(&mut rows, &hidden_columns(tree, table));
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
    let Some(text) = element.attr(name).map(str::trim_start) else { return 1 };
    let digits: String =
        text.strip_prefix('+').unwrap_or(text).chars().take_while(char::is_ascii_digit).collect();
    if digits.is_empty() {
        return 1;
    }
    let number = digits.parse::<usize>().unwrap_or(usize::MAX);
    if number < least { 1 } else { number.min(most) }
}

/// The grid columns that a `<col>` or `<colgroup>` of the table hides, from left to right.
fn hidden_columns(tree: &Tree, table: ElementRef<'_>) -> Vec<usize> {
    let mut hidden = Vec::new();
    let mut next = 0;
    let mut pass = |element: ElementRef<'_>, is_hidden: bool| {
        let span = span_attribute(element, "span", 1, MAX_COLSPAN);
        if is_hidden {
            hidden.extend(next..next + span);
        }
        next += span;
    };
    let hides = |element: ElementRef<'_>| tree.style(element).hides_column();
    for child in table.child_elements() {
        match child.value().name() {
            "col" => pass(child, hides(child)),
            "colgroup" => {
                let columns: Vec<ElementRef<'_>> =
                    child.child_elements().filter(|column| column.value().name() == "col").collect();
                if columns.is_empty() {
                    pass(child, hides(child));
                }
                for column in columns {
                    pass(column, hides(child) || hides(column));
                }
            }
            _ => {}
        }
    }
    hidden
}

/// How many columns of a table with cells in them are hidden.
pub fn count_hidden_columns(tree: &Tree, table: ElementRef<'_>) -> usize {
    hidden_columns(tree, table).len()
}

/// Takes columns out of a grid, and the cells that stand in nothing else.
fn drop_columns<S>(rows: &mut [Row<S>], hidden: &[usize]) {
    if hidden.is_empty() {
        return;
    }
    let before = |column: usize| hidden.partition_point(|hidden| *hidden < column);
    for cells in rows.iter_mut().map(|row| &mut row.cells) {
        cells.retain_mut(|cell| {
            let (column, end) = (cell.column, cell.end_column());
            cell.column -= before(column);
            cell.colspan = (end - before(end)).saturating_sub(cell.column);
            cell.colspan > 0
        });
    }
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
        let table = read(
            &tree,
            element,
            &mut |cell, _| cell.text().collect::<String>(),
            &|_| Place::default(),
            &mut Vec::new(),
        );
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

    #[test]
    fn what_is_hidden_takes_no_column() {
        let rows = "<tr><td>a<td>b<td>c<tr><td colspan=2>d<td>e<tr><td>f<td colspan=2>g</table>";
        for (columns, expected) in [
            ("<col><col style='visibility:collapse'><col>", ["a@0x1 c@1x1", "d@0x1 e@1x1", "f@0x1 g@1x1"]),
            (
                "<colgroup span=2 style='visibility:collapse'><col></colgroup>",
                ["b@0x1 c@1x1", "d@0x1 e@1x1", "g@0x1"],
            ),
            ("<colgroup span=2 style='visibility:collapse'></colgroup>", ["c@0x1", "e@0x1", "g@0x1"]),
            ("<col style='mso-width-alt:0;display:none'><col><col>", ["b@0x1 c@1x1", "d@0x1 e@1x1", "g@0x1"]),
            ("<col style='display:none'>", ["a@0x1 b@1x1 c@2x1", "d@0x1 e@2x1", "f@0x1 g@1x1"]),
        ] {
            let expected: Vec<String> = expected.iter().map(|row| format!("Body {row}")).collect();
            assert_eq!(printed(&format!("<table>{columns}{rows}")), expected, "{columns}");
        }
        assert_eq!(
            printed(
                "<table><tr><td>a<td hidden>b<td>c<tr style='visibility:collapse'><td>d<tr><td>e<td style='display:none'>f<td>g"
            ),
            ["Body a@0x1 c@1x1", "Body e@0x1 g@1x1"]
        );
    }
}
