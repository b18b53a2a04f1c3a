//! The help of a command, on a screen: what it does, how it is called, its arguments, examples.

#![expect(
    clippy::format_push_string,
    reason = "a text that is put together once; how it reads counts for more than a copy"
)]

use clap::{Arg, Command};
use unicode_width::UnicodeWidthStr;

use super::words::Words;
use super::wrap::{padded, wrap};

/// An example: what is typed, and the id of what is said of it.
pub(super) type Example = (&'static str, Option<&'static str>);

/// The examples of each command.
const EXAMPLES: &[(&str, &[Example])] = &[
    (
        "gongkai",
        &[
            ("gongkai convert", Some("help-example-convert-all")),
            ("gongkai check in/2024", Some("help-example-check")),
            ("gongkai convert --help", Some("help-example-help")),
        ],
    ),
    (
        "convert",
        &[
            ("gongkai convert", Some("help-example-convert-all")),
            ("gongkai convert in/2024 -o out --to json,xlsx -j 4", None),
            ("gongkai convert table.html -o - --to md", Some("help-example-convert-one")),
            ("gongkai convert out/table.json --to xlsx", Some("help-example-convert-stored")),
        ],
    ),
    (
        "check",
        &[
            ("gongkai check in/2024", Some("help-example-check")),
            ("gongkai check table.txt --format json", None),
            ("gongkai check in --format sarif > findings.sarif", None),
            ("gongkai check in --fail-on warning", Some("help-example-check-fail")),
        ],
    ),
    (
        "decide",
        &[
            ("gongkai decide table.html", Some("help-example-decide-list")),
            ("gongkai decide t.html --accept goal-displaced", Some("help-example-decide-accept")),
            ("gongkai decide t.html --set t1r14c3=26.97", Some("help-example-decide-set")),
            ("gongkai decide t.html --keep sum-mismatch@t1r14", Some("help-example-decide-keep")),
        ],
    ),
    (
        "inspect",
        &[
            ("gongkai inspect table.html --stage read", Some("help-example-inspect-read")),
            ("gongkai inspect table.html --stage layout", Some("help-example-inspect-layout")),
        ],
    ),
    (
        "explain",
        &[
            ("gongkai explain", Some("help-example-explain-all")),
            ("gongkai explain cost-amount-mismatch", None),
        ],
    ),
    (
        "schema",
        &[
            ("gongkai schema > document.schema.json", None),
            ("gongkai schema | jq '.properties | keys'", Some("help-example-schema-keys")),
        ],
    ),
    (
        "completions",
        &[
            ("gongkai completions bash > ~/.local/share/bash-completion/completions/gongkai", None),
            ("gongkai completions fish > ~/.config/fish/completions/gongkai.fish", None),
        ],
    ),
    (
        "man",
        &[
            ("gongkai man | man -l -", Some("help-example-man-read")),
            ("gongkai man > ~/.local/share/man/man1/gongkai.1", Some("help-example-man-keep")),
        ],
    ),
];

/// What is said of a command below its examples.
const REMARKS: &[(&str, &str)] = &[("convert", "help-remark-convert")];

/// The exit statuses, with the ids of what they mean.
pub(super) const STATUSES: &[(&str, &str)] = &[
    ("0", "help-status-done"),
    ("1", "help-status-findings"),
    ("2", "help-status-usage"),
    ("3", "help-status-incomplete"),
    ("4", "help-status-stopped"),
    ("130", "help-status-interrupted"),
];

/// The options whose values are explained in the help of their command, and not in the manual page alone.
const EXPLAINED: &[(&str, &str)] = &[("inspect", "stage"), ("check", "format")];

/// The ids of the words that no command, argument or value has.
#[cfg(test)]
pub(super) fn ids() -> impl Iterator<Item = &'static str> {
    let examples = EXAMPLES.iter().flat_map(|(_, examples)| examples.iter().filter_map(|(_, id)| *id));
    let statuses = STATUSES.iter().map(|(_, id)| *id);
    examples.chain(statuses).chain(REMARKS.iter().map(|(_, id)| *id))
}

