//! Lines around a table that are its own: `单位：万元` above it, `注：…` below it.

use std::sync::LazyLock;

use regex::Regex;

use crate::model::{Block, Document, RowRole, Table, Tidy};
use crate::text::width::fold;

static UNIT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:金额)?单位:(?:人民币)?(亿元|万元|千元|元)").expect("the pattern is a constant")
});

/// A line above a table that is its own holds a unit, a form's number or who made it, and little else.
const LONGEST_LINE: usize = 80;

/// Moves the lines around every table into the table.
pub(super) fn attach(document: &mut Document<Tidy>) {
    let mut blocks: Vec<Block<Tidy>> = Vec::with_capacity(document.blocks.len());
    for block in std::mem::take(&mut document.blocks) {
        match block {
            Block::Table(mut table) => {
                let above = blocks.iter().rev().take_while(|block| is_line_above(block)).count();
                for line in blocks.split_off(blocks.len() - above) {
                    if let Block::Paragraph { text, .. } = line {
                        table.above.push(text.text().to_owned());
                    }
                }
                read_unit(&mut table);
                blocks.push(Block::Table(table));
            }
            Block::Paragraph { text, at } => match blocks.last_mut() {
                Some(Block::Table(table)) if is_note(text.text()) => table.notes.push(text.text().to_owned()),
                _ => blocks.push(Block::Paragraph { text, at }),
            },
            other => blocks.push(other),
        }
    }
    document.blocks = blocks;
}

fn is_line_above(block: &Block<Tidy>) -> bool {
    let Block::Paragraph { text, .. } = block else { return false };
    let folded = fold(text.text());
    folded.chars().count() <= LONGEST_LINE && !text.text().contains('\n') && UNIT.is_match(&folded)
}

/// `注：…`, `备注：…`, `说明：…`.
fn is_note(text: &str) -> bool {
    let folded = fold(text);
    ["注:", "备注:", "说明:", "注1:", "注1.", "注1、"].iter().any(|start| folded.starts_with(start))
}

/// The unit of a table: of the lines above it, or of a lone line within it.
fn read_unit(table: &mut Table<Tidy>) {
    let within = table
        .rows
        .iter()
        .take(5)
        .filter(|row| {
            row.role == RowRole::Note || row.cells.iter().filter(|cell| !cell.text.is_blank()).count() <= 3
        })
        .flat_map(|row| &row.cells)
        .map(|cell| fold(cell.text.text()));
    let lines: Vec<String> = table.above.iter().map(|line| fold(line)).chain(within).collect();
    table.unit = lines.iter().find_map(|line| UNIT.captures(line).map(|found| found[1].to_owned()));
}
