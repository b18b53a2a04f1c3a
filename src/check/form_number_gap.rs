#![doc = include_str!("form_number_gap.md")]

use std::collections::{BTreeMap, BTreeSet};

use super::{Check, Run, table_missing};
use crate::lexicon::line::form_numbers;
use crate::model::{
    Block, Disclosure, Finding, Findings, Message, Position, RowRole, Rule, Severity, Table, Tidy,
};

pub(super) const CHECK: Check = Check { rule: RULE, run: Run::Alone(run) };

const RULE: Rule =
    Rule { name: "form-number-gap", severity: Severity::Warning, page: include_str!("form_number_gap.md") };

/// Fewer tables with numbers are no set that is numbered.
const FEWEST_NUMBERED: usize = 3;

/// Where more than one of so many numbers is missing, only some of the tables have been put together.
const ONE_OF: u32 = 3;

/// A kind of numbers, as 公开…表 is, with those that are there and where the first of each stands.
type Kinds = BTreeMap<String, BTreeMap<u32, Position>>;

fn run(findings: &mut Findings, disclosure: &Disclosure) {
    // What is not read or hidden may hold the table; a list of contents tells more of it than its number.
    let is_whole =
        disclosure.source.pages.is_none_or(|pages| pages.unread == 0) && disclosure.hidden.is_empty();
    if !is_whole {
        return;
    }
    let (kinds, unnumbered) = numbers(disclosure);
    let numbered = kinds.into_iter().filter(|(_, numbers)| numbers.len() >= FEWEST_NUMBERED);
    let numbered: Vec<_> = numbered.collect();
    let told = if numbered.is_empty() { false } else { table_missing::is_told(disclosure) };
    for (kind, numbers) in numbered.into_iter().filter(|_| !told) {
        let (Some((first, _)), Some((last, _))) = (numbers.first_key_value(), numbers.last_key_value())
        else {
            continue;
        };
        let missing: Vec<u32> = (*first..=*last).filter(|number| !numbers.contains_key(number)).collect();
        let (count, all) = (u32::try_from(missing.len()).unwrap_or(u32::MAX), last - first + 1);
        // As many tables without a number may be those that are missing.
        if missing.is_empty() || unnumbered >= missing.len() || count.saturating_mul(ONE_OF) > all {
            continue;
        }
        let name = |number: u32| kind.replace('#', &format!("{number:02}"));
        let names = missing.iter().map(|number| name(*number)).collect::<Vec<_>>().join("、");
        let message = Message::new("form-number-gap", &[&name(*first), &name(*last), &names]);
        let mut finding = Finding::new(&RULE, &message);
        // At the table behind the gap.
        finding.at = numbers.range(missing[0]..).next().map(|(_, at)| at.clone());
        finding.expected = Some(names);
        findings.push(finding);
    }
}

/// The numbers that forms go by, and how many tables have none.
fn numbers(disclosure: &Disclosure) -> (Kinds, usize) {
    let mut kinds = Kinds::new();
    let (mut number, mut unnumbered) = (0, 0);
    // Whether a line since the last table has a number: that of the next one.
    let mut is_announced = false;
    for block in &disclosure.blocks {
        let (texts, at): (Vec<&str>, Position) = match block {
            Block::Heading { text, at, .. } | Block::Paragraph { text, at } => {
                (vec![text.text()], Position::of(at))
            }
            Block::List { .. } => continue,
            Block::Table(table) => {
                number += 1;
                (own_texts(table), Position { table: Some(number - 1), ..Position::of(&table.at) })
            }
        };
        let found: BTreeSet<(String, u32)> = texts.into_iter().flat_map(form_numbers).collect();
        let is_numbered = !found.is_empty();
        for (kind, own) in found {
            kinds.entry(kind).or_default().entry(own).or_insert_with(|| at.clone());
        }
        if let Block::Table(_) = block {
            unnumbered += usize::from(!is_numbered && !is_announced);
            is_announced = false;
        } else {
            is_announced |= is_numbered;
        }
    }
    (kinds, unnumbered)
}

/// The texts of a table in which its number may stand: its title, the lines above it, and what is no data of it.
fn own_texts(table: &Table<Tidy>) -> Vec<&str> {
    let lines = table.title.iter().chain(&table.above).map(String::as_str);
    let rows = table.rows.iter().filter(|row| matches!(row.role, RowRole::Note | RowRole::Header));
    lines.chain(rows.flat_map(|row| &row.cells).map(|cell| cell.text.text())).collect()
}
