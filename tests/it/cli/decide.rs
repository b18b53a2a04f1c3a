//! `gongkai decide`: what a person decides is kept, carried out in every output, taken back, and never applied to
//! something else.

use std::fs;

use serde_json::Value;

use super::{MENYUAN, Room};

/// The file of decisions beside the inputs.
const DECISIONS: &str = "input/gongkai-decisions.jsonl";

/// The first input as another scraper has it: HTML, and a line above it.
fn scraped_anew(text: &str) -> String {
    let rows: String = text
        .lines()
        .map(|line| match line.split_once('\t') {
            Some(_) => {
                let cells = line.split('\t').map(|cell| format!("<td class=\"x\">{cell}</td>"));
                format!("<tr>{}</tr>\n", cells.collect::<String>())
            }
            None => format!("<p>{}</p>\n", line.trim_start_matches("# ")),
        })
        .collect();
    let start = rows.find("<tr>").unwrap();
    let end = rows.rfind("</tr>").unwrap() + "</tr>".len();
    format!(
        "<p>发布时间：2024-03-01</p>{}<table>{}</table>{}",
        &rows[..start],
        &rows[start..end],
        &rows[end..]
    )
}

/// A room in which a goal was moved, an amount set and a finding kept.
fn decided() -> Room {
    let room = Room::new();
    room.put("input/a.txt", MENYUAN);
    for arguments in [
        &["--accept", "goal-displaced@t1r11", "--by", "张三", "--when", "2024-05-01"][..],
        &["--set", "t1r13c3=0.19", "--by", "李四"],
        &["--keep", "cost-amount-mismatch", "--reason", "以批复为准"],
    ] {
        let arguments = [&["decide", "input/a.txt", "--lang", "zh"], arguments].concat();
        let (code, _, err) = room.run(arguments);
        assert!(code == 0 && err.contains("已决定 1 项"), "{err}");
    }
    room
}

fn document(room: &Room, name: &str) -> Value {
    serde_json::from_slice(&fs::read(room.path(name)).unwrap()).unwrap()
}

fn states(document: &Value) -> Vec<&str> {
    let outcomes = document["decisions"].as_array();
    outcomes.into_iter().flatten().map(|outcome| outcome["state"].as_str().unwrap()).collect()
}

fn warnings(document: &Value, rule: &str) -> usize {
    document["findings"].as_array().unwrap().iter().filter(|finding| finding["rule"] == rule).count()
}

#[test]
fn what_is_decided_stands_in_every_output() {
    let room = decided();
    assert_eq!(room.run(["convert"]).0, 0);
    let json = document(&room, "output/a.json");
    assert_eq!(states(&json), ["applied", "applied", "kept"]);
    // The goal stands with the project that it belongs to, and the amount is another.
    let project = |code: &str| {
        let projects = json["projects"].as_array().unwrap();
        projects.iter().find(|project| project["code"] == code).unwrap().clone()
    };
    assert_eq!(project("6")["goals"].as_array().unwrap().len(), 2);
    assert!(project("7")["goals"].as_array().unwrap().is_empty());
    assert_eq!(project("9")["amount"].to_string(), "0.19");
    let table = json["blocks"].as_array().unwrap().iter().find(|block| block["kind"] == "table").unwrap();
    assert_eq!(table["rows"][12]["cells"][2]["decided"]["text"], "0.18");
    let kept = json["findings"].as_array().unwrap().iter().find(|own| own["rule"] == "cost-amount-mismatch");
    assert_eq!(kept.unwrap()["decided"], 2);
    // The total is judged on what was decided.
    assert!(warnings(&json, "sum-mismatch") > 0);
    let (markdown, page) = (room.path("output/a.md"), room.path("output/a.html"));
    let markdown = fs::read_to_string(markdown).unwrap();
    assert!(markdown.contains("0.19[^更2]") && markdown.contains("“0.18”改为“0.19”（李四）"), "{markdown}");
    let page = fs::read_to_string(page).unwrap();
    assert!(page.contains("<a href=\"#d2\">更2</a>") && page.contains("<p id=\"d3\">更3 已保留："), "{page}");
    let bytes = fs::read(room.path("output/a.xlsx")).unwrap();
    let mut workbook: calamine::Xlsx<_> =
        calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).unwrap();
    let sheet = calamine::Reader::worksheet_range(&mut workbook, "更正").unwrap();
    assert_eq!(sheet.rows().count(), 4);
    let report = fs::read_to_string(room.path("output/report.html")).unwrap();
    assert!(report.contains("已作决定"));
    // As it was scraped.
    let room_without = Room::new();
    room_without.put("input/a.txt", MENYUAN);
    assert_eq!(room_without.run(["convert"]).0, 0);
    assert_eq!(room.run(["convert", "--no-decisions", "-o", "without"]).0, 0);
    for name in ["a.json", "a.md", "a.html", "a.xlsx"] {
        let of = |room: &Room, folder: &str| fs::read(room.path(folder).join(name)).unwrap();
        assert!(of(&room, "without") == of(&room_without, "output"), "{name}");
    }
}

