//! What a cell, a heading or a paragraph says: its text, and the blocks and inlines that make it up.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use super::document::Tidy;
use super::place::Place;
use super::table::Table;

/// Text with its structure. `text` is what holds, a line a block; `content` is the structure.
///
/// What is struck out stands in `content`, and every output shows it struck out; it is no part of `text`. So
/// whoever reads a value, a name or a heading out of `text` reads what took its place: `300.00` of
/// ~~280.00~~ 300.00, and nothing of a cell that is struck out altogether.
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
    /// Struck out: it is shown, and does not hold.
    Struck {
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
    /// What it says and is not struck out, line breaks as `\n`.
    pub fn text(&self) -> String {
        let mut text = String::new();
        push_inlines(&mut text, &self.inlines, false);
        if !self.holds_struck() {
            return text;
        }
        // The white space around what is left out would stand twice, or at the end of a line.
        text.split('\n').map(without_gaps).collect::<Vec<_>>().join("\n")
    }

    /// What a person sees, struck out or not.
    pub fn shown(&self) -> String {
        let mut text = String::new();
        push_inlines(&mut text, &self.inlines, true);
        text
    }

    /// Whether something in it is struck out.
    pub fn holds_struck(&self) -> bool {
        holds_struck(&self.inlines)
    }
}

/// Stands for what is struck out until the white space around it is settled. No reader leaves one in a text.
const LEFT_OUT: char = '\u{fdd0}';

fn holds_struck(inlines: &[Inline]) -> bool {
    inlines.iter().any(|inline| match inline {
        Inline::Struck { .. } => true,
        Inline::Strong { inlines }
        | Inline::Emphasis { inlines }
        | Inline::Subscript { inlines }
        | Inline::Superscript { inlines }
        | Inline::Link { inlines, .. } => holds_struck(inlines),
        Inline::Text { .. } | Inline::Break | Inline::Math(_) => false,
    })
}

/// A line without what is struck out: between the pieces that are left stands a blank where one stood.
fn without_gaps(line: &str) -> String {
    let mut kept = String::with_capacity(line.len());
    for (number, piece) in line.split(LEFT_OUT).enumerate() {
        if number == 0 {
            kept.push_str(piece);
            continue;
        }
        let parted = kept.ends_with(' ') || piece.starts_with(' ');
        kept.truncate(kept.trim_end_matches(' ').len());
        let piece = piece.trim_start_matches(' ');
        if parted && !kept.is_empty() && !piece.is_empty() {
            kept.push(' ');
        }
        kept.push_str(piece);
    }
    kept
}

impl RichText {
    /// Text from its structure.
    pub fn from_content(content: Vec<Node>) -> Self {
        Self { text: text_of(&content), content }
    }

    /// Plain text, a line a paragraph, read from `at` on.
    pub fn plain(text: &str, at: &Place) -> Self {
        // Nearly all cells are one line: a list that grows would have room for four.
        let lines = if text.is_empty() { 0 } else { text.split('\n').count() };
        let mut content = Vec::with_capacity(lines);
        let mut place = at.clone();
        for line in text.split('\n').take(lines) {
            content.push(Node::Paragraph(Paragraph {
                inlines: vec![Inline::text(line)],
                source: line.to_owned(),
                at: place.clone(),
            }));
            if content.len() < lines {
                place = place.after(line).after("\n");
            }
        }
        Self { text: text.to_owned(), content }
    }

    /// What it says and is not struck out, a line a block.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether something in it is struck out, and so stands in `content` alone.
    pub fn holds_struck(&self) -> bool {
        self.paragraphs().into_iter().any(Paragraph::holds_struck)
    }

    /// Whether a person sees nothing of it, struck out or not.
    pub fn shows_nothing(&self) -> bool {
        self.is_blank() && !self.holds_struck()
    }

    /// The blocks.
    pub fn content(&self) -> &[Node] {
        &self.content
    }

