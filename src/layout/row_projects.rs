//! Projects of a table that has a row per indicator. Merged cells may be there, lost with blanks below or
//! above, or repeated in every row.

use super::lines::Line;
use super::project::{self, Levels};
use super::row_cells::{Anchor, RowCells, one_line};
use super::row_columns::{self, RowColumns};
use super::{Context, Lifted};
use crate::layout::grammar::{numbering, target};
use crate::layout::{taxonomy, vocabulary};
use crate::model::{
    Amount, ColumnRole, Finding, Findings, Funding, Goal, Indicator, Message, Organisation, Position,
    Project, RowRole, Rule, Severity, Table, Target, Tidy,
};
use crate::text::numerals::plain_decimal;
use crate::text::width::fold;

/// The text of a merged cell stands in a row below its first.
pub const MERGE_CENTRED: Rule =
    Rule { name: "merge-centred", severity: Severity::Warning, page: include_str!("merge_centred.md") };

/// What is written behind a name that goes on from the page before.
const CONTINUED_NAME: &[&str] = &["(续)", "(续表)", "(续上页)", "(接上页)"];

/// What is written for goals that stand on the page before.
const CONTINUED_GOALS: &[&str] = &["（续上页）", "(续上页)", "（续）", "(续)"];

/// The first levels in the order in which they stand.
const ORDER: [&str; 5] = ["投入指标", "成本指标", "产出指标", "效益指标", "满意度指标"];

