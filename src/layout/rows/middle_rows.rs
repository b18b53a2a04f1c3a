//! Merged cells whose text was left in their middle row: how many rows each of them covered.

/// So many steps are tried; what takes more has too many ways to be sure of one.
const MOST_STEPS: usize = 20_000;

/// The row that a text stands in, where a cell covered an even number of rows.
#[derive(Clone, Copy)]
enum Middle {
    Upper,
    Lower,
}

/// So many ways are compared.
const MOST_WAYS: usize = 64;

/// Cuts `end` rows into pieces that have their texts in the rows `middles`, if there is one way only. Each text
/// stands in the middle row of its piece, of two middle rows always in the upper or always in the lower one.
/// `may_start` tells where a piece may begin. The numbers of rows are given.
pub(in crate::layout) fn only_cut(
    middles: &[usize],
    end: usize,
    may_start: &impl Fn(usize) -> bool,
) -> Option<Vec<usize>> {
    let mut ways = ways(middles, end, may_start)?;
    if ways.len() == 1 { ways.pop() } else { None }
}

/// Cuts rows as `only_cut` does, if there is a way; of several the one with the fewest pieces that have two middle
/// rows, for there the text would have to be off the middle.
pub(in crate::layout) fn likeliest_cut(
    middles: &[usize],
    end: usize,
    may_start: &impl Fn(usize) -> bool,
) -> Option<Vec<usize>> {
    let even = |sizes: &Vec<usize>| sizes.iter().filter(|size| size.is_multiple_of(2)).count();
    ways(middles, end, may_start)?.into_iter().min_by_key(even)
}

/// All ways, if they are not too many to try.
fn ways(middles: &[usize], end: usize, may_start: &impl Fn(usize) -> bool) -> Option<Vec<Vec<usize>>> {
    let mut ways: Vec<Vec<usize>> = Vec::new();
    for middle in [Middle::Upper, Middle::Lower] {
        let mut search = Search { end, middle, may_start, steps: 0, sizes: Vec::new(), ways: Vec::new() };
        search.pieces(middles, 0);
        if search.steps > MOST_STEPS || search.ways.len() > MOST_WAYS {
            return None;
        }
        for way in search.ways {
            if !ways.contains(&way) {
                ways.push(way);
            }
        }
    }
    Some(ways)
}

struct Search<'a, F> {
    end: usize,
    middle: Middle,
    may_start: &'a F,
    steps: usize,
    sizes: Vec<usize>,
    ways: Vec<Vec<usize>>,
}

impl<F: Fn(usize) -> bool> Search<'_, F> {
    fn pieces(&mut self, middles: &[usize], from: usize) {
        self.steps += 1;
        if self.ways.len() > MOST_WAYS || self.steps > MOST_STEPS {
            return;
        }
        let Some((middle, rest)) = middles.split_first() else {
            if from == self.end {
                self.ways.push(self.sizes.clone());
            }
            return;
        };
        let Some(above) = middle.checked_sub(from).filter(|_| (self.may_start)(from)) else { return };
        let odd = 2 * above + 1;
        let even = match self.middle {
            Middle::Upper => odd + 1,
            Middle::Lower => odd - 1,
        };
        for size in [odd, even] {
            let below = from + size;
            if below > *middle && below <= rest.first().copied().unwrap_or(self.end) {
                self.sizes.push(size);
                self.pieces(rest, below);
                self.sizes.pop();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_around_their_middle_rows() {
        for (middles, end, only, likeliest) in [
            (&[1][..], 3, Some(vec![3]), Some(vec![3])),
            (&[1, 4], 6, None, Some(vec![3, 3])),
            (&[0, 1, 3], 5, None, Some(vec![1, 1, 3])),
            (&[0], 3, None, None),
            (&[], 3, None, None),
        ] {
            assert_eq!(only_cut(middles, end, &|_| true), only, "{middles:?} {end}");
            assert_eq!(likeliest_cut(middles, end, &|_| true), likeliest, "{middles:?} {end}");
        }
        // Where pieces may begin tells which way it is.
        assert_eq!(only_cut(&[1, 4], 6, &|row| row == 0 || row == 3), Some(vec![3, 3]));
    }

    #[test]
    fn many_pieces_end() {
        let middles: Vec<usize> = (0..200).map(|piece| piece * 5 + 2).collect();
        assert_eq!(only_cut(&middles, 1003, &|_| true), None);
    }
}