    /// Whether nothing but white space in it holds: what is struck out does not count.
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

/// The text of blocks: a line a paragraph or item; the cells of a nested table's row with a tab between. A
/// paragraph or line that is struck out altogether is none.
fn text_of(content: &[Node]) -> String {
    let mut lines = Vec::new();
    push_lines(&mut lines, content);
    lines.join("\n")
}

fn push_lines(lines: &mut Vec<String>, content: &[Node]) {
    for node in content {
        match node {
            Node::Paragraph(paragraph) if paragraph.holds_struck() => {
                let text = paragraph.text();
                lines.extend(text.split('\n').filter(|line| !line.trim().is_empty()).map(str::to_owned));
            }
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

/// The raised letters, those without a sign of their own left out: the numbers and marks of notes are of them.
const RAISED_LETTERS: [&str; 2] = ["abcdefghijklmnoprstuvwxyz", "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ"];

/// The digits above and below the line, with the sign before them and the parentheses around them.
const RAISED_DIGITS: [&str; 2] = ["0123456789-()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁽⁾"];
const LOWERED_DIGITS: [&str; 2] = ["0123456789-()", "₀₁₂₃₄₅₆₇₈₉₋₍₎"];

/// Digits above or below the line keep their height in plain text, or 10³ would read 103, and so do the sign before
/// them and the parentheses around them; letters above it as well, or the note i of 2ⁱ座 would be a part of the unit.
/// Other scripts have no signs for all they hold and stand on the line.
fn push_script(text: &mut String, inlines: &[Inline], signs: &[[&str; 2]], with_struck: bool) {
    let mut script = String::new();
    push_inlines(&mut script, inlines, with_struck);
    let sign = |c: char| {
        let c = match c {
            '−' | '－' => '-',
            '（' => '(',
            '）' => ')',
            // What parts several has no other height.
            ',' | '，' | '、' => return Some(c),
            other => other,
        };
        signs.iter().find_map(|[plain, moved]| {
            plain.chars().position(|own| own == c).and_then(|at| moved.chars().nth(at))
        })
    };
    let moved: Option<String> = script.trim().chars().map(sign).collect();
    let moved = moved.filter(|_| script.contains(|c: char| c.is_ascii_alphanumeric()));
    text.push_str(moved.as_deref().unwrap_or(&script));
}

fn push_inlines(text: &mut String, inlines: &[Inline], with_struck: bool) {
    for inline in inlines {
        match inline {
            Inline::Text { text: run } => text.push_str(run),
            Inline::Break => text.push('\n'),
            Inline::Struck { .. } if !with_struck => text.push(LEFT_OUT),
            Inline::Strong { inlines }
            | Inline::Emphasis { inlines }
            | Inline::Struck { inlines }
            | Inline::Link { inlines, .. } => push_inlines(text, inlines, with_struck),
            Inline::Subscript { inlines } => push_script(text, inlines, &[LOWERED_DIGITS], with_struck),
            Inline::Superscript { inlines } => {
                push_script(text, inlines, &[RAISED_DIGITS, RAISED_LETTERS], with_struck);
            }
            Inline::Math(math) => text.push_str(&math.text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn struck(text: &str) -> Inline {
        Inline::Struck { inlines: vec![Inline::text(text)] }
    }

    #[test]
    fn what_is_struck_out_is_shown_and_does_not_hold() {
        for (inlines, text, shown) in [
            (vec![struck("280.00"), Inline::text("300.00")], "300.00", "280.00300.00"),
            (vec![struck("180.00"), Inline::text(" 200.00")], "200.00", "180.00 200.00"),
            (
                vec![Inline::text("完成 "), struck("10"), Inline::text(" 12公里")],
                "完成 12公里",
                "完成 10 12公里",
            ),
            (vec![struck("旧名"), Inline::Break, Inline::text("新名")], "新名", "旧名\n新名"),
            (vec![Inline::Strong { inlines: vec![struck("甲")] }, Inline::text("乙")], "乙", "甲乙"),
            (vec![struck("甲")], "", "甲"),
            (vec![Inline::text(" a  b ")], " a  b ", " a  b "),
        ] {
            let paragraph = Paragraph { inlines, ..Paragraph::default() };
            assert_eq!(paragraph.shown(), shown);
            let text_of_all = RichText::from_content(vec![Node::Paragraph(paragraph)]);
            assert_eq!(text_of_all.text(), text);
            assert_eq!(text_of_all.is_blank(), text.is_empty());
            assert!(!text_of_all.shows_nothing());
        }
    }

    #[test]
    fn it_comes_back_from_json_as_it_was() {
        let text = RichText::from_content(vec![Node::Paragraph(Paragraph {
            inlines: vec![struck("280.00"), Inline::text("300.00")],
            ..Paragraph::default()
        })]);
        let stored = serde_json::to_string(&text).unwrap();
        assert_eq!(serde_json::from_str::<RichText>(&stored).unwrap(), text);
        assert!(stored.starts_with("{\"text\":\"300.00\""), "{stored}");
    }
}
