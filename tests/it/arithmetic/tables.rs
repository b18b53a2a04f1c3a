//! The tables of a disclosure as they are printed.

use super::super::carriers::draw::Draw;
use super::generate::{
    CLASSES, FUND_CLASS, Leaf, NAMES, OFFICE, PERSONS, Region, Sheet, Unit, chinese, classes, grouped, one,
    pad,
};

/// How codes are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Codes {
    /// In one column.
    One,
    /// 类, 款 and 项 in columns of their own.
    Parted,
    /// In one column, below 项目.
    OfItems,
}

/// What a generator knows when it writes.
pub struct Writer {
    draw: Draw,
    unit: Unit,
    region: Region,
    is_final: bool,
    leaves: Vec<Leaf>,
    codes: Codes,
    /// Whether the columns are counted.
    counted: bool,
    total_first: bool,
    blank: &'static str,
    year: &'static str,
    /// Carried over from the year before, and into the year behind: general public budget only.
    carried: i64,
    left_over: i64,
    number: usize,
    /// “三公” of this year: all, abroad, vehicles, bought, run, reception.
    public: [i64; 6],
    /// 公用经费 among 基本支出.
    office: i64,
}

/// A side of a summary: names and amounts, none for an empty row.
type Side = Vec<(String, Vec<i64>)>;

fn line(name: &str, amounts: &[i64]) -> (String, Vec<i64>) {
    (name.to_owned(), amounts.to_vec())
}

impl Writer {
    pub fn new(mut draw: Draw, unit: Unit, region: Region, is_final: bool, leaves: Vec<Leaf>) -> Self {
        let codes = one(&mut draw, &[Codes::One, Codes::Parted, Codes::OfItems]);
        let (counted, total_first) = (is_final && draw.coin(), draw.coin());
        let blank = draw.of(&["", "—", "0.00"]);
        let blank = if unit == Unit::Yuan && blank == "0.00" { "0" } else { blank };
        let year = if is_final { "2023年" } else { "2024年" };
        // What is carried over is of the first account that is large enough.
        let general: i64 = leaves.iter().map(Leaf::general).sum();
        let largest = leaves.iter().map(Leaf::general).max().unwrap_or(0);
        let carried = if draw.coin() { (general / 7).min(largest) / 10_000 * 10_000 } else { 0 };
        let left_over = if is_final && draw.coin() { general / 9 / 10_000 * 10_000 } else { 0 };
        let number = 0;
        let step = if unit == Unit::Yuan { 100 } else { 10_000 };
        let public = public_expenses(&mut draw, step);
        let basic: i64 = leaves.iter().map(|leaf| leaf.basic).sum();
        let office = basic - basic * 7 / 10 / step * step;
        Self {
            draw,
            unit,
            region,
            is_final,
            leaves,
            codes,
            counted,
            total_first,
            blank,
            year,
            carried,
            left_over,
            number,
            public,
            office,
        }
    }

    pub fn sheets(mut self) -> Vec<Sheet> {
        let leaves = std::mem::take(&mut self.leaves);
        let own = self.unit;
        let mut sheets = Vec::new();
        let tables: [fn(&mut Self, &[Leaf]) -> Sheet; 9] = [
            Self::summary,
            Self::revenue,
            Self::expenditure,
            Self::appropriation,
            Self::general_public,
            Self::basic,
            |writer, _| writer.public_expenses(),
            Self::funds,
            |writer, _| writer.empty("国有资本经营预算支出表"),
        ];
        for table in tables {
            // One of ten tables counts in another unit than the others.
            if matches!(own, Unit::Yuan | Unit::YuanFen) && self.draw.below(10) == 0 {
                self.unit = Unit::WanRounded;
            }
            self.number += 1;
            sheets.push(table(&mut self, &leaves));
            self.unit = own;
        }
        if !self.is_final {
            sheets.push(self.projects(&leaves));
            if self.draw.below(3) == 0 {
                sheets.push(self.goals(&leaves));
            }
        }
        sheets
    }

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

    /// A part of a hundred with two decimals, rounded; nothing of nothing.
    fn percent(&self, part: i64, whole: i64, sign: &str) -> String {
        if whole == 0 {
            return if self.blank == "0.00" { "—".to_owned() } else { self.blank.to_owned() };
        }
        let twice = i128::from(part.abs()) * 20_000 / i128::from(whole);
        let hundredths = (twice + 1) / 2;
        let minus = if part < 0 && hundredths > 0 { "-" } else { "" };
        format!("{minus}{}.{:02}{sign}", hundredths / 100, hundredths % 100)
    }

