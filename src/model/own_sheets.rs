//! What a worksheet of a workbook of ours is called that is no part of the document: who writes it and who reads it
//! again must agree.

/// The list of the other worksheets; a page calls its own the same.
pub const INDEX_SHEET: &str = "目录";
