//! What a header of a budget or final-account table means.

use std::sync::LazyLock;

use regex::Regex;

use super::grammar::numbering::marker;
use super::marks::{is_circled, is_note_sign, is_raised};
use super::money;
use super::sense::Sense;
use super::terms::{self, Place, Term};
use crate::text::width::{fold, fold_to_compare, gathered, is_han};

/// The senses of whole words that head columns of such tables.
pub(crate) const HEADERS: &[Sense] = &[
    Sense::CodeClass,
    Sense::CodeGroup,
    Sense::CodeItem,
    Sense::Code,
    Sense::UnitCode,
    Sense::ProjectCode,
    Sense::Name,
    Sense::Unit,
    Sense::Revenue,
    Sense::Expenditure,
    Sense::Stage,
    Sense::Total,
    Sense::Subtotal,
    Sense::OfWhich,
    Sense::BudgetPart,
    Sense::TravelAbroad,
    Sense::Reception,
    Sense::Vehicles,
    Sense::ExpenseItem,
    Sense::LineNumber,
    Sense::Description,
];

/// Those of them that head amounts.
const AMOUNTS: &[Sense] = &[
    Sense::Stage,
    Sense::Total,
    Sense::Subtotal,
    Sense::OfWhich,
    Sense::BudgetPart,
    Sense::TravelAbroad,
    Sense::Reception,
    Sense::Vehicles,
    Sense::ExpenseItem,
];

/// The parts of a code that stand in columns of their own, the first one first.
const CODE_PARTS: &[Sense] = &[Sense::CodeClass, Sense::CodeGroup, Sense::CodeItem];

/// How many characters a header has at most that is told by its end: 2024年部门预算执行情况统计数 is a title.
const LONGEST_ENDING: usize = 10;

/// What a header says of the cells below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Heading {
    /// Amounts, whatever stands there: 预算数, 合计, 项目支出.
    Amounts,
    /// Something of money: its amounts, or words about it, as `经费来源` has.
    Money,
    /// Names.
    Names,
    /// Nothing that is known, or one of the two sides, which head names as well as amounts.
    Unsaid,
}

/// The mark of a note at the end of a text: `①`, `¹`, `*`, `[2]`, `[^1]`, `^1`, `注2`, `（注）`.
static MARK: LazyLock<Regex> = LazyLock::new(|| {
    let note = note();
    let number = r"[0-9①-⑳]{1,2}";
    Regex::new(&format!(
        r"\s*(?:[①-⑳❶-❿⑴-⒇]+|[⁰¹²³⁴-⁹⁽⁾]+(?:[,，、][⁰¹²³⁴-⁹⁽⁾]+)*|[*＊※★☆†‡]+|\^{number}|{note}{number}|[\[［【]\s*\^?(?:{note})?{number}\s*[\]］】]|[(（]\s*{note}\s*(?:{number})?\s*[)）])$"
    ))
    .expect("the pattern is made of constants")
});

/// The word for a note.
fn note() -> &'static str {
    terms::terms(Place::Account, Sense::Note).next().map_or("", |term| term.words)
}

/// A text without the marks of notes at its end: 项目支出 of `项目支出①` and of `项目支出[2]`. What is nothing but
/// marks, as `**` is, keeps them.
pub(crate) fn without_mark(text: &str) -> &str {
    let mut bare = text;
    // No mark ends in a Chinese character but 注 itself.
    if text.ends_with(|c: char| is_han(c) || c.is_ascii_alphabetic()) {
        return text;
    }
    let may_have_mark = match text.chars().next_back() {
        // As numbers and units have them at their ends; a mark has its sign or its word besides.
        Some('0'..='9' | ')' | '）') => text.contains('^') || text.contains(note()),
        Some(']' | '］' | '】') => true,
        last => {
            last.is_some_and(|c| is_circled(c) || is_raised(c) || is_note_sign(c) || matches!(c, '★' | '☆'))
        }
    };
    if !may_have_mark {
        return text;
    }
    while let Some(mark) = MARK.find(bare) {
        let rest = &bare[..mark.start()];
        // The raised digit of m² is no mark.
        if rest.trim().is_empty() || rest.ends_with(|c: char| c.is_ascii_alphabetic()) {
            break;
        }
        bare = rest;
    }
    bare
}

