//! The command line: arguments, messages, exit status. The room that prints; a file per command.

mod args;
mod check;
mod completions;
mod concise;
mod convert;
mod explain;
mod human;
mod inspect;
mod interrupt;
mod language;
mod man;
mod progress;
mod sarif;
mod schema;
mod settings;
mod terminal;
mod worker;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind as ClapErrorKind;

use crate::error::{Error, ErrorKind};
use args::{Arguments, Command};
use terminal::Terminal;

/// Done, and no finding at or above `--fail-on`.
const DONE: u8 = 0;
/// There are such findings.
const FINDINGS: u8 = 1;
/// The command or the configuration is wrong; nothing was written.
const USAGE: u8 = 2;
/// Some inputs were refused or failed.
const INCOMPLETE: u8 = 3;
/// The batch had to stop.
const STOPPED: u8 = 4;

/// Runs the command that the arguments say and gives its exit status.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => return ExitCode::from(usage(&error)),
    };
    let mut terminal = Terminal::new(&arguments.general);
    let status = match arguments.command {
        Command::Convert(arguments) => convert::run(&mut terminal, &arguments),
        Command::Check(arguments) => check::run(&mut terminal, &arguments),
        Command::Inspect(arguments) => inspect::run(&terminal, &arguments),
        Command::Explain(arguments) => explain::run(&terminal, &arguments),
        Command::Schema => Ok(schema::run(&terminal)),
        Command::Completions(arguments) => Ok(completions::run(&terminal, &arguments)),
        Command::Man => Ok(man::run(&terminal)),
        Command::Worker => Ok(worker::run()),
    };
    ExitCode::from(status.unwrap_or_else(|error| {
        terminal.error(&error);
        status_of(&error)
    }))
}

/// The exit status that a failure of the whole command has.
fn status_of(error: &Error) -> u8 {
    match error.kind {
        ErrorKind::Usage => USAGE,
        ErrorKind::Refused | ErrorKind::Failed => INCOMPLETE,
        ErrorKind::Stopped => STOPPED,
    }
}

/// Help and the version are results; anything else is a mistake in the command.
fn usage(error: &clap::Error) -> u8 {
    // A reader that has closed its end does not want to hear of it.
    let _ = error.print();
    match error.kind() {
        ClapErrorKind::DisplayHelp | ClapErrorKind::DisplayVersion => DONE,
        _ => USAGE,
    }
}
