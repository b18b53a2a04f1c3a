//! The page of one document: what it says in sum, its projects, and each finding beside its source.

#![expect(
    clippy::format_push_string,
    clippy::format_collect,
    reason = "a text that is put together once; how it reads counts for more than a copy"
)]

use super::super::excerpt::excerpt;
use super::super::manifest::{Counts, Weights};
use super::bars::bars;
use super::page::{self, Page, both, escape, label, money};
use super::pictures::{Pictures, Shelf};
use super::sums;
use crate::emit::Anchors;
use crate::model::{
    Amount, ColumnRole, DecisionOutcome, DecisionState, Disclosure, Finding, Indicator, Message, Position,
    Project, RowRole, Severity, TargetKind,
};
use crate::pipeline;
use crate::view::decided;

/// What the manifest calls the page.
pub(in crate::batch) const FORMAT_NAME: &str = "report";

/// How many findings are shown; the JSON document has all of them.
pub(super) const MOST_FINDINGS: usize = 400;

/// How many projects are compared with their costs.
const MOST_PROJECTS: usize = 400;

/// The columns of the comparison.
const COST_COLUMNS: &[&str] = &[
    "report-column-code",
    "report-column-project",
    "report-column-amount",
    "report-column-cost",
    "report-column-difference",
    "report-column-indicators",
];

/// How much of a line is shown, in columns.
const WIDTH: usize = 150;

/// Where the part begins that the page of the batch takes over.
pub(super) const FRAGMENT: &str = "<!-- file -->\n";

/// Where it ends.
pub(super) const FRAGMENT_END: &str = "<!-- /file -->";

/// The page of a document. `path` is where it will stand under DIR, `text` the decoded text of its source,
/// `pictures` those of its findings, and `outputs` the paths of its other outputs.
pub(in crate::batch) fn file(
    path: &str,
    disclosure: &Disclosure,
    text: Option<&str>,
    pictures: &Pictures,
    outputs: &[String],
) -> Vec<u8> {
    let up = up(path);
    let name = disclosure.title.clone().unwrap_or_else(|| disclosure.source.path.clone());
    let main =
        format!("{FRAGMENT}{}{FRAGMENT_END}", fragment(&up, &name, disclosure, text, pictures, outputs));
    let page = Page {
        title: escape(&name),
        heading: label("report-file"),
        meta: format!("<a href=\"{up}report.html\">{}</a>", label("report-back")),
        part: String::new(),
    };
    let mut bytes = Vec::new();
    page.write(&mut bytes, |out| out.write_all(main.as_bytes())).expect("memory can be written to");
    bytes
}

/// The way from a path under DIR back to DIR: `../` for every folder.
pub(super) fn up(path: &str) -> String {
    "../".repeat(path.matches('/').count())
}

fn fragment(
    up: &str,
    name: &str,
    disclosure: &Disclosure,
    text: Option<&str>,
    pictures: &Pictures,
    outputs: &[String],
) -> String {
    let source = &disclosure.source;
    let encoding = source.encoding.clone().unwrap_or_else(|| source.format.clone());
    let links: Vec<String> = outputs
        .iter()
        .map(|output| {
            let shown = output.rsplit('/').next().unwrap_or(output);
            format!("<a href=\"{}\">{}</a>", page::address(up, output), escape(shown))
        })
        .collect();
    // The document's own page, on which a finding's place can be seen.
    let page = outputs
        .iter()
        .find(|output| output.rsplit('.').next() == Some("html"))
        .map(|output| page::address(up, output));
    let is_odd = |project: &Project| {
        let own = project.code.as_deref().unwrap_or(&project.name);
        disclosure
            .findings
            .iter()
            .any(|finding| finding.rule == "cost-amount-mismatch" && finding.project.as_deref() == Some(own))
    };
    let halves = [bars(&disclosure.projects, &is_odd), costs(&disclosure.projects, &is_odd)].concat();
    let halves = if halves.is_empty() { halves } else { format!("<div class=\"halves\">\n{halves}</div>\n") };
    format!(
        "<div class=\"card\">\n<h2>{}</h2>\n<p class=\"meta\">{} · {} · {} · SHA-256 <code>{}</code> · {}</p>\n{}{halves}</div>\n{}{}",
        escape(name),
        escape(&source.path),
        both(&Message::new("report-bytes", &[&source.bytes])),
        escape(&encoding),
        source.sha256.get(..16).unwrap_or(&source.sha256),
        links.join(" "),
        facts(disclosure),
        [findings(disclosure, text, pictures, page.as_deref()), decisions(disclosure)].concat(),
        sums::sums(disclosure),
    )
}

