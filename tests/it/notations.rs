//! One table in every notation of texts, as grids, boxes, tokens, LaTeX and pipes that a tool broke, gives the same
//! records; and what only looks like a notation stays text.

use gongkai::model::{Disclosure, Source};
use gongkai::pipeline;
use unicode_width::UnicodeWidthStr;

const TITLE: &str = "柳溪乡2025年项目支出绩效目标表";

/// A table; an empty cell belongs to the one above.
const ROWS: &[[&str; 6]] = &[
    ["项目名称", "预算金额", "一级指标", "二级指标", "三级指标", "指标值"],
    ["校车补助", "12.00", "产出指标", "数量指标", "校车数量", "≥3辆"],
    ["", "", "", "质量指标", "年检合格率", "≥98%"],
    ["", "", "满意度指标", "服务对象满意度指标", "家长满意度", "≥92%"],
    ["图书购置", "3.50", "产出指标", "数量指标", "图书数量", "≥800册"],
];

const RECORDS: &str = "万元
校车补助 12.00
  产出指标/数量指标/校车数量 ≥3辆
  产出指标/质量指标/年检合格率 ≥98%
  满意度指标/服务对象满意度指标/家长满意度 ≥92%
图书购置 3.50
  产出指标/数量指标/图书数量 ≥800册";

fn convert(path: &str, text: &str) -> Disclosure {
    let source = Source { path: path.to_owned(), bytes: text.as_bytes().to_vec(), format: None };
    pipeline::convert(&source).unwrap()
}

/// The unit, the projects and the indicators of a document on a few lines.
fn records(disclosure: &Disclosure) -> String {
    let mut lines: Vec<String> = disclosure.tables().filter_map(|table| table.unit.clone()).collect();
    for project in &disclosure.projects {
        let amount = project.amount.map(|amount| amount.to_string()).unwrap_or_default();
        lines.push(format!("{} {amount}", project.name));
        for indicator in &project.indicators {
            let level = |level: &Option<String>| level.clone().unwrap_or_default();
            lines.push(format!(
                "  {}/{}/{} {}",
                level(&indicator.level1),
                level(&indicator.level2),
                indicator.name,
                indicator.text.replace("≥ ", "≥")
            ));
        }
    }
    lines.join("\n")
}

fn above(text: &str) -> String {
    format!("# {TITLE}\n\n单位：万元\n\n{text}\n")
}

/// How wide each column is drawn.
fn widths() -> Vec<usize> {
    (0..6).map(|column| ROWS.iter().map(|row| row[column].width()).max().unwrap() + 2).collect()
}

fn rule(cross: char, line: char) -> String {
    let lines: Vec<String> = widths().iter().map(|width| line.to_string().repeat(*width)).collect();
    format!("{cross}{}{cross}\n", lines.join(&cross.to_string()))
}

fn drawn(bar: char, row: &[&str; 6]) -> String {
    let cells: Vec<String> = row
        .iter()
        .zip(widths())
        .map(|(cell, width)| format!(" {cell}{}", " ".repeat(width - 1 - cell.width())))
        .collect();
    format!("{bar}{}{bar}\n", cells.join(&bar.to_string()))
}

/// A grid with a rule below every row, the second of them double.
fn grid() -> String {
    let mut text = rule('+', '-');
    for (number, row) in ROWS.iter().enumerate() {
        text += &drawn('|', row);
        text += &rule('+', if number == 0 { '=' } else { '-' });
    }
    text
}

/// A grid in which cells reach down.
fn grid_of_spans() -> String {
    let mut text = rule('+', '-');
    for (number, row) in ROWS.iter().enumerate() {
        text += &drawn('|', row);
        let next = ROWS.get(number + 1);
        let line: String = (0..6)
            .zip(widths())
            .map(|(column, width)| {
                let goes_on = next.is_some_and(|next| next[column].is_empty());
                let sign = if goes_on { "|" } else { "+" };
                format!("{sign}{}", if goes_on { " ".repeat(width) } else { "-".repeat(width) })
            })
            .collect();
        text += &format!("{line}+\n");
    }
    text
}

/// A grid that no terminal aligned, a break within a cell among it.
fn grid_unaligned() -> String {
    let mut text = "+---+---+---+---+---+---+\n".to_owned();
    for row in ROWS {
        text += &format!("| {} |\n+---+---+---+---+---+---+\n", row.join(" | "));
    }
    text.replace(
        "| 服务对象满意度指标 | 家长满意度 | ≥92% |",
        "| 服务对象 | 家长 | ≥92% |\n| | | | 满意度指标 | 满意度 | |",
    )
}

