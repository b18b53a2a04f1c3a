//! The page of a batch, or of a part of one: totals, and every file by its state.
//!
//! It is written as a stream: whatever the number of files, no more is kept than the lines of those that stand in
//! the page itself.

#![expect(
    clippy::format_push_string,
    clippy::format_collect,
    reason = "a text that is put together once; how it reads counts for more than a copy"
)]

use std::borrow::Borrow;
use std::io::{self, Write};

use super::super::manifest::{Recipe, Record};
use super::datum::{Data, reason, title};
use super::file::{FORMAT_NAME, FRAGMENT, FRAGMENT_END, up};
use super::page::{self, Page, both, escape, label, money};
use super::part::{self, Part};
use super::states::{STATES, States, UNCHANGED, state};
use crate::model::{Message, Severity};

/// How many files are written out in the page itself, for whoever runs no script.
const WRITTEN_OUT: usize = 500;

/// The columns of the list, and how they are set.
const COLUMNS: &[(&str, &str)] = &[
    ("report-column-state", ""),
    ("report-column-file", ""),
    ("report-column-tables", "n wide"),
    ("report-column-lines", "n wide"),
    ("report-column-projects", "n wide"),
    ("report-column-indicators", "n wide"),
    ("report-column-amount-wan", "n wide"),
    ("report-column-findings", "n"),
];

/// The part of a document's page that the page of the batch takes over, as it stands in that page.
pub(super) fn fragment_of(path: &str, page: &str) -> Option<String> {
    let start = page.find(FRAGMENT)? + FRAGMENT.len();
    let end = page.rfind(FRAGMENT_END)?;
    // Only links begin so: in text a quotation mark is escaped.
    Some(page.get(start..end)?.replace(&format!("href=\"{}", up(path)), "href=\""))
}

/// Writes the page of a batch, or of a part of it. `records` are its files in their order; they are walked once.
///
/// # Errors
/// When `out` cannot be written to.
pub(super) fn overview<R: Borrow<Record>>(
    out: &mut dyn Write,
    part: &Part<'_>,
    records: impl IntoIterator<Item = R>,
) -> io::Result<()> {
    let title = Message::new("report-title", &[]).zh;
    let of = Message::new("report-part-of", &[&part.number, &part.parts.len()]);
    let many = part.is_one_of_many();
    let page = Page {
        title: escape(&if many { format!("{title} · {}", of.zh) } else { title }),
        heading: if many {
            format!("{} · {}", label("report-title"), both(&of))
        } else {
            label("report-title")
        },
        meta: meta(part.recipe),
        part: if many { part::mark(part.number) } else { String::new() },
    };
    page.write(out, |out| {
        let states = part.states();
        write!(out, "{}{}{}", totals(part), part.navigation(), above_list(part, &states))?;
        let mut records = records.into_iter().enumerate();
        let mut data = Data::default();
        let mut lines = Vec::new();
        for (index, record) in records.by_ref().take(WRITTEN_OUT) {
            let record = record.borrow();
            let own = own(part, index, record);
            out.write_all(row(index, record, own.as_deref()).as_bytes())?;
            lines.push(data.line(record, own.as_deref()));
        }
        write!(out, "{}", below_list(part, &states))?;
        for (index, fragment) in part.fragments.iter().enumerate() {
            let Some(fragment) = fragment else { continue };
            // Every finding has its own address on the page.
            let fragment = fragment.replace("<details id=\"", &format!("<details id=\"file-{index}/"));
            let fragment = fragment.replace("href=\"#", &format!("href=\"#file-{index}/"));
            write!(out, "<section class=\"file\" id=\"file-{index}\">\n{fragment}</section>\n")?;
        }
        // Not a script element, of which a policy would want the hash; and in no language, for whoever guesses it.
        write!(out, "{}<template id=\"data\" lang=\"zxx\">[{}", words(), lines.join(",\n"))?;
        for (index, record) in records {
            let record = record.borrow();
            write!(out, ",\n{}", data.line(record, own(part, index, record).as_deref()))?;
        }
        out.write_all(b"]</template>")
    })
}

/// Where the page of a file stands: on this page, or by itself.
fn own(part: &Part<'_>, index: usize, record: &Record) -> Option<String> {
    if part.fragments.get(index).is_some_and(Option::is_some) {
        return Some(format!("#file-{index}"));
    }
    let own = record.outputs.iter().find(|output| output.format == FORMAT_NAME)?;
    Some(own.path.clone())
}

fn meta(recipe: &Recipe) -> String {
    let formats = recipe.options.to.join(", ");
    let mut meta = both(&Message::new("report-recipe", &[&recipe.version, &formats]));
    for (rule, setting) in &recipe.options.rules.0 {
        let severity = setting.severity.map(Severity::name).unwrap_or_default();
        let message = if setting.off {
            Message::new("report-rule-off", &[rule, &setting.reason])
        } else {
            Message::new("report-rule-severity", &[rule, &severity, &setting.reason])
        };
        meta += &format!("<br>{}", both(&message));
    }
    meta
}

