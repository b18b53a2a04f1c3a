//! The sink that builds the tree and notes where each node stands.

use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use ego_tree::NodeId;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult};
use html5ever::tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeBuilder, TreeSink};
use html5ever::{Attribute, ExpandedName, QualName, local_name};
use scraper::node::Text;
use scraper::{Html, HtmlTreeSink, Node};

use super::{MAX_DEPTH, Span};

/// Elements that a document may unfold to beyond those it writes. Misnested formatting elements multiply:
/// the standard opens them again in every block.
const MAX_UNFOLDED: usize = 50_000;

/// What the feeder, the tokenizer and the tree know together.
#[derive(Debug, Default)]
pub(super) struct Clock {
    /// The piece that is being fed, from and to.
    piece: Cell<(usize, usize)>,
    /// Where the tag or comment began that is not finished yet.
    open: Cell<Option<usize>>,
    /// The token that is being built into the tree, from and to.
    token: Cell<(usize, usize)>,
    /// The text that was read last, from and to. In a table it is put into the tree only when it is over.
    text: Cell<Option<(usize, usize)>>,
    /// The piece before ended in a named character reference. The tokenizer only knows that one is over when
    /// it sees what follows, so the character comes with this piece though it stands before it.
    late: Cell<bool>,
    math: Cell<bool>,
    tags: Cell<usize>,
    elements: Cell<usize>,
    too_deep: Cell<bool>,
}

impl Clock {
    /// The next piece is fed.
    pub(super) fn advance(&self, from: usize, to: usize, opens: bool) {
        self.piece.set((from, to));
        if opens && self.open.get().is_none() {
            self.open.set(Some(from));
        }
    }

    /// Whether the first character of the next piece belongs to the end of this one.
    pub(super) fn expect_late(&self, late: bool) {
        self.late.set(late);
    }

    /// Whether the `<` that begins this piece could begin a tag.
    pub(super) fn opens_here(&self) -> bool {
        self.open.get() == Some(self.piece.get().0)
    }

    /// Whether a tag or comment has begun and not ended.
    pub(super) fn is_open(&self) -> bool {
        self.open.get().is_some()
    }

    pub(super) fn forget_open(&self) {
        self.open.set(None);
    }

    /// Text was read from and to here.
    fn read_text(&self, from: usize, to: usize) {
        // Several tokens may come of one piece.
        let goes_on = |(start, end): &(usize, usize)| (*start..=*end).contains(&from);
        let start = self.text.get().filter(goes_on).map_or(from, |(start, _)| start);
        self.text.set(Some((start, to)));
    }

    /// Where the text stands that is put into the tree.
    fn text(&self) -> (usize, usize) {
        self.text.get().unwrap_or_else(|| self.token.get())
    }

    pub(super) fn in_math(&self) -> bool {
        self.math.get()
    }

    pub(super) fn is_too_deep(&self) -> bool {
        self.too_deep.get() || self.elements.get() > self.tags.get() * 4 + MAX_UNFOLDED
    }
}

/// The tree builder, told where each token stands.
pub(super) struct Tracked {
    pub(super) builder: TreeBuilder<NodeId, SpanSink>,
    pub(super) clock: Rc<Clock>,
}

