//! Projects of a table that has a row per indicator. Merged cells may be there, lost with blanks below or
//! above, or repeated in every row.

use std::collections::BTreeSet;

use crate::layout::context::Context;
use crate::layout::goals;
use crate::layout::lines::Line;
use crate::layout::project;
use crate::layout::reading::Reading;
use crate::layout::rows::amount;
use crate::layout::rows::cells::{Anchor, RowCells};
use crate::layout::rows::columns::RowColumns;
use crate::layout::rows::indicators;
use crate::layout::rows::levels;
use crate::layout::rows::middle_rows;
use crate::layout::rows::unread;
use crate::lexicon::grammar::numbering::{MarkerKind, marker};
use crate::lexicon::labels;
use crate::lexicon::marks;
use crate::lexicon::money;
use crate::lexicon::sense::Sense;
use crate::lexicon::taxonomy;
use crate::lexicon::terms::{self, Place};
use crate::lexicon::total::{self, Sum};
use crate::model::{
    Amount, ColumnRole, Fate, Finding, Funding, Goal, Message, Organisation, Period, Position, Project, Row,
    RowRole, Rule, Severity, Table, Tidy,
};
use crate::text::lines::one_line;
use crate::text::width::fold;

/// The text of a merged cell stands in a row below its first.
pub const MERGE_CENTRED: Rule =
    Rule { name: "merge-centred", severity: Severity::Warning, page: include_str!("merge_centred.md") };

/// Reads a table that has these columns.
pub(in crate::layout) fn read(
    layout: &'static str,
    table: &Table<Tidy>,
    context: &Context,
    columns: &RowColumns,
) -> Reading {
    let mut reading = Reading::under(&columns.header, layout, table);
    let unit = amount_unit(reading.unit.as_deref(), columns);
    let cells = RowCells::new(table, columns);
    for row in cells.body() {
        reading.row_roles[row] = cells.role(row);
    }
    let taken = unread::take_rows(&mut reading, context.table, table, &cells);
    let roles = reading.row_roles.clone();
    let (mut department, mut organisation): (Option<Organisation>, Option<Organisation>) = (None, None);
    for run in runs(&cells, &roles, &taken) {
        if let Run::Sum(row) = run {
            let is_sum = cells
                .beginning(row)
                .first()
                .is_some_and(|anchor| total::sum(cells.text(*anchor).text()).is_some());
            if is_sum {
                reading.fates.extend((0..table.rows[row].cells.len()).map(|cell| ((row, cell), Fate::Total)));
            }
            if let Some(project) = reading.projects.last_mut() {
                set_sum(project, &cells, row);
            }
            continue;
        }
        if let Run::Aggregate(row) = run {
            let found = aggregate(&cells, row);
            match roles[row] {
                RowRole::Department => (department, organisation) = (found, None),
                _ => organisation = found,
            }
            continue;
        }
        let Run::Projects(rows) = run else { continue };
        // A unit merged over several projects stands once where merges were lost; the next one takes its place.
        let (mut above_department, mut above_unit) = (None, None);
        let centred = centred(&cells, &rows);
        if centred.is_some() {
            reading.findings.extend(centred_names(context, &cells, &rows));
        }
        for group in centred.unwrap_or_else(|| projects(&cells, columns, &rows)) {
            let mut found = lift_project(context, table, &cells, columns, &group, unit.as_deref());
            found.department = found.department.or_else(|| department.clone());
            found.unit = found.unit.or_else(|| organisation.clone());
            if columns.has(ColumnRole::Department) {
                found.department = found.department.or_else(|| above_department.clone());
                above_department.clone_from(&found.department);
            }
            if columns.has(ColumnRole::Unit) {
                found.unit = found.unit.or_else(|| above_unit.clone());
                above_unit.clone_from(&found.unit);
            }
            if levels::is_centred(&cells, &group) {
                reading.findings.push(centred_levels(&found));
            }
            for (number, row) in group.into_iter().enumerate() {
                reading.row_roles[row] = if number == 0 { RowRole::Project } else { RowRole::Indicator };
            }
            reading.projects.push(found);
        }
    }
    unread::note(&mut reading, table, columns);
    reading
}

/// Rows that stand together.
enum Run {
    /// A department or unit.
    Aggregate(usize),
    /// The sum of the weights and scores of the rows above.
    Sum(usize),
    /// Rows of projects, without another kind of row between.
    Projects(Vec<usize>),
}

fn runs(cells: &RowCells, roles: &[RowRole], taken: &BTreeSet<usize>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for row in cells.body().filter(|row| !taken.contains(row)) {
        match roles[row] {
            RowRole::Project => match runs.last_mut() {
                Some(Run::Projects(rows)) => rows.push(row),
                _ => runs.push(Run::Projects(vec![row])),
            },
            RowRole::Department | RowRole::Unit => runs.push(Run::Aggregate(row)),
            RowRole::Data => runs.push(Run::Sum(row)),
            _ => {}
        }
    }
    runs
}

