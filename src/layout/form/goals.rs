//! The goals of a form: beside their label, or in columns under headers of their own.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::layout::form::slots::{Slot, Slots};
use crate::layout::lines::{self, Line};
use crate::lexicon::labels;
use crate::lexicon::sense::Sense;
use crate::model::{Goal, Period, Position};
use crate::text::width::is_han;

/// The goals of a form, and what became of them.
#[derive(Clone, Debug, Default)]
pub(in crate::layout) struct Goals {
    /// All of them, in the order in which they stand.
    pub all: Vec<Goal>,
    /// What was reached.
    pub achievement: Option<String>,
    /// The grid columns that stand under a period's header.
    pub periods: Vec<((usize, usize), Period)>,
    /// The first label of goals, and its row.
    pub label: Option<(usize, String)>,
    /// Whether a label of results stands beside the goals.
    pub reached: bool,
}

/// A header above goals.
#[derive(Clone, Copy, Debug)]
struct Heading {
    columns: (usize, usize),
    label: Sense,
    period: Option<Period>,
    /// Whether it names the whole: 总体目标.
    whole: bool,
}

/// Lines that say one thing, each with the row and column it stands in.
type Pending = (Option<Sense>, Option<Period>, Vec<(Line, usize, usize)>);

/// Reads the goals of the rows of a form. `is_head` tells the rows that are no block of indicators.
pub(in crate::layout) fn read(
    slots: &Slots<'_>,
    table: usize,
    rows: Range<usize>,
    is_head: &dyn Fn(usize) -> bool,
) -> Goals {
    let mut goals = Goals::default();
    let mut row = rows.start;
    while row < rows.end {
        let label = slots.own(row).into_iter().find(|slot| goal_label(slot).is_some());
        match label.filter(|_| is_head(row)) {
            Some(label) => row = block(slots, table, row, rows.end, is_head, &label, &mut goals),
            None => row += 1,
        }
    }
    goals
}

/// The label of goals or results that a cell is or begins with.
fn goal_label(slot: &Slot<'_>) -> Option<Sense> {
    let label = labels::label(slot.text()).or_else(|| Some(labels::with_value(slot.text())?.0))?;
    matches!(label, Sense::Goals | Sense::Achievement).then_some(label)
}

