//! Word files and packages as a block of a page describes them, part by part.
//!
//! | language | what stands in it |
//! | --- | --- |
//! | `docx` | a paragraph a line; `\| ` before a row of a table, its cells parted by tabs, `¶` between paragraphs of a cell; `---` between two tables that touch |
//! | | `{strike: 160}` for a run with a property, `{vertAlign=superscript: 1}` for one with a value, `{<w:br/>}` for markup of a paragraph; a line that begins with `<` for markup of the body |
//! | | `[gridSpan=3]` before a cell, `[hidden]` before a row's `\|`, `[p: jc=right]` before a paragraph for its properties; `numPr=2` numbers it by the second list |
//! | | `part: NAME`, the lines of the part, `end`; `part: NAME = workbook` for one that another language makes; its relationship is named like its file |
//! | `package xlsx` | the parts of a package, as above; the ending is that of its name |

use std::fmt::Write as _;

use crate::page_inputs::{bytes, package};

/// What a package holds: the names of its parts and their bytes.
type Parts = Vec<(String, Vec<u8>)>;

/// A document of Word.
pub fn docx(block: &str) -> Vec<u8> {
    let (lines, mut parts) = parts(block);
    let spaces: String =
        SPACES.iter().map(|(prefix, space)| format!(" xmlns:{prefix}=\"{space}\"")).collect();
    for (name, bytes) in &mut parts {
        // A part that names no space of names has those of the document.
        let text = String::from_utf8_lossy(bytes);
        if is_xml(name) && text.starts_with("<w:") && !text.contains("xmlns:w=") {
            let place = text.find([' ', '>', '/']).unwrap_or(text.len());
            *bytes = format!("{}{spaces}{}", &text[..place], &text[place..]).into_bytes();
        }
    }
    let mut relations = String::new();
    let mut overrides = String::new();
    for (name, _) in parts.iter().filter(|(name, _)| name.starts_with("word/") && !name.contains("_rels")) {
        let target = name.trim_start_matches("word/");
        let id = target.rsplit('/').next().and_then(|file| file.split('.').next()).unwrap_or(target);
        let kind = kind_of(name, id);
        write!(relations, "<Relationship Id=\"{id}\" Type=\"{RELATIONS}/{kind}\" Target=\"{target}\"/>")
            .unwrap();
        if is_xml(name) {
            write!(overrides, "<Override PartName=\"/{name}\" ContentType=\"{WORD}.{kind}+xml\"/>").unwrap();
        }
    }
    let relationships = |body: &str| {
        format!("<Relationships xmlns=\"{PACKAGES}/relationships\">{body}</Relationships>").into_bytes()
    };
    let document = format!("<w:document{spaces}><w:body>{}</w:body></w:document>", body(&lines));
    let types = format!(
        "<Types xmlns=\"{PACKAGES}/content-types\"><Default Extension=\"rels\" \
         ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" \
         ContentType=\"application/xml\"/><Default Extension=\"png\" ContentType=\"image/png\"/><Override \
         PartName=\"/word/document.xml\" ContentType=\"{WORD}.document.main+xml\"/>{overrides}</Types>"
    );
    let main =
        format!("<Relationship Id=\"r1\" Type=\"{RELATIONS}/officeDocument\" Target=\"word/document.xml\"/>");
    let own = [
        ("[Content_Types].xml", types.into_bytes()),
        ("_rels/.rels", relationships(&main)),
        ("word/document.xml", document.into_bytes()),
        ("word/_rels/document.xml.rels", relationships(&relations)),
    ];
    let mut all: Parts = own.into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect();
    all.extend(parts);
    zipped(&all)
}

fn is_xml(name: &str) -> bool {
    name.rsplit('.').next() == Some("xml")
}

/// A package of the parts that are named.
pub fn of_parts(block: &str) -> Vec<u8> {
    zipped(&parts(block).1)
}

fn zipped(parts: &Parts) -> Vec<u8> {
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, bytes)| (&**name, &**bytes)).collect();
    package(&parts)
}

