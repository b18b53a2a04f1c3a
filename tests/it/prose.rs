//! Explanatory text against tables: what is stated rightly raises no alarm, and one changed number is found.

use gongkai::model::{Disclosure, Outcome, RelationKind, Source};
use gongkai::pipeline;

/// A final account in 元 whose text speaks in 万元.
const TABLES: &str = r#"
<h2>收入支出决算总表</h2><p>单位：元</p>
<table><tr><th colspan="2">收入</th><th colspan="2">支出</th></tr><tr><th>项目</th><th>决算数</th><th>项目</th><th>决算数</th></tr>
<tr><td>一、财政拨款收入</td><td>12,000,000.00</td><td>一、教育支出</td><td>9,000,000.00</td></tr>
<tr><td>二、事业收入</td><td>345,600.00</td><td>二、住房保障支出</td><td>3,345,600.00</td></tr>
<tr><td>本年收入合计</td><td>12,345,600.00</td><td>本年支出合计</td><td>12,345,600.00</td></tr>
<tr><td>年初结转和结余</td><td>100,000.00</td><td>年末结转和结余</td><td>100,000.00</td></tr>
<tr><td>收入总计</td><td>12,445,600.00</td><td>支出总计</td><td>12,445,600.00</td></tr></table>
<h2>支出决算表</h2><p>单位：元</p>
<table><tr><th>科目编码</th><th>科目名称</th><th>本年支出合计</th><th>基本支出</th><th>项目支出</th></tr>
<tr><td></td><td>合计</td><td>12,345,600.00</td><td>8,345,600.00</td><td>4,000,000.00</td></tr>
<tr><td>205</td><td>教育支出</td><td>9,000,000.00</td><td>5,000,000.00</td><td>4,000,000.00</td></tr>
<tr><td>20502</td><td>普通教育</td><td>9,000,000.00</td><td>5,000,000.00</td><td>4,000,000.00</td></tr>
<tr><td>2050204</td><td>高中教育</td><td>9,000,000.00</td><td>5,000,000.00</td><td>4,000,000.00</td></tr>
<tr><td>221</td><td>住房保障支出</td><td>3,345,600.00</td><td>3,345,600.00</td><td></td></tr>
<tr><td>22102</td><td>住房改革支出</td><td>3,345,600.00</td><td>3,345,600.00</td><td></td></tr>
<tr><td>2210201</td><td>住房公积金</td><td>3,345,600.00</td><td>3,345,600.00</td><td></td></tr></table>
<h2>“三公”经费支出决算表</h2><p>单位：万元</p>
<table><tr><th colspan="2">合计</th><th colspan="2">因公出国（境）费</th><th colspan="2">公务接待费</th></tr>
<tr><th>预算数</th><th>决算数</th><th>预算数</th><th>决算数</th><th>预算数</th><th>决算数</th></tr>
<tr><td>9.00</td><td>7.50</td><td>5.00</td><td>5.00</td><td>4.00</td><td>2.50</td></tr></table>"#;

/// Sentences, and what becomes of each amount of theirs that is of a cell: held, rounding, broken.
const SENTENCES: &[(&str, &str)] = &[
    ("河西中学2024年度收入总计1,244.56万元、支出总计1,244.56万元。", "held held"),
    ("2024年度收入总计1244.6万元", "rounding"),
    ("2024年度收入总计1244.65万元", "broken"),
    ("2024年度支出总计1,244.65万元，本年支出合计1,234.65万元", "broken broken"),
    // 总计 is also said of what came in this year.
    ("2024年度收入总计1,234.56万元", "held"),
    ("本年收入合计1,234.56万元，其中：财政拨款收入1,200.00万元，占97.20%", "held"),
    (
        "本年支出合计1,234.56万元，其中：基本支出834.56万元，占67.60%；项目支出400万元，占32.40%",
        "held held held",
    ),
    ("本年支出合计1,234.56万元，其中：基本支出834.65万元", "held broken"),
    (
        "1.教育支出（类）普通教育（款）高中教育（项）。年初预算为800.00万元，支出决算为900.00万元，完成年初预算的112.50%。",
        "held",
    ),
    ("1.教育支出（类）普通教育（款）高中教育（项）。年初预算为800.00万元，支出决算为990.00万元。", "broken"),
    ("因公出国（境）费决算为5.00万元，公务接待费预算为4.00万元，支出决算为2.50万元", "held held held"),
    ("公务接待费支出4.00万元", "broken"),
    ("“三公”经费支出决算7.50万元", "held"),
    ("三公经费支出决算9.00万元", "broken"),
    // Another year, another body, a word that is not known, no exact amount, an account that the table does not have.
    ("2023年度收入总计1,000.00万元，上年支出总计1,000.00万元", ""),
    ("河东中学收入总计1,000.00万元，非税收入总计1.00万元，收入总计约1000万元", ""),
    ("1.教育支出（类）普通教育（款）初中教育（项）支出1.00万元", ""),
    ("支出100.00万元，收入100.00万元", ""),
];

