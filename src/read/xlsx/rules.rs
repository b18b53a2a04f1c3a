//! Rules that change how cells look by what they hold: a format that shows nothing, white letters, a ground.

use std::cmp::Ordering;

use super::parts::is_true;
use crate::error::Error;
use crate::read::package::Package;
use crate::read::sheet::{Area, Slot};
use crate::read::xml::Element;

/// Parts of the styles that rules do not look at.
const OTHER_STYLES: &[&str] =
    &["numFmts", "fonts", "fills", "borders", "border", "cellStyleXfs", "cellXfs", "cellStyles", "extLst"];

/// What a cell holds, as far as conditions ask for it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Held<'a> {
    Number(f64),
    Text(&'a str),
    Truth,
    Error,
}

/// What rules make of the look of a cell; `None` where they leave it as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Effect {
    /// The number format.
    pub(super) code: Option<String>,
    /// Whether the letters are white.
    pub(super) letters_are_white: Option<bool>,
    /// Whether the ground is white.
    pub(super) ground_is_white: Option<bool>,
    /// Whether a bar or an icon stands in the place of a number.
    pub(super) hides_numbers: bool,
}

/// A rule.
#[derive(Debug, Default)]
pub(super) struct Rule {
    pub(super) areas: Vec<Area>,
    pub(super) kind: String,
    pub(super) operator: String,
    pub(super) formulas: Vec<String>,
    /// The number of its effect among those of the workbook.
    pub(super) effect: Option<usize>,
    pub(super) priority: i64,
    /// Whether rules behind it do not count where it holds.
    pub(super) stops: bool,
    pub(super) hides_numbers: bool,
}

/// The rules of a sheet, the first to count first, each with what it does.
#[derive(Debug, Default)]
pub(super) struct Rules(Vec<(Rule, Effect)>);

impl Rules {
    /// Those of a sheet, of a workbook with these effects.
    pub(super) fn new(mut rules: Vec<Rule>, effects: &[Effect]) -> Self {
        rules.sort_by_key(|rule| rule.priority);
        let with_effect = |rule: Rule| {
            let mut effect = rule.effect.and_then(|number| effects.get(number)).cloned().unwrap_or_default();
            effect.hides_numbers = rule.hides_numbers;
            if matches!(rule.kind.as_str(), "colorScale" | "dataBar") {
                effect.ground_is_white = Some(false);
            }
            (rule, effect)
        };
        Self(rules.into_iter().map(with_effect).collect())
    }

    /// What the rules make of a cell, where those whose condition cannot be told hold or do not; `None` where they leave
    /// it as it is.
    pub(super) fn effect(&self, slot: Slot, held: Held<'_>, unknown_holds: bool) -> Option<Effect> {
        let mut all = Effect::default();
        let within =
            |area: &Area| (area.0.0..=area.1.0).contains(&slot.0) && (area.0.1..=area.1.1).contains(&slot.1);
        for (rule, effect) in &self.0 {
            if !rule.areas.iter().any(within) || !rule.holds(held).unwrap_or(unknown_holds) {
                continue;
            }
            all.code = all.code.or_else(|| effect.code.clone());
            all.letters_are_white = all.letters_are_white.or(effect.letters_are_white);
            all.ground_is_white = all.ground_is_white.or(effect.ground_is_white);
            all.hides_numbers |= effect.hides_numbers;
            if rule.stops {
                break;
            }
        }
        (all != Effect::default()).then_some(all)
    }
}

