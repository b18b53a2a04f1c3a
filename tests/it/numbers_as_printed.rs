//! A number stands as it was printed: in every output it has the characters of the source, or it stands in a column of
//! amounts and is the same decimal.

use std::collections::BTreeSet;
use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::sync::LazyLock;

use calamine::{Data, Reader, Xlsx};
use gongkai::emit::FORMATS;
use gongkai::model::{Amount, ColumnRole, ColumnType, Disclosure, Source};
use gongkai::pipeline::{self, Stage};
use gongkai::view;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use regex::Regex;
use scraper::{ElementRef, Html, Node, Selector};
use serde_json::Value;

use crate::{accounted, samples};

/// The sheets of a workbook that hold records, and count and shorten as they need.
const DATA_SHEETS: [&str; 3] = ["指标", "发现", "目录"];

/// A run of digits with what stands within numbers.
static RUN: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"[-+−－]?\d[\d,，.]*").unwrap());

/// A number and nothing else.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^[-+−－]?\d[\d,，]*(?:\.\d+)?$").unwrap());

/// The numbers of a document as its source prints them.
#[derive(Default)]
struct Printed {
    /// Their characters.
    texts: BTreeSet<String>,
    /// Those of columns of amounts as decimals.
    amounts: BTreeSet<Amount>,
    /// All of them as decimals.
    decimals: BTreeSet<Amount>,
}

impl Printed {
    fn of(disclosure: &Disclosure) -> Self {
        let mut printed = Self::default();
        for table in disclosure.tables() {
            for cell in table.rows.iter().flat_map(|row| &row.cells) {
                let column = table.columns.get(cell.column);
                let is_amount = column.is_some_and(|column| {
                    column.role == Some(ColumnRole::Amount) || column.kind == ColumnType::Amount
                });
                printed.amounts.extend(cell.value.filter(|_| is_amount).map(Amount::normalized));
            }
        }
        // What is struck out is no part of a text, but of what it is made of.
        printed.add_all(&serde_json::to_value(&disclosure.blocks).unwrap());
        printed
    }

    fn add_all(&mut self, value: &Value) {
        match value {
            Value::String(text) => self.add(text),
            Value::Array(items) => items.iter().for_each(|item| self.add_all(item)),
            Value::Object(fields) => fields.values().for_each(|field| self.add_all(field)),
            _ => {}
        }
    }

    fn add(&mut self, text: &str) {
        self.texts.insert(text.trim().to_owned());
        // A number that is unpacked from a sentence stands in it as a run of digits.
        for run in RUN.find_iter(text) {
            for part in [run.as_str(), run.as_str().trim_start_matches(['-', '+', '−', '－'])] {
                let part = part.trim_end_matches(['.', ',', '，']);
                self.texts.insert(part.to_owned());
                self.decimals.extend(decimal(part));
            }
        }
    }

    /// Whether a number may be shown so.
    fn allows(&self, shown: &str) -> bool {
        self.texts.contains(shown) || decimal(shown).is_some_and(|decimal| self.amounts.contains(&decimal))
    }
}

fn decimal(text: &str) -> Option<Amount> {
    let plain: String = text.chars().filter(|c| !matches!(c, ',' | '，' | '+')).collect();
    plain.replace(['−', '－'], "-").parse::<Amount>().ok().map(Amount::normalized)
}

fn emitted(disclosure: &Disclosure, name: &str) -> Vec<u8> {
    let format = FORMATS.iter().find(|format| format.name == name).unwrap();
    (format.emit)(disclosure, &view::view(disclosure)).unwrap()
}

fn of_page(bytes: &[u8]) -> Vec<String> {
    let page = Html::parse_document(std::str::from_utf8(bytes).unwrap());
    let cells = Selector::parse("td, th").unwrap();
    let text = |cell: ElementRef| {
        let nodes = cell.descendants().map(|node| match node.value() {
            Node::Text(text) => &**text,
            // The mark of a note, and what is struck out, are no digits of the number beside them.
            Node::Element(_) => "\n",
            _ => "",
        });
        nodes.collect()
    };
    page.select(&cells).map(text).collect()
}

