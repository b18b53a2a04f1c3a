//! Which rows at the top of a table are its header, where the source does not say.

use super::lines;
use crate::model::{Column, Grid, Row, RowRole, Table, Tidy};
use crate::text::width::fold;

/// A header cell is a few words.
const LONGEST_HEADER: usize = 40;

/// A table of fewer columns is taken for label and value pairs rather than for a header with rows below.
const FEWEST_COLUMNS: usize = 3;

/// Words that head columns. A row that has none but these is a header, whatever stands below it.
const HEADER_WORDS: &[&str] = &[
    "序号",
    "单位编码",
    "单位及项目名称",
    "单位名称",
    "项目名称",
    "项目编码",
    "项目代码",
    "项目",
    "预算数",
    "决算数",
    "金额",
    "预算金额",
    "科目编码",
    "科目名称",
    "功能分类科目编码",
    "经济分类科目编码",
    "合计",
    "小计",
    "基本支出",
    "项目支出",
    "类",
    "款",
    "项",
    "绩效目标",
    "年度绩效目标",
    "总体目标",
    "绩效指标",
    "一级指标",
    "二级指标",
    "三级指标",
    "指标名称",
    "指标值",
    "年度指标值",
    "指标性质",
    "指标方向性",
    "度量单位",
    "计量单位",
    "权重",
    "分值",
    "得分",
    "实际完成值",
    "备注",
    "收入",
    "支出",
];

/// Finds the header rows of a table that declares none, and gives every column its header.
///
/// Lone lines at the top (a title, a unit line) are notes. The row below is a header if its cells are words and
/// some column holds numbers below it; cells that reach down or are divided take further rows along.
pub(super) fn find(table: &mut Table<Tidy>) {
    let grid = Grid::new(table);
    if table.header_rows == 0 {
        let (lone, header) = measure(table);
        if header > 0 {
            table.header_rows = lone + header;
            for (number, row) in table.rows[..lone + header].iter_mut().enumerate() {
                row.role = if number < lone { RowRole::Note } else { RowRole::Header };
            }
        }
    }
    let top = table.header_rows;
    for row in &mut table.rows[top..] {
        if lines::counts_columns(row) || lines::lone(row).is_some_and(lines::is_note) {
            row.role = RowRole::Note;
        }
    }
    set_columns(table, &grid);
}

/// How many lone lines stand at the top of a table, and how many header rows below them.
pub(super) fn measure(table: &Table<Tidy>) -> (usize, usize) {
    if table.header_rows > 0 {
        return (0, table.header_rows.min(table.rows.len()));
    }
    let lone = table.rows.iter().take_while(|row| is_lone(row)).count();
    if lone == table.rows.len() || table.width() < FEWEST_COLUMNS {
        return (0, 0);
    }
    match header_height(table, &Grid::new(table), lone) {
        0 => (0, 0),
        header => (lone, header),
    }
}

/// Whether a row has nothing but words that head columns, three of them at least.
pub(super) fn names_columns(row: &Row<Tidy>) -> bool {
    let words: Vec<String> =
        row.cells.iter().map(|cell| fold(cell.text.text())).filter(|text| !text.is_empty()).collect();
    words.len() >= FEWEST_COLUMNS
        && words.iter().all(|word| {
            let word = word.split('(').next().unwrap_or_default();
            HEADER_WORDS.contains(&word)
        })
}

/// A row with one filled cell, in a table of several columns; or a line of labels.
fn is_lone(row: &Row<Tidy>) -> bool {
    let filled = row.cells.iter().filter(|cell| !cell.text.is_blank()).count();
    let width: usize = row.cells.iter().map(|cell| cell.colspan).sum();
    (filled <= 1 && width > 1) || (filled == 1 && row.cells.len() == 1) || lines::is_label_row(row)
}

/// How many rows from `first` on make a header; 0 if none do.
fn header_height(table: &Table<Tidy>, grid: &Grid, first: usize) -> usize {
    let mut height = 1;
    loop {
        let Some(row) = table.rows.get(first + height - 1) else { return 0 };
        let filled: Vec<&str> =
            row.cells.iter().map(|cell| cell.text.text()).filter(|text| !text.trim().is_empty()).collect();
        if filled.is_empty()
            || filled.iter().any(|text| holds_value(text) || text.chars().count() > LONGEST_HEADER)
        {
            return 0;
        }
        let reach = row.cells.iter().map(|cell| cell.rowspan).max().unwrap_or(1);
        let divided = row.cells.iter().any(|cell| cell.colspan > 1);
        if reach > 1 {
            height += reach - 1;
        }
        let covered = reach > 1 || divided;
        if !covered || height >= 5 {
            break;
        }
        if reach == 1 {
            height += 1;
        }
    }
    let body = first + height;
    let named = (first..body).any(|row| names_columns(&table.rows[row]));
    let numeric = || (0..grid.width()).any(|column| becomes_numeric(table, grid, body, column));
    if body >= table.rows.len() || !(named || numeric()) {
        return 0;
    }
    height
}

/// Whether a text is a value rather than a word: mostly digits, years aside.
fn holds_value(text: &str) -> bool {
    let year =
        text.find('年').filter(|end| *end >= 4 && text[..*end].ends_with(|c: char| c.is_ascii_digit()));
    let text = year.map_or(text, |end| &text[end..]);
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let others = text.chars().filter(|c| !c.is_ascii_digit() && !c.is_whitespace()).count();
    digits > 0 && digits * 2 > others
}

/// Whether most filled cells of a column from row `body` on hold digits.
fn becomes_numeric(table: &Table<Tidy>, grid: &Grid, body: usize, column: usize) -> bool {
    let (mut filled, mut numeric) = (0, 0);
    for row in body..grid.height() {
        let Some((anchor, cell)) = grid.anchor(row, column).filter(|anchor| anchor.0 == row) else {
            continue;
        };
        let text = table.rows[anchor].cells[cell].text.text();
        if !text.trim().is_empty() {
            filled += 1;
            numeric += usize::from(text.contains(|c: char| c.is_ascii_digit()));
        }
    }
    numeric * 2 > filled
}

fn set_columns(table: &mut Table<Tidy>, grid: &Grid) {
    let mut columns = vec![Column::default(); grid.width()];
    for (number, column) in columns.iter_mut().enumerate() {
        let mut last = None;
        for row in 0..table.header_rows.min(grid.height()) {
            if table.rows[row].role == RowRole::Note {
                continue;
            }
            let anchor = grid.anchor(row, number);
            if anchor.is_none() || anchor == last {
                continue;
            }
            last = anchor;
            if let Some((row, cell)) = anchor {
                let text = table.rows[row].cells[cell].text.text().trim();
                if !text.is_empty() {
                    column.header.push(text.to_owned());
                }
            }
        }
    }
    table.columns = columns;
}
