//! Lines of a classification: a code is the sum of those below it (208 of 20805, 20805 of 2080505), and a line that
//! says so the sum of the uppermost. Told from the codes; units have codes of their own (105, 105001).

use super::candidates::{Candidate, choose};
use super::figures::{Figure, Line, Sheet, or_own};
use super::judge::Sum;
use crate::lexicon::total;
use crate::model::{RelationKind, Sign};

/// What a line is among the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    /// An account: 2080505.
    Account,
    /// A department or unit, with a code or without.
    Unit,
    /// The sum of others.
    Total,
    /// What a total adds or takes away besides: `减：上缴财政`.
    Beside,
    /// A part that the line above has in it already: `其中：…`.
    Part,
}

/// A line in its tree.
#[derive(Debug)]
struct Node<'a> {
    line: &'a Line<'a>,
    class: Class,
    half: usize,
    parent: Option<usize>,
    children: Vec<usize>,
}

/// Whether a table is one of codes: at least half of its lines have one. Totals and what is told besides have none
/// anywhere.
pub(super) fn has_codes(sheet: &Sheet<'_>) -> bool {
    let is_besides = |line: &&Line<'_>| line.is_total || beside(line).is_some();
    let (coded, all) = sheet
        .lines()
        .filter(|line| !is_besides(line))
        .fold((0, 0), |(coded, all), line| (coded + usize::from(!line.code.is_empty()), all + 1));
    2 * coded >= all && coded > 0
}

/// What a line without a code is besides the accounts, by its name.
fn beside(line: &Line<'_>) -> Option<Class> {
    match () {
        () if !line.code.is_empty() => None,
        () if total::sign(&line.said.name).is_some() => Some(Class::Beside),
        () if total::is_of_which(&line.said.name) => Some(Class::Part),
        () => None,
    }
}

/// The sums of a table of codes.
pub(super) fn sums(sheet: &Sheet<'_>, sums: &mut Vec<Sum>) {
    let tree = Tree::of(sheet);
    let columns: Vec<usize> = sheet.columns.keys().copied().collect();
    let mut of_children: Vec<Vec<Sum>> = Vec::new();
    for (parent, node) in tree.nodes.iter().enumerate() {
        let own: Vec<Sum> = columns.iter().filter_map(|column| tree.children(parent, *column)).collect();
        if !own.is_empty() && !node.children.is_empty() {
            of_children.push(own);
        }
    }
    // Where most of several do not agree, what stands below a line is not all of it.
    let agree = of_children.iter().filter(|sums| sums.iter().all(Sum::agrees)).count();
    if of_children.len() < FEWEST_TO_DOUBT || 2 * agree >= of_children.len() {
        sums.extend(of_children.into_iter().flatten());
    }
    let totals: Vec<usize> =
        (0..tree.nodes.len()).filter(|node| tree.nodes[*node].class == Class::Total).collect();
    for total in &totals {
        let ways = tree.ways(&totals, *total).into_iter();
        sums.extend(choose(ways.map(|(terms, certain)| {
            Candidate {
                sums: columns
                    .iter()
                    .filter_map(|column| tree.sum(RelationKind::Total, *total, &terms, *column))
                    .collect(),
                certain,
            }
        })));
    }
}

/// In a table of more totals each is the sum of lines beside it.
const MOST_TOTALS: usize = 24;

/// Of fewer lines with others below them nothing tells that the table leaves lines out.
const FEWEST_TO_DOUBT: usize = 4;

struct Tree<'a> {
    nodes: Vec<Node<'a>>,
    /// The lines that stand below no other and are no totals.
    tops: Vec<usize>,
}

impl<'a> Tree<'a> {
    fn of(sheet: &'a Sheet<'a>) -> Self {
        let mut nodes: Vec<Node<'a>> = Vec::new();
        // The codes above, each with its node; units and accounts do not stand below each other by their codes.
        let mut above: Vec<usize> = Vec::new();
        let mut unit: Option<usize> = None;
        let of_both = sheet.lines().any(|line| line.said.level.is_some());
        for (half, lines) in sheet.halves.iter().enumerate() {
            for line in lines {
                let class = match () {
                    () if line.is_total => Class::Total,
                    () if let Some(class) = beside(line) => class,
                    () if line.code.is_empty() || (of_both && line.said.level.is_none()) => Class::Unit,
                    () => Class::Account,
                };
                let own = nodes.len();
                if matches!(class, Class::Beside | Class::Part) {
                    nodes.push(Node { line, class, half, parent: None, children: Vec::new() });
                    continue;
                }
                let is_below = |upper: &usize| -> bool {
                    let upper: &Node<'_> = &nodes[*upper];
                    upper.class == class
                        && line.code.len() > upper.line.code.len()
                        && !upper.line.code.is_empty()
                        && line.code.starts_with(&upper.line.code)
                };
                while above.last().is_some_and(|upper| !is_below(upper)) {
                    above.pop();
                }
                let mut parent = above.last().copied().filter(|_| class != Class::Total);
                match class {
                    Class::Total => unit = None,
                    Class::Unit => unit = Some(own),
                    Class::Account => parent = parent.or(unit),
                    Class::Beside | Class::Part => {}
                }
                if class != Class::Total {
                    above.push(own);
                }
                nodes.push(Node { line, class, half, parent, children: Vec::new() });
                if let Some(parent) = parent {
                    nodes[parent].children.push(own);
                }
            }
        }
        let is_top = |node: &usize| {
            nodes[*node].parent.is_none() && matches!(nodes[*node].class, Class::Account | Class::Unit)
        };
        let tops = (0..nodes.len()).filter(is_top).collect();
        Self { nodes, tops }
    }

