//! Headers and footers: what stands above and below every page of a section is said once, before and after it.

use std::collections::BTreeSet;

use super::runs::PAGE;
use super::styles::switch;
use super::text::Text;
use super::{LOOKS, Reading};
use crate::error::Error;
use crate::model::{Block, Place, Raw};
use crate::read::xml::Element;

/// A section of the body.
#[derive(Debug, Default)]
pub(super) struct Section {
    /// How many blocks stand before its end.
    end: usize,
    headers: Vec<String>,
    footers: Vec<String>,
}

/// What may stand beside the number of a page without saying anything else.
const BESIDE_PAGE_NUMBERS: &str = "第页共张总之—–－-―·•.。,，:：/|~～（）()[]【】";

/// The same in English.
const PAGE_WORDS: [&str; 3] = ["page", "of", "p"];

impl Reading<'_> {
    /// Ends a section with the properties that it has.
    pub(super) fn end_section(&mut self, properties: Option<&Element>) {
        let mut section = Section { end: self.found.len(), ..Section::default() };
        if let Some(properties) = properties {
            self.notes.set_format(properties);
            let has_first = switch(properties, "titlePg").unwrap_or(false);
            let has_even = self.is_set("evenAndOddHeaders");
            for reference in properties.elements() {
                let is_shown = match reference.attribute("type") {
                    Some("first") => has_first,
                    Some("even") => has_even,
                    _ => true,
                };
                let part = reference.attribute("id").and_then(|id| self.relations.by_id(id));
                let Some(part) = part.filter(|part| is_shown && !part.is_outside) else { continue };
                match reference.name.as_str() {
                    "headerReference" => section.headers.push(part.target.clone()),
                    "footerReference" => section.footers.push(part.target.clone()),
                    _ => {}
                }
            }
        }
        self.sections.push(section);
    }

    /// The blocks of the body with the headers and footers of its sections among them.
    pub(super) fn with_margins(&mut self, blocks: Vec<Block<Raw>>) -> Result<Vec<Block<Raw>>, Error> {
        let mut said: BTreeSet<String> = blocks.iter().filter_map(line_of).collect();
        let mut seen: BTreeSet<String> = BTreeSet::new();
        let mut counts = [0, 0];
        let mut body = blocks.into_iter();
        let mut whole = Vec::new();
        let mut begun = 0;
        for section in std::mem::take(&mut self.sections) {
            for (kind, parts) in [&section.headers, &section.footers].into_iter().enumerate() {
                if kind == 1 {
                    whole.extend(body.by_ref().take(section.end.saturating_sub(begun)));
                }
                for part in parts.iter().filter(|part| seen.insert((*part).clone())) {
                    counts[kind] += 1;
                    let prefix = format!("{}{}", ["H", "F"][kind], counts[kind]);
                    let lines = self.margin(part, prefix)?;
                    whole.extend(
                        lines.into_iter().filter(|line| line_of(line).is_none_or(|line| said.insert(line))),
                    );
                }
            }
            begun = section.end.max(begun);
        }
        whole.extend(body);
        Ok(whole)
    }

    /// The lines of a header or footer. Tabs part what stands on its left, in its middle and on its right.
    fn margin(&mut self, part: &str, prefix: String) -> Result<Vec<Block<Raw>>, Error> {
        let Some(root) = self.package.xml(part, LOOKS)? else { return Ok(Vec::new()) };
        let relations = super::Relations::of(&mut self.package, part)?;
        let outer_relations = std::mem::replace(&mut self.relations, relations);
        let outer = std::mem::take(&mut self.found);
        (self.prefix, self.paragraphs, self.is_margin) = (prefix, 0, true);
        self.blocks(&root);
        self.is_margin = false;
        self.prefix.clear();
        self.relations = outer_relations;
        let blocks = std::mem::replace(&mut self.found, outer);
        let mut lines = Vec::new();
        for block in &blocks {
            push_lines(&mut lines, block);
        }
        Ok(lines)
    }
}

/// What a paragraph or heading says, without white space.
fn line_of(block: &Block<Raw>) -> Option<String> {
    match block {
        Block::Heading { text, .. } | Block::Paragraph { text, .. } => {
            Some(Text::from(text).words.split_whitespace().collect())
        }
        _ => None,
    }
}

/// The lines of a block of a header: a table there only sets things side by side.
fn push_lines(lines: &mut Vec<Block<Raw>>, block: &Block<Raw>) {
    match block {
        Block::Heading { text, at, .. } | Block::Paragraph { text, at } => push_pieces(lines, text, at),
        Block::List { items, at, .. } => items.iter().for_each(|item| push_pieces(lines, item, at)),
        Block::Table(table) => {
            let cells = table.rows.iter().flat_map(|row| &row.cells);
            cells.for_each(|cell| push_pieces(lines, &cell.text, &cell.at));
        }
    }
}

fn push_pieces(lines: &mut Vec<Block<Raw>>, text: &Raw, at: &Place) {
    for mut piece in Text::from(text).split_at_tabs() {
        if piece.words.contains(PAGE) {
            if only_numbers_pages(&piece.words) {
                continue;
            }
            piece = Text { html: piece.html.replace(PAGE, ""), words: piece.words.replace(PAGE, "") };
        }
        if !piece.is_blank() {
            lines.push(Block::Paragraph { text: piece.into_raw(), at: at.clone() });
        }
    }
}

/// Whether a line says nothing but which page it stands on.
fn only_numbers_pages(words: &str) -> bool {
    let is_beside = |c: char| c == PAGE || c.is_whitespace() || BESIDE_PAGE_NUMBERS.contains(c);
    words
        .split(is_beside)
        .filter(|word| !word.is_empty())
        .all(|word| PAGE_WORDS.contains(&word.to_ascii_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_only_number_pages() {
        for (words, expected) in [
            ("第 # 页 共 # 页", true),
            ("— # —", true),
            ("#", true),
            ("Page # of #", true),
            ("岚溪区人社局 第 # 页", false),
            ("附件#", false),
        ] {
            assert_eq!(only_numbers_pages(&words.replace('#', &PAGE.to_string())), expected, "{words}");
        }
    }
}
