//! HTML pages and fragments: what a reader sees of them, in reading order.
//!
//! Every text is a slice of the source, so that what it says can be quoted to the letter. Left out is what no
//! reader of the document sees or wants: scripts, styles, comments, hidden elements, the page's navigation.

use std::collections::BTreeSet;

use ego_tree::{NodeId, NodeRef};
use scraper::{ElementRef, Node};

use super::delimited::ROW_TOO_LONG;
use super::lines::Lines;
use super::workbook::MOST_HIDDEN;
use super::{Evidence, Glimpse, Reader, decode, notation, origin};
use crate::dom::{self, MAX_DEPTH, Misfit, Span, Tree, control, table};
use crate::error::Error;
use crate::model::{
    Block, Document, Finding, Findings, Hidden, HiddenBy, Message, Place, Position, Raw, Rule, Severity,
    Source, Table,
};
use crate::text::lines::one_line;

/// The reader of HTML.
pub const READER: Reader = Reader {
    name: "html",
    extensions: &["html", "htm", "xhtml", "shtml", "mht.html"],
    at_most: Evidence::Certain,
    sniff,
    read,
};

/// Parts of the page that lead to other pages were left out.
pub const NAVIGATION_LEFT_OUT: Rule = Rule {
    name: "navigation-left-out",
    severity: Severity::Info,
    page: include_str!("navigation_left_out.md"),
};

/// What is hidden from a reader of the page was left out.
pub const HIDDEN_LEFT_OUT: Rule =
    Rule { name: "hidden-left-out", severity: Severity::Info, page: include_str!("hidden_left_out.md") };

/// The file ends within a table.
pub const FILE_BROKEN_OFF: Rule =
    Rule { name: "file-broken-off", severity: Severity::Warning, page: include_str!("file_broken_off.md") };

/// A span that reached too far was cut.
pub const SPAN_CUT: Rule =
    Rule { name: "span-cut", severity: Severity::Info, page: include_str!("span_cut.md") };

/// What stands before rows that came without it.
const TABLE: &str = "<table>";

/// Frames within frames are read to this depth.
const MAX_FRAMES: usize = 3;

/// Elements that begin on a line of their own.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "legend",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "ul",
];

/// What a page says.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// The text of `<title>`.
    pub(super) title: Option<String>,
    /// The blocks in reading order.
    pub(super) blocks: Vec<Block<Raw>>,
    /// What is to be said of it.
    pub(super) remarks: Remarks,
}

/// What is to be said of the reading of a page.
#[derive(Debug, Default)]
pub(super) struct Remarks {
    /// How many navigation elements were left out.
    left_out: usize,
    /// How many elements are hidden, and where the first one is.
    hidden: Option<(usize, Place)>,
    /// What the hidden elements say.
    apart: Vec<Hidden>,
    /// Rows that did not fit their tables.
    misfits: Vec<Misfit>,
    /// Where the file ends within a table.
    broken_off: Option<BrokenOff>,
}

/// The end of a file that ends within a table.
#[derive(Debug)]
struct BrokenOff {
    at: Place,
    /// How many empty rows before it were left out.
    rows: usize,
    /// The beginning of the tag in which it ends.
    tag: String,
}

impl Remarks {
    /// Takes what is to be said of a further piece of the file.
    pub(super) fn add(&mut self, more: Self) {
        self.left_out += more.left_out;
        self.hidden = match (self.hidden.take(), more.hidden) {
            (Some((count, at)), Some((further, _))) => Some((count + further, at)),
            (one, other) => one.or(other),
        };
        self.apart.extend(more.apart);
        self.misfits.extend(more.misfits);
        self.broken_off = self.broken_off.take().or(more.broken_off);
    }

    /// The file goes on behind the piece that these are of, and so did not break off there.
    pub(super) fn go_on(&mut self) {
        self.broken_off = None;
    }

    /// Says it, and gives what is hidden.
    pub(super) fn report(mut self, findings: &mut Findings) -> Vec<Hidden> {
        self.apart.truncate(MOST_HIDDEN);
        let mut say = |rule: &Rule, message: &Message, at: Option<&Place>| {
            findings.push(Finding { at: at.map(Position::of), ..Finding::new(rule, message) });
        };
        if self.left_out > 0 {
            let message = Message::new("navigation-left-out", &[&self.left_out]);
            say(&NAVIGATION_LEFT_OUT, &message, None);
        }
        if let Some((count, at)) = self.hidden {
            say(&HIDDEN_LEFT_OUT, &Message::new("hidden-left-out", &[&count]), Some(&at));
        }
        for misfit in &self.misfits {
            let (rule, id) =
                if misfit.is_mended { (&SPAN_CUT, "span-cut") } else { (&ROW_TOO_LONG, "row-hangs-out") };
            say(rule, &Message::new(id, &[&misfit.cells, &misfit.width]), Some(&misfit.at));
        }
        if let Some(BrokenOff { at, rows, tag }) = self.broken_off {
            let message = if rows == 0 {
                Message::new("file-broken-off", &[])
            } else {
                Message::new("file-broken-off-rows", &[&rows])
            };
            findings.push(Finding {
                at: Some(Position::of(&at)),
                found: Some(tag).filter(|tag| !tag.is_empty()),
                ..Finding::new(&FILE_BROKEN_OFF, &message)
            });
        }
        self.apart
    }
}

fn sniff(file: &Glimpse) -> Evidence {
    let Some(text) = file.text() else { return Evidence::Against };
    let mut start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    // What stands before the first element says nothing of the document.
    while let Some(end) = start.strip_prefix("<!--").and_then(|rest| rest.find("-->").map(|end| end + 4)) {
        start = start[end + 3..].trim_start();
    }
    let start: String = start.chars().take(4096).collect::<String>().to_ascii_lowercase();
    let has_rows = start.contains("<tr") || start.contains("<td");
    let Some(name) = start.strip_prefix('<') else {
        // A title or a unit line may stand before the table, bare.
        let has_table = start.lines().any(|line| line.trim_start().starts_with("<table"));
        return if has_table && has_rows { Evidence::Likely } else { Evidence::Silent };
    };
    // The cells of delimited text may begin with a tag as well.
    let tabbed = start.lines().filter(|line| line.trim().contains('\t')).count();
    if tabbed > 1 && !has_rows {
        return Evidence::Silent;
    }
    let name: String = name.chars().take_while(|c| c.is_ascii_alphanumeric() || "!?".contains(*c)).collect();
    match name.as_str() {
        "!doctype" | "html" | "head" | "meta" | "body" | "title" | "frameset" => Evidence::Certain,
        "?xml" if start.contains("<html") => Evidence::Certain,
        "a" | "b" | "base" | "br" | "font" | "img" | "link" | "script" | "span" | "strong" | "style"
        | "tbody" | "td" | "th" | "thead" | "tr" => Evidence::Likely,
        name if BLOCKS.contains(&name) => Evidence::Likely,
        _ => Evidence::Silent,
    }
}

