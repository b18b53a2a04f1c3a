//! What we emit is an input too: read back, it gives the same projects and the same plain tables.
//!
//! What an output has no place for is not compared: where a thing stood, the piece of the source that said it,
//! the line an indicator was printed on, and the number before it (a sheet of a row per indicator has none).

use gongkai::emit::FORMATS;
use gongkai::model::{Disclosure, RowRole, Source};
use gongkai::view;
use proptest::prelude::*;
use serde_json::Value;

use crate::accounted;
use crate::samples;

fn read_back(disclosure: &Disclosure, format: &str) -> Disclosure {
    let shown = view::view(disclosure);
    let format = FORMATS.iter().find(|known| known.name == format).unwrap();
    let bytes = (format.emit)(disclosure, &shown).unwrap();
    let path = format!("back.{}", format.extension);
    accounted::convert(&Source { path, bytes, format: None }).unwrap()
}

/// The budget lines without places.
fn budget(disclosure: &Disclosure) -> Vec<String> {
    let lines = disclosure.budget.iter();
    lines
        .map(|line| {
            let mut value = serde_json::to_value(line).unwrap();
            value.as_object_mut().unwrap().remove("at");
            value.to_string()
        })
        .collect()
}

#[track_caller]
fn compare_budget(name: &str, disclosure: &Disclosure) {
    for format in ["html", "markdown", "xlsx"] {
        let back = read_back(disclosure, format);
        let (expected, found) = (budget(disclosure), budget(&back));
        let differing = expected.iter().zip(&found).find(|(one, other)| one != other);
        assert_eq!(differing, None, "{name} as {format}");
        assert_eq!(found.len(), expected.len(), "{name} as {format}");
        let layouts = |disclosure: &Disclosure| {
            disclosure.tables().map(|table| table.layout.clone()).collect::<Vec<_>>()
        };
        if !disclosure.budget.is_empty() {
            assert_eq!(layouts(&back), layouts(disclosure), "{name} as {format}");
        }
    }
}

/// The projects without what an output has no place for.
fn projects(disclosure: &Disclosure) -> Value {
    let mut value = serde_json::to_value(&disclosure.projects).unwrap();
    strip(&mut value);
    value
}

fn strip(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(strip),
        Value::Object(fields) => {
            for place in ["at", "source", "text"] {
                // A goal's text is what it says; an indicator's is the line it stood on.
                if place != "text" || fields.contains_key("level1") {
                    // A source of money is no place.
                    if !(place == "source" && fields.contains_key("amount")) {
                        fields.remove(place);
                    }
                }
            }
            if fields.contains_key("level1") {
                fields.remove("number");
            }
            fields.values_mut().for_each(strip);
        }
        _ => {}
    }
}

#[track_caller]
fn compare(name: &str, disclosure: &Disclosure, format: &str) {
    let back = read_back(disclosure, format);
    let (expected, found) = (projects(disclosure), projects(&back));
    if expected != found {
        let lines = |value: &Value| serde_json::to_string_pretty(value).unwrap();
        let (expected, found) = (lines(&expected), lines(&found));
        let number = expected.lines().zip(found.lines()).position(|(one, other)| one != other).unwrap_or(0);
        let around =
            |text: &str| text.lines().skip(number.saturating_sub(6)).take(9).collect::<Vec<_>>().join("\n");
        panic!("{name} as {format}: expected\n{}\nfound\n{}", around(&expected), around(&found));
    }
}

#[test]
fn projects_come_back_from_html() {
    for source in samples::all() {
        compare(&source.path, &accounted::convert(&source).unwrap(), "html");
    }
}

#[test]
fn projects_come_back_from_markdown() {
    for source in samples::all() {
        compare(&source.path, &accounted::convert(&source).unwrap(), "markdown");
    }
}

#[test]
fn projects_come_back_from_the_workbook() {
    for source in samples::all() {
        compare(&source.path, &accounted::convert(&source).unwrap(), "xlsx");
    }
}

#[test]
fn budget_lines_come_back() {
    for source in samples::all() {
        compare_budget(&source.path, &accounted::convert(&source).unwrap());
    }
}

