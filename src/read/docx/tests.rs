//! Word documents of a few parts, and what is read of them.

use std::io::{Cursor, Write as _};

use zip::write::{SimpleFileOptions, ZipWriter};

use crate::error::Error;
use crate::model::{Block, Cell, Document, Finding, Findings, HiddenBy, Raw, Row, Source};
use crate::read::flow::text::Text;
use crate::read::package::OLE;

const STYLES: &str = "<w:styles xmlns:w=\"w\"><w:style w:styleId=\"a1\"><w:name w:val=\"heading 2\"/></w:style>\
    <w:style w:styleId=\"a2\"><w:name w:val=\"x\"/><w:basedOn w:val=\"a1\"/></w:style>\
    <w:style w:styleId=\"r1\"><w:basedOn w:val=\"r2\"/></w:style><w:style w:styleId=\"r2\"><w:basedOn w:val=\"r1\"/></w:style>\
    <w:style w:styleId=\"hid\"><w:rPr><w:vanish/></w:rPr></w:style><w:style w:styleId=\"hid2\"><w:basedOn w:val=\"hid\"/></w:style>\
    <w:style w:styleId=\"out\"><w:rPr><w:dstrike/></w:rPr></w:style><w:style w:styleId=\"up\"><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr></w:style>\
    <w:style w:styleId=\"wd\"><w:rPr><w:rFonts w:ascii=\"Wingdings 2\" w:hAnsi=\"Wingdings 2\"/></w:rPr></w:style>\
    <w:style w:styleId=\"gone\"><w:trPr><w:hidden/></w:trPr></w:style>\
    <w:style w:styleId=\"pale\"><w:rPr><w:color w:val=\"FFFFFF\"/></w:rPr></w:style>\
    <w:style w:styleId=\"banner\"><w:pPr><w:shd w:val=\"clear\" w:fill=\"333333\"/></w:pPr></w:style>\
    <w:style w:styleId=\"banded\"><w:tblStylePr w:type=\"firstRow\"><w:tcPr><w:shd w:val=\"clear\" w:fill=\"4472C4\"/></w:tcPr></w:tblStylePr></w:style>\
    <w:style w:styleId=\"c1\"><w:name w:val=\"toc 1\"/></w:style></w:styles>";

const NUMBERING: &str = "<w:numbering xmlns:w=\"w\">\
    <w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%1.\"/></w:lvl></w:abstractNum>\
    <w:abstractNum w:abstractNumId=\"1\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"chineseCounting\"/><w:lvlText w:val=\"（%1）\"/></w:lvl></w:abstractNum>\
    <w:abstractNum w:abstractNumId=\"2\"><w:lvl w:ilvl=\"0\"><w:numFmt w:val=\"bullet\"/><w:lvlText w:val=\"\u{f0b7}\"/><w:rPr><w:rFonts w:ascii=\"Symbol\"/></w:rPr></w:lvl></w:abstractNum>\
    <w:num w:numId=\"11\"><w:abstractNumId w:val=\"0\"/></w:num><w:num w:numId=\"12\"><w:abstractNumId w:val=\"1\"/></w:num>\
    <w:num w:numId=\"13\"><w:abstractNumId w:val=\"2\"/></w:num></w:numbering>";

const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A document with parts beside its body: the kind of each, its name, what it holds. `r1` is the first of them.
fn docx_with(body: &str, parts: &[(&str, &str, &[u8])]) -> Vec<u8> {
    let document = format!(
        "<w:document xmlns:w=\"w\" xmlns:m=\"m\" xmlns:r=\"r\"><w:body>{body}<w:sectPr/></w:body></w:document>"
    );
    let relation = |(number, (kind, name, _)): (usize, &(&str, &str, &[u8]))| {
        format!("<Relationship Id=\"r{number}\" Type=\"{RELATIONS}/{kind}\" Target=\"{name}\"/>")
    };
    let relations: Vec<String> = (1..).zip(parts).map(relation).collect();
    let relations = format!("<Relationships>{}</Relationships>", relations.concat());
    let names: Vec<String> = parts.iter().map(|(_, name, _)| format!("word/{name}")).collect();
    let mut all: Vec<(&str, &[u8])> = vec![
        ("word/document.xml", document.as_bytes()),
        ("word/styles.xml", STYLES.as_bytes()),
        ("word/numbering.xml", NUMBERING.as_bytes()),
        ("word/_rels/document.xml.rels", relations.as_bytes()),
    ];
    all.extend(names.iter().zip(parts).map(|(name, (_, _, bytes))| (name.as_str(), *bytes)));
    package(&all)
}

fn docx(body: &str) -> Vec<u8> {
    docx_with(body, &[])
}

fn read_bytes(path: &str, bytes: Vec<u8>) -> Result<(Document<Raw>, Vec<Finding>), Error> {
    let mut findings = Findings::default();
    let source = Source { path: path.to_owned(), bytes, format: None };
    let document = crate::read::read(&mut findings, &source)?;
    Ok((document, findings.into_sorted()))
}

fn read_body(body: &str) -> (Document<Raw>, Vec<Finding>) {
    let (document, findings) = read_bytes("a.docx", docx(body)).unwrap();
    assert_eq!(document.source.format, "docx");
    (document, findings)
}

