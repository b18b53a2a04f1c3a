//! Budget and final-account tables: lines of codes, names and amounts.
//!
//! A table is read once: its header, what its columns hold (`columns`), and by these which layout it is and what its
//! rows are (`lines`).

mod budget_form;
mod classified_lines;
mod columns;
mod lines;
mod named_lines;
mod printed;
mod three_public_expenses;
mod two_sided_summary;

use std::ops::Range;

use columns::Accounts;
use lines::Lines;

use super::{Context, Family, Reading};
use crate::lexicon::budget_form::Facts;
use crate::model::{Table, Tidy};

/// A layout of this family: its name, and the lines of a table of it.
type AccountLayout = (&'static str, fn(&Accounts<'_>, &Context) -> Option<Lines>);

/// The layouts, in the order in which they are tried: a summary of two sides may name the three public expenses, and
/// only what none of the others knows is told by its title.
const ACCOUNT_LAYOUTS: &[AccountLayout] = &[
    (classified_lines::NAME, classified_lines::read),
    (two_sided_summary::NAME, two_sided_summary::read),
    (three_public_expenses::NAME, three_public_expenses::read),
    (named_lines::NAME, named_lines::read),
];

/// The layouts of budgets and final accounts.
pub(super) const FAMILY: Family = Family {
    layouts: &[
        classified_lines::NAME,
        two_sided_summary::NAME,
        three_public_expenses::NAME,
        named_lines::NAME,
    ],
    read,
};

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
        unread: lines.unread,
        ..Reading::default()
    })
}

/// The header of a table that holds amounts and is one of a budget by its title, though no layout may read it.
pub(super) fn titled_header(table: &Table<Tidy>, context: &Context) -> Option<Range<usize>> {
    let accounts = Accounts::find(table)?;
    let mut texts = accounts.amounts().flat_map(|column| accounts.column(column));
    let holds_amounts = texts.any(|text| matches!(printed::printed(text), printed::Printed::Amount(..)));
    (holds_amounts && budget_form::is_titled(&accounts, context, Facts::default()))
        .then_some(accounts.header.first..accounts.header.body)
}

