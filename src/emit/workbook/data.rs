//! The sheets to work with: a row per indicator, a row per finding. They are not printed.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, IgnoreError, Workbook, Worksheet, XlsxError};

use super::metrics::{Length, PIXEL, POINT, height, line_starts, points, room};
use super::number;
use super::paginate::ROW_LIMIT;
use super::sanitize::{SheetNames, clean, fit};
use super::{ROW_COUNT_LIMIT, failed};
use crate::error::Error;
use crate::model::{
    Amount, DecisionOutcome, Finding, Indicator, Organisation, Period, Position, Project, Severity,
    Suggestion, TargetKind, own_heading,
};
use crate::view::decided;

/// What a data sheet's letters measure.
const SIZE: Length = 10 * POINT;

/// A value of a data sheet.
enum Value {
    Blank,
    Text(String),
    Number(f64, u32),
}

/// A column of a data sheet: the id of its heading and its width in pixels.
type Column = (&'static str, u32);

const INDICATOR_COLUMNS: &[Column] = &[
    ("project-code", 80),
    ("project-name", 190),
    ("department-code", 90),
    ("department", 150),
    ("unit-code", 80),
    ("unit-name", 150),
    ("amount", 90),
    ("amount-unit", 72),
    ("amount-wan", 100),
    ("level1", 90),
    ("level2", 130),
    ("level2-implied", 110),
    ("indicator-number", 50),
    ("indicator", 230),
    ("period", 60),
    ("target-kind", 72),
    ("operator", 60),
    ("target", 110),
    ("target-max", 90),
    ("target-unit", 72),
    ("weight", 60),
    ("actual", 110),
    ("score", 60),
    ("reason", 180),
    ("source-text", 260),
    ("source-line", 60),
];

const FINDING_COLUMNS: &[Column] = &[
    ("severity", 60),
    ("rule", 170),
    ("message", 420),
    ("finding-project", 90),
    ("line", 60),
    ("place", 120),
    ("expected", 160),
    ("found", 160),
    ("suggestion", 260),
];

const DECISION_COLUMNS: &[Column] = &[
    ("decision-number", 50),
    ("decision-state", 72),
    ("decision-place", 120),
    ("decision-verdict", 300),
    ("decision-former", 260),
    ("decision-now", 260),
    ("decision-by", 90),
    ("decision-when", 90),
    ("decision-reason", 200),
];

/// Adds the sheet of what persons decided; none where they did not.
pub(super) fn add_decisions(
    workbook: &mut Workbook,
    names: &mut SheetNames,
    name: &str,
    decisions: &[DecisionOutcome],
) -> Result<(), Error> {
    if decisions.is_empty() {
        return Ok(());
    }
    let rows = decisions.iter().enumerate().map(|(number, outcome)| {
        let decision = &outcome.decision;
        vec![
            count(Some(number + 1)),
            text(&decided::state(outcome)),
            text(&outcome.at.as_ref().map(place).unwrap_or_default()),
            text(&outcome.told().zh),
            optional(outcome.former.as_deref()),
            optional(outcome.now.as_deref()),
            optional(decision.by.as_deref()),
            optional(decision.when.as_deref()),
            optional(decision.reason.as_deref()),
        ]
    });
    add_table(workbook, names, name, DECISION_COLUMNS, rows)
}

/// Adds the sheet of indicators; none where there are no projects.
pub(super) fn add_indicators(
    workbook: &mut Workbook,
    names: &mut SheetNames,
    name: &str,
    projects: &[Project],
) -> Result<(), Error> {
    if projects.is_empty() {
        return Ok(());
    }
    let rows = projects.iter().flat_map(|project| {
        // A project without indicators still has its row: its name and money are said nowhere else.
        let none = project.indicators.is_empty().then(|| indicator_row(project, None));
        none.into_iter()
            .chain(project.indicators.iter().map(move |indicator| indicator_row(project, Some(indicator))))
    });
    add_table(workbook, names, name, INDICATOR_COLUMNS, rows)
}

/// Adds the sheet of findings.
pub(super) fn add_findings(
    workbook: &mut Workbook,
    names: &mut SheetNames,
    name: &str,
    findings: &[Finding],
) -> Result<(), Error> {
    let none = findings.is_empty().then(|| vec![Value::Text(own_heading("none").to_owned())]);
    add_table(
        workbook,
        names,
        name,
        FINDING_COLUMNS,
        none.into_iter().chain(findings.iter().map(finding_row)),
    )
}

fn indicator_row(project: &Project, indicator: Option<&Indicator>) -> Vec<Value> {
    let organisation = |organisation: &Option<Organisation>| {
        let organisation = organisation.as_ref();
        [
            optional(organisation.and_then(|organisation| organisation.code.as_deref())),
            optional(organisation.map(|organisation| organisation.name.as_str())),
        ]
    };
    let mut row = vec![optional(project.code.as_deref()), text(&project.name)];
    row.extend(organisation(&project.department));
    row.extend(organisation(&project.unit));
    row.extend([
        amount(project.amount),
        optional(project.amount_unit.as_deref()),
        amount(project.amount_wan),
    ]);
    let Some(indicator) = indicator else {
        row.resize_with(INDICATOR_COLUMNS.len() - 1, || Value::Blank);
        row.push(count(project.at.line));
        return row;
    };
    let target = &indicator.target;
    row.extend([
        optional(indicator.level1.as_deref()),
        optional(indicator.level2.as_deref()),
        text(if indicator.level2_implied { own_heading("yes") } else { "" }),
        indicator.number.map_or(Value::Blank, |number| Value::Number(f64::from(number), 0)),
        text(&indicator.name),
        text(indicator.period.map_or("", period)),
        text(kind(target.kind)),
        text(target.operator.map_or("", |operator| operator.sign().unwrap_or(own_heading("kind-range")))),
        decimal(target.value.as_deref()),
        decimal(target.value_max.as_deref()),
        optional(target.unit.as_deref()),
        amount(indicator.weight),
        optional(indicator.actual.as_deref()),
        amount(indicator.score),
        optional(indicator.reason.as_deref()),
        text(&indicator.text),
        count(indicator.at.line),
    ]);
    row
}

fn finding_row(finding: &Finding) -> Vec<Value> {
    let at = finding.at.as_ref();
    vec![
        text(match finding.severity {
            Severity::Error => own_heading("severity-error"),
            Severity::Warning => own_heading("severity-warning"),
            Severity::Info => own_heading("severity-info"),
        }),
        text(&finding.rule),
        text(&finding.message_zh),
        optional(finding.project.as_deref()),
        count(at.and_then(|at| at.line)),
        text(&at.map(place).unwrap_or_default()),
        optional(finding.expected.as_deref()),
        optional(finding.found.as_deref()),
        text(&finding.suggestion.as_ref().map(suggestion).unwrap_or_default()),
    ]
}

/// Where a finding stands: the cell of the source's workbook, or the place in the document's tables.
fn place(at: &Position) -> String {
    if let Some(cell) = &at.cell {
        return at.sheet.as_ref().map_or_else(|| cell.clone(), |sheet| format!("{sheet}!{cell}"));
    }
    [(at.table, "表", ""), (at.row, "第", "行"), (at.column, "第", "列")]
        .into_iter()
        .filter_map(|(number, before, after)| Some([before, &(number? + 1).to_string(), after].concat()))
        .collect()
}

fn suggestion(suggestion: &Suggestion) -> String {
    let action = match suggestion.action.as_str() {
        "move-goal" => own_heading("move-goal"),
        "decode-again" => own_heading("decode-again"),
        "insert-number" => own_heading("insert-number"),
        "replace" => own_heading("replace"),
        other => other,
    };
    let ends: Vec<&str> = suggestion.from.iter().chain(&suggestion.to).map(String::as_str).collect();
    let ends = ends.join(" → ");
    let said = [action, &ends, suggestion.text.as_deref().unwrap_or_default()];
    said.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("：")
}

fn period(period: Period) -> &'static str {
    match period {
        Period::Annual => own_heading("period-annual"),
        Period::MediumTerm => own_heading("period-medium"),
        Period::Total => own_heading("period-total"),
    }
}

