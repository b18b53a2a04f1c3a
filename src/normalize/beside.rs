//! Several tables in one grid, one beside the other: a sheet parts them by a blank column, and its reader sees but one
//! table.
//!
//! A blank column parts nothing by itself: it may only set the halves of one table apart, 收入 from 支出. What stands
//! beside a table is another one where it has a title of its own, or codes of its own.

use super::{lines, stacked};
use crate::lexicon::header::{self, Heading};
use crate::model::{Block, Cell, ColumnRole, Document, Row, Table, Tidy};

/// A table has so many columns; fewer are a remark beside one.
const FEWEST_COLUMNS: usize = 2;

/// How far down a table its header is looked for.
const REACH: usize = 6;

/// Parts the tables that stand beside one another in one grid, from the left to the right.
pub(super) fn part(document: &mut Document<Tidy>) {
    if !stacked::is_grid(&document.source.format) {
        return;
    }
    let mut blocks: Vec<Block<Tidy>> = Vec::with_capacity(document.blocks.len());
    for block in std::mem::take(&mut document.blocks) {
        match block {
            Block::Table(table) => blocks.extend(divide(table).into_iter().map(Block::Table)),
            other => blocks.push(other),
        }
    }
    document.blocks = blocks;
}

/// The tables that a grid holds beside one another; where it is but one, that.
fn divide(table: Table<Tidy>) -> Vec<Table<Tidy>> {
    let pieces = pieces(&table);
    if pieces.len() < 2 || !pieces.iter().skip(1).all(|piece| is_own(&table, piece)) {
        return vec![table];
    }
    pieces.iter().map(|piece| cut_out(&table, piece)).collect()
}

/// The first column of a piece and the one behind its last.
type Piece = std::ops::Range<usize>;

/// The runs of columns between blank ones.
fn pieces(table: &Table<Tidy>) -> Vec<Piece> {
    let mut filled = vec![false; table.width()];
    // A line over or under all of them parts nothing and holds nothing together.
    let rows = table.rows.iter().filter(|row| lines::lone(row).is_none());
    for cell in rows.flat_map(|row| &row.cells).filter(|cell| !cell.text.is_blank()) {
        let end = (cell.column + cell.colspan).min(filled.len());
        filled[cell.column..end].fill(true);
    }
    let mut pieces: Vec<Piece> = Vec::new();
    for column in (0..filled.len()).filter(|column| filled[*column]) {
        match pieces.last_mut().filter(|piece| piece.end == column) {
            Some(piece) => piece.end += 1,
            None => pieces.push(column..column + 1),
        }
    }
    pieces
}

/// Whether the columns of a piece are a table of their own: a title stands over a header, or codes and amounts have
/// names in a header that goes on with nothing at the left.
fn is_own(table: &Table<Tidy>, piece: &Piece) -> bool {
    if piece.len() < FEWEST_COLUMNS {
        return false;
    }
    let rows: Vec<Row<Tidy>> = table.rows.iter().map(|row| within(row, piece)).collect();
    let rows: Vec<&Row<Tidy>> = rows.iter().filter(|row| !lines::is_blank(row)).collect();
    let top = rows.iter().take(REACH);
    let lone = top.take_while(|row| lines::lone(row).is_some() || lines::is_label_row(row)).count();
    let has_title = rows[..lone].iter().filter_map(|row| lines::lone(row)).any(stacked::is_title);
    let Some(header) = rows.get(lone) else { return false };
    let has_code = header.cells.iter().any(|cell| {
        matches!(header::heading(cell.text.text()), Some(Heading::Performance(ColumnRole::Code)))
    });
    rows.len() > lone + 1 && (has_title || has_code)
}

/// The part of a row that stands in a piece.
fn within(row: &Row<Tidy>, piece: &Piece) -> Row<Tidy> {
    let cells = row.cells.iter().filter(|cell| piece.contains(&cell.column));
    let moved = |cell: &Cell<Tidy>| Cell {
        column: cell.column - piece.start,
        colspan: cell.colspan.min(piece.end - cell.column),
        ..cell.clone()
    };
    Row { cells: cells.map(moved).collect(), ..row.clone() }
}

/// The table in a piece, without the blank rows that the length of its neighbour gives it.
fn cut_out(table: &Table<Tidy>, piece: &Piece) -> Table<Tidy> {
    let mut rows: Vec<Row<Tidy>> = table.rows.iter().map(|row| within(row, piece)).collect();
    let end = rows.iter().rposition(|row| !lines::is_blank(row)).map_or(0, |last| last + 1);
    rows.truncate(end);
    let at = rows
        .first()
        .and_then(|row| row.cells.first())
        .map_or_else(|| table.at.clone(), |cell| cell.at.clone());
    Table { at, header_rows: table.header_rows.min(end), rows, ..Table { rows: Vec::new(), ..table.clone() } }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{mended, sketch};

    /// How many tables the rows of a text hold, parted by `/`.
    fn tables(rows: &str) -> (usize, String) {
        let (document, _) = mended("csv", &rows.replace('/', "\n"));
        (document.tables().count(), sketch(&document))
    }

    #[test]
    fn tables_beside_one_another() {
        for rows in [
            // Each with a title.
            "青岭县2024年支出预算表,,,,青岭县2024年三公经费表,,/科目编码,科目名称,合计,,项目,合计,公务接待费/205,教育支出,3.00,,2024年,2.00,2.00/208,社保支出,3.00,,2023年,2.00,2.00",
            // A title alone over the second, which is longer.
            "科目编码,科目名称,合计,,青岭县2024年三公经费表,,/205,教育支出,3.00,,项目,合计,公务接待费/208,社保支出,3.00,,2024年,2.00,2.00/,,,,2023年,2.00,2.00",
            // Codes of their own.
            "科目编码,科目名称,合计,,,科目编码,科目名称,基本支出/205,教育支出,3.00,,,301,工资,2.00/208,社保支出,3.00,,,302,公用,1.00",
        ] {
            let (count, sketch) = tables(rows);
            assert_eq!(count, 2, "{rows}\n{sketch}");
            assert!(
                sketch.contains("208|社保支出|3.00||") || sketch.contains("208|社保支出|3.00\n"),
                "{sketch}"
            );
        }
    }

    #[test]
    fn one_table_with_a_blank_column() {
        for rows in [
            "收入,预算数,,支出,预算数/财政拨款,3.00,,教育支出,3.00/合计,3.00,,合计,3.00",
            "青岭县2024年收支总表,,,,/收入,预算数,,支出,预算数/财政拨款,3.00,,教育支出,3.00/合计,3.00,,合计,3.00",
            "科目编码,科目名称,,合计,备注/205,教育支出,,3.00,/208,社保支出,,3.00,含结转",
            "科目编码,科目名称,合计,,核对/205,教育支出,3.00,,0/208,社保支出,3.00,,0",
        ] {
            let (count, sketch) = tables(rows);
            assert_eq!(count, 1, "{rows}\n{sketch}");
        }
    }
}
