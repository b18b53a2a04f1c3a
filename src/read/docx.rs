//! Word documents: paragraphs, headings and tables of the main part, OMML as MathML.
//!
//! A Word file has no lines. The place of a paragraph is `P12`, the twelfth of the document; the place of a cell is
//! `T1R3C2`, the second cell as written of the third row of the first table; both count from 1.
//!
//! What is inserted by revision is read, what is deleted is not; field codes are not, their results are.

use super::html::escape;
use super::omml;
use super::package::{OLE, Package, ZIP, encrypted, names_stream};
use super::xml::Element;
use super::{Evidence, Reader, origin};
use crate::error::Error;
use crate::model::grid::place_cells;
use crate::model::{
    Block, Cell, Document, Finding, Findings, Message, Place, Raw, Row, RowRole, Rule, Scope, Section,
    Severity, Source, Table,
};

/// The reader of Word documents.
pub const READER: Reader =
    Reader { name: "docx", extensions: &["docx", "docm", "dotx", "dotm", "doc", "wps"], sniff, read };

/// Numbers that Word counts are not in the file.
pub const LIST_NUMBERS_GENERATED: Rule = Rule {
    name: "list-numbers-generated",
    severity: Severity::Info,
    page: include_str!("list_numbers_generated.md"),
};

/// Properties that change how things look and not what they say.
const LOOKS: &[&str] = &[
    "sectPr",
    "tblBorders",
    "tcBorders",
    "pBdr",
    "rFonts",
    "shd",
    "tblLook",
    "tblStylePr",
    "latentStyles",
    "tblCellMar",
    "lang",
    "proofErr",
    "bookmarkStart",
    "bookmarkEnd",
    "ctrlPr",
];

fn sniff(bytes: &[u8]) -> Evidence {
    if bytes.starts_with(OLE) {
        return if names_stream(bytes, "WordDocument") { Evidence::Certain } else { Evidence::Silent };
    }
    if !bytes.starts_with(ZIP) {
        return Evidence::Against;
    }
    match Package::open(bytes) {
        Ok(package) if main_part_by_name(&package).is_some() => Evidence::Certain,
        Ok(_) => Evidence::Against,
        Err(_) => Evidence::Silent,
    }
}

fn main_part_by_name(package: &Package<'_>) -> Option<String> {
    package.find("word/document.xml").map(str::to_owned).or_else(|| {
        let is_main = |name: &&String| {
            let name = name.to_ascii_lowercase();
            name.strip_suffix(".xml").is_some_and(|name| name.starts_with("word/document"))
        };
        package.names().iter().find(is_main).cloned()
    })
}

fn read(findings: &mut Findings, source: &Source) -> Result<Document<Raw>, Error> {
    let bytes = source.bytes.as_slice();
    if bytes.is_empty() {
        return Err(Error::refused("read-empty", &[]));
    }
    if bytes.starts_with(OLE) {
        let is_old = names_stream(bytes, "WordDocument");
        return Err(if is_old { Error::refused("read-old-word", &[]) } else { encrypted() });
    }
    if !bytes.starts_with(b"PK") {
        return Err(Error::refused("read-not-a-docx", &[]));
    }
    let mut package = Package::open(bytes)?;
    let name = main_part_by_name(&package).ok_or_else(|| Error::refused("read-not-a-docx", &[]))?;
    let main = package.xml(&name, LOOKS)?.ok_or_else(|| Error::refused("docx-no-document", &[]))?;
    let body = main.child("body").ok_or_else(|| Error::refused("docx-no-document", &[]))?;
    let styles =
        package.xml("word/styles.xml", LOOKS)?.map(|styles| read_styles(&styles)).unwrap_or_default();
    let notes = [("word/footnotes.xml", "footnote"), ("word/endnotes.xml", "endnote")];
    let title = package
        .xml("docProps/core.xml", &[])?
        .and_then(|core| core.child("title").map(|title| title.text().trim().to_owned()))
        .filter(|title| !title.is_empty());
    let mut reading = Reading { styles, ..Reading::default() };
    reading.blocks(body);
    for (part, name) in notes {
        if let Some(notes) = package.xml(part, LOOKS)? {
            // The first two draw lines between text and notes.
            let is_note = |note: &&Element| note.name == name && note.attribute("type").is_none();
            notes.elements().filter(is_note).for_each(|note| reading.blocks(note));
        }
    }
    if reading.numbered > 0 {
        let message = Message::new("list-numbers-generated", &[]);
        let mut finding = Finding::new(&LIST_NUMBERS_GENERATED, &message);
        finding.found = Some(reading.numbered.to_string());
        findings.push(finding);
    }
    Ok(Document {
        source: origin(source, READER.name, None),
        title,
        blocks: reading.found,
        hidden: Vec::new(),
    })
}

