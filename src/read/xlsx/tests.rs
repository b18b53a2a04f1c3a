//! Small workbooks written part by part, each a way in which a workbook hides, formats or marks what it holds, beside
//! one that looks like it and hides nothing.

use std::io::{Cursor, Write as _};

use zip::write::{SimpleFileOptions, ZipWriter};

use crate::model::{Block, Document, Findings, HiddenBy, Raw, Source, Table};

const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The same in a strict file.
const STRICT: &str = "http://purl.oclc.org/ooxml/officeDocument/relationships";

/// A workbook of one sheet, part by part.
struct Parts {
    relations: &'static str,
    /// The part that the workbook is in.
    main: &'static str,
    /// Elements of the workbook behind its sheets.
    workbook: &'static str,
    /// The sheet, from its first element on.
    sheet: String,
    strings: &'static str,
    styles: &'static str,
    /// What the sheet is related to: the kind, the part, and what stands in it.
    related: &'static [(&'static str, &'static str, &'static str)],
}

impl Default for Parts {
    fn default() -> Self {
        Self {
            relations: RELATIONS,
            main: "xl/workbook.xml",
            workbook: "",
            sheet: String::new(),
            strings: "",
            styles: "",
            related: &[],
        }
    }
}

impl Parts {
    fn bytes(&self) -> Vec<u8> {
        let kind = |name: &str| format!("{}/{name}", self.relations);
        let relation = |id: &str, name: &str, target: &str| {
            format!("<Relationship Id='{id}' Type='{}' Target='{target}'/>", kind(name))
        };
        let all = |relations: &str| format!("<Relationships>{relations}</Relationships>");
        let (folder, file) = self.main.rsplit_once('/').unwrap();
        let of_sheet: String = self
            .related
            .iter()
            .enumerate()
            .map(|(number, (name, part, _))| relation(&format!("r{number}"), name, &format!("/{part}")))
            .collect();
        let mut parts = vec![
            ("_rels/.rels".to_owned(), all(&relation("r0", "officeDocument", self.main))),
            (
                self.main.to_owned(),
                format!(
                    "<workbook xmlns:r='{}'><sheets><sheet name='表' sheetId='1' r:id='r1'/></sheets>{}</workbook>",
                    self.relations, self.workbook
                ),
            ),
            (
                format!("{folder}/_rels/{file}.rels"),
                all(&[
                    relation("r1", "worksheet", "worksheets/sheet1.xml"),
                    relation("r2", "sharedStrings", "sharedStrings.xml"),
                    relation("r3", "styles", "styles.xml"),
                ]
                .concat()),
            ),
            ("xl/worksheets/sheet1.xml".to_owned(), format!("<worksheet>{}</worksheet>", self.sheet)),
            ("xl/sharedStrings.xml".to_owned(), format!("<sst>{}</sst>", self.strings)),
            ("xl/styles.xml".to_owned(), format!("<styleSheet>{}</styleSheet>", self.styles)),
            ("xl/worksheets/_rels/sheet1.xml.rels".to_owned(), all(&of_sheet)),
        ];
        parts.extend(self.related.iter().map(|(_, part, text)| ((*part).to_owned(), (*text).to_owned())));
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            writer.start_file(name, SimpleFileOptions::default()).unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn read(&self) -> Read {
        let mut findings = Findings::default();
        let source = Source { path: "a.xlsx".to_owned(), bytes: self.bytes(), format: None };
        let document = super::super::read(&mut findings, &source).unwrap();
        Read { document, rules: findings.into_sorted().into_iter().map(|finding| finding.rule).collect() }
    }
}

/// What was read of a workbook.
struct Read {
    document: Document<Raw>,
    rules: Vec<String>,
}

impl Read {
    /// A line a row or a paragraph: cells between bars, in HTML where it says more.
    fn said(&self) -> String {
        let words = |raw: &Raw| match raw {
            Raw::Markup(text) | Raw::Plain(text) | Raw::Translated { html: text, .. } => text.clone(),
        };
        let rows = |table: &Table<Raw>| {
            let row = |row: &crate::model::Row<Raw>| {
                let cell = |cell: &crate::model::Cell<Raw>| match (cell.rowspan, cell.colspan) {
                    (1, 1) => words(&cell.text),
                    (rows, columns) => format!("{}({rows}x{columns})", words(&cell.text)),
                };
                row.cells.iter().map(cell).collect::<Vec<_>>().join("|")
            };
            table.rows.iter().map(row).collect::<Vec<_>>().join("\n")
        };
        let blocks = self.document.blocks.iter().map(|block| match block {
            Block::Paragraph { text, .. } | Block::Heading { text, .. } => words(text),
            Block::Table(table) => rows(table),
            Block::List { .. } => String::new(),
        });
        blocks.collect::<Vec<_>>().join("\n")
    }

