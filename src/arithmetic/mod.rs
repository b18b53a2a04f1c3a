//! `Disclosure` to relations: what adds up in budget and final-account tables, and whether it does.
//!
//! What is the sum of what is told from the table: from its codes, from its lines that say so, from the groups of its
//! header, from its two sides; what is made of others beside it (增减额, 占比) from its header; between tables from
//! their forms; of explanatory text from its words. Each relation is a value with its terms and their
//! places; checks, report and JSON use the same ones.

mod between;
mod bounds;
mod candidates;
mod cells;
mod codes;
mod columns;
mod comparisons;
mod counts;
mod figures;
pub(crate) mod files;
mod judge;
mod outline;
mod projects;
mod prose;
mod quotients;

use std::collections::BTreeSet;

use crate::model::{Disclosure, Outcome, Relation, Table, Tidy};
use judge::Sum;

/// What adds up in a document, table by table, the relations between tables
/// and those of the text with the tables last. Tables that are
/// in doubt are not judged.
pub(crate) fn relations(disclosure: &Disclosure, in_doubt: &BTreeSet<usize>) -> Vec<Relation> {
    let sheets = figures::sheets(disclosure);
    let tables: Vec<&Table<Tidy>> = disclosure.tables().collect();
    let mut sums: Vec<Sum> = Vec::new();
    for sheet in &sheets {
        columns::sums(sheet, &mut sums);
        if let Some(table) = tables.get(sheet.table) {
            quotients::sums(sheet, table, &mut sums);
        }
        if codes::has_codes(sheet) {
            codes::sums(sheet, &mut sums);
        } else {
            outline::sums(sheet, &mut sums);
        }
    }
    between::sums(&sheets, (&disclosure.projects, &tables), &mut sums);
    let of_tables = sums.iter().filter(|sum| sum.is_printed()).map(|sum| {
        let mut tables = sum.terms.iter().map(|(term, _)| term.at.table).chain([sum.total.at.table]);
        let is_judged = !tables.any(|table| in_doubt.contains(&table)) && sum.is_of_one_unit();
        sum.relation(is_judged)
    });
    // A cell of a table in doubt may have been read wrong.
    let stated = prose::relations(disclosure, &sheets).into_iter().map(|relation| {
        if in_doubt.contains(&relation.total.table) {
            Relation { outcome: Outcome::NotJudged, expected: None, ..relation }
        } else {
            relation
        }
    });
    of_tables.chain(stated).collect()
}
