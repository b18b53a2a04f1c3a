//! The names of the indicator levels: which are canonical, which mean the same, which belongs to which.
//!
//! The canonical names stand in `levels.tsv`, with the schemes that know them, their spellings in `terms.tsv`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::grammar::numbering::{MarkerKind, marker};
use super::key::{INDICATOR, key, outside_parentheses};
use super::sense::Sense;
use super::terms::{self, Place, Term};
use crate::model::Amount;
use crate::text::width::fold;

/// A name of the taxonomy.
struct Name {
    level: u8,
    canonical: &'static str,
    /// The first level it belongs to; its own name for a first level.
    parent: &'static str,
}

/// What is longer is no name of a level, whatever it holds.
const LONGEST_NAME: usize = 80;

/// Of what is longer 满意度 is a word and not the name: the longest that names it is 社会公众或者服务对象满意度.
const LONGEST_SATISFACTION: usize = 20;

/// How long a level's name is that without 指标 is not taken for anything else: 社会效益, but not 时间.
const SHORTEST_SURE: usize = 4;

/// What stands between the names of several levels in one.
const BETWEEN_NAMES: [char; 9] = ['、', ',', '，', '/', '／', '及', '和', '与', '或'];

static NAMES: LazyLock<Vec<Name>> = LazyLock::new(|| {
    terms::lines(include_str!("levels.tsv"))
        .filter_map(|line| {
            let mut fields = line.split('\t');
            let (level, canonical, parent) = (fields.next()?, fields.next()?, fields.next()?);
            Some(Name { level: level.parse().ok()?, canonical, parent })
        })
        .collect()
});

/// The canonical names of a level by the keys of their spellings.
type Spellings = BTreeMap<String, &'static str>;

static FIRST: LazyLock<Spellings> = LazyLock::new(|| spellings(Sense::Level1));

static SECOND: LazyLock<Spellings> = LazyLock::new(|| spellings(Sense::Level2));

/// 满意度 of anyone, and the second level that it is.
static SATISFACTION: LazyLock<Option<Term>> =
    LazyLock::new(|| terms::terms(Place::Level, Sense::Satisfaction).next());

/// What the names of levels that are joined into one share.
static ENDINGS: LazyLock<Vec<&str>> =
    LazyLock::new(|| terms::terms(Place::Level, Sense::LevelEnding).map(|term| term.words).collect());

fn spellings(sense: Sense) -> Spellings {
    let mut found = Spellings::new();
    for term in terms::terms(Place::Level, sense) {
        found.entry(name_key(term.words)).or_insert(term.canonical);
    }
    found
}

/// The canonical first level that a printed name means: 产出指标 for `一、产出指标（50分）`.
pub fn level1(printed: &str) -> Option<&'static str> {
    let key = name_key(printed);
    FIRST.get(&key).copied().or_else(|| satisfaction(&key).and_then(level1_of))
}

/// The canonical second level that a printed name means; of several in one (社会、经济、生态效益指标) the first.
pub fn level2(printed: &str) -> Option<&'static str> {
    let key = name_key(printed);
    SECOND.get(&key).copied().or_else(|| satisfaction(&key)).or_else(|| first_of_several(printed))
}

/// Whether a name alone tells that a level is a second one: 数量指标 and 服务对象满意度指标, but not 满意度指标.
pub fn is_second(printed: &str) -> bool {
    let first = SATISFACTION.is_some_and(|term| fold(printed).starts_with(term.words));
    !first && level2(printed).is_some()
}

/// Whether a text speaks of 满意度.
pub fn is_satisfaction(text: &str) -> bool {
    terms::holds(Place::Level, Sense::Satisfaction, text)
}

/// Whether a canonical name is that of a first level and of a second one: 成本指标.
pub fn is_at_both_levels(canonical: &str) -> bool {
    [1, 2].iter().all(|level| NAMES.iter().any(|name| name.level == *level && name.canonical == canonical))
}

