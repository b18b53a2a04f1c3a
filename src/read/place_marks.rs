//! The marks that a vision model or a converter puts into a text: where a block stands on the page, what kind of
//! block it is, and where a page begins.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::pieces::lines;
use super::retold::{Edit, Part, Retold};
use crate::model::{Rule, Severity};

/// The place marks of a vision model were taken out.
pub const PLACE_MARKS_REMOVED: Rule = Rule {
    name: "place-marks-removed",
    severity: Severity::Info,
    page: include_str!("place_marks_removed.md"),
};

/// Places between tags, `<|det|>[[1, 2, 3, 4]]<|/det|>`, `<box>(1,2),(3,4)</box>`; the label of a block,
/// `<|ref|>table<|/ref|>`; and every other token between bars. A label is one English word: what is between the
/// tags otherwise is what the page says there.
static MARK: LazyLock<Regex> = LazyLock::new(|| {
    let place = r"[\[\](){}0-9.,;\s-]*";
    let label = "[A-Za-z_]{1,30}";
    let pattern = format!(
        r"(?:<[|｜](?:det|box_start|quad_start|polygon_start|point_start)[|｜]>{place}<[|｜](?:/det|box_end|quad_end|polygon_end|point_end)[|｜]>|<[|｜](?:ref|object_ref_start|ref_start)[|｜]>{label}<[|｜](?:/ref|object_ref_end|ref_end)[|｜]>|<(?:box|quad|bbox|point|polygon)>{place}</(?:box|quad|bbox|point|polygon)>|<ref>{label}</ref>|</?ref>|<[|｜]/?[A-Za-z0-9_▁]{{1,40}}[|｜]>|</?loc_[0-9]{{1,5}}/?>)"
    );
    Regex::new(&pattern).expect("the pattern is a constant")
});

/// What ends the words whose place follows.
const CLOSINGS: &[&str] = &["<|/ref|>", "<|ref_end|>", "<|object_ref_end|>"];

/// A line that says where a page begins: `{12}-----`, `--- page 3 ---`, `<page_number>3</page_number>`,
/// `[Page 3]`, `## Page 3`, `<page_break>`.
static PAGE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^\s*(?:\{(?<braced>[0-9]{1,5})\}[-—]{3,}|[-=*]{2,}\s*page\s*(?<ruled>[0-9]{1,5})(?:\s*(?:of|/)\s*[0-9]{1,5})?\s*[-=*]{2,}|\[\s*page\s*(?<bracketed>[0-9]{1,5})\s*\]|#{1,6}\s+page\s+(?<headed>[0-9]{1,5})(?:\s*(?:of|/)\s*[0-9]{1,5})?|</?page_?break\s*/?>|</?page(?:\s[^>]{0,80})?>)\s*$",
    )
    .expect("the pattern is a constant")
});

/// The number of a page between tags, wherever it stands.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)<(?:page[_-]?(?:number|num|no))>\s*(?<number>[^<>\n]{0,40}?)\s*</(?:page[_-]?(?:number|num|no))>")
        .expect("the pattern is a constant")
});

/// Whether a text has marks of places.
pub(super) fn is_in(text: &str) -> bool {
    text.contains("<|") && MARK.is_match(text)
}

/// Takes the place marks out of a text; gives where the first of them stood, and all of them.
pub(super) fn remove(retold: &mut Retold) -> Option<(usize, Vec<String>)> {
    // The commonest text has none, and the search for one is quick.
    if !["<|", "<｜", "<loc_", "<box>", "<bbox>", "<quad>", "<point>", "<polygon>"]
        .iter()
        .any(|sign| retold.text.contains(sign))
    {
        return None;
    }
    let text = &retold.text;
    let mut removed = Vec::new();
    let mut edits = Vec::new();
    let mut first = None;
    // Where the words end that a place mark may follow.
    let mut words_end = None;
    for found in MARK.find_iter(text) {
        let (mark, range) = (found.as_str(), found.range());
        first.get_or_insert_with(|| retold.map.source(range.start));
        removed.push(mark.to_owned());
        // Two texts of a page that only their places part stand on lines of their own.
        let goes_on = !text[range.end..].trim_start_matches([' ', '\t']).starts_with(['\n', '\r']);
        if words_end == Some(range.start) && goes_on && range.end < text.len() {
            edits.push(Edit::write(range, "\n"));
        } else {
            words_end = CLOSINGS.contains(&mark).then_some(range.end);
            edits.push(Edit::cut(range));
        }
    }
    retold.apply(edits);
    first.map(|first| (first, removed))
}