/// Takes the sums of weights and scores of a row 总分; a row 小计 adds up a part only.
fn set_sum(project: &mut Project, cells: &RowCells, row: usize) {
    let first = cells.beginning(row).first().and_then(|anchor| total::sum(cells.text(*anchor).text()));
    if first.is_none_or(|sum| sum == Sum::Subtotal) {
        return;
    }
    let points_in = |role| cells.own(row, role).as_deref().and_then(project::points);
    project.total_weight = project.total_weight.or(points_in(ColumnRole::Weight));
    project.total_score = project.total_score.or(points_in(ColumnRole::Score));
}

/// The department or unit that a row is for.
fn aggregate(cells: &RowCells, row: usize) -> Option<Organisation> {
    let (code, name) = (cells.first(row, ColumnRole::Code), cells.words(row, ColumnRole::Name));
    match code {
        Some(code) => Some(Organisation { code: Some(one_line(cells.text(code).text())), name }),
        None => project::organisation(&name),
    }
}

/// The column that tells projects apart: their names, or who they belong to.
fn distinguishing_role(columns: &RowColumns) -> Option<ColumnRole> {
    [ColumnRole::Name, ColumnRole::Unit, ColumnRole::Department].into_iter().find(|role| columns.has(*role))
}

/// The rows of a project, as far as they are known, with the first cell of each role that tells projects apart.
#[derive(Default)]
struct Group {
    rows: Vec<usize>,
    name: Option<Anchor>,
    code: Option<Anchor>,
    amount: Option<Anchor>,
    goals: Option<Anchor>,
    /// The rank of the last first level.
    rank: Option<usize>,
}

/// The rows of each project.
fn projects(cells: &RowCells, columns: &RowColumns, rows: &[usize]) -> Vec<Vec<usize>> {
    let distinguishing = distinguishing_role(columns);
    let mut groups: Vec<Group> = Vec::new();
    for row in rows.iter().copied() {
        if !groups.last().is_some_and(|group| continues(cells, distinguishing, group, row)) {
            groups.push(Group::default());
        }
        let Some(group) = groups.last_mut() else { continue };
        group.rows.push(row);
        group.name = group.name.or_else(|| cells.first(row, distinguishing?));
        group.code = group.code.or_else(|| cells.first(row, ColumnRole::Code));
        group.amount = group.amount.or_else(|| cells.first(row, ColumnRole::Amount));
        group.goals = group.goals.or_else(|| cells.first(row, ColumnRole::Goals));
        group.rank = rank(cells, row).or(group.rank);
    }
    groups.into_iter().map(|group| group.rows).collect()
}

/// Whether a row belongs to the project of the rows above it: its name is the same cell, blank or repeated, and
/// no code, amount or goal says that it is another project of that name.
fn continues(cells: &RowCells, distinguishing: Option<ColumnRole>, group: &Group, row: usize) -> bool {
    let differ = |known: Option<Anchor>, role: ColumnRole| match (known, cells.first(row, role)) {
        (Some(known), Some(found)) => {
            known != found && fold(cells.text(known).text()) != fold(cells.text(found).text())
        }
        _ => false,
    };
    let name = distinguishing.and_then(|role| cells.first(row, role));
    match (group.name, name) {
        (Some(known), Some(found)) if known != found => {
            let (known, (found, is_continued)) = (name_of(cells, known).0, name_of(cells, found));
            if fold(&known) != fold(&found) {
                return false;
            }
            if is_continued {
                return true;
            }
        }
        // What stands above the first name is not that name's.
        (None, Some(_)) => return false,
        _ => {}
    }
    if differ(group.code, ColumnRole::Code) {
        return false;
    }
    if name.is_none_or(|name| name.0 != row) {
        return true;
    }
    let goals = cells.words(row, ColumnRole::Goals);
    let goals_go_on = marks::behind_continued(&goals).is_some() || !restarts(cells, group, row);
    !differ(group.amount, ColumnRole::Amount) && (!differ(group.goals, ColumnRole::Goals) || goals_go_on)
}

/// Whether the first level begins anew in a row.
fn restarts(cells: &RowCells, group: &Group, row: usize) -> bool {
    group.rank.zip(rank(cells, row)).is_none_or(|(last, next)| {
        next < last || (next == last && cells.own(row, ColumnRole::Level1).is_some())
    })
}

/// A project's name without `（续）`, and whether it had one.
fn name_of(cells: &RowCells, anchor: Anchor) -> (String, bool) {
    let printed = one_line(cells.text(anchor).text());
    match marks::continued_name(&printed) {
        Some(name) => (name.to_owned(), true),
        None => (printed, false),
    }
}

/// The place of a row's first level in the order of levels, where the row says it.
fn rank(cells: &RowCells, row: usize) -> Option<usize> {
    let level1 = cells.words(row, ColumnRole::Level1);
    let level2 = cells.words(row, ColumnRole::Level2);
    let canonical =
        taxonomy::level1(&level1).or_else(|| taxonomy::level2(&level2).and_then(taxonomy::level1_of))?;
    taxonomy::rank(canonical)
}

