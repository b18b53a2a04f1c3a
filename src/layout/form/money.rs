//! The money of a form: its amounts with their parts, and how they were spent.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::layout::form::slots::{Slot, Slots};
use crate::layout::project;
use crate::layout::unread::{self, Expected};
use crate::lexicon::key;
use crate::lexicon::labels;
use crate::lexicon::money;
use crate::lexicon::sense::Sense;
use crate::lexicon::terms::{self, Place};
use crate::lexicon::total;
use crate::lexicon::vocabulary;
use crate::model::{Amount, ColumnRole, Execution, Funding};

/// What a form says of its money.
#[derive(Clone, Debug, Default)]
pub(in crate::layout) struct Money<'a> {
    /// The amounts it prints: of the year, of several years.
    pub sums: Vec<Sum>,
    /// How the money was spent.
    pub execution: Option<Execution>,
    /// The unit that the labels name.
    pub unit: Option<String>,
    /// The first of its rows.
    pub row: Option<usize>,
    /// The cells beside or below labels of amounts and points that are none, with what they should be and the label.
    pub unread: Vec<(Slot<'a>, Expected, String)>,
}

/// An amount with the parts that make it up.
#[derive(Clone, Debug)]
pub(in crate::layout) struct Sum {
    /// What it is the amount of.
    pub label: Sense,
    /// The amount.
    pub amount: Option<Amount>,
    /// The unit that its own label or value names.
    pub unit: Option<String>,
    /// Whether something stands where the amount belongs and could not be read; no other sum is the amount then.
    is_unread: bool,
    /// The parts.
    pub parts: Vec<Funding>,
    /// The grid column of its label.
    column: usize,
}

impl Sum {
    fn of(label: Sense, amount: Option<Amount>, column: usize) -> Self {
        Self { label, amount, unit: None, is_unread: false, parts: Vec::new(), column }
    }
}

/// A name with its amount within a packed cell: `财政拨款：6923.36万元`.
static PIECE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r"(\p{{Han}}{{2,20}})(?:\s*[:：]\s*|\s*)([0-9][0-9,，]*(?:\.[0-9]+)?\s*(?:{})?)",
        money::behind_number()
    ))
    .expect("the pattern is made of constants")
});

/// The amounts of a cell that holds them all. What stands in parentheses are parts of parts.
fn packed(text: &str) -> Option<Sum> {
    if text.len() > 2_000 {
        return None;
    }
    let mut depth: usize = 0;
    let outer: String = text
        .chars()
        .filter(|c| {
            match c {
                '(' | '（' => depth += 1,
                ')' | '）' => {
                    depth = depth.saturating_sub(1);
                    return false;
                }
                _ => {}
            }
            depth == 0
        })
        .collect();
    let mut sum = Sum::of(Sense::Amount, None, 0);
    for piece in PIECE.captures_iter(&outer) {
        let name = &piece[1];
        let (amount, unit) = money::amount(&piece[2]).unzip();
        let total = labels::is(Sense::TaskWhole, name)
            || matches!(labels::label(name), Some(Sense::Annual | Sense::Amount | Sense::Total));
        if total && sum.amount.is_none() {
            sum.amount = amount;
            sum.unit = unit.flatten();
        } else if is_part(name) {
            sum.parts.push(Funding { source: part_name(name), amount, executed: None });
        }
    }
    (sum.amount.is_some() && !sum.parts.is_empty()).then_some(sum)
}

/// So many rows above a cell its header is looked for: a block of money has a row for each source.
const HEADER_REACH: usize = 40;

/// Names longer than this are prose.
const LONGEST_PART: usize = 30;

/// Which sum is the amount of a project: the one of the year first.
const ORDER: &[Sense] =
    &[Sense::Budget, Sense::Annual, Sense::Amount, Sense::Funds, Sense::Total, Sense::Medium];

