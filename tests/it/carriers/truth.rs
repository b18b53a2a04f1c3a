//! What was put into a disclosure, and what came out of it, in the same words.

use std::collections::BTreeSet;

use gongkai::model::{Disclosure, Indicator, Project, Severity};

/// What a disclosure says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Truth {
    /// Title and unit of every table.
    pub tables: Vec<String>,
    /// The projects, without their indicators.
    pub projects: Vec<String>,
    /// The indicators, with the project's name first.
    pub indicators: Vec<String>,
    /// The lines of budget tables, an amount each.
    pub budget: Vec<String>,
    /// Names of projects.
    pub project_names: Vec<String>,
    /// Names of indicators.
    pub indicator_names: Vec<String>,
    /// Every amount and number.
    pub numbers: Vec<String>,
    /// Findings from warning on.
    pub findings: Vec<String>,
}

/// Without blanks and breaks, which no carrier is asked to keep, and narrow.
pub fn bare(text: &str) -> String {
    text.chars()
        .filter(|character| !character.is_whitespace())
        .map(|character| match character {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0).unwrap(),
            _ => character,
        })
        .collect()
}

fn optional(value: Option<&impl ToString>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| bare(&value.to_string()))
}

/// What a project says, without its indicators.
pub fn project(project: &Project) -> String {
    let unit = project.unit.as_ref().map(|unit| unit.name.clone());
    let funding: Vec<String> = project
        .funding
        .iter()
        .filter(|funding| funding.amount.is_some())
        .map(|funding| format!("{}={}", bare(&funding.source), optional(funding.amount.as_ref())))
        .collect();
    let execution = project.execution.as_ref().map(|execution| {
        format!("{}/{}", optional(execution.initial.as_ref()), optional(execution.executed.as_ref()))
    });
    let goals: Vec<String> = project
        .goals
        .iter()
        .map(|goal| format!("{}:{}", optional(goal.number.as_ref()), bare(&goal.text)))
        .collect();
    format!(
        "{} | {} {} = {} | {} | {} | {} | {}",
        bare(&project.name),
        optional(project.amount.as_ref()),
        optional(project.amount_unit.as_ref()),
        optional(project.amount_wan.as_ref()),
        optional(unit.as_ref()),
        funding.join(","),
        optional(execution.as_ref()),
        goals.join(" "),
    )
}

/// What an indicator says.
pub fn indicator(of: &str, indicator: &Indicator) -> String {
    let target = &indicator.target;
    let period = indicator.period.map(|period| format!("{period:?}"));
    format!(
        "{} | {} > {} | {} | {} {} {} | {} | {} {}{}",
        bare(of),
        optional(indicator.level1.as_ref()),
        optional(indicator.level2.as_ref()),
        bare(&indicator.name),
        target.operator.map_or("-", |operator| operator.sign().unwrap_or("range")),
        optional(target.value.as_ref()),
        optional(target.unit.as_ref()),
        optional(indicator.weight.as_ref()),
        optional(indicator.actual.as_ref()),
        optional(indicator.score.as_ref()),
        period.map(|period| format!(" {period}")).unwrap_or_default(),
    )
}

/// What an amount of a budget line says.
pub fn line(code: &str, name: &str, column: &[String], amount: &str, unit: &str) -> String {
    let column: Vec<String> = column.iter().map(|text| bare(text)).collect();
    format!("{code} {} | {} = {} {unit}", bare(name), column.join("/"), bare(amount))
}

/// What came out.
pub fn of(disclosure: &Disclosure) -> Truth {
    let mut truth = Truth::default();
    for table in disclosure.tables() {
        truth.tables.push(table_line(table.title.as_deref(), table.unit.as_deref()));
    }
    for read in &disclosure.projects {
        truth.projects.push(project(read));
        truth.project_names.push(bare(&read.name));
        truth.numbers.extend(read.amount.map(|amount| amount.to_string()));
        for own in &read.indicators {
            truth.indicators.push(indicator(&read.name, own));
            truth.indicator_names.push(bare(&own.name));
        }
    }
    for read in &disclosure.budget {
        let code = read.code.as_deref().unwrap_or("-");
        let unit = read.unit.as_deref().unwrap_or("-");
        for amount in &read.amounts {
            let Some(value) = amount.amount else { continue };
            truth.budget.push(line(code, &read.name, &amount.column, &value.to_string(), unit));
            truth.numbers.push(value.to_string());
        }
    }
    truth.findings = disclosure
        .findings
        .iter()
        .filter(|finding| finding.severity >= Severity::Warning)
        .map(|finding| finding.rule.clone())
        .collect();
    truth
}