fn boxes(bar: char, top: &str, middle: &str, bottom: &str) -> String {
    let line = |signs: &str| {
        let signs: Vec<char> = signs.chars().collect();
        let lines: Vec<String> = widths().iter().map(|width| signs[1].to_string().repeat(*width)).collect();
        format!("{}{}{}\n", signs[0], lines.join(&signs[2].to_string()), signs[3])
    };
    let rows: Vec<String> = ROWS.iter().map(|row| drawn(bar, row)).collect();
    format!("{}{}{}", line(top), rows.join(&line(middle)), line(bottom))
}

/// As databases print a table: no rule between its rows.
fn printed() -> String {
    let rows: String = ROWS[1..].iter().map(|row| drawn('|', row)).collect();
    format!("{}{}{}{rows}{}", rule('+', '-'), drawn('|', &ROWS[0]), rule('+', '-'), rule('+', '-'))
}

fn simple(line: char) -> String {
    let row = |row: &[&str; 6]| drawn(' ', row).trim_end().to_owned() + "\n";
    let rule = rule(' ', line).replace(&format!(" {line}{line}"), &format!("  {line}"));
    let body: String = ROWS[1..].iter().map(row).collect();
    if line == '=' {
        format!("{rule}{}{rule}{body}{rule}", row(&ROWS[0]))
    } else {
        format!("{}{rule}{body}", row(&ROWS[0]))
    }
}

fn tokens() -> String {
    let row = |row: &[&str; 6]| -> String {
        let cells: String = row
            .iter()
            .map(|cell| if cell.is_empty() { "<ucel>".to_owned() } else { format!("<fcel>{cell}") })
            .collect();
        cells + "<nl>"
    };
    ROWS.iter().map(row).collect::<Vec<_>>().join("\n")
}

/// How many rows a cell covers.
fn reach(number: usize, column: usize) -> usize {
    1 + ROWS[number + 1..].iter().take_while(|row| row[column].is_empty()).count()
}

fn latex(environment: &str, cell: impl Fn(&str) -> String) -> String {
    let rows: Vec<String> = ROWS
        .iter()
        .enumerate()
        .map(|(number, row)| {
            let cells: Vec<String> = row
                .iter()
                .enumerate()
                .map(|(column, words)| match reach(number, column) {
                    _ if words.is_empty() => String::new(),
                    1 => cell(words),
                    rows => format!("\\multirow{{{rows}}}{{*}}{{{}}}", cell(words)),
                })
                .collect();
            format!("{} \\\\ \\hline\n", cells.join(" & "))
        })
        .collect();
    format!("\\begin{{{environment}}}{{|l|l|l|l|l|l|}}\n\\hline\n{}\\end{{{environment}}}", rows.concat())
}

fn pipes(delimiter: &str) -> String {
    let rows: Vec<String> = ROWS.iter().map(|row| format!("| {} |", row.join(" | "))).collect();
    format!("{}\n{delimiter}\n{}", rows[0], rows[1..].join("\n"))
}

/// The rows, each with all that its cells say.
fn filled() -> Vec<Vec<&'static str>> {
    let above = |number: usize, column: usize| {
        ROWS[..=number].iter().rev().map(|row| row[column]).find(|cell| !cell.is_empty()).unwrap_or_default()
    };
    (0..ROWS.len()).map(|number| (0..6).map(|column| above(number, column)).collect()).collect()
}

