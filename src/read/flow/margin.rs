//! The lines above and below every page: once, without the numbers of the pages.

use super::text::Text;
use crate::model::{Block, Place, Raw};

/// Stands for the number of a page while a header or footer is read.
pub(in crate::read) const PAGE: char = '\u{e0f0}';

/// What may stand beside the number of a page without saying anything else.
const BESIDE_PAGE_NUMBERS: &str = "第页共张总之—–－-―·•.。,，:：/|~～（）()[]【】";

/// The same in English.
const PAGE_WORDS: [&str; 3] = ["page", "of", "p"];

/// The lines of a header or footer. Tabs and the cells of a table part what stands on its left, in its middle and on its
/// right.
pub(in crate::read) fn lines(blocks: &[Block<Raw>]) -> Vec<Block<Raw>> {
    let mut lines = Vec::new();
    for block in blocks {
        push_lines(&mut lines, block);
    }
    lines
}

/// What a paragraph or heading says, without white space.
pub(in crate::read) fn words_of(block: &Block<Raw>) -> Option<String> {
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
