//! A rule's manual page in the language of whoever reads. A Chinese page has its own words and the examples of the
//! English one, with what is found in them said in Chinese: found anew, so that it is what the program says.

use std::fmt::Display;

use regex::Regex;

use super::words::{Words, severity_word};
use crate::model::{Language, Message, Rule, Source};
use crate::pipeline;

/// The manual page of a rule, in Markdown.
pub(super) fn page(rule: &Rule, words: Words) -> String {
    let own = rule.page_in(words.language);
    match words.language {
        Language::English => own.to_owned(),
        Language::Chinese => with_examples(own, &examples(rule, words)),
    }
}

/// A page with an example behind every paragraph of the sections that have some.
fn with_examples(own: &str, examples: &[Example]) -> String {
    let mut examples = examples.iter().peekable();
    let mut section = 0;
    let mut blocks = Vec::new();
    for block in own.trim_end().split("\n\n") {
        blocks.push(block);
        if block.starts_with('#') {
            section += usize::from(block.starts_with("## "));
        } else if let Some(example) = examples.next_if(|example| example.section == section) {
            blocks.push(example.text.trim_end());
        }
    }
    blocks.join("\n\n") + "\n"
}

/// A table or text of a page, with what is found in it.
struct Example {
    /// How many headings stand before it.
    section: usize,
    text: String,
}

/// The examples of the English page, with what is found in each in another language.
fn examples(rule: &Rule, words: Words) -> Vec<Example> {
    let fences = fences(rule.page_in(Language::English));
    let mut examples = Vec::new();
    for (index, fence) in fences.iter().enumerate().filter(|(_, fence)| fence.language != FINDINGS) {
        let mut text = fence.text();
        if fences.get(index + 1).is_some_and(|next| next.language == FINDINGS) {
            // Workbooks, bytes and decisions are not made here: what is found in them is said once more in the other language.
            let body = match fence.language {
                "bytes" | "decided" | "pdf" | "repeated" | "workbook" | "word" | "wordml" => {
                    said_again(rule, &fences[index + 1].body, words)
                }
                _ => findings(rule, fence, words),
            };
            text.push_str(&Fence { section: fence.section, language: FINDINGS, body }.text());
        }
        examples.push(Example { section: fence.section, text });
    }
    examples
}

/// The findings that an English page prints, a line each, in another language.
fn said_again(rule: &Rule, english: &str, words: Words) -> String {
    let said = |line: &str| {
        let (head, message) = line.split_once("]: ")?;
        let severity = head.split('[').next()?;
        let word = words.message(&format!("word-{severity}"), &[]);
        let message = translated(rule, message, words.language)?;
        Some(format!("{word}[{}]{}{message}\n", rule.name, words.colon()))
    };
    english.lines().map(|line| said(line).unwrap_or_else(|| format!("{line}\n"))).collect()
}

/// No message of a rule has more places.
const MOST_PLACES: usize = 8;

/// A message of a rule in another language: the one of the table whose English words it has, its places filled in
/// with what stands in theirs.
fn translated(rule: &Rule, english: &str, language: Language) -> Option<String> {
    let marks: Vec<String> = (0..MOST_PLACES).map(|place| format!("\u{1}{place}\u{2}")).collect();
    let marks: Vec<&dyn Display> = marks.iter().map(|mark| mark as &dyn Display).collect();
    Message::ids().filter(|id| id.starts_with(rule.name)).find_map(|id| {
        let template = regex::escape(&Message::new(id, &marks).en);
        let pattern = (0..MOST_PLACES).fold(template, |pattern, place| {
            pattern.replacen(&format!("\u{1}{place}\u{2}"), &format!("(?<place{place}>.*?)"), 1)
        });
        let found = Regex::new(&format!("^{pattern}$")).ok()?.captures(english)?;
        let value = |place| found.name(&format!("place{place}")).map_or("", |value| value.as_str());
        let values: Vec<&str> = (0..MOST_PLACES).map(value).collect();
        let values: Vec<&dyn Display> = values.iter().map(|value| value as &dyn Display).collect();
        Some(Message::new(id, &values).text(language).to_owned())
    })
}

/// The fence of what is found in the table above it.
const FINDINGS: &str = "findings";

/// A fenced block of a page.
struct Fence<'a> {
    section: usize,
    language: &'a str,
    body: String,
}

impl Fence<'_> {
    fn text(&self) -> String {
        format!("```{}\n{}```\n", self.language, self.body)
    }
}