/// A table as rows of `text@column×colspan×rowspan`, with its sections.
///
/// A worksheet has no place for a title, a unit line or a note but its grid: such rows are left out where
/// `with_notes` is not set. What says one thing alone may reach over other columns.
fn plain_tables(disclosure: &Disclosure, with_notes: bool) -> Vec<String> {
    const AS_PRINTED: &[&str] =
        &["plain", "classified-lines", "two-sided-summary", "three-public-expenses", "named-lines"];
    let as_printed = disclosure.tables().filter(|table| AS_PRINTED.contains(&table.layout.as_str()));
    as_printed
        .map(|table| {
            let rows: Vec<String> = table
                .rows
                .iter()
                .filter(|row| with_notes || row.role != RowRole::Note)
                .map(|row| {
                    let texts: Vec<&str> = row.cells.iter().map(|cell| cell.text.text()).collect();
                    let filled: Vec<&&str> = texts.iter().filter(|text| !text.trim().is_empty()).collect();
                    if let ([alone], RowRole::Note) = (filled.as_slice(), row.role) {
                        return format!("note: {alone}");
                    }
                    let cells: Vec<String> = row
                        .cells
                        .iter()
                        .map(|cell| {
                            format!("{}@{}x{}x{}", cell.text.text(), cell.column, cell.colspan, cell.rowspan)
                        })
                        .collect();
                    let head = if row.role == RowRole::Header { "head" } else { "body" };
                    format!("{head}: {}", cells.join(" | "))
                })
                .collect();
            rows.join("\n")
        })
        .collect()
}

#[test]
fn plain_tables_come_back_from_html() {
    for source in samples::all() {
        let disclosure = accounted::convert(&source).unwrap();
        assert_eq!(
            plain_tables(&disclosure, true),
            plain_tables(&read_back(&disclosure, "html"), true),
            "{}",
            source.path
        );
    }
}

#[test]
fn plain_tables_come_back_from_the_workbook() {
    for source in samples::all() {
        let disclosure = accounted::convert(&source).unwrap();
        assert_eq!(
            plain_tables(&disclosure, false),
            plain_tables(&read_back(&disclosure, "xlsx"), false),
            "{}",
            source.path
        );
    }
}