fn read(findings: &mut Findings, source: &Source) -> Result<Document<Raw>, Error> {
    let (text, encoding) = decode::text(findings, source)?;
    let (text, lines) = notation::of_page(findings, text);
    let page = page(&text, 0, &lines)?;
    Ok(Document {
        source: origin(source, READER.name, Some(encoding)),
        title: page.title,
        blocks: page.blocks,
        hidden: page.remarks.report(findings),
    })
}

/// Reads a page, a fragment, or a piece of one that begins at byte `base` of the text that `lines` are of.
///
/// # Errors
///
/// Refused if elements nest too deep.
pub(super) fn page(source: &str, base: usize, lines: &Lines) -> Result<Page, Error> {
    page_at(source, base, lines, 0)
}

/// Reads a page that stands in the file in other words, escaped or in an attribute: all of it stands at one place.
/// `None` where elements nest too deep.
pub(super) fn page_within(source: &str, at: &Place, depth: usize) -> Option<Page> {
    let mut page = page_at(source, 0, &Lines::new(source), depth).ok()?;
    page.blocks = page.blocks.into_iter().map(|block| placed(block, at)).collect();
    let remarks = &mut page.remarks;
    remarks.misfits.iter_mut().for_each(|misfit| misfit.at = at.clone());
    remarks.hidden.iter_mut().for_each(|(_, place)| *place = at.clone());
    remarks.apart.iter_mut().for_each(|hidden| hidden.at = at.clone());
    remarks.broken_off.iter_mut().for_each(|end| end.at = at.clone());
    Some(page)
}

/// The same block at another place.
pub(super) fn placed(block: Block<Raw>, place: &Place) -> Block<Raw> {
    let mut block = block.map(&mut |raw, _| match raw {
        Raw::Markup(html) => Raw::Translated { source: escape(&html), html },
        other => other,
    });
    match &mut block {
        Block::Heading { at, .. } | Block::Paragraph { at, .. } | Block::List { at, .. } => {
            *at = place.clone();
        }
        Block::Table(table) => {
            table.at = place.clone();
            for row in &mut table.rows {
                row.at = place.clone();
                row.cells.iter_mut().for_each(|cell| cell.at = place.clone());
            }
        }
    }
    block
}

fn page_at(source: &str, base: usize, lines: &Lines, depth: usize) -> Result<Page, Error> {
    let broken_off = broken_off(source);
    let (source, tag) = source.split_at(broken_off.unwrap_or(source.len()));
    // Rows and cells without their table would be dropped by the rules for pages.
    let wrapped = begins_with_rows(source).then(|| format!("{TABLE}{source}"));
    let text = Text {
        source: wrapped.as_deref().unwrap_or(source),
        base,
        lines,
        before: wrapped.as_ref().map_or(0, |_| TABLE.len()),
        depth,
    };
    let tree = dom::parse_document(text.source)
        .map_err(|deep| Error::refused("read-too-deep", &[&MAX_DEPTH]).at(text.at(deep.offset)))?;
    let root = tree.html.root_element();
    let mut walk = Walk::new(text, &tree);
    walk.page.title = title(root);
    walk.children(*root);
    walk.end_run();
    let mut page = walk.page;
    if broken_off.is_some() {
        let rows = drop_blank_end(&mut page.blocks);
        let at = text.at(text.source.len());
        // A torn number is none of the table, and is kept below it.
        if !tag.trim().is_empty() && !tag.trim_start().starts_with('<') {
            let text = Raw::Plain(tag.trim().to_owned());
            page.blocks.push(Block::Paragraph { text, at: at.clone() });
        }
        page.remarks.broken_off = Some(BrokenOff { at, rows, tag: tag.trim().to_owned() });
    }
    Ok(page)
}

/// Whether a page of HTML may begin with an element.
pub(super) fn is_known(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let opens = [
        "html", "head", "meta", "title", "frameset", "a", "b", "base", "br", "font", "img", "link", "script",
    ];
    let within = ["span", "strong", "style", "tbody", "td", "th", "thead", "tr", "sup", "u", "i", "em"];
    BLOCKS.contains(&name.as_str()) || opens.contains(&name.as_str()) || within.contains(&name.as_str())
}

/// Whether the first element is a part of a table.
fn begins_with_rows(source: &str) -> bool {
    let Some(rest) = source.trim_start().strip_prefix('<') else { return false };
    let name: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
    matches!(name.to_ascii_lowercase().as_str(), "tr" | "td" | "th" | "tbody" | "thead" | "tfoot" | "caption")
}

fn title(root: ElementRef<'_>) -> Option<String> {
    let head = root.child_elements().find(|element| element.value().name() == "head")?;
    let title = head.child_elements().find(|element| element.value().name() == "title")?;
    Some(collapse(&title.text().collect::<String>())).filter(|title| !title.is_empty())
}