/// What persons decided, and what became of it.
fn decisions(disclosure: &Disclosure) -> String {
    if disclosure.decisions.is_empty() {
        return String::new();
    }
    let line = |outcome: &DecisionOutcome| {
        let (word, class) = match outcome.state {
            DecisionState::Applied => ("decision-applied", "pass"),
            DecisionState::Kept => ("decision-kept", "info"),
            DecisionState::Stale => ("decision-is-stale", "warning"),
        };
        let note = escape(&decided::note(outcome));
        let (word, at) = (label(word), place(outcome.at.as_ref()));
        format!(
            "<p><span class=\"badge {class}\">{word}</span> {note} <span class=\"soft\">{at}</span></p>\n"
        )
    };
    let lines: String = disclosure.decisions.iter().map(line).collect();
    format!("<div class=\"card\">\n<h2>{}</h2>\n{lines}</div>\n", label("report-decisions"))
}

/// What was compared, in a line each.
fn facts(disclosure: &Disclosure) -> String {
    let mut facts = String::new();
    let mut fact = |kind: &str, value: &str, what: String| {
        facts += &format!("<div class=\"{kind}\"><dt>{what}</dt><dd>{}</dd></div>\n", escape(value));
    };
    let projects = &disclosure.projects;
    if !projects.is_empty() {
        let sum: Option<Vec<Amount>> = projects.iter().map(|project| project.amount_wan).collect();
        let sum: Option<Amount> = sum.map(|amounts| amounts.into_iter().sum());
        let what = both(&Message::new("report-sum", &[&projects.len()]));
        match (sum, printed_total(disclosure)) {
            (Some(sum), Some(total)) if sum == total => {
                fact("", &format!("{} = {}", money(sum), money(total)), what);
            }
            (Some(sum), Some(total)) => fact("odd", &format!("{} ≠ {}", money(sum), money(total)), what),
            (Some(sum), None) => fact("plain", &money(sum), what),
            (None, _) => fact("plain", "—", what),
        }
        let costed: Vec<bool> = projects
            .iter()
            .filter_map(|project| Some(pipeline::cost(project)? == project.amount_wan?))
            .collect();
        if !costed.is_empty() {
            let equal = costed.iter().filter(|equal| **equal).count();
            let kind = if equal == costed.len() { "" } else { "odd" };
            fact(kind, &format!("{equal} / {}", costed.len()), label("report-cost-equal"));
        }
        let indicators = || projects.iter().flat_map(|project| &project.indicators);
        let all = indicators().count();
        let read = indicators().filter(|indicator| indicator.target.kind != TargetKind::Text).count();
        let kind = if read == all { "" } else { "plain" };
        fact(kind, &format!("{read} / {all}"), label("report-indicators-read"));
    }
    let accounting = disclosure.accounting;
    let tables = disclosure.tables().count();
    let shares = [
        (accounting.understood, accounting.tables, "report-tables-read"),
        (accounting.rows_read, accounting.rows, "report-rows-read"),
    ];
    for (read, all, word) in shares {
        let kind = if read == all && all > 0 { "" } else { "odd" };
        fact(kind, &format!("{read} / {all}"), label(word));
    }
    let unread = disclosure.unread();
    fact(if unread == 0 { "" } else { "odd" }, &unread.to_string(), label("report-cells-unread"));
    if !disclosure.decisions.is_empty() {
        let counts = Counts::of(disclosure);
        fact("plain", &counts.decided.to_string(), label("report-total-decided"));
        let kind = if counts.stale == 0 { "" } else { "odd" };
        fact(kind, &counts.stale.to_string(), label("report-total-stale"));
    }
    if projects.is_empty() || tables > 1 {
        fact("plain", &tables.to_string(), label("report-tables"));
    }
    if !disclosure.budget.is_empty() {
        fact("plain", &disclosure.budget.len().to_string(), label("report-budget-lines"));
    }
    format!("<dl class=\"facts\">\n{facts}</dl>\n")
}

/// The 合计 that is printed above or below the projects, in 万元; `None` where there is none or more than one.
fn printed_total(disclosure: &Disclosure) -> Option<Amount> {
    let mut totals = Vec::new();
    for (number, table) in disclosure.tables().enumerate() {
        let has_projects = disclosure.projects.iter().any(|project| project.at.table == Some(number));
        let column = table.columns.iter().position(|column| column.role == Some(ColumnRole::Amount));
        let (true, Some(column)) = (has_projects, column) else { continue };
        for row in table.rows.iter().filter(|row| row.role == RowRole::Total) {
            let value = row.cells.iter().find(|cell| cell.column == column).and_then(|cell| cell.value)?;
            totals.push(match table.unit.as_deref() {
                Some(unit) => pipeline::in_wan(value, unit)?,
                None => value,
            });
        }
    }
    match totals.as_slice() {
        [total] => Some(*total),
        _ => None,
    }
}

