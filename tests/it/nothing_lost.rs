//! Every visible character of a source is in its JSON: in the document, or in a finding that says where it went.
//!
//! Compared as multisets without white space, after these normalisations: LaTeX signs are what they mean, tags
//! and the signs that part cells are no text.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use gongkai::model::Source;
use proptest::prelude::*;
use regex::Regex;
use scraper::{Html, Node};
use serde_json::Value;

use crate::accounted;
use crate::samples;

fn count(text: &str, counts: &mut BTreeMap<char, i64>, by: i64) {
    for c in text.chars().filter(|c| !c.is_whitespace() && *c != '\u{feff}') {
        *counts.entry(c).or_default() += by;
    }
}

/// What of a formula, and of a mark of Markdown that points to a note, is no text; nor is a rule between pages.
static COMMANDS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\[\^[^\]]+\]:?|\\(?:begin|end)\{[a-z]+\}(?:\{[^}]*\})?|\\multirow\{\d\}\{\*\}|\\cline\{[^}]*\}|\\[A-Za-z]+|\\[()]|\\\\|[$^{}]|-{9,}")
        .expect("the pattern is a constant")
});

/// The text that a browser would show of a page or a fragment.
fn visible(source: &str) -> String {
    let page = Html::parse_document(source);
    let mut text = String::new();
    for node in page.tree.nodes() {
        if let Node::Text(run) = node.value() {
            let hidden = node.ancestors().any(|ancestor| {
                ancestor.value().as_element().is_some_and(|element| {
                    matches!(element.name(), "script" | "style" | "head" | "template" | "nav" | "footer")
                        // A list shows the choice that was made, not those that could have been.
                        || (element.name() == "option" && element.attr("selected").is_none())
                        || element
                            .attr("style")
                            .is_some_and(|style| style.replace(' ', "").contains("display:none"))
                })
            });
            if !hidden {
                text.push_str(run);
            }
        }
    }
    let text = text.replace("\\geq", "≥").replace("\\leq", "≤").replace("\\%", "%").replace("\\times", "×");
    // A formula's commands and signs are no text either.
    COMMANDS.replace_all(&text, "").into_owned()
}

/// A Markdown text without what parts its cells and encloses its formulas.
fn without_signs(text: &str) -> String {
    let rule = |line: &&str| !line.starts_with(['|', '+']) || !line.chars().all(|c| "|+-=: ".contains(c));
    text.lines().filter(rule).collect::<String>().replace(['|', '$', '#', '&'], "").replace("≥slant", "≥")
}

fn strings(value: &Value, found: &mut String) {
    match value {
        Value::String(text) => found.push_str(text),
        Value::Array(items) => items.iter().for_each(|item| strings(item, found)),
        Value::Object(fields) => fields.values().for_each(|field| strings(field, found)),
        _ => {}
    }
}

/// What the document holds: its blocks; and what findings say was taken out of it.
fn kept(source: &Source) -> String {
    let disclosure = accounted::convert(source).unwrap();
    let mut text = String::new();
    strings(&serde_json::to_value(&disclosure.blocks).unwrap(), &mut text);
    text.push_str(&disclosure.title.clone().unwrap_or_default());
    for finding in &disclosure.findings {
        text.push_str(finding.found.as_deref().unwrap_or_default());
        text.extend(finding.notes.iter().map(String::as_str));
        text.push_str(finding.source.as_deref().unwrap_or_default());
    }
    text
}

#[track_caller]
fn check(source: &Source, visible: &str) {
    let mut counts = BTreeMap::new();
    count(visible, &mut counts, 1);
    count(&kept(source), &mut counts, -1);
    let lost: Vec<String> =
        counts.into_iter().filter(|(_, n)| *n > 0).map(|(c, n)| format!("{c}×{n}")).collect();
    assert!(lost.is_empty(), "{} lost {}", source.path, lost.join(" "));
}

#[test]
fn of_the_samples() {
    for source in samples::all() {
        // A package is no text to count; what is kept of it, the tests of its reader hold.
        let Ok(text) = String::from_utf8(source.bytes.clone()) else { continue };
        // The `#` of a Markdown heading is a sign, not text.
        let shown = visible(&text).replace("# ", "");
        let shown = match source.path.rsplit('.').next() {
            Some("md") => without_signs(&shown),
            // What parts the cells and encloses them is no text.
            Some("csv") => shown.replace([',', ';', '"'], ""),
            _ => shown,
        };
        check(&source, &shown);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn of_tables_with_any_text(rows in proptest::collection::vec(proptest::collection::vec("[ -~一-龥≥≤％（）：；]{0,12}", 1..5), 1..6)) {
        let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let mut html = String::from("<h1>题</h1><table>");
        for row in &rows {
            html.push_str("<tr>");
            for cell in row {
                html.push_str(&format!("<td>{}</td>", escape(cell)));
            }
            html.push_str("</tr>");
        }
        html.push_str("</table>");
        let source = Source { path: "any.html".to_owned(), bytes: html.into_bytes(), format: Some("html".to_owned()) };
        let shown: String = rows.iter().flatten().map(String::as_str).collect();
        // A formula's signs are read; what they mean is another test's business.
        prop_assume!(!shown.contains(['\\', '$', '^', '_']));
        check(&source, &shown);
    }

    #[test]
    fn no_text_makes_it_panic(text in "(?s).{0,400}") {
        let _ = accounted::convert(&Source { path: "any.txt".to_owned(), bytes: text.into_bytes(), format: None });
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = accounted::convert(&Source { path: "any".to_owned(), bytes, format: None });
    }
}

/// The first input, cut at every byte: never a panic.
#[test]
fn of_the_first_input_cut_short() {
    let source = samples::all().into_iter().find(|source| source.path.starts_with("menyuan")).unwrap();
    let step = if std::env::var_os("GONGKAI_SLOW").is_some() { 1 } else { 97 };
    for end in (1..source.bytes.len()).step_by(step) {
        let _ = accounted::convert(&Source { bytes: source.bytes[..end].to_vec(), ..source.clone() });
    }
}
