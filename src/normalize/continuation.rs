//! Whether a table goes on from the one above it, told by what both hold.
//!
//! It does where nothing stands between them but what a page break leaves there and its columns hold the same kinds;
//! what is not certain is not joined.

use super::column_kind::{
    self, Kind, ROWS_LOOKED_AT, differing, kind_of, kinds, left_out, part_of_code, variety,
};
use super::page_break::{self, Break, Labels, Running};
use super::{headers, level_columns, lines, sheet_page};
use crate::lexicon::account_header::{self, Heading};
use crate::lexicon::line;
use crate::lexicon::money;
use crate::lexicon::total::{self, Sum};
use crate::model::{Block, Cell, Row, Table, Tidy};
use crate::text::width::fold;

/// How far above a table its title and labels are looked for, in blocks.
const REACH_ABOVE: usize = 4;

/// How many rows at the top of a page repeat its title, number and labels.
const MOST_AT_TOP: usize = 8;

/// How many rows at the end of a table may be notes and signatures below its total.
const MOST_AT_END: usize = 8;

/// A table that has so many kinds of columns is told by them alone.
const TELLING_VARIETY: usize = 3;

/// A table that lacks more columns than this has little in common with a wide one.
const MOST_MISSING: usize = 3;

/// A number of more digits is a code and counts nothing.
const LONGEST_COUNT: usize = 12;

/// The fewest digits of a code of accounts.
const SHORTEST_CODE: usize = 3;

/// A table that following ones may go on from.
#[derive(Debug)]
pub(super) struct Open {
    /// Its place among the blocks.
    pub block: usize,
    /// Its number among the tables.
    pub number: usize,
    /// Its lone lines at the top.
    pub lone: usize,
    /// The header rows below them.
    pub header: usize,
    /// How many columns it has.
    pub width: usize,
    /// The lines above it and at its top, folded.
    pub lines: Vec<String>,
    /// Its title, folded: the last one above it or at its top.
    pub title: Option<String>,
    /// Whether it is a form: labels, each with a value beside it.
    pub form: bool,
}

/// How a table belongs to the one above.
#[derive(Debug)]
pub(super) enum Verdict {
    /// It is another one.
    Separate,
    /// It may go on, and nothing proves it.
    Unsure,
    /// It goes on.
    GoesOn(Continuation),
}

/// How a table goes on from the one above.
#[derive(Debug)]
pub(super) struct Continuation {
    /// So many rows at its top repeat what the table above has.
    pub repeated: usize,
    /// Which columns its columns are.
    pub columns: Columns,
    /// The lone lines and the header rows of the table above, where what is repeated tells them and nothing else did.
    pub header: Option<(usize, usize)>,
}

/// Which columns of the table above the columns of a page are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Columns {
    /// The same, or those so many to the right.
    Shifted(usize),
    /// For each column of the page, if anything stands in it, the one that it is.
    Matched(Vec<Option<usize>>),
    /// The same, the first of the page being a whole code that stands in so many columns above, from this one on.
    Coded {
        /// The first column of the code.
        first: usize,
        /// How many columns it has.
        parts: usize,
        /// For each column of the page the one that it is.
        others: Vec<Option<usize>>,
    },
}

impl Open {
    /// A table that stands at the end of blocks, ready to be gone on from.
    pub(super) fn new(blocks: &[Block<Tidy>], number: usize, table: &Table<Tidy>) -> Self {
        let form = headers::is_form_table(table);
        let (lone, header) = if form { (0, 0) } else { headers::measure(table) };
        let (lone, header) = match headers::alone(table) {
            Some(found) if found.0 + found.1 > lone + header && !form => found,
            _ => (lone, header),
        };
        // Of a title with nothing below it all is above the rows that follow on the next page.
        let is_title =
            table.rows.iter().all(|row| lines::lone(row).is_some()) && table.rows.iter().any(is_title_row);
        let lone = if is_title { table.rows.len() } else { lone };
        let width = table.width();
        let first = blocks.len().saturating_sub(REACH_ABOVE);
        let is_line = |row: &&Row<Tidy>| lines::lone(row).is_some() || lines::is_label_row(row);
        let at_top = if form { table.rows.iter().take_while(is_line).count().max(1) } else { lone };
        let lines = lines_above(table, at_top, &blocks[first..]);
        let title = own_title(table, at_top, &blocks[first..]);
        Self { block: blocks.len(), number, lone, header, width, lines, title, form }
    }

