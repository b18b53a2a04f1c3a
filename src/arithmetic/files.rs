//! Several files that are one disclosure: their tables beside each other, and what those of two files print alike.

use std::collections::BTreeSet;
use std::mem::take;

use super::judge::Sum;
use super::{between, figures};
use crate::lexicon::key::key;
use crate::model::{Block, CellAt, Disclosure, Position, Relation, RelationKind, Table, Tidy};

/// A file of a disclosure: its tables and what they say, without the rest of it.
#[derive(Clone, Debug)]
pub(crate) struct File {
    /// What it is called.
    pub name: String,
    /// Its tables, the lines of budgets and the projects of them, and the sums within it.
    pub disclosure: Disclosure,
    /// The tables whose sums are not judged.
    pub in_doubt: BTreeSet<usize>,
}

impl File {
    /// What is kept of a document.
    pub fn of(name: String, mut disclosure: Disclosure, in_doubt: BTreeSet<usize>) -> Self {
        disclosure.blocks.retain(|block| matches!(block, Block::Table(_)));
        disclosure.findings.clear();
        disclosure.hidden.clear();
        // A quotient needs the cells beside it and a sentence its text: neither is of two tables.
        let is_sum =
            |relation: &Relation| !matches!(relation.kind, RelationKind::Quotient | RelationKind::Prose);
        disclosure.relations.retain(is_sum);
        for project in &mut disclosure.projects {
            project.indicators.clear();
            project.goals.iter_mut().for_each(|goal| goal.text.clear());
        }
        Self { name, disclosure, in_doubt }
    }
}

/// The files of a disclosure as one document, their tables counted from the first file on, and the number of the first
/// table of each. What the files hold is moved into it.
pub(crate) fn together(files: &mut [File]) -> Option<(Disclosure, Vec<usize>)> {
    let (first, others) = files.split_first_mut()?;
    let mut all = Disclosure {
        blocks: take(&mut first.disclosure.blocks),
        budget: take(&mut first.disclosure.budget),
        projects: take(&mut first.disclosure.projects),
        relations: take(&mut first.disclosure.relations),
        ..first.disclosure.clone()
    };
    let mut firsts = vec![0];
    for file in others {
        let before = all.tables().count();
        firsts.push(before);
        let own = &mut file.disclosure;
        for line in &mut own.budget {
            line.table += before;
            move_on(&mut line.at, before);
        }
        for project in &mut own.projects {
            move_on(&mut project.at, before);
        }
        for relation in &mut own.relations {
            relation.total.table += before;
            relation.terms.iter_mut().for_each(|term| term.at.table += before);
        }
        all.blocks.append(&mut own.blocks);
        all.budget.append(&mut own.budget);
        all.projects.append(&mut own.projects);
        all.relations.append(&mut own.relations);
    }
    Some((all, firsts))
}

fn move_on(at: &mut Position, tables: usize) {
    at.table = at.table.map(|table| table + tables);
}

/// The file of a table, where each begins with a table of this number.
pub(crate) fn file_of(firsts: &[usize], table: usize) -> usize {
    firsts.partition_point(|first| *first <= table).saturating_sub(1)
}

/// What the tables of two files of a disclosure print alike. Files of two bodies, or of two years, are none, and neither
/// are those with tables in doubt.
pub(crate) fn relations(files: &[File], all: &Disclosure, firsts: &[usize]) -> Vec<Relation> {
    let sheets = figures::sheets(all);
    let tables: Vec<&Table<Tidy>> = all.tables().collect();
    let mut sums: Vec<Sum> = Vec::new();
    between::sums(&sheets, (&all.projects, &tables), &mut sums);
    let is_sure = |at: CellAt| {
        let file = file_of(firsts, at.table);
        !files[file].in_doubt.contains(&(at.table - firsts[file]))
    };
    let mut found = Vec::new();
    for sum in sums.iter().filter(|sum| sum.is_printed() && sum.is_of_one_unit()) {
        let cells = || sum.terms.iter().map(|(term, _)| term.at).chain([sum.total.at]);
        let of: BTreeSet<usize> = cells().map(|at| file_of(firsts, at.table)).collect();
        let of: Vec<&Disclosure> = of.into_iter().map(|file| &files[file].disclosure).collect();
        let is_one = of.windows(2).all(|pair| are_of_one(pair[0], pair[1]));
        if of.len() > 1 && is_one && cells().all(is_sure) {
            found.push(sum.relation(true));
        }
    }
    found
}

/// Whether two documents are of one body and one year, as far as they say.
fn are_of_one(one: &Disclosure, other: &Disclosure) -> bool {
    let is_one_year = one.year.zip(other.year).is_none_or(|(one, other)| one == other);
    let names = one.publisher.as_deref().map(key).zip(other.publisher.as_deref().map(key));
    // 县水利局 and 县水利局（本级） are one, and so is a name with that of its county before it.
    is_one_year && names.is_none_or(|(one, other)| one.contains(&other) || other.contains(&one))
}
