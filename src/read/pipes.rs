//! Tables of pipes as tools really write them: rows that line breaks tore, delimiter rows without hyphens or of
//! another width, rules between rows, tables within quotes and lists.
//!
//! What is written anew is only what a parser of Markdown needs to see the table; every word stays where it is.

use std::ops::Range;

use super::delimited::is_delimiter_row;
use super::html::before_torn_number;
use super::pieces::{Line, lines};
use super::retold::{Edit, Retold};
use crate::model::{Rule, Severity};

/// Rows that line breaks had torn were put together.
pub const ROWS_REJOINED: Rule =
    Rule { name: "rows-rejoined", severity: Severity::Info, page: include_str!("rows_rejoined.md") };

/// A row that line breaks had torn could not be put together.
pub const ROW_UNCLOSED: Rule =
    Rule { name: "row-unclosed", severity: Severity::Warning, page: include_str!("row_unclosed.md") };

/// The most lines that a torn row is looked for in: cells of a packed table have a line for each indicator.
const MOST_LINES: usize = 200;

/// The fewest cells by which rows without a delimiter row are known among prose.
const FEWEST_CELLS: usize = 2;

/// What became of the torn rows of a text.
#[derive(Debug, Default)]
pub(super) struct Torn {
    /// Where tables begin in which rows were put together, and how many.
    pub(super) rejoined: Vec<(usize, usize)>,
    /// Where rows begin that could not be put together.
    pub(super) left: Vec<usize>,
    /// Where the text breaks off in a row, and the torn number that was taken out there.
    pub(super) broken_off: Option<(usize, String)>,
}

/// Writes what a parser needs to see the tables of a text.
pub(super) fn mend(retold: &mut Retold) -> Torn {
    if !retold.text.contains('|') {
        return Torn::default();
    }
    let lines = lines(&retold.text);
    let mut mending = Mending { text: &retold.text, lines: &lines, edits: Vec::new(), torn: Torn::default() };
    mending.tables();
    let Mending { mut edits, mut torn, .. } = mending;
    for (at, _) in &mut torn.rejoined {
        *at = retold.map.source(*at);
    }
    for at in &mut torn.left {
        *at = retold.map.source(*at);
    }
    if let Some((at, _)) = &mut torn.broken_off {
        *at = retold.map.source(*at);
    }
    // A line that is put between two rows comes before what is taken from the second.
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    retold.apply(edits);
    torn
}

/// Whether a line is the head of a table whose delimiter row is the next.
pub(super) fn is_head(line: &str, next: &str) -> bool {
    let line = line.trim_start_matches([' ', '\t', '>']).trim_end();
    line.contains('|')
        && !is_rule_row(line)
        && is_delimiter(next.trim_start_matches([' ', '\t', '>']).trim_end(), line)
}

struct Mending<'a> {
    text: &'a str,
    lines: &'a [Line],
    edits: Vec<Edit>,
    torn: Torn,
}

impl<'a> Mending<'a> {
    fn tables(&mut self) {
        let mut at = 0;
        // How many pipes the rows of the table before have.
        let mut before = None;
        while at < self.lines.len() {
            if let Some((rows, pipes)) = self.head(at) {
                let end = self.table(at, rows);
                before = Some(pipes);
                at = end.max(at + 1);
            } else if let Some(end) = self.rows_alone(at, before) {
                at = end.max(at + 1);
            } else {
                at += 1;
            }
        }
    }

    /// The words of a line, without the signs of quotes before them; nothing of a line that is no Markdown.
    fn body(&self, number: usize) -> Option<Range<usize>> {
        let line = self.lines.get(number).filter(|line| line.is_free)?;
        let slice = &self.text[line.range.clone()];
        let words = slice.trim_start_matches([' ', '\t', '>', '\u{3000}']);
        let start = line.range.start + (slice.len() - words.len());
        Some(start..start + words.trim_end().len())
    }

