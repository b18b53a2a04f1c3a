//! String tools that know nothing of disclosures.

pub mod lines;
pub mod numerals;
pub mod width;