/// The second level of a canonical first one that has no other: of 满意度指标.
pub fn only_level2(level1: &str) -> Option<&'static str> {
    let mut second = NAMES.iter().filter(|name| name.level == 2 && name.parent == level1);
    let only = second.next()?;
    second.next().is_none().then_some(only.canonical)
}

/// The place of a canonical first level in the order in which forms print them.
pub fn rank(level1: &str) -> Option<usize> {
    NAMES.iter().filter(|name| name.level == 1).position(|name| name.canonical == level1)
}

/// Whether no first level stands behind the one of a place in their order.
pub fn is_last(rank: usize) -> bool {
    rank + 1 == NAMES.iter().filter(|name| name.level == 1).count()
}

/// Whether a text holds 指标, as all names of levels do where they stand in running text.
pub fn may_hold_names(text: &str) -> bool {
    text.contains(INDICATOR)
}

/// Whether a name ends as those of levels do: 党建指标.
pub fn ends_as_level(name: &str) -> bool {
    name.ends_with(INDICATOR)
}

/// Where the name of a level that a text begins with ends, 指标 being its last word.
pub fn name_end(text: &str) -> Option<usize> {
    text.find(INDICATOR).map(|from| from + INDICATOR.len()).filter(|end| is_level_name(&text[..*end]))
}

/// The first level that a canonical second level belongs to. 成本指标 belongs to 产出指标 where it is not a first
/// level itself.
pub fn level1_of(level2: &str) -> Option<&'static str> {
    NAMES.iter().find(|name| name.level == 2 && name.canonical == level2).map(|name| name.parent)
}

/// The canonical names of the second levels.
pub fn level2_names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().filter(|name| name.level == 2).map(|name| name.canonical)
}

/// The weight that a level's cell carries: 50 of `产出指标（50分）`.
pub fn weight(printed: &str) -> Option<Amount> {
    let folded = fold(printed);
    let in_parentheses =
        folded.split(['(', '[', '【']).skip(1).filter_map(|part| part.split([')', ']', '】']).next());
    in_parentheses
        .filter_map(|inner| {
            let (label, points) = inner.split_at(inner.find(|c: char| c.is_ascii_digit())?);
            let says_weight = label.is_empty() || terms::has(Place::Performance, Sense::Weight, label);
            says_weight.then_some(points)
        })
        .find_map(|points| points.trim_end_matches(['分', '%']).parse().ok())
        .or_else(|| points(&folded))
}

/// Whether a text is the name of a first or second level, by the taxonomy's own spellings: 满意度指标 is, 群众满意度
/// is not.
pub fn is_level_name(text: &str) -> bool {
    let key = name_key(text);
    (FIRST.contains_key(&key) || SECOND.contains_key(&key) || first_of_several(text).is_some())
        && (fold(text).contains(INDICATOR)
            || terms::holds(Place::Header, Sense::GoalWord, text)
            || marker(text).is_some()
            || is_exactly(text, &key))
}

/// 50 of `产出指标50分`.
fn points(folded: &str) -> Option<Amount> {
    let digits = folded.strip_suffix('分')?;
    let start = digits
        .rfind(|c: char| !c.is_ascii_digit() && c != '.')
        .map_or(0, |at| at + digits[at..].chars().next().map_or(1, char::len_utf8));
    digits[start..].parse().ok()
}

/// Whether a text is a level's name without 指标, and could be nothing else: 产出, 社会效益, but not 数量 or 时间.
fn is_exactly(text: &str, key: &str) -> bool {
    let folded = fold(text);
    let is_sure =
        folded.chars().count() >= SHORTEST_SURE || terms::has(Place::Level, Sense::SureLevel, &folded);
    is_sure && folded == key
}

/// 满意度 of anyone is the satisfaction of those served.
fn satisfaction(key: &str) -> Option<&'static str> {
    let term = SATISFACTION.filter(|term| key.contains(term.words))?;
    (key.chars().count() <= LONGEST_SATISFACTION).then_some(term.canonical)
}