#[test]
fn a_kept_finding_decides_no_exit_status() {
    let room = Room::new();
    room.put("input/a.txt", super::SMALL);
    let check = |room: &Room| room.run(["check", "input", "--fail-on", "warning"]);
    assert_eq!(check(&room).0, 1);
    assert_eq!(room.run(["decide", "input/a.txt", "--keep", "cost-amount-mismatch"]).0, 0);
    let (code, out, _) = check(&room);
    assert!(code == 0 && out.contains("decided: kept: cost-amount-mismatch"), "{out}");
    let (_, out, _) = room.run(["check", "input", "--format", "sarif"]);
    let log: Value = serde_json::from_str(&out).unwrap();
    let result = &log["runs"][0]["results"][0];
    assert_eq!(
        (&result["ruleId"], &result["suppressions"][0]["kind"]),
        (&"cost-amount-mismatch".into(), &"external".into())
    );
}

#[test]
fn decisions_hold_for_the_next_scrape() {
    let room = decided();
    fs::remove_file(room.path("input/a.txt")).unwrap();
    room.put("input/b.html", scraped_anew(MENYUAN));
    assert_eq!(room.run(["convert"]).0, 0);
    let json = document(&room, "output/b.json");
    assert_eq!((states(&json), warnings(&json, "decision-stale")), (vec!["applied", "applied", "kept"], 0));
    // One record changed: its decision alone fits no more, and nothing is carried out for it.
    room.put("input/b.html", scraped_anew(&MENYUAN.replace("0.18\t", "0.17\t")));
    assert_eq!(room.run(["convert"]).0, 0);
    let json = document(&room, "output/b.json");
    assert_eq!((states(&json), warnings(&json, "decision-stale")), (vec!["applied", "stale", "kept"], 1));
    // Another document is none of theirs.
    room.put("input/b.html", scraped_anew(&MENYUAN.replace("门源县", "青岭县")));
    assert_eq!(room.run(["convert"]).0, 0);
    assert!(states(&document(&room, "output/b.json")).is_empty());
}

#[test]
fn what_is_taken_back_leaves_the_bytes_as_they_were() {
    let room = Room::new();
    room.put("input/a.txt", MENYUAN);
    assert_eq!(room.run(["convert"]).0, 0);
    let before = room.tree("output");
    let decide = |arguments: &[&str]| room.run([&["decide", "input/a.txt"], arguments].concat());
    assert_eq!(decide(&["--set", "t1r13c5/6人=≥6人", "--set", "t1r14c3=26.97"]).0, 0);
    assert_eq!(room.run(["convert"]).0, 0);
    assert!(room.tree("output") != before);
    let (_, list, _) = decide(&["--list"]);
    let decisions =
        list.lines().filter_map(|line| line.split_once('\t').filter(|(name, _)| name.len() == 16));
    let names: Vec<String> = decisions.map(|(name, _)| name.to_owned()).collect();
    assert_eq!(names.len(), 2, "{list}");
    assert_eq!(decide(&["--undo", &names[0], "--undo", &names[1]]).0, 0);
    assert_eq!(room.run(["convert"]).0, 0);
    let after = room.tree("output");
    for (name, bytes) in &before {
        // The manifest says what was converted, which is another thing.
        let is_output = !name.to_string_lossy().contains("manifest") && name != "report.html";
        assert!(!is_output || after.get(name) == Some(bytes), "{}", name.display());
    }
    // Nothing of the first decisions is lost.
    assert_eq!(fs::read_to_string(room.path(DECISIONS)).unwrap().lines().count(), 4);
}

