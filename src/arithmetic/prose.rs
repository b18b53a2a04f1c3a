//! What explanatory text states plainly and a table of the same document prints: `基本支出18570.82万元` and the cell of
//! 基本支出.
//!
//! A statement is of a cell where its words leave no other; where a total may be meant in several ways, the numbers choose
//! between them, and a statement that agrees with none of several is not judged.

use super::cells::{Candidate, Cells};
use super::comparisons::Comparisons;
use super::counts::Counts;
use super::figures::{Figure, Sheet};
use crate::lexicon::money;
use crate::lexicon::outline;
use crate::lexicon::statement::{self, Kind, Statement, Subject, Word};
use crate::model::{Amount, Block, CellAt, Disclosure, Outcome, Position, Relation, RelationKind, Said};
use crate::text::width::fold;

/// The statements of a document that are of cells of its tables, in reading order.
pub(super) fn relations(disclosure: &Disclosure, sheets: &[Sheet<'_>]) -> Vec<Relation> {
    if sheets.is_empty() {
        return Vec::new();
    }
    let cells = Cells::of(sheets, disclosure.year);
    let comparisons = Comparisons { cells: &cells, sheets, year: disclosure.year };
    let counts = Counts::of(disclosure, sheets);
    let bodies: Vec<String> = disclosure.publisher.iter().map(|name| fold(name)).collect();
    let mut sections = Sections::default();
    let mut relations = Vec::new();
    for block in &disclosure.blocks {
        let (texts, at) = match block {
            Block::Heading { text, at, .. } | Block::Paragraph { text, at } => (vec![text.text()], at),
            Block::List { items, at, .. } => (items.iter().map(|item| item.text()).collect(), at),
            Block::Table(_) => continue,
        };
        let at = Position::of(at);
        for text in texts {
            if let Some(rank) = outline::rank(text) {
                sections.enter(rank, text);
            }
            let paragraph = statement::read(text, &bodies);
            // The cell of the amount before, in the sentence.
            let mut last: Option<(&Statement, CellAt)> = None;
            for said in &paragraph.statements {
                last = last.filter(|(before, _)| before.sentence == said.sentence);
                if said.kind == Kind::Amount {
                    let relation = of_amount(said, &cells, sections.fund(), disclosure.year, &at);
                    let is_right = |relation: &&Relation| relation.outcome != Outcome::Broken;
                    last = relation.as_ref().filter(is_right).map(|relation| (said, relation.total));
                    relations.extend(relation);
                } else {
                    relations.extend(comparisons.relation(said, last, sections.fund(), &at));
                }
            }
            relations.extend(counts.relations(text, &at));
        }
    }
    relations
}

fn of_amount(
    said: &Statement,
    cells: &Cells,
    fund: Option<Word>,
    year: Option<u16>,
    at: &Position,
) -> Option<Relation> {
    let subject = said.subject.as_ref().filter(|subject| is_of_year(subject, year))?;
    judge(said, &cells.of_subject(subject, fund), at)
}

/// The headings that a line of text stands below.
#[derive(Default)]
struct Sections(Vec<(u8, Option<Word>)>);

impl Sections {
    fn enter(&mut self, rank: u8, heading: &str) {
        self.0.retain(|(above, _)| *above < rank);
        self.0.push((rank, statement::fund_of_heading(heading)));
    }

    /// Where the money comes from that the section speaks of.
    fn fund(&self) -> Option<Word> {
        self.0.iter().rev().find_map(|(_, fund)| *fund)
    }
}

/// Whether an amount is of the year that the tables are of.
fn is_of_year(subject: &Subject, year: Option<u16>) -> bool {
    !subject.has(Word::Past) && subject.year.is_none_or(|own| year == Some(own))
}

/// A statement against the cells that it may be of; `None` where it is not certain which of them.
fn judge(said: &Statement, candidates: &[Candidate], at: &Position) -> Option<Relation> {
    let factor = money::factor(said.unit)?;
    let value = said.number.times(factor)?;
    let half = half_of(said.number, factor)?;
    let agrees = |figure: &Figure| (figure.value - value).abs() <= half + figure.half;
    let relation = |figure: Figure, outcome| {
        let unit = figure.factor?;
        let decimals = figure.printed?.scale();
        Some(Relation {
            kind: RelationKind::Prose,
            outcome,
            expected: value.ratio(unit, EXACT).map(|stated| stated.with_decimals(decimals).to_string()),
            found: figure.printed.map(|amount| amount.to_string()),
            total: figure.at,
            terms: Vec::new(),
            said: Some(Said {
                text: said.words.clone(),
                amount: said.number,
                unit: said.unit.to_owned(),
                at: at.clone(),
            }),
        })
    };
    if let Some(same) = candidates.iter().find(|candidate| candidate.figure.value == value) {
        return relation(same.figure, Outcome::Held);
    }
    if let Some(near) = candidates.iter().find(|candidate| agrees(&candidate.figure)) {
        return relation(near.figure, Outcome::Rounding);
    }
    let exact: Vec<&Candidate> = candidates.iter().filter(|candidate| candidate.exact).collect();
    let first = exact.first()?;
    let is_one = exact.iter().all(|other| {
        (other.figure.value - first.figure.value).abs() <= first.figure.half + other.figure.half
    });
    if is_one { relation(first.figure, Outcome::Broken) } else { None }
}

/// Half a unit of the last printed place of a number, its unit written out by its factor.
pub(super) fn half_of(number: Amount, factor: Amount) -> Option<Amount> {
    number.ulp().ratio(Amount::from(2), number.scale() + 1)?.times(factor)
}

/// More decimals no amount has in another unit.
pub(super) const EXACT: u32 = 12;
