//! The pages that a person reviews a batch with: `report.html`, and a page for each document under `report/`.
//!
//! A document's page is written with its other outputs and is one of them. The page of the batch is made from what
//! became of the inputs, and holds the documents' own pages where they are few. A batch of very many files has a
//! page for every ten thousand of them: `report.html`, `report-2.html` and so on.

mod bars;
mod datum;
mod file;
mod overview;
mod page;
mod pages;
mod part;
mod pictures;
mod states;
mod sums;

pub(super) use file::{FORMAT_NAME, file};
pub(super) use pages::Pages;
pub(super) use part::{PART, foreign_pages, is_numbered, pages_beyond};
pub(super) use pictures::Pictures;
pub(super) use states::States;