#[test]
fn the_order_of_decisions_about_other_places_does_not_matter() {
    let sets = ["t1r13c5/6人=≥6人", "t1r14c3=26.97", "t1r12c3=11.71"];
    let outputs: Vec<Value> = [[0, 1, 2], [2, 0, 1], [1, 2, 0]]
        .iter()
        .map(|order| {
            let room = Room::new();
            room.put("input/a.txt", MENYUAN);
            for number in order {
                assert_eq!(room.run(["decide", "input/a.txt", "--set", sets[*number]]).0, 0);
            }
            assert_eq!(room.run(["convert", "--to", "json"]).0, 0);
            document(&room, "output/a.json")["projects"].clone()
        })
        .collect();
    assert!(outputs[1] == outputs[0] && outputs[2] == outputs[0]);
    // About one place the last one holds.
    let room = Room::new();
    room.put("input/a.txt", MENYUAN);
    for to in ["1.00", "2.00"] {
        assert_eq!(room.run(["decide", "input/a.txt", "--set", &format!("t1r14c3={to}")]).0, 0);
    }
    assert_eq!(room.run(["convert", "--to", "json"]).0, 0);
    assert_eq!(document(&room, "output/a.json")["projects"][9]["amount"].to_string(), "2.00");
}

#[test]
fn tables_are_decided_on() {
    let room = Room::new();
    let table =
        "<table><tr><th>科目编码<th>科目名称<th>合计</tr><tr><td>213<td>农林水支出<td>5,000.00</tr></table>";
    room.put("input/a.html", table);
    let decide = |argument: &[&str]| room.run([&["decide", "input/a.html"], argument].concat()).0;
    assert_eq!(decide(&["--unit", "t1=万元", "--title", "t1=2024年支出总表"]), 0);
    assert_eq!(room.run(["convert", "--to", "json"]).0, 0);
    let json = document(&room, "output/a.json");
    assert_eq!(json["budget"][0]["unit"], "万元");
    assert_eq!(json["blocks"][0]["title"], "2024年支出总表");
    assert_eq!(decide(&["--layout", "t1=plain"]), 0);
    assert_eq!(room.run(["convert", "--to", "json"]).0, 0);
    assert!(document(&room, "output/a.json")["budget"].as_array().unwrap().is_empty());
}

#[test]
fn mistakes_write_nothing() {
    let room = Room::new();
    room.put("input/a.txt", MENYUAN);
    for (arguments, told) in [
        (["--accept", "goal-missing"], "suggests nothing"),
        (["--accept", "goal-displaced@t9"], "no finding"),
        (["--keep", "no-such-rule"], "no finding"),
        (["--set", "t1r99c1=x"], "nothing at"),
        (["--set", "here=x"], "is no place"),
        (["--set", "t1r5c3"], "on both sides"),
        (["--set", "t1r5c5/no such words=x"], "exactly once"),
        (["--undo", "0123456789abcdef"], "no decision"),
        (["--layout", "t1=sideways"], "no layout"),
    ] {
        let (code, _, err) = room.run([&["decide", "input/a.txt"][..], &arguments].concat());
        assert!(code == 2 && err.contains(told), "{arguments:?}: {code} {err}");
    }
    assert!(!room.path(DECISIONS).exists());
    room.put(DECISIONS, "{}\n");
    let (code, _, err) = room.run(["convert"]);
    assert!(code == 2 && err.contains("line 1"), "{err}");
}

#[test]
fn decisions_above_the_inputs_are_found() {
    let room = Room::new();
    room.put("input/2024/a.txt", MENYUAN);
    room.put(DECISIONS, "");
    assert_eq!(room.run(["decide", "input/2024/a.txt", "--set", "t1r14c3=26.97"]).0, 0);
    assert!(!room.path("input/2024/gongkai-decisions.jsonl").exists());
    for (input, name) in [("input", "2024/a.json"), ("input/2024", "a.json"), ("input/2024/a.txt", "a.json")]
    {
        assert_eq!(room.run(["convert", input, "-o", "out", "--to", "json", "--force"]).0, 0);
        assert_eq!(states(&document(&room, &format!("out/{name}"))), ["applied"], "{input}");
    }
}
