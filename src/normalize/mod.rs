//! Mends what paging and OCR broke: `Document<Rich>` to `Document<Tidy>`, a file per mend.
//!
//! Mending that loses nothing visible is done and recorded; anything else is left for a check to suggest.

mod captions;
mod headers;

use crate::model::{Block, Document, Findings, Rich, Rule, Tidy};

/// The rules of what mending records.
pub const RULES: &[&Rule] = &[];

/// Mends a document.
pub fn mend(_findings: &mut Findings, rich: Document<Rich>) -> Document<Tidy> {
    let mut tidy = Document {
        source: rich.source,
        title: rich.title,
        blocks: rich.blocks.into_iter().map(|block| block.map(&mut |Rich(text), _| Tidy(text))).collect(),
    };
    for block in &mut tidy.blocks {
        if let Block::Table(table) = block {
            headers::find(table);
        }
    }
    captions::attach(&mut tidy);
    tidy
}
