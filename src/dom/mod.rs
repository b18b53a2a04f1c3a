//! HTML to a tree in which every node knows its place in the source.
//!
//! html5ever parses, by the browser's rules; scraper holds the tree. Three things are added: the span of every
//! node in the source, a limit to nesting (html5ever is quadratic in depth and has none), and mercy with signs
//! that OCR leaves bare: `<5%`, `<LOQ</td>` and `<math>a<b</math>` keep their less-than sign as text.

pub mod control;
mod sink;
mod spans;
mod style;
pub mod table;

use std::collections::BTreeMap;
use std::rc::Rc;

use ego_tree::NodeId;
use ego_tree::iter::Edge;
use html5ever::buffer_queue::BufferQueue;
use html5ever::tokenizer::{TokenSink, Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts, create_element};
use html5ever::{LocalName, QualName, TokenizerResult, local_name, ns};
use scraper::{ElementRef, Html, HtmlTreeSink};

use sink::{Clock, SpanSink, Tracked};
pub use spans::Misfit;
use style::Rules;
pub use style::Style;

/// Nested deeper than this, a document is refused; browsers stop there too.
pub const MAX_DEPTH: usize = 512;

/// The attributes of a tag that are read.
const MAX_ATTRIBUTES: usize = 256;

/// Where a node stands in the source, in bytes: from `start` to `end` with its tags, from `inner_start` to
/// `inner_end` without.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The first byte of the start tag.
    pub start: usize,
    /// The first byte after the start tag.
    pub inner_start: usize,
    /// The first byte of the end tag, or of what closed the element.
    pub inner_end: usize,
    /// The first byte after the end tag, if it has one.
    pub end: usize,
}

/// A parsed page or fragment.
#[derive(Debug)]
pub struct Tree {
    /// The nodes.
    pub html: Html,
    spans: BTreeMap<NodeId, Span>,
    rules: Rules,
}

/// The source nests elements deeper than `MAX_DEPTH`, or unfolds to far more elements than it writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooDeep {
    /// The byte of the source where that was noticed.
    pub offset: usize,
}

impl Tree {
    /// Where a node stands in the source. Elements that the standard implies (`<tbody>`) stand where they
    /// were implied.
    pub fn span(&self, node: NodeId) -> Span {
        self.spans.get(&node).copied().unwrap_or_default()
    }

    /// What style says of an element itself; it holds for what is in it, too.
    pub fn style(&self, element: ElementRef<'_>) -> Style {
        self.rules.style(element)
    }

    /// The elements of which a `<style>` element says something, in no order.
    pub fn ruled(&self) -> impl Iterator<Item = ElementRef<'_>> {
        self.rules.elements().filter_map(|node| self.html.tree.get(node)).filter_map(ElementRef::wrap)
    }

    /// Whether an element itself is not shown.
    pub fn is_hidden(&self, element: ElementRef<'_>) -> bool {
        self.style(element).is_hidden()
    }
}

/// Parses a whole page.
pub fn parse_document(source: &str) -> Result<Tree, TooDeep> {
    let clock = Rc::new(Clock::default());
    let sink = SpanSink::new(HtmlTreeSink::new(Html::new_document()), Rc::clone(&clock));
    let builder = TreeBuilder::new(sink, TreeBuilderOpts::default());
    run(source, builder, &clock, None)
}

/// Parses a piece of a page as the content of a `context` element, such as `td`.
pub fn parse_fragment(source: &str, context: &str) -> Result<Tree, TooDeep> {
    let clock = Rc::new(Clock::default());
    let sink = SpanSink::new(HtmlTreeSink::new(Html::new_fragment()), Rc::clone(&clock));
    let name = QualName::new(None, ns!(html), LocalName::from(context));
    let element = create_element(&sink, name, Vec::new());
    let builder = TreeBuilder::new_for_fragment(sink, element, None, TreeBuilderOpts::default());
    let state = builder.tokenizer_state_for_context_elem(false);
    run(source, builder, &clock, Some(state))
}

