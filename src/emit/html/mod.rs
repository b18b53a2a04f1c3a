//! One self-contained, semantic page: no script, no request, and a print style.
//!
//! The page is built from the model and escaped; no tag or attribute of the source passes through.

mod contents;
mod marks;

use std::fmt::Write as _;

use self::contents::Contents;
#[cfg(feature = "cli")]
pub(crate) use self::marks::Anchors;
use self::marks::{Marks, block_id, table_id};
use super::Format;
use crate::error::Error;
use crate::model::{
    ColumnRole, DecisionOutcome, Disclosure, Inline, Node, RichText, RowRole, Scope, Section, Table, Tidy,
    own_heading,
};
use crate::view::contents::{is_heading, named};
use crate::view::decided;
use crate::view::paper::{TopRow, top_row};
use crate::view::roles::{Labels, Role, labels, roles};
use crate::view::{Align, Part, Sheet, SheetCell, SheetKind, SheetRow, View};

/// HTML.
pub const FORMAT: Format = Format { name: "html", extension: "html", is_text: true, emit };

/// The level of the title of a table that stands above it as a paragraph.
const TABLE_LEVEL: u8 = 3;

const STYLE: &str = include_str!("page.css");

#[expect(clippy::unnecessary_wraps, reason = "the signature is the register's, where others can fail")]
fn emit(disclosure: &Disclosure, view: &View) -> Result<Vec<u8>, Error> {
    let mut page = String::new();
    let title = escape(&view.title);
    page.push_str("<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.push_str("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
    page.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.push_str(concat!("<meta name=\"generator\" content=\"gongkai ", env!("CARGO_PKG_VERSION"), "\">\n"));
    push(&mut page, format_args!("<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n"));
    let roles = roles(view);
    let mut marks = Marks::new(disclosure);
    let mut body = String::new();
    let block = |number: usize| view.blocks.get(number).copied().unwrap_or(number);
    let shown =
        (0..view.parts.len()).filter(|number| roles[*number] != Role::TitlePiece).map(block).collect();
    let (own, anchors) = marks.of_title(&shown);
    if !view.title_is_within || roles.contains(&Role::TitlePiece) {
        push(&mut body, format_args!("<h1{own}>{anchors}{title}</h1>\n"));
    } else if !own.is_empty() {
        push(&mut body, format_args!("<div class=\"whole\"{own}>{anchors}</div>\n"));
    }
    let named = named(view, &roles);
    let mut list = Contents::default();
    for (number, (part, role)) in view.parts.iter().zip(&roles).enumerate() {
        match (part, role) {
            (Part::Heading(..) | Part::Paragraph(_), Role::TitlePiece) => {}
            (Part::Heading(_, text) | Part::Paragraph(text), role) if is_heading(part, role) => {
                let level = match (part, role) {
                    (Part::Heading(level, _), _) => (*level).clamp(1, 6),
                    (_, Role::Heading(rank)) => rank + 1,
                    _ => TABLE_LEVEL,
                };
                let is_title = *role == Role::TableTitle;
                list.add_heading(block_id(block(number)), level, is_title, text);
                push_heading(&mut body, level, is_title, text, &marks.of_block(block(number), true));
            }
            (Part::Paragraph(_), Role::Labels(labels)) => {
                let marks = marks.of_block(block(number), false);
                if marks.is_empty() {
                    push_labels(&mut body, labels);
                } else {
                    push(&mut body, format_args!("<div{marks}>\n"));
                    push_labels(&mut body, labels);
                    body.push_str("</div>\n");
                }
            }
            (Part::Heading(_, text) | Part::Paragraph(text), _) => match named.get(&number) {
                Some(target) => {
                    let id = match &view.parts[*target] {
                        Part::Sheet(_) => table_id(tables_before(view, *target)),
                        _ => block_id(block(*target)),
                    };
                    let marks = marks.of_block(block(number), false);
                    push(&mut body, format_args!("<p{marks}><a href=\"#{id}\">{}</a></p>\n", inline(text)));
                }
                None => push_paragraph(&mut body, text, &marks.of_block(block(number), false)),
            },
            (Part::List { ordered, items }, _) => {
                push_list(&mut body, *ordered, items, &marks.of_block(block(number), false));
            }
            (Part::Sheet(sheet), _) => {
                list.add_table(sheet, disclosure);
                push_sheet(&mut body, disclosure, sheet, list.tables, &marks);
            }
        }
    }
    push_decisions(&mut body, &disclosure.decisions);
    list.push(&mut page);
    push(&mut page, format_args!("<main>\n{body}</main>\n</body>\n</html>\n"));
    Ok(page.into_bytes())
}

/// How many tables stand before a part.
fn tables_before(view: &View, part: usize) -> usize {
    view.parts[..part].iter().filter(|part| matches!(part, Part::Sheet(_))).count()
}

fn push(page: &mut String, arguments: std::fmt::Arguments<'_>) {
    page.write_fmt(arguments).expect("writing to a string cannot fail");
}

/// Adds a paragraph; what was found in it is marked beside its first line.
fn push_paragraph(page: &mut String, text: &RichText, marks: &str) {
    let mut blocks = String::new();
    push_nodes(&mut blocks, text.content(), true);
    let rest = blocks.strip_prefix("<p>").filter(|_| !marks.is_empty());
    match rest {
        Some(rest) => push(page, format_args!("<p{marks}>{rest}\n")),
        None => push(page, format_args!("{blocks}\n")),
    }
}

fn push_list(page: &mut String, ordered: bool, items: &[RichText], marks: &str) {
    let tag = if ordered { "ol" } else { "ul" };
    push(page, format_args!("<{tag}{marks}>\n"));
    for item in items {
        push(page, format_args!("<li>{}</li>\n", cell_text(item)));
    }
    push(page, format_args!("</{tag}>\n"));
}

/// Adds a heading; the title of a table stands in the middle above it.
fn push_heading(page: &mut String, level: u8, is_title: bool, text: &RichText, marks: &str) {
    let class = if is_title { " class=\"title\"" } else { "" };
    push(page, format_args!("<h{level}{class}{marks}>{}</h{level}>\n", inline(text)));
}

/// Adds a line of labels: the number of a form alone, who made a table left and the unit right of one line.
fn push_labels(page: &mut String, labels: &Labels) {
    if !labels.number.is_empty() {
        push(page, format_args!("<p class=\"number\">{}</p>\n", escape(&labels.number)));
    }
    if !labels.left.is_empty() || !labels.right.is_empty() {
        let (left, right) = (escape(&labels.left), escape(&labels.right));
        push(page, format_args!("<p class=\"line\"><span>{left}</span> <span>{right}</span></p>\n"));
    }
}

/// Adds a table; `number` is its own, from 1.
fn push_sheet(page: &mut String, disclosure: &Disclosure, sheet: &Sheet, number: usize, marks: &Marks) {
    for above in &sheet.above {
        match labels(above) {
            Some(labels) => push_labels(page, &labels),
            None => push(page, format_args!("<p class=\"above\">{}</p>\n", escape(above))),
        }
    }
    if sheet.publisher.is_some() || sheet.unit.is_some() {
        let text = |line: &Option<String>| escape(line.as_deref().unwrap_or_default());
        let (publisher, unit) = (text(&sheet.publisher), text(&sheet.unit));
        push(page, format_args!("<p class=\"line\"><span>{publisher}</span> <span>{unit}</span></p>\n"));
    }
    let class = match sheet.kind {
        SheetKind::Indicators if has_widths(sheet) => "indicators",
        SheetKind::Indicators => "wide",
        SheetKind::AsPrinted => "printed",
    };
    push(
        page,
        format_args!("<div class=\"table\">\n<table class=\"{class}\" id=\"{}\">\n", table_id(number - 1)),
    );
    let caption = sheet.title.as_deref().or_else(|| hidden_caption(disclosure, sheet));
    if let Some(caption) = caption {
        let class = if sheet.title.is_some() { "" } else { " class=\"unseen\"" };
        push(page, format_args!("<caption{class}>{}</caption>\n", escape(caption)));
    }
    if sheet.kind == SheetKind::Indicators && has_widths(sheet) {
        push_widths(page, sheet);
    }
    let marks = marks.of_rows(sheet);
    let (head, body) = marks.split_at(sheet.head.len());
    push_rows(page, sheet, &sheet.head.iter().zip(head).collect::<Vec<_>>(), "thead");
    let (foot, body): (Vec<_>, Vec<_>) =
        sheet.body.iter().zip(body).partition(|(row, _)| row.section == Section::Foot);
    for group in body.chunk_by(|(one, _), (next, _)| one.group == next.group) {
        push_rows(page, sheet, group, "tbody");
    }
    push_rows(page, sheet, &foot, "tfoot");
    page.push_str("</table>\n</div>\n");
    for note in &sheet.notes {
        push(page, format_args!("<p class=\"note\">{}</p>\n", escape(note)));
    }
}

/// An unpacked table has a caption for those who hear the page; its title stands above it for those who see.
fn hidden_caption<'a>(disclosure: &'a Disclosure, sheet: &Sheet) -> Option<&'a str> {
    (sheet.kind == SheetKind::Indicators).then_some(disclosure.title.as_deref()).flatten()
}

