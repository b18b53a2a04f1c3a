//! The piece of a source that a finding speaks of, cut to what a person can take in.

use unicode_width::UnicodeWidthChar;

use crate::model::Finding;

/// How much of the line is shown before what is marked, in columns.
const BEFORE: usize = 24;

/// A piece of a line: what stands before the mark, the mark, and what stands after it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// The line, from 1.
    pub line: usize,
    /// What stands before the mark, `…` where it is cut.
    pub before: String,
    /// What is marked; nothing where the finding speaks of the whole line.
    pub marked: String,
    /// What stands after the mark, `…` where it is cut.
    pub after: String,
}

/// The excerpt of a finding; `None` where it has no line in the text. `lines` are the decoded text's, and `width`
/// is how many columns of a terminal it may take.
pub fn excerpt(lines: &[&str], finding: &Finding, width: usize) -> Option<Excerpt> {
    let at = finding.at.as_ref()?;
    let number = at.line?;
    let line = *lines.get(number.checked_sub(1)?)?;
    let start = at.character.and_then(|character| line.char_indices().nth(character.saturating_sub(1)));
    let start = start.map_or(0, |(offset, _)| offset);
    let (start, length) = match at.character {
        Some(_) => mark(&line[start..], finding).map_or((start, 0), |(skip, length)| (start + skip, length)),
        None => (start, 0),
    };
    let (marked, after) = line[start..].split_at(length);
    let (marked, cut_in_mark) = head(marked, width.saturating_sub(BEFORE).max(8));
    let before = tail(&line[..start], BEFORE);
    let room = width.saturating_sub(columns(&before) + columns(&marked)).max(4);
    let after = if cut_in_mark { String::new() } else { head(after, room).0 };
    Some(Excerpt { line: number, before, marked, after })
}

/// Where in the rest of a line the words stand that a finding speaks of, and how long they are: its own, where they
/// stand at the beginning or anywhere in the cell, else the whole cell.
fn mark(rest: &str, finding: &Finding) -> Option<(usize, usize)> {
    let ends = ["\t", "</td", "</th", "</p>", "</li", "<br", " | "];
    let within = rest.char_indices().nth(1).map_or(rest.len(), |(second, _)| second);
    let end_of = |ends: &[&str]| {
        let found = ends.iter().filter_map(|end| rest[within..].find(end)).min();
        found.map_or(rest.len(), |found| found + within)
    };
    let words = [finding.source.as_deref(), finding.found.as_deref()].into_iter().flatten();
    let words =
        words.map(|words| words.split('\n').next().unwrap_or_default()).filter(|words| !words.is_empty());
    // What follows `</p>` is another line of the same cell.
    let cell = &rest[..end_of(&["\t", "</td", "</th", " | "])];
    let own = words.clone().find(|words| rest.starts_with(words)).map(|words| (0, words.len()));
    let inner = || words.clone().find_map(|words| Some((position(cell, words)?, words.len())));
    own.or_else(inner).or_else(|| Some((0, end_of(&ends)))).filter(|(_, length)| *length > 0)
}

/// Where words first stand in a text. A number is not found within a longer one.
fn position(text: &str, words: &str) -> Option<usize> {
    let is_number = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit() || c == '.');
    let is_within = |at: usize| {
        let (before, after) = (text[..at].chars().next_back(), text[at + words.len()..].chars().next());
        is_number(words.chars().next()) && is_number(before)
            || is_number(words.chars().next_back()) && is_number(after)
    };
    let is_telling = words.chars().nth(1).is_some();
    text.match_indices(words).map(|(at, _)| at).find(|at| is_telling && !is_within(*at))
}

/// How many columns of a terminal a text takes.
pub fn columns(text: &str) -> usize {
    text.chars().map(width_of).sum()
}

fn width_of(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// What is shown of a character: a tab as an arrow, nothing that commands a terminal.
fn visible(c: char) -> char {
    match c {
        '\t' => '→',
        c if c.is_control() => '\u{fffd}',
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' => '\u{fffd}',
        c => c,
    }
}

/// The beginning of a text, and whether it was cut.
fn head(text: &str, room: usize) -> (String, bool) {
    let mut shown = String::new();
    let mut used = 0;
    for c in text.chars().map(visible) {
        used += width_of(c);
        if used > room {
            shown.push('…');
            return (shown, true);
        }
        shown.push(c);
    }
    (shown, false)
}

/// The end of a text.
fn tail(text: &str, room: usize) -> String {
    let mut shown = Vec::new();
    let mut used = 0;
    for c in text.chars().rev().map(visible) {
        used += width_of(c);
        if used > room {
            shown.push('…');
            break;
        }
        shown.push(c);
    }
    shown.into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Message, Position, Rule, Severity};

    fn cut(line: &str, character: Option<usize>, source: Option<&str>, width: usize) -> String {
        let rule = Rule { name: "x", severity: Severity::Info, page: "" };
        let finding = Finding {
            at: Some(Position { line: Some(1), character, ..Position::default() }),
            source: source.map(str::to_owned),
            ..Finding::new(&rule, &Message::default())
        };
        let excerpt = excerpt(&[line], &finding, width).unwrap();
        assert!(columns(&excerpt.before) <= BEFORE + 1);
        format!("{}[{}]{}", excerpt.before, excerpt.marked, excerpt.after)
    }

    #[test]
    fn the_cell_or_the_words_are_marked() {
        assert_eq!(cut("10\t支出\t26.94\tx", Some(7), None, 60), "10→支出→[26.94]→x");
        assert_eq!(cut("10\t支出\t26.94\tx", Some(4), None, 60), "10→[支出]→26.94→x");
        assert_eq!(cut("a 成本 ≤26.97万元 b", Some(3), Some("成本 ≤26.97"), 60), "a [成本 ≤26.97]万元 b");
        assert_eq!(
            cut("6\t<p>目标1：x</p><p>目标2：x</p>\t1", Some(3), Some("目标2"), 60),
            "6→<p>目标1：x</p><p>[目标2]：x</p>→1"
        );
        assert_eq!(cut("6\t引进13家、3家\t3家", Some(3), Some("3家"), 60), "6→引进13家、[3家]→3家");
        assert_eq!(cut("6\t引进13家\t3家", Some(3), Some("3家"), 60), "6→[引进13家]→3家");
        assert_eq!(cut("a\u{1b}[1mb", None, None, 60), "[]a\u{fffd}[1mb");
    }

    #[test]
    fn long_lines_are_cut_on_both_sides() {
        let line = format!("{}目标{}", "前".repeat(400), "后".repeat(900));
        let shown = cut(&line, Some(401), Some("目标"), 60);
        assert_eq!(shown.matches('…').count(), 2);
        assert!(shown.starts_with("…前前") && shown.contains("[目标]后后"), "{shown}");
        assert!(columns(&shown) <= 64);
    }
}