/// The document of a page with a sentence, and what came of its statements, which is as expected.
fn judged(html: String, sentence: &str, expected: &str) -> (Disclosure, Vec<String>) {
    let source = Source { path: "a.html".to_owned(), bytes: html.into_bytes(), format: None };
    let disclosure = pipeline::convert(&source).unwrap();
    let stated = disclosure.relations.iter().filter(|relation| relation.kind == RelationKind::Prose);
    let outcomes: Vec<String> =
        stated.clone().map(|relation| format!("{:?}", relation.outcome).to_lowercase()).collect();
    assert_eq!(outcomes.join(" "), expected, "{sentence} {:?}", stated.collect::<Vec<_>>());
    (disclosure, outcomes)
}

#[test]
fn statements_against_tables() {
    for (sentence, expected) in SENTENCES {
        let html = format!("<h1>河西中学2024年度部门决算</h1><p>一、收支情况</p><p>{sentence}</p>{TABLES}");
        let (disclosure, _) = judged(html, sentence, expected);
        let found = disclosure.findings.iter().filter(|finding| finding.rule.starts_with("prose-")).count();
        let broken = disclosure
            .relations
            .iter()
            .filter(|relation| relation.said.is_some() && relation.outcome == Outcome::Broken);
        assert_eq!(found, broken.count(), "{sentence}: {:#?}", disclosure.findings);
    }
}

#[test]
fn a_number_that_its_sums_say_is_wrong_is_told_once() {
    let html = format!("<h1>河西中学2024年度部门决算</h1><p>住房保障支出（类）支出334.56万元。</p>{TABLES}");
    let html = html.replacen(
        "<tr><td>22102</td><td>住房改革支出</td><td>3,345,600.00</td>",
        "<tr><td>22102</td><td>住房改革支出</td><td>3,945,600.00</td>",
        1,
    );
    let html = html.replace("住房保障支出（类）支出", "住房保障支出（类）住房改革支出（款）支出");
    let source = Source { path: "a.html".to_owned(), bytes: html.into_bytes(), format: None };
    let disclosure = pipeline::convert(&source).unwrap();
    let stated = |outcome| disclosure.relations.iter().any(|r| r.said.is_some() && r.outcome == outcome);
    assert!(stated(Outcome::Broken));
    assert!(
        disclosure.findings.iter().all(|finding| finding.rule != "prose-differs"),
        "{:#?}",
        disclosure.findings
    );
    assert!(
        disclosure
            .findings
            .iter()
            .any(|finding| finding.rule == "account-sum-mismatch" || finding.rule == "column-sum-mismatch")
    );
}

/// A budget with the year before beside it, and what is spent on guests, counted.
const COMPARED: &str = r#"
<h2>部门收支总表</h2><p>单位：万元</p>
<table><tr><th colspan="2">收入</th><th colspan="2">支出</th></tr><tr><th>项目</th><th>预算数</th><th>项目</th><th>预算数</th></tr>
<tr><td>一、一般公共预算拨款收入</td><td>120.00</td><td>一、农林水支出</td><td>120.00</td></tr>
<tr><td>收入总计</td><td>120.00</td><td>支出总计</td><td>120.00</td></tr></table>
<h2>一般公共预算支出表</h2><p>单位：万元</p>
<table><tr><th rowspan="2">科目编码</th><th rowspan="2">科目名称</th><th rowspan="2">2023年执行数</th><th colspan="3">2024年预算数</th></tr>
<tr><th>小计</th><th>基本支出</th><th>项目支出</th></tr>
<tr><td>213</td><td>农林水支出</td><td>110.00</td><td>120.00</td><td>90.00</td><td>30.00</td></tr>
<tr><td></td><td>合计</td><td>110.00</td><td>120.00</td><td>90.00</td><td>30.00</td></tr></table>
<h2>“三公”经费、会议费、培训费支出表</h2><p>单位：万元</p>
<table><tr><th>项目</th><th>上年预算数</th><th>本年预算数</th></tr>
<tr><td>“三公”经费合计</td><td>9.00</td><td>7.50</td></tr>
<tr><td>1.因公出国（境）费</td><td>0.00</td><td>0.00</td></tr>
<tr><td>2.公务接待费</td><td>4.00</td><td>4.00</td></tr>
<tr><td>3.公务用车购置及运行费</td><td>5.00</td><td>3.50</td></tr>
<tr><td>会议费</td><td>2.00</td><td>2.10</td></tr>
<tr><td>培训费</td><td>1.00</td><td>3.00</td></tr>
<tr><td>国内公务接待批次（个）</td><td></td><td>12</td></tr>
<tr><td>国内公务接待人次（人）</td><td></td><td>85</td></tr></table>"#;

