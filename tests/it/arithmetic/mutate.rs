//! One printed number changed, a row lost or doubled.

use std::fmt;

use gongkai::model::{Amount, CellAt, Disclosure, Outcome, Position, Relation, RelationKind, Sign};

use super::super::carriers::draw::Draw;
use super::generate::Document;

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Digit,
    Swap,
    Point,
    Sign,
    Lost,
    Doubled,
}

/// A disclosure with something changed in it.
pub struct Change {
    pub document: Document,
    pub kind: Kind,
    sheet: usize,
    /// The row of the table, its header counted.
    row: usize,
    column: usize,
    before: Option<Amount>,
    after: Option<Amount>,
    title: String,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?} {} table {} row {} column {}: {:?} -> {:?}",
            self.kind, self.title, self.sheet, self.row, self.column, self.before, self.after
        )
    }
}

/// Some changes of a document, each of it alone.
pub fn changes(document: &Document, seed: u64, count: usize) -> Vec<Change> {
    let mut draw = Draw::new(seed, "mutations");
    let kinds = [Kind::Digit, Kind::Swap, Kind::Point, Kind::Sign, Kind::Lost, Kind::Doubled];
    let mut changes = Vec::new();
    for number in 0..count {
        let sheet = draw.below(document.sheets.len());
        let row = draw.below(document.sheets[sheet].rows.len());
        let cells = &document.sheets[sheet].rows[row];
        let column = draw.below(cells.len());
        let kind = kinds[number % kinds.len()];
        changes.extend(change(document, &mut draw, kind, (sheet, row, column)));
    }
    changes
}

fn change(
    document: &Document,
    draw: &mut Draw,
    kind: Kind,
    (sheet, row, column): (usize, usize, usize),
) -> Option<Change> {
    let mut changed = document.clone();
    let rows = &mut changed.sheets[sheet].rows;
    let header_rows = document.sheets[sheet].header.matches("<tr>").count();
    let (mut before, mut after) = (None, None);
    match kind {
        Kind::Lost => drop(rows.remove(row)),
        Kind::Doubled => rows.insert(row, rows[row].clone()),
        _ => {
            let cell = &mut rows[row][column];
            before = Some(number(cell)?);
            *cell = changed_text(draw, kind, cell)?;
            after = Some(number(cell)?);
            if before == after {
                return None;
            }
        }
    }
    let title = document.sheets[sheet].title.clone();
    Some(Change { document: changed, kind, sheet, row: row + header_rows, column, before, after, title })
}

/// The number of a cell of amounts; codes have neither a comma nor a point, and amounts have one of them or are short.
fn number(cell: &str) -> Option<Amount> {
    let cell = cell.trim_end_matches('%');
    let is_amount =
        cell.contains(['.', ',']) && cell.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-'));
    is_amount.then(|| cell.replace(',', "").parse().ok()).flatten()
}

fn changed_text(draw: &mut Draw, kind: Kind, cell: &str) -> Option<String> {
    if let Some(bare) = cell.strip_suffix('%') {
        return changed_text(draw, kind, bare).map(|changed| format!("{changed}%"));
    }
    let mut characters: Vec<char> = cell.chars().collect();
    let digits: Vec<usize> = (0..characters.len()).filter(|at| characters[*at].is_ascii_digit()).collect();
    match kind {
        Kind::Digit => {
            let at = digits[draw.below(digits.len())];
            let digit = characters[at].to_digit(10)?;
            characters[at] = char::from_digit((digit + 1 + u32::try_from(draw.below(9)).unwrap()) % 10, 10)?;
        }
        Kind::Swap => {
            let at = draw.below(digits.len() - 1);
            characters.swap(digits[at], digits[at + 1]);
        }
        Kind::Point => {
            // One place to the left: a number without commas, so that it can be written.
            let bare = cell.replace(',', "");
            return match bare.split_once('.') {
                Some((whole, decimals)) if whole.len() > 1 => {
                    let (whole, last) = whole.split_at(whole.len() - 1);
                    Some(format!("{whole}.{last}{}", &decimals[..1]))
                }
                Some(_) => None,
                None => Some(bare[..bare.len() - 1].to_owned()),
            };
        }
        Kind::Sign => return cell.strip_prefix('-').map(str::to_owned).or_else(|| Some(format!("-{cell}"))),
        Kind::Lost | Kind::Doubled => return None,
    }
    let text: String = characters.into_iter().collect();
    // A number that begins with a zero is not printed by anybody.
    (!text.starts_with('0') || text.starts_with("0.")).then_some(text)
}

impl Change {
    pub fn title(&self) -> &str {
        self.title.trim_start_matches(|c: char| c.is_ascii_digit() || c == '年')
    }

    fn is_mine(&self, at: CellAt) -> bool {
        at.table == self.sheet
            && at.row == self.row
            && (matches!(self.kind, Kind::Lost | Kind::Doubled) || at.column == self.column)
    }

