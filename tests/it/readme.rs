//! The README: its lists come from the registers, its commands run.

use std::fs;
use std::path::{Path, PathBuf};

use gongkai::layout;
use gongkai::model::{Language, Message, Rule};
use gongkai::pipeline;

const READMES: [(&str, Language); 2] =
    [("README.md", Language::English), ("README.zh-CN.md", Language::Chinese)];

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn read(name: &str) -> String {
    fs::read_to_string(path(name)).unwrap()
}

/// What stands between two marks of the README.
fn section<'a>(readme: &'a str, name: &str) -> &'a str {
    let (start, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let from = readme.find(&start).unwrap() + start.len();
    &readme[from..from + readme[from..].find(&end).unwrap()]
}

fn layouts(language: Language) -> String {
    let row = |name: &str| {
        let id = format!("layout-{name}");
        assert!(Message::exists(&id), "messages.tsv lacks {id}");
        format!("| `{name}` | {} |\n", Message::new(&id, &[]).text(language))
    };
    let rows: String = layout::layouts().map(row).collect();
    format!("{}\n| --- | --- |\n{rows}", table_header(language)[0])
}

fn rules(language: Language) -> String {
    let row = |rule: &&Rule| {
        let severity = rule.severity.name();
        let word = Message::new(&format!("word-{severity}"), &[]);
        format!("| `{}` | {} | {} |\n", rule.name, word.text(language), rule.sentence(language))
    };
    let rows: String = pipeline::rules().iter().map(row).collect();
    format!("{}\n| --- | --- | --- |\n{rows}", table_header(language)[1])
}

fn table_header(language: Language) -> [&'static str; 2] {
    match language {
        Language::English => ["| layout | what it looks like |", "| rule | severity | what is wrong |"],
        Language::Chinese => ["| 版式 | 样子 |", "| 规则 | 级别 | 问题 |"],
    }
}

#[test]
fn golden_lists_are_those_of_the_registers() {
    let bless = std::env::var_os("GONGKAI_BLESS").is_some() && std::env::var_os("CI").is_none();
    for (name, language) in READMES {
        let text = read(name);
        let mut blessed = text.clone();
        for (mark, list) in [("layouts", layouts(language)), ("rules", rules(language))] {
            if !bless {
                assert_eq!(section(&text, mark), list, "{name}: run `make bless`");
            }
            let start = format!("<!-- {mark} -->\n");
            let kept = format!("{start}{}", section(&text, mark));
            blessed = blessed.replacen(&kept, &format!("{start}{list}"), 1);
        }
        if bless {
            fs::write(path(name), blessed).unwrap();
        }
    }
}

/// Words for a layout that is gone.
#[test]
fn the_layouts_of_the_table_of_messages_exist() {
    for name in Message::ids().filter_map(|id| id.strip_prefix("layout-")) {
        let exists = layout::layouts().any(|layout| layout == name);
        assert!(exists, "layout-{name}");
    }
}

/// The two commands at the top of both READMEs are targets of the Makefile.
#[test]
fn the_two_commands_are_there() {
    let makefile = read("Makefile");
    for text in READMES.map(|(name, _)| read(name)) {
        for command in ["run", "test"] {
            assert!(
                text.contains(&format!("\nmake {command} ")) || text.contains(&format!("\nmake {command}\n"))
            );
            assert!(makefile.contains(&format!("\n{command}:")));
        }
    }
}

/// Every command of the READMEs runs, on the first input.
#[test]
fn the_commands_run() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("input");
    fs::create_dir(&input).unwrap();
    let first = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/menyuan-2024/input.txt");
    fs::copy(first, input.join("menyuan-2024.txt")).unwrap();
    let commands = |text: &str| {
        let lines = text.lines().filter_map(|line| line.strip_prefix("gongkai "));
        lines.map(|line| line.split('#').next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    let [english, chinese] = READMES.map(|(name, _)| commands(&read(name)));
    assert!(english.len() >= 4, "{english:?}");
    assert_eq!(english, chinese, "both READMEs name the same commands");
    for words in english {
        let arguments = words.split_whitespace().map(|word| word.replace("FILE", "input/menyuan-2024.txt"));
        assert_cmd::Command::cargo_bin("gongkai")
            .unwrap()
            .current_dir(folder.path())
            .args(arguments)
            .assert()
            .success();
    }
    assert!(folder.path().join("output/menyuan-2024.xlsx").is_file());
}
