//! What was added up in a document: each sum that was judged, the good ones as well, so that a person sees what was
//! checked and not only what failed.

#![expect(clippy::format_push_string, clippy::format_collect, reason = "a text that is put together once")]

use std::collections::BTreeMap;

use super::page::{both, escape, label};
use crate::model::{Cell, CellAt, Disclosure, Message, Outcome, Relation, RelationKind, Sign, Table, Tidy};

/// So many sums of a table are listed; the JSON document has all of them.
const MOST_SUMS: usize = 200;

/// So many terms of a sum are listed.
const MOST_TERMS: usize = 12;

/// The columns of the list.
const COLUMNS: &[&str] =
    &["report-column-state", "report-sum-of", "report-found", "report-expected", "report-terms"];

/// What came of a sum, that which a person looks at first being the first, and what it is called.
const OUTCOMES: &[(Outcome, &str, &str)] = &[
    (Outcome::Broken, "error", "report-sums-broken"),
    (Outcome::NotJudged, "warning", "report-sums-not-judged"),
    (Outcome::Rounding, "info", "report-sums-rounding"),
    (Outcome::Held, "pass", "report-sums-held"),
];

/// The sums of a document, table by table; nothing where there are none.
pub(super) fn sums(disclosure: &Disclosure) -> String {
    if disclosure.relations.is_empty() {
        return String::new();
    }
    let names = Names::of(disclosure);
    let mut tables: BTreeMap<usize, Vec<&Relation>> = BTreeMap::new();
    for relation in &disclosure.relations {
        tables.entry(relation.total.table).or_default().push(relation);
    }
    let mut html = format!("<h3>{}</h3>\n", label("report-sums"));
    for (number, table) in disclosure.tables().enumerate() {
        if let Some(relations) = tables.get_mut(&number) {
            relations.sort_by_key(|relation| OUTCOMES.iter().position(|(own, ..)| *own == relation.outcome));
            html += &of_table(&names, number, table, relations);
        }
    }
    format!("<div class=\"card\">\n{html}</div>\n")
}

fn of_table(names: &Names<'_>, number: usize, table: &Table<Tidy>, relations: &[&Relation]) -> String {
    let counts: String = OUTCOMES
        .iter()
        .map(|(outcome, class, word)| {
            let count = relations.iter().filter(|relation| relation.outcome == *outcome).count();
            if count == 0 {
                String::new()
            } else {
                format!(" <span class=\"badge {class}\">{} {count}</span>", label(word))
            }
        })
        .collect();
    let head: String = COLUMNS.iter().map(|name| format!("<th scope=\"col\">{}</th>", label(name))).collect();
    let rows: String = relations.iter().take(MOST_SUMS).map(|relation| row(names, relation)).collect();
    let more = relations.len().saturating_sub(MOST_SUMS);
    let more = if more == 0 {
        String::new()
    } else {
        format!("<p class=\"soft\">{}</p>", both(&Message::new("report-more-sums", &[&more])))
    };
    let is_odd = relations.iter().any(|relation| relation.outcome == Outcome::Broken);
    let title = table.title.clone().unwrap_or_else(|| format!("#{}", number + 1));
    format!(
        "<details{}><summary>{}{counts}</summary>\n<table><thead><tr>{head}</tr></thead><tbody>\n{rows}</tbody></table>{more}</details>\n",
        if is_odd { " open" } else { "" },
        escape(&title),
    )
}

/// A sum with its terms, each on a line of its own.
fn row(names: &Names<'_>, relation: &Relation) -> String {
    let (_, class, word) =
        OUTCOMES.iter().find(|(own, ..)| *own == relation.outcome).copied().unwrap_or(OUTCOMES[0]);
    let mut terms: String = relation
        .terms
        .iter()
        .take(MOST_TERMS)
        .map(|term| {
            format!(
                "<div>{} {} {}</div>",
                sign(term.sign),
                escape(&names.amount(term.at)),
                escape(&names.name(term.at, relation))
            )
        })
        .collect();
    if let Some(said) = &relation.said {
        terms += &format!("<div>{}</div>", escape(&said.text));
    }
    if relation.terms.len() > MOST_TERMS {
        terms += &format!("<div>… {}</div>", relation.terms.len());
    }
    let kind = match relation.kind {
        RelationKind::Children => "report-sum-children",
        RelationKind::Total => "report-sum-total",
        RelationKind::Columns => "report-sum-columns",
        RelationKind::Sides => "report-sum-sides",
        RelationKind::Tables => "report-sum-tables",
        RelationKind::Prose => "report-sum-prose",
        RelationKind::Quotient => "report-sum-quotient",
        RelationKind::AtLeast => "report-sum-at-least",
    };
    format!(
        "<tr><td class=\"{class}\">{}</td><td>{}<div class=\"soft\">{}</div></td><td class=\"n\">{}</td><td class=\"n\">{}</td><td>{terms}</td></tr>\n",
        label(word),
        escape(&names.name(relation.total, relation)),
        label(kind),
        escape(relation.found.as_deref().unwrap_or("—")),
        escape(relation.expected.as_deref().unwrap_or("—")),
    )
}

