//! The text of a paragraph or cell: as HTML for the markup that it has, and as its own words.

use crate::model::{Block, Raw, Table};
use crate::read::html::escape;

/// A paragraph's text as HTML and as words.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::read) struct Text {
    pub(in crate::read) html: String,
    pub(in crate::read) words: String,
}

impl Text {
    /// Whether nothing is seen of it. A picture without words is seen.
    pub(in crate::read) fn is_blank(&self) -> bool {
        self.words.trim().is_empty() && !self.html.contains("<img")
    }

    pub(in crate::read) fn push(&mut self, words: &str) {
        self.html.push_str(&escape(words));
        self.words.push_str(words);
    }

    /// Puts another text behind it, between the tags of elements.
    pub(in crate::read) fn push_within(&mut self, inner: &Self, tags: &[&str]) {
        for tag in tags {
            self.html.extend(["<", tag, ">"]);
        }
        self.html.push_str(&inner.html);
        for tag in tags.iter().rev() {
            self.html.extend(["</", tag, ">"]);
        }
        self.words.push_str(&inner.words);
    }

    /// A picture, and the words that stand for it.
    pub(in crate::read) fn push_picture(&mut self, words: &str) {
        self.html.extend(["<img alt=\"", &escape(words).replace('"', "&quot;"), "\">"]);
        self.words.push_str(words);
    }

    /// The same text behind the number that is shown before it.
    pub(in crate::read) fn behind(self, label: &str, is_close: bool) -> Self {
        let mut whole = Self::default();
        whole.push(label);
        let ends_wide = label.ends_with(|c: char| !c.is_alphanumeric() && !c.is_ascii());
        if !self.is_blank() {
            if !is_close && !ends_wide && !label.is_empty() {
                whole.push(" ");
            }
            whole.push_within(&self, &[]);
        }
        whole
    }

    pub(in crate::read) fn into_raw(self) -> Raw {
        if self.html == self.words {
            Raw::Markup(self.html)
        } else {
            Raw::Translated { html: self.html, source: self.words }
        }
    }

    /// Its pieces between tabs; an element that a tab stands in is closed before it and opened again behind it.
    pub(in crate::read) fn split_at_tabs(&self) -> Vec<Self> {
        self.split_at("\t", '\t')
    }

    /// Its lines.
    pub(in crate::read) fn split_at_breaks(&self) -> Vec<Self> {
        self.split_at("<br>", '\n')
    }

    /// Its pieces between marks, which stand in the HTML and in the words each in their way.
    fn split_at(&self, mark: &str, in_words: char) -> Vec<Self> {
        let mut pieces = Vec::new();
        let mut open: Vec<&str> = Vec::new();
        let mut html = String::new();
        let mut rest = self.html.as_str();
        while let Some(at) = rest.find(['<', '\t']) {
            html.push_str(&rest[..at]);
            rest = &rest[at..];
            if let Some(behind) = rest.strip_prefix(mark) {
                html.extend(open.iter().rev().flat_map(|name| ["</", *name, ">"]));
                pieces.push(std::mem::take(&mut html));
                html.extend(open.iter().flat_map(|name| ["<", *name, ">"]));
                rest = behind;
                continue;
            }
            let end =
                if rest.starts_with('<') { rest.find('>').map_or(rest.len(), |end| end + 1) } else { 1 };
            let tag = &rest[..end];
            let name = tag.trim_matches(['<', '>', '/']).split(' ').next().unwrap_or_default();
            if tag.starts_with("</") {
                open.pop();
            } else if tag.starts_with('<') && !matches!(name, "br" | "img") && !tag.ends_with("/>") {
                open.push(name);
            }
            html.push_str(tag);
            rest = &rest[end..];
        }
        html.push_str(rest);
        pieces.push(html);
        let mut words = self.words.split(in_words);
        pieces
            .into_iter()
            .map(|html| Self { html, words: words.next().unwrap_or_default().to_owned() })
            .map(Self::without_empty_elements)
            .collect()
    }

