//! Tables that are drawn with signs: grid tables of `+---+` and `|`, and those of box-drawing characters. A cell
//! may have several lines, and reach over several columns or rows.

use std::ops::Range;

use unicode_width::UnicodeWidthChar;

use super::inline;
use super::pieces::lines;
use super::retold::{Edit, Part, Retold};
use super::spans::opening;
use crate::text::width::em;

/// The most lines that are drawn as one table; a longer one is drawn by no tool.
const MOST_LINES: usize = 100_000;

/// A body of so many lines without rules between them has a row a line.
const ROWS_BY_LINE: usize = 4;

/// A character of a line as ASCII draws it, and its byte.
type Drawn = Vec<(char, usize)>;

/// Writes drawn tables as HTML.
pub(super) fn retell(retold: &mut Retold) {
    if !may_hold(&retold.text) {
        return;
    }
    let edits = tables(&retold.text);
    retold.apply(edits);
}

/// Whether a text has a drawn table: two rules at least, and a line between them.
pub(super) fn is_in(text: &str) -> bool {
    may_hold(text) && !tables(text).is_empty()
}

fn may_hold(text: &str) -> bool {
    text.contains("+-") || text.contains("+=") || text.contains("+:") || text.chars().any(is_box)
}

fn is_box(c: char) -> bool {
    ('\u{2500}'..='\u{257f}').contains(&c)
}

/// A character of a drawing in ASCII; what heads a table is drawn double or heavy.
fn ascii(c: char) -> char {
    match c {
        '─' | '╌' | '┄' | '┈' | '╴' | '╶' => '-',
        '━' | '═' | '╍' | '┅' | '┉' => '=',
        '│' | '┃' | '║' | '┆' | '┇' | '┊' | '┋' | '╎' | '╏' => '|',
        c if is_box(c) => '+',
        c => c,
    }
}

fn tables(text: &str) -> Vec<Edit> {
    let lines = lines(text);
    let mut edits = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let drawn = |number: usize| {
            lines.get(number).filter(|line| !line.is_html).map(|line| draw(text, &line.range))
        };
        let Some(first) = drawn(at) else {
            at += 1;
            continue;
        };
        let begins = is_rule(&first) || (is_line(&first) && drawn(at + 1).is_some_and(|next| is_rule(&next)));
        if !begins {
            at += 1;
            continue;
        }
        let mut block = vec![first];
        while block.len() < MOST_LINES
            && let Some(next) = drawn(at + block.len()).filter(|next| is_line(next) || is_rule(next))
        {
            block.push(next);
        }
        let end = at + block.len();
        if let Some(parts) = Drawing::new(text, &block).and_then(|drawing| drawing.html(text)) {
            edits.push(Edit { range: lines[at].range.start..lines[end - 1].range.end, parts });
        }
        at = end;
    }
    edits
}

/// The characters of a line, without the white space around it.
fn draw(text: &str, range: &Range<usize>) -> Drawn {
    let slice = &text[range.clone()];
    let start = range.start + (slice.len() - slice.trim_start().len());
    // Only the beginning and the end of a line tell whether it is drawn; most are not.
    if !slice.trim_start().starts_with(|c| matches!(ascii(c), '+' | '|')) {
        return Vec::new();
    }
    slice.trim().char_indices().map(|(at, c)| (ascii(c), start + at)).collect()
}

/// Whether a line is a rule over the whole width: `+---+===+`.
fn is_rule(line: &Drawn) -> bool {
    let ends = line.len() > 2 && line[0].0 == '+' && line[line.len() - 1].0 == '+';
    ends && line.iter().all(|(c, _)| matches!(c, '+' | '-' | '=' | ':'))
        && line.iter().any(|(c, _)| *c != '+')
}

/// Whether a line stands between two bars.
fn is_line(line: &Drawn) -> bool {
    let is_bar = |c: Option<&(char, usize)>| c.is_some_and(|(c, _)| matches!(c, '|' | '+'));
    line.len() > 2 && is_bar(line.first()) && is_bar(line.last()) && line.iter().any(|(c, _)| *c == '|')
}

/// How wide a character is where a tool aligned a table.
#[derive(Clone, Copy)]
enum Measure {
    /// As a terminal shows it.
    Terminal,
    /// As a Chinese terminal shows it: `≥` takes two columns.
    Wide,
    /// All alike.
    Characters,
}

fn width(c: char, measure: Measure) -> usize {
    match measure {
        Measure::Terminal => c.width().unwrap_or(0),
        Measure::Wide => c.width_cjk().unwrap_or(0),
        Measure::Characters => 1,
    }
}

