//! The classification of expenditure as it is published (`accounts.tsv`): what a code is called, in which years, and which
//! code a name has. What is not certain says nothing.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::account::level;
use super::key::key;
use super::sense::Sense;
use super::terms::{self, Place, lines};

/// A name that a code has, or had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The digits of the code.
    pub code: &'static str,
    /// The name as it is published.
    pub name: &'static str,
    /// The first year in which the code is called so, if that is known.
    from: Option<u16>,
    /// The last one.
    until: Option<u16>,
    /// Whether it is certain; of what is not, nothing is said but that it may be right.
    is_certain: bool,
}

impl Entry {
    /// Whether the code is called so in a year; in one that is not known it may be.
    fn is_of(&self, year: Option<u16>) -> bool {
        let Some(year) = year else { return true };
        self.from.is_none_or(|from| from <= year) && self.until.is_none_or(|until| year <= until)
    }
}

static ENTRIES: LazyLock<Vec<Entry>> =
    LazyLock::new(|| lines(include_str!("accounts.tsv")).filter_map(entry).collect());

/// The entries of each code, in the order of the table.
static BY_CODE: LazyLock<BTreeMap<&'static str, Vec<Entry>>> = LazyLock::new(|| {
    let mut by_code: BTreeMap<&str, Vec<Entry>> = BTreeMap::new();
    for entry in ENTRIES.iter() {
        by_code.entry(entry.code).or_default().push(*entry);
    }
    by_code
});

/// The certain entries of each name, by its key.
static BY_NAME: LazyLock<BTreeMap<String, Vec<Entry>>> = LazyLock::new(|| {
    let mut by_name: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    for entry in ENTRIES.iter().filter(|entry| entry.is_certain) {
        by_name.entry(name_key(entry.name)).or_default().push(*entry);
    }
    by_name
});

fn entry(line: &'static str) -> Option<Entry> {
    let mut fields = line.split('\t');
    let (code, years, certain, name) = (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
    let (from, until) = years.split_once('-')?;
    Some(Entry {
        code,
        name,
        from: from.parse().ok(),
        until: until.parse().ok(),
        is_certain: certain == CERTAIN,
    })
}

/// The word of the table for what is certain.
const CERTAIN: &str = "high";

/// The key of a name, without 支出 at its end, which is put there or left out.
fn name_key(name: &str) -> String {
    let key = key(name);
    let word = terms::terms(Place::Account, Sense::Expenditure).find(terms::Term::is_whole);
    let rest = word.and_then(|word| key.strip_suffix(word.words)).filter(|rest| !rest.is_empty());
    rest.map(str::to_owned).unwrap_or(key)
}

/// The codes that stand below another one begin with it, and what has no code above it has the first digit.
fn parent(code: &str) -> &str {
    match code.len() {
        7 => &code[..5],
        5 => &code[..3],
        _ => code.get(..1).unwrap_or_default(),
    }
}

/// What is odd about a code and its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Oddity {
    /// The name is that of another code beside it: the code's own name, and the other code.
    OfAnother(Entry, Entry),
    /// The code has lost zeros: `3012` for 30102.
    ZerosLost(Entry),
    /// The name is cut off, and so much of it, in bytes of its key, is printed.
    CutOff(Entry, usize),
    /// There is no such class of accounts in that year.
    Unknown,
}

/// What is odd about the digits of a code and the name beside it in a year; `None` where nothing is, or where nothing is
/// certain.
pub(crate) fn oddity(code: &str, name: &str, year: Option<u16>) -> Option<Oddity> {
    let printed = name_key(name);
    if printed.is_empty() {
        return None;
    }
    if level(code).is_none() {
        return with_zeros(code).find(|entry| name_key(entry.name) == printed).map(Oddity::ZerosLost);
    }
    let Some(own) = BY_CODE.get(code) else {
        let is_class = code.len() == 3 && year.is_some() && code.starts_with(['2', '3', '5']);
        return is_class.then_some(Oddity::Unknown);
    };
    if own.iter().any(|entry| name_key(entry.name) == printed) {
        let is_later = own.iter().all(|entry| !entry.is_of(year));
        return (is_later && own.iter().all(|entry| entry.is_certain)).then_some(Oddity::Unknown);
    }
    let own = own.iter().filter(|entry| entry.is_certain);
    let current = own.clone().find(|entry| entry.is_of(year)).or_else(|| own.clone().next_back())?;
    let others = BY_NAME.get(&printed).map(Vec::as_slice).unwrap_or_default();
    let beside = others.iter().find(|other| {
        other.code != code && other.code.len() == code.len() && parent(other.code) == parent(code)
    });
    if let Some(other) = beside {
        return Some(Oddity::OfAnother(*current, *other));
    }
    // 社会保障支出 is short for its name, and no beginning of it.
    let printed = key(name);
    let cut = own.clone().find(|entry| is_cut_off(&printed, entry))?;
    Some(Oddity::CutOff(*cut, printed.len()))
}