/// The key of a header: folded, without the mark of a note, what stands in parentheses, a year and a colon. Unlike the
/// key of other texts it keeps the number that the text begins with, because 一、事业收入 is a line and no header.
pub(crate) fn key(text: &str) -> String {
    let folded = fold_to_compare(without_mark(text));
    let mut depth = 0_usize;
    let is_outside = |c: &char| {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => return depth == 0,
        }
        false
    };
    let mut bare = gathered(&folded, folded.chars().filter(is_outside));
    let digits = bare.len() - bare.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let year =
        if digits == 4 { bare[4..].strip_prefix("年度").or(bare[4..].strip_prefix('年')) } else { None };
    if let Some(rest) = year.filter(|rest| !rest.is_empty()) {
        bare = rest.to_owned();
    }
    bare.truncate(bare.trim_end_matches(':').len());
    bare
}

/// The terms that a key is as a whole.
fn whole(key: &str) -> &'static [Term] {
    if marker(key).is_some() { &[] } else { terms::whole(Place::Account, key) }
}

/// Whether a key is as a whole a term of one of these senses.
fn is_any(key: &str, senses: &[Sense]) -> bool {
    whole(key).iter().any(|term| senses.contains(&term.sense))
}

/// Whether a part of a text has a sense.
fn holds(sense: Sense, text: &str) -> bool {
    terms::holds(Place::Account, sense, text)
}

/// Whether a text is a word that heads columns.
pub(crate) fn is_header(text: &str) -> bool {
    is_header_key(&key(text))
}

fn is_header_key(key: &str) -> bool {
    is_any(key, HEADERS) || (key.chars().count() <= LONGEST_ENDING && holds(Sense::Stage, key))
}

/// Whether a text heads a column of amounts, names or codes.
pub(crate) fn heads_column(text: &str) -> bool {
    let key = key(text);
    is_header_key(&key) || is_code_key(&key)
}

/// Whether a text is, to the letter, one word that heads columns.
pub(crate) fn is_header_to_the_letter(text: &str) -> bool {
    let folded = fold(text);
    whole(&folded).iter().any(|term| HEADERS.contains(&term.sense) && term.words == folded)
}

/// Whether a header stands below others everywhere.
pub(crate) fn is_lower(text: &str) -> bool {
    is_any(&key(text), &[Sense::LowerHeader])
}

/// Whether a header is that of codes: 功能分类科目编码, 单位代码, 编码; 邮政编码 is not.
pub(crate) fn is_code(text: &str) -> bool {
    is_code_key(&key(text))
}

fn is_code_key(key: &str) -> bool {
    let of = [Sense::Classification, Sense::Unit, Sense::OfBudget];
    is_any(key, &[Sense::Code, Sense::UnitCode, Sense::ProjectCode])
        || (holds(Sense::CodeWord, key) && of.into_iter().any(|sense| holds(sense, key)))
}

/// Which part of a code a header names: 0 for 类, 1 for 款, 2 for 项.
pub(crate) fn code_part(text: &str) -> Option<usize> {
    let terms = whole(&key(text));
    CODE_PARTS.iter().position(|part| terms.iter().any(|term| term.sense == *part))
}

/// Whether a header is that of names, where nothing stands below it.
pub(crate) fn is_name(text: &str) -> bool {
    let key = key(text);
    is_any(&key, &[Sense::Name, Sense::Unit, Sense::Revenue, Sense::Expenditure]) || holds(Sense::Name, &key)
}

