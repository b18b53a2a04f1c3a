//! What a person is shown, whatever the layout was: prose and sheets in reading order.

pub(crate) mod contents;
pub(crate) mod decided;
pub(crate) mod paper;
mod printed;
pub(crate) mod roles;
mod unpacked;

use serde::Serialize;

use crate::model::{
    Amount, Block, ColumnRole, ColumnType, Disclosure, Position, RichText, RowRole, Scope, Section, Table,
    Tidy,
};

/// A document as it is shown.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct View {
    /// The document's title, or the name of its file.
    pub title: String,
    /// Whether the title is not to be put above everything, because a part shows it or nothing says it.
    pub title_is_within: bool,
    /// What it shows, in reading order.
    pub parts: Vec<Part>,
    /// The number of the block of the document that each part shows.
    pub blocks: Vec<usize>,
}

/// A part of a document.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
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
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Sheet {
    /// What it is called on the tab of a worksheet: 收支总表. Not yet made unique or short enough.
    pub name: String,
    /// Its own title, wherever it is shown.
    pub own_title: Option<String>,
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
    /// The lines above the table as the source has them, where it has any.
    pub above: Vec<String>,
    /// What stands below the table: `注：…`.
    pub notes: Vec<String>,
    /// Whether it was made from projects, with columns of fixed roles, or shows a table as it was.
    pub kind: SheetKind,
}

/// What a sheet was made from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SheetKind {
    /// The source's own table, mended.
    #[default]
    AsPrinted,
    /// A row per indicator, unpacked from cells that held them all.
    Indicators,
}

/// A grid column of a sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SheetColumn {
    /// What it holds, where a layout knows.
    pub role: Option<ColumnRole>,
    /// What its cells are.
    pub kind: ColumnType,
}

/// A row of a sheet.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SheetRow {
    /// What it is.
    pub role: RowRole,
    /// The part of the table it stands in.
    pub section: Section,
    /// Rows with one number belong together: a row group of the source, or a project.
    pub group: usize,
    /// The row of the table or the indicator that it shows, where it shows one.
    pub at: Option<Position>,
    /// The cells that begin in it, from left to right.
    pub cells: Vec<SheetCell>,
}

/// A cell of a sheet.
#[derive(Clone, Debug, PartialEq, Serialize)]
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
    /// The number of the decision that changed it, among the document's, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided: Option<usize>,
}

/// How text stands in a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Align {
    /// Left: words.
    #[default]
    Left,
    /// Centred: headers, codes, levels, values.
    Center,
    /// Right: numbers.
    Right,
}

/// What of a disclosure a person is shown.
pub fn view(disclosure: &Disclosure) -> View {
    let title = disclosure.title.clone().unwrap_or_else(|| file_name(&disclosure.source.path).to_owned());
    let (mut parts, mut blocks) = (Vec::new(), Vec::new());
    let (mut tables, mut title_is_shown) = (0, false);
    for (number, block) in disclosure.blocks.iter().enumerate() {
        match block {
            // The first line that is the title stands at the top already.
            Block::Heading { text, .. } | Block::Paragraph { text, .. }
                if !title_is_shown && is_same(text.text(), &title) =>
            {
                title_is_shown = true;
            }
            Block::Heading { level, text, .. } => parts.push(Part::Heading(*level, text.0.clone())),
            Block::Paragraph { text, .. } => parts.push(Part::Paragraph(text.0.clone())),
            Block::List { ordered, items, .. } => parts.push(Part::List {
                ordered: *ordered,
                items: items.iter().map(|item| item.0.clone()).collect(),
            }),
            Block::Table(table) => {
                let mut sheet = sheet(disclosure, table, tables);
                let stands = table.title.as_ref().is_some_and(|own| stands_by(own, &parts, table));
                sheet.title = table.title.clone().filter(|own| !stands && !is_same(own, &title));
                if table.title.is_some() && sheet.title.is_none() && !stands {
                    title_is_shown = true;
                }
                let further = match sheet.kind {
                    SheetKind::Indicators => unpacked::further(disclosure, table, tables),
                    SheetKind::AsPrinted => Vec::new(),
                };
                // A note has no struck-out words.
                let (struck, plain): (Vec<RichText>, Vec<RichText>) =
                    further.into_iter().partition(RichText::holds_struck);
                sheet.notes.extend(plain.iter().flat_map(|text| text.text().lines()).map(str::to_owned));
                parts.push(Part::Sheet(sheet));
                parts.extend(struck.into_iter().map(Part::Paragraph));
                tables += 1;
            }
        }
        blocks.resize(parts.len(), number);
    }
    let within = disclosure.title.is_none()
        || (!title_is_shown && (shows(&parts, &title) || is_broken_over_headings(&parts, &title)));
    View { title, title_is_within: within, parts, blocks }
}