fn run(
    source: &str,
    builder: TreeBuilder<NodeId, SpanSink>,
    clock: &Rc<Clock>,
    initial_state: Option<html5ever::tokenizer::states::State>,
) -> Result<Tree, TooDeep> {
    let options = TokenizerOpts { initial_state, discard_bom: false, ..TokenizerOpts::default() };
    let tokenizer = Tokenizer::new(Tracked { builder, clock: Rc::clone(clock) }, options);
    let input = BufferQueue::default();
    let mut at = 0;
    while at < source.len() {
        let piece = next_piece(&source[at..], clock.is_open());
        let opens = piece.starts_with('<') && !clock.is_open();
        // The tokenizer compares every attribute with all before it. Those past any sensible number say nothing
        // that is shown, and are not fed.
        if let Some((kept, whole)) = opens.then(|| overlong_tag(&source[at..])).flatten() {
            clock.advance(at, at + whole, true);
            input.push_back(source[at..at + kept].into());
            input.push_back(">".into());
            while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
            at += whole;
            continue;
        }
        clock.advance(at, at + piece.len(), piece.starts_with('<'));
        // An HTML tag within `<math>` ends it, whether or not `</math>` follows.
        let foreign = tokenizer.sink.adjusted_current_node_present_but_not_in_html_namespace();
        if is_stray(piece, clock, foreign) {
            clock.forget_open();
            input.push_back("&lt;".into());
            input.push_back(piece[1..].into());
        } else {
            input.push_back(piece.into());
        }
        while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
        if clock.is_too_deep() {
            return Err(TooDeep { offset: at });
        }
        clock.expect_late(ends_in_reference(piece));
        at += piece.len();
    }
    clock.advance(source.len(), source.len(), false);
    tokenizer.end();
    let (html, mut spans) = tokenizer.sink.builder.sink.into_parts();
    close_spans(source, &html, &mut spans);
    let rules = Rules::of(&html);
    Ok(Tree { html, spans, rules })
}

/// Lets every element reach to the end of its last descendant and over its end tag, if that follows. The tree
/// builder tells when an element begins; it does not reliably tell when one ends.
fn close_spans(source: &str, html: &Html, spans: &mut BTreeMap<NodeId, Span>) {
    for edge in html.tree.root().traverse() {
        let Edge::Close(node) = edge else { continue };
        let Some(element) = node.value().as_element() else { continue };
        let Some(mut span) = spans.get(&node.id()).copied() else { continue };
        span.inner_end = span.inner_start;
        for child in node.children().filter_map(|child| spans.get(&child.id())) {
            // Elements that the standard implies or clones begin with what is in them.
            span.start = span.start.min(child.start);
            span.inner_start = span.inner_start.min(child.start);
            span.inner_end = span.inner_end.max(child.end);
        }
        span.end = span.inner_end + end_tag_length(&source[span.inner_end..], element.name());
        spans.insert(node.id(), span);
    }
}

/// How long the end tag of `name` is that `rest` begins with; 0 if it begins with none.
fn end_tag_length(rest: &str, name: &str) -> usize {
    let Some(after) = rest.strip_prefix("</") else { return 0 };
    let same = after.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
    if !same || !after[name.len()..].starts_with(|c: char| c == '>' || c == '/' || c.is_ascii_whitespace()) {
        return 0;
    }
    rest.find('>').map_or(0, |end| end + 1)
}

