//! Budget tables: with a code in one column or three, with two sides, of the three public expenses.

use super::{Paper, cells, part, unit_line};
use crate::carriers::draw::{Draw, printed};
use crate::carriers::grid::{Cell, Grid};
use crate::carriers::projects;
use crate::carriers::truth::line;

/// An account: code and name.
type Account = (&'static str, &'static str);

/// Accounts by their first level: 类, then 款 and 项 in order.
const ACCOUNTS: &[&[Account]] = &[
    &[("205", "教育支出"), ("20502", "普通教育"), ("2050202", "小学教育"), ("2050203", "初中教育")],
    &[
        ("208", "社会保障和就业支出"),
        ("20805", "行政事业单位养老支出"),
        ("2080505", "机关事业单位基本养老保险缴费支出"),
        ("2080506", "机关事业单位职业年金缴费支出"),
    ],
    &[
        ("210", "卫生健康支出"),
        ("21011", "行政事业单位医疗"),
        ("2101101", "行政单位医疗"),
        ("2101102", "事业单位医疗"),
    ],
    &[("213", "农林水支出"), ("21303", "水利"), ("2130301", "行政运行"), ("2130305", "水利工程建设")],
    &[("214", "交通运输支出"), ("21401", "公路水路运输"), ("2140106", "公路养护")],
    &[("221", "住房保障支出"), ("22102", "住房改革支出"), ("2210201", "住房公积金")],
];

/// A line of a table by accounts: code, name, 合计, 基本支出, 项目支出.
type Line = (&'static str, &'static str, [i64; 3]);

fn paper(draw: &mut Draw) -> Paper {
    let body = projects::body(draw);
    Paper { body: body.to_owned(), year: 2022 + draw.below(4), ..Paper::default() }
}

/// The lines of two or three classes of accounts, whose sums hold.
fn lines(draw: &mut Draw) -> Vec<Line> {
    let classes: Vec<&&[Account]> = ACCOUNTS.iter().collect();
    let classes = draw.several(&classes, 2 + draw.clone().below(2));
    let mut lines: Vec<Line> = Vec::new();
    for class in classes {
        let first = lines.len();
        let mut sum = [0; 3];
        for (code, name) in *class {
            let mut amounts = [0; 3];
            if code.len() == 7 {
                let (basic, projects) = (draw.hundredths(20, 1900), draw.hundredths(10, 700));
                amounts = match draw.below(3) {
                    0 => [basic, basic, 0],
                    1 => [projects, 0, projects],
                    _ => [basic + projects, basic, projects],
                };
                for (sum, amount) in sum.iter_mut().zip(amounts) {
                    *sum += amount;
                }
            }
            lines.push((code, name, amounts));
        }
        lines[first].2 = sum;
        lines[first + 1].2 = sum;
    }
    lines
}

/// An amount as the tables print it: nothing for zero.
fn shown(amount: i64, with_commas: bool) -> String {
    if amount == 0 { String::new() } else { printed(amount, with_commas) }
}

/// Writes the amounts of a line into the truth.
fn expect(paper: &mut Paper, code: &str, name: &str, columns: &[Vec<String>], amounts: &[i64]) {
    for (column, amount) in columns.iter().zip(amounts).filter(|(_, amount)| **amount != 0) {
        let amount = printed(*amount, false);
        paper.truth.budget.push(line(code, name, column, &amount, "万元"));
        paper.truth.numbers.push(amount);
    }
}

fn columns(words: &[&[&str]]) -> Vec<Vec<String>> {
    words.iter().map(|path| path.iter().map(|word| (*word).to_owned()).collect()).collect()
}

/// Gives the paper a further table. `name` is where the name of the last line stands, which a page may cut.
fn add(draw: &mut Draw, paper: &mut Paper, title: &str, grid: Grid, name: Option<(usize, usize)>) {
    let unit = unit_line(draw, &paper.body);
    let mut part = part(draw, &mut paper.truth, title, Some(unit), grid);
    let preface = part.grid.preface;
    part.inside = name.map(|(row, column)| ("name", (row + preface, column), (0, 3))).into_iter().collect();
    paper.parts.push(part);
}

fn title(draw: &mut Draw, paper: &Paper) -> String {
    let Paper { body, year, .. } = paper;
    match draw.below(3) {
        0 => format!("{year}年部门支出总表"),
        1 => format!("{body}{year}年一般公共预算支出表"),
        _ => "部门支出总体情况表".to_owned(),
    }
}

/// 支出总表 with the code in one column.
pub fn codes(draw: &mut Draw) -> Paper {
    let mut paper = paper(draw);
    let title = title(draw, &paper);
    add_codes(draw, &mut paper, &title);
    paper
}

