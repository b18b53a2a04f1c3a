//! Lines around a table that are its own: `单位：万元` above it, `注：…` below it.
//!
//! Titles stay headings and paragraphs, and lines within the grid stay rows; only their unit is read.

use super::lines;
use crate::lexicon::money;
use crate::model::{Block, Document, Section, Table, Tidy};
use crate::text::width::fold;

/// Rows at the top of a table among which a line with the unit is looked for.
const ROWS_AT_TOP: usize = 6;

/// The most notes that a table takes from below it.
const MOST_NOTES: usize = 50;

/// Moves the lines around every table into the table, and reads its unit.
pub(super) fn attach(document: &mut Document<Tidy>) {
    let mut blocks: Vec<Block<Tidy>> = Vec::with_capacity(document.blocks.len());
    for block in std::mem::take(&mut document.blocks) {
        match block {
            Block::Table(mut table) => {
                let first =
                    blocks.len() - blocks.iter().rev().take_while(|block| is_line_above(block)).count();
                for line in blocks.split_off(first) {
                    if let Block::Paragraph { text, .. } = line {
                        table.above.extend(text.text().split('\n').map(str::to_owned));
                    }
                }
                let title = blocks.last().and_then(short_line);
                table.unit = unit(&table, title);
                blocks.push(Block::Table(table));
            }
            Block::Paragraph { text, at } => match blocks.last_mut() {
                Some(Block::Table(table)) if is_note(text.text(), &table.notes) => {
                    table.notes.push(text.text().to_owned());
                }
                _ => blocks.push(Block::Paragraph { text, at }),
            },
            other => blocks.push(other),
        }
    }
    document.blocks = blocks;
}

/// Whether a block is a paragraph of labels.
fn is_line_above(block: &Block<Tidy>) -> bool {
    let Block::Paragraph { text, .. } = block else { return false };
    text.text().split('\n').all(lines::is_label_line)
}

/// What a heading or paragraph of one line says.
fn short_line(block: &Block<Tidy>) -> Option<&str> {
    match block {
        Block::Heading { text, .. } | Block::Paragraph { text, .. } if !text.text().contains('\n') => {
            Some(text.text())
        }
        _ => None,
    }
}

/// Whether a paragraph below a table is a note of it: it says so, or goes on counting from those before it.
fn is_note(text: &str, notes: &[String]) -> bool {
    if lines::is_note(text) {
        return notes.len() < MOST_NOTES;
    }
    let Some(last) = notes.last() else { return false };
    let starts_list = || last.trim_end().ends_with(['：', ':']) && notes.len() == 1;
    let next = number(text);
    next.is_some_and(|next| {
        number_of_note(last).map_or_else(|| next == 1 && starts_list(), |last| next == last + 1)
    }) && notes.len() < MOST_NOTES
}

/// The number that a line begins with: `2.`, `2、`, `（2）`.
fn number(text: &str) -> Option<u32> {
    let folded: String = fold(text).chars().take(6).collect();
    let inner = folded.strip_prefix('(').unwrap_or(&folded);
    let digits = inner.len() - inner.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let marked = inner[digits..].starts_with(['.', '、', ')']);
    // `2.5` is a number, not the second line.
    let decimal =
        inner[digits..].strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    (marked && !decimal).then(|| inner[..digits].parse().ok()).flatten()
}

/// The number of a note: that of its last line, `注：1.…` being the first.
fn number_of_note(note: &str) -> Option<u32> {
    let line = note.trim_end().rsplit('\n').next().unwrap_or(note);
    number(line).or_else(|| {
        let after = line.find(['：', ':']).map(|colon| line[colon..].trim_start_matches(['：', ':']))?;
        number(after)
    })
}

