//! The printed lines of a cell, each with its words in the source and its place.

use std::sync::LazyLock;

use regex::Regex;

use crate::model::{Paragraph, Place, RichText};

static BREAK: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)<br\b[^>]*>|\n").expect("the pattern is a constant"));

/// A printed line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    /// What is printed.
    pub text: String,
    /// The smallest piece of the source that says it.
    pub source: String,
    /// Where that piece begins.
    pub at: Place,
}

/// The lines of a text, blank ones left out.
pub(super) fn of(text: &RichText) -> Vec<Line> {
    let mut lines = Vec::new();
    for paragraph in text.paragraphs() {
        push(&mut lines, paragraph);
    }
    lines
}

fn push(lines: &mut Vec<Line>, paragraph: &Paragraph) {
    let text = paragraph.text();
    let printed: Vec<&str> = text.split('\n').collect();
    let pieces: Vec<(usize, &str)> = pieces(&paragraph.source);
    // Where breaks and lines do not pair up, every line is quoted with the whole paragraph.
    let paired = printed.len() > 1 && pieces.len() == printed.len();
    for (number, line) in printed.iter().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let (offset, source) = if paired { pieces[number] } else { (0, paragraph.source.as_str()) };
        lines.push(Line {
            text: line.trim().to_owned(),
            source: if source.is_empty() { (*line).to_owned() } else { source.to_owned() },
            at: paragraph.at.after(paragraph.source.get(..offset).unwrap_or_default()),
        });
    }
}

/// The source cut at its line breaks: where each piece begins, and the piece.
fn pieces(source: &str) -> Vec<(usize, &str)> {
    let mut pieces = Vec::new();
    let mut start = 0;
    for found in BREAK.find_iter(source) {
        pieces.push((start, &source[start..found.start()]));
        start = found.end();
    }
    pieces.push((start, &source[start..]));
    pieces
}

/// A text on one line: Chinese goes on without a gap where it was broken.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::new();
    for part in text.split('\n').map(str::trim).filter(|part| !part.is_empty()) {
        let words = line.ends_with(|c: char| c.is_ascii_alphabetic())
            && part.starts_with(|c: char| c.is_ascii_alphabetic());
        if words {
            line.push(' ');
        }
        line.push_str(part);
    }
    line
}
