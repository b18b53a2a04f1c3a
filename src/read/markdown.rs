//! Markdown: pipe tables, HTML tables among them, headings, prose and lists, as Marker, MinerU, Docling and
//! Chandra write them.
//!
//! Four things are read otherwise than CommonMark says, so that nothing is lost: a line end within a paragraph
//! is a line break (those tools do not wrap lines); LaTeX between `$` keeps its backslashes; cells beyond the
//! width of the header are kept; `**注：**文字` is bold although a letter follows the sign. HTML tables may have
//! blank lines in them.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::delimited::{ROW_TOO_LONG, is_delimiter_row};
use super::footnotes::{Footnote, raised};
use super::html::{self, escape};
use super::lines::Lines;
use super::pieces::{Piece, opens_table, pieces};
use super::{Evidence, Glimpse, Reader, decode, notation, origin, pipes};
use crate::error::Error;
use crate::model::grid::place_cells;
use crate::model::{
    Block, Cell, Document, Finding, Findings, Message, Place, Position, Raw, Row, RowRole, Scope, Section,
    Source, Table,
};

/// The reader of Markdown.
pub const READER: Reader = Reader {
    name: "markdown",
    extensions: &["md", "markdown", "mdown", "mkd"],
    at_most: Evidence::Certain,
    sniff,
    read,
};

/// The longest formula, in bytes; two dollar signs further apart are prices.
const LONGEST_MATH: usize = 4096;

/// More lines above a table are prose.
const MOST_LINES_ABOVE: usize = 6;

/// A longer line above a table is prose.
const LONGEST_LINE: usize = 60;

/// A number of so many digits is a code and heads no column: columns are counted up to 99.
const FEWEST_DIGITS: usize = 3;

fn sniff(file: &Glimpse) -> Evidence {
    let Some(text) = file.text() else { return Evidence::Against };
    let lines: Vec<&str> = text.lines().collect();
    let has_head = lines.windows(2).any(|pair| pipes::is_head(pair[0], pair[1]));
    let has_heading = lines.iter().any(|line| {
        let words = line.trim_start_matches('#');
        (1..=6).contains(&(line.len() - words.len())) && words.starts_with(' ') && !words.contains('\t')
    });
    let has_table = lines.iter().any(|line| opens_table(line).is_some());
    let has_fence = lines.iter().any(|line| line.starts_with("```"));
    // A text that begins with a tag is a page unless Markdown is among it.
    let begins_with_tag = text.trim_start().starts_with('<');
    let is_page = begins_with_tag && !has_heading && !has_fence;
    // What HTML does not know is read as Markdown; a page that holds it is read as a page.
    let begins_as_page = text.trim_start().strip_prefix('<').is_some_and(|rest| {
        let name: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
        rest.starts_with(['!', '?']) || html::is_known(&name)
    });
    if !begins_as_page && notation::is_in(text) {
        return Evidence::Certain;
    }
    let is_markdown = has_head || (has_table && !is_page) || (begins_with_tag && has_heading);
    if is_markdown { Evidence::Likely } else { Evidence::Silent }
}

fn read(findings: &mut Findings, source: &Source) -> Result<Document<Raw>, Error> {
    let (text, encoding) = decode::text(findings, source)?;
    let told = notation::of_markdown(findings, text);
    let mut reading = Reading {
        text: &told.text,
        lines: &told.lines,
        protected: Vec::new(),
        blocks: Vec::new(),
        remarks: html::Remarks::default(),
    };
    for piece in pieces(&told.text) {
        match piece {
            Piece::Markdown(range) => reading.markdown(findings, range),
            Piece::Html(range) => reading.html(range)?,
        }
    }
    let hidden = reading.remarks.report(findings);
    let mut blocks = reading.blocks;
    part_lines_above(&mut blocks);
    for footnote in &told.footnotes {
        place(&mut blocks, footnote, &told.source);
    }
    Ok(Document { source: origin(source, READER.name, Some(encoding)), title: told.title, blocks, hidden })
}

/// Parts the lines of a paragraph above a table: its title and its unit, each on a line of its own, are no more one
/// paragraph in Markdown than they are on a page.
fn part_lines_above(blocks: &mut Vec<Block<Raw>>) {
    let mut parted = Vec::with_capacity(blocks.len());
    let mut rest = std::mem::take(blocks).into_iter().peekable();
    while let Some(block) = rest.next() {
        let is_above = matches!(rest.peek(), Some(Block::Table(_)));
        match lines_of(&block).filter(|_| is_above) {
            Some(lines) => parted.extend(lines),
            None => parted.push(block),
        }
    }
    *blocks = parted;
}

