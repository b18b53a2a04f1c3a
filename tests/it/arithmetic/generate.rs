//! Whole disclosures that add up: a department's budget of nine tables, or its final account, in the forms of several
//! regions.

use super::super::carriers::draw::Draw;
use super::tables::Writer;

/// Classes of accounts, each with groups and items: what a department may spend on.
pub const CLASSES: &[(&str, &str)] = &[
    ("201", "一般公共服务支出"),
    ("205", "教育支出"),
    ("206", "科学技术支出"),
    ("207", "文化旅游体育与传媒支出"),
    ("208", "社会保障和就业支出"),
    ("210", "卫生健康支出"),
    ("211", "节能环保支出"),
    ("213", "农林水支出"),
    ("214", "交通运输支出"),
    ("221", "住房保障支出"),
];

/// The class that government funds pay for.
pub const FUND_CLASS: (&str, &str) = ("212", "城乡社区支出");

/// Names of groups and items, whatever their class.
pub const NAMES: &[&str] = &[
    "行政运行",
    "一般行政管理事务",
    "机关服务",
    "专项业务",
    "事业运行",
    "信息化建设",
    "政策性补贴",
    "公共设施",
    "监督检查",
    "其他事务支出",
];

/// 经济分类 of 基本支出, 人员 and 公用.
pub const PERSONS: &[(&str, &str)] = &[("301", "工资福利支出"), ("303", "对个人和家庭的补助")];
pub const OFFICE: &[(&str, &str)] = &[("302", "商品和服务支出"), ("310", "资本性支出")];

/// How the amounts are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// 元 without decimals.
    Yuan,
    /// 元 with 角 and 分.
    YuanFen,
    /// 万元 with two decimals, of amounts that are whole hundredths of it.
    Wan,
    /// 万元 with two decimals, each amount rounded by itself.
    WanRounded,
}

/// A table as it is printed.
#[derive(Clone, Debug)]
pub struct Sheet {
    pub title: String,
    pub unit: String,
    /// Lines between the title and the table.
    pub above: String,
    pub header: String,
    pub rows: Vec<Vec<String>>,
    pub note: String,
}

/// A disclosure.
#[derive(Clone, Debug)]
pub struct Document {
    pub sheets: Vec<Sheet>,
}

impl Document {
    /// As a page.
    pub fn html(&self) -> String {
        let mut page = String::from("<h1>云溪县水利局部门公开</h1>\n");
        for sheet in &self.sheets {
            page += &format!(
                "<h2>{}</h2>\n{}<p>部门：云溪县水利局　　单位：{}</p>\n<table>\n{}\n",
                sheet.title, sheet.above, sheet.unit, sheet.header
            );
            for row in &sheet.rows {
                let cells: String = row.iter().map(|cell| format!("<td>{cell}</td>")).collect();
                page += &format!("<tr>{cells}</tr>\n");
            }
            page += &format!("</table>\n{}", sheet.note);
        }
        page
    }
}

/// An account that is spent on, with its amounts in 分.
pub struct Leaf {
    pub code: String,
    pub name: String,
    pub basic: i64,
    pub project: i64,
    /// Of what is spent of projects, so much is no appropriation.
    pub other: i64,
    /// Whether a government fund pays for it.
    pub fund: bool,
    /// What was spent on it of appropriations last year.
    pub last: i64,
}

impl Leaf {
    pub fn all(&self) -> i64 {
        self.basic + self.project
    }

    pub fn fiscal(&self) -> i64 {
        self.all() - self.other
    }

    /// What of it is general public budget.
    pub fn general(&self) -> i64 {
        if self.fund { 0 } else { self.fiscal() }
    }
}

/// Whose forms a disclosure has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Region {
    /// 一般公共预算支出表 beside what was spent last year, with 增减额 and 增减%.
    Central,
    /// 功能分类预算表, 机关运行经费 beside “三公”.
    Shanghai,
    /// 公开01表, 支出用途 as a third side, 会议费 and 培训费 beside “三公”.
    Jiangsu,
    /// None in particular.
    Plain,
}

