//! The names of the indicator levels: which are canonical, which mean the same, which belongs to which.
//!
//! The canonical names stand in `levels.tsv`, with the schemes that know them, their spellings in `terms.tsv`.

use std::sync::LazyLock;

use super::grammar::numbering::{MarkerKind, marker};
use super::key::outside_parentheses;
use super::sense::Sense;
use super::terms::{self, Place};
use crate::model::Amount;
use crate::text::width::fold;

/// A name of the taxonomy.
struct Name {
    level: u8,
    canonical: &'static str,
    /// The first level it belongs to; its own name for a first level.
    parent: &'static str,
    /// Its folded spellings.
    spellings: Vec<String>,
}

/// What is longer is no name of a level, whatever it holds.
const LONGEST_NAME: usize = 80;

static NAMES: LazyLock<Vec<Name>> = LazyLock::new(|| {
    terms::lines(include_str!("levels.tsv"))
        .filter_map(|line| {
            let mut fields = line.split('\t');
            let (level, canonical, parent) = (fields.next()?, fields.next()?, fields.next()?);
            let sense = if level == "1" { Sense::Level1 } else { Sense::Level2 };
            let spellings = terms::terms(Place::Level, sense)
                .filter(|term| term.canonical == canonical)
                .map(|term| key(term.words))
                .collect();
            Some(Name { level: level.parse().ok()?, canonical, parent, spellings })
        })
        .collect()
});

/// The canonical first level that a printed name means: 产出指标 for `一、产出指标（50分）`.
pub fn level1(printed: &str) -> Option<&'static str> {
    let key = key(printed);
    named(1, &key).or_else(|| is_satisfaction(&key).then_some("满意度指标"))
}

/// The canonical second level that a printed name means; of several in one (社会、经济、生态效益指标) the first.
pub fn level2(printed: &str) -> Option<&'static str> {
    let key = key(printed);
    named(2, &key)
        .or_else(|| is_satisfaction(&key).then_some("服务对象满意度指标"))
        .or_else(|| first_of_several(&key))
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
        .map(|inner| {
            ["权重", "分值", "满分"]
                .into_iter()
                .find_map(|word| inner.strip_prefix(word))
                .unwrap_or(inner)
                .trim_start_matches([':', '='])
        })
        .find_map(|inner| inner.trim_end_matches(['分', '%']).parse().ok())
        .or_else(|| points(&folded))
}

/// Whether a text is the name of a first or second level, by the taxonomy's own spellings: 满意度指标 is, 群众满意度
/// is not.
pub fn is_level_name(text: &str) -> bool {
    let key = key(text);
    named(1, &key).or_else(|| named(2, &key)).or_else(|| first_of_several(&key)).is_some()
        && (fold(text).contains("指标")
            || fold(text).contains("目标")
            || marker(text).is_some()
            || is_exactly(text))
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
fn is_exactly(text: &str) -> bool {
    let folded = fold(text);
    let unmistakable = ["产出", "效益", "满意度"].contains(&folded.as_str()) || folded.chars().count() >= 4;
    unmistakable && folded == key(text)
}

fn named(level: u8, key: &str) -> Option<&'static str> {
    NAMES
        .iter()
        .find(|name| name.level == level && name.spellings.iter().any(|spelling| spelling == key))
        .map(|name| name.canonical)
}

/// 满意度 of anyone is the satisfaction of those served.
fn is_satisfaction(key: &str) -> bool {
    key.contains("满意度") && key.chars().count() <= 20
}

/// 社会、经济、生态效益 names three; the first counts.
fn first_of_several(key: &str) -> Option<&'static str> {
    let parts: Vec<&str> = key.split(['、', ',', '/', '及', '和', '与', '或']).collect();
    let (first, last) = (parts.first()?, parts.last()?);
    if parts.len() < 2 {
        return None;
    }
    let known = |part: &str| named(2, part);
    let shared = ["效益", "影响", "成本"].iter().find(|end| last.ends_with(**end));
    // Every part must be a level's name, so that no other words are taken for one.
    let whole = |part: &str| known(part).or_else(|| shared.and_then(|end| known(&format!("{part}{end}"))));
    parts.iter().all(|part| whole(part).is_some()).then(|| whole(first)).flatten()
}

/// A name to compare: folded, without enumeration, parentheses, weight, trailing signs and the words 指标, 目标.
fn key(printed: &str) -> String {
    if printed.chars().nth(LONGEST_NAME).is_some() {
        return String::new();
    }
    let mut rest = printed;
    for _ in 0..2 {
        if let Some(found) = marker(rest).filter(|found| found.kind != MarkerKind::Label) {
            rest = &rest[found.length..];
        }
    }
    let name = outside_parentheses(&fold(rest)).replace("指标", "");
    let name = name.trim_end_matches([':', '、', '。', '.', ';', ',', '*']).trim_start_matches('*');
    let name = if points(name).is_some() {
        name.trim_end_matches('分').trim_end_matches(|c: char| c.is_ascii_digit() || c == '.')
    } else {
        name
    };
    name.strip_suffix("目标").unwrap_or(name).to_owned()
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