fn of_markdown(bytes: &[u8]) -> Vec<String> {
    let mut cells: Vec<String> = Vec::new();
    let mut within = false;
    for event in Parser::new_ext(std::str::from_utf8(bytes).unwrap(), Options::all()) {
        match event {
            Event::Start(Tag::TableCell) => {
                cells.push(String::new());
                within = true;
            }
            Event::End(TagEnd::TableCell) => within = false,
            Event::Text(text) if within => cells.last_mut().unwrap().push_str(&text),
            Event::InlineHtml(_) if within => cells.last_mut().unwrap().push('\n'),
            _ => {}
        }
    }
    cells
}

/// The cells of a workbook as a reader sees them: number formats applied.
fn of_workbook(bytes: &[u8]) -> Vec<String> {
    let source = Source { path: "back.xlsx".to_owned(), bytes: bytes.to_vec(), format: None };
    let read: Value = serde_json::from_str(&pipeline::inspect(&source, Stage::Read).unwrap()).unwrap();
    let mut cells = Vec::new();
    for table in read["blocks"].as_array().unwrap() {
        for row in table["rows"].as_array().into_iter().flatten() {
            for cell in row["cells"].as_array().unwrap() {
                let text = cell.get("plain").or_else(|| cell["text"].get("plain"));
                cells.extend(text.and_then(|text| text.as_str()).map(str::to_owned));
            }
        }
    }
    cells
}

/// The numbers that a workbook holds, read by a library that did not write it.
fn stored(bytes: &[u8]) -> Vec<Amount> {
    let mut workbook = Xlsx::new(Cursor::new(bytes)).unwrap();
    let names = workbook.sheet_names();
    let mut numbers = Vec::new();
    for name in names.iter().filter(|name| !DATA_SHEETS.contains(&name.as_str())) {
        let range = workbook.worksheet_range(name).unwrap();
        numbers.extend(range.used_cells().filter_map(|(_, _, value)| match value {
            Data::Float(number) => Some(number.to_string().parse::<Amount>().unwrap().normalized()),
            _ => None,
        }));
    }
    numbers
}

#[track_caller]
fn check(name: &str, disclosure: &Disclosure) -> usize {
    let printed = Printed::of(disclosure);
    let workbook = emitted(disclosure, "xlsx");
    let shown = [
        ("html", of_page(&emitted(disclosure, "html"))),
        ("markdown", of_markdown(&emitted(disclosure, "markdown"))),
        ("xlsx", of_workbook(&workbook)),
    ];
    let mut count = 0;
    for (format, cells) in shown {
        for cell in cells {
            let cell = cell.trim();
            if NUMBER.is_match(cell) {
                count += 1;
                assert!(printed.allows(cell), "{name} as {format}: {cell} is not printed so");
            }
        }
    }
    for number in stored(&workbook) {
        assert!(printed.decimals.contains(&number), "{name}: the workbook holds {number}");
    }
    count
}

fn office() -> Vec<Source> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/office");
    let mut found: Vec<Source> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            Source { path: name, bytes: fs::read(&path).unwrap(), format: None }
        })
        .collect();
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found
}

#[test]
fn numbers_stand_as_they_were_printed() {
    let mut count = 0;
    for source in samples::all().into_iter().chain(office()) {
        count += check(&source.path, &accounted::convert(&source).unwrap());
    }
    // Three formats over all documents: if a change of their shape hid the numbers, nothing would be checked.
    assert!(count > 2000, "{count}");
}

#[test]
fn only_amounts_are_shown_otherwise() {
    let page = "<h1>某局2025年支出表</h1><table><tr><th>年度<th>科目编码<th>联系电话<th>人数<th>预算数(万元)</tr>\
                <tr><td>2025<td>2120101<td>83145502<td>12000<td>1234.5</tr>\
                <tr><td>2026<td>2120102<td>83145503<td>203<td>86.40</tr></table>";
    let source = Source { path: "case.html".to_owned(), bytes: page.as_bytes().to_vec(), format: None };
    let disclosure = accounted::convert(&source).unwrap();
    check("case", &disclosure);
    let cells = of_workbook(&emitted(&disclosure, "xlsx"));
    for printed in ["2025", "2120101", "83145502", "12000", "203"] {
        assert!(cells.iter().any(|cell| cell == printed), "{printed} in {cells:?}");
    }
}