const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGES: &str = "http://schemas.openxmlformats.org/package/2006";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// The spaces of names that a document of Word may use.
const SPACES: &[(&str, &str)] = &[
    ("w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    ("w14", "http://schemas.microsoft.com/office/word/2010/wordml"),
    ("r", RELATIONS),
    ("m", "http://schemas.openxmlformats.org/officeDocument/2006/math"),
    ("wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
    ("a", "http://schemas.openxmlformats.org/drawingml/2006/main"),
    ("pic", "http://schemas.openxmlformats.org/drawingml/2006/picture"),
    ("wps", "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"),
    ("mc", "http://schemas.openxmlformats.org/markup-compatibility/2006"),
    ("v", "urn:schemas-microsoft-com:vml"),
    ("o", "urn:schemas-microsoft-com:office:office"),
];

/// How a document of Word relates to a part, by the part's name.
fn kind_of(name: &str, id: &str) -> &'static str {
    const KINDS: &[(&str, &str)] = &[
        ("header", "header"),
        ("footer", "footer"),
        ("numbering", "numbering"),
        ("styles", "styles"),
        ("footnotes", "footnotes"),
        ("endnotes", "endnotes"),
        ("comments", "comments"),
        ("settings", "settings"),
        ("chunk", "aFChunk"),
        ("chart", "chart"),
        ("object", "oleObject"),
    ];
    let by_name = KINDS.iter().find(|(start, _)| id.starts_with(start)).map(|(_, kind)| *kind);
    by_name.unwrap_or(if name.contains("media/") { "image" } else { "package" })
}

/// The lines of a block that are no part, and its parts.
fn parts(block: &str) -> (Vec<&str>, Parts) {
    let mut rest = Vec::new();
    let mut parts: Parts = Vec::new();
    let mut lines = block.lines();
    while let Some(line) = lines.next() {
        let Some(name) = line.strip_prefix("part: ") else {
            rest.push(line);
            continue;
        };
        let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "end").collect();
        let (name, language) = name.split_once(" = ").map_or((name, None), |(name, of)| (name, Some(of)));
        let content = match language {
            None => body.join("\n").into_bytes(),
            Some("docx") => docx(&body.join("\n")),
            Some(language) => bytes(language, &(body.join("\n") + "\n")).expect("a known language").1,
        };
        parts.push((name.to_owned(), content));
    }
    (rest, parts)
}

/// The body of a document: its lines as paragraphs and tables.
fn body(lines: &[&str]) -> String {
    let mut body = String::new();
    let mut rows = String::new();
    for line in lines.iter().chain(&["---"]) {
        if let Some(row) = row(line) {
            rows.push_str(&row);
            continue;
        }
        if !rows.is_empty() {
            write!(body, "<w:tbl>{rows}</w:tbl>").unwrap();
            rows.clear();
        }
        match *line {
            "---" => {}
            markup if markup.starts_with('<') => body.push_str(markup),
            line => body.push_str(&paragraph(line)),
        }
    }
    body
}

fn row(line: &str) -> Option<String> {
    let (properties, rest) = set_before(line, "[");
    let cells: String = rest.strip_prefix("| ")?.split('\t').map(cell).collect();
    Some(format!("<w:tr>{}{cells}</w:tr>", elements("trPr", properties)))
}

fn cell(text: &str) -> String {
    let (properties, text) = if text.starts_with("[p: ") { ("", text) } else { set_before(text, "[") };
    let paragraphs: String = text.split('¶').map(paragraph).collect();
    format!("<w:tc>{}{paragraphs}</w:tc>", elements("tcPr", properties))
}

fn paragraph(text: &str) -> String {
    let (properties, mut text) = set_before(text, "[p: ");
    let mut runs = String::new();
    while let Some((before, rest)) = text.split_once('{') {
        let (inner, after) = rest.split_once('}').expect("a brace is closed");
        runs.push_str(&run("", before));
        match inner.split_once(": ") {
            Some((properties, words)) if !inner.starts_with('<') => runs.push_str(&run(properties, words)),
            _ => runs.push_str(inner),
        }
        text = after;
    }
    runs.push_str(&run("", text));
    format!("<w:p>{}{runs}</w:p>", elements("pPr", properties))
}

fn run(properties: &str, text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let text = text.replace('\t', "</w:t><w:tab/><w:t xml:space=\"preserve\">");
    format!("<w:r>{}<w:t xml:space=\"preserve\">{text}</w:t></w:r>", elements("rPr", properties))
}

/// The properties that stand in brackets before a text, and the text.
fn set_before<'a>(text: &'a str, open: &str) -> (&'a str, &'a str) {
    text.strip_prefix(open).and_then(|rest| rest.split_once(']')).unwrap_or(("", text))
}

/// Properties, parted by blanks, as elements in one that holds them.
fn elements(holder: &str, properties: &str) -> String {
    let element = |property: &str| match property.split_once('=') {
        Some(("numPr", list)) => {
            let (list, level) = list.split_once('.').unwrap_or((list, "0"));
            format!("<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr>")
        }
        Some(("font", name)) => {
            format!("<w:rFonts w:ascii=\"{0}\" w:hAnsi=\"{0}\"/>", name.replace('_', " "))
        }
        Some((name, value)) => format!("<w:{name} w:val=\"{value}\"/>"),
        None => format!("<w:{property}/>"),
    };
    match properties {
        "" => String::new(),
        markup if markup.starts_with('<') => format!("<w:{holder}>{markup}</w:{holder}>"),
        some => format!("<w:{holder}>{}</w:{holder}>", some.split(' ').map(element).collect::<String>()),
    }
}