/// A paragraph style.
#[derive(Debug, Default)]
struct Style {
    id: String,
    based_on: Option<String>,
    level: Option<u8>,
    numbered: bool,
}

fn read_styles(styles: &Element) -> Vec<Style> {
    styles
        .elements()
        .filter(|style| style.name == "style")
        .map(|style| {
            let name = style.child("name").and_then(|name| name.attribute("val")).unwrap_or_default();
            let properties = style.child("pPr");
            Style {
                id: style.attribute("styleId").unwrap_or_default().to_owned(),
                based_on: style.child("basedOn").and_then(|base| base.attribute("val")).map(str::to_owned),
                level: named_level(name).or_else(|| properties.and_then(outline_level)),
                numbered: properties.is_some_and(is_numbered),
            }
        })
        .collect()
}

/// The level of a heading style by its name: `heading 1`, `标题 1`, `Title`.
fn named_level(name: &str) -> Option<u8> {
    let name = name.trim().to_lowercase();
    if name == "title" || name == "标题" {
        return Some(1);
    }
    let rest = name.strip_prefix("heading").or_else(|| name.strip_prefix("标题"))?;
    rest.trim().parse().ok().filter(|level| (1..=9).contains(level))
}

/// The level that a paragraph's or style's own properties give, from 1.
fn outline_level(properties: &Element) -> Option<u8> {
    let level: u8 = properties.child("outlineLvl")?.attribute("val")?.parse().ok()?;
    // 9 is body text.
    (level < 9).then_some(level + 1)
}

fn is_numbered(properties: &Element) -> bool {
    let id = properties.path(&["numPr", "numId"]).and_then(|id| id.attribute("val"));
    id.is_some_and(|id| id != "0")
}

/// A paragraph's text as HTML and as words.
#[derive(Default)]
struct Text {
    html: String,
    words: String,
}

impl Text {
    fn is_blank(&self) -> bool {
        self.words.trim().is_empty()
    }

    fn push(&mut self, words: &str) {
        self.html.push_str(&escape(words));
        self.words.push_str(words);
    }

    fn into_raw(self) -> Raw {
        if self.html == self.words {
            Raw::Markup(self.html)
        } else {
            Raw::Translated { html: self.html, source: self.words }
        }
    }
}

#[derive(Default)]
struct Reading {
    styles: Vec<Style>,
    found: Vec<Block<Raw>>,
    /// How many paragraphs stand outside of tables so far.
    paragraphs: usize,
    tables: usize,
    numbered: usize,
    /// Whether we are in the code of a field, and how many fields are open.
    fields: Vec<bool>,
}

impl Reading {
    /// Paragraphs and tables, in whatever wrappers they stand.
    fn blocks(&mut self, parent: &Element) {
        for element in parent.elements() {
            match element.name.as_str() {
                "p" => self.paragraph(element),
                "tbl" => {
                    self.tables += 1;
                    let name = format!("T{}", self.tables);
                    let table = self.table(element, &name);
                    if !table.rows.is_empty() {
                        self.found.push(Block::Table(table));
                    }
                }
                "del" | "moveFrom" | "sdtPr" | "sdtEndPr" => {}
                _ => self.blocks(element),
            }
        }
    }

    fn paragraph(&mut self, element: &Element) {
        self.paragraphs += 1;
        let mut text = Text::default();
        let level = self.level(element);
        self.inlines(&mut text, element);
        if !text.is_blank() {
            self.count_number(element);
            let at = Place { cell: Some(format!("P{}", self.paragraphs)), ..Place::default() };
            let text = text.into_raw();
            self.found.push(match level {
                Some(level) => Block::Heading { level: level.min(6), text, at },
                None => Block::Paragraph { text, at },
            });
        }
        // Text boxes stand in the paragraph that they are anchored to.
        self.boxes(element);
    }

