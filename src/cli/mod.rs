//! The command line: arguments, messages, exit status. The room that prints; a file per command.

mod args;
mod check;
mod checked;
mod completions;
mod concise;
mod convert;
mod decide;
mod explain;
mod help;
mod human;
mod inspect;
mod interrupt;
mod language;
mod log;
mod man;
mod page;
mod progress;
mod sarif;
mod schema;
mod settings;
mod terminal;
mod usage;
mod words;
mod worker;
mod wrap;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::FromArgMatches;
use clap::error::ErrorKind as ClapErrorKind;

use crate::error::{Error, ErrorKind};
use args::{Arguments, Command, General};
use terminal::{Style, Terminal};
use words::Words;

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
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    // A mistake in the command is to be told in the language and the colours that it asks for.
    let early = Terminal::new(&General {
        lang: language::option(&arguments, "--lang"),
        color: language::option(&arguments, "--color").unwrap_or_default(),
        ..General::default()
    });
    let words = Words { language: early.language };
    let parse = |command: clap::Command| {
        let matches = command.try_get_matches_from(&arguments)?;
        Arguments::from_arg_matches(&matches)
    };
    // Only whoever asks for help, or has made a mistake, needs the help of every command.
    let parsed = parse(words::command(words)).or_else(|_| {
        let command = help::with_help(words::command(words), words, wrap::width());
        parse(command.clone()).map_err(|error| not_run(&early, &error, &command, &arguments))
    });
    ExitCode::from(parsed.map_or_else(|status| status, |parsed| run(&parsed, &arguments)))
}

fn run(arguments: &Arguments, typed: &[OsString]) -> u8 {
    let mut terminal = Terminal::new(&arguments.general);
    let status = match &arguments.command {
        Command::Convert(arguments) => convert::run(&mut terminal, arguments),
        Command::Check(arguments) => check::run(&mut terminal, arguments),
        Command::Decide(arguments) => decide::run(&terminal, arguments),
        Command::Inspect(arguments) => inspect::run(&terminal, arguments),
        Command::Explain(arguments) => explain::run(&terminal, arguments),
        Command::Schema => Ok(schema::run(&terminal)),
        Command::Completions(arguments) => Ok(completions::run(&terminal, arguments)),
        Command::Man => Ok(man::run(&terminal)),
        Command::Worker => Ok(worker::run()),
    };
    status.unwrap_or_else(|error| {
        terminal.error(&error);
        if error.kind == ErrorKind::Usage {
            let words = Words { language: terminal.language };
            terminal.line(usage::next_step(&words::command(words), typed, words));
        }
        status_of(&error)
    })
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
fn not_run(terminal: &Terminal, error: &clap::Error, command: &clap::Command, typed: &[OsString]) -> u8 {
    match error.kind() {
        ClapErrorKind::DisplayHelp | ClapErrorKind::DisplayVersion => {
            terminal.result(terminal.styled(&error.render()));
            return DONE;
        }
        ClapErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            terminal.line(terminal.styled_err(&error.render()).trim_end());
        }
        _ => {
            let words = Words { language: terminal.language };
            let word = terminal.paint_err(Style::Error, &terminal.words("word-error", &[]));
            let mistake = usage::mistake(error, command, typed, words);
            terminal.line(format_args!("{word}{}{mistake}", terminal.colon()));
            terminal.line(usage::next_step(command, typed, words));
        }
    }
    USAGE
}