fn sign(sign: Sign) -> &'static str {
    match sign {
        Sign::Plus => "+",
        Sign::Minus => "−",
        Sign::Over => "÷",
    }
}

/// What the cells of budget tables are called, and what is printed in them.
struct Names<'a> {
    tables: Vec<&'a Table<Tidy>>,
    /// The names of the lines by table and row, for cells that hold no amounts: shares, numbers of persons.
    lines: BTreeMap<(usize, usize), String>,
    cells: BTreeMap<CellAt, (String, &'a [String], String)>,
}

impl<'a> Names<'a> {
    fn of(disclosure: &'a Disclosure) -> Self {
        let (mut cells, mut lines) = (BTreeMap::new(), BTreeMap::new());
        for line in &disclosure.budget {
            let name = [line.code.as_deref().unwrap_or_default(), &line.name].join(" ");
            let row = line.at.row.unwrap_or_default();
            lines.entry((line.table, row)).or_insert_with(|| name.trim().to_owned());
            for amount in &line.amounts {
                let at = CellAt { table: line.table, row, column: amount.grid_column };
                let printed = amount.amount.map_or_else(|| "—".to_owned(), |amount| amount.to_string());
                cells.insert(at, (name.trim().to_owned(), amount.column.as_slice(), printed));
            }
        }
        // Of projects their amounts stand with their goals.
        let tables: Vec<&Table<Tidy>> = disclosure.tables().collect();
        for project in &disclosure.projects {
            if let Some((at, amount)) = project.amount_cell(&tables).zip(project.amount) {
                cells.entry(at).or_insert_with(|| (project.name.clone(), &[], amount.to_string()));
            }
        }
        Self { tables, lines, cells }
    }

    fn amount(&self, at: CellAt) -> String {
        let printed = self.cells.get(&at).map(|(.., amount)| amount.clone());
        printed.or_else(|| self.cell(at).map(|cell| cell.text.text().to_owned())).unwrap_or_default()
    }

    fn cell(&self, at: CellAt) -> Option<&'a Cell<Tidy>> {
        let cells = &self.tables.get(at.table)?.rows.get(at.row)?.cells;
        cells.iter().find(|cell| cell.column <= at.column && at.column < cell.end_column())
    }

    /// Its line and column; its table as well, where that is not the one of the sum.
    fn name(&self, at: CellAt, relation: &Relation) -> String {
        let own = self.tables.get(at.table).copied();
        let of_table = || own?.columns.get(at.column).map(|column| column.header.as_slice());
        let (name, column) = match self.cells.get(&at) {
            Some((name, column, _)) => (name.as_str(), *column),
            None => (
                self.lines.get(&(at.table, at.row)).map(String::as_str).unwrap_or_default(),
                of_table().unwrap_or_default(),
            ),
        };
        let title = own.and_then(|table| table.title.as_deref());
        let table = title.filter(|_| at.table != relation.total.table);
        let words = [table.unwrap_or_default(), name, &column.join("·")];
        words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Source;
    use crate::pipeline;

    #[test]
    fn every_sum_is_listed_and_what_does_not_hold_stands_first() {
        let text = "2024年部门支出总表\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n208\t社保\t5.00\t5.00\t\n213\t农林\t7.00\t3.00\t5.00\n\t合计\t12.00\t8.00\t5.00\n";
        let source = Source { path: "a.tsv".to_owned(), bytes: text.into(), format: None };
        let page = sums(&pipeline::convert(&source).unwrap());
        let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text} is not in {page}"));
        assert!(at("<details open>") < at("<td class=\"error\">"), "{page}");
        assert!(at("<td class=\"error\">") < at("<td class=\"pass\">"), "{page}");
        assert!(page.contains("<div>+ 3.00 213 农林 基本支出</div>"), "{page}");
        assert_eq!(page.matches("<tr><td").count(), pipeline::convert(&source).unwrap().relations.len());
    }
}
