//! What is wrong with a command, in the language asked for: made from what the parser says of it.

use std::error::Error as _;
use std::ffi::OsString;

use clap::Command;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::help;
use super::terminal::shown;
use super::words::Words;
use crate::batch::config::suggestion;

/// What is said of a mistake: what is wrong, and how the command is called. `typed` are the arguments.
pub(super) fn mistake(error: &clap::Error, command: &Command, typed: &[OsString], words: Words) -> String {
    let command = named(command, typed);
    let Some(wrong) = wrong(error, &command, words) else {
        return said_by_parser(error);
    };
    format!("{wrong}\n{}{}{}", words.message("word-usage", &[]), words.colon(), help::usage(&command, words))
}

/// Where more is said of the command that is typed.
pub(super) fn next_step(command: &Command, typed: &[OsString], words: Words) -> String {
    let command = named(command, typed);
    words.message("usage-next", &[&command.get_bin_name().unwrap_or_else(|| command.get_name())])
}

/// The command that is typed, or the program itself where none can be told.
fn named(command: &Command, typed: &[OsString]) -> Command {
    let mut command = command.clone();
    command.build();
    let mut words = typed.iter().skip(1).take_while(|word| *word != "--").filter_map(|word| word.to_str());
    words.find_map(|word| command.find_subcommand(word)).unwrap_or(&command).clone()
}

/// What is wrong, if it is a mistake that is known here.
fn wrong(error: &clap::Error, command: &Command, words: Words) -> Option<String> {
    let flag = text(error, ContextKind::InvalidArg, words);
    let value = text(error, ContextKind::InvalidValue, words).filter(|value| !value.is_empty());
    let say = |id: &str, values: &[&dyn std::fmt::Display]| Some(words.message(id, values));
    match error.kind() {
        ErrorKind::UnknownArgument => Some(unknown_argument(error, &flag?, words)),
        ErrorKind::InvalidSubcommand => {
            let word = text(error, ContextKind::InvalidSubcommand, words)?;
            let known = names_of_commands(command);
            let said = words.message("usage-unknown-command", &[&word, &words.list(&known)]);
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            Some(with_suggestion(said, suggestion(&word, &known), words))
        }
        ErrorKind::MissingSubcommand => say("usage-no-command", &[&words.list(&names_of_commands(command))]),
        ErrorKind::InvalidValue => {
            let known = strings(error, ContextKind::ValidValue);
            let list = words.list(&known);
            match value {
                None if known.is_empty() => say("usage-value-missing", &[&flag?]),
                None => say("usage-value-missing-known", &[&flag?, &list]),
                Some(value) => {
                    let said = words.message("usage-value-unknown", &[&flag?, &value, &list]);
                    let known: Vec<&str> = known.iter().map(String::as_str).collect();
                    Some(with_suggestion(said, suggestion(&value, &known), words))
                }
            }
        }
        ErrorKind::ValueValidation => {
            let flag = flag?;
            let argument = command.get_arguments().find(|argument| argument.to_string() == flag);
            let expected = argument.and_then(|argument| words.expected(argument.get_id().as_str()));
            let reason = expected.or_else(|| Some(error.source()?.to_string()))?;
            say("usage-value-wrong", &[&flag, &value.unwrap_or_default(), &reason])
        }
        ErrorKind::TooManyValues => say("usage-value-unexpected", &[&flag?, &value?]),
        ErrorKind::ArgumentConflict => {
            let flag = flag?;
            match text(error, ContextKind::PriorArg, words) {
                Some(prior) if prior != flag => say("usage-conflict", &[&flag, &prior]),
                _ => say("usage-twice", &[&flag]),
            }
        }
        ErrorKind::MissingRequiredArgument => say("usage-missing", &[&flag?]),
        ErrorKind::InvalidUtf8 => say("usage-not-text", &[]),
        _ => None,
    }
}

/// An option that does not exist, or an argument too many.
fn unknown_argument(error: &clap::Error, word: &str, words: Words) -> String {
    if !word.starts_with('-') {
        return words.message("usage-too-many", &[&word]);
    }
    let said = words.message("usage-unknown-option", &[&word]);
    if let Some(near) = text(error, ContextKind::SuggestedArg, words) {
        return with_suggestion(said, Some(&near), words);
    }
    let is_value = error.get(ContextKind::Suggested).is_some();
    let hint = if is_value { words.message("usage-as-value", &[&word]) } else { String::new() };
    format!("{said}{hint}")
}

fn with_suggestion(said: String, near: Option<&str>, words: Words) -> String {
    let hint = near.map(|near| words.message("did-you-mean", &[&near])).unwrap_or_default();
    said + &hint
}

fn names_of_commands(command: &Command) -> Vec<String> {
    help::commands(command).into_iter().map(|sub| sub.get_name().to_owned()).collect()
}

/// A piece of what the parser says, a list of several as one text. Nothing of it commands the terminal.
fn text(error: &clap::Error, kind: ContextKind, words: Words) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(shown(text)),
        ContextValue::Strings(_) => Some(words.list(&strings(error, kind))),
        _ => None,
    }
}

fn strings(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::Strings(texts)) => texts.iter().map(|text| shown(text)).collect(),
        _ => Vec::new(),
    }
}

/// The parser's own words, without the word that begins and the line that ends every mistake.
fn said_by_parser(error: &clap::Error) -> String {
    let said = error.render().to_string();
    let said = said.strip_prefix("error: ").unwrap_or(&said);
    said.split("\n\nFor more information").next().unwrap_or(said).trim_end().to_owned()
}
