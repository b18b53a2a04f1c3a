#![doc = include_str!("duplicate_block.md")]

use std::collections::BTreeMap;

use super::{Check, about, quantities, title};
use crate::model::{Disclosure, Finding, Findings, Indicator, Message, Rule, Severity};
use crate::text::width::{fold, is_han};

pub(super) const CHECK: Check = Check { rule: RULE, run };

const RULE: Rule =
    Rule { name: "duplicate-block", severity: Severity::Info, page: include_str!("duplicate_block.md") };

/// So many indicators must two projects share.
const SHARED: usize = 3;

/// In a document of many projects an indicator is looked up in no more than so many of those before.
const LOOKED_UP: usize = 64;

/// What names of indicators are made of whatever the project is, the longer words first. A name that has no other
/// words is generic: 资金到位率, 群众满意度, 项目按期完成率.
const GENERIC: [&str; 62] = [
    "服务对象",
    "受益群众",
    "社会公众",
    "受益对象",
    "受益人员",
    "工作人员",
    "健全性",
    "满意度",
    "及时率",
    "及时性",
    "到位率",
    "完成率",
    "合格率",
    "准确率",
    "达标率",
    "知晓率",
    "覆盖率",
    "执行率",
    "增长率",
    "控制率",
    "规范性",
    "经费",
    "资金",
    "补助",
    "补贴",
    "拨付",
    "发放",
    "支付",
    "使用",
    "到位",
    "及时",
    "完成",
    "合格",
    "达标",
    "验收",
    "预算",
    "执行",
    "成本",
    "控制",
    "节约",
    "项目",
    "工程",
    "工作",
    "任务",
    "质量",
    "时间",
    "时限",
    "进度",
    "按时",
    "按期",
    "年度",
    "全年",
    "群众",
    "公众",
    "人员",
    "人数",
    "数量",
    "机制",
    "比例",
    "标准",
    "金额",
    "情况",
];

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    let mut holders: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
    for (number, project) in disclosure.projects.iter().enumerate() {
        let mut shared: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
        let mut own = BTreeMap::new();
        for indicator in project.indicators.iter().filter(|indicator| is_specific(indicator)) {
            own.entry(key(indicator)).or_insert(indicator);
        }
        for (key, indicator) in own {
            let held = holders.entry(key).or_default();
            for holder in held.iter().rev().take(LOOKED_UP) {
                shared.entry(*holder).or_default().push(&indicator.name);
            }
            held.push(number);
        }
        // The project above that most is shared with, the nearest of several.
        let most = shared.into_iter().max_by_key(|(holder, names)| (names.len(), *holder));
        let Some((holder, names)) = most.filter(|(_, names)| names.len() >= SHARED) else { continue };
        let (other, count) = (&disclosure.projects[holder], names.len());
        findings.push(Finding {
            found: Some(names.join("、")),
            notes: vec![names.join("、")],
            ..about(
                &RULE,
                project,
                &Message::new("duplicate-block", &[&title(project), &count, &title(other)]),
            )
        });
    }
}

/// Name and value of an indicator, as they compare.
fn key(indicator: &Indicator) -> (String, String) {
    (fold(&indicator.name), fold(&quantities::printed(indicator)))
}

/// Whether a name speaks of something of its own, and a value stands beside it.
fn is_specific(indicator: &Indicator) -> bool {
    if indicator.target.value.is_none() {
        return false;
    }
    let mut name = fold(&indicator.name);
    for word in GENERIC {
        name = name.replace(word, "");
    }
    name.chars().filter(|c| is_han(*c)).count() >= 2
}
