//! The indicators of a table that has a row per indicator: their levels, names, values and what else its columns
//! say of them.

use crate::layout::context::Context;
use crate::layout::lines::{self, Beside, Line};
use crate::layout::project::{self, Levels};
use crate::layout::rows::cells::{Anchor, RowCells};
use crate::layout::rows::columns::{self, RowColumns};
use crate::layout::rows::levels;
use crate::lexicon::fault;
use crate::lexicon::grammar::{numbering, target};
use crate::lexicon::taxonomy;
use crate::lexicon::total;
use crate::model::{Amount, ColumnRole, Indicator, Position, RowRole, Table, Target, TargetKind, Tidy};
use crate::text::lines::one_line;

/// The indicators of a table within a cell; `at` is where that cell stands. A table without a header is read by
/// the names of levels that stand in it.
pub(in crate::layout) fn nested_indicators(table: &Table<Tidy>, at: &Position) -> Vec<Indicator> {
    let Some(columns) = columns::find(table).or_else(|| columns::guess(table)) else {
        return Vec::new();
    };
    let cells = RowCells::new(table, &columns);
    let rows: Vec<usize> = cells.body().filter(|row| matches!(cells.role(*row), RowRole::Project)).collect();
    let place = |position: Position| Position { table: at.table, row: at.row, column: at.column, ..position };
    let mut found = indicators(&Context::default(), &cells, &columns, &rows);
    for indicator in &mut found {
        indicator.at = place(indicator.at.clone());
    }
    found
}

/// The indicators of a project's rows.
pub(in crate::layout) fn indicators(
    context: &Context,
    cells: &RowCells,
    columns: &RowColumns,
    rows: &[usize],
) -> Vec<Indicator> {
    let mut found = Vec::new();
    let mut last: Option<(Option<Anchor>, Option<Anchor>)> = None;
    for (row, (level1, level2)) in rows.iter().zip(levels::of(cells, rows)) {
        let name = name_cell(cells, *row);
        let value = cells.first(*row, ColumnRole::Target);
        // A row that only goes on with what the rows above say adds no indicator.
        let own = [name, value].into_iter().flatten().any(|anchor| anchor.0 == *row);
        if !own && last == Some((name, value)) {
            continue;
        }
        last = Some((name, value));
        let pieces = pieces(cells, columns, *row, name, value);
        let beside = Beside::of(pieces.len(), |role| {
            let own = cells.of(*row, role).into_iter().filter(|anchor| anchor.0 == *row);
            own.flat_map(|anchor| cells.lines(anchor)).collect()
        });
        for (index, piece) in pieces.into_iter().enumerate() {
            let said = Said { cells, row: *row, beside: &beside, index };
            found.push(indicator(context, &said, columns, (&level1, &level2), piece));
        }
    }
    project::carry_level_weights(&mut found);
    found
}

/// The cell of a row's indicator: of the third level, or where that is missing of the second, unless it is over
/// both.
fn name_cell(cells: &RowCells, row: usize) -> Option<Anchor> {
    let level1 = cells.first(row, ColumnRole::Level1);
    cells.first(row, ColumnRole::Indicator).filter(|name| Some(*name) != level1 || cells.width(*name) == 1)
}

/// What the cells of a row say of one of the indicators in it.
struct Said<'a> {
    cells: &'a RowCells<'a>,
    row: usize,
    beside: &'a Beside,
    index: usize,
}

