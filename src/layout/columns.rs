//! The columns of a table: their types, and the numbers in their cells.

use std::collections::BTreeSet;

use crate::lexicon::account::is_account;
use crate::lexicon::cell::cell_value;
use crate::lexicon::money;
use crate::lexicon::sense::Sense;
use crate::lexicon::terms::{self, Place};
use crate::model::{Cell, Column, ColumnRole, ColumnType, RowRole, Table, Tidy};
use crate::text::numerals::plain_decimal;
use crate::text::width::{fold, is_han};

/// Types every column and gives the cells of number columns their values.
///
/// A column is of numbers only if each filled cell is one or says that there is none (`—`); leading zeros and
/// digits too many for a spreadsheet make it a column of codes.
pub(super) fn type_cells(table: &mut Table<Tidy>) {
    let width = table.width();
    table.columns.resize_with(width.max(table.columns.len()), Column::default);
    let cells_of = by_column(table, width);
    for (number, cells) in cells_of.iter().enumerate() {
        let beside = cells_of.get(number + 1).map(Vec::as_slice).unwrap_or_default();
        let kind = kind(table, number, cells, beside);
        table.columns[number].kind = kind;
        if !matches!(kind, ColumnType::Number | ColumnType::Amount) {
            continue;
        }
        let named = table.columns[number].header.iter().rev().find_map(|text| money::unit(text));
        let unit = named.or_else(|| table.unit.clone());
        for (row, cell) in cells {
            let cell = &mut table.rows[*row].cells[*cell];
            cell.value = cell_value(cell.text.text()).amount_in(unit.as_deref());
        }
    }
}

/// For each column, its own cells below the header: the row of each and its number there. A cell over several columns
/// with one header is that of the first. A sheet may have 16,384 columns, so the cells are gone through once and not
/// once for every column.
fn by_column(table: &Table<Tidy>, width: usize) -> Vec<Vec<(usize, usize)>> {
    let is_one = |cell: &Cell<Tidy>| {
        let columns = table.columns.get(cell.column..cell.end_column().min(width)).unwrap_or_default();
        let is_amount = |column: &Column| column.role == Some(ColumnRole::Amount);
        cell.colspan == 1
            || columns.iter().all(|column| is_amount(column) && column.header == columns[0].header)
    };
    let mut columns = vec![Vec::new(); width];
    for (number, row) in table.rows.iter().enumerate() {
        if matches!(row.role, RowRole::Header | RowRole::Note) {
            continue;
        }
        for (place, cell) in row.cells.iter().enumerate().filter(|(_, cell)| is_one(cell)) {
            columns[cell.column].push((number, place));
        }
    }
    columns
}

/// What the cells of a column are; `beside` are those of the next one.
fn kind(
    table: &Table<Tidy>,
    number: usize,
    cells: &[(usize, usize)],
    beside: &[(usize, usize)],
) -> ColumnType {
    let column = &table.columns[number];
    match column.role {
        Some(ColumnRole::Code | ColumnRole::Number) => return ColumnType::Code,
        Some(ColumnRole::Amount) => return ColumnType::Amount,
        Some(ColumnRole::Weight | ColumnRole::Score) => return ColumnType::Number,
        Some(_) => return ColumnType::Text,
        None => {}
    }
    let texts: Vec<String> = cells
        .iter()
        .map(|(row, cell)| fold(table.rows[*row].cells[*cell].text.text()))
        .filter(|text| !text.is_empty() && !is_dash(text))
        .collect();
    if texts.is_empty() {
        return ColumnType::Text;
    }
    if texts.iter().all(|text| text.strip_suffix('%').is_some_and(|number| plain_decimal(number).is_some())) {
        return ColumnType::Percent;
    }
    if texts.iter().all(|text| is_date(text)) {
        return ColumnType::Date;
    }
    if !texts.iter().all(|text| plain_decimal(text).is_some()) {
        return ColumnType::Text;
    }
    let is_code = is_code_header(&column.header)
        || texts.iter().any(|text| is_code(text))
        || texts.iter().all(|text| is_year(text))
        || are_accounts(&column.header, &texts, || {
            beside.iter().all(|(row, cell)| table.rows[*row].cells[*cell].text.text().contains(is_han))
        });
    if is_code {
        return ColumnType::Code;
    }
    let unit = column.header.iter().any(|text| money::unit(text).is_some()) || table.unit.is_some();
    if unit && texts.iter().any(|text| text.contains('.')) { ColumnType::Amount } else { ColumnType::Number }
}

