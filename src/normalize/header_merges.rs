//! The merges of a header that a converter lost: a group stands over the blank cells to its right, a name over the
//! blank ones above it. They are merged again, as the printed table has them.

use crate::lexicon::header;
use crate::model::{Cell, Finding, Findings, Message, Position, Row, RowRole, Rule, Severity, Table, Tidy};

/// The merged cells of a header were restored.
pub(super) const HEADER_MERGED: Rule =
    Rule { name: "header-merged", severity: Severity::Info, page: include_str!("header_merged.md") };

/// Restores the merges of the header of a table, and says which.
pub(super) fn restore(findings: &mut Findings, number: usize, table: &mut Table<Tidy>) {
    let first = table.rows.iter().take_while(|row| row.role == RowRole::Note).count();
    let end = table.header_rows.min(table.rows.len());
    if end < first + 2 {
        return;
    }
    let is_stairs = header::stairs(table, first) == end - first;
    let rows = &mut table.rows[first..end];
    let is_merged = rows.iter().flat_map(|row| &row.cells).any(|cell| cell.colspan > 1 || cell.rowspan > 1);
    let mut merged = Vec::new();
    if !is_merged {
        fill_up(rows);
        merged.extend(spread(rows));
    }
    if is_stairs {
        merged.extend(raise(rows));
    }
    if let Some(place) = rows.first().map(|row| row.at.clone()).filter(|_| !merged.is_empty()) {
        let mut finding = Finding::new(&HEADER_MERGED, &Message::new("header-merged", &[&merged.join("、")]));
        finding.at = Some(Position { table: Some(number), ..Position::of(&place) });
        findings.push(finding);
    }
}

/// The cell of a row that begins in a column.
fn at(row: &Row<Tidy>, column: usize) -> Option<usize> {
    row.cells.iter().position(|cell| cell.column == column)
}

/// Whether a row has text in a column.
fn is_filled(row: &Row<Tidy>, column: usize) -> bool {
    let covers = |cell: &Cell<Tidy>| (cell.column..cell.end_column()).contains(&column);
    row.cells.iter().any(|cell| covers(cell) && !cell.text.is_blank())
}

/// Gives a row of groups the blank cells at its end that its text left out, as far as something stands below.
fn fill_up(rows: &mut [Row<Tidy>]) {
    for number in 0..rows.len().saturating_sub(1) {
        let (upper, lower) = rows.split_at_mut(number + 1);
        let row = &mut upper[number];
        let Some(last) = row.cells.last() else { continue };
        let (end, place) = (last.end_column(), last.at.clone());
        let width = lower.iter().flat_map(|row| &row.cells).map(Cell::end_column).max().unwrap_or(0);
        let reaches = (end..width).take_while(|column| lower.iter().any(|row| is_filled(row, *column)));
        row.cells.extend(reaches.map(|column| Cell { column, ..Cell::new(Tidy::default(), place.clone()) }));
    }
}

/// Spreads each group over the blank cells to its right below which something stands, as far as the group above it
/// reaches; gives their names.
fn spread(rows: &mut [Row<Tidy>]) -> Vec<String> {
    let mut spread = Vec::new();
    // For every column where the group above it begins.
    let mut groups: Vec<usize> = Vec::new();
    for number in 0..rows.len().saturating_sub(1) {
        let (upper, lower) = rows.split_at_mut(number + 1);
        let row = &mut upper[number];
        let below = |column: usize| lower.iter().any(|row| is_filled(row, column));
        let mut kept: Vec<Cell<Tidy>> = Vec::with_capacity(row.cells.len());
        for cell in std::mem::take(&mut row.cells) {
            let goes_over = kept.last().is_some_and(|last: &Cell<Tidy>| {
                let same_group = groups.is_empty() || groups.get(last.column) == groups.get(cell.column);
                cell.text.is_blank()
                    && !last.text.is_blank()
                    && last.end_column() == cell.column
                    && below(last.column)
                    && below(cell.column)
                    && same_group
            });
            match kept.last_mut().filter(|_| goes_over) {
                Some(last) => {
                    last.colspan += cell.colspan;
                    if last.colspan == 2 {
                        spread.push(last.text.text().trim().to_owned());
                    }
                }
                None => kept.push(cell),
            }
        }
        groups = kept.iter().flat_map(|cell| std::iter::repeat_n(cell.column, cell.colspan)).collect();
        row.cells = kept;
    }
    spread
}