    /// Whether a relation of the disclosure as it was tells.
    pub fn can_be_seen(&self, clean: &Disclosure) -> bool {
        let judged = || clean.relations.iter().filter(|relation| relation.outcome != Outcome::NotJudged);
        let is_term = |relation: &&Relation| relation.terms.iter().any(|term| self.is_mine(term.at));
        if let (Some(before), Some(after)) = (self.before, self.after) {
            let change = (before - after).abs();
            // Half of the last place of each number, if it is one of decimals.
            let room = |relation: &Relation| {
                let numbers = i64::try_from(relation.terms.len()).unwrap() + 1;
                let place = if before.scale() > 0 { before.ulp().max(after.ulp()) } else { Amount::ZERO };
                place.times(Amount::from(numbers)).unwrap()
            };
            let is_seen = |relation: &Relation| match relation.kind {
                RelationKind::Quotient => self.shows_in_quotient(clean, relation),
                RelationKind::AtLeast => false,
                _ => change > room(relation),
            };
            let mut mine = judged().filter(|relation| self.is_mine(relation.total) || is_term(relation));
            return mine.any(is_seen);
        }
        // What is below a line that is lost belongs to the line above it, and a total that is lost leaves its terms.
        let of_lines =
            |relation: &&Relation| matches!(relation.kind, RelationKind::Children | RelationKind::Total);
        let is_worth = |at: CellAt| amount(clean, at).is_some_and(|amount| amount != Amount::ZERO);
        // Of a sum whose other terms are blank nothing is left to be added up.
        let is_printed = |at: CellAt| amount(clean, at).is_some();
        let is_telling = |relation: &Relation| {
            let mut others = relation.terms.iter().filter(|term| !self.is_mine(term.at));
            others.any(|term| is_printed(term.at))
                && relation.terms.iter().any(|term| self.is_mine(term.at) && is_worth(term.at))
        };
        !judged().filter(of_lines).any(|relation| self.is_mine(relation.total))
            && judged().filter(of_lines).any(is_telling)
    }

    /// Whether a quotient tells of a number that is changed: by more than two of its last places and what rounding its
    /// terms makes of it.
    fn shows_in_quotient(&self, clean: &Disclosure, relation: &Relation) -> bool {
        let found = relation.found.as_deref().unwrap_or_default();
        let printed: Amount = found.trim_end_matches('%').parse().unwrap();
        let hundred = Amount::from(if found.ends_with('%') { 100 } else { 1 });
        let now = |at: CellAt| if self.is_mine(at) { self.after } else { amount(clean, at) };
        let divisor = relation.terms.iter().find(|term| term.sign == Sign::Over).unwrap().at;
        let in_yuan = |at: CellAt| now(at).unwrap_or_default();
        let sum = relation.terms.iter().fold(Amount::ZERO, |sum, term| match term.sign {
            Sign::Plus => sum + in_yuan(term.at),
            Sign::Minus => sum - in_yuan(term.at),
            Sign::Over => sum,
        });
        let below = in_yuan(divisor);
        if below <= Amount::ZERO {
            return false;
        }
        let of = |part: Amount| part.times(hundred).unwrap().ratio(below, 12).unwrap();
        let shown = if self.is_mine(relation.total) { self.after.unwrap() } else { printed };
        // Half a place of the divided, and of the divisor as often as it goes into it.
        let places = if below.scale() > 0 { below.ulp() } else { Amount::ZERO };
        let ratio = of(sum).abs() + hundred + hundred;
        let room = shown.ulp() + shown.ulp() + places.times(ratio).unwrap().ratio(below, 12).unwrap();
        (of(sum) - shown).abs() > room
    }

    /// Whether a place is that of the change: its row, or for a row that is lost the sum that misses it.
    pub fn is_at(&self, clean: &Disclosure, at: &Position) -> bool {
        if at.table != Some(self.sheet) {
            return false;
        }
        match self.kind {
            Kind::Lost => {
                let sums = clean
                    .relations
                    .iter()
                    .filter(|relation| relation.terms.iter().any(|term| self.is_mine(term.at)));
                sums.map(|relation| relation.total)
                    .filter(|total| total.table == self.sheet)
                    .any(|total| at.row == Some(if total.row > self.row { total.row - 1 } else { total.row }))
            }
            Kind::Doubled => at.row == Some(self.row) || at.row == Some(self.row + 1),
            _ => at.row == Some(self.row),
        }
    }
}

/// What is printed in a cell.
fn amount(disclosure: &Disclosure, at: CellAt) -> Option<Amount> {
    let lines = disclosure.budget.iter().filter(|line| line.table == at.table && line.at.row == Some(at.row));
    lines.flat_map(|line| &line.amounts).find(|amount| amount.grid_column == at.column)?.amount
}
