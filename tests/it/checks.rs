//! A manual page is the test: every block of a page that stands for a file, converted, gives the findings that the page
//! prints below it. The pages of the checks and those of reading and mending alike.

use std::collections::BTreeSet;

use gongkai::check::CHECKS;
use gongkai::model::{Decision, Finding, Language, Source};
use gongkai::pipeline::{convert_decided, rules};

use crate::page_inputs;

/// The headings of every page, below its title.
const HEADINGS: [&str; 3] = ["## Why it matters", "## Fires", "## Stays silent"];

/// A table of a page and the findings that the page promises for it.
struct Case<'a> {
    heading: &'a str,
    /// The name of its reader.
    format: &'static str,
    bytes: Vec<u8>,
    /// What persons decided about it.
    decisions: Vec<Decision>,
    findings: String,
}

/// A fenced block of a page, with the heading it stands under.
pub struct Fence<'a> {
    pub heading: &'a str,
    pub language: &'a str,
    pub body: String,
}

#[test]
fn every_page_gives_what_it_prints() {
    let mut wrong = Vec::new();
    for rule in rules() {
        for (number, case) in cases(rule.name, rule.page_in(Language::English)).iter().enumerate() {
            let found = findings(rule.name, case);
            if found != case.findings {
                wrong.push(format!(
                    "{}, table {} ({}):\n  expected\n{}  found\n{}",
                    rule.name,
                    number + 1,
                    case.heading,
                    case.findings,
                    found
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_page_has_the_fixed_headings() {
    for rule in rules() {
        let (name, page) = (rule.name, rule.page_in(Language::English));
        let mut headings = page.lines().filter(|line| line.starts_with('#'));
        assert_eq!(headings.next(), Some(format!("# {name}").as_str()), "the title of {name}");
        assert_eq!(headings.collect::<Vec<_>>(), HEADINGS, "{name}");
        let summary = page.lines().nth(2).unwrap_or_default();
        assert!(summary.ends_with('.') && page.lines().nth(3) == Some(""), "{name} begins with one sentence");
    }
}

#[test]
fn every_page_fires_and_stays_silent() {
    for rule in rules() {
        let name = rule.name;
        for case in cases(name, rule.page_in(Language::English)) {
            let silent = case.heading == HEADINGS[2];
            assert_eq!(case.findings.is_empty(), silent, "{name}: a table under {}", case.heading);
        }
        for heading in &HEADINGS[1..] {
            let some =
                cases(name, rule.page_in(Language::English)).iter().any(|case| case.heading == *heading);
            assert!(some, "{name} has no table under {heading}");
        }
    }
}

#[test]
fn every_check_has_its_page_and_every_page_its_check() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/check");
    let pages: BTreeSet<String> = std::fs::read_dir(folder)
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".md").map(|stem| stem.replace('_', "-")))
        .collect();
    let names: Vec<&str> = CHECKS.iter().map(|check| check.rule.name).collect();
    assert_eq!(pages.iter().map(String::as_str).collect::<Vec<_>>(), names, "the order of the names");
}

/// The findings of one rule in a case, a line each.
fn findings(rule: &str, case: &Case) -> String {
    let source = Source {
        path: format!("{rule}.table"),
        bytes: case.bytes.clone(),
        format: Some(case.format.to_owned()),
    };
    let disclosure = match convert_decided(&source, &case.decisions) {
        Ok(disclosure) => disclosure,
        Err(error) => return format!("refused: {error}\n"),
    };
    let line = |finding: &Finding| format!("{}[{rule}]: {}\n", finding.severity.name(), finding.message);
    let found: Vec<String> =
        disclosure.findings.iter().filter(|finding| finding.rule == rule).map(line).collect();
    found.concat()
}

/// The tables of a page with what must be found in each.
fn cases<'a>(name: &str, page: &'a str) -> Vec<Case<'a>> {
    let fences = fences(page);
    let (pairs, rest) = fences.as_chunks::<2>();
    assert!(rest.is_empty(), "{name}: a table without findings");
    pairs
        .iter()
        .map(|[table, findings]| {
            assert_eq!(findings.language, "findings", "{name}: what follows a table");
            // Decisions, a line each, and a table of text below an empty line.
            let (decisions, language, body) = match (table.language, table.body.split_once("\n\n")) {
                ("decided", Some((lines, body))) => (lines, "table", body),
                (language, _) => ("", language, table.body.as_str()),
            };
            let (format, bytes) = page_inputs::bytes(language, body)
                .unwrap_or_else(|| panic!("{name}: no file is written as {}", table.language));
            let decisions = decisions.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            Case { heading: table.heading, format, bytes, decisions, findings: findings.body.clone() }
        })
        .collect()
}

/// The fenced blocks of a page, in order.
pub fn fences(page: &str) -> Vec<Fence<'_>> {
    let mut fences: Vec<Fence> = Vec::new();
    let mut heading = "";
    let mut open = false;
    for line in page.lines() {
        match line.strip_prefix("```") {
            Some(language) if !open => {
                fences.push(Fence { heading, language, body: String::new() });
                open = true;
            }
            Some(_) => open = false,
            None if open => {
                if let Some(fence) = fences.last_mut() {
                    fence.body.push_str(line);
                    fence.body.push('\n');
                }
            }
            None if line.starts_with('#') => heading = line,
            None => {}
        }
    }
    fences
}
