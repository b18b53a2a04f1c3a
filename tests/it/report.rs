//! The pages of the report: what they hold, and, in a real browser where there is one, how they answer.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use gongkai::batch;
use scraper::{Html, Selector};
use serde_json::{Value, json};

const MENYUAN: &str = include_str!("../../input/menyuan-2024.txt");

/// Converts a batch of so many files, one of them refused and one without findings, and gives the folder.
fn batch(files: usize) -> tempfile::TempDir {
    let room = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| {
        let path = room.path().join("input").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    for number in 0..files.saturating_sub(2) {
        put(&format!("县/{number:04}.txt"), &MENYUAN.replace("门源县就业局", &format!("第{number}局")));
    }
    put("z<script>alert(1)</script>.txt", "");
    put("plain.md", "# 通知\n\n| 甲 | 乙 |\n| --- | --- |\n| 一 | 二 |\n");
    let mut command = Command::new(env!("CARGO_BIN_EXE_gongkai"));
    command.current_dir(room.path()).args(["convert", "--to", "json", "-q"]).stderr(Stdio::null());
    assert_eq!(command.status().unwrap().code(), Some(3));
    room
}

fn page(room: &Path, name: &str) -> String {
    fs::read_to_string(room.join("output").join(name)).unwrap()
}

fn texts(html: &Html, selector: &str) -> Vec<String> {
    let selector = Selector::parse(selector).unwrap();
    html.select(&selector).map(|element| element.text().collect()).collect()
}

#[test]
fn the_page_of_a_batch_holds_everything_itself() {
    let room = batch(4);
    for name in ["report.html", "report/县/0000.html", "report/plain.html"] {
        let text = page(room.path(), name);
        let html = Html::parse_document(&text);
        assert!(text.contains("default-src 'none'"), "{name}");
        for selector in
            ["link", "img", "iframe", "object", "embed", "[style]", "[onclick]", "script[src]", "base"]
        {
            assert!(html.select(&Selector::parse(selector).unwrap()).next().is_none(), "{name}: {selector}");
        }
        for link in html.select(&Selector::parse("[href]").unwrap()) {
            let href = link.value().attr("href").unwrap();
            assert!(!href.contains(':') && !href.starts_with('/'), "{name}: {href}");
            let Some(file) = href.strip_prefix('#').map_or(Some(href), |_| None) else { continue };
            let decoded = percent_decoded(file);
            let target = room.path().join("output").join(name).parent().unwrap().join(decoded);
            assert!(target.exists(), "{name}: {href} leads nowhere");
        }
        // Every message is there in both languages.
        let count = |class: &str| html.select(&Selector::parse(class).unwrap()).count();
        assert_eq!(count("span.zh"), count("span.en"), "{name}");
    }
}

#[test]
fn findings_lead_to_their_places_on_the_page() {
    let room = tempfile::tempdir().unwrap();
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    for case in fs::read_dir(golden).unwrap().map(|entry| entry.unwrap().path()) {
        for file in
            fs::read_dir(&case).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file())
        {
            let name =
                format!("{}.{}", case.file_name().unwrap().display(), file.extension().unwrap().display());
            fs::create_dir_all(room.path().join("input")).unwrap();
            fs::copy(&file, room.path().join("input").join(name)).unwrap();
        }
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_gongkai"));
    command
        .current_dir(room.path())
        .args(["convert", "--to", "html", "-q"])
        .stderr(Stdio::null())
        .status()
        .unwrap();
    let mut links = 0;
    for own in fs::read_dir(room.path().join("output/report")).unwrap().map(|entry| entry.unwrap().path()) {
        let html = Html::parse_document(&fs::read_to_string(&own).unwrap());
        for link in html.select(&Selector::parse(".pair a[href*='#']").unwrap()) {
            let (file, anchor) = link.value().attr("href").unwrap().split_once('#').unwrap();
            let page = fs::read_to_string(own.parent().unwrap().join(percent_decoded(file))).unwrap();
            let page = Html::parse_document(&page);
            let marked = Selector::parse(&format!("[id='{anchor}']")).unwrap();
            assert_eq!(page.select(&marked).count(), 1, "{}: {anchor}", own.display());
            links += 1;
        }
    }
    assert!(links > 100, "{links}");
}

#[test]
fn a_finding_is_marked_beside_its_place() {
    let room = tempfile::tempdir().unwrap();
    fs::create_dir_all(room.path().join("input")).unwrap();
    fs::write(room.path().join("input/menyuan.txt"), MENYUAN).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_gongkai"));
    command.current_dir(room.path()).args(["convert", "--to", "html", "-q"]).status().unwrap();
    let html = Html::parse_document(&page(room.path(), "menyuan.html"));
    let titles = |selector: &str| -> Vec<String> {
        let selector = Selector::parse(selector).unwrap();
        let marked = html.select(&selector);
        marked.map(|element| element.value().attr("title").unwrap_or_default().to_owned()).collect()
    };
    // Of the project, of one of its indicators, and not of its neighbour.
    let displaced = titles("#t1r11 > [data-weight]");
    assert!(displaced.len() == 1 && displaced[0].contains("目标"), "{displaced:?}");
    assert_eq!(titles("#t1r5i3 > [data-weight]").len(), 1, "{:?}", titles("[data-weight]"));
    assert_eq!(titles("#t1r5i2 > [data-weight]"), Vec::<String>::new());
    // What was found is no text of the document.
    let said = displaced[0].lines().next().unwrap();
    assert!(!html.root_element().text().any(|text| text.contains(said)), "{said}");
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        if *first == b'%' {
            bytes.push(u8::from_str_radix(std::str::from_utf8(&tail[..2]).unwrap(), 16).unwrap());
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).unwrap()
}

#[test]
fn a_page_says_what_was_found() {
    let room = batch(3);
    let overview = Html::parse_document(&page(room.path(), "report.html"));
    let rows = texts(&overview, ".files tbody tr");
    assert_eq!(rows.len(), 3);
    assert!(rows.iter().any(|row| row.contains("文件为空") && row.contains("拒绝")), "{rows:?}");
    assert!(rows.iter().any(|row| row.contains("906.40") && row.contains("118")), "{rows:?}");
    let own = Html::parse_document(&page(room.path(), "report/县/0000.html"));
    let facts = texts(&own, ".facts dd");
    assert_eq!(facts[..3], ["906.40 = 906.40", "9 / 10", "118 / 118"]);
    assert_eq!(texts(&own, ".bars tbody tr").len(), 10);
    assert!(texts(&own, ".bars tr.odd th")[0].contains("编制外长期聘用人员支出"));
    assert!(texts(&own, ".costs tr.odd")[0].contains("+0.03"));
    assert!(texts(&own, "mark").contains(&"26.94".to_owned()), "{:?}", texts(&own, "mark"));
    let embedded = texts(&overview, "section.file");
    assert_eq!(embedded.len(), 2, "the page of a small batch holds the documents' own");
}

/// Converts so many small files, every third of them refused, in pages of so many, and gives the outcome.
fn parts(room: &Path, files: usize, part: usize) -> Result<batch::Outcome, gongkai::error::Error> {
    let input = room.join("input");
    let _ = fs::remove_dir_all(&input);
    fs::create_dir_all(input.join("县")).unwrap();
    for number in 0..files {
        // A document passes only where something was read.
        let rows = "| 科目编码 | 科目名称 | 合计 |\n| --- | --- | --- |\n| 201 | 服务 | 5.00 |\n| 20101 | 事务 | 5.00 |";
        let text = format!("# 第{number}局支出预算表\n\n单位：万元\n\n{rows}\n");
        let text = if number % 3 == 2 { String::new() } else { text };
        fs::write(input.join(format!("县/{number:02}.md")), text).unwrap();
    }
    let output = room.join("output");
    fs::create_dir_all(&output).unwrap();
    let plan = batch::plan(&[input], Some(&output), false).unwrap();
    let formats = batch::FORMATS.iter().filter(|format| format.name == "json").collect();
    let options = batch::Options { formats, part, ..batch::Options::default() };
    batch::run(&plan, &output, &options, &AtomicBool::new(false), &|_| ())
}

/// The paths of the files that a page tells its script of.
fn told_paths(html: &Html) -> Vec<String> {
    let data: Value = serde_json::from_str(&texts(html, "#data")[0]).unwrap();
    let mut last = Vec::new();
    data.as_array()
        .unwrap()
        .iter()
        .map(|line| {
            last.truncate(usize::try_from(line[0][0].as_u64().unwrap()).unwrap());
            last.extend(line[0][1].as_str().unwrap().encode_utf16());
            String::from_utf16(&last).unwrap()
        })
        .collect()
}

#[test]
fn a_large_batch_has_its_pages_in_parts() {
    let room = tempfile::tempdir().unwrap();
    parts(room.path(), 10, 4).unwrap();
    let manifest: Value = serde_json::from_str(&page(room.path(), "gongkai-manifest.json")).unwrap();
    let inputs = manifest["inputs"].as_array().unwrap();
    for (index, name) in ["report.html", "report-2.html", "report-3.html"].into_iter().enumerate() {
        let html = Html::parse_document(&page(room.path(), name));
        let here: Vec<&str> =
            inputs.iter().skip(index * 4).take(4).map(|record| record["path"].as_str().unwrap()).collect();
        assert_eq!(told_paths(&html), here, "{name}");
        assert_eq!(texts(&html, ".files tbody a, .files tbody [tabindex]"), here, "{name}");
        // The totals are those of the batch; the filters are about this part, and say so.
        assert_eq!(texts(&html, ".totals dd")[..5], ["10", "7", "0", "0", "3"], "{name}");
        let refused =
            inputs.iter().skip(index * 4).take(4).filter(|record| !record["reason"].is_null()).count();
        let filters = texts(&html, "button[data-state]");
        assert!(filters[0].ends_with(&format!(" {}", here.len())), "{name}: {filters:?}");
        assert!(
            filters[2].contains("refused") && filters[2].ends_with(&format!(" {refused}")),
            "{filters:?}"
        );
        let about = format!("{} 至 {} 个文件（共 10 个）", index * 4 + 1, index * 4 + here.len());
        assert!(texts(&html, ".files .soft").iter().any(|text| text.contains(&about)), "{name}: {about}");
        // Every part leads to every other, and to what is bad in it.
        assert_eq!(texts(&html, ".parts li a:not(.badge)").len(), 3, "{name}");
        let bad = Selector::parse(".parts a.badge").unwrap();
        let bad: Vec<&str> = html.select(&bad).filter_map(|badge| badge.value().attr("href")).collect();
        assert_eq!(
            bad,
            ["report.html#show-refused", "report-2.html#show-refused", "report-3.html#show-refused"],
            "{name}"
        );
        assert!(html.select(&Selector::parse("button#show-refused").unwrap()).next().is_some(), "{name}");
        assert_eq!(texts(&html, ".parts [aria-current=page]").len(), 1, "{name}");
    }
    // The folder read as an input: no page of the report is a document.
    let plan = batch::plan(&[room.path().join("output")], None, false).unwrap();
    let read: Vec<String> = plan.inputs.iter().map(batch::Input::path).collect();
    assert!(read.len() == 7 && read.iter().all(|path| !path.contains("report")), "{read:?}");
}

#[test]
fn parts_of_a_larger_batch_go_and_files_of_others_stay() {
    let room = tempfile::tempdir().unwrap();
    let there = |name: &str| room.path().join("output").join(name).exists();
    parts(room.path(), 10, 4).unwrap();
    assert!(there("report-2.html") && there("report-3.html"));
    parts(room.path(), 6, 4).unwrap();
    assert!(there("report-2.html") && !there("report-3.html"));
    parts(room.path(), 3, 4).unwrap();
    assert!(there("report.html") && !there("report-2.html"));
    fs::write(room.path().join("output/report-2.html"), "mine").unwrap();
    parts(room.path(), 3, 4).unwrap();
    assert_eq!(page(room.path(), "report-2.html"), "mine");
    let refused = parts(room.path(), 6, 4).unwrap_err();
    assert!(refused.message.en.contains("report-2.html"), "{}", refused.message.en);
    assert_eq!(page(room.path(), "report-2.html"), "mine");
}

/// A browser, driven by the protocol that all browsers speak.
struct Browser {
    driver: Child,
    port: u16,
    session: String,
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.session.is_empty() {
            let _ = self.ask("DELETE", "", None);
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

impl Browser {
    /// Opens a browser; `None` where there is none.
    fn open() -> Option<Self> {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = Command::new("chromedriver");
        command.arg(format!("--port={port}")).stdout(Stdio::null()).stderr(Stdio::null());
        let driver = command.spawn().ok()?;
        let mut browser = Self { driver, port, session: String::new() };
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(began.elapsed() < Duration::from_secs(20), "chromedriver does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
        let options = json!({ "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic",
            "--disable-background-networking", "--disable-component-update", "--window-size=1360,900"] });
        let logs = json!({ "performance": "ALL", "browser": "ALL" });
        let wanted = json!({ "goog:chromeOptions": options, "goog:loggingPrefs": logs });
        let opened = browser.ask("POST", "", Some(&json!({ "capabilities": { "alwaysMatch": wanted } })));
        opened["sessionId"].as_str().expect("a session").clone_into(&mut browser.session);
        Some(browser)
    }

    /// Sends a command of the session and gives its value.
    fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        let session = if self.session.is_empty() { String::new() } else { format!("/{}", self.session) };
        let body = body.map(Value::to_string).unwrap_or_default();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
        let length = body.len();
        write!(
            stream,
            "{method} /session{session}{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n\
             Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        )
        .unwrap();
        // The driver keeps the connection open; its answer says how long it is.
        let mut reader = BufReader::new(stream);
        let mut length = 0;
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            if line.trim().is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        let answer: Value = serde_json::from_slice(&body).unwrap();
        assert!(answer["value"]["error"].is_null(), "{method} {path}: {answer}");
        answer["value"].clone()
    }

    fn go(&self, path: &Path) {
        self.ask("POST", "/url", Some(&json!({ "url": format!("file://{}", path.display()) })));
    }

    fn run(&self, script: &str) -> Value {
        self.ask("POST", "/execute/sync", Some(&json!({ "script": script, "args": [] })))
    }

    fn log(&self, kind: &str) -> Vec<Value> {
        self.ask("POST", "/se/log", Some(&json!({ "type": kind }))).as_array().unwrap().clone()
    }

    fn picture(&self, path: &Path) {
        let picture = self.ask("GET", "/screenshot", None);
        fs::write(path, picture.as_str().unwrap()).unwrap();
    }
}

/// The number that a filter says it has, and how many rows there are once it is clicked.
const FILTERS: &str =
    "return Array.from(document.querySelectorAll('button[data-state]:enabled')).map((button) => {
    button.click();
    const said = Number(button.textContent.match(/[0-9]+$/)[0]);
    const seen = Number(document.getElementById('count').textContent.split(' ')[0]);
    const rows = document.querySelectorAll('.files tbody tr').length;
    return [said, seen, Math.min(rows, 500) === Math.min(said, 500)];
  });";

#[test]
fn a_browser_finds_the_counts_right_and_asks_nobody() {
    if std::env::var_os("GONGKAI_SLOW").is_none() {
        return;
    }
    let Some(browser) = Browser::open() else { return };
    let pictures = std::env::var_os("GONGKAI_PICTURES").map(PathBuf::from);
    for files in [3, 8, 620] {
        let room = batch(files);
        let page = room.path().join("output/report.html");
        assert!(fs::metadata(&page).unwrap().len() < 3_000_000, "the page of {files} files is small enough");
        browser.go(&page);
        for filter in browser.run(FILTERS).as_array().unwrap() {
            assert_eq!((&filter[0], &filter[2]), (&filter[1], &Value::Bool(true)), "{files}: {filter}");
        }
        // Search, language and keys.
        let found = browser.run(
            "document.querySelector('button[data-state=\"\"]').click();
             const search = document.getElementById('search');
             search.value = 'PLAIN'; search.dispatchEvent(new Event('input'));
             const found = document.getElementById('count').textContent;
             search.value = ''; search.dispatchEvent(new Event('input'));
             return found;",
        );
        assert_eq!(found, format!("1 / {files}"));
        let languages = browser.run(
            "const shown = () => document.querySelector('h1').innerText;
             const button = document.getElementById('language');
             if (button.getAttribute('aria-pressed') === 'true') button.click();
             const before = shown(); button.click(); const after = shown();
             const row = document.querySelector('.files tbody tr .badge').textContent; button.click();
             return [before, after, row];",
        );
        assert_eq!((&languages[0], &languages[1]), (&"批次核对报告".into(), &"Review of the batch".into()));
        assert!(languages[2].as_str().unwrap().is_ascii(), "{languages}");
        let picked = browser.run(
            "const press = (key) => document.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
             const picked = () => document.querySelector('tr.picked') && document.querySelector('tr.picked').rowIndex;
             press('j'); press('j'); const down = picked(); press('k'); const up = picked(); const focus = document.activeElement !== document.body;
             const before = document.querySelector('button[data-state][aria-pressed=true]').dataset.state;
             press('f'); const after = document.querySelector('button[data-state][aria-pressed=true]').dataset.state;
             return [Number(down) - Number(up), before !== after, focus];",
        );
        assert_eq!((&picked[0], &picked[1], &picked[2]), (&1.into(), &true.into(), &true.into()), "{picked}");
        // What to look at first stands first, until a column's head is asked for another order.
        let orders = browser.run(
            "document.querySelector('button[data-state=\"\"]').click();
             const first = () => document.querySelector('.files tbody .name').firstChild.textContent;
             const head = document.querySelectorAll('button.sort')[1];
             const worst = first(); head.click(); const rising = first(); head.click();
             return [worst, rising, first(), head.closest('th').getAttribute('aria-sort')];",
        );
        assert!(orders[0].as_str().unwrap().starts_with("z<script>"), "{orders}");
        assert_eq!((&orders[1], &orders[3]), (&"plain.md".into(), &"descending".into()), "{orders}");
        assert!(orders[2].as_str().unwrap().starts_with('县'), "{orders}");
        if let Some(pictures) = &pictures {
            browser.picture(&pictures.join(format!("report-{files}.png.base64")));
        }
        // A document's own page: its filters, and the way back.
        browser.go(&room.path().join("output/report/县/0000.html"));
        let seen = browser.run(
            "return Array.from(document.querySelectorAll('button[data-weight]:enabled')).map((button) => {
               button.click();
               const seen = Array.from(document.querySelectorAll('details')).filter((one) => !one.hidden).length;
               return [Number(button.textContent.match(/[0-9]+$/)[0]), seen];
             });",
        );
        for filter in seen.as_array().unwrap() {
            assert_eq!(filter[0], filter[1], "{files}: {seen}");
        }
    }
    a_second_part_answers(&browser);
    let urls: Vec<String> = browser
        .log("performance")
        .iter()
        .map(|entry| serde_json::from_str::<Value>(entry["message"].as_str().unwrap()).unwrap())
        .filter(|entry| entry["message"]["method"] == "Network.requestWillBeSent")
        .map(|entry| entry["message"]["params"]["request"]["url"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(urls.len(), 8, "each page is one file: {urls:?}");
    assert!(urls.iter().all(|url| url.starts_with("file:///")), "{urls:?}");
    pictures_are_seen(&browser);
    let complaints = browser.log("browser");
    assert!(complaints.is_empty(), "{complaints:?}");
}

/// From the first part to what is bad in the second one, where filters and search know the files of that part alone.
fn a_second_part_answers(browser: &Browser) {
    let room = tempfile::tempdir().unwrap();
    parts(room.path(), 10, 4).unwrap();
    browser.go(&room.path().join("output/report.html"));
    browser.run("document.querySelector('a[href=\"report-2.html#show-refused\"]').click();");
    let began = Instant::now();
    let seen = "return [location.pathname.split('/').pop(), document.getElementById('count') && document.getElementById('count').textContent];";
    let expected = json!(["report-2.html", "1 / 4"]);
    while browser.run(seen) != expected {
        assert!(began.elapsed() < Duration::from_secs(20), "{}", browser.run(seen));
        std::thread::sleep(Duration::from_millis(20));
    }
    for filter in browser.run(FILTERS).as_array().unwrap() {
        assert_eq!((&filter[0], &filter[2]), (&filter[1], &Value::Bool(true)), "{filter}");
    }
    let found = browser.run(
        "document.querySelector('button[data-state=\"\"]').click();
         const search = document.getElementById('search');
         return ['第4局', '第9局'].map((name) => {
           search.value = name; search.dispatchEvent(new Event('input'));
           return Array.from(document.querySelectorAll('.files tbody a')).map((link) => link.getAttribute('href'));
         });",
    );
    assert_eq!(found, json!([["report/%E5%8E%BF/04.html"], []]));
}

/// The policy of the page lets its pictures be drawn, they say what they show in both languages, and the way to one
/// that a filter hides brings it back.
fn pictures_are_seen(browser: &Browser) {
    let room = tempfile::tempdir().unwrap();
    fs::create_dir(room.path().join("input")).unwrap();
    fs::write(room.path().join("input/a.pdf"), unreadable()).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_gongkai"));
    assert!(
        command.current_dir(room.path()).args(["convert", "--to", "json", "-q"]).status().unwrap().success()
    );
    for page in ["report/a.html", "report.html"] {
        browser.go(&room.path().join("output").join(page));
        let seen = browser.run(
            "const image = document.querySelector('figure img');
             const own = image.closest('details');
             const before = image.alt; document.getElementById('language').click(); const after = image.alt;
             document.getElementById('language').click();
             own.hidden = true; own.open = false; location.hash = own.id; dispatchEvent(new HashChangeEvent('hashchange'));
             return [image.naturalWidth > 0, before !== after, own.hidden, own.open, image.clientWidth > 400];",
        );
        assert_eq!(seen, json!([true, true, false, true, true]), "{page}");
    }
}

/// A PDF of one table, its words set in shapes that the file holds and names.
fn pdf(rows: &[&[&str]]) -> Vec<u8> {
    let mut characters: Vec<char> =
        rows.iter().flat_map(|row| row.concat().chars().collect::<Vec<_>>()).collect();
    characters.sort_unstable();
    characters.dedup();
    let code = |c: char| characters.iter().position(|own| *own == c).unwrap() + 1;
    let mut content = "0.5 w\n".to_owned();
    let (left, top, width) = (60, 700, 120);
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            let (x, y) = (left + width * column, top - 20 * row);
            let hex: String = cell.chars().map(|c| format!("{:02x}", code(c))).collect();
            content += &format!("{x} {y} {width} 20 re S BT /F 9 Tf {} {} Td <{hex}> Tj ET\n", x + 4, y + 6);
        }
    }
    let count = characters.len();
    let shape = "900 0 100 0 800 800 d1 100 0 700 700 re f";
    let names: Vec<String> = (1..=count).map(|code| format!("/s{code}")).collect();
    let shapes: Vec<String> = names.iter().map(|name| format!("{name} 5 0 R")).collect();
    let map: String =
        characters.iter().map(|c| format!("<{:02x}> <{:04x}>\n", code(*c), u32::from(*c))).collect();
    let map = format!(
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n1 begincodespacerange <00> <ff> endcodespacerange\n\
         {count} beginbfchar\n{map}endbfchar\nendcmap end end"
    );
    let stream = |text: &str| format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len());
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 4 0 R >> >> /Contents 6 0 R >>".to_owned(),
        format!(
            "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 900 900] /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 1 \
             /LastChar {count} /Widths [{}] /CharProcs << {} >> /Encoding << /Differences [1 {}] >> /ToUnicode 7 0 R >>",
            "900 ".repeat(count),
            shapes.join(" "),
            names.join(" ")
        ),
        stream(shape),
        stream(&content),
        stream(&map),
    ];
    let mut file = "%PDF-1.7\n".to_owned();
    let mut places = String::new();
    for (number, object) in objects.iter().enumerate() {
        places += &format!("{:010} 00000 n \n", file.len());
        file += &format!("{} 0 obj\n{object}\nendobj\n", number + 1);
    }
    let (start, size) = (file.len(), objects.len() + 1);
    file += &format!(
        "xref\n0 {size}\n0000000000 65535 f \n{places}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    );
    file.into_bytes()
}

