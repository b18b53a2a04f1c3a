//! What a term means.

/// Makes the senses and their names in `terms.tsv`.
macro_rules! senses {
    ($($(#[$meaning:meta])+ $sense:ident = $name:literal,)+) => {
        /// What a term means, wherever it applies.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Sense {
            $($(#[$meaning])+ $sense,)+
        }

        impl Sense {
            /// All of them, in the order in which they stand here.
            pub const ALL: &[Self] = &[$(Self::$sense,)+];

            /// Its name in `terms.tsv`.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$sense => $name,)+
                }
            }
        }
    };
}

senses! {
    /// 单位编码, 项目编码, 科目编码; of a form 项目编码.
    Code = "code",
    /// 项目名称, 科目名称.
    Name = "name",
    /// 项目名称及编码.
    NameAndCode = "name-and-code",
    /// 主管部门.
    Department = "department",
    /// 主管部门编码.
    DepartmentCode = "department-code",
    /// 实施单位, 单位名称.
    Unit = "unit",
    /// 预算单位编码.
    UnitCode = "unit-code",
    /// 部门名称, of a form for a whole department.
    Organisation = "organisation",
    /// 金额, 预算数; of a form 资金总额, of whatever time.
    Amount = "amount",
    /// 绩效目标.
    Goals = "goals",
    /// 绩效指标, all of them in one cell.
    Indicators = "indicators",
    /// 一级指标; of a level's name, a first level.
    Level1 = "level1",
    /// 二级指标; of a level's name, a second level.
    Level2 = "level2",
    /// 三级指标.
    Indicator = "indicator",
    /// 指标性质, 计算符号.
    Operator = "operator",
    /// 指标值.
    Target = "target",
    /// 度量单位.
    TargetUnit = "target-unit",
    /// 指标值类型, 指标属性.
    TargetKind = "target-kind",
    /// 权重, 分值.
    Weight = "weight",
    /// 实际完成值.
    Actual = "actual",
    /// 得分.
    Score = "score",
    /// 偏差原因分析及改进措施.
    Reason = "reason",
    /// 指标解释, 评分标准, 备注.
    Explanation = "explanation",
    /// 指标方向性.
    Direction = "direction",
    /// 序号, 行次.
    Number = "number",
    /// 项目资金（万元）, beside a block of amounts.
    Funds = "funds",
    /// 年度资金总额.
    Annual = "annual",
    /// 项目资金总额.
    Total = "total",
    /// 实施期资金总额.
    Medium = "medium",
    /// 年初预算数.
    Initial = "initial",
    /// 全年预算数.
    Budget = "budget",
    /// 全年执行数.
    Executed = "executed",
    /// 执行率.
    Rate = "rate",
    /// 年度主要任务.
    Tasks = "tasks",
    /// 任务名称.
    TaskName = "task-name",
    /// 主要内容, of a task.
    TaskContent = "task-content",
    /// 金额合计, the row that sums up the tasks.
    TaskTotal = "task-total",
    /// 总额, beside its parts.
    TaskWhole = "task-whole",
    /// 部门职责.
    Duties = "duties",
    /// 总分.
    TotalScore = "total-score",
    /// What a project does not hold: 联系电话.
    Other = "other",
    // Lines around tables, and marks of pages.
    /// 注：, at the beginning of a note.
    Note = "note",
    /// 编制部门：, at the beginning of a line above a table.
    LineLabel = "line-label",
    /// 填表人, before the name of who signed.
    Signature = "signature",
    /// （续）, behind or in place of what stands on the page before.
    Continued = "continued",
    /// 栏次, before the numbers of the columns.
    ColumnCount = "column-count",
    // Words that tell whether a name goes on.
    /// 支出, with which a name ends.
    NameEnd = "name-end",
    /// 其中, which is a whole name by itself.
    WholeName = "whole-name",
    /// 目标1：, with which an item of a list begins.
    ItemLabel = "item-label",
}

impl Sense {
    /// The sense of a name in `terms.tsv`.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|sense| sense.name() == name)
    }
}