/// What a table with these columns says. The roles of its rows and columns are set on the way.
pub(super) fn lift(
    findings: &mut Findings,
    context: &Context,
    table: &mut Table<Tidy>,
    columns: &RowColumns,
) -> Lifted {
    row_columns::set(table, columns);
    let unit = amount_unit(table, columns);
    let cells = RowCells::new(table, columns);
    let roles: Vec<RowRole> = (0..table.rows.len())
        .map(
            |row| if cells.body().contains(&row) { role(&cells, columns, row) } else { table.rows[row].role },
        )
        .collect();
    let mut lifted = Lifted::default();
    let mut indicator_rows = Vec::new();
    let (mut department, mut organisation): (Option<Organisation>, Option<Organisation>) = (None, None);
    for run in runs(&cells, &roles) {
        if let Run::Sum(row) = run {
            if let Some(project) = lifted.projects.last_mut() {
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
        let groups = centred(&cells, &rows).inspect(|_| report_centred(findings, context, &cells, &rows));
        for group in groups.unwrap_or_else(|| projects(&cells, columns, &rows)) {
            let mut found = lift_project(context, table, &cells, columns, &group, unit.as_deref());
            found.department = found.department.or_else(|| department.clone());
            found.unit = found.unit.or_else(|| organisation.clone());
            indicator_rows.push(group);
            lifted.projects.push(found);
        }
    }
    for (row, role) in roles.into_iter().enumerate().skip(columns.header.body) {
        table.rows[row].role = role;
    }
    for group in indicator_rows {
        for (number, row) in group.into_iter().enumerate() {
            table.rows[row].role = if number == 0 { RowRole::Project } else { RowRole::Indicator };
        }
    }
    lifted
}

/// The indicators of a table within a cell; `at` is where that cell stands. A table without a header is read by
/// the names of levels that stand in it.
pub(super) fn nested_indicators(table: &Table<Tidy>, at: &Position) -> Vec<Indicator> {
    let Some(columns) = row_columns::find(table).or_else(|| row_columns::guess(table)) else {
        return Vec::new();
    };
    let cells = RowCells::new(table, &columns);
    let rows: Vec<usize> =
        cells.body().filter(|row| matches!(role(&cells, &columns, *row), RowRole::Project)).collect();
    let place = |position: Position| Position { table: at.table, row: at.row, column: at.column, ..position };
    let mut found = indicators(&Context::default(), &cells, &columns, &rows);
    for indicator in &mut found {
        indicator.at = place(indicator.at.clone());
    }
    found
}

/// What a row is. A row of a project's indicators is a project's here, be it the first or not.
fn role(cells: &RowCells, columns: &RowColumns, row: usize) -> RowRole {
    if cells.is_note(row) || cells.repeats_header(row) {
        return RowRole::Note;
    }
    let filled = [
        ColumnRole::Goals,
        ColumnRole::Level1,
        ColumnRole::Level2,
        ColumnRole::Indicator,
        ColumnRole::Target,
        ColumnRole::Actual,
    ]
    .into_iter()
    .any(|role| cells.own(row, role).is_some_and(|text| !is_sum(&text)));
    let beginning = cells.beginning(row);
    let first = beginning.first().map(|anchor| one_line(cells.text(*anchor).text())).unwrap_or_default();
    if is_sum(&first) && !filled {
        return if project::is_total(&fold(&first)) && cells.own(row, ColumnRole::Weight).is_none() {
            RowRole::Total
        } else {
            RowRole::Data
        };
    }
    let code = cells.first(row, ColumnRole::Code);
    let name = cells.first(row, ColumnRole::Name).filter(|name| Some(*name) != code);
    let words =
        |anchor: Option<Anchor>| anchor.map(|anchor| one_line(cells.text(anchor).text())).unwrap_or_default();
    if filled || beginning.is_empty() {
        return RowRole::Project;
    }
    let own = |anchor: Option<Anchor>| anchor.filter(|anchor| anchor.0 == row);
    let (code, name) = (words(own(code)), words(own(name)));
    match project::row_role(&code, &name, false) {
        // Without a code of its own the name says what the row is: `[136]青岭县文化和旅游局`.
        RowRole::Project if code.is_empty() => {
            let printed =
                project::organisation(&name).and_then(|organisation| organisation.code).unwrap_or_default();
            match printed.len() {
                3 => RowRole::Department,
                6 => RowRole::Unit,
                _ if name.is_empty() && !columns.has(ColumnRole::Name) => RowRole::Data,
                _ if name.is_empty() && cells.own(row, ColumnRole::Amount).is_none() => RowRole::Data,
                _ => RowRole::Project,
            }
        }
        role => role,
    }
}

/// Whether a cell says that its row adds others up.
fn is_sum(text: &str) -> bool {
    let folded = fold(text);
    project::is_total(&folded)
        || matches!(folded.trim_end_matches(':'), "小计" | "总分" | "总得分" | "得分合计" | "分值合计")
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

fn runs(cells: &RowCells, roles: &[RowRole]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for row in cells.body() {
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
    let first = cells.beginning(row).first().map(|anchor| fold(cells.text(*anchor).text()));
    if first.is_none_or(|first| !is_sum(&first) || first.starts_with("小计")) {
        return;
    }
    let points_in = |role| cells.own(row, role).as_deref().and_then(points);
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
fn telling(columns: &RowColumns) -> Option<ColumnRole> {
    [ColumnRole::Name, ColumnRole::Unit, ColumnRole::Department].into_iter().find(|role| columns.has(*role))
}

/// The rows of each project.
fn projects(cells: &RowCells, columns: &RowColumns, rows: &[usize]) -> Vec<Vec<usize>> {
    let mut found: Vec<Vec<usize>> = Vec::new();
    for row in rows {
        let continues = found.last().is_some_and(|group| continues(cells, columns, group, *row));
        match found.last_mut() {
            Some(group) if continues => group.push(*row),
            _ => found.push(vec![*row]),
        }
    }
    found
}

/// Whether a row belongs to the project of the rows above it: its name is the same cell, blank or repeated, and
/// no code, amount or goal says that it is another project of that name.
fn continues(cells: &RowCells, columns: &RowColumns, group: &[usize], row: usize) -> bool {
    let known = |role: ColumnRole| group.iter().find_map(|row| cells.first(*row, role));
    let differs = |role: ColumnRole| match (known(role), cells.first(row, role)) {
        (Some(known), Some(found)) => {
            known != found && fold(cells.text(known).text()) != fold(cells.text(found).text())
        }
        _ => false,
    };
    let Some(telling) = telling(columns) else { return !differs(ColumnRole::Code) };
    match (known(telling), cells.first(row, telling)) {
        (Some(known), Some(found)) if known != found => {
            let (known, found) = (name_of(cells, known), name_of(cells, found));
            if fold(&known.0) != fold(&found.0) {
                return false;
            }
            if found.1 {
                return true;
            }
        }
        // What stands above the first name belongs to no project of that name.
        (None, Some(_)) => return false,
        _ => {}
    }
    if differs(ColumnRole::Code) {
        return false;
    }
    if cells.first(row, telling).is_none_or(|name| name.0 != row) {
        return true;
    }
    let goes_on = || {
        let last = group.iter().rev().find_map(|row| rank(cells, *row));
        let restarts = last.zip(rank(cells, row)).is_none_or(|(last, next)| {
            next < last || (next == last && cells.own(row, ColumnRole::Level1).is_some())
        });
        let goals = cells.words(row, ColumnRole::Goals);
        !restarts || CONTINUED_GOALS.iter().any(|mark| goals.starts_with(mark))
    };
    !differs(ColumnRole::Amount) && (!differs(ColumnRole::Goals) || goes_on())
}

/// A project's name without `（续）`, and whether it had one.
fn name_of(cells: &RowCells, anchor: Anchor) -> (String, bool) {
    let printed = one_line(cells.text(anchor).text());
    for (at, _) in printed.char_indices() {
        if CONTINUED_NAME.contains(&fold(&printed[at..]).as_str()) && at > 0 {
            return (printed[..at].trim().to_owned(), true);
        }
    }
    (printed, false)
}

/// The place of a row's first level in the order of levels, where the row says it.
fn rank(cells: &RowCells, row: usize) -> Option<usize> {
    let level1 = cells.words(row, ColumnRole::Level1);
    let level2 = cells.words(row, ColumnRole::Level2);
    let canonical =
        taxonomy::level1(&level1).or_else(|| taxonomy::level2(&level2).and_then(taxonomy::level1_of))?;
    ORDER.iter().position(|name| *name == canonical)
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
    (one_name && below).then_some(stretches)
}

fn report_centred(findings: &mut Findings, context: &Context, cells: &RowCells, rows: &[usize]) {
    let first = rows.iter().find_map(|row| cells.first(*row, ColumnRole::Name));
    if let Some(anchor) = first {
        let name = one_line(cells.text(anchor).text());
        findings.push(Finding {
            at: Some(cells.position(context.table, anchor)),
            found: Some(name.clone()),
            ..Finding::new(&MERGE_CENTRED, &Message::new("merge-centred", &[&name]))
        });
    }
}

/// The unit of the amounts: of the column's own header, else of the table.
fn amount_unit(table: &Table<Tidy>, columns: &RowColumns) -> Option<String> {
    let column = columns.header.column(ColumnRole::Amount)?;
    columns.header.texts[column]
        .iter()
        .rev()
        .find_map(|text| vocabulary::unit(text))
        .or_else(|| table.unit.clone())
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
    if let Some(anchor) = anchor(ColumnRole::Amount) {
        set_amount(&mut found, cells.text(anchor).text(), unit);
    }
    for (column, source) in &columns.funding {
        let amount = at_column(*column).and_then(|anchor| project::amount(cells.text(anchor).text()));
        if amount.is_some() {
            found.funding.push(Funding { source: source.clone(), amount, executed: None });
        }
    }
    found.goals = goals(context, cells, columns, rows);
    found.indicators = indicators(context, cells, columns, rows);
    found
}

/// The name of a project that has no column for it: a line `项目名称：…`, else who it belongs to, else the title.
fn name_elsewhere(context: &Context, table: &Table<Tidy>, columns: &RowColumns, found: &Project) -> String {
    if columns.has(ColumnRole::Name) {
        return String::new();
    }
    let labelled = |line: &String| {
        let rest = line.split_once("项目名称")?.1.trim_start().strip_prefix([':', '：'])?.trim_start();
        let name = rest.split(['\u{3000}', ' ', '\t', '\n']).next().unwrap_or_default();
        (!name.is_empty()).then(|| name.to_owned())
    };
    let organisation = || found.unit.as_ref().or(found.department.as_ref()).map(|found| found.name.clone());
    table
        .above
        .iter()
        .find_map(labelled)
        .or_else(organisation)
        .or_else(|| table.title.clone())
        .or_else(|| context.title.clone())
        .map(|name| one_line(&name))
        .unwrap_or_default()
}

/// Sets the amount; its cell may name a unit of its own, or its parts: `年度资金总额:16 其中:上级资金16`.
fn set_amount(found: &mut Project, printed: &str, unit: Option<&str>) {
    if let Some(amount) = project::amount(printed) {
        return project::set_amount(found, Some(amount), unit);
    }
    let folded = fold(printed);
    let own = ["万元", "亿元", "千元", "元"].into_iter().find(|unit| folded.ends_with(unit));
    if let Some(own) = own
        && let Some(amount) = project::amount(folded.trim_end_matches(own))
    {
        return project::set_amount(found, Some(amount), Some(own));
    }
    for line in printed.lines() {
        let Some((label, amount)) = labelled_amount(line) else { continue };
        if vocabulary::role(&label) == Some(ColumnRole::Amount) && found.amount.is_none() {
            project::set_amount(found, Some(amount), unit);
        } else {
            found.funding.push(Funding { source: label, amount: Some(amount), executed: None });
        }
    }
}

/// `年度资金总额:16` as its label and amount; the colon may be missing, and 其中 stand before.
fn labelled_amount(line: &str) -> Option<(String, Amount)> {
    let line = line.trim();
    let line = line.strip_prefix("其中").unwrap_or(line).trim_start_matches([':', '：', ' ']);
    let digits = line.find(|c: char| c.is_ascii_digit())?;
    let label = line[..digits].trim_end_matches([':', '：', ' ', '\u{3000}']);
    (!label.is_empty()).then_some(())?;
    Some((label.to_owned(), project::amount(&line[digits..])?))
}

fn goals(context: &Context, cells: &RowCells, columns: &RowColumns, rows: &[usize]) -> Vec<Goal> {
    let mut goals = Vec::new();
    let several = columns.goals.len() > 1;
    for (number, (column, period)) in columns.goals.iter().enumerate() {
        // A header cell over several columns names them all, and a cell below may cover them all as well.
        let earlier = |anchor: &Anchor| {
            columns.goals[..number]
                .iter()
                .any(|(column, _)| rows.iter().any(|row| cells.at(*row, *column) == Some(*anchor)))
        };
        let mut seen: Vec<Anchor> = Vec::new();
        let mut lines: Vec<(Line, Anchor)> = Vec::new();
        for anchor in rows.iter().filter_map(|row| cells.at(*row, *column)) {
            let said = |other: &Anchor| fold(cells.text(*other).text()) == fold(cells.text(anchor).text());
            if earlier(&anchor) || seen.contains(&anchor) || seen.iter().any(said) {
                continue;
            }
            seen.push(anchor);
            lines.extend(
                cells.lines(anchor).into_iter().filter_map(|line| Some((without_continued(line)?, anchor))),
            );
        }
        let texts: Vec<Line> = lines.iter().map(|(line, _)| line.clone()).collect();
        let position = |line: &Line| {
            let anchor = lines.iter().find(|(other, _)| other == line).map(|(_, anchor)| *anchor);
            anchor.map_or_else(Position::default, |anchor| at_line(cells, context, anchor, line))
        };
        let period = period.filter(|period| several || *period == crate::model::Period::MediumTerm);
        goals.extend(project::goals(&texts, period, position));
    }
    goals
}

/// A goal's line without `（续上页）`; `None` if it says nothing else.
fn without_continued(line: Line) -> Option<Line> {
    let text = line.text.trim();
    let rest = CONTINUED_GOALS.iter().find_map(|mark| text.strip_prefix(mark)).unwrap_or(text).trim();
    (!rest.is_empty()).then(|| Line { text: rest.to_owned(), ..line.clone() })
}

fn at_line(cells: &RowCells, context: &Context, anchor: Anchor, line: &Line) -> Position {
    let cell = cells.position(context.table, anchor);
    Position::in_table(context.table, anchor.0, cell.column.unwrap_or_default(), &line.at)
}

/// The indicators of a project's rows.
fn indicators(context: &Context, cells: &RowCells, columns: &RowColumns, rows: &[usize]) -> Vec<Indicator> {
    let mut found = Vec::new();
    let mut last: Option<(Option<Anchor>, Option<Anchor>)> = None;
    for (row, (level1, level2)) in rows.iter().zip(levels(cells, rows)) {
        let name = name_cell(cells, *row);
        let value = cells.first(*row, ColumnRole::Target);
        // A row that only goes on with what the rows above say adds no indicator.
        let own = [name, value].into_iter().flatten().any(|anchor| anchor.0 == *row);
        if !own && last == Some((name, value)) {
            continue;
        }
        last = Some((name, value));
        let pieces = pieces(cells, columns, *row, name, value);
        for piece in pieces {
            found.push(indicator(context, cells, columns, *row, (&level1, &level2), piece));
        }
    }
    found
}

/// The cell of a row's indicator: of the third level, or where that is missing of the second, unless it is over
/// both.
fn name_cell(cells: &RowCells, row: usize) -> Option<Anchor> {
    let level1 = cells.first(row, ColumnRole::Level1);
    cells.first(row, ColumnRole::Indicator).filter(|name| Some(*name) != level1 || cells.width(*name) == 1)
}

/// The levels of every row: what is printed, with what merged cells say that were lost.
fn levels(cells: &RowCells, rows: &[usize]) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::with_capacity(rows.len());
    let (mut level1, mut level2) = (String::new(), String::new());
    for row in rows {
        let first = cells.first(*row, ColumnRole::Level1);
        let second = cells.first(*row, ColumnRole::Level2).filter(|second| Some(*second) != first);
        let words = |anchor: Anchor| one_line(cells.text(anchor).text());
        let canonical_parent = |level2: &str| taxonomy::level2(level2).and_then(taxonomy::level1_of);
        if let Some(first) = first.map(words).filter(|first| fold(first) != fold(&level1)) {
            // A second level stays only where it belongs to the first level that its merged cell names below it.
            if !level1.is_empty() || canonical_parent(&level2) != taxonomy::level1(&first) {
                level2.clear();
            }
            level1 = first;
        }
        let third = cells.first(*row, ColumnRole::Indicator);
        if let Some(second) = second.filter(|second| third.is_some() || !is_name(&words(*second))) {
            let second_words = words(second);
            let parent = canonical_parent(&second_words);
            let foreign = parent.is_some()
                && taxonomy::level1(&level1).is_some()
                && parent != taxonomy::level1(&level1)
                && taxonomy::level2(&second_words) != Some("成本指标");
            // The name of the first level stands in a row further below.
            if first.is_none() && foreign {
                level1.clear();
            }
            level2 = if Some(second) == third { String::new() } else { second_words };
        } else if second.is_some() {
            level2.clear();
        }
        found.push((level1.clone(), level2.clone()));
    }
    fill_up(cells, rows, &mut found);
    found
}

/// Whether a text of the second level's column is an indicator's name rather than a level's.
fn is_name(text: &str) -> bool {
    taxonomy::level2(text).is_none() && taxonomy::level1(text).is_none()
}

/// Gives the first rows of a merged cell what stands in a later row of it.
fn fill_up(cells: &RowCells, rows: &[usize], found: &mut [(String, String)]) {
    for index in (0..found.len().saturating_sub(1)).rev() {
        let (above, below) = found.split_at_mut(index + 1);
        let (here, next) = (&mut above[index], &below[0]);
        let blank = |role| cells.first(rows[index], role).is_none();
        let goes_on = cells.own(rows[index + 1], ColumnRole::Level1).is_none();
        if here.0.is_empty()
            && blank(ColumnRole::Level1)
            && !next.0.is_empty()
            && (here.1.is_empty()
                || project::levels("", &here.1).level1 == project::levels(&next.0, "").level1)
        {
            here.0.clone_from(&next.0);
            if here.1.is_empty() && blank(ColumnRole::Level2) {
                here.1.clone_from(&next.1);
            }
        } else if here.1.is_empty() && blank(ColumnRole::Level2) && goes_on && here.0 == next.0 {
            here.1.clone_from(&next.1);
        }
    }
}

/// A name and a value of one row, each with its cell, line and words.
#[derive(Default)]
struct Piece {
    name: Option<(Anchor, String)>,
    value: Option<(Anchor, String)>,
    source: String,
    at: Option<Line>,
    /// Whether name and value stand in one cell.
    is_packed: bool,
}

/// The names and values of a row; cells that number their lines hold several.
fn pieces(
    cells: &RowCells,
    columns: &RowColumns,
    row: usize,
    name: Option<Anchor>,
    value: Option<Anchor>,
) -> Vec<Piece> {
    let second = cells.first(row, ColumnRole::Level2);
    let name = name.or_else(|| second.filter(|_| value.is_some()));
    if name.is_none() && value.is_none() {
        return Vec::new();
    }
    if name.is_some_and(|name| is_sum(cells.text(name).text())) {
        return Vec::new();
    }
    let names = name.map(|name| cells.lines(name)).unwrap_or_default();
    let values = value.map(|value| cells.lines(value)).unwrap_or_default();
    let counted = |lines: &[Line]| {
        lines.len() > 1
            && lines.iter().zip(1..).all(|(line, expected)| {
                numbering::marker(&line.text).is_some_and(|marker| marker.number == expected)
            })
    };
    let has_target = columns.has(ColumnRole::Target);
    if let Some(name) = name
        .filter(|_| counted(&names) && (values.len() == names.len() || (values.is_empty() && !has_target)))
    {
        return names
            .iter()
            .enumerate()
            .map(|(index, line)| match value.zip(values.get(index)) {
                Some((value, value_line)) => {
                    let marker = numbering::marker(&value_line.text).filter(|_| counted(&values));
                    let text = value_line.text[marker.map_or(0, |marker| marker.length)..].to_owned();
                    Piece {
                        name: Some((name, line.text.clone())),
                        value: Some((value, text)),
                        source: value_line.source.clone(),
                        at: Some(value_line.clone()),
                        is_packed: false,
                    }
                }
                None => packed(name, line),
            })
            .collect();
    }
    if value.is_none() && !has_target {
        // Names and values in one cell.
        let Some(name) = name else { return Vec::new() };
        return if names.len() > 1 && names.iter().all(|line| !target::split_name(&line.text).1.is_empty()) {
            names.iter().map(|line| packed(name, line)).collect()
        } else {
            let line = Line { text: one_line(cells.text(name).text()), ..joined(&names) };
            vec![packed(name, &line)]
        };
    }
    let words = |anchor: Anchor| (anchor, one_line(cells.text(anchor).text()));
    let line = joined(if value.is_some() { &values } else { &names });
    vec![Piece {
        name: name.map(words),
        value: value.map(|value| (value, cells.words(row, ColumnRole::Target))),
        source: line.source.clone(),
        at: Some(line),
        is_packed: false,
    }]
}

fn packed(cell: Anchor, line: &Line) -> Piece {
    let marker = numbering::marker(&line.text);
    let (name, value) = target::split_name(&line.text[marker.map_or(0, |marker| marker.length)..]);
    let number = marker.map_or("", |marker| &line.text[..marker.length]);
    Piece {
        name: Some((cell, format!("{number}{name}"))),
        value: Some((cell, value)),
        source: line.source.clone(),
        at: Some(line.clone()),
        is_packed: true,
    }
}

/// Several lines as one, with the words of all of them.
fn joined(lines: &[Line]) -> Line {
    let mut sources: Vec<&str> = lines.iter().map(|line| line.source.as_str()).collect();
    sources.dedup();
    Line {
        text: lines.iter().map(|line| line.text.as_str()).collect(),
        source: sources.join("\n"),
        at: lines.first().map(|line| line.at.clone()).unwrap_or_default(),
    }
}

fn indicator(
    context: &Context,
    cells: &RowCells,
    columns: &RowColumns,
    row: usize,
    (level1, level2): (&str, &str),
    piece: Piece,
) -> Indicator {
    let printed = piece.name.as_ref().map(|(_, name)| name.as_str()).unwrap_or_default();
    let marker = numbering::marker(printed).filter(|marker| {
        // What remains must be a name: `指标1：` alone is one.
        !printed[marker.length..].trim().is_empty() && marker.kind != numbering::MarkerKind::Chinese
    });
    let name = printed[marker.map_or(0, |marker| marker.length)..].trim();
    let number = marker.map(|marker| marker.number).filter(|number| *number > 0);
    // The name of a second level where the third level belongs tells the second one.
    let second = if level2.is_empty() && taxonomy::is_level_name(name) { name } else { level2 };
    let levels: Levels = project::levels(level1, second);
    let value = piece.value.as_ref().map(|(_, value)| value.as_str()).unwrap_or_default();
    let (target, text) = target_of(cells, columns, row, value);
    let anchor = piece.value.as_ref().or(piece.name.as_ref()).map(|(anchor, _)| *anchor);
    let at = match (anchor, &piece.at) {
        (Some(anchor), Some(line)) => at_line(cells, context, anchor, line),
        (Some(anchor), None) => cells.position(context.table, anchor),
        _ => Position::default(),
    };
    let text = match &piece.at {
        Some(line) if piece.is_packed => line.text.clone(),
        Some(line) if text.is_empty() && piece.value.is_none() => line.text.clone(),
        _ => text,
    };
    Indicator {
        weight: cells.own(row, ColumnRole::Weight).as_deref().and_then(points),
        score: cells.own(row, ColumnRole::Score).as_deref().and_then(points),
        actual: said(cells, row, ColumnRole::Actual),
        reason: said(cells, row, ColumnRole::Reason),
        explanation: said(cells, row, ColumnRole::Explanation),
        period: columns.period,
        text,
        source: piece.source,
        at,
        ..project::indicator(&levels, number, name, target)
    }
}

/// What the cells of a role say in a row, a line each.
fn said(cells: &RowCells, row: usize, role: ColumnRole) -> Option<String> {
    let texts: Vec<&str> =
        cells.of(row, role).into_iter().map(|anchor| cells.text(anchor).text().trim()).collect();
    (!texts.is_empty()).then(|| texts.join("\n"))
}

/// The target of a row, and what is printed for it.
fn target_of(cells: &RowCells, columns: &RowColumns, row: usize, value: &str) -> (Target, String) {
    if !columns.has_properties() {
        return (target::read(value), value.to_owned());
    }
    let words = |role| Some(cells.words(row, role)).filter(|text| !text.is_empty());
    let (operator, kind, unit) =
        (words(ColumnRole::Operator), words(ColumnRole::TargetKind), words(ColumnRole::TargetUnit));
    // The kind column says 定性 where there is no operator column, or where that is blank.
    let sign = match (&operator, &kind) {
        (None, Some(kind)) | (Some(_), Some(kind)) if kind.contains("定性") && !kind.contains("定量") => {
            Some(kind)
        }
        (operator, _) => operator.as_ref(),
    };
    let target = target::compose(sign.map(String::as_str), value, unit.as_deref());
    let operator = operator.filter(|operator| {
        !operator.contains("定") && !value.starts_with(operator.as_str()) && !is_placeholder(operator)
    });
    let unit = unit.filter(|unit| !value.ends_with(unit.as_str()) && !is_placeholder(unit));
    let text = [operator.unwrap_or_default(), value.to_owned(), unit.unwrap_or_default()].concat();
    (target, text)
}

fn is_placeholder(text: &str) -> bool {
    matches!(fold(text).as_str(), "" | "-" | "—" | "/" | "无" | "*")
}

/// A weight or score: `10`, `10分`, `10%`.
fn points(printed: &str) -> Option<Amount> {
    plain_decimal(fold(printed).trim_end_matches(['分', '%']))?.parse().ok()
}
