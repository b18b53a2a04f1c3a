//! The words of budget and final-account tables: what heads a column, what is an amount, a code, a total.

use crate::model::Amount;
use crate::text::numerals::plain_decimal;
use crate::text::width::fold;

/// Words that head columns of such tables; what stands in parentheses and a year before them does not count.
const HEADS: &[&str] = &[
    "类",
    "款",
    "项",
    "类款项",
    "编码",
    "代码",
    "名称",
    "科目",
    "科目编码",
    "科目代码",
    "科目名称",
    "功能分类科目编码",
    "功能分类科目代码",
    "功能分类科目名称",
    "支出功能分类科目编码",
    "支出功能分类科目名称",
    "支出功能分类科目",
    "功能分类科目",
    "支出功能分类",
    "功能分类",
    "支出用途",
    "经济分类",
    "经济分类科目",
    "经济分类科目编码",
    "经济分类科目名称",
    "支出经济分类",
    "支出经济分类科目",
    "部门预算支出经济分类科目",
    "预算科目",
    "单位编码",
    "单位代码",
    "单位名称",
    "部门编码",
    "部门代码",
    "部门名称",
    "项目",
    "收入",
    "支出",
    "收入项目",
    "支出项目",
    "金额",
    "预算数",
    "预算",
    "决算数",
    "决算",
    "执行数",
    "年初预算数",
    "全年预算数",
    "上年预算数",
    "本年预算数",
    "预算金额",
    "决算金额",
    "其中",
    "合计",
    "总计",
    "小计",
    "基本支出",
    "项目支出",
    "人员经费",
    "公用经费",
    "日常公用经费",
    "人员支出",
    "公用支出",
    "财政拨款",
    "财政拨款收入",
    "一般公共预算",
    "一般公共预算财政拨款",
    "政府性基金",
    "政府性基金预算",
    "政府性基金预算财政拨款",
    "国有资本经营预算",
    "国有资本经营预算财政拨款",
    "事业收入",
    "其他收入",
    "年初结转和结余",
    "年末结转和结余",
    "本年收入",
    "本年支出",
    "行次",
    "栏次",
    "因公出国费",
    "因公出国费用",
    "公务接待费",
    "公务用车购置费",
    "公务用车运行费",
    "公务用车运行维护费",
    "公务用车购置及运行费",
    "公务用车购置及运行维护费",
    "公务用车购置和运行费",
    "“三公”经费",
    "三公经费",
    "会议费",
    "培训费",
    "购置费",
    "运行费",
    "运行维护费",
    "备注",
];

/// A header that holds one of these heads no money.
const NO_MONEY: &[&str] =
    &["%", "率", "占比", "比例", "比重", "幅度", "数量", "人数", "(个", "(人", "(辆", "(批", "(台", "(次"];

/// A header that ends with one of these heads words that name nothing.
const REMARKS: &[&str] = &["备注", "说明", "摘要", "原因", "依据", "计量单位", "项目属性", "资金来源"];

/// A short header that ends with one of these heads amounts.
const ENDINGS: &[&str] = &[
    "预算数",
    "决算数",
    "执行数",
    "统计数",
    "完成数",
    "本年预算",
    "上年预算",
    "年初预算",
    "全年预算",
    "当年预算",
];

/// How many characters such a header has at most.
const SHORT: usize = 10;

/// What stands in a cell of amounts that has none.
const NOTHING: &[&str] =
    &["无", "单位不需填列", "不需填列", "不填列", "/", "*", "**", "…", "-", "--", "—", "——", "–", "－"];

/// What a cell says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    /// An amount.
    Amount,
    /// That there is no amount: `—`, 单位不需填列.
    Nothing,
    /// Words.
    Words,
}

/// What a filled cell says.
pub(crate) fn said(text: &str) -> Said {
    if amount(text).is_some() {
        Said::Amount
    } else if NOTHING.contains(&fold(text).as_str()) {
        Said::Nothing
    } else {
        Said::Words
    }
}