    fn boxes(&mut self, element: &Element) {
        for inner in element.elements() {
            match inner.name.as_str() {
                "txbxContent" => self.blocks(inner),
                // The same box in the words of older programs.
                "Fallback" if element.child("Choice").is_some() => {}
                "tbl" => {}
                _ => self.boxes(inner),
            }
        }
    }

    fn level(&self, paragraph: &Element) -> Option<u8> {
        let properties = paragraph.child("pPr")?;
        if let Some(own) = properties.child("outlineLvl") {
            return own
                .attribute("val")?
                .parse::<u8>()
                .ok()
                .filter(|level| *level < 9)
                .map(|level| level + 1);
        }
        let id = properties.child("pStyle")?.attribute("val")?;
        self.styled(id, |style| style.level).or_else(|| named_level(id))
    }

    /// What a style says, or one that it is based on.
    fn styled<T>(&self, id: &str, says: impl Fn(&Style) -> Option<T>) -> Option<T> {
        let mut id = id.to_owned();
        // A chain of styles may close to a ring.
        for _ in 0..self.styles.len() {
            let style = self.styles.iter().find(|style| style.id == id)?;
            if let Some(said) = says(style) {
                return Some(said);
            }
            id.clone_from(style.based_on.as_ref()?);
        }
        None
    }

    fn count_number(&mut self, paragraph: &Element) {
        let Some(properties) = paragraph.child("pPr") else { return };
        let by_style = || {
            let id = properties.child("pStyle").and_then(|style| style.attribute("val"))?;
            self.styled(id, |style| style.numbered.then_some(()))
        };
        let numbered = match properties.child("numPr") {
            Some(_) => is_numbered(properties),
            None => by_style().is_some(),
        };
        self.numbered += usize::from(numbered);
    }

    fn inlines(&mut self, text: &mut Text, parent: &Element) {
        for element in parent.elements() {
            match element.name.as_str() {
                "r" => self.run(text, element),
                "oMath" => {
                    let (mathml, words) = omml::mathml(element);
                    text.html.push_str("<math>");
                    text.html.push_str(&mathml);
                    text.html.push_str("</math>");
                    text.words.push_str(&words);
                }
                "del" | "moveFrom" | "pPr" | "sdtPr" | "sdtEndPr" | "tbl" | "txbxContent" | "rPr" => {}
                "AlternateContent" => {
                    let choice = element.child("Choice").or_else(|| element.child("Fallback"));
                    if let Some(choice) = choice {
                        self.inlines(text, choice);
                    }
                }
                _ => self.inlines(text, element),
            }
        }
    }

    fn run(&mut self, text: &mut Text, run: &Element) {
        let properties = run.child("rPr");
        let is_on = |name: &str| {
            properties
                .and_then(|properties| properties.child(name))
                .is_some_and(|switch| !matches!(switch.attribute("val"), Some("0" | "false" | "off")))
        };
        // Text that is formatted as hidden is not shown.
        let hidden = is_on("vanish");
        let shift = properties
            .and_then(|properties| properties.child("vertAlign"))
            .and_then(|shift| shift.attribute("val"))
            .and_then(|shift| match shift {
                "superscript" => Some("sup"),
                "subscript" => Some("sub"),
                _ => None,
            });
        let mut inner = Text::default();
        for element in run.elements() {
            match element.name.as_str() {
                "fldChar" => match element.attribute("fldCharType") {
                    Some("begin") => self.fields.push(true),
                    Some("separate") => {
                        if let Some(code) = self.fields.last_mut() {
                            *code = false;
                        }
                    }
                    Some("end") => drop(self.fields.pop()),
                    _ => {}
                },
                _ if hidden || self.fields.contains(&true) => {}
                "t" => inner.push(&element.text()),
                "br" | "cr" if element.attribute("type").is_none_or(|kind| kind == "textWrapping") => {
                    inner.html.push_str("<br>");
                    inner.words.push('\n');
                }
                "tab" | "ptab" => inner.push("\t"),
                "noBreakHyphen" => inner.push("\u{2011}"),
                "sym" => inner.push(&symbol(element)),
                // Ruby: the text below, then its reading.
                "ruby" => {
                    for part in ["rubyBase", "rt"] {
                        element.child(part).into_iter().for_each(|part| self.inlines(&mut inner, part));
                    }
                }
                "AlternateContent" => {
                    let choice = element.child("Choice").or_else(|| element.child("Fallback"));
                    if let Some(choice) = choice {
                        self.inlines(&mut inner, choice);
                    }
                }
                _ => {}
            }
        }
        if inner.words.is_empty() {
            return;
        }
        let bold = is_on("b") && !inner.is_blank();
        let tags = [bold.then_some("strong"), shift];
        for tag in tags.into_iter().flatten() {
            text.html.extend(["<", tag, ">"]);
        }
        text.html.push_str(&inner.html);
        for tag in tags.into_iter().rev().flatten() {
            text.html.extend(["</", tag, ">"]);
        }
        text.words.push_str(&inner.words);
    }