/// The rows of each project where every name stands in the middle row of what was its merged cell: each stretch
/// of rows between two restarts of the first level holds one name, and one of them not in its first row.
fn centred(cells: &RowCells, rows: &[usize]) -> Option<Vec<Vec<usize>>> {
    let mut stretches: Vec<Vec<usize>> = Vec::new();
    let mut last = None;
    for row in rows {
        let rank = rank(cells, *row);
        let restarts = rank.zip(last).is_some_and(|(rank, last)| rank < last);
        last = rank.or(last);
        match stretches.last_mut() {
            Some(stretch) if !restarts => stretch.push(*row),
            _ => stretches.push(vec![*row]),
        }
    }
    let name = |row: usize| cells.first(row, ColumnRole::Name);
    let one_name = stretches.iter().all(|stretch| {
        let names: Vec<Anchor> = stretch.iter().filter_map(|row| name(*row)).collect();
        matches!(names[..], [only] if !cells.is_tall(only))
    });
    let below = stretches.iter().any(|stretch| stretch.first().is_some_and(|row| name(*row).is_none()));
    (one_name && below)
        .then(|| around_names(cells, rows, &stretches).unwrap_or_else(|| with_heads(cells, stretches)))
}

/// The stretches with the rows above them that say no level, where these match the rows below the first level that
/// is said: it stands in their middle.
fn with_heads(cells: &RowCells, mut stretches: Vec<Vec<usize>>) -> Vec<Vec<usize>> {
    let blank = |row: &&usize| {
        cells.first(**row, ColumnRole::Level1).is_none() && cells.first(**row, ColumnRole::Level2).is_none()
    };
    let named = |row: &usize| cells.first(*row, ColumnRole::Name).is_some();
    for index in 1..stretches.len() {
        let (above, here) = stretches.split_at_mut(index);
        let Some((above, here)) = above.last_mut().zip(here.first_mut()) else { continue };
        let satisfies = |row: &usize| {
            terms::holds(Place::Prose, Sense::Content, &cells.words(*row, ColumnRole::Indicator))
        };
        let unsure = above.iter().rev().take_while(|row| blank(row) && !satisfies(row)).count();
        let below = here.iter().skip(1).take_while(blank).count();
        let from = above.len() - unsure;
        // 满意度 is mostly one row; another label is alone where no row above it could be of its cell.
        let last = above[..from].iter().rev().find_map(|row| rank(cells, *row));
        let alone = last.is_some_and(taxonomy::is_last)
            || above[..from].iter().rev().skip(1).take_while(blank).count() == 0;
        if alone && unsure <= below + 1 && !above[from..].iter().any(named) {
            let head = above.split_off(from);
            here.splice(..0, head);
        }
    }
    stretches
}

/// The rows of each project where its name stands in the middle of them. A stretch begins where a first level is
/// said, which may be in the middle of its rows as well: the rows between may be of either project.
fn around_names(cells: &RowCells, rows: &[usize], stretches: &[Vec<usize>]) -> Option<Vec<Vec<usize>>> {
    let says_level = |row: usize| {
        cells.first(row, ColumnRole::Level1).is_some() || cells.first(row, ColumnRole::Level2).is_some()
    };
    let mut may_start = vec![false; rows.len() + 1];
    let mut start = 0;
    for stretch in stretches {
        may_start[start] = true;
        let unsure = rows[..start].iter().rev().take_while(|row| !says_level(**row)).count();
        may_start[start - unsure..start].fill(true);
        start += stretch.len();
    }
    let names: Vec<usize> = rows
        .iter()
        .enumerate()
        .filter(|(_, row)| cells.first(**row, ColumnRole::Name).is_some())
        .map(|(index, _)| index)
        .collect();
    let sizes = middle_rows::only_cut(&names, rows.len(), &|row| may_start[row])?;
    let mut rest = rows;
    let mut found = Vec::new();
    for size in sizes {
        let (group, below) = rest.split_at_checked(size)?;
        found.push(group.to_vec());
        rest = below;
    }
    Some(found)
}

/// That the names of rows stand in the middle of what were their merged cells.
fn centred_names(context: &Context, cells: &RowCells, rows: &[usize]) -> Option<Finding> {
    let anchor = rows.iter().find_map(|row| cells.first(*row, ColumnRole::Name))?;
    let name = one_line(cells.text(anchor).text());
    Some(Finding {
        at: Some(cells.position(context.table, anchor)),
        found: Some(name.clone()),
        ..Finding::new(&MERGE_CENTRED, &Message::new("merge-centred", &[&name]))
    })
}

/// That the levels of a project stand in the middle of what were their merged cells.
fn centred_levels(project: &Project) -> Finding {
    Finding {
        at: Some(project.at.clone()),
        project: project.code.clone().or_else(|| Some(project.name.clone())),
        ..Finding::new(&MERGE_CENTRED, &Message::new("merge-centred-levels", &[&project.name]))
    }
}

