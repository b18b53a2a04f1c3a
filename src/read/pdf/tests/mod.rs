//! Pages of every kind, each with a sibling and one that only looks like it.

mod pages;
#[cfg(feature = "cli")]
mod pictures;
mod tables;
mod texts;
mod writer;

use self::writer::{Paper, pdf};
use crate::error::Error;
use crate::model::{Block, Cell, Document, Findings, Raw, Row, Source};

fn read(bytes: Vec<u8>) -> (Result<Document<Raw>, Error>, Findings) {
    let source = Source { path: "a.pdf".to_owned(), bytes, format: None };
    let mut findings = Findings::default();
    let document = super::super::read(&mut findings, &source);
    (document, findings)
}

/// A document in a few words: headings with their level, paragraphs, tables row by row with spans before the text.
fn sketch(document: &Document<Raw>) -> String {
    let words = |text: &Raw| match text {
        Raw::Plain(text) => text.replace('\n', "/"),
        Raw::Markup(html) | Raw::Translated { html, .. } => format!("html:{html}"),
    };
    let cell = |cell: &Cell<Raw>| {
        let span = if cell.colspan * cell.rowspan > 1 {
            format!("{}x{}:", cell.colspan, cell.rowspan)
        } else {
            String::new()
        };
        span + &words(&cell.text)
    };
    let row = |row: &Row<Raw>| row.cells.iter().map(cell).collect::<Vec<_>>().join("|");
    let block = |block: &Block<Raw>| match block {
        Block::Heading { level, text, .. } => format!("#{level} {}", words(text)),
        Block::Paragraph { text, .. } => words(text),
        Block::List { .. } => "list".to_owned(),
        Block::Table(table) => table.rows.iter().map(row).collect::<Vec<_>>().join("\n"),
    };
    document.blocks.iter().map(block).collect::<Vec<_>>().join("\n")
}

#[track_caller]
fn check_pages(pages: &[Paper], expected: &str, rules: &str) {
    let (document, findings) = read(pdf(pages));
    let document = document.unwrap_or_else(|error| panic!("{}", error.message.en));
    assert_eq!(sketch(&document), expected);
    let found: Vec<&str> = findings.as_slice().iter().map(|finding| finding.rule.as_str()).collect();
    assert_eq!(found.join(" "), rules);
}

#[track_caller]
fn check(paper: &Paper, expected: &str) {
    check_pages(std::slice::from_ref(paper), expected, "");
}

fn paper(draw: impl FnOnce(&mut Paper)) -> Paper {
    let mut paper = Paper::new();
    draw(&mut paper);
    paper
}
