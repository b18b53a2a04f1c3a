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
pub const RULES: &[&Rule] =
    &[&spill::CELL_CONTINUED, &pages::CONTINUATION_UNSURE, &pages::TABLE_CONTINUED];

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
