//! Seen is read: what an office program prints of every workbook and Word file is what our Markdown has.
//!
//! LibreOffice prints the files of the tests, and of the shared cases where they are there, on paper that is large
//! enough to cut nothing. Its words are counted, and those of the Markdown: both bags are the same, apart from what
//! `differences.tsv` names. That list may only become shorter.

mod differences;
mod formats;
mod office;
mod paper;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use gongkai::emit::FORMATS;
use gongkai::model::Source;
use gongkai::{pipeline, view};

use crate::{accounted, carriers};
use differences::{Difference, Side};
use words::Words;

/// The extensions of what LibreOffice is asked to print.
const PRINTED: &[&str] = &["xlsx", "xls", "docx", "fods", "ods", "fodt", "odt"];

/// The extensions of what shows its text by itself, to `pdftotext`, to a browser or to whoever opens it.
const SHOWN: &[&str] = &["pdf", "html", "md", "txt", "tsv", "csv"];

/// How many papers of each layout are drawn for a carrier.
const DRAWN: u64 = 2;

/// Where they stand; what is beside this checkout may be missing.
const FOLDERS: &[&str] = &["tests/golden", "tests/office", "../shared/cases", "../shared/samples"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files below a folder that have one of some extensions.
fn below(folder: &Path, extensions: &[&str]) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut found = Vec::new();
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() && !path.ends_with("expected") {
            found.extend(below(&path, extensions));
        } else if path.extension().is_some_and(|own| extensions.iter().any(|one| own == *one)) {
            found.push(path);
        }
    }
    found
}

/// The name of a golden input is that of its case.
fn name(path: &Path) -> String {
    let file = path.file_name().unwrap().to_string_lossy().into_owned();
    match path.parent().and_then(Path::file_name) {
        Some(case) if file.starts_with("input.") => file.replacen("input", &case.to_string_lossy(), 1),
        _ => file,
    }
}

/// All that is printed, by name.
fn sources() -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for path in FOLDERS.iter().flat_map(|folder| below(&root().join(folder), PRINTED)) {
        // A case that is here as well as among the shared ones is one.
        found.entry(name(&path)).or_insert_with(|| fs::read(&path).unwrap());
    }
    for seed in 0..DRAWN {
        found.extend(carriers::drawn_files(seed, &["xlsx", "docx"]));
    }
    found
}

fn source(name: &str, bytes: &[u8]) -> Source {
    Source { path: name.to_owned(), bytes: bytes.to_owned(), format: None }
}

fn written(disclosure: &gongkai::model::Disclosure, format: &str) -> String {
    let format = FORMATS.iter().find(|one| one.name == format).unwrap();
    String::from_utf8((format.emit)(disclosure, &view::view(disclosure)).unwrap()).unwrap()
}

/// What of a printed file was not read, and what was read of it and is not seen.
fn compared(name: &str, bytes: &[u8], printed: &Words) -> Vec<Difference> {
    let disclosure = accounted::convert(&source(name, bytes)).unwrap();
    let is_silent = disclosure.findings.is_empty();
    let markdown = words::of_markdown(&written(&disclosure, "markdown"));
    let html = words::of_html(&written(&disclosure, "html"));
    let tabs = words::of_text(&paper::visible_sheets(bytes).join("\n"));
    let lost = printed.without(&markdown);
    // Markdown has no cells over several columns and says such a header above each; the page tells what is there.
    let invented = markdown.common(&html).without(printed).without(&tabs);
    [(Side::Seen, lost), (Side::Read, invented)]
        .into_iter()
        .filter(|(_, words)| !words.is_empty())
        .map(|(side, words)| Difference::found(name, side, &words.to_string(), is_silent))
        .collect()
}

/// What is lost in silence of files that show their text by themselves, by their names.
fn lost_in_silence() -> (Vec<Difference>, BTreeSet<String>) {
    let mut found = Vec::new();
    let mut names = BTreeSet::new();
    for path in FOLDERS.iter().flat_map(|folder| below(&root().join(folder), SHOWN)) {
        let name = name(&path);
        // What a case expects is no case.
        let is_new = !name.contains(".expect") && names.insert(name.clone());
        let bytes = fs::read(&path).unwrap();
        let source = source(&name, &bytes);
        let Some(disclosure) = pipeline::convert(&source).ok().filter(|_| is_new) else { continue };
        // The numbers of a packed list are told by its columns.
        let is_told = disclosure.tables().any(|table| table.layout.starts_with("packed"));
        if is_told || !disclosure.findings.is_empty() {
            continue;
        }
        let shown = match pipeline::text(&source) {
            Some(text) => words::without_tags(&text),
            None => office::text_of_pdf(&path),
        };
        let markdown = words::shown_by_markdown(&written(&disclosure, "markdown"));
        let lost = words::characters(&shown).without(&words::characters(&markdown));
        if !lost.is_empty() {
            found.push(Difference::found(&name, Side::Seen, &lost.to_string(), true));
        }
    }
    (found, names)
}

/// `GONGKAI_SEEN` names a folder into which the prints are written, beside the files as they were printed.
#[test]
fn seen_is_read() {
    if std::env::var_os("GONGKAI_SLOW").is_none() || !office::is_there() {
        return;
    }
    let sources = sources();
    let papers: Vec<(String, Vec<u8>)> =
        sources.iter().map(|(name, bytes)| (name.clone(), paper::large(name, bytes))).collect();
    let prints = office::printed(&papers);
    if let Some(folder) = std::env::var_os("GONGKAI_SEEN") {
        let folder = Path::new(&folder);
        fs::create_dir_all(folder).unwrap();
        for (name, bytes) in &papers {
            fs::write(folder.join(name), bytes).unwrap();
            fs::write(folder.join(format!("{name}.txt")), prints.get(name).map_or("", String::as_str))
                .unwrap();
        }
    }
    let mut found = Vec::new();
    for (name, bytes) in &sources {
        match prints.get(name) {
            Some(print) => found.extend(compared(name, bytes, &words::of_text(print))),
            None => found.push(Difference::found(name, Side::Read, "(not printed at all)", false)),
        }
    }
    let (silent, mut names) = lost_in_silence();
    found.extend(silent);
    names.extend(sources.into_keys());
    differences::settle(&found, &names);
}

/// A template of which most sheets are prose: its title is the one on its cover, and its tables are tables.
#[test]
fn sheets_of_prose_are_no_tables() {
    let name = "department_budget_template.xlsx";
    let bytes = fs::read(root().join("tests/office").join(name)).unwrap();
    let disclosure = accounted::convert(&source(name, &bytes)).unwrap();
    assert_eq!(disclosure.title.as_deref(), Some("上海市普陀区2026年区级部门预算"));
    let titles: Vec<&str> = disclosure.tables().filter_map(|table| table.title.as_deref()).collect();
    assert_eq!((disclosure.tables().count(), titles.len()), (9, 9));
    assert!(titles.iter().all(|title| title.starts_with("2026年") && title.ends_with('表')), "{titles:?}");
}
