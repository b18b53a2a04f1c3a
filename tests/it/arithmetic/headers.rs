//! Which numbers a rate, a share or an average is made of: what headers say, and where they say too little.

use gongkai::model::{Disclosure, Outcome, Relation, RelationKind, Sign, Source};
use gongkai::pipeline;

fn convert(title: &str, rows: &str) -> Disclosure {
    let text = format!("{title}\n单位：万元\n{}\n", rows.replace('|', "\t").replace('/', "\n"));
    let source = Source { path: "a.tsv".to_owned(), bytes: text.into_bytes(), format: None };
    pipeline::convert(&source).unwrap()
}

/// What was judged of the columns that are made of others: the place of each, and what came of it.
fn judged(title: &str, rows: &str) -> String {
    let disclosure = convert(title, rows);
    let is_made = |relation: &&Relation| {
        relation.kind == RelationKind::Quotient || relation.terms.iter().any(|term| term.sign == Sign::Minus)
    };
    let made = disclosure.relations.iter().filter(is_made);
    let said = made.map(|relation| {
        let found = relation.found.as_deref().unwrap_or_default();
        match relation.outcome {
            Outcome::Broken => format!("{found}≠{}", relation.expected.as_deref().unwrap_or_default()),
            Outcome::NotJudged => format!("{found}?"),
            Outcome::Held | Outcome::Rounding => found.to_owned(),
        }
    });
    said.collect::<Vec<_>>().join(" ")
}

#[test]
fn what_headers_say() {
    let title = "2024年一般公共预算支出表";
    for (rows, expected) in [
        // The two years, by their numbers and by their words.
        (
            "科目编码|科目名称|2023年执行数|2024年预算数|增减额|增减%/208|社保|60.00|50.00|-10.00|-16.67/213|农林|40.00|70.00|30.00|57.00",
            "-10.00 30.00 -16.67% 57.00%≠75.00%",
        ),
        (
            "科目编码|科目名称|上年预算数|本年预算数|增长率/208|社保|60.00|50.00|-16.67%/213|农林|40.00|70.00|75.00%",
            "-16.67% 75.00%",
        ),
        // Without a sign anywhere it is of one or of a hundred, which the lines tell.
        (
            "科目编码|科目名称|上年预算数|本年预算数|增长率/208|社保|60.00|50.00|-0.1667/213|农林|40.00|70.00|0.75",
            "-0.1667 0.75",
        ),
        // What was planned of two is open, and so is what both lines contradict.
        (
            "科目编码|科目名称|年初预算数|全年预算数|决算数|执行率/208|社保|60.00|50.00|45.00|90%/213|农林|40.00|70.00|35.00|50%",
            "90% 50%",
        ),
        (
            "科目编码|科目名称|年初预算数|全年预算数|决算数|执行率/208|社保|60.00|50.00|45.00|95%/213|农林|40.00|70.00|35.00|61%",
            "",
        ),
        // Other years, other stages, what was carried over: no pair.
        (
            "科目编码|科目名称|2023年执行数|2024年预算数|执行率/208|社保|60.00|50.00|91%/213|农林|40.00|70.00|52%",
            "",
        ),
        (
            "科目编码|科目名称|上年决算数|本年预算数|比上年预算数增减额/208|社保|60.00|50.00|3.00/213|农林|40.00|70.00|4.00",
            "",
        ),
        (
            "科目编码|科目名称|上年结转|本年预算数|比上年增减%/208|社保|60.00|50.00|3.00/213|农林|40.00|70.00|4.00",
            "",
        ),
        // A decrease is printed without a sign.
        (
            "科目编码|科目名称|上年预算数|本年预算数|下降%/208|社保|60.00|50.00|16.67/213|农林|80.00|70.00|12.50",
            "",
        ),
        // Of the whole of the table, or of a column; of a whole that the table does not have.
        (
            "科目编码|科目名称|合计|占比/208|社保|50.00|41.67%/213|农林|70.00|58.33%/|合计|120.00|100.00%",
            "41.67% 58.33% 100.00%",
        ),
        (
            "科目编码|科目名称|合计|基本支出|占比/208|社保|50.00|25.00|50.00%/213|农林|80.00|20.00|25.00%/|合计|130.00|45.00|34.62%",
            "50.00% 25.00% 34.62%",
        ),
        ("科目编码|科目名称|合计|占比/208|社保|50.00|4.17%/213|农林|70.00|5.83%/|合计|120.00|10.00%", ""),
        // Each person's, in another unit.
        (
            "科目编码|科目名称|人数|基本支出|人均支出（元）/208|社保|30|50.00|16,667/213|农林|11|70.00|63,636/214|交通|4|20.00|60,000",
            "16667 63636 60000≠50000",
        ),
    ] {
        assert_eq!(judged(title, rows), expected, "{rows}");
    }
}

#[test]
fn what_was_carried_over_leaves_the_total_open() {
    let tables = |total: &str, carried: &str| {
        let text = format!(
            "2024年部门收支总表\n单位：万元\n收入||支出|/项目|预算数|项目|预算数/一般公共预算拨款收入|130.00|农林水支出|130.00/上年结转|{carried}||/收入总计|{total}|支出总计|{total}\n\n2024年部门收入总表\n单位：万元\n科目编码|科目名称|合计/213|农林水支出|130.00/|合计|130.00\n"
        );
        let text = text.replace('|', "\t").replace('/', "\n");
        let source = Source { path: "a.tsv".to_owned(), bytes: text.into_bytes(), format: None };
        let findings = pipeline::convert(&source).unwrap().findings;
        findings.iter().filter(|finding| finding.rule == "tables-differ").count()
    };
    assert_eq!(tables("130.00", ""), 0);
    assert_eq!(tables("140.00", "10.00"), 0);
    assert_eq!(tables("140.00", ""), 1);
}
