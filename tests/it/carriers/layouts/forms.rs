//! Forms, one a project: of goals, of a self-evaluation, of two periods beside each other.

use super::{Paper, Part, Spot, part};
use crate::carriers::draw::{Draw, printed};
use crate::carriers::grid::{Cell, Grid};
use crate::carriers::projects::{self, Facts, Indicator, Project, expect, expect_indicator};

fn cell(text: &str, columns: usize) -> Cell {
    Cell::new(text).over(columns, 1)
}

fn paper(draw: &mut Draw) -> (Paper, Vec<Project>) {
    let body = projects::body(draw);
    let year = 2022 + draw.below(4);
    let count = 1 + usize::from(draw.below(3) == 0);
    (Paper { body: body.to_owned(), year, ..Paper::default() }, projects::projects(draw, count))
}

/// How many indicators from one on have its first level; nothing where the one above has it too.
fn first_levels(indicators: &[Indicator], place: usize) -> usize {
    let own = indicators[place].level1;
    if place > 0 && indicators[place - 1].level1 == own {
        return 0;
    }
    indicators[place..].iter().take_while(|other| other.level1 == own).count()
}

/// Gives the paper a further table.
fn add(draw: &mut Draw, paper: &mut Paper, title: &str, grid: Grid, header_row: usize, inside: &[Spot]) {
    let mut part: Part = part(draw, &mut paper.truth, title, None, grid);
    let preface = part.grid.preface;
    let mut header = part.grid.rows[header_row + preface].clone();
    // The label beside the block of indicators is merged over all of it.
    header[0] = Some(Cell::new(""));
    part.header = vec![header];
    part.header_from = header_row + preface + 1;
    part.inside =
        inside.iter().map(|(name, (row, column), point)| (*name, (row + preface, *column), *point)).collect();
    paper.parts.push(part);
}

/// 项目支出绩效目标表.
pub fn form(draw: &mut Draw) -> Paper {
    let (mut paper, projects) = paper(draw);
    let title =
        if draw.coin() { "项目支出绩效目标表" } else { "财政项目支出绩效目标申报表" };
    let unit = format!("{}机关服务中心", &paper.body[..9]);
    for project in &projects {
        let mut grid = Grid::default();
        let mut inside: Vec<Spot> = Vec::new();
        grid.push(8, vec![cell(&format!("（{}年度）", paper.year), 8)]);
        grid.push(8, vec![cell("项目名称", 2), cell(&project.name, 6)]);
        grid.push(8, vec![cell("主管部门", 2), cell(&paper.body, 3), cell("实施单位", 1), cell(&unit, 2)]);
        let other = project.amount / 5;
        grid.push(
            8,
            vec![
                Cell::new("项目资金\n（万元）").over(2, 3),
                cell("年度资金总额：", 3),
                cell(&printed(project.amount, false), 3),
            ],
        );
        grid.push(8, vec![cell("其中：财政拨款", 3), cell(&printed(project.amount - other, false), 3)]);
        grid.push(8, vec![cell("其他资金", 3), cell(&printed(other, false), 3)]);
        let goals: Vec<String> =
            project.goals.iter().zip(1..).map(|(goal, number)| format!("目标{number}：{goal}")).collect();
        let label = if draw.coin() { "年度\n绩效\n目标" } else { "年度绩效目标" };
        inside.push(("goal", (grid.rows.len(), 1), (1, 8)));
        inside.push(("goal-line", (grid.rows.len(), 1), (1, 0)));
        grid.push(8, vec![Cell::new(label), cell(&goals.join("\n"), 7)]);
        let label = if draw.coin() { "绩\n效\n指\n标" } else { "绩效指标" };
        let header_row = grid.rows.len();
        grid.push(
            8,
            vec![
                Cell::new(label).over(1, project.indicators.len() + 1),
                cell("一级指标", 1),
                cell("二级指标", 1),
                cell("三级指标", 4),
                cell("指标值", 1),
            ],
        );
        for (place, indicator) in project.indicators.iter().enumerate() {
            let mut cells = Vec::new();
            let first = first_levels(&project.indicators, place);
            if first > 0 {
                cells.push(Cell::new(indicator.level1).over(1, first));
            }
            inside.push(("name", (grid.rows.len(), 3), (0, 5)));
            cells.extend([
                Cell::new(indicator.level2),
                cell(&indicator.name, 4),
                Cell::new(&indicator.target()),
            ]);
            grid.push(8, cells);
            expect_indicator(&mut paper.truth, project, indicator, indicator.level2, "- | - -");
        }
        let funding =
            format!("财政拨款={},其他资金={}", printed(project.amount - other, false), printed(other, false));
        let facts = Facts { unit: Some(unit.clone()), funding, goals_are_numbered: true, ..Facts::default() };
        expect(&mut paper.truth, project, &facts);
        add(draw, &mut paper, title, grid, header_row, &inside);
    }
    paper
}

