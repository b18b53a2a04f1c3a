//! `gongkai convert`: every input to every format, with what became of each.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use super::args::{Convert, Level};
use super::settings::{Settings, settings};
use super::terminal::{Style, Terminal};
use super::{DONE, FINDINGS, INCOMPLETE};
use crate::batch::manifest::Weights;
use crate::batch::{self, Event, Options, Outcome, Plan, Status, world};
use crate::error::{Error, ErrorKind};
use crate::model::Message;
use crate::view;

/// What is read where no INPUT is given.
const INPUT: &str = "input";

pub(super) fn run(terminal: &Terminal, arguments: &Convert) -> Result<u8, Error> {
    std::panic::set_hook(Box::new(|_| {}));
    let inputs =
        if arguments.inputs.is_empty() { vec![PathBuf::from(INPUT)] } else { arguments.inputs.clone() };
    let settings = settings(&inputs, &arguments.reading, &arguments.to)?;
    let fail_on = arguments.fail_on.unwrap_or(Level::Never);
    if arguments.output.as_os_str() == "-" {
        let plan = batch::plan(&inputs, None, arguments.reading.follow)?;
        return to_standard_output(terminal, &plan, &settings, fail_on);
    }
    let plan = batch::plan(&inputs, Some(&arguments.output), arguments.reading.follow)?;
    plan.notes.iter().for_each(|note| terminal.note(note));
    if plan.inputs.is_empty() {
        terminal.note(&nothing_to_read(&inputs));
    }
    let options = Options {
        force: arguments.force,
        overwrite: arguments.overwrite,
        prune: arguments.prune,
        ..settings.options
    };
    let stop = AtomicBool::new(false);
    let outcome = batch::run(&plan, &arguments.output, &options, &stop, &|event| {
        if let Event::Done(input, record) = event
            && let Some(reason) = &record.reason
        {
            let word = if record.status == Status::Refused { "word-refused" } else { "word-failed" };
            terminal.failure(word, &input.shown, reason);
        }
    })?;
    outcome.notes.iter().for_each(|note| terminal.note(note));
    Ok(summary(terminal, &arguments.output, &outcome, fail_on))
}

/// What is said where the inputs hold no file.
pub(super) fn nothing_to_read(inputs: &[PathBuf]) -> Message {
    let shown: Vec<String> = inputs.iter().map(|input| world::show(input)).collect();
    Message::new("plan-empty", &[&shown.join(", ")])
}

/// One document in one format that is text.
fn to_standard_output(
    terminal: &Terminal,
    plan: &Plan,
    settings: &Settings,
    fail_on: Level,
) -> Result<u8, Error> {
    let wrong = |id: &str| Err(Error::new(ErrorKind::Usage, id, &[]));
    let ([input], [format]) = (plan.inputs.as_slice(), settings.options.formats.as_slice()) else {
        return wrong("stdout-one-input-one-format");
    };
    if !format.is_text {
        return wrong("stdout-text-only");
    }
    let (_, disclosure) = match batch::run::disclose(input, &settings.options) {
        Ok(disclosed) => disclosed,
        Err(error) => {
            let word = if error.kind == ErrorKind::Refused { "word-refused" } else { "word-failed" };
            terminal.failure(word, &input.shown, &batch::run::placed(&error));
            return Ok(super::status_of(&error));
        }
    };
    let bytes = (format.emit)(&disclosure, &view::view(&disclosure))?;
    terminal.result(bytes);
    Ok(status(Weights::of(&disclosure), 0, fail_on))
}

fn summary(terminal: &Terminal, directory: &Path, outcome: &Outcome, fail_on: Level) -> u8 {
    let totals = &outcome.manifest.totals;
    let word = terminal.paint_err(Style::Strong, &terminal.words("convert-done", &[]));
    let values: [&dyn std::fmt::Display; 5] = [
        &outcome.manifest.inputs.len(),
        &totals.converted,
        &totals.unchanged,
        &totals.refused,
        &totals.failed,
    ];
    terminal.say(format_args!("{word}{}{}", terminal.colon(), terminal.words("convert-files", &values)));
    let values: [&dyn std::fmt::Display; 5] = [
        &totals.counts.projects,
        &totals.counts.indicators,
        &totals.findings.error,
        &totals.findings.warning,
        &totals.findings.info,
    ];
    terminal.say(terminal.words("convert-holds", &values));
    terminal.say(terminal.words("convert-output", &[&world::show(directory)]));
    status(totals.findings, totals.refused + totals.failed, fail_on)
}

fn status(weights: Weights, failed: usize, fail_on: Level) -> u8 {
    if failed > 0 {
        INCOMPLETE
    } else if fail_on.severity().is_some_and(|severity| weights.at_least(severity) > 0) {
        FINDINGS
    } else {
        DONE
    }
}
