//! What a disclosure says: projects with their goals and indicators, and the lines of budget tables.
//!
//! These types are the JSON document: their fields stand in the order in which they are written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::accounting::Accounting;
use super::amount::Amount;
use super::decision::DecisionOutcome;
use super::document::{Block, Origin, Tidy};
use super::finding::Finding;
use super::hidden::Hidden;
use super::place::Position;
use super::relation::{CellAt, Relation};
use super::table::{ColumnRole, Table};

/// The name of the JSON document's schema.
pub const SCHEMA: &str = "gongkai/document/v1";

/// A document and what its tables say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Disclosure {
    /// Always `gongkai/document/v1`.
    pub schema: String,
    /// Where it came from.
    pub source: Origin,
    /// Its title.
    pub title: Option<String>,
    /// The budget year.
    pub year: Option<u16>,
    /// Who publishes it.
    pub publisher: Option<String>,
    /// The whole document in reading order.
    pub blocks: Vec<Block<Tidy>>,
    /// The projects of performance tables.
    pub projects: Vec<Project>,
    /// The lines of budget and final-account tables.
    pub budget: Vec<BudgetLine>,
    /// What the file holds and whoever opens it does not see: no part of the blocks, and no record.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hidden: Vec<Hidden>,
    /// How much of its tables was read.
    #[serde(default)]
    pub accounting: Accounting,
    /// What adds up in its budget tables, and whether it does.
    #[serde(default)]
    pub relations: Vec<Relation>,
    /// What persons decided about it, in the order in which they did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<DecisionOutcome>,
    /// What is wrong, or was mended.
    pub findings: Vec<Finding>,
}

/// A department or unit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Organisation {
    /// Its code: department 3 digits, unit 6 digits.
    pub code: Option<String>,
    /// Its name as printed.
    pub name: String,
}

/// A project.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Project {
    /// Its code or running number, as text.
    pub code: Option<String>,
    /// Its name as printed.
    pub name: String,
    /// The department in charge (主管部门).
    pub department: Option<Organisation>,
    /// The unit that carries it out (实施单位).
    pub unit: Option<Organisation>,
    /// Its amount in `amount_unit`; for a self-evaluation the 全年预算数.
    pub amount: Option<Amount>,
    /// The unit of its amount as printed: 万元 or 元.
    pub amount_unit: Option<String>,
    /// Its amount in 万元.
    pub amount_wan: Option<Amount>,
    /// Where the money comes from.
    pub funding: Vec<Funding>,
    /// How the money was spent; of a self-evaluation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub execution: Option<Execution>,
    /// The goals.
    pub goals: Vec<Goal>,
    /// What became of the goals; of a self-evaluation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub achievement: Option<String>,
    /// The indicators.
    pub indicators: Vec<Indicator>,
    /// The sum of all weights as printed; of a self-evaluation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_weight: Option<Amount>,
    /// The sum of all scores as printed; of a self-evaluation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_score: Option<Amount>,
    /// Where.
    pub at: Position,
}

/// One source of a project's money, in the project's `amount_unit`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Funding {
    /// The source as printed: 财政拨款, 其他资金.
    pub source: String,
    /// Its amount; for a self-evaluation the 全年预算数.
    pub amount: Option<Amount>,
    /// What was spent of it; of a self-evaluation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub executed: Option<Amount>,
}

/// The execution of a project's budget, in the project's `amount_unit`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Execution {
    /// 年初预算数.
    pub initial: Option<Amount>,
    /// 全年预算数 (A).
    pub budget: Option<Amount>,
    /// 全年执行数 (B).
    pub executed: Option<Amount>,
    /// 执行率 as printed: `90.00%`.
    pub rate: Option<String>,
    /// 分值.
    pub weight: Option<Amount>,
    /// 得分.
    pub score: Option<Amount>,
    /// Where.
    pub at: Position,
}

/// A goal.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Goal {
    /// The number of its label 目标N, where it has one.
    pub number: Option<u32>,
    /// The period it is for.
    pub period: Option<Period>,
    /// What it says, without the label.
    pub text: String,
    /// Where.
    pub at: Position,
}

/// The period that a goal or an indicator is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Period {
    /// 年度.
    Annual,
    /// 中期, 长期, 实施期.
    MediumTerm,
    /// 总.
    Total,
}

