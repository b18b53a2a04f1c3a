//! A table whose indicators are packed in cells, shown with a row per indicator.

use super::{Align, Sheet, SheetCell, SheetColumn, SheetKind, SheetRow};
use crate::model::{
    Cell, ColumnRole, ColumnType, Disclosure, Indicator, Project, RichText, Row, RowRole, Scope, Section,
    Table, Tidy,
};

/// The columns that a packed table may have before its indicators, in the order they are shown.
const LEADING: [ColumnRole; 4] = [ColumnRole::Code, ColumnRole::Name, ColumnRole::Amount, ColumnRole::Goals];

/// The columns that its indicators are unpacked to, with their headers.
const UNPACKED: [(ColumnRole, &str); 4] = [
    (ColumnRole::Level1, "一级指标"),
    (ColumnRole::Level2, "二级指标"),
    (ColumnRole::Indicator, "三级指标"),
    (ColumnRole::Target, "指标值"),
];

/// The sheet of a packed table; `number` is the table's, from 0.
pub(super) fn sheet(disclosure: &Disclosure, table: &Table<Tidy>, number: usize) -> Sheet {
    let leading: Vec<(ColumnRole, usize)> = LEADING
        .into_iter()
        .filter_map(|role| Some((role, table.columns.iter().position(|column| column.role == Some(role))?)))
        .collect();
    let mut body = Vec::new();
    for (index, row) in table.rows.iter().enumerate().skip(table.header_rows) {
        let projects = || {
            disclosure
                .projects
                .iter()
                .filter(|project| (project.at.table, project.at.row) == (Some(number), Some(index)))
        };
        if projects().next().is_none() {
            body.push(other_row(row, &leading, index));
        }
        for project in projects() {
            body.extend(project_rows(project, row, &leading, index));
        }
    }
    Sheet {
        columns: columns(&leading),
        head: head(table, &leading),
        body,
        kind: SheetKind::Indicators,
        ..Sheet::default()
    }
}

fn columns(leading: &[(ColumnRole, usize)]) -> Vec<SheetColumn> {
    let kind = |role| match role {
        ColumnRole::Amount => ColumnType::Amount,
        ColumnRole::Code => ColumnType::Code,
        _ => ColumnType::Text,
    };
    let roles = leading.iter().map(|(role, _)| *role).chain(UNPACKED.iter().map(|(role, _)| *role));
    roles.map(|role| SheetColumn { role: Some(role), kind: kind(role) }).collect()
}

fn head(table: &Table<Tidy>, leading: &[(ColumnRole, usize)]) -> Vec<SheetRow> {
    let own = leading.iter().map(|(_, column)| table.columns[*column].header.join("\n"));
    let texts = own.chain(UNPACKED.iter().map(|(_, text)| (*text).to_owned()));
    let cells = texts.enumerate().map(|(column, text)| SheetCell {
        header: Some(Scope::Col),
        align: Align::Center,
        ..cell(column, &text)
    });
    vec![SheetRow { role: RowRole::Header, section: Section::Head, group: 0, cells: cells.collect() }]
}

fn cell(column: usize, text: &str) -> SheetCell {
    SheetCell {
        text: RichText::plain(text, &crate::model::Place::default()),
        number: None,
        column,
        colspan: 1,
        rowspan: 1,
        header: None,
        align: Align::Left,
        indent: 0,
    }
}

/// The source's cell in a column, as a cell of the sheet.
fn taken(row: &Row<Tidy>, from: usize, column: usize, role: ColumnRole) -> SheetCell {
    let source: Option<&Cell<Tidy>> =
        row.cells.iter().find(|cell| cell.column <= from && from < cell.end_column());
    SheetCell {
        text: source.map(|cell| cell.text.0.clone()).unwrap_or_default(),
        number: source.and_then(|cell| cell.value),
        align: match role {
            ColumnRole::Amount => Align::Right,
            ColumnRole::Code => Align::Center,
            _ => Align::Left,
        },
        ..cell(column, "")
    }
}

