//! `Document<Tidy>` to `Disclosure`: a file per table layout.
//!
//! A layout is recognised by the words of its header, never by position. A table that none recognises stays
//! plain: clean, its columns typed, nothing invented.

mod aims;
mod blocks;
mod columns;
mod cover;
mod department_overall;
mod form;
mod funds;
pub mod grammar;
mod header;
mod indicator_rows;
mod labels;
mod lines;
mod packed_cell;
mod project;
mod property_columns;
mod row_cells;
mod row_columns;
mod row_projects;
mod self_evaluation;
mod sheet;
mod side_by_side;
mod slots;
mod tasks;
pub mod taxonomy;
pub mod vocabulary;

use crate::model::{Block, BudgetLine, Disclosure, Document, Findings, Project, Rule, SCHEMA, Table, Tidy};

/// A table layout.
#[derive(Debug)]
pub struct Layout {
    /// Its name, as in `layout` of a table.
    pub name: &'static str,
    /// What it looks like, in one line.
    pub summary: &'static str,
    /// Whether a table has this layout.
    pub recognise: fn(&Table<Tidy>) -> bool,
    /// What such a table says. The roles of its rows and columns are set on the way.
    pub lift: fn(&mut Findings, &Context, &mut Table<Tidy>) -> Lifted,
}

/// What a layout may know of the document around its table.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// Number of the table, from 0.
    pub table: usize,
    /// The title of the document, or the heading above the table.
    pub title: Option<String>,
}

/// What a table says.
#[derive(Debug, Default)]
pub struct Lifted {
    /// Its projects.
    pub projects: Vec<Project>,
    /// Its budget lines.
    pub budget: Vec<BudgetLine>,
}

/// The layouts. At most one recognises a table; `tests` hold that.
pub const LAYOUTS: &[Layout] = &[
    packed_cell::LAYOUT,
    indicator_rows::LAYOUT,
    property_columns::LAYOUT,
    form::LAYOUT,
    self_evaluation::LAYOUT,
    department_overall::LAYOUT,
    side_by_side::LAYOUT,
];

/// The rules of what lifting can find.
pub const RULES: &[&Rule] = &[&row_projects::MERGE_CENTRED];

/// Reads what the tables of a document say.
pub fn lift(findings: &mut Findings, document: Document<Tidy>) -> Disclosure {
    let mut document = document;
    let cover = cover::read(&document);
    let mut lifted = Lifted::default();
    let mut context = Context { table: 0, title: cover.title.clone() };
    for block in &mut document.blocks {
        match block {
            Block::Heading { text, .. } => context.title = Some(text.text().to_owned()),
            Block::Table(table) => {
                if let Some(layout) = LAYOUTS.iter().find(|layout| (layout.recognise)(table)) {
                    let found = (layout.lift)(findings, &context, table);
                    layout.name.clone_into(&mut table.layout);
                    lifted.projects.extend(found.projects);
                    lifted.budget.extend(found.budget);
                }
                columns::type_cells(table);
                context.table += 1;
            }
            Block::Paragraph { .. } | Block::List { .. } => {}
        }
    }
    Disclosure {
        schema: SCHEMA.to_owned(),
        source: document.source,
        title: cover.title,
        year: cover.year,
        publisher: cover.publisher,
        blocks: document.blocks,
        projects: lifted.projects,
        budget: lifted.budget,
        findings: Vec::new(),
    }
}
