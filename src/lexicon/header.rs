//! The header of a table: which of its rows it is, and which column holds what, told by its words.

use super::key::{INDICATOR, key};
use super::{account_header, money, vocabulary};
use crate::model::{Cell, ColumnRole, Grid, Row, Table, Tidy};

/// Rows at the top among which a header is looked for: titles, unit lines and several header rows.
const REACH: usize = 8;

/// The most rows of a header in stairs.
const MOST_STAIRS: usize = 5;

/// What is longer, in characters, heads no column of a header in stairs.
const LONGEST_WORD: usize = 40;

/// The columns of a table, named by its header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    /// The first row of the header.
    pub first: usize,
    /// The first row below the header.
    pub body: usize,
    /// What each grid column holds.
    pub roles: Vec<Option<ColumnRole>>,
    /// What is printed above each grid column, top to bottom.
    pub texts: Vec<Vec<String>>,
}

impl Header {
    /// The first grid column of a role.
    pub(crate) fn column(&self, role: ColumnRole) -> Option<usize> {
        self.roles.iter().position(|found| *found == Some(role))
    }

    /// Whether there is a column of that role.
    pub(crate) fn has(&self, role: ColumnRole) -> bool {
        self.column(role).is_some()
    }

    /// How many different roles are known.
    fn known(&self) -> usize {
        let mut roles: Vec<ColumnRole> = self.roles.iter().flatten().copied().collect();
        roles.sort_unstable();
        roles.dedup();
        roles.len()
    }
}

/// The header of a table: of the rows at the top the one, with those it shares spans with, whose words name
/// the most columns; at least two.
pub(crate) fn find(table: &Table<Tidy>) -> Option<Header> {
    let grid = Grid::new(table);
    let mut best: Option<Header> = None;
    for first in 0..REACH.min(grid.height()) {
        let last = reach(table, &grid, first);
        // Where merged cells were lost, nothing but its words tells that the next row is a header too.
        let further = (last + 1 < grid.height() && is_header(&table.rows[last + 1])).then_some(last + 1);
        for last in [Some(last), further].into_iter().flatten() {
            let header = read(table, &grid, first, last);
            if header.known() >= 2 && best.as_ref().is_none_or(|best| header.known() > best.known()) {
                best = Some(header);
            }
        }
    }
    best
}

/// What a text heads a column of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Heading {
    /// A column of a table of projects or indicators.
    Performance(ColumnRole),
    /// A column of a budget or final-account table.
    Account,
}

/// What a text heads a column of, if it is a header. Where both kinds of tables know it (项目, 科目编码), it is that of
/// a project's table.
pub(crate) fn heading(text: &str) -> Option<Heading> {
    let of_accounts = || account_header::heads_column(text).then_some(Heading::Account);
    vocabulary::role(text).map(Heading::Performance).or_else(of_accounts)
}

/// Whether every filled cell of a row is a header, and so many are filled.
pub(crate) fn names_columns(row: &Row<Tidy>, fewest: usize) -> bool {
    filled(row).count() >= fewest && filled(row).all(|cell| heading(cell.text.text()).is_some())
}

/// Whether a row goes on with the header right above it where merged cells were lost: it has nothing but headers,
/// and one of them stands below a blank. 类 款 项 divide 科目编码 so; what stands below headers alone is the body.
pub(crate) fn goes_on(table: &Table<Tidy>, row: usize) -> bool {
    let Some(above) = row.checked_sub(1).and_then(|above| table.rows.get(above)) else { return false };
    let Some(row) = table.rows.get(row) else { return false };
    let is_blank = |column: usize| {
        let covers = |cell: &&Cell<Tidy>| (cell.column..cell.end_column()).contains(&column);
        above.cells.iter().find(covers).is_none_or(|cell| cell.text.is_blank())
    };
    names_columns(row, 2) && filled(row).any(|cell| is_blank(cell.column))
}

/// Whether two texts are the same header, be it spelled a little differently: `金额(万元)` and `金 额（单位：万元）`, but
/// not `金额(元)`.
pub(crate) fn is_same(one: &str, other: &str) -> bool {
    let same_words = || {
        let key = key(one);
        !key.is_empty() && key == self::key(other)
    };
    let same_role = || {
        let role = vocabulary::role(one);
        role.is_some() && role == vocabulary::role(other)
    };
    let same_unit = || match (money::unit(one), money::unit(other)) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    };
    (same_words() || same_role()) && same_unit()
}

