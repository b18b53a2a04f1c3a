//! Each folder of `tests/golden` through the whole pipeline, held against its `expected/`.
//!
//! `make bless` rewrites what is expected; the diff is the review. `output.json` is kept for small inputs only:
//! nobody reads ten thousand lines, and `projects.txt` says the same on one line an indicator.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

use calamine::{Data, Reader, Xlsx};
use gongkai::emit::FORMATS;
use gongkai::model::{Disclosure, Source};
use gongkai::view;

use crate::accounted;

/// The largest input, in bytes, whose JSON is kept.
const READABLE: usize = 6_000;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

fn cases() -> Vec<PathBuf> {
    let mut cases: Vec<PathBuf> =
        fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    cases
}

fn input(case: &Path) -> Source {
    let input = fs::read_dir(case)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.file_stem().is_some_and(|stem| stem == "input"))
        .unwrap();
    let path = input.file_name().unwrap().to_string_lossy().into_owned();
    Source { path, bytes: fs::read(&input).unwrap(), format: None }
}

/// Everything that a case is expected to give, by file name.
fn produce(source: &Source) -> BTreeMap<String, String> {
    let disclosure = accounted::convert(source).unwrap();
    let shown = view::view(&disclosure);
    let mut files = BTreeMap::new();
    for format in FORMATS {
        let bytes = (format.emit)(&disclosure, &shown).unwrap();
        if format.is_text {
            files.insert(format!("output.{}", format.extension), String::from_utf8(bytes).unwrap());
        } else {
            files.insert("workbook.txt".to_owned(), workbook_text(&bytes));
        }
    }
    if source.bytes.len() > READABLE {
        files.remove("output.json");
    }
    files.insert("projects.txt".to_owned(), projects_text(&disclosure));
    files.insert("findings.txt".to_owned(), findings_text(&disclosure));
    files
}

/// A line a project, a goal, an indicator.
fn projects_text(disclosure: &Disclosure) -> String {
    let mut text = String::new();
    let or = |value: &Option<String>| value.clone().unwrap_or_else(|| "–".to_owned());
    for project in &disclosure.projects {
        let amount = project.amount.map_or_else(|| "–".to_owned(), |amount| amount.to_string());
        writeln!(text, "{} | {} | {amount} {}", or(&project.code), project.name, or(&project.amount_unit))
            .unwrap();
        for goal in &project.goals {
            let number = goal.number.map_or_else(|| "–".to_owned(), |number| number.to_string());
            writeln!(
                text,
                "  goal {number} {}| {}",
                goal.period.map(|period| format!("{period:?} ")).unwrap_or_default(),
                goal.text
            )
            .unwrap();
        }
        for indicator in &project.indicators {
            let target = serde_json::to_value(&indicator.target).unwrap();
            let field = |name: &str| target[name].as_str().unwrap_or("–").to_owned();
            writeln!(
                text,
                "  {} > {}{} | {} | {} {} {}{} {}{}",
                or(&indicator.level1),
                or(&indicator.level2),
                if indicator.level2_implied { " (implied)" } else { "" },
                indicator.name,
                field("kind"),
                field("operator"),
                field("value"),
                indicator.target.value_max.as_ref().map(|most| format!("..{most}")).unwrap_or_default(),
                field("unit"),
                indicator.period.map(|period| format!(" {period:?}")).unwrap_or_default(),
            )
            .unwrap();
        }
    }
    text
}

fn findings_text(disclosure: &Disclosure) -> String {
    let mut text = String::new();
    for finding in &disclosure.findings {
        let at = finding.at.clone().unwrap_or_default();
        let place = match (at.line, at.character, &at.cell) {
            (Some(line), Some(character), _) => format!("{line}:{character}"),
            (Some(line), None, _) => line.to_string(),
            (None, _, Some(cell)) => cell.clone(),
            _ => "–".to_owned(),
        };
        writeln!(text, "{place}: {}[{}]: {}", finding.severity.name(), finding.rule, finding.message)
            .unwrap();
    }
    text
}

