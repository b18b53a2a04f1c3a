//! Where pages end: rows that spanning cells hold together are kept on one page where that costs little.

use std::ops::Range;

use super::metrics::{Length, PIXEL};

/// A row as the paginator sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// Its height.
    pub(super) height: Length,
    /// How many cells span the border above it; none where a block begins.
    pub(super) crossings: usize,
    /// What it stands on one page with.
    pub(super) keep: Keep,
}

/// What a row stands on one page with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Keep {
    #[default]
    Free,
    /// With the row above: a total, a note.
    WithPrevious,
    /// With the row below: a heading.
    WithNext,
}

/// How many rows of a block stand on either side of a page's end, at least.
const ROWS_KEPT: usize = 3;

/// How many rows a page may end earlier for a border that fewer cells cross.
const ROWS_GIVEN: usize = 3;

/// A block goes to the next page as a whole where it leaves at most this share of the page empty, in hundredths.
const EMPTY_ALLOWED: Length = 33;

/// By how much rows may be stretched to fill a page, in hundredths.
const STRETCH: Length = 12;

/// No row is higher: spreadsheet programs do not know such rows.
pub(super) const ROW_LIMIT: Length = 409 * 1000 / PIXEL * PIXEL;

/// The rows of each page. `first` and `later` are the room on the first and on every further page.
///
/// `split` is told of every page that ends within a block, in order: the border's row, the room left on the
/// page, and all rows. It may raise rows of that page by as much as there is room, and any row below: text
/// that does not fit above needs its room there.
pub(super) fn paginate(
    rows: &mut [Row],
    first: Length,
    later: Length,
    split: &mut impl FnMut(usize, Length, &mut [Row]),
) -> Vec<Range<usize>> {
    let mut pages: Vec<Range<usize>> = Vec::new();
    let mut page_start = 0;
    let mut used = 0;
    let mut at = 0;
    let mut block_end = 0;
    while at < rows.len() {
        if block_end <= at {
            block_end = (at + 1..rows.len()).find(|row| rows[*row].crossings == 0).unwrap_or(rows.len());
        }
        let capacity = if pages.is_empty() { first } else { later };
        let (fitting, height) = fitting(&rows[at..block_end], capacity - used);
        if at + fitting == block_end {
            used += height;
            at = block_end;
            continue;
        }
        let is_page_empty = at == page_start;
        let border = border(rows, at..block_end, fitting, is_page_empty);
        let is_moved = !is_page_empty
            && (border.is_none()
                || ((capacity - used) * 100 <= EMPTY_ALLOWED * capacity
                    && fitting_whole(&rows[at..block_end], later)));
        let end = if is_moved { at } else { border.unwrap_or(at + fitting.max(1)) };
        let end = kept_together(rows, page_start, end);
        pages.push(page_start..end);
        if rows.get(end).is_some_and(|row| row.crossings > 0) {
            let height: Length = rows[page_start..end].iter().map(|row| row.height).sum();
            split(end, (capacity - height).max(0), rows);
        }
        page_start = end;
        // The page may have ended before the block.
        block_end = block_end.min(at.min(end));
        at = end;
        used = 0;
    }
    if page_start < rows.len() {
        pages.push(page_start..rows.len());
    }
    pages
}

/// How many rows a page may end earlier for what stands together.
const ROWS_BACK: usize = 8;

/// Where a page ends that would end at `end`, so that no heading stands last on it and no total first on the next one;
/// only between blocks, and where there is no such place within reach it ends where it would.
fn kept_together(rows: &[Row], start: usize, end: usize) -> usize {
    let parts = |at: usize| {
        rows.get(at).is_some_and(|row| row.keep == Keep::WithPrevious) || rows[at - 1].keep == Keep::WithNext
    };
    if !(start + 1..rows.len()).contains(&end) || !parts(end) {
        return end;
    }
    let first = (start + 1).max(end.saturating_sub(ROWS_BACK));
    (first..end).rev().find(|at| rows[*at].crossings == 0 && !parts(*at)).unwrap_or(end)
}

/// How many of `rows` fit into `room`, and how high these are.
fn fitting(rows: &[Row], room: Length) -> (usize, Length) {
    let mut used = 0;
    for (count, row) in rows.iter().enumerate() {
        if used + row.height > room {
            return (count, used);
        }
        used += row.height;
    }
    (rows.len(), used)
}

fn fitting_whole(rows: &[Row], room: Length) -> bool {
    fitting(rows, room).0 == rows.len()
}

/// The border at which a block is best broken when `fitting` of its rows fit: the one that fewest cells cross
/// among the last few, with enough rows on both sides. On an empty page any border is better than none.
fn border(rows: &[Row], block: Range<usize>, fitting: usize, is_page_empty: bool) -> Option<usize> {
    let last = (block.start + fitting).min(block.end.saturating_sub(ROWS_KEPT));
    let first = block.start + ROWS_KEPT;
    if last < first {
        return (is_page_empty && fitting > 0).then_some(block.start + fitting);
    }
    // The later of two equal borders comes first, and `min_by_key` keeps the first.
    (first.max(last.saturating_sub(ROWS_GIVEN))..=last).rev().min_by_key(|row| rows[*row].crossings)
}

