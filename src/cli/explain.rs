//! `gongkai explain [RULE]`: a rule's manual page, or the list of rules.

use super::DONE;
use super::args::Explain;
use super::terminal::{Style, Terminal};
use crate::batch::config::unknown;
use crate::error::{Error, ErrorKind};
use crate::model::Rule;
use crate::pipeline;

pub(super) fn run(terminal: &Terminal, arguments: &Explain) -> Result<u8, Error> {
    let rules = pipeline::rules();
    let Some(name) = &arguments.rule else {
        let width = rules.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
        for rule in &rules {
            let severity = terminal.paint(Style::of(rule.severity), &format!("{:<7}", rule.severity.name()));
            terminal.result(format!("{:<width$}  {severity}  {}\n", rule.name, sentence(rule.page)));
        }
        return Ok(DONE);
    };
    let Some(rule) = find(&rules, name) else {
        let names: Vec<&str> = rules.iter().map(|rule| rule.name).collect();
        let message = unknown("rule-unknown", name, &names);
        return Err(Error { kind: ErrorKind::Usage, message, place: None });
    };
    terminal.result(rule.page);
    if !rule.page.ends_with('\n') {
        terminal.result("\n");
    }
    Ok(DONE)
}

/// The rule of a name, or the only one whose name begins with it: `weight-sum` for `weight-sum-mismatch`.
fn find<'a>(rules: &[&'a Rule], name: &str) -> Option<&'a Rule> {
    let mut beginning = rules.iter().filter(|rule| rule.name.starts_with(name));
    let first = beginning.next();
    let only = first.filter(|_| beginning.next().is_none());
    rules.iter().find(|rule| rule.name == name).or(only).copied()
}

/// The sentence of a manual page that says what is wrong.
fn sentence(page: &str) -> String {
    let lines = page.lines().filter(|line| !line.starts_with('#')).skip_while(|line| line.trim().is_empty());
    lines.take_while(|line| !line.trim().is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert!(rule.page.starts_with(&format!("# {}\n", rule.name)), "{}", rule.name);
            assert!(sentence(rule.page).ends_with('.'), "{}", rule.name);
            for heading in ["## Why it matters", "## Fires", "## Stays silent"] {
                assert!(rule.page.contains(heading), "{}: {heading}", rule.name);
            }
        }
    }
}
