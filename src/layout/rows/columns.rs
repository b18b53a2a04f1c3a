//! The columns of a table that has a row per indicator: which column holds what, in any order and any subset.

use crate::lexicon::header::{self, Header, Words};
use crate::lexicon::money;
use crate::lexicon::period::period;
use crate::lexicon::sense::Sense;
use crate::lexicon::taxonomy;
use crate::lexicon::terms::{self, Place};
use crate::lexicon::total;
use crate::lexicon::vocabulary;
use crate::model::{ColumnRole, Grid, Period, Row, Table, Tidy};

/// How many rows of a column are looked at to tell whether it holds the names of levels.
const ROWS_LOOKED_AT: usize = 200;

/// The columns of a table with a row per indicator.
#[derive(Clone, Debug)]
pub(in crate::layout) struct RowColumns {
    /// The header, its roles made certain: one column of each of the roles that a project has once.
    pub header: Header,
    /// The columns of the parts of the amount, and what they are called.
    pub funding: Vec<(usize, String)>,
    /// The columns of goals, and the period they are for.
    pub goals: Vec<(usize, Option<Period>)>,
    /// The column of the unit's code, where the project has one of its own or the unit a name of its own.
    pub unit_code: Option<usize>,
    /// The period that the targets are for, where the header says so.
    pub period: Option<Period>,
    /// The columns of the weights that the levels have of their own.
    pub level_weights: Vec<(ColumnRole, usize)>,
}

impl RowColumns {
    /// The columns of a role, from left to right.
    pub(in crate::layout) fn of(&self, role: ColumnRole) -> impl Iterator<Item = usize> + '_ {
        self.header.roles.iter().enumerate().filter(move |(_, found)| **found == Some(role)).map(|(at, _)| at)
    }

    /// Whether there is a column of a role.
    pub(in crate::layout) fn has(&self, role: ColumnRole) -> bool {
        self.header.has(role)
    }

    /// Whether operator, kind or unit of the targets stand in columns of their own.
    pub(in crate::layout) fn has_properties(&self) -> bool {
        [ColumnRole::Operator, ColumnRole::TargetKind, ColumnRole::TargetUnit]
            .into_iter()
            .any(|role| self.has(role))
    }
}

/// The columns of a table, if it has a row per indicator.
pub(in crate::layout) fn find(table: &Table<Tidy>) -> Option<RowColumns> {
    let header = header::find(table, &Grid::new(table), Words::Performance)?;
    // Label and value pairs above the header are those of a form.
    let first = header.first;
    if table.rows[..first].iter().any(|row| is_label(row) || (filled(row) > 1 && !is_unit_line(row))) {
        return None;
    }
    let columns = settle(header);
    is_row_per_indicator(table, &columns).then_some(columns)
}

/// The columns of a table without a header, told by the names of levels that stand in them.
pub(in crate::layout) fn guess(table: &Table<Tidy>) -> Option<RowColumns> {
    let grid = Grid::new(table);
    let named = |column: usize, look_up: fn(&str) -> Option<&'static str>| {
        let texts = column_texts(table, &grid, 0, column);
        let known =
            texts.iter().filter(|text| taxonomy::is_level_name(text) && look_up(text).is_some()).count();
        known > 0 && known * 2 > texts.len()
    };
    let mut roles = vec![None; grid.width()];
    let level1 = (0..grid.width()).find(|column| named(*column, taxonomy::level1));
    let from = level1.map_or(0, |column| column + 1);
    let level2 = (from..grid.width()).find(|column| named(*column, taxonomy::level2));
    let last = level2.or(level1)?;
    for (column, role) in [(level1, ColumnRole::Level1), (level2, ColumnRole::Level2)] {
        if let Some(column) = column {
            roles[column] = Some(role);
        }
    }
    for (column, role) in (last + 1..grid.width()).zip([ColumnRole::Indicator, ColumnRole::Target]) {
        roles[column] = Some(role);
    }
    (last + 1 < grid.width()).then(|| settle(Header::none(roles)))
}