/// An indicator.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Indicator {
    /// The canonical first level, or as printed where the taxonomy does not know it.
    pub level1: Option<String>,
    /// The canonical second level, or as printed where the taxonomy does not know it.
    pub level2: Option<String>,
    /// Whether the second level is not printed but follows from the first.
    pub level2_implied: bool,
    /// The first level as printed, where that is another word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level1_text: Option<String>,
    /// The second level as printed, where that is another word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level2_text: Option<String>,
    /// Its printed number.
    pub number: Option<u32>,
    /// Its name (三级指标).
    pub name: String,
    /// The period it is for, where the table tells periods apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// What its target is.
    #[serde(flatten)]
    pub target: Target,
    /// 权重, 分值.
    pub weight: Option<Amount>,
    /// The weight of its first level, where that has one of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level1_weight: Option<Amount>,
    /// The weight of its second level, where that has one of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level2_weight: Option<Amount>,
    /// What was reached (实际完成值), as printed.
    pub actual: Option<String>,
    /// 得分.
    pub score: Option<Amount>,
    /// Why it was missed (偏差原因分析及改进措施).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// 指标解释, 评分标准, 备注.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<String>,
    /// What is printed.
    pub text: String,
    /// The smallest piece of the source that says it, to the letter.
    pub source: String,
    /// Where.
    pub at: Position,
}

/// What an indicator aims at (指标值), read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Target {
    /// What kind of value it is.
    pub kind: TargetKind,
    /// How it compares; `null` where it is printed without a sign.
    pub operator: Option<Operator>,
    /// An exact decimal, the words of a qualitative value, or ISO date parts: `2024-12-31`, `12-31`, `---15`
    /// for the fifteenth of every month.
    pub value: Option<String>,
    /// The upper end of a range.
    pub value_max: Option<String>,
    /// The unit, `%` for ％ and 百分比.
    pub unit: Option<String>,
    /// Further values that stand in the same cell.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub more: Vec<Target>,
}

/// What kind of value a target is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TargetKind {
    /// A number, with or without unit.
    Quantity,
    /// From a number to another.
    Range,
    /// Words that a person judges: 健全, 优.
    Qualitative,
    /// A day, month or year.
    Date,
    /// Anything else, and nothing at all.
    #[default]
    Text,
}

/// How a target compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub enum Operator {
    /// At least.
    #[serde(rename = ">=")]
    AtLeast,
    /// At most.
    #[serde(rename = "<=")]
    AtMost,
    /// More than.
    #[serde(rename = ">")]
    MoreThan,
    /// Less than.
    #[serde(rename = "<")]
    LessThan,
    /// Exactly.
    #[serde(rename = "=")]
    Equal,
    /// Between two values.
    #[serde(rename = "range")]
    Range,
    /// About.
    #[serde(rename = "approx")]
    Approximately,
}

/// A line of a budget or final-account table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BudgetLine {
    /// Number of the table, from 0.
    pub table: usize,
    /// Which table it is: `expenditure-by-function`.
    pub form: BudgetForm,
    /// Whether the table is of the budget or of the final account; `null` where nothing says so.
    pub stage: Option<BudgetStage>,
    /// The classification code, as text; the parts of 类, 款 and 项 put together where they stand apart.
    pub code: Option<String>,
    /// The name as printed; empty where only a code is.
    pub name: String,
    /// 1 for 类, 2 for 款, 3 for 项.
    pub level: Option<u8>,
    /// The amounts by column.
    pub amounts: Vec<ColumnAmount>,
    /// The unit of the amounts: 万元 or 元.
    pub unit: Option<String>,
    /// Where.
    pub at: Position,
}

