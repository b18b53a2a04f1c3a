//! Markup that stands in a text as characters: a content system escaped once too often, and readers of the page see
//! `&ge;12公里` or `<table><tr>…`. It is read as what it spells, and that is said.
//!
//! Left as it is what is meant to be seen: code, a text that speaks of HTML, tags without words of the document about
//! them, and signs that only look like markup (`<5%`, `A&B`). A `&amp;` or `&#65;` that is seen is one itself, unless
//! something else in the document was escaped twice.

use std::collections::BTreeMap;

use super::html::{self, escape};
use crate::dom;
use crate::model::{Block, Document, Finding, Findings, Message, Place, Position, Raw, Rule, Severity};

/// Escaped markup was read as markup.
pub const MARKUP_ESCAPED: Rule =
    Rule { name: "markup-escaped", severity: Severity::Info, page: include_str!("markup_escaped.md") };

/// The longest name of a character reference: `CounterClockwiseContourIntegral`.
const LONGEST_NAME: usize = 32;

/// How much of what was escaped is quoted.
const QUOTED: usize = 40;

/// Elements whose tags are markup also where they are escaped. What is not here may be words in angle brackets.
const ELEMENTS: &[&str] = &[
    "a", "b", "br", "caption", "center", "col", "colgroup", "del", "div", "em", "font", "h1", "h2", "h3",
    "h4", "h5", "h6", "hr", "i", "img", "ins", "li", "ol", "p", "s", "span", "strong", "sub", "sup", "table",
    "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul",
];

/// Elements that have no end tag.
const VOID: &[&str] = &["br", "col", "hr", "img"];

/// Reads the escaped markup of a document.
pub(super) fn read(findings: &mut Findings, document: &mut Document<Raw>) {
    let mut reading = Reading::default();
    let blocks = rejoined(std::mem::take(&mut document.blocks));
    reading.is_twice = blocks.iter().any(|block| texts(block).any(|html| reading.tells_twice(html)));
    for block in blocks {
        match block {
            Block::Paragraph { text, at } => reading.paragraph(&mut document.blocks, text, at),
            block => document.blocks.push(block.map(&mut |text, at| reading.text(text, at))),
        }
    }
    document.hidden.extend(reading.remarks.report(findings));
    let Some((at, words)) = reading.first else { return };
    let message = Message::new("markup-escaped", &[&reading.count, &words]);
    findings.push(Finding {
        at: Some(Position::of(&at)),
        found: Some(words),
        notes: reading.all,
        ..Finding::new(&MARKUP_ESCAPED, &message)
    });
}

/// The markup of a block's texts.
fn texts(block: &Block<Raw>) -> impl Iterator<Item = &str> {
    let raws: Vec<&Raw> = match block {
        Block::Heading { text, .. } | Block::Paragraph { text, .. } => vec![text],
        Block::List { items, .. } => items.iter().collect(),
        Block::Table(table) => table.rows.iter().flat_map(|row| &row.cells).map(|cell| &cell.text).collect(),
    };
    raws.into_iter().filter_map(|raw| match raw {
        Raw::Markup(html) | Raw::Translated { html, .. } => Some(html.as_str()),
        Raw::Plain(_) => None,
    })
}

/// The blocks, the paragraphs over which one escaped table is spread put together.
fn rejoined(blocks: Vec<Block<Raw>>) -> Vec<Block<Raw>> {
    let mut joined: Vec<Block<Raw>> = Vec::with_capacity(blocks.len());
    // How many escaped tables the last paragraph leaves open.
    let mut open = 0_usize;
    for block in blocks {
        let Block::Paragraph { text, at } = block else {
            open = 0;
            joined.push(block);
            continue;
        };
        let (html, source) = match &text {
            Raw::Markup(html) => (html, html),
            Raw::Translated { html, source } => (html, source),
            Raw::Plain(_) => {
                open = 0;
                joined.push(Block::Paragraph { text, at });
                continue;
            }
        };
        let goes_on = open > 0;
        open = (open + html.matches("&lt;table").count()).saturating_sub(html.matches("&lt;/table").count());
        match joined.last_mut() {
            Some(Block::Paragraph { text: last, .. }) if goes_on => {
                let (before, source_before) = match last {
                    Raw::Markup(html) => (html.clone(), html.clone()),
                    Raw::Translated { html, source } => (html.clone(), source.clone()),
                    Raw::Plain(text) => (text.clone(), text.clone()),
                };
                *last = Raw::Translated {
                    html: format!("{before}\n{html}"),
                    source: format!("{source_before}\n{source}"),
                };
            }
            _ => joined.push(Block::Paragraph { text, at }),
        }
    }
    joined
}