/// Whether a header is a year and no more: 2024年, 2024年度.
pub(crate) fn is_year(text: &str) -> bool {
    let folded = fold(without_mark(text));
    let digits = folded.len() - folded.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    digits == 4 && matches!(&folded[digits..], "年" | "年度")
}

/// Whether a header is the word of one of the two sides and no more: 收入, 支出.
fn is_side(key: &str) -> bool {
    is_any(key, &[Sense::Revenue, Sense::Expenditure])
}

/// What a header, top to bottom, says of the cells below it.
pub(crate) fn heading(stack: &[String]) -> Heading {
    let Some((lowest, above)) = stack.split_last() else { return Heading::Unsaid };
    let low = key(lowest);
    if is_side(&low) {
        return Heading::Unsaid;
    }
    if is_name(lowest) {
        return Heading::Names;
    }
    let is_amount = is_any(&low, AMOUNTS)
        || [Sense::Stage, Sense::StageWord].into_iter().any(|sense| holds(sense, &low))
        || money::unit(lowest).is_some();
    if is_amount {
        return Heading::Amounts;
    }
    let of_money = |text: &String| is_money(text) || AMOUNTS.iter().any(|sense| holds(*sense, &key(text)));
    if of_money(lowest) || above.iter().any(of_money) { Heading::Money } else { Heading::Unsaid }
}

/// Whether a header is that of numbers of lines.
pub(crate) fn is_number(text: &str) -> bool {
    is_any(&key(text), &[Sense::LineNumber, Sense::Number])
}

/// Whether a cell names a row that counts the columns: 栏次, `**`.
pub(crate) fn is_count_label(text: &str) -> bool {
    let folded = fold(text);
    (!folded.is_empty() && folded.bytes().all(|byte| byte == b'*')) || is_any(&folded, &[Sense::LineNumber])
}

/// Whether a header may stand beside the numbers of a row that counts the columns: 项目, 类.
pub(crate) fn is_beside_counts(text: &str) -> bool {
    is_any(&key(text), &[Sense::Code, Sense::Name]) || code_part(text).is_some()
}

/// Whether a header, top to bottom, heads something that is no money: shares, counts, descriptions.
pub(crate) fn is_no_money(stack: &[String]) -> bool {
    holds(Sense::NoMoney, &stack.concat())
        || stack.last().is_some_and(|text| holds(Sense::Description, &key(text)))
}

/// Whether a header speaks of money.
pub(crate) fn is_money(text: &str) -> bool {
    let key = key(text);
    holds(Sense::Money, text) || is_any(&key, AMOUNTS) || holds(Sense::Stage, &key)
}

/// Whether a header, top to bottom, speaks of departments and units.
pub(crate) fn names_units(stack: &[String]) -> bool {
    holds(Sense::Unit, &key(&stack.concat()))
}

/// Whether a header, top to bottom, heads the names of projects.
pub(crate) fn names_projects(stack: &[String]) -> bool {
    stack.last().is_some_and(|lowest| holds(Sense::ProjectName, &key(lowest)))
}

/// Whether the header of codes, top to bottom, is of departments and units rather than of accounts.
pub(crate) fn is_of_units(stack: &[String]) -> bool {
    names_units(stack) && !holds(Sense::Classification, &key(&stack.concat()))
}

/// Whether the header of codes, top to bottom, is of projects rather than of accounts.
pub(crate) fn is_of_projects(stack: &[String]) -> bool {
    stack.last().is_some_and(|lowest| holds(Sense::ProjectCode, &key(lowest)))
        && !holds(Sense::Classification, &key(&stack.concat()))
}

/// Whether the header of codes, top to bottom, names the classification of accounts.
pub(crate) fn is_of_accounts(stack: &[String]) -> bool {
    let header = stack.concat();
    holds(Sense::Classification, &header) || code_part(&header) == Some(0)
}

/// Whether a header says what its amounts are rather than whose: 预算数, 2024年决算数.
pub(crate) fn is_stage(text: &str) -> bool {
    let key = key(text);
    (holds(Sense::Stage, &key) || holds(Sense::StageWord, &key)) && !holds(Sense::ExpenseItem, &key)
}

