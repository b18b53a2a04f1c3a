//! What the tests of the layouts of forms share, and the tables that are no forms.

mod department_overall;
mod lost_merges;
mod project;
mod self_evaluation;
mod side_by_side;

use std::fmt::Write;

use crate::layout::{Context, form};
use crate::model::{Disclosure, Grid, Project, Source, Table, Tidy};

/// A table in a short notation, a line a row, cells parted by `|`, `2x3:` before a cell's text for its
/// spans, `⏎` for a line break.
fn html(short: &str) -> String {
    let mut html = String::from("<table>");
    for line in short.lines().map(str::trim).filter(|line| !line.is_empty()) {
        html.push_str("<tr>");
        for cell in line.split('|').map(str::trim) {
            let spans = cell.split_once(':').and_then(|(spans, text)| {
                let (columns, rows) = spans.split_once('x')?;
                let number = |digits: &str| if digits.is_empty() { Some(1) } else { digits.parse().ok() };
                Some((number(columns)?, number(rows)?, text))
            });
            let (columns, rows, text): (u32, u32, &str) = spans.unwrap_or((1, 1, cell));
            let text = text.trim().replace('⏎', "<br>");
            let _ = write!(html, "<td colspan={columns} rowspan={rows}>{text}</td>");
        }
        html.push_str("</tr>");
    }
    html + "</table>"
}

/// A page through the whole pipeline.
fn convert(html: &str) -> Disclosure {
    let bytes = html.as_bytes().to_vec();
    let source = Source { path: "form.html".to_owned(), bytes, format: Some("html".to_owned()) };
    crate::pipeline::convert(&source).unwrap()
}

/// The layout as which forms read a table.
fn layout(table: &Table<Tidy>) -> Option<&'static str> {
    (form::FAMILY.read)(table, &Context::default()).map(|reading| reading.layout)
}

/// Projects in short lines, to compare.
fn summary(projects: &[Project]) -> String {
    let mut lines = Vec::new();
    for project in projects {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let organisation = |organisation: &Option<crate::model::Organisation>| {
            organisation
                .as_ref()
                .map_or(String::new(), |found| format!("{}{}", text(&found.code), found.name))
        };
        let number = |amount: Option<crate::model::Amount>| amount.map_or("-".to_owned(), |a| a.to_string());
        lines.push(format!(
            "{} {} [{}] [{}] {}{} = {}",
            text(&project.code),
            project.name,
            organisation(&project.department),
            organisation(&project.unit),
            number(project.amount),
            text(&project.amount_unit),
            number(project.amount_wan),
        ));
        for part in &project.funding {
            let executed = part.executed.map_or(String::new(), |executed| format!(" / {executed}"));
            lines.push(format!("from {} {}{executed}", part.source, number(part.amount)));
        }
        if let Some(spent) = &project.execution {
            lines.push(format!(
                "spent {} {} {} {} {} {}",
                number(spent.initial),
                number(spent.budget),
                number(spent.executed),
                text(&spent.rate),
                number(spent.weight),
                number(spent.score),
            ));
        }
        for goal in &project.goals {
            let period = goal.period.map_or(String::new(), |period| format!("{period:?} "));
            let label = goal.number.map_or(String::new(), |number| format!("{number} "));
            lines.push(format!("goal {period}{label}{}", goal.text));
        }
        if let Some(reached) = &project.achievement {
            lines.push(format!("reached {reached}"));
        }
        for indicator in &project.indicators {
            let period = indicator.period.map_or(String::new(), |period| format!("{period:?} "));
            let mut line = format!(
                "{period}{}/{} {} {}",
                text(&indicator.level1),
                text(&indicator.level2),
                indicator.name,
                crate::lexicon::grammar::target::write(&indicator.target),
            );
            for (name, value) in [
                ("weight", indicator.weight.map(|weight| weight.to_string())),
                ("actual", indicator.actual.clone()),
                ("score", indicator.score.map(|score| score.to_string())),
                ("reason", indicator.reason.clone()),
            ] {
                if let Some(value) = value {
                    let _ = write!(line, " {name}={value}");
                }
            }
            lines.push(line);
        }
        if project.total_weight.is_some() || project.total_score.is_some() {
            lines.push(format!("total {} {}", number(project.total_weight), number(project.total_score)));
        }
    }
    lines.join("\n")
}

/// Runs a table of cases: a form in short notation and its projects in short lines, with its spans and without.
#[track_caller]
fn check(layout: &str, cases: &[(&str, &str)]) {
    for (short, expected) in cases {
        let disclosure = convert(&html(short));
        check_summary(&disclosure, layout, expected, short);
        let lost: String = disclosure.tables().map(without_spans).collect();
        let lost = convert(&lost);
        check_summary(&lost, layout, expected, &format!("{short}\nwithout spans"));
    }
}

#[track_caller]
fn check_summary(disclosure: &Disclosure, layout: &str, expected: &str, case: &str) {
    let expected: Vec<&str> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let found = summary(&disclosure.projects);
    let found: Vec<&str> = found.lines().map(str::trim).collect();
    assert_eq!(found, expected, "\n{case}\nfound:\n{}", found.join("\n"));
    assert_eq!(disclosure.tables().next().unwrap().layout, layout, "{case}");
}

