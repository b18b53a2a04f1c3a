//! The classified-lines layout: a row per account, its code (in one column, or 类, 款 and 项 in three), its name
//! and amounts; also in halves, 人员经费 beside 公用经费.

use std::collections::BTreeSet;

use super::columns::{Accounts, Half};
use super::lines::{self, Lines};
use crate::layout::Context;
use crate::lexicon::account::{CodeText, code_and_name, is_account};
use crate::lexicon::account_header;
use crate::lexicon::budget_form::Facts;
use crate::lexicon::money;
use crate::lexicon::sense::Sense;
use crate::lexicon::terms::{self, Place};
use crate::lexicon::total;

/// So many parts of a budget a table without codes of accounts must have in its header: one, 财政拨款, also heads lists
/// of grants.
const FEWEST_PARTS: usize = 2;

/// The name of the layout.
pub(super) const NAME: &str = "classified-lines";

/// Whether every half of a table has codes, names and amounts, and they are those of a budget.
fn is_classified(accounts: &Accounts<'_>) -> bool {
    if accounts.has_public_expenses() || !has_money(accounts) {
        return false;
    }
    let coded =
        |half: &Half| (!half.codes.is_empty() && !half.names.is_empty()) || has_coded_names(accounts, half);
    accounts.halves.iter().all(coded) && (has_accounts(accounts) || is_by_unit(accounts))
}

/// Whether the names of a half begin with the codes: `2080505 机关…`.
fn has_coded_names(accounts: &Accounts<'_>, half: &Half) -> bool {
    let columns = || half.codes.iter().chain(&half.names).take(1);
    let (mut all, mut coded) = (0, 0);
    for text in
        columns().flat_map(|column| accounts.column(*column)).filter(|text| !total::is_account_sum(text))
    {
        all += 1;
        coded += usize::from(code_and_name(text).is_some());
    }
    coded > 0 && coded * 2 > all
}

fn has_money(accounts: &Accounts<'_>) -> bool {
    let holds = account_header::is_money;
    let has_unit =
        |column: usize| accounts.header.texts[column].iter().any(|text| money::unit(text).is_some());
    accounts
        .amounts()
        .any(|column| has_unit(column) || accounts.header.stacks[column].iter().any(|text| holds(text)))
        || accounts.titles().any(holds)
}

/// Whether the codes are those of the classification of accounts. A header that says so may stand above none; one
/// that says but 编码 stands above such codes as other tables have too, so more must tell.
fn has_accounts(accounts: &Accounts<'_>) -> bool {
    let mut named = true;
    let (mut known, mut all_known, mut others, mut unread) = (BTreeSet::new(), 0, 0, 0);
    for half in accounts.halves.iter().filter(|half| half.of_accounts) {
        let Some(column) = half.codes.first() else { continue };
        named &= account_header::is_of_accounts(&accounts.header.stacks[*column]);
        for text in accounts.column(*column) {
            match CodeText::of(text) {
                CodeText::Code(code) if is_account(&code) => {
                    all_known += 1;
                    known.insert(code);
                }
                CodeText::Code(_) => others += 1,
                CodeText::Unread => unread += 1,
                CodeText::Words => {}
            }
        }
    }
    let has_parents = || known.iter().any(|code| code.len() > 3 && known.contains(&code[..3]));
    let in_parts = accounts.halves.iter().any(|half| half.codes.len() > 1);
    if accounts.halves.iter().any(|half| has_coded_names(accounts, half)) {
        return true;
    }
    if all_known == 0 && others == 0 {
        // The parts of a code below 类 may stand in rows of their own, so the first column may be all but blank. Where
        // none can be read the header alone tells.
        return (named || (in_parts && unread == 0))
            && !accounts.has_but_words()
            && accounts.halves.iter().all(|half| half.of_accounts);
    }
    // A header that names accounts is not overturned by codes of which half are written otherwise: 0213 below 213.
    (named && all_known > 0 && all_known >= others)
        || (all_known > others && (named || in_parts || has_parents() || parts(accounts) > 0))
}

/// How many of the words for parts of a budget a header has.
fn parts(accounts: &Accounts<'_>) -> usize {
    let header = accounts.header.stacks.concat().concat();
    terms::held(Place::Account, Sense::BudgetPart, &header).count()
}

/// Whether a line is a department or unit, its amounts those of a budget. A list of their projects names these
/// besides.
fn is_by_unit(accounts: &Accounts<'_>) -> bool {
    let named = |half: &Half| {
        half.names.iter().any(|column| account_header::names_units(&accounts.header.stacks[*column]))
    };
    accounts.halves.iter().all(|half| !half.of_accounts && half.names.len() == 1 && named(half))
        && parts(accounts) >= FEWEST_PARTS
}

