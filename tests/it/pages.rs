//! What a workbook prints, page by page: under `GONGKAI_SLOW`, where LibreOffice and pdftotext are there.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use calamine::{Data, Reader, Xlsx};
use gongkai::emit::FORMATS;
use gongkai::model::{Disclosure, Source};
use gongkai::{pipeline, view};
use regex::Regex;

use crate::samples;

/// The sheets of a workbook that are not printed.
const DATA_SHEETS: [&str; 2] = ["指标", "发现"];

/// How many lines at the top of a page the title of a table stands in.
const LINES_OF_A_TITLE: usize = 6;

/// So many hundredths of the pages of the PDF that a document came from it may have.
const MOST_PAGES: usize = 120;

static FOOTER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^第\s*(\d+)\s*页\s*共\s*(\d+)\s*页$").unwrap());

static CHAPTER: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^第[一二三四五六七八九十]+部分").unwrap());

/// The PDFs and workbooks that are shared, where they are.
/// What stands behind the title above each further page of a table.
const CONTINUED: &str = "（续）";

fn shared() -> Vec<Source> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples");
    let mut found = Vec::new();
    for folder in [folder.join("pdf"), folder] {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "pdf" || extension == "xlsx") {
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                found.push(Source { path: name, bytes: fs::read(&path).unwrap(), format: None });
            }
        }
    }
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found
}

/// Documents of several tables that are as long as to end a little below a page's end, with prose around them.
fn made() -> Vec<Source> {
    let mut found = Vec::new();
    for rows in [20, 24, 25, 26, 38, 44, 45, 46, 52, 90] {
        let mut html = String::from("<h1>甲县水利局2024年部门预算</h1><h2>第一部分 部门概况</h2>");
        for number in 1..rows / 2 {
            write!(html, "<p>{number}.负责全县第{number}项水利工作的组织实施，监督检查，汇总上报。</p>")
                .unwrap();
        }
        html.push_str("<h2>第二部分 预算表</h2>");
        for (number, title) in ["收入总表", "支出总表", "基本支出表", "项目支出表"].iter().enumerate()
        {
            write!(
                html,
                "<p>公开0{}表</p><h3>{title}</h3><p>部门：甲县水利局　单位：万元</p><table><tr><th>科目编码\
                 <th>科目名称<th>合计<th>基本支出<th>项目支出</tr>",
                number + 1
            )
            .unwrap();
            for row in 0..rows {
                let code = 2_010_100 + row;
                write!(html, "<tr><td>{code}<td>水利事务支出{row}<td>{row}.50<td>{row}.50<td></tr>").unwrap();
            }
            html.push_str("<tr><td colspan=2>合计<td>1,234,567.00<td>1,234,567.00<td></tr></table>");
        }
        html.push_str("<h2>第三部分 名词解释</h2><p>一、财政拨款收入：指县级财政当年拨付的资金。</p>");
        found.push(Source { path: format!("made_{rows}.html"), bytes: html.into_bytes(), format: None });
    }
    found
}

fn bare(text: &str) -> String {
    text.split_whitespace().collect()
}

/// The lines of every page, as they are printed from top to bottom.
fn pages(pdf: &Path) -> Vec<Vec<String>> {
    let output = Command::new("pdftotext").arg("-layout").arg(pdf).arg("-").output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut pages: Vec<Vec<String>> = text
        .split('\u{c}')
        .map(|page| page.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect())
        .collect();
    pages.pop();
    pages
}

/// How often each Chinese character stands in a text.
fn characters<'a>(texts: impl Iterator<Item = &'a str>) -> BTreeMap<char, usize> {
    let mut counts = BTreeMap::new();
    for c in texts.flat_map(str::chars).filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)) {
        *counts.entry(c).or_insert(0) += 1;
    }
    counts
}

/// The texts of the sheets that are printed.
fn printed_texts(workbook: &[u8]) -> Vec<String> {
    let mut workbook = Xlsx::new(Cursor::new(workbook)).unwrap();
    let mut texts = Vec::new();
    for name in workbook.sheet_names().iter().filter(|name| !DATA_SHEETS.contains(&name.as_str())) {
        let range = workbook.worksheet_range(name).unwrap();
        texts.extend(range.used_cells().filter_map(|(_, _, value)| match value {
            Data::String(text) => Some(text.clone()),
            _ => None,
        }));
    }
    texts
}