/// Reads the block beside a label; gives the row below it.
fn block(
    slots: &Slots<'_>,
    table: usize,
    first: usize,
    end: usize,
    is_head: &dyn Fn(usize) -> bool,
    label: &Slot<'_>,
    goals: &mut Goals,
) -> usize {
    goals.label.get_or_insert_with(|| (first, label.text().to_owned()));
    let outer = labels::period(label.text());
    if labels::label(label.text()).is_none() {
        // 年度绩效目标：目标1：… in one cell.
        let text = lines_after_label(label);
        take(position_in(label, table), text, goal_label(label), outer, goals);
        return first + 1;
    }
    let mut headings: Vec<Heading> = Vec::new();
    let mut filled = false;
    let mut row = first;
    let spanned = first + label.cell.rowspan;
    // The goals of one period in several rows are one text.
    let mut pending: Vec<Pending> = Vec::new();
    // The cells that hold goals so far: a page that cuts one leaves its rest in the row below.
    let mut taken: Vec<Slot<'_>> = Vec::new();
    // A converter without merged cells writes one text in every column and row that it covered.
    let mut seen: BTreeSet<(Option<(usize, usize)>, &str)> = BTreeSet::new();
    // A converter without merged cells may say the label again in each of its rows.
    let repeats = |slot: &Slot<'_>| slot.column() == label.column() && slot.text() == label.text();
    while row < end && is_head(row) {
        let beside: Vec<Slot<'_>> = slots
            .own(row)
            .into_iter()
            .filter(|slot| {
                !slot.is(label) && slot.column() >= label.column() && !slot.is_blank() && !repeats(slot)
            })
            .collect();
        // Past the label's own rows only what a lost span or a header leaves open goes on.
        if row >= spanned {
            let at_label = slots.at(row, label.column());
            let wide = label.cell.end_column() - label.column() >= slots.width();
            let below = headings.is_empty() && wide
                || !headings.is_empty() && at_label.is_none_or(|slot| slot.is_blank() || repeats(&slot));
            let both = headings.iter().any(|heading| heading.columns.0 <= label.column());
            let goes_on = filled && at_label.is_some_and(|slot| slot.own && slot.is_blank());
            if goes_on && is_rest(&beside, &taken) {
                add_rest(&beside, &headings, &mut pending);
                row += 1;
                continue;
            }
            if filled || !(below || both) || beside.is_empty() {
                break;
            }
        }
        let all_labels = !beside.is_empty() && beside.iter().all(|slot| is_heading(slot));
        if all_labels && (beside.len() > 1 || row + 1 < spanned) {
            let outer_heading = (row == first && goal_heading_itself(label, &beside)).then_some(label);
            headings = distinct(outer_heading.into_iter().chain(&beside));
            settle(&mut headings, outer);
            goals.reached |= headings.iter().any(|heading| heading.label == Sense::Achievement);
            row += 1;
            continue;
        }
        let mut inner: Option<Heading> = None;
        for slot in &beside {
            if headings.is_empty() && is_heading(slot) {
                inner = heading(slot);
                goals.reached |= inner.is_some_and(|inner| inner.label == Sense::Achievement);
                continue;
            }
            let under = headings
                .iter()
                .rev()
                .find(|heading| heading.columns.0 <= slot.column() && slot.column() < heading.columns.1)
                .copied()
                .or(inner);
            if !seen.insert((under.map(|heading| heading.columns), slot.text())) {
                continue;
            }
            let kind = under.map(|heading| heading.label).or_else(|| labels::label(label.text()));
            let period = under.and_then(|heading| heading.period).or(outer);
            let lines =
                lines::of(&slot.cell.text.0).into_iter().map(|line| (line, slot.anchor_row, slot.column()));
            match pending.last_mut().filter(|(k, p, _)| *k == kind && *p == period && headings.is_empty()) {
                Some((.., collected)) => collected.extend(lines),
                None => pending.push((kind, period, lines.collect())),
            }
            filled = true;
            taken.push(*slot);
        }
        row += 1;
    }
    for heading in &headings {
        if let (Sense::Goals, Some(period)) = (heading.label, heading.period) {
            goals.periods.push((heading.columns, period));
        }
    }
    let numbered = labels::number(label.text()).filter(|_| pending.len() == 1);
    let before = goals.all.len();
    for (kind, period, collected) in pending {
        let places: Vec<(Line, usize, usize)> = collected;
        let lines: Vec<Line> = places.iter().map(|(line, ..)| line.clone()).collect();
        take(
            |line: &Line| {
                let place = places.iter().find(|(found, ..)| found == line);
                let (row, column) = place.map_or((first, 0), |(_, row, column)| (*row, *column));
                Position::in_table(table, row, column, &line.at)
            },
            lines,
            kind,
            period,
            goals,
        );
    }
    // 年度目标2 beside its text numbers it.
    if let [goal] = &mut goals.all[before..] {
        goal.number = goal.number.or(numbered);
    }
    row.max(first + 1)
}

/// Whether cells are the rest of goals that a page has cut: each stands in the columns of one that held goals, and is
/// neither a label nor a number.
fn is_rest(beside: &[Slot<'_>], taken: &[Slot<'_>]) -> bool {
    let columns = |slot: &Slot<'_>| (slot.column(), slot.cell.end_column());
    !beside.is_empty()
        && beside.iter().all(|slot| {
            taken.iter().any(|above| columns(above) == columns(slot))
                && labels::label(slot.text()).is_none()
                && labels::with_value(slot.text()).is_none()
                && slot.text().chars().any(is_han)
        })
}

/// Puts the rest of goals to what stands above it in the same columns.
fn add_rest(beside: &[Slot<'_>], headings: &[Heading], pending: &mut [Pending]) {
    for slot in beside {
        let lines =
            lines::of(&slot.cell.text.0).into_iter().map(|line| (line, slot.anchor_row, slot.column()));
        // Under headers every column has texts of its own; without them all goals are one.
        let above = pending.iter_mut().rev().find(|(.., collected)| {
            headings.is_empty() || collected.iter().any(|(.., column)| *column == slot.column())
        });
        if let Some((.., collected)) = above {
            collected.extend(lines);
        }
    }
}

fn position_in<'a>(slot: &'a Slot<'_>, table: usize) -> impl Fn(&Line) -> Position + 'a {
    move |line: &Line| slot.position(table, &line.at)
}

/// Adds goals, or what became of them.
fn take(
    position: impl Fn(&Line) -> Position,
    lines: Vec<Line>,
    kind: Option<Sense>,
    period: Option<Period>,
    goals: &mut Goals,
) {
    if kind == Some(Sense::Achievement) {
        goals.reached = true;
        let text: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
        if !text.is_empty() {
            let text = text.join("\n");
            match &mut goals.achievement {
                Some(achievement) => {
                    achievement.push('\n');
                    achievement.push_str(&text);
                }
                None => goals.achievement = Some(text),
            }
        }
        return;
    }
    let lines: Vec<Line> = lines.into_iter().filter(|line| !labels::is_nothing(&line.text)).collect();
    goals.all.extend(crate::layout::goals::of(&lines, period, position));
}

/// The lines of a cell whose first line begins with its label.
fn lines_after_label(slot: &Slot<'_>) -> Vec<Line> {
    let mut lines = lines::of(&slot.cell.text.0);
    if let Some(first) = lines.first_mut()
        && let Some((_, rest)) = first.text.split_once([':', '：'])
    {
        first.text = rest.trim().to_owned();
    }
    lines.retain(|line| !line.text.is_empty());
    lines
}

fn is_heading(slot: &Slot<'_>) -> bool {
    matches!(labels::label(slot.text()), Some(Sense::Goals | Sense::Achievement))
}

/// Whether the label itself is one of the headers of its row: it stands as wide as they do and not beside them.
fn goal_heading_itself(label: &Slot<'_>, beside: &[Slot<'_>]) -> bool {
    label.cell.rowspan == 1
        && label.cell.colspan > 1
        && beside.iter().any(|slot| slot.cell.colspan == label.cell.colspan)
        && labels::period(label.text()).is_some()
}

