//! The page of a batch: totals, and every file by its state.

#![expect(
    clippy::format_push_string,
    clippy::format_collect,
    reason = "a text that is put together once; how it reads counts for more than a copy"
)]

use serde_json::{Value, json};

use super::super::manifest::{Recipe, Record, Status, Totals};
use super::file::{FORMAT_NAME, FRAGMENT, FRAGMENT_END, up};
use super::page::{self, Page, both, escape, label};
use crate::model::Message;

/// How many files are written out in the page itself, for whoever runs no script.
const WRITTEN_OUT: usize = 500;

/// How a file stands, from the worst to the best; the last one cuts across the others.
const STATES: &[State] = &[
    State { name: "failed", word: "report-state-failed" },
    State { name: "refused", word: "report-state-refused" },
    State { name: "error", word: "report-state-error" },
    State { name: "warning", word: "report-state-warning" },
    State { name: "pass", word: "report-state-pass" },
    State { name: "unchanged", word: "report-state-unchanged" },
];

/// A way that a file can stand.
struct State {
    /// What style and script know it by.
    name: &'static str,
    /// The message that it is called by.
    word: &'static str,
}

/// The part of a document's page that the page of the batch takes over, as it stands in that page.
pub(in crate::batch) fn fragment_of(path: &str, page: &str) -> Option<String> {
    let start = page.find(FRAGMENT)? + FRAGMENT.len();
    let end = page.rfind(FRAGMENT_END)?;
    // Only links begin so: in text a quotation mark is escaped.
    Some(page.get(start..end)?.replace(&format!("href=\"{}", up(path)), "href=\""))
}

/// The page of a batch. `fragments` are the parts of the documents' own pages, in the order of the inputs; empty
/// where there are too many for one page.
pub(in crate::batch) fn overview(
    recipe: &Recipe,
    totals: &Totals,
    records: &[Record],
    fragments: &[Option<String>],
) -> Vec<u8> {
    let mut sections = String::new();
    for (index, fragment) in fragments.iter().enumerate() {
        if let Some(fragment) = fragment {
            // Every finding has its own address on the page.
            let fragment = fragment.replace("<details id=\"", &format!("<details id=\"file-{index}/"));
            sections += &format!("<section class=\"file\" id=\"file-{index}\">\n{fragment}</section>\n");
        }
    }
    let own = |index: usize, record: &Record| {
        if fragments.get(index).is_some_and(Option::is_some) {
            return Some(format!("#file-{index}"));
        }
        let own = record.outputs.iter().find(|output| output.format == FORMAT_NAME)?;
        Some(own.path.clone())
    };
    let address = |index: usize, record: &Record| {
        let own = own(index, record)?;
        Some(if own.starts_with('#') { own } else { page::address("", &own) })
    };
    let data: Vec<Value> = records
        .iter()
        .enumerate()
        .map(|(index, record)| datum(record, own(index, record).as_deref()))
        .collect();
    // `<` may not stand in a script element; in JSON text it may be written so.
    let data = Value::from(data).to_string().replace('<', "\\u003c");
    let words: String = STATES
        .iter()
        .map(|state| {
            let word = Message::new(state.word, &[]);
            format!("<span data-name=\"{}\">{}|{}</span>", state.name, escape(&word.zh), escape(&word.en))
        })
        .collect();
    page::page(&Page {
        title: escape(&Message::new("report-title", &[]).zh),
        heading: label("report-title"),
        meta: meta(recipe),
        main: format!("{}{}{sections}", sums(totals, records), list(totals, records, &address)),
        data: format!(
            "<p hidden id=\"words\">{words}</p>\n<script type=\"application/json\" id=\"data\">{data}</script>"
        ),
    })
}

/// How a file stands.
fn state(record: &Record) -> &'static str {
    match record.status {
        Status::Failed => "failed",
        Status::Refused => "refused",
        Status::Converted | Status::Unchanged if record.weights.error > 0 => "error",
        Status::Converted | Status::Unchanged if record.weights.warning > 0 => "warning",
        Status::Converted | Status::Unchanged => "pass",
    }
}

fn meta(recipe: &Recipe) -> String {
    let formats = recipe.options.to.join(", ");
    let mut meta = both(&Message::new("report-recipe", &[&recipe.version, &formats]));
    for (rule, setting) in &recipe.options.rules.0 {
        let id = match setting.severity {
            _ if setting.off => "report-rule-off",
            _ => "report-rule-severity",
        };
        let severity = setting.severity.map(crate::model::Severity::name).unwrap_or_default();
        meta += &format!("<br>{}", both(&Message::new(id, &[rule, &severity, &setting.reason])));
    }
    meta
}

