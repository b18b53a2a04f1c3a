//! What is written to standard output: documents, findings, stages, pages of rules.

use std::ffi::OsStr;
use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;

use super::{MENYUAN, Room, SMALL, finish, is_chinese, told};

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
