//! Delimited text: tables whose cells stand between tabs or other separators, with headings and prose around
//! them; and text in which every cell has a line of its own.
//!
//! What stands in a cell is markup, for scrapers leave `<p>` and `<math>` in it. Quotes are read only where
//! they enclose a whole cell: `"三公"经费` begins with a quote and is none of CSV's. (That, and the place of
//! every cell, is why the `csv` crate does not do this.)

use super::lines::Lines;
use super::{Evidence, Reader, decode, origin};
use crate::error::Error;
use crate::model::grid::place_cells;
use crate::model::{
    Block, Cell, Document, Finding, Findings, Message, Place, Position, Raw, Row, Rule, Severity, Source,
    Table,
};

/// The reader of delimited text.
pub const READER: Reader = Reader {
    name: "delimited",
    extensions: &["txt", "text", "tsv", "tab", "psv"],
    sniff,
    read: |findings, source| read_as(READER.name, findings, source),
};

/// A row has fewer cells than the others.
pub const ROW_TOO_SHORT: Rule =
    Rule { name: "row-too-short", severity: Severity::Warning, page: include_str!("row_too_short.md") };

/// A row has more cells than the others.
pub const ROW_TOO_LONG: Rule =
    Rule { name: "row-too-long", severity: Severity::Warning, page: include_str!("row_too_long.md") };

/// Which cells make a row is not to be seen.
pub const BORDERS_UNSURE: Rule =
    Rule { name: "borders-unsure", severity: Severity::Info, page: include_str!("borders_unsure.md") };

/// What stands between the cells of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Separator {
    /// A character.
    Char(char),
    /// The ends of lines: `text|`, and a further `|` for every slot of a merge.
    Line,
    /// There are no cells.
    None,
}

/// How many bytes tell what separates the cells.
const ENOUGH: usize = 256 * 1024;

/// The longest quoted cell, in lines. A quote that is not closed must not swallow a file.
const QUOTED_LINES: usize = 200;

fn sniff(bytes: &[u8]) -> Evidence {
    let Some(text) = decode::glimpse(bytes) else { return Evidence::Against };
    match separator(&text) {
        Separator::Char('\t') if text.lines().filter(|line| line.trim().contains('\t')).count() > 1 => {
            Evidence::Likely
        }
        Separator::Char('|') | Separator::Line => Evidence::Likely,
        _ => Evidence::Silent,
    }
}

/// Reads delimited text under the name of a format.
pub(super) fn read_as(
    format: &str,
    findings: &mut Findings,
    source: &Source,
) -> Result<Document<Raw>, Error> {
    let (text, encoding) = decode::text(findings, source)?;
    let lines = Lines::new(&text);
    let separator = separator(&text);
    let items = split(&text, separator);
    let blocks = assemble(&lines, &items);
    for block in &blocks {
        if let Block::Table(table) = block {
            if separator == Separator::Line {
                push(findings, &BORDERS_UNSURE, Message::new("borders-unsure", &[]), &table.at);
            } else {
                report_widths(findings, table);
            }
        }
    }
    Ok(Document { source: origin(source, format, Some(encoding)), title: None, blocks })
}

/// Tells what stands between the cells: tabs where there are any, else the sign that cuts most lines into the
/// same number of cells.
pub(super) fn separator(text: &str) -> Separator {
    let text = beginning(text);
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    if let Some(sign) = lines.first().and_then(|line| line.trim().strip_prefix("sep="))
        && sign.chars().count() == 1
    {
        return sign.chars().next().map_or(Separator::None, Separator::Char);
    }
    if lines.iter().any(|line| line.trim_matches(' ').contains('\t') && !line.trim().is_empty()) {
        let tabbed = lines.iter().filter(|line| line.trim().contains('\t')).count();
        if tabbed * 10 >= lines.len() || tabbed > 2 {
            return Separator::Char('\t');
        }
    }
    if lines.iter().any(|line| is_delimiter_row(line)) {
        // A pipe table is Markdown.
        return Separator::None;
    }
    let alone = lines.iter().filter(|line| is_cell_line(line)).count();
    if alone >= 3 && alone * 10 >= lines.len() * 6 {
        return Separator::Line;
    }
    let mut best = (0, Separator::None);
    for sign in [',', ';', '|'] {
        let widths: Vec<usize> = split(text, Separator::Char(sign))
            .iter()
            .filter_map(|item| if let Item::Row { cells, .. } = item { Some(cells.len()) } else { None })
            .collect();
        let width = most_common(&widths);
        let alike = widths.iter().filter(|found| **found == width).count();
        // Prose has commas as well, but not the same number in line after line.
        let cuts_most = widths.len() > 1 && widths.len() * 2 >= lines.len() && alike * 10 >= widths.len() * 6;
        let weight = alike * (width - usize::from(width > 0));
        if cuts_most && width > 1 && weight > best.0 {
            best = (weight, Separator::Char(sign));
        }
    }
    best.1
}

