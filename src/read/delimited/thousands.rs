//! Thousands commas that were not quoted: `1,300.50` in two cells of a text that commas separate.

use std::ops::Range;

use super::pieces::Field;
use crate::model::Amount;
use crate::text::numerals::plain_decimal;
use crate::text::width::is_han;

/// Rows of more cells are no rows of amounts.
const MOST_CELLS: usize = 64;

/// What may stand before a number.
const SIGNS: &[char] = &['-', '(', '（', '△', '¥', '￥', '≥', '≤', '>', '<', '＞', '＜', '=', '＝'];

/// The unit behind a number has so many characters at the most: 立方米.
const LONGEST_UNIT: usize = 4;

/// The most groups of three of one number: amounts of a country in 元 have four.
const MOST_GROUPS: usize = 5;

/// So many readings are looked at; where there are more, none is the only one.
const MOST_READINGS: usize = 16;

/// Which cells belong together: runs of more than one cell, from left to right.
pub(super) type Reading = Vec<Range<usize>>;

/// Whether the cells of a row can be put together to so many.
pub(super) fn can_be(cells: &[Field], width: usize) -> bool {
    Runs::of(cells).is_some_and(|runs| runs.can(width))
}

/// The readings in which a row has so many cells; one more than `MOST_READINGS` at the most.
pub(super) fn readings(cells: &[Field], width: usize) -> Vec<Reading> {
    let mut found = Vec::new();
    if let Some(runs) = Runs::of(cells).filter(|runs| runs.can(width)) {
        runs.collect(0, width, &mut Vec::new(), &mut found);
    }
    found
}

/// From where to where cells stand that may belong together.
pub(super) fn doubtful(cells: &[Field]) -> Option<Range<usize>> {
    let pairs: Vec<usize> =
        (1..cells.len()).filter(|at| begins(&cells[at - 1]) && ends(&cells[*at])).collect();
    Some(pairs.first()? - 1..pairs.last()? + 1)
}

/// A row with the cells of a reading put together.
pub(super) fn joined(cells: &[Field], reading: &Reading, sign: char) -> Vec<Field> {
    let mut row = Vec::with_capacity(cells.len());
    let mut at = 0;
    for run in reading {
        row.extend_from_slice(&cells[at..run.start]);
        row.push(one(&cells[run.clone()], sign));
        at = run.end;
    }
    row.extend_from_slice(&cells[at..]);
    row
}

/// Cells as the one that they were before they were separated.
pub(super) fn one(cells: &[Field], sign: char) -> Field {
    let words: Vec<&str> = cells.iter().map(Field::words).collect();
    Field::bare(cells.first().map_or(0, |cell| cell.start), &words.join(&sign.to_string()))
}

/// Whether the first number of a row is the sum of those behind it: 合计 of its parts. `None` where the row does not
/// end in three cells of numbers; blanks among the parts are nothing.
pub(super) fn adds_up(cells: &[Field]) -> Option<bool> {
    let number = |cell: &Field| {
        if cell.is_blank() {
            Some(None)
        } else {
            plain_decimal(cell.words())?.parse::<Amount>().ok().map(Some)
        }
    };
    let tail: Vec<Option<Amount>> = cells.iter().rev().map_while(number).collect();
    let whole = tail.iter().rposition(Option::is_some).filter(|parts| *parts >= 2)?;
    let sum = tail[..whole].iter().flatten().try_fold(Amount::ZERO, |sum, part| sum.plus(*part))?;
    Some(Some(sum.normalized()) == tail[whole].map(Amount::normalized))
}

/// Whether a cell may be the beginning of a number with commas: up to three digits, the first none of them a zero.
fn begins(cell: &Field) -> bool {
    let digits = cell.words().trim_start_matches(SIGNS);
    !cell.quoted && (1..=3).contains(&digits.len()) && is_digits(digits) && !digits.starts_with('0')
}

/// Whether a cell may go on with a number and have further groups behind it.
fn goes_on(cell: &Field) -> bool {
    !cell.quoted && cell.words().len() == 3 && is_digits(cell.words())
}