fn kind(kind: TargetKind) -> &'static str {
    match kind {
        TargetKind::Quantity => own_heading("kind-quantity"),
        TargetKind::Range => own_heading("kind-range"),
        TargetKind::Qualitative => own_heading("kind-qualitative"),
        TargetKind::Date => own_heading("kind-date"),
        TargetKind::Text => own_heading("kind-text"),
    }
}

fn text(text: &str) -> Value {
    if text.is_empty() { Value::Blank } else { Value::Text(fit(&clean(text))) }
}

fn optional(words: Option<&str>) -> Value {
    words.map_or(Value::Blank, text)
}

fn amount(amount: Option<Amount>) -> Value {
    let Some(amount) = amount else { return Value::Blank };
    number::exact(amount)
        .map_or_else(|| Value::Text(amount.to_string()), |number| Value::Number(number, amount.scale()))
}

/// A decimal as a number, anything else as the words it is.
fn decimal(words: Option<&str>) -> Value {
    let Some(words) = words else { return Value::Blank };
    // `007` and `1.` are no decimals as this model writes them: they are words.
    match words.parse::<Amount>() {
        Ok(parsed) if parsed.to_string() == words => amount(Some(parsed)),
        _ => text(words),
    }
}

fn count(number: Option<usize>) -> Value {
    number
        .and_then(|number| u32::try_from(number).ok())
        .map_or(Value::Blank, |number| Value::Number(f64::from(number), 0))
}

