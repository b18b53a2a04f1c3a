//! What is behind the sums that do not hold: one wrong number breaks every sum that it stands in, and is told once.

use std::collections::{BTreeMap, BTreeSet};

use super::equation::{Change, Equation};
use super::printed::{self, Printed};
use crate::model::{
    Amount, CellAt, Disclosure, Finding, Findings, Message, Outcome, Position, Relation, RelationKind, Rule,
    Sign,
};

/// Sums that do not hold for one reason.
#[derive(Debug)]
pub(super) struct Cause<'a> {
    /// The sums, that which tells most first.
    pub relations: Vec<&'a Relation>,
    /// What is wrong.
    pub culprit: Culprit,
}

/// What is wrong where sums do not hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Culprit {
    /// A number: with another one in its place all of the sums hold.
    Number(CellAt, Amount),
    /// A row that stands twice.
    Doubled(CellAt),
    /// A sum, or one of its terms, or a row that is missing.
    Unknown(CellAt),
}

impl Culprit {
    /// Where it stands.
    pub fn at(self) -> CellAt {
        match self {
            Self::Number(at, _) | Self::Doubled(at) | Self::Unknown(at) => at,
        }
    }
}

/// The printed numbers of a document by their cells, and the sums in which each stands.
pub(super) struct Sums<'a> {
    relations: &'a [Relation],
    printed: BTreeMap<CellAt, Printed<'a>>,
    /// For each cell the sums it stands in.
    of_cell: BTreeMap<CellAt, Vec<usize>>,
    /// The files that the tables are of, where there are several: each by its first table.
    files: &'a [(usize, String)],
}

impl<'a> Sums<'a> {
    /// The sums of a document, or of files that are one; `None` where all that were judged hold.
    pub fn of(disclosure: &'a Disclosure, files: &'a [(usize, String)]) -> Option<Self> {
        let relations = disclosure.relations.as_slice();
        relations.iter().find(|relation| is_broken(relation))?;
        let mut of_cell: BTreeMap<CellAt, Vec<usize>> = BTreeMap::new();
        for (number, relation) in relations.iter().enumerate() {
            if relation.outcome != Outcome::NotJudged && relation.said.is_none() {
                for at in cells(relation) {
                    let sums = of_cell.entry(at).or_default();
                    // What is taken away and divided by stands in it once.
                    if sums.last() != Some(&number) {
                        sums.push(number);
                    }
                }
            }
        }
        Some(Self { relations, printed: printed::printed(disclosure), of_cell, files })
    }

    fn value(&self, at: CellAt) -> Amount {
        self.printed.get(&at).map(Printed::value).unwrap_or_default()
    }

    fn equation(&self, relation: &'a Relation) -> Equation<'_> {
        Equation { relation, printed: &self.printed }
    }

    /// By how much a cell would have to be another number for each of the sums in which it stands to hold, between
    /// which bounds, and those of them that do not hold without; `None` where they ask for different numbers.
    fn change(&self, at: CellAt) -> Option<(Change, Vec<usize>)> {
        let sums = self.of_cell.get(&at)?;
        let mut change: Option<Change> = None;
        for number in sums {
            let Some(own) = self.equation(&self.relations[*number]).change(at) else { continue };
            change = Some(match change {
                Some(change) => change.and(own)?,
                None => own,
            });
        }
        let is_broken = |number: &usize| is_broken(&self.relations[*number]);
        Some((change?, sums.iter().copied().filter(is_broken).collect()))
    }

    /// What is behind the sums that do not hold, each of them told once.
    pub fn causes(&self) -> Vec<Cause<'a>> {
        let is_broken = |number: &usize| is_broken(&self.relations[*number]);
        let mut open: BTreeSet<usize> = (0..self.relations.len()).filter(is_broken).collect();
        let cells: BTreeSet<CellAt> =
            open.iter().flat_map(|number| cells(&self.relations[*number])).collect();
        let mut explanations: Vec<(CellAt, Change, Vec<usize>)> = cells
            .into_iter()
            .filter_map(|at| self.change(at).map(|(change, sums)| (at, change, sums)))
            .collect();
        // What explains most first, and of the same what stands first.
        explanations.sort_by_key(|(at, _, sums)| (std::cmp::Reverse(sums.len()), *at));
        let mut rivals: BTreeMap<usize, usize> = BTreeMap::new();
        let mut alone: BTreeMap<usize, Vec<(CellAt, Change)>> = BTreeMap::new();
        for (at, change, sums) in &explanations {
            for number in sums {
                *rivals.entry(*number).or_default() += 1;
            }
            if let [number] = sums.as_slice() {
                alone.entry(*number).or_default().push((*at, *change));
            }
        }
        let mut causes = Vec::new();
        for (at, change, sums) in &explanations {
            let is_told = sums.iter().all(|number| open.contains(number))
                && (sums.len() > 1 || sums.iter().all(|number| rivals.get(number) == Some(&1)));
            if is_told {
                for number in sums {
                    open.remove(number);
                }
                causes.push(Cause {
                    relations: sums.iter().map(|number| &self.relations[*number]).collect(),
                    culprit: Culprit::Number(*at, change.best),
                });
            }
        }
        // Of numbers that nothing else speaks for, the one that a slip of the pen explains.
        for number in open.clone() {
            let relation = &self.relations[number];
            let cells = alone.get(&number).map(Vec::as_slice).unwrap_or_default();
            let mut slips = cells.iter().filter(|(at, change)| self.is_slip(*at, *change));
            if let (Some((at, change)), None) = (slips.next(), slips.next()) {
                open.remove(&number);
                causes.push(Cause { relations: vec![relation], culprit: Culprit::Number(*at, change.best) });
            }
        }
        // The rest by the row of the sum: a row that is missing breaks it in every column.
        let mut rows: BTreeMap<(usize, usize, RelationKind), Vec<&Relation>> = BTreeMap::new();
        for number in &open {
            let relation = &self.relations[*number];
            rows.entry((relation.total.table, relation.total.row, relation.kind)).or_default().push(relation);
        }
        for (_, relations) in rows {
            let culprit = self.doubled(&relations).unwrap_or(Culprit::Unknown(relations[0].total));
            causes.push(Cause { relations, culprit });
        }
        causes.sort_by_key(|cause| cause.culprit.at());
        causes
    }

