//! Tables whose columns are told by a rule of hyphens or equals signs with gaps, and whose cells stand below one
//! another: the simple and multiline tables of Pandoc, the simple ones of reStructuredText.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use unicode_width::UnicodeWidthChar;

use super::inline;
use super::pieces::{Line, lines};
use super::retold::{Edit, Part, Retold};

/// A rule with a gap between its columns.
static RULE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*(?:-{2,}(?:[ \t]+-{2,})+|={2,}(?:[ \t]+={2,})+)\s*$").expect("the pattern is a constant")
});

/// The rule above and below a table whose rows have several lines.
static FRAME: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\s*-{9,}\s*$").expect("the pattern is a constant"));

/// A header of more lines is none.
const MOST_HEADER_LINES: usize = 6;

/// Writes simple tables as HTML.
pub(super) fn retell(retold: &mut Retold) {
    if !retold.text.contains("-- ") && !retold.text.contains("== ") {
        return;
    }
    let edits = tables(&retold.text);
    retold.apply(edits);
}

/// Whether a text has a simple table.
pub(super) fn is_in(text: &str) -> bool {
    (text.contains("-- ") || text.contains("== ")) && !tables(text).is_empty()
}

fn tables(text: &str) -> Vec<Edit> {
    let lines = lines(text);
    let mut edits = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        match framed_table(text, &lines, at).or_else(|| table(text, &lines, at)) {
            Some((edit, end)) => {
                edits.push(edit);
                at = end;
            }
            None => at += 1,
        }
    }
    edits
}

/// The table whose first rule is a line, and the line after it.
fn table(text: &str, lines: &[Line], at: usize) -> Option<(Edit, usize)> {
    let words = |number: usize| {
        lines.get(number).filter(|line| !line.is_html).map_or("", |line| &text[line.range.clone()])
    };
    let is_rule = |number: usize| lines.get(number).is_some() && RULE.is_match(words(number));
    if !is_rule(at) {
        return None;
    }
    let starts = columns(words(at));
    let row = |number: usize| {
        let line = lines.get(number).filter(|line| !line.is_html && !words(number).trim().is_empty())?;
        cells(text, line, &starts).filter(|_| !is_rule(number))
    };
    // A header between two rules, or above the one.
    let second = (at + 1..=at + 1 + MOST_HEADER_LINES).find(|number| is_rule(*number));
    let (begin, head, body) = match second {
        Some(second) if second > at + 1 && row(second + 1).is_some() => (at, at + 1..second, second + 1),
        _ => (at.checked_sub(1)?, at - 1..at, at + 1),
    };
    let header: Vec<_> = head.clone().map(row).collect::<Option<_>>()?;
    let mut end = body;
    let mut rows = Vec::new();
    while let Some(cells) = row(end) {
        rows.push(cells);
        end += 1;
    }
    // Words go on below that stand in no column: it is no table.
    let closes = is_rule(end);
    if rows.is_empty() || !(closes || words(end).trim().is_empty() || words(end).trim().starts_with("```")) {
        return None;
    }
    let end = end + usize::from(closes);
    let whole = |cells: Vec<Range<usize>>| cells.into_iter().map(|cell| vec![cell]).collect();
    let header: Vec<Row> = header.into_iter().map(whole).collect();
    let rows: Vec<Row> = rows.into_iter().map(whole).collect();
    Some((written(text, &header, &rows, lines[begin].range.start..lines[end - 1].range.end), end))
}

/// The cells of a row, each with the pieces that stand below one another.
type Row = Vec<Vec<Range<usize>>>;

/// A table as HTML in place of its lines.
fn written(text: &str, header: &[Row], rows: &[Row], range: Range<usize>) -> Edit {
    let mut parts = vec![Part::Written("\n\n<table>".into())];
    for (cells, name) in header.iter().map(|row| (row, "th")).chain(rows.iter().map(|row| (row, "td"))) {
        parts.push(Part::Written("<tr>".into()));
        for cell in cells {
            parts.push(Part::Written(format!("<{name}>")));
            for (number, piece) in cell.iter().enumerate() {
                if number > 0 && is_between_words(text, &cell[number - 1], piece) {
                    parts.push(Part::Written(" ".into()));
                }
                parts.push(inline::part(text, piece.clone()));
            }
            parts.push(Part::Written(format!("</{name}>")));
        }
        parts.push(Part::Written("</tr>".into()));
    }
    parts.push(Part::Written("</table>\n\n".into()));
    Edit { range, parts }
}

/// Whether a line was broken between Latin words, which a blank parts; Chinese ones run on.
fn is_between_words(text: &str, before: &Range<usize>, after: &Range<usize>) -> bool {
    text[before.clone()].ends_with(|c: char| c.is_ascii_alphanumeric())
        && text[after.clone()].starts_with(|c: char| c.is_ascii_alphanumeric())
}

