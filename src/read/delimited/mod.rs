//! Delimited text: tables whose cells stand between tabs or other separators, with headings and prose around
//! them; and text in which every cell has a line of its own.
//!
//! What stands in a cell is markup, for scrapers leave `<p>` and `<math>` in it. Quotes are read only where
//! they enclose a whole cell: `"三公"经费` begins with a quote and is none of CSV's. (That, and the place of
//! every cell, is why the `csv` crate does not do this.)

mod blocks;
mod pieces;
mod quotes;
mod ragged;
mod separator;
mod thousands;

pub(super) use separator::{Separator, is_delimiter_row, separator};

use super::lines::Lines;
use super::{Evidence, Reader, decode, origin};
use crate::error::Error;
use crate::model::{Block, Document, Finding, Findings, Message, Position, Raw, Rule, Severity, Source};

/// The reader of delimited text.
pub const READER: Reader = Reader {
    name: "delimited",
    extensions: &["txt", "text", "tsv", "tab", "psv"],
    sniff,
    read: |findings, source| read_as(READER.name, findings, source),
};

/// A row has fewer cells than the others.
pub const ROW_TOO_SHORT: Rule =
    Rule { name: "row-too-short", severity: Severity::Warning, page: include_str!("row_too_short.md") };

/// A row has more cells than the others.
pub const ROW_TOO_LONG: Rule =
    Rule { name: "row-too-long", severity: Severity::Warning, page: include_str!("row_too_long.md") };

/// Numbers that their own thousands commas had cut were put together.
pub const THOUSANDS_JOINED: Rule =
    Rule { name: "thousands-joined", severity: Severity::Info, page: include_str!("thousands_joined.md") };

/// Thousands commas cut the numbers of a row, and in more than one way or none.
pub const THOUSANDS_UNSURE: Rule =
    Rule { name: "thousands-unsure", severity: Severity::Warning, page: include_str!("thousands_unsure.md") };

/// Which cells make a row is not to be seen.
pub const BORDERS_UNSURE: Rule =
    Rule { name: "borders-unsure", severity: Severity::Info, page: include_str!("borders_unsure.md") };

fn sniff(bytes: &[u8]) -> Evidence {
    let Some(text) = decode::glimpse(bytes) else { return Evidence::Against };
    match separator(&text) {
        Separator::Char('\t') if text.lines().filter(|line| line.trim().contains('\t')).count() > 1 => {
            Evidence::Likely
        }
        Separator::Char('|') | Separator::Line => Evidence::Likely,
        _ => Evidence::Silent,
    }
}