    /// The rows of the table below its header.
    pub(super) fn body<'a>(&self, table: &'a Table<Tidy>) -> &'a [Row<Tidy>] {
        table.rows.get(self.lone + self.header..).unwrap_or_default()
    }
}

/// The lone lines and the header of a table of names and one amount each: two columns may as well be labels and values.
fn pair_header(table: &Table<Tidy>) -> Option<(usize, usize)> {
    let lone = table.rows.iter().take_while(|row| lines::lone(row).is_some()).count();
    let [name, amount] = table.rows.get(lone)?.cells.as_slice() else { return None };
    let is_amount = account_header::heading(&[amount.text.text().trim().to_owned()]) == Heading::Amounts;
    (account_header::is_name(name.text.text()) && is_amount).then_some((lone, 1))
}

/// The title of a table, folded: the last one at its top, its caption, or the nearest line above it that is a title.
fn own_title(table: &Table<Tidy>, lone: usize, above: &[Block<Tidy>]) -> Option<String> {
    let mut at_top = table.rows.iter().take(lone).filter_map(lines::lone).map(fold);
    let mut caption = table.title.iter().flat_map(|title| title.split('\n')).map(fold);
    let nearest = above.iter().rev().map_while(|block| match block {
        Block::Paragraph { text, .. } | Block::Heading { text, .. } => Some(text.text()),
        Block::List { .. } | Block::Table(_) => None,
    });
    let mut nearest = nearest.flat_map(|text| text.split('\n').map(fold).rev().collect::<Vec<_>>());
    let is_title = |line: &String| line::ends_as_table(line);
    at_top.rfind(is_title).or_else(|| caption.next_back()).or_else(|| nearest.find(is_title))
}

/// The lines that stand above a table and at its top, folded.
fn lines_above(table: &Table<Tidy>, lone: usize, above: &[Block<Tidy>]) -> Vec<String> {
    let mut found = Vec::new();
    for block in above.iter().rev() {
        match block {
            Block::Paragraph { text, .. } | Block::Heading { text, .. } => {
                found.extend(text.text().split('\n').map(fold));
            }
            Block::List { .. } | Block::Table(_) => break,
        }
    }
    found.extend(table.title.iter().flat_map(|title| title.split('\n')).map(fold));
    let lone = table.rows.iter().take(lone).flat_map(|row| &row.cells);
    found.extend(lone.map(|cell| fold(cell.text.text())));
    found.retain(|line| !line.is_empty());
    found
}

/// How a table belongs to the open one above it. `between` are the blocks that part them.
pub(super) fn judge(
    open: &Open,
    table: &Table<Tidy>,
    between: &[Block<Tidy>],
    running: &Running,
    next: &Table<Tidy>,
) -> Verdict {
    if next.rows.is_empty() || table.rows.is_empty() {
        return Verdict::Separate;
    }
    let pair = Pair { open, table, next };
    let Some(mut page) = page_break::read(between, &open.lines, open.title.as_deref(), running) else {
        // Text stands between them, and yet rows without a header would be read below the one above.
        let near = between.len() <= page_break::MOST_BETWEEN && next.width() == open.width;
        let told = near && next.title.is_none() && next.rows.first().is_some_and(|row| pair.counts_on(row));
        return if told && !pair.is_closed() { pair.unsure(0) } else { Verdict::Separate };
    };
    if let Some(title) = &next.title {
        let continued = lines::continued_title(title);
        let repeated = title.split('\n').map(fold).all(|line| open.lines.contains(&line));
        match continued {
            Some(title) if page_break::is_title_of(&title, &open.lines) => page.continued = true,
            _ if repeated => page.title = true,
            _ => return Verdict::Separate,
        }
    }
    if between.is_empty()
        && let Some(continuation) = pair.of_names_and_amounts()
    {
        return Verdict::GoesOn(continuation);
    }
    let is_head_alone = table.rows.iter().all(|row| lines::lone(row).is_some());
    if is_head_alone && next.title.is_none() && table.rows.iter().any(is_title_row) {
        // The page ended below the title.
        let columns = Columns::Shifted(0);
        return Verdict::GoesOn(Continuation { repeated: 0, columns, header: None });
    }
    let top = pair.top_rows(&mut page);
    if page.labels == Labels::OtherUnit && !page.continued {
        return if pair.is_headed(top) { Verdict::Separate } else { pair.unsure(top) };
    }
    if open.form {
        return pair.judge_form(page, top);
    }
    let told = headers::repeated(table, &next.rows[top..])
        .filter(|(_, header)| open.header == 0 && fits_within(&next.rows[top..top + header]));
    let repeats = || told.map(|(_, header)| top + header);
    match pair.repeated_header(top).or_else(repeats) {
        Some(repeated) => pair.judge_headed(page, repeated, told),
        None => pair.judge_unheaded(page, top),
    }
}

