//! What every performance layout makes alike: indicators, organisations and amounts.

use crate::lexicon::cell::CellValue;
use crate::lexicon::grammar::numbering;
use crate::lexicon::money;
pub(super) use crate::lexicon::points::points;
use crate::lexicon::taxonomy;
use crate::lexicon::total::{self, Sum};
use crate::model::{Amount, Indicator, Organisation, Project, RowRole, Target};
use crate::text::width::fold;

/// The two upper levels of an indicator, as printed and canonical.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Levels {
    pub level1: Option<String>,
    pub level2: Option<String>,
    pub level1_text: Option<String>,
    pub level2_text: Option<String>,
    pub level2_implied: bool,
}

/// The levels that two printed names mean. What the taxonomy does not know is kept as printed.
pub(super) fn levels(level1: &str, level2: &str) -> Levels {
    let (mut first, first_text) = canonical(level1, taxonomy::level1);
    let (mut second, second_text) = canonical(level2, taxonomy::level2);
    let mut implied = false;
    if first.is_none() {
        first = second.as_deref().and_then(taxonomy::level1_of).map(str::to_owned);
    }
    if second.is_none()
        && let Some(only) = first.as_deref().and_then(taxonomy::only_level2)
    {
        second = Some(only.to_owned());
        implied = true;
    }
    Levels {
        level1: first,
        level2: second,
        level1_text: first_text,
        level2_text: second_text,
        level2_implied: implied,
    }
}

/// The canonical name, and the printed one where that is another word.
fn canonical(printed: &str, look_up: fn(&str) -> Option<&'static str>) -> (Option<String>, Option<String>) {
    let printed = printed.trim();
    let bare = bare(printed);
    if bare.is_empty() {
        return (None, None);
    }
    match look_up(printed) {
        Some(name) if fold(name) == fold(&bare) => (Some(name.to_owned()), None),
        Some(name) => (Some(name.to_owned()), Some(printed.to_owned())),
        None => (Some(printed.to_owned()), None),
    }
}

/// A level's name without its number and the colon behind it: `满意度指标` of `三、满意度指标：`.
fn bare(printed: &str) -> String {
    let marker = numbering::marker(printed);
    let name = marker.map_or(printed, |marker| &printed[marker.length..]);
    name.trim().trim_end_matches([':', '：']).trim().to_owned()
}

/// An indicator of given levels, name and target; what is not said stays empty.
pub(super) fn indicator(levels: &Levels, number: Option<u32>, name: &str, target: Target) -> Indicator {
    Indicator {
        level1: levels.level1.clone(),
        level2: levels.level2.clone(),
        level2_implied: levels.level2_implied,
        level1_text: levels.level1_text.clone(),
        level2_text: levels.level2_text.clone(),
        // A bullet counts nothing.
        number: number.filter(|number| *number > 0),
        name: name.to_owned(),
        target,
        ..Indicator::default()
    }
}

/// Gives the weights of levels to the indicators below, where a merged cell was lost: one level has one weight.
pub(super) fn carry_level_weights(indicators: &mut [Indicator]) {
    let first = |indicator: &Indicator| (indicator.level1.clone(), indicator.level1_text.clone());
    let second = |indicator: &Indicator| (indicator.level2.clone(), indicator.level2_text.clone());
    for index in 1..indicators.len() {
        let (above, below) = indicators.split_at_mut(index);
        let (above, here) = (&above[index - 1], &mut below[0]);
        if first(above) != first(here) {
            continue;
        }
        here.level1_weight = here.level1_weight.or(above.level1_weight);
        if second(above) == second(here) {
            here.level2_weight = here.level2_weight.or(above.level2_weight);
        }
    }
}

/// What a row is by its code and name: 合计, a department of three digits, a unit of six, or a project.
/// `filled` tells whether the row has goals or indicators, which only projects have.
pub(super) fn row_role(code: &str, name: &str, filled: bool) -> RowRole {
    let (code, name) = (fold(code), fold(name));
    let says_total = |text: &str| total::sum(text) == Some(Sum::Total);
    if says_total(&code) || (code.is_empty() && says_total(&name)) {
        return RowRole::Total;
    }
    if filled || !code.bytes().all(|b| b.is_ascii_digit()) {
        return RowRole::Project;
    }
    match code.len() {
        3 => RowRole::Department,
        6 => RowRole::Unit,
        _ => RowRole::Project,
    }
}

/// An organisation as it is printed: `205001-青岭县水务局`, `[136]青岭县文化和旅游局`, `426 门源县就业局`.
pub(super) fn organisation(printed: &str) -> Option<Organisation> {
    let printed = printed.trim();
    if printed.is_empty() {
        return None;
    }
    let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).count();
    let (code, name) = if let Some((code, name)) =
        printed.strip_prefix(['[', '【', '［']).and_then(|rest| rest.split_once([']', '】', '］']))
    {
        (code, name)
    } else {
        let length = digits(printed);
        let rest = &printed[length..];
        let name = rest.trim_start_matches(['-', '－', '—', '_', '|', '｜', ' ', '\u{3000}', '\t']);
        if length < 3 || name.len() == rest.len() { ("", printed) } else { (&printed[..length], name) }
    };
    let code = code.trim();
    let is_code = !code.is_empty() && code.bytes().all(|b| b.is_ascii_alphanumeric());
    if !is_code {
        return Some(Organisation { code: None, name: printed.to_owned() });
    }
    Some(Organisation { code: Some(code.to_owned()), name: name.trim().to_owned() })
}

/// An amount as it is printed; `None` for blanks, dashes and words, and for one with a unit of its own.
pub(super) fn amount(printed: &str) -> Option<Amount> {
    CellValue::of(printed).amount()
}

/// Sets a project's amount with its unit, and what that is in 万元.
pub(super) fn set_amount(project: &mut Project, amount: Option<Amount>, unit: Option<&str>) {
    project.amount = amount;
    project.amount_unit = unit.map(str::to_owned);
    project.amount_wan = amount.zip(unit).and_then(|(amount, unit)| money::in_wan(amount, unit));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn organisations() {
        for (printed, code, name) in [
            ("205001-青岭县水务局", Some("205001"), "青岭县水务局"),
            ("[136]青岭县文化和旅游局", Some("136"), "青岭县文化和旅游局"),
            ("219-清溪区白石镇人民政府", Some("219"), "清溪区白石镇人民政府"),
            ("301 内江市财政局", Some("301"), "内江市财政局"),
            ("203|东岭县司法局", Some("203"), "东岭县司法局"),
            ("青岭县文化馆", None, "青岭县文化馆"),
            ("12中学", None, "12中学"),
        ] {
            let found = organisation(printed).unwrap();
            assert_eq!((found.code.as_deref(), found.name.as_str()), (code, name));
        }
        assert_eq!(organisation(" "), None);
    }

    #[test]
    fn rows_by_their_code() {
        for (code, name, filled, role) in [
            ("合计", "", false, RowRole::Total),
            ("", "合　计", false, RowRole::Total),
            ("426", "局", false, RowRole::Department),
            ("426001", "局(本级)", false, RowRole::Unit),
            ("1", "经费", true, RowRole::Project),
            ("118", "经费", true, RowRole::Project),
            ("12", "经费", false, RowRole::Project),
        ] {
            assert_eq!(row_role(code, name, filled), role, "{code} {name}");
        }
    }
}
