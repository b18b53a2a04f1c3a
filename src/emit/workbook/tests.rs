//! Whole workbooks, read back by a library that did not write them, and their parts by their letters.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{Cursor, Read as _};

use calamine::{Data, Reader as _, Xlsx};
use regex::Regex;

use super::FORMAT;
use crate::model::{
    Accounting, Amount, ColumnRole, ColumnType, Disclosure, Finding, Indicator, Inline, Message, Node,
    Operator, Origin, Paragraph, Place, Project, RichText, RowRole, Rule, SCHEMA, Section, Severity, Target,
    TargetKind,
};
use crate::view::{Align, Part, Sheet, SheetCell, SheetColumn, SheetKind, SheetRow, View};

fn rich(text: &str) -> RichText {
    RichText::plain(text, &Place::default())
}

fn cell(text: &str, column: usize) -> SheetCell {
    SheetCell {
        text: rich(text),
        number: None,
        column,
        colspan: 1,
        rowspan: 1,
        header: None,
        align: Align::Left,
        indent: 0,
        decided: None,
    }
}

fn number(text: &str, column: usize) -> SheetCell {
    let amount: Amount = text.replace(',', "").parse().unwrap();
    SheetCell { number: Some(amount), align: Align::Right, ..cell(text, column) }
}

fn spanning(text: &str, column: usize, colspan: usize, rowspan: usize) -> SheetCell {
    SheetCell { colspan, rowspan, ..cell(text, column) }
}

fn row(cells: Vec<SheetCell>) -> SheetRow {
    SheetRow { role: RowRole::Data, section: Section::Body, cells, ..SheetRow::default() }
}

fn text_row(texts: &[&str]) -> SheetRow {
    row(texts.iter().enumerate().map(|(column, text)| cell(text, column)).collect())
}

fn sheet(head: Vec<SheetRow>, body: Vec<SheetRow>) -> Sheet {
    Sheet { head, body, ..Sheet::default() }
}

fn view(sheets: Vec<Sheet>) -> View {
    View {
        title_is_within: false,
        title: "某局部门预算公开表".to_owned(),
        parts: sheets.into_iter().map(Part::Sheet).collect(),
        ..View::default()
    }
}

fn disclosure() -> Disclosure {
    Disclosure {
        schema: SCHEMA.to_owned(),
        source: Origin::default(),
        title: None,
        year: None,
        publisher: None,
        blocks: Vec::new(),
        projects: Vec::new(),
        budget: Vec::new(),
        hidden: Vec::new(),
        accounting: Accounting::default(),
        relations: Vec::new(),
        decisions: Vec::new(),
        findings: Vec::new(),
    }
}

fn emit(disclosure: &Disclosure, view: &View) -> Vec<u8> {
    let bytes = (FORMAT.emit)(disclosure, view).unwrap();
    lint(&bytes);
    bytes
}

fn open(bytes: &[u8]) -> Xlsx<Cursor<&[u8]>> {
    Xlsx::new(Cursor::new(bytes)).unwrap()
}

/// The texts of a worksheet, row by row.
fn texts(bytes: &[u8], name: &str) -> Vec<Vec<String>> {
    let range = open(bytes).worksheet_range(name).unwrap();
    range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

fn all_text(bytes: &[u8], name: &str) -> String {
    texts(bytes, name).concat().join("|")
}

fn merges(bytes: &[u8], name: &str) -> Vec<((u32, u32), (u32, u32))> {
    let merges = open(bytes).merge_cells_by_sheet_name(name).unwrap();
    merges.into_iter().map(|region| (region.start, region.end)).collect()
}

fn parts(bytes: &[u8]) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    names
        .into_iter()
        .map(|name| {
            let mut content = String::new();
            archive.by_name(&name).unwrap().read_to_string(&mut content).unwrap();
            (name, content)
        })
        .collect()
}

fn column_of(letters: &str) -> u32 {
    letters.bytes().fold(0, |column, letter| column * 26 + u32::from(letter - b'A') + 1)
}