    /// What a line is worth in a column: what is printed, or else what stands below it.
    fn figures(&self, node: usize, column: usize) -> Vec<Figure> {
        let node = &self.nodes[node];
        match node.line.figure(column) {
            Some(figure) if figure.printed.is_some() || node.children.is_empty() => vec![figure],
            own => {
                let below = node.children.iter().flat_map(|child| self.figures(*child, column));
                or_own(below.collect(), own)
            }
        }
    }

    fn sum(&self, kind: RelationKind, total: usize, terms: &[usize], column: usize) -> Option<Sum> {
        let total = self.nodes[total].line.figure(column).filter(|figure| figure.printed.is_some())?;
        let signed = |term: &usize| {
            let sign = match self.nodes[*term].class {
                Class::Beside => total::sign(&self.nodes[*term].line.said.name).unwrap_or(Sign::Plus),
                _ => Sign::Plus,
            };
            self.figures(*term, column).into_iter().map(move |figure| (figure, sign))
        };
        let terms: Vec<(Figure, Sign)> = terms.iter().flat_map(signed).collect();
        (!terms.is_empty()).then_some(Sum { kind, total, terms })
    }

    /// The sum of what stands below a line in a column; `None` where nothing is said there.
    fn children(&self, parent: usize, column: usize) -> Option<Sum> {
        let children = &self.nodes[parent].children;
        // A unit above accounts that have a total of their own below it is the head of a table within.
        self.sum(RelationKind::Children, parent, children, column)
    }

    /// What a total may be the sum of, the likeliest first, and whether that is certain.
    fn ways(&self, totals: &[usize], total: usize) -> Vec<(Vec<usize>, bool)> {
        let tops = self.tops.as_slice();
        let place = totals.partition_point(|other| *other < total);
        let before = place.checked_sub(1).map(|before| totals[before]);
        let behind = totals.get(place + 1).copied();
        let between = |from: Option<usize>, to: Option<usize>| -> Vec<usize> {
            let first = from.map_or(0, |from| tops.partition_point(|node| *node <= from));
            let end = to.map_or(tops.len(), |to| tops.partition_point(|node| *node < to));
            tops[first.min(end)..end].to_vec()
        };
        let mut ways: Vec<(Vec<usize>, bool)> = Vec::new();
        let since = between(before, Some(total));
        let until = between(Some(total), behind);
        if totals.len() > MOST_TOTALS {
            ways.extend([(since, false), (until, false)]);
            ways.retain(|(terms, _)| !terms.is_empty());
            return ways;
        }
        // Units above accounts: the uppermost of one class are the whole, those of the other another view of it.
        let of_class =
            |class: Class| tops.iter().copied().filter(|node| self.nodes[*node].class == class).collect();
        let classes: [Vec<usize>; 2] = [of_class(Class::Unit), of_class(Class::Account)];
        let of_one_class = classes.iter().any(Vec::is_empty);
        let is_only = totals.len() == 1;
        if is_only {
            ways.push((tops.to_vec(), of_one_class));
        } else {
            let own_half: Vec<usize> = tops
                .iter()
                .copied()
                .filter(|node| self.nodes[*node].half == self.nodes[total].half)
                .collect();
            let (first, second) =
                if since.is_empty() { (until, since.clone()) } else { (since.clone(), until) };
            ways.push((first, false));
            ways.push((second, false));
            ways.push((own_half, false));
            ways.push((tops.to_vec(), false));
            ways.push((before.into_iter().chain(since).collect(), false));
            ways.push((totals.iter().copied().filter(|other| *other != total).collect(), false));
        }
        ways.extend(classes.into_iter().map(|class| (class, false)));
        ways.retain(|(terms, _)| !terms.is_empty());
        self.with_beside(ways, if is_only { None } else { before }, (!is_only).then_some(total))
    }

    /// The ways with what a total adds or takes away besides, which is certain where the way is; without it a way is
    /// certain no more.
    fn with_beside(
        &self,
        ways: Vec<(Vec<usize>, bool)>,
        from: Option<usize>,
        to: Option<usize>,
    ) -> Vec<(Vec<usize>, bool)> {
        let nodes = from.map_or(0, |from| from + 1)..to.unwrap_or(self.nodes.len());
        let beside: Vec<usize> = nodes.filter(|node| self.nodes[*node].class == Class::Beside).collect();
        if beside.is_empty() {
            return ways;
        }
        let all = ways.into_iter().flat_map(|(terms, certain)| {
            let with_beside = terms.iter().chain(&beside).copied().collect();
            [(with_beside, certain), (terms, false)]
        });
        all.collect()
    }
}
