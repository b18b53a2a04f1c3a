//! What a cell, a heading or a paragraph says: its text, and the blocks and inlines that make it up.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use super::document::Tidy;
use super::place::Place;
use super::table::Table;

/// Text with its structure. `text` is what a person reads, a line a block; `content` is the structure.
///
/// Both are kept in step by the constructors, so neither is set alone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct RichText {
    text: String,
    #[serde(default, skip_serializing_if = "says_no_more_than_text")]
    content: Vec<Node>,
}

/// A block within a cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Node {
    /// A line or paragraph.
    Paragraph(Paragraph),
    /// A list, its items holding blocks.
    List {
        /// Whether the items are numbered.
        ordered: bool,
        /// The first number of an ordered list.
        start: usize,
        /// Whether a reader sees bullets or numbers: not with `list-style-type: none`.
        marked: bool,
        /// The items.
        items: Vec<Vec<Node>>,
    },
    /// A table within the cell.
    Table {
        /// That table.
        table: Box<Table<Tidy>>,
    },
}

/// A paragraph: inlines, the words of the source it was read from, and where they stand.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Paragraph {
    /// What it says.
    pub inlines: Vec<Inline>,
    /// The smallest piece of the source that says it, to the letter.
    #[serde(skip)]
    pub source: String,
    /// Where that piece begins.
    #[serde(skip)]
    pub at: Place,
}

/// A run within a paragraph.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Inline {
    /// Plain text.
    Text {
        /// The text.
        text: String,
    },
    /// A line break within a paragraph.
    Break,
    /// Strong importance, printed bold.
    Strong {
        /// What is in it.
        inlines: Vec<Inline>,
    },
    /// Stress, printed italic.
    Emphasis {
        /// What is in it.
        inlines: Vec<Inline>,
    },
    /// Subscript.
    Subscript {
        /// What is in it.
        inlines: Vec<Inline>,
    },
    /// Superscript.
    Superscript {
        /// What is in it.
        inlines: Vec<Inline>,
    },
    /// A link to an `http` or `https` address; other addresses are kept as text.
    Link {
        /// The address.
        href: String,
        /// What is in it.
        inlines: Vec<Inline>,
    },
    /// Mathematics that is more than plain text.
    Math(Math),
}

/// A formula: what a reader sees, and the notations to write it in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Math {
    /// Readable Unicode on one line, for text and workbooks: `(a+b)/2`.
    pub text: String,
    /// LaTeX without its delimiters, for Markdown.
    pub latex: String,
    /// MathML: the children of a `<math>` element, well-formed and escaped, for HTML.
    pub mathml: String,
}

impl Inline {
    /// Plain text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into() }
    }
}

impl Node {
    /// A paragraph of plain text.
    pub fn plain(text: impl Into<String>) -> Self {
        Self::Paragraph(Paragraph { inlines: vec![Inline::text(text)], ..Paragraph::default() })
    }
}

impl Paragraph {
    /// What a person reads, line breaks as `\n`.
    pub fn text(&self) -> String {
        let mut text = String::new();
        push_inlines(&mut text, &self.inlines);
        text
    }
}

impl RichText {
    /// Text from its structure.
    pub fn from_content(content: Vec<Node>) -> Self {
        Self { text: text_of(&content), content }
    }

    /// Plain text, a line a paragraph, read from `at` on.
    pub fn plain(text: &str, at: &Place) -> Self {
        let mut content = Vec::new();
        let mut place = at.clone();
        for line in text.split('\n').filter(|_| !text.is_empty()) {
            content.push(Node::Paragraph(Paragraph {
                inlines: vec![Inline::text(line)],
                source: line.to_owned(),
                at: place.clone(),
            }));
            place = place.after(line).after("\n");
        }
        Self { text: text.to_owned(), content }
    }

    /// What a person reads, a line a block.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The blocks.
    pub fn content(&self) -> &[Node] {
        &self.content
    }

    /// Whether there is nothing but white space in it.
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// The paragraphs in reading order, those of lists and nested tables among them.
    pub fn paragraphs(&self) -> Vec<&Paragraph> {
        let mut found = Vec::new();
        push_paragraphs(&mut found, &self.content);
        found
    }

    /// The tables that stand in it, nested ones of nested ones not among them.
    pub fn tables(&self) -> Vec<&Table<Tidy>> {
        self.content
            .iter()
            .filter_map(|node| if let Node::Table { table } = node { Some(&**table) } else { None })
            .collect()
    }
}

impl<'de> Deserialize<'de> for RichText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Stored {
            text: String,
            content: Option<Vec<Node>>,
        }
        let stored = Stored::deserialize(deserializer)?;
        Ok(match stored.content {
            Some(content) => Self::from_content(content),
            None => Self::plain(&stored.text, &Place::default()),
        })
    }
}

fn says_no_more_than_text(content: &[Node]) -> bool {
    content.iter().all(|node| match node {
        Node::Paragraph(paragraph) => {
            matches!(paragraph.inlines.as_slice(), [] | [Inline::Text { .. }])
        }
        _ => false,
    })
}

fn push_paragraphs<'a>(found: &mut Vec<&'a Paragraph>, content: &'a [Node]) {
    for node in content {
        match node {
            Node::Paragraph(paragraph) => found.push(paragraph),
            Node::List { items, .. } => items.iter().for_each(|item| push_paragraphs(found, item)),
            Node::Table { table } => {
                for cell in table.rows.iter().flat_map(|row| &row.cells) {
                    push_paragraphs(found, &cell.text.0.content);
                }
            }
        }
    }
}

/// The text of blocks: a line a paragraph or item; the cells of a nested table's row with a tab between.
fn text_of(content: &[Node]) -> String {
    let mut lines = Vec::new();
    push_lines(&mut lines, content);
    lines.join("\n")
}

fn push_lines(lines: &mut Vec<String>, content: &[Node]) {
    for node in content {
        match node {
            Node::Paragraph(paragraph) => lines.push(paragraph.text()),
            Node::List { items, .. } => items.iter().for_each(|item| push_lines(lines, item)),
            Node::Table { table } => {
                lines.extend(table.title.clone());
                for row in &table.rows {
                    let cells: Vec<&str> = row.cells.iter().map(|cell| cell.text.text()).collect();
                    lines.push(cells.join("\t"));
                }
            }
        }
    }
}

/// Digits above or below the line keep their height in plain text, or 10³ would read 103; other scripts have
/// no signs for all they hold and stand on the line.
fn push_script(text: &mut String, inlines: &[Inline], digits: &str) {
    let mut script = String::new();
    push_inlines(&mut script, inlines);
    let raised: Option<String> =
        script.chars().map(|c| c.to_digit(10).and_then(|digit| digits.chars().nth(digit as usize))).collect();
    text.push_str(raised.as_deref().unwrap_or(&script));
}

fn push_inlines(text: &mut String, inlines: &[Inline]) {
    for inline in inlines {
        match inline {
            Inline::Text { text: run } => text.push_str(run),
            Inline::Break => text.push('\n'),
            Inline::Strong { inlines } | Inline::Emphasis { inlines } | Inline::Link { inlines, .. } => {
                push_inlines(text, inlines);
            }
            Inline::Subscript { inlines } => push_script(text, inlines, "₀₁₂₃₄₅₆₇₈₉"),
            Inline::Superscript { inlines } => push_script(text, inlines, "⁰¹²³⁴⁵⁶⁷⁸⁹"),
            Inline::Math(math) => text.push_str(&math.text),
        }
    }
}
