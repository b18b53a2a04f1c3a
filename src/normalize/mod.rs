//! Mends what paging and OCR broke: `Document<Rich>` to `Document<Tidy>`, a file per mend.
//!
//! Mending that loses nothing visible is done and recorded; anything else is left for a check to suggest.

mod captions;
mod headers;
mod lines;
mod pages;
mod spill;

use crate::model::{Document, Findings, Rich, Rule, Tidy};

/// The rules of what mending records.
pub const RULES: &[&Rule] = &[&spill::CELL_CONTINUED, &pages::CONTINUATION_UNSURE, &pages::TABLE_CONTINUED];

/// Mends a document. What was mended, and what looks broken and was left, is said in the findings.
pub fn mend(findings: &mut Findings, rich: Document<Rich>) -> Document<Tidy> {
    let mut tidy = Document {
        source: rich.source,
        title: rich.title,
        blocks: rich.blocks.into_iter().map(|block| block.map(&mut |Rich(text), _| Tidy(text))).collect(),
    };
    let mut breaks = pages::join(findings, &mut tidy);
    for (number, table) in tidy.tables_mut().enumerate() {
        headers::find(table);
        pages::drop_repeated(findings, number, table, &mut breaks[number]);
        pages::drop_marks(findings, number, table);
        spill::mend(findings, number, table, &breaks[number]);
    }
    captions::attach(&mut tidy);
    tidy
}

#[cfg(test)]
mod tests {
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
}