fn fences(page: &str) -> Vec<Fence<'_>> {
    let mut fences: Vec<Fence> = Vec::new();
    let (mut section, mut open) = (0, false);
    for line in page.lines() {
        match (line.strip_prefix("```"), fences.last_mut()) {
            (Some(language), _) if !open => {
                fences.push(Fence { section, language, body: String::new() });
                open = true;
            }
            (Some(_), _) => open = false,
            (None, Some(fence)) if open => {
                fence.body.push_str(line);
                fence.body.push('\n');
            }
            (None, _) => section += usize::from(line.starts_with("## ")),
        }
    }
    fences
}

/// What the rule finds in a table, a line each.
fn findings(rule: &Rule, table: &Fence, words: Words) -> String {
    let format = if table.language == "table" { "delimited" } else { table.language };
    let source = Source {
        path: format!("{}.table", rule.name),
        bytes: table.body.clone().into_bytes(),
        format: Some(format.to_owned()),
    };
    let found = pipeline::convert(&source).map(|disclosure| disclosure.findings).unwrap_or_default();
    let own = found.iter().filter(|finding| finding.rule == rule.name);
    let lines = own.map(|finding| {
        let word = words.message(severity_word(finding.severity), &[]);
        format!("{word}[{}]{}{}\n", rule.name, words.colon(), finding.text(words.language))
    });
    lines.collect::<Vec<_>>().concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHINESE: Words = Words { language: Language::Chinese };

    fn is_chinese(text: &str) -> bool {
        text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
    }

    /// The blocks between blank lines, without those that are fenced.
    fn prose(page: &str) -> Vec<&str> {
        page.trim_end().split("\n\n").filter(|block| !block.starts_with("```")).collect()
    }

    /// A Chinese page says what the English one says: a sentence, why it matters, a line for each example.
    #[test]
    fn every_chinese_page_has_the_form_of_its_english_one() {
        for rule in pipeline::rules() {
            let (name, own) = (rule.name, rule.page_in(Language::Chinese));
            assert!(own.starts_with(&format!("# {name}\n\n")), "{name}: its Chinese page is missing");
            let headings: Vec<&str> = own.lines().filter(|line| line.starts_with("## ")).collect();
            assert_eq!(headings, ["## 为什么重要", "## 会报告", "## 不报告"], "{name}");
            let sentence = rule.sentence(Language::Chinese);
            assert!(sentence.ends_with('。') && sentence.matches('。').count() == 1, "{name}: {sentence}");
            for block in prose(own).iter().filter(|block| !block.starts_with('#')) {
                assert!(is_chinese(block), "{name}: {block}");
            }
            assert!(!own.contains("```"), "{name}: the examples stand on the English page alone");
            let examples = examples(rule, CHINESE);
            let mut section = 0;
            let mut lines = [0; 4];
            for block in prose(own) {
                if block.starts_with('#') {
                    section += usize::from(block.starts_with("## "));
                    continue;
                }
                lines[section] += 1;
                let has_example = examples.iter().any(|example| example.section == section);
                let end = if has_example { '：' } else { '。' };
                assert!(block.ends_with(end), "{name}: a line before an example ends in ：, {block}");
            }
            for section in [2, 3] {
                let count = examples.iter().filter(|example| example.section == section).count();
                assert_eq!(lines[section], count.max(1), "{name}: a line for each example");
            }
        }
    }

    #[test]
    fn every_example_stands_on_both_pages() {
        for rule in pipeline::rules() {
            let (english, chinese) = (page(rule, Words { language: Language::English }), page(rule, CHINESE));
            let (english, chinese) = (fences(&english), fences(&chinese));
            assert_eq!(english.len(), chinese.len(), "{}", rule.name);
            for (one, other) in english.iter().zip(&chinese) {
                assert_eq!((one.section, one.language), (other.section, other.language), "{}", rule.name);
                if one.language == FINDINGS {
                    assert_eq!(one.body.lines().count(), other.body.lines().count(), "{}", rule.name);
                    assert!(
                        other.body.lines().all(|line| line.contains("]：") && !line.contains("]: ")),
                        "{}: {}",
                        rule.name,
                        other.body
                    );
                    assert!(other.body.lines().all(is_chinese), "{}: {}", rule.name, other.body);
                } else {
                    assert_eq!(one.body, other.body, "{}", rule.name);
                }
            }
        }
    }
}