    fn words(&self, number: usize) -> &'a str {
        self.body(number).map_or("", |range| &self.text[range])
    }

    /// How many rows stand from a line to its delimiter row, and how many pipes the head has.
    fn head(&self, at: usize) -> Option<(usize, usize)> {
        let words = self.words(at);
        if !words.contains('|') || is_rule_row(words) || words.starts_with('+') {
            return None;
        }
        let next = self.words(at + 1);
        if is_delimiter(next, words) {
            return Some((1, pipes(words)));
        }
        // A head that line breaks tore.
        if !words.starts_with('|') {
            return None;
        }
        let delimiter = (at + 2..at + MOST_LINES.min(16)).find(|line| is_delimiter_row(self.words(*line)))?;
        let count = pipes(self.words(delimiter));
        (self.torn_row(at, count)? == delimiter).then_some((delimiter - at, count))
    }

    /// The line after the torn row that begins in a line: its lines have so many pipes together, and no row of
    /// their own is among them.
    fn torn_row(&self, at: usize, count: usize) -> Option<usize> {
        let first = self.words(at);
        let mut found = pipes(first);
        if !first.starts_with('|') || found >= count + usize::from(!first.ends_with('|')) {
            return None;
        }
        let mut ends_cell = first.ends_with('|');
        let mut line = at + 1;
        let mut blank = false;
        while line < self.lines.len().min(at + MOST_LINES) {
            let range = self.body(line)?;
            let words = &self.text[range];
            if words.is_empty() {
                // A cell that the break left open may go on below a blank line.
                if ends_cell {
                    return None;
                }
                blank = true;
                line += 1;
                continue;
            }
            let own = pipes(words);
            let begins_cell = words.starts_with('|');
            let is_row = begins_cell && words.ends_with('|') && own == count;
            let is_block =
                words.starts_with("# ") || words.starts_with("##") || (blank && words.starts_with("- "));
            if is_row || is_block || is_rule_row(words) || (ends_cell && begins_cell) {
                return None;
            }
            found += own;
            ends_cell = words.ends_with('|');
            blank = false;
            line += 1;
            if found == count && ends_cell {
                return Some(line);
            }
            if found > count {
                return None;
            }
        }
        None
    }

    /// Puts the lines of a torn row together.
    fn rejoin(&mut self, lines: Range<usize>) {
        let mut end = self.body(lines.start).map_or(0, |range| range.end);
        for line in lines.skip(1) {
            let Some(range) = self.body(line).filter(|range| !range.is_empty()) else { continue };
            let is_within = !self.text[..end].ends_with('|') && !self.text[range.start..].starts_with('|');
            self.edits.push(Edit::write(end..range.start, if is_within { "<br>" } else { " " }));
            end = range.end;
        }
    }

    /// Mends the table whose head begins in a line and has so many; gives the line after it.
    fn table(&mut self, at: usize, head: usize) -> usize {
        let mut joined = 0;
        self.begin(at);
        if head > 1 {
            self.rejoin(at..at + head);
            joined += 1;
        }
        let delimiter = at + head;
        let count = (at..delimiter).map(|line| pipes(self.words(line))).sum::<usize>();
        let is_enclosed = self.words(at).starts_with('|') && self.words(delimiter - 1).ends_with('|');
        let cells = if head > 1 { count - 1 } else { cells(self.words(at)) };
        let written = self.words(delimiter);
        if !is_delimiter_row(written) || self::cells(written) != cells {
            self.replace(delimiter, &format!("|{}", "---|".repeat(cells)));
        } else {
            self.strip(delimiter);
        }
        let mut line = delimiter + 1;
        let mut previous = None;
        while line < self.lines.len() {
            let words = self.words(line);
            let is_of_words = self.is_end(line, is_enclosed);
            if words.is_empty() || is_of_words && !self.is_between_rows(line, count) {
                break;
            }
            if is_rule_row(words) {
                if let Some(row) = previous.filter(|row| self.is_head_within(*row, at, line)) {
                    // Tables that follow one another without a line between them.
                    self.edits.push(Edit::write(self.line_start(row)..self.line_start(row), "\n"));
                    self.strip(line);
                } else {
                    self.replace(line, "");
                    self.take_line(line);
                }
                previous = None;
                line += 1;
                continue;
            }
            let end = if is_enclosed { self.torn_row(line, count) } else { None };
            self.strip(line);
            previous = Some(line);
            if let Some(end) = end {
                self.rejoin(line..end);
                joined += 1;
                line = end;
                continue;
            }
            let lacks_end = is_enclosed && !is_of_words && !words.ends_with('|') && pipes(words) < count;
            if lacks_end && !self.breaks_off(line, count) {
                self.torn.left.push(self.line_start(line));
            }
            line += 1;
        }
        if line < self.lines.len() && !self.words(line).is_empty() && self.lines[line].is_free {
            let start = self.line_start(line);
            self.edits.push(Edit::write(start..start, "\n"));
        }
        if joined > 0 {
            self.torn.rejoined.push((self.line_start(at), joined));
        }
        line
    }

    /// Whether the text breaks off in a row without its last pipe: nothing follows, not even the end of its line, or
    /// cells are missing. A number that is torn there is none of the table, and stands below it.
    fn breaks_off(&mut self, line: usize, count: usize) -> bool {
        let Some(body) = self.body(line) else { return false };
        let is_last = self.text[body.end..].trim().is_empty();
        let words = &self.text[body.clone()];
        if !is_last || pipes(words) + 1 == count && self.text.ends_with('\n') {
            return false;
        }
        let start = before_torn_number(words).map_or(body.end, |at| body.start + at);
        self.torn.broken_off = Some((start, self.text[start..body.end].to_owned()));
        let torn = self.text[start..body.end].to_owned();
        self.push(Edit::write(start..body.end, format!("\n\n{torn}")));
        true
    }

    /// Whether a row above a rule is the head of another table: that of the first once more, or words without a
    /// number.
    fn is_head_within(&self, row: usize, head: usize, rule: usize) -> bool {
        let words = self.words(row);
        let is_like = words == self.words(head) || !words.contains(|c: char| c.is_ascii_digit());
        row + 1 == rule
            && is_like
            && cells(words) == cells(self.words(rule))
            && is_delimiter_row(self.words(rule))
            && words.trim_matches('|').split('|').all(|cell| cell.contains(char::is_alphabetic))
    }

    /// Whether a line is no row of the table above it.
    fn is_end(&self, line: usize, is_enclosed: bool) -> bool {
        let words = self.words(line);
        !self.lines[line].is_free || (is_enclosed && !words.starts_with('|') && cells(words) == 1)
    }

    /// Whether a line of words stands between two rows of a table: the next line is a row as wide, and heads no other
    /// table. Markdown has it for a row of one cell.
    fn is_between_rows(&self, line: usize, count: usize) -> bool {
        let words = self.words(line);
        let next = self.words(line + 1);
        let is_words = self.lines[line].is_free
            && words.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '（' | '(' | '“' | '※'));
        let is_row = next.starts_with('|') && next.ends_with('|') && pipes(next) == count;
        is_words && is_row && !is_rule_row(self.words(line + 2))
    }

    /// Rows without a delimiter row, as they stand below a page break; gives the line after them.
    fn rows_alone(&mut self, at: usize, before: Option<usize>) -> Option<usize> {
        if !self.words(at).starts_with('|') {
            return None;
        }
        let is_row =
            |words: &str| words.starts_with('|') && words.ends_with('|') && cells(words) >= FEWEST_CELLS;
        let end = (at..self.lines.len().min(at + MOST_LINES))
            .find(|line| self.words(*line).is_empty())
            .unwrap_or(self.lines.len().min(at + MOST_LINES));
        let whole: Vec<usize> =
            (at..end).map(|line| self.words(line)).filter(|words| is_row(words)).map(pipes).collect();
        let count = before.filter(|before| whole.contains(before)).or_else(|| most_common(&whole))?;
        let mut line = at;
        let mut joined = 0;
        let mut last = at;
        while line < end {
            if self.is_end(line, true) || self.head(line).is_some() {
                break;
            }
            self.strip(line);
            if let Some(end) = self.torn_row(line, count) {
                self.rejoin(line..end);
                joined += 1;
                line = end;
            } else {
                line += 1;
            }
            last = line;
        }
        // A table needs two rows to be told from a line that has bars around it.
        if last < at + 2 && joined == 0 {
            return Some(last);
        }
        self.begin(at);
        if last < self.lines.len() && !self.words(last).is_empty() && self.lines[last].is_free {
            let start = self.line_start(last);
            self.edits.push(Edit::write(start..start, "\n"));
        }
        if joined > 0 {
            self.torn.rejoined.push((self.line_start(at), joined));
        }
        Some(last)
    }

    fn line_start(&self, line: usize) -> usize {
        self.lines[line].range.start
    }

    /// Makes the first row of a table begin a block of its own, and takes what stands before it.
    fn begin(&mut self, line: usize) {
        let start = self.line_start(line);
        let body = self.body(line).map_or(start, |range| range.start);
        let follows = line > 0 && self.lines[line - 1].is_free && !self.words(line - 1).is_empty();
        if follows {
            self.push(Edit::write(start..body, "\n"));
        } else {
            self.push(Edit::cut(start..body));
        }
    }

    /// Takes the signs of quotes and the white space before a row.
    fn strip(&mut self, line: usize) {
        let start = self.line_start(line);
        if let Some(body) = self.body(line) {
            self.push(Edit::cut(start..body.start));
        }
    }

    fn replace(&mut self, line: usize, words: &str) {
        if let Some(body) = self.body(line) {
            self.push(Edit::write(self.line_start(line)..body.end, words));
        }
    }

    /// Takes the end of a line of which nothing is left.
    fn take_line(&mut self, line: usize) {
        let end = self.lines[line].range.end;
        let next = self.lines.get(line + 1).map_or(self.text.len(), |next| next.range.start);
        self.push(Edit::cut(end..next));
    }

    fn push(&mut self, edit: Edit) {
        if !edit.range.is_empty() || !edit.parts.is_empty() {
            self.edits.push(edit);
        }
    }
}