/// The unit of the amounts: of the column's own header, else of the table.
fn amount_unit(unit: Option<&str>, columns: &RowColumns) -> Option<String> {
    let column = columns.header.column(ColumnRole::Amount)?;
    let of_header = columns.header.texts[column].iter().rev().find_map(|text| money::unit(text));
    of_header.or_else(|| unit.map(str::to_owned))
}

fn lift_project(
    context: &Context,
    table: &Table<Tidy>,
    cells: &RowCells,
    columns: &RowColumns,
    rows: &[usize],
    unit: Option<&str>,
) -> Project {
    let first = rows.first().copied().unwrap_or_default();
    let at = table.rows.get(first).map(|row| row.at.clone()).unwrap_or_default();
    let mut found = Project {
        at: Position { column: None, ..Position::in_table(context.table, first, 0, &at) },
        ..Project::default()
    };
    let anchor = |role| rows.iter().find_map(|row| cells.first(*row, role));
    let at_column = |column: usize| rows.iter().find_map(|row| cells.at(*row, column));
    let words = |anchor: Anchor| one_line(cells.text(anchor).text());
    found.code = anchor(ColumnRole::Code).map(words);
    found.department =
        anchor(ColumnRole::Department).map(words).and_then(|text| project::organisation(&text));
    found.unit = anchor(ColumnRole::Unit).map(words).and_then(|text| project::organisation(&text));
    if let Some(code) = columns.unit_code.and_then(at_column).map(words) {
        let organisation = if found.unit.is_some() { &mut found.unit } else { &mut found.department };
        let organisation = organisation.get_or_insert_default();
        organisation.code.get_or_insert(code);
    }
    found.name = match anchor(ColumnRole::Name) {
        Some(anchor) => name_of(cells, anchor).0,
        None => name_elsewhere(context, table, columns, &found),
    };
    let priced = rows.iter().find(|row| cells.first(**row, ColumnRole::Amount).is_some());
    if let Some(anchor) = priced.and_then(|row| amount::only(cells, *row)) {
        amount::set_amount(&mut found, cells.text(anchor).text(), unit);
    }
    for (column, source) in &columns.funding {
        let amount = at_column(*column).and_then(|anchor| project::amount(cells.text(anchor).text()));
        let amount = amount.and_then(|amount| in_unit_of(&found, columns, *column, amount));
        if amount.is_some() {
            found.funding.push(Funding { source: source.clone(), amount, executed: None });
        }
    }
    found.goals = project_goals(context, cells, columns, rows);
    found.indicators = indicators::indicators(context, cells, columns, rows);
    found
}

/// An amount of a column in the unit of the project's amount, where the column's own header names another one.
fn in_unit_of(project: &Project, columns: &RowColumns, column: usize, amount: Amount) -> Option<Amount> {
    let own = columns.header.texts[column].iter().rev().find_map(|text| money::unit(text));
    match (own, project.amount_unit.as_deref()) {
        (Some(own), Some(unit)) if own != unit => money::in_unit(amount, &own, unit),
        _ => Some(amount),
    }
}

/// The name of a project that has no column for it: a line `项目名称：…`, else who it belongs to, else the title.
fn name_elsewhere(context: &Context, table: &Table<Tidy>, columns: &RowColumns, found: &Project) -> String {
    if columns.has(ColumnRole::Name) {
        return String::new();
    }
    let labelled = |line: &String| {
        let is_label = |(colon, _): &(usize, &str)| labels::is_label_at_end(Sense::Name, &line[..*colon]);
        let values = line.match_indices([':', '：']).filter(is_label);
        let names = values.map(|(colon, sign)| line[colon + sign.len()..].trim_start());
        let mut names =
            names.map(|rest| rest.split(['\u{3000}', ' ', '\t', '\n']).next().unwrap_or_default());
        names.find(|name| !name.is_empty()).map(str::to_owned)
    };
    let organisation = || found.unit.as_ref().or(found.department.as_ref()).map(|found| found.name.clone());
    // A row above the header may have the label, and the name beside it.
    let in_row = |row: &Row<Tidy>| {
        let mut texts = row.cells.iter().map(|cell| cell.text.text()).filter(|text| !text.trim().is_empty());
        let is_label = texts.next().and_then(labels::label) == Some(Sense::Name);
        let name = texts.next().filter(|_| is_label && texts.next().is_none())?;
        labels::label(name).is_none().then(|| name.to_owned())
    };
    let rows = || table.rows.iter().take(table.header_rows);
    table
        .above
        .iter()
        .find_map(labelled)
        .or_else(|| rows().find_map(in_row))
        .or_else(organisation)
        .or_else(|| table.title.clone())
        .or_else(|| context.title.clone())
        .map(|name| one_line(without_number(&name)))
        .unwrap_or_default()
}

/// A heading without its number: 城乡低保资金 of `一、城乡低保资金`.
fn without_number(heading: &str) -> &str {
    let rest = marker(heading)
        .filter(|marker| marker.kind != MarkerKind::Label)
        .map_or(heading, |marker| &heading[marker.length..]);
    if rest.is_empty() { heading } else { rest }
}

