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
    /// 项目编码, of the list of what projects cost.
    ProjectCode = "project-code",
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
    /// 项目资金总额; of a row 合计.
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
    // What adds up.
    /// 小计, the sum of a part of a table.
    Subtotal = "subtotal",
    /// 其中, before the parts of a sum.
    OfWhich = "of-which",
    /// 总额, 合计 within a header: the whole of a sum.
    Whole = "whole",
    // What checks ask of prose and of levels.
    /// 资金, 满意度: a word that names of indicators have whatever the project is.
    Generic = "generic",
    /// 培训, 受益: what is done, or comes of it.
    Action = "action",
    /// 人员, 数量: two characters that are in every second name.
    Commonplace = "commonplace",
    /// 增加, 通过: a word that a phrase begins with.
    Beginning = "beginning",
    /// 为, 的: a word of one character that joins what stands around it.
    Particle = "particle",
    /// 和, 与: a word that sets one thing beside another.
    Conjunction = "conjunction",
    /// The end of a sentence that must go on.
    Unfinished = "unfinished",
    /// 率, 面积: the end of a name of what is measured.
    Measure = "measure",
    /// 提高, 利润: what can be more than a hundred percent.
    Unbounded = "unbounded",
    /// 产出指标: a first level that every project must have.
    Required = "required",
    /// 效果, 投入: a word of levels in schemes of old.
    OlderScheme = "older-scheme",
    /// 满意度指标, which schemes of old did not have.
    LaterScheme = "later-scheme",
    /// 经济成本指标: a level of costs.
    Cost = "cost",
    /// 其他资金: the source of money that the others leave.
    Rest = "rest",
    /// 无, 定性: what stands for a unit and is none.
    NoUnit = "no-unit",
    /// 无: there is nothing.
    Nothing = "nothing",
    /// 注, behind an amount or in brackets: the mark of a note.
    NoteWord = "note-word",
    /// A header of the names of projects among other names of a budget table: 项目名称.
    ProjectName = "project-name",
    /// 含…, in parentheses behind an amount: what is in it.
    AmountRemark = "amount-remark",
    // Words within headers and labels, names of levels, and lines around tables.
    /// 实施期: of a header, the medium term.
    MediumPeriod = "medium-period",
    /// 年度: of a header, the year.
    AnnualPeriod = "annual-period",
    /// 总目标: of a header, the whole time.
    TotalPeriod = "total-period",
    /// What labels of goals, results and indicators are put together of, beside the words for periods.
    LabelPart = "label-part",
    /// 完成情况: of a label put together of words, results.
    Achievement = "achievement",
    /// 目标: of a label put together of words, goals.
    GoalWord = "goal-word",
    /// A label that with a number behind it is that of one goal: 目标1.
    GoalNumber = "goal-number",
    /// 值: of a label put together of words, a value and no label of a block.
    ValueWord = "value-word",
    /// 财政拨款: of a header, where money comes from and not how much there is of it.
    FundingSource = "funding-source",
    /// 项目: of a header, that it speaks of projects.
    ProjectWord = "project-word",
    /// 单位, 部门: of a header, that it speaks of offices.
    OfficeWord = "office-word",
    /// 绩效: of a header, that its table is one of performance.
    PerformanceWord = "performance-word",
    /// 三级指标, 财政拨款: of a header, that hardly any table but those of disclosures has it.
    Telling = "telling",
    /// 名称, 备注: of a header, that tables of every kind have it.
    Common = "common",
    /// `#REF!`, `nan`: of a cell, that a value was lost.
    Fault = "fault",
    /// 编码, 序号: of a header, that its digits are names and no numbers.
    CodeWord = "code-word",
    /// 满意度 of anyone, which is the satisfaction of those served.
    Satisfaction = "satisfaction",
    /// 满意: of an indicator's name, that it asks how content someone is.
    Content = "content",
    /// What the names of levels that are joined into one share: 社会、经济效益.
    LevelEnding = "level-ending",
    /// A level's name that without 指标 can be nothing else.
    SureLevel = "sure-level",
    /// 编制部门: before a publisher's name.
    PublisherLabel = "publisher-label",
    /// What labels begin with that follow a publisher's name without a gap: 部门：林业局金额单位：万元.
    NextLabel = "next-label",
    /// What the names of offices end in.
    OfficeEnding = "office-ending",
    /// What follows an office's name in a title.
    TitleMatter = "title-matter",
    /// A word of a heading that names a table or its matter.
    TitleWord = "title-word",
    /// What a line that is a table's title ends in.
    TitleEnding = "title-ending",
    /// 表, with which the title of a table ends.
    TableEnd = "table-end",
    /// 表, before what the title of a table has in brackets: 支出总表（试行）.
    TableBracket = "table-bracket",
    /// What a title is that begins so: 关于, and no publisher.
    TitleOpening = "title-opening",

    // Budget and final-account tables: headers.
    /// 类, of a code that stands in three columns.
    CodeClass = "code-class",
    /// 款, of a code that stands in three columns.
    CodeGroup = "code-group",
    /// 项, of a code that stands in three columns.
    CodeItem = "code-item",
    /// What speaks of the classification of accounts: 科目, 功能, 经济.
    Classification = "classification",
    /// 收入, the side of revenue.
    Revenue = "revenue",
    /// 支出, the side of expenditure.
    Expenditure = "expenditure",
    /// What amounts are rather than whose: 预算数, 决算数, 执行数.
    Stage = "stage",
    /// A word for a stage that also ends the name of what amounts are for: 预算 of 一般公共预算.
    StageWord = "stage-word",
    /// A header that stands below others everywhere: 合计, 科目名称.
    LowerHeader = "lower-header",
    /// A part of a budget, by where the money comes from or what it goes to: 财政拨款, 基本支出.
    BudgetPart = "budget-part",
    /// 因公出国（境）费, the first of the three public expenses.
    TravelAbroad = "travel-abroad",
    /// 公务接待费, the second.
    Reception = "reception",
    /// 公务用车购置及运行费, the third.
    Vehicles = "vehicles",
    /// What an amount of the public expenses is for, be it all of them: 会议费, 购置费, 合计.
    ExpenseItem = "expense-item",
    /// What counts the lines or columns of a printed form: 行次, 栏次.
    LineNumber = "line-number",
    /// What a line is described by besides its name: 备注, 资金来源.
    Description = "description",
    /// What is no money: 占比, 人数.
    NoMoney = "no-money",

    // Budget and final-account tables: what they and the lines around them speak of.
    /// Money that comes in or is spent: 收入, 经费, 预算数.
    Money = "money",
    /// What only budgets and final accounts speak of: 决算, 财政拨款.
    OfBudget = "of-budget",
    /// What no budget speaks of: 学分, 单价, 余额.
    Foreign = "foreign",
    /// 经济分类, of a title.
    ByEconomy = "by-economy",
    /// 表, of a title.
    Table = "table",
    /// 页, of a line with the number of a page.
    Page = "page",
    /// The label of a line around a table: 单位：, 日期：, 表号：.
    CaptionLabel = "caption-label",

    // Budget and final-account tables: cells and lines.
    /// What persons and things are counted in: 人, 辆, 批次.
    CountUnit = "count-unit",
    /// 批次, of guests.
    Batches = "batches",
    /// 人次, of guests.
    Visits = "visits",
    /// 接待, of guests.
    Guests = "guests",
    /// 外事, 国（境）外, of guests.
    Abroad = "abroad",
    /// That a table holds nothing: 本表无数据.
    EmptyTable = "empty-table",
    /// That the very table of which it is said holds nothing: 本表为空表.
    EmptyOutright = "empty-outright",
    /// What is said for a case that may be: 如无数据.
    OnlyIf = "only-if",
    /// 注, before a note.
    Note = "note",
    /// 制表, 审核, before the name of who signs.
    Signature = "signature",
    /// Where a seal is put: 公章.
    Seal = "seal",
    /// How the title of a budget table ends: 表.
    TableTitle = "table-title",
    /// What the title of a budget table speaks of: 支出, 预算.
    OfTable = "of-table",
    // Lines around tables, and marks of pages.
    /// 编制部门：, at the beginning of a line above a table.
    LineLabel = "line-label",
    /// （续）, behind or in place of what stands on the page before.
    Continued = "continued",
    /// Sheet, the name of a worksheet that nobody gave one.
    SheetName = "sheet-name",
    // Words that tell whether a name goes on.
    /// 支出, with which a name ends.
    NameEnd = "name-end",
    /// 其中, which is a whole name by itself.
    WholeName = "whole-name",
    /// 目标1：, with which an item of a list begins.
    ItemLabel = "item-label",

    // Forms: their money, their past, and what they are for.
    /// 资金, 拨款: of a name, that it is a part of the money.
    MoneyPart = "money-part",
    /// 基本支出: of a name, that it says what the money is for rather than where it comes from.
    Purpose = "purpose",
    /// 近两年: of a header, that its values were reached in years past.
    Past = "past",
    /// 整体支出: of a title, that its form is a whole department's.
    Overall = "overall",
    /// Of a budget table, the sum of everything: 收入总计.
    GrandTotal = "grand-total",
    /// Of a line of a budget table, what is taken away from a sum: 减：.
    TakenAway = "taken-away",
    /// Of a line of a budget table, what is added to a sum besides: 加：.
    Added = "added",
    /// “三公”经费, all of them.
    ThreePublicExpenses = "three-public-expenses",
    /// 项目支出.
    ProjectExpenditure = "project-expenditure",
    /// 基本支出.
    BasicExpenditure = "basic-expenditure",
    /// 一般公共预算.
    GeneralPublicBudget = "general-public-budget",
    /// 政府性基金预算.
    GovernmentFund = "government-fund",
    /// 国有资本经营预算.
    StateCapital = "state-capital",
    // Budget and final-account tables: columns that are made of others.
    /// 增减, 增长: what became more or less.
    Change = "change",
    /// 下降, 减少: what became less, printed without a sign.
    Decrease = "decrease",
    /// 率, %: of a change, that it is a part of what it was.
    RateWord = "rate-word",
    /// 执行率, 完成预算: what was spent of what was planned.
    Execution = "execution",
    /// 占比, 比重: a part of the whole.
    Share = "share",
    /// 人均: for each person.
    PerHead = "per-head",
    /// 人数: how many persons.
    Persons = "persons",
    /// 上年.
    LastYear = "last-year",
    /// 本年.
    ThisYear = "this-year",
    /// 比, between what is compared.
    Comparison = "comparison",
    /// 决算数, 执行数: what was spent.
    SpentStage = "spent-stage",
    /// 预算数: what was planned.
    PlannedStage = "planned-stage",
    /// 年初: planned at the beginning of the year.
    InitialStage = "initial-stage",
    /// 结转, 结余: what was carried over from a year into the next.
    CarriedOver = "carried-over",
    /// 人员, of 基本支出.
    BasicPersons = "basic-persons",
    /// 公用, of 基本支出.
    BasicOffice = "basic-office",
    /// 运行, of 公务用车: what they cost to run.
    VehicleRun = "vehicle-run",
    /// 购置及运行, of 公务用车: their purchase as well.
    VehicleBoth = "vehicle-both",
    /// 机关运行经费, which stands beside the three public expenses and is none of them.
    AgencyOperation = "agency-operation",
}