/// The lines of a paragraph as paragraphs, where they are a few short ones.
fn lines_of(block: &Block<Raw>) -> Option<Vec<Block<Raw>>> {
    let Block::Paragraph { text: Raw::Translated { html, source }, at } = block else { return None };
    let pieces: Vec<&str> = html.split("<br />\n").collect();
    let lines: Vec<&str> = source.split('\n').collect();
    let is_whole = |piece: &&str| piece.matches("</").count() * 2 == piece.matches('<').count();
    let is_short = |line: &&str| line.chars().count() <= LONGEST_LINE;
    let fits = pieces.len() == lines.len() && (2..=MOST_LINES_ABOVE).contains(&lines.len());
    if !fits || !pieces.iter().all(is_whole) || !lines.iter().all(is_short) {
        return None;
    }
    let first = at.line?;
    let paragraph = |(number, (piece, line)): (usize, (&&str, &&str))| {
        let indent = line.chars().take_while(|c| c.is_whitespace()).count();
        let at = if number == 0 { at.clone() } else { Place::line_column(first + number, indent + 1) };
        Block::Paragraph { text: raw(piece.trim().to_owned(), line.trim()), at }
    };
    Some(pieces.iter().zip(&lines).enumerate().map(paragraph).collect())
}

/// Gives a footnote to the first table that refers to it; where none does it stands at the end.
fn place(blocks: &mut Vec<Block<Raw>>, footnote: &Footnote, lines: &Lines) {
    let mark = raised(&footnote.label);
    let referring = footnote.references.iter().find_map(|reference| {
        let at = lines.at(*reference);
        let after = blocks.partition_point(|block| *block.at() <= at);
        after.checked_sub(1).filter(|number| matches!(blocks.get(*number), Some(Block::Table(_))))
    });
    if let Some(Block::Table(table)) = referring.and_then(|number| blocks.get_mut(number)) {
        table.notes.extend(footnote.words.iter().map(|words| format!("{mark} {words}")));
        return;
    }
    for words in &footnote.words {
        let html = format!("<sup>{}</sup> {}", escape(&footnote.label), escape(words));
        let text = Raw::Translated { html, source: format!("[^{}]: {words}", footnote.label) };
        blocks.push(Block::Paragraph { text, at: lines.at(footnote.start) });
    }
}

type Events<'a> = [(Event<'a>, Range<usize>)];

struct Reading<'a> {
    text: &'a str,
    lines: &'a Lines,
    /// Formulas, whose every character stays as it is.
    protected: Vec<Range<usize>>,
    blocks: Vec<Block<Raw>>,
    remarks: html::Remarks,
}

impl<'a> Reading<'a> {
    fn html(&mut self, range: Range<usize>) -> Result<(), Error> {
        let mut page = html::page(&self.text[range.clone()], range.start, self.lines)?;
        if !self.text[range.end..].trim_matches(['`', '\n', '\r', ' ']).is_empty() {
            page.remarks.go_on();
        }
        self.remarks.add(page.remarks);
        self.blocks.extend(page.blocks);
        Ok(())
    }

