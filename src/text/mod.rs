//! String tools that know nothing of disclosures.

pub mod chinese_numerals;
pub mod lines;
pub mod numerals;
pub mod radicals;
pub mod symbols;
pub mod width;