/// What was found escaped in a document.
#[derive(Debug, Default)]
struct Reading {
    /// How many texts.
    count: usize,
    /// Where the first stands, and its words.
    first: Option<(Place, String)>,
    /// The words of all of them, to the letter: what was shown and is read as something else.
    all: Vec<String>,
    /// Which names are those of characters.
    names: BTreeMap<String, bool>,
    /// Something in the document was plainly escaped twice.
    is_twice: bool,
    remarks: html::Remarks,
}

impl Reading {
    fn paragraph(&mut self, blocks: &mut Vec<Block<Raw>>, text: Raw, at: Place) {
        let spells = |raw: &Raw| matches!(raw, Raw::Markup(html) | Raw::Translated { html, .. } if html.contains("<table"));
        let is_table = spells(&text);
        let text = self.text(text, &at);
        if let Raw::Translated { html, .. } = &text
            && !is_table
            && spells(&text)
            && let Some(page) = html::page_within(html, &at, 0)
        {
            self.remarks.add(page.remarks);
            blocks.extend(page.blocks);
            return;
        }
        blocks.push(Block::Paragraph { text, at });
    }

    /// A text with what is escaped in it read.
    fn text(&mut self, raw: Raw, at: &Place) -> Raw {
        let (html, source) = match &raw {
            Raw::Markup(html) => (html, html),
            Raw::Translated { html, source } => (html, source),
            Raw::Plain(text) => return self.plain(text, at).unwrap_or(raw),
        };
        if !html.contains('&') || speaks_of_markup(html) {
            return raw;
        }
        let mut read = self.decoded(html);
        let tags = with_tags(read.as_deref().unwrap_or(html), self.is_twice || read.is_some());
        read = tags.or(read);
        let Some(read) = read else { return raw };
        let source = source.clone();
        self.note(&source, at);
        Raw::Translated { html: read, source }
    }

    /// Plain text that names characters, `&ge;12公里`; its `<` stay less-than signs.
    fn plain(&mut self, text: &str, at: &Place) -> Option<Raw> {
        if !text.contains('&') || speaks_of_markup(text) {
            return None;
        }
        let html = escape(text).replace("\r\n", "\n").replace('\n', "<br>");
        let html = self.decoded(&html)?;
        self.note(text, at);
        Some(Raw::Translated { html, source: text.to_owned() })
    }

    fn note(&mut self, words: &str, at: &Place) {
        self.count += 1;
        self.all.push(words.to_owned());
        self.first.get_or_insert_with(|| (at.clone(), words.chars().take(QUOTED).collect()));
    }

    /// The same with every `&amp;ge;` made `&ge;`; `None` where there is none. As often as it was escaped.
    fn decoded(&mut self, html: &str) -> Option<String> {
        let mut decoded: Option<String> = None;
        for _ in 0..3 {
            let Some(next) = self.decoded_once(decoded.as_deref().unwrap_or(html)) else { break };
            decoded = Some(next);
        }
        decoded
    }

    fn decoded_once(&mut self, html: &str) -> Option<String> {
        let mut decoded = String::new();
        let mut from = 0;
        for (at, sign) in html.match_indices("&amp;") {
            let rest = &html[at + sign.len()..];
            // Within a tag it is a part of an address.
            let in_tag = html[from..at].rfind(['<', '>']).is_some_and(|sign| {
                let open = from + sign;
                html.as_bytes()[open] == b'<'
                    && html[open + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/')
            });
            if in_tag || !self.is_reference(rest) {
                continue;
            }
            decoded.push_str(&html[from..at]);
            decoded.push('&');
            from = at + sign.len();
        }
        if from == 0 {
            return None;
        }
        decoded.push_str(&html[from..]);
        Some(decoded)
    }

    /// Whether a text was plainly escaped twice: it shows the name of a character that is no sign of ASCII.
    fn tells_twice(&mut self, html: &str) -> bool {
        html.contains("&amp;")
            && !speaks_of_markup(html)
            && html.match_indices("&amp;").any(|(at, sign)| self.is_reference(&html[at + sign.len()..]))
    }

    /// Whether a text that follows an `&` makes a character reference of it, with its `;`.
    fn is_reference(&mut self, rest: &str) -> bool {
        let Some(end) = rest.bytes().take(LONGEST_NAME + 1).position(|byte| byte == b';') else {
            return false;
        };
        let name = &rest[..end];
        if !self.is_twice && is_ascii(name) {
            // `&amp;ldquo;` that is seen was escaped three times.
            let further = rest[end + 1..].split([';', '&']).next().unwrap_or_default();
            return name == "amp"
                && rest[end + 1 + further.len()..].starts_with(';')
                && is_character(further);
        }
        if let Some(number) = name.strip_prefix('#') {
            let hexadecimal = number.strip_prefix(['x', 'X']);
            return hexadecimal
                .map_or(!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()), |number| {
                    !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_hexdigit())
                });
        }
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return false;
        }
        *self.names.entry(name.to_owned()).or_insert_with(|| is_character(name))
    }
}

