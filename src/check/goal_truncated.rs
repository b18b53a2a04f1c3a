#![doc = include_str!("goal_truncated.md")]

use super::{Check, Run, about, goal_displaced, title};
use crate::lexicon::sense::Sense;
use crate::lexicon::terms::{self, Place};
use crate::model::{Disclosure, Finding, Findings, Goal, Message, Period, Project, Rule, Severity};

pub(super) const CHECK: Check = Check { rule: RULE, run: Run::Alone(run) };

const RULE: Rule =
    Rule { name: "goal-truncated", severity: Severity::Info, page: include_str!("goal_truncated.md") };

/// The periods for which a project may have goals of their own.
const PERIODS: [Option<Period>; 4] =
    [None, Some(Period::Annual), Some(Period::MediumTerm), Some(Period::Total)];

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    for (number, project) in disclosure.projects.iter().enumerate() {
        let displaced = goal_displaced::displaced(project);
        for period in PERIODS {
            let mut own =
                project.goals.iter().filter(|goal| goal.period == period && !displaced.contains(goal));
            let Some(last) = own.next_back() else { continue };
            let continued = disclosure.projects.get(number + 1).filter(|next| goes_on(last, next));
            if is_whole(&last.text) || (continued.is_none() && !breaks_off(&last.text)) {
                continue;
            }
            let ending = ending(&last.text);
            let message = match continued {
                Some(next) => {
                    Message::new("goal-truncated-continues", &[&title(project), &ending, &title(next)])
                }
                None => Message::new("goal-truncated", &[&title(project), &ending]),
            };
            findings.push(Finding {
                severity: if continued.is_some() { Severity::Warning } else { Severity::Info },
                at: Some(last.at.clone()),
                found: Some(ending),
                source: Some(last.text.clone()),
                ..about(&RULE, project, &message)
            });
        }
    }
}

/// Whether the next project's row carries the goal that follows: it goes on counting.
fn goes_on(last: &Goal, next: &Project) -> bool {
    let following = last.number.unwrap_or(1) + 1;
    goal_displaced::displaced(next).first().is_some_and(|goal| goal.number == Some(following))
}

/// Whether a goal ends as a sentence does.
fn is_whole(text: &str) -> bool {
    text.trim_end().ends_with(['。', '！', '!', '.', '”', '"', '》', '）', ')', '%', '％'])
}

/// Whether a goal ends where no sentence can end: with a mark that joins, a word that needs another, or within
/// parentheses.
fn breaks_off(text: &str) -> bool {
    let text = text.trim_end();
    // A semicolon parts the items of a list, and many write one behind the last as well; it is told all the same,
    // as *info*.
    text.ends_with(['；', ';', '，', ',', '、', '：', ':'])
        || terms::holds(Place::Prose, Sense::Unfinished, text)
        || text.matches(['（', '(']).count() > text.matches(['）', ')']).count()
        || text.matches('“').count() > text.matches('”').count()
}

/// The last characters of a text, for the message.
fn ending(text: &str) -> String {
    let characters: Vec<char> = text.trim_end().chars().collect();
    let from = characters.len().saturating_sub(8);
    let dots = if from > 0 { "…" } else { "" };
    format!("{dots}{}", characters[from..].iter().collect::<String>())
}