/// Reads delimited text under the name of a format.
pub(super) fn read_as(
    format: &str,
    findings: &mut Findings,
    source: &Source,
) -> Result<Document<Raw>, Error> {
    let (text, encoding) = decode::text(findings, source)?;
    let lines = Lines::new(&text);
    let separator = separator(&text);
    let pieces = pieces::split(&text, separator, &mut quotes::Quotes::new(&text));
    let blocks = blocks::assemble(findings, &lines, &pieces, separator);
    for block in &blocks {
        if let Block::Table(table) = block
            && separator == Separator::Line
        {
            let mut finding = Finding::new(&BORDERS_UNSURE, &Message::new("borders-unsure", &[]));
            finding.at = Some(Position::of(&table.at));
            findings.push(finding);
        }
    }
    Ok(Document { source: origin(source, format, Some(encoding)), title: None, blocks, hidden: Vec::new() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Place;

    fn read(path: &str, text: &str) -> (Document<Raw>, Vec<Finding>) {
        let mut findings = Findings::default();
        let source = Source { path: path.to_owned(), bytes: text.as_bytes().to_vec(), format: None };
        let document = crate::read::read(&mut findings, &source).unwrap();
        (document, findings.into_sorted())
    }

    fn words(text: &Raw) -> &str {
        match text {
            Raw::Markup(text) | Raw::Plain(text) | Raw::Translated { html: text, .. } => text,
        }
    }

    fn outline(document: &Document<Raw>) -> String {
        let mut lines = Vec::new();
        for block in &document.blocks {
            lines.push(match block {
                Block::Heading { level, text, .. } => format!("h{level} {}", words(text)),
                Block::Paragraph { text, .. } => format!("p {}", words(text)),
                Block::List { .. } => "list".to_owned(),
                Block::Table(table) => {
                    let rows: Vec<String> = table
                        .rows
                        .iter()
                        .map(|row| {
                            row.cells.iter().map(|cell| words(&cell.text)).collect::<Vec<_>>().join("¦")
                        })
                        .collect();
                    format!("t {}", rows.join(" / "))
                }
            });
        }
        lines.join("\n")
    }

    #[track_caller]
    fn check(path: &str, text: &str, format: &str, expected: &str) {
        let (document, _) = read(path, text);
        assert_eq!((document.source.format.as_str(), outline(&document).as_str()), (format, expected));
    }

    #[test]
    fn the_first_input() {
        let (document, findings) =
            read("a.txt", include_str!("../../../tests/golden/menyuan-2024/input.txt"));
        assert_eq!(findings, []);
        let [Block::Heading { level: 1, at, .. }, Block::Table(table)] = document.blocks.as_slice() else {
            panic!("{}", outline(&document))
        };
        assert_eq!((at.line, at.column), (Some(3), Some(3)));
        assert_eq!((table.rows.len(), table.width(), table.header_rows), (14, 5, 0));
        assert_eq!(table.joined, [Place::line(11), Place::line(14), Place::line(17)]);
        assert_eq!(table.at, Place::line(5));
        assert_eq!(table.rows[4].cells[2].at, Place::line_column(9, 11));
        assert_eq!(document.source.encoding.as_deref(), Some("UTF-8"));
        assert_eq!((document.source.bytes, document.source.sha256.len()), (12772, 64));
    }

    #[test]
    fn prose_and_unit_lines_around() {
        let (document, findings) =
            read("a.tsv", include_str!("../../../tests/golden/19_final_expenditure_rounding/input.tsv"));
        assert_eq!(findings, []);
        let [Block::Paragraph { .. }, Block::Table(table), Block::Paragraph { .. }] =
            document.blocks.as_slice()
        else {
            panic!("{}", outline(&document))
        };
        assert_eq!(table.rows.len(), 12);
        assert_eq!(table.rows[0].cells.len(), 6);
    }

    #[test]
    fn separators_are_told() {
        check("a.txt", "a\tb\n1\t2\t", "delimited", "t a¦b / 1¦2¦");
        check("a", "a,b\n1,2\n\"x, \"\"y\"\"\nz\",3\n", "csv", "t a¦b / 1¦2 / x, \"y\"<br>z¦3");
        check("a", "a;b\n1,5;2\n", "csv", "t a¦b / 1,5¦2");
        check("a.csv", "sep=;\na;b\n1;2\n", "csv", "t a¦b / 1¦2");
        check("a", "| a | b |\n| 1 | 2 |\n", "delimited", "t a¦b / 1¦2");
        check(
            "a.txt",
            "只有文字，没有表。\n\n# 标题\n又一段, 有逗号",
            "delimited",
            "p 只有文字，没有表。\nh1 标题\np 又一段, 有逗号",
        );
        check("a.csv", "\u{feff}项目\t金额\n供水\t1,260.00\n", "delimited", "t 项目¦金额 / 供水¦1,260.00");
        check(
            "a.txt",
            "\"三公\"经费\t12\n\"十四五\"规划\t\"9\"\n\"a\t1\n",
            "delimited",
            "t \"三公\"经费¦12 / \"十四五\"规划¦9 / \"a¦1",
        );
    }

    #[test]
    fn tables_end_where_others_begin() {
        check("a.txt", "甲\t乙\n1\t2\n一、小计\n3\t4\n", "delimited", "t 甲¦乙 / 1¦2 / 一、小计 / 3¦4");
        check(
            "a.txt",
            "甲\t乙\n1\t2\n表二\n丙\t丁\n3\t4",
            "delimited",
            "t 甲¦乙 / 1¦2\np 表二\nt 丙¦丁 / 3¦4",
        );
        check(
            "a.txt",
            "甲\t乙\n1\t2\n\n丙\t丁\t戊\n3\t4\t5",
            "delimited",
            "t 甲¦乙 / 1¦2\nt 丙¦丁¦戊 / 3¦4¦5",
        );
        check("a.txt", "甲\t乙\n1\t2\n\n甲\t乙\n3\t4", "delimited", "t 甲¦乙 / 1¦2 / 甲¦乙 / 3¦4");
        check("a.txt", "甲\t乙\n1\t2\n## 二\n3\t4", "delimited", "t 甲¦乙 / 1¦2\nh2 二\nt 3¦4");
    }

    #[test]
    fn a_cell_a_line() {
        let (document, findings) = read("a.txt", "绩效目标表\n一级指标|\n二级指标||\n供水率||||\n");
        assert_eq!(outline(&document), "p 绩效目标表\nt 一级指标 / 二级指标¦ / 供水率¦¦¦");
        assert_eq!(findings[0].rule, "borders-unsure");
    }

    #[test]
    fn odd_rows_are_kept_and_reported() {
        let (document, findings) =
            read("a.txt", "注\t\n甲\t乙\t丙\n1\t2\t3\n4\t5\n6\t7\t8\t9\n1\t2\t3\t\n合计\n1\t2\t3\n");
        let Block::Table(table) = &document.blocks[0] else { panic!() };
        assert_eq!(table.rows.len(), 8);
        let found: Vec<_> =
            findings.iter().map(|f| (f.rule.as_str(), f.at.as_ref().and_then(|at| at.line))).collect();
        assert_eq!(found, [("row-too-short", Some(4)), ("row-too-long", Some(5))]);
    }

    #[test]
    fn unclosed_quotes_are_fast() {
        let text = "\"a,b\n".repeat(10_000);
        let (document, _) = read("a.csv", &text);
        assert_eq!(document.blocks.len(), 1);
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig { cases: 400, failure_persistence: None, ..Default::default() })]
        #[test]
        fn nothing_is_lost(text in "[甲乙丙1 \t\n,;|#\"]{0,80}") {
            let mut findings = Findings::default();
            let source = Source { path: "a.txt".to_owned(), bytes: text.clone().into_bytes(), format: None };
            if let Ok(document) = crate::read::read(&mut findings, &source) {
                let kept = outline(&document);
                for c in ['甲', '乙', '丙', '1'] {
                    assert!(kept.matches(c).count() >= text.matches(c).count(), "{text:?} {kept:?}"
                    );
                }
            }
        }
    }
}