/// Where a source that ends within a table, or within a tag in one, is to be cut so that nothing torn is left of
/// it; `None` where it ends as it should. HTML lets the end tags of cells and rows be left out, but not that of a
/// table; a source that writes none at all says nothing by it.
fn broken_off(source: &str) -> Option<usize> {
    let body = source.trim_end();
    let tail = body.rfind('<').filter(|open| !body[*open..].contains('>') && is_torn_tag(&body[*open..]));
    let (mut depth, mut closes) = (0_usize, false);
    for (at, _) in body[..tail.unwrap_or(body.len())].match_indices('<') {
        let is = |names: &[&str]| names.iter().any(|name| is_tag(&body[at..], name));
        if is(&["table"]) {
            depth += 1;
        } else if is(&["/table"]) {
            depth = depth.saturating_sub(1);
        } else if is(&["/td", "/th", "/tr"]) {
            closes = true;
        } else if is(&["/body", "/html"]) {
            // What ends the page ends it as it should.
            depth = 0;
        }
    }
    let last_row = body.rfind("</tr").or_else(|| body.rfind("</TR"));
    let within = || {
        let rest = last_row.map_or("", |at| body[at..].split_once('>').map_or("", |(_, rest)| rest));
        rest.trim().is_empty() || tag_name(rest.trim_start()).starts_with('t')
    };
    match tail {
        Some(at) if depth > 0 || body[at..].starts_with("</") => Some(at),
        None if depth > 0 && closes && within() => Some(before_torn_number(body).unwrap_or(source.len())),
        _ => None,
    }
}

/// Where the number begins that a text which breaks off ends with: how it went on nobody knows, and it is none.
pub(super) fn before_torn_number(text: &str) -> Option<usize> {
    let is_part = |c: char| c.is_ascii_digit() || ".,，-−≥≤＞＜>=~～±".contains(c);
    let kept = text.trim_end_matches(is_part).len();
    // Not the end of a tag.
    let kept = kept + text[kept..].rfind('>').map_or(0, |end| end + 1);
    text[kept..].contains(|c: char| c.is_ascii_digit()).then_some(kept)
}

/// The name of the tag that a text begins with, in lower case, with the `/` of an end tag.
fn tag_name(rest: &str) -> String {
    let after = rest.strip_prefix('<').unwrap_or_default();
    let (slash, after) = after.strip_prefix('/').map_or(("", after), |after| ("/", after));
    let name: String = after.chars().take_while(char::is_ascii_alphanumeric).take(10).collect();
    format!("{slash}{}", name.to_ascii_lowercase())
}

/// Whether a text begins with the tag of this name, written in lower case, with the `/` of an end tag.
fn is_tag(rest: &str, name: &str) -> bool {
    let end = name.len() + 1;
    let bytes = rest.as_bytes();
    bytes.first() == Some(&b'<')
        && bytes.get(1..end).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
        && !bytes.get(end).is_some_and(u8::is_ascii_alphanumeric)
}

/// Whether a text from a `<` on that no `>` follows is the beginning of a tag: `<`, `</t`, `<td colspan="`.
fn is_torn_tag(rest: &str) -> bool {
    const NAMES: &[&str] = &[
        "table", "thead", "tbody", "tfoot", "tr", "td", "th", "br", "p", "span", "div", "b", "caption",
        "colgroup", "col", "li", "ul", "ol", "font", "strong", "sup", "sub", "body", "html",
    ];
    let name = tag_name(rest);
    let name = name.trim_start_matches('/');
    let after = rest[1..].trim_start_matches('/').get(name.len()..).unwrap_or_default();
    if after.is_empty() {
        return NAMES.iter().any(|known| known.starts_with(name));
    }
    after.starts_with(|c: char| c.is_ascii_whitespace() || c == '/') && NAMES.contains(&name)
}

/// Leaves out the empty rows at the end of the last table; how many they were.
fn drop_blank_end(blocks: &mut [Block<Raw>]) -> usize {
    let Some(Block::Table(table)) = blocks.last_mut() else { return 0 };
    let is_blank = |raw: &Raw| matches!(raw, Raw::Markup(text) if is_blank_markup(text));
    let filled = table.rows.iter().rposition(|row| !row.cells.iter().all(|cell| is_blank(&cell.text)));
    let kept = filled.map_or(0, |last| last + 1);
    let dropped = table.rows[kept..].iter().filter(|row| !row.cells.is_empty()).count();
    table.rows.truncate(kept);
    table.header_rows = table.header_rows.min(kept);
    for (number, row) in table.rows.iter_mut().enumerate() {
        for cell in &mut row.cells {
            cell.rowspan = cell.rowspan.min(kept - number);
        }
    }
    dropped
}

/// Whether markup shows nothing: nothing but tags, white space and no-break spaces.
fn is_blank_markup(text: &str) -> bool {
    let mut rest = text.trim_start();
    loop {
        if let Some(after) = rest.strip_prefix("&nbsp;") {
            rest = after.trim_start();
        } else if ["img", "input", "select", "textarea", "button"].iter().any(|name| is_tag(rest, name)) {
            return false;
        } else if let Some(length) = tag_length(rest) {
            rest = rest[length..].trim_start();
        } else {
            return rest.is_empty();
        }
    }
}

/// White space as a browser shows it: one space for a run, none at the ends.
fn collapse(text: &str) -> String {
    text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

/// Inlines that follow one another and make a paragraph.
struct Run {
    start: usize,
    end: usize,
    /// Whether there is anything but white space in it.
    shows: bool,
    /// The words themselves, where the slice of the source is not theirs alone.
    torn: Option<String>,
}

/// What is parsed, and where it stands in the file.
#[derive(Clone, Copy)]
struct Text<'a> {
    source: &'a str,
    base: usize,
    lines: &'a Lines,
    /// How many bytes were put before it.
    before: usize,
    /// How many frames it stands in.
    depth: usize,
}

impl Text<'_> {
    fn at(&self, offset: usize) -> Place {
        self.lines.at((self.base + offset).saturating_sub(self.before))
    }
}

struct Walk<'a> {
    text: Text<'a>,
    tree: &'a Tree,
    /// Elements with a block somewhere in them.
    holders: BTreeSet<NodeId>,
    /// What the rules of `<style>` say of elements, which their source alone does not: by where they begin.
    ruled: Vec<(Span, Ruled)>,
    /// How many elements around are struck out.
    struck: usize,
    run: Option<Run>,
    page: Page,
}

/// What a rule says of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ruled {
    Hidden,
    Struck,
}