/// A piece of a line from one border to another.
#[derive(Clone, Debug)]
struct Segment {
    /// The columns that it covers.
    columns: Range<usize>,
    /// Its words.
    words: Range<usize>,
    /// Whether it is a piece of a rule.
    is_rule: bool,
}

/// The lines between two rules.
#[derive(Default)]
struct Band {
    lines: Vec<Vec<Segment>>,
    /// Which columns the rule below cuts; all of them below the last band.
    cuts: Vec<bool>,
    /// Whether the rule below is double.
    is_head: bool,
}

/// A cell: its columns, the bands it covers, its lines.
struct Cell {
    columns: Range<usize>,
    height: usize,
    lines: Vec<Range<usize>>,
}

/// A drawn table.
struct Drawing {
    /// Where its borders stand, from the left.
    borders: Vec<usize>,
    bands: Vec<Band>,
}

impl Drawing {
    fn new(text: &str, lines: &[Drawn]) -> Option<Self> {
        let rules: Vec<&Drawn> = lines.iter().filter(|line| is_rule(line)).collect();
        let mut borders: Vec<usize> = rules
            .iter()
            .flat_map(|rule| rule.iter().enumerate().filter(|(_, (c, _))| *c == '+').map(|(at, _)| at))
            .collect();
        borders.sort_unstable();
        borders.dedup();
        if borders.len() < 2 || rules.len() < 2 && lines.len() < 3 || rules.len() == lines.len() {
            return None;
        }
        let columns = borders.len() - 1;
        let mut drawing = Self { borders, bands: Vec::new() };
        let mut band = Band::default();
        for line in lines {
            let segments = if is_rule(line) { Vec::new() } else { drawing.segments(text, line) };
            let cuts: Vec<bool> = (0..columns)
                .map(|column| {
                    is_rule(line)
                        || segments.iter().any(|segment| segment.is_rule && segment.columns.contains(&column))
                })
                .collect();
            if !cuts.contains(&true) {
                band.lines.push(segments);
                continue;
            }
            if !band.lines.is_empty() {
                band.cuts = cuts;
                band.is_head = is_rule(line) && line.iter().all(|(c, _)| matches!(c, '+' | '=' | ':'));
                drawing.bands.push(std::mem::take(&mut band));
            }
            // What a cell that reaches down says beside the rule.
            let beside: Vec<Segment> = segments.into_iter().filter(|segment| !segment.is_rule).collect();
            if let Some(last) = drawing.bands.last_mut().filter(|_| !beside.is_empty()) {
                last.lines.push(beside);
            }
        }
        if !band.lines.is_empty() {
            band.cuts = vec![true; columns];
            drawing.bands.push(band);
        }
        drawing.part_rows(rules.len());
        Some(drawing)
    }

    /// A body without rules between its rows has a row a line.
    fn part_rows(&mut self, rules: usize) {
        let columns = self.borders.len() - 1;
        let is_sparse = |line: &Vec<Segment>| {
            line.iter().filter(|segment| !segment.words.is_empty()).count() * 2 < columns
        };
        let one_body = self.bands.len() <= 2 && rules <= 3;
        let Some(body) = self.bands.last().filter(|body| one_body && body.lines.len() > 1) else { return };
        let by_line = body.lines.len() >= ROWS_BY_LINE || !body.lines.iter().any(is_sparse);
        if !by_line {
            return;
        }
        if let Some(body) = self.bands.pop() {
            // A table of one band has its header in its first line, if any.
            self.bands.extend(body.lines.into_iter().map(|line| Band {
                lines: vec![line],
                cuts: vec![true; columns],
                is_head: false,
            }));
        }
    }

    /// The pieces of a line between its borders. A line that no measure aligns is cut at every bar.
    fn segments(&self, text: &str, line: &Drawn) -> Vec<Segment> {
        [Measure::Terminal, Measure::Wide, Measure::Characters]
            .into_iter()
            .find_map(|measure| self.aligned(text, line, measure))
            .unwrap_or_else(|| self.by_bars(text, line))
    }

