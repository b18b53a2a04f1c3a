//! What explanatory text states of two cells of a table: 与上年持平, 比上年增加2万元, 占本年支出合计的23.4%.
//!
//! A statement is of the amount before it in its sentence, where a cell prints that, or of what its own words name. What
//! it is compared with must be one cell: that of last year, or of the budget, in the same line below the same header; or
//! the whole that is named.

use super::cells::{Candidate, Cells};
use super::figures::{Figure, Sheet};
use super::prose::{EXACT, half_of};
use crate::lexicon::account_header::{is_stage_alone, without_mark};
use crate::lexicon::derived::{Planned, When, derived, planned, when};
use crate::lexicon::money;
use crate::lexicon::statement::{Kind, Statement, Subject, Word};
use crate::lexicon::total;
use crate::model::{
    Amount, BudgetStage, CellAt, Outcome, Position, Relation, RelationKind, Said, Sign, Term,
};

/// What is said to be about the same may differ by one of so many parts.
const ABOUT: i64 = 10;

/// So many of what a percentage counts are the whole.
const HUNDRED: i64 = 100;

/// A share of which the reason is to be seen has so many decimals.
const FEWEST_DECIMALS: u32 = 2;

/// What comparisons are judged by.
pub(super) struct Comparisons<'a> {
    /// The cells that sentences speak of.
    pub cells: &'a Cells,
    /// The tables.
    pub sheets: &'a [Sheet<'a>],
    /// The year of the document.
    pub year: Option<u16>,
}

/// The amount before a statement in its sentence, and the cell that prints it.
type Before<'a> = Option<(&'a Statement, CellAt)>;

/// The cell of an amount, and the one that it is compared with.
#[derive(Clone, Copy)]
struct Pair {
    now: Figure,
    other: Figure,
}

impl Comparisons<'_> {
    /// A statement of two cells against them; `None` where it is not certain which they are.
    pub fn relation(
        &self,
        said: &Statement,
        before: Before<'_>,
        section: Option<Word>,
        at: &Position,
    ) -> Option<Relation> {
        let subject = said.subject.as_ref()?;
        let judged = match said.kind {
            Kind::Change(_) | Kind::Same(_) => {
                // Of several amounts each is what it was, and which ones is not certain.
                if subject.has(Word::Each) && !subject.has(Word::Both) {
                    return None;
                }
                let own = self.own(subject, before, section).into_iter();
                let pairs: Vec<Pair> =
                    own.filter_map(|now| Some(Pair { now, other: self.compared(now, subject)? })).collect();
                change(said, &pairs)
            }
            Kind::Share => {
                let (part, whole) =
                    subject.parted(Word::Share).filter(|(_, whole)| whole.names_something())?;
                let wholes = self.cells.of_subject(&whole, section);
                let exact = || wholes.iter().filter(|whole| whole.exact).map(|whole| whole.figure);
                let own = self.own(&part, before, section).into_iter();
                let pairs: Vec<Pair> =
                    own.flat_map(|now| exact().map(move |other| Pair { now, other })).collect();
                share(said, &pairs)
            }
            _ => None,
        };
        let names = match said.kind {
            Kind::Share => subject.parted(Word::Share).is_some_and(|(part, _)| part.names_something()),
            _ => subject.names_something(),
        };
        let before = before.filter(|_| !names).map(|(before, _)| format!("{}，", before.words));
        let words = format!("{}{}", before.unwrap_or_default(), said.words);
        judged.map(|judged| judged.relation(words, said, at))
    }

    /// The cells of the amount of which something is said.
    fn own(&self, subject: &Subject, before: Before<'_>, section: Option<Word>) -> Vec<Figure> {
        if subject.names_something() {
            let named: Vec<Candidate> = self.cells.of_subject(subject, section);
            return named.into_iter().filter(|own| own.exact).map(|own| own.figure).collect();
        }
        // 支出与上年持平 behind an amount that comes in is of another one.
        let is_other = |before: &Statement| {
            subject.has(Word::Expenditure)
                && !before.subject.as_ref().is_some_and(|own| own.has(Word::Expenditure))
        };
        let Some((_, at)) = before.filter(|(before, _)| !is_other(before)) else { return Vec::new() };
        let lines = self.sheets.iter().filter(|sheet| sheet.table == at.table).flat_map(Sheet::lines);
        lines.flat_map(|line| &line.figures).filter(|figure| figure.at == at).copied().collect()
    }

    /// The cell of last year, or of the budget, beside one.
    fn compared(&self, now: Figure, subject: &Subject) -> Option<Figure> {
        let sheet = self.sheets.iter().find(|sheet| sheet.table == now.at.table)?;
        let line = sheet.lines().find(|line| line.figures.iter().any(|figure| figure.at == now.at))?;
        let path = |figure: &Figure| sheet.columns.get(&figure.at.column).copied().unwrap_or_default();
        let own = path(&now);
        let is_year_before = |year: u16| Some(year + 1) == self.year;
        let is_past = subject.has(Word::Past) || subject.year.is_some_and(is_year_before);
        let stage = subject.stage();
        // Of two years back nothing is printed, and within this year a final account is compared with the budget.
        let is_named = if is_past {
            subject.year.is_none_or(is_year_before)
        } else {
            stage == Some(BudgetStage::Budget)
        };
        if !is_named || (!is_past && subject.year.is_some_and(|year| Some(year) != self.year)) {
            return None;
        }
        let is_of_before = |path: &[String]| match when(path) {
            Some(When::Last) => true,
            Some(When::Year(year)) => is_year_before(year),
            Some(When::This) | None => false,
        };
        let wanted = stage.or_else(|| stage_of(own));
        let is_compared = |figure: &&Figure| {
            let other = path(figure);
            let is_of_stage = match (stage_of(other), wanted) {
                (Some(own), Some(wanted)) => own == wanted,
                // 上年数 says no stage.
                _ => is_past,
            };
            figure.at != now.at
                && figure.printed.is_some()
                && derived(other).is_none()
                && is_of_before(other) == is_past
                && is_of_stage
                && part_of(other) == part_of(own)
        };
        let mut others = line.figures.iter().filter(is_compared);
        let other = others.next().filter(|_| others.next().is_none())?;
        (derived(own).is_none() && !is_of_before(own)).then_some(*other)
    }
}

