//! What can be said on the command line. Help, manual page and completions are made from it; the words that a person
//! reads of it stand in the table of messages (`help-…`), in both languages.

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
    arg_required_else_help = true,
    disable_help_flag = true,
    disable_help_subcommand = true,
    disable_version_flag = true
)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Options of every command.
    #[command(flatten)]
    pub general: General,
    /// Whether the version is asked for.
    #[arg(short = 'V', long, action = ArgAction::Version)]
    pub version: Option<bool>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Convert files and folders.
    Convert(Convert),
    /// Read and check files.
    Check(Check),
    /// Decide on findings of a file.
    Decide(Decide),
    /// Show one stage's result.
    Inspect(Inspect),
    /// Explain a rule.
    Explain(Explain),
    /// Print the JSON Schema.
    Schema,
    /// Print completions.
    Completions(Completions),
    /// Print the manual page.
    Man,
    /// Make one file at a time, for a batch.
    #[command(hide = true)]
    Worker,
}

/// Options of every command.
#[derive(Debug, Default, Args)]
pub struct General {
    /// The language of messages; that of the environment where it is not named.
    #[arg(long, global = true, value_name = "LANG")]
    pub lang: Option<Lang>,
    /// When to colour.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: When,
    /// Whether only results and errors are said.
    #[arg(short, long, global = true, action = ArgAction::SetTrue)]
    pub quiet: bool,
    /// Whether help is asked for.
    // The long form of clap gives every value a line of its own; help is to fit a screen.
    #[arg(short, long, global = true, action = ArgAction::HelpShort)]
    pub help: Option<bool>,
}

/// Convert files and folders.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own on the command line")]
pub struct Convert {
    /// Files, folders, or `-`.
    #[arg(value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// The folder to write to, or `-`.
    #[arg(short, long, value_name = "DIR", default_value = "output")]
    pub output: PathBuf,
    /// The formats to write; all where none is named.
    #[arg(long, value_name = "FORMATS", value_delimiter = ',')]
    pub to: Vec<String>,
    /// Options of reading.
    #[command(flatten)]
    pub reading: Reading,
    /// Whether everything is made anew.
    #[arg(long)]
    pub force: bool,
    /// Whether files of others are replaced.
    #[arg(long)]
    pub overwrite: bool,
    /// Whether outputs without an input are removed.
    #[arg(long)]
    pub prune: bool,
    /// Whether the report goes without pictures.
    #[arg(long)]
    pub no_pictures: bool,
    /// From which weight on a finding decides the exit status.
    #[arg(long, value_name = "LEVEL")]
    pub fail_on: Option<Level>,
    /// Whether progress is shown.
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub progress: Progress,
}

/// Read and check files.
#[derive(Debug, Args)]
pub struct Check {
    /// Files, folders, or `-`.
    #[arg(value_name = "INPUT", required = true)]
    pub inputs: Vec<PathBuf>,
    /// How findings are written.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: FindingFormat,
    /// Options of reading.
    #[command(flatten)]
    pub reading: Reading,
    /// From which weight on a finding decides the exit status.
    #[arg(long, value_name = "LEVEL")]
    pub fail_on: Option<Level>,
}

/// Options of reading inputs.
#[derive(Debug, Args)]
pub struct Reading {
    /// The reader of every input, whatever its bytes say.
    #[arg(long, value_name = "FORMAT")]
    pub from: Option<String>,
    /// How many files are in hand at once; one a processor where it is not said.
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
    /// How many seconds a file may take; ten minutes where it is not said.
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..))]
    pub timeout: Option<u32>,
    /// Rules that are off or weigh otherwise.
    #[arg(long = "rule", value_name = "NAME=LEVEL")]
    pub rules: Vec<String>,
    /// Which files are one disclosure.
    #[arg(long, value_name = "GROUP")]
    pub group_by: Option<GroupBy>,
    /// Whether symbolic links in folders are followed.
    #[arg(long)]
    pub follow: bool,
    /// The configuration to use.
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub config: Option<PathBuf>,
    /// Whether no configuration is used.
    #[arg(long)]
    pub no_config: bool,
    /// What persons decided.
    #[arg(long, value_name = "FILE", conflicts_with = "no_decisions")]
    pub decisions: Option<PathBuf>,
    /// Whether documents are shown as they were scraped.
    #[arg(long)]
    pub no_decisions: bool,
}

/// Decide on findings of a file.
#[derive(Debug, Args)]
pub struct Decide {
    /// A file.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Findings whose suggestions are carried out.
    #[arg(long, value_name = "RULE[@PLACE]")]
    pub accept: Vec<String>,
    /// Findings whose places stay as they are.
    #[arg(long, value_name = "RULE[@PLACE]")]
    pub keep: Vec<String>,
    /// Places with other words.
    #[arg(long, value_name = "PLACE=VALUE")]
    pub set: Vec<String>,
    /// Tables with other titles.
    #[arg(long, value_name = "TABLE=VALUE")]
    pub title: Vec<String>,
    /// Tables with other units.
    #[arg(long, value_name = "TABLE=VALUE")]
    pub unit: Vec<String>,
    /// Tables that are read by other layouts.
    #[arg(long, value_name = "TABLE=VALUE")]
    pub layout: Vec<String>,
    /// Decisions that are taken back.
    #[arg(long, value_name = "DECISION")]
    pub undo: Vec<String>,
    /// Whether findings and decisions are listed.
    #[arg(long)]
    pub list: bool,
    /// Why it is decided so.
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// Who decides.
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// When it is decided.
    #[arg(long, value_name = "DATE")]
    pub when: Option<String>,
    /// The file of decisions.
    #[arg(long, value_name = "FILE")]
    pub decisions: Option<PathBuf>,
    /// The reader, whatever the bytes say.
    #[arg(long, value_name = "FORMAT")]
    pub from: Option<String>,
}

/// Show one stage's result.
#[derive(Debug, Args)]
pub struct Inspect {
    /// A file, or `-`.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The stage.
    #[arg(long, value_name = "STAGE")]
    pub stage: StageName,
    /// The reader, whatever the bytes say.
    #[arg(long, value_name = "FORMAT")]
    pub from: Option<String>,
}

/// Explain a rule.
#[derive(Debug, Args)]
pub struct Explain {
    /// The rule's name.
    #[arg(value_name = "RULE")]
    pub rule: Option<String>,
}

/// Print completions.
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell.
    #[arg(value_name = "SHELL")]
    pub shell: Shell,
}

/// A language of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    /// Simplified Chinese.
    Zh,
    /// English.
    En,
}

/// Which files are one disclosure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum GroupBy {
    /// Each by itself.
    File,
    /// Those of a folder.
    Folder,
}

/// When something is done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Whether progress is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Progress {
    /// A bar on a terminal, a line now and then elsewhere.
    Auto,
    /// Not at all.
    Never,
}

/// How findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FindingFormat {
    /// With the piece of the source they speak of.
    Human,
    /// In a line each.
    Concise,
    /// As JSON.
    Json,
    /// As SARIF 2.1.0.
    Sarif,
}

/// From which weight on a finding decides the exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Level {
    /// No finding does.
    Never,
    /// Any finding.
    Info,
    /// Warnings and errors.
    Warning,
    /// Errors.
    Error,
}

/// The name of a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum StageName {
    /// The document as it was scraped.
    Read,
    /// With its markup read.
    Markup,
    /// Mended.
    Normalize,
    /// What its tables say.
    Layout,
    /// What a person is shown.
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