impl Money<'_> {
    /// The sum that is the project's amount: of those that hold a number, or what should be one, the one of the year.
    pub(in crate::layout) fn annual(&self) -> Option<&Sum> {
        let find = |filled: bool| {
            ORDER.iter().find_map(|label| {
                let says =
                    |sum: &&Sum| sum.label == *label && (!filled || sum.amount.is_some() || sum.is_unread);
                self.sums.iter().find(says)
            })
        };
        find(true).or_else(|| find(false))
    }
}

/// The columns of a money block with a header: 年初预算数, 全年预算数, 全年执行数, 分值, 执行率, 得分.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Heading {
    Label(Sense),
    Weight,
    Score,
}

/// Reads the money of the rows of a form. `is_head` tells the rows that are no block of indicators.
pub(in crate::layout) fn read<'a>(
    slots: &Slots<'a>,
    table: usize,
    rows: Range<usize>,
    is_head: &dyn Fn(usize) -> bool,
) -> Money<'a> {
    let mut money = Money::default();
    let mut headings: Vec<(Heading, usize)> = Vec::new();
    let mut open = false;
    for row in rows.filter(|row| is_head(*row)) {
        let own = slots.own(row);
        let group = slots.row(row).into_iter().find(|slot| labels::label(slot.text()) == Some(Sense::Funds));
        if let Some(group) = &group {
            money.unit = money.unit.or_else(|| money::unit(group.text()));
        }
        if let Some(found) = headings_of(&own) {
            headings = found;
            money.row = money.row.or(Some(row));
            money.unit = money.unit.or_else(|| own.iter().find_map(|slot| money::unit(slot.text())));
            continue;
        }
        if !headings.is_empty() {
            if execution_row(slots, table, row, &headings, &mut money) {
                continue;
            }
            headings.clear();
        }
        let found_any = labelled_amounts(slots, row, &own, group.is_some() || open, &mut money);
        // A row without a label, 按收入性质分, ends nothing.
        open = found_any || (open && own.iter().all(|slot| labels::label(slot.text()).is_none()));
    }
    pair_budget_with_execution(&mut money);
    money
}

