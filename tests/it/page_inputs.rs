//! What a block of a rule's manual page stands for as a file: its text, or the workbook or document that it describes.

use std::io::{Cursor, Read as _, Write as _};

use rust_xlsxwriter::{
    Chart, ChartType, ConditionalFormatFormula, DocProperties, Format, FormatAlign, FormatScript, Formula,
    Note, Shape, Workbook, Worksheet,
};
use zip::ZipArchive;
use zip::write::{SimpleFileOptions, ZipWriter};

#[path = "../../src/read/pdf/tests/writer.rs"]
#[expect(
    dead_code,
    clippy::float_arithmetic,
    reason = "the tests of the reader draw more than the pages need; places on a page are floats"
)]
mod paper;

use paper::Paper;

/// The name of the reader and the bytes of a block; `None` where no block is written so. A page says it by the
/// language of the block:
///
/// | language | what stands in it |
/// | --- | --- |
/// | `table` | the lines of a text, cells parted by tabs or lines that end in `\|` |
/// | `csv`, `html`, `markdown` | a file of that format |
/// | `bytes` | a text in which `\xE4` is a byte |
/// | `repeated` | `600 times <b>`, and other lines as they are, all without their ends |
/// | `workbook` | `sheet: NAME` or `hidden sheet: NAME`, its rows below, `hidden row: ` before one; `written by gongkai` or `binary` in a line before them |
/// | | `hidden column: B`, `print area: A1:B2`, `comment on B2: WORDS`, `text box: WORDS`, `text box on B2: WORDS` and `chart: B2:B3` in lines of a sheet |
/// | | `width 0: B`, `height 0 row: `, `filtered row: `, `struck row: `, `merge: A1:B2` (before its rows), `across: A1:B1`, `header: &CWORDS`, `footer: &CWORDS`, `shown: C2 [>=1]0` for the format of a condition |
/// | | `{strike: 160}200`, `{up: 1}`, `{Symbol: ³}` in a cell for runs, `{Symbol} ³` for a cell of a font, `in PART: TEXT => OTHER` for what is written otherwise in a part |
/// | | `12.5 as 0.0` in a cell for a number and its format, `=A1+A2 is 3` for a formula and its result, if it has one |
/// | `word` | a paragraph a line, `numbered: ` before one that Word numbers |
/// | `wordml` | the XML of what a document of Word holds, its names without prefix |
/// | `pdf` | `page`, `picture` or `broken` for each page; below `page` lines of text, `\| ` before a row with rules round its cells and `~ ` before one without, ` / ` between the lines of a cell, `fraction: 1 50` for one that is drawn in two lines, `slanted: ` before a text across the page, `foot: ` before one at its foot, `unknown: 3` for glyphs that say nothing |
pub fn bytes(language: &str, body: &str) -> Option<(&'static str, Vec<u8>)> {
    Some(match language {
        "table" => ("delimited", body.into()),
        "csv" => ("csv", body.into()),
        "html" => ("html", body.into()),
        "markdown" => ("markdown", body.into()),
        "bytes" => ("delimited", escaped(body.trim_end_matches('\n'))),
        "repeated" => ("delimited", repeated(body)),
        "workbook" if body.starts_with("binary\n") => {
            ("workbook", binary_workbook(&body["binary\n".len()..]))
        }
        "workbook" => ("workbook", workbook(body)),
        "word" => ("docx", word(body)),
        "wordml" => ("docx", wordml(body.trim_end())),
        "pdf" => ("pdf", pdf(body)),
        _ => return None,
    })
}