    fn table(&mut self, element: &Element, name: &str) -> Table<Raw> {
        let mut rows: Vec<Row<Raw>> = Vec::new();
        // For each column, the row and cell that a merge began in.
        let mut open: Vec<Option<(usize, usize)>> = Vec::new();
        let mut header_rows = 0;
        for source in table_rows(element) {
            let properties = source.child("trPr");
            let number = |name: &str| {
                let value = properties.and_then(|properties| properties.child(name));
                value
                    .and_then(|value| value.attribute("val"))
                    .and_then(|value| value.parse().ok())
                    .unwrap_or(0)
            };
            let is_header = properties
                .and_then(|properties| properties.child("tblHeader"))
                .is_some_and(|header| !matches!(header.attribute("val"), Some("0" | "false" | "off")));
            let row_number = rows.len();
            let row_name = format!("{name}R{}", row_number + 1);
            let mut row =
                Row { at: Place { cell: Some(row_name.clone()), ..Place::default() }, ..Row::default() };
            let mut column = 0;
            let skipped: usize = number("gridBefore");
            if skipped > 0 {
                let mut cell = Cell::new(Raw::Markup(String::new()), row.at.clone());
                cell.colspan = skipped.min(1000);
                column += cell.colspan;
                row.cells.push(cell);
            }
            for (index, source) in row_cells(source).into_iter().enumerate() {
                let properties = source.child("tcPr");
                let property = |name: &str| properties.and_then(|properties| properties.child(name));
                let colspan: usize = property("gridSpan")
                    .and_then(|span| span.attribute("val"))
                    .and_then(|span| span.parse().ok())
                    .unwrap_or(1);
                let colspan = colspan.clamp(1, 1000);
                let merge = property("vMerge").map(|merge| merge.attribute("val").unwrap_or("continue"));
                if open.len() < column + colspan {
                    open.resize(column + colspan, None);
                }
                let place = Place { cell: Some(format!("{row_name}C{}", index + 1)), ..Place::default() };
                let text = self.cell(source, name);
                let begun = open[column];
                if merge == Some("continue")
                    && let Some((top, number)) = begun
                    && let Some(above) = rows.get_mut(top).and_then(|row| row.cells.get_mut(number))
                    && above.colspan == colspan
                {
                    above.rowspan = row_number - top + 1;
                    if !text.is_blank() {
                        // A continued cell shows nothing of its own; what is in it must not be lost.
                        add_below(&mut above.text, &text);
                    }
                    column += colspan;
                    continue;
                }
                let mut cell = Cell::new(text.into_raw(), place);
                cell.colspan = colspan;
                if is_header && header_rows == row_number {
                    cell.header = Some(Scope::Col);
                }
                let anchor = merge.is_some().then_some((row_number, row.cells.len()));
                open[column..column + colspan].fill(anchor);
                row.cells.push(cell);
                column += colspan;
            }
            if is_header && header_rows == row_number {
                header_rows += 1;
                row.role = RowRole::Header;
                row.section = Section::Head;
            }
            rows.push(row);
        }
        place_cells(&mut rows);
        let at = Place { cell: Some(name.to_owned()), ..Place::default() };
        Table { header_rows, rows, at, ..Table::default() }
    }

    /// What stands in a cell: paragraphs, and nested tables as HTML tables.
    fn cell(&mut self, cell: &Element, table: &str) -> Text {
        let mut parts: Vec<Text> = Vec::new();
        self.cell_parts(&mut parts, cell, table);
        let count = parts.len();
        let mut whole = Text::default();
        for (number, part) in parts.into_iter().enumerate() {
            if number > 0 {
                whole.words.push('\n');
            }
            if count > 1 && !part.html.starts_with("<table") {
                whole.html.extend(["<p>", &part.html, "</p>"]);
            } else {
                whole.html.push_str(&part.html);
            }
            whole.words.push_str(&part.words);
        }
        whole
    }

