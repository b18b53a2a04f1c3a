//! What of a table with a row per indicator could not be read: cells that are not what their column says, and rows
//! that are no rows of their own.

use std::collections::BTreeSet;

use crate::layout::reading::Reading;
use crate::layout::rows::amount;
use crate::layout::rows::cells::{Anchor, RowCells};
use crate::layout::rows::columns::RowColumns;
use crate::layout::unread::{self, Expected, UnreadCell};
use crate::lexicon::taxonomy;
use crate::model::{ColumnRole, Fate, Finding, Message, Position, RowRole, Rule, Severity, Table, Tidy};
use crate::text::lines::one_line;

/// A row that is not read because it is no row of its own.
pub const ROW_UNREAD: Rule =
    Rule { name: "row-unread", severity: Severity::Warning, page: include_str!("row_unread.md") };

/// Columns of words that a line may be broken in.
const WORDS: &[ColumnRole] = &[
    ColumnRole::Name,
    ColumnRole::Department,
    ColumnRole::Unit,
    ColumnRole::Goals,
    ColumnRole::Level1,
    ColumnRole::Level2,
    ColumnRole::Indicator,
];

/// Notes the cells of the rows of records that are not what their column says.
pub(in crate::layout) fn note_cells(reading: &mut Reading, cells: &RowCells, columns: &RowColumns) {
    for row in cells.body() {
        if !matches!(reading.row_roles[row], RowRole::Project | RowRole::Indicator | RowRole::Data) {
            continue;
        }
        for anchor in cells.beginning(row).into_iter().filter(|anchor| !reading.fates.contains_key(anchor)) {
            let Some((expected, header)) = expected(cells, columns, anchor) else { continue };
            let text = cells.text(anchor).text();
            let is_read = match expected {
                Expected::Amount => amount::is_read(text),
                expected => unread::is_read(expected, text),
            };
            let is_disputed = is_read && is_disputed(cells, row, anchor);
            let expected = if is_disputed { Expected::OnlyAmount } else { expected };
            if !is_read || is_disputed {
                let (row, cell) = anchor;
                reading.unread.push(UnreadCell { row, cell, expected, header });
            }
        }
    }
}

/// What a cell must be by the column it stands in, and what that column is called.
fn expected(cells: &RowCells, columns: &RowColumns, anchor: Anchor) -> Option<(Expected, String)> {
    let column = cells.column(anchor);
    let reached = column..column + cells.width(anchor);
    let of = |column: usize| {
        if columns.funding.iter().any(|(part, _)| *part == column) {
            return Some(Expected::Amount);
        }
        Expected::of(*columns.header.roles.get(column)?.as_ref()?)
    };
    let expected = of(column)?;
    let is_one = reached.into_iter().all(|column| of(column) == Some(expected));
    let header = columns.header.texts.get(column).and_then(|texts| texts.last()).cloned();
    is_one.then(|| (expected, one_line(&header.unwrap_or_default())))
}

/// Whether an amount stands beside another one under the same header, so that nothing tells which of them is meant.
fn is_disputed(cells: &RowCells, row: usize, anchor: Anchor) -> bool {
    let beside = cells.of(row, ColumnRole::Amount);
    beside.contains(&anchor) && amount::only(cells, row).is_none() && beside.len() > 1
}

/// Takes the rows out that are no rows of their own: their cells are unread, and a finding says so.
pub(in crate::layout) fn take_rows(
    reading: &mut Reading,
    number: usize,
    table: &Table<Tidy>,
    cells: &RowCells,
) -> BTreeSet<usize> {
    let mut taken = BTreeSet::new();
    let mut displaced: Option<usize> = None;
    for row in cells.body() {
        if reading.row_roles[row] != RowRole::Project {
            displaced = None;
            continue;
        }
        let by = cells.beyond_header(row);
        let message = if by > 0 {
            displaced = Some(row);
            Some(Message::new("row-unread-beyond", &[&by]))
        } else if is_torn(cells, row, &taken) {
            Some(Message::new("row-unread-torn", &[]))
        } else if displaced.is_some() && cells.own(row, ColumnRole::Name).is_none() {
            // Whose it is stands in the row above, which is not read.
            Some(Message::new("row-unread-below", &[]))
        } else {
            displaced = None;
            None
        };
        let Some(message) = message else { continue };
        taken.insert(row);
        reading.row_roles[row] = RowRole::Data;
        let said: Vec<Anchor> = cells.beginning(row);
        let words: Vec<String> = said.iter().map(|anchor| one_line(cells.text(*anchor).text())).collect();
        reading.fates.extend(said.into_iter().map(|anchor| (anchor, Fate::Unread)));
        let at = table.rows.get(row).map(|row| row.at.clone()).unwrap_or_default();
        reading.findings.push(Finding {
            at: Some(Position { column: None, ..Position::in_table(number, row, 0, &at) }),
            found: Some(words.join(" ")),
            ..Finding::new(&ROW_UNREAD, &message)
        });
    }
    taken
}

/// Whether a row is the second line of the cells above it: it has no value of its own, and every word of it stands
/// below another one.
fn is_torn(cells: &RowCells, row: usize, taken: &BTreeSet<usize>) -> bool {
    let own = cells.beginning(row);
    let Some(above) = (cells.body().start..row).rev().find(|row| !taken.contains(row)) else { return false };
    let word = |row: usize, role| cells.of(row, role).into_iter().find(|anchor| anchor.0 == row);
    let is_word = |anchor: &Anchor| {
        let role = cells.role_at(*anchor).filter(|role| WORDS.contains(role));
        role.is_some_and(|role| word(above, role).is_some()) && !cells.is_tall(*anchor)
    };
    if own.is_empty() || word(above, ColumnRole::Target).is_none() || !own.iter().all(is_word) {
        return false;
    }
    let text = |row, role| word(row, role).map(|anchor| one_line(cells.text(anchor).text()));
    let (indicator, second) = (text(row, ColumnRole::Indicator), text(row, ColumnRole::Level2));
    let is_level = |text: &str| {
        taxonomy::is_level_name(text) && (taxonomy::level1(text).or(taxonomy::level2(text))).is_some()
    };
    let levels = [text(row, ColumnRole::Level1), second.clone()];
    if levels.iter().flatten().any(|text| is_level(text)) {
        return false;
    }
    // 服务对象满 above 意度指标 is a level, and neither alone is one.
    let joins = second
        .as_ref()
        .zip(text(above, ColumnRole::Level2))
        .is_some_and(|(below, above)| !is_level(&above) && is_level(&format!("{above}{below}")));
    let is_fragment = indicator.as_ref().is_some_and(|name| name.chars().count() == 1);
    let several = own.len() > 1 && (indicator.is_some() || second.is_some());
    joins || is_fragment || several
}
