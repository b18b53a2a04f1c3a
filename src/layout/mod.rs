//! `Document<Tidy>` to `Disclosure`: a folder per family of table layouts.
//!
//! A layout is recognised by the words of its header, never by position. Each family reads a table once and says
//! which of its layouts it was. A table that none of them reads stays plain: clean, its columns typed, nothing
//! invented.

mod account;
#[cfg(test)]
mod cases;
mod columns;
mod context;
mod cover;
mod fates;
mod form;
mod goals;
mod lines;
mod not_understood;
mod note_marks;
mod nothing_read;
mod packed;
mod project;
mod reading;
mod rows;
mod unit_missing;
mod unread;

pub use context::Context;
pub use reading::Reading;
pub use unread::{Expected, UnreadCell};

use std::collections::BTreeMap;

use crate::model::{
    Accounting, Block, Disclosure, Document, Findings, PLAIN, Position, Rule, SCHEMA, Table, Tidy,
};

/// Layouts that share one reading.
#[derive(Debug)]
pub struct Family {
    /// Their names, as in `layout` of a table. What they look like, `layout-<name>` of the table of messages says.
    pub layouts: &'static [&'static str],
    /// What a table says, if it has one of these layouts.
    pub read: fn(&Table<Tidy>, &Context) -> Option<Reading>,
}

/// The families. At most one of them reads a table; `tests` hold that.
pub const FAMILIES: &[Family] = &[packed::FAMILY, rows::FAMILY, form::FAMILY, account::FAMILY];

/// The names of the layouts of all families.
pub fn layouts() -> impl Iterator<Item = &'static str> {
    FAMILIES.iter().flat_map(|family| family.layouts).copied()
}

/// The rules of what lifting can find.
pub const RULES: &[&Rule] = &[
    &not_understood::TABLE_NOT_UNDERSTOOD,
    &nothing_read::NOTHING_READ,
    &unread::AMOUNT_UNREAD,
    &unread::AMOUNT_UNIT_DIFFERS,
    &unread::CODE_UNREAD,
    &unread::NUMBER_UNREAD,
    &unread::TARGET_UNREAD,
    &unread::NAME_UNREAD,
    &unit_missing::UNIT_MISSING,
    &rows::ROW_UNREAD,
    &rows::MERGE_CENTRED,
    &packed::BORDERS_GUESSED,
    &packed::LINE_CONTINUED,
    &packed::PROJECT_UNNAMED,
    &packed::RUN_ON_TEXT,
];