    /// Whether a number that is printed comes of the one that is needed, but for what rounding explains, by a slip: the
    /// sign, the point, two digits that changed places.
    fn is_slip(&self, at: CellAt, change: Change) -> bool {
        let Some(Printed { amount: Some(amount), factor, .. }) = self.printed.get(&at).copied() else {
            return false;
        };
        let ten = Amount::from(10);
        let is_needed = |amount: Amount, room: Amount| {
            let moved = amount.times(factor).map(|value| value - self.value(at));
            moved.is_some_and(|moved| change.has(moved, room))
        };
        // A point that moved may have cost the last digit.
        let last_digit = amount.ulp().times(factor).and_then(|place| place.times(ten)).unwrap_or_default();
        is_needed(Amount::ZERO - amount, Amount::ZERO)
            || amount.times(ten).is_some_and(|moved| is_needed(moved, last_digit))
            || amount.ratio(ten, amount.scale() + 1).is_some_and(|moved| is_needed(moved, last_digit))
            || swapped(amount).into_iter().any(|swapped| is_needed(swapped, Amount::ZERO))
    }

    /// The row that stands twice among the terms of some sums: without it they all hold.
    fn doubled(&self, relations: &[&Relation]) -> Option<Culprit> {
        let first = relations.first()?;
        if matches!(first.kind, RelationKind::Quotient | RelationKind::AtLeast) {
            return None;
        }
        let named = |at: CellAt| self.printed.get(&at).map(|printed| (printed.code, printed.name));
        let own_table = first.terms.iter().filter(|term| term.at.table == first.total.table);
        let rows: BTreeSet<usize> = own_table.map(|term| term.at.row).collect();
        // What each row has of each sum, and by how much the sum is too large.
        let shares: Vec<(BTreeMap<usize, Amount>, Amount, Amount)> = relations
            .iter()
            .map(|relation| {
                let mut of_row: BTreeMap<usize, Amount> = BTreeMap::new();
                for term in &relation.terms {
                    let own = of_row.entry(term.at.row).or_default();
                    *own = *own + self.value(term.at);
                }
                let excess = of_row.values().copied().sum::<Amount>() - self.value(relation.total);
                (of_row, excess, self.equation(relation).room())
            })
            .collect();
        let is_extra = |row: usize| {
            shares.iter().all(|(of_row, excess, room)| {
                let own = of_row.get(&row).copied().unwrap_or_default();
                own != Amount::ZERO && (*excess - own).abs() <= *room
            })
        };
        let terms = |row: usize| first.terms.iter().find(|term| term.at.row == row).map(|term| term.at);
        rows.iter().rev().copied().filter(|row| is_extra(*row)).filter_map(terms).find_map(|at| {
            let is_twice = first.terms.iter().any(|term| term.at.row < at.row && named(term.at) == named(at));
            is_twice.then_some(Culprit::Doubled(at))
        })
    }