/// The lines of a table of this layout.
pub(super) fn read(accounts: &Accounts<'_>, context: &Context) -> Option<Lines> {
    if !is_classified(accounts) {
        return None;
    }
    let facts = Facts {
        two_sided: false,
        by_economy: lines::by_economy(accounts),
        by_unit: accounts.halves.iter().all(|half| !half.codes.is_empty() && !half.of_accounts),
    };
    let blank = lines::blank(accounts, context, facts);
    Some(lines::read(accounts, context, &accounts.header.stacks, blank))
}

#[cfg(test)]
mod tests {
    use crate::layout::cases::{budget, check_budget, disclosure, layouts};
    use crate::lexicon::cell::CellValue;

    #[test]
    fn codes_in_parts() {
        // The upper parts stand in their own rows only.
        check_budget(
            "科目编码|||科目名称|合计|基本支出/类|款|项||||/213|||农林水支出|5.00|4.00//",
            &["213 1|农林水支出|合计=5.00 基本支出=4.00"],
        );
        check_budget(
            "科目编码|||科目名称|合计/类|款|项||/213|||农林水支出|5.00/|02||林业|5.00/||01|行政运行|3.00/||05|培育|2.00/214|||交通|1.00/|01||公路|1.00",
            &[
                "213 1|农林水支出|合计=5.00",
                "21302 2|林业|合计=5.00",
                "2130201 3|行政运行|合计=3.00",
                "2130205 3|培育|合计=2.00",
                "214 1|交通|合计=1.00",
                "21401 2|公路|合计=1.00",
            ],
        );
        // Each part is the whole code down to it; a leading zero was lost and stays so.
        check_budget(
            "科目编码||科目名称|合计/类|款||/301||工资|5.00/301|30101|基本|3.00/301|2|津贴|2.00",
            &["301 1|工资|合计=5.00", "30101 2|基本|合计=3.00", "3012 2|津贴|合计=2.00"],
        );
    }

    #[test]
    fn codes_before_names_in_one_column() {
        check_budget(
            "功能分类科目|合计|基本支出/[204]公共安全支出|3.00|2.00/2040601 行政运行|2.00|2.00/合计|3.00|2.00",
            &[
                "204 1|公共安全支出|合计=3.00 基本支出=2.00",
                "2040601 3|行政运行|合计=2.00 基本支出=2.00",
                "–|合计|合计=3.00 基本支出=2.00",
            ],
        );
    }

    #[test]
    fn rows_that_count_columns_are_no_lines() {
        for count in ["栏次||1|2", "**|**|1|2", "|栏次|1|2=1"] {
            check_budget(
                &format!("科目编码|科目名称|合计|基本支出/{count}/201|服务|5|4"),
                &["201 1|服务|合计=5 基本支出=4"],
            );
        }
    }

    #[test]
    fn what_says_that_there_is_nothing_is_no_amount() {
        check_budget(
            "科目编码|科目名称|合计|基本支出|项目支出/201|服务|—|单位不需填列|0.00/203|国防|(1.50)|３，５１８．８５|",
            &[
                "201 1|服务|合计=– 基本支出=– 项目支出=0.00",
                "203 1|国防|合计=-1.50 基本支出=3518.85 项目支出=–",
            ],
        );
        check_budget("科目编码|科目名称|合计|基本支出/本表无数据|||/|||", &[]);
    }

    #[test]
    fn headers_that_name_a_part() {
        check_budget(
            "科目代码|科目名称|年初预算|其中：基本支出|增减%|备注/210|卫生|5.00|4.00|3.0|含结转",
            &["210 1|卫生|年初预算=5.00 其中：基本支出=4.00"],
        );
    }

    #[test]
    fn halves() {
        // A total over the columns of two halves, its merge kept and lost.
        let head =
            "人员经费|||公用经费|||||/科目编码|科目名称|金额|科目编码|科目名称|金额|科目编码|科目名称|金额";
        check_budget(
            &format!("{head}/301|工资|2.00|302|商品|0.50|310|资本|/人员经费合计||2.00|公用经费合计|||||0.50"),
            &[
                "301 1|工资|人员经费>金额=2.00",
                "–|人员经费合计|人员经费>金额=2.00",
                "302 1|商品|公用经费>金额=0.50",
                "–|公用经费合计|公用经费>金额=0.50",
                "310 1|资本|公用经费>金额=–",
            ],
        );
    }

