//! Marks by which a program keeps a spreadsheet from reading a text as a number: `="0213"`, `=T("0213")`, `'0213`.

use super::{csv, delimited};
use crate::model::{Block, Document, Finding, Findings, Message, Place, Position, Raw, Rule, Severity};

/// Marks that keep a cell text were left out.
pub const TEXT_MARKED: Rule =
    Rule { name: "text-marked", severity: Severity::Info, page: include_str!("text_marked.md") };

/// Takes the marks off all texts. It is said once, with the words of all of them.
pub(super) fn remove(findings: &mut Findings, document: Document<Raw>) -> Document<Raw> {
    let mut marked: Vec<String> = Vec::new();
    let mut first: Option<Place> = None;
    let of_text = [delimited::READER.name, csv::READER.name].contains(&document.source.format.as_str());
    let mut change = |raw: Raw, at: &Place| {
        let Some(bare) = unmarked(&raw, of_text) else { return raw };
        first.get_or_insert_with(|| at.clone());
        marked.push(words(&raw).to_owned());
        bare
    };
    let blocks: Vec<Block<Raw>> = document.blocks.into_iter().map(|block| block.map(&mut change)).collect();
    if let Some(at) = first {
        let mut finding =
            Finding::new(&TEXT_MARKED, &Message::new("text-marked", &[&marked.len(), &marked[0]]));
        finding.at = Some(Position::of(&at));
        finding.found = marked.first().cloned();
        finding.notes = vec![marked.join(" ")];
        findings.push(finding);
    }
    Document { blocks, ..document }
}

/// The words of the source.
fn words(raw: &Raw) -> &str {
    match raw {
        Raw::Markup(text) | Raw::Plain(text) | Raw::Translated { source: text, .. } => text,
    }
}

/// A text without its marks; `None` where it has none. An apostrophe is one in the text that a spreadsheet is to read;
/// where it is seen in a workbook or on a page, it is part of the text.
fn unmarked(raw: &Raw, of_text: bool) -> Option<Raw> {
    let source = words(raw);
    let apostrophe = |text| number(text).filter(|_| of_text).map(str::to_owned);
    let html = match raw {
        Raw::Markup(text) => formula(text).or_else(|| apostrophe(text))?,
        Raw::Plain(text) => escaped(&formula(text)?),
        Raw::Translated { html, .. } => formula(html)?,
    };
    Some(Raw::Translated { html, source: source.to_owned() })
}

/// What a formula says that is nothing but a text: `="0213"`, `=T("0213")`.
fn formula(text: &str) -> Option<String> {
    let formula = text.trim().strip_prefix('=')?.trim();
    let called = ["T", "t"]
        .iter()
        .find_map(|name| formula.strip_prefix(name)?.trim_start().strip_prefix('(')?.strip_suffix(')'));
    let inner = called.unwrap_or(formula).trim().strip_prefix('"')?.strip_suffix('"')?;
    let words = inner.replace("\"\"", "");
    // `="a"&"b"` reckons.
    (!words.contains('"')).then(|| inner.replace("\"\"", "\""))
}

/// The digits behind an apostrophe: `'0213`, `'1,300.50`.
fn number(text: &str) -> Option<&str> {
    let digits = text.trim().strip_prefix('\'')?;
    let is_number = digits.starts_with(|c: char| c.is_ascii_digit() || c == '-')
        && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-'));
    is_number.then_some(digits)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\n', "<br>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marked_texts() {
        for (text, expected) in [
            ("=\"0213\"", Some("0213")),
            ("= \"造林\"", Some("造林")),
            ("=T(\"0213\")", Some("0213")),
            ("=\"他说\"\"好\"\"\"", Some("他说\"好\"")),
            ("'0213", Some("0213")),
            ("'1,300.50", Some("1,300.50")),
            ("=\"a\"&\"b\"", None),
            ("=1+1", None),
            ("=T(A1)", None),
            ("=", None),
            ("'十四五'规划", None),
            ("'90后", None),
            ("'", None),
            ("0213", None),
            ("\"0213\"", None),
        ] {
            let bare = unmarked(&Raw::Markup(text.to_owned()), true);
            let found = bare.as_ref().map(|raw| {
                let Raw::Translated { html, source } = raw else { panic!("{text}") };
                assert_eq!(source, text);
                html.as_str()
            });
            assert_eq!(found, expected, "{text}");
        }
        assert_eq!(unmarked(&Raw::Plain("'320.00".to_owned()), false), None);
        assert_eq!(unmarked(&Raw::Markup("'00426".to_owned()), false), None);
        let plain = unmarked(&Raw::Plain("=\"a<b\"".to_owned()), false);
        assert_eq!(plain, Some(Raw::Translated { html: "a&lt;b".into(), source: "=\"a<b\"".into() }));
    }
}
