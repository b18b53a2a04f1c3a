//! Which of the tables of a budget or final account a table is.
//!
//! Its title says so: that in its grid, its caption, or the line above it. Where the title says too little the
//! header must; and where that does not either, the form is `other`.

use super::columns::Accounts;
use crate::layout::Context;
use crate::lexicon::budget_form::{Facts, Texts, of_header, of_title, stage};
use crate::lexicon::sense::Sense;
use crate::lexicon::terms::{self, Place};
use crate::model::{BudgetForm, BudgetStage};
use crate::text::width::fold;

/// The form of a table, and whether it is of the budget or of the final account.
pub(super) fn form_and_stage(
    accounts: &Accounts<'_>,
    context: &Context,
    facts: Facts,
) -> (BudgetForm, Option<BudgetStage>) {
    let titles = titles(accounts, context);
    let header: String = accounts.header.stacks.iter().flatten().map(|text| fold(text)).collect();
    let form =
        titles.iter().find_map(|title| of_title(title, facts)).unwrap_or_else(|| of_header(&header, facts));
    let lines: Vec<String> =
        accounts.table.above.iter().chain(&context.above).map(|line| fold(line)).collect();
    let document = context.document.as_deref().map(fold).unwrap_or_default();
    let stage = stage(Texts { titles: &titles, lines: &lines, document: &document, header: &header });
    (form, stage)
}

/// Whether a title says which of the tables of a budget it is, and none that it is of something else.
pub(super) fn is_titled(accounts: &Accounts<'_>, context: &Context, facts: Facts) -> bool {
    let titles = titles(accounts, context);
    let is_foreign = |title: &String| terms::holds(Place::Account, Sense::Foreign, title);
    titles.iter().any(|title| of_title(title, facts).is_some()) && !titles.iter().any(is_foreign)
}

/// The titles of a table, folded, the nearest first: those in its grid, the lines above it that name a table, and for
/// the first table that of the document.
fn titles(accounts: &Accounts<'_>, context: &Context) -> Vec<String> {
    let names_table =
        |line: &&String| terms::holds(Place::Caption, Sense::Table, line) && !line.contains(['：', ':']);
    let above = context.above.iter().rev().filter(names_table).map(String::as_str);
    let document = context.title.as_deref().filter(|_| context.table == 0);
    accounts.titles().chain(above).chain(document).map(fold).collect()
}
