//! What OCR tools write of a page: JSON whose blocks hold text, and tables as HTML. Told by the names of its properties,
//! never by the file's name.
//!
//! Read are lists of blocks (`type` with `table_body`, `block_label` with `block_content`, `category` with `text`), by
//! themselves, a page a line, or within other objects; pages of `para_blocks`; documents whose texts and tables name one
//! another; and objects that hold one page of HTML or Markdown. A page is told by its number; a place within it is not
//! known.

use std::collections::BTreeSet;

use serde_json::Value;

use super::html::{self, escape};
use super::pdf::RUNNING_LINES_LEFT_OUT;
use super::{Evidence, Glimpse, Reader, decode, markdown, origin};
use crate::error::Error;
use crate::model::{Block, Document, Finding, Findings, Message, Place, Position, Raw, Source};

/// The reader of what OCR tools write.
pub const READER: Reader =
    Reader { name: "ocr", extensions: &["jsonl"], at_most: Evidence::Certain, sniff, read };

/// So deep lists of blocks are looked for in other objects.
const DEEPEST: usize = 8;

/// The names of blocks that are page numbers and running titles.
const RUNNING: &[&str] =
    &["page_number", "number", "header", "footer", "page-header", "page-footer", "discarded"];

/// The properties that hold what stands above a table.
const CAPTIONS: &[&str] = &["table_caption", "image_caption"];

/// The properties that hold what stands below a table.
const FOOTNOTES: &[&str] = &["table_footnote", "image_footnote"];

fn sniff(file: &Glimpse) -> Evidence {
    let bytes = file.bytes;
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace() && !b"\xef\xbb\xbf".contains(byte));
    if !matches!(first, Some(b'[' | b'{')) {
        return Evidence::Against;
    }
    let is_one = decode::decode(bytes).ok().and_then(|decoded| parts(&decoded.text)).is_some();
    if is_one { Evidence::Certain } else { Evidence::Against }
}

fn read(findings: &mut Findings, source: &Source) -> Result<Document<Raw>, Error> {
    let decoded = decode::decode(&source.bytes)?;
    let parts = parts(&decoded.text).ok_or_else(|| Error::refused("json-unknown", &[&"-"]))?;
    let (mut blocks, mut hidden, mut running) = (Vec::new(), Vec::new(), Vec::new());
    for (page, part) in parts {
        let at = Place { page, ..Place::default() };
        match part {
            Part::Html(text) => {
                let page =
                    html::page_within(&text, &at, 0).ok_or_else(|| Error::refused("read-not-a-page", &[]))?;
                blocks.extend(page.blocks);
                hidden.extend(page.remarks.report(findings));
            }
            Part::Markdown(text) => {
                let page = Source { path: source.path.clone(), bytes: text.into_bytes(), format: None };
                let document = (markdown::READER.read)(findings, &page)?;
                blocks.extend(document.blocks.into_iter().map(|block: Block<Raw>| html::placed(block, &at)));
                hidden.extend(document.hidden);
            }
            Part::Running(text) => running.push((text, at)),
        }
    }
    if let Some((_, at)) = running.first() {
        let message = Message::new("running-lines-left-out", &[&running.len()]);
        let notes = running.iter().map(|(text, _)| text.clone()).filter(|text| !text.is_empty()).collect();
        let at = Some(Position::of(at));
        findings.push(Finding { at, notes, ..Finding::new(&RUNNING_LINES_LEFT_OUT, &message) });
    }
    let source = origin(source, READER.name, Some(decoded.encoding));
    Ok(Document { source, title: None, blocks, hidden })
}

/// Whether a JSON value is what an OCR tool writes.
pub(super) fn is_one(value: &Value) -> bool {
    !of_value(value, None, 0).is_empty()
}

/// A part of what a tool tells of a page.
enum Part {
    Html(String),
    Markdown(String),
    /// A page's number or running title.
    Running(String),
}

type Parts = Vec<(Option<usize>, Part)>;

/// The parts of a file: of one value, or of one a line.
fn parts(text: &str) -> Option<Parts> {
    let text = text.trim_start_matches('\u{feff}');
    let found = if let Ok(value) = serde_json::from_str::<Value>(text) {
        of_value(&value, None, 0)
    } else {
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        let values: Vec<Value> = lines.map(serde_json::from_str).collect::<Result<_, _>>().ok()?;
        let pages = values.iter().enumerate();
        pages.flat_map(|(number, value)| of_value(value, Some(number + 1), 0)).collect()
    };
    let says = |part: &(Option<usize>, Part)| !matches!(part.1, Part::Running(_));
    found.iter().any(says).then_some(found)
}

