//! What a sum is of, where the table leaves it open: the numbers decide between the ways in which it may be read.

use super::judge::Sum;

/// A way to read sums that are all read alike: a sum in each line, or in each column.
#[derive(Debug)]
pub(super) struct Candidate {
    /// The sums.
    pub sums: Vec<Sum>,
    /// Whether it can be read in no other way: it is judged though the numbers do not agree.
    pub certain: bool,
}

impl Candidate {
    fn agreeing(&self) -> usize {
        self.sums.iter().filter(|sum| sum.agrees()).count()
    }
}

/// The sums of the way that the numbers agree with: the certain one where half of its sums agree, else the one that
/// most agree with. Where the numbers agree with none, it is the certain one, and none where nothing is certain.
pub(super) fn choose(mut candidates: Vec<Candidate>) -> Vec<Sum> {
    candidates.retain(|candidate| !candidate.sums.is_empty());
    let half_agrees = |candidate: &Candidate| 2 * candidate.agreeing() >= candidate.sums.len();
    let certain = candidates.iter().position(|candidate| candidate.certain);
    let best = || {
        let most = candidates.iter().map(Candidate::agreeing).max().filter(|most| *most > 0)?;
        // Against what is certain only what agrees throughout.
        let is_best = |candidate: &Candidate| {
            candidate.agreeing() == most
                && (candidate.sums.len() == most || (certain.is_none() && half_agrees(candidate)))
        };
        candidates.iter().position(is_best)
    };
    let chosen = certain.filter(|certain| half_agrees(&candidates[*certain])).or_else(best).or(certain);
    chosen.map(|chosen| candidates.swap_remove(chosen).sums).unwrap_or_default()
}