/// Whether a header says of what stage or year its amounts are and names no part: 预算数, 2024年决算数, 2024年.
pub(crate) fn is_stage_alone(text: &str) -> bool {
    let key = key(text);
    let names = |sense| holds(sense, &key);
    let is_part = || AMOUNTS.iter().any(|sense| *sense != Sense::Stage && names(*sense));
    is_year(text) || (names(Sense::Stage) && !is_part()) || is_any(&key, &[Sense::Stage])
}

/// Whether a cell above a table is a label with what it says: `部门：…`, `单位：万元`; `金额（单位：万元）` and
/// `其中：基本支出` are headers.
pub(crate) fn is_caption(text: &str) -> bool {
    key(text)
        .split_once(':')
        .is_some_and(|(label, _)| terms::holds(Place::Caption, Sense::CaptionLabel, label))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers() {
        for text in ["2024年预算数", "预算数（万元）", "项　目", "类", "因公出国（境）费", "2023年度决算数"]
        {
            assert!(is_header(text), "{text}");
        }
        for text in ["教育支出", "2024年", "", "一、事业收入", "个", "无", "序号"] {
            assert!(!is_header(text), "{text}");
        }
        assert!(is_header_to_the_letter("项目支出") && !is_header_to_the_letter("2024年预算数"));
    }

    #[test]
    fn marks_of_notes() {
        for (text, expected) in [
            ("合计①", "合计"),
            ("合计¹", "合计"),
            ("合计 *", "合计"),
            ("合计[2]", "合计"),
            ("合计[^1]", "合计"),
            ("合计^1", "合计"),
            ("合计注2", "合计"),
            ("合计（注）", "合计"),
            ("合计（注1）①", "合计"),
            ("备注", "备注"),
            ("**", "**"),
            ("面积m²", "面积m²"),
            ("合计（1）", "合计（1）"),
            ("2024", "2024"),
        ] {
            assert_eq!(without_mark(text), expected, "{text}");
        }
        assert!(is_header("项目支出①") && is_code("科目编码[1]") && is_lower("合计*"));
    }

    #[test]
    fn what_headers_say() {
        for (stack, expected) in [
            (&["项目支出"][..], Heading::Amounts),
            (&["2024年预算数"], Heading::Amounts),
            (&["镇本级（万元）"], Heading::Amounts),
            (&["预算数", "镇本级"], Heading::Money),
            (&["公务接待费支出"], Heading::Money),
            (&["科目名称"], Heading::Names),
            (&["收入", "项目"], Heading::Names),
            (&["支出项目"], Heading::Names),
            (&["支出"], Heading::Unsaid),
            (&["镇本级"], Heading::Unsaid),
            (&[], Heading::Unsaid),
        ] {
            let stack: Vec<String> = stack.iter().map(|text| (*text).to_owned()).collect();
            assert_eq!(heading(&stack), expected, "{stack:?}");
        }
    }

    #[test]
    fn headers_of_codes() {
        for text in
            ["功能分类科目编码", "科目代码", "编码", "单位代码", "类款项", "支出功能分类编码", "项目编码"]
        {
            assert!(is_code(text), "{text}");
        }
        for text in ["邮政编码", "行政区划代码", "资产编号", "科目名称", "编号"] {
            assert!(!is_code(text), "{text}");
        }
    }

    #[test]
    fn stages() {
        for text in ["预算数", "2024年决算数", "一般公共预算", "金额（万元）"] {
            assert!(is_stage(text), "{text}");
        }
        for text in ["公务接待费预算数", "合计", "小计", "运行费"] {
            assert!(!is_stage(text), "{text}");
        }
    }

    #[test]
    fn squeezed() {
        assert_eq!(squeeze("收　　入"), "收入");
        assert_eq!(squeeze("基本\n支出"), "基本支出");
    }
}