/// Pages as a block describes them.
#[expect(clippy::float_arithmetic, reason = "places on a page are floats")]
fn pdf(body: &str) -> Vec<u8> {
    const ROW: f64 = 20.0;
    const COLUMN: f64 = 110.0;
    let mut pages: Vec<Paper> = Vec::new();
    let mut y = 0.0;
    for line in body.lines() {
        if ["page", "picture", "broken"].contains(&line) {
            pages.push(Paper { is_broken: line == "broken", ..Paper::new() });
            y = 60.0;
            if line == "picture" {
                pages.last_mut().expect("just pushed").picture();
            }
            continue;
        }
        let page = pages.last_mut().expect("a page comes first");
        if let Some(text) = line.strip_prefix("slanted: ") {
            page.slanted(text);
        } else if let Some(text) = line.strip_prefix("foot: ") {
            page.text(280.0, 810.0, 9.0, text);
        } else if let Some(count) = line.strip_prefix("unknown: ") {
            page.unknown(63.0, y + 13.0, count.parse().expect("a number of glyphs"));
            y += ROW;
        } else if let Some(row) = line.strip_prefix("| ").or(line.strip_prefix("~ ")) {
            let cells: Vec<&str> = row.split('\t').collect();
            let mut columns = vec![60.0];
            columns.extend(cells.iter().scan(60.0, |x, _| {
                *x += COLUMN;
                Some(*x)
            }));
            if line.starts_with('|') {
                page.lattice(&columns, y, 1);
            }
            for (cell, x) in cells.iter().zip(&columns) {
                if let Some((upper, lower)) =
                    cell.strip_prefix("fraction: ").and_then(|cell| cell.split_once(' '))
                {
                    page.fraction(x + 3.0, y + 13.0, 9.0, [upper, lower]);
                    continue;
                }
                let mut baseline = if cell.contains(" / ") { y + 9.0 } else { y + 13.0 };
                for line in cell.split(" / ") {
                    page.text(x + 3.0, baseline, 9.0, line);
                    baseline += 9.0;
                }
            }
            y += ROW;
        } else {
            page.text(60.0, y + 13.0, 9.0, line);
            y += ROW;
        }
    }
    paper::pdf(&pages)
}

fn escaped(body: &str) -> Vec<u8> {
    let mut pieces = body.split("\\x");
    let mut bytes = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        bytes.push(u8::from_str_radix(&piece[..2], 16).expect("two digits follow \\x"));
        bytes.extend(&piece.as_bytes()[2..]);
    }
    bytes
}

fn repeated(body: &str) -> Vec<u8> {
    let line = |line: &str| match line.split_once(" times ") {
        Some((count, words)) => words.repeat(count.parse().expect("a number stands before times")),
        None => line.to_owned(),
    };
    body.lines().map(line).collect::<String>().into_bytes()
}

fn workbook(body: &str) -> Vec<u8> {
    let mut workbook = Workbook::new();
    if body.starts_with("written by gongkai\n") {
        workbook.set_properties(&DocProperties::new().set_custom_property("gongkai", "v1"));
    }
    let mut sheets = 0;
    let mut row = 0;
    let mut otherwise: Vec<[&str; 3]> = Vec::new();
    for line in body.lines().filter(|line| *line != "written by gongkai") {
        if let Some((part, change)) = line.strip_prefix("in ").and_then(|line| line.split_once(": ")) {
            let (from, to) = change.split_once(" => ").expect("what stands there, and what shall");
            otherwise.push([part, from, to]);
            continue;
        }
        let (is_hidden, line) = line.strip_prefix("hidden ").map_or((false, line), |rest| (true, rest));
        if let Some(name) = line.strip_prefix("sheet: ") {
            workbook.add_worksheet().set_name(name).unwrap().set_hidden(is_hidden);
            (sheets, row) = (sheets + 1, 0);
            continue;
        }
        let sheet = workbook.worksheet_from_index(sheets - 1).unwrap();
        if add_to_sheet(sheet, line, is_hidden) {
            continue;
        }
        let (kind, cells) =
            ROWS.iter().find_map(|kind| Some((*kind, line.strip_prefix(kind)?))).unwrap_or_default();
        let cells = if kind.is_empty() { line } else { cells };
        for (column, cell) in (0..).zip(cells.split('\t')) {
            write_cell(sheet, row, column, cell, kind == "struck row: ");
        }
        match kind {
            "height 0 row: " => drop(sheet.set_row_height(row, 0).unwrap()),
            "filtered row: " => drop(sheet.set_row_hidden(row).unwrap()),
            _ => {}
        }
        if is_hidden {
            sheet.set_row_hidden(row).unwrap();
        }
        row += 1;
    }
    changed(&workbook.save_to_buffer().unwrap(), &otherwise)
}

/// What may stand before the cells of a row.
const ROWS: [&str; 4] = ["row: ", "height 0 row: ", "filtered row: ", "struck row: "];

