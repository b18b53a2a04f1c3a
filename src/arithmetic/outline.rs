//! Lists without codes: the sides of a summary, 三公. What adds up is told by their numbering (一、 above （一） above
//! 1.) and by the lines that say so (本年收入合计, 收入总计).

use std::collections::BTreeSet;

use super::candidates::{Candidate, choose};
use super::figures::{Figure, Line, Sheet, or_own};
use super::judge::Sum;
use crate::lexicon::account_header::{is_stage_alone, without_mark};
use crate::lexicon::account_line::{is_of_all_expenses, is_of_vehicles, public_expense, without_number};
use crate::lexicon::grammar::numbering::{MarkerKind, marker};
use crate::lexicon::total;
use crate::model::{BudgetForm, RelationKind, Sign};

/// A line in its list.
#[derive(Debug)]
struct Item<'a> {
    line: &'a Line<'a>,
    /// Whether its number tells its depth. Its column tells it as well, but nothing says that the list is whole.
    marked: bool,
    parent: Option<usize>,
    children: Vec<usize>,
    is_total: bool,
}

/// The sums of a table without codes.
pub(super) fn sums(sheet: &Sheet<'_>, sums: &mut Vec<Sum>) {
    for half in &sheet.halves {
        if sheet.form == BudgetForm::ThreePublicExpenses {
            of_public_expenses(half, sums);
        } else {
            of_list(half, sums);
        }
    }
    sides(sheet, sums);
}