/// What a name that is cut off lacks, as it is published: 险缴费支出 of 机关事业单位基本养老保.
pub(crate) fn rest_of(entry: &Entry, printed: usize) -> String {
    key(entry.name).get(printed..).unwrap_or_default().to_owned()
}

/// A name with fewer characters may be short for anything.
const SHORTEST_CUT: usize = 4;

fn is_cut_off(printed: &str, entry: &Entry) -> bool {
    printed.chars().nth(SHORTEST_CUT - 1).is_some() && key(entry.name).starts_with(printed)
}

/// The certain entries whose codes are some digits with a zero put before the last or the last but two of them.
fn with_zeros(digits: &str) -> impl Iterator<Item = Entry> {
    let at = |at: usize| {
        let (before, behind) = (digits.get(..at)?, digits.get(at..)?);
        Some(format!("{before}0{behind}"))
    };
    let codes: Vec<String> = match digits.len() {
        // 301|2
        4 => [at(3)].into_iter().flatten().collect(),
        // 208|05|5 and 208|5|05
        6 => [at(5), at(3)].into_iter().flatten().collect(),
        _ => Vec::new(),
    };
    codes
        .into_iter()
        .filter_map(|code| BY_CODE.get(code.as_str()))
        .flatten()
        .copied()
        .filter(|entry| entry.is_certain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(code: &str, name: &str, year: u16) -> String {
        match oddity(code, name, Some(year)) {
            None => String::new(),
            Some(Oddity::OfAnother(_, other)) => format!("of {}", other.code),
            Some(Oddity::ZerosLost(own)) => format!("zeros {}", own.code),
            Some(Oddity::CutOff(own, printed)) => format!("cut {}", rest_of(&own, printed)),
            Some(Oddity::Unknown) => "unknown".to_owned(),
        }
    }

    #[test]
    fn codes_and_names() {
        for (code, name, year, expected) in [
            ("208", "社会保障和就业支出", 2024, ""),
            ("208", "社会保障和就业", 2024, ""),
            ("208", "社会保障支出", 2024, ""),
            ("210", "社会保障和就业支出", 2024, "of 208"),
            ("2080506", "机关事业单位基本养老保险缴费支出", 2024, "of 2080505"),
            ("30205", "电费", 2024, "of 30206"),
            // A name of former years is no other code's.
            ("20805", "行政事业单位离退休", 2024, ""),
            ("30311", "住房公积金", 2017, ""),
            ("310", "其他资本性支出", 2017, ""),
            ("3012", "津贴补贴", 2024, "zeros 30102"),
            ("208055", "机关事业单位基本养老保险缴费支出", 2024, "zeros 2080505"),
            ("3012", "津贴", 2024, ""),
            ("105001", "北山县民政局本级", 2024, ""),
            ("2080505", "机关事业单位基本养老保", 2024, "cut 险缴费支出"),
            ("30299", "其他商品和服务支", 2024, "cut 出"),
            // 项 of a body's own, and another body's words for it.
            ("2130299", "造林", 2024, ""),
            ("2050299", "其他支出", 2024, ""),
            ("224", "灾害防治及应急管理支出", 2018, "unknown"),
            ("224", "灾害防治及应急管理支出", 2019, ""),
            ("226", "某某支出", 2024, "unknown"),
            ("22699", "某某支出", 2024, ""),
            ("30102", "", 2024, ""),
        ] {
            assert_eq!(told(code, name, year), expected, "{code} {name} {year}");
        }
    }

    #[test]
    fn every_line_is_an_entry() {
        for line in lines(include_str!("accounts.tsv")) {
            let entry = entry(line).unwrap();
            assert!(level(entry.code).is_some() && !entry.name.is_empty(), "{line}");
            assert!(matches!(line.split('\t').nth(2), Some("high" | "low")), "{line}");
            let above = parent(entry.code);
            assert!(above.len() == 1 || BY_CODE.contains_key(above), "{line} stands below nothing");
        }
    }
}
