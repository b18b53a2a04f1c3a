//! What the columns of a table of projects or indicators hold, by what stands above them.

use crate::lexicon::key::{INDICATOR, key};
use crate::lexicon::vocabulary;
use crate::model::ColumnRole;

/// What each column holds, by its stack.
pub(super) fn roles(stacks: &[Vec<String>]) -> Vec<Option<ColumnRole>> {
    // The lowest word tells most; a word above it helps where that one says nothing.
    let role = |stack: &Vec<String>| {
        let lowest = stack.iter().rev().find_map(|text| vocabulary::role(text));
        lowest.or_else(|| vocabulary::role(&stack.concat()))
    };
    let mut roles = stacks.iter().map(role).collect::<Vec<_>>();
    name_indicators(stacks, &mut roles);
    roles
}

/// Gives the one column of indicators its role where the columns beside it tell what it holds: 指标 and 绩效指标 head names
/// beside 指标值, and 指标 without it whole indicators beside a project's goals.
fn name_indicators(texts: &[Vec<String>], roles: &mut [Option<ColumnRole>]) {
    let has = |role| roles.contains(&Some(role));
    if [ColumnRole::Level1, ColumnRole::Level2, ColumnRole::Indicator].into_iter().any(has) {
        return;
    }
    let role = match (has(ColumnRole::Target), has(ColumnRole::Name) && has(ColumnRole::Goals)) {
        (true, _) => ColumnRole::Indicator,
        (false, true) if !has(ColumnRole::Indicators) => ColumnRole::Indicators,
        _ => return,
    };
    let is_one = |column: &usize| {
        let says = || texts[*column].last().is_some_and(|text| key(text) == INDICATOR);
        roles[*column] == Some(ColumnRole::Indicators) || (roles[*column].is_none() && says())
    };
    let mut columns = (0..roles.len()).filter(is_one);
    if let (Some(only), None) = (columns.next(), columns.next()) {
        roles[only] = Some(role);
    }
}
