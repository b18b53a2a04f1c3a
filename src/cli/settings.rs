//! What is asked for: the flags, and under them the configuration.

use std::path::PathBuf;

use super::args::Reading;
use crate::batch::{FORMATS, Format, Options, RuleSettings};
use crate::error::{Error, ErrorKind};
use crate::model::Message;
use crate::pipeline;

/// What is asked for.
#[derive(Debug)]
pub struct Settings {
    /// What a batch needs to know.
    pub options: Options,
}

/// What reading options and `--to` ask for.
///
/// # Errors
/// A usage error where a format does not exist or the configuration is wrong.
pub fn settings(_inputs: &[PathBuf], reading: &Reading, to: &[String]) -> Result<Settings, Error> {
    let options = Options {
        formats: formats(to)?,
        from: reader_named(reading.from.as_deref())?,
        jobs: reading.jobs.map_or(0, usize::from),
        rules: RuleSettings::default(),
        ..Options::default()
    };
    Ok(Settings { options })
}

/// The formats of `--to`, in the order they are written; all where none is named.
fn formats(named: &[String]) -> Result<Vec<&'static Format>, Error> {
    let wanted = |format: &Format, name: &str| format.name == name || format.extension == name;
    for name in named {
        if !FORMATS.iter().any(|format| wanted(format, name)) {
            let known: Vec<&str> = FORMATS.iter().map(|format| format.extension).collect();
            return Err(unknown("--to", name, &known));
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
    if known.contains(&name) { Ok(Some(name.to_owned())) } else { Err(unknown("--from", name, &known)) }
}

/// A value that an option does not know, with the ones it does.
fn unknown(option: &str, value: &str, known: &[&str]) -> Error {
    let list = known.join(", ");
    let mut message = Message::new("option-value-unknown", &[&option, &value, &list]);
    if let Some(near) = suggestion(value, known) {
        let hint = Message::new("did-you-mean", &[&near]);
        message.en.push_str(&hint.en);
        message.zh.push_str(&hint.zh);
    }
    Error { kind: ErrorKind::Usage, message, place: None }
}

/// The known word that a person most likely meant.
pub fn suggestion<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let distance = |known: &str| strsim::damerau_levenshtein(word, known);
    let nearest = known.iter().copied().min_by_key(|known| distance(known))?;
    let close = distance(nearest) <= word.chars().count().max(3) / 3;
    (close || nearest.starts_with(word) && word.len() > 2).then_some(nearest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_understood() {
        let known = ["cost-amount-mismatch", "sum-mismatch", "goal-missing"];
        assert_eq!(suggestion("sum-mismach", &known), Some("sum-mismatch"));
        assert_eq!(suggestion("goal", &known), Some("goal-missing"));
        assert_eq!(suggestion("nonsense", &known), None);
    }

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
