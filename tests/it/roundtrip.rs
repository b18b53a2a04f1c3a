//! Hostile cells through every emitter and back by a library that did not write them.

use calamine::{Data, Reader, Xlsx};
use gongkai::emit::FORMATS;
use gongkai::model::Source;
use gongkai::view;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use scraper::{Html, Selector};

use crate::accounted;

/// Texts that open a construct of some format, one a cell.
const HOSTILE: &[&str] = &[
    "a|b",
    "\\|",
    "a\\",
    "<br>",
    "<b>x</b>",
    "*bold*",
    "**b**",
    "_i_",
    "`code`",
    "x < y & z",
    "&amp;",
    "&#65;",
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "'00426",
    "00426",
    "426000000000000001",
    "1-2",
    "3/4",
    "N/A",
    "[link](http://a.b)",
    "![i](x)",
    "# h",
    "> q",
    "~~s~~",
    "$x$",
    "$5 和 $6",
    "\\(x\\)",
    "http://a.b/c?d=e&f",
    "a@b.cc",
    "“引号”—…",
    "％＜＞",
    "😀𠮷",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "]]>",
    "-->",
    "{{x}}",
    "1. one",
    "- item",
    "| --- |",
    "\u{3000}x",
    "<math>",
    "</td>",
    "\"quoted\"",
    "''",
    "`|`",
    "a\u{a0}b",
];

/// The hostile cells as a page; the texts are escaped, so that they are what is meant.
fn page() -> Source {
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let rows: String = HOSTILE
        .iter()
        .enumerate()
        .map(|(number, text)| format!("<tr><td>r{number}</td><td>{}</td><td>z</td></tr>", escape(text)))
        .collect();
    let html = format!(
        "<table><thead><tr><th>键</th><th>值</th><th>末</th></tr></thead><tbody>{rows}</tbody></table>"
    );
    Source { path: "hostile.html".to_owned(), bytes: html.into_bytes(), format: None }
}

fn emit(name: &str) -> Vec<u8> {
    let disclosure = accounted::convert(&page()).unwrap();
    let shown = view::view(&disclosure);
    let format = FORMATS.iter().find(|format| format.name == name).unwrap();
    (format.emit)(&disclosure, &shown).unwrap()
}

/// What the pipeline reads of a text: white space at its ends is none, and `\(x\)` is a formula.
fn read(text: &str) -> &str {
    match text {
        "\\(x\\)" | "$x$" => "x",
        text => text.trim_matches(' '),
    }
}

#[track_caller]
fn compare(found: &[String]) {
    assert_eq!(found.len(), HOSTILE.len());
    for (expected, found) in HOSTILE.iter().zip(found) {
        assert_eq!(found, read(expected));
    }
}

#[test]
fn markdown() {
    let text = String::from_utf8(emit("markdown")).unwrap();
    let mut cells: Vec<Vec<String>> = Vec::new();
    let mut cell = None;
    for event in Parser::new_ext(&text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Start(Tag::TableRow) => cells.push(Vec::new()),
            Event::Start(Tag::TableCell) => cell = Some(String::new()),
            Event::End(TagEnd::TableCell) => {
                if let (Some(row), Some(text)) = (cells.last_mut(), cell.take()) {
                    row.push(text);
                }
            }
            Event::Text(run) => {
                if let Some(text) = &mut cell {
                    text.push_str(&run);
                }
            }
            Event::Start(Tag::TableHead | Tag::Table(_)) | Event::End(_) => {}
            other => panic!("{other:?} came of a cell"),
        }
    }
    compare(&cells.iter().map(|row| row[1].clone()).collect::<Vec<_>>());
}

#[test]
fn html() {
    let text = String::from_utf8(emit("html")).unwrap();
    let page = Html::parse_document(&text);
    let cells = Selector::parse("tbody tr td:nth-child(2)").unwrap();
    let found: Vec<String> = page.select(&cells).map(|cell| cell.text().collect()).collect();
    compare(&found);
    for tag in ["script", "img", "b", "a"] {
        assert_eq!(page.select(&Selector::parse(tag).unwrap()).count(), 0, "{tag}");
    }
}

#[test]
fn json() {
    let document: serde_json::Value = serde_json::from_slice(&emit("json")).unwrap();
    let rows = document["blocks"][0]["rows"].as_array().unwrap();
    let found: Vec<String> =
        rows[1..].iter().map(|row| row["cells"][1]["text"].as_str().unwrap().to_owned()).collect();
    compare(&found);
}

#[test]
fn workbook() {
    let bytes = emit("xlsx");
    let mut workbook: Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).unwrap();
    let name = workbook.sheet_names()[0].clone();
    let range = workbook.worksheet_range(&name).unwrap();
    let found: Vec<String> = range
        .rows()
        .filter(|row| matches!(&row[0], Data::String(key) if key.starts_with('r')))
        .map(|row| match &row[1] {
            Data::String(text) => text.clone(),
            other => panic!("{other:?} is no text"),
        })
        .collect();
    compare(&found);
    let formulas = workbook.worksheet_formula(&name).unwrap();
    assert_eq!(formulas.used_cells().filter(|(_, _, formula)| !formula.is_empty()).count(), 0);
}