/// What readers forgive and Excel does not.
fn lint(bytes: &[u8]) {
    let cells = Regex::new(r#"<c r="([A-Z]+)(\d+)""#).unwrap();
    let rows = Regex::new(r#"<row r="(\d+)"([^>]*)>"#).unwrap();
    let heights = Regex::new(r#" ht="([0-9.]+)""#).unwrap();
    let merges = Regex::new(r#"<mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)""#).unwrap();
    let breaks =
        Regex::new(r#"<rowBreaks count="(\d+)" manualBreakCount="(\d+)">(.*?)</rowBreaks>"#).unwrap();
    let break_ids = Regex::new(r#"<brk id="(\d+)""#).unwrap();
    for (name, content) in parts(bytes) {
        if name.contains(".xml") || name.contains(".rels") {
            let mut reader = quick_xml::Reader::from_str(&content);
            while reader.read_event().unwrap() != quick_xml::events::Event::Eof {}
            assert!(!content.contains("_x00"), "{name}: an escaped control character");
        }
        if !name.starts_with("xl/worksheets/sheet") {
            continue;
        }
        assert!(!content.contains("<f>"), "{name}: a formula");
        let mut seen = BTreeSet::new();
        for found in cells.captures_iter(&content) {
            assert!(seen.insert(found[0].to_owned()), "{name}: {} stands twice", &found[0]);
        }
        let mut last = 0;
        for found in rows.captures_iter(&content) {
            let number: u32 = found[1].parse().unwrap();
            assert!(number > last, "{name}: row {number} after {last}");
            last = number;
            if let Some(height) = heights.captures(&found[2]) {
                assert!(height[1].parse::<f64>().unwrap() <= 409.0, "{name}: row {number} is {}", &height[1]);
                assert!(found[2].contains("customHeight"), "{name}: row {number}");
            }
        }
        let mut covered = BTreeSet::new();
        for found in merges.captures_iter(&content) {
            let (top, bottom): (u32, u32) = (found[2].parse().unwrap(), found[4].parse().unwrap());
            for row in top..=bottom {
                for column in column_of(&found[1])..=column_of(&found[3]) {
                    assert!(covered.insert((row, column)), "{name}: {} overlaps", &found[0]);
                }
            }
        }
        if let Some(found) = breaks.captures(&content) {
            let ids: Vec<u32> = break_ids.captures_iter(&found[3]).map(|id| id[1].parse().unwrap()).collect();
            assert_eq!(found[1].parse::<usize>().unwrap(), ids.len(), "{name}");
            assert_eq!(&found[1], &found[2], "{name}");
            assert!(ids.is_sorted() && ids.last() <= Some(&last), "{name}");
            // No merged range goes over a page's end.
            for merge in merges.captures_iter(&content) {
                let (top, bottom): (u32, u32) = (merge[2].parse().unwrap(), merge[4].parse().unwrap());
                assert!(!ids.iter().any(|id| top <= *id && *id < bottom), "{name}: {}", &merge[0]);
            }
        }
    }
}

/// A sheet of projects with so many indicators each.
fn indicators(projects: usize, indicators: usize, goals: &str) -> Sheet {
    let roles = [
        ColumnRole::Code,
        ColumnRole::Name,
        ColumnRole::Amount,
        ColumnRole::Goals,
        ColumnRole::Level1,
        ColumnRole::Level2,
        ColumnRole::Indicator,
        ColumnRole::Target,
    ];
    let head = ["序号", "项目名称", "金额（万元）", "绩效目标", "一级指标", "二级指标", "三级指标", "指标值"];
    let mut body = vec![SheetRow {
        role: RowRole::Total,
        ..row(vec![spanning("合　计", 0, 2, 1), number("906.40", 2)])
    }];
    for project in 0..projects {
        for indicator in 0..indicators {
            let mut cells = Vec::new();
            if indicator == 0 {
                cells.push(spanning(&format!("{:03}", project + 1), 0, 1, indicators));
                cells.push(spanning(&format!("项目{project}"), 1, 1, indicators));
                cells.push(SheetCell { rowspan: indicators, ..number("1,234.50", 2) });
                cells.push(spanning(goals, 3, 1, indicators));
                cells.push(spanning("产出指标", 4, 1, indicators));
            }
            if indicator % 4 == 0 {
                cells.push(spanning("数量指标", 5, 1, (indicators - indicator).min(4)));
            }
            cells.push(cell(&format!("指标{project}之{indicator}"), 6));
            cells.push(cell("≥95%", 7));
            body.push(SheetRow { group: project + 1, ..row(cells) });
        }
    }
    Sheet {
        columns: roles.iter().map(|role| SheetColumn { role: Some(*role), kind: ColumnType::Text }).collect(),
        publisher: Some("公开部门：某局".to_owned()),
        unit: Some("单位：万元".to_owned()),
        kind: SheetKind::Indicators,
        ..sheet(vec![text_row(&head)], body)
    }
}

#[test]
fn a_sheet_of_indicators_is_read_back() {
    let bytes = emit(&disclosure(), &view(vec![indicators(1, 4, "目标1：甲\n目标2：乙")]));
    assert_eq!(open(&bytes).sheet_names(), ["公开表", "发现"]);
    let found = texts(&bytes, "公开表");
    assert_eq!(found[0][0], "某局部门预算公开表");
    assert_eq!((found[1][0].as_str(), found[1][7].as_str()), ("公开部门：某局", "单位：万元"));
    assert_eq!(found[2][2], "金额\n（万元）");
    assert_eq!(found[3][..3], ["合　计", "", "906.4"]);
    assert_eq!(
        found[4],
        ["001", "项目0", "1234.5", "目标1：甲\n目标2：乙", "产出指标", "数量指标", "指标0之0", "≥95%"]
    );
    let range = open(&bytes).worksheet_range("公开表").unwrap();
    assert_eq!(range.get_value((4, 2)), Some(&Data::Float(1234.5)));
    assert_eq!(range.get_value((4, 0)), Some(&Data::String("001".to_owned())));
    let merges = merges(&bytes, "公开表");
    for expected in [((0, 0), (0, 7)), ((3, 0), (3, 1)), ((3, 3), (3, 7)), ((4, 0), (7, 0)), ((4, 5), (7, 5))]
    {
        assert!(merges.contains(&expected), "{expected:?} in {merges:?}");
    }
    assert_eq!(texts(&bytes, "发现")[1][0], "无");
}

#[test]
fn a_page_within_a_project_says_that_it_goes_on() {
    let bytes = emit(&disclosure(), &view(vec![indicators(3, 30, "目标1：甲")]));
    let found = texts(&bytes, "公开表");
    let joined = all_text(&bytes, "公开表");
    for words in ["项目0（续）", "项目1（续）", "（续上页）"] {
        assert!(joined.contains(words), "{words}");
    }
    // Every indicator once, every amount once as a number.
    assert_eq!(found.iter().filter(|row| row[6].starts_with("指标")).count(), 90);
    let range = open(&bytes).worksheet_range("公开表").unwrap();
    let numbers = range.rows().filter(|row| row[2] == Data::Float(1234.5)).count();
    assert_eq!(numbers, 3);
    let repeated = range.rows().filter(|row| row[2] == Data::String("1,234.50".to_owned())).count();
    assert!(repeated > 0);
}

#[test]
fn a_text_longer_than_a_page_loses_nothing() {
    let mut long = String::new();
    for number in 0..400 {
        write!(long, "第{number}句说得不长也不短。").unwrap();
    }
    for sheet in [
        indicators(1, 1, &long),
        indicators(1, 5, &long),
        sheet(
            vec![text_row(&["序号", "内容", "金额"])],
            vec![text_row(&["1", &long, "—"]), text_row(&["2", "短", "1"])],
        ),
        sheet(vec![text_row(&["序号", &long])], vec![text_row(&["1", "短"])]),
    ] {
        let bytes = emit(&disclosure(), &view(vec![sheet]));
        let joined: String = open(&bytes)
            .worksheet_range("公开表")
            .unwrap()
            .rows()
            .flat_map(|row| row.iter().map(ToString::to_string))
            .filter(|text| text.contains('句') || text.contains('说'))
            .collect();
        assert_eq!(joined.replace('\n', ""), long);
    }
}

#[test]
fn hostile_cells_come_back_as_they_were() {
    let cells = [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "{=1}",
        "a|b",
        "<br>",
        "*bold*",
        "x < y & z",
        "'00426",
        "甲\n乙",
        "https://example.com",
        "_x0041_",
        "]]>",
        "\"quoted\"",
        " blank ",
        "👩‍👩‍👧‍👦",
        "#REF!",
        "TRUE",
        "1e5",
        "007",
    ];
    let bytes = (FORMAT.emit)(
        &disclosure(),
        &view(vec![sheet(vec![], cells.iter().map(|text| text_row(&[text, "x"])).collect())]),
    )
    .unwrap();
    let found = texts(&bytes, "公开表");
    for (number, text) in cells.iter().enumerate() {
        assert_eq!(&found[number + 1][0], text);
    }
    let range = open(&bytes).worksheet_range("公开表").unwrap();
    assert!(range.rows().all(|row| matches!(row[0], Data::String(_) | Data::Empty)));
    let controls =
        emit(&disclosure(), &view(vec![sheet(vec![], vec![text_row(&["a\u{0}\u{1}\r\nb\u{1f}\tc"])])]));
    assert!(all_text(&controls, "公开表").contains("a\nb\tc"));
}

#[test]
fn numbers_are_numbers_as_printed_where_nothing_is_lost() {
    let body = ["906.40", "0.00", "-1,260.5", "20", "123456789012345678.90"]
        .iter()
        .map(|text| row(vec![number(text, 0), cell("x", 1)]))
        .collect();
    let bytes = emit(&disclosure(), &view(vec![sheet(vec![], body)]));
    let range = open(&bytes).worksheet_range("公开表").unwrap();
    let found: Vec<Data> = range.rows().skip(1).map(|row| row[0].clone()).collect();
    assert_eq!(
        found,
        [
            Data::Float(906.4),
            Data::Float(0.0),
            Data::Float(-1260.5),
            Data::Float(20.0),
            Data::String("123456789012345678.90".to_owned()),
        ]
    );
    let styles = parts(&bytes).into_iter().find(|(name, _)| name == "xl/styles.xml").unwrap().1;
    for format in ["#,##0.00_ ", "#,##0.0_ ", "#,##0_ "] {
        assert!(styles.contains(&format!("formatCode=\"{format}\"")), "{format}");
    }
    // A cell that says more than its number keeps its words.
    let percent = SheetCell { number: Some("12.30".parse().unwrap()), ..cell("12.30%", 0) };
    let bytes = emit(&disclosure(), &view(vec![sheet(vec![], vec![row(vec![percent])])]));
    assert!(all_text(&bytes, "公开表").contains("12.30%"));
}

#[test]
fn cells_that_stand_over_each_other_keep_their_words() {
    let body = vec![
        row(vec![spanning("甲", 0, 2, 2), cell("乙", 2)]),
        row(vec![cell("丙", 1), spanning("丁", 2, 9, 9), spanning("", 0, 3, 1)]),
        row(vec![spanning("戊", usize::MAX, usize::MAX, usize::MAX)]),
    ];
    assert!((FORMAT.emit)(&disclosure(), &view(vec![sheet(vec![], body.clone())])).is_err());
    let bytes = emit(&disclosure(), &view(vec![sheet(vec![], body[..2].to_vec())]));
    let joined = all_text(&bytes, "公开表");
    for words in ["甲\n丙", "乙", "丁"] {
        assert!(joined.contains(words), "{words}");
    }
}

#[test]
fn notes_at_the_end_of_a_grid_are_lines_below_it() {
    let note = |texts: &[&str]| SheetRow { role: RowRole::Note, ..text_row(texts) };
    let head = vec![text_row(&["项目", "金额"])];
    let body =
        vec![note(&["注：甲", ""]), text_row(&["乙", "1.00"]), note(&["注：丙", ""]), note(&["注：丁", ""])];
    let bytes = emit(&disclosure(), &view(vec![sheet(head, body)]));
    let rows = texts(&bytes, "公开表");
    let at = |text: &str| u32::try_from(rows.iter().position(|row| row[0] == text).unwrap()).unwrap();
    for (text, is_line) in [("注：甲", false), ("注：丙", true), ("注：丁", true)] {
        let row = at(text);
        assert_eq!(merges(&bytes, "公开表").contains(&((row, 0), (row, 1))), is_line, "{text}");
    }
}

#[test]
fn text_that_takes_no_room_is_cut_all_the_same() {
    let invisible = "\u{200b}".repeat(40_000);
    let list = Part::List { ordered: true, items: vec![rich(&invisible)] };
    let mut shown = view(vec![indicators(2, 30, &invisible), sheet(vec![], vec![text_row(&[&invisible])])]);
    shown.parts.push(list);
    let mut named = indicators(1, 60, "甲");
    named.body[1].cells[1].text = rich(&invisible);
    shown.parts.push(Part::Sheet(named));
    emit(&disclosure(), &shown);
}

#[test]
fn what_no_worksheet_holds_is_refused() {
    let wide = sheet(vec![], vec![row(vec![cell("x", 16_384)])]);
    let vast = sheet(vec![], (0..300).map(|_| row(vec![spanning("x", 0, 16_384, 300)])).collect());
    for sheet in [wide, vast] {
        let error = (FORMAT.emit)(&disclosure(), &view(vec![sheet])).unwrap_err();
        assert!(Message::exists("workbook-too-wide") && Message::exists("workbook-too-large"));
        assert!(error.message.zh.contains("工作表"), "{error}");
    }
}

#[test]
fn styled_words_and_sheet_names() {
    let styled = RichText::from_content(vec![Node::Paragraph(Paragraph {
        inlines: vec![
            Inline::text("注："),
            Inline::Strong { inlines: vec![Inline::text("重要")] },
            Inline::text("m"),
            Inline::Superscript { inlines: vec![Inline::text("2")] },
        ],
        ..Paragraph::default()
    })]);
    let body = vec![row(vec![SheetCell { text: styled, colspan: 2, ..cell("", 0) }]), text_row(&["a", "b"])];
    let titled = |title: &str| Sheet {
        name: title.to_owned(),
        own_title: Some(title.to_owned()),
        ..sheet(vec![], body.clone())
    };
    let shown = View {
        title_is_within: false,
        title: "某局预算".to_owned(),
        parts: vec![
            Part::Heading(1, rich("某局 预算")),
            Part::Sheet(titled("收入/支出: 总表")),
            Part::Sheet(titled("指标")),
            Part::Heading(2, rich("history")),
            Part::Sheet(sheet(vec![], body.clone())),
            Part::Sheet(sheet(vec![], body.clone())),
            Part::Sheet(sheet(vec![], body.clone())),
            Part::List { ordered: true, items: vec![rich("甲"), rich("乙")] },
        ],
        ..View::default()
    };
    let bytes = emit(&disclosure(), &shown);
    let names =
        ["目录", "正文", "01 收入支出 总表", "02 指标", "03 history", "04 公开表", "05 公开表", "发现"];
    assert_eq!(open(&bytes).sheet_names(), names);
    let prose = texts(&bytes, "正文").concat();
    assert_eq!(prose[..2], ["某局预算", "见 01 收入支出 总表"]);
    assert_eq!(prose[6..], ["1. 甲", "2. 乙"]);
    assert!(all_text(&bytes, "04 公开表").contains("注：重要m2"));
    assert_eq!(texts(&bytes, "01 收入支出 总表")[0][0], "收入/支出: 总表");
    // The list leads to the others, and every table has a name.
    let index = texts(&bytes, "目录");
    assert_eq!(index[2][..4], ["1", "正文", "2", "1"]);
    assert_eq!(index[3][..5], ["2", "01 收入支出 总表", "3", "1", "0"]);
    assert_eq!(index[8][0], "共 5 张表，7 页，发现 0 处。");
    let part = |name: &str| parts(&bytes).into_iter().find(|(part, _)| part == name).unwrap().1;
    let links = part("xl/worksheets/sheet1.xml").replace("&apos;", "'");
    assert!(links.contains("location=\"'01 收入支出 总表'!A1\""), "{links}");
    assert!(
        part("xl/workbook.xml")
            .contains("<definedName name=\"表01_收入支出总表\">'01 收入支出 总表'!$A$1:$B$")
    );
    let strings = parts(&bytes).into_iter().find(|(name, _)| name == "xl/sharedStrings.xml").unwrap().1;
    assert!(strings.contains("<b/>") && strings.contains("superscript"));
}

#[test]
fn a_document_that_says_nothing_is_still_a_workbook() {
    let bytes = emit(&disclosure(), &View::default());
    assert_eq!(open(&bytes).sheet_names(), ["正文", "发现"]);
    let bytes = emit(&disclosure(), &view(vec![Sheet::default()]));
    assert_eq!(open(&bytes).sheet_names(), ["公开表", "发现"]);
}

#[test]
fn indicators_and_findings_to_work_with() {
    const RULE: Rule = Rule { name: "sum-mismatch", severity: Severity::Warning, page: "" };
    let indicator = |value: &str, kind| Indicator {
        level1: Some("产出指标".to_owned()),
        name: "受益人数".to_owned(),
        level2_implied: true,
        target: Target {
            kind,
            operator: Some(Operator::AtLeast),
            value: Some(value.to_owned()),
            ..Target::default()
        },
        ..Indicator::default()
    };
    let mut disclosure = disclosure();
    disclosure.projects = vec![
        Project {
            code: Some("007".to_owned()),
            name: "甲".to_owned(),
            amount: Some("4.25".parse().unwrap()),
            indicators: vec![
                indicator("95", TargetKind::Quantity),
                indicator("优", TargetKind::Qualitative),
                indicator("1234567890123456", TargetKind::Quantity),
                indicator("2024-12", TargetKind::Date),
            ],
            ..Project::default()
        },
        Project { name: "乙".to_owned(), ..Project::default() },
    ];
    disclosure.findings.push(Finding {
        at: Some(crate::model::Position::in_table(0, 4, 2, &Place::line(9))),
        expected: Some("1.00".to_owned()),
        ..Finding::new(&RULE, &Message { en: "wrong".to_owned(), zh: "不符".to_owned() })
    });
    let bytes = emit(&disclosure, &view(vec![indicators(1, 1, "甲")]));
    assert_eq!(open(&bytes).sheet_names(), ["公开表", "指标", "发现"]);
    let range = open(&bytes).worksheet_range("指标").unwrap();
    assert_eq!(range.height(), 6);
    assert_eq!(range.get_value((1, 0)), Some(&Data::String("007".to_owned())));
    assert_eq!(range.get_value((1, 6)), Some(&Data::Float(4.25)));
    let values: Vec<Data> = (1..5).map(|row| range.get_value((row, 17)).unwrap().clone()).collect();
    assert_eq!(
        values,
        [
            Data::Float(95.0),
            Data::String("优".to_owned()),
            Data::String("1234567890123456".to_owned()),
            Data::String("2024-12".to_owned()),
        ]
    );
    let findings = texts(&bytes, "发现");
    assert_eq!(findings[1][..7], ["警告", "sum-mismatch", "不符", "", "9", "表1第5行第3列", "1.00"]);
}

#[test]
fn only_the_sheets_to_print_are_printed() {
    let mut disclosure = disclosure();
    disclosure.projects.push(Project::default());
    let bytes = emit(&disclosure, &view(vec![indicators(2, 30, "甲")]));
    let parts = parts(&bytes);
    let workbook = &parts.iter().find(|(name, _)| name == "xl/workbook.xml").unwrap().1;
    for area in ["公开表!$A$1:$H$", "公开表!$2:$3", "指标!$AA$3", "发现!$J$3"] {
        assert!(workbook.contains(area), "{area} in {workbook}");
    }
    let sheet = &parts.iter().find(|(name, _)| name == "xl/worksheets/sheet1.xml").unwrap().1;
    for setting in [
        r#"orientation="landscape""#,
        r#"paperSize="9""#,
        "第 &amp;P 页　共 &amp;N 页",
        r#"horizontalCentered="1""#,
    ] {
        assert!(sheet.contains(setting), "{setting}");
    }
    let custom = &parts.iter().find(|(name, _)| name == "docProps/custom.xml").unwrap().1;
    assert!(custom.contains(r#"name="gongkai""#) && custom.contains(env!("CARGO_PKG_VERSION")));
}

#[test]
fn more_than_ten_columns_go_on_a3() {
    for (columns, paper) in [(10, r#"paperSize="9""#), (12, r#"paperSize="8""#)] {
        let texts = vec!["预算数"; columns];
        let bytes = emit(&disclosure(), &view(vec![sheet(vec![text_row(&texts)], vec![text_row(&texts)])]));
        let sheet = parts(&bytes).into_iter().find(|(name, _)| name == "xl/worksheets/sheet1.xml").unwrap().1;
        assert!(sheet.contains(paper), "{columns}");
    }
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let view = view(vec![indicators(2, 6, "目标1：甲")]);
    let first = emit(&disclosure(), &view);
    // A time stamp of whole seconds would go unseen within one second.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    assert!(first == emit(&disclosure(), &view));
}

#[test]
fn fifty_thousand_rows_are_written_and_split_where_breaks_run_out() {
    let body: Vec<SheetRow> = (0..50_000)
        .map(|number| row(vec![cell(&format!("{number:05}"), 0), cell("机关事业单位养老保险缴费", 1)]))
        .collect();
    let bytes =
        (FORMAT.emit)(&disclosure(), &view(vec![sheet(vec![text_row(&["编码", "名称"])], body)])).unwrap();
    let mut workbook = open(&bytes);
    assert_eq!(workbook.sheet_names(), ["公开表", "公开表 (2)", "发现"]);
    let mut codes = Vec::new();
    for name in ["公开表", "公开表 (2)"] {
        let range = workbook.worksheet_range(name).unwrap();
        codes.extend(range.rows().map(|row| row[0].to_string()).filter(|text| text.len() == 5));
    }
    assert_eq!(codes.len(), 50_000);
    assert!(codes.is_sorted());
}
