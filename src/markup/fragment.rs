//! A piece of HTML, as it stands in a cell, a heading or a paragraph, to blocks and inlines.
//!
//! White space is kept as a browser shows it: runs collapse, none at the ends of a line. No-break and full-width
//! spaces are characters like others.

use ego_tree::NodeRef;
use html5ever::ns;
use scraper::{ElementRef, Node as HtmlNode};

use super::formula::{self, Piece};
use super::html_elements::{Kind, kind};
use super::inlines;
use super::latex;
use super::math::{Expression, Unread};
use super::mathml;
use super::numbering;
use super::places::Places;
use crate::dom::{self, Span, TooDeep, Tree, control, table};
use crate::model::{Inline, Node, Paragraph, Place, RichText, Tidy};

/// What reading a fragment finds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Note {
    /// A formula that cannot be read.
    MathUnread,
    /// An element that HTML does not know.
    UnknownElement,
    /// An image without words.
    ImageWithoutText,
}

/// Called with what is found, the words of the source and their place.
pub(super) type Notes<'a> = dyn FnMut(Note, &str, &Place) + 'a;

/// Reads a fragment that begins at `at`.
pub(super) fn read(source: &str, at: &Place, notes: &mut Notes<'_>) -> Result<RichText, TooDeep> {
    let tree = dom::parse_fragment(source, "td")?;
    let places = Places::new(source, at);
    let mut reader = Reader { tree: &tree, source, places: &places, notes, struck: 0, with_buttons: false };
    let mut content = reader.blocks(&tree.html.root_element(), None);
    if content.is_empty() {
        // A page may write as a button what is to be read: the name of a project that opens its form.
        let mut nothing = |_: Note, _: &str, _: &Place| ();
        let mut reader = Reader { notes: &mut nothing, with_buttons: true, ..reader };
        content = reader.blocks(&tree.html.root_element(), None);
    }
    Ok(RichText::from_content(content))
}

/// Plain text, a line a paragraph; only formulas are looked for.
pub(super) fn read_plain(text: &str, at: &Place, notes: &mut Notes<'_>) -> RichText {
    if !formula::may_hold(text) {
        return RichText::plain(text, at);
    }
    let places = Places::new(text, at);
    let mut content = Vec::new();
    let mut offset = 0;
    for line in text.split('\n') {
        let at = places.at(offset);
        let mut inlines = Vec::new();
        let mut search = Search { source: line, from: 0, start: offset };
        offset += line.len() + 1;
        for piece in formula::split(line) {
            match piece {
                Piece::Text(text) => push_text(&mut inlines, &text),
                Piece::Inline(inline) => inlines.push(inline),
                Piece::Unread(words) => {
                    notes(Note::MathUnread, &words, &places.at(search.next(&words)));
                    push_text(&mut inlines, &words);
                }
            }
        }
        if inlines.is_empty() {
            inlines.push(Inline::text(""));
        }
        content.push(Node::Paragraph(Paragraph { inlines, source: line.to_owned(), at }));
    }
    RichText::from_content(content)
}

fn push_text(inlines: &mut Vec<Inline>, more: &str) {
    if let Some(Inline::Text { text }) = inlines.last_mut() {
        text.push_str(more);
    } else {
        inlines.push(Inline::text(more));
    }
}

struct Reader<'a, 'n> {
    tree: &'a Tree,
    source: &'a str,
    places: &'a Places<'a>,
    notes: &'a mut Notes<'n>,
    /// How many elements around are struck out.
    struck: usize,
    /// Whether what is there to be pressed counts.
    with_buttons: bool,
}

/// A piece of a line before formulas are looked for.
enum Run {
    /// Text of the source.
    Text(String),
    /// Text that is not looked at again.
    Literal(String),
    /// Anything else.
    Inline(Inline),
    /// What stands in an inline element.
    Nested(Wrap, Vec<Run>),
}

/// An inline element.
#[derive(Clone)]
enum Wrap {
    Strong,
    Emphasis,
    Subscript,
    Superscript,
    Struck,
    Link(String),
}

/// Blocks in the making.
#[expect(clippy::struct_excessive_bools, reason = "each says another thing of the line in the making")]
struct Blocks {
    nodes: Vec<Node>,
    /// The inline elements that are open, the line itself first.
    open: Vec<(Option<Wrap>, Vec<Run>)>,
    /// White space is owed before the next character.
    owes_space: bool,
    /// Nothing stands on the line yet.
    line_start: bool,
    /// Where the line begins and ends in the source.
    span: Option<(usize, usize)>,
    preformatted: bool,
    /// A form control stands last on the line.
    after_control: bool,
}

impl Blocks {
    fn new() -> Self {
        Self {
            nodes: Vec::new(),
            open: vec![(None, Vec::new())],
            owes_space: false,
            line_start: true,
            span: None,
            preformatted: false,
            after_control: false,
        }
    }

    fn push(&mut self, run: Run) {
        if let Some((_, runs)) = self.open.last_mut() {
            match (runs.last_mut(), run) {
                (Some(Run::Text(text)), Run::Text(more)) => text.push_str(&more),
                (_, run) => runs.push(run),
            }
        }
    }

    fn reach(&mut self, span: Span) {
        self.span = Some(match self.span {
            None => (span.start, span.end),
            Some((start, end)) => (start.min(span.start), end.max(span.end)),
        });
    }

    /// What is seen only if something stands before and after it.
    fn reach_on(&mut self, span: Span) {
        if self.span.is_some() {
            self.reach(span);
        }
    }

