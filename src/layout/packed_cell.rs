//! The packed-cell layout: one row a project, all its goals in one cell and all its indicators in another,
//! told apart by nothing but their numbering: `一、产出指标` → `(一) 数量指标` → `1. 新增就业岗位 ≥740个`.

use super::header::{self, Header};
use super::lines::{self, Line};
use super::project;
use super::row_indicators;
use super::{Context, Layout, Lifted};
use crate::layout::grammar::numbering::{self, MarkerKind};
use crate::layout::{taxonomy, vocabulary};
use crate::model::{
    ColumnRole, Findings, Indicator, Node, Organisation, Position, Project, RichText, Row, RowRole, Table,
    Tidy,
};

/// The layout of packed cells.
pub const LAYOUT: Layout = Layout {
    name: "packed-cell",
    summary: "one row per project, goals and all indicators packed in cells",
    recognise,
    lift,
};

fn recognise(table: &Table<Tidy>) -> bool {
    header::find(table).is_some_and(|header| {
        header.has(ColumnRole::Indicators)
            && header.has(ColumnRole::Name)
            && ![ColumnRole::Indicator, ColumnRole::Level1, ColumnRole::Level2]
                .into_iter()
                .any(|role| header.has(role))
    })
}

fn lift(_: &mut Findings, context: &Context, table: &mut Table<Tidy>) -> Lifted {
    let Some(header) = header::find(table) else { return Lifted::default() };
    super::columns::set_header(table, &header);
    let unit = amount_unit(table, &header);
    let mut lifted = Lifted::default();
    let mut department: Option<Organisation> = None;
    let mut organisation: Option<Organisation> = None;
    for number in header.body..table.rows.len() {
        let row = &table.rows[number];
        let text = |role| {
            cell(row, &header, role).map(|(text, _)| text.text().trim().to_owned()).unwrap_or_default()
        };
        let (code, name) = (text(ColumnRole::Code), text(ColumnRole::Name));
        let filled = !text(ColumnRole::Goals).is_empty() || !text(ColumnRole::Indicators).is_empty();
        if code.is_empty() && name.is_empty() && !filled {
            table.rows[number].role = RowRole::Note;
            continue;
        }
        let role = project::row_role(&code, &name, filled);
        match role {
            RowRole::Department => {
                department = Some(Organisation { code: Some(code), name });
                organisation = None;
            }
            RowRole::Unit => organisation = Some(Organisation { code: Some(code), name }),
            RowRole::Project => {
                let mut found = lift_project(context, row, number, &header);
                found.code = (!code.is_empty()).then_some(code);
                found.name = name;
                found.department.clone_from(&department);
                found.unit.clone_from(&organisation);
                project::set_amount(&mut found, project::amount(&text(ColumnRole::Amount)), unit.as_deref());
                lifted.projects.push(found);
            }
            _ => {}
        }
        table.rows[number].role = role;
    }
    lifted
}

/// The unit of the amounts: of the column's own header, else of the table.
fn amount_unit(table: &Table<Tidy>, header: &Header) -> Option<String> {
    let column = header.column(ColumnRole::Amount)?;
    header.texts[column].iter().rev().find_map(|text| vocabulary::unit(text)).or_else(|| table.unit.clone())
}

/// A row's text in the column of a role, and its grid column.
fn cell<'a>(row: &'a Row<Tidy>, header: &Header, role: ColumnRole) -> Option<(&'a RichText, usize)> {
    let column = header.column(role)?;
    row.cells
        .iter()
        .find(|cell| cell.column <= column && column < cell.end_column())
        .map(|cell| (&cell.text.0, cell.column))
}

fn lift_project(context: &Context, row: &Row<Tidy>, number: usize, header: &Header) -> Project {
    let position = |column| move |line: &Line| Position::in_table(context.table, number, column, &line.at);
    let mut found =
        Project { at: Position::in_table(context.table, number, 0, &row.at), ..Project::default() };
    found.at.column = None;
    if let Some((text, column)) = cell(row, header, ColumnRole::Goals) {
        found.goals = project::goals(&lines::of(text), None, position(column));
    }
    if let Some((text, column)) = cell(row, header, ColumnRole::Indicators) {
        found.indicators = cell_indicators(text, position(column));
    }
    found
}

/// The indicators of a cell: packed in its lines, in tables within it, or in both.
fn cell_indicators(text: &RichText, position: impl Fn(&Line) -> Position) -> Vec<Indicator> {
    let mut found = Vec::new();
    for part in text.content().chunk_by(|one, next| !is_table(one) && !is_table(next)) {
        let part = RichText::from_content(part.to_vec());
        let lines = lines::of(&part);
        let nested: Vec<Indicator> = part
            .tables()
            .into_iter()
            .flat_map(|table| row_indicators::nested_indicators(table, &position(&Line::default())))
            .collect();
        if nested.is_empty() {
            let packed = indicators(&lines).into_iter();
            found.extend(packed.map(|(line, indicator)| Indicator { at: position(&line), ..indicator }));
        } else {
            found.extend(nested);
        }
    }
    found
}

fn is_table(node: &Node) -> bool {
    matches!(node, Node::Table { .. })
}

