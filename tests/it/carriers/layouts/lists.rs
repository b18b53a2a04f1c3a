//! Tables of projects: packed into cells, a row an indicator, the properties of an indicator in columns.

use gongkai::lexicon::sense::Sense;

use super::{Paper, Part, Spot, cells, part, unit_line, word};
use crate::carriers::draw::{Draw, printed};
use crate::carriers::grid::{Cell, Grid};
use crate::carriers::projects::{self, Facts, Project, expect, expect_indicator};

/// The numbers of first levels.
const NUMERALS: [&str; 3] = ["一", "二", "三"];

fn paper(draw: &mut Draw) -> (Paper, Vec<Project>) {
    let body = projects::body(draw);
    let year = 2022 + draw.below(4);
    let count = 2 + draw.below(2);
    (Paper { body: body.to_owned(), year, ..Paper::default() }, projects::projects(draw, count))
}

fn title(draw: &mut Draw, paper: &Paper) -> String {
    let Paper { body, year, .. } = paper;
    match draw.below(3) {
        0 => format!("{body}{year}年部门预算项目支出绩效目标表"),
        1 => format!("{year}年度{body}项目支出绩效目标公开表"),
        _ => "项目支出绩效目标表".to_owned(),
    }
}

/// Where the rows of a project lie, and what was put into its cells.
fn merged_below(project: &Project) -> Vec<(usize, usize)> {
    // For every indicator how many follow with the same first and second level, from it on; 0 if it is no first.
    let count = |place: usize, level: fn(&projects::Indicator) -> &str| {
        let own = level(&project.indicators[place]);
        if place > 0 && level(&project.indicators[place - 1]) == own {
            return 0;
        }
        project.indicators[place..].iter().take_while(|other| level(other) == own).count()
    };
    (0..project.indicators.len())
        .map(|place| (count(place, |own| own.level1), count(place, |own| own.level2)))
        .collect()
}

/// A project a row, its indicators in one cell.
pub fn packed(draw: &mut Draw) -> Paper {
    let (mut paper, projects) = paper(draw);
    let mut grid = Grid::default();
    let says_unit = draw.coin();
    let amount = if says_unit { "金额（万元）" } else { "金额" };
    grid.push(5, cells(&["单位编码", "单位及项目名称", amount, "绩效目标", "绩效指标"]));
    grid.header = 1;
    let with_commas = draw.coin();
    let total: i64 = projects.iter().map(|project| project.amount).sum();
    let code = (301 + draw.below(200)).to_string();
    let total = printed(total, with_commas);
    paper.truth.numbers.push(total.replace(',', ""));
    grid.push(5, cells(&["合计", "", &total, "", ""]));
    grid.push(5, cells(&[&code, &paper.body, &total, "", ""]));
    grid.push(5, cells(&[&format!("{code}001"), &format!("{}（本级）", paper.body), &total, "", ""]));
    let mut inside = Vec::new();
    for (number, project) in projects.iter().enumerate() {
        let goals: Vec<String> =
            project.goals.iter().zip(1..).map(|(goal, number)| format!("目标{number}：{goal}")).collect();
        let mut lines = Vec::new();
        for (place, indicator) in project.indicators.iter().enumerate() {
            let before = place.checked_sub(1).map(|before| &project.indicators[before]);
            if before.is_none_or(|before| before.level1 != indicator.level1) {
                let level = NUMERALS[["产出指标", "效益指标", "满意度指标"]
                    .iter()
                    .position(|name| *name == indicator.level1)
                    .unwrap()];
                lines.push(format!("{level}、{}", indicator.level1));
            }
            if indicator.level1 != "满意度指标"
                && before.is_none_or(|before| before.level2 != indicator.level2)
            {
                let second = project.indicators[..=place]
                    .iter()
                    .filter(|other| other.level1 == indicator.level1)
                    .count();
                lines.push(format!("（{}）{}", ["一", "二", "三", "四", "五"][second - 1], indicator.level2));
            }
            lines.push(format!("1. {} {}", indicator.name, indicator.target()));
        }
        let row = grid.rows.len();
        grid.push(
            5,
            cells(&[
                &(number + 1).to_string(),
                &project.name,
                &printed(project.amount, with_commas),
                &goals.join("\n"),
                &lines.join("\n"),
            ]),
        );
        if number + 1 == projects.len() {
            inside.push(("goal", (row, 3), (1, 9)));
            inside.push(("goal-line", (row, 3), (1, 0)));
            for line in 1..lines.len() {
                inside.push(("list", (row, 4), (line, 0)));
            }
            inside.push(("name", (row, 4), (2, 7)));
        }
        let unit = format!("{}（本级）", paper.body);
        let facts = Facts {
            unit: Some(crate::carriers::truth::bare(&unit)),
            goals_are_numbered: true,
            ..Facts::default()
        };
        expect(&mut paper.truth, project, &facts);
        for indicator in &project.indicators {
            expect_indicator(&mut paper.truth, project, indicator, indicator.level2, "- | - -");
        }
    }
    finish(draw, paper, grid, says_unit, inside)
}

/// Gives the paper its one table.
fn finish(draw: &mut Draw, mut paper: Paper, grid: Grid, says_unit: bool, inside: Vec<Spot>) -> Paper {
    let title = title(draw, &paper);
    let unit = (!says_unit).then(|| unit_line(draw, &paper.body));
    let mut part: Part = part(draw, &mut paper.truth, &title, unit, grid);
    let preface = part.grid.preface;
    part.inside = inside
        .into_iter()
        .map(|(name, (row, column), point)| (name, (row + preface, column), point))
        .collect();
    paper.parts.push(part);
    paper
}

