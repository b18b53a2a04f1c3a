//! The printed lines of a cell, each with its words in the source and its place.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use crate::model::{ColumnRole, Paragraph, Place, RichText};
use crate::text::width::{gathered, is_alphanumeric};

/// What may part the lines of a text in its source: a break of HTML, the end of a line. A formula is
/// not cut.
static BREAK: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)<br\b[^>]*>|\n").expect("the pattern is a constant"));

/// What is not printed of a source: tags, comments, entities and commands.
static SILENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?s)<!--.*?-->|</?[A-Za-z][^<>]*>|&#?[0-9A-Za-z]{1,32};|\\[A-Za-z]+")
        .expect("the pattern is a constant")
});

/// A line that is quoted with its whole paragraph, where that says no more than so many times the line's own bytes.
const WORDIEST: usize = 8;

/// A paragraph of so many bytes is quoted whole whatever its lines: a formula of a value over its unit has some seventy.
const SHORT: usize = 160;

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
    /// The line cut at places within it, each piece with the words of the source that say it; the piece itself where it
    /// cannot be told which do.
    pub(super) fn cut(&self, cuts: &[usize]) -> Vec<Line> {
        let mut ends: Vec<usize> = cuts.to_vec();
        ends.push(self.text.len());
        let mut printed = Vec::new();
        let mut start = 0;
        for end in ends {
            if !self.text[start..end].trim().is_empty() {
                printed.push(self.text[start..end].trim());
            }
            start = end;
        }
        if printed.len() <= 1 {
            return vec![self.clone()];
        }
        let starts = starts(&self.source, &printed);
        let (mut at, mut reached) = (self.at.clone(), 0);
        let piece = |(number, text): (usize, &&str)| {
            let source = starts.as_ref().map_or(*text, |starts| {
                let end = starts.get(number + 1).copied().unwrap_or(self.source.len());
                at = at.after(&self.source[reached..starts[number]]);
                reached = starts[number];
                self.source[starts[number]..end].trim()
            });
            Line { text: (*text).to_owned(), source: source.to_owned(), at: at.clone() }
        };
        printed.iter().enumerate().map(piece).collect()
    }
}

/// Where each of the pieces of a text begins in its source, told by the letters and digits of both.
fn starts(source: &str, printed: &[&str]) -> Option<Vec<usize>> {
    let letters = letters(source);
    let mut starts = Vec::with_capacity(printed.len());
    let (mut from, mut at) = (0, 0);
    for text in printed {
        let words = said(text);
        let count = words.chars().count();
        let own = letters.get(at..at + count)?;
        if !own.iter().map(|(_, c)| *c).eq(words.chars()) {
            return None;
        }
        let first = own.first().map_or(from, |(offset, _)| *offset);
        // A bracket before the first letter is the piece's, what closes the one before is not.
        let bracket = text.chars().next().filter(|c| !c.is_alphanumeric());
        let gap = source.get(from..first).unwrap_or_default();
        let start = bracket.and_then(|c| gap.rfind(c)).map_or(first, |offset| from + offset);
        starts.push(if starts.is_empty() { 0 } else { start });
        from = own.last().map_or(first, |(offset, c)| offset + c.len_utf8());
        at += count;
    }
    (at == letters.len()).then_some(starts)
}

/// The letters and digits that a source prints, each with its place.
fn letters(source: &str) -> Vec<(usize, char)> {
    let mut letters = Vec::new();
    let mut start = 0;
    let mut take = |from: usize, to: usize| {
        let printed = source[from..to].char_indices().filter(|(_, c)| c.is_alphanumeric());
        letters.extend(printed.map(|(offset, c)| (from + offset, on_the_line(c))));
    };
    for silent in SILENT.find_iter(source) {
        take(start, silent.start());
        start = silent.end();
    }
    take(start, source.len());
    letters
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
            None if printed.len() == 1 || source.len() <= SHORT.max(WORDIEST * line.len()) => source,
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
    gathered(&printed, printed.chars().filter(|c| is_alphanumeric(*c)).map(on_the_line))
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
        let stacked = "$\\begin{array}{c} \\geq 12 \\\\ \\text{公里} \\end{array}$";
        check(stacked, &[("≥12", stacked), ("公里", stacked)]);
        check("只有一行", &[("只有一行", "只有一行")]);
    }

    #[test]
    fn pieces_of_a_line() {
        let line = Line {
            text: "数量指标（一）人数 ≥95% 质量指标 ①合格率 ≥9%".into(),
            source: "数量指标（一）人数 $\\geq 95\\%$ <b>质量指标</b> ①合格率 &ge;9%".into(),
            at: Place::line_column(3, 1),
        };
        let cuts = ["（一）", "质量", "①"].map(|word| line.text.find(word).expect("it stands in the text"));
        let pieces: Vec<String> = line.cut(&cuts).into_iter().map(|piece| piece.source).collect();
        assert_eq!(pieces, ["数量指标", "（一）人数 $\\geq 95\\%$ <b>", "质量指标</b>", "①合格率 &ge;9%"]);
        let line = Line {
            text: "1.甲 ≥1 2.乙 ≥2".into(),
            source: "1.甲 ≥1 <b>2.乙 ≥2</b>".into(),
            at: Place::line_column(3, 1),
        };
        let cut = line.text.find("2.乙").expect("it stands in the text");
        let pieces = line.cut(&[cut]);
        assert_eq!(pieces[1].text, "2.乙 ≥2");
        assert_eq!((pieces[0].source.as_str(), pieces[1].source.as_str()), ("1.甲 ≥1 <b>", "2.乙 ≥2</b>"));
        assert_eq!(pieces[1].at, Place::line_column(3, 11));
        assert_eq!(line.cut(&[])[0].source, line.source);
    }

    /// How many times the bytes of its input a document has whose one cell holds so many bytes of numbered lines.
    fn growth(bytes: usize, line: impl Fn(usize) -> String, between: &str) -> usize {
        let mut cell = String::from("产出指标 数量指标");
        for number in 1.. {
            if cell.len() >= bytes {
                break;
            }
            cell = cell + between + &line(number);
        }
        let cells = ["项目名称", "金额(万元)", "绩效目标", "绩效指标"].map(|name| format!("<td>{name}</td>"));
        let html = format!(
            "<table><tr>{}</tr><tr><td>河道清淤</td><td>35.00</td><td>清淤</td><td>{cell}</td></tr></table>",
            cells.concat()
        );
        let document = disclosure(&html);
        assert!(document.projects[0].indicators.len() > bytes / 100, "{between}");
        serde_json::to_vec_pretty(&document).unwrap().len() / html.len()
    }

    #[test]
    fn output_grows_with_the_input() {
        let plain = |number: usize| format!("{number}.第{number}段清淤长度 ≥{number}公里");
        let math = |number: usize| format!("{number}.第{number}段清淤长度 $\\geq {number}$公里");
        for bytes in [64_000, 128_000] {
            assert!(growth(bytes, plain, "<br>\n") <= 40, "{bytes}");
            assert!(growth(bytes, math, "<br/> <br/>") <= 40, "{bytes}");
        }
    }
}
