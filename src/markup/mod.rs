//! What `<p>`, `<li>`, `&nbsp;` and `<math>` say: `Document<Raw>` to `Document<Rich>`.

mod formula;
mod fragment;
mod html_elements;
mod inlines;
mod latex;
mod math;
mod mathml;
mod numbering;
mod places;
mod symbols;

use crate::model::{
    Block, Document, Finding, Findings, Inline, Message, Node, Place, Position, Raw, Rich, RichText, Rule,
    Severity,
};
use fragment::Note;

/// A formula that cannot be read is kept to the letter.
pub const MATH_UNREAD: Rule =
    Rule { name: "math-unread", severity: Severity::Info, page: include_str!("math_unread.md") };

/// An element that HTML does not know is kept as text.
pub const UNKNOWN_ELEMENT: Rule =
    Rule { name: "unknown-element", severity: Severity::Info, page: include_str!("unknown_element.md") };

/// Markup that is nested too deeply is kept as text.
pub const MARKUP_UNREAD: Rule =
    Rule { name: "markup-unread", severity: Severity::Warning, page: include_str!("markup_unread.md") };

/// An image without words stands in a cell.
pub const IMAGE_WITHOUT_TEXT: Rule = Rule {
    name: "image-without-text",
    severity: Severity::Warning,
    page: include_str!("image_without_text.md"),
};

/// Struck-out text is kept as struck out, and is no value.
pub const STRUCK_OUT: Rule =
    Rule { name: "struck-out", severity: Severity::Info, page: include_str!("struck_out.md") };

/// The rules of what reading markup can find.
pub const RULES: &[&Rule] =
    &[&IMAGE_WITHOUT_TEXT, &MATH_UNREAD, &UNKNOWN_ELEMENT, &MARKUP_UNREAD, &STRUCK_OUT];

/// How much of struck-out text is quoted.
const QUOTED: usize = 40;

/// Reads the markup of every text of a document. What cannot be read stays to the letter, with a finding.
pub fn enrich(findings: &mut Findings, raw: Document<Raw>) -> Document<Rich> {
    let mut tables = 0;
    let mut struck = Struck::default();
    let blocks = raw
        .blocks
        .into_iter()
        .map(|block| {
            let mut slots = Vec::new().into_iter();
            let mut table_number = None;
            if let Block::Table(table) = &block {
                let of_row = |(row, cells): (usize, &crate::model::Row<Raw>)| {
                    cells.cells.iter().map(|cell| (row, cell.column)).collect::<Vec<_>>()
                };
                slots = table.rows.iter().enumerate().flat_map(of_row).collect::<Vec<_>>().into_iter();
                table_number = Some(tables);
                tables += 1;
            }
            block.map(&mut |text, at| {
                // `map` goes through the cells in the order in which they were numbered above.
                let slot = slots.next();
                let position = |place: &Place| match (table_number, slot) {
                    (Some(table), Some((row, column))) => Position::in_table(table, row, column, place),
                    _ => Position::of(place),
                };
                let text = read(findings, text, at, &position);
                struck.note(&text, || position(at));
                Rich(text)
            })
        })
        .collect();
    struck.report(findings);
    Document { source: raw.source, title: raw.title, blocks, hidden: raw.hidden }
}

/// What is struck out in a document.
#[derive(Debug, Default)]
struct Struck {
    /// How many texts hold some.
    count: usize,
    /// Where the first of them stands, and what is struck out in it.
    first: Option<(Position, String)>,
}

impl Struck {
    fn note(&mut self, text: &RichText, position: impl FnOnce() -> Position) {
        if !text.holds_struck() {
            return;
        }
        self.count += 1;
        if self.first.is_none() {
            let mut words = String::new();
            for paragraph in text.paragraphs() {
                push_struck(&mut words, &paragraph.inlines, false);
            }
            self.first = Some((position(), words.chars().take(QUOTED).collect()));
        }
    }

    fn report(self, findings: &mut Findings) {
        let Some((at, words)) = self.first else { return };
        let mut finding = Finding::new(&STRUCK_OUT, &Message::new("struck-out", &[&self.count, &words]));
        finding.at = Some(at);
        finding.found = Some(words);
        findings.push(finding);
    }
}

