//! A table whose indicators are packed in cells, shown with a row per indicator.

use std::collections::BTreeSet;

use super::{Align, Sheet, SheetCell, SheetColumn, SheetKind, SheetRow};
use crate::model::{
    Cell, ColumnRole, ColumnType, DecisionOutcome, Disclosure, Grid, Indicator, Node, Paragraph, Position,
    Project, RichText, Row, RowRole, Scope, Section, Table, Tidy, own_heading,
};

/// A column that is shown before the indicators: what it holds and which column of the table it is.
type Leading = (Option<ColumnRole>, usize);

/// The columns that its indicators are unpacked to, with the ids of their headings.
const UNPACKED: [(ColumnRole, &str); 4] = [
    (ColumnRole::Level1, "level1"),
    (ColumnRole::Level2, "level2"),
    (ColumnRole::Indicator, "indicator"),
    (ColumnRole::Target, "target"),
];

/// The sheet of a packed table; `number` is the table's, from 0.
pub(super) fn sheet(disclosure: &Disclosure, table: &Table<Tidy>, number: usize) -> Sheet {
    let grid = Grid::new(table);
    let leading = leading(table);
    let mut body = Vec::new();
    for index in table.header_rows..table.rows.len() {
        let projects = || {
            disclosure
                .projects
                .iter()
                .filter(|project| (project.at.table, project.at.row) == (Some(number), Some(index)))
        };
        if projects().next().is_none() {
            let at = Position { table: Some(number), row: Some(index), ..Position::default() };
            body.push(SheetRow { at: Some(at), ..other_row(table, &grid, &leading, index) });
        }
        for project in projects() {
            body.extend(project_rows(project, table, &grid, &leading, index));
            mark_decided(body.as_mut_slice(), project, table, disclosure, leading.len());
        }
    }
    Sheet {
        columns: columns(table, &leading),
        head: head(table, &leading),
        body,
        kind: SheetKind::Indicators,
        ..Sheet::default()
    }
}

/// The lines above the header in the table's own grid: 附件2, 填报单位; the title stands above the sheet already.
pub(super) fn lines_above(disclosure: &Disclosure, table: &Table<Tidy>) -> Vec<String> {
    let title = disclosure.title.as_deref().or(table.title.as_deref()).unwrap_or_default();
    table
        .rows
        .iter()
        .take(table.header_rows)
        .filter(|row| row.role == RowRole::Note)
        .map(words)
        .filter(|line| !line.is_empty() && !super::is_same(line, title))
        .collect()
}

/// All that a row says, on one line.
fn words(row: &Row<Tidy>) -> String {
    let texts = row.cells.iter().map(|cell| cell.text.text().trim()).filter(|text| !text.is_empty());
    texts.collect::<Vec<_>>().join("\u{3000}\u{3000}")
}

/// All columns but the one of the indicators, in the order of the source; the goals stand last, beside what
/// measures them.
fn leading(table: &Table<Tidy>) -> Vec<Leading> {
    let packed = table.columns.iter().position(|column| column.role == Some(ColumnRole::Indicators));
    let says = |number: usize| {
        let mut cells = table.rows.iter().flat_map(|row| &row.cells);
        !table.columns[number].header.is_empty()
            || cells.any(|cell| cell.column == number && !cell.text.shows_nothing())
    };
    let mut leading: Vec<Leading> = (0..table.columns.len())
        .filter(|number| Some(*number) != packed && says(*number))
        .map(|number| (table.columns[number].role, number))
        .collect();
    leading.sort_by_key(|(role, _)| *role == Some(ColumnRole::Goals));
    leading
}

fn columns(table: &Table<Tidy>, leading: &[Leading]) -> Vec<SheetColumn> {
    let own = leading.iter().map(|(role, number)| SheetColumn {
        role: *role,
        kind: match role {
            Some(ColumnRole::Amount) => ColumnType::Amount,
            Some(ColumnRole::Code | ColumnRole::Number) => ColumnType::Code,
            None if is_numeric(table, *number) => table.columns[*number].kind,
            _ => ColumnType::Text,
        },
    });
    let unpacked = UNPACKED.iter().map(|(role, _)| SheetColumn { role: Some(*role), kind: ColumnType::Text });
    own.chain(unpacked).collect()
}

fn head(table: &Table<Tidy>, leading: &[Leading]) -> Vec<SheetRow> {
    let own = leading.iter().map(|(_, column)| table.columns[*column].header.join("\n"));
    let texts = own.chain(UNPACKED.iter().map(|(_, id)| own_heading(id).to_owned()));
    let cells = texts.enumerate().map(|(column, text)| SheetCell {
        header: Some(Scope::Col),
        align: Align::Center,
        ..cell(column, &text)
    });
    vec![SheetRow {
        role: RowRole::Header,
        section: Section::Head,
        cells: cells.collect(),
        ..SheetRow::default()
    }]
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
        decided: None,
    }
}

