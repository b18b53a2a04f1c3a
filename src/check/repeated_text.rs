#![doc = include_str!("repeated_text.md")]

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::{Check, Run, about, title, words};
use crate::lexicon::sense::Sense;
use crate::model::{Disclosure, Finding, Findings, Message, Position, Project, Rule, Severity};
use crate::text::width::is_han;

pub(super) const CHECK: Check = Check { rule: RULE, run: Run::Alone(run) };

const RULE: Rule =
    Rule { name: "repeated-text", severity: Severity::Warning, page: include_str!("repeated_text.md") };

/// Words that a phrase begins with and no name ends in, so that one behind the other is a slip. Names do meet
/// otherwise: 保洁岗位 and 岗位补贴 make 保洁岗位岗位补贴.
static VERBS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| words(Sense::Beginning).into_iter().collect());

/// Words that stand between the two readings of one phrase, where a sentence was begun twice.
static BETWEEN: LazyLock<Vec<char>> = LazyLock::new(|| characters(Sense::Particle));

/// Words that set one thing beside another.
static BESIDE: LazyLock<Vec<char>> = LazyLock::new(|| characters(Sense::Conjunction));

/// The words of a sense that are one character each.
fn characters(sense: Sense) -> Vec<char> {
    words(sense).into_iter().filter_map(|word| word.chars().next()).collect()
}

/// A phrase of so many characters does not stand twice by chance.
const PHRASE: usize = 4;

/// The longest phrase that is looked for: 进一步加强基层治理能力 has eleven characters.
const LONGEST: usize = 12;

/// The widest gap between two readings of a verb: 实现200人以上实现 has seven characters between.
const GAP: usize = 8;

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    let mut seen = BTreeSet::new();
    for project in &disclosure.projects {
        let goals = project.goals.iter().map(|goal| (goal.text.as_str(), &goal.at, true));
        let names =
            project.indicators.iter().map(|indicator| (indicator.name.as_str(), &indicator.at, false));
        let own = std::iter::once((project.name.as_str(), &project.at, false));
        for (text, at, is_prose) in own.chain(goals).chain(names) {
            // A name that stands in several lines is told once.
            if !seen.insert((project.at.clone(), text)) {
                continue;
            }
            for repeat in repeats(text, is_prose) {
                findings.push(finding(project, at, &repeat));
            }
        }
    }
}

fn finding(project: &Project, at: &Position, repeat: &Repeat) -> Finding {
    Finding {
        severity: if repeat.is_strong { Severity::Warning } else { Severity::Info },
        at: Some(at.clone()),
        found: Some(repeat.whole.clone()),
        source: Some(repeat.whole.clone()),
        ..about(
            &RULE,
            project,
            &Message::new("repeated-text", &[&title(project), &repeat.words, &repeat.whole]),
        )
    }
}

/// Words that stand twice.
#[derive(Debug, PartialEq, Eq)]
struct Repeat {
    words: String,
    /// From the first reading to the end of the second.
    whole: String,
    is_strong: bool,
}

/// The words of a text that stand twice without a mark between them, each of them once.
fn repeats(text: &str, is_prose: bool) -> Vec<Repeat> {
    let characters: Vec<char> = text.chars().collect();
    let mut found: Vec<Repeat> = Vec::new();
    let mut told = BTreeSet::new();
    let mut at = 0;
    while at < characters.len() {
        match longest(&characters[at..], is_prose) {
            Some((repeat, length)) => {
                at += length;
                if told.insert(repeat.words.clone()) {
                    found.push(repeat);
                }
            }
            None => at += 1,
        }
    }
    found
}

/// The longest words at the beginning of `rest` that stand twice, and how many characters both take.
fn longest(rest: &[char], is_prose: bool) -> Option<(Repeat, usize)> {
    let reach = &rest[..rest.len().min(2 * LONGEST + GAP)];
    let run = reach.iter().take_while(|c| is_han(**c) || c.is_ascii_alphanumeric() || **c == '%').count();
    let run = &reach[..run];
    (2..=LONGEST.min(run.len() / 2)).rev().find_map(|length| {
        let words = &run[..length];
        if !words.iter().all(|c| is_han(*c)) || is_single(words) {
            return None;
        }
        (0..=GAP).take_while(|gap| 2 * length + gap <= run.len()).find_map(|gap| {
            let between = &run[length..length + gap];
            let is_again = run[length + gap..2 * length + gap] == *words;
            let is_strong = is_again.then(|| strength(words, between, is_prose)).flatten()?;
            let end = 2 * length + gap;
            let repeat =
                Repeat { words: words.iter().collect(), whole: run[..end].iter().collect(), is_strong };
            Some((repeat, end))
        })
    })
}

/// One character over and over is no word: 人人人人.
fn is_single(words: &[char]) -> bool {
    words.iter().all(|c| *c == words[0])
}

/// Whether words that stand twice are surely a slip; `None` where they may well be meant.
fn strength(words: &[char], between: &[char], is_prose: bool) -> Option<bool> {
    let is_verb = VERBS.contains(&words.iter().collect::<String>().as_str());
    match between {
        // 一步一步, 一件一件.
        [] if words.len() == 2 && words.iter().any(|c| matches!(c, '一' | '逐' | '每')) => None,
        [] if is_verb => Some(true),
        [] => Some(words.len() >= PHRASE || (words.len() == 3 && is_prose)),
        [one] if BETWEEN.contains(one) && words.len() >= PHRASE => Some(true),
        // 高校教师和中学教师 sets side by side what is told apart by other words.
        _ if between.iter().any(|c| BESIDE.contains(c)) => None,
        _ if is_verb && is_prose => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, bool)]) {
        let found: Vec<(String, bool)> =
            repeats(text, true).into_iter().map(|repeat| (repeat.words, repeat.is_strong)).collect();
        let expected: Vec<(String, bool)> =
            expected.iter().map(|(words, strong)| ((*words).to_owned(), *strong)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn slips() {
        check("较上年增加增加27.45万元", &[("增加", true)]);
        check("为入驻企业和个体商户提供为个体商户提供低价摊位", &[("个体商户提供", true)]);
        check("年内实现300户以上实现用水达标", &[("实现", false)]);
        check("改善农村环境改善农村环境质量", &[("改善农村环境", true)]);
        check("进一步进一步规范管理", &[("进一步", true)]);
        check("保洁岗位岗位补贴发放", &[("岗位", false)]);
    }

    #[test]
    fn what_may_stand_twice() {
        for text in [
            "年年丰收，人人参与，往往事半功倍",
            "进一步一步一步落实",
            "城镇居民和农村居民养老保险",
            "一级医院、二级医院、三级医院",
            "提高收入，提高质量",
            "提高收入和提高质量",
            "来来往往，方方面面，许许多多",
            "高级技师中级技师培训",
            "2024年2024人次",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn long_texts_take_linear_time() {
        let text = "补助资金发放到位".repeat(5_000);
        assert_eq!(repeats(&text, true).len(), 1);
    }
}