/// Whether a table is shown with a row per indicator, unpacked from cells that hold them all.
pub(crate) fn is_unpacked(table: &Table<Tidy>) -> bool {
    table.columns.iter().any(|column| column.role == Some(ColumnRole::Indicators))
}

fn sheet(disclosure: &Disclosure, table: &Table<Tidy>, number: usize) -> Sheet {
    let packed = is_unpacked(table);
    let mut sheet =
        if packed { unpacked::sheet(disclosure, table, number) } else { printed::sheet(table, number) };
    sheet.own_title = table.title.clone().filter(|title| !title.trim().is_empty());
    sheet.name = sheet.own_title.as_deref().map(|title| paper::tab(title, disclosure)).unwrap_or_default();
    sheet.above.clone_from(&table.above);
    if packed {
        sheet.above.extend(unpacked::lines_above(disclosure, table));
    }
    if sheet.above.is_empty() && packed {
        sheet.publisher = disclosure.publisher.as_ref().map(|publisher| format!("公开部门：{publisher}"));
        sheet.unit = table.unit.as_ref().map(|unit| format!("单位：{unit}"));
    }
    sheet.notes.clone_from(&table.notes);
    sheet
}

/// How far above a table its title may stand, in parts.
const MOST_ABOVE: usize = 5;

/// How many rows at the top of a table may show its title.
const ROWS_AT_TOP: usize = 8;

/// Whether a table's title is shown already by what stands right above it, or in its grid.
fn stands_by(title: &str, parts: &[Part], table: &Table<Tidy>) -> bool {
    let wanted = bare(title);
    let says = |text: &str| bare(text).contains(&wanted);
    let above = parts.iter().rev().take_while(|part| !matches!(part, Part::Sheet(_) | Part::List { .. }));
    let mut above = above.take(MOST_ABOVE).filter_map(|part| match part {
        Part::Heading(_, text) | Part::Paragraph(text) => Some(text.text()),
        Part::List { .. } | Part::Sheet(_) => None,
    });
    let mut rows = table.rows.iter().take(ROWS_AT_TOP).flat_map(|row| &row.cells);
    above.any(says) || table.above.iter().any(|line| says(line)) || rows.any(|cell| says(cell.text.text()))
}

/// Whether some part shows the title in its own words: a row of a table, a paragraph.
fn shows(parts: &[Part], title: &str) -> bool {
    // A heading may have the labels of its table behind it: `支出总表单位：万元`.
    let begins = |text: &str| {
        let (text, title) = (bare(text), bare(title));
        text.strip_prefix(title.as_str()).is_some_and(|rest| rest.is_empty() || rest.contains(['：', ':']))
    };
    parts.iter().any(|part| match part {
        Part::Heading(_, text) | Part::Paragraph(text) => begins(text.text()),
        Part::List { .. } => false,
        Part::Sheet(sheet) => sheet
            .head
            .iter()
            .chain(&sheet.body)
            .take(4)
            .flat_map(|row| &row.cells)
            .any(|cell| begins(cell.text.text())),
    })
}

/// Whether the headings that a document begins with are its title, broken over them.
fn is_broken_over_headings(parts: &[Part], title: &str) -> bool {
    let headings = parts.iter().map_while(|part| match part {
        Part::Heading(_, text) => Some(text.text()),
        _ => None,
    });
    let wanted = bare(title);
    let mut said = String::new();
    headings.take(MOST_ABOVE).any(|heading| {
        said.push_str(&bare(heading));
        said == wanted
    })
}

fn is_same(one: &str, other: &str) -> bool {
    bare(one) == bare(other)
}

/// A text without its blanks.
fn bare(text: &str) -> String {
    text.split_whitespace().collect()
}

fn file_name(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}
