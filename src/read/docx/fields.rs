//! Fields: what the program puts in when it shows the document, and the parts of forms.

use super::styles::{is_true, value};
use crate::read::flow::{TICKED, UNTICKED, ordinals};
use crate::read::xml::Element;
use crate::text::symbols;

/// A field that is open.
#[derive(Debug, Default)]
pub(super) struct Field {
    /// Whether we stand in its code, and not yet in what it shows.
    pub(super) is_code: bool,
    /// Whether something else was put in the place of what it shows.
    pub(super) is_settled: bool,
    pub(super) code: String,
}

impl Field {
    /// A field that begins.
    pub(super) fn new() -> Self {
        Self { is_code: true, ..Self::default() }
    }

    /// Whether what stands in it is not seen.
    pub(super) fn hides(&self) -> bool {
        self.is_code || self.is_settled
    }

    /// The name of a field: the first word of its code.
    pub(super) fn name(&self) -> String {
        name(&self.code)
    }
}

/// The name of a field by its code.
pub(super) fn name(code: &str) -> String {
    code.split_whitespace().next().unwrap_or_default().to_ascii_uppercase()
}

/// Whether a field counts pages.
pub(super) fn counts_pages(code: &str) -> bool {
    matches!(name(code).as_str(), "PAGE" | "NUMPAGES" | "SECTIONPAGES")
}

/// What a part of a form shows: a box, the chosen entry of a list. `None` for one whose text stands in the document.
pub(super) fn of_form(field: &Element) -> Option<String> {
    let data = field.child("ffData")?;
    if let Some(tick) = data.child("checkBox") {
        let state = tick.child("checked").or_else(|| tick.child("default"));
        let is_ticked = state.is_some_and(|state| state.attribute("val").is_none_or(is_true));
        return Some(if is_ticked { TICKED } else { UNTICKED }.to_owned());
    }
    let list = data.child("ddList")?;
    let chosen = value(list, "result").or_else(|| value(list, "default"));
    let chosen: usize = chosen.and_then(|number| number.parse().ok()).unwrap_or(0);
    let entry = list.elements().filter(|entry| entry.name == "listEntry").nth(chosen);
    Some(entry.and_then(|entry| entry.attribute("val")).unwrap_or_default().to_owned())
}

/// The sign of a field `SYMBOL 163 \f "Wingdings 2"`, and whether it is known.
pub(super) fn symbol(code: &str) -> Option<(String, bool)> {
    let mut words = code.split_whitespace();
    words.next().filter(|name| name.eq_ignore_ascii_case("SYMBOL"))?;
    let number = words.next()?;
    let number = match number.strip_prefix("0x").or_else(|| number.strip_prefix("0X")) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    let font = code.split_once("\\f").map(|(_, rest)| rest.trim_start());
    let font = font.and_then(|rest| match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => rest.split_whitespace().next(),
    });
    let (shown, unknown) = symbols::text(font.or(Some("Symbol")), &char::from_u32(number)?.to_string());
    Some((shown, unknown == 0))
}

/// Signs that go around another.
const RINGS: [&str; 4] = ["○", "◯", "〇", "\u{20dd}"];

/// What a field shows that sets signs over one another: `EQ \o\ac(○,3)` is ③, and of `EQ \o\ad(\s\up 9(lán),岚)` what is
/// read above is no part of the text. `None` for other equations.
pub(super) fn equation(code: &str) -> Option<String> {
    let over = &code[code.find("\\o")?..];
    let inner = &over[over.find('(')? + 1..];
    let (mut depth, mut parts) = (0, vec![String::new()]);
    for c in inner.chars() {
        match c {
            ')' if depth == 0 => break,
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' | ';' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        parts.last_mut()?.push(c);
    }
    let seen: Vec<&str> = parts
        .iter()
        .map(|part| part.trim())
        .filter(|part| !part.is_empty() && !part.starts_with("\\s"))
        .collect();
    match seen[..] {
        [only] if !only.contains('\\') => Some(only.to_owned()),
        [one, two] => {
            let number = if RINGS.contains(&one) { two } else { one };
            let rings = RINGS.contains(&one) || RINGS.contains(&two);
            let number = number.parse().ok().filter(|_| rings)?;
            ordinals::written("decimalEnclosedCircle", number)
        }
        _ => None,
    }
}

/// Whether a content control shows its prompt.
pub(super) fn shows_prompt(control: &Element) -> bool {
    control.path(&["sdtPr", "showingPlcHdr"]).is_some_and(|shown| shown.attribute("val").is_none_or(is_true))
}

/// What a control that is to be ticked shows; `None` for another one.
pub(super) fn tick(control: &Element) -> Option<&'static str> {
    let tick = control.path(&["sdtPr", "checkbox"])?;
    let is_ticked = tick.child("checked").is_some_and(|state| state.attribute("val").is_none_or(is_true));
    Some(if is_ticked { TICKED } else { UNTICKED })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::xml;

    #[test]
    fn parts_of_forms() {
        for (data, expected) in [
            ("<checkBox><default val='0'/><checked/></checkBox>", Some("☑")),
            ("<checkBox><default val='1'/></checkBox>", Some("☑")),
            ("<checkBox><default val='1'/><checked val='0'/></checkBox>", Some("□")),
            ("<checkBox/>", Some("□")),
            ("<ddList><result val='1'/><listEntry val='甲'/><listEntry val='乙'/></ddList>", Some("乙")),
            ("<ddList><listEntry val='甲'/></ddList>", Some("甲")),
            ("<ddList><result val='9'/></ddList>", Some("")),
            ("<textInput/>", None),
        ] {
            let field = xml::parse(&format!("<fldChar><ffData>{data}</ffData></fldChar>"), "f", &[]).unwrap();
            assert_eq!(of_form(&field).as_deref(), expected, "{data}");
        }
    }

    #[test]
    fn signs_over_one_another() {
        for (code, expected) in [
            (r"EQ \o\ac(○,3)", Some("③")),
            (r"eq \o\ac(12,◯)", Some("⑫")),
            (r#"EQ \* jc2 \* "Font:宋体" \* hps10 \o\ad(\s\up 9(lán),岚)"#, Some("岚")),
            (r"EQ \f(1,2)", None),
            (r"EQ \o(甲,乙)", None),
            (r"EQ \r(3)", None),
        ] {
            assert_eq!(equation(code).as_deref(), expected, "{code}");
        }
    }

    #[test]
    fn symbols_by_field() {
        for (code, expected) in [
            (" SYMBOL 163 \\f \"Wingdings 2\" \\s 12 ", Some("□")),
            ("SYMBOL 0xB3 \\f Symbol", Some("≥")),
            ("SYMBOL 179", Some("≥")),
            ("PAGE", None),
        ] {
            assert_eq!(symbol(code).map(|(sign, _)| sign).as_deref(), expected, "{code}");
        }
    }
}
