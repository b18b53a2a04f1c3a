//! One table, written as HTML, Markdown, CSV, TSV, XLSX and DOCX, gives the same projects.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use gongkai::model::{Disclosure, Source};
use rust_xlsxwriter::{Format, Workbook};
use serde_json::Value;

use crate::accounted;

/// The one source of truth: each row a cell per column, with how many rows it covers; 0 where a cell above reaches.
const HEADER: [&str; 8] =
    ["项目编码", "项目名称", "金额(万元)", "年度绩效目标", "一级指标", "二级指标", "三级指标", "指标值"];

type Row = [(&'static str, usize); 8];

const ROWS: &[Row] = &[
    [
        ("0071", 4),
        ("山区道路养护", 4),
        ("1,260.50", 4),
        ("养护道路120公里，服务群众3.5万人。", 4),
        ("产出指标", 2),
        ("数量指标", 1),
        ("养护里程", 1),
        ("≥120公里", 1),
    ],
    [("", 0), ("", 0), ("", 0), ("", 0), ("", 0), ("时效指标", 1), ("完工时间", 1), ("2025年11月底前", 1)],
    [
        ("", 0),
        ("", 0),
        ("", 0),
        ("", 0),
        ("效益指标", 1),
        ("社会效益指标", 1),
        ("服务群众", 1),
        ("3.5万人", 1),
    ],
    [
        ("", 0),
        ("", 0),
        ("", 0),
        ("", 0),
        ("满意度指标", 1),
        ("服务对象满意度指标", 1),
        ("群众满意度", 1),
        ("<5%不满意", 1),
    ],
    [
        ("0072", 2),
        ("河道清淤", 2),
        ("85.50", 2),
        ("清淤12公里。", 2),
        ("产出指标", 1),
        ("成本指标", 1),
        ("清淤成本", 1),
        ("≤85.5万元", 1),
    ],
    [
        ("", 0),
        ("", 0),
        ("", 0),
        ("", 0),
        ("效益指标", 1),
        ("生态效益指标", 1),
        ("水质达标率", 1),
        ("95%-100%", 1),
    ],
];

const TITLE: &str = "青岭县水务局2025年项目支出绩效目标表";

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn html() -> Vec<u8> {
    let mut page = format!("<h1>{TITLE}</h1><table><tr>");
    for header in HEADER {
        write!(page, "<th>{header}</th>").unwrap();
    }
    for row in ROWS {
        page.push_str("</tr><tr>");
        for (text, rows) in row.iter().filter(|(_, rows)| *rows > 0) {
            write!(page, "<td rowspan={rows}>{}</td>", escape(text)).unwrap();
        }
    }
    page.push_str("</tr></table>");
    page.into_bytes()
}

fn lines(gap: &str, quote: impl Fn(&str) -> String) -> String {
    let header = HEADER.map(&quote).join(gap);
    let rows = ROWS.iter().map(|row| row.map(|(text, _)| quote(text)).join(gap));
    std::iter::once(header).chain(rows).collect::<Vec<_>>().join("\n")
}

fn markdown() -> Vec<u8> {
    let body = lines("|", |text| text.replace('<', "\\<"));
    let mut rows = body.lines();
    let head = rows.next().unwrap();
    let rest: Vec<String> = rows.map(|row| format!("|{row}|")).collect();
    format!("# {TITLE}\n\n|{head}|\n|{}\n{}\n", "---|".repeat(HEADER.len()), rest.join("\n")).into_bytes()
}

fn tsv() -> Vec<u8> {
    format!("# {TITLE}\n\n{}\n", lines("\t", escape)).into_bytes()
}

fn csv() -> Vec<u8> {
    lines(",", |text| format!("\"{}\"", escape(text))).into_bytes()
}

fn xlsx() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let plain = Format::new();
    sheet.merge_range(0, 0, 0, 7, TITLE, &plain).unwrap();
    for (column, header) in (0..).zip(HEADER) {
        sheet.write(1, column, header).unwrap();
    }
    for (number, row) in (2..).zip(ROWS) {
        for (column, (text, rows)) in (0..).zip(row) {
            match u32::try_from(*rows).unwrap() {
                0 => {}
                1 => {
                    sheet.write(number, column, *text).unwrap();
                }
                rows => {
                    sheet.merge_range(number, column, number + rows - 1, column, text, &plain).unwrap();
                }
            }
        }
    }
    workbook.save_to_buffer().unwrap()
}

fn docx() -> Vec<u8> {
    let paragraph =
        |text: &str| format!("<w:p><w:r><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p>", escape(text));
    let mut body = format!(
        "<w:p><w:pPr><w:pStyle w:val=\"Heading1\"/></w:pPr><w:r><w:t>{TITLE}</w:t></w:r></w:p><w:tbl><w:tr>"
    );
    for header in HEADER {
        write!(body, "<w:tc>{}</w:tc>", paragraph(header)).unwrap();
    }
    for row in ROWS {
        body.push_str("</w:tr><w:tr>");
        for (text, rows) in row {
            let merge = match rows {
                0 => "<w:tcPr><w:vMerge/></w:tcPr>",
                1 => "",
                _ => "<w:tcPr><w:vMerge w:val=\"restart\"/></w:tcPr>",
            };
            write!(body, "<w:tc>{merge}{}</w:tc>", paragraph(text)).unwrap();
        }
    }
    body.push_str("</w:tr></w:tbl>");
    let space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document xmlns:w=\"{space}\"><w:body>{body}</w:body></w:document>"
    );
    let types = "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [("[Content_Types].xml", types), ("word/document.xml", document.as_str())] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The projects without their places and the words of each notation.
fn projects(disclosure: &Disclosure) -> Value {
    let mut value = serde_json::to_value(&disclosure.projects).unwrap();
    for project in value.as_array_mut().unwrap() {
        project.as_object_mut().unwrap().remove("at");
        for list in ["goals", "indicators"] {
            for item in project[list].as_array_mut().unwrap() {
                let item = item.as_object_mut().unwrap();
                item.remove("at");
                item.remove("source");
            }
        }
    }
    value
}

#[test]
fn one_table_in_six_formats() {
    let read = |path: &str, bytes: Vec<u8>| {
        let disclosure = accounted::convert(&Source { path: path.to_owned(), bytes, format: None }).unwrap();
        assert_eq!(disclosure.projects.len(), 2, "{path}");
        assert_eq!(disclosure.projects[0].code.as_deref(), Some("0071"), "{path}");
        assert_eq!(disclosure.projects[0].indicators.len(), 4, "{path}");
        projects(&disclosure)
    };
    let expected = read("x.html", html());
    for (path, bytes) in
        [("x.md", markdown()), ("x.tsv", tsv()), ("x.csv", csv()), ("x.xlsx", xlsx()), ("x.docx", docx())]
    {
        let found = read(path, bytes);
        assert_eq!(
            serde_json::to_string_pretty(&found).unwrap(),
            serde_json::to_string_pretty(&expected).unwrap(),
            "{path}"
        );
    }
}

/// The JSON of every sample is what its schema says.
#[test]
fn documents_fit_their_schema() {
    let schema = serde_json::to_value(schemars::schema_for!(Disclosure)).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for source in crate::samples::all() {
        let document = serde_json::to_value(accounted::convert(&source).unwrap()).unwrap();
        let wrong: Vec<String> = validator
            .iter_errors(&document)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(wrong.is_empty(), "{}: {}", source.path, wrong.join("\n"));
    }
}
