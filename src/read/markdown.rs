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
use super::html::{self, escape};
use super::lines::Lines;
use super::{Evidence, Reader, decode, origin};
use crate::error::Error;
use crate::model::grid::place_cells;
use crate::model::{
    Block, Cell, Document, Finding, Findings, Message, Place, Position, Raw, Row, RowRole, Scope, Section,
    Source, Table,
};

/// The reader of Markdown.
pub const READER: Reader =
    Reader { name: "markdown", extensions: &["md", "markdown", "mdown", "mkd"], sniff, read };

/// The longest formula, in bytes; two dollar signs further apart are prices.
const LONGEST_MATH: usize = 4096;

fn sniff(bytes: &[u8]) -> Evidence {
    let Some(text) = decode::glimpse(bytes) else { return Evidence::Against };
    let lines: Vec<&str> = text.lines().collect();
    let has_head = lines.windows(2).any(|pair| pair[0].contains('|') && is_delimiter_row(pair[1]));
    let has_heading = lines.iter().any(|line| {
        let words = line.trim_start_matches('#');
        (1..=6).contains(&(line.len() - words.len())) && words.starts_with(' ') && !words.contains('\t')
    });
    let has_table = lines.iter().any(|line| opens_table(line).is_some());
    let has_fence = lines.iter().any(|line| line.starts_with("```"));
    // A text that begins with a tag is a page unless Markdown is among it.
    let begins_with_tag = text.trim_start().starts_with('<');
    let is_page = begins_with_tag && !has_heading && !has_fence;
    let is_markdown = has_head || (has_table && !is_page) || (begins_with_tag && has_heading);
    if is_markdown { Evidence::Likely } else { Evidence::Silent }
}

fn read(findings: &mut Findings, source: &Source) -> Result<Document<Raw>, Error> {
    let (text, encoding) = decode::text(findings, source)?;
    let lines = Lines::new(&text);
    let mut reading = Reading {
        text: &text,
        lines: &lines,
        protected: Vec::new(),
        blocks: Vec::new(),
        remarks: html::Remarks::default(),
    };
    let (body, base) = unfence(&text);
    for piece in pieces(body) {
        match piece {
            Piece::Markdown(range) => reading.markdown(findings, base + range.start..base + range.end),
            Piece::Html(range) => reading.html(base + range.start..base + range.end)?,
        }
    }
    reading.remarks.report(findings);
    let blocks = reading.blocks;
    Ok(Document { source: origin(source, READER.name, Some(encoding)), title: None, blocks })
}

/// A document that stands as a whole in a code fence, as language models hand it over, and where it begins.
fn unfence(text: &str) -> (&str, usize) {
    let trimmed = text.trim();
    let inner = || {
        let body = trimmed.strip_prefix("```")?.strip_suffix("```")?;
        let (_, body) = body.split_once('\n')?;
        (!body.contains("```")).then_some(body)
    };
    inner().map_or((text, 0), |body| (body, body.as_ptr() as usize - text.as_ptr() as usize))
}

/// A part of the text that is read one way.
enum Piece {
    Markdown(Range<usize>),
    Html(Range<usize>),
}

/// Cuts HTML tables out, from the line they begin in to the line they end in.
fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut begun = 0;
    let mut at = 0;
    let mut in_fence = false;
    while at < text.len() {
        let next = text[at..].find('\n').map_or(text.len(), |end| at + end + 1);
        let line = &text[at..next];
        if line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~") {
            in_fence = !in_fence;
        }
        match opens_table(line).filter(|_| !in_fence) {
            Some(offset) => {
                let end = table_end(text, at + offset);
                let end = text[end..].find('\n').map_or(text.len(), |found| end + found + 1);
                if begun < at {
                    pieces.push(Piece::Markdown(begun..at));
                }
                pieces.push(Piece::Html(at..end));
                begun = end;
                at = end;
            }
            None => at = next,
        }
    }
    if begun < text.len() {
        pieces.push(Piece::Markdown(begun..text.len()));
    }
    pieces
}

/// Where `<table` begins in a line that has nothing but tags before it.
fn opens_table(line: &str) -> Option<usize> {
    let mut at = line.len() - line.trim_start().len();
    while line[at..].starts_with('<') {
        if starts_with_tag(&line[at..], "<table") {
            return Some(at);
        }
        at += line[at..].find('>')? + 1;
        at += line[at..].len() - line[at..].trim_start().len();
    }
    None
}

/// The end of the table that begins at a byte, nested ones counted; the end of the text if it is not closed.
fn table_end(text: &str, start: usize) -> usize {
    let mut depth = 0;
    for (offset, _) in text[start..].match_indices('<') {
        let rest = &text[start + offset..];
        if starts_with_tag(rest, "<table") {
            depth += 1;
        } else if starts_with_tag(rest, "</table") {
            depth -= 1;
            if depth == 0 {
                return start + offset + rest.find('>').map_or(rest.len(), |end| end + 1);
            }
        }
    }
    text.len()
}

fn starts_with_tag(rest: &str, tag: &str) -> bool {
    rest.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag))
        && rest[tag.len()..].starts_with(|c: char| c == '>' || c == '/' || c.is_ascii_whitespace())
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
        let html = mend_strong(&slice.replace("\\|", "|"), slice);
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
            let html = self.to_html(&events[at + 1..end - 1]);
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
        mend_strong(html.trim(), source)
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

/// Reads `**` that CommonMark leaves because Chinese punctuation stands within and a letter outside.
fn mend_strong(html: &str, source: &str) -> String {
    if !html.contains("**") || source.contains("\\*") {
        return html.to_owned();
    }
    let mut mended = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(open) = rest.find("**") {
        let after = &rest[open + 2..];
        let close = after.find("**").filter(|close| {
            let inner = &after[..*close];
            !inner.is_empty() && inner.trim() == inner && !inner.contains(['*', '\n'])
        });
        let Some(close) = close else {
            mended.push_str(&rest[..open + 2]);
            rest = after;
            continue;
        };
        mended.push_str(&rest[..open]);
        mended.push_str("<strong>");
        mended.push_str(&after[..close]);
        mended.push_str("</strong>");
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

    fn words(text: &Raw) -> &str {
        match text {
            Raw::Markup(text) | Raw::Plain(text) | Raw::Translated { html: text, .. } => text,
        }
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let mut lines = Vec::new();
        for block in &read_text(text).0.blocks {
            lines.push(match block {
                Block::Heading { level, text, .. } => format!("h{level} {}", words(text)),
                Block::Paragraph { text, .. } => format!("p {}", words(text)),
                Block::List { ordered, items, .. } => {
                    let items: Vec<&str> = items.iter().map(words).collect();
                    format!("{} {}", if *ordered { "ol" } else { "ul" }, items.join("¦"))
                }
                Block::Table(table) => {
                    let rows: Vec<String> = table
                        .rows
                        .iter()
                        .map(|row| {
                            row.cells.iter().map(|cell| words(&cell.text)).collect::<Vec<_>>().join("¦")
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
        // The head and its delimiter row differ.
        check("| 甲 | 乙 |\n|---|---|---|\n| 1 | 2 |", "t1 甲¦乙 / 1¦2");
        check("| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n\n| 3 | 4 |\n| 5 | 6 |", "t1 甲¦乙 / 1¦2\nt0 3¦4 / 5¦6");
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
