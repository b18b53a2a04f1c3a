//! Pages of a table that stand on sheets of their own: the columns of a page are those of its sheet, so blank ones at
//! its left and its right, which no reader keeps, are told; and what stands alone on a sheet is the rest of a cell, or
//! the title of what the next one holds.

use super::lines;
use crate::lexicon::line;
use crate::model::{Block, Cell, Document, Place, Row, Table, Tidy};
use crate::text::width::fold;

/// A page that lacks more columns at its right has too little of the table above to be one.
const MOST_AT_RIGHT: usize = 3;

/// More lines on a sheet that holds no table are a text of its own.
const MOST_LINES: usize = 6;

/// The table of a further sheet with the blank columns that its sheet has beside the table above it: those at its left,
/// and the same with those at its right. None where both stand on one sheet.
pub(super) fn padded(above: &Table<Tidy>, next: &Table<Tidy>) -> Vec<Table<Tidy>> {
    if !is_further_sheet(above, next) {
        return Vec::new();
    }
    let columns = (above.at.sheet_column(), next.at.sheet_column());
    let (Some(begins), Some(own)) = columns else { return Vec::new() };
    let Some(left) = own.checked_sub(begins) else { return Vec::new() };
    let Some(right) = above.width().checked_sub(left + next.width()) else { return Vec::new() };
    let is_cell = matches!(next.rows.as_slice(), [row] if lines::lone(row).is_some());
    let rights: &[usize] = match right {
        _ if is_cell => &[right],
        1..=MOST_AT_RIGHT => &[0, right],
        _ => &[0],
    };
    let ways = rights.iter().filter(|right| left + **right > 0);
    let pad = |right: &usize| {
        let mut padded = next.clone();
        padded.rows.iter_mut().for_each(|row| pad(row, left, *right));
        padded
    };
    ways.map(pad).collect()
}

/// Whether a table stands on another sheet than the one above it.
pub(super) fn is_further_sheet(above: &Table<Tidy>, next: &Table<Tidy>) -> bool {
    above.at.sheet.is_some() && next.at.sheet.is_some() && above.at.sheet != next.at.sheet
}

/// Makes a table as wide as a page of it on a further sheet: what was merged up to its right border is, of which nothing
/// but the first column has anything.
pub(super) fn widen(table: &mut Table<Tidy>, next: &Table<Tidy>) {
    let width = table.width();
    if !is_further_sheet(table, next) || next.width() <= width {
        return;
    }
    let more = next.width() - width;
    let cells = table.rows.iter_mut().flat_map(|row| &mut row.cells);
    cells.filter(|cell| cell.end_column() == width && cell.colspan > 1).for_each(|cell| cell.colspan += more);
}

fn pad(row: &mut Row<Tidy>, left: usize, right: usize) {
    // A line over the whole page stays one.
    if left == 0 && lines::lone(row).is_some() && row.cells.len() == 1 {
        return;
    }
    let at = row.at.clone();
    let blank = |column: usize| Cell { column, ..Cell::new(Tidy::default(), at.clone()) };
    row.cells.iter_mut().for_each(|cell| cell.column += left);
    let end = row.cells.iter().map(Cell::end_column).max().unwrap_or(left);
    row.cells.splice(0..0, (0..left).map(blank));
    match row.cells.last_mut() {
        // What was merged up to the right border still is.
        Some(last) if last.colspan > 1 => last.colspan += right,
        _ => row.cells.extend((end..end + right).map(blank)),
    }
}

/// Makes tables of the cells that stand alone on a sheet without a name, right of where the table on the sheet before
/// begins: their readers take what stands alone for a heading.
pub(super) fn take_cells(document: &mut Document<Tidy>) {
    let mut begins: Option<usize> = None;
    for index in 0..document.blocks.len() {
        if let Block::Table(table) = &document.blocks[index] {
            begins = table.at.sheet_column();
        }
        let Some(begins) = begins else { continue };
        let Some(table) = cell_alone(&document.blocks[index..], begins) else { continue };
        document.blocks[index + 1] = Block::Table(table);
    }
}

/// The cell below the name of a sheet that has nothing else, as a table.
fn cell_alone(blocks: &[Block<Tidy>], begins: usize) -> Option<Table<Tidy>> {
    let [name, only, rest @ ..] = blocks else { return None };
    if !is_unnamed(name) || !rest.first().is_none_or(is_sheet_name) {
        return None;
    }
    let (Block::Heading { text, at, .. } | Block::Paragraph { text, at }) = only else { return None };
    let is_right = at.sheet_column().is_some_and(|column| column > begins);
    if !is_right || lines::is_label_line(text.text()) || line::ends_as_table(&fold(text.text())) {
        return None;
    }
    let row = Row { at: at.clone(), cells: vec![Cell::new(text.clone(), at.clone())], ..Row::default() };
    Some(Table { at: at.clone(), rows: vec![row], ..Table::default() })
}

/// Takes away the names that programs gave to sheets below others that have the title of a table and nothing below it:
/// the table stands on the next sheet. Gives what was taken away and where it stood.
pub(super) fn join_titles(document: &mut Document<Tidy>) -> Vec<(String, Place)> {
    let mut taken = Vec::new();
    let mut kept: Vec<Block<Tidy>> = Vec::with_capacity(document.blocks.len());
    let mut blocks = std::mem::take(&mut document.blocks).into_iter().peekable();
    while let Some(block) = blocks.next() {
        let is_above = is_unnamed(&block)
            && matches!(blocks.peek(), Some(Block::Table(table)) if table.title.is_none())
            && ends_with_title(&kept);
        match &block {
            Block::Heading { text, at, .. } if is_above => taken.push((text.text().to_owned(), at.clone())),
            _ => kept.push(block),
        }
    }
    document.blocks = kept;
    taken
}