/// The columns, if a row is the header of a block that tells budget and execution apart.
fn headings_of(own: &[Slot<'_>]) -> Option<Vec<(Heading, usize)>> {
    let budgeted = own.iter().any(|slot| labels::label(slot.text()) == Some(Sense::Budget));
    let headings: Vec<(Heading, usize)> = own
        .iter()
        .filter_map(|slot| {
            let heading = match labels::label(slot.text()) {
                Some(label @ (Sense::Initial | Sense::Budget | Sense::Executed | Sense::Rate)) => {
                    Heading::Label(label)
                }
                // 年度预算数 heads the budget where nothing else does, and the rows where something does.
                Some(Sense::Annual)
                    if !budgeted && terms::holds(Place::Header, Sense::Budget, slot.text()) =>
                {
                    Heading::Label(Sense::Budget)
                }
                _ => match vocabulary::role(slot.text()) {
                    Some(ColumnRole::Weight) => Heading::Weight,
                    Some(ColumnRole::Score) => Heading::Score,
                    // 执行率权重, 执行率得分.
                    _ if terms::holds(Place::Header, Sense::Weight, slot.text()) => Heading::Weight,
                    _ if terms::holds(Place::Header, Sense::Score, slot.text()) => Heading::Score,
                    _ => return None,
                },
            };
            Some((heading, slot.column()))
        })
        .collect();
    let has = |label| headings.iter().any(|(heading, _)| *heading == Heading::Label(label));
    let numbers = own.iter().any(|slot| !slot.is_blank() && money::amount(slot.text()).is_some());
    (has(Sense::Executed) && (has(Sense::Budget) || has(Sense::Initial)) && !numbers).then_some(headings)
}

/// Reads a row below such a header. Gives false where the row is none of its rows.
fn execution_row<'a>(
    slots: &Slots<'a>,
    table: usize,
    row: usize,
    headings: &[(Heading, usize)],
    money: &mut Money<'a>,
) -> bool {
    let first = headings.iter().map(|(_, column)| *column).min().unwrap_or(0);
    let own = slots.own(row);
    let name = own
        .iter()
        .filter(|slot| slot.column() < first && !slot.is_blank())
        .rfind(|slot| labels::label(slot.text()) != Some(Sense::Funds));
    let cell = |heading: Heading| {
        let (_, column) = headings.iter().find(|(found, _)| *found == heading)?;
        slots.at(row, *column).filter(|slot| slot.own && !slot.is_blank())
    };
    let amount = |label| {
        cell(Heading::Label(label)).and_then(|slot| money::amount(slot.text())).map(|(amount, _)| amount)
    };
    let whole = match name.map(|slot| labels::label(slot.text())) {
        None => money.execution.is_none(),
        Some(Some(Sense::Annual | Sense::Amount | Sense::Total | Sense::Budget)) => true,
        Some(Some(Sense::Other) | None) => name.is_some_and(|slot| labels::is(Sense::TaskTotal, slot.text())),
        Some(Some(_)) => return false,
    };
    for (heading, column) in headings {
        let expected = match heading {
            Heading::Label(Sense::Rate) => continue,
            Heading::Label(_) => Expected::Amount,
            Heading::Weight => Expected::Weight,
            Heading::Score => Expected::Score,
        };
        let below = slots.at(row, *column).filter(|slot| slot.own && !is_name(slot.text()));
        if let Some(slot) = below.filter(|slot| !unread::is_read(expected, slot.text())) {
            let header = (row.saturating_sub(HEADER_REACH)..row)
                .rev()
                .find_map(|above| slots.at(above, *column).filter(|slot| is_name(slot.text())));
            let header = header.map(|slot| slot.text().to_owned()).unwrap_or_default();
            money.unread.push((slot, expected, header));
        }
    }
    let budget = amount(Sense::Budget).or_else(|| {
        // Some forms print the budget once.
        (!headings.iter().any(|(heading, _)| *heading == Heading::Label(Sense::Budget)))
            .then(|| amount(Sense::Initial))
            .flatten()
    });
    if whole {
        let at = own.first().map(|slot| slot.position(table, &slot.cell.at)).unwrap_or_default();
        money.execution = Some(Execution {
            initial: amount(Sense::Initial),
            budget,
            executed: amount(Sense::Executed),
            rate: cell(Heading::Label(Sense::Rate))
                .map(|slot| slot.text().to_owned())
                .filter(|text| !labels::is_nothing(text)),
            weight: cell(Heading::Weight).and_then(|slot| project::points(slot.text())),
            score: cell(Heading::Score).and_then(|slot| project::points(slot.text())),
            at,
        });
        money.sums.push(Sum {
            label: Sense::Budget,
            amount: budget,
            is_unread: cell(Heading::Label(Sense::Budget))
                .is_some_and(|slot| !unread::is_read(Expected::Amount, slot.text())),
            unit: None,
            parts: Vec::new(),
            column: 0,
        });
        return true;
    }
    let Some(name) = name.filter(|slot| is_part(slot.text())) else {
        return name.is_none() && own.iter().all(Slot::is_blank);
    };
    if let Some(sum) = money.sums.last_mut() {
        sum.parts.push(Funding {
            source: part_name(name.text()),
            amount: budget,
            executed: amount(Sense::Executed),
        });
    }
    true
}

