//! Carriers agree: a disclosure says the same in whatever format it is handed over, whole and cut by pages.
//!
//! Disclosures are drawn from pools of words by a seed and laid out in the usual ways; every one is written as HTML,
//! Markdown, TSV, CSV, XLSX and DOCX, whole, cut between rows and inside of cells, with what pages leave between.
//! What comes out is compared with what was put in. `known.tsv` counts what does not come out right yet: it may only
//! become less.

pub mod draw;
mod grid;
mod layouts;
mod page;
mod projects;
mod truth;
mod write;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;

use gongkai::model::Source;
use gongkai::pipeline;

use draw::Draw;
use layouts::{LAYOUTS, Layout, Paper};
use page::{Cut, Mark};
use truth::{Outcome, judged};
use write::{CARRIERS, Carrier};

/// One way in which a disclosure is handed over.
struct Variant<'a> {
    layout: &'a Layout,
    carrier: &'a Carrier,
    seed: u64,
    part: usize,
    cut: Cut,
    with_header: bool,
    mark: Mark,
}

/// What became of a variant.
struct Told {
    /// Layout, carrier and cut.
    kind: [String; 3],
    /// All that tells it from other variants.
    name: String,
    outcome: Outcome,
    differences: Vec<String>,
    bytes: Vec<u8>,
}

impl Variant<'_> {
    fn told(&self, paper: &Paper) -> Told {
        let Self { layout, carrier, seed, part, cut, with_header, mark } = self;
        let cut_name = cut.name(&paper.parts[*part]);
        let header = if *with_header { "header" } else { "bare" };
        let place = match cut {
            Cut::Row(row) | Cut::Narrow(row) | Cut::Again(row) | Cut::Twice(row, _) => format!("{row}"),
            Cut::Inside(number) => format!("{:?}", paper.parts[*part].inside[*number].1),
            Cut::Whole | Cut::Head => String::new(),
        };
        let name = format!(
            "{} {} {cut_name} {} {header} seed {seed} part {part} {place}",
            layout.name,
            carrier.name,
            mark.name()
        );
        let mut draw = Draw::new(*seed, &name);
        let pieces = page::pieces(&mut draw, paper, *part, *cut, *with_header, *mark);
        let bytes = (carrier.write)(&mut draw, &pieces);
        let path = format!("variant.{}", carrier.name);
        let source = Source { path, bytes: bytes.clone(), format: None };
        let kind = [layout.name.to_owned(), carrier.name.to_owned(), cut_name];
        let (outcome, differences) = match pipeline::convert(&source) {
            Ok(disclosure) => judged(&paper.truth, &truth::of(&disclosure)),
            Err(error) => (Outcome::Said, vec![error.to_string()]),
        };
        Told { kind, name, outcome, differences, bytes }
    }
}

/// All that a page may do to a paper in a carrier.
fn ways(paper: &Paper, carrier: &Carrier) -> Vec<(usize, Cut, bool, Mark)> {
    let cuts: Vec<(usize, Cut)> = paper
        .parts
        .iter()
        .enumerate()
        .flat_map(|(number, part)| Cut::all(part).into_iter().map(move |cut| (number, cut)))
        .collect();
    let marks = Mark::ALL.iter().filter(|mark| (carrier.has)(**mark));
    marks
        .flat_map(|mark| [true, false].map(|with_header| (*mark, with_header)))
        .flat_map(|(mark, with_header)| cuts.iter().map(move |(part, cut)| (*part, *cut, with_header, mark)))
        .collect()
}

/// How many of ten combinations of mark and header are drawn where not all ways are taken.
const DRAWN_OF_TEN: usize = 7;

/// One way for most combinations of mark and header: half of them plain cuts between rows, the others of all kinds
/// alike, so that the many rows do not outweigh them.
fn drawn(draw: &mut Draw, paper: &Paper, all: &[(usize, Cut, bool, Mark)]) -> Vec<(usize, Cut, bool, Mark)> {
    let mut drawn = Vec::new();
    for same in all.chunk_by(|one, other| (one.2, one.3) == (other.2, other.3)) {
        if draw.below(10) >= DRAWN_OF_TEN {
            continue;
        }
        let kind = |way: &(usize, Cut, bool, Mark)| way.1.name(&paper.parts[way.0]);
        let kinds: BTreeSet<String> = same.iter().map(kind).collect();
        let kinds: Vec<String> = kinds.into_iter().collect();
        let drawn_kind = if draw.coin() { "row".to_owned() } else { kinds[draw.below(kinds.len())].clone() };
        let ways: Vec<_> = same.iter().filter(|way| kind(way) == drawn_kind).collect();
        drawn.push(*ways[draw.below(ways.len())]);
    }
    drawn
}

/// What became of the variants of some seeds: of all that a page may do, or of some of it.
fn told(seeds: Range<u64>, is_all: bool) -> Vec<Told> {
    let mut told = Vec::new();
    for layout in LAYOUTS {
        for seed in seeds.clone() {
            let paper = (layout.paper)(&mut Draw::new(seed, layout.name));
            for carrier in CARRIERS {
                let mut ways = ways(&paper, carrier);
                if !is_all {
                    let mut draw = Draw::new(seed, &format!("{} {}", layout.name, carrier.name));
                    ways = drawn(&mut draw, &paper, &ways);
                }
                ways.insert(0, (0, Cut::Whole, true, Mark::Nothing));
                for (part, cut, with_header, mark) in ways {
                    let variant = Variant { layout, carrier, seed, part, cut, with_header, mark };
                    told.push(variant.told(&paper));
                }
            }
        }
    }
    told
}

