//! The parts of the report of a batch that is too large for one page, and the way from one to the other.

#![expect(clippy::format_push_string, reason = "a text that is put together once")]

use std::path::Path;

use super::super::input::read_file;
use super::super::manifest::{Recipe, Totals};
use super::super::plan::REPORT;
use super::page::{MARK, both, escape, label, shortened};
use super::states::{BAD, STATES, States};
use crate::model::Message;

/// How many files one page holds. A browser shows ten thousand at once without a pause.
pub(in crate::batch) const PART: usize = 10_000;

/// How much of a page is its beginning, in bytes.
const BEGINNING: usize = 1_000;

/// How much of a path is shown in the navigation, in characters.
const LONGEST_PATH: usize = 80;

/// What a page of the batch speaks of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part<'a> {
    /// What the outputs depend on beside the inputs.
    pub(super) recipe: &'a Recipe,
    /// What the whole batch holds.
    pub(super) totals: &'a Totals,
    /// How the files of every part stand, in the order of the parts.
    pub(super) parts: &'a [States],
    /// Which of the parts this is, from 1.
    pub(super) number: usize,
    /// The parts of the documents' own pages that this page holds, in the order of its files; none where there are
    /// too many.
    pub(super) fragments: &'a [Option<String>],
}

/// The path of a part under DIR, from 1: `report.html`, `report-2.html` and so on.
pub(super) fn part_path(number: usize) -> String {
    if number == 1 { REPORT.to_owned() } else { format!("report-{number}.html") }
}

/// Whether a name is that of a further part, but for its extension: `report-2`.
pub(in crate::batch) fn is_numbered(name: &str) -> bool {
    let digits = name.strip_prefix("report-").unwrap_or_default();
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The pages in DIR that a larger batch has left: parts beyond so many that are there and that we wrote.
pub(in crate::batch) fn pages_beyond(directory: &Path, parts: usize) -> Vec<String> {
    let there = (parts + 1..).take_while(|number| is_there(directory, *number));
    there.filter(|number| is_ours(directory, *number)).map(part_path).collect()
}

/// Those of so many parts whose place something takes that we did not write; whoever knows what the batch before
/// has written speaks for the first.
pub(in crate::batch) fn foreign_pages(directory: &Path, parts: usize) -> Vec<String> {
    let is_foreign = |number: &usize| is_there(directory, *number) && !is_ours(directory, *number);
    (2..=parts).filter(is_foreign).map(part_path).collect()
}

fn is_there(directory: &Path, number: usize) -> bool {
    directory.join(part_path(number)).symlink_metadata().is_ok()
}

/// Whether what is in the place of a part is one that we wrote. It says so at its beginning; a copy of another page,
/// which somebody wants to keep, does not.
fn is_ours(directory: &Path, number: usize) -> bool {
    let bytes = read_file(&directory.join(part_path(number))).unwrap_or_default();
    let beginning = String::from_utf8_lossy(&bytes[..bytes.len().min(BEGINNING)]);
    beginning.contains(MARK) && beginning.contains(&mark(number))
}

/// What a part says of itself, in the tag of its root.
pub(super) fn mark(number: usize) -> String {
    format!(" data-part=\"{number}\"")
}

impl Part<'_> {
    /// How the files of this part stand.
    pub(super) fn states(&self) -> States {
        self.parts.get(self.number - 1).cloned().unwrap_or_default()
    }

    /// Whether there are others.
    pub(super) fn is_one_of_many(&self) -> bool {
        self.parts.len() > 1
    }

    /// How many files stand in the parts before it.
    pub(super) fn before(&self) -> usize {
        self.parts.iter().take(self.number - 1).map(States::files).sum()
    }

    /// All parts, with what is to be looked at in each; nothing where there is but one.
    pub(super) fn navigation(&self) -> String {
        if !self.is_one_of_many() {
            return String::new();
        }
        let mut before = 0;
        let mut parts = String::new();
        for (index, states) in self.parts.iter().enumerate() {
            let number = index + 1;
            let current = if number == self.number { " aria-current=\"page\"" } else { "" };
            let last = before + states.files();
            let (from, to) = states.range.clone().unwrap_or_default();
            parts += &format!(
                "<li><a href=\"{}\"{current}>{}</a> <span class=\"range\"><span class=\"n\">{}–{last}</span> \
                 <span class=\"soft\">{} … {}</span></span> <span class=\"states\">{}</span></li>\n",
                part_path(number),
                both(&Message::new("report-part", &[&number])),
                before + 1,
                escape(&shortened(&from, LONGEST_PATH)),
                escape(&shortened(&to, LONGEST_PATH)),
                badges(number, states),
            );
            before = last;
        }
        format!(
            "<nav class=\"card parts\" aria-labelledby=\"parts\">\n<h2 id=\"parts\">{}</h2>\n<ol>\n{parts}</ol>\n</nav>\n",
            both(&Message::new("report-parts", &[&self.parts.len(), &before])),
        )
    }

    /// The ways to the part before and the one after.
    pub(super) fn turn(&self) -> String {
        let way = |number: usize, id: &str, rel: &str| {
            format!("<a rel=\"{rel}\" href=\"{}\">{}</a> ", part_path(number), label(id))
        };
        let mut ways = String::new();
        if self.number > 1 {
            ways += &way(self.number - 1, "report-part-before", "prev");
        }
        if self.number < self.parts.len() {
            ways += &way(self.number + 1, "report-part-after", "next");
        }
        if ways.is_empty() { ways } else { format!("<p class=\"turn\">{ways}</p>\n") }
    }
}

/// How many files of a part are something to look at; each leads to those files alone.
fn badges(number: usize, states: &States) -> String {
    let bad = STATES.iter().enumerate().take(BAD).filter(|(state, _)| states.count(*state) > 0);
    let badges: Vec<String> = bad
        .map(|(index, state)| {
            format!(
                "<a class=\"badge {name}\" href=\"{}#show-{name}\">{} {}</a>",
                part_path(number),
                label(state.word),
                states.count(index),
                name = state.name,
            )
        })
        .collect();
    badges.join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::super::write;
    use super::*;

    #[test]
    fn parts_have_names_of_their_own() {
        assert_eq!((part_path(1), part_path(12)), ("report.html".to_owned(), "report-12.html".to_owned()));
        for (name, expected) in
            [("report-2", true), ("report", false), ("report-", false), ("report-2a", false)]
        {
            assert_eq!(is_numbered(name), expected, "{name}");
        }
    }

    #[test]
    fn only_pages_that_we_wrote_are_left_over() {
        let room = tempfile::tempdir().unwrap();
        let put = |number: usize, said: &str| {
            let text = format!("<html{said}>{MARK}0\">");
            write::write(room.path(), &part_path(number), text.as_bytes()).unwrap();
        };
        for number in [2, 4, 6] {
            put(number, &mark(number));
        }
        put(3, &mark(1));
        assert_eq!(pages_beyond(room.path(), 1), ["report-2.html", "report-4.html"]);
        assert_eq!(pages_beyond(room.path(), 2), ["report-4.html"]);
    }
}
