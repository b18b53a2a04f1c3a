//! A plan carried out: each input by itself, so that a bad one stops no other.
//!
//! What became of an input is written to the journal and forgotten; only its place is kept. So the memory of a run
//! is that of the files in hand, however many there are.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rayon::ThreadPoolBuilder;
use rayon::prelude::*;

use super::config::RuleSettings;
use super::decisions::Decisions;
use super::former::Former;
use super::input::Input;
use super::journal::{JOURNAL, Journal};
use super::lines::Span;
use super::make::{self, Job, Made};
use super::manifest::{self, MANIFEST, Output, Recipe, RecipeOptions, Record, Status, Totals};
use super::plan::{Plan, REPORT};
use super::report::{self, Pages, States};
use super::together::{self, Between};
use super::worker::Workers;
use super::{lock, name, world, write};
use crate::emit::{Format, json};
use crate::error::{Error, ErrorKind};
use crate::model::{Disclosure, Finding, Message, Source};
use crate::pipeline;

/// The version, and the mark of the sources that it was built from.
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "+", env!("GONGKAI_BUILD"));

/// What a person asked for.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is asked for by itself")]
pub struct Options {
    /// The output formats.
    pub formats: Vec<&'static Format>,
    /// The reader to use, where a person named one.
    pub from: Option<String>,
    /// Whether the files of a folder are one disclosure.
    pub by_folder: bool,
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
    /// Whether the report goes without the pictures of what findings speak of.
    pub without_pictures: bool,
    /// How many files one page of the report holds; 0 for ten thousand.
    pub part: usize,
    /// The program that makes one input at a time, started with its hidden command; `None` where that is
    /// done in this process, which then ends with whatever cannot be caught.
    pub worker: Option<PathBuf>,
    /// How long an input may take in a worker.
    pub timeout: Duration,
    /// What persons decided.
    pub decisions: Arc<Decisions>,
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
#[derive(Debug, Default)]
pub struct Outcome {
    /// How many inputs ended how.
    pub totals: Totals,
    /// Whether it was interrupted; the journal knows how far it came.
    pub interrupted: bool,
    /// What a person is told.
    pub notes: Vec<Message>,
    /// Outputs of former runs that no input stands for any more, and that are still there.
    pub left: Vec<Output>,
    /// How many of these were removed.
    pub pruned: usize,
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
    let former = Former::look(directory, &recipe)?;
    if !options.overwrite {
        keep_foreign_files(plan, directory, options, &former)?;
    }
    write::remove_stale(directory)?;
    let journal = Journal::begin(directory, &recipe)?;
    let decisions = Arc::clone(&options.decisions);
    let workers = Workers::new(options.worker.clone(), options.timeout, decisions);
    let between = together::find(&plan.inputs, &workers, options, stop)?;
    let batch = Batch {
        directory,
        options,
        former: &former,
        journal: &journal,
        stop,
        workers,
        between,
        done: Mutex::new(Done::of(plan.inputs.len(), options)),
    };
    in_pool(options.jobs, || {
        plan.inputs.iter().enumerate().par_bridge().for_each(|(index, input)| {
            if stop.load(Ordering::Relaxed) || batch.done().halted.is_some() {
                return;
            }
            observe(Event::Begins(input));
            match batch.convert(index, input) {
                Ok(record) => observe(Event::Done(input, &record)),
                // What was in hand when a person wanted an end is made by the next run.
                Err(_) if stop.load(Ordering::Relaxed) => {}
                Err(error) => {
                    batch.done().halted.get_or_insert(error);
                }
            }
        });
    })?;
    let done = batch.done.into_inner().unwrap_or_else(PoisonError::into_inner);
    if let Some(error) = done.halted {
        return Err(error);
    }
    let mut notes = done.notes;
    notes.sort();
    let notes = former.notes.iter().cloned().chain(notes).collect();
    let mut outcome = Outcome { totals: done.totals, notes, ..Outcome::default() };
    let Some(spans) = done.spans.into_iter().collect::<Option<Vec<Span>>>() else {
        return Ok(Outcome { interrupted: true, ..outcome });
    };
    let left = left_over(plan, directory, options, &former, &done.refused);
    let left = left.map_err(|error| journal.failed(&error))?;
    if options.prune {
        for output in &left {
            write::remove_output(directory, &output.path)?;
        }
        outcome.pruned = left.len();
    } else {
        outcome.left = left;
    }
    let pages = Pages { recipe: &recipe, totals: &outcome.totals, parts: &done.parts };
    pages.write(directory, part_size(options), &|of| spans[of].iter().map(|span| journal.record(*span)))?;
    write::write_with(directory, MANIFEST, |out| {
        let records = spans.iter().map(|span| journal.record_bytes(*span));
        manifest::write(out, &recipe, &outcome.totals, records, &outcome.left)
    })?;
    // All of it is in the manifest now.
    write::remove_output(directory, JOURNAL)?;
    Ok(outcome)
}

/// What outputs depend on beside the inputs.
fn recipe(options: &Options) -> Recipe {
    Recipe {
        version: VERSION.to_owned(),
        options: RecipeOptions {
            to: names(&options.formats),
            from: options.from.clone(),
            rules: options.rules.clone(),
            without_pictures: options.without_pictures,
        },
    }
}

fn names(formats: &[&'static Format]) -> Vec<String> {
    formats.iter().map(|format| format.name.to_owned()).collect()
}

/// Does something with a number of threads; 0 for as many as there are processors.
///
/// # Errors
/// When the system gives no threads.
pub fn in_pool<T: Send>(jobs: usize, work: impl FnOnce() -> T + Send) -> Result<T, Error> {
    let pool = ThreadPoolBuilder::new().num_threads(jobs).build();
    let pool = pool.map_err(|error| Error::new(ErrorKind::Stopped, "no-threads", &[&error]))?;
    Ok(pool.install(work))
}

/// Makes one format of an input, which is written nowhere; `between` was found between it and other files. Gives the bytes of the input with what was made of them.
///
/// # Errors
/// When the input cannot be read, or not as any document; the batch stops where no worker can be started.
pub fn make_one(
    workers: &Workers,
    input: &Input,
    options: &Options,
    format: &'static Format,
    between: &[Finding],
) -> Result<(Vec<u8>, Made), Error> {
    let bytes = input.read()?;
    let job = Job { to: names(&[format]), page: None, ..job(input, options, between) };
    let made = workers.make(&job, &bytes, &AtomicBool::new(false))?;
    Ok((bytes, made))
}

/// Reads and checks an input, which is written nowhere.
///
/// # Errors
/// When the input cannot be read, or not as any document; the batch stops where no worker can be started.
pub fn disclose(
    workers: &Workers,
    input: &Input,
    options: &Options,
    between: &[Finding],
) -> Result<(Source, Disclosure), Error> {
    let (bytes, made) = make_one(workers, input, options, &json::FORMAT, between)?;
    let stored = Source { path: input.path(), bytes: made.bytes.concat(), format: None };
    let disclosure = pipeline::convert(&stored)?;
    Ok((Source { bytes, ..stored }, disclosure))
}

fn job(input: &Input, options: &Options, between: &[Finding]) -> Job {
    Job {
        between: between.to_vec(),
        path: input.path(),
        from: options.from.clone(),
        rules: options.rules.clone(),
        to: names(&options.formats),
        base: input.base.to_string(),
        page: Some(input.page()),
        without_pictures: options.without_pictures,
    }
}

/// What tells whether the same was found between a file and others; `None` for nothing.
fn mark(between: &[Finding]) -> Option<String> {
    (!between.is_empty()).then(|| {
        let bytes =
            serde_json::to_vec(between).expect("a finding has string keys and cannot fail to serialize");
        name::digest(&bytes)
    })
}

/// The outputs that a run would write over and that we did not write.
fn keep_foreign_files(
    plan: &Plan,
    directory: &Path,
    options: &Options,
    former: &Former,
) -> Result<(), Error> {
    let owned = former.owned(directory).map_err(|error| {
        world::failed(ErrorKind::Usage, "input-unreadable", &directory.join(MANIFEST), &error)
    })?;
    let is_there = |path: &str| directory.join(path).symlink_metadata().is_ok();
    let (mut first, mut others) = (None, 0_usize);
    let mut note = |path: String| match &first {
        None => first = Some(path),
        Some(_) => others += 1,
    };
    for input in &plan.inputs {
        for (_, path) in make::paths(&input.base, Some(&input.page()), &options.formats) {
            if !owned.contains(&name::fingerprint(&path)) && is_there(&path) {
                note(path);
            }
        }
    }
    let parts = plan.inputs.len().div_ceil(part_size(options));
    report::foreign_pages(directory, parts).into_iter().for_each(&mut note);
    if !former.exists {
        [MANIFEST, REPORT].into_iter().filter(|name| is_there(name)).for_each(|name| note(name.to_owned()));
    }
    let Some(first) = first else { return Ok(()) };
    Err(Error::new(ErrorKind::Usage, "output-not-ours", &[&world::show(&directory.join(first)), &others]))
}

/// How many files one page of the report holds.
fn part_size(options: &Options) -> usize {
    if options.part == 0 { report::PART } else { options.part }
}

/// Outputs of former runs that no input stands for any more, and that are still there.
fn left_over(
    plan: &Plan,
    directory: &Path,
    options: &Options,
    former: &Former,
    refused: &[bool],
) -> io::Result<Vec<Output>> {
    let converted = plan.inputs.iter().zip(refused).filter(|(_, refused)| !**refused);
    let claimed: BTreeSet<u128> = converted
        .flat_map(|(input, _)| make::paths(&input.base, Some(&input.page()), &options.formats))
        .map(|(_, path)| name::fingerprint(&path))
        .collect();
    let mut left = BTreeMap::new();
    former.each_owned(directory, |output| {
        let is_left = !claimed.contains(&name::fingerprint(&output.path))
            && directory.join(&output.path).symlink_metadata().is_ok();
        if is_left {
            left.insert(output.path.clone(), output);
        }
    })?;
    Ok(left.into_values().collect())
}

/// What every input of a run shares.
struct Batch<'a> {
    directory: &'a Path,
    options: &'a Options,
    former: &'a Former,
    journal: &'a Journal,
    stop: &'a AtomicBool,
    workers: Workers,
    between: Between,
    done: Mutex<Done>,
}

/// What was done so far.
#[derive(Default)]
struct Done {
    /// Where the journal tells of each input.
    spans: Vec<Option<Span>>,
    /// Which inputs have come to nothing, and so have no outputs.
    refused: Vec<bool>,
    totals: Totals,
    /// How the files of each part of the report stand.
    parts: Vec<States>,
    notes: Vec<Message>,
    /// Why the batch cannot go on.
    halted: Option<Error>,
}

impl Done {
    /// Nothing, of so many inputs.
    fn of(inputs: usize, options: &Options) -> Self {
        // A batch without files has a page that says so.
        let parts = inputs.div_ceil(part_size(options)).max(1);
        Self {
            spans: vec![None; inputs],
            refused: vec![false; inputs],
            parts: vec![States::default(); parts],
            ..Self::default()
        }
    }
}

impl Batch<'_> {
    fn done(&self) -> MutexGuard<'_, Done> {
        self.done.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Converts one input; only what must stop the whole batch is an error.
    fn convert(&self, index: usize, input: &Input) -> Result<Record, Error> {
        let (sha256, bytes, outcome) = match input.read() {
            Ok(bytes) => {
                let sha256 = name::digest(&bytes);
                let between = self.between.get(&index).map(Vec::as_slice).unwrap_or_default();
                (Some(sha256.clone()), Some(bytes.len()), self.write_outputs(input, &sha256, &bytes, between))
            }
            Err(error) => (None, None, Err(error)),
        };
        let record = match outcome {
            Ok(record) => record,
            Err(error) if error.kind == ErrorKind::Stopped => return Err(error),
            Err(error) => Record {
                status: if error.kind == ErrorKind::Refused { Status::Refused } else { Status::Failed },
                reason: Some(placed(&error)),
                ..Record::default()
            },
        };
        let (path, path_bytes) = input.key();
        let record = Record { path, path_bytes, sha256, bytes, ..record };
        let span = self.journal.done(&record)?;
        let mut done = self.done();
        done.totals.add(&record);
        done.parts[index / part_size(self.options)].add(&record);
        done.spans[index] = Some(span);
        done.refused[index] = record.outputs.is_empty();
        Ok(record)
    }

