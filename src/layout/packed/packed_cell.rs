//! The packed-cell layout: one row a project, all its goals in one cell and all its indicators in another,
//! told apart by nothing but their numbering: `一、产出指标` → `(一) 数量指标` → `1. 新增就业岗位 ≥740个`.

use crate::layout::context::Context;
use crate::layout::goals;
use crate::layout::lines::{self, Line};
use crate::layout::packed::level::{self, Level};
use crate::layout::packed::{indicator, rest};
use crate::layout::project;
use crate::layout::reading::Reading;
use crate::layout::rows;
use crate::lexicon::fault;
use crate::lexicon::grammar::numbering::{self, Marker, MarkerKind};
use crate::lexicon::grammar::target;
use crate::lexicon::header::{self, Header, Words};
use crate::lexicon::line;
use crate::lexicon::money;
use crate::lexicon::taxonomy;
use crate::lexicon::total::{self, Sum};
use crate::model::{
    Cell, ColumnRole, Fate, Finding, Funding, Grid, Indicator, Node, Organisation, Position, Project,
    RichText, Row, RowRole, Table, Target, Tidy,
};
use crate::text::lines::squeeze;

/// A line that is longer, in bytes, is left whole: every piece of it keeps the source of the line.
const LONGEST_RUN_ON: usize = 20_000;

/// What is longer is no heading of a level.
const LONGEST_HEADING: usize = 24;

/// The layout of packed cells.
pub(in crate::layout) const LAYOUT: &str = "packed-cell";

/// Reads a table with all indicators of a project in one cell.
pub(in crate::layout) fn read(table: &Table<Tidy>, context: &Context) -> Option<Reading> {
    let grid = Grid::new(table);
    let header = header::find(table, &grid, Words::Performance).filter(is_packed)?;
    let columns = rows::settle(header);
    let header = &columns.header;
    let mut reading = Reading::under(header, LAYOUT, table);
    let unit = amount_unit(reading.unit.as_deref(), header);
    let mut department: Option<Organisation> = None;
    let mut organisation: Option<Organisation> = None;
    // Of every project the rows that its cells reach over.
    let mut rows_of: Vec<Vec<usize>> = Vec::new();
    let mut is_open = false;
    for number in header.body..table.rows.len() {
        let row = &table.rows[number];
        let text =
            |role| cell(row, header, role).map(|(text, _)| text.text().trim().to_owned()).unwrap_or_default();
        let mut said = row.cells.iter().filter(|cell| !cell.text.is_blank()).peekable();
        if said.peek().is_some() && said.all(|cell| line::is_signature(cell.text.0.text())) {
            reading.row_roles[number] = RowRole::Note;
            continue;
        }
        let (mut code, mut name) = (text(ColumnRole::Code), text(ColumnRole::Name));
        // `:` and `</` name nothing; they are said to be unread.
        let is_residue = fault::is_sign(&code) || fault::is_no_name(&name);
        if fault::is_sign(&code) {
            code.clear();
        }
        if fault::is_no_name(&name) {
            name.clear();
        }
        let filled = !text(ColumnRole::Goals).is_empty() || !text(ColumnRole::Indicators).is_empty();
        if code.is_empty() && name.is_empty() && !filled {
            let is_total = row.cells.iter().any(|cell| total::sum(cell.text.0.text()) == Some(Sum::Total));
            reading.row_roles[number] = match (is_total, is_residue) {
                (true, _) => RowRole::Total,
                (false, true) => RowRole::Data,
                (false, false) => RowRole::Note,
            };
            continue;
        }
        let first = row.cells.iter().find(|cell| !cell.text.is_blank());
        if !filled && first.is_some_and(|cell| total::sum(cell.text.0.text()) == Some(Sum::Subtotal)) {
            reading.row_roles[number] = RowRole::Data;
            reading.fates.extend((0..row.cells.len()).map(|cell| ((number, cell), Fate::Total)));
            continue;
        }
        let role = project::row_role(&code, &name, filled);
        if role == RowRole::Project && name.is_empty() {
            if rest::is_rest(row, header) {
                if let Some(rows) = rows_of.last_mut().filter(|_| is_open) {
                    rows.push(number);
                    let has_role =
                        |cell: &Cell<Tidy>| header.roles.get(cell.column).copied().flatten().is_some();
                    let taken = row.cells.iter().enumerate().filter(|(_, cell)| has_role(cell));
                    reading.fates.extend(taken.map(|(cell, _)| ((number, cell), Fate::Record)));
                    reading.row_roles[number] = RowRole::Indicator;
                } else {
                    reading.findings.push(rest::unnamed(context, number, row));
                    reading.row_roles[number] = RowRole::Data;
                }
                continue;
            }
            // One text in a row, a page number or a line of the unit, is no project.
            if !filled && row.cells.iter().filter(|cell| !cell.text.is_blank()).count() == 1 {
                reading.row_roles[number] = RowRole::Note;
                continue;
            }
        }
        is_open = role == RowRole::Project;
        match role {
            RowRole::Department => {
                department = Some(Organisation { code: Some(code), name });
                organisation = None;
            }
            RowRole::Unit => organisation = Some(Organisation { code: Some(code), name }),
            RowRole::Project => {
                // A column of its own tells a row's department and unit; a merge that was lost leaves it blank below.
                let own = |role| organisation_in(table, &grid, header, number, role);
                department = own(ColumnRole::Department).or(department);
                organisation = own(ColumnRole::Unit).or(organisation);
                let mut found = Project {
                    at: Position::in_table(context.table, number, 0, &row.at),
                    code: (!code.is_empty()).then_some(code),
                    name,
                    department: department.clone(),
                    unit: organisation.clone(),
                    ..Project::default()
                };
                found.at.column = None;
                let printed = |column| row.cells.iter().find(|cell| cell.column == column);
                if let Some(code) = columns.unit_code.and_then(printed).filter(|cell| !cell.text.is_blank()) {
                    let whose = if found.unit.is_some() { &mut found.unit } else { &mut found.department };
                    whose.get_or_insert_default().code.get_or_insert(code.text.0.text().trim().to_owned());
                }
                rows::set_amount(&mut found, &text(ColumnRole::Amount), unit.as_deref());
                for (column, source) in &columns.funding {
                    let amount = printed(*column).and_then(|cell| project::amount(cell.text.0.text()));
                    if amount.is_some() {
                        found.funding.push(Funding { source: source.clone(), amount, executed: None });
                    }
                }
                reading.projects.push(found);
                rows_of.push(vec![number]);
            }
            _ => {}
        }
        reading.row_roles[number] = role;
    }
    for (project, numbers) in reading.projects.iter_mut().zip(&rows_of) {
        lift(&mut reading.findings, context, table, numbers, header, project);
    }
    rows::note(&mut reading, table, &columns);
    Some(reading)
}

