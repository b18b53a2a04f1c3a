//! Help, and mistakes in the command, in both languages.

use unicode_width::UnicodeWidthStr;

use super::{Room, SMALL, finish, is_chinese, told};

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
const COMMANDS: [&str; 8] =
    ["convert", "check", "decide", "inspect", "explain", "schema", "completions", "man"];

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