impl<'a> Walk<'a> {
    fn new(text: Text<'a>, tree: &'a Tree) -> Self {
        let mut holders = BTreeSet::new();
        for node in tree.html.tree.nodes().filter(|node| is_block(*node)) {
            for ancestor in node.ancestors() {
                if !holders.insert(ancestor.id()) {
                    break;
                }
            }
        }
        let mut walk =
            Self { text, tree, holders, ruled: ruled(tree), struck: 0, run: None, page: Page::default() };
        walk.count_hidden(*tree.html.root_element());
        walk
    }

    /// Counts what is hidden and would say something. Navigation is left out anyway.
    fn count_hidden(&mut self, node: NodeRef<'a, Node>) {
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            for element in node.children().filter_map(ElementRef::wrap) {
                if dom::is_invisible(&element.value().name.local) || is_navigation(element) {
                    continue;
                }
                let mut count = usize::from(self.tree.is_hidden(element) && !is_blank(element));
                let mut apart = Vec::new();
                if count > 0 {
                    let text = one_line(&element.text().collect::<String>());
                    let at = self.text.at(self.tree.span(element.id()).start);
                    apart.extend((!text.is_empty()).then_some(Hidden { by: HiddenBy::Display, text, at }));
                } else {
                    open.push(*element);
                    if element.value().name() == "table" {
                        count = table::count_hidden_columns(self.tree, element);
                    }
                }
                if count > 0 {
                    let at = self.text.at(self.tree.span(element.id()).start);
                    let hidden = Some((count, at));
                    self.page.remarks.add(Remarks { hidden, apart, ..Remarks::default() });
                }
            }
        }
    }

    /// A piece of the source, with what `<style>` says of elements in it written out.
    fn slice(&self, start: usize, end: usize) -> Raw {
        let source = &self.text.source[start..end];
        let first = self.ruled.partition_point(|(span, _)| span.start < start);
        let inner = self.ruled[first..].iter().take_while(|(span, _)| span.start < end);
        let (mut html, mut at) = (String::new(), start);
        let mut ends: Vec<usize> = Vec::new();
        let close = |html: &mut String, at: &mut usize, ends: &mut Vec<usize>, until: usize| {
            while let Some(end) = ends.pop_if(|end| *end <= until) {
                html.push_str(&self.text.source[*at..end.max(*at)]);
                html.push_str("</del>");
                *at = end.max(*at);
            }
        };
        for (span, said) in inner.filter(|(span, _)| span.end <= end) {
            if span.start < at {
                continue;
            }
            close(&mut html, &mut at, &mut ends, span.start);
            html.push_str(&self.text.source[at..span.start]);
            at = span.start;
            match said {
                Ruled::Hidden => at = span.end,
                Ruled::Struck => {
                    html.push_str("<del>");
                    ends.push(span.end);
                }
            }
        }
        close(&mut html, &mut at, &mut ends, end);
        html.push_str(&self.text.source[at..end]);
        if self.struck > 0 {
            html = format!("<del>{html}</del>");
        }
        if html == source { Raw::Markup(html) } else { Raw::Translated { html, source: source.to_owned() } }
    }

    fn children(&mut self, node: NodeRef<'a, Node>) {
        let children: Vec<NodeRef<'a, Node>> = node.children().collect();
        // What stands in a table and in none of its cells comes before the table. What is written behind the last
        // row is read there.
        let mut ends = vec![usize::MAX; children.len()];
        let mut end = usize::MAX;
        for (number, child) in children.iter().enumerate().rev() {
            if child.value().as_element().is_some_and(|element| element.name() == "table") {
                end = self.tree.span(child.id()).inner_end;
            } else {
                ends[number] = end;
            }
        }
        let mut late = Vec::new();
        for (child, end) in children.into_iter().zip(ends) {
            if self.tree.span(child.id()).start >= end {
                late.push(child);
                continue;
            }
            self.child(child);
            if child.value().as_element().is_some_and(|element| element.name() == "table") {
                late.drain(..).for_each(|child| self.child(child));
            }
        }
    }

    fn child(&mut self, child: NodeRef<'a, Node>) {
        match child.value() {
            Node::Text(text) => self.text(child, text),
            Node::Element(_) => {
                if let Some(element) = ElementRef::wrap(child) {
                    self.element(element);
                }
            }
            _ => {}
        }
    }

    fn element(&mut self, element: ElementRef<'a>) {
        let name = element.value().name();
        let style = self.tree.style(element);
        if name == "iframe" && !style.is_hidden() {
            self.frame(element);
            return;
        }
        if dom::is_invisible(&element.value().name.local)
            || style.is_hidden()
            || control::is_device(name)
            || is_unset(element)
        {
            return;
        }
        if is_navigation(element) {
            self.page.remarks.left_out += usize::from(!is_blank(element));
            return;
        }
        // An inline element is struck out by its own tag or style, which its source has.
        let is_struck = (style.is_struck() || matches!(name, "del" | "s" | "strike"))
            && (is_block(*element) || self.holders.contains(&element.id()));
        self.struck += usize::from(is_struck);
        self.visible(element);
        self.struck -= usize::from(is_struck);
    }

    /// The page that a frame holds within itself. Places in it are no places of the file.
    fn frame(&mut self, frame: ElementRef<'a>) {
        let Some(source) = frame.attr("srcdoc").filter(|source| !source.trim().is_empty()) else { return };
        self.end_run();
        let at = self.text.at(self.tree.span(frame.id()).start);
        let inside = self.text.depth < MAX_FRAMES;
        let Some(page) = inside.then(|| page_within(source, &at, self.text.depth + 1)).flatten() else {
            return;
        };
        self.page.remarks.add(page.remarks);
        self.page.blocks.extend(page.blocks);
    }

    fn visible(&mut self, element: ElementRef<'a>) {
        let name = element.value().name();
        let holds_blocks = self.holders.contains(&element.id());
        if !is_block(*element) {
            if holds_blocks {
                self.children(*element);
            } else {
                self.inline(element);
            }
            return;
        }
        self.end_run();
        match name {
            "table" => self.table(element),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if !holds(element, &["table"]) => {
                let level = name.as_bytes()[1] - b'0';
                self.leaf(element, |text, at| Block::Heading { level, text, at });
            }
            "p" if !holds_blocks => self.leaf(element, |text, at| Block::Paragraph { text, at }),
            "pre" if !holds_blocks => self.outer(element),
            "ul" | "ol" | "menu" | "dir" if !holds(element, &["table"]) => self.list(element),
            _ => self.children(*element),
        }
        self.end_run();
    }

    /// A block of its own from what is in an element.
    fn leaf(&mut self, element: ElementRef<'a>, block: impl FnOnce(Raw, Place) -> Block<Raw>) {
        if is_blank(element) {
            return;
        }
        let span = self.tree.span(element.id());
        let at = self.text.at(span.inner_start);
        let text = self.slice(span.inner_start, span.inner_end);
        self.page.blocks.push(block(text, at));
    }

    /// A paragraph of an element with its tags, which say how its white space reads.
    fn outer(&mut self, element: ElementRef<'a>) {
        if is_blank(element) {
            return;
        }
        let span = self.tree.span(element.id());
        let at = self.text.at(span.start);
        let text = self.slice(span.start, span.end);
        self.page.blocks.push(Block::Paragraph { text, at });
    }

    fn list(&mut self, element: ElementRef<'a>) {
        let mut items = Vec::new();
        let mut at = None;
        for child in element.children() {
            let span = self.tree.span(child.id());
            let (start, end) = match ElementRef::wrap(child) {
                Some(item) if self.tree.is_hidden(item) || is_blank(item) || is_navigation(item) => continue,
                Some(item) if item.value().name() == "li" => (span.inner_start, span.inner_end),
                Some(_) => (span.start, span.end),
                None if child.value().as_text().is_some_and(|text| !text.trim().is_empty()) => {
                    (span.start, span.end)
                }
                None => continue,
            };
            at.get_or_insert_with(|| self.text.at(start));
            items.push(self.slice(start, end));
        }
        if let Some(at) = at {
            self.page.blocks.push(Block::List { ordered: element.value().name() == "ol", items, at });
        }
    }

    fn table(&mut self, element: ElementRef<'a>) {
        let tree = self.tree;
        let is_shown = |caption: &ElementRef<'_>| !tree.is_hidden(*caption) && !is_blank(*caption);
        let layout = is_layout(tree, element);
        let caption = table::caption(element).filter(|caption| !layout && is_shown(caption));
        // A table has one caption; the text of others is text like any other.
        let captions = element.child_elements().filter(|child| child.value().name() == "caption");
        for other in captions.filter(|other| is_shown(other) && Some(*other) != caption) {
            self.children(*other);
            self.end_run();
        }
        if layout {
            for cell in cells(tree, element) {
                self.children(*cell);
                self.end_run();
            }
            return;
        }
        let text_of = self.text;
        let at = |offset: usize| text_of.at(offset);
        let mut misfits = Vec::new();
        let mut text = |cell: ElementRef<'_>, span: Span| {
            if tree.is_hidden(cell) {
                return Raw::Markup(String::new());
            }
            let outer = cell.ancestors().take_while(|outer| outer.id() != element.id());
            let outer = outer.filter_map(ElementRef::wrap).chain([cell]);
            let is_struck = outer.into_iter().any(|outer| tree.style(outer).is_struck());
            self.struck += usize::from(is_struck);
            let text = self.slice(span.inner_start, span.inner_end);
            self.struck -= usize::from(is_struck);
            text
        };
        let mut read: Table<Raw> = table::read(tree, element, &mut text, &at, &mut misfits);
        self.page.remarks.misfits.extend(misfits);
        read.title = caption.map(|caption| self.caption(caption));
        if !read.rows.is_empty() || read.title.is_some() {
            self.page.blocks.push(Block::Table(read));
        }
    }

    /// The title that a caption gives its table. Lines of labels in it, such as the unit, stand above.
    fn caption(&mut self, caption: ElementRef<'a>) -> String {
        let words = visible_text(self.tree, caption);
        let lines: Vec<String> = words.split('\n').map(collapse).filter(|line| !line.is_empty()).collect();
        let (labels, title): (Vec<String>, Vec<String>) =
            lines.into_iter().partition(|line| line.contains([':', '：']));
        if title.is_empty() {
            return labels.join(" ");
        }
        let at = self.text.at(self.tree.span(caption.id()).inner_start);
        for line in labels {
            let text = Raw::Translated { html: escape(&line), source: line };
            self.page.blocks.push(Block::Paragraph { text, at: at.clone() });
        }
        title.join("\n")
    }

    fn text(&mut self, node: NodeRef<'a, Node>, text: &str) {
        let span = self.tree.span(node.id());
        if text.trim().is_empty() && self.run.is_none() {
            return;
        }
        // What was text within an unclosed `<math>` would be a tag on its own.
        let holds_tag = || text.match_indices('<').any(|(at, _)| tag_length(&text[at..]).is_some());
        let torn = is_torn(&self.text.source[span.start..span.end], text) || holds_tag();
        let torn = torn.then(|| text.to_owned());
        self.extend(span.start, span.end, !text.trim().is_empty(), torn);
    }

    fn inline(&mut self, element: ElementRef<'a>) {
        let span = self.tree.span(element.id());
        let torn = element
            .descendants()
            .any(|node| {
                let inner = self.tree.span(node.id());
                node.value().as_text().is_some_and(|text| {
                    inner.start < span.start || is_torn(&self.text.source[inner.start..inner.end], text)
                })
            })
            .then(|| visible_text(self.tree, element));
        self.extend(span.start, span.end, !is_blank(element), torn);
    }

    /// Adds an inline to the paragraph under way, or begins another where the source does not go on.
    fn extend(&mut self, start: usize, end: usize, shows: bool, torn: Option<String>) {
        if torn.is_some() {
            self.end_run();
            self.run = Some(Run { start, end, shows, torn });
            self.end_run();
            return;
        }
        match &mut self.run {
            Some(run) if run.end <= start && is_gap(&self.text.source[run.end..start]) => {
                run.end = end;
                run.shows |= shows;
            }
            _ => {
                self.end_run();
                self.run = Some(Run { start, end, shows, torn: None });
            }
        }
    }

    /// Makes a paragraph of the inlines under way.
    fn end_run(&mut self) {
        let Some(run) = self.run.take() else { return };
        let slice = &self.text.source[run.start..run.end];
        let (text, start) = match run.torn {
            Some(words) if words.trim().is_empty() => return,
            Some(words) => {
                let source = words.trim().to_owned();
                let html = escape(&source);
                let html = if self.struck > 0 { format!("<del>{html}</del>") } else { html };
                (Raw::Translated { html, source }, run.start)
            }
            None => {
                if !run.shows {
                    return;
                }
                let start = run.start + (slice.len() - slice.trim_start().len());
                (self.slice(start, start + slice.trim().len()), start)
            }
        };
        self.page.blocks.push(Block::Paragraph { text, at: self.text.at(start) });
    }
}

