//! The classified-lines layout: a row per account, its code (in one column, or 类, 款 and 项 in three), its name
//! and amounts; also in halves, 人员经费 beside 公用经费.

use super::account_lines::{self, Lines};
use super::account_words as words;
use super::accounts::{Accounts, Half};
use super::budget_form::Facts;
use super::{Context, Layout, Lifted, three_public_expenses};
use crate::model::{Findings, Table, Tidy};
use crate::text::width::fold;

/// Words of which a header of amounts, or the title, has one.
const MONEY: &[&str] = &[
    "支出",
    "收入",
    "经费",
    "拨款",
    "预算数",
    "决算数",
    "合计",
    "小计",
    "金额",
    "结转",
    "预算",
    "资金",
    "执行数",
];

/// Words of a header that has amounts by unit, two of which a table without codes of accounts must have.
const SOURCES: &[&str] = &[
    "基本支出",
    "项目支出",
    "人员经费",
    "公用经费",
    "财政拨款",
    "一般公共预算",
    "政府性基金",
    "国有资本经营",
    "事业收入",
    "经营收入",
    "其他收入",
    "上年结转",
];

/// The layout of coded lines.
pub const LAYOUT: Layout = Layout { name: "classified-lines", recognise, lift };

fn recognise(table: &Table<Tidy>) -> bool {
    Accounts::find(table).is_some_and(|accounts| is_classified(&accounts))
}

/// Whether every half of a table has codes, names and amounts, and they are those of a budget.
pub(super) fn is_classified(accounts: &Accounts<'_>) -> bool {
    if three_public_expenses::is_wide(accounts) || !has_money(accounts) {
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
    for text in columns().flat_map(|column| accounts.column(*column)).filter(|text| !words::is_total(text)) {
        all += 1;
        coded += usize::from(words::code_and_name(text).is_some());
    }
    coded > 0 && coded * 2 > all
}

fn has_money(accounts: &Accounts<'_>) -> bool {
    let holds = |text: &str| MONEY.iter().any(|word| fold(text).contains(word));
    let amounts = || accounts.halves.iter().flat_map(|half| &half.amounts);
    amounts().any(|column| accounts.header.stacks[*column].iter().any(|text| holds(text)))
        || accounts.titles().any(holds)
}

/// Whether the codes are those of the classification of accounts; those of a table without any rows may be.
fn has_accounts(accounts: &Accounts<'_>) -> bool {
    let (mut all, mut known) = (0, 0);
    for half in accounts.halves.iter().filter(|half| half.of_accounts) {
        let Some(column) = half.codes.first() else { continue };
        for text in accounts.column(*column).filter(|text| !text.contains(crate::text::width::is_han)) {
            all += 1;
            known += usize::from(words::is_account(text));
        }
    }
    let by_name = accounts.halves.iter().any(|half| has_coded_names(accounts, half));
    let says_accounts = |half: &Half| {
        half.codes.iter().any(|column| {
            let header = fold(&accounts.header.stacks[*column].concat());
            header.contains("科目") || header.contains("分类") || header == "类"
        })
    };
    // The parts of a code below 类 stand in rows of their own, so the first column may be all but blank.
    known * 2 > all || by_name || (all == 0 && accounts.halves.iter().all(says_accounts))
}

/// Whether a line is a department or unit, its amounts those of a budget.
fn is_by_unit(accounts: &Accounts<'_>) -> bool {
    let header = fold(&accounts.header.stacks.concat().concat());
    let named = |half: &Half| {
        half.names.iter().any(|column| {
            let key = words::key(&accounts.header.stacks[*column].concat());
            key.contains("单位") || key.contains("部门")
        })
    };
    accounts.halves.iter().all(|half| !half.of_accounts && named(half))
        && SOURCES.iter().filter(|word| header.contains(**word)).count() >= 2
}

fn lift(_: &mut Findings, context: &Context, table: &mut Table<Tidy>) -> Lifted {
    account_lines::set(table, |accounts| read(accounts, context))
}

fn read(accounts: &Accounts<'_>, context: &Context) -> Lines {
    let facts = Facts {
        two_sided: false,
        by_economy: account_lines::by_economy(accounts),
        by_unit: accounts.halves.iter().all(|half| !half.codes.is_empty() && !half.of_accounts),
    };
    let blank = account_lines::blank(accounts, context, facts);
    account_lines::read(accounts, &accounts.header.stacks, &blank)
}