/// The same table of two years, one after the other.
pub fn two_years(draw: &mut Draw) -> Paper {
    let mut paper = paper(draw);
    for _ in 0..2 {
        let title = format!("{}年部门支出总表", paper.year);
        // The same draws: the same words in the header, and other amounts.
        let mut same = draw.clone();
        add_codes(&mut same, &mut paper, &title);
        paper.year += 1;
    }
    paper
}

/// Gives the paper a table with the code in one column.
fn add_codes(draw: &mut Draw, paper: &mut Paper, title: &str) {
    let mut grid = Grid::default();
    let code = draw.of(&["科目编码", "功能分类科目编码", "科目代码"]);
    let name = draw.of(&["科目名称", "功能分类科目名称"]);
    let is_grouped = draw.coin();
    let paths = if is_grouped {
        let over = format!("{}年预算数", paper.year);
        grid.push(
            5,
            vec![Cell::new(code).over(1, 2), Cell::new(name).over(1, 2), Cell::new(&over).over(3, 1)],
        );
        grid.push(5, cells(&["合计", "基本支出", "项目支出"]));
        grid.header = 2;
        columns(&[&[&over, "合计"], &[&over, "基本支出"], &[&over, "项目支出"]])
    } else {
        grid.push(5, cells(&[code, name, "合计", "基本支出", "项目支出"]));
        grid.header = 1;
        columns(&[&["合计"], &["基本支出"], &["项目支出"]])
    };
    let with_commas = draw.coin();
    let total_is_first = draw.coin();
    // Of another year, other amounts.
    let lines = lines(&mut Draw::new(draw.number(), title));
    let total = total(&lines);
    if total_is_first {
        push(&mut grid, &["", "合计"], total, with_commas);
        expect(paper, "-", "合计", &paths, &total);
    }
    for (code, name, amounts) in &lines {
        push(&mut grid, &[code, name], *amounts, with_commas);
        expect(paper, code, name, &paths, amounts);
    }
    let row = grid.rows.len() - 1;
    if !total_is_first {
        push(&mut grid, &["", "合计"], total, with_commas);
        expect(paper, "-", "合计", &paths, &total);
    }
    add(draw, paper, title, grid, Some((row, 1)));
}

fn total(lines: &[Line]) -> [i64; 3] {
    let mut total = [0; 3];
    for (_, _, amounts) in lines.iter().filter(|(code, ..)| code.len() == 3) {
        for (sum, amount) in total.iter_mut().zip(amounts) {
            *sum += amount;
        }
    }
    total
}

fn push(grid: &mut Grid, words: &[&str], amounts: [i64; 3], with_commas: bool) {
    let amounts = amounts.map(|amount| shown(amount, with_commas));
    let texts: Vec<&str> = words.iter().copied().chain(amounts.iter().map(String::as_str)).collect();
    grid.push(words.len() + 3, cells(&texts));
}

/// 支出总表 with 类, 款 and 项 in columns of their own.
pub fn code_parts(draw: &mut Draw) -> Paper {
    let mut paper = paper(draw);
    let mut grid = Grid::default();
    let over = draw.of(&["科目编码", "功能分类科目编码"]);
    grid.push(
        7,
        vec![
            Cell::new(over).over(3, 1),
            Cell::new("科目名称").over(1, 2),
            Cell::new("合计").over(1, 2),
            Cell::new("基本支出").over(1, 2),
            Cell::new("项目支出").over(1, 2),
        ],
    );
    grid.push(7, cells(&["类", "款", "项"]));
    grid.header = 2;
    let paths = columns(&[&["合计"], &["基本支出"], &["项目支出"]]);
    let lines = lines(draw);
    let with_commas = draw.coin();
    let total = total(&lines);
    push(&mut grid, &["", "", "", "合计"], total, with_commas);
    expect(&mut paper, "-", "合计", &paths, &total);
    for (code, name, amounts) in &lines {
        let parts = [&code[..3], code.get(3..5).unwrap_or_default(), code.get(5..).unwrap_or_default()];
        push(&mut grid, &[parts[0], parts[1], parts[2], name], *amounts, with_commas);
        expect(&mut paper, code, name, &paths, amounts);
    }
    let row = grid.rows.len() - 1;
    let title = title(draw, &paper);
    add(draw, &mut paper, &title, grid, Some((row, 3)));
    paper.parts[0].joined_left = 3;
    paper
}