    fn write_outputs(
        &self,
        input: &Input,
        sha256: &str,
        bytes: &[u8],
        between: &[Finding],
    ) -> Result<Record, Error> {
        let mark = mark(between);
        if let Some(record) = self.unchanged(input, sha256, mark.as_deref()) {
            return Ok(record);
        }
        let Made { record, bytes } =
            self.workers.make(&job(input, self.options, between), bytes, self.stop)?;
        let record = Record { between: mark, ..record };
        let paths: Vec<String> = record.outputs.iter().map(|output| output.path.clone()).collect();
        self.journal.writing(&paths)?;
        for (number, (output, bytes)) in record.outputs.iter().zip(&bytes).enumerate() {
            if let Err(error) = write::write(self.directory, &output.path, bytes) {
                // Half of its outputs would pass for all of them. What cannot be removed is ours still, as the
                // journal says.
                for output in &record.outputs[..number] {
                    let _ = write::remove_output(self.directory, &output.path);
                }
                return Err(error);
            }
        }
        Ok(record)
    }

    /// The record of an input of which nothing has changed, its outputs among it.
    fn unchanged(&self, input: &Input, sha256: &str, mark: Option<&str>) -> Option<Record> {
        if self.options.force {
            return None;
        }
        let (mut record, is_resumed) = self.former.record(input)?;
        if !matches!(record.status, Status::Converted | Status::Unchanged)
            || record.sha256.as_deref() != Some(sha256)
            || record.decisions != self.options.decisions.mark(sha256, &record.path, record.title.as_deref())
            || record.between.as_deref() != mark
        {
            return None;
        }
        let expected = make::paths(&input.base, Some(&input.page()), &self.options.formats);
        if !record.outputs.iter().map(|output| &output.path).eq(expected.iter().map(|(_, path)| path)) {
            return None;
        }
        for output in &record.outputs {
            let path = self.directory.join(&output.path);
            match super::input::read_file(&path) {
                Ok(bytes) if name::digest(&bytes) == output.sha256 => {}
                Ok(_) => {
                    let note = Message::new("output-was-changed", &[&world::show(&path)]);
                    self.done().notes.push(note);
                    return None;
                }
                Err(_) => return None,
            }
        }
        if !is_resumed {
            record.status = Status::Unchanged;
        }
        Some(record)
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
