//! The differences between what is seen and what is read that are known, each with its reason.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use super::{office, root};

/// Which side has more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// It is seen, and not read.
    Seen,
    /// It is read, and not seen.
    Read,
}

impl Side {
    fn name(self) -> &'static str {
        match self {
            Self::Seen => "seen",
            Self::Read => "read",
        }
    }
}

/// What one side of a file has and the other has not.
#[derive(Clone, Debug)]
pub struct Difference {
    file: String,
    side: Side,
    words: String,
    /// Whether the file has no finding at all.
    is_silent: bool,
}

impl Difference {
    /// A difference that was found.
    pub fn found(file: &str, side: Side, words: &str, is_silent: bool) -> Self {
        Self { file: file.to_owned(), side, words: words.to_owned(), is_silent }
    }

    fn key(&self) -> (String, String) {
        (self.file.clone(), self.side.name().to_owned())
    }
}

/// Whose the difference is: LibreOffice does not show what the program does for which the file was made (`office`),
/// we leave it out and say so (`apart`), we say the same in another form (`told`), or we are wrong (`open`).
const WHOSE: &[&str] = &["office", "apart", "told", "open"];

/// What a new line says until somebody has found out.
const UNKNOWN: &str = "?";

const HEAD: &str = "\
# Printed by {version}.\n\
# What an office program shows and our Markdown has not (seen), or the other way round (read), word by word.\n\
# Whose: LibreOffice is not what the file was made for (office),\n\
# we leave it out and say so (apart), we say the same in another form (told), we are wrong (open).\n\
# This list may only become shorter.\n\
# file\tside\twhose\treason\twords\n";

fn path() -> PathBuf {
    root().join("tests/it/seen/differences.tsv")
}

/// Compares what was found with what is known; `GONGKAI_BLESS` writes what is known anew, reasons kept.
#[track_caller]
pub fn settle(found: &[Difference], files: &BTreeSet<String>) {
    let text = fs::read_to_string(path()).unwrap_or_default();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let known: BTreeMap<(String, String), Vec<&str>> = lines
        .map(|line| line.splitn(5, '\t').collect::<Vec<_>>())
        .map(|line| ((line[0].to_owned(), line[1].to_owned()), line[2..].to_vec()))
        .collect();
    let is_blessed = std::env::var_os("GONGKAI_BLESS").is_some() && std::env::var_os("CI").is_none();
    if is_blessed {
        let mut lines: BTreeMap<(String, String), String> = BTreeMap::new();
        for one in found {
            let former = known.get(&one.key());
            let whose = former.map_or(UNKNOWN, |line| line[0]);
            let reason = former.map_or(UNKNOWN, |line| line[1]);
            lines.insert(one.key(), format!("{whose}\t{reason}\t{}", one.words));
        }
        // What stands beside this checkout may be missing.
        for (key, line) in known.iter().filter(|(key, _)| !files.contains(&key.0)) {
            lines.insert(key.clone(), line.join("\t"));
        }
        let lines: String =
            lines.iter().map(|((file, side), rest)| format!("{file}\t{side}\t{rest}\n")).collect();
        return fs::write(path(), HEAD.replace("{version}", &office::version()) + &lines).unwrap();
    }
    // Another version of the program differs otherwise: then only what was the same must be the same.
    let is_same_program = text.contains(&office::version());
    let mut wrong = String::new();
    for one in found {
        let (file, side) = one.key();
        match known.get(&one.key()) {
            None => wrong.push_str(&format!("{file}: {side}, and not the other way round: {}\n", one.words)),
            Some(line) if line[2] != one.words && is_same_program => {
                wrong.push_str(&format!("{file}: {side}: {} was known, now {}\n", line[2], one.words));
            }
            Some(line) => {
                if !WHOSE.contains(&line[0]) || line[1].chars().count() < 5 {
                    wrong.push_str(&format!("{file}: {side}: the difference has no reason\n"));
                }
                // Less than what a person sees, and nothing said: that is what must never be.
                if one.side == Side::Seen && ["apart", "open"].contains(&line[0]) && one.is_silent {
                    wrong.push_str(&format!(
                        "{file}: {} is seen and not read, and nothing is said\n",
                        one.words
                    ));
                }
            }
        }
    }
    let found: BTreeSet<(String, String)> = found.iter().map(Difference::key).collect();
    let is_gone =
        |key: &&(String, String)| is_same_program && files.contains(&key.0) && !found.contains(*key);
    for (file, side) in known.keys().filter(is_gone) {
        wrong.push_str(&format!("{file}: {side}: the difference is gone: bless with GONGKAI_BLESS=1\n"));
    }
    assert!(wrong.is_empty(), "{wrong}");
}
