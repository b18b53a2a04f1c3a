//! Footnotes of Markdown: `[^1]` where they are referred to, `[^1]: …` where they stand.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::pieces::{Line, lines};
use super::retold::{Edit, Part, Retold};

/// A reference, or the beginning of a footnote.
static MARK: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\[\^(?<label>[^\]\[\s^]{1,40})\]").expect("the pattern is a constant"));

/// What a footnote's label may begin with that stands for a note wherever it is.
const NOTE: char = '注';

/// A footnote.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Footnote {
    /// What it is referred to by, as it is printed: a number.
    pub(super) label: String,
    /// What it says, a paragraph a line.
    pub(super) words: Vec<String>,
    /// Where it begins in the file.
    pub(super) start: usize,
    /// Where it is referred to in the file.
    pub(super) references: Vec<usize>,
}

/// Takes the footnotes out of a text, and raises the references to them.
pub(super) fn take(retold: &mut Retold) -> Vec<Footnote> {
    if !retold.text.contains("[^") {
        return Vec::new();
    }
    let text = &retold.text;
    let lines = lines(text);
    let mut edits: Vec<Edit> = Vec::new();
    let mut footnotes: Vec<Footnote> = Vec::new();
    let mut numbers = BTreeMap::new();
    let mut at = 0;
    while at < lines.len() {
        let Some((label, words)) = definition(text, &lines[at]) else {
            at += 1;
            continue;
        };
        let start = lines[at].range.start;
        let end = end_of(text, &lines, at);
        let footnote = Footnote {
            words: paragraphs(&text[words.start..lines[end - 1].range.end]),
            start: retold.map.source(start),
            references: Vec::new(),
            label: label.to_owned(),
        };
        numbers.entry(label).or_insert(footnotes.len());
        footnotes.push(footnote);
        edits.push(Edit::cut(start..lines[end - 1].range.end));
        at = end;
    }
    if footnotes.is_empty() {
        return Vec::new();
    }
    number(&mut footnotes);
    let mut raised: Vec<Edit> = Vec::new();
    let mut taken = edits.iter().map(|edit| edit.range.clone()).peekable();
    for found in MARK.captures_iter(text) {
        let (Some(mark), Some(label)) = (found.get(0), found.name("label")) else { continue };
        while taken.peek().is_some_and(|range| range.end <= mark.start()) {
            taken.next();
        }
        let is_within = taken.peek().is_some_and(|range| range.start <= mark.start());
        let Some(number) = numbers.get(label.as_str()).filter(|_| !is_within) else { continue };
        footnotes[*number].references.push(retold.map.source(mark.start()));
        let printed = &footnotes[*number].label;
        let shown = if printed == label.as_str() {
            Part::Copied(label.range())
        } else {
            Part::Written(printed.clone())
        };
        let parts = vec![Part::Written("<sup>".into()), shown, Part::Written("</sup>".into())];
        raised.push(Edit { range: mark.range(), parts });
    }
    edits.extend(raised);
    edits.sort_by_key(|edit| edit.range.start);
    retold.apply(edits);
    footnotes
}

/// Gives the footnotes numbers that are referred to by words: what is printed of `[^a]` is a number, and letters would
/// be read as part of what they stand behind.
fn number(footnotes: &mut [Footnote]) {
    // 注 and 注1 say by themselves what they are, and so does a number.
    let is_lettered = |label: &str| label.contains(char::is_alphabetic) && !label.starts_with(NOTE);
    let taken: BTreeSet<String> = footnotes.iter().map(|note| note.label.clone()).collect();
    let mut free = (1..).map(|number: usize| number.to_string()).filter(|number| !taken.contains(number));
    for footnote in footnotes.iter_mut().filter(|note| is_lettered(&note.label)) {
        footnote.label = free.next().unwrap_or_default();
    }
}

