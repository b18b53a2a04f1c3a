//! What we emit may be printed: as a PDF, and read from that, it gives the same projects and budget lines.
//!
//! Every golden document is written as a workbook, which LibreOffice prints, and as a page, which Chromium prints.
//! `known.tsv` names what does not come back, and why: nothing may be added to it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use gongkai::emit::{self, FORMATS};
use gongkai::model::{Disclosure, Source};
use gongkai::{pipeline, view};
use serde_json::Value;

use crate::samples;

/// A program that prints files of one format.
struct Printer {
    /// The carrier as the list names it.
    name: &'static str,
    /// The format that it prints.
    format: &'static str,
    /// The programs that may do it.
    programs: &'static [&'static str],
    /// Prints files into a folder; `room` is for whatever else the program writes.
    print: fn(program: &str, files: &[PathBuf], into: &Path, room: &Path),
}

const PRINTERS: &[Printer] = &[
    Printer {
        name: "workbook",
        format: "xlsx",
        programs: &["soffice", "libreoffice"],
        print: print_workbooks,
    },
    Printer {
        name: "page",
        format: "html",
        programs: &["chromium", "chromium-browser", "google-chrome"],
        print: print_pages,
    },
];

/// So many workbooks go to one run of LibreOffice.
const WORKBOOKS_AT_ONCE: usize = 40;

fn print_workbooks(program: &str, files: &[PathBuf], into: &Path, room: &Path) {
    for files in files.chunks(WORKBOOKS_AT_ONCE) {
        let mut command = Command::new(program);
        command.arg(format!("-env:UserInstallation=file://{}", room.display()));
        command.args(["--headless", "--convert-to", "pdf", "--outdir"]).arg(into).args(files);
        run(command);
    }
}

