//! Paper that is large enough: columns so wide and pages so large that printing cuts nothing and repeats nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read as _, Write as _};
use std::sync::LazyLock;

use regex::{Captures, Regex};
use zip::ZipArchive;
use zip::write::{SimpleFileOptions, ZipWriter};

/// The paper of a sheet; beyond it a PDF has no pages.
const SHEET: &str = r#"paperWidth="5000mm" paperHeight="5000mm""#;

/// So many characters are not quite as wide as the paper of a sheet.
const SHEET_WIDTH: usize = 1_100;

/// How many points are as high as the paper of a sheet.
const SHEET_HEIGHT: usize = 13_000;

/// The widest column that a workbook may have.
const WIDEST: usize = 250;

/// So many columns are laid out anew.
const COLUMNS: usize = 100;

/// The paper of a text: the largest that Word knows.
const PAGE: &str = r#"<w:pgSz w:w="31680" w:h="31680"/>"#;

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels"
 ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml"
 ContentType="application/xml"/><Override PartName="/word/document.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;

const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
 Target="word/document.xml"/></Relationships>"#;

macro_rules! pattern {
    ($name:ident, $pattern:expr) => {
        static $name: LazyLock<Regex> = LazyLock::new(|| Regex::new($pattern).unwrap());
    };
}

