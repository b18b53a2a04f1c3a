//! Mends what paging and OCR broke: `Document<Rich>` to `Document<Tidy>`, a file per mend.
//!
//! Mending that loses nothing visible is done and recorded; anything else is left for a check to suggest.

mod beside;
mod captions;
mod column_kind;
mod continuation;
mod foot_notes;
mod frame;
mod header_merges;
mod headers;
mod join;
mod level_columns;
mod lines;
mod lines_above;
mod noise;
mod notes;
mod numbers;
mod page_break;
mod page_rows;
mod prose;
mod row_shape;
mod rows_in_one;
mod sheet_page;
mod spill;
mod stacked;
mod wrapped_prose;

use crate::model::{Document, Findings, Rich, Rule, Tidy};

/// The rules of what mending records.
pub const RULES: &[&Rule] = &[
    &frame::CODE_DECIMAL,
    &frame::FRAME_EXPORT,
    &spill::CELL_CONTINUED,
    &join::CONTINUATION_UNSURE,
    &header_merges::HEADER_MERGED,
    &wrapped_prose::LINES_JOINED,
    &noise::NOISE_REMOVED,
    &numbers::NUMBER_JOINED,
    &spill::ROW_TORN,
    &rows_in_one::ROWS_IN_ONE,
    &join::TABLE_CONTINUED,
];

