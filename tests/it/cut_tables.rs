//! A table that a page cuts says what the whole one says, whatever words its header has.

use gongkai::lexicon::sense::Sense;
use gongkai::lexicon::terms::{Place, terms};
use gongkai::model::{Disclosure, Source};
use serde_json::Value;

use crate::accounted;

/// The header of a table of indicators: sense, usual word.
const INDICATORS: &[(Sense, &str)] = &[
    (Sense::Name, "项目名称"),
    (Sense::Level1, "一级指标"),
    (Sense::Level2, "二级指标"),
    (Sense::Indicator, "三级指标"),
    (Sense::Target, "指标值"),
];

/// Two projects; no column is mostly numbers.
const ROWS: &[[&str; 5]] = &[
    ["清淤工程", "产出指标", "质量指标", "清淤质量", "优"],
    ["", "", "时效指标", "完工", "及时"],
    ["", "效益指标", "社会效益指标", "河道面貌", "改善"],
    ["", "满意度指标", "服务对象满意度指标", "群众满意度", "≥95%"],
    ["供水工程", "产出指标", "质量指标", "水质", "达标"],
    ["", "", "时效指标", "通水", "按期"],
    ["", "效益指标", "社会效益指标", "用水条件", "改善"],
    ["", "满意度指标", "服务对象满意度指标", "用户满意度", "≥90%"],
];

/// Further columns that such a table may have, with what stands in the first row of each project.
const FURTHER: &[(Sense, [&str; 2])] = &[
    (Sense::Code, ["甲一", "甲二"]),
    (Sense::Department, ["青岭县水务局", "青岭县水务局"]),
    (Sense::Unit, ["青岭县河道站", "青岭县供水站"]),
    (Sense::Goals, ["完成清淤，河道畅通。", "完成改造，供水稳定。"]),
    (Sense::Amount, ["12.50", "8.00"]),
    (Sense::Operator, ["＝", "＝"]),
    (Sense::TargetUnit, ["级", "级"]),
    (Sense::TargetKind, ["定性", "定性"]),
    (Sense::Weight, ["10", "20"]),
    (Sense::Actual, ["优", "达标"]),
    (Sense::Score, ["10", "20"]),
    (Sense::Reason, ["无偏差", "无偏差"]),
    (Sense::Explanation, ["按验收结论", "按检测报告"]),
    (Sense::Direction, ["正向", "正向"]),
    (Sense::Number, ["一", "二"]),
];

/// How a page cuts a table.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Cut {
    /// Not at all.
    Whole,
    /// The header once more, and nothing else.
    Bare,
    /// A line with the number of the page, and the header once more.
    PageLine,
}

/// What a table is written in.
const FORMATS: &[&str] = &["html", "md", "tsv"];

/// A table in a format, cut before row `at`.
fn written(format: &str, rows: &[Vec<String>], at: usize, cut: Cut) -> String {
    let mut pieces = match cut {
        Cut::Whole => vec![rows.to_vec()],
        Cut::Bare | Cut::PageLine => {
            let below = rows[..1].iter().chain(&rows[at..]).cloned().collect();
            vec![rows[..at].to_vec(), below]
        }
    };
    let between = if cut == Cut::PageLine { "第 1 页，共 2 页" } else { "" };
    let write = |rows: Vec<Vec<String>>| match format {
        "html" => {
            let row = |row: &Vec<String>| {
                format!("<tr>{}</tr>", row.iter().map(|cell| format!("<td>{cell}</td>")).collect::<String>())
            };
            format!("<table>{}</table>", rows.iter().map(row).collect::<String>())
        }
        "md" => {
            let line = |row: &Vec<String>| format!("| {} |\n", row.join(" | "));
            let rule = format!("|{}\n", " --- |".repeat(rows[0].len()));
            let (head, body) = rows.split_first().unwrap();
            format!("{}{rule}{}", line(head), body.iter().map(line).collect::<String>())
        }
        _ => rows.iter().map(|row| format!("{}\n", row.join("\t"))).collect(),
    };
    let below = pieces.split_off(1).into_iter().map(write).collect::<String>();
    let above = write(pieces.remove(0));
    match format {
        "html" => format!("{above}<p>{between}</p>{below}"),
        _ => format!("{above}\n{between}\n\n{below}"),
    }
}

