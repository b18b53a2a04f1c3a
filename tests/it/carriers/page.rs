//! How a page cuts a paper, and what it leaves between the pieces.

use super::draw::Draw;
use super::grid::Grid;
use super::layouts::{Paper, Part};

/// The line of the unit that every page has where the table says its unit elsewhere.
const UNIT_LINE: &str = "单位：万元";

/// What stands between the pieces of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// Nothing.
    Nothing,
    /// A rule, or a page break.
    Rule,
    /// A comment, or an empty paragraph.
    Comment,
    /// An image.
    Image,
    /// `第 2 页`.
    PageLine,
    /// `- 2 -`.
    Dashes,
    /// `{2}----`.
    Braces,
    /// `<page_number>2</page_number>`.
    PageTag,
    /// A bare number of a run.
    Run,
    /// The title that runs over every page.
    RunningTitle,
    /// 续表.
    Continued,
    /// The line of the unit once more.
    UnitLine,
    /// The title once more.
    Title,
    /// A further worksheet.
    Sheet,
}

impl Mark {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::Nothing,
        Self::Rule,
        Self::Comment,
        Self::Image,
        Self::PageLine,
        Self::Dashes,
        Self::Braces,
        Self::PageTag,
        Self::Run,
        Self::RunningTitle,
        Self::Continued,
        Self::UnitLine,
        Self::Title,
        Self::Sheet,
    ];

    /// Its name in the table of outcomes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Rule => "rule",
            Self::Comment => "comment",
            Self::Image => "image",
            Self::PageLine => "page-line",
            Self::Dashes => "dashes",
            Self::Braces => "braces",
            Self::PageTag => "page-tag",
            Self::Run => "run",
            Self::RunningTitle => "running-title",
            Self::Continued => "continued",
            Self::UnitLine => "unit-line",
            Self::Title => "title",
            Self::Sheet => "sheet",
        }
    }
}

/// How a table is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cut {
    /// Not at all.
    Whole,
    /// Between two rows.
    Row(usize),
    /// The header alone stands above.
    Head,
    /// Inside the cell of a number among those of the part.
    Inside(usize),
    /// Between two rows, and what is merged over the cut says its text on both pages.
    Again(usize),
    /// Between rows, twice.
    Twice(usize, usize),
    /// Between two rows, and the columns at the left that say nothing are lost, or the parts of codes put together.
    Narrow(usize),
}

impl Cut {
    /// Its name in the table of outcomes.
    pub fn name(self, part: &Part) -> String {
        match self {
            Self::Whole => "whole".to_owned(),
            Self::Row(_) => "row".to_owned(),
            Self::Head => "head-alone".to_owned(),
            Self::Inside(number) => format!("in-{}", part.inside[number].0),
            Self::Again(_) => "again".to_owned(),
            Self::Twice(..) => "twice".to_owned(),
            Self::Narrow(_) => "narrow".to_owned(),
        }
    }

    /// The ways in which a part can be cut.
    pub fn all(part: &Part) -> Vec<Self> {
        let body = part.grid.body().max(1);
        let mut all: Vec<Self> = (body + 1..part.grid.rows.len()).map(Self::Row).collect();
        if part.grid.header > 0 {
            all.push(Self::Head);
        }
        all.extend((0..part.inside.len()).map(Self::Inside));
        for row in body + 1..part.grid.rows.len() {
            if part.grid.is_merged_over(row) {
                all.push(Self::Again(row));
            }
            if row + 2 < part.grid.rows.len() {
                all.push(Self::Twice(row, row + 2));
            }
            if part.joined_left > 0 || part.grid.cut(row, None, false).1.empty_left() > 0 {
                all.push(Self::Narrow(row));
            }
        }
        all
    }
}

/// A piece of a document in reading order.
#[derive(Clone, Debug)]
pub enum Piece {
    /// A title.
    Title(String),
    /// A line of text.
    Line(String),
    /// A mark that is no text: a rule, a comment, an image.
    Mark(Mark),
    /// A page number in its tag.
    PageTag(usize),
    /// A table.
    Table(Grid),
}

