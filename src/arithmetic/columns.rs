//! Columns that are the sum of others in each line: 合计 = 基本支出 + 项目支出, told from the header's groups.
//!
//! 预算数 and 决算数 are no parts of anything: what they are of adds up for each of them.

use super::candidates::{Candidate, choose};
use super::figures::{Figure, Line, Sheet};
use super::judge::Sum;
use crate::lexicon::account_header;
use crate::lexicon::account_line::{is_of_agency, public_expense};
use crate::lexicon::derived::is_derived;
use crate::lexicon::total;
use crate::model::{BudgetForm, RelationKind};

/// A header and what stands below it.
#[derive(Debug, Default)]
struct Node {
    text: String,
    column: Option<usize>,
    children: Vec<Node>,
}

impl Node {
    /// Puts a column where its header stands.
    fn insert(&mut self, path: &[&str], column: usize) {
        let Some((first, rest)) = path.split_first() else {
            self.column = Some(column);
            return;
        };
        // A header reaches over neighbours only: what stands apart is a header of its own.
        let goes_on = !rest.is_empty()
            && self.children.last().is_some_and(|last| last.text == *first && last.column.is_none());
        if !goes_on {
            self.children.push(Self { text: (*first).to_owned(), ..Self::default() });
        }
        if let Some(child) = self.children.last_mut() {
            child.insert(rest, column);
        }
    }

    fn is_total(&self) -> bool {
        self.children.is_empty() && total::is_account_sum(account_header::without_mark(&self.text))
    }

    /// The columns that say what it is worth: its own, that of its sum, or all below it.
    fn columns(&self) -> Vec<usize> {
        if let Some(column) = self.column {
            return vec![column];
        }
        match self.children.iter().find(|child| child.is_total()) {
            Some(total) => total.columns(),
            None => self.children.iter().filter(|child| !is_part(child)).flat_map(Self::columns).collect(),
        }
    }

    fn groups(&self) -> Vec<&Self> {
        let below = self.children.iter().flat_map(Self::groups);
        std::iter::once(self).filter(|node| !node.children.is_empty()).chain(below).collect()
    }
}

/// Whether a header names a part that its neighbour has in it already, or what is made of its neighbours: 其中：基本建设,
/// 增减额.
fn is_part(node: &Node) -> bool {
    total::is_of_which(&node.text) || is_derived(&node.text)
}

/// The sums of columns in a table.
pub(super) fn sums(sheet: &Sheet<'_>, sums: &mut Vec<Sum>) {
    for half in &sheet.halves {
        let rows: Vec<Vec<Figure>> = rows(half);
        let mut columns: Vec<usize> = rows.iter().flatten().map(|figure| figure.at.column).collect();
        columns.sort_unstable();
        columns.dedup();
        for tree in trees(sheet, &columns) {
            for group in tree.groups() {
                sums.extend(of_group(sheet.form, group, &rows));
            }
        }
    }
}

/// The figures of each row of a half: the items of a row may be lines beside each other.
fn rows(half: &[Line<'_>]) -> Vec<Vec<Figure>> {
    half.chunk_by(|one, next| one.row == next.row)
        .map(|lines| lines.iter().flat_map(|line| line.figures.iter().copied()).collect())
        .collect()
}

/// The headers of some columns, for 预算数, 决算数 and each year by itself.
fn trees(sheet: &Sheet<'_>, columns: &[usize]) -> Vec<Node> {
    let mut trees: Vec<(Vec<&str>, Node)> = Vec::new();
    for column in columns {
        let Some(path) = sheet.columns.get(column) else { continue };
        let (of_stage, path): (Vec<&str>, Vec<&str>) =
            path.iter().map(String::as_str).partition(|text| account_header::is_stage_alone(text));
        let known = trees.iter().position(|(stage, _)| *stage == of_stage);
        let at = known.unwrap_or_else(|| {
            trees.push((of_stage, Node::default()));
            trees.len() - 1
        });
        trees[at].1.insert(&path, *column);
    }
    trees.into_iter().map(|(_, tree)| tree).collect()
}

/// The sums of a group of headers that has a sum among them.
fn of_group(form: BudgetForm, group: &Node, rows: &[Vec<Figure>]) -> Vec<Sum> {
    let Some(total) = group.children.iter().find(|child| child.is_total()) else { return Vec::new() };
    let others: Vec<&Node> =
        group.children.iter().filter(|child| !std::ptr::eq(*child, total) && !is_part(child)).collect();
    let candidates = candidates(form, &others);
    let total = total.columns();
    let at = |row: &[Figure], columns: &[usize]| -> Vec<Figure> {
        row.iter().copied().filter(|figure| columns.contains(&figure.at.column)).collect()
    };
    let of = |candidate: &[&Node], row: &[Figure]| -> Option<Sum> {
        let [total] = at(row, &total)[..] else { return None };
        let terms: Vec<Figure> = candidate.iter().flat_map(|node| at(row, &node.columns())).collect();
        let is_said = total.printed.is_some() && terms.iter().any(|term| term.printed.is_some());
        is_said.then(|| Sum::of(RelationKind::Columns, total, terms))
    };
    choose(candidates.into_iter().map(|(nodes, certain)| Candidate {
        sums: rows.iter().filter_map(|row| of(&nodes, row)).collect(),
        certain,
    }))
}

/// The ways in which headers may be the parts of a sum, the likeliest first, and whether it is certain.
fn candidates<'a>(form: BudgetForm, others: &[&'a Node]) -> Vec<(Vec<&'a Node>, bool)> {
    let mut ways = Vec::new();
    if others.is_empty() {
        return ways;
    }
    let expenses: Vec<&Node> =
        others.iter().copied().filter(|node| public_expense(&node.text).is_some()).collect();
    let of_expenses = form == BudgetForm::ThreePublicExpenses && !expenses.is_empty();
    if of_expenses && expenses.len() < others.len() {
        // 会议费 and 培训费 may stand outside the sum or within it; 机关运行经费 is none of them.
        let mut rest = others.iter().filter(|node| public_expense(&node.text).is_none());
        let certain = rest.all(|node| is_of_agency(&node.text)) && expenses.len() > 1;
        ways.push((expenses, certain));
    }
    // 合计, 小计, parts, 小计, parts: the sums of parts are what adds up.
    let is_sum = |node: &&Node| node.is_total();
    if others.iter().any(is_sum) {
        let first = others.iter().position(|node| node.is_total()).unwrap_or_default();
        let sums = others[first..].iter().copied().filter(is_sum);
        ways.push((others[..first].iter().copied().chain(sums).collect(), false));
    }
    if others.len() > MOST_COLUMNS {
        ways.push((others.to_vec(), false));
        return ways;
    }
    let known = others.iter().all(|node| account_header::is_header(&node.text));
    ways.push((others.to_vec(), known && ways.is_empty()));
    for end in (1..others.len()).rev() {
        ways.push((others[..end].to_vec(), false));
    }
    // One of them is the sum of those behind it: its header lost its reach.
    for first in 0..others.len() {
        for end in first + 2..others.len().min(first + 1 + MOST_PARTS) {
            let mut rest = others.to_vec();
            rest.drain(first + 1..=end);
            ways.push((rest, false));
        }
    }
    ways
}

/// Among more columns nobody looks for those that add up.
const MOST_COLUMNS: usize = 30;

/// A header that lost its reach has no more parts than these: 财政拨款 of its three kinds and what is left of last year.
const MOST_PARTS: usize = 4;
