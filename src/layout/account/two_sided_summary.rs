//! The two-sided-summary layout: revenue on the left, expenditure on the right, each half with lines of its own;
//! expenditure may stand there twice, by function and by use.

use std::cmp::Ordering;

use super::columns::{Accounts, Half};
use super::lines::{self, Lines};
use crate::layout::Context;
use crate::lexicon::account_header;
use crate::lexicon::budget_form::Facts;
use crate::lexicon::sense::Sense;
use crate::lexicon::terms::{self, Place};

/// The name of the layout.
pub(super) const NAME: &str = "two-sided-summary";

/// One of the two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Revenue,
    Expenditure,
}

impl Side {
    /// The one side that a text names.
    fn of(text: &str) -> Option<Self> {
        let names = |side: Self| terms::holds(Place::Account, side.sense(), text);
        match (names(Self::Revenue), names(Self::Expenditure)) {
            (true, false) => Some(Self::Revenue),
            (false, true) => Some(Self::Expenditure),
            _ => None,
        }
    }

    fn sense(self) -> Sense {
        match self {
            Self::Revenue => Sense::Revenue,
            Self::Expenditure => Sense::Expenditure,
        }
    }

    /// The word that stands above it, the first of its terms.
    fn word(self) -> &'static str {
        terms::terms(Place::Account, self.sense()).next().map(|term| term.words).unwrap_or_default()
    }
}

/// The side of every half, if there are both.
fn sides(accounts: &Accounts<'_>) -> Option<Vec<Side>> {
    if accounts.halves.len() < 2 || accounts.halves.iter().any(|half| half.names.is_empty()) {
        return None;
    }
    let found: Vec<Option<Side>> = accounts.halves.iter().map(|half| side(accounts, half)).collect();
    if !found.contains(&Some(Side::Revenue)) || !found.contains(&Some(Side::Expenditure)) {
        return None;
    }
    // A further half goes on with the side to its left.
    let mut last = found.iter().flatten().next().copied()?;
    let mut side = |found: Option<Side>| {
        last = found.unwrap_or(last);
        last
    };
    Some(found.into_iter().map(&mut side).collect())
}

/// The side of a half: that of its header, or of most of its names.
fn side(accounts: &Accounts<'_>, half: &Half) -> Option<Side> {
    let stack = |column: &usize| accounts.header.stacks[*column].iter().find_map(|text| Side::of(text));
    let by_header = half.names.iter().chain(&half.codes).chain(&half.amounts).find_map(stack);
    by_header.or_else(|| {
        let names = half.names.iter().flat_map(|column| accounts.column(*column));
        let (mut revenue, mut expenditure) = (0, 0);
        for side in names.filter_map(Side::of) {
            match side {
                Side::Revenue => revenue += 1,
                Side::Expenditure => expenditure += 1,
            }
        }
        match revenue.cmp(&expenditure) {
            Ordering::Greater => Some(Side::Revenue),
            Ordering::Less => Some(Side::Expenditure),
            Ordering::Equal => None,
        }
    })
}

/// The lines of a table of this layout.
pub(super) fn read(accounts: &Accounts<'_>, context: &Context) -> Option<Lines> {
    let sides = sides(accounts).filter(|_| accounts.speaks_of_budget())?;
    let blank = lines::blank(accounts, context, Facts { two_sided: true, ..Facts::default() });
    Some(lines::read(accounts, context, &paths(accounts, &sides), blank))
}

/// The headers of the columns, the side first. Where two halves of one side would read the same, the header of
/// their names tells them apart: 支出功能分类, 支出用途.
fn paths(accounts: &Accounts<'_>, sides: &[Side]) -> Vec<Vec<String>> {
    let mut paths = accounts.header.stacks.clone();
    for (half, side) in accounts.halves.iter().zip(sides) {
        let side = side.word();
        for column in &half.amounts {
            let path = &mut paths[*column];
            match path.first_mut() {
                Some(first) if account_header::key(first) == side => side.clone_into(first),
                _ => path.insert(0, side.to_owned()),
            }
        }
    }
    let with_side = paths.clone();
    for (number, half) in accounts.halves.iter().enumerate() {
        let others = accounts.halves.iter().enumerate().filter(|(other, _)| *other != number);
        let mut others = others.flat_map(|(_, half)| &half.amounts);
        let doubled =
            others.any(|column| half.amounts.iter().any(|own| with_side[*own] == with_side[*column]));
        let Some(name) = half.names.first().and_then(|column| accounts.header.stacks[*column].last()) else {
            continue;
        };
        if doubled {
            for column in &half.amounts {
                paths[*column].insert(1, name.clone());
            }
        }
    }
    paths
}

#[cfg(test)]
mod tests {
    use crate::layout::cases::{check_budget, disclosure, layouts};
    use crate::model::BudgetForm;

    #[test]
    fn two_sides() {
        check_budget(
            "收入||支出|/项目|本年预算|项目|本年预算/一、财政拨款|5.00|一、教育支出|4.00/||二、住房保障支出|1.00/收入总计|5.00|支出总计|5.00",
            &[
                "–|一、财政拨款|收入>本年预算=5.00",
                "–|收入总计|收入>本年预算=5.00",
                "–|一、教育支出|支出>本年预算=4.00",
                "–|二、住房保障支出|支出>本年预算=1.00",
                "–|支出总计|支出>本年预算=5.00",
            ],
        );
    }

    #[test]
    fn sides_that_other_words_name() {
        let text = "<p>部门收支总表</p><table><tr><td colspan=2>收入预算<td colspan=2>支出预算</tr><tr><td>项目<td>预算数<td>项目<td>预算数</tr><tr><td>财政拨款<td>5.00<td>外交<td>5.00</tr></table>";
        check_budget(text, &["–|财政拨款|收入>收入预算>预算数=5.00", "–|外交|支出>支出预算>预算数=5.00"]);
        assert_eq!(disclosure(text).budget[0].form, BudgetForm::RevenueAndExpenditureSummary);
    }

    #[test]
    fn expenditure_twice() {
        check_budget(
            "收入||支出|||/项目|预算数|支出功能分类|预算数|支出用途|预算数/一、财政拨款|5.00|一、教育支出|5.00|一、基本支出|4.00",
            &[
                "–|一、财政拨款|收入>预算数=5.00",
                "–|一、教育支出|支出>支出功能分类>预算数=5.00",
                "–|一、基本支出|支出>支出用途>预算数=4.00",
            ],
        );
    }

    #[test]
    fn numbers_of_lines_and_codes_on_one_side() {
        check_budget(
            "收入|||支出|||/项目|行次|决算数|科目编码|项目|行次|决算数/栏次||1||栏次||2/一、财政拨款收入|1|5.00|201|服务支出|32|/总计|31|5.00||总计|62|5.00",
            &[
                "–|一、财政拨款收入|收入>决算数=5.00",
                "–|总计|收入>决算数=5.00",
                "201 1|服务支出|支出>决算数=–",
                "–|总计|支出>决算数=5.00",
            ],
        );
    }

    #[test]
    fn other_tables_of_two_sides() {
        for text in [
            "收入项目\t金额\t支出项目\t金额\n会费\t500.00\t场地\t300.00\n合计\t500.00\t合计\t300.00\n",
            "项目\t金额\t项目\t金额\n水费\t5.00\t电费\t3.00\n",
            "地区\t一般公共预算收入\t一般公共预算支出\n甲县\t100.5\t300.2\n",
        ] {
            assert_eq!(layouts(text), ["plain"], "{text}");
        }
    }
}