fn is_block(node: NodeRef<'_, Node>) -> bool {
    node.value().as_element().is_some_and(|element| BLOCKS.contains(&element.name()))
}

/// Navigation of the page around the document. A header is none: it may hold the document's title.
fn is_navigation(element: ElementRef<'_>) -> bool {
    matches!(element.value().name(), "nav" | "aside" | "footer")
        || element.attr("role").is_some_and(|role| role.trim().eq_ignore_ascii_case("navigation"))
}

fn holds(element: ElementRef<'_>, names: &[&str]) -> bool {
    element
        .descendants()
        .skip(1)
        .any(|node| node.value().as_element().is_some_and(|inner| names.contains(&inner.name())))
}

/// What the rules of a page say of its elements and their own attributes do not.
fn ruled(tree: &Tree) -> Vec<(Span, Ruled)> {
    let mut found: Vec<(Span, Ruled)> = tree
        .ruled()
        .filter_map(|element| {
            let (whole, own) =
                (tree.style(element), dom::Style::read(element.attr("style").unwrap_or_default()));
            let said = if whole.is_hidden() && !own.is_hidden() {
                Ruled::Hidden
            } else if whole.is_struck() && !own.is_struck() {
                Ruled::Struck
            } else {
                return None;
            };
            Some((tree.span(element.id()), said))
        })
        .collect();
    found.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
    found
}

