//! Bags of words: how often each stands in a text, whatever parts them.

use std::collections::BTreeMap;
use std::fmt;

use std::sync::LazyLock;

use pulldown_cmark::{Event, Options, Parser, TagEnd};
use regex::Regex;
use scraper::{Html, Selector};

/// Words, and how often each is there: numbers and words of Latin letters as wholes, all other characters by
/// themselves, as lines break between them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words(BTreeMap<String, usize>);

impl Words {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// These words less others.
    pub fn without(&self, others: &Self) -> Self {
        self.combined(|word, count| count.saturating_sub(others.count(word)))
    }

    /// The words that both have.
    pub fn common(&self, others: &Self) -> Self {
        self.combined(|word, count| count.min(others.count(word)))
    }

    fn count(&self, word: &str) -> usize {
        self.0.get(word).copied().unwrap_or_default()
    }

    fn combined(&self, count: impl Fn(&str, usize) -> usize) -> Self {
        let counted = self.0.iter().map(|(word, own)| (word.clone(), count(word, *own)));
        Self(counted.filter(|(_, count)| *count > 0).collect())
    }
}

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (word, count)) in self.0.iter().enumerate() {
            let gap = if at > 0 { " " } else { "" };
            if *count > 1 { write!(f, "{gap}{word}×{count}")? } else { write!(f, "{gap}{word}")? }
        }
        Ok(())
    }
}

/// The words of a text.
pub fn of_text(text: &str) -> Words {
    let mut words = Words::default();
    let mut word = String::new();
    let mut end = |word: &mut String| {
        if !word.is_empty() {
            *words.0.entry(std::mem::take(word)).or_default() += 1;
        }
    };
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || matches!(c, '.' | ',' | '%') {
            word.push(c);
            continue;
        }
        end(&mut word);
        if !c.is_whitespace() && !c.is_control() {
            word.push(c);
            end(&mut word);
        }
    }
    end(&mut word);
    words
}

/// The letters and digits of a text, each by itself: signs may be those of the format.
pub fn characters(text: &str) -> Words {
    let mut characters = Words::default();
    for c in text.chars().filter(|c| c.is_alphanumeric()) {
        *characters.0.entry(c.to_string()).or_default() += 1;
    }
    characters
}

/// A text of some markup without its tags and what they alone hold.
pub fn without_tags(text: &str) -> String {
    static UNSEEN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?is)<(?:script|style|head)\b.*?</(?:script|style|head)>|<!--.*?-->|</?[a-z][^<>]*>")
            .unwrap()
    });
    let text = UNSEEN.replace_all(text, "\n");
    // The page is one of a text alone: its characters by name or number are told.
    Html::parse_fragment(&text.replace('<', "&lt;")).root_element().text().collect()
}

/// The words of a document in Markdown.
pub fn of_markdown(markdown: &str) -> Words {
    of_text(&shown_by_markdown(markdown))
}

/// What a document in Markdown shows.
pub fn shown_by_markdown(markdown: &str) -> String {
    let mut text = String::new();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Text(run) | Event::Code(run) => text.push_str(&run),
            // A mark in superscript stands at its word.
            Event::InlineHtml(tag) if !tag.starts_with("<br") => {}
            Event::End(TagEnd::Strikethrough | TagEnd::Link) | Event::Start(_) => {}
            _ => text.push('\n'),
        }
    }
    text
}

/// The words of the body of a page.
pub fn of_html(html: &str) -> Words {
    let page = Html::parse_document(html);
    let body = Selector::parse("body").unwrap();
    let mut text = String::new();
    for node in page.select(&body).flat_map(|body| body.descendants()) {
        // The list of contents says again what stands below it.
        let is_contents =
            |node: &scraper::Node| node.as_element().is_some_and(|element| element.name() == "nav");
        match node.value() {
            _ if node.ancestors().any(|above| is_contents(above.value())) => {}
            scraper::Node::Text(run) => text.push_str(run),
            scraper::Node::Element(element)
                if !["sup", "sub", "del", "em", "strong", "a", "span"].contains(&element.name()) =>
            {
                text.push('\n');
            }
            _ => {}
        }
    }
    of_text(&text)
}

#[test]
fn words_are_counted() {
    for (text, bag) in [
        ("合计 320.00\n320.00", "320.00×2 合 计"),
        ("≥3座", "3 ≥ 座"),
        ("x,xxx万元", "x,xxx 万 元"),
        ("", ""),
    ] {
        assert_eq!(of_text(text).to_string(), bag, "{text}");
    }
    assert_eq!(of_markdown("# 甲\n\n| 乙 |\n| --- |\n| 3\\.0<sup>1</sup><br>4 |\n"), of_text("甲 乙 3.01 4"));
    assert_eq!(of_html("<p>甲</p><td>3.0<sup>1</sup><br>4</td>"), of_text("甲 3.01 4"));
    assert_eq!(
        without_tags("<head>丁</head><p>甲<b>乙</b>&lt;&amp;<!-- 丙 -->"),
        "\n\n甲\n乙\n<&\n".to_owned()
    );
    assert_eq!(characters("10 甲|"), of_text("1 0 甲"));
    assert_eq!(of_text("1 1 甲 乙").without(&of_text("1 甲 丙")), of_text("1 乙"));
    assert_eq!(of_text("1 1 甲 乙").common(&of_text("1 甲 丙")), of_text("1 甲"));
}
