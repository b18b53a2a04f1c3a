//! What we emit is an input too: read back, it gives the same projects and the same plain tables.
//!
//! What an output has no place for is not compared: where a thing stood, the piece of the source that said it,
//! the line an indicator was printed on, and the number before it (a sheet of a row per indicator has none).

use gongkai::emit::FORMATS;
use gongkai::model::{Disclosure, RowRole, Source};
use gongkai::{pipeline, view};
use serde_json::Value;

use crate::samples;

fn read_back(disclosure: &Disclosure, format: &str) -> Disclosure {
    let shown = view::view(disclosure);
    let format = FORMATS.iter().find(|known| known.name == format).unwrap();
    let bytes = (format.emit)(disclosure, &shown).unwrap();
    let path = format!("back.{}", format.extension);
    pipeline::convert(&Source { path, bytes, format: None }).unwrap()
}

/// The projects without what an output has no place for.
fn projects(disclosure: &Disclosure) -> Value {
    let mut value = serde_json::to_value(&disclosure.projects).unwrap();
    strip(&mut value);
    value
}

fn strip(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(strip),
        Value::Object(fields) => {
            for place in ["at", "source", "text"] {
                // A goal's text is what it says; an indicator's is the line it stood on.
                if place != "text" || fields.contains_key("level1") {
                    // A source of money is no place.
                    if !(place == "source" && fields.contains_key("amount")) {
                        fields.remove(place);
                    }
                }
            }
            if fields.contains_key("level1") {
                fields.remove("number");
            }
            fields.values_mut().for_each(strip);
        }
        _ => {}
    }
}

#[track_caller]
fn compare(name: &str, disclosure: &Disclosure, format: &str) {
    let back = read_back(disclosure, format);
    let (expected, found) = (projects(disclosure), projects(&back));
    if expected != found {
        let lines = |value: &Value| serde_json::to_string_pretty(value).unwrap();
        let (expected, found) = (lines(&expected), lines(&found));
        let number = expected.lines().zip(found.lines()).position(|(one, other)| one != other).unwrap_or(0);
        let around =
            |text: &str| text.lines().skip(number.saturating_sub(6)).take(9).collect::<Vec<_>>().join("\n");
        panic!("{name} as {format}: expected\n{}\nfound\n{}", around(&expected), around(&found));
    }
}

#[test]
fn projects_come_back_from_html() {
    for source in samples::all() {
        compare(&source.path, &pipeline::convert(&source).unwrap(), "html");
    }
}

#[test]
fn projects_come_back_from_markdown() {
    for source in samples::all() {
        compare(&source.path, &pipeline::convert(&source).unwrap(), "markdown");
    }
}

#[test]
fn projects_come_back_from_the_workbook() {
    for source in samples::all() {
        compare(&source.path, &pipeline::convert(&source).unwrap(), "xlsx");
    }
}

/// A plain table as rows of `text@column×colspan×rowspan`, with its sections.
fn plain_tables(disclosure: &Disclosure) -> Vec<String> {
    let plain = disclosure.tables().filter(|table| table.layout == "plain");
    plain
        .map(|table| {
            let rows: Vec<String> = table
                .rows
                .iter()
                .map(|row| {
                    let cells: Vec<String> = row
                        .cells
                        .iter()
                        .map(|cell| {
                            format!("{}@{}x{}x{}", cell.text.text(), cell.column, cell.colspan, cell.rowspan)
                        })
                        .collect();
                    let head = if row.role == RowRole::Header { "head" } else { "body" };
                    format!("{head}: {}", cells.join(" | "))
                })
                .collect();
            rows.join("\n")
        })
        .collect()
}

#[test]
fn plain_tables_come_back_from_html() {
    for source in samples::all() {
        let disclosure = pipeline::convert(&source).unwrap();
        assert_eq!(
            plain_tables(&disclosure),
            plain_tables(&read_back(&disclosure, "html")),
            "{}",
            source.path
        );
    }
}