/// Whether a cell may end a number with commas: three digits, and what stands behind a point, or their unit.
fn ends(cell: &Field) -> bool {
    let words = cell.words().trim_end_matches([')', '）']);
    let unit = words.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let is_unit = unit.starts_with(is_han) && unit.chars().count() <= LONGEST_UNIT;
    let words = if is_unit { &words[..words.len() - unit.len()] } else { words };
    let (whole, fraction) = words.split_once('.').unwrap_or((words, "0"));
    !cell.quoted && whole.len() == 3 && is_digits(whole) && !fraction.is_empty() && is_digits(fraction)
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The runs that cells may make, and into how many cells those from each on can be put together.
struct Runs {
    /// For each cell the ends of the runs that begin with it, itself alone the first.
    ends: Vec<Vec<usize>>,
    /// For each cell, and the end: the numbers of cells that can be made of the rest.
    made: Vec<Vec<bool>>,
}

impl Runs {
    fn of(cells: &[Field]) -> Option<Self> {
        let count = cells.len();
        if count > MOST_CELLS || doubtful(cells).is_none() {
            return None;
        }
        let ends: Vec<Vec<usize>> = (0..count)
            .map(|first| {
                let mut ends_of = vec![first + 1];
                for last in first + 1..count.min(first + MOST_GROUPS) {
                    if !begins(&cells[first]) {
                        break;
                    }
                    if ends(&cells[last]) {
                        ends_of.push(last + 1);
                    }
                    if !goes_on(&cells[last]) {
                        break;
                    }
                }
                ends_of
            })
            .collect();
        let mut made = vec![vec![false; count + 1]; count + 1];
        made[count][0] = true;
        for first in (0..count).rev() {
            for cells in 1..=count - first {
                made[first][cells] = ends[first].iter().any(|end| made[*end][cells - 1]);
            }
        }
        Some(Self { ends, made })
    }

    fn can(&self, width: usize) -> bool {
        self.made[0].get(width).copied().unwrap_or(false)
    }

    fn collect(&self, at: usize, width: usize, runs: &mut Reading, found: &mut Vec<Reading>) {
        if found.len() > MOST_READINGS {
            return;
        }
        if at == self.ends.len() {
            found.push(runs.clone());
            return;
        }
        for end in self.ends[at].iter().copied().filter(|end| self.made[*end][width - 1]) {
            let is_run = end > at + 1;
            if is_run {
                runs.push(at..end);
            }
            self.collect(end, width - 1, runs, found);
            if is_run {
                runs.pop();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(row: &str) -> Vec<Field> {
        row.split(',').map(|cell| Field::bare(0, cell)).collect()
    }

    #[test]
    fn the_ways_to_put_cells_together() {
        for (row, width, expected) in [
            ("213,农林水支出,1,300.50,100.50,1,200.00", 5, &["213|农林水支出|1,300.50|100.50|1,200.00"][..]),
            (
                ",合计,12,345,678.00,345,678.00,12,000,000.00",
                5,
                &["|合计|12,345,678.00|345,678.00|12,000,000.00"],
            ),
            ("甲,1,200,300,0,1", 5, &["甲|1|200,300|0|1", "甲|1,200|300|0|1"]),
            // Not groups of three, a zero before them, decimals before a comma.
            ("甲,1,20,0,300,1.50,300", 6, &[]),
            ("甲,1,300.50", 3, &["甲|1|300.50"]),
            ("甲,乙,丙", 2, &[]),
            ("甲,(1,300.50),-2,000", 3, &["甲|(1,300.50)|-2,000"]),
        ] {
            let cells = cells(row);
            let found: Vec<String> = readings(&cells, width)
                .iter()
                .map(|reading| {
                    joined(&cells, reading, ',').iter().map(Field::words).collect::<Vec<_>>().join("|")
                })
                .collect();
            assert_eq!(found, expected, "{row}");
            assert_eq!(can_be(&cells, width), !expected.is_empty(), "{row}");
        }
    }

    #[test]
    fn many_ways_end() {
        let row = cells(&"1,200,".repeat(30));
        assert_eq!(readings(&row, 45).len(), MOST_READINGS + 1);
        assert!(readings(&cells(&"1,200,".repeat(3000)), 45).is_empty());
    }

    #[test]
    fn the_first_number_and_its_parts() {
        for (row, expected) in [
            ("213,甲,300.50,100.50,200.00", Some(true)),
            ("213,甲,300.50,,300.50", Some(true)),
            ("213,甲,,300.50,200.00", None),
            ("213,甲,300.50,300.50,,0", Some(true)),
            ("213,甲,300.50,100.50,300.00", Some(false)),
            ("213,甲,300.50,乙", None),
        ] {
            assert_eq!(adds_up(&cells(row)), expected, "{row}");
        }
    }
}