/// What a line adds to a sheet beside rows; whether it does.
fn add_to_sheet(sheet: &mut Worksheet, line: &str, is_hidden: bool) -> bool {
    let Some((what, words)) = line.split_once(": ") else { return false };
    let corners = |area: &str| {
        let (first, last) = area.split_once(':').expect("two corners");
        (corner(first), corner(last))
    };
    match what {
        "column" if is_hidden => {
            sheet.set_column_hidden(corner(&format!("{words}1")).1).unwrap();
        }
        "width 0" => {
            sheet.set_column_width(corner(&format!("{words}1")).1, 0).unwrap();
        }
        "merge" => {
            let ((top, left), (bottom, right)) = corners(words);
            sheet.merge_range(top, left, bottom, right, "", &Format::new()).unwrap();
        }
        "across" => {
            let ((top, left), (bottom, right)) = corners(words);
            let centred = Format::new().set_align(FormatAlign::CenterAcross);
            sheet.set_range_format(top, left, bottom, right, &centred).unwrap();
        }
        "header" => drop(sheet.set_header(words)),
        "footer" => drop(sheet.set_footer(words)),
        "shown" => {
            let (place, format) = words.split_once(' ').expect("a place and a format");
            let (row, column) = corner(place);
            let format = Format::new().set_num_format(format);
            let rule = ConditionalFormatFormula::new().set_rule("TRUE").set_format(&format);
            sheet.add_conditional_format(row, column, row, column, &rule).unwrap();
        }
        "print area" => {
            let ((top, left), (bottom, right)) = corners(words);
            sheet.set_print_area(top, left, bottom, right).unwrap();
        }
        "text box" => {
            sheet.insert_shape(0, 0, &Shape::textbox().set_text(words)).unwrap();
        }
        "chart" => {
            let ((top, left), (bottom, right)) = corners(words);
            let mut chart = Chart::new(ChartType::Column);
            chart.add_series().set_values((sheet.name().as_str(), top, left, bottom, right));
            sheet.insert_chart(0, 9, &chart).unwrap();
        }
        _ if what.starts_with("text box on ") => {
            let (row, column) = corner(what.trim_start_matches("text box on "));
            sheet.insert_shape(row, column, &Shape::textbox().set_text(words)).unwrap();
        }
        _ => {
            let Some(place) = what.strip_prefix("comment on ") else { return false };
            let (row, column) = corner(place);
            sheet.insert_note(row, column, &Note::new(words)).unwrap();
        }
    }
    true
}

fn write_cell(sheet: &mut Worksheet, row: u32, column: u16, cell: &str, is_struck: bool) {
    let format = if is_struck { Format::new().set_font_strikethrough() } else { Format::new() };
    if let Some((font, words)) = cell.strip_prefix('{').and_then(|cell| cell.split_once("} ")) {
        // A font of the whole cell.
        sheet.write_with_format(row, column, words, &Format::new().set_font_name(font)).unwrap();
    } else if ["{strike: ", "{up: ", "{Wingdings 2: ", "{Symbol: "].iter().any(|run| cell.contains(run)) {
        let runs = runs(cell);
        let runs: Vec<(&Format, &str)> = runs.iter().map(|(format, text)| (format, *text)).collect();
        sheet.write_rich_string(row, column, &runs).unwrap();
    } else if let Some(formula) = cell.strip_prefix('=') {
        let (formula, result) = formula.split_once(" is ").unwrap_or((formula, NO_RESULT));
        sheet.write(row, column, Formula::new(formula).set_result(result)).unwrap();
    } else if let Some((number, shown)) = cell.split_once(" as ") {
        let number: f64 = number.parse().expect("a number stands before its format");
        sheet.write_with_format(row, column, number, &format.set_num_format(shown)).unwrap();
    } else if is_struck {
        sheet.write_with_format(row, column, cell, &format).unwrap();
    } else {
        sheet.write(row, column, cell).unwrap();
    }
}

/// The runs of a cell, with how each is written.
fn runs(cell: &str) -> Vec<(Format, &str)> {
    let mut runs = Vec::new();
    for piece in cell.split_inclusive('}') {
        let (plain, marked) = piece.split_once('{').unwrap_or((piece, ""));
        if !plain.is_empty() {
            runs.push((Format::new(), plain));
        }
        if let Some((kind, text)) = marked.trim_end_matches('}').split_once(": ") {
            let format = match kind {
                "strike" => Format::new().set_font_strikethrough(),
                "up" => Format::new().set_font_script(FormatScript::Superscript),
                "Wingdings 2" | "Symbol" => Format::new().set_font_name(kind),
                other => panic!("no run is {other}"),
            };
            runs.push((format, text));
        }
    }
    runs
}

/// Row and column of a reference with one letter.
fn corner(reference: &str) -> (u32, u16) {
    let column = u16::from(reference.as_bytes()[0] - b'A');
    (reference[1..].parse::<u32>().expect("a letter, then a number") - 1, column)
}

/// Stands for the result of a formula that has none: whoever writes these workbooks gives every formula one.
const NO_RESULT: &str = "987654321";