/// The amount that a cell says.
pub(crate) fn amount(text: &str) -> Option<Amount> {
    plain_decimal(text)?.parse().ok()
}

/// A header or name to compare: folded, without what stands in parentheses, a year and a colon.
pub(crate) fn key(text: &str) -> String {
    let folded = fold(text);
    let mut depth = 0_usize;
    let mut bare = String::new();
    for c in folded.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => bare.push(c),
            _ => {}
        }
    }
    let digits = bare.len() - bare.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let year =
        if digits == 4 { bare[4..].strip_prefix("年度").or(bare[4..].strip_prefix('年')) } else { None };
    year.filter(|rest| !rest.is_empty()).unwrap_or(&bare).trim_end_matches(':').to_owned()
}

/// Whether a text is, to the letter, one word that heads columns.
pub(crate) fn is_head(text: &str) -> bool {
    HEADS.contains(&fold(text).as_str())
}

/// Whether a text is a word that heads columns.
pub(crate) fn heads(text: &str) -> bool {
    let key = key(text);
    HEADS.contains(&key.as_str())
        || (key.chars().count() <= SHORT && ENDINGS.iter().any(|ending| key.ends_with(ending)))
}

/// Whether a header heads something that is no money: shares, counts, remarks.
pub(crate) fn heads_no_money(stack: &[String]) -> bool {
    let folded = fold(&stack.concat());
    NO_MONEY.iter().any(|word| folded.contains(word))
        || stack.last().is_some_and(|text| REMARKS.iter().any(|word| key(text).ends_with(word)))
}

/// Whether a cell above a table is a label with what it says: `部门：…`, `单位：万元`; `金额（单位：万元）` and
/// `其中：基本支出` are headers.
pub(crate) fn is_label(text: &str) -> bool {
    key(text).split_once(':').is_some_and(|(label, _)| {
        ["单位", "部门", "日期", "时间", "名称", "表号", "制表", "年度"]
            .iter()
            .any(|end| label.ends_with(end))
    })
}

