//! Which of the tables of a budget or final account a table is.
//!
//! Its title says so: that in its grid, its caption, or the line above it. Where the title says too little the
//! header must; and where that does not either, the form is `other`.

use crate::layout::Context;
use crate::layout::account::columns::Accounts;
use crate::lexicon::account_words as words;
use crate::model::{BudgetForm, BudgetStage};
use crate::text::width::fold;

/// What a form is told by besides its title.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::layout) struct Facts {
    /// Whether revenue and expenditure stand side by side.
    pub two_sided: bool,
    /// Whether the codes are those of 经济分类.
    pub by_economy: bool,
    /// Whether a line is a department or unit.
    pub by_unit: bool,
}

/// The form of a table, and whether it is of the budget or of the final account.
pub(in crate::layout) fn tell(
    accounts: &Accounts<'_>,
    context: &Context,
    facts: Facts,
) -> (BudgetForm, Option<BudgetStage>) {
    let mut titles: Vec<String> = accounts.titles().map(fold).collect();
    let names_table = |line: &&String| line.contains('表') && !line.contains(['：', ':']);
    titles.extend(context.above.iter().rev().filter(names_table).map(|line| fold(line)));
    if context.table == 0 {
        titles.extend(context.title.as_deref().map(fold));
    }
    let header: String = accounts.header.stacks.iter().flatten().map(|text| fold(text)).collect();
    let form =
        titles.iter().find_map(|title| of_title(title, facts)).unwrap_or_else(|| of_header(&header, facts));
    let document = context.document.as_deref().map(fold).unwrap_or_default();
    // 财决附03表 is the number of a final account's form.
    let lines = accounts.table.above.iter().chain(&context.above).map(|line| fold(line));
    titles.extend(lines.filter(|line| line.contains("财决")));
    (form, stage(&titles, &document, &header))
}

fn stage(titles: &[String], document: &str, header: &str) -> Option<BudgetStage> {
    let whole = |word: &str| {
        ["部门", "单位", "年度", "年"].iter().any(|of| document.contains(&format!("{of}{word}")))
    };
    // 一般公共预算 is also what a final account is of, so 决算 goes before.
    if titles.iter().any(|title| title.contains("决算") || title.contains("财决")) || whole("决算") {
        Some(BudgetStage::FinalAccount)
    } else if titles.iter().any(|title| title.contains("预算表") || title.contains("预算总表"))
        || whole("预算")
    {
        Some(BudgetStage::Budget)
    } else if header.contains("决算") && header.contains("预算数") || header.contains("决算数") {
        Some(BudgetStage::FinalAccount)
    } else if header.contains("预算数") || titles.iter().any(|title| title.contains("预算")) {
        Some(BudgetStage::Budget)
    } else {
        None
    }
}

/// The form that a folded title names.
fn of_title(title: &str, facts: Facts) -> Option<BudgetForm> {
    let has = |words: &[&str]| words.iter().any(|word| title.contains(word));
    let two_sided = has(&["收支", "收入支出", "收入、支出"]);
    let fiscal = has(&["财政拨款"]);
    let by_economy = facts.by_economy || has(&["经济分类", "经济科目"]);
    let either = |function, economy| if by_economy { economy } else { function };
    let form = if has(&["三公"]) {
        BudgetForm::ThreePublicExpenses
    } else if has(&["政府性基金"]) {
        BudgetForm::GovernmentFundExpenditure
    } else if has(&["国有资本经营"]) {
        BudgetForm::StateCapitalExpenditure
    } else if has(&["机关运行经费"]) {
        BudgetForm::AgencyOperatingExpenses
    } else if has(&["政府采购"]) {
        BudgetForm::GovernmentProcurement
    } else if has(&["转移支付"]) {
        BudgetForm::TransferPayments
    } else if has(&["基本支出"]) {
        either(BudgetForm::BasicExpenditureByFunction, BudgetForm::BasicExpenditureByEconomyClassification)
    } else if has(&["项目支出"]) {
        BudgetForm::ProjectExpenditure
    } else if two_sided && fiscal {
        BudgetForm::FiscalAppropriationSummary
    } else if two_sided {
        BudgetForm::RevenueAndExpenditureSummary
    } else if has(&["一般公共预算"]) && has(&["支出"]) {
        either(
            BudgetForm::GeneralPublicExpenditureByFunction,
            BudgetForm::GeneralPublicExpenditureByEconomyClassification,
        )
    } else if fiscal && has(&["支出"]) {
        either(
            BudgetForm::FiscalAppropriationExpenditureByFunction,
            BudgetForm::FiscalAppropriationExpenditureByEconomyClassification,
        )
    } else if facts.two_sided {
        return None;
    } else if has(&["支出总", "支出预算", "支出决算", "支出表", "支出功能", "支出经济", "支出明细"])
    {
        if facts.by_unit {
            BudgetForm::ExpenditureByUnit
        } else {
            either(BudgetForm::ExpenditureByFunction, BudgetForm::ExpenditureByEconomyClassification)
        }
    } else if has(&["收入总", "收入预算", "收入决算", "收入表"]) {
        if facts.by_unit { BudgetForm::RevenueByUnit } else { BudgetForm::RevenueByFunction }
    } else {
        return None;
    };
    Some(form)
}