    fn sheet(&self, title: &str, header: String, rows: Vec<Vec<String>>) -> Sheet {
        let unit = if matches!(self.unit, Unit::Yuan | Unit::YuanFen) { "元" } else { "万元" }.to_owned();
        let above = match self.region {
            Region::Jiangsu => format!("<p>公开{:02}表</p>\n", self.number),
            _ => String::new(),
        };
        Sheet { title: format!("{}{title}", self.year), unit, above, header, rows, note: String::new() }
    }

    /// A title of a budget, of Shanghai's, and of a final account.
    fn title(&self, budget: &'static str, shanghai: &'static str, of_final: &'static str) -> &'static str {
        match (self.is_final, self.region) {
            (true, _) => of_final,
            (false, Region::Shanghai) => shanghai,
            (false, _) => budget,
        }
    }

    /// The cells of a code and its name.
    fn named(&self, code: &str, name: &str) -> Vec<String> {
        if self.codes != Codes::Parted {
            return vec![code.to_owned(), name.to_owned()];
        }
        let part = |from: usize, to: usize| code.get(from..to).unwrap_or_default().to_owned();
        vec![part(0, 3), part(3, 5), part(5, 7), name.to_owned()]
    }

    fn code_columns(&self) -> usize {
        if self.codes == Codes::Parted { 4 } else { 2 }
    }

    /// The header of a table of accounts: headers of amounts, with those below them.
    fn header(&self, groups: &[(&str, &[&str])]) -> String {
        let is_two = self.codes == Codes::OfItems || groups.iter().any(|(_, below)| !below.is_empty());
        let reach = if is_two { " rowspan=\"2\"" } else { "" };
        let (mut first, mut second) = match self.codes {
            Codes::One => (format!("<th{reach}>科目编码</th><th{reach}>科目名称</th>"), String::new()),
            Codes::Parted if is_two => (
                "<th colspan=\"3\">科目编码</th><th rowspan=\"2\">科目名称</th>".to_owned(),
                "<th>类</th><th>款</th><th>项</th>".to_owned(),
            ),
            Codes::Parted => ("<th>类</th><th>款</th><th>项</th><th>科目名称</th>".to_owned(), String::new()),
            Codes::OfItems => (
                "<th colspan=\"2\">项目</th>".to_owned(),
                "<th>功能分类科目编码</th><th>科目名称</th>".to_owned(),
            ),
        };
        for (above, below) in groups {
            if below.is_empty() {
                first += &format!("<th{reach}>{above}</th>");
            } else {
                first += &format!("<th colspan=\"{}\">{above}</th>", below.len());
                second += &below.iter().map(|below| format!("<th>{below}</th>")).collect::<String>();
            }
        }
        let second = if is_two { format!("<tr>{second}</tr>") } else { String::new() };
        let columns: usize = groups.iter().map(|(_, below)| below.len().max(1)).sum();
        let counts: String = (1..=columns).map(|number| format!("<th>{number}</th>")).collect();
        let counts = format!("<tr><th colspan=\"{}\">栏次</th>{counts}</tr>", self.code_columns());
        format!("<tr>{first}</tr>{second}{}", if self.counted { &counts } else { "" })
    }

    /// Rows of a tree of accounts with numbers made of each leaf, printed as a row says, the total before or behind.
    fn tree<'a>(
        &self,
        leaves: impl Iterator<Item = &'a Leaf>,
        numbers: impl Fn(&Leaf) -> Vec<i64>,
        printed: impl Fn(&[i64], &[i64]) -> Vec<String>,
    ) -> Vec<Vec<String>> {
        let leaves: Vec<(&Leaf, Vec<i64>)> = leaves
            .map(|leaf| (leaf, numbers(leaf)))
            .filter(|(_, numbers)| numbers.iter().any(|number| *number != 0))
            .collect();
        let width = leaves.first().map_or(0, |(_, numbers)| numbers.len());
        let sum = |of: &str| -> Vec<i64> {
            let mut sum = vec![0; width];
            for (_, numbers) in leaves.iter().filter(|(leaf, _)| leaf.code.starts_with(of)) {
                for (sum, number) in sum.iter_mut().zip(numbers) {
                    *sum += number;
                }
            }
            sum
        };
        let all = sum("");
        let line = |code: &str, name: &str, numbers: &[i64]| -> Vec<String> {
            let mut cells = self.named(code, name);
            cells.extend(printed(numbers, &all));
            cells
        };
        let mut rows = Vec::new();
        let mut above = ("", "");
        for (leaf, numbers) in &leaves {
            let (class, group) = (&leaf.code[..3], &leaf.code[..5]);
            if above.0 != class {
                let mut classes = CLASSES.iter().chain([&FUND_CLASS]);
                let name = classes.find(|(code, _)| *code == class).unwrap().1;
                rows.push(line(class, name, &sum(class)));
            }
            if above.1 != group {
                rows.push(line(group, &format!("{}款", leaf.name), &sum(group)));
            }
            above = (class, group);
            rows.push(line(&leaf.code, &leaf.name, numbers));
        }
        let total = line("", "合计", &all);
        if self.total_first {
            rows.insert(0, total);
        } else {
            rows.push(total);
        }
        rows
    }