/// A line for each block of a document.
fn sketch(document: &Document<Raw>) -> String {
    let html = |text: &Raw| Text::from(text).html;
    let line = |block: &Block<Raw>| match block {
        Block::Heading { level, text, .. } => format!("h{level} {}", html(text)),
        Block::Paragraph { text, .. } => format!("p {}", html(text)),
        Block::List { items, .. } => {
            format!("l {}", items.iter().map(html).collect::<Vec<_>>().join("; "))
        }
        Block::Table(table) => {
            let cell = |cell: &Cell<Raw>| {
                let spans = match (cell.rowspan, cell.colspan) {
                    (1, 1) => String::new(),
                    (rows, columns) => format!("({rows}x{columns})"),
                };
                format!("{}{spans}", html(&cell.text))
            };
            let row = |row: &Row<Raw>| row.cells.iter().map(cell).collect::<Vec<_>>().join("|");
            let rows: Vec<String> = table.rows.iter().map(row).collect();
            format!("t{} {}", table.header_rows, rows.join(" / "))
        }
    };
    document.blocks.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[track_caller]
fn check(body: &str, expected: &str) {
    assert_eq!(sketch(&read_body(body).0), expected, "{body}");
}

/// What is read of a body, and the names of the rules that it breaks.
#[track_caller]
fn check_said(body: &str, expected: &str, rules: &str) {
    check_bytes(docx(body), expected, rules);
}

#[track_caller]
fn check_bytes(bytes: Vec<u8>, expected: &str, rules: &str) {
    let (document, findings) = read_bytes("a.docx", bytes).unwrap();
    let said: Vec<&str> = findings.iter().map(|finding| finding.rule.as_str()).collect();
    assert_eq!((sketch(&document).as_str(), said.join(" ").as_str()), (expected, rules));
}

fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn tc(properties: &str, text: &str) -> String {
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", p(text))
}

#[test]
fn paragraphs_and_headings() {
    check(&p("正文 &lt; 5"), "p 正文 &lt; 5");
    for style in ["Heading2", "a1", "a2", "标题 2"] {
        let body = format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t>一</w:t></w:r></w:p>");
        check(&body, "h2 一");
    }
    check("<w:p><w:pPr><w:pStyle w:val=\"r1\"/></w:pPr><w:r><w:t>环</w:t></w:r></w:p>", "p 环");
    check("<w:p><w:pPr><w:outlineLvl w:val=\"0\"/></w:pPr><w:r><w:t>一</w:t></w:r></w:p>", "h1 一");
    check(
        "<w:p><w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:t>c</w:t><w:noBreakHyphen/></w:r>\
         <w:del><w:r><w:delText>d</w:delText></w:r></w:del><w:ins><w:r><w:t>e</w:t></w:r></w:ins>\
         <w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>PAGEREF</w:instrText></w:r>\
         <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>7</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>\
         <w:r><w:rPr><w:vanish/></w:rPr><w:t>v</w:t></w:r><w:r><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr><w:t>2</w:t></w:r>\
         <w:r><w:rPr><w:b/></w:rPr><w:t>重</w:t></w:r><w:r><w:sym w:font=\"Symbol\" w:char=\"F0B3\"/></w:r></w:p>",
        "p a<br>b\tc\u{2011}e7<sup>2</sup><strong>重</strong>≥",
    );
}

#[test]
fn tables() {
    let row = |cells: &[String]| format!("<w:tr>{}</w:tr>", cells.concat());
    let start = "<w:vMerge w:val=\"restart\"/>";
    let body = format!(
        "<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>{}{}</w:tr>{}{}{}</w:tbl>",
        tc("", "甲"),
        tc("<w:gridSpan w:val=\"2\"/>", "乙"),
        row(&[tc(start, "1"), tc("", "2"), tc("", "3")]),
        row(&[tc("<w:vMerge/>", ""), tc("", "4"), tc("", "5")]),
        row(&[tc("<w:vMerge/>", "遗"), tc("", "6"), tc("", "7")]),
    );
    check(&body, "t1 甲|乙(1x2) / 1<p>遗</p>(3x1)|2|3 / 4|5 / 6|7");
    let (document, _) = read_body(&body);
    let Block::Table(table) = &document.blocks[0] else { panic!() };
    assert_eq!(table.rows[2].cells[0].column, 1);
    assert_eq!(table.rows[2].cells[0].at.cell.as_deref(), Some("T1R3C2"));
}

#[test]
fn nested_tables_and_several_paragraphs() {
    let nested = format!("<w:tbl><w:tr>{}{}</w:tr></w:tbl>", tc("", "1"), tc("", "2"));
    let body =
        format!("<w:tbl><w:tr><w:tc>{}{}{nested}<w:p/></w:tc>{}</w:tr></w:tbl>", p("a"), p("b"), tc("", "c"));
    check(&body, "t0 <p>a</p><p>b</p><table><tr><td>1</td><td>2</td></tr></table>|c");
    let before =
        format!("<w:tbl><w:tr><w:trPr><w:gridBefore w:val=\"2\"/></w:trPr>{}</w:tr></w:tbl>", tc("", "x"));
    check(&before, "t0 (1x2)|x");
    let huge = format!("<w:tbl><w:tr>{}</w:tr></w:tbl>", tc("<w:gridSpan w:val=\"1000000000\"/>", "x"));
    check(&huge, "t0 x(1x1000)");
}

#[test]
fn formulas_and_numbers() {
    let body = "<w:p><w:pPr><w:numPr><w:numId w:val=\"3\"/></w:numPr></w:pPr><w:r><w:t>率</w:t></w:r>\
        <m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>x</m:t></m:r></m:den></m:f></m:oMath></w:p>";
    check(body, "p 率<math><mfrac><mn>1</mn><mi>x</mi></mfrac></math>");
    let (_, findings) = read_body(&format!("{body}{body}"));
    assert_eq!(findings.len(), 1);
    assert_eq!(
        (findings[0].rule.as_str(), findings[0].found.as_deref()),
        ("list-numbers-generated", Some("2"))
    );
}

#[test]
fn hostile_documents_are_refused() {
    let refusal = |bytes: Vec<u8>| {
        let source = Source { path: "a.docx".to_owned(), bytes, format: None };
        crate::read::read(&mut Findings::default(), &source).unwrap_err().message.en
    };
    let whole = docx(&p("x"));
    assert!(refusal(whole[..whole.len() / 2].to_vec()).contains("broken"));
    assert!(refusal(docx(&"<w:tbl><w:tr><w:tc>".repeat(10_000))).contains("deeper"));
    assert!(refusal(docx("<w:p>&x;</w:p>")).contains("entity"));
    let wide: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(refusal([OLE, &[0; 600], &wide].concat()).contains("encrypted"));
}

fn run(properties: &str, text: &str) -> String {
    format!("<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>")
}

fn tr(cells: &[String]) -> String {
    format!("<w:tr>{}</w:tr>", cells.concat())
}

fn tbl(rows: &[String]) -> String {
    format!("<w:tbl>{}</w:tbl>", rows.concat())
}

/// A paragraph with properties.
fn pp(properties: &str, runs: &str) -> String {
    format!("<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>")
}

#[test]
fn the_main_part_is_the_one_that_the_relationships_name() {
    let main = |kind: &str| {
        let document = format!("<w:document><w:body>{}</w:body></w:document>", p("甲"));
        let relations =
            format!("<r><r Id='a' Type='{RELATIONS}/officeDocument' Target='/doc/haupt.xml'/></r>");
        let types =
            format!("<t><o PartName='/doc/Haupt.xml' ContentType='application/vnd.{kind}.main+xml'/></t>");
        package(&[
            ("_rels/.rels", relations.as_bytes()),
            ("[Content_Types].xml", types.as_bytes()),
            ("doc/haupt.xml", document.as_bytes()),
        ])
    };
    let word = main("openxmlformats-officedocument.wordprocessingml.document");
    assert_eq!(sketch(&read_bytes("a.docx", word.clone()).unwrap().0), "p 甲");
    // Its name does not matter either.
    assert_eq!(read_bytes("a.xlsx", word).unwrap().0.source.format, "docx");
    assert!(read_bytes("a.docx", main("openxmlformats-officedocument.presentationml.presentation")).is_err());
}

#[test]
fn what_is_hidden_is_kept_apart_and_said() {
    let hidden = "<w:vanish/>";
    for (body, expected, rules) in [
        (pp("", &[run("", "甲"), run(hidden, "内"), run("", "乙")].concat()), "p 甲乙", "hidden-left-out"),
        (pp("", &run("<w:rStyle w:val=\"hid2\"/>", "内")), "", "hidden-left-out"),
        (pp("<w:pStyle w:val=\"hid\"/>", &run("", "内")), "", "hidden-left-out"),
        (pp("<w:pStyle w:val=\"hid\"/>", &run("<w:vanish w:val=\"0\"/>", "外")), "p 外", ""),
        (pp("", &run("<w:vanish w:val=\"false\"/>", "外")), "p 外", ""),
        // Hidden rows: by themselves, by the style of their table, as all in them is hidden.
        (
            tbl(&[tr(&[tc("", "甲")]), format!("<w:tr><w:trPr><w:hidden/></w:trPr>{}</w:tr>", tc("", "内"))]),
            "t0 甲",
            "hidden-left-out",
        ),
        (
            format!(
                "<w:tbl><w:tblPr><w:tblStyle w:val=\"gone\"/></w:tblPr><w:tr><w:trPr><w:hidden w:val=\"0\"/></w:trPr>{}</w:tr><w:tr>{}</w:tr></w:tbl>",
                tc("", "甲"),
                tc("", "内")
            ),
            "t0 甲",
            "hidden-left-out",
        ),
        (
            tbl(&[
                tr(&[tc("", "甲"), tc("", "1")]),
                tr(&[format!("<w:tc>{}</w:tc>", pp("", &run(hidden, "内"))), "<w:tc><w:p/></w:tc>".into()]),
            ]),
            "t0 甲|1",
            "hidden-left-out",
        ),
        (
            tbl(&[
                tr(&[tc("", "甲")]),
                format!(
                    "<w:tr><w:trPr><w:trHeight w:val=\"1\" w:hRule=\"exact\"/></w:trPr>{}</w:tr>",
                    tc("", "内")
                ),
            ]),
            "t0 甲",
            "hidden-left-out",
        ),
        // Near misses: a low row that grows, an empty row, and one of which a part is hidden.
        (
            format!("<w:tbl><w:tr><w:trPr><w:trHeight w:val=\"1\"/></w:trPr>{}</w:tr></w:tbl>", tc("", "甲")),
            "t0 甲",
            "",
        ),
        (tbl(&[tr(&[tc("", "甲")]), tr(&["<w:tc><w:p/></w:tc>".into()])]), "t0 甲 / ", ""),
        (
            tbl(&[tr(&[tc("", "甲"), format!("<w:tc>{}</w:tc>", pp("", &run(hidden, "内")))])]),
            "t0 甲|",
            "hidden-left-out",
        ),
    ] {
        check_said(&body, expected, rules);
    }
    let (_, findings) = read_body(&pp("", &run(hidden, "内部 66.00")));
    assert_eq!(findings[0].notes, ["内部 66.00"]);
}

#[test]
fn letters_of_the_colour_of_the_ground() {
    let white = "<w:color w:val=\"FFFFFF\"/>";
    let shaded =
        |value: &str, fill: &str| format!("<w:shd w:val=\"{value}\" w:color=\"auto\" w:fill=\"{fill}\"/>");
    let dark = &shaded("clear", "1F4E79");
    let with = |more: &str| format!("{white}{more}");
    let cell = |table: &str, cell: &str, paragraph: &str| {
        let content = pp(paragraph, &run(white, "内"));
        format!(
            "<w:tbl><w:tblPr>{table}</w:tblPr><w:tr><w:tc><w:tcPr>{cell}</w:tcPr>{content}</w:tc>{}</w:tr></w:tbl>",
            tc("", "乙")
        )
    };
    let behind = "<w:r><w:drawing><wp:anchor behindDoc=\"1\"/></w:drawing></w:r>";
    let (gone, seen) = (("p 甲", "hidden-left-out"), ("p 甲内", ""));
    let (cell_gone, cell_seen) = (("t0 |乙", "hidden-left-out"), ("t0 内|乙", ""));
    let line = |properties: &str, marks: &str| pp(properties, &[run("", "甲"), run(marks, "内")].concat());
    for (body, (expected, rules)) in [
        (line("", white), gone),
        (line("", "<w:color w:val=\"ffffff\" w:themeColor=\"background1\"/>"), gone),
        (line("", "<w:rStyle w:val=\"pale\"/>"), gone),
        (line("", &with(&shaded("clear", "FFFFFF"))), gone),
        (line("", &with("<w:highlight w:val=\"none\"/>")), gone),
        (line(dark, &with(&shaded("clear", "FFFFFF"))), gone),
        (line("", &with("<w:b/>")), gone),
        (cell("", "", ""), cell_gone),
        (cell("<w:tblStyle w:val=\"banded\"/>", &shaded("clear", "FFFFFF"), ""), cell_gone),
        (cell(dark, "", &shaded("clear", "FFFFFF")), cell_gone),
        // Near misses: other colours, and what letters are seen on.
        (line("", "<w:color w:val=\"auto\"/>"), seen),
        (line("", "<w:color w:val=\"EEEEEE\"/>"), seen),
        (line("", "<w:color w:val=\"FFFFFF\" w:themeColor=\"text1\"/>"), seen),
        (line("", "<w:rStyle w:val=\"pale\"/><w:color w:val=\"auto\"/>"), seen),
        (line("", &with(dark)), seen),
        (line("", &with(&shaded("pct25", "auto"))), seen),
        (line("", &with("<w:highlight w:val=\"darkBlue\"/>")), seen),
        (line("", &with("<w:outline/>")), seen),
        (line(dark, white), seen),
        (line("<w:pStyle w:val=\"banner\"/>", white), seen),
        (cell("", dark, ""), cell_seen),
        (cell("", dark, &shaded("clear", "auto")), cell_seen),
        (cell("", dark, &shaded("nil", "auto")), cell_seen),
        (cell(dark, "", ""), cell_seen),
        (cell("<w:tblStyle w:val=\"banded\"/>", "", ""), cell_seen),
        (
            pp(
                "",
                &format!(
                    "{}<w:r><w:rPr>{white}</w:rPr><w:sym w:font=\"Symbol\" w:char=\"F0B3\"/></w:r>",
                    run("", "甲")
                ),
            ),
            gone,
        ),
        // White between words, and a page with a picture behind it.
        (pp("", &[run("", "甲"), run(white, " "), run("", "乙")].concat()), ("p 甲 乙", "")),
        (pp("", behind) + &line("", white), seen),
        (pp("", &behind.replace('1', "0")) + &line("", white), gone),
    ] {
        check_said(&body, expected, rules);
    }
    let (document, findings) = read_body(&pp("", &[run("<w:vanish/>", "66"), run(white, "77.00")].concat()));
    let hidden: Vec<_> = document.hidden.iter().map(|hidden| (hidden.by, hidden.text.as_str())).collect();
    assert_eq!(hidden, [(HiddenBy::Display, "66"), (HiddenBy::Colour, "77.00")]);
    assert_eq!((findings.len(), findings[0].notes.len()), (1, 2));
}

#[test]
fn comments_are_kept_apart_and_said() {
    let comment = |id: u8, text: &str| format!("<w:comment w:id=\"{id}\">{}</w:comment>", p(text));
    let part =
        format!("<w:comments>{}{}{}</w:comments>", comment(1, "待核实"), comment(2, ""), comment(3, "旧"));
    let refer = |id: u8| format!("<w:r><w:commentReference w:id=\"{id}\"/></w:r>");
    for (marks, rules, kept) in [
        (refer(1), "comments-left-out", vec!["待核实"]),
        (refer(1) + &refer(3), "comments-left-out", vec!["待核实", "旧"]),
        // Near misses: one that says nothing, one that is not there, one that nothing refers to.
        (refer(2), "", vec![]),
        (refer(7), "", vec![]),
        (String::new(), "", vec![]),
    ] {
        let bytes =
            docx_with(&pp("", &(run("", "320.00") + &marks)), &[("comments", "c.xml", part.as_bytes())]);
        check_bytes(bytes.clone(), "p 320.00", rules);
        let (document, _) = read_bytes("a.docx", bytes).unwrap();
        let said: Vec<&str> = document.hidden.iter().map(|hidden| hidden.text.as_str()).collect();
        assert_eq!(said, kept, "{marks}");
        assert!(document.hidden.iter().all(|hidden| hidden.by == HiddenBy::Comment));
    }
}

#[test]
fn what_is_deleted_with_changes_tracked() {
    let gone = "<w:rPr><w:del/></w:rPr>";
    let deleted = |text: &str| format!("<w:del><w:r><w:delText>{text}</w:delText></w:r></w:del>");
    for (body, expected, rules) in [
        // A deleted mark joins paragraphs, three as well as two; so does a hidden one.
        ([pp(gone, &run("", "单位：")), pp("", &run("", "元"))].concat(), "p 单位：元", ""),
        (
            [pp(gone, &run("", "一")), pp(gone, &run("", "二")), pp("", &run("", "三"))].concat(),
            "p 一二三",
            "",
        ),
        ([pp("<w:rPr><w:vanish/></w:rPr>", &run("", "一")), p("二")].concat(), "p 一二", ""),
        ([pp(gone, &deleted("一")), p("二")].concat(), "p 二", "deletions-left-out"),
        // The properties of the last hold.
        (
            [pp(gone, &run("", "一")), pp("<w:outlineLvl w:val=\"0\"/>", &run("", "二"))].concat(),
            "h1 一二",
            "",
        ),
        // Nothing to go on in: a table follows, or nothing.
        (pp(gone, &run("", "一")) + &tbl(&[tr(&[tc("", "x")])]), "p 一\nt0 x", ""),
        (pp(gone, &run("", "一")), "p 一", ""),
        // Near miss: an inserted mark parts.
        ([pp("<w:rPr><w:ins/></w:rPr>", &run("", "一")), p("二")].concat(), "p 一\np 二", ""),
        (tbl(&[tr(&[tc("", "1"), tc("<w:cellDel/>", "99"), tc("", "2")])]), "t0 1|2", "deletions-left-out"),
        (tbl(&[tr(&[tc("", "1"), tc("<w:cellIns/>", "99"), tc("", "2")])]), "t0 1|99|2", ""),
        (
            tbl(&[tr(&[tc("", "1")]), format!("<w:tr><w:trPr><w:del/></w:trPr>{}</w:tr>", tc("", "9"))]),
            "t0 1",
            "deletions-left-out",
        ),
        (
            format!("<w:tbl><w:tr><w:tc>{}{}</w:tc></w:tr></w:tbl>", pp(gone, &run("", "一")), p("二")),
            "t0 一二",
            "",
        ),
    ] {
        check_said(&body, expected, rules);
    }
}

#[test]
fn what_is_struck_out_stays_as_struck_out() {
    for (properties, expected) in [
        ("<w:strike/>", "p <del>旧</del>新"),
        ("<w:dstrike/>", "p <del>旧</del>新"),
        ("<w:rStyle w:val=\"out\"/>", "p <del>旧</del>新"),
        ("<w:strike/><w:b/>", "p <del><strong>旧</strong></del>新"),
        ("<w:strike w:val=\"0\"/>", "p 旧新"),
        ("<w:rStyle w:val=\"out\"/><w:dstrike w:val=\"off\"/>", "p 旧新"),
        ("<w:u w:val=\"single\"/>", "p 旧新"),
    ] {
        check(&pp("", &[run(properties, "旧"), run("", "新")].concat()), expected);
    }
}

#[test]
fn fields_of_forms() {
    let field = |data: &str, code: &str| {
        format!(
            "<w:r><w:fldChar w:fldCharType=\"begin\"><w:ffData>{data}</w:ffData></w:fldChar></w:r><w:r><w:instrText>{code}</w:instrText></w:r>\
            <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>默认</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"
        )
    };
    let control = |properties: &str, text: &str| {
        format!(
            "<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>",
            if text.is_empty() { String::new() } else { run("", text) }
        )
    };
    for (inner, expected, rules) in [
        (field("<w:checkBox><w:checked/></w:checkBox>", "FORMCHECKBOX") + &run("", "是"), "p ☑是", ""),
        (field("<w:checkBox/>", "FORMCHECKBOX") + &run("", "否"), "p □否", ""),
        (
            field(
                "<w:ddList><w:result w:val=\"1\"/><w:listEntry w:val=\"甲\"/><w:listEntry w:val=\"乙\"/></w:ddList>",
                "FORMDROPDOWN",
            ),
            "p 乙",
            "",
        ),
        (field("<w:textInput/>", "FORMTEXT"), "p 默认", ""),
        (control("<w:checkbox><w:checked w:val=\"1\"/></w:checkbox>", "☒"), "p ☒", ""),
        (control("<w:checkbox><w:checked w:val=\"0\"/></w:checkbox>", ""), "p □", ""),
        (control("<w:dropDownList/>", "二级"), "p 二级", ""),
        (control("<w:showingPlcHdr/><w:dropDownList/>", "选择一项。"), "", "prompts-left-out"),
        (control("<w:showingPlcHdr w:val=\"0\"/>", "水务局"), "p 水务局", ""),
        // Words that look like a prompt and are none.
        (control("<w:text/>", "请输入"), "p 请输入", ""),
    ] {
        check_said(&format!("<w:p>{inner}</w:p>"), expected, rules);
    }
    // A control around a whole cell, and one around paragraphs.
    let prompt = |inner: &str| {
        format!("<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>")
    };
    check_said(&tbl(&[tr(&[tc("", "部门"), prompt(&tc("", "单击此处"))])]), "t0 部门|", "prompts-left-out");
    check_said(&prompt(&p("单击此处")), "", "prompts-left-out");
}

#[test]
fn numbers_that_word_counts() {
    let numbered = |id: &str, text: &str| {
        pp(
            &format!("<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"{id}\"/></w:numPr>"),
            &if text.is_empty() { String::new() } else { run("", text) },
        )
    };
    let cell = |inner: &str| format!("<w:tc>{inner}</w:tc>");
    for (body, expected, rules) in [
        ([numbered("11", "甲"), numbered("11", "乙")].concat(), "p 1. 甲\np 2. 乙", ""),
        ([numbered("12", "甲"), p("中"), numbered("12", "乙")].concat(), "p （一）甲\np 中\np （二）乙", ""),
        // A column that is only numbered.
        (
            tbl(&[
                tr(&[cell(&numbered("11", "")), tc("", "甲")]),
                tr(&[cell(&numbered("11", "")), tc("", "乙")]),
            ]),
            "t0 1.|甲 / 2.|乙",
            "",
        ),
        (
            tbl(&[tr(&[cell(&[numbered("12", "甲"), numbered("12", "乙")].concat())])]),
            "t0 <p>（一）甲</p><p>（二）乙</p>",
            "",
        ),
        // Marks that are the same for all are a list.
        ([numbered("13", "甲"), numbered("13", "乙"), p("丙")].concat(), "l 甲; 乙\np 丙", ""),
        (
            tbl(&[tr(&[cell(&[numbered("13", "甲"), numbered("13", "乙")].concat())])]),
            "t0 <ul><li>甲</li><li>乙</li></ul>",
            "",
        ),
        (numbered("13", ""), "", ""),
        // Nothing says how it is counted; nothing is to be counted; it was typed.
        (numbered("99", "甲"), "p 甲", "list-numbers-generated"),
        (numbered("0", "甲"), "p 甲", ""),
        (p("1. 甲"), "p 1. 甲", ""),
        // A deleted paragraph does not count.
        (
            [
                pp(
                    "<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"11\"/></w:numPr><w:rPr><w:del/></w:rPr>",
                    "",
                ),
                numbered("11", "甲"),
            ]
            .concat(),
            "p 1. 甲",
            "",
        ),
    ] {
        check_said(&body, expected, rules);
    }
}

#[test]
fn letters_of_symbol_fonts() {
    let font = |name: &str| format!("<w:rFonts w:ascii=\"{name}\" w:hAnsi=\"{name}\"/>");
    for (inner, expected, rules) in [
        (run(&font("Symbol"), "³") + &run("", "3座"), "p ≥3座", ""),
        (run(&font("Wingdings 2"), "R") + &run("", "是"), "p ☑是", ""),
        (run("<w:rStyle w:val=\"wd\"/>", "£") + &run("", "否"), "p □否", ""),
        ("<w:r><w:sym w:font=\"Wingdings\" w:char=\"F0FE\"/></w:r>".to_owned(), "p ☑", ""),
        ("<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText> SYMBOL 179 \\f \"Symbol\" </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>".to_owned(), "p ≥", ""),
        (run(&font("Wingdings 2"), "A"), "p �", "symbol-unread"),
        // Near misses: the same letters in fonts of letters, Chinese in a font of signs.
        (run(&font("宋体"), "R³£"), "p R³£", ""),
        (run("<w:rFonts w:eastAsia=\"Wingdings 2\"/>", "R"), "p R", ""),
        (run(&font("Wingdings"), "是"), "p 是", ""),
    ] {
        check_said(&format!("<w:p>{inner}</w:p>"), expected, rules);
    }
}

#[test]
fn readings_and_marks() {
    let ruby = "<w:r><w:ruby><w:rt><w:r><w:t>lán</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>岚</w:t></w:r></w:rubyBase></w:ruby></w:r>";
    check_said(&format!("<w:p>{ruby}</w:p>"), "p 岚", "readings-left-out");
    check_said(&format!("<w:p>{}</w:p>", run("", "岚溪（lán xī）")), "p 岚溪（lán xī）", "");
    check(&pp("", &[run("", "3"), run("<w:rStyle w:val=\"up\"/>", "注")].concat()), "p 3<sup>注</sup>");
}

#[test]
fn notes_and_their_marks() {
    let note = |id: &str, text: &str| {
        format!(
            "<w:footnote w:id=\"{id}\"><w:p><w:r><w:footnoteRef/></w:r>{}</w:p></w:footnote>",
            run("", text)
        )
    };
    let part = format!(
        "<w:footnotes><w:footnote w:type=\"separator\" w:id=\"0\"><w:p/></w:footnote>{}{}{}</w:footnotes>",
        note("4", "后"),
        note("7", "先"),
        note("9", "无人问津")
    );
    let refer = |id: &str| format!("<w:r><w:footnoteReference w:id=\"{id}\"/></w:r>");
    let body = format!("<w:p>{}{}{}{}</w:p>", run("", "320"), refer("7"), run("", "元"), refer("4"));
    check_bytes(
        docx_with(&body, &[("footnotes", "notes.xml", part.as_bytes())]),
        "p 320<sup>1</sup>元<sup>2</sup>\np <sup>1</sup>先\np <sup>2</sup>后",
        "hidden-left-out",
    );
    // A mark of its own, and another way to count.
    let own = "<w:p><w:r><w:t>甲</w:t></w:r><w:r><w:footnoteReference w:customMarkFollows=\"1\" w:id=\"4\"/><w:t>*</w:t></w:r></w:p>";
    let part = format!("<w:footnotes>{}</w:footnotes>", note("4", "后"));
    check_bytes(docx_with(own, &[("footnotes", "notes.xml", part.as_bytes())]), "p 甲<sup>*</sup>\np 后", "");
    let settings = "<w:settings><w:footnotePr><w:numFmt w:val=\"decimalEnclosedCircleChinese\"/></w:footnotePr></w:settings>";
    let parts =
        [("footnotes", "notes.xml", part.as_bytes()), ("settings", "settings.xml", settings.as_bytes())];
    check_bytes(
        docx_with(&format!("<w:p>{}</w:p>", refer("4")), &parts),
        "p <sup>①</sup>\np <sup>①</sup>后",
        "",
    );
}

#[test]
fn headers_and_footers() {
    let header = |inner: &str| format!("<w:hdr>{inner}</w:hdr>");
    let refer =
        |kind: &str, of: &str, id: &str| format!("<w:{kind}Reference w:type=\"{of}\" r:id=\"{id}\"/>");
    let section = |inner: &str| pp(&format!("<w:sectPr>{inner}</w:sectPr>"), "");
    let page = "<w:p><w:r><w:t>第 </w:t></w:r><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>3</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r><w:r><w:t> 页</w:t></w:r></w:p>";
    let first = header(
        &(p("青岭县水务局收支表")
            + "<w:p><w:r><w:t>公开01表</w:t><w:tab/><w:tab/><w:t>单位：万元</w:t></w:r></w:p>"),
    );
    let second = header(&(tbl(&[tr(&[tc("", "乙表"), tc("", "单位：元")])]) + page));
    let parts = [("header", "h1.xml", first.as_bytes()), ("header", "h2.xml", second.as_bytes())];
    for (body, expected) in [
        // Each before the section that it stands above; once, though two sections have it.
        (
            [
                p("甲"),
                section(&refer("header", "default", "r1")),
                p("乙"),
                section(&refer("header", "default", "r2")),
                p("丙"),
                section(&refer("header", "default", "r2")),
            ]
            .concat(),
            "p 青岭县水务局收支表\np 公开01表\np 单位：万元\np 甲\np 乙表\np 单位：元\np 乙\np 丙",
        ),
        // Below; what only numbers the pages is not said.
        ([p("甲"), section(&refer("footer", "default", "r2"))].concat(), "p 甲\np 乙表\np 单位：元"),
        // The first page has one of its own only where the section says so.
        ([p("甲"), section(&refer("header", "first", "r1"))].concat(), "p 甲"),
        (
            [p("甲"), section(&("<w:titlePg/>".to_owned() + &refer("header", "first", "r2")))].concat(),
            "p 乙表\np 单位：元\np 甲",
        ),
        ([p("甲"), section(&refer("header", "even", "r1"))].concat(), "p 甲"),
        // What the body says as well.
        (
            [p("乙表"), p("甲"), section(&refer("header", "default", "r2"))].concat(),
            "p 单位：元\np 乙表\np 甲",
        ),
        // Not referred to.
        (p("甲"), "p 甲"),
    ] {
        check_bytes(docx_with(&body, &parts), expected, "");
    }
}

#[test]
fn frames_of_one_cell_and_text_boxes() {
    let frame = |inner: &str| format!("<w:tbl><w:tr><w:tc>{inner}<w:p/></w:tc></w:tr></w:tbl>");
    let table = tbl(&[tr(&[tc("", "1"), tc("", "2")])]);
    check(&frame(&(p("题") + &table + &p("注"))), "p 题\nt0 1|2\np 注");
    check(&frame(&frame(&table)), "t0 1|2");
    let rows = format!("<w:tbl>{}{}</w:tbl>", tr(&[tc("", "题")]), tr(&[format!("<w:tc>{table}</w:tc>")]));
    check(&rows, "p 题\nt0 1|2");
    // Cells that only keep a distance, and tables side by side.
    let empty = "<w:tc><w:p/></w:tc>".to_owned();
    check(
        &tbl(&[
            tr(&[empty.clone(), tc("", "题")]),
            tr(&[empty.clone(), format!("<w:tc>{table}<w:p/></w:tc>")]),
        ]),
        "p 题\nt0 1|2",
    );
    let framed = format!("<w:tc>{table}<w:p/></w:tc>");
    check(&tbl(&[tr(&[framed.clone(), empty, framed])]), "t0 1|2\nt0 1|2");
    // Near misses: a box of words, a table beside a cell.
    check(&tbl(&[tr(&[tc("", "框")])]), "t0 框");
    check(
        &tbl(&[tr(&[tc("", "a"), format!("<w:tc>{table}</w:tc>")])]),
        "t0 a|<table><tr><td>1</td><td>2</td></tr></table>",
    );
    let content = format!("<w:txbxContent>{}{table}</w:txbxContent>", p("框"));
    let boxed = format!(
        "<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing>{content}</w:drawing></mc:Choice><mc:Fallback><w:pict>{content}</w:pict></mc:Fallback></mc:AlternateContent></w:r>{}</w:p>",
        run("", "文")
    );
    check(&boxed, "p 文\np 框\nt0 1|2");
    check(
        &format!("<w:tbl><w:tr><w:tc>{boxed}</w:tc>{}</w:tr></w:tbl>", tc("", "x")),
        "t0 <p>文</p><p>框</p><table><tr><td>1</td><td>2</td></tr></table>|x",
    );
}

#[test]
fn cells_that_are_merged_across_in_the_older_way() {
    let start = "<w:hMerge w:val=\"restart\"/>";
    check(
        &tbl(&[
            tr(&[
                tc("", "甲"),
                tc(start, "乙"),
                tc("<w:hMerge/>", ""),
                tc("<w:hMerge w:val=\"continue\"/>", ""),
            ]),
            tr(&[tc("", "1"), tc("", "2"), tc("", "3"), tc("", "4")]),
        ]),
        "t0 甲|乙(1x3) / 1|2|3|4",
    );
    check(&tbl(&[tr(&[tc("<w:hMerge/>", "甲"), tc(start, "乙")])]), "t0 甲|乙");
    let down =
        |across: &str, merge: &str, text: &str| tc(&format!("{across}<w:vMerge w:val=\"{merge}\"/>"), text);
    check(
        &tbl(&[
            tr(&[down(start, "restart", "甲"), down("<w:hMerge/>", "restart", ""), tc("", "1")]),
            tr(&[down(start, "continue", ""), down("<w:hMerge/>", "continue", ""), tc("", "2")]),
        ]),
        "t0 甲(2x2)|1 / 2",
    );
}

#[test]
fn rows_that_are_laid_out_by_tabs() {
    let line = |cells: &[&str]| {
        let runs: Vec<String> = cells.iter().map(|cell| format!("<w:t>{cell}</w:t>")).collect();
        format!("<w:p><w:r>{}</w:r></w:p>", runs.join("<w:tab/>"))
    };
    let lines = |lines: &[&[&str]]| lines.iter().map(|cells| line(cells)).collect::<String>();
    for (body, expected, rules) in [
        (
            lines(&[&["项目", "基本", "项目支出"], &["供水", "", "2"], &["合计", "1", ""]]),
            "t0 项目|基本|项目支出 / 供水||2 / 合计|1|",
            "columns-by-tabs",
        ),
        // Cells at the end of a line that are left out; tabs to reach the next stop.
        (
            lines(&[&["a", "b", "c"], &["1", "2"], &["3", "4", "5"]]),
            "t0 a|b|c / 1|2| / 3|4|5",
            "columns-by-tabs",
        ),
        (lines(&[&["a", "", "b", "c"], &["1", "", "2", "3"]]), "t0 a|b|c / 1|2|3", "columns-by-tabs"),
        (
            lines(&[&["项目", "金额"], &["供水", "1.00"], &["绿化", "2.00"]]),
            "t0 项目|金额 / 供水|1.00 / 绿化|2.00",
            "columns-by-tabs",
        ),
        // A line above that sets a name beside a unit.
        (
            lines(&[&["编制：甲", "单位：元"], &["a", "b", "c", "d"], &["1", "2", "3", "4"]]),
            "p 编制：甲\t单位：元\nt0 a|b|c|d / 1|2|3|4",
            "columns-by-tabs",
        ),
        // Lines around the table: a unit at the right, those who sign.
        (
            lines(&[
                &["", "", "", "单位：元"],
                &["a", "b", "c", "d"],
                &["1", "2", "3", "4"],
                &["负责：甲", "", "制表：乙", ""],
            ]),
            "p \t\t\t单位：元\nt0 a|b|c|d / 1|2|3|4\np 负责：甲\t\t制表：乙\t",
            "columns-by-tabs",
        ),
        // Lines that end in breaks.
        (
            format!(
                "<w:p><w:r>{}</w:r></w:p>",
                "<w:t>a</w:t><w:tab/><w:t>b</w:t><w:tab/><w:t>c</w:t><w:br/><w:t>1</w:t><w:tab/><w:tab/><w:t>2</w:t>"
            ),
            "t0 a|b|c / 1||2",
            "columns-by-tabs",
        ),
        // Set by eye.
        (
            lines(&[&["a", "b", "c"], &["1", "", "2", "", "", "3"], &["4", "", "5", "6"]]),
            "p a\tb\tc\np 1\t\t2\t\t\t3\np 4\t\t5\t6",
            "columns-by-tabs",
        ),
        // No tables: one line, labels, words in two columns, contents.
        (lines(&[&["甲", "乙", "丙"]]), "p 甲\t乙\t丙", ""),
        (
            lines(&[&["姓名：", "职务：", "电话："], &["签字：", "日期：", "盖章："]]),
            "p 姓名：\t职务：\t电话：\np 签字：\t日期：\t盖章：",
            "",
        ),
        (lines(&[&["甲", "乙"], &["丙", "丁"], &["戊", "己"]]), "p 甲\t乙\np 丙\t丁\np 戊\t己", ""),
        (
            lines(&[&["一、概况", "3"], &["二、收入", "4"], &["三、支出", "5"]]),
            "p 一、概况\t3\np 二、收入\t4\np 三、支出\t5",
            "",
        ),
    ] {
        check_said(&body, expected, rules);
    }
    let contents = |text: &str| {
        pp(
            "<w:pStyle w:val=\"c1\"/>",
            &format!("<w:r><w:t>一</w:t><w:tab/><w:t>{text}</w:t><w:tab/><w:t>3</w:t></w:r>"),
        )
    };
    check_said(&[contents("概况"), contents("收入")].concat(), "p 一\t概况\t3\np 一\t收入\t3", "");
}

#[test]
fn pictures() {
    let picture = |attributes: &str| {
        format!("<w:r><w:drawing><wp:inline><wp:docPr {attributes}/><a:blip/></wp:inline></w:drawing></w:r>")
    };
    let cell = |inner: &str| tbl(&[tr(&[format!("<w:tc><w:p>{inner}</w:p></w:tc>"), tc("", "x")])]);
    for (body, expected, rules) in [
        (cell(&(picture("descr=\"≥\"") + &run("", "3座"))), "t0 <img alt=\"≥\">3座|x", ""),
        // The markup says what it cannot read in a cell.
        (cell(&(picture("name=\"图片 1\"") + &run("", "98%"))), "t0 <img alt=\"\">98%|x", ""),
        (format!("<w:p>{}</w:p>", picture("descr=\"支出表\"")), "", "picture-left-out"),
        (format!("<w:p>{}</w:p>", picture("descr=\"支出表\" hidden=\"1\"")), "", ""),
        (format!("<w:p>{}{}</w:p>", picture("descr=\"≥\""), run("", "3座")), "p <img alt=\"≥\">3座", ""),
        ("<w:p><w:r><w:pict><v:line/></w:pict></w:r></w:p>".to_owned(), "", ""),
        // Words that are drawn are words.
        ("<w:p><w:r><w:pict><v:shape><v:textpath string=\"支出表\"/></v:shape></w:pict></w:r></w:p>".to_owned(), "p 支出表", ""),
        ("<w:p><w:r><w:drawing><wp:docPr/><a:graphicData><c:chart/></a:graphicData></w:drawing></w:r></w:p>".to_owned(), "", "part-unread"),
    ] {
        check_said(&body, expected, rules);
    }
}

#[test]
fn files_within_a_document() {
    let chunk = |name: &str, bytes: &[u8]| {
        docx_with(&(p("题") + "<w:altChunk r:id=\"r1\"/>" + &p("注")), &[("aFChunk", name, bytes)])
    };
    let page =
        "<html><meta charset=\"utf-8\"><body><p>单位：元</p><table><tr><td>1<td>2</table></body></html>";
    let mail = format!(
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/html; charset=\"utf-8\"\r\n\r\n{page}\r\n--b--"
    );
    for (bytes, expected, rules) in [
        (chunk("a.html", page.as_bytes()), "p 题\np 单位：元\nt0 1|2\np 注", ""),
        (chunk("a.mht", mail.as_bytes()), "p 题\np 单位：元\nt0 1|2\np 注", ""),
        (chunk("a.docx", &docx(&p("内"))), "p 题\np 内\np 注", ""),
        (chunk("a.rtf", b"{\\rtf1 x}"), "p 题\np 注", "part-unread"),
        (chunk("a.bin", b"\0\x01\x02\0"), "p 题\np 注", "part-unread"),
    ] {
        check_bytes(bytes, expected, rules);
    }
    let mut book = rust_xlsxwriter::Workbook::new();
    for (number, name) in ["甲", "乙"].into_iter().enumerate() {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        sheet.write_row(0, 0, [name, "金额"]).unwrap();
        sheet.write_row(1, 0, ["供水", "3.00"]).unwrap();
        if number == 1 {
            sheet.set_active(true);
        }
    }
    let book = book.save_to_buffer().unwrap();
    let object = |aspect: &str| {
        let body = format!(
            "<w:p><w:r><w:object><v:shape><v:imagedata/></v:shape><o:OLEObject Type=\"Embed\" DrawAspect=\"{aspect}\" ProgID=\"Excel.Sheet.12\" r:id=\"r1\"/></w:object></w:r></w:p>"
        );
        docx_with(&(p("题") + &body), &[("package", "embeddings/b.xlsx", &book)])
    };
    // The sheet that was open is seen; of an icon nothing is.
    check_bytes(object("Content"), "p 题\nt0 乙|金额 / 供水|3.00", "hidden-left-out");
    check_bytes(object("Icon"), "p 题", "part-unread");
    check_said(
        "<w:p><w:r><w:object><o:OLEObject ProgID=\"Equation.3\" r:id=\"r9\"/></w:object></w:r></w:p>",
        "",
        "part-unread",
    );
}

#[test]
fn a_document_that_holds_itself_ends() {
    let mut inner = docx(&p("内"));
    for _ in 0..6 {
        inner = docx_with(&(p("层") + "<w:altChunk r:id=\"r1\"/>"), &[("aFChunk", "a.docx", &inner)]);
    }
    let (document, findings) = read_bytes("a.docx", inner).unwrap();
    assert_eq!(document.blocks.len(), 4);
    assert_eq!(findings.len(), 1);
    // The same file in many places, in many places.
    let chunks = "<w:altChunk r:id=\"r1\"/>".repeat(60);
    let inner = docx_with(&chunks, &[("aFChunk", "a.docx", &docx(&p("内")))]);
    let (document, findings) =
        read_bytes("a.docx", docx_with(&chunks, &[("aFChunk", "a.docx", &inner)])).unwrap();
    assert!(document.blocks.len() < 100, "{}", document.blocks.len());
    assert!(findings.iter().all(|finding| finding.rule == "part-unread"));
}

#[test]
fn a_document_in_one_file_of_xml() {
    let part = |name: &str, content: &str| {
        format!("<pkg:part pkg:name=\"{name}\"><pkg:xmlData>{content}</pkg:xmlData></pkg:part>")
    };
    let relations = format!(
        "<Relationships><Relationship Id=\"r1\" Type=\"{RELATIONS}/officeDocument\" Target=\"word/document.xml\"/></Relationships>"
    );
    let text = format!(
        "\u{feff}<?xml version=\"1.0\"?><?mso-application progid=\"Word.Document\"?><pkg:package xmlns:pkg=\"http://schemas.microsoft.com/office/2006/xmlPackage\">{}{}<pkg:part pkg:name=\"/word/media/a.png\"><pkg:binaryData>AAEC</pkg:binaryData></pkg:part></pkg:package>",
        part("/_rels/.rels", &relations),
        part(
            "/word/document.xml",
            &format!(
                "<w:document><w:body>{}{}</w:body></w:document>",
                p("单位：元"),
                tbl(&[tr(&[tc("", "1"), tc("", "2")])])
            )
        ),
    );
    for path in ["a.xml", "a.doc", "a.txt", "a"] {
        let (document, findings) = read_bytes(path, text.clone().into_bytes()).unwrap();
        assert_eq!((sketch(&document).as_str(), findings.len()), ("p 单位：元\nt0 1|2", 0));
        assert_eq!((document.source.format.as_str(), document.source.bytes), ("docx", text.len()));
    }
    for at in (0..text.len()).step_by(37).filter(|at| text.is_char_boundary(*at)) {
        let _ = read_bytes("a.xml", text.as_bytes()[..at].to_vec());
    }
}