/// Makes the roles of a header certain.
pub(in crate::layout) fn settle(mut header: Header) -> RowColumns {
    // 绩效指标 beside 一级指标 is the indicator itself; 单位 before the indicators is who, not in what.
    let has_levels = header.has(ColumnRole::Level1) || header.has(ColumnRole::Level2);
    let indicator = header.column(ColumnRole::Indicator);
    let first_of_indicator =
        [ColumnRole::Level1, ColumnRole::Level2, ColumnRole::Indicator, ColumnRole::Indicators]
            .iter()
            .filter_map(|role| header.column(*role))
            .min();
    for column in 0..header.roles.len() {
        match header.roles[column] {
            Some(ColumnRole::Indicators) if has_levels && indicator.is_none() => {
                header.roles[column] = Some(ColumnRole::Indicator);
            }
            Some(ColumnRole::TargetUnit)
                if first_of_indicator.is_some_and(|first| column < first) && is_office(&header, column) =>
            {
                header.roles[column] = Some(ColumnRole::Unit);
            }
            _ => {}
        }
    }
    let funding = settle_amounts(&mut header);
    let unit_code = settle_codes(&mut header);
    prefer(&mut header, ColumnRole::Name, |header, column| holds(header, column, Sense::ProjectWord));
    for role in [ColumnRole::Department, ColumnRole::Unit, ColumnRole::Level1, ColumnRole::Level2] {
        prefer(&mut header, role, |_, _| false);
    }
    let goals = columns_of(&header, ColumnRole::Goals)
        .map(|column| (column, period(&header.texts[column].concat())))
        .collect();
    let period = header
        .column(ColumnRole::Target)
        .and_then(|column| period(&header.texts[column].concat()))
        .filter(|period| *period == Period::MediumTerm);
    let level_weights = settle_points(&mut header, ColumnRole::Weight);
    settle_points(&mut header, ColumnRole::Score);
    RowColumns { header, funding, goals, unit_code, period, level_weights }
}

/// Keeps one of the columns of a role, and those that share its header: the first that is preferred, or the first.
fn prefer(header: &mut Header, role: ColumnRole, preferred: impl Fn(&Header, usize) -> bool) {
    let columns: Vec<usize> = columns_of(header, role).collect();
    let Some(kept) =
        columns.iter().rev().find(|column| preferred(header, **column)).or(columns.first()).copied()
    else {
        return;
    };
    // A header cell over two columns names both.
    let shared = |column: usize| {
        !header.texts[kept].is_empty()
            && header.texts[column] == header.texts[kept]
            && (column.min(kept)..=column.max(kept)).all(|between| header.roles[between] == Some(role))
    };
    let dropped: Vec<usize> =
        columns.into_iter().filter(|column| *column != kept && !shared(*column)).collect();
    for column in dropped {
        header.roles[column] = None;
    }
}

/// Keeps the column of the whole amount; gives the columns of its parts.
fn settle_amounts(header: &mut Header) -> Vec<(usize, String)> {
    let is_part = |column: usize| {
        holds(header, column, Sense::FundingSource)
            && !header.texts[column].iter().any(|text| total::is_whole(text))
    };
    let amounts = header.has(ColumnRole::Amount);
    let funding: Vec<(usize, String)> = (0..header.roles.len())
        .filter(|column| matches!(header.roles[*column], Some(ColumnRole::Amount) | None))
        .filter(|column| amounts && is_part(*column))
        .map(|column| (column, source_of(&header.texts[column])))
        .collect();
    // One column of money is the amount, whatever it is called.
    let whole = columns_of(header, ColumnRole::Amount).any(|column| !is_part(column));
    let funding = if whole { funding } else { Vec::new() };
    for (column, _) in &funding {
        header.roles[*column] = None;
    }
    prefer(header, ColumnRole::Amount, |header, column| holds(header, column, Sense::AnnualPeriod));
    funding
}

/// Of several columns of weights or scores keeps the one of the indicator: the first that stands right of its name, or
/// left of it where those of the levels stand left of theirs. Gives those of a level.
fn settle_points(header: &mut Header, role: ColumnRole) -> Vec<(ColumnRole, usize)> {
    let mut columns: Vec<usize> = columns_of(header, role).collect();
    // A header cell over several columns heads one number.
    columns.dedup_by(|next, last| *next == *last + 1 && header.texts[*next] == header.texts[*last]);
    if columns.len() < 2 {
        return Vec::new();
    }
    let (mut of_levels, mut own) = (Vec::new(), None);
    // Where the first stands left of every level, each stands left of what it weighs.
    let is_named = |role: &&ColumnRole| {
        matches!(role, ColumnRole::Level1 | ColumnRole::Level2 | ColumnRole::Indicator | ColumnRole::Target)
    };
    let stands_left = !header.roles[..columns[0]].iter().flatten().any(|role| is_named(&role));
    for column in columns {
        let named = if stands_left {
            header.roles[column..].iter().flatten().find(is_named)
        } else {
            header.roles[..column].iter().rev().flatten().find(is_named)
        };
        let level = match named {
            Some(ColumnRole::Level1) => Some(ColumnRole::Level1),
            // Without a column for the third level the second is the indicator's.
            Some(ColumnRole::Level2) if header.has(ColumnRole::Indicator) => Some(ColumnRole::Level2),
            _ => None,
        };
        match level {
            Some(level) => of_levels.push((level, column)),
            None => own = own.or(Some(column)),
        }
    }
    let kept = own.map(|own| header.texts[own].clone());
    let mut last = None;
    for column in 0..header.roles.len() {
        if header.roles[column] != Some(role) {
            continue;
        }
        let is_own = Some(column) == own
            || (last == Some(column.wrapping_sub(1)) && Some(&header.texts[column]) == kept.as_ref());
        if is_own {
            last = Some(column);
        } else {
            header.roles[column] = None;
        }
    }
    of_levels
}

