//! The words of the domain stand in one room: no Chinese literal in the code of two.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use super::code::{Token, code};
use super::{files, is_for_tests, room, source};

/// What still stands in two rooms: the words, a tab, the rooms. It may only get shorter.
fn list() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/house/words_in_two_rooms.tsv")
}

/// The Chinese literals that stand in the code of two rooms or more, with these rooms.
fn found() -> BTreeSet<(String, String)> {
    let mut rooms: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in files(&source(), "rs").into_iter().filter(|path| !is_for_tests(path)) {
        for token in code(&fs::read_to_string(&path).unwrap()) {
            if let Token::Literal(said) = token
                && said.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
            {
                rooms.entry(said.replace('\n', "\\n").replace('\t', "\\t")).or_default().insert(room(&path));
            }
        }
    }
    rooms
        .into_iter()
        .filter(|(_, rooms)| rooms.len() > 1)
        .map(|(said, rooms)| (said, rooms.into_iter().collect::<Vec<_>>().join(" ")))
        .collect()
}

#[test]
fn golden_no_word_stands_in_two_rooms() {
    let listed = fs::read_to_string(list()).unwrap();
    let known: BTreeSet<(String, String)> = listed
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| line.split_once('\t').expect("words, a tab, rooms"))
        .map(|(said, rooms)| (said.to_owned(), rooms.to_owned()))
        .collect();
    let found = found();
    let mut wrong = String::new();
    for (said, rooms) in found.difference(&known) {
        // Where one of three rooms has let it go, the exception is smaller, and none.
        let shrunk = known.iter().any(|(own, former)| {
            own == said && rooms.split(' ').all(|room| former.split(' ').any(|one| one == room))
        });
        if !shrunk {
            writeln!(wrong, "\"{said}\" stands in {rooms}: give it a line in the lexicon").unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    if std::env::var_os("GONGKAI_BLESS").is_some() && std::env::var_os("CI").is_none() {
        return fs::write(list(), written(&listed, &found)).unwrap();
    }
    for (said, rooms) in known.difference(&found) {
        writeln!(wrong, "\"{said}\" does not stand in {rooms} any more: run `make bless`").unwrap();
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// The list without what is needed no longer. The reasons stay where something stands below them.
fn written(listed: &str, found: &BTreeSet<(String, String)>) -> String {
    let sections = listed.split("\n\n").filter_map(|section| {
        let lines: Vec<String> = section
            .lines()
            .filter_map(|line| {
                let Some((said, _)) = line.split_once('\t').filter(|_| !line.starts_with('#')) else {
                    return Some(line.to_owned());
                };
                let (said, rooms) = found.iter().find(|(own, _)| own == said)?;
                Some(format!("{said}\t{rooms}"))
            })
            .collect();
        let had = section.lines().any(|line| !line.starts_with('#'));
        let has = lines.iter().any(|line| !line.starts_with('#'));
        (has || !had).then(|| lines.join("\n"))
    });
    format!("{}\n", sections.collect::<Vec<_>>().join("\n\n").trim_end())
}
