//! The unit after a number: 万元, 人(次), 元/人·月, 个工作日.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::operator::{piece_ends, suffix};
use super::spelling::{skip_blanks, stands};
use crate::text::width::is_han;

/// A unit that was read.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    /// As printed, folded; `%` for 百分比.
    pub(super) text: String,
    /// The place after it.
    pub(super) end: usize,
    /// Whether it is one of the known units rather than words that stand in a unit's place.
    pub(super) known: bool,
}

/// The known units of `units.txt` by their first character.
static UNITS: LazyLock<BTreeMap<char, Vec<&'static str>>> = LazyLock::new(|| {
    let mut units: BTreeMap<char, Vec<&str>> = BTreeMap::new();
    let lines = include_str!("units.txt").lines().filter(|line| !line.starts_with('#'));
    for unit in lines.flat_map(str::split_whitespace) {
        units.entry(unit.chars().next().unwrap_or_default()).or_default().push(unit);
    }
    units
});

/// Words that multiply a unit.
const MULTIPLES: &[&str] = &["百万", "千万", "十万", "万", "亿", "千", "百"];

/// Words that follow a number and are no unit: 3级, 2类, 5号.
const NO_UNITS: &[&str] = &[
    "前",
    "后",
    "之",
    "以",
    "内",
    "的",
    "与",
    "和",
    "及",
    "或",
    "由",
    "在",
    "到",
    "至",
    "为",
    "是",
    "不",
    "级",
    "类",
    "等",
    "号",
    "型",
    "代",
    "星",
    "甲",
    "乙",
    "档",
    "线",
    "阶",
    "流",
    "维",
    "位一体",
];

/// The unit after a number. With `unknown` a short run of other words counts as one as well, of at most so many
/// characters.
pub(super) fn unit(chars: &[char], from: usize, unknown: usize) -> Option<Unit> {
    let at = skip_blanks(chars, from);
    if chars.get(at) == Some(&'(') {
        return in_parentheses(chars, at);
    }
    if let Some(end) = population(chars, at) {
        return Some(Unit { text: chars[at..end].iter().collect(), end, known: true });
    }
    let known = composite(chars, at);
    if known.as_ref().is_some_and(|unit| boundary(chars, unit.end)) {
        return known;
    }
    if known.is_none() {
        let length = run(chars, at);
        let text: String = chars[at..at + length].iter().collect();
        // Letters that follow a bare number are a name rather than a unit: 5A级.
        let name = unknown <= 4 && text.starts_with(|c: char| c.is_ascii_alphabetic());
        if length > 0 && length <= unknown && !name && !NO_UNITS.iter().any(|word| text.starts_with(word)) {
            return Some(Unit { text, end: at + length, known: false });
        }
    }
    known
}

/// `/10万` of a death rate of 12/10万: what a count is taken of, and in how many.
pub(super) fn population(chars: &[char], from: usize) -> Option<usize> {
    let sizes = ["10万", "100万", "百万", "十万", "1万", "万", "千"];
    let of = |size: &&&str| stands(chars, from + 1, size);
    let size = sizes.iter().filter(of).map(|size| size.chars().count()).max()?;
    let end = from + 1 + size;
    let end = if matches!(chars.get(end), Some('人' | '例' | '户')) { end + 1 } else { end };
    (chars.get(from) == Some(&'/') && piece_ends(chars, end)).then_some(end)
}

/// `(平方米)`, `(%)`, `(人数)`: a unit that stands in parentheses behind its number.
fn in_parentheses(chars: &[char], at: usize) -> Option<Unit> {
    let inner = chars.iter().skip(at + 1).take(14).position(|c| *c == ')')?;
    let text: String = chars[at + 1..at + 1 + inner].iter().filter(|c| **c != ' ').collect();
    let text = text.trim_start_matches("单位:");
    let is_unit = !text.is_empty()
        && !text.starts_with('含')
        && !text.contains([',', ';', '。', ':', '='])
        && (!text.contains(|c: char| c.is_ascii_digit()) || is_known(text));
    is_unit.then(|| Unit { text: canonical(text), end: at + inner + 2, known: true })
}

fn is_known(text: &str) -> bool {
    text.chars().next().and_then(|first| UNITS.get(&first)).is_some_and(|units| units.contains(&text))
}

