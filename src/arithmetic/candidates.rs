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
/// No way is looked at behind one that all sums agree with.
pub(super) fn choose(candidates: impl IntoIterator<Item = Candidate>) -> Vec<Sum> {
    let mut certain: Option<Candidate> = None;
    let mut best: Option<(usize, Candidate)> = None;
    for candidate in candidates {
        let (agreeing, all) = (candidate.agreeing(), candidate.sums.len());
        if all == 0 {
            continue;
        }
        if agreeing == all || (candidate.certain && 2 * agreeing >= all) {
            return candidate.sums;
        }
        if candidate.certain {
            certain.get_or_insert(candidate);
        } else if agreeing > 0
            && 2 * agreeing >= all
            && best.as_ref().is_none_or(|(most, _)| agreeing > *most)
        {
            best = Some((agreeing, candidate));
        }
    }
    // Against what is certain only what agrees throughout.
    certain.or(best.map(|(_, best)| best)).map(|chosen| chosen.sums).unwrap_or_default()
}