pattern!(ROOT, r"<(?:(\w+):)?worksheet\b");
pattern!(COLUMN, r"<(?:\w+:)?col\b[^>]*>");
pattern!(COLUMNS_OLD, r"(?s)<(?:\w+:)?cols>.*?</(?:\w+:)?cols>");
pattern!(BREAKS, r"(?s)<(?:\w+:)?(?:row|col)Breaks\b.*?</(?:\w+:)?(?:row|col)Breaks>");
pattern!(ROW, r"<(?:\w+:)?row\b[^>]*>");
pattern!(HEIGHT, r#" (?:ht|customHeight)="[^"]*""#);
pattern!(ATTRIBUTE, r#"([\w:]+)="([^"]*)""#);
pattern!(PLACE, r#" r="([A-Z]+)\d+""#);
pattern!(DATA, r"<(?:\w+:)?sheetData\b");
pattern!(SETUP, r"<(?:\w+:)?pageSetup\b[^>]*>");
pattern!(PAPER, r#" (?:paperSize|scale|fitToWidth|fitToHeight)="[^"]*""#);
pattern!(FIT, r"<(?:\w+:)?pageSetUpPr\b[^>]*/>");
pattern!(MARGINS, r"<(?:\w+:)?pageMargins\b[^>]*/>");
pattern!(
    BEFORE_SETUP,
    r"<(?:\w+:)?(?:phoneticPr|printOptions|autoFilter|sheetProtection|hyperlinks|sheetData)\b[^>]*/>|</(?:\w+:)?(?:sheetData|autoFilter|mergeCells|conditionalFormatting|dataValidations|hyperlinks|customSheetViews)>"
);
pattern!(TABLE_WIDTH, r"<w:(?:gridCol|tcW|tblW)\b[^>]*>");
pattern!(WIDTH, r#"w:w="(\d+)""#);
pattern!(PAGE_OLD, r"<w:pgSz\b[^>]*/>");
pattern!(SECTION_EMPTY, r"<w:sectPr\b[^>]*/>");
pattern!(CELL_STYLES, r"(?s)<(?:\w+:)?cell(?:Style)?Xfs\b.*?</(?:\w+:)?cell(?:Style)?Xfs>");
pattern!(STYLE, r"(?s)<(\w+:)?xf\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?xf>)");
pattern!(APPLIED, r#" applyAlignment="[^"]*""#);
pattern!(ALIGNMENT, r"<(?:\w+:)?alignment\b");
pattern!(SHEET_NAME, r"<(?:\w+:)?sheet\b[^>]*>");

fn attributes(tag: &str) -> BTreeMap<&str, &str> {
    ATTRIBUTE
        .captures_iter(tag)
        .map(|found| found.extract())
        .map(|(_, [name, value])| (name, value))
        .collect()
}

fn has_extension(name: &str, extension: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, own)| own == extension)
}

/// The parts of a package, in order; none where it is no package.
fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return Vec::new() };
    (0..archive.len())
        .map(|number| {
            let mut part = archive.by_index(number).unwrap();
            let mut content = Vec::new();
            part.read_to_end(&mut content).unwrap();
            (part.name().unwrap().into_owned(), content)
        })
        .collect()
}

/// The names on the tabs of a workbook.
pub fn visible_sheets(bytes: &[u8]) -> Vec<String> {
    let parts = parts(bytes);
    let Some((_, workbook)) = parts.iter().find(|(name, _)| name.ends_with("workbook.xml")) else {
        return Vec::new();
    };
    let workbook = String::from_utf8_lossy(workbook);
    let tags = SHEET_NAME.find_iter(&workbook).map(|tag| attributes(tag.as_str()));
    tags.filter_map(|tag| tag.get("name").map(|name| (*name).to_owned())).collect()
}

/// A file on large paper; one that is no package stays as it is.
pub fn large(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut parts = parts(bytes);
    if parts.is_empty() || !has_extension(name, "xlsx") && !has_extension(name, "docx") {
        return bytes.to_owned();
    }
    for (name, content) in &mut parts {
        let Ok(text) = std::str::from_utf8(content) else { continue };
        if ROOT.is_match(text) {
            *content = sheet(text).into_bytes();
        } else if CELL_STYLES.is_match(text) {
            *content = styles(text).into_bytes();
        } else if has_extension(name, "xml") && text.contains("</w:body>") {
            *content = page(text).into_bytes();
        }
    }
    // The Word files of the carriers are of one part, which is enough for us.
    if !parts.iter().any(|(name, _)| name == "[Content_Types].xml") {
        parts.insert(0, ("[Content_Types].xml".to_owned(), TYPES.into()));
        parts.push(("_rels/.rels".to_owned(), RELATIONS.into()));
    }
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in &parts {
        writer.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn page(text: &str) -> String {
    // Widths in percent are a page's own; three times the others is no wider than the page.
    let text = &TABLE_WIDTH.replace_all(text, |tag: &Captures| {
        if tag[0].contains("pct") {
            return tag[0].to_owned();
        }
        let wide = |width: &Captures| format!("w:w=\"{}\"", width[1].parse::<usize>().unwrap() * 3);
        WIDTH.replace(&tag[0], wide).into_owned()
    });
    if PAGE_OLD.is_match(text) {
        return PAGE_OLD.replace_all(text, PAGE).into_owned();
    }
    let text = SECTION_EMPTY.replace_all(text, "");
    text.replace("</w:body>", &format!("<w:sectPr>{PAGE}</w:sectPr></w:body>"))
}

fn sheet(text: &str) -> String {
    let prefix = ROOT
        .captures(text)
        .and_then(|root| root.get(1))
        .map_or(String::new(), |own| format!("{}:", own.as_str()));
    let hidden = hidden_columns(text);
    let used: BTreeSet<&str> =
        PLACE.captures_iter(text).map(|found| found.extract()).map(|(_, [column])| column).collect();
    let width = (SHEET_WIDTH / used.len().max(1)).clamp(30, WIDEST);
    let column = |number: usize| {
        let shown = if hidden.contains(&number) {
            "width=\"0\" hidden=\"1\"".to_owned()
        } else {
            format!("width=\"{width}\"")
        };
        format!("<{prefix}col min=\"{number}\" max=\"{number}\" {shown} customWidth=\"1\"/>")
    };
    let columns: String = (1..=COLUMNS).map(column).collect();
    let text = COLUMNS_OLD.replace_all(text, "");
    let text = BREAKS.replace_all(&text, "");
    let text = FIT.replace_all(&text, "");
    // Rows are as high as what stands in them could be; one without a height is hidden.
    let height = (SHEET_HEIGHT / ROW.find_iter(&text).count().max(1)).clamp(30, 400);
    let text = ROW.replace_all(&text, |row: &Captures| {
        let is_flat = attributes(&row[0]).get("ht").is_some_and(|height| height.parse() == Ok(0.0));
        let high = format!("row ht=\"{height}\" customHeight=\"1\"");
        if is_flat { row[0].to_owned() } else { HEIGHT.replace_all(&row[0], "").replacen("row", &high, 1) }
    });
    let text =
        DATA.replace(&text, |data: &Captures| format!("<{prefix}cols>{columns}</{prefix}cols>{}", &data[0]));
    if let Some(setup) = SETUP.find(&text) {
        let own = PAPER.replace_all(setup.as_str(), "");
        let own = own.replacen("pageSetup", &format!("pageSetup {SHEET}"), 1);
        return format!("{}{own}{}", &text[..setup.start()], &text[setup.end()..]);
    }
    let at = MARGINS.find(&text).or_else(|| BEFORE_SETUP.find_iter(&text).last()).map_or(0, |tag| tag.end());
    format!("{}<{prefix}pageSetup {SHEET}/>{}", &text[..at], &text[at..])
}

/// The numbers of the columns that are hidden, or have no width.
fn hidden_columns(text: &str) -> BTreeSet<usize> {
    let mut hidden = BTreeSet::new();
    for tag in COLUMN.find_iter(text).map(|tag| attributes(tag.as_str())) {
        let number = |name: &str| tag.get(name).and_then(|value| value.parse::<usize>().ok());
        let is_hidden = tag.get("hidden").is_some_and(|value| ["1", "true"].contains(value));
        let has_width = tag.get("width").is_none_or(|width| width.parse() != Ok(0.0));
        if let (Some(first), Some(last), true) = (number("min"), number("max"), is_hidden || !has_width) {
            hidden.extend(first..=last.min(COLUMNS));
        }
    }
    hidden
}

/// Styles of cells whose texts go on in the next line, instead of being cut at the next cell.
fn styles(text: &str) -> String {
    let wrapped = |style: &Captures| {
        let prefix = style.get(1).map_or("", |prefix| prefix.as_str());
        let inner = style.get(3).map_or("", |inner| inner.as_str());
        let alignment = if ALIGNMENT.is_match(inner) {
            ALIGNMENT.replace(inner, "$0 wrapText=\"1\"").into_owned()
        } else {
            format!("<{prefix}alignment wrapText=\"1\"/>{inner}")
        };
        let own = APPLIED.replace(&style[2], "");
        format!("<{prefix}xf{own} applyAlignment=\"1\">{alignment}</{prefix}xf>")
    };
    CELL_STYLES
        .replace_all(text, |styles: &Captures| STYLE.replace_all(&styles[0], wrapped).into_owned())
        .into_owned()
}
