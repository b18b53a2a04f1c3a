//! Forms: labels with their values on top, a block of indicators below.

mod drawn;
mod fields;
mod goals;
mod indicator_block;
mod money;
mod reading;
mod slots;
mod taken;
mod tasks;
#[cfg(test)]
mod tests;

use super::Family;

/// The layouts of forms.
pub(super) const FAMILY: Family = Family { layouts: reading::LAYOUTS, read: reading::read };