/// The first lines of a text, enough to tell what separates its cells.
fn beginning(text: &str) -> &str {
    let mut end = text.len().min(ENOUGH);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    if end == text.len() { text } else { text[..end].rfind('\n').map_or(&text[..end], |line| &text[..line]) }
}

/// Whether a line is the row `|---|:--:|` below the head of a Markdown table.
pub(super) fn is_delimiter_row(line: &str) -> bool {
    let line = line.trim();
    line.contains('-')
        && line.contains('|')
        && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'))
        && line.trim_matches('|').split('|').all(|cell| {
            let cell = cell.trim();
            let dashes = cell.strip_prefix(':').unwrap_or(cell);
            let dashes = dashes.strip_suffix(':').unwrap_or(dashes);
            !dashes.is_empty() && dashes.bytes().all(|byte| byte == b'-')
        })
}

/// Whether a line is one cell, closed by `|`.
fn is_cell_line(line: &str) -> bool {
    let line = line.trim();
    let text = line.trim_end_matches(['|', ' ']);
    text.len() < line.len() && !text.trim_start_matches('|').contains('|') && !text.contains('\t')
}

/// A piece of the text: a row of cells, or a line without.
#[derive(Clone, Debug, PartialEq)]
enum Item {
    Blank { start: usize },
    Heading { level: u8, start: usize, text: String },
    Prose { start: usize, text: String },
    Row { start: usize, cells: Vec<Field> },
}

/// A cell and the byte where its text begins.
#[derive(Clone, Debug, PartialEq)]
struct Field {
    start: usize,
    text: Raw,
}

impl Field {
    fn is_blank(&self) -> bool {
        self.words().trim().is_empty()
    }

    fn words(&self) -> &str {
        match &self.text {
            Raw::Markup(text) | Raw::Plain(text) | Raw::Translated { source: text, .. } => text,
        }
    }
}

fn split(text: &str, separator: Separator) -> Vec<Item> {
    let mut items = Vec::new();
    let mut at = 0;
    let bytes_left = |at: usize| at < text.len();
    // From here on no quoted cell ends; looking for one again and again would be quadratic.
    let mut no_quotes_after = text.len();
    while bytes_left(at) {
        let end = text[at..].find('\n').map_or(text.len(), |found| at + found);
        let line = &text[at..end];
        // Excel's own line; it says how to read the file and is no part of it.
        if at == 0 && line.starts_with("sep=") && line.trim().chars().count() == 5 {
            at = end + 1;
            continue;
        }
        let (item, next) = match separator {
            _ if line.trim().is_empty() && !line.contains('\t') => (Item::Blank { start: at }, end + 1),
            _ if heading(line).is_some() => {
                let (level, words) = heading(line).unwrap_or((1, line));
                let start = at + (line.len() - line.trim_start().trim_start_matches('#').trim_start().len());
                (Item::Heading { level, start, text: words.to_owned() }, end + 1)
            }
            Separator::Char(sign) if line.contains(sign) => split_row(text, at, sign, &mut no_quotes_after),
            Separator::Line if is_cell_line(line) => (split_cell_line(line, at), end + 1),
            _ => {
                let start = at + (line.len() - line.trim_start().len());
                (Item::Prose { start, text: line.trim().to_owned() }, end + 1)
            }
        };
        items.push(item);
        at = next;
    }
    items
}

/// The level and words of a Markdown heading; empty cells to its right are nothing.
fn heading(line: &str) -> Option<(u8, &str)> {
    let line = line.trim();
    let words = line.trim_start_matches('#');
    let level = line.len() - words.len();
    if !(1..=6).contains(&level) || !words.starts_with([' ', '\u{3000}']) || words.contains('\t') {
        return None;
    }
    let words = words.trim().trim_end_matches([',', ';']);
    Some((u8::try_from(level).ok()?, words)).filter(|_| !words.is_empty())
}