/// Words without blanks and line breaks between Chinese ones: `收　　入` is 收入.
pub(crate) fn squeeze(text: &str) -> String {
    let mut line = String::new();
    for word in text.split_whitespace() {
        let both = line.ends_with(|c: char| c.is_ascii()) && word.starts_with(|c: char| c.is_ascii());
        if both {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// Whether a header is that of codes: 功能分类科目编码, 单位代码, 编码.
pub(crate) fn heads_codes(text: &str) -> bool {
    let key = key(text);
    let ends = ["编码", "代码", "编号", "类款项"].iter().any(|end| key.ends_with(end));
    let of = ["科目", "分类", "单位", "部门", "预算", "功能", "经济"].iter().any(|word| key.contains(word));
    ends && (of || matches!(key.as_str(), "编码" | "代码" | "类款项"))
}

/// Whether a code's header speaks of departments and units rather than of accounts.
pub(crate) fn is_of_units(stack: &[String]) -> bool {
    let key = key(&stack.concat());
    (key.contains("单位") || key.contains("部门")) && !key.contains("科目") && !key.contains("分类")
}

/// Whether a text is a code of the classification: 类 3 digits, 款 5, 项 7, of revenue, of functions or of
/// the economy.
pub(crate) fn is_account(text: &str) -> bool {
    level(text).is_some() && text.trim().starts_with(['1', '2', '3', '5'])
}

/// The level that the digits of a code tell; `208-05-05` has those of `2080505`.
pub(crate) fn level(code: &str) -> Option<u8> {
    let folded = fold(code);
    if folded.contains(|c: char| !c.is_ascii_digit() && !matches!(c, '-' | '.')) {
        return None;
    }
    match folded.bytes().filter(u8::is_ascii_digit).count() {
        3 => Some(1),
        5 => Some(2),
        7 => Some(3),
        _ => None,
    }
}

/// The code and the name of `2080505 机关…`, `[208]社会…` and `301-工资…`.
pub(crate) fn code_and_name(text: &str) -> Option<(&str, &str)> {
    let text = text.trim();
    let inner = text.strip_prefix(['[', '【', '［']).unwrap_or(text);
    let digits = inner.len() - inner.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (code, rest) = inner.split_at(digits);
    let name =
        rest.trim_start_matches([']', '】', '］', '-', '—', '_', ' ', '\u{3000}', '\u{a0}', '\n', '\t']);
    (is_account(code) && name.chars().next().is_some_and(crate::text::width::is_han)).then_some((code, name))
}

/// Whether a header says what its amounts are rather than whose: 预算数, 2024年决算数.
pub(crate) fn is_stage(text: &str) -> bool {
    const ITEMS: &[&str] = &["因公", "接待", "用车", "购置", "运行", "合计", "小计", "会议", "培训"];
    let key = key(text);
    ["预算数", "决算数", "执行数", "预算", "决算", "预算安排数", "统计数", "完成数", "金额"]
        .iter()
        .any(|end| key.ends_with(end))
        && !ITEMS.iter().any(|item| key.contains(item))
}

/// The three public expenses that a text names: going abroad, receptions, vehicles.
pub(crate) fn public_expense(text: &str) -> Option<u8> {
    let folded = fold(text);
    if folded.contains("因公出国") || folded.contains("出国(境)") {
        Some(0)
    } else if folded.contains("公务接待") {
        Some(1)
    } else if folded.contains("公务用车") {
        Some(2)
    } else {
        None
    }
}

/// Whether a line within a table says that it is empty, or is a note.
pub(crate) fn is_remark(text: &str) -> bool {
    const WORDS: &[&str] =
        &["无数据", "空表", "没有", "未安排", "不涉及", "无此", "未发生", "无相关", "无政府性", "无国有"];
    const STARTS: &[&str] = &["注", "备注", "说明", "附注", "制表", "填表", "审核", "单位负责人", "*", "※"];
    let folded = fold(text);
    folded == "无"
        || WORDS.iter().any(|word| folded.contains(word))
        || STARTS.iter().any(|start| {
            folded
                .strip_prefix(start)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '1', '.', '、']))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cells_say() {
        for (text, expected) in [
            ("1,714.55", Said::Amount),
            ("0.00", Said::Amount),
            ("3，518.85", Said::Amount),
            ("—", Said::Nothing),
            ("－", Said::Nothing),
            ("单位不需填列", Said::Nothing),
            ("教育支出", Said::Words),
            ("12.5%", Said::Words),
        ] {
            assert_eq!(said(text), expected, "{text}");
        }
    }

    #[test]
    fn headers() {
        for text in ["2024年预算数", "预算数（万元）", "项　目", "类", "因公出国（境）费", "2023年度决算数"]
        {
            assert!(heads(text), "{text}");
        }
        for text in ["教育支出", "2024年", "", "一、事业收入"] {
            assert!(!heads(text), "{text}");
        }
        for text in ["功能分类科目编码", "科目代码", "编码", "单位代码", "类款项"] {
            assert!(heads_codes(text), "{text}");
        }
        for text in ["项目编码", "邮政编码", "行政区划代码", "资产编号", "科目名称"] {
            assert!(!heads_codes(text), "{text}");
        }
        assert_eq!(squeeze("收　　入"), "收入");
        assert_eq!(squeeze("基本\n支出"), "基本支出");
    }

    #[test]
    fn codes() {
        for (text, expected) in [
            ("208", Some(1)),
            ("20805", Some(2)),
            ("2080505", Some(3)),
            ("208-05-05", Some(3)),
            ("2", None),
            ("类", None),
        ] {
            assert_eq!(level(text), expected, "{text}");
        }
        assert!(is_account("30201") && !is_account("1001") && !is_account("426001"));
        for (text, expected) in [
            ("2080505 机关养老", Some(("2080505", "机关养老"))),
            ("[208]社会保障", Some(("208", "社会保障"))),
            ("301-工资福利", Some(("301", "工资福利"))),
            ("208", None),
            ("2024年", None),
            ("社会保障", None),
        ] {
            assert_eq!(code_and_name(text), expected, "{text}");
        }
    }
}