fn push_struck(words: &mut String, inlines: &[Inline], is_struck: bool) {
    for inline in inlines {
        match inline {
            Inline::Text { text } if is_struck => words.push_str(text),
            Inline::Math(math) if is_struck => words.push_str(&math.text),
            Inline::Text { .. } | Inline::Break | Inline::Math(_) => {}
            Inline::Struck { inlines } => {
                if !words.is_empty() && !is_struck {
                    words.push(' ');
                }
                push_struck(words, inlines, true);
            }
            Inline::Strong { inlines }
            | Inline::Emphasis { inlines }
            | Inline::Subscript { inlines }
            | Inline::Superscript { inlines }
            | Inline::Link { inlines, .. } => push_struck(words, inlines, is_struck),
        }
    }
}

/// Reads one text. `position` tells where a place of the source is in the document.
fn read(findings: &mut Findings, raw: Raw, at: &Place, position: &dyn Fn(&Place) -> Position) -> RichText {
    match raw {
        Raw::Markup(source) => read_markup(findings, &source, at, position),
        Raw::Plain(text) => {
            let text =
                if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text };
            fragment::read_plain(&text, at, &mut |note, words, place| {
                push(findings, &note, words, position(place));
            })
        }
        Raw::Translated { html, source } if html == source => read_markup(findings, &html, at, position),
        Raw::Translated { html, source } => {
            // Places within the translation are no places of the source: all of it stands where it begins.
            let fixed = Place { line: None, ..at.clone() };
            let text = read_markup(findings, &html, &fixed, &|_| position(at));
            retold(&text, &source, at)
        }
    }
}

fn read_markup(
    findings: &mut Findings,
    source: &str,
    at: &Place,
    position: &dyn Fn(&Place) -> Position,
) -> RichText {
    if !source.contains(['<', '&', '\\', '$', '^', '\n', '\r', '\t', ' ', '\u{c}', '\0']) {
        // Most cells hold a bare word or number.
        return if source.chars().all(|c| c.is_whitespace() || crate::text::width::is_invisible(c)) {
            RichText::default()
        } else {
            RichText::plain(source, at)
        };
    }
    let read =
        fragment::read(source, at, &mut |note, words, place| push(findings, &note, words, position(place)));
    read.unwrap_or_else(|too_deep| {
        let mut finding =
            Finding::new(&MARKUP_UNREAD, &Message::new("markup-unread", &[&crate::dom::MAX_DEPTH]));
        finding.at = Some(position(&at.after(&source[..too_deep.offset])));
        findings.push(finding);
        RichText::plain(&source.replace("\r\n", "\n"), at)
    })
}

fn push(findings: &mut Findings, note: &Note, words: &str, at: Position) {
    let (rule, message) = match note {
        Note::MathUnread => (&MATH_UNREAD, "math-unread"),
        Note::UnknownElement => (&UNKNOWN_ELEMENT, "unknown-element"),
        // Outside of tables it may show anything, a seal or a photograph; in a cell it stands for what the cell says.
        Note::ImageWithoutText if at.table.is_none() => return,
        Note::ImageWithoutText => (&IMAGE_WITHOUT_TEXT, "image-without-text"),
    };
    let mut finding = Finding::new(rule, &Message::new(message, &[&words]));
    finding.at = Some(at);
    finding.found = Some(words.to_owned());
    findings.push(finding);
}

/// The same text with the words of the source instead of those of its translation. Which words belong to which
/// of several paragraphs is not known.
fn retold(text: &RichText, source: &str, at: &Place) -> RichText {
    let mut content = text.content().to_vec();
    let one = matches!(content.as_slice(), [Node::Paragraph(_)]);
    retell(&mut content, if one { source } else { "" }, at);
    RichText::from_content(content)
}

