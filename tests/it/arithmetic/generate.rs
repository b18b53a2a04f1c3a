//! Whole disclosures that add up: a department's budget of nine tables, or its final account, in many forms.

use super::super::carriers::draw::Draw;

/// Classes of accounts, each with groups and items: what a department may spend on.
const CLASSES: &[(&str, &str)] = &[
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

/// Names of groups and items, whatever their class.
const NAMES: &[&str] = &[
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
const PERSONS: &[(&str, &str)] = &[("301", "工资福利支出"), ("303", "对个人和家庭的补助")];
const OFFICE: &[(&str, &str)] = &[("302", "商品和服务支出"), ("310", "资本性支出")];

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
                "<h2>{}</h2>\n<p>部门：云溪县水利局　　单位：{}</p>\n<table>\n{}\n",
                sheet.title, sheet.unit, sheet.header
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

/// An account that is spent on, with its amounts in 分: basic and of projects, and whose money it is.
struct Leaf {
    code: String,
    name: String,
    basic: i64,
    project: i64,
    /// Of what is spent of projects, so much is no appropriation.
    other: i64,
}

impl Leaf {
    fn all(&self) -> i64 {
        self.basic + self.project
    }
}

/// What a generator knows when it writes.
struct Writer {
    draw: Draw,
    unit: Unit,
    leaves: Vec<Leaf>,
    /// 类, 款 and 项 in columns of their own.
    parted: bool,
    total_first: bool,
    blank: &'static str,
    stage: &'static str,
    year: &'static str,
}

/// A disclosure of a seed, of about so many accounts.
pub fn document(seed: u64, unit: Unit, accounts: usize, is_final: bool) -> Document {
    let mut draw = Draw::new(seed, "arithmetic");
    let step = match unit {
        Unit::Yuan => 100,
        Unit::YuanFen | Unit::WanRounded => 1,
        Unit::Wan => 10_000,
    };
    let amount = |draw: &mut Draw, most: usize| {
        i64::try_from(draw.below(most) + 1).unwrap() * 10_000 / step * step
            + i64::try_from(draw.below(10_000)).unwrap() / step * step
    };
    let mut leaves = Vec::new();
    let mut left = accounts;
    for (class, _) in CLASSES {
        if left == 0 {
            break;
        }
        for group in 0..=draw.below(3) {
            for item in 0..=draw.below(4 + accounts / 20) {
                let has_basic = draw.coin();
                let basic = if has_basic { amount(&mut draw, 90_000) } else { 0 };
                let project = if !has_basic || draw.coin() { amount(&mut draw, 60_000) } else { 0 };
                let other = if draw.below(4) == 0 { project / 3 / step * step } else { 0 };
                let name = NAMES[draw.below(NAMES.len())].to_owned();
                leaves.push(Leaf {
                    code: format!("{class}{:02}{:02}", group + 1, item + 1),
                    name,
                    basic,
                    project,
                    other,
                });
                left = left.saturating_sub(1);
            }
        }
    }
    let parted = draw.below(3) == 0;
    let total_first = draw.coin();
    let blank = draw.of(&["", "—", "0.00"]);
    let blank = if unit == Unit::Yuan && blank == "0.00" { "0" } else { blank };
    let (stage, year) = if is_final { ("决算", "2023年") } else { ("预算", "2024年") };
    let mut writer = Writer { draw, unit, leaves, parted, total_first, blank, stage, year };
    Document { sheets: writer.sheets() }
}

impl Writer {
    fn print(&self, fen: i64) -> String {
        if fen == 0 {
            return self.blank.to_owned();
        }
        let (sign, fen) = (if fen < 0 { "-" } else { "" }, fen.abs());
        match self.unit {
            Unit::Yuan => format!("{sign}{}", grouped(fen / 100)),
            Unit::YuanFen => format!("{sign}{}.{:02}", grouped(fen / 100), fen % 100),
            Unit::Wan | Unit::WanRounded => {
                let hundredths = (fen + 5_000) / 10_000;
                format!("{sign}{}.{:02}", grouped(hundredths / 100), hundredths % 100)
            }
        }
    }

    fn unit_word(&self) -> &'static str {
        if matches!(self.unit, Unit::Yuan | Unit::YuanFen) { "元" } else { "万元" }
    }

    fn sheet(&self, title: &str, header: String, rows: Vec<Vec<String>>) -> Sheet {
        let title = format!("{}{}", self.year, title.replace("预算", self.stage));
        Sheet { title, unit: self.unit_word().to_owned(), header, rows, note: String::new() }
    }

    fn sheets(&mut self) -> Vec<Sheet> {
        let leaves = std::mem::take(&mut self.leaves);
        let fiscal: i64 = leaves.iter().map(|leaf| leaf.all() - leaf.other).sum();
        let other: i64 = leaves.iter().map(|leaf| leaf.other).sum();
        let carried = if self.draw.coin() { fiscal / 7 / 10_000 * 10_000 } else { 0 };
        let mut sheets = vec![
            self.summary(&leaves, fiscal, other, carried),
            self.revenue(&leaves, carried),
            self.expenditure("部门支出总表", &leaves, false),
            self.appropriation(&leaves, fiscal, carried),
            self.expenditure("一般公共预算支出表", &leaves, true),
            self.basic(&leaves),
            self.public_expenses(),
            self.empty("政府性基金预算支出表"),
            self.empty("国有资本经营预算支出表"),
        ];
        if self.stage == "预算" {
            sheets.push(self.projects(&leaves));
        }
        sheets
    }

    /// 收支总表.
    fn summary(&mut self, leaves: &[Leaf], fiscal: i64, other: i64, carried: i64) -> Sheet {
        let numbers = self.draw.coin();
        let numbered = |place: usize, name: &str| {
            if numbers { format!("{}、{name}", chinese(place + 1)) } else { name.to_owned() }
        };
        let income = [
            ("一般公共预算拨款收入", fiscal - carried),
            ("政府性基金预算拨款收入", 0),
            ("国有资本经营预算拨款收入", 0),
            ("事业收入", other),
            ("其他收入", 0),
        ];
        let mut left: Vec<(String, i64)> = income
            .iter()
            .enumerate()
            .map(|(place, (name, amount))| (numbered(place, name), *amount))
            .collect();
        let mut right: Vec<(String, i64)> = classes(leaves)
            .into_iter()
            .enumerate()
            .map(|(place, (_, name, of))| (numbered(place, name), of.iter().map(|leaf| leaf.all()).sum()))
            .collect();
        pad(&mut left, &mut right);
        let all = fiscal + other;
        left.push(("本年收入合计".to_owned(), all - carried));
        right.push(("本年支出合计".to_owned(), all));
        let carry = if self.stage == "预算" {
            ("上年结转结余", "年终结转结余")
        } else {
            ("年初结转和结余", "年末结转和结余")
        };
        left.push((carry.0.to_owned(), carried));
        right.push((carry.1.to_owned(), 0));
        left.push(("收入总计".to_owned(), all));
        right.push(("支出总计".to_owned(), all));
        let word = if self.stage == "预算" {
            self.draw.of(&["预算数", "金额", "2024年预算数"])
        } else {
            "决算数"
        };
        let header = format!(
            "<tr><th colspan=\"2\">收入</th><th colspan=\"2\">支出</th></tr><tr><th>项目</th><th>{word}</th><th>项目</th><th>{word}</th></tr>"
        );
        let rows = left
            .iter()
            .zip(&right)
            .map(|(left, right)| vec![left.0.clone(), self.said(left), right.0.clone(), self.said(right)])
            .collect();
        let title = if self.stage == "预算" { "部门收支总表" } else { "收入支出预算总表" };
        self.sheet(title, header, rows)
    }

    fn said(&self, (name, amount): &(String, i64)) -> String {
        if name.is_empty() { String::new() } else { self.print(*amount) }
    }

    /// The cells of a code and its name.
    fn named(&self, code: &str, name: &str) -> Vec<String> {
        if !self.parted {
            return vec![code.to_owned(), name.to_owned()];
        }
        let part = |from: usize, to: usize| code.get(from..to).unwrap_or_default().to_owned();
        vec![part(0, 3), part(3, 5), part(5, 7), name.to_owned()]
    }

    fn code_header(&self, rows: usize) -> String {
        if self.parted && rows > 1 {
            return format!("<th colspan=\"3\">科目编码</th><th rowspan=\"{rows}\">科目名称</th>");
        }
        if self.parted {
            return "<th>类</th><th>款</th><th>项</th><th>科目名称</th>".to_owned();
        }
        format!("<th rowspan=\"{rows}\">科目编码</th><th rowspan=\"{rows}\">科目名称</th>")
    }

    /// Rows of a tree of accounts with amounts made of each leaf, the total before or behind.
    fn tree<'a>(
        &self,
        leaves: impl Iterator<Item = &'a Leaf>,
        amounts: impl Fn(&Leaf) -> Vec<i64>,
    ) -> Vec<Vec<String>> {
        let leaves: Vec<(&Leaf, Vec<i64>)> = leaves
            .map(|leaf| (leaf, amounts(leaf)))
            .filter(|(_, amounts)| amounts.iter().any(|amount| *amount != 0))
            .collect();
        let width = leaves.first().map_or(0, |(_, amounts)| amounts.len());
        let sum = |of: &str| -> Vec<i64> {
            let mut sum = vec![0; width];
            for (_, amounts) in leaves.iter().filter(|(leaf, _)| leaf.code.starts_with(of)) {
                for (sum, amount) in sum.iter_mut().zip(amounts) {
                    *sum += amount;
                }
            }
            sum
        };
        let line = |code: &str, name: &str, amounts: Vec<i64>| -> Vec<String> {
            let mut cells = self.named(code, name);
            cells.extend(amounts.into_iter().map(|amount| self.print(amount)));
            cells
        };
        let mut rows = Vec::new();
        let mut above = ("", "");
        for (leaf, amounts) in &leaves {
            let (class, group) = (&leaf.code[..3], &leaf.code[..5]);
            if above.0 != class {
                let name = CLASSES.iter().find(|(code, _)| *code == class).unwrap().1;
                rows.push(line(class, name, sum(class)));
            }
            if above.1 != group {
                rows.push(line(group, &format!("{}款", leaf.name), sum(group)));
            }
            above = (class, group);
            rows.push(line(&leaf.code, &leaf.name, amounts.clone()));
        }
        let total = line("", "合计", sum(""));
        if self.total_first {
            rows.insert(0, total);
        } else {
            rows.push(total);
        }
        rows
    }

    /// 收入总表, an account each line.
    fn revenue(&mut self, leaves: &[Leaf], carried: i64) -> Sheet {
        let fiscal: i64 = leaves.iter().map(|leaf| leaf.all() - leaf.other).sum();
        // What is carried over is of the first account that is large enough.
        let holder =
            leaves.iter().find(|leaf| leaf.all() - leaf.other >= carried).map(|leaf| leaf.code.clone());
        assert!(holder.is_some() || carried <= fiscal);
        let of_carried = |leaf: &Leaf| if Some(&leaf.code) == holder.as_ref() { carried } else { 0 };
        let rows = self.tree(leaves.iter(), |leaf| {
            let own = leaf.all() - leaf.other - of_carried(leaf);
            vec![leaf.all(), of_carried(leaf), own, 0, leaf.other]
        });
        let header = format!(
            "<tr>{}<th>合计</th><th>上年结转</th><th>一般公共预算拨款收入</th><th>政府性基金预算拨款收入</th><th>事业收入</th></tr>",
            self.code_header(1)
        );
        // Where nothing is large enough, what is carried over has no line and the table none of it.
        let rows = if holder.is_some() {
            rows
        } else {
            self.tree(leaves.iter(), |leaf| vec![leaf.all(), 0, leaf.all() - leaf.other, 0, leaf.other])
        };
        let title = if self.stage == "预算" { "部门收入总表" } else { "收入预算表" };
        self.sheet(title, header, rows)
    }

    /// 支出总表, or what of it is an appropriation.
    fn expenditure(&mut self, title: &str, leaves: &[Leaf], appropriated: bool) -> Sheet {
        let project = |leaf: &Leaf| leaf.project - if appropriated { leaf.other } else { 0 };
        let rows =
            self.tree(leaves.iter(), |leaf| vec![leaf.basic + project(leaf), leaf.basic, project(leaf)]);
        let header = if self.stage == "预算" && self.draw.coin() && !self.parted {
            format!(
                "<tr>{}<th colspan=\"3\">{}预算数</th></tr><tr><th>合计</th><th>基本支出</th><th>项目支出</th></tr>",
                self.code_header(2),
                self.year
            )
        } else {
            let total = if self.stage == "预算" { "合计" } else { "本年支出合计" };
            format!("<tr>{}<th>{total}</th><th>基本支出</th><th>项目支出</th></tr>", self.code_header(1))
        };
        let title = match (self.stage, appropriated) {
            ("决算", false) => "支出预算表",
            ("决算", true) => "一般公共预算财政拨款支出预算表",
            _ => title,
        };
        // 一般公共预算 stays what it is called in a final account.
        let mut sheet = self.sheet(title, header, rows);
        sheet.title = sheet.title.replace("一般公共决算", "一般公共预算");
        sheet
    }

    /// 财政拨款收支总表.
    fn appropriation(&mut self, leaves: &[Leaf], fiscal: i64, carried: i64) -> Sheet {
        let mut left = vec![
            ("一、本年收入".to_owned(), fiscal - carried),
            ("（一）一般公共预算拨款".to_owned(), fiscal - carried),
            ("（二）政府性基金预算拨款".to_owned(), 0),
            ("（三）国有资本经营预算拨款".to_owned(), 0),
            ("二、上年结转".to_owned(), carried),
        ];
        let mut right: Vec<(String, i64)> = vec![("一、本年支出".to_owned(), fiscal)];
        let of = classes(leaves).into_iter().enumerate().map(|(place, (_, name, of))| {
            (format!("（{}）{name}", chinese(place + 1)), of.iter().map(|leaf| leaf.all() - leaf.other).sum())
        });
        right.extend(of);
        right.push(("二、年终结转结余".to_owned(), 0));
        pad(&mut left, &mut right);
        left.push(("收入总计".to_owned(), fiscal));
        right.push(("支出总计".to_owned(), fiscal));
        let header = "<tr><th colspan=\"2\">收入</th><th colspan=\"4\">支出</th></tr><tr><th>项目</th><th>金额</th><th>项目</th><th>合计</th><th>一般公共预算</th><th>政府性基金预算</th></tr>".to_owned();
        let rows = left
            .iter()
            .zip(&right)
            .map(|(left, right)| {
                let none = if right.0.is_empty() { String::new() } else { self.print(0) };
                vec![
                    left.0.clone(),
                    self.said(left),
                    right.0.clone(),
                    self.said(right),
                    self.said(right),
                    none,
                ]
            })
            .collect();
        let title = if self.stage == "预算" {
            "财政拨款收支总表"
        } else {
            "财政拨款收入支出预算总表"
        };
        self.sheet(title, header, rows)
    }

    /// 基本支出 by 经济分类, 人员 and 公用.
    fn basic(&mut self, leaves: &[Leaf]) -> Sheet {
        let basic: i64 = leaves.iter().map(|leaf| leaf.basic).sum();
        let step = if self.unit == Unit::Wan { 10_000 } else { 100 };
        let persons = basic * 7 / 10 / step * step;
        let mut rows = Vec::new();
        let mut line = |code: &str, name: &str, persons: i64, office: i64| {
            let cells = [
                code.to_owned(),
                name.to_owned(),
                self.print(persons + office),
                self.print(persons),
                self.print(office),
            ];
            rows.push(cells.to_vec());
        };
        let mut draw = self.draw.clone();
        if self.total_first {
            line("", "合计", persons, basic - persons);
        }
        for (of, whole, is_person) in [(PERSONS, persons, true), (OFFICE, basic - persons, false)] {
            let first = whole * 8 / 10 / step * step;
            for ((code, name), amount) in
                of.iter().zip([first, whole - first]).filter(|(_, amount)| *amount != 0)
            {
                let both = |amount: i64| if is_person { (amount, 0) } else { (0, amount) };
                let (person, office) = both(amount);
                line(code, name, person, office);
                let parts = 1 + draw.below(4);
                let mut left = amount;
                for (part, name) in NAMES.iter().enumerate().take(parts) {
                    let own = if part + 1 == parts { left } else { left / 2 / step * step };
                    left -= own;
                    if own != 0 {
                        let (person, office) = both(own);
                        line(&format!("{code}{:02}", part + 1), name, person, office);
                    }
                }
            }
        }
        if !self.total_first {
            line("", "合计", persons, basic - persons);
        }
        let header = "<tr><th>经济分类科目编码</th><th>科目名称</th><th>合计</th><th>人员经费</th><th>公用经费</th></tr>".to_owned();
        let mut sheet = self.sheet("一般公共预算基本支出表", header, rows);
        sheet.title = sheet.title.replace("一般公共决算", "一般公共预算");
        sheet
    }

    /// “三公” as rows or as columns.
    fn public_expenses(&mut self) -> Sheet {
        let step = if self.unit == Unit::Yuan { 100 } else { 10_000 };
        let mut of = |most: usize| i64::try_from(self.draw.below(most)).unwrap() * 10_000 / step * step;
        let (abroad, reception, bought, run) = (of(900), of(300), of(2_000), of(1_500) + 10_000);
        let vehicles = bought + run;
        let all = abroad + reception + vehicles;
        if self.draw.coin() {
            let header = "<tr><th rowspan=\"2\">合计</th><th rowspan=\"2\">因公出国（境）费</th><th colspan=\"3\">公务用车购置及运行费</th><th rowspan=\"2\">公务接待费</th></tr><tr><th>小计</th><th>公务用车购置费</th><th>公务用车运行费</th></tr>".to_owned();
            let rows = vec![
                [all, abroad, vehicles, bought, run, reception].map(|amount| self.print(amount)).to_vec(),
            ];
            return self.sheet("财政拨款“三公”经费支出表", header, rows);
        }
        let rows = [
            ("合计", all),
            ("因公出国（境）费", abroad),
            ("公务接待费", reception),
            ("公务用车购置及运行费", vehicles),
            ("其中：公务用车购置费", bought),
            ("公务用车运行费", run),
        ]
        .map(|(name, amount)| vec![name.to_owned(), self.print(amount)])
        .to_vec();
        self.sheet(
            "财政拨款“三公”经费支出表",
            format!("<tr><th>项目</th><th>{}数</th></tr>", self.stage),
            rows,
        )
    }

    fn empty(&mut self, title: &str) -> Sheet {
        let header =
            format!("<tr>{}<th>合计</th><th>基本支出</th><th>项目支出</th></tr>", self.code_header(1));
        let mut sheet = self.sheet(title, header, Vec::new());
        let blank = vec![String::new(); if self.parted { 7 } else { 5 }];
        sheet.rows.push(blank);
        "<p>注：本表无数据。</p>\n".clone_into(&mut sheet.note);
        sheet
    }

    /// 项目支出表 in 万元, whatever the others count in.
    fn projects(&mut self, leaves: &[Leaf]) -> Sheet {
        let unit = self.unit;
        self.unit = if unit == Unit::Wan { unit } else { Unit::WanRounded };
        let projects: Vec<i64> =
            leaves.iter().map(|leaf| leaf.project).filter(|amount| *amount != 0).collect();
        let mut rows: Vec<Vec<String>> = projects
            .iter()
            .enumerate()
            .map(|(number, amount)| {
                vec![format!("{}{}", NAMES[number % NAMES.len()], number + 1), self.print(*amount)]
            })
            .collect();
        rows.push(vec!["合计".to_owned(), self.print(projects.iter().sum())]);
        let sheet = self.sheet("项目支出表", "<tr><th>项目名称</th><th>合计</th></tr>".to_owned(), rows);
        self.unit = unit;
        sheet
    }
}

/// The classes of some accounts, with their names and accounts.
fn classes(leaves: &[Leaf]) -> Vec<(&'static str, &'static str, Vec<&Leaf>)> {
    let of = |code: &str| leaves.iter().filter(|leaf| leaf.code.starts_with(code)).collect::<Vec<_>>();
    CLASSES.iter().map(|(code, name)| (*code, *name, of(code))).filter(|(_, _, of)| !of.is_empty()).collect()
}

/// Makes both sides as long.
fn pad(left: &mut Vec<(String, i64)>, right: &mut Vec<(String, i64)>) {
    let rows = left.len().max(right.len());
    left.resize(rows, (String::new(), 0));
    right.resize(rows, (String::new(), 0));
}

fn grouped(whole: i64) -> String {
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

fn chinese(number: usize) -> String {
    let digits: Vec<char> = "〇一二三四五六七八九十".chars().collect();
    match number {
        0..=10 => digits[number].to_string(),
        11..=19 => format!("十{}", digits[number - 10]),
        _ => format!("{}十{}", digits[number / 10], digits[number % 10]),
    }
}