/// Whether an element is a list to choose from in which nothing is chosen. In a cell it shows its first choice; on
/// the page around it belongs to the site.
fn is_unset(element: ElementRef<'_>) -> bool {
    let is_chosen = |node: NodeRef<'_, Node>| {
        node.value().as_element().is_some_and(|option| option.attr("selected").is_some())
    };
    match element.value().name() {
        "datalist" | "option" => true,
        "select" => !element.descendants().any(is_chosen),
        _ => false,
    }
}

/// The text that a reader sees of an element, white space as in the source.
fn visible_text(tree: &Tree, element: ElementRef<'_>) -> String {
    fn push(tree: &Tree, text: &mut String, node: NodeRef<'_, Node>) {
        match node.value() {
            Node::Text(words) => text.push_str(&words.replace(['\n', '\r'], " ")),
            Node::Element(inner) => {
                let element = ElementRef::wrap(node);
                let hidden = element.is_some_and(|element| tree.is_hidden(element) || is_unset(element));
                if dom::is_invisible(&inner.name.local) || hidden || control::is_device(inner.name()) {
                    return;
                }
                if let Some(shown) = element.and_then(control::shown) {
                    text.push_str(&shown);
                    return;
                }
                if let Some(image) = element.filter(|_| inner.name() == "img") {
                    text.push_str(control::alt(image));
                }
                if inner.name() == "br" {
                    text.push('\n');
                }
                node.children().for_each(|child| push(tree, text, child));
                if is_block(node) {
                    text.push('\n');
                }
            }
            _ => {}
        }
    }
    let mut text = String::new();
    push(tree, &mut text, *element);
    text
}

fn is_blank(element: ElementRef<'_>) -> bool {
    control::shows_nothing(element)
}

/// Whether nothing but white space, comments and stray tags stands between two inlines. A tag of a table parts them.
fn is_gap(between: &str) -> bool {
    let mut rest = between.trim_start();
    while let Some(length) = tag_length(rest) {
        let name = tag_name(rest);
        if matches!(
            name.trim_start_matches('/'),
            "table" | "tr" | "td" | "th" | "tbody" | "thead" | "tfoot" | "caption" | "col" | "colgroup"
        ) {
            return false;
        }
        rest = rest[length..].trim_start();
    }
    rest.is_empty()
}

/// The length of the tag or comment that `rest` begins with.
fn tag_length(rest: &str) -> Option<usize> {
    if let Some(comment) = rest.strip_prefix("<!--") {
        return Some(comment.find("-->").map_or(rest.len(), |end| end + 7));
    }
    let after = rest.strip_prefix('<')?;
    let after = after.strip_prefix('/').unwrap_or(after);
    if !after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!' || c == '?') {
        return None;
    }
    rest[1..].find(['<', '>']).filter(|end| rest.as_bytes()[end + 1] == b'>').map(|end| end + 2)
}

/// Whether the span of a text node is not the place of its text alone. Text that stands between the cells of a
/// table is put before the table, and grows together with text that stood there before.
fn is_torn(slice: &str, text: &str) -> bool {
    if !slice.contains('&') {
        return slice.trim() != text.trim();
    }
    slice
        .match_indices('<')
        .any(|(at, _)| tag_length(&slice[at..]).is_some_and(|length| !text.contains(&slice[at..at + length])))
}

/// Whether a table only places things on the page: one cell in all, nested tables and either no text beside them or
/// a single column, or at most two columns that hold whole parts of a page.
fn is_layout(tree: &Tree, element: ElementRef<'_>) -> bool {
    let mut count = 0;
    let mut widest = 0;
    let mut nested = false;
    let mut has_text = false;
    let mut row = None;
    let mut in_row = 0;
    let (mut headings, mut headers, mut labels) = (false, false, false);
    for cell in cells(tree, element) {
        count += 1;
        in_row = if row == cell.parent().map(|row| row.id()) { in_row + 1 } else { 1 };
        row = cell.parent().map(|row| row.id());
        widest = widest.max(in_row);
        headers |= cell.value().name() == "th";
        headings = headings || holds(cell, &["h1", "h2", "h3"]);
        if holds(cell, &["table"]) {
            nested = true;
            has_text = has_text || has_text_outside_tables(*cell);
        } else if !labels && !is_blank(cell) {
            has_text = true;
            // A label beside a table makes a form of it. What places a page has whole parts of one in its cells.
            labels = !holds(cell, PARTS);
        }
    }
    let is_presentation = element.attr("role").is_some_and(|role| {
        ["presentation", "none"].iter().any(|name| role.trim().eq_ignore_ascii_case(name))
    });
    count == 1
        || (nested && (!has_text || widest == 1))
        || (nested && widest == 2 && !headers && !labels)
        || (headings && widest == 1 && !headers)
        || (is_presentation && (nested || headings))
}