/// 社会、经济、生态效益 names three; the first counts.
fn first_of_several(printed: &str) -> Option<&'static str> {
    // Cheap first: most texts are asked once for each cell, and are no level's name.
    if printed.chars().nth(LONGEST_NAME).is_some() || !printed.contains(BETWEEN_NAMES) {
        return None;
    }
    let names = outside_parentheses(&fold(without_markers(printed)));
    let parts: Vec<String> = names.split(BETWEEN_NAMES).map(name_key).collect();
    let (first, last) = (parts.first()?, parts.last()?);
    if parts.len() < 2 {
        return None;
    }
    let known = |part: &str| SECOND.get(part).copied();
    let shared = ENDINGS.iter().find(|end| last.ends_with(**end));
    // Every part must be a level's name, so that no other words are taken for one.
    let whole = |part: &str| known(part).or_else(|| shared.and_then(|end| known(&format!("{part}{end}"))));
    parts.iter().all(|part| whole(part).is_some()).then(|| whole(first)).flatten()
}

/// A printed name without the numbers before it: 数量指标 of `一、（一）数量指标`.
fn without_markers(printed: &str) -> &str {
    let mut rest = printed;
    for _ in 0..2 {
        match marker(rest).filter(|found| found.kind != MarkerKind::Label) {
            Some(found) => rest = &rest[found.length..],
            None => break,
        }
    }
    rest
}

/// A name without the brackets that stand around all of it: 数量指标 of `（数量指标）`. What stands in brackets beside other
/// words is their remark.
fn without_brackets(name: &str) -> &str {
    const PAIRS: [(char, char); 5] = [('（', '）'), ('(', ')'), ('【', '】'), ('[', ']'), ('〔', '〕')];
    let name = name.trim();
    let within = PAIRS.iter().find_map(|(open, close)| name.strip_prefix(*open)?.strip_suffix(*close));
    within
        .filter(|within| !within.contains(|c| PAIRS.iter().any(|pair| c == pair.0 || c == pair.1)))
        .unwrap_or(name)
}