/// Whether the page has a width for every column. Where it has not, what a column holds tells how wide it is:
/// beside columns that take the whole page another one would have no width at all.
fn has_widths(sheet: &Sheet) -> bool {
    let known = [
        ColumnRole::Code,
        ColumnRole::Name,
        ColumnRole::Amount,
        ColumnRole::Goals,
        ColumnRole::Level1,
        ColumnRole::Level2,
        ColumnRole::Indicator,
        ColumnRole::Target,
    ];
    sheet.columns.iter().all(|column| column.role.is_some_and(|role| known.contains(&role)))
}

/// The shares of the page's width that the columns of an unpacked table take; those of the printed sheet.
fn push_widths(page: &mut String, sheet: &Sheet) {
    page.push_str("<colgroup>\n");
    for column in &sheet.columns {
        let name = column.role.and_then(|role| serde_json::to_value(role).ok());
        let class = name.as_ref().and_then(|name| name.as_str()).unwrap_or_default();
        push(page, format_args!("<col class=\"{class}\">\n"));
    }
    page.push_str("</colgroup>\n");
}

/// Adds rows, each with its anchor and what marks its first cell.
fn push_rows(page: &mut String, sheet: &Sheet, rows: &[(&SheetRow, &(String, String))], tag: &str) {
    if rows.is_empty() {
        return;
    }
    push(page, format_args!("<{tag}>\n"));
    for (number, (row, (id, marks))) in rows.iter().enumerate() {
        if tag == "thead"
            && let Some(top) = top_row(sheet, number)
        {
            push_top_row(page, sheet, row, top, id, marks);
            continue;
        }
        let class = match row.role {
            RowRole::Total | RowRole::Department | RowRole::Unit => " class=\"total\"",
            RowRole::Note => " class=\"note\"",
            _ => "",
        };
        push(page, format_args!("<tr{id}{class}>"));
        for (number, cell) in row.cells.iter().enumerate() {
            push_cell(page, sheet, row, cell, if number == 0 { marks } else { "" });
        }
        page.push_str("</tr>\n");
    }
    push(page, format_args!("</{tag}>\n"));
}