impl Rule {
    /// Whether a cell that is not blank meets the condition; `None` where we cannot tell.
    fn holds(&self, held: Held<'_>) -> Option<bool> {
        match self.kind.as_str() {
            "cellIs" => self.compares(held),
            "containsBlanks" => Some(false),
            "containsErrors" => Some(matches!(held, Held::Error)),
            "notContainsErrors" => Some(!matches!(held, Held::Error)),
            "notContainsBlanks" | "iconSet" => Some(true),
            // A bar is as long as the number is large, and may not reach it.
            "dataBar" if self.hides_numbers => Some(true),
            "expression" => match self.formulas.first()?.trim().to_ascii_uppercase().as_str() {
                "TRUE" | "TRUE()" | "1" => Some(true),
                "FALSE" | "FALSE()" | "0" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    fn compares(&self, held: Held<'_>) -> Option<bool> {
        if matches!(held, Held::Error) {
            return Some(false);
        }
        let mut orders = Vec::new();
        for formula in &self.formulas {
            orders.push(order(held, constant(formula)?));
        }
        let is = |number: usize, wanted: &[Ordering]| {
            let order: Option<Ordering> = *orders.get(number)?;
            order.map(|order| wanted.contains(&order))
        };
        let (less, equal, greater) = (Ordering::Less, Ordering::Equal, Ordering::Greater);
        let between = || Some(is(0, &[greater, equal])? && is(1, &[less, equal])?);
        match self.operator.as_str() {
            "lessThan" => is(0, &[less]),
            "lessThanOrEqual" => is(0, &[less, equal]),
            "equal" => is(0, &[equal]),
            "notEqual" => is(0, &[equal]).map(|is_equal| !is_equal),
            "greaterThanOrEqual" => is(0, &[greater, equal]),
            "greaterThan" => is(0, &[greater]),
            "between" => between(),
            "notBetween" => between().map(|is_between| !is_between),
            _ => None,
        }
    }
}

/// A value that a condition names.
enum Constant {
    Number(f64),
    Text(String),
}

/// What a formula names; `None` where it computes or points to a cell.
fn constant(formula: &str) -> Option<Constant> {
    let formula = formula.trim().trim_start_matches('=');
    let quoted = formula.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    if let Some(words) = quoted {
        let words = words.replace("\"\"", "\u{0}");
        return (!words.contains('"')).then(|| Constant::Text(words.replace('\u{0}', "\"")));
    }
    let is_number = formula.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.'));
    formula.parse().ok().filter(|_| is_number).map(Constant::Number)
}

/// How a value stands to a constant, as spreadsheets order them: numbers, then texts, then truths.
fn order(held: Held<'_>, constant: Constant) -> Option<Ordering> {
    match (held, constant) {
        (Held::Number(held), Constant::Number(constant)) => held.partial_cmp(&constant),
        (Held::Number(_), Constant::Text(_)) => Some(Ordering::Less),
        (Held::Text(_), Constant::Number(_)) | (Held::Truth, _) => Some(Ordering::Greater),
        (Held::Text(held), Constant::Text(constant)) => {
            // Every text stands behind one of no letters; how others are ordered is a matter of the language.
            let is_equal = held.to_lowercase() == constant.to_lowercase();
            if is_equal { Some(Ordering::Equal) } else { constant.is_empty().then_some(Ordering::Greater) }
        }
        (Held::Error, _) => None,
    }
}

/// What the rules of a workbook may do, by their numbers.
pub(super) fn effects(package: &mut Package<'_>, styles: &str) -> Result<Vec<Effect>, Error> {
    let styles = package.xml(styles, OTHER_STYLES)?;
    let all = styles.as_ref().and_then(|styles| styles.child("dxfs"));
    Ok(all.into_iter().flat_map(Element::elements).map(effect).collect())
}

fn effect(format: &Element) -> Effect {
    let code = format.child("numFmt").and_then(|format| format.attribute("formatCode"));
    let pattern = format.path(&["fill", "patternFill"]);
    Effect {
        code: code.map(str::to_owned),
        letters_are_white: format.path(&["font", "color"]).map(is_white),
        ground_is_white: match pattern {
            Some(pattern) if pattern.attribute("patternType") == Some("none") => None,
            Some(pattern) => pattern.child("bgColor").or_else(|| pattern.child("fgColor")).map(is_white),
            None => format.child("fill").map(|_| false),
        },
        hides_numbers: false,
    }
}

/// Whether a colour is white: by its parts, as the ground of the theme, or by its number in the palette.
fn is_white(colour: &Element) -> bool {
    let says = |name: &str| colour.attribute(name);
    if says("tint").is_some_and(|tint| tint.parse() != Ok(0_u8)) {
        return false;
    }
    says("rgb").is_some_and(|rgb| rgb.to_ascii_uppercase().ends_with("FFFFFF"))
        || says("theme") == Some("0")
        || matches!(says("indexed"), Some("1" | "9" | "65"))
}

/// Whether an element says that a bar or an icon stands in the place of a number.
pub(super) fn hides_numbers(shows_value: Option<&str>) -> bool {
    shows_value.is_some_and(|value| !is_true(value))
}
