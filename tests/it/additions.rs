//! The README's table "To add something", row by row: each thing is added to a scratch copy of the crate as a person
//! would add it, the copy is built once, and its program does what is new.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A row of the README's table: the first words of it, the files that are written anew, and the lines
/// of a file that is there with what becomes of them; where a line is empty, what is put at the file's end.
struct Row {
    adds: &'static str,
    writes: &'static [(&'static str, &'static str)],
    names: &'static [(&'static str, &'static str, &'static str)],
    /// What the program says with the addition.
    shows: Shown,
}

/// Arguments of the program, and words of what it says to them.
type Shown = &'static [(&'static [&'static str], &'static str)];

const ROWS: &[Row] = &[
    Row {
        adds: "an input format",
        writes: &[("src/read/shout.rs", include_str!("additions/shout.rs.txt"))],
        names: &[
            ("src/read/mod.rs", "mod sheet;", "mod sheet;\nmod shout;"),
            ("src/read/mod.rs", "    pdf::READER,", "    shout::READER,\n    pdf::READER,"),
        ],
        shows: &[(&["inspect", "input/a.shout", "--stage", "layout"], "\"format\": \"shout\"")],
    },
    Row {
        adds: "a table layout",
        writes: &[("src/layout/weather/mod.rs", include_str!("additions/weather.rs.txt"))],
        names: &[
            ("src/layout/mod.rs", "mod rows;", "mod rows;\nmod weather;"),
            ("src/layout/mod.rs", "&[packed::FAMILY,", "&[weather::FAMILY, packed::FAMILY,"),
            ("src/model/messages.tsv", "", "layout-weather\tthe weather of days\t每日天气\n"),
        ],
        shows: &[(&["inspect", "input/weather.txt", "--stage", "layout"], "\"layout\": \"weather\"")],
    },
    Row {
        adds: "a check",
        writes: &[
            ("src/check/name_short.rs", include_str!("additions/name_short.rs.txt")),
            ("src/check/name_short.md", include_str!("additions/name_short.md.txt")),
        ],
        names: &[
            ("src/check/mod.rs", "mod number_gap;", "mod name_short;\nmod number_gap;"),
            ("src/check/mod.rs", "    number_gap::CHECK,", "    name_short::CHECK,\n    number_gap::CHECK,"),
            ("src/model/messages.tsv", "", "name-short\t{0}: the name is short\t{0}：名称过短\n"),
        ],
        shows: &[
            (&["check", "input/rows.txt"], "warning[name-short]: 甲: the name is short"),
            (&["explain", "name-short", "--lang", "zh"], "名称只有一个字"),
        ],
    },
    Row {
        adds: "a command or flag",
        writes: &[],
        names: &[
            (
                "src/cli/args.rs",
                "    /// Whether outputs without an input are removed.",
                "    /// Whether nothing at all is different.\n    #[arg(long)]\n    pub as_ever: bool,\n    /// Whether outputs without an input are removed.",
            ),
            ("src/model/messages.tsv", "", "help-convert-as-ever\tDo as ever\t一如既往\n"),
        ],
        shows: &[
            (&["convert", "--as-ever", "input/rows.txt", "-o", "as-ever"], "1 converted"),
            (&["convert", "--help"], "Do as ever"),
            (&["convert", "--help", "--lang", "zh"], "一如既往"),
        ],
    },
    Row {
        adds: "an output format",
        writes: &[("src/emit/names.rs", include_str!("additions/names.rs.txt"))],
        names: &[
            ("src/emit/mod.rs", "mod workbook;", "mod names;\nmod workbook;"),
            (
                "src/emit/mod.rs",
                "pub const FORMATS: &[Format] = &[",
                "pub const FORMATS: &[Format] = &[names::FORMAT, ",
            ),
        ],
        shows: &[(&["convert", "input/rows.txt", "--to", "names", "-o", "-"], "甲\n乙")],
    },
    Row {
        adds: "a word",
        writes: &[],
        names: &[("src/lexicon/terms.tsv", "", include_str!("additions/terms.tsv"))],
        shows: &[
            (&["convert", "input/cut.txt", "--to", "markdown", "-o", "-"], "新头衔"),
            (&["inspect", "input/level.txt", "--stage", "layout"], "\"level1\": \"产出指标\""),
            (&["inspect", "input/form.html", "--stage", "layout"], "\"name\": \"河道清淤\""),
            (&["check", "input/cut.txt"], "table-continued"),
            (&["inspect", "input/account.txt", "--stage", "layout"], "\"layout\": \"classified-lines\""),
        ],
    },
    Row {
        adds: "a shape",
        writes: &[],
        names: &[("src/lexicon/shapes.tsv", "", "page-number\t☙\t^☙[0-9]{1,4}☙$\t☙2☙\n")],
        shows: &[(&["check", "input/leaf.txt"], "table-continued")],
    },
];

/// What the additions are tried on.
const INPUTS: &[(&str, &str)] = &[
    ("a.shout", "!项目名称\t金额\n供水\t12.00\n"),
    ("weather.txt", "天气日期\t天气\n1日\t晴\n2日\t雨\n"),
    (
        "rows.txt",
        "项目名称\t一级指标\t二级指标\t三级指标\t指标值\n甲\t产出指标\t数量指标\t长度\t12公里\n乙\t产出指标\t数量指标\t长度\t9公里\n",
    ),
    (
        "cut.txt",
        "新头衔\t一级指标\t二级指标\t三级指标\t指标值\n河道清淤\t产出指标\t数量指标\t清淤长度\t十二公里\n第 1 页，共 2 页\n新头衔\t一级指标\t二级指标\t三级指标\t指标值\n河道清淤\t效益指标\t生态效益指标\t水质\t达标\n",
    ),
    ("leaf.txt", "支出总表\n科目编码\t科目名称\t合计\n205\t教育\t2.00\n☙2☙\n208\t社保\t3.00\n"),
    (
        "level.txt",
        "项目名称\t一级指标\t二级指标\t三级指标\t指标值\n河道清淤\t新级别\t数量指标\t清淤长度\t12公里\n",
    ),
    (
        "account.txt",
        "2024年部门预算支出表\n单位：万元\n新科目编码\t科目名称\t合计\t基本支出\t项目支出\n201\t一般公共服务支出\t5.00\t3.00\t2.00\n20101\t人大事务\t5.00\t3.00\t2.00\n",
    ),
    ("form.html", include_str!("additions/form.html")),
];

