//! What a file holds and whoever opens it does not see.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::place::Place;

/// Something that is in the file and not shown: it is kept here, apart from the blocks, and is no record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Hidden {
    /// What keeps it from being seen.
    pub by: HiddenBy,
    /// What it says.
    pub text: String,
    /// Where it stands.
    pub at: Place,
}

/// What keeps something from being seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum HiddenBy {
    /// Its sheet is hidden.
    Sheet,
    /// Its row is hidden, filtered away or of no height.
    Row,
    /// Its column is hidden or of no width.
    Column,
    /// It stands outside of what is printed.
    PrintArea,
    /// It lies under a merged cell.
    Merge,
    /// Its number format shows nothing.
    Format,
    /// Its letters have the colour of the ground.
    Colour,
    /// It is a shape that is switched off.
    Shape,
    /// Its own style or mark keeps it from being displayed.
    Display,
    /// It lies across the page as a watermark: it is seen, and no part of what the page says.
    Watermark,
    /// It is a comment, which is not shown until it is pointed at.
    Comment,
}
