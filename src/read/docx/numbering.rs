//! The numbers that Word counts when it shows a paragraph: `目标1：`, `（一）`, `1.2`.

use std::collections::{BTreeMap, BTreeSet};

use super::styles::{Styles, switch, value};
use crate::read::flow::ordinals;
use crate::read::xml::Element;
use crate::text::symbols;

/// How many levels a list has.
const LEVELS: usize = 9;

/// What stands before a numbered paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Label {
    /// A number with the words around it, and whether the text follows without a gap.
    Number { words: String, is_close: bool },
    /// A mark that is the same for every paragraph.
    Bullet,
    /// A number that cannot be counted, for the reason that its definition gives.
    Unknown,
}

/// A level of a list.
#[derive(Clone, Debug, Default)]
struct Level {
    start: i64,
    format: String,
    /// `目标%1：`
    pattern: String,
    /// After which level above it begins anew; 0 for none.
    restarts_after: Option<usize>,
    /// Whether the levels above are counted in decimals here.
    is_legal: bool,
    is_close: bool,
    /// The paragraph style that stands on this level.
    style: Option<String>,
    /// The font of its own marks.
    font: Option<String>,
    is_hidden: bool,
}

/// A list: the numbers that share one count.
#[derive(Debug, Default)]
struct List {
    levels: BTreeMap<usize, Level>,
    /// The style that defines it in its stead.
    link: Option<String>,
}

/// A use of a list, which may change some of it.
#[derive(Debug, Default)]
struct Use {
    list: String,
    levels: BTreeMap<usize, Level>,
    starts: BTreeMap<usize, i64>,
}

/// The numbers of a document, and how far they are counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    lists: BTreeMap<String, List>,
    uses: BTreeMap<String, Use>,
    counts: BTreeMap<String, [Option<i64>; LEVELS]>,
    /// The uses and levels whose own beginning was taken.
    begun: BTreeSet<(String, usize)>,
}

impl Numbering {
    /// That of the part of numberings.
    pub(super) fn read(part: &Element) -> Self {
        let mut found = Self::default();
        for element in part.elements() {
            match element.name.as_str() {
                "abstractNum" => {
                    let id = element.attribute("abstractNumId").unwrap_or_default().to_owned();
                    let link = value(element, "numStyleLink").map(str::to_owned);
                    found.lists.insert(id, List { levels: levels(element), link });
                }
                "num" => {
                    let id = element.attribute("numId").unwrap_or_default().to_owned();
                    found.uses.insert(id, read_use(element));
                }
                _ => {}
            }
        }
        found
    }

    /// What Word shows before a paragraph; `None` for one without a number. It counts: to be asked once for each.
    pub(super) fn label(&mut self, paragraph: &Element, styles: &Styles) -> Option<Label> {
        let (id, own_level) = number_of(paragraph, styles)?;
        let style = styles.of_paragraph(paragraph.child("pPr")).map(str::to_owned);
        let Some((list, level)) = self.list(&id, styles).and_then(|list| {
            let of_style = || self.level_of_style(&list, style.as_deref());
            Some((list.clone(), own_level.or_else(of_style).unwrap_or(0)))
                .filter(|(_, level)| *level < LEVELS)
        }) else {
            return Some(Label::Unknown);
        };
        let shown = self.level(&id, &list, level)?.clone();
        let count = self.count(&id, &list, level, &shown);
        if shown.is_hidden {
            return None;
        }
        Some(self.shown(&id, &list, &shown, &count))
    }

    /// The list that a use is of, through the style that it may be defined by.
    fn list(&self, id: &str, styles: &Styles) -> Option<String> {
        let name = &self.uses.get(id)?.list;
        let Some(link) = self.lists.get(name)?.link.as_deref() else { return Some(name.clone()) };
        let defining = styles.styled(link, |style| {
            style.path(&["pPr", "numPr", "numId"]).and_then(|id| id.attribute("val"))
        })?;
        let list = &self.uses.get(defining)?.list;
        self.lists.contains_key(list).then(|| list.clone())
    }

    fn level_of_style(&self, list: &str, style: Option<&str>) -> Option<usize> {
        let levels = &self.lists.get(list)?.levels;
        levels
            .iter()
            .find(|(_, level)| level.style.is_some() && level.style.as_deref() == style)
            .map(|(at, _)| *at)
    }

    fn level(&self, id: &str, list: &str, level: usize) -> Option<&Level> {
        self.uses.get(id)?.levels.get(&level).or_else(|| self.lists.get(list)?.levels.get(&level))
    }