#[cfg(test)]
mod tests {
    use super::super::cases::{budget, check_budget, disclosure};
    use crate::lexicon::account_header::HEADERS;
    use crate::lexicon::sense::Sense;
    use crate::lexicon::terms::{Place, Term, terms};
    use crate::model::{ColumnRole, Finding};

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
            Sense::ProjectCode => (
                line(&format!("{header}\t项目名称\t金额"), "6300240001\t修路\t5.00")
                    .replace("支出", "项目支出"),
                "6300240001|修路|金额=5.00".to_owned(),
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
            for term in terms(Place::Account, *sense).filter(Term::is_whole) {
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

    /// What could not be read in a document, a rule and what was found each.
    fn findings(text: &str) -> Vec<String> {
        let finding =
            |finding: &Finding| format!("{} {}", finding.rule, finding.found.as_deref().unwrap_or("–"));
        let rules = ["amount-unread", "amount-unit-differs", "code-unread"];
        disclosure(text).findings.iter().filter(|found| rules.contains(&&*found.rule)).map(finding).collect()
    }

    /// Compares the budget lines and the findings of a table, `|` parting its cells and `/` its rows.
    #[track_caller]
    fn check_read(rows: &str, lines: &[&str], found: &[&str]) {
        check_budget(rows, lines);
        let text =
            if rows.starts_with('<') { rows.to_owned() } else { rows.replace('|', "\t").replace('/', "\n") };
        assert_eq!(findings(&text), found, "{rows}");
    }

    #[test]
    fn headers_tell_what_columns_hold() {
        let head = "科目编码|科目名称|合计|基本支出";
        // No cell of the column is an amount, and it is one of amounts.
        check_read(
            &format!("{head}/213|农林|5.00|nan/合计||5.00|#NAME?"),
            &["213 1|农林|合计=5.00 基本支出=–", "–|合计|合计=5.00 基本支出=–"],
            &["amount-unread nan", "amount-unread #NAME?"],
        );
        check_read(
            &format!("{head}/213|农林|O|另行下达/213.02|林业|—|/|合计|5.00|3.00"),
            &[
                "213 1|农林|合计=– 基本支出=–",
                "213.02 2|林业|合计=– 基本支出=–",
                "–|合计|合计=5.00 基本支出=3.00",
            ],
            &["amount-unread O", "amount-unread 另行下达"],
        );
        // A header that says nothing is told by most of its cells.
        check_read(
            "科目编码|科目名称|镇本级|合计/213|农林|3.00|5.00/208|社保|见附表|4.00/210|卫生|1.00|1.00",
            &[
                "213 1|农林|镇本级=3.00 合计=5.00",
                "208 1|社保|镇本级=– 合计=4.00",
                "210 1|卫生|镇本级=1.00 合计=1.00",
            ],
            &["amount-unread 见附表"],
        );
        // Words about money are no money, and shares of a column without a known header are none either.
        check_read(
            "科目编码|科目名称|经费类别|执行情况|合计/213|农林|本级安排|95%|5.00/208|社保|上级下达|90%|4.00",
            &["213 1|农林|合计=5.00", "208 1|社保|合计=4.00"],
            &[],
        );
        // Two sides, and the three public expenses.
        check_read(
            "收入||支出|/项目|预算数|项目|预算数/一、财政拨款收入|5.00|一、教育支出|5.O0/收入总计|5.00|支出总计|nan",
            &[
                "–|一、财政拨款收入|收入>预算数=5.00",
                "–|收入总计|收入>预算数=5.00",
                "–|一、教育支出|支出>预算数=–",
                "–|支出总计|支出>预算数=–",
            ],
            &["amount-unread 5.O0", "amount-unread nan"],
        );
        check_read(
            "合计|因公出国（境）费|公务接待费|公务用车购置费|公务用车运行费/l.00||#REF!||3.00",
            &[
                "–|合计|合计=–",
                "–|因公出国（境）费|因公出国（境）费=–",
                "–|公务接待费|公务接待费=–",
                "–|公务用车购置费|公务用车购置费=–",
                "–|公务用车运行费|公务用车运行费=3.00",
            ],
            &["amount-unread l.00", "amount-unread #REF!"],
        );
    }

    #[test]
    fn marks_of_notes_in_headers() {
        for marks in ["①|[2]|*", "<sup>1</sup>|<sup>注2</sup>|※", "[^1]|^2|（注）"] {
            let words = ["合计", "基本支出", "项目支出"].into_iter().zip(marks.split('|'));
            let cells: Vec<String> = words.map(|(word, mark)| format!("<td>{word}{mark}")).collect();
            let head = format!("<td>科目编码①<td>科目名称{}", cells.concat());
            check_budget(
                &format!("<table><tr>{head}</tr><tr><td>213<td>农林<td>5<td>3<td>2</tr></table>"),
                &["213 1|农林|合计=5 基本支出=3 项目支出=2"],
            );
        }
    }

    #[test]
    fn codes_that_cannot_be_read() {
        check_read(
            "科目编码|科目名称|合计|基本支出/2O8|社保|5.00|5.00/213.5|农林|3.00|3.00/合计||8.00|8.00",
            &[
                "2O8|社保|合计=5.00 基本支出=5.00",
                "213.5|农林|合计=3.00 基本支出=3.00",
                "–|合计|合计=8.00 基本支出=8.00",
            ],
            &["code-unread 2O8", "code-unread 213.5"],
        );
        check_read(
            "<table><tr><td>类<td>款<td>项<td>科目名称<td>合计</tr><tr><td>208<td>O5<td>05<td>养老<td>5.00</tr><tr><td>213<td>02<td>01<td>林业<td>3.00</tr></table>",
            &["208O505|养老|合计=5.00", "2130201 3|林业|合计=3.00"],
            &["code-unread O5"],
        );
        // Units have codes of any kind.
        check_read(
            "单位编码|单位名称|合计|财政拨款收入|事业收入/A01|民政局|5.00|3.00|2.00",
            &["A01|民政局|合计=5.00 财政拨款收入=3.00 事业收入=2.00"],
            &[],
        );
    }

    #[test]
    fn columns_of_the_document() {
        // A column merged over three grid columns, its cells likewise; or only one of them filled.
        for row in ["<td colspan=3>5.00", "<td><td>5.00<td>", "<td>5.00<td colspan=2>", "<td>—<td>5.00<td>"]
        {
            check_read(
                &format!(
                    "<table><tr><td>科目编码<td>科目名称<td colspan=3>合计<td>基本支出</tr><tr><td>213<td>农林{row}<td>3.00</tr></table>"
                ),
                &["213 1|农林|合计=5.00 基本支出=3.00"],
                &[],
            );
        }
        // Merges that were lost.
        check_read(
            "科目编码|科目名称|合计||基本支出/213|农林|5.00||3.00/208|社保||4.00|4.00/|合计|9.00||7.00",
            &[
                "213 1|农林|合计=5.00 基本支出=3.00",
                "208 1|社保|合计=4.00 基本支出=4.00",
                "–|合计|合计=9.00 基本支出=7.00",
            ],
            &[],
        );
        // Columns that hold an amount each are columns, whatever is merged above them.
        check_read(
            "<table><tr><td>科目编码<td>科目名称<td colspan=2>合计</tr><tr><td>213<td>农林<td>5.00<td>3.00</tr></table>",
            &["213 1|农林|合计=5.00 合计=3.00"],
            &[],
        );
        // A number in two pieces is none.
        check_read(
            "<table><tr><td>科目编码<td>科目名称<td colspan=2>合计</tr><tr><td>213<td>农林<td colspan=2>5.00</tr><tr><td>208<td>社保<td colspan=2>3.00</tr><tr><td>210<td>卫生<td>1<td>234.00</tr></table>",
            &["213 1|农林|合计=5.00", "208 1|社保|合计=3.00", "210 1|卫生|合计=–"],
            &["amount-unread 1", "amount-unread 234.00"],
        );
        // What reaches over two columns is the amount of neither; a dash over them says nothing.
        check_read(
            "<table><tr><td>科目编码<td>科目名称<td>基本支出<td>项目支出</tr><tr><td>213<td>农林<td colspan=2>5.00</tr><tr><td>208<td>社保<td colspan=2>—</tr><tr><td>210<td>卫生<td>1.00<td>2.00</tr></table>",
            &[
                "213 1|农林|基本支出=– 项目支出=–",
                "208 1|社保|基本支出=– 项目支出=–",
                "210 1|卫生|基本支出=1.00 项目支出=2.00",
            ],
            &["amount-unread 5.00"],
        );
    }

    #[test]
    fn units_of_columns_and_amounts() {
        let amounts = |text: &str| -> Vec<String> {
            let of = |unit: &Option<String>| unit.clone().unwrap_or_else(|| "–".to_owned());
            let lines = disclosure(text).budget;
            let amounts = lines.iter().flat_map(|line| {
                line.amounts.iter().map(move |amount| {
                    let number = amount.amount.map_or("–".to_owned(), |amount| amount.to_string());
                    format!("{number} {} of {}", of(&amount.unit), of(&line.unit))
                })
            });
            amounts.collect()
        };
        for (text, expected, found) in [
            (
                "单位：万元\n科目编码\t科目名称\t预算数\t决算数（元）\n213\t农林\t80.00元\t3000\n208\t社保\t5.00万元\t—\n",
                &["– – of 万元", "3000 元 of 万元", "5.00 – of 万元", "– – of 万元"][..],
                &["amount-unit-differs 80.00元"][..],
            ),
            (
                "科目编码\t科目名称\t预算数（万元）\t决算数（元）\n213\t农林\t5.00\t50000元\n",
                &["5.00 – of 万元", "50000 元 of 万元"],
                &[],
            ),
            (
                "科目编码\t科目名称\t预算数\t决算数\n213\t农林\t5.00万元\t6.00\n",
                &["5.00 万元 of –", "6.00 – of –"],
                &[],
            ),
        ] {
            assert_eq!(amounts(text), expected, "{text}");
            assert_eq!(findings(text), found, "{text}");
        }
    }

    #[test]
    fn headers_in_stairs() {
        let body = "<tr><td>213<td>农林<td>3.00<td>2.00</tr></table>";
        let line = "213 1|农林|2024年预算数>基本支出=3.00 2024年预算数>项目支出=2.00";
        for head in [
            "<thead><tr><th><th><th colspan=2>2024年预算数</tr><tr><th><th><th>基本支出<th>项目支出</tr><tr><th>科目编码<th>科目名称<th><th></tr></thead>",
            "<tr><td><td><td colspan=2>2024年预算数</tr><tr><td><td><td>基本支出<td>项目支出</tr><tr><td>科目编码<td>科目名称<td><td></tr>",
            "<tr><td><td><td colspan=2>2024年预算数</tr><tr><td>科目编码<td>科目名称<td>基本支出<td>项目支出</tr>",
            "<tr><td>科目编码<td>科目名称<td colspan=2>2024年预算数</tr><tr><td><td><td>基本支出<td>项目支出</tr>",
            "<tr><td colspan=4>支出表</tr><tr><td><td><td colspan=2>2024年预算数</tr><tr><td>科目编码<td>科目名称<td>基本支出<td>项目支出</tr>",
        ] {
            check_budget(&format!("<table>{head}{body}"), &[line]);
        }
        // Words that no table of terms has, declared to be the header.
        check_budget(
            &format!(
                "<table><thead><tr><th><th><th colspan=2>本级</tr><tr><th>科目编码<th>科目名称<th>基本支出<th>项目支出</tr></thead>{body}"
            ),
            &["213 1|农林|本级>基本支出=3.00 本级>项目支出=2.00"],
        );
        // What stands alone at the right above a header is a number of a form, a unit, an annex.
        for line in ["公开02表", "单位：万元", "附件2", "2024年3月5日"] {
            check_budget(
                &format!(
                    "<table><tr><td><td><td colspan=2>{line}</tr><tr><td>科目编码<td>科目名称<td>基本支出<td>项目支出</tr>{body}"
                ),
                &["213 1|农林|基本支出=3.00 项目支出=2.00"],
            );
        }
    }

    #[test]
    fn rows_that_are_no_lines() {
        let head = "科目编码|科目名称|合计|基本支出";
        for aside in [
            "第 1 页，共 2 页",
            "石桥镇2024年支出预算表",
            "单位：万元",
            "部门：石桥镇|||单位：万元",
            "（单位公章）",
            "制表：甲||审核：乙",
            "注：含结转",
            "科目编码|科目名称|合计|基本支出",
            "栏次||1|2",
            "|||基本支出",
            "资料来源：财政局",
        ] {
            check_read(
                &format!("{head}/213|农林|5.00|3.00/{aside}/208|社保|1.00|/|合计|6.00|3.00"),
                &[
                    "213 1|农林|合计=5.00 基本支出=3.00",
                    "208 1|社保|合计=1.00 基本支出=–",
                    "–|合计|合计=6.00 基本支出=3.00",
                ],
                &[],
            );
        }
        // A name alone is a line, whatever it is of.
        for name in ["一、基本支出", "人大代表工作", "网页制作", "单位运行"] {
            check_budget(
                &format!("{head}/213|农林|5.00|3.00/|{name}||"),
                &["213 1|农林|合计=5.00 基本支出=3.00", &format!("–|{name}|合计=– 基本支出=–")],
            );
        }
    }

    #[test]
    fn a_header_of_other_words_within_the_body() {
        let read = |rows: &str| -> Vec<String> {
            let rows = rows.replace('|', "<td>").replace('/', "<tr>");
            let text = format!("<table><tr>{rows}</table>").replace("<tr>", "<tr><td>");
            let line = |line: &crate::model::BudgetLine| {
                let amounts = line.amounts.iter().map(|amount| {
                    format!(
                        " {}={}",
                        amount.column.join(">"),
                        amount.amount.map_or("–".to_owned(), |n| n.to_string())
                    )
                });
                format!(
                    "{}{} {}",
                    line.name,
                    amounts.collect::<String>(),
                    line.unit.as_deref().unwrap_or("–")
                )
            };
            let mut said: Vec<String> = disclosure(&text).budget.iter().map(line).collect();
            said.extend(findings(&text));
            said
        };
        // Its amounts bear its words, and another unit between them is the unit of what stands below.
        assert_eq!(
            read(
                "科目编码|科目名称|合计|基本支出/213|农林|5.00|3.00/单位：元|||/科目编码|科目名称|合计|事业收入/213|农林|50000|20000"
            ),
            ["农林 合计=5.00 基本支出=3.00 –", "农林 合计=50000 事业收入=20000 元"]
        );
        // What it does not name as amounts is none.
        let said = read(
            "科目编码|科目名称|合计|基本支出/213|农林|5.00|3.00/科目编码|合计|科目名称|备注/213|5.00|农林|4.00",
        );
        assert!(said.contains(&"amount-unread 农林".to_owned()), "{said:?}");
        assert!(said.contains(&"amount-unread 4.00".to_owned()), "{said:?}");
    }

    #[test]
    fn two_rows_in_one_are_said_and_no_line_is_made_of_them() {
        let text = "<table><tr><td>科目编码<td>科目名称<td>合计<td>基本支出</tr><tr><td>213<br>208<td>农林<br>社保<td>5.00<br>4.00<td>3.00<br>2.00</tr><tr><td><td>合计<td>9.00<td>5.00</tr></table>";
        let lines = budget(text);
        assert!(lines.ends_with("–|合计|合计=9.00 基本支出=5.00\n"), "{lines}");
        assert!(!lines.contains("农林社保"), "{lines}");
    }
}
