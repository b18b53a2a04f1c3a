//! The command line, by driving the real program: exit status, messages, and what is left in folders.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;
use unicode_width::UnicodeWidthStr;

/// The first input, from which others are made by changing digits.
const MENYUAN: &str = include_str!("../../input/menyuan-2024.txt");

/// A small table that is quickly converted, with one warning.
const SMALL: &str = "单位编码\t单位及项目名称\t金额(万元)\t绩效目标\t绩效指标\n\
    1\t聘用人员支出\t26.94\t目标1：充实队伍。\t<p>一、产出指标</p><p>(一) 成本指标</p><p>1. 全年工资补贴成本 ≤26.97万元</p>\
    <p>二、效益指标</p><p>(一) 社会效益指标</p><p>1. 队伍稳定率 ≥95%</p><p>三、满意度指标</p><p>1. 群众满意度 ≥90%</p>\n";

/// How long any command of these tests may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// A folder of its own for a test.
struct Room(TempDir);

impl Room {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.0.path().join(name)
    }

    /// Puts a file there; its folders are made.
    fn put(&self, name: impl AsRef<Path>, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gongkai"));
        command.current_dir(self.0.path()).env_clear().env("LC_ALL", "C").stdin(Stdio::null());
        command
    }

    /// Runs the program here and gives its exit status, standard output and standard error.
    fn run<I: IntoIterator>(&self, arguments: I) -> (i32, String, String)
    where
        I::Item: AsRef<OsStr>,
    {
        told(&finish(self.command().args(arguments)))
    }

    /// Every file under a folder with its bytes, the lock left out.
    fn tree(&self, folder: &str) -> BTreeMap<OsString, Vec<u8>> {
        let mut tree = BTreeMap::new();
        let root = self.path(folder);
        if !root.exists() {
            return tree;
        }
        for entry in walkdir::WalkDir::new(&root) {
            let entry = entry.unwrap();
            if entry.file_type().is_file() && entry.file_name() != ".gongkai.lock" {
                let name = entry.path().strip_prefix(&root).unwrap().as_os_str().to_owned();
                tree.insert(name, fs::read(entry.path()).unwrap());
            }
        }
        tree
    }

    fn manifest(&self, folder: &str) -> Value {
        serde_json::from_slice(&fs::read(self.path(folder).join("gongkai-manifest.json")).unwrap()).unwrap()
    }
}

