//! A sheet of a workbook that holds prose: a cover, a table of contents, explanations. Its reader sees a table of one
//! column; a person sees a heading and paragraphs.
//!
//! A list stays a table: its first cell heads a column, or its cells are numbers or short names right below each other.

use crate::lexicon::header;
use crate::lexicon::outline;
use crate::lexicon::sense::Sense;
use crate::lexicon::terms::{self, Place};
use crate::model::{Block, Cell, Document, Row, Table, Tidy};
use crate::text::numerals::plain_decimal;
use crate::text::width::fold;

/// A heading is no longer, in characters.
const LONGEST_HEADING: usize = 40;

/// What is longer, in characters, is no name in a list.
const LONGEST_NAME: usize = 60;

/// So many words that head columns, each in a row of its own, are a table that was taken apart.
const FEWEST_HEADERS: usize = 2;

/// The level of headings within a sheet: below its name.
const LEVEL: u8 = 3;

/// Puts headings and paragraphs where sheets of prose are.
pub(super) fn unwrap(document: &mut Document<Tidy>) {
    let mut blocks: Vec<Block<Tidy>> = Vec::with_capacity(document.blocks.len());
    for block in std::mem::take(&mut document.blocks) {
        match block {
            Block::Table(table) if table.at.sheet.is_some() && is_prose(&table) => push(&mut blocks, table),
            other => blocks.push(other),
        }
    }
    document.blocks = blocks;
}

fn is_prose(table: &Table<Tidy>) -> bool {
    let filled = |row: &Row<Tidy>| row.cells.iter().filter(|cell| !cell.text.is_blank()).count();
    if table.rows.iter().any(|row| filled(row) > 1) {
        return false;
    }
    let cells: Vec<&Cell<Tidy>> =
        table.rows.iter().flat_map(|row| &row.cells).filter(|cell| !cell.text.is_blank()).collect();
    let is_header = |cell: &Cell<Tidy>| header::heading(cell.text.text()).is_some();
    let is_number = |cell: &Cell<Tidy>| cell.stored.is_some() || plain_decimal(cell.text.text()).is_some();
    let is_list = cells.first().is_none_or(|first| is_header(first))
        || cells.iter().filter(|cell| is_header(cell)).count() >= FEWEST_HEADERS
        || cells.iter().any(|cell| is_number(cell));
    // Of what is no list, a gap, a sentence, a label and a line of contents tell prose.
    !is_list
        && (cells.len() == 1
            || table.rows.iter().any(|row| filled(row) == 0)
            || cells.iter().any(|cell| says(cell.text.text()) || is_title(cell.text.text()))
            || cells[1..].iter().filter(|cell| heads(cell.text.text())).count() * 2 >= cells.len())
}

/// The lowest rank of what heads a part of a document: 一、.
const LOWEST_RANK: u8 = 2;

/// Whether a text heads a part of the document: a line of its contents.
fn heads(text: &str) -> bool {
    outline::rank(text).is_some_and(|rank| rank <= LOWEST_RANK)
}

/// Whether a text is the title of a document, which names its year: that of a cover.
fn is_title(text: &str) -> bool {
    let holds = |sense| terms::holds(Place::Caption, sense, text);
    text.contains('年') && holds(Sense::TitleWord) && holds(Sense::TitleEnding)
}

/// Whether a text says something, rather than naming it.
fn says(text: &str) -> bool {
    text.contains(['。', '；', '：', ':', '\n']) || text.contains("……") || text.chars().count() > LONGEST_NAME
}