/// How many rows from `first` on are a header in stairs: its upper rows stand over some columns only, blank at the
/// left, and its last row has the first column, blank where the rows above are filled; 0 where they are none.
pub(crate) fn stairs(table: &Table<Tidy>, first: usize) -> usize {
    let Some(top) = table.rows.get(first) else { return 0 };
    let begins_blank = |row: &Row<Tidy>| {
        let leftmost = row.cells.first();
        leftmost.is_some_and(|cell| cell.column == 0 && cell.rowspan == 1 && cell.text.is_blank())
    };
    if !begins_blank(top) || filled(top).next().is_none() {
        return 0;
    }
    let mut above: Vec<(usize, usize)> = Vec::new();
    for (number, row) in table.rows[first..].iter().take(MOST_STAIRS).enumerate() {
        let is_word = |cell: &Cell<Tidy>| {
            let text = cell.text.text();
            text.chars().count() <= LONGEST_WORD
                && !text.trim().starts_with(|c: char| c.is_ascii_digit() && !text.contains('年'))
        };
        if filled(row).next().is_none() || !filled(row).all(is_word) {
            return 0;
        }
        let columns: Vec<(usize, usize)> = filled(row).map(|cell| (cell.column, cell.end_column())).collect();
        if !begins_blank(row) {
            let known = filled(row).filter(|cell| heading(cell.text.text()).is_some()).count();
            let left_free =
                |(start, end): &(usize, usize)| columns.iter().all(|(from, to)| to <= start || end <= from);
            let is_last = number > 0
                && known * 2 > columns.len()
                && above.iter().any(left_free)
                && first + number + 1 < table.rows.len();
            return if is_last { number + 1 } else { 0 };
        }
        above.extend(columns);
    }
    0
}

/// The filled cells that begin in a row.
fn filled(row: &Row<Tidy>) -> impl Iterator<Item = &Cell<Tidy>> {
    row.cells.iter().filter(|cell| !cell.text.is_blank())
}

/// Whether every filled cell of a row is a header of a table of projects, and there are several.
fn is_header(row: &Row<Tidy>) -> bool {
    let is_performance =
        |cell: &Cell<Tidy>| matches!(heading(cell.text.text()), Some(Heading::Performance(_)));
    filled(row).count() >= 2 && filled(row).all(is_performance)
}

/// The last row of the header that begins in row `first`: cells that reach down take the rows below along,
/// and a cell over several columns takes the row that divides it.
fn reach(table: &Table<Tidy>, grid: &Grid, first: usize) -> usize {
    let cells = &table.rows[first].cells;
    let deepest = cells.iter().map(|cell| cell.rowspan).max().unwrap_or(1);
    if deepest > 1 && deepest <= 3 {
        return (first + deepest - 1).min(grid.height() - 1);
    }
    first
}

fn read(table: &Table<Tidy>, grid: &Grid, first: usize, last: usize) -> Header {
    let mut texts = Vec::new();
    let mut roles = Vec::new();
    for column in 0..grid.width() {
        let mut stack: Vec<String> = Vec::new();
        let mut anchors = Vec::new();
        for row in first..=last {
            if let Some(anchor) = grid.anchor(row, column).filter(|anchor| !anchors.contains(anchor)) {
                anchors.push(anchor);
                let text = table.rows[anchor.0].cells[anchor.1].text.text().trim().to_owned();
                if !text.is_empty() {
                    stack.push(text);
                }
            }
        }
        // The lowest word tells most; a word above it helps where that one says nothing.
        let role = stack
            .iter()
            .rev()
            .find_map(|text| vocabulary::role(text))
            .or_else(|| vocabulary::role(&stack.concat()));
        roles.push(role);
        texts.push(stack);
    }
    name_indicators(&texts, &mut roles);
    Header { first, body: last + 1, roles, texts }
}

