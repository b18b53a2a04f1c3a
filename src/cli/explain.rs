//! `gongkai explain [RULE]`: a rule's manual page, or the list of rules.

use unicode_width::UnicodeWidthStr;

use super::DONE;
use super::args::Explain;
use super::page::page;
use super::terminal::{Style, Terminal};
use super::words::{Words, severity_word};
use super::wrap::padded;
use crate::batch::config::unknown;
use crate::error::{Error, ErrorKind};
use crate::model::Rule;
use crate::pipeline;

pub(super) fn run(terminal: &Terminal, arguments: &Explain) -> Result<u8, Error> {
    let rules = pipeline::rules();
    let Some(name) = &arguments.rule else {
        list(terminal, &rules);
        return Ok(DONE);
    };
    let Some(rule) = find(&rules, name) else {
        let names: Vec<&str> = rules.iter().map(|rule| rule.name).collect();
        let message = unknown("rule-unknown", name, &names);
        return Err(Error { kind: ErrorKind::Usage, message, place: None });
    };
    let page = page(rule, Words { language: terminal.language });
    terminal.result(format!("{}\n", page.trim_end()));
    Ok(DONE)
}

/// Every rule in a line.
fn list(terminal: &Terminal, rules: &[&Rule]) {
    let width = rules.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    let words: Vec<String> =
        rules.iter().map(|rule| terminal.words(severity_word(rule.severity), &[])).collect();
    let widest = words.iter().map(|word| word.width()).max().unwrap_or(0);
    for (rule, word) in rules.iter().zip(&words) {
        let severity = terminal.paint(Style::of(rule.severity), &padded(word, widest));
        terminal.result(format!("{:<width$}  {severity}  {}\n", rule.name, rule.sentence(terminal.language)));
    }
}

/// The rule of a name, or the only one whose name begins with it: `weight-sum` for `weight-sum-mismatch`.
fn find<'a>(rules: &[&'a Rule], name: &str) -> Option<&'a Rule> {
    let mut beginning = rules.iter().filter(|rule| rule.name.starts_with(name));
    let first = beginning.next();
    let only = first.filter(|_| beginning.next().is_none());
    rules.iter().find(|rule| rule.name == name).or(only).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Language;

    #[test]
    fn a_rule_is_found_by_its_beginning() {
        let rules = pipeline::rules();
        assert_eq!(find(&rules, "weight-sum").map(|rule| rule.name), Some("weight-sum-mismatch"));
        assert_eq!(find(&rules, "goal-missing").map(|rule| rule.name), Some("goal-missing"));
        assert!(find(&rules, "goal").is_none());
    }

    #[test]
    fn every_rule_has_a_page_of_the_fixed_form() {
        for rule in pipeline::rules() {
            let page = rule.page_in(Language::English);
            assert!(page.starts_with(&format!("# {}\n", rule.name)), "{}", rule.name);
            assert!(rule.sentence(Language::English).ends_with('.'), "{}", rule.name);
            for heading in ["## Why it matters", "## Fires", "## Stays silent"] {
                assert!(page.contains(heading), "{}: {heading}", rule.name);
            }
        }
    }
}
