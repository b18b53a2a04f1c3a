//! Numbers of lists and headings, counted as the program that shows them counts.

use std::collections::BTreeMap;

use crate::read::flow::ordinals;
use crate::read::xml::Element;

/// What stands before a paragraph of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Label {
    Number(String),
    Bullet,
}

/// The lists of a document and how far they are counted.
#[derive(Debug, Default)]
pub(super) struct Lists<'e> {
    /// The levels of each style, by number.
    styles: BTreeMap<&'e str, BTreeMap<usize, &'e Element>>,
    /// The levels of numbered headings.
    outline: BTreeMap<usize, &'e Element>,
    counts: BTreeMap<&'e str, BTreeMap<usize, i64>>,
    outline_counts: BTreeMap<usize, i64>,
}

impl<'e> Lists<'e> {
    /// The lists that the styles of parts say.
    pub(super) fn read(parts: &[&'e Element]) -> Self {
        let mut found = Self::default();
        let groups =
            parts.iter().flat_map(|part| ["styles", "automatic-styles"].map(|group| part.child(group)));
        for style in groups.flatten().flat_map(Element::elements) {
            match style.name.as_str() {
                "list-style" => {
                    found.styles.insert(style.attribute("name").unwrap_or_default(), levels(style));
                }
                "outline-style" => found.outline = levels(style),
                _ => {}
            }
        }
        found
    }

    /// Begins a list: its level is counted anew unless it goes on with the one before.
    pub(super) fn begin(&mut self, style: Option<&'e str>, level: usize, goes_on: bool) {
        if let Some(style) = style.filter(|_| !goes_on) {
            self.counts.entry(style).or_default().retain(|counted, _| *counted < level);
        }
    }

    /// Counts one more on a level of a list.
    pub(super) fn count(
        &mut self,
        style: Option<&'e str>,
        level: usize,
        start: Option<i64>,
    ) -> Option<Label> {
        let style = style?;
        let levels = self.styles.get(style)?;
        label(levels, self.counts.entry(style).or_default(), level, start)
    }

    /// Counts one more heading of a level.
    pub(super) fn outline(&mut self, level: u8) -> Option<Label> {
        label(&self.outline, &mut self.outline_counts, usize::from(level), None)
    }
}

fn levels(style: &Element) -> BTreeMap<usize, &Element> {
    style.elements().filter_map(|level| Some((level.attribute("level")?.parse().ok()?, level))).collect()
}

fn label(
    levels: &BTreeMap<usize, &Element>,
    counts: &mut BTreeMap<usize, i64>,
    level: usize,
    start: Option<i64>,
) -> Option<Label> {
    let shown = *levels.get(&level)?;
    counts.retain(|counted, _| *counted <= level);
    let first =
        |level: &Element| level.attribute("start-value").and_then(|start| start.parse().ok()).unwrap_or(1);
    let next = start.unwrap_or_else(|| counts.get(&level).map_or_else(|| first(shown), |count| count + 1));
    counts.insert(level, next);
    if shown.name.contains("bullet") || shown.name.contains("image") {
        return Some(Label::Bullet);
    }
    let number = |at: usize| {
        let level = levels.get(&at)?;
        let format = format_of(level.attribute("num-format").unwrap_or_default())?;
        ordinals::written(format, counts.get(&at).copied().unwrap_or_else(|| first(level)))
    };
    let own = number(level)?;
    let words = if let Some(pattern) = shown.attribute("num-list-format") {
        (1..=level).fold(pattern.to_owned(), |words, at| {
            words.replace(&format!("%{at}%"), &number(at).unwrap_or_default())
        })
    } else {
        let levels =
            shown.attribute("display-levels").and_then(|count| count.parse().ok()).unwrap_or(1_usize);
        let mut parts: Vec<String> = (level.saturating_sub(levels) + 1..level).filter_map(number).collect();
        parts.push(own);
        let around = |name: &str| shown.attribute(name).unwrap_or_default();
        format!("{}{}{}", around("num-prefix"), parts.join("."), around("num-suffix"))
    };
    Some(Label::Number(words.trim().to_owned()))
}

/// The format of numbers that a sample names: `1`, `i`, `一, 二, 三, ...`; `None` where nothing is numbered.
fn format_of(sample: &str) -> Option<&'static str> {
    Some(match sample.chars().next()? {
        'i' => "lowerRoman",
        'I' => "upperRoman",
        'a' => "lowerLetter",
        'A' => "upperLetter",
        '一' => "chineseCounting",
        '壹' => "chineseLegalSimplified",
        '甲' => "ideographTraditional",
        '子' => "ideographZodiac",
        '①' => "decimalEnclosedCircle",
        '１' => "decimalFullWidth",
        _ => "decimal",
    })
}
