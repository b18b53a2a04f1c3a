//! Words of a document replaced and moved. The words of the source stay with each paragraph.

use crate::model::{Block, Cell, Document, Former, Inline, Node, Paragraph, Position, RichText, Tidy};
use crate::text::width::fold;

/// One change of words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Edit {
    /// Words are replaced.
    Replace {
        /// Where.
        at: Position,
        /// The paragraph or the record within; the whole cell or block where it does not say.
        within: Option<String>,
        /// Those of its words that are replaced; all of them where it does not say.
        from: Option<String>,
        /// What stands there instead.
        to: String,
    },
    /// A goal moves to the cell of another project.
    Move {
        /// Where it stands.
        from: Position,
        /// What it says, without its label.
        text: String,
        /// The number of the row, in the same table, whose cell of that column it moves to.
        to: usize,
    },
}

/// What an edit changed.
pub(super) struct Changed {
    pub(super) former: String,
    pub(super) now: String,
}

impl Changed {
    /// The lines that differ between two texts.
    fn between(former: &str, now: &str) -> Self {
        let (old, new): (Vec<&str>, Vec<&str>) = (former.split('\n').collect(), now.split('\n').collect());
        let start = old.iter().zip(&new).take_while(|(one, other)| one == other).count();
        let rest = old.len().min(new.len()) - start;
        let end =
            old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(one, other)| one == other).count();
        let lines = |lines: &[&str]| lines[start..lines.len() - end].join("\n");
        Self { former: lines(&old), now: lines(&new) }
    }
}

impl Edit {
    /// Carries the edit out. `None`, and nothing is changed, where the words are not there, or are there twice.
    pub(super) fn apply(&self, document: &mut Document<Tidy>, decision: usize) -> Option<Changed> {
        match self {
            Self::Replace { at, within, from, to } => {
                let change = |text: &RichText| replaced(text, within.as_deref(), from.as_deref(), to);
                if at.table.is_some() {
                    return replace_in_row(document, at, decision, from.is_some(), &change);
                }
                let block = document.blocks.iter_mut().find(|block| Position::of(block.at()) == *at)?;
                let (Block::Heading { text, .. } | Block::Paragraph { text, .. }) = block else {
                    return None;
                };
                let now = change(&text.0)?;
                let former = std::mem::replace(&mut text.0, now);
                Some(Changed::between(former.text(), text.text()))
            }
            Self::Move { from, text, to } => moved(document, from, text, *to, decision),
        }
    }
}

fn cells(document: &mut Document<Tidy>, table: usize, row: usize) -> Option<&mut Vec<Cell<Tidy>>> {
    let tables = document.blocks.iter_mut().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    tables.into_iter().nth(table)?.rows.get_mut(row).map(|row| &mut row.cells)
}

/// Replaces words in the cell of a position, or, where only some words are replaced and these are not there, in the only
/// other cell of the row that has them: the sign of an indicator stands beside its name.
fn replace_in_row(
    document: &mut Document<Tidy>,
    at: &Position,
    decision: usize,
    may_stand_beside: bool,
    change: &impl Fn(&RichText) -> Option<RichText>,
) -> Option<Changed> {
    let cells = cells(document, at.table?, at.row?)?;
    let own = cells.iter().rposition(|cell| Some(cell.column) <= at.column);
    let mut found = own.or(Some(0)).and_then(|own| Some((own, change(&cells.get(own)?.text.0)?)));
    if found.is_none() && may_stand_beside {
        let mut beside =
            cells.iter().enumerate().filter_map(|(number, cell)| Some((number, change(&cell.text.0)?)));
        found = beside.next().filter(|_| beside.next().is_none());
    }
    let (number, now) = found?;
    let cell = &mut cells[number];
    let changed = Changed::between(cell.text.text(), now.text());
    put(cell, now, decision);
    Some(changed)
}