    fn markdown(&mut self, findings: &mut Findings, range: Range<usize>) {
        let text: &'a str = &self.text[range.clone()];
        self.protected = formulas(self.text, range.clone());
        // `~~` strikes out; a single `~` stands between the ends of a range, 10~15人.
        let strikes = |place: &Range<usize>| text[place.clone()].starts_with("~~");
        let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
        let events: Vec<(Event<'a>, Range<usize>)> = Parser::new_ext(text, options)
            .into_offset_iter()
            .map(|(event, place)| match event {
                Event::Start(Tag::Strikethrough) if !strikes(&place) => {
                    (Event::Text("~".into()), place.start..place.start + 1)
                }
                Event::End(TagEnd::Strikethrough) if !strikes(&place) => {
                    (Event::Text("~".into()), place.end - 1..place.end)
                }
                event => (event, place),
            })
            .map(|(event, place)| (event, place.start + range.start..place.end + range.start))
            .collect();
        let mut at = 0;
        while at < events.len() {
            let (event, place) = &events[at];
            let end = match event {
                // Quotes say nothing of their own; what is in them is read as it is.
                Event::Start(Tag::BlockQuote(_)) => at + 1,
                Event::Start(_) => closing(&events, at),
                _ => at + 1,
            };
            let inner = &events[at + 1..end.max(at + 2) - 1];
            match event {
                // A rule below a paragraph of several lines is a rule, no mark of a heading.
                Event::Start(Tag::Heading { .. }) if inner.iter().any(|(event, _)| is_line_break(event)) => {
                    self.push(inner, place, |text, at| Block::Paragraph { text, at });
                }
                Event::Start(Tag::Heading { level, .. }) => {
                    let level = level_number(*level);
                    self.push(inner, place, |text, at| Block::Heading { level, text, at });
                }
                Event::Start(Tag::Paragraph) => self.paragraph(findings, inner, place),
                Event::Start(Tag::List(first)) => self.list(inner, *first),
                Event::Start(Tag::Table(_)) => self.table(findings, inner, place),
                Event::Start(Tag::HtmlBlock | Tag::CodeBlock(_)) => self.verbatim(inner, place),
                _ => {}
            }
            at = end;
        }
    }

    /// An HTML block, or a block of code. Elements that nest too deep stay as text.
    fn verbatim(&mut self, inner: &Events<'a>, place: &Range<usize>) {
        let is_html = inner.iter().any(|(event, _)| match event {
            Event::Html(_) => true,
            Event::Text(text) => text.contains("<table"),
            _ => false,
        });
        let start = inner.first().map_or(place.start, |(_, range)| range.start);
        let end = inner.last().map_or(place.end, |(_, range)| range.end);
        if is_html && self.html(start..end).is_ok() {
            return;
        }
        let words: String = inner
            .iter()
            .filter_map(|(event, _)| match event {
                Event::Text(text) | Event::Html(text) => Some(text.as_ref()),
                _ => None,
            })
            .collect();
        if !words.trim().is_empty() {
            let html = escape(words.trim_end()).replace('\n', "<br>");
            let text = Raw::Translated { html, source: self.text[start..end].trim_end().to_owned() };
            self.blocks.push(Block::Paragraph { text, at: self.lines.at(start) });
        }
    }

    fn paragraph(&mut self, findings: &mut Findings, inner: &Events<'a>, place: &Range<usize>) {
        let slice = &self.text[place.clone()];
        let is_row = |line: &str| {
            let line = line.trim();
            line.len() > 2 && line.starts_with('|') && line.ends_with('|')
        };
        // Rows below a page break, or below a head whose delimiter row has another width.
        if slice.lines().all(is_row) {
            self.rows_alone(findings, place);
        } else {
            self.push(inner, place, |text, at| Block::Paragraph { text, at });
        }
    }

    /// A table of rows without a delimiter row, or with one that does not fit.
    fn rows_alone(&mut self, findings: &mut Findings, place: &Range<usize>) {
        let mut rows = Vec::new();
        let mut header_rows = 0;
        let mut at = place.start;
        for line in self.text[place.clone()].split_inclusive('\n') {
            if is_delimiter_row(line) && rows.len() == 1 {
                header_rows = 1;
            } else {
                let body = line.trim();
                let start = at + (line.len() - line.trim_start().len());
                let cells = self.split(start + 1..start + body.len() - 1);
                rows.push(Row { at: self.line(at), cells, ..Row::default() });
            }
            at += line.len();
        }
        let mut table = Table { header_rows, rows, at: self.lines.at(place.start), ..Table::default() };
        if header_rows == 1 {
            mark_header(&mut table.rows[0]);
            tell_head(&mut table);
            let width = table.rows[0].cells.len();
            for row in table.rows.iter().skip(1).filter(|row| row.cells.len() > width) {
                report_long(findings, row, width);
            }
        }
        place_cells(&mut table.rows);
        self.blocks.push(Block::Table(table));
    }

    /// Cells between `|` as they are written.
    fn split(&self, range: Range<usize>) -> Vec<Cell<Raw>> {
        let mut cells = Vec::new();
        let mut begun = range.start;
        let bytes = self.text.as_bytes();
        for at in range.clone() {
            let escaped = at > range.start && bytes[at - 1] == b'\\';
            if bytes[at] == b'|' && !escaped {
                cells.push(self.plain_cell(begun..at));
                begun = at + 1;
            }
        }
        cells.push(self.plain_cell(begun..range.end));
        cells
    }

    fn plain_cell(&self, range: Range<usize>) -> Cell<Raw> {
        let range = self.trim(range);
        let slice = &self.text[range.clone()];
        let html = mend_pairs(&slice.replace("\\|", "|"), slice);
        Cell::new(raw(html, slice), self.lines.at(range.start))
    }

    fn table(&mut self, findings: &mut Findings, inner: &Events<'a>, place: &Range<usize>) {
        let mut table = Table { at: self.lines.at(place.start), ..Table::default() };
        let mut at = 0;
        while at < inner.len() {
            let end = if matches!(inner[at].0, Event::Start(_)) { closing(inner, at) } else { at + 1 };
            let events = &inner[at + 1..end.max(at + 2) - 1];
            match inner[at].0 {
                Event::Start(Tag::TableHead) => {
                    let mut row = self.row(events, &inner[at].1);
                    mark_header(&mut row);
                    table.header_rows = 1;
                    table.rows.push(row);
                }
                Event::Start(Tag::TableRow) => {
                    let row = self.row(events, &inner[at].1);
                    let width = table.rows.first().map_or(0, |head| head.cells.len());
                    if row.cells.len() > width {
                        report_long(findings, &row, width);
                    }
                    table.rows.push(row);
                }
                _ => {}
            }
            at = end;
        }
        tell_head(&mut table);
        place_cells(&mut table.rows);
        self.blocks.push(Block::Table(table));
    }

    fn row(&self, events: &Events<'a>, place: &Range<usize>) -> Row<Raw> {
        let mut cells = Vec::new();
        let mut at = 0;
        let mut last = place.start;
        while at < events.len() {
            let end = closing(events, at);
            let range = events[at].1.clone();
            last = last.max(range.end);
            let range = self.trim(range);
            let inner = &events[at + 1..end - 1];
            // Of a picture without words nothing is left to read, and that is to be said.
            let is_image =
                |event: &(Event<'_>, Range<usize>)| matches!(event.0, Event::Start(Tag::Image { .. }));
            let is_wordless = inner
                .windows(2)
                .any(|pair| is_image(&pair[0]) && matches!(pair[1].0, Event::End(TagEnd::Image)));
            let mut html = self.to_html(inner);
            if is_wordless {
                html.push_str("<img>");
            }
            let slice = &self.text[range.clone()];
            cells.push(Cell::new(raw(html, slice), self.lines.at(range.start)));
            at = end;
        }
        // Cells beyond the head's width are dropped by GFM.
        let line_end = self.text[place.start..].find('\n').map_or(self.text.len(), |end| place.start + end);
        let rest = last.min(line_end)..line_end;
        let words = self.text[rest.clone()].trim();
        if words.chars().any(|c| c != '|' && !c.is_whitespace()) {
            let start =
                rest.start + self.text[rest.clone()].find(|c: char| c != '|' && c != ' ').unwrap_or(0);
            let end = rest.start + self.text[rest.clone()].trim_end().trim_end_matches('|').len();
            cells.extend(self.split(start..end.max(start)));
        }
        Row { at: self.line(place.start), cells, ..Row::default() }
    }

    /// A list; as paragraphs where its numbers are not 1, 2, 3, for they would be counted anew.
    fn list(&mut self, inner: &Events<'a>, first: Option<u64>) {
        let mut items = Vec::new();
        let mut at = 0;
        while at < inner.len() {
            let end = closing(inner, at);
            let range = self.trim(inner[at].1.clone());
            let events = &inner[at + 1..end.max(at + 2) - 1];
            let words_start = events.first().map_or(range.end, |(_, place)| place.start).min(range.end);
            let marker = self.text[range.start..words_start].trim();
            items.push((marker, self.trim(words_start..range.end), self.to_html(events)));
            at = end;
        }
        let in_order = first.is_none()
            || items.iter().enumerate().all(|(number, (marker, _, _))| {
                marker.trim_end_matches(['.', ')']) == (number + 1).to_string()
            });
        let Some(start) = items.first().map(|(_, range, _)| range.start) else { return };
        if in_order {
            let items = items
                .into_iter()
                .filter(|(_, range, _)| !range.is_empty())
                .map(|(_, range, html)| raw(html, &self.text[range]))
                .collect();
            self.blocks.push(Block::List { ordered: first.is_some(), items, at: self.lines.at(start) });
            return;
        }
        for (marker, range, html) in items {
            let start = range.start.saturating_sub(marker.len() + 1);
            let source = format!("{marker} {}", &self.text[range]);
            let text = Raw::Translated { html: format!("{} {html}", escape(marker)), source };
            self.blocks.push(Block::Paragraph { text, at: self.lines.at(start) });
        }
    }

    fn push(
        &mut self,
        inner: &Events<'a>,
        place: &Range<usize>,
        block: impl FnOnce(Raw, Place) -> Block<Raw>,
    ) {
        let start = inner.first().map_or(place.start, |(_, range)| range.start);
        let end = inner.last().map_or(place.end, |(_, range)| range.end);
        // The event of an escaped sign begins after its backslash.
        let escaped = self.text[place.start..start.max(place.start)].ends_with('\\');
        let range = self.trim(start.min(end) - usize::from(escaped)..end);
        let html = self.to_html(inner);
        if !html.trim().is_empty() {
            self.blocks.push(block(raw(html, &self.text[range.clone()]), self.lines.at(range.start)));
        }
    }

    /// Inline events as HTML.
    fn to_html(&self, events: &Events<'a>) -> String {
        let mut done = None;
        let mut out: Vec<Event<'_>> = Vec::new();
        for (event, range) in events {
            match event {
                Event::SoftBreak | Event::HardBreak if self.is_protected(range) => {}
                Event::SoftBreak => out.push(Event::HardBreak),
                // A picture shows nothing that we could read, but it may be described.
                Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => {}
                Event::Text(_) | Event::Code(_) | Event::InlineHtml(_) => {
                    let formulas = self.formulas_in(range);
                    let mut from = range.start;
                    let mut touched = false;
                    for formula in formulas {
                        touched = true;
                        if from < formula.start {
                            out.push(Event::Text(CowStr::from(&self.text[from..formula.start])));
                        }
                        // Several events may stand in one formula.
                        if done != Some(formula.start) {
                            out.push(self.formula(formula));
                            done = Some(formula.start);
                        }
                        from = formula.end;
                    }
                    if !touched {
                        out.push(event.clone());
                    } else if from < range.end {
                        out.push(Event::Text(CowStr::from(&self.text[from..range.end])));
                    }
                }
                Event::Start(_) | Event::End(_) if self.is_protected(range) => {}
                other => out.push(other.clone()),
            }
        }
        let mut html = String::new();
        pulldown_cmark::html::push_html(&mut html, out.into_iter());
        let source = match (events.first(), events.last()) {
            (Some((_, first)), Some((_, last))) => self.text.get(first.start..last.end).unwrap_or(""),
            _ => "",
        };
        mend_pairs(html.trim(), source)
    }

    /// The formulas that reach into a range. They stand in order, and there may be very many.
    fn formulas_in(&self, range: &Range<usize>) -> &[Range<usize>] {
        let first = self.protected.partition_point(|formula| formula.end <= range.start);
        let end = self.protected.partition_point(|formula| formula.start < range.end);
        &self.protected[first..end.max(first)]
    }

    /// Whether an event stands within a formula: `_` and `*` there are no emphasis.
    fn is_protected(&self, range: &Range<usize>) -> bool {
        self.formulas_in(range).iter().any(|formula| {
            (formula.start < range.start && range.start < formula.end)
                || (formula.start < range.end && range.end < formula.end)
        })
    }

    fn formula(&self, range: &Range<usize>) -> Event<'a> {
        let slice: &'a str = &self.text[range.clone()];
        if slice.starts_with("<math") {
            return Event::InlineHtml(CowStr::from(slice));
        }
        for (open, close, sign) in [("\\(", "\\)", "$"), ("\\[", "\\]", "$$")] {
            if let Some(inner) = slice.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)) {
                return Event::Text(CowStr::from(format!("{sign}{inner}{sign}")));
            }
        }
        Event::Text(CowStr::from(slice.replace("\\|", "|")))
    }

    fn trim(&self, range: Range<usize>) -> Range<usize> {
        let slice = &self.text[range.clone()];
        let start = range.start + (slice.len() - slice.trim_start().len());
        start..(range.start + slice.trim_end().len()).max(start)
    }

    fn line(&self, offset: usize) -> Place {
        Place::line(self.lines.at(offset).line.unwrap_or(1))
    }
}