/// The source's cells in the leading columns of a row, as cells of the sheet. A cell over several of them is taken
/// once; a department or unit that reaches down from above is taken for every row.
fn taken(table: &Table<Tidy>, grid: &Grid, leading: &[Leading], row: usize) -> Vec<SheetCell> {
    let mut seen = Vec::new();
    let cells = leading.iter().enumerate().map(|(column, (role, from))| {
        let reaches = matches!(role, Some(ColumnRole::Department | ColumnRole::Unit));
        let anchor = grid.anchor(row, *from).filter(|(top, _)| *top == row || reaches);
        let source = anchor
            .filter(|anchor| !seen.contains(anchor))
            .and_then(|(top, number)| table.rows.get(top)?.cells.get(number));
        seen.extend(anchor);
        SheetCell {
            text: source.map(|cell| cell.text.0.clone()).unwrap_or_default(),
            number: source.and_then(|cell| cell.value),
            decided: source.and_then(|cell| Some(cell.decided.as_ref()?.decision)),
            align: match role {
                Some(ColumnRole::Amount) => Align::Right,
                Some(ColumnRole::Code | ColumnRole::Number) => Align::Center,
                None if is_numeric(table, *from) => Align::Right,
                _ => Align::Left,
            },
            ..cell(column, "")
        }
    });
    cells.collect()
}

/// Whether a column holds numbers: a part of the amount.
fn is_numeric(table: &Table<Tidy>, column: usize) -> bool {
    matches!(table.columns[column].kind, ColumnType::Amount | ColumnType::Number | ColumnType::Percent)
}