    /// What a cell is called: its line and its column, behind the file where there are several.
    fn name(&self, at: CellAt) -> String {
        let title = self.printed.get(&at).map(Printed::title).unwrap_or_default();
        match self.files.iter().rfind(|(first, _)| *first <= at.table) {
            Some((_, file)) => format!("{file}: {title}"),
            None => title,
        }
    }

    /// What is printed in a cell, `—` where nothing is.
    fn text(&self, at: CellAt) -> String {
        self.printed.get(&at).map_or_else(|| "—".to_owned(), Printed::text)
    }
}

/// Whether a sum does not hold. What a text states of a table is no sum, and has a rule of its own.
fn is_broken(relation: &Relation) -> bool {
    relation.outcome == Outcome::Broken && relation.said.is_none() && !is_unit_slip(relation)
}

/// How many 元 are one 万元: a table whose unit is the wrong one of the two is wrong by this factor.
const YUAN_PER_WAN: i64 = 10_000;

/// Whether two tables, or a table and the text, print the same amount but for the unit that one of them has wrong.
pub(super) fn is_unit_slip(relation: &Relation) -> bool {
    let amount = |text: &Option<String>| text.as_deref().and_then(|text| text.parse::<Amount>().ok());
    let (Some(found), Some(expected)) = (amount(&relation.found), amount(&relation.expected)) else {
        return false;
    };
    // What a text says of two cells is a difference or a share, which has no unit that may be the wrong one.
    let is_between = match relation.kind {
        RelationKind::Tables => true,
        RelationKind::Prose => relation.terms.is_empty(),
        _ => false,
    };
    let zero = Amount::ZERO;
    let is_off = |large: Amount, small: Amount| {
        let factor = Amount::from(YUAN_PER_WAN);
        let room = small.ulp().times(factor).unwrap_or_default() + large.ulp();
        small.times(factor).is_some_and(|small| (large - small).abs() <= room && small.abs() > room)
    };
    is_between
        && relation.outcome == Outcome::Broken
        && found > zero
        && expected > zero
        && (is_off(found, expected) || is_off(expected, found))
}

/// The numbers that a number may have been before two of its neighbouring digits changed places.
fn swapped(number: Amount) -> Vec<Amount> {
    let text = number.to_string();
    let digits: Vec<usize> =
        text.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(at, _)| at).collect();
    let swap = |pair: &[usize]| {
        let mut bytes = text.clone().into_bytes();
        bytes.swap(pair[0], pair[1]);
        String::from_utf8(bytes).ok()?.parse().ok()
    };
    digits
        .windows(2)
        .filter(|pair| text.as_bytes()[pair[0]] != text.as_bytes()[pair[1]])
        .filter_map(swap)
        .collect()
}

/// The cells of a sum.
fn cells(relation: &Relation) -> impl Iterator<Item = CellAt> {
    relation.terms.iter().map(|term| term.at).chain([relation.total])
}

/// What is behind the sums of a document that do not hold, reckoned once for all the rules that tell of it.
pub(super) struct Causes<'a>(Option<(Sums<'a>, Vec<Cause<'a>>)>);

impl<'a> Causes<'a> {
    /// Those of a document.
    pub fn of(disclosure: &'a Disclosure) -> Self {
        Self::of_files(disclosure, &[])
    }

    /// Those of the files of a disclosure, put together: each file by its first table.
    pub fn of_files(disclosure: &'a Disclosure, files: &'a [(usize, String)]) -> Self {
        Self(Sums::of(disclosure, files).map(|sums| {
            let causes = sums.causes();
            (sums, causes)
        }))
    }

    /// The numbers that are wrong by the sums in which they stand, with what each must be.
    pub fn corrections(&self) -> BTreeMap<CellAt, Amount> {
        let Some((sums, causes)) = &self.0 else { return BTreeMap::new() };
        let corrected = causes.iter().filter_map(|cause| match cause.culprit {
            Culprit::Number(at, change) => {
                let printed = sums.printed.get(&at)?;
                Some((at, printed.amount? + change.ratio(printed.factor, printed::EXACT)?))
            }
            Culprit::Doubled(_) | Culprit::Unknown(_) => None,
        });
        corrected.collect()
    }