/// One row from byte `at` on, and where the next line begins.
fn split_row(text: &str, mut at: usize, sign: char, no_quotes_after: &mut usize) -> (Item, usize) {
    let start = at;
    let mut cells = Vec::new();
    loop {
        if let Some((cell, end)) = quoted(text, at, sign, no_quotes_after) {
            cells.push(cell);
            at = end;
        } else {
            let end = text[at..].find([sign, '\n']).map_or(text.len(), |found| at + found);
            cells.push(Field { start: at, text: Raw::Markup(text[at..end].to_owned()) });
            at = end;
        }
        if text[at..].starts_with(sign) {
            at += sign.len_utf8();
        } else {
            break;
        }
    }
    if sign == '|' {
        strip_outer_pipes(&mut cells);
    }
    (Item::Row { start, cells }, at + 1)
}

/// `| a | b |`: the pipes around a row enclose it and separate nothing, and spaces only keep off.
fn strip_outer_pipes(cells: &mut Vec<Field>) {
    if cells.len() > 2 && cells[0].is_blank() && cells[cells.len() - 1].is_blank() {
        cells.remove(0);
        cells.pop();
    }
    for cell in cells {
        if let Raw::Markup(text) = &mut cell.text {
            cell.start += text.len() - text.trim_start().len();
            *text = text.trim().to_owned();
        }
    }
}

/// The quoted cell that begins at byte `at`, and where it ends. The closing quote must end the cell.
fn quoted(text: &str, at: usize, sign: char, no_quotes_after: &mut usize) -> Option<(Field, usize)> {
    let body = text[at..].strip_prefix('"')?;
    if at >= *no_quotes_after {
        return None;
    }
    let start = at + 1;
    let mut from = 0;
    let mut newlines = 0;
    while let Some(found) = body[from..].find(['"', '\n', sign]) {
        let offset = from + found;
        let rest = &body[offset..];
        if rest.starts_with('\n') {
            newlines += 1;
            if newlines > QUOTED_LINES {
                return None;
            }
        } else if let Some(after) = rest.strip_prefix('"') {
            if after.starts_with('"') {
                from = offset + 2;
                continue;
            }
            if after.is_empty() || after.starts_with([sign, '\n']) {
                return Some((Field { start, text: unquoted(&body[..offset]) }, start + offset + 1));
            }
            // A quote in the middle: the first one opened a word, not a cell.
            return None;
        } else if sign == '\t' {
            // Spreadsheets put no tabs into cells; what looks like a quoted one are two cells with a quote.
            return None;
        }
        from = offset + rest.chars().next().map_or(1, char::len_utf8);
    }
    *no_quotes_after = at;
    None
}

/// The text of a quoted cell. Its line ends are line breaks unless its markup breaks lines itself.
fn unquoted(slice: &str) -> Raw {
    let words = slice.replace("\"\"", "\"");
    let breaks_lines = ["<p", "<br", "<li", "<div", "<P", "<BR", "<LI"].iter().any(|tag| words.contains(tag));
    if words.contains('\n') && !breaks_lines {
        Raw::Translated { html: words.replace('\n', "<br>"), source: words }
    } else {
        Raw::Markup(words)
    }
}

/// `text||` to the text and as many empty cells as there are further pipes.
fn split_cell_line(line: &str, at: usize) -> Item {
    let start = at + (line.len() - line.trim_start().len());
    let trimmed = line.trim();
    let lead = trimmed.len() - trimmed.trim_start_matches(['|', ' ']).len();
    let (words, pipes) = if lead == trimmed.len() {
        ("", trimmed.matches('|').count())
    } else {
        let words = trimmed[lead..].trim_end_matches(['|', ' ']);
        (words, trimmed.matches('|').count())
    };
    let mut cells =
        vec![Field { start: start + lead.min(trimmed.len()), text: Raw::Markup(words.to_owned()) }];
    for _ in 1..pipes {
        cells.push(Field { start: at + line.len(), text: Raw::Markup(String::new()) });
    }
    Item::Row { start: at, cells }
}