/// A disclosure of a seed, of about so many accounts.
pub fn document(seed: u64, unit: Unit, accounts: usize, is_final: bool) -> Document {
    let mut draw = Draw::new(seed, "arithmetic");
    let region = one(&mut draw, &[Region::Central, Region::Shanghai, Region::Jiangsu, Region::Plain]);
    let leaves = leaves(&mut draw, unit, accounts);
    Document { sheets: Writer::new(draw, unit, region, is_final, leaves).sheets() }
}

/// One of some things.
pub fn one<T: Copy>(draw: &mut Draw, things: &[T]) -> T {
    things[draw.below(things.len())]
}

fn leaves(draw: &mut Draw, unit: Unit, accounts: usize) -> Vec<Leaf> {
    let step = match unit {
        Unit::Yuan => 100,
        Unit::YuanFen | Unit::WanRounded => 1,
        Unit::Wan => 10_000,
    };
    let amount = |draw: &mut Draw, most: usize| {
        i64::try_from(draw.below(most) + 1).unwrap() * 10_000 / step * step
            + i64::try_from(draw.below(10_000)).unwrap() / step * step
    };
    let with_fund = draw.below(3) == 0;
    let mut leaves = Vec::new();
    let mut left = accounts;
    let classes = CLASSES.iter().filter(|(code, _)| *code < FUND_CLASS.0);
    let classes = classes.chain(with_fund.then_some(&FUND_CLASS));
    let classes = classes.chain(CLASSES.iter().filter(|(code, _)| *code > FUND_CLASS.0));
    for (class, _) in classes {
        let fund = *class == FUND_CLASS.0;
        if left == 0 && !fund {
            continue;
        }
        for group in 0..=draw.below(3) {
            for item in 0..=draw.below(4 + accounts / 20) {
                let has_basic = draw.coin() && !fund;
                let basic = if has_basic { amount(draw, 90_000) } else { 0 };
                let project = if !has_basic || draw.coin() { amount(draw, 60_000) } else { 0 };
                let other = if draw.below(4) == 0 && !fund { project / 3 / step * step } else { 0 };
                let last = if draw.below(5) == 0 { 0 } else { amount(draw, 90_000) };
                let name = NAMES[draw.below(NAMES.len())].to_owned();
                let code = format!("{class}{:02}{:02}", group + 1, item + 1);
                leaves.push(Leaf { code, name, basic, project, other, fund, last });
                left = left.saturating_sub(1);
            }
        }
    }
    leaves
}

/// The classes of some accounts, with their names and accounts.
pub fn classes(leaves: &[Leaf]) -> Vec<(&'static str, Vec<&Leaf>)> {
    let of = |code: &str| leaves.iter().filter(|leaf| leaf.code.starts_with(code)).collect::<Vec<_>>();
    let mut all: Vec<(&str, &str)> = CLASSES.iter().copied().chain([FUND_CLASS]).collect();
    all.sort_unstable();
    all.into_iter().map(|(code, name)| (name, of(code))).filter(|(_, of)| !of.is_empty()).collect()
}

/// Makes all sides as long.
pub fn pad(sides: &mut [&mut Vec<(String, Vec<i64>)>]) {
    let rows = sides.iter().map(|side| side.len()).max().unwrap_or(0);
    for side in sides {
        side.resize(rows, (String::new(), Vec::new()));
    }
}

pub fn grouped(whole: i64) -> String {
    let digits = whole.to_string();
    let mut printed = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            printed.push(',');
        }
        printed.push(digit);
    }
    printed
}

pub fn chinese(number: usize) -> String {
    let digits: Vec<char> = "〇一二三四五六七八九十".chars().collect();
    match number {
        0..=10 => digits[number].to_string(),
        11..=19 => format!("十{}", digits[number - 10]),
        _ => format!("{}十{}", digits[number / 10], digits[number % 10]),
    }
}
