//! A document on its way through the stages: `Document<Raw>`, `Document<Rich>`, `Document<Tidy>`.

use std::ops::Deref;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::content::RichText;
use super::hidden::Hidden;
use super::place::Place;
use super::table::Table;

/// Text as the source has it, its markup unread.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Raw {
    /// HTML, to the letter.
    Markup(String),
    /// HTML that the reader wrote for another notation, beside the source's own words.
    Translated {
        /// The HTML.
        html: String,
        /// The words of the source.
        source: String,
    },
    /// Text in which `<` is a less-than sign.
    Plain(String),
}

/// Text with its markup read.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Rich(pub RichText);

/// Text after mending.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Tidy(pub RichText);

impl Deref for Rich {
    type Target = RichText;

    fn deref(&self) -> &RichText {
        &self.0
    }
}

impl Deref for Tidy {
    type Target = RichText;

    fn deref(&self) -> &RichText {
        &self.0
    }
}

/// A file as it was handed over: nothing but its name and its bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// The path under the input, with `/`.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The reader to use, where a person has named one.
    pub format: Option<String>,
}

/// Where a document came from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Origin {
    /// The path under the input, with `/`.
    pub path: String,
    /// The reader's name: pdf, delimited, html, mhtml, markdown, csv, workbook, docx, odt, ocr or json.
    pub format: String,
    /// The encoding its text was decoded from; `null` for a binary format.
    pub encoding: Option<String>,
    /// Its size in bytes.
    pub bytes: usize,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// How many pages it has, where it has pages of its own, and how many of them were not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pages: Option<PageCount>,
}

/// The pages of a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PageCount {
    /// How many there are.
    pub all: usize,
    /// How many were not read: those that are pictures or damaged.
    pub unread: usize,
}

/// A document: its blocks in reading order.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Document<S> {
    /// Where it came from.
    pub source: Origin,
    /// The title that the source gives itself outside of its text: `<title>`, workbook properties.
    pub title: Option<String>,
    /// What it says, in reading order.
    pub blocks: Vec<Block<S>>,
    /// What the file holds and does not show.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hidden: Vec<Hidden>,
}

/// A block of a document.
#[expect(clippy::large_enum_variant, reason = "a disclosure is tables; what stands between them is little")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Block<S> {
    /// A heading.
    Heading {
        /// 1 to 6.
        level: u8,
        /// What it says.
        #[serde(flatten)]
        text: S,
        /// Where.
        at: Place,
    },
    /// A paragraph.
    Paragraph {
        /// What it says.
        #[serde(flatten)]
        text: S,
        /// Where.
        at: Place,
    },
    /// A list outside of tables.
    List {
        /// Whether its items are numbered.
        ordered: bool,
        /// What they say.
        items: Vec<S>,
        /// Where.
        at: Place,
    },
    /// A table.
    Table(Table<S>),
}

impl<S> Block<S> {
    /// Where the block begins.
    pub fn at(&self) -> &Place {
        match self {
            Self::Heading { at, .. } | Self::Paragraph { at, .. } | Self::List { at, .. } => at,
            Self::Table(table) => &table.at,
        }
    }

    /// The same block with its text made into something else. `place` is where each text stands.
    pub fn map<T>(self, change: &mut impl FnMut(S, &Place) -> T) -> Block<T> {
        match self {
            Self::Heading { level, text, at } => Block::Heading { level, text: change(text, &at), at },
            Self::Paragraph { text, at } => Block::Paragraph { text: change(text, &at), at },
            Self::List { ordered, items, at } => {
                Block::List { ordered, items: items.into_iter().map(|item| change(item, &at)).collect(), at }
            }
            Self::Table(table) => Block::Table(table.map(change)),
        }
    }
}

impl<S> Document<S> {
    /// The tables in reading order.
    pub fn tables(&self) -> impl Iterator<Item = &Table<S>> {
        self.blocks
            .iter()
            .filter_map(|block| if let Block::Table(table) = block { Some(table) } else { None })
    }

    /// The tables in reading order, to be changed.
    pub fn tables_mut(&mut self) -> impl Iterator<Item = &mut Table<S>> {
        self.blocks
            .iter_mut()
            .filter_map(|block| if let Block::Table(table) = block { Some(table) } else { None })
    }
}
