//! String tools that know nothing of disclosures.

pub mod numerals;
pub mod width;
