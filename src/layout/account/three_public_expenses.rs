//! The three-public-expenses layout: what is spent on travel abroad, receptions and vehicles (“三公”经费), the
//! items as columns, often for 预算数 and 决算数 each, or as rows.
//!
//! Where rows have names (units, years), each of them is a line. Where none has, the items are what is named, and
//! each of them is a line.

use super::columns::Accounts;
use super::lines::{self, Lines};
use crate::layout::Context;
use crate::lexicon::account::code_and_name;
use crate::lexicon::account_header;
use crate::lexicon::account_line::{is_of_all_expenses, public_expenses};
use crate::lexicon::budget_form::Facts;
use crate::model::{BudgetForm, BudgetLine, ColumnAmount, Position};

/// The name of the layout.
pub(super) const NAME: &str = "three-public-expenses";

/// All three expenses must be named where they are rows and the title does not speak of them: two of them also stand
/// among what an office spends.
const NAMED: usize = 3;

/// Below a title that speaks of them a county that sends nobody abroad leaves one out.
const NAMED_BELOW_TITLE: usize = 2;

/// A table with as many names is of something else as well.
const MOST_NAMES: usize = 60;

/// Whether the items are rows. The accounts of a classification, some of which are called like them, have codes.
fn has_items_as_rows(accounts: &Accounts<'_>) -> bool {
    let coded = accounts.halves.iter().any(|half| !half.codes.is_empty());
    let names = || accounts.names().filter(|name| code_and_name(name).is_none());
    let is_said = accounts.titles().any(is_of_all_expenses);
    let fewest = if is_said { NAMED_BELOW_TITLE } else { NAMED };
    !coded && accounts.names().count() < MOST_NAMES && public_expenses(names()) >= fewest
}

/// The lines of a table of this layout.
pub(super) fn read(accounts: &Accounts<'_>, context: &Context) -> Option<Lines> {
    let as_columns = accounts.has_public_expenses();
    if !as_columns && !has_items_as_rows(accounts) {
        return None;
    }
    let blank = lines::blank(accounts, context, Facts::default());
    let blank = BudgetLine { form: BudgetForm::ThreePublicExpenses, ..blank };
    let mut found = lines::read(accounts, context, &accounts.header.stacks, blank);
    if as_columns && found.budget.iter().all(|line| line.name.is_empty() && line.code.is_none()) {
        found.budget = found.budget.iter().flat_map(|line| items(accounts, line)).collect();
    }
    Some(found)
}

/// The lines of a row without a name, an item each. The header of 预算数 and 决算数 is none of the item's name.
fn items(accounts: &Accounts<'_>, row: &BudgetLine) -> Vec<BudgetLine> {
    let mut lines: Vec<(Vec<&String>, BudgetLine)> = Vec::new();
    let columns = accounts.halves.iter().flat_map(|half| &half.amounts);
    for (amount, column) in row.amounts.iter().zip(columns) {
        let item: Vec<&String> =
            amount.column.iter().filter(|text| !account_header::is_stage(text)).collect();
        let amount: ColumnAmount = amount.clone();
        if let Some((_, line)) = lines.iter_mut().find(|(own, _)| *own == item) {
            line.amounts.push(amount);
            continue;
        }
        let name = item.last().map(|text| (*text).clone()).unwrap_or_default();
        let number = row.at.row.unwrap_or_default();
        let place = accounts
            .at(number, *column)
            .map_or(&accounts.table.rows[number].at, |anchor| &accounts.cell(anchor).at);
        let at = Position::in_table(row.table, number, *column, place);
        lines.push((item, BudgetLine { name, amounts: vec![amount], at, ..row.clone() }));
    }
    lines.into_iter().map(|(_, line)| line).collect()
}

#[cfg(test)]
mod tests {
    use crate::layout::cases::{check_budget, layouts};

    #[test]
    fn items_as_columns() {
        // Two years, each with all items, the merges lost.
        check_budget(
            "2023年预算数||||2024年预算数|||/合计|公务接待费|公务用车||合计|公务接待费|公务用车|/||购置费|运行费|||购置费|运行费/6.00|1.00||5.00|4.00|1.00|—|3.00",
            &[
                "–|合计|2023年预算数>合计=6.00 2024年预算数>合计=4.00",
                "–|公务接待费|2023年预算数>公务接待费=1.00 2024年预算数>公务接待费=1.00",
                "–|购置费|2023年预算数>公务用车>购置费=– 2024年预算数>公务用车>购置费=–",
                "–|运行费|2023年预算数>公务用车>运行费=5.00 2024年预算数>公务用车>运行费=3.00",
            ],
        );
    }

    #[test]
    fn rows_with_names_are_lines() {
        check_budget(
            "单位编码|单位名称|合计|因公出国（境）费|公务接待费|公务用车运行费/|合计|6.00||1.00|5.00/105|民政局|6.00||1.00|5.00",
            &[
                "–|合计|合计=6.00 因公出国（境）费=– 公务接待费=1.00 公务用车运行费=5.00",
                "105|民政局|合计=6.00 因公出国（境）费=– 公务接待费=1.00 公务用车运行费=5.00",
            ],
        );
    }

    #[test]
    fn items_as_rows() {
        check_budget(
            "项目|行次|预算数|决算数/合计|1|6.00|4.00/因公出国（境）费|2||—/公务接待费|3|1.00|0.50/公务用车购置及运行维护费|4|5.00|3.50/公务用车保有量（辆）|5||2",
            &[
                "–|合计|预算数=6.00 决算数=4.00",
                "–|因公出国（境）费|预算数=– 决算数=–",
                "–|公务接待费|预算数=1.00 决算数=0.50",
                "–|公务用车购置及运行维护费|预算数=5.00 决算数=3.50",
            ],
        );
    }

    #[test]
    fn other_tables_that_name_them() {
        // Accounts are called like them, and a list of vehicles has but one.
        assert_eq!(
            layouts(
                "科目编码\t科目名称\t合计\n30212\t因公出国（境）费用\t1\n30217\t公务接待费\t1\n30231\t公务用车运行维护费\t1\n"
            ),
            ["classified-lines"]
        );
        assert_eq!(layouts("车牌\t公务用车购置费\t公务用车运行费\n青A1\t10.00\t2.00\n"), ["plain"]);
    }
}