/// How the cells of a data sheet look.
struct Looks {
    head: Format,
    text: Format,
    numbers: Vec<Format>,
}

impl Looks {
    fn new() -> Self {
        let base = Format::new()
            .set_font_name("宋体")
            .set_font_size(points(SIZE))
            .set_border(FormatBorder::Thin)
            .set_align(FormatAlign::VerticalCenter);
        Self {
            head: base.clone().set_font_name("黑体").set_align(FormatAlign::Center).set_text_wrap(),
            text: base.clone().set_align(FormatAlign::Left).set_text_wrap(),
            numbers: (0..=15)
                .map(|decimals: usize| {
                    let format = if decimals == 0 {
                        "0".to_owned()
                    } else {
                        format!("#,##0.{}", "0".repeat(decimals))
                    };
                    base.clone().set_num_format(format)
                })
                .collect(),
        }
    }
}

/// Adds a table of records; one that is longer than a worksheet goes on in a further one.
fn add_table(
    workbook: &mut Workbook,
    names: &mut SheetNames,
    name: &str,
    columns: &[Column],
    rows: impl Iterator<Item = Vec<Value>>,
) -> Result<(), Error> {
    let looks = Looks::new();
    let mut rows = rows.peekable();
    loop {
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(names.name(name)).map_err(|error| failed(&error))?;
        let part = rows.by_ref().take(ROW_COUNT_LIMIT - 1);
        write_table(worksheet, &looks, columns, part).map_err(|error| failed(&error))?;
        if rows.peek().is_none() {
            return Ok(());
        }
    }
}

fn write_table(
    worksheet: &mut Worksheet,
    looks: &Looks,
    columns: &[Column],
    rows: impl Iterator<Item = Vec<Value>>,
) -> Result<(), XlsxError> {
    let mut last = 0;
    let last_column = column_number(columns.len() - 1);
    for (column, (header, width)) in columns.iter().enumerate() {
        worksheet.set_column_width_pixels(column_number(column), *width)?;
        worksheet.write_string_with_format(0, column_number(column), own_heading(header), &looks.head)?;
    }
    worksheet.set_row_height(0, 30.0)?;
    for (index, values) in rows.enumerate() {
        let row = u32::try_from(index + 1).unwrap_or(u32::MAX);
        last = row;
        let mut lines = 1;
        for (column, value) in values.iter().enumerate() {
            let place = column_number(column);
            match value {
                Value::Blank => {}
                Value::Text(text) => {
                    let width = Length::from(columns[column].1) * PIXEL;
                    lines = lines.max(line_starts(text, SIZE, room(width, 0)).len() + 1);
                    worksheet.write_string_with_format(row, place, text, &looks.text)?;
                }
                Value::Number(number, decimals) => {
                    let decimals = usize::try_from(*decimals).unwrap_or(0).min(15);
                    worksheet.write_number_with_format(row, place, *number, &looks.numbers[decimals])?;
                }
            }
        }
        worksheet.set_row_height(row, points(height(lines, SIZE).min(ROW_LIMIT)))?;
    }
    worksheet.autofilter(0, 0, last, last_column)?;
    worksheet.set_freeze_panes(1, 0)?;
    worksheet.ignore_error_range(0, 0, last, last_column, IgnoreError::NumberStoredAsText)?;
    // What is printed are the sheets before this one: here it is one empty cell, for which no page is made.
    let empty = last_column + 1;
    worksheet.set_print_area(last + 1, empty, last + 1, empty)?;
    Ok(())
}

fn column_number(column: usize) -> u16 {
    u16::try_from(column).unwrap_or(u16::MAX)
}