/// How many pipes separate cells in a line: those that no backslash stands before.
fn pipes(words: &str) -> usize {
    words.match_indices('|').filter(|(at, _)| !words[..*at].ends_with('\\')).count()
}

/// How many cells a line has; the pipes around it enclose them.
fn cells(words: &str) -> usize {
    let enclosing = usize::from(words.starts_with('|'))
        + usize::from(words.len() > 1 && words.ends_with('|') && !words.ends_with("\\|"));
    (pipes(words) + 1).saturating_sub(enclosing)
}

/// Whether a line is a rule in the width of a table: nothing but hyphens, colons or their like in every cell.
fn is_rule_row(words: &str) -> bool {
    let is_rule = |cell: &str| {
        let inner = cell.trim();
        let line = inner.trim_matches(':');
        // A hyphen alone says that there is nothing, unless a colon aligns it.
        let is_line = |sign: char| inner.chars().count() > 1 && line.chars().all(|c| c == sign);
        !inner.is_empty() && (line.is_empty() || ['-', '=', '—', '–', '─', '━', '―'].into_iter().any(is_line))
    };
    words.contains('|') && words.trim_matches('|').split(['|', '+']).all(is_rule)
}

/// Whether a line is the delimiter row below a head; without hyphens only in about the width of the head.
fn is_delimiter(words: &str, head: &str) -> bool {
    if is_delimiter_row(words) {
        return true;
    }
    // `-----+-----`, as databases print it.
    let drawn = words.replace('+', "|");
    let is_drawn = !words.starts_with('+')
        && words.contains('+')
        && is_delimiter_row(&drawn)
        && cells(&drawn) == cells(head);
    is_drawn || (is_rule_row(words) && cells(words).abs_diff(cells(head)) <= 1)
}

