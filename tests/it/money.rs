//! Every unit of money, wherever a document may name it, is converted exactly or gives a finding.

use gongkai::model::{Amount, Disclosure, Source};
use gongkai::pipeline::{convert, cost};

/// The units that convert, and what three of each are in 万元.
const UNITS: [(&str, &str); 6] = [
    ("元", "0.0003"),
    ("千元", "0.3"),
    ("万元", "3"),
    ("百万元", "300"),
    ("千万元", "3000"),
    ("亿元", "30000"),
];

/// Units that are money and do not convert.
const UNKNOWN: [&str; 3] = ["万美元", "亿日元", "角"];

/// A place where a unit is named, and a document that names `UNIT` there for an amount of three.
const PLACES: [(&str, &str); 8] = [
    (
        "the header above packed cells",
        "单位编码\t单位及项目名称\t金额(UNIT)\t绩效目标\t绩效指标\n\
         1\t河道清淤\t3\t目标1：清淤12公里。\t<p>一、产出指标</p><p>(一) 数量指标</p><p>1. 清淤长度 ≥12公里</p>\n",
    ),
    (
        "the header above rows of indicators",
        "项目名称\t金额（UNIT）\t绩效目标\t一级指标\t二级指标\t三级指标\t指标值\n\
         河道清淤\t3\t清淤12公里。\t产出指标\t数量指标\t清淤长度\t≥12公里\n",
    ),
    (
        "the label of a form",
        "<table><tr><td>项目名称<td colspan=4>河道清淤<tr><td>主管部门<td colspan=2>水务局<td>实施单位<td>河道站\
         <tr><td rowspan=2>项目资金（UNIT）<td colspan=3>年度资金总额<td>3<tr><td colspan=3>其中：财政拨款<td>3\
         <tr><td>年度目标<td colspan=4>清淤12公里。\
         <tr><td rowspan=2>绩效指标<td>一级指标<td>二级指标<td>三级指标<td>指标值\
         <tr><td>产出指标<td>数量指标<td>清淤长度<td>≥12公里</table>",
    ),
    (
        "the label of a self-evaluation",
        "<table><tr><td colspan=2>项目名称<td colspan=7>河道清淤\
         <tr><td colspan=2>主管部门<td colspan=3>水务局<td>实施单位<td colspan=3>河道站\
         <tr><td colspan=2 rowspan=2>项目资金（UNIT）<td><td>年初预算数<td>全年预算数（A）<td>全年执行数（B）<td>分值\
         <td>执行率（B/A）<td>得分<tr><td>年度资金总额<td>3<td>3<td>3<td>10<td>100%<td>10\
         <tr><td rowspan=2>年度总体目标<td colspan=4>预期目标<td colspan=4>实际完成情况\
         <tr><td colspan=4>清淤12公里。<td colspan=4>清淤12公里。\
         <tr><td rowspan=2>绩效指标<td>一级指标<td>二级指标<td>三级指标<td>年度指标值（A）<td>实际完成值（B）<td>分值<td>得分\
         <td>偏差原因分析及改进措施<tr><td>产出指标<td>数量指标<td>清淤长度<td>≥12公里<td>12公里<td>90<td>90<td></table>",
    ),
    (
        "a line above the table",
        "<p>单位：UNIT</p><table><tr><td>项目名称<td>金额<td>绩效目标<td>一级指标<td>二级指标<td>三级指标<td>指标值\
         <tr><td>河道清淤<td>3<td>清淤12公里。<td>产出指标<td>数量指标<td>清淤长度<td>≥12公里</table>",
    ),
    (
        "the amount's own cell among rows",
        "项目名称\t金额\t绩效目标\t一级指标\t二级指标\t三级指标\t指标值\n\
         河道清淤\t3UNIT\t清淤12公里。\t产出指标\t数量指标\t清淤长度\t≥12公里\n",
    ),
    (
        "the amount's own cell in a form, whatever the label says",
        "<table><tr><td>项目名称<td colspan=4>河道清淤<tr><td>主管部门<td colspan=2>水务局<td>实施单位<td>河道站\
         <tr><td>项目资金（万元）<td colspan=3>年度资金总额<td>3UNIT\
         <tr><td>年度目标<td colspan=4>清淤12公里。\
         <tr><td rowspan=2>绩效指标<td>一级指标<td>二级指标<td>三级指标<td>指标值\
         <tr><td>产出指标<td>数量指标<td>清淤长度<td>≥12公里</table>",
    ),
    (
        "the amount's own cell above packed cells",
        "单位编码\t单位及项目名称\t金额\t绩效目标\t绩效指标\n\
         1\t河道清淤\t3UNIT\t目标1：清淤12公里。\t<p>一、产出指标</p><p>(一) 数量指标</p><p>1. 清淤长度 ≥12公里</p>\n",
    ),
];

/// A table whose one cost indicator is of three of a unit.
const COST: &str = "项目名称\t金额（万元）\t绩效目标\t一级指标\t二级指标\t三级指标\t指标值\n\
                    河道清淤\t3\t清淤12公里。\t成本指标\t经济成本指标\t总成本\t≤3UNIT\n";

fn document(page: &str, unit: &str) -> Disclosure {
    let text = page.replace("UNIT", unit);
    let extension = if text.starts_with('<') { "html" } else { "txt" };
    let source = Source { path: format!("case.{extension}"), bytes: text.into_bytes(), format: None };
    convert(&source).expect("a page holds tables that can be read")
}

#[test]
fn money_units_convert_wherever_they_are_named() {
    let mut wrong = Vec::new();
    for (unit, expected) in UNITS {
        let expected = expected.parse::<Amount>().unwrap();
        for (place, page) in PLACES {
            let found = document(page, unit).projects.first().and_then(|project| project.amount_wan);
            if found.map(Amount::normalized) != Some(expected) {
                wrong.push(format!("{unit} in {place}: {found:?}"));
            }
        }
        let found = document(COST, unit).projects.first().and_then(cost);
        if found.map(Amount::normalized) != Some(expected) {
            wrong.push(format!("{unit} of a cost: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn money_units_that_do_not_convert_give_a_finding() {
    let mut wrong = Vec::new();
    for unit in UNKNOWN {
        for (place, page) in PLACES {
            let found = document(page, unit);
            let in_wan = found.projects.first().and_then(|project| project.amount_wan);
            let is_told = found.findings.iter().any(|finding| finding.rule == "unit-unknown");
            if in_wan.is_some() || !is_told {
                wrong.push(format!("{unit} in {place}: {in_wan:?}, told: {is_told}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