/// Gives the one column of indicators its role where the columns beside it tell what it holds: 指标 and 绩效指标 head names
/// beside 指标值, and 指标 without it whole indicators beside a project's goals.
fn name_indicators(texts: &[Vec<String>], roles: &mut [Option<ColumnRole>]) {
    let has = |role| roles.contains(&Some(role));
    if [ColumnRole::Level1, ColumnRole::Level2, ColumnRole::Indicator].into_iter().any(has) {
        return;
    }
    let role = match (has(ColumnRole::Target), has(ColumnRole::Name) && has(ColumnRole::Goals)) {
        (true, _) => ColumnRole::Indicator,
        (false, true) if !has(ColumnRole::Indicators) => ColumnRole::Indicators,
        _ => return,
    };
    let is_one = |column: &usize| {
        let says = || texts[*column].last().is_some_and(|text| key(text) == INDICATOR);
        roles[*column] == Some(ColumnRole::Indicators) || (roles[*column].is_none() && says())
    };
    let mut columns = (0..roles.len()).filter(is_one);
    if let (Some(only), None) = (columns.next(), columns.next()) {
        roles[only] = Some(role);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Place, RichText, RowRole, Section};

    /// A table of rows parted by `/` and cells parted by `|`; `2x1:` before a cell are its spans.
    fn table(rows: &str) -> Table<Tidy> {
        let mut table = Table::default();
        let mut reaching: Vec<usize> = Vec::new();
        for line in rows.split('/') {
            let mut row = Row {
                role: RowRole::Data,
                section: Section::Body,
                group: 0,
                at: Place::default(),
                cells: Vec::new(),
            };
            let mut column = 0;
            for printed in line.split('|') {
                while reaching.get(column).is_some_and(|left| *left > 0) {
                    column += 1;
                }
                let (spans, text) = printed.split_once(':').unwrap_or(("1x1", printed));
                let (colspan, rowspan) = spans.split_once('x').unwrap();
                let mut cell = Cell::new(Tidy(RichText::plain(text, &Place::default())), Place::default());
                (cell.column, cell.colspan) = (column, colspan.parse().unwrap());
                cell.rowspan = rowspan.parse().unwrap();
                reaching.resize(reaching.len().max(cell.end_column()), 0);
                reaching[column..cell.end_column()].fill(cell.rowspan);
                column = cell.end_column();
                row.cells.push(cell);
            }
            for left in &mut reaching {
                *left = left.saturating_sub(1);
            }
            table.rows.push(row);
        }
        table
    }

    #[test]
    fn what_texts_head() {
        for (text, expected) in [
            ("三级指标名称", Some(Heading::Performance(ColumnRole::Indicator))),
            ("指标目标", Some(Heading::Performance(ColumnRole::Target))),
            ("预算金额（万元）", Some(Heading::Performance(ColumnRole::Amount))),
            ("1-12月完成值", Some(Heading::Performance(ColumnRole::Actual))),
            ("类", Some(Heading::Account)),
            ("基本支出", Some(Heading::Account)),
            ("2024年决算数", Some(Heading::Account)),
            ("支出功能分类科目名称", Some(Heading::Account)),
            ("清淤工程", None),
            ("≥95%", None),
            ("12.50", None),
            ("", None),
        ] {
            assert_eq!(heading(text), expected, "{text}");
        }
    }

    #[test]
    fn rows_that_name_columns() {
        for (row, expected) in [
            ("项目名称|一级指标|指标目标", true),
            ("科目编码||类|合计", true),
            ("项目|金额", false),
            ("项目名称|清淤工程|指标值", false),
            ("208|教育支出|1.00", false),
            ("||", false),
        ] {
            assert_eq!(names_columns(&table(row).rows[0], 3), expected, "{row}");
        }
    }

    #[test]
    fn rows_that_go_on_with_a_header() {
        for (rows, expected) in [
            ("科目编码|||科目名称|合计/类|款|项||", true),
            ("收入|||支出|/项目|预算数|决算数|项目|预算数", true),
            // Names without amounts are the body.
            ("收入|预算数|支出|预算数/财政拨款||基本支出|", false),
            ("科目编码|||科目名称|合计/208|05|05|教育支出|1.00", false),
        ] {
            assert_eq!(goes_on(&table(rows), 1), expected, "{rows}");
        }
        assert!(!goes_on(&table("项目|金额"), 0) && !goes_on(&table("项目|金额"), 1));
    }

    #[test]
    fn headers_of_indicator_tables() {
        for (rows, first, body) in [
            ("项目名称|一级指标|指标目标/清淤|产出指标|优", 0, 1),
            // A title right above is read along: it may name the unit.
            ("3x1:绩效目标表/项目名称|一级指标|指标值/清淤|产出指标|优", 0, 2),
            ("1x2:项目名称|2x1:绩效指标/三级指标|指标值/清淤|里程|优", 0, 2),
            // Merges lost.
            ("项目名称|绩效指标|/项目名称|三级指标|指标值/清淤|里程|优", 0, 2),
        ] {
            let found = find(&table(rows)).map(|header| (header.first, header.body));
            assert_eq!(found, Some((first, body)), "{rows}");
        }
        for rows in ["清淤|里程|优/供水|户数|良", "项目名称|清淤|优", ""] {
            assert_eq!(find(&table(rows)), None, "{rows}");
        }
    }

    #[test]
    fn columns_of_indicators_by_those_beside_them() {
        use ColumnRole::{Amount, Goals, Indicator, Indicators, Name, Target};
        for (head, roles) in [
            ("项目名称|预算|绩效指标|指标值", vec![Some(Name), Some(Amount), Some(Indicator), Some(Target)]),
            ("项目名称|指标|指标值", vec![Some(Name), Some(Indicator), Some(Target)]),
            ("项目名称|预算数|项目目标|指标", vec![Some(Name), Some(Amount), Some(Goals), Some(Indicators)]),
            ("项目名称|预算数|绩效指标", vec![Some(Name), Some(Amount), Some(Indicators)]),
            // Without goals beside it 指标 may be anything.
            ("项目名称|预算数|指标", vec![Some(Name), Some(Amount), None]),
        ] {
            assert_eq!(
                find(&table(&format!("{head}/供水|1.00|甲|乙")))
                    .map(|found| found.roles[..roles.len()].to_vec()),
                Some(roles),
                "{head}"
            );
        }
    }
}
