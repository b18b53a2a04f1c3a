//! The shapes of texts, as `shapes.tsv` lists them: page numbers, titles that go on, what forms leave to be filled in.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::terms::lines;

/// What a text is by its shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Shape {
    /// `第1页,共2页`, `—3—`, `{1}----`.
    PageNumber,
    /// `支出总表（续）`, `续表`.
    Continued,
    /// `附件3：`.
    Attachment,
    /// `公开01表`.
    FormNumber,
    /// `第一部分`.
    Chapter,
    /// `20XX年`, 请填写.
    Residue,
}

/// All of them, with their names in `shapes.tsv`.
const NAMES: &[(&str, Shape)] = &[
    ("page-number", Shape::PageNumber),
    ("continued", Shape::Continued),
    ("attachment", Shape::Attachment),
    ("form-number", Shape::FormNumber),
    ("chapter", Shape::Chapter),
    ("residue", Shape::Residue),
];

/// The table.
static SHAPES: LazyLock<BTreeMap<Shape, Known>> = LazyLock::new(|| {
    let mut patterns: BTreeMap<Shape, Vec<(&str, &str)>> = BTreeMap::new();
    for [shape, signs, pattern, _] in fields() {
        let (_, shape) = NAMES.iter().find(|(name, _)| *name == shape).expect("a shape has a name");
        patterns.entry(*shape).or_default().push((signs, pattern));
    }
    patterns.into_iter().map(|(shape, patterns)| (shape, Known::of(&patterns))).collect()
});

/// The lines of the table.
fn fields() -> impl Iterator<Item = [&'static str; 4]> {
    lines(include_str!("shapes.tsv")).map(|line| {
        let fields: Vec<&str> = line.split('\t').collect();
        fields.try_into().expect("a shape has four fields")
    })
}

/// The patterns of a shape.
struct Known {
    /// Signs of which a text of this shape has one; empty where it may have none of them. Most texts have none.
    signs: Vec<char>,
    /// All patterns as one.
    pattern: Regex,
}

impl Known {
    fn of(patterns: &[(&str, &str)]) -> Self {
        let is_signed = patterns.iter().all(|(signs, _)| !signs.is_empty());
        let signs = patterns.iter().flat_map(|(signs, _)| signs.chars()).filter(|_| is_signed);
        let all: Vec<String> = patterns.iter().map(|(_, pattern)| format!("(?:{pattern})")).collect();
        let pattern = Regex::new(&all.join("|")).expect("a shape is a pattern");
        Self { signs: signs.collect(), pattern }
    }
}

/// A shape found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// Where it stands.
    pub whole: Range<usize>,
    /// The part of it that its pattern points out.
    pub part: Option<Range<usize>>,
}

/// Where a text has a shape first.
pub(crate) fn find(shape: Shape, text: &str) -> Option<Found> {
    let known = &SHAPES[&shape];
    if !known.signs.is_empty() && !text.contains(known.signs.as_slice()) {
        return None;
    }
    let found = known.pattern.captures(text)?;
    let part = found.iter().skip(1).flatten().next().map(|group| group.range());
    Some(Found { whole: found.get(0)?.range(), part })
}

/// Whether a text has a shape.
pub(crate) fn has(shape: Shape, text: &str) -> bool {
    find(shape, text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_has_its_shape_by_its_own_pattern() {
        for [shape, signs, pattern, example] in fields() {
            assert!(Regex::new(pattern).unwrap().is_match(example), "{example}");
            assert!(signs.is_empty() || example.contains(|c| signs.contains(c)), "{example}");
            let (_, shape) = NAMES.iter().find(|(name, _)| *name == shape).unwrap();
            assert!(has(*shape, example), "{example}");
        }
    }

    #[test]
    fn parts_that_patterns_point_out() {
        for (shape, text, whole, part) in [
            (Shape::Continued, "支出总表(续1)", "支出总表(续1)", Some("支出总表")),
            (Shape::Continued, "续表", "续表", Some("")),
            (Shape::Residue, "(20XX年度)", "(20XX年", Some("20XX年")),
            (Shape::Residue, "如需，请填写全称", "请填写", None),
            (Shape::Attachment, "附件3：支出总表", "附件3：", None),
        ] {
            let found = find(shape, text).unwrap();
            let found = (&text[found.whole], found.part.map(|part| &text[part]));
            assert_eq!(found, (whole, part), "{text}");
        }
        assert!(!has(Shape::PageNumber, "3") && !has(Shape::Chapter, "第一批"));
    }
}