/// Items to blocks: rows that follow one another make a table.
fn assemble(lines: &Lines, items: &[Item]) -> Vec<Block<Raw>> {
    let mut blocks = Vec::new();
    let mut table: Option<Table<Raw>> = None;
    // The first blank line since the last row.
    let mut gap: Option<usize> = None;
    for (index, item) in items.iter().enumerate() {
        match item {
            Item::Blank { start } => {
                gap.get_or_insert(*start);
            }
            Item::Heading { level, start, text } => {
                blocks.extend(table.take().map(Block::Table));
                gap = None;
                blocks.push(Block::Heading {
                    level: *level,
                    text: Raw::Markup(text.clone()),
                    at: lines.at(*start),
                });
            }
            Item::Prose { start, text } => {
                let within = gap.is_none() && table.is_some() && goes_on(table.as_ref(), &items[index + 1..]);
                let field = Field { start: *start, text: Raw::Markup(text.clone()) };
                match &mut table {
                    Some(table) if within => table.rows.push(row(lines, *start, &[field])),
                    _ => {
                        blocks.extend(table.take().map(Block::Table));
                        gap = None;
                        blocks.push(Block::Paragraph { text: field.text, at: lines.at(*start) });
                    }
                }
            }
            Item::Row { start, cells } => {
                if gap.is_some() && table.as_ref().is_some_and(|table| is_another(table, cells)) {
                    blocks.extend(table.take().map(Block::Table));
                    gap = None;
                }
                let at = Place::line(lines.at(*start).line.unwrap_or(1));
                let open = table.get_or_insert_with(|| Table { at, ..Table::default() });
                if let Some(blank) = gap.take()
                    && open.rows.len() > 1
                {
                    open.joined.push(Place::line(lines.at(blank).line.unwrap_or(1)));
                }
                open.rows.push(row(lines, *start, cells));
            }
        }
    }
    blocks.extend(table.take().map(Block::Table));
    for block in &mut blocks {
        if let Block::Table(table) = block {
            place_cells(&mut table.rows);
        }
    }
    blocks
}

fn row(lines: &Lines, start: usize, cells: &[Field]) -> Row<Raw> {
    Row {
        at: Place::line(lines.at(start).line.unwrap_or(1)),
        cells: cells.iter().map(|cell| Cell::new(cell.text.clone(), lines.at(cell.start))).collect(),
        ..Row::default()
    }
}

/// Whether a table goes on below a line without separators: the next line is a row of it and no header.
fn goes_on(table: Option<&Table<Raw>>, below: &[Item]) -> bool {
    let widths = table.map(widths).unwrap_or_default();
    let is_row = |item: Option<&Item>| matches!(item, Some(Item::Row { cells, .. }) if widths.contains(&cells.len()) && !is_header(cells));
    // Two such lines may stand in a table; a text between two tables is longer.
    is_row(below.first()) || (matches!(below.first(), Some(Item::Prose { .. })) && is_row(below.get(1)))
}

/// Whether a row after a gap begins another table: it is a header, a new one, of another width.
fn is_another(table: &Table<Raw>, cells: &[Field]) -> bool {
    is_header(cells) && cells.len() != most_common(&widths(table)) && table.rows.len() > 1
}

/// Whether cells read like column headers: short words in every cell, no numbers, no blocks.
fn is_header(cells: &[Field]) -> bool {
    cells.len() > 1
        && cells.iter().all(|cell| {
            let words = cell.words().trim();
            !words.is_empty()
                && words.chars().count() <= 30
                && !words.contains("<p")
                && !words.starts_with(|c: char| c.is_ascii_digit() || "+-≥≤".contains(c))
        })
}

fn widths(table: &Table<Raw>) -> Vec<usize> {
    table.rows.iter().map(|row| row.cells.len()).collect()
}

/// The number that stands most often; the larger of two that stand equally often. 0 for none.
fn most_common(numbers: &[usize]) -> usize {
    let mut counts = std::collections::BTreeMap::<usize, usize>::new();
    for number in numbers {
        *counts.entry(*number).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(number, count)| (*count, *number)).map_or(0, |(number, _)| number)
}