    /// Tells what a rule has to tell of sums of some kinds.
    pub fn tell(
        &self,
        findings: &mut Findings,
        disclosure: &Disclosure,
        (rule, kinds): (&'static Rule, &[RelationKind]),
    ) {
        let Some((sums, causes)) = &self.0 else { return };
        // What breaks a sum of one file is told in that file.
        let is_of_one = |relation: &&Relation| {
            let file = |at: CellAt| sums.files.iter().rposition(|(first, _)| *first <= at.table);
            cells(relation).all(|at| file(at) == file(relation.total))
        };
        for cause in causes {
            if sums.files.len() > 1 && cause.relations.iter().any(is_of_one) {
                continue;
            }
            let first = cause.relations.iter().map(|relation| relation.kind).min();
            if first.is_some_and(|kind| kinds.contains(&kind)) {
                findings.push(finding(sums, disclosure, rule, cause));
            }
        }
    }
}

/// Of so many sums that one number breaks the terms are listed.
const MOST_CALCULATIONS: usize = 3;

/// No more terms of a sum are listed in a finding.
const MOST_TERMS: usize = 30;

fn finding(sums: &Sums<'_>, disclosure: &Disclosure, rule: &'static Rule, cause: &Cause<'_>) -> Finding {
    let relation = cause.relations[0];
    let at = cause.culprit.at();
    let (expected, found) = match cause.culprit {
        Culprit::Number(at, change) => {
            let printed = sums.printed.get(&at);
            (printed.map(|printed| printed.changed(change)).unwrap_or_default(), sums.text(at))
        }
        Culprit::Doubled(_) | Culprit::Unknown(_) => {
            (relation.expected.clone().unwrap_or_default(), sums.text(relation.total))
        }
    };
    let name = sums.name(at);
    let total = sums.name(relation.total);
    let message = match cause.culprit {
        // The other file is named as well.
        _ if sums.files.len() > 1 => {
            let others: Vec<String> =
                cells(relation).filter(|cell| *cell != at).map(|cell| sums.name(cell)).collect();
            let others = others.join("、");
            if relation.kind == RelationKind::AtLeast {
                Message::new("files-bound", &[&name, &found, &others, &expected])
            } else {
                Message::new("files-differ", &[&name, &found, &others, &expected])
            }
        }
        // What is made of others and is no part of anything is wrong by itself.
        Culprit::Number(at, _)
            if relation.kind == RelationKind::Quotient
                && at == relation.total
                && cause.relations.len() == 1 =>
        {
            Message::new("quotient-broken", &[&name, &found, &expected])
        }
        Culprit::Number(..) => {
            Message::new("sum-broken-by-number", &[&name, &found, &cause.relations.len(), &expected])
        }
        Culprit::Doubled(_) => Message::new("sum-broken-by-row", &[&name, &total, &found, &expected]),
        Culprit::Unknown(_) => {
            let id = match relation.kind {
                RelationKind::Quotient => "quotient-broken",
                RelationKind::AtLeast => "bound-broken",
                _ => "sum-broken",
            };
            Message::new(id, &[&total, &found, &expected])
        }
    };
    let mut finding = Finding::new(rule, &message);
    finding.at = Some(position(disclosure, at));
    finding.found = Some(found);
    finding.expected = Some(expected);
    let told = cause.relations.iter().take(MOST_CALCULATIONS);
    finding.notes = told.flat_map(|relation| calculation(sums, relation)).collect();
    finding
}

/// A sum as a calculation, a term on each line.
fn calculation(sums: &Sums<'_>, relation: &Relation) -> Vec<String> {
    let mut lines = vec![format!("{} {}", sums.text(relation.total), sums.name(relation.total))];
    for (number, term) in relation.terms.iter().enumerate() {
        if number == MOST_TERMS {
            lines.push(format!("… {}", relation.terms.len()));
            break;
        }
        let sign = match (number, term.sign) {
            (_, Sign::Minus) => "-",
            (_, Sign::Over) => "÷",
            (0, Sign::Plus) if relation.kind == RelationKind::AtLeast => "≥",
            (0, Sign::Plus) => "=",
            (_, Sign::Plus) => "+",
        };
        lines.push(format!("{sign} {} {}", sums.text(term.at), sums.name(term.at)));
    }
    lines
}

/// Where a cell stands.
fn position(disclosure: &Disclosure, at: CellAt) -> Position {
    let row = disclosure.tables().nth(at.table).and_then(|table| table.rows.get(at.row));
    let cell = row.and_then(|row| {
        row.cells.iter().find(|cell| cell.column <= at.column && at.column < cell.end_column())
    });
    match (cell, row) {
        (Some(cell), _) => Position::in_table(at.table, at.row, at.column, &cell.at),
        (None, Some(row)) => Position::in_table(at.table, at.row, at.column, &row.at),
        (None, None) => Position { table: Some(at.table), ..Position::default() },
    }
}