fn sums(totals: &Totals, records: &[Record]) -> String {
    let count = |wanted: &str| records.iter().filter(|record| state(record) == wanted).count();
    let boxes = [
        ("report-total-files", "", records.len()),
        ("report-total-pass", "pass", count("pass")),
        ("report-total-warning", "warning", count("warning") + count("error")),
        ("report-total-failed", "failed", totals.failed + totals.refused),
        ("report-total-findings", "", totals.findings.error + totals.findings.warning + totals.findings.info),
        ("report-total-projects", "", totals.counts.projects),
        ("report-total-indicators", "", totals.counts.indicators),
    ];
    let boxes: String = boxes
        .iter()
        .map(|(id, class, number)| {
            let class = if *number == 0 { "" } else { class };
            format!("<div><dt>{}</dt><dd class=\"{class}\">{number}</dd></div>\n", label(id))
        })
        .collect();
    format!("<dl class=\"card totals\">\n{boxes}</dl>\n")
}

fn list(totals: &Totals, records: &[Record], address: &dyn Fn(usize, &Record) -> Option<String>) -> String {
    let all = records.len();
    let button = |state: &str, id: &str, count: usize| {
        let disabled = if count == 0 { " disabled" } else { "" };
        let pressed = state.is_empty();
        let word = label(id);
        format!(
            "<button type=\"button\" data-state=\"{state}\" aria-pressed=\"{pressed}\"{disabled}>{word} {count}</button>\n"
        )
    };
    let mut buttons = button("", "report-all", all);
    for wanted in STATES {
        let count = match wanted.name {
            "unchanged" => totals.unchanged,
            _ => records.iter().filter(|record| state(record) == wanted.name).count(),
        };
        buttons += &button(wanted.name, wanted.word, count);
    }
    let rows: String = records
        .iter()
        .enumerate()
        .take(WRITTEN_OUT)
        .map(|(index, record)| row(index, record, address(index, record).as_deref()))
        .collect();
    let rest = all.saturating_sub(WRITTEN_OUT);
    let rest = if rest > 0 {
        format!("<noscript><p>{}</p></noscript>", both(&Message::new("report-rest", &[&rest])))
    } else {
        String::new()
    };
    let columns = [
        ("report-column-state", ""),
        ("report-column-file", ""),
        ("report-column-projects", "n wide"),
        ("report-column-indicators", "n wide"),
        ("report-column-amount-wan", "n wide"),
        ("report-column-findings", "n"),
    ];
    let head: String = columns
        .iter()
        .map(|(name, class)| format!("<th scope=\"col\" class=\"{class}\">{}</th>", label(name)))
        .collect();
    let search = Message::new("report-search", &[]);
    format!(
        "<div class=\"card files\">\n<div class=\"bar\"><h2 id=\"files\">{} <span id=\"count\" class=\"soft\" role=\"status\">{all}</span></h2>\n\
         <p class=\"filters controls\">\n{buttons}<input type=\"search\" id=\"search\" placeholder=\"{zh}\" data-zh=\"{zh}\" data-en=\"{en}\" aria-label=\"{zh} {en}\"></p></div>\n\
         <table aria-labelledby=\"files\"><thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody></table>\n{rest}\
         <p class=\"controls\"><button type=\"button\" id=\"more\" hidden>{}</button> <span class=\"soft\">{}</span></p>\n</div>\n",
        label("report-files"),
        label("report-show-more"),
        label("report-keys"),
        zh = escape(&search.zh),
        en = escape(&search.en),
    )
}

fn row(index: usize, record: &Record, href: Option<&str>) -> String {
    let state = state(record);
    let path = escape(&record.path);
    let link = match href {
        Some(href) => format!("<a href=\"{href}\">{path}</a>"),
        None => format!("<span tabindex=\"0\">{path}</span>"),
    };
    let said = match (&record.reason, &record.title) {
        (Some(reason), _) => both(reason),
        (None, Some(title)) => escape(title),
        (None, None) => String::new(),
    };
    let count = |number: Option<usize>| number.map_or("—".to_owned(), |number| number.to_string());
    let findings = &record.weights;
    let findings = match href {
        Some(_) => format!("{} / {} / {}", findings.error, findings.warning, findings.info),
        None => "—".to_owned(),
    };
    format!(
        "<tr data-index=\"{index}\"><td><span class=\"badge {state}\">{}</span></td><td class=\"name\">{link}<span class=\"soft\">{said}</span></td>\
         <td class=\"n wide\">{}</td><td class=\"n wide\">{}</td><td class=\"n wide\">{}</td><td class=\"n\">{findings}</td></tr>\n",
        STATES.iter().find(|known| known.name == state).map(|known| label(known.word)).unwrap_or_default(),
        count(record.counts.map(|counts| counts.projects)),
        count(record.counts.map(|counts| counts.indicators)),
        record.amount_wan.map_or("—".to_owned(), |amount| amount.to_string()),
    )
}

/// What the script knows of a file, without names: ten thousand of them are on one page.
fn datum(record: &Record, own: Option<&str>) -> Value {
    json!([
        record.path,
        own,
        STATES.iter().position(|known| known.name == state(record)),
        u8::from(record.status == Status::Unchanged),
        record.title,
        record.reason.as_ref().map(|reason| [&reason.zh, &reason.en]),
        record.counts.map(|counts| counts.projects),
        record.counts.map(|counts| counts.indicators),
        record.amount_wan.map(|amount| amount.to_string()),
        [record.weights.error, record.weights.warning, record.weights.info],
    ])
}
