//! The layouts in which a disclosure is laid out: a paper of tables, and what it says.

mod forms;
mod lists;
mod money;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use gongkai::lexicon::sense::Sense;
use gongkai::lexicon::terms::{Place, terms};

use super::draw::Draw;
use super::grid::{Cell, Grid, Inside};
use super::truth::{Truth, table_line};

/// A way to lay out a disclosure.
pub struct Layout {
    /// Its name in the table of outcomes.
    pub name: &'static str,
    /// Lays one out.
    pub paper: fn(&mut Draw) -> Paper,
}

/// All of them.
pub const LAYOUTS: &[Layout] = &[
    Layout { name: "packed", paper: lists::packed },
    Layout { name: "rows", paper: lists::rows },
    Layout { name: "properties", paper: lists::properties },
    Layout { name: "form", paper: forms::form },
    Layout { name: "self-evaluation", paper: forms::self_evaluation },
    Layout { name: "periods", paper: forms::periods },
    Layout { name: "codes", paper: money::codes },
    Layout { name: "two-years", paper: money::two_years },
    Layout { name: "code-parts", paper: money::code_parts },
    Layout { name: "two-sided", paper: money::two_sided },
    Layout { name: "three-public", paper: money::three_public },
];

/// A disclosure on paper.
#[derive(Clone, Debug, Default)]
pub struct Paper {
    /// Its tables.
    pub parts: Vec<Part>,
    /// What it says.
    pub truth: Truth,
    /// Who publishes it.
    pub body: String,
    /// The year.
    pub year: usize,
}

/// A place inside of a cell where a page may cut: a name for such cuts, the cell, and where in it.
pub type Spot = (&'static str, (usize, usize), Inside);

/// A table with what stands above it.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// Title and unit line, each a line above the table; empty where they stand within its grid.
    pub above: Vec<String>,
    /// Its title, wherever it stands.
    pub title: String,
    /// Its line of the unit, wherever it stands.
    pub unit_line: Option<String>,
    /// The table.
    pub grid: Grid,
    /// What a page repeats of its header, and from which row on.
    pub header: Vec<Vec<Option<Cell>>>,
    /// The first row below the header that a page repeats.
    pub header_from: usize,
    /// Places inside of cells where a page may cut.
    pub inside: Vec<Spot>,
    /// How many columns of a code a narrower page puts together.
    pub joined_left: usize,
}

/// The words of headers that have one sense and no other, by sense: what another sense has as well says nothing by
/// itself.
static WORDS: LazyLock<BTreeMap<Sense, Vec<&'static str>>> = LazyLock::new(|| {
    let mut senses: BTreeMap<&str, BTreeSet<Sense>> = BTreeMap::new();
    for place in [Place::Performance, Place::Account] {
        for sense in Sense::ALL {
            for term in terms(place, *sense).filter(|term| !term.words.contains(['(', '/', '、'])) {
                senses.entry(term.words).or_default().insert(*sense);
            }
        }
    }
    let mut words: BTreeMap<Sense, Vec<&str>> = BTreeMap::new();
    for term in Sense::ALL.iter().flat_map(|sense| terms(Place::Performance, *sense)) {
        if term.is_whole() && senses.get(term.words).is_some_and(|senses| senses.len() == 1) {
            words.entry(term.sense).or_default().push(term.words);
        }
    }
    words
});

/// The word of a sense: the usual one, or another that a header may say.
fn word(draw: &mut Draw, sense: Sense, usual: &'static str) -> &'static str {
    if draw.coin() { usual } else { draw.of(&WORDS[&sense]) }
}

/// Puts a part together: its title and unit line stand above, or within the grid.
fn part(draw: &mut Draw, truth: &mut Truth, title: &str, unit_line: Option<String>, grid: Grid) -> Part {
    truth.tables.push(table_line(Some(title), Some("万元")));
    let lines: Vec<String> = [Some(title.to_owned()), unit_line.clone()].into_iter().flatten().collect();
    let is_within = draw.below(3) == 0;
    let header = grid.header_rows();
    let mut part = Part { title: title.to_owned(), unit_line, header, grid, ..Part::default() };
    if is_within {
        let width = part.grid.width();
        for (place, line) in lines.iter().enumerate() {
            let mut row = vec![None; width];
            row[0] = Some(Cell::new(line).over(width, 1));
            part.grid.rows.insert(place, row);
        }
        part.grid.preface = lines.len();
    } else {
        part.above = lines;
    }
    part.header_from = part.grid.body();
    part
}

/// The line that says the unit, with the body or without.
fn unit_line(draw: &mut Draw, body: &str) -> String {
    match draw.below(3) {
        0 => format!("编制单位：{body}　　　　单位：万元"),
        1 => "金额单位：万元".to_owned(),
        _ => "单位：万元".to_owned(),
    }
}

/// A row of cells of one slot.
fn cells(texts: &[&str]) -> Vec<Cell> {
    texts.iter().map(|text| Cell::new(text)).collect()
}