fn is_line_break(event: &Event<'_>) -> bool {
    matches!(event, Event::SoftBreak | Event::HardBreak)
}

fn raw(html: String, slice: &str) -> Raw {
    if html == slice { Raw::Markup(html) } else { Raw::Translated { html, source: slice.to_owned() } }
}

fn mark_header(row: &mut Row<Raw>) {
    row.role = RowRole::Header;
    row.section = Section::Head;
    for cell in &mut row.cells {
        cell.header = Some(Scope::Col);
    }
}

/// A table of Markdown must have a head. Where its first row is blank, or holds values, a tool made it one: whether
/// it is a header, and of what, is left to those who read the words.
fn tell_head(table: &mut Table<Raw>) {
    let Some(head) = table.rows.first_mut().filter(|_| table.header_rows == 1) else { return };
    let words: Vec<&str> = head.cells.iter().map(|cell| words(&cell.text)).collect();
    let is_blank = words.iter().all(|words| words.trim().is_empty());
    if !is_blank && !words.iter().any(|words| is_value(words)) {
        return;
    }
    table.header_rows = 0;
    head.role = RowRole::Data;
    head.section = Section::Body;
    head.cells.iter_mut().for_each(|cell| cell.header = None);
    if is_blank && table.rows.len() > 1 {
        table.rows.remove(0);
    }
}

