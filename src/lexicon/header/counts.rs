//! Rows that count the columns below a header: `栏次 1 2 3`, `** ** 1 2`.

use super::rows::filled;
use crate::lexicon::account_header;
use crate::model::{Row, Tidy};
use crate::text::width::fold;

/// A row by a header of so many cells that reads 1, 2, 3 … counts columns, also without a word that says so.
const FEWEST_BY_HEADER: usize = 3;

/// The same of a row anywhere in a table.
const FEWEST_ANYWHERE: usize = 4;

/// What is longer, in bytes, is no cell of a row that counts: `12=1+2+…` has fewer.
const LONGEST_COUNT: usize = 64;

/// A table with more columns than this is not counted.
const MOST_COUNTED: usize = 100;

/// Whether a row by a header counts the columns: `栏次 1 2 3`, `** ** 1 2`, also beside 类 款 项, and on two sides.
pub(crate) fn counts(row: &Row<Tidy>) -> bool {
    counts_so_many(row, FEWEST_BY_HEADER)
}

/// Whether a row anywhere in a table counts the columns. Three numbers may be data there.
pub(crate) fn counts_anywhere(row: &Row<Tidy>) -> bool {
    counts_so_many(row, FEWEST_ANYWHERE)
}

/// Whether a row counts the columns, be it without a word that says so where it counts at least so many.
fn counts_so_many(row: &Row<Tidy>, fewest: usize) -> bool {
    // Most rows have a code or an amount and are told by that alone.
    if filled(row).any(|(text, _, _)| is_other_number(text)) {
        return false;
    }
    if filled(row).next_back().is_none_or(|(text, _, _)| CountCell::of(text).is_none()) {
        return false;
    }
    let Some(cells) = filled(row).map(|(text, _, _)| CountCell::of(text)).collect::<Option<Vec<_>>>() else {
        return false;
    };
    let labelled = cells.contains(&CountCell::Label);
    let numbers = || cells.iter().filter_map(|cell| cell.number());
    let begins = cells.first().is_some_and(|cell| cell.number().is_none_or(|number| number == 1));
    // Without a label each number follows the one before it; with one, the other side may begin anew.
    let mut in_order = numbers().scan(0, |last, number| Some(number == std::mem::replace(last, number) + 1));
    let count = numbers().count();
    begins && (labelled || in_order.all(|goes_on| goes_on)) && (count >= fewest || (labelled && count > 0))
}

/// Whether a text begins with a number that counts no column: a code, an amount.
fn is_other_number(text: &str) -> bool {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = &text[..text.len() - rest.len()];
    let is_count = number.parse().is_ok_and(|number: usize| (1..MOST_COUNTED).contains(&number));
    !number.is_empty() && (!is_count || rest.starts_with(['.', ',', '，']))
}

/// A cell of a row that counts the columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CountCell {
    /// 栏次, `**`.
    Label,
    /// A header that stands beside the numbers: 类, 项目.
    Header,
    /// A number.
    Number(usize),
}

impl CountCell {
    /// What a cell is in a row that counts, if it may stand there.
    fn of(text: &str) -> Option<Self> {
        if text.len() > LONGEST_COUNT {
            return None;
        }
        let folded = fold(text);
        // `3=1+2` says besides how a column is made of others.
        let digits = folded.len() - folded.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, rest) = folded.split_at(digits);
        if let Ok(number) = number.parse::<usize>() {
            let is_count = (1..MOST_COUNTED).contains(&number)
                && (rest.is_empty() || rest.starts_with(['=', '(', '+', '-']));
            return is_count.then_some(Self::Number(number));
        }
        if account_header::is_count_label(text) {
            return Some(Self::Label);
        }
        account_header::is_beside_counts(text).then_some(Self::Header)
    }

    fn number(self) -> Option<usize> {
        match self {
            Self::Number(number) => Some(number),
            Self::Label | Self::Header => None,
        }
    }
}
