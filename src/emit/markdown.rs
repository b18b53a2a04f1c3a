//! GitHub-flavoured Markdown: tables that can be read as source, every cell escaped.
//!
//! A cell that spans rows or columns stands once, in its first slot; several header rows are joined. Lines of a
//! cell are parted by `<br>`. Emphasis is written in HTML: `**注：**文字` is not bold to CommonMark.

use std::fmt::Write as _;

use super::Format;
use crate::error::Error;
use crate::model::{DecisionOutcome, Disclosure, Inline, Node, RichText, RowRole, own_heading};
use crate::view::{Align, Part, Sheet, SheetCell, SheetRow, View, decided};

/// GitHub-flavoured Markdown.
pub const FORMAT: Format = Format { name: "markdown", extension: "md", is_text: true, emit };

#[expect(clippy::unnecessary_wraps, reason = "the signature is the register's, where others can fail")]
fn emit(disclosure: &Disclosure, view: &View) -> Result<Vec<u8>, Error> {
    let mut blocks = Vec::new();
    if !view.title_is_within {
        blocks.push(format!("# {}", line(&view.title)));
    }
    for part in &view.parts {
        match part {
            Part::Heading(level, text) => {
                blocks.push(format!("{} {}", "#".repeat(usize::from(*level).clamp(1, 6)), inline(text, " ")));
            }
            Part::Paragraph(text) => blocks.push(guard_lines(&inline(text, "<br>\n"))),
            Part::List { ordered, items } => blocks.push(list(*ordered, items)),
            Part::Sheet(sheet) => push_sheet(&mut blocks, sheet),
        }
    }
    push_decisions(&mut blocks, &disclosure.decisions);
    blocks.retain(|block| !block.trim().is_empty());
    Ok((blocks.join("\n\n") + "\n").into_bytes())
}

/// Adds what persons decided: a footnote to what was changed, and lines of what was not.
fn push_decisions(blocks: &mut Vec<String>, decisions: &[DecisionOutcome]) {
    if decisions.is_empty() {
        return;
    }
    blocks.push(format!("## {}", own_heading("sheet-decisions")));
    let marked = blocks.concat();
    for (number, outcome) in decisions.iter().enumerate() {
        let (mark, text) = (decided::mark(number), line(&decided::note(outcome)));
        let is_marked = marked.contains(&format!("[^{mark}]"));
        let before = if is_marked { format!("[^{mark}]: ") } else { format!("{mark} ") };
        blocks.push(format!("{before}{}：{text}", decided::state(outcome)));
    }
}

fn list(ordered: bool, items: &[RichText]) -> String {
    let lines: Vec<String> = items
        .iter()
        .enumerate()
        .map(|(number, item)| {
            let marker = if ordered { format!("{}. ", number + 1) } else { "- ".to_owned() };
            marker + &inline(item, "<br>")
        })
        .collect();
    lines.join("\n")
}

fn push_sheet(blocks: &mut Vec<String>, sheet: &Sheet) {
    if let Some(title) = &sheet.title {
        blocks.push(format!("## {}", line(title)));
    }
    blocks.extend(sheet.above.iter().map(|above| line(above)));
    let made: Vec<&str> = [&sheet.publisher, &sheet.unit].into_iter().flatten().map(String::as_str).collect();
    if !made.is_empty() {
        blocks.push(line(&made.join("　　")));
    }
    // Title and unit lines at the top of a grid stand above its header; without one the first row takes its place.
    let notes = sheet.head.iter().take_while(|row| row.role == RowRole::Note).count();
    let lines = if notes < sheet.head.len() { notes } else { 0 };
    for row in &sheet.head[..lines] {
        let texts: Vec<String> =
            row.cells.iter().map(|cell| cell_text(&cell.text)).filter(|text| !text.is_empty()).collect();
        blocks.push(guard_start(&texts.join("　　")));
    }
    let header = if lines < notes { 1 } else { sheet.head.len() - lines };
    blocks.push(table(sheet, &sheet.head[lines..lines + header], &sheet.head[lines + header..]));
    blocks.extend(sheet.notes.iter().map(|note| line(note)));
}

/// A table of its header rows, joined into one, the rows of its head that are no headers, and its body.
fn table(sheet: &Sheet, header: &[SheetRow], more: &[SheetRow]) -> String {
    let width = sheet.columns.len();
    if width == 0 {
        return String::new();
    }
    let mut lines = vec![row(&joined_head(header, width))];
    let marks: Vec<&str> = (0..width).map(|column| mark(sheet, column)).collect();
    lines.push(format!("| {} |", marks.join(" | ")));
    for body in more.iter().chain(&sheet.body) {
        let mut slots = vec![String::new(); width];
        for cell in &body.cells {
            put(&mut slots, cell, "<br>");
        }
        lines.push(row(&slots));
    }
    lines.join("\n")
}

