//! Tables of a set without a number in them, and what is said of that: 本表无数据.

use std::collections::{BTreeMap, BTreeSet};

use crate::lexicon::account_line::{is_said_empty, is_said_empty_outright};
use crate::lexicon::budget_form::{self, Facts};
use crate::lexicon::cell::CellValue;
use crate::lexicon::statement::{self, Kind};
use crate::model::{Amount, Block, BudgetForm, Disclosure, RowRole, Table, Tidy};
use crate::text::width::fold;

/// A table of which it matters whether it is empty.
pub(super) struct Found<'a> {
    /// Its number.
    pub number: usize,
    /// The table.
    pub table: &'a Table<Tidy>,
    /// What is the matter with it.
    pub emptiness: Emptiness<'a>,
}

/// What may be the matter with what is said of a table.
pub(super) enum Emptiness<'a> {
    /// It holds nothing, and nothing says so.
    Unsaid,
    /// It is said to hold nothing.
    Contradicted {
        /// What is said.
        said: &'a str,
        /// How many amounts it has.
        amounts: usize,
    },
}

/// So many tables with amounts make a set of them, in which an empty one is a table that has nothing.
const FEWEST_TABLES: usize = 2;

/// The tables of a set that are empty without a word, and those that are not for all that is said.
pub(super) fn find(disclosure: &Disclosure) -> Vec<Found<'_>> {
    let mut amounts: BTreeMap<usize, usize> = BTreeMap::new();
    let mut with_amounts = BTreeSet::new();
    for line in &disclosure.budget {
        let printed = line.amounts.iter().filter_map(|amount| amount.amount);
        let (mut all, mut more) = (0, 0);
        for amount in printed {
            all += 1;
            more += usize::from(amount != Amount::ZERO);
        }
        if all > 0 {
            with_amounts.insert(line.table);
        }
        *amounts.entry(line.table).or_default() += more;
    }
    if with_amounts.len() < FEWEST_TABLES {
        return Vec::new();
    }
    let said_of_forms = said_of_forms(disclosure);
    let mut found = Vec::new();
    let mut number = 0;
    for (at, block) in disclosure.blocks.iter().enumerate() {
        let Block::Table(table) = block else { continue };
        let own = number;
        number += 1;
        let said = said(disclosure, at, table);
        let more = amounts.get(&own).copied().unwrap_or_default();
        let emptiness = if more > 0 {
            let outright = said.iter().copied().find(|text| is_said_empty_outright(text));
            outright.map(|said| Emptiness::Contradicted { said, amounts: more })
        } else {
            let forms = forms(table);
            let is_unsaid = !with_amounts.contains(&own)
                && !forms.is_empty()
                && is_blank(table)
                && !goes_on(&disclosure.blocks[at + 1..])
                && !said.iter().any(|text| is_said_empty(text))
                && forms.is_disjoint(&said_of_forms);
            is_unsaid.then_some(Emptiness::Unsaid)
        };
        found.extend(emptiness.map(|emptiness| Found { number: own, table, emptiness }));
    }
    found
}

/// The forms that the title of a table names.
fn forms(table: &Table<Tidy>) -> BTreeSet<BudgetForm> {
    table.title.as_deref().and_then(form).into_iter().collect()
}

fn form(text: &str) -> Option<BudgetForm> {
    budget_form::of_title(&fold(text), Facts::default())
}

/// The forms of which a sentence anywhere says that the body has none: 本单位没有政府性基金预算支出.
fn said_of_forms(disclosure: &Disclosure) -> BTreeSet<BudgetForm> {
    let mut forms = BTreeSet::new();
    for block in &disclosure.blocks {
        let texts = match block {
            Block::Heading { text, .. } | Block::Paragraph { text, .. } => vec![text.text()],
            Block::List { items, .. } => items.iter().map(|item| item.text()).collect(),
            Block::Table(table) => table.notes.iter().map(String::as_str).collect(),
        };
        let sentences = texts.iter().flat_map(|text| text.split(['。', '；']));
        forms.extend(sentences.filter(|text| is_said_empty(text) || is_of_nothing(text)).filter_map(form));
    }
    forms
}

/// Whether a sentence states an amount of nothing: 政府性基金预算支出0万元.
fn is_of_nothing(sentence: &str) -> bool {
    let statements = statement::read(sentence, &[]).statements;
    statements.iter().any(|said| said.kind == Kind::Amount && said.number == Amount::ZERO)
}

/// What is said of a table: its title, the lines above it, its notes, the rows that are notes, and the text from it to
/// the next heading.
fn said<'a>(disclosure: &'a Disclosure, at: usize, table: &'a Table<Tidy>) -> Vec<&'a str> {
    let own = table.title.iter().chain(&table.above).chain(&table.notes).map(String::as_str);
    let rows = table.rows.iter().filter(|row| row.role != RowRole::Header);
    let alone = rows.filter_map(|row| match row.cells.iter().filter(|cell| !cell.text.is_blank()).count() {
        1 => row.cells.iter().find(|cell| !cell.text.is_blank()).map(|cell| cell.text.text()),
        _ => None,
    });
    let text = |block: &'a Block<Tidy>| match block {
        Block::Paragraph { text, .. } => Some(text.text()),
        _ => None,
    };
    let after = disclosure.blocks[at + 1..].iter().map_while(text);
    own.chain(alone).chain(after).collect()
}

/// Whether a table has a header, all of it words, and nothing in the rows below it.
fn is_blank(table: &Table<Tidy>) -> bool {
    let is_read = table.accounting.is_none_or(|counts| counts.unread == 0);
    let (header, body): (Vec<_>, Vec<_>) = table.rows.iter().partition(|row| row.role == RowRole::Header);
    // A row that was taken for one of the header may be the data.
    let is_amount = |text: &str| CellValue::of(text).amount().is_some_and(|amount| amount.scale() > 0);
    let has_amount = header.iter().flat_map(|row| &row.cells).any(|cell| is_amount(cell.text.text()));
    // 合计 and the names of accounts may stand there without a number, and so may dashes.
    let mut cells = body.iter().filter(|row| row.role != RowRole::Note).flat_map(|row| &row.cells);
    let has_digits = cells.any(|cell| cell.value.is_some() || is_number(cell.text.text()));
    is_read && table.header_rows > 0 && !header.is_empty() && !has_amount && !has_digits
}

/// Whether a cell is a number, whatever it counts; a code is one as well.
fn is_number(text: &str) -> bool {
    text.contains(|c: char| c.is_numeric() && !c.is_alphabetic())
}

/// Whether a table follows at once that has no title of its own, and may be the rest of the one above.
fn goes_on(after: &[Block<Tidy>]) -> bool {
    matches!(after.first(), Some(Block::Table(next)) if next.title.is_none())
}