/// A row without indicators: a total, a department, a unit, a note.
fn other_row(row: &Row<Tidy>, leading: &[(ColumnRole, usize)], group: usize) -> SheetRow {
    let width = leading.len() + UNPACKED.len();
    let mut cells: Vec<SheetCell> =
        leading.iter().enumerate().map(|(column, (role, from))| taken(row, *from, column, *role)).collect();
    if row.role == RowRole::Note {
        cells.retain(|cell| !cell.text.is_blank());
        cells.truncate(1);
        for cell in &mut cells {
            (cell.column, cell.colspan, cell.align) = (0, width, Align::Left);
        }
        return SheetRow { role: row.role, section: row.section, group, cells };
    }
    // What follows the amount is empty in these rows, and is one cell.
    let filled = cells.iter().rposition(|cell| !cell.text.is_blank()).map_or(0, |last| last + 1);
    let code_and_name = leading.first().map(|(role, _)| *role) == Some(ColumnRole::Code) && cells.len() > 1;
    cells.truncate(filled.max(1));
    if row.role == RowRole::Total && code_and_name && cells.len() > 1 && cells[1].text.is_blank() {
        cells.remove(1);
        cells[0].colspan = 2;
    }
    let indent = match row.role {
        RowRole::Department => 1,
        RowRole::Unit => 2,
        _ => 0,
    };
    for cell in cells.iter_mut().filter(|cell| cell.column == 1) {
        cell.indent = indent;
    }
    let end = cells.last().map_or(0, |cell| cell.column + cell.colspan);
    if end < width {
        cells.push(SheetCell { colspan: width - end, ..cell(end, "") });
    }
    SheetRow { role: row.role, section: row.section, group, cells }
}

/// A project: a row for each of its indicators, what they share merged.
fn project_rows(
    project: &Project,
    row: &Row<Tidy>,
    leading: &[(ColumnRole, usize)],
    group: usize,
) -> Vec<SheetRow> {
    let height = project.indicators.len().max(1);
    let first = leading.len();
    let mut rows: Vec<SheetRow> = (0..height)
        .map(|index| SheetRow {
            role: if index == 0 { RowRole::Project } else { RowRole::Indicator },
            section: row.section,
            group,
            cells: Vec::new(),
        })
        .collect();
    for (column, (role, from)) in leading.iter().enumerate() {
        let header = (*role == ColumnRole::Name).then_some(Scope::Rowgroup);
        rows[0].cells.push(SheetCell { rowspan: height, header, ..taken(row, *from, column, *role) });
    }
    let mut index = 0;
    for level1 in project.indicators.chunk_by(|one, next| level1_text(one) == level1_text(next)) {
        let start = index;
        for level2 in level1.chunk_by(|one, next| level2_key(one) == level2_key(next)) {
            if index == start {
                // A second level that is only implied is not printed: the first one takes its place too.
                let colspan = if level1.iter().all(|indicator| indicator.level2_implied) { 2 } else { 1 };
                rows[index].cells.push(SheetCell {
                    colspan,
                    rowspan: level1.len(),
                    header: Some(Scope::Rowgroup),
                    align: Align::Center,
                    ..cell(first, level1_text(&level1[0]))
                });
            }
            if !level1.iter().all(|indicator| indicator.level2_implied) {
                rows[index].cells.push(SheetCell {
                    rowspan: level2.len(),
                    header: Some(Scope::Rowgroup),
                    align: Align::Center,
                    ..cell(first + 1, level2_key(&level2[0]))
                });
            }
            for indicator in level2 {
                rows[index].cells.push(cell(first + 2, &indicator.name));
                rows[index]
                    .cells
                    .push(SheetCell { align: Align::Center, ..cell(first + 3, &value_text(indicator)) });
                index += 1;
            }
        }
    }
    if project.indicators.is_empty() {
        rows[0].cells.push(SheetCell { colspan: UNPACKED.len(), ..cell(first, "") });
    }
    rows
}

fn level1_text(indicator: &Indicator) -> &str {
    indicator.level1_text.as_deref().or(indicator.level1.as_deref()).unwrap_or_default()
}

fn level2_key(indicator: &Indicator) -> &str {
    if indicator.level2_implied {
        return "";
    }
    indicator.level2_text.as_deref().or(indicator.level2.as_deref()).unwrap_or_default()
}

/// The value as it is printed: what follows the name in the indicator's line.
fn value_text(indicator: &Indicator) -> String {
    let after =
        indicator.text.find(&indicator.name).map_or("", |at| &indicator.text[at + indicator.name.len()..]);
    after.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '：')).trim_end().to_owned()
}