/// Puts other words into a cell; what stood there first is remembered.
fn put(cell: &mut Cell<Tidy>, now: RichText, decision: usize) {
    let former = std::mem::replace(&mut cell.text.0, now);
    let first = cell.decided.take().map_or_else(|| former.text().to_owned(), |decided| decided.text);
    cell.decided = Some(Box::new(Former { text: first, decision }));
    // What a workbook stored is the number that stood there.
    cell.stored = None;
    cell.value = None;
}

/// A text with words of it replaced; `None` where they are not there once.
fn replaced(text: &RichText, within: Option<&str>, from: Option<&str>, to: &str) -> Option<RichText> {
    let Some(within) = within else {
        return match from {
            None => Some(RichText::from_content(lines(to, text))),
            Some(from) => in_paragraphs(text, |paragraph| once(paragraph, from, to)),
        };
    };
    let piece = match from {
        None => to.to_owned(),
        Some(from) => {
            once(within, from, to).or_else(|| once(text.text(), from, to).map(|_| String::new()))?
        }
    };
    if piece.is_empty() {
        // The words are not those of the record as it is told, but they stand in the cell once.
        return in_paragraphs(text, |paragraph| once(paragraph, from?, to));
    }
    in_paragraphs(text, |paragraph| once(paragraph, within, &piece)).or_else(|| {
        let is_all = |paragraph: &str| is_same(paragraph, within);
        in_paragraphs(text, |paragraph| is_all(paragraph).then(|| piece.clone()))
    })
}

/// `text` with the only `from` in it replaced.
fn once(text: &str, from: &str, to: &str) -> Option<String> {
    (!from.is_empty() && text.matches(from).count() == 1).then(|| text.replacen(from, to, 1))
}

fn is_same(one: &str, other: &str) -> bool {
    let bare = |text: &str| -> String { fold(text).chars().filter(|c| !c.is_whitespace()).collect() };
    bare(one) == bare(other)
}

/// A text of which `change` makes something else of exactly one paragraph; `None` where of none, or of several.
fn in_paragraphs(text: &RichText, change: impl Fn(&str) -> Option<String>) -> Option<RichText> {
    let mut content = text.content().to_vec();
    let mut changed = 0;
    each_paragraph(&mut content, &mut |paragraph| {
        if let Some(now) = change(&paragraph.text()) {
            changed += 1;
            paragraph.inlines = inlines(&now);
        }
    });
    (changed == 1).then(|| RichText::from_content(content))
}

fn each_paragraph(nodes: &mut [Node], visit: &mut impl FnMut(&mut Paragraph)) {
    for node in nodes {
        match node {
            Node::Paragraph(paragraph) => visit(paragraph),
            Node::List { items, .. } => {
                for item in items {
                    each_paragraph(item, visit);
                }
            }
            Node::Table { .. } => {}
        }
    }
}

fn inlines(text: &str) -> Vec<Inline> {
    let mut inlines = Vec::new();
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            inlines.push(Inline::Break);
        }
        inlines.push(Inline::text(line));
    }
    inlines
}

/// The lines of a text as paragraphs, each read from the words of the source that stood there.
fn lines(text: &str, former: &RichText) -> Vec<Node> {
    let sources = former.paragraphs();
    let source = |number: usize| sources.get(number).or(sources.last()).copied().cloned().unwrap_or_default();
    let lines = text.split('\n').enumerate().filter(|_| !text.is_empty());
    lines
        .map(|(number, line)| {
            Node::Paragraph(Paragraph { inlines: vec![Inline::text(line)], ..source(number) })
        })
        .collect()
}

