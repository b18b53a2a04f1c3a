//! Files of one folder as one disclosure: what the tables of two of them print differently.
//!
//! The files of a folder are read once more for it, one folder after the other, so that no more is kept than the tables
//! of one folder and what was found.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::input::{Input, Origin};
use super::run::{self, Options};
use super::worker::Workers;
use crate::error::{Error, ErrorKind};
use crate::model::Finding;
use crate::pipeline::{self, Part};

/// What was found between files, by the number of the input that it is told of.
pub type Between = BTreeMap<usize, Vec<Finding>>;

/// What is found between the files of each folder, where that is asked for. A file that cannot be read is told of where
/// it is converted.
///
/// # Errors
/// When no worker can be started.
pub fn find(
    inputs: &[Input],
    workers: &Workers,
    options: &Options,
    stop: &AtomicBool,
) -> Result<Between, Error> {
    let mut between = Between::new();
    if !options.by_folder {
        return Ok(between);
    }
    let mut folders: BTreeMap<PathBuf, Vec<usize>> = BTreeMap::new();
    for (number, input) in inputs.iter().enumerate() {
        if let Some(folder) = folder(input) {
            folders.entry(folder).or_default().push(number);
        }
    }
    for files in folders.values().filter(|files| files.len() > 1) {
        let read: Result<Vec<Option<(usize, Part)>>, Error> = run::in_pool(options.jobs, || {
            let files = files.par_iter().with_max_len(1);
            files.map(|number| part(*number, &inputs[*number], workers, options, stop)).collect()
        })?;
        let (numbers, parts): (Vec<usize>, Vec<Part>) = read?.into_iter().flatten().unzip();
        for (file, finding) in pipeline::between(parts) {
            between.entry(numbers[file]).or_default().push(finding);
        }
    }
    Ok(between)
}

/// The folder that an input is in, or its folder in an archive.
fn folder(input: &Input) -> Option<PathBuf> {
    match &input.origin {
        Origin::File(path) | Origin::Entry { path, .. } => path.parent().map(PathBuf::from),
        Origin::Standard | Origin::Nowhere(..) => None,
    }
}

fn part(
    number: usize,
    input: &Input,
    workers: &Workers,
    options: &Options,
    stop: &AtomicBool,
) -> Result<Option<(usize, Part)>, Error> {
    if stop.load(Ordering::Relaxed) {
        return Ok(None);
    }
    match run::disclose(workers, input, options, &[]) {
        Ok((_, disclosure)) => {
            let path = input.path();
            let name = path.rsplit('/').next().unwrap_or_default().to_owned();
            Ok(Some((number, Part::of(name, disclosure))))
        }
        Err(error) if error.kind == ErrorKind::Stopped => Err(error),
        Err(_) => Ok(None),
    }
}