/// Whether a header has a column for all indicators, and none for a part of them.
fn is_packed(header: &Header) -> bool {
    header.has(ColumnRole::Indicators)
        && header.has(ColumnRole::Name)
        && ![ColumnRole::Indicator, ColumnRole::Level1, ColumnRole::Level2]
            .into_iter()
            .any(|role| header.has(role))
}

/// The unit of the amounts: of the column's own header, else of the table.
fn amount_unit(unit: Option<&str>, header: &Header) -> Option<String> {
    let column = header.column(ColumnRole::Amount)?;
    let of_header = header.texts[column].iter().rev().find_map(|text| money::unit(text));
    of_header.or_else(|| unit.map(str::to_owned))
}

/// A row's text in the column of a role, and its grid column.
fn cell<'a>(row: &'a Row<Tidy>, header: &Header, role: ColumnRole) -> Option<(&'a RichText, usize)> {
    let column = header.column(role)?;
    row.cells
        .iter()
        .find(|cell| cell.column <= column && column < cell.end_column())
        .map(|cell| (&cell.text.0, cell.column))
}

/// The organisation that a row's column of a role names, in a cell that may reach down from above.
fn organisation_in(
    table: &Table<Tidy>,
    grid: &Grid,
    header: &Header,
    row: usize,
    role: ColumnRole,
) -> Option<Organisation> {
    let (anchor_row, cell) = grid.anchor(row, header.column(role)?)?;
    project::organisation(&squeeze(table.rows.get(anchor_row)?.cells.get(cell)?.text.0.text()))
}