/// A known unit with its multiples, its alternative in parentheses and what it is counted per.
fn composite(chars: &[char], from: usize) -> Option<Unit> {
    let mut end = single(chars, from)?;
    for _ in 0..3 {
        if let Some(after) = alternative(chars, end) {
            end = after;
        }
        let per = match chars.get(end) {
            Some('/' | '·' | '.' | '*' | '每') => end + 1,
            _ => break,
        };
        let Some(after) =
            single(chars, per).or_else(|| grouped(chars, per)).or_else(|| word(chars, per, end))
        else {
            break;
        };
        end = after;
    }
    let text: String = chars[from..end].iter().filter(|c| **c != ' ').collect();
    Some(Unit { text: canonical(&text), end, known: true })
}

/// `(人·天)` of 元/(人·天).
fn grouped(chars: &[char], from: usize) -> Option<usize> {
    let inside = from + usize::from(chars.get(from) == Some(&'('));
    let end = composite(chars, inside).filter(|_| inside > from)?.end;
    (chars.get(end) == Some(&')')).then_some(end + 1)
}

/// What a unit is counted per may be any word: 万元/标段, 元/生.
fn word(chars: &[char], from: usize, slash: usize) -> Option<usize> {
    let length = run(chars, from);
    (chars.get(slash) == Some(&'/') && (1..=6).contains(&length)).then_some(from + length)
}

/// `(次)` of 人(次), `(套)` of 台(套).
fn alternative(chars: &[char], at: usize) -> Option<usize> {
    if chars.get(at) != Some(&'(') {
        return None;
    }
    let end = single(chars, at + 1)?;
    // 100%(1.0) and 5元(含税) carry a note, not an alternative.
    (chars.get(end) == Some(&')') && !matches!(chars[at - 1], '%' | '‰')).then_some(end + 1)
}

/// The longest known unit at a place, after its multiples; a multiple alone is one too: 250万.
fn single(chars: &[char], from: usize) -> Option<usize> {
    let mut at = from;
    let mut end = base(chars, at);
    for _ in 0..2 {
        let Some(multiple) = MULTIPLES.iter().find(|word| stands(chars, at, word)) else { break };
        at += multiple.chars().count();
        // 千瓦时 and 百分比 are units that begin like a multiple, so the longest reading wins.
        end = end.max(base(chars, at)).max(Some(at));
    }
    end
}

/// The longest known unit at a place.
fn base(chars: &[char], from: usize) -> Option<usize> {
    UNITS
        .get(chars.get(from)?)?
        .iter()
        .filter(|unit| stands(chars, from, unit))
        .map(|unit| from + unit.chars().count())
        // A Latin unit ends where the word ends: 5G基站 has no unit G.
        .filter(|end| !chars[end - 1].is_ascii_alphabetic() || boundary(chars, *end))
        .max()
}

/// Whether a unit may end here.
fn boundary(chars: &[char], at: usize) -> bool {
    piece_ends(chars, at)
        || chars.get(at).is_some_and(|c| {
            c.is_ascii_digit() || matches!(c, '-' | '~' | '至' | '到' | '±' | '/' | '<' | '≤' | '>' | '≥')
        })
        || suffix(chars, at).is_some()
}

/// How many characters of words stand here, up to anything that ends a unit.
fn run(chars: &[char], at: usize) -> usize {
    let mut length = 0;
    while let Some(c) = chars.get(at + length) {
        let word = is_han(*c)
            || c.is_ascii_alphabetic()
            || matches!(c, '/' | '·' | '²' | '³' | '°' | '℃' | '%' | '‰' | '㎡' | 'μ' | 'Ω');
        if !word || length > 16 || boundary(chars, at + length) && *c != '/' {
            break;
        }
        length += 1;
    }
    length
}

/// `%` for 百分比; parentheses around the whole are dropped.
pub(super) fn canonical(text: &str) -> String {
    match text {
        "百分比" | "百分率" | "%%" => "%".into(),
        "千分比" => "‰".into(),
        other => other.into(),
    }
}

/// Whether a unit only says how long or which: 未来3年, 5日.
pub(super) fn is_time(unit: &str) -> bool {
    matches!(
        unit,
        "年" | "年度" | "月" | "日" | "周" | "季度" | "季" | "期" | "届" | "度" | "点" | "节" | "时"
    )
}
