//! What a person is shown, whatever the layout was: prose and sheets in reading order.

use crate::model::{Amount, ColumnRole, ColumnType, RichText, RowRole, Scope, Section};

/// A document as it is shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct View {
    /// The document's title.
    pub title: String,
    /// What it shows, in reading order.
    pub parts: Vec<Part>,
}

/// A part of a document.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// A heading of level 1 to 6.
    Heading(u8, RichText),
    /// A paragraph.
    Paragraph(RichText),
    /// A list; numbered or not.
    List {
        /// Whether its items are numbered.
        ordered: bool,
        /// What they say.
        items: Vec<RichText>,
    },
    /// A table.
    Sheet(Sheet),
}

/// A table as it is shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// What it is called on the tab of a worksheet: 公开表. Not yet made unique or short enough.
    pub name: String,
    /// Its title, unless the document's title or the heading before it says the same.
    pub title: Option<String>,
    /// What stands left above the table: `公开部门：…`.
    pub publisher: Option<String>,
    /// What stands right above the table: `单位：万元`; only where the source gives a unit.
    pub unit: Option<String>,
    /// Its grid columns.
    pub columns: Vec<SheetColumn>,
    /// The header rows.
    pub head: Vec<SheetRow>,
    /// The rows below, totals first where they are first.
    pub body: Vec<SheetRow>,
    /// What stands below the table: `注：…`.
    pub notes: Vec<String>,
    /// Whether it was made from projects, with columns of fixed roles, or shows a table as it was.
    pub kind: SheetKind,
}

/// What a sheet was made from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SheetKind {
    /// The source's own table, mended.
    #[default]
    AsPrinted,
    /// A row per indicator, unpacked from cells that held them all.
    Indicators,
}

/// A grid column of a sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetColumn {
    /// What it holds, where a layout knows.
    pub role: Option<ColumnRole>,
    /// What its cells are.
    pub kind: ColumnType,
}

/// A row of a sheet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SheetRow {
    /// What it is.
    pub role: RowRole,
    /// The part of the table it stands in.
    pub section: Section,
    /// Rows with one number belong together: a row group of the source, or a project.
    pub group: usize,
    /// The cells that begin in it, from left to right.
    pub cells: Vec<SheetCell>,
}

/// A cell of a sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct SheetCell {
    /// What it says.
    pub text: RichText,
    /// The number it holds, to be written as one. Its text may be spelled otherwise: `1,260.00`.
    pub number: Option<Amount>,
    /// Grid column it begins in, from 0.
    pub column: usize,
    /// Grid columns it covers.
    pub colspan: usize,
    /// Rows it covers.
    pub rowspan: usize,
    /// For a header cell, what it heads.
    pub header: Option<Scope>,
    /// How it stands in its cell.
    pub align: Align,
    /// How many characters it is indented: subordinate units.
    pub indent: u8,
}

/// How text stands in a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// Left: words.
    #[default]
    Left,
    /// Centred: headers, codes, levels, values.
    Center,
    /// Right: numbers.
    Right,
}