    fn aligned(&self, text: &str, line: &Drawn, measure: Measure) -> Option<Vec<Segment>> {
        let mut segments = Vec::new();
        let mut at = 0;
        // The border and the index that the piece under way begins with.
        let mut begun: Option<(usize, usize)> = None;
        for (index, (c, byte)) in line.iter().enumerate() {
            let is_border = matches!(c, '|' | '+');
            match self.borders.binary_search(&at) {
                Ok(border) if is_border => {
                    if let Some((from, start)) = begun {
                        segments.push(segment(text, line, from..border, start + 1..index));
                    }
                    begun = Some((border, index));
                }
                // A bar beside all borders is a word, unless it says that nothing is aligned.
                Err(_) if *c == '|' && !text[..*byte].ends_with('\\') => return None,
                _ => {}
            }
            let own = text[*byte..].chars().next().unwrap_or(' ');
            at += if is_box(own) { 1 } else { width(own, measure) };
        }
        let is_whole = segments.first().is_some_and(|first| first.columns.start == 0)
            && segments.last().is_some_and(|last| last.columns.end + 1 == self.borders.len());
        is_whole.then_some(segments)
    }

    fn by_bars(&self, text: &str, line: &Drawn) -> Vec<Segment> {
        let columns = self.borders.len() - 1;
        let bars: Vec<usize> = (0..line.len())
            .filter(|index| line[*index].0 == '|' && !text[..line[*index].1].ends_with('\\'))
            .collect();
        let mut segments: Vec<Segment> = bars
            .windows(2)
            .enumerate()
            .map(|(number, pair)| segment(text, line, number..number + 1, pair[0] + 1..pair[1]))
            .collect();
        // More pieces than columns: what is too many belongs to the last column.
        if let Some(last) = segments.get(columns..).and_then(|rest| rest.last()).map(|last| last.words.end) {
            segments.truncate(columns);
            if let Some(segment) = segments.last_mut() {
                segment.words.end = last.max(segment.words.end);
            }
        }
        segments
    }

    /// The table as HTML.
    fn html(&self, text: &str) -> Option<Vec<Part>> {
        let columns = self.borders.len() - 1;
        let mut rows: Vec<Vec<usize>> = Vec::with_capacity(self.bands.len());
        let mut cells: Vec<Cell> = Vec::new();
        // The cell that each column of the band above belongs to.
        let mut above: Vec<Option<usize>> = vec![None; columns];
        for (number, band) in self.bands.iter().enumerate() {
            let cuts = number.checked_sub(1).map(|before| &self.bands[before].cuts);
            let mut here: Vec<Option<usize>> = vec![None; columns];
            let mut ends = vec![false; columns + 1];
            for segment in band.lines.iter().flatten() {
                ends[segment.columns.start] = true;
                ends[segment.columns.end] = true;
            }
            let mut row = Vec::new();
            let mut column = 0;
            while column < columns {
                let goes_on = cuts.filter(|cuts| !cuts[column]).and_then(|_| above[column]);
                if let Some(cell) = goes_on {
                    let range = cells[cell].columns.clone();
                    here[range.clone()].fill(Some(cell));
                    cells[cell].height += usize::from(column == range.start);
                    column = range.end.max(column + 1);
                    continue;
                }
                let goes_on_at = |at: usize| cuts.is_some_and(|cuts| !cuts[at]);
                let end = (column + 1..columns).find(|end| ends[*end] || goes_on_at(*end)).unwrap_or(columns);
                row.push(cells.len());
                here[column..end].fill(Some(cells.len()));
                cells.push(Cell { columns: column..end, height: 1, lines: Vec::new() });
                column = end;
            }
            for segment in band.lines.iter().flatten().filter(|segment| !segment.words.is_empty()) {
                if let Some(cell) = here.get(segment.columns.start).copied().flatten() {
                    cells[cell].lines.push(segment.words.clone());
                }
            }
            rows.push(row);
            above = here;
        }
        self.written(text, &rows, &cells)
    }

    fn written(&self, text: &str, rows: &[Vec<usize>], cells: &[Cell]) -> Option<Vec<Part>> {
        // Where every rule is double none of them tells the header.
        let heads: Vec<usize> = self
            .bands
            .iter()
            .enumerate()
            .filter(|(_, band)| band.is_head)
            .map(|(number, _)| number)
            .collect();
        let inner = rows.len().saturating_sub(1);
        let head = match heads.first() {
            Some(first) if *first < inner && (inner == 1 || heads.len() < inner) => first + 1,
            _ => 0,
        };
        let mut parts = vec![Part::Written("\n\n<table>".into())];
        for (number, row) in rows.iter().enumerate() {
            let name = if number < head { "th" } else { "td" };
            parts.push(Part::Written("<tr>".into()));
            for cell in row.iter().map(|index| &cells[*index]) {
                parts.push(Part::Written(opening(name, cell.columns.len(), cell.height)));
                self.push_lines(text, cell, &mut parts);
                parts.push(Part::Written(format!("</{name}>")));
            }
            parts.push(Part::Written("</tr>".into()));
        }
        parts.push(Part::Written("</table>\n\n".into()));
        cells.iter().any(|cell| !cell.lines.is_empty()).then_some(parts)
    }

