//! Headers of tables of every kind: which rows they are, and what their words head.

use super::*;
use crate::model::{Cell, Place, RichText, RowRole, Section};

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

/// The header of a table of indicators.
fn of_indicators(table: &Table<Tidy>) -> Option<Header> {
    find(table, &Grid::new(table), Words::Performance)
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
        // A title is none of it.
        ("3x1:绩效目标表/项目名称|一级指标|指标值/清淤|产出指标|优", 1, 2),
        ("1x2:项目名称|2x1:绩效指标/三级指标|指标值/清淤|里程|优", 0, 2),
        // Merges lost.
        ("项目名称|绩效指标|/项目名称|三级指标|指标值/清淤|里程|优", 0, 2),
    ] {
        let found = of_indicators(&table(rows)).map(|header| (header.first, header.body));
        assert_eq!(found, Some((first, body)), "{rows}");
    }
    for rows in ["清淤|里程|优/供水|户数|良", "项目名称|清淤|优", ""] {
        assert_eq!(of_indicators(&table(rows)), None, "{rows}");
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
            of_indicators(&table(&format!("{head}/供水|1.00|甲|乙")))
                .map(|found| found.roles[..roles.len()].to_vec()),
            Some(roles),
            "{head}"
        );
    }
}

#[test]
fn rows_that_count_the_columns() {
    for (row, by_header, anywhere) in [
        ("栏次|1|2|3", true, true),
        ("栏　次|1|2", true, true),
        ("**|**|1|2=3+4", true, true),
        ("类|款|项|栏次|1|2", true, true),
        ("1|2|3|4", true, true),
        ("项目|1|2|3|项目|4|5", true, true),
        // Three numbers may be data.
        ("1|2|3", true, false),
        ("2|3|4|5", false, false),
        ("1|2|4|5", false, false),
        ("1|教育|3", false, false),
        ("栏次||", false, false),
        ("||", false, false),
    ] {
        let row = &table(row).rows[0];
        assert_eq!((counts(row), counts_anywhere(row)), (by_header, anywhere), "{row:?}");
    }
}