/// Lifts the goals and indicators of a project out of its rows: of its own, and of those that go on with its cells.
fn lift(
    findings: &mut Vec<Finding>,
    context: &Context,
    table: &Table<Tidy>,
    numbers: &[usize],
    header: &Header,
    project: &mut Project,
) {
    let cells = |role| -> Vec<(usize, &RichText, usize)> {
        let of_row = |number: &usize| {
            cell(&table.rows[*number], header, role).map(|(text, column)| (*number, text, column))
        };
        numbers.iter().filter_map(of_row).collect()
    };
    let goals = rest::joined(findings, context, &project.name, ColumnRole::Goals, &cells(ColumnRole::Goals));
    project.goals = goals::of(&goals.lines, None, |line| goals.position(context, line));
    let indicators = cells(ColumnRole::Indicators);
    if indicators.iter().any(|(_, text, _)| text.content().iter().any(is_table)) {
        for (number, text, column) in indicators {
            let position = |line: &Line| Position::in_table(context.table, number, column, &line.at);
            project.indicators.extend(cell_indicators(text, position));
        }
    } else {
        let cell = rest::joined(findings, context, &project.name, ColumnRole::Indicators, &indicators);
        let packed = self::indicators(&cell.lines).into_iter();
        project
            .indicators
            .extend(packed.map(|(line, found)| Indicator { at: cell.position(context, &line), ..found }));
    }
}

/// The indicators of a cell: packed in its lines, in tables within it, or in both. Beside a table that says some,
/// only lines that are numbered or stand under a level say more; the others lead over to it.
fn cell_indicators(text: &RichText, position: impl Fn(&Line) -> Position) -> Vec<Indicator> {
    let parts: Vec<(RichText, Vec<Indicator>)> = text
        .content()
        .chunk_by(|one, next| !is_table(one) && !is_table(next))
        .map(|part| {
            let part = RichText::from_content(part.to_vec());
            let tables = part.tables().into_iter();
            let nested = tables
                .flat_map(|table| rows::nested_indicators(table, &position(&Line::default())))
                .collect();
            (part, nested)
        })
        .collect();
    let beside_table = parts.iter().any(|(_, nested)| !nested.is_empty());
    let mut found = Vec::new();
    for (part, nested) in parts {
        if !nested.is_empty() {
            found.extend(nested);
            continue;
        }
        for (line, indicator) in indicators(&lines::of(&part)) {
            if !is_sentence(&indicator, beside_table) {
                found.push(Indicator { at: position(&line), ..indicator });
            }
        }
    }
    found
}

/// Whether a line is a sentence about the indicators and none of them: `指标如下：` before them, and around a table
/// within the cell what has no number, level or value. It stays text.
fn is_sentence(found: &Indicator, has_table: bool) -> bool {
    let says_nothing = found.number.is_none() && found.target == Target::default();
    let has_level = found.level1.is_some() || found.level2.is_some();
    let announces = found.text.ends_with(['：', ':']);
    let is_beside = found.number.is_none() && !has_level;
    has_table && is_beside || says_nothing && (announces || (has_table && found.text.ends_with('。')))
}

fn is_table(node: &Node) -> bool {
    matches!(node, Node::Table { .. })
}