    /// The white space that is owed, before something that is seen.
    fn pay_space(&mut self) {
        if std::mem::take(&mut self.owes_space) && !self.line_start {
            // It belongs outside of an inline element that nothing stands in yet, where Markdown can show it.
            let within = self.open.iter().rposition(|(_, runs)| !runs.is_empty()).unwrap_or(0);
            match self.open[within].1.last_mut() {
                Some(Run::Text(text)) => text.push(' '),
                _ => self.open[within].1.push(Run::Text(" ".to_owned())),
            }
        }
        self.line_start = false;
    }

    /// Text of the source, its white space collapsed.
    fn text(&mut self, text: &str, span: Span) {
        if self.preformatted {
            self.preformatted_text(text, span);
        } else {
            self.collapsed(text, span, Run::Text);
        }
    }

    /// Text that no formula is looked for in, its white space collapsed.
    fn literal(&mut self, text: &str, span: Span) {
        self.collapsed(text, span, Run::Literal);
    }

    /// What a form control shows, its lines kept. Two controls stand apart, whatever the source has between them.
    fn control(&mut self, text: &str, span: Span) {
        self.owes_space |= std::mem::take(&mut self.after_control) && !self.line_start;
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                self.line_break();
            }
            self.literal(line, span);
        }
        self.after_control = !text.is_empty();
    }

    fn collapsed(&mut self, text: &str, span: Span, run: impl Fn(String) -> Run) {
        self.after_control = false;
        let mut piece = String::new();
        for c in text.chars() {
            if c.is_ascii_whitespace() {
                self.owes_space |= !self.line_start;
                continue;
            }
            if piece.is_empty() {
                self.pay_space();
            } else if std::mem::take(&mut self.owes_space) {
                piece.push(' ');
            }
            piece.push(c);
        }
        // White space alone is owed, and nothing was seen.
        if !piece.is_empty() {
            self.push(run(piece));
            self.reach(span);
        }
    }

    fn preformatted_text(&mut self, text: &str, span: Span) {
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 {
                self.line_break();
            }
            if !line.is_empty() {
                self.pay_space();
                self.push(Run::Text(line.to_owned()));
            }
        }
        self.reach(span);
    }

    fn line_break(&mut self) {
        self.owes_space = false;
        self.line_start = true;
        self.push(Run::Inline(Inline::Break));
    }

    fn enter(&mut self, wrap: Wrap) {
        self.open.push((Some(wrap), Vec::new()));
    }

    fn leave(&mut self) {
        if let Some((Some(wrap), runs)) = self.open.pop()
            && !runs.is_empty()
        {
            self.push(Run::Nested(wrap, runs));
        }
    }
}

