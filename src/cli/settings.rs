//! What is asked for: the flags, and under them the configuration.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::args::{GroupBy, Level, Reading};
use super::terminal::Terminal;
use crate::batch::config::{self, rule_of_flag, unknown};
use crate::batch::{Config, Decisions, FORMATS, Format, Options, Workers, decisions};
use crate::error::{Error, ErrorKind};
use crate::model::Severity;
use crate::pipeline;

/// How many seconds a file may take. What is within the limits takes a small part of it on a slow machine.
const TIMEOUT: u32 = 600;

/// What is asked for.
#[derive(Debug)]
pub struct Settings {
    /// What a batch needs to know.
    pub options: Options,
    /// From which weight on a finding decides the exit status, if any does.
    pub fail_on: Option<Severity>,
}

impl Settings {
    /// The workers that make inputs one by one.
    pub fn workers(&self) -> Workers {
        let Options { worker, timeout, decisions, .. } = &self.options;
        Workers::new(worker.clone(), *timeout, Arc::clone(decisions))
    }
}

/// What the flags and the configuration ask for, the flags winning. `level` is `--fail-on`, and `default` what
/// holds without it.
///
/// # Errors
/// A usage error where a format does not exist or the configuration is wrong.
pub fn settings(
    terminal: &mut Terminal,
    inputs: &[PathBuf],
    reading: &Reading,
    to: &[String],
    level: Option<Level>,
    default: Option<Severity>,
) -> Result<Settings, Error> {
    let config = match &reading.config {
        Some(path) => config::load(path).map_err(|error| of_flag("--config", error))?,
        None if reading.no_config => Config::default(),
        None => config::find(inputs)?.map_or_else(|| Ok(Config::default()), |path| config::load(&path))?,
    };
    if let Some(language) = config.language {
        terminal.settle_language(language);
    }
    let mut rules = config.rules;
    for flag in &reading.rules {
        let (name, setting) = rule_of_flag(flag).map_err(|error| of_flag("--rule", error))?;
        rules.0.insert(name, setting);
    }
    let decisions = match &reading.decisions {
        _ if reading.no_decisions => Decisions::default(),
        Some(path) => decisions::load(path).map_err(|error| of_flag("--decisions", error))?,
        None => decisions::find(inputs)?
            .map_or_else(|| Ok(Decisions::default()), |path| decisions::load(&path))?,
    };
    let options = Options {
        decisions: Arc::new(decisions),
        formats: formats(if to.is_empty() { &config.to } else { to })?,
        from: reader_named(reading.from.as_deref())?,
        jobs: reading.jobs.map(usize::from).or(config.jobs).unwrap_or(0),
        rules,
        by_folder: reading.group_by.map(|by| by == GroupBy::Folder).or(config.by_folder).unwrap_or(false),
        worker: program(),
        timeout: Duration::from_secs(u64::from(reading.timeout.or(config.timeout).unwrap_or(TIMEOUT))),
        without_pictures: config.pictures == Some(false),
        ..Options::default()
    };
    let fail_on = level.map(Level::severity).or(config.fail_on).unwrap_or(default);
    Ok(Settings { options, fail_on })
}

/// This very program; where it cannot be told, files are made in the process that asks for it.
fn program() -> Option<PathBuf> {
    // What runs now, even where the file that it was started from has been replaced since.
    let running = Path::new("/proc/self/exe");
    if running.exists() { Some(running.to_owned()) } else { std::env::current_exe().ok() }
}

/// The formats of `--to`, in the order they are written; all where none is named.
fn formats(named: &[String]) -> Result<Vec<&'static Format>, Error> {
    let wanted = |format: &Format, name: &str| format.name == name || format.extension == name;
    for name in named {
        if !FORMATS.iter().any(|format| wanted(format, name)) {
            let known: Vec<&str> = FORMATS.iter().map(|format| format.extension).collect();
            return Err(usage("to-unknown", name, &known));
        }
    }
    let chosen =
        FORMATS.iter().filter(|format| named.is_empty() || named.iter().any(|name| wanted(format, name)));
    Ok(chosen.collect())
}

/// The reader of `--from`.
///
/// # Errors
/// A usage error where there is none of that name.
pub fn reader_named(name: Option<&str>) -> Result<Option<String>, Error> {
    let Some(name) = name else { return Ok(None) };
    let known = pipeline::input_formats();
    if known.contains(&name) { Ok(Some(name.to_owned())) } else { Err(usage("from-unknown", name, &known)) }
}

/// A mistake with the flag that it is in, where it does not begin with it.
fn of_flag(flag: &str, mut error: Error) -> Error {
    for (text, colon) in [(&mut error.message.en, ": "), (&mut error.message.zh, "：")] {
        if !text.starts_with(flag) {
            text.insert_str(0, &format!("{flag}{colon}"));
        }
    }
    error
}

fn usage(id: &str, word: &str, known: &[&str]) -> Error {
    Error { kind: ErrorKind::Usage, message: unknown(id, word, known), place: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_known_by_name_and_extension() {
        let names = |to: &[&str]| {
            let to: Vec<String> = to.iter().map(|name| (*name).to_owned()).collect();
            formats(&to).map(|formats| formats.iter().map(|format| format.name).collect::<Vec<_>>())
        };
        assert_eq!(names(&["md", "json"]).unwrap(), ["json", "markdown"]);
        assert_eq!(names(&["markdown"]).unwrap(), ["markdown"]);
        assert_eq!(names(&[]).unwrap().len(), FORMATS.len());
        assert!(names(&["jsn"]).unwrap_err().message.en.contains("json"));
    }
}