/// Mends a document. What was mended, and what looks broken and was left, is said in the findings.
pub fn mend(findings: &mut Findings, rich: Document<Rich>) -> Document<Tidy> {
    let mut tidy = Document {
        source: rich.source,
        title: rich.title,
        blocks: rich.blocks.into_iter().map(|block| block.map(&mut |Rich(text), _| Tidy(text))).collect(),
        hidden: rich.hidden,
    };
    noise::remove(findings, &mut tidy);
    noise::tell_page_numbers(&mut tidy);
    let notes = notes::take(&mut tidy);
    numbers::join(findings, &mut tidy);
    frame::clean(findings, &mut tidy);
    prose::unwrap(&mut tidy);
    wrapped_prose::join(findings, &mut tidy);
    lines_above::part(&mut tidy);
    beside::part(&mut tidy);
    sheet_page::take_cells(&mut tidy);
    stacked::part(&mut tidy);
    // What pages repeat is told before it leaves the places where they were joined.
    let repeated = page_rows::repeated(&tidy);
    let mut breaks = join::join(findings, &mut tidy);
    notes::give_back(&mut tidy, notes);
    captions::attach(&mut tidy, &repeated);
    for (number, table) in tidy.tables_mut().enumerate() {
        headers::find(findings, number, table);
        foot_notes::find(table);
        page_rows::drop_repeated(findings, number, table, &mut breaks[number], &repeated);
        page_rows::drop_inner_headers(findings, number, table, &mut breaks[number]);
        page_rows::drop_marks(findings, number, table);
        rows_in_one::split(findings, number, table, &mut breaks[number]);
        spill::mend(findings, number, table, &breaks[number]);
    }
    tidy
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::model::{Block, Finding, RowRole, Source, Table};

    /// A text as it is after mending, and what was said of it. The name of the reader is an extension.
    pub(super) fn mended(extension: &str, text: &str) -> (Document<Tidy>, Vec<Finding>) {
        let source = Source { path: format!("t.{extension}"), bytes: text.as_bytes().to_vec(), format: None };
        let mut findings = Findings::default();
        let raw = crate::read::read(&mut findings, &source).unwrap();
        let rich = crate::markup::enrich(&mut findings, raw);
        let mut findings = Findings::default();
        let tidy = mend(&mut findings, rich);
        (tidy, findings.into_sorted())
    }

    /// A document on a few lines: blocks in brackets, the rows of tables with `#` for headers and `*` for notes,
    /// spans as `2x1:`.
    pub(super) fn sketch(document: &Document<Tidy>) -> String {
        let blocks: Vec<String> = document
            .blocks
            .iter()
            .map(|block| match block {
                Block::Heading { text, .. } => format!("[h {}]", text.text()),
                Block::Paragraph { text, .. } => format!("[{}]", text.text()),
                Block::List { items, .. } => format!("[list {}]", items.len()),
                Block::Table(table) => sketch_table(table),
            })
            .collect();
        blocks.join("\n")
    }

    pub(super) fn sketch_table(table: &Table<Tidy>) -> String {
        let rows: Vec<String> = table
            .rows
            .iter()
            .map(|row| {
                let mark = match row.role {
                    RowRole::Header => "#",
                    RowRole::Note => "*",
                    _ => "",
                };
                let cells: Vec<String> = row
                    .cells
                    .iter()
                    .map(|cell| {
                        let text = cell.text.text();
                        if cell.colspan > 1 || cell.rowspan > 1 {
                            format!("{}x{}:{text}", cell.colspan, cell.rowspan)
                        } else {
                            text.to_owned()
                        }
                    })
                    .collect();
                format!("{mark}{}", cells.join("|"))
            })
            .collect();
        rows.join("\n")
    }

    /// The rules of findings, in their order.
    pub(super) fn rules(findings: &[Finding]) -> String {
        findings.iter().map(|finding| finding.rule.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// The visible characters of a document and how often each stands there.
    fn visible(document: &Document<Tidy>) -> BTreeMap<char, usize> {
        let mut counts = BTreeMap::new();
        let mut count = |text: &str| {
            for c in text.chars().filter(|c| !c.is_whitespace()) {
                *counts.entry(c).or_insert(0) += 1;
            }
        };
        for block in &document.blocks {
            match block {
                Block::Heading { text, .. } | Block::Paragraph { text, .. } => count(text.text()),
                Block::List { items, .. } => items.iter().for_each(|item| count(item.text())),
                Block::Table(table) => {
                    table.title.iter().chain(&table.above).chain(&table.notes).for_each(|line| count(line));
                    table.rows.iter().flat_map(|row| &row.cells).for_each(|cell| count(cell.text.text()));
                }
            }
        }
        counts
    }

    /// A row of cells.
    fn row_html(cells: &[String]) -> String {
        let cells: Vec<String> = cells.iter().map(|cell| format!("<td>{cell}</td>")).collect();
        format!("<tr>{}</tr>", cells.concat())
    }

    /// The same before mending.
    fn unmended(html: &str) -> Document<Tidy> {
        let source = Source { path: "t.html".to_owned(), bytes: html.as_bytes().to_vec(), format: None };
        let mut findings = Findings::default();
        let raw = crate::read::read(&mut findings, &source).unwrap();
        let rich = crate::markup::enrich(&mut findings, raw);
        Document {
            source: rich.source,
            title: rich.title,
            blocks: rich.blocks.into_iter().map(|block| block.map(&mut |Rich(text), _| Tidy(text))).collect(),
            hidden: Vec::new(),
        }
    }

    fn words() -> impl Strategy<Value = String> {
        prop::sample::select(vec![
            "",
            "",
            "",
            "项目名称",
            "金额",
            "指标值",
            "公路养护",
            "公路养护（续）",
            "（续上页）",
            "资金兑付及",
            "时率",
            "≥95%",
            "12.50",
            "208",
            "209",
            "合计",
            "第 1 页，共 2 页",
            "3/12",
            "支出表（续表）",
            "单位：万元",
            "注：无",
            "栏次",
            "1",
            "2",
            "績(jī)效(xiào)",
            "甲@@乙",
            "（未完",
            "完）",
            "1.甲",
            "产出指标",
            "—",
        ])
        .prop_map(str::to_owned)
    }

    fn table_html() -> impl Strategy<Value = String> {
        let cell = (words(), 0_usize..12, 0_usize..12, any::<bool>());
        let row = prop::collection::vec(cell, 1..6);
        (prop::collection::vec(row, 1..7), any::<bool>()).prop_map(|(rows, headed)| {
            let rows: Vec<String> = rows
                .into_iter()
                .enumerate()
                .map(|(number, cells)| {
                    let cells: Vec<String> = cells
                        .into_iter()
                        .map(|(text, colspan, rowspan, _)| {
                            let tag = if headed && number == 0 { "th" } else { "td" };
                            let colspan = if colspan > 9 { colspan - 8 } else { 1 };
                            let rowspan = if rowspan > 9 { rowspan - 8 } else { 1 };
                            format!("<{tag} colspan={colspan} rowspan={rowspan}>{text}</{tag}>")
                        })
                        .collect();
                    format!("<tr>{}</tr>", cells.concat())
                })
                .collect();
            format!("<table>{}</table>", rows.concat())
        })
    }

    /// A table, and a page of the same columns.
    fn pages_html() -> impl Strategy<Value = String> {
        let rows = || prop::collection::vec(prop::collection::vec(words(), 3), 1..4);
        (rows(), words(), rows(), any::<bool>()).prop_map(|(one, between, two, repeated)| {
            let head = "<tr><th>项目名称<th>金额<th>指标值</tr>";
            let body = |rows: Vec<Vec<String>>| -> String { rows.iter().map(|row| row_html(row)).collect() };
            let (one, two) = (body(one), body(two));
            let second = if repeated { head } else { "" };
            format!("<table>{head}{one}</table><p>{between}</p><table>{second}{two}</table>")
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn nothing_visible_is_lost(
            blocks in prop::collection::vec(
                prop_oneof![
                    words().prop_map(|text| format!("<p>{text}</p>")),
                    table_html(),
                    pages_html(),
                ],
                1..6,
            )
        ) {
            let html = blocks.concat();
            let before = visible(&unmended(&html));
            let (document, findings) = mended("html", &html);
            let mut after = visible(&document);
            for finding in findings.iter().filter(|finding| finding.rule != "cell-continued") {
                // What a finding quotes from the text is still there.
                let quoted = finding.found.iter().filter(|_| finding.rule != "noise-removed");
                for c in quoted.chain(&finding.notes).flat_map(|text| text.chars()) {
                    *after.entry(c).or_insert(0) += 1;
                }
            }
            for (c, count) in before {
                prop_assert!(after.get(&c).is_some_and(|after| *after >= count), "{c} is lost in {html}");
            }
        }

        #[test]
        fn grids_stay_whole(blocks in prop::collection::vec(prop_oneof![table_html(), pages_html()], 1..5)) {
            let (document, _) = mended("html", &blocks.concat());
            for table in document.tables() {
                prop_assert!(table.header_rows <= table.rows.len());
                for (number, row) in table.rows.iter().enumerate() {
                    for cell in &row.cells {
                        prop_assert!(cell.rowspan >= 1 && number + cell.rowspan <= table.rows.len());
                    }
                    prop_assert!(row.cells.is_sorted_by_key(|cell| cell.column));
                }
            }
        }

        #[test]
        fn plain_tables_stay_as_they_are(rows in prop::collection::vec(prop::collection::vec("[a-z甲乙丙0-9]{0,6}", 2..5), 2..6)) {
            let rows: String = rows.iter().map(|row| row_html(row)).collect();
            let table = |head: &str| format!("<table><thead><tr>{head}</thead><tbody>{rows}</tbody></table>");
            let html = format!("{}{}", table("<th>x<th>y"), table("<th>x<th>z"));
            let before = unmended(&html);
            let (after, findings) = mended("html", &html);
            prop_assert_eq!(rules(&findings), "");
            let rows = |document: &Document<Tidy>| -> Vec<_> {
                document.tables().map(|table| table.rows.clone()).collect()
            };
            prop_assert_eq!(rows(&before), rows(&after));
        }
    }
}
