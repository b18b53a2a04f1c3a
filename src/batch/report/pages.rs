//! The pages of a batch, written into its folder.

use std::io;
use std::ops::Range;
use std::path::Path;

use super::super::input::read_file;
use super::super::manifest::{Recipe, Record, Totals};
use super::super::plan::REPORT;
use super::super::{world, write};
use super::file::FORMAT_NAME;
use super::overview::{fragment_of, overview};
use super::part::{Part, pages_beyond, part_path};
use super::states::States;
use crate::error::Error;

/// How many documents the page of a batch holds whole.
const EMBEDDED: usize = 60;

/// How many bytes they may have together.
const EMBEDDED_BYTES: usize = 1_500_000;

/// What the pages tell beside each file.
#[derive(Debug)]
pub(in crate::batch) struct Pages<'a> {
    /// What the outputs depend on beside the inputs.
    pub(in crate::batch) recipe: &'a Recipe,
    /// What the whole batch holds.
    pub(in crate::batch) totals: &'a Totals,
    /// How the files of every part stand.
    pub(in crate::batch) parts: &'a [States],
}

impl Pages<'_> {
    /// Writes the pages, one where the batch is no larger than that, and removes those that a larger one has left.
    /// `size` is how many files a page holds, and `records` gives those of a range of inputs.
    ///
    /// # Errors
    /// When the file system fails; a full disk stops the batch.
    pub(in crate::batch) fn write<I: Iterator<Item = io::Result<Record>>>(
        &self,
        directory: &Path,
        size: usize,
        records: &dyn Fn(Range<usize>) -> I,
    ) -> Result<(), Error> {
        let inputs = self.totals.inputs();
        let fragments = if inputs <= EMBEDDED.min(size) {
            fragments(directory, records(0..inputs)).map_err(|error| {
                world::failed_to_write("output-unwritable", &directory.join(REPORT), &error)
            })?
        } else {
            Vec::new()
        };
        let Self { recipe, totals, parts } = *self;
        for number in 1..=parts.len() {
            let part = Part { recipe, totals, parts, number, fragments: &fragments };
            write::write_with(directory, &part_path(number), |out| {
                let mut failed = Ok(());
                let own = records((number - 1) * size..inputs.min(number * size));
                let own = own.map_while(|record| record.map_err(|error| failed = Err(error)).ok());
                overview(out, &part, own)?;
                failed
            })?;
        }
        for path in pages_beyond(directory, parts.len()) {
            write::remove_output(directory, &path)?;
        }
        Ok(())
    }
}

/// The parts of the documents' own pages that the page of a small batch holds; none where they are too long.
fn fragments(
    directory: &Path,
    records: impl Iterator<Item = io::Result<Record>>,
) -> io::Result<Vec<Option<String>>> {
    let mut fragments = Vec::new();
    for record in records {
        let page = record?.outputs.into_iter().find(|output| output.format == FORMAT_NAME);
        fragments.push(match page {
            Some(page) => {
                let bytes = read_file(&directory.join(&page.path)).map_err(io::Error::other)?;
                fragment_of(&page.path, &String::from_utf8_lossy(&bytes))
            }
            None => None,
        });
    }
    let bytes = fragments.iter().flatten().map(String::len).sum::<usize>();
    Ok(if bytes > EMBEDDED_BYTES { Vec::new() } else { fragments })
}