/// The columns of a half.
fn columns(half: &[Line<'_>]) -> Vec<usize> {
    let mut columns: Vec<usize> =
        half.iter().flat_map(|line| &line.figures).map(|figure| figure.at.column).collect();
    columns.sort_unstable();
    columns.dedup();
    columns
}

fn of_list(half: &[Line<'_>], sums: &mut Vec<Sum>) {
    let list = List::of(half);
    let columns = columns(half);
    let of = |kind, total: usize, terms: &[usize]| -> Vec<Sum> {
        columns.iter().filter_map(|column| list.sum(kind, total, terms, *column)).collect()
    };
    for (head, item) in
        list.items.iter().enumerate().filter(|(_, item)| !item.is_total && !item.children.is_empty())
    {
        let all_marked = item.children.iter().all(|child| list.items[*child].marked);
        let candidate =
            Candidate { sums: of(RelationKind::Children, head, &item.children), certain: all_marked };
        sums.extend(choose(vec![candidate]));
    }
    let mut totals: Vec<usize> = Vec::new();
    for (total, item) in list.items.iter().enumerate().filter(|(_, item)| item.is_total) {
        let ways = list.ways(&totals, total);
        let is_grand = total::is_grand(&item.line.said.name);
        sums.extend(choose(ways.into_iter().enumerate().map(|(number, terms)| Candidate {
            sums: of(RelationKind::Total, total, &terms),
            certain: number == 0 && (is_grand || totals.is_empty()),
        })));
        totals.push(total);
    }
}

struct List<'a> {
    items: Vec<Item<'a>>,
}

impl<'a> List<'a> {
    fn of(half: &'a [Line<'a>]) -> Self {
        let mut items: Vec<Item<'a>> = Vec::new();
        // The items above, the kind of number of each and the column in which it stands.
        let mut above: Vec<((Option<MarkerKind>, usize), usize)> = Vec::new();
        let mut in_part = false;
        for line in half {
            let name = without_mark(&line.said.name);
            let own = items.len();
            let is_total = line.is_total;
            let column = line.said.at.column.unwrap_or_default();
            let kind = (marker(name).map(|marker| marker.kind), column);
            let depth = above.iter().position(|(own, _)| *own == kind);
            // A part that is told of the item above is in it already, and so is what stands below the part.
            in_part = !is_total && (total::is_of_which(name) || (in_part && depth.is_none()));
            if in_part {
                continue;
            }
            above.truncate(if is_total { 0 } else { depth.unwrap_or(above.len()) });
            let parent = above.last().map(|(_, parent)| *parent).filter(|_| !is_total);
            let marked = kind.0.is_some();
            if !is_total {
                above.push((kind, own));
            }
            if let Some(parent) = parent {
                items[parent].children.push(own);
            }
            items.push(Item { line, marked, parent, children: Vec::new(), is_total });
        }
        Self { items }
    }

    /// What an item is worth in a column: what is printed, or else what stands below it.
    fn figures(&self, item: usize, column: usize) -> Vec<Figure> {
        let item = &self.items[item];
        match item.line.figure(column) {
            Some(figure) if figure.printed.is_some() || item.children.is_empty() => vec![figure],
            own => {
                let below = item.children.iter().flat_map(|child| self.figures(*child, column));
                or_own(below.collect(), own)
            }
        }
    }

    fn sum(&self, kind: RelationKind, total: usize, terms: &[usize], column: usize) -> Option<Sum> {
        let total = self.items[total].line.figure(column).filter(|figure| figure.printed.is_some())?;
        let signed = |term: &usize| {
            let name = without_number(&self.items[*term].line.said.name);
            let sign = total::sign(name).unwrap_or(Sign::Plus);
            self.figures(*term, column).into_iter().map(move |figure| (figure, sign))
        };
        let terms: Vec<(Figure, Sign)> = terms.iter().flat_map(signed).collect();
        // Where the table says nothing of the parts, nothing adds up.
        terms.iter().any(|(term, _)| term.printed.is_some()).then_some(Sum { kind, total, terms })
    }

    /// What a total may be the sum of, the likeliest first.
    fn ways(&self, before: &[usize], total: usize) -> Vec<Vec<usize>> {
        let last = before.last().copied();
        let is_item = |item: &usize| !self.items[*item].is_total;
        let is_top = |item: &usize| is_item(item) && self.items[*item].parent.is_none();
        // What has no number of its own may stand beside the one above it rather than below.
        let is_flat =
            |item: &usize| is_item(item) && (self.items[*item].parent.is_none() || !self.items[*item].marked);
        let between =
            |first: usize, is: &dyn Fn(&usize) -> bool| -> Vec<usize> { (first..total).filter(is).collect() };
        let since = last.map_or(0, |last| last + 1);
        let behind: Vec<usize> = (total + 1..self.items.len()).take_while(is_item).filter(is_top).collect();
        let mut ways = Vec::new();
        let tops = between(since, &is_top);
        match last {
            Some(last) => {
                let on_top: Vec<usize> = std::iter::once(last).chain(tops.clone()).collect();
                let flat: Vec<usize> = std::iter::once(last).chain(between(since, &is_flat)).collect();
                ways.extend([on_top, flat, tops, between(since, &is_flat)]);
                if before.len() < MOST_TOTALS {
                    ways.extend([between(0, &is_top), before.to_vec()]);
                }
            }
            None if tops.is_empty() => ways.push(behind),
            None => ways.extend([tops, between(0, &is_flat)]),
        }
        ways.retain(|way| !way.is_empty());
        ways
    }
}

/// A list with fewer of the three is none of them.
const FEWEST_EXPENSES: usize = 2;

/// In a list of more totals each is the sum of lines beside it.
const MOST_TOTALS: usize = 24;