    fn amounts(&self, numbers: &[i64], _: &[i64]) -> Vec<String> {
        numbers.iter().map(|number| self.print(*number)).collect()
    }

    /// Rows of sides beside each other, each of so many amounts; 行次 behind each name.
    fn beside(&self, sides: &[(&Side, usize)], lined: bool) -> Vec<Vec<String>> {
        let rows = sides[0].0.len();
        let cells = |row: usize| -> Vec<String> {
            let mut cells = Vec::new();
            for (place, (side, width)) in sides.iter().enumerate() {
                let (name, amounts) = &side[row];
                cells.push(name.clone());
                if lined {
                    cells.push((place * rows + row + 1).to_string());
                }
                cells.extend((0..*width).map(|at| match amounts.get(at) {
                    Some(amount) => self.print(*amount),
                    None => String::new(),
                }));
            }
            cells
        };
        (0..rows).map(cells).collect()
    }

    /// 收支总表.
    fn summary(&mut self, leaves: &[Leaf]) -> Sheet {
        let numbers = self.draw.coin();
        let numbered = |place: usize, name: &str| {
            if numbers { format!("{}、{name}", chinese(place + 1)) } else { name.to_owned() }
        };
        let general: i64 = leaves.iter().map(Leaf::general).sum();
        let fund: i64 = leaves.iter().filter(|leaf| leaf.fund).map(Leaf::all).sum();
        let other: i64 = leaves.iter().map(|leaf| leaf.other).sum();
        let word = if self.is_final { "财政拨款收入" } else { "拨款收入" };
        let income = [
            (format!("一般公共预算{word}"), general - self.carried + self.left_over),
            (format!("政府性基金预算{word}"), fund),
            (format!("国有资本经营预算{word}"), 0),
            ("事业收入".to_owned(), other),
            ("其他收入".to_owned(), 0),
        ];
        let mut left: Side = income
            .iter()
            .enumerate()
            .map(|(place, (name, amount))| line(&numbered(place, name), &[*amount]))
            .collect();
        let mut right: Side = classes(leaves)
            .into_iter()
            .enumerate()
            .map(|(place, (name, of))| {
                line(&numbered(place, name), &[of.iter().map(|leaf| leaf.all()).sum()])
            })
            .collect();
        let all = general + fund + other;
        let sum = |of: &dyn Fn(&Leaf) -> i64| -> i64 { leaves.iter().map(of).sum() };
        let mut uses: Side = vec![
            line("一、基本支出", &[sum(&|leaf| leaf.basic)]),
            line("二、项目支出", &[sum(&|leaf| leaf.project)]),
            line("三、单位预留机动经费", &[0]),
        ];
        pad(&mut [&mut left, &mut right, &mut uses]);
        let whole = all + self.left_over;
        left.push(line("本年收入合计", &[whole - self.carried]));
        right.push(line("本年支出合计", &[all]));
        uses.push(line("本年支出合计", &[all]));
        if self.is_final {
            left.push(line("使用非财政拨款结余", &[0]));
            right.push(line("结余分配", &[0]));
        }
        let carry = if self.is_final {
            ("年初结转和结余", "年末结转和结余")
        } else {
            ("上年结转结余", "年终结转结余")
        };
        left.push(line(carry.0, &[self.carried]));
        right.push(line(carry.1, &[self.left_over]));
        let totals = if self.is_final && self.draw.coin() {
            ("总计", "总计")
        } else {
            ("收入总计", "支出总计")
        };
        left.push(line(totals.0, &[whole]));
        right.push(line(totals.1, &[whole]));
        uses.push(line("结转下年", &[0]));
        uses.push(line("支出总计", &[whole]));
        let word = if self.is_final {
            "决算数"
        } else {
            self.draw.of(&["预算数", "金额", "2024年预算数"])
        };
        let title = self.title("部门收支总表", "部门财务收支预算总表", "收入支出决算总表");
        if self.region == Region::Jiangsu && !self.is_final {
            let header = format!(
                "<tr><th colspan=\"2\">收入</th><th colspan=\"2\">支出（功能分类）</th><th colspan=\"2\">支出（用途）</th></tr><tr>{}</tr>",
                format!("<th>项目</th><th>{word}</th>").repeat(3)
            );
            return self.sheet(title, header, self.beside(&[(&left, 1), (&right, 1), (&uses, 1)], false));
        }
        let lined = self.counted;
        let (reach, count) = if lined { (3, "<th>行次</th>") } else { (2, "") };
        let header = format!(
            "<tr><th colspan=\"{reach}\">收入</th><th colspan=\"{reach}\">支出</th></tr><tr>{}</tr>",
            format!("<th>项目</th>{count}<th>{word}</th>").repeat(2)
        );
        self.sheet(title, header, self.beside(&[(&left, 1), (&right, 1)], lined))
    }