/// What a column of a part of the amount is called: 财政拨款 of `其中：财政拨款`.
pub(in crate::layout) fn source_of(texts: &[String]) -> String {
    let lowest = texts.last().map(String::as_str).unwrap_or_default().trim();
    total::part(lowest).trim().to_owned()
}

/// Keeps the project's code; gives the column of the unit's where that is another.
fn settle_codes(header: &mut Header) -> Option<usize> {
    let of_unit = |header: &Header, column: usize| holds(header, column, Sense::OfficeWord);
    let codes: Vec<usize> = columns_of(header, ColumnRole::Code).collect();
    let unit = codes.iter().copied().find(|column| of_unit(header, *column))?;
    let has_own = codes.iter().any(|column| !of_unit(header, *column));
    if !has_own && !header.has(ColumnRole::Unit) && !header.has(ColumnRole::Department) {
        return None;
    }
    for column in codes {
        if of_unit(header, column) {
            header.roles[column] = None;
        }
    }
    Some(unit)
}

fn columns_of(header: &Header, role: ColumnRole) -> impl Iterator<Item = usize> + '_ {
    header.roles.iter().enumerate().filter(move |(_, found)| **found == Some(role)).map(|(column, _)| column)
}

/// Whether the lowest header of a column is, as a label, that of an office: 单位.
fn is_office(header: &Header, column: usize) -> bool {
    header.texts[column].last().is_some_and(|text| terms::has(Place::Form, Sense::Unit, text))
}

/// Whether the lowest header of a column holds a word of a sense.
fn holds(header: &Header, column: usize, sense: Sense) -> bool {
    header.texts[column].last().is_some_and(|text| terms::holds(Place::Header, sense, text))
}

fn is_row_per_indicator(table: &Table<Tidy>, columns: &RowColumns) -> bool {
    let header = &columns.header;
    let has_levels = header.has(ColumnRole::Level1) || header.has(ColumnRole::Level2);
    let says_indicator = header.has(ColumnRole::Indicator) || header.has(ColumnRole::Target);
    // The halves of a table with two periods side by side are another layout.
    if !says_indicator || groups(header, ColumnRole::Target) > 1 || groups(header, ColumnRole::Indicator) > 1
    {
        return false;
    }
    if has_levels {
        return (header.has(ColumnRole::Level1) && header.has(ColumnRole::Level2))
            || holds_levels(table, header);
    }
    let named =
        header.has(ColumnRole::Name) && header.has(ColumnRole::Indicator) && header.has(ColumnRole::Target);
    let performance = header.has(ColumnRole::Goals)
        || header
            .texts
            .iter()
            .flatten()
            .any(|text| terms::holds(Place::Header, Sense::PerformanceWord, text));
    named && performance
}

/// In how many places a role stands; columns under one header cell are one.
fn groups(header: &Header, role: ColumnRole) -> usize {
    let columns: Vec<usize> = columns_of(header, role).collect();
    columns.chunk_by(|one, next| one + 1 == *next && header.texts[*one] == header.texts[*next]).count()
}

/// Whether a column of levels holds the name of one.
fn holds_levels(table: &Table<Tidy>, header: &Header) -> bool {
    let grid = Grid::new(table);
    let texts = |role| {
        header.column(role).map(|column| column_texts(table, &grid, header.body, column)).unwrap_or_default()
    };
    texts(ColumnRole::Level1)
        .iter()
        .any(|text| taxonomy::is_level_name(text) && taxonomy::level1(text).is_some())
        || texts(ColumnRole::Level2)
            .iter()
            .any(|text| taxonomy::is_level_name(text) && taxonomy::level2(text).is_some())
}

/// The filled cells that begin in a column, from row `body` on.
fn column_texts<'a>(table: &'a Table<Tidy>, grid: &Grid, body: usize, column: usize) -> Vec<&'a str> {
    (body..grid.height().min(body + ROWS_LOOKED_AT))
        .filter_map(|row| grid.anchor(row, column).filter(|anchor| anchor.0 == row))
        .map(|(row, cell)| table.rows[row].cells[cell].text.text().trim())
        .filter(|text| !text.is_empty())
        .collect()
}

fn filled(row: &Row<Tidy>) -> usize {
    row.cells.iter().filter(|cell| !cell.text.is_blank()).count()
}

/// A row that is the label of a form, its value left blank.
fn is_label(row: &Row<Tidy>) -> bool {
    row.cells.iter().any(|cell| {
        matches!(vocabulary::role(cell.text.text()), Some(ColumnRole::Name | ColumnRole::Department))
    })
}

/// A row above the header that says who made the table and in which unit its money is.
fn is_unit_line(row: &Row<Tidy>) -> bool {
    let unit = row.cells.iter().any(|cell| money::unit(cell.text.text()).is_some());
    let label = |text: &str| text.ends_with([':', '：']) && vocabulary::role(text) == Some(ColumnRole::Name);
    unit && !row.cells.iter().any(|cell| label(cell.text.text().trim()))
}