fn read(format: &str, text: &str) -> Disclosure {
    let bytes = text.as_bytes().to_vec();
    accounted::convert(&Source { path: format!("青岭县.{format}"), bytes, format: None }).unwrap()
}

/// What a disclosure says, without where it stands and without what was mended at the pages.
fn meaning(disclosure: &Disclosure) -> Value {
    let mut findings: Vec<(&str, &str)> = disclosure
        .findings
        .iter()
        .map(|finding| (finding.rule.as_str(), finding.message.as_str()))
        .filter(|(rule, _)| *rule != "table-continued")
        .collect();
    findings.sort_unstable();
    let mut value = serde_json::json!([disclosure.projects, disclosure.budget, findings]);
    forget_places(&mut value);
    value
}

/// Takes out where things stand, and the number of the table.
fn forget_places(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(forget_places),
        Value::Object(fields) => {
            fields.retain(|name, _| name != "at" && name != "table" && name != "row");
            fields.values_mut().for_each(forget_places);
        }
        _ => {}
    }
}

/// A table of indicators with one header called otherwise, and a further column where that header needs one.
fn indicator_table(sense: Sense, word: &str) -> Vec<Vec<String>> {
    let mut header: Vec<String> =
        INDICATORS.iter().map(|(own, usual)| if *own == sense { word } else { usual }.to_owned()).collect();
    let mut rows: Vec<Vec<String>> =
        ROWS.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect();
    if let Some((_, texts)) = FURTHER.iter().find(|(own, _)| *own == sense) {
        header.push(word.to_owned());
        let mut texts = texts.iter();
        for row in &mut rows {
            let text = if row[0].is_empty() { None } else { texts.next() };
            row.push(text.copied().unwrap_or_default().to_owned());
        }
    }
    rows.insert(0, header);
    rows
}

/// So few words are tried as text too where only the fast tests run: what text makes of a page is the same for all.
const WORDS_PER_TEXT: usize = 12;

/// The formats that a word is tried in: every word as HTML, some as text as well, and in the slow tests all.
fn formats(number: usize) -> &'static [&'static str] {
    let all = number.is_multiple_of(WORDS_PER_TEXT) || std::env::var_os("GONGKAI_SLOW").is_some();
    if all { FORMATS } else { &["html"] }
}

/// Every way of cutting a table that says otherwise than the whole one.
fn cuts_that_differ(formats: &[&str], rows: &[Vec<String>], ways: &[(Cut, usize)]) -> Vec<String> {
    let mut wrong = Vec::new();
    for format in formats {
        let whole = meaning(&read(format, &written(format, rows, 1, Cut::Whole)));
        // Of text, one way is enough: the pieces are the same tables as those of a page.
        let ways = if *format == "html" { ways } else { &ways[..1] };
        for (cut, at) in ways {
            let found = meaning(&read(format, &written(format, rows, *at, *cut)));
            if found != whole {
                wrong.push(format!("{format} {cut:?} before row {at}: {}", rows[0].join("|")));
            }
        }
    }
    wrong
}