fn print_pages(program: &str, files: &[PathBuf], into: &Path, room: &Path) {
    for file in files {
        let mut command = Command::new(program);
        let printed = into.join(file.with_extension("pdf").file_name().unwrap());
        command.args(["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]);
        command.arg(format!("--user-data-dir={}", room.display()));
        command
            .arg(format!("--print-to-pdf={}", printed.display()))
            .arg(format!("file://{}", file.display()));
        run(command);
    }
}

fn run(mut command: Command) {
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    assert!(status.success(), "{command:?}");
}

/// The first of some programs that is there.
fn there(programs: &[&'static str]) -> Option<&'static str> {
    let paths = std::env::var_os("PATH")?;
    let is_there =
        |program: &&&'static str| std::env::split_paths(&paths).any(|folder| folder.join(program).is_file());
    programs.iter().find(is_there).copied()
}

/// What a document says, by what the list calls it, each as lines.
fn said(disclosure: &Disclosure) -> BTreeMap<&'static str, Vec<String>> {
    let mut said: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let parts = ["projects", "amounts", "goals", "indicators", "budget"];
    for part in parts {
        said.insert(part, Vec::new());
    }
    // No page tells one blank from another.
    let mut push =
        |part: &'static str, line: String| said.entry(part).or_default().push(line.replace('\u{a0}', " "));
    for project in &disclosure.projects {
        let name = &project.name;
        let mut rest = serde_json::to_value(project).unwrap();
        let fields = rest.as_object_mut().unwrap();
        for part in ["goals", "indicators"] {
            fields.remove(part);
        }
        let money: Vec<Value> = ["amount", "amount_unit", "funding", "execution"]
            .iter()
            .filter_map(|part| fields.remove(*part))
            .collect();
        push("projects", bare(rest).to_string());
        push("amounts", format!("{name}: {}", bare(Value::Array(money))));
        for goal in &project.goals {
            push("goals", format!("{name}: {}", bare(serde_json::to_value(goal).unwrap())));
        }
        for indicator in &project.indicators {
            push("indicators", format!("{name}: {}", bare(serde_json::to_value(indicator).unwrap())));
        }
    }
    for line in &disclosure.budget {
        push("budget", bare(serde_json::to_value(line).unwrap()).to_string());
    }
    said
}

/// A record without its place, what it was read from, and the number before an indicator, which a sheet of a row per
/// indicator has no place for.
fn bare(mut value: Value) -> Value {
    strip(&mut value);
    value
}

fn strip(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(strip),
        Value::Object(fields) => {
            // Codes of two columns may come back as one.
            for place in ["at", "grid_column"] {
                fields.remove(place);
            }
            if fields.contains_key("level1") {
                for field in ["number", "source", "text"] {
                    fields.remove(field);
                }
            }
            fields.values_mut().for_each(strip);
        }
        _ => {}
    }
}

fn emitted(disclosure: &Disclosure, format: &str) -> Vec<u8> {
    let format: &emit::Format = FORMATS.iter().find(|known| known.name == format).unwrap();
    (format.emit)(disclosure, &view::view(disclosure)).unwrap()
}

/// The first line that two lists do not share.
fn first_difference(expected: &[String], found: &[String]) -> String {
    let at = expected.iter().zip(found).take_while(|(one, other)| one == other).count();
    let line = |lines: &[String]| lines.get(at).cloned().unwrap_or_else(|| "nothing".to_owned());
    format!(
        "{} of {} lines\n    expected {}\n    found    {}",
        found.len(),
        expected.len(),
        line(expected),
        line(found)
    )
}

/// What one printer does to every golden document: document, carrier and what differs, with the difference.
fn differences(printer: &Printer, program: &str, keep: &Path) -> BTreeMap<[String; 3], String> {
    let into = keep.join(printer.name);
    let (files, room) = (into.join("files"), into.join("room"));
    fs::create_dir_all(&files).unwrap();
    let mut documents = Vec::new();
    let mut paths = Vec::new();
    for source in samples::all() {
        let disclosure = pipeline::convert(&source).unwrap();
        let name = source.path.rsplit_once('.').unwrap().0.to_owned();
        let path = files.join(format!("{name}.{}", printer.format));
        fs::write(&path, emitted(&disclosure, printer.format)).unwrap();
        paths.push(path);
        documents.push((name, said(&disclosure)));
    }
    paths.retain(|path| !into.join(path.with_extension("pdf").file_name().unwrap()).exists());
    (printer.print)(program, &paths, &into, &room);
    let mut found = BTreeMap::new();
    for (name, expected) in documents {
        let path = format!("{name}.pdf");
        let bytes = fs::read(into.join(&path)).unwrap();
        let key = |part: &str| [name.clone(), printer.name.to_owned(), part.to_owned()];
        match pipeline::convert(&Source { path, bytes, format: None }) {
            Ok(back) => {
                let back = said(&back);
                for (part, expected) in &expected {
                    if *expected != back[part] {
                        found.insert(key(part), first_difference(expected, &back[part]));
                    }
                }
            }
            Err(error) => _ = found.insert(key("document"), error.to_string()),
        }
    }
    found
}

/// Under `GONGKAI_SLOW`, where the printers are there. `GONGKAI_PRINTED` names a folder that keeps what was printed, and
/// nothing in it is printed again; with `GONGKAI_BLESS` the list is written anew, and what came into it needs a reason.
#[test]
fn what_is_printed_comes_back() {
    if std::env::var_os("GONGKAI_SLOW").is_none() {
        return;
    }
    let room = tempfile::tempdir().unwrap();
    let keep = std::env::var_os("GONGKAI_PRINTED").map_or_else(|| room.path().to_owned(), PathBuf::from);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/printed/known.tsv");
    let text = fs::read_to_string(&path).unwrap();
    let mut known: BTreeMap<[String; 3], String> = text
        .lines()
        .skip(1)
        .map(|line| {
            let fields: Vec<String> = line.split('\t').map(str::to_owned).collect();
            let [document, carrier, what, reason] = fields.try_into().unwrap();
            ([document, carrier, what], reason)
        })
        .collect();
    let mut new = String::new();
    for printer in PRINTERS {
        let Some(program) = there(printer.programs) else { continue };
        let found = differences(printer, program, &keep);
        let gone: BTreeSet<_> =
            known.keys().filter(|key| key[1] == printer.name && !found.contains_key(*key)).cloned().collect();
        known.retain(|key, _| !gone.contains(key));
        for (key, difference) in found {
            let name = key.join(" ");
            known.entry(key).or_insert_with(|| {
                new.push_str(&format!("{name}: {difference}\n"));
                "?".to_owned()
            });
        }
    }
    if std::env::var_os("GONGKAI_BLESS").is_some() {
        let lines = known.iter().map(|(key, reason)| format!("{}\t{reason}\n", key.join("\t")));
        fs::write(&path, format!("document\tcarrier\twhat\treason\n{}", lines.collect::<String>())).unwrap();
    }
    assert!(new.is_empty(), "what did not come back is not known:\n{new}");
    assert!(!known.values().any(|reason| reason == "?"), "known.tsv has a line without a reason");
}
