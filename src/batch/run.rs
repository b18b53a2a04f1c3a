//! A plan carried out: each input by itself, so that a bad one stops no other.

use std::any::Any;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::ThreadPoolBuilder;
use rayon::prelude::*;

use super::config::RuleSettings;
use super::input::Input;
use super::manifest::{
    self, Counts, Former, Journal, MANIFEST, Manifest, Output, Recipe, RecipeOptions, Record, Status, Weights,
};
use super::plan::{Plan, REPORT};
use super::report::{self, Part, States};
use super::{lock, name, world, write};
use crate::emit::Format;
use crate::error::{Error, ErrorKind};
use crate::model::{Amount, Disclosure, Message, Severity, Source};
use crate::{pipeline, view};

/// The version, and the mark of the sources that it was built from.
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "+", env!("GONGKAI_BUILD"));

/// How much stack a thread has. Everything that nests is capped long before.
const STACK: usize = 16 << 20;

/// How many documents the page of a batch holds whole.
const EMBEDDED: usize = 60;

/// How many bytes they may have together.
const EMBEDDED_BYTES: usize = 1_500_000;

/// What a person asked for.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The output formats.
    pub formats: Vec<&'static Format>,
    /// The reader to use, where a person named one.
    pub from: Option<String>,
    /// The rules that are switched off or weighed otherwise.
    pub rules: RuleSettings,
    /// How many files are in hand at once; 0 for as many as there are processors.
    pub jobs: usize,
    /// Whether everything is made anew.
    pub force: bool,
    /// Whether files that we did not write are overwritten.
    pub overwrite: bool,
    /// Whether outputs that no input stands for any more are removed.
    pub prune: bool,
    /// How many files one page of the report holds; 0 for ten thousand.
    pub part: usize,
}

/// What happens while a plan is carried out.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// An input is taken in hand.
    Begins(&'a Input),
    /// An input is done.
    Done(&'a Input, &'a Record),
}

/// What came of a plan.
#[derive(Debug)]
pub struct Outcome {
    /// What was done.
    pub manifest: Manifest,
    /// Whether it was interrupted; the journal knows how far it came.
    pub interrupted: bool,
    /// What a person is told.
    pub notes: Vec<Message>,
    /// Outputs that no input stood for any more and that were removed.
    pub pruned: Vec<String>,
}