/// Whether a name or number is that of `&`, a letter, a digit or a sign of ASCII that nobody needs to escape.
fn is_ascii(name: &str) -> bool {
    let number = name.strip_prefix('#').and_then(|number| match number.strip_prefix(['x', 'X']) {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok(),
        None => number.parse().ok(),
    });
    name == "amp" || number.is_some_and(|number| number < 128 && !matches!(number, 34 | 39 | 60 | 62))
}

/// Whether HTML has a character of a name.
fn is_character(name: &str) -> bool {
    let reference = format!("&{name};");
    dom::parse_fragment(&reference, "td").is_ok_and(|tree| {
        let text: String = tree.html.root_element().text().collect();
        text != reference && !text.contains(';')
    })
}

/// Whether escaped markup is meant to be seen in a text.
fn speaks_of_markup(html: &str) -> bool {
    let lower = html.to_ascii_lowercase();
    let is_code = || ["<code", "<pre", "<kbd", "<samp", "<tt"].iter().any(|word| lower.contains(word));
    lower.contains("html") || lower.contains("xml") || is_code() && !is_table_alone(&lower)
}

/// Whether a text in lower case is nothing but one escaped table with its rows, as a page shows it that failed to.
fn is_table_alone(lower: &str) -> bool {
    let words = without_tags(lower);
    let words = words.trim();
    words.starts_with("&lt;table") && words.ends_with("&lt;/table&gt;") && words.contains("&lt;tr")
}

/// A text without its tags, which are not the escaped ones.
fn without_tags(html: &str) -> String {
    let mut words = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        words.push_str(before);
        rest = tag.split_once('>').map_or("", |(_, after)| after);
    }
    words + rest
}

/// An escaped tag in a text: where it begins and ends, its name, and whether it is an end tag.
struct Escaped {
    start: usize,
    end: usize,
    name: String,
    closes: bool,
}

/// The escaped tags of the elements that are known.
fn tags(html: &str) -> Vec<Escaped> {
    let mut found = Vec::new();
    let mut from = 0;
    for (start, sign) in html.match_indices("&lt;") {
        if start < from {
            continue;
        }
        let inner = start + sign.len();
        let rest = &html[inner..];
        let closes = rest.starts_with('/');
        let name: String = rest[usize::from(closes)..]
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .take(12)
            .collect::<String>()
            .to_ascii_lowercase();
        let after = &rest[usize::from(closes) + name.len()..];
        if !ELEMENTS.contains(&name.as_str()) || after.starts_with(|c: char| c.is_alphanumeric()) {
            continue;
        }
        // Another tag, or a real one, begins before this one ends: it is none.
        let stop = after.find("&lt;").unwrap_or(after.len()).min(after.find('<').unwrap_or(after.len()));
        let (Some(close), length) = (match (after.find("&gt;"), after.find('>')) {
            (Some(escaped), Some(bare)) if bare < escaped => (Some(bare), 1),
            (Some(escaped), _) => (Some(escaped), 4),
            (None, bare) => (bare, 1),
        }) else {
            continue;
        };
        if close >= stop {
            continue;
        }
        let end = html.len() - after.len() + close + length;
        found.push(Escaped { start, end, name, closes });
        from = end;
    }
    found
}

