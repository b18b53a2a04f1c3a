//! The words of the command line: every command, argument and value in the language of whoever reads, from the
//! table of messages.
//!
//! The ids are made from the names: `help-convert` is the command, `help-convert-force` an argument of it,
//! `help-jobs` one that several commands share, `help-color=auto` a value, `help-DIR` the name of a value and
//! `help-jobs=?` what is expected of a value that no list can name.

use std::fmt::Display;

use clap::{Arg, Command, CommandFactory};

use super::args::Arguments;
use crate::model::{Language, Message, Severity};

/// The words of the command line in a language.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words {
    /// The language.
    pub(super) language: Language,
}

impl Words {
    /// The message of an id, its places filled in.
    pub(super) fn message(self, id: &str, values: &[&dyn Display]) -> String {
        Message::new(id, values).text(self.language).to_owned()
    }

    /// What a command does.
    pub(super) fn about(self, command: &str) -> String {
        self.message(&format!("help-{command}"), &[])
    }

    /// What an argument of a command does.
    pub(super) fn argument(self, command: &str, argument: &str) -> String {
        let argument = argument.replace('_', "-");
        let own = format!("help-{command}-{argument}");
        if Message::exists(&own) { self.message(&own, &[]) } else { self.about(&argument) }
    }

    /// What a value of an argument means.
    pub(super) fn value(self, argument: &str, value: &str) -> String {
        self.about(&format!("{}={value}", argument.replace('_', "-")))
    }

    /// What an argument expects, where no list of values can say it.
    pub(super) fn expected(self, argument: &str) -> Option<String> {
        let id = format!("help-{}=?", argument.replace('_', "-"));
        Message::exists(&id).then(|| self.message(&id, &[]))
    }

    /// What stands between a name and what is said of it.
    pub(super) fn colon(self) -> &'static str {
        match self.language {
            Language::English => ": ",
            Language::Chinese => "：",
        }
    }

    /// The word that stands above what belongs to it: `Options:`.
    pub(super) fn heading(self, id: &str) -> String {
        format!("{}{}", self.message(id, &[]), self.colon().trim_end())
    }

    /// Things one after the other.
    pub(super) fn list(self, things: &[String]) -> String {
        things.join(match self.language {
            Language::English => ", ",
            Language::Chinese => "、",
        })
    }
}

/// The word for how much a finding weighs.
pub(super) fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "word-info",
        Severity::Warning => "word-warning",
        Severity::Error => "word-error",
    }
}

/// The command line as it is parsed, its words in a language.
pub(super) fn command(words: Words) -> Command {
    spoken(Arguments::command(), words)
}

fn spoken(command: Command, words: Words) -> Command {
    if command.is_hide_set() {
        return command;
    }
    let name = command.get_name().to_owned();
    command
        .about(words.about(&name))
        .mut_args(|argument| spoken_argument(argument, &name, words))
        .mut_subcommands(|sub| spoken(sub, words))
}

fn spoken_argument(argument: Arg, command: &str, words: Words) -> Arg {
    if argument.is_hide_set() {
        return argument;
    }
    let names: Vec<String> =
        argument.get_value_names().unwrap_or_default().iter().map(|name| words.about(name)).collect();
    let help = words.argument(command, argument.get_id().as_str());
    let argument = argument.help(help);
    if names.is_empty() { argument } else { argument.value_names(names) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::cli::help;

    /// Notes the ids of all that is shown of a command.
    fn ids_of(command: &Command, ids: &mut BTreeSet<String>) {
        let name = command.get_name();
        ids.insert(format!("help-{name}"));
        for argument in command.get_arguments().filter(|argument| !argument.is_hide_set()) {
            let id = argument.get_id().as_str().replace('_', "-");
            let own = format!("help-{name}-{id}");
            ids.insert(if Message::exists(&own) { own } else { format!("help-{id}") });
            if !argument.get_action().takes_values() {
                continue;
            }
            let values = argument.get_possible_values();
            ids.extend(values.iter().map(|value| format!("help-{id}={}", value.get_name())));
            ids.extend(
                argument.get_value_names().unwrap_or_default().iter().map(|name| format!("help-{name}")),
            );
            let parser = argument.get_value_parser().type_id();
            let is_any_text = [
                clap::builder::ValueParser::string().type_id(),
                clap::builder::ValueParser::path_buf().type_id(),
            ]
            .contains(&parser);
            if values.is_empty() && !is_any_text {
                ids.insert(format!("help-{id}=?"));
            }
        }
        for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
            ids_of(sub, ids);
        }
    }

    /// A flag that nobody found words for, and words for a flag that is gone.
    #[test]
    fn every_command_argument_and_value_has_its_words() {
        let mut ids = BTreeSet::new();
        ids_of(&Arguments::command(), &mut ids);
        ids.extend(help::ids().map(str::to_owned));
        let known: BTreeSet<String> =
            Message::ids().filter(|id| id.starts_with("help-")).map(str::to_owned).collect();
        let lacking: Vec<_> = ids.difference(&known).collect();
        let left: Vec<_> = known.difference(&ids).collect();
        assert!(lacking.is_empty(), "messages.tsv lacks {lacking:?}");
        assert!(left.is_empty(), "messages.tsv has words for what is gone: {left:?}");
    }

    #[test]
    fn words_are_in_their_language() {
        let is_chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        for id in Message::ids().filter(|id| id.starts_with("help-")) {
            let message = Message::new(id, &[]);
            assert!(!is_chinese(&message.en), "{id}");
            // Names of shells and single letters are the same everywhere.
            let is_name = id.starts_with("help-shell=") || message.en.chars().count() == 1;
            assert!(is_name || is_chinese(&message.zh), "{id}");
        }
    }

    #[test]
    fn the_command_line_holds_together() {
        for language in [Language::English, Language::Chinese] {
            command(Words { language }).debug_assert();
        }
    }
}