/// What a cell holds that is a part of a page rather than a value.
const PARTS: &[&str] = &["a", "h1", "h2", "h3", "h4", "ul", "ol", "form", "hr", "center"];

fn has_text_outside_tables(node: NodeRef<'_, Node>) -> bool {
    node.children().any(|child| match child.value() {
        Node::Text(text) => !text.trim().is_empty(),
        Node::Element(element) => {
            element.name() != "table"
                && !dom::is_invisible(&element.name.local)
                && has_text_outside_tables(child)
        }
        _ => false,
    })
}

/// The cells of a table that are shown, those of nested tables not among them.
fn cells<'a>(tree: &'a Tree, table: ElementRef<'a>) -> impl Iterator<Item = ElementRef<'a>> {
    let rows = table.child_elements().filter(|group| !tree.is_hidden(*group)).flat_map(|group| {
        let rows: Vec<ElementRef<'a>> = match group.value().name() {
            "tr" => vec![group],
            "thead" | "tbody" | "tfoot" => group
                .child_elements()
                .filter(|row| row.value().name() == "tr" && !tree.is_hidden(*row))
                .collect(),
            _ => Vec::new(),
        };
        rows
    });
    rows.flat_map(|row| row.child_elements())
        .filter(|cell| matches!(cell.value().name(), "td" | "th") && !tree.is_hidden(*cell))
}