/// Puts the cells of a sheet as blocks; the first one heads the others.
fn push(blocks: &mut Vec<Block<Tidy>>, table: Table<Tidy>) {
    let mut cells =
        table.rows.into_iter().flat_map(|row| row.cells).filter(|cell| !cell.text.is_blank()).peekable();
    let is_heading = |cell: &Cell<Tidy>| {
        let text = cell.text.text();
        !says(text) && text.chars().count() <= LONGEST_HEADING
    };
    if let Some(first) = cells.next_if(is_heading) {
        let is_name = |block: &Block<Tidy>| match block {
            Block::Heading { text, at, .. } => {
                at.cell.is_none() && fold(text.text()) == fold(first.text.text())
            }
            _ => false,
        };
        // A tab and the line below it that say the same are one heading.
        let level = match blocks.pop_if(|block| is_name(block)) {
            Some(Block::Heading { level, .. }) => level,
            _ => LEVEL,
        };
        blocks.push(Block::Heading { level, text: first.text, at: first.at });
    }
    blocks.extend(cells.map(|cell| Block::Paragraph { text: cell.text, at: cell.at }));
}

#[cfg(test)]
mod tests {
    use super::super::tests::sketch;
    use super::*;
    use crate::model::{Origin, Place, RichText};

    /// A sheet of rows parted by `/` and cells parted by `|`, below its name.
    fn unwrapped(name: &str, rows: &str) -> String {
        let place = |cell: Option<&str>| Place {
            sheet: Some(name.to_owned()),
            cell: cell.map(str::to_owned),
            ..Place::default()
        };
        let text = |text: &str| Tidy(RichText::plain(text, &Place::default()));
        let rows = rows.split('/').map(|row| Row {
            cells: row.split('|').map(|cell| Cell::new(text(cell), place(Some("A1")))).collect(),
            ..Row::default()
        });
        let table = Table { at: place(Some("A1")), rows: rows.collect(), ..Table::default() };
        let name = Block::Heading { level: 2, text: text(name), at: place(None) };
        let mut document = Document {
            source: Origin::default(),
            title: None,
            blocks: vec![name, Block::Table(table)],
            hidden: Vec::new(),
        };
        unwrap(&mut document);
        sketch(&document)
    }

    #[test]
    fn sheets_of_prose() {
        for (name, rows, blocks) in [
            (
                "封面",
                "青山县2026年部门预算//预算主管部门：青山县林业局",
                "[h 封面]\n[h 青山县2026年部门预算]\n[预算主管部门：青山县林业局]",
            ),
            (
                "目录",
                "目  录//一、主要职能……1/二、机构设置……2",
                "[h 目  录]\n[一、主要职能……1]\n[二、机构设置……2]",
            ),
            ("说明", "2026年，收入增加。/支出不变。", "[h 说明]\n[2026年，收入增加。]\n[支出不变。]"),
            (
                "封面",
                "清河县林业局/2025年部门预算公开/二〇二五年二月",
                "[h 封面]\n[h 清河县林业局]\n[2025年部门预算公开]\n[二〇二五年二月]",
            ),
            (
                "目录",
                "目录/第一部分　概况/一、职能/二、机构",
                "[h 目录]\n[第一部分　概况]\n[一、职能]\n[二、机构]",
            ),
            (
                "说明",
                "名词解释|/|财政拨款收入：取得的收入。",
                "[h 说明]\n[h 名词解释]\n[财政拨款收入：取得的收入。]",
            ),
            ("封面", "青山县2026年部门预算", "[h 封面]\n[h 青山县2026年部门预算]"),
        ] {
            assert_eq!(unwrapped(name, rows), blocks, "{rows}");
        }
    }

    #[test]
    fn lists_stay_tables() {
        for rows in [
            "项目名称/供水工程/清淤工程",
            // Names without a header, right below each other.
            "青山县林业局/青山县水务局",
            // A header above what says something.
            "绩效目标/完成清淤。/改善水质。",
            // A table that was taken apart.
            "支出表/项目名称/金额/供水工程：一期/12.50",
            "说明：本表/12.50",
            "名单|单位：万元/甲。|",
            "",
        ] {
            let sketch = unwrapped("表", rows);
            assert_eq!(sketch.matches('[').count(), 1, "{sketch}");
        }
    }
}
