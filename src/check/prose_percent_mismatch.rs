#![doc = include_str!("prose_percent_mismatch.md")]

use super::{Check, Run};
use crate::lexicon::money;
use crate::lexicon::statement::{self, Kind, Statement, Word};
use crate::model::{Amount, Block, Disclosure, Finding, Findings, Message, Position, Rule, Severity};
use crate::text::width::fold;

pub(super) const CHECK: Check = Check { rule: RULE, run: Run::Alone(run) };

const RULE: Rule = Rule {
    name: "prose-percent-mismatch",
    severity: Severity::Warning,
    page: include_str!("prose_percent_mismatch.md"),
};

/// So many amounts before a percentage may be what it is of; a paragraph with more says too much to be certain.
const MOST_AMOUNTS: usize = 12;

/// What a percentage must be is said with so many decimals: of 30% that is 29.15% one would not see the reason.
const FEWEST_DECIMALS: u32 = 2;

/// More decimals no percentage has.
const EXACT: u32 = 10;

/// A number of a text with how far rounding may have moved it, in 元.
#[derive(Clone, Copy)]
struct Number {
    value: Amount,
    half: Amount,
}

fn number(said: &Statement) -> Option<Number> {
    let factor = money::factor(said.unit)?;
    let half = said.number.ulp().ratio(Amount::from(2), said.number.scale() + 1)?;
    Some(Number { value: said.number.times(factor)?, half: half.times(factor)? })
}

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    let bodies: Vec<String> = disclosure.publisher.iter().map(|name| fold(name)).collect();
    // The amount whose parts the paragraphs below list.
    let mut listed: Option<Number> = None;
    for block in &disclosure.blocks {
        let (texts, at) = match block {
            Block::Heading { text, at, .. } | Block::Paragraph { text, at } => (vec![text.text()], at),
            Block::List { items, at, .. } => (items.iter().map(|item| item.text()).collect(), at),
            Block::Table(_) => {
                listed = None;
                continue;
            }
        };
        for text in texts {
            let paragraph = statement::read(text, &bodies);
            // What is as it was makes no percentage.
            let with_number = paragraph.statements.iter().filter(|said| !matches!(said.kind, Kind::Same(_)));
            let said: &Vec<Statement> = &with_number.cloned().collect();
            for (at_statement, percent) in said.iter().enumerate() {
                let before = &said[at_statement.saturating_sub(MOST_AMOUNTS)..at_statement];
                let is_whole = at_statement <= MOST_AMOUNTS;
                let wrong = match percent.kind {
                    Kind::Growth(up) if is_whole => growth(before, percent, up),
                    Kind::Share if is_whole => share(before, percent, listed),
                    Kind::Completion if is_whole => completion(before, percent),
                    _ => None,
                };
                findings.extend(wrong.map(|expected| finding(before, percent, expected, Position::of(at))));
            }
            if paragraph.opens_list {
                let amounts: Vec<&Statement> = said.iter().filter(|said| said.kind == Kind::Amount).collect();
                listed = if let [.., last] = amounts[..] { number(last) } else { listed };
            } else if said.iter().all(|said| said.kind != Kind::Share) {
                listed = None;
            }
        }
    }
}

fn finding(before: &[Statement], percent: &Statement, expected: Amount, at: Position) -> Finding {
    let words = |said: &Statement| said.words.clone();
    let (expected, found) = (format!("{expected}%"), format!("{}%", percent.number));
    let told: Vec<String> = before.iter().rev().take(2).rev().map(words).collect();
    let sentence = format!("{}，{}", told.join("，"), percent.words);
    let mut finding =
        Finding::new(&RULE, &Message::new("prose-percent-mismatch", &[&sentence, &found, &expected]));
    finding.at = Some(at);
    finding.found = Some(found);
    finding.expected = Some(expected);
    finding
}

/// What a percentage would have to be where none of the amounts before it explains it, by the nearest ones.
fn judged(
    percent: &Statement,
    ways: &[(Number, Number)],
    certain: Option<(Number, Number)>,
) -> Option<Amount> {
    if ways.iter().any(|(part, whole)| agrees(*part, *whole, percent.number)) {
        return None;
    }
    let (part, whole) = certain?;
    let hundred = Amount::from(100);
    if whole.value <= Amount::ZERO {
        return None;
    }
    let decimals = percent.number.scale().max(FEWEST_DECIMALS);
    Some(part.value.times(hundred)?.ratio(whole.value, decimals)?.with_decimals(decimals))
}