/// 项目支出绩效自评表.
pub fn self_evaluation(draw: &mut Draw) -> Paper {
    let (mut paper, projects) = paper(draw);
    let title =
        if draw.coin() { "项目支出绩效自评表" } else { "部门预算项目支出绩效自评表" };
    let unit = format!("{}机关服务中心", &paper.body[..9]);
    for project in &projects {
        let mut grid = Grid::default();
        let mut inside: Vec<Spot> = Vec::new();
        let amount = printed(project.amount, false);
        grid.push(9, vec![cell("项目名称", 2), cell(&project.name, 7)]);
        grid.push(9, vec![cell("主管部门", 2), cell(&paper.body, 3), cell("实施单位", 1), cell(&unit, 3)]);
        let mut funds = vec![Cell::new("项目资金\n（万元）").over(2, 3)];
        funds.extend(super::cells(&[
            "",
            "年初预算数",
            "全年预算数（A）",
            "全年执行数（B）",
            "分值",
            "执行率（B/A）",
            "得分",
        ]));
        grid.push(9, funds);
        grid.push(9, super::cells(&["年度资金总额", &amount, &amount, &amount, "10", "100.00%", "10"]));
        grid.push(9, super::cells(&["其中：财政拨款", &amount, &amount, &amount, "—", "100.00%", "—"]));
        grid.push(
            9,
            vec![Cell::new("年度\n总体\n目标").over(1, 2), cell("预期目标", 4), cell("实际完成情况", 4)],
        );
        inside.push(("goal", (grid.rows.len(), 1), (0, 9)));
        grid.push(
            9,
            vec![cell(&project.goals.concat(), 4), cell("各项任务已按照年初确定的目标全部完成。", 4)],
        );
        let header_row = grid.rows.len();
        let mut header = vec![Cell::new("绩效\n指标").over(1, project.indicators.len() + 1)];
        header.extend(super::cells(&[
            "一级指标",
            "二级指标",
            "三级指标",
            "年度指标值（A）",
            "实际完成值（B）",
            "分值",
            "得分",
            "偏差原因分析及改进措施",
        ]));
        grid.push(9, header);
        for (place, indicator) in project.indicators.iter().enumerate() {
            let mut cells = Vec::new();
            let first = first_levels(&project.indicators, place);
            if first > 0 {
                cells.push(Cell::new(indicator.level1).over(1, first));
            }
            let weight = indicator.weight - if indicator.level2 == "数量指标" { 10 } else { 0 };
            let weight = weight.to_string();
            let actual = format!("{}{}", indicator.value, indicator.unit);
            inside.push(("name", (grid.rows.len(), 3), (0, 5)));
            cells.extend(super::cells(&[
                indicator.level2,
                &indicator.name,
                &indicator.target(),
                &actual,
                &weight,
                &weight,
                "",
            ]));
            grid.push(9, cells);
            let rest = format!("{weight} | {actual} {weight}");
            expect_indicator(&mut paper.truth, project, indicator, indicator.level2, &rest);
        }
        grid.push(9, vec![cell("总分", 6), cell("100", 1), cell("100", 1), cell("", 1)]);
        let facts = Facts {
            unit: Some(unit.clone()),
            funding: format!("财政拨款={amount}"),
            execution: Some(format!("{amount}/{amount}")),
            ..Facts::default()
        };
        expect(&mut paper.truth, project, &facts);
        add(draw, &mut paper, title, grid, header_row, &inside);
    }
    paper
}

/// A form in which the goals of some years and of this one stand beside each other.
pub fn periods(draw: &mut Draw) -> Paper {
    let (mut paper, projects) = paper(draw);
    let project = &projects[0];
    let year = paper.year;
    let mut grid = Grid::default();
    let mut inside: Vec<Spot> = Vec::new();
    let amount = printed(project.amount, false);
    let longer = printed(project.amount * 3, false);
    grid.push(9, vec![cell(&format!("（{year}年度）"), 9)]);
    grid.push(9, vec![cell(&format!("预算单位：{}", paper.body), 9)]);
    grid.push(
        9,
        vec![
            cell("项目名称", 1),
            cell(&project.name, 3),
            cell("中期财政预算（万元）", 1),
            cell(&longer, 1),
            cell("本年度申请财政预算资金（万元）", 2),
            cell(&amount, 1),
        ],
    );
    grid.push(
        9,
        vec![
            Cell::new("总体目标").over(1, 2),
            cell(&format!("中期目标（{year}年—{}年）", year + 2), 4),
            cell("年度目标", 4),
        ],
    );
    inside.push(("goal", (grid.rows.len(), 1), (0, 9)));
    grid.push(9, vec![cell(&project.goals[0], 4), cell(&project.goals[1], 4)]);
    let header_row = grid.rows.len();
    let mut header = vec![Cell::new("绩效\n指标").over(1, project.indicators.len() + 1)];
    header.extend(super::cells(&["一级指标", "二级指标", "三级指标", "指标值", "二级指标", "三级指标"]));
    header.push(cell("指标值", 2));
    grid.push(9, header);
    for (place, indicator) in project.indicators.iter().enumerate() {
        let mut cells = Vec::new();
        let first = first_levels(&project.indicators, place);
        if first > 0 {
            cells.push(Cell::new(indicator.level1).over(1, first));
        }
        let mut own = indicator.clone();
        if own.level2 == "成本指标" {
            own.value.clone_from(&longer);
        }
        inside.push(("name", (grid.rows.len(), 3), (0, 5)));
        cells.extend(super::cells(&[
            indicator.level2,
            &indicator.name,
            &own.target(),
            indicator.level2,
            &indicator.name,
        ]));
        cells.push(cell(&indicator.target(), 2));
        grid.push(9, cells);
        expect_indicator(&mut paper.truth, project, &own, indicator.level2, "- | - - MediumTerm");
        expect_indicator(&mut paper.truth, project, indicator, indicator.level2, "- | - - Annual");
    }
    let facts = Facts { unit: Some(paper.body.clone()), ..Facts::default() };
    let mut project = project.clone();
    project.goals = vec![project.goals.join(" -:")];
    expect(&mut paper.truth, &project, &facts);
    paper.truth.numbers.push(longer);
    add(draw, &mut paper, "财政项目支出绩效目标批复表", grid, header_row, &inside);
    paper
}
