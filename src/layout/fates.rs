//! What became of every cell and row of a table: told by what its rows and columns are, and by what the layout took.

use std::collections::BTreeSet;

use super::reading::Reading;
use crate::model::{Accounting, CellCounts, Fate, PLAIN, Row, RowRole, Table, Tidy};

/// Gives a table the account of its cells, and the document that of the table's rows. The table has been told what
/// its rows and columns are. `heads` are the rows that head it though no layout knows it.
pub(super) fn account(
    table: &mut Table<Tidy>,
    reading: Option<&Reading>,
    heads: std::ops::Range<usize>,
) -> Accounting {
    let records = reading.map(record_rows).unwrap_or_default();
    let unread: BTreeSet<(usize, usize)> =
        reading.into_iter().flat_map(|reading| &reading.unread).map(|cell| (cell.row, cell.cell)).collect();
    let mut counts = CellCounts::default();
    let mut accounting =
        Accounting { tables: 1, understood: usize::from(table.layout != PLAIN), ..Accounting::default() };
    let is_headed = !heads.is_empty() || table.layout != PLAIN;
    for (number, row) in table.rows.iter().enumerate() {
        let taken = |cell: usize| {
            if unread.contains(&(number, cell)) {
                return Some(Fate::Unread);
            }
            reading.and_then(|reading| reading.fates.get(&(number, cell)).copied())
        };
        let is_record = records.contains(&number);
        let (mut is_known, mut is_read) = (false, false);
        for (place, cell) in row.cells.iter().enumerate() {
            let by_place = || match row.role {
                _ if heads.contains(&number) => Fate::Header,
                RowRole::Data | RowRole::Project | RowRole::Indicator if !is_record => Fate::Plain,
                role => by_role(role, has_role(table, cell.column)),
            };
            let fate = taken(place).unwrap_or_else(by_place);
            counts.count(fate);
            if !cell.text.is_blank() {
                is_known |= match fate {
                    Fate::Record | Fate::Total | Fate::Unread => true,
                    Fate::Plain => has_role(table, cell.column) || table.layout == PLAIN,
                    Fate::Header | Fate::Note => false,
                };
                is_read |= matches!(fate, Fate::Record | Fate::Total);
            }
        }
        if is_headed && is_known && !matches!(row.role, RowRole::Header | RowRole::Note) {
            accounting.rows += 1;
            accounting.rows_read += usize::from(is_read);
        }
    }
    table.accounting = Some(counts);
    accounting
}

/// What a cell is by its row, and by whether the header says what its column holds.
fn by_role(row: RowRole, has_role: bool) -> Fate {
    match row {
        RowRole::Header => Fate::Header,
        RowRole::Note => Fate::Note,
        RowRole::Total | RowRole::Department | RowRole::Unit => Fate::Total,
        RowRole::Project | RowRole::Indicator | RowRole::Data if has_role => Fate::Record,
        RowRole::Project | RowRole::Indicator | RowRole::Data => Fate::Plain,
    }
}

/// Whether a column is known for what it holds.
fn has_role(table: &Table<Tidy>, column: usize) -> bool {
    table.columns.get(column).is_some_and(|column| column.role.is_some())
}

/// The rows in which records stand.
fn record_rows(reading: &Reading) -> BTreeSet<usize> {
    let lines = reading.budget.iter().map(|line| &line.at);
    let projects = reading.projects.iter().flat_map(|project| {
        let goals = project.goals.iter().map(|goal| &goal.at);
        let indicators = project.indicators.iter().map(|indicator| &indicator.at);
        let execution = project.execution.iter().map(|execution| &execution.at);
        std::iter::once(&project.at).chain(goals).chain(indicators).chain(execution)
    });
    lines.chain(projects).filter_map(|at| at.row).collect()
}

/// Whether a row says nothing.
pub(super) fn is_blank(row: &Row<Tidy>) -> bool {
    row.cells.iter().all(|cell| cell.text.is_blank())
}

#[cfg(test)]
mod tests {
    use crate::layout::cases::disclosure;

    /// The cells of the first table by fate: header, record, total, note, plain, unread; and rows read of rows.
    fn check(text: &str, expected: [usize; 6], rows: (usize, usize)) {
        let text = if text.starts_with('<') { text.to_owned() } else { text.replace('|', "\t") + "\n" };
        let found = disclosure(&text);
        let counts = found.tables().next().unwrap().accounting.unwrap();
        let fates = [counts.header, counts.record, counts.total, counts.note, counts.plain, counts.unread];
        assert_eq!(fates, expected, "{text}");
        assert!(counts.adds_up());
        assert_eq!((found.accounting.rows_read, found.accounting.rows), rows, "{text}");
    }

    #[test]
    fn every_cell_has_one_fate() {
        let header = "项目名称|金额（万元）|一级指标|二级指标|三级指标|指标值|联系电话\n";
        let rows = "合计|9||||||\n清淤|x|产出指标|数量指标|长度|12公里|8231\n|||质量指标|合格率||\n";
        check(&format!("{header}{}", rows.replace("9||||||", "9|||||")), [7, 11, 7, 0, 2, 1], (3, 3));
        check(
            "科目编码|科目名称|合计|基本支出|项目支出\n213|农林水支出|3|1|2\n|合计|3|1|2",
            [5, 5, 5, 0, 0, 0],
            (2, 2),
        );
        check("节次|星期一|星期二\n1|语文|数学", [3, 0, 0, 0, 3, 0], (0, 0));
        check("项目名称|绩效目标|责任单位\n清淤|完成|水务局", [3, 0, 0, 0, 3, 0], (0, 1));
        check(
            "<table><tr><td>项目名称</td><td>清淤</td><td>联系电话</td><td>8231</td></tr>\
             <tr><td>项目资金（万元）</td><td>5.00</td><td></td><td></td></tr>\
             <tr><td>绩效目标</td><td colspan=3>清淤河道。</td></tr>\
             <tr><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>指标值</td></tr>\
             <tr><td>产出指标</td><td>数量指标</td><td>长度</td><td>#REF!</td></tr></table>",
            [8, 8, 0, 0, 1, 1],
            (4, 4),
        );
    }
}