/// The same command line with the help of each command in place of the one that clap makes, which breaks lines
/// at blanks only and so never within a Chinese sentence.
pub(super) fn with_help(command: Command, words: Words, width: usize) -> Command {
    // What belongs to every command is known to each only once it is built.
    let mut built = command.clone();
    built.build();
    let own = help(&built, words, width);
    command.override_help(own).mut_subcommands(|sub| {
        let built = built.find_subcommand(sub.get_name());
        let help = built.map(|built| help(built, words, width)).unwrap_or_default();
        sub.override_help(help)
    })
}

/// The arguments that are shown, by the headings that they stand under.
pub(super) fn groups(command: &Command) -> [(&'static str, Vec<&Arg>); 3] {
    let shown = |wanted: fn(&Arg) -> bool| {
        let arguments = command.get_arguments().filter(|argument| !argument.is_hide_set());
        arguments.filter(|argument| wanted(argument)).collect()
    };
    [
        ("word-arguments", shown(Arg::is_positional)),
        ("word-options", shown(|argument| !argument.is_positional() && !argument.is_global_set())),
        ("word-general-options", shown(Arg::is_global_set)),
    ]
}

/// The commands that are shown.
pub(super) fn commands(command: &Command) -> Vec<&Command> {
    command.get_subcommands().filter(|sub| !sub.is_hide_set()).collect()
}

/// The examples of a command.
pub(super) fn examples(command: &str) -> &'static [Example] {
    EXAMPLES.iter().find(|(name, _)| *name == command).map_or(&[], |(_, examples)| examples)
}

/// What is said of a command below its examples.
pub(super) fn remark(command: &str, words: Words) -> Option<String> {
    let (_, id) = REMARKS.iter().find(|(name, _)| *name == command)?;
    Some(words.message(id, &[]))
}

/// How a command is called: `gongkai inspect [OPTIONS] --stage <STAGE> <FILE>`.
pub(super) fn usage(command: &Command, words: Words) -> String {
    let mut usage = command.get_bin_name().unwrap_or_else(|| command.get_name()).to_owned();
    let [(_, positional), (_, options), _] = groups(command);
    let mut push = |part: &str| {
        usage.push(' ');
        usage.push_str(part);
    };
    push(&words.message("usage-options", &[]));
    let required = options.iter().filter(|option| option.is_required_set());
    required.chain(&positional).for_each(|argument| push(&argument.to_string()));
    if !commands(command).is_empty() {
        push(&words.message("usage-command", &[]));
    }
    usage
}

/// The short and the long form of an argument with its value: `-o, --output <DIR>`.
pub(super) fn form(argument: &Arg) -> String {
    match argument.get_short() {
        Some(short) => format!("-{short}, {argument}"),
        None => argument.to_string(),
    }
}

/// What an argument does, with its default.
pub(super) fn meaning(argument: &Arg, words: Words) -> String {
    let meaning = argument.get_help().map(ToString::to_string).unwrap_or_default();
    let defaults = argument.get_default_values().iter().filter(|_| argument.get_action().takes_values());
    let defaults: Vec<String> = defaults.map(|value| value.to_string_lossy().into_owned()).collect();
    if defaults.is_empty() {
        return meaning;
    }
    format!("{meaning} {}", words.message("usage-default", &[&words.list(&defaults)]))
}

/// The values that an argument may have, where they can be listed.
pub(super) fn values(argument: &Arg) -> Vec<String> {
    if !argument.get_action().takes_values() {
        return Vec::new();
    }
    let values = argument.get_possible_values();
    values.iter().filter(|value| !value.is_hide_set()).map(|value| value.get_name().to_owned()).collect()
}

