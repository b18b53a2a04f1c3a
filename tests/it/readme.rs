//! The README: its lists come from the registers, its commands run.

use std::fs;
use std::path::Path;

use gongkai::layout::LAYOUTS;
use gongkai::pipeline;

fn readme() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap()
}

/// What stands between two marks of the README.
fn section<'a>(readme: &'a str, name: &str) -> &'a str {
    let (start, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let from = readme.find(&start).unwrap() + start.len();
    &readme[from..from + readme[from..].find(&end).unwrap()]
}

fn layouts() -> String {
    let rows: String =
        LAYOUTS.iter().map(|layout| format!("| `{}` | {} |\n", layout.name, layout.summary)).collect();
    format!("| layout | what it looks like |\n| --- | --- |\n{rows}")
}

/// The first sentence of a page, on one line.
fn summary(page: &str) -> String {
    let paragraph = page.split("\n\n").nth(1).unwrap_or_default();
    paragraph.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn rules() -> String {
    let rows: String = pipeline::rules()
        .iter()
        .map(|rule| format!("| `{}` | {} | {} |\n", rule.name, rule.severity.name(), summary(rule.page)))
        .collect();
    format!("| rule | severity | what is wrong |\n| --- | --- | --- |\n{rows}")
}

#[test]
fn golden_lists_are_those_of_the_registers() {
    let text = readme();
    let bless = std::env::var_os("GONGKAI_BLESS").is_some() && std::env::var_os("CI").is_none();
    if bless {
        let mut blessed = text.clone();
        for (name, list) in [("layouts", layouts()), ("rules", rules())] {
            let start = format!("<!-- {name} -->\n");
            let kept = format!("{start}{}", section(&text, name));
            blessed = blessed.replacen(&kept, &format!("{start}{list}"), 1);
        }
        fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"), blessed).unwrap();
        return;
    }
    assert_eq!(section(&text, "layouts"), layouts(), "run `make bless`");
    assert_eq!(section(&text, "rules"), rules(), "run `make bless`");
}

/// The two commands at the top of both READMEs are targets of the Makefile.
#[test]
fn the_two_commands_are_there() {
    let makefile = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Makefile")).unwrap();
    let chinese = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.zh-CN.md")).unwrap();
    for text in [readme(), chinese] {
        for command in ["run", "test"] {
            assert!(
                text.contains(&format!("\nmake {command} ")) || text.contains(&format!("\nmake {command}\n"))
            );
            assert!(makefile.contains(&format!("\n{command}:")));
        }
    }
}

/// Every command of the README runs, on the first input.
#[test]
fn the_commands_run() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("input");
    fs::create_dir(&input).unwrap();
    let first = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/menyuan-2024/input.txt");
    fs::copy(first, input.join("menyuan-2024.txt")).unwrap();
    let text = readme();
    let commands: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("gongkai ")).collect();
    assert!(commands.len() >= 4, "{commands:?}");
    for command in commands {
        let words = command.split('#').next().unwrap_or_default();
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
