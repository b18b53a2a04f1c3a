//! One input made into its outputs: the work of a batch that touches no disk and may go wrong in any way.

use std::any::Any;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde::{Deserialize, Serialize};

use super::config::RuleSettings;
use super::decisions::Decisions;
use super::manifest::{Counts, Output, Record, Weights};
use super::report::Pictures;
use super::{name, report};
use crate::emit::{FORMATS, Format};
use crate::error::{Error, ErrorKind};
use crate::model::{Amount, Disclosure, Finding, Findings, Source};
use crate::{pipeline, view};

/// What is to be made of an input.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Job {
    /// The input's path under INPUT, with `/`.
    pub path: String,
    /// The reader to use, where a person named one.
    pub from: Option<String>,
    /// The rules that are switched off or weighed otherwise.
    pub rules: RuleSettings,
    /// The names of the output formats.
    pub to: Vec<String>,
    /// The outputs' path under DIR, without their extension.
    pub base: String,
    /// The path of its page of the report under DIR, where it has one.
    pub page: Option<String>,
    /// Whether that page goes without the pictures of what its findings speak of.
    pub without_pictures: bool,
    /// What was found between it and other files of its disclosure.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub between: Vec<Finding>,
}

/// What was made of an input.
#[derive(Debug)]
pub struct Made {
    /// What the document holds, without the input it was made of; its outputs are those below.
    pub record: Record,
    /// The outputs' bytes.
    pub bytes: Vec<Vec<u8>>,
}

/// Makes the outputs of an input. A panic, which is a mistake of ours, is a failure of that input alone.
///
/// # Errors
/// When the input cannot be read as any document.
pub fn make(job: &Job, bytes: Vec<u8>, decisions: &Decisions) -> Result<Made, Error> {
    guarded(|| {
        let source = Source { path: job.path.clone(), bytes, format: job.from.clone() };
        let mut disclosure = pipeline::convert_decided(&source, &decisions.0)?;
        if !job.between.is_empty() {
            let mut findings = Findings::default();
            findings.extend(disclosure.findings.drain(..).chain(job.between.iter().cloned()));
            disclosure.findings = findings.into_sorted();
        }
        job.rules.apply(&mut disclosure);
        let (outputs, bytes) = emit(job, &source, &disclosure)?;
        let mark = decisions.mark(&disclosure.source.sha256, &job.path, disclosure.title.as_deref());
        Ok(Made { record: Record { outputs, decisions: mark, ..described(disclosure) }, bytes })
    })
}

/// The outputs of a document with their bytes: one a format, and its page of the report.
fn emit(job: &Job, source: &Source, disclosure: &Disclosure) -> Result<(Vec<Output>, Vec<Vec<u8>>), Error> {
    let speaks = speaks_of(disclosure, source);
    // What draws pages takes more memory than what is drawn: it is gone before anything else is made.
    let pictures = if job.page.is_some() && speaks && !job.without_pictures {
        Pictures::of(&disclosure.findings, source)
    } else {
        Pictures::default()
    };
    let view = view::view(disclosure);
    let formats = formats(&job.to);
    // The first format is by far the largest: it is not kept while the others are made.
    let mut made: Vec<Vec<u8>> =
        formats.iter().rev().map(|format| (format.emit)(disclosure, &view)).collect::<Result<_, _>>()?;
    made.reverse();
    drop(view);
    let paths = paths(&job.base, job.page.as_deref(), &formats);
    if let Some(page) = &job.page {
        let others: Vec<String> = paths.iter().take(formats.len()).map(|(_, path)| path.clone()).collect();
        let text = if speaks { pipeline::text(source) } else { None };
        made.push(report::file(page, disclosure, text.as_deref(), &pictures, &others));
    }
    let outputs = paths.into_iter().zip(&made).map(|((format, path), bytes)| Output {
        format: format.to_owned(),
        path,
        sha256: name::digest(bytes),
    });
    Ok((outputs.collect(), made))
}

/// The paths of an input's outputs under DIR with their formats' names: one a format, and its page of the report.
pub fn paths(base: &str, page: Option<&str>, formats: &[&'static Format]) -> Vec<(&'static str, String)> {
    let of_formats = formats.iter().map(|format| (format.name, format!("{base}.{}", format.extension)));
    of_formats.chain(page.map(|page| (report::FORMAT_NAME, page.to_owned()))).collect()
}

fn formats(names: &[String]) -> Vec<&'static Format> {
    FORMATS.iter().filter(|format| names.iter().any(|name| name == format.name)).collect()
}

/// Whether the places of a document are places of the file at hand: those of a stored document are not.
pub fn speaks_of(disclosure: &Disclosure, source: &Source) -> bool {
    disclosure.source.sha256 == name::digest(&source.bytes)
}

/// What a document holds.
fn described(disclosure: Disclosure) -> Record {
    let amounts: Option<Vec<Amount>> = disclosure.projects.iter().map(|project| project.amount_wan).collect();
    Record {
        counts: Some(Counts::of(&disclosure)),
        amount_wan: amounts.filter(|amounts| !amounts.is_empty()).map(|amounts| amounts.into_iter().sum()),
        weights: Weights::of(&disclosure.findings),
        title: disclosure.title,
        findings: disclosure.findings,
        ..Record::default()
    }
}

thread_local! {
    /// Whether a mistake of ours is caught on this thread, and where the last one was.
    static GUARD: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Keeps mistakes that are caught from being printed as well: they are told with the file that they befell. Any
/// other one is printed as ever.
pub fn keep_caught_mistakes_quiet() {
    let ordinary = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let caught = GUARD.with_borrow_mut(|guard| match guard {
            Some(place) => {
                *place = panic.location().map(ToString::to_string).unwrap_or_default();
                true
            }
            None => false,
        });
        if !caught {
            ordinary(panic);
        }
    }));
}

/// Does something in which a mistake of ours is caught.
fn guarded<T>(work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    GUARD.set(Some(String::new()));
    let result = catch_unwind(AssertUnwindSafe(work));
    let place = GUARD.take().unwrap_or_default();
    result.unwrap_or_else(|panic| {
        let words = format!("{} ({place})", words_of(panic.as_ref()));
        Err(Error::new(ErrorKind::Failed, "internal-error", &[&words]))
    })
}

fn words_of(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_of_ours_is_a_failure_of_one_file() {
        let error = guarded(|| -> Result<(), Error> { panic!("no such row") }).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Failed);
        assert!(error.message.en.contains("no such row"));
        assert!(guarded(|| Ok(1)).is_ok());
    }
}
