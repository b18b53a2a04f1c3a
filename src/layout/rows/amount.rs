//! The amount of a project as a cell of a row prints it.

use crate::layout::project;
use crate::lexicon::vocabulary;
use crate::model::{Amount, ColumnRole, Funding, Project};
use crate::text::width::fold;

/// Sets the amount; its cell may name a unit of its own, or its parts: `年度资金总额:16 其中:上级资金16`.
pub(in crate::layout) fn set_amount(found: &mut Project, printed: &str, unit: Option<&str>) {
    if let Some(amount) = project::amount(printed) {
        return project::set_amount(found, Some(amount), unit);
    }
    let folded = fold(printed);
    let own = ["万元", "亿元", "千元", "元"].into_iter().find(|unit| folded.ends_with(unit));
    if let Some(own) = own
        && let Some(amount) = project::amount(folded.trim_end_matches(own))
    {
        return project::set_amount(found, Some(amount), Some(own));
    }
    for line in printed.lines() {
        let Some((label, amount)) = labelled_amount(line) else { continue };
        if vocabulary::role(&label) == Some(ColumnRole::Amount) && found.amount.is_none() {
            project::set_amount(found, Some(amount), unit);
        } else {
            found.funding.push(Funding { source: label, amount: Some(amount), executed: None });
        }
    }
}

/// `年度资金总额:16` as its label and amount; the colon may be missing, and 其中 stand before.
fn labelled_amount(line: &str) -> Option<(String, Amount)> {
    let line = line.trim();
    let line = line.strip_prefix("其中").unwrap_or(line).trim_start_matches([':', '：', ' ']);
    let digits = line.find(|c: char| c.is_ascii_digit())?;
    let label = line[..digits].trim_end_matches([':', '：', ' ', '\u{3000}']);
    (!label.is_empty()).then_some(())?;
    Some((label.to_owned(), project::amount(&line[digits..])?))
}
