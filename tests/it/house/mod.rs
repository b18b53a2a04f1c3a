//! The house: which room may use which, what every file begins with, and that every file is in its register.

mod code;
mod messages;
mod thresholds;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use gongkai::model::Language;

/// What each room may use; a room that is not here fails the test.
const ROOMS: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("error", &["model"]),
    ("model", &["text"]),
    ("lexicon", &["model", "text"]),
    ("dom", &["model", "text"]),
    ("read", &["dom", "error", "model", "text"]),
    ("markup", &["dom", "model", "text"]),
    ("normalize", &["lexicon", "model", "text"]),
    ("layout", &["lexicon", "model", "text"]),
    ("arithmetic", &["lexicon", "model", "text"]),
    ("check", &["lexicon", "model", "text"]),
    ("decide", &["lexicon", "model", "text"]),
    ("view", &["lexicon", "model", "text"]),
    ("emit", &["error", "model", "text", "view"]),
    (
        "pipeline",
        &["arithmetic", "check", "decide", "error", "layout", "markup", "model", "normalize", "read", "view"],
    ),
    ("batch", &["emit", "error", "model", "pipeline", "view"]),
    (
        "cli",
        &[
            "batch",
            "check",
            "emit",
            "error",
            "layout",
            "markup",
            "model",
            "normalize",
            "pipeline",
            "read",
            "text",
            "view",
        ],
    ),
];

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|own| own == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn room(path: &Path) -> String {
    let within = path.strip_prefix(source()).unwrap();
    within.components().next().unwrap().as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned()
}