/// Carries out a plan into a folder, until done or until `stop` is set.
///
/// # Errors
/// A usage error, before anything is written, where the folder cannot be written in or a file in it is not ours;
/// the batch stops where another run holds the folder or no more can be written.
pub fn run(
    plan: &Plan,
    directory: &Path,
    options: &Options,
    stop: &AtomicBool,
    observe: &(dyn Fn(Event<'_>) + Sync),
) -> Result<Outcome, Error> {
    let recipe = recipe(options);
    let _lock = lock::lock(directory)?;
    let mut former = manifest::former(directory, &recipe)?;
    let mut notes = former.notes.clone();
    if !options.overwrite {
        keep_foreign_files(plan, directory, options, &former)?;
    }
    write::remove_stale(directory)?;
    let journal = Journal::begin(directory, &recipe)?;
    let batch = Batch {
        directory,
        options,
        former: &former,
        journal: &journal,
        notes: Mutex::default(),
        remains: Mutex::default(),
    };

    let halted: Mutex<Option<Error>> = Mutex::default();
    let records: Vec<Option<Record>> = in_pool(options.jobs, || {
        let inputs = plan.inputs.par_iter().with_max_len(1);
        inputs
            .map(|input| {
                if stop.load(Ordering::Relaxed) || lock_of(&halted).is_some() {
                    return None;
                }
                observe(Event::Begins(input));
                match batch.convert(input) {
                    Ok(record) => {
                        observe(Event::Done(input, &record));
                        Some(record)
                    }
                    Err(error) => {
                        lock_of(&halted).get_or_insert(error);
                        None
                    }
                }
            })
            .collect()
    })?;
    let Batch { notes: batch_notes, remains, .. } = batch;
    notes.extend(batch_notes.into_inner().unwrap_or_else(PoisonError::into_inner));
    notes[former.notes.len()..].sort();
    if let Some(error) = halted.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(error);
    }
    let interrupted = records.iter().any(Option::is_none);
    let mut manifest = Manifest::new(&recipe, records.into_iter().flatten().collect(), Vec::new());
    let mut pruned = Vec::new();
    if !interrupted {
        let remains = remains.into_inner().unwrap_or_else(PoisonError::into_inner);
        former.owned.extend(remains.into_iter().map(|output| (output.path.clone(), output)));
        let left = left_over(directory, &former, &manifest);
        if options.prune {
            for output in left {
                write::remove_output(directory, &output.path)?;
                pruned.push(output.path);
            }
        } else {
            manifest.left = left;
        }
        write_report(directory, &manifest, options)?;
        manifest.write(directory)?;
    }
    Ok(Outcome { manifest, interrupted, notes, pruned })
}

/// What outputs depend on beside the inputs.
fn recipe(options: &Options) -> Recipe {
    Recipe {
        version: VERSION.to_owned(),
        options: RecipeOptions {
            to: options.formats.iter().map(|format| format.name.to_owned()).collect(),
            from: options.from.clone(),
            rules: options.rules.clone(),
        },
    }
}

/// Does something with a number of threads; 0 for as many as there are processors.
///
/// # Errors
/// When the system gives no threads.
pub fn in_pool<T: Send>(jobs: usize, work: impl FnOnce() -> T + Send) -> Result<T, Error> {
    let pool = ThreadPoolBuilder::new().num_threads(jobs).stack_size(STACK).build();
    let pool = pool.map_err(|error| Error::new(ErrorKind::Stopped, "no-threads", &[&error]))?;
    Ok(pool.install(work))
}

/// Reads and converts one input. A panic, which is a mistake of ours, is a failure of that file alone.
///
/// # Errors
/// When the file cannot be read, or not as any document.
pub fn disclose(input: &Input, options: &Options) -> Result<(Source, Disclosure), Error> {
    let source = input.read(options.from.as_deref())?;
    let disclosure = guarded(|| convert(&source, options))?;
    Ok((source, disclosure))
}

fn convert(source: &Source, options: &Options) -> Result<Disclosure, Error> {
    let mut disclosure = pipeline::convert(source)?;
    options.rules.apply(&mut disclosure);
    Ok(disclosure)
}

/// The outputs that a run would write over and that we did not write.
fn keep_foreign_files(
    plan: &Plan,
    directory: &Path,
    options: &Options,
    former: &Former,
) -> Result<(), Error> {
    let of_inputs = plan.inputs.iter().flat_map(|input| paths(input, &options.formats));
    let mut foreign = Vec::new();
    for (_, path) in of_inputs {
        if !former.owned.contains_key(&path) && directory.join(&path).symlink_metadata().is_ok() {
            foreign.push(path);
        }
    }
    if !former.exists {
        let ours =
            [MANIFEST, REPORT].into_iter().filter(|name| directory.join(name).symlink_metadata().is_ok());
        foreign.extend(ours.map(str::to_owned));
    }
    foreign.extend(report::foreign_pages(directory, plan.inputs.len().div_ceil(part_size(options))));
    let Some(first) = foreign.first() else { return Ok(()) };
    let shown = world::show(&directory.join(first));
    Err(Error::new(ErrorKind::Usage, "output-not-ours", &[&shown, &(foreign.len() - 1)]))
}

/// How many files one page of the report holds.
fn part_size(options: &Options) -> usize {
    if options.part == 0 { report::PART } else { options.part }
}

/// Writes the pages of the batch, one where it is no larger than that, and removes those that a larger one has left.
/// Where the documents are few, their own pages are part of it.
fn write_report(directory: &Path, manifest: &Manifest, options: &Options) -> Result<(), Error> {
    let mut fragments = Vec::new();
    let size = part_size(options);
    if manifest.inputs.len() <= EMBEDDED.min(size) {
        for record in &manifest.inputs {
            let page = record.outputs.iter().find(|output| output.format == report::FORMAT_NAME);
            fragments.push(match page {
                Some(page) => {
                    let bytes = super::input::read_file(&directory.join(&page.path))?;
                    report::fragment_of(&page.path, &String::from_utf8_lossy(&bytes))
                }
                None => None,
            });
        }
        if fragments.iter().flatten().map(String::len).sum::<usize>() > EMBEDDED_BYTES {
            fragments.clear();
        }
    }
    let mut parts: Vec<States> =
        manifest.inputs.chunks(size).map(|records| records.iter().collect()).collect();
    // A batch without files has a page that says so.
    parts.resize(parts.len().max(1), States::default());
    for number in 1..=parts.len() {
        let records = manifest.inputs.iter().skip((number - 1) * size).take(size);
        let part = Part {
            recipe: &manifest.recipe,
            totals: &manifest.totals,
            parts: &parts,
            number,
            fragments: &fragments,
        };
        let path = report::part_path(number);
        let mut page = Vec::new();
        report::overview(&mut page, &part, records)
            .map_err(|error| world::failed_to_write("output-unwritable", &directory.join(&path), &error))?;
        write::write(directory, &path, &page)?;
    }
    for path in report::pages_beyond(directory, parts.len()) {
        write::remove_output(directory, &path)?;
    }
    Ok(())
}

/// Outputs of former runs that no input stands for any more, and that are still there.
fn left_over(directory: &Path, former: &Former, manifest: &Manifest) -> Vec<Output> {
    let claimed: BTreeSet<&str> = manifest.claimed();
    let left = former.owned.values().filter(|output| !claimed.contains(output.path.as_str()));
    left.filter(|output| directory.join(&output.path).symlink_metadata().is_ok()).cloned().collect()
}

/// The paths of an input's outputs under DIR: one a format, and its page of the report.
fn paths(input: &Input, formats: &[&'static Format]) -> Vec<(&'static str, String)> {
    let of_formats =
        formats.iter().map(|format| (format.name, format!("{}.{}", input.base, format.extension)));
    of_formats.chain([(report::FORMAT_NAME, input.page.clone())]).collect()
}

/// What every input of a run shares.
struct Batch<'a> {
    directory: &'a Path,
    options: &'a Options,
    former: &'a Former,
    journal: &'a Journal,
    notes: Mutex<Vec<Message>>,
    /// Outputs of inputs that have failed, which could not be removed.
    remains: Mutex<Vec<Output>>,
}

impl Batch<'_> {
    /// Converts one input; only what must stop the whole batch is an error.
    fn convert(&self, input: &Input) -> Result<Record, Error> {
        let record = match self.try_convert(input) {
            Ok(record) => record,
            Err((_, error)) if error.kind == ErrorKind::Stopped => return Err(error),
            Err((source, error)) => {
                let status = match error.kind {
                    ErrorKind::Refused => Status::Refused,
                    _ => Status::Failed,
                };
                Record { reason: Some(placed(&error)), ..record(input, source.as_ref(), status) }
            }
        };
        self.journal.done(&record)?;
        Ok(record)
    }

    fn try_convert(&self, input: &Input) -> Result<Record, (Option<Source>, Error)> {
        let source = input.read(self.options.from.as_deref()).map_err(|error| (None, error))?;
        match self.write_outputs(input, &source) {
            Ok(record) => Ok(record),
            Err(error) => Err((Some(source), error)),
        }
    }

    fn write_outputs(&self, input: &Input, source: &Source) -> Result<Record, Error> {
        if let Some(record) = self.unchanged(input, source) {
            return Ok(record);
        }
        let made = guarded(|| {
            let disclosure = convert(source, self.options)?;
            let outputs = emit(input, source, &disclosure, &self.options.formats)?;
            Ok((disclosure, outputs))
        });
        let (disclosure, outputs) = made?;
        self.journal.writing(outputs.iter().map(|(output, _)| output.path.clone()).collect())?;
        for (number, (output, bytes)) in outputs.iter().enumerate() {
            if let Err(error) = write::write(self.directory, &output.path, bytes) {
                self.take_back(&outputs[..number]);
                return Err(error);
            }
        }
        let outputs = outputs.into_iter().map(|(output, _)| output).collect();
        Ok(Record { outputs, ..described(input, source, &disclosure) })
    }

    /// Removes what was written of an input that has failed: half of its outputs would pass for all of them. What
    /// cannot be removed is ours still.
    fn take_back(&self, outputs: &[(Output, Vec<u8>)]) {
        for (output, _) in outputs {
            if write::remove_output(self.directory, &output.path).is_err() {
                lock_of(&self.remains).push(output.clone());
            }
        }
    }

    /// The record of an input of which nothing has changed, its outputs among it.
    fn unchanged(&self, input: &Input, source: &Source) -> Option<Record> {
        if self.options.force {
            return None;
        }
        let key = (input.path.clone(), input.path_bytes.clone());
        let resumed = self.former.resumed.get(&key);
        let mut record = resumed.or_else(|| self.former.known.get(&key))?.clone();
        if !matches!(record.status, Status::Converted | Status::Unchanged)
            || record.sha256.as_deref() != Some(name::digest(&source.bytes).as_str())
        {
            return None;
        }
        let expected = paths(input, &self.options.formats);
        if !record.outputs.iter().map(|output| &output.path).eq(expected.iter().map(|(_, path)| path)) {
            return None;
        }
        for output in &record.outputs {
            let path = self.directory.join(&output.path);
            match super::input::read_file(&path) {
                Ok(bytes) if name::digest(&bytes) == output.sha256 => {}
                Ok(_) => {
                    let note = Message::new("output-was-changed", &[&world::show(&path)]);
                    lock_of(&self.notes).push(note);
                    return None;
                }
                Err(_) => return None,
            }
        }
        if resumed.is_none() {
            record.status = Status::Unchanged;
        }
        Some(record)
    }
}