/// The table within a frame whose first rule is a line, and the line after it: blank lines part its rows, and the lines
/// of a row are those of its cells.
fn framed_table(text: &str, lines: &[Line], at: usize) -> Option<(Edit, usize)> {
    let words = |number: usize| {
        lines.get(number).filter(|line| !line.is_html).map_or("", |line| &text[line.range.clone()])
    };
    if !FRAME.is_match(words(at)) {
        return None;
    }
    let rule = (at + 1..=at + 1 + MOST_HEADER_LINES).find(|number| RULE.is_match(words(*number)))?;
    let end = (rule + 1..lines.len()).find(|number| FRAME.is_match(words(*number)))?;
    let starts = columns(words(rule));
    let row = |numbers: Range<usize>| -> Option<Row> {
        let mut cells: Row = vec![Vec::new(); starts.len()];
        for number in numbers {
            let line = lines.get(number).filter(|line| !line.is_html)?;
            let pieces = measures().into_iter().find_map(|measure| aligned(text, line, &starts, measure))?;
            for (cell, piece) in cells.iter_mut().zip(pieces) {
                cell.extend((!piece.is_empty()).then_some(piece));
            }
        }
        Some(cells)
    };
    let header = row(at + 1..rule)?;
    let mut rows = Vec::new();
    let mut first = rule + 1;
    for number in rule + 1..=end {
        if number == end || words(number).trim().is_empty() {
            rows.extend(
                (first < number).then(|| row(first..number)).map_or(Some(None), |row| row.map(Some))?,
            );
            first = number + 1;
        }
    }
    (rule > at + 1 && !rows.is_empty())
        .then(|| (written(text, &[header], &rows, lines[at].range.start..lines[end].range.end), end + 1))
}

/// Where the columns of a rule begin.
fn columns(rule: &str) -> Vec<usize> {
    let bytes = rule.as_bytes();
    (0..bytes.len())
        .filter(|at| !bytes[*at].is_ascii_whitespace() && (*at == 0 || bytes[at - 1].is_ascii_whitespace()))
        .collect()
}

/// The cells of a line: below the columns as a terminal or a Chinese one shows it, or counted in characters; else
/// between wide gaps.
fn cells(text: &str, line: &Line, starts: &[usize]) -> Option<Vec<Range<usize>>> {
    let slice = &text[line.range.clone()];
    measures().into_iter().find_map(|measure| aligned(text, line, starts, measure)).or_else(|| {
        let gaps: Vec<&str> = slice.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect();
        let start = |cell: &str| line.range.start + (cell.as_ptr() as usize - slice.as_ptr() as usize);
        (gaps.len() == starts.len())
            .then(|| gaps.iter().map(|cell| start(cell)..start(cell) + cell.len()).collect())
    })
}

/// How wide a character stands: as a terminal shows it, as a Chinese one does, or each as one.
fn measures() -> [fn(char) -> usize; 3] {
    [|c| c.width().unwrap_or(0), |c| c.width_cjk().unwrap_or(0), |_| 1]
}

fn aligned(
    text: &str,
    line: &Line,
    starts: &[usize],
    measure: fn(char) -> usize,
) -> Option<Vec<Range<usize>>> {
    let slice = &text[line.range.clone()];
    let mut bounds = Vec::with_capacity(starts.len() + 1);
    let (mut column, mut before) = (0, ' ');
    for (at, c) in slice.char_indices() {
        if starts.get(bounds.len()).is_some_and(|start| column >= *start) {
            let is_exact = starts.get(bounds.len()) == Some(&column);
            if !is_exact || !before.is_whitespace() {
                return None;
            }
            bounds.push(line.range.start + at);
        } else if bounds.is_empty() && !c.is_whitespace() {
            return None;
        }
        column += measure(c);
        before = c;
    }
    bounds.resize(starts.len(), line.range.end);
    bounds.push(line.range.end);
    let trim = |range: Range<usize>| {
        let cell = &text[range.clone()];
        let start = range.start + (cell.len() - cell.trim_start().len());
        start..(range.start + cell.trim_end().len()).max(start)
    };
    Some(bounds.windows(2).map(|pair| trim(pair[0]..pair[1])).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let mut retold = Retold::new(text.to_owned());
        retell(&mut retold);
        let rows = retold
            .text
            .replace("<tr>", "\n<tr>")
            .replace("</td>", "")
            .replace("</th>", "")
            .replace("</tr>", "");
        assert_eq!(rows.trim(), expected.trim(), "{text}");
    }

    #[test]
    fn simple_tables() {
        let expected =
            "<table>\n<tr><th>项目名称<th>金额\n<tr><td>供水<td>1.00\n<tr><td>绿化 二期<td></table>";
        check("项目名称    金额\n----------  ------\n供水        1.00\n绿化 二期\n", expected);
        check(
            "==========  ======\n项目名称    金额\n==========  ======\n供水        1.00\n绿化 二期\n==========  ======",
            expected,
        );
        check(
            "项目名称  金额\n--------  ----\n供水      1.00\n",
            "<table>\n<tr><th>项目名称<th>金额\n<tr><td>供水<td>1.00</table>",
        );
    }

    #[test]
    fn tables_in_a_frame() {
        check(
            "--------------------------\n项目名称    备注   金额\n----------  ------ ------\n供水        分两期   1.00\n改造        建设\n\n\
             绿化               2.00\n--------------------------\n",
            "<table>\n<tr><th>项目名称<th>备注<th>金额\n<tr><td>供水改造<td>分两期建设<td>1.00\n<tr><td>绿化<td><td>2.00</table>",
        );
        // Without its lower rule it may be anything.
        let open = "--------------------------\n项目名称    金额\n----------  ------\n\n正文一段";
        check(open, open);
    }

    #[test]
    fn text_that_is_no_table() {
        for text in [
            "甲\n-- --\n正文一段，不在列中。",
            "-- --\n-- --",
            "甲  乙\n---- ----",
            "甲\n---\n乙",
            "- -- --- a",
        ] {
            check(text, text);
        }
    }
}