/// Sentences, and what becomes of each statement of theirs that is of cells.
const COMPARISONS: &[(&str, &str)] = &[
    ("公务接待费预算4.00万元，与上年持平。", "held held"),
    ("公务接待费预算4万元，与上年相比无变化。", "held held"),
    ("公务接待费与2023年预算数一致。", "held"),
    ("公务用车购置及运行费预算3.50万元，与上年持平。", "held broken"),
    ("公务用车购置及运行费预算3.50万元，比上年减少1.50万元，下降30%。", "held held"),
    ("公务用车购置及运行费预算3.50万元，比上年增加1.50万元。", "held broken"),
    ("会议费预算2.10万元，与上年基本持平。", "held held"),
    ("培训费预算3.00万元，与上年基本持平。", "held broken"),
    ("培训费预算2.00万元。", "broken"),
    ("2024年一般公共预算财政拨款支出总计120.00万元，比2023年执行数增加10.00万元。", "held held"),
    ("2024年一般公共预算财政拨款支出总计120.00万元，比2023年执行数增加1.00万元。", "held broken"),
    ("一般公共预算财政拨款基本支出90.00万元，占一般公共预算支出总额的75%。", "held held"),
    ("一般公共预算财政拨款基本支出90.00万元，占一般公共预算支出总额的57%。", "held broken"),
    ("全年国内公务接待12批次、85人次。", "held held"),
    ("全年国内公务接待21批次，85人次。", "broken held"),
    // Two years back, another thing, what is said of all, a part of the guests, a column that is not there.
    ("公务接待费预算4.00万元，与2022年持平。", "held"),
    ("公务用车购置及运行费预算3.50万元，与上年持平的是公务接待费。", "held held"),
    ("公务用车购置及运行费预算3.50万元，与上年持平的是人数。", "held"),
    ("公务接待费4.00万元，会议费2.10万元，均与上年持平。", "held held"),
    ("一般公共预算财政拨款基本支出90.00万元，与上年持平。", "held"),
    ("一般公共预算财政拨款基本支出90.00万元，占57%。", "held"),
    ("全年国内公务接待12批次，其中外地3批次。上年接待11批次。", ""),
    ("公务用车购置及运行费预算3.50万元，因公出国（境）费和公务接待费与上年持平。", "held"),
    ("2024年收入总计120.00万元，支出与上年持平。", "held"),
    // What is different is told of the amount, and not once more of what is said of it.
    ("公务接待费预算4.50万元，与上年持平。", "broken"),
];

#[test]
fn comparisons_against_tables() {
    for (sentence, expected) in COMPARISONS {
        let html =
            format!("<h1>河西县水利局2024年部门预算</h1><p>一、预算情况说明</p><p>{sentence}</p>{COMPARED}");
        let (disclosure, outcomes) = judged(html, sentence, expected);
        let found = disclosure.findings.iter().filter(|finding| finding.rule == "prose-differs").count();
        let broken = outcomes.iter().filter(|outcome| *outcome == "broken").count();
        assert_eq!(found, broken, "{sentence}: {:#?}", disclosure.findings);
    }
}

#[test]
fn the_total_of_a_final_account_is_but_called_so() {
    let stated = |sentence: &str| -> Vec<Outcome> {
        let tables = TABLES.replace("收入总计", "总计").replace("支出总计", "总计");
        let html = format!("<h1>河西中学2024年度部门决算</h1><p>{sentence}</p>{tables}");
        let source = Source { path: "a.html".to_owned(), bytes: html.into_bytes(), format: None };
        let relations = pipeline::convert(&source).unwrap().relations;
        relations.iter().filter(|relation| relation.said.is_some()).map(|relation| relation.outcome).collect()
    };
    for (sentence, expected) in [
        ("2024年度收入总计1,244.56万元，支出总计1,244.56万元。", [Outcome::Held, Outcome::Held]),
        ("2024年度收入总计1,244.65万元，支出总计1,254.56万元。", [Outcome::Broken, Outcome::Broken]),
    ] {
        assert_eq!(stated(sentence), expected, "{sentence}");
    }
}