fn row(slots: &[String]) -> String {
    format!("| {} |", slots.join(" | "))
}

fn put(slots: &mut [String], cell: &SheetCell, gap: &str) {
    let mut text = cell_text(&cell.text);
    if let Some(decision) = cell.decided {
        push(&mut text, format_args!("[^{}]", decided::mark(decision)));
    }
    let Some(slot) = slots.get_mut(cell.column).filter(|_| !text.is_empty()) else { return };
    if !slot.is_empty() {
        slot.push_str(gap);
    }
    slot.push_str(&text);
}

/// One header row of several: over each column, what stands above it from top to bottom.
fn joined_head(header: &[SheetRow], width: usize) -> Vec<String> {
    let mut slots: Vec<String> = vec![String::new(); width];
    let covering = |row: &SheetRow, column: usize| -> Option<SheetCell> {
        row.cells.iter().find(|cell| cell.column <= column && column < cell.column + cell.colspan).cloned()
    };
    for (column, slot) in slots.iter_mut().enumerate() {
        let stack: Vec<String> = header
            .iter()
            .filter_map(|row| covering(row, column))
            // A title over the whole table belongs to its first column only.
            .filter(|cell| cell.colspan < width || column == cell.column)
            // A break within a cell would read like the next row.
            .map(|cell| if header.len() > 1 { on_one_line(&cell.text) } else { cell_text(&cell.text) })
            .filter(|text| !text.is_empty())
            .collect();
        *slot = stack.join("<br>");
    }
    slots
}

fn mark(sheet: &Sheet, column: usize) -> &'static str {
    let mut body = sheet.body.iter().flat_map(|row| &row.cells);
    let align = body
        .rfind(|cell| cell.column == column && cell.colspan == 1 && !cell.text.is_blank())
        .map(|cell| cell.align);
    match align {
        Some(Align::Right) => "---:",
        Some(Align::Center) => ":---:",
        _ => "---",
    }
}

/// A header without its line breaks: Chinese words are put together, others keep a gap.
fn on_one_line(text: &RichText) -> String {
    let mut joined = String::new();
    for line in inline(text, "\n").split('\n') {
        let words = joined.ends_with(|c: char| c.is_ascii_alphanumeric())
            && line.starts_with(|c: char| c.is_ascii_alphanumeric());
        joined.push_str(if words { " " } else { "" });
        joined.push_str(line);
    }
    joined
}

fn cell_text(text: &RichText) -> String {
    inline(text, "<br>")
}

/// The blocks of a text on one line, parted by `gap`.
fn inline(text: &RichText, gap: &str) -> String {
    let mut lines = Vec::new();
    push_nodes(&mut lines, text.content(), gap);
    lines.retain(|line| !line.is_empty());
    lines.join(gap)
}

fn push(out: &mut String, arguments: std::fmt::Arguments<'_>) {
    out.write_fmt(arguments).expect("writing to a string cannot fail");
}

fn push_nodes(lines: &mut Vec<String>, nodes: &[Node], gap: &str) {
    for node in nodes {
        match node {
            Node::Paragraph(paragraph) => {
                let mut out = String::new();
                push_inlines(&mut out, &paragraph.inlines, gap);
                lines.push(out.trim_matches([' ', '\t']).to_owned());
            }
            Node::List { ordered, start, marked, items } => {
                for (number, item) in items.iter().enumerate() {
                    let mut inner = Vec::new();
                    push_nodes(&mut inner, item, gap);
                    let marker = match (marked, ordered) {
                        (false, _) => String::new(),
                        (true, true) => format!("{}\\. ", start + number),
                        (true, false) => "• ".to_owned(),
                    };
                    lines.push(marker + &inner.join(gap));
                }
            }
            Node::Table { table } => {
                lines.extend(table.title.as_deref().map(line));
                for row in &table.rows {
                    let cells: Vec<String> = row.cells.iter().map(|cell| inline(&cell.text, " ")).collect();
                    lines.push(cells.join(" \\| "));
                }
            }
        }
    }
}