    /// What a tab cut off from the text of an element says nothing.
    fn without_empty_elements(self) -> Self {
        if self.words.trim().is_empty() && !self.html.contains("<img") { Self::default() } else { self }
    }
}

impl From<&Raw> for Text {
    fn from(raw: &Raw) -> Self {
        match raw {
            Raw::Markup(text) => Self { html: text.clone(), words: text.clone() },
            Raw::Plain(text) => Self { html: escape(text).replace('\n', "<br>"), words: text.clone() },
            Raw::Translated { html, source } => Self { html: html.clone(), words: source.clone() },
        }
    }
}

/// Puts text below what a cell holds.
pub(in crate::read) fn add_below(cell: &mut Raw, text: &Text) {
    let Text { html, words } = Text::from(&*cell);
    *cell = Raw::Translated {
        html: format!("{html}<p>{}</p>", text.html),
        source: format!("{words}\n{}", text.words),
    };
}

/// What stands in a cell: its blocks one below the other, nested tables as HTML tables.
pub(in crate::read) fn cell_text(blocks: &[Block<Raw>]) -> Text {
    let mut whole = Text::default();
    for (number, block) in blocks.iter().enumerate() {
        let part = block_text(block);
        if number > 0 {
            whole.words.push('\n');
        }
        let is_block = ["<table", "<ul"].iter().any(|tag| part.html.starts_with(tag));
        if blocks.len() > 1 && !is_block {
            whole.html.extend(["<p>", &part.html, "</p>"]);
        } else {
            whole.html.push_str(&part.html);
        }
        whole.words.push_str(&part.words);
    }
    whole
}

fn block_text(block: &Block<Raw>) -> Text {
    match block {
        Block::Heading { text, .. } | Block::Paragraph { text, .. } => Text::from(text),
        Block::List { items, .. } => {
            let items: Vec<Text> = items.iter().map(Text::from).collect();
            let html: String = items.iter().flat_map(|item| ["<li>", item.html.as_str(), "</li>"]).collect();
            let words: Vec<&str> = items.iter().map(|item| item.words.as_str()).collect();
            Text { html: format!("<ul>{html}</ul>"), words: words.join("\n") }
        }
        Block::Table(table) => table_text(table),
    }
}

/// A table as HTML, to stand in a cell.
fn table_text(table: &Table<Raw>) -> Text {
    let mut text = Text { html: "<table>".to_owned(), words: String::new() };
    for row in &table.rows {
        text.html.push_str("<tr>");
        let mut words = Vec::new();
        for cell in &row.cells {
            let inner = Text::from(&cell.text);
            let tag = if cell.header.is_some() { "th" } else { "td" };
            let span = |name: &str, count: usize| {
                if count > 1 { format!(" {name}=\"{count}\"") } else { String::new() }
            };
            let (across, down) = (span("colspan", cell.colspan), span("rowspan", cell.rowspan));
            text.html.extend(["<", tag, &across, &down, ">", &inner.html, "</", tag, ">"]);
            words.push(inner.words);
        }
        text.html.push_str("</tr>");
        text.words.push_str(&words.join("\t"));
        text.words.push('\n');
    }
    text.html.push_str("</table>");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_between_tabs() {
        for (html, words, pieces) in [
            ("a\tb", "a\tb", vec!["a", "b"]),
            ("<strong>a\tb</strong>c", "a\tbc", vec!["<strong>a</strong>", "<strong>b</strong>c"]),
            ("<strong>a\t</strong>\tc", "a\t\tc", vec!["<strong>a</strong>", "", "c"]),
            ("a<br>b", "a\nb", vec!["a<br>b"]),
        ] {
            let text = Text { html: html.to_owned(), words: words.to_owned() };
            let found: Vec<String> = text.split_at_tabs().into_iter().map(|piece| piece.html).collect();
            assert_eq!(found, pieces, "{html}");
        }
    }
}