/// Gives the marks of pages a paragraph of their own, in the form in which pages number themselves: `— 12 —`.
/// What only says that a page ends leaves a blank line.
pub(super) fn part_pages(retold: &mut Retold) {
    let text = &retold.text;
    let mut edits = Vec::new();
    for line in lines(text).into_iter().filter(|line| line.is_free) {
        let words = &text[line.range.clone()];
        if let Some(found) = PAGE.captures(words) {
            let number = ["braced", "ruled", "bracketed", "headed"].iter().find_map(|name| found.name(name));
            let parts = number.map_or_else(Vec::new, |number| {
                numbered(line.range.start + number.start()..line.range.start + number.end())
            });
            edits.push(paragraph(line.range, parts));
        } else if words.contains('\u{c}') {
            for (at, _) in words.match_indices('\u{c}') {
                let at = line.range.start + at;
                edits.push(Edit::write(at..at + 1, "\n\n"));
            }
        } else if let Some(numbers) = numbers(words) {
            for (all, number, is_bare) in numbers {
                let at = |range: Range<usize>| line.range.start + range.start..line.range.start + range.end;
                let parts = if is_bare { numbered(at(number)) } else { vec![Part::Copied(at(number))] };
                edits.push(paragraph(at(all), parts));
            }
        }
    }
    retold.apply(edits);
}

/// Gives the numbers of pages between tags a paragraph of their own on a page of HTML.
pub(super) fn part_numbers(retold: &mut Retold) {
    let mut edits = Vec::new();
    for (all, number, is_bare) in numbers(&retold.text).into_iter().flatten() {
        let mut parts = vec![Part::Written("<p>".into())];
        parts.extend(if is_bare { numbered(number) } else { vec![Part::Copied(number)] });
        parts.push(Part::Written("</p>".into()));
        edits.push(Edit { range: all, parts });
    }
    retold.apply(edits);
}

/// A number between tags: all of it, the number, and whether it is nothing but digits.
type Numbered = (Range<usize>, Range<usize>, bool);

/// The numbers of pages between tags: all of each, the number, and whether it is nothing but digits.
fn numbers(text: &str) -> Option<Vec<Numbered>> {
    let may_hold = ["<page", "<Page", "<PAGE"].iter().any(|tag| text.contains(tag));
    may_hold.then(|| {
        NUMBER
            .captures_iter(text)
            .filter_map(|found| {
                let number = found.name("number")?;
                let words = number.as_str();
                let is_bare = !words.is_empty() && words.bytes().all(|byte| byte.is_ascii_digit());
                Some((found.get(0)?.range(), number.range(), is_bare))
            })
            .collect()
    })
}

fn numbered(number: Range<usize>) -> Vec<Part> {
    vec![Part::Written("— ".into()), Part::Copied(number), Part::Written(" —".into())]
}

fn paragraph(range: Range<usize>, parts: Vec<Part>) -> Edit {
    let mut all = vec![Part::Written("\n\n".into())];
    all.extend(parts);
    all.push(Part::Written("\n\n".into()));
    Edit { range, parts: all }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str, count: usize) {
        let mut retold = Retold::new(text.to_owned());
        let removed = remove(&mut retold).map_or(0, |(_, removed)| removed.len());
        assert_eq!((retold.text.as_str(), removed), (expected, count), "{text}");
    }

    #[test]
    fn marks_of_places() {
        check("<|ref|>title<|/ref|><|det|>[[120, 40, 874, 80]]<|/det|>\n# 表", "\n# 表", 2);
        check("<|ref|>text<|/ref|><|det|>[[1, 2, 3, 4]]<|/det|>单位：万元", "单位：万元", 2);
        check("<ref>table</ref><box>(1,2),(3,4)</box><table>", "<table>", 2);
        check("<|box_start|>1 2 3 4<|box_end|><|ref_start|>text<|ref_end|><|md_start|>甲<|md_end|>", "甲", 4);
        // What a page says may stand where its kind does.
        check(
            "<|ref|>支出表<|/ref|><|det|>[[1, 2, 3, 4]]<|/det|><|ref|>万元<|/ref|><|det|>[[1, 2, 3, 4]]<|/det|>",
            "支出表\n万元",
            6,
        );
        check("<td><loc_12><loc_345>甲</td><｜end▁of▁sentence｜>", "<td>甲</td>", 3);
    }

    #[test]
    fn text_that_only_looks_like_it() {
        for text in ["| a <| b |", "<5%|>", "a <ref>支出</ref>", "甲|乙", "<box>甲</box>"] {
            check(text, text, 0);
        }
    }

    #[track_caller]
    fn check_pages(text: &str, expected: &str) {
        let mut retold = Retold::new(text.to_owned());
        part_pages(&mut retold);
        assert_eq!(retold.text, expected, "{text}");
    }

    #[test]
    fn marks_of_pages() {
        check_pages("甲\n{12}------------\n乙", "甲\n\n\n— 12 —\n\n\n乙");
        check_pages("--- page 3 ---", "\n\n— 3 —\n\n");
        check_pages("=== Page 3 of 9 ===", "\n\n— 3 —\n\n");
        check_pages("## Page 3", "\n\n— 3 —\n\n");
        check_pages("<page_number>2</page_number>", "\n\n— 2 —\n\n");
        check_pages("<page_number>2/22</page_number>", "\n\n2/22\n\n");
        check_pages("甲\u{c}乙", "甲\n\n乙");
        check_pages("<page_break>", "\n\n\n\n");
        for text in ["{甲}----", "{12}", "12", "---", "# Page", "见 page 3", "```\n--- page 3 ---\n```"] {
            check_pages(text, text);
        }
    }
}
