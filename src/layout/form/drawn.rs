//! Tables within cells of a form: those that its source has, and those that another format could only draw, a line a
//! row, with a bar or a tab between the cells.

use std::borrow::Cow;

use crate::layout::lines::{self, Line};
use crate::model::{Cell, Column, PLAIN, RichText, Row, RowRole, Section, Table, Tidy};

/// What stands between the drawn cells of a row.
const BETWEEN: &[char] = &['|', '｜', '\t'];

/// Fewer cells in a row are a name with its value.
const FEWEST_CELLS: usize = 3;

/// The tables that stand in a text.
pub(super) fn tables(text: &RichText) -> Vec<Cow<'_, Table<Tidy>>> {
    let held = text.tables();
    if held.is_empty() {
        drawn(text).map(Cow::Owned).into_iter().collect()
    } else {
        held.into_iter().map(Cow::Borrowed).collect()
    }
}

/// The table that the lines of a text draw: two lines or more of as many cells.
fn drawn(text: &RichText) -> Option<Table<Tidy>> {
    let between = *BETWEEN.iter().find(|between| text.text().contains(**between))?;
    let rows: Vec<Row<Tidy>> = lines::of(text).iter().filter_map(|line| row(line, between)).collect();
    let width = rows.first()?.cells.len();
    let is_whole = rows.len() > 1 && rows.iter().all(|row| row.cells.len() == width);
    is_whole.then(|| Table {
        layout: PLAIN.to_owned(),
        title: None,
        unit: None,
        header_rows: 0,
        columns: vec![Column::default(); width],
        at: rows[0].at.clone(),
        rows,
        above: Vec::new(),
        notes: Vec::new(),
        joined: Vec::new(),
        accounting: None,
    })
}

/// The row that a line draws.
fn row(line: &Line, between: char) -> Option<Row<Tidy>> {
    let texts: Vec<&str> = line.text.split(between).map(str::trim).collect();
    let cell = |(column, text): (usize, &&str)| Cell {
        text: Tidy(RichText::plain(text, &line.at)),
        value: None,
        stored: None,
        column,
        colspan: 1,
        rowspan: 1,
        header: None,
        decided: None,
        at: line.at.clone(),
    };
    (texts.len() >= FEWEST_CELLS).then(|| Row {
        cells: texts.iter().enumerate().map(cell).collect(),
        role: RowRole::Data,
        section: Section::default(),
        group: 0,
        at: line.at.clone(),
    })
}
