//! The named-lines layout: a row per item of a budget, unit or project, without codes of accounts: 收入总表 of one side,
//! 项目支出表, 支出总表 by unit.
//!
//! Lists of many kinds have a name and an amount, so the title must say which table of a budget it is.

use super::budget_form;
use super::columns::{Accounts, Half};
use super::lines::{self, Lines};
use crate::layout::Context;
use crate::lexicon::account_header::{self, Heading};
use crate::lexicon::budget_form::Facts;
use crate::model::BudgetForm;

/// The name of the layout.
pub(super) const NAME: &str = "named-lines";

/// Beside the names of projects stand so many other columns of words at the most: what kind they are, and whose.
const BESIDE_PROJECTS: usize = 3;

/// 政府采购预算表 names what is bought in so many columns at the most, from its kind to the thing.
const NAMES_OF_PROCUREMENT: usize = 6;

/// Fewer columns of amounts without names are no line of a budget.
const FEWEST_AMOUNTS: usize = 2;

/// Whether the only half of a table has the columns of such lines, and amounts that the header names: one column of
/// names, that of projects among others, or those of what is bought. Where a single line is the whole of a department
/// it has no name at all.
fn is_named(accounts: &Accounts<'_>, half: &Half, form: BudgetForm) -> bool {
    let heads = |column: &usize| {
        let stack = &accounts.header.stacks[*column];
        let is_of_year = stack.last().is_some_and(|lowest| account_header::is_stage_alone(lowest));
        is_of_year || account_header::heading(stack) != Heading::Unsaid
    };
    let is_named = match half.names.as_slice() {
        [] => half.codes.is_empty() && accounts.is_of_amounts_only() && half.amounts.len() >= FEWEST_AMOUNTS,
        [first, others @ ..] => {
            let most = match form {
                BudgetForm::GovernmentProcurement => NAMES_OF_PROCUREMENT - 1,
                _ if account_header::names_projects(&accounts.header.stacks[*first]) => BESIDE_PROJECTS,
                _ => 0,
            };
            others.len() <= most || is_of_one_header(accounts, half)
        }
    };
    is_named && !half.of_accounts && half.amounts.iter().all(heads)
}

/// Whether the names of a half stand below one header, which reaches over them: what a line is of, and its parts.
fn is_of_one_header(accounts: &Accounts<'_>, half: &Half) -> bool {
    half.names.windows(2).all(|pair| accounts.header.is_one(pair[0], pair[1]))
}

/// The lines of a table of this layout.
pub(super) fn read(accounts: &Accounts<'_>, context: &Context) -> Option<Lines> {
    let [half] = accounts.halves.as_slice() else { return None };
    let by_unit =
        half.names.first().is_some_and(|first| account_header::names_units(&accounts.header.stacks[*first]));
    let facts = Facts { by_unit, ..Facts::default() };
    if !budget_form::is_titled(accounts, context, facts) {
        return None;
    }
    let form = budget_form::form_and_stage(accounts, context, facts).0;
    let is_of_many = matches!(form, BudgetForm::ProjectExpenditure | BudgetForm::GovernmentProcurement);
    if !is_named(accounts, half, form)
        || (!is_of_many
            && (!is_of_one_header(accounts, half) || !(half.names.is_empty() || accounts.speaks_of_budget())))
    {
        return None;
    }
    let blank = lines::blank(accounts, context, facts);
    Some(lines::read(accounts, context, &accounts.header.stacks, blank))
}

#[cfg(test)]
mod tests {
    use crate::layout::cases::{check_budget, disclosure, layouts};
    use crate::model::BudgetForm;

    #[test]
    fn a_line_without_a_name() {
        check_budget(
            "石桥镇2024年部门支出总表/单位：万元/合计|基本支出|项目支出/120.00|50.00|70.00",
            &["–||合计=120.00 基本支出=50.00 项目支出=70.00"],
        );
        // Without the title of a budget, and beside a column of words, it is none.
        for text in
            ["合计\t基本支出\n120.00\t50.00\n", "石桥镇2024年部门支出总表\n合计\t去向\n120.00\t见附表\n"]
        {
            assert_eq!(layouts(text), ["plain"], "{text}");
        }
    }