/// The headers of slots side by side; one that a converter wrote in every column that it covered is one.
fn distinct<'s, 'a: 's>(slots: impl Iterator<Item = &'s Slot<'a>>) -> Vec<Heading> {
    let mut found: Vec<Heading> = Vec::new();
    let mut last: Option<&str> = None;
    for slot in slots {
        let Some(heading) = heading(slot) else { continue };
        match found.last_mut() {
            Some(before) if last == Some(slot.text()) && before.columns.1 == heading.columns.0 => {
                before.columns.1 = heading.columns.1;
            }
            _ => found.push(heading),
        }
        last = Some(slot.text());
    }
    found
}

fn heading(slot: &Slot<'_>) -> Option<Heading> {
    let label = labels::label(slot.text())?;
    let columns = (slot.column(), slot.cell.end_column());
    let whole = slot.text().contains('总');
    Some(Heading { columns, label, period: labels::period(slot.text()), whole })
}

/// Widens headers to the next one, as a lost span leaves them narrow, and gives those without a period of
/// their own the one they must have: 总体目标 beside 年度目标 is the whole's.
fn settle(headings: &mut [Heading], outer: Option<Period>) {
    let starts: Vec<usize> = headings.iter().map(|heading| heading.columns.0).skip(1).collect();
    let annual = headings
        .iter()
        .any(|heading| heading.label == Sense::Goals && heading.period == Some(Period::Annual));
    let goals = headings.iter().filter(|heading| heading.label == Sense::Goals).count();
    for (number, heading) in headings.iter_mut().enumerate() {
        heading.columns.1 = starts.get(number).copied().unwrap_or(usize::MAX);
        if heading.period.is_none() && heading.label == Sense::Goals {
            heading.period = if annual && goals > 1 && heading.whole { Some(Period::Total) } else { outer };
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::layout::cases::disclosure;

    /// The goals of a form that has these rows below its first ones.
    #[track_caller]
    fn check(rows: &str, expected: &[&str]) {
        let document = disclosure(&format!(
            "<table><tr><td colspan=3>项目支出绩效目标表</td></tr><tr><td>项目名称</td><td colspan=2>水库除险</td></tr>\
             {rows}<tr><td>一级指标</td><td>三级指标</td><td>指标值</td></tr>\
             <tr><td>产出指标</td><td>加固座数</td><td>≥3座</td></tr></table>"
        ));
        let goals: Vec<&str> =
            document.projects.iter().flat_map(|found| &found.goals).map(|goal| goal.text.as_str()).collect();
        assert_eq!(goals, expected, "{rows}");
    }

    #[test]
    fn goals_that_a_page_has_cut() {
        let goal = "<tr><td>年度绩效目标</td><td colspan=2>加固水库，</td></tr>";
        let row = |cells: &str| format!("{goal}<tr>{cells}</tr>");
        check(&row("<td></td><td colspan=2>保障下游安全。</td>"), &["加固水库，保障下游安全。"]);
        check(
            "<tr><td rowspan=2>总体目标</td><td>中期目标</td><td>年度目标</td></tr><tr><td>加固三座，</td><td>加固一座，</td></tr>\
             <tr><td></td><td>全部达标。</td><td>按期完工。</td></tr>",
            &["加固三座，全部达标。", "加固一座，按期完工。"],
        );
        // What stands in other columns, has a label or is a number is no rest.
        for other in [
            "<td></td><td>保障下游安全。</td><td></td>",
            "<td></td><td colspan=2>12.50</td>",
            "<td></td><td colspan=2>填报人：李某</td>",
            "<td>备注</td><td colspan=2>无变化情况说明</td>",
        ] {
            check(&row(other), &["加固水库，"]);
        }
    }
}