/// The key of a level's name: that of texts, without its weight and the words 指标 and 目标.
fn name_key(printed: &str) -> String {
    if printed.chars().nth(LONGEST_NAME).is_some() {
        return String::new();
    }
    let mut key = key(without_brackets(without_markers(printed)));
    let name = match points(&key) {
        Some(_) => key.trim_end_matches('分').trim_end_matches(|c: char| c.is_ascii_digit()),
        None => &key,
    };
    let name = name.strip_suffix(INDICATOR).unwrap_or(name);
    let length = name.strip_suffix("目标").unwrap_or(name).len();
    key.truncate(length);
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_levels() {
        for (printed, canonical) in [
            ("产出指标", Some("产出指标")),
            ("一、产出指标", Some("产出指标")),
            ("产出指标（50分）", Some("产出指标")),
            ("产出", Some("产出指标")),
            ("预期产出指标", Some("产出指标")),
            ("效果指标", Some("效益指标")),
            ("二、效益指标：", Some("效益指标")),
            ("效 益 指 标", Some("效益指标")),
            ("三、满意度指标:", Some("满意度指标")),
            ("社会公众满意度指标", Some("满意度指标")),
            ("成本指标", Some("成本指标")),
            ("产出指标\n（50分）", Some("产出指标")),
            ("数量指标", None),
            ("", None),
            ("指标", None),
            ("绩效指标", None),
        ] {
            assert_eq!(level1(printed), canonical, "{printed}");
        }
    }

    #[test]
    fn second_levels() {
        for (printed, canonical) in [
            ("(一) 数量指标", Some("数量指标")),
            ("（数量指标）", Some("数量指标")),
            ("【质量指标】", Some("质量指标")),
            ("(一)（时效指标）", Some("时效指标")),
            ("（数量）（质量）", None),
            ("（元）", None),
            ("数量指标(或建筑规模指标)", Some("数量指标")),
            ("产出质量", Some("质量指标")),
            ("时效指标（工期指标/形象进度）", Some("时效指标")),
            ("时效目标", Some("时效指标")),
            ("进度指标", Some("时效指标")),
            ("预算(或投资规模)控制指标", Some("成本指标")),
            ("成本指标", Some("成本指标")),
            ("经济成本指标", Some("经济成本指标")),
            ("环境效益指标", Some("生态效益指标")),
            ("社会、经济、生态效益指标", Some("社会效益指标")),
            ("经济效益和社会效益", Some("经济效益指标")),
            ("(一) 社会效益指标：", Some("社会效益指标")),
            ("可持续影响期限指标", Some("可持续影响指标")),
            ("服务对象满意\n度指标", Some("服务对象满意度指标")),
            ("社会公众或服务对象满意度指标", Some("服务对象满意度指标")),
            ("满意度指标", Some("服务对象满意度指标")),
            ("产出指标", None),
            ("其他指标", None),
            ("", None),
        ] {
            assert_eq!(level2(printed), canonical, "{printed}");
        }
    }

    #[test]
    fn parents() {
        assert_eq!(level1_of("数量指标"), Some("产出指标"));
        assert_eq!(level1_of("成本指标"), Some("产出指标"));
        assert_eq!(level1_of("经济成本指标"), Some("成本指标"));
        assert_eq!(level1_of("可持续影响指标"), Some("效益指标"));
        assert_eq!(level1_of("服务对象满意度指标"), Some("满意度指标"));
        assert_eq!(level1_of("别的"), None);
    }

    #[test]
    fn levels_among_each_other() {
        let first = ["投入指标", "成本指标", "产出指标", "效益指标", "满意度指标"];
        for (place, name) in first.into_iter().enumerate() {
            assert_eq!((rank(name), is_last(place)), (Some(place), place == 4), "{name}");
        }
        assert_eq!(rank("数量指标"), None);
        for (name, only) in
            [("满意度指标", Some("服务对象满意度指标")), ("产出指标", None), ("投入指标", None)]
        {
            assert_eq!(only_level2(name), only, "{name}");
        }
        for (name, both) in [("成本指标", true), ("数量指标", false), ("产出指标", false)] {
            assert_eq!(is_at_both_levels(name), both, "{name}");
        }
        for (name, second) in
            [("数量指标", true), ("服务对象满意度指标", true), ("满意度指标", false), ("产出指标", false)]
        {
            assert_eq!(is_second(name), second, "{name}");
        }
        assert_eq!(name_end("数量指标1.次数"), Some("数量指标".len()));
        assert_eq!(name_end("三级指标1.次数"), None);
    }

    #[test]
    fn weights() {
        for (printed, weighs) in [
            ("产出指标（50分）", Some("50")),
            ("产出指标(22.5分)", Some("22.5")),
            ("产出指标（权重：50%）", Some("50")),
            ("效益指标30分", Some("30")),
            ("效益指标（满分：30）", Some("30")),
            ("产出指标", None),
            ("数量指标(或建筑规模指标)", None),
        ] {
            assert_eq!(weight(printed).map(|weight| weight.to_string()).as_deref(), weighs, "{printed}");
        }
    }

    #[test]
    fn level_names() {
        for text in
            ["产出指标", "一、产出指标", "数量指标", "三、满意度指标：", "社会效益", "（一）质量", "投入指标"]
        {
            assert!(is_level_name(text), "{text}");
        }
        for text in [
            "数量",
            "时间",
            "环境",
            "群众满意度",
            "一级指标",
            "新增就业岗位",
            "",
            "成果转化数增长率",
            "绩效指标",
            "产出数量达标",
        ] {
            assert!(!is_level_name(text), "{text}");
        }
    }
}