/// An indicator: the number of its levels in `LEVELS`, its name, its value.
type Line = (usize, String, &'static str);

const LEVELS: [(&str, &str); 6] = [
    ("产出指标", "数量指标"),
    ("产出指标", "质量指标"),
    ("产出指标", "时效指标"),
    ("产出指标", "成本指标"),
    ("效益指标", "社会效益指标"),
    ("满意度指标", "服务对象满意度指标"),
];

const VALUES: [&str; 10] = [
    "≥120公里",
    "100%",
    "≤85.5万元",
    "95%-100%",
    "2025年11月底前",
    "健全",
    "明显改善",
    "1,260.50亩",
    "不少于3次",
    "90%以上",
];

/// Projects with names, amounts, goals and indicators of any words.
fn projects_of_any_words() -> impl Strategy<Value = Vec<(String, u32, String, Vec<Line>)>> {
    let name = "[甲乙丙丁戊己庚辛]{3,8}";
    let line = (0..LEVELS.len(), "[子丑寅卯辰巳午未]{2,6}率", proptest::sample::select(&VALUES[..]));
    let project =
        (name, 1..1_000_000_u32, "[天地玄黄宇宙洪荒]{4,20}。", proptest::collection::vec(line, 1..6));
    proptest::collection::vec(project, 1..4).prop_map(|mut projects| {
        // Two projects of one name, amount and goal would be one; so would two lines of one name.
        for (number, project) in projects.iter_mut().enumerate() {
            project.0.push_str(["东", "西", "南"][number]);
            project.3.sort_by_key(|line| line.0);
        }
        projects
    })
}

/// The projects as a page with a row per indicator.
fn page(projects: &[(String, u32, String, Vec<Line>)]) -> Source {
    let mut html = String::from(
        "<h1>某局2025年项目支出绩效目标表</h1><table><tr><th>项目名称<th>金额(万元)<th>绩效目标<th>一级指标<th>二级指标<th>三级指标<th>指标值</tr>",
    );
    for (name, amount, goal, lines) in projects {
        for (number, (levels, indicator, value)) in lines.iter().enumerate() {
            let (level1, level2) = LEVELS[*levels];
            html.push_str("<tr>");
            if number == 0 {
                let rows = lines.len();
                let amount = format!("{}.{:02}", amount / 100, amount % 100);
                for cell in [name, &amount, goal] {
                    html.push_str(&format!("<td rowspan={rows}>{cell}</td>"));
                }
            }
            html.push_str(&format!("<td>{level1}<td>{level2}<td>{indicator}<td>{value}</tr>"));
        }
    }
    html.push_str("</table>");
    Source { path: "any.html".to_owned(), bytes: html.into_bytes(), format: None }
}

/// An account: its level, its name, whether it has amounts, and they.
type Account = (u8, String, Vec<Option<u32>>);

/// Accounts of any names and amounts.
fn accounts_of_any_words() -> impl Strategy<Value = Vec<Account>> {
    let amount = proptest::option::weighted(0.8, 0..100_000_000_u32);
    let account = (1..=3_u8, "[甲乙丙丁戊己庚辛]{2,9}支出", proptest::collection::vec(amount, 3));
    proptest::collection::vec(account, 1..12)
}

/// Accounts as a table, the codes in one column or in three.
fn page_of_accounts(accounts: &[Account], in_parts: bool, total_first: bool) -> Source {
    let mut rows = Vec::new();
    let mut parts = [200_usize, 0, 0];
    let shown = |amount: &Option<u32>| {
        amount.map(|amount| format!("{}.{:02}", amount / 100, amount % 100)).unwrap_or_default()
    };
    for (level, name, amounts) in accounts {
        // A code begins with its 类.
        let level = if rows.is_empty() { 1 } else { usize::from(*level) };
        parts[level - 1] += 1;
        parts[level..].fill(0);
        let part = |number: usize| {
            if number >= level { String::new() } else { format!("{:02}", parts[number]) }
        };
        let codes = if in_parts {
            format!("<td>{}<td>{}<td>{}", part(0), part(1), part(2))
        } else {
            format!("<td>{}{}{}", part(0), part(1), part(2))
        };
        let amounts: Vec<String> = amounts.iter().map(|amount| format!("<td>{}", shown(amount))).collect();
        rows.push(format!("<tr>{codes}<td>{name}{}</tr>", amounts.concat()));
    }
    let blank = if in_parts { "<td><td><td>" } else { "<td>" };
    let total = format!("<tr>{blank}<td>合计<td>1,234.50<td>—<td>1,234.50</tr>");
    rows.insert(if total_first { 0 } else { rows.len() }, total);
    let head = if in_parts {
        "<tr><th colspan=3>科目编码<th rowspan=2>科目名称<th colspan=3>本年支出</tr><tr><th>类<th>款<th>项<th>合计<th>基本支出<th>项目支出</tr>"
    } else {
        "<tr><th rowspan=2>科目编码<th rowspan=2>科目名称<th colspan=3>本年支出</tr><tr><th>合计<th>基本支出<th>项目支出</tr>"
    };
    let html =
        format!("<h1>2025年一般公共预算支出表</h1><p>单位：万元</p><table>{head}{}</table>", rows.concat());
    Source { path: "any.html".to_owned(), bytes: html.into_bytes(), format: None }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn projects_of_any_words_come_back(made in projects_of_any_words()) {
        let disclosure = accounted::convert(&page(&made)).unwrap();
        prop_assert_eq!(disclosure.projects.len(), made.len());
        let indicators: usize = disclosure.projects.iter().map(|project| project.indicators.len()).sum();
        prop_assert_eq!(indicators, made.iter().map(|project| project.3.len()).sum::<usize>());
        for format in ["html", "markdown", "xlsx"] {
            compare("any words", &disclosure, format);
        }
    }

    #[test]
    fn accounts_of_any_words_come_back(
        made in accounts_of_any_words(),
        in_parts in any::<bool>(),
        total_first in any::<bool>(),
    ) {
        let disclosure = accounted::convert(&page_of_accounts(&made, in_parts, total_first)).unwrap();
        prop_assert_eq!(disclosure.budget.len(), made.len() + 1);
        compare_budget("any accounts", &disclosure);
    }
}
