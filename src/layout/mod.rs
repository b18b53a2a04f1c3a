//! `Document<Tidy>` to `Disclosure`: a file per table layout.

pub mod grammar;