/// For a start tag with more than `MAX_ATTRIBUTES`: how many bytes of it hold the first ones, and how many the
/// whole tag.
fn overlong_tag(rest: &str) -> Option<(usize, usize)> {
    let bytes = rest.as_bytes();
    if !bytes.get(1).is_some_and(u8::is_ascii_alphabetic) {
        return None;
    }
    let (mut state, mut attributes, mut kept) = (InTag::Name, 0, 0);
    for (at, byte) in bytes.iter().enumerate().skip(1) {
        state = match (state, byte) {
            (InTag::Quoted(open), _) if open == *byte => InTag::Between,
            (InTag::Quoted(open), _) => InTag::Quoted(open),
            (_, b'>') => return (attributes > MAX_ATTRIBUTES).then_some((kept, at + 1)),
            (InTag::Equals, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c') => InTag::Equals,
            (InTag::Equals, b'"' | b'\'') => InTag::Quoted(*byte),
            (InTag::Equals, _) => InTag::Value,
            (_, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c') => InTag::Between,
            (InTag::Value, _) => InTag::Value,
            (_, b'/') => InTag::Between,
            (InTag::Name | InTag::Between, b'=') if attributes > 0 => InTag::Equals,
            (InTag::Between, _) => {
                attributes += 1;
                if attributes == MAX_ATTRIBUTES + 1 {
                    kept = at;
                }
                InTag::Name
            }
            (InTag::Name, _) => InTag::Name,
        };
    }
    None
}

/// Where in a start tag a byte stands.
#[derive(Clone, Copy)]
enum InTag {
    /// In the name of the tag or of an attribute.
    Name,
    /// After a name or a value.
    Between,
    /// After the `=` of an attribute.
    Equals,
    /// In a value without quotes.
    Value,
    /// In a value that this quote ends.
    Quoted(u8),
}

/// The next piece to feed: text up to a `<`; from a `<` or within a tag to the next `>` or before the next `<`. Fed in such
/// pieces, the tokenizer hands out a tag in the very piece that ends it, and so we know where it stands.
fn next_piece(rest: &str, in_tag: bool) -> &str {
    let bytes = rest.as_bytes();
    let end = if in_tag || bytes[0] == b'<' {
        bytes[1..]
            .iter()
            .position(|b| matches!(b, b'<' | b'>'))
            .map_or(rest.len(), |found| if bytes[found + 1] == b'>' { found + 2 } else { found + 1 })
    } else {
        bytes.iter().position(|b| *b == b'<').unwrap_or(rest.len())
    };
    &rest[..end]
}

/// Whether a text ends in a named character reference, `&nbsp;` or `&lt`.
fn ends_in_reference(piece: &str) -> bool {
    let name = piece.strip_suffix(';').unwrap_or(piece);
    let tail = name.trim_end_matches(|c: char| c.is_ascii_alphanumeric());
    !piece.starts_with('<') && tail.len() < name.len() && tail.ends_with('&')
}

/// Whether the `<` that begins a piece is a less-than sign that the tokenizer would take for a tag.
fn is_stray(piece: &str, clock: &Clock, foreign: bool) -> bool {
    let Some(after) = piece.strip_prefix('<') else { return false };
    // Within an unfinished tag or comment the sign is that one's business.
    if !clock.opens_here() {
        return false;
    }
    let name = after.strip_prefix('/').unwrap_or(after);
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return false;
    }
    // `<LOQ</td>`: another tag begins before this one ends.
    if !piece.ends_with('>') {
        return !piece.contains(['"', '\'']);
    }
    foreign && clock.in_math() && !is_math_tag(name)
}

/// Whether a tag may stand within `<math>`: MathML, or HTML that breaks out of it.
fn is_math_tag(rest: &str) -> bool {
    let name: String =
        rest.chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let closed =
        rest[name.len()..].starts_with(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>' || c == '-');
    closed && (name.starts_with('m') && name.len() > 1 || MATH_AND_BREAKOUT.contains(&name.as_str()))
}

const MATH_AND_BREAKOUT: &[&str] = &[
    "math",
    "semantics",
    "annotation",
    "none",
    "p",
    "br",
    "ol",
    "ul",
    "li",
    "table",
    "tbody",
    "thead",
    "tr",
    "td",
    "th",
    "div",
    "span",
    "sub",
    "sup",
];

/// The local name of HTML elements that hold no text a reader sees.
pub fn is_invisible(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("script")
            | local_name!("style")
            | local_name!("template")
            | local_name!("noscript")
            | local_name!("head")
            | local_name!("iframe")
            | local_name!("object")
            | local_name!("svg")
            | local_name!("link")
            | local_name!("meta")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The source of each element `name`, with tags and without.
    fn spans(source: &str, context: Option<&str>, name: &str) -> Vec<(String, String)> {
        let tree = match context {
            Some(context) => parse_fragment(source, context),
            None => parse_document(source),
        }
        .unwrap();
        tree.html
            .tree
            .nodes()
            .filter(|node| {
                node.parent().is_some()
                    && node.value().as_element().is_some_and(|element| element.name() == name)
            })
            .map(|node| {
                let span = tree.span(node.id());
                (source[span.start..span.end].to_owned(), source[span.inner_start..span.inner_end].to_owned())
            })
            .collect()
    }

    fn pair(outer: &str, inner: &str) -> (String, String) {
        (outer.to_owned(), inner.to_owned())
    }

    #[test]
    fn every_element_knows_its_source() {
        assert_eq!(
            spans("<p>一</p> <p a=\"x>y\">二</p>", Some("td"), "p"),
            [pair("<p>一</p>", "一"), pair("<p a=\"x>y\">二</p>", "二")]
        );
        assert_eq!(spans("<li>1. a<li>b", Some("td"), "li"), [pair("<li>1. a", "1. a"), pair("<li>b", "b")]);
        let table = "<table><tr><td>1<td>2 &lt; 3 <b>x</b><tr><td>y</table>z";
        assert_eq!(
            spans(table, None, "td"),
            [pair("<td>1", "1"), pair("<td>2 &lt; 3 <b>x</b>", "2 &lt; 3 <b>x</b>"), pair("<td>y", "y")]
        );
        for reference in ["&lt;", "&nbsp;", "&lt", "&#60;", "&unknown;", "x&amp;"] {
            let source = format!("<td>{reference}</td><td>b</td>");
            assert_eq!(
                spans(&source, Some("tr"), "td")[0],
                pair(&format!("<td>{reference}</td>"), reference)
            );
        }
        assert_eq!(
            spans("<!-- <p> --><p>a < b<p title='<i>'>c", None, "p"),
            [pair("<p>a < b", "a < b"), pair("<p title='<i>'>c", "c")]
        );
    }

    fn text(source: &str, context: &str) -> String {
        let tree = parse_fragment(source, context).unwrap();
        tree.html.root_element().text().collect()
    }

    #[test]
    fn bare_less_than_signs_stay_text() {
        assert_eq!(text("<5% 以下", "td"), "<5% 以下");
        assert_eq!(text("<math>a<b</math>c", "td"), "a<bc");
        assert_eq!(text("<math>x<y>z</math>c", "td"), "x<y>zc");
        assert_eq!(
            spans("<table><td><LOQ</td><td>2</td></table>", None, "td")[0],
            pair("<td><LOQ</td>", "<LOQ")
        );
    }

    #[test]
    fn attributes_without_end() {
        for unit in [" a", " a=1", " b='>' ", " c=\"x\"d", " e = f"] {
            let many = (0..20_000).map(|n| format!("{unit}{n}")).collect::<Vec<_>>().concat();
            let source = format!("<p>x<table id=t{many}><td>y</table>z</p>");
            let tree = parse_document(&source).unwrap();
            let text: String = tree.html.root_element().text().collect();
            assert_eq!(text, "xyz", "{unit}");
            assert_eq!(spans(&source, None, "td"), [pair("<td>y", "y")]);
        }
        let quoted = format!("<p title=\"{}\">x</p>", "a ='/".repeat(1000));
        assert_eq!(overlong_tag(&quoted), None);
        assert_eq!(text(&quoted, "td"), "x");
    }

    #[test]
    fn deep_nesting_is_refused_and_fast() {
        for unit in ["<div>", "<ul><li>", "<table><tr><td>", "<a><b><i></a>", "<math><mrow>"] {
            assert!(parse_document(&unit.repeat(100_000)).is_err(), "{unit}");
        }
        assert!(parse_document(&"<svg><path/></svg>".repeat(12_000)).is_ok());
        assert!(parse_document(&"<b><p>".repeat(20_000)).is_ok());
        assert!(parse_document(&"<p>x".repeat(50_000)).is_ok());
    }
}