fn push_inlines(out: &mut String, inlines: &[Inline], gap: &str) {
    let tagged = |out: &mut String, tag: &str, inlines: &[Inline]| {
        push(out, format_args!("<{tag}>"));
        push_inlines(out, inlines, gap);
        push(out, format_args!("</{tag}>"));
    };
    for inline in inlines {
        match inline {
            Inline::Text { text } => push_escaped(out, text, gap),
            Inline::Break => out.push_str(gap),
            Inline::Strong { inlines } => tagged(out, "strong", inlines),
            Inline::Emphasis { inlines } => tagged(out, "em", inlines),
            Inline::Subscript { inlines } => tagged(out, "sub", inlines),
            Inline::Superscript { inlines } => tagged(out, "sup", inlines),
            Inline::Struck { inlines } => {
                let mut inner = String::new();
                push_inlines(&mut inner, inlines, gap);
                push_struck(out, &inner);
            }
            Inline::Link { href, inlines } => {
                out.push('[');
                push_inlines(out, inlines, gap);
                push(out, format_args!("](<{}>)", href.replace(['<', '>', '\n', '|', '\\'], "")));
            }
            Inline::Math(math) => push(out, format_args!("${}$", math.latex.replace('|', "\\vert "))),
        }
    }
}

/// What is struck out. `~~（一）~~甲` is not struck out to CommonMark, so signs and blanks at the ends take a tag.
fn push_struck(out: &mut String, inner: &str) {
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let bare = !out.ends_with('~') && !inner.contains("<br>") && !inner.contains('\n');
    if bare && is_word(inner.chars().next()) && is_word(inner.chars().next_back()) {
        push(out, format_args!("~~{inner}~~"));
    } else {
        push(out, format_args!("<del>{inner}</del>"));
    }
}

/// A plain line, escaped.
fn line(text: &str) -> String {
    let mut out = String::new();
    push_escaped(&mut out, text.trim(), "<br>");
    guard_start(&out)
}

/// Escapes what opens a construct of Markdown anywhere in a line.
///
/// Readers make a link of a bare `https://…`, and take what is in it to the letter, our escapes too. So an
/// address that holds an escape is broken before it begins to be one.
fn push_escaped(out: &mut String, text: &str, gap: &str) {
    for (at, c) in text.char_indices() {
        match c {
            ':' | '.' if begins_address(&text[..at], &text[at..]) => {
                out.push('\\');
                out.push(c);
            }
            '\n' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push_str(gap),
            '\r' => {}
            c if is_escaped(c) => {
                out.push('\\');
                out.push(c);
            }
            '\t' => out.push(' '),
            c if c < ' ' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
}

/// Whether a `:` or `.` makes an address of `http://…` or `www.…` in which something is escaped.
fn begins_address(before: &str, rest: &str) -> bool {
    let ends_in = |word: &str| {
        before
            .len()
            .checked_sub(word.len())
            .and_then(|from| before.get(from..))
            .is_some_and(|end| end.eq_ignore_ascii_case(word))
    };
    let opens = (rest.starts_with("://") && ["http", "https", "ftp"].iter().any(|scheme| ends_in(scheme)))
        || (rest.starts_with('.') && ends_in("www"));
    // Far more than an address has; a bound, for a text without white space may be long.
    opens && rest.chars().take(4096).take_while(|c| !c.is_whitespace()).any(is_escaped)
}

/// The signs that open a construct of Markdown anywhere in a line.
fn is_escaped(c: char) -> bool {
    matches!(c, '\\' | '|' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '~' | '$')
}

/// Guards every line of a paragraph.
fn guard_lines(block: &str) -> String {
    block.split('\n').map(guard_start).collect::<Vec<_>>().join("\n")
}

/// Escapes what opens a construct only at the beginning of a line: `#`, `+`, `-`, `1.`, `===`.
fn guard_start(line: &str) -> String {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    if line.starts_with(['#', '+', '-', '=']) {
        return format!("\\{line}");
    }
    let after = line[digits..].strip_prefix(['.', ')']);
    if (1..=9).contains(&digits) && after.is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')) {
        return format!("{}\\{}", &line[..digits], &line[digits..]);
    }
    line.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_with_escapes_are_no_links() {
        let escaped = |text: &str| {
            let mut out = String::new();
            push_escaped(&mut out, text, "<br>");
            out
        };
        for (text, expected) in [
            ("见 https://a.cn/b 和_", "见 https://a.cn/b 和\\_"),
            ("https://a.cn/b_c", "https\\://a.cn/b\\_c"),
            ("<HTTP://a.b>", "\\<HTTP\\://a.b\\>"),
            ("www.a.cn/?b&c", "www\\.a.cn/?b\\&c"),
            ("甲www.", "甲www."),
            ("时间：8:30 a_b", "时间：8:30 a\\_b"),
        ] {
            assert_eq!(escaped(text), expected, "{text}");
        }
    }
}