/// A whole paper of every layout as files of some carriers, for tests that ask what else is made of them.
pub fn drawn_files(seed: u64, carriers: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for layout in LAYOUTS {
        let paper = (layout.paper)(&mut Draw::new(seed, layout.name));
        for carrier in CARRIERS.iter().filter(|carrier| carriers.contains(&carrier.name)) {
            let variant = Variant {
                layout,
                carrier,
                seed,
                part: 0,
                cut: Cut::Whole,
                with_header: true,
                mark: Mark::Nothing,
            };
            let name = format!("carrier_{}_{seed}.{}", layout.name.replace('-', "_"), carrier.name);
            files.insert(name, variant.told(&paper).bytes);
        }
    }
    files
}

/// Counts by layout, carrier and cut.
type Counts = BTreeMap<[String; 3], [usize; 5]>;

fn counted(told: &[Told]) -> Counts {
    let mut counts = Counts::new();
    for one in told {
        counts.entry(one.kind.clone()).or_default()[one.outcome.index()] += 1;
    }
    counts
}

/// The counts of all kinds together.
fn sum(counts: &Counts) -> [usize; 5] {
    let mut sum = [0; 5];
    for count in counts.values() {
        for (sum, count) in sum.iter_mut().zip(count) {
            *sum += count;
        }
    }
    sum
}

/// The lines of a file of what is known: the sum, and the kinds of which something does not come out right.
fn lines(counts: &Counts, sum: &[usize; 5]) -> String {
    let outcomes = Outcome::ALL.map(Outcome::name).join("\t");
    let mut text = format!(
        "# What does not come out right yet, by layout, carrier and cut. This list may only become shorter.\n\
         # layout\tcarrier\tcut\t{outcomes}\n"
    );
    let line = |kind: &[String; 3], count: &[usize; 5]| {
        format!("{}\t{}\n", kind.join("\t"), count.map(|number| number.to_string()).join("\t"))
    };
    text.push_str(&line(&["all", "all", "all"].map(str::to_owned), sum));
    let is_right = |count: &[usize; 5]| count[1..].iter().all(|number| *number == 0);
    for (kind, count) in counts.iter().filter(|(_, count)| !is_right(count)) {
        text.push_str(&line(kind, count));
    }
    text
}

/// Writes every variant that is not right into a folder, with what differs in its `index.txt`.
fn show(folder: &Path, told: &[Told]) {
    std::fs::create_dir_all(folder).unwrap();
    let mut index = String::new();
    for one in told.iter().filter(|one| one.outcome != Outcome::Right) {
        let name = format!("{}.{}", one.name.replace([' ', ',', '(', ')'], "_"), one.kind[1]);
        std::fs::write(folder.join(&name), &one.bytes).unwrap();
        index.push_str(&format!("{}\t{name}\n", one.outcome.name()));
        index.extend(one.differences.iter().map(|line| format!("\t{line}\n")));
    }
    std::fs::write(folder.join("index.txt"), index).unwrap();
}

/// Under `GONGKAI_SLOW` all variants of one seed, else some of another. `GONGKAI_CARRIERS` names a folder into which
/// those are written that are not right; with `GONGKAI_BLESS` what is known is written anew.
#[test]
fn carriers_agree() {
    let is_slow = std::env::var_os("GONGKAI_SLOW").is_some();
    let told = if is_slow { told(1..2, true) } else { told(0..1, false) };
    assert!(told.len() > 1_000, "{}", told.len());
    if let Some(folder) = std::env::var_os("GONGKAI_CARRIERS") {
        show(Path::new(&folder), &told);
    }
    let counts = counted(&told);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/carriers");
    let is_blessed = std::env::var_os("GONGKAI_BLESS").is_some();
    if is_slow {
        let (path, found) = (folder.join("known_slow.tsv"), lines(&BTreeMap::new(), &sum(&counts)));
        if is_blessed {
            std::fs::write(&path, found).unwrap();
        }
        let known = std::fs::read_to_string(&path).unwrap();
        let known: Vec<usize> =
            known.lines().last().unwrap().split('\t').skip(3).map(|number| number.parse().unwrap()).collect();
        // Of so many a list of kinds would be too long to read: none of the outcomes that are wrong becomes more.
        for outcome in &Outcome::ALL[2..] {
            let (found, known) = (sum(&counts)[outcome.index()], known[outcome.index()]);
            assert!(found <= known, "{}: {found}, and {known} were known", outcome.name());
        }
        return;
    }
    let (path, found) = (folder.join("known.tsv"), lines(&counts, &sum(&counts)));
    if is_blessed {
        std::fs::write(&path, &found).unwrap();
    }
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    let other = |text: &str, than: &str, sign: &str| {
        text.lines()
            .filter(|line| !than.lines().any(|other| other == *line))
            .map(|line| format!("{sign} {line}\n"))
            .collect::<String>()
    };
    // What became better leaves the list as well: bless, and read that nothing became worse.
    let differences = other(&known, &found, "-") + &other(&found, &known, "+");
    assert!(differences.is_empty(), "known.tsv is no longer what is found:\n{differences}");
}