    fn cell_parts(&mut self, parts: &mut Vec<Text>, parent: &Element, table: &str) {
        for element in parent.elements() {
            match element.name.as_str() {
                "p" => {
                    let mut text = Text::default();
                    self.inlines(&mut text, element);
                    if !text.is_blank() {
                        self.count_number(element);
                        parts.push(text);
                    }
                    let mut apart = Self { styles: std::mem::take(&mut self.styles), ..Self::default() };
                    apart.boxes(element);
                    self.styles = apart.styles;
                    for block in apart.found {
                        parts.push(block_text(block));
                    }
                }
                "tbl" => {
                    let nested = self.table(element, table);
                    parts.push(table_text(&nested));
                }
                "del" | "moveFrom" | "tcPr" | "sdtPr" | "sdtEndPr" => {}
                _ => self.cell_parts(parts, element, table),
            }
        }
    }
}

/// The rows of a table, those of nested tables not among them.
fn table_rows(table: &Element) -> Vec<&Element> {
    let mut rows = Vec::new();
    for element in table.elements() {
        match element.name.as_str() {
            "tr" if element.path(&["trPr", "del"]).is_none() => rows.push(element),
            "sdt" | "sdtContent" | "customXml" | "ins" => rows.extend(table_rows(element)),
            _ => {}
        }
    }
    rows
}

fn row_cells(row: &Element) -> Vec<&Element> {
    let mut cells = Vec::new();
    for element in row.elements() {
        match element.name.as_str() {
            "tc" => cells.push(element),
            "sdt" | "sdtContent" | "customXml" | "ins" => cells.extend(row_cells(element)),
            _ => {}
        }
    }
    cells
}

/// A symbol of a font: those of Unicode as they are, those of the private range by their code.
fn symbol(element: &Element) -> String {
    let code =
        element.attribute("char").and_then(|code| u32::from_str_radix(code, 16).ok()).unwrap_or(0xfffd);
    let font = element.attribute("font").unwrap_or_default();
    let known = match (font, code & 0xff) {
        ("Wingdings", 0xfc) | ("Wingdings 2", 0x50) => Some('√'),
        ("Wingdings", 0xfe) | ("Wingdings 2", 0x52) => Some('☑'),
        ("Wingdings", 0xa8 | 0x6f) | ("Wingdings 2", 0xa3) => Some('□'),
        ("Symbol", 0xb3) => Some('≥'),
        ("Symbol", 0xa3) => Some('≤'),
        ("Symbol", 0xb1) => Some('±'),
        ("Symbol", 0xb4) => Some('×'),
        ("Symbol", 0xb8) => Some('÷'),
        ("Symbol", 0xb9) => Some('≠'),
        ("Symbol", 0xbb) => Some('≈'),
        _ => None,
    };
    known.or_else(|| char::from_u32(code)).unwrap_or('\u{fffd}').to_string()
}

/// Puts text below what a cell holds.
fn add_below(cell: &mut Raw, text: &Text) {
    let (html, words) = match std::mem::replace(cell, Raw::Markup(String::new())) {
        Raw::Markup(text) | Raw::Plain(text) => (text.clone(), text),
        Raw::Translated { html, source } => (html, source),
    };
    *cell = Raw::Translated {
        html: format!("{html}<p>{}</p>", text.html),
        source: format!("{words}\n{}", text.words),
    };
}

fn raw_text(raw: &Raw) -> Text {
    match raw {
        Raw::Markup(text) | Raw::Plain(text) => Text { html: text.clone(), words: text.clone() },
        Raw::Translated { html, source } => Text { html: html.clone(), words: source.clone() },
    }
}

fn block_text(block: Block<Raw>) -> Text {
    match block {
        Block::Heading { text, .. } | Block::Paragraph { text, .. } => raw_text(&text),
        Block::List { items, .. } => {
            let items: Vec<Text> = items.iter().map(raw_text).collect();
            let join =
                |part: fn(&Text) -> &str, by: &str| items.iter().map(part).collect::<Vec<_>>().join(by);
            Text { html: join(|text| &text.html, "<br>"), words: join(|text| &text.words, "\n") }
        }
        Block::Table(table) => table_text(&table),
    }
}