/// The indicators of a packed cell, each with its line.
fn indicators(lines: &[Line]) -> Vec<(Line, Indicator)> {
    let mut found = Vec::new();
    let (mut level1, mut level2) = (String::new(), String::new());
    let mut is_heading_alone = false;
    // The line ends of a cell may be lost: a line is cut before every level heading and number that stands within it.
    for line in lines.iter().flat_map(|line| line.cut(&run_on_cuts(&line.text))) {
        match level::of(&line.text) {
            Some(Level::First(name, rest)) => {
                level1 = name;
                level2.clear();
                is_heading_alone = false;
                push(&mut found, &level1, &level2, &line, &rest);
            }
            Some(Level::Second(name, rest)) => {
                // 成本指标 directly above 经济成本指标 was a first level.
                let parent = taxonomy::level2(&name).and_then(taxonomy::level1_of);
                if is_heading_alone && parent.is_some() && taxonomy::level1(&level2) == parent {
                    level1 = std::mem::take(&mut level2);
                }
                is_heading_alone = rest.is_empty();
                level2 = name;
                push(&mut found, &level1, &level2, &line, &rest);
            }
            None => {
                is_heading_alone = false;
                push(&mut found, &level1, &level2, &line, &line.text);
            }
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
    let indicator = indicator::in_line(&both, &line);
    found.push((line, indicator));
}

/// Where level headings and the indicators under them begin within a line. A line without a level heading behind
/// its beginning is run on only where each of its numbers has a value of its own.
fn run_on_cuts(text: &str) -> Vec<usize> {
    let mut cuts = Vec::new();
    if text.len() > LONGEST_RUN_ON {
        return cuts;
    }
    let (mut headings, mut last) = (0, None::<(MarkerKind, u32)>);
    let (mut at, mut after_heading) = (0, true);
    while let Some(c) = text[at..].chars().next() {
        if let Some(end) = heading_end(text, at, after_heading) {
            headings += usize::from(at > 0 || marker_of_indicator(&text[end..]).is_some());
            cuts.extend([at, end]);
            (at, after_heading) = (end, true);
            continue;
        }
        if let Some(marker) = marker_of_indicator(&text[at..])
            .filter(|marker| is_open(&text[..at], marker.kind))
            .filter(|marker| counts_on(marker, last, after_heading))
        {
            cuts.push(at);
            last = Some((marker.kind, marker.number));
            (at, after_heading) = (at + marker.length, false);
            continue;
        }
        after_heading = after_heading && c.is_whitespace();
        at += c.len_utf8();
    }
    cuts.retain(|cut| *cut > 0);
    if headings == 0 && !each_has_value(text, &cuts) {
        cuts.clear();
    }
    cuts
}

/// Where the level heading that begins at a place ends, the colon behind it included. Without a number it must
/// stand apart from what is before it and be nothing but a level's name: 质量指标 of `≥45个 质量指标 ①合格率`.
fn heading_end(text: &str, at: usize, after_heading: bool) -> Option<usize> {
    // What stands directly behind a parenthesis is within a marker, not before one.
    if text[..at].ends_with(['(', '（']) || text[at..].starts_with(char::is_whitespace) {
        return None;
    }
    let marker = numbering::marker(&text[at..])
        .filter(|marker| matches!(marker.kind, MarkerKind::Chinese | MarkerKind::ChineseParen));
    let apart = after_heading || text[..at].ends_with(|c: char| c.is_whitespace() || "；;。".contains(c));
    if marker.is_none() && !apart {
        return None;
    }
    let name_start = at + marker.map_or(0, |marker| marker.length);
    let rest = beginning(&text[name_start..]);
    let gap = rest.find(|c: char| c.is_whitespace() || ":：(（".contains(c) || c.is_ascii_digit());
    let bare = marker.map(|_| gap.unwrap_or(rest.len()));
    let bare = bare.filter(|end| taxonomy::is_level_name(&text[at..name_start + end]));
    let mut end = name_start + taxonomy::name_end(rest).or(bare)?;
    // A weight, 产出指标（50分）, belongs to the heading; (一) and (1) begin what follows.
    if text[end..].starts_with(['(', '（'])
        && numbering::marker(&text[end..]).is_none()
        && let Some((close, c)) =
            text[end..].char_indices().take(LONGEST_HEADING).find(|(_, c)| matches!(c, ')' | '）'))
    {
        end += close + c.len_utf8();
    }
    let after = text[end..].trim_start_matches(char::is_whitespace);
    let colon = after.chars().next().filter(|c| matches!(c, ':' | '：'));
    let after = colon.map_or(after, |colon| after[colon.len_utf8()..].trim_start());
    // `数量指标 ≥3个` is an indicator that is named so.
    let has_value = |text: &str| {
        let next = text.split(char::is_whitespace).next().unwrap_or(text);
        let (name, value) = target::split_name(next);
        name.is_empty() && !value.is_empty()
    };
    let parted = after.len() < text.len() - end || after.is_empty() || marker_of_indicator(after).is_some();
    let ends = marker.is_some() || parted || taxonomy::name_end(beginning(after)).is_some();
    (ends && (marker_of_indicator(after).is_some() || !has_value(after))).then_some(text.len() - after.len())
}

/// What a heading may hold of a text.
fn beginning(text: &str) -> &str {
    &text[..text.char_indices().nth(LONGEST_HEADING).map_or(text.len(), |(end, _)| end)]
}

/// The number that an indicator begins with: `1.`, `（1）`, `①`.
fn marker_of_indicator(text: &str) -> Option<Marker> {
    let marker = (!text.starts_with(char::is_whitespace)).then(|| numbering::marker(text)).flatten();
    marker.filter(|marker| matches!(marker.kind, MarkerKind::Arabic | MarkerKind::ArabicParen))
}

/// Whether a number can begin an indicator behind this text: after a blank, a heading or a value. 2. of 12. and of
/// (2) cannot.
fn is_open(before: &str, kind: MarkerKind) -> bool {
    let parenthesised = kind == MarkerKind::ArabicParen;
    before.chars().next_back().is_none_or(|c| {
        !matches!(c, '(' | '（')
            && (parenthesised || c.is_whitespace() || matches!(c, ':' | ';' | '%' | ')') || !c.is_ascii())
    })
}

/// Whether a number goes on counting; under a heading it may begin anew.
fn counts_on(marker: &Marker, last: Option<(MarkerKind, u32)>, after_heading: bool) -> bool {
    let next = last.is_some_and(|(kind, number)| kind == marker.kind && marker.number == number + 1);
    next || (after_heading || last.is_none()) && marker.number == 1
}

/// Whether a line is cut into two or more pieces, each with a number and a value.
fn each_has_value(text: &str, cuts: &[usize]) -> bool {
    let starts = std::iter::once(0).chain(cuts.iter().copied());
    let ends = cuts.iter().copied().chain([text.len()]);
    !cuts.is_empty()
        && starts.zip(ends).all(|(start, end)| {
            let piece = text[start..end].trim();
            marker_of_indicator(piece).is_some_and(|marker| {
                let (name, value) =
                    target::split_name(piece[marker.length..].trim_end_matches(['；', ';', '，']));
                !name.is_empty() && !value.is_empty()
            })
        })
}

#[cfg(test)]
mod tests {
    use crate::layout::cases::{check, disclosure};
    use crate::model::Organisation;

    const HEADER: &str = "序号\t项目名称\t金额（万元）\t绩效目标\t绩效指标\n";

    /// Checks what a cell of indicators says.
    #[track_caller]
    fn says(cell: &str, expected: &str) {
        check(&format!("{HEADER}1\t甲项目\t10\t\t{cell}\n"), &format!("|甲项目|10|\n{expected}"));
    }

    #[test]
    fn cells_without_line_ends() {
        says(
            "一、产出指标（一）数量指标1、扑火队员人数≥60人2、聘请专家人数10-15人（二）质量指标1、装具合格率100%\
             （三）时效指标1、检查完成时间2026年12月31日前二、效益指标（一）生态效益指标1、森林资源保护有效\
             三、满意度指标1、群众满意度≥90%",
            "- 产出>数量>1 扑火队员人数|≥60人
             - 产出>数量>2 聘请专家人数|10..15人
             - 产出>质量>1 装具合格率|100%
             - 产出>时效>1 检查完成时间|≤2026-12-31
             - 效益>生态效益>1 森林资源保护有效|
             - 满意度>服务对象满意度>1 群众满意度|≥90%",
        );
        says(
            "产出指标 数量指标 ①新增灌溉面积 ≥8000 亩 ②采样次数 ≥4 次 质量指标 ①合格率 =100% 成本指标 经济成本指标 \
             ①亩均补助 ≤1000 元/亩 满意度指标 服务对象满意度指标 ①农户满意度 ≥90%",
            "- 产出>数量>1 新增灌溉面积|≥8000亩
             - 产出>数量>2 采样次数|≥4次
             - 产出>质量>1 合格率|=100%
             - 成本>经济成本>1 亩均补助|≤1000元/亩
             - 满意度>服务对象满意度>1 农户满意度|≥90%",
        );
        says(
            "一、产出指标（50分）：（一）数量：（1）维修处数 ≥8处；（2）完成1、2号楼改造 2栋；（二）质量：（1）合格率 100%；",
            "- 产出>数量>1 维修处数|≥8处
             - 产出>数量>2 完成1、2号楼改造|2栋
             - 产出>质量>1 合格率|100%",
        );
    }

    #[test]
    fn bullets_count_nothing() {
        let cell = "产出指标<br>数量指标<br>- 维修处数 ≥8处<br>- 改造楼栋 2栋<br>质量指标<br>- 合格率 100%";
        let document = disclosure(&format!("{HEADER}1\t甲项目\t10\t\t{cell}\n"));
        let indicators = &document.projects[0].indicators;
        assert_eq!(indicators.len(), 3);
        assert!(indicators.iter().all(|indicator| indicator.number.is_none()), "{indicators:?}");
        assert!(
            document.findings.iter().all(|finding| finding.rule != "number-gap"),
            "{:?}",
            document.findings
        );
    }

    #[test]
    fn columns_of_departments_and_units() {
        let document = disclosure(
            "<table><tr><td>主管部门</td><td>单位名称</td><td>项目名称</td><td>金额</td><td>绩效目标</td><td>绩效指标\
             </td></tr><tr><td rowspan=2>105-甲局</td><td>甲站</td><td>一</td><td>1</td><td>做好。</td><td>数量指标\
             </td></tr><tr><td>乙站</td><td>二</td><td>2</td><td>做完。</td><td></td></tr></table>",
        );
        let said: Vec<String> = document
            .projects
            .iter()
            .map(|project| {
                let name =
                    |organisation: &Option<Organisation>| organisation.clone().unwrap_or_default().name;
                format!("{} {} {}", project.name, name(&project.department), name(&project.unit))
            })
            .collect();
        assert_eq!(said, ["一 甲局 甲站", "二 甲局 乙站"]);
    }

    #[test]
    fn parts_of_the_amount_and_codes_of_units() {
        let document = disclosure(
            "单位编码\t单位名称\t项目编码\t项目名称\t合计金额\t其中：财政拨款\t绩效目标\t绩效指标\n\
             105001\t甲站\t3301\t一\t12万元\t10\t做好。\t数量指标：1.次数 ≥3次\n\
             105001\t甲站\t3302\t二\t2\t\t做完。\t\n",
        );
        let one = &document.projects[0];
        assert_eq!((one.code.as_deref(), one.name.as_str()), (Some("3301"), "一"));
        let unit = Organisation { code: Some("105001".into()), name: "甲站".into() };
        assert_eq!(one.unit, Some(unit));
        assert_eq!(one.amount_wan.map(|amount| amount.to_string()).as_deref(), Some("12"));
        assert_eq!(one.funding[0].source, "财政拨款");
        assert!(document.projects[1].funding.is_empty());
    }

    #[test]
    fn subtotals_of_offices_are_no_projects() {
        check(
            "单位名称\t项目名称\t金额\t绩效目标\t绩效指标\n甲站\t一\t2\t做好。\t\n甲站小计\t\t2\t\t\n合计\t\t2\t\t\n",
            "|一|2|做好。",
        );
    }

    #[test]
    fn rows_that_go_on_with_the_cells_above() {
        // Cut between lines, within a name, between a name and its value, within a goal.
        for (cut, whole) in [
            ("1. 里程 ≥3公里</p>|<p>2. 座数 ≥4座", "里程|≥3公里 座数|≥4座"),
            ("1. 养护</p>|<p>里程 ≥3公里", "养护里程|≥3公里"),
            ("1. 养护里程</p>|<p>≥3公里", "养护里程|≥3公里"),
            ("1. 路面状况 持续</p>|<p>改善", "路面状况|持续改善"),
            // Nothing has a number: each line is its own.
            ("养护里程 ≥3公里</p>|<p>桥梁座数 ≥4座", "养护里程|≥3公里 桥梁座数|≥4座"),
        ] {
            let cell = cut.replace('|', "\n\t\t\t做完。\t");
            let document = disclosure(&format!("{HEADER}1\t甲项目\t10\t做好，\t<p>{cell}</p>\n"));
            assert_eq!(document.projects.len(), 1, "{cut}");
            let project = &document.projects[0];
            assert_eq!(project.goals[0].text, "做好，做完。", "{cut}");
            let said: Vec<String> = project
                .indicators
                .iter()
                .map(|found| {
                    let target = &found.target;
                    let sign = target
                        .operator
                        .and_then(crate::model::disclosure::Operator::sign)
                        .unwrap_or_default();
                    let (value, unit) = (target.value.as_deref(), target.unit.as_deref());
                    format!("{}|{sign}{}{}", found.name, value.unwrap_or_default(), unit.unwrap_or_default())
                })
                .collect();
            assert_eq!(said.join(" "), whole, "{cut}");
        }
    }

    #[test]
    fn rows_without_a_project_are_none() {
        let document =
            disclosure(&format!("{HEADER}\t\t\t做完。\t1. 里程 ≥3公里\n第 19 页\t\t\t\t\n5\t\t\t\t\n"));
        assert!(document.projects.is_empty());
        // A row with an amount is a project whose name was lost.
        let document = disclosure(&format!("{HEADER}1\t\t10\t做完。\t1. 里程 ≥3公里\n"));
        assert_eq!(document.projects.len(), 1);
    }

    #[test]
    fn lines_of_several_numbers() {
        says(
            "<p>（一）数量指标</p><p>1.检查企业 ≥15家；2.发放手册 ≥200册</p><p>（二）质量指标：1.合格率 ≥98%</p>",
            "- 产出>数量>1 检查企业|≥15家
             - 产出>数量>2 发放手册|≥200册
             - 产出>质量>1 合格率|≥98%",
        );
        // A name may hold numbers, and an indicator may be named as a level is.
        says(
            "<p>1.落实1.基本2.专项两类资金 100%</p><p>2.数量指标 ≥3个</p>",
            "- >>1 落实1.基本2.专项两类资金|100%
             - >>2 数量指标|≥3个",
        );
    }
}