/// Reports the rows that are shorter or longer than most rows of their table.
fn report_widths(findings: &mut Findings, table: &Table<Raw>) {
    let words = |cell: &Cell<Raw>| match &cell.text {
        Raw::Markup(text) | Raw::Plain(text) | Raw::Translated { html: text, .. } => !text.trim().is_empty(),
    };
    let width = most_common(&widths(table));
    let usual = |row: &Row<Raw>| row.cells.len() == width;
    let first = table.rows.iter().position(usual).unwrap_or(0);
    let last = table.rows.iter().rposition(usual).unwrap_or(0);
    for (number, row) in table.rows.iter().enumerate() {
        let filled = row.cells.iter().filter(|cell| words(cell)).count();
        // Titles and notes have one text; a unit line has two, and stands above or below.
        let is_line = filled < 2 || (filled == 2 && (number < first || number > last));
        let end = row.cells.iter().rposition(words).map_or(0, |last| last + 1);
        let (rule, id) = if row.cells.len() < width {
            (&ROW_TOO_SHORT, "row-too-short")
        } else if end > width {
            (&ROW_TOO_LONG, "row-too-long")
        } else {
            continue;
        };
        if !is_line {
            push(findings, rule, Message::new(id, &[&row.cells.len(), &width]), &row.at);
        }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "a message is made for its finding")]
