#![doc = include_str!("goal_missing.md")]

use super::{Check, Run, about, goal_displaced, title};
use crate::model::{ColumnRole, Disclosure, Finding, Findings, Message, Project, Rule, Severity};

pub(super) const CHECK: Check = Check { rule: RULE, run: Run::Alone(run) };

const RULE: Rule =
    Rule { name: "goal-missing", severity: Severity::Warning, page: include_str!("goal_missing.md") };

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    for project in &disclosure.projects {
        let displaced = goal_displaced::displaced(project).len();
        if project.goals.len() > displaced {
            continue;
        }
        let has_place = has_place_for_goals(disclosure, project);
        let message = if displaced > 0 {
            Message::new("goal-missing-displaced", &[&title(project)])
        } else if has_place {
            Message::new("goal-missing", &[&title(project)])
        } else {
            Message::new("goal-missing-no-column", &[&title(project)])
        };
        findings.push(Finding {
            severity: if has_place { Severity::Warning } else { Severity::Info },
            ..about(&RULE, project, &message)
        });
    }
}

/// Whether the project's table has a place for goals at all; one that has none leaves them out by design.
fn has_place_for_goals(disclosure: &Disclosure, project: &Project) -> bool {
    let table = project.at.table.and_then(|number| disclosure.tables().nth(number));
    table.is_none_or(|table| {
        let roles: Vec<ColumnRole> = table.columns.iter().filter_map(|column| column.role).collect();
        roles.is_empty() || roles.contains(&ColumnRole::Goals)
    })
}
