//! Tables that by their headers should have been read and that no layout reads.

use std::ops::Range;

use crate::lexicon::cell::CellValue;
use crate::lexicon::header::{self, Heading, Words};
use crate::lexicon::known::telling_words;
use crate::lexicon::sense::Sense;
use crate::lexicon::terms::{self, Place};
use crate::model::{ColumnRole, Finding, Message, Position, Row, Rule, Severity, Table, Tidy};

use super::fates::is_blank;
use super::{Context, account};

/// A table that should have been read.
pub const TABLE_NOT_UNDERSTOOD: Rule = Rule {
    name: "table-not-understood",
    severity: Severity::Warning,
    page: include_str!("table_not_understood.md"),
};

/// So many words are named at most; a reader knows the table by then.
const MOST_WORDS: usize = 6;

/// A table that should have been read.
pub(super) struct NotUnderstood {
    /// Its header rows.
    pub heads: Range<usize>,
    /// What is said of it.
    pub finding: Finding,
}

/// What is said of a table that no layout reads; `None` where neither its header nor its title tells that one should.
pub(super) fn find(table: &Table<Tidy>, context: &Context) -> Option<NotUnderstood> {
    let number = context.table;
    let told = header(table);
    let by_title = || {
        let heads = account::titled_header(table, context)?;
        let words: Vec<&str> = table.rows[heads.clone()].iter().flat_map(texts).collect();
        Some((heads, words))
    };
    let is_by_title = told.is_none();
    let (heads, words) = told.or_else(by_title)?;
    let shown: Vec<&str> = words.iter().copied().take(MOST_WORDS).collect();
    let shown = shown.join("、");
    let reason = if is_by_title {
        Message::new("table-not-understood-titled", &[&shown])
    } else {
        reason(table, &heads, &shown)
    };
    let at = &table.rows[heads.start].at;
    let finding = Finding {
        at: Some(Position { column: None, ..Position::in_table(number, heads.start, 0, at) }),
        found: Some(shown.clone()),
        ..Finding::new(&TABLE_NOT_UNDERSTOOD, &reason)
    };
    Some(NotUnderstood { heads, finding })
}

/// The rows that tell most, and the words by which they do.
fn header(table: &Table<Tidy>) -> Option<(Range<usize>, Vec<&str>)> {
    let telling = |heads: Range<usize>| {
        let words = telling_words(table.rows[heads.clone()].iter().flat_map(texts))?;
        Some((heads, words))
    };
    header::candidates(table, Words::Any)
        .into_iter()
        .filter_map(telling)
        .max_by_key(|(heads, words)| (words.len(), std::cmp::Reverse(heads.start)))
}

/// What the filled cells of a row say.
fn texts(row: &Row<Tidy>) -> impl Iterator<Item = &str> {
    row.cells.iter().map(|cell| cell.text.0.text()).filter(|text| !text.trim().is_empty())
}

/// What kept a table with these words from being read.
fn reason(table: &Table<Tidy>, heads: &Range<usize>, words: &str) -> Message {
    let body = || table.rows[heads.end..].iter().filter(|row| !is_blank(row));
    if body().next().is_none() {
        return Message::new("table-not-understood-empty", &[&words]);
    }
    let headers = || table.rows[heads.clone()].iter().flat_map(texts);
    let roles: Vec<ColumnRole> = headers()
        .filter_map(|text| match header::heading(text)? {
            Heading::Performance(role) => Some(role),
            Heading::Account => None,
        })
        .collect();
    let has = |looked_for: &[ColumnRole]| roles.iter().any(|role| looked_for.contains(role));
    let levels = [ColumnRole::Level1, ColumnRole::Level2, ColumnRole::Indicator, ColumnRole::Indicators];
    if has(&levels) || has(&[ColumnRole::Goals]) {
        return if !has(&levels) || !has(&[ColumnRole::Indicator, ColumnRole::Indicators, ColumnRole::Target])
        {
            Message::new("table-not-understood-indicators", &[&words])
        } else if !has(&[ColumnRole::Name]) {
            Message::new("table-not-understood-names", &[&words])
        } else {
            Message::new("table-not-understood", &[&words])
        };
    }
    let foreign = |text: &&str| terms::holds(Place::Account, Sense::Foreign, text);
    if let Some(word) = headers().find(foreign) {
        return Message::new("table-not-understood-foreign", &[&words, &word.trim()]);
    }
    let amounts = body().flat_map(texts).any(|text| matches!(CellValue::of(text), CellValue::Amount { .. }));
    if !amounts {
        Message::new("table-not-understood-amounts", &[&words])
    } else if !has(&[ColumnRole::Name, ColumnRole::Code]) {
        Message::new("table-not-understood-names", &[&words])
    } else {
        Message::new("table-not-understood", &[&words])
    }
}

#[cfg(test)]
mod tests {
    use crate::layout::cases::disclosure;

    /// What is said of the first table of a text that no layout reads.
    fn said(rows: &str) -> Option<String> {
        let findings = disclosure(&(rows.replace('|', "\t") + "\n")).findings;
        findings
            .into_iter()
            .find(|finding| finding.rule == "table-not-understood")
            .map(|finding| finding.message)
    }

    #[test]
    fn tables_that_should_have_been_read() {
        for (rows, expected) in [
            ("科目编码|科目名称|基本支出|项目支出\n甲|乙|丙|丁", Some("is an amount")),
            ("项目名称|绩效目标|责任单位\n清淤|完成|水务局", Some("no column holds indicators")),
            ("节次|星期一|星期二\n1|语文|数学", None),
            ("序号|姓名|单位|职务|备注\n1|张三|水务局|科长|", None),
            ("商品名称|规格|单位|单价（元）\n螺丝|M3|盒|12.5", None),
            ("序号|内容|页码\n1|财政拨款收支总表|3\n2|一般公共预算支出表|5", None),
            ("指标名称|单位|2023年|2024年\n总人口|万人|20|21", None),
            ("科目代码|科目名称|满分|考试时间\n101|政治|100|3小时", None),
            ("序号|岗位|绩效目标|完成情况|备注\n1|会计|好|完成|", None),
            ("名词|解释\n基本支出|为保障机构运转\n项目支出|为完成任务", None),
        ] {
            let found = said(rows);
            match expected {
                Some(words) => {
                    assert!(found.as_deref().is_some_and(|said| said.contains(words)), "{found:?}");
                }
                None => assert_eq!(found, None, "{rows}"),
            }
        }
    }
}