    /// Counts one more on a level: the numbers of all levels after it.
    fn count(&mut self, id: &str, list: &str, level: usize, shown: &Level) -> [Option<i64>; LEVELS] {
        let own_start = self.uses.get(id).and_then(|own| own.starts.get(&level)).copied();
        let starts_anew = own_start.is_some() && self.begun.insert((id.to_owned(), level));
        let begins = own_start.unwrap_or(shown.start);
        let above: Vec<i64> = (0..level)
            .map(|above| {
                let own = self.uses.get(id).and_then(|own| own.starts.get(&above)).copied();
                own.or_else(|| self.level(id, list, above).map(|level| level.start)).unwrap_or(1)
            })
            .collect();
        let below: Vec<usize> = (level + 1..LEVELS)
            .filter(|below| {
                let after = self.level(id, list, *below).and_then(|level| level.restarts_after);
                after.is_none_or(|after| level < after)
            })
            .collect();
        let counts = self.counts.entry(list.to_owned()).or_default();
        counts[level] = match counts[level] {
            Some(count) if !starts_anew => Some(count.saturating_add(1)),
            _ => Some(begins),
        };
        for (count, start) in counts.iter_mut().zip(above) {
            count.get_or_insert(start);
        }
        for below in below {
            counts[below] = None;
        }
        *counts
    }

    /// The pattern of a level with its numbers in it.
    fn shown(&self, id: &str, list: &str, level: &Level, counts: &[Option<i64>; LEVELS]) -> Label {
        if level.format == "bullet" {
            let mark = symbols::text(level.font.as_deref(), &level.pattern).0;
            // A box may be ticked or not; any other mark says nothing.
            return if mark.contains(['□', '☐', '☑', '☒']) {
                Label::Number { words: mark, is_close: level.is_close }
            } else {
                Label::Bullet
            };
        }
        let mut words = String::new();
        let mut rest = level.pattern.as_str();
        while let Some(at) = rest.find('%') {
            words.push_str(&rest[..at]);
            rest = &rest[at + 1..];
            let Some(number) = rest.chars().next().and_then(|c| c.to_digit(10)).filter(|n| *n > 0) else {
                words.push('%');
                continue;
            };
            rest = &rest[1..];
            let at = number as usize - 1;
            let format = match self.level(id, list, at) {
                Some(above) if !level.is_legal || above.format == "decimalZero" => above.format.as_str(),
                _ => "decimal",
            };
            let Some(ordinal) = ordinals::written(format, counts[at].unwrap_or(0)) else {
                return Label::Unknown;
            };
            words.push_str(&ordinal);
        }
        words.push_str(rest);
        Label::Number { words: words.trim().to_owned(), is_close: level.is_close }
    }
}

/// The use of a list that a paragraph or its style names, and its level where it is said.
fn number_of<'s>(paragraph: &'s Element, styles: &'s Styles) -> Option<(String, Option<usize>)> {
    let properties = paragraph.child("pPr");
    let own = properties.and_then(|properties| properties.child("numPr"));
    let level = |number: &Element| value(number, "ilvl").and_then(|level| level.parse().ok());
    let (id, level) = if let Some(id) = own.and_then(|own| value(own, "numId")) {
        (id, Some(own.and_then(level).unwrap_or(0)))
    } else {
        let style = styles.of_paragraph(properties)?;
        let number = |style: &'s Element| style.path(&["pPr", "numPr"]);
        let id = styles.styled(style, |style| value(number(style)?, "numId"))?;
        (id, own.and_then(level).or_else(|| styles.styled(style, |style| level(number(style)?))))
    };
    (id != "0").then(|| (id.to_owned(), level))
}

fn read_use(element: &Element) -> Use {
    let mut own =
        Use { list: value(element, "abstractNumId").unwrap_or_default().to_owned(), ..Use::default() };
    for change in element.elements().filter(|change| change.name == "lvlOverride") {
        let Some(at) = change.attribute("ilvl").and_then(|at| at.parse().ok()) else { continue };
        if let Some(start) = value(change, "startOverride").and_then(|start| start.parse().ok()) {
            own.starts.insert(at, start);
        }
        own.levels.extend(levels(change));
    }
    own
}

fn levels(parent: &Element) -> BTreeMap<usize, Level> {
    parent
        .elements()
        .filter(|level| level.name == "lvl")
        .filter_map(|level| Some((level.attribute("ilvl")?.parse().ok()?, read_level(level))))
        .collect()
}