#[test]
fn whatever_an_indicator_table_calls_its_columns() {
    let senses = INDICATORS.iter().map(|(sense, _)| *sense).chain(FURTHER.iter().map(|(sense, _)| *sense));
    let mut wrong = Vec::new();
    let mut words = 0;
    for sense in senses {
        for term in terms(Place::Performance, sense) {
            words += 1;
            // Within the first project, and between the two.
            let ways = [(Cut::PageLine, 3), (Cut::Bare, 3), (Cut::PageLine, 5)];
            wrong.extend(cuts_that_differ(formats(words), &indicator_table(sense, term.words), &ways));
        }
    }
    assert!(words > 300, "{words}");
    assert!(wrong.is_empty(), "{} of {words} words\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn whatever_a_budget_table_calls_its_columns() {
    let known: Vec<&str> = Sense::ALL
        .iter()
        .flat_map(|sense| terms(Place::Account, *sense))
        .map(|term| term.words)
        .chain(["科目编码", "功能分类科目编码", "支出功能分类科目编码", "科目代码", "单位编码", "类款项"])
        .collect();
    let mut wrong = Vec::new();
    for (number, word) in known.iter().enumerate() {
        // Words, so that no column of numbers tells where the header ends.
        let rows: Vec<Vec<String>> = [
            [*word, "科目名称", "资金来源", "说明"],
            ["208", "社会保障和就业支出", "财政拨款", "按规定安排"],
            ["20805", "行政事业单位养老支出", "财政拨款", "按规定安排"],
            ["2080505", "机关事业单位基本养老保险缴费支出", "财政拨款", "按规定安排"],
            ["213", "农林水支出", "财政拨款", "按规定安排"],
            ["21303", "水利", "财政拨款", "按规定安排"],
        ]
        .iter()
        .map(|row| row.iter().map(|cell| (*cell).to_owned()).collect())
        .collect();
        wrong.extend(cuts_that_differ(formats(number), &rows, &[(Cut::PageLine, 3), (Cut::Bare, 4)]));
        let rows: Vec<Vec<String>> = [
            ["科目编码", "科目名称", word, "合计"],
            ["208", "社会保障和就业支出", "1.00", "1.00"],
            ["20805", "行政事业单位养老支出", "1.00", "1.00"],
            ["2080505", "机关事业单位基本养老保险缴费支出", "1.00", "1.00"],
            ["213", "农林水支出", "2.00", "2.00"],
        ]
        .iter()
        .map(|row| row.iter().map(|cell| (*cell).to_owned()).collect())
        .collect();
        wrong.extend(cuts_that_differ(formats(number), &rows, &[(Cut::PageLine, 4), (Cut::Bare, 3)]));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_header_that_no_one_knows_is_told_by_its_repetition() {
    let rows: Vec<Vec<String>> = [
        ["事项", "办理科室", "方式"],
        ["河道清淤", "水利科", "招标"],
        ["管网改造", "供水科", "委托"],
        ["水质检测", "供水科", "委托"],
    ]
    .iter()
    .map(|row| row.iter().map(|cell| (*cell).to_owned()).collect())
    .collect();
    for format in FORMATS {
        let disclosure = read(format, &written(format, &rows, 2, Cut::PageLine));
        let tables: Vec<_> = disclosure.blocks.iter().filter(|block| is_table(block)).collect();
        assert_eq!(tables.len(), 1, "{format}");
        let table = serde_json::to_value(tables[0]).unwrap();
        assert_eq!(table["header_rows"], 1, "{format}: {table}");
    }
}

fn is_table(block: &gongkai::model::Block<gongkai::model::Tidy>) -> bool {
    matches!(block, gongkai::model::Block::Table(_))
}

#[test]
fn tables_that_only_look_cut_stay_two() {
    const PAGE: &str = "<p>第 1 页，共 2 页</p>";
    let list = |rows: &str| {
        let row = |row: &str| format!("<tr><td>{}</td></tr>", row.replace('|', "</td><td>"));
        format!("<table>{}</table>", rows.split('/').map(row).collect::<String>())
    };
    for (why, html) in [
        (
            "another title stands between",
            list("项目名称|一级指标|指标目标/清淤|产出指标|优")
                + PAGE
                + "<p>部门支出绩效表</p>"
                + &list("项目名称|一级指标|指标目标/供水|产出指标|优"),
        ),
        (
            "a total closes the first",
            list("名称|性质|说明/清淤|新建|甲/合计|一项|乙")
                + PAGE
                + &list("名称|性质|说明/供水|新建|丙/检测|延续|丁"),
        ),
        (
            "a total begins the second",
            list("名称|性质|说明/清淤|新建|甲/供水|新建|乙")
                + PAGE
                + &list("名称|性质|说明/合计|一项|丙/检测|延续|丁"),
        ),
        (
            "a list of two columns has no header that repeats",
            list("项目|金额/清淤|若干") + PAGE + &list("项目|金额/供水|若干"),
        ),
        (
            "forms, one a page, begin with the same label and what it says",
            list("填报单位|青岭县水务局|盖章/项目名称|清淤工程|新建")
                + PAGE
                + &list("填报单位|青岭县水务局|盖章/项目名称|供水工程|新建"),
        ),
        (
            "nothing between them, and no row that goes on",
            list("名称|性质|说明/清淤|新建|甲") + &list("名称|性质|说明/供水|新建|乙"),
        ),
    ] {
        let disclosure = read("html", &html);
        assert_eq!(disclosure.blocks.iter().filter(|block| is_table(block)).count(), 2, "{why}");
    }
}
