//! Several tables in one grid, one below the other: a text or a sheet parts them by blank rows, title rows or a new
//! header, and its reader sees but one table.
//!
//! A blank row, a subtotal or the name of a department parts nothing by itself, and a header that a page repeats is
//! no new one: what begins another table is a header of other words, or the same below another title or unit.

mod filling;
mod upper;

use filling::{Filling, Rows};
use upper::{Between, Upper};

use super::lines;
use crate::lexicon::sense::Sense;
use crate::lexicon::terms;
use crate::lexicon::{header, labels, line};
use crate::model::{Block, Document, Place, Row, RowRole, Table, Tidy};
use crate::text::width::{fold, is_han};

/// A header has so many words; fewer are label and value.
const FEWEST_COLUMNS: usize = 3;

/// A title is no longer.
const LONGEST_TITLE: usize = 60;

/// A cell that heads a column is no longer.
const LONGEST_HEADER: usize = 40;

/// The formats that put all of a text or a sheet into one grid, what the end of a page leaves there as well.
const GRIDS: &[&str] = &["csv", "delimited", "workbook"];

/// Whether a format puts all of a text or a sheet into one grid.
pub(super) fn is_grid(format: &str) -> bool {
    GRIDS.contains(&format)
}

/// The end of a page leaves no more lines below the first row of a table.
const MOST_MARKS: usize = 4;

/// A page may end below so many rows of a header.
const MOST_HEADS: usize = 3;

/// How far above a table its title and unit are looked for, in blocks.
const REACH_ABOVE: usize = 4;

/// Parts the tables that stand in one grid. The lines above each but the first become paragraphs above it.
pub(super) fn part(document: &mut Document<Tidy>) {
    let is_grid = is_grid(&document.source.format);
    if is_grid {
        document.tables_mut().for_each(mark_page_numbers);
    }
    let mut blocks: Vec<Block<Tidy>> = Vec::with_capacity(document.blocks.len());
    let mut others = std::mem::take(&mut document.blocks).into_iter().peekable();
    while let Some(block) = others.next() {
        match block {
            Block::Table(table) => {
                let cuts = cuts(&table, &blocks[blocks.len().saturating_sub(REACH_ABOVE)..]);
                let is_followed = is_grid && others.peek().is_some();
                if cuts.is_empty() {
                    blocks.push(Block::Table(table));
                } else {
                    divide(&mut blocks, table, &cuts);
                }
                if is_followed {
                    take_title_below(&mut blocks);
                }
            }
            other => blocks.push(other),
        }
    }
    document.blocks = blocks;
}

/// Takes the title that stands at the end of a grid, with nothing below it but lines and a header, out of the table: a
/// page ended there, and the table that it heads begins on the next one.
fn take_title_below(blocks: &mut Vec<Block<Tidy>>) {
    let Some(Block::Table(table)) = blocks.last_mut() else { return };
    let is_line = |row: &&Row<Tidy>| {
        lines::lone(row).is_some()
            && row.cells.iter().all(|cell| cell.rowspan == 1)
            && row.cells[0].column == 0
    };
    let heads = table.rows.iter().rev().take(MOST_HEADS).take_while(|row| names_columns(row)).count();
    let end = table.rows.len() - heads;
    let count = table.rows[..end].iter().rev().take_while(is_line).take(MOST_MARKS).count();
    let first = end - count;
    let is_own = |row: &Row<Tidy>| {
        let begins = row.cells.first().is_some_and(|cell| !cell.text.is_blank());
        begins && lines::lone(row).is_some_and(|line| is_title(line) && line::ends_as_table(&fold(line)))
    };
    let Some(title) = table.rows[first..end].iter().position(is_own).filter(|_| first > 0) else { return };
    // The same title and header once more are those of a page of the same table.
    let is_again = |row: &Row<Tidy>| lines::alike(row, &table.rows[first + title]);
    if heads > 0 && table.rows[..first].iter().take(MOST_MARKS).any(is_again) {
        return;
    }
    let header = table.rows.split_off(end);
    let rows = table.rows.split_off(first + title);
    table.header_rows = table.header_rows.min(table.rows.len());
    let cells = rows.into_iter().flat_map(|row| row.cells).filter(|cell| !cell.text.is_blank());
    blocks.extend(cells.map(|cell| Block::Paragraph { text: cell.text, at: cell.at }));
    if let Some(first) = header.first() {
        blocks.push(Block::Table(Table { at: first.at.clone(), rows: header, ..Table::default() }));
    }
}