impl<'a> Reader<'a, '_> {
    /// The blocks that the children of a node make. `wrap`: an inline element around all of them.
    fn blocks(&mut self, parent: &NodeRef<'a, HtmlNode>, wrap: Option<Wrap>) -> Vec<Node> {
        let mut blocks = self.fresh();
        if let Some(wrap) = wrap {
            blocks.enter(wrap);
        }
        self.children(&mut blocks, parent);
        self.finish_line(&mut blocks);
        blocks.nodes
    }

    /// No blocks yet; what is struck out around them is so in them.
    fn fresh(&self) -> Blocks {
        let mut blocks = Blocks::new();
        if self.struck > 0 {
            blocks.enter(Wrap::Struck);
        }
        blocks
    }

    fn children(&mut self, blocks: &mut Blocks, parent: &NodeRef<'a, HtmlNode>) {
        for child in parent.children() {
            match child.value() {
                HtmlNode::Text(text) => blocks.text(text, self.tree.span(child.id())),
                HtmlNode::Element(_) => {
                    if let Some(element) = ElementRef::wrap(child) {
                        self.element(blocks, element);
                    }
                }
                _ => {}
            }
        }
    }

    fn element(&mut self, blocks: &mut Blocks, element: ElementRef<'a>) {
        let value = element.value();
        let style = self.tree.style(element);
        if style.is_hidden() || dom::is_invisible(&value.name.local) || is_double(element) {
            return;
        }
        if let Some(text) = control::shown(element) {
            blocks.control(&text, self.tree.span(element.id()));
            return;
        }
        if style.is_struck() {
            self.struck_out(blocks, |reader, blocks| reader.shown(blocks, element));
        } else {
            self.shown(blocks, element);
        }
    }

    /// What is struck out, however it says so.
    fn struck_out(&mut self, blocks: &mut Blocks, read: impl FnOnce(&mut Self, &mut Blocks)) {
        self.struck += 1;
        if self.struck == 1 {
            blocks.enter(Wrap::Struck);
        }
        read(self, blocks);
        if self.struck == 1 {
            blocks.leave();
        }
        self.struck -= 1;
    }

    /// An element that is shown.
    fn shown(&mut self, blocks: &mut Blocks, element: ElementRef<'a>) {
        let value = element.value();
        if value.name.ns == ns!(mathml) {
            self.math(blocks, element);
            return;
        }
        let name = value.name();
        match kind(name) {
            Kind::Break => {
                blocks.line_break();
                blocks.reach_on(self.tree.span(element.id()));
            }
            Kind::Block => self.block(blocks, element, None),
            Kind::Heading => self.block(blocks, element, Some(Wrap::Strong)),
            Kind::List => self.list(blocks, element),
            Kind::Table => self.table(blocks, element),
            Kind::Rule => self.finish_line(blocks),
            Kind::Image => self.image(blocks, element),
            Kind::Strong => self.wrapped(blocks, element, Wrap::Strong),
            Kind::Emphasis => self.wrapped(blocks, element, Wrap::Emphasis),
            Kind::Subscript => self.wrapped(blocks, element, Wrap::Subscript),
            Kind::Superscript => self.wrapped(blocks, element, Wrap::Superscript),
            Kind::Struck => self.struck_out(blocks, |reader, blocks| reader.children(blocks, &element)),
            Kind::Reading => self.reading(blocks, element),
            Kind::Button if self.with_buttons => self.children(blocks, &element),
            Kind::Button => {}
            Kind::Anchor => match element.attr("href").map(str::trim).filter(|href| is_web(href)) {
                Some(href) => self.wrapped(blocks, element, Wrap::Link(href.to_owned())),
                None => self.children(blocks, &element),
            },
            Kind::Transparent => match control::signs(element) {
                Some(signs) => blocks.literal(&signs, self.tree.span(element.id())),
                None => self.children(blocks, &element),
            },
            Kind::Equation => {
                if element.child_elements().next().is_some() {
                    self.children(blocks, &element);
                } else {
                    let source: String = element.text().collect();
                    self.formula(blocks, element, latex::parse(&source), &source);
                }
            }
            Kind::Unknown => self.unknown(blocks, element),
        }
    }

    /// The words of an image. One without shows something that is lost.
    fn image(&mut self, blocks: &mut Blocks, image: ElementRef<'a>) {
        let span = self.tree.span(image.id());
        let alt = control::alt(image);
        if !alt.is_empty() {
            blocks.literal(alt, span);
        } else if !control::is_spacer(image) {
            let words = self.source.get(span.start..span.end).unwrap_or_default();
            (self.notes)(Note::ImageWithoutText, words, &self.places.at(span.start));
        }
    }

    /// How characters are read stands above them; in a line it stands in parentheses.
    fn reading(&mut self, blocks: &mut Blocks, element: ElementRef<'a>) {
        let has_own = element.parent().is_some_and(|ruby| {
            ruby.children().any(|child| child.value().as_element().is_some_and(|rp| rp.name() == "rp"))
        });
        let span = self.tree.span(element.id());
        let side = |at| Span { start: at, inner_start: at, inner_end: at, end: at };
        if has_own || control::shows_nothing(element) {
            self.children(blocks, &element);
            return;
        }
        blocks.literal("(", side(span.start));
        self.children(blocks, &element);
        blocks.literal(")", side(span.end));
    }

    fn wrapped(&mut self, blocks: &mut Blocks, element: ElementRef<'a>, wrap: Wrap) {
        blocks.enter(wrap);
        self.children(blocks, &element);
        blocks.leave();
    }

    /// An element that stands on lines of its own. A paragraph that is all there is in it has the element as its
    /// source.
    fn block(&mut self, blocks: &mut Blocks, element: ElementRef<'a>, wrap: Option<Wrap>) {
        self.finish_line(blocks);
        let before = blocks.nodes.len();
        let preformatted = blocks.preformatted;
        blocks.preformatted |= matches!(element.value().name(), "pre" | "xmp" | "listing");
        if let Some(wrap) = wrap {
            self.wrapped(blocks, element, wrap);
        } else {
            self.children(blocks, &element);
        }
        let alone = blocks.nodes.len() == before;
        self.finish_line(blocks);
        blocks.preformatted = preformatted;
        if alone && blocks.nodes.len() == before + 1 {
            let span = self.tree.span(element.id());
            if let Some(Node::Paragraph(paragraph)) = blocks.nodes.last_mut() {
                self.place(paragraph, span.start, span.end);
            }
        }
    }

    fn place(&self, paragraph: &mut Paragraph, start: usize, end: usize) {
        let source = self.source.get(start..end).unwrap_or_default();
        // A secret is not handed on, not even as the words of the source.
        if !source.contains("password") {
            source.clone_into(&mut paragraph.source);
        }
        paragraph.at = self.places.at(start);
    }

    /// Ends the line that is in the making; if anything stands on it, it is a paragraph.
    fn finish_line(&mut self, blocks: &mut Blocks) {
        blocks.owes_space = false;
        blocks.line_start = true;
        let wraps: Vec<Option<Wrap>> = blocks.open.iter().map(|(wrap, _)| wrap.clone()).collect();
        while blocks.open.len() > 1 {
            blocks.leave();
        }
        let runs = blocks.open.pop().map(|(_, runs)| runs).unwrap_or_default();
        blocks.open = wraps.into_iter().map(|wrap| (wrap, Vec::new())).collect();
        let Some((start, end)) = blocks.span.take() else { return };
        let source = self.source.get(start..end).unwrap_or_default();
        let mut inlines = self.inlines(runs, &mut Search { source, from: 0, start });
        trim(&mut inlines, true);
        trim(&mut inlines, false);
        let mut paragraph = Paragraph { inlines, ..Paragraph::default() };
        if paragraph.shown().chars().all(|c| c.is_whitespace() || crate::text::width::is_invisible(c)) {
            return;
        }
        self.place(&mut paragraph, start, end);
        blocks.nodes.push(Node::Paragraph(paragraph));
    }

    /// Looks for formulas in the text and joins texts that stand side by side.
    fn inlines(&mut self, runs: Vec<Run>, search: &mut Search<'_>) -> Vec<Inline> {
        let mut inlines = Vec::new();
        for run in runs {
            match run {
                Run::Text(text) => {
                    for piece in formula::split(&text) {
                        match piece {
                            Piece::Text(text) => push_text(&mut inlines, &text),
                            Piece::Inline(inline) => inlines.push(inline),
                            Piece::Unread(words) => {
                                (self.notes)(Note::MathUnread, &words, &self.places.at(search.next(&words)));
                                push_text(&mut inlines, &words);
                            }
                        }
                    }
                }
                Run::Literal(text) => push_text(&mut inlines, &text),
                Run::Inline(inline) => inlines.push(inline),
                Run::Nested(wrap, runs) => {
                    let nested = self.inlines(runs, search);
                    inlines.push(match wrap {
                        Wrap::Strong => Inline::Strong { inlines: nested },
                        Wrap::Emphasis => Inline::Emphasis { inlines: nested },
                        Wrap::Subscript => Inline::Subscript { inlines: nested },
                        Wrap::Superscript => Inline::Superscript { inlines: nested },
                        Wrap::Struck => Inline::Struck { inlines: nested },
                        Wrap::Link(href) => Inline::Link { href, inlines: nested },
                    });
                }
            }
        }
        inlines
    }

    fn list(&mut self, blocks: &mut Blocks, list: ElementRef<'a>) {
        self.finish_line(blocks);
        let ordered = list.value().name() == "ol";
        let mut start = list.attr("start").and_then(|start| start.trim().parse().ok()).unwrap_or(1);
        let mut marked = !has_no_marker(list);
        let mut items: Vec<Vec<Node>> = Vec::new();
        let mut stray = self.fresh();
        let mut lists = Vec::new();
        for child in list.children() {
            let item = ElementRef::wrap(child).filter(|element| element.value().name() == "li");
            let Some(item) = item else {
                // Not what a list may hold, yet shown: it goes on with the item above.
                match child.value() {
                    HtmlNode::Text(text) => stray.text(text, self.tree.span(child.id())),
                    HtmlNode::Element(_) => {
                        if let Some(element) = ElementRef::wrap(child) {
                            self.element(&mut stray, element);
                        }
                    }
                    _ => {}
                }
                continue;
            };
            self.end_stray(&mut stray, &mut items);
            let style = self.tree.style(item);
            if style.is_hidden() {
                continue;
            }
            marked &= !has_no_marker(item);
            // A list of the model counts on by one, so a number that does not begins another.
            let value = item.attr("value").and_then(|value| value.trim().parse::<usize>().ok());
            if let Some(value) = value.filter(|value| ordered && *value != start + items.len()) {
                if !items.is_empty() {
                    lists.push((start, std::mem::take(&mut items)));
                }
                start = value;
            }
            self.struck += usize::from(style.is_struck());
            let mut content = self.fresh();
            self.block(&mut content, item, None);
            self.struck -= usize::from(style.is_struck());
            if !content.nodes.is_empty() || (ordered && marked) {
                items.push(content.nodes);
            }
        }
        self.end_stray(&mut stray, &mut items);
        lists.push((start, items));
        let first_texts = || {
            lists.iter().flat_map(|(_, items)| items).filter_map(|item| match item.first() {
                Some(Node::Paragraph(paragraph)) => Some(paragraph.text()),
                _ => None,
            })
        };
        // What is printed as text is not printed again. One lost number does not change that.
        let numbered = first_texts().filter(|text| numbering::is_numbered(text)).count();
        marked &= numbered == 0 || numbered * 2 < first_texts().count();
        for (start, items) in lists {
            if items.iter().any(|item| !item.is_empty()) {
                blocks.nodes.push(Node::List { ordered, start, marked, items });
            }
        }
    }

    fn end_stray(&mut self, stray: &mut Blocks, items: &mut Vec<Vec<Node>>) {
        self.finish_line(stray);
        let nodes = std::mem::take(&mut stray.nodes);
        if nodes.is_empty() {
            return;
        }
        match items.last_mut() {
            Some(item) => item.extend(nodes),
            None => items.push(nodes),
        }
    }

    fn table(&mut self, blocks: &mut Blocks, element: ElementRef<'a>) {
        self.finish_line(blocks);
        let title = table::caption(element)
            .filter(|caption| !self.tree.is_hidden(*caption))
            .map(|caption| RichText::from_content(self.blocks(&caption, None)))
            .filter(|text| !text.is_blank());
        let (tree, places) = (self.tree, self.places);
        let mut text = |cell: ElementRef<'_>, _: Span| {
            // The same element by the tree's own lifetime.
            let cell = tree.html.tree.get(cell.id()).and_then(ElementRef::wrap);
            let Some(cell) = cell.filter(|cell| !tree.is_hidden(*cell)) else { return Tidy::default() };
            let row = cell.parent().and_then(ElementRef::wrap);
            let is_struck =
                [Some(cell), row].into_iter().flatten().any(|outer| tree.style(outer).is_struck());
            self.struck += usize::from(is_struck);
            let content = self.blocks(&cell, None);
            self.struck -= usize::from(is_struck);
            Tidy(RichText::from_content(content))
        };
        let mut misfits = Vec::new();
        let mut table = table::read(tree, element, &mut text, &|offset| places.at(offset), &mut misfits);
        table.title = title.map(|title| title.text().to_owned());
        if table.rows.iter().any(|row| !row.cells.is_empty()) {
            blocks.nodes.push(Node::Table { table: Box::new(table) });
        } else if let Some(title) = table.title {
            let paragraph =
                Paragraph { inlines: vec![Inline::text(title)], source: String::new(), at: table.at };
            blocks.nodes.push(Node::Paragraph(paragraph));
        }
    }

    fn math(&mut self, blocks: &mut Blocks, element: ElementRef<'a>) {
        let source = if element.child_elements().next().is_none() {
            element.text().collect()
        } else {
            let span = self.tree.span(element.id());
            self.source.get(span.start..span.end).unwrap_or_default().to_owned()
        };
        if source.trim().is_empty() && element.attr("alttext").is_none() {
            return;
        }
        self.formula(blocks, element, mathml::parse(element), &source);
    }

    fn formula(
        &mut self,
        blocks: &mut Blocks,
        element: ElementRef<'_>,
        read: Result<Expression, Unread>,
        source: &str,
    ) {
        let span = self.tree.span(element.id());
        let Ok(inlines) = read.and_then(inlines::of) else {
            let words = source.trim();
            if !words.is_empty() {
                (self.notes)(Note::MathUnread, words, &self.places.at(span.start));
                blocks.literal(words, span);
            }
            return;
        };
        for inline in inlines {
            if let Inline::Text { text } = inline {
                blocks.literal(&text, span);
            } else {
                blocks.pay_space();
                blocks.push(Run::Inline(inline));
                blocks.reach(span);
            }
        }
    }

    /// An element that HTML does not know: its tags are text, to the letter.
    fn unknown(&mut self, blocks: &mut Blocks, element: ElementRef<'a>) {
        let span = self.tree.span(element.id());
        let start_tag = self.source.get(span.start..span.inner_start).unwrap_or_default();
        let end_tag = self.source.get(span.inner_end..span.end).unwrap_or_default();
        // `<my-chart>…</my-chart>` is a component of a page.
        if element.value().name().contains('-') && !end_tag.is_empty() {
            self.children(blocks, &element);
            return;
        }
        (self.notes)(Note::UnknownElement, start_tag, &self.places.at(span.start));
        let tag = |start, end| Span { start, inner_start: start, inner_end: end, end };
        blocks.literal(start_tag, tag(span.start, span.inner_start));
        self.children(blocks, &element);
        blocks.literal(end_tag, tag(span.inner_end, span.end));
    }
}