/// The code of a file without its tests, which may cross rooms, and without comments.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let mut parts = text.split("#[cfg(test)]\n");
    let mut code = parts.next().unwrap_or_default().to_owned();
    // A file of tests that is named among others is no end of the code.
    for part in parts.take_while(|part| part.lines().next().is_some_and(|line| line.ends_with(';'))) {
        code.push_str(part.split_once('\n').map_or("", |(_, rest)| rest));
    }
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn rooms_use_only_what_they_may() {
    let allowed: BTreeMap<&str, &[&str]> = ROOMS.iter().copied().collect();
    let mut wrong = Vec::new();
    for path in files(&source(), "rs") {
        let own = room(&path);
        if matches!(own.as_str(), "lib" | "main") || is_for_tests(&path) {
            continue;
        }
        let Some(may) = allowed.get(own.as_str()) else {
            wrong.push(format!("{own} is no room of the house"));
            continue;
        };
        for used in uses(&code(&path)) {
            if allowed.contains_key(used.as_str()) && used != own && !may.contains(&used.as_str()) {
                wrong.push(format!("{} uses {used}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether a file is compiled for tests only: it stands in a folder of tests, or its folder's `mod.rs` says so.
fn is_for_tests(path: &Path) -> bool {
    if path.parent().is_some_and(|folder| folder.ends_with("tests")) {
        return true;
    }
    let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
    let parent = fs::read_to_string(path.with_file_name("mod.rs")).unwrap_or_default();
    parent.contains(&format!("#[cfg(test)]\nmod {stem};"))
        || parent.contains(&format!("#[cfg(test)]\npub(crate) mod {stem};"))
}

/// The rooms that a file names after `crate::`, also in braces.
fn uses(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for after in code.split("crate::").skip(1) {
        let names = after.strip_prefix('{').map_or(after, |inner| inner.split('}').next().unwrap_or(inner));
        let braced = after.starts_with('{');
        for name in names.split(',').take(if braced { usize::MAX } else { 1 }) {
            let name: String = name.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            found.insert(name);
        }
    }
    found
}

#[test]
fn every_file_begins_by_saying_what_it_is() {
    for path in files(&source(), "rs") {
        let text = fs::read_to_string(&path).unwrap();
        let first = text.lines().next().unwrap_or_default();
        assert!(
            first.starts_with("//! ") || first.starts_with("#![doc = include_str!("),
            "{}: {first}",
            path.display()
        );
    }
}

#[test]
fn no_file_is_named_for_nothing() {
    for path in files(&source(), "rs") {
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(
            !["utils", "util", "common", "misc", "helpers", "prelude"].contains(&stem.as_str()),
            "{}",
            path.display()
        );
    }
}

#[test]
fn every_rule_has_a_page_that_is_named_for_it() {
    let rules = gongkai::pipeline::rules();
    let mut names = BTreeSet::new();
    for rule in &rules {
        assert!(names.insert(rule.name), "{} stands twice", rule.name);
        assert!(rule.page.starts_with(&format!("# {}\n", rule.name)), "{}", rule.name);
        for heading in ["\n## Why it matters\n", "\n## Fires\n", "\n## Stays silent\n"] {
            assert!(rule.page_in(Language::English).contains(heading), "{} lacks {heading}", rule.name);
        }
        for heading in ["\n## 为什么重要\n", "\n## 会报告\n", "\n## 不报告\n"] {
            assert!(rule.page_in(Language::Chinese).contains(heading), "{} lacks {heading}", rule.name);
        }
    }
    // Every page in the source is some rule's.
    for path in files(&source(), "md") {
        let page = fs::read_to_string(&path).unwrap();
        assert!(rules.iter().any(|rule| rule.page == page), "{} is no rule's page", path.display());
    }
}

#[test]
fn every_check_is_a_pair_of_files() {
    let folder = source().join("check");
    for check in gongkai::check::CHECKS {
        let stem = check.rule.name.replace('-', "_");
        for extension in ["rs", "md"] {
            assert!(folder.join(format!("{stem}.{extension}")).is_file(), "{stem}.{extension}");
        }
    }
    assert_eq!(files(&folder, "md").len(), gongkai::check::CHECKS.len());
}

/// Every message that the code names is in the table, and every message of the table is named somewhere.
#[test]
fn messages_and_code_agree() {
    let table = fs::read_to_string(source().join("model/messages.tsv")).unwrap();
    let ids: BTreeSet<&str> = table
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .filter_map(|line| line.split('\t').next())
        .collect();
    let all: String = files(&source(), "rs").iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    // The words of the command line and of the layouts have ids that are made from names; their own tests hold them.
    for id in ids.iter().filter(|id| !id.starts_with("help-") && !id.starts_with("layout-")) {
        assert!(all.contains(&format!("\"{id}\"")), "nobody says {id}");
    }
    for call in ["Message::new(", "Error::refused(", "Error::new("] {
        for after in all.split(call).skip(1) {
            let argument = after
                .trim_start()
                .trim_start_matches("ErrorKind::")
                .trim_start_matches(|c: char| c.is_alphabetic() || c == ',' || c == ' ');
            if let Some(id) = argument.strip_prefix('"').and_then(|rest| rest.split('"').next()) {
                assert!(ids.contains(id), "{id} is not in the table of messages");
            }
        }
    }
}

/// Every heading that the code names is in the table, and every heading of the table is named somewhere.
#[test]
fn headings_and_code_agree() {
    let table = fs::read_to_string(source().join("model/headings.tsv")).unwrap();
    let ids: BTreeSet<&str> = table.lines().filter_map(|line| Some(line.split_once('\t')?.0)).collect();
    let written = files(&source(), "rs").into_iter().filter(|path| !path.ends_with("model/headings.rs"));
    let all: String = written.map(|path| fs::read_to_string(path).unwrap()).collect();
    for id in &ids {
        assert!(all.contains(&format!("\"{id}\"")), "nobody prints {id}");
    }
    for id in all.split("own_heading(\"").skip(1).filter_map(|after| after.split('"').next()) {
        assert!(ids.contains(id), "{id} is not in the table of headings");
    }
}

/// The deepest that the imports of layout may go; the doors of the families are passed through.
const MOST_LEVELS_OF_LAYOUT: usize = 5;

/// The families of layout: the folders, each with its files.
fn families() -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for path in files(&source().join("layout"), "rs") {
        let within = path.strip_prefix(source().join("layout")).unwrap().with_extension("");
        let parts: Vec<String> = within.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        if let [family, file] = &parts[..] {
            found.entry(family.clone()).or_default().push(file.clone());
        }
    }
    found
}

/// What follows a word in code where the word stands by itself, in full words.
fn after_word<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = &'a str> {
    code.match_indices(word)
        .filter(|(at, _)| !code[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
        .map(move |(at, _)| &code[at + word.len()..])
}

/// The identifier that a text begins with.
fn identifier(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    &text[..end]
}

#[test]
fn families_of_layout_are_entered_by_their_doors() {
    let families = families();
    assert!(families.len() >= 4, "{families:?}");
    let mut wrong = Vec::new();
    let layout = source().join("layout");
    for path in files(&layout, "rs").into_iter().filter(|path| !is_for_tests(path)) {
        let code = code(&path);
        for (family, own) in &families {
            if path.starts_with(layout.join(family)) {
                continue;
            }
            for entered in after_word(&code, &format!("{family}::")) {
                let braced = entered.strip_prefix('{').map(|inner| inner.split('}').next().unwrap_or(inner));
                let names = braced.unwrap_or_else(|| identifier(entered)).split(',');
                for name in names.map(|name| identifier(name.trim())) {
                    if own.iter().any(|file| file == name) {
                        wrong.push(format!("{} reaches {family}::{name}", path.display()));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The file of layout that a path behind `crate::layout::` names: its own, or the one that a door lets it through to.
fn imported(path: &str) -> Option<PathBuf> {
    let mut folder = source().join("layout");
    let mut parts = path.split("::").map(identifier).peekable();
    while let Some(part) = parts.peek().filter(|part| folder.join(part).is_dir()) {
        folder.push(part);
        parts.next();
    }
    let name = parts.next().filter(|name| !name.is_empty())?;
    let file = folder.join(name).with_extension("rs");
    if file.is_file() {
        return Some(file);
    }
    let door = code(&folder.join("mod.rs"));
    door.split(';').find_map(|statement| {
        let (module, names) = statement.trim().strip_prefix("pub")?.split_once("use ")?.1.split_once("::")?;
        let lets = names
            .trim_matches(['{', '}', ' ', '\n'])
            .split(',')
            .any(|item| item.split(" as ").last().is_some_and(|last| last.trim() == name));
        lets.then(|| folder.join(module).with_extension("rs")).filter(|file| file.is_file())
    })
}

/// The files of layout that a file of it imports.
fn imports(path: &Path) -> BTreeSet<PathBuf> {
    let mut code = code(path);
    let folder = path.parent().unwrap().strip_prefix(source()).unwrap();
    let module: Vec<String> = folder.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    code = code.replace(" super::", &format!(" crate::{}::", module.join("::")));
    let mut found = BTreeSet::new();
    for after in after_word(&code, "crate::layout::") {
        let (before, names) = match after.split([';', ')', '(', ' ']).next().unwrap_or(after).split_once('{')
        {
            Some((before, _)) => {
                let inner = &after[before.len() + 1..];
                (before, inner.split('}').next().unwrap_or(inner))
            }
            None => ("", after),
        };
        let braced = !before.is_empty() || after.starts_with('{');
        for name in names.split(',').take(if braced { usize::MAX } else { 1 }).map(str::trim) {
            let path = if name == "self" {
                before.trim_end_matches("::").to_owned()
            } else {
                format!("{before}{name}")
            };
            found.extend(imported(&path));
        }
    }
    // `use crate::layout::rows` and then `rows::settle`.
    for family in families().keys() {
        let entered = format!("{family}::");
        let names = after_word(&code, &entered).filter(|after| !after.starts_with('{'));
        found.extend(names.filter_map(|after| imported(&format!("{entered}{}", identifier(after)))));
    }
    found.remove(path);
    found
}

/// How many files deep the imports of a file go, itself the first.
fn levels(path: &Path, above: &mut Vec<PathBuf>, known: &mut BTreeMap<PathBuf, usize>) -> usize {
    if let Some(levels) = known.get(path) {
        return *levels;
    }
    assert!(!above.iter().any(|other| other == path), "{} imports itself: {above:?}", path.display());
    above.push(path.to_owned());
    let below = imports(path).iter().map(|file| levels(file, above, known)).max().unwrap_or(0);
    above.pop();
    known.insert(path.to_owned(), below + 1);
    below + 1
}

#[test]
fn imports_of_layout_are_few_levels_deep() {
    let mut known = BTreeMap::new();
    for path in files(&source().join("layout"), "rs") {
        if !is_for_tests(&path) && !path.ends_with("mod.rs") {
            levels(&path, &mut Vec::new(), &mut known);
        }
    }
    // A parser that sees no imports would find one level.
    assert!(known.values().any(|levels| *levels == MOST_LEVELS_OF_LAYOUT), "{known:#?}");
    for (path, levels) in &known {
        assert!(*levels <= MOST_LEVELS_OF_LAYOUT, "{} is {levels} levels deep: {known:#?}", path.display());
    }
}
