//! `gongkai check`: what is wrong with files; nothing is written.

use rayon::prelude::*;
use serde_json::json;

use super::args::{Check, FindingFormat};
use super::settings::settings;
use super::terminal::Terminal;
use super::{DONE, FINDINGS, INCOMPLETE, concise, human, sarif};
use crate::batch::manifest::Weights;
use crate::batch::{self, Input, Options, Workers};
use crate::error::{Error, ErrorKind};
use crate::model::{Finding, Severity};
use crate::pipeline;

/// How many files are checked before their findings are printed.
const ROUND: usize = 64;

/// What was found in one file.
#[derive(Debug)]
pub(super) struct Checked {
    /// The path as a person gave it.
    pub(super) shown: String,
    /// What came of it.
    pub(super) verdict: Verdict,
}

/// What came of a file.
#[derive(Debug)]
pub(super) enum Verdict {
    /// It was read.
    Read {
        /// What was found.
        findings: Vec<Finding>,
        /// How it is printed, in the formats for people.
        printed: String,
        /// How much it weighs.
        weights: Weights,
    },
    /// It was refused, or could not be read.
    Failed(Error),
}

pub(super) fn run(terminal: &mut Terminal, arguments: &Check) -> Result<u8, Error> {
    let (inputs, reading) = (&arguments.inputs, &arguments.reading);
    let settings = settings(terminal, inputs, reading, &[], arguments.fail_on, Some(Severity::Error))?;
    let terminal = &*terminal;
    let plan = batch::plan(&arguments.inputs, None, arguments.reading.follow)?;
    terminal.notes(&plan.notes);
    if plan.inputs.is_empty() {
        terminal.note(&super::convert::nothing_to_read(&arguments.inputs));
    }
    let workers = Workers::new(settings.options.worker.clone(), settings.options.timeout);
    let mut all = Vec::new();
    for round in plan.inputs.chunks(ROUND) {
        let checked: Vec<Checked> = batch::run::in_pool(settings.options.jobs, || {
            let inputs = round.par_iter().with_max_len(1);
            inputs
                .map(|input| check(terminal, &workers, input, &settings.options, arguments.format))
                .collect()
        })?;
        for mut checked in checked {
            match &mut checked.verdict {
                Verdict::Read { printed, .. } => terminal.result(std::mem::take(printed)),
                Verdict::Failed(error) if arguments.format != FindingFormat::Sarif => {
                    let word = if error.kind == ErrorKind::Refused { "word-refused" } else { "word-failed" };
                    terminal.failure(word, &checked.shown, &batch::run::placed(error));
                }
                Verdict::Failed(_) => {}
            }
            all.push(checked);
        }
    }
    match arguments.format {
        FindingFormat::Json => terminal.result(pretty(&json(&all, terminal))),
        FindingFormat::Sarif => terminal.result(pretty(&sarif::log(&all, terminal.language))),
        FindingFormat::Human | FindingFormat::Concise => {}
    }
    Ok(summary(terminal, &all, settings.fail_on))
}

fn check(
    terminal: &Terminal,
    workers: &Workers,
    input: &Input,
    options: &Options,
    format: FindingFormat,
) -> Checked {
    let verdict = match batch::run::disclose(workers, input, options) {
        Ok((source, disclosure)) => {
            let printed = match format {
                FindingFormat::Human => {
                    let text = if batch::make::speaks_of(&disclosure, &source) {
                        pipeline::text(&source)
                    } else {
                        None
                    };
                    human::findings(terminal, &input.shown(), &disclosure, text.as_deref())
                }
                FindingFormat::Concise => concise::findings(terminal, &input.shown(), &disclosure),
                FindingFormat::Json | FindingFormat::Sarif => String::new(),
            };
            let weights = Weights::of(&disclosure.findings);
            // The findings themselves are only kept for the formats that are one document.
            let findings = if printed.is_empty() { disclosure.findings } else { Vec::new() };
            Verdict::Read { findings, printed, weights }
        }
        Err(error) => Verdict::Failed(error),
    };
    Checked { shown: input.shown(), verdict }
}

fn json(all: &[Checked], terminal: &Terminal) -> serde_json::Value {
    let files: Vec<serde_json::Value> = all
        .iter()
        .map(|file| match &file.verdict {
            Verdict::Read { findings, .. } => {
                json!({ "path": file.shown, "status": "read", "reason": null, "findings": findings })
            }
            Verdict::Failed(error) => json!({
                "path": file.shown,
                "status": if error.kind == ErrorKind::Refused { "refused" } else { "failed" },
                "reason": batch::run::placed(error).text(terminal.language),
                "findings": [],
            }),
        })
        .collect();
    json!({ "schema": "gongkai/findings/v1", "files": files })
}

fn pretty(value: &serde_json::Value) -> String {
    format!("{value:#}\n")
}

fn summary(terminal: &Terminal, all: &[Checked], fail_on: Option<Severity>) -> u8 {
    let mut weights = Weights::default();
    let mut failed = 0_usize;
    for checked in all {
        match &checked.verdict {
            Verdict::Read { weights: own, .. } => weights.add(*own),
            Verdict::Failed(_) => failed += 1,
        }
    }
    let sum = weights.at_least(Severity::Info);
    if sum == 0 && failed == 0 {
        terminal.say(terminal.words("check-clean", &[&all.len()]));
    } else {
        let values: [&dyn std::fmt::Display; 5] =
            [&all.len(), &weights.error, &weights.warning, &weights.info, &failed];
        terminal.say(terminal.words("check-summary", &values));
    }
    if failed > 0 {
        INCOMPLETE
    } else if fail_on.is_some_and(|severity| weights.at_least(severity) > 0) {
        FINDINGS
    } else {
        DONE
    }
}