fn of_value(value: &Value, page: Option<usize>, depth: usize) -> Parts {
    if depth > DEEPEST {
        return Vec::new();
    }
    if let Some(blocks) = value.get("para_blocks").and_then(Value::as_array) {
        let apart = value.get("discarded_blocks").and_then(Value::as_array).into_iter().flatten();
        let page = page_of(value).or(page);
        let running = apart.map(|block| Part::Running(words(block).trim().to_owned()));
        return blocks
            .iter()
            .map(|block| Part::Html(para(block)))
            .chain(running)
            .map(|part| (page, part))
            .collect();
    }
    if value.get("schema_name").and_then(Value::as_str) == Some("DoclingDocument") {
        return value
            .get("body")
            .map(|body| docling(value, body, &mut BTreeSet::new(), 0))
            .unwrap_or_default();
    }
    match value {
        Value::Array(items) => {
            let blocks: Vec<(Option<usize>, Part)> =
                items.iter().filter_map(|item| Some((page_of(item).or(page), block(item)?))).collect();
            if blocks.is_empty() {
                let several = items.len() > 1 && page.is_none();
                let numbered = items.iter().enumerate();
                return numbered
                    .flat_map(|(number, item)| {
                        of_value(item, page.or(several.then_some(number + 1)), depth + 1)
                    })
                    .collect();
            }
            blocks
        }
        Value::Object(fields) => {
            let page = page_of(value).or(page);
            // The blocks of a page say more than the Markdown that is made of them.
            let within: Parts = fields
                .values()
                .filter(|field| field.is_array() || field.is_object())
                .flat_map(|field| of_value(field, page, depth + 1))
                .collect();
            if !within.is_empty() {
                return within;
            }
            let mut pages = fields.values().filter_map(Value::as_str).filter_map(whole_page);
            match (pages.next(), pages.next()) {
                (Some(only), None) => vec![(page, only)],
                _ => Vec::new(),
            }
        }
        _ => Vec::new(),
    }
}

/// The words of a block of lines of spans, those of a table as HTML.
fn words(block: &Value) -> String {
    let items =
        |value: &Value, name: &str| value.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    let mut found = String::new();
    for span in items(block, "lines").iter().flat_map(|line| items(line, "spans")) {
        let text =
            span.get("html").or_else(|| span.get("content")).and_then(Value::as_str).unwrap_or_default();
        let is_formula =
            span.get("type").and_then(Value::as_str).is_some_and(|kind| kind.contains("equation"));
        match span.get("html") {
            Some(_) => found.push_str(text),
            None if is_formula => found.extend(["$", &escape(text), "$"]),
            None => found.push_str(&escape(text)),
        }
    }
    found
}

/// A block of lines, or of blocks of them, as HTML.
fn para(block: &Value) -> String {
    let inner = block.get("blocks").and_then(Value::as_array).into_iter().flatten().map(para);
    let kind = block.get("type").and_then(Value::as_str).unwrap_or_default();
    let own = words(block);
    let own = match (level_of(kind), own.contains("<table")) {
        _ if own.trim().is_empty() => String::new(),
        (_, true) => own,
        (Some(level), false) => heading(level, &own),
        (None, false) => paragraph(&own),
    };
    own + &inner.collect::<String>()
}

/// What a node of a document names, in reading order: texts and tables by their reference, each once.
fn docling<'a>(document: &'a Value, node: &'a Value, seen: &mut BTreeSet<&'a str>, depth: usize) -> Parts {
    if depth > DEEPEST {
        return Vec::new();
    }
    let mut parts = Vec::new();
    for child in node.get("children").and_then(Value::as_array).into_iter().flatten() {
        let reference = child.get("$ref").and_then(Value::as_str).unwrap_or_default();
        let item = document.pointer(reference.trim_start_matches('#')).filter(|_| seen.insert(reference));
        let Some(item) = item else { continue };
        let page = item.pointer("/prov/0").and_then(page_of);
        let text = item.get("text").and_then(Value::as_str).unwrap_or_default().trim();
        let label = item.get("label").and_then(Value::as_str).unwrap_or_default().replace('_', "-");
        if RUNNING.contains(&label.as_str()) {
            parts.push((page, Part::Running(text.to_owned())));
        } else if let Some(cells) = item.pointer("/data/table_cells").and_then(Value::as_array) {
            let captions = item.get("captions").and_then(Value::as_array).into_iter().flatten();
            let captions = captions.filter_map(|caption| {
                let reference = caption.get("$ref").and_then(Value::as_str)?;
                document.pointer(reference.trim_start_matches('#'))?.get("text")?.as_str()
            });
            let above: String = captions.map(|text| paragraph(&escape(text))).collect();
            parts.push((page, Part::Html(above + &table(cells))));
        } else if !text.is_empty() && label != "caption" {
            let text = escape(text);
            let html = level_of(&label).map_or_else(|| paragraph(&text), |level| heading(level, &text));
            parts.push((page, Part::Html(html)));
        }
        parts.extend(docling(document, item, seen, depth + 1));
    }
    parts
}