/// Runs a command to its end, which must come in time.
fn finish(command: &mut Command) -> Output {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (mut out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let read = |from: &mut dyn std::io::Read| {
        let mut bytes = Vec::new();
        from.read_to_end(&mut bytes).unwrap();
        bytes
    };
    std::thread::scope(|scope| {
        let errors = scope.spawn(|| read(&mut err));
        let results = scope.spawn(|| read(&mut out));
        let status = wait(&mut child);
        Output { status, stdout: results.join().unwrap(), stderr: errors.join().unwrap() }
    })
}

fn wait(child: &mut Child) -> std::process::ExitStatus {
    let began = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        if began.elapsed() > PATIENCE {
            child.kill().unwrap();
            panic!("the program did not come to an end");
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn told(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

/// Whether tests that take long are wanted.
fn slow() -> bool {
    std::env::var_os("GONGKAI_SLOW").is_some()
}

/// The first input with other amounts: `number` makes each its own.
fn variant(number: usize) -> String {
    MENYUAN.replace("4.25", &format!("4.{number:04}")).replace("门源县就业局", &format!("门源县第{number}局"))
}

#[test]
fn help_and_mistakes_in_the_command() {
    let room = Room::new();
    for (arguments, status, words) in [
        (&["--help"][..], 0, "Exit status"),
        (&["--version"], 0, "gongkai"),
        (&["convert", "--help"], 0, "Examples:"),
        (&["check", "--help"], 0, "Examples:"),
        (&[], 2, "Usage"),
        (&["convert", "--too", "json"], 2, "--to"),
        (&["convert", "--to", "jsn"], 2, "Did you mean json?"),
        (&["convert", "--from", "htm", "x"], 2, "Did you mean html?"),
        (&["convert", "nowhere"], 2, "nowhere cannot be read: it does not exist"),
        (&["check"], 2, "INPUT"),
        (&["inspect", "x", "--stage", "raed"], 2, "read"),
        (&["explain", "sum-mismach"], 2, "Did you mean sum-mismatch?"),
        (&["convert", "--rule", "sum-mismach=off", "x"], 2, "Did you mean sum-mismatch?"),
        (&["convert", "--fail-on", "sometimes", "x"], 2, "warning"),
    ] {
        let (code, out, err) = room.run(arguments);
        assert_eq!(code, status, "{arguments:?}: {err}");
        assert!(format!("{out}{err}").contains(words), "{arguments:?}: {out}{err}");
        assert_eq!(out.is_empty(), status != 0, "results and messages are kept apart: {arguments:?}");
    }
    assert!(!room.path("output").exists(), "nothing was written");
}

/// The commands that a person is shown.
const COMMANDS: [&str; 7] = ["convert", "check", "inspect", "explain", "schema", "completions", "man"];

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

/// In both languages, and on a narrow terminal: a screen, examples, no line of the other language.
#[test]
fn every_help_fits_a_screen_and_has_examples() {
    let room = Room::new();
    let (_, program, _) = room.run(["--help"]);
    for command in COMMANDS {
        assert!(program.contains(&format!("\n  {command} ")), "{command}");
    }
    for command in COMMANDS.into_iter().map(Some).chain([None]) {
        for (language, columns) in [("en", 80), ("en", 120), ("zh", 80), ("zh", 120)] {
            let mut run = room.command();
            run.env("COLUMNS", columns.to_string()).args(command).args(["--help", "--lang", language]);
            let (code, out, _) = told(&finish(&mut run));
            let lines = out.lines().count();
            assert!(code == 0 && lines <= 60, "{command:?} {language}: {lines} lines");
            assert!(out.matches("\n  gongkai").count() >= 2, "{command:?}");
            assert!(!out.contains('\u{1b}'), "no colours but on a terminal");
            for line in out.lines() {
                let is_example = line.starts_with("  gongkai ") || line.starts_with("  curl ");
                assert!(line.width() <= columns.min(100) || is_example, "{line}");
                let is_right = match language {
                    "en" => !is_chinese(line),
                    _ => line.is_empty() || is_example || is_chinese(line),
                };
                assert!(is_right || names_only(line), "{language}: {line}");
            }
        }
    }
}

/// Whether a line holds nothing but what is the same in every language: the rest of a list of values.
fn names_only(line: &str) -> bool {
    line.trim().ends_with(']') && !line.contains("default") && !line.contains("values:")
}

#[test]
fn help_follows_the_language() {
    let room = Room::new();
    let told = |variables: &[(&str, &str)], arguments: &[&str]| {
        let mut command = room.command();
        command.env_remove("LC_ALL").envs(variables.iter().copied()).args(arguments);
        told(&finish(&mut command))
    };
    let chinese = "用法：gongkai convert [选项] [输入]...";
    for (variables, arguments) in [
        (&[][..], &["--lang", "zh", "convert", "--help"][..]),
        (&[], &["convert", "--help", "--lang=zh"]),
        (&[("LANG", "zh_CN.UTF-8")], &["convert", "-h"]),
        (&[("LC_ALL", "zh_CN.UTF-8"), ("LANG", "C")], &["convert", "-h"]),
        (&[("GONGKAI_LANG", "zh"), ("LC_ALL", "C")], &["convert", "-h"]),
    ] {
        let (code, out, err) = told(variables, arguments);
        assert!(code == 0 && out.contains(chinese), "{arguments:?}: {out}{err}");
    }
    let (_, out, _) = told(&[("LANG", "zh_CN.UTF-8")], &["convert", "-h", "--lang", "en"]);
    assert!(out.contains("Usage: gongkai convert [OPTIONS] [INPUT]..."), "{out}");
    let (code, _, err) = told(&[("LANG", "zh_CN.UTF-8")], &[]);
    assert!(code == 2 && err.contains("命令：") && err.contains("退出状态："), "{err}");
    let (_, coloured, _) = told(&[], &["convert", "-h", "--color", "always"]);
    assert!(coloured.contains("\u{1b}[1mUsage: \u{1b}[0mgongkai"), "{coloured:?}");
}

/// A mistake in the command names the flag, says what would be right and where more is said, in one language.
#[test]
fn mistakes_are_told_in_the_language_asked_for() {
    let room = Room::new();
    let cases: [(&[&str], &str, &str); 24] = [
        (&["convert", "--too", "x"], "没有选项 --too。是否指 --to？", "no option --too. Did you mean --to?"),
        (&["convert", "--zzz"], "没有选项 --zzz", "no option --zzz"),
        (&["check", "-x"], "-x；以 - 开头的名称须写在 -- 之后：-- -x", "is written after --: -- -x"),
        (
            &["chek"],
            "没有命令 chek；可用的有 convert、check、",
            "no command chek; the commands are convert, check",
        ),
        (&["chek"], "。是否指 check？", ". Did you mean check?"),
        (&["-q"], "缺少命令；可用的有 convert、", "a command is missing; the commands are convert,"),
        (&["check"], "缺少 <输入>...", "missing: <INPUT>..."),
        (&["inspect"], "缺少 --stage <阶段>、<文件>", "missing: --stage <STAGE>, <FILE>"),
        (&["inspect", "a", "b", "--stage", "read"], "多余的参数 b", "b is one argument too many"),
        (
            &["inspect", "a", "--stage", "raed"],
            "--stage <阶段> 不接受 raed；可选值为 read、markup、",
            "--stage <STAGE> does not take raed; its values are read, markup,",
        ),
        (&["inspect", "a", "--stage", "raed"], "。是否指 read？", ". Did you mean read?"),
        (
            &["convert", "--fail-on", "often"],
            "可选值为 never、info、warning、error",
            "its values are never, info, warning, error",
        ),
        (
            &["convert", "--color"],
            "--color <时机> 缺少值，可选值为 auto、",
            "--color <WHEN> needs a value: auto, always",
        ),
        (&["convert", "-o"], "--output <文件夹> 缺少值", "--output <DIR> needs a value"),
        (
            &["convert", "-j", "0"],
            "--jobs <个数> 不接受 0：应为 1 到 1024 的整数",
            "--jobs <N> does not take 0: it must be a whole number",
        ),
        (
            &["convert", "-j", "many"],
            "--jobs <个数> 不接受 many：应为",
            "--jobs <N> does not take many: it must",
        ),
        (&["convert", "--force=1"], "--force 不带值，此处给了 1", "--force takes no value, here is 1"),
        (&["convert", "-o", "a", "-o", "b"], "重复给出 --output <文件夹>", "--output <DIR> is given twice"),
        (
            &["check", "x", "--config", "c", "--no-config"],
            "--config <文件> 与 --no-config 不能同时使用",
            "--config <FILE> and --no-config exclude each other",
        ),
        (&["completions", "basj"], "<shell名> 不接受 basj", "<SHELL> does not take basj"),
        (&["convert", "--to", "jsn"], "--to：没有格式 jsn；", "--to: there is no format jsn;"),
        (
            &["check", "x", "--rule", "sum-mismach=off"],
            "--rule：没有名为 sum-mismach 的规则",
            "--rule: there is no rule sum-mismach",
        ),
        (
            &["check", "x", "--rule", "sum-mismatch=no"],
            "--rule sum-mismatch=no：请写作 规则=off、",
            "--rule sum-mismatch=no: write it NAME=off",
        ),
        (
            &["check", "x", "--config", "nowhere.toml"],
            "--config：无法读取 nowhere.toml：不存在",
            "--config: nowhere.toml cannot be read",
        ),
    ];
    for (arguments, chinese, english) in cases {
        for (language, words, word, next) in
            [("zh", chinese, "错误：", "详见 gongkai"), ("en", english, "error: ", "For more, try gongkai")]
        {
            let mut command = room.command();
            command.env("GONGKAI_LANG", language).args(arguments);
            let (code, out, err) = told(&finish(&mut command));
            assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}: {err}");
            assert!(err.starts_with(word) && err.contains(words), "{arguments:?}: {err}");
            let last = err.lines().last().unwrap();
            assert!(last.starts_with(next) && last.ends_with(" --help"), "{arguments:?}: {err}");
            assert!(language == "zh" || !is_chinese(&err), "{arguments:?}: {err}");
            assert!(language == "en" || err.lines().all(is_chinese), "{arguments:?}: {err}");
        }
    }
    let (_, _, err) = room.run(["convert", "--too", "--lang", "zh"]);
    assert!(err.contains("没有选项 --too") && err.ends_with("详见 gongkai convert --help\n"), "{err}");
    let (_, _, err) = room.run(["convert", "--lang", "xx"]);
    assert!(err.contains("--lang <LANG> does not take xx; its values are zh, en"), "{err}");
    let (_, _, err) = room.run(["convert", "--\u{1b}[31mred"]);
    assert!(!err.contains('\u{1b}'), "{err:?}");
}

#[test]
fn a_second_run_does_only_what_has_changed() {
    let room = Room::new();
    room.put("input/a.txt", SMALL);
    room.put("input/sub/b.txt", SMALL.replace("26.94", "26.97"));
    let (code, out, err) = room.run(["convert"]);
    assert_eq!((code, out.as_str()), (0, ""), "{err}");
    let first = room.tree("output");
    for name in ["a.json", "a.md", "a.html", "a.xlsx", "sub/b.json", "report.html", "report/sub/b.html"] {
        assert!(first.contains_key(OsStr::new(name)), "{name}");
    }
    assert!(!first.keys().any(|name| name.to_string_lossy().contains("journal")));
    let modified = |name: &str| fs::metadata(room.path("output").join(name)).unwrap().modified().unwrap();
    let before = modified("a.json");

    let (code, _, err) = room.run(["convert"]);
    assert!(code == 0 && err.contains("0 converted, 2 unchanged"), "{err}");
    assert_eq!(modified("a.json"), before);
    let second = room.tree("output");
    for (name, bytes) in &first {
        let is_summary = ["gongkai-manifest.json", "report.html"].iter().any(|own| name == *own);
        assert!(is_summary || second[name] == *bytes, "{}", name.display());
    }
    let statuses = |manifest: &Value| {
        let inputs = manifest["inputs"].as_array().unwrap().clone();
        inputs.iter().map(|input| input["status"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(statuses(&room.manifest("output")), ["unchanged", "unchanged"]);

    room.put("input/a.txt", SMALL.replace("充实", "壮大"));
    let (_, _, err) = room.run(["convert"]);
    assert!(err.contains("1 converted, 1 unchanged"), "{err}");
    assert_eq!(statuses(&room.manifest("output")), ["converted", "unchanged"]);

    // A lost output, one that was changed, other options, another wish: all made anew.
    fs::remove_file(room.path("output/a.md")).unwrap();
    assert!(room.run(["convert"]).2.contains("1 converted, 1 unchanged"));
    room.put("output/a.md", "mine");
    let (_, _, err) = room.run(["convert"]);
    assert!(err.contains("output/a.md was changed") && err.contains("1 converted, 1 unchanged"), "{err}");
    assert!(room.run(["convert", "--rule", "sum-mismatch=off"]).2.contains("2 converted"));
    assert!(room.run(["convert", "--rule", "sum-mismatch=off"]).2.contains("2 unchanged"));
    assert!(room.run(["convert", "--rule", "sum-mismatch=off", "--force"]).2.contains("2 converted"));
    room.run(["convert"]);
    room.put("input/a.txt", SMALL);
    room.run(["convert"]);
    room.run(["convert", "--force"]);
    assert_eq!(room.tree("output"), first, "the same input and options give the same bytes");
}

/// Sixty files of several formats, among them some that are refused.
fn mixed_folder(room: &Room) {
    for number in 0..60 {
        let page =
            format!("<h1>表{number}</h1><table><tr><td>=1+{number}<td rowspan=2>x<tr><td>&lt;b&gt;</table>");
        match number % 4 {
            0 => room.put(format!("input/{number}.txt"), variant(number)),
            1 => room.put(format!("input/{number}.tsv"), SMALL.replace("26.97", &format!("{number}.97"))),
            2 => room.put(format!("input/sub/{number}.html"), page),
            _ => room.put(
                format!("input/sub/{number}.md"),
                format!("# 表\n\n| 甲 | 乙 |\n|---|---|\n| {number} | $x^2$ |\n"),
            ),
        };
    }
    room.put("input/sub/broken.html", [0, 1, 2]);
    room.put("input/empty.txt", "");
}

#[test]
fn the_world_around_changes_no_byte() {
    let room = Room::new();
    mixed_folder(&room);
    let plain = room.run(["convert", "input", "-o", "plain", "-j1"]);
    assert_eq!(plain.0, 3, "{}", plain.2);
    let expected = room.tree("plain");
    assert!(expected.len() >= 60 * 4, "{}", expected.len());
    let worlds = [
        ("Asia/Shanghai", "zh_CN.UTF-8", "077", "1"),
        ("America/St_Johns", "tr_TR.UTF-8", "000", "2"),
        ("Pacific/Kiritimati", "C", "022", "8"),
    ];
    for (number, (zone, locale, mask, jobs)) in worlds.into_iter().enumerate() {
        let folder = format!("out{number}");
        let elsewhere = room.path(format!("elsewhere{number}"));
        fs::create_dir_all(&elsewhere).unwrap();
        let mut command = Command::new("sh");
        command
            .args(["-c", "umask \"$1\"; shift; exec \"$@\"", "sh", mask])
            .arg(env!("CARGO_BIN_EXE_gongkai"));
        command.arg("convert").arg(room.path("input")).arg("-o").arg(room.path(&folder)).args(["-j", jobs]);
        command.env_clear().env("TZ", zone).env("LC_ALL", locale).env("LANG", locale).stdin(Stdio::null());
        // Messages follow the locale; documents do not, unless they are told to.
        command.env("GONGKAI_LANG", "en").current_dir(&elsewhere);
        let (code, _, err) = told(&finish(&mut command));
        assert_eq!(code, 3, "{err}");
        let tree = room.tree(&folder);
        let different: Vec<_> =
            expected.keys().filter(|name| tree.get(*name) != expected.get(*name)).collect();
        assert!(different.is_empty() && tree.len() == expected.len(), "{zone} {locale}: {different:?}");
    }
}

#[test]
fn the_manifest_tells_what_was_done() {
    let room = Room::new();
    room.put("input/a.txt", SMALL);
    room.put("input/z.txt", "");
    room.run(["convert", "--to", "json"]);
    let manifest = room.manifest("output");
    assert_eq!(manifest["schema"], "gongkai/manifest/v1");
    assert!(manifest["version"].as_str().unwrap().starts_with(concat!(env!("CARGO_PKG_VERSION"), "+")));
    assert_eq!(manifest["options"], serde_json::json!({ "to": ["json"], "from": null, "rules": {} }));
    let first = &manifest["inputs"][0];
    let document: Value = serde_json::from_slice(&fs::read(room.path("output/a.json")).unwrap()).unwrap();
    assert_eq!(first["sha256"], document["source"]["sha256"]);
    assert_eq!((&first["bytes"], &first["status"]), (&SMALL.len().into(), &"converted".into()));
    assert_eq!(
        first["counts"],
        serde_json::json!({ "projects": 1, "indicators": 3, "budget": 0, "tables": 1 })
    );
    assert_eq!(first["weights"], serde_json::json!({ "error": 0, "warning": 1, "info": 0 }));
    assert_eq!(first["findings"], document["findings"]);
    assert_eq!(first["findings"][0]["rule"], "cost-amount-mismatch");
    let outputs: Vec<&str> =
        first["outputs"].as_array().unwrap().iter().map(|output| output["path"].as_str().unwrap()).collect();
    assert_eq!(outputs, ["a.json", "report/a.html"]);
    let second = &manifest["inputs"][1];
    assert_eq!(
        (&second["status"], &second["reason"]["en"]),
        (&"refused".into(), &"the file is empty".into())
    );
    assert_eq!(manifest["totals"]["converted"], 1);
}

#[test]
fn a_manifest_that_was_set_anew_keeps_what_is_ours() {
    let room = Room::new();
    room.put("input/a.txt", SMALL);
    room.run(["convert", "--to", "json"]);
    let manifest = serde_json::to_vec_pretty(&room.manifest("output")).unwrap();
    room.put("output/gongkai-manifest.json", manifest);
    let (code, _, err) = room.run(["convert", "--to", "json"]);
    assert!(code == 0 && err.contains("1 converted") && err.contains("gongkai-manifest.json"), "{err}");
    room.put("output/gongkai-manifest.json", "not ours");
    assert_eq!(room.run(["convert", "--to", "json"]).0, 2, "nothing says that what is there is ours");
}

#[test]
fn the_number_of_jobs_changes_no_byte() {
    let room = Room::new();
    for number in 0..12 {
        room.put(format!("input/{number}.txt"), SMALL.replace("26.97", &format!("{number}.97")));
    }
    room.put("input/broken.txt", [0, 1, 2]);
    room.put("input/3.md", "# a\n");
    for jobs in ["1", "8"] {
        let (code, _, err) = room.run(["convert", "-o", jobs, "-j", jobs]);
        assert_eq!(code, 3, "{err}");
    }
    assert_eq!(room.tree("1"), room.tree("8"));
    let (_, one, err_one) = room.run(["check", "input", "-j1"]);
    let (_, eight, err_eight) = room.run(["check", "input", "-j8"]);
    assert_eq!((one, err_one), (eight, err_eight));
}

#[test]
fn one_document_goes_to_standard_output() {
    let room = Room::new();
    room.put("input/a.txt", SMALL);
    room.run(["convert", "--to", "md,json"]);
    let (code, out, err) = room.run(["convert", "input/a.txt", "-o", "-", "--to", "md"]);
    assert_eq!((code, out.as_bytes(), err.as_str()), (0, &room.tree("output")[OsStr::new("a.md")][..], ""));
    for (arguments, words) in [
        (&["convert", "input/a.txt", "-o", "-"][..], "one format"),
        (&["convert", "input/a.txt", "-o", "-", "--to", "xlsx"], "text"),
        (&["convert", "input/a.txt", "output/a.json", "-o", "-", "--to", "md"], "one input"),
    ] {
        let (code, out, err) = room.run(arguments);
        assert!((code, out.as_str()) == (2, "") && err.contains(words), "{arguments:?}: {err}");
    }
    let mut child = room.command();
    let mut child = child.args(["convert", "-", "--from", "delimited", "-o", "-", "--to", "json"]);
    child = child.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = child.spawn().unwrap();
    child.stdin.take().unwrap().write_all(SMALL.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["source"]["path"], "stdin");
}

#[test]
fn a_stored_document_is_an_input() {
    let room = Room::new();
    room.put("input/a.txt", SMALL);
    room.run(["convert"]);
    let (code, _, err) = room.run(["convert", "output/a.json", "--to", "md,html", "-o", "again"]);
    assert_eq!(code, 0, "{err}");
    let (first, again) = (room.tree("output"), room.tree("again"));
    for name in ["a.md", "a.html"] {
        assert_eq!(first[OsStr::new(name)], again[OsStr::new(name)], "{name}");
    }
}

#[test]
fn a_folder_of_outputs_is_read_as_its_documents() {
    let room = Room::new();
    room.put("input/a.txt", SMALL);
    room.put("input/d/b.txt", SMALL);
    room.run(["convert"]);
    let (code, _, err) = room.run(["convert", "output", "--to", "md", "-o", "again"]);
    assert!(code == 0 && err.contains("inputs: 2;") && err.contains("JSON documents are read"), "{err}");
    assert_eq!(room.tree("output")[OsStr::new("d/b.md")], room.tree("again")[OsStr::new("d/b.md")]);
}

#[test]
fn findings_and_refusals_decide_the_status() {
    let room = Room::new();
    room.put("in/a.txt", SMALL);
    for (level, status) in [("never", 0), ("error", 0), ("warning", 1), ("info", 1)] {
        assert_eq!(room.run(["convert", "in", "-o", "out", "--fail-on", level]).0, status, "{level}");
        assert_eq!(room.run(["check", "in", "--fail-on", level]).0, status, "{level}");
    }
    assert_eq!(room.run(["check", "in"]).0, 0, "a warning is no error");
    assert_eq!(room.run(["convert", "in", "-o", "out"]).0, 0);
    room.put("in/b.png", b"\x89PNG\r\n\x1a\n0000");
    room.put("in/c.txt", "");
    for command in [&["convert", "in", "-o", "out", "--fail-on", "info"][..], &["check", "in"]] {
        let (code, _, err) = room.run(command);
        assert_eq!(code, 3, "{err}");
        assert!(err.contains("refused: in/b.png: this is a PNG"), "{err}");
        assert!(err.contains("refused: in/c.txt: the file is empty"), "{err}");
    }
    let manifest = room.manifest("out");
    assert_eq!(manifest["totals"]["refused"], 2);
    assert_eq!(manifest["inputs"][2]["reason"]["zh"], "文件为空");
    assert!(room.path("out/a.json").exists() && !room.path("out/b.json").exists());
}

#[test]
fn a_file_that_is_not_ours_is_not_replaced() {
    let room = Room::new();
    room.put("input/a.txt", SMALL);
    room.put("output/a.md", "mine");
    let (code, _, err) = room.run(["convert"]);
    assert!(code == 2 && err.contains("output/a.md") && err.contains("--overwrite"), "{err}");
    assert_eq!(room.tree("output").len(), 1, "nothing was written");
    assert_eq!(room.run(["convert", "--overwrite"]).0, 0);
    assert_ne!(room.tree("output")[OsStr::new("a.md")], b"mine");
    room.put("other/report.html", "mine");
    assert_eq!(room.run(["convert", "-o", "other"]).0, 2);
}

#[test]
fn outputs_of_inputs_that_are_gone_are_named_and_pruned() {
    let room = Room::new();
    room.put("input/a.txt", SMALL);
    room.put("input/sub/b.txt", SMALL);
    room.run(["convert", "--to", "json,md"]);
    fs::remove_dir_all(room.path("input/sub")).unwrap();
    let (code, _, err) = room.run(["convert", "--to", "json"]);
    assert!(
        code == 0 && err.contains("--prune") && err.contains("sub/b.json") && err.contains("a.md"),
        "{err}"
    );
    assert!(room.path("output/sub/b.json").exists());
    let (_, _, err) = room.run(["convert", "--to", "json", "--prune"]);
    assert!(err.contains("4 outputs"), "{err}");
    assert!(!room.path("output/sub").exists() && !room.path("output/a.md").exists());
    assert!(room.path("output/a.json").exists());
    let tree = room.tree("output");
    room.run(["convert", "-o", "fresh", "--to", "json"]);
    let fresh = room.tree("fresh");
    assert_eq!(tree.keys().collect::<Vec<_>>(), fresh.keys().collect::<Vec<_>>());
}

#[test]
fn inputs_that_share_a_name_keep_their_extension() {
    let room = Room::new();
    room.put("in/a.txt", SMALL);
    room.put("in/a.tsv", SMALL);
    let (code, _, err) = room.run(["convert", "in", "-o", "out", "--to", "json"]);
    assert!(code == 0 && err.contains("a.tsv keeps its extension"), "{err}");
    assert!(room.path("out/a.txt.json").exists() && room.path("out/a.tsv.json").exists());
    room.put("other/a.txt", SMALL);
    let (code, _, err) = room.run(["convert", "in/a.txt", "other/a.txt", "-o", "two"]);
    assert!(code == 2 && err.contains("in/a.txt") && err.contains("other/a.txt"), "{err}");
    assert!(!room.path("two").exists(), "nothing was written");
    assert_eq!(room.run(["convert", "in", "in/a.txt", "-o", "once", "--to", "json"]).0, 0, "one file twice");
}

#[test]
fn the_output_folder_is_not_read() {
    let room = Room::new();
    room.put("in/a.txt", SMALL);
    room.put("in/.hidden/b.txt", SMALL);
    room.put("in/~$a.txt", "x");
    for _ in 0..2 {
        let (code, _, err) = room.run(["convert", "in", "-o", "in/out", "--to", "json"]);
        assert!(code == 0 && err.contains("inputs: 1;"), "{err}");
    }
    assert_eq!(room.run(["convert", "in", "-o", "in"]).0, 2);
    let (code, _, err) = room.run(["convert", "in/out/a.json", "-o", "in/out", "--to", "json"]);
    assert!(code == 2 && err.contains("replace it"), "{err}");
    let (code, _, err) = room.run(["convert", "in/.hidden", "-o", "out2", "--to", "json"]);
    assert!(code == 0 && err.contains("inputs: 1;"), "{err}");
}

#[test]
fn a_configuration_stands_beside_the_inputs() {
    let room = Room::new();
    room.put("in/a.txt", SMALL);
    room.put(
        "in/gongkai.toml",
        "to = [\"json\"]\nlang = \"zh\"\nfail-on = \"warning\"\n[rules]\n\
         cost-amount-mismatch = { severity = \"error\", reason = \"经费从严\" }\n",
    );
    let (code, _, err) = room.run(["convert", "in", "-o", "out"]);
    assert!(code == 1 && err.contains("错误 1"), "{err}");
    assert!(room.path("out/a.json").exists() && !room.path("out/a.md").exists());
    let manifest = room.manifest("out");
    assert_eq!(manifest["options"]["rules"]["cost-amount-mismatch"]["reason"], "经费从严");
    let (code, _, err) = room.run(["convert", "in/a.txt", "-o", "out", "--fail-on", "never", "--lang", "en"]);
    assert!(code == 0 && err.contains("errors: 1"), "flags win: {err}");
    let (code, _, err) = room.run(["check", "in", "--no-config"]);
    assert!(code == 0 && err.contains("warnings: 1"), "{err}");
    let (code, out, _) =
        room.run(["check", "in", "--rule", "cost-amount-mismatch=off:known", "--lang", "en"]);
    assert!(code == 0 && !out.contains("cost-amount-mismatch"), "{out}");
    let config = room.put("other.toml", "tto = [\"json\"]\n");
    let (code, _, err) =
        room.run([OsStr::new("check"), OsStr::new("in"), OsStr::new("--config"), config.as_os_str()]);
    assert!(code == 2 && err.contains("tto") && err.contains("Did you mean to?"), "{err}");
    assert_eq!(room.run(["check", "in", "--config", "nowhere.toml"]).0, 2);
}

#[test]
fn messages_are_in_one_language() {
    let room = Room::new();
    room.put("input/a.txt", SMALL);
    let said = |variables: &[(&str, &str)], arguments: &[&str]| {
        let mut command = room.command();
        command.env_remove("LC_ALL").envs(variables.iter().copied()).args(arguments);
        told(&finish(&mut command)).2
    };
    let check = ["check", "input"];
    assert!(said(&[("LANG", "zh_CN.UTF-8")], &check).contains("已检查"));
    assert!(said(&[("LANG", "zh_CN.UTF-8"), ("LC_ALL", "C")], &check).contains("checked"));
    assert!(said(&[("LANG", "C"), ("GONGKAI_LANG", "zh")], &check).contains("已检查"));
    assert!(said(&[("LANG", "zh_CN.UTF-8")], &["check", "input", "--lang", "en"]).contains("checked"));
    assert!(said(&[("LANG", "zh_CN")], &["check", "nowhere"]).contains("错误：无法读取 nowhere：不存在"));
}

#[test]
fn findings_are_written_in_four_formats() {
    let room = Room::new();
    room.put("in/a.txt", SMALL);
    let (_, human, err) = room.run(["check", "in"]);
    assert!(human.starts_with("warning[cost-amount-mismatch]: 聘用人员支出: "), "{human}");
    assert!(
        human.contains("\n --> in/a.txt:2:") && human.contains("\n2 | ") && human.contains("^^^"),
        "{human}"
    );
    assert!(human.contains(" 金额(万元)\n") && err.contains("warnings: 1"), "{human}{err}");
    assert!(!human.contains('\u{1b}') && !err.contains('\u{1b}'), "no colours but on a terminal");
    let (_, coloured, _) = room.run(["check", "in", "--color", "always"]);
    assert!(coloured.contains("\u{1b}[1;33mwarning[cost-amount-mismatch]"), "{coloured:?}");
    let mut forced = room.command();
    forced.env("CLICOLOR_FORCE", "1").args(["check", "in"]);
    assert!(told(&finish(&mut forced)).1.contains('\u{1b}'));
    forced.env("NO_COLOR", "1");
    assert!(!told(&finish(&mut forced)).1.contains('\u{1b}'));

    let (_, concise, _) = room.run(["check", "in", "--format", "concise"]);
    assert!(concise.starts_with("in/a.txt:2:") && concise.lines().count() == 1, "{concise}");
    room.put("in/b.txt", "");
    let (code, json, _) = room.run(["check", "in", "--format", "json"]);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((code, &json["files"][0]["findings"][0]["rule"]), (3, &Value::from("cost-amount-mismatch")));
    assert_eq!(json["files"][1]["status"], "refused");
    let (_, sarif, err) = room.run(["check", "in", "--format", "sarif", "--quiet"]);
    let sarif: Value = serde_json::from_str(&sarif).unwrap();
    assert_eq!((&sarif["version"], err.as_str()), (&Value::from("2.1.0"), ""));
    let run = &sarif["runs"][0];
    let result = &run["results"][0];
    let rule =
        &run["tool"]["driver"]["rules"][usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
    assert_eq!(rule["id"], result["ruleId"]);
    assert_eq!(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "in/a.txt");
    assert_eq!(result["locations"][0]["physicalLocation"]["region"]["startLine"], 2);
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
}

#[test]
fn documents_keep_to_the_schema_that_is_printed() {
    let room = Room::new();
    let (code, schema, _) = room.run(["schema"]);
    let schema: Value = serde_json::from_str(&schema).unwrap();
    assert_eq!(code, 0);
    let validator = jsonschema::validator_for(&schema).unwrap();
    room.put("a.txt", MENYUAN);
    let (_, document, _) = room.run(["convert", "a.txt", "-o", "-", "--to", "json"]);
    let document: Value = serde_json::from_str(&document).unwrap();
    let errors: Vec<String> = validator.iter_errors(&document).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    assert!(!validator.is_valid(&serde_json::json!({ "schema": "gongkai/document/v1" })));
}

#[test]
fn every_stage_can_be_looked_at() {
    let room = Room::new();
    room.put("a.txt", SMALL);
    for (stage, words) in [
        ("read", "\"markup\""),
        ("markup", "\"text\": \"一、产出指标\\n(一) 成本指标"),
        ("normalize", "\"header_rows\": 1"),
        ("layout", "\"layout\": \"packed-cell\""),
        ("view", "\"parts\""),
    ] {
        let (code, out, err) = room.run(["inspect", "a.txt", "--stage", stage]);
        assert_eq!(code, 0, "{stage}: {err}");
        assert!(serde_json::from_str::<Value>(&out).is_ok() && out.contains(words), "{stage}: {out}");
    }
    assert_eq!(room.run(["inspect", "nowhere", "--stage", "read"]).0, 2);
    room.put("empty.txt", "");
    assert_eq!(room.run(["inspect", "empty.txt", "--stage", "read"]).0, 3);
}

#[test]
fn rules_manual_and_completions_are_printed() {
    let room = Room::new();
    let (code, list, _) = room.run(["explain"]);
    assert_eq!((code, list.lines().count()), (0, gongkai::pipeline::rules().len()));
    assert!(room.run(["explain", "sum-mismatch"]).1.starts_with("# sum-mismatch\n"));
    let (code, list, _) = room.run(["explain", "--lang", "zh"]);
    assert_eq!((code, list.lines().count()), (0, gongkai::pipeline::rules().len()));
    assert!(
        list.contains("sum-mismatch  ") && list.contains("  错误  合计数与所属各行之和不符。\n"),
        "{list}"
    );
    let (_, page, _) = room.run(["explain", "goal-missing", "--lang", "zh"]);
    assert!(page.contains("\n警告[goal-missing]：护林员补助：缺少绩效目标\n```\n\n## 不报告\n"), "{page}");
    for (language, name) in [("en", "NAME"), ("zh", "名称")] {
        let (code, manual, _) = room.run(["man", "--lang", language]);
        assert!(code == 0 && manual.starts_with(".TH GONGKAI 1 "), "{manual}");
        assert!(manual.contains("fail\\-on") && manual.replace("\\:", "").contains(name), "{manual}");
        assert_eq!(is_chinese(&manual), language == "zh");
        for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
            let (code, script, _) = room.run(["completions", shell, "--lang", language]);
            assert!(code == 0 && script.contains("fail-on"), "{shell}");
            // Bash shows no descriptions.
            assert_eq!(is_chinese(&script), language == "zh" && shell != "bash", "{shell}");
        }
    }
}

/// A shell that is here takes the script that is made for it.
#[test]
fn completions_are_taken_by_their_shells() {
    let room = Room::new();
    for shell in ["bash", "zsh", "fish"] {
        if Command::new(shell).arg("--version").stdout(Stdio::null()).status().is_err() {
            continue;
        }
        for language in ["en", "zh"] {
            let (_, script, _) = room.run(["completions", shell, "--lang", language]);
            let script = room.put(format!("gongkai.{shell}"), script);
            let (code, out, err) = told(&finish(Command::new(shell).arg("-n").arg(script)));
            assert_eq!((code, out.as_str(), err.as_str()), (0, "", ""), "{shell} {language}");
        }
    }
}

#[test]
fn a_reader_that_has_gone_is_no_mistake() {
    let room = Room::new();
    let mut command = room.command();
    let mut child = command.arg("schema").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}

#[test]
fn two_runs_do_not_meet() {
    let room = Room::new();
    room.put("input/a.txt", SMALL);
    room.run(["convert", "--to", "json"]);
    let lock = fs::OpenOptions::new().read(true).write(true).open(room.path("output/.gongkai.lock")).unwrap();
    lock.try_lock().unwrap();
    let (code, _, err) = room.run(["convert", "--to", "json"]);
    assert!(code == 4 && err.contains("another run"), "{err}");
    drop(lock);
    assert_eq!(room.run(["convert", "--to", "json"]).0, 0);
    let mut both: Vec<Child> = (0..2)
        .map(|_| {
            room.command()
                .args(["convert", "--to", "json", "--force", "-q"])
                .stderr(Stdio::null())
                .spawn()
                .unwrap()
        })
        .collect();
    let codes: Vec<i32> = both.iter_mut().map(|child| wait(child).code().unwrap()).collect();
    assert!(codes.contains(&0) && codes.iter().all(|code| [0, 4].contains(code)), "{codes:?}");
}

#[cfg(unix)]
mod unix {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn is_root() -> bool {
        let output = Command::new("id").arg("-u").output().unwrap();
        output.stdout == b"0\n"
    }

    /// The program as a user for whom modes count: root obeys none.
    fn as_nobody(room: &Room, arguments: &[&str]) -> (i32, String, String) {
        if !is_root() {
            return room.run(arguments);
        }
        let mut command = Command::new("setpriv");
        command.args(["--reuid", "65534", "--regid", "65534", "--clear-groups"]);
        // The build folder may be closed to others; a copy is open.
        let program = room.path("gongkai-of-nobody");
        if !program.exists() {
            fs::copy(env!("CARGO_BIN_EXE_gongkai"), &program).unwrap();
        }
        fs::set_permissions(room.0.path(), fs::Permissions::from_mode(0o777)).unwrap();
        command
            .arg(program)
            .args(arguments)
            .current_dir(room.0.path())
            .env("LC_ALL", "C")
            .stdin(Stdio::null());
        told(&finish(&mut command))
    }

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn a_folder_that_cannot_be_written_in_is_known_before_any_work() {
        let room = Room::new();
        room.put("input/a.txt", SMALL);
        fs::create_dir(room.path("output")).unwrap();
        set_mode(&room.path("output"), 0o555);
        let (code, _, err) = as_nobody(&room, &["convert"]);
        assert!(code == 2 && err.contains("output cannot be written in: permission denied"), "{code} {err}");
        assert_eq!(room.tree("output").len(), 0);
        set_mode(&room.path("output"), 0o755);
        room.put("file", "x");
        assert_eq!(room.run(["convert", "-o", "file"]).0, 2, "a file is no folder");
    }

    #[test]
    fn a_file_that_cannot_be_read_fails_alone() {
        let room = Room::new();
        room.put("input/a.txt", SMALL);
        let closed = room.put("input/b.txt", SMALL);
        let folder = room.put("input/closed/c.txt", SMALL).parent().unwrap().to_owned();
        set_mode(&closed, 0o000);
        set_mode(&folder, 0o000);
        let (code, _, err) = as_nobody(&room, &["convert", "--to", "json"]);
        set_mode(&folder, 0o755);
        assert_eq!(code, 3, "{err}");
        assert!(err.contains("failed: input/b.txt: ") && err.contains("permission denied"), "{err}");
        assert!(err.contains("failed: input/closed: "), "{err}");
        assert!(room.path("output/a.json").exists());
        assert_eq!(room.manifest("output")["totals"]["failed"], 2);
    }

    #[test]
    fn pipes_are_never_waited_for() {
        let room = Room::new();
        room.put("input/a.txt", SMALL);
        assert!(Command::new("mkfifo").arg(room.path("input/pipe.html")).status().unwrap().success());
        let _socket = std::os::unix::net::UnixListener::bind(room.path("input/socket.html")).unwrap();
        let (code, _, err) = room.run(["convert", "--to", "json"]);
        assert_eq!(code, 3, "{err}");
        for name in ["pipe", "socket"] {
            assert!(
                err.contains(&format!("refused: input/{name}.html: this is a pipe, socket or device")),
                "{err}"
            );
        }
        assert_eq!(room.run(["check", "input/pipe.html"]).0, 3);
        assert_eq!(room.run(["check", "/dev/null"]).0, 3);
    }

    #[test]
    fn links_are_followed_on_request_and_never_in_a_circle() {
        let room = Room::new();
        room.put("input/a.txt", SMALL);
        room.put("elsewhere/b.txt", SMALL);
        symlink("..", room.path("input/loop")).unwrap();
        symlink("../elsewhere/b.txt", room.path("input/b.txt")).unwrap();
        symlink("nowhere", room.path("input/dangling.txt")).unwrap();
        let (code, _, err) = room.run(["convert", "--to", "json"]);
        assert!(code == 0 && err.contains("inputs: 1;") && err.contains("3 symbolic links"), "{err}");
        let (code, _, err) = room.run(["check", "input", "--follow"]);
        assert!(code == 3 && err.contains("leads back"), "{err}");
        assert!(err.contains("input/dangling.txt: ") && err.contains("does not exist"), "{err}");
        assert_eq!(room.run(["check", "input/b.txt"]).0, 0, "a link that a person names is followed");
    }

    #[test]
    fn any_name_a_file_can_have() {
        let room = Room::new();
        let long = format!("{}.txt", "预".repeat(83));
        let names: [&[u8]; 7] = [
            "a\nb.txt".as_bytes(),
            b"\xc3\xc5\xd4\xb4\xcf\xd8.txt",
            b"-rf.txt",
            long.as_bytes(),
            b"\x1b[31mred.txt",
            b"<img src=x onerror=alert(1)>.txt",
            b"2024.\xe9\x83\xa8\xe9\x97\xa8\xe9\xa2\x84\xe7\xae\x97",
        ];
        for name in names {
            room.put(Path::new("in").join(OsStr::from_bytes(name)), SMALL);
        }
        let (code, out, err) = room.run(["convert", "in", "-o", "out"]);
        assert_eq!((code, out.as_str()), (0, ""), "{err}");
        assert!(!err.contains('\u{1b}'), "{err:?}");
        assert!(err.contains("too long"), "{err}");
        let tree = room.tree("out");
        for name in ["a\nb.json", "-rf.xlsx", "2024.部门预算.md", "<img src=x onerror=alert(1)>.html"] {
            assert!(tree.contains_key(OsStr::new(name)), "{name}: {:?}", tree.keys());
        }
        assert!(tree.keys().any(|name| name.to_string_lossy().starts_with("%C3%C5")), "{:?}", tree.keys());
        let manifest = room.manifest("out");
        let inputs = manifest["inputs"].as_array().unwrap();
        assert_eq!(inputs.iter().filter(|input| input["path_bytes"] == "c3c5d4b4cfd82e747874").count(), 1);
        let report = String::from_utf8(tree[OsStr::new("report.html")].clone()).unwrap();
        assert!(!report.contains("<img") && report.contains("&lt;img src=x"), "names are data");
        let (_, _, err) = room.run(["convert", "in", "-o", "out"]);
        assert!(err.contains("7 unchanged"), "{err}");
        let mut command = room.command();
        command.current_dir(room.path("in")).args(["check", "--", "-rf.txt"]);
        assert_eq!(told(&finish(&mut command)).0, 0);
    }

    /// Starts a conversion of the inputs of a room and ends it by a signal once so many outputs are there.
    fn interrupt(room: &Room, signal: &str, outputs: usize) -> std::process::ExitStatus {
        let mut command = room.command();
        command.args(["convert", "-q", "-j2"]).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let began = Instant::now();
        let count = || {
            let entries = fs::read_dir(room.path("output")).into_iter().flatten().flatten();
            entries.filter(|entry| entry.path().extension().is_some_and(|own| own == "json")).count()
        };
        while count() < outputs && child.try_wait().unwrap().is_none() && began.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(1));
        }
        let id = child.id().to_string();
        let _ = Command::new("kill").args([signal, &id]).stderr(Stdio::null()).status();
        wait(&mut child)
    }

    /// Three inputs, the second of which takes long: the rows of the first input, a thousand times over.
    fn long_batch(room: &Room) {
        let (head, rows) = MENYUAN.split_at(MENYUAN.find("\n1\t").unwrap() + 1);
        let rows: String =
            rows.lines().filter(|line| !line.is_empty()).map(|line| format!("{line}\n")).collect();
        room.put("input/a.txt", SMALL);
        room.put("input/b.txt", format!("{head}{}", rows.repeat(1000)));
        room.put("input/c.txt", SMALL);
    }

    /// What is told of a batch of which the second input has come to nothing: it alone has failed.
    fn only_the_second_failed(room: &Room, (code, _, err): &(i32, String, String), words: &str) {
        assert_eq!(*code, 3, "{err}");
        assert!(err.contains("failed: input/b.txt: ") && err.contains(words), "{err}");
        let manifest = room.manifest("output");
        let statuses: Vec<&str> = manifest["inputs"]
            .as_array()
            .unwrap()
            .iter()
            .map(|input| input["status"].as_str().unwrap())
            .collect();
        assert_eq!(statuses, ["converted", "failed", "converted"]);
        let tree = room.tree("output");
        assert!(!tree.keys().any(|name| name.to_string_lossy().starts_with("b.")), "{:?}", tree.keys());
    }

    /// The processes that a process has started.
    fn children(id: u32) -> Vec<String> {
        let threads = fs::read_dir(format!("/proc/{id}/task")).into_iter().flatten().flatten();
        let children = threads.filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok());
        children.flat_map(|ids| ids.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).collect()
    }

    #[test]
    fn what_ends_a_process_fails_one_file() {
        let room = Room::new();
        long_batch(&room);
        // A stack that is used up, memory that is not to be had: the system ends the process, as here.
        let mut command = room.command();
        command.args(["convert", "--to", "json", "-j1"]).stdout(Stdio::null()).stderr(Stdio::piped());
        let child = command.spawn().unwrap();
        let began = Instant::now();
        while !room.path("output/a.json").exists() && began.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_millis(50));
        let workers = children(child.id());
        assert_eq!(workers.len(), 1);
        assert!(Command::new("kill").args(["-KILL", &workers[0]]).status().unwrap().success());
        let output = child.wait_with_output().unwrap();
        only_the_second_failed(&room, &told(&output), "signal 9");
    }

    #[test]
    fn a_signal_does_not_wait_for_a_file_that_takes_long() {
        let room = Room::new();
        long_batch(&room);
        let mut command = room.command();
        command.args(["convert", "--to", "json", "-j1", "-q"]).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let began = Instant::now();
        while !room.path("output/a.json").exists() && began.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(1));
        }
        Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
        assert_eq!(wait(&mut child).code(), Some(130));
        let tree = room.tree("output");
        assert!(tree.keys().all(|name| name != "b.json" && name != "c.json"), "{:?}", tree.keys());
    }

    #[test]
    fn a_file_may_take_so_long_and_no_longer() {
        let room = Room::new();
        long_batch(&room);
        let told = room.run(["convert", "--to", "json", "-j1", "--timeout", "2"]);
        only_the_second_failed(&room, &told, "longer than 2 seconds");
        assert_eq!(room.run(["check", "input/b.txt", "--timeout", "2"]).0, 3);
    }

    #[test]
    fn memory_that_is_not_to_be_had_fails_one_file() {
        if Command::new("prlimit").arg("--version").output().is_err() {
            return;
        }
        let room = Room::new();
        long_batch(&room);
        let mut command = Command::new("prlimit");
        command.args(["--as=160000000", env!("CARGO_BIN_EXE_gongkai"), "convert", "--to", "json", "-j1"]);
        command.current_dir(room.0.path()).env("LC_ALL", "C").stdin(Stdio::null());
        only_the_second_failed(&room, &super::told(&finish(&mut command)), "memory or stack was used up");
    }

    #[test]
    fn nothing_goes_on_after_a_kill() {
        let room = Room::new();
        long_batch(&room);
        let mut command = room.command();
        let mut child = command.args(["convert", "-q"]).stderr(Stdio::null()).spawn().unwrap();
        let began = Instant::now();
        while children(child.id()).is_empty() && began.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(1));
        }
        let workers = children(child.id());
        child.kill().unwrap();
        child.wait().unwrap();
        let is_there = |id: &String| Path::new(&format!("/proc/{id}/exe")).exists();
        while workers.iter().any(is_there) {
            assert!(began.elapsed() < PATIENCE, "a worker outlives its batch");
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    fn batch(room: &Room, files: usize) -> BTreeMap<OsString, Vec<u8>> {
        for number in 0..files {
            room.put(format!("input/{number:03}.txt"), variant(number));
        }
        room.put("input/broken.bin", [0, 159, 146]);
        assert_eq!(room.run(["convert", "-o", "undisturbed", "-q"]).0, 3);
        room.tree("undisturbed")
    }

    #[test]
    fn a_killed_run_leaves_whole_files_and_is_gone_on_with() {
        let room = Room::new();
        let expected = batch(&room, 12);
        let points: &[usize] = if slow() { &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] } else { &[1, 5, 9] };
        for (round, outputs) in points.iter().enumerate() {
            interrupt(&room, "-KILL", *outputs);
            nothing_is_torn(&room, &expected);
            // Half of the time it is killed twice.
            if round % 2 == 1 && !is_complete(&room) {
                interrupt(&room, "-KILL", outputs + 2);
            }
            goes_on_to_the_same_end(&room, &expected);
        }
    }

    #[test]
    fn a_run_may_be_killed_at_any_time() {
        if !slow() {
            return;
        }
        let room = Room::new();
        let expected = batch(&room, 12);
        for milliseconds in (0..400).step_by(4) {
            let mut command = room.command();
            let mut child = command.args(["convert", "-q", "-j2"]).stderr(Stdio::null()).spawn().unwrap();
            std::thread::sleep(Duration::from_millis(milliseconds));
            child.kill().unwrap();
            child.wait().unwrap();
            nothing_is_torn(&room, &expected);
            // Every fourth time that is the end of it; else the next kill falls on a run that goes on from here.
            if milliseconds % 16 == 0 || is_complete(&room) {
                goes_on_to_the_same_end(&room, &expected);
            }
        }
    }

    /// Every file of a run that was killed is as in the undisturbed one; only what is written beside it is not.
    fn nothing_is_torn(room: &Room, expected: &BTreeMap<OsString, Vec<u8>>) {
        for (name, bytes) in room.tree("output") {
            let temporary = name.to_string_lossy().contains(".gongkai-");
            let journal = name == "gongkai-manifest.journal";
            assert!(temporary || journal || expected.get(&name) == Some(&bytes), "torn: {}", name.display());
        }
    }

    /// A kill that comes too late finds the run complete; another one would then call its files unchanged.
    fn is_complete(room: &Room) -> bool {
        let is_there = |name: &str| room.path("output").join(name).exists();
        is_there("gongkai-manifest.json") && !is_there("gongkai-manifest.journal")
    }

    fn goes_on_to_the_same_end(room: &Room, expected: &BTreeMap<OsString, Vec<u8>>) {
        if !is_complete(room) {
            let (code, _, err) = room.run(["convert"]);
            assert_eq!(code, 3, "{err}");
        }
        let tree = room.tree("output");
        let different: Vec<_> = tree
            .iter()
            .filter(|(name, own)| expected.get(*name) != Some(*own))
            .map(|(name, _)| name)
            .collect();
        assert!(tree.len() == expected.len() && different.is_empty(), "{different:?}");
        fs::remove_dir_all(room.path("output")).unwrap();
    }

    #[test]
    fn a_signal_ends_a_run_between_files() {
        let room = Room::new();
        let expected = batch(&room, 16);
        for (signal, status) in [("-INT", 130), ("-TERM", 143)] {
            let ended = interrupt(&room, signal, 2);
            assert_eq!(ended.code(), Some(status), "{signal}");
            let tree = room.tree("output");
            assert!(
                !tree.keys().any(|name| name.to_string_lossy().contains(".gongkai-")),
                "no temporary file"
            );
            for (name, bytes) in &tree {
                assert!(name == "gongkai-manifest.journal" || expected[name] == *bytes, "{}", name.display());
            }
            assert!(tree.len() < expected.len());
            assert_eq!(room.run(["convert"]).0, 3);
            assert!(room.tree("output") == expected);
            fs::remove_dir_all(room.path("output")).unwrap();
        }
    }

    #[test]
    fn a_full_disk_stops_the_batch() {
        if !(slow() && is_root()) {
            return;
        }
        let room = Room::new();
        let expected = batch(&room, 8);
        fs::create_dir(room.path("output")).unwrap();
        let mount = |arguments: &[&OsStr]| Command::new("mount").args(arguments).status().unwrap().success();
        let target = room.path("output").into_os_string();
        let arguments = ["-t", "tmpfs", "-o", "size=600k", "none"].map(OsStr::new);
        if !mount(&[&arguments[..], &[&target]].concat()) {
            return;
        }
        let (code, _, err) = room.run(["convert"]);
        let tree = room.tree("output");
        let larger = ["-o", "remount,size=64m"].map(OsStr::new);
        assert!(mount(&[&larger[..], &[&target]].concat()));
        let (again, _, _) = room.run(["convert"]);
        let after = room.tree("output");
        assert!(Command::new("umount").arg(&target).status().unwrap().success());
        assert!(code == 4 && err.contains("the disk is full"), "{code} {err}");
        for (name, bytes) in &tree {
            assert!(name == "gongkai-manifest.journal" || expected[name] == *bytes, "{}", name.display());
        }
        assert_eq!(again, 3);
        assert!(after == expected);
    }

    /// Whatever call to the system fails, and whenever: no torn file, a right exit status, and the next run mends
    /// all of it.
    #[test]
    fn any_call_to_the_system_may_fail() {
        if !slow() || Command::new("strace").arg("-V").output().is_err() {
            return;
        }
        let room = Room::new();
        for number in 0..2 {
            room.put(format!("input/{number}.txt"), SMALL.replace("26.97", &format!("{number}.97")));
        }
        let arguments = ["convert", "--to", "json", "-j1"];
        room.run(arguments.iter().chain(&["-o", "undisturbed"]));
        let is_summary = |name: &OsStr| {
            ["report.html", "gongkai-manifest.json", "gongkai-manifest.journal"]
                .iter()
                .any(|own| name == *own)
        };
        let outputs = |folder: &str| {
            let mut tree = if room.path(folder).is_dir() { room.tree(folder) } else { BTreeMap::new() };
            tree.retain(|name, _| !is_summary(name));
            tree
        };
        let expected = outputs("undisturbed");
        let mut points = 0;
        for call in
            ["openat", "read", "write", "fdatasync", "rename", "renameat", "mkdir", "unlink", "getdents64"]
        {
            for error in ["ENOSPC", "EIO", "EACCES"] {
                for number in 1..40 {
                    let mut command = Command::new("strace");
                    command.args(["-f", "-qq", "-o", "trace", "-e", &format!("trace={call}"), "-e"]);
                    command.arg(format!("inject={call}:error={error}:when={number}"));
                    command.arg(env!("CARGO_BIN_EXE_gongkai")).args(arguments).current_dir(room.0.path());
                    let (code, _, err) = told(&finish(command.env("LC_ALL", "C").stdin(Stdio::null())));
                    if !fs::read_to_string(room.path("trace")).unwrap_or_default().contains("INJECTED") {
                        break;
                    }
                    points += 1;
                    let point = format!("{call} {error} {number}: {code} {err}");
                    // 127: the program could not even be loaded.
                    assert!([0, 2, 3, 4, 127].contains(&code), "{point}");
                    assert!(code != 0 || outputs("output") == expected, "{point}");
                    for (name, bytes) in outputs("output") {
                        let is_temporary = name.to_string_lossy().contains(".gongkai-");
                        assert!(is_temporary || expected[&name] == bytes, "torn {}: {point}", name.display());
                    }
                    let (again, _, err) = room.run(arguments);
                    assert_eq!(again, 0, "{point}\n{err}");
                    assert!(outputs("output") == expected, "{point}");
                    fs::remove_dir_all(room.path("output")).unwrap();
                }
            }
        }
        assert!(points > 50, "{points} points");
    }
}