/// A table as Markdown has it: blank cells where spans were.
fn without_spans(table: &Table<Tidy>) -> String {
    let grid = Grid::new(table);
    let mut html = String::from("<table>");
    for row in 0..grid.height() {
        html.push_str("<tr>");
        for column in 0..grid.width() {
            let text = grid
                .anchor(row, column)
                .map(|(row, number)| (row, &table.rows[row].cells[number]))
                .filter(|(anchor, cell)| *anchor == row && cell.column == column)
                .map(|(_, cell)| cell.text.text().replace('\n', "<br>"));
            html.push_str("<td>");
            html.push_str(&text.unwrap_or_default());
            html.push_str("</td>");
        }
        html.push_str("</tr>");
    }
    html + "</table>"
}

#[test]
fn tables_that_are_no_forms() {
    for short in [
        // A price list.
        "品名|规格|单位|价格（元）\n大米|5kg|袋|32.00\n食用油|5L|桶|65.00",
        // A timetable.
        "|星期一|星期二|星期三\n第一节|语文|数学|英语\n第二节|体育|语文|数学",
        // The box of an encyclopaedia.
        "2x1:青岭县\n名称|青岭县\n人口|35万\n面积|2100平方千米\n主管部门|青岭市\n绩效|良好",
        // A staff form.
        "姓名|李某|性别|女\n部门|办公室|职务|科员\n工作目标|3x1:完成年度工作任务\n单位名称|3x1:青岭县水务局",
        // A tender.
        "项目名称|3x1:青岭县河道治理工程\n采购单位|青岭县水务局|预算金额（万元）|180.00\n联系人|李某|联系电话|010",
        // An application for research.
        "项目名称|3x1:高原鼠兔种群研究\n项目负责人|李某|项目编号|2024-12\n项目目标|3x1:查明种群数量。\n预期目标|3x1:论文3篇。",
        // A report of a laboratory.
        "项目名称|结果|单位|参考值\n白细胞|6.1|10^9/L|4-10\n红细胞|4.5|10^12/L|4-5.5",
        // A budget table.
        "项目名称|合计|基本支出|项目支出\n一般公共服务支出|906.40|300.00|606.40",
        // A list of projects, a row each.
        "项目名称|主管部门|项目资金|绩效目标\n河道治理|水务局|30.00|治理河道3公里\n农村饮水|水务局|20.00|覆盖3个村",
        // The scores of schools.
        "学校|一级指标|得分\n一中|教学|95\n二中|教学|93",
        "部门|负责人|电话\n办公室|李某|010\n财务科|王某|011",
        "部门名称|青岭县水务局\n年度目标|完成工作",
        // The appraisal of a person.
        "4x1:员工绩效考核表\n姓名|李某|部门名称|办公室\n主要职责|3x1:收发文件\n年度绩效目标|3x1:完成收发\n\
         指标名称|指标值|权重|得分\n收发及时率|100%|50|50",
        "",
        "项目名称",
        "绩效目标|",
    ] {
        let disclosure = convert(&format!("<p>前言</p>{}", html(short)));
        if let Some(table) = disclosure.tables().next() {
            assert_eq!(layout(table), None, "{short}");
            assert!(disclosure.projects.is_empty(), "{short}");
        }
    }
}

#[test]
fn rows_of_indicators_are_no_form() {
    for short in [
        "单位名称|项目名称|预算金额|年度绩效目标|一级指标|二级指标|三级指标|指标值\n\
         x2:水务局|x2:供水|x2:30|x2:供水3村|x2:产出指标|数量指标|村数|≥3个\n质量指标|合格率|100%",
        "项目名称|一级指标|二级指标|三级指标|指标性质|指标值|度量单位|权重\n供水|产出指标|数量指标|村数|≥|3|个|20",
        "单位编码|单位及项目名称|金额(万元)|绩效目标|绩效指标\n1|供水|30.50|目标1：供水|一、产出指标 (一) 数量指标 1. 村数 ≥3个",
    ] {
        let disclosure = convert(&html(short));
        let table = disclosure.tables().next().unwrap();
        assert_eq!(layout(table), None, "{short}");
    }
}

#[test]
fn the_head_of_a_form_that_a_page_parts_from_its_indicators() {
    let head = "<table><tr><td>项目名称<td colspan=3>河道治理<tr><td>主管部门<td>青岭县水务局<td>实施单位<td>河道所\
                <tr><td rowspan=2>项目资金（万元）<td>年度资金总额<td colspan=2>180.00<tr><td>其中：财政拨款<td colspan=2>180.00</table>";
    let of = |title: &str| {
        let disclosure = convert(&format!("<h1>{title}</h1>{head}"));
        disclosure
            .projects
            .first()
            .map(|project| (project.name.clone(), project.amount.map(|a| a.to_string())))
    };
    assert_eq!(of("项目支出绩效目标表"), Some(("河道治理".to_owned(), Some("180.00".to_owned()))));
    // Nothing says that these are for goals.
    assert_eq!(of("项目立项审批表"), None);
}

#[test]
fn huge_and_odd_tables_stay_cheap() {
    let wide = format!("项目名称|x\n绩效目标|目标1：甲\n{}", "|".repeat(3_000));
    let disclosure = convert(&html(&wide));
    assert_eq!(layout(disclosure.tables().next().unwrap()), Some("form"));
    let long = format!("项目名称|x\n绩效目标|目标1：甲\n{}", "甲|乙\n".repeat(3_000));
    assert_eq!(convert(&html(&long)).projects.len(), 1);
}