/// Moves the lines of a goal to the cell of another row.
fn moved(
    document: &mut Document<Tidy>,
    from: &Position,
    text: &str,
    to: usize,
    decision: usize,
) -> Option<Changed> {
    let (table, row, column) = (from.table?, from.row?, from.column?);
    let in_column = |cells: &[Cell<Tidy>]| cells.iter().rposition(|cell| cell.column <= column);
    let own = cells(document, table, row)?;
    let number = in_column(own)?;
    let mut content = own[number].text.0.content().to_vec();
    let taken = take(&mut content, text)?;
    let there = cells(document, table, to)?;
    let target = in_column(there).filter(|_| to != row)?;
    let joined = [there[target].text.0.content(), &taken].concat();
    put(&mut there[target], RichText::from_content(joined), decision);
    let own = cells(document, table, row)?;
    put(&mut own[number], RichText::from_content(content), decision);
    let said = RichText::from_content(taken);
    Some(Changed { former: said.text().to_owned(), now: said.text().to_owned() })
}

/// Takes the blocks out that together say a text, with the label that it has in front and nothing else.
fn take(content: &mut Vec<Node>, text: &str) -> Option<Vec<Node>> {
    /// A label before a goal has no more characters: `项目年度目标12：`.
    const LONGEST_LABEL: usize = 12;
    let bare = |text: &str| -> String { fold(text).chars().filter(|c| !c.is_whitespace()).collect() };
    let wanted = bare(text);
    // The shortest run of blocks: what stands before it is another goal.
    for start in (0..content.len()).rev() {
        let mut said = String::new();
        for end in start..content.len() {
            said.push_str(&bare(RichText::from_content(vec![content[end].clone()]).text()));
            if said.chars().count() > wanted.chars().count() + LONGEST_LABEL {
                break;
            }
            if said.ends_with(&wanted) && !wanted.is_empty() {
                return Some(content.drain(start..=end).collect());
            }
        }
    }
    // All goals of the cell stand in one list or one paragraph.
    content.iter_mut().find_map(|node| match node {
        Node::List { items, .. } => {
            let at = items.iter().position(|item| {
                let said = bare(RichText::from_content(item.clone()).text());
                said.ends_with(&wanted) && said.chars().count() <= wanted.chars().count() + LONGEST_LABEL
            })?;
            Some(items.remove(at))
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Place;

    fn text(lines: &str) -> RichText {
        RichText::plain(lines, &Place::default())
    }

    #[test]
    fn words_are_replaced_where_they_stand_once() {
        for (own, within, from, to, expected) in [
            ("35.60", None, None, "35.06", Some("35.06")),
            ("2100%", None, Some("2100%"), "≥100%", Some("≥100%")),
            (
                "1.甲率 4人\n2.乙率 4人",
                Some("2.乙率 4人"),
                Some("4人"),
                "≥4人",
                Some("1.甲率 4人\n2.乙率 ≥4人"),
            ),
            ("1.甲率 4人\n乙率 4人", Some("乙率 4人"), None, "2.乙率 4人", Some("1.甲率 4人\n2.乙率 4人")),
            // Twice, or not at all.
            ("4人 4人", None, Some("4人"), "5人", None),
            ("甲\n甲", Some("甲"), None, "乙", None),
            ("甲", None, Some("乙"), "丙", None),
        ] {
            let found = replaced(&text(own), within, from, to);
            assert_eq!(found.as_ref().map(RichText::text), expected, "{own} {within:?} {from:?}");
        }
    }

    #[test]
    fn a_goal_is_taken_with_its_label() {
        for (own, goal, expected) in [
            ("目标1：修路。\n目标2：架桥。", "架桥。", Some(("目标1：修路。", "目标2：架桥。"))),
            (
                "目标2：架桥，\n共三座。\n目标3：种树。",
                "架桥，共三座。",
                Some(("目标3：种树。", "目标2：架桥，\n共三座。")),
            ),
            ("目标1：修路。", "架桥。", None),
            // It is a part of something else.
            ("本年度在全县范围内修路若干，并架桥。", "架桥。", None),
        ] {
            let mut content = text(own).content().to_vec();
            let taken = take(&mut content, goal);
            let found = taken.map(|taken| (RichText::from_content(content), RichText::from_content(taken)));
            let found = found.as_ref().map(|(left, taken)| (left.text(), taken.text()));
            assert_eq!(found, expected, "{own}");
        }
    }
}