fn read_level(element: &Element) -> Level {
    // Newer formats stand within a choice, beside one for older programs.
    let format = element.child("numFmt").or_else(|| element.path(&["AlternateContent", "Choice", "numFmt"]));
    let format = match format.and_then(|format| Some((format.attribute("val")?, format.attribute("format"))))
    {
        Some(("custom", Some(own))) => own,
        Some((named, _)) => named,
        None => "decimal",
    };
    let font = element.path(&["rPr", "rFonts"]);
    Level {
        start: value(element, "start").and_then(|start| start.parse().ok()).unwrap_or(0),
        format: format.to_owned(),
        pattern: value(element, "lvlText").unwrap_or_default().to_owned(),
        restarts_after: value(element, "lvlRestart").and_then(|after| after.parse().ok()),
        is_legal: switch(element, "isLgl").unwrap_or(false),
        is_close: value(element, "suff") == Some("nothing"),
        style: value(element, "pStyle").map(str::to_owned),
        font: font
            .and_then(|font| font.attribute("ascii").or_else(|| font.attribute("hAnsi")))
            .map(str::to_owned),
        is_hidden: element.child("rPr").and_then(|run| switch(run, "vanish")).unwrap_or(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::xml;

    const PART: &str = "<numbering>\
        <abstractNum abstractNumId='0'><lvl ilvl='0'><start val='1'/><numFmt val='chineseCountingThousand'/><lvlText val='%1、'/><suff val='nothing'/></lvl>\
        <lvl ilvl='1'><start val='1'/><numFmt val='decimal'/><lvlText val='（%2）'/></lvl>\
        <lvl ilvl='2'><start val='1'/><numFmt val='decimal'/><isLgl/><lvlText val='%1.%2.%3'/></lvl></abstractNum>\
        <abstractNum abstractNumId='1'><lvl ilvl='0'><start val='3'/><numFmt val='decimalZero'/><lvlText val='A%1'/></lvl></abstractNum>\
        <abstractNum abstractNumId='2'><lvl ilvl='0'><numFmt val='bullet'/><lvlText val='\u{f06c}'/><rPr><rFonts ascii='Wingdings'/></rPr></lvl>\
        <lvl ilvl='1'><numFmt val='bullet'/><lvlText val='\u{f0a3}'/><rPr><rFonts ascii='Wingdings 2'/></rPr></lvl></abstractNum>\
        <abstractNum abstractNumId='3'><lvl ilvl='0'><start val='1'/><numFmt val='hebrew1'/><lvlText val='%1'/></lvl>\
        <lvl ilvl='1'><start val='1'/><numFmt val='none'/><lvlText val='注：'/></lvl></abstractNum>\
        <num numId='1'><abstractNumId val='0'/></num><num numId='2'><abstractNumId val='1'/></num>\
        <num numId='3'><abstractNumId val='0'/><lvlOverride ilvl='0'><startOverride val='1'/></lvlOverride></num>\
        <num numId='4'><abstractNumId val='2'/></num><num numId='5'><abstractNumId val='3'/></num>\
        <num numId='6'><abstractNumId val='0'/></num></numbering>";

    #[track_caller]
    fn check(paragraphs: &[(&str, usize)], expected: &str) {
        let mut numbering = Numbering::read(&xml::parse(PART, "p", &[]).unwrap());
        let styles = Styles::default();
        let labels: Vec<String> = paragraphs
            .iter()
            .map(|(id, level)| {
                let text =
                    format!("<p><pPr><numPr><ilvl val='{level}'/><numId val='{id}'/></numPr></pPr></p>");
                match numbering.label(&xml::parse(&text, "p", &[]).unwrap(), &styles) {
                    Some(Label::Number { words, .. }) => words,
                    Some(Label::Bullet) => "•".to_owned(),
                    Some(Label::Unknown) => "?".to_owned(),
                    None => "-".to_owned(),
                }
            })
            .collect();
        assert_eq!(labels.join(" "), expected);
    }

    #[test]
    fn numbers_are_counted_as_word_counts_them() {
        check(
            &[("1", 0), ("1", 0), ("1", 1), ("1", 1), ("1", 0), ("1", 1)],
            "一、 二、 （1） （2） 三、 （1）",
        );
        check(&[("1", 0), ("1", 2), ("1", 2)], "一、 1.1.1 1.1.2");
        check(&[("2", 0), ("2", 0)], "A03 A04");
        // Uses of one list go on with its count; one with a beginning of its own begins there, once.
        check(&[("1", 0), ("6", 0), ("3", 0), ("3", 0), ("1", 0)], "一、 二、 一、 二、 三、");
        check(&[("4", 0), ("4", 1)], "• □");
        check(&[("5", 0), ("5", 1)], "? 注：");
        // What takes a number away, and what none defines.
        check(&[("0", 0), ("9", 0), ("1", 7)], "- ? -");
    }

    #[test]
    fn numbers_of_styles() {
        let styles = Styles::read(
            xml::parse(
                "<styles><style styleId='a'><pPr><numPr><ilvl val='1'/><numId val='1'/></numPr></pPr></style>\
                 <style styleId='b'><basedOn val='a'/></style></styles>",
                "s",
                &[],
            )
            .unwrap(),
        );
        let mut numbering = Numbering::read(&xml::parse(PART, "p", &[]).unwrap());
        for (properties, expected) in [
            ("<pStyle val='b'/>", Some("（1）")),
            ("<pStyle val='a'/>", Some("（2）")),
            ("<pStyle val='a'/><numPr><numId val='0'/></numPr>", None),
            ("", None),
        ] {
            let paragraph = xml::parse(&format!("<p><pPr>{properties}</pPr></p>"), "p", &[]).unwrap();
            let label = numbering.label(&paragraph, &styles).map(|label| match label {
                Label::Number { words, .. } => words,
                other => format!("{other:?}"),
            });
            assert_eq!(label.as_deref(), expected, "{properties}");
        }
    }
}