/// Reads labels with amounts beside them. Gives whether the row holds any.
fn labelled_amounts<'a>(
    slots: &Slots<'a>,
    row: usize,
    own: &[Slot<'a>],
    in_block: bool,
    money: &mut Money<'a>,
) -> bool {
    let mut found_any = false;
    let mut filled: Vec<&Slot<'a>> = own.iter().filter(|slot| !slot.is_blank()).collect();
    // A label that a converter wrote in every column that it covered is one.
    filled.dedup_by(|next, last| next.text() == last.text() && is_name(last.text()));
    for (number, slot) in filled.iter().enumerate() {
        let beside = || {
            let value = filled.get(number + 1).map(|slot| slot.text());
            (slot.text(), value.filter(|text| is_amount_or_nothing(text)))
        };
        let (name, value) =
            labels_with_amount(slot.text()).map_or_else(beside, |(name, value)| (name, Some(value)));
        // 年度资金总额及构成 | 总额 16万元⏎财政拨款：10万元 has all in one cell.
        let label = labels::label(name);
        if matches!(label, Some(Sense::Funds | Sense::Annual | Sense::Amount | Sense::Total))
            && value.is_none()
            && let Some(sum) = filled.get(number + 1).and_then(|next| packed(next.text()))
        {
            found_any = true;
            money.row = money.row.or(Some(row));
            let unit = sum.unit.clone().or_else(|| money::unit(name));
            money.sums.push(Sum { unit, column: slot.column(), ..sum });
            continue;
        }
        let (amount, own_unit) = value.and_then(money::amount).unzip();
        let own_unit = own_unit.flatten();
        let sum = match label {
            Some(
                label @ (Sense::Annual
                | Sense::Amount
                | Sense::Total
                | Sense::Medium
                | Sense::Initial
                | Sense::Budget
                | Sense::Executed),
            ) => Some(label),
            // 项目资金（万元） | 30.00 has no label of its own.
            Some(Sense::Funds) if amount.is_some() => Some(Sense::Funds),
            _ => None,
        };
        // What stands beside a label of an amount and is no label itself must be one.
        let beside = || {
            filled.get(number + 1).filter(|next| {
                value.is_none()
                    && labels_with_amount(slot.text()).is_none()
                    && !is_name(next.text())
                    && !heads_column(slots, row, slot)
            })
        };
        let unread_beside = sum.and_then(|_| beside());
        if let Some(next) = unread_beside {
            money.unread.push((**next, Expected::Amount, name.to_owned()));
        } else if let Some(next) = beside()
            && in_block
            && is_part(name)
        {
            money.unread.push((**next, Expected::Amount, name.to_owned()));
        }
        if let Some(label) = sum {
            found_any = true;
            money.row = money.row.or(Some(row));
            money.sums.push(Sum {
                label,
                amount,
                is_unread: unread_beside.is_some(),
                unit: own_unit.or_else(|| money::unit(name)),
                parts: Vec::new(),
                column: slot.column(),
            });
        } else if in_block && amount.is_some() && labels::is(Sense::TaskWhole, name) {
            // The sum below its parts; a second one sums up something else.
            found_any = true;
            match money.sums.last_mut() {
                Some(sum) if sum.amount.is_none() => sum.amount = amount,
                Some(_) => {}
                None => money.sums.push(Sum::of(Sense::Amount, amount, slot.column())),
            }
        } else if in_block
            && label.is_none_or(|label| label == Sense::Other)
            && is_part(name)
            && !is_amount_or_nothing(name)
        {
            let beside_number =
                value.is_some() || filled.get(number + 1).is_none_or(|next| is_part(next.text()));
            // 年度目标 | 发放补助52人 is a label with what stands beside it, and no part without an amount.
            let is_value = value.is_none()
                && number.checked_sub(1).is_some_and(|before| is_other_label(filled[before].text()));
            if !beside_number || is_value {
                continue;
            }
            found_any = true;
            // A part belongs to the amount above it; else to the last one that was named.
            let above = money.sums.iter().rposition(|sum| sum.column == slot.column());
            if money.sums.is_empty() {
                money.sums.push(Sum::of(Sense::Amount, None, slot.column()));
            }
            let place = above.or(money.sums.len().checked_sub(1));
            if let Some(sum) = place.and_then(|place| money.sums.get_mut(place)) {
                // A part is counted in the unit of its sum: what names another one is not.
                let differs = own_unit.is_some() && sum.unit.is_some() && own_unit != sum.unit;
                let cell = filled.get(number + 1).filter(|next| Some(next.text()) == value).unwrap_or(slot);
                if differs {
                    money.unread.push((**cell, Expected::AmountInUnit, name.to_owned()));
                }
                let amount = amount.filter(|_| !differs);
                sum.parts.push(Funding { source: part_name(name), amount, executed: None });
            }
        }
    }
    found_any
}