/// “三公”: the sum of travel abroad, receptions and vehicles; vehicles of their purchase and their use.
fn of_public_expenses(half: &[Line<'_>], sums: &mut Vec<Sum>) {
    // The items of one row are columns.
    if half.iter().all(|line| line.row == half[0].row) && half.len() > 1 {
        return;
    }
    let named: Vec<&Line<'_>> =
        half.iter().filter(|line| public_expense(&line.said.name).is_some()).collect();
    let vehicles: Vec<&Line<'_>> =
        named.iter().copied().filter(|line| is_of_vehicles(&line.said.name)).collect();
    let others: Vec<&Line<'_>> =
        named.iter().copied().filter(|line| !is_of_vehicles(&line.said.name)).collect();
    let columns = columns(half);
    let sum = |kind, total: &Line<'_>, terms: &[&Line<'_>]| -> Vec<Sum> {
        let of = |column: &usize| {
            let total = total.figure(*column).filter(|figure| figure.printed.is_some())?;
            let terms: Vec<Figure> = terms.iter().filter_map(|term| term.figure(*column)).collect();
            terms.iter().any(|term| term.printed.is_some()).then(|| Sum::of(kind, total, terms))
        };
        columns.iter().filter_map(of).collect()
    };
    // Several units or years below each other are not told apart by these names.
    let is_whole = |line: &&Line<'_>| line.is_total || is_of_all_expenses(&line.said.name);
    let [whole] = half.iter().filter(is_whole).collect::<Vec<_>>()[..] else { return };
    // The first of several is their sum; a line of its name is the same one again.
    let is_first = |line: &&Line<'_>| line.said.name == vehicles[0].said.name;
    let (heads, parts): (Vec<&Line<'_>>, Vec<&Line<'_>>) = vehicles.iter().copied().partition(is_first);
    // Purchase and use may stand without a sum of both, and one of the two may be missing below it.
    let with_heads: Vec<&Line<'_>> = others.iter().chain(&heads).copied().collect();
    let is_head = || sum(RelationKind::Total, whole, &with_heads).iter().all(Sum::agrees);
    let of_vehicles = if parts.len() > 1 || (parts.len() == 1 && is_head()) {
        sums.extend(sum(RelationKind::Children, heads[0], &parts));
        heads
    } else {
        vehicles.clone()
    };
    let expenses: BTreeSet<_> = named.iter().filter_map(|line| public_expense(&line.said.name)).collect();
    if expenses.len() < FEWEST_EXPENSES {
        return;
    }
    let three: Vec<&Line<'_>> = others.iter().chain(&of_vehicles).copied().collect();
    let beside = half
        .iter()
        .filter(|line| !is_whole(line) && public_expense(&line.said.name).is_none() && line.has_amount());
    let all: Vec<&Line<'_>> = three.iter().copied().chain(beside).collect();
    let certain = all.len() == three.len();
    let way =
        |terms: &[&Line<'_>], certain| Candidate { sums: sum(RelationKind::Total, whole, terms), certain };
    sums.extend(choose(vec![way(&three, certain), way(&all, false)]));
}

/// The last totals of the two sides are equal: 收入总计 = 支出总计.
fn sides(sheet: &Sheet<'_>, sums: &mut Vec<Sum>) {
    // 收入合计 and 支出合计 may leave what is carried over to lines of their own.
    let last = |half: &Vec<Line<'_>>| -> Option<(Vec<Figure>, bool)> {
        let line = half.iter().rev().find(|line| line.is_total)?;
        Some((line.figures.clone(), total::is_grand(&line.said.name)))
    };
    let Some((first, others)) = sheet.halves.split_first() else { return };
    let Some((first, first_is_grand)) = last(first) else { return };
    for (other, is_grand) in others.iter().filter_map(last) {
        let pairs: Vec<(Figure, Figure)> = if first.len() == other.len() {
            first.iter().copied().zip(other).collect()
        } else {
            whole(sheet, &first).zip(whole(sheet, &other)).into_iter().collect()
        };
        for (one, other) in pairs {
            if one.printed.is_some() && other.printed.is_some() {
                let sum = Sum::of(RelationKind::Sides, other, [one]);
                sums.extend(Some(sum).filter(|sum| (is_grand && first_is_grand) || sum.agrees()));
            }
        }
    }
}

/// The figure of a line that is its whole: the only one, or the one below 合计.
fn whole(sheet: &Sheet<'_>, figures: &[Figure]) -> Option<Figure> {
    if let [only] = figures {
        return Some(*only);
    }
    let is_whole = |figure: &&Figure| {
        sheet.columns.get(&figure.at.column).is_some_and(|path| {
            let lowest = path.iter().rev().find(|text| !is_stage_alone(text));
            lowest.is_some_and(|text| total::is_account_sum(without_mark(text)))
        })
    };
    figures.iter().find(is_whole).copied()
}