/// Adds a row at the top of a grid that is none of the table: what says one thing alone reaches over all columns.
fn push_top_row(page: &mut String, sheet: &Sheet, row: &SheetRow, top: TopRow, id: &str, marks: &str) {
    let class = match top {
        TopRow::Title => " title",
        TopRow::Subtitle => " subtitle",
        TopRow::Unit => " unit",
        TopRow::Other => "",
    };
    push(page, format_args!("<tr{id} class=\"top{class}\">"));
    let only = row.cells.iter().find(|cell| !cell.text.text().trim().is_empty());
    match only.filter(|_| top != TopRow::Other) {
        Some(cell) => {
            let cell =
                SheetCell { colspan: sheet.columns.len(), align: Align::Left, indent: 0, ..cell.clone() };
            push_cell(page, sheet, row, &cell, marks);
        }
        None => {
            for (number, cell) in row.cells.iter().enumerate() {
                push_cell(page, sheet, row, cell, if number == 0 { marks } else { "" });
            }
        }
    }
    page.push_str("</tr>\n");
}

fn push_cell(page: &mut String, sheet: &Sheet, row: &SheetRow, cell: &SheetCell, marks: &str) {
    let is_header = cell.header.is_some() || row.role == RowRole::Header;
    let tag = if is_header { "th" } else { "td" };
    push(page, format_args!("<{tag}"));
    if is_header {
        let scope = match cell.header {
            // In a row of heads a cell heads what is below it, whatever its tag said of itself.
            Some(Scope::Row) if row.role != RowRole::Header => "row",
            Some(Scope::Rowgroup) => "rowgroup",
            Some(Scope::Colgroup) => "colgroup",
            _ if cell.colspan > 1 => "colgroup",
            _ => "col",
        };
        push(page, format_args!(" scope=\"{scope}\""));
    }
    if cell.colspan > 1 {
        push(page, format_args!(" colspan=\"{}\"", cell.colspan));
    }
    if cell.rowspan > 1 {
        push(page, format_args!(" rowspan=\"{}\"", cell.rowspan));
    }
    let align = match cell.align {
        Align::Left => "",
        Align::Center => "c",
        Align::Right => "n",
    };
    let indent = if cell.indent > 0 { format!("i{}", cell.indent.min(4)) } else { String::new() };
    let classes: Vec<&str> = [align, &indent].into_iter().filter(|class| !class.is_empty()).collect();
    if !classes.is_empty() {
        push(page, format_args!(" class=\"{}\"", classes.join(" ")));
    }
    let role = sheet.columns.get(cell.column).and_then(|column| column.role);
    let is_name = matches!(role, Some(ColumnRole::Name | ColumnRole::Department | ColumnRole::Unit));
    let bracketed = if is_header || is_name { bracketed(&cell.text) } else { None };
    match bracketed {
        Some((name, bracket)) => {
            let (name, bracket) = (escape(name), escape(bracket));
            push(page, format_args!("{marks}>{name}<span class=\"bracket\">{bracket}</span>"));
        }
        None => push(page, format_args!("{marks}>{}", cell_text(&cell.text))),
    }
    if let Some(decision) = cell.decided {
        let (id, mark) = (decision_id(decision), decided::mark(decision));
        push(page, format_args!("<sup class=\"decided\"><a href=\"#{id}\">{mark}</a></sup>"));
    }
    push(page, format_args!("</{tag}>"));
}

