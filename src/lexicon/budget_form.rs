//! Which of the tables of a budget or final account a table is, and of which of the two, by the words of its titles
//! and header (`budget_forms.tsv`, `budget_stages.tsv`).

use std::sync::LazyLock;

use super::sense::Sense;
use super::terms::{self, Place};
use crate::model::{BudgetForm, BudgetStage};

/// What a form is told by besides words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    /// Whether revenue and expenditure stand side by side.
    pub two_sided: bool,
    /// Whether the codes are those of 经济分类.
    pub by_economy: bool,
    /// Whether a line is a department or unit.
    pub by_unit: bool,
}

/// The texts, folded, by which a table's stage is told.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Texts<'a> {
    /// Its titles.
    pub titles: &'a [String],
    /// The lines above it.
    pub lines: &'a [String],
    /// The title of the document.
    pub document: &'a str,
    /// Its header, all of it.
    pub header: &'a str,
}

/// What must hold of a text: each of the clauses.
struct Condition(Vec<Clause>);

/// A part of a condition.
enum Clause {
    /// One of these words stands in the text.
    Any(Vec<&'static str>),
    /// None of them does.
    No(Vec<&'static str>),
    /// Revenue and expenditure stand side by side.
    TwoSided,
}

/// A line of `budget_forms.tsv`.
struct FormLine {
    /// Whether it is of titles and not of headers.
    of_title: bool,
    condition: Condition,
    /// The form, `None` where the text says too little.
    form: Option<BudgetForm>,
    by_economy: Option<BudgetForm>,
    by_unit: Option<BudgetForm>,
}

/// A line of `budget_stages.tsv`.
struct StageLine {
    of: &'static str,
    condition: Condition,
    stage: BudgetStage,
}

/// The name of a line that says that a title tells too little.
const NO_FORM: &str = "none";

/// The field of a line whose form is the first one.
const SAME: &str = "-";

static FORMS: LazyLock<Vec<FormLine>> =
    LazyLock::new(|| terms::lines(include_str!("budget_forms.tsv")).filter_map(form_line).collect());

static STAGES: LazyLock<Vec<StageLine>> =
    LazyLock::new(|| terms::lines(include_str!("budget_stages.tsv")).filter_map(stage_line).collect());

/// The form that a folded title names.
pub(crate) fn of_title(title: &str, facts: Facts) -> Option<BudgetForm> {
    let by_economy = facts.by_economy || terms::holds(Place::Caption, Sense::ByEconomy, title);
    form(title, true, Facts { by_economy, ..facts })
}

/// The form that a folded header tells where no title does.
pub(crate) fn of_header(header: &str, facts: Facts) -> BudgetForm {
    form(header, false, facts).unwrap_or_default()
}

/// Whether a table is of the budget or of the final account.
pub(crate) fn stage(texts: Texts<'_>) -> Option<BudgetStage> {
    let holds = |line: &&StageLine| {
        let of = |text: &str| line.condition.holds(text, Facts::default());
        match line.of {
            "title" => texts.titles.iter().any(|title| of(title)),
            "line" => texts.lines.iter().any(|above| of(above)),
            "document" => of(texts.document),
            _ => of(texts.header),
        }
    };
    STAGES.iter().find(holds).map(|line| line.stage)
}

fn form(text: &str, of_title: bool, facts: Facts) -> Option<BudgetForm> {
    let line = FORMS.iter().find(|line| line.of_title == of_title && line.condition.holds(text, facts))?;
    let by_unit = line.by_unit.filter(|_| facts.by_unit);
    by_unit.or_else(|| line.by_economy.filter(|_| facts.by_economy)).or(line.form)
}

impl Condition {
    fn read(field: &'static str) -> Self {
        Self(field.split('+').map(str::trim).map(Clause::read).collect())
    }

    fn holds(&self, text: &str, facts: Facts) -> bool {
        let any = |words: &[&str]| words.iter().any(|word| text.contains(word));
        self.0.iter().all(|clause| match clause {
            Clause::Any(words) => any(words),
            Clause::No(words) => !any(words),
            Clause::TwoSided => facts.two_sided,
        })
    }
}

impl Clause {
    fn read(clause: &'static str) -> Self {
        match clause.strip_prefix('!') {
            Some(words) => Self::No(words.split('/').collect()),
            None if clause == "@two-sided" => Self::TwoSided,
            None => Self::Any(clause.split('/').collect()),
        }
    }
}

fn form_line(line: &'static str) -> Option<FormLine> {
    let mut fields = line.split('\t');
    let (of, condition, name) = (fields.next()?, Condition::read(fields.next()?), fields.next()?);
    let mut other = || match fields.next() {
        None | Some(SAME) => Some(None),
        Some(name) => named(name).map(Some),
    };
    let (by_economy, by_unit) = (other()?, other()?);
    let form = if name == NO_FORM { None } else { Some(named(name)?) };
    Some(FormLine { of_title: of == "title", condition, form, by_economy, by_unit })
}

fn stage_line(line: &'static str) -> Option<StageLine> {
    let mut fields = line.split('\t');
    let (of, condition) = (fields.next()?, Condition::read(fields.next()?));
    Some(StageLine { of, condition, stage: named(fields.next()?)? })
}

/// A form or stage by the name that it has in the document.
fn named<T: serde::de::DeserializeOwned>(name: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(name.to_owned())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::width::fold;

    #[test]
    fn every_line_is_read() {
        for line in terms::lines(include_str!("budget_forms.tsv")) {
            assert!(form_line(line).is_some(), "{line}");
            assert!(line.starts_with("title\t") || line.starts_with("header\t"), "{line}");
        }
        for line in terms::lines(include_str!("budget_stages.tsv")) {
            let known = ["title", "line", "document", "header"];
            assert!(stage_line(line).is_some_and(|read| known.contains(&read.of)), "{line}");
        }
    }

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

    #[test]
    fn headers_where_titles_say_nothing() {
        use BudgetForm as Form;
        let plain = Facts::default();
        for (header, facts, expected) in [
            ("合计基本支出项目支出", plain, Form::ExpenditureByFunction),
            (
                "合计基本支出项目支出",
                Facts { by_economy: true, ..plain },
                Form::ExpenditureByEconomyClassification,
            ),
            (
                "合计基本支出项目支出",
                Facts { by_unit: true, by_economy: true, ..plain },
                Form::ExpenditureByUnit,
            ),
            ("合计人员经费公用经费", plain, Form::BasicExpenditureByFunction),
            ("合计本年收入", Facts { by_unit: true, ..plain }, Form::RevenueByUnit),
            ("收入支出", Facts { two_sided: true, ..plain }, Form::RevenueAndExpenditureSummary),
            ("收入支出政府性基金", Facts { two_sided: true, ..plain }, Form::FiscalAppropriationSummary),
            ("合计公务接待费", plain, Form::ThreePublicExpenses),
            ("合计", plain, Form::Other),
        ] {
            assert_eq!(of_header(header, facts), expected, "{header}");
        }
    }

    #[test]
    fn stages() {
        let (budget, account) = (Some(BudgetStage::Budget), Some(BudgetStage::FinalAccount));
        for (title, line, document, header, expected) in [
            ("一般公共预算支出决算表", "", "", "", account),
            ("一般公共预算支出表", "", "某局2023年度决算", "", account),
            ("支出表", "财决附03表", "2024年部门预算", "", account),
            ("支出预算表", "", "", "决算数", budget),
            ("支出表", "", "2024年部门预算", "", budget),
            ("一般公共预算支出表", "", "", "预算数决算数", account),
            ("一般公共预算支出表", "", "", "", budget),
            ("支出表", "", "", "预算数", budget),
            ("支出表", "", "", "合计", None),
        ] {
            let texts = Texts { titles: &[title.to_owned()], lines: &[line.to_owned()], document, header };
            assert_eq!(stage(texts), expected, "{title} {line} {document} {header}");
        }
    }
}