fn push(findings: &mut Findings, rule: &Rule, message: Message, at: &Place) {
    let mut finding = Finding::new(rule, &message);
    finding.at = Some(Position::of(at));
    findings.push(finding);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(path: &str, text: &str) -> (Document<Raw>, Vec<Finding>) {
        let mut findings = Findings::default();
        let source = Source { path: path.to_owned(), bytes: text.as_bytes().to_vec(), format: None };
        let document = super::super::read(&mut findings, &source).unwrap();
        (document, findings.into_sorted())
    }

    fn words(text: &Raw) -> &str {
        match text {
            Raw::Markup(text) | Raw::Plain(text) | Raw::Translated { html: text, .. } => text,
        }
    }

    fn outline(document: &Document<Raw>) -> String {
        let mut lines = Vec::new();
        for block in &document.blocks {
            lines.push(match block {
                Block::Heading { level, text, .. } => format!("h{level} {}", words(text)),
                Block::Paragraph { text, .. } => format!("p {}", words(text)),
                Block::List { .. } => "list".to_owned(),
                Block::Table(table) => {
                    let rows: Vec<String> = table
                        .rows
                        .iter()
                        .map(|row| {
                            row.cells.iter().map(|cell| words(&cell.text)).collect::<Vec<_>>().join("¦")
                        })
                        .collect();
                    format!("t {}", rows.join(" / "))
                }
            });
        }
        lines.join("\n")
    }

    #[track_caller]
    fn check(path: &str, text: &str, format: &str, expected: &str) {
        let (document, _) = read(path, text);
        assert_eq!((document.source.format.as_str(), outline(&document).as_str()), (format, expected));
    }

    #[test]
    fn the_first_input() {
        let (document, findings) = read("a.txt", include_str!("../../tests/golden/menyuan-2024/input.txt"));
        assert_eq!(findings, []);
        let [Block::Heading { level: 1, at, .. }, Block::Table(table)] = document.blocks.as_slice() else {
            panic!("{}", outline(&document))
        };
        assert_eq!((at.line, at.column), (Some(3), Some(3)));
        assert_eq!((table.rows.len(), table.width(), table.header_rows), (14, 5, 0));
        assert_eq!(table.joined, [Place::line(11), Place::line(14), Place::line(17)]);
        assert_eq!(table.at, Place::line(5));
        assert_eq!(table.rows[4].cells[2].at, Place::line_column(9, 11));
        assert_eq!(document.source.encoding.as_deref(), Some("UTF-8"));
        assert_eq!((document.source.bytes, document.source.sha256.len()), (12772, 64));
    }

    #[test]
    fn prose_and_unit_lines_around() {
        let (document, findings) =
            read("a.tsv", include_str!("../../tests/golden/19_final_expenditure_rounding/input.tsv"));
        assert_eq!(findings, []);
        let [Block::Paragraph { .. }, Block::Table(table), Block::Paragraph { .. }] =
            document.blocks.as_slice()
        else {
            panic!("{}", outline(&document))
        };
        assert_eq!(table.rows.len(), 12);
        assert_eq!(table.rows[0].cells.len(), 6);
    }

    #[test]
    fn separators_are_told() {
        check("a.txt", "a\tb\n1\t2\t", "delimited", "t a¦b / 1¦2¦");
        check("a", "a,b\n1,2\n\"x, \"\"y\"\"\nz\",3\n", "csv", "t a¦b / 1¦2 / x, \"y\"<br>z¦3");
        check("a", "a;b\n1,5;2\n", "csv", "t a¦b / 1,5¦2");
        check("a.csv", "sep=;\na;b\n1;2\n", "csv", "t a¦b / 1¦2");
        check("a", "| a | b |\n| 1 | 2 |\n", "delimited", "t a¦b / 1¦2");
        check(
            "a.txt",
            "只有文字，没有表。\n\n# 标题\n又一段, 有逗号",
            "delimited",
            "p 只有文字，没有表。\nh1 标题\np 又一段, 有逗号",
        );
        check("a.csv", "\u{feff}项目\t金额\n供水\t1,260.00\n", "delimited", "t 项目¦金额 / 供水¦1,260.00");
        check(
            "a.txt",
            "\"三公\"经费\t12\n\"十四五\"规划\t\"9\"\n\"a\t1\n",
            "delimited",
            "t \"三公\"经费¦12 / \"十四五\"规划¦9 / \"a¦1",
        );
    }

    #[test]
    fn tables_end_where_others_begin() {
        check("a.txt", "甲\t乙\n1\t2\n一、小计\n3\t4\n", "delimited", "t 甲¦乙 / 1¦2 / 一、小计 / 3¦4");
        check(
            "a.txt",
            "甲\t乙\n1\t2\n表二\n丙\t丁\n3\t4",
            "delimited",
            "t 甲¦乙 / 1¦2\np 表二\nt 丙¦丁 / 3¦4",
        );
        check(
            "a.txt",
            "甲\t乙\n1\t2\n\n丙\t丁\t戊\n3\t4\t5",
            "delimited",
            "t 甲¦乙 / 1¦2\nt 丙¦丁¦戊 / 3¦4¦5",
        );
        check("a.txt", "甲\t乙\n1\t2\n\n甲\t乙\n3\t4", "delimited", "t 甲¦乙 / 1¦2 / 甲¦乙 / 3¦4");
        check("a.txt", "甲\t乙\n1\t2\n## 二\n3\t4", "delimited", "t 甲¦乙 / 1¦2\nh2 二\nt 3¦4");
    }

    #[test]
    fn a_cell_a_line() {
        let (document, findings) = read("a.txt", "绩效目标表\n一级指标|\n二级指标||\n供水率||||\n");
        assert_eq!(outline(&document), "p 绩效目标表\nt 一级指标 / 二级指标¦ / 供水率¦¦¦");
        assert_eq!(findings[0].rule, "borders-unsure");
    }

    #[test]
    fn odd_rows_are_kept_and_reported() {
        let (document, findings) =
            read("a.txt", "注\t\n甲\t乙\t丙\n1\t2\t3\n4\t5\n6\t7\t8\t9\n1\t2\t3\t\n合计\n1\t2\t3\n");
        let Block::Table(table) = &document.blocks[0] else { panic!() };
        assert_eq!(table.rows.len(), 8);
        let found: Vec<_> =
            findings.iter().map(|f| (f.rule.as_str(), f.at.as_ref().and_then(|at| at.line))).collect();
        assert_eq!(found, [("row-too-short", Some(4)), ("row-too-long", Some(5))]);
    }

    #[test]
    fn unclosed_quotes_are_fast() {
        let text = "\"a,b\n".repeat(10_000);
        let (document, _) = read("a.csv", &text);
        assert_eq!(document.blocks.len(), 1);
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig { cases: 400, failure_persistence: None, ..Default::default() })]
        #[test]
        fn nothing_is_lost(text in "[甲乙丙1 \t\n,;|#\"]{0,80}") {
            let mut findings = Findings::default();
            let source = Source { path: "a.txt".to_owned(), bytes: text.clone().into_bytes(), format: None };
            if let Ok(document) = super::super::read(&mut findings, &source) {
                let kept = outline(&document);
                for c in ['甲', '乙', '丙', '1'] {
                    assert!(kept.matches(c).count() >= text.matches(c).count(), "{text:?} {kept:?}"
                    );
                }
            }
        }
    }
}