/// Text as HTML.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(source: &str) -> Vec<Block<Raw>> {
        page(source, 0, &Lines::new(source)).unwrap().blocks
    }

    fn raw(text: &Raw) -> &str {
        match text {
            Raw::Markup(text) | Raw::Plain(text) | Raw::Translated { html: text, .. } => text,
        }
    }

    /// Blocks as lines: `h1 …`, `p …`, `ul …|…`, `table …|… / …`.
    fn outline(source: &str) -> String {
        let mut lines = Vec::new();
        for block in blocks(source) {
            lines.push(match &block {
                Block::Heading { level, text, .. } => format!("h{level} {}", raw(text)),
                Block::Paragraph { text, .. } => format!("p {}", raw(text)),
                Block::List { ordered, items, .. } => {
                    let items: Vec<&str> = items.iter().map(raw).collect();
                    format!("{} {}", if *ordered { "ol" } else { "ul" }, items.join("|"))
                }
                Block::Table(table) => {
                    let rows: Vec<String> = table
                        .rows
                        .iter()
                        .map(|row| row.cells.iter().map(|cell| raw(&cell.text)).collect::<Vec<_>>().join("|"))
                        .collect();
                    let title = table.title.as_ref().map(|title| format!("[{title}] ")).unwrap_or_default();
                    format!("table {title}{}", rows.join(" / "))
                }
            });
        }
        lines.join("\n")
    }

    #[track_caller]
    fn check(source: &str, expected: &str) {
        assert_eq!(outline(source), expected, "{source}");
    }

    #[test]
    fn blocks_in_reading_order() {
        check("<h2>一</h2>二<b>三</b><p>四</p>五", "h2 一\np 二<b>三</b>\np 四\np 五");
        check("<body><center>甲<br>乙</center><div>丙<div>丁</div>戊</div>", "p 甲<br>乙\np 丙\np 丁\np 戊");
        check("<ul><li>a<li>b<ul><li>c</ul></ul>", "ul a|b<ul><li>c</ul>");
        check("<ol><li><p>a</p></li> text</ol>", "ol <p>a</p>| text");
        check("<p>x<p>&nbsp;<p> <p>y", "p x\np y");
        check("<dl><dt>甲<dd>乙</dl>", "p 甲\np 乙");
        check("plain text only", "p plain text only");
        check("<font>a<table><tr><td>1<td>2</table>b</font>", "p a\ntable 1|2\np b");
        check("<pre>a  b\nc</pre>", "p <pre>a  b\nc</pre>");
    }

    #[test]
    fn what_no_reader_sees_is_left_out() {
        check(
            "<head><title> 某 县\n表 </title><style>p{}</style></head><nav>首页</nav><script>x</script>\
             <!-- c --><p hidden>h</p><div style='display:none'>d</div><select><option>o</select>\
             <div role=navigation>n</div><p>正文</p><footer>版权</footer>",
            "p 正文",
        );
        let page = page("<title> 某 县\n表 </title><nav>首页</nav>x", 0, &Lines::new("")).unwrap();
        assert_eq!((page.title.as_deref(), page.remarks.left_out), (Some("某 县 表"), 1));
    }

    #[test]
    fn tables_keep_their_cells_to_the_letter() {
        check(
            "<table><caption>项目 \n表</caption><tr><td><p>≥1</p><td><5% 以下<tr><td><LOQ</td><td>&lt;</td></table>",
            "table [项目 表] <p>≥1</p>|<5% 以下 / <LOQ|&lt;",
        );
        check(
            "<table><caption>附件2<br>项目支出表<br>单位：万元</caption><tr><td>a<td>b</table>",
            "p 单位：万元\ntable [附件2\n项目支出表] a|b",
        );
        check(
            "<table><tr><td>a<td>b<table><tr><td>c<td>d</table></table>",
            "table a|b<table><tr><td>c<td>d</table>",
        );
        check("<tr><td>a</td><td>b</td></tr><tr><td>c", "table a|b / c");
    }

    #[test]
    fn layout_tables_are_unwrapped() {
        check("<table><tr><td>只有一格</td></tr></table>", "p 只有一格");
        check(
            "<table><tr><td><table><tr><td>1<td>2</table></td><td> <table><tr><td>3<td>4</table></table>",
            "table 1|2\ntable 3|4",
        );
        check(
            "<table><tr><td>标题</td></tr><tr><td><table><tr><td>1<td>2</table></td></tr></table>",
            "p 标题\ntable 1|2",
        );
        // A column of text is a table.
        check("<table><tr><td>a</td></tr><tr><td>b</td></tr></table>", "table a / b");
    }

    #[test]
    fn misplaced_text_is_not_lost() {
        check("<table>x<tr><td>1<td>2</table>", "p x\ntable 1|2");
        // What is written behind the last row is no part of what stands before the table.
        check("a<table><tr><td>1<td>2</tr>y</table>b", "p a\ntable 1|2\np y\np b");
        check("<b>a<p>b</b>c</p>d", "p <b>a\np b</b>c\np d");
    }

    #[test]
    fn places_count_characters() {
        let found = blocks("<p>一</p>\n<table><tr><td>二</td><td>三</td></tr></table>");
        assert_eq!(found[0].at().column, Some(4));
        let Block::Table(table) = &found[1] else { panic!() };
        assert_eq!((table.at.line, table.at.column), (Some(2), Some(1)));
        let at = &table.rows[0].cells[1].at;
        assert_eq!((at.line, at.column), (Some(2), Some(26)));
    }

    #[test]
    fn hostile_pages() {
        let deep = "<div>".repeat(100_000);
        let error = page(&deep, 0, &Lines::new(&deep)).unwrap_err();
        assert!(error.place.is_some());
        let Block::Table(table) =
            &blocks("<table><tr><td colspan=1000000000 rowspan=99999999999999999999>a<td>b</table>")[0]
        else {
            panic!()
        };
        assert_eq!((table.rows[0].cells[0].colspan, table.rows[0].cells[0].rowspan), (1000, 1));
        // A page on one line: places are looked up often and must not be counted from its beginning.
        let long = format!("<table>{}</table>", "<tr><td>长单元格内容</td><td>二</td></tr>".repeat(20_000));
        assert_eq!(blocks(&long).len(), 1);
    }

    /// Every character that a reader sees stands in some slice.
    #[track_caller]
    fn nothing_is_lost(source: &str) {
        let tree = dom::parse_document(source).unwrap();
        let body = tree.html.root_element();
        let body = body.child_elements().find(|element| element.value().name() == "body").unwrap();
        let mut count = std::collections::BTreeMap::<char, i64>::new();
        for block in blocks(source) {
            let mut slices: Vec<String> = Vec::new();
            match block {
                Block::Heading { text, .. } | Block::Paragraph { text, .. } => {
                    slices.push(raw(&text).to_owned());
                }
                Block::List { items, .. } => slices.extend(items.iter().map(|item| raw(item).to_owned())),
                Block::Table(table) => {
                    slices.extend(table.title.iter().map(|title| escape(title)));
                    for cell in table.rows.iter().flat_map(|row| &row.cells) {
                        slices.push(raw(&cell.text).to_owned());
                    }
                }
            }
            for slice in slices {
                let inner = dom::parse_fragment(&slice, "td").unwrap();
                for c in
                    visible_text(&inner, inner.html.root_element()).chars().filter(|c| !c.is_whitespace())
                {
                    *count.entry(c).or_default() += 1;
                }
            }
        }
        for c in visible_text(&tree, body).chars().filter(|c| !c.is_whitespace()) {
            let left = count.entry(c).or_default();
            *left -= 1;
            assert!(*left >= 0, "{c:?} is lost in {source}\n{}", outline(source));
        }
    }

    #[test]
    fn every_visible_character_is_kept() {
        for source in [
            include_str!("../../tests/golden/03_indicator_rows_rowspan/input.html"),
            include_str!("../../tests/golden/05_form_project_goal/input.html"),
            include_str!("../../tests/golden/07_self_evaluation/input.html"),
            include_str!("../../tests/golden/09_side_by_side_periods/input.html"),
            include_str!("../../tests/golden/13_split_pages/input.html"),
            include_str!("../../tests/golden/15_budget_t1_two_sided/input.html"),
            include_str!("../../tests/golden/17_sangong_multilevel/input.html"),
            "<b>1<table>2<tr>3<td>4</td>5<td>6</b>7</table>8",
            "<a>1<p>2<a>3<table><a>4<tr><td>5<a>6</table>7",
            "<table><caption>1<table><tr><td>2<td>3</table>4</caption><tr><td>5</table>",
            "<ul>1<li>2<table><tr><td>3</table><li>4</ul>5",
            "<h1>1<div>2<table><tr><td>3<td>4</table></div>5</h1>6",
            "<p>1<table><tr><td>2<td>3</table>4",
            "1<span>2<!-- x -->3</span><div hidden>h</div>4<i>5<div>6</i>7</div>8",
            "<table><tr><td>1<form><td>2</form>3<select><option>o</select>4</table>5",
        ] {
            nothing_is_lost(source);
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig { cases: 400, failure_persistence: None, ..Default::default() })]
        #[test]
        fn no_tag_soup_loses_text(pieces in proptest::collection::vec(0..SOUP.len(), 0..24)) {
            let mut soup = String::new();
            for (sign, piece) in ('\u{4e00}'..).zip(pieces) {
                soup.push_str(SOUP[piece]);
                soup.push(sign);
            }
            // A fragment of rows gets a table around it, and this compares with the tree without.
            nothing_is_lost(&format!("前{soup}"));
        }
    }

    const SOUP: &[&str] = &[
        "",
        "<table>",
        "</table>",
        "<tr>",
        "</tr>",
        "<td>",
        "</td>",
        "<th>",
        "<tbody>",
        "<thead>",
        "<caption>",
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<i>",
        "</i>",
        "<div>",
        "</div>",
        "<ul>",
        "<li>",
        "</ul>",
        "<h2>",
        "</h2>",
        "<a href=x>",
        "</a>",
        "<span>",
        "</span>",
        "<br>",
        "<math>",
        "</math>",
        "<5% ",
        "<LOQ",
        "<!-- c -->",
        "&lt;",
    ];
}
