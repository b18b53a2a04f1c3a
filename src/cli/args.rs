//! What can be said on the command line. Help, manual page and completions are made from it.

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::model::{Language, Severity};
use crate::pipeline::Stage;

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "gongkai",
    version,
    about = "Turns scraped Chinese government disclosure tables into checked JSON, XLSX, Markdown and HTML",
    after_help = STATUSES,
    arg_required_else_help = true,
    disable_help_flag = true,
    disable_help_subcommand = true
)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Options of every command.
    #[command(flatten)]
    pub general: General,
}

const STATUSES: &str = "\
Exit status:
  0    done, and no finding at or above --fail-on
  1    there are such findings
  2    the command, the configuration or two inputs claiming one output is wrong; nothing was written
  3    some inputs were refused or failed, the rest is complete
  4    the batch had to stop: disk full, output folder locked or lost
  130  interrupted (143: terminated); the next run goes on from there";

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Convert files and folders
    Convert(Convert),
    /// Read and check files, writing nothing
    Check(Check),
    /// Show one stage's result as JSON, to see where a thing went wrong
    Inspect(Inspect),
    /// Explain a rule, or list all of them
    Explain(Explain),
    /// Print the JSON Schema of the document
    Schema,
    /// Print completions for a shell
    Completions(Completions),
    /// Print the manual page
    Man,
    /// Make one file at a time, for a batch
    #[command(hide = true)]
    Worker,
}

/// Options of every command.
#[derive(Debug, Args)]
pub struct General {
    /// Language of messages [default: by GONGKAI_LANG, LC_ALL, LC_MESSAGES, LANG]
    #[arg(long, global = true, value_name = "LANG", help_heading = "General options")]
    pub lang: Option<Lang>,
    /// When to colour
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        help_heading = "General options"
    )]
    pub color: When,
    /// Say nothing but results and errors
    #[arg(short, long, global = true, action = ArgAction::SetTrue, help_heading = "General options")]
    pub quiet: bool,
    /// Print help
    // The long form of clap gives every value a line of its own; help is to fit a screen.
    #[arg(short, long, global = true, action = ArgAction::HelpShort, help_heading = "General options")]
    pub help: Option<bool>,
}

/// Convert files and folders.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  gongkai convert                              input/ to output/, in every format
  gongkai convert in/2024 -o out --to json,xlsx -j 4
  gongkai convert table.html -o - --to md      one document to standard output
  gongkai convert out/table.json --to xlsx     from the stored document, read by nobody anew
  curl -s URL | gongkai convert - --from html -o out

A second run does only what has changed; an interrupted one is gone on with.")]
pub struct Convert {
    /// Files, folders (with all in them), or - for standard input [default: input]
    #[arg(value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// The folder to write to, or - for standard output
    #[arg(short, long, value_name = "DIR", default_value = "output")]
    pub output: PathBuf,
    /// The formats to write, by extension or name [default: all]
    #[arg(long, value_name = "FORMATS", value_delimiter = ',')]
    pub to: Vec<String>,
    /// Options of reading.
    #[command(flatten)]
    pub reading: Reading,
    /// Convert everything anew, changed or not
    #[arg(long)]
    pub force: bool,
    /// Replace files in DIR that were not written by a former run
    #[arg(long)]
    pub overwrite: bool,
    /// Remove outputs of former runs that no input stands for any more
    #[arg(long)]
    pub prune: bool,
    /// End with status 1 where a finding weighs so much [default: never]
    #[arg(long, value_name = "LEVEL")]
    pub fail_on: Option<Level>,
    /// Whether progress is shown
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub progress: Progress,
}

/// Read and check files.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  gongkai check in/2024
  gongkai check table.txt --format json
  gongkai check in --format sarif > findings.sarif
  gongkai check in --fail-on warning           for scripts: status 1 where there is a warning")]
pub struct Check {
    /// Files, folders (with all in them), or - for standard input
    #[arg(value_name = "INPUT", required = true)]
    pub inputs: Vec<PathBuf>,
    /// How findings are written
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: FindingFormat,
    /// Options of reading.
    #[command(flatten)]
    pub reading: Reading,
    /// End with status 1 where a finding weighs so much [default: error]
    #[arg(long, value_name = "LEVEL")]
    pub fail_on: Option<Level>,
}

/// Options of reading inputs.
#[derive(Debug, Args)]
pub struct Reading {
    /// Read every input as this format, whatever its bytes and name say
    #[arg(long, value_name = "FORMAT")]
    pub from: Option<String>,
    /// How many files are in hand at once [default: one a processor]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
    /// How many seconds a file may take [default: 600]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..))]
    pub timeout: Option<u32>,
    /// Switch a rule off or weigh it otherwise: NAME=off|info|warning|error, with :REASON
    #[arg(long = "rule", value_name = "NAME=LEVEL")]
    pub rules: Vec<String>,
    /// Follow symbolic links in folders
    #[arg(long)]
    pub follow: bool,
    /// The configuration to use [default: gongkai.toml beside the inputs]
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub config: Option<PathBuf>,
    /// Use no configuration
    #[arg(long)]
    pub no_config: bool,
}

/// Show one stage's result.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  gongkai inspect table.html --stage read      the cells as the page has them
  gongkai inspect table.html --stage layout    what its tables were taken to say")]
pub struct Inspect {
    /// A file, or - for standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The stage
    #[arg(long, value_name = "STAGE")]
    pub stage: StageName,
    /// Read it as this format, whatever its bytes and name say
    #[arg(long, value_name = "FORMAT")]
    pub from: Option<String>,
}

/// Explain a rule.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  gongkai explain                              every rule, in a line
  gongkai explain cost-amount-mismatch")]
pub struct Explain {
    /// The rule's name
    #[arg(value_name = "RULE")]
    pub rule: Option<String>,
}

/// Print completions.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  gongkai completions bash > ~/.local/share/bash-completion/completions/gongkai
  gongkai completions fish > ~/.config/fish/completions/gongkai.fish")]
pub struct Completions {
    /// The shell
    pub shell: Shell,
}

/// A language of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    /// Simplified Chinese
    Zh,
    /// English
    En,
}

/// When something is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Whether progress is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Progress {
    /// A bar on a terminal, a line now and then elsewhere
    Auto,
    /// Not at all
    Never,
}

/// How findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FindingFormat {
    /// With the piece of the source they speak of
    Human,
    /// In a line each
    Concise,
    /// As JSON
    Json,
    /// As SARIF 2.1.0
    Sarif,
}

/// From which weight on a finding decides the exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Level {
    /// No finding does
    Never,
    /// Any finding
    Info,
    /// Warnings and errors
    Warning,
    /// Errors
    Error,
}

/// The name of a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum StageName {
    /// The document as it was scraped
    Read,
    /// With its markup read
    Markup,
    /// Mended
    Normalize,
    /// What its tables say
    Layout,
    /// What a person is shown
    View,
}

impl Lang {
    /// The language.
    pub fn language(self) -> Language {
        match self {
            Self::Zh => Language::Chinese,
            Self::En => Language::English,
        }
    }
}

impl Level {
    /// The least weight that decides, if any does.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Never => None,
            Self::Info => Some(Severity::Info),
            Self::Warning => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
        }
    }
}

impl StageName {
    /// The stage.
    pub fn stage(self) -> Stage {
        match self {
            Self::Read => Stage::Read,
            Self::Markup => Stage::Markup,
            Self::Normalize => Stage::Normalize,
            Self::Layout => Stage::Layout,
            Self::View => Stage::View,
        }
    }
}
