//! What two tables print of one thing, the one of all of it and the other of a part: “三公” are paid from 基本支出 and from
//! projects, so that 公务接待费 among 基本支出 is at most that of “三公”; 机关运行经费 is 公用经费 where all units are offices.

use super::between::{Tables, part_of_whole, whole_column};
use super::figures::{Figure, Line, Sheet};
use super::judge::Sum;
use crate::lexicon::account_line::{is_of_agency, is_of_office, is_of_run, public_expense};
use crate::lexicon::derived::{Planned, When, derived, planned, when};
use crate::lexicon::sense::Sense;
use crate::model::BudgetForm::{
    AgencyOperatingExpenses, BasicExpenditureByEconomyClassification, ThreePublicExpenses,
};
use crate::model::{BudgetStage, RelationKind};

/// How long the code of an item of the economic classification is: 30217. A class, 302, is of other things as well.
const DIGITS_OF_ITEM: usize = 5;

/// The sums between 基本支出 by economy and the tables of public expenses.
pub(super) fn sums(tables: &Tables<'_>, sums: &mut Vec<Sum>) {
    let Some(basic) = tables.only(BasicExpenditureByEconomyClassification) else { return };
    if let Some(public) = tables.only(ThreePublicExpenses).filter(|public| Tables::are_of_one(basic, public))
    {
        for expense in [Sense::TravelAbroad, Sense::Reception, Sense::Vehicles] {
            sums.extend(bound(basic, public, expense));
        }
        agency(basic, public, sums);
    }
    if let Some(agency) =
        tables.only(AgencyOperatingExpenses).filter(|agency| Tables::are_of_one(basic, agency))
    {
        self::agency(basic, agency, sums);
    }
}

/// An item of 基本支出 is no more than that of all.
fn bound(basic: &Sheet<'_>, public: &Sheet<'_>, expense: Sense) -> Option<Sum> {
    // 公务用车运行维护费 is compared; their purchase stands in another account each year.
    let is_item = |line: &&Line<'_>| {
        public_expense(&line.said.name) == Some(expense)
            && (expense != Sense::Vehicles || is_of_run(&line.said.name))
    };
    let of_basic = one(basic.lines().filter(is_item).filter(|line| line.code.len() == DIGITS_OF_ITEM))?;
    let half = basic.halves.iter().find(|half| half.iter().any(|line| std::ptr::eq(line, of_basic)))?;
    let part = of_basic.figure(whole_column(basic, half)?)?;
    let of_public = one(public.lines().filter(is_item))?;
    let whole = of_now(public, of_public)?;
    let sum = Sum::of(RelationKind::AtLeast, whole, [part]);
    let is_said = part.printed.is_some() && whole.printed.is_some();
    (is_said && sum.is_of_one_unit()).then_some(sum)
}

/// 机关运行经费 is what offices spend of 公用经费. Institutions beside them have some as well, so only what is equal is said.
fn agency(basic: &Sheet<'_>, other: &Sheet<'_>, sums: &mut Vec<Sum>) {
    let office = part_of_whole(basic, Sense::BasicOffice).or_else(|| {
        let line = one(basic.lines().filter(|line| line.is_total && is_of_office(&line.said.name)))?;
        let half = basic.halves.iter().find(|half| half.iter().any(|own| std::ptr::eq(own, line)))?;
        line.figure(whole_column(basic, half)?)
    });
    let of_agency = other.lines().filter(|line| is_of_agency(&line.said.name));
    let agency = one(of_agency).and_then(|line| of_now(other, line));
    let pair =
        office.zip(agency).filter(|(office, agency)| office.printed.is_some() && agency.printed.is_some());
    let sum = pair.map(|(office, agency)| Sum::of(RelationKind::Tables, agency, [office]));
    sums.extend(sum.filter(|sum| sum.is_of_one_unit() && sum.agrees()));
}

/// The only one of some things.
fn one<T>(mut things: impl Iterator<Item = T>) -> Option<T> {
    let first = things.next()?;
    things.next().is_none().then_some(first)
}

/// The figure of a line that is of the table's own year and stage: 决算数 of a final account, and not 上年预算数.
fn of_now(sheet: &Sheet<'_>, line: &Line<'_>) -> Option<Figure> {
    let is_now = |figure: &&Figure| {
        let Some(header) = sheet.columns.get(&figure.at.column) else { return false };
        let is_own_stage = match planned(header) {
            Some(Planned::Spent) => sheet.stage == Some(BudgetStage::FinalAccount),
            Some(_) => sheet.stage != Some(BudgetStage::FinalAccount),
            None => true,
        };
        derived(header).is_none() && when(header) != Some(When::Last) && is_own_stage
    };
    one(line.figures.iter().filter(is_now)).copied()
}