/// The outputs of a document with their bytes: one a format, and its page of the report.
fn emit(
    input: &Input,
    source: &Source,
    disclosure: &Disclosure,
    formats: &[&'static Format],
) -> Result<Vec<(Output, Vec<u8>)>, Error> {
    let view = view::view(disclosure);
    let mut bytes: Vec<Vec<u8>> =
        formats.iter().map(|format| (format.emit)(disclosure, &view)).collect::<Result<_, _>>()?;
    let paths = paths(input, formats);
    let others: Vec<String> = paths.iter().take(formats.len()).map(|(_, path)| path.clone()).collect();
    let text = if speaks_of(disclosure, source) { pipeline::text(source) } else { None };
    bytes.push(report::file(&input.page, disclosure, text.as_deref(), &others));
    let output = |((format, path), bytes): ((&str, String), Vec<u8>)| {
        (Output { format: format.to_owned(), path, sha256: name::digest(&bytes) }, bytes)
    };
    Ok(paths.into_iter().zip(bytes).map(output).collect())
}

/// Whether the places of a document are places of the file at hand: those of a stored document are not.
pub fn speaks_of(disclosure: &Disclosure, source: &Source) -> bool {
    disclosure.source.sha256 == name::digest(&source.bytes)
}

/// The record of a document, without its outputs.
fn described(input: &Input, source: &Source, disclosure: &Disclosure) -> Record {
    let indicators = disclosure.projects.iter().map(|project| project.indicators.len()).sum();
    let amounts: Option<Vec<Amount>> = disclosure.projects.iter().map(|project| project.amount_wan).collect();
    Record {
        title: disclosure.title.clone(),
        counts: Some(Counts {
            projects: disclosure.projects.len(),
            indicators,
            budget: disclosure.budget.len(),
            tables: disclosure.tables().count(),
        }),
        amount_wan: amounts.filter(|amounts| !amounts.is_empty()).map(|amounts| amounts.into_iter().sum()),
        findings: Weights::of(disclosure),
        rules: disclosure.findings.iter().fold(BTreeMap::new(), |mut rules, finding| {
            *rules.entry(finding.rule.clone()).or_default() += 1;
            rules
        }),
        ..record(input, Some(source), Status::Converted)
    }
}

fn record(input: &Input, source: Option<&Source>, status: Status) -> Record {
    Record {
        path: input.path.clone(),
        path_bytes: input.path_bytes.clone(),
        sha256: source.map(|source| name::digest(&source.bytes)),
        bytes: source.map(|source| source.bytes.len()),
        status,
        reason: None,
        title: None,
        counts: None,
        amount_wan: None,
        findings: Weights::default(),
        rules: BTreeMap::new(),
        outputs: Vec::new(),
    }
}

impl Weights {
    /// How many findings of a document weigh how much.
    pub fn of(disclosure: &Disclosure) -> Self {
        let count =
            |severity| disclosure.findings.iter().filter(|finding| finding.severity == severity).count();
        Self { error: count(Severity::Error), warning: count(Severity::Warning), info: count(Severity::Info) }
    }

    /// How many weigh at least so much.
    pub fn at_least(self, severity: Severity) -> usize {
        match severity {
            Severity::Error => self.error,
            Severity::Warning => self.error + self.warning,
            Severity::Info => self.error + self.warning + self.info,
        }
    }
}

/// What an error says, with its place in the file.
pub fn placed(error: &Error) -> Message {
    let Some((line, column)) =
        error.place.as_ref().and_then(|place| Some((place.line?, place.column.unwrap_or(1))))
    else {
        return error.message.clone();
    };
    let place = format!("{line}:{column}");
    world::with_reason("at-place", &place, &error.message)
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

fn lock_of<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
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