/// What the whole batch comes to.
fn totals(part: &Part<'_>) -> String {
    let totals = part.totals;
    let states = States::sum(part.parts);
    let count = |name: &str| {
        STATES.iter().position(|state| state.name == name).map_or(0, |state| states.count(state))
    };
    let boxes = [
        ("report-total-files", "", states.files()),
        ("report-total-pass", "pass", count("pass")),
        ("report-total-warning", "warning", count("warning") + count("error")),
        ("report-total-unread", "unread", count("unread")),
        ("report-total-failed", "failed", count("failed") + count("refused")),
        ("report-total-findings", "", totals.findings.at_least(Severity::Info)),
        ("report-total-tables", "", totals.counts.tables),
        ("report-total-lines", "", totals.counts.budget),
        ("report-total-projects", "", totals.counts.projects),
        ("report-total-indicators", "", totals.counts.indicators),
        ("report-total-sums", "", totals.counts.sums),
        ("report-total-broken", "error", totals.counts.broken),
    ];
    // Nobody has decided on most batches.
    let decided = [
        ("report-total-decided", "", totals.counts.decided),
        ("report-total-stale", "warning", totals.counts.stale),
    ];
    let is_decided = decided.iter().any(|(_, _, count)| *count > 0);
    let boxes: String = boxes
        .iter()
        .chain(decided.iter().filter(|_| is_decided))
        .map(|(id, class, number)| {
            let class = if *number == 0 { "" } else { class };
            format!("<div><dt>{}</dt><dd class=\"{class}\">{number}</dd></div>\n", label(id))
        })
        .collect();
    format!("<dl class=\"card totals\">\n{boxes}</dl>\n")
}

/// The list of files as far as its first row. Its filters and its search know the files of this part only.
fn above_list(part: &Part<'_>, states: &States) -> String {
    let all = states.files();
    let button = |name: &str, id: &str, count: usize| {
        let disabled = if count == 0 { " disabled" } else { "" };
        let pressed = name.is_empty();
        let address = if pressed { String::new() } else { format!(" id=\"show-{name}\"") };
        let word = label(id);
        format!(
            "<button type=\"button\"{address} data-state=\"{name}\" aria-pressed=\"{pressed}\"{disabled}>{word} {count}</button>\n"
        )
    };
    let mut buttons = button("", "report-all", all);
    for (index, state) in STATES.iter().enumerate() {
        buttons += &button(state.name, state.word, states.count(index));
    }
    buttons += &button(UNCHANGED.name, UNCHANGED.word, states.unchanged);
    let (heading, search, about) = if part.is_one_of_many() {
        let before = part.before();
        let whole: usize = part.parts.iter().map(States::files).sum();
        let about = Message::new("report-part-about", &[&(before + 1), &(before + all), &whole]);
        let heading = Message::new("report-files-part", &[&part.number]);
        (both(&heading), "report-search-part", format!("<p class=\"soft\">{}</p>\n", both(&about)))
    } else {
        (label("report-files"), "report-search", String::new())
    };
    let search = Message::new(search, &[]);
    let head: String = COLUMNS
        .iter()
        .enumerate()
        .map(|(column, (name, class))| {
            let name = label(name);
            format!(
                "<th scope=\"col\" class=\"{class}\"><button type=\"button\" class=\"sort\" data-column=\"{column}\">{name}</button></th>"
            )
        })
        .collect();
    format!(
        "<div class=\"card files\">\n<div class=\"bar\"><div class=\"heading\"><h2 id=\"files\">{heading}</h2> \
         <p id=\"count\" class=\"soft\" role=\"status\">{all}</p></div>\n\
         <p class=\"filters controls\">\n{buttons}<input type=\"search\" id=\"search\" placeholder=\"{zh}\" aria-label=\"{zh}\" data-zh=\"{zh}\" data-en=\"{en}\"></p></div>\n\
         {about}<table aria-labelledby=\"files\"><thead><tr>{head}</tr></thead>\n<tbody>\n",
        zh = escape(&search.zh),
        en = escape(&search.en),
    )
}

/// The list of files from its last row on.
fn below_list(part: &Part<'_>, states: &States) -> String {
    let rest = states.files().saturating_sub(WRITTEN_OUT);
    let rest = if rest > 0 {
        format!("<noscript><p>{}</p></noscript>\n", both(&Message::new("report-rest", &[&rest])))
    } else {
        String::new()
    };
    format!(
        "</tbody></table>\n{rest}<p class=\"controls\"><button type=\"button\" id=\"more\" hidden>{}</button> \
         <span class=\"soft\">{} {}</span></p>\n{}</div>\n",
        label("report-show-more"),
        label("report-order"),
        label("report-keys"),
        part.turn(),
    )
}