fn project_goals(context: &Context, cells: &RowCells, columns: &RowColumns, rows: &[usize]) -> Vec<Goal> {
    let mut found = Vec::new();
    let several = columns.goals.len() > 1;
    // A cell may stand under several of the columns, and in every row.
    let mut seen: BTreeSet<Anchor> = BTreeSet::new();
    for (column, period) in &columns.goals {
        let mut texts: BTreeSet<String> = BTreeSet::new();
        let mut lines: Vec<Line> = Vec::new();
        let mut anchors: Vec<Anchor> = Vec::new();
        for anchor in rows.iter().filter_map(|row| cells.at(*row, *column)) {
            if !seen.insert(anchor) || !texts.insert(fold(cells.text(anchor).text())) {
                continue;
            }
            for line in cells.lines(anchor).iter().filter_map(without_continued) {
                lines.push(line);
                anchors.push(anchor);
            }
        }
        let position = |line: &Line| {
            let anchor = lines.iter().position(|other| other == line).map(|number| anchors[number]);
            anchor.map_or_else(Position::default, |anchor| cells.line_position(context.table, anchor, line))
        };
        let period = period.filter(|period| several || *period == Period::MediumTerm);
        found.extend(goals::of(&lines, period, position));
    }
    found
}

/// A goal's line without `（续上页）`; `None` if it says nothing else.
fn without_continued(line: &Line) -> Option<Line> {
    let text = line.text.trim();
    let rest = marks::behind_continued(text).unwrap_or(text);
    (!rest.is_empty()).then(|| Line { text: rest.to_owned(), ..line.clone() })
}

#[cfg(test)]
mod tests {
    use crate::layout::cases::{check, disclosure};
    use crate::model::{Operator, RowRole};

    const HEADER: &str = "项目名称\t金额\t绩效目标\t一级指标\t二级指标\t三级指标\t指标值\n";

    /// Checks rows under a plain header; ` | ` parts their cells.
    #[track_caller]
    fn rows(body: &str, expected: &str) {
        let body: Vec<String> = body
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(|line| line.split('|').map(str::trim).collect::<Vec<_>>().join("\t"))
            .collect();
        check(&format!("{HEADER}{}\n", body.join("\n")), expected);
    }

    #[test]
    fn merges_lost_with_blanks_below() {
        rows(
            "清淤|5|清淤河道。|产出指标|数量指标|长度|12公里
             ||||质量指标|合格率|100%
             |||满意度指标||群众满意度|≥90%
             供水|6|改造管网。|产出指标|数量指标|管网|≥42公里
             |||||蓄水池|=6座",
            "|清淤|5|清淤河道。
             - 产出>数量>长度|12公里
             - 产出>质量>合格率|100%
             - 满意度>服务对象满意度>群众满意度|≥90%
             |供水|6|改造管网。
             - 产出>数量>管网|≥42公里
             - 产出>数量>蓄水池|=6座",
        );
    }

    #[test]
    fn merges_repeated_in_every_row() {
        rows(
            "清淤|5|清淤河道。|产出指标|数量指标|长度|12公里
             清淤|5|清淤河道。|产出指标|质量指标|合格率|100%
             清淤|7|清淤水库。|产出指标|数量指标|面积|3亩
             供水|7|改造管网。|产出指标|数量指标|管网|≥42公里",
            "|清淤|5|清淤河道。
             - 产出>数量>长度|12公里
             - 产出>质量>合格率|100%
             |清淤|7|清淤水库。
             - 产出>数量>面积|3亩
             |供水|7|改造管网。
             - 产出>数量>管网|≥42公里",
        );
    }

    #[test]
    fn one_name_with_other_goals_is_two_projects_where_the_levels_begin_anew() {
        rows(
            "清淤|5|清淤河道。|产出指标|数量指标|长度|12公里
             清淤|5|清淤河道。|效益指标|社会效益指标|受益人口|3万人
             清淤|5|清淤水库。|产出指标|数量指标|面积|3亩",
            "|清淤|5|清淤河道。
             - 产出>数量>长度|12公里
             - 效益>社会效益>受益人口|3万人
             |清淤|5|清淤水库。
             - 产出>数量>面积|3亩",
        );
    }

    #[test]
    fn merges_with_their_text_in_the_middle_row() {
        let body = "|||  |数量指标|长度|12公里
             |||产出指标||面积|3万亩
             ||||质量指标|合格率|100%
             清淤|5|清淤河道。|效益指标|生态效益指标|水质达标率|≥95%
             |||满意度指标||群众满意度|≥90%
             |||产出指标|数量指标|管网|42公里
             供水|6|改造管网。|效益指标|社会效益指标|受益人口|1.8万人";
        rows(
            body,
            "|清淤|5|清淤河道。
             - 产出>数量>长度|12公里
             - 产出>数量>面积|3万亩
             - 产出>质量>合格率|100%
             - 效益>生态效益>水质达标率|≥95%
             - 满意度>服务对象满意度>群众满意度|≥90%
             |供水|6|改造管网。
             - 产出>数量>管网|42公里
             - 效益>社会效益>受益人口|1.8万人",
        );
    }

