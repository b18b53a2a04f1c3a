//! The printed lines of a cell, each with its words in the source and its place.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use crate::model::{ColumnRole, Paragraph, Place, RichText};

/// What may part the lines of a text in its source: a break of HTML, the end of a line, a new line of LaTeX.
static BREAK: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)<br\b[^>]*>|\n|\\\\").expect("the pattern is a constant"));

/// What is not printed of a source: tags, comments, entities and commands.
static SILENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?s)<!--.*?-->|</?[A-Za-z][^<>]*>|&#?[0-9A-Za-z]{1,32};|\\[A-Za-z]+")
        .expect("the pattern is a constant")
});

/// A line that is quoted with its whole paragraph, where that says no more than so many times the line's own bytes.
const WORDIEST: usize = 8;

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

/// What the cells beside several indicators of one row say of each of them: a line an indicator.
#[derive(Clone, Debug, Default)]
pub(super) struct Beside(BTreeMap<ColumnRole, Vec<Line>>);

/// The columns that may say something of each of several indicators in one row.
const BESIDE: &[ColumnRole] = &[
    ColumnRole::Operator,
    ColumnRole::TargetUnit,
    ColumnRole::Weight,
    ColumnRole::Actual,
    ColumnRole::Score,
    ColumnRole::Reason,
    ColumnRole::Explanation,
];

impl Beside {
    /// The cells that hold as many lines as there are indicators; of the others each says the whole of all.
    pub(super) fn of(count: usize, cell: impl Fn(ColumnRole) -> Vec<Line>) -> Self {
        let lines = BESIDE.iter().map(|role| (*role, cell(*role)));
        Self(lines.filter(|(_, lines)| count > 1 && lines.len() == count).collect())
    }

    /// What the cell of a role says of one of the indicators, where it says something of each.
    pub(super) fn line(&self, role: ColumnRole, index: usize) -> Option<&str> {
        self.0.get(&role).and_then(|lines| lines.get(index)).map(|line| line.text.as_str())
    }
}

/// A remark of more bytes is not said again of every indicator beside it.
const LONGEST_REMARK: usize = 512;

/// What a cell says of several indicators, of each where it is short, else of the first.
pub(super) fn once(whole: impl FnOnce() -> Option<String>, index: usize) -> Option<String> {
    whole().filter(|text| index == 0 || text.len() <= LONGEST_REMARK)
}

impl Line {
    /// The line cut at places within it, each piece with the words of the source that say it: those of the line where
    /// the piece stands in them to the letter, else the piece itself.
    pub(super) fn cut(&self, cuts: &[usize]) -> Vec<Line> {
        let mut pieces = Vec::new();
        let (mut start, mut from) = (0, 0);
        let mut at = self.at.clone();
        for cut in cuts.iter().copied().chain([self.text.len()]) {
            let text = self.text[start..cut].trim();
            start = cut;
            if text.is_empty() {
                continue;
            }
            let found = self.source[from..].starts_with(text).then_some(0);
            // What stands between two pieces is white space or markup, and short.
            let window = limited(&self.source[from..], text.len() + LONGEST_GAP);
            if let Some(offset) = found.or_else(|| window.find(text)) {
                at = at.after(&self.source[from..from + offset]);
                pieces.push(Line { text: text.to_owned(), source: text.to_owned(), at: at.clone() });
                at = at.after(text);
                from += offset + text.len();
            } else {
                pieces.push(Line { text: text.to_owned(), source: text.to_owned(), at: at.clone() });
            }
        }
        if let [only] = &mut pieces[..] {
            only.source.clone_from(&self.source);
            only.at.clone_from(&self.at);
        }
        pieces
    }
}

/// Between two pieces of a line stands no more than a few tags.
const LONGEST_GAP: usize = 256;