/// 收支总表.
pub fn two_sided(draw: &mut Draw) -> Paper {
    let mut paper = paper(draw);
    let mut grid = Grid::default();
    grid.push(4, vec![Cell::new("收　　入").over(2, 1), Cell::new("支　　出").over(2, 1)]);
    grid.push(4, cells(&["项目", "预算数", "项目", "预算数"]));
    grid.header = 2;
    let count = 5;
    let spent: Vec<i64> = (0..count).map(|_| draw.hundredths(20, 1900)).collect();
    let names =
        ["社会保障和就业支出", "卫生健康支出", "城乡社区支出", "农林水支出", "交通运输支出", "住房保障支出"];
    let names = draw.several(&names, count);
    let kept = draw.hundredths(1, 40);
    let total: i64 = spent.iter().sum::<i64>() + kept;
    let before = draw.hundredths(1, 30);
    let other = draw.hundredths(1, 20);
    let sources = [
        "一般公共预算拨款收入",
        "政府性基金预算拨款收入",
        "国有资本经营预算拨款收入",
        "事业收入",
        "其他收入",
    ];
    let received = [total - before - other, 0, 0, 0, other];
    let numerals = ["一", "二", "三", "四", "五"];
    let mut rows: Vec<[(String, i64); 2]> = (0..count)
        .map(|place| {
            [
                (format!("{}、{}", numerals[place], sources[place]), received[place]),
                (format!("{}、{}", numerals[place], names[place]), spent[place]),
            ]
        })
        .collect();
    let closing = |name: &str, amount: i64| (name.to_owned(), amount);
    rows.push([closing("本年收入合计", total - before), closing("本年支出合计", total - kept)]);
    rows.push([closing("上年结转结余", before), closing("年终结转结余", kept)]);
    rows.push([closing("收入总计", total), closing("支出总计", total)]);
    let with_commas = draw.coin();
    for [left, right] in &rows {
        let texts = [&left.0, &shown(left.1, with_commas), &right.0, &shown(right.1, with_commas)];
        grid.push(4, cells(&texts.map(String::as_str)));
    }
    // One side after the other, as they are read.
    for (side, over) in ["收入", "支出"].iter().enumerate() {
        for row in &rows {
            let (name, amount) = &row[side];
            expect(&mut paper, "-", name, &columns(&[&[over, "预算数"]]), &[*amount]);
        }
    }
    let title = format!("{}年部门收支总表", paper.year);
    add(draw, &mut paper, &title, grid, None);
    paper
}

/// 三公经费支出表: wide, a line a unit or one line.
pub fn three_public(draw: &mut Draw) -> Paper {
    let mut paper = paper(draw);
    let mut grid = Grid::default();
    let over = format!("{}年预算数", paper.year);
    let cars = "公务用车购置及运行维护费";
    grid.push(
        8,
        vec![Cell::new("单位编码").over(1, 3), Cell::new("单位名称").over(1, 3), Cell::new(&over).over(6, 1)],
    );
    grid.push(
        8,
        vec![
            Cell::new("合计").over(1, 2),
            Cell::new("因公出国（境）费").over(1, 2),
            Cell::new(cars).over(3, 1),
            Cell::new("公务接待费").over(1, 2),
        ],
    );
    grid.push(8, cells(&["小计", "公务用车购置费", "公务用车运行维护费"]));
    grid.header = 3;
    let paths = columns(&[
        &[&over, "合计"],
        &[&over, "因公出国（境）费"],
        &[&over, cars, "小计"],
        &[&over, cars, "公务用车购置费"],
        &[&over, cars, "公务用车运行维护费"],
        &[&over, "公务接待费"],
    ]);
    let code = (101 + draw.below(300)).to_string();
    let names = ["本级", "综合服务中心", "事业发展中心"];
    let units: Vec<[i64; 6]> = names
        .iter()
        .map(|_| {
            let (running, guests) = (draw.hundredths(1, 60), draw.hundredths(1, 9));
            [running + guests, 0, running, 0, running, guests]
        })
        .collect();
    let mut total = [0; 6];
    for unit in &units {
        for (sum, amount) in total.iter_mut().zip(unit) {
            *sum += amount;
        }
    }
    let body = paper.body.clone();
    let mut rows = vec![(String::new(), "合计".to_owned(), total), (code.clone(), body.clone(), total)];
    rows.extend(
        names.iter().zip(&units).zip(1..).map(|((name, amounts), number)| {
            (format!("{code}{number:03}"), format!("{body}{name}"), *amounts)
        }),
    );
    for (code, name, amounts) in &rows {
        let texts = amounts.map(|amount| shown(amount, false));
        let texts: Vec<&str> =
            [code.as_str(), name].into_iter().chain(texts.iter().map(String::as_str)).collect();
        grid.push(8, cells(&texts));
        expect(&mut paper, if code.is_empty() { "-" } else { code }, name, &paths, amounts);
    }
    let row = grid.rows.len() - 1;
    let title = format!("{}年一般公共预算“三公”经费支出表", paper.year);
    add(draw, &mut paper, &title, grid, Some((row, 1)));
    paper
}