    /// The lines of a cell: a line that had no room for more goes on in the next, others end where they end.
    fn push_lines(&self, text: &str, cell: &Cell, parts: &mut Vec<Part>) {
        // A space on either side.
        let room = (self.borders[cell.columns.end] - self.borders[cell.columns.start]).saturating_sub(3);
        let wide = |words: &str| words.chars().map(|c| width(c, Measure::Terminal)).sum::<usize>();
        let mut before: Option<&str> = None;
        for range in &cell.lines {
            let words = &text[range.clone()];
            if let Some(before) = before {
                let next: String = match words.chars().next() {
                    Some(c) if em(c) < 1.0 => {
                        words.chars().take_while(|c| em(*c) < 1.0 && *c != ' ').collect()
                    }
                    first => first.into_iter().collect(),
                };
                let is_full = wide(before) + wide(&next) > room;
                let is_latin = before.ends_with(|c: char| c.is_ascii_alphabetic())
                    && next.starts_with(|c: char| c.is_ascii_alphabetic());
                let between = match (is_full, is_latin) {
                    (true, true) => " ",
                    (true, false) => "",
                    (false, _) => "<br>",
                };
                parts.push(Part::Written(between.into()));
            }
            parts.push(inline::part(text, range.clone()));
            before = Some(words);
        }
    }
}

/// The piece of a line between two of its characters.
fn segment(text: &str, line: &Drawn, columns: Range<usize>, inner: Range<usize>) -> Segment {
    let is_rule =
        inner.len() > 1 && line[inner.clone()].iter().all(|(c, _)| matches!(c, '-' | '=' | ':' | '+'));
    let (start, end) = (line[inner.start].1, line[inner.end].1);
    let slice = &text[start..end];
    let from = start + (slice.len() - slice.trim_start().len());
    Segment { columns, words: from..(start + slice.trim_end().len()).max(from), is_rule }
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
    fn grid_tables() {
        check(
            "+------+------+\n| 甲   | 乙   |\n+======+======+\n| a    | 1    |\n|      |      |\n| （b）|      |\n+------+------+\n| c    | 2    |\n+------+------+",
            "<table>\n<tr><th>甲<th>乙\n<tr><td>a<br>（b）<td>1\n<tr><td>c<td>2</table>",
        );
        // A line that is full goes on in the next; and aligned by characters.
        check(
            "+------+----+\n| 清淤 | 1  |\n| 长度 |    |\n+------+----+\n| 公里   | 23 |\n+------+----+",
            "<table>\n<tr><td>清淤长度<td>1\n<tr><td>公里<td>23</table>",
        );
    }

    #[test]
    fn cells_that_reach_over_others() {
        check(
            "+-----+-----+-----+\n| a         | b   |\n+-----+-----+     |\n| c   | d   | e   |\n|     +-----+-----+\n|     | f   | g   |\n+-----+-----+-----+",
            "<table>\n<tr><td colspan=\"2\">a<td rowspan=\"2\">b<br>e\n<tr><td rowspan=\"2\">c<td>d\n<tr><td>f<td>g</table>",
        );
    }

    #[test]
    fn boxes() {
        check(
            "┌────┬────┐\n│ 甲 │ 乙 │\n├────┼────┤\n│ a  │ 1  │\n├────┼────┤\n│ b  │ 2  │\n└────┴────┘",
            "<table>\n<tr><td>甲<td>乙\n<tr><td>a<td>1\n<tr><td>b<td>2</table>",
        );
        // No rules between the rows.
        check(
            "┏━━━━┳━━━━┓\n┃ 甲 ┃ 乙 ┃\n┡━━━━╇━━━━┩\n│ a  │ 1  │\n│ b  │ 2  │\n└────┴────┘",
            "<table>\n<tr><th>甲<th>乙\n<tr><td>a<td>1\n<tr><td>b<td>2</table>",
        );
        check(
            "╔════╦════╗\n║ 甲 ║ 乙 ║\n╠════╬════╣\n║ a  ║ 1  ║\n╠════╬════╣\n║ b  ║ 2  ║\n╚════╩════╝",
            "<table>\n<tr><td>甲<td>乙\n<tr><td>a<td>1\n<tr><td>b<td>2</table>",
        );
    }

    #[test]
    fn text_that_is_no_drawing() {
        for text in [
            "+---+---+",
            "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |",
            "a +-- b\nc | d",
            "── 甲 ──",
            "+86-10\n|甲|",
            "| 甲 |\n+",
        ] {
            check(text, text);
        }
    }
}