/// The same package, its formulas without the results that stand for none, and what shall be otherwise in its parts.
fn changed(package: &[u8], otherwise: &[[&str; 3]]) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(package)).unwrap();
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for number in 0..archive.len() {
        let mut part = archive.by_index(number).unwrap();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        let told = format!("<v>{NO_RESULT}</v>");
        let bytes = match String::from_utf8(bytes) {
            Ok(text) => otherwise
                .iter()
                .filter(|[name, ..]| *name == part.name().unwrap())
                .fold(text.replace(&told, ""), |text, [_, from, to]| {
                    assert!(text.contains(from), "{from} stands in {text}");
                    text.replace(from, to)
                })
                .into_bytes(),
            Err(error) => error.into_bytes(),
        };
        writer.start_file(part.name().unwrap(), SimpleFileOptions::default()).unwrap();
        writer.write_all(&bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A workbook in the binary format, with one sheet of numbers and short texts.
fn binary_workbook(body: &str) -> Vec<u8> {
    // [MS-XLSB]: a record is its number, seven bits a byte, its length, and its data.
    let record = |number: u16, data: &[u8]| {
        let mut bytes = vec![];
        if number < 0x80 {
            bytes.push(u8::try_from(number).unwrap());
        } else {
            bytes.extend([0x80 | u8::try_from(number & 0x7f).unwrap(), u8::try_from(number >> 7).unwrap()]);
        }
        bytes.push(u8::try_from(data.len()).unwrap());
        assert!(data.len() < 0x80, "longer data has a length of two bytes");
        bytes.extend(data);
        bytes
    };
    let wide = |text: &str| {
        let units: Vec<u16> = text.encode_utf16().collect();
        let count = u32::try_from(units.len()).unwrap().to_le_bytes();
        count.into_iter().chain(units.into_iter().flat_map(u16::to_le_bytes)).collect::<Vec<u8>>()
    };
    let mut lines = body.lines();
    let name = lines.next().and_then(|line| line.strip_prefix("sheet: ")).expect("a sheet");
    let bundle = [&[0; 4][..], &1_u32.to_le_bytes(), &wide("r1"), &wide(name)].concat();
    let book = [record(131, &[]), record(143, &[]), record(156, &bundle), record(144, &[]), record(132, &[])];
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split('\t').collect()).collect();
    let last = |count: usize| u32::try_from(count - 1).unwrap().to_le_bytes();
    let widest = rows.iter().map(Vec::len).max().unwrap_or(1);
    let reach = [&[0; 4][..], &last(rows.len()), &[0; 4], &last(widest)].concat();
    let mut sheet = [record(129, &[]), record(148, &reach), record(145, &[])].concat();
    for (number, row) in (0_u32..).zip(&rows) {
        let header = [&number.to_le_bytes()[..], &[0; 4], &[0x2c, 1], &[0; 3], &[0; 4]].concat();
        sheet.extend(record(0, &header));
        for (column, cell) in (0_u32..).zip(row) {
            let place = [column.to_le_bytes(), [0; 4]].concat();
            let (kind, value) = match cell.parse::<f64>() {
                Ok(value) => (5, value.to_le_bytes().to_vec()),
                Err(_) => (6, wide(cell)),
            };
            sheet.extend(record(kind, &[place, value].concat()));
        }
    }
    sheet.extend([record(146, &[]), record(130, &[])].concat());
    let types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relations = |id: &str, kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"{id}\" Type=\"{types}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    package(&[
        ("_rels/.rels", relations("r0", "officeDocument", "xl/workbook.bin").as_bytes()),
        ("xl/workbook.bin", &book.concat()),
        ("xl/_rels/workbook.bin.rels", relations("r1", "worksheet", "worksheets/sheet1.bin").as_bytes()),
        ("xl/worksheets/sheet1.bin", &sheet),
    ])
}

fn word(body: &str) -> Vec<u8> {
    let numbers = "<w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr>";
    let paragraph = |line: &str| match line.strip_prefix("numbered: ") {
        Some(text) => format!("<w:p>{numbers}<w:r><w:t>{text}</w:t></w:r></w:p>"),
        None => format!("<w:p><w:r><w:t>{line}</w:t></w:r></w:p>"),
    };
    wordml(&body.lines().map(paragraph).collect::<String>())
}

fn wordml(body: &str) -> Vec<u8> {
    let space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let document = format!("<w:document xmlns:w=\"{space}\"><w:body>{body}</w:body></w:document>");
    package(&[("word/document.xml", document.as_bytes())])
}

pub fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}