/// A cell that says there is no number.
fn is_dash(folded: &str) -> bool {
    matches!(folded, "-" | "--" | "—" | "——" | "–" | "/" | "*" | "**")
}

/// Digits that are a name: a leading zero, or more of them than a spreadsheet keeps.
fn is_code(folded: &str) -> bool {
    let digits = folded.bytes().filter(u8::is_ascii_digit).count();
    let padded = folded.len() > 1 && folded.starts_with('0') && !folded.starts_with("0.");
    padded || digits > 15
}

/// A year in digits, which is a name as well.
fn is_year(folded: &str) -> bool {
    folded.len() == 4 && (folded.starts_with("19") || folded.starts_with("20"))
}

/// Whether numbers below a header that says nothing of them are codes of accounts: each of them may be one, and one
/// stands below its parent, the header is a code itself, as the first row of a page is that has no header, or without
/// any header names stand beside them.
fn are_accounts(header: &[String], texts: &[String], names_beside: impl Fn() -> bool) -> bool {
    if !texts.iter().all(|text| is_account(text)) {
        return false;
    }
    if header.iter().any(|text| is_account(text)) {
        return true;
    }
    let known: BTreeSet<&str> = texts.iter().map(String::as_str).collect();
    let has_parent = |code: &&&str| code.len() > 3 && known.contains(&code[..code.len() - 2]);
    known.iter().any(|code| has_parent(&code))
        || (header.iter().all(|text| text.trim().is_empty()) && names_beside())
}

fn is_code_header(header: &[String]) -> bool {
    header.iter().any(|text| terms::holds(Place::Header, Sense::CodeWord, text))
}

/// A calendar date in digits: `2024-01-31`, `2024年1月`, `2024/1/31`.
fn is_date(folded: &str) -> bool {
    let parts: Vec<&str> =
        folded.split(['-', '/', '.', '年', '月', '日']).filter(|part| !part.is_empty()).collect();
    let year = parts
        .first()
        .is_some_and(|part| part.len() == 4 && (part.starts_with("19") || part.starts_with("20")));
    year && (2..=3).contains(&parts.len())
        && parts.iter().all(|part| part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit()))
        && parts[1].parse::<u8>().is_ok_and(|month| (1..=12).contains(&month))
        && parts.get(2).is_none_or(|day| day.parse::<u8>().is_ok_and(|day| (1..=31).contains(&day)))
        && (folded.contains(['-', '/', '年']) || parts.len() == 3)
}

#[cfg(test)]
mod tests {
    use super::super::cases::disclosure;
    use crate::model::ColumnType;

    #[test]
    fn numbers_that_no_header_names() {
        for (text, expected) in [
            // Pages of a budget without its header: the codes are names.
            (
                "<table><tr><td>2120101<td>行政运行<td>1234.50</tr><tr><td>2120102<td>管理<td>10000</tr></table>",
                ColumnType::Code,
            ),
            (
                "<table><tr><th>班级<th>人数</tr><tr><td>201<td>40</tr><tr><td>20101<td>50</tr></table>",
                ColumnType::Code,
            ),
            (
                "<table><tr><th>年份<th>人数</tr><tr><td>2023<td>40</tr><tr><td>2024<td>50</tr></table>",
                ColumnType::Code,
            ),
            // Numbers that are as long.
            (
                "<table><tr><th>数量<th>品名</tr><tr><td>120<td>笔</tr><tr><td>30000<td>纸</tr></table>",
                ColumnType::Number,
            ),
            (
                "<table><tr><th>数量<th>品名</tr><tr><td>2023<td>笔</tr><tr><td>312<td>纸</tr></table>",
                ColumnType::Number,
            ),
            ("<table><tr><td>120<td>3</tr><tr><td>345<td>4</tr></table>", ColumnType::Number),
        ] {
            let document = disclosure(text);
            assert_eq!(document.tables().next().unwrap().columns[0].kind, expected, "{text}");
        }
    }
}
