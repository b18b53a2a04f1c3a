//! Projects with goals and indicators, drawn from pools of words.

use super::draw::{Draw, printed};
use super::truth::{Truth, bare};

/// An indicator as it is put in.
#[derive(Clone, Debug, Default)]
pub struct Indicator {
    /// 产出指标, 效益指标, 满意度指标.
    pub level1: &'static str,
    /// 数量指标, …
    pub level2: &'static str,
    /// Its name.
    pub name: String,
    /// The sign before the value, or nothing.
    pub sign: &'static str,
    /// The number, or the words.
    pub value: String,
    /// The unit, or nothing.
    pub unit: &'static str,
    /// Its weight.
    pub weight: u32,
}

impl Indicator {
    /// The target as it is printed in one cell.
    pub fn target(&self) -> String {
        format!("{}{}{}", self.sign, self.value, self.unit)
    }
}

/// A project as it is put in.
#[derive(Clone, Debug, Default)]
pub struct Project {
    /// Its name.
    pub name: String,
    /// Its amount in hundredths.
    pub amount: i64,
    /// The clauses of its goals.
    pub goals: Vec<String>,
    /// Its indicators.
    pub indicators: Vec<Indicator>,
}

/// Who publishes.
const BODIES: &[&str] = &[
    "青岭县水务局",
    "白石县林业和草原局",
    "银山市交通运输局",
    "清溪区教育局",
    "云门县民政局",
    "海州市文化和旅游局",
    "北山县农业农村局",
    "万桥街道办事处",
];

/// What is worked on, and what it is counted in.
const OBJECTS: &[(&str, &str)] = &[
    ("河道", "公里"),
    ("供水管网", "公里"),
    ("校舍", "平方米"),
    ("农村公路", "公里"),
    ("林区防火道", "公里"),
    ("古籍", "册"),
    ("危桥", "座"),
    ("灌溉泵站", "座"),
    ("堤防", "米"),
    ("路灯", "盏"),
    ("养老床位", "张"),
    ("健身器材", "套"),
];

/// What is done with it.
const WORKS: &[&str] = &["清理", "改造", "维修", "养护", "更新", "巡护"];

/// What is better afterwards.
const EFFECTS: &[&str] = &[
    "群众生产生活条件进一步改善",
    "公共设施运行更加安全可靠",
    "辖区公共服务能力稳步增强",
    "基层管理水平逐步提高",
    "设施使用年限有效延长",
];

/// Qualities that a target says.
const QUALITIES: &[&str] = &["明显改善", "有效提升", "逐步提高", "持续增强"];

/// Who is asked whether they are content.
const PEOPLE: &[&str] = &["群众", "受益对象", "服务对象", "使用单位", "社区居民"];

/// Who publishes a disclosure.
pub fn body(draw: &mut Draw) -> &'static str {
    draw.of(BODIES)
}

/// Some projects, no two of the same object.
pub fn projects(draw: &mut Draw, count: usize) -> Vec<Project> {
    let objects: Vec<&(&str, &str)> = OBJECTS.iter().collect();
    let mut objects = draw.several(&objects, count);
    if draw.coin() {
        objects.reverse();
    }
    let effects = draw.several(EFFECTS, count);
    objects
        .into_iter()
        .zip(effects)
        .map(|((object, unit), effect)| {
            let work = draw.of(WORKS);
            project(draw, object, unit, work, effect)
        })
        .collect()
}

fn project(draw: &mut Draw, object: &str, unit: &'static str, work: &str, effect: &str) -> Project {
    let endings = ["项目", "工程", "专项经费", "补助资金"];
    let name = format!("{object}{work}{}", draw.of(&endings));
    let amount = if draw.coin() { draw.hundredths(12, 900) } else { draw.hundredths(1000, 4000) };
    let share = || -> [&'static str; 2] { ["100", "95"] };
    let mut indicators = vec![
        Indicator {
            level1: "产出指标",
            level2: "数量指标",
            name: format!("{object}{work}数量"),
            sign: "≥",
            value: (12 + draw.below(80)).to_string(),
            unit,
            weight: 20,
        },
        Indicator {
            level1: "产出指标",
            level2: "质量指标",
            name: format!("{object}{work}验收合格率"),
            sign: ["≥", "", "＝"][draw.below(3)],
            value: draw.of(&share()).to_owned(),
            unit: "%",
            weight: 15,
        },
        Indicator {
            level1: "产出指标",
            level2: "时效指标",
            name: format!("{object}{work}任务完成及时率"),
            sign: "≥",
            value: (85 + draw.below(14)).to_string(),
            unit: "%",
            weight: 10,
        },
        Indicator {
            level1: "产出指标",
            level2: "成本指标",
            name: format!("{object}{work}总成本"),
            sign: "≤",
            value: printed(amount, false),
            unit: "万元",
            weight: 15,
        },
        Indicator {
            level1: "效益指标",
            level2: ["社会效益指标", "生态效益指标", "可持续影响指标"][draw.below(3)],
            name: format!("{object}{work}后设施使用状况"),
            sign: "",
            value: draw.of(QUALITIES).to_owned(),
            unit: "",
            weight: 30,
        },
        Indicator {
            level1: "满意度指标",
            level2: "服务对象满意度指标",
            name: format!("{}对{object}{work}的满意度", draw.of(PEOPLE)),
            sign: "≥",
            value: (86 + draw.below(12)).to_string(),
            unit: "%",
            weight: 10,
        },
    ];
    if draw.coin() {
        let time = indicators.remove(2);
        indicators[1].weight += time.weight;
    }
    let goals = vec![
        format!("按计划完成{object}{work}任务，保证工程质量和施工安全。"),
        format!("通过{object}{work}，{effect}。"),
    ];
    Project { name, amount, goals, indicators }
}

/// What a carrier must say of a project beside its indicators.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The unit that carries it out.
    pub unit: Option<String>,
    /// The amount, if another than the project's.
    pub amount: Option<i64>,
    /// Its funding.
    pub funding: String,
    /// Its execution.
    pub execution: Option<String>,
    /// Whether the goals are two with numbers.
    pub goals_are_numbered: bool,
}

/// Writes a project into the truth.
pub fn expect(truth: &mut Truth, project: &Project, facts: &Facts) {
    let amount = printed(facts.amount.unwrap_or(project.amount), false);
    let goals = if facts.goals_are_numbered {
        let goals = project.goals.iter().enumerate();
        goals.map(|(number, goal)| format!("{}:{goal}", number + 1)).collect::<Vec<_>>().join(" ")
    } else {
        format!("-:{}", project.goals.concat())
    };
    truth.projects.push(format!(
        "{} | {amount} 万元 = {amount} | {} | {} | {} | {}",
        project.name,
        facts.unit.as_deref().unwrap_or("-"),
        facts.funding,
        facts.execution.as_deref().unwrap_or("-"),
        goals.split(' ').map(bare).collect::<Vec<_>>().join(" "),
    ));
    truth.project_names.push(project.name.clone());
    truth.numbers.push(amount);
}

/// Writes an indicator into the truth; `rest` is weight, actual value, score and period.
pub fn expect_indicator(truth: &mut Truth, of: &Project, indicator: &Indicator, level2: &str, rest: &str) {
    truth.indicators.push(format!(
        "{} | {} > {level2} | {} | {} {} {} | {rest}",
        of.name,
        indicator.level1,
        indicator.name,
        match indicator.sign {
            "" => "-",
            "＝" => "=",
            sign => sign,
        },
        indicator.value,
        if indicator.unit.is_empty() { "-" } else { indicator.unit },
    ));
    truth.indicator_names.push(indicator.name.clone());
}