/// What the projects cost by their indicators, against their amounts.
fn costs(projects: &[Project], is_odd: &dyn Fn(&Project) -> bool) -> String {
    let shown: Vec<&Project> = projects.iter().filter(|project| project.amount_wan.is_some()).collect();
    if shown.is_empty() {
        return String::new();
    }
    let mut rows = String::new();
    for project in shown.iter().take(MOST_PROJECTS) {
        let amount = project.amount_wan.unwrap_or_default();
        let difference = pipeline::cost(project).map(|cost| cost - amount);
        // The difference has the decimals of both, and so have the costs when they are made of it again: 1.7 万元
        // reads 1.70 beside 1.70.
        let cost = difference.map(|difference| money(amount + difference));
        let difference = difference.map(|difference| {
            let sign = if difference > Amount::ZERO { "+" } else { "" };
            format!("{sign}{}", money(difference))
        });
        rows += &format!(
            "<tr{}><td>{}</td><th scope=\"row\">{}</th><td class=\"n\">{}</td><td class=\"n\">{}</td>\
             <td class=\"n\">{}</td><td class=\"n\">{}</td></tr>\n",
            if is_odd(project) { " class=\"odd\"" } else { "" },
            escape(project.code.as_deref().unwrap_or_default()),
            escape(&project.name),
            money(amount),
            cost.unwrap_or("—".to_owned()),
            difference.unwrap_or("—".to_owned()),
            project.indicators.len(),
        );
    }
    let more = shown.len().saturating_sub(MOST_PROJECTS);
    let more = if more > 0 {
        format!("<p class=\"soft\">{}</p>", both(&Message::new("report-more-projects", &[&more])))
    } else {
        String::new()
    };
    let head: String = COST_COLUMNS
        .iter()
        .enumerate()
        .map(|(index, name)| {
            let class = if index > 1 { " class=\"n\"" } else { "" };
            format!("<th scope=\"col\"{class}>{}</th>", label(name))
        })
        .collect();
    format!(
        "<div><h3>{}</h3>\n<table class=\"costs\"><thead><tr>{head}</tr></thead><tbody>\n{rows}</tbody></table>{more}</div>\n",
        label("report-costs"),
    )
}

/// The findings; `page` is the address of the document's own page, where it has one.
fn findings(disclosure: &Disclosure, text: Option<&str>, pictures: &Pictures, page: Option<&str>) -> String {
    let weights = Weights::of(&disclosure.findings);
    let all = weights.at_least(Severity::Info);
    let button = |weight: &str, id: &str, count: usize| {
        format!(
            "<button type=\"button\" data-weight=\"{weight}\" aria-pressed=\"{}\"{}>{} {count}</button>",
            weight.is_empty(),
            if count == 0 { " disabled" } else { "" },
            label(id),
        )
    };
    let buttons = [
        button("", "report-all", all),
        button("error", "word-error", weights.error),
        button("warning", "word-warning", weights.warning),
        button("info", "word-info", weights.info),
    ]
    .concat();
    if disclosure.findings.is_empty() {
        return format!(
            "<div class=\"card\"><h2>{}</h2><p>{}</p></div>\n",
            label("report-findings"),
            label("report-none")
        );
    }
    let lines: Vec<&str> = text.unwrap_or_default().split('\n').collect();
    let mut shown = String::new();
    let mut shelf = pictures.shelf();
    let anchors = Anchors::new(disclosure);
    let mut numbers = std::collections::BTreeMap::new();
    for finding in disclosure.findings.iter().take(MOST_FINDINGS) {
        let number =
            numbers.entry(finding.rule.as_str()).and_modify(|number| *number += 1).or_insert(1_usize);
        let anchor = finding.at.as_ref().and_then(|at| anchors.of(at));
        let link = page
            .zip(anchor)
            .map(|(page, anchor)| format!(" · <a href=\"{page}#{anchor}\">{}</a>", label("report-on-page")));
        shown += &one(disclosure, finding, *number, &lines, &mut shelf, &link.unwrap_or_default());
    }
    let more = disclosure.findings.len().saturating_sub(MOST_FINDINGS);
    if more > 0 {
        shown += &format!("<p>{}</p>", both(&Message::new("report-more-findings", &[&more])));
    }
    shown += &pictures.lacking();
    format!(
        "<div class=\"card findings\">\n<div class=\"bar\"><h2>{}</h2><p class=\"filters controls\">{buttons}</p></div>\n{shown}</div>\n",
        label("report-findings"),
    )
}