    #[test]
    fn levels_in_the_middle_row() {
        // Three, three and one row: there is one way to cut them.
        rows(
            "清淤|5|清淤河道。|||1. 长度|12公里
             ||||数量指标|2. 面积|3万亩
             |||产出指标||3. 土方|9万方
             |||||1. 合格率|100%
             ||||质量指标|2. 优良率|90%
             |||||3. 返工率|≤1%
             |||满意度指标||群众满意度|≥90%",
            "|清淤|5|清淤河道。
             - 产出>数量>1 长度|12公里
             - 产出>数量>2 面积|3万亩
             - 产出>数量>3 土方|9万方
             - 产出>质量>1 合格率|100%
             - 产出>质量>2 优良率|90%
             - 产出>质量>3 返工率|≤1%
             - 满意度>服务对象满意度>群众满意度|≥90%",
        );
    }

    #[test]
    fn projects_whose_first_row_is_above_their_first_level() {
        rows(
            "|||产出指标|数量指标|长度|12公里
             清淤|5|清淤河道。|效益指标|社会效益指标|受益人口|3万人
             |||满意度指标||群众满意度|≥90%
             |||||管网|42公里
             供水|6|改造管网。|产出指标|数量指标|水厂|1座
             |||||泵站|2座",
            "|清淤|5|清淤河道。
             - 产出>数量>长度|12公里
             - 效益>社会效益>受益人口|3万人
             - 满意度>服务对象满意度>群众满意度|≥90%
             |供水|6|改造管网。
             - 产出>数量>管网|42公里
             - 产出>数量>水厂|1座
             - 产出>数量>泵站|2座",
        );
    }

    #[test]
    fn second_levels_in_the_third_column() {
        rows(
            "清淤|5|清淤。|成本指标|经济成本指标|总成本|≤5万元
             |||||生态环境成本指标|≤1万元
             |||||材料费|≤1万元",
            "|清淤|5|清淤。
             - 成本>经济成本>总成本|≤5万元
             - 成本>生态环境成本>生态环境成本指标|≤1万元
             - 成本>经济成本>材料费|≤1万元",
        );
    }

    #[test]
    fn names_that_go_on_from_the_page_before() {
        rows(
            "清淤|5|清淤河道。|产出指标|数量指标|长度|12公里
             清淤（续）||（续上页）|效益指标|生态效益指标|水质达标率|≥95%
             供水(一期)|6|改造管网。|产出指标|数量指标|管网|42公里",
            "|清淤|5|清淤河道。
             - 产出>数量>长度|12公里
             - 效益>生态效益>水质达标率|≥95%
             |供水(一期)|6|改造管网。
             - 产出>数量>管网|42公里",
        );
    }

    #[test]
    fn names_and_values() {
        rows(
            "清淤|5|清淤。|产出指标（50分）|数量指标|指标1：文艺演出场次|≥80场
             |||||2. 宣传用品|慰问人数不少于100人，宣传用品不少于20000份
             |||成本指标|社会成本指标||28.8万元
             |||效益指标||农户增收|有效提升
             |||||没有值的指标|
             |||效益指标|生态效益指标||",
            "|清淤|5|清淤。
             - 产出>数量>1 文艺演出场次|≥80场
             - 产出>数量>2 宣传用品|≥100人 ≥20000份
             - 成本>社会成本>社会成本指标|28.8万元
             - 效益>>农户增收|有效提升
             - 效益>>没有值的指标|",
        );
    }

    #[test]
    fn several_indicators_in_the_lines_of_a_cell() {
        check(
            "<table><tr><th>项目名称</th><th>一级指标</th><th>二级指标</th><th>三级指标</th><th>指标值</th></tr>\
             <tr><td>清淤</td><td>产出指标</td><td>数量指标</td><td>指标1：长度<br>指标2：面积</td><td>12公里<br>≥3亩</td></tr>\
             <tr><td></td><td></td><td>质量指标</td><td>验收合<br>格率</td><td>100%</td></tr></table>",
            "|清淤||
             - 产出>数量>1 长度|12公里
             - 产出>数量>2 面积|≥3亩
             - 产出>质量>验收合格率|100%",
        );
    }

    #[test]
    fn names_and_values_in_one_cell() {
        check(
            "项目名称\t金额\t一级指标\t二级指标\t三级指标\n清淤\t5\t产出指标\t数量指标\t新增就业 ≥740个\n\t\t\t质量指标\t合格率100%\n",
            "|清淤|5|
             - 产出>数量>新增就业|≥740个
             - 产出>质量>合格率|100%",
        );
    }