    #[test]
    fn what_is_bought() {
        check_budget(
            "石桥镇2024年政府采购预算表/单位：万元/采购品目大类|专项名称|采购物品名称|采购组织形式|总计/合计||||72.00/一、货物||||12.00/|办公设备购置费|台式计算机|集中采购|12.00/二、服务||||60.00/|信息化运维|软件运维|分散采购|60.00",
            &[
                "–|合计|总计=72.00",
                "–|一、货物|总计=12.00",
                "–|办公设备购置费|总计=12.00",
                "–|二、服务|总计=60.00",
                "–|信息化运维|总计=60.00",
            ],
        );
    }

    #[test]
    fn one_side() {
        check_budget(
            "石桥镇2024年部门收入总表/单位：万元/项目|预算数/一、财政拨款收入|100.00/二、事业收入|nan/收入总计|120.00",
            &["–|一、财政拨款收入|预算数=100.00", "–|二、事业收入|预算数=–", "–|收入总计|预算数=120.00"],
        );
    }

    #[test]
    fn projects_and_units() {
        let text = "<h1>某局2024年部门预算</h1><p>项目支出表</p><table><tr><td>序号<td>项目名称<td>合计<td>一般公共预算<td>备注</tr><tr><td>1<td>道路养护<td>20.00<td>20.00<td>延续</tr><tr><td><td>合计<td>20.00<td>20.00<td></tr></table>";
        check_budget(
            text,
            &["–|道路养护|合计=20.00 一般公共预算=20.00", "–|合计|合计=20.00 一般公共预算=20.00"],
        );
        assert_eq!(disclosure(text).budget[0].form, BudgetForm::ProjectExpenditure);
        let text = "<h1>某县2024年部门预算</h1><p>支出预算总表</p><table><tr><td>单位名称<td>预算数</tr><tr><td>民政局<td>20.00</tr></table>";
        check_budget(text, &["–|民政局|预算数=20.00"]);
        assert_eq!(disclosure(text).budget[0].form, BudgetForm::ExpenditureByUnit);
    }

    #[test]
    fn projects_beside_their_units_and_kinds() {
        let table = |rows: &str| {
            let rows = rows.replace('/', "<tr><td>").replace('|', "<td>");
            format!(
                "<h1>某县水务局2024年部门预算</h1><p>项目支出表</p><p>单位：万元</p><table><tr><td>{rows}</table>"
            )
        };
        for (rows, lines) in [
            (
                "单位名称|项目名称|合计|一般公共预算/水务局|清淤|20.00|20.00/水务局|护堤|5.00|5.00/合计||25.00|25.00",
                &[
                    "–|清淤|合计=20.00 一般公共预算=20.00",
                    "–|护堤|合计=5.00 一般公共预算=5.00",
                    "–|合计|合计=25.00 一般公共预算=25.00",
                ][..],
            ),
            (
                "类型|项目名称|项目单位|合计|单位资金/其他运转类|清淤|水务局|20.00|/特定目标类|护堤|水务局|5.00|5.00",
                &["–|清淤|合计=20.00 单位资金=–", "–|护堤|合计=5.00 单位资金=5.00"],
            ),
        ] {
            check_budget(&table(rows), lines);
            assert_eq!(disclosure(&table(rows)).budget[0].form, BudgetForm::ProjectExpenditure);
        }
    }

    #[test]
    fn lists_that_are_no_budgets() {
        for text in [
            // No title, or one of something else.
            "项目\t预算数\n一、财政拨款收入\t100.00\n",
            "<h1>某公司2024年采购清单</h1><table><tr><td>项目<td>金额</tr><tr><td>水费<td>5.00</tr></table>",
            "<h1>某商会2024年收支表</h1><table><tr><td>项目<td>金额</tr><tr><td>会费<td>5.00</tr></table>",
            "<h1>某局2024年项目支出绩效目标表</h1><table><tr><td>项目名称<td>预算数</tr><tr><td>清淤<td>5.00</tr></table>",
            // Several columns of names, none of them of projects, and amounts that the header does not name.
            "<h1>某县支出预算表</h1><table><tr><td>单位名称<td>股室名称<td>预算数</tr><tr><td>水务局<td>水利股<td>5.00</tr></table>",
            "<h1>某县支出预算表</h1><table><tr><td>项目<td>甲类<td>乙类</tr><tr><td>清淤<td>5.00<td>6.00</tr></table>",
        ] {
            assert_eq!(layouts(text), ["plain"], "{text}");
            assert!(disclosure(text).budget.is_empty(), "{text}");
        }
    }
}