/// A table as HTML, to stand in a cell.
fn table_text(table: &Table<Raw>) -> Text {
    let mut text = Text { html: "<table>".to_owned(), words: String::new() };
    for row in &table.rows {
        text.html.push_str("<tr>");
        let mut words = Vec::new();
        for cell in &row.cells {
            let inner = raw_text(&cell.text);
            let tag = if cell.header.is_some() { "th" } else { "td" };
            let span = |name: &str, count: usize| {
                if count > 1 { format!(" {name}=\"{count}\"") } else { String::new() }
            };
            let (across, down) = (span("colspan", cell.colspan), span("rowspan", cell.rowspan));
            text.html.extend(["<", tag, &across, &down, ">", &inner.html, "</", tag, ">"]);
            words.push(inner.words);
        }
        text.html.push_str("</tr>");
        text.words.push_str(&words.join("\t"));
        text.words.push('\n');
    }
    text.html.push_str("</table>");
    text
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use zip::write::{SimpleFileOptions, ZipWriter};

    use super::*;

    fn docx(body: &str) -> Vec<u8> {
        let document = format!(
            "<w:document xmlns:w=\"w\" xmlns:m=\"m\"><w:body>{body}<w:sectPr/></w:body></w:document>"
        );
        let styles = "<w:styles xmlns:w=\"w\"><w:style w:styleId=\"a1\"><w:name w:val=\"heading 2\"/></w:style>\
            <w:style w:styleId=\"a2\"><w:name w:val=\"x\"/><w:basedOn w:val=\"a1\"/></w:style>\
            <w:style w:styleId=\"r1\"><w:basedOn w:val=\"r2\"/></w:style><w:style w:styleId=\"r2\"><w:basedOn w:val=\"r1\"/></w:style></w:styles>";
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in [("word/document.xml", document.as_str()), ("word/styles.xml", styles)] {
            writer.start_file(name, SimpleFileOptions::default()).unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn read_body(body: &str) -> (Document<Raw>, Vec<Finding>) {
        let mut findings = Findings::default();
        let source = Source { path: "a.docx".to_owned(), bytes: docx(body), format: None };
        let document = super::super::read(&mut findings, &source).unwrap();
        assert_eq!(document.source.format, "docx");
        (document, findings.into_sorted())
    }

    #[track_caller]
    fn check(body: &str, expected: &str) {
        let mut lines = Vec::new();
        for block in &read_body(body).0.blocks {
            lines.push(match block {
                Block::Heading { level, text, .. } => format!("h{level} {}", raw_text(text).html),
                Block::Paragraph { text, .. } => format!("p {}", raw_text(text).html),
                Block::List { .. } => panic!(),
                Block::Table(table) => {
                    let cell = |cell: &Cell<Raw>| {
                        let spans = match (cell.rowspan, cell.colspan) {
                            (1, 1) => String::new(),
                            (rows, columns) => format!("({rows}x{columns})"),
                        };
                        format!("{}{spans}", raw_text(&cell.text).html)
                    };
                    let row = |row: &Row<Raw>| row.cells.iter().map(cell).collect::<Vec<_>>().join("|");
                    let rows: Vec<String> = table.rows.iter().map(row).collect();
                    format!("t{} {}", table.header_rows, rows.join(" / "))
                }
            });
        }
        assert_eq!(lines.join("\n"), expected);
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
            let body =
                format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t>一</w:t></w:r></w:p>");
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
        let body = format!(
            "<w:tbl><w:tr><w:tc>{}{}{nested}<w:p/></w:tc>{}</w:tr></w:tbl>",
            p("a"),
            p("b"),
            tc("", "c")
        );
        check(&body, "t0 <p>a</p><p>b</p><table><tr><td>1</td><td>2</td></tr></table>|c");
        let before = format!(
            "<w:tbl><w:tr><w:trPr><w:gridBefore w:val=\"2\"/></w:trPr>{}</w:tr></w:tbl>",
            tc("", "x")
        );
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
            super::super::read(&mut Findings::default(), &source).unwrap_err().message.en
        };
        let whole = docx(&p("x"));
        assert!(refusal(whole[..whole.len() / 2].to_vec()).contains("broken"));
        assert!(refusal(docx(&"<w:tbl><w:tr><w:tc>".repeat(10_000))).contains("deeper"));
        assert!(refusal(docx("<w:p>&x;</w:p>")).contains("entity"));
        let wide: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(refusal([OLE, &[0; 600], &wide].concat()).contains("encrypted"));
    }
}
