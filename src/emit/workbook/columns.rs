//! How wide columns are: given by their roles, or by what stands in them.

use std::collections::BTreeMap;

use super::content::OPENING;
use super::grid::Slot;
use super::metrics::{Length, PIXEL, POINT, millimetres, unbreakable, up_to_pixel, width_for, width_of};
use crate::model::ColumnRole;
use crate::view::SheetColumn;

/// No column is narrower.
const NARROWEST: Length = millimetres(60);

/// No column asks for more than so many characters; longer text goes over several lines.
const WIDEST: Length = 36;

/// No word makes a column wider than so many characters.
const LONGEST_WORD: Length = 10;

/// A text of at most so many characters stands on one line before longer ones get more room: `服务对象满意度指标`.
const SHORT: Length = 9;

/// What a column of longer texts has at least before short ones stand on one line, in characters.
const LEAST_OF_LONG: Length = 10;

/// Columns of an indicators sheet, in tenths of a millimetre.
const ROLE_WIDTHS: &[(ColumnRole, Length)] = &[
    (ColumnRole::Code, 150),
    (ColumnRole::Number, 120),
    (ColumnRole::Name, 320),
    (ColumnRole::Department, 300),
    (ColumnRole::Unit, 300),
    (ColumnRole::Amount, 180),
    (ColumnRole::Goals, 610),
    (ColumnRole::Level1, 170),
    (ColumnRole::Level2, 255),
    (ColumnRole::Indicator, 585),
    (ColumnRole::Operator, 140),
    (ColumnRole::Target, 230),
    (ColumnRole::TargetUnit, 160),
    (ColumnRole::TargetKind, 160),
    (ColumnRole::Weight, 140),
    (ColumnRole::Actual, 230),
    (ColumnRole::Score, 140),
    (ColumnRole::Reason, 330),
    (ColumnRole::Explanation, 330),
    (ColumnRole::Direction, 160),
];

/// What a column without a role gets on such a sheet.
const OTHER_WIDTH: Length = 250;

/// What a cell asks of its columns.
#[derive(Clone, Debug)]
pub(super) struct Ask<'a> {
    /// The cell.
    pub(super) slot: &'a Slot,
    /// What a number in it is shown as; it cannot be broken.
    pub(super) number: Option<&'a str>,
    /// The size of its letters.
    pub(super) size: Length,
    /// How many steps it is indented.
    pub(super) indent: u8,
    /// Whether it stands in the head of the table.
    pub(super) is_head: bool,
    /// Whether it stands in a row of totals.
    pub(super) is_unit: bool,
    /// Whether it does, and is to be kept on one line.
    pub(super) is_total: bool,
}

/// Widths of columns, and to how many hundredths they are printed so that they fit the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Widths {
    /// The widths in whole pixels.
    pub(super) columns: Vec<Length>,
    /// The scale.
    pub(super) scale: Length,
    /// Whether short texts have the room to stand on one line.
    pub(super) keeps_short: bool,
}

/// The widths of the columns of an indicators sheet on `available`.
pub(super) fn by_role(columns: &[SheetColumn], count: usize, asks: &[Ask], available: Length) -> Widths {
    let wanted: Vec<Length> = (0..count)
        .map(|column| {
            let role = columns.get(column).and_then(|column| column.role);
            millimetres(
                ROLE_WIDTHS
                    .iter()
                    .find(|(known, _)| Some(*known) == role)
                    .map_or(OTHER_WIDTH, |(_, width)| *width),
            )
        })
        .collect();
    let sum: Length = wanted.iter().sum::<Length>().max(1);
    let mut widths: Vec<Length> = wanted.iter().map(|width| width * available / sum).collect();
    for ask in asks.iter().filter(|ask| ask.slot.columns == 1) {
        let column = ask.slot.column;
        let lack = one_line(ask) - widths[column] / PIXEL * PIXEL;
        if lack <= 0 {
            continue;
        }
        let widest = (0..count).rev().filter(|other| *other != column).max_by_key(|other| widths[*other]);
        if let Some(widest) = widest {
            let given = lack.min(widths[widest] / 2);
            widths[widest] -= given;
            widths[column] += given;
        }
    }
    finish(widths, 100)
}

/// The width that a cell of an indicators sheet cannot do without, which its column then takes from the widest
/// one: a number that does not fit is shown as `###`, a short header or the name of a unit broken over lines
/// makes a high row of little text.
fn one_line(ask: &Ask) -> Length {
    let whole = |text: &str, limit: Length| {
        let width = width_of(text, ask.size);
        if width <= limit { up_to_pixel(width_for(width, ask.indent)) } else { 0 }
    };
    let text = ask.slot.text.plain.as_str();
    if let Some(number) = ask.number {
        up_to_pixel(width_for(width_of(number, ask.size), ask.indent))
    } else if ask.is_head {
        let first = text.split(['\n', '（', '(']).next().unwrap_or_default();
        whole(first, 5 * ask.size)
    } else if ask.is_unit {
        let width = if ask.is_total { whole(text, 11 * ask.size) } else { 0 };
        if (1..=millimetres(420)).contains(&width) {
            return width;
        }
        // The bracket that a name ends in may stand on a line of its own.
        text.rfind(OPENING).filter(|at| *at > 0).map_or(0, |at| whole(&text[..at], 8 * ask.size))
    } else {
        0
    }
}