/// Reads what the tables of a document say. Of tables for which a person named a layout, by their numbers from 0, that
/// one alone is asked, or none (`plain`).
pub fn lift(
    findings: &mut Findings,
    document: Document<Tidy>,
    named: &BTreeMap<usize, String>,
) -> Disclosure {
    let mut document = document;
    let cover = cover::read(&document);
    let mut context = Context::of_document(cover.title.clone());
    let (mut projects, mut budget) = (Vec::new(), Vec::new());
    // How much was read, and how many tables should have been and were not.
    let (mut accounting, mut should) = (Accounting::default(), 0);
    for block in &mut document.blocks {
        match block {
            Block::Heading { text, .. } => context.pass_heading(text.text()),
            Block::Table(table) => {
                let wanted = named.get(&context.table);
                let is_asked =
                    |family: &&Family| wanted.is_none_or(|wanted| family.layouts.contains(&wanted.as_str()));
                let families = FAMILIES.iter().filter(is_asked);
                let mut read = families
                    .filter_map(|family| (family.read)(table, &context))
                    .find(|read| wanted.is_none_or(|wanted| read.layout == wanted));
                if let Some(reading) = &mut read {
                    reading.apply(table);
                }
                let missed = match read {
                    Some(_) => None,
                    // A person says that it holds no records.
                    None if wanted.is_some_and(|wanted| wanted == PLAIN) => None,
                    None => not_understood::find(table, &context),
                };
                let heads = missed.as_ref().map_or(0..0, |missed| missed.heads.clone());
                accounting += fates::account(table, read.as_ref(), heads);
                should += usize::from(missed.is_some());
                findings.extend(missed.map(|missed| missed.finding));
                if let Some(reading) = read {
                    let unread = unread::told(&reading.unread, table);
                    findings.extend(unread.map(|cell| cell.finding(table, context.table)));
                    findings.extend(reading.findings);
                    findings.extend(unit_missing::finding(
                        table,
                        context.table,
                        &reading.projects,
                        &reading.budget,
                    ));
                    projects.extend(reading.projects);
                    budget.extend(reading.budget);
                }
                columns::type_cells(table);
                findings.extend(packed::run_on_table(table, context.table));
                context.pass_table();
            }
            Block::Paragraph { text, at } => {
                context.pass_line(text.text());
                findings.extend(packed::run_on_paragraph(text.text(), Position::of(at)));
            }
            Block::List { .. } => {}
        }
    }
    if projects.is_empty() && budget.is_empty() {
        findings.extend([nothing_read::finding(
            accounting,
            should,
            &document.blocks,
            cover.title.as_deref(),
        )]);
    }
    note_marks::take_out(&document, &mut projects, &mut budget);
    Disclosure {
        schema: SCHEMA.to_owned(),
        source: document.source,
        title: cover.title,
        year: cover.year,
        publisher: cover.publisher,
        blocks: document.blocks,
        projects,
        budget,
        hidden: document.hidden,
        accounting,
        relations: Vec::new(),
        decisions: Vec::new(),
        findings: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::cases::layouts as layouts_of;
    use super::*;

    /// A table of every layout, and its name.
    const EXAMPLES: &[(&str, &str)] = &[
        (
            "packed-cell",
            "单位编码\t单位及项目名称\t金额(万元)\t绩效目标\t绩效指标\n1\t清淤\t5\t清淤。\t一、产出指标 (一) 数量指标 1. 长度 12公里\n",
        ),
        (
            "indicator-rows",
            "项目名称\t金额\t一级指标\t二级指标\t三级指标\t指标值\n清淤\t5\t产出指标\t数量指标\t长度\t12公里\n",
        ),
        ("indicator-rows", "一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t长度\t12公里\n"),
        (
            "indicator-rows",
            "项目名称\t一级指标\t二级指标\t绩效指标\t年度指标值\t实际完成值\t备注\n清淤\t产出\t数量\t长度\t12公里\t13公里\t\n",
        ),
        (
            "property-columns",
            "项目名称\t一级指标\t二级指标\t三级指标\t指标性质\t指标值\t度量单位\n清淤\t产出指标\t数量指标\t长度\t≥\t12\t公里\n",
        ),
        (
            "property-columns",
            "项目名称\t一级指标\t二级指标\t三级指标\t指标值类型\t指标值\n清淤\t产出指标\t数量指标\t长度\t定量\t12公里\n",
        ),
        (
            "classified-lines",
            "科目编码\t科目名称\t合计\t基本支出\t项目支出\n201\t一般公共服务支出\t5\t3\t2\n20101\t人大事务\t5\t3\t2\n",
        ),
        (
            "classified-lines",
            "科目编码\t\t科目名称\t合计\n类\t款\t\t\n301\t\t工资福利支出\t5.00\n\t01\t基本工资\t5.00\n",
        ),
        (
            "classified-lines",
            "单位代码\t单位名称\t合计\t财政拨款收入\t事业收入\n105\t甲局\t5.00\t3.00\t2.00\n",
        ),
        (
            "two-sided-summary",
            "收入\t\t支出\t\n项目\t预算数\t项目\t预算数\n一、财政拨款收入\t5.00\t一、教育支出\t5.00\n收入总计\t5.00\t支出总计\t5.00\n",
        ),
        (
            "three-public-expenses",
            "合计\t因公出国（境）费\t公务接待费\t公务用车购置费\t公务用车运行费\n5.00\t\t2.00\t\t3.00\n",
        ),
        (
            "three-public-expenses",
            "项目\t预算数\t决算数\n因公出国（境）费\t\t\n公务接待费\t2.00\t1.00\n公务用车运行费\t3.00\t2.00\n",
        ),
        (
            "named-lines",
            "<table><tr><td colspan=2>部门收入预算总表</tr><tr><td>项目<td>预算数</tr><tr><td>一、财政拨款收入<td>5.00</tr></table>",
        ),
        (
            "cell-per-line",
            "项目名称|\n清淤|\n产出指标|\n数量指标|\n长度|\n12公里||\n质量指标|\n合格率|\n100%||\n",
        ),
    ];

    /// Tables of budgets, one of each layout.
    const BUDGETS: &[&str] = &[
        include_str!("../../tests/golden/15_budget_t1_two_sided/input.html"),
        include_str!("../../tests/golden/17_sangong_multilevel/input.html"),
        include_str!("../../tests/golden/19_final_expenditure_rounding/input.tsv"),
    ];

    /// Tables that say nothing of performance.
    const OTHERS: &[&str] = &[
        "商品名称\t规格\t单位\t单价（元）\n螺丝\tM3\t盒\t12.50\n螺母\tM3\t盒\t8.00\n",
        "名称\t单位\t数量\t金额\n螺丝\t盒\t12\t150.00\n合计\t\t12\t150.00\n",
        "节次\t星期一\t星期二\t星期三\n1\t语文\t数学\t英语\n2\t数学\t语文\t体育\n",
        "<table><tr><th colspan=2>青岭县</th></tr><tr><th>国家</th><td>中国</td></tr><tr><th>面积</th><td>5000平方公里</td></tr></table>",
        "序号\t姓名\t单位\t职务\t电话\n1\t张三\t水务局\t科长\t0971-1234567\n2\t李四\t财政局\t科员\t0971-7654321\n",
        "指标名称\t单位\t2023年\t2024年\n地区生产总值\t亿元\t100.5\t110.2\n总人口\t万人\t20\t21\n",
        "科目编码\t科目名称\t期初金额\t本期发生\t期末金额\n1001\t库存现金\t5.00\t1.00\t6.00\n1002\t银行存款\t5.00\t1.00\t6.00\n",
        "科目代码\t科目名称\t满分\t考试时间\n101\t政治\t100\t3小时\n201\t英语\t100\t3小时\n",
        "收入项目\t金额\t支出项目\t金额\n会费\t500.00\t场地\t300.00\n合计\t500.00\t合计\t300.00\n",
        "资产\t年初数\t期末数\t负债和净资产\t年初数\t期末数\n货币资金\t5.00\t6.00\t应付账款\t1.00\t2.00\n",
        "项目\t数量\t金额（万元）\n房屋\t2\t100.00\n车辆\t3\t30.00\n",
        "单位代码\t单位名称\t在职人数\t电话\n301001\t图书馆\t20\t8231234\n",
        "品目编码\t品目名称\t数量\t预算金额\nA020101\t计算机\t3\t1.50\n",
        "单位名称\t项目名称\t金额(万元)\t备注\n水务局\t清淤\t5.00\t\n",
        "单位编码\t单位名称\t项目名称\t合计\t一般公共预算\t政府性基金\n105001\t民政局\t低保\t5.00\t5.00\t\n",
        "项目\t2023年\t2024年\t增长%\n税收收入\t100\t110\t10.0\n",
        "指标类别\t指标名称\t目标值\n销售\t营业收入\t100万元\n客户\t满意率\t95%\n",
    ];

    /// The layouts that the families read the first table of a document as.
    fn answers(text: &str) -> Vec<&'static str> {
        let source =
            crate::model::Source { path: "case".to_owned(), bytes: text.as_bytes().to_vec(), format: None };
        let mut findings = Findings::default();
        let raw = crate::read::read(&mut findings, &source).unwrap();
        let rich = crate::markup::enrich(&mut findings, raw);
        let tidy = crate::normalize::mend(&mut findings, rich);
        let table = tidy.tables().next().unwrap();
        let read = |family: &Family| (family.read)(table, &Context::default());
        FAMILIES.iter().filter_map(read).map(|reading| reading.layout).collect()
    }

    #[test]
    fn every_layout_has_a_family_and_one_only() {
        let mut names: Vec<&str> = layouts().collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
        for (name, _) in EXAMPLES {
            assert!(names.contains(name), "{name}");
        }
    }

    #[test]
    fn every_layout_knows_its_own_and_no_other() {
        for (name, text) in EXAMPLES {
            assert_eq!(answers(text), [*name], "{text}");
            assert_eq!(layouts_of(text), [*name], "{text}");
        }
    }

    #[test]
    fn other_tables_are_recognised_by_none_and_budgets_by_one() {
        for text in OTHERS {
            assert_eq!(answers(text), Vec::<&str>::new(), "{text}");
        }
        let expected = ["two-sided-summary", "three-public-expenses", "classified-lines"];
        for (text, name) in BUDGETS.iter().zip(expected) {
            assert_eq!(answers(text), [name], "{text}");
        }
    }
}