impl Said<'_> {
    /// A weight or score; it counts in the row that its cell begins in.
    fn points(&self, role: ColumnRole) -> Option<Amount> {
        match self.beside.line(role, self.index) {
            Some(line) => project::points(line),
            None => self.cells.own(self.row, role).as_deref().and_then(project::points),
        }
    }

    /// What the cells of a role say, a line each.
    fn remark(&self, role: ColumnRole) -> Option<String> {
        let whole = || {
            let texts: Vec<&str> = self
                .cells
                .of(self.row, role)
                .into_iter()
                .map(|anchor| self.cells.text(anchor).text().trim())
                .collect();
            (!texts.is_empty()).then(|| texts.join("\n"))
        };
        self.beside.line(role, self.index).map(str::to_owned).or_else(|| lines::once(whole, self.index))
    }

    /// What the cells of a role say, on one line.
    fn words(&self, role: ColumnRole) -> Option<String> {
        let whole = || Some(self.cells.words(self.row, role)).filter(|text| !text.is_empty());
        self.beside.line(role, self.index).map(str::to_owned).or_else(|| lines::once(whole, self.index))
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
    let value_says = |value: Anchor| !fault::is_no_name(cells.text(value).text());
    if name.is_none() && !value.is_some_and(value_says) {
        return Vec::new();
    }
    if name.is_some_and(|name| total::sum(cells.text(name).text()).is_some()) {
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
    said: &Said<'_>,
    columns: &RowColumns,
    (level1, level2): (&str, &str),
    piece: Piece,
) -> Indicator {
    let cells = said.cells;
    let printed = piece.name.as_ref().map(|(_, name)| name.as_str()).unwrap_or_default();
    let marker = numbering::marker(printed).filter(|marker| {
        // What remains must be a name: `指标1：` alone is one.
        !printed[marker.length..].trim().is_empty() && marker.kind != numbering::MarkerKind::Chinese
    });
    let name = printed[marker.map_or(0, |marker| marker.length)..].trim();
    let number = marker.map(|marker| marker.number);
    // The name of a second level where the third level belongs tells the second one.
    let second = if level2.is_empty() && taxonomy::is_level_name(name) { name } else { level2 };
    let printed_levels: Levels = project::levels(level1, second);
    let value = piece.value.as_ref().map(|(_, value)| value.as_str()).unwrap_or_default();
    let (target, text) = target_of(said, columns, value);
    let anchor = piece.value.as_ref().or(piece.name.as_ref()).map(|(anchor, _)| *anchor);
    let at = match (anchor, &piece.at) {
        (Some(anchor), Some(line)) => cells.line_position(context.table, anchor, line),
        (Some(anchor), None) => cells.position(context.table, anchor),
        _ => Position::default(),
    };
    let text = match &piece.at {
        Some(line) if piece.is_packed => line.text.clone(),
        Some(line) if text.is_empty() && piece.value.is_none() => line.text.clone(),
        _ => text,
    };
    Indicator {
        weight: said.points(ColumnRole::Weight),
        level1_weight: level_weight(cells, columns, said.row, ColumnRole::Level1),
        level2_weight: level_weight(cells, columns, said.row, ColumnRole::Level2),
        score: said.points(ColumnRole::Score),
        actual: said.remark(ColumnRole::Actual),
        reason: said.remark(ColumnRole::Reason),
        explanation: said.remark(ColumnRole::Explanation),
        period: columns.period,
        text,
        source: piece.source,
        at,
        ..project::indicator(&printed_levels, number, name, target)
    }
}

/// The weight of a level that has one of its own, from a cell that may reach down from above.
fn level_weight(cells: &RowCells, columns: &RowColumns, row: usize, level: ColumnRole) -> Option<Amount> {
    let (_, column) = columns.level_weights.iter().find(|(of, _)| *of == level)?;
    project::points(cells.text(cells.at(row, *column)?).text())
}

/// The target of a row, and what is printed for it.
fn target_of(said: &Said<'_>, columns: &RowColumns, value: &str) -> (Target, String) {
    if fault::is_fault(value) {
        return (Target::default(), value.to_owned());
    }
    if !columns.has_properties() {
        return (target::read(value), value.to_owned());
    }
    let (operator, kind, unit) = (
        said.words(ColumnRole::Operator),
        said.words(ColumnRole::TargetKind),
        said.words(ColumnRole::TargetUnit),
    );
    // The kind column says 定性 where there is no operator column, or where that is blank.
    let sign = match (&operator, &kind) {
        (_, Some(kind)) if target::kind_named(kind) == Some(TargetKind::Qualitative) => Some(kind),
        (operator, _) => operator.as_ref(),
    };
    let target = target::compose(sign.map(String::as_str), value, unit.as_deref());
    let operator = operator.filter(|operator| {
        target::kind_named(operator).is_none()
            && !value.starts_with(operator.as_str())
            && !target::is_nothing(operator)
    });
    let unit = unit.filter(|unit| !value.ends_with(unit.as_str()) && !target::is_nothing(unit));
    let text = [operator.unwrap_or_default(), value.to_owned(), unit.unwrap_or_default()].concat();
    (target, text)
}