/// The numbers of pages are rows of a text or a sheet like others, and no records.
fn mark_page_numbers(table: &mut Table<Tidy>) {
    for row in &mut table.rows {
        // `3/12` may be anything in a table.
        let is_number =
            |text: &str| lines::is_page_number(text) && (!text.contains('/') || text.contains('<'));
        if lines::lone(row).is_some_and(is_number) {
            row.role = RowRole::Note;
        }
    }
}

/// Where a table begins within the grid of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cut {
    /// The first row above it: blank, or one of its lines.
    lines: usize,
    /// Its first row.
    first: usize,
    /// Whether it is a page whose blank columns at the left were lost, so that others are blank at the right.
    is_narrow: bool,
}

/// Puts the tables of one grid among the blocks, with the lines above each of them.
fn divide(blocks: &mut Vec<Block<Tidy>>, mut table: Table<Tidy>, cuts: &[Cut]) {
    let mut below: Vec<Block<Tidy>> = Vec::new();
    for cut in cuts.iter().rev() {
        let mut rows = table.rows.split_off(cut.first);
        if cut.is_narrow {
            cut_blanks_at_right(&mut rows);
        }
        let above = table.rows.split_off(cut.lines);
        let mut next = Table { at: rows[0].at.clone(), rows, ..Table::default() };
        // The places of gaps stand in the order of their lines; those between the two tables part them.
        let before = |line: Option<usize>| move |at: &Place| line.is_none() || at.line < line;
        next.joined = table.joined.split_off(table.joined.partition_point(before(next.at.line)));
        let ends = table.rows.last().and_then(|row| row.at.line);
        table.joined.truncate(table.joined.partition_point(before(ends)));
        below.push(Block::Table(next));
        let cells = above.into_iter().rev().flat_map(|row| row.cells.into_iter().rev());
        for cell in cells.filter(|cell| !cell.text.is_blank()) {
            below.push(Block::Paragraph { text: cell.text, at: cell.at });
        }
    }
    table.header_rows = table.header_rows.min(table.rows.len());
    blocks.push(Block::Table(table));
    blocks.extend(below.into_iter().rev());
}

/// Takes the columns away in which none of some rows has anything, from the right.
fn cut_blanks_at_right(rows: &mut [Row<Tidy>]) {
    let width = rows.iter().filter_map(|row| filled_columns(row).last()).max().map_or(0, |last| last + 1);
    for row in rows.iter_mut() {
        row.cells.retain(|cell| cell.column < width);
    }
}

/// The columns in which a row has something.
fn filled_columns(row: &Row<Tidy>) -> impl Iterator<Item = usize> {
    row.cells.iter().filter(|cell| !cell.text.is_blank()).map(|cell| cell.column)
}