fn retell(content: &mut [Node], source: &str, at: &Place) {
    for node in content {
        match node {
            Node::Paragraph(paragraph) => {
                source.clone_into(&mut paragraph.source);
                paragraph.at = at.clone();
            }
            Node::List { items, .. } => items.iter_mut().for_each(|item| retell(item, source, at)),
            Node::Table { table } => {
                table.at = at.clone();
                for row in &mut table.rows {
                    row.at = at.clone();
                    for cell in &mut row.cells {
                        cell.at = at.clone();
                        cell.text.0 = retold(&cell.text.0, "", at);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Cell, Origin, Row, Table};

    fn document(blocks: Vec<Block<Raw>>) -> Document<Raw> {
        Document { source: Origin::default(), title: None, blocks, hidden: Vec::new() }
    }

    fn one(raw: Raw) -> (RichText, Vec<Finding>) {
        let mut findings = Findings::default();
        let block = Block::Paragraph { text: raw, at: Place::line_column(2, 3) };
        let rich = enrich(&mut findings, document(vec![block]));
        let Some(Block::Paragraph { text, .. }) = rich.blocks.into_iter().next() else { panic!() };
        (text.0, findings.into_sorted())
    }

    #[test]
    fn plain_text_keeps_its_signs() {
        let (text, findings) = one(Raw::Plain("a < b\r\n\r\n满意度 \\geq 95\\%，$\\frac12$".to_owned()));
        assert_eq!(text.text(), "a < b\n\n满意度 ≥95%，1/2");
        assert_eq!(text.paragraphs()[2].source, "满意度 \\geq 95\\%，$\\frac12$");
        assert_eq!(text.paragraphs()[2].at.line, Some(4));
        assert!(findings.is_empty());
        assert_eq!(one(Raw::Plain("<b>x</b>".to_owned())).0.text(), "<b>x</b>");
        assert_eq!(one(Raw::Plain(String::new())).0, RichText::default());
    }

    #[test]
    fn a_translation_keeps_the_words_of_the_source() {
        let translated = |html: &str, source: &str| {
            one(Raw::Translated { html: html.to_owned(), source: source.to_owned() }).0
        };
        let text = translated("<strong>注</strong>：x", "**注**：x");
        assert_eq!((text.text(), text.paragraphs()[0].source.as_str()), ("注：x", "**注**：x"));
        assert_eq!(text.paragraphs()[0].at, Place::line_column(2, 3));
        let text = translated("<p>a</p><p>b</p>", "a  b");
        assert!(text.paragraphs().iter().all(|paragraph| paragraph.source.is_empty()));
        let text = translated("<p>a</p><p>b</p>", "<p>a</p><p>b</p>");
        assert_eq!(text.paragraphs()[1].source, "<p>b</p>");
    }

    #[test]
    fn findings_tell_their_table_row_and_column() {
        let cell = |text: &str, column| Cell {
            column,
            ..Cell::new(Raw::Markup(text.to_owned()), Place::line_column(9, 10 + column))
        };
        let row = |cells| Row { cells, ..Row::default() };
        let table = |rows| Block::Table(Table { rows, ..Table::default() });
        let mut findings = Findings::default();
        let heading = Block::Heading { level: 1, text: Raw::Markup("<zz>".to_owned()), at: Place::line(1) };
        let raw = document(vec![
            table(vec![row(vec![cell("a", 0)])]),
            heading,
            table(vec![row(vec![cell("a", 0)]), row(vec![cell("a", 0), cell("一<math>\\foo</math>", 3)])]),
        ]);
        let rich = enrich(&mut findings, raw);
        assert_eq!(rich.blocks.len(), 3);
        let found = findings.into_sorted();
        let at: Vec<Option<Position>> = found.iter().map(|finding| finding.at.clone()).collect();
        assert!(at.contains(&Some(Position::in_table(1, 1, 3, &Place::line_column(9, 14)))), "{at:?}");
        assert!(
            found
                .iter()
                .any(|finding| finding.rule == "unknown-element" && finding.found.as_deref() == Some("<zz>"))
        );
    }

    #[test]
    fn what_is_nested_too_deeply_is_kept_with_its_tags() {
        let source = format!("{}x", "<div>".repeat(600));
        let (text, findings) = one(Raw::Markup(source.clone()));
        assert_eq!(text.text(), source);
        assert_eq!(findings.len(), 1);
        assert_eq!((findings[0].rule.as_str(), findings[0].severity), ("markup-unread", Severity::Warning));
    }

    #[test]
    fn every_rule_has_a_page_and_a_message() {
        for rule in RULES {
            assert!(rule.page.starts_with(&format!("# {}\n", rule.name)));
            assert!(Message::exists(rule.name));
            for heading in ["## Why it matters", "## Fires", "## Stays silent"] {
                assert!(rule.page.contains(heading), "{}", rule.name);
            }
        }
    }
}