/// A search for words in the source of a paragraph, one after the other.
struct Search<'a> {
    source: &'a str,
    from: usize,
    start: usize,
}

impl Search<'_> {
    /// Where the next of these words begin in the whole source. Words that entities or tags cut are not found;
    /// they, and all after them, stand where the search had come to.
    fn next(&mut self, words: &str) -> usize {
        let rest = &self.source[self.from..];
        let Some(found) = rest.find(words) else {
            let here = self.start + self.from;
            (self.start, self.from, self.source) = (here, 0, "");
            return here;
        };
        self.from += found + words.len();
        self.start + self.from - words.len()
    }
}

/// Takes white space, breaks and what is empty from the end of a paragraph, or from its beginning.
fn trim(inlines: &mut Vec<Inline>, end: bool) {
    while let Some(index) =
        if end { inlines.len().checked_sub(1) } else { (!inlines.is_empty()).then_some(0) }
    {
        let empty = match &mut inlines[index] {
            Inline::Text { text } => {
                let kept = if end {
                    text.trim_end_matches([' ', '\n'])
                } else {
                    text.trim_start_matches([' ', '\n'])
                };
                if kept.len() < text.len() {
                    *text = kept.to_owned();
                }
                text.is_empty()
            }
            Inline::Break => true,
            Inline::Strong { inlines }
            | Inline::Emphasis { inlines }
            | Inline::Subscript { inlines }
            | Inline::Superscript { inlines }
            | Inline::Struck { inlines }
            | Inline::Link { inlines, .. } => {
                trim(inlines, end);
                inlines.is_empty()
            }
            Inline::Math(_) => false,
        };
        if !empty {
            return;
        }
        inlines.remove(index);
    }
}