/// A table and the one below it.
#[derive(Clone, Copy)]
struct Pair<'a> {
    open: &'a Open,
    table: &'a Table<Tidy>,
    next: &'a Table<Tidy>,
}

impl Pair<'_> {
    /// How a table of names and one amount each goes on that nothing parts from the one above.
    fn of_names_and_amounts(self) -> Option<Continuation> {
        let (lone, header) = pair_header(self.table).filter(|_| self.open.header == 0 && !self.open.form)?;
        let body = self.table.rows.get(lone + header..).filter(|body| !body.is_empty())?;
        let (above, below) = (kinds(body, self.open.width), kinds(&self.next.rows, self.next.width()));
        let is_alike = above.len() == below.len() && variety(&below) >= 2 && differing(&below, &above) == 0;
        let is_whole = body.last().is_some_and(is_total_row);
        let goes_on = is_alike && !is_whole && !self.is_headed(0) && !self.begins_with_total(0);
        goes_on.then_some(Continuation {
            repeated: 0,
            columns: Columns::Shifted(0),
            header: Some((lone, header)),
        })
    }

    /// How many rows at the top of the page are the page's: its number, the title with 续, repeated lone lines.
    fn top_rows(self, page: &mut Break) -> usize {
        let mut top = 0;
        for row in self.next.rows.iter().take(MOST_AT_TOP) {
            if row.cells.iter().any(|cell| cell.rowspan > 1) {
                break;
            }
            let line = lines::lone(row);
            let is_known = |line: &str| self.open.lines.contains(&fold(line));
            let repeats = |other: &Row<Tidy>| lines::alike(row, other);
            if line.is_some_and(lines::is_page_number) {
                page.page = true;
            } else if line.is_some_and(|line| lines::continued_title(line).is_some()) {
                page.continued = true;
            } else if line.is_some_and(is_known) || self.table.rows.iter().take(self.open.lone).any(repeats) {
                page.title |= !lines::is_label_row(row);
            } else if !lines::is_blank(row) {
                break;
            }
            top += 1;
        }
        top
    }

    /// The end of the rows at the top of the page that repeat the header of the table above.
    fn repeated_header(self, top: usize) -> Option<usize> {
        let (lone, header) = (self.open.lone, self.open.header);
        let header = self.table.rows.get(lone..lone + header)?;
        let end = top + header.len();
        let rows = self.next.rows.get(top..end)?;
        let same = !header.is_empty()
            && header.iter().zip(rows).all(|(one, other)| headers::says_the_same(one, other));
        (same && is_heading(header) && fits_within(rows)).then_some(end)
    }

    /// How a page belongs to the table above whose header it repeats, up to row `repeated`.
    fn judge_headed(self, page: Break, repeated: usize, told: Option<(usize, usize)>) -> Verdict {
        // Of a row that the page cut nothing may be left.
        let rows = || self.next.rows.iter().skip(repeated);
        let body = rows().find(|row| !lines::is_blank(row)).or_else(|| rows().next());
        // A table without a title and a unit, right below one that has them, would have lost both; and projects below the
        // same title and header once more are further ones.
        let fresh = |row: &Row<Tidy>| {
            let has_unit = self.open.lines.iter().any(|line| money::unit(line).is_some());
            let has_lost = has_unit || self.open.title.is_some() || (page.running && !page.title);
            (has_lost || page.title) && page.labels < Labels::New && self.is_fresh(row)
        };
        // Of a row that the page cut nothing may be left but the merges that go on below it.
        let is_rest =
            |row: &Row<Tidy>| lines::is_blank(row) && row.cells.first().is_some_and(|cell| cell.rowspan > 1);
        let is_rest = self.next.rows.get(repeated).is_some_and(is_rest);
        let goes_on = is_rest || body.is_some_and(|row| self.counts_on(row) || fresh(row));
        // A header that the page ended has its rows here, and so has a total that begins its table.
        let above = self.open.body(self.table);
        let begins_here = match above {
            [] => true,
            [only] => is_total_row(only) && body.is_some_and(|row| !is_total_row(row)),
            [first, others @ ..] => {
                // Below a total, a department and a unit the first project counts from one.
                let code = |row: &Row<Tidy>| row.cells.first().map(|cell| fold(cell.text.text()));
                let is_code = |row: &Row<Tidy>| {
                    code(row).is_some_and(|code| {
                        code.len() >= SHORTEST_CODE && code.bytes().all(|byte| byte.is_ascii_digit())
                    })
                };
                let begins = body.and_then(code).is_some_and(|code| code == "1");
                is_total_row(first) && others.iter().all(is_code) && begins
            }
        };
        let goes_on = goes_on || begins_here;
        let begins_anew = !begins_here && (self.begins_with_total(repeated) || self.is_closed());
        let said = page.continued || (page.says_so() && !begins_anew);
        let agrees = page.continued || page.labels < Labels::New;
        if self.open.width != self.next.width() || !agrees || !(said || (goes_on && !begins_anew)) {
            return Verdict::Separate;
        }
        Verdict::GoesOn(Continuation { repeated, columns: Columns::Shifted(0), header: told })
    }

    /// How a page without the header of the table above belongs to it.
    fn judge_unheaded(self, page: Break, top: usize) -> Verdict {
        // Notes and signatures below the last row are no page of it.
        let is_line = |row: &Row<Tidy>| {
            lines::is_blank(row)
                || (lines::lone(row).is_some() && row.cells.first().is_some_and(|cell| !cell.text.is_blank()))
        };
        if self.next.rows.iter().skip(top).all(is_line) {
            return Verdict::Separate;
        }
        if self.is_headed(top) {
            return if page.continued { Verdict::Unsure } else { Verdict::Separate };
        }
        let alone = self.open.header > 0 && self.open.body(self.table).is_empty();
        if !page.continued && !alone && (self.begins_with_total(top) || self.is_closed()) {
            return if self.open.header > 0 { self.unsure(top) } else { Verdict::Separate };
        }
        // A header alone says no unit of its own; that of its rows may stand on their page.
        let most = if alone { Labels::New } else { Labels::Repeated };
        if page.labels > most && !page.continued {
            return self.unsure(top);
        }
        let Some(columns) = self.columns(page, top, alone) else {
            let narrow = self.next.width() + MOST_MISSING < self.open.width;
            return match page.says_so() {
                _ if page.continued => Verdict::Unsure,
                true if self.next.width() < self.open.width && !narrow => Verdict::Unsure,
                _ => self.unsure(top),
            };
        };
        Verdict::GoesOn(Continuation { repeated: top, columns, header: None })
    }

    /// Which columns those of a page without a header are, if it goes on.
    fn columns(self, page: Break, top: usize, alone: bool) -> Option<Columns> {
        let said = page.says_so() || alone;
        let above = kinds(self.open.body(self.table), self.open.width);
        let rows = self.next.rows.get(top..).unwrap_or_default();
        let (short, _) = self.short_rows(rows);
        let end = rows.len().min(short + ROWS_LOOKED_AT);
        let below = kinds(&rows[short.min(end)..end], self.next.width());
        // What has no header stands below one, or goes on by itself.
        let counts_on = rows.first().is_some_and(|row| self.counts_on(row));
        let headed = self.open.header > 0;
        let told =
            said || (headed && (counts_on || variety(&below) >= 2)) || (counts_on && variety(&below) >= 2);
        if !told {
            return None;
        }
        let shift = if headed { level_columns::shift(&self.table.rows, rows) } else { None };
        if let Some(shift) = shift.filter(|shift| shift + below.len() <= above.len()) {
            return Some(Columns::Shifted(shift));
        }
        if below.len() == above.len() {
            let differ = differing(&below, &above);
            // Where a page says that it goes on, a column or two may hold something else.
            let fits = if said { differ * 3 <= above.len() } else { differ * 5 <= above.len() };
            let proven = said || counts_on || differ == 0 || variety(&below) >= TELLING_VARIETY;
            return (fits && proven).then_some(Columns::Shifted(0));
        }
        if below.len() > above.len() || alone {
            return None;
        }
        // A whole code of three digits would fit below 项 as well.
        if let Some(coded) = self.coded(&above, &below, rows).filter(|_| headed) {
            return Some(coded);
        }
        match column_kind::shifts(&above, &below).as_slice() {
            [shift] if *shift + below.len() == above.len() => return Some(Columns::Shifted(*shift)),
            _ => {}
        }
        // A dash says nothing of its column, and is lost where its column is.
        let all_stand = |places: &Vec<Option<usize>>| {
            let stands = |cell: &Cell<Tidy>| {
                cell.text.is_blank() || places.get(cell.column).is_some_and(Option::is_some)
            };
            rows.iter().flat_map(|row| &row.cells).all(stands)
        };
        if headed { left_out(&above, &below).filter(all_stand).map(Columns::Matched) } else { None }
    }

    /// The columns of a page that has the whole code in one column, where 类, 款 and 项 have one each above.
    fn coded(self, above: &[Kind], below: &[Kind], rows: &[Row<Tidy>]) -> Option<Columns> {
        let (first, parts) = self.code_columns()?;
        let others = above.len().checked_sub(first + parts)?;
        let after = first + 1;
        if parts < 2 || below.len() != after + others || differing(&below[..first], &above[..first]) > 0 {
            return None;
        }
        let rest = differing(&below[after..], &above[first + parts..]);
        let whole = |cell: &Cell<Tidy>| {
            let text = cell.text.text();
            text.trim().is_empty() || part_of_code(text, parts).is_some()
        };
        // Numbers of pages are no codes.
        let rows = || rows.iter().filter(|row| lines::lone(row).is_none());
        let cells = || rows().flat_map(|row| &row.cells).filter(|cell| cell.column == first);
        if rest > 0 || cells().all(|cell| cell.text.is_blank()) || !cells().all(whole) {
            return None;
        }
        let place = |column: usize| if column < after { column } else { column + parts - 1 };
        Some(Columns::Coded {
            first,
            parts,
            others: (0..below.len()).map(|column| Some(place(column))).collect(),
        })
    }

    /// The columns of 类, 款 and 项 in the header above: the first, and how many there are.
    fn code_columns(self) -> Option<(usize, usize)> {
        let header = self.table.rows.get(self.open.lone..self.open.lone + self.open.header)?;
        let is_part =
            |cell: &&Cell<Tidy>| cell.colspan == 1 && account_header::code_part(cell.text.text()).is_some();
        let mut columns: Vec<usize> =
            header.iter().flat_map(|row| &row.cells).filter(is_part).map(|cell| cell.column).collect();
        columns.sort_unstable();
        columns.dedup();
        let first = *columns.first()?;
        let in_a_row = columns.iter().enumerate().all(|(number, column)| *column == first + number);
        in_a_row.then_some((first, columns.len()))
    }

    /// How a page belongs to a form above: the rest of its indicators goes on, and so does another label; the label
    /// that forms begin with begins another one.
    fn judge_form(self, page: Break, top: usize) -> Verdict {
        let Some(row) = self.next.rows.get(top) else { return Verdict::Separate };
        let goes_on =
            |repeated| Verdict::GoesOn(Continuation { repeated, columns: Columns::Shifted(0), header: None });
        // On a sheet of its own a page may lack columns at the right: no form says anything by them.
        let is_sheet = sheet_page::is_further_sheet(self.table, self.next);
        let same_width = self.open.width == self.next.width();
        let last = self.table.rows.len().saturating_sub(ROWS_LOOKED_AT);
        let end = &self.table.rows[last..];
        let has_levels = || {
            let cells = end.iter().flat_map(|row| &row.cells);
            cells.filter(|cell| kind_of(cell.text.text()) == Kind::Level).take(2).count() > 0
        };
        // The header of the indicators stands on both pages.
        let repeats =
            headers::names_columns(row) && end.iter().any(|other| headers::says_the_same(other, row));
        if repeats && (same_width || is_sheet) && (page.says_so() || has_levels()) {
            return goes_on(top + 1);
        }
        if let Some(repeated) = self.repeated_first_rows(top)
            && same_width
            && page.labels < Labels::New
        {
            return goes_on(repeated);
        }
        if self.begins_like_a_form_above(top) {
            return Verdict::Separate;
        }
        let is_rest = row.cells.iter().any(|cell| kind_of(cell.text.text()) == Kind::Level);
        // What the label at the left reaches down to stands below it, on the next page as well.
        let is_below_label = self.counts_on(row);
        let is_label = headers::form_label(row).is_some();
        let begins_indicators = headers::names_columns(row) && !has_levels();
        // A page whose blank columns were lost has its levels where they belong, or so many columns to the left.
        let rows = self.next.rows.get(top..).unwrap_or_default();
        let filled = rows.iter().flat_map(|row| &row.cells).filter(|cell| !cell.text.is_blank());
        let width = filled.map(Cell::end_column).max().unwrap_or(0);
        let is_within = |shift: &usize| shift + width <= self.open.width;
        if let Some([shift]) = level_columns::shifts(&self.table.rows, rows).as_deref()
            && is_within(shift)
            && (*shift > 0 || !same_width)
            && page.labels < Labels::New
        {
            let columns = Columns::Shifted(*shift);
            return Verdict::GoesOn(Continuation { repeated: top, columns, header: None });
        }
        let fits = same_width || is_sheet;
        match fits && page.labels < Labels::New {
            true if is_label || is_below_label || begins_indicators || (is_rest && has_levels()) => {
                goes_on(top)
            }
            true if self.is_sum(top) => goes_on(top),
            true if page.says_so() && !headers::names_columns(row) => goes_on(top),
            false if page.continued || (is_rest && has_levels()) => Verdict::Unsure,
            _ => Verdict::Separate,
        }
    }

    /// Whether all that a page has are sums: no form has nothing else.
    fn is_sum(self, top: usize) -> bool {
        let rows = self.next.rows.get(top..).unwrap_or_default();
        let mut filled =
            rows.iter().filter(|row| lines::lone(row).is_none_or(|line| !is_below(line))).peekable();
        let sums =
            |row: &Row<Tidy>| row.cells.first().is_some_and(|cell| total::sum(cell.text.text()).is_some());
        filled.peek().is_some() && filled.all(|row| lines::is_blank(row) || sums(row))
    }

    /// The end of the rows at the top of a page that say again what the form above begins with, the project and its name,
    /// where what follows has no label of that form: a second project of the same name has all of them.
    fn repeated_first_rows(self, top: usize) -> Option<usize> {
        let labels = || self.table.rows.iter().filter_map(headers::form_label);
        let first = self.table.rows.iter().position(|row| headers::form_label(row).is_some())?;
        let rows = self.next.rows.get(top..)?;
        let is_filled = |row: &Row<Tidy>| row.cells.iter().filter(|cell| !cell.text.is_blank()).count() > 1;
        let repeated = self.table.rows[first..]
            .iter()
            .zip(rows)
            .take_while(|(one, other)| is_filled(other) && lines::alike(one, other))
            .count();
        let below = rows.get(repeated).filter(|_| repeated > 0)?;
        let label = headers::form_label(below);
        (!label.is_some_and(|label| labels().any(|other| other == label))).then_some(top + repeated)
    }

    /// Whether a page begins with a label that the form above has: a second form begins with its first label again.
    fn begins_like_a_form_above(self, top: usize) -> bool {
        let Some(label) = self.next.rows.get(top).and_then(headers::form_label) else { return false };
        let rows = &self.table.rows;
        let mut labels = rows.iter().take(ROWS_LOOKED_AT).filter_map(headers::form_label);
        // What the page cuts says its label on both: the last one above, with nothing but its own rows below it.
        let firsts = rows.iter().rev().filter_map(|row| row.cells.iter().find(|cell| cell.column == 0));
        let last = firsts.map(|cell| fold(cell.text.text())).find(|text| !text.is_empty());
        let is_cut = last.as_ref() == Some(&label) && labels.clone().next().as_ref() != Some(&label);
        !is_cut && labels.any(|other| other == label)
    }

    /// Whether a row goes on from the last ones of the table above: its first cell is blank, says the same as the last,
    /// or counts on.
    fn counts_on(self, row: &Row<Tidy>) -> bool {
        let Some(first) = row.cells.iter().find(|cell| cell.column == 0) else { return false };
        if first.text.is_blank() {
            return !lines::is_blank(row);
        }
        let code = fold(first.text.text());
        let body = self.open.body(self.table);
        let last = body
            .iter()
            .rev()
            .take(ROWS_LOOKED_AT)
            .filter_map(|row| row.cells.iter().find(|cell| cell.column == 0))
            .map(|cell| fold(cell.text.text()))
            .find(|text| !text.is_empty());
        let Some(last) = last else { return false };
        let digits = |text: &str| {
            !text.is_empty() && text.len() <= LONGEST_COUNT && text.bytes().all(|b| b.is_ascii_digit())
        };
        if !digits(&code) || !digits(&last) {
            // A name that was not merged stands in each of its rows.
            return code == last && total::sum(&code).is_none() && kind_of(&code) == Kind::Words;
        }
        let counts_on = last.parse::<u64>().ok().map(|last| last + 1) == code.parse::<u64>().ok();
        // Codes of accounts are sorted; a table that begins anew begins with a lower one.
        counts_on
            || (code.len() >= SHORTEST_CODE && last.len() >= SHORTEST_CODE && code > last)
            || (code == last && self.path(std::slice::from_ref(row)) > self.path(body))
    }

    /// Whether a row is another one than those above: the name that it begins with stands in none of them. A table that
    /// begins anew counts from one, or says the same names again.
    fn is_fresh(self, row: &Row<Tidy>) -> bool {
        let name = |row: &Row<Tidy>| {
            let first = row.cells.iter().find(|cell| cell.column == 0)?;
            Some(fold(first.text.text())).filter(|text| !text.is_empty())
        };
        let Some(own) = name(row) else { return false };
        let body = self.open.body(self.table);
        let is_word = |text: &str| kind_of(text) == Kind::Words && total::sum(text).is_none();
        is_word(&own)
            && !body.is_empty()
            && body
                .iter()
                .rev()
                .take(ROWS_LOOKED_AT)
                .filter_map(name)
                .all(|other| is_word(&other) && other != own)
    }

    /// The code that stands in the columns of 类, 款 and 项 at the end of rows, put together.
    fn path(self, rows: &[Row<Tidy>]) -> Vec<String> {
        let Some((first, parts)) = self.code_columns() else { return Vec::new() };
        let mut path: Vec<String> = Vec::new();
        for row in &rows[rows.len().saturating_sub(ROWS_LOOKED_AT)..] {
            for cell in row.cells.iter().filter(|cell| (first..first + parts).contains(&cell.column)) {
                let text = fold(cell.text.text());
                if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
                    path.truncate(cell.column - first);
                    path.push(text);
                }
            }
        }
        path
    }

    /// Whether the page begins with a grand total and has more than that: a table of its own does.
    fn begins_with_total(self, first: usize) -> bool {
        let rows = self.next.rows.get(first..).unwrap_or_default();
        let others = rows.iter().skip(1).filter(|row| lines::lone(row).is_none() && !lines::is_blank(row));
        rows.first().is_some_and(is_total_row) && (others.count() > 0 || self.has_total())
    }

    /// Whether a grand total ends the table above, which does not begin with one.
    fn is_closed(self) -> bool {
        let body = self.open.body(self.table);
        let last = body
            .iter()
            .rev()
            .take(MOST_AT_END)
            .find(|row| lines::lone(row).is_none_or(|line| !is_below(line)) && !lines::is_blank(row));
        last.is_some_and(is_total_row) && (body.len() == 1 || !body.first().is_some_and(is_total_row))
    }

    /// Whether the table above begins or ends with a grand total.
    fn has_total(self) -> bool {
        self.open.body(self.table).first().is_some_and(is_total_row) || self.is_closed()
    }

    /// Whether a table that repeats no header has one of its own, or begins like a form.
    fn is_headed(self, top: usize) -> bool {
        let Some(first) = self.next.rows.get(top) else { return false };
        let declared = self.next.header_rows > 0 && !headers::is_data(self.next, top, self.open.width);
        declared || self.begins_alike(first) || self.has_header(first, top)
    }

    /// Whether two tables without a header begin with the same label: forms, one a page.
    fn begins_alike(self, first: &Row<Tidy>) -> bool {
        let label = |row: Option<&Row<Tidy>>| {
            let cell = row?.cells.iter().find(|cell| !cell.text.is_blank())?;
            Some(fold(cell.text.text()))
        };
        let own = label(self.table.rows.first());
        self.open.header == 0 && own.is_some() && own == label(Some(first))
    }

    fn has_header(self, first: &Row<Tidy>, top: usize) -> bool {
        let is_title = |text: &str| line::ends_as_table(&fold(text));
        if headers::names_columns(first) || lines::lone(first).is_some_and(is_title) {
            return true;
        }
        if headers::is_form_table(self.next) {
            return true;
        }
        if headers::is_data_row(first) {
            return false;
        }
        // Where the columns hold numbers, words in every one of them are a header.
        let numeric = |kinds: &[Kind]| {
            let cells: Vec<&Cell<Tidy>> = first
                .cells
                .iter()
                .filter(|cell| kinds.get(cell.column) == Some(&Kind::Number) && !cell.text.is_blank())
                .collect();
            !cells.is_empty() && cells.iter().all(|cell| kind_of(cell.text.text()) == Kind::Words)
        };
        let above = kinds(self.open.body(self.table), self.open.width);
        let rows = self.next.rows.get(top + 1..).unwrap_or_default();
        let own = kinds(&rows[..rows.len().min(ROWS_LOOKED_AT)], self.next.width());
        numeric(&above) || numeric(&own)
    }

    /// A page without a header that is not proven to go on: said where it would be read below the header above, and
    /// is read nowhere else.
    fn unsure(self, top: usize) -> Verdict {
        let (width, own) = (self.open.width, self.next.width());
        let rows = self.next.rows.get(top..).unwrap_or_default();
        let below = kinds(&rows[..rows.len().min(ROWS_LOOKED_AT)], own);
        let near = own + MOST_MISSING >= width && own <= width + 1;
        let holds = variety(&below) >= 2 && rows.iter().any(|row| lines::lone(row).is_none());
        let above = kinds(self.open.body(self.table), width);
        let alike = own != width || differing(&below, &above) * 2 <= width;
        if self.open.header > 0 && near && holds && alike && !self.is_headed(top) {
            Verdict::Unsure
        } else {
            Verdict::Separate
        }
    }

    /// The rows at the top of a page that lack the columns at the left, for their merged cells began on the page
    /// before: how many they are, and how many columns they lack.
    fn short_rows(self, rows: &[Row<Tidy>]) -> (usize, usize) {
        short_rows(self.open, self.table, rows)
    }
}