/// The beginning of a text, of at most so many bytes.
fn limited(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn push(lines: &mut Vec<Line>, paragraph: &Paragraph) {
    let text = paragraph.text();
    let printed: Vec<&str> = text.split('\n').map(str::trim).filter(|line| !line.is_empty()).collect();
    let source = paragraph.source.as_str();
    let pieces = if printed.len() > 1 { pieces(source, &printed) } else { None };
    let (mut at, mut reached) = (paragraph.at.clone(), 0);
    for (number, line) in printed.iter().enumerate() {
        let quoted = match &pieces {
            Some(pieces) => {
                let (start, end) = pieces[number];
                at = at.after(&source[reached..start]);
                reached = start;
                &source[start..end]
            }
            None if printed.len() == 1 || source.len() <= WORDIEST * line.len() => source,
            None => line,
        };
        lines.push(Line {
            text: (*line).to_owned(),
            source: if quoted.is_empty() { (*line).to_owned() } else { quoted.to_owned() },
            at: at.clone(),
        });
    }
}

/// The pieces of a source that say the lines printed of it, where breaks and lines can be paired: by what they say, or
/// where there are as many.
fn pieces(source: &str, printed: &[&str]) -> Option<Vec<(usize, usize)>> {
    let mut pieces = Vec::new();
    let mut start = 0;
    for found in BREAK.find_iter(source) {
        pieces.push((start, found.start()));
        start = found.end();
    }
    pieces.push((start, source.len()));
    pieces.retain(|(start, end)| !said(&source[*start..*end]).is_empty());
    by_words(source, &pieces, printed).or_else(|| (pieces.len() == printed.len()).then_some(pieces))
}

/// The pieces put together so that each says what a line does: the source may break where nothing is printed.
fn by_words(source: &str, pieces: &[(usize, usize)], printed: &[&str]) -> Option<Vec<(usize, usize)>> {
    let mut found = Vec::with_capacity(printed.len());
    let mut rest = pieces.iter().copied();
    for line in printed {
        let words = said(line);
        let (start, mut end) = rest.next()?;
        let mut said_so_far = said(&source[start..end]);
        while said_so_far.len() < words.len() {
            let (next, next_end) = rest.next()?;
            said_so_far.push_str(&said(&source[next..next_end]));
            end = next_end;
        }
        (said_so_far == words).then(|| found.push((start, end)))?;
    }
    rest.next().is_none().then_some(found)
}

/// The letters and digits that a text prints, raised digits on the line.
fn said(text: &str) -> String {
    let printed = if text.contains(['<', '&', '\\']) { SILENT.replace_all(text, "") } else { text.into() };
    printed.chars().filter(|c| c.is_alphanumeric()).map(on_the_line).collect()
}

/// The digit that a raised or lowered one is.
fn on_the_line(c: char) -> char {
    match c {
        '¹' => '1',
        '²' => '2',
        '³' => '3',
        '⁰'..='⁹' => char::from_digit(c as u32 - '⁰' as u32, 10).unwrap_or(c),
        '₀'..='₉' => char::from_digit(c as u32 - '₀' as u32, 10).unwrap_or(c),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::cases::disclosure;

    /// The lines of a cell of HTML, each as its text and its source.
    fn check(html: &str, expected: &[(&str, &str)]) {
        let found = disclosure(&format!("<table><tr><td>{html}</td><td>丁</td></tr></table>"));
        let table = found.tables().next().expect("it holds a table");
        let found = of(&table.rows[0].cells[0].text.0);
        let found: Vec<(&str, &str)> =
            found.iter().map(|line| (line.text.as_str(), line.source.as_str())).collect();
        assert_eq!(found, expected, "{html}");
    }

    #[test]
    fn every_line_has_its_own_words() {
        check("甲 ≥1<br>乙 ≥2", &[("甲 ≥1", "甲 ≥1"), ("乙 ≥2", "乙 ≥2")]);
        check("甲<br>\n乙<br/>\n丙", &[("甲", "甲"), ("乙", "乙"), ("丙", "丙")]);
        check("甲一\n二<br>乙", &[("甲一 二", "甲一\n二"), ("乙", "乙")]);
        check("甲<br><br>乙<br>", &[("甲", "甲"), ("乙", "乙")]);
        check("甲 &ge;1<br>乙 $\\geq 2$", &[("甲 ≥1", "甲 &ge;1"), ("乙 ≥2", "乙 $\\geq 2$")]);
        check("甲 10<sup>4</sup>人<br><b>乙</b>", &[("甲 10⁴人", "甲 10<sup>4</sup>人"), ("乙", "<b>乙")]);
        check("<p>甲</p><p>乙</p>", &[("甲", "<p>甲</p>"), ("乙", "<p>乙</p>")]);
        check(
            "$\\begin{array}{c} \\geq 12 \\\\ \\text{公里} \\end{array}$",
            &[("≥12", "$\\begin{array}{c} \\geq 12 "), ("公里", " \\text{公里} \\end{array}$")],
        );
        check("只有一行", &[("只有一行", "只有一行")]);
    }

    #[test]
    fn pieces_of_a_line() {
        let line = Line {
            text: "1.甲 ≥1 2.乙 ≥2".into(),
            source: "1.甲 ≥1 <b>2.乙 ≥2</b>".into(),
            at: Place::line_column(3, 1),
        };
        let cut = line.text.find("2.乙").expect("it stands in the text");
        let pieces = line.cut(&[cut]);
        assert_eq!(pieces[1].text, "2.乙 ≥2");
        assert_eq!((pieces[0].source.as_str(), pieces[1].source.as_str()), ("1.甲 ≥1", "2.乙 ≥2"));
        assert_eq!(pieces[1].at, Place::line_column(3, 11));
        assert_eq!(line.cut(&[])[0].source, line.source);
    }
}