/// A row an indicator, with merged cells.
pub fn rows(draw: &mut Draw) -> Paper {
    let (mut paper, projects) = paper(draw);
    let says_unit = draw.coin();
    let amount = word(draw, Sense::Amount, "金额");
    let amount = if says_unit { format!("{amount}（万元）") } else { amount.to_owned() };
    let mut grid = Grid::default();
    let header = [
        word(draw, Sense::Name, "项目名称"),
        &amount,
        word(draw, Sense::Goals, "绩效目标"),
        word(draw, Sense::Level1, "一级指标"),
        word(draw, Sense::Level2, "二级指标"),
        word(draw, Sense::Indicator, "三级指标"),
        word(draw, Sense::Target, "指标值"),
    ];
    grid.push(7, cells(&header));
    grid.header = 1;
    let with_commas = draw.coin();
    let mut inside = Vec::new();
    for (number, project) in projects.iter().enumerate() {
        let count = project.indicators.len();
        for (place, (first, second)) in merged_below(project).into_iter().enumerate() {
            let indicator = &project.indicators[place];
            let row = grid.rows.len();
            let mut cells = Vec::new();
            if place == 0 {
                cells.push(Cell::new(&project.name).over(1, count));
                cells.push(Cell::new(&printed(project.amount, with_commas)).over(1, count));
                cells.push(Cell::new(&project.goals.join("\n")).over(1, count));
                if number + 1 == projects.len() {
                    inside.push(("goal", (row, 2), (0, 9)));
                    inside.push(("goal-line", (row, 2), (1, 0)));
                }
            }
            if first > 0 {
                cells.push(Cell::new(indicator.level1).over(1, first));
            }
            if second > 0 {
                cells.push(Cell::new(indicator.level2).over(1, second));
            }
            cells.extend([Cell::new(&indicator.name), Cell::new(&indicator.target())]);
            grid.push(7, cells);
            if (number, place) != (0, 0) {
                inside.push(("name", (row, 5), (0, 5)));
            }
        }
        expect(&mut paper.truth, project, &Facts::default());
        for indicator in &project.indicators {
            expect_indicator(&mut paper.truth, project, indicator, indicator.level2, "- | - -");
        }
    }
    finish(draw, paper, grid, says_unit, inside)
}

/// Sign, value, unit and weight of an indicator in columns of their own.
pub fn properties(draw: &mut Draw) -> Paper {
    let (mut paper, projects) = paper(draw);
    let says_unit = draw.coin();
    let amount = word(draw, Sense::Amount, "预算金额");
    let amount = if says_unit { format!("{amount}（万元）") } else { amount.to_owned() };
    let mut grid = Grid::default();
    let header = [
        "单位名称",
        word(draw, Sense::Name, "项目名称"),
        &amount,
        word(draw, Sense::Goals, "年度目标"),
        word(draw, Sense::Level1, "一级指标"),
        word(draw, Sense::Level2, "二级指标"),
        word(draw, Sense::Indicator, "三级指标"),
        word(draw, Sense::Operator, "指标性质"),
        word(draw, Sense::Target, "指标值"),
        word(draw, Sense::TargetUnit, "度量单位"),
        word(draw, Sense::Weight, "权重"),
    ];
    grid.push(11, cells(&header));
    grid.header = 1;
    let count: usize = projects.iter().map(|project| project.indicators.len()).sum();
    let mut inside = Vec::new();
    for (number, project) in projects.iter().enumerate() {
        let own = project.indicators.len();
        for (place, (first, second)) in merged_below(project).into_iter().enumerate() {
            let indicator = &project.indicators[place];
            let row = grid.rows.len();
            let mut cells = Vec::new();
            if (number, place) == (0, 0) {
                cells.push(Cell::new(&paper.body).over(1, count));
            }
            if place == 0 {
                cells.push(Cell::new(&project.name).over(1, own));
                cells.push(Cell::new(&printed(project.amount, false)).over(1, own));
                cells.push(Cell::new(&project.goals.concat()).over(1, own));
                if number + 1 == projects.len() {
                    inside.push(("goal", (row, 3), (0, 12)));
                }
            }
            if first > 0 {
                cells.push(Cell::new(indicator.level1).over(1, first));
            }
            if second > 0 {
                cells.push(Cell::new(indicator.level2).over(1, second));
            }
            let sign = match indicator.sign {
                "" if indicator.unit.is_empty() => "定性",
                "" => "＝",
                sign => sign,
            };
            let unit = indicator.unit;
            cells.extend(super::cells(&[
                &indicator.name,
                sign,
                &indicator.value,
                unit,
                &indicator.weight.to_string(),
            ]));
            grid.push(11, cells);
            if (number, place) != (0, 0) {
                inside.push(("name", (row, 6), (0, 6)));
            }
            let weight = indicator.weight;
            let mut put_in = indicator.clone();
            put_in.sign = if sign == "定性" { "" } else { sign };
            expect_indicator(
                &mut paper.truth,
                project,
                &put_in,
                indicator.level2,
                &format!("{weight} | - -"),
            );
        }
        let facts = Facts { unit: Some(paper.body.clone()), ..Facts::default() };
        expect(&mut paper.truth, project, &facts);
    }
    finish(draw, paper, grid, says_unit, inside)
}
