//! An amount that is printed oddly is read as what it says, or a finding names its cell; it is never another amount,
//! and never takes a name or an amount of another cell along.
//!
//! Every golden document has some of its amounts put in other words, one at a time.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use gongkai::model::{Amount, Disclosure, Source};
use regex::Regex;

use crate::accounted;
use crate::samples;

/// What is printed, and the amount that it is; `None` where nobody can tell.
const PRINTED: [(&str, Option<&str>); 26] = [
    ("200.00注2", Some("200")),
    ("200.00①", Some("200")),
    ("①200.00", Some("200")),
    ("200.00 *", Some("200")),
    ("200.00[1]", Some("200")),
    ("200.00（含结转）", Some("200")),
    ("２００．００", Some("200")),
    ("¥200.00", Some("200")),
    ("1.2E+01", Some("12")),
    ("50.00-", Some("-50")),
    ("nan", None),
    ("#REF!", None),
    ("O", None),
    ("2OO.00", None),
    ("l00.00", None),
    ("200..00", None),
    ("200.00.", None),
    ("200.00/300.00", None),
    ("200.00 100.00", None),
    ("约200", None),
    ("大约200.00", None),
    ("负200.00", None),
    ("待定", None),
    ("见附件", None),
    ("预计200.00左右", None),
    ("200,00,0", None),
];

/// How many cells of each document are tried, spread over it.
fn cells() -> usize {
    if std::env::var_os("GONGKAI_SLOW").is_some() { 8 } else { 1 }
}

/// A cell that holds a number with decimals, between what parts the cells of its format.
static CELL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[>\t|]\s*(?<number>[0-9][0-9,]*\.[0-9]+)\s*[<\t|\n]").unwrap());

/// The amounts of a document, each with what it is of.
fn amounts(disclosure: &Disclosure) -> BTreeSet<(String, Option<Amount>)> {
    let mut found = BTreeSet::new();
    for (number, project) in disclosure.projects.iter().enumerate() {
        found.insert((format!("{number} {}", project.name), project.amount.map(Amount::normalized)));
        for part in &project.funding {
            let of = format!("{number} {} {}", project.name, part.source);
            found.insert((of, part.amount.map(Amount::normalized)));
        }
    }
    for (number, line) in disclosure.budget.iter().enumerate() {
        for (column, amount) in line.amounts.iter().enumerate() {
            let of = format!("{number} {} {column}", line.name);
            found.insert((of, amount.amount.map(Amount::normalized)));
        }
    }
    found
}

#[test]
fn an_amount_in_other_words_is_that_amount_or_a_finding() {
    let mut tried = 0;
    for source in samples::all().iter().filter(|source| !source.path.ends_with("csv")) {
        // A workbook is no text in which something else could be printed.
        let Ok(text) = String::from_utf8(source.bytes.clone()) else { continue };
        let before = accounted::convert(source).unwrap();
        let known = amounts(&before);
        let numbers: Vec<_> = CELL.captures_iter(&text).filter_map(|found| found.name("number")).collect();
        let step = numbers.len().div_ceil(cells()).max(1);
        for cell in numbers.iter().step_by(step) {
            // What is no amount, as the value of an indicator is, has rules of its own.
            let probe = with(source, &text, cell.range(), "987654321.25");
            let is_amount = amounts(&accounted::convert(&probe).unwrap())
                .iter()
                .any(|(_, amount)| *amount == Some("987654321.25".parse().unwrap()));
            if !is_amount {
                continue;
            }
            for (printed, expected) in PRINTED {
                tried += 1;
                let after = accounted::convert(&with(source, &text, cell.range(), printed)).unwrap();
                let at = format!("{}: {printed} in place of {}", source.path, cell.as_str());
                check(&at, &known, &after, expected);
            }
        }
    }
    assert!(tried > 500, "only {tried} were tried");
}

/// A document with something else printed in one of its cells.
fn with(source: &Source, text: &str, cell: std::ops::Range<usize>, printed: &str) -> Source {
    let text = format!("{}{printed}{}", &text[..cell.start], &text[cell.end..]);
    Source { bytes: text.into_bytes(), ..source.clone() }
}

#[track_caller]
fn check(at: &str, known: &BTreeSet<(String, Option<Amount>)>, after: &Disclosure, expected: Option<&str>) {
    let expected: Option<Amount> = expected.map(|text| text.parse::<Amount>().unwrap().normalized());
    let found = amounts(after);
    let names = |of: &BTreeSet<(String, Option<Amount>)>| -> BTreeSet<String> {
        of.iter().map(|(name, _)| name.clone()).collect()
    };
    let is_said = after.findings.iter().any(|finding| finding.rule.ends_with("-unread"));
    let invented: Vec<String> = names(&found).difference(&names(known)).cloned().collect();
    assert!(invented.is_empty(), "{at}: {invented:?} came out");
    for (name, amount) in found.difference(known) {
        let is_right = amount.is_none() || *amount == expected;
        assert!(is_right, "{at}: {name} is {amount:?}");
        assert!(amount.is_some() || is_said, "{at}: {name} has no amount, and nothing says so");
    }
    assert!(is_said || expected.is_some(), "{at}: nothing says that it is unread");
}
