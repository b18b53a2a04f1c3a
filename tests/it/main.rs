//! One binary for all integration tests.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test that cannot go on fails")]
#![allow(clippy::format_collect, clippy::format_push_string, reason = "the pages that tests make are small")]

mod accounted;
mod additions;
mod arithmetic;
mod budget;
mod carriers;
mod checks;
mod cli;
mod closed_loop;
mod cut_tables;
mod formats;
mod golden;
mod hostile;
mod house;
mod kinds;
mod money;
mod notations;
mod nothing_lost;
mod numbers_as_printed;
mod odd_amounts;
mod office_inputs;
mod page_inputs;
mod pages;
mod printed;
mod prose;
mod readme;
mod report;
mod roundtrip;
mod samples;
mod seen;