fn inputs() -> Vec<(&'static str, &'static str, String)> {
    let rule = "|---|---|---|---|---|---|";
    let table = pipes(rule);
    let math = |words: &str| words.replace("≥", "\\( \\geq \\) ").replace('%', "\\%");
    let in_array = |words: &str| match words.strip_prefix('≥') {
        Some(rest) => format!("\\geq \\text{{{}}}", rest.replace('%', "\\%")),
        None => format!("\\text{{{words}}}"),
    };
    let page = |body: &str| format!("<html><body><h1>{TITLE}</h1><p>单位：万元</p>{body}</body></html>");
    // Without pipes around it a row whose first cell is empty is not told from one with them.
    let open: String = filled().iter().map(|row| row.join(" | ") + "\n").collect();
    let open = open.replacen('\n', "\n:-|-|-|-|-|-:\n", 1);
    let torn = table
        .replace("校车补助", "校车\n补助")
        .replace("校车数量", "校车\n\n数量")
        .replace("| 家长满意度 |", "| 家长\n满意度\n|")
        .replace("图书数量 |", "图书数量 |\n");
    vec![
        ("pipes", "t.md", above(&table)),
        ("grid", "t.md", above(&grid())),
        ("grid, aligned by no one", "t.md", above(&grid_unaligned())),
        ("grid of spans", "t.txt", above(&grid_of_spans())),
        ("grid in a fence", "t.md", above(&format!("```\n{}```", grid()))),
        ("grid in preformatted text", "t.html", page(&format!("<pre>\n{}</pre>", grid_of_spans()))),
        ("box", "t.md", above(&boxes('│', "┌─┬┐", "├─┼┤", "└─┴┘"))),
        ("double box", "t.txt", above(&boxes('║', "╔═╦╗", "╠═╬╣", "╚═╩╝"))),
        ("database", "t.txt", above(&printed())),
        ("Pandoc's simple table", "t.md", above(&simple('-'))),
        ("simple table", "t.rst", above(&simple('='))),
        ("tokens", "t.txt", format!("{TITLE}\n单位：万元\n{}", tokens())),
        ("tokens in a fence", "t.md", above(&format!("```\n{}\n```", tokens()))),
        (
            "tokens of headers",
            "t.md",
            above(&format!("<otsl>{}</otsl>", tokens().replacen("<fcel>", "<ched>", 6))),
        ),
        ("tokens on a page", "t.html", page(&tokens())),
        (
            "a whole document of tags",
            "t.txt",
            format!(
                "<doctag><section_header_level_1><loc_1><loc_2>{TITLE}</section_header_level_1>\n<text><loc_3>单位：万元</text>\n<otsl><loc_4>{}</otsl>\n</doctag>",
                tokens()
            ),
        ),
        ("tabular", "t.md", above(&format!("$$\n{}\n$$", latex("tabular", math)))),
        ("longtable", "t.txt", above(&latex("longtable", |words| words.replace('%', "\\%")))),
        (
            "tabular on a page",
            "t.html",
            page(&format!("<div>{}</div>", latex("tabular", math).replace('&', "&amp;"))),
        ),
        ("array", "t.md", above(&format!("\\[{}\\]", latex("array", in_array)))),
        ("torn rows", "t.md", above(&torn)),
        ("colons", "t.md", above(&pipes("|:|:|:|:|:|:|"))),
        ("colons apart", "t.md", above(&pipes("| : | : | : | : | : | : |"))),
        ("too few", "t.md", above(&pipes("|---|---|---|"))),
        ("too many", "t.md", above(&pipes("|---|---|---|---|---|---|---|"))),
        ("long dashes", "t.md", above(&pipes("|——|——|——|——|——|——|"))),
        ("crosses", "t.md", above(&pipes("|---+---+---+---+---+---|"))),
        ("a rule below every row", "t.md", above(&table.replace("|\n| ", &format!("|\n{rule}\n| ")))),
        ("no outer pipes", "t.md", above(&open)),
        ("no blank line", "t.md", format!("{TITLE}\n单位：万元\n{table}\n注：无。\n")),
        ("quoted", "t.md", above(&format!("> {}", table.replace('\n', "\n> ")))),
        ("indented", "t.md", above(&format!("    {}", table.replace('\n', "\n    ")))),
        ("metadata in YAML", "t.md", format!("---\ntitle: 甲\nis_table: True\n---\n{}", above(&table))),
        ("metadata in TOML", "t.md", format!("+++\ntitle = '甲'\n[x]\ny = 1\n+++\n\n{}", above(&table))),
        ("metadata in JSON", "t.md", format!("{{\n  \"title\": \"甲\"\n}}\n\n{}", above(&table))),
        ("metadata in a fence", "t.md", format!("```markdown\n---\nlang: zh\n---\n{}```\n", above(&table))),
        (
            "place marks",
            "t.txt",
            format!(
                "<|ref|>title<|/ref|><|det|>[[1, 2, 3, 4]]<|/det|>\n# {TITLE}\n\n<|ref|>text<|/ref|><|det|>[[1, 2, 3, 4]]<|/det|>\n单位：万元\n\n<|ref|>table<|/ref|><|det|>[[1, 2, 3, 4]]<|/det|>\n{table}\n"
            ),
        ),
        (
            "other place marks",
            "t.md",
            format!(
                "<ref>title</ref><box>(1,2),(3,4)</box>\n# {TITLE}\n\n单位：万元<bbox>1,2,3,4</bbox>\n<|box_start|>1 2 3 4<|box_end|><|ref_start|>table<|ref_end|><|md_start|>\n{table}\n<|md_end|>\n"
            ),
        ),
    ]
}