    /// 收入总表, an account each line.
    fn revenue(&mut self, leaves: &[Leaf]) -> Sheet {
        let holder = leaves.iter().find(|leaf| leaf.general() >= self.carried).map(|leaf| &leaf.code);
        let (carried, left_over) = (self.carried, self.left_over);
        let of_holder = |leaf: &Leaf, amount: i64| if Some(&leaf.code) == holder { amount } else { 0 };
        if self.is_final {
            let income = |leaf: &Leaf| {
                let fiscal = leaf.fiscal() - of_holder(leaf, carried) + of_holder(leaf, left_over);
                vec![fiscal + leaf.other, fiscal, 0, leaf.other, 0, 0, 0]
            };
            let rows = self.tree(leaves.iter(), income, |numbers, all| self.amounts(numbers, all));
            let header = self.header(&[
                ("本年收入合计", &[]),
                ("财政拨款收入", &[]),
                ("上级补助收入", &[]),
                ("事业收入", &[]),
                ("经营收入", &[]),
                ("附属单位上缴收入", &[]),
                ("其他收入", &[]),
            ]);
            return self.sheet("收入决算表", header, rows);
        }
        let income = |leaf: &Leaf| {
            let own = leaf.general() - of_holder(leaf, carried);
            let fund = if leaf.fund { leaf.all() } else { 0 };
            vec![leaf.all(), of_holder(leaf, carried), own, fund, leaf.other]
        };
        let rows = self.tree(leaves.iter(), income, |numbers, all| self.amounts(numbers, all));
        let header = self.header(&[
            ("合计", &[]),
            ("上年结转", &[]),
            ("一般公共预算拨款收入", &[]),
            ("政府性基金预算拨款收入", &[]),
            ("事业收入", &[]),
        ]);
        self.sheet(self.title("部门收入总表", "部门收入预算总表", ""), header, rows)
    }

    /// 支出总表.
    fn expenditure(&mut self, leaves: &[Leaf]) -> Sheet {
        let title = self.title("部门支出总表", "部门支出预算总表", "支出决算表");
        let grouped = format!("{}预算数", self.year);
        let shared = self.is_final && self.draw.below(3) == 0;
        let mut groups: Vec<(&str, &[&str])> = match (self.is_final, self.region) {
            (true, _) => vec![
                ("本年支出合计", &[]),
                ("基本支出", &[]),
                ("项目支出", &[]),
                ("上缴上级支出", &[]),
                ("经营支出", &[]),
                ("对附属单位补助支出", &[]),
            ],
            (false, Region::Jiangsu) => vec![
                ("合计", &[]),
                ("基本支出", &[]),
                ("项目支出", &[]),
                ("单位预留机动经费", &[]),
                ("结转下年资金", &[]),
            ],
            (false, _) if self.draw.coin() => {
                vec![(grouped.as_str(), &["合计", "基本支出", "项目支出"][..])]
            }
            (false, _) => vec![("合计", &[]), ("基本支出", &[]), ("项目支出", &[])],
        };
        let width: usize = groups.iter().map(|(_, below)| below.len().max(1)).sum();
        let numbers = |leaf: &Leaf| {
            let mut numbers = vec![leaf.all(), leaf.basic, leaf.project];
            numbers.resize(width, 0);
            numbers
        };
        if shared {
            groups.push(("占总支出比重（%）", &[]));
        }
        let printed = |numbers: &[i64], all: &[i64]| {
            let mut cells = self.amounts(numbers, all);
            if shared {
                cells.push(self.percent(numbers[0], all[0], ""));
            }
            cells
        };
        let rows = self.tree(leaves.iter(), numbers, printed);
        self.sheet(title, self.header(&groups), rows)
    }