/// The anchor of a decision, by its number from 0.
fn decision_id(decision: usize) -> String {
    format!("d{}", decision + 1)
}

/// Adds what persons decided, each with the mark that stands where it changed something.
fn push_decisions(page: &mut String, decisions: &[DecisionOutcome]) {
    if decisions.is_empty() {
        return;
    }
    let heading = own_heading("sheet-decisions");
    push(page, format_args!("<section class=\"decisions\">\n<h2>{heading}</h2>\n"));
    for (number, outcome) in decisions.iter().enumerate() {
        let (id, mark) = (decision_id(number), decided::mark(number));
        let (state, note) = (decided::state(outcome), escape(&decided::note(outcome)));
        push(page, format_args!("<p id=\"{id}\">{mark} {state}：{note}</p>\n"));
    }
    page.push_str("</section>\n");
}

/// A name and the bracket that it ends in, which stands in one piece where there is room: `（本级）`.
fn bracketed(text: &RichText) -> Option<(&str, &str)> {
    let [Node::Paragraph(paragraph)] = text.content() else { return None };
    let [Inline::Text { text }] = paragraph.inlines.as_slice() else { return None };
    let at = text.rfind(['（', '(']).filter(|at| *at > 0 && text.ends_with(['）', ')']))?;
    (!text.contains('\n')).then(|| text.split_at(at))
}

/// What a cell says: one paragraph stands bare, several in `<p>`.
fn cell_text(text: &RichText) -> String {
    let mut out = String::new();
    let bare = matches!(text.content(), [] | [Node::Paragraph(_)]);
    push_nodes(&mut out, text.content(), !bare);
    out
}

fn inline(text: &RichText) -> String {
    let mut out = String::new();
    for (number, paragraph) in text.paragraphs().into_iter().enumerate() {
        if number > 0 {
            out.push_str("<br>");
        }
        push_inlines(&mut out, &paragraph.inlines);
    }
    out
}

fn push_nodes(out: &mut String, nodes: &[Node], wrapped: bool) {
    for node in nodes {
        match node {
            Node::Paragraph(paragraph) if wrapped => {
                out.push_str("<p>");
                push_inlines(out, &paragraph.inlines);
                out.push_str("</p>");
            }
            Node::Paragraph(paragraph) => push_inlines(out, &paragraph.inlines),
            Node::List { ordered, start, marked, items } => {
                let tag = if *ordered { "ol" } else { "ul" };
                push(out, format_args!("<{tag}"));
                if *ordered && *start != 1 {
                    push(out, format_args!(" start=\"{start}\""));
                }
                if !marked {
                    out.push_str(" style=\"list-style-type: none\"");
                }
                out.push('>');
                for item in items {
                    out.push_str("<li>");
                    push_nodes(out, item, !matches!(item.as_slice(), [] | [Node::Paragraph(_)]));
                    out.push_str("</li>");
                }
                push(out, format_args!("</{tag}>"));
            }
            Node::Table { table } => push_nested(out, table),
        }
    }
}

