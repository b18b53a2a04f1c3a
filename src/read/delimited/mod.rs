//! Delimited text: tables whose cells stand between tabs or other separators, with headings and prose around
//! them; and text in which every cell has a line of its own.
//!
//! What stands in a cell is markup, for scrapers leave `<p>` and `<math>` in it. Quotes are read only where
//! they enclose a whole cell: `"三公"经费` begins with a quote and is none of CSV's. (That, and the place of
//! every cell, is why the `csv` crate does not do this.)

mod aligned;
mod blocks;
mod broken_off;
mod mixed;
mod pieces;
mod quotes;
mod ragged;
mod separator;
mod thousands;
mod wrapped;

pub(super) use separator::{Separator, is_delimiter_row, separator};

use super::lines::Lines;
use super::{Evidence, Glimpse, Reader, decode, origin};
use crate::error::Error;
use crate::model::{Block, Document, Finding, Findings, Message, Position, Raw, Rule, Severity, Source};

/// The reader of delimited text.
pub const READER: Reader = Reader {
    name: "delimited",
    extensions: &["txt", "text", "tsv", "tab", "psv"],
    at_most: Evidence::Likely,
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

/// Some lines part their cells by another sign than the others.
pub const SEPARATORS_MIXED: Rule =
    Rule { name: "separators-mixed", severity: Severity::Info, page: include_str!("separators_mixed.md") };

/// Blanks part the columns of a table.
pub const COLUMNS_BY_BLANKS: Rule =
    Rule { name: "columns-by-blanks", severity: Severity::Info, page: include_str!("columns_by_blanks.md") };

/// Blanks seem to part columns, and which is not to be seen.
pub const COLUMNS_UNSURE: Rule =
    Rule { name: "columns-unsure", severity: Severity::Warning, page: include_str!("columns_unsure.md") };

fn sniff(file: &Glimpse) -> Evidence {
    let (Some(text), Some(separator)) = (file.text(), file.separator()) else { return Evidence::Against };
    match separator {
        Separator::Char('\t') if text.lines().filter(|line| line.trim().contains('\t')).count() > 1 => {
            Evidence::Likely
        }
        Separator::Char('|' | '｜') | Separator::Line => Evidence::Likely,
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
    let (mut text, lines) = match wrapped::unwrapped(&text) {
        Some(unwrapped) => (unwrapped.text, lines.through(unwrapped.map)),
        None => (text, lines),
    };
    let separator = separator::bare_separator(&text);
    let pieces = match separator {
        Separator::Char(sign) => {
            let mut quotes = quotes::Quotes::new(&text);
            let mut pieces = pieces::split(&text, separator, &mut quotes);
            if let Some(open) = quotes.unclosed()
                && sign != '\t'
                && broken_off::is(&text, &pieces, open, sign)
            {
                let (closed, torn) = broken_off::closed(findings, &lines, &text);
                text = closed;
                pieces = pieces::split(&text, separator, &mut quotes::Quotes::new(&text));
                pieces.extend(torn.map(pieces::Piece::Prose));
            }
            mixed::settle(findings, &lines, &text, pieces, sign)
        }
        Separator::Line => pieces::split(&text, separator, &mut quotes::Quotes::new(&text)),
        Separator::None => aligned::split_by_blanks(findings, &lines, &text),
    };
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
    fn separators_by_the_table_they_make() {
        for (text, expected) in [
            // Full-width signs, their thousands, a total without a code.
            (
                "功能编码，功能名称，金额\n213，农林水支出，80.00\n21303，水利，1，080.00\n合计，1，160.00\n",
                "t 功能编码¦功能名称¦金额 / 213¦农林水支出¦80.00 / 21303¦水利¦1，080.00 / 合计¦¦1，160.00",
            ),
            (
                "一级指标；二级指标；三级指标；指标值\n产出指标；数量指标；清淤；≥3公里\n效益指标；社会效益；覆盖；明显\n",
                "t 一级指标¦二级指标¦三级指标¦指标值 / 产出指标¦数量指标¦清淤¦≥3公里 / 效益指标¦社会效益¦覆盖¦明显",
            ),
            // Sentences.
            (
                "一是巩固，二是提升，三是改造。\n一是巡查，二是养护，三是清淤。\n一是宣传，二是培训，三是检查。\n",
                "p p p",
            ),
            ("春眠不觉晓，处处闻啼鸟\n夜来风雨声，花落知多少\n白日依山尽，黄河入海流\n", "p p p"),
            ("2023年，收入，100万元，支出\n比上年，增加，10万元，下降\n", "p p"),
            // Tabs before codes and behind words keep a spreadsheet from converting.
            (
                "编码,名称,金额\n\t0213,造林\t,1\n\t0214,护林\t,2\n",
                "t 编码¦名称¦金额 / \t0213¦造林\t¦1 / \t0214¦护林\t¦2",
            ),
            ("编码\t名称\n1\t甲,乙\n2\t丙,丁\n", "t 编码¦名称 / 1¦甲,乙 / 2¦丙,丁"),
            // A short table most of whose rows lack a cell.
            (
                "编码,名称,合计,基本,项目\n213,农林,5.00,2.00,3.00\n21303,水利,2.00,2.00\n合计,5.00,2.00,3.00\n",
                "t 编码¦名称¦合计¦基本¦项目 / 213¦农林¦5.00¦2.00¦3.00 / 21303¦水利¦2.00¦2.00 / 合计¦¦5.00¦2.00¦3.00",
            ),
        ] {
            assert_eq!(told(text).0, expected, "{text}");
        }
    }

    /// The outline of a text without the words of its paragraphs, and the rules of its findings.
    fn told(text: &str) -> (String, Vec<String>) {
        let (document, findings) = read("a.csv", text);
        let lines = outline(&document);
        let short = |line: &str| if line.starts_with("p ") { "p".to_owned() } else { line.to_owned() };
        let outline = lines.lines().map(short).collect::<Vec<_>>().join(" ");
        (outline, findings.into_iter().map(|finding| finding.rule).collect())
    }

    #[test]
    fn rows_of_another_separator() {
        for (text, expected, rules) in [
            (
                "编码\t名称\t金额\n213,造林,1.00\n214,护林,2.00\n",
                "t 编码¦名称¦金额 / 213¦造林¦1.00 / 214¦护林¦2.00",
                &["separators-mixed"][..],
            ),
            (
                "编码|名称|金额\n213|造林|1.00\n214|护林|2.00\n合计;;3.00\n",
                "t 编码¦名称¦金额 / 213¦造林¦1.00 / 214¦护林¦2.00 / 合计¦¦3.00",
                &["separators-mixed"],
            ),
            (
                "编码，名称，金额\n213,造林,1.00\n214,护林;2.00\n215,育林,3.00\n",
                "t 编码¦名称¦金额 / 213¦造林¦1.00 / 214¦护林¦2.00 / 215¦育林¦3.00",
                &["separators-mixed"],
            ),
            // Commas within cells and notes below.
            (
                "编码;名称;金额\n213;造林,含育苗;1,50\n214;护林;2,00\n注：以批复为准,不含结转,单位万元\n",
                "t 编码¦名称¦金额 / 213¦造林,含育苗¦1,50 / 214¦护林¦2,00 p",
                &[],
            ),
        ] {
            let (outline, found) = told(text);
            assert_eq!(
                (outline.as_str(), found.as_slice()),
                (expected, rules.iter().map(|r| (*r).to_owned()).collect::<Vec<_>>().as_slice()),
                "{text}"
            );
        }
    }

    #[test]
    fn lines_padded_by_another_separator() {
        let text = "青岭县2024年支出表,,\n编码,名称,金额\n213;造林;1.00\n214;护林;2.00\n215;育林;3.00\n";
        let (document, _) = read("a.csv", text);
        assert!(outline(&document).starts_with("p 青岭县2024年支出表\n"), "{}", outline(&document));
        // Rows in quotes below a padded title, a unit and a header with tabs.
        let text = "青岭县2024年支出表\t\t\n\t\t单位：万元\n编码\t名称\t金额\n\"213\",\"造林\",\"1.00\"\n\"214\",\"护林\",\"2.00\"\n\"215\",\"育林\",\"3.00\"\n";
        let (document, _) = read("a.csv", text);
        assert!(outline(&document).contains("编码¦名称¦金额 / 213¦造林¦1.00"), "{}", outline(&document));
    }

    #[test]
    fn quotes_behind_backslashes() {
        check(
            "a.csv",
            "编码,名称,金额\n1,\"\\\"三公\\\"经费,含接待\",2\n2,\"会议费\",3\n",
            "csv",
            "t 编码¦名称¦金额 / 1¦\"三公\"经费,含接待¦2 / 2¦会议费¦3",
        );
        // A path may end in a backslash.
        check(
            "a.csv",
            "编码,路径\n1,\"D:\\预算\\\"\n2,\"E:\\\"\n",
            "csv",
            "t 编码¦路径 / 1¦D:\\预算\\ / 2¦E:\\",
        );
    }

    #[test]
    fn rows_quoted_as_a_whole() {
        let text = "\"编码,名称,金额\"\n\"213,造林,\"\"1,300.50\"\"\"\n\"214,护林,20.00\"\n";
        check("a.csv", text, "csv", "t 编码¦名称¦金额 / 213¦造林¦1,300.50 / 214¦护林¦20.00");
        let (document, _) = read("a.csv", text);
        let Block::Table(table) = &document.blocks[0] else { panic!() };
        assert_eq!(table.rows[1].cells[2].at, Place::line_column(2, 11));
    }

    #[test]
    fn columns_that_blanks_part() {
        for (text, expected, rules) in [
            // Numbers at the right of wide columns, a blank column, codes that move to the right.
            (
                "科目编码      科目名称                合计    基本支出    项目支出\n\
                 213           农林水支出            800.00                  800.00\n\
                 \u{20} 21303       水利                  800.00                  800.00\n\
                 合计                                800.00                  800.00\n",
                "t 科目编码¦科目名称¦合计¦基本支出¦项目支出 / 213¦农林水支出¦800.00¦¦800.00 / 21303¦水利¦800.00¦¦800.00 / 合计¦¦800.00¦¦800.00",
                &["columns-by-blanks"][..],
            ),
            // A name that pushes its numbers aside, and a total without a code.
            (
                "编码   名称    合计      基本      项目\n\
                 213    农林    1,200.00  200.00  1,000.00\n\
                 20805  行政事业单位养老支出  300.00  100.00  200.00\n\
                 合计   1,500.00  300.00  1,200.00\n",
                "t 编码¦名称¦合计¦基本¦项目 / 213¦农林¦1,200.00¦200.00¦1,000.00 / 20805¦行政事业单位养老支出¦300.00¦100.00¦200.00 / 合计¦¦1,500.00¦300.00¦1,200.00",
                &["columns-by-blanks"],
            ),
            // Single blanks.
            (
                "编码 名称 合计 基本 项目\n213 农林 1,200.00 200.00 1,000.00\n21303 水利 300.00 100.00 200.00\n",
                "t 编码¦名称¦合计¦基本¦项目 / 213¦农林¦1,200.00¦200.00¦1,000.00 / 21303¦水利¦300.00¦100.00¦200.00",
                &["columns-by-blanks"],
            ),
            (
                "编码 名称 合计 基本 项目\n213 农林 1,200.00 1,200.00\n21303 水利 300.00 100.00 200.00\n",
                "p p p",
                &["columns-unsure"],
            ),
            // A spread word, a blank line, and another table as wide below, which is parted by its header later.
            (
                "编　码    名　　称    金额\n213       农林        1.00\n\n214       水利        2.00\n\n一级指标  二级指标  指标值\n产出      数量      ≥3个\n产出      质量      ≥9%\n",
                "t 编　码¦名　　称¦金额 / 213¦农林¦1.00 / 214¦水利¦2.00 / 一级指标¦二级指标¦指标值 / 产出¦数量¦≥3个 / 产出¦质量¦≥9%",
                &["columns-by-blanks", "columns-by-blanks"],
            ),
            // Signatures, lists of words, sentences with blanks.
            ("编制：甲某    审核：乙某    日期：3月\n单位：丙局    电话：0970    传真：无\n", "p p", &[]),
            ("甲    乙\n丙    丁\n戊    己\n", "p p p", &[]),
            ("第一段  有空格\n第二段  有 空格 也有 12 个字\n第三段\n", "p p p", &[]),
        ] {
            let (outline, found) = told(text);
            assert_eq!(
                (outline.as_str(), found),
                (expected, rules.iter().map(|rule| (*rule).to_owned()).collect()),
                "{text}"
            );
        }
    }

    #[test]
    fn rows_that_lack_a_cell() {
        for (text, row, rules) in [
            ("编码,名称,金额\n213,农林,5.00\n合计,5.00\n", "合计¦¦5.00", &["row-too-short"][..]),
            (
                "类,款,项,名称,合计,基本\n208,05,05,养老,3.00,3.00\n合计,3.00,3.00\n",
                "合计¦¦¦¦3.00¦3.00",
                &["row-too-short"],
            ),
            // Two are missing, and its number may be any of two columns': it is not read.
            (
                "编码,名称,甲,乙\n213,农林,5.00,2.00\n214,水利,5.00,3.00\n合计,9.00\n",
                "合计,9.00",
                &["row-too-short"],
            ),
            (
                "编码,名称,甲,乙,丙\n213,农林,5.00,2.00,1.00\n214,水利,5.00,3.00,1.00\n合计,9.00,7.00\n",
                "合计¦¦9.00,7.00",
                &["row-too-short"],
            ),
            // The same, where the first amount is the sum of the others.
            (
                "编码,名称,合计,甲,乙\n213,农林,5.00,2.00,3.00\n214,水利,6.00,6.00,\n合计,6.00,6.00\n",
                "合计¦¦6.00¦6.00¦",
                &["row-too-short"],
            ),
            // What is blank at the right was left out.
            (
                "编码,名称,合计,甲,乙\n213,农林,5.00,2.00,3.00\n214,水利,6.00,6.00\n215,林业,7.00,5.00,2.00\n213,农,7.00,5.00\n",
                "213¦农¦7.00¦5.00",
                &["row-too-short", "row-too-short"],
            ),
            // Thousands as well.
            (
                "编码,名称,合计,甲,乙\n213,农林,5.00,2.00,3.00\n合计,1,500.00,300.00,1,200.00\n",
                "合计¦¦1,500.00¦300.00¦1,200.00",
                &["thousands-joined"],
            ),
            // Blanks at the right instead of the one that is missing.
            (
                "编码,名称,合计,甲\n213,农林,5.00,5.00\n214,水利,6.00,6.00\n合计,11.00,11.00,\n",
                "合计¦¦11.00¦11.00",
                &["row-too-short"],
            ),
            (
                "编码,名称,合计,甲\n213,农林,5.00,5.00\n214,水利,6.00,6.00\n合计,,11.00,\n",
                "合计¦¦11.00¦",
                &[],
            ),
            // A line of the unit is none.
            ("编码,名称,金额\n213,农林,5.00\n编制：甲局,单位：万元\n", "编制：甲局¦单位：万元", &[]),
        ] {
            let (outline, found) = told(text);
            let last = outline.rsplit(" / ").next().unwrap_or_default();
            assert_eq!((last, found), (row, rules.iter().map(|rule| (*rule).to_owned()).collect()), "{text}");
        }
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