#[test]
fn one_table_reads_the_same_in_every_notation() {
    let mut wrong = Vec::new();
    for (name, path, text) in inputs() {
        let found = records(&convert(path, &text));
        if found != RECORDS {
            wrong.push(format!("{name}:\n{text}\n{found}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n\n"));
}

/// Each page mark, with and without a header on the next page.
#[test]
fn marks_of_pages_part_no_table() {
    let head = format!("| {} |\n|---|---|---|---|---|---|\n", ROWS[0].join(" | "));
    let row = |row: &[&str; 6]| format!("| {} |\n", row.join(" | "));
    let first: String = ROWS[1..3].iter().map(row).collect();
    let second: String = ROWS[3..].iter().map(row).collect();
    for mark in [
        "{2}------------------------------------------------",
        "<page_number>2</page_number>",
        "<page_number>2/9</page_number>",
        "--- page 2 ---",
        "## Page 2",
        "## 第 2 页",
        "[Page 2]",
        "<!-- page 2 -->",
        "\u{c}",
        "第 2 页",
    ] {
        for again in [head.as_str(), ""] {
            let text = above(&format!("{head}{first}\n{mark}\n\n{again}{second}"));
            assert_eq!(records(&convert("t.md", &text)), RECORDS, "{text}");
        }
    }
}

/// What is in no notation, and what must not become a record.
#[test]
fn what_only_looks_like_a_notation_is_kept() {
    for (text, kept) in [
        ("---\n\n正文一。\n\n---\n", "正文一。"),
        ("---\n单位: 万元\n---\n正文", "单位: 万元"),
        ("+86-10 1234\n\n| 甲 |\n", "+86-10 1234"),
        ("── 完 ──\n", "── 完 ──"),
        ("甲 <| 乙 |> 丙\n", "甲 <| 乙 |> 丙"),
        ("区间 80~90，70~80。\n", "80~90，70~80"),
        ("见 [^1]。\n", "[^1]"),
        ("{12} 与 12\n", "{12} 与 12"),
        ("\\begin{cases} x \\\\ y \\end{cases}\n", "begin{cases}"),
    ] {
        let disclosure = convert("t.md", text);
        let found = serde_json::to_string(&disclosure.blocks).unwrap();
        assert!(found.contains(&kept.replace('\\', "\\\\")), "{text}: {found}");
        assert!(disclosure.projects.is_empty() && disclosure.budget.is_empty(), "{text}");
    }
}

/// A footnote is in every output, and its mark is no digit of the amount.
#[test]
fn footnotes_are_kept() {
    let text = "# 柳溪乡2025年部门支出表\n\n单位：万元\n\n| 科目编码 | 科目名称 | 合计[^注] |\n|---|---|---|\n| 205 | 教育支出 | 80.00[^2] |\n| | 合计 | 80.00 |\n\n正文[^3]。\n\n[^注]：含校车补助。\n[^2]: 不含\n补缴。\n[^3]: 见附件。\n";
    let disclosure = convert("t.md", text);
    let notes: Vec<&str> = disclosure.tables().flat_map(|table| &table.notes).map(String::as_str).collect();
    assert_eq!(notes, ["注 含校车补助。", "² 不含补缴。"]);
    let amounts: Vec<String> = disclosure
        .budget
        .iter()
        .flat_map(|line| &line.amounts)
        .map(|amount| format!("{:?}", amount.amount))
        .collect();
    assert_eq!(amounts.len(), 2);
    assert_eq!(amounts[0], amounts[1]);
    let view = gongkai::view::view(&disclosure);
    for format in gongkai::emit::FORMATS.iter().filter(|format| format.is_text) {
        let written = String::from_utf8((format.emit)(&disclosure, &view).unwrap()).unwrap();
        for note in ["含校车补助。", "不含补缴。", "见附件。"] {
            assert!(written.contains(note), "{}: {note}", format.name);
        }
    }
}