/// Whether a percentage is that of a part in a whole, but for the rounding of all three; one that was cut off rather
/// than rounded is right as well.
fn agrees(part: Number, whole: Number, percent: Amount) -> bool {
    let hundred = Amount::from(100);
    let exact = |part: Amount, whole: Amount| part.times(hundred).and_then(|part| part.ratio(whole, EXACT));
    let (small, large) = (whole.value - whole.half, whole.value + whole.half);
    if small <= Amount::ZERO {
        // Of nothing there is no percentage; 100% is what is written there.
        return true;
    }
    let half = percent.ulp().ratio(Amount::from(2), percent.scale() + 1).unwrap_or_default();
    let low = exact(part.value - part.half, large);
    let high = exact(part.value + part.half, small);
    match (low, high) {
        (Some(low), Some(high)) => low < percent + percent.ulp() && percent - half <= high,
        _ => true,
    }
}

/// `…10万元，比上年增加1万元，增长11.11%`.
fn growth(before: &[Statement], percent: &Statement, up: bool) -> Option<Amount> {
    let change = before.last().filter(|said| matches!(said.kind, Kind::Change(_)))?;
    if change.kind != Kind::Change(up) {
        return None;
    }
    let by = number(change)?;
    let earlier = &before[..before.len() - 1];
    let base = |said: &Statement| -> Option<Number> {
        let now = number(said)?;
        let is_past = said.subject.as_ref().is_some_and(|subject| subject.has(Word::Past));
        Some(match (is_past, up) {
            (true, _) => now,
            (false, true) => Number { value: now.value - by.value, half: now.half + by.half },
            (false, false) => Number { value: now.value + by.value, half: now.half + by.half },
        })
    };
    let amounts = || earlier.iter().filter(|said| said.kind == Kind::Amount);
    let ways: Vec<(Number, Number)> = amounts().filter_map(base).map(|base| (by, base)).collect();
    let nearest =
        earlier.last().filter(|said| said.kind == Kind::Amount).and_then(base).map(|base| (by, base));
    judged(percent, &ways, nearest)
}

/// `合计10万元，其中：基本支出1万元，占10%`.
fn share(before: &[Statement], percent: &Statement, listed: Option<Number>) -> Option<Amount> {
    // 占…支出的10% is of an amount that may stand anywhere.
    if percent.subject.as_ref().is_none_or(statement::Subject::names_something) {
        return None;
    }
    let (part, earlier) = before.split_last().filter(|(part, _)| part.kind == Kind::Amount)?;
    let own = number(part)?;
    let amounts: Vec<Number> =
        earlier.iter().filter(|said| said.kind == Kind::Amount).filter_map(number).collect();
    let ways: Vec<(Number, Number)> = amounts.iter().chain(&listed).map(|whole| (own, *whole)).collect();
    // The whole is the only amount before 其中, or that of the paragraph above, and no part is more.
    let parted = earlier.iter().chain([part]).position(|said| said.is_part);
    let whole = match (parted, listed) {
        (Some(1), _) => amounts.first().copied(),
        (None, Some(listed)) if earlier.is_empty() => Some(listed),
        _ => None,
    };
    judged(percent, &ways, whole.filter(|whole| whole.value >= own.value).map(|whole| (own, whole)))
}

/// `年初预算为10万元，支出决算为9万元，完成年初预算的90%`.
fn completion(before: &[Statement], percent: &Statement) -> Option<Amount> {
    let [.., budget, spent] = before else { return None };
    let is = |said: &Statement, word| said.subject.as_ref().is_some_and(|subject| subject.has(word));
    let is_pair = budget.kind == Kind::Amount
        && spent.kind == Kind::Amount
        && (is(budget, Word::Initial) || is(budget, Word::Budget))
        && is(spent, Word::Final);
    if !is_pair {
        return None;
    }
    let pair = (number(spent)?, number(budget)?);
    judged(percent, &[pair], Some(pair))
}
