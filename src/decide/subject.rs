//! What a document holds that a person may decide about, each by its keys and words.

use std::collections::BTreeMap;

use crate::model::{
    Block, Cell, ColumnRole, Disclosure, Finding, Position, Project, Row, RowRole, Subject, SubjectKind,
    Table, Tidy,
};
use crate::text::width::fold;

/// The subjects of a document with where they stand, in reading order; indicators and goals behind the cells.
pub fn subjects(disclosure: &Disclosure) -> Vec<(Subject, Position)> {
    let mut found: Vec<(Subject, Position)> = Vec::new();
    let mut number = 0;
    for block in &disclosure.blocks {
        match block {
            Block::Table(table) => {
                push_table(&mut found, disclosure, table, number);
                number += 1;
            }
            Block::Heading { text, at, .. } | Block::Paragraph { text, at } => {
                found.push((block_subject(text.text()), Position::of(at)));
            }
            Block::List { items, at, .. } => {
                let texts: Vec<&str> = items.iter().map(|item| item.text()).collect();
                found.push((block_subject(&texts.join("\n")), Position::of(at)));
            }
        }
    }
    for project in &disclosure.projects {
        let table = project.at.table.and_then(|number| disclosure.tables().nth(number));
        let of_record = |kind, text: &str| Subject {
            kind,
            table: table.and_then(|table| table.title.clone()),
            project: Some(named(project)),
            text: text.to_owned(),
            ..Subject::default()
        };
        for goal in &project.goals {
            found.push((of_record(SubjectKind::Goal, &goal.text), goal.at.clone()));
        }
        for indicator in &project.indicators {
            found.push((of_record(SubjectKind::Indicator, &indicator.text), indicator.at.clone()));
        }
    }
    let mut counts: BTreeMap<Subject, usize> = BTreeMap::new();
    for (subject, _) in &mut found {
        let count = counts.entry(key(subject)).or_default();
        subject.nth = *count;
        *count += 1;
    }
    found
}

fn block_subject(text: &str) -> Subject {
    Subject { kind: SubjectKind::Block, text: text.to_owned(), ..Subject::default() }
}

fn named(project: &Project) -> String {
    if project.name.is_empty() { project.code.clone().unwrap_or_default() } else { project.name.clone() }
}

fn push_table(
    found: &mut Vec<(Subject, Position)>,
    disclosure: &Disclosure,
    table: &Table<Tidy>,
    number: usize,
) {
    let of_table = Subject { kind: SubjectKind::Table, table: table.title.clone(), ..Subject::default() };
    found.push((of_table, Position { table: Some(number), ..Position::of(&table.at) }));
    let mut projects =
        disclosure.projects.iter().filter(|project| project.at.table == Some(number)).peekable();
    let mut project: Option<&Project> = None;
    for (row, own) in table.rows.iter().enumerate() {
        while let Some(next) = projects.next_if(|next| next.at.row.is_some_and(|start| start <= row)) {
            project = Some(next);
        }
        let is_of_project = !matches!(own.role, RowRole::Header | RowRole::Note | RowRole::Total);
        for cell in &own.cells {
            let subject = Subject {
                kind: SubjectKind::Cell,
                table: table.title.clone(),
                project: project.filter(|_| is_of_project).map(named),
                row: row_name(table, own, cell),
                column: table.columns.get(cell.column).map(|own| own.header.clone()).unwrap_or_default(),
                text: cell.text.text().to_owned(),
                nth: 0,
            };
            found.push((subject, Position::in_table(number, row, cell.column, &cell.at)));
        }
    }
}

/// What a row is named: what stands in its column of names, else its first words beside the cell in question.
fn row_name(table: &Table<Tidy>, row: &Row<Tidy>, own: &Cell<Tidy>) -> Option<String> {
    let role = |cell: &Cell<Tidy>| table.columns.get(cell.column).and_then(|column| column.role);
    let others = || row.cells.iter().filter(|cell| cell.column != own.column && !cell.text.is_blank());
    let by_role = |wanted| others().find(|cell| role(cell) == Some(wanted));
    // What stands in the first row of a project need not belong to its first indicator.
    let is_of_indicator = !matches!(
        role(own),
        Some(
            ColumnRole::Code
                | ColumnRole::Name
                | ColumnRole::Department
                | ColumnRole::Unit
                | ColumnRole::Amount
                | ColumnRole::Goals
                | ColumnRole::Indicators
        )
    );
    let is_named = |cell: &&Cell<Tidy>| cell.text.text().chars().any(char::is_alphabetic);
    by_role(ColumnRole::Indicator)
        .filter(|_| is_of_indicator)
        .or_else(|| by_role(ColumnRole::Name))
        .or_else(|| others().find(is_named))
        .map(|cell| cell.text.text().to_owned())
}

/// A subject as it is compared: its words without blanks, folded to half width.
pub fn key(subject: &Subject) -> Subject {
    let folded = |text: &str| -> String { fold(text).chars().filter(|c| !c.is_whitespace()).collect() };
    let maybe = |text: &Option<String>| text.as_deref().map(folded);
    Subject {
        kind: subject.kind,
        table: maybe(&subject.table),
        project: maybe(&subject.project),
        row: maybe(&subject.row),
        column: subject.column.iter().map(|text| folded(text)).collect(),
        text: folded(&subject.text),
        nth: subject.nth,
    }
}

/// What stands at a position: a record that begins there, else the cell, the table or the block.
pub fn at<'a>(subjects: &'a [(Subject, Position)], position: &Position) -> Option<&'a Subject> {
    let of = |wanted: &dyn Fn(&Subject, &Position) -> bool| {
        subjects.iter().find(|(subject, at)| wanted(subject, at)).map(|(subject, _)| subject)
    };
    let is_record = |subject: &Subject| matches!(subject.kind, SubjectKind::Indicator | SubjectKind::Goal);
    let is_cell = |subject: &Subject, at: &Position| {
        subject.kind == SubjectKind::Cell && (at.table, at.row) == (position.table, position.row)
    };
    if position.table.is_none() {
        return of(&|subject, at| subject.kind == SubjectKind::Block && at == position);
    }
    of(&|subject, at| is_record(subject) && at == position)
        .or_else(|| of(&|subject, at| is_cell(subject, at) && at.column == position.column))
        // A cell that reaches over the column, or the first of the row where no column is told.
        .or_else(|| {
            let reaches = |(subject, at): &&(Subject, Position)| {
                is_cell(subject, at) && position.row.is_some() && at.column <= position.column
            };
            subjects.iter().rev().find(reaches).map(|(subject, _)| subject)
        })
        .or_else(|| of(&|subject, at| is_cell(subject, at)))
        .or_else(|| of(&|subject, at| subject.kind == SubjectKind::Table && at.table == position.table))
}

/// What a finding speaks of; `None` for the document as a whole.
pub fn of_finding(subjects: &[(Subject, Position)], finding: &Finding) -> Option<Subject> {
    finding.at.as_ref().and_then(|position| at(subjects, position)).cloned()
}