/// Where further tables begin in the grid of a table.
fn cuts(table: &Table<Tidy>, above: &[Block<Tidy>]) -> Vec<Cut> {
    let mut cuts = Vec::new();
    let mut upper = Upper::below(above);
    let mut between = Between::default();
    // The first row that no cell from above reaches into.
    let mut free = 0;
    // Where the table that rows are added to begins.
    let mut begins = 0;
    let rows = Rows::of(&table.rows);
    // How far the rows since then are filled, and how far those above the lines of `between` are.
    let (mut filling, mut filling_above) = (Filling::default(), Filling::default());
    // The last header of levels among them.
    let mut header = None;
    let mut gaps = table.joined.iter().filter_map(|place| place.line).peekable();
    for (number, row) in table.rows.iter().enumerate() {
        // A blank line of a text is no row; the reader tells where it was.
        while gaps.next_if(|gap| row.at.line.is_some_and(|line| *gap < line)).is_some() {
            between.begin(number, free);
            between.is_parted = true;
        }
        let is_row = rows.is_row[number];
        if lines::is_blank(row) {
            between.begin(number, free);
            between.is_parted = true;
        } else if let Some(text) = line_of(row).filter(|_| !is_row) {
            between.pass_line(number, free, row, text);
        }
        if between.first == Some(number) {
            filling_above = filling.clone();
        }
        if is_row {
            // Below the first rows of a table its page may end.
            let is_mark = |next: &usize| {
                line_of(&table.rows[*next]).is_some_and(|text| upper.is_of_page(text, &between))
            };
            let mut below =
                (number + 1..table.rows.len()).filter(|next| !lines::is_blank(&table.rows[*next]));
            let next = below.by_ref().take(MOST_MARKS).find(|next| !is_mark(next));
            let is_new = free <= number
                && between.is_free
                && next.is_some_and(|next| rows.is_row[next])
                && upper.is_followed_by(row, next.map(|next| &table.rows[next]), &between);
            let is_narrow = free <= number
                && (between.is_free && between.first.is_some() && rows.are_narrow(&filling_above, number)
                    || rows.have_moved(header, begins, number)
                    || rows.are_of_narrow_page(&filling, begins, number));
            let is_new = is_new || is_narrow;
            if is_new {
                cuts.push(Cut { lines: between.first.unwrap_or(number), first: number, is_narrow });
                // A page of the table above goes on with it.
                if !is_narrow {
                    upper = Upper { running: upper.running, ..Upper::default() };
                }
                begins = number;
                filling = Filling::default();
                header = None;
            } else if begins == 0 && upper.first.is_none() {
                // Of several titles above the first table the last one is its own, and those above may run over
                // every page.
                let others = between.titles.len().saturating_sub(1);
                upper.running.extend(between.titles[..others].iter().cloned());
            }
            if (is_new && !is_narrow) || upper.first.is_none() {
                upper.take_lines(&between);
            }
            upper.take(row);
            between = Between::default();
        }
        filling.take(row);
        header = Some(number).filter(|number| rows.heads_levels[*number]).or(header);
        free = free.max(row.cells.iter().map(|cell| number + cell.rowspan).max().unwrap_or(0));
    }
    cuts
}

/// What a row says that has one text, or nothing but labels: a line above a table, or one within it.
fn line_of(row: &Row<Tidy>) -> Option<&str> {
    if let Some(text) = lines::lone(row) {
        let begins = row.cells.iter().find(|cell| !cell.text.is_blank()).is_some_and(|cell| cell.column == 0);
        // In another column it is a cell, unless it is a title in the middle or a unit at the right.
        let is_cell = !begins && !is_title(text) && !lines::is_label_line(text) && text.chars().all(is_han);
        return Some(text).filter(|_| !is_cell);
    }
    let first = row.cells.iter().find(|cell| !cell.text.is_blank())?;
    lines::is_label_row(row).then(|| first.text.text())
}

/// Whether a line is the title of a table.
pub(super) fn is_title(line: &str) -> bool {
    let is_short = line.chars().nth(LONGEST_TITLE).is_none() && !line.contains('\n');
    let says = |sense| terms::holds(terms::Place::Caption, sense, line);
    is_short && !line.contains(['：', ':']) && says(Sense::TitleWord) && says(Sense::TitleEnding)
}

/// Whether a row of a form has the label of the project's name first, and something beside it that heads no column.
fn names_project(row: &Row<Tidy>) -> bool {
    let mut filled = row.cells.iter().filter(|cell| !cell.text.is_blank()).map(|cell| cell.text.text());
    let is_label = |text: &str| matches!(labels::label(text), Some(Sense::Name | Sense::NameAndCode));
    filled.next().is_some_and(is_label) && filled.next().is_some_and(|value| header::heading(value).is_none())
}

fn names_columns(row: &Row<Tidy>) -> bool {
    header::names_columns(row, FEWEST_COLUMNS)
}

/// How many cells of a row are filled.
fn words(row: &Row<Tidy>) -> usize {
    row.cells.iter().filter(|cell| !cell.text.is_blank()).count()
}