fn words(text: &Raw) -> &str {
    match text {
        Raw::Markup(words) | Raw::Plain(words) | Raw::Translated { source: words, .. } => words,
    }
}

/// Whether words are a value and no header: `320.50`, `1,260`, `2080501`, `≥95%`. A year heads a column, as does the
/// number of one.
fn is_value(words: &str) -> bool {
    let words = words.trim().trim_matches('*');
    let number = words.trim_start_matches(['≥', '≤', '>', '<', '＞', '＜', '=', '＝', '≧', '≦']).trim();
    if number.len() < words.len() {
        return number.starts_with(|c: char| c.is_ascii_digit());
    }
    let share = words.strip_suffix(['%', '％']);
    let digits = share.unwrap_or(words).trim_start_matches(['-', '−', '+']);
    let is_number = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '，'))
        && digits.matches('.').count() < 2;
    let is_year = digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"));
    let says_amount = share.is_some() || digits.contains(['.', ',']);
    is_number && (says_amount || (digits.len() >= FEWEST_DIGITS && !is_year))
}

fn report_long(findings: &mut Findings, row: &Row<Raw>, width: usize) {
    let mut finding = Finding::new(&ROW_TOO_LONG, &Message::new("row-too-long", &[&row.cells.len(), &width]));
    finding.at = Some(Position::of(&row.at));
    findings.push(finding);
}