impl TokenSink for Tracked {
    type Handle = NodeId;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<NodeId> {
        let clock = &self.clock;
        let (from, to) = clock.piece.get();
        let late = clock.late.get();
        if !matches!(token, Token::ParseError(_)) {
            clock.late.set(false);
        }
        match &token {
            Token::TagToken(Tag { kind, name, self_closing, .. }) => {
                clock.token.set((clock.open.take().unwrap_or(from), to));
                clock.tags.set(clock.tags.get() + 1);
                if *name == local_name!("math") {
                    clock.math.set(*kind == TagKind::StartTag && !self_closing);
                }
            }
            Token::CommentToken(_) | Token::DoctypeToken(_) => {
                clock.token.set((clock.open.take().unwrap_or(from), to));
            }
            Token::CharacterTokens(_) if late => {
                clock.token.set((from, from));
                clock.read_text(from, from);
            }
            Token::CharacterTokens(text) => {
                if text.contains('<') {
                    clock.open.set(None);
                }
                clock.token.set((from, to));
                clock.read_text(from, to);
            }
            Token::EOFToken => {
                clock.token.set((to, to));
            }
            Token::NullCharacterToken | Token::ParseError(_) => {}
        }
        let is_text =
            matches!(token, Token::CharacterTokens(_) | Token::NullCharacterToken | Token::ParseError(_));
        let result = self.builder.process_token(token, line);
        if !is_text {
            clock.text.set(None);
        }
        result
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// scraper's sink, with spans and depths beside it.
pub(super) struct SpanSink {
    inner: HtmlTreeSink,
    clock: Rc<Clock>,
    spans: RefCell<BTreeMap<NodeId, Span>>,
    depths: RefCell<BTreeMap<NodeId, usize>>,
}

impl SpanSink {
    pub(super) fn new(inner: HtmlTreeSink, clock: Rc<Clock>) -> Self {
        Self { inner, clock, spans: RefCell::default(), depths: RefCell::default() }
    }

    /// The tree and the spans of its nodes.
    pub(super) fn into_parts(self) -> (Html, BTreeMap<NodeId, Span>) {
        (self.inner.finish(), self.spans.into_inner())
    }

    fn note_depth(&self, parent: NodeId, child: NodeId) {
        let mut depths = self.depths.borrow_mut();
        let depth = depths.get(&parent).copied().unwrap_or(0) + 1;
        depths.insert(child, depth);
        if depth > MAX_DEPTH {
            self.clock.too_deep.set(true);
        }
    }

    /// Whether what is put before a node follows in the source on the text that stands there. Text between the
    /// rows of a table is put before the table, and would grow together with other text from elsewhere.
    fn goes_on(&self, sibling: NodeId) -> bool {
        let html = self.inner.0.borrow();
        let Some(before) = html.tree.get(sibling).and_then(|node| node.prev_sibling()) else { return true };
        let ends = self.spans.borrow().get(&before.id()).map(|span| span.end);
        !before.value().is_text() || ends.is_none_or(|end| end >= self.clock.text().0)
    }

    /// Puts text before a node as a node of its own.
    fn insert_text_before(&self, sibling: NodeId, text: StrTendril) {
        let mut html = self.inner.0.borrow_mut();
        let Some(mut sibling) = html.tree.get_mut(sibling) else { return };
        let node = sibling.insert_before(Node::Text(Text { text })).id();
        drop(html);
        self.note_text(Some(node));
    }

    /// Text was put somewhere: the text node that took it stands where the text was read.
    fn note_text(&self, node: Option<NodeId>) {
        let (start, end) = self.clock.text();
        let Some(node) = node else { return };
        let mut spans = self.spans.borrow_mut();
        let span = spans.entry(node).or_insert(Span { start, inner_start: start, inner_end: end, end });
        span.inner_end = span.inner_end.max(end);
        span.end = span.end.max(end);
    }
}

impl TreeSink for SpanSink {
    type Handle = NodeId;
    type Output = Html;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Html {
        self.inner.finish()
    }

    fn parse_error(&self, message: Cow<'static, str>) {
        self.inner.parse_error(message);
    }

    fn get_document(&self) -> NodeId {
        self.inner.get_document()
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Ref<'a, QualName> {
        self.inner.elem_name(target)
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, flags: ElementFlags) -> NodeId {
        let node = self.inner.create_element(name, attributes, flags);
        let (start, end) = self.clock.token.get();
        self.spans.borrow_mut().insert(node, Span { start, inner_start: end, inner_end: end, end });
        self.clock.elements.set(self.clock.elements.get() + 1);
        node
    }

    fn create_comment(&self, text: StrTendril) -> NodeId {
        self.inner.create_comment(text)
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> NodeId {
        self.inner.create_pi(target, data)
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        match child {
            NodeOrText::AppendNode(node) => {
                self.note_depth(*parent, node);
                self.inner.append(parent, NodeOrText::AppendNode(node));
            }
            NodeOrText::AppendText(text) => {
                self.inner.append(parent, NodeOrText::AppendText(text));
                let node = self
                    .inner
                    .0
                    .borrow()
                    .tree
                    .get(*parent)
                    .and_then(|parent| parent.last_child().map(|n| n.id()));
                self.note_text(node);
            }
        }
    }

    fn append_based_on_parent_node(&self, element: &NodeId, previous: &NodeId, child: NodeOrText<NodeId>) {
        let has_parent = self.inner.0.borrow().tree.get(*element).is_some_and(|node| node.parent().is_some());
        if has_parent {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn append_doctype_to_document(&self, name: StrTendril, public_id: StrTendril, system_id: StrTendril) {
        self.inner.append_doctype_to_document(name, public_id, system_id);
    }

    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        self.inner.get_template_contents(target)
    }

    fn same_node(&self, x: &NodeId, y: &NodeId) -> bool {
        x == y
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.inner.set_quirks_mode(mode);
    }

    fn append_before_sibling(&self, sibling: &NodeId, child: NodeOrText<NodeId>) {
        let child = match child {
            NodeOrText::AppendText(text) if !self.goes_on(*sibling) => {
                self.insert_text_before(*sibling, text);
                return;
            }
            child => child,
        };
        let is_text = matches!(child, NodeOrText::AppendText(_));
        if let NodeOrText::AppendNode(node) = child {
            let parent =
                self.inner.0.borrow().tree.get(*sibling).and_then(|node| node.parent().map(|n| n.id()));
            if let Some(parent) = parent {
                self.note_depth(parent, node);
            }
        }
        self.inner.append_before_sibling(sibling, child);
        if is_text {
            let node =
                self.inner.0.borrow().tree.get(*sibling).and_then(|node| node.prev_sibling().map(|n| n.id()));
            self.note_text(node);
        }
    }

    fn add_attrs_if_missing(&self, target: &NodeId, attributes: Vec<Attribute>) {
        self.inner.add_attrs_if_missing(target, attributes);
    }

    fn remove_from_parent(&self, target: &NodeId) {
        self.inner.remove_from_parent(target);
    }

    fn reparent_children(&self, node: &NodeId, new_parent: &NodeId) {
        self.inner.reparent_children(node, new_parent);
    }

    fn is_mathml_annotation_xml_integration_point(&self, handle: &NodeId) -> bool {
        let name = self.inner.elem_name(handle);
        let expanded: ExpandedName = name.expanded();
        *expanded.local == local_name!("annotation-xml")
    }
}
