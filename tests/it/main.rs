//! One binary for all integration tests.

mod checks;
mod cli;
mod closed_loop;
mod formats;
mod golden;
mod house;
mod nothing_lost;
mod readme;
mod roundtrip;
mod samples;
