//! Standard output and standard error: results to the one, messages to the other.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use clap::builder::StyledStr;

use super::args::{General, When};
use super::language;
use crate::batch::world;
use crate::error::Error;
use crate::model::{Language, Message, Severity};

/// How many notes are said one by one.
const MOST_NOTES: usize = 20;

/// Where a person reads.
#[derive(Debug)]
pub struct Terminal {
    /// The language of messages.
    pub language: Language,
    /// Whether only results and errors are said.
    pub quiet: bool,
    /// Whether a person named the language for this program.
    is_language_named: bool,
    /// Whether standard output and standard error are coloured.
    colored: [bool; 2],
    /// Whether the reader of standard output has closed its end.
    closed: AtomicBool,
}

/// A way to make words stand out. Their meaning is in the words as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// As they are.
    Plain,
    /// Bold.
    Strong,
    /// An error.
    Error,
    /// A warning.
    Warning,
    /// Worth knowing.
    Info,
    /// What leads the eye: arrows, bars.
    Frame,
}

impl Style {
    /// How a severity stands out.
    pub fn of(severity: Severity) -> Self {
        match severity {
            Severity::Error => Self::Error,
            Severity::Warning => Self::Warning,
            Severity::Info => Self::Info,
        }
    }

    fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Strong => "1",
            Self::Error => "1;31",
            Self::Warning => "1;33",
            Self::Info => "1;36",
            Self::Frame => "1;34",
        }
    }
}

impl Terminal {
    /// The terminal that the general options and the environment ask for.
    pub fn new(general: &General) -> Self {
        let variable = |name: &str| std::env::var(name).ok();
        let is_set = |name: &str| variable(name).is_some_and(|value| !value.is_empty() && value != "0");
        let colored = |is_terminal: bool| match general.color {
            When::Always => true,
            When::Never => false,
            // https://no-color.org: any value that is not empty.
            When::Auto if variable("NO_COLOR").is_some_and(|value| !value.is_empty()) => false,
            When::Auto if is_set("CLICOLOR_FORCE") => true,
            When::Auto => is_terminal && variable("TERM").as_deref() != Some("dumb"),
        };
        Self {
            language: general
                .lang
                .map_or_else(|| language::of_environment(variable), super::args::Lang::language),
            quiet: general.quiet,
            is_language_named: general.lang.is_some()
                || variable(language::OWN).is_some_and(|own| !own.is_empty()),
            colored: [colored(io::stdout().is_terminal()), colored(io::stderr().is_terminal())],
            closed: AtomicBool::new(false),
        }
    }

    /// Speaks the language of the configuration, unless a person named another one.
    pub fn settle_language(&mut self, language: Language) {
        if !self.is_language_named {
            self.language = language;
        }
    }

    /// Writes a result to standard output. A reader that has closed its end is no mistake.
    pub fn result(&self, text: impl AsRef<[u8]>) {
        if self.closed.load(Ordering::Relaxed) {
            return;
        }
        let mut out = io::stdout().lock();
        if out.write_all(text.as_ref()).and_then(|()| out.flush()).is_err() {
            self.closed.store(true, Ordering::Relaxed);
        }
    }

    /// Says something that is good to know, unless a person wants quiet.
    pub fn say(&self, text: impl Display) {
        if !self.quiet {
            self.line(text);
        }
    }

    /// Says a message that is good to know.
    pub fn note(&self, message: &Message) {
        let word = Message::new("word-note", &[]);
        let word = self.paint_err(Style::Info, word.text(self.language));
        self.say(format_args!("{word}{}{}", self.colon(), message.text(self.language)));
    }

    /// Says messages that are good to know; of very many, how many there are.
    pub fn notes(&self, messages: &[Message]) {
        messages.iter().take(MOST_NOTES).for_each(|message| self.note(message));
        if messages.len() > MOST_NOTES {
            self.note(&Message::new("plan-more-notes", &[&(messages.len() - MOST_NOTES)]));
        }
    }

    /// Says why the command came to nothing.
    pub fn error(&self, error: &Error) {
        let word = Message::new("word-error", &[]);
        let word = self.paint_err(Style::Error, word.text(self.language));
        self.line(format_args!("{word}{}{}", self.colon(), error.text(self.language)));
    }

    /// Says why an input came to nothing.
    pub fn failure(&self, word: &str, input: &str, reason: &Message) {
        let word = Message::new(word, &[]);
        let word = self.paint_err(Style::Error, word.text(self.language));
        self.line(format_args!(
            "{word}{}{input}{}{}",
            self.colon(),
            self.colon(),
            reason.text(self.language)
        ));
    }

    /// The message of an id in the language of the terminal.
    pub fn words(&self, id: &str, values: &[&dyn Display]) -> String {
        Message::new(id, values).text(self.language).to_owned()
    }

    /// Words for standard output, standing out.
    pub fn paint(&self, style: Style, text: &str) -> String {
        paint(self.colored[0], style, text)
    }

    /// Words for standard error, standing out.
    pub fn paint_err(&self, style: Style, text: &str) -> String {
        paint(self.colored[1], style, text)
    }

    /// What stands between a name and what is said of it.
    pub fn colon(&self) -> &'static str {
        match self.language {
            Language::English => ": ",
            Language::Chinese => "：",
        }
    }

    /// Text with marks for standard output; they are left out where it is not coloured.
    pub fn styled(&self, text: &StyledStr) -> String {
        styled(self.colored[0], text)
    }

    /// Text with marks for standard error.
    pub fn styled_err(&self, text: &StyledStr) -> String {
        styled(self.colored[1], text)
    }

    /// Writes a line to standard error.
    #[expect(clippy::unused_self, reason = "what is said is said by the terminal")]
    pub fn line(&self, text: impl Display) {
        // Nobody is left to be told where standard error is closed.
        let _ = writeln!(io::stderr().lock(), "{text}");
    }
}

fn styled(colored: bool, text: &StyledStr) -> String {
    if colored { text.ansi().to_string() } else { text.to_string() }
}

/// Text of an input as it is shown: no character of it commands the terminal.
pub fn shown(text: &str) -> String {
    world::show_text(text)
}

fn paint(colored: bool, style: Style, text: &str) -> String {
    if colored && style != Style::Plain {
        format!("\u{1b}[{}m{text}\u{1b}[0m", style.code())
    } else {
        text.to_owned()
    }
}
