//! `gongkai check`: what is wrong with files; nothing is written.

use std::sync::atomic::AtomicBool;

use rayon::prelude::*;

use super::args::{Check, FindingFormat};
use super::checked::{Checked, Verdict};
use super::log::Log;
use super::settings::settings;
use super::terminal::{Terminal, shown};
use super::{DONE, FINDINGS, INCOMPLETE, concise, human};
use crate::batch::manifest::{Counts, Weights};
use crate::batch::{self, Input, Options, Workers, together};
use crate::error::{Error, ErrorKind};
use crate::model::{Accounting, Disclosure, Finding, Severity};
use crate::pipeline;

/// How many files are checked before their findings are printed.
const ROUND: usize = 64;

pub(super) fn run(terminal: &mut Terminal, arguments: &Check) -> Result<u8, Error> {
    let (inputs, reading) = (&arguments.inputs, &arguments.reading);
    let settings = settings(terminal, inputs, reading, &[], arguments.fail_on, Some(Severity::Error))?;
    let terminal = &*terminal;
    let plan = batch::plan(&arguments.inputs, None, arguments.reading.follow)?;
    terminal.notes(&plan.notes);
    if plan.inputs.is_empty() {
        terminal.note(&super::convert::nothing_to_read(&arguments.inputs));
    }
    let workers = settings.workers();
    // A check is ended by what ends any program.
    let between = together::find(&plan.inputs, &workers, &settings.options, &AtomicBool::new(false))?;
    let mut log = Log::new(arguments.format, terminal.language);
    let mut sum = Sum::default();
    terminal.result(log.begin());
    let numbered: Vec<(usize, &Input)> = plan.inputs.iter().enumerate().collect();
    for round in numbered.chunks(ROUND) {
        let checked: Vec<Checked> = batch::run::in_pool(settings.options.jobs, || {
            let inputs = round.par_iter().with_max_len(1);
            inputs
                .map(|(number, input)| {
                    let between = between.get(number).map(Vec::as_slice).unwrap_or_default();
                    check(terminal, &workers, (input, between), &settings.options, arguments.format)
                })
                .collect()
        })?;
        for checked in checked {
            sum.add(&checked.verdict);
            terminal.result(log.file(&checked));
            match &checked.verdict {
                Verdict::Read { printed, .. } => terminal.result(printed),
                Verdict::Failed(error) if arguments.format != FindingFormat::Sarif => {
                    let word = if error.kind == ErrorKind::Refused { "word-refused" } else { "word-failed" };
                    terminal.failure(word, &checked.shown, &batch::run::placed(error));
                }
                Verdict::Failed(_) => {}
            }
        }
    }
    terminal.result(log.end());
    Ok(sum.told(terminal, settings.fail_on))
}

fn check(
    terminal: &Terminal,
    workers: &Workers,
    (input, between): (&Input, &[Finding]),
    options: &Options,
    format: FindingFormat,
) -> Checked {
    let verdict = match batch::run::disclose(workers, input, options, between) {
        Ok((source, disclosure)) => {
            let printed = match format {
                FindingFormat::Human => {
                    let read = accounted(terminal, &input.shown(), &disclosure);
                    let text = if batch::make::speaks_of(&disclosure, &source) {
                        pipeline::text(&source)
                    } else {
                        None
                    };
                    human::findings(terminal, &input.shown(), &disclosure, text.as_deref()) + &read
                }
                FindingFormat::Concise => concise::findings(terminal, &input.shown(), &disclosure),
                FindingFormat::Json | FindingFormat::Sarif => String::new(),
            };
            let weights = Weights::of(&disclosure.findings);
            // The findings themselves are only kept for the formats that are one document.
            let counts = Counts::of(&disclosure);
            let findings = if printed.is_empty() { disclosure.findings } else { Vec::new() };
            Verdict::Read { findings, printed, weights, counts }
        }
        Err(error) => Verdict::Failed(error),
    };
    Checked { shown: input.shown(), verdict }
}

/// How much of a document was read, on a line of its own.
fn accounted(terminal: &Terminal, path: &str, disclosure: &Disclosure) -> String {
    let Accounting { tables, understood, rows, rows_read } = disclosure.accounting;
    let values: [&dyn std::fmt::Display; 6] =
        [&shown(path), &understood, &tables, &rows_read, &rows, &disclosure.unread()];
    format!("{}\n", terminal.words("check-read", &values))
}

/// What was found in all files.
#[derive(Default)]
struct Sum {
    files: usize,
    failed: usize,
    weights: Weights,
}

impl Sum {
    fn add(&mut self, verdict: &Verdict) {
        self.files += 1;
        match verdict {
            Verdict::Read { weights, .. } => self.weights.add(*weights),
            Verdict::Failed(_) => self.failed += 1,
        }
    }

    /// Says it, and gives the exit status.
    fn told(&self, terminal: &Terminal, fail_on: Option<Severity>) -> u8 {
        let Self { files, failed, weights } = self;
        if weights.at_least(Severity::Info) == 0 && *failed == 0 {
            terminal.say(terminal.words("check-clean", &[files]));
        } else {
            let values: [&dyn std::fmt::Display; 5] =
                [files, &weights.error, &weights.warning, &weights.info, failed];
            terminal.say(terminal.words("check-summary", &values));
        }
        if *failed > 0 {
            INCOMPLETE
        } else if fail_on.is_some_and(|severity| weights.at_least(severity) > 0) {
            FINDINGS
        } else {
            DONE
        }
    }
}
