//! How the files of a batch stand, and how many stand how.

use super::super::manifest::{Record, Status};

/// How a file can stand, from the worst to the best.
pub(super) const STATES: &[State] = &[
    State { name: "failed", word: "report-state-failed" },
    State { name: "refused", word: "report-state-refused" },
    State { name: "error", word: "report-state-error" },
    State { name: "warning", word: "report-state-warning" },
    State { name: "unread", word: "report-state-unread" },
    State { name: "pass", word: "report-state-pass" },
];

/// What cuts across them: a file that stands as it stood.
pub(super) const UNCHANGED: State = State { name: "unchanged", word: "report-state-unchanged" };

/// How many of the states, from the worst, are something to look at.
pub(super) const BAD: usize = 5;

/// A way that a file can stand.
pub(super) struct State {
    /// What style and script know it by.
    pub(super) name: &'static str,
    /// The message that it is called by.
    pub(super) word: &'static str,
}

/// How a file stands, as a place in `STATES`.
pub(super) fn state(record: &Record) -> usize {
    match record.status {
        Status::Failed => 0,
        Status::Refused => 1,
        Status::Converted | Status::Unchanged if record.weights.error > 0 => 2,
        Status::Converted | Status::Unchanged if record.weights.warning > 0 => 3,
        // Nothing was found in what nothing was read of, and a rule may be switched off.
        Status::Converted | Status::Unchanged if record.counts.is_some_and(|counts| !counts.is_read()) => 4,
        Status::Converted | Status::Unchanged => 5,
    }
}

/// How many files stand how, and between which paths they lie; counted one by one, in any order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::batch) struct States {
    /// As many as stand so, for each of `STATES`.
    counts: [usize; STATES.len()],
    /// Those of them that have not changed.
    pub(super) unchanged: usize,
    /// The first path and the last.
    pub(super) range: Option<(String, String)>,
}

impl States {
    /// Counts a file.
    pub(in crate::batch) fn add(&mut self, record: &Record) {
        self.counts[state(record)] += 1;
        self.unchanged += usize::from(record.status == Status::Unchanged);
        match &mut self.range {
            None => self.range = Some((record.path.clone(), record.path.clone())),
            Some((first, _)) if record.path < *first => first.clone_from(&record.path),
            Some((_, last)) if record.path > *last => last.clone_from(&record.path),
            Some(_) => {}
        }
    }

    /// How many files there are.
    pub(super) fn files(&self) -> usize {
        self.counts.iter().sum()
    }

    /// How many of them stand so, by a place in `STATES`.
    pub(super) fn count(&self, state: usize) -> usize {
        self.counts.get(state).copied().unwrap_or(0)
    }

    /// What several parts come to, without their paths.
    pub(super) fn sum(parts: &[Self]) -> Self {
        let mut sum = Self::default();
        for part in parts {
            for (own, other) in sum.counts.iter_mut().zip(part.counts) {
                *own += other;
            }
            sum.unchanged += part.unchanged;
        }
        sum
    }
}

impl<'a> FromIterator<&'a Record> for States {
    fn from_iter<I: IntoIterator<Item = &'a Record>>(records: I) -> Self {
        let mut states = Self::default();
        records.into_iter().for_each(|record| states.add(record));
        states
    }
}
