//! `Document<Tidy>` to `Disclosure`: a file per table layout.

pub mod grammar;
pub mod taxonomy;
pub mod vocabulary;