/// Stretches the rows of every page over the room that is left on it, but by an eighth at most; the rows of
/// the last page no more than those of the page before. A single page stays as it is.
pub(super) fn stretch(rows: &mut [Row], pages: &[Range<usize>], first: Length, later: Length) {
    let mut before = None;
    for (number, page) in pages.iter().enumerate() {
        let capacity = if number == 0 { first } else { later };
        let used: Length = rows[page.clone()].iter().map(|row| row.height).sum();
        let spare = (capacity - used).max(0);
        let mut stretch = if used == 0 { 0 } else { (spare * 10_000 / used).min(STRETCH * 100) };
        if number + 1 == pages.len() {
            stretch = stretch.min(before.unwrap_or(0));
        }
        before = Some(stretch);
        for row in &mut rows[page.clone()] {
            let more = row.height * stretch / 10_000 / PIXEL * PIXEL;
            row.height = (row.height + more).min(row.height.max(ROW_LIMIT));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of blocks; each block's rows are so high, and so many cells cross their borders.
    fn rows(blocks: &[&[(Length, usize)]]) -> Vec<Row> {
        blocks
            .iter()
            .flat_map(|block| {
                block.iter().enumerate().map(|(number, (height, crossings))| Row {
                    keep: Keep::Free,
                    height: *height,
                    crossings: if number == 0 { 0 } else { (*crossings).max(1) },
                })
            })
            .collect()
    }

    fn pages(rows: &mut [Row], first: Length, later: Length) -> Vec<Range<usize>> {
        paginate(rows, first, later, &mut |_, _, _| {})
    }

    #[test]
    fn pages_end_where_a_reader_expects() {
        let six: &[(Length, usize)] = &[(10, 2); 6];
        for (blocks, capacity, expected) in [
            (vec![], 100, vec![]),
            (vec![six], 50, vec![0..3, 3..6]),
            // Ten rows fit; the second block needs twelve, and four of ten are empty: it is split.
            (vec![six, six], 100, vec![0..9, 9..12]),
            // Two of eight would be empty, which is little: the block moves as a whole.
            (vec![six, six], 80, vec![0..6, 6..12]),
            // A single row neither splits nor stays behind.
            (vec![&[(10, 0)], &[(10, 0)], &[(10, 0)]], 20, vec![0..2, 2..3]),
        ] {
            assert_eq!(pages(&mut rows(&blocks), capacity, capacity), expected, "{blocks:?}");
        }
    }

    #[test]
    fn a_border_that_fewer_cells_cross_is_preferred() {
        let block: &[(Length, usize)] = &[
            (10, 0),
            (10, 6),
            (10, 6),
            (10, 6),
            (10, 6),
            (10, 6),
            (10, 4),
            (10, 6),
            (10, 6),
            (10, 6),
            (10, 6),
            (10, 6),
        ];
        assert_eq!(pages(&mut rows(&[block]), 80, 80), [0..6, 6..12]);
    }

    #[test]
    fn pages_hold_every_row_once_and_no_more_than_they_can() {
        let mut state = 7_u64;
        let mut random = |limit: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % limit
        };
        for _ in 0..500 {
            let blocks: Vec<Vec<(Length, usize)>> = (0..random(12))
                .map(|_| {
                    (0..=random(40))
                        .map(|_| {
                            (Length::try_from(10 + random(30)).unwrap(), usize::try_from(random(7)).unwrap())
                        })
                        .collect()
                })
                .collect();
            let blocks: Vec<&[(Length, usize)]> = blocks.iter().map(Vec::as_slice).collect();
            let mut rows = rows(&blocks);
            let (first, later) = (300, 400);
            let found = pages(&mut rows, first, later);
            let mut next = 0;
            for (number, page) in found.iter().enumerate() {
                assert_eq!(page.start, next);
                next = page.end;
                let capacity = if number == 0 { first } else { later };
                let used: Length = rows[page.clone()].iter().map(|row| row.height).sum();
                assert!(used <= capacity, "{used} > {capacity}");
                if let Some(row) = rows.get(page.end)
                    && row.crossings > 0
                {
                    let start = (0..page.end).rev().find(|row| rows[*row].crossings == 0).unwrap();
                    let end =
                        (page.end..rows.len()).find(|row| rows[*row].crossings == 0).unwrap_or(rows.len());
                    assert!(page.end - start.max(page.start) >= ROWS_KEPT, "{page:?} of {start}..{end}");
                    assert!(end - page.end >= ROWS_KEPT, "{page:?} of {start}..{end}");
                }
            }
            assert_eq!(next, rows.len());
            stretch(&mut rows, &found, first, later);
            for (number, page) in found.iter().enumerate() {
                let used: Length = rows[page.clone()].iter().map(|row| row.height).sum();
                assert!(used <= if number == 0 { first } else { later });
            }
        }
    }

    #[test]
    fn rows_higher_than_a_page_get_a_page_each() {
        let mut rows = rows(&[&[(500, 0), (500, 1), (500, 1)], &[(500, 0)]]);
        assert_eq!(pages(&mut rows, 100, 100), [0..1, 1..2, 2..3, 3..4]);
    }

    #[test]
    fn what_a_split_adds_below_is_counted() {
        let mut rows = rows(&[&[(10, 1); 12]]);
        let mut borders = Vec::new();
        let pages = paginate(&mut rows, 80, 80, &mut |border, spare, rows| {
            borders.push((border, spare));
            for row in &mut rows[border..] {
                row.height = 20;
            }
        });
        assert_eq!(pages, [0..8, 8..12]);
        assert_eq!(borders, [(8, 0)]);
        assert_eq!(rows[8].height, 20);
    }

    #[test]
    fn forty_thousand_rows_take_no_time() {
        let mut joined = rows(&[&vec![(17, 1); 40_000]]);
        assert_eq!(pages(&mut joined, 400, 420).len(), 1 + (40_000_usize - 23).div_ceil(24));
        let one: &[(Length, usize)] = &[(17, 0)];
        let mut single = rows(&vec![one; 40_000]);
        assert_eq!(pages(&mut single, 400, 420).len(), 1 + (40_000_usize - 23).div_ceil(24));
    }
}
