//! `gongkai convert`: every input to every format, with what became of each.

use std::fmt::Display;
use std::path::{Path, PathBuf};

use super::args::Convert;
use super::interrupt::Interrupt;
use super::progress::Progress;
use super::settings::{Settings, settings};
use super::terminal::{Style, Terminal};
use super::{DONE, FINDINGS, INCOMPLETE};
use crate::batch::input::Origin;
use crate::batch::manifest::Weights;
use crate::batch::plan::REPORT;
use crate::batch::{self, Options, Outcome, Plan, world};
use crate::error::{Error, ErrorKind};
use crate::model::{Message, Severity};

/// What is read where no INPUT is given.
const INPUT: &str = "input";

pub(super) fn run(terminal: &mut Terminal, arguments: &Convert) -> Result<u8, Error> {
    let inputs =
        if arguments.inputs.is_empty() { vec![PathBuf::from(INPUT)] } else { arguments.inputs.clone() };
    let settings = settings(terminal, &inputs, &arguments.reading, &arguments.to, arguments.fail_on, None)?;
    let terminal = &*terminal;
    if arguments.output.as_os_str() == "-" {
        let plan = batch::plan(&inputs, None, arguments.reading.follow)?;
        return to_standard_output(terminal, &plan, &settings);
    }
    let plan = batch::plan(&inputs, Some(&arguments.output), arguments.reading.follow)?;
    terminal.notes(&plan.notes);
    if plan.inputs.is_empty() {
        terminal.note(&nothing_to_read(&inputs));
    }
    let options = Options {
        force: arguments.force,
        overwrite: arguments.overwrite,
        prune: arguments.prune,
        without_pictures: arguments.no_pictures || settings.options.without_pictures,
        ..settings.options.clone()
    };
    let progress = Progress::new(terminal, arguments.progress, plan.inputs.len());
    // Whoever types into standard input wants Ctrl-C to end it.
    let reads_standard = plan.inputs.iter().any(|input| matches!(input.origin, Origin::Standard));
    let interrupt = if reads_standard { Interrupt::default() } else { Interrupt::watch() };
    let outcome =
        batch::run(&plan, &arguments.output, &options, &interrupt.stop, &|event| progress.observe(event));
    progress.finish();
    let outcome = outcome?;
    terminal.notes(&outcome.notes);
    if outcome.interrupted {
        let values: [&dyn Display; 2] = [&outcome.totals.inputs(), &plan.inputs.len()];
        terminal.say(terminal.words("convert-interrupted", &values));
        return Ok(interrupt.status());
    }
    Ok(summary(terminal, &arguments.output, &outcome, settings.fail_on))
}

/// What is said where the inputs hold no file.
pub(super) fn nothing_to_read(inputs: &[PathBuf]) -> Message {
    let shown: Vec<String> = inputs.iter().map(|input| world::show(input)).collect();
    Message::new("plan-empty", &[&shown.join(", ")])
}

/// One document in one format that is text.
fn to_standard_output(terminal: &Terminal, plan: &Plan, settings: &Settings) -> Result<u8, Error> {
    let wrong = |id: &str| Err(Error::new(ErrorKind::Usage, id, &[]));
    let ([input], [format]) = (plan.inputs.as_slice(), settings.options.formats.as_slice()) else {
        return wrong("stdout-one-input-one-format");
    };
    if !format.is_text {
        return wrong("stdout-text-only");
    }
    let workers = settings.workers();
    let (_, made) = match batch::run::make_one(&workers, input, &settings.options, format, &[]) {
        Ok(made) => made,
        Err(error) => {
            let word = if error.kind == ErrorKind::Refused { "word-refused" } else { "word-failed" };
            terminal.failure(word, &input.shown(), &batch::run::placed(&error));
            return Ok(super::status_of(&error));
        }
    };
    terminal.result(made.bytes.concat());
    Ok(status(made.record.weights, 0, settings.fail_on))
}

fn summary(terminal: &Terminal, directory: &Path, outcome: &Outcome, fail_on: Option<Severity>) -> u8 {
    let totals = &outcome.totals;
    let word = terminal.paint_err(Style::Strong, &terminal.words("convert-done", &[]));
    let values: [&dyn Display; 5] =
        [&totals.inputs(), &totals.converted, &totals.unchanged, &totals.refused, &totals.failed];
    terminal.say(format_args!("{word}{}{}", terminal.colon(), terminal.words("convert-files", &values)));
    let values: [&dyn Display; 5] = [
        &totals.counts.projects,
        &totals.counts.indicators,
        &totals.findings.error,
        &totals.findings.warning,
        &totals.findings.info,
    ];
    terminal.say(terminal.words("convert-holds", &values));
    if outcome.pruned > 0 {
        terminal.say(terminal.words("convert-pruned", &[&outcome.pruned]));
    }
    left_over(terminal, outcome);
    let report = directory.join(REPORT);
    terminal.say(terminal.words("convert-output", &[&world::show(directory), &world::show(&report)]));
    status(totals.findings, totals.refused + totals.failed, fail_on)
}

/// Names the outputs that no input stands for any more.
fn left_over(terminal: &Terminal, outcome: &Outcome) {
    /// So many are named; more would push what matters off the screen, and the manifest has all of them.
    const NAMED: usize = 5;
    let left = &outcome.left;
    if left.is_empty() {
        return;
    }
    let mut named: Vec<String> =
        left.iter().take(NAMED).map(|output| world::show_text(&output.path)).collect();
    if left.len() > NAMED {
        named.push("…".to_owned());
    }
    terminal.note(&Message::new("convert-left", &[&left.len(), &named.join(", ")]));
}

fn status(weights: Weights, failed: usize, fail_on: Option<Severity>) -> u8 {
    if failed > 0 {
        INCOMPLETE
    } else if fail_on.is_some_and(|severity| weights.at_least(severity) > 0) {
        FINDINGS
    } else {
        DONE
    }
}