/// The form that a header tells where no title does.
fn of_header(header: &str, facts: Facts) -> BudgetForm {
    let has = |words: &[&str]| words.iter().any(|word| header.contains(word));
    if facts.two_sided {
        return if has(&["政府性基金"]) {
            BudgetForm::FiscalAppropriationSummary
        } else {
            BudgetForm::RevenueAndExpenditureSummary
        };
    }
    if words::public_expense(header).is_some() {
        BudgetForm::ThreePublicExpenses
    } else if has(&["事业收入", "本年收入", "财政拨款收入", "上级补助收入"]) {
        if facts.by_unit { BudgetForm::RevenueByUnit } else { BudgetForm::RevenueByFunction }
    } else if has(&["人员经费"]) && has(&["公用经费"]) && !has(&["项目支出"]) {
        if facts.by_economy {
            BudgetForm::BasicExpenditureByEconomyClassification
        } else {
            BudgetForm::BasicExpenditureByFunction
        }
    } else if has(&["基本支出"]) && has(&["项目支出"]) {
        if facts.by_unit {
            BudgetForm::ExpenditureByUnit
        } else if facts.by_economy {
            BudgetForm::ExpenditureByEconomyClassification
        } else {
            BudgetForm::ExpenditureByFunction
        }
    } else {
        BudgetForm::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(title: &str, by_economy: bool, expected: Option<BudgetForm>) {
        let facts = Facts { by_economy, ..Facts::default() };
        assert_eq!(of_title(&fold(title), facts), expected, "{title}");
    }

    #[test]
    fn titles_of_the_provinces() {
        use BudgetForm as Form;
        for (title, expected) in [
            ("2025年部门收支总表", Form::RevenueAndExpenditureSummary),
            ("收入支出决算总表", Form::RevenueAndExpenditureSummary),
            ("财务收支预算总表", Form::RevenueAndExpenditureSummary),
            ("部门收入总表", Form::RevenueByFunction),
            ("收入决算表", Form::RevenueByFunction),
            ("支出预算总表", Form::ExpenditureByFunction),
            ("财政拨款收支预算总表", Form::FiscalAppropriationSummary),
            ("财政拨款收入支出决算总表", Form::FiscalAppropriationSummary),
            ("财政拨款支出预算表（功能科目）", Form::FiscalAppropriationExpenditureByFunction),
            ("一般公共预算支出功能分类预算表", Form::GeneralPublicExpenditureByFunction),
            ("一般公共预算财政拨款支出决算表", Form::GeneralPublicExpenditureByFunction),
            ("政府性基金预算财政拨款收入支出决算表", Form::GovernmentFundExpenditure),
            ("国有资本经营预算支出表", Form::StateCapitalExpenditure),
            ("一般公共预算“三公”经费支出表", Form::ThreePublicExpenses),
            ("“三公”经费和机关运行经费预算表", Form::ThreePublicExpenses),
            ("机关运行经费支出预算表", Form::AgencyOperatingExpenses),
            ("部门管理转移支付表", Form::TransferPayments),
            ("项目支出表", Form::ProjectExpenditure),
        ] {
            check(title, false, Some(expected));
        }
        check("一般公共预算基本支出表", true, Some(Form::BasicExpenditureByEconomyClassification));
        check(
            "财政拨款基本支出预算表（经济科目）",
            false,
            Some(Form::BasicExpenditureByEconomyClassification),
        );
        check("2025年部门预算", false, None);
        check("某某局", false, None);
    }
}