    #[test]
    fn merged_cells_of_a_page() {
        check(
            "<table><tr><th rowspan=2>单位名称</th><th rowspan=2>项目名称</th><th colspan=2>项目资金（万元）</th><th colspan=4>绩效指标</th></tr>\
             <tr><th>资金总额</th><th>其中：财政拨款</th><th>一级指标</th><th>二级指标</th><th>三级指标</th><th>指标值</th></tr>\
             <tr><td colspan=2>合计</td><td>9</td><td>8</td><td colspan=4></td></tr>\
             <tr><td rowspan=3>205001-青岭县水务局</td><td rowspan=2>清淤</td><td rowspan=2>5</td><td rowspan=2>4</td><td>产出指标</td><td>数量指标</td><td>长度</td><td>12公里</td></tr>\
             <tr><td colspan=2>满意度指标</td><td>群众满意度</td><td>≥90%</td></tr>\
             <tr><td>供水</td><td>4</td><td>4</td><td>产出指标</td><td colspan=2>管网</td><td>42公里</td></tr>\
             <tr><td colspan=8>注：以上为年初预算。</td></tr></table>",
            "|清淤|5|
             - 产出>数量>长度|12公里
             - 满意度>服务对象满意度>群众满意度|≥90%
             |供水|4|
             - 产出>>管网|42公里",
        );
    }

    #[test]
    fn totals_departments_and_units_are_no_projects() {
        let text = "单位编码（序号）\t单位及项目名称\t金额\t绩效目标\t一级指标\t二级指标\t三级指标\t指标值\n\
             合计\t\t9\t\t\t\t\t\n426\t就业局\t9\t\t\t\t\t\n426001\t就业局（本级）\t9\t\t\t\t\t\n\
             1\t清淤\t5\t清淤。\t产出指标\t数量指标\t长度\t12公里\n\
             2\t供水\t4\t供水。\t产出指标\t数量指标\t管网\t4公里\n小计\t\t\t\t\t\t\t9\n";
        check(
            text,
            "1|清淤|5|清淤。
             - 产出>数量>长度|12公里
             2|供水|4|供水。
             - 产出>数量>管网|4公里",
        );
        let found = disclosure(text);
        let roles: Vec<RowRole> = found.tables().flat_map(|table| &table.rows).map(|row| row.role).collect();
        let expected = [
            RowRole::Header,
            RowRole::Total,
            RowRole::Department,
            RowRole::Unit,
            RowRole::Project,
            RowRole::Project,
            RowRole::Data,
        ];
        assert_eq!(roles, expected);
        let unit = found.projects[0].unit.as_ref().unwrap();
        assert_eq!((unit.code.as_deref(), unit.name.as_str()), (Some("426001"), "就业局（本级）"));
    }

    #[test]
    fn subtotals_of_offices_are_no_projects() {
        check(
            "单位名称\t项目名称\t金额\t一级指标\t二级指标\t三级指标\t指标值\n\
             合计\t\t220.5\t\t\t\t\n\
             甲县民政局小计\t\t220.5\t\t\t\t\n\
             甲县民政局\t高龄津贴\t150.5\t产出指标\t数量指标\t发放人数\t≥2150人\n\
             \t\t\t满意度指标\t服务对象满意度指标\t老人满意度\t≥95%\n\
             甲县民政局\t殡葬补贴\t70\t产出指标\t数量指标\t补贴人数\t700人\n",
            "|高龄津贴|150.5|
             - 产出>数量>发放人数|≥2150人
             - 满意度>服务对象满意度>老人满意度|≥95%
             |殡葬补贴|70|
             - 产出>数量>补贴人数|700人",
        );
    }

    #[test]
    fn columns_in_any_order() {
        check(
            "三级指标\t指标值\t二级指标\t一级指标\t预算金额（元）\t项目名称\t项目编码\n\
             长度\t12公里\t数量指标\t产出指标\t50,000.00\t清淤\t0071\n\
             合格率\t100%\t质量指标\t\t\t\t\n",
            "0071|清淤|50000.00|
             - 产出>数量>长度|12公里
             - 产出>质量>合格率|100%",
        );
    }

    #[test]
    fn units_and_departments_of_columns() {
        let found = disclosure(
            "主管部门\t单位编码\t单位名称\t项目名称\t年度资金总额\t财政拨款\t一级指标\t二级指标\t三级指标\t指标值\n\
             [136]文旅局\t136001\t文化馆\t演出\t5\t4\t产出指标\t数量指标\t场次\t12场\n",
        );
        let project = &found.projects[0];
        let (department, unit) = (project.department.clone().unwrap(), project.unit.clone().unwrap());
        assert_eq!((department.code.as_deref(), department.name.as_str()), (Some("136"), "文旅局"));
        assert_eq!((unit.code.as_deref(), unit.name.as_str()), (Some("136001"), "文化馆"));
        assert_eq!(project.code, None);
        assert_eq!(project.funding[0].source, "财政拨款");
        assert_eq!(project.funding[0].amount.map(|amount| amount.to_string()).as_deref(), Some("4"));
    }