/// The cells of a table, each with the row and column that it begins and ends in, as HTML.
fn table(cells: &[Value]) -> String {
    let number = |cell: &Value, name: &str| cell.get(name).and_then(Value::as_u64).unwrap_or(0);
    let rows = cells.iter().map(|cell| number(cell, "start_row_offset_idx") + 1).max().unwrap_or(0);
    let mut html = String::from("<table>");
    for row in 0..rows.min(u64::try_from(cells.len()).unwrap_or(u64::MAX)) {
        html.push_str("<tr>");
        for cell in cells.iter().filter(|cell| number(cell, "start_row_offset_idx") == row) {
            let span = |name: &str| number(cell, name).max(1);
            let text = cell.get("text").and_then(Value::as_str).unwrap_or_default();
            let (across, down) = (span("col_span"), span("row_span"));
            html.extend([&format!("<td colspan={across} rowspan={down}>"), &escape(text), "</td>"]);
        }
        html.push_str("</tr>");
    }
    html + "</table>"
}

/// The number of the page that a block names, from 1.
fn page_of(item: &Value) -> Option<usize> {
    let number =
        |name: &str| item.get(name).and_then(Value::as_u64).and_then(|number| usize::try_from(number).ok());
    number("page_idx").or_else(|| number("page_index")).map(|number| number + 1).or_else(|| number("page_no"))
}

/// A text that is a page by itself: HTML with a table, or Markdown with one.
fn whole_page(text: &str) -> Option<Part> {
    if text.contains("<table") {
        let is_markdown = text.lines().any(|line| line.starts_with('#') || line.starts_with('|'));
        return Some(if is_markdown { Part::Markdown(text.to_owned()) } else { Part::Html(text.to_owned()) });
    }
    let is_rule = |line: &str| line.trim_start().starts_with('|') && line.contains("--");
    text.lines().any(is_rule).then(|| Part::Markdown(text.to_owned()))
}

/// What a block says; `None` for what is no block of such a list.
fn block(item: &Value) -> Option<Part> {
    let kind = ["type", "block_label", "category"].iter().find_map(|name| item.get(*name)?.as_str())?;
    let text = ["table_body", "block_content", "text", "content"]
        .iter()
        .find_map(|name| item.get(*name)?.as_str())
        .unwrap_or_default();
    let has_place = ["page_idx", "block_bbox", "bbox", "block_content", "text_level"]
        .iter()
        .any(|name| item.get(*name).is_some());
    let lists = CAPTIONS.iter().chain(FOOTNOTES).chain(&["list_items"]);
    if !has_place && lists.into_iter().all(|name| item.get(*name).is_none()) {
        return None;
    }
    let kind = kind.to_lowercase();
    if RUNNING.contains(&kind.as_str()) {
        return Some(Part::Running(text.trim().to_owned()));
    }
    let mut html = paragraphs(item, CAPTIONS);
    let level = item.get("text_level").and_then(Value::as_u64).filter(|level| (1..=6).contains(level));
    if text.contains("<table") {
        html.push_str(text);
    } else if let Some(level) = level.or_else(|| level_of(&kind)) {
        html.push_str(&heading(level, &escape(text.trim_start_matches(['#', ' ']))));
    } else if !text.trim().is_empty() {
        html.push_str(&paragraph(&escape(text).replace('\n', "<br>")));
    }
    html.push_str(&paragraphs(item, &["list_items"]));
    html.push_str(&paragraphs(item, FOOTNOTES));
    Some(Part::Html(html))
}

/// The level of the headings that a tool names by their kind.
fn level_of(kind: &str) -> Option<u64> {
    match kind {
        "doc_title" | "title" => Some(1),
        "paragraph_title" | "section-header" | "section_header" => Some(2),
        _ => None,
    }
}