/// A table within a cell.
fn push_nested(out: &mut String, table: &Table<Tidy>) {
    out.push_str("<table>");
    if let Some(title) = &table.title {
        push(out, format_args!("<caption>{}</caption>", escape(title)));
    }
    for (section, tag) in [(Section::Head, "thead"), (Section::Body, "tbody"), (Section::Foot, "tfoot")] {
        let rows: Vec<&crate::model::Row<Tidy>> =
            table.rows.iter().filter(|row| row.section == section).collect();
        for group in rows.chunk_by(|one, next| one.group == next.group) {
            push(out, format_args!("<{tag}>"));
            for row in group {
                out.push_str("<tr>");
                for cell in &row.cells {
                    let tag = if cell.header.is_some() { "th" } else { "td" };
                    push(out, format_args!("<{tag}"));
                    if cell.colspan > 1 {
                        push(out, format_args!(" colspan=\"{}\"", cell.colspan));
                    }
                    if cell.rowspan > 1 {
                        push(out, format_args!(" rowspan=\"{}\"", cell.rowspan));
                    }
                    push(out, format_args!(">{}</{tag}>", cell_text(&cell.text)));
                }
                out.push_str("</tr>");
            }
            push(out, format_args!("</{tag}>"));
        }
    }
    out.push_str("</table>");
}

fn push_inlines(out: &mut String, inlines: &[Inline]) {
    for (number, inline) in inlines.iter().enumerate() {
        match inline {
            Inline::Text { text } => push_text(out, text),
            Inline::Break => out.push_str("<br>"),
            Inline::Strong { inlines } => push_tagged(out, "strong", inlines),
            Inline::Emphasis { inlines } => push_tagged(out, "em", inlines),
            Inline::Subscript { inlines } => push_tagged(out, "sub", inlines),
            Inline::Superscript { inlines } => push_tagged(out, "sup", inlines),
            Inline::Struck { inlines: struck } => {
                push_tagged(out, "del", struck);
                // Whoever takes the text alone must not read one number out of the old and the new one.
                if let Some(Inline::Text { text }) = inlines.get(number + 1)
                    && text.starts_with(char::is_alphanumeric)
                {
                    out.push(' ');
                }
            }
            Inline::Link { href, inlines } => {
                push(out, format_args!("<a href=\"{}\" rel=\"noreferrer\">", escape(href)));
                push_inlines(out, inlines);
                out.push_str("</a>");
            }
            Inline::Math(math) => push(out, format_args!("<math>{}</math>", math.mathml)),
        }
    }
}

fn push_tagged(out: &mut String, tag: &str, inlines: &[Inline]) {
    push(out, format_args!("<{tag}>"));
    push_inlines(out, inlines);
    push(out, format_args!("</{tag}>"));
}

/// Text, its line ends as breaks; what turns the direction of writing is kept to itself.
fn push_text(out: &mut String, text: &str) {
    let turns = text.contains(|c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'));
    let lines: Vec<String> = text.split('\n').map(escape).collect();
    let lines = lines.join("<br>");
    if turns { push(out, format_args!("<bdi>{lines}</bdi>")) } else { out.push_str(&lines) }
}

/// Text for content and for attributes in double quotes.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\u{a0}' => escaped.push_str("&nbsp;"),
            '\t' | '\n' => escaped.push(c),
            // What HTML forbids even as a reference: control characters and the non-characters of every plane.
            '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fdd0}'..='\u{fdef}' => escaped.push('\u{fffd}'),
            c if u32::from(c) & 0xfffe == 0xfffe => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_html_forbids_is_replaced() {
        for c in ["\0", "\u{1}", "\r", "\u{7f}", "\u{85}", "\u{fdd0}", "\u{ffff}", "\u{1fffe}", "\u{10ffff}"]
        {
            assert_eq!(escape(c), "\u{fffd}", "{c:?}");
        }
        assert_eq!(escape("\t\n甲\u{1f600}\u{fffc}<\""), "\t\n甲\u{1f600}\u{fffc}&lt;&quot;");
    }
}