    /// 财政拨款收支总表.
    fn appropriation(&mut self, leaves: &[Leaf]) -> Sheet {
        let general: i64 = leaves.iter().map(Leaf::general).sum();
        let fund: i64 = leaves.iter().filter(|leaf| leaf.fund).map(Leaf::all).sum();
        let own = general - self.carried + self.left_over;
        let of_class = |of: &[&Leaf]| {
            let general: i64 = of.iter().map(|leaf| leaf.general()).sum();
            let fund: i64 = of.iter().filter(|leaf| leaf.fund).map(|leaf| leaf.all()).sum();
            [general + fund, general, fund, 0]
        };
        let all = [general + fund, general, fund, 0];
        let over = [self.left_over, self.left_over, 0, 0];
        let whole: Vec<i64> = all.iter().zip(over).map(|(all, over)| all + over).collect();
        let (mut left, mut right) = (Side::new(), Side::new());
        if self.is_final {
            left.push(line("一、一般公共预算财政拨款", &[own]));
            left.push(line("二、政府性基金预算财政拨款", &[fund]));
            left.push(line("三、国有资本经营预算财政拨款", &[0]));
            for (place, (name, of)) in classes(leaves).into_iter().enumerate() {
                right.push(line(&format!("{}、{name}", chinese(place + 1)), &of_class(&of)));
            }
            pad(&mut [&mut left, &mut right]);
            left.push(line("本年收入合计", &[own + fund]));
            right.push(line("本年支出合计", &all));
            left.push(line("年初财政拨款结转和结余", &[self.carried]));
            right.push(line("年末财政拨款结转和结余", &over));
            left.push(line("一、一般公共预算财政拨款", &[self.carried]));
            left.push(line("二、政府性基金预算财政拨款", &[0]));
            left.push(line("三、国有资本经营预算财政拨款", &[0]));
            pad(&mut [&mut left, &mut right]);
            left.push(line("总计", &[whole[0]]));
            right.push(line("总计", &whole));
        } else {
            left.push(line("一、本年收入", &[own + fund]));
            left.push(line("（一）一般公共预算拨款", &[own]));
            left.push(line("（二）政府性基金预算拨款", &[fund]));
            left.push(line("（三）国有资本经营预算拨款", &[0]));
            left.push(line("二、上年结转", &[self.carried]));
            if self.draw.coin() {
                left.push(line("（一）一般公共预算拨款", &[self.carried]));
                left.push(line("（二）政府性基金预算拨款", &[0]));
            }
            right.push(line("一、本年支出", &all));
            for (place, (name, of)) in classes(leaves).into_iter().enumerate() {
                right.push(line(&format!("（{}）{name}", chinese(place + 1)), &of_class(&of)));
            }
            right.push(line("二、年终结转结余", &over));
            pad(&mut [&mut left, &mut right]);
            left.push(line("收入总计", &[whole[0]]));
            right.push(line("支出总计", &whole));
        }
        let word = if self.is_final { "决算数" } else { "预算数" };
        let of = if self.is_final { "财政拨款" } else { "" };
        let header = format!(
            "<tr><th colspan=\"2\">收入</th><th colspan=\"5\">支出</th></tr><tr><th>项目</th><th>{word}</th><th>项目</th><th>合计</th><th>一般公共预算{of}</th><th>政府性基金预算{of}</th><th>国有资本经营预算{of}</th></tr>"
        );
        let title = self.title("财政拨款收支总表", "部门财政拨款收支预算总表", "财政拨款收入支出决算总表");
        self.sheet(title, header, self.beside(&[(&left, 1), (&right, 4)], false))
    }