/// A row without indicators: a total, a department, a unit, a note.
fn other_row(table: &Table<Tidy>, grid: &Grid, leading: &[Leading], group: usize) -> SheetRow {
    let row = &table.rows[group];
    let width = leading.len() + UNPACKED.len();
    if row.role == RowRole::Note {
        // The row may say more than the leading columns hold: 联系电话 in the column of the indicators.
        let mut filled = row.cells.iter().filter(|cell| !cell.text.shows_nothing());
        let text = match (filled.next(), filled.next()) {
            (Some(only), None) => only.text.0.clone(),
            _ => RichText::plain(&words(row), &row.at),
        };
        let cells = vec![SheetCell { text, colspan: width, ..cell(0, "") }];
        return SheetRow { role: row.role, section: row.section, group, at: None, cells };
    }
    let mut cells = taken(table, grid, leading, group);
    // What follows the amount is empty in these rows, and is one cell.
    let filled = cells.iter().rposition(|cell| !cell.text.shows_nothing()).map_or(0, |last| last + 1);
    cells.truncate(filled.max(1));
    if row.role == RowRole::Total && !cells[0].text.shows_nothing() {
        // 合计 takes the place of the code, the name and what else its row leaves empty before the amount.
        let blank = cells.iter().skip(1).take_while(|cell| cell.text.shows_nothing()).count();
        cells.drain(1..=blank);
        cells[0].colspan += blank;
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
    SheetRow { role: row.role, section: row.section, group, at: None, cells }
}

/// A project: a row for each of its indicators, what they share merged.
fn project_rows(
    project: &Project,
    table: &Table<Tidy>,
    grid: &Grid,
    leading: &[Leading],
    group: usize,
) -> Vec<SheetRow> {
    let height = project.indicators.len().max(1);
    let first = leading.len();
    let mut rows: Vec<SheetRow> = (0..height)
        .map(|index| SheetRow {
            role: if index == 0 { RowRole::Project } else { RowRole::Indicator },
            section: table.rows[group].section,
            group,
            at: Some(project.indicators.get(index).map_or(&project.at, |indicator| &indicator.at).clone()),
            cells: Vec::new(),
        })
        .collect();
    for ((role, _), taken) in leading.iter().zip(taken(table, grid, leading, group)) {
        let header = (*role == Some(ColumnRole::Name)).then_some(Scope::Rowgroup);
        rows[0].cells.push(SheetCell { rowspan: height, header, ..taken });
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

/// Marks the indicators of a project that a decision changed within their packed cell; where it cannot be told which, the
/// first of them.
fn mark_decided(
    body: &mut [SheetRow],
    project: &Project,
    table: &Table<Tidy>,
    disclosure: &Disclosure,
    first: usize,
) {
    let packed = |cell: &&Cell<Tidy>| {
        table.columns.get(cell.column).and_then(|column| column.role) == Some(ColumnRole::Indicators)
    };
    let row = project.at.row.and_then(|row| table.rows.get(row));
    let Some(former) =
        row.and_then(|row| row.cells.iter().find(packed)).and_then(|cell| cell.decided.as_ref())
    else {
        return;
    };
    let start = body.len() - project.indicators.len().max(1);
    let own = &mut body[start..];
    let mut marked = 0;
    for row in own.iter_mut() {
        let is_meant = |outcome: &DecisionOutcome| outcome.at.is_some() && outcome.at == row.at;
        let decision = disclosure.decisions.iter().position(is_meant);
        let cell = row.cells.iter_mut().find(|cell| cell.column == first + 2);
        if let (Some(decision), Some(cell)) = (decision, cell) {
            cell.decided = Some(decision);
            marked += 1;
        }
    }
    if let Some(cell) = own.first_mut().and_then(|row| row.cells.last_mut()).filter(|_| marked == 0) {
        cell.decided = Some(former.decision);
    }
}

/// What the cells of a packed table say beside their indicators, to stand below it: sentences around a table within a
/// cell, and lines in which something is struck out. `number` is the table's, from 0.
pub(super) fn further(disclosure: &Disclosure, table: &Table<Tidy>, number: usize) -> Vec<RichText> {
    let projects = disclosure.projects.iter().filter(|project| project.at.table == Some(number));
    projects.filter_map(|project| further_of(project, table)).collect()
}

/// What the cell of a project's indicators says beside them.
fn further_of(project: &Project, table: &Table<Tidy>) -> Option<RichText> {
    let packed = table.columns.iter().position(|column| column.role == Some(ColumnRole::Indicators))?;
    let row = table.rows.get(project.at.row?)?;
    let cell_of = row.cells.iter().find(|cell| cell.column <= packed && packed < cell.end_column())?;
    let around_table = !cell_of.text.tables().is_empty();
    let texts: BTreeSet<&str> = project
        .indicators
        .iter()
        .flat_map(|indicator| [indicator.text.trim(), indicator.source.as_str()])
        .collect();
    let levels: BTreeSet<&str> =
        project.indicators.iter().flat_map(|found| [level1_text(found), level2_key(found)]).collect();
    let said = |paragraph: &Paragraph| {
        let text = paragraph.text();
        texts.contains(text.trim())
            || texts.contains(paragraph.source.as_str())
            || levels.iter().any(|level| !level.is_empty() && text.contains(level))
    };
    let further: Vec<Node> = cell_of
        .text
        .content()
        .iter()
        .filter(|node| match node {
            Node::Paragraph(paragraph) => paragraph.holds_struck() || around_table && !said(paragraph),
            Node::List { .. } => RichText::from_content(vec![(*node).clone()]).holds_struck(),
            // Its levels, names and values are shown; what else it has, weights and remarks, is not.
            Node::Table { table } => table.width() > UNPACKED.len(),
        })
        .cloned()
        .collect();
    (!further.is_empty()).then(|| RichText::from_content(further))
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
    // An indicator of a table within the cell has its name and its value in cells of their own.
    let after = indicator
        .text
        .find(&indicator.name)
        .map_or(indicator.text.as_str(), |at| &indicator.text[at + indicator.name.len()..]);
    after.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '：')).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use crate::model::Source;

    /// The rows of the first table of a page as it is shown.
    fn shown(page: &str) -> Vec<String> {
        let source = Source { path: "case.html".into(), bytes: page.as_bytes().to_vec(), format: None };
        let disclosure = crate::pipeline::convert(&source).unwrap();
        let table = disclosure.tables().next().unwrap();
        let sheet = super::sheet(&disclosure, table, 0);
        let row = |row: &super::SheetRow| {
            let cells: Vec<&str> = row.cells.iter().map(|cell| cell.text.text()).collect();
            cells.join("|")
        };
        sheet.head.iter().chain(&sheet.body).map(row).collect()
    }

    #[test]
    fn lines_of_the_grid_are_shown() {
        let page = "<table><tr><td colspan=4>甲县绩效目标表</td></tr><tr><td colspan=3>填报单位：甲局</td><td>单位：万元</td>\
                    </tr><tr><td>项目名称</td><td>金额</td><td>绩效目标</td><td>绩效指标</td></tr><tr><td>子</td>\
                    <td>2</td><td>做好。</td><td>数量指标：1.次数 ≥3次</td></tr><tr><td>填报人：李某</td><td></td><td></td>\
                    <td>联系电话：0000</td></tr></table>";
        assert_eq!(shown(page).last().unwrap(), "填报人：李某　　联系电话：0000");
        let source = Source { path: "case.html".into(), bytes: page.as_bytes().to_vec(), format: None };
        let disclosure = crate::pipeline::convert(&source).unwrap();
        let above = super::lines_above(&disclosure, disclosure.tables().next().unwrap());
        assert_eq!(above, ["填报单位：甲局　　单位：万元"]);
    }

    #[test]
    fn every_column_is_shown() {
        assert_eq!(
            shown(
                "<table><tr><th>序号</th><th>主管部门</th><th>项目名称</th><th>绩效目标</th><th>绩效指标</th><th>金额</th>\
                 <th>备注</th></tr><tr><td>1</td><td rowspan=2>甲局</td><td>子</td><td>做好。</td>\
                 <td>数量指标：1.次数 ≥3次</td><td>2</td><td>新增</td></tr><tr><td>2</td><td>丑</td><td>做完。</td>\
                 <td></td><td>3</td><td></td></tr><tr><td colspan=5>合计</td><td>5</td><td></td></tr></table>"
            ),
            [
                "序号|主管部门|项目名称|金额|备注|绩效目标|一级指标|二级指标|三级指标|指标值",
                "1|甲局|子|2|新增|做好。|产出指标|数量指标|次数|≥3次",
                "2|甲局|丑|3||做完。|",
                "合计|5|",
            ]
        );
    }
}