/// Which budget table a line stands in, by its title or, where that says too little, by its header.
///
/// Budget and final account have the same forms; `stage` tells them apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BudgetForm {
    /// 部门收支总表, 收入支出决算总表.
    RevenueAndExpenditureSummary,
    /// 财政拨款收支总表, 财政拨款收入支出决算总表.
    FiscalAppropriationSummary,
    /// 收入总表 with a line an account, 收入决算表.
    RevenueByFunction,
    /// 收入总表 with a line a department or unit.
    RevenueByUnit,
    /// 支出总表 with a line an account, 支出决算表.
    ExpenditureByFunction,
    /// 支出总表 by 经济分类.
    ExpenditureByEconomyClassification,
    /// 支出总表 with a line a department or unit.
    ExpenditureByUnit,
    /// 财政拨款支出表.
    FiscalAppropriationExpenditureByFunction,
    /// 财政拨款支出表 by 经济分类.
    FiscalAppropriationExpenditureByEconomyClassification,
    /// 一般公共预算支出表, 一般公共预算财政拨款支出决算表.
    GeneralPublicExpenditureByFunction,
    /// 一般公共预算支出表 by 经济分类.
    GeneralPublicExpenditureByEconomyClassification,
    /// 基本支出表 by 功能分类.
    BasicExpenditureByFunction,
    /// 一般公共预算基本支出表, 一般公共预算财政拨款基本支出决算表.
    BasicExpenditureByEconomyClassification,
    /// 项目支出表.
    ProjectExpenditure,
    /// "三公"经费支出表, also with 会议费 and 培训费 beside.
    ThreePublicExpenses,
    /// 政府性基金预算支出表, 政府性基金预算财政拨款收入支出决算表.
    GovernmentFundExpenditure,
    /// 国有资本经营预算支出表.
    StateCapitalExpenditure,
    /// 机关运行经费支出表.
    AgencyOperatingExpenses,
    /// 政府采购预算表.
    GovernmentProcurement,
    /// 部门管理转移支付表.
    TransferPayments,
    /// A budget table that neither title nor header tells more of.
    #[default]
    Other,
}

/// What the amounts of a budget table are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BudgetStage {
    /// 预算.
    Budget,
    /// 决算, also beside what was budgeted.
    FinalAccount,
}

/// An amount of a budget line.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ColumnAmount {
    /// The column's header, top to bottom, without blanks and breaks between Chinese words. Where two sides stand
    /// beside each other it begins with 收入 or 支出.
    pub column: Vec<String>,
    /// Grid column of the table, from 0.
    #[serde(default)]
    pub grid_column: usize,
    /// The amount in the line's unit; `null` where nothing is printed, a sign for nothing, or what cannot be read.
    pub amount: Option<Amount>,
    /// Its unit, where the column or the cell names another than the line's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

impl Disclosure {
    /// The tables in reading order; their numbers are those of `Position::table`.
    pub fn tables(&self) -> impl Iterator<Item = &Table<Tidy>> {
        self.blocks
            .iter()
            .filter_map(|block| if let Block::Table(table) = block { Some(table) } else { None })
    }

    /// How many cells of its tables could not be read though their place says what they are.
    pub fn unread(&self) -> usize {
        self.tables().filter_map(|table| table.accounting).map(|counts| counts.unread).sum()
    }
}

impl Project {
    /// The cell of its amount in its table, where one column has amounts; else the cell where it begins.
    pub fn amount_cell(&self, tables: &[&Table<Tidy>]) -> Option<CellAt> {
        let (table, row) = (self.at.table?, self.at.row?);
        let is_of_amounts = |column: &usize| {
            let own = tables.get(table).and_then(|table| table.columns.get(*column));
            own.is_some_and(|own| own.role == Some(ColumnRole::Amount))
        };
        let width = tables.get(table).map_or(0, |table| table.columns.len());
        let mut columns = (0..width).filter(is_of_amounts);
        let only = columns.next().filter(|_| columns.next().is_none());
        Some(CellAt { table, row, column: only.or(self.at.column).unwrap_or_default() })
    }
}

impl Target {
    /// The number of a quantity; `None` for anything else, and for more digits than can be held.
    pub fn number(&self) -> Option<Amount> {
        (self.kind == TargetKind::Quantity).then_some(self.value.as_deref()?)?.parse().ok()
    }
}

impl Operator {
    /// The sign as it is printed: `≥`; `None` for a range.
    pub fn sign(self) -> Option<&'static str> {
        match self {
            Self::AtLeast => Some("≥"),
            Self::AtMost => Some("≤"),
            Self::MoreThan => Some(">"),
            Self::LessThan => Some("<"),
            Self::Equal => Some("="),
            Self::Approximately => Some("约"),
            Self::Range => None,
        }
    }
}
