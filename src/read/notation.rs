//! The notations that are no Markdown and no HTML, and stand in files of both: written anew, so that one reader
//! reads them all.

use std::ops::Range;

use super::footnotes::{self, Footnote};
use super::front_matter::{self, FRONT_MATTER_SET_APART};
use super::html::FILE_BROKEN_OFF;
use super::lines::Lines;
use super::pipes::{self, ROW_UNCLOSED, ROWS_REJOINED};
use super::place_marks::{self, PLACE_MARKS_REMOVED};
use super::retold::{Edit, Retold};
use super::tabular::{self, LATEX_TABLE_UNREAD};
use super::{grid, simple, tokens};
use crate::model::{Finding, Findings, Message, Place, Position, Rule};

/// What opens and closes a fence.
const FENCE: &str = "```";

/// How many characters of the first mark are shown.
const SHOWN: usize = 40;

/// A text of Markdown, its notations written anew.
pub(super) struct Told {
    /// The text.
    pub(super) text: String,
    /// Where its bytes stand in the file.
    pub(super) lines: Lines,
    /// The title that the file gives itself.
    pub(super) title: Option<String>,
    /// Its footnotes.
    pub(super) footnotes: Vec<Footnote>,
    /// Where the bytes of the file stand.
    pub(super) source: Lines,
}

/// Reads the notations of a text of Markdown.
pub(super) fn of_markdown(findings: &mut Findings, text: String) -> Told {
    let source = Lines::new(&text);
    let mut retold = Retold::new(text);
    unfence(&mut retold);
    let front = front_matter::take(&retold.text);
    let mut title = None;
    if let Some(front) = front {
        let at = source.at(retold.map.source(front.edit.range.start));
        push(
            findings,
            &FRONT_MATTER_SET_APART,
            &Message::new("front-matter-set-apart", &[]),
            &at,
            vec![front.words],
        );
        title = front.title;
        retold.apply(vec![front.edit]);
    }
    remove_marks(findings, &mut retold, &source);
    tokens::retell(&mut retold);
    read_latex(findings, &mut retold, &source);
    grid::retell(&mut retold);
    simple::retell(&mut retold);
    place_marks::part_pages(&mut retold);
    let footnotes = footnotes::take(&mut retold);
    let torn = pipes::mend(&mut retold);
    for (at, count) in torn.rejoined {
        push(findings, &ROWS_REJOINED, &Message::new("rows-rejoined", &[&count]), &source.at(at), Vec::new());
    }
    for at in torn.left {
        push(findings, &ROW_UNCLOSED, &Message::new("row-unclosed", &[]), &source.at(at), Vec::new());
    }
    if let Some((at, number)) = torn.broken_off {
        let mut finding = Finding::new(&FILE_BROKEN_OFF, &Message::new("file-broken-off", &[]));
        finding.at = Some(Position::of(&source.at(at)));
        finding.found = Some(number).filter(|number| !number.is_empty());
        findings.push(finding);
    }
    let Retold { text, map } = retold;
    Told { text, lines: source.clone().through(map), title, footnotes, source }
}

/// Reads the notations that stand in a page of HTML as well.
pub(super) fn of_page(findings: &mut Findings, text: String) -> (String, Lines) {
    let source = Lines::new(&text);
    let mut retold = Retold::new(text);
    remove_marks(findings, &mut retold, &source);
    tokens::retell(&mut retold);
    read_latex(findings, &mut retold, &source);
    // In preformatted text.
    grid::retell(&mut retold);
    place_marks::part_numbers(&mut retold);
    let Retold { text, map } = retold;
    (text, source.through(map))
}

/// Whether a text holds a notation that only Markdown is read for.
pub(super) fn is_in(text: &str) -> bool {
    tokens::is_in(text)
        || tabular::is_in(text)
        || grid::is_in(text)
        || simple::is_in(text)
        || place_marks::is_in(text)
}

fn remove_marks(findings: &mut Findings, retold: &mut Retold, source: &Lines) {
    if let Some((at, removed)) = place_marks::remove(retold) {
        let first: String = removed.first().into_iter().flat_map(|mark| mark.chars()).take(SHOWN).collect();
        let message = Message::new("place-marks-removed", &[&removed.len(), &first]);
        push(findings, &PLACE_MARKS_REMOVED, &message, &source.at(at), vec![removed.join(" ")]);
    }
}

fn read_latex(findings: &mut Findings, retold: &mut Retold, source: &Lines) {
    for at in tabular::retell(retold) {
        push(
            findings,
            &LATEX_TABLE_UNREAD,
            &Message::new("latex-table-unread", &[]),
            &source.at(at),
            Vec::new(),
        );
    }
}

fn push(findings: &mut Findings, rule: &Rule, message: &Message, at: &Place, notes: Vec<String>) {
    let mut finding = Finding::new(rule, message);
    finding.at = Some(Position::of(at));
    finding.notes = notes;
    findings.push(finding);
}

/// Takes the fences away round what is meant to be read as Markdown, as language models hand it over: the whole
/// document, what is named so, rows of a table.
fn unfence(retold: &mut Retold) {
    let text = &retold.text;
    let mut edits = Vec::new();
    let mut open: Option<(Range<usize>, &str)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let range = at..at + line.len();
        at = range.end;
        let Some(info) = line.trim().strip_prefix(FENCE) else { continue };
        match open.take() {
            None => open = Some((range, info.trim())),
            Some((first, info_of_first)) if info.trim().is_empty() => {
                let body = &text[first.end..range.start];
                let is_whole = text[..first.start].trim().is_empty() && text[range.end..].trim().is_empty();
                if is_whole || is_markdown(info_of_first, body) {
                    edits.extend([Edit::cut(first), Edit::cut(range)]);
                }
            }
            // A fence within a fence: what stands for what is not told.
            Some(_) => return,
        }
    }
    retold.apply(edits);
}

/// Whether what is in a fence is Markdown, by its name, or as it is all rows of a table.
fn is_markdown(info: &str, body: &str) -> bool {
    let is_named = ["markdown", "md"].iter().any(|name| info.eq_ignore_ascii_case(name));
    let mut rows = body.lines().map(str::trim).filter(|line| !line.is_empty()).peekable();
    let is_table = info.is_empty() && rows.peek().is_some();
    is_named || is_table && rows.all(|row| row.len() > 2 && row.starts_with('|') && row.ends_with('|'))
}
