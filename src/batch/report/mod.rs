//! The pages that a person reviews a batch with: `report.html`, and a page for each document under `report/`.
//!
//! A document's page is written with its other outputs and is one of them. The page of the batch is made from the
//! manifest, and holds the documents' own pages where they are few.

mod bars;
mod file;
mod overview;
mod page;

pub(super) use file::{FORMAT_NAME, file};
pub(super) use overview::{fragment_of, overview};