/// The number that stands most often; the largest of those.
fn most_common(numbers: &[usize]) -> Option<usize> {
    let mut counts = std::collections::BTreeMap::<usize, usize>::new();
    for number in numbers {
        *counts.entry(*number).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(number, count)| (*count, *number)).map(|(number, _)| number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str, rejoined: usize, left: usize) {
        let mut retold = Retold::new(text.to_owned());
        let torn = mend(&mut retold);
        let count: usize = torn.rejoined.iter().map(|(_, count)| count).sum();
        assert_eq!((retold.text.as_str(), count, torn.left.len()), (expected, rejoined, left), "{text}");
    }

    #[test]
    fn torn_rows() {
        check(
            "| 甲 | 乙 |\n|---|---|\n| a\nb | 1 |\n| c | d\n\ne |\n| f\n| 2 |",
            "| 甲 | 乙 |\n|---|---|\n| a<br>b | 1 |\n| c | d<br>e |\n| f | 2 |",
            3,
            0,
        );
        check("| 甲\n乙 | 丙 |\n|---|---|\n| 1 | 2 |", "| 甲<br>乙 | 丙 |\n|---|---|\n| 1 | 2 |", 1, 0);
        check("| a | 1 |\n| b\nc | 2 |\n| d | 3 |", "| a | 1 |\n| b<br>c | 2 |\n| d | 3 |", 1, 0);
        // Too few pipes, or too many: nothing is put together.
        check("| 甲 | 乙 |\n|---|---|\n| a\nb | 1 | 2 |", "| 甲 | 乙 |\n|---|---|\n| a\nb | 1 | 2 |", 0, 1);
        check(
            "| 甲 | 乙 | 丙 |\n|---|---|---|\n| a |\n| b | c |",
            "| 甲 | 乙 | 丙 |\n|---|---|---|\n| a |\n| b | c |",
            0,
            0,
        );
    }

    #[test]
    fn delimiter_rows() {
        for delimiter in
            ["| : | : |", "| : | -: |", "|:|:|", "|——|——|", "|---|---|---|", "|===|===|", "|---|"]
        {
            check(&format!("| 甲 | 乙 |\n{delimiter}\n| 1 | 2 |"), "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |", 0, 0);
        }
        check("甲 | 乙\n---+---\n1 | 2", "甲 | 乙\n|---|---|\n1 | 2", 0, 0);
        // Rules between rows say nothing; `-` does.
        check(
            "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n|---|---|\n| - | - |",
            "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n| - | - |",
            0,
            0,
        );
        check(
            "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n| 甲 | 乙 |\n|---|---|\n| 3 | 4 |",
            "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n\n| 甲 | 乙 |\n|---|---|\n| 3 | 4 |",
            0,
            0,
        );
    }

    #[test]
    fn tables_in_their_surroundings() {
        let table = "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |";
        check(&format!("单位：万元\n{table}\n注：无"), &format!("单位：万元\n\n{table}\n\n注：无"), 0, 0);
        check("> | 甲 | 乙 |\n> |---|---|\n> | 1 | 2 |", table, 0, 0);
        check("- 表\n\n    | 甲 | 乙 |\n    |---|---|\n    | 1 | 2 |", &format!("- 表\n\n{table}"), 0, 0);
        check(&format!("```\n{table}\n```"), &format!("```\n{table}\n```"), 0, 0);
        check("正文|甲\n正文", "正文|甲\n正文", 0, 0);
        let with_note = format!("{table}\n注：无\n| 3 | 4 |");
        check(&with_note, &with_note, 0, 0);
        check(&format!("{table}\n续\n| 3 |"), &format!("{table}\n\n续\n| 3 |"), 0, 0);
    }

    #[test]
    fn a_row_that_the_text_breaks_off_in() {
        let table = "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |";
        check(&format!("{table}\n| 3 | 4"), &format!("{table}\n| 3 | \n\n4"), 0, 0);
        check(&format!("{table}\n| 3\n"), &format!("{table}\n| \n\n3\n"), 0, 0);
        // Its last pipe alone was left out.
        check(&format!("{table}\n| 3 | 4\n"), &format!("{table}\n| 3 | 4\n"), 0, 1);
    }
}