/// A workbook as text, read by a library that did not write it.
fn workbook_text(bytes: &[u8]) -> String {
    let mut workbook: Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    for name in workbook.sheet_names() {
        writeln!(text, "== {name}").unwrap();
        let range = workbook.worksheet_range(&name).unwrap();
        for (row, column, value) in range.used_cells() {
            let shown = match value {
                Data::String(words) => words.replace('\n', "⏎"),
                Data::Float(number) => format!("#{number}"),
                other => format!("{other:?}"),
            };
            let (first_row, first_column) = range.start().unwrap_or_default();
            let row = row + first_row as usize;
            let column = column + first_column as usize;
            writeln!(text, "{}\t{shown}", gongkai::model::cell_reference(row, column)).unwrap();
        }
    }
    text
}

#[test]
fn every_case_gives_what_is_expected() {
    let bless = std::env::var_os("GONGKAI_BLESS").is_some() && std::env::var_os("CI").is_none();
    let mut wrong = Vec::new();
    for case in cases() {
        let expected = case.join("expected");
        let produced = produce(&input(&case));
        if bless {
            let _ = fs::remove_dir_all(&expected);
            fs::create_dir_all(&expected).unwrap();
            for (name, text) in &produced {
                fs::write(expected.join(name), text).unwrap();
            }
            continue;
        }
        for (name, text) in &produced {
            let path = expected.join(name);
            match fs::read_to_string(&path) {
                Ok(kept) if kept == *text => {}
                Ok(kept) => wrong.push(format!("{}: {}", path.display(), first_difference(&kept, text))),
                Err(_) => wrong.push(format!("{} is missing", path.display())),
            }
        }
        for entry in fs::read_dir(&expected).into_iter().flatten() {
            let name = entry.unwrap().file_name().to_string_lossy().into_owned();
            if !produced.contains_key(&name) {
                wrong.push(format!("{}/expected/{name} is produced by nobody", case.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}\nRun `make bless` and read the diff.", wrong.join("\n"));
}

fn first_difference(expected: &str, found: &str) -> String {
    let differing = expected.lines().zip(found.lines()).enumerate().find(|(_, (one, other))| one != other);
    match differing {
        Some((line, (expected, found))) => {
            format!("line {}\n  expected {expected}\n  found    {found}", line + 1)
        }
        None => format!("{} lines expected, {} found", expected.lines().count(), found.lines().count()),
    }
}

/// A timestamp that was forgotten would go unseen within one second.
#[test]
fn the_same_input_gives_the_same_bytes_a_second_later() {
    let source = input(&folder().join("menyuan-2024"));
    let emit = || {
        let disclosure = accounted::convert(&source).unwrap();
        let shown = view::view(&disclosure);
        FORMATS.iter().map(|format| (format.emit)(&disclosure, &shown).unwrap()).collect::<Vec<_>>()
    };
    let first = emit();
    sleep(Duration::from_millis(1_100));
    assert_eq!(first, emit());
}

/// A stored document is an input too: it gives the same outputs, and the same document again.
#[test]
fn a_stored_document_emits_the_same() {
    for case in cases() {
        let disclosure = accounted::convert(&input(&case)).unwrap();
        let bytes = serde_json::to_vec_pretty(&disclosure).unwrap();
        let stored =
            accounted::convert(&Source { path: "x.json".to_owned(), bytes: bytes.clone(), format: None })
                .unwrap();
        assert_eq!(
            String::from_utf8(serde_json::to_vec_pretty(&stored).unwrap()).unwrap(),
            String::from_utf8(bytes).unwrap()
        );
        let (one, other) = (view::view(&disclosure), view::view(&stored));
        for format in FORMATS {
            let emitted = |disclosure: &Disclosure, shown| (format.emit)(disclosure, shown).unwrap();
            assert_eq!(
                emitted(&disclosure, &one),
                emitted(&stored, &other),
                "{} as {}",
                case.display(),
                format.name
            );
        }
    }
}