/// The same with its escaped tags made tags; `None` where there are none. A tag counts where its element is ended, or
/// has no end. Unless the text is known to be escaped twice, tags without Chinese words about them are meant to be seen.
fn with_tags(html: &str, is_twice: bool) -> Option<String> {
    if !html.contains("&lt;") || !is_twice && !html.contains(crate::text::width::is_han) {
        return None;
    }
    let tags = tags(html);
    let mut balance: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for tag in &tags {
        let (opened, closed) = balance.entry(&tag.name).or_default();
        *(if tag.closes { closed } else { opened }) += 1;
    }
    let counts = |name: &str| {
        let (opened, closed) = balance.get(name).copied().unwrap_or_default();
        VOID.contains(&name) || (opened > 0 && closed > 0)
    };
    // Rows and cells may be left without end tags in a table; a table without any is one that the text speaks of.
    let has_table = counts("table") && balance.contains_key("tr");
    let mut read = String::with_capacity(html.len());
    let mut from = 0;
    let is_read = |name: &str| {
        if name.starts_with('t') { has_table || name != "table" && counts(name) } else { counts(name) }
    };
    for tag in tags.iter().filter(|tag| is_read(&tag.name)) {
        read.push_str(&html[from..tag.start]);
        let words = html[tag.start..tag.end].replace("&lt;", "<").replace("&gt;", ">");
        read.push_str(
            &words
                .replace("&quot;", "\"")
                .replace("&#34;", "\"")
                .replace("&#39;", "'")
                .replace("&apos;", "'"),
        );
        from = tag.end;
    }
    if from == 0 {
        return None;
    }
    read.push_str(&html[from..]);
    Some(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, expected: &str) {
        let mut reading = Reading::default();
        let read = match reading.text(Raw::Markup(html.to_owned()), &Place::default()) {
            Raw::Markup(html) | Raw::Translated { html, .. } | Raw::Plain(html) => html,
        };
        assert_eq!(read, expected);
        assert_eq!(reading.count, usize::from(html != expected));
    }

    #[test]
    fn references_that_were_escaped() {
        check("&amp;ge;12公里", "&ge;12公里");
        check("河道&amp;nbsp;清淤", "河道&nbsp;清淤");
        check("&amp;amp;ldquo;两岸&amp;amp;rdquo;", "&ldquo;两岸&rdquo;");
        check("&amp;#8805;90%&amp;#x2264;", "&#8805;90%&#x2264;");
        check("&amp;lt;5%", "&lt;5%");
        check("甲&amp;乙", "甲&amp;乙");
        check("R&amp;D;", "R&amp;D;");
        check("&amp;amp;", "&amp;amp;");
        check("&amp;#65;", "&amp;#65;");
        check("&amp;quot;甲&amp;quot;", "&quot;甲&quot;");
        check("A&amp;B项目；续", "A&amp;B项目；续");
        check("<a href='x?a=1&amp;copy;=2'>甲</a>", "<a href='x?a=1&amp;copy;=2'>甲</a>");
        check("<code>&amp;nbsp;</code>", "<code>&amp;nbsp;</code>");
        check("HTML 中写作 &amp;nbsp;", "HTML 中写作 &amp;nbsp;");
    }

    #[test]
    fn tags_that_were_escaped() {
        check("&amp;lt;p&amp;gt;12月底前&amp;lt;/p&amp;gt;", "<p>12月底前</p>");
        check("甲&lt;br/&gt;乙", "甲<br/>乙");
        check(
            "&lt;span style=&quot;color:red&quot;&gt;甲&lt;/span&gt;",
            "<span style=\"color:red\">甲</span>",
        );
        check("&lt;table&gt;&lt;tr&gt;&lt;td&gt;甲&lt;/table&gt;", "<table><tr><td>甲</table>");
        check("&lt;table>&lt;tr>&lt;td>甲&lt;/td>&lt;/tr>&lt;/table>", "<table><tr><td>甲</td></tr></table>");
        check(
            "<pre>&lt;table&gt;&lt;tr&gt;&lt;td&gt;甲&lt;/table&gt;</pre>",
            "<pre><table><tr><td>甲</table></pre>",
        );
        check(
            "<pre>写作&lt;table&gt;&lt;tr&gt;&lt;td&gt;甲&lt;/table&gt;</pre>",
            "<pre>写作&lt;table&gt;&lt;tr&gt;&lt;td&gt;甲&lt;/table&gt;</pre>",
        );
        check(
            "以 &lt;table&gt; 开头、以 &lt;/table&gt; 结尾",
            "以 &lt;table&gt; 开头、以 &lt;/table&gt; 结尾",
        );
        check("&lt;5%&gt;", "&lt;5%&gt;");
        check("&lt;项目名称&gt;", "&lt;项目名称&gt;");
        check("a&lt;b 且 c&gt;d", "a&lt;b 且 c&gt;d");
        check("甲&lt;p&gt;乙", "甲&lt;p&gt;乙");
        check("&lt;br&gt;", "&lt;br&gt;");
        check("&lt;b&gt;x&lt;/b&gt;", "&lt;b&gt;x&lt;/b&gt;");
    }

    #[test]
    fn plain_text_names_characters_too() {
        let mut reading = Reading::default();
        let mut plain = |text: &str| reading.text(Raw::Plain(text.to_owned()), &Place::default());
        assert_eq!(
            plain("&ge;12<公里\n乙"),
            Raw::Translated {
                html: "&ge;12&lt;公里<br>乙".to_owned(), source: "&ge;12<公里\n乙".to_owned()
            }
        );
        for text in ["AT&T; x", "a & b", "<b>x</b>"] {
            assert_eq!(plain(text), Raw::Plain(text.to_owned()));
        }
    }
}