/// The unit of a table: of the lines above it, of a line at the top of its grid, or of its title.
fn unit(table: &Table<Tidy>, title: Option<&str>) -> Option<String> {
    let within = table
        .rows
        .iter()
        .take(ROWS_AT_TOP)
        .filter(|row| row.section != Section::Foot && is_line(row))
        .flat_map(|row| &row.cells)
        .map(|cell| cell.text.text());
    let above = table.above.iter().rev().map(String::as_str);
    above.chain(within).chain(table.title.as_deref()).chain(title).find_map(money::unit)
}

/// Whether a row may be a line: it has one text, or a few labels.
fn is_line(row: &crate::model::Row<Tidy>) -> bool {
    lines::lone(row).is_some() || lines::is_label_row(row)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{mended, sketch};
    use crate::model::{Document, Table, Tidy};

    const TABLE: &str = "<table><tr><th>项目<th>金额</tr><tr><td>甲<td>1.00</tr></table>";

    fn first(document: &Document<Tidy>) -> &Table<Tidy> {
        document.tables().next().unwrap()
    }

    #[test]
    fn lines_above() {
        for (lines, above, unit) in [
            ("<p>单位：万元</p>", &["单位：万元"][..], Some("万元")),
            (
                "<p>公开01表</p><p>编制部门：青岭县水务局</p><p>单位：元</p>",
                &["公开01表", "编制部门：青岭县水务局", "单位：元"],
                Some("元"),
            ),
            (
                "<p>编制部门：青岭县水务局<br>金额单位：万元</p>",
                &["编制部门：青岭县水务局", "金额单位：万元"],
                Some("万元"),
            ),
            ("<p>部门：元江县水务局</p>", &["部门：元江县水务局"], None),
            ("<h2>支出表（单位：万元）</h2>", &[], Some("万元")),
            ("<p>单位：万元。以下为全文。</p>", &[], Some("万元")),
            ("<p>单位：万元</p><p>第二段文字</p>", &[], None),
        ] {
            let (document, _) = mended("html", &format!("{lines}{TABLE}"));
            assert_eq!(first(&document).above, above, "{lines}");
            assert_eq!(first(&document).unit.as_deref(), unit, "{lines}");
        }
    }

    #[test]
    fn notes_below() {
        for (lines, notes, rest) in [
            ("<p>注：本表无数据。</p><p>正文</p>", &["注：本表无数据。"][..], "[正文]"),
            ("<p>注：1.甲</p><p>2.乙</p><p>4.丙</p>", &["注：1.甲", "2.乙"], "[4.丙]"),
            ("<p>备注：</p><p>1、甲</p><p>2、乙</p>", &["备注：", "1、甲", "2、乙"], ""),
            ("<p>2.乙</p>", &[], "[2.乙]"),
            ("<p>注：甲</p><p>1.正文</p>", &["注：甲"], "[1.正文]"),
            ("<p>注意事项</p>", &[], "[注意事项]"),
        ] {
            let (document, _) = mended("html", &format!("{TABLE}{lines}"));
            assert_eq!(first(&document).notes, notes, "{lines}");
            assert_eq!(sketch(&document), format!("#项目|金额\n甲|1.00\n{rest}").trim_end(), "{lines}");
        }
    }

    #[test]
    fn lines_within_the_grid_stay_there() {
        let text = "<table><tr><td colspan=3>支出决算表</tr><tr><td>部门：青岭县水务局<td><td>单位：万元</tr>\
                    <tr><td>科目<td>合计<td>基本</tr><tr><td>甲<td>1.00<td>1.00</tr><tr><td colspan=3>注：无</tr></table>";
        let (document, _) = mended("html", text);
        let table = first(&document);
        assert_eq!(
            sketch(&document),
            "*3x1:支出决算表\n*部门：青岭县水务局||单位：万元\n#科目|合计|基本\n甲|1.00|1.00\n*3x1:注：无"
        );
        assert_eq!((table.unit.as_deref(), table.notes.len(), table.header_rows), (Some("万元"), 0, 3));
    }
}