/// The widths of the columns of any other sheet, shared out on `available` by what stands in them.
pub(super) fn by_text(count: usize, asks: &[Ask], available: Length) -> Widths {
    let mut groups: BTreeMap<(usize, usize), Group> = BTreeMap::new();
    for ask in asks.iter().filter(|ask| ask.slot.columns < count || count == 1) {
        groups.entry((ask.slot.columns, ask.slot.column)).or_default().add(ask);
    }
    let mut least = vec![NARROWEST; count];
    let mut short = vec![0; count];
    let mut low = vec![0; count];
    let mut natural = vec![0; count];
    // Single columns first, then what spans two, and so on: a span asks only for what its columns lack.
    for ((columns, column), group) in groups {
        let range = column..column + columns;
        let asked = group.asked();
        raise(&mut least[range.clone()], asked.least);
        raise(&mut short[range.clone()], asked.short);
        raise(&mut low[range.clone()], asked.low);
        raise(&mut natural[range], asked.natural);
    }
    for column in 0..count {
        short[column] = short[column].max(least[column]);
        low[column] = low[column].max(short[column]);
        natural[column] = natural[column].max(low[column]);
    }
    let keeps_short = short.iter().sum::<Length>() <= available;
    let finish = |widths, scale| Widths { keeps_short, ..finish(widths, scale) };
    let steps = [&least, &short, &low, &natural];
    for pair in steps.windows(2).rev() {
        let (from, to): (Length, Length) = (pair[0].iter().sum(), pair[1].iter().sum());
        if to <= available {
            let widths = pair[1].iter().map(|width| share(*width, available, to)).collect();
            return finish(widths, 100);
        }
        if from <= available {
            let widths = pair[0]
                .iter()
                .zip(pair[1])
                .map(|(from_width, to_width)| {
                    from_width + share(to_width - from_width, available - from, to - from)
                })
                .collect();
            return finish(widths, 100);
        }
    }
    let sum: Length = least.iter().sum();
    let scale = (available * 100 / sum).clamp(10, 100);
    finish(least, scale)
}

/// What the cells of one range of columns ask for.
#[derive(Debug, Default)]
struct Group {
    body: Vec<Length>,
    least: Length,
    head: Length,
    /// The widest of the short texts, and the least of a column that holds others.
    short: Length,
}

/// Widths that a range of columns asks for.
struct Asked {
    least: Length,
    short: Length,
    low: Length,
    natural: Length,
}

impl Group {
    fn add(&mut self, ask: &Ask) {
        let cell = |text: Length| up_to_pixel(width_for(text, ask.indent));
        let size = ask.size;
        if let Some(number) = ask.number {
            let width = cell(width_of(number, size));
            self.least = self.least.max(width);
            self.body.push(width);
            return;
        }
        let text = &ask.slot.text.plain;
        if text.trim().is_empty() {
            return;
        }
        let word = unbreakable(text, size).min(LONGEST_WORD * size);
        self.least = self.least.max(cell(word));
        let longest = text.split('\n').map(|line| width_of(line, size)).max().unwrap_or(0);
        if ask.is_head {
            // A header may stand on two lines, and on three where there is little room.
            self.least = self.least.max(cell((longest / 3 + size).min(4 * size).min(longest)));
            self.head = self.head.max(cell((longest / 2 + size).min(12 * size).min(longest)));
        } else {
            let short = if longest <= SHORT * size { longest } else { LEAST_OF_LONG * size };
            self.short = self.short.max(cell(short));
            self.body.push(cell(longest.min(WIDEST * size)));
        }
    }

    fn asked(mut self) -> Asked {
        self.body.sort_unstable();
        let quantile = |hundredths: usize| {
            let last = self.body.len().saturating_sub(1);
            self.body.get(last * hundredths / 100).copied().unwrap_or(0)
        };
        Asked {
            least: self.least,
            short: self.short.max(self.least),
            low: quantile(15).max(self.least),
            natural: quantile(85).max(self.head).max(self.least),
        }
    }
}

/// Raises `widths` evenly so that together they have `wanted`.
fn raise(widths: &mut [Length], wanted: Length) {
    let lack = wanted - widths.iter().sum::<Length>();
    let Ok(count) = Length::try_from(widths.len()) else { return };
    if lack > 0 && count > 0 {
        for width in widths {
            *width += (lack + count - 1) / count;
        }
    }
}

/// `part` of `total`, where the whole is `whole`.
fn share(part: Length, total: Length, whole: Length) -> Length {
    if whole == 0 {
        0
    } else {
        Length::try_from(i128::from(part) * i128::from(total) / i128::from(whole)).unwrap_or(0)
    }
}

fn finish(widths: Vec<Length>, scale: Length) -> Widths {
    // A worksheet knows no column wider than 255 digits of 7 pixels and 5 pixels more.
    let widest = 255 * 7 * PIXEL;
    let columns = widths.into_iter().map(|width| (width / PIXEL * PIXEL).clamp(4 * POINT, widest)).collect();
    Widths { columns, scale, keeps_short: true }
}
