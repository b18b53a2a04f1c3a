#![doc = include_str!("level2_unknown.md")]

use std::collections::BTreeSet;

use super::{Check, about, title};
use crate::model::{Disclosure, Finding, Findings, Message, Rule, Severity};

pub(super) const CHECK: Check = Check { rule: RULE, run };

const RULE: Rule =
    Rule { name: "level2-unknown", severity: Severity::Info, page: include_str!("level2_unknown.md") };

/// The second levels of 财预〔2015〕88号 and 财预〔2021〕101号; the layouts have given other spellings these names.
const KNOWN: [&str; 12] = [
    "数量指标",
    "质量指标",
    "时效指标",
    "成本指标",
    "经济成本指标",
    "社会成本指标",
    "生态环境成本指标",
    "经济效益指标",
    "社会效益指标",
    "生态效益指标",
    "可持续影响指标",
    "服务对象满意度指标",
];

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    for project in &disclosure.projects {
        let mut told = BTreeSet::new();
        for indicator in &project.indicators {
            let Some(name) = indicator.level2.as_deref().filter(|name| !KNOWN.contains(name)) else {
                continue;
            };
            if !told.insert(name) {
                continue;
            }
            findings.push(Finding {
                at: Some(indicator.at.clone()),
                found: Some(name.to_owned()),
                source: Some(indicator.source.clone()),
                ..about(&RULE, project, &Message::new("level2-unknown", &[&title(project), &name]))
            });
        }
    }
}