    #[test]
    fn units_before_accounts_are_not_their_names() {
        check_budget(
            "单位代码|单位名称|科目编码|科目名称|合计|基本支出/205001|小学|2050202|小学教育|5.00|4.00",
            &["2050202 3|小学教育|合计=5.00 基本支出=4.00"],
        );
    }

    #[test]
    fn headers_that_say_but_code() {
        // Neither a code nor an amount stands below the header.
        assert_eq!(layouts("科目编码\t科目名称\t基本支出\t项目支出\n甲\t乙\t丙\t丁\n"), ["plain"]);
        assert_eq!(layouts("代码\t名称\t金额\n101\t普通号\t10.00\n102\t专家号\t20.00\n"), ["plain"]);
        assert_eq!(layouts("编码\t名称\t金额\n301\t工资\t10.00\n30101\t基本\t10.00\n"), ["classified-lines"]);
        // Half of the codes are written otherwise, and the header says what they are.
        let half = "科目编码\t科目名称\t合计\t基本支出\n213\t农林\t10.00\t10.00\n0213\t造林\t10.00\t10.00\n";
        assert_eq!(layouts(half), ["classified-lines"]);
        assert_eq!(
            layouts("科目编码\t科目名称\t期初金额\t期末金额\n1001\t库存现金\t5.00\t6.00\n"),
            ["plain"]
        );
    }

    #[test]
    fn units_of_money_and_titles_between_tables() {
        let table = |code: &str| {
            format!(
                "<table><tr><td>科目编码<td>科目名称<td>合计</tr><tr><td>{code}<td>甲<td>5.00</tr></table>"
            )
        };
        let text = format!(
            "<h1>某县某局2024年部门预算</h1><p>支出总表</p><p>单位：元</p>{}<p>一般公共预算基本支出表</p><p>单位：万元</p><p>2024年</p>{}{}",
            table("201"),
            table("301"),
            table("201")
        );
        let found: Vec<String> = disclosure(&text)
            .budget
            .iter()
            .map(|line| format!("{:?} {:?} {:?}", line.form, line.stage.unwrap(), line.unit))
            .collect();
        assert_eq!(
            found,
            [
                "ExpenditureByFunction Budget Some(\"元\")",
                "BasicExpenditureByEconomyClassification Budget Some(\"万元\")",
                "Other Budget None"
            ]
        );
    }

    const WORDS: &[&str] = &[
        "",
        "",
        "科目编码",
        "科目名称",
        "类",
        "款",
        "项",
        "收入",
        "支出",
        "项目",
        "预算数",
        "决算数",
        "合计",
        "小计",
        "因公出国（境）费",
        "公务接待费",
        "公务用车购置费",
        "201",
        "20101",
        "05",
        "1",
        "2",
        "3",
        "栏次",
        "行次",
        "5.00",
        "1,260.00",
        "—",
        "教育支出",
        "一、财政拨款收入",
        "本年收入合计",
        "支出总计",
        "本表无数据",
        "注：无",
        "基本支出",
        "收入\n项目",
    ];

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(256))]

        /// Whatever stands where, nothing breaks, and every amount stands in the row of its line.
        #[test]
        fn any_table_is_read(
            width in 2..8_usize,
            cells in proptest::collection::vec((0..WORDS.len(), 0..12_usize, 0..12_usize), 4..60),
        ) {
            let span = |number: usize| if number > 9 { number - 8 } else { 1 };
            let rows: Vec<String> = cells
                .chunks(width)
                .map(|row| {
                    let cells: Vec<String> = row
                        .iter()
                        .map(|(word, tall, wide)| {
                            format!("<td rowspan={} colspan={}>{}</td>", span(*tall), span(*wide), WORDS[*word])
                        })
                        .collect();
                    format!("<tr>{}</tr>", cells.concat())
                })
                .collect();
            let text = format!("<h1>预算表</h1><table>{}</table>", rows.concat());
            let disclosure = disclosure(&text);
            for line in &disclosure.budget {
                let row = &disclosure.tables().nth(line.table).unwrap().rows[line.at.row.unwrap()];
                for amount in line.amounts.iter().filter_map(|amount| amount.amount) {
                    let says = |text: &str| CellValue::of(text).amount() == Some(amount);
                    proptest::prop_assert!(row.cells.iter().any(|cell| says(cell.text.text())), "{text}");
                }
            }
            let _ = budget(&text);
        }
    }
}