/// Whether the last sheet of blocks has a few lines, the title of a table among them, and no table.
fn ends_with_title(blocks: &[Block<Tidy>]) -> bool {
    let line = |block: &Block<Tidy>| match block {
        Block::Heading { text, .. } | Block::Paragraph { text, .. } if !is_sheet_name(block) => {
            Some(line::ends_as_table(&fold(text.text())))
        }
        _ => None,
    };
    let lines: Vec<bool> = blocks.iter().rev().map_while(line).take(MOST_LINES + 1).collect();
    let is_sheet = blocks.len().checked_sub(lines.len() + 1).is_some_and(|name| is_sheet_name(&blocks[name]));
    is_sheet && lines.len() <= MOST_LINES && lines.contains(&true)
}

/// Whether a block is the name of a sheet.
fn is_sheet_name(block: &Block<Tidy>) -> bool {
    matches!(block, Block::Heading { at, .. } if at.sheet.is_some() && at.cell.is_none())
}

/// Whether a block is the name of a sheet that nobody named.
fn is_unnamed(block: &Block<Tidy>) -> bool {
    let is_default = |name: &str| lines::is_default_sheet(name) || line::is_blank_sheet_name(name);
    is_sheet_name(block) && matches!(block, Block::Heading { text, .. } if is_default(text.text()))
}

#[cfg(test)]
mod tests {
    use super::super::tests::sketch;
    use crate::model::{Document, Findings, Source, Tidy};

    /// Sheets as the cells that they have.
    fn mended(sheets: &[&[(&str, &str)]]) -> Document<Tidy> {
        let mut book = rust_xlsxwriter::Workbook::new();
        for cells in sheets {
            let sheet = book.add_worksheet();
            for (cell, text) in *cells {
                let column = u16::from(cell.as_bytes()[0] - b'A');
                let row = cell[1..].parse::<u32>().unwrap() - 1;
                sheet.write_string(row, column, *text).unwrap();
            }
        }
        let source =
            Source { path: "t.xlsx".to_owned(), bytes: book.save_to_buffer().unwrap(), format: None };
        let mut findings = Findings::default();
        let raw = crate::read::read(&mut findings, &source).unwrap();
        let rich = crate::markup::enrich(&mut findings, raw);
        super::super::mend(&mut findings, rich)
    }

    const PAGE: &[(&str, &str)] = &[
        ("A1", "科目编码"),
        ("B1", "科目名称"),
        ("C1", "合计"),
        ("D1", "基本支出"),
        ("A2", "205"),
        ("B2", "教育支出"),
        ("C2", "5.00"),
        ("D2", "5.00"),
        ("A3", "20502"),
        ("B3", "普通教"),
        ("C3", "5.00"),
        ("D3", "5.00"),
    ];

    const ABOVE: &str = "[h Sheet1]\n#科目编码|科目名称|合计|基本支出\n205|教育支出|5.00|5.00\n";

    #[test]
    fn what_stands_on_a_sheet_of_its_own() {
        for (next, last) in [
            // The rest of a cell and nothing else.
            (&[("B1", "育")][..], "20502|普通教育|5.00|5.00"),
            // A page without the columns at its left, and one without those at its right.
            (&[("B1", "合计"), ("C1", "5.00"), ("D1", "5.00")], "20502|普通教|5.00|5.00\n|合计|5.00|5.00"),
            (&[("A1", "206"), ("B1", "科技"), ("C1", "5.00")], "20502|普通教|5.00|5.00\n206|科技|5.00|"),
        ] {
            assert_eq!(sketch(&mended(&[PAGE, next])), format!("{ABOVE}{last}"), "{next:?}");
        }
        // What begins a sheet is a line of its own.
        let document = mended(&[PAGE, &[("A1", "育")]]);
        assert!(sketch(&document).contains("普通教|5.00"), "{}", sketch(&document));
    }

    #[test]
    fn the_line_of_who_made_a_table_is_no_label_of_a_form() {
        let page = |above: &[(&'static str, &'static str)], rows: &[(&'static str, &'static str)]| {
            let head = [
                ("A3", "单位编码"),
                ("B3", "项目名称"),
                ("C3", "金额"),
                ("D3", "绩效目标"),
                ("E3", "绩效指标"),
            ];
            [above, &head, rows].concat()
        };
        let count = |above: &[(&'static str, &'static str)], total: &'static str| {
            let first = page(above, &[("A4", total), ("C4", "5.00")]);
            let rows =
                [("A4", "1"), ("B4", "清淤"), ("C4", "5.00"), ("D4", "目标1：清淤"), ("E4", "一、产出指标")];
            mended(&[&first, &page(&[], &rows)]).tables().count()
        };
        let line = ("A2", "编制单位：水务局　　　　单位：万元");
        assert_eq!(count(&[("A1", "支出绩效目标表"), line], "合计"), 1);
        assert_eq!(count(&[("A1", "支出绩效目标表"), ("A2", "单位：万元")], "合计"), 1);
        // A form begins with such a label as well, and has a value beside it.
        assert_eq!(count(&[("A1", "支出绩效目标表"), ("A2", "编制单位"), ("B2", "水务局")], "合计"), 2);
    }

    #[test]
    fn a_title_on_a_sheet_before_its_table() {
        let title = |line: &str| {
            let document = mended(&[&[("A1", line)], PAGE]);
            document.tables().next().and_then(|table| table.title.clone())
        };
        assert_eq!(title("部门支出预算表").as_deref(), Some("部门支出预算表"));
        assert_eq!(title("编制说明"), None);
    }
}