/// A budget whose second amount cannot be read.
fn unreadable() -> Vec<u8> {
    pdf(&[
        &["科目编码", "科目名称", "合计（万元）"],
        &["201", "一般公共服务支出", "5.00"],
        &["20101", "人大事务", "5.0O元整"],
    ])
}

#[test]
fn findings_of_a_pdf_show_the_piece_of_the_page() {
    let room = tempfile::tempdir().unwrap();
    fs::create_dir(room.path().join("input")).unwrap();
    fs::write(room.path().join("input/a.pdf"), unreadable()).unwrap();
    let convert = |more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gongkai"));
        command.current_dir(room.path()).args(["convert", "--to", "json", "--lang", "en"]).args(more);
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        (page(room.path(), "report/a.html"), String::from_utf8(output.stderr).unwrap())
    };
    let (first, _) = convert(&[]);
    let html = Html::parse_document(&first);
    let images: Vec<_> = html.select(&Selector::parse("details figure img").unwrap()).collect();
    assert!(!images.is_empty(), "{:?}", texts(&html, "summary"));
    for image in &images {
        let value = |name: &str| image.value().attr(name).unwrap();
        assert!(value("src").starts_with("data:image/png;base64,iVBORw0KGgo"));
        assert!(value("src").len() < 40_000 * 4 / 3 + 40);
        assert_eq!((value("width"), value("alt")), ("893", value("data-zh")));
        assert!(!value("data-en").is_empty());
    }
    assert!(first.contains("img-src data:"));
    assert!(page(room.path(), "report.html").contains("<img "), "the page of the batch shows it as well");
    let (second, said) = convert(&["--force"]);
    assert!(first == second && said.contains("1 converted"), "{said}");
    // Without pictures it is another page; a second time nothing is made anew.
    let (without, said) = convert(&["--no-pictures"]);
    assert!(!without.contains("<img") && said.contains("1 converted"), "{said}");
    assert!(convert(&["--no-pictures"]).1.contains("1 unchanged"));
    fs::write(room.path().join("input/gongkai.toml"), "pictures = false\n").unwrap();
    let (settled, said) = convert(&[]);
    assert!(settled == without && said.contains("1 unchanged"), "{said}");
    // The document that was stored has places of another file.
    fs::rename(room.path().join("output/a.json"), room.path().join("input/b.json")).unwrap();
    fs::remove_file(room.path().join("input/gongkai.toml")).unwrap();
    convert(&[]);
    assert!(!page(room.path(), "report/b.html").contains("<img"));
}