/// Whether every filled cell of a row is a few words and no number.
fn is_wordy(row: &Row<Tidy>) -> bool {
    let is_word = |text: &str| {
        let digits = text.chars().filter(char::is_ascii_digit).count();
        text.chars().nth(LONGEST_HEADER).is_none() && (digits == 0 || header::heading(text).is_some())
    };
    row.cells.iter().filter(|cell| !cell.text.is_blank()).all(|cell| is_word(cell.text.text()))
}

/// How many filled cells of a row are not in another one.
fn new_words(known: &Row<Tidy>, row: &Row<Tidy>) -> usize {
    let known: Vec<String> = known.cells.iter().map(|cell| fold(cell.text.text())).collect();
    let texts = row.cells.iter().map(|cell| fold(cell.text.text())).filter(|text| !text.is_empty());
    texts.filter(|text| !known.contains(text)).count()
}

/// The first text of a row, folded.
fn first_text(row: &Row<Tidy>) -> String {
    let first = row.cells.iter().find(|cell| !cell.text.is_blank());
    first.map(|cell| fold(cell.text.text())).unwrap_or_default()
}

fn is_number(text: &str) -> bool {
    crate::text::numerals::plain_decimal(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{mended, sketch};
    use crate::model::RowRole;

    /// Rows parted by `/`, cells by `,`, and the tables that they make: `=` before the rows of each, lines in brackets.
    #[track_caller]
    fn check(rows: &str, expected: &str) {
        let (document, _) = mended("csv", &rows.replace('/', "\n"));
        let lines = sketch(&document).replace("||\n", "\n").replace(['*', '#'], "");
        let found: Vec<String> = lines
            .lines()
            .map(|line| line.trim_end_matches('|').to_owned())
            .filter(|line| !line.is_empty())
            .collect();
        let tables = document.tables().count();
        assert_eq!(format!("{tables}: {}", found.join("/")), expected, "{rows}");
    }

    const SPENDING: &str =
        "支出预算表,,,/单位：万元,,,/科目编码,科目名称,合计,基本支出/208,社保,2.00,2.00/合计,,2.00,2.00";

    #[test]
    fn tables_below_one_another() {
        check(
            &format!(
                "{SPENDING}/,,,/三公经费预算表,,,/单位：元,,,/项目,预算数,,/公务接待费,100,,/公务用车费,200,,"
            ),
            "2: 支出预算表/单位：万元/科目编码|科目名称|合计|基本支出/208|社保|2.00|2.00/合计||2.00|2.00/[三公经费预算表]/项目|预算数/公务接待费|100/公务用车费|200",
        );
        let income = "收入预算表,,,/单位：元,,,/科目编码,科目名称,合计,财政拨款收入/208,社保,20000,20000";
        let first = SPENDING.replace(',', "|").replace("|||", "");
        let second = "[收入预算表]/科目编码|科目名称|合计|财政拨款收入/208|社保|20000|20000";
        for gap in [",,,/,,,/", "//", "/", ""] {
            check(&format!("{SPENDING}/{gap}{income}"), &format!("2: {first}/{second}"));
        }
    }

    #[test]
    fn the_same_header_below_another_title() {
        let other = SPENDING.replace("支出预算表", "下属单位支出预算表");
        let (document, _) = mended("csv", &format!("{SPENDING}/,,,/{other}").replace('/', "\n"));
        assert_eq!(document.tables().count(), 2);
        let yuan = SPENDING.replace("支出预算表,,,/单位：万元", "单位：元");
        let (document, _) = mended("csv", &format!("{SPENDING}/,,,/{yuan}").replace('/', "\n"));
        let units: Vec<_> = document.tables().map(|table| table.unit.clone().unwrap()).collect();
        assert_eq!(units, ["万元", "元"]);
    }

    #[test]
    fn a_page_that_ends_below_the_header_of_another_table() {
        let other = SPENDING.replace("支出预算表", "下属单位支出预算表");
        let (head, rows) = other.split_at(other.rfind("/208").unwrap());
        let (document, _) = mended("csv", &format!("{SPENDING}/{head}/第2页{rows}/第3页").replace('/', "\n"));
        let tables: Vec<(Option<&str>, usize)> =
            document.tables().map(|table| (table.title.as_deref(), table.rows.len())).collect();
        assert_eq!(tables, [(Some("支出预算表"), 5), (Some("下属单位支出预算表"), 3)]);
        // Below the same title and header the table goes on.
        let (head, rows) = SPENDING.split_at(SPENDING.rfind("/208").unwrap());
        let rows = rows.replace("208", "210");
        let (document, _) = mended("csv", &format!("{SPENDING}/{head}/第2页{rows}/第3页").replace('/', "\n"));
        assert_eq!(document.tables().count(), 1);
    }

    #[test]
    fn a_new_header_and_nothing_between() {
        check(
            "科目编码,科目名称,合计,基本支出/208,社保,2.00,2.00/项目名称,一级指标,三级指标,指标值/清淤,产出指标,长度,12公里",
            "2: 科目编码|科目名称|合计|基本支出/208|社保|2.00|2.00/项目名称|一级指标|三级指标|指标值/清淤|产出指标|长度|12公里",
        );
    }

    #[test]
    fn one_table_stays_one() {
        for rows in [
            // Blank rows, subtotals, the names of departments.
            "科目编码,科目名称,合计,基本支出/208,社保,2.00,2.00/,,,/210,卫生,1.00,1.00/小计,,3.00,3.00/211,环保,1.00,1.00",
            "编码,项目名称,金额,备注/青岭县水务局,,,/1,清淤,2.00,无/,,,/青岭县农业农村局,,,/2,供水,1.00,无",
            // A page repeats the title, the unit and the header.
            "支出预算表,,,/单位：万元,,,/科目编码,科目名称,合计,基本支出/208,社保,2.00,2.00/,,,/支出预算表（续）,,,/科目编码,科目名称,合计,基本支出/210,卫生,1.00,1.00",
            // Rows of words, and a header that repeats some words of the one above.
            "甲,乙,丙/丁,戊,己/,,/庚,辛,壬/子,丑,寅",
            "科目编码,科目名称,合计,基本支出/208,社保,2.00,2.00/科目编码,科目名称,合计,/210,卫生,1.00,",
            // The labels and headers of a form.
            "项目支出绩效目标表,,,/项目名称,清淤,主管部门,水务局/项目资金,总额,12.00,/,,,/一级指标,二级指标,三级指标,指标值/产出指标,数量指标,长度,12公里",
            "项目名称,清淤,主管部门,水务局/项目资金,年初预算数,全年预算数,全年执行数/总额,1.00,1.00,1.00/一级指标,二级指标,三级指标,指标值/产出指标,数量指标,长度,12公里",
        ] {
            let (document, _) = mended("csv", &rows.replace('/', "\n"));
            assert_eq!(document.tables().count(), 1, "{rows}\n{}", sketch(&document));
        }
    }

    #[test]
    fn pages_that_lost_blank_columns() {
        let head = "项目名称,一级指标,二级指标,三级指标,指标值/清淤,产出指标,数量指标,长度,较长";
        let joined = "1: 项目名称|一级指标|二级指标|三级指标|指标值/清淤|产出指标|数量指标|长度|较长";
        check(
            &format!("{head}/质量指标,质量,良好,,/时效指标,进度,按期,,"),
            &format!("{joined}/||质量指标|质量|良好/||时效指标|进度|按期"),
        );
        check(
            &format!("{head}/效益指标,社会效益指标,面貌,改善,/,生态效益指标,水质,改善,"),
            &format!("{joined}/|效益指标|社会效益指标|面貌|改善/||生态效益指标|水质|改善"),
        );
        // Levels under their headers stay, and so does what has no room at its right.
        for rows in ["/,,质量指标,质量,良好", "/质量指标,质量,良好,较长,较高"] {
            let (document, _) = mended("csv", &format!("{head}{rows}").replace('/', "\n"));
            assert_eq!(
                sketch(&document).replace('\n', "/").replace(['#', '|'], ","),
                format!(",{head}{rows}")
            );
        }
    }

    #[test]
    fn a_title_that_runs_over_the_pages_parts_nothing() {
        let pages = "青岭县2024年部门预算,,,/支出预算表,,,/单位：万元,,,/科目编码,科目名称,合计,基本支出/208,社保,2.00,2.00/\
                     青岭县2024年部门预算,,,/科目编码,科目名称,合计,基本支出/210,卫生,1.00,1.00";
        check(
            pages,
            "1: 青岭县2024年部门预算/支出预算表/单位：万元/科目编码|科目名称|合计|基本支出/208|社保|2.00|2.00/210|卫生|1.00|1.00",
        );
    }

    #[test]
    fn a_page_ends_below_the_first_row_of_a_form() {
        let form = |name: &str| format!("项目支出绩效目标表,,,/项目名称,{name},,");
        let rest = "主管部门,水务局,,/一级指标,二级指标,三级指标,指标值/产出指标,数量指标,长度,12公里";
        let first = format!("{}/{rest}", form("清淤"));
        for mark in ["{2}----,,,", "2,,,", "项目支出绩效目标表,,,", "单位：万元,,,"] {
            let rows =
                format!("{first}/{}@{mark}/{rest}", form("供水")).replace('/', "\n").replace('@', "\n");
            let (document, _) = mended("csv", &rows);
            assert_eq!(document.tables().count(), 2, "{mark}\n{}", sketch(&document));
        }
    }

    #[test]
    fn a_total_that_lost_a_blank_column() {
        let head = "编码,名称,合计,基本支出,项目支出/208,社保,2.00,1.00,1.00/210,卫生,2.00,1.00,1.00/211,环保,1.00,,1.00/";
        // Of a text its reader moves the numbers.
        let cells = |row: &str| format!("<tr><td>{}</tr>", row.replace(',', "<td>"));
        let rows = |total: &str| {
            let rows: String = format!("{head}{total}").split('/').map(cells).collect();
            let (document, _) = mended("html", &format!("<table>{rows}</table>"));
            sketch(&document).lines().last().map(str::to_owned)
        };
        assert_eq!(rows("合计,5.00,2.00,3.00,").as_deref(), Some("|合计|5.00|2.00|3.00"));
        assert_eq!(rows("合计,,5.00,5.00,").as_deref(), Some("合计||5.00|5.00|"));
    }

    #[test]
    fn the_rest_of_a_cell_above_another_table() {
        let next = SPENDING.replace("支出预算表", "收入预算表");
        let (document, _) = mended("csv", &format!(",保险,,/,,,/{next}").replace('/', "\n"));
        assert_eq!(document.tables().count(), 2, "{}", sketch(&document));
        // What begins its row is a line above the table.
        let (document, _) = mended("csv", &format!("保险,,,/,,,/{next}").replace('/', "\n"));
        assert_eq!(document.tables().count(), 1, "{}", sketch(&document));
    }

    #[test]
    fn numbers_of_pages_are_no_records() {
        let head = "支出预算表,,/科目编码,科目名称,合计/208,社保,2.00";
        for (mark, is_note) in [("- 2 -", true), ("{2}----", true), ("3/12", false), ("教育局", false)] {
            let rows =
                format!("{head}@{mark},,@210,卫生,1.00@{mark},,").replace('/', "\n").replace('@', "\n");
            let rows = rows.replace("3\n12", "3/12");
            let (document, _) = mended("csv", &rows);
            let rows = document.tables().flat_map(|table| &table.rows);
            let records = rows.filter(|row| row.role != RowRole::Note && row.cells[0].text.text() == mark);
            assert_eq!(records.count(), if is_note { 0 } else { 2 }, "{mark}\n{}", sketch(&document));
        }
    }

    #[test]
    fn forms_below_one_another() {
        let form = |name: &str| {
            format!(
                "项目支出绩效目标表,,,/项目名称,{name},主管部门,水务局/一级指标,二级指标,三级指标,指标值/产出指标,数量指标,长度,12公里"
            )
        };
        let (document, _) =
            mended("csv", &format!("{}/,,,/{}", form("清淤"), form("供水")).replace('/', "\n"));
        assert_eq!(document.tables().count(), 2, "{}", sketch(&document));
    }
}