/// Whether a text is a label of something that is no money.
fn is_other_label(text: &str) -> bool {
    labels::label(text).is_some_and(|label| {
        !matches!(
            label,
            Sense::Funds
                | Sense::Annual
                | Sense::Amount
                | Sense::Total
                | Sense::Medium
                | Sense::Initial
                | Sense::Budget
                | Sense::Executed
                | Sense::Other
        )
    })
}

/// Whether a label heads the column below it rather than what stands beside it: 项目总预算 above 20.00.
fn heads_column(slots: &Slots<'_>, row: usize, label: &Slot<'_>) -> bool {
    slots.at(row + 1, label.column()).is_some_and(|below| below.own && money::amount(below.text()).is_some())
}

/// 预算数 and 执行数 side by side as labels become an execution.
fn pair_budget_with_execution(money: &mut Money<'_>) {
    let find = |label| money.sums.iter().find(|sum| sum.label == label);
    let Some(executed) = find(Sense::Executed).cloned() else { return };
    if money.execution.is_none() {
        money.execution = Some(Execution {
            initial: find(Sense::Initial).and_then(|sum| sum.amount),
            budget: find(Sense::Budget).and_then(|sum| sum.amount),
            executed: executed.amount,
            ..Execution::default()
        });
    }
    if let Some(budget) = money.sums.iter_mut().find(|sum| sum.label == Sense::Budget) {
        for (number, part) in budget.parts.iter_mut().enumerate() {
            part.executed = executed
                .parts
                .get(number)
                .filter(|spent| spent.source == part.source)
                .and_then(|spent| spent.amount);
        }
    }
}

/// A name and its amount in one cell: `年度资金总额:16`, `其中：上级资金16万元`.
fn labels_with_amount(text: &str) -> Option<(&str, &str)> {
    let (name, value) = text.rsplit_once([':', '：'])?;
    (!value.trim().is_empty() && is_amount_or_nothing(value)).then(|| (name, value.trim()))
}

/// Whether a text names something: a label, a part of the money, a header.
fn is_name(text: &str) -> bool {
    labels::label(text).is_some() || is_part(text) || vocabulary::role(text).is_some()
}

/// Whether a text is an amount, or says that there is none.
fn is_amount_or_nothing(text: &str) -> bool {
    money::amount(text).is_some() || labels::is_nothing(text)
}

/// Whether a text is the name of a part of the money.
fn is_part(text: &str) -> bool {
    let letters = key::letters(text);
    let named = total::part(&letters);
    named.chars().count() <= LONGEST_PART
        && terms::holds(Place::Form, Sense::MoneyPart, named)
        && !terms::holds(Place::Form, Sense::Purpose, named)
        && !matches!(labels::label(text), Some(label) if label != Sense::Other)
}

/// The name of a part as it is printed: 财政拨款 of `其中：财政拨款（万元）`.
fn part_name(text: &str) -> String {
    let flat = labels::flat(text);
    let name = flat.trim();
    let name = total::part(name);
    let name = name.trim_end_matches([':', '：', ' ', '\u{3000}']);
    let bare = match name.find(['(', '（']) {
        Some(at) if at > 0 && money::unit(&name[at..]).is_some() => &name[..at],
        _ => name,
    };
    bare.trim().to_owned()
}
