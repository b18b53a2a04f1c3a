//! What documents of running text have in common, whichever program writes them: texts with marks, numbers that are
//! counted, letters that are signs, rows laid out by tabs, and what is said of what is not read.

pub(super) mod margin;
pub(super) mod ordinals;
pub(super) mod remarks;
pub(super) mod tabs;
pub(super) mod text;

use crate::model::{Rule, Severity};

/// A box that is ticked.
pub(super) const TICKED: &str = "☑";

/// A box that is not ticked.
pub(super) const UNTICKED: &str = "□";

/// Numbers that Word counts and that cannot be counted here.
pub const LIST_NUMBERS_GENERATED: Rule = Rule {
    name: "list-numbers-generated",
    severity: Severity::Info,
    page: include_str!("list_numbers_generated.md"),
};

/// Changes that are tracked were taken as accepted.
pub const DELETIONS_LEFT_OUT: Rule = Rule {
    name: "deletions-left-out",
    severity: Severity::Info,
    page: include_str!("deletions_left_out.md"),
};

/// Parts of a form that nobody has filled in.
pub const PROMPTS_LEFT_OUT: Rule =
    Rule { name: "prompts-left-out", severity: Severity::Info, page: include_str!("prompts_left_out.md") };

/// Readings above characters.
pub const READINGS_LEFT_OUT: Rule =
    Rule { name: "readings-left-out", severity: Severity::Info, page: include_str!("readings_left_out.md") };

/// Pictures that are no text.
pub const PICTURE_LEFT_OUT: Rule =
    Rule { name: "picture-left-out", severity: Severity::Warning, page: include_str!("picture_left_out.md") };

/// Signs of fonts that are not known.
pub const SYMBOL_UNREAD: Rule =
    Rule { name: "symbol-unread", severity: Severity::Warning, page: include_str!("symbol_unread.md") };

/// Something that the document shows was not read.
pub const PART_UNREAD: Rule =
    Rule { name: "part-unread", severity: Severity::Error, page: include_str!("part_unread.md") };

/// Columns that are made of tabs.
pub const COLUMNS_BY_TABS: Rule =
    Rule { name: "columns-by-tabs", severity: Severity::Info, page: include_str!("columns_by_tabs.md") };
