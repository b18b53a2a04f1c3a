//! The lines above a table that stand in one paragraph, or below the title in its heading: the title, whose table it is,
//! `单位：元`. Each becomes a paragraph of its own, as a page that sets them apart has it.

use super::{lines, rows_in_one};
use crate::lexicon::line;
use crate::model::{Block, Document, Inline, Node, Paragraph, RichText, Tidy};

/// A paragraph of more lines is prose, or a list.
const MOST_LINES: usize = 5;

/// A longer line, in characters, is prose.
const LONGEST_LINE: usize = 40;

/// So many lines of such a paragraph may be neither a title nor a label nor what stands beside them: an office.
const MOST_OTHERS: usize = 1;

/// How far above a table such a paragraph stands, in blocks.
const REACH: usize = 3;

/// Parts the paragraphs and headings above tables into their lines.
pub(super) fn part(document: &mut Document<Tidy>) {
    let blocks = std::mem::take(&mut document.blocks);
    let is_above: Vec<bool> = (0..blocks.len()).map(|number| is_above_table(&blocks[number + 1..])).collect();
    for (block, is_above) in blocks.into_iter().zip(is_above) {
        match block {
            Block::Paragraph { text, at } if is_above => match parted(&text) {
                Some(pieces) if is_of_table(&pieces) => {
                    document.blocks.extend(pieces.into_iter().map(|text| paragraph(text, &at)));
                }
                _ => document.blocks.push(Block::Paragraph { text, at }),
            },
            Block::Heading { level, text, at } if is_above => {
                let pieces = parted(&text).filter(|pieces| has_labels_below(pieces));
                let Some(mut pieces) = pieces.map(Vec::into_iter) else {
                    document.blocks.push(Block::Heading { level, text, at });
                    continue;
                };
                let title = pieces.next().map_or(text, Tidy);
                document.blocks.push(Block::Heading { level, text: title, at: at.clone() });
                document.blocks.extend(pieces.map(|text| paragraph(text, &at)));
            }
            other => document.blocks.push(other),
        }
    }
}

/// Whether a table stands below, with nothing but a few paragraphs before it.
fn is_above_table(below: &[Block<Tidy>]) -> bool {
    let first = below.iter().take(REACH).find(|block| !matches!(block, Block::Paragraph { .. }));
    matches!(first, Some(Block::Table(_)))
}

fn paragraph(text: RichText, at: &crate::model::Place) -> Block<Tidy> {
    let at = text.paragraphs().first().map_or_else(|| at.clone(), |first| first.at.clone());
    Block::Paragraph { text: Tidy(text), at }
}

/// Whether the lines are a title and what stands with it, or labels alone.
fn is_of_table(pieces: &[RichText]) -> bool {
    let is_title = |text: &str| line::is_title(line::title_and_labels(text).0);
    let mut others = 0;
    let mut known = 0;
    for text in pieces.iter().map(RichText::text) {
        if is_title(text) || lines::is_label_line(text) {
            known += 1;
        } else if !(line::is_beside_title(text) || line::is_attachment(text) || line::is_form_number(text)) {
            others += 1;
        }
    }
    known > 0 && others <= MOST_OTHERS
}

/// Whether the first line of a heading is its title, and those below it are labels.
fn has_labels_below(pieces: &[RichText]) -> bool {
    pieces[1..].iter().all(|piece| lines::is_label_line(piece.text()))
}

/// The lines of a text, if it has a few short ones and nothing else.
fn parted(text: &RichText) -> Option<Vec<RichText>> {
    let said = text.text();
    let is_short = |line: &str| {
        let line = line.trim();
        !line.is_empty() && line.chars().nth(LONGEST_LINE).is_none() && !line.contains(['。', '；'])
    };
    let count = said.split('\n').count();
    if !(2..=MOST_LINES).contains(&count) || !said.split('\n').all(is_short) {
        return None;
    }
    let mut apart = Vec::new();
    for node in text.content() {
        let Node::Paragraph(paragraph) = node else { return None };
        let inlines = with_breaks_outside(&paragraph.inlines);
        apart.push(Node::Paragraph(Paragraph { inlines, ..paragraph.clone() }));
    }
    let pieces = rows_in_one::pieces(&RichText::from_content(apart));
    (pieces.len() == count).then_some(pieces)
}

/// The same with the line breaks of what is bold or slanted between two such pieces.
fn with_breaks_outside(inlines: &[Inline]) -> Vec<Inline> {
    let mut apart = Vec::with_capacity(inlines.len());
    for inline in inlines {
        let (inner, whole): (_, fn(Vec<Inline>) -> Inline) = match inline {
            Inline::Strong { inlines } => (inlines, |inlines| Inline::Strong { inlines }),
            Inline::Emphasis { inlines } => (inlines, |inlines| Inline::Emphasis { inlines }),
            other => {
                apart.push(other.clone());
                continue;
            }
        };
        for (number, piece) in with_breaks_outside(inner).split(|inline| *inline == Inline::Break).enumerate()
        {
            apart.extend((number > 0).then_some(Inline::Break));
            apart.extend((!piece.is_empty()).then(|| whole(piece.to_vec())));
        }
    }
    apart
}

#[cfg(test)]
mod tests {
    use super::super::tests::{mended, sketch};

    #[test]
    fn lines_of_one_paragraph() {
        let table = "<table><tr><th>科目编码<th>合计<tr><td>213<td>5.00</table>";
        for (above, expected) in [
            ("<p>支出预算表<br>单位：元</p>", "[支出预算表]"),
            ("<p><b>支出预算表<br>林业局</b><br>单位：元</p>", "[支出预算表]\n[林业局]"),
            ("<p>附件2<br/>支出预算表</p>", "[附件2]\n[支出预算表]"),
            ("<h2>支出预算表<br>单位：元</h2>", "[h 支出预算表]"),
            // A title of two lines, and prose.
            ("<h2>青河县<br>支出预算表</h2>", "[h 青河县\n支出预算表]"),
            ("<p>本表见下<br>由林业局编制<br>支出预算表</p>", "[本表见下\n由林业局编制\n支出预算表]"),
            ("<p>支出预算表如下。<br>单位：元</p>", "[支出预算表如下。\n单位：元]"),
        ] {
            let (tidy, _) = mended("html", &format!("{above}{table}"));
            let sketch = sketch(&tidy);
            let before = sketch.split_once("科目编码").map_or("", |(before, _)| before);
            assert!(before.starts_with(expected), "{above}: {sketch}");
        }
    }
}