    fn hidden(&self) -> Vec<(HiddenBy, &str)> {
        self.document.hidden.iter().map(|hidden| (hidden.by, hidden.text.as_str())).collect()
    }
}

/// Rows of texts and numbers, a row a line, its cells between bars; a blank cell is not there.
fn rows(text: &str) -> String {
    let mut xml = String::from("<sheetData>");
    for (row, line) in (1_u32..).zip(text.lines()) {
        xml.extend(["<row r='", &row.to_string(), "'>"]);
        for (column, cell) in ('A'..='Z').zip(line.split('|')).filter(|(_, cell)| !cell.is_empty()) {
            let value = match cell.parse::<f64>() {
                Ok(_) => format!("<c r='{column}{row}'><v>{cell}</v></c>"),
                Err(_) => format!("<c r='{column}{row}' t='inlineStr'><is><t>{cell}</t></is></c>"),
            };
            xml.push_str(&value);
        }
        xml.push_str("</row>");
    }
    xml + "</sheetData>"
}

const TABLE: &str = "项目|测算|金额\n供水|9|12\n绿化|8|7";

#[test]
fn columns_that_are_not_seen() {
    for (columns, said, hidden) in [
        ("<col min='2' max='2' hidden='1' width='9'/>", "项目|金额\n供水|12\n绿化|7", 3),
        ("<col min='2' max='2' width='0' customWidth='1'/>", "项目|金额\n供水|12\n绿化|7", 3),
        ("<col min='1' max='1' width='9'/><col min='2' max='3' hidden='true'/>", "项目\n供水\n绿化", 6),
        (
            "<col min='3' max='3' hidden='1'/><col min='2' max='9' hidden='1'/><col min='2' max='2' hidden='1'/>",
            "项目\n供水\n绿化",
            6,
        ),
        // Narrow columns are seen, and nothing stands in the hidden one.
        ("<col min='2' max='2' width='2'/><col min='9' max='16384' hidden='1'/>", TABLE, 0),
        ("<col min='2' max='2' hidden='0' width='9'/>", TABLE, 0),
    ] {
        let read =
            Parts { sheet: format!("<cols>{columns}</cols>{}", rows(TABLE)), ..Parts::default() }.read();
        assert_eq!((read.said().as_str(), read.hidden().len()), (said, hidden), "{columns}");
        assert_eq!(read.rules.contains(&"columns-hidden".to_owned()), hidden > 0, "{columns}");
    }
}

#[test]
fn rows_that_are_not_seen() {
    for (row, seen) in [
        ("<row r='2' hidden='1'>", false),
        ("<row r='2' ht='0' customHeight='1'>", false),
        ("<row r='2' ht='0.2' customHeight='1'>", false),
        ("<row r='2' hidden='0' ht='3'>", true),
        ("<row r='2' outlineLevel='1'>", true),
    ] {
        let read = Parts { sheet: rows(TABLE).replace("<row r='2'>", row), ..Parts::default() }.read();
        assert_eq!(read.said().contains("供水"), seen, "{row}");
        let hidden: &[(HiddenBy, &str)] = if seen {
            &[]
        } else {
            &[(HiddenBy::Row, "供水"), (HiddenBy::Row, "9"), (HiddenBy::Row, "12")]
        };
        assert_eq!(read.hidden(), hidden, "{row}");
    }
}

#[test]
fn a_merged_cell_shows_what_it_says_beside_its_hidden_part() {
    let sheet = format!(
        "<cols><col min='1' max='1' hidden='1'/></cols>{}<mergeCells><mergeCell ref='A1:C1'/></mergeCells>",
        rows("表题\n项目|测算|金额\n供水|9|12")
    );
    let read = Parts { sheet, ..Parts::default() }.read();
    assert_eq!(read.said(), "表题(1x2)\n测算|金额\n9|12");
    assert_eq!(read.hidden(), [(HiddenBy::Column, "项目"), (HiddenBy::Column, "供水")]);
}

#[test]
fn print_areas() {
    let area = |formula: &str| {
        format!("<definedName name='_xlnm.Print_Area' localSheetId='0'>{formula}</definedName>")
    };
    let titles = "<definedName name='_xlnm.Print_Titles' localSheetId='0'>表!$1:$1</definedName>";
    for (names, said) in [
        (area("表!$A$1:$B$3"), "项目|测算\n供水|9\n绿化|8"),
        (area("表!$A$1:$A$3,表!$C$1:$C$3"), "项目||金额\n供水||12\n绿化||7"),
        (area("表!$A$2:$C$3") + titles, TABLE),
        (area("表!$A:$C"), TABLE),
        // Left behind by another table, or computed.
        (area("表!$H$1:$J$9"), TABLE),
        (area("OFFSET(表!$A$1,0,0,2,2)"), TABLE),
    ] {
        let workbook: &'static str = format!("<definedNames>{names}</definedNames>").leak();
        let read = Parts { workbook, sheet: rows(TABLE), ..Parts::default() }.read();
        assert_eq!(read.said(), said, "{names}");
        assert_eq!(read.rules.contains(&"outside-print-area".to_owned()), said != TABLE, "{names}");
    }
}

const STYLES: &str = "<numFmts><numFmt numFmtId='164' formatCode=';;;'/><numFmt numFmtId='165' formatCode='[>=1]&quot;≥&quot;0&quot;座&quot;;0&quot;座&quot;'/><numFmt numFmtId='166' formatCode='0\\.0,'/></numFmts>\
    <fonts><font/><font><color rgb='FFFFFFFF'/></font><font><strike/></font></fonts>\
    <fills><fill><patternFill patternType='none'/></fill><fill><patternFill patternType='gray125'/></fill><fill><patternFill patternType='solid'><fgColor rgb='FF003366'/></patternFill></fill></fills>\
    <cellXfs><xf/><xf numFmtId='164' applyNumberFormat='1'/><xf numFmtId='165' applyNumberFormat='1'/><xf numFmtId='166' applyNumberFormat='1'/><xf fontId='1' applyFont='1'/><xf fontId='1' fillId='2' applyFont='1' applyFill='1'/><xf applyAlignment='1'><alignment horizontal='centerContinuous'/></xf><xf applyAlignment='1'><alignment horizontal='center'/></xf></cellXfs>";

#[test]
fn values_that_are_not_shown() {
    for (style, more, said, by) in [
        (0, "", "甲|7", None),
        (1, "", "甲", Some(HiddenBy::Format)),
        (2, "", "甲|≥7座", None),
        (3, "", "甲|0.0", None),
        (4, "", "甲", Some(HiddenBy::Colour)),
        // White letters on a dark ground are read, and so they are where rules may darken it.
        (5, "", "甲|7", None),
        (
            4,
            "<conditionalFormatting sqref='A1:B1'><cfRule type='colorScale'/></conditionalFormatting>",
            "甲|7",
            None,
        ),
        (4, "<tableParts><tablePart/></tableParts>", "甲|7", None),
        (
            4,
            "<conditionalFormatting sqref='A1'><cfRule type='colorScale'/></conditionalFormatting>",
            "甲",
            Some(HiddenBy::Colour),
        ),
    ] {
        let cell = format!("<c r='B1' s='{style}'>");
        let sheet = rows("甲|7").replace("<c r='B1'>", &cell) + more;
        let read = Parts { sheet, styles: STYLES, ..Parts::default() }.read();
        assert_eq!(
            (read.said().as_str(), read.hidden().first().map(|(by, _)| *by)),
            (said, by),
            "{style}{more}"
        );
        let is_said = by.is_some() || more.contains("colorScale");
        assert_eq!(read.rules.contains(&"cells-invisible".to_owned()), is_said, "{style}{more}");
    }
}

#[test]
fn values_that_rules_hide() {
    let dxfs = "<dxfs><dxf><numFmt numFmtId='170' formatCode=';;;'/></dxf>\
        <dxf><font><color theme='0'/></font></dxf>\
        <dxf><font><color rgb='FFFFFFFF'/></font><fill><patternFill><bgColor rgb='FFC00000'/></patternFill></fill></dxf>\
        <dxf><font><color rgb='FF9C0006'/></font></dxf>\
        <dxf><numFmt numFmtId='171' formatCode='0.0&quot;座&quot;'/></dxf></dxfs>";
    let rule = |kind: &str, dxf: usize, formulas: &[&str]| {
        let formulas: Vec<String> =
            formulas.iter().map(|formula| format!("<formula>{formula}</formula>")).collect();
        let formulas = formulas.concat();
        let rule = format!("<cfRule type='{kind}' dxfId='{dxf}' priority='{}'>{formulas}</cfRule>", dxf + 1);
        format!("<conditionalFormatting sqref='B1:B9 D2'>{rule}</conditionalFormatting>")
    };
    let is = |operator: &str| format!("cellIs' operator='{operator}");
    let (format, colour) = (Some(HiddenBy::Format), Some(HiddenBy::Colour));
    let seen = ("甲|7", None, false);
    for (rules, (said, by, is_said)) in [
        (rule("expression", 0, &["TRUE"]), ("甲", format, true)),
        (rule("expression", 1, &["1"]), ("甲", colour, true)),
        (rule(&is("greaterThan"), 0, &["5"]), ("甲", format, true)),
        (rule(&is("between"), 1, &["0", "7"]), ("甲", colour, true)),
        (rule(&is("notEqual"), 1, &["\"\""]), ("甲", colour, true)),
        (rule("notContainsBlanks", 0, &["LEN(TRIM(B1))&gt;0"]), ("甲", format, true)),
        ("<conditionalFormatting sqref='B1'><cfRule type='iconSet'><iconSet showValue='0'/></cfRule></conditionalFormatting>".to_owned(), ("甲", format, true)),
        // Conditions that do not hold, other cells, a ground of its own, another colour.
        (rule(&is("lessThan"), 0, &["5"]), seen),
        (rule(&is("equal"), 1, &["0"]), seen),
        (rule(&is("notBetween"), 1, &["0", "7"]), seen),
        (rule("containsBlanks", 0, &["LEN(TRIM(B1))=0"]), seen),
        (rule("containsErrors", 1, &["ISERROR(B1)"]), seen),
        (rule("expression", 0, &["FALSE"]), seen),
        (rule("expression", 0, &["TRUE"]).replace("B1:B9", "B2:B9"), seen),
        (rule("expression", 2, &["TRUE"]), seen),
        (rule("expression", 3, &["$A1=2"]), seen),
        ("<conditionalFormatting sqref='B1'><cfRule type='iconSet'><iconSet/></cfRule></conditionalFormatting>".to_owned(), seen),
        // One that counts before.
        (rule("expression", 3, &["TRUE"]).replace("'4'", "'1'") + &rule("expression", 1, &["TRUE"]), seen),
        (rule(&is("equal"), 3, &["7"]).replace("'4'", "'1' stopIfTrue='1'") + &rule("expression", 0, &["TRUE"]).replace("'1'", "'2'"), seen),
        // What a rule shows in another way is read so.
        (rule("expression", 4, &["TRUE"]), ("甲|7.0座", None, false)),
        // Conditions that are not calculated.
        (rule("expression", 1, &["$A1=2"]), ("甲|7", None, true)),
        (rule(&is("equal"), 0, &["$C$1"]), ("甲|7", None, true)),
        (rule("duplicateValues", 0, &[]), ("甲|7", None, true)),
    ] {
        let styles: &'static str = format!("{STYLES}{dxfs}").leak();
        let read = Parts { sheet: rows("甲|7") + &rules, styles, ..Parts::default() }.read();
        let found = (read.said(), read.hidden().first().map(|(by, _)| *by));
        assert_eq!(found, (said.to_owned(), by), "{rules}");
        assert_eq!(read.rules.contains(&"cells-invisible".to_owned()), is_said, "{rules}");
    }
}

#[test]
fn numbers_that_do_not_fit_their_columns() {
    let fits = "<cols><col min='2' max='2' width='40' customWidth='1'/></cols>";
    let narrow = "<cols><col min='2' max='3' width='3.5' customWidth='1'/></cols>";
    let merged = "<mergeCells><mergeCell ref='B1:D1'/></mergeCells>";
    for (before, style, number, behind, is_said) in [
        ("", 3, "12345678901000", "", true),
        (narrow, 2, "123456", "", true),
        ("<sheetFormatPr defaultColWidth='4'/>", 2, "123456", "", true),
        // Near misses: a wide column, no format, a merged cell, a hidden column, a short number.
        (fits, 3, "12345678901000", "", false),
        ("", 0, "12345678901000", "", false),
        (narrow, 2, "123456", merged, false),
        ("<cols><col min='2' max='2' width='3.5' hidden='1'/></cols>", 2, "123456", "", false),
        ("", 2, "123456", "", false),
        (narrow, 8, "123456", "", false),
    ] {
        let styles: &'static str = STYLES
            .replace("</cellXfs>", "<xf numFmtId='165' applyNumberFormat='1' applyAlignment='1'><alignment shrinkToFit='1'/></xf></cellXfs>")
            .leak();
        let cell = format!("<c r='B1' s='{style}'>");
        let sheet = format!("{before}{}{behind}", rows(&format!("甲|{number}")).replace("<c r='B1'>", &cell));
        let read = Parts { sheet, styles, ..Parts::default() }.read();
        assert_eq!(
            read.rules.contains(&"column-too-narrow".to_owned()),
            is_said,
            "{before}{style}{number}{behind}"
        );
    }
}

#[test]
fn zeros_are_shown_as_the_sheet_says() {
    for (view, said) in [("<sheetView showZeros='0'/>", "甲|\n乙|7"), ("<sheetView/>", "甲|0\n乙|7")] {
        let sheet = format!("<sheetViews>{view}</sheetViews>{}", rows("甲|0\n乙|7"));
        assert_eq!(Parts { sheet, ..Parts::default() }.read().said(), said);
    }
}

#[test]
fn texts_centred_over_the_cells_that_follow() {
    for (style, cells, said) in [
        (6, "<c r='B1' s='6'/><c r='C1' s='6'/>", "表头(1x3)\n甲|1|2"),
        (6, "<c r='B1' s='6'/><c r='C1' s='6' t='inlineStr'><is><t>乙</t></is></c>", "表头(1x2)|乙\n甲|1|2"),
        // One that is only centred, a blank cell that is none of them, and a gap.
        (7, "<c r='B1' s='7'/><c r='C1' s='7'/>", "表头||\n甲|1|2"),
        (6, "<c r='B1'/><c r='C1' s='6'/>", "表头||\n甲|1|2"),
        (6, "<c r='C1' s='6'/>", "表头||\n甲|1|2"),
    ] {
        let head =
            format!("<row r='1'><c r='A1' s='{style}' t='inlineStr'><is><t>表头</t></is></c>{cells}</row>");
        let body = rows("\n甲|1|2").replace("<row r='1'></row>", &head);
        let read = Parts { sheet: body, styles: STYLES, ..Parts::default() }.read();
        assert_eq!(read.said(), said, "{cells}");
    }
}

#[test]
fn formulas_and_their_results() {
    for (cell, said, finding) in [
        ("<c r='B1'><f>SUM(A1)</f></c>", "甲", true),
        ("<c r='B1'><f>SUM(A1)</f><v/></c>", "甲", true),
        ("<c r='B1'><f t='shared' si='0'/></c>", "甲", true),
        ("<c r='B1'><f>SUM(A1)</f><v>7</v></c>", "甲|7", false),
        // An empty text is a result.
        ("<c r='B1' t='str'><f>IF(A1=1,1,\"\")</f><v></v></c>", "甲", false),
        ("<c r='B1'/>", "甲", false),
    ] {
        let sheet = format!(
            "<sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>甲</t></is></c>{cell}</row></sheetData>"
        );
        let read = Parts { sheet, ..Parts::default() }.read();
        assert_eq!(read.said(), said, "{cell}");
        assert_eq!(read.rules.contains(&"formula-without-result".to_owned()), finding, "{cell}");
    }
}

#[test]
fn zeros_of_a_program_that_does_not_calculate() {
    let sheet = "<sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>甲</t></is></c><c r='B1'><f>C1*2</f><v>0</v></c><c r='C1'><f>3</f><v>3</v></c><c r='D1'><v>0</v></c></row></sheetData>";
    for (workbook, said) in
        [("<calcPr fullCalcOnLoad='1'/>", "甲||3|0"), ("<calcPr calcId='191029'/>", "甲|0|3|0")]
    {
        let read = Parts { workbook, sheet: sheet.to_owned(), ..Parts::default() }.read();
        assert_eq!(read.said(), said);
        assert_eq!(read.rules.is_empty(), said.contains("甲|0"));
    }
}

#[test]
fn pictures_in_cells() {
    for (cell, said) in [
        (
            "<c r='B1' t='str'><f>_xlfn.DISPIMG(\"ID_1\",1)</f><v>=DISPIMG(\"ID_1\",1)</v></c>",
            "甲|<img src=\"ID_1\">",
        ),
        ("<c r='B1' t='str'><v>=DISPIMG(\"ID_1\",1)</v></c>", "甲|<img src=\"ID_1\">"),
        ("<c r='B1'><f>_xlfn.IMAGE(\"a.png\")</f></c>", "甲|<img src=\"a.png\">"),
        ("<c r='B1' t='e' vm='1'><v>#VALUE!</v></c>", "甲|<img src=\"\">"),
        // An error, and words about the function.
        ("<c r='B1' t='e'><v>#VALUE!</v></c>", "甲|#VALUE!"),
        ("<c r='B1' t='str'><v>见DISPIMG(1)</v></c>", "甲|见DISPIMG(1)"),
    ] {
        let sheet = format!(
            "<sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>甲</t></is></c>{cell}</row></sheetData>"
        );
        assert_eq!(Parts { sheet, ..Parts::default() }.read().said(), said, "{cell}");
    }
}

#[test]
fn equal_strings_are_marked_each_in_its_own_way() {
    let strings = "<si><t>320.001</t></si>\
        <si><r><t>320.00</t></r><r><rPr><vertAlign val='superscript'/></rPr><t>1</t></r><rPh><t>读音</t></rPh></si>\
        <si/><si><r><rPr><strike/></rPr><t>3&#50;0.00</t></r><r><t>1</t></r></si>\
        <si><r><rPr><strike val='0'/></rPr><t>320.001</t></r></si>";
    let cell = |(column, number): (char, usize)| format!("<c r='{column}1' t='s'><v>{number}</v></c>");
    let cells: String = ('A'..='E').zip([0, 1, 3, 4, 0]).map(cell).collect();
    let inline = "<c r='F1' t='inlineStr'><is><r><t>甲</t></r><r><rPr><vertAlign val='superscript'/></rPr><t>2</t></r></is></c>";
    let sheet = format!("<sheetData><row r='1'>{cells}{inline}</row></sheetData>");
    let read = Parts { sheet, strings, ..Parts::default() }.read();
    assert_eq!(read.said(), "320.001|320.00<sup>1</sup>|<del>320.00</del>1|320.001|320.001|甲<sup>2</sup>");
}

#[test]
fn numbers_of_more_digits_than_are_kept() {
    let read = Parts {
        sheet: rows("编码|金额\n632221240000012345678|1\n632221240000012|2"),
        ..Parts::default()
    }
    .read();
    assert_eq!(read.said(), "编码|金额\n6.32221E+20|1\n632221240000012|2");
    assert_eq!(read.rules, ["digits-lost"]);
}

const BOX: &str = "<xdr:wsDr><xdr:twoCellAnchor><xdr:from><xdr:col>0</xdr:col><xdr:row>0</xdr:row></xdr:from><xdr:sp><xdr:nvSpPr><xdr:cNvPr id='2' name='文本框'/></xdr:nvSpPr><xdr:txBody><a:p><a:r><a:t>青岭县</a:t></a:r><a:r><a:t>预算表</a:t></a:r></a:p><a:p><a:r><a:t>单位：万元</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:twoCellAnchor>\
    <xdr:twoCellAnchor><xdr:from><xdr:col>0</xdr:col><xdr:row>9</xdr:row></xdr:from><mc:AlternateContent><mc:Choice><xdr:grpSp><xdr:sp><xdr:txBody><a:p><a:r><a:t>注：含结转</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:grpSp></mc:Choice><mc:Fallback><xdr:sp><xdr:txBody><a:p><a:r><a:t>旧</a:t></a:r></a:p></xdr:txBody></xdr:sp></mc:Fallback></mc:AlternateContent></xdr:twoCellAnchor>\
    <xdr:oneCellAnchor><xdr:sp><xdr:nvSpPr><xdr:cNvPr id='3' name='x' hidden='1'/></xdr:nvSpPr><xdr:txBody><a:p><a:r><a:t>草稿</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:oneCellAnchor><xdr:oneCellAnchor><xdr:pic/></xdr:oneCellAnchor></xdr:wsDr>";

#[test]
fn text_boxes_are_lines_around_the_table() {
    let related = &[
        ("drawing", "xl/drawings/drawing1.xml", BOX),
        (
            "comments",
            "xl/comments1.xml",
            "<comments><commentList><comment ref='B2'><text><r><t>待核实</t></r></text></comment></commentList></comments>",
        ),
    ];
    let read = Parts { sheet: rows(TABLE), related, ..Parts::default() }.read();
    assert_eq!(read.said(), format!("青岭县预算表\n单位：万元\n{TABLE}\n注：含结转"));
    assert_eq!(read.hidden(), [(HiddenBy::Shape, "草稿"), (HiddenBy::Comment, "待核实")]);
    assert_eq!(read.rules, ["comments-left-out", "drawings-unread"]);
}

#[test]
fn objects_that_lie_on_the_sheet() {
    let object = "<oleObject progId='Word.Document.12' shapeId='1025'/>";
    let twice = format!("<mc:Choice>{object}</mc:Choice><mc:Fallback>{object}</mc:Fallback>");
    let read = Parts { sheet: rows(TABLE) + &twice, ..Parts::default() }.read();
    assert_eq!((read.said().as_str(), read.rules), (TABLE, vec!["drawings-unread".to_owned()]));
}

#[test]
fn what_is_printed_above_and_below() {
    let sheet = rows(TABLE)
        + "<headerFooter><oddHeader>&amp;C&amp;\"宋体\"&amp;16预算表&amp;R单位：万元</oddHeader><oddFooter>&amp;L注：含结转&amp;R第&amp;P页</oddFooter><evenHeader>&amp;C不用</evenHeader></headerFooter>";
    let read = Parts { sheet, ..Parts::default() }.read();
    assert_eq!(read.said(), format!("预算表\n单位：万元\n{TABLE}\n注：含结转"));
    let only_pages = rows(TABLE) + "<headerFooter><oddFooter>&amp;C&amp;P/&amp;N</oddFooter></headerFooter>";
    assert_eq!(Parts { sheet: only_pages, ..Parts::default() }.read().said(), TABLE);
}

#[test]
fn strict_files_and_parts_of_other_names() {
    let sheet = || format!("<cols><col min='2' max='2' hidden='1'/></cols>{}", rows(TABLE));
    for parts in [
        Parts { relations: STRICT, sheet: sheet(), ..Parts::default() },
        Parts { main: "xl/book.xml", sheet: sheet(), ..Parts::default() },
    ] {
        assert_eq!(parts.read().said(), "项目|金额\n供水|12\n绿化|7", "{}", parts.main);
    }
}

#[test]
fn days_counted_from_1904() {
    let sheet = rows("日期\n44011").replace("<c r='A2'>", "<c r='A2' s='1'>");
    let styles = "<cellXfs><xf/><xf numFmtId='14' applyNumberFormat='1'/></cellXfs>";
    for (workbook, said) in [("<workbookPr date1904='1'/>", "日期\n2024/6/30"), ("", "日期\n2020/6/29")] {
        let read = Parts { workbook, sheet: sheet.clone(), styles, ..Parts::default() }.read();
        assert_eq!(read.said(), said);
    }
}