/// Lets each name of a header in stairs begin in the first of the blank cells above it; gives the names.
fn raise(rows: &mut [Row<Tidy>]) -> Vec<String> {
    let mut raised = Vec::new();
    for number in 1..rows.len() {
        let names: Vec<usize> =
            rows[number].cells.iter().filter(|cell| !cell.text.is_blank()).map(|cell| cell.column).collect();
        for column in names {
            let Some(own) = at(&rows[number], column) else { continue };
            let colspan = rows[number].cells[own].colspan;
            let is_free = |row: &Row<Tidy>| {
                let Some(above) = at(row, column) else { return false };
                let cell = &row.cells[above];
                cell.text.is_blank() && cell.colspan == colspan && cell.rowspan == 1
            };
            let top = (0..number).rev().take_while(|above| is_free(&rows[*above])).last();
            let Some(top) = top else { continue };
            let mut cell = rows[number].cells.remove(own);
            cell.rowspan += number - top;
            for row in &mut rows[top..number] {
                row.cells.retain(|other| other.column != column);
            }
            raised.push(cell.text.text().trim().to_owned());
            let place = rows[top].cells.iter().take_while(|other| other.column < column).count();
            rows[top].cells.insert(place, cell);
        }
    }
    // A name stands over the blank cells below it as well.
    for number in 0..rows.len().saturating_sub(1) {
        for own in 0..rows[number].cells.len() {
            let cell = &rows[number].cells[own];
            let (column, colspan) = (cell.column, cell.colspan);
            if cell.text.is_blank() {
                continue;
            }
            let from = number + cell.rowspan;
            let is_free = |row: &Row<Tidy>| {
                let blank =
                    |cell: &Cell<Tidy>| cell.text.is_blank() && cell.rowspan == 1 && cell.colspan == 1;
                (column..column + colspan)
                    .all(|column| at(row, column).is_some_and(|at| blank(&row.cells[at])))
            };
            let free = rows.iter().skip(from).take_while(|row| is_free(row)).count();
            if from + free != rows.len() {
                continue;
            }
            rows[number].cells[own].rowspan += free;
            for row in &mut rows[from..from + free] {
                row.cells.retain(|other| !(column..column + colspan).contains(&other.column));
            }
        }
    }
    raised
}

#[cfg(test)]
mod tests {
    use super::super::tests::{mended, rules, sketch};

    #[track_caller]
    fn check(extension: &str, text: &str, expected: &str, expected_rules: &str) {
        let (document, findings) = mended(extension, text);
        assert_eq!(
            (sketch(&document).as_str(), rules(&findings).as_str()),
            (expected, expected_rules),
            "{text}"
        );
    }

    #[test]
    fn groups_are_spread() {
        let head = "科目编码\t\t\t科目名称\t本年支出\t\n类\t款\t项\t\t基本支出\t项目支出\n";
        let spread =
            "#3x1:科目编码|科目名称|2x1:本年支出\n#类|款|项||基本支出|项目支出\n201|01|01|服务|1.00|2.00";
        check("tsv", &format!("{head}201\t01\t01\t服务\t1.00\t2.00\n"), spread, "header-merged");
        // A line may end with its last text.
        check(
            "tsv",
            "科目编码\t科目名称\t本年支出\n\t\t合计\t基本支出\t项目支出\n201\t服务\t3.00\t1.00\t2.00\n",
            "#科目编码|科目名称|3x1:本年支出\n#||合计|基本支出|项目支出\n201|服务|3.00|1.00|2.00",
            "header-merged",
        );
        // What has nothing below it is no group, and one that is merged already stays.
        check("tsv", "科目\t合计\t基本\n教育\t1.00\t2.00\n", "#科目|合计|基本\n教育|1.00|2.00", "");
        check(
            "html",
            "<table><tr><td rowspan=2>科目<td colspan=2>支出</tr><tr><td>合计<td>基本</tr><tr><td>教育<td>1.00<td>2.00</tr></table>",
            "#1x2:科目|2x1:支出\n#合计|基本\n教育|1.00|2.00",
            "",
        );
    }

    #[test]
    fn names_of_data_frames() {
        check(
            "csv",
            "科目编码,科目名称,2024年预算数,Unnamed: 3\n,,基本支出,项目支出\n213,农林水支出,1.00,2.00\n",
            "#科目编码|科目名称|2x1:2024年预算数\n#||基本支出|项目支出\n213|农林水支出|1.00|2.00",
            "frame-export header-merged",
        );
        check(
            "csv",
            "科目编码,科目名称,Unnamed,合计\n213,甲,1.00,2.00\n",
            "#科目编码|科目名称|Unnamed|合计\n213|甲|1.00|2.00",
            "",
        );
    }

    #[test]
    fn stairs_are_raised() {
        let expected = "#1x3:科目编码|1x3:科目名称|2x1:2024年预算数\n#1x2:基本支出|1x2:项目支出\n#\n213|农林水支出|1.00|2.00";
        check(
            "tsv",
            "\t\t2024年预算数\t\n\t\t基本支出\t项目支出\n科目编码\t科目名称\t\t\n213\t农林水支出\t1.00\t2.00\n",
            expected,
            "header-merged",
        );
        check(
            "md",
            "| | | 2024年预算数 | |\n|---|---|---|---|\n| | | 基本支出 | 项目支出 |\n| 科目编码 | 科目名称 | | |\n| 213 | 农林水支出 | 1.00 | 2.00 |\n",
            expected,
            "header-merged",
        );
    }
}