/// The texts of some properties, each one text or a list of them, as paragraphs.
fn paragraphs(item: &Value, names: &[&str]) -> String {
    let texts = names.iter().filter_map(|name| item.get(*name)).flat_map(|value| match value {
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        Value::String(text) => vec![text.as_str()],
        _ => Vec::new(),
    });
    texts.filter(|text| !text.trim().is_empty()).map(|text| paragraph(&escape(text))).collect()
}

fn heading(level: u64, html: &str) -> String {
    format!("<h{level}>{html}</h{level}>")
}

fn paragraph(html: &str) -> String {
    format!("<p>{html}</p>")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "<table><tr><td>项目名称<td>金额<tr><td>路灯<td>12.00</table>";

    fn sketch(text: &str) -> Option<String> {
        let source = Source { path: "page.txt".to_owned(), bytes: text.as_bytes().to_vec(), format: None };
        if sniff(&Glimpse::of(&source.bytes)) != Evidence::Certain {
            return None;
        }
        let document = read(&mut Findings::default(), &source).unwrap();
        let blocks = document.blocks.iter().map(|block| {
            let page = block.at().page.map(|page| format!("@{page}")).unwrap_or_default();
            let kind = match block {
                Block::Heading { level, .. } => format!("h{level}"),
                Block::Paragraph { .. } => "p".to_owned(),
                Block::List { .. } => "list".to_owned(),
                Block::Table(table) => format!("table {}x{}", table.rows.len(), table.width()),
            };
            kind + &page
        });
        Some(blocks.collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn what_ocr_tools_write() {
        let content = format!(
            r#"[{{"type":"text","text":"表","text_level":1,"page_idx":0}},{{"type":"table","table_caption":["单位：万元"],"table_body":"{TABLE}","page_idx":1}},{{"type":"page_number","text":"- 1 -","page_idx":1}}]"#
        );
        let parsed = format!(
            r#"{{"res":{{"page_index":2,"parsing_res_list":[{{"block_label":"doc_title","block_content":"表"}},{{"block_label":"table","block_content":"{TABLE}"}}]}}}}"#
        );
        let boxes = format!(
            r#"[{{"bbox":[0,0,1,1],"category":"Section-header","text":"表"}},{{"bbox":[0,0,1,1],"category":"Table","text":"{TABLE}"}},{{"bbox":[0,0,1,1],"category":"Page-footer","text":"1"}}]"#
        );
        let middle = format!(
            r#"{{"pdf_info":[{{"page_idx":0,"para_blocks":[{{"type":"title","lines":[{{"spans":[{{"type":"text","content":"表"}}]}}]}},{{"type":"table","blocks":[{{"type":"table_body","lines":[{{"spans":[{{"type":"table","html":"{TABLE}"}}]}}]}}]}}],"discarded_blocks":[]}}]}}"#
        );
        let docling = r##"{"schema_name":"DoclingDocument","body":{"children":[{"$ref":"#/texts/0"},{"$ref":"#/tables/0"}]},"texts":[{"label":"section_header","text":"表","prov":[{"page_no":3}]}],"tables":[{"label":"table","captions":[],"prov":[{"page_no":3}],"data":{"table_cells":[{"start_row_offset_idx":0,"row_span":1,"col_span":2,"text":"项目"},{"start_row_offset_idx":1,"row_span":1,"col_span":1,"text":"路灯"},{"start_row_offset_idx":1,"row_span":1,"col_span":1,"text":"12.00"}]}}]}"##;
        let lines = "{\"id\":\"a\",\"text\":\"# 表\\n\\n| 甲 | 乙 |\\n|---|---|\\n| 1 | 2 |\"}\n{\"id\":\"b\",\"text\":\"| 甲 | 乙 |\\n|---|---|\\n| 3 | 4 |\"}";
        let envelope = format!(r#"{{"code":0,"data":{{"html":"{TABLE}"}}}}"#);
        for (text, expected) in [
            (content.as_str(), "h1@1 p@2 table 2x2@2"),
            (&parsed, "h1@3 table 2x2@3"),
            (&boxes, "h2 table 2x2"),
            (&middle, "h1@1 table 2x2@1"),
            (docling, "h2@3 table 2x2@3"),
            (lines, "h1@1 table 2x2@1 table 2x2@2"),
            (&envelope, "table 2x2"),
        ] {
            assert_eq!(sketch(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn json_of_other_kinds() {
        for text in [
            r#"{"name":"甲","items":[1,2]}"#,
            r#"[{"type":"text","text":"甲"}]"#,
            r"[1,2]",
            "{甲}乙",
            "[注] 甲",
            r#"{"a":"<table>","b":"<table>"}"#,
        ] {
            assert_eq!(sketch(text), None, "{text}");
        }
    }
}