    /// 一般公共预算支出表.
    fn general_public(&mut self, leaves: &[Leaf]) -> Sheet {
        let title = self.title(
            "一般公共预算支出表",
            "部门一般公共预算支出功能分类预算表",
            "一般公共预算财政拨款支出决算表",
        );
        let project = |leaf: &Leaf| leaf.project - leaf.other;
        let general = || leaves.iter().filter(|leaf| !leaf.fund);
        if self.region == Region::Central && !self.is_final {
            let sign = self.draw.of(&["", "%"]);
            let numbers = |leaf: &Leaf| {
                let now = leaf.general();
                vec![leaf.last, now, leaf.basic, project(leaf), now - leaf.last]
            };
            let printed = |numbers: &[i64], all: &[i64]| {
                let mut cells = self.amounts(numbers, all);
                cells.push(self.percent(numbers[4], numbers[0], sign));
                cells
            };
            let rows = self.tree(general(), numbers, printed);
            let header = self.header(&[
                ("2023年执行数", &[]),
                ("2024年预算数", &["小计", "基本支出", "项目支出"]),
                ("2024年预算数比2023年执行数", &["增减额", "增减%"]),
            ]);
            return self.sheet(title, header, rows);
        }
        let numbers = |leaf: &Leaf| vec![leaf.general(), leaf.basic, project(leaf)];
        let rows = self.tree(general(), numbers, |numbers, all| self.amounts(numbers, all));
        let header = self.header(&[("合计", &[]), ("基本支出", &[]), ("项目支出", &[])]);
        self.sheet(title, header, rows)
    }

    /// 政府性基金预算支出表.
    fn funds(&mut self, leaves: &[Leaf]) -> Sheet {
        let of_fund = || leaves.iter().filter(|leaf| leaf.fund);
        let title = "政府性基金预算支出表";
        if of_fund().next().is_none() {
            return self.empty(title);
        }
        if self.is_final {
            let numbers = |leaf: &Leaf| vec![0, leaf.all(), leaf.all(), 0, leaf.all(), 0];
            let rows = self.tree(of_fund(), numbers, |numbers, all| self.amounts(numbers, all));
            let header = self.header(&[
                ("年初结转和结余", &[]),
                ("本年收入", &[]),
                ("本年支出", &["小计", "基本支出", "项目支出"]),
                ("年末结转和结余", &[]),
            ]);
            return self.sheet("政府性基金预算财政拨款收入支出决算表", header, rows);
        }
        let numbers = |leaf: &Leaf| vec![leaf.all(), leaf.basic, leaf.project];
        let rows = self.tree(of_fund(), numbers, |numbers, all| self.amounts(numbers, all));
        self.sheet(title, self.header(&[("合计", &[]), ("基本支出", &[]), ("项目支出", &[])]), rows)
    }

    /// 基本支出 by 经济分类, 人员 and 公用.
    fn basic(&mut self, leaves: &[Leaf]) -> Sheet {
        let basic: i64 = leaves.iter().map(|leaf| leaf.basic).sum();
        let step = if self.unit == Unit::Wan { 10_000 } else { 100 };
        let persons = basic - self.office;
        let mut accounts: [Vec<(String, &str, i64)>; 2] = [Vec::new(), Vec::new()];
        for (side, (of, whole)) in [(PERSONS, persons), (OFFICE, basic - persons)].into_iter().enumerate() {
            let first = whole * 8 / 10 / step * step;
            for ((code, name), amount) in
                of.iter().zip([first, whole - first]).filter(|(_, amount)| *amount != 0)
            {
                accounts[side].push(((*code).to_owned(), name, amount));
                let parts = 1 + self.draw.below(4);
                let mut left = amount;
                // What is paid of “三公” from 基本支出, the rest being paid from projects.
                let of_public = [
                    ("30217", "公务接待费", self.public[5] / 2 / step * step),
                    ("30231", "公务用车运行维护费", self.public[4] * 2 / 3 / step * step),
                ];
                let of_public = of_public.into_iter().filter(|(own, _, _)| own.starts_with(code));
                let of_public: Vec<_> = of_public.filter(|(_, _, amount)| *amount != 0).collect();
                let paid: i64 = of_public.iter().map(|(_, _, amount)| amount).sum();
                let has_public = paid < left;
                left -= if has_public { paid } else { 0 };
                for (part, name) in NAMES.iter().enumerate().take(parts) {
                    let own = if part + 1 == parts { left } else { left / 2 / step * step };
                    left -= own;
                    if own != 0 {
                        accounts[side].push((format!("{code}{:02}", part + 1), name, own));
                    }
                }
                if has_public {
                    let lines = of_public.iter().map(|(code, name, own)| ((*code).to_owned(), *name, *own));
                    accounts[side].extend(lines);
                }
            }
        }
        let title = self.title(
            "一般公共预算基本支出表",
            "部门一般公共预算基本支出部门预算经济分类预算表",
            "一般公共预算财政拨款基本支出决算表",
        );
        if self.is_final {
            return self.basic_of_two_sides(title, accounts, persons, basic - persons);
        }
        let mut rows: Vec<Vec<String>> = Vec::new();
        let mut line = |code: &str, name: &str, persons: i64, office: i64| {
            let amounts = [persons + office, persons, office].map(|amount| self.print(amount));
            rows.push([code.to_owned(), name.to_owned()].into_iter().chain(amounts).collect());
        };
        if self.total_first {
            line("", "合计", persons, basic - persons);
        }
        for (side, accounts) in accounts.iter().enumerate() {
            for (code, name, amount) in accounts {
                let (persons, office) = if side == 0 { (*amount, 0) } else { (0, *amount) };
                line(code, name, persons, office);
            }
        }
        if !self.total_first {
            line("", "合计", persons, basic - persons);
        }
        let header = "<tr><th>经济分类科目编码</th><th>科目名称</th><th>合计</th><th>人员经费</th><th>公用经费</th></tr>".to_owned();
        self.sheet(title, header, rows)
    }

