//! What the lines of budget and final-account tables are named: one of the three public expenses, a number of
//! persons or things, a remark.

use std::collections::BTreeSet;

use super::cell::CellValue;
use super::grammar::numbering::marker;
use super::marks::continued_name;
use super::sense::Sense;
use super::terms::{self, Place};
use crate::text::width::fold;

/// The three public expenses.
const PUBLIC_EXPENSES: &[Sense] = &[Sense::TravelAbroad, Sense::Reception, Sense::Vehicles];

/// How many of the three public expenses texts name.
pub(crate) fn public_expenses<'a>(texts: impl Iterator<Item = &'a str>) -> usize {
    texts.filter_map(public_expense).collect::<BTreeSet<_>>().len()
}

/// Which of the three public expenses a text names.
pub(crate) fn public_expense(text: &str) -> Option<Sense> {
    PUBLIC_EXPENSES.iter().copied().find(|sense| terms::holds(Place::Account, *sense, text))
}

/// Whether a text names what vehicles cost.
pub(crate) fn is_of_vehicles(text: &str) -> bool {
    public_expense(text) == Some(Sense::Vehicles)
}

/// Whether a text names what vehicles cost to run, and not their purchase as well.
pub(crate) fn is_of_run(text: &str) -> bool {
    terms::holds(Place::Account, Sense::VehicleRun, text)
        && !terms::holds(Place::Account, Sense::VehicleBoth, text)
}

/// Whether a text names what was carried over from a year into the next: 上年结转, 年末结转和结余.
pub(crate) fn is_carried_over(text: &str) -> bool {
    terms::holds(Place::Account, Sense::CarriedOver, text)
}

/// Whether a text names one of the two parts of 基本支出: 人员经费合计, 公用经费.
pub(crate) fn is_basic_part(text: &str) -> bool {
    [Sense::BasicPersons, Sense::BasicOffice]
        .into_iter()
        .any(|sense| terms::holds(Place::Account, sense, text))
}

/// Whether a text names 公用经费.
pub(crate) fn is_of_office(text: &str) -> bool {
    terms::holds(Place::Account, Sense::BasicOffice, text)
}

/// Whether a line is that of all three: “三公”经费支出.
pub(crate) fn is_of_all_expenses(name: &str) -> bool {
    terms::holds(Place::Account, Sense::ThreePublicExpenses, name) && public_expense(name).is_none()
}

/// Whether a text names 机关运行经费, which stands beside the three public expenses and is none of them.
pub(crate) fn is_of_agency(text: &str) -> bool {
    terms::holds(Place::Account, Sense::AgencyOperation, text)
}

/// A name without the number before it: 教育支出 of `五、教育支出`.
pub(crate) fn without_number(name: &str) -> &str {
    marker(name).map_or(name, |marker| &name[marker.length..])
}

/// Whether a name is that of a number of persons or things: `公务用车保有量（辆）`.
pub(crate) fn is_count(name: &str) -> bool {
    let folded = fold(name);
    let unit = folded.strip_suffix(')').and_then(|rest| rest.rsplit('(').next());
    unit.is_some_and(|unit| terms::has(Place::Account, Sense::CountUnit, unit))
}

/// Whether a text says that there is nothing to be told: 本单位没有此项支出, 本表无数据.
pub(crate) fn is_said_empty(text: &str) -> bool {
    terms::holds(Place::Account, Sense::EmptyTable, text) || terms::has(Place::Account, Sense::Nothing, text)
}

/// Whether a text says of its table that it holds nothing, and not only what to do if it should.
pub(crate) fn is_said_empty_outright(text: &str) -> bool {
    terms::holds(Place::Account, Sense::EmptyOutright, text)
        && !terms::holds(Place::Account, Sense::OnlyIf, text)
}

/// Whether the only cell of a row within a table says that it is empty, or is a note or a signature.
pub(crate) fn is_remark(text: &str) -> bool {
    if CellValue::of(text) == CellValue::Nothing || terms::holds(Place::Account, Sense::EmptyTable, text) {
        return true;
    }
    let folded = fold(text);
    // 注册会计师 is no note.
    let ends = |rest: &str| rest.is_empty() || rest.starts_with([':', '1', '.', '、']);
    let begins = |sense| {
        terms::held(Place::Account, sense, text).any(|term| folded.strip_prefix(term.words).is_some_and(ends))
    };
    begins(Sense::Note) || begins(Sense::Signature) || folded.strip_prefix(['*', '※']).is_some_and(ends)
}

/// Whether the only cell of a row within a table is a line that stands around tables: a title, a page's number, a seal.
pub(crate) fn is_around(text: &str) -> bool {
    let is_page = || {
        terms::holds(Place::Caption, Sense::Page, text) && fold(text).contains(|c: char| c.is_ascii_digit())
    };
    let is_title = || {
        terms::holds(Place::Account, Sense::TableTitle, continued_name(text).unwrap_or(text))
            && terms::holds(Place::Account, Sense::OfTable, text)
    };
    is_page() || is_title() || terms::holds(Place::Account, Sense::Seal, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks() {
        for text in ["无", "本表无数据", "注：无", "备注", "说明：本表为空", "制表：甲", "*1.含结转", "※"]
        {
            assert!(is_remark(text), "{text}");
        }
        for text in ["注册费", "教育支出", "单位负责人培训", "*教育"] {
            assert!(!is_remark(text), "{text}");
        }
    }

    #[test]
    fn what_is_said_of_empty_tables() {
        for (text, said, outright) in [
            ("本表无数据", true, true),
            ("说明：本部门没有政府性基金预算支出，本表为空表。", true, true),
            ("无", true, false),
            ("本单位2024年无此项支出", true, false),
            ("如本单位没有该项支出，则本表无数据", true, false),
            ("若本表为空，仍须公开", false, false),
            ("无锡市水利局", false, false),
            ("本表反映部门支出", false, false),
        ] {
            assert_eq!((is_said_empty(text), is_said_empty_outright(text)), (said, outright), "{text}");
        }
    }

    #[test]
    fn lines_around_tables() {
        for text in [
            "第 1 页，共 2 页",
            "石桥镇2024年部门支出表",
            "部门收支总表（续）",
            "（单位公章）",
            "单位（盖章）：",
        ] {
            assert!(is_around(text), "{text}");
        }
        for text in ["教育支出", "人大代表履职经费支出", "网页制作", "一、基本支出", "公用经费", "报表"]
        {
            assert!(!is_around(text), "{text}");
        }
    }

    #[test]
    fn counts() {
        assert!(is_count("公务用车保有量（辆）") && is_count("国内接待（批次）"));
        assert!(!is_count("公务用车") && !is_count("因公出国（境）"));
    }

    #[test]
    fn expenses() {
        for (texts, expected) in [
            (&["因公出国（境）费", "公务接待费", "公务用车购置费"][..], 3),
            (&["公务用车购置费", "公务用车运行费"], 1),
            (&["教育支出"], 0),
        ] {
            assert_eq!(public_expenses(texts.iter().copied()), expected, "{texts:?}");
        }
    }
}