/// The rows of a README's table: their first two columns.
fn table(readme: &str) -> Vec<(String, String)> {
    let from = readme.find("| to add |").expect("the table has its header");
    readme[from..]
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| {
            let mut cells = line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned());
            (cells.next().unwrap_or_default(), cells.next().unwrap_or_default())
        })
        .collect()
}

/// Rows whose thing is a file of a test, which no program has to be built for.
const OF_TESTS: &[(&str, &str)] = &[("a spelling of a value", "tests/grammar"), ("a case", "tests/golden")];

#[test]
fn every_row_of_the_readme_is_tried() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let rows: BTreeSet<String> = table(&readme).into_iter().map(|(adds, _)| adds).collect();
    let tried = ROWS.iter().map(|row| row.adds).chain(OF_TESTS.iter().map(|(adds, _)| *adds));
    let tried: BTreeSet<String> = tried
        .map(|adds| {
            rows.iter()
                .find(|row| row.starts_with(adds))
                .unwrap_or_else(|| panic!("no row for {adds}"))
                .clone()
        })
        .collect();
    assert_eq!(tried, rows);
}

/// What the README says to write and where to name it is what is written and named here.
#[test]
fn every_file_of_an_addition_is_in_its_row() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    for row in ROWS {
        let line = readme.lines().find(|line| line.starts_with(&format!("| {}", row.adds))).unwrap();
        for (path, ..) in row.names {
            assert!(line.contains(path), "{}: {path}", row.adds);
        }
        for (path, _) in row.writes {
            let (folder, extension) =
                (Path::new(path).parent().unwrap().display(), path.rsplit_once('.').unwrap().1);
            let of_a_family = path.ends_with("/mod.rs") && line.contains("/<family>/mod.rs");
            assert!(
                of_a_family
                    || line.contains(&format!("{folder}/")) && line.contains(&format!(">.{extension}")),
                "{}: {path}",
                row.adds
            );
        }
    }
}

#[test]
fn every_place_that_an_addition_names_is_there() {
    for row in ROWS {
        for (path, before, _) in row.names {
            let text = fs::read_to_string(root().join(path)).unwrap();
            assert!(text.contains(before), "{}: no {before} in {path}", row.adds);
        }
    }
}

#[test]
fn every_addition_works_in_a_scratch_copy() {
    if std::env::var_os("GONGKAI_SLOW").is_none() {
        return;
    }
    let scratch = scratch();
    for row in ROWS {
        add(scratch.path(), row);
    }
    for (name, text) in INPUTS {
        write(&scratch.path().join("input").join(name), text);
    }
    let program = build(scratch.path());
    let told = |arguments: &[&str]| {
        let mut command = Command::new(&program);
        let output = run(command.args(arguments).env("LC_ALL", "C").current_dir(scratch.path()));
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        text(&output.stdout) + &text(&output.stderr)
    };
    let mut wrong = Vec::new();
    for row in ROWS {
        for (arguments, words) in row.shows {
            let told = told(arguments);
            if !told.contains(words) {
                wrong.push(format!("{}: {arguments:?} does not say {words}:\n{told}", row.adds));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A copy of what the crate is built from.
fn scratch() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for entry in walkdir::WalkDir::new(root().join("src")).into_iter().map(Result::unwrap) {
        if entry.file_type().is_file() {
            let to = folder.path().join(entry.path().strip_prefix(root()).unwrap());
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(entry.path(), to).unwrap();
        }
    }
    for name in ["Cargo.toml", "Cargo.lock", "build.rs"] {
        fs::copy(root().join(name), folder.path().join(name)).unwrap();
    }
    // The targets that the manifest names have to be there; none of them is built.
    for name in ["tests/it/main.rs", "benches/stages.rs", "benches/pdf.rs"] {
        write(&folder.path().join(name), "");
    }
    folder
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn add(scratch: &Path, row: &Row) {
    for (path, text) in row.writes {
        write(&scratch.join(path), text);
    }
    for (path, before, becomes) in row.names {
        let path = scratch.join(path);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(before), "{}: no {before} in {}", row.adds, path.display());
        let named = if before.is_empty() { text + becomes } else { text.replacen(before, becomes, 1) };
        fs::write(path, named).unwrap();
    }
}

/// Builds the program of a scratch copy. What the crate depends on is built already, and taken from there.
fn build(scratch: &Path) -> PathBuf {
    let target = Path::new(env!("CARGO_BIN_EXE_gongkai")).ancestors().nth(2).unwrap();
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "--offline", "--bin", "gongkai"]).current_dir(scratch);
    // The pieces go beside those of the crate itself, the program does not.
    cargo.env("CARGO_BUILD_BUILD_DIR", target).env("CARGO_TARGET_DIR", scratch.join("target"));
    let output = run(&mut cargo);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    scratch.join("target/debug/gongkai")
}

fn run(command: &mut Command) -> Output {
    command.stdin(Stdio::null()).output().unwrap()
}