fn stage_of(path: &[String]) -> Option<BudgetStage> {
    planned(path).map(|planned| match planned {
        Planned::Spent => BudgetStage::FinalAccount,
        Planned::Initially | Planned::Yes => BudgetStage::Budget,
    })
}

/// What the headers of a column say of it besides its year and stage, and that it is a sum.
fn part_of(path: &[String]) -> Vec<&str> {
    let is_part = |text: &&str| !is_stage_alone(text) && !total::is_account_sum(text);
    path.iter().map(|text| without_mark(text)).filter(is_part).collect()
}

/// What came of a comparison.
struct Judged {
    pair: Pair,
    sign: Sign,
    outcome: Outcome,
    stated: String,
    printed: String,
}

impl Judged {
    fn relation(self, text: String, said: &Statement, at: &Position) -> Relation {
        Relation {
            kind: RelationKind::Prose,
            outcome: self.outcome,
            expected: Some(self.stated),
            found: Some(self.printed),
            total: self.pair.now.at,
            terms: vec![Term { at: self.pair.other.at, sign: self.sign }],
            said: Some(Said { text, amount: said.number, unit: said.unit.to_owned(), at: at.clone() }),
        }
    }
}

/// By how much two cells differ, and by how much the text says that they do.
fn change(said: &Statement, pairs: &[Pair]) -> Option<Judged> {
    let (stated, half) = stated_change(said)?;
    let outcome = |pair: &Pair| {
        let off = pair.now.value - pair.other.value;
        let room = pair.now.half + pair.other.half + half;
        let about = pair.other.value.abs().ratio(Amount::from(ABOUT), EXACT)?;
        Some(match () {
            () if off == stated => Outcome::Held,
            () if said.kind == Kind::Same(true) && off.abs() <= about + room => Outcome::Held,
            () if (off - stated).abs() <= room => Outcome::Rounding,
            () => Outcome::Broken,
        })
    };
    let (pair, outcome) = chosen(pairs, outcome)?;
    let unit = pair.now.factor?;
    let decimals = pair.now.printed?.scale().max(pair.other.printed?.scale());
    let text = |amount: Amount| Some(amount.ratio(unit, EXACT)?.with_decimals(decimals).to_string());
    Some(Judged {
        sign: Sign::Minus,
        outcome,
        stated: text(stated)?,
        printed: text(pair.now.value - pair.other.value)?,
        pair,
    })
}

/// The change that a statement states, in 元, and how far rounding may have moved it.
fn stated_change(said: &Statement) -> Option<(Amount, Amount)> {
    let Kind::Change(up) = said.kind else { return Some((Amount::ZERO, Amount::ZERO)) };
    let factor = money::factor(said.unit)?;
    let value = said.number.times(factor)?;
    Some((if up { value } else { Amount::ZERO - value }, half_of(said.number, factor)?))
}

/// How many hundredths of one cell another one is, and how many the text says.
fn share(said: &Statement, pairs: &[Pair]) -> Option<Judged> {
    let exact = |part: Amount, whole: Amount| {
        (whole > Amount::ZERO).then(|| part.times(Amount::from(HUNDRED))?.ratio(whole, EXACT)).flatten()
    };
    let place = said.number.ulp();
    let half = half_of(said.number, Amount::from(1))?;
    let outcome = |pair: &Pair| {
        let Pair { now, other } = pair;
        // A whole that is less than its part is not the one that is meant.
        let best = exact(now.value, other.value).filter(|_| now.value <= other.value)?;
        let least = exact(now.value - now.half, other.value + other.half)?;
        let most = exact(now.value + now.half, other.value - other.half)?;
        Some(match () {
            () if (best - said.number).abs() <= half => Outcome::Held,
            // Some cut off what others round.
            () if said.number + place >= least && said.number - place <= most => Outcome::Rounding,
            () => Outcome::Broken,
        })
    };
    let (pair, outcome) = chosen(pairs, outcome)?;
    let decimals = said.number.scale().max(FEWEST_DECIMALS);
    let printed = exact(pair.now.value, pair.other.value)?.ratio(Amount::from(1), decimals)?;
    let (stated, printed) = (said.number.to_string(), printed.with_decimals(decimals).to_string());
    Some(Judged { sign: Sign::Over, outcome, stated, printed, pair })
}

/// The two cells that agree with what is said; else those that alone can be meant.
fn chosen(pairs: &[Pair], outcome: impl Fn(&Pair) -> Option<Outcome>) -> Option<(Pair, Outcome)> {
    let judged: Vec<(Pair, Outcome)> =
        pairs.iter().filter_map(|pair| Some((*pair, outcome(pair)?))).collect();
    let with = |wanted: Outcome| judged.iter().copied().find(|(_, own)| *own == wanted);
    let values = |pair: Pair| (pair.now.value, pair.other.value);
    let (first, _) = *judged.first()?;
    let is_one = judged.iter().all(|(pair, _)| values(*pair) == values(first));
    with(Outcome::Held)
        .or_else(|| with(Outcome::Rounding))
        .or_else(|| with(Outcome::Broken).filter(|_| is_one))
}
