//! What was found in one file.

use crate::batch::manifest::{Counts, Weights};
use crate::error::Error;
use crate::model::Finding;

/// What was found in one file.
#[derive(Debug)]
pub(super) struct Checked {
    /// The path as a person gave it.
    pub(super) shown: String,
    /// What came of it.
    pub(super) verdict: Verdict,
}

/// What came of a file.
#[derive(Debug)]
pub(super) enum Verdict {
    /// It was read.
    Read {
        /// What was found.
        findings: Vec<Finding>,
        /// How it is printed, in the formats for people.
        printed: String,
        /// How much it weighs.
        weights: Weights,
        /// How much was read.
        counts: Counts,
    },
    /// It was refused, or could not be read.
    Failed(Error),
}