    #[test]
    fn properties_of_targets_in_their_columns() {
        let found = disclosure(
            "项目名称\t一级指标\t二级指标\t三级指标\t指标性质\t指标值\t度量单位\t权重\t指标解释\n\
             演出\t产出指标\t数量指标\t场次\t≥\t80\t场\t10\t全年场次\n\
             \t\t质量指标\t合格率\t＝\t100\t百分比\t10分\t\n\
             \t效益指标\t社会效益指标\t影响\t定性\t有效提升\t\t20\t\n\
             \t\t\t收入\t≤\t28.8万元\t%\t5\t\n",
        );
        let project = &found.projects[0];
        let expected = [
            (Some(Operator::AtLeast), Some("80"), Some("场"), "≥80场"),
            (Some(Operator::Equal), Some("100"), Some("%"), "＝100百分比"),
            (None, Some("有效提升"), None, "有效提升"),
            (Some(Operator::AtMost), Some("28.8"), Some("万元"), "≤28.8万元%"),
        ];
        assert_eq!(project.indicators.len(), expected.len());
        for (found, expected) in project.indicators.iter().zip(expected) {
            let target = &found.target;
            let read =
                (target.operator, target.value.as_deref(), target.unit.as_deref(), found.text.as_str());
            assert_eq!(read, expected);
        }
        let weights: Vec<String> =
            project.indicators.iter().filter_map(|found| Some(found.weight?.to_string())).collect();
        assert_eq!(weights, ["10", "10", "20", "5"]);
        assert_eq!(project.indicators[0].explanation.as_deref(), Some("全年场次"));
        assert_eq!(project.indicators[0].source, "80");
        assert_eq!(project.indicators[0].at.line, Some(2));
    }

    #[test]
    fn tables_within_a_packed_cell() {
        check(
            "<table><tr><th>单位编码</th><th>单位及项目名称</th><th>金额(万元)</th><th>绩效目标</th><th>绩效指标</th></tr>\
             <tr><td>1</td><td>清淤</td><td>5</td><td>清淤</td><td><table>\
             <tr><td rowspan=2>产出指标</td><td>数量指标</td><td>清淤长度</td><td>≥12公里</td></tr>\
             <tr><td>质量指标</td><td>合格率</td><td>100%</td></tr>\
             <tr><td colspan=2>满意度指标</td><td>群众满意度</td><td>≥90%</td></tr></table></td></tr>\
             <tr><td>2</td><td>供水</td><td>5</td><td>供水</td><td><p>一、产出指标</p><p>(一) 数量指标</p><p>1. 水厂 1座</p>\
             <table><tr><th>一级指标</th><th>二级指标</th><th>三级指标</th><th>指标值</th></tr>\
             <tr><td>产出指标</td><td>数量指标</td><td>管网</td><td>≥12公里</td></tr></table></td></tr></table>",
            "1|清淤|5|清淤
             - 产出>数量>清淤长度|≥12公里
             - 产出>质量>合格率|100%
             - 满意度>服务对象满意度>群众满意度|≥90%
             2|供水|5|供水
             - 产出>数量>1 水厂|1座
             - 产出>数量>管网|≥12公里",
        );
    }

    /// Words that tables are made of, and what is to be found in none.
    const WORDS: &[&str] = &[
        "",
        "",
        "",
        "产出指标",
        "效益指标",
        "满意度指标",
        "数量指标",
        "质量指标",
        "社会效益指标",
        "清淤",
        "清淤（续）",
        "供水",
        "≥12公里",
        "5",
        "6.5",
        "合计",
        "小计",
        "总分",
        "426",
        "426001",
        "目标1：清淤。",
        "（续上页）",
        "指标1：长度",
        "1. 长度<br>2. 面积",
        "12公里<br>3亩",
        "≥",
        "定性",
        "公里",
        "注：无",
        "项目名称",
        "三级指标",
    ];

    const HEADERS: &[&str] = &[
        "项目名称",
        "单位编码",
        "单位",
        "主管部门",
        "金额",
        "其中：财政拨款",
        "绩效目标",
        "年度目标",
        "一级指标",
        "二级指标",
        "三级指标",
        "指标值",
        "指标性质",
        "度量单位",
        "权重",
        "得分",
        "备注",
        "绩效指标",
    ];

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(96))]

        /// Whatever stands where, nothing breaks, and every indicator stands in a cell of its table.
        #[test]
        fn any_table_is_read(
            headers in proptest::collection::vec(0..HEADERS.len(), 1..9),
            cells in proptest::collection::vec((0..WORDS.len(), 1..4_usize, 1..3_usize), 0..60),
        ) {
            let head: Vec<&str> = headers.iter().map(|header| HEADERS[*header]).collect();
            let rows: Vec<String> = cells
                .chunks(headers.len())
                .map(|row| {
                    let cells: Vec<String> = row
                        .iter()
                        .map(|(word, tall, wide)| format!("<td rowspan={tall} colspan={wide}>{}</td>", WORDS[*word]))
                        .collect();
                    cells.concat()
                })
                .collect();
            let text =
                format!("<table><tr><th>{}</th></tr><tr>{}</tr></table>", head.join("</th><th>"), rows.join("</tr><tr>"));
            let found = disclosure(&text);
            for indicator in found.projects.iter().flat_map(|project| &project.indicators) {
                proptest::prop_assert!(indicator.at.row.is_some_and(|row| row > 0));
                proptest::prop_assert!(!indicator.text.is_empty() || !indicator.name.is_empty());
            }
        }
    }
}