/// The rows at the top of a page that lack columns at the left: how many they are, and how many columns they lack.
pub(super) fn short_rows(open: &Open, table: &Table<Tidy>, rows: &[Row<Tidy>]) -> (usize, usize) {
    let end = |row: &Row<Tidy>| row.cells.iter().map(Cell::end_column).max().unwrap_or(0);
    let width = rows.first().map_or(0, end);
    if width == 0 || width >= open.width || rows.iter().all(|row| end(row) < open.width) {
        return (0, 0);
    }
    let count = rows.iter().take_while(|row| end(row) == width).count();
    let missing = open.width - width;
    let above = kinds(open.body(table), open.width);
    let fits = fits_within(&rows[..count]) && rows.get(count).is_some_and(|row| end(row) == open.width);
    match column_kind::shifts(&above, &kinds(&rows[..count], width)).as_slice() {
        [shift] if fits && *shift == missing => (count, missing),
        _ => (0, 0),
    }
}

/// A header has words in two columns at least.
pub(super) fn is_heading(header: &[Row<Tidy>]) -> bool {
    header.iter().flat_map(|row| &row.cells).filter(|cell| !cell.text.is_blank()).count() >= 2
}

/// Whether no cell of rows reaches below them.
fn fits_within(rows: &[Row<Tidy>]) -> bool {
    rows.iter()
        .enumerate()
        .all(|(number, row)| row.cells.iter().all(|cell| number + cell.rowspan <= rows.len()))
}

/// Whether a row is the title of a table and nothing else, over several columns.
fn is_title_row(row: &Row<Tidy>) -> bool {
    // Of a sheet the columns are lost over which nothing but a title is merged.
    let is_wide = row.cells.iter().map(Cell::end_column).max().is_some_and(|end| end > 1);
    (is_wide || row.at.sheet.is_some())
        && lines::lone(row).is_some_and(|line| line::ends_as_table(&fold(line)))
}

/// Whether a row is a grand total: a table begins or ends with it.
fn is_total_row(row: &Row<Tidy>) -> bool {
    row.cells
        .iter()
        .filter(|cell| !cell.text.is_blank())
        .take(2)
        .any(|cell| total::sum(cell.text.text()) == Some(Sum::Total))
}

/// Whether a lone line stands below the total of a table and is no row of it.
fn is_below(text: &str) -> bool {
    lines::is_note(text) || line::is_signature(text) || line::is_seal(text) || lines::is_page_number(text)
}