/// The pieces of a paper of which a part is cut.
pub fn pieces(
    draw: &mut Draw,
    paper: &Paper,
    cut_part: usize,
    cut: Cut,
    with_header: bool,
    mark: Mark,
) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let running = format!("{}{}年部门预算", paper.body, paper.year);
    let page = 2 + draw.below(20);
    let with_foot = draw.coin();
    if mark == Mark::RunningTitle {
        pieces.push(Piece::Line(running.clone()));
    }
    for (number, part) in paper.parts.iter().enumerate() {
        pieces.extend(part.above.iter().enumerate().map(|(place, line)| {
            if place == 0 { Piece::Title(line.clone()) } else { Piece::Line(line.clone()) }
        }));
        // A line that every page repeats stands on the first as well.
        if mark == Mark::UnitLine && part.unit_line.is_none() {
            pieces.push(Piece::Line(UNIT_LINE.to_owned()));
        }
        if cut == Cut::Whole || number != cut_part {
            pieces.push(Piece::Table(part.grid.clone()));
            continue;
        }
        let mut page = page;
        for (place, table) in tables(part, cut, with_header).into_iter().enumerate() {
            if place > 0 {
                pieces.extend(between(part, mark, page, &running));
                page += 1;
            }
            pieces.push(Piece::Table(table));
        }
        // A page that has a number at its foot has one at the end as well.
        match mark {
            Mark::Run => pieces.push(Piece::Line(page.to_string())),
            Mark::PageLine if with_foot => pieces.push(Piece::Line(format!("第 {page} 页"))),
            Mark::Dashes if with_foot => pieces.push(Piece::Line(format!("- {page} -"))),
            Mark::PageTag if with_foot => pieces.push(Piece::PageTag(page)),
            _ => {}
        }
    }
    pieces
}

fn between(part: &Part, mark: Mark, page: usize, running: &str) -> Vec<Piece> {
    let line = |text: String| vec![Piece::Line(text)];
    match mark {
        Mark::Nothing => Vec::new(),
        Mark::Rule | Mark::Comment | Mark::Image | Mark::Sheet => vec![Piece::Mark(mark)],
        Mark::PageLine => line(format!("第 {page} 页")),
        Mark::Dashes => line(format!("- {page} -")),
        Mark::Braces => line(format!("{{{page}}}{}", "-".repeat(48))),
        Mark::PageTag => vec![Piece::PageTag(page)],
        Mark::Run => line(page.to_string()),
        Mark::RunningTitle => line(running.to_owned()),
        Mark::Continued if page.is_multiple_of(2) => line("续表".to_owned()),
        Mark::Continued => line(format!("{}（续表）", part.title)),
        Mark::UnitLine => line(part.unit_line.clone().unwrap_or_else(|| UNIT_LINE.to_owned())),
        Mark::Title => line(part.title.clone()),
    }
}

/// The tables that a cut makes of one.
fn tables(part: &Part, cut: Cut, with_header: bool) -> Vec<Grid> {
    let grid = &part.grid;
    let ((above, mut below), at) = match cut {
        Cut::Whole => return vec![grid.clone()],
        Cut::Row(row) | Cut::Twice(row, _) => (grid.cut(row, None, false), row),
        Cut::Again(row) => (grid.cut(row, None, true), row),
        Cut::Narrow(row) => {
            let (above, below) = grid.cut(row, None, false);
            let narrower = match part.joined_left {
                0 => below.without_left(below.empty_left()),
                columns => below.with_left_joined(columns),
            };
            ((above, narrower), row)
        }
        Cut::Head => (grid.cut(grid.body(), None, false), grid.body()),
        Cut::Inside(number) => {
            let (_, (row, column), point) = part.inside[number];
            let rows = grid.rows[row][column].as_ref().map_or(1, |cell| cell.rows);
            let inside = Some(((row, column), point));
            if rows > 1 {
                (grid.cut(row + rows - 1, inside, false), row + rows - 1)
            } else {
                (grid.torn(row).cut(row + 1, inside, false), row + 1)
            }
        }
    };
    let mut tables = vec![above];
    if let Cut::Twice(row, other) = cut {
        let (middle, rest) = below.cut(other - row, None, false);
        tables.push(middle);
        below = rest;
    }
    tables.push(below);
    if with_header && at >= part.header_from && !part.header.is_empty() && !matches!(cut, Cut::Narrow(_)) {
        for table in &mut tables[1..] {
            table.header = part.header.len();
            table.rows.splice(0..0, part.header.iter().cloned());
        }
    }
    tables
}