/// What is wrong with the pages of a document.
fn faults(disclosure: &Disclosure, workbook: &[u8], pages: &[Vec<String>]) -> Vec<String> {
    let mut faults = Vec::new();
    for (number, page) in pages.iter().enumerate() {
        let at = number + 1;
        let footer = page.last().and_then(|line| FOOTER.captures(line));
        let counted = footer.map(|found| [found[1].to_owned(), found[2].to_owned()]);
        if counted != Some([at.to_string(), pages.len().to_string()]) {
            faults.push(format!("page {at} of {} ends with {:?}", pages.len(), page.last()));
            continue;
        }
        let body = &page[..page.len() - 1];
        let (goes_on, body) = match body.split_first() {
            Some((first, rest)) if first.ends_with(CONTINUED) => (true, rest),
            _ => (false, body),
        };
        if body.iter().any(|line| line.contains("###")) {
            faults.push(format!("page {at} has a number that is not shown"));
        }
        // What stands on the page before as well is the head of a table that goes on.
        let before = number.checked_sub(1).map(|before| pages[before].as_slice()).unwrap_or_default();
        let repeated = body.iter().take_while(|line| before.contains(line)).count();
        // A chapter of the list of contents begins the next page as itself.
        if repeated > 0 && !goes_on && !CHAPTER.is_match(&body[0]) {
            faults.push(format!("page {at} repeats {repeated} lines and does not say that it goes on"));
        }
        if body.len() < repeated + 2 && (repeated > 0 || body.len() < 2) {
            faults.push(format!("page {at} has {:?} alone", body.last()));
        }
        let last = body.last().map_or("", String::as_str);
        // A chapter that stands again further on is but a line of contents here.
        let chapter = CHAPTER.find(last).map(|chapter| chapter.as_str());
        let stands_again = |chapter: &str| pages[at..].iter().flatten().any(|line| line.starts_with(chapter));
        if chapter.is_some_and(|chapter| !stands_again(chapter)) {
            faults.push(format!("page {at} ends with {last}"));
        }
    }
    let tops: Vec<String> = pages
        .iter()
        .map(|page| page.iter().take(LINES_OF_A_TITLE).map(|line| bare(line)).collect())
        .collect();
    for title in disclosure.tables().filter_map(|table| table.title.as_deref()) {
        if !tops.iter().any(|top| top.contains(&bare(title))) {
            faults.push(format!("no page begins with {title}"));
        }
    }
    let texts = printed_texts(workbook);
    let printed = characters(pages.iter().flatten().map(String::as_str));
    for (c, count) in characters(texts.iter().map(String::as_str)) {
        let shown = printed.get(&c).copied().unwrap_or(0);
        if shown < count {
            faults.push(format!("{c} is printed {shown} times of {count}"));
        }
    }
    if let Some(source) = disclosure.source.pages
        && pages.len() * 100 > source.all * MOST_PAGES
    {
        faults.push(format!("{} pages of a PDF of {}", pages.len(), source.all));
    }
    faults
}

#[test]
fn pages_end_where_they_should() {
    let is_there = |program: &str| {
        Command::new(program).arg("--help").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
    };
    if std::env::var_os("GONGKAI_SLOW").is_none() || !is_there("pdftotext") || !is_there("soffice") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut documents: Vec<(PathBuf, Disclosure, Vec<u8>)> = Vec::new();
    for source in samples::all().into_iter().chain(made()).chain(shared()) {
        let disclosure = pipeline::convert(&source).unwrap();
        let format = FORMATS.iter().find(|format| format.name == "xlsx").unwrap();
        let bytes = (format.emit)(&disclosure, &view::view(&disclosure)).unwrap();
        let path = folder.path().join(format!("{}.xlsx", source.path.rsplit_once('.').unwrap().0));
        fs::write(&path, &bytes).unwrap();
        documents.push((path, disclosure, bytes));
    }
    for some in documents.chunks(40) {
        let mut command = Command::new("soffice");
        command.arg(format!("-env:UserInstallation=file://{}", folder.path().join("room").display()));
        command.args(["--headless", "--convert-to", "pdf", "--outdir"]).arg(folder.path());
        command.args(some.iter().map(|(path, ..)| path)).stdout(Stdio::null()).stderr(Stdio::null());
        assert!(command.status().unwrap().success(), "{command:?}");
    }
    let mut wrong = String::new();
    for (path, disclosure, workbook) in &documents {
        let pages = pages(&path.with_extension("pdf"));
        assert!(!pages.is_empty(), "{}", path.display());
        for fault in faults(disclosure, workbook, &pages) {
            writeln!(wrong, "{}: {fault}", path.file_stem().unwrap().to_string_lossy()).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
