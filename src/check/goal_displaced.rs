#![doc = include_str!("goal_displaced.md")]

use super::{Check, Run, about, title};
use crate::model::{Disclosure, Finding, Findings, Goal, Message, Project, Rule, Severity, Suggestion};

pub(super) const CHECK: Check = Check { rule: RULE, run: Run::Alone(run) };

const RULE: Rule =
    Rule { name: "goal-displaced", severity: Severity::Warning, page: include_str!("goal_displaced.md") };

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    // The last project whose goals begin with 1, and the number that goes on from them.
    let mut owner: Option<(&Project, u32)> = None;
    for project in &disclosure.projects {
        let displaced = displaced(project);
        if displaced.is_empty() {
            owner = last_number(project).map(|number| (project, number + 1));
            continue;
        }
        for goal in displaced {
            let number = goal.number.unwrap_or_default();
            let to = owner.filter(|(_, next)| *next == number).map(|(owner, _)| owner);
            if let Some((_, next)) = owner.as_mut().filter(|_| to.is_some()) {
                *next += 1;
            }
            findings.push(Finding {
                at: Some(goal.at.clone()),
                expected: Some("目标1".to_owned()),
                found: Some(format!("目标{number}")),
                suggestion: to.map(|to| suggestion(project, to, goal)),
                source: Some(goal.text.clone()),
                ..about(&RULE, project, &message(project, number, to))
            });
        }
    }
}

fn message(project: &Project, number: u32, to: Option<&Project>) -> Message {
    match to {
        Some(to) => Message::new("goal-displaced-continues", &[&title(project), &number, &title(to)]),
        None => Message::new("goal-displaced", &[&title(project), &number]),
    }
}

fn suggestion(from: &Project, to: &Project, goal: &Goal) -> Suggestion {
    let name = |project: &Project| Some(project.code.clone().unwrap_or_else(|| project.name.clone()));
    Suggestion {
        action: "move-goal".to_owned(),
        from: name(from),
        to: name(to),
        text: Some(format!("目标{}：{}", goal.number.unwrap_or_default(), goal.text)),
    }
}

/// The goals of a project that are another's: numbered ones before a 目标1, all of them where there is none.
pub(super) fn displaced(project: &Project) -> Vec<&Goal> {
    let numbered = || project.goals.iter().filter(|goal| goal.number.is_some());
    if numbered().next().is_none_or(|goal| goal.number == Some(1)) {
        return Vec::new();
    }
    numbered().take_while(|goal| goal.number != Some(1)).collect()
}

fn last_number(project: &Project) -> Option<u32> {
    project.goals.iter().filter_map(|goal| goal.number).max()
}