    /// 人员经费 beside 公用经费.
    fn basic_of_two_sides(
        &self,
        title: &str,
        [mut left, mut right]: [Vec<(String, &str, i64)>; 2],
        persons: i64,
        office: i64,
    ) -> Sheet {
        let height = left.len().max(right.len());
        left.resize(height, (String::new(), "", 0));
        right.resize(height, (String::new(), "", 0));
        let cells = |(code, name, amount): &(String, &str, i64)| {
            let amount = if code.is_empty() { String::new() } else { self.print(*amount) };
            [code.clone(), (*name).to_owned(), amount]
        };
        let mut rows: Vec<Vec<String>> = left
            .iter()
            .zip(&right)
            .map(|(left, right)| cells(left).into_iter().chain(cells(right)).collect())
            .collect();
        let total = |name: &str, amount: i64| [String::new(), name.to_owned(), self.print(amount)];
        rows.push(total("人员经费合计", persons).into_iter().chain(total("公用经费合计", office)).collect());
        let header = format!(
            "<tr><th colspan=\"3\">人员经费</th><th colspan=\"3\">公用经费</th></tr><tr>{}</tr>",
            "<th>经济分类科目编码</th><th>科目名称</th><th>决算数</th>".repeat(2)
        );
        self.sheet(title, header, rows)
    }

    /// “三公” as rows or as columns.
    fn public_expenses(&mut self) -> Sheet {
        let step = if self.unit == Unit::Yuan { 100 } else { 10_000 };
        let (now, before) = (self.public, public_expenses(&mut self.draw, step));
        let [_, meetings, .., training] = public_expenses(&mut self.draw, step);
        let agency = if self.draw.coin() { self.office } else { meetings + training };
        let title = self.title(
            "财政拨款“三公”经费支出表",
            "部门“三公”经费和机关运行经费预算表",
            "财政拨款“三公”经费支出决算表",
        );
        let names = |reach: usize| {
            let reach = format!("rowspan=\"{reach}\"");
            (
                format!(
                    "<th {reach}>合计</th><th {reach}>因公出国（境）费</th><th colspan=\"3\">公务用车购置及运行费</th><th {reach}>公务接待费</th>"
                ),
                "<th>小计</th><th>公务用车购置费</th><th>公务用车运行费</th>",
            )
        };
        let printed = |amounts: &[i64]| amounts.iter().map(|amount| self.print(*amount)).collect::<Vec<_>>();
        if self.is_final && self.region != Region::Plain {
            let (above, below) = names(2);
            let header = format!(
                "<tr><th colspan=\"6\">预算数</th><th colspan=\"6\">决算数</th></tr><tr>{above}{above}</tr><tr>{below}{below}</tr>"
            );
            let row = [printed(&before), printed(&now)].concat();
            return self.sheet(title, header, vec![row]);
        }
        let wide = self.draw.coin();
        let printed = |amounts: &[i64]| amounts.iter().map(|amount| self.print(*amount)).collect::<Vec<_>>();
        let (above, below) = names(2);
        match self.region {
            Region::Shanghai => {
                let header = format!("<tr>{above}<th rowspan=\"2\">机关运行经费</th></tr><tr>{below}</tr>");
                let row = [printed(&now), printed(&[agency])].concat();
                self.sheet(title, header, vec![row])
            }
            Region::Jiangsu => {
                let (above, below) = names(3);
                let above = above.replace("<th rowspan=\"3\">合计</th>", "<th rowspan=\"2\">小计</th>");
                let above = above.replace("rowspan=\"3\"", "rowspan=\"2\"");
                let header = format!(
                    "<tr><th rowspan=\"3\">合计</th><th colspan=\"6\">“三公”经费</th><th rowspan=\"3\">会议费</th><th rowspan=\"3\">培训费</th></tr><tr>{above}</tr><tr>{below}</tr>"
                );
                let all = now[0] + meetings + training;
                let row = [printed(&[all]), printed(&now), printed(&[meetings, training])].concat();
                self.sheet("“三公”经费、会议费、培训费支出预算表", header, vec![row])
            }
            _ if wide => {
                let header = format!("<tr>{above}</tr><tr>{below}</tr>");
                self.sheet(title, header, vec![printed(&now)])
            }
            _ => {
                let of_years = self.region == Region::Central && !self.is_final;
                let items = [
                    ("合计", 0),
                    ("因公出国（境）费", 1),
                    ("公务接待费", 5),
                    ("公务用车购置及运行费", 2),
                    ("其中：公务用车购置费", 3),
                    ("公务用车运行费", 4),
                ];
                let rows = items.map(|(name, at)| {
                    let mut cells = vec![name.to_owned()];
                    if of_years {
                        cells.push(self.print(before[at]));
                    }
                    cells.push(self.print(now[at]));
                    if of_years {
                        cells.push(self.print(now[at] - before[at]));
                        cells.push(self.percent(now[at] - before[at], before[at], "%"));
                    }
                    cells
                });
                let word = if self.is_final { "决算数" } else { "预算数" };
                let header = if of_years {
                    "<tr><th>项目</th><th>上年预算数</th><th>本年预算数</th><th>增减额</th><th>增减率</th></tr>".to_owned()
                } else {
                    format!("<tr><th>项目</th><th>{word}</th></tr>")
                };
                self.sheet(title, header, rows.to_vec())
            }
        }
    }

