//! Every kind of fault that a table came with has its page in `tests/kinds`: siblings, which are mended or said, and
//! near misses, which look alike and stay as they are. Below each input stands all that is read of it.
//!
//! `GONGKAI_BLESS=1` rewrites what stands there; the diff is the review.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use gongkai::model::{Block, Disclosure, Severity, Source, Target};

use crate::checks::{Fence, fences};
use crate::{accounted, office_inputs, page_inputs};

/// The headings of a page, below its title.
const HEADINGS: [&str; 2] = ["## Sibling", "## Near miss"];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kinds")
}

fn pages() -> Vec<PathBuf> {
    // A carrier without pages has no folder.
    let carriers = ["pages", "office", "pdf"].map(|carrier| folder().join(carrier));
    let mut pages: Vec<PathBuf> = carriers
        .iter()
        .filter(|carrier| carrier.is_dir())
        .flat_map(|carrier| fs::read_dir(carrier).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    pages.sort();
    pages
}

/// The file that a block stands for. Its language is the ending of a text's name (`html`, `csv`, `json` …), with
/// `bytes ` before it where `\xE4` in it is a byte; `file`, and it names a file beside the page; what
/// [`page_inputs::bytes`] makes a workbook, a Word file or a PDF of; or one of [`office_inputs`].
fn source(page: &Path, block: &Fence) -> Source {
    let named =
        |ending: &str, bytes: Vec<u8>| Source { path: format!("input.{ending}"), bytes, format: None };
    let made = |language: &str| page_inputs::bytes(language, &block.body).expect("a known language").1;
    match block.language {
        "file" => {
            let name = block.body.trim();
            Source { path: name.to_owned(), ..named("", fs::read(page.with_file_name(name)).unwrap()) }
        }
        "workbook" => named("xlsx", made("workbook")),
        "word" | "wordml" => named("docx", made(block.language)),
        "docx" => named("docx", office_inputs::docx(&block.body)),
        "pdf" => named("pdf", made("pdf")),
        text => match text.split_once(' ') {
            Some(("bytes", ending)) => named(ending, made("bytes")),
            Some(("package", ending)) => named(ending, office_inputs::of_parts(&block.body)),
            _ => named(text, block.body.clone().into_bytes()),
        },
    }
}

#[test]
fn every_kind_is_read_as_its_page_says() {
    let bless = std::env::var_os("GONGKAI_BLESS").is_some();
    let mut wrong = Vec::new();
    for path in pages() {
        let page = fs::read_to_string(&path).unwrap();
        let mut blessed = String::new();
        let mut rest_of_page = page.as_str();
        let fences = fences(&page);
        let (pairs, rest) = fences.as_chunks::<2>();
        assert!(rest.is_empty(), "{}: an input without what is read of it", path.display());
        for [input, expected] in pairs {
            assert_eq!(expected.language, "read", "{}: what follows an input", path.display());
            let there = read(&source(&path, input));
            // Two inputs may be read alike: each answer is looked for behind the one before it.
            let head = format!("```\n\n```read\n{}```", expected.body);
            let (before, behind) = rest_of_page.split_once(&head).unwrap();
            write!(blessed, "{before}```\n\n```read\n{there}```").unwrap();
            rest_of_page = behind;
            if there != expected.body {
                wrong.push(format!(
                    "{} ({}):\n--- expected\n{}--- found\n{there}",
                    path.display(),
                    input.heading,
                    expected.body
                ));
            }
        }
        if bless {
            fs::write(&path, blessed + rest_of_page).unwrap();
        }
    }
    assert!(bless || wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_kind_has_a_sibling_and_a_near_miss() {
    for path in pages() {
        let page = fs::read_to_string(&path).unwrap();
        let name = path.file_stem().unwrap().to_str().unwrap();
        // What stands in a block is the input's.
        let own = page.split("```").step_by(2).flat_map(str::lines);
        let headings: Vec<&str> =
            own.filter(|line| line.starts_with("# ") || line.starts_with("## ")).collect();
        assert_eq!(headings, [&format!("# {name}"), HEADINGS[0], HEADINGS[1]], "{name}");
        let under: BTreeSet<&str> = fences(&page).iter().map(|fence| fence.heading).collect();
        assert_eq!(under, BTreeSet::from(HEADINGS), "{name}: an input below each heading");
    }
}

/// All that is read of a source, a line each: the title, the tables, the records, the findings. Information that is
/// given of nearly every document is left out.
fn read(source: &Source) -> String {
    match accounted::convert(source) {
        Ok(disclosure) => told(&disclosure),
        Err(error) => format!("refused: {error}\n"),
    }
}

fn told(disclosure: &Disclosure) -> String {
    let or = |value: Option<&str>| value.unwrap_or("–").to_owned();
    let mut text = String::new();
    writeln!(text, "title: {}", or(disclosure.title.as_deref())).unwrap();
    for block in &disclosure.blocks {
        let table = match block {
            Block::Table(table) => table,
            // A text that stands beside tables as a line of its own; that of the title is told.
            Block::Heading { text: said, .. } | Block::Paragraph { text: said, .. } => {
                if disclosure.title.as_deref() != Some(said.text()) {
                    writeln!(text, "text: {}", on_one_line(said.text())).unwrap();
                }
                continue;
            }
            Block::List { items, .. } => {
                for item in items {
                    writeln!(text, "text: {}", on_one_line(item.text())).unwrap();
                }
                continue;
            }
        };
        writeln!(
            text,
            "table: {}, {} rows | {} | {}",
            table.layout,
            table.rows.len(),
            or(table.title.as_deref()),
            or(table.unit.as_deref())
        )
        .unwrap();
        if ["plain", "form"].contains(&&*table.layout) {
            for row in &table.rows {
                let cells: Vec<String> = row.cells.iter().map(|cell| on_one_line(cell.text.text())).collect();
                writeln!(text, "  row: {}", cells.join(" | ")).unwrap();
            }
        }
        for note in &table.notes {
            writeln!(text, "  note: {}", on_one_line(note)).unwrap();
        }
    }
    for project in &disclosure.projects {
        writeln!(
            text,
            "project: {} {} | {} {}",
            or(project.code.as_deref()),
            project.name,
            project.amount.map_or_else(|| "–".to_owned(), |amount| amount.to_string()),
            or(project.amount_unit.as_deref())
        )
        .unwrap();
        for funding in &project.funding {
            writeln!(
                text,
                "  funding: {} {:?}",
                funding.source,
                funding.amount.map(|amount| amount.to_string())
            )
            .unwrap();
        }
        for goal in &project.goals {
            let number = goal.number.map_or_else(String::new, |number| format!(" {number}"));
            writeln!(text, "  goal{number}: {}", on_one_line(&goal.text)).unwrap();
        }
        for indicator in &project.indicators {
            write!(
                text,
                "  indicator: {} / {} / {} {}",
                or(indicator.level1.as_deref()),
                or(indicator.level2.as_deref()),
                indicator.name,
                target(&indicator.target)
            )
            .unwrap();
            for (what, amount) in [("weight", indicator.weight), ("score", indicator.score)] {
                if let Some(amount) = amount {
                    write!(text, ", {what} {amount}").unwrap();
                }
            }
            text.push('\n');
        }
    }
    for line in &disclosure.budget {
        let amounts: Vec<String> = line
            .amounts
            .iter()
            .map(|amount| {
                let number = amount.amount.map_or_else(|| "–".to_owned(), |amount| amount.to_string());
                format!("{} {number}", amount.column.join("/"))
            })
            .collect();
        writeln!(
            text,
            "line: {} {} | {} | {}",
            or(line.code.as_deref()),
            line.name,
            amounts.join(", "),
            or(line.unit.as_deref())
        )
        .unwrap();
    }
    for hidden in &disclosure.hidden {
        writeln!(text, "hidden: {:?} | {}", hidden.by, hidden.text).unwrap();
    }
    for finding in &disclosure.findings {
        if finding.severity != Severity::Info || finding.at.is_some() {
            writeln!(text, "{}[{}]: {}", finding.severity.name(), finding.rule, finding.message).unwrap();
        }
    }
    text
}

fn on_one_line(text: &str) -> String {
    text.replace('\n', " ⏎ ")
}

/// A target as signs and words.
fn target(target: &Target) -> String {
    let mut text = target.operator.map_or_else(|| "·".to_owned(), |operator| format!("{operator:?}"));
    for part in [&target.value, &target.value_max, &target.unit].into_iter().flatten() {
        text.push(' ');
        text.push_str(part);
    }
    for more in &target.more {
        text.push_str(" and ");
        text.push_str(&self::target(more));
    }
    text
}
