//! The amount of a project as a cell of a row prints it.

use crate::layout::project;
use crate::layout::rows::cells::{Anchor, RowCells};
use crate::layout::unread::{self, Expected};
use crate::lexicon::money;
use crate::lexicon::sense::Sense;
use crate::lexicon::terms::{self, Place};
use crate::lexicon::total;
use crate::lexicon::vocabulary;
use crate::model::{Amount, ColumnRole, Funding, Project};
use crate::text::width::fold;

/// Whether a cell of amounts says one, its parts, or that there is none.
pub(in crate::layout) fn is_read(printed: &str) -> bool {
    unread::is_read(Expected::Amount, printed) || printed.lines().any(|line| labelled_amount(line).is_some())
}

/// The cell of a row's amount; `None` where several cells stand under its header that do not say the same. A header
/// that is merged over grid columns heads one amount of the document, and a converter may have written it in each.
pub(in crate::layout) fn only(cells: &RowCells, row: usize) -> Option<Anchor> {
    let found = cells.of(row, ColumnRole::Amount);
    let first = *found.first()?;
    let says = |anchor: &Anchor| fold(cells.text(*anchor).text());
    found.iter().all(|other| says(other) == says(&first)).then_some(first)
}

/// Sets the amount; its cell may name a unit of its own, or its parts: `年度资金总额:16 其中:上级资金16`.
pub(in crate::layout) fn set_amount(found: &mut Project, printed: &str, unit: Option<&str>) {
    if let Some((amount, own)) = money::amount(printed) {
        return project::set_amount(found, Some(amount), own.as_deref().or(unit));
    }
    for line in printed.lines() {
        let Some((label, amount, own)) = labelled_amount(line) else { continue };
        if vocabulary::role(&label) == Some(ColumnRole::Amount) && found.amount.is_none() {
            project::set_amount(found, Some(amount), own.as_deref().or(unit));
        } else {
            found.funding.push(Funding { source: label, amount: Some(amount), executed: None });
        }
    }
}

/// `年度资金总额:16` as its label, amount and unit; 其中 may stand before. The colon may be missing where the label names
/// money: 约200 and 负200.00 name none.
fn labelled_amount(line: &str) -> Option<(String, Amount, Option<String>)> {
    let line = total::part(line);
    let digits = line.find(|c: char| c.is_ascii_digit())?;
    let label = line[..digits].trim_end_matches([':', '：', ' ', '\u{3000}']);
    let has_colon = line[..digits].contains([':', '：']);
    let names_money = || {
        terms::holds(Place::Form, Sense::MoneyPart, label)
            || vocabulary::role(label) == Some(ColumnRole::Amount)
    };
    (!label.is_empty() && (has_colon || names_money())).then_some(())?;
    let (amount, unit) = money::amount(&line[digits..])?;
    Some((label.to_owned(), amount, unit))
}
