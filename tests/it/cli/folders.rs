//! Several files of a folder that are one disclosure: what their tables print of one thing is compared.

use serde_json::Value;

use super::Room;

/// The summary of a body, in a file of its own.
fn summary(body: &str, year: u16) -> String {
    format!(
        "<h1>{body}{year}年部门预算</h1><h2>{year}年部门收支总表</h2><p>单位：万元</p>\
        <table><tr><th colspan=2>收入</th><th colspan=2>支出</th></tr>\
        <tr><th>项目</th><th>预算数</th><th>项目</th><th>预算数</th></tr>\
        <tr><td>一般公共预算拨款收入</td><td>130.00</td><td>节能环保支出</td><td>130.00</td></tr>\
        <tr><td>收入总计</td><td>130.00</td><td>支出总计</td><td>130.00</td></tr></table>"
    )
}

/// What it spends, with this total.
fn expenditure(total: &str) -> String {
    format!(
        "河西县水利局2024年部门支出总表\n单位：万元\n科目编码\t科目名称\t合计\n213\t农林水支出\t{total}\n\t合计\t{total}\n"
    )
}

#[test]
fn the_tables_of_a_folder_are_compared_where_that_is_asked_for() {
    let room = Room::new();
    for (folder, body, year, total) in [
        ("differs", "河西县水利局", 2024, "120.00"),
        ("agrees", "河西县水利局", 2024, "130.00"),
        // Near misses: those of two bodies and of two years are no one disclosure.
        ("other-body", "河东县财政局", 2024, "120.00"),
        ("other-year", "河西县水利局", 2023, "120.00"),
    ] {
        room.put(format!("input/{folder}/总表.html"), summary(body, year));
        room.put(format!("input/{folder}/支出.tsv"), expenditure(total));
    }
    let check = |options: &[&str]| {
        room.run(["check", "input", "--format", "concise", "--fail-on", "warning"].iter().chain(options))
    };
    assert_eq!(check(&[]).0, 0);
    let (code, out, err) = check(&["--group-by", "folder"]);
    assert_eq!(
        (code, out.as_str()),
        (
            1,
            "input/differs/支出.tsv:5:5: warning[tables-differ]: 支出.tsv: 合计 合计: 120.00 is printed; \
            by 总表.html: 支出总计 支出·预算数 it is 130.00\n"
        ),
        "{err}"
    );
    assert_eq!(check(&["--group-by", "folder", "--rule", "tables-differ=off"]).0, 0);

    // The configuration says it as well, and the flag wins.
    room.put("input/gongkai.toml", "group-by = \"folder\"\n");
    assert_eq!(check(&[]).0, 1);
    assert_eq!(check(&["--group-by", "file"]).0, 0);
    room.put("input/gongkai.toml", "group-by = \"shelf\"\n");
    assert_eq!(check(&[]).0, 2);
}

#[test]
fn what_is_found_between_files_is_in_the_outputs_of_one_and_made_anew_with_the_other() {
    let room = Room::new();
    room.put("input/总表.html", summary("河西县水利局", 2024));
    room.put("input/支出.tsv", expenditure("120.00"));
    let convert = |options: &[&str]| {
        let (code, _, err) = room.run(["convert", "--to", "json,md"].iter().chain(options));
        assert_eq!(code, 0, "{err}");
        err
    };
    let rules = || -> Vec<String> {
        let json: Value =
            serde_json::from_slice(&std::fs::read(room.path("output/支出.json")).unwrap()).unwrap();
        let findings = json["findings"].as_array().unwrap().clone();
        findings.iter().map(|finding| finding["rule"].as_str().unwrap().to_owned()).collect()
    };
    convert(&[]);
    assert_eq!(rules(), [] as [&str; 0]);
    // Another wish makes what it concerns anew, and nothing else.
    assert!(convert(&["--group-by", "folder"]).contains("1 converted, 1 unchanged"));
    assert_eq!(rules(), ["tables-differ"]);
    let page = std::fs::read_to_string(room.path("output/report/支出.html")).unwrap();
    assert!(page.contains("总表.html"));
    assert!(convert(&["--group-by", "folder", "-j", "1"]).contains("0 converted, 2 unchanged"));
    // The other file is mended.
    room.put("input/总表.html", summary("河西县水利局", 2024).replace("130.00", "120.00"));
    assert!(convert(&["--group-by", "folder"]).contains("2 converted, 0 unchanged"));
    assert_eq!(rules(), [] as [&str; 0]);
}

#[test]
fn files_that_cannot_be_read_stop_no_comparison() {
    let room = Room::new();
    room.put("input/a/总表.html", summary("河西县水利局", 2024));
    room.put("input/a/支出.tsv", expenditure("120.00"));
    room.put("input/a/图.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    let (code, out, err) = room.run(["check", "input", "--format", "json", "--group-by", "folder"]);
    assert_eq!(code, 3, "{err}");
    assert!(out.contains("tables-differ") && out.contains("总表.html"), "{out}");
}