/// The indicators of a packed cell, each with its line.
fn indicators(lines: &[Line]) -> Vec<(Line, Indicator)> {
    let mut found = Vec::new();
    let (mut level1, mut level2) = (String::new(), String::new());
    for line in lines.iter().flat_map(split_run_on) {
        match level(&line.text) {
            Some(Level::First(name, rest)) => {
                level1 = name;
                level2.clear();
                push(&mut found, &level1, &level2, &line, &rest);
            }
            Some(Level::Second(name, rest)) => {
                level2 = name;
                push(&mut found, &level1, &level2, &line, &rest);
            }
            None => push(&mut found, &level1, &level2, &line, &line.text),
        }
    }
    found
}

fn push(found: &mut Vec<(Line, Indicator)>, level1: &str, level2: &str, line: &Line, rest: &str) {
    if rest.trim().is_empty() {
        return;
    }
    let both = project::levels(level1, level2);
    let line = Line { text: rest.trim().to_owned(), ..line.clone() };
    let indicator = project::packed_indicator(&both, &line);
    found.push((line, indicator));
}

/// A line that names a level, and what stands behind the name in the same line.
enum Level {
    First(String, String),
    Second(String, String),
}

/// Whether a line is a level's heading: `一、产出指标`, `(一) 数量指标：`, also without its number.
fn level(line: &str) -> Option<Level> {
    let marker = numbering::marker(line);
    let rest = marker.as_ref().map_or(line, |marker| &line[marker.length..]);
    let (name, after) = rest.split_once(['：', ':']).unwrap_or((rest, ""));
    let name = name.trim();
    let kind = marker.map(|marker| marker.kind);
    // A publisher's own level, `(五) 党建指标`, is a heading by its number and its last word.
    let is_own = kind == Some(MarkerKind::ChineseParen) && name.ends_with("指标") && !name.contains(' ');
    // `数量指标 ≥3个` is an indicator that is named so, a heading is nothing but the name.
    if !taxonomy::is_level_name(name) && !is_own {
        return None;
    }
    let first = || Some(Level::First(name.to_owned(), after.trim().to_owned()));
    let second = || Some(Level::Second(name.to_owned(), after.trim().to_owned()));
    match kind {
        Some(MarkerKind::Chinese) => first(),
        Some(MarkerKind::ChineseParen) => second(),
        // Without a Chinese number the name alone tells; 成本指标 is a second level then, as it mostly is.
        _ if taxonomy::level2(name).is_some() && !name.starts_with("满意度") => second(),
        _ if taxonomy::level1(name).is_some() => first(),
        _ => second(),
    }
}

/// A line cut before every level heading and number that stands within it: the line ends of the cell were lost.
fn split_run_on(line: &Line) -> Vec<Line> {
    let cuts = run_on_cuts(&line.text);
    let mut pieces = Vec::new();
    let mut start = 0;
    for cut in cuts.into_iter().chain([line.text.len()]) {
        let text = line.text[start..cut].trim();
        if !text.is_empty() {
            pieces.push(Line { text: text.to_owned(), ..line.clone() });
        }
        start = cut;
    }
    pieces
}

/// Where level headings and the indicators under them begin within a line. A line without a level heading
/// somewhere behind its beginning is no run-on line, whatever numbers it holds.
fn run_on_cuts(text: &str) -> Vec<usize> {
    // What stands directly behind a parenthesis is within a marker, not before one.
    let starts: Vec<usize> = text
        .char_indices()
        .map(|(at, _)| at)
        .filter(|at| *at > 0 && !text[..*at].ends_with(['(', '（']))
        .collect();
    let is_heading = |at: usize| {
        numbering::marker(&text[at..])
            .filter(|marker| matches!(marker.kind, MarkerKind::Chinese | MarkerKind::ChineseParen))
            .is_some_and(|marker| {
                let rest = &text[at + marker.length..];
                let end = rest.find([' ', '\u{3000}', ':', '：', '\t', '(', '（']).unwrap_or(rest.len());
                taxonomy::is_level_name(&rest[..end])
            })
    };
    let headings: Vec<usize> = starts.iter().copied().filter(|at| is_heading(*at)).collect();
    if headings.is_empty() && !(is_heading(0) && text.contains("1.")) {
        return Vec::new();
    }
    let mut cuts = headings;
    let mut expected = 1;
    for at in starts {
        if cuts.contains(&at) {
            expected = 1;
            continue;
        }
        // A number that goes on counting, after a blank or a heading, begins the next indicator.
        let after_gap = text[..at].ends_with(|c: char| {
            c.is_whitespace() || matches!(c, ':' | '：' | '；' | ';' | '。') || is_name_end(c)
        });
        let counts = numbering::marker(&text[at..])
            .is_some_and(|marker| marker.kind == MarkerKind::Arabic && marker.number == expected);
        if after_gap && counts {
            cuts.push(at);
            expected += 1;
        }
    }
    cuts.sort_unstable();
    cuts
}

/// Whether a character may end a heading or a value directly before the next number.
fn is_name_end(c: char) -> bool {
    matches!(c, '标' | '%' | '％') || !c.is_ascii()
}