/// A table's title and unit.
pub fn table_line(title: Option<&str>, unit: Option<&str>) -> String {
    format!("{} [{}]", title.map_or_else(|| "-".to_owned(), bare), unit.unwrap_or("-"))
}

/// What became of a disclosure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Everything as it was put in.
    Right,
    /// Something differs, and a finding says so.
    Said,
    /// A title or unit differs, without a word.
    SilentTitle,
    /// Records differ, without a word.
    SilentRecords,
    /// A project, indicator or amount came out that was not put in.
    Invented,
}

impl Outcome {
    /// All of them, in the order of the columns in which they are counted.
    pub const ALL: [Self; 5] =
        [Self::Right, Self::Said, Self::SilentTitle, Self::SilentRecords, Self::Invented];

    /// Its name in the table of outcomes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Said => "said",
            Self::SilentTitle => "silent-title",
            Self::SilentRecords => "silent-records",
            Self::Invented => "invented",
        }
    }

    /// Its place among all.
    pub fn index(self) -> usize {
        Self::ALL.iter().position(|outcome| *outcome == self).unwrap()
    }
}

/// What became of what was put in, and the lines that differ: `-` what is missing, `+` what came out instead.
pub fn judged(put_in: &Truth, came_out: &Truth) -> (Outcome, Vec<String>) {
    let mut differences = Vec::new();
    let lists = |truth: &Truth| {
        [truth.projects.clone(), truth.indicators.clone(), truth.budget.clone(), truth.tables.clone()]
    };
    let mut records_differ = false;
    for (number, (put_in, came_out)) in lists(put_in).iter().zip(&lists(came_out)).enumerate() {
        let before = differences.len();
        compare(put_in, came_out, &mut differences);
        if put_in != came_out && before == differences.len() {
            differences.push("~ the same in another order".to_owned());
        }
        records_differ |= number < 3 && differences.len() > before;
    }
    let findings: Vec<&String> =
        came_out.findings.iter().filter(|rule| !put_in.findings.contains(rule)).collect();
    let invented = invented(put_in, came_out);
    let is_different = !differences.is_empty();
    differences.extend(invented.iter().map(|what| format!("! invented: {what}")));
    differences.extend(findings.iter().map(|rule| format!("? {rule}")));
    let outcome = if !invented.is_empty() {
        Outcome::Invented
    } else if !findings.is_empty() {
        Outcome::Said
    } else if records_differ {
        Outcome::SilentRecords
    } else if is_different {
        Outcome::SilentTitle
    } else {
        Outcome::Right
    };
    (outcome, differences)
}

fn compare(put_in: &[String], came_out: &[String], differences: &mut Vec<String>) {
    let mut left = came_out.to_vec();
    for line in put_in {
        match left.iter().position(|other| other == line) {
            Some(place) => {
                left.remove(place);
            }
            None => differences.push(format!("- {line}")),
        }
    }
    differences.extend(left.iter().map(|line| format!("+ {line}")));
}

/// What came out that was not put in: a name that is no piece of one that was, more names than were, a number.
fn invented(put_in: &Truth, came_out: &Truth) -> Vec<String> {
    let mut invented = Vec::new();
    for (known, found) in [
        (&put_in.project_names, &came_out.project_names),
        (&put_in.indicator_names, &came_out.indicator_names),
    ] {
        let mut left = known.clone();
        for name in found {
            if let Some(place) = left.iter().position(|other| other == name) {
                left.remove(place);
            } else if !left.iter().any(|other| !name.is_empty() && other.contains(name.as_str())) {
                invented.push(name.clone());
            }
        }
    }
    let known: BTreeSet<&String> = put_in.numbers.iter().collect();
    invented.extend(came_out.numbers.iter().filter(|number| !known.contains(number)).cloned());
    invented
}
