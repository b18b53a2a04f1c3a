//! Budget and final-account tables: lines of codes, names and amounts.
//!
//! A table is read once: its header, what its columns hold (`columns`), and by these which layout it is and what its
//! rows are (`lines`).

mod budget_form;
mod classified_lines;
mod columns;
mod header;
mod lines;
mod three_public_expenses;
mod two_sided_summary;

use columns::Accounts;
use lines::Lines;

use super::{Context, Family, Reading};
use crate::model::{Table, Tidy};

/// A layout of this family: its name, and the lines of a table of it.
type AccountLayout = (&'static str, fn(&Accounts<'_>, &Context) -> Option<Lines>);

/// The layouts, in the order in which they are tried: a summary of two sides may name the three public expenses.
const ACCOUNT_LAYOUTS: &[AccountLayout] = &[
    (classified_lines::NAME, classified_lines::read),
    (two_sided_summary::NAME, two_sided_summary::read),
    (three_public_expenses::NAME, three_public_expenses::read),
];

/// The layouts of budgets and final accounts.
pub(super) const FAMILY: Family =
    Family { layouts: &[classified_lines::NAME, two_sided_summary::NAME, three_public_expenses::NAME], read };

/// What a table of a budget or final account says, and which layout it was.
fn read(table: &Table<Tidy>, context: &Context) -> Option<Reading> {
    let accounts = Accounts::find(table)?;
    let (layout, lines) =
        ACCOUNT_LAYOUTS.iter().find_map(|(name, read)| Some((*name, read(&accounts, context)?)))?;
    Some(Reading {
        layout,
        header_rows: accounts.header.body,
        columns: accounts.columns(),
        row_roles: lines.roles,
        unit: lines.unit,
        budget: lines.budget,
        ..Reading::default()
    })
}

#[cfg(test)]
mod tests {
    use super::super::cases::{budget, disclosure};
    use crate::lexicon::account_header::HEADERS;
    use crate::lexicon::sense::Sense;
    use crate::lexicon::terms::{Place, terms};
    use crate::model::ColumnRole;

    /// A small table of a budget with a header in it, and the budget line that it must give.
    fn case(sense: Sense, header: &str) -> (String, String) {
        let line = |columns: &str, row: &str| format!("支出总表\n{columns}\n{row}\n");
        match sense {
            Sense::Code => (
                // 编码 heads codes of many kinds, so a code below another must tell.
                line(&format!("{header}\t科目名称\t金额"), "201\t服务\t5.00\n20101\t事务\t5.00"),
                "201 1|服务|金额=5.00\n20101 2|事务|金额=5.00".to_owned(),
            ),
            Sense::CodeClass | Sense::CodeGroup | Sense::CodeItem => {
                let part = |own: Sense, word: &'static str| if own == sense { header } else { word };
                let parts =
                    [part(Sense::CodeClass, "类"), part(Sense::CodeGroup, "款"), part(Sense::CodeItem, "项")]
                        .join("\t");
                (
                    line(&format!("{parts}\t科目名称\t金额"), "201\t01\t01\t服务\t5.00"),
                    "2010101 3|服务|金额=5.00".to_owned(),
                )
            }
            Sense::UnitCode => (
                line(&format!("{header}\t单位名称\t基本支出\t项目支出"), "105\t甲局\t5.00\t"),
                "105|甲局|基本支出=5.00 项目支出=–".to_owned(),
            ),
            Sense::Name | Sense::Unit => (
                line(&format!("科目编码\t{header}\t金额"), "201\t服务\t5.00"),
                "201 1|服务|金额=5.00".to_owned(),
            ),
            Sense::LineNumber | Sense::Description => (
                line(&format!("科目编码\t科目名称\t{header}\t金额"), "201\t服务\t1\t5.00"),
                "201 1|服务|金额=5.00".to_owned(),
            ),
            _ => (
                line(&format!("科目编码\t科目名称\t{header}"), "201\t服务\t5.00"),
                format!("201 1|服务|{header}=5.00"),
            ),
        }
    }

    #[test]
    fn every_header_of_the_table_of_terms_heads_a_column() {
        for sense in HEADERS {
            for term in terms(Place::Account, *sense).filter(crate::lexicon::terms::Term::is_whole) {
                let (text, expected) = case(*sense, term.words);
                assert_eq!(budget(&text).trim_end(), expected, "{text}");
            }
        }
    }

    #[test]
    fn headers_that_end_with_a_stage_head_amounts() {
        for term in terms(Place::Account, Sense::Stage) {
            let header = format!("2024年{}", term.words);
            let (text, expected) = case(Sense::Stage, &header);
            assert_eq!(budget(&text).trim_end(), expected, "{text}");
            let table = disclosure(&text);
            let columns = &table.tables().next().unwrap().columns;
            assert_eq!(columns[2].role, Some(ColumnRole::Amount), "{text}");
        }
    }
}
