//! A folder of files: what a second run does, what it finds there and what it leaves alone.

use std::ffi::OsStr;
use std::fs;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use super::{Room, SMALL, finish, told, variant, wait};

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

#[test]
fn the_files_of_an_archive_are_inputs() {
    let room = Room::new();
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in [("2024/a.txt", SMALL), ("b.html", "<p>说明</p>"), ("c.bin", "\0\u{1}\u{2}")] {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut writer, text.as_bytes()).unwrap();
    }
    room.put("input/公开.zip", writer.finish().unwrap().into_inner());
    room.put("input/坏.zip", b"PK\x03\x04 cut off");
    let (code, _, err) = room.run(["convert"]);
    assert_ne!(code, 0, "{err}");
    let tree = room.tree("output");
    for name in ["公开.zip/2024/a.json", "公开.zip/b.xlsx", "report/公开.zip/2024/a.html"] {
        assert!(tree.contains_key(OsStr::new(name)), "{name}: {err}");
    }
    let manifest = room.manifest("output");
    let inputs: Vec<String> = manifest["inputs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|input| format!("{} {}", input["path"].as_str().unwrap(), input["status"].as_str().unwrap()))
        .collect();
    let expected = [
        "公开.zip/2024/a.txt converted",
        "公开.zip/b.html converted",
        "公开.zip/c.bin refused",
        "坏.zip refused",
    ];
    assert_eq!(inputs, expected);
    assert!(room.run(["convert"]).2.contains("2 unchanged"));
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
        serde_json::json!({
            "projects": 1, "indicators": 3, "budget": 0, "tables": 1,
            "understood": 1, "rows": 1, "rows_read": 1, "unread": 0, "sums": 0, "broken": 0
        })
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