fn one(
    disclosure: &Disclosure,
    finding: &Finding,
    number: usize,
    lines: &[&str],
    shelf: &mut Shelf<'_>,
    link: &str,
) -> String {
    let weight = finding.severity.name();
    let address = format!("{}-{number}", escape(&finding.rule));
    let message = Message { en: finding.message.clone(), zh: finding.message_zh.clone() };
    let open = if finding.severity == Severity::Info || finding.decided.is_some() { "" } else { " open" };
    let kept = finding.decided.and_then(|own| disclosure.decisions.get(own));
    let kept = kept.map_or_else(String::new, |outcome| {
        format!("<p class=\"of\">{} · {}</p>", label("decision-kept"), escape(&decided::note(outcome)))
    });
    let source = match excerpt(lines, finding, WIDTH) {
        Some(excerpt) => format!(
            "{}<mark>{}</mark>{}",
            escape(&excerpt.before),
            escape(&excerpt.marked),
            escape(&excerpt.after)
        ),
        None => escape(finding.source.as_deref().or(finding.found.as_deref()).unwrap_or("—")),
    };
    format!(
        "<details id=\"{address}\" data-weight=\"{weight}\"{open}><summary><span class=\"badge {weight}\">{}</span> \
         <span>{}</span> <code class=\"soft\">{}</code><span class=\"where\">{}</span></summary>\n\
         {kept}{}<div class=\"pair\"><div><p class=\"of\">{} · {}</p><p class=\"source\">{source}</p></div><div><p class=\"of\">{}{link}</p><dl>{}</dl></div></div></details>\n",
        label(word(finding.severity)),
        both(&message),
        escape(&finding.rule),
        place(finding.at.as_ref()),
        shelf.take(finding, &address),
        label("report-source"),
        place(finding.at.as_ref()),
        label("report-read"),
        read(disclosure, finding),
    )
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "word-info",
        Severity::Warning => "word-warning",
        Severity::Error => "word-error",
    }
}

/// What was read at the place of a finding, and what the rule says of it.
fn read(disclosure: &Disclosure, finding: &Finding) -> String {
    let mut list = String::new();
    let mut entry = |id: &str, value: &str| {
        if !value.is_empty() {
            list += &format!("<dt>{}</dt><dd>{}</dd>", label(id), escape(value));
        }
    };
    let project = finding.project.as_ref().and_then(|own| {
        disclosure.projects.iter().find(|project| project.code.as_ref() == Some(own) || project.name == *own)
    });
    if let Some(project) = project {
        entry("report-project", &format!("{} {}", project.code.as_deref().unwrap_or_default(), project.name));
        let amount = project.amount_wan.map(|amount| format!("{} 万元", money(amount)));
        entry("report-column-amount", &amount.unwrap_or_default());
    } else {
        entry("report-project", finding.project.as_deref().unwrap_or_default());
    }
    if let Some(column) = column_of(disclosure, finding.at.as_ref()) {
        entry("report-column", &column);
    }
    let at = finding.at.as_ref().filter(|at| at.character.is_some() || at.cell.is_some());
    let indicator = project.and_then(|project| project.indicators.iter().find(|own| Some(&own.at) == at));
    if let Some(indicator) = indicator {
        entry("report-indicator", &told(indicator));
    }
    entry("report-expected", finding.expected.as_deref().unwrap_or_default());
    entry("report-found", finding.found.as_deref().unwrap_or_default());
    if let Some(suggestion) = &finding.suggestion {
        let parts = [
            Some(&suggestion.action),
            suggestion.from.as_ref(),
            suggestion.to.as_ref(),
            suggestion.text.as_ref(),
        ];
        let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
        entry("report-suggestion", &parts.join(" → "));
    }
    entry("word-note", &finding.notes.join("\n"));
    list
}

/// An indicator as it was read.
fn told(indicator: &Indicator) -> String {
    let target = &indicator.target;
    let sign = target.operator.and_then(crate::model::Operator::sign).unwrap_or_default();
    let value =
        [target.value.as_deref(), target.value_max.as_deref()].into_iter().flatten().collect::<Vec<_>>();
    let levels = [indicator.level1.as_deref(), indicator.level2.as_deref()].into_iter().flatten();
    let path: Vec<&str> = levels.chain([indicator.name.as_str()]).collect();
    format!("{} {sign}{}{}", path.join(" › "), value.join("–"), target.unit.as_deref().unwrap_or_default())
}

fn column_of(disclosure: &Disclosure, at: Option<&Position>) -> Option<String> {
    let at = at?;
    let table = disclosure.tables().nth(at.table?)?;
    Some(table.columns.get(at.column?)?.header.join(" › "))
}

/// Where a finding is, for a person.
fn place(at: Option<&Position>) -> String {
    let Some(at) = at else { return "—".to_owned() };
    match (&at.sheet, at.line) {
        (Some(sheet), _) => escape(&format!("{sheet}!{}", at.cell.as_deref().unwrap_or_default())),
        (None, Some(line)) => format!("{line}:{}", at.character.unwrap_or(1)),
        (None, None) => at.page.map_or_else(|| "—".to_owned(), |page| format!("p. {page}")),
    }
}