/// The label of the footnote that begins in a line, and where its words do.
fn definition<'a>(text: &'a str, line: &Line) -> Option<(&'a str, Range<usize>)> {
    if !line.is_free {
        return None;
    }
    let slice = &text[line.range.clone()];
    let indent = slice.len() - slice.trim_start().len();
    let found = MARK.captures(slice)?;
    let (mark, label) = (found.get(0)?, found.name("label")?);
    // A Chinese colon is no less one.
    let colon = slice[mark.end()..].chars().next().filter(|c| matches!(c, ':' | '：'))?;
    let start = line.range.start + mark.end() + colon.len_utf8();
    (mark.start() == indent && indent < 4).then(|| {
        (&text[line.range.start + label.start()..line.range.start + label.end()], start..line.range.end)
    })
}

/// The line after a footnote: its paragraph goes on in the lines below, further ones are indented.
fn end_of(text: &str, lines: &[Line], at: usize) -> usize {
    let mut end = at + 1;
    let mut next = at + 1;
    let mut blank = false;
    while let Some(line) = lines.get(next) {
        let words = &text[line.range.clone()];
        if words.trim().is_empty() {
            blank = true;
            next += 1;
            continue;
        }
        let is_indented = words.starts_with("    ") || words.starts_with('\t');
        let begins_block = !line.is_free
            || definition(text, line).is_some()
            || words.trim_start().starts_with(['#', '|', '<', '>', '{', '$', '—', '-', '*'])
            || words.contains('|');
        if begins_block || (blank && !is_indented) {
            break;
        }
        next += 1;
        end = next;
    }
    end
}

/// The paragraphs of a footnote, a line each.
fn paragraphs(text: &str) -> Vec<String> {
    let mut paragraphs = vec![String::new()];
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            paragraphs.push(String::new());
        } else if let Some(last) = paragraphs.last_mut() {
            // Chinese lines need no space between them.
            if last.ends_with(|c: char| c.is_ascii_graphic())
                && line.starts_with(|c: char| c.is_ascii_graphic())
            {
                last.push(' ');
            }
            last.push_str(line);
        }
    }
    paragraphs.retain(|words| !words.is_empty());
    paragraphs
}

/// A label as it stands above the line in plain text; one without digits stays as it is.
pub(super) fn raised(label: &str) -> String {
    let digits = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let raised: Option<String> =
        label.chars().map(|c| c.to_digit(10).and_then(|digit| digits.get(digit as usize))).collect();
    raised.unwrap_or_else(|| label.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str, notes: &[(&str, &[&str], usize)]) {
        let mut retold = Retold::new(text.to_owned());
        let footnotes = take(&mut retold);
        assert_eq!(retold.text.trim(), expected, "{text}");
        let found: Vec<(&str, Vec<&str>, usize)> = footnotes
            .iter()
            .map(|note| {
                (note.label.as_str(), note.words.iter().map(String::as_str).collect(), note.references.len())
            })
            .collect();
        let notes: Vec<(&str, Vec<&str>, usize)> =
            notes.iter().map(|(label, words, count)| (*label, words.to_vec(), *count)).collect();
        assert_eq!(found, notes, "{text}");
    }

    #[test]
    fn footnotes_and_references() {
        check(
            "甲[^b]乙[^1]\n\n[^b]: 一\n\n[^1]: 二",
            "甲<sup>2</sup>乙<sup>1</sup>",
            &[("2", &["一"], 1), ("1", &["二"], 1)],
        );
        check("甲[^1]乙\n\n[^1]: 注\n释", "甲<sup>1</sup>乙", &[("1", &["注释"], 1)]);
        check(
            "[^a]: 一\n\n    二\n[^b]：三\n<table><tr><td>1[^a][^a]</table>",
            "<table><tr><td>1<sup>1</sup><sup>1</sup></table>",
            &[("1", &["一", "二"], 2), ("2", &["三"], 0)],
        );
    }

    #[test]
    fn text_without_footnotes() {
        for text in
            ["甲[^1]", "[^1] 甲", "甲\n\n    [^1]: 甲", "x[^2]: 甲", "```\n[^1]: 甲\n```", "[1]: http://a.cn"]
        {
            check(text, text, &[]);
        }
    }

    #[test]
    fn labels() {
        assert_eq!(raised("12"), "¹²");
        assert_eq!(raised("注"), "注");
    }
}