/// The index after the end of the element that begins at `at`.
fn closing(events: &Events<'_>, at: usize) -> usize {
    let mut depth = 0;
    for (index, (event, _)) in events.iter().enumerate().skip(at) {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return index + 1;
        }
    }
    events.len()
}

fn level_number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// Where formulas stand: `$…$` and `$$…$$` with LaTeX in them, `\(…\)`, `\[…\]`, `<math>…</math>`.
fn formulas(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = range.start;
    while let Some(offset) = text[at..range.end].find(['$', '\\', '<']) {
        let start = at + offset;
        let rest = &text[start..range.end];
        let end = [("$$", "$$"), ("$", "$"), ("\\(", "\\)"), ("\\[", "\\]"), ("<math", "</math>")]
            .into_iter()
            .find(|(open, _)| rest.starts_with(open))
            .and_then(|(open, close)| formula_end(rest, open, close));
        match end {
            Some(length) => {
                found.push(start..start + length);
                at = start + length;
            }
            // `\$` is a price.
            None if rest.starts_with("\\$") || rest.starts_with("\\\\") => at = start + 2,
            None => at = start + 1,
        }
    }
    found
}

/// The length of the formula that `rest` begins with.
fn formula_end(rest: &str, open: &str, close: &str) -> Option<usize> {
    let mut limit = rest.len().min(LONGEST_MATH);
    while !rest.is_char_boundary(limit) {
        limit -= 1;
    }
    let mut from = open.len();
    loop {
        let end = from + rest[from..limit].find(close)?;
        // `\$` is a dollar sign within a formula.
        if close == "$" && rest[..end].ends_with('\\') {
            from = end + 1;
            continue;
        }
        let inner = &rest[open.len()..end];
        let is_one = !inner.contains("\n\n")
            && match close {
                "$" => !inner.contains('\n') && inner.contains(['\\', '^', '_', '{']),
                // `\[136\]` is a bracket that Markdown escapes, `\[x^2\]` a formula.
                "\\)" | "\\]" => is_tex(inner),
                _ => true,
            };
        return is_one.then_some(end + close.len());
    }
}

/// Whether a text is TeX rather than words in escaped brackets: it has a command, a script, a relation.
fn is_tex(inner: &str) -> bool {
    let has_command = inner
        .split('\\')
        .skip(1)
        .any(|after| after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '%'));
    has_command || inner.contains(['^', '{', '=', '≤', '≥'])
}

/// Reads `**` that CommonMark leaves because Chinese punctuation stands within and a letter outside, and `~~` around
/// what is struck out. (A single `~` is a range.)
fn mend_pairs(html: &str, source: &str) -> String {
    let strong = mend_pair(html, source, "**", "strong");
    mend_pair(&strong, source, "~~", "del")
}