    fn empty(&mut self, title: &str) -> Sheet {
        let header = self.header(&[("合计", &[]), ("基本支出", &[]), ("项目支出", &[])]);
        let title =
            if self.is_final { title.replace("支出表", "支出决算表") } else { title.to_owned() };
        let mut sheet = self.sheet(&title, header, Vec::new());
        sheet.rows.push(vec![String::new(); self.code_columns() + 3]);
        "<p>注：本表无数据。</p>\n".clone_into(&mut sheet.note);
        sheet
    }

    /// The goals of the projects, in 万元.
    fn goals(&mut self, leaves: &[Leaf]) -> Sheet {
        let unit = self.unit;
        self.unit = if unit == Unit::Wan { unit } else { Unit::WanRounded };
        let projects = leaves.iter().map(|leaf| leaf.project).filter(|amount| *amount != 0);
        let rows = projects
            .enumerate()
            .map(|(number, amount)| {
                let lines = [
                    "一、产出指标",
                    "（一）数量指标",
                    "1.工作完成数量 ≥3项",
                    "二、效益指标",
                    "（一）社会效益指标",
                    "1.服务覆盖率 ≥90%",
                    "三、满意度指标",
                    "1.群众满意度 ≥90%",
                ];
                vec![
                    project(number),
                    self.print(amount),
                    format!("目标1：保障{}工作开展", project(number)),
                    lines.join("<br>"),
                ]
            })
            .collect();
        let header =
            "<tr><th>项目名称</th><th>金额（万元）</th><th>绩效目标</th><th>绩效指标</th></tr>".to_owned();
        let sheet = self.sheet("项目支出绩效目标表", header, rows);
        self.unit = unit;
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
            .map(|(number, amount)| vec![project(number), self.print(*amount)])
            .collect();
        rows.push(vec!["合计".to_owned(), self.print(projects.iter().sum())]);
        let sheet = self.sheet("项目支出表", "<tr><th>项目名称</th><th>合计</th></tr>".to_owned(), rows);
        self.unit = unit;
        sheet
    }
}

/// What the project of a number is called.
fn project(number: usize) -> String {
    // Digits would be taken for numbers that its goals must have indicators for.
    let digits: Vec<char> = "〇一二三四五六七八九".chars().collect();
    let number_in_words: String =
        (number + 1).to_string().bytes().map(|digit| digits[usize::from(digit - b'0')]).collect();
    format!("{}{number_in_words}号", NAMES[number % NAMES.len()])
}

/// “三公” of a year: all, abroad, vehicles, bought, run, reception.
fn public_expenses(draw: &mut Draw, step: i64) -> [i64; 6] {
    let mut of = |most: usize| i64::try_from(draw.below(most)).unwrap() * 10_000 / step * step;
    let (abroad, reception, bought, run) = (of(900), of(300), of(2_000), of(1_500) + 10_000);
    let vehicles = bought + run;
    [abroad + reception + vehicles, abroad, vehicles, bought, run, reception]
}