/// What KaTeX prints beside its MathML says the same twice.
fn is_double(element: ElementRef<'_>) -> bool {
    element.attr("class").is_some_and(|class| class.split_ascii_whitespace().any(|name| name == "katex-html"))
}

fn is_web(href: &str) -> bool {
    ["http://", "https://"]
        .iter()
        .any(|scheme| href.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
}

/// Whether a list or an item of it is shown without bullets or numbers.
fn has_no_marker(element: ElementRef<'_>) -> bool {
    if element.attr("type").is_some_and(|kind| kind.trim().eq_ignore_ascii_case("none")) {
        return true;
    }
    element.attr("style").unwrap_or_default().split(';').filter_map(|part| part.split_once(':')).any(
        |(property, value)| {
            let property = property.trim();
            let value = value.split('!').next().unwrap_or_default();
            (property.eq_ignore_ascii_case("list-style-type") || property.eq_ignore_ascii_case("list-style"))
                && value.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("none"))
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Table;

    fn rich(source: &str) -> RichText {
        read(source, &Place::line_column(1, 1), &mut |note, words, _| panic!("{note:?} {words}")).unwrap()
    }

    /// The blocks in short: `p(…)`, `ol3(…)`, `*…*`.
    fn shown(source: &str) -> String {
        blocks(rich(source).content())
    }

    fn blocks(content: &[Node]) -> String {
        content.iter().map(block).collect::<Vec<_>>().join(" ")
    }

    fn block(node: &Node) -> String {
        match node {
            Node::Paragraph(paragraph) => format!("p({})", inlines(&paragraph.inlines)),
            Node::List { ordered, start, marked, items } => {
                let kind = if *ordered { "ol" } else { "ul" };
                let mark = if *marked { "" } else { "-" };
                let items: Vec<String> = items.iter().map(|item| blocks(item)).collect();
                format!("{kind}{start}{mark}[{}]", items.join("; "))
            }
            Node::Table { table } => format!("table{}", cells(table)),
        }
    }

    fn cells(table: &Table<Tidy>) -> String {
        let row = |row: &crate::model::Row<Tidy>| {
            row.cells.iter().map(|cell| blocks(cell.text.content())).collect::<Vec<_>>().join("|")
        };
        format!("{}[{}]", table.header_rows, table.rows.iter().map(row).collect::<Vec<_>>().join("/"))
    }

    fn inlines(all: &[Inline]) -> String {
        all.iter()
            .map(|inline| match inline {
                Inline::Text { text } => text.clone(),
                Inline::Break => "↵".to_owned(),
                Inline::Strong { inlines: nested } => format!("*{}*", inlines(nested)),
                Inline::Emphasis { inlines: nested } => format!("/{}/", inlines(nested)),
                Inline::Subscript { inlines: nested } => format!("_{}_", inlines(nested)),
                Inline::Superscript { inlines: nested } => format!("^{}^", inlines(nested)),
                Inline::Struck { inlines: nested } => format!("~{}~", inlines(nested)),
                Inline::Link { href, inlines: nested } => format!("[{}]<{href}>", inlines(nested)),
                Inline::Math(math) => format!("${}$", math.text),
            })
            .collect()
    }

    #[test]
    fn blocks_and_inlines() {
        for (source, expected) in [
            ("<p>一、产出指标</p> <p>(一) 数量指标</p>", "p(一、产出指标) p((一) 数量指标)"),
            ("项目资金<br>（万元）", "p(项目资金↵（万元）)"),
            ("<p>a<br/>b</p>", "p(a↵b)"),
            ("<br>a<br><br>b<br>", "p(a↵↵b)"),
            ("a<p>b</p>c", "p(a) p(b) p(c)"),
            ("<p></p><p>a</p><p> </p><p>&nbsp;</p><p>b</p>", "p(a) p(b)"),
            ("  a \n b\t<b> c </b> d ", "p(a b *c* d)"),
            ("≥9<span>5%</span>", "p(≥95%)"),
            ("<span>≥</span><span lang=EN-US>95<o:p></o:p></span><font>%</font>", "p(≥95%)"),
            ("a&nbsp;b　c&amp;d&lt;5", "p(a\u{a0}b　c&d<5)"),
            ("m<sup>2</sup>和H<sub>2</sub>O", "p(m^2^和H_2_O)"),
            ("<a href='https://a.cn/'>站</a><a href='javascript:x'>点</a>", "p([站]<https://a.cn/>点)"),
            ("<b>a</b><i>b</i><strong></strong><em> c</em>", "p(*a*/b/ /c/)"),
            ("<b><p>a</p><p>b</p></b>c", "p(*a*) p(*b*) p(c)"),
            ("<b>a<br></b>", "p(*a*)"),
            ("<h3>标题</h3>文", "p(*标题*) p(文)"),
            ("<blockquote>a</blockquote><dl><dt>b<dd>c</dl>", "p(a) p(b) p(c)"),
            ("<pre>\na  b\n c</pre>", "p(a  b↵ c)"),
            ("<img src=x alt=图>a<img width=1>", "p(图a)"),
            ("<div hidden>x</div><p style='display:none'>y</p><script>z</script><!-- c -->a", "p(a)"),
            ("<!--[if gte mso 9]><xml>x</xml><![endif]-->a<![if !supportLists]>b<![endif]>", "p(ab)"),
            ("<st1:date year=2024>2024年</st1:date>", "p(2024年)"),
            ("<hr>a<hr>b", "p(a) p(b)"),
            ("<5%", "p(<5%)"),
            ("“引”—–‘x’…（全角）ＡＢ", "p(“引”—–‘x’…（全角）ＡＢ)"),
            ("a\r\nb", "p(a b)"),
            ("", ""),
            (" \n ", ""),
            ("a<b", "p(a<b)"),
            ("p<0.05，x<y", "p(p<0.05，x<y)"),
            ("<math>\\text{ a\n\n b}</math> c", "p(a b c)"),
            ("a <img alt=' b\nc '> d", "p(a b c d)"),
            ("<span style='font-family:Symbol'>&sup3;</span>3", "p(≥3)"),
            ("<font face='Wingdings 2'>R</font>甲<font face=宋体>R</font>", "p(☑甲R)"),
            ("&#8805;95&percnt;", "p(≥95%)"),
        ] {
            assert_eq!(shown(source), expected, "{source}");
        }
    }

    #[test]
    fn lists() {
        for (source, expected) in [
            ("<ul><li>a</li> <li>b</li></ul>", "ul1[p(a); p(b)]"),
            ("<ol><li>a<li>b</ol>", "ol1[p(a); p(b)]"),
            ("<ol start=3><li>a</ol>", "ol3[p(a)]"),
            ("<ol><li value=4>a<li>b<li value=9>c</ol>", "ol4[p(a); p(b)] ol9[p(c)]"),
            ("<ol style=\"list-style-type: none\"> <li>a</li> </ol>", "ol1-[p(a)]"),
            ("<ul style='margin:0;LIST-STYLE: none inside'><li>a</ul>", "ul1-[p(a)]"),
            ("<ul type=none><li>a</ul>", "ul1-[p(a)]"),
            ("<ol><li>1. a<li>2. b</ol>", "ol1-[p(1. a); p(2. b)]"),
            ("<ol><li>1. a<li>2. b<li>c<li>4. d</ol>", "ol1-[p(1. a); p(2. b); p(c); p(4. d)]"),
            ("<ul><li>① a<li>② b</ul>", "ul1-[p(① a); p(② b)]"),
            ("<ol><li>3.5万元<li>b</ol>", "ol1[p(3.5万元); p(b)]"),
            ("<ul><li>a<ul><li>b</ul></ul>", "ul1[p(a) ul1[p(b)]]"),
            ("<ul><li>a</li><ul><li>b</li></ul></ul>", "ul1[p(a) ul1[p(b)]]"),
            ("<ul><li></li><li>a</li></ul>", "ul1[p(a)]"),
            ("<ul> </ul>", ""),
            ("<li>a</li><li>b</li>", "p(a) p(b)"),
            ("<ul>x<li>a</ul>", "ul1[p(x); p(a)]"),
        ] {
            assert_eq!(shown(source), expected, "{source}");
        }
    }

    #[test]
    fn nested_tables() {
        let text = rich(
            "上<table><caption>表 一</caption><thead><tr><th>a<th>b<tbody><tr><td colspan=2><p>1</p><p>2</p></table>下",
        );
        assert_eq!(blocks(text.content()), "p(上) table1[p(a)|p(b)/p(1) p(2)] p(下)");
        assert_eq!(text.tables()[0].title.as_deref(), Some("表 一"));
        assert_eq!(text.tables()[0].rows[1].cells[0].colspan, 2);
        assert_eq!(text.text(), "上\n表 一\na\tb\n1\n2\n下");
        assert_eq!(shown("<table><tr><td>a<table><tr><td>b</table></table>"), "table0[p(a) table0[p(b)]]");
    }

    #[test]
    fn mathematics() {
        for (source, expected) in [
            ("人数 <math>\\geq 31000</math>人(次)", "p(人数 ≥31000人(次))"),
            ("<math>\\geq 95\\%</math>", "p(≥95%)"),
            ("<math>\\geq 31000人次</math>", "p(≥31000人次)"),
            ("<eq>\\leq 0.7</eq>万元", "p(≤0.7万元)"),
            ("<math><mo>≥</mo><mn>95</mn><mo>%</mo></math>", "p(≥95%)"),
            ("<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>", "p($1/2$)"),
            ("率 $\\frac{a}{b}$ 内", "p(率 $a/b$ 内)"),
            ("\\geq<span>95\\%</span>", "p(≥95%)"),
            ("<math>a<b</math>c", "p(a<bc)"),
            ("<math></math>a", "p(a)"),
            ("<math alttext='x^2'></math>", "p($x²$)"),
            (
                "<span class=katex><math><semantics><mi>x</mi><annotation encoding='application/x-tex'>x</annotation>\
                 </semantics></math><span class='katex-html'>x</span></span>",
                "p(x)",
            ),
        ] {
            assert_eq!(shown(source), expected, "{source}");
        }
    }

    #[test]
    fn what_is_not_read_stays_to_the_letter() {
        let mut noted = Vec::new();
        let source = "铅<LOQ>以下\n和 <math>\\foo{5}</math>，$\\bar$";
        let text = read(source, &Place::line_column(3, 5), &mut |note, words, at| {
            noted.push((note, words.to_owned(), at.clone()));
        })
        .unwrap();
        assert_eq!(text.text(), "铅<LOQ>以下 和 \\foo{5}，$\\bar$");
        assert_eq!(
            noted,
            [
                (Note::UnknownElement, "<LOQ>".to_owned(), Place::line_column(3, 6)),
                (Note::MathUnread, "\\foo{5}".to_owned(), Place::line_column(4, 3)),
                (Note::MathUnread, "$\\bar$".to_owned(), Place::line_column(4, 24)),
            ]
        );
        let mut count = 0;
        let text = read("<foo a=1>x</foo>y", &Place::default(), &mut |_, _, _| count += 1).unwrap();
        assert_eq!((text.text(), count), ("<foo a=1>x</foo>y", 1));
    }

    #[test]
    fn every_paragraph_knows_its_source() {
        for (source, expected) in [
            ("<p>1. 新增 ≥740个</p> <p>b</p>", vec![("<p>1. 新增 ≥740个</p>", 1), ("<p>b</p>", 20)]),
            (
                "<ol> <li>1. a <math>\\geq 3</math>人(次)</li> </ol>",
                vec![("<li>1. a <math>\\geq 3</math>人(次)</li>", 6)],
            ),
            ("<li><p>x</p></li>", vec![("<p>x</p>", 5)]),
            ("a<br>b", vec![("a<br>b", 1)]),
            ("<div>a<p>b</p>c</div>", vec![("a", 6), ("<p>b</p>", 7), ("c", 15)]),
            ("<table><tr><td>a<td><p>b</table>", vec![("a", 16), ("<p>b", 21)]),
            ("<p>一<b>二</b></p>", vec![("<p>一<b>二</b></p>", 1)]),
        ] {
            let text = rich(source);
            let found: Vec<(&str, usize)> = text
                .paragraphs()
                .iter()
                .map(|paragraph| (paragraph.source.as_str(), paragraph.at.column.unwrap()))
                .collect();
            assert_eq!(found, expected, "{source}");
        }
    }

    /// The HTML cells of the first input.
    fn first_input() -> Vec<String> {
        let text = include_str!("../../input/menyuan-2024.txt");
        text.lines()
            .flat_map(|line| line.split('\t'))
            .filter(|cell| cell.contains('<'))
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn the_first_input_loses_nothing() {
        let (mut formulas, mut boundaries, mut items, mut indicators) = (0, 0, 0, 0);
        for cell in first_input() {
            let text = rich(&cell);
            formulas += cell.matches("<math>").count();
            assert!(!text.text().contains(['\\', '<', '$']), "{}", text.text());
            let lines: Vec<&str> = text.text().lines().collect();
            boundaries += lines.len() - 1;
            assert_eq!(lines.len(), text.paragraphs().len());
            assert_eq!(lines.len(), cell.matches("</p>").count() + cell.matches("</li>").count());
            for (paragraph, line) in text.paragraphs().iter().zip(&lines) {
                assert!(paragraph.inlines.len() == 1 && paragraph.text() == **line);
                assert!(paragraph.source.starts_with('<') && paragraph.source.ends_with('>'));
                assert!(cell.contains(&paragraph.source));
                assert!(!line.contains("≥ ") && !line.contains("≤ ") && line.trim() == *line, "{line}");
                indicators += usize::from(!line.starts_with(['一', '二', '三', '(', '（', '目']));
            }
            for node in text.content() {
                if let Node::List { marked, items: all, .. } = node {
                    assert!(!marked);
                    items += all.len();
                }
            }
        }
        assert_eq!((formulas, items), (35, 34));
        assert_eq!((boundaries, indicators), (201, 118));
    }

    #[test]
    fn cells_of_other_disclosures() {
        for (source, expected) in [
            (
                "<p>目标1: 全年免费开放不少于300天，接待读者4万人次。</p> <p>目标2: 新购图书2000册，满足群众阅读需求。</p>",
                "目标1: 全年免费开放不少于300天，接待读者4万人次。\n目标2: 新购图书2000册，满足群众阅读需求。",
            ),
            ("新建改造供水管网42公里，<br>受益人口1.8万人。", "新建改造供水管网42公里，\n受益人口1.8万人。"),
            ("年度<br>绩效<br>目标", "年度\n绩效\n目标"),
            (
                "填报人：　　　　联系电话：　　　　（单位盖章）",
                "填报人：　　　　联系电话：　　　　（单位盖章）",
            ),
            (
                "注：本表反映部门本年度“三公”经费支出预决算情况。",
                "注：本表反映部门本年度“三公”经费支出预决算情况。",
            ),
            ("±3%以内", "±3%以内"),
            ("_{A}", "_{A}"),
            ("、_{A}", "、_{A}"),
        ] {
            assert_eq!(rich(source).text(), expected);
        }
    }

    mod properties {
        use proptest::prelude::*;

        use super::super::*;

        fn visible(text: &str) -> String {
            text.chars().filter(|c| !c.is_whitespace()).collect()
        }

        proptest! {
            #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

            #[test]
            fn nothing_panics(text in r"(\PC|[<>/&$\\{}^_ \n])*") {
                let _ = read(&text, &Place::line_column(1, 1), &mut |_, _, _| ());
                read_plain(&text, &Place::line(1), &mut |_, _, _| ());
            }

            #[test]
            fn no_soup_panics(pieces in prop::collection::vec(prop::sample::select(vec![
                "<p>", "</p>", "<li>", "<ol>", "</ol>", "<table>", "<tr>", "<td>", "</table>", "<math>", "</math>",
                "<mfrac>", "<mn>1</mn>", "<msup>", "<b>", "</b>", "<br>", " ", "\n", "5", "中", "\\geq", "$", "\\(",
                "\\)", "{", "}", "^", "_", "\\frac", "%", "<loq>", "</loq>", "<a href=http://x>", "</a>", "<eq>",
                "</eq>", "&nbsp;", "<caption>", "<!--", "-->", "\\\\", "&", "\\begin{matrix}", "\\end{matrix}", "<", "~",
            ]), 0..40)) {
                let text = pieces.concat();
                let rich = read(&text, &Place::line_column(1, 1), &mut |_, _, _| ()).unwrap();
                for paragraph in rich.paragraphs() {
                    prop_assert!(text.contains(&paragraph.source));
                    prop_assert!(!paragraph.inlines.is_empty());
                }
                read_plain(&text, &Place::line(1), &mut |_, _, _| ());
            }

            #[test]
            fn text_without_markup_is_kept(text in r"[^<&\\$^\x00\p{Cc}]*") {
                // `H_{2}` is markup.
                prop_assume!(!text.contains("_{"));
                let rich = read(&text, &Place::line(1), &mut |_, _, _| ()).unwrap();
                let only_invisible =
                    text.chars().all(|c| c.is_whitespace() || crate::text::width::is_invisible(c));
                prop_assert_eq!(visible(rich.text()), if only_invisible { String::new() } else { visible(&text) });
                let plain = read_plain(&text, &Place::line(1), &mut |_, _, _| ());
                prop_assert_eq!(plain.text(), text.as_str());
            }

            #[test]
            fn text_in_markup_is_kept(words in prop::collection::vec("[\u{4e00}-\u{4e20}a-z0-9%≥（）]{1,6}", 1..8),
                                      shape in 0..6_usize) {
                let wrapped: String = words.iter().map(|word| match shape {
                    0 => format!("<p>{word}</p>"),
                    1 => format!("<b>{word}</b>"),
                    2 => format!("{word}<br>"),
                    3 => format!("<li>{word}"),
                    4 => format!("<table><td>{word}</table>"),
                    _ => format!("<math>{word}</math>"),
                }).collect();
                let rich = read(&wrapped, &Place::line(1), &mut |_, _, _| ()).unwrap();
                prop_assert_eq!(visible(rich.text()), words.concat());
            }
        }

        #[test]
        fn long_and_deep_input_is_fast() {
            let place = Place::line_column(1, 1);
            for unit in [
                "<p>一</p>",
                "<b>",
                "<b>x</b>",
                "<li>1. a",
                "a<br>",
                "<loq>",
                "<math>\\geq 5</math>",
                "$x^2$ ",
                "\\foo{x} ",
            ] {
                let _ = read(&unit.repeat(60_000 / unit.len()), &place, &mut |_, _, _| ());
            }
            for (open, close) in [
                ("<span>", ""),
                ("<table><tr><td>", ""),
                ("<dl><dd>", ""),
                ("<ul><li>", ""),
                ("<b><p>", ""),
                ("<math>", ""),
            ] {
                let deep = format!("{}x{}", open.repeat(120), close.repeat(120));
                read(&deep, &place, &mut |_, _, _| ()).unwrap();
                assert!(
                    open == "<math>"
                        || open == "<b><p>"
                        || open == "<span>"
                        || read(&open.repeat(400), &place, &mut |_, _, _| ()).is_err()
                );
            }
        }
    }
}