fn mend_pair(html: &str, source: &str, sign: &str, element: &str) -> String {
    if !html.contains(sign) || source.contains(&format!("\\{}", &sign[..1])) {
        return html.to_owned();
    }
    let mut mended = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(open) = rest.find(sign) {
        let after = &rest[open + 2..];
        let close = after.find(sign).filter(|close| {
            let inner = &after[..*close];
            !inner.is_empty()
                && inner.trim() == inner
                && !inner.contains(['\n'])
                && !inner.starts_with(&sign[..1])
        });
        let Some(close) = close.filter(|close| sign == "~~" || !after[..*close].contains('*')) else {
            mended.push_str(&rest[..open + 2]);
            rest = after;
            continue;
        };
        mended.push_str(&rest[..open]);
        mended.extend(["<", element, ">", &after[..close], "</", element, ">"]);
        rest = &after[close + 2..];
    }
    mended.push_str(rest);
    mended
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> (Document<Raw>, Vec<Finding>) {
        let mut findings = Findings::default();
        let source = Source {
            path: "a.md".to_owned(),
            bytes: text.as_bytes().to_vec(),
            format: Some("markdown".to_owned()),
        };
        let document = super::super::read(&mut findings, &source).unwrap();
        (document, findings.into_sorted())
    }

    fn html(text: &Raw) -> &str {
        match text {
            Raw::Markup(text) | Raw::Plain(text) | Raw::Translated { html: text, .. } => text,
        }
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let mut lines = Vec::new();
        for block in &read_text(text).0.blocks {
            lines.push(match block {
                Block::Heading { level, text, .. } => format!("h{level} {}", html(text)),
                Block::Paragraph { text, .. } => format!("p {}", html(text)),
                Block::List { ordered, items, .. } => {
                    let items: Vec<&str> = items.iter().map(html).collect();
                    format!("{} {}", if *ordered { "ol" } else { "ul" }, items.join("¦"))
                }
                Block::Table(table) => {
                    let rows: Vec<String> = table
                        .rows
                        .iter()
                        .map(|row| {
                            row.cells.iter().map(|cell| html(&cell.text)).collect::<Vec<_>>().join("¦")
                        })
                        .collect();
                    format!("t{} {}", table.header_rows, rows.join(" / "))
                }
            });
        }
        assert_eq!(lines.join("\n"), expected, "{text}");
    }

    #[test]
    fn pipe_tables() {
        check(
            "# 表\n\n单位：万元\n\n| 甲 | 乙 |\n|---|:-:|\n| 1<br>2 | **3** |\n",
            "h1 表\np 单位：万元\nt1 甲¦乙 / 1<br>2¦<strong>3</strong>",
        );
        check("| 甲 | 乙 |\n|---|---|\n| a\\|b | <5% |\n| 1 |\n", "t1 甲¦乙 / a|b¦&lt;5% / 1¦");
        check("单位：万元\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |", "p 单位：万元\nt1 甲¦乙 / 1¦2");
        check(
            "**表**\n单位：万元\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |",
            "p <strong>表</strong>\np 单位：万元\nt1 甲¦乙 / 1¦2",
        );
        // The head and its delimiter row differ.
        check("| 甲 | 乙 |\n|---|---|---|\n| 1 | 2 |", "t1 甲¦乙 / 1¦2");
        check("| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n\n| 3 | 4 |\n| 5 | 6 |", "t1 甲¦乙 / 1¦2\nt0 3¦4 / 5¦6");
    }

    #[test]
    fn heads_that_a_tool_made_are_told() {
        check(
            "| 208 | 社会保障 | 50.00 | |\n|---|---|---|---|\n| 1 | 2 | 3 | 4 |",
            "t0 208¦社会保障¦50.00¦ / 1¦2¦3¦4",
        );
        check("| 甲 | ≥90% |\n|---|---|\n| 1 | 2 |", "t0 甲¦≥90% / 1¦2");
        check("| | |\n|---|---|\n| 甲 | 乙 |\n| 1 | 2 |", "t0 甲¦乙 / 1¦2");
        // Years, the numbers of columns and units head columns.
        for head in
            ["| 项目 | 2023 | 2024 |", "| 1 | 2 | 3 |", "| 科目 | 2024年预算数 | 占比(%) |", "| 甲 | | |"]
        {
            assert!(
                matches!(
                    &read_text(&format!("{head}\n|---|---|---|\n| 1 | 2 | 3 |")).0.blocks[0],
                    Block::Table(table) if table.header_rows == 1
                ),
                "{head}"
            );
        }
    }

    #[test]
    fn pictures_in_cells() {
        // One that has words is read, of another is said that it is there.
        check("| 甲 | 乙 |\n|---|---|\n| ![≥](a.png)3 | ![](b.png) |", "t1 甲¦乙 / ≥3¦<img>");
    }

    #[test]
    fn struck_out_and_ruled() {
        check("甲~~乙~~丙 80~90，70~80", "p 甲<del>乙</del>丙 80~90，70~80");
        check("| 甲 | 乙 |\n|---|---|\n| ~~1~~ 2 | 3~~4 |", "t1 甲¦乙 / <del>1</del> 2¦3~~4");
        check("甲\n乙\n---\n丙", "p 甲<br />\n乙\np 丙");
        check("甲\n---\n丙", "h2 甲\np 丙");
    }

    #[test]
    fn footnotes() {
        let (document, _) = read_text(
            "# 表[^1]\n\n| 甲[^2] | 乙 |\n|---|---|\n| 1 | 2[^3] |\n\n[^1]: 一\n[^2]: 二\n[^3]: 三\n[^4]: 四\n",
        );
        let Block::Table(table) = &document.blocks[1] else { panic!() };
        assert_eq!(table.notes, ["² 二", "³ 三"]);
        check("甲[^1]\n\n[^1]: 注\n\n正文", "p 甲<sup>1</sup>\np 正文\np <sup>1</sup> 注");
    }

    #[test]
    fn cells_beyond_the_head_are_kept() {
        let text = "| 甲 | 乙 |\n|---|---|\n| 1 | 2 | 3 | 4 |\n| 1 | 2 |   |\n";
        check(text, "t1 甲¦乙 / 1¦2¦3¦4 / 1¦2");
        let (_, findings) = read_text(text);
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].at.as_ref().and_then(|at| at.line), Some(3));
    }

    #[test]
    fn cells_keep_the_words_of_the_source() {
        let (document, _) = read_text("| 甲 | 乙 |\n|---|---|\n| **重** |  轻 |\n");
        let Block::Table(table) = &document.blocks[0] else { panic!() };
        let cell = &table.rows[1].cells[0];
        assert_eq!(
            cell.text,
            Raw::Translated { html: "<strong>重</strong>".into(), source: "**重**".into() }
        );
        assert_eq!(cell.at, Place::line_column(3, 3));
        assert_eq!(table.rows[1].cells[1].text, Raw::Markup("轻".into()));
        assert_eq!(table.rows[1].cells[1].at, Place::line_column(3, 12));
    }

    #[test]
    fn escaped_brackets_are_no_formula() {
        check("\\[136\\]县文化局", "p [136]县文化局");
    }

    #[test]
    fn formulas_keep_their_backslashes() {
        check("满意度 $\\geq 95\\%$ 以上", "p 满意度 $\\geq 95\\%$ 以上");
        check("$ \\geq 95\\% $ 和 $a_1 \\times b_2$", "p $ \\geq 95\\% $ 和 $a_1 \\times b_2$");
        check("\\(\\leq 3\\)<math>5\\%</math>", "p $\\leq 3$<math>5\\%</math>");
        check("$5 和 $6", "p $5 和 $6");
        check(
            "| 甲 | 乙 |\n|---|---|\n| $\\ge 2\\%$ | $x_{1}*y_{2}*z$ |",
            "t1 甲¦乙 / $\\ge 2\\%$¦$x_{1}*y_{2}*z$",
        );
        check("$\\text{<50}$", "p $\\text{&lt;50}$");
        check("$$\n\\frac{1}{2}\n$$", "p $$\n\\frac{1}{2}\n$$");
    }

    #[test]
    fn html_tables_among_prose() {
        check(
            "# 表\n<html><body><table><tr><td>1</td>\n\n    <td>2</td></tr></table></body></html>\n正文\n",
            "h1 表\nt0 1¦2\np 正文",
        );
        check("<div align=\"center\">\n\n标题\n\n</div>\n", "p 标题");
        check("```html\n<table><tr><td>1<td>2</table>\n```", "t0 1¦2");
        check("甲\n\n```\n<table><tr><td>1<td>2</table>\n```\n", "p 甲\nt0 1¦2");
        let (document, _) = read_text("# 表\n\n<table><tr><td>1</td><td>2</td></tr></table>\n");
        let Block::Table(table) = &document.blocks[1] else { panic!() };
        assert_eq!(table.rows[0].cells[1].at, Place::line_column(3, 26));
    }

    #[test]
    fn prose() {
        check("## 一、概况\n第一行\n第二行", "h2 一、概况\np 第一行<br />\n第二行");
        check("- 甲\n- 乙\n  - 丙", "ul 甲¦乙\n<ul>\n<li>丙</li>\n</ul>");
        check("1. 甲\n2. 乙", "ol 甲¦乙");
        check("1. 甲\n3. 乙", "p 1. 甲\np 3. 乙");
        check("2024. 年报", "p 2024. 年报");
        check("> 注：甲", "p 注：甲");
        check("**注：**文字", "p <strong>注：</strong>文字");
        check("![图一](a.png)甲", "p 图一甲");
        check("    缩进\n    两行", "p 缩进<br>两行");
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig { cases: 200, failure_persistence: None, ..Default::default() })]
        #[test]
        fn nothing_is_lost(pieces in proptest::collection::vec(0..SOUP.len(), 0..20)) {
            let mut text = String::from("头");
            let mut signs = vec!['头'];
            for (n, piece) in pieces.iter().enumerate() {
                let sign = char::from_u32(0x4e00 + u32::try_from(n).unwrap()).unwrap();
                signs.push(sign);
                text.push_str(SOUP[*piece]);
                text.push(sign);
            }
            let kept = format!("{:?}", read_text(&text).0.blocks);
            for sign in signs {
                assert!(kept.contains(sign), "{sign} of {text:?} is lost: {kept}");
            }
        }
    }

    const SOUP: &[&str] = &[
        "\n+---+---+\n| ",
        "\n+===+===+\n",
        "<fcel>",
        "<nl>",
        "\n\\begin{tabular}{l|l}",
        "\\end{tabular}",
        " & ",
        "\\\\",
        "\\multirow{2}{*}{",
        "}",
        "~~",
        "[^1]",
        "\n{3}-----\n",
        "<|ref|>",
        "<|/ref|>",
        "<page_number>",
        "</page_number>",
        "│",
        "\n┌──┬──┐\n│",
        "\n",
        "\n\n",
        "\n# ",
        "\n- ",
        "\n1. ",
        "\n7. ",
        "|",
        "\n|",
        "|\n|---|---|\n|",
        " | ",
        "**",
        "*",
        "$",
        "\\",
        "$\\geq ",
        "<br>",
        "\n<table><tr><td>",
        "</td></tr></table>\n",
        "\n```\n",
        "\n> ",
        "![",
        "](x)",
        "    ",
        "<5%",
        "`",
        "&lt;",
        "\n<div>",
        "</div>\n",
        "_",
        "\n---\n",
        "[^1]: ",
        "<math>",
        "</math>",
    ];
}
