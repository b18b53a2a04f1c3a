//! `gongkai completions SHELL`: what a shell needs to complete the command line.

use clap::builder::PossibleValuesParser;
use clap::{Arg, Command};

use super::args::Completions;
use super::terminal::Terminal;
use super::words::{self, Words};
use super::{DONE, help};

pub(super) fn run(terminal: &Terminal, arguments: &Completions) -> u8 {
    let words = Words { language: terminal.language };
    let mut command = described(&words::command(words), words);
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "gongkai", &mut script);
    terminal.result(script);
    DONE
}

/// The command line with what each value means, and without what is hidden: clap_complete would offer it. It can be
/// shown, no longer parsed: its values have lost their types.
fn described(command: &Command, words: Words) -> Command {
    let arguments = command.get_arguments().filter(|argument| !argument.is_hide_set());
    Command::new(command.get_name().to_owned())
        .about(command.get_about().cloned().unwrap_or_default())
        .version(env!("CARGO_PKG_VERSION"))
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .disable_version_flag(true)
        .args(arguments.map(|argument| described_argument(argument.clone(), words)))
        .subcommands(help::commands(command).into_iter().map(|sub| described(sub, words)))
}

fn described_argument(argument: Arg, words: Words) -> Arg {
    let values = help::values(&argument);
    if values.is_empty() {
        return argument;
    }
    let id = argument.get_id().as_str().to_owned();
    let values = values.into_iter().map(|value| {
        let meaning = words.value(&id, &value);
        clap::builder::PossibleValue::new(value).help(meaning)
    });
    argument.value_parser(PossibleValuesParser::new(values))
}