fn row(index: usize, record: &Record, own: Option<&str>) -> String {
    let state = &STATES[state(record)];
    let path = escape(&record.path);
    let link = match own {
        Some(own) if own.starts_with('#') => format!("<a href=\"{own}\">{path}</a>"),
        Some(own) => format!("<a href=\"{}\">{path}</a>", page::address("", own)),
        None => format!("<span tabindex=\"0\">{path}</span>"),
    };
    let said = match (reason(record), title(record)) {
        (Some(reason), _) => both(&reason),
        (None, Some(title)) => escape(&title),
        (None, None) => String::new(),
    };
    let count = |number: Option<usize>| number.map_or("—".to_owned(), |number| number.to_string());
    let findings = &record.weights;
    let findings = match own {
        Some(_) => format!("{} / {} / {}", findings.error, findings.warning, findings.info),
        None => "—".to_owned(),
    };
    format!(
        "<tr data-index=\"{index}\"><td><span class=\"badge {}\">{}</span></td><td class=\"name\">{link}<span class=\"soft\">{said}</span></td>\
         <td class=\"n wide\">{}</td><td class=\"n wide\">{}</td><td class=\"n wide\">{}</td><td class=\"n wide\">{}</td>\
         <td class=\"n wide\">{}</td><td class=\"n\">{findings}</td></tr>\n",
        state.name,
        label(state.word),
        record.counts.map_or("—".to_owned(), |counts| format!("{} / {}", counts.understood, counts.tables)),
        count(record.counts.map(|counts| counts.budget)),
        count(record.counts.map(|counts| counts.projects)),
        count(record.counts.map(|counts| counts.indicators)),
        record.amount_wan.map_or("—".to_owned(), money),
    )
}

/// What the states are called, for the script.
fn words() -> String {
    let words: String = STATES
        .iter()
        .map(|state| {
            let word = Message::new(state.word, &[]);
            format!(
                "<span data-name=\"{}\" data-zh=\"{}\" data-en=\"{}\"></span>",
                state.name,
                escape(&word.zh),
                escape(&word.en)
            )
        })
        .collect();
    format!("<p hidden id=\"words\">{words}</p>\n")
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::super::super::config::RuleSettings;
    use super::super::super::input::page_of;
    use super::super::super::manifest::{Counts, Output, RecipeOptions, Status, Totals, Weights};
    use super::super::super::name;
    use super::*;

    /// A record as a batch of a province has them.
    fn record(number: usize) -> Record {
        let place = format!("{}县{}局", ["清河", "云山", "临江", "元江"][number / 2_500 % 4], number % 97);
        let path = format!(
            "2024年/平河省/青岭州/{place}/{number:05}{place}2024年部门预算项目支出绩效目标公开表.html"
        );
        let own = page_of(name::without_extension(&path));
        let output = |format: &str, path: &str| Output {
            format: format.to_owned(),
            path: path.to_owned(),
            sha256: String::new(),
        };
        Record {
            decisions: None,
            title: Some(format!("青岭州{place}2024年部门预算项目支出绩效目标公开表")),
            path,
            path_bytes: None,
            sha256: None,
            bytes: Some(20_480),
            status: Status::Converted,
            reason: None,
            counts: Some(Counts { projects: 12, indicators: 96, tables: 1, ..Counts::default() }),
            amount_wan: "1234.50".parse().ok(),
            weights: Weights { error: 0, warning: number % 13, info: 10 },
            findings: Vec::new(),
            between: None,
            outputs: vec![output("report", &own)],
        }
    }

    fn recipe() -> Recipe {
        Recipe {
            version: "0".to_owned(),
            options: RecipeOptions {
                to: Vec::new(),
                from: None,
                rules: RuleSettings::default(),
                without_pictures: false,
            },
        }
    }

    /// What is written, counted and thrown away.
    struct Sink<'a>(&'a Cell<usize>);

    impl Write for Sink<'_> {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.set(self.0.get() + bytes.len());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn ten_thousand_files_are_a_page_that_is_written_as_they_come() {
        let (recipe, totals) = (recipe(), Totals::default());
        let mut states = States::default();
        (0..10_000).for_each(|number| states.add(&record(number)));
        let parts = [states.clone(), states];
        let part = Part { recipe: &recipe, totals: &totals, parts: &parts, number: 2, fragments: &[] };
        let written = Cell::new(0);
        let mut before = 0;
        let records = (0..10_000).map(|number| {
            if number > WRITTEN_OUT {
                assert!(written.get() > before, "nothing is kept back");
            }
            before = written.get();
            record(number)
        });
        overview(&mut Sink(&written), &part, records).unwrap();
        assert!(written.get() < 2_500_000, "{}", written.get());
    }
}