fn help(command: &Command, words: Words, width: usize) -> String {
    let mut help = Screen { text: String::new(), width };
    let name = command.get_name();
    help.paragraph(&command.get_about().map(ToString::to_string).unwrap_or_default());
    let heading = format!("{}{}", words.message("word-usage", &[]), words.colon());
    help.text += &format!("\n{}{}\n", bold(&heading), usage(command, words));
    let commands: Vec<(String, String)> = commands(command)
        .into_iter()
        .map(|sub| (sub.get_name().to_owned(), words.about(sub.get_name())))
        .collect();
    help.section(&words.heading("word-commands"), &commands);
    for (id, arguments) in groups(command) {
        let rows: Vec<(String, String)> =
            arguments.into_iter().flat_map(|argument| rows(argument, name, words)).collect();
        help.section(&words.heading(id), &rows);
    }
    let rows: Vec<(String, String)> = examples(name)
        .iter()
        .map(|(typed, id)| ((*typed).to_owned(), id.map(|id| words.message(id, &[])).unwrap_or_default()))
        .collect();
    help.section(&words.heading("word-examples"), &rows);
    if let Some(remark) = remark(name, words) {
        help.text.push('\n');
        help.paragraph(&remark);
    }
    if !commands.is_empty() {
        let rows: Vec<(String, String)> =
            STATUSES.iter().map(|(status, id)| ((*status).to_owned(), words.message(id, &[]))).collect();
        help.section(&words.heading("word-exit-status"), &rows);
    }
    help.text
}

/// The rows of an argument: its own, and where they are explained one for each of its values.
fn rows(argument: &Arg, command: &str, words: Words) -> Vec<(String, String)> {
    // The long forms stand below each other, with a short one before them or not.
    let indent = if argument.is_positional() || argument.get_short().is_some() { "" } else { "    " };
    let mut rows = vec![(format!("{indent}{}", form(argument)), meaning(argument, words))];
    let (id, values) = (argument.get_id().as_str(), values(argument));
    if EXPLAINED.contains(&(command, id)) {
        let widest = values.iter().map(|value| value.width()).max().unwrap_or(0);
        let explained = |value: &String| format!("{}  {}", padded(value, widest), words.value(id, value));
        rows.extend(values.iter().map(|value| (String::new(), explained(value))));
    } else if !values.is_empty() {
        rows[0].1 += &format!(" {}", words.message("usage-values", &[&words.list(&values)]));
    }
    rows
}

/// What is printed, in lines of a width.
struct Screen {
    text: String,
    width: usize,
}

impl Screen {
    fn paragraph(&mut self, text: &str) {
        for line in wrap(text, self.width) {
            self.text.push_str(&line);
            self.text.push('\n');
        }
    }

    /// A heading and its rows in two columns; nothing where there are none.
    fn section(&mut self, heading: &str, rows: &[(String, String)]) {
        if rows.is_empty() {
            return;
        }
        self.text += &format!("\n{}\n", bold(heading));
        let explained = rows.iter().filter(|(_, meaning)| !meaning.is_empty());
        let first = explained.map(|(name, _)| name.width()).max().unwrap_or(0);
        // Two blanks before the first column and two behind it.
        let room = self.width.saturating_sub(first + 4);
        for (name, meaning) in rows {
            let mut lines = wrap(meaning, room).into_iter();
            let line = format!("{}  {}", padded(name, first), lines.next().unwrap_or_default());
            self.text += &format!("  {}\n", strong_name(&line, name));
            for line in lines {
                self.text += &format!("  {}  {line}\n", " ".repeat(first));
            }
        }
    }
}

/// A line of a section, its name standing out.
fn strong_name(line: &str, name: &str) -> String {
    let rest = line.strip_prefix(name).unwrap_or_default().trim_end();
    if name.is_empty() { rest.to_owned() } else { format!("{}{rest}", bold(name)) }
}

/// Words that stand out on a terminal; clap takes the marks out elsewhere.
fn bold(text: &str) -> String {
    format!("\u{1b}[1m{text}\u{1b}[0m")
}
